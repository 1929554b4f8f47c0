"""The questions of `questions.yaml`: they name pages that exist, and both halves are of one kind."""

from collections import Counter
from pathlib import Path

import yaml

from tests.support.program import Run

QUESTIONS = yaml.safe_load(Path(__file__).with_name("questions.yaml").read_text(encoding="utf-8"))


def test_each_page_exists(run: Run) -> None:
    def ids(kind: str) -> list[str]:
        return [line.split("\t")[0] for line in run("list", kind).out.splitlines()]

    pages = {*ids("terms"), *ids("sections"), *ids("chapters")}
    pages |= {f"{kind}:{entry}" for kind in ("table", "figure", "event") for entry in ids(f"{kind}s")}
    for question in QUESTIONS:
        assert question["pages"], question["ask"]
        assert set(question["pages"]) <= pages, question["ask"]


def test_no_question_is_asked_twice() -> None:
    assert [
        ask for ask, number in Counter(question["ask"].casefold() for question in QUESTIONS).items() if number > 1
    ] == []


def test_the_halves_are_equal() -> None:
    halves = Counter(question["half"] for question in QUESTIONS)
    assert halves["tune"] == halves["held-out"]
    assert halves.total() == 2 * halves["tune"]
