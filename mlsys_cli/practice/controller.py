"""A controller of questions that are asked one after the other: the actions of a learner, without a terminal."""

from collections.abc import Callable, Sequence
from enum import Enum
from typing import Protocol

from mlsys_cli.index.entry_records import Ref
from mlsys_cli.page import Blocks, Spans
from mlsys_cli.quiz.answer_key import Answer, AnswerKey
from mlsys_cli.quiz.state import QuizItem

Observer = Callable[[QuizItem], str]
"""A function that is called with each answer, also when it is overruled; it returns a message for the learner."""


class Action(Enum):
    """The actions of a learner, apart from answering. A controller ignores those that it doesn't have."""

    ADVANCE = "go on after an answer; in a review with the proposed grade"
    SKIP = "go on without an answer"
    BACK = "go back; in a review undo the last grade"
    HINT = "see the hint"
    OVERRULE = "count the answer as right"
    SUSPEND = "stop asking this card"
    OPEN = "read the section"
    LEAVE = "end"
    AGAIN = "grade 1"
    HARD = "grade 2"
    GOOD = "grade 3"
    EASY = "grade 4"


class Answering:
    """The card before a learner, and the answer that they are giving. `shown` counts the cards so far."""

    def __init__(self, item: QuizItem, observe: Observer) -> None:
        self._observe = observe
        self.shown = 0
        self.show(item)

    def show(self, item: QuizItem) -> None:
        """Go on to a card."""
        self.item = item
        self.draft = self.key.blank()
        self.shown += 1
        self._doubted: Answer | None = None

    @property
    def key(self) -> AnswerKey:
        """The key of the card."""
        return self.item.card.key

    def pick(self, place: int) -> None:
        """Choose the option at a place, or undo that."""
        self.draft = self.key.pick(self.draft, place, self.item.order)

    def unpick(self) -> None:
        """Undo the last choice."""
        self.draft = self.key.unpick(self.draft)

    def write(self, text: str) -> None:
        """Change the text of the field that has the focus."""
        self.draft = self.draft.write(text)

    def move(self, step: int) -> None:
        """Move the focus to another field or line."""
        self.focus((self.draft.focus + step) % self.key.fields())

    def focus(self, field: int) -> None:
        """Move the focus to a field or line."""
        self.draft = self.draft._replace(focus=field)

    def read_line(self, line: str) -> None:
        """Make a line the answer."""
        self.draft = self.key.read_line(line, self.item.order)

    @property
    def answer(self) -> Answer | None:
        """The answer so far; None while something is missing."""
        return self.key.answer(self.draft, self.item.order)

    def doubt(self) -> str:
        """A reason to ask whether the answer is meant as it is, told once; empty if there is none."""
        answer = self.answer
        if answer is None or answer == self._doubted:
            return ""
        self._doubted = answer
        return self.key.doubt(answer)

    def submit(self) -> str:
        """Give the answer, which must be complete; returns a message."""
        answer = self.answer
        assert answer is not None
        self.item = self.item.answered(answer)
        return self._observe(self.item)

    def hint(self) -> str:
        """Show the hint; returns a message if there is none."""
        self.item = self.item.with_hint()
        return "" if self.item.given or self.item.card.hint else "This question has no hint."

    def overrule(self) -> str:
        """Count a wrong answer as right, or again as wrong; returns a message."""
        before, self.item = self.item, self.item.overrule()
        return self._observe(self.item) if self.item != before else ""


class Controller(Protocol):
    """The part of a quiz or a review that a front end needs."""

    answering: Answering
    reading: Ref | None
    """The section that the learner wants to read; the front end shows it and sets None."""

    @property
    def over(self) -> bool:
        """True once the learner has left, or nothing is left to do."""

    @property
    def finished(self) -> bool:
        """True if all was asked, but the last grade can still be taken back."""

    @property
    def grades(self) -> Spans:
        """The grades to choose from after an answer; empty where there are none."""

    @property
    def heading(self) -> str:
        """The heading of a question: the progress so far."""

    def progress(self, width: int) -> Sequence[Spans]:
        """The progress so far, in lines."""

    def keys(self, short: bool) -> str:
        """The keys that matter now, in a line."""

    @property
    def key_help(self) -> Blocks:
        """All keys."""

    @property
    def line_help(self) -> Blocks:
        """Everything that can be typed line by line."""

    def perform(self, action: Action) -> str:
        """Do what the learner wants; returns a message for them, or nothing."""
