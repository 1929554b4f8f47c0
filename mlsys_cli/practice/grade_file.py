"""`mlsys quiz --answer`: a file of answers graded."""

import sys
from pathlib import Path

import typer

from mlsys_cli.deck.deck import Deck, card_of
from mlsys_cli.errors import ExitCode, NotFoundError, UnreadableError, UsageError
from mlsys_cli.practice.quiz_plan import titles
from mlsys_cli.quiz.answer_file import SubmittedAnswer, answer_in, read_answers
from mlsys_cli.quiz.card import Card
from mlsys_cli.quiz.state import start_quiz
from mlsys_cli.session.session import Session
from mlsys_cli.views.score_view import ScoreView

_LARGEST = 8_000_000


def grade_file(session: Session, name: str) -> None:
    """Grade the answers of a file and show how many are right; the exit code says whether all are."""
    text = _text(session, name)
    try:
        answers = read_answers(text)
    except ValueError as error:
        source = "stdin" if name == "-" else name
        raise UnreadableError(f"the answers in {source} can't be read: {error}") from error
    deck = Deck(session.books.library, session.learner.today.date.year)
    pairs = [(one, _card(session, deck, one)) for one in {answer.card: answer for answer in answers}.values()]
    quiz = start_quiz([card for _, card in pairs], seed=0)
    for submitted, card in pairs:
        answer = answer_in(submitted, card.key)
        quiz = quiz.with_item(quiz.item if answer is None else quiz.item.answered(answer)).forward()
    session.show(ScoreView(quiz.items, titles(session, quiz.items), listed=True))
    if quiz.right < len(quiz.items):
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


def _card(session: Session, deck: Deck, submitted: SubmittedAnswer) -> Card:
    """The card that an answer is for, by its id or that of the question."""
    ref = session.books.library.entries.find("question", submitted.card) if ":" not in submitted.card else None
    try:
        found = deck.card(card_of(ref) if ref else submitted.card)
    except ValueError:
        found = None
    if found is None:
        raise NotFoundError(f"there is no question {submitted.card[:80]!r}", ["'mlsys list questions' has the ids"])
    return found
