"""Edits of the text of a YAML file: each changes a few characters or inserts lines, and every other one stays.

The file is not written from its values again, since the author's comments, order and line ends would be lost. The nodes
and tokens of the parsed file say where edits go; parsing the result again proves that it means what it should.
"""

import json
import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import pairwise
from textwrap import indent
from typing import Any, NamedTuple

import yaml

from mlsys_cli.book.check.context import entry_nodes
from mlsys_cli.book.model import Addition, Reordering
from mlsys_cli.book.parse.source_file import Document
from mlsys_cli.book.parse.yaml_document import child, id_in, key_node, parse, tokens, value_of
from mlsys_cli.errors import MlsysError, UnreadableError

_PLAIN = re.compile(r"[^\W\d_][\w .'()/+-]*")
"""A text that needs no quotes in YAML."""


def scalar(text: str) -> str:
    """A text as YAML reads it back: in quotes where it would be read as another value."""
    if _PLAIN.fullmatch(text) and text == text.strip():
        root = parse("", text)[0].root
        if isinstance(root, yaml.ScalarNode) and root.tag.endswith(":str") and root.value == text:
            return text
    return json.dumps(text, ensure_ascii=False)


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
    return Extended(
        text, frozenset(addition for addition in additions if (addition.kind, addition.slug, addition.field) in lists)
    )


def _addition(text: str, holder: yaml.MappingNode, field: str, items: Sequence[str]) -> Edit | None:
    """The edit that adds ids to the list of an entry, which may not be there."""
    ids = ", ".join(map(scalar, items))
    node = child(holder, field)
    if isinstance(node, yaml.SequenceNode) and node.flow_style:
        at = node.value[-1].end_mark.index if node.value else text.index("[", node.start_mark.index) + 1
        return Edit(at, at, f", {ids}" if node.value else ids)
    if isinstance(node, yaml.SequenceNode):
        last = node.value[-1]
        dash = text[line_start(text, last.start_mark.index) : last.start_mark.index]
        return lines_at(text, next_line(text, last.end_mark.index), [f"{dash}{scalar(item)}" for item in items])
    if node is not None:
        key = key_node(holder, field)
        at = text.index(":", key.end_mark.index if key else 0) + 1
        return Edit(at, node.end_mark.index if node.value else at, f" [{ids}]")
    if holder.flow_style:
        at = text.rindex("}", 0, holder.end_mark.index)
        at = len(text[:at].rstrip())
        return Edit(at, at, f", {field}: [{ids}]")
    column = holder.start_mark.column
    at = end_of_lines(text, end_of_value(text, holder), column)
    return lines_at(text, at, [f"{' ' * column}{field}: [{ids}]"])


def lines_at(text: str, at: int, lines: Sequence[str]) -> Edit:
    """The insertion of whole lines at the beginning of a line."""
    ending = match[0] if (match := re.search(r"\r\n|\n|\r", text)) else "\n"
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
    indices = {id_in(item): index for index, item in enumerate(node.value)}
    moved = [indices[slug] for slug in order.ids]
    edits = [
        Edit(*spans[index], text[slice(*spans[old])]) for index, old in enumerate(moved) if spans[index] != spans[old]
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


# --- insertion of an item --------------------------------------------------------------------------------------------


_KEEPING = re.compile(r"[|>]\d?\+")  # the empty lines after a text `|+` belong to it
_LINE_BREAK = re.compile(r"\r\n|\n|\r")
_INDENT = 2  # as in all templates

Order = Callable[[Any], Any]
"""The sort key of an item's value. It only counts in a list that is sorted already."""


class Inserted(NamedTuple):
    """A text with a new item in it, and the first line of the item, counted from 1."""

    text: str
    line: int


def sound_document(path: str, text: str) -> Document:
    """The parsed text. Raises UnreadableError if it isn't YAML."""
    document, problems = parse(path, text)
    if document.root is None and problems:
        first = problems[0]
        where = f"{path}:{first.line}:{first.column}"
        raise UnreadableError(f"{where}: {first.rule}: {first.message}", ["nothing was added; fix this problem first"])
    return document


def insert_item(path: str, text: str, key: str, item: str, order: Order | None = None) -> Inserted:
    """The text with an item added to the list under a top-level key; `item` is its YAML, without the dash.

    Raises UnreadableError if the text isn't YAML, MlsysError if there is no place in it for the item.
    """
    document = sound_document(path, text)
    root, new_list = document.root, f"{key}:\n{_as_entry(item, _INDENT)}"
    if root is None or (isinstance(root, yaml.ScalarNode) and not root.value):
        return _checked(document, (key,), item, _put_below(text, len(text), new_list, bool(text.strip()), 1))
    if not isinstance(root, yaml.MappingNode) or root.flow_style:
        raise _no_place(document, root, f"this file must have '{key}:' on its own line at the top level")
    if child(root, key) is not None:
        return insert_into(document, (key,), item, order)
    column = root.start_mark.column
    end = end_of_lines(text, _last_word_end(document), column)
    return _checked(document, (key,), item, _put_below(text, end, indent(new_list, " " * column), True, 1))


def insert_into(document: Document, path: tuple[str | int, ...], item: str, order: Order | None = None) -> Inserted:
    """The text with an item added to an existing list, at a path of keys and indices."""
    holder: yaml.Node | None = document.root
    for step in path[:-1]:
        holder = child(holder, step)
    node, name = child(holder, path[-1]), key_node(holder, str(path[-1]))
    has_brackets = isinstance(holder, yaml.MappingNode) and holder.flow_style
    if isinstance(node, yaml.SequenceNode) and node.value:
        made = _within_brackets(document, node, item) if node.flow_style else _among(document, node, item, order)
    elif node is not None and name is not None and _is_nothing(document, node) and not has_brackets:
        made = _instead(document.text, name, node, item)
    elif isinstance(node, yaml.SequenceNode):
        made = _within_brackets(document, node, item)
    else:
        raise _no_place(document, node or holder, "this must be a list with each item on its own line")
    return _checked(document, path, item, made)


def _no_place(document: Document, node: yaml.Node | None, why: str) -> MlsysError:
    problem = document.place(node)
    return MlsysError(f"nothing can be added at {document.path}:{problem.line}:{problem.column}", [why])


def _checked(document: Document, path: tuple[str | int, ...], item: str, made: Inserted) -> Inserted:
    """The result, if it has the same content as before plus the new item."""
    before, after = meaning(document.text), meaning(made.text)
    holder: Any = after
    try:
        for step in path:
            holder = holder[step]
        holder.remove(meaning(item))
    except (AttributeError, IndexError, KeyError, TypeError, ValueError):
        holder = None
    if holder is None or not is_alike(before, after):
        raise _no_place(document, document.root, "the layout of this file isn't supported; add the entry by hand")
    return made


def meaning(text: str) -> Any:
    """The plain value of a YAML text; None if it can't be read."""
    root = parse("", text)[0].root
    return value_of(root) if root is not None else None


def is_alike(before: Any, after: Any) -> bool:
    """True if two values are the same, but for a list that was not there, and for the line feed at a text's end.

    That one is new where the file did not end in one.
    """
    if isinstance(after, dict) and isinstance(before, dict | None):
        old = before or {}
        return all(is_alike(old.get(name), after.get(name)) for name in old.keys() | after.keys())
    if isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        return all(map(is_alike, before, after))
    if isinstance(before, str) and isinstance(after, str):
        return before.rstrip("\n") == after.rstrip("\n")
    return bool(before == after or (before is None and after == []))


def _among(document: Document, node: yaml.SequenceNode, item: str, order: Order | None) -> Inserted:
    """The item put among those of a list: where the order wants it, if they are in it, else at the end."""
    text, entries = document.text, _entries_of(document, node)
    column = entries[0].dash - line_start(text, entries[0].dash)
    starts = [_start_of_lines(text, entries, number, column) for number in range(len(entries))]
    several_lines = _LINE_BREAK.search(text, entries[0].dash, entries[0].end) is not None
    apart = any(_is_below_gap(text, start) for start in starts[1:]) if starts[1:] else several_lines
    place = len(entries)
    if order is not None:
        keys = [order(value_of(one)) for one in node.value]
        if all(a <= b for a, b in pairwise(keys)):
            place = bisect_right(keys, order(meaning(item)))
    if place < len(entries):
        return _put(text, starts[place], _as_entry(item, column) + ("\n" if apart else ""))
    return _put_below(text, end_of_lines(text, entries[-1].end, column + 1), _as_entry(item, column), apart)


def _within_brackets(document: Document, node: yaml.SequenceNode, item: str) -> Inserted:
    """A word as the last one of a list in brackets. What has several lines finds no room there."""
    if "\n" in item or not all(isinstance(one, yaml.ScalarNode) for one in node.value):
        why = "this list is in brackets; write each item on its own line, after '- '"
        raise _no_place(document, node, why)
    text, last = document.text, node.value[-1] if node.value else None
    at = last.end_mark.index if last is not None else text.index("[", node.start_mark.index) + 1
    line = len(_LINE_BREAK.findall(text[:at])) + 1
    return Inserted(f"{text[:at]}{', ' if last is not None else ''}{item}{text[at:]}", line)


def _is_nothing(document: Document, node: yaml.Node) -> bool:
    """True if a value is absent or an empty pair of brackets, without even a comment."""
    if isinstance(node, yaml.SequenceNode):
        return re.fullmatch(r"\[\s*\]", document.text[node.start_mark.index : node.end_mark.index]) is not None
    return isinstance(node, yaml.ScalarNode) and node.tag.endswith(":null")


def _instead(text: str, key: yaml.Node, node: yaml.Node, item: str) -> Inserted:
    """The item as the first one of a list that has only its key or an empty pair of brackets."""
    start, end = node.start_mark.index, node.end_mark.index
    if start == end:  # then the node is said to be where the next one begins
        start = end = key.end_mark.index
    rest = text[end : next_line(text, end)]
    before = text[:start] if rest.strip() or start == end else text[:start].rstrip(" \t")
    text = before + text[end:]
    return _put_below(text, next_line(text, len(before)), _as_entry(item, key.start_mark.column + _INDENT), gap=False)


def _put_below(text: str, at: int, lines: str, gap: bool, skipped: int = 0) -> Inserted:
    """The text with some lines after the line that ends at an offset, an empty one between them if wanted."""
    if gap and at and not _is_below_gap(text, at):
        return _put(text, at, f"\n{lines}", skipped + 1)
    return _put(text, at, lines, skipped)


def _put(text: str, at: int, lines: str, skipped: int = 0) -> Inserted:
    """The text with some lines at an offset. The new item begins below the `skipped` ones."""
    ending = found[0] if (found := _LINE_BREAK.search(text)) else "\n"
    head = text[:at]
    if head and not _begins_line(head, at):
        head += ending
    return Inserted(head + lines.replace("\n", ending) + text[at:], len(_LINE_BREAK.findall(head)) + skipped + 1)


def _as_entry(item: str, column: int) -> str:
    """The lines of a list's item, its dash in a column that counts from 0."""
    below = indent(item.rstrip("\n"), "  ")
    return indent(f"- {below[2:]}\n", " " * column)


def line_start(text: str, index: int) -> int:
    """The offset of the line of an offset."""
    return max(text.rfind("\n", 0, index), text.rfind("\r", 0, index)) + 1


def line_above(text: str, start: int) -> int:
    """The offset of the line above the one that begins at an offset."""
    return line_start(text, start - (2 if text[max(start - 2, 0) : start] == "\r\n" else 1))


def next_line(text: str, index: int) -> int:
    """The offset of the line below that of an offset; the end of the text if there is none."""
    found = _LINE_BREAK.search(text, index)
    return found.end() if found else len(text)


def _begins_line(text: str, index: int) -> bool:
    """True if a line begins at an offset."""
    return index == 0 or text[index - 1] in "\n\r"


def _is_below_gap(text: str, start: int) -> bool:
    """True if the line above the one that begins at an offset is empty."""
    return _begins_line(text, start) and start > 0 and not text[line_above(text, start) : start].strip()


class _ItemSpan(NamedTuple):
    """An item of a list: the offsets of its `-` and of the end of its value."""

    dash: int
    end: int


def _entries_of(document: Document, node: yaml.SequenceNode) -> list[_ItemSpan]:
    """The places of the items of a list: of their dashes, and of the ends of their last words."""
    start, end = node.start_mark.index, node.end_mark.index
    entries: list[_ItemSpan] = []
    column = None
    for token in tokens(document.text):
        where = token.start_mark.index
        if where >= end and entries:
            break
        if where < start or isinstance(token, yaml.BlockEndToken):
            continue
        if isinstance(token, yaml.BlockEntryToken) and column in (None, token.start_mark.column):
            column = token.start_mark.column
            entries.append(_ItemSpan(where, where + 1))
        elif entries:
            entries[-1] = entries[-1]._replace(end=_end_of_word(document.text, token))
    return entries


def _last_word_end(document: Document) -> int:
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


def _start_of_lines(text: str, entries: Sequence[_ItemSpan], index: int, column: int) -> int:
    """The offset of an item's first line: its dash's, or that of comments directly above with no deeper indent."""
    start = line_start(text, entries[index].dash)
    floor = end_of_lines(text, entries[index - 1].end, column + 1) if index else 0
    comment = re.compile(rf"[ \t]{{0,{column}}}#")
    while start > floor and comment.match(text, above := line_above(text, start)):
        start = above
    return start


def end_of_lines(text: str, end: int, least: int) -> int:
    """The end of the lines of some words, with the comments below that are indented by `least` columns."""
    comment = re.compile(rf"[ \t]{{{least},}}#")
    found = at = end if _begins_line(text, end) else next_line(text, end)
    while at < len(text):
        below = next_line(text, at)
        if comment.match(text, at):
            found = below
        elif text[at:below].strip():
            break
        at = below
    return found
