"""The grading of an answer."""

from collections.abc import Sequence
from typing import NamedTuple


class Verdict(NamedTuple):
    """The grading of an answer: right or not, how much of it (0 to 1), the text that was accepted, and a remark."""

    right: bool
    credit: float
    accepted: str = ""
    remark: str = ""


WRONG = Verdict(False, 0.0)


def grade_parts(parts: Sequence[bool], expected: int) -> Verdict:
    """The verdict on an answer of several parts: right only if all are, with credit for those that are."""
    credit = sum(parts[:expected]) / expected
    return Verdict(credit == 1.0 and len(parts) == expected, credit)
