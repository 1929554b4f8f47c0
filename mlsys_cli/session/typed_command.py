"""Commands that are typed in the reader, and their answers."""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from mlsys_cli.views.view import View


class CommandAnswer(NamedTuple):
    """The views that a command shows, with the target of the page that the reader has for them, and a message.

    One that asks questions has a `course`, a QuizCourse or ReviewCourse.
    """

    views: Sequence[View]
    target: str
    message: str
    course: Any = None


class TypedCommand(NamedTuple):
    """A command that is typed in the reader: its line, what it does, a function to run it, and a short result if any.

    The function raises MlsysError; it always does for a command whose answer is no page.
    """

    title: str
    about: str
    is_page: bool
    run: Callable[[], CommandAnswer]
    result: str = ""
