"""Every kind of question that is graded, from its file to Anki; and one more kind, which only these tests know."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, ClassVar, Literal

import pytest

from mlsys_cli.journal.days import DAY
from mlsys_cli.journal.store import Store
from mlsys_cli.page.blocks import Blocks, Span
from mlsys_cli.page.html import escape_html, write_fragment
from mlsys_cli.quiz.answer_key import WRONG, Answer, Order, TypedAnswerKey, Verdict, written_and_right
from mlsys_cli.quiz.kinds.registry import QUESTION_KINDS
from mlsys_cli.quiz.question import Accept, Mistake, Question
from mlsys_cli.quiz.sides import Form, Sides
from tests.support.program import Clock, MakeBook, Result, Run

NOW = 1_700_000_000_000_000


def line_for(question: Mapping[str, Any]) -> str:
    """The line that answers a printed question rightly."""
    key = question["key"]
    if isinstance(key, bool):
        return "true" if key else "false"
    if "gaps" in question:
        return ";".join(key)
    if "left" in question:
        return " ".join(str(question["right"].index(key[text]) + 1) for text in question["left"])
    offered = question.get("choices") or question.get("items")
    if offered:
        return " ".join(str(offered.index(text) + 1) for text in ([key] if isinstance(key, str) else key))
    return str(key)


class Walk:
    """A kind of question taken through the program, with a book that has one or two of it."""

    def __init__(self, run: Run, store: Store, clock: Clock, book: Path, kind: str) -> None:
        self._run, self._store, self._clock = run, store, clock
        self._book = book
        self._options = ("--seed", "1", "--content", str(book))
        self._of_kind = ("--kind", kind, "--no-generated", *self._options)
        self.kind = kind
        clock.now = NOW - 900 * DAY

    def printed(self) -> dict[str, Any]:
        """A question with its answer."""
        result = self._run("quiz", "-n", "1", "--json", "--answers", *self._of_kind)
        (question,) = result.json["questions"]
        found: dict[str, Any] = question
        return found

    def graded(self, answer: Any, tmp_path: Path) -> Result:
        """The grading of a file with an answer."""
        path = tmp_path / "answers.json"
        path.write_text(json.dumps({self.printed()["id"]: answer}), encoding="utf-8")
        return self._run("quiz", "--answer", str(path), "--content", str(self._book))

    def sheet(self) -> str:
        """The questions on paper, with room for the answers."""
        return self._run("quiz", "--answers", *self._of_kind).out

    def by_lines(self, *lines: str) -> str:
        """A quiz line by line."""
        return self._run("quiz", "-n", "1", "--plain", *self._of_kind, size=(80, 40), lines=lines).out

    def review(self) -> list[bool]:
        """True for each right answer of a review, long after the question was answered in a quiz."""
        self._clock.now = NOW
        options = ("review", "-n", "1", "--new", "0", *self._options)
        (question,) = self._run(*options, "--json", "--answers").json["questions"]
        self._run(*options, size=(80, 40), lines=[line_for(question), "", ""])
        return [event.values["right"] for event in self._store.events("answer") if event.at >= NOW]

    def exported(self, folder: Path) -> list[str]:
        """The lines of an export for Anki."""
        path = folder / "cards.txt"
        options = ("--kind", self.kind, "--no-generated", "--content", str(self._book))
        assert self._run("export", "anki", str(path), *options).code == 0
        return [line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]


@pytest.mark.parametrize("kind", sorted(QUESTION_KINDS.keys() - {"open"}))  # see test_open_questions
def test_a_kind_from_its_file_to_anki(
    run: Run, store: Store, clock: Clock, quiz_book: Path, tmp_path: Path, kind: str
) -> None:
    walk = Walk(run, store, clock, quiz_book, kind)
    question = walk.printed()
    assert question["kind"] == kind
    assert walk.graded(question["key"], tmp_path).code == 0
    assert walk.graded("nonsense", tmp_path).code == 1
    assert question["explain"] in walk.sheet()
    assert "✓ Correct." in walk.by_lines(line_for(question), "")
    for unknown in (walk.by_lines("", "", ""), walk.by_lines("/d", "")):
        assert "? You didn't know." in unknown
        assert "You didn't know 1 of them." in unknown
        assert question["explain"].split(".")[0] in " ".join(unknown.split())
    assert walk.review() == [True]
    assert len(walk.exported(tmp_path)) >= 1


# --- another kind ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class EstimateQuestion(Question):
    """A number whose order of magnitude is enough."""

    ANSWER: ClassVar = "answer: 1000\n# factor: 2\n"

    kind: Annotated[Literal["estimate"], "A number is estimated."]
    answer: Annotated[float, "The number."]
    factor: Annotated[float, "How many times too large or too small is still right."] = 10

    @staticmethod
    def key(fields: Mapping[str, Any], accept: Accept) -> "EstimateKey":
        """The number and the factor."""
        return EstimateKey(fields["answer"], fields["factor"])

    def mistakes(self) -> Iterator[Mistake]:
        """A factor below 1."""
        if self.factor < 1:
            yield Mistake(("factor",), "a factor can't be less than 1")


@dataclass(frozen=True, slots=True)
class EstimateKey(TypedAnswerKey):
    """A number that may be too large or too small by a factor."""

    number: float
    factor: float

    def grade(self, answer: Answer) -> Verdict:
        """Right within the factor."""
        try:
            ratio = float(str(answer)) / self.number
        except ValueError:
            return WRONG
        return Verdict(True, 1.0, self.text(())) if 1 / self.factor <= ratio <= self.factor else WRONG

    def solution(self, answer: Answer, order: Order) -> Blocks:
        """The estimate beside the number."""
        return (written_and_right(str(answer), (Span(self.text(order)),)),)

    def text(self, order: Order) -> str:
        """The number."""
        return f"about {self.number:g}"

    def value(self) -> Any:
        """The number."""
        return self.number

    def sides(self, ask: Blocks, order: Order) -> Sides:
        """A note that lets one type."""
        return Sides(Form.TYPED, write_fragment(ask), escape_html(self.text(order)))


ESTIMATE = """\
--- gc/quiz.yaml
questions:
- id: objects
  section: gc/why
  kind: estimate
  level: apply
  ask: How many objects does a server make in a second?
  answer: 1000000
  factor: 5
  explain: Most of them die at once.
"""


@pytest.fixture
def estimate(run: Run, store: Store, clock: Clock, make_book: MakeBook) -> Iterator[Walk]:
    """Another kind, and a book with a question of it."""
    QUESTION_KINDS["estimate"] = EstimateQuestion
    yield Walk(run, store, clock, make_book(ESTIMATE, "estimates"), "estimate")
    del QUESTION_KINDS["estimate"]


def test_a_new_kind_needs_no_other_file(estimate: Walk, run: Run, make_book: MakeBook, tmp_path: Path) -> None:
    assert run("check", str(tmp_path / "estimates")) == (0, "", "")
    wrong = run("check", str(make_book(ESTIMATE.replace("factor: 5", "factor: 0.5"), "wrong")))
    assert "a factor can't be less than 1" in wrong.out
    question = estimate.printed()
    assert (question["kind"], question["key"]) == ("estimate", 1_000_000)
    assert estimate.graded(300_000, tmp_path).code == 0
    assert estimate.graded(100_000, tmp_path).code == 1
    assert "about 1e+06" in estimate.sheet()
    assert "✓ Correct." in estimate.by_lines("2000000", "")
    assert "✗ Incorrect." in estimate.by_lines("20", "")
    assert estimate.review() == [True]
    (note,) = estimate.exported(tmp_path)
    assert "about 1e+06" in note


def test_a_new_kind_is_in_the_schema_the_guide_and_new_questions(estimate: Walk, run: Run, tmp_path: Path) -> None:
    assert "EstimateQuestion" in run("schema", "quiz.yaml").out
    assert "How many times too large" in " ".join(run("help", "content").out.split())
    book = str(tmp_path / "estimates")
    assert run("new", "question", "how many", "--kind", "estimate", "--in", book).code == 0
    assert run("check", book, "--ignore", "unfinished-text").code == 0
