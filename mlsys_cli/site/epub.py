"""A book as an EPUB for e-readers: its pages, their list, and what stores and screen readers want to know about it."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from textwrap import wrap
from typing import NamedTuple
from uuid import NAMESPACE_URL, uuid5
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from mlsys_cli import __version__
from mlsys_cli.index.entry_records import BookRecord
from mlsys_cli.page.blocks import Blocks
from mlsys_cli.render.html_blocks import local_anchors, write_html
from mlsys_cli.render.theme import ink
from mlsys_cli.site.page_templates import fill, written
from mlsys_cli.site.whole_book import Division
from mlsys_cli.text.sanitize import HARMFUL

_COLUMNS = 52
"""The width of drawings: legible on an e-reader of six inches, and not lost on a tablet; chosen by looking at both."""

_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*")

_MARK = b"written by 'mlsys export epub'"
"""The comment of the zip. A file that has it may be replaced."""


class _File(NamedTuple):
    """A page of an EPUB by its name, and what a reading system must be able to do to show it."""

    name: str
    text: str

    @property
    def properties(self) -> str:
        """Its properties in the manifest. A text has no such tag, as its signs are escaped."""
        return " ".join(name for name, tag in (("mathml", "<math"), ("svg", "<svg")) if tag in self.text)


def epub_bytes(book: BookRecord, parts: Sequence[Division], modified: int, part_of: Sequence[str] = ()) -> bytes:
    """An EPUB, the same for the same book. `modified` is its time in seconds since 1970.

    If it has only some chapters, it is `part_of` the book: their ids tell it from other such files.
    """
    names = [f"part-{part}-{file}" for part, one in enumerate(parts, start=1) for file in range(1, len(one.files) + 1)]
    files = dict(zip(names, (file for part in parts for file in part.files), strict=True))
    addresses: dict[str, str] = {}
    for name, blocks in files.items():
        for target, anchor in local_anchors(blocks).items():
            addresses.setdefault(target, f"{name}.xhtml#{anchor}")
    language = book.language if _LANGUAGE.fullmatch(book.language) else "und"  # a book with mistakes may have any
    frame = {"book": book, "title": book.ref.name, "language": language, "version": __version__}
    credit = written(write_html(book.credit, addresses.get))
    pages = [
        _File("title", fill("epub/title.xhtml", **frame, authors=_names(book), credit=credit, is_part=bool(part_of)))
    ]
    titles = dict(zip(names, (part.title for part in parts for _ in part.files), strict=True))
    pages += [_File(name, _body(blocks, addresses)) for name, blocks in files.items()]
    features = ["alternativeText", "displayTransformability", "readingOrder", "structuralNavigation", "tableOfContents"]
    features += ["MathML"] if any("mathml" in page.properties for page in pages) else []
    package = fill(
        "epub/package.opf",
        **frame,
        identifier=uuid5(NAMESPACE_URL, f"mlsys:{book.ref.slug}:{','.join(part_of)}").urn,
        modified=f"{datetime.fromtimestamp(modified, UTC):%Y-%m-%dT%H:%M:%SZ}",
        features=features,
        files=pages,
    )
    title, authors = (wrap(words, width, max_lines=7) for words, width in ((book.ref.name, 16), (_names(book), 32)))
    texts = {
        "META-INF/container.xml": fill("epub/container.xml"),
        "EPUB/package.opf": package,
        "EPUB/nav.xhtml": _page(frame, "Contents", fill("epub/nav.xhtml", contents=[*_contents(parts, addresses)])),
        "EPUB/book.css": (Path(__file__).parent / "static/book.css").read_text("utf-8"),
        "EPUB/cover.svg": fill("epub/cover.svg", book=book, title=title, authors=authors),
        **{f"EPUB/{page.name}.xhtml": _page(frame, titles.get(page.name, ""), page.text) for page in pages},
    }
    return _zipped(texts)


def _names(book: BookRecord) -> str:
    return ", ".join(book.authors)


def is_our_epub(path: Path) -> bool:
    """True for a file that `mlsys export epub` has written."""
    try:
        with ZipFile(path) as archive:
            return archive.comment == _MARK
    except BadZipFile:
        return False


def _body(blocks: Blocks, addresses: Mapping[str, str]) -> str:
    """A page with links to what the book has; other targets stay words."""
    return write_html(blocks, addresses.get, widths=(_COLUMNS,), ink=ink, unfolded=True)


def _page(frame: Mapping[str, object], title: str, body: str) -> str:
    return fill("epub/page.xhtml", **{**frame, "title": title or frame["title"], "body": written(body)})


def _contents(
    parts: Sequence[Division], addresses: Mapping[str, str]
) -> Iterator[tuple[str, str, list[tuple[str, str]]]]:
    """The title of each part with its address, and of what is in it."""
    yield "About this book", "title.xhtml", []
    for number, part in enumerate(parts, start=1):
        yield part.title, f"part-{number}-1.xhtml", [(title, addresses[target]) for title, target in part.contents]


def _zipped(texts: Mapping[str, str]) -> bytes:
    """The files as a zip without times, of which the first says what it is, uncompressed as EPUB has it."""
    data = BytesIO()
    with ZipFile(data, "w", ZIP_DEFLATED) as archive:
        archive.comment = _MARK
        archive.writestr(ZipInfo("mimetype"), "application/epub+zip", ZIP_STORED)
        for name, text in texts.items():
            archive.writestr(ZipInfo(name), HARMFUL.sub("\ufffd", text).encode(), ZIP_DEFLATED)
    return data.getvalue()
