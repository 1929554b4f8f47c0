"""The compiled book: always what a build from nothing makes, however it came about, and never missed if it goes."""

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from random import Random
from typing import Any
from unittest.mock import Mock

import pytest

from mlsys_cli.book.parse.load import load_chapter
from mlsys_cli.cli.main import main
from mlsys_cli.index.build import ship
from mlsys_cli.index.library import Library, index_path, open_shipped
from mlsys_cli.session.environment import Environment
from tests.support.calls import calls_of
from tests.support.program import MakeBook, Result, Run

WORDS = ["stack", "queue", "mark", "sweep", "count", "trace", "root", "cycle", "barrier", "finalizer", "nursery"]

COMMANDS = (
    ("toc", "--json"),
    ("list", "terms"),
    ("list", "sections"),
    ("list", "events"),
    ("search", "garbage", "--json", "--limit", "100"),
    ("search", "garbage", "--json", "--limit", "3"),
    ("search", "nurseri", "--json"),
    ("search", "finalizzer", "--json"),
    ("search", "barrrier", "--json"),
    ("define", "heap", "--json"),
    ("define", "heep"),
    ("define", "stak", "--json"),
    ("timeline", "--json"),
    ("read", "a", "--json"),
    ("read", "c", "--json"),
    ("cite", "knuth1968", "--json"),
)
"""Questions whose answers hang on the order of chapters, on every word of the book, or on who links to whom."""

GLANCE = (("toc",), ("define", "heap"), ("search", "garbage"), ("timeline",), ("cite", "knuth1968"))
"""A question to each part of the index."""


def chapter(name: str, version: int = 1) -> dict[str, str]:
    """The files of a chapter. Its words depend on its name and version; `garbage` is in all of them, equally often."""
    random = Random(f"{name}{version}")
    terms = random.sample(WORDS, 4)
    prose = "Garbage is collected by [[heap]] or [[{}]]."
    return {
        f"{name}/chapter.yaml": f"title: Garbage\nsummary: Version {version}.\n"
        f"sections:\n- {{id: why, title: Why, body: '{prose.format(f'{name}-{terms[0]}')} See [@knuth1968].'}}\n",
        f"{name}/glossary.yaml": "terms:\n"
        + "".join(
            f"- {{id: {name}-{term}, name: {term} of {name}, kind: concept, definition: The {term} or"
            f" {random.choice(WORDS)}., see_also: [heap]}}\n"
            for term in terms
        )
        + ("- {id: heap, name: Heap, kind: concept, definition: A pile.}\n" if name == "a" else ""),
        f"{name}/timeline.yaml": "events:\n"
        f"- {{id: {name}-event, year: 1960, title: Garbage, body: So., terms: [heap]}}\n",
    }


def book(*chapters: str) -> str:
    return f"id: tiny\ntitle: Tiny\nparts: [{{title: All, chapters: [{', '.join(chapters)}]}}]\n"


SOURCES = {"references.yaml": "references:\n- {key: knuth1968, authors: [Donald Knuth], title: Art, venue: A book}\n"}


@pytest.fixture
def folder(make_book: MakeBook) -> Path:
    """A book of four chapters."""
    files = {path: text for name in "abcd" for path, text in chapter(name).items()}
    return make_book({"book.yaml": book("a", "b", "c", "d"), **SOURCES, **files})


@pytest.fixture
def own_cache(tmp_path: Path) -> Path:
    """A cache that only this test uses."""
    return tmp_path / "cache"


@pytest.fixture
def ask(run: Run, folder: Path, own_cache: Path) -> Callable[..., Result]:
    """Run a command on the book with the test's own cache."""
    return lambda *argv, **env: run(*argv, "--content", str(folder), XDG_CACHE_HOME=own_cache, **env)


@pytest.fixture
def index(folder: Path, own_cache: Path) -> Path:
    """Where the index of the book is."""
    return index_path((folder,), own_cache / "mlsys-cli")


@pytest.fixture
def compiled() -> Iterator[list[str]]:
    """The chapters that are compiled while the test runs."""
    names: list[str] = []
    with calls_of(load_chapter, lambda given: names.append(given["folder"].name)):
        yield names


def write(folder: Path, files: dict[str, str]) -> None:
    for path, text in files.items():
        (folder / path).parent.mkdir(exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")


# --- what has not changed is carried over ----------------------------------------------------------------------------


def add(folder: Path) -> None:
    write(folder, {**chapter("e"), "book.yaml": book("a", "e", "b", "c", "d")})


def remove(folder: Path) -> None:
    shutil.rmtree(folder / "b")
    write(folder, {"book.yaml": book("a", "c", "d")})


CHANGES: dict[str, tuple[Callable[[Path], None], list[str]]] = {
    "nothing": (lambda folder: write(folder, {}), []),
    "an edit of the first": (lambda folder: write(folder, chapter("a", version=2)), ["a"]),
    "two edits": (lambda folder: write(folder, {**chapter("b", version=2), **chapter("d", version=3)}), ["b", "d"]),
    "an addition": (add, ["e"]),
    "a removal": (remove, []),
    "another order and an edit": (
        lambda folder: write(folder, {"book.yaml": book("d", "c", "b", "a"), **chapter("c", version=2)}),
        ["c"],
    ),
    "a chapter that is left out": (lambda folder: write(folder, {"book.yaml": book("a", "c", "d")}), []),
    "a file that goes": (lambda folder: (folder / "b/glossary.yaml").unlink(), ["b"]),
    "a file that comes": (
        lambda folder: write(folder, {"b/figures.yaml": "figures:\n- {id: f, kind: flow, title: Garbage, alt: x}\n"}),
        ["b"],
    ),
    "another title of the book": (
        lambda folder: write(folder, {"book.yaml": book("a", "b", "c", "d").replace("Tiny", "Small")}),
        [],
    ),
    "another id of the book": (
        lambda folder: write(folder, {"book.yaml": book("a", "b", "c", "d").replace("tiny", "small")}),
        ["a", "b", "c", "d"],
    ),
    "a source that goes": (lambda folder: (folder / "references.yaml").unlink(), []),
}
"""Each change of a book, and the chapters that have to be compiled after it."""


def answers(ask: Callable[..., Result]) -> list[Result]:
    return [ask(*command) for command in COMMANDS]


def answers_from_nothing(ask: Callable[..., Result], own_cache: Path) -> list[Result]:
    shutil.rmtree(own_cache)
    return answers(ask)


@pytest.mark.parametrize("change", CHANGES)
def test_an_update_is_like_a_full_build(ask: Callable[..., Result], folder: Path, own_cache: Path, change: str) -> None:
    """Byte for byte, for every question, and only the chapters that changed are compiled."""
    assert ask("toc").code == 0
    make, expected = CHANGES[change]
    make(folder)
    with calls_of(load_chapter) as compiled:
        ask("toc")
    assert [given["folder"].name for given in compiled] == expected
    updated = answers(ask)
    assert updated == answers_from_nothing(ask, own_cache)


EDITS = {
    "a word of a term": ("a/glossary.yaml", "A pile.", "A nursery of finalizers.", True),
    "a name": ("a/glossary.yaml", "name: Heap", "name: Barrier heap", True),
    "a comment": ("a/glossary.yaml", "terms:", "terms:  # all of them", True),
    "a section": ("a/chapter.yaml", "Garbage is", "Litter and a finalizer are", True),
    "the title of a chapter": ("a/chapter.yaml", "title: Garbage", "title: Nursery", True),
    "a date": ("a/timeline.yaml", "year: 1960", "year: 1961", True),
    "an id": ("a/timeline.yaml", "id: a-event", "id: an-event", False),
    "another entry": ("a/glossary.yaml", "terms:", "terms:\n- {id: x, name: X, kind: k, definition: Heap.}", False),
    "a mistake": ("a/timeline.yaml", "year: 1960", "year: late", False),
}
"""Each edit of a file: the words, those in their place, and whether only the entries that have them are compiled."""


@pytest.mark.parametrize("edit", EDITS)
def test_an_edit_of_an_entry_is_like_a_full_build(
    ask: Callable[..., Result], folder: Path, own_cache: Path, index: Path, edit: str
) -> None:
    """The others stay where they are, unless an entry has come, gone or got another id, or there is a mistake."""
    file, before, after, is_enough = EDITS[edit]
    ask("toc")
    units = _units(index)
    text = (folder / file).read_text()
    assert before in text
    (folder / file).write_text(text.replace(before, after, 1))
    ask("toc")
    assert (_units(index) == units) == is_enough
    updated = answers(ask)
    assert updated == answers_from_nothing(ask, own_cache)


def _units(index: Path) -> dict[str, int]:
    """The number of each chapter, which is another one when it was compiled as a whole."""
    with closing(sqlite3.connect(index)) as db:
        return dict(db.execute("select chapter, number from unit"))


@pytest.mark.slow
def test_many_changes_are_like_a_full_build(ask: Callable[..., Result], folder: Path, own_cache: Path) -> None:
    """One update after the other: nothing is left of what was once in the book."""
    random = Random(1)
    names = list("abcd")
    ask("toc")
    for step in range(20):
        name = random.choice("abcdefg")
        if name in names and len(names) > 2 and random.random() < 0.4:
            names.remove(name)
        elif name not in names:
            names.insert(random.randrange(len(names) + 1), name)
        random.shuffle(names)
        write(folder, {"book.yaml": book(*names), **chapter(name, step)})
        ask("toc")
    updated = answers(ask)
    assert updated == answers_from_nothing(ask, own_cache)


def test_a_chapter_with_mistakes_is_compiled_again(
    ask: Callable[..., Result], folder: Path, compiled: list[str]
) -> None:
    """Its problems are told anew as long as it has any; one without is carried over."""
    write(folder, {"c/timeline.yaml": "events:\n- {id: e, year: late, title: E, body: b}\n"})
    assert "'year' must be" in ask("toc").err
    before = (folder / "b/glossary.yaml").read_text()
    write(folder, {"b/glossary.yaml": before + "- {id: litter, name: Litter, kind: concept, definition: Waste.}\n"})
    compiled.clear()
    assert "'year' must be" in ask("toc").err
    assert compiled == ["b", "c"]


def test_each_command_looks_once_at_a_file_that_all_chapters_depend_on(
    ask: Callable[..., Result], folder: Path, index: Path
) -> None:
    """Of the calculators of twenty chapters each chapter depends on all, which took longer than a look-up."""
    write(folder, {"calculators.yaml": "calculators: []\n"})
    ask("toc")
    with closing(sqlite3.connect(index)) as db:
        looked_at = Library(db).files()
    assert looked_at.count(f"{folder}/calculators.yaml") == 1
    assert len(looked_at) == len({*looked_at})


def test_nothing_is_compiled_if_nothing_has_changed(
    ask: Callable[..., Result], index: Path, compiled: list[str]
) -> None:
    ask("toc")
    made = index.stat()
    compiled.clear()
    for command in GLANCE:
        ask(*command)
    assert compiled == []
    assert (index.stat().st_ino, index.stat().st_mtime_ns) == (made.st_ino, made.st_mtime_ns)


@pytest.mark.slow
def test_a_book_beside_another_is_compiled_without_it(
    run: Run, make_book: MakeBook, folder: Path, own_cache: Path, compiled: list[str]
) -> None:
    """And the answers are those of an index that is built from nothing."""
    both = f"{folder}{os.pathsep}{make_book({'book.yaml': book('a').replace('tiny', 'other'), **chapter('a')}, 'two')}"

    def ask(*argv: str) -> Result:
        return run(*argv, "--content", both, XDG_CACHE_HOME=own_cache)

    run("toc", "--content", str(folder), XDG_CACHE_HOME=own_cache)
    compiled.clear()
    ask("toc")
    assert compiled == ["a"]
    made = answers(ask)
    assert made == answers_from_nothing(ask, own_cache)


def test_a_change_that_keeps_the_size_is_seen(ask: Callable[..., Result], folder: Path) -> None:
    assert "A pile." in ask("define", "heap").out
    path = folder / "a/glossary.yaml"
    path.write_text(path.read_text().replace("A pile.", "A tile."))
    assert "A tile." in ask("define", "heap").out


def test_each_set_of_books_has_its_index(run: Run, make_book: MakeBook, folder: Path, own_cache: Path) -> None:
    other = make_book({}, "other")
    for content in (f"{folder}", f"{other}", f"{folder}{os.pathsep}{other}", f"{other}{os.pathsep}{folder}"):
        assert run("toc", "--content", content, XDG_CACHE_HOME=own_cache).code == 0
    assert len(list(own_cache.rglob("*.sqlite"))) == 4


# --- what can happen to a cache --------------------------------------------------------------------------------------


def damage_pages(data: bytes, page: int, filler: bytes) -> bytes:
    return data[: page * 4096] + filler + data[(page + 1) * 4096 :]


@pytest.mark.slow
def test_garbage_in_any_page(ask: Callable[..., Result], index: Path) -> None:
    """A page deep inside the file matters as much as its header: the answer is the same, and the index made anew."""
    good = [ask(*command) for command in GLANCE]
    data = index.read_bytes()
    noise = Random(1).randbytes(4096)
    for page in range(len(data) // 4096):
        for command, answer in zip(GLANCE, good, strict=True):
            index.write_bytes(damage_pages(data, page, noise if page % 3 == 1 else b"\0" * 4096))
            assert ask(*command) == answer


@pytest.mark.slow
def test_a_damaged_index_and_names_from_a_pipe(ask: Callable[..., Result], index: Path) -> None:
    """What stood on stdin can't be read a second time."""
    good = ask("define", "-", stdin="heap\na-heap\n")
    data = index.read_bytes()
    for page in range(len(data) // 4096):
        index.write_bytes(damage_pages(data, page, b"\0" * 4096))
        assert ask("define", "-", stdin="heap\na-heap\n")[:2] == good[:2]


@pytest.mark.slow
def test_a_damaged_index_is_not_carried_over(ask: Callable[..., Result], folder: Path, index: Path) -> None:
    ask("toc")
    data = index.read_bytes()
    for page in range(1, len(data) // 4096):
        index.write_bytes(damage_pages(data, page, b"\0" * 4096))
        write(folder, chapter("b", version=page))
        assert ask("define", "heap").out.startswith("Heap\n")
        assert ask("search", "garbage", "--json").json["total"] == 12


@pytest.mark.slow
@pytest.mark.parametrize("length", [0, 1, 15, 100, 4096, 4097, 20_000])
def test_an_index_that_was_cut(ask: Callable[..., Result], index: Path, length: int) -> None:
    good = [ask(*command) for command in GLANCE]
    for command, answer in zip(GLANCE, good, strict=True):
        os.truncate(index, length)
        assert ask(*command) == answer


@pytest.mark.parametrize("content", [b"", b"garbage", b"SQLite format 3\0" + b"x" * 5000])
def test_an_index_that_is_something_else(ask: Callable[..., Result], index: Path, content: bytes) -> None:
    good = ask("define", "heap")
    index.write_bytes(content)
    assert ask("define", "heap") == good
    assert index.read_bytes() != content


def test_an_index_of_other_tables(ask: Callable[..., Result], index: Path) -> None:
    good = ask("define", "heap")
    index.unlink()
    db = sqlite3.connect(index)
    db.executescript("create table meta (x text); insert into meta values ('x');")
    db.close()
    assert ask("define", "heap") == good


def test_an_index_of_another_version(ask: Callable[..., Result], index: Path, compiled: list[str]) -> None:
    """A new version of the program takes nothing over from the index of the last one."""
    good = ask("define", "heap")
    compiled.clear()
    with closing(sqlite3.connect(index)) as db, db:
        db.execute("update meta set version = '0.0.1/1'")
    assert ask("define", "heap") == good
    assert compiled == ["a", "b", "c", "d"]
    compiled.clear()
    assert ask("define", "heap") == good
    assert compiled == []


def test_the_cache_may_be_deleted_at_any_time(ask: Callable[..., Result], own_cache: Path) -> None:
    good = ask("define", "heap")
    shutil.rmtree(own_cache)
    assert ask("define", "heap") == good


def test_a_folder_where_the_index_should_be(ask: Callable[..., Result], index: Path) -> None:
    good = ask("define", "heap")
    index.unlink()
    index.mkdir()
    result = ask("define", "heap")
    assert (result.code, result.out) == (0, good.out)
    assert result.err.count("\n") == 1
    assert result.err.startswith("mlsys: the cache can't be written (")


def test_a_pipe_or_a_link_where_the_index_should_be(ask: Callable[..., Result], index: Path, tmp_path: Path) -> None:
    good = ask("define", "heap")
    (tmp_path / "precious").write_bytes(index.read_bytes())
    index.unlink()
    os.mkfifo(index)
    assert ask("define", "heap") == good
    index.unlink()
    index.symlink_to(tmp_path / "precious")
    assert ask("define", "heap") == good
    assert index.is_file()
    assert not index.is_symlink()
    assert (tmp_path / "precious").read_bytes() == index.read_bytes()


def test_an_index_that_others_can_have_written_is_not_used(ask: Callable[..., Result], index: Path) -> None:
    good = ask("define", "heap")
    with closing(sqlite3.connect(index)) as db, db:
        db.execute("update entry set data = replace(data, 'Memory', 'PWNED')")
    index.parent.chmod(0o777)
    found = ask("define", "heap")
    assert found.out == good.out
    assert found.err == (
        f"mlsys: the cache can't be written ({index.parent} is a link, or others can write to it),"
        " so each command reads the whole book\n"
    )
    index.parent.chmod(0o700)
    index.chmod(0o666)
    assert ask("define", "heap") == good


def test_a_file_where_the_cache_should_be(ask: Callable[..., Result], own_cache: Path) -> None:
    own_cache.write_text("mine")
    result = ask("define", "heap")
    assert (result.code, result.out[:5]) == (0, "Heap\n")
    assert result.err.startswith("mlsys: the cache can't be written (")
    assert own_cache.read_text() == "mine"


# --- a build that does not get to its end ----------------------------------------------------------------------------


def test_a_full_disk(ask: Callable[..., Result], folder: Path, index: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The answer is there, the last index is kept, nothing is left lying about, and there is one line on stderr."""
    ask("toc")
    old = index.read_bytes()
    write(folder, chapter("a", version=2))

    class Full(sqlite3.Connection):
        def executemany(self, *args: object) -> sqlite3.Cursor:
            if self.execute("pragma database_list").fetchone()[2]:
                raise sqlite3.OperationalError("database or disk is full")
            return super().executemany(*args)  # type: ignore[arg-type]  # they are handed on

    connect = sqlite3.connect
    with monkeypatch.context() as patch:
        patch.setattr(sqlite3, "connect", lambda *args, **how: connect(*args, factory=Full, **how))
        result = ask("read", "a")
    assert (result.code, "Version 2." in result.out) == (0, True)
    assert result.err == (
        "mlsys: the cache can't be written (database or disk is full), so each command reads the whole book\n"
    )
    assert index.read_bytes() == old
    assert os.listdir(index.parent) == [index.name]
    assert ask("read", "a").err == ""


def test_no_room_for_a_file_at_all(ask: Callable[..., Result], monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(path: str | Path, *rest: Any, **more: Any) -> int:
        if str(path).endswith(".tmp"):
            raise OSError(28, "No space left on device")
        return open_file(path, *rest, **more)

    open_file = os.open
    monkeypatch.setattr("os.open", fail)
    result = ask("define", "heap")
    assert (result.code, result.out[:5]) == (0, "Heap\n")
    assert result.err == (
        "mlsys: the cache can't be written (No space left on device), so each command reads the whole book\n"
    )


def test_an_interrupted_build_leaves_the_old_index(ask: Callable[..., Result], folder: Path, index: Path) -> None:
    ask("toc")
    old = index.read_bytes()
    write(folder, {**chapter("a", version=2), **chapter("d", version=2)})

    def interrupt(given: dict[str, Any]) -> None:
        if given["folder"].name == "d":
            raise KeyboardInterrupt

    with calls_of(load_chapter, interrupt):
        assert ask("toc") == (130, "", "")
    assert index.read_bytes() == old
    assert os.listdir(index.parent) == [index.name]
    assert "Version 2." in ask("read", "a").out


def start(folder: Path, cache: Path, code: str) -> "subprocess.Popen[str]":
    """A process of its own for `mlsys read a` that runs the code when it is about to read the chapter b."""
    script = (
        "import os, pathlib, sys, time\n"
        "def watch(event, given):\n"
        f"    if event == 'open' and str(given[0]).endswith('/b/chapter.yaml'):\n        {code}\n"
        "sys.addaudithook(watch)\n"
        "from mlsys_cli.__main__ import run\n"
        "run()\n"
    )
    env = {**os.environ, "XDG_CACHE_HOME": str(cache), "MLSYS_CONTENT": str(folder)}
    pipe = subprocess.PIPE
    return subprocess.Popen([sys.executable, "-c", script, "read", "a"], env=env, stdout=pipe, stderr=pipe, text=True)


def test_a_killed_build_leaves_the_old_index(
    ask: Callable[..., Result], folder: Path, own_cache: Path, index: Path
) -> None:
    ask("toc")
    old = index.read_bytes()
    write(folder, {**chapter("a", version=2), **chapter("b", version=2)})
    with start(folder, own_cache, "print('here', flush=True); time.sleep(60)") as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "here\n"
        process.send_signal(signal.SIGKILL)
    assert index.read_bytes() == old
    assert "Version 2." in ask("read", "a").out


def test_what_a_killed_build_left_lying_is_cleared_away(ask: Callable[..., Result], folder: Path, index: Path) -> None:
    ask("toc")
    left = index.with_name(f".{index.name}.killed.tmp")
    left.write_bytes(b"x")
    os.utime(left, (0, 0))
    write(folder, chapter("a", version=2))
    ask("toc")
    assert os.listdir(index.parent) == [index.name]


@pytest.mark.slow
def test_two_processes_that_build_at_once(ask: Callable[..., Result], folder: Path, own_cache: Path) -> None:
    """Both are half through when each waits for the other; both answer, and the index is sound."""
    here = f"pathlib.Path({str(folder.parent)!r})"
    touch = f"({here} / f'met-{{os.getpid()}}').touch()"
    meet = f"{touch}\n        while len(list({here}.glob('met-*'))) < 2: time.sleep(0.01)"
    processes = [start(folder, own_cache, meet) for _ in range(2)]
    results = [(*process.communicate(timeout=30), process.returncode) for process in processes]
    assert len(list(folder.parent.glob("met-*"))) == 2
    assert results[0] == results[1]
    assert (results[0][0][:10], *results[0][1:]) == ("1 Garbage\n", "", 0)
    assert answers(ask) == answers_from_nothing(ask, own_cache)


# --- the index that an installation has ------------------------------------------------------------------------------


def test_an_index_beside_a_book_is_taken_over(make_book: MakeBook, run: Run, cache: Path, tmp_path: Path) -> None:
    """It was made from the same text somewhere else; that it is used is seen by a word that only it has."""
    terms = "terms:\n- {id: heap, name: Heap, kind: concept, definition: A pile of clothes.}\n"
    ship(make_book({"gc/glossary.yaml": terms}, "made"), tmp_path / "installed.sqlite")
    with closing(sqlite3.connect(tmp_path / "installed.sqlite")) as db:
        db.execute("update entry set data = replace(data, 'clothes', 'stones')")
        db.commit()
    installed = make_book({"gc/glossary.yaml": terms}, "installed")
    assert open_shipped((installed,), cache / "mlsys-cli")
    assert "A pile of stones." in run("define", "heap", "--content", installed).out

    (installed / "gc/glossary.yaml").write_text(terms.replace("clothes", "leaves"))
    assert not open_shipped((installed,), cache / "mlsys-cli")
    assert "A pile of leaves." in run("define", "heap", "--content", installed).out


def test_where_no_cache_can_be_written_it_is_read_into_memory(make_book: MakeBook, tmp_path: Path) -> None:
    installed = make_book({}, "installed")
    ship(installed, tmp_path / "installed.sqlite")
    db = open_shipped((installed,), Path("/dev/null/cache"))
    assert db
    assert str(installed / "gc/chapter.yaml") in Library(db).files()


def test_an_update_takes_over_what_was_installed(
    ask: Callable[..., Result], folder: Path, own_cache: Path, compiled: list[str]
) -> None:
    ship(folder, Path(f"{folder}.sqlite"))
    assert open_shipped((folder,), own_cache / "mlsys-cli")
    write(folder, chapter("b", 1))
    compiled.clear()
    ask("toc")
    assert compiled == ["b"]


@pytest.mark.parametrize("damage", ["another text", "another file", "no index", "no file"])
def test_an_index_that_does_not_fit_the_book_is_not(damage: str, make_book: MakeBook, tmp_path: Path) -> None:
    ship(make_book({}, "made"), tmp_path / "installed.sqlite")
    installed = make_book({}, "installed")
    assert open_shipped((installed,), tmp_path)
    if damage == "another text":
        (installed / "gc/chapter.yaml").write_text("title: Another\n")
    elif damage == "another file":
        (installed / "gc/glossary.yaml").write_text("terms: []\n")
    elif damage == "no index":
        (tmp_path / "installed.sqlite").write_bytes(b"garbage")
    else:
        (tmp_path / "installed.sqlite").unlink()
    assert not open_shipped((installed,), tmp_path)


def test_a_mistake_about_sqlite_is_no_damage(capsys: pytest.CaptureFixture[str]) -> None:
    clock = Mock(side_effect=sqlite3.ProgrammingError("of another thread"))
    assert main(["progress"], Environment(clock=clock)) == 1
    assert "unexpected ProgrammingError: of another thread" in capsys.readouterr().err
    assert clock.call_count == 1
