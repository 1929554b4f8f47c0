"""Edits of the text of a YAML file: each changes a few characters or inserts lines, and every other one stays.

The file is not written from its values again, since the author's comments, order and line ends would be lost. The nodes
and tokens of the parsed file say where edits go; parsing the result again proves that it means what it should.
"""

import json
import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache, partial, reduce
from itertools import pairwise
from operator import getitem
from textwrap import indent
from typing import Any, NamedTuple

import yaml

from mlsys_cli.book.model import Addition, Problem, Reordering, Replacement, WordDeletion
from mlsys_cli.book.parse.source_file import Document, child, descend, entry_nodes, id_in, key_node
from mlsys_cli.book.parse.yaml_document import parse, tokens, value_of
from mlsys_cli.errors import MlsysError, UnreadableError

_PLAIN = re.compile(r"[^\W\d_][\w .'()/+-]*")
"""A text that needs no quotes in YAML, unless it means another value, such as `no`. Some others need them: `a: b`."""


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
    for start, end, new in sorted(edits, reverse=True):  # from the end, so that the other offsets stay right
        text = text[:start] + new + text[end:]
    return text


def meaning(text: str, path: str = "") -> Any:
    """The plain value of the text of a file, which is YAML unless its path says otherwise; None if it can't be read."""
    root = parse(path, text)[0].root
    return value_of(root) if root is not None else None


def is_alike(before: Any, after: Any, may_grow: bool = False) -> bool:
    """True if two values are the same, but for a list that was not there, and for the line feed at a text's end.

    That one is new where the file did not end in one. Lists of words may have more of them if they `may_grow`.
    """
    if isinstance(after, dict) and isinstance(before, dict | None):
        old = before or {}
        return all(is_alike(old.get(name), after.get(name), may_grow) for name in old.keys() | after.keys())
    if isinstance(after, list) and isinstance(before, list | None):
        items = before or []
        if may_grow and all(isinstance(word, str) for word in after):
            return after[: len(items)] == items
        return len(items) == len(after) and all(is_alike(a, b, may_grow) for a, b in zip(items, after, strict=True))
    if isinstance(before, str) and isinstance(after, str):
        return before.rstrip("\n") == after.rstrip("\n")
    return bool(before == after)


# --- fixes of problems -----------------------------------------------------------------------------------------------


class Fixed(NamedTuple):
    """The new text of a file, and the problems that it has no more."""

    text: str
    problems: list[Problem]


def with_replacements(document: Document, problems: Sequence[Problem]) -> Fixed:
    """The text with other words, or fewer; where two edits overlap, only the first one is made."""
    edits: dict[Edit, list[Problem]] = {}
    last = -1
    for problem in sorted(problems, key=lambda problem: (problem.line, problem.column)):
        if not isinstance(problem.fix, Replacement | WordDeletion):
            continue  # what is added may be added to another file than that of the problem
        start = document.offset(problem.line, problem.column)
        if isinstance(problem.fix, Replacement):
            old = problem.fix.old
            edit = Edit(start, start + len(old), problem.fix.text)
        else:
            old = problem.fix.word
            edit = _word_deletion(document.text, start, start + len(old))
        if edit.start >= last and document.text.startswith(old, start):  # it may be written with an escape
            last = edit.end
            edits[edit] = [problem]
    return _proved(document, edits, _has_same_shape)


def with_additions(document: Document, problems: Sequence[Problem]) -> Fixed:
    """The text with ids added to lists of its entries."""
    nodes = {(entry.kind, entry.slug): entry.node for entry in reversed([*entry_nodes(document)])}
    wanted: dict[tuple[str, str, str], dict[str, Problem]] = defaultdict(dict)
    for problem in problems:
        if isinstance(problem.fix, Addition):
            _, kind, slug, field, item = problem.fix
            wanted[kind, slug, field][item] = problem
    edits: dict[Edit, list[Problem]] = {}
    for (kind, slug, field), items in wanted.items():
        holder = nodes.get((kind, slug))
        if isinstance(holder, yaml.MappingNode):
            edits[_addition(document.text, holder, field, list(items))] = list(items.values())
    return _proved(document, edits, partial(is_alike, may_grow=True))


def in_order(document: Document, problems: Sequence[Problem]) -> Fixed:
    """The text with the entries of lists in another order, each with the comments directly above it."""
    orders = {problem.fix: problem for problem in problems if isinstance(problem.fix, Reordering)}
    text = document.text
    for order in orders:
        text = _reordered(parse(document.path, text)[0], order)
    return Fixed(text, [problem for problem in problems if problem.fix in orders])


def _proved(document: Document, edits: Mapping[Edit, Sequence[Problem]], is_right: Callable[[Any, Any], bool]) -> Fixed:
    """The text after all edits, or, if together they do harm, after each that does none."""
    path, text = document.path, document.text
    if edits and is_right(meaning(text, path), meaning(new := edited(text, edits), path)):
        return Fixed(new, [problem for problems in edits.values() for problem in problems])
    fixed: list[Problem] = []
    if len(edits) > 1:
        for edit in sorted(edits, reverse=True):  # from the end, so that the other places stay right
            text, problems = _proved(Document(path, text, None), {edit: edits[edit]}, is_right)
            fixed += problems
    return Fixed(text, fixed)


def _has_same_shape(before: Any, after: Any) -> bool:
    """True if two values differ in texts only, none of which has become empty."""
    if isinstance(before, dict) and isinstance(after, dict):
        return list(before) == list(after) and all(_has_same_shape(before[key], after[key]) for key in before)
    if isinstance(before, list) and isinstance(after, list):
        return len(before) == len(after) and all(map(_has_same_shape, before, after))
    return before == after or (isinstance(before, str) and isinstance(after, str) and bool(after.strip()))


def _word_deletion(text: str, start: int, end: int) -> Edit:
    """The deletion of a word, with the space before it, or after it if it begins a line or the words of a link."""
    first = line_start(text, start)
    if text[first:start].strip() and text[start - 1] in " \t":
        return Edit(len(text[:start].rstrip(" \t")), end, "")
    if text[end : next_line(text, end)].strip():
        return Edit(start, end + len(text[end:]) - len(text[end:].lstrip(" \t")), "")
    return Edit(first, next_line(text, end), "")  # the line has nothing else


def _addition(text: str, holder: yaml.MappingNode, field: str, items: Sequence[str]) -> Edit:
    """The edit that adds ids to the list of an entry, which may not be there."""
    ids = ", ".join(map(scalar, items))
    node = child(holder, field)
    if isinstance(node, yaml.SequenceNode) and node.flow_style:
        return _within_brackets(text, node, ids)
    if isinstance(node, yaml.SequenceNode):
        last = node.value[-1]
        dash = text[line_start(text, last.start_mark.index) : last.start_mark.index]
        lines = "".join(f"{dash}{scalar(item)}\n" for item in items)
        return lines_at(text, next_line(text, last.end_mark.index), lines)
    if node is not None:
        key = key_node(holder, field)
        at = text.index(":", key.end_mark.index if key else 0) + 1
        return Edit(at, node.end_mark.index if node.value else at, f" [{ids}]")
    if holder.flow_style:
        at = text.rindex("}", 0, holder.end_mark.index)
        at = len(text[:at].rstrip())
        return Edit(at, at, f", {field}: [{ids}]")
    column = holder.start_mark.column
    at = _end_of_lines(text, end_of_value(text, holder), column)
    return lines_at(text, at, f"{' ' * column}{field}: [{ids}]\n")


def _reordered(document: Document, order: Reordering) -> str:
    """The text of a file with the entries of a list in another order."""
    text, node = document.text, child(document.root, order.key)
    if not isinstance(node, yaml.SequenceNode) or sorted(map(id_in, node.value)) != sorted(order.ids):
        return text
    if node.flow_style:
        spans = [(item.start_mark.index, item.end_mark.index) for item in node.value]
    else:  # the line ends stay where they are, since the last item may have none
        spans = [(start, len(text[:end].rstrip("\r\n"))) for start, end in _spans(text, node)]
    indices = {id_in(item): index for index, item in enumerate(node.value)}
    moved = [indices[slug] for slug in order.ids]
    made = edited(text, (Edit(*spans[index], text[slice(*spans[old])]) for index, old in enumerate(moved)))
    expected, after = meaning(text), meaning(made)
    expected[order.key] = [expected[order.key][old] for old in moved]
    return made if is_alike(expected, after) else text


# --- insertion of an item --------------------------------------------------------------------------------------------


_LINE_BREAK = re.compile(r"\r\n|\n|\r")  # `\r\n` is one
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
    root, at, column = document.root, len(text), 0
    if isinstance(root, yaml.MappingNode) and not root.flow_style:
        if child(root, key) is not None:
            return insert_into(document, (key,), item, order)
        column = root.start_mark.column
        at = _end_of_lines(text, end_of_value(text, root), column)
    elif root is not None and root.value != "":
        raise _no_place(document, root, f"this file must have '{key}:' on its own line at the top level")
    new_list = indent(f"{key}:\n{_as_entry(item, _INDENT)}", " " * column)
    return _checked(document, (key,), item, lines_at(text, at, new_list, gap=bool(text.strip())))


def insert_into(document: Document, path: tuple[str | int, ...], item: str, order: Order | None = None) -> Inserted:
    """The text with an item added to an existing list, at a path of keys and indices."""
    holder = descend(document.root, path[:-1])
    node, name = child(holder, path[-1]), key_node(holder, str(path[-1]))
    has_brackets = isinstance(holder, yaml.MappingNode) and holder.flow_style
    if isinstance(node, yaml.SequenceNode) and node.value and not node.flow_style:
        edits = [_among(document.text, node, item, order)]
    elif node is not None and name is not None and _is_nothing(document, node) and not has_brackets:
        edits = _instead(document.text, name, node, item)
    elif not isinstance(node, yaml.SequenceNode):
        raise _no_place(document, node or holder, "this must be a list with each item on its own line")
    elif "\n" in item or not all(isinstance(child, yaml.ScalarNode) for child in node.value):
        raise _no_place(document, node, "this list is in brackets; write each item on its own line, after '- '")
    else:
        edits = [_within_brackets(document.text, node, item)]
    return _checked(document, path, item, *edits)


def with_list(document: Document, holder: yaml.Node | None, field: str) -> str:
    """The text of a file in which an entry has a list, which is empty if it wasn't there."""
    if not isinstance(holder, yaml.MappingNode) or child(holder, field) is not None:
        return document.text
    return edited(document.text, [_addition(document.text, holder, field, ())])


def with_items(document: Document, key: str, replaced: Mapping[int, str], added: Mapping[int, Sequence[str]]) -> str:
    """The text with other items in the list under a top-level key, by their indices, and new ones before some indices.

    Those added at the length of the list come last. Raises MlsysError if there is no place for them.
    """
    text, node = document.text, child(document.root, key)
    if not (isinstance(node, yaml.SequenceNode) and node.value and not node.flow_style):
        new = [item for _, items in sorted(added.items()) for item in items]
        if not new:
            return text
        made = insert_item(document.path, text, key, new[0]).text
        return with_items(sound_document(document.path, made), key, {}, {1: new[1:]})
    spans, column = _spans(text, node), _dashes(text, node)[0].column
    apart = _are_apart(text, node, spans)
    ending = match[0] if (match := _LINE_BREAK.search(text)) else "\n"
    edits = [Edit(*spans[index], _as_entry(item, column).replace("\n", ending)) for index, item in replaced.items()]
    for index, items in added.items():
        lines = ("\n" * apart).join(_as_entry(item, column) for item in items)
        if index < len(spans):
            edits.append(lines_at(text, spans[index][0], lines + "\n" * apart))
        elif items:
            edits.append(lines_at(text, spans[-1][1], lines, gap=apart))
    return edited(text, edits)


def has_comment(document: Document, node: yaml.Node) -> bool:
    """True if an entry, or a whole file, has a comment; of an entry in a list also if one is directly above it."""
    text, start = document.text, node.start_mark.index
    if node is not document.root:
        start = line_start(text, start)
        while start and text[_line_above(text, start) : start].lstrip(" ").startswith("#"):
            start = _line_above(text, start)
    last = _end_of_lines(text, end_of_value(text, node), node.start_mark.column)
    between, at = [], start
    for begin, end in _words(text):
        if start <= begin and at <= last:
            between.append(text[at : min(begin, last)])
            at = end
    return any("#" in gap for gap in between)


def _are_apart(text: str, node: yaml.SequenceNode, spans: Sequence[tuple[int, int]]) -> bool:
    """True if there are empty lines between the items of a list, or should be, as its only one has several lines."""
    gaps = [_is_below_gap(text, start) for start, _ in spans[1:]]
    if gaps:
        return any(gaps)
    return _LINE_BREAK.search(text, node.value[0].start_mark.index, end_of_value(text, node)) is not None


def _no_place(document: Document, node: yaml.Node | None, why: str) -> MlsysError:
    problem = document.place(node)
    return MlsysError(f"nothing can be added at {document.path}:{problem.line}:{problem.column}", [why])


def _checked(document: Document, path: tuple[str | int, ...], item: str, *edits: Edit) -> Inserted:
    """The text after some edits, if it has the same content as before plus the new item."""
    text, new = edited(document.text, edits), meaning(item)
    root = parse("", text)[0].root
    node = descend(root, path)
    values = [value_of(child) for child in node.value] if isinstance(node, yaml.SequenceNode) else []
    if root is not None and isinstance(node, yaml.SequenceNode) and new in values:
        index, after = values.index(new), value_of(root)
        del reduce(getitem, path, after)[index]
        if is_alike(meaning(document.text), after):
            return Inserted(text, node.value[index].start_mark.line + 1)
    raise _no_place(document, document.root, "the layout of this file isn't supported; add the entry by hand")


def _among(text: str, node: yaml.SequenceNode, item: str, order: Order | None) -> Edit:
    """The item put among those of a list: where the order wants it, if they are in it, else at the end."""
    spans = _spans(text, node)
    apart = _are_apart(text, node, spans)
    entry = _as_entry(item, _dashes(text, node)[0].column)
    if order is not None:
        keys = [order(value_of(one)) for one in node.value]
        place = bisect_right(keys, order(meaning(item)))
        if place < len(spans) and all(a <= b for a, b in pairwise(keys)):
            return lines_at(text, spans[place][0], entry + "\n" * apart)
    return lines_at(text, spans[-1][1], entry, gap=apart)


def _within_brackets(text: str, node: yaml.SequenceNode, added: str) -> Edit:
    """The edit that adds words at the end of a list in brackets."""
    at = node.value[-1].end_mark.index if node.value else text.index("[", node.start_mark.index) + 1
    return Edit(at, at, f", {added}" if node.value else added)


def _is_nothing(document: Document, node: yaml.Node) -> bool:
    """True if a value is absent or an empty pair of brackets, without even a comment."""
    if isinstance(node, yaml.SequenceNode):
        return re.fullmatch(r"\[\s*\]", document.text[node.start_mark.index : node.end_mark.index]) is not None
    return isinstance(node, yaml.ScalarNode) and node.tag.endswith(":null")


def _instead(text: str, key: yaml.Node, node: yaml.Node, item: str) -> list[Edit]:
    """The item as the first one of a list that has only its key or an empty pair of brackets."""
    start, end = node.start_mark.index, node.end_mark.index
    below = next_line(text, end)
    if start < end:
        start = len(text[:start].rstrip(" \t"))
    return [Edit(start, end, ""), lines_at(text, below, _as_entry(item, key.start_mark.column + _INDENT))]


def _as_entry(item: str, column: int) -> str:
    """The lines of a list's item, its dash in a column that counts from 0."""
    below = indent(item.rstrip("\n"), "  ")
    return indent(f"- {below[2:]}\n", " " * column)


# --- lines and words -------------------------------------------------------------------------------------------------


def lines_at(text: str, at: int, lines: str, gap: bool = False) -> Edit:
    """The insertion of whole lines at the beginning of a line, below an empty one if a `gap` is wanted."""
    ending = match[0] if (match := _LINE_BREAK.search(text)) else "\n"
    before = "" if _begins_line(text, at) else "\n"
    if gap and at and not _is_below_gap(text, at):
        before += "\n"
    return Edit(at, at, (before + lines).replace("\n", ending))


def line_start(text: str, index: int) -> int:
    """The offset of the line of an offset."""
    return max(text.rfind("\n", 0, index), text.rfind("\r", 0, index)) + 1


def next_line(text: str, index: int) -> int:
    """The offset of the line below that of an offset; the end of the text if there is none."""
    match = _LINE_BREAK.search(text, index)
    return match.end() if match else len(text)


def end_of_value(text: str, node: yaml.Node) -> int:
    """The end of the last word of a value. Below a block are empty lines, and comments on what follows."""
    return _end_of_words(text, node.end_mark.index)


def _end_of_words(text: str, index: int) -> int:
    """The end of the last word that begins before an offset."""
    words = _words(text)
    return words[bisect_left(words, (index, 0)) - 1][1]


@lru_cache(1)  # a file is asked for each of its entries that gets a list
def _words(text: str) -> list[tuple[int, int]]:
    """The beginning and end of each token of a YAML text; a block only ends where its last word does."""
    places = ((token, token.start_mark.index) for token in tokens(text) if not isinstance(token, yaml.BlockEndToken))
    return [(start, _end_of_token(text, token)) for token, start in places]


_KEEPING = re.compile(r"[|>]\d?\+")  # the empty lines after a text `|+` belong to it


def _end_of_token(text: str, token: yaml.Token) -> int:
    """The end of a token. That of a block scalar has the empty lines below it, which only count where they are kept."""
    start, end = token.start_mark.index, token.end_mark.index
    if not isinstance(token, yaml.ScalarToken) or token.style not in ("|", ">") or _KEEPING.match(text, start):
        return int(end)
    return len(text[:end].rstrip())


def _spans(text: str, node: yaml.SequenceNode) -> list[tuple[int, int]]:
    """The lines of each item of a list: its own, the comments directly above it, and deeper ones below it."""
    dashes = _dashes(text, node)
    column = dashes[0].column
    comment = re.compile(rf"[ \t]{{0,{column}}}#")
    floor, spans = 0, []
    for dash, below in pairwise([*(mark.index for mark in dashes), node.end_mark.index]):
        start = line_start(text, dash)
        while start > floor and comment.match(text, above := _line_above(text, start)):
            start = above
        floor = _end_of_lines(text, _end_of_words(text, below), column + 1)
        spans.append((start, floor))
    return spans


def _dashes(text: str, node: yaml.SequenceNode) -> list[Any]:
    """The places of the dashes of a list."""
    start, end = node.start_mark.index, node.end_mark.index
    places = [token.start_mark for token in tokens(text) if isinstance(token, yaml.BlockEntryToken)]
    ours = [place for place in places if start <= place.index < end]
    return [place for place in ours if place.column == ours[0].column]


def _line_above(text: str, start: int) -> int:
    """The offset of the line above the one that begins at an offset."""
    return line_start(text, start - (2 if text[max(start - 2, 0) : start] == "\r\n" else 1))


def _begins_line(text: str, index: int) -> bool:
    """True if a line begins at an offset."""
    return index == 0 or text[index - 1] in "\n\r"


def _is_below_gap(text: str, start: int) -> bool:
    """True if the line above the one that begins at an offset is empty."""
    return _begins_line(text, start) and start > 0 and not text[_line_above(text, start) : start].strip()


def _end_of_lines(text: str, end: int, least: int) -> int:
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
