"""Glossary entries."""

from collections.abc import Iterator, Sequence
from typing import TypeAlias

from mlsys_cli.index.entry_records import Match, Ref, SourceRecord, TermRecord
from mlsys_cli.page import Aside, Block, Blocks, DefinitionList, Heading, Paragraph, Span, Spans, prose_text
from mlsys_cli.page.prose_links import slugs, targets
from mlsys_cli.views.shared_blocks import (
    cited,
    flat,
    gloss,
    labelled,
    notes,
    numbered,
    open_by_number,
    open_command,
    origin_words,
    when,
    with_sources,
)
from mlsys_cli.views.view import Document, document, match_document, remark_fields

_Row: TypeAlias = tuple[str, Spans]
_GLOSSED, _SHORTEST_GLOSS = 60, 24
"""How many characters a name and its gloss may take together, and a gloss after a long name."""


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
        if rows := [*self._related(), *self._sections(), *self._dates(), *self._commands()]:
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
        return labelled("See also", [self._link(ref, ref.name, self._gloss(ref)) for ref in self._term.see_also])

    def _sections(self) -> list[_Row]:
        term = self._term
        return labelled("Used in", [self._link(ref, numbered(ref, term.numbers)) for ref in term.sections])

    def _link(self, ref: Ref, name: str, words: str = "") -> Spans:
        address = ref.address if ref.address != ref.slug else ""
        rest = "".join(f" · {text}" for text in (words, address) if text) + origin_words(ref, self._term.ref.book)
        return (Span(name, "link", f"{ref.kind}:{ref.slug}"), *((Span(rest),) if rest else ()))

    def _gloss(self, ref: Ref) -> str:
        return gloss(self._term.glosses.get(ref.id, ""), max(_GLOSSED - len(ref.name), _SHORTEST_GLOSS))

    def _dates(self) -> list[_Row]:
        home = self._term.ref.book
        return labelled(
            "Timeline",
            [
                (Span(when(event), "event.year"), Span(f" · {event.ref.name}{origin_words(event.ref, home)}"))
                for event in self._term.events
            ],
        )

    def _commands(self) -> list[_Row]:
        """The row of commands that open the other rows, with one example of each kind."""
        term = self._term
        commands = [open_command(ref) for ref in term.see_also[:1]]
        commands += [open_by_number(ref, term.numbers.get(ref.id, "")) for ref in term.sections[:1]]
        spans = [span for command in commands for span in (Span(" · "), Span(command, "command"))]
        return [("Open", tuple(spans[1:]))] if spans else []

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
