"""The grades of answers: proposed by how they went, and chosen by the learner."""

from typing import NamedTuple

from mlsys_cli.journal.scheduler import Grade
from mlsys_cli.quiz.state import QuizItem, Response

SLOW = {"recall": 45.0, "understand": 90.0, "apply": 240.0}
"""The seconds, by level, after which a right answer was hard; they include reading the question."""


class Grades(NamedTuple):
    """The grade that an answer suggests, and how long it would be until the card is asked again after each grade."""

    proposed: Grade
    waits: tuple[int, ...]


class GradedCard(NamedTuple):
    """A card with its answer and the grade that it got, or without a grade if it was suspended."""

    item: QuizItem
    grade: Grade | None = None
    event: str = ""


def grade_of(given: Response) -> Grade:
    """The grade of an answer in a quiz: with the hint, or with a slip, it was hard."""
    if not given.right:
        return Grade.AGAIN
    slip = given.verdict.right and given.verdict.remark
    return Grade.HARD if given.hinted or slip else Grade.GOOD


def proposed_grade(given: Response, seconds: float, level: str) -> Grade:
    """The grade that an answer suggests: wrong again; slow, hinted, with a slip, or overruled hard; else good.

    Whether it was easy only the learner knows.
    """
    grade = grade_of(given)
    hard = given.overruled or seconds > SLOW.get(level, SLOW["understand"])
    return Grade.HARD if grade is Grade.GOOD and hard else grade
