"""`mlsys due`, `forget` and `suspend`: what will be asked."""

from pathlib import Path

import pytest

from mlsys_cli.journal.days import DAY
from mlsys_cli.journal.store import Store
from tests.support.journal import is_suspended
from tests.support.program import Clock, MakeBook, Run

NOW = 1_795_000_000_000_000
"""A moment on 18 November 2026."""


@pytest.fixture(autouse=True)
def still(clock: Clock) -> None:
    """It is always this moment."""
    clock.now = NOW


def answer(store: Store, *cards: str, days_ago: int = 9) -> None:
    """Answer some cards so well that they are learned, and due two days later."""
    for card in cards:
        for _ in range(2):
            store.answer(card, 3, NOW - days_ago * DAY)


BOOK = """
--- gc/chapter.yaml
title: Garbage
summary: What is left over.
sections:
- {id: why, title: Why collect, body: "A [[heap]] and a [[stack]]."}
- {id: how, title: How to do it, body: So.}
--- gc/glossary.yaml
terms:
- {id: heap, name: Heap, kind: concept, definition: Where things lie., aliases: [free store]}
- {id: stack, name: Stack, kind: concept, definition: Last in.}
--- gc/quiz.yaml
questions:
- {id: one, section: gc/why, kind: typed, level: recall, ask: Who?, answers: [McCarthy], explain: He did.}
- {id: two, section: gc/how, kind: typed, level: recall, ask: How?, answers: [Mark], explain: So.}
"""

HEAP = ("tiny:term:heap:meaning", "tiny:term:heap:name")
ALL = (*HEAP, "tiny:term:stack:name", "tiny:question:one", "tiny:question:two")


@pytest.fixture
def book(make_book: MakeBook, store: Store) -> str:
    """A book of which every card is due."""
    answer(store, *ALL)
    return str(make_book(BOOK))


# --- due ---------------------------------------------------------------------------------------------------------


def test_due_is_a_number_and_nothing_else(run: Run, book: str, store: Store) -> None:
    for option in ("--plain", "--format=text", "--color=always"):
        assert run("due", option, "--content", book) == (0, "4\n", "")  # two of the cards are siblings
    assert run("due", "--format", "markdown", "--content", book).out == "4\n"
    assert run("due") == (0, "0\n", "")  # of another book


def test_due_tells_a_machine_what_is_left_for_today(run: Run, book: str, store: Store) -> None:
    fields = {"kind": "due", "schema": 1, "date": "2026-11-18"}
    assert run("due", "--json", "--content", book).json == fields | {"due": 4, "new": 0, "minutes": 1, "waiting": 0}
    run("config", "review-minutes", "1")
    assert run("due", "--json", "--content", book).json == fields | {"due": 3, "new": 0, "minutes": 1, "waiting": 1}


def test_the_day_starts_when_the_learner_says(run: Run, book: str, store: Store) -> None:
    dates = {
        run("config", "day-starts", time).code or run("due", "--json", "--content", book).json["date"]
        for time in ("00:00", "23:59")
    }
    assert dates == {"2026-11-18", "2026-11-17"}


# --- forget and suspend ------------------------------------------------------------------------------------------


def due(store: Store) -> set[str]:
    """The cards that aren't new or suspended."""
    return {card.card for card in store.cards() if card.due}


@pytest.mark.parametrize(
    ("words", "cards"),
    [
        ("heap", set(HEAP)),
        ("Free Stores", set(HEAP)),
        ("gc/why", {"tiny:question:one"}),
        ("how to do it", {"tiny:question:two"}),
        ("gc", set(ALL)),
        ("tiny:term:heap", set(HEAP)),
        ("tiny:term:heap:name", {"tiny:term:heap:name"}),
    ],
)
def test_what_is_named_is_forgotten_or_suspended(
    run: Run, book: str, store: Store, words: str, cards: set[str]
) -> None:
    assert run("suspend", *words.split(), "--content", book).code == 0
    assert due(store) == set(ALL) - cards
    assert run("suspend", "--undo", *words.split(), "--content", book).code == 0
    assert due(store) == set(ALL)
    result = run("forget", *words.split(), "--content", book)
    assert (result.code, result.out) == (0, "")
    assert f" {len(cards)} card{'s' if len(cards) > 1 else ''} reset to new\n" in result.err
    assert due(store) == set(ALL) - cards
    assert "none of its cards have been answered" in run("forget", *words.split(), "--content", book).err
    again = run("forget", "--undo", *words.split(), "--content", book)
    assert again.err.endswith(f": {len(cards)} card{'s' if len(cards) > 1 else ''} restored\n")
    assert due(store) == set(ALL)
    assert "none of its cards were reset" in run("forget", "--undo", *words.split(), "--content", book).err


def test_a_program_is_told_in_a_document_what_was_done(run: Run, book: str) -> None:
    result = run("suspend", "heap", "--content", book, "--json")
    assert (result.json, result.err) == ({"kind": "suspend", "schema": 1, "subject": "Heap", "suspended": True}, "")
    assert run("suspend", "--undo", "heap", "--content", book, "--json").json["suspended"] is False
    forgotten = run("forget", "heap", "--content", book, "--json").json
    assert forgotten == {"kind": "forget", "schema": 1, "subject": "Heap", "cards": 2, "undone": False}


def test_a_misspelt_name_is_guessed_and_told(run: Run, store: Store) -> None:
    assert run("suspend", "backpropagaton", "--exact").code == 1
    assert run("suspend", "backpropagaton").err == (
        "mlsys: showing 'Backpropagation' for 'backpropagaton'\nmlsys: Backpropagation: suspended\n"
    )
    assert is_suspended(store, "intro-to-mlsys:term:backpropagation:name")


@pytest.mark.parametrize("command", ["forget", "suspend"])
def test_an_unknown_name_changes_nothing(run: Run, book: str, store: Store, command: str) -> None:
    before = store.log()
    result = run(command, "banana", "--content", book)
    assert (result.code, result.out) == (1, "")
    assert "'banana'" in result.err
    assert run(command, "\udcff", "--content", book).code == 1
    assert run(command, "", "--content", book).code == 2
    assert run(command, "--content", book).code == 2
    assert store.log() == before


def test_a_card_that_is_in_no_book_any_more_can_be_forgotten(run: Run, book: str, store: Store) -> None:
    answer(store, "gone:term:thing:name")
    assert run("forget", "gone:term:thing", "--content", book).code == 0
    assert due(store) == set(ALL)


def test_a_section_without_questions_cannot_be_suspended(run: Run, make_book: MakeBook, home: Path) -> None:
    result = run("suspend", "gc/why", "--content", str(make_book({})))
    assert (result.code, result.out) == (1, "")
    assert "has no cards" in result.err
    assert not home.exists()
