"""Pages grade answers as the program does. Both are given the same values of fields; the page's script runs in Node."""

import re
from collections.abc import Iterable, Iterator, Sequence
from random import Random
from string import ascii_lowercase
from typing import Any, TypeAlias

import pytest

from mlsys_cli.deck.deck import Deck
from mlsys_cli.index.library import Library
from mlsys_cli.quiz.answer_key import AnswerKey
from mlsys_cli.quiz.kinds.choice import ChoiceKey
from mlsys_cli.quiz.kinds.cloze import ClozeKey
from mlsys_cli.quiz.kinds.match import MatchKey
from mlsys_cli.quiz.kinds.number import NumberKey
from mlsys_cli.quiz.kinds.order import OrderKey
from mlsys_cli.quiz.kinds.true_false import TrueFalseKey
from mlsys_cli.quiz.kinds.typed import TypedKey
from mlsys_cli.site.forms import TYPED_NUMBER, grading_key
from mlsys_cli.site.page_files import page_script
from tests.support.cases import each
from tests.support.form_values import answer_in
from tests.support.node import called, needs_node

pytestmark = [pytest.mark.web, pytest.mark.slow, needs_node]

Values: TypeAlias = tuple[str, ...]
Case: TypeAlias = tuple[AnswerKey, Values]


@pytest.fixture(scope="module")
def keys(bundled: Library) -> list[AnswerKey]:
    """The keys of all questions of the bundled book, those with fresh numbers as in one draw."""
    deck = Deck(bundled, 2026)
    candidates = deck.authored(bundled.entries.all_chapters)
    return [card.key for card in deck.cards(candidate.id for candidate in candidates)]


def graded_by_page(cases: Iterable[Case]) -> list[dict[str, Any]]:
    given = [(grading_key(key), values) for key, values in cases]
    return list(called(page_script(), "([key, values]) => grade(key, values)", given))


def differences(cases: Sequence[Case]) -> list[str]:
    """The cases that the page and the program grade differently."""
    different = []
    for (key, values), page in zip(cases, graded_by_page(cases), strict=True):
        verdict = key.grade(answer_in(key, values))
        if (verdict.right, verdict.remark) != (page["right"], page["remark"]) or (
            verdict.credit != pytest.approx(page["credit"])
        ):
            different.append(f"{values} for {key}: {verdict}, but the page says {page}")
    return different


def right_values(key: AnswerKey) -> Values:
    match key:
        case ChoiceKey(_, right):
            return tuple(map(str, sorted(right)))
        case TrueFalseKey(truth):
            return (str(truth).lower(),)
        case MatchKey(sides) | OrderKey(sides):
            return tuple(map(str, range(len(sides))))
        case TypedKey(accepted):
            return (accepted.answers[-1],)
        case ClozeKey(gaps):
            return tuple(gap.answers[0] for gap in gaps)
        case NumberKey():
            return (f"{key.number:.12g}",)
    raise TypeError(key)


def wrong_values(key: AnswerKey) -> Values:
    """Values that are wrong, though some of them may be right where there are several."""
    match key:
        case ChoiceKey(texts, right):
            return tuple(str(index) for index in range(len(texts)) if index not in right or index == min(right))
        case TrueFalseKey(truth):
            return (str(not truth).lower(),)
        case MatchKey(sides) | OrderKey(sides):
            return tuple(map(str, (1, 0, *range(2, len(sides)))))
        case ClozeKey(gaps):
            return ("something else", *(gap.answers[0] for gap in gaps[1:]))
        case NumberKey():
            return (f"{key.high + abs(key.high) + 1:.12g}",)
    return ("something else",)


def test_every_question_of_the_book_answered_right_and_wrong(keys: list[AnswerKey]) -> None:
    right, wrong = ([(key, values(key)) for key in keys] for values in (right_values, wrong_values))
    assert differences([*right, *wrong]) == []
    assert [case for case, verdict in zip(right, graded_by_page(right), strict=True) if not verdict["right"]] == []
    assert [case for case, verdict in zip(wrong, graded_by_page(wrong), strict=True) if verdict["right"]] == []


def test_each_option_alone_and_each_pair_of_places(keys: list[AnswerKey]) -> None:
    cases: list[Case] = []
    for key in keys:
        match key:
            case ChoiceKey(texts, _):
                cases += [(key, (str(index),)) for index in range(len(texts))]
            case MatchKey(sides):
                cases += [(key, (str(index),) * len(sides)) for index in range(len(sides))]
            case OrderKey(sides):
                count = len(sides)
                cases += [(key, tuple(str((place + by) % count) for place in range(count))) for by in range(count)]
    assert differences(cases) == []


def test_some_thousand_typed_words(keys: list[AnswerKey]) -> None:
    chance = Random(29)
    cases: list[Case] = []
    for key in keys:
        gaps = key.gaps if isinstance(key, ClozeKey) else (key.accepted,) if isinstance(key, TypedKey) else ()
        for place, gap in enumerate(gaps):
            others = chance.sample(sorted(gap.others), min(len(gap.others), 3))
            for text in (*gap.answers, *others):
                for written in {*respelt(text, chance), *more_than(text), text, text.replace("iz", "is")}:
                    values = [other.answers[0] for other in gaps]
                    values[place] = written
                    cases.append((key, tuple(values)))
    assert len(cases) > 3000
    assert differences(cases) == []


def respelt(text: str, chance: Random) -> Iterator[str]:
    """A text with one to three slips, some of which are forgiven."""
    for slips in (1, 1, 1, 1, 2, 2, 2, 3):
        written = text
        for _ in range(slips):
            at, letter = chance.randrange(len(written) + 1), chance.choice(ascii_lowercase + "7 -é")
            before, after = written[:at], written[at:]
            written = chance.choice(
                (
                    before + letter + after,
                    before + after[1:],
                    before + letter + after[1:],
                    before + after[1::-1] + after[2:],
                )
            )
        yield written


def more_than(text: str) -> Iterator[str]:
    """The ways in which people write a name."""
    yield from (text.upper(), f"the {text}", f"An {text}s", f"{text}es", f"  {text}. ", f"“{text}”", f"{text}'s")
    yield from (text.replace(" ", "-"), text.replace("-", " "), text.replace(" ", ""), text.replace("e", "é"))
    yield from (
        ", ".join(reversed(text.split(" ", 1))),
        f"{text}, or so",
        text[: len(text) // 2],
        f"{text}#",
        "x" * 201,
    )


def test_some_thousand_typed_numbers(keys: list[AnswerKey]) -> None:
    """The field takes only those that both read alike: with a unit or a comma, people don't mean the same."""
    cases: list[Case] = []
    for key in keys:
        if isinstance(key, NumberKey):
            near = (key.number, key.low, key.high, -key.number, key.number * 1000, key.number / 100, key.high * 1.1)
            typed = {form.format(value) for value in near for form in ("{:.12g}", "{:.3g}", "{:.2e}", "{:.0f}")}
            cases += [(key, (text,)) for text in sorted(typed | TYPED) if re.fullmatch(TYPED_NUMBER, text)]
    assert len(cases) > 10_000
    assert differences(cases) == []


TYPED = {
    "5",
    "+5",
    "-5",
    "0.5",
    ".5",
    "5.",
    "0,5",
    "1,000",
    "1e3",
    "1E+5",
    "1e-3",
    "1e400",
    "1e5e5",
    "5 GB",
    "5%",
    "007",
}


@each("text, is_taken", [("0.5", True), ("2e9", True), ("-3", True), ("1,000", False), ("5 GB", False), ("5.", False)])
def test_what_the_field_of_a_number_takes(text: str, is_taken: bool) -> None:
    assert bool(re.fullmatch(TYPED_NUMBER, text)) is is_taken
