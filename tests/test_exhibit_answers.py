"""Number questions whose answer is taken from an exhibit."""

import pytest
import yaml

from mlsys_cli.book.book_exhibits import lab_cases
from mlsys_cli.book.kinds import BUNDLED_BOOK
from tests.support.cases import each
from tests.support.program import MakeBook, Run

BOOK = """\
--- gc/chapter.yaml
title: Sums
summary: Of sums.
sections:
- {id: old, title: Old ones, body: Count.}
--- gc/quiz.yaml
questions:
- {id: q, section: gc/old, kind: number, level: apply, ask: How many mistakes until it knows AND?,
   answer_from: perceptron/and mistakes, explain: It learns from each.}
"""
TAKEN = "answer_from: perceptron/and mistakes"


def test_the_answer_is_what_the_exhibit_comes_to_and_a_wrong_one_offers_it(run: Run, make_book: MakeBook) -> None:
    book = ("--content", str(make_book(BOOK)))
    (question,) = run("quiz", "gc", "--json", "--answers", *book).json["questions"]
    assert (question["key"], question["run"]) == (18, "perceptron/and")
    quiz = ("quiz", "gc", "--plain", *book)
    assert "Correct" in run(*quiz, size=(80, 24), lines=("18", "")).out
    wrong = run(*quiz, size=(80, 24), lines=("17", "")).out
    assert "18" in wrong
    assert "Try it: mlsys run perceptron/and" in wrong


def test_a_long_number_is_shown_as_the_tolerance_allows(run: Run, make_book: MakeBook) -> None:
    book = make_book(BOOK.replace(TAKEN, "answer_from: jury majority right, tolerance: 0.01"))
    (question,) = run("quiz", "gc", "--json", "--answers", "--content", str(book)).json["questions"]
    assert question["key"] == 0.71


def test_a_question_of_a_lab_is_asked_with_the_numbers_of_its_presets(run: Run, make_book: MakeBook) -> None:
    lab = BOOK.replace(TAKEN, "answer_from: coin-cell, tolerance: 5 %")
    lab = lab.replace("ask: How many mistakes until it knows AND?", 'ask: "{question}"')
    book = str(make_book(lab.replace("explain: It learns from each.", 'explain: "{remember}"')))
    drawn = [
        run("quiz", "gc", "--json", "--answers", "--seed", str(seed), "--content", book).json["questions"][0]
        for seed in range(12)
    ]
    by_ask = {question["ask"]: question for question in drawn}
    assert len(by_ask) > 1
    assert all(ask.endswith("?") and "{" not in ask for ask in by_ask)
    assert len({question["key"] for question in by_ask.values()}) == len(by_ask)
    assert run("quiz", "gc", "--content", book, size=(80, 24), lines=("1000000 years", "")).out.count("coin-cell") == 1
    assert "share of time awake" in drawn[0]["explain"]
    second = "- {id: r, section: gc/old, kind: number, level: apply, ask: '{question}', answer_from: LAB, explain: So.}"
    twice = str(make_book(lab + second.replace("LAB", "coin-cell")))
    assert "repeated-question" in run("check", twice).out
    assert "repeated-question" not in run("check", str(make_book(lab + second.replace("LAB", "reach")))).out


def test_every_question_of_a_lab_in_the_book_has_several_cases() -> None:
    files = [yaml.safe_load(path.read_text(encoding="utf-8")) for path in BUNDLED_BOOK.glob("*/quiz.yaml")]
    names = [item["answer_from"] for file in files for item in file["questions"] if item["ask"] == "{question}"]
    assert names
    assert [name for name in names if len(lab_cases(name)) < 2] == []


def test_a_talk_has_numbers_too(run: Run, make_book: MakeBook) -> None:
    book = make_book(BOOK.replace(TAKEN, "answer_from: eliza/blank keywords"))
    (question,) = run("quiz", "gc", "--json", "--answers", "--content", str(book)).json["questions"]
    assert question["key"] == 0


@each(
    "taken, problem",
    [
        (TAKEN, None),
        (f"{TAKEN}, answer: 18", None),
        (f"{TAKEN}, answer: 17.5, tolerance: 1", None),
        (
            f"{TAKEN}, answer: 17",
            (4, "wrong-result", "the exhibit comes to 18, not 17"),
        ),
        (
            "answer_from: perceptron/and mistaks",
            (32, "wrong-result", "the exhibit 'perceptron/and' has no number 'mistaks'"),
        ),
        ("answer_from: perceptron/and", (17, "wrong-result", "the exhibit 'perceptron/and' has no number ''")),
        ("answer_from: jury learned", (22, "wrong-result", "the exhibit 'jury' has no number 'learned'")),
        ("answer_from: abacus beads", (17, "dangling-run", "there is no exhibit 'abacus'")),
        (
            "answer_from: perceptron/nand mistakes",
            (17, "dangling-run", "the exhibit 'perceptron' has no preset 'nand'"),
        ),
        ("hint: Few.", (3, "missing-field", "this question 'q' has no 'answer'")),
    ],
)
def test_what_is_wrong_with_it_is_a_problem_with_its_place(
    run: Run, make_book: MakeBook, taken: str, problem: tuple[int, str, str] | None
) -> None:
    book = make_book(BOOK.replace(TAKEN, taken))
    rules = "wrong-result,dangling-run,missing-field"
    found = run("check", str(book), "--select", rules, "--json").json["problems"]
    told = [(one["column"], one["rule"], one["message"]) for one in found]
    if problem is None:
        assert told == []
        return
    ((column, *rest),) = told
    assert rest == [*problem[1:]]
    assert column == (problem[0] if "17" not in taken else 4 + len(TAKEN) + len(", answer: "))
    quiz = run("quiz", "gc", "--json", "--answers", "--content", str(book))
    if "answer: 17" not in taken:
        assert quiz.code != 0 or quiz.json["questions"] == []


@pytest.mark.parametrize("address", ["perceptron/and mistakes", "jury  majority right"])
def test_spaces_do_not_matter(run: Run, make_book: MakeBook, address: str) -> None:
    book = make_book(BOOK.replace(TAKEN, f"answer_from: '{address}'"))
    assert run("check", str(book), "--select", "wrong-result") == (0, "", "")
