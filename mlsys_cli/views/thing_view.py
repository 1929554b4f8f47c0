"""Models and machines: their numbers, each with its source."""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from mlsys_cli.index.entry_records import Qualifiers, SourceRecord, TableRecord, ThingRecord
from mlsys_cli.page import Block, Blocks, DefinitionList, Heading, Paragraph, Span
from mlsys_cli.page.prose_links import citations
from mlsys_cli.text.dates import iso_words
from mlsys_cli.text.shell_words import quote
from mlsys_cli.views.shared_blocks import notes, open_command, origin_words, with_sources
from mlsys_cli.views.view import Document, document, remark_fields


class ThingsView(NamedTuple):
    """Some models and machines, one after the other."""

    things: Sequence[ThingRecord]
    sources: Sequence[SourceRecord]

    def page(self) -> Blocks:
        """Their numbers, and one list of sources."""
        return with_sources([block for thing in self.things for block in _body(thing)], self.sources)

    def document(self) -> Document:
        """The numbers in SI units."""
        if len(self.things) == 1:
            return document(self.things[0].ref.kind, **_fields(self.things[0]))
        return document("things", things=[{"kind": one.ref.kind, **_fields(one)} for one in self.things])


def _body(thing: ThingRecord) -> Iterator[Block]:
    ref = thing.ref
    yield Heading(1, ref.name, f"{ref.kind}:{ref.slug}")
    facts = [ref.kind, thing.maker, str(thing.year or ""), f"also {', '.join(thing.aliases)}" if thing.aliases else ""]
    words = (Span(" · ".join(filter(None, facts)), "kind"), Span(origin_words(ref), "trail"))
    marks = citations(thing.remarks.sources)
    yield Paragraph((*words, Span(" "), *marks) if marks and not thing.summary else words)
    yield from thing.summary
    rows = []
    for number in thing.numbers:
        own = citations(number.sources)
        age = f" (as of {iso_words(number.as_of)})" if number.as_of else ""
        rows.append((number.words, (Span(f"{number.text}{age}"), *((Span(" "), *own) if own else ()))))
    command = {"model": f"mlsys estimate memory {quote(ref.address)}", "machine": ""}[ref.kind]
    if command:
        rows.append(("Estimate", (Span(command, "command"),)))
    yield DefinitionList(tuple(rows))
    if marks and thing.summary:
        yield Paragraph((Span("Sources ", "caption"), *marks))
    yield from notes(thing.remarks)


def _fields(thing: ThingRecord) -> dict[str, Any]:
    return {
        "id": thing.ref.slug,
        "name": thing.ref.name,
        "book": thing.ref.book,
        "aliases": list(thing.aliases),
        "maker": thing.maker or None,
        "year": thing.year,
        "numbers": {
            one.field: {
                **one.quantity.document(),
                "as_of": one.as_of or thing.remarks.as_of or None,
                "sources": [*(one.sources or thing.remarks.sources)],
            }
            for one in thing.numbers
        },
        **remark_fields(thing.remarks),
        "open": open_command(thing.ref),
    }


def table_of_things(things: Sequence[ThingRecord]) -> TableRecord:
    """Some models or machines side by side: a column each, and a row for each number that one of them has."""
    fields = {one.field: one.words for thing in things for one in thing.numbers}
    order = [name for name in _order() if name in fields]
    rows = [
        ("Maker", [thing.maker for thing in things]),
        ("Year", [str(thing.year or "") for thing in things]),
        *((fields[name], [_text(thing, name) for thing in things]) for name in order),
        ("As of", [iso_words(thing.remarks.as_of) if thing.remarks.as_of else "" for thing in things]),
    ]
    first = things[0].ref
    title, slug = " · ".join(one.ref.name for one in things), "+".join(one.ref.slug for one in things)
    keys = dict.fromkeys(key for one in things for key in (*one.remarks.sources, *one.source_keys))
    return TableRecord(
        first._replace(id=0, kind="table", slug=slug, address=slug, name=title, sense=""),
        columns=tuple((one.ref.slug, one.ref.name) for one in things),
        rows=tuple((aspect, tuple(cells)) for aspect, cells in rows if any(cells)),
        caption=(),
        remarks=Qualifiers(sources=tuple(keys)),
    )


def _order() -> Sequence[str]:
    from mlsys_cli.book.number_fields import FIELDS

    return [*FIELDS]


def _text(thing: ThingRecord, field: str) -> str:
    return next((one.text for one in thing.numbers if one.field == field), "")
