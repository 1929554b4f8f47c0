"""`mlsys today`, and the quiz that is offered after a section."""

from collections.abc import Callable
from pathlib import Path

import pytest

from mlsys_cli.journal.days import DAY
from mlsys_cli.journal.store import Store
from mlsys_cli.session.environment import read_clock
from tests.support.program import Clock, MakeBook, Result, Run
from tests.support.quiz_book import QUIZ
from tests.support.reader import read_along

Type = Callable[..., Result]

NOW = 1_795_000_000_000_000
"""A moment on 18 November 2026."""

WHY, DEEP, HOW = (f"tiny:section:gc/{name}" for name in ("why", "deep", "how"))


@pytest.fixture
def book(make_book: MakeBook, clock: Clock) -> str:
    clock.now = NOW
    return str(make_book(QUIZ.replace('body: "By', f'body: "{"word " * 400}By')))


def test_a_new_learner_is_told_what_to_read(run: Run, book: str, home: Path) -> None:
    page = run("today", "--content", book)
    assert page.out.splitlines()[0] == "Today, Wednesday 18 November 2026"
    assert page.out.splitlines()[3:] == ["Read  mlsys read · 1.1 Why collect, 1\u00a0min"]
    assert not home.exists()


def test_review_read_on_and_check_with_minutes(run: Run, book: str, store: Store) -> None:
    store.read(WHY, NOW - 2 * DAY)
    store.answer("tiny:question:cycle", 3, NOW - 9 * DAY)
    lines = run("today", "--content", book).out.splitlines()[3:]
    assert lines == [
        "Review   mlsys review · 1 due and 2 new, about 1\u00a0min · new: 1.1 Why collect",
        "Read on  mlsys read · 1.1.1 Deep down, 1\u00a0min",
        "Check    mlsys quiz 1.1 · 1 new question about Why collect",
        "",
        "2\u00a0% of the words read · at this pace done on 10 March 2027",
    ]


def test_it_is_no_table(run: Run, book: str) -> None:
    assert run("today", "--format", "csv", "--content", book).code == 2


def test_the_same_for_a_script(run: Run, book: str, store: Store) -> None:
    for number, section in enumerate((WHY, DEEP)):
        store.read(section, NOW - DAY + number)
    for ago in (1, 0):
        store.answer("tiny:question:cycle", 4, NOW - ago * DAY)
    found = run("today", "--json", "--content", book).json
    assert (found["kind"], found["date"], found["days_in_a_row"]) == ("today", "2026-11-18", 2)
    assert (found["due"], found["new"]) == (0, 5)
    assert (found["read"]["id"], found["read"]["minutes"]) == ("gc/how", 3)
    assert found["check"] == {"id": "gc/deep", "questions": 2, "open": "mlsys quiz 1.1.1"}


# --- why it is these cards ---------------------------------------------------------------------------------------

QUESTIONS = "questions:\n" + "\n".join(
    f"- {{id: q-{number}, section: gc/why, kind: true-false, level: apply, ask: S{number}., answer: true, explain: S.}}"
    for number in range(60)
)


@pytest.fixture
def review(run: Run, make_book: MakeBook, store: Store, clock: Clock) -> Callable[[], str]:
    """The row of the review in `mlsys today`, of a book with sixty questions about its one section, which was read."""
    clock.now = NOW
    book = str(make_book({"gc/quiz.yaml": QUESTIONS}))
    store.read("tiny:section:gc/why", NOW - 40 * DAY)

    def review() -> str:
        words = " ".join(run("today", "--content", book).out.replace("\u00a0", " ").split())
        return words.partition("Review ")[2].partition(" Check")[0].partition(" 100 %")[0]

    return review


def answer(store: Store, *numbers: int, days_ago: int, spent: float = 0) -> None:
    """Answer some questions; each took so many seconds."""
    more = {"spent": spent, "work": "apply"} if spent else None
    for number in numbers:
        store.answer(f"tiny:question:q-{number}", 3, NOW - days_ago * DAY, more=more)


def test_new_cards_are_named_by_their_section(review: Callable[[], str], store: Store) -> None:
    answer(store, *range(6), days_ago=4)
    assert review() == "mlsys review · 6 due and 5 new, about 10 min · new: 1.1 Why"


def test_where_more_is_due_than_there_is_time_for_the_longest_due_come_first(
    review: Callable[[], str], store: Store
) -> None:
    answer(store, *range(30), days_ago=5)
    answer(store, 31, days_ago=1)
    waits = "the longest due first; 18 wait, and new cards come after them"
    assert review() == f"mlsys review · 12 of 30 due, about 11 min · {waits}"


def test_the_home_page_of_the_reader_says_only_how_much_is_due(make_book: MakeBook, store: Store) -> None:
    book = str(make_book({"gc/quiz.yaml": QUESTIONS}))
    for number in range(30):
        store.answer(f"tiny:question:q-{number}", 3, read_clock() - 5 * DAY)
    (home,) = read_along("home", content=book)
    assert "  r · 12 of 30 due, about 11\u00a0min\n" in home.text


def test_where_what_is_due_fills_the_minutes_nothing_is_new(review: Callable[[], str], store: Store) -> None:
    answer(store, *range(12), days_ago=4)
    assert review() == "mlsys review · 12 due, about 10 min · no new cards today: these fill your 10 minutes"


def test_where_nothing_is_new_the_section_to_read_on_is_named(run: Run, book: str, store: Store) -> None:
    store.answer("tiny:question:cycle", 3, NOW - 9 * DAY)
    out = run("today", "--content", book).out.replace("\u00a0", " ")
    assert "Review  mlsys review · 1 due, about 1 min · nothing new: read on (1.1)\n" in out


def test_the_limit_of_new_cards_needs_no_reason(review: Callable[[], str], run: Run, store: Store) -> None:
    run("config", "new-per-day", "0")
    answer(store, 1, days_ago=4)
    assert review() == "mlsys review · 1 due, about 1 min"


def test_when_the_minutes_are_used_up_the_day_is_done(review: Callable[[], str], store: Store) -> None:
    answer(store, *range(20), days_ago=5)
    answer(store, *range(10), days_ago=0, spent=60)
    assert review() == "Done for today: 10 cards, 10 min. 10 wait until tomorrow. More: mlsys review --more 5"


def test_after_a_week_away_a_learner_is_welcomed_and_nothing_is_lost(review: Callable[[], str], store: Store) -> None:
    answer(store, *range(40), days_ago=12)
    assert review() == (
        "mlsys review · 11 of 40 due, about 10 min · Welcome back. 40 cards are due; at 10 minutes a day they are done"
        " in about a week. Nothing is lost: today the 11 that have waited longest."
    )
    answer(store, 50, days_ago=6)
    assert "Welcome back" not in review()


def test_the_minutes_follow_from_how_long_answers_took_with_their_explanations(
    review: Callable[[], str], store: Store
) -> None:
    answer(store, *range(40, 50), days_ago=1, spent=12)
    answer(store, *range(6), days_ago=4)
    assert review().startswith("mlsys review · 6 due and 20 new, about 7 min")


def test_where_all_is_read_and_known_there_is_nothing_to_do(run: Run, make_book: MakeBook, store: Store) -> None:
    assert run("mark", "--read", "gc", "--content", str(make_book({}))).code == 0
    assert "Everything is read, and no cards are due." in run("today", "--content", str(make_book({}))).out


# --- after a section ---------------------------------------------------------------------------------------------


@pytest.fixture
def read_to_the_end(run: Run, book: str, store: Store, tmp_path: Path) -> Type:
    """Read the long section in a pager called less that shows all of it, and then type some lines."""
    store.mark(HOW, NOW)
    pager = tmp_path / "less"
    pager.write_text(
        "#!/bin/sh\nfor n in 1 2; do for m in $(seq 22); do read -r text; done; sleep 0.06; done; cat >/dev/null\n"
    )
    pager.chmod(0o755)

    def read_to_the_end(*lines: str) -> Result:
        return run("read", "gc/how", "--content", book, size=(80, 24), lines=lines, MLSYS_PAGER=pager)

    return read_to_the_end


def test_after_a_section_enter_begins_its_questions(read_to_the_end: Type, store: Store) -> None:
    shown = read_to_the_end("", "/q")
    assert "4 questions on this page: press Enter" in shown.out
    assert "Question 1 of 4" in shown.out
    assert [place.done for place in store.reading_positions()] == [True]


def test_another_line_does_not(read_to_the_end: Type) -> None:
    shown = read_to_the_end("q")
    assert "4 questions on this page: press Enter" in shown.out
    assert "1 of 4" not in shown.out


def test_on_a_page_that_fits_the_screen_the_command_is_named(see: Run, book: str, store: Store) -> None:
    store.mark(HOW, NOW)
    assert see("read", "gc/deep", "--content", book).out.endswith("2 questions on this page: mlsys quiz 1.1.1\n")
    for name in ("moving", "halves"):
        store.answer(f"tiny:question:{name}", 3, NOW)
    assert "on this page" not in see("read", "gc/deep", "--content", book).out
