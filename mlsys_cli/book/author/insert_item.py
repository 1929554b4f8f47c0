"""Insertion of an item into the text of a YAML file, in which every other line stays as it is.

The file is not written from its values again, since the author's comments, order and line ends would be lost.
Where an item begins and ends is told by the tokens of the file; that the result means what it should is proved by
parsing it again.
"""

import re
from bisect import bisect_right
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any

import yaml

from mlsys_cli.book.author.text_lines import (
    LINE_BREAK,
    Inserted,
    as_entry,
    end_of_lines,
    entries_of,
    indented,
    is_below_gap,
    last_word_end,
    line_start,
    next_line,
    put_above,
    put_below,
    start_of_lines,
)
from mlsys_cli.book.parse.source_file import Document
from mlsys_cli.book.parse.yaml_document import child, key_node, parse, value_of
from mlsys_cli.errors import MlsysError, UnreadableError

_INDENT = 2

Order = Callable[[Any], Any]
"""The sort key of an item's value. It only counts in a list that is sorted already."""


def sound_document(path: str, text: str) -> Document:
    """The parsed text. Raises UnreadableError if it isn't YAML."""
    document, problems = parse(path, text)
    if document.root is None and problems:
        first = problems[0]
        where = f"{path}:{first.line}:{first.column}"
        raise UnreadableError(f"{where}: {first.rule}: {first.message}", ["correct it first; nothing was added"])
    return document


def insert_item(path: str, text: str, key: str, item: str, order: Order | None = None) -> Inserted:
    """The text with an item added to the list under a top-level key; `item` is its YAML, without the dash.

    Raises UnreadableError if the text isn't YAML, MlsysError if there is no place in it for the item.
    """
    document = sound_document(path, text)
    root, new_list = document.root, f"{key}:\n{as_entry(item, _INDENT)}"
    if root is None or (isinstance(root, yaml.ScalarNode) and not root.value):
        return _checked(document, (key,), item, put_below(text, len(text), new_list, bool(text.strip()), 1))
    if not isinstance(root, yaml.MappingNode) or root.flow_style:
        raise _no_place(document, root, f"this file must begin with '{key}:' on a line of its own")
    if child(root, key) is not None:
        return insert_into(document, (key,), item, order)
    column = root.start_mark.column
    end = end_of_lines(text, last_word_end(document), column)
    return _checked(document, (key,), item, put_below(text, end, indented(new_list, column), True, 1))


def insert_into(document: Document, path: tuple[str | int, ...], item: str, order: Order | None = None) -> Inserted:
    """The text with an item added to a list that is there already, at a path of keys and indices."""
    holder: yaml.Node | None = document.root
    for step in path[:-1]:
        holder = child(holder, step)
    node, name = child(holder, path[-1]), key_node(holder, str(path[-1]))
    if isinstance(node, yaml.SequenceNode) and node.value:
        made = _within_brackets(document, node, item) if node.flow_style else _among(document, node, item, order)
    elif node is not None and name is not None and _is_nothing(document, node) and not _has_brackets(holder):
        made = _instead(document.text, name, node, item)
    elif isinstance(node, yaml.SequenceNode):
        made = _within_brackets(document, node, item)
    else:
        raise _no_place(document, node or holder, "this must be a list with each item on a line of its own")
    return _checked(document, path, item, made)


def _no_place(document: Document, node: yaml.Node | None, why: str) -> MlsysError:
    problem = document.place(node)
    return MlsysError(f"nothing can be added at {document.path}:{problem.line}:{problem.column}", [why])


def _checked(document: Document, path: tuple[str | int, ...], item: str, made: Inserted) -> Inserted:
    """The result, if it says what the text said before, and the new item."""
    before, after = _meaning(document.text), _meaning(made.text)
    holder: Any = after
    try:
        for step in path:
            holder = holder[step]
        holder.remove(_meaning(item))
    except (AttributeError, IndexError, KeyError, TypeError, ValueError):
        holder = None
    if holder is None or not _alike(before, after):
        raise _no_place(document, document.root, "the layout of this file isn't understood; add the entry by hand")
    return made


def _meaning(text: str) -> Any:
    root = parse("", text)[0].root
    return value_of(root) if root is not None else None


def _alike(before: Any, after: Any) -> bool:
    """True if two values are the same, but for a list that was not there, and for the line feed at a text's end.

    That one is new where the file did not end in one.
    """
    if isinstance(after, dict) and isinstance(before, dict | None):
        old = before or {}
        return all(_alike(old.get(name), after.get(name)) for name in old.keys() | after.keys())
    if isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        return all(map(_alike, before, after))
    if isinstance(before, str) and isinstance(after, str):
        return before.rstrip("\n") == after.rstrip("\n")
    return bool(before == after or (before is None and after == []))


def _among(document: Document, node: yaml.SequenceNode, item: str, order: Order | None) -> Inserted:
    """The item put among those of a list: where the order wants it, if they are in it, else at the end."""
    text, entries = document.text, entries_of(document, node)
    column = entries[0].dash - line_start(text, entries[0].dash)
    starts = [start_of_lines(text, entries, number, column) for number in range(len(entries))]
    several_lines = LINE_BREAK.search(text, entries[0].dash, entries[0].end) is not None
    apart = any(is_below_gap(text, start) for start in starts[1:]) if starts[1:] else several_lines
    place = _place([value_of(one) for one in node.value], _meaning(item), order)
    if place < len(entries):
        return put_above(text, starts[place], as_entry(item, column), apart)
    return put_below(text, end_of_lines(text, entries[-1].end, column + 1), as_entry(item, column), apart)


def _place(values: Sequence[Any], new: Any, order: Order | None) -> int:
    """The index that a new value gets in a list."""
    if order is None:
        return len(values)
    keys = [order(value) for value in values]
    return bisect_right(keys, order(new)) if all(a <= b for a, b in pairwise(keys)) else len(values)


def _within_brackets(document: Document, node: yaml.SequenceNode, item: str) -> Inserted:
    """A word as the last one of a list in brackets. What has several lines finds no room there."""
    if "\n" in item or not all(isinstance(one, yaml.ScalarNode) for one in node.value):
        why = "this list is in brackets; write each item on a line of its own, after '- '"
        raise _no_place(document, node, why)
    text, last = document.text, node.value[-1] if node.value else None
    at = last.end_mark.index if last is not None else text.index("[", node.start_mark.index) + 1
    line = len(LINE_BREAK.findall(text[:at])) + 1
    return Inserted(f"{text[:at]}{', ' if last is not None else ''}{item}{text[at:]}", line)


def _is_nothing(document: Document, node: yaml.Node) -> bool:
    """True if a value is absent or an empty pair of brackets, without even a comment."""
    source = document.text[node.start_mark.index : node.end_mark.index]
    if isinstance(node, yaml.SequenceNode):
        return re.fullmatch(r"\[\s*\]", source) is not None
    return isinstance(node, yaml.ScalarNode) and node.tag.endswith(":null")


def _has_brackets(node: yaml.Node | None) -> bool:
    return isinstance(node, yaml.MappingNode) and bool(node.flow_style)


def _instead(text: str, key: yaml.Node, node: yaml.Node, item: str) -> Inserted:
    """The item as the first of a list of which there is only the key, or a pair of brackets."""
    start, end = node.start_mark.index, node.end_mark.index
    if start == end:  # then the node is said to be where the next one begins
        start = end = key.end_mark.index
    rest = text[end : next_line(text, end)]
    before = text[:start] if rest.strip() or start == end else text[:start].rstrip(" \t")
    text = before + text[end:]
    return put_below(text, next_line(text, len(before)), as_entry(item, key.start_mark.column + _INDENT), gap=False)
