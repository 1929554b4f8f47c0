"""The confidence of a learner in their answers, and how often it is justified."""

from enum import StrEnum
from typing import NamedTuple


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
