"""Edits of the text of a YAML file: each changes a few characters, and every other one stays.

The nodes of the parsed file say where they go; parsing the result again proves that it means what it should.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, NamedTuple

import yaml

from mlsys_cli.book.author.insert_item import end_of_lines, is_alike, line_above, line_start, meaning, next_line
from mlsys_cli.book.author.new_ids import scalar
from mlsys_cli.book.check.entry_location import entry_nodes
from mlsys_cli.book.fixes import Addition, Reordering
from mlsys_cli.book.parse.source_file import Document
from mlsys_cli.book.parse.yaml_document import child, id_in, key_node


class Edit(NamedTuple):
    """Other characters between two offsets of a text."""

    start: int
    end: int
    text: str


def edited(text: str, edits: Iterable[Edit]) -> str:
    """The text after some edits, of which none overlap."""
    for start, end, new in sorted(edits, reverse=True):
        text = text[:start] + new + text[end:]
    return text


class Edited(NamedTuple):
    """A text after some edits, and those that were made."""

    text: str
    made: frozenset[Edit] = frozenset()


def replaced(text: str, edits: Sequence[Edit]) -> Edited:
    """The text after those edits that change only what its words say: not which keys, lists and words there are."""
    return _proved(text, edits, _has_same_shape)


def _proved(text: str, edits: Sequence[Edit], is_right: Callable[[Any, Any], bool]) -> Edited:
    """The text after all edits, or, if together they do harm, after each that does none."""
    before = meaning(text)
    if edits and is_right(before, meaning(new := edited(text, edits))):
        return Edited(new, frozenset(edits))
    made: set[Edit] = set()
    if len(edits) > 1:
        for edit in sorted(edits, reverse=True):  # from the end, so that the other places stay right
            text, done = _proved(text, [edit], is_right)
            made |= done
    return Edited(text, frozenset(made))


def _has_same_shape(before: Any, after: Any) -> bool:
    """True if two values differ in texts only."""
    if isinstance(before, dict) and isinstance(after, dict):
        return list(before) == list(after) and all(_has_same_shape(before[key], after[key]) for key in before)
    if isinstance(before, list) and isinstance(after, list):
        return len(before) == len(after) and all(map(_has_same_shape, before, after))
    return before == after or (isinstance(before, str) and isinstance(after, str) and bool(after.strip()))


def word_deletion(text: str, start: int, end: int) -> Edit:
    """The deletion of a word, with the space before it, or after it if it begins a line or the words of a link."""
    first = line_start(text, start)
    if text[first:start].strip() and text[start - 1] in " \t":
        return Edit(len(text[:start].rstrip(" \t")), end, "")
    if text[end : next_line(text, end)].strip():
        return Edit(start, end + len(text[end:]) - len(text[end:].lstrip(" \t")), "")
    return Edit(first, next_line(text, end), "")  # the line has nothing else


# --- lists of ids --------------------------------------------------------------------------------------------------


class Extended(NamedTuple):
    """A text with ids added to lists, and the additions that were made."""

    text: str
    made: frozenset[Addition]


def with_additions(document: Document, additions: Sequence[Addition]) -> Extended:
    """The text of a file with ids added to lists of its entries."""
    text, nodes = document.text, entry_nodes(document)
    wanted: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    for _, kind, slug, field, item in dict.fromkeys(additions):
        wanted[kind, slug, field].append(item)
    edits: dict[Edit, tuple[str, str, str]] = {}
    for (kind, slug, field), items in wanted.items():
        holder = next(iter(nodes.get((kind, slug), ())), None)
        if isinstance(holder, yaml.MappingNode) and (edit := _addition(text, holder, field, items)):
            edits[edit] = kind, slug, field
    text, made = _proved(text, list(edits), _has_more_in_lists)
    lists = {edits[edit] for edit in made}
    return Extended(text, frozenset(one for one in additions if (one.kind, one.slug, one.field) in lists))


def _addition(text: str, holder: yaml.MappingNode, field: str, items: Sequence[str]) -> Edit | None:
    """The edit that adds ids to the list of an entry, which may not be there."""
    words = ", ".join(map(scalar, items))
    node = child(holder, field)
    if isinstance(node, yaml.SequenceNode) and node.flow_style:
        at = node.value[-1].end_mark.index if node.value else text.index("[", node.start_mark.index) + 1
        return Edit(at, at, f", {words}" if node.value else words)
    if isinstance(node, yaml.SequenceNode):
        last = node.value[-1]
        dash = text[line_start(text, last.start_mark.index) : last.start_mark.index]
        return lines_at(text, next_line(text, last.end_mark.index), [f"{dash}{scalar(item)}" for item in items])
    if node is not None:
        key = key_node(holder, field)
        at = text.index(":", key.end_mark.index if key else 0) + 1
        return Edit(at, node.end_mark.index if node.value else at, f" [{words}]")
    if holder.flow_style:
        at = text.rindex("}", 0, holder.end_mark.index)
        at = len(text[:at].rstrip())
        return Edit(at, at, f", {field}: [{words}]")
    column = holder.start_mark.column
    at = end_of_lines(text, end_of_value(text, holder), column)
    return lines_at(text, at, [f"{' ' * column}{field}: [{words}]"])


def lines_at(text: str, at: int, lines: Sequence[str]) -> Edit:
    """The insertion of whole lines at the beginning of a line."""
    ending = found[0] if (found := re.search(r"\r\n|\n|\r", text)) else "\n"
    before = ending if at and text[at - 1] not in "\r\n" else ""
    return Edit(at, at, before + "".join(f"{line}{ending}" for line in lines))


def end_of_value(text: str, node: yaml.Node) -> int:
    """The end of the last character of a value. Below a block are empty lines, and comments on what follows."""
    while isinstance(node, yaml.CollectionNode) and not node.flow_style and node.value:
        last = node.value[-1]
        node = last[1] if isinstance(last, tuple) else last
    start, end = node.start_mark.index, node.end_mark.index
    return max(start, len(text[:end].rstrip()))


def _has_more_in_lists(before: Any, after: Any) -> bool:
    """True if two values differ only in that lists of words have more of them."""
    if isinstance(after, list) and isinstance(before, list | None):
        old = before or []
        if all(isinstance(word, str) for word in after):
            return after[: len(old)] == old
        return len(old) == len(after) and all(map(_has_more_in_lists, old, after))
    if isinstance(before, dict) and isinstance(after, dict):
        return not before.keys() - after.keys() and all(_has_more_in_lists(before.get(k), after[k]) for k in after)
    return is_alike(before, after)


# --- order ---------------------------------------------------------------------------------------------------------


def in_order(document: Document, order: Reordering) -> str:
    """The text of a file with the entries of a list in another order, each with the comments directly above it."""
    text, node = document.text, child(document.root, order.key)
    if not isinstance(node, yaml.SequenceNode) or sorted(map(id_in, node.value)) != sorted(order.ids):
        return text
    spans = list(_spans(text, node))
    places = {id_in(item): number for number, item in enumerate(node.value)}
    moved = [places[slug] for slug in order.ids]
    edits = [
        Edit(*spans[number], text[slice(*spans[old])])
        for number, old in enumerate(moved)
        if spans[number] != spans[old]
    ]
    made = edited(text, edits)
    expected, after = meaning(text), meaning(made)
    if isinstance(expected, dict):
        expected[order.key] = [expected[order.key][old] for old in moved]
    return made if is_alike(expected, after) else text


def _spans(text: str, node: yaml.SequenceNode) -> Iterator[tuple[int, int]]:
    """The place of each item of a list: in brackets its value, else its lines but for the last line end."""
    floor = 0
    for item in node.value:
        start, end = item.start_mark.index, end_of_value(text, item)
        if not node.flow_style:
            column = re.match(r"[ \t]*", text[line_start(text, start) :])
            start = line_start(text, start)
            comment = re.compile(rf"[ \t]{{0,{len(column[0]) if column else 0}}}#")
            while start > floor and comment.match(text, above := line_above(text, start)) and above >= floor:
                start = above
            floor = end_of_lines(text, end, len(column[0]) + 1 if column else 1)
            end = len(text[:floor].rstrip("\r\n"))
        yield start, end
