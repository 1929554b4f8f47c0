"""Typed words graded: right but for case, accents, articles, a plural, or a slip."""

from typing import NamedTuple

from mlsys_cli.quiz.numbers import number_of
from mlsys_cli.quiz.verdict import WRONG, Verdict
from mlsys_cli.text.normalize import normalize_name, words_of
from mlsys_cli.text.spelling import edit_distance, slips_allowed

_ARTICLES = {"the", "a", "an", "its", "their", "his", "her"}
"""Words that are ignored before a noun."""

_LONGEST = 200


class Accepted(NamedTuple):
    """The accepted answers, of which the first is shown, and the names that are never taken for slips of them.

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


def grade_text(accepted: Accepted, typed: str) -> Verdict:
    """The verdict on a typed text. A slip doesn't make it wrong, but is remarked upon."""
    match = match_text(typed, accepted)
    if match is None:
        return WRONG
    return Verdict(True, 1.0, match.answer, f"it is spelt {match.answer!r}" if match.slip else "")


class TextMatch(NamedTuple):
    """An accepted answer that a typed text means, and whether the text has a slip."""

    answer: str
    slip: bool = False


def match_text(typed: str, accepted: Accepted) -> TextMatch | None:
    """The accepted answer that a typed text means; None if it means none. A name may be turned: `Samuel, Arthur`."""
    last, comma, first = typed.partition(",")
    if (
        comma
        and last.strip()
        and first.strip()
        and "," not in first
        and (turned := _match(f"{first} {last}", accepted))
    ):
        return turned
    return _match(typed, accepted)


def _match(typed: str, accepted: Accepted) -> TextMatch | None:
    given = _bare(typed)
    if not given or len(typed) > _LONGEST:
        return None
    for answer in accepted.answers:
        if _is_same(typed, given, answer):
            return TextMatch(answer)
    if normalize_name(typed) in accepted.others or "".join(given) in accepted.others:
        return None
    found = [answer for answer in accepted.answers if _is_slip(given, _bare(answer))]
    return TextMatch(found[0], slip=True) if found else None


def _bare(text: str) -> list[str]:
    """The normalized words without articles, unless there are no others."""
    words = words_of(text)
    return [word for word in words if word not in _ARTICLES] or words


def _is_same(typed: str, given: list[str], answer: str) -> bool:
    wanted = _bare(answer)
    if not wanted:
        return typed.strip() == answer.strip()  # signs alone
    if any(c.isdigit() for c in answer) and (number := number_of(answer)) is not None:
        return number_of(typed) == number
    if (signs := _signs(answer)) and signs != _signs(typed):
        return False
    last, other = given[-1], wanted[-1]
    return "".join(given[:-1]) + _singular(last) == "".join(wanted[:-1]) + _singular(other) or "".join(
        given
    ) == "".join(wanted)


def _signs(text: str) -> list[str]:
    """The signs that aren't punctuation: C, C++ and C# are three languages."""
    return [c for c in text if c in "+#"]


def _singular(word: str) -> str:
    """A normalized word, which has lost a plural s, without the rest of the plural: boxe(s), querie(s)."""
    if len(word) > 4 and word.endswith("ie"):
        return word[:-2] + "y"
    if len(word) > 3 and word.endswith(("xe", "che", "she", "sse", "ze")):
        return word[:-1]
    return word


def _is_slip(given: list[str], wanted: list[str]) -> bool:
    """True if words differ from the wanted ones by slips: each by as many as its length forgives, two in all.

    Words that are run together or torn apart may have one. Digits must be right, and so must the first letter, or else
    `unsupervised` would be a slip of `supervised`.
    """
    whole, right = "".join(given), "".join(wanted)
    if [c for c in whole if c.isdigit()] != [c for c in right if c.isdigit()]:
        return False
    if len(given) != len(wanted):
        pairs, most = [(whole, right)], 1
    else:
        pairs, most = list(zip(given, wanted, strict=True)), 2
    slips = [edit_distance(one, other) for one, other in pairs]
    fair = all(
        slip == 0 or (slip <= slips_allowed(other) and _same_start(one, other))
        for slip, (one, other) in zip(slips, pairs, strict=True)
    )
    return fair and 0 < sum(slips) <= most


def _same_start(one: str, other: str) -> bool:
    return one[:1] == other[:1] or (one[:2] == other[1::-1] and len(other) > 1)
