"""The progress of a quiz, in a line."""

from collections.abc import Sequence

from mlsys_cli.page import Span, Spans
from mlsys_cli.quiz.option_list import FALSE, RIGHT
from mlsys_cli.quiz.state import Quiz, QuizItem


def progress_line(quiz: Quiz, width: int) -> Sequence[Spans]:
    """A sign for each question, if there is room for them, with the number of this one and of the right answers."""
    words = f"{quiz.place + 1} of {len(quiz.items)}" + (f" · {quiz.right} right" if quiz.answered else "")
    signs = [sign for number, item in enumerate(quiz.items) for sign in (_sign(quiz, number, item), Span(" "))]
    if len(signs) + 2 + len(words) <= width:
        return [(*signs, Span(f" {words}", "strong"))]
    return [(Span(words[:width], "strong"),)]


def _sign(quiz: Quiz, number: int, item: QuizItem) -> Span:
    if item.given:
        sign = Span(RIGHT, "right") if item.given.right else Span(FALSE, "wrong")
    else:
        sign = Span("–", "trail") if number < quiz.place else Span("·", "trail")
    return sign._replace(text="▸", style="picked") if number == quiz.place and not item.given else sign
