"""What is remembered, taken back, forgotten and suspended; what was read, marked and written."""

from contextlib import closing
from pathlib import Path

import pytest

from mlsys_cli.errors import NotFoundError
from mlsys_cli.journal.days import DAY, today_at
from mlsys_cli.journal.store import Store
from tests.support.journal import is_suspended, undo_last_answer
from tests.support.program import Run
from tests.support.shell import Shell

NOW = 1_795_000_000_000_000
"""A moment on 18 November 2026."""

CARD, SIBLING, OTHER = "book:term:heap:meaning", "book:term:heap:name", "book:question:why"


# --- undo, forget, suspend, reset --------------------------------------------------------------------------------


def test_undo_takes_back_the_last_answer(store: Store) -> None:
    first = store.answer(CARD, 3, NOW)
    second = store.answer(CARD, 1, NOW + DAY)
    store.undo(second.event, NOW + DAY)
    assert store.history(CARD) == (first,)
    store.undo(first.event, NOW + DAY)
    assert store.cards() == ()
    assert len(store.log()) == 4  # nothing is erased


def test_undo_takes_back_anything_once(store: Store) -> None:
    mark = store.mark("book:term:heap", NOW)
    store.undo(mark.id, NOW)
    assert store.marks() == ()
    for event_id in (mark.id, "0" * 32):
        with pytest.raises(NotFoundError):
            store.undo(event_id, NOW)


def test_a_forgotten_card_is_new_and_its_answers_still_count(store: Store) -> None:
    store.answer(CARD, 3, NOW)
    store.answer(SIBLING, 3, NOW)
    assert store.forget(["book:term:heap"], NOW + 1) == 2
    assert not store.due(today_at(NOW))
    assert [(card.state, card.due, card.reps) for card in store.cards()] == [(0, None, 0)] * 2
    assert [day.answers for day in store.past.days()] == [2]
    again = store.answer(CARD, 3, NOW + 2)
    assert again.reps == 1
    assert again.first == again.at
    assert store.forget([OTHER], NOW) == 0


def test_forgetting_can_be_taken_back(store: Store) -> None:
    store.answer(CARD, 3, NOW)
    store.answer(OTHER, 3, NOW)
    before = store.cards()
    store.forget([CARD, OTHER], NOW + 1)
    assert store.unforget(["book:term:heap"], NOW + 2) == 1
    assert [card for card in store.cards() if card.state] == [card for card in before if card.card == CARD]
    assert store.unforget([OTHER], NOW + 3) == 1
    assert store.cards() == before
    assert store.unforget([CARD, OTHER], NOW + 4) == 0


def test_only_the_last_forgetting_is_taken_back_and_later_answers_stay(store: Store) -> None:
    store.answer(CARD, 3, NOW)
    store.forget([CARD], NOW + 1)
    store.answer(CARD, 3, NOW + DAY)
    between = store.cards()
    store.forget([CARD], NOW + DAY + 1)
    store.answer(CARD, 4, NOW + 2 * DAY)
    store.unforget([CARD], NOW + 2 * DAY)
    assert [step.reps for step in store.history(CARD)] == [1, 0, 1, 2]
    undo_last_answer(store, NOW + 2 * DAY)
    assert store.cards() == between


def test_a_suspended_thing_is_not_due_and_nothing_of_it_forgotten(store: Store) -> None:
    store.answer(CARD, 3, NOW)
    before = store.cards()
    store.suspend(["book:term:heap"], NOW)
    assert not store.due(today_at(NOW + 99 * DAY))
    assert is_suspended(store, CARD)
    assert is_suspended(store, SIBLING)  # never met, and its sibling's thing is
    assert not is_suspended(store, OTHER)
    store.suspend(["book:term:heap"], NOW, undo=True)
    assert store.cards() == before
    assert not is_suspended(store, SIBLING)


def test_a_card_can_be_excepted_from_its_thing(store: Store) -> None:
    store.answer(CARD, 3, NOW)
    store.answer(SIBLING, 3, NOW)
    store.suspend(["book:term:heap"], NOW)
    store.suspend([CARD], NOW, undo=True)
    assert (is_suspended(store, CARD), is_suspended(store, SIBLING)) == (False, True)
    store.suspend([CARD], NOW)
    store.suspend(["book:term:heap"], NOW, undo=True)
    assert store.database.rows("select * from suspension") == []


def test_reset_forgets_all_and_keeps_a_copy(run: Run, store: Store, home: Path) -> None:
    store.answer(CARD, 1, NOW)
    store.write_note("book:term:heap", "mine", NOW)
    result = run("reset", "--yes")
    assert (result.code, result.out) == (0, "")
    copy = store.path.with_name("study-before-reset.sqlite")
    assert str(copy) in result.err
    assert (store.cards(), store.notes(), store.past.days()) == ((), (), ())
    with closing(Store(copy)) as old:
        assert len(old.cards()) == len(old.notes()) == 1
    assert [event.kind for event in store.log()] == ["reset"]


def test_reset_asks_whoever_can_answer(run: Run, store: Store, shell: Shell) -> None:
    store.answer(CARD, 1, NOW)
    result = run("reset")
    assert (result.code, result.out) == (2, "")
    assert "--yes" in result.err
    for typed, code, left in (("n", 1, 1), ("", 1, 1), ("y", 0, 0)):
        done = shell.on_terminal("mlsys reset", keys=[("", f"{typed}\n")], XDG_DATA_HOME=store.path.parent.parent)
        assert done.code == code
        assert "[y/N]" in done.err
        assert len(store.cards()) == left


def test_reset_of_nothing_makes_no_copy(run: Run, home: Path) -> None:
    assert run("reset", "--yes") == (0, "", "mlsys: there is no study data\n")
    assert not home.exists()


# --- reading, marks and notes ------------------------------------------------------------------------------------


def test_where_the_learner_read_last(store: Store) -> None:
    assert store.reading_positions() == ()
    store.read("book:section:gc/why", NOW, {"done": False})
    store.read("book:section:gc/how", NOW + 1)
    store.read("book:section:gc/why", NOW + 2)
    store.read("book:section:gc/why", NOW + 3, {"done": False})
    place = store.reading_positions()[0]
    assert place[:3] == (
        "book:section:gc/why",
        NOW + 2,
        True,
    )  # what was read once stays read, and reading on isn't stored
    assert [other[:3] for other in store.reading_positions()] == [place[:3], ("book:section:gc/how", NOW + 1, True)]


def test_marks_come_and_go(store: Store) -> None:
    store.mark("book:term:heap", NOW)
    store.mark("book:section:gc/why", NOW + 1)
    assert [mark.subject for mark in store.marks()] == ["book:section:gc/why", "book:term:heap"]
    store.mark("book:term:heap", NOW + 2, undo=True)
    assert store.is_marked("book:section:gc/why")
    assert not store.is_marked("book:term:heap")


def test_notes_are_written_changed_and_removed(store: Store) -> None:
    first = store.write_note("book:term:heap", "one", NOW)
    store.write_note("book:section:gc/why", "two \udcff", NOW + 1)
    assert [note.text for note in store.notes()] == ["one", "two ?"]
    (note,) = store.notes("book:term:heap")
    store.change_note(note, "three", NOW + 2)
    (changed,) = store.notes("book:term:heap")
    assert changed == note._replace(changed=NOW + 2, text="three")
    assert note.id == first.id
    store.change_note(changed, "", NOW + 3)
    assert store.notes("book:term:heap") == ()


def test_a_quiz_is_kept_as_it_went(store: Store) -> None:
    store.finish_quiz("book:chapter:gc", {"asked": 10, "right": 7, "when": "before"}, NOW)
    (quiz,) = store.events("quiz")
    assert quiz.subject == "book:chapter:gc"
    assert quiz.values == {"asked": 10, "right": 7, "when": "before"}
    assert store.events("answer") == ()
