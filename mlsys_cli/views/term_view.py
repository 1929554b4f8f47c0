"""Glossary entries."""

from collections.abc import Iterator, Sequence
from itertools import chain, islice
from typing import NamedTuple

from mlsys_cli.index.entry_records import Match, Ref, SourceRecord, TermRecord
from mlsys_cli.page import blocks as page
from mlsys_cli.page.blocks import Block, Blocks, Heading, Paragraph, Span, Spans, prose_text, slugs, targets
from mlsys_cli.text.english import counted, normalize_name, quote
from mlsys_cli.views import shared_blocks as shared
from mlsys_cli.views.view import REMARKS, Document, document, pick

_MOST_RELATED, _CLOSEST = 10, 8
"""The most related terms that have a row each, and how many do if there are more of them: for two more terms, a row
that names them in short would save nothing."""

_DATES = 3
"""Of more dates, a term in short has the first and the last."""


class TermView(NamedTuple):
    """One entry: its meaning, an example, related entries, its sources, and the reader's `own` notes.

    If it `is_linked`, it has links instead of commands.
    """

    term: TermRecord
    match: Match
    sources: Sequence[SourceRecord]
    own: Blocks = ()
    is_linked: bool = False

    def blocks(self) -> Blocks:
        """The entry with its sources."""
        return (*shared.with_sources(tuple(self.body()), self.sources, level=3), *self.try_it())

    def try_it(self) -> Blocks:
        """The way to the exhibit that shows what the term means, if there is one."""
        return shared.try_it(self.term.run, is_linked=self.is_linked)

    def body(self) -> Iterator[Block]:
        """The entry without the list of its sources."""
        term, home = self.term, self.term.ref.book
        yield Heading(1, term.ref.name, term.ref.target)
        yield self._kind()
        cited_below = slugs("source", targets((*term.explanation, *term.example)))
        yield from shared.cited(term.definition, [key for key in term.remarks.sources if key not in cited_below])
        yield from term.explanation
        if term.example:
            yield page.Aside("Example", shared.flat(term.example), "note.example")
        yield from shared.remark_blocks(term.remarks)
        yield from self.own

        specs = (
            [shared.entry_link(term.spec, {}, home) if self.is_linked else shared.opening(term.spec)]
            if term.spec
            else []
        )
        related = term.closest if len(term.see_also) > _MOST_RELATED else term.see_also
        rows = [
            *shared.labelled("See also", [*self._see_also(related)]),
            *shared.labelled("Used in", shared.entry_links(term.sections, term.numbers, home)),
            *shared.labelled("Timeline", self._dates()),
            *shared.labelled("Numbers", specs),
            *(() if self.is_linked else shared.open_rows((*related, *term.sections), term.numbers)),
        ]
        if rows:
            yield page.DefinitionList(tuple(rows))

    def _see_also(self, refs: Sequence[Ref]) -> Iterator[Spans]:
        """Related terms with the beginnings of their definitions; of many, the last have one row without those."""
        term, home = self.term, self.term.ref.book
        shown = _CLOSEST if len(refs) > _MOST_RELATED else len(refs)
        yield from shared.entry_links(refs[:shown], term.numbers, home, term.glosses)
        if others := refs[shown:]:
            links = chain.from_iterable((Span(" · "), *link) for link in shared.entry_links(others, term.numbers, home))
            yield (Span(f"and {len(others)} more: ", "caption"), *islice(links, 1, None))

    def _dates(self) -> list[Spans]:
        home = self.term.ref.book
        return [
            (Span(shared.when(event), "event.year"), Span(" · "), *shared.entry_link(event.ref, {}, home))
            for event in self.term.events
        ]

    def in_short(self) -> Blocks:
        """The kind, the other names, the definition, and what more there is on the page."""
        term = self.term
        more = [*(["explanation"] if term.explanation else []), *(["example"] if term.example else [])]
        dates = [shared.when(event) for event in term.events]
        more += (
            [f"timeline {', '.join(dates) if len(dates) <= _DATES else f'{dates[0]} to {dates[-1]}'}"] if dates else []
        )
        more += [f"{len(term.see_also)} see also"] if term.see_also else []
        more += [counted(len(self.sources), "source")] if self.sources else []
        rest = (Paragraph((Span(f"More: {' · '.join(more)}", "caption"),)),) if more else ()
        return (self._kind(), *map(_without_citations, term.definition), *rest)

    def in_short_with_way(self) -> Blocks:
        """The name, what is in short, and the command that opens the whole page in the reader."""
        ref, notes = self.term.ref, self.own
        # A section may have the name of the term.
        way = Paragraph((Span("Whole page: ", "label"), Span(f"mlsys open {quote(ref.link)}", "command")))
        return (Heading(1, ref.name, ref.target), *self.in_short(), *notes, way)

    def _kind(self) -> Paragraph:
        aliases, origin = ", ".join(self.term.aliases), shared.format_origin(self.term.ref)
        kind = (Span(self.term.kind.name, "kind"), Span(f" · also {aliases}" if aliases else "", "alias"))
        return Paragraph((*kind, Span(origin, "trail")) if origin else kind)

    def document(self) -> Document:
        """The entry, with the ids of what it points to and of what points to it."""
        names = "id=ref.slug name=ref.plain_name sense=ref.sense? book=ref.book term_kind=kind.id aliases"
        prose = "definition:text explanation:text example:text"
        links = "see_also=see_also.slug sections=sections.slug events=events.ref.slug run? spec=spec.target"
        fields = pick(self.term, f"{names} {prose} {links} {REMARKS} open=ref.command")
        return document("term", **fields, match=self.match._asdict())


def _without_citations(block: Block) -> Block:
    """A paragraph without the signs of its sources, and the spaces before them."""
    if not isinstance(block, Paragraph):
        return block
    kept: list[Span] = []
    for span in block.spans:
        if span.style != "cite":
            kept.append(span)
        elif kept:
            kept[-1] = kept[-1]._replace(text=kept[-1].text.rstrip())
    return Paragraph(tuple(kept))


class TermsView(NamedTuple):
    """Several entries, in the order in which they were asked for."""

    views: Sequence[TermView]
    sources: Sequence[SourceRecord] = ()
    is_linked: bool = False

    def blocks(self) -> Blocks:
        """The entries one after the other, with one list of sources."""
        views = [view._replace(is_linked=self.is_linked) for view in self.views]
        blocks = [block for view in views for block in (*view.body(), *view.try_it())]
        return shared.with_sources(blocks, self.sources)

    def document(self) -> Document:
        """All entries in a list."""
        return document("terms", terms=[view.document() for view in self.views])


class HomonymsView(TermsView):
    """The entries that share a name, each in short."""

    def blocks(self) -> Blocks:
        """The name, and for each entry the first clause of its definition and the command that opens it."""
        names = list(dict.fromkeys(term.ref.plain_name for term, *_ in self.views))
        ambiguous = set(map(normalize_name, names))

        def entry(term: TermRecord) -> page.ListEntry:
            # An id that is the shared name leads back to this page.
            ref = term.ref._replace(address=term.ref.name) if normalize_name(term.ref.slug) in ambiguous else term.ref
            name = Span(term.ref.name, "entry.title", term.ref.target if self.is_linked else "")
            command = () if self.is_linked else (Span(ref.command, "command"),)
            definition = shared.gloss(prose_text(term.definition))[1:]
            return page.ListEntry((name, Span(f" · {term.kind.name}", "kind")), definition, command)

        return (
            Heading(1, f"{' · '.join(names)}: {len(self.views)} meanings"),
            *(entry(view.term) for view in self.views),
        )
