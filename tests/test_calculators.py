"""Calculators: what they work out, turned round and swept, and what they say when they can't."""

import json
from math import inf
from typing import Any

import pytest
import yaml
from pydantic import TypeAdapter

from mlsys_cli.calculators.answers import Calculated, answers_to, in_words, work_out
from mlsys_cli.calculators.calculator import CalculatorRecord, GivenRecord, calculator_document, calculator_from
from mlsys_cli.calculators.evaluation import Spec
from mlsys_cli.calculators.requests import read_request
from mlsys_cli.calculators.typed_values import dimension_of, read_value
from mlsys_cli.errors import UsageError
from mlsys_cli.quantity.formula import parse_formula
from mlsys_cli.quantity.quantity import Quantity, parse_quantity, symbol
from mlsys_cli.quantity.units import unit_of, unit_rows
from tests.support.cases import each

PIPELINE = """
id: pipeline
title: A pipeline
about: how long stages wait for each other
given:
  stages: {words: stages, default: 4, from: 1, to: 1024, whole: true}
  batches: {words: micro-batches, default: 8, from: 1, to: 4096, whole: true, asked: [m]}
lines:
  - {name: idle, words: idle time, formula: (stages - 1) / (batches + stages - 1), unit: "%", better: less}
verdicts:
  - {if: idle < 25%, then: short, else: "{idle} is long"}
plots:
  - {over: batches, curves: [{line: idle}, {line: idle, words: 16 stages, with: {stages: 16}}]}
claims:
  - {given: {stages: 4, batches: 8}, line: idle, result: 27.27 %, source: huang2019, tolerance: 0.0001}
"""
TRAINING = """
id: training
title: Training
about: the time of training
uses: [model, machine]
given:
  params: {unit: parameter, words: the model's parameters, bare: true, asked: [parameters]}
  tokens: {unit: token, words: tokens of the data}
  peak: {unit: FLOP/s, words: arithmetic of a machine}
  use: {unit: "%", words: share of the peak that is reached, default: 100%}
  count: {words: machines, default: 1, whole: true}
  price: {unit: $/h, words: price of a machine}
lines:
  - {name: operations, formula: 6 FLOP/parameter/token × params × tokens, asked: [flops]}
  - name: machine_time
    words: machine time
    formula: 1 GPU × operations / (peak × use)
    unit: GPU-hours
    bound: at least if use = 100%
    solve: [use, tokens]
    asked: [gpu-hours]
  - {name: time, formula: machine_time / (1 GPU × count), better: less, solve: [count, use]}
  - {name: money, words: price of all, formula: machine_time × price / 1 GPU}
assumed:
  - {words: the whole peak, if: use = 100% and known(machine_time)}
answer: time
examples: [params=8B tokens=15T peak=989TFLOP/s]
"""
JURY = """
id: jury
title: A jury
about: how often the majority is right
given:
  members: {words: members, default: 7, from: 1, to: 501, whole: true}
  each: {words: how often one is right, default: 0.6, from: 0, to: 1}
  tie: {words: how a tie is decided, default: coin, choices: [coin, lost]}
lines:
  - {name: even, formula: members / 2 - floor(members / 2), hidden: true}
  - name: most
    words: majority right
    formula: sum(k, floor(members / 2) + 1, members, choose(members, k) × each^k × (1 - each)^(members - k))
    better: more
  - name: right
    formula: most + choose(members, members / 2) × (each × (1 - each))^(members / 2) / 2
    if: tie is coin and even = 0
    better: more
  - {name: right, formula: most, better: more}
  - {name: alone, words: one alone, of: most, with: {members: 1}}
"""
BENT = """
id: bent
title: Bent
about: lines that have several solutions, or none
given:
  c: {words: c, default: 4, from: 0, to: 10}
  batch: {words: batch, default: 1, from: 1, to: 512, whole: true}
  width: {words: width, default: 2}
lines:
  - {name: hill, formula: (c - 3) × (7 - c) + c × 0}
  - {name: flat, formula: width × 2}
  - {name: step, formula: "max(batch, 295)"}
  - {name: wave, formula: width + 1 / width}
  - {name: broken, formula: 1 / (c - 4)}
"""
NUMBERS = {
    ("model", "llama"): Spec("model", "Llama", {"params": parse_quantity("8B", "parameter")}),
    ("machine", "h100"): Spec(
        "machine", "H100", {"price": parse_quantity("$4/h"), "peak_16": parse_quantity("989 TFLOP/s")}
    ),
}


def calculator(text: str) -> CalculatorRecord:
    """A calculator whose lines have their base units, as they have in an index; givens need no words here."""
    document = yaml.safe_load(text)
    document["given"] = {name: {"words": "", **given} for name, given in document["given"].items()}
    units = {name: dimension_of(given.get("unit", "")) for name, given in document["given"].items()}
    for line in document["lines"]:
        dimension = units[line["of"]] if "of" in line else parse_formula(line["formula"]).unit(units)
        units.setdefault(line["name"], dimension)
        line["dimension"] = symbol(dimension)
    return calculator_from(document)


def find(kind: str, name: str, guess: bool) -> Spec | None:
    """A model or machine of the tests."""
    return NUMBERS.get((kind, name))


def ask(text: str, words: str) -> Calculated:
    """The answer of a calculator."""
    return work_out(read_request(calculator(text), words.split(), find))


def results(answer: Calculated) -> dict[str, str]:
    """The results of its lines as they are shown, and whether they are bounds."""
    return {line.line.name: f"{line.result} {line.bound}".strip() for line in answer.lines}


def test_a_calculator_is_the_same_after_a_way_through_json() -> None:
    document: dict[str, Any] = yaml.safe_load(PIPELINE)
    written = calculator_document(TypeAdapter(CalculatorRecord).validate_python(document))
    assert written == document
    record = calculator_from(json.loads(json.dumps(written)))
    assert calculator_document(record) == document
    assert record.verdicts[0].if_ == "idle < 25%"
    assert record.plots[0].curves[1].with_ == {"stages": 16}
    assert record.given["batches"].from_ == 1


def test_defaults_give_way_to_a_model_and_a_machine_and_these_to_what_is_typed() -> None:
    answer = ask(TRAINING, "llama tokens=15T on 8 h100")
    assert results(answer) == {
        "operations": "7.2e23 FLOP",
        "machine_time": "202,224 GPU-hours at least",
        "time": "2.884 years",
        "money": "$808,898",
    }
    assert answer.notes == ["the whole peak"]
    assert results(ask(TRAINING, "7B tokens=15T on h100"))["operations"] == "6.3e23 FLOP"
    assert results(ask(TRAINING, "llama parameters=70B tokens=1T peak=1PFLOP/s use=40%"))["time"] == "33.27 years"


def test_a_line_that_is_typed_is_known_or_gives_the_first_given_that_is_open() -> None:
    known = ask(TRAINING, "gpu-hours=1000 price=$2/h")
    assert results(known) == {"time": "41.67 days", "money": "$2000"}
    found = ask(TRAINING, "llama tokens=15T gpu-hours=1.46M on h100")
    assert (in_words(found), found.solved[0].is_exact) == (
        ["use: 13.85%, for machine time of 1,460,000 GPU-hours"],
        True,
    )
    other = ask(TRAINING, "llama tokens=? gpu-hours=1.46M use=40% on h100")
    assert in_words(other) == ["tokens: 43.32 trillion tokens, for machine time of 1,460,000 GPU-hours"]
    with pytest.raises(
        UsageError, match=r"machine time follows from the others: with these it is 505,561 GPU-hours"
    ) as full:
        ask(TRAINING, "params=8B tokens=15T peak=989TFLOP/s use=40% gpu-hours=1M")
    assert full.value.hints == ("leave out use or tokens to have it worked out",)


@each(
    "text, words, found",
    [
        (
            TRAINING,
            "llama tokens=15T time=10d on h100",
            "count: 843, for time of 10 days: 843 gives 9.995 days, 842 gives 10.01 days",
        ),
        (PIPELINE, "idle=10%", "stages: 1, for idle time of 10%: 1 gives 0%, 2 gives 11.11%"),
        (PIPELINE, "idle=10% m=?", "batches: 27, for idle time of 10%"),
        (JURY, "right=0.9 members=?", "members: 41, for right of 0.9: 41 gives 0.9035, 40 gives 0.8979"),
        (JURY, "right=0.9", "members: 41, for right of 0.9: 41 gives 0.9035, 40 gives 0.8979"),
        (JURY, "most=0.95 each=?", "each: 0.7747, for majority right of 0.95"),
        (BENT, "step=400 batch=?", "batch: 400, for step of 400"),
    ],
)
def test_a_given_is_found_and_a_whole_number_on_the_better_side(text: str, words: str, found: str) -> None:
    assert in_words(ask(text, words)) == [found]


@each(
    "text, words, said, hint",
    [
        (
            TRAINING,
            "llama tokens=15T time=1d count=9 on h100",
            "no use gives time 24 h: it would be 93,622%, and must be at most 100%",
            "",
        ),
        (TRAINING, "llama tokens=15T time=1d count=? on 8 h100", "'count' is given twice", ""),
        (BENT, "hill=3", "several c give hill 3: 4 and 6", "choose one of them: c=4"),
        (BENT, "hill=5", "no c from 0 to 10 gives hill 5", "it goes from -21 with c=0 to 4 with c=5"),
        (BENT, "step=295 batch=?", "any batch from 1 to 295 gives step 295", "choose one of them: batch=1"),
        (BENT, "flat=5 c=?", "flat doesn't depend on c", ""),
        (BENT, "c=?", "nothing says what c is for", "give a line, such as broken=…"),
        (BENT, "wave=3", "nothing says where width is to be looked for", "write a range: width=FIRST..LAST"),
        (
            BENT,
            "batch=3 c=4 step=300",
            "step follows from the others: with these it is 295",
            "leave out batch to have it worked out",
        ),
    ],
)
def test_what_cannot_be_found_is_said_with_what_can_be_typed(text: str, words: str, said: str, hint: str) -> None:
    with pytest.raises(UsageError) as refused:
        ask(text, words)
    assert said in refused.value.message
    assert hint in "\n".join(refused.value.hints)


def test_a_range_is_swept_or_says_where_a_given_is_looked_for() -> None:
    request = read_request(calculator(PIPELINE), ["batches=1..8"], find)
    assert [results(answer)["idle"] for answer in answers_to(request)] == ["75%", "60%", "42.86%", "27.27%"]
    some = read_request(calculator(PIPELINE), ["batches=1,1,024"], find)
    assert some.ranged
    assert [value.value for value in some.ranged.values if not isinstance(value, str)] == [1, 1024]
    (found,) = answers_to(read_request(calculator(BENT), ["wave=2.5", "width=1..9"], find))
    assert in_words(found) == ["width: 2, for wave of 2.5"]


def test_an_infinite_value_keeps_its_unit() -> None:
    value = read_value("over", GivenRecord(words="", unit="GB/s", infinite=True), "infinite")
    assert value == Quantity(inf, dimension_of("B/s"))


def test_litres_are_measured_with_their_prefixes() -> None:
    dose = "id: dose\ntitle: D\nabout: d\ngiven: {size: {unit: ml, default: 200 ml}, cups: {default: 4}}\n"
    assert results(ask(f"{dose}lines: [{{name: all, formula: size × cups, unit: l}}]", "")) == {"all": "0.8 l"}


def test_each_unit_that_is_read_can_be_shown() -> None:
    for _, unit, names in unit_rows():
        assert unit_of(symbol(unit.dimension) or "1") == unit._replace(worth=1.0), names


def test_lines_fail_one_by_one_and_conditions_choose_among_them() -> None:
    answer = ask(BENT, "width=1")
    assert answer.run.failed == {"broken": "a division by 0"}
    assert results(answer)["hill"] == "3"
    assert results(ask(JURY, "members=2 each=0.5")) == {"most": "0.25", "right": "0.5", "alone": "0.5"}
    assert results(ask(JURY, "members=2 each=0.5 tie=lost"))["right"] == "0.25"
    assert [verdict.text for verdict in ask(PIPELINE, "").verdicts] == ["27.27% is long"]


def test_hostile_formulas_are_refused_before_they_take_long() -> None:
    lines = "".join(f"  - {{name: l{n}, formula: 'sum(k, 1, 2000, {'k + ' * 90}c)'}}\n" for n in range(200))
    circle = "  a: {default: b}\n  b: {default: a}\n"
    hostile = f"id: hostile\ntitle: H\nabout: h\ngiven:\n  c: {{default: 1, from: 0, to: 9}}\n{circle}lines:\n{lines}"
    answer = ask(hostile, "")
    assert 0 < len(answer.lines) < 20
    assert answer.run.failed["l199"] == "this takes too long to work out"
    with pytest.raises(UsageError, match="c takes too long to look for"):
        ask(hostile, "l0=5")


def test_a_sweep_over_long_formulas_ends_with_the_budget_of_one_answer() -> None:
    nested = f"{'if(c > 0, ' * 27}c{', 1)' * 27}"
    lines = "".join(f"  - {{name: l{n}, formula: '{nested}'}}\n" for n in range(100))
    slow = f"id: slow\ntitle: S\nabout: s\ngiven: {{c: {{default: 1, from: 0, to: 9}}}}\nlines:\n{lines}"
    assert results(ask(slow, ""))["l99"] == "1"
    with pytest.raises(UsageError, match="slow takes too long to work out"):
        answers_to(read_request(calculator(slow), ["c=1..9..0.01"], find))


def test_defaults_that_need_each_other_are_named() -> None:
    circle = "id: circle\ntitle: C\nabout: c\ngiven: {a: {default: b}, b: {default: a + 1}, c: {default: 1}}\n"
    with pytest.raises(UsageError, match="as these defaults name each other in a circle: a, b"):
        ask(f"{circle}lines: [{{name: l, formula: a + c}}]", "")
    assert results(ask(f"{circle}lines: [{{name: l, formula: a + c}}]", "b=2")) == {"l": "3"}


CHAINS = """
id: chains
title: Chains
about: names that are made of others, each of the next twice
given:
  c: {words: c, default: 1, from: 0, to: 9}
"""


def test_names_that_are_made_of_others_twice_are_looked_at_once() -> None:
    """Each has two ways on, so that a chain of sixty has more of them than could ever be walked."""
    missing = "".join(f"  g{n}: {{default: g{n + 1} + g{n + 1}}}\n" for n in range(59))
    with pytest.raises(UsageError, match="last needs g59"):
        ask(f"{CHAINS}{missing}  g59: {{words: what lacks}}\nlines: [{{name: last, formula: g0 + 0}}]", "last=?")
    largest = "".join(f"  - {{name: l{n}, formula: 'max(l{n - 1}, l{n - 1} + 1)'}}\n" for n in range(1, 60))
    with pytest.raises(UsageError, match="c takes too long to look for"):
        ask(f"{CHAINS}lines:\n  - {{name: l0, formula: c + 0}}\n{largest}", "l59=60.5")


def test_a_line_in_a_unit_that_it_cannot_have_is_shown_in_its_own() -> None:
    """`mlsys check` reports the unit; readers get what comes out."""
    oven = PIPELINE.replace("lines:", "lines:\n  - {name: heat, formula: batches × 1 J, unit: kg}")
    assert results(ask(oven, ""))["heat"] == "8 J"
