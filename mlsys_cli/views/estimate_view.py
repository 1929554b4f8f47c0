"""Estimates: what can be estimated, and lines of formula, numbers and result."""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from mlsys_cli.calculators.answers import Calculated, WorkedLine, in_si, in_words, solved_in_si
from mlsys_cli.calculators.calculator import CalculatorRecord
from mlsys_cli.calculators.requests import Range
from mlsys_cli.calculators.typed_values import Value, format_value, si, typed_name
from mlsys_cli.index.entry_records import SourceRecord
from mlsys_cli.page import blocks as page
from mlsys_cli.page.blocks import Block, Blocks, Heading, Paragraph, Span, text_spans
from mlsys_cli.page.plots import Axis, Plot, Series
from mlsys_cli.quantity.formula import printed
from mlsys_cli.quantity.quantity import Quantity, format_quantity, symbol
from mlsys_cli.text.english import sentence
from mlsys_cli.views.shared_blocks import with_sources
from mlsys_cli.views.view import Document, document, pick

_MOST_COLUMNS = 5
"""The results that the table of a range has on a page. Chosen, not measured: more are crowded at 80 columns."""


class EstimateListView(NamedTuple):
    """A list of what can be estimated; in a pipe, a line of name, tab and words for each."""

    calculators: Sequence[CalculatorRecord]

    def blocks(self) -> Blocks:
        """The purpose of each, with examples and settings."""
        blocks: list[Block] = [Heading(1, "Estimates")]
        for calculator in self.calculators:
            blocks.append(Paragraph((Span(calculator.id, "label"), Span(f": {calculator.about}"))))
            examples = (Paragraph((Span(f"mlsys estimate {text}", "command"),)) for text in _examples(calculator))
            settings = Paragraph(text_spans(f"settings: {', '.join(map(typed_name, calculator.given))}", "caption"))
            blocks.append(page.Bullets(tuple((item,) for item in (*examples, settings))))
        return tuple(blocks)

    def tabbed(self) -> str:
        """The lines."""
        return "".join(f"{calculator.id}\t{calculator.about}\n" for calculator in self.calculators)

    def document(self) -> Document:
        """Name, purpose, settings and examples of each."""
        return document("estimates", estimates=[*map(_described, self.calculators)])

    def rows(self) -> list[list[Any]]:
        """A row for each."""
        return [
            ["name", "about", "example"],
            *([calculator.id, calculator.about, _examples(calculator)[0]] for calculator in self.calculators),
        ]


def _examples(calculator: CalculatorRecord) -> list[str]:
    """Words that can be typed behind `estimate`."""
    return [f"{calculator.id} {example}".strip() for example in calculator.examples or ("",)]


def _described(calculator: CalculatorRecord) -> Document:
    settings = [
        {
            "name": name,
            **pick(given, "unit about=words"),
            **({"default": str(given.default)} if given.default != "" else {}),
        }
        for name, given in calculator.given.items()
    ]
    return {**pick(calculator, "name=id about"), "settings": settings, "examples": _examples(calculator)}


class EstimateView(NamedTuple):
    """An estimate, with the sources of its numbers."""

    answer: Calculated
    sources: Sequence[SourceRecord] = ()

    @property
    def in_a_line(self) -> str:
        """The result that matters most, and whether it fits."""
        result = f"{self.answer.main_result} ({self.answer.main_line.bound})".removesuffix(" ()")
        return "; ".join([*in_words(self.answer), result, *(verdict.text for verdict in self.answer.verdicts)])

    def blocks(self) -> Blocks:
        """The title, the working and the list of the sources."""
        return with_sources((*_heading(self.answer), *self.working()), self.sources)

    def working(self) -> Blocks:
        """The lines, whether it fits, what was assumed, and what the sources are of."""
        answer = self.answer
        rows = tuple((_name(line), tuple(_working(line))) for line in answer.lines)
        lines = page.DefinitionList((*rows, *_failed(answer)))
        return (*_asked(answer), lines, *_verdicts(answer), *_assumed(answer), *_cited(answer))

    def document(self) -> Document:
        """The lines in SI units, each with its formula and what it is made from."""
        answer = self.answer
        return document(
            "estimate", **_fields(answer), answer=answer.main_line.line.name, lines=in_si(answer), **_outcome(answer)
        )

    def rows(self) -> list[list[Any]]:
        """A row for each line, in SI units."""
        rows = [
            [line.name, line.value.plain, symbol(line.value.dimension), line.line.formula, line.numbers]
            for line in self.answer.lines
        ]
        return [["name", "value", "unit", "formula", "numbers"], *rows]


class EstimateRangeView(NamedTuple):
    """An estimate for each value of a setting, as a curve and as rows."""

    ranged: Range
    answers: Sequence[Calculated]
    sources: Sequence[SourceRecord] = ()

    def blocks(self) -> Blocks:
        """The curve, the results that change, and what was assumed."""
        keys, (name, unit, values), first = self._changing[:_MOST_COLUMNS], self.ranged, self._first
        last = ("fits",) if any(answer.verdicts for answer in self.answers) else ()
        rows = []
        for value, answer in zip(values, self.answers, strict=True):
            cells = (next((line.result for line in answer.lines if line.line.name == key), "") for key in keys)
            fits = ("; ".join(verdict.text for verdict in answer.verdicts),) if last else ()
            rows.append((format_value(value, unit), *cells, *fits))
        table = page.Table((typed_name(name), *map(self._name, keys), *last), tuple(rows))
        return with_sources((*_heading(first), *self._curve(), table, *_assumed(first), *_cited(first)), self.sources)

    @property
    def _first(self) -> Calculated:
        """The first that has a result."""
        return next(answer for answer in self.answers if answer.lines)

    def _name(self, key: str) -> str:
        return next(_name(line) for answer in self.answers for line in answer.lines if line.line.name == key)

    @property
    def _changing(self) -> list[str]:
        """The keys of the lines that change: first those worth a curve."""
        names = (line.line.name for answer in self.answers for line in answer.lines)
        first = self._first
        keys = dict.fromkeys([*first.calculator.drawn, first.main_line.line.name, *names])
        return [key for key in keys if len({answer.value(key) for answer in self.answers}) > 1]

    def _curve(self) -> Iterator[Block]:
        values = [value for value in self.ranged.values if isinstance(value, Quantity)]
        for key in self._changing[:1] if values else ():
            pairs = zip(values, (answer.value(key) for answer in self.answers), strict=True)
            found = [(value, y) for value, y in pairs if isinstance(y, Quantity)]
            if len(found) > 1:
                name, typed = self._name(key), typed_name(self.ranged.name)
                alt = f"{name} for {typed} from {format_value(values[0])} to {format_value(values[-1])}."
                # A range that doubles, such as 1..64, has most of its values in the first eighth of a linear axis.
                x = Axis(typed, symbol(values[0].dimension), is_log=values[-1].value > 8 * values[0].value)
                low, high = (end(y.value for _, y in found) for end in (min, max))
                y_axis = Axis(name, symbol(found[0][1].dimension), is_log=low > 0 and high > 100 * low)
                points = tuple((value.value, y.value) for value, y in found)
                yield Plot(alt, x, y_axis, (Series(name, points),))

    def document(self) -> Document:
        """The lines for each value."""
        first, name = self._first, self.ranged.name
        rows = [
            {name: si(value), "lines": in_si(answer), **_outcome(answer)}
            for value, answer in zip(self.ranged.values, self.answers, strict=True)
        ]
        return document("estimate", **_fields(first), range=name, rows=rows)

    def rows(self) -> list[list[Any]]:
        """A row for each value, in SI units, which the head names."""
        lines = {line.line.name: line for answer in self.answers for line in answer.lines}
        units = ((line.name, symbol(line.value.dimension)) for line in lines.values())
        names = [f"{name} ({unit})" if unit else name for name, unit in units]
        pairs = zip(self.ranged.values, self.answers, strict=True)
        rows = [[_plain(at), *(_plain(answer.value(key)) for key in lines)] for at, answer in pairs]
        return [[self.ranged.name, *names], *rows]


def _plain(value: Value | None) -> int | float | str:
    return value.plain if isinstance(value, Quantity) else value or ""


def _heading(answer: Calculated) -> Iterator[Block]:
    specs = {spec.kind: spec.name for spec in answer.request.specs}
    words = [value for value in answer.request.typed.values() if isinstance(value, str)]
    of = " of {}".format(", ".join([*([specs["model"]] if "model" in specs else []), *words])).removesuffix(" of ")
    count = answer.value("count")
    times = f"{count.value:g} × " if isinstance(count, Quantity) and count.value != 1 else ""
    on = f" on {times}{specs['machine']}" if "machine" in specs else ""
    yield Heading(1, f"{answer.calculator.title}{of}{on}")


def _asked(answer: Calculated) -> Iterator[Block]:
    """A sentence for each line that was asked for, and each given that was found."""
    asked = [f"{_name(answer.main_line)}: {answer.main_result}"] if answer.is_line_asked else []
    for words in (*asked, *in_words(answer)):
        yield Paragraph(text_spans(sentence(words), "strong"))


def _failed(answer: Calculated) -> Iterator[tuple[str, tuple[Span, ...]]]:
    """Rows for the lines that have no result although all is known."""
    for line in answer.calculator.lines:
        if line.name in answer.run.failed and not line.hidden:
            wrong = Span(f"can't be worked out: {answer.run.failed[line.name]}", "wrong")
            yield line.words or typed_name(line.name), (wrong,)


def _name(line: WorkedLine) -> str:
    return f"{line.name} ({line.bound})" if line.bound else line.name


def _working(line: WorkedLine) -> Iterator[Span]:
    """The formula, its numbers and the result, as far as they differ, with signs of equality between them."""
    is_large = line.value.dimension == (("B", 1),) and line.value.value >= 1e9
    binary = format_quantity(line.value, binary=True) if is_large else ""
    result = f"{line.result} ({binary})" if binary else line.result
    for shown in dict.fromkeys((printed(line.formula), printed(line.numbers))):
        if shown != line.result:
            yield from (Span(shown), Span(" = ", "equals"))
    yield Span(result, "strong")


def _verdicts(answer: Calculated) -> Iterator[Block]:
    for verdict in answer.verdicts:
        yield Paragraph(text_spans(sentence(verdict.text), "right" if verdict.fits else "wrong"))


def _assumed(answer: Calculated) -> Iterator[Block]:
    given, words = answer.calculator.given, [*answer.notes]
    for name, value in answer.assumed.items():
        words.append(f"{typed_name(name)}={format_value(value, given[name].unit)}: {given[name].words}")
    if words:
        yield Heading(2, "Assumed")
        yield page.Bullets(tuple((Paragraph(text_spans(word)),) for word in words))


def _cited(answer: Calculated) -> Iterator[Block]:
    """The sources of the numbers, and their age."""
    for spec in answer.request.specs:
        sources, ages = answer.sources_of(spec), answer.ages_of(spec)
        if sources or ages:
            yield Paragraph((Span(f"{spec.name}{f' (as of {ages})' if ages else ''} "), *page.citations(sources)))
    if keys := answer.calculator.sources:
        yield Paragraph((Span("Formulas "), *page.citations(keys)))


def _fields(answer: Calculated) -> Document:
    request = answer.request
    specs = {spec.kind: spec.name for spec in request.specs}
    return {
        "estimate": request.calculator.id,
        "model": specs.get("model"),
        "machine": specs.get("machine"),
        "given": {name: si(value) for name, value in request.typed.items()},
        "assumed": {name: si(value) for name, value in answer.assumed.items()},
        "solved": solved_in_si(answer),
        **pick(answer, "notes sources"),
    }


def _outcome(answer: Calculated) -> Document:
    verdicts = [pick(verdict, "fits words=text") for verdict in answer.verdicts]
    return {"fits": answer.fits if answer.verdicts else None, "verdicts": verdicts}
