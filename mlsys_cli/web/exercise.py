"""A quiz or a review in a browser: one card after the other, as the learner answers, grades, or takes a grade back."""

from collections.abc import Iterator
from datetime import date
from secrets import token_hex
from typing import Any, NamedTuple

from mlsys_cli.page.blocks import Aside, Paragraph, text_spans
from mlsys_cli.practice.controller import Action, Controller
from mlsys_cli.practice.quiz_course import QuizCourse
from mlsys_cli.practice.review_course import ReviewCourse
from mlsys_cli.quiz.state import Confidence
from mlsys_cli.site.forms import Write, asked_question
from mlsys_cli.views.question_view import explained_blocks
from mlsys_cli.views.shared_blocks import flat
from mlsys_cli.views.view import linked
from mlsys_cli.web.form_fields import Fields, draft_in

_ACTIONS = {action.name.lower(): action for action in Action if action not in (Action.OPEN, Action.LOOK_UP)}
"""The actions that a button may have, by its value; to a section and to a term lead links."""


_LEVELS = {level.value for level in Confidence}

_STALE = "The page that you came from wasn't the newest one, so its button did nothing. This is how far you are now."

_NO_RESULT = (Paragraph(text_spans("You have answered no question, so there is no result.")),)


class Button(NamedTuple):
    """A button of a form: the value that it sends, what it says, and whether it is the one to press now."""

    value: str
    text: str
    is_first: bool = False


class Exercise:
    """A quiz or review that has begun, and the card before the learner.

    Each form has the `stage` for which it was made, and does nothing at another one: a double click, a resend or a
    window with an earlier quiz answers and grades nothing.
    """

    def __init__(self, course: QuizCourse | ReviewCourse, begun: date) -> None:
        """Take a course that has `begun` on a day."""
        self.course = course
        self.begun = begun
        self._controller = course.controller
        self._message = ""
        self._name = token_hex(4)

    @property
    def _stage(self) -> str:
        """The name of this exercise, the card that is shown, and how far its answer is."""
        if (controller := self._controller) is None:
            return ""
        response = controller.item.response
        states = (controller.weighed, response is not None, response and response.overruled, controller.finished)
        return f"{self._name}-{controller.shown}-{''.join(str(int(bool(state))) for state in states)}"

    @property
    def is_over(self) -> bool:
        """True once the learner has left, or there is nothing more to ask."""
        return self._controller is None or self.course.over or self.course.finished

    def take(self, fields: Fields) -> None:
        """Do what a form says. Raises StoreBusyError, and then nothing has changed."""
        controller, action = self._controller, fields["do"]
        if controller is None or fields["stage"] != self._stage:
            self._message = _STALE
        elif action in _ACTIONS:
            self._message = controller.perform(_ACTIONS[action])
        elif action in _LEVELS:
            self._message = controller.say_confidence(Confidence(action))
        elif controller.item.response is None:
            controller.draft = draft_in(fields, controller.key, controller.item.order)
            is_complete = controller.answer is not None
            self._message = controller.submit() if is_complete else "The answer isn't complete."

    def values(self, write: Write) -> dict[str, Any]:
        """The values for the template of its page."""
        controller, body, progress = self._controller, "", ""
        if controller is None or self.is_over:
            has_result = isinstance(self.course, ReviewCourse) or self.course.has_answers
            body = write(linked(self.course.result()).blocks() if has_result else _NO_RESULT)
        else:
            item, progress = controller.item, self.course.progress(controller.item)
            hint = (Aside("Hint", flat(item.card.hint)),) if item.hinted and item.card.hint else ()
            if item.response:
                body = write((*item.card.ask, *explained_blocks(item, is_linked=True)))
            else:
                body = asked_question(item.card, item.order, write) + write(hint)
        return {
            "title": self.course.title,
            "message": self._message,
            "progress": progress,
            "stage": self._stage,
            "is_over": self.is_over,
            "body": body,
            "buttons": [*self._buttons(controller)] if controller else [],
        }

    def _buttons(self, controller: Controller) -> Iterator[Button]:
        """The buttons that do something now."""
        item, course = controller.item, self.course
        is_review = isinstance(course, ReviewCourse)
        if self.is_over:
            if course.offer:
                yield Button("more", "Go on")
        elif controller.weighed:
            yield from (Button(level.value, level.value.capitalize()) for level in Confidence)
        elif item.response is None:
            yield Button("", "Answer", is_first=True)
            if item.card.hint and not item.hinted:
                yield Button("hint", "Hint")
            yield Button("give_up", "I don't know")
            yield Button("skip", "Skip")
            if is_review:
                yield Button("suspend", "Stop asking this")
        else:
            grades = [span for span in course.grades(item) if span.style != "trail"]
            for name, span in zip(("again", "hard", "good", "easy"), grades, strict=False):
                yield Button(name, span.text.lstrip("▸")[2:].capitalize(), is_first=span.style == "picked")
            if not grades:
                yield Button("advance", "Next", is_first=True)
            if not (item.response.verdict.right or item.response.unknown):
                yield Button("overrule", "I was wrong after all" if item.response.overruled else "I was right")
        if is_review and course.has_answers:
            yield Button("back", "Undo the last grade")
        if not self.is_over:
            yield Button("leave", "End")
