"""Hand-ins: what learners have answered, from a table (CSV) or from files of answers."""

import json
import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from mlsys_cli.classroom.class_folder import read_member, tidy_name
from mlsys_cli.classroom.paper_test import moment_of
from mlsys_cli.errors import UnreadableError
from mlsys_cli.journal.event import JournalEvent
from mlsys_cli.journal.jsonl import is_header
from mlsys_cli.practice.grade_file import Submitted, answers_in
from mlsys_cli.text.atomic_file import read_text_file
from mlsys_cli.text.csv_text import read_csv

_MOST_BYTES = 8_000_000  # more is no class, and isn't read
_LONGEST_NAME = 80
_QUESTION = re.compile(r"q(\d{1,3})( points)?")
_ANSWERS = (".json", ".jsonl")  # the endings of files of answers; all else is a table
_FACTS = ("name", "version", "code", "handed in")


class HandIn(NamedTuple):
    """A sheet: the answers by the cards of questions, or by their numbers as strings; and points given by hand.

    `code` is that of the sheet, if it is known, and `at` when it was handed in. If it `is_on_paper`, a table has what a
    teacher has typed of it. A file of study data has no sheet: `logged` are the first answers in it, by their cards.
    """

    name: str
    version: str
    code: str
    at: datetime | None
    answers: Mapping[str, Submitted]
    points: Mapping[str, float] = {}
    is_on_paper: bool = False
    logged: Mapping[str, JournalEvent] = {}


def read_hand_ins(path: Path) -> tuple[list[HandIn], list[str]]:
    """The sheets in a table, a file of answers, or a folder of either, and why some files in it can't be read.

    Raises UnreadableError if there are none.
    """
    files = [path]
    if path.is_dir():
        files = sorted(
            file
            for file in path.glob("[!.]*")
            if file.suffix.lower() in (*_ANSWERS, ".csv") and file.is_file() and not file.is_symlink()
        )
    hand_ins, unread = list[HandIn](), list[str]()
    for file in files:
        try:
            hand_ins += _read_file(file)
        except UnreadableError as error:
            if file is path:
                raise
            unread.append("; ".join((error.message, *error.hints)))
    if path.is_dir() and not hand_ins:
        raise UnreadableError(f"{path} has no files of answers", unread or ["they end with .json, .jsonl or .csv"])
    return hand_ins, unread


def _read_file(file: Path) -> list[HandIn]:
    text = read_text_file(file, _MOST_BYTES)
    try:
        return [*(_from_answers(text, file) if file.suffix.lower() in _ANSWERS else _from_table(text))]
    except ValueError as error:
        raise UnreadableError(f"{file} can't be read: {error}") from error


def _from_answers(text: str, file: Path) -> Iterator[HandIn]:
    """The sheet in a file, if it isn't one as it was printed, or the answers in study data."""
    if is_header(text):
        given = [event for event in reversed(read_member(file).events) if event.kind == "answer"]
        yield _hand_in({"name": file.stem})._replace(logged={event.subject: event for event in given})
        return
    answers = {answer.card: answer for answer in answers_in(text)}
    facts: dict[str, str] = {}
    if "questions" in text and isinstance(document := json.loads(text), dict):
        values = {name: document.get(name.replace(" ", "_")) for name in _FACTS}
        facts = {name: str(value) for name, value in values.items() if value}
    is_as_printed = "name" not in facts and facts.get("version") == file.stem
    if not is_as_printed or any(answer.answer not in (None, "") for answer in answers.values()):
        yield _hand_in({"name": file.stem} | facts)._replace(answers=answers)


def _from_table(text: str) -> Iterator[HandIn]:
    """The rows of a table."""
    (_, head), *rows = [*read_csv(text)] or [(1, [])]
    names = [" ".join(cell.casefold().replace("_", " ").split()) for cell in head]
    bad = [name for name in names if name not in ("", *_FACTS) and not _QUESTION.fullmatch(name)]
    bad += [name for name in names if name and names.count(name) > 1]
    if "name" not in names or bad:
        about = f"; {bad[0][:40]!r} is no column, or comes twice" if bad else ""
        raise ValueError(f"its first line must be name,version,q1,q2 …{about}")
    for line, row in rows:
        try:
            cells = {name: cell for name, cell in zip(names, row, strict=False) if name and cell}
            if len(row) > len(names) or "name" not in cells:
                raise ValueError("it has no name, or more cells than the first line")
            columns = [(match, cells[name]) for name in cells if (match := _QUESTION.fullmatch(name))]
            answers = {column[1]: Submitted("", cell) for column, cell in columns if not column[2]}
            points = {column[1]: _points(cell) for column, cell in columns if column[2]}
            yield _hand_in(cells)._replace(answers=answers, points=points, is_on_paper=True)
        except ValueError as error:
            raise ValueError(f"line {line}: {error}") from error


def _points(cell: str) -> float:
    if re.fullmatch(r"\d{1,4}([.,]\d{1,3})?", cell):
        return float(cell.replace(",", "."))
    raise ValueError(f"points must be a number, not {cell[:40]!r}")


def _hand_in(facts: Mapping[str, str]) -> HandIn:
    """A sheet of which no answers are known yet."""
    name, version, code, time = (tidy_name(facts.get(fact, "")) for fact in _FACTS)
    at = moment_of(time)
    if time and at is None:
        raise ValueError(f"{time[:40]!r} is no date such as 2026-12-24 10:30")
    return HandIn(name[:_LONGEST_NAME], version.upper(), code.lower(), at, answers={})
