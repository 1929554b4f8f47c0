"""The questions of `questions.yaml`: a search answers them, they name pages that exist, and the halves are equal."""

from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.support.cases import each
from tests.support.program import Run

CHAPTERS = yaml.load(Path(__file__).with_name("questions.yaml").read_bytes(), Loader=yaml.CSafeLoader)
QUESTIONS = [question for questions in CHAPTERS.values() for question in questions]


def test_each_page_exists(run: Run) -> None:
    def ids(kind: str) -> list[str]:
        return [line.split("\t")[0] for line in run("list", kind).out.splitlines()]

    pages = {*ids("terms"), *ids("sections"), *ids("chapters")}
    assert set(CHAPTERS) <= pages
    kinds = ("table", "figure", "event", "machine", "model")
    pages |= {f"{kind}:{entry}" for kind in kinds for entry in ids(f"{kind}s")}
    for question in QUESTIONS:
        assert question["pages"], question["ask"]
        assert set(question["pages"]) <= pages, question["ask"]


def test_no_question_is_asked_twice() -> None:
    assert [
        ask for ask, number in Counter(question["ask"].casefold() for question in QUESTIONS).items() if number > 1
    ] == []


@each("chapter", CHAPTERS)
def test_the_halves_are_equal(chapter: str) -> None:
    halves = Counter(question["half"] for question in CHAPTERS[chapter])
    assert halves["tune"] == halves["held-out"]
    assert halves.total() == 2 * halves["tune"]


@pytest.mark.parametrize("half", ["tune", pytest.param("held-out", marks=pytest.mark.slow)])
@pytest.mark.parametrize(
    ("kind", "step", "share"),
    [
        ("plain", 3, 0.75),
        pytest.param("ordinary", 5, 0.9, marks=pytest.mark.slow),
        pytest.param("natural", 1, 0.8, marks=pytest.mark.slow),
        pytest.param("everyday", 2, 0.85, marks=pytest.mark.slow),
    ],
)
def test_a_page_that_answers_is_among_the_first_three(run: Run, half: str, kind: str, step: int, share: float) -> None:
    """Also for the half at which nobody looks while the ranking is changed. Of many questions only some are asked.

    The plain ones are the hardest: they were written to avoid the words of the page.
    """

    def is_answered(ask: str, pages: list[str]) -> bool:
        found = run("search", ask, "--json", "--limit", "3")
        hits = found.json["hits"] if found.code == 0 else []
        return any(hit["id"] in pages or f"{hit['kind']}:{hit['id']}" in pages for hit in hits)

    asked = [one for one in QUESTIONS if one["half"] == half and kind_of(one) == kind][::step]
    answered = sum(is_answered(question["ask"], question["pages"]) for question in asked)
    assert answered >= share * len(asked), f"{answered} of {len(asked)}"


def kind_of(question: dict[str, Any]) -> str:
    """What makes a question hard, if anything."""
    return next((kind for kind in ("plain", "natural", "everyday") if question.get(kind)), "ordinary")
