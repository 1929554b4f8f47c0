"""A book as an EPUB for e-readers: its pages, their list, and what stores and screen readers want to know about it."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import NamedTuple
from uuid import NAMESPACE_URL, uuid5

from mlsys_cli.index.entry_records import BookRecord
from mlsys_cli.render.html_blocks import local_anchors, write_html
from mlsys_cli.render.theme import ink
from mlsys_cli.site.page_templates import fill, written
from mlsys_cli.site.whole_book import Division
from mlsys_cli.text.marked_zip import has_mark, zip_bytes

_COLUMNS = 52
"""The width of drawings: legible on an e-reader of six inches, and not lost on a tablet; chosen by looking at both."""

_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*")

_MARK = b"written by 'mlsys export epub'"
"""The comment of the zip. A file that has it may be replaced."""


class _File(NamedTuple):
    """A page of an EPUB: its name and title, what stands on it, and what a reading system needs to show that."""

    name: str
    title: str
    body: str

    @property
    def properties(self) -> str:
        """Its properties in the manifest. A text has no such tag, as its signs are escaped."""
        return " ".join(name for name, tag in (("mathml", "<math"), ("svg", "<svg")) if tag in self.body)


def epub_bytes(book: BookRecord, parts: Sequence[Division], modified: int, part_of: Sequence[str] = ()) -> bytes:
    """An EPUB, the same for the same book. `modified` is its time in seconds since 1970.

    If it has only some chapters, it is `part_of` the book: their ids tell it from other such files.
    """
    divided = {
        f"part-{number}-{place}": (part.title, blocks)
        for number, part in enumerate(parts, start=1)
        for place, blocks in enumerate(part.files, start=1)
    }
    addresses: dict[str, str] = {}
    for name, (_, blocks) in divided.items():
        for target, anchor in local_anchors(blocks).items():
            addresses.setdefault(target, f"{name}.xhtml#{anchor}")
    # Links lead to what the book has; other targets stay words.
    write = partial(write_html, links=addresses.get, widths=(_COLUMNS,), ink=ink, unfolded=True)
    language = book.language if _LANGUAGE.fullmatch(book.language) else "und"  # a book with mistakes may have any
    about = {"book": book, "language": language}
    files = [
        _File("title", "", fill("site/epub/title.xhtml", **about, credit=written(write(book.credit)), part_of=part_of)),
        *(_File(name, title, write(blocks)) for name, (title, blocks) in divided.items()),
    ]
    contents = _File("nav", "Contents", fill("site/epub/nav.xhtml", parts=parts, addresses=addresses))
    package = fill(
        "site/epub/package.opf",
        **about,
        identifier=uuid5(NAMESPACE_URL, f"mlsys:{book.ref.slug}:{','.join(part_of)}").urn,
        modified=f"{datetime.fromtimestamp(modified, UTC):%Y-%m-%dT%H:%M:%SZ}",
        files=files,
    )
    texts = {
        "mimetype": "application/epub+zip",
        "META-INF/container.xml": fill("site/epub/container.xml"),
        "EPUB/package.opf": package,
        "EPUB/book.css": (Path(__file__).parent / "static/book.css").read_text("utf-8"),
        "EPUB/cover.svg": fill("site/epub/cover.svg", book=book),
    }
    for file in (contents, *files):
        texts[f"EPUB/{file.name}.xhtml"] = fill("site/epub/page.xhtml", **about, file=file, body=written(file.body))
    return zip_bytes({name: text.encode() for name, text in texts.items()}, _MARK)


def is_our_epub(path: Path) -> bool:
    """True for a file that `mlsys export epub` has written."""
    return has_mark(path, _MARK)
