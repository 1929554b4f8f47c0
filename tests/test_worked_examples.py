"""Worked examples: recomputed by `mlsys check`, and shown with the numbers in their formulas."""

import re
from pathlib import Path

import pytest

from mlsys_cli.terminal.stdout import encodable
from tests.support.cases import each
from tests.support.program import MakeBook, Run

GPT = """\
--- gc/chapter.yaml
title: Models
summary: Large ones.
sections:
- id: size
  title: Size
  body: |
    Before.

    ![[example:memory]]

    After.
  examples:
  - id: memory
    title: what it takes
    given:
      N: {value: 175 billion, unit: parameters, words: of GPT-3}
      card: {value: 32, unit: GB}
    steps:
    - {words: Its weights, name: weights, formula: N × 2 B/parameter, result: 350 GB}
    - {words: Cards that hold them, formula: ceil(weights / card), result: 11 cards}
    result: 11 cards
  - id: chance
    title: a hundred services
    steps:
    - {words: All are quick, formula: 0.99^100, result: about 0.37}
    - {words: Seconds in a day, formula: 24 × 3600, result: 86400}
"""

IN_WORDS = "Its weights: weights = N × 2 B/parameter = 175 billion parameters × 2 B/parameter = 350 GB"


@pytest.fixture
def book(make_book: MakeBook) -> Path:
    return make_book(GPT)


@each(
    "options",
    [
        ("--width", "80"),
        ("--width", "40"),
        ("--width", "20"),
        ("--plain",),
        ("--format", "markdown"),
        ("--format", "html"),
        (),
    ],
)
def test_an_example_stands_in_its_place_with_the_numbers_in_the_formulas(
    run: Run, book: Path, options: tuple[str, ...]
) -> None:
    done = run("read", "gc/size", *options, "--content", str(book))
    shown = re.sub(r"<[^>]+>|[*`\\│>]|&gt;", "", done.out).replace("\u00a0", " ")
    text = " ".join(shown.split())
    assert done.code == 0
    assert text.index("Before.") < text.index("Example: what it takes") < text.index(IN_WORDS) < text.index("After.")
    assert "N = 175 billion parameters, of GPT-3" in text
    assert "ceil(weights / card) = ceil(350 GB / 32 GB) = 11 cards" in text
    assert text.index("After.") < text.index("Example: a hundred services") < text.index("0.99¹⁰⁰ ≈ 0.37")
    assert "24 × 3600 = 86,400" in text


def test_a_step_is_broken_before_the_signs_of_equality_which_stand_below_each_other(run: Run, book: Path) -> None:
    def steps(width: int) -> str:
        shown = run("read", "gc/size", "--content", str(book), "--width", str(width)).out.replace("\u00a0", " ")
        return re.sub("^│ ", "", shown[shown.index("│ 1. Its weights") : shown.index("│ Result")], flags=re.MULTILINE)

    assert (
        steps(60)
        == """\
1. Its weights:
   weights = N × 2 B/parameter
           = 175 billion parameters × 2 B/parameter
           = 350 GB
2. Cards that hold them:
   ceil(weights / card) = ceil(350 GB / 32 GB) = 11 cards
│
"""
    )
    assert "2. Cards that hold them: ceil(weights / card) = " in steps(100), "what fits in a line stays in one"
    assert "   ceil(weights / card)\n     = ceil(350 GB / 32 GB)\n     = 11 cards\n" in steps(40)


@each(
    "formula, shown",
    [
        ("n^2", "n²"),
        ("sqrt(n)", "√n"),
        ("sqrt(n × (n + 1)) / 2", "√(n × (n + 1)) / 2"),
        ("sqrt(n)^30", "sqrt(n)³⁰"),  # √n³⁰ would be the root of the power
        ("n^0.5", "n^0.5"),
        ("n^(n - 1)", "n^(n - 1)"),
    ],
)
def test_powers_and_roots_have_their_signs(run: Run, make_book: MakeBook, formula: str, shown: str) -> None:
    step = f"- {{words: A sum, formula: '{formula}', result: 2}}"
    book = GPT.replace("N: {value: 175 billion, unit: parameters, words: of GPT-3}", "n: {value: 2}")
    folder = str(make_book(re.sub(r"(?<=    steps:\n    ).*(?=\n    - \{words: Cards)", lambda _: step, book)))
    assert f"A sum: {shown} = " in run("read", "gc/size", "--content", folder, "--width", "88").out


def test_powers_and_roots_stay_what_they_are_where_an_encoding_lacks_their_signs() -> None:
    assert encodable("√(610² × 0.99¹⁰⁰)", "ascii") == "sqrt(610^2 x 0.99^100)"
    assert encodable("2 / √2", "ascii") == "2 / sqrt(2)"
    assert encodable("10⁻⁹ m", "ascii") == "1e-9 m", "of a power of ten the columns stay where they are"


def test_an_example_in_json_has_its_values_in_si_units(run: Run, book: Path) -> None:
    memory, chance = run("read", "gc/size", "--json", "--content", str(book)).json["examples"]
    assert memory["given"][1] == {"name": "card", "text": "32 GB", "words": None, "value": 32e9, "unit": "B"}
    assert memory["steps"][0] == {
        "words": "Its weights",
        "name": "weights",
        "formula": "N × 2 B/parameter",
        "numbers": "175 billion parameters × 2 B/parameter",
        "result": "350 GB",
        "value": 3.5e11,
        "unit": "B",
    }
    assert (memory["result"], chance["steps"][0]["result"]) == ("11 cards", "about 0.37")


def test_the_words_of_an_example_are_found(run: Run, book: Path) -> None:
    assert "Size" in run("search", "hundred services", "--content", str(book)).out


def _problems(run: Run, folder: Path) -> list[tuple[str, str, str]]:
    rules = ("wrong-sum", "broken-formula", "unlike-units", "impossible-value", "dangling-example", "wrong-type")
    found = run("check", str(folder), "--json").json["problems"]
    return [(one["rule"], f"{one['line']}:{one['column']}", one["message"]) for one in found if one["rule"] in rules]


@each(
    "old, new, rule, place, message",
    [
        ("result: 350 GB", "result: 360 GB", "wrong-sum", "19:79", "this comes to 350 GB"),
        ("result: 350 GB", "result: 350 GiB", "wrong-sum", "19:79", "this comes to 326 GiB"),
        ("result: 11 cards}", "result: 10 cards}", "wrong-sum", "20:76", "this comes to 11 cards"),
        ("    result: 11 cards", "    result: 12 cards", "wrong-sum", "21:13", "this comes to 11 cards"),
        ("about 0.37", "0.36", "wrong-sum", "25:57", "this comes to 0.366"),
        ("about 0.37", "0.3", "wrong-sum", "25:57", "this comes to 0.366"),
        ("result: 350 GB", "result: 350 s", "unlike-units", "19:79", "this comes to 350 GB, which can't be given in s"),
        ("N × 2 B/parameter", "N + 2 B", "unlike-units", "19:54", "a quantity in parameter and a quantity in B"),
        (
            "weights / card)",
            "wieghts / card)",
            "broken-formula",
            "20:51",
            "'wieghts' isn't given; given are N, card, w",
        ),
        ("weights / card)", "weights / (0 × card))", "impossible-value", "20:59", "a division by 0"),
        ("result: 350 GB", "result: much", "broken-formula", "19:79", "'much' isn't a number with a unit"),
        (
            "quick, formula",
            "quick, name: 2nd, formula",
            "broken-formula",
            "25:36",
            "'2nd' can't be a name in a formula",
        ),
        ("value: 32", "from: 1, to: 2", "impossible-value", "17:13", "'card' must have one value in an example"),
        ("example:memory", "example:memroy", "dangling-example", "9:16", "this section has no example 'memroy'"),
        ("After.", "See [[example:chance]].", "dangling-example", "11:19", "an example can't be linked to"),
    ],
)
def test_what_is_wrong_in_an_example_is_reported_with_its_place(
    run: Run, make_book: MakeBook, old: str, new: str, rule: str, place: str, message: str
) -> None:
    assert old in GPT
    found = _problems(run, make_book(GPT.replace(old, new, 1)))
    assert [(one, at) for one, at, _ in found] == [(rule, place)], found
    assert found[0][2].startswith(message), found


@each(
    "formula, result",
    [
        ("2 / 3", "0.667"),
        ("2 / 3", "0.67"),
        ("600 / 7", "86"),
        ("6 FLOP/parameter/token × 175 billion parameters × 300 billion tokens", "3.15e23 FLOP"),
        ("6 FLOP/parameter/token × 175 billion parameters × 300 billion tokens", "3646 PF-days"),
        ("61234", "about 60,000"),
        ("1 GB / 8", "125 MB"),
        ("45 / 60", "75 %"),
        ("9 GB / 1 Mbit/s", "20 h"),
        ("1000000", "1 million"),
        ("7 × 4", "28 days"),
    ],
)
def test_a_result_may_be_rounded_to_the_digits_that_it_has(
    run: Run, make_book: MakeBook, formula: str, result: str
) -> None:
    changed = GPT.replace("0.99^100, result: about 0.37", f'"{formula}", result: "{result}"')
    assert _problems(run, make_book(changed)) == []
