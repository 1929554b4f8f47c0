"""A glossary entry as a card."""

from collections.abc import Iterator, Sequence

from mlsys_cli.index.entry_records import Match, SourceRecord, TermRecord
from mlsys_cli.page import Aside, Block, Blocks, DefinitionList, Heading, Paragraph, Span, Spans, prose_text
from mlsys_cli.page.citations import slugs, targets
from mlsys_cli.views.open_commands import open_command
from mlsys_cli.views.shared_blocks import cited, command_rows, flat, notes, origin_words, when, with_sources
from mlsys_cli.views.view import Document, document, match_document, remark_fields


class TermView:
    """One entry: what it means, an example, where to go on, and its sources."""

    def __init__(self, term: TermRecord, match: Match, sources: Sequence[SourceRecord], own: Blocks = ()) -> None:
        """`own` are the reader's notes."""
        self._term = term
        self._match = match
        self._sources = sources
        self._own = own

    def page(self) -> Blocks:
        """The card."""
        return with_sources(self.card(), self._sources, level=3)

    def card(self) -> Iterator[Block]:
        """The card without the list of its sources."""
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
        if rows := [*self._links(), *self._dates()]:
            yield DefinitionList(tuple(rows))

    def _kind_and_aliases(self) -> Spans:
        aliases = ", ".join(self._term.aliases)
        origin = origin_words(self._term.ref)
        return (
            Span(self._term.kind, "kind"),
            Span(f" · also {aliases}" if aliases else "", "alias"),
            *((Span(origin, "trail"),) if origin else ()),
        )

    def _links(self) -> list[tuple[str, Spans]]:
        term, home = self._term, self._term.ref.book
        return command_rows("See also", term.see_also, home) + command_rows("Read on", term.sections, home)

    def _dates(self) -> Iterator[tuple[str, Spans]]:
        home = self._term.ref.book
        for number, event in enumerate(self._term.events):
            spans = (Span(when(event), "event.year"), Span(f" · {event.ref.name}{origin_words(event.ref, home)}"))
            yield ("" if number else "In time", spans)

    def document(self) -> Document:
        """The entry, with ids for all that it points to or that points to it."""
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
        """One card under the other, with one list of sources."""
        return with_sources([block for view in self._views for block in view.card()], self._sources)

    def document(self) -> Document:
        """All entries in a list."""
        return document("terms", terms=[view.document() for view in self._views])
