"""The folder of a site: its pages, their twins, and what they share, written without touching the files of others."""

import json
import os
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from html import escape as escape_html
from multiprocessing import get_all_start_methods, get_context
from pathlib import Path, PurePosixPath
from urllib.parse import quote

from mlsys_cli import __version__
from mlsys_cli.errors import OutputError
from mlsys_cli.page.markdown import escape
from mlsys_cli.site.frames import frame, redirect
from mlsys_cli.site.page_files import page_files
from mlsys_cli.site.site_pages import Page, Site

MANIFEST = "site.json"
"""The list of the files that were written, which marks a folder as a site: only these are ever deleted."""


def write_site(site: Site, folder: Path, base: str = "") -> int:
    """Write a site into a folder, and return the number of its pages.

    The folder is new or empty, or has an earlier site: then the files that have changed are replaced, those that aren't
    needed any more are deleted, and others stay. Raises OutputError.
    """
    old = _files_of(folder)
    texts = {path: redirect(path, address) for path, address in site.addresses.redirects.items()}
    pages: list[Page] = []
    for page in _pages(site):
        texts[page.path] = frame(site, page, base=base)
        texts |= {page.twin: page.markdown} if page.markdown else {}
        pages.append(page._replace(body="", markdown=page.markdown and "-"))
    texts |= {path: text() for path, text in page_files(site).items()}
    texts |= {"llms.txt": "".join(_summary(site, pages)), ".nojekyll": ""}
    texts |= {"sitemap.xml": _sitemap(pages, base)} if base else {}
    for name in texts:
        if not _is_below(folder, name) or (name not in old and os.path.lexists(folder / name)):
            raise OutputError(f"{folder / name} wasn't written by mlsys", ["delete it, or choose another folder"])
    try:
        _write(folder, MANIFEST, _list(site, old | texts.keys()))  # after an interruption, it can be repeated
        for name, text in texts.items():
            _write(folder, name, text)
        for name in sorted(old - texts.keys(), reverse=True):
            (folder / name).unlink(missing_ok=True)
            for above in PurePosixPath(name).parents[:-1]:
                if not any((folder / above).iterdir()):
                    (folder / above).rmdir()
        _write(folder, MANIFEST, _list(site, texts.keys()))
    except OSError as error:
        raise OutputError(f"{folder} can't be written: {error.strerror}") from error
    return len(pages)


def _files_of(folder: Path) -> set[str]:
    """The files of the site in a folder, which may be empty. Raises OutputError for anything else."""
    hint = "choose a new or empty folder, or one with an earlier site"
    if not os.path.lexists(folder) or (folder.is_dir() and not any(folder.iterdir())):
        return set()
    if not folder.is_dir():
        raise OutputError(f"{folder} isn't a folder", [hint])
    try:
        files = json.loads((folder / MANIFEST).read_bytes())["files"]
        return {name for name in files if _is_below(folder, name)}
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise OutputError(f"{folder} isn't empty, and isn't a site by mlsys", [hint]) from error


def _is_below(folder: Path, name: str) -> bool:
    """True for a path within a folder, also where a link on the way could lead out of it."""
    path = PurePosixPath(name)
    inside = not path.is_absolute() and ".." not in path.parts and bool(path.parts)
    return inside and Path(os.path.realpath((folder / name).parent)).is_relative_to(os.path.realpath(folder))


def _pages(site: Site) -> Iterator[Page]:
    # To run the exhibits takes longer than to write all pages. A process that is forked needs no import, and leaves the
    # index, which it shares, alone.
    context = get_context("fork" if "fork" in get_all_start_methods() else "spawn")
    executor = ProcessPoolExecutor(max_workers=os.cpu_count(), mp_context=context)
    try:
        site.runs.record_in(executor)
        yield from site.pages()
    finally:
        executor.shutdown(cancel_futures=True)  # Ctrl-C isn't to wait for exhibits that nobody will see


def _write(folder: Path, name: str, text: str) -> None:
    """Write a file of a site, unless it has this text already."""
    target, data = folder / name, text.encode()
    if target.is_file() and target.read_bytes() == data:
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    target.unlink(missing_ok=True)  # it may be a link
    target.write_bytes(data)


def _list(site: Site, files: Iterable[str]) -> str:
    document = {"version": __version__, "books": [book.ref.slug for book in site.books], "files": sorted(files)}
    return json.dumps(document, indent=0) + "\n"


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
