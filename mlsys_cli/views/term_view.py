"""Glossary entries."""

from collections.abc import Iterator, Sequence
from typing import TypeAlias

from mlsys_cli.index.entry_records import Match, Ref, SourceRecord, TermRecord
from mlsys_cli.page import Aside, Block, Blocks, DefinitionList, Heading, Paragraph, Span, Spans, prose_text
from mlsys_cli.page.prose_links import slugs, targets
from mlsys_cli.views.shared_blocks import (
    cited,
    entry_link,
    flat,
    gloss,
    labelled,
    notes,
    open_command,
    open_rows,
    origin_words,
    when,
    with_sources,
)
from mlsys_cli.views.view import Document, document, match_document, remark_fields

_Row: TypeAlias = tuple[str, Spans]


class TermView:
    """One entry: its meaning, an example, related entries and its sources."""

    def __init__(self, term: TermRecord, match: Match, sources: Sequence[SourceRecord], own: Blocks = ()) -> None:
        """`own` holds the reader's notes."""
        self._term = term
        self._match = match
        self._sources = sources
        self._own = own

    def page(self) -> Blocks:
        """The entry with its sources."""
        return with_sources(tuple(self.body()), self._sources, level=3)

    def body(self) -> Iterator[Block]:
        """The entry without the list of its sources."""
        term = self._term
        yield Heading(1, term.ref.name, f"term:{term.ref.slug}")
        yield Paragraph(self._kind_and_aliases())
        cited_below = slugs("source", targets((*term.explanation, *term.example)))
        yield from cited(term.definition, [key for key in term.remarks.sources if key not in cited_below])
        yield from term.explanation
        if term.example:
            yield Aside("Example", flat(term.example), "note.example")
        yield from notes(term.remarks)
        yield from self._own
        used_in = labelled("Used in", [self._link(ref) for ref in term.sections])
        opened = (*term.see_also, *term.sections)
        if rows := [*self._related(), *used_in, *self._dates(), *open_rows(opened, term.numbers)]:
            yield DefinitionList(tuple(rows))

    def _kind_and_aliases(self) -> Spans:
        aliases = ", ".join(self._term.aliases)
        origin = origin_words(self._term.ref)
        return (
            Span(self._term.kind, "kind"),
            Span(f" · also {aliases}" if aliases else "", "alias"),
            *((Span(origin, "trail"),) if origin else ()),
        )

    def _related(self) -> list[_Row]:
        glosses = self._term.glosses
        return labelled("See also", [self._link(ref, gloss(glosses.get(ref.id, ""))) for ref in self._term.see_also])

    def _link(self, ref: Ref, words: Spans = ()) -> Spans:
        return entry_link(ref, self._term.numbers, self._term.ref.book, words)

    def _dates(self) -> list[_Row]:
        home = self._term.ref.book
        return labelled(
            "Timeline",
            [
                (Span(when(event), "event.year"), Span(f" · {event.ref.name}{origin_words(event.ref, home)}"))
                for event in self._term.events
            ],
        )

    def document(self) -> Document:
        """The entry, with the ids of what it points to and of what points to it."""
        term = self._term
        return document(
            "term",
            id=term.ref.slug,
            name=term.ref.name,
            book=term.ref.book,
            term_kind=term.kind,
            aliases=list(term.aliases),
            definition=prose_text(term.definition),
            explanation=prose_text(term.explanation),
            example=prose_text(term.example),
            see_also=[ref.slug for ref in term.see_also],
            sections=[ref.slug for ref in term.sections],
            events=[event.ref.slug for event in term.events],
            **remark_fields(term.remarks),
            open=open_command(term.ref),
            match=match_document(self._match),
        )


class TermsView:
    """Several entries, in the order in which they were asked for."""

    def __init__(self, views: Sequence[TermView], sources: Sequence[SourceRecord]) -> None:
        self._views = views
        self._sources = sources

    def page(self) -> Blocks:
        """The entries one after the other, with one list of sources."""
        return with_sources([block for view in self._views for block in view.body()], self._sources)

    def document(self) -> Document:
        """All entries in a list."""
        return document("terms", terms=[view.document() for view in self._views])
