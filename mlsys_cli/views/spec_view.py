"""Models and machines: their numbers, each with its source."""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from mlsys_cli.index.entry_records import SourceRecord, SpecRecord, TableRecord
from mlsys_cli.page.blocks import Block, Blocks, DefinitionList, Heading, Paragraph, Span, citations
from mlsys_cli.text.english import format_iso_date, quote
from mlsys_cli.views.shared_blocks import entry_link, format_origin, opening, remark_blocks, with_sources
from mlsys_cli.views.tables_and_figures import side_by_side
from mlsys_cli.views.view import REMARKS, Document, document, pick


class SpecsView(NamedTuple):
    """Some models and machines, one after the other. If it `is_linked`, it has links instead of commands."""

    specs: Sequence[SpecRecord]
    sources: Sequence[SourceRecord]
    is_linked: bool = False

    def blocks(self) -> Blocks:
        """Their numbers, and one list of sources."""
        return with_sources(self.text(), self.sources)

    def text(self) -> Blocks:
        """Their numbers without the list of sources."""
        return tuple(block for spec in self.specs for block in _body(spec, self.is_linked))

    def document(self) -> Document:
        """The numbers in SI units."""
        if len(self.specs) == 1:
            return document(self.specs[0].ref.kind, **_fields(self.specs[0]))
        return document("specs", specs=[{"kind": spec.ref.kind, **_fields(spec)} for spec in self.specs])


def _body(spec: SpecRecord, is_linked: bool) -> Iterator[Block]:
    ref = spec.ref
    yield Heading(1, ref.name, ref.target)
    facts = [ref.kind, spec.maker, str(spec.year or ""), f"also {', '.join(spec.aliases)}" if spec.aliases else ""]
    words = (Span(" · ".join(filter(None, facts)), "kind"), Span(format_origin(ref), "trail"))
    marks = citations(spec.remarks.sources)
    yield Paragraph((*words, Span(" "), *marks) if marks and not spec.summary else words)
    yield from spec.summary
    rows = []
    for number in spec.numbers:
        own = citations(number.sources)
        age = f" (as of {format_iso_date(number.as_of)})" if number.as_of else ""
        rows.append((number.label, (Span(f"{number.text}{age}"), *((Span(" "), *own) if own else ()))))
    if ref.kind == "model" and not is_linked:
        rows.append(("Estimate", (Span(f"mlsys estimate memory {quote(ref.address)}", "command"),)))
    if spec.term:
        rows.append(("Term", entry_link(spec.term, {}, ref.book) if is_linked else opening(spec.term)))
    yield DefinitionList(tuple(rows))
    if marks and spec.summary:
        yield Paragraph((Span("Sources ", "caption"), *marks))
    yield from remark_blocks(spec.remarks)


def _fields(spec: SpecRecord) -> dict[str, Any]:
    return {
        **pick(spec, "id=ref.slug name=ref.name book=ref.book aliases maker? year"),
        "numbers": {
            number.field: {
                **number.quantity.document(),
                "as_of": number.as_of or spec.remarks.as_of or None,
                "sources": [*(number.sources or spec.remarks.sources)],
            }
            for number in spec.numbers
        },
        **pick(spec, f"term=term.slug {REMARKS} open=ref.command"),
    }


def table_of_specs(specs: Sequence[SpecRecord]) -> TableRecord:
    """Some models or machines side by side: a column each, and a row for each number that one of them has."""
    from mlsys_cli.book.number_fields import FIELDS  # the fields in their order

    fields = {number.field: number.label for spec in specs for number in spec.numbers}
    texts = [{number.field: number.text for number in spec.numbers} for spec in specs]
    rows = [
        ("Maker", [spec.maker for spec in specs]),
        ("Year", [str(spec.year or "") for spec in specs]),
        *((fields[name], [text.get(name, "") for text in texts]) for name in FIELDS if name in fields),
        ("As of", [format_iso_date(spec.remarks.as_of) if spec.remarks.as_of else "" for spec in specs]),
    ]
    keys = dict.fromkeys(key for item in specs for key in (*item.remarks.sources, *item.source_keys))
    return side_by_side([spec.ref for spec in specs], rows, tuple(keys))
