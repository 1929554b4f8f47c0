"""How far a quiz has come, in a line."""

from collections.abc import Sequence

from mlsys_cli.page import Span, Spans
from mlsys_cli.quiz.state import Quiz, QuizItem
from mlsys_cli.views.explanation_blocks import FALSE, RIGHT


def progress_line(quiz: Quiz, width: int) -> Sequence[Spans]:
    """A sign for each question, if there is room for them, with the number of this one and of the right answers."""
    words = f"{quiz.place + 1} of {len(quiz.turns)}" + (f" · {quiz.right} right" if quiz.answered else "")
    signs = [sign for number, turn in enumerate(quiz.turns) for sign in (_sign(quiz, number, turn), Span(" "))]
    if len(signs) + 2 + len(words) <= width:
        return [(*signs, Span(f" {words}", "strong"))]
    return [(Span(words[:width], "strong"),)]


def _sign(quiz: Quiz, number: int, turn: QuizItem) -> Span:
    if turn.given:
        sign = Span(RIGHT, "right") if turn.given.right else Span(FALSE, "wrong")
    else:
        sign = Span("–", "trail") if number < quiz.place else Span("·", "trail")
    return sign._replace(text="▸", style="picked") if number == quiz.place and not turn.given else sign
