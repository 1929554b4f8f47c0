"""Sources and what cites them."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from mlsys_cli.index.entry_records import Ref, SourceRecord
from mlsys_cli.page import Blocks, Bullets, DefinitionList, Heading, Paragraph, Span, Spans, prose_text
from mlsys_cli.views.shared_blocks import (
    entry_link,
    labelled,
    open_command,
    open_rows,
    origin_line,
    origin_words,
    source_link,
    source_spans,
)
from mlsys_cli.views.view import Document, document

_BIBTEX_SPECIAL = re.compile(r"([&%$#_{}])")


class SourceView:
    """One source with the entries that cite it."""

    def __init__(self, source: SourceRecord, cited_by: Sequence[Ref], numbers: Mapping[int, str]) -> None:
        """`numbers` are those of the sections that cite it, by entry id."""
        self._source = source
        self._cited_by = cited_by
        self._numbers = numbers

    def page(self) -> Blocks:
        """The source in full, then what cites it, with the command that opens one entry of each kind."""
        rows = [*labelled("Cited by", map(self._citing, self._cited_by)), *open_rows(self._cited_by, self._numbers)]
        return (
            *origin_line(self._source.ref),
            Heading(1, self._source.ref.slug, f"source:{self._source.ref.slug}"),
            Paragraph(source_spans(self._source._replace(authors=_all_authors(self._source)))),
            *([DefinitionList(tuple(rows))] if rows else []),
        )

    def _citing(self, ref: Ref) -> Spans:
        kind = () if ref.kind == "section" else (Span(f" · {ref.kind}"),)
        return entry_link(ref, self._numbers, self._source.ref.book, kind)

    def document(self) -> Document:
        """The source's fields, and the ids of what cites it by kind."""
        by_kind: dict[str, list[str]] = {}
        for ref in self._cited_by:
            by_kind.setdefault(f"{ref.kind}s", []).append(ref.slug)
        return document("source", **source_document(self._source), cited_by=by_kind)

    def bibtex(self) -> str:
        """The source as an entry for LaTeX."""
        return bibtex(self._source)


class SourcesView:
    """All sources, as a bibliography."""

    def __init__(self, sources: Sequence[SourceRecord], credit: Blocks) -> None:
        self._sources = sources
        self._credit = credit

    def page(self) -> Blocks:
        """The credit, then every source with its key."""
        items = tuple(
            (
                Paragraph(
                    (Span(source.ref.address, "code"), Span(f"{origin_words(source.ref)} · "), *source_spans(source))
                ),
            )
            for source in self._sources
        )
        return (Heading(1, "Sources"), *self._credit, Bullets(items))

    def document(self) -> Document:
        """Every source."""
        sources = [source_document(source) for source in self._sources]
        return document("sources", credit=prose_text(self._credit), sources=sources)

    def rows(self) -> list[list[Any]]:
        """One row per source."""
        rows = [
            [s.ref.slug, "; ".join(s.authors), s.year, s.ref.name, s.venue, source_link(s), s.ref.book]
            for s in self._sources
        ]
        return [["key", "authors", "year", "title", "venue", "link", "book"], *rows]

    def bibtex(self) -> str:
        """All sources as entries for LaTeX."""
        return "\n".join(map(bibtex, self._sources))


def _all_authors(source: SourceRecord) -> tuple[str, ...]:
    return (", ".join(source.authors),) if source.authors else ()


def source_document(source: SourceRecord) -> Document:
    """Return the fields of a source, null where unknown."""
    return {
        "id": source.ref.slug,
        "book": source.ref.book,
        "authors": list(source.authors),
        "year": source.year,
        "title": source.ref.name,
        "venue": source.venue,
        "doi": source.doi or None,
        "arxiv": source.arxiv or None,
        "url": source_link(source) or None,
        "open": open_command(source.ref),
    }


def bibtex(source: SourceRecord) -> str:
    """Return a BibTeX entry. Its type is `misc`, since a venue alone doesn't say whether it is a journal."""
    authors = " and ".join("others" if name == "et al." else name for name in source.authors)
    fields = {
        "author": authors,
        "title": "{" + _tex(source.ref.name) + "}",
        "howpublished": _tex(source.venue),
        "year": str(source.year or ""),
        "doi": source.doi,
        "eprint": source.arxiv,
        "url": source_link(source),
    }
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value and value != "{}"]
    return "\n".join([f"@misc{{{source.ref.slug},", *lines, "}"]) + "\n"


def _tex(text: str) -> str:
    return _BIBTEX_SPECIAL.sub(r"\\\1", text.replace("\\", ""))
