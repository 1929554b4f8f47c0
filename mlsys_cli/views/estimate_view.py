"""Estimates: what can be estimated, and lines of formula, numbers and result."""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from mlsys_cli.estimates.estimate_parts import Estimate, format_binary, format_in_unit
from mlsys_cli.estimates.request import Range
from mlsys_cli.estimates.working import Estimated, Worked, in_si, si
from mlsys_cli.index.entry_records import SourceRecord
from mlsys_cli.page.blocks import (
    Block,
    Blocks,
    Bullets,
    DefinitionList,
    Heading,
    Paragraph,
    Span,
    Table,
    citations,
    text_spans,
)
from mlsys_cli.page.plots import Axis, Plot, Series
from mlsys_cli.quantity.formula import printed
from mlsys_cli.quantity.quantity import symbol
from mlsys_cli.views.shared_blocks import with_sources
from mlsys_cli.views.view import Document, document, pick

_MOST_COLUMNS = 5
"""The results that the table of a range has on a page. Chosen, not measured: more are crowded at 80 columns."""


class EstimateListView(NamedTuple):
    """A list of what can be estimated; in a pipe, a line of name, tab and words for each."""

    estimates: Sequence[Estimate]

    def blocks(self) -> Blocks:
        """The purpose of each, with examples and settings."""
        blocks: list[Block] = [Heading(1, "Estimates")]
        for estimate in self.estimates:
            blocks.append(Paragraph((Span(estimate.name, "label"), Span(f": {estimate.about}"))))
            examples = (Paragraph((Span(f"mlsys estimate {example}", "command"),)) for example in estimate.examples)
            settings = Paragraph(
                text_spans(f"settings: {', '.join(_typed(s.name) for s in estimate.settings)}", "caption")
            )
            blocks.append(Bullets(tuple((item,) for item in (*examples, settings))))
        return tuple(blocks)

    def tabbed(self) -> str:
        """The lines."""
        return "".join(f"{estimate.name}\t{estimate.about}\n" for estimate in self.estimates)

    def document(self) -> Document:
        """Name, purpose, settings and examples of each."""
        return document("estimates", estimates=[_described(estimate) for estimate in self.estimates])

    def rows(self) -> list[list[Any]]:
        """A row for each."""
        return [
            ["name", "about", "example"],
            *([estimate.name, estimate.about, estimate.examples[0]] for estimate in self.estimates),
        ]


def _typed(name: str) -> str:
    return name.replace("_", "-")


def _described(estimate: Estimate) -> Document:
    settings = [pick(setting, "name unit about default?") for setting in estimate.settings]
    return {**pick(estimate, "name about"), "settings": settings, **pick(estimate, "examples")}


class EstimateView(NamedTuple):
    """An estimate, with the sources of its numbers."""

    answer: Estimated
    sources: Sequence[SourceRecord] = ()

    @property
    def in_a_line(self) -> str:
        """The result that matters most, and whether it fits."""
        lines = {one.line.key: one for one in self.answer.lines}
        keys = [key for key in self.answer.request.estimate.curves if key in lines] or [*lines][-1:]
        results = [f"{one.result} ({one.line.bound})".removesuffix(" ()") for one in map(lines.get, keys[:1]) if one]
        return "; ".join([*results, *(verdict.text for verdict in self.answer.verdicts)])

    def blocks(self) -> Blocks:
        """The lines, whether it fits, what was assumed, and the sources."""
        answer = self.answer
        rows = tuple((_name(line), tuple(_working(line))) for line in answer.lines)
        working = (DefinitionList(rows),) if rows else ()
        blocks = (*_heading(answer), *working, *_verdicts(answer), *_assumed(answer), *_cited(answer))
        return with_sources(blocks, self.sources)

    def document(self) -> Document:
        """The lines in SI units, each with its formula and what it is made from."""
        answer = self.answer
        return document("estimate", **_fields(answer), lines=in_si(answer), **_outcome(answer))

    def rows(self) -> list[list[Any]]:
        """A row for each line, in SI units."""
        found = ((item, item.line, item.value) for item in self.answer.lines)
        rows = (
            [line.name, value.plain, symbol(value.dimension), line.formula, item.numbers] for item, line, value in found
        )
        return [["name", "value", "unit", "formula", "numbers"], *rows]


class EstimateRangeView(NamedTuple):
    """An estimate for each value of a setting, as a curve and as rows."""

    ranged: Range
    answers: Sequence[Estimated]
    sources: Sequence[SourceRecord] = ()

    def blocks(self) -> Blocks:
        """The curve, the results that change, and what was assumed."""
        keys, (setting, values), first = self._changing[:_MOST_COLUMNS], self.ranged, self.answers[0]
        last = ("fits",) if any(answer.verdicts for answer in self.answers) else ()
        rows = []
        for value, answer in zip(values, self.answers, strict=True):
            cells = (next((line.result for line in answer.lines if line.line.key == key), "") for key in keys)
            fits = ("; ".join(verdict.text for verdict in answer.verdicts),) if last else ()
            rows.append((format_in_unit(value, setting.unit), *cells, *fits))
        table = Table((_typed(setting.name), *map(self._name, keys), *last), tuple(rows))
        return with_sources((*_heading(first), *self._curve(), table, *_assumed(first), *_cited(first)), self.sources)

    def _name(self, key: str) -> str:
        return next(_name(line) for answer in self.answers for line in answer.lines if line.line.key == key)

    @property
    def _changing(self) -> list[str]:
        """The keys of the lines that change: first those worth a curve."""
        drawn = self.answers[0].request.estimate.curves
        keys = dict.fromkeys([*drawn, *(line.line.key for answer in self.answers for line in answer.lines)])
        return [key for key in keys if len({answer.value(key) for answer in self.answers}) > 1]

    def _curve(self) -> Iterator[Block]:
        setting, values = self.ranged
        for key in self._changing[:1]:
            pairs = zip(values, self.answers, strict=True)
            found = [(value, y) for value, answer in pairs if (y := answer.value(key)) is not None]
            if len(found) > 1:
                name, typed = self._name(key), _typed(setting.name)
                alt = f"{name} for {typed} from {format_in_unit(values[0])} to {format_in_unit(values[-1])}."
                # A range that doubles, such as 1..64, has most of its values in the first eighth of a linear axis.
                x = Axis(typed, symbol(values[0].dimension), is_log=values[-1].value > 8 * values[0].value)
                low, high = (end(y.value for _, y in found) for end in (min, max))
                y_axis = Axis(name, symbol(found[0][1].dimension), is_log=low > 0 and high > 100 * low)
                points = tuple((value.value, y.value) for value, y in found)
                yield Plot(alt, x, y_axis, (Series(name, points),))

    def document(self) -> Document:
        """The lines for each value."""
        first, setting = self.answers[0], self.ranged.setting
        rows = [
            {setting.name: si(value), "lines": in_si(answer), **_outcome(answer)}
            for value, answer in zip(self.ranged.values, self.answers, strict=True)
        ]
        return document("estimate", **_fields(first), range=setting.name, rows=rows)

    def rows(self) -> list[list[Any]]:
        """A row for each value, in SI units, which the head names."""
        lines = {line.line.key: line for answer in self.answers for line in answer.lines}
        units = ((line.line.name, symbol(line.value.dimension)) for line in lines.values())
        names = [f"{name} ({unit})" if unit else name for name, unit in units]
        pairs = zip(self.ranged.values, self.answers, strict=True)
        rows = [[at.plain, *(one.plain if (one := answer.value(key)) else "" for key in lines)] for at, answer in pairs]
        return [[self.ranged.setting.name, *names], *rows]


def _heading(answer: Estimated) -> Iterator[Block]:
    specs = {spec.kind: spec.name for spec in answer.request.specs}
    of = f" of {specs['model']}" if "model" in specs else f" of {specs['operation']}" if "operation" in specs else ""
    count = answer.request.settings.get("count")
    times = f"{count.value:g} × " if count and count.value != 1 else ""
    on = f" on {times}{specs['machine']}" if "machine" in specs else ""
    yield Heading(1, f"{answer.request.estimate.title}{of}{on}")


def _name(line: Worked) -> str:
    return f"{line.line.name} ({line.line.bound})" if line.line.bound else line.line.name


def _working(line: Worked) -> Iterator[Span]:
    """The formula, its numbers and the result, as far as they differ, with signs of equality between them."""
    binary = format_binary(line.value)
    result = f"{line.result} ({binary})" if binary else line.result
    for shown in dict.fromkeys((printed(line.formula), printed(line.numbers))):
        if shown != line.result:
            yield from (Span(shown), Span(" = ", "equals"))
    yield Span(result, "strong")


def _verdicts(answer: Estimated) -> Iterator[Block]:
    for verdict in answer.verdicts:
        yield Paragraph(
            text_spans(f"{verdict.text[0].upper()}{verdict.text[1:]}.", "right" if verdict.fits else "wrong")
        )


def _assumed(answer: Estimated) -> Iterator[Block]:
    estimate = answer.request.estimate
    words = [*answer.notes]
    for name, value in answer.assumed.items():
        setting = estimate.setting(name)
        assert setting is not None
        words.append(f"{_typed(name)}={format_in_unit(value, setting.unit)}: {setting.about}")
    if words:
        yield Heading(2, "Assumed")
        yield Bullets(tuple((Paragraph(text_spans(word)),) for word in words))


def _cited(answer: Estimated) -> Iterator[Block]:
    """The sources of the numbers, and their age."""
    for spec in answer.request.specs:
        sources, ages = answer.sources_of(spec), answer.ages_of(spec)
        if sources or ages:
            yield Paragraph((Span(f"{spec.name}{f' (as of {ages})' if ages else ''} "), *citations(sources)))
    if keys := answer.request.estimate.sources:
        yield Paragraph((Span("Formulas "), *citations(keys)))


def _fields(answer: Estimated) -> Document:
    request = answer.request
    specs = {spec.kind: spec.name for spec in request.specs}
    return {
        "estimate": request.estimate.name,
        "model": specs.get("model"),
        "machine": specs.get("machine"),
        "given": {name: si(value) for name, value in request.settings.items()},
        "assumed": {name: si(value) for name, value in answer.assumed.items()},
        **pick(answer, "notes sources"),
    }


def _outcome(answer: Estimated) -> Document:
    verdicts = [pick(verdict, "fits words=text") for verdict in answer.verdicts]
    return {"fits": answer.fits if answer.verdicts else None, "verdicts": verdicts}
