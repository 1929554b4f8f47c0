"""A review as its learner steers it."""

from collections.abc import Sequence

from mlsys_cli.index.entry_records import Ref
from mlsys_cli.index.library import Library
from mlsys_cli.journal.scheduler import Grade
from mlsys_cli.page import Span, Spans
from mlsys_cli.practice.controller import Action, Answering
from mlsys_cli.practice.review_session import Reviewer
from mlsys_cli.quiz.state import QuizItem
from mlsys_cli.views.practice_keys import REVIEW_HELP, command_blocks, review_keys
from mlsys_cli.views.review_view import grades_line, wait_words

_GRADES = {action: Grade[action.name] for action in (Action.AGAIN, Action.HARD, Action.GOOD, Action.EASY)}

_COMMANDS = (
    ("/h", "a hint"),
    ("/s", "skip this card; it stays due"),
    ("/x", "suspend this card: stop asking it"),
    ("/r", "I was right: count my answer as right"),
    ("1 to 4", "after an answer: again, hard, good, easy; an empty line takes the proposed grade"),
    ("/u", "take back the last grade, and answer that again"),
    ("/o", "read the section"),
    ("/q", "end; your grades are kept"),
    ("?", "this list"),
)


class ReviewController:
    """Asks one card after the other and grades the answers. The last grade can be taken back, even after the end."""

    key_help = REVIEW_HELP
    line_help = command_blocks(_COMMANDS)

    def __init__(self, library: Library, review: Reviewer, first: QuizItem) -> None:
        self._library = library
        self._review = review
        self.answering = Answering(first, review.stop)
        self.reading: Ref | None = None
        self.over = False
        self.finished = False

    def perform(self, action: Action) -> str:
        item = self.answering.item
        if self.finished and action is not Action.BACK:
            action = Action.LEAVE
        if item.given and (action is Action.ADVANCE or action in _GRADES):
            return self._grade(_GRADES.get(action) or self._review.grades(item).proposed)
        match action:
            case Action.SKIP:
                self._review.skip(item)
                self._advance()
                return "Skipped: it stays as it was."
            case Action.BACK:
                return self._undo()
            case Action.SUSPEND:
                self._review.suspend(item)
                self._advance()
                return "Suspended: it won't be asked again."
            case Action.OPEN:
                section = item.card.section
                self.reading = self._library.entries.at("section", section) if section else None
                return "" if self.reading else "This card belongs to no section."
            case Action.HINT:
                return self.answering.hint()
            case Action.OVERRULE:
                return self.answering.overrule()
            case Action.LEAVE:
                self.over = True
        return ""

    def _grade(self, grade: Grade) -> str:
        wait = self._review.grade(self.answering.item, grade)
        self._advance()
        return f"Remembered as {grade.name.lower()}: again in {wait_words(wait)}."

    def _undo(self) -> str:
        item = self._review.undo(None if self.finished else self.answering.item)
        if item is None:
            return "There is no grade to take back."
        self.finished = False
        self.answering.show(item)
        return "Taken back."

    def _advance(self) -> None:
        item = self._review.next()
        if item:
            self.answering.show(item)
        else:
            self.finished = True
            self.over = not self._review.done

    @property
    def grades(self) -> Spans:
        if not self.answering.item.given or self.finished:
            return ()
        choice = self._review.grades(self.answering.item)
        return grades_line(choice.proposed, choice.waits)

    @property
    def heading(self) -> str:
        review = self._review
        done, left = len(review.answered), 0 if self.finished else review.left
        new = ", then new ones" if review.new_follow and not self.finished else ""
        return f"{done} done · {review.right} right · {left} after this{new}" if done else f"{left + 1} to ask{new}"

    def progress(self, width: int) -> Sequence[Spans]:
        return [(Span(self.heading, "strong"),)]

    def keys(self, short: bool) -> str:
        return review_keys(self.answering.item, short)
