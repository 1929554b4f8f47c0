"""What the tests stand on: the program as `main` runs it, and small books made of text."""

import fcntl
import gc
import io
import os
import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from textwrap import dedent
from time import monotonic
from typing import Any

import pytest
from hypothesis import settings

from mlsys_cli.book.kinds import BUNDLED_BOOK
from mlsys_cli.cli.main import main
from mlsys_cli.index.build import build_index
from mlsys_cli.index.library import Library, open_current
from mlsys_cli.journal.store import Store
from mlsys_cli.session.environment import Environment
from tests.support.program import BOOK, CHAPTER, Clock, Lines, MakeBook, Result, Run, ScriptedLines, SharedBook
from tests.support.quiz_book import QUIZ
from tests.support.shell import ESCAPE, Shell

settings.register_profile("steady", derandomize=True, max_examples=25, deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "steady"))
"""The same few examples each time: a change breaks the tests, not the day. `HYPOTHESIS_PROFILE=default` varies them."""


def pytest_configure() -> None:
    """Stop the garbage collector while the tests are imported, which leaves little garbage."""
    gc.disable()


def pytest_collection_finish() -> None:
    """Let it run seldom, and pass over what is there by now: it took a tenth of the time.

    But often enough that indexes are closed: each command leaves one open in its garbage, and with 20 in place of 5
    over a thousand files were open at a time.
    """
    gc.freeze()
    gc.set_threshold(100_000, 20, 5)
    gc.enable()


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """A worker for each core, and one more for the slow tests, of which many wait for a terminal or a lock."""
    return (os.cpu_count() or 1) + int(config.option.markexpr != "not slow")


_OURS = ["COLUMNS", "FORCE_COLOR", "FZF_PREVIEW_COLUMNS", "LESS", "MLSYS_CONTENT", "MLSYS_DEBUG"]
_OURS += ["MLSYS_NO_CACHE", "MLSYS_PAGER", "MLSYS_PLAIN", "NO_COLOR", "PAGER"]


@pytest.fixture(scope="session")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cache directory that all tests share, in all processes, so that the bundled book is compiled once."""
    base = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" not in os.environ:
        return base / "cache"
    with open(base.parent / "lock", "w") as lock:  # the other processes wait until the first has compiled it
        fcntl.flock(lock, fcntl.LOCK_EX)
        _index_of_bundled(base.parent / "cache").close()
    return base.parent / "cache"


@pytest.fixture(scope="session")
def bundled(cache: Path) -> Library:
    """What is in the bundled book."""
    return Library(_index_of_bundled(cache))


def _index_of_bundled(cache: Path) -> sqlite3.Connection:
    books, folder = (BUNDLED_BOOK,), cache / "mlsys-cli"
    return open_current(books, folder) or build_index(books, folder)[0]


@pytest.fixture(scope="session")
def shared_book(tmp_path_factory: pytest.TempPathFactory) -> SharedBook:
    """Write a book as `make_book` does, for tests that don't change it: each text is written and compiled once."""
    base, made = tmp_path_factory.mktemp("shared"), dict[str, Path]()

    def make(files: dict[str, str] | str) -> Path:
        key = str(files)
        if key not in made:
            made[key] = _write_book(base / str(len(made)) / "book", _split(files) if isinstance(files, str) else files)
        return made[key]

    return make


@pytest.fixture(scope="session")
def quiz_book(shared_book: SharedBook) -> Path:
    """The book `QUIZ`, which no test changes."""
    return shared_book(QUIZ)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where this test's learner has their data and settings: `data` and `config` in it, which aren't made yet."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "home/data"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "home/config"))
    return tmp_path / "home"


@pytest.fixture
def reading(monkeypatch: pytest.MonkeyPatch, cache: Path, home: Path) -> None:
    """The reader finds the index that all tests share, and a learner of its own."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(cache))


@pytest.fixture
def store(home: Path) -> Iterator[Store]:
    """The store that the commands of this test use."""
    with closing(Store(home / "data/mlsys-cli/study.sqlite")) as store:
        yield store


@pytest.fixture
def clock() -> Clock:
    """The clock of the commands that `run` runs."""
    return Clock()


@pytest.fixture
def run(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, cache: Path, home: Path, clock: Clock
) -> Run:
    """Run a command line through `main`: `run("define", "eliza", COLUMNS=40, stdin="…")`.

    A clock that was set also tells how long an answer takes. It runs in a pipe, or with `size=(80, 24)` on a terminal,
    at which a user types `lines=["t", "again", "/q"]`. `now` is the time, in microseconds since 1970, or a clock.
    """
    monkeypatch.setenv("XDG_CACHE_HOME", str(cache))
    for name in _OURS:
        monkeypatch.delenv(name, raising=False)

    def run(
        *argv: str,
        stdin: str = "",
        now: int | Callable[[], int] | None = None,
        size: tuple[int, int] | None = None,
        lines: Lines | None = None,
        **env: object,
    ) -> Result:
        capsys.readouterr()
        with monkeypatch.context() as patch:
            for name, value in env.items():
                patch.setenv(name, str(value))
            scripted = None if lines is None else ScriptedLines(lines, clock)
            patch.setattr("sys.stdin", scripted or io.StringIO(stdin))
            time = now if callable(now) else clock.read if now is None else lambda: now
            watch = (lambda: clock.now / 1e6) if clock.now else monotonic
            code = main(list(argv), Environment(clock=time, stopwatch=watch, size=size))
        out, err = capsys.readouterr()
        assert scripted is None or not scripted.waiting, f"lines that were not read: {scripted.waiting}\n{out}{err}"
        return Result(int(code), out, err)

    return run


@pytest.fixture(scope="session")
def answers() -> dict[tuple[object, ...], Result]:
    """What commands that change nothing have printed, by their words and variables."""
    return {}


@pytest.fixture
def answer(run: Run, answers: dict[tuple[object, ...], Result]) -> Run:
    """As `run`, for a command that changes nothing: each is computed once, and all suites look at what it printed."""

    def answer(*argv: str, **env: Any) -> Result:
        key = (argv, *sorted(env.items()))
        if key not in answers:
            answers[key] = run(*argv, **env)
        return answers[key]

    return answer


@pytest.fixture
def shell(cache: Path, tmp_path: Path) -> Shell:
    """A clean environment, in which this test has a home of its own."""
    return Shell(cache, tmp_path / "home")


@pytest.fixture
def see(run: Run) -> Run:
    """Run a command line for a person at a terminal, whose pager shows nothing; without the escapes and the margin."""

    def see(*argv: str, **env: object) -> Result:
        shown = run(*argv, **{"size": (80, 24), "MLSYS_PAGER": "true", **env})
        return shown._replace(out=dedent(ESCAPE.sub("", shown.out)))

    return see


@pytest.fixture
def make_book(tmp_path: Path) -> MakeBook:
    """Write a book from text: `make_book({"gc/glossary.yaml": "terms: […]"})`, or one string with `--- path` lines."""

    def make(files: dict[str, str] | str, name: str = "book") -> Path:
        return _write_book(tmp_path / name, _split(files) if isinstance(files, str) else files)

    return make


def _write_book(folder: Path, files: dict[str, str]) -> Path:
    for path, text in {**BOOK, **CHAPTER, **files}.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    return folder


def _split(text: str) -> dict[str, str]:
    """Files by path from a text in which a line `--- path` begins each."""
    pieces = re.split(r"^--- (\S+)\n", dedent(text).lstrip("\n"), flags=re.MULTILINE)
    return dict(zip(pieces[1::2], pieces[2::2], strict=True))
