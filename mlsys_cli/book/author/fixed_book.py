"""A book with all fixes of its problems applied, in memory: what changes, and why."""

import os
import shutil
import tempfile
from codecs import BOM_UTF8
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from mlsys_cli.book.author.text_edits import Edit, in_order, replaced, with_additions, word_deletion
from mlsys_cli.book.fixes import Addition, Reordering, Replacement, WordDeletion
from mlsys_cli.book.model import Problem
from mlsys_cli.book.parse.source_file import Document
from mlsys_cli.book.parse.yaml_document import parse
from mlsys_cli.errors import MlsysError, UnreadableError

Check = Callable[[Path], Sequence[Problem]]
"""The problems of the book in a folder."""

_MOST_ROUNDS = 20


class FixedBook(NamedTuple):
    """The new contents of the files that change, and the problems that are fixed by that."""

    files: dict[Path, bytes]
    fixed: tuple[Problem, ...]


def fix_book(book: Path, check: Check) -> FixedBook:
    """Apply all fixes to a copy of a book until nothing changes. Raises MlsysError if that made new mistakes."""
    with unchanged_on_error(), copy_of(book) as copy:
        found = before = check(copy)
        fixed: list[Problem] = []
        for _ in range(_MOST_ROUNDS):
            done = list(_fix_files(copy, found))
            if not done:
                break
            fixed += done
            found = check(copy)
        if _errors(found) > _errors(before):
            raise MlsysError("this would make new mistakes, so nothing was changed")
        files = {
            book / path.relative_to(copy): data
            for path in sorted(copy.rglob("*.y*ml"))
            if (data := path.read_bytes()) != (book / path.relative_to(copy)).read_bytes()
        }
    return FixedBook(files, tuple(replace(p, path=f"{book}{p.path.removeprefix(str(copy))}") for p in fixed))


@contextmanager
def unchanged_on_error() -> Iterator[None]:
    """Raise UnreadableError for a file that can't be read or copied; nothing was changed by then."""
    try:
        yield
    except OSError as error:
        raise UnreadableError(f"{error.filename} can't be read: {error.strerror}", ["nothing was changed"]) from error


def require_inside(book: Path, *paths: Path) -> None:
    """Raise UnreadableError if a path leads out of a book: a book that was copied from somewhere may contain links."""
    for path in paths:
        if not Path(os.path.realpath(path)).is_relative_to(os.path.realpath(book)):
            raise UnreadableError(f"{path} is a link to a file outside the book", ["nothing was changed"])


@contextmanager
def copy_of(book: Path) -> Iterator[Path]:
    """A copy of the files of a book, in a folder of the same name."""
    with tempfile.TemporaryDirectory(prefix="mlsys-fix-") as place:
        copy = Path(place) / book.name
        for path in (*book.glob("*.y*ml"), *book.glob("*/*.y*ml")):
            require_inside(book, path)
            if path.is_file():
                (copy / path.relative_to(book)).parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(path, copy / path.relative_to(book))
        yield copy


def _fix_files(book: Path, problems: Sequence[Problem]) -> Iterator[Problem]:
    """Apply the fixes that can be applied together, and return the problems that are fixed.

    First misspelt ids, since what is missing in a list may only be misspelt there; the order of entries comes last.
    """
    for step in (_with_replacements, _with_additions, _in_order):
        done = False
        for path, some in _by_file(book, problems).items():
            raw = path.read_bytes()
            old = raw.decode("utf-8-sig")
            text, fixed = step(Document(str(path), old, None), some)
            if text != old:
                done = True
                path.write_bytes(text.encode("utf-8-sig" if raw.startswith(BOM_UTF8) else "utf-8"))
                yield from fixed
        if done:
            return


def _by_file(book: Path, problems: Sequence[Problem]) -> dict[Path, list[Problem]]:
    """The problems that have a fix, by the file that it changes."""
    by_file: dict[Path, list[Problem]] = defaultdict(list)
    for problem in problems:
        if problem.fix is not None:
            path = book / problem.fix.file if isinstance(problem.fix, Addition) else Path(problem.path)
            by_file[path].append(problem)
    return by_file


class _Fixed(NamedTuple):
    """The new text of a file, and the problems that it has no more."""

    text: str
    problems: list[Problem]


def _with_replacements(document: Document, problems: Sequence[Problem]) -> _Fixed:
    edits = dict(_replacements(document, problems))
    text, made = replaced(document.text, list(edits))
    return _Fixed(text, sorted(edits[edit] for edit in made))


def _with_additions(document: Document, problems: Sequence[Problem]) -> _Fixed:
    additions = {problem.fix: problem for problem in problems if isinstance(problem.fix, Addition)}
    text, made = with_additions(parse(document.path, document.text)[0], list(additions))
    return _Fixed(text, sorted(additions[one] for one in made))


def _in_order(document: Document, problems: Sequence[Problem]) -> _Fixed:
    orders = {problem.fix: problem for problem in problems if isinstance(problem.fix, Reordering)}
    text = document.text
    for order in orders:
        text = in_order(parse(document.path, text)[0], order)
    return _Fixed(text, [problem for problem in problems if problem.fix in orders])


def _replacements(document: Document, problems: Sequence[Problem]) -> Iterator[tuple[Edit, Problem]]:
    """The edits of the characters that problems are about; where two of them overlap, only the first one."""
    last = -1
    for problem in sorted(problems, key=lambda problem: (problem.line, problem.column)):
        if not isinstance(problem.fix, Replacement | WordDeletion):
            continue  # what is added may be added to another file than that of the problem
        start = document.offset(problem.line, problem.column)
        if isinstance(problem.fix, Replacement):
            old = problem.fix.old
            edit = Edit(start, start + len(old), problem.fix.text)
        else:
            old = problem.fix.word
            edit = word_deletion(document.text, start, start + len(old))
        if edit.start >= last and document.text.startswith(old, start):  # it may be written with an escape
            last = edit.end
            yield edit, problem


def _errors(problems: Sequence[Problem]) -> int:
    return sum(problem.level == "error" for problem in problems)
