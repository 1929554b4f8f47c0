"""STUDENT solves Bobrow's problems and others like them, and refuses the rest in a sentence."""

import shlex
from itertools import pairwise
from pathlib import Path
from typing import Any

from mlsys_cli.exhibits.catalogue import load
from mlsys_cli.exhibits.exhibit import Answer, Talk
from tests.support.cases import each
from tests.support.program import Run

_EXHIBIT = load("student")
_SOLVED = (Path(__file__).parent / "fixtures/student.txt").read_text().splitlines()
_REFUSED = {
    "x divided by y is 3, and y is 0. What is x?": "divide by zero",
    "What is 0 divided by 0?": "divide by zero",
    "x times x is 9. Find x.": "linear",
    "x is 3. x is 4. What is x?": "contradict",
    "x plus y is 3. What is x?": "another relation",
    "The width is 3 feet plus 2 dollars. What is the width?": "units",
    "The width is 3 feet.": "no question",
    "x is greater than 3. What is x?": "equations only",
    "Solve ☃ for me.": "can't read",
}


def _said(*lines: str) -> Answer:
    engine = _EXHIBIT.engine
    assert isinstance(engine, Talk)
    state: Any = engine.begin(_EXHIBIT.settings())
    answer = Answer("")
    for line in lines:
        state, answer = engine.answer(state, line)
    return answer


@each("case", _SOLVED)
def test_a_problem_in_the_words_of_the_thesis_is_solved(case: str) -> None:
    problem, _, published = case.partition(" => ")
    text = _said(problem).text
    for answer in published.split(", "):
        assert f" is {answer}." in text


@each("problem, reason", _REFUSED.items())
def test_what_cannot_be_solved_is_refused_with_the_reason(problem: str, reason: str) -> None:
    assert reason in _said(problem).text
    assert " is 0." not in _said(problem).text


@each("unit, answer", [("", "24 inches"), (" in feet", "2 feet")])
def test_a_difference_is_what_the_larger_has_more_also_in_another_unit(unit: str, answer: str) -> None:
    widths = "The width of a door is 12 inches. The width of a wall is 36 inches."
    asked = f"What is the difference between the width of the door and the width of the wall{unit}?"
    assert _said(f"{widths} {asked}").text.endswith(f" is {answer}.")


def test_all_published_answers_come_out() -> None:
    assert all(checked.same for checked in _EXHIBIT.check())


def test_it_asks_for_a_missing_relation_and_goes_on_with_the_answer() -> None:
    ship = _EXHIBIT.settings("ship")["problem"]
    assert "Tell me another relation" in _said(ship).text
    relation = "The weight of the ship's cargo is the gross weight minus the net weight."
    assert _said(ship, relation).text == "The weight of the ship's cargo is 5000 tons."
    assert _said(ship, "no").text == "Then I can't solve this problem."


def test_why_shows_sentences_equations_facts_and_assumptions() -> None:
    why = _said(_EXHIBIT.settings("jet")["problem"]).why
    assert [reason.label for reason in why if reason.label != "assuming"] == ["sentence"] * 3 + ["equation"] * 2 + [
        "known fact"
    ]
    assert ("assuming", "average speed of jet plane is the same as speed") in why or (
        "assuming",
        "speed is the same as average speed of jet plane",
    ) in why


def test_a_number_that_is_changed_changes_the_answer_in_proportion() -> None:
    radio = _EXHIBIT.settings("radio")["problem"]
    for percent, price in ((50, "139.40"), (18, "85"), (0, "69.70")):
        assert f"is {price} dollars." in _said(radio.replace("15 percent", f"{percent} percent")).text


def test_any_line_has_an_answer() -> None:
    hostile = [
        "",
        "(" * 1990,
        "the square of " * 140,
        "is " * 660,
        "9" * 1999,
        "how old is " * 180,
        "\x1b[31m",
        "a" * 3000,
    ]
    words = _EXHIBIT.settings("ann")["problem"].split()
    broken = [" ".join(words[:one] + words[other:]) for one, other in pairwise(range(len(words)))]
    assert all(_said(line).text for line in hostile + broken)


@each(
    "line, stdin, code",
    [
        ("student --set problem='Find the colour of a car.'", "", 1),
        ("student", "Find the colour of a car.\n", 1),
        ("student", "Find the colour of a car.\nIf z is 3, what is twice z?\n", 1),  # not all were solved
        ("student", "If z is 3, what is twice z?\n", 0),
        ("student --set problem='x times x is 9. Find x.'", "", 1),
        ("student", "x plus y is 3. What is x?\n", 1),  # it asks, and nobody answers
        ("student", "x plus y is 3. What is x?\ny is 1.\n", 0),
        ("student/ship", "", 0),  # a preset that asks
        ("student/ship", "no\n", 1),
        ("student", "", 0),
    ],
)
def test_a_problem_that_is_not_solved_ends_with_1(run: Run, line: str, stdin: str, code: int) -> None:
    result = run("run", *shlex.split(line), stdin=stdin)
    assert result.code == code
    assert result.out


@each("address, number, value", [("mycin/fischer", "identity pseudomonas", 0.76), ("student/ann", "solved", 1)])
def test_a_talk_without_lines_has_what_it_begins_with_as_its_frame(
    run: Run, address: str, number: str, value: float
) -> None:
    (frame,) = run("run", address, "--json", stdin="").json["frames"]
    assert (frame["step"], frame["line"], frame["numbers"][number]) == (0, None, value)
    assert ("18" if number == "solved" else "pseudomonas 0.760") in frame["words"]
