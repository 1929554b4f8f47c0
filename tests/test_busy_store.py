"""The reader while another process writes to the store: it goes on, and what the learner did is kept until then."""

import asyncio
import sqlite3
from collections.abc import Callable, Iterator

import pytest

from mlsys_cli.errors import StoreBusyError
from mlsys_cli.journal.store import Store
from mlsys_cli.queries.lookup import entry_named
from mlsys_cli.reader.location import location_of
from mlsys_cli.reader.reader import Reader
from mlsys_cli.reader.reading_memory import ReadingMemory
from mlsys_cli.session.environment import Environment, Options
from mlsys_cli.session.learner import StoreChanges
from mlsys_cli.session.session import Session
from tests.support.reader import lines_on, press, settle, unwatched
from tests.support.shell import Act, Shell

pytestmark = pytest.mark.usefixtures("reading")

SECTION = "intro-to-mlsys:section:intro/symbolic-ai"


@pytest.fixture
def other(store: Store) -> Iterator[sqlite3.Connection]:
    """Another process, which writes to the store."""
    store.mark("intro-to-mlsys:term:perceptron", 1)
    store.close()
    connection = sqlite3.connect(store.path, isolation_level=None)
    yield connection
    connection.close()


@pytest.mark.slow
@pytest.mark.parametrize("lock", ["immediate", "exclusive"])
def test_the_reader_goes_on_and_keeps_everything(store: Store, other: sqlite3.Connection, lock: str) -> None:
    session = Session(Options(Environment(size=(80, 24))))
    session.learner.let_changes_wait(0)
    place = location_of(entry_named(session, "intro/symbolic-ai", ["section"]))

    async def read() -> tuple[str, str, str]:
        app = Reader(session, place, memory=ReadingMemory(session, long_enough=0))
        async with unwatched(app, (80, 24)) as pilot:
            await settle(pilot)
            other.execute(f"begin {lock}")
            await press(pilot, "mcfirst⏎csecond⏎u")
            waiting = lines_on(app)[-1]
            await press(pilot, "]")
            app.page.look()
            opened = lines_on(app)[0]
            other.execute("rollback")
            app.page.look()
            after = lines_on(app)[-1]
        app.page.look()  # the clock may tick once more when the screen is gone
        return waiting, opened, after

    waiting, opened, after = asyncio.run(read())
    assert "Another program is writing to the store. What you do is kept meanwhile." in waiting
    assert "Expert systems" in opened
    assert "Note 2 is deleted" in after
    assert [mark.subject for mark in store.marks() if mark.anchor] == [SECTION]
    assert [note.text for note in store.notes()] == ["first"]
    assert SECTION in {place.subject for place in store.reading_positions()}


def test_a_page_that_needs_the_store_stays_closed(store: Store, other: sqlite3.Connection) -> None:
    session = Session(Options(Environment(size=(80, 24))))
    session.learner.let_changes_wait(0)
    place = location_of(entry_named(session, "perceptron", ["term"]))

    async def open_marks() -> tuple[str, str]:
        app = Reader(session, place)
        async with unwatched(app, (80, 24)) as pilot:
            await settle(pilot)
            other.execute("begin exclusive")
            await press(pilot, "gmarks⏎")
            refused = lines_on(app)
            other.execute("rollback")
            await press(pilot, "gmarks⏎")
            return "\n".join(refused), lines_on(app)[0]

    refused, opened = asyncio.run(open_marks())
    assert "another process is writing to the store" in refused
    assert refused.startswith(" Perceptron")
    assert opened.startswith(" Marks")


@pytest.mark.slow
@pytest.mark.parametrize(("term", "enter"), [("xterm", ""), ("dumb", "\n")])
def test_who_leaves_waits_until_everything_is_saved(
    shell: Shell, store: Store, other: sqlite3.Connection, term: str, enter: str
) -> None:
    def lock() -> None:
        other.execute("begin immediate")

    def unlock() -> None:
        other.execute("rollback")

    keys: list[tuple[str, Act]] = [
        ("Glass is strong", lock),
        ("", f"m{enter}"),
        ("Another program", f"q{enter}"),
        ("waiting for another process", unlock),
    ]
    done = shell.on_terminal(
        "mlsys open brittleness", keys=keys, whole=True, TERM=term, XDG_DATA_HOME=store.path.parent.parent
    )
    assert done.code == 0
    assert store.is_marked("intro-to-mlsys:term:brittleness")


def test_changes_wait_in_their_order_and_only_where_they_may() -> None:
    done: list[str] = []
    is_busy = True

    def change(name: str) -> Callable[[], None]:
        def make() -> None:
            if is_busy:
                raise StoreBusyError("busy")
            done.append(name)

        return make

    changes = StoreChanges()
    with pytest.raises(StoreBusyError):
        changes.make(change("one"))
    changes.may_wait = True
    assert not changes.make(change("one"), "a mark")
    assert not changes.make(change("two"))
    assert (changes.try_again(), changes.waiting, changes.about) == (False, 2, ["a mark"])
    is_busy = False
    assert not changes.make(change("three"))
    assert (changes.try_again(), changes.waiting, done) == (True, 0, ["one", "two", "three"])
