"""`mlsys review`: what is asked, how it is graded, and that every grade is kept."""

from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from mlsys_cli.journal.card_ids import entry_subject
from mlsys_cli.journal.days import DAY, today_at
from mlsys_cli.journal.scheduler import Grade
from mlsys_cli.journal.store import Store
from mlsys_cli.practice.answer_log import proposed_grade
from mlsys_cli.quiz.answer_key import Verdict
from mlsys_cli.quiz.state import Response
from mlsys_cli.views.result_view import format_wait
from tests.fuzz.data_loss import kill_reviews, review_at_once
from tests.support.cases import each
from tests.support.journal import is_suspended, undo_last_answer
from tests.support.program import Clock, MakeBook, Result, Run
from tests.support.quiz_book import QUIZ
from tests.support.review_typist import write_statements
from tests.support.shell import Shell

NOW = 1_795_000_000_000_000
"""A moment on 18 November 2026."""

MOVING, SECOND, PAUSE, CYCLE = (f"tiny:question:{name}" for name in ("moving", "second", "pause", "cycle"))
HOUR, MINUTE = DAY // 24, 60_000_000

Type = Callable[..., Result]


@pytest.fixture(autouse=True)
def start(clock: Clock) -> None:
    """The clock stands at this moment, until the test moves it."""
    clock.now = NOW


@pytest.fixture
def book(quiz_book: Path) -> str:
    return str(quiz_book)


@pytest.fixture
def sit(run: Run, book: str) -> Type:
    """Review by lines, between which an act may be called: `sit("t", "", act, "/q", options="--new 0")`."""

    def sit(*lines: str | Callable[[], object], options: str = "--new 0") -> Result:
        more = ("--unread", "--seed", "1", "--color", "never", *options.split(), "--content", book)
        return run("review", *more, size=(80, 40), lines=lines)

    return sit


def learn(store: Store, *cards: str, days_ago: int = 9) -> None:
    """Answer some cards so well that they are learned, and due two days later."""
    for card in cards:
        for _ in range(2):
            store.answer(card, 3, NOW - days_ago * DAY)


def grades(store: Store, since: int = NOW - DAY) -> list[tuple[str, int]]:
    """What was graded in the review, and how."""
    return [(e.subject, e.values["grade"]) for e in store.events("answer") if e.at >= since]


def asked(run: Run, book: str, *options: str) -> list[dict[str, Any]]:
    """What a review would ask, also about what wasn't read."""
    more = ("--unread", "--json", "--seed", "1", *options, "--content", book)
    questions: list[dict[str, Any]] = run("review", *more).json["questions"]
    return questions


def ids(questions: list[dict[str, Any]]) -> list[str]:
    return [question["id"] for question in questions]


# --- what is asked -----------------------------------------------------------------------------------------------


def test_the_longest_due_come_first_and_new_cards_are_mixed_with_due_ones(
    run: Run, book: str, store: Store, clock: Clock
) -> None:
    learn(store, SECOND)
    learn(store, PAUSE, days_ago=30)
    learn(store, MOVING, days_ago=1)  # not due
    questions = asked(run, book)
    due = [question["id"] for question in questions if question["state"] == "review"]
    assert due == [PAUSE, SECOND]
    assert ids(questions)[0] == PAUSE
    assert questions[1]["state"] == "new"
    assert MOVING not in ids(questions)
    assert ids(asked(run, book, "-n", "1")) == [PAUSE]


def test_everything_agrees_on_the_number_of_cards_and_the_minutes(
    run: Run, book: str, store: Store, clock: Clock
) -> None:
    """`due`, `today` and the home page count what a review asks: also if some wait, and at the end of the minutes."""
    store.read("tiny:section:gc/how", NOW - DAY)
    learn(store, SECOND, PAUSE, CYCLE)
    store.answer(MOVING, 1, NOW - MINUTE)
    seen = set()
    for minutes in ("1", "2", "60"):
        run("config", "review-minutes", minutes)
        questions = run("review", "--json", "--content", book).json["questions"]
        new = sum(question["state"] == "new" for question in questions)
        today = run("today", "--json", "--content", book).json
        assert (today["due"], today["new"]) == (len(questions) - new, new)
        assert today["due"] + today["waiting"] == 4
        due = run("due", "--json", "--content", book).json
        assert all(due[name] == today[name] for name in ("due", "new", "minutes", "waiting"))
        assert run("due", "--content", book).out == f"{today['due']}\n"
        home = run("--json", "--content", book).json
        assert (home["due"], home["minutes"]) == (today["due"], today["minutes"])
        seen.add((today["due"], today["new"] > 0))
    assert seen == {(1, False), (3, False), (4, True)}


def test_no_more_new_cards_come_than_a_day_may_have(run: Run, book: str, store: Store, clock: Clock) -> None:
    assert len(asked(run, book)) == 12
    assert len(asked(run, book, "--new", "4")) == 4
    assert asked(run, book, "--new", "0") == []
    store.answer(MOVING, 4, NOW - HOUR)  # met today, and easy
    assert len(asked(run, book)) == 11
    assert len(asked(run, book, "--new", "4")) == 3
    run("config", "new-per-day", "2")
    assert len(asked(run, book)) == 1
    store.answer(SECOND, 4, NOW - HOUR)
    assert asked(run, book) == []
    clock.now += DAY
    assert len(asked(run, book)) == 2


@pytest.mark.parametrize(
    ("choice", "kinds"),
    [
        ("written", ["question"] * 8),
        ("+terms", ["question"] * 8 + ["term"] * 4),
        ("all", ["question"] * 8 + ["term"] * 4 + ["event"] * 2 + ["table"]),
    ],
)
def test_new_cards_are_written_questions_first_then_what_is_chosen(
    run: Run, book: str, clock: Clock, choice: str, kinds: list[str]
) -> None:
    """Each entry is asked about once."""
    assert run("config", "cards", choice).code == 0
    found = ids(asked(run, book, "--new", "100"))
    assert found[0] == CYCLE
    assert [card.split(":")[1] for card in found] == kinds
    assert len({entry_subject(card) for card in found}) == len(found)


def test_the_first_question_of_every_section_comes_before_the_second_of_any(
    run: Run, book: str, store: Store, clock: Clock
) -> None:
    for section in ("why", "deep", "how"):
        store.read(f"tiny:section:gc/{section}", NOW - DAY)

    def sections() -> list[str]:
        found = run("review", "--json", "--content", book).json["questions"]
        return [question["section"] for question in found if ":question:" in question["id"]]

    assert sections() == ["gc/why", "gc/deep", "gc/how", "gc/why", "gc/deep", "gc/how", "gc/how", "gc/how"]
    store.answer(CYCLE, 4, NOW - DAY)  # the first of a section that was asked already still counts as its first
    assert sections() == ["gc/deep", "gc/how", "gc/why", "gc/deep", "gc/how", "gc/how", "gc/how"]


def test_new_cards_come_only_from_what_was_read(run: Run, book: str, store: Store, clock: Clock) -> None:
    nothing = run("review", "--json", "--content", book).json
    assert nothing["questions"] == []
    assert nothing["read_next"]["id"] == "gc/why"
    store.read("tiny:section:gc/how", NOW - DAY)
    store.read("tiny:section:gc/deep", NOW - DAY, {"done": False})
    some = run("review", "--json", "--content", book).json
    assert {question["section"] for question in some["questions"]} == {"gc/how"}
    assert len(some["questions"]) == 5
    every = asked(run, book)
    assert [question["section"] for question in every[:5]] == ["gc/how"] * 5
    assert len(every) == 12


def test_a_fresh_reader_of_one_section_is_asked_about_that_and_about_nothing_twice(
    run: Run, store: Store, clock: Clock
) -> None:
    store.read("intro-to-mlsys:section:intro/symbolic-ai", NOW)
    questions = run("review", "--json").json["questions"]
    assert len(questions) > 10
    assert {question["section"] for question in questions} == {"intro/symbolic-ai"}
    assert len({entry_subject(question["id"]) for question in questions}) == len(questions)


def test_where_nothing_is_new_the_next_section_is_named(sit: Type, run: Run, book: str, clock: Clock) -> None:
    result = run("review", "--content", book, "--color", "never", size=(80, 24), lines=())
    assert "Nothing new: new cards are about sections that you have read." in result.out
    assert "mlsys read 1.1 · 1.1 Why collect, 1\u00a0min" in result.out
    assert "mlsys review --unread" in result.out
    assert "Nothing new" not in sit("a", "again", "/q", options="").out


def test_who_leaves_at_once_is_not_told_that_nothing_is_new(run: Run, book: str, store: Store, clock: Clock) -> None:
    store.read("tiny:section:gc/why", NOW)
    out = run("review", "--content", book, "--color", "never", size=(80, 24), lines=("/q",)).out
    assert "No cards were graded." in out
    assert "Nothing new" not in out


MEANING, NAME = "tiny:term:heap:meaning", "tiny:term:heap:name"


def test_the_other_direction_waits_until_the_first_is_known(run: Run, book: str, store: Store, clock: Clock) -> None:
    def new() -> list[str]:
        return [card for card in ids(asked(run, book, "--new", "100")) if card in (MEANING, NAME)]

    assert new() == [MEANING]
    store.answer(MEANING, 3, NOW)
    store.answer(MEANING, 3, NOW + MINUTE)
    clock.now = NOW + DAY
    assert new() == []  # it isn't known yet
    clock.now = NOW + 3 * DAY
    store.answer(MEANING, 3, clock.now)
    assert new() == []  # it was asked today
    clock.now += DAY
    assert new() == [NAME]
    assert not store.standing(NAME, today_at(NOW + 3 * DAY)).new


def test_the_other_direction_is_asked_where_the_first_is_not(run: Run, make_book: MakeBook, clock: Clock) -> None:
    """There are too few other terms to choose from."""
    cut = QUIZ.index("- {id: mark-phase, name"), QUIZ.index("--- gc/timeline.yaml")
    few = str(
        make_book(
            QUIZ[: cut[0]].replace("[[mark-phase]]", "it").replace("[[sweep-phase|sweeping]]", "it") + QUIZ[cut[1] :]
        )
    )
    assert ids(asked(run, few, "--new", "100"))[-1] == NAME


def test_only_of_what_is_named(run: Run, book: str, store: Store, clock: Clock) -> None:
    learn(store, SECOND, MOVING)
    assert {q["section"] for q in asked(run, book, "gc/deep", "--new", "50")} == {"gc/deep"}
    assert ids(asked(run, book, "gc/how", "--new", "0")) == [SECOND]
    assert run("review", "banana", "--json", "--content", book).code == 1


def test_siblings_are_never_due_on_one_day(run: Run, book: str, store: Store, clock: Clock) -> None:
    """The longest due comes first, the other tomorrow; what is learned in steps goes on."""
    learn(store, MEANING, days_ago=9)
    learn(store, NAME, SECOND, days_ago=12)
    assert set(ids(asked(run, book, "--new", "0"))) == {NAME, SECOND}
    assert run("due", "--content", book).out == "2\n"
    store.answer(NAME, 1, NOW)
    assert set(ids(asked(run, book, "--new", "0"))) == {NAME, SECOND}
    store.answer(NAME, 4, NOW + MINUTE)
    assert ids(asked(run, book, "--new", "0")) == [SECOND]
    store.answer(SECOND, 4, NOW + MINUTE)
    coming = run("review", "--json", "--new", "0", "--content", book).json["next"]
    assert coming == {"date": "2026-11-19", "due": 1}
    clock.now += DAY
    assert ids(asked(run, book, "--new", "0")) == [MEANING]


def test_a_new_card_waits_while_its_sibling_is_due(run: Run, book: str, store: Store, clock: Clock) -> None:
    store.answer(MEANING, 4, NOW - 20 * DAY)
    assert ids(asked(run, book, "--new", "100")).count(MEANING) == 1
    assert NAME not in ids(asked(run, book, "--new", "100"))


# --- the minutes of a day ----------------------------------------------------------------------------------------


def quick(store: Store) -> None:
    """Answer so many questions in five seconds each that this is expected."""
    for number in range(15):
        more = {"spent": 5, "work": ("recall", "understand", "apply")[number % 3]}
        store.answer(f"other:question:q-{number}", 3, NOW - DAY, more=more)


def test_the_review_ends_after_the_card_at_which_the_minutes_are_used_up(
    sit: Type, run: Run, book: str, store: Store, clock: Clock
) -> None:
    def think() -> None:
        clock.now += 50_000_000

    quick(store)
    learn(store, MOVING, days_ago=30)
    learn(store, SECOND, days_ago=20)
    learn(store, CYCLE)
    run("config", "review-minutes", "1")
    out = sit(think, "f", "", think, "sweep", "", "").out
    assert "3 left" in out
    shown = " ".join(out.replace("\u00a0", " ").split())
    assert "There are no more cards for now. Press Enter to quit, or type /m to go on (5 minutes more)" in shown
    assert "Done for today: 2 cards, 2 min. 1 waits until tomorrow. More: mlsys review --more 5" in shown
    assert run("due", "--content", book).out == "0\n"
    again = " ".join(sit().out.replace("\u00a0", " ").split())
    assert again == "Done for today: 2 cards, 2 min. 1 waits until tomorrow. More: mlsys review --more 5"
    assert ids(asked(run, book, "--more", "5", "--new", "0")) == [CYCLE]
    assert ids(asked(run, book, "-n", "1")) == [CYCLE]  # a number of answers is asked whatever the time
    assert asked(run, book, "gc/why") == []  # but the minutes hold for a place as well


def test_after_the_end_the_review_can_go_on(sit: Type, run: Run, store: Store, clock: Clock) -> None:
    learn(store, MOVING, days_ago=30)
    learn(store, SECOND, days_ago=20)
    run("config", "review-minutes", "1")
    quick(store)

    def think() -> None:
        clock.now += 70_000_000

    sit(think, "f", "", "/m", "sweep", "", "")
    assert [card for card, _ in grades(store, NOW)] == [MOVING, SECOND]


def test_a_review_that_is_left_goes_on_where_it_was(sit: Type, run: Run, book: str, store: Store) -> None:
    learn(store, MOVING, days_ago=30)
    learn(store, PAUSE, SECOND)
    run("config", "review-minutes", "240")
    whole = ids(asked(run, book))
    sit("f", "", "/q", options="")
    assert ids(asked(run, book)) == whole[1:]


def test_two_computers_that_exchanged_their_logs_ask_the_same(
    run: Run, book: str, store: Store, tmp_path: Path, clock: Clock
) -> None:
    learn(store, PAUSE, SECOND)
    folder = tmp_path / "other"
    with closing(Store(folder / "mlsys-cli/study.sqlite")) as other:
        learn(other, MOVING, CYCLE, days_ago=8)
        for card in (SECOND, MOVING):
            other.answer(card, 2, NOW - 7 * DAY)
        events = store.log()
        store.add(other.log())
        other.add(list(reversed(events)))
    here = asked(run, book)
    there = run("review", "--unread", "--json", "--seed", "1", "--content", book, XDG_DATA_HOME=folder).json
    assert here == there["questions"]
    assert {MOVING, PAUSE, CYCLE} <= set(ids(here))


# --- cards that are forgotten again and again --------------------------------------------------------------------


def forget_often(store: Store, card: str, times: int) -> int:
    """Forget a card so many times, after it was learned; returns when it is due after that."""
    now = NOW - 200 * DAY
    for _ in range(times):
        now = store.answer(card, 3, now).due or 0
        now = store.answer(card, 1, now).due or 0
    return store.answer(card, 3, now + DAY).due or 0


def test_a_card_that_is_forgotten_for_the_fourth_time_rests(
    sit: Type, run: Run, book: str, store: Store, clock: Clock
) -> None:
    clock.now = forget_often(store, MOVING, 3)
    out = " ".join(sit("t", "", "").out.replace("\u00a0", " ").split())
    until = datetime.fromtimestamp(clock.now / 1e6, UTC) + timedelta(days=14)
    assert f"Forgotten for the 4th time: if you grade it again, it rests until {until.day} {until:%B}." in out
    assert "/o reads 1.1.1 again; that helps more than asking once more." in out
    assert "Type again (14 days), " in out
    assert "There are no more cards for now." in out  # it isn't asked again today
    assert asked(run, book, "--new", "0") == []
    listed = run("progress", "--content", book).out.replace("\u00a0", " ")
    assert f"1.1.1 Deep down · rests until {until.day} {until:%B %Y} · {MOVING}" in " ".join(listed.split())
    clock.now += 14 * DAY
    assert "rested since" in sit("/q").out
    assert ids(asked(run, book, "--new", "0")) == [MOVING]


def test_undo_of_the_answer_takes_the_rest_back(sit: Type, run: Run, book: str, store: Store, clock: Clock) -> None:
    clock.now = forget_often(store, MOVING, 3)
    before = store.cards()
    sit("t", "", "/u", "/q")
    assert store.cards() == before
    assert run("progress", "--json", "--content", book).json["resting"] == []


def test_a_card_that_is_forgotten_for_the_sixth_time_is_set_aside(
    sit: Type, run: Run, book: str, store: Store, clock: Clock
) -> None:
    clock.now = forget_often(store, MOVING, 5)
    out = " ".join(sit("t", "", "").out.replace("\u00a0", " ").split())
    assert "Forgotten 6 times: if you grade it again, it is set aside" in out
    assert "Is the question at fault? /! flags it." in out
    assert "Type again (set aside), " in out
    assert is_suspended(store, MOVING)
    (listed,) = run("progress", "--json", "--content", book).json["resting"]
    assert (listed["id"], listed["until"]) == (MOVING, None)


@pytest.mark.parametrize("times", [3, 5])
def test_suspend_undo_brings_a_resting_card_back(
    sit: Type, run: Run, book: str, store: Store, clock: Clock, times: int
) -> None:
    clock.now = forget_often(store, MOVING, times)
    sit("t", "", "")
    assert asked(run, book, "--new", "0") == []
    run("suspend", "--undo", MOVING, "--content", book)
    assert ids(asked(run, book, "--new", "0")) == [MOVING]


def test_what_was_known_after_a_long_time_makes_up_for_earlier_lapses(store: Store) -> None:
    now = forget_often(store, MOVING, 3)
    while store.cards()[0].stability < 30:
        now = store.answer(MOVING, 4, now).due or 0
    now = store.answer(MOVING, 3, now).due or 0
    step = store.answer(MOVING, 1, now)
    assert (step.due or 0) - now == 10 * MINUTE


def test_a_rest_is_known_on_another_computer(sit: Type, store: Store, clock: Clock, tmp_path: Path) -> None:
    clock.now = forget_often(store, MOVING, 3)
    sit("t", "", "")
    with closing(Store(tmp_path / "other.sqlite")) as other:
        other.add(list(reversed(store.log())))
        assert other.cards() == store.cards()


# --- a machine, and nobody ---------------------------------------------------------------------------------------


def test_json_gives_no_keys_and_remembers_nothing(run: Run, book: str, home: Path, clock: Clock) -> None:
    questions = asked(run, book)
    assert not any({"key", "explain"} & question.keys() for question in questions)
    assert not home.exists()
    assert all("key" in question for question in asked(run, book, "--answers"))
    assert not home.exists()


def test_neither_the_hour_nor_the_seed_decides_which_card_comes_next(
    run: Run, book: str, store: Store, clock: Clock
) -> None:
    learn(store, SECOND, MOVING, PAUSE, CYCLE)
    orders = {tuple(ids(asked(run, book, "--seed", str(seed)))) for seed in range(3)}
    clock.now += HOUR
    orders.add(tuple(ids(asked(run, book))))
    assert len(orders) == 1


@pytest.mark.parametrize("options", ["", "--plain", "--format text"])
def test_where_nobody_can_be_asked_the_option_is_named(run: Run, home: Path, options: str) -> None:
    result = run("review", *options.split())
    assert (result.code, result.out) == (2, "")
    assert "--json" in result.err
    assert not home.exists()


@pytest.mark.parametrize("options", ["--new -1", "-n 0", "--new many"])
def test_what_makes_no_sense_is_refused(run: Run, options: str) -> None:
    assert run("review", "--json", *options.split()).code == 2


# --- what is in the book no more ---------------------------------------------------------------------------------


def test_a_card_that_is_in_no_book_is_passed_over_and_kept(run: Run, book: str, store: Store, clock: Clock) -> None:
    learn(store, "tiny:question:gone", "other:term:thing:name", SECOND)
    result = run("review", "--json", "--new", "0", "--content", book)
    assert ids(result.json["questions"]) == [SECOND]
    assert "2 due cards were left out because their books aren't open" in result.err
    assert len(store.cards()) == 3


def test_due_cards_of_other_books_are_counted_however_early_a_review_ends(
    run: Run, book: str, store: Store, clock: Clock
) -> None:
    learn(store, SECOND)
    learn(store, "other:term:thing:name", "other:term:other:meaning", days_ago=20)
    for options in ("-n 1", "-n 1 --seed 5"):
        result = run("review", "--json", *options.split(), "--content", book)
        assert ids(result.json["questions"]) == [SECOND]
        assert "2 due cards were left out because their books aren't open" in result.err


def test_a_question_whose_text_is_corrected_keeps_its_history(
    run: Run, make_book: MakeBook, store: Store, clock: Clock
) -> None:
    learn(store, SECOND)
    corrected = QUIZ.replace("What does it do next?", "What comes next?")
    (question,) = asked(run, str(make_book(corrected)), "--new", "0")
    assert (question["id"], question["state"]) == (SECOND, "review")
    assert question["ask"].endswith("What comes next?")


# --- grades ------------------------------------------------------------------------------------------------------


@each(
    "given, seconds, level, grade",
    [
        (Response("", Verdict(True, 1.0)), 5, "recall", Grade.GOOD),
        (Response("", Verdict(False, 0.0)), 5, "recall", Grade.AGAIN),
        (Response("", Verdict(False, 0.5)), 5, "recall", Grade.AGAIN),
        (Response("", Verdict(True, 1.0), hinted=True), 5, "recall", Grade.HARD),
        (Response("", Verdict(True, 1.0, remark="it is spelt 'x'")), 5, "recall", Grade.HARD),
        (Response("", Verdict(False, 0.0), overruled=True), 5, "recall", Grade.HARD),
        (Response("", Verdict(True, 1.0)), 60, "recall", Grade.HARD),
        (Response("", Verdict(True, 1.0)), 60, "understand", Grade.GOOD),
        (Response("", Verdict(True, 1.0)), 200, "apply", Grade.GOOD),
        (Response("", Verdict(False, 0.0)), 600, "apply", Grade.AGAIN),
    ],
)
def test_the_grade_that_is_proposed_grade(given: Response, seconds: float, level: str, grade: Grade) -> None:
    assert proposed_grade(given, seconds, level) is grade


@pytest.mark.parametrize(
    ("lines", "grade"),
    [
        (["f", ""], Grade.GOOD),
        (["t", ""], Grade.AGAIN),
        (["t", "/r", ""], Grade.HARD),
        (["t", "/r", "/r", ""], Grade.AGAIN),
        (["f", "again"], Grade.AGAIN),
        (["f", "Hard"], Grade.HARD),
        (["t", "good"], Grade.GOOD),
        (["f", "easy"], Grade.EASY),
    ],
)
def test_an_empty_line_takes_the_suggested_grade_and_a_word_chooses(
    sit: Type, store: Store, lines: list[str], grade: Grade
) -> None:
    learn(store, MOVING)
    result = sit(*lines, "", options="--new 0 -n 1")
    assert result.code == 0
    assert grades(store) == [(MOVING, grade)]
    (answer,) = [event for event in store.events("answer") if event.at >= NOW]
    assert answer.values["right"] is (lines[0] == "f" or lines.count("/r") == 1)


def test_a_number_is_an_answer_and_never_a_grade(sit: Type, store: Store) -> None:
    """So a number that is typed twice by mistake grades nothing."""
    learn(store, CYCLE)
    result = sit("9", "1", "1", "4", "/q")
    assert "Type the number of the correct choice." in result.out
    assert "orrect." in result.out
    assert result.out.count("Type again (") == 3
    assert grades(store) == []


def test_not_to_know_is_an_answer_of_its_own(sit: Type, run: Run, book: str, store: Store) -> None:
    learn(store, CYCLE)
    result = sit("", "", "/r", "", "/q")
    assert "There is no answer yet. Press Enter again for 'I don't know'." in result.out
    assert "You didn't know." in result.out
    assert "A cycle" in result.out
    assert "I was right" not in result.out
    assert "0 of 1 correct" in result.out
    assert "You graded 0 of them hard or better." in result.out
    assert grades(store) == [(CYCLE, Grade.AGAIN)]
    (answer,) = [event for event in store.events("answer") if event.at >= NOW]
    assert (answer.values["unknown"], answer.values["right"]) == (True, False)


def test_a_bad_question_is_flagged_and_listed(sit: Type, run: Run, book: str, store: Store) -> None:
    learn(store, MOVING)
    assert "Flagged as a bad question" in sit("/!", "/q").out
    listed = run("notes", "--flags", "--content", book).out
    assert "1 flagged question" in listed
    assert "Every collector moves what it keeps." in listed
    assert MOVING in listed
    assert [flag["id"] for flag in run("notes", "--flags", "gc/deep", "--json", "--content", book).json["flags"]] == [
        MOVING
    ]
    assert run("notes", "--flags", "gc/how", "--json", "--content", book).json["flags"] == []
    assert '"kind":"flag"' in run("export", "study", "-").out
    assert "No longer flagged." in sit("f", "/!", "/q").out
    assert "No flagged questions" in run("notes", "--flags", "--content", book).out


def test_the_hint_makes_it_hard(sit: Type, store: Store) -> None:
    learn(store, CYCLE)
    result = sit("/h", "/q")
    assert "It bites its own tail." in result.out
    number = next(number for number in "123" if f"  {number}. A cycle" in result.out)
    sit("/h", number, "", "", options="--new 0 -n 1")
    assert grades(store) == [(CYCLE, Grade.HARD)]


def test_what_each_grade_means_is_told_before(sit: Type, store: Store) -> None:
    learn(store, MOVING)
    result = sit("f", "/q")
    told = " ".join(result.out.split())
    for words in ("again (10 min)", "good (", "or press Enter for good."):
        assert words in told
    assert grades(store) == []  # it was not graded


def test_what_was_wrong_comes_again_in_the_same_review(sit: Type, store: Store) -> None:
    learn(store, MOVING)
    result = sit("t", "", "t", "", "f", "", "")
    assert grades(store) == [(MOVING, 1), (MOVING, 1), (MOVING, 3)]
    to_read = result.out.partition("1 of 3 correct")[2]
    assert "mlsys read gc/deep" in to_read
    assert to_read.count("✗") == 1, "each question once"


@each(
    "wait, words",
    [
        (0, "under a minute"),
        (MINUTE, "1 min"),
        (3 * HOUR, "3 h"),
        (DAY, "1 day"),
        (9 * DAY, "9 days"),
        (45 * DAY, "1.5 months"),
    ],
)
def test_how_long_it_is_in_words(wait: int, words: str) -> None:
    assert format_wait(wait) == words.replace(" ", "\u00a0") or format_wait(wait) == words


# --- taking back, leaving out, ending ----------------------------------------------------------------------------


def test_undo_takes_back_the_last_grade_and_asks_that_again(sit: Type, store: Store) -> None:
    learn(store, MOVING)
    learn(store, SECOND, days_ago=30)
    before = store.history(SECOND)
    result = sit(
        *("sweep", ""),
        "/u",
        lambda: store.history(SECOND) == before or pytest.fail("it is as before"),
        *("erase", ""),
        *("f", ""),
        *("sweep", ""),
        "",
    )
    assert "Undone." in result.out
    assert grades(store) == [(SECOND, 1), (MOVING, 3), (SECOND, 3)]
    assert "2 of 3 correct" in result.out


def test_the_very_last_grade_can_be_taken_back_too(sit: Type, store: Store) -> None:
    learn(store, MOVING)
    result = sit("t", "easy", "/u", "f", "easy", "x")
    assert "There are no more cards for now." in result.out
    assert grades(store) == [(MOVING, 4)]
    assert "1 of 1 correct" in result.out


def test_undo_of_nothing(sit: Type, store: Store) -> None:
    learn(store, MOVING)
    assert "There is no grade to undo." in sit("/u", "/q").out


def test_undo_while_another_window_has_taken_it_back(sit: Type, store: Store) -> None:
    learn(store, MOVING)
    learn(store, SECOND, days_ago=30)
    assert sit("sweep", "", lambda: undo_last_answer(store, NOW), "/u", "/q").code == 0
    assert grades(store) == []


@pytest.mark.parametrize("away", ["deleted", "replaced by another file"])
def test_a_store_that_is_gone_is_told_at_the_next_grade(sit: Type, store: Store, away: str) -> None:
    learn(store, MOVING)

    def remove() -> None:
        store.close()
        copy = store.path.read_bytes()
        store.path.rename(store.path.with_name("old.sqlite"))
        if away != "deleted":
            store.path.write_bytes(copy)

    result = sit("f", remove, "")
    assert result.code == 3
    assert f"the store {store.path} was {away} while mlsys was running" in result.err
    assert grades(store) == []
    assert store.path.exists() == (away != "deleted")


def test_suspending_and_taking_that_back(sit: Type, store: Store) -> None:
    learn(store, MOVING)
    learn(store, CYCLE, days_ago=30)

    def check() -> None:
        assert is_suspended(store, CYCLE)

    result = sit("/x", check, "/u", "/x", "f", "", "")
    assert "Suspended" in result.out
    assert is_suspended(store, CYCLE)
    assert not is_suspended(store, MOVING)
    assert grades(store) == [(MOVING, 3)]


def test_what_is_skipped_stays_due(run: Run, book: str, sit: Type, store: Store) -> None:
    learn(store, MOVING)
    result = sit("/s")
    assert grades(store) == []
    assert run("due", "--content", book).out == "1\n"
    assert "1 card still waits, and 10 minutes are left: mlsys review goes on." in " ".join(result.out.split())


def test_skipping_brings_no_more_new_cards_than_a_day_has(sit: Type, store: Store) -> None:
    assert sit("/s", "/s", "/s", options="--new 3").code == 0
    assert store.cards() == ()


def test_quitting_in_the_middle_keeps_what_was_graded(sit: Type, store: Store) -> None:
    learn(store, MOVING)
    learn(store, CYCLE, days_ago=30)
    result = sit("1", "again", "/q")
    assert result.code == 0
    assert "Left for today: 2 due, about 1\u00a0min." in " ".join(result.out.split(" "))
    assert [card for card, _ in grades(store)] == [CYCLE]


def test_the_section_can_be_read_between(sit: Type, store: Store) -> None:
    """Before an answer it helps as a hint does."""
    learn(store, MOVING)
    result = sit("f", "/o", "", "")
    assert "lies here." in result.out
    assert grades(store) == [(MOVING, 3)]
    undo_last_answer(store, NOW)
    sit("/o", "f", "", "")
    assert grades(store) == [(MOVING, 2)]
    assert store.reading_positions() == ()  # a look between isn't reading


def test_nothing_due_tells_when(sit: Type, run: Run, store: Store) -> None:
    learn(store, MOVING, days_ago=0)
    result = sit()
    assert (result.code, result.err) == (0, "")
    assert "No cards are due. Next: 1 card on Friday." in result.out


def test_a_new_learner_who_wants_nothing_new(sit: Type, home: Path) -> None:
    result = sit()
    assert "No cards are due. No card is scheduled yet." in result.out
    assert not home.exists()


# --- clocks, and other windows -----------------------------------------------------------------------------------


@pytest.mark.parametrize("jump", [-400 * DAY, -DAY // 2, 365 * DAY, 200 * 365 * DAY])
def test_the_clock_may_jump_in_the_middle(sit: Type, store: Store, clock: Clock, jump: int) -> None:
    learn(store, MOVING)
    learn(store, CYCLE, days_ago=30)

    def leap() -> None:
        clock.now = min(max(clock.now + jump, 0), 7_258_118_400_000_000 - 2 * DAY)

    result = sit("1", leap, "easy", "/q")
    assert result.code == 0
    assert len(store.cards()) == 2
    assert len(store.events("answer")) == 5  # four when they were learned
    assert all(step.due is None or step.due >= step.at for card in store.cards() for step in store.history(card.card))


def test_what_is_answered_in_another_window_is_not_asked_again(sit: Type, store: Store) -> None:
    learn(store, MOVING)
    learn(store, SECOND, days_ago=30)
    sit("sweep", lambda: store.answer(MOVING, 3, NOW), "", "")
    assert sorted(grades(store)) == [(MOVING, 3), (SECOND, 3)]


def test_nothing_to_come_where_nothing_is_known(store: Store) -> None:
    from mlsys_cli.journal.days import today_at

    assert store.upcoming(today_at(NOW)) is None


# --- on a terminal -----------------------------------------------------------------------------------------------


def test_a_review_on_a_terminal(shell: Shell, book: str, store: Store) -> None:
    line = f"mlsys review --unread gc/deep --new 1 --seed 1 --content {book}"
    keys = [("left", "t"), ("accept", "4"), ("no more cards", "\r"), ("0 of 1 correct", "q")]
    done = shell.on_terminal(line, keys=keys, whole=True, XDG_DATA_HOME=store.path.parent.parent)
    assert done.code == 0
    assert "0 of 1 correct" in done.visible
    assert [event.values["grade"] for event in store.events("answer")] == [4]


@pytest.mark.slow
def test_ctrl_c_keeps_what_was_graded(shell: Shell, book: str, store: Store) -> None:
    line = f"mlsys review --unread gc/why --new 2 --seed 1 --content {book}"
    keys = [("2 left", "a"), ("accept", "4"), ("1 done", "\x03"), ("leaves", "\x03")]
    done = shell.on_terminal(line, keys=keys, whole=True, XDG_DATA_HOME=store.path.parent.parent)
    assert done.code == 130
    assert "\x1b[?1049l" in done.out
    assert len(store.events("answer")) == 1


def test_line_by_line(shell: Shell, book: str, store: Store) -> None:
    """With a wrong answer that is overruled, taken back, skipped, and a last one that is suspended."""
    line = f"mlsys review --unread gc/deep --new 2 --seed 1 --plain --content {book}"
    keys = [("answer>", "t\n"), ("next>", "/r\n"), ("for hard.", "\n"), ("Graded hard", ""), ("answer>", "/u\n")]
    keys += [("Undone", ""), ("answer>", "/s\n"), ("answer>", "/x\n"), ("next>", "/q\n")]
    done = shell.on_terminal(line, keys=keys, XDG_DATA_HOME=store.path.parent.parent)
    assert (done.code, done.err) == (0, "")
    assert store.events("answer") == ()
    assert len(store.database.rows("select * from suspension")) == 1


@pytest.mark.slow
def test_a_store_that_cannot_be_written_ends_it_cleanly(shell: Shell, book: str, store: Store) -> None:
    store.path.parent.parent.parent.mkdir(parents=True)
    store.path.parent.parent.write_text("in the way")
    line = f"mlsys review --unread gc/deep --new 1 --seed 1 --content {book}"
    keys = [("left", "f"), ("accept", "\r")]
    done = shell.on_terminal(line, keys=keys, whole=True, XDG_DATA_HOME=store.path.parent.parent)
    assert done.code == 3
    assert "the store can't be created" in done.visible.rpartition("\x1b[?1049l")[2]
    assert "\x1b[?1049l" in done.out


# --- nothing is lost ---------------------------------------------------------------------------------------------


@pytest.fixture
def statements(shell: Shell, tmp_path: Path) -> Path:
    return write_statements(tmp_path / "statements", 200)


@pytest.mark.slow
def test_what_the_screen_told_is_there_after_a_kill(shell: Shell, statements: Path, tmp_path: Path) -> None:
    found = kill_reviews(statements, tmp_path / "killed", shell.env, kills=2)
    assert found.ok, found


@pytest.mark.slow
def test_two_reviews_at_once_lose_nothing(shell: Shell, statements: Path, tmp_path: Path) -> None:
    found = review_at_once(statements, tmp_path / "both", shell.env, reviews=2, answers=5)
    assert found.ok, found
    assert found.told == 10


@pytest.mark.parametrize("option", ["--new", "-n", "--seed"])
def test_a_number_beyond_all_bounds_is_a_usage_error(run: Run, book: str, option: str) -> None:
    for more in ((), ("--json",)):
        done = run("review", option, "99999999999999999999", *more, "--content", book, size=(80, 24), lines=())
        assert (done.code, done.out) == (2, "")
        assert "is not between" in done.err
