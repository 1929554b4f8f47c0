"""`mlsys quiz --answer`: a file of answers graded."""

import sys
from pathlib import Path

import typer

from mlsys_cli.errors import ExitCode, NotFoundError, UnreadableError, UsageError
from mlsys_cli.practice.quiz_plan import titles
from mlsys_cli.quiz import state as quizzes
from mlsys_cli.quiz.answer_file import SubmittedAnswer, answer_in, filled_in
from mlsys_cli.quiz.deck import Deck, card_of
from mlsys_cli.quiz.question import Question
from mlsys_cli.session.session import Session
from mlsys_cli.views.score_view import ScoreView

_LARGEST = 8_000_000


def grade_file(session: Session, name: str) -> None:
    """Grade the answers of a file and show how many are right; the exit code says whether all are."""
    text = _text(session, name)
    try:
        answers = filled_in(text)
    except ValueError as error:
        source = "stdin" if name == "-" else name
        raise UnreadableError(f"the answers in {source} can't be read: {error}") from error
    deck = Deck(session.books.library, session.learner.today.date.year)
    pairs = [(filled, _question(session, deck, filled)) for filled in {one.id: one for one in answers}.values()]
    quiz = quizzes.start([question for _, question in pairs], seed=0)
    for filled, question in pairs:
        answer = answer_in(filled, question)
        quiz = quizzes.forward(quiz if answer is None else quizzes.answer(quiz, answer))
    session.show(ScoreView(quiz, titles(session, quiz), listed=True))
    if quiz.right < len(quiz.turns):
        raise typer.Exit(ExitCode.NOT_FOUND)


def _text(session: Session, name: str) -> str:
    if name == "-":
        if sys.stdin is None or sys.stdin.isatty():
            raise UsageError("stdin has no answers", ["name a file: mlsys quiz --answer FILE"])
        return "\n".join(session.stdin_lines)
    path = Path(name)
    try:
        if path.stat().st_size > _LARGEST:
            raise UnreadableError(f"{name} is too large for a file of answers")
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableError(f"{name} isn't UTF-8 text") from error
    except OSError as error:
        raise UnreadableError(f"{name} can't be read: {error.strerror}") from error


def _question(session: Session, deck: Deck, filled: SubmittedAnswer) -> Question:
    """The question that an answer is for, by the id of its card or the question's own."""
    ref = session.books.library.find("question", filled.id) if ":" not in filled.id else None
    try:
        found = deck.question(card_of(ref) if ref else filled.id)
    except ValueError:
        found = None
    if found is None:
        raise NotFoundError(f"there is no question {filled.id[:80]!r}", ["'mlsys list questions' has the ids"])
    return found
