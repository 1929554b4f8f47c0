"""Nothing that the learner did is ever lost. At full size the same is tried by `python -m tests.fuzz.data_loss`."""

import os
import re
import resource
import shutil
import sqlite3
import stat
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest

from mlsys_cli.errors import OutputError, UnreadableError
from mlsys_cli.journal.database import Database
from mlsys_cli.journal.days import DAY, today_at
from mlsys_cli.journal.event import checked_event
from mlsys_cli.journal.journal_schema import FIRST_VERSION, MIGRATIONS
from mlsys_cli.journal.store import Store
from tests.fuzz.data_loss import kill_writers, write_at_once
from tests.support.calls import after_statement
from tests.support.journal import rebuild_projections
from tests.support.program import Run
from tests.support.shell import ONLY_ITS_OWN_FILES, Shell

NOW = 1_795_000_000_000_000
"""A moment on 18 November 2026."""

CARD = "book:term:heap:meaning"


def copy_of(path: Path) -> bytes:
    """What a file is, byte for byte."""
    return path.read_bytes() if path.is_file() else b""


# --- when there is a file ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "command", ["due", "define eliza", "read intro/why", "search eliza", "config", "export study -", "forget eliza"]
)
def test_what_remembers_nothing_makes_no_file(run: Run, home: Path, command: str) -> None:
    assert run(*command.split()).code == 0
    assert not home.exists()


def test_reading_leaves_the_store_as_it_is(run: Run, store: Store) -> None:
    store.answer(CARD, 3, NOW)
    run("export", "study", "-")  # the first one gives the learner an id
    before = (store.path.stat().st_mtime_ns, copy_of(store.path))
    for command in ("due", "define eliza", "search eliza", "export study -"):
        assert run(*command.split()).code == 0
    assert (store.path.stat().st_mtime_ns, copy_of(store.path)) == before
    assert [path.name for path in store.path.parent.iterdir()] == ["study.sqlite"]


def test_what_is_remembered_is_for_nobody_else(store: Store) -> None:
    store.answer(CARD, 3, NOW)
    assert stat.S_IMODE(store.path.stat().st_mode) == 0o600
    assert stat.S_IMODE(store.path.parent.stat().st_mode) == 0o700


def test_an_answer_is_there_for_the_next_process_when_it_is_given(store: Store) -> None:
    answered = store.answer(CARD, 3, NOW, right=True, seconds=4.2, typed="a heap", more={"session": "quiz"})
    with closing(Store(store.path)) as other:
        assert [event.id for event in other.log()] == [answered.event]
        assert other.history(CARD) == (answered,)
    assert store.log()[0].values == {
        "grade": 3,
        "right": True,
        "seconds": 4.2,
        "typed": "a heap",
        "session": "quiz",
    }


def test_the_last_answers_are_those_of_the_cards_that_were_answered_last(store: Store) -> None:
    other = "tiny:question:other"
    for card, right, at in ((CARD, True, NOW), (other, False, NOW + 1), (CARD, False, NOW + 2)):
        store.answer(card, 1 + 2 * right, at, right=right)
    assert store.past.last_answers() == {CARD: False, other: False}
    assert store.past.last_answers(1) == {CARD: False}
    store.forget([CARD], NOW + 3)
    assert store.past.last_answers() == {other: False}, "who forgets a card on purpose begins anew"


def test_an_empty_file_is_a_store_without_anything(run: Run, store: Store) -> None:
    """It is left behind where a process was killed before it could write anything."""
    store.path.parent.mkdir(parents=True)
    store.path.touch()
    assert run("due").out == "0\n"
    assert store.path.stat().st_size == 0
    store.answer(CARD, 3, NOW)
    assert len(store.log()) == 1


# --- killed, and two at once -------------------------------------------------------------------------------------


@pytest.mark.slow
def test_no_answer_is_lost_when_a_writer_is_killed(tmp_path: Path) -> None:
    assert kill_writers(tmp_path / "study.sqlite", kills=6).ok


def test_two_writers_at_once_lose_nothing(tmp_path: Path) -> None:
    both = write_at_once(tmp_path / "new/study.sqlite", writers=2, answers=50)
    assert both.ok
    assert both.told == 100


@pytest.mark.slow
@pytest.mark.parametrize("act", ["answer", "read"])
def test_another_process_makes_the_store_at_any_moment(tmp_path: Path, act: str) -> None:
    """It does so after each statement in turn of one that makes the store as well, or looks whether there is one."""
    for statement in range(1, 30):
        path = tmp_path / f"{statement}.sqlite"
        path.touch()
        told: list[str] = []

        def answer(path: Path = path, told: list[str] = told) -> None:
            with closing(Store(Database(path, patience=0))) as other, suppress(OutputError):
                told.append(other.answer(CARD, 3, NOW).event)

        with closing(Store(path)) as store:
            with after_statement(statement, answer):
                if act == "read":
                    store.counts(today_at(NOW))
                else:
                    told.append(store.answer(CARD, 3, NOW).event)
            assert sorted(event.id for event in store.log()) == sorted(told)


DIE_WHILE_WRITING = """
import os, sqlite3, sys
db = sqlite3.connect(sys.argv[1], isolation_level=None)
db.execute("pragma cache_size = 1")  # so that pages reach the file before the end
db.execute("begin immediate")
db.execute("update event set data = '{}'")
db.execute("with n (i) as (select 1 union all select i + 1 from n where i < 2000)"
           " insert into event select hex(randomblob(16)), i, '', 'answer', hex(randomblob(100)), '{}' from n")
os._exit(9)
"""


def test_what_was_half_written_is_taken_back_by_whoever_reads_next(run: Run, store: Store) -> None:
    answered = store.answer(CARD, 3, NOW)
    store.close()
    subprocess.run([sys.executable, "-c", DIE_WHILE_WRITING, str(store.path)], check=False)
    assert store.path.with_name("study.sqlite-journal").stat().st_size > 0
    assert run("due").code == 0
    assert [event.id for event in store.log()] == [answered.event]


def test_who_waits_too_long_for_another_is_told(store: Store) -> None:
    store.answer(CARD, 3, NOW)
    impatient = Store(Database(store.path, patience=0.01))
    with closing(sqlite3.connect(store.path, isolation_level=None)) as db, closing(impatient) as other:
        db.execute("begin immediate")
        with pytest.raises(OutputError, match="another process is writing"):
            other.answer(CARD, 3, NOW)
        assert len(other.log()) == 1  # reading goes on
        db.execute("rollback")
        other.answer(CARD, 3, NOW)
    assert len(store.log()) == 2


def test_a_store_that_is_replaced_while_it_is_open_is_told_once(store: Store) -> None:
    """As after a reset that somebody is sorry for, while a review is open."""
    first = store.answer(CARD, 3, NOW).event
    store.reset(NOW)
    store.path.with_name("study-before-reset.sqlite").replace(store.path)
    with pytest.raises(OutputError, match="was replaced by another file while mlsys was running"):
        store.answer(CARD, 3, NOW + DAY)
    second = store.answer(CARD, 3, NOW + DAY).event
    with closing(Store(store.path)) as other:
        assert [event.id for event in other.log()] == [first, second]


def test_a_store_that_is_deleted_while_it_is_open_is_told(store: Store) -> None:
    store.answer(CARD, 3, NOW)
    store.path.unlink()
    with pytest.raises(OutputError, match="was deleted while mlsys was running"):
        store.answer(CARD, 3, NOW + DAY)
    assert not store.path.exists()


def test_a_store_that_a_newer_program_has_changed_meanwhile(store: Store) -> None:
    store.answer(CARD, 3, NOW)
    with closing(sqlite3.connect(store.path)) as db:
        db.execute("pragma user_version = 99")
    with pytest.raises(UnreadableError, match="newer"):
        store.answer(CARD, 3, NOW)
    assert len(store.log()) == 1


# --- what can be wrong with a file -------------------------------------------------------------------------------


def _garbage(path: Path) -> None:
    path.write_bytes(b"not a database " * 1000)


def _of_another_program(path: Path) -> None:
    with closing(sqlite3.connect(path)) as db:
        db.execute("create table bookmark (url)")


def _marked_by_another_program(path: Path) -> None:
    with closing(sqlite3.connect(path)) as db:
        db.execute("pragma application_id = 7")


def _newer(path: Path) -> None:
    with closing(Store(path)) as store:
        store.answer(CARD, 3, NOW)
    with closing(sqlite3.connect(path)) as db:
        db.execute("pragma user_version = 99")


def _damaged(path: Path) -> None:
    with closing(Store(path)) as store:
        store.answer(CARD, 3, NOW)
    whole = path.read_bytes()
    path.write_bytes(whole[:200] + b"\xff" * (len(whole) - 200))


def _cut(path: Path) -> None:
    with closing(Store(path)) as store:
        store.answer(CARD, 3, NOW)
    path.write_bytes(path.read_bytes()[:9000])


def _folder(path: Path) -> None:
    path.mkdir()


HARMS: dict[Callable[[Path], None], str] = {
    _garbage: "not a database",
    _of_another_program: "another program",
    _marked_by_another_program: "another program",
    _newer: "by a newer mlsys",
    _damaged: "",
    _cut: "",
    _folder: "not a regular file",
}


@pytest.mark.parametrize("command", ["due", "suspend eliza", "export study -", "reset --yes"])
@pytest.mark.parametrize("harm", HARMS)
def test_a_file_that_is_no_store_is_told_and_not_touched(
    run: Run, store: Store, harm: Callable[[Path], None], command: str
) -> None:
    store.path.parent.mkdir(parents=True)
    harm(store.path)
    before = copy_of(store.path)
    result = run(*command.split())
    assert (result.code, result.out) == (3, "")
    assert str(store.path) in result.err
    assert HARMS[harm] in result.err
    assert copy_of(store.path) == before
    assert [path.name for path in store.path.parent.iterdir()] == ["study.sqlite"]


def test_a_harmed_store_keeps_nobody_from_reading(run: Run, store: Store) -> None:
    store.path.parent.mkdir(parents=True)
    _garbage(store.path)
    for command in ("define eliza", "read intro/why"):
        result = run(*command.split())
        assert (result.code, result.err) == (0, "")
    searched = run("search", "eliza")  # which looks into the notes as well, and says why it could not
    assert (searched.code, searched.err) == (0, f"mlsys: {store.path} is not a database\n")


@pytest.fixture
def public() -> Iterator[Path]:
    """A folder that everybody can look into, unlike those that pytest makes."""
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o755)
        yield Path(folder)


@contextmanager
def somebody_else() -> Iterator[None]:
    """Be a user who owns nothing, where the tests are run by one who may do everything."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


def test_a_store_that_may_be_read_only(public: Path) -> None:
    path = public / "study.sqlite"
    with closing(Store(path)) as mine:
        mine.answer(CARD, 1, NOW)
    path.chmod(0o444)
    public.chmod(0o555)
    before = copy_of(path)
    with somebody_else(), closing(Store(path)) as store:
        assert len(store.due(today_at(NOW))) == 1
        for write in (lambda: store.answer(CARD, 3, NOW), lambda: store.reset(NOW)):
            with pytest.raises(OutputError, match=r"read-only|[Pp]ermission"):
                write()
        assert len(store.due(today_at(NOW))) == 1
    assert copy_of(path) == before
    public.chmod(0o755)


@pytest.mark.slow
def test_a_store_of_somebody_else(run: Run, public: Path, quiz_book: Path) -> None:
    path = public / "mlsys-cli/study.sqlite"
    with closing(Store(path)) as mine:
        mine.answer(CARD, 1, NOW)
    path.parent.chmod(0o755)
    path.chmod(0o000)
    book = shutil.copytree(quiz_book, public / "book")
    places = {"MLSYS_CONTENT": book, "MLSYS_NO_CACHE": 1, "XDG_DATA_HOME": public, "XDG_CONFIG_HOME": public}
    run("due", MLSYS_CONTENT=book, MLSYS_NO_CACHE=1)  # imports all that somebody else may not be allowed to read
    with somebody_else():
        result = run("due", **places)
        assert (result.code, result.out) == (3, "")
        assert f"the store {path} can't be opened" in result.err
        if os.geteuid() != os.getuid():
            assert "belongs to another user" in result.err
        with closing(Store(path)) as store, pytest.raises(OutputError, match="can't be opened"):
            store.answer(CARD, 3, NOW)


def test_a_folder_of_somebody_else(public: Path) -> None:
    with closing(Store(public / "hidden/study.sqlite")) as mine:
        mine.answer(CARD, 1, NOW)
    mine.path.parent.chmod(0o000)
    with somebody_else(), closing(Store(mine.path)) as store:
        with pytest.raises(UnreadableError, match="can't be read: Permission denied"):
            store.counts(today_at(NOW))
        with pytest.raises(UnreadableError):
            store.answer(CARD, 3, NOW)
    mine.path.parent.chmod(0o755)


def test_a_home_where_nothing_can_be_made(run: Run) -> None:
    assert run("due", XDG_DATA_HOME="/dev/null/no").out == "0\n"
    result = run("suspend", "eliza", XDG_DATA_HOME="/dev/null/no")
    assert (result.code, result.out) == (3, "")
    assert result.err.startswith("mlsys: the store can't be created at /dev/null/no/mlsys-cli/study.sqlite: ")


@pytest.mark.slow
def test_a_full_disk_when_the_store_is_made(shell: Shell, run: Run) -> None:
    run("define", "eliza")  # so that the index is there
    done = shell.run("ulimit -f 8; mlsys suspend eliza", **ONLY_ITS_OWN_FILES)
    assert (done.code, done.out) == (3, "")
    assert "can't write to the store" in done.err
    assert done.err.count("\n") <= 2
    assert shell.run("mlsys due") == (0, "0\n", "")
    assert shell.run("mlsys suspend eliza").code == 0


def test_a_store_that_a_full_disk_left_empty_is_empty_for_the_same_program_too(tmp_path: Path) -> None:
    with closing(Store(tmp_path / "study.sqlite")) as store:
        before = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (8192, before[1]))
        try:
            with pytest.raises(OutputError, match="can't write to the store"):
                store.answer(CARD, 3, NOW)
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, before)
        assert store.is_empty
        store.answer(CARD, 3, NOW)
        assert not store.is_empty


@pytest.mark.slow
def test_a_full_disk_loses_what_does_not_fit_and_nothing_else(
    shell: Shell, run: Run, store: Store, tmp_path: Path
) -> None:
    store.answer(CARD, 3, NOW)
    before = store.log()
    with closing(Store(tmp_path / "other/mlsys-cli/study.sqlite")) as other:
        for number in range(100):
            other.write_note(f"book:term:heap-{number}", "a long note " * 20, NOW)
    exported = tmp_path / "many.jsonl"
    run("export", "study", str(exported), XDG_DATA_HOME=tmp_path / "other")
    place: dict[str, Any] = {"XDG_DATA_HOME": tmp_path / "home/data"}
    done = shell.run(f"ulimit -f 80; mlsys import study {exported}", **place, **ONLY_ITS_OWN_FILES)
    assert (done.code, done.out) == (3, "")
    assert "can't write to the store" in done.err
    assert store.log() == before
    assert shell.run(f"mlsys import study {exported}", **place).code == 0
    assert len(store.log()) == 101


# --- versions ----------------------------------------------------------------------------------------------------

FIXTURES = Path(__file__).parent / "fixtures"


@pytest.mark.parametrize("version", range(FIRST_VERSION, FIRST_VERSION + len(MIGRATIONS) + 1))
def test_a_store_of_every_version_is_opened(tmp_path: Path, version: int) -> None:
    """The files hold the same events, written by the program of that time."""
    path = tmp_path / "study.sqlite"
    shutil.copy(FIXTURES / f"study-{version}.sqlite", path)
    with closing(Store(path)) as store:
        assert len(store.log()) == 35
        cards = {card.card.removeprefix("intro-to-mlsys:"): card for card in store.cards()}
        assert cards["term:perceptron:meaning"].reps == 6
        assert cards["term:mycin:meaning"].state == 0
        assert cards["term:eliza:meaning"].suspended
        assert "term:eliza:name" not in cards
        assert {note.ordinal: note.text for note in store.notes()} == {1: "One layer can’t do XOR.", 2: "Läs om."}
        assert [mark.subject for mark in store.marks()] == ["intro-to-mlsys:term:perceptron"]
        assert [place.done for place in store.reading_positions()] == [False, True]
        before = store.cards(), store.past.days(), store.past.retention()
        assert sum(day.answers for day in before[1]) > before[2].reviews > 0
        rebuild_projections(store)
        assert (store.cards(), store.past.days(), store.past.retention()) == before


NEXT = "create table extra (id text) strict;\ninsert into extra values ('a;b');\n"


def store_of_next_version(path: Path, migration: str = NEXT) -> Store:
    """The store as the program may open it one day, with another version of the tables."""
    return Store(Database(path, migrations=(*MIGRATIONS, migration)))


def version_of(path: Path) -> int:
    with closing(sqlite3.connect(path)) as db:
        return int(db.execute("pragma user_version").fetchone()[0])


def test_a_new_store_has_the_tables_that_the_migrations_make(tmp_path: Path) -> None:
    shutil.copy(FIXTURES / "study-6.sqlite", tmp_path / "old.sqlite")
    for name in ("old", "new"):
        with closing(store_of_next_version(tmp_path / f"{name}.sqlite")) as store:
            store.mark("book:term:heap", NOW)
    assert tables_of(tmp_path / "new.sqlite") == tables_of(tmp_path / "old.sqlite")
    assert version_of(tmp_path / "new.sqlite") == FIRST_VERSION + len(MIGRATIONS) + 1


def tables_of(path: Path) -> dict[str, str]:
    """The statement of each table, index and view, without comments, white space and the quotes of a renamed table."""
    with closing(sqlite3.connect(path)) as db:
        rows = db.execute("select name, sql from sqlite_master where sql is not null").fetchall()
    return {name: re.sub(r'--.*|[\s"]', "", statement) for name, statement in rows}


def test_an_older_store_is_brought_up_to_date_and_a_copy_kept(tmp_path: Path) -> None:
    path = tmp_path / "study.sqlite"
    shutil.copy(FIXTURES / "study-6.sqlite", path)
    with closing(store_of_next_version(path)) as store:
        assert len(store.log()) == 35  # reading is enough
    assert version_of(path) == FIRST_VERSION + len(MIGRATIONS) + 1
    assert version_of(tmp_path / "study-v6.sqlite") == 6
    assert sorted(os.listdir(tmp_path)) == ["study-v6.sqlite", "study.sqlite"]


def test_a_copy_that_is_there_is_not_replaced(tmp_path: Path) -> None:
    path = tmp_path / "study.sqlite"
    shutil.copy(FIXTURES / "study-6.sqlite", path)
    (tmp_path / "study-v6.sqlite").write_text("precious")
    with closing(store_of_next_version(path)) as store:
        store.mark("book:term:heap", NOW)
    assert (tmp_path / "study-v6.sqlite").read_text() == "precious"
    assert version_of(tmp_path / "study-v6-2.sqlite") == 6


def test_a_migration_happens_as_a_whole_or_not_at_all(tmp_path: Path) -> None:
    path = tmp_path / "study.sqlite"
    shutil.copy(FIXTURES / "study-6.sqlite", path)
    before = copy_of(path)
    failing = store_of_next_version(path, f"{NEXT}insert into nowhere values (1);\n")
    with closing(failing) as store, pytest.raises(UnreadableError, match="nowhere"):
        store.log()
    assert copy_of(path) == before
    assert version_of(path) == 6


def test_a_store_from_before_the_first_release_is_left_alone_and_can_be_exchanged(run: Run, store: Store) -> None:
    store.answer(CARD, 3, NOW)
    harm(store, "pragma user_version = 5")
    before = copy_of(store.path)
    for command in ("due", "mark eliza"):
        result = run(*command.split())
        assert (result.code, result.out) == (3, "")
        assert "was written by an mlsys that is too old" in result.err
        assert "run 'mlsys export study FILE' with the mlsys that wrote it" in result.err
    assert copy_of(store.path) == before


def test_projections_of_another_version_are_rebuilt(store: Store) -> None:
    store.answer(CARD, 1, NOW)
    harm(store, "update meta set projection_version = 0; update card set due = null, reps = 77")
    with closing(Store(store.path)) as other:
        assert len(other.due(today_at(NOW))) == 1
    assert [card.reps for card in store.cards()] == [1]


def test_an_older_store_that_may_not_be_written_can_be_read(public: Path) -> None:
    path = public / "study.sqlite"
    shutil.copy(FIXTURES / "study-6.sqlite", path)
    path.chmod(0o444)
    public.chmod(0o555)
    before = copy_of(path)
    with somebody_else(), closing(Store(path)) as store:
        assert len(store.log()) == 35
        assert len(store.notes()) == 2
        with pytest.raises(OutputError):
            store.mark("book:term:heap", NOW)
        assert len(store.marks()) == 1
    assert copy_of(path) == before
    public.chmod(0o755)


# --- events and tables that are damaged --------------------------------------------------------------------------


def harm(store: Store, script: str) -> None:
    """What a program that isn't ours, or a fault of the disk, does to the file."""
    store.close()
    with closing(sqlite3.connect(store.path)) as db:
        db.executescript(script)


DAMAGE = {
    "not JSON": "'{'",
    "not UTF-8": "cast(x'ff00fe' as text)",
    "another type": "'[]'",
    "a grade that is none": """'{"grade": "good"}'""",
    "nested deep": "replace(hex(zeroblob(977)), '00', '[') || replace(hex(zeroblob(977)), '00', ']')",
    "an object nested deep": """'{"a":' || replace(hex(zeroblob(976)), '00', '[') """
    """|| replace(hex(zeroblob(976)), '00', ']') || '}'""",
    "a number without end": """'{"grade": 1' || hex(zeroblob(4000)) || '}'""",
}


@pytest.mark.slow
@pytest.mark.parametrize("damage", DAMAGE)
def test_a_damaged_event_keeps_nobody_from_the_sound_ones(run: Run, store: Store, tmp_path: Path, damage: str) -> None:
    """It is left out where all is worked out again, and `export` and `doctor` tell of it."""
    for kind in ("answer", "note", "read", "quiz", "parameters"):
        subject = {"answer": CARD, "parameters": ""}.get(kind, "intro-to-mlsys:chapter:intro")
        values = {"grade": 3, "values": [], "text": "mine"}
        store.add([checked_event((kind.encode().hex().zfill(32), NOW, "d", kind, subject, values))])
    store.write_note("intro-to-mlsys:term:eliza", "sound", NOW + 1)
    harm(store, f"update event set data = {DAMAGE[damage]} where subject != 'intro-to-mlsys:term:eliza'")
    harm(store, "update meta set projection_version = 0")
    for command in ("progress", "due", "review --json", "quiz --json", "quiz intro --after --json", "read intro/why"):
        result = run(*command.split())
        assert (result.code, "unexpected" in result.err) in ((0, False), (1, False)), (command, result.err)
    assert [note["text"] for note in run("notes", "--json").json["notes"]] == ["sound"]
    assert run("note", "eliza", "more").code == 0
    exported = run("export", "study", str(tmp_path / "mine.jsonl"))
    assert exported.code == 3
    assert "unreadable events were left out" in exported.err
    assert "sound" in (tmp_path / "mine.jsonl").read_text()
    told = run("doctor", "--json")
    assert told.code == 3
    assert "has an event that can't be read" in told.json["facts"]["store problem"]


def test_a_damaged_event_that_hides_what_is_new_is_told(run: Run, store: Store) -> None:
    """A reset in the distant future counts, but can't be taken back, as its subject isn't valid."""
    store.mark("intro-to-mlsys:term:eliza", NOW)
    harm(store, f"insert into event values ('{'a' * 32}', 7000000000000000, 'd', 'reset', 'x', '{{}}')")
    before = copy_of(store.path)
    for command in ("note eliza more", "mark perceptron", "suspend perceptron"):
        result = run(*command.split())
        assert (result.code, result.out) == (3, "")
        assert result.err.startswith("mlsys: the store has a damaged event, so later events are ignored")
        assert copy_of(store.path) == before


REFUSALS = {
    "a trigger": "create trigger no before insert on event begin select raise(abort, 'not today'); end",
    "a constraint": "create unique index one on event (kind)",
    "a table that is gone": "drop table meta",
}


@pytest.mark.parametrize("refusal", REFUSALS)
def test_a_store_that_refuses_what_is_written(run: Run, store: Store, refusal: str) -> None:
    store.suspend(["intro-to-mlsys:term:eliza"], NOW)
    harm(store, REFUSALS[refusal])
    before = copy_of(store.path)
    result = run("suspend", "perceptron")
    assert (result.code, result.out) == (3, "")
    assert str(store.path) in result.err
    assert "unexpected" not in result.err
    assert copy_of(store.path) == before


# --- doctor --------------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_doctor_looks_at_the_store(run: Run, store: Store) -> None:
    assert run("doctor").code == 0
    assert not store.path.exists()
    for number in range(300):
        store.mark(f"book:term:t{number}", NOW + number)
    store.close()
    assert run("doctor").code == 0
    sound = store.path.read_bytes()
    for broken in (
        b"no database at all, but long enough to be one " * 100,
        sound[:-8192],
        sound[:8192] + b"x" * 40_000,
    ):
        store.path.write_bytes(broken)
        result = run("doctor", "--json")
        assert result.code == 3
        assert str(store.path) in result.json["facts"]["store problem"]
        assert store.path.read_bytes() == broken


def test_doctor_tells_the_version_of_each_package_that_the_program_needs(run: Run) -> None:
    project = tomllib.loads((Path(__file__).parents[1] / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    # Each begins with a name.
    needed = {re.match(r"[\w-]+", package)[0].lower() for package in project["dependencies"]}  # type: ignore[index]
    assert needed <= {name.lower() for name in run("doctor", "--json").json["facts"]}


def test_doctor_looks_at_the_settings(run: Run, home: Path) -> None:
    file = home / "config/mlsys-cli/config.toml"
    file.parent.mkdir(parents=True)
    file.write_text("new-per-day = 'many'")
    result = run("doctor")
    assert result.code == 3
    assert "new-per-day can't be 'many'" in " ".join(result.out.split())
