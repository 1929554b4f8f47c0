"""A quiz or a review in a browser: one card after the other, as the learner answers, grades, or takes a grade back."""

from datetime import date
from secrets import token_hex
from typing import Any

from mlsys_cli.page.blocks import Aside, Span
from mlsys_cli.practice.controller import Action
from mlsys_cli.practice.quiz_course import QuizCourse
from mlsys_cli.practice.review_course import ReviewCourse
from mlsys_cli.quiz.answer_key import line
from mlsys_cli.quiz.state import Confidence
from mlsys_cli.site.forms import Write, asked_question, draft_in
from mlsys_cli.views.question_view import explained_blocks
from mlsys_cli.views.shared_blocks import flat
from mlsys_cli.views.view import linked
from mlsys_cli.web.form_fields import Fields

_ACTIONS = {action.name.lower(): action for action in Action if action not in (Action.OPEN, Action.LOOK_UP)}
"""The actions that a button may have, by its value; to a section and to a term lead links."""


_LEVELS = [level.value for level in Confidence]

_STALE = "The page that you came from wasn't the newest one, so its button did nothing. This is how far you are now."


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
        self.message = ""
        self._name = token_hex(4)

    @property
    def stage(self) -> str:
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
        if controller is None or fields["stage"] != self.stage:
            self.message = _STALE
        elif action in _ACTIONS:
            self.message = controller.perform(_ACTIONS[action])
        elif action in _LEVELS:
            self.message = controller.say_confidence(Confidence(action))
        elif controller.item.response is None:
            controller.draft = draft_in(fields.getlist, controller.key, controller.item.order)
            is_complete = controller.answer is not None
            self.message = controller.submit() if is_complete else "The answer isn't complete."

    def values(self, write: Write) -> dict[str, Any]:
        """The values for the template of its page."""
        course, controller, body, progress, grades = self.course, self._controller, "", "", list[Span]()
        is_review = isinstance(course, ReviewCourse)
        if controller is None or self.is_over:
            has_result = is_review or course.has_answers
            body = write(linked(course.result()).blocks() if has_result else (line("You have answered no question."),))
        else:
            item, progress = controller.item, course.progress(controller.item)
            hint = (Aside("Hint", flat(item.card.hint)),) if item.hinted and item.card.hint else ()
            if item.response:
                body = write((*item.card.ask, *explained_blocks(item, is_linked=True)))
                grades = [span for span in course.grades(item) if span.style != "trail"]
            else:
                body = asked_question(item.card, item.order, write) + write(hint)
        return {
            "exercise": self,
            "controller": controller,
            "is_review": is_review,
            "progress": progress,
            "body": body,
            "levels": _LEVELS,
            "grades": [*zip(("again", "hard", "good", "easy"), grades, strict=False)],
        }
