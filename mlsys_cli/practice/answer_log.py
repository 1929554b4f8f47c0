"""Recording of answers and quiz results in the learner's store."""

from collections.abc import Sequence

from mlsys_cli.deck.plan import work_of
from mlsys_cli.deck.select import LoggedQuiz
from mlsys_cli.index.entry_records import Ref
from mlsys_cli.journal.scheduler import Grade, Step
from mlsys_cli.queries.subjects import subject_of
from mlsys_cli.quiz.state import Quiz, QuizItem, Response, score
from mlsys_cli.session.learner import Learner
from mlsys_cli.text.sanitize import harmless

_SLOW = {"recall": 45.0, "understand": 90.0, "apply": 240.0}
"""The seconds, by level, after which a right answer was hard; they include reading the question.

Chosen, not measured: far more than what is usual, since a pause must not make a card hard.
"""

_LONGEST_SUBJECT = 400
"""The most characters of the chapters that a quiz was about; the log takes 500."""

_LONGEST_SPENT = 3600.0
"""The most seconds that are kept of an answer: the learner was away. Chosen, not measured."""


def grade_of(response: Response) -> Grade:
    """The grade of an answer in a quiz: with the hint, or with a slip, it was hard."""
    if response.right is False:
        return Grade.AGAIN
    slip = response.verdict.right and response.verdict.remark
    return Grade.HARD if response.hinted or slip else Grade.GOOD


def proposed_grade(response: Response, seconds: float, level: str) -> Grade:
    """The grade that an answer suggests: wrong again; slow, hinted, with a slip, or overruled hard; else good.

    Only the learner knows if it was easy.
    """
    grade = grade_of(response)
    return Grade.HARD if grade is Grade.GOOD and (response.overruled or seconds > _SLOW[level]) else grade


def log_answer(learner: Learner, item: QuizItem, grade: Grade, seconds: float = 0.0, spent: float = 0.0) -> Step:
    """Remember the answer to a question with its grade; returns what it makes of the card.

    It was given after some seconds; with the explanation the learner `spent` so many.
    """
    response = item.response
    assert response is not None
    is_text = isinstance(response.answer, str)
    more: dict[str, object] = {} if is_text or response.unknown else {"answer": response.answer}
    if response.confidence:
        more["confidence"] = response.confidence
    if spent > 0:
        more |= {"spent": round(min(spent, _LONGEST_SPENT), 3), "work": work_of(item.card.kind, item.card.level)}
    return learner.store.answer(
        item.card.id,
        grade,
        learner.clock(),
        right=bool(response.right),
        seconds=seconds,
        typed=harmless(response.answer) if is_text else "",
        retention=learner.settings.desired_retention,
        more=more | {name: True for name in ("hinted", "overruled", "unknown") if getattr(response, name)},
    )


def flag_card(learner: Learner, card: str) -> str:
    """Flag a card as a bad question, or no longer if it is; returns a message."""
    is_flagged = any(flag.subject == card for flag in learner.store.flags())
    learner.store.flag(card, learner.clock(), undo=is_flagged)
    return "No longer flagged." if is_flagged else "Flagged as a bad question: 'mlsys notes --flags' lists it."


def log_quiz(learner: Learner, subject: str, quiz: Quiz, **values: object) -> None:
    """Remember the result of a quiz about some places, which the subject names, if any question was answered."""
    whole = score(quiz.items)
    if whole.answered:
        rights = [item.response.right if item.response else None for item in quiz.items]
        kept = {"cards": [item.card.id for item in quiz.items], "rights": rights, "credit": round(whole.credit, 4)}
        learner.store.finish_quiz(subject, whole._asdict() | kept | values, learner.clock())


def sides_of(learner: Learner, subject: str) -> dict[str, LoggedQuiz]:
    """The last quiz about some places before reading and the one after it, by their sides, as far as there are any."""
    needed = set(LoggedQuiz._fields).difference(LoggedQuiz._field_defaults)  # another program may have left some out
    sides: dict[str, LoggedQuiz] = {}
    for event in learner.store.events("quiz"):
        values, side = event.values, event.values.get("side")
        if event.subject == subject and side in ("before", "after") and values.keys() >= needed:
            logged = LoggedQuiz(**{name: values[name] for name in LoggedQuiz._fields if name in values})
            sides = {side: logged} if side == "before" else {**sides, side: logged}
    return sides


def places_subject(locations: Sequence[Ref]) -> str:
    """The subject of a quiz about some places."""
    return ",".join(map(subject_of, locations))[:_LONGEST_SUBJECT]
