"""How sure a learner is of an answer, and how often that is justified."""

from enum import StrEnum
from typing import NamedTuple


class Confidence(StrEnum):
    """How sure a learner is of an answer, which they say before it is graded."""

    SURE = "sure"
    UNSURE = "unsure"
    GUESS = "guess"


class Calibration(NamedTuple):
    """The number of answers of one confidence, and how many of them were right."""

    confidence: Confidence
    answers: int
    right: int
