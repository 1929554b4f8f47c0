"""The controller of a quiz or a review: what a learner does with one card after the other, without a terminal."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from enum import Enum
from typing import ClassVar, NamedTuple

from mlsys_cli.index.entry_records import Ref
from mlsys_cli.journal.scheduler import Grade
from mlsys_cli.page.blocks import Spans
from mlsys_cli.quiz.answer_key import Answer, AnswerKey, Draft
from mlsys_cli.quiz.state import Confidence, QuizItem
from mlsys_cli.session.session import Session


class Action(Enum):
    """The actions of a learner, apart from answering. A quiz ignores those that only a review has."""

    ADVANCE = "go on after an answer; in a review with the proposed grade"
    SKIP = "go on without an answer"
    BACK = "go back; in a review undo the last grade"
    HINT = "see the hint"
    OVERRULE = "count the answer as correct"
    SUSPEND = "stop asking this card"
    OPEN = "read the section"
    LOOK_UP = "look up a term"
    GIVE_UP = "answer 'I don't know'"
    FLAG = "flag a bad question, or remove the flag"
    MORE = "after the end of a review, go on"
    LEAVE = "end"
    AGAIN = "grade 1"
    HARD = "grade 2"
    GOOD = "grade 3"
    EASY = "grade 4"


class Turn(NamedTuple):
    """The result of an action: the card to show now, None for the same as before, and a message for the learner."""

    item: QuizItem | None = None
    message: str = ""


class Course(ABC):
    """The course of a quiz or of a review: what comes next, how an answer is graded, and what can be undone.

    The course is `over` once the learner has left, or nothing is left to do. In a review it is `finished` before that:
    all was asked, but the last grade can still be taken back, and `offer` says what going on would ask, if anything.
    """

    title: ClassVar[str]
    grade_words: ClassVar[Mapping[str, Action]] = {grade.name.lower(): Action[grade.name] for grade in Grade}
    """The words that grade an answer, where lines are typed."""

    over: bool = False
    finished: bool = False
    offer: str = ""

    @abstractmethod
    def observe(self, item: QuizItem) -> str:
        """Take an answer, also one that is counted otherwise now; returns a message for the learner."""

    @abstractmethod
    def act(self, action: Action, item: QuizItem) -> Turn:
        """Go on, back or out, or grade the answer to a card."""

    @abstractmethod
    def flag(self, card: str) -> str:
        """Flag a card as a bad question, or no longer; returns a message."""

    def grades(self, item: QuizItem) -> Spans:
        """The grades to choose from after an answer, with their keys; none where the quiz grades by itself."""
        return ()

    def grades_in_words(self, item: QuizItem) -> str:
        """The same as a sentence, without keys."""
        return ""

    def advice(self, item: QuizItem, key: str, flag: str) -> str:
        """The words to be read before an answer is graded, with the keys for its section and a flag; mostly empty."""
        return ""

    @abstractmethod
    def heading(self, item: QuizItem) -> str:
        """The progress so far, as a heading."""

    def progress(self, item: QuizItem) -> str:
        """The progress so far in parts with ` · ` between them, of which the first ones matter most."""
        return self.heading(item)

    @property
    @abstractmethod
    def has_answers(self) -> bool:
        """True if there is a result to show."""


class Controller:
    """The card before a learner, the answer that they are giving, and what they do about it.

    If the learner's settings say so, an answer is graded only once they have said how sure they are: until then it is
    `weighed`. `shown` counts the cards so far. `reading` is the section that the learner wants to read, and
    `looking_up` whether they want to look up a term; the front end does it and sets None or False.
    """

    def __init__(self, session: Session, course: Course, first: QuizItem) -> None:
        self._session = session
        self.course = course
        self.reading: Ref | None = None
        self.looking_up = False
        self.shown = 0
        self._show(first)

    def _show(self, item: QuizItem) -> None:
        """Go on to a card."""
        self.item = item
        self.draft = self.key.blank()
        self.shown += 1
        self.weighed = False
        self._doubted: Answer | None = None
        self._given_up: Draft | None = None

    @property
    def key(self) -> AnswerKey:
        """The key of the card."""
        return self.item.card.key

    @property
    def over(self) -> bool:
        """True once the learner has left, or nothing is left to do."""
        return self.course.over

    @property
    def finished(self) -> bool:
        """True if all was asked."""
        return self.course.finished

    @property
    def is_asking(self) -> bool:
        """True as long as the card waits for its answer."""
        return not (self.finished or self.weighed or self.item.response)

    @property
    def may_choose(self) -> bool:
        """True as long as the answer is to be chosen, and not typed."""
        return self.is_asking and not self.key.typed

    @property
    def grades(self) -> Spans:
        """The grades to choose from, if the card is answered and there are any."""
        return self.course.grades(self.item) if self.item.response and not self.finished else ()

    # --- the answer

    @property
    def answer(self) -> Answer | None:
        """The answer so far; None while part of it is missing."""
        return self.key.answer(self.draft, self.item.order)

    def doubt(self) -> str:
        """A reason to ask the learner to confirm the answer, given once; empty if there is none."""
        if self.answer == self._doubted:
            return ""
        self._doubted = self.answer
        return self.key.doubt(self.answer)

    def enter(self, again: str) -> str:
        """Give the answer, or give up; returns a message, which for a doubtful one says how it is given `again`."""
        if self.answer is None:
            return self.give_up()
        if doubt := self.doubt():
            return f"{doubt} {again} to submit it anyway."
        return self.submit()

    def submit(self) -> str:
        """Give the answer, which must be complete; returns a message. It may have to be weighed first."""
        if self._session.learner.settings.confidence and not self.weighed and not self.item.response:
            self.weighed = True
            return ""
        return self._settle(self.item.answered(self.answer))

    def say_confidence(self, confidence: Confidence) -> str:
        """State how sure the learner is of the answer that is weighed, which submits it; returns a message."""
        return self._settle(self.item.answered(self.answer, confidence))

    def reconsider(self) -> None:
        """Go back to the answer that is weighed, to change it."""
        self.weighed = False
        if self.key.decisive:
            self.draft = self.key.blank()

    def give_up(self, at_once: bool = False) -> str:
        """Answer 'I don't know', but only at the second request, as Enter may slip; returns a message."""
        if not at_once and self._given_up != self.draft:
            self._given_up = self.draft
            nothing = self.key.blank()
            is_begun = self.draft._replace(focus=nothing.focus) != nothing
            incomplete = "The answer isn't complete." if is_begun else "There is no answer yet."
            return f"{incomplete} Press Enter again for 'I don't know'."
        return self._settle(self.item.given_up())

    def _settle(self, item: QuizItem) -> str:
        """Let the course take an answer. If it can't, nothing has changed."""
        message = self.course.observe(item)
        self.item, self.weighed = item, False
        return message

    def look_up(self) -> None:
        """Note that the learner looked something up, which before the answer counts as a hint."""
        self.item = self.item.looked_up()

    # --- the rest

    def perform(self, action: Action) -> str:
        """Do what the learner wants; returns a message for them, or an empty text."""
        if self.finished and action is not Action.BACK and not (action is Action.MORE and self.course.offer):
            action = Action.LEAVE
        match action:
            case Action.OPEN:
                return self._open_section()
            case Action.LOOK_UP:
                self.looking_up = True
            case Action.FLAG:
                return self.course.flag(self.item.card.id)
            case Action.GIVE_UP:
                return "You have already answered." if self.item.response else self.give_up(at_once=True)
            case Action.HINT:
                self.item = self.item.with_hint()
                return "" if self.item.card.hint else "This question has no hint."
            case Action.OVERRULE:
                overruled = self.item.overrule()
                return self._settle(overruled) if overruled != self.item else self._why_not_overruled
            case _:
                item, message = self.course.act(action, self.item)
                if item:
                    self._show(item)
                return message
        return ""

    @property
    def _why_not_overruled(self) -> str:
        """The reason why there is no wrong answer to count as correct."""
        if self.item.response is None:
            return "There is no answer yet."
        if self.item.response.right is None:
            return "You grade this answer yourself."
        return "You said that you don't know." if self.item.response.unknown else "Your answer is correct."

    def _open_section(self) -> str:
        """Ask for the section of the card to be read; returns a message if there is none."""
        section = self.item.card.section
        self.reading = self._session.books.library.entries.at("section", section) if section else None
        if self.reading is None:
            return "This card doesn't belong to a section."
        self.look_up()
        return ""
