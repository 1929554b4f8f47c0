"""How far an answer is from the question: `python -m tests.hops` counts it and compares it with what it may be.

A command is watched in a process of its own, when the index is there: which files of the package are visited, how many
of their functions are called how often, how many of the calls lead from one file to another (hops), and how many
statements SQLite is given. What runs while a module is imported doesn't count. To make a record is to visit its file,
but no call.

`python -m tests.hops COMMAND...` shows the same of any command, which files it visits, and where it hops.
"""

import io
import os
import sqlite3
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager, nullcontext, redirect_stderr, redirect_stdout
from multiprocessing import get_context
from pathlib import Path
from types import FrameType
from typing import Any, NamedTuple

import yaml
from rich.console import Console
from rich.table import Table

import mlsys_cli
from mlsys_cli.book.kinds import BUNDLED_BOOK
from mlsys_cli.errors import ExitCode

PACKAGE = Path(mlsys_cli.__file__).parent
NOW = 1_795_000_000_000_000
"""A moment on 18 November 2026."""


class Walk(NamedTuple):
    """What a command went through. `pairs` counts its hops by the files that they join."""

    files: frozenset[str]
    functions: frozenset[str]
    calls: int
    pairs: Counter[tuple[str, str]]
    statements: tuple[str, ...]

    @property
    def hops(self) -> int:
        """How many calls lead from one file to another."""
        return self.pairs.total()


class Subject(NamedTuple):
    """A command to be watched, on the bundled book; `within` is the function outside of which nothing counts.

    `book` holds the files of a book of its own, and `lines` what is typed at a terminal.
    """

    argv: tuple[str, ...]
    within: str = ""
    book: dict[str, str] = {}  # noqa: RUF012 - nobody changes it
    lines: tuple[str, ...] = ()


class Budget(NamedTuple):
    """What a command may cost at most, as far as that is limited."""

    title: str
    subject: Subject
    files: int | None = None
    hops: int | None = None
    statements: int | None = None


_TINY = {
    "book.yaml": "id: tiny\ntitle: Tiny\nparts: [{title: All, chapters: [gc]}]\n",
    "gc/chapter.yaml": "title: Garbage\nsummary: S.\nsections:\n- {id: why, title: Why, body: So.}\n",
}


def _chapter_of_bundled_book(name: str) -> dict[str, str]:
    """A chapter of the bundled book as a book of its own: to watch a check of all of them takes a minute.

    It has its own sources and none of the book's sheets, so that other chapters make no difference, and no calculators,
    the results of which are worked out thousands of times, nor the questions of these, which stand last.
    """
    files = {f"{name}/{path.name}": path for path in (BUNDLED_BOOK / name).iterdir() if path.stem != "calculators"}
    texts = {path: file.read_text(encoding="utf-8").partition("\n  - id: lab-")[0] for path, file in files.items()}
    references = yaml.safe_load((BUNDLED_BOOK / "references.yaml").read_text(encoding="utf-8"))["references"]
    own = [source for source in references if source["key"] in "".join(texts.values())]
    book = f"id: one\ntitle: One\nparts: [{{title: All, chapters: [{name}]}}]\n"
    return {**texts, "references.yaml": yaml.safe_dump({"references": own}), "book.yaml": book}


BUDGETS = (  # they only fall: whoever makes a walk shorter lowers its limit
    Budget("define backprop", Subject(("define", "backprop")), files=18, hops=135, statements=10),
    Budget(
        "read intro",
        Subject(("read", "intro"), book=_chapter_of_bundled_book("intro")),
        files=30,
        hops=3_900,
        statements=19,
    ),
    Budget(
        "review intro --json -n 5",
        Subject(("review", "intro", "--unread", "--json", "-n", "5"), book=_chapter_of_bundled_book("intro")),
        files=52,
        hops=3_800,
        statements=32,
    ),
    Budget(
        "search data drift",
        Subject(("search", "data", "drift"), book=_chapter_of_bundled_book("intro")),
        files=25,
        hops=1_600,
        statements=31,
    ),
    Budget(  # the hops grow with the text of the chapter
        "check of one chapter",
        Subject(("check", "."), book=_chapter_of_bundled_book("dl-primer")),
        files=53,
        hops=51_500,
        statements=0,
    ),
    Budget("today", Subject(("today",)), files=38, hops=255, statements=15),
    Budget("run perceptron", Subject(("run", "perceptron")), files=32, hops=3_400, statements=0),
    Budget(
        "estimate memory",
        Subject(("estimate", "memory", "llama-3-70b", "bits=8", "on", "h100")),
        files=30,
        hops=850,
        statements=13,
    ),
    Budget(
        "a grade given → stored → next due",
        Subject(
            ("review", "--unread", "--seed", "1"),
            within="ReviewCourse.grade",
            book={
                **_TINY,
                "gc/quiz.yaml": "questions:\n"
                "- {id: a, section: gc/why, kind: true-false, level: recall, ask: A., answer: false, explain: No.}\n"
                "- {id: b, section: gc/why, kind: true-false, level: recall, ask: B., answer: false, explain: No.}\n",
            },
            lines=("f", "easy", "/q"),
        ),
        files=10,
        hops=21,
        statements=10,
    ),
    Budget(
        "a wrong type in a file → problem with place",
        Subject(("check", "."), book={**_TINY, "gc/glossary.yaml": "terms:\n- {id: heap, name: [1]}\n"}),
        files=23,
    ),
)


class Watcher:
    """Counts what the interpreter calls while it is `watching`, inside the function `within`, if one is named."""

    def __init__(self, within: str) -> None:
        self._within = within
        self._depth = 0 if within else 1
        self._imports = 0
        self._files: set[str] = set()
        self._calls: Counter[str] = Counter()
        self._pairs: Counter[tuple[str, str]] = Counter()
        self._statements: list[str] = []

    @property
    def walk(self) -> Walk:
        """What was counted."""
        return Walk(
            files=frozenset(self._files),
            functions=frozenset(self._calls),
            calls=self._calls.total(),
            pairs=self._pairs,
            statements=tuple(self._statements),
        )

    @contextmanager
    def watching(self) -> Iterator[None]:
        """Count until the end of the block."""
        connect = sqlite3.connect

        def traced(*args: Any, **options: Any) -> sqlite3.Connection:
            db: sqlite3.Connection = connect(*args, **options)
            db.set_trace_callback(self._note_statement)
            return db

        sqlite3.connect = traced  # type: ignore[assignment]  # the arguments are the same
        sys.setprofile(self._note)
        try:
            yield
        finally:
            sys.setprofile(None)
            sqlite3.connect = connect

    def _note_statement(self, sql: str) -> None:
        if self._depth > 0 and not sql.startswith("--"):  # what a full-text table asks of itself
            self._statements.append(sql)

    def _note(self, frame: FrameType, event: str, argument: object) -> None:
        code = frame.f_code
        if event not in ("call", "return"):
            return
        change = 1 if event == "call" else -1
        if code.co_name == "<module>":
            self._imports += change
            return
        if event == "call":
            self._depth += code.co_qualname == self._within
            if self._depth > 0 and not self._imports:
                self._note_call(frame)
        else:
            self._depth -= code.co_qualname == self._within

    def _note_call(self, frame: FrameType) -> None:
        file = _file_of(frame)
        if file:
            self._files.add(file)
        if file and _is_function_of_package(frame):
            self._calls[f"{file}:{frame.f_code.co_qualname}"] += 1
            caller = _caller_of(frame)
            if caller != file:
                self._pairs[caller, file] += 1


def _is_function_of_package(frame: FrameType) -> bool:
    return frame.f_code.co_filename.startswith(f"{PACKAGE}{os.sep}")


def _file_of(frame: FrameType) -> str:
    """The file of the package that a frame runs code of; for the making of a record that of its class."""
    code = frame.f_code
    file = code.co_filename
    if file == "<string>" and code.co_argcount:
        made = frame.f_locals[code.co_varnames[0]]
        module = sys.modules.get((made if isinstance(made, type) else type(made)).__module__)
        file = getattr(module, "__file__", None) or ""
    return os.path.relpath(file, PACKAGE) if file.startswith(f"{PACKAGE}{os.sep}") else ""


def _caller_of(frame: FrameType) -> str:
    """The file that a frame was called from, the name of a library if it isn't one of the package."""
    if frame.f_back is None:
        return ""
    file = frame.f_back.f_code.co_filename
    return _file_of(frame.f_back) or Path(file).name


class _Typist(io.StringIO):
    """Types some lines."""

    def isatty(self) -> bool:
        """It is at a terminal."""
        return True


def walk(subject: Subject) -> Walk:
    """What a command goes through when it is given for the second time."""
    context = get_context("spawn")
    with (
        tempfile.TemporaryDirectory(prefix="mlsys-hops-") as directory,
        ProcessPoolExecutor(1, mp_context=context, max_tasks_per_child=1) as pool,
    ):
        _write(subject.book, Path(directory))
        pool.submit(_run, subject, directory).result()
        if subject.argv[0] == "check":  # the files are read again, and not remembered
            _write(subject.book, Path(directory))
        return pool.submit(_watch, subject, directory).result()


def _write(book: dict[str, str], directory: Path) -> None:
    """Write the files of a book."""
    for path, text in book.items():
        (directory / path).parent.mkdir(exist_ok=True)
        (directory / path).write_text(text, encoding="utf-8")


def _watch(subject: Subject, directory: str) -> Walk:
    watcher = Watcher(subject.within)
    _run(subject, directory, watcher)
    return watcher.walk


def _run(subject: Subject, directory: str, watcher: Watcher | None = None) -> None:
    from mlsys_cli.cli.main import main
    from mlsys_cli.session.environment import Environment

    for name in ("cache", "data", "config"):
        os.environ[f"XDG_{name.upper()}_HOME"] = f"{directory}/{name}"
    os.environ["MLSYS_DEBUG"] = "1"  # so that a bug isn't taken for a short walk
    if subject.book:
        os.environ["MLSYS_CONTENT"] = directory
        os.chdir(directory)
    if subject.lines:
        sys.stdin = _Typist("".join(f"{line}\n" for line in subject.lines))
    environment = Environment(clock=lambda: NOW, size=(80, 24) if subject.lines else None)
    err = io.StringIO()
    with redirect_stdout(io.StringIO()), redirect_stderr(err), watcher.watching() if watcher else nullcontext():
        code = main(subject.argv, environment)
    if watcher and not watcher.walk.calls:
        raise SystemExit(f"{subject.within} is not called by mlsys {' '.join(subject.argv)}: it was renamed")
    if code > ExitCode.NOT_FOUND:
        raise SystemExit(f"mlsys {' '.join(subject.argv)} ended with {code}: {err.getvalue()}")


def _rows(budgets: Sequence[Budget], found: Sequence[Walk]) -> Iterator[tuple[str, int, int | None]]:
    """What is limited: its name, what was counted, and the most that it may be."""
    for budget, walk in zip(budgets, found, strict=True):
        counted = {"files": len(walk.files), "hops": walk.hops, "SQL statements": len(walk.statements)}
        limits = zip(counted.items(), (budget.files, budget.hops, budget.statements), strict=True)
        yield from ((f"{budget.title}: {unit}", number, limit) for (unit, number), limit in limits)


def _print_budgets(rows: Sequence[tuple[str, int, int | None]]) -> None:
    table = Table("what", "counted", "at most", "")
    for title, number, limit in rows:
        verdict = "" if limit is None else "ok" if number <= limit else "[bold red]too many"
        table.add_row(title, f"{number:,}", "" if limit is None else f"{limit:,}", verdict)
    Console(width=100).print(table)


def _print_walk(walk: Walk) -> None:
    table = Table("from", "to", "hops")
    for (caller, file), number in walk.pairs.most_common():
        table.add_row(caller, file, str(number))
    Console(width=100).print(table)
    print("visited:", *sorted(walk.files))
    for sql in walk.statements:
        print(" ".join(sql.split())[:150])
    counted = f"{len(walk.files)} files, {len(walk.functions)} functions, {walk.calls} calls, {walk.hops} hops"
    print(f"{counted}, {len(walk.statements)} SQL statements")


def main(argv: Sequence[str]) -> int:
    """Print what a command costs, or whether all budgets are kept; returns the exit code."""
    if argv:
        _print_walk(walk(Subject(tuple(argv))))
        return 0
    rows = list(_rows(BUDGETS, [walk(budget.subject) for budget in BUDGETS]))
    _print_budgets(rows)
    return any(limit is not None and number > limit for _, number, limit in rows)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
