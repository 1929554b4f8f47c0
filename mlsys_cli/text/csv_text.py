"""Tables as CSV: what people and spreadsheets write is read, and no spreadsheet runs anything of what is written."""

import csv
import re
from collections.abc import Iterable, Iterator
from io import StringIO

_FORMULA = re.compile(r"[=@\t\r\n]|[+-](?!\d+(\.\d+)?(e[+-]?\d+)?$)", re.IGNORECASE | re.ASCII)
"""The beginning of a text that a spreadsheet would run."""


def read_csv(text: str) -> Iterator[tuple[int, list[str]]]:
    """The rows that aren't empty, each with its first line; commas, semicolons or tabs separate, as in the first row.

    Raises ValueError with the line of a mistake.
    """
    lines = StringIO(text, newline=None)  # which may end as they did on old Macs
    delimiter = max(",;\t", key=lines.readline().count)
    lines.seek(0)
    rows = csv.reader(lines, delimiter=delimiter, strict=True)
    line = 1
    try:
        for row in rows:
            cells = [cell.strip() for cell in row]
            if any(cells):
                yield line, cells
            line = rows.line_num + 1
    except csv.Error as error:
        raise ValueError(f"line {line}: {error}") from error


def written_csv(rows: Iterable[Iterable[object]]) -> str:
    """The rows as CSV. A text that begins like a formula, and isn't a number, gets an apostrophe before it."""
    file = StringIO()
    csv.writer(file, lineterminator="\n").writerows(map(_guarded, rows))
    return file.getvalue()


def _guarded(row: Iterable[object]) -> list[object]:
    return [f"'{cell}" if isinstance(cell, str) and _FORMULA.match(cell) else cell for cell in row]
