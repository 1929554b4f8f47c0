"""A quiz as an immutable value: each action of the learner makes a new one."""

from collections.abc import Sequence
from enum import StrEnum
from typing import NamedTuple

from mlsys_cli.quiz.answer_key import WRONG, Answer, Order, Verdict
from mlsys_cli.quiz.study_card import Card, order_of


class Confidence(StrEnum):
    """The confidence in an answer, which a learner states before it is graded."""

    SURE = "sure"
    UNSURE = "unsure"
    GUESS = "guess"


class Calibration(NamedTuple):
    """The number of answers of one confidence, and how many of them were right."""

    confidence: Confidence
    answers: int
    right: int


class Response(NamedTuple):
    """An answer with its verdict; `hinted` if the hint was seen before, `overruled` if the learner was right.

    If `unknown`, the learner has said that they don't know. `confidence` is None if they weren't asked for it.
    """

    answer: Answer
    verdict: Verdict
    hinted: bool = False
    overruled: bool = False
    unknown: bool = False
    confidence: Confidence | None = None

    @property
    def right(self) -> bool | None:
        """True if it counts as right; None if it isn't graded yet."""
        return self.overruled or self.verdict.right

    @property
    def credit(self) -> float:
        """The share of it that counts, 0 to 1."""
        return 1.0 if self.right else self.verdict.credit


class QuizItem(NamedTuple):
    """A card in a quiz. `order` is the one in which its options are shown; `response` is None until it is answered.

    An answer that was given stays.
    """

    card: Card
    order: Order = ()
    hinted: bool = False
    response: Response | None = None

    def answered(self, answer: Answer, confidence: Confidence | None = None) -> "QuizItem":
        """The item with an answer, which is graded."""
        if self.response:
            return self
        verdict = self.card.key.grade(answer)
        return self._replace(response=Response(answer, verdict, self.hinted, confidence=confidence))

    def given_up(self) -> "QuizItem":
        """The item with the answer that the learner doesn't know."""
        return self if self.response else self._replace(response=Response(self.card.key.nothing, WRONG, unknown=True))

    @property
    def is_judged_by_learner(self) -> bool:
        """True if an answer was given on which only the learner can give a verdict."""
        return self.response is not None and self.card.key.self_graded and not self.response.unknown

    def judged(self, credit: float) -> "QuizItem":
        """The item with the credit that the learner gave their answer, where only they can know."""
        if self.response is None or not self.is_judged_by_learner:
            return self
        return self._replace(response=self.response._replace(verdict=Verdict(credit == 1.0, credit), overruled=False))

    def with_hint(self) -> "QuizItem":
        """The item with its hint shown, if there is one and no answer was given yet."""
        return self if self.response or not self.card.hint else self._replace(hinted=True)

    def looked_up(self) -> "QuizItem":
        """The item after a look into its section, which helps as much as a hint before the answer."""
        return self if self.response else self._replace(hinted=True)

    def overrule(self) -> "QuizItem":
        """The item with a wrong answer counted as right, as the learner says; or no longer, if it was."""
        response = self.response
        if response is None or response.verdict.right is not False or response.unknown:
            return self
        return self._replace(response=response._replace(overruled=not response.overruled))


class Quiz(NamedTuple):
    """Cards, and how far the learner has come: at which one, and whether it is over."""

    items: tuple[QuizItem, ...]
    position: int = 0
    over: bool = False

    @property
    def item(self) -> QuizItem:
        """The card that is shown."""
        return self.items[self.position]

    def with_item(self, item: QuizItem) -> "Quiz":
        """The quiz with another state of the card that is shown."""
        return self._replace(items=(*self.items[: self.position], item, *self.items[self.position + 1 :]))

    def forward(self) -> "Quiz":
        """The quiz at the next card, whether this one was answered or not; after the last one it is over."""
        if self.position + 1 < len(self.items):
            return self._replace(position=self.position + 1)
        return self.leave()

    def back(self) -> "Quiz":
        """The quiz at the card before."""
        return self if self.over else self._replace(position=max(self.position - 1, 0))

    def leave(self) -> "Quiz":
        """The quiz ended here."""
        return self._replace(over=True)


def start_quiz(cards: Sequence[Card], seed: int) -> Quiz:
    """A quiz of some cards, the options of each in an order that the seed decides."""
    return Quiz(tuple(QuizItem(card, order_of(card, seed)) for card in cards), over=not cards)


class Score(NamedTuple):
    """The numbers of cards that were asked, answered and right, and the credit for all answers (of `asked`).

    Of those that were answered, so many were `unknown` to the learner, who said so. Answers that are `ungraded`, since
    only a person can grade them, don't count as answered.
    """

    asked: int
    answered: int
    right: int
    credit: float
    unknown: int = 0
    ungraded: int = 0


def score(items: Sequence[QuizItem]) -> Score:
    """The score of some cards."""
    responses = [item.response for item in items if item.response]
    verdicts = [response.right for response in responses if response.right is not None]
    return Score(
        asked=len(items),
        answered=len(verdicts),
        right=sum(verdicts),
        credit=sum(response.credit for response in responses),
        unknown=sum(response.unknown for response in responses),
        ungraded=len(responses) - len(verdicts),
    )


def calibration(items: Sequence[QuizItem]) -> tuple[Calibration, ...]:
    """The answers of each confidence, the surest first."""
    answers = [item.response for item in items if item.response]
    verdicts = (
        (level, [one.right for one in answers if one.confidence is level and one.right is not None])
        for level in Confidence
    )
    return tuple(Calibration(level, len(right), sum(right)) for level, right in verdicts if right)


def score_by_section(items: Sequence[QuizItem]) -> dict[str, Score]:
    """The score of each section by its address, in the order in which they were asked about."""
    sections = dict.fromkeys(item.card.section for item in items)
    return {section: score([item for item in items if item.card.section == section]) for section in sections if section}


def sections_to_reread(items: Sequence[QuizItem]) -> tuple[str, ...]:
    """The sections in which an answer was wrong, those with the most wrong ones first."""
    wrong = {section: part.answered - part.right for section, part in score_by_section(items).items()}
    return tuple(sorted((section for section in wrong if wrong[section]), key=lambda section: -wrong[section]))
