"""Grading of typed words, which ignores case, accents, articles, plurals and small typos."""

from typing import NamedTuple

from mlsys_cli.page.blocks import Span, Spans
from mlsys_cli.quantity.quantity import number_of
from mlsys_cli.quiz.answer_key import WRONG, Verdict
from mlsys_cli.text.english import normalize_name, without_plural, words_of
from mlsys_cli.text.spelling import edit_distance, slips_allowed

ARTICLES = {"the", "a", "an", "its", "their", "his", "her"}
"""Words that are ignored before a noun."""

LONGEST = 200
"""The most characters of an answer: the time of comparing grows with the square of the length."""

_MOST_SHOWN = 5  # chosen, not measured


class Accepted(NamedTuple):
    """The accepted answers, the first of which is shown, and the names that are never taken for typos of them.

    `others` are keys of names, as `normalize_name` makes them.
    """

    answers: tuple[str, ...]
    others: frozenset[str] = frozenset()

    @property
    def distinct(self) -> tuple[str, ...]:
        """The answers, each once however it is spelt."""
        spelt: dict[str, str] = {}
        for answer in self.answers:
            spelt.setdefault(normalize_name(answer), answer)
        return tuple(spelt.values())

    def spans(self) -> Spans:
        """The answer that is shown, and some others that are accepted as well."""
        first, *others = self.distinct
        also = f" (also: {', '.join(others[:_MOST_SHOWN])})" if others else ""
        return Span(first), Span(also, "caption")


class ComparedAnswer(NamedTuple):
    """An accepted answer as a typed text is compared with it.

    `number` is the one that it is, if it is one; `signs` those of C++ and C#; `words` are normalized, without articles.
    """

    number: float | None
    signs: str
    words: tuple[str, ...]


def compared(answer: str) -> ComparedAnswer:
    """An accepted answer as a typed text is compared with it."""
    # Without a digit it is a name: `A` and `Million` would be the number 1.
    number = number_of(answer) if any(c.isdigit() for c in answer) else None
    return ComparedAnswer(number, _signs(answer), tuple(_words(answer)))


def grade_text(accepted: Accepted, typed: str) -> Verdict:
    """The verdict on a typed text. A typo doesn't make it wrong, but adds a remark.

    The parts of a name may be swapped: `Samuel, Arthur`.
    """
    if typed.count(",") == 1:
        last, first = typed.split(",")
        swapped = _grade(accepted, f"{first} {last}")
        if swapped.right:
            return swapped
    return _grade(accepted, typed)


def _grade(accepted: Accepted, typed: str) -> Verdict:
    words = _words(typed)
    if not words or len(typed) > LONGEST:
        return WRONG
    for answer in accepted.answers:
        if _is_same(typed, compared(answer)):
            return Verdict(True, 1.0, answer)
    if accepted.others.isdisjoint((normalize_name(typed), "".join(words))):
        for answer in accepted.answers:
            if _is_slip(words, _words(answer)):
                return Verdict(True, 1.0, answer, f"it is spelt {answer!r}")
    return WRONG


def _words(text: str) -> list[str]:
    """The normalized words without articles, unless there are no others."""
    words = words_of(text)
    return [word for word in words if word not in ARTICLES] or words


def _signs(text: str) -> str:
    return "".join(c for c in text if c in "+#")  # C, C++ and C# are three languages


def _is_same(typed: str, answer: ComparedAnswer) -> bool:
    if answer.number is not None:
        return number_of(typed) == answer.number
    if answer.signs and answer.signs != _signs(typed):
        return False
    return without_plural("".join(_words(typed))) == without_plural("".join(answer.words))


def _is_slip(typed: list[str], expected: list[str]) -> bool:
    """True if words differ from the expected ones only by typos: each word by as many as its length allows, two in all.

    Words that are run together or torn apart may have one. Digits must be right, and so must the first letter, or else
    `unsupervised` would be a slip of `supervised`.
    """
    whole, right = "".join(typed), "".join(expected)
    if [c for c in whole if c.isdigit()] != [c for c in right if c.isdigit()]:
        return False
    most, slips = 2, 0
    if len(typed) != len(expected):
        typed, expected, most = [whole], [right], 1
    for word, right_word in zip(typed, expected, strict=True):
        distance = edit_distance(word, right_word)
        same_start = word[:1] == right_word[:1] or (word[:2] == right_word[1::-1] and len(right_word) > 1)
        if distance > slips_allowed(right_word) or (distance and not same_start):
            return False
        slips += distance
    return 0 < slips <= most
