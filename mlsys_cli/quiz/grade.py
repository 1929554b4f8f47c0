"""Fair answers: what is right, how much of it, and what was understood."""

import math
from collections.abc import Sequence
from itertools import combinations
from typing import NamedTuple, TypeAlias

from mlsys_cli.quiz.numbers import Amount, amounts_of
from mlsys_cli.quiz.question import Choices, Gaps, Key, Number, Ordering, Pairs, Truth, Words
from mlsys_cli.quiz.text_answers import meant_by
from mlsys_cli.quiz.units import unit_of

Answer: TypeAlias = bool | str | tuple[int, ...] | tuple[str, ...]
"""What was given, by the kind of the key: places of choices, of items in the order in which they were put, of the right
side for each left one; true or false; a text; a text for each gap."""


class Verdict(NamedTuple):
    """Whether an answer is right, how much of it (0 to 1), the text that was accepted, and a remark on it."""

    right: bool
    credit: float
    accepted: str = ""
    remark: str = ""


WRONG = Verdict(False, 0.0)


def grade(key: Key, answer: Answer) -> Verdict:
    """The verdict on an answer. One of a type that doesn't fit the key is wrong."""
    match key, answer:
        case Truth(truth), bool():
            return Verdict(answer is truth, float(answer is truth), "true" if truth else "false")
        case Words(), str():
            return _grade_words(key, answer)
        case Number(), str():
            return _grade_number(key, answer)
        case Choices(), tuple():
            return _grade_choices(key, answer)
        case Ordering(items), tuple():
            return _grade_order(len(items), answer)
        case Pairs(left), tuple():
            return _whole([place == given for place, given in enumerate(answer)], len(left))
        case Gaps(gaps), tuple():
            return _grade_gaps(gaps, answer)
    return WRONG


def _whole(parts: Sequence[bool], wanted: int) -> Verdict:
    """The verdict on an answer of several parts: right only if all are."""
    credit = sum(parts[:wanted]) / wanted
    return Verdict(credit == 1.0 and len(parts) == wanted, credit)


def _grade_choices(key: Choices, chosen: tuple[int, ...] | tuple[str, ...]) -> Verdict:
    """A wrong choice takes away what a right one gives, so that to choose all is worth little."""
    given = frozenset(chosen)
    share = (len(given & key.right) - len(given - key.right)) / len(key.right)
    return Verdict(given == key.right, max(share, 0.0) if given != key.right else 1.0)


def _grade_order(number: int, order: tuple[int, ...] | tuple[str, ...]) -> Verdict:
    """The credit is the share of pairs of items that are in the right order."""
    if sorted(order) != list(range(number)):
        return WRONG
    pairs = list(combinations(map(int, order), 2))
    credit = sum(one < other for one, other in pairs) / len(pairs) if pairs else 1.0
    return Verdict(credit == 1.0, credit)


def _grade_gaps(gaps: tuple[Words, ...], texts: tuple[int, ...] | tuple[str, ...]) -> Verdict:
    verdicts = [_grade_words(words, str(text)) for words, text in zip(gaps, texts, strict=False)]
    remarks = [verdict.remark for verdict in verdicts if verdict.remark]
    whole = _whole([verdict.right for verdict in verdicts], len(gaps))
    return whole._replace(accepted=", ".join(verdict.accepted for verdict in verdicts), remark="; ".join(remarks))


def _grade_words(key: Words, typed: str) -> Verdict:
    meant = meant_by(typed, key)
    if meant is None:
        return WRONG
    return Verdict(True, 1.0, meant.answer, f"it is spelt {meant.answer!r}" if meant.slip else "")


def _grade_number(key: Number, typed: str) -> Verdict:
    wanted = unit_of(key.unit)
    for amount in amounts_of(typed, key.unit):
        for value in _in_unit(amount, key):
            if _within(value, key):
                return Verdict(True, 1.0, number_text(key))
    unit = next((amount for amount in amounts_of(typed, key.unit) if amount.unit), None)
    if unit and unit.measured and wanted and unit.measured.measure != wanted.measure:
        return WRONG._replace(remark=f"it is asked in {key.unit}, not in {unit.unit}")
    return WRONG


def _in_unit(amount: Amount, key: Number) -> list[float]:
    """What an amount is in the unit of a question. One without a unit is in it; of a per cent, 0.5 is 50 as well."""
    wanted = unit_of(key.unit)
    if not amount.unit:
        return [amount.value, amount.value * 100] if key.unit == "%" and 0 < amount.value <= 1 else [amount.value]
    if amount.measured is None or wanted is None:
        if amount.measured and amount.measured.measure == "share" and not key.unit:
            return [amount.value * amount.measured.worth]
        return [] if amount.measured or wanted else [amount.value]  # so many of something, whatever they are called
    if amount.measured.measure != wanted.measure:
        return []
    return [amount.value * amount.measured.worth / wanted.worth]


def _within(value: float, key: Number) -> bool:
    slack = 1e-9 * max(abs(key.low), abs(key.high), 1e-9)  # what a binary fraction may be off
    return math.isfinite(value) and key.low - slack <= value <= key.high + slack


def number_text(key: Number) -> str:
    """The right number as it is shown, with its unit."""
    large = abs(key.answer) >= 10_000  # a year has no comma
    digits = f"{key.answer:,.12g}" if large else f"{key.answer:.12g}"
    return f"{digits} {key.unit}".strip()
