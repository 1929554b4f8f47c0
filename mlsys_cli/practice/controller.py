"""Controllers of a quiz and of a review: the actions of a learner on one card after the other, without a terminal."""

from collections.abc import Callable, Sequence
from enum import Enum
from typing import TypeAlias

from mlsys_cli.index.entry_records import Ref
from mlsys_cli.index.library import Library
from mlsys_cli.journal.scheduler import Grade
from mlsys_cli.page import Span, Spans
from mlsys_cli.practice.review_session import Reviewer
from mlsys_cli.quiz.answer_key import Answer, AnswerKey, Draft
from mlsys_cli.quiz.option_list import FALSE, RIGHT
from mlsys_cli.quiz.state import Quiz, QuizItem, score
from mlsys_cli.views.practice_keys import QUIZ_HELP, REVIEW_HELP, command_blocks, quiz_keys, review_keys
from mlsys_cli.views.review_view import grades_line, wait_words


class Action(Enum):
    """The actions of a learner, apart from answering. A controller ignores those that it doesn't have."""

    ADVANCE = "go on after an answer; in a review with the proposed grade"
    SKIP = "go on without an answer"
    BACK = "go back; in a review undo the last grade"
    HINT = "see the hint"
    OVERRULE = "count the answer as correct"
    SUSPEND = "stop asking this card"
    OPEN = "read the section"
    LOOK_UP = "look up a term"
    GIVE_UP = "answer that one doesn't know"
    FLAG = "flag the question as a bad one, or no longer"
    LEAVE = "end"
    AGAIN = "grade 1"
    HARD = "grade 2"
    GOOD = "grade 3"
    EASY = "grade 4"


GRADES = {word: Action[grade.name] for grade in Grade for word in (str(grade.value), grade.name.lower())}
"""The actions that grade an answer, by number and by name."""


_SKIPPED = "Skipped: the card stays due."


class Answering:
    """The card before a learner, and the answer that they are giving. `shown` counts the cards so far.

    `observe` is called with each answer, also when it is overruled; it returns a message for the learner.
    """

    def __init__(self, item: QuizItem, observe: Callable[[QuizItem], str]) -> None:
        self._observe = observe
        self.shown = 0
        self.show(item)

    def show(self, item: QuizItem) -> None:
        """Go on to a card."""
        self.item = item
        self.draft = self.key.blank()
        self.shown += 1
        self._doubted: Answer | None = None
        self._given_up: Draft | None = None

    @property
    def key(self) -> AnswerKey:
        """The key of the card."""
        return self.item.card.key

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

    def submit(self) -> str:
        """Give the answer, which must be complete; returns a message."""
        self.item = self.item.answered(self.answer)
        return self._observe(self.item)

    def give_up(self, at_once: bool = False) -> str:
        """Answer that one doesn't know, when asked for a second time; returns a message."""
        if not at_once and self._given_up != self.draft:
            self._given_up = self.draft
            incomplete = "The answer isn't complete." if self.draft != self.key.blank() else "There is no answer yet."
            return f"{incomplete} Press Enter again for 'I don't know'."
        self.item = self.item.given_up()
        return self._observe(self.item)

    def look_up(self) -> None:
        """Note that the learner looked something up, which before the answer counts as a hint."""
        self.item = self.item.looked_up()

    def section(self, library: Library) -> tuple[Ref | None, str]:
        """The section of the card, to be read; or a message."""
        section = self.item.card.section
        ref = library.entries.at("section", section) if section else None
        if ref:
            self.look_up()
        return ref, "" if ref else "This card doesn't belong to a section."

    def hint(self) -> str:
        """Show the hint; returns a message if there is none."""
        self.item = self.item.with_hint()
        return "" if self.item.given or self.item.card.hint else "This question has no hint."

    def overrule(self) -> str:
        """Count a wrong answer as right, or again as wrong; returns a message."""
        before, self.item = self.item, self.item.overrule()
        return self._observe(self.item) if self.item != before else ""


class QuizController:
    """Asks the cards of a quiz in their order, in which the learner can go back.

    `finished` is True if all was asked, but the last grade can still be taken back, which is so in a review alone.
    `reading` is the section that the learner wants to read, and `looking_up` whether they want to look up a term; the
    front end does it and sets None or False. `key_help` has all keys, and `line_help` everything that can be typed line
    by line.
    """

    finished = False
    looking_up = False
    reading: Ref | None = None
    key_help = QUIZ_HELP
    line_help = command_blocks(
        (
            ("/h", "show the hint"),
            ("/d", "I don't know: show the answer"),
            ("/s", "skip this question"),
            ("/p", "go to the previous question"),
            ("/r", "I was right: count my answer as correct"),
            ("/o", "open the section; before an answer, this counts as a hint"),
            ("/!", "flag the question as a bad one, or no longer"),
            ("/q", "quit and show the score"),
            ("?", "show this list"),
        )
    )

    def __init__(
        self, library: Library, quiz: Quiz, observe: Callable[[QuizItem], str], flag: Callable[[str], str]
    ) -> None:
        self._library = library
        self._quiz = quiz
        self._flag = flag
        self.answering = Answering(quiz.item, observe)

    @property
    def quiz(self) -> Quiz:
        """The quiz as it is now."""
        return self._quiz.with_item(self.answering.item)

    @property
    def over(self) -> bool:
        """True once the learner has left, or nothing is left to do."""
        return self._quiz.over

    def perform(self, action: Action) -> str:
        """Do what the learner wants; returns a message for them, or an empty text."""
        match action:
            case Action.ADVANCE:
                self._go(self.quiz.forward())
            case Action.SKIP:
                given = self.answering.item.given
                self._go(self.quiz.forward())
                return "" if self.over else "Next question." if given else "Skipped."
            case Action.BACK:
                if self._quiz.place == 0:
                    return "This is the first question."
                self._go(self.quiz.back())
            case Action.LEAVE:
                self._quiz = self.quiz.leave()
            case Action.OPEN:
                self.reading, message = self.answering.section(self._library)
                return message
            case Action.LOOK_UP:
                self.looking_up = True
            case Action.FLAG:
                return self._flag(self.answering.item.card.id)
            case Action.GIVE_UP:
                return self.answering.give_up(at_once=True)
            case Action.HINT:
                return self.answering.hint()
            case Action.OVERRULE:
                return self.answering.overrule()
        return ""

    def _go(self, quiz: Quiz) -> None:
        self._quiz = quiz
        if not quiz.over:
            self.answering.show(quiz.item)

    def grades(self) -> Spans:
        """The grades to choose from after an answer, which a quiz doesn't have."""
        return ()

    def heading(self) -> str:
        """The heading of a question: the progress so far."""
        return f"Question {self._quiz.place + 1} of {len(self._quiz.items)}, {score(self.quiz.items).right} correct"

    def progress(self, width: int) -> Sequence[Spans]:
        """A sign for each question, if there is room, with the number of this one and of the right answers."""
        items, place, whole = self.quiz.items, self.quiz.place, score(self.quiz.items)
        words = f"{place + 1} of {len(items)}" + (f" · {whole.right} correct" if whole.answered else "")
        if 2 * len(items) + 2 + len(words) > width:
            return [(Span(words[:width], "strong"),)]
        signs: list[Span] = []
        for number, item in enumerate(items):
            if item.given and item.given.unknown:
                signs.append(Span("?", "wrong"))
            elif item.given:
                signs.append(Span(RIGHT, "right") if item.given.right else Span(FALSE, "wrong"))
            else:
                here = number == place
                signs.append(Span("▸", "picked") if here else Span("–" if number < place else "·", "trail"))
            signs.append(Span(" "))
        return [(*signs, Span(f" {words}", "strong"))]

    def keys(self, short: bool) -> str:
        """The keys that matter now, in a line."""
        return quiz_keys(self.answering.item, short)


class ReviewController:
    """Asks one card after the other and grades the answers. The last grade can be taken back, even after the end.

    It has the attributes and methods of `QuizController`.
    """

    key_help = REVIEW_HELP
    line_help = command_blocks(
        (
            ("/h", "show the hint"),
            ("/d", "I don't know: show the answer"),
            ("/s", "skip this card; it stays due"),
            ("/x", "suspend this card: stop asking it"),
            ("/r", "I was right: count my answer as correct"),
            ("1 to 4", "after an answer: again, hard, good, easy; an empty line accepts the suggested grade"),
            ("/u", "undo the last grade, and answer that card again"),
            ("/o", "open the section; before an answer, this counts as a hint"),
            ("/!", "flag the question as a bad one, or no longer"),
            ("/q", "quit; your grades are saved"),
            ("?", "show this list"),
        )
    )

    def __init__(self, library: Library, review: Reviewer, first: QuizItem) -> None:
        self._library = library
        self._review = review
        self.answering = Answering(first, review.stop)
        self.reading: Ref | None = None
        self.looking_up = False
        self.over = False
        self.finished = False

    def perform(self, action: Action) -> str:
        """Do what the learner wants; returns a message for them, or an empty text."""
        review, item = self._review, self.answering.item
        if self.finished and action is not Action.BACK:
            action = Action.LEAVE
        match action:
            case Action.ADVANCE | Action.AGAIN | Action.HARD | Action.GOOD | Action.EASY if item.given:
                grade = review.grades(item)[0] if action is Action.ADVANCE else Grade[action.name]
                wait = review.grade(item, grade)
                self._advance()
                return f"Graded {grade.name.lower()}: due again in {wait_words(wait)}."
            case Action.SKIP:
                review.skip(item)
                self._advance()
                return "Skipped: your answer isn't graded, and the card stays due." if item.given else _SKIPPED
            case Action.BACK:
                before = review.undo(None if self.finished else item)
                if before is None:
                    return "There is no grade to undo."
                self.finished = False
                self.answering.show(before)
                return "Undone."
            case Action.SUSPEND:
                review.suspend(item)
                self._advance()
                return "Suspended: this card won't be asked again."
            case Action.OPEN:
                self.reading, message = self.answering.section(self._library)
                return message
            case Action.LOOK_UP:
                self.looking_up = True
            case Action.FLAG:
                return review.flag(item.card.id)
            case Action.GIVE_UP:
                return self.answering.give_up(at_once=True)
            case Action.HINT:
                return self.answering.hint()
            case Action.OVERRULE:
                return self.answering.overrule()
            case Action.LEAVE:
                self.over = True
        return ""

    def _advance(self) -> None:
        item = self._review.next()
        if item:
            self.answering.show(item)
        else:
            self.finished = True
            self.over = not self._review.done

    def grades(self) -> Spans:
        """The grades to choose from after an answer."""
        item = self.answering.item
        return grades_line(*self._review.grades(item)) if item.given and not self.finished else ()

    def heading(self) -> str:
        """The progress so far."""
        done = score(self._review.answered)
        left = 0 if self.finished else self._review.left
        new = ", then new ones" if self._review.new_follow and not self.finished else ""
        words = f"{done.asked} done · {done.right} correct · {left} after this"
        return f"{words if done.asked else f'{left + 1} left'}{new}"

    def progress(self, width: int) -> Sequence[Spans]:
        """The progress so far, as a line."""
        return [(Span(self.heading(), "strong"),)]

    def keys(self, short: bool) -> str:
        """The keys that matter now, in a line."""
        return review_keys(self.answering.item, short)


Controller: TypeAlias = QuizController | ReviewController
