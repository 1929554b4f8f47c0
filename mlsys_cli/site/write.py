"""The folder of a site: its pages, their twins, and what they share, written without touching the files of others."""

import json
import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from functools import cache
from multiprocessing import get_all_start_methods, get_context
from pathlib import Path, PurePosixPath
from signal import SIG_DFL, SIGINT, signal

from mlsys_cli import __version__
from mlsys_cli.errors import OutputError
from mlsys_cli.session.session import Session
from mlsys_cli.site.addresses import relative
from mlsys_cli.site.frames import frame
from mlsys_cli.site.page_files import page_files
from mlsys_cli.site.page_templates import fill
from mlsys_cli.site.site_pages import Page, Site

MANIFEST = "site.json"
"""The list of the files that were written, which marks a folder as a site: only these are ever deleted."""


_MOST_PROCESSES = 8
"""Each has the books in memory, which are some 250 MB."""

_AT_ONCE = 8
"""The pages that a process makes before it hands them over; chosen, not measured."""


def write_site(make: Callable[[Session], Site], session: Session, folder: Path, base: str = "") -> int:
    """Write a site, as it is made of the books of a session, into a folder, and return the number of its pages.

    The folder is new or empty, or has an earlier site: then the files that have changed are replaced, those that aren't
    needed any more are deleted, and others stay. Raises OutputError.
    """
    old, site = _files_of(folder), make(session)
    moved = site.addresses.redirects.items()
    texts = {path: fill("site/redirect.html", link=relative(path, address)) for path, address in moved}
    made: dict[str, Page] = {}
    with _being_made(make, session, site, base) as pages_and_texts:
        texts |= {path: text() for path, text in page_files(site).items()}  # meanwhile: they take a tenth of the time
        for page, text in pages_and_texts:
            texts |= {page.path: text, **({page.twin: page.markdown} if page.markdown else {})}
            made[page.path] = page
    pages = [made[path] for path in site.makers]
    texts |= {"llms.txt": fill("site/llms.txt", books=site.books.values(), pages=pages), ".nojekyll": ""}
    texts |= {"sitemap.xml": fill("site/sitemap.xml", base=base, pages=pages)} if base else {}
    below = _below(folder, texts)
    for name in texts:
        if name not in below or (name not in old and os.path.lexists(folder / name)):
            raise OutputError(f"{folder / name} wasn't written by mlsys", ["delete it, or choose another folder"])
    try:
        _write(folder, MANIFEST, _list(site, old | texts.keys()))  # after an interruption, it can be repeated
        for name, text in sorted(texts.items()):
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
        return _below(folder, json.loads((folder / MANIFEST).read_bytes())["files"])
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise OutputError(f"{folder} isn't empty, and isn't a site by mlsys", [hint]) from error


def _below(folder: Path, names: Iterable[str]) -> set[str]:
    """The paths that are within a folder, also where a link on the way could lead out of it."""
    root = os.path.realpath(folder)

    @cache
    def is_within(above: PurePosixPath) -> bool:
        return Path(os.path.realpath(folder / above)).is_relative_to(root)

    paths = ((name, PurePosixPath(name)) for name in names)
    inside = ((name, path) for name, path in paths if path.parts and not path.is_absolute() and ".." not in path.parts)
    return {name for name, path in inside if is_within(path.parent)}


@contextmanager
def _being_made(
    make: Callable[[Session], Site], session: Session, site: Site, base: str
) -> Iterator[Iterator[tuple[Page, str]]]:
    """Every page with the text of its file, which several processes begin to make at once."""
    # What takes longest comes first, so that no process ends long before the others: exhibits, and the book on a page.
    paths = sorted(site.makers, key=lambda path: (path not in site.run_names, not path.endswith("print.html")))
    if "fork" not in get_all_start_methods():
        yield (_page(site, base, path) for path in paths)
        return
    count = min(os.cpu_count() or 1, _MOST_PROCESSES)
    executor = ProcessPoolExecutor(count, get_context("fork"), _begin, (make, session, base))
    try:
        yield executor.map(_page_here, paths, chunksize=_AT_ONCE)
    finally:
        executor.shutdown(cancel_futures=True)


_opened: list[tuple[Site, str]] = []
"""In a process that makes pages, the site and its address."""


def _begin(make: Callable[[Session], Site], session: Session, base: str) -> None:
    """Open the books in a process that makes pages: SQLite forbids it the connection that it has by its fork."""
    signal(SIGINT, SIG_DFL)  # Ctrl-C ends it without a word
    _opened.append((make(Session(session.options)), base))


def _page_here(path: str) -> tuple[Page, str]:
    return _page(*_opened[0], path)


def _page(site: Site, base: str, path: str) -> tuple[Page, str]:
    """A page without its body, and the text of its file."""
    page = site.makers[path]()
    return page._replace(body=""), frame(site, page, base=base)


def _write(folder: Path, name: str, text: str) -> None:
    """Write a file of a site, unless it has this text already."""
    target, data = folder / name, text.encode()
    if target.is_file() and target.read_bytes() == data:
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    target.unlink(missing_ok=True)  # it may be a link
    target.write_bytes(data)


def _list(site: Site, files: Iterable[str]) -> str:
    document = {"version": __version__, "books": [*site.books], "files": sorted(files)}
    return json.dumps(document, indent=0) + "\n"
