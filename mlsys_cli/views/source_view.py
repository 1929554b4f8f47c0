"""Sources and what cites them."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from mlsys_cli.index.entry_records import BookRecord, Ref, SourceRecord
from mlsys_cli.page.blocks import Block, Blocks, Bullets, DefinitionList, Heading, Paragraph, Span, json_text
from mlsys_cli.views import shared_blocks as shared
from mlsys_cli.views.view import Document, document, pick

_BIBTEX_SPECIAL = re.compile(r"([&%$#_{}])")  # see docs/decisions/escaping-bibtex-and-csv.md

_NOT_IN_ADDRESSES = re.compile(r"[\s\\{}^]")
"""What could end a field of BibTeX, or be obeyed by TeX, to which `^^5c` is a backslash. No web address has it."""


class SourceView(NamedTuple):
    """One source with the entries that cite it; `numbers` are those of the sections, by entry id.

    If it `is_linked`, it has links instead of commands.
    """

    source: SourceRecord
    cited_by: Sequence[Ref]
    numbers: Mapping[int, str]
    is_linked: bool = False

    def blocks(self) -> Blocks:
        """The source in full, then what cites it, with the command that opens one entry of each kind."""
        source = self.source
        every_author = (", ".join(source.authors),) if source.authors else ()
        blocks: list[Block] = [
            *shared.origin_line(source.ref),
            Heading(1, source.ref.slug, source.ref.target),
            Paragraph(shared.source_spans(source._replace(authors=every_author))),
        ]
        if self.cited_by:
            links = []
            for ref in self.cited_by:
                kind = () if ref.kind == "section" else (Span(f" · {ref.kind}"),)
                links.append(shared.entry_link(ref, self.numbers, source.ref.book, kind))
            ways = () if self.is_linked else shared.open_rows(self.cited_by, self.numbers)
            blocks.append(DefinitionList((*shared.labelled("Cited by", links), *ways)))
        return tuple(blocks)

    def document(self) -> Document:
        """The source's fields, and the ids of what cites it by kind."""
        by_kind: dict[str, list[str]] = {}
        for ref in self.cited_by:
            by_kind.setdefault(f"{ref.kind}s", []).append(ref.slug)
        return document("source", **_source_fields(self.source), cited_by=by_kind)

    def bibtex(self) -> str:
        """The source as an entry for LaTeX."""
        return _bibtex(self.source)


class SourcesView(NamedTuple):
    """All sources, as a bibliography."""

    sources: Sequence[SourceRecord]
    books: Sequence[BookRecord]

    def blocks(self) -> Blocks:
        """The imprint and the credit of each book, then every source with its key."""
        heads = [(shared.imprint(book), book.credit) for book in self.books]
        about = [block for line, credit in heads for block in (*((Paragraph(line),) if line else ()), *credit)]
        items: list[Blocks] = []
        for source in self.sources:
            key, origin = Span(source.ref.address, "code"), Span(f"{shared.format_origin(source.ref)} · ")
            items.append((Paragraph((key, origin, *shared.source_spans(source))),))
        return (Heading(1, "Sources"), *about, Bullets(tuple(items)))

    def document(self) -> Document:
        """Every source."""
        credit = json_text([block for book in self.books for block in book.credit])
        books = [pick(book, shared.IMPRINT) for book in self.books]
        return document("sources", credit=credit, books=books, sources=list(map(_source_fields, self.sources)))

    def rows(self) -> list[list[Any]]:
        """One row per source."""
        rows = [
            [s.ref.slug, "; ".join(s.authors), s.year, s.ref.name, s.venue, shared.source_link(s), s.ref.book]
            for s in self.sources
        ]
        return [["key", "authors", "year", "title", "venue", "link", "book"], *rows]

    def bibtex(self) -> str:
        """All sources as entries for LaTeX."""
        return "\n".join(map(_bibtex, self.sources))


def _source_fields(source: SourceRecord) -> Document:
    """The fields of a source, null where unknown."""
    work = "id=ref.slug book=ref.book authors year title=ref.name venue editors translators"
    source = source._replace(url=shared.source_link(source))
    return pick(source, f"{work} edition? pages? language? isbn? doi? arxiv? url? accessed? open=ref.command")


def _bibtex(source: SourceRecord) -> str:
    """A BibTeX entry: a book if it has an ISBN, else `misc`, since a venue may be a journal or a publisher."""
    kind, venue = ("book", "publisher") if source.isbn else ("misc", "howpublished")
    fields = {
        "author": _names(source.authors),
        "editor": _names(source.editors),
        "translator": _names(source.translators),
        "title": "{" + _tex(source.ref.name) + "}",
        "edition": _tex(source.edition),
        venue: _tex(source.venue),
        # The dash of a range of pages is two hyphens in BibTeX: 12–15 is 12--15.
        "pages": re.sub(r"(?<=\d)[-–—]+(?=\d)", "--", _tex(source.pages)),
        "year": str(source.year or ""),
        "language": _tex(source.language),
        "isbn": _tex(source.isbn),
        "doi": _address(source.doi),
        "eprint": _address(source.arxiv),
        "url": _address(shared.source_link(source)),
        "urldate": _tex(source.accessed),
    }
    # The title has braces of its own, which keep a style from changing its capitals.
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value and value != "{}"]
    key = re.sub(r"[^\w:.-]", "", source.ref.slug)
    return "\n".join([f"@{kind}{{{key},", *lines, "}"]) + "\n"


def _names(people: Sequence[str]) -> str:
    return " and ".join("others" if name == "et al." else _tex(name) for name in people)


def _tex(text: str) -> str:
    """A text for TeX. Of a stranger's source no backslash may stay, nor `^^5c`, which is one for TeX."""
    return _BIBTEX_SPECIAL.sub(r"\\\1", text.replace("\\", "")).replace("^", r"\^{}")


def _address(text: str) -> str:
    """An address or identifier as it is, since `\\url` shows it so; with percent signs for what it can't contain."""
    return _NOT_IN_ADDRESSES.sub(lambda sign: "".join(f"%{byte:02X}" for byte in sign[0].encode()), text)
