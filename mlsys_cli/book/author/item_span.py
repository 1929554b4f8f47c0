"""The first and last lines of the items of a YAML list, with the comments that belong to them."""

import re
from collections.abc import Sequence
from typing import NamedTuple

import yaml

from mlsys_cli.book.author.text_lines import begins_line, is_comment, line_above, line_start, next_line
from mlsys_cli.book.parse.source_file import Document
from mlsys_cli.book.parse.yaml_document import tokens

_KEEPING = re.compile(r"[|>]\d?\+")


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
