"""A trial of a broken book: the commands that are run on it, and the checks that hold for any book."""

import io
import json
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext, redirect_stderr, redirect_stdout
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

import yaml

from mlsys_cli.book.check.checker import RULES
from mlsys_cli.cli.main import main
from mlsys_cli.text.sanitize import HARMFUL

_FORMATS = ("text", "plain", "json", "markdown")
_OTHERS: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...] = (
    (("timeline",), ("csv", "svg", "html")),
    (("compare",), ()),
    (("compare", "ai-paradigms"), ("csv", "svg")),
    (("figure", "ai-triangle"), ("svg", "html")),
    (("toc",), ("svg",)),
    (("list", "terms"), ("csv",)),
    (("list", "sections"), ()),
    (("list", "questions"), ()),
    (("cite", "reddi2024"), ("bibtex",)),
    ((), ()),
    (("read", "intro/why"), ("html",)),
    (("timeline", "--from", "1950", "--to", "2030"), ()),
    (("check",), ("csv", "github", "svg")),
)


class Answer(NamedTuple):
    """The result of a command line."""

    argv: tuple[str, ...]
    code: int
    out: str
    err: str


def ask(argv: tuple[str, ...]) -> Answer:
    """Run a command line in this process, with nothing on stdin."""
    out, err, stdin = io.StringIO(), io.StringIO(), sys.stdin
    sys.stdin = io.StringIO()
    try:
        with redirect_stdout(out), redirect_stderr(err):
            code = main(argv)
    finally:
        sys.stdin = stdin
    return Answer(argv, int(code), out.getvalue(), err.getvalue())


class Trial:
    """A book in a folder, and the faults found in the program's answers about it."""

    def __init__(self, folder: Path, watched: Callable[[], AbstractContextManager[None]] = nullcontext) -> None:
        self.folder = folder
        self.watched = watched
        self.argv: tuple[str, ...] = ()
        self.codes: list[int] = []
        self.complaints: list[str] = []

    def run(self, chance: Random, untouched: frozenset[str] = frozenset(), everything: bool = False) -> None:
        """Ask the program this and that, or everything; `untouched` are the files that are known to be sound."""
        for argv in _questions(self.folder, chance, len(_OTHERS) if everything else 2):
            answer = self._ask(argv)
            if argv[:1] == ("check",) and argv[-1] == "json" and not _lacks_json(answer) and answer.out:
                self.complaints += _misplaced(json.loads(answer.out)["problems"])
        if {"book.yaml", "intro/glossary.yaml"} <= untouched:
            for entry_id in _terms(self.folder)[:1]:
                answer = self._ask(("define", entry_id, "--exact", "--content", str(self.folder), "--format", "json"))
                if answer.code or json.loads(answer.out)["id"] != entry_id:
                    self.complaints.append(f"the sound term {entry_id!r} is not found: {answer.err.strip()}")

    def _ask(self, argv: tuple[str, ...]) -> Answer:
        self.argv = argv
        with self.watched():
            answer = ask(argv)
        self.codes.append(answer.code)
        self.complaints += (f"mlsys {' '.join(argv)}: {complaint}" for complaint in _complaints(answer))
        return answer


def _questions(folder: Path, chance: Random, many: int) -> Iterator[tuple[str, ...]]:
    """The command lines for a book: those for each, and a sample of the others."""
    book = ("--content", str(folder))
    yield ("check", str(folder))
    yield ("check", str(folder), "--format", "json")
    width = ("--width", str(chance.choice((1, 10, 20, 40, 80, 300))))
    words = chance.choice(("model", "data dri", '"a*('))
    always: tuple[tuple[str, ...], ...] = (("read", "intro"), ("define", "overfitting"), ("search", words))
    for argv in always:
        yield (*argv, *book, *width, "--format", chance.choice(_FORMATS))
    for argv, formats in chance.sample(_OTHERS, many):
        yield (*argv, *book, *width, "--format", chance.choice((*_FORMATS, *formats)))


def _complaints(answer: Answer) -> Iterator[str]:
    if answer.code not in (0, 1, 2, 3):
        yield f"exit code {answer.code}"
    if "unexpected " in answer.err.partition("\n")[0] or "Traceback" in answer.err:
        yield answer.err.strip()
    for name, text in (("stdout", answer.out), ("stderr", answer.err)):
        if found := re.search(HARMFUL, text.replace("\r\n", "\n") if "csv" in answer.argv else text):
            yield f"U+{ord(found[0]):04X} on {name}: {text[max(found.start() - 40, 0) : found.end() + 20]!r}"
    if answer.argv[-1] == "json" and (reason := _lacks_json(answer)):
        yield reason


def _lacks_json(answer: Answer) -> str:
    """The reason for which an answer that should be JSON isn't; empty if it is, or need not be."""
    if not answer.out:
        return "" if answer.code in (1, 2, 3) else "no JSON"
    try:
        json.loads(answer.out, parse_constant=_refuse)
    except ValueError as error:
        return f"not JSON: {error}"
    return ""


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} isn't JSON")


def _misplaced(problems: list[dict[str, Any]]) -> Iterator[str]:
    """The problems whose place isn't in the file."""
    lines: dict[str, list[str]] = {}
    for problem in problems:
        path, line, column = problem["path"], problem["line"], problem["column"]
        if path not in lines:
            lines[path] = _lines(Path(path))
        there = lines[path]
        if not (1 <= line <= len(there) and 1 <= column <= len(there[line - 1]) + 1 and problem["length"] >= 1):
            yield f"not in the file: {problem}"
        if problem["rule"] not in RULES:
            yield f"no such rule: {problem}"


def _lines(path: Path) -> list[str]:
    if not path.is_file() or path.stat().st_size > 2**24:
        return [""]
    text = path.read_bytes().decode("utf-8", "replace")
    return text.removeprefix("\ufeff").split("\n")


def _terms(folder: Path) -> list[str]:
    """The ids of the terms of a sound glossary."""
    glossary = yaml.load((folder / "intro" / "glossary.yaml").read_bytes(), Loader=yaml.CSafeLoader)
    return [term["id"] for term in glossary.get("terms") or []]
