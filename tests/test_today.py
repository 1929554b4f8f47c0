"""`mlsys today`, and the quiz that is offered after a section."""

from collections.abc import Callable
from pathlib import Path

import pytest

from mlsys_cli.journal.days import DAY
from mlsys_cli.journal.store import Store
from tests.support.program import Clock, MakeBook, Result, Run
from tests.support.quiz_book import QUIZ

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
        "Review   mlsys review · 1 due and 2 new, about 2\u00a0min",
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


def test_the_minutes_follow_from_how_long_answers_took(run: Run, book: str, store: Store) -> None:
    for number in range(10):
        store.answer(f"tiny:question:q-{number}", 4, NOW - DAY + number, seconds=50)
        store.answer(f"tiny:question:q-{number}", 1, NOW - DAY // 2 + number, seconds=50)
    found = run("today", "--json", "--content", book).json
    assert (found["due"], found["minutes"]) == (10, 10)


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
