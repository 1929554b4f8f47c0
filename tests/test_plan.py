"""The plan of a review: which cards fit into the minutes that are left, in which order, and that it is fair."""

from datetime import date
from itertools import pairwise
from math import ceil
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlsys_cli.deck.plan import USUAL_SECONDS, Plan, PlannedCard, cost, plan_cards, seconds_by_work, work_of
from tests.support.cases import each

DAY = date(2026, 11, 18)

SECONDS = st.integers(2, 200)


@st.composite
def cards(draw: st.DrawFn, prefix: str, most_days: int = 0) -> list[PlannedCard]:
    """Some cards that may be asked."""
    drawn = draw(st.lists(st.tuples(SECONDS, st.integers(0, most_days)), max_size=40))
    return [PlannedCard(f"{prefix}{number}", *one) for number, one in enumerate(drawn)]


DUE, NEW = cards("due-", most_days=9), cards("new-")
BUDGET = st.integers(0, 900)


def plan(
    due: list[PlannedCard], new: list[PlannedCard], seconds: int, most_new: int = 20, most: int | None = None
) -> Plan:
    """The plan of a day on which nothing was asked yet."""
    return plan_cards(DAY, due, new, seconds=seconds, most_new=most_new, most=most)


def ids(cards: tuple[PlannedCard, ...] | list[PlannedCard]) -> list[str]:
    return [one.card for one in cards]


@pytest.mark.slow
@given(DUE, NEW, BUDGET)
def test_never_more_than_the_budget_and_one_card(due: list[PlannedCard], new: list[PlannedCard], seconds: int) -> None:
    found = plan(due, new, seconds)
    taken = [*found.due, *found.new]
    assert sum(one.seconds for one in taken[:-1]) < seconds or not taken
    assert found.left == seconds - found.seconds
    assert found.lacks_new == (not found.waiting and found.left > 0 and len(new) == len(found.new) < 20)


@given(st.randoms(), DUE, NEW, BUDGET)
def test_the_order_in_which_a_store_lists_cards_does_not_matter(
    chance: Random,
    due: list[PlannedCard],
    new: list[PlannedCard],
    seconds: int,
) -> None:
    assert plan(chance.sample(due, len(due)), new, seconds) == plan(due, new, seconds)


@given(DUE, NEW, BUDGET)
def test_nothing_new_comes_while_anything_due_waits_and_each_card_once(
    due: list[PlannedCard], new: list[PlannedCard], seconds: int
) -> None:
    found = plan(due, new, seconds)
    assert not (found.waiting and found.new)
    assert found.waiting == len(due) - len(found.due)
    assert sorted(found.queue) == sorted({*ids(found.due), *ids(found.new)})
    assert ids(found.new) == ids(new)[: len(found.new)]


@given(DUE, BUDGET)
def test_what_waits_has_not_been_due_longer_than_what_is_asked(due: list[PlannedCard], seconds: int) -> None:
    found = plan(due, [], seconds)
    asked = set(ids(found.due))
    waiting = [one.days for one in due if one.card not in asked]
    assert max(waiting, default=0) <= min((one.days for one in found.due), default=9)


@given(DUE, st.integers(60, 900))
def test_every_card_is_asked_within_the_days_that_the_work_takes(due: list[PlannedCard], seconds: int) -> None:
    days = ceil(sum(one.seconds for one in due) / seconds) + 1
    left = due
    for _ in range(days):
        asked = set(ids(plan(left, [], seconds).due))
        left = [one._replace(days=one.days + 1) for one in left if one.card not in asked]
    assert left == []


@pytest.mark.slow
@given(DUE, NEW, BUDGET, st.integers(0, 600))
def test_more_minutes_never_take_a_card_away(
    due: list[PlannedCard], new: list[PlannedCard], seconds: int, more: int
) -> None:
    less, longer = plan(due, new, seconds), plan(due, new, seconds + more)
    assert set(less.due) <= set(longer.due)
    assert set(less.new) <= set(longer.new)


@given(DUE, NEW, BUDGET)
def test_new_cards_are_spread_among_the_due_ones(due: list[PlannedCard], new: list[PlannedCard], seconds: int) -> None:
    found = plan(due, new, seconds)
    is_new = [card.startswith("new-") for card in found.queue]
    assert not (found.due and is_new[0])
    if len(found.due) > len(found.new):
        assert (True, True) not in pairwise(is_new)


@given(DUE, NEW, BUDGET, st.data())
def test_a_review_that_is_left_and_begun_again_asks_the_rest(
    due: list[PlannedCard], new: list[PlannedCard], seconds: int, data: st.DataObject
) -> None:
    """If the answers took as long as was planned. The minutes may be used up before a last one."""
    whole = plan(due, new, seconds)
    number = data.draw(st.integers(0, len(whole.queue)))
    asked = set(whole.queue[:number])
    spent = sum(one.seconds for one in (*whole.due, *whole.new) if one.card in asked)
    rest = plan_cards(
        DAY,
        [one for one in due if one.card not in asked],
        [one for one in new if one.card not in asked],
        seconds=seconds - spent,
        most_new=20 - sum(card.startswith("new-") for card in asked),
        asked=(len(asked & set(ids(due))), len(asked & set(ids(new)))),
    )
    assert rest.queue == (whole.queue[number:] if seconds > spent else ())


@given(DUE, NEW, st.integers(0, 30), st.integers(0, 30))
def test_a_number_of_cards_may_be_the_limit_instead(
    due: list[PlannedCard], new: list[PlannedCard], most: int, most_new: int
) -> None:
    found = plan(due, new, 0, most=most, most_new=most_new)
    assert len(found.due) == min(len(due), most)
    assert len(found.new) == min(len(new), most - len(found.due), most_new)


def test_the_order_changes_from_day_to_day_and_never_within_one() -> None:
    due = [PlannedCard(f"due-{number}", 1.0) for number in range(20)]
    orders = {plan_cards(DAY.replace(day=day), due, (), seconds=100, most_new=0).queue for day in (1, 1, 2, 3)}
    assert len(orders) == 3


# --- what a card costs -------------------------------------------------------------------------------------------


@each(
    "kind, level, work",
    [
        ("number", "apply", "number"),
        ("number", "recall", "recall"),
        ("choice", "apply", "apply"),
        ("typed", "recall", "recall"),
    ],
)
def test_the_work_of_a_question(kind: str, level: str, work: str) -> None:
    assert work_of(kind, level) == work


def test_the_last_answers_tell_how_long_one_takes_once_there_are_five() -> None:
    assert seconds_by_work([("apply", 10.0)] * 4) == USUAL_SECONDS
    assert seconds_by_work([("apply", 10.0)] * 5) == {**USUAL_SECONDS, "apply": 10.0}
    assert seconds_by_work([("apply", 10.0)] * 15 + [("apply", 99.0)] * 9)["apply"] == 10.0
    assert seconds_by_work([("recall", 3600.0)] * 5)["recall"] == 3 * USUAL_SECONDS["recall"]  # who was away
    assert seconds_by_work([("", 10.0)] * 5 + [("apply", 0.0)] * 5) == USUAL_SECONDS  # of an older version, or a quiz


def test_a_card_that_may_be_forgotten_or_is_new_takes_longer() -> None:
    assert cost(20, 1.0) == 20
    assert cost(20, 0.5) == 31
    assert cost(20, None) == 28
