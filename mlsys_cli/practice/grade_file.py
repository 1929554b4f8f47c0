"""`mlsys quiz --answer`: a file of answers graded."""

import json
import sys
from collections.abc import Iterator
from typing import Any, NamedTuple

from mlsys_cli.deck.deck import Deck
from mlsys_cli.errors import Exit, ExitCode, NotFoundError, UnreadableError, UsageError
from mlsys_cli.journal.card_ids import CardId
from mlsys_cli.practice.answer_log import grade_of, log_answer, log_quiz
from mlsys_cli.practice.quiz_plan import QuizRequest, report_of, scope_of, titles
from mlsys_cli.quiz.state import score, start_quiz
from mlsys_cli.quiz.study_card import Card
from mlsys_cli.session.session import Session
from mlsys_cli.text.atomic_file import read_text_file
from mlsys_cli.views.result_view import ScoreView

_MOST_BYTES = 8_000_000  # more is no file of answers, and isn't read


class Submitted(NamedTuple):
    """The id of a card and the answer, perhaps with what there was to choose from and the draw of its numbers."""

    card: str
    answer: Any
    offered: tuple[str, ...] = ()
    draw: int | None = None


def grade_file(session: Session, name: str, request: QuizRequest, *, is_recorded: bool) -> None:
    """Grade the answers of a file and show how many are right; the exit code says whether all are.

    The seed of the request decides on fresh numbers where the file doesn't name their draw. The result of a quiz before
    or after reading is remembered, and shown with its report; the answers themselves are if it `is_recorded`.
    """
    seed = request.seed or 0
    try:
        answers = {submitted.card: submitted for submitted in answers_in(_text(session, name))}
    except ValueError as error:
        source = "stdin" if name == "-" else name
        raise UnreadableError(f"the answers in {source} can't be read: {error}") from error
    deck = Deck(session.books.library, session.learner.today.date.year)
    draws = {card: seed if submitted.draw is None else submitted.draw for card, submitted in answers.items()}
    quiz = start_quiz([card_named(session, deck, card, draw) for card, draw in draws.items()], seed=0)
    for submitted in answers.values():
        if submitted.answer is not None and submitted.answer != "":
            quiz = quiz.with_item(quiz.item.answered(quiz.item.card.key.read(submitted.answer, submitted.offered)))
        quiz = quiz.forward()
    for item in quiz.items if is_recorded else ():
        if item.response and item.response.right is not None:  # an open question waits for a person
            log_answer(session.learner, item, grade_of(item.response))
    report = None
    if request.side and score(quiz.items).answered:
        scope = scope_of(session, request)
        log_quiz(session.learner, scope.subject, quiz, **request.logged(seed))
        report = report_of(session, scope)
    session.show(ScoreView(quiz.items, titles(session, quiz.items), report, listed=True))
    if score(quiz.items).right < len(quiz.items):
        raise Exit(ExitCode.NOT_FOUND)


def _text(session: Session, name: str) -> str:
    if name == "-":
        if sys.stdin is None or sys.stdin.isatty():
            raise UsageError("stdin has no answers", ["name a file: mlsys quiz --answer FILE"])
        return "\n".join(session.environment.stdin_lines)
    return read_text_file(name, _MOST_BYTES)


def answers_in(text: str) -> list[Submitted]:
    """The answers in a file; ValueError says what is wrong with it.

    It is the document of `mlsys quiz --json` with an `answer` in each question, an object of answers by their ids, or
    lines of JSON, each an object with `id` and `answer`.
    """
    try:
        answers = list(_answers(json.loads(text)))
    except RecursionError as error:
        raise ValueError("it is too deeply nested") from error
    except json.JSONDecodeError:
        answers = []
        for number, line in enumerate(text.splitlines(), start=1):
            try:
                answers += _answers(json.loads(line)) if line.strip() else ()
            except (json.JSONDecodeError, RecursionError) as error:
                raise ValueError(f"line {number} isn't JSON") from error
    if not answers:
        raise ValueError("it has no answers")
    return answers


def _answers(document: Any) -> Iterator[Submitted]:
    if isinstance(document, list):
        for item in document:
            yield from _answers(item)
    elif not isinstance(document, dict):
        raise ValueError("each answer must be an object with an 'id' and an 'answer'")
    elif isinstance(document.get("questions"), list):
        yield from _answers(document["questions"])
    elif isinstance(document.get("id"), str):
        offered = document.get("choices") or document.get("items") or document.get("right") or ()
        texts = tuple(map(str, offered)) if isinstance(offered, list) else ()
        draw = document.get("draw")
        yield Submitted(document["id"], document.get("answer"), texts, draw if isinstance(draw, int) else None)
    else:
        yield from (Submitted(card, answer) for card, answer in document.items())


def card_named(session: Session, deck: Deck, name: str, draw: int = 0) -> Card:
    """The card that an answer is for, by its id or that of the question. Raises NotFoundError."""
    ref = None if ":" in name else session.books.library.entries.find("question", name)
    try:
        card = deck.card(str(CardId(ref.book, "question", ref.slug)) if ref else name, draw=draw)
    except ValueError:
        card = None
    if card is None:
        raise NotFoundError(f"there is no question {name[:80]!r}", ["'mlsys list questions' lists the ids"])
    return card
