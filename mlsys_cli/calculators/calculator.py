"""The parts of a calculator, as they are kept in an index: plain records, read from JSON and written as JSON.

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
key whose value is the default of its field is left out of the JSON.

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
from typing import Any, NamedTuple

SPECS = ("model", "machine")
"""The kinds of entries whose numbers estimates use."""


class GivenRecord(NamedTuple):
    """A value that is typed, a number of a model or machine, or a default, in this order of precedence.

    It lies between `from_` and `to`, both included; without `from_` it is above 0, and a share is at most 100 %.
    """

    words: str = ""
    """What it is, in a few words."""
    unit: str = ""
    default: float | str = ""
    """A number, or a formula over other givens: `width / heads`. Without one, the value must come from elsewhere."""
    from_: float | str | None = None
    to: float | str | None = None
    dial: tuple[float | str, ...] = ()
    """The least and the largest value at which one looks for a solution, and of a dial; without it, `from` and `to`."""
    step: float | str | None = None
    """The distance between the values of a dial."""
    whole: bool = False
    """It is a whole number. Of the two next to a solution, that on the better side is taken: see LineRecord.better."""
    infinite: bool = False
    """It may be infinite."""
    binary_k: bool = False
    """32k is 32,768."""
    bare: bool = False
    """It may be typed without its name, as in `7B` or `24 GB`: the first such given whose unit fits is meant."""
    named: Mapping[str, float | str] = {}
    """Words that may be typed in place of some values: `adam` for 12 B/parameter."""
    choices: tuple[str, ...] = ()
    """It is one of these words, and no number; `default` is one of them. They are names, as formulas have them."""
    field: str = ""
    """The number of a model or machine that it is, if that has another name; `-` if it is none of theirs."""
    asked: tuple[str, ...] = ()
    """Words for it in a question, perhaps several in one text, and prepositions such as `away`; also of a setting."""
    item_of: str = ""
    """The list of which it is an item: `scores=5,2,1` gives all givens and lines of that list a value, in order."""


class LineRecord(NamedTuple):
    """A value that is worked out.

    Several lines of one name are alternatives: the first counts whose `if_` is met and whose names all have a value. A
    line that is typed (`gpu-hours=30.84M`) is known, and one given that it depends on is found from it.
    """

    name: str
    words: str = ""
    formula: str = ""
    unit: str = ""
    """The unit in which it is shown. Without one, people get a fitting one."""
    if_: str = ""
    """The condition under which it is worked out."""
    bound: str = ""
    """`at least` or `at most`, perhaps with a condition: `at least if use = 100%`."""
    better: str = ""
    """`more` or `less`: which is better, so that a whole number found for it is rounded to the right side."""
    solve: tuple[str, ...] = ()
    """The givens that are found from it, the likeliest first; without these, all on which it depends, in order."""
    hidden: bool = False
    """It isn't shown, and only other lines use it."""
    of: str = ""
    """The line of which it is the value with the givens in `with_`, in place of a formula."""
    with_: Mapping[str, float | str] = {}
    asked: tuple[str, ...] = ()
    """Words for it in a question, as `how far`, and of a setting."""
    item_of: str = ""
    """The list of which it is an item, as of a given."""
    dimension: str = ""
    """Its base unit, as `B/s`. It is worked out when the index is built; authors don't write it."""


class VerdictRecord(NamedTuple):
    """A judgement in words: `then` if the condition is met, or else `else_`; none if it needs a missing value.

    Of several with one `group`, such as a place where a model might run, each must be met.
    """

    if_: str
    then: str = ""
    else_: str = ""
    group: str = ""


class AssumptionRecord(NamedTuple):
    """An assumption in words, and the condition under which it is made."""

    words: str
    if_: str = ""


class CurveRecord(NamedTuple):
    """A line or a given over another given, perhaps with other values of some givens."""

    line: str
    words: str = ""
    """Its name in the plot; without it, that of the line."""
    with_: Mapping[str, float | str] = {}


class PlotRecord(NamedTuple):
    """Curves over the dial of a given."""

    over: str
    curves: tuple[CurveRecord, ...] = ()
    alt: str = ""
    label: str = ""
    """What the vertical axis is; without it, the words of the first curve's line."""
    unit: str = ""
    """The unit of the vertical axis; without it, that of the first curve's line."""
    log: bool = False
    """The horizontal axis goes by factors."""
    log_y: bool = False
    """The vertical axis goes by factors."""


class PresetRecord(NamedTuple):
    """A case that is worth a look, with its own question if the calculator's isn't meant.

    `given` has values of givens and lines, and with the keys `model` and `machine` names of these.
    """

    id: str
    words: str = ""
    given: Mapping[str, float | str] = {}
    ask: str = ""
    answer: str = ""
    """The line that answers `ask`; without it, that of the calculator."""


class ClaimRecord(NamedTuple):
    """A published result of a line, or of a given that is found: `{use: "?", gpu-hours: 30.84M}`.

    `locator` says where in the source it stands: `table 3`. Without one it was reached in another way.

    `given` is as in presets. The result may be off by `tolerance`: absolute where it is below 1, else relative. Without
    a unit it has that of the line.
    """

    line: str
    result: float | str
    source: str
    words: str = ""
    given: Mapping[str, float | str] = {}
    tolerance: float = 0.0
    locator: str = ""


class CalculatorRecord(NamedTuple):
    """A calculator. Its `answer` is the line that answers `ask`; without it, the last line."""

    id: str
    title: str
    about: str
    """What it calculates, for lists."""
    given: Mapping[str, GivenRecord]
    lines: tuple[LineRecord, ...]
    aliases: tuple[str, ...] = ()
    asked: tuple[str, ...] = ()
    """Words of questions that it answers; never names."""
    year: int | None = None
    uses: tuple[str, ...] = ()
    """`model` and `machine`, if their numbers can be used: `memory llama-3-8b on h100`."""
    verdicts: tuple[VerdictRecord, ...] = ()
    any_verdict: bool = False
    """One good verdict is enough."""
    assumed: tuple[AssumptionRecord, ...] = ()
    says: str = ""
    """The result in a sentence."""
    plots: tuple[PlotRecord, ...] = ()
    ask: str = ""
    answer: str = ""
    drawn: tuple[str, ...] = ()
    """The lines that matter most in a table of several cases, the first of which is drawn; without these, `answer`."""
    remember: str = ""
    faithful: str = ""
    """What is as in the original."""
    ours: str = ""
    """What isn't."""
    sources: tuple[str, ...] = ()
    read_on: str = ""
    examples: tuple[str, ...] = ()
    """What can be typed behind its name: `llama-3-8b bits=8 on h100`."""
    presets: tuple[PresetRecord, ...] = ()
    claims: tuple[ClaimRecord, ...] = ()

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
    calculator: CalculatorRecord = _record(CalculatorRecord, document)
    given = {name: _record(GivenRecord, item) for name, item in document["given"].items()}
    return calculator._replace(given=given)


def _record(part: Any, document: Mapping[str, Any]) -> Any:
    return part(**{_IN_PYTHON.get(name, name): _read(name, value) for name, value in document.items()})


def _read(name: str, value: Any) -> Any:
    if not isinstance(value, list):
        return value
    part = _PARTS.get(name)
    return tuple(_record(part, item) if part else item for item in value)


_IN_PYTHON = {"from": "from_", "if": "if_", "with": "with_", "else": "else_"}
"""The keys that can't be names in Python."""
