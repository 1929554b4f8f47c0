"""The lines of a text whose line ends stay what they are: LF, CRLF, or none at the end."""

import re
from typing import NamedTuple

LINE_BREAK = re.compile(r"\r\n|\n|\r")


class Inserted(NamedTuple):
    """A text with a new item in it, and the first line of the item, counted from 1."""

    text: str
    line: int


def put_above(text: str, at: int, lines: str, gap: bool) -> Inserted:
    """The text with some lines before the line that begins at an offset, an empty one between them if wanted."""
    return _put(text, at, lines + ("\n" if gap else ""), 0)


def put_below(text: str, at: int, lines: str, gap: bool, skipped: int = 0) -> Inserted:
    """The text with some lines after the line that ends at an offset, an empty one between them if wanted.

    What is new is said to begin below the first lines that are to be `skipped`.
    """
    if gap and at and not is_below_gap(text, at):
        return _put(text, at, f"\n{lines}", skipped + 1)
    return _put(text, at, lines, skipped)


def _put(text: str, at: int, lines: str, skipped: int) -> Inserted:
    ending = found[0] if (found := LINE_BREAK.search(text)) else "\n"
    head = text[:at]
    if head and not begins_line(head, at):
        head += ending
    return Inserted(head + lines.replace("\n", ending) + text[at:], len(LINE_BREAK.findall(head)) + skipped + 1)


def as_entry(item: str, column: int) -> str:
    """The lines of a list's item, its dash in a column that counts from 0."""
    first, *rest = item.rstrip("\n").split("\n")
    return indented("\n".join([f"- {first}", *(f"  {line}" if line else "" for line in rest)]) + "\n", column)


def indented(lines: str, column: int) -> str:
    """The lines moved to the right, but for empty ones."""
    return re.sub(r"^(?=.)", " " * column, lines, flags=re.MULTILINE)


def is_comment(line: str, least: int = 0, most: int = 10_000) -> bool:
    """True if a line is a comment that is indented by so many columns."""
    words = line.lstrip(" \t")
    return words.startswith("#") and least <= len(line) - len(words) <= most


def line_start(text: str, index: int) -> int:
    """The offset of the line of an offset."""
    return max(text.rfind("\n", 0, index), text.rfind("\r", 0, index)) + 1


def line_above(text: str, start: int) -> int:
    """The offset of the line above the one that begins at an offset."""
    return line_start(text, start - (2 if text[max(start - 2, 0) : start] == "\r\n" else 1))


def next_line(text: str, index: int) -> int:
    """The offset of the line below that of an offset; the end of the text if there is none."""
    found = LINE_BREAK.search(text, index)
    return found.end() if found else len(text)


def begins_line(text: str, index: int) -> bool:
    """True if a line begins at an offset."""
    return index == 0 or text[index - 1] in "\n\r"


def is_below_gap(text: str, start: int) -> bool:
    """True if the line above the one that begins at an offset is empty."""
    return begins_line(text, start) and start > 0 and not text[line_above(text, start) : start].strip()
