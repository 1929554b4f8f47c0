"""A quiz as a value: each thing that a learner does makes the next one. Nothing here knows of a terminal or a store."""

from collections.abc import Sequence
from random import Random
from typing import NamedTuple

from mlsys_cli.journal.scheduler import Grade
from mlsys_cli.quiz.grade import Answer, Verdict, grade
from mlsys_cli.quiz.question import Choices, Ordering, Pairs, Question


class Response(NamedTuple):
    """An answer and what was said to it; `hinted` if the hint was seen before, `overruled` if the learner was right."""

    answer: Answer
    verdict: Verdict
    hinted: bool = False
    overruled: bool = False

    @property
    def right(self) -> bool:
        """Whether it counts as right."""
        return self.verdict.right or self.overruled

    @property
    def credit(self) -> float:
        """How much of it counts, 0 to 1."""
        return 1.0 if self.right else self.verdict.credit


def grade_of(given: Response) -> Grade:
    """How well a card is known by its answer: with the hint, or with a slip, it was hard."""
    if not given.right:
        return Grade.AGAIN
    slip = given.verdict.right and given.verdict.remark
    return Grade.HARD if given.hinted or slip else Grade.GOOD


class QuizItem(NamedTuple):
    """A question in a quiz. `order` is how its choices, items or right sides are shown, by their written places."""

    question: Question
    order: tuple[int, ...] = ()
    hinted: bool = False
    given: Response | None = None


class Quiz(NamedTuple):
    """Questions, and how far one has come: at which one, and whether all was asked or the learner has left."""

    turns: tuple[QuizItem, ...]
    place: int = 0
    over: bool = False

    @property
    def turn(self) -> QuizItem:
        """The question that is shown."""
        return self.turns[self.place]

    @property
    def answered(self) -> tuple[QuizItem, ...]:
        """The questions that have been answered."""
        return tuple(turn for turn in self.turns if turn.given)

    @property
    def right(self) -> int:
        """How many answers were right."""
        return sum(turn.given.right for turn in self.turns if turn.given)


def start(questions: Sequence[Question], seed: int) -> Quiz:
    """A quiz of some questions, the choices of each in an order that the seed decides."""
    return Quiz(tuple(QuizItem(question, order_of(question, seed)) for question in questions), over=not questions)


def order_of(question: Question, seed: int) -> tuple[int, ...]:
    """The order in which the choices, items or right sides are shown; what is to be ordered is never in order."""
    count = _shown(question)
    order = list(range(count))
    chance = Random(f"{seed}:{question.id}")
    chance.shuffle(order)
    if not isinstance(question.key, Choices) and count > 1 and order == sorted(order):
        order = [*order[1:], order[0]]
    return tuple(order)


def _shown(question: Question) -> int:
    match question.key:
        case Choices(texts):
            return len(texts)
        case Ordering(items):
            return len(items)
        case Pairs(_, right):
            return len(right)
    return 0


# --- what a learner does -----------------------------------------------------------------------------------------


def answer(quiz: Quiz, answer: Answer) -> Quiz:
    """Answer the question that is shown; an answer that was given stays."""
    turn = quiz.turn
    if quiz.over or turn.given:
        return quiz
    return _changed(quiz, turn._replace(given=Response(answer, grade(turn.question.key, answer), turn.hinted)))


def hint(quiz: Quiz) -> Quiz:
    """See the hint, if there is one and no answer was given yet."""
    turn = quiz.turn
    return quiz if quiz.over or turn.given or not turn.question.hint else _changed(quiz, turn._replace(hinted=True))


def overrule(quiz: Quiz) -> Quiz:
    """Say that one's answer was right although it was taken for wrong; said again, take that back."""
    given = quiz.turn.given
    if quiz.over or given is None or given.verdict.right:
        return quiz
    return _changed(quiz, quiz.turn._replace(given=given._replace(overruled=not given.overruled)))


def forward(quiz: Quiz) -> Quiz:
    """Go on to the next question, answered or not; after the last one the quiz is over."""
    if quiz.place + 1 < len(quiz.turns):
        return quiz._replace(place=quiz.place + 1)
    return quiz._replace(over=True)


def back(quiz: Quiz) -> Quiz:
    """Go back to the question before."""
    return quiz if quiz.over else quiz._replace(place=max(quiz.place - 1, 0))


def leave(quiz: Quiz) -> Quiz:
    """End the quiz here."""
    return quiz._replace(over=True)


def _changed(quiz: Quiz, turn: QuizItem) -> Quiz:
    return quiz._replace(turns=(*quiz.turns[: quiz.place], turn, *quiz.turns[quiz.place + 1 :]))


# --- how it went -------------------------------------------------------------------------------------------------


class Score(NamedTuple):
    """How many were asked, answered and right, and what all answers are worth together (of `asked`)."""

    asked: int
    answered: int
    right: int
    credit: float

    @property
    def share(self) -> float:
        """The share of the answers that were right, 0 to 1."""
        return self.right / self.answered if self.answered else 0.0


def score(turns: Sequence[QuizItem]) -> Score:
    """How some questions went."""
    given = [turn.given for turn in turns if turn.given]
    return Score(len(turns), len(given), sum(one.right for one in given), sum(one.credit for one in given))


def by_section(turns: Sequence[QuizItem]) -> dict[str, Score]:
    """How the questions of each section went, by its address, in the order in which they were asked."""
    sections = dict.fromkeys(turn.question.section for turn in turns)
    return {
        section: score([turn for turn in turns if turn.question.section == section]) for section in sections if section
    }


def to_read_again(turns: Sequence[QuizItem]) -> tuple[str, ...]:
    """The sections in which an answer was wrong, those with the most wrong ones first."""
    wrong = {section: one.answered - one.right for section, one in by_section(turns).items()}
    return tuple(sorted((section for section in wrong if wrong[section]), key=lambda section: -wrong[section]))
