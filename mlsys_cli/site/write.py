"""The folder of a site: its pages, their twins, and what they share, written without touching the files of others."""

import json
import os
import shutil
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from html import escape as escape_html
from multiprocessing import get_all_start_methods, get_context
from pathlib import Path, PurePosixPath
from tempfile import mkdtemp
from urllib.parse import quote

from mlsys_cli import __version__
from mlsys_cli.errors import OutputError
from mlsys_cli.page.markdown import escape
from mlsys_cli.site.frames import frame, redirect
from mlsys_cli.site.page_script import page_script
from mlsys_cli.site.search_index import preview_script, search_script
from mlsys_cli.site.site_pages import Page, Site

MANIFEST = "site.json"
"""The list of the files that were written, which marks a folder as a site: only these are ever deleted."""


def write_site(site: Site, folder: Path, base: str = "") -> int:
    """Write a site into a folder, and return the number of its pages.

    The folder is new or empty, or has an earlier site: then the files that have changed are replaced, those that aren't
    needed any more are deleted, and others stay. Raises OutputError.
    """
    old = _files_of(folder)
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        made = Path(mkdtemp(prefix=f".{folder.name}.", dir=folder.parent))
        try:
            made.chmod(0o777 & ~_umask())
            count = _write(site, made, base)
            _move(made, folder, old)
        finally:
            shutil.rmtree(made, ignore_errors=True)
    except OSError as error:
        raise OutputError(f"{folder} can't be written: {error.strerror}") from error
    return count


def _files_of(folder: Path) -> set[str]:
    """The files of the site in a folder, which may be empty. Raises OutputError for anything else."""
    if not os.path.lexists(folder) or (folder.is_dir() and not any(folder.iterdir())):
        return set()
    if not folder.is_dir():
        raise OutputError(f"{folder} isn't a folder", ["choose a new or empty folder, or one with an earlier site"])
    try:
        files = json.loads((folder / MANIFEST).read_bytes())["files"]
        return {name for name in files if _is_below(folder, name)}
    except (OSError, ValueError, TypeError, KeyError) as error:
        hint = "choose a new or empty folder, or one with an earlier site"
        raise OutputError(f"{folder} isn't empty, and isn't a site by mlsys", [hint]) from error


def _is_below(folder: Path, name: str) -> bool:
    """True for a path within a folder, also where a link on the way could lead out of it."""
    path = PurePosixPath(name)
    inside = not path.is_absolute() and ".." not in path.parts and bool(path.parts)
    return inside and Path(os.path.realpath((folder / name).parent)).is_relative_to(os.path.realpath(folder))


def _write(site: Site, folder: Path, base: str) -> int:
    files: list[str] = []

    def write(path: str, text: str) -> None:
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(text.encode())
        files.append(path)

    listed: list[Page] = []
    # To run the exhibits takes longer than to write all pages. A process that is forked needs no import, and leaves the
    # index, which it shares, alone.
    context = get_context("fork" if "fork" in get_all_start_methods() else "spawn")
    executor = ProcessPoolExecutor(max_workers=os.cpu_count(), mp_context=context)
    try:
        site.runs.record_in(executor)
        for page in site.pages():
            write(page.path, frame(site, page, base=base))
            if page.markdown:
                write(page.twin, page.markdown)
            listed.append(page._replace(body="", markdown=page.markdown and "-"))
    finally:
        executor.shutdown(cancel_futures=True)  # Ctrl-C isn't to wait for exhibits that nobody will see
    for path, address in site.addresses.redirects.items():
        write(path, redirect(path, address))
    for name in ("site.css", "icon.svg"):
        write(name, Path(__file__).with_name("static").joinpath(name).read_text("utf-8"))
    write("site.js", page_script())
    write("search.js", search_script(site.library, site.addresses.opening))
    write("terms.js", preview_script(site.library, site.addresses.opening))
    write("llms.txt", "".join(_summary(site, listed)))
    write(".nojekyll", "")
    if base:
        write("sitemap.xml", _sitemap(listed, base))
    document = {"version": __version__, "books": [book.ref.slug for book in site.books], "files": sorted(files)}
    write(MANIFEST, json.dumps(document, indent=0) + "\n")
    return len(listed)


def _summary(site: Site, pages: list[Page]) -> Iterator[str]:
    """The pages as a list for programs that read Markdown (llms.txt)."""
    for book in site.books:
        yield f"# {escape(book.ref.name)}\n\n> {escape(' '.join(book.summary.split()))}\n"
        kinds = {
            "chapter": "Chapters and sections",
            "section": "",
            "term": "Terms",
            "table": "Tables",
            "figure": "Figures",
        }
        for page in (page for page in pages if page.book == book.ref.slug and page.kind in kinds and page.markdown):
            if title := kinds[page.kind]:
                yield f"\n## {title}\n\n"
                kinds[page.kind] = ""
            words = f": {escape(' '.join(page.summary.split()))}" if page.summary else ""
            yield f"- [{escape(page.title)}]({quote(page.twin)}){words}\n"
        yield "\n"


def _sitemap(pages: list[Page], base: str) -> str:
    places = "".join(f"<url><loc>{escape_html(base)}{quote(page.path)}</loc></url>\n" for page in pages)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{places}</urlset>\n'
    )


def _move(made: Path, folder: Path, old: set[str]) -> None:
    """Put a site in its place."""
    if not folder.exists():
        made.rename(folder)
        return
    new = [path.relative_to(made).as_posix() for path in sorted(made.rglob("*")) if path.is_file()]
    foreign = [name for name in new if name not in old and os.path.lexists(folder / name) and name != MANIFEST]
    if foreign:
        raise OutputError(f"{folder / foreign[0]} wasn't written by mlsys", ["delete it, or choose another folder"])
    for name in sorted(new, key=MANIFEST.__ne__):  # the list first: after an interruption, it can be repeated
        target = folder / name
        if target.is_file() and target.read_bytes() == (made / name).read_bytes():
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        (made / name).replace(target)
    for name in sorted(old - {*new}, reverse=True):
        (folder / name).unlink(missing_ok=True)
        for above in PurePosixPath(name).parents:
            if above.parts and not any((folder / above).iterdir()):
                (folder / above).rmdir()


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
