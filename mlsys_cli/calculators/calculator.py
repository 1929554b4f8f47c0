"""The parts of a calculator, as authors write them and as an index keeps them: read from JSON and written as JSON.

A calculator has *givens*, which are known or typed, and *lines*, each worked out by a formula from what stands before
it. A small one in YAML:

    calculators:
      - id: pipeline
        title: A pipeline
        about: how long stages wait for each other
        given:
          stages: {words: stages, default: 4, from: 1, to: 1024, whole: true}
          batches: {words: micro-batches, default: 8, from: 1, to: 4096, whole: true}
        lines:
          - {name: idle, words: idle time, formula: (stages - 1) / (batches + stages - 1), unit: "%", better: less}
        claims: [{given: {stages: 4, batches: 8}, line: idle, result: 27.27 %, source: huang2019, tolerance: 0.0001}]

The keys in YAML and JSON are the names of the fields, without the `_` behind `from_`, `if_`, `with_` and `else_`. A
key whose value is the default of its field is left out of the JSON. Each key has its explanation beside its type, for
editors and the guide for authors.

**What is known.** Typed values come first, then the numbers of a model and machine, then defaults. A given lies
between `from` and `to`, both included; without `from` it is above 0, and a share is at most 100 %. Several lines of one
name are alternatives: the first counts whose `if` is met and whose names all have a value. A line that is typed
(`gpu-hours=30.84M`) is known, and one given that it depends on is found from it.

**Numbers** (`default`, `from`, `to`, `dial`, the values of `given` and `with`, `result`) are numbers, or texts such as
`600 MHz`. A number without a unit is one of `unit`; of a share, whose unit is `%`, 0.95 and `95%` mean the same. A unit
that can't be converted, such as dBm or people, is a word behind a plain number.

**Conditions.** The formula language has them for `if(condition, value, other)`, and each `if` is one:

    condition = both ("or" both)*
    both      = test ("and" test)*
    test      = "not" test | value ("<" | "<=" | ">" | ">=" | "=" | "!=") value | "known" "(" name ")" | name "is" word

    if: use < 100%                              # two values of the same unit
    if: known(memory) and not known(flash)      # whether a given or line has a value
    if: operation is matmul                     # a given with `choices` and one of these words
    if: not known(memory) or needed <= memory   # "and" and "or" look at the right side only if they must

`<=`, `>=` and `!=` may also be written `≤`, `≥` and `≠`. A condition that needs a name without a value isn't met.
Otherwise the names of a condition are as those of a formula: givens, and lines before it; in verdicts and assumptions,
all lines.

**Texts with values.** In `ask`, `says`, `then`, `else`, `alt` and the words of curves, `{name}`, `{name in MHz}` and
`{formula}` stand for values.
"""

from collections.abc import Mapping
from dataclasses import MISSING, dataclass, field, fields
from keyword import iskeyword
from operator import methodcaller
from typing import Annotated, Any, ClassVar, Literal, TypeAlias

SPECS = ("model", "machine")
"""The keys of presets and claims that name what has numbers."""

Value: TypeAlias = int | float | str
Values: TypeAlias = dict[str, Value]
Names: TypeAlias = tuple[str, ...]

_ID_HELP = "Short, lower case, with hyphens; only `mlsys rename` may change it."

# Neither frozen nor compared: Python would compile three times as much for these classes, which takes 6 ms of a start.


class _CalculatorPart:
    """A part of a calculator. Its keys may be words that can't be names in Python: `from`, `if`, `with`, `else`."""

    __pydantic_config__: ClassVar[dict[str, Any]] = {
        "extra": "forbid",
        "allow_inf_nan": False,
        "alias_generator": methodcaller("rstrip", "_"),
    }


@dataclass(kw_only=True, eq=False, repr=False)
class GivenRecord(_CalculatorPart):
    """A value that is typed, taken from a model or machine, or else its `default`; above 0 unless `from` says more."""

    words: Annotated[str, "What it is, in a few words."]
    unit: Annotated[
        str, "Its unit, such as GB or ms. One that can't be converted is only a word behind the number."
    ] = ""
    default: Annotated[
        Value,
        "Its usual value, or a formula over other givens, such as width / heads. A model or machine never takes the "
        "usual value of what it could state.",
    ] = ""
    from_: Annotated[Value | None, "The least value that it may have."] = None
    to: Annotated[Value | None, "The largest value that it may have; of a share it is 100%."] = None
    dial: Annotated[tuple[Value, ...], "[from, to] of a dial on the screen, and where solutions are looked for."] = ()
    step: Annotated[Value | None, "The distance between two values of the dial."] = None
    whole: Annotated[bool, "True for a whole number."] = False
    infinite: Annotated[bool, "True if it may be infinite."] = False
    binary_k: Annotated[bool, "True if 32k means 32,768."] = False
    bare: Annotated[
        bool, "True if it may be typed without its name, such as 24 GB; the first whose unit fits is meant."
    ] = False
    named: Annotated[Values, "Words that may be typed in place of a value, such as {adam: 12}."] = field(
        default_factory=dict
    )
    choices: Annotated[Names, "The words of which it is one, in place of a number."] = ()
    field: Annotated[str, "The number of a model or machine that it is, if that has another name; - for none."] = ""
    asked: Annotated[Names, "Words for it in questions and settings, such as [away] or [how many machines]."] = ()
    item_of: Annotated[str, "The list of which it is an item: with scores, scores=5,2,1 sets three givens."] = ""


@dataclass(kw_only=True, eq=False, repr=False)
class LineRecord(_CalculatorPart):
    """A value that is worked out. Of several lines of one name, the first counts that can be."""

    name: Annotated[str, "Its name in formulas."]
    words: Annotated[str, "What it is, in a few words."] = ""
    formula: Annotated[str, "The formula, over givens and the lines before it."] = ""
    unit: Annotated[str, "The unit in which it is shown; without it, a fitting one."] = ""
    if_: Annotated[str, "The condition under which it is worked out."] = ""
    bound: Annotated[
        str, "at least or at most, if it is a bound, perhaps with a condition: at least if use = 100%."
    ] = ""
    better: Annotated[Literal["more", "less"] | None, "Which is better; whole numbers are rounded to that side."] = None
    solve: Annotated[
        Names, "The givens that are found from it, the likeliest first; without it, all that it depends on."
    ] = ()
    hidden: Annotated[bool, "True if only other lines use it."] = False
    of: Annotated[str, "In place of a formula: the line whose value it is, with other givens."] = ""
    with_: Annotated[Values, "The values of the other givens, by their names."] = field(default_factory=dict)
    asked: Annotated[Names, "Words for it in questions and settings, such as [how far]."] = ()
    item_of: Annotated[str, "The list of which it is an item, as of a given."] = ""

    # Its base unit, such as `B/s`. No key of authors: it is worked out when the index is built.
    dimension = ""


@dataclass(kw_only=True, eq=False, repr=False)
class VerdictRecord(_CalculatorPart):
    """A judgement: `then` if the condition is met, and otherwise `else`."""

    if_: Annotated[str, "The condition, over givens and lines."]
    then: Annotated[str, "The words if it is met."] = ""
    else_: Annotated[str, "The words if it isn't."] = ""
    group: Annotated[str, "A name that several share: all of them must be met."] = ""


@dataclass(kw_only=True, eq=False, repr=False)
class AssumptionRecord(_CalculatorPart):
    """An assumption behind the lines."""

    words: Annotated[str, "The assumption."]
    if_: Annotated[str, "The condition under which it is made."] = ""


@dataclass(kw_only=True, eq=False, repr=False)
class CurveRecord(_CalculatorPart):
    """A curve of a plot."""

    line: Annotated[str, "The line or given that it shows."]
    words: Annotated[str, "Its name in the plot."] = ""
    with_: Annotated[Values, "Other values of some givens, by their names."] = field(default_factory=dict)


@dataclass(kw_only=True, eq=False, repr=False)
class PlotRecord(_CalculatorPart):
    """Lines over a given that has a `dial`, or `from` and `to`."""

    over: Annotated[str, "The given along the horizontal axis."]
    curves: Annotated[tuple[CurveRecord, ...], "One to four curves."]
    alt: Annotated[str, "A description for readers who can't see it."] = ""
    label: Annotated[str, "What the vertical axis is; without it, the words of the first line."] = ""
    unit: Annotated[str, "The unit of the vertical axis; without it, that of the first line."] = ""
    log: Annotated[bool, "True if the horizontal axis goes by factors."] = False
    log_y: Annotated[bool, "True if the vertical axis goes by factors."] = False


@dataclass(kw_only=True, eq=False, repr=False)
class PresetRecord(_CalculatorPart):
    """A case that is worth a look."""

    id: Annotated[str, f"Unique in the calculator. {_ID_HELP}"]
    words: Annotated[str, "What is to be seen, in a sentence."] = ""
    given: Annotated[Values, "The values of givens and lines, by their names; also model and machine."] = field(
        default_factory=dict
    )
    ask: Annotated[str, "Its question, if that of the calculator doesn't fit."] = ""
    answer: Annotated[str, "The line that answers its question, if it is another one."] = ""


@dataclass(kw_only=True, eq=False, repr=False)
class ClaimRecord(_CalculatorPart):
    """A published result, which `mlsys check` works out."""

    line: Annotated[str, "The line, or the given that is found."]
    result: Annotated[Value, "The published result; without a unit, it has that of the line."]
    source: Annotated[str, "The key of its source."]
    words: Annotated[str, "What it is, in a few words."] = ""
    given: Annotated[Values, "The values that it is for, as in a preset; ? for a given that is to be found."] = field(
        default_factory=dict
    )
    tolerance: Annotated[float, "The share by which it may be off; of a result below 1, the difference."] = 0.0
    locator: Annotated[str, "Where in the source it stands: table 3. Without one, it was worked out another way."] = ""


@dataclass(kw_only=True, eq=False, repr=False)
class CalculatorRecord:
    """A sum that can be asked, turned round and tried out: givens, and lines with formulas over them."""

    id: Annotated[str, f"Unique in the whole book; `mlsys estimate` and `mlsys run` take it. {_ID_HELP}"]
    title: Annotated[str, "What it is called."]
    about: Annotated[str, "What it calculates, in a few words."]
    given: Annotated[dict[str, GivenRecord], "The givens, by their names in formulas."]
    lines: Annotated[tuple[LineRecord, ...], "The lines, from top to bottom."]
    aliases: Annotated[Names, "Other names."] = ()
    asked: Annotated[Names, "Words of questions that it answers; never names."] = ()
    year: Annotated[int | None, "The year of what it is about."] = None
    uses: Annotated[tuple[Literal["model", "machine"], ...], "model and machine, if their numbers can be used."] = ()
    verdicts: Annotated[tuple[VerdictRecord, ...], "Judgements in words, such as whether it fits."] = ()
    any_verdict: Annotated[bool, "True if one good verdict is enough."] = False
    assumed: Annotated[tuple[AssumptionRecord, ...], "What is assumed."] = ()
    says: Annotated[str, "The result in a sentence; {name} stands for a value."] = ""
    plots: Annotated[tuple[PlotRecord, ...], "Curves over a given."] = ()
    ask: Annotated[str, "A question to guess at first; {name} stands for a value."] = ""
    answer: Annotated[str, "The line that answers it; without it, the last line."] = ""
    drawn: Annotated[Names, "The lines that come first in a table of several cases; without it, that of answer."] = ()
    remember: Annotated[str, "The main point, in one sentence."] = ""
    faithful: Annotated[str, "What is as in the original."] = ""
    ours: Annotated[str, "What isn't."] = ""
    sources: Annotated[Names, "The keys of its sources."] = ()
    read_on: Annotated[str, "The section to read next, as chapter/section."] = ""
    examples: Annotated[Names, "What can be typed behind its name: llama-3-8b bits=8 on h100."] = ()
    presets: Annotated[tuple[PresetRecord, ...], "Cases that are worth a look."] = ()
    claims: Annotated[tuple[ClaimRecord, ...], "Published results, which are worked out."] = ()
    formerly: Annotated[Names, "The ids that it had before; `mlsys rename` writes them."] = ()

    def line(self, name: str) -> LineRecord:
        """The first line of a name, which must be that of one."""
        return next(line for line in self.lines if line.name == name)


_PARTS: dict[str, Any] = {
    "lines": LineRecord,
    "verdicts": VerdictRecord,
    "assumed": AssumptionRecord,
    "plots": PlotRecord,
    "curves": CurveRecord,
    "presets": PresetRecord,
    "claims": ClaimRecord,
}
"""The records in the fields of a calculator and of its parts."""


def calculator_from(document: Mapping[str, Any]) -> CalculatorRecord:
    """The calculator that a JSON document is, which must be valid."""
    given = {name: _record(GivenRecord, item) for name, item in document["given"].items()}
    calculator: CalculatorRecord = _record(CalculatorRecord, {**document, "given": given})
    for line, item in zip(calculator.lines, document["lines"], strict=True):
        line.dimension = item.get("dimension", "")
    return calculator


def _record(part: Any, document: Mapping[str, Any]) -> Any:
    names = {name: f"{name}_" if iskeyword(name) else name for name in document if name != "dimension"}
    return part(**{names[key]: _read(key, document[key]) for key in names})


def _read(name: str, value: Any) -> Any:
    if not isinstance(value, list):
        return value
    part = _PARTS.get(name)
    return tuple(_record(part, item) if part else item for item in value)


def calculator_document(part: Any) -> dict[str, Any]:
    """The JSON document of a calculator or a part of one, without the keys that have their usual values."""
    values = {item: getattr(part, item.name) for item in fields(part) if item.name != "formerly"}
    return {
        item.name.rstrip("_"): _written(value)
        for item, value in values.items()
        if value != (item.default_factory() if item.default_factory is not MISSING else item.default)
    }


def _written(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: _written(item) for name, item in value.items()}
    if isinstance(value, tuple):
        return [_written(item) for item in value]
    return value if isinstance(value, Value) else calculator_document(value)
