"""The accuracy of the places that `mlsys check` reports: `python -m tests.fuzz.reported_places` prints it by rule.

Each rule's mistake is planted in the bundled book at random places (see `planted_mistakes.py`), with and
without a byte order mark, Windows line ends, and comments. A rule counts if it is reported at the very line and column.
"""

import io
import json
import re
import sys
import tempfile
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from random import Random
from typing import NamedTuple

ROOT = Path(__file__).parents[2]
PLACES = 20


class Exactness(NamedTuple):
    """The number of mistakes of a rule reported at their line and at their column, and notes on the others."""

    rule: str
    lines: int
    columns: int
    total: int
    missed: tuple[str, ...]


def measure(seed: int, places: int = PLACES) -> tuple[int, int, int]:
    """Count the mistakes reported at their line, those reported at their column, and all that were planted."""
    rows = list(measure_all(seed, places))
    return sum(row.lines for row in rows), sum(row.columns for row in rows), sum(row.total for row in rows)


def measure_all(seed: int, places: int = PLACES) -> Iterator[Exactness]:
    """The exactness of each rule."""
    from tests.fuzz.planted_mistakes import PLANTS

    with tempfile.TemporaryDirectory(prefix="mlsys-positions-") as directory:
        for rule in PLANTS:
            yield measure_rule(rule, seed, places, Path(directory) / rule)


def measure_rule(rule: str, seed: int, places: int, folder: Path) -> Exactness:
    """The exactness of a rule, whose mistake is planted in a copy of the bundled book in a folder."""
    from mlsys_cli.book.kinds import BUNDLED_BOOK
    from tests.fuzz.bundled_texts import Bed
    from tests.fuzz.mutations import read_book
    from tests.fuzz.planted_mistakes import PLANTS
    from tests.support.rule_examples import SAMPLE

    data = {path: SAMPLE[path] for path in ("exhibits.yaml", "listener.txt")}  # of which the bundled book has none
    book = {**read_book(BUNDLED_BOOK), **data}
    for path, text in book.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    lines = columns = 0
    missed = []
    for number in range(places):
        chance = Random(f"{rule} {seed} {number}")
        path, text, offset = PLANTS[rule](Bed(book, chance))
        text, offset = _commented(text, offset, chance)
        line, column = text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset)
        (folder / path).write_bytes(_disguised(text, chance))
        reported = _reported(rule, folder, path)
        (folder / path).write_text(book[path], encoding="utf-8")
        lines += any(place[0] == line for place in reported)
        columns += (line, column) in reported
        if (line, column) not in reported:
            missed.append(f"{path}:{line}:{column} ({number}) was reported at {reported[:5]}")
    return Exactness(rule, lines, columns, places, tuple(missed))


def _commented(text: str, offset: int, chance: Random) -> tuple[str, int]:
    """A text with a comment at its top, or between two entries, or an anchor at a value; and the offset after that."""
    line = text.rfind("\n", 0, offset) + 1
    for snippet, before in chance.choice(_ADDITIONS):
        places = [0, *(m.start() for m in re.finditer(before, text[:line], re.MULTILINE))] if before else [0]
        place = chance.choice(places)
        if place or not snippet.startswith("&"):
            text, offset = text[:place] + snippet + text[place:], offset + len(snippet)
    return text, offset


_ADDITIONS: tuple[tuple[tuple[str, str], ...], ...] = (
    (),
    (("# Größe: ein 🙂 Kommentar\n", ""),),
    (("  # \tein Kommentar: [[größe]]\n", r"^  - "), ("\n\n# noch einer\n", "")),
    (("&anchor ", r"(?<=^    title: )(?=\w)|(?<=^    name: )(?=\w)"),),
)


def _disguised(text: str, chance: Random) -> bytes:
    """A text as bytes, perhaps with Windows line ends, perhaps with a byte order mark."""
    text = chance.choice((text, text.replace("\n", "\r\n")))
    return chance.choice((b"", b"\xef\xbb\xbf")) + text.encode("utf-8", "surrogateescape")


def _reported(rule: str, folder: Path, path: str) -> list[tuple[int, int]]:
    """The lines and columns in a file at which a rule is reported."""
    from mlsys_cli.cli.main import main

    out = io.StringIO()
    with redirect_stdout(out), redirect_stderr(io.StringIO()):
        main(["check", str(folder), "--select", rule, "--json"])
    problems = json.loads(out.getvalue())["problems"]
    return [(problem["line"], problem["column"]) for problem in problems if problem["path"] == str(folder / path)]


def main() -> int:
    """Measure all rules at twenty places each, print the table, and return the exit code."""
    from mlsys_cli.book.check.checker import RULES
    from tests.fuzz.planted_mistakes import NOT_PLANTED

    rows = []
    for row in measure_all(seed=1):
        rows.append(row)
        print(f"{row.rule:26} line {row.lines:3} of {row.total}   column {row.columns:3} of {row.total}", flush=True)
        for missed in row.missed:
            print(f"    {missed}")
    for rule in RULES.keys() & NOT_PLANTED.keys():
        print(f"{rule:26} not planted: {NOT_PLANTED[rule]}")
    # All are numbers but the first.
    lines, columns, total = (sum(row[field] for row in rows) for field in (1, 2, 3))  # type: ignore[misc]
    print(f"{len(rows)} rules, {total} mistakes: line {lines / total:.1%}, column {columns / total:.1%}")
    return 0 if lines == total and columns >= 0.95 * total else 1


if __name__ == "__main__":
    sys.exit(main())
