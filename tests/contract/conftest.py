"""The behaviour that users and scripts rely on. For tests on a terminal see test_terminal.py."""

import re

from rich.cells import cell_len

from tests.support.program import Run

SHOWING = [
    "",
    "toc",
    "read intro/why",
    "define eliza",
    "define eliza, mycin",
    "timeline",
    "compare",
    "figure",
    "figure ai-triangle",
    "run perceptron/and",
    "labs",
    "labs ml-systems",
    "search perceptron",
    "cite",
    "cite shannon1948",
    "list terms",
    "pack list",
    "doctor",
    "notes",
    "marks",
    "progress",
    "due",
    "class",
    "config",
    "config new-per-day",
]
"""A command line for each answer that can be shown."""

DRAWN = "[\u2500-\u25ff]"
"""The characters of which rules, boxes, bars and marks are made."""

WIDTHS = [20, 37, 200]


def widest(text: str) -> int:
    """The columns of the widest line."""
    return max(map(cell_len, text.splitlines()), default=0)


def run_together(text: str) -> str:
    """A text without its line breaks, margins and rules, so that a word broken at the end of a line is whole again."""
    return re.sub(DRAWN + r"|[\s•]", "", text)


def ids(run: Run, kind: str) -> list[str]:
    return [item["id"] for item in run("list", kind, "--json").json["items"]]
