"""Rows as CSV that a spreadsheet can open without running anything."""

import csv
import re
from collections.abc import Iterable
from io import StringIO

_FORMULA = re.compile(r"[=@\t\r\n]|[+-](?!\d+(\.\d+)?(e[+-]?\d+)?$)", re.IGNORECASE | re.ASCII)
"""The beginning of a text that a spreadsheet would run."""


def written_csv(rows: Iterable[Iterable[object]]) -> str:
    """The rows as CSV. A text that begins like a formula, and isn't a number, gets an apostrophe before it."""
    file = StringIO()
    csv.writer(file, lineterminator="\n").writerows(map(_guarded, rows))
    return file.getvalue()


def _guarded(row: Iterable[object]) -> list[object]:
    return [f"'{cell}" if isinstance(cell, str) and _FORMULA.match(cell) else cell for cell in row]
