"""The lines of a YAML file and of the items of its lists; line ends stay what they are: LF, CRLF, or none."""

import re
from collections.abc import Sequence
from typing import NamedTuple

import yaml

from mlsys_cli.book.parse.source_file import Document
from mlsys_cli.book.parse.yaml_document import tokens

_KEEPING = re.compile(r"[|>]\d?\+")
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


class ItemSpan(NamedTuple):
    """An item of a list: the offsets of its `-` and of the end of its value."""

    dash: int
    end: int


def entries_of(document: Document, node: yaml.SequenceNode) -> list[ItemSpan]:
    """The places of the items of a list: of their dashes, and of the ends of their last words."""
    start, end = node.start_mark.index, node.end_mark.index
    entries: list[ItemSpan] = []
    column = None
    for token in tokens(document.text):
        where = token.start_mark.index
        if where >= end and entries:
            break
        if where < start or isinstance(token, yaml.BlockEndToken):
            continue
        if isinstance(token, yaml.BlockEntryToken) and column in (None, token.start_mark.column):
            column = token.start_mark.column
            entries.append(ItemSpan(where, where + 1))
        elif entries:
            entries[-1] = entries[-1]._replace(end=_end_of_word(document.text, token))
    return entries


def last_word_end(document: Document) -> int:
    """The end of the last word of a file."""
    last = 0
    for token in tokens(document.text):
        if isinstance(token, yaml.DocumentEndToken | yaml.StreamEndToken):
            break
        if not isinstance(token, yaml.BlockEndToken):
            last = _end_of_word(document.text, token)
    return last


def _end_of_word(text: str, token: yaml.Token) -> int:
    """The end of a token. That of a block scalar has the empty lines below it, which only count where they are kept."""
    start, end = token.start_mark.index, token.end_mark.index
    if not isinstance(token, yaml.ScalarToken) or token.style not in ("|", ">") or _KEEPING.match(text, start):
        return int(end)
    return len(text[:end].rstrip())


def start_of_lines(text: str, entries: Sequence[ItemSpan], number: int, column: int) -> int:
    """The offset of an item's first line: its dash's, or that of comments directly above with no deeper indent."""
    start = line_start(text, entries[number].dash)
    floor = end_of_lines(text, entries[number - 1].end, column + 1) if number else 0
    while start > floor and is_comment(text[(above := line_above(text, start)) : start], most=column):
        start = above
    return start


def end_of_lines(text: str, end: int, least: int) -> int:
    """The end of the lines of some words, with the comments below that are indented by `least` columns."""
    found = at = end if begins_line(text, end) else next_line(text, end)
    while at < len(text):
        below = next_line(text, at)
        line, at = text[at:below], below
        if is_comment(line, least):
            found = at
        elif line.strip():
            break
    return found
