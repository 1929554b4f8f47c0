"""When cards are due: whatever the clock says, no interval is negative, no card is lost, and none is due twice."""

import random
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mlsys_cli.journal.card_ids import cards_of, entry_subject, parse_card
from mlsys_cli.journal.days import DAY, start_of, today_at
from mlsys_cli.journal.event import new_event
from mlsys_cli.journal.projections import replay
from mlsys_cli.journal.scheduler import Grade, Schedule, State, Step
from mlsys_cli.journal.store import Store
from mlsys_cli.journal.study_queries import latest_answer_time
from tests.support.cases import each
from tests.support.journal import rebuild_projections
from tests.support.program import Run

NOW = 1_795_000_000_000_000
"""A moment on 18 November 2026."""

MINUTE, HOUR, YEAR = 60_000_000, 3_600_000_000, 365 * DAY

CARD, SIBLING = "book:term:heap:meaning", "book:term:heap:name"


def due_cards(store: Store, now: int) -> list[str]:
    """The cards that are due on the day of a moment."""
    return [card.card for card in store.due(today_at(now))]


def learn(store: Store, now: int, card: str = CARD) -> int:
    """Answer a card until it is learned; returns when it is due."""
    store.answer(card, Grade.GOOD, now)
    due = store.answer(card, Grade.GOOD, now + 10 * MINUTE).due
    assert due is not None
    return due


# --- FSRS --------------------------------------------------------------------------------------------------------


@each("grade, comes_again", [(Grade.AGAIN, 10), (Grade.HARD, 15), (Grade.GOOD, None), (Grade.EASY, None)])
def test_a_new_card_comes_once_more_today_only_if_it_was_not_known(
    store: Store, grade: Grade, comes_again: int | None
) -> None:
    card = f"book:question:{grade.name}"
    step = store.answer(card, grade, NOW)
    assert due_cards(store, NOW) == ([card] if comes_again else [])
    if comes_again:
        assert step.due == NOW + comes_again * MINUTE
        assert store.answer(card, Grade.GOOD, step.due).state == State.REVIEW
        assert due_cards(store, step.due) == []


def test_a_card_that_is_known_is_asked_ever_later(store: Store) -> None:
    waits = []
    due = NOW
    for _ in range(5):
        answered = store.answer(CARD, Grade.GOOD, due)
        assert answered.due is not None
        waits.append(answered.due - due)
        due = answered.due
    assert [wait % DAY for wait in waits] == [0] * 5
    assert waits == sorted(waits)


def test_a_forgotten_card_is_asked_again_soon(store: Store) -> None:
    due = learn(store, NOW)
    step = store.answer(CARD, Grade.AGAIN, due)
    assert step.state == State.RELEARNING
    assert step.due == due + 10 * MINUTE
    assert (step.reps, step.lapses) == (3, 1)


def test_who_wants_to_know_more_is_asked_more_often(store: Store) -> None:
    due = learn(store, NOW)
    often, seldom = (store.preview(CARD, due, retention)[2] for retention in (0.95, 0.8))
    assert often is not None
    assert seldom is not None
    assert often < seldom
    assert store.answer(CARD, Grade.GOOD, due, retention=0.8).due == seldom


def test_the_four_grades_are_previewed_as_they_will_be(store: Store) -> None:
    due = learn(store, NOW)
    for number, grade in enumerate(Grade):
        now = due + number * MINUTE
        expected = store.preview(CARD, now)[number]
        answered = store.answer(CARD, grade, now)
        assert answered.due == expected
        store.undo(answered.event, now)


def test_the_probability_of_an_answer_is_kept_with_it(store: Store) -> None:
    due = learn(store, NOW)
    assert [step.predicted for step in store.history(CARD)] == [None, None]  # nothing was to be remembered yet
    predicted = store.answer(CARD, Grade.GOOD, due).predicted
    assert predicted == pytest.approx(0.9, abs=0.03)
    assert store.answer(SIBLING, Grade.EASY, due).state == State.REVIEW
    assert store.answer(SIBLING, Grade.GOOD, due + HOUR).predicted is None  # nor is it after an hour
    later = store.history(CARD)[-1].due
    assert later is not None
    store.answer(CARD, Grade.AGAIN, later + YEAR)
    retention = store.past.retention()
    assert (retention.reviews, retention.right) == (2, 1)
    assert retention.measured_share == 0.5
    assert 0.5 < (retention.predicted_share or 0) < 0.9
    assert store.past.retention(until=due).measured_share is None


@given(st.integers(0, 23), st.lists(st.floats(-5.9, 5.9), min_size=30, max_size=30))
def test_whatever_the_hours_of_study_a_card_that_is_known_comes_ever_later(usual: int, shifts: list[float]) -> None:
    """Also for those who study a little earlier each day: less than 24 hours after the last answer it is the next day.

    A card is asked on the day on which it is due, at the usual hour or up to six hours before or after it.
    """
    noon = NOW // DAY * DAY
    last = Schedule().after(None, Grade.AGAIN, noon + usual * HOUR)
    last = Schedule().after(last, Grade.GOOD, last.at + 10 * MINUTE)
    last = Schedule().after(last, Grade.GOOD, last.at + 10 * MINUTE)
    for shift in shifts:
        assert last.due is not None
        day = max(round((last.due - last.at) / DAY), 1) + round((last.at - noon - usual * HOUR) / DAY)
        step = Schedule().after(last, Grade.GOOD, noon + day * DAY + usual * HOUR + int(shift * HOUR))
        assert step.stability > last.stability * (1.25 if last.stability < 20 else 1)
        last = step


@given(st.integers(0, 400), st.floats(-12, 11.99), st.sampled_from(Grade), st.booleans())
def test_a_day_has_passed_between_answers_if_it_was_twelve_hours_or_more(
    days: int, hours: float, grade: Grade, learned: bool
) -> None:
    last = Schedule().after(None, Grade.EASY if learned else Grade.AGAIN, NOW)
    exactly = Schedule().after(last, grade, NOW + days * DAY)
    about = Schedule().after(last, grade, max(NOW + days * DAY + int(hours * HOUR), NOW))
    assert (about.stability, about.state, about.predicted) == (exactly.stability, exactly.state, exactly.predicted)
    assert about.due is not None
    assert exactly.due is not None
    assert about.due - about.at == exactly.due - exactly.at


@pytest.mark.slow
def test_who_studies_a_minute_earlier_each_day_is_asked_as_often_as_who_studies_a_minute_later(
    run: Run, store: Store
) -> None:
    """Through the command line, for two weeks: the same card isn't asked every day."""

    def days_asked(card: str, shift: int) -> int:
        asked = 0
        for grade in (Grade.AGAIN, Grade.GOOD, Grade.GOOD):
            store.answer(card, grade, NOW)
        for day in range(1, 15):
            now = NOW + day * (DAY + shift)
            if run("due", now=now).out == "1\n":
                store.answer(card, Grade.GOOD, now)
                asked += 1
        store.suspend([card], NOW + 20 * DAY)
        return asked

    assert days_asked("book:question:later", MINUTE) == days_asked("book:question:earlier", -MINUTE) <= 4


def test_other_parameters_schedule_all_cards_anew(store: Store) -> None:
    learn(store, NOW)
    before = store.cards()
    quick = [value * 2 if number < 4 else value for number, value in enumerate(_usual_parameters())]
    store.set_parameters(quick, NOW)
    after = store.cards()
    assert after[0].stability > before[0].stability
    store.set_parameters([], NOW)
    assert store.cards() == before


def _usual_parameters() -> tuple[float, ...]:
    from fsrs.scheduler import DEFAULT_PARAMETERS

    return DEFAULT_PARAMETERS


# --- the clock ---------------------------------------------------------------------------------------------------


def test_a_learned_card_is_due_on_its_day_and_not_before(store: Store) -> None:
    due = learn(store, NOW)
    assert due_cards(store, NOW) == []
    assert due_cards(store, due - DAY) == []
    assert due_cards(store, today_at(due).start) == [CARD]  # from the morning on
    assert due_cards(store, due + YEAR) == [CARD]


def test_a_card_in_its_first_steps_is_due_the_same_day(store: Store) -> None:
    store.answer(CARD, Grade.AGAIN, NOW)
    assert due_cards(store, NOW) == [CARD]


def test_a_clock_that_is_set_back_a_little_makes_nothing_due_twice(store: Store) -> None:
    store.answer(CARD, Grade.GOOD, NOW)
    step = store.answer(CARD, Grade.GOOD, NOW - 2 * HOUR)
    assert step.state == State.REVIEW  # the second answer is the later one
    assert step.due is not None
    assert step.due > NOW + DAY - HOUR
    assert due_cards(store, NOW - 2 * HOUR) == []


def test_what_was_answered_in_a_wrong_year_is_asked_when_it_was_due_before(store: Store) -> None:
    due = learn(store, NOW)
    learn(store, NOW, "book:term:new-then:name")
    for card in (CARD, "book:term:met-then:name"):
        store.answer(card, Grade.GOOD, due + YEAR)  # the clock has jumped
    assert due_cards(store, NOW + HOUR) == ["book:term:met-then:name"]  # and is right again
    assert sorted(due_cards(store, due)) == [CARD, "book:term:met-then:name", "book:term:new-then:name"]
    store.suspend([CARD, "book:term:met-then"], NOW + HOUR)
    assert due_cards(store, due) == ["book:term:new-then:name"]


def test_and_once_it_is_answered_it_is_not_due_again(store: Store) -> None:
    due = learn(store, NOW)
    store.answer(CARD, Grade.GOOD, due + YEAR)
    step = store.answer(CARD, Grade.GOOD, due)
    assert step.due is not None
    assert step.due > due + DAY
    assert due_cards(store, due) == []
    assert due_cards(store, step.due) == [CARD]
    assert (store.preview(CARD, step.due)[0] or 0) > step.due


def test_a_decision_of_a_wrong_year_can_be_changed_now(store: Store) -> None:
    store.mark("book:term:heap", NOW + YEAR)
    store.mark("book:term:heap", NOW, undo=True)
    assert store.marks() == ()
    note = store.write_note("book:term:heap", "one", NOW + YEAR)
    store.change_note(store.notes()[0], "two", NOW)
    assert [(one.id, one.text) for one in store.notes()] == [(note.id, "two")]
    store.answer(CARD, Grade.GOOD, NOW)
    store.forget([CARD], NOW + YEAR)
    learn(store, NOW + DAY)
    assert [card.reps for card in store.cards()] == [2]
    store.reset(NOW + YEAR)
    learn(store, NOW + 2 * DAY)
    assert [card.reps for card in store.cards()] == [2]


def test_the_last_of_two_decisions_in_one_moment_counts(store: Store) -> None:
    for _ in range(3):
        store.mark("book:term:heap", NOW)
        store.mark("book:term:heap", NOW, undo=True)
        assert store.marks() == ()
        store.mark("book:term:heap", NOW - HOUR)
        assert len(store.marks()) == 1


@pytest.mark.parametrize("nanoseconds", [-(2**62), 0, 2**62, 2**63])
def test_a_clock_that_is_out_of_its_mind(run: Run, monkeypatch: pytest.MonkeyPatch, nanoseconds: int) -> None:
    monkeypatch.setattr("time.time_ns", lambda: nanoseconds)
    assert run("suspend", "eliza").code == 0
    assert run("due") == (0, "0\n", "")


@pytest.mark.slow
@settings(deadline=None)
@given(
    st.lists(st.tuples(st.integers(-999, 999), st.integers(0, 86_399), st.sampled_from(Grade)), min_size=1, max_size=8)
)
def test_whatever_the_clock_says_no_card_is_lost_and_none_due_twice(jumps: list[tuple[int, int, Grade]]) -> None:
    """Each answer is given at some time or other, and counts at that time: the card is due later, and not again now."""
    with TemporaryDirectory() as folder, closing(Store(Path(folder) / "study.sqlite")) as store:
        for days, seconds, grade in jumps:
            now = NOW + days * DAY + seconds * 1_000_000
            step = store.answer(CARD, grade, now)
            assert [one for one in store.history(CARD) if one.at <= latest_answer_time(now)][-1] == step
            assert step.due is not None
            assert due_cards(store, now) == (
                [] if step.state == State.REVIEW or step.due >= today_at(now).end else [CARD]
            )
        history = store.history(CARD)
        assert len(history) == len(jumps)
        assert [step for step in history if step.due is None or step.due <= step.at] == []
        assert due_cards(store, max(step.due or 0 for step in history)) == [CARD]


@given(st.lists(st.tuples(st.integers(0, 10**15), st.sampled_from(Grade)), min_size=1, max_size=20))
def test_time_never_runs_backwards_in_a_replay(answers: list[tuple[int, Grade]]) -> None:
    step: Step | None = None
    for at, grade in answers:
        step = Schedule().after(step, grade, at)
        assert step.at >= at
        assert step.due is not None
        assert step.due > step.at


def test_a_replay_is_the_same_at_any_time() -> None:
    events = [new_event("answer", CARD, {"grade": 3}, at=NOW + day * DAY, device="here") for day in (0, 1, 5, 30)]
    assert replay(CARD, events, Schedule()) == replay(CARD, events, Schedule())


# --- days --------------------------------------------------------------------------------------------------------


@pytest.fixture
def zone(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> Iterator[str]:
    """The zone of a test, for its time."""
    with monkeypatch.context() as patch:
        patch.setenv("TZ", request.param)
        time.tzset()
        yield request.param
    time.tzset()


def local(*parts: int) -> int:
    """A local time as microseconds."""
    return int(datetime(*parts).timestamp()) * 1_000_000  # type: ignore[arg-type]  # no time zone among the parts


@pytest.mark.parametrize("zone", ["Europe/Berlin"], indirect=True)
def test_a_day_begins_when_the_learner_gets_up(zone: str) -> None:
    assert today_at(local(2026, 11, 18, 3, 59)).date == date(2026, 11, 17)
    assert today_at(local(2026, 11, 18, 4, 0)).date == date(2026, 11, 18)
    assert today_at(local(2026, 11, 18, 3, 59), 0).date == date(2026, 11, 18)


STRANGE = {
    "America/Sao_Paulo": (date(2018, 11, 1), 8),  # a day without midnight
    "Pacific/Apia": (date(2011, 12, 27), 8),  # a date that never was
    "Europe/Berlin": (date(2026, 10, 23), 5),  # a day of 25 hours
    "America/New_York": (date(2026, 3, 6), 5),  # a day of 23 hours
}


@each("zone", STRANGE)
@pytest.mark.parametrize("starts", [0, 30, 150, 240, 1380])
def test_every_moment_is_in_one_day_and_days_follow_each_other(zone: str, starts: int) -> None:
    first, count = STRANGE[zone]
    now = start_of(first, starts)
    before = today_at(now, starts)
    assert before.start == now
    while (day := today_at(now, starts)).date.toordinal() < first.toordinal() + count:
        assert day.start <= now < day.end
        assert day == before._replace(now=now) or (day.start == before.end and day.date > before.date)
        before = day
        now += 20 * MINUTE


@pytest.mark.parametrize("zone", ["Europe/Berlin"], indirect=True)
def test_a_day_of_25_hours_asks_nothing_twice(zone: str, store: Store) -> None:
    """24 hours after the answer it is still the same day, which ends at 04:00."""
    early = local(2026, 10, 24, 4, 5)
    for grade, before in ((Grade.AGAIN, 20), (Grade.GOOD, 10), (Grade.GOOD, 0)):
        step = store.answer(CARD, grade, early - before * MINUTE)
    assert step.due == early + DAY
    assert today_at(step.due).date == today_at(early).date
    assert due_cards(store, step.due) == []
    assert due_cards(store, step.due + HOUR) == [CARD]


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Pacific/Pago_Pago"], indirect=True)
def test_a_journey_to_another_zone_makes_nothing_due_early(zone: str, store: Store) -> None:
    """14 hours before and 11 after Greenwich: the same moments, on other dates."""
    due = learn(store, NOW)
    assert due_cards(store, NOW + HOUR) == []
    assert due_cards(store, due) == [CARD]


# --- what is to come, and what was -------------------------------------------------------------------------------


def test_a_forecast_adds_up(store: Store) -> None:
    dues = [learn(store, NOW - number * DAY, f"book:question:q-{number}") for number in range(4)]
    today = today_at(NOW + HOUR)
    forecast = store.past.forecast(today, days=10)
    assert [day.date.toordinal() for day in forecast] == [today.date.toordinal() + number for number in range(10)]
    assert forecast[0].due == len(due_cards(store, today.now)) == 2
    for due, count in ((dues[0], 1), (dues[0] + DAY, 0)):
        (day,) = [day for day in forecast if day.date == today_at(due).date]
        assert day.due == count


def test_answers_are_counted_by_day(store: Store) -> None:
    for number, grade in enumerate((3, 1, 2)):
        store.answer(f"book:question:q-{number}", grade, NOW)
    store.answer(CARD, 3, NOW + 3 * DAY)
    day = today_at(NOW).date
    assert [tuple(count) for count in store.past.days()] == [(day, 3, 2), (today_at(NOW + 3 * DAY).date, 1, 1)]


@pytest.mark.slow
def test_answers_of_any_time_are_counted_however_it_begins_and_ends(store: Store) -> None:
    chance, now = random.Random(3), NOW
    for number in range(120):
        now += chance.choice((7, 300, 1_000, 30_000, 200_000)) * 1_000_000 + chance.randrange(1_000_000)
        card = f"book:question:q-{number % 4}"
        store.answer(card, chance.randrange(1, 5), now, right=chance.choice((True, False, None)))
        if not number % 9:
            store.undo(chance.choice(store.events("answer")).id, now)
    steps = [step for step in store.history() if step.grade]
    rights = {event.id: event.values.get("right") for event in store.events("answer")}
    for _ in range(200):
        start, end = sorted(chance.randrange(NOW - DAY, now + DAY) // 10**6 * 10**6 for _ in range(2))
        end = chance.choice((end, start, start + 600_000_000))
        reviews = [one for one in steps if start <= one.at < end and one.predicted is not None]
        told = [right for one in reviews if (right := rights[one.event]) is not None]
        found = store.past.retention(start, end)
        assert found.predicted == pytest.approx(sum(one.predicted or 0 for one in reviews))
        recalled = sum(one.grade > 1 for one in reviews)
        assert (found.reviews, found.right, found.answers) == (len(reviews), recalled, len(told))
        assert found.answers_right == sum(told)
    for starts in (0, 4 * 60, 7, 13 * 60 + 59):
        days = Counter(today_at(one.at, starts).date for one in steps)
        assert {day.date: day.answers for day in store.past.days(starts)} == days
    before = store.past.days(), store.past.retention()
    rebuild_projections(store)
    assert (store.past.days(), store.past.retention()) == before


@given(st.floats(0.1, 1000), st.integers(0, 10_000))
def test_recall_fades_as_fsrs_has_it(stability: float, days: int) -> None:
    from fsrs import Card, Scheduler

    then = datetime(2026, 11, 18, tzinfo=UTC)
    card = Card(card_id=0, stability=stability, last_review=then)
    expected = Scheduler().get_card_retrievability(card, then + timedelta(days=days))
    assert Schedule().recall(stability, days) == pytest.approx(expected)
    assert Schedule(_usual_parameters()).recall(stability, days) == pytest.approx(expected)


# --- names of cards ----------------------------------------------------------------------------------------------


@each(
    "card, thing",
    [
        ("intro-to-mlsys:question:why-1", "intro-to-mlsys:question:why-1"),
        ("intro-to-mlsys:term:heap:meaning", "intro-to-mlsys:term:heap"),
        ("b:event:dartmouth:year", "b:event:dartmouth"),
        ("b:table:spectrum:Memory: how much?", "b:table:spectrum"),
    ],
)
def test_a_card_is_known_by_its_name(card: str, thing: str) -> None:
    assert str(parse_card(card)) == card
    assert parse_card(card).subject == entry_subject(card) == thing


@each(
    "text",
    ["", "x", "b:term:heap", "b:term:heap:size", "b:question:q:side", "b:table:t", "b:figure:f:x", "::question:"],
)
def test_what_is_no_card(text: str) -> None:
    with pytest.raises(ValueError, match="isn't a card"):
        parse_card(text)


def test_siblings_are_about_the_same_thing() -> None:
    assert [str(card) for card in cards_of("b", "term", "heap")] == ["b:term:heap:meaning", "b:term:heap:name"]
    assert [card.side for card in cards_of("b", "table", "t", ("Cost", "Size"))] == ["Cost", "Size"]
    assert [str(card) for card in cards_of("b", "question", "q")] == ["b:question:q"]
    assert entry_subject("b:section:intro/why") == "b:section:intro/why"


def test_an_event_is_about_an_entry() -> None:
    assert new_event("answer", CARD, {"grade": 3}, at=NOW, device="here").entry == "book:term:heap"
