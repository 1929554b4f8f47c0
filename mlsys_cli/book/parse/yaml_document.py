"""Reading of a YAML file into nodes and plain values, safe for untrusted books.

`yaml.compose` makes a tree of nodes with their places; the values are made from it here, because the library's own
constructor hides duplicate keys and forgets the places.
"""

import os
import re
import stat
import time
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice
from math import isfinite
from pathlib import Path
from typing import Any

import yaml

from mlsys_cli.book.kinds import BOOK_FILES
from mlsys_cli.book.model import Problem
from mlsys_cli.book.parse import diagnostics
from mlsys_cli.book.parse.source_file import Document
from mlsys_cli.book.parse.syntax_errors import QUOTE_HINT, explain
from mlsys_cli.text.sanitize import HARMFUL, harmless

_SCALARS = "tag:yaml.org,2002:"
_LOADER: type[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_DEEPEST = 60
_MOST_DIGITS = 300
"""The digits of the largest whole numbers; some more, and they could no longer be calculated with."""

_LONG = 500_000
_MOST_VALUES = 500_000
_MOST_REPEATED = 100_000
_MOST_PROBLEMS = 10_000
_WHOLE = re.compile(r"\s*[+-]?[\d_]+(\.0*)?\s*")
_TAG = re.compile(r"!(?!!(?:str|int|float|bool|null)\b)\S*")
_ANCHOR = re.compile(r"&(\S+)")
_ALIAS = re.compile(r"\*([^\s,\]}]+)")
"""A word that may be an alias; after the sign comes the name of an anchor."""

_COMMENT = re.compile(r"[ \t]+(#[^\s#]\S*)")
_LARGEST = 8 * 1024 * 1024
_TICK = 100_000_000
"""The nanoseconds within which a file may change again and keep its time of change."""


def read_document(path: Path, shown: str) -> tuple[Document, list[Problem]]:
    """Parse one file; `shown` is its path as the reader should see it."""
    try:
        if _leads_out(path):
            raise OSError(None, "it is a link to a file outside the book")
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            raise OSError(None, "not a regular file")  # reading from a pipe would wait for ever
        if status.st_size > _LARGEST:
            raise OSError(None, f"larger than {_LARGEST // 1024 // 1024} MiB")
        fresh = time.time_ns() - status.st_mtime_ns < _TICK
        parsed = _parsed.__wrapped__ if fresh else _parsed
        document, problems = parsed(path, shown, status.st_size, status.st_mtime_ns)
    except OSError as error:
        document = Document(shown, "", None)
        return document, [diagnostics.unreadable_file(document, str(error.strerror))]
    return document, list(problems)


@lru_cache(16)
def _parsed(path: Path, shown: str, size: int, changed: int) -> tuple[Document, tuple[Problem, ...]]:
    """A file's document. Its size and time of change are asked for only to know one that was parsed before."""
    raw = path.read_bytes()
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = error.object[: error.start].decode("utf-8-sig")
        rest = error.object[error.start :].split(b"\n")[0].decode("utf-8", "replace")
        document = Document(shown, before + rest, None)
        return document, (diagnostics.not_utf_8(document, len(before)),)
    document, problems = parse(shown, text)
    return document, tuple(problems)


def _leads_out(path: Path) -> bool:
    """True if links lead out of the folder of the book. An untrusted book must not read other files."""
    book = path.parent if path.name in BOOK_FILES else path.parent.parent
    if not (path.is_symlink() or (path.parent != book and path.parent.is_symlink())):
        return False
    return not Path(os.path.realpath(path)).is_relative_to(os.path.realpath(book))


def parse(path: str, text: str) -> tuple[Document, list[Problem]]:
    """Parse the text of a YAML file; a syntax error is a problem, and the document then has no root."""
    unread = Document(path, text, None)
    try:
        if len(text) > _LONG:
            values = (1 for event in yaml.parse(text, Loader=_LOADER) if isinstance(event, yaml.NodeEvent))
            if sum(islice(values, _MOST_VALUES + 1)) > _MOST_VALUES:  # each takes hundreds of bytes in memory
                return unread, [diagnostics.too_many_values(unread, _MOST_VALUES)]
        root = yaml.compose(text, Loader=_LOADER)
    except yaml.YAMLError as error:
        return unread, [diagnostics.yaml_syntax(unread, *explain(text, error, tokens(text)))]
    document = Document(path, text, root)
    problems = list(islice(_structure_problems(document, root), _MOST_PROBLEMS)) if root is not None else []
    if len(problems) == _MOST_PROBLEMS:
        problems.append(diagnostics.countless_mistakes(document, None))
    # Nothing is made of a file with a fatal one: a few aliases of aliases would fill the memory.
    return unread if any(problem.fatal for problem in problems) else document, problems


def _structure_problems(document: Document, root: yaml.Node) -> Iterator[Problem]:
    """Duplicate keys, aliases of more than a word, endless nesting or numbers, control characters; in file order."""
    aliases = frozenset(_ALIAS.findall(document.text)) if "&" in document.text else frozenset()
    seen: set[int] = set()
    repeated = 0
    stack: list[tuple[yaml.Node, int]] = [(root, 0)]
    while stack:
        node, depth = stack.pop()
        if isinstance(node, yaml.ScalarNode):
            if id(node) in seen:
                repeated += len(node.value)
                if repeated > _MOST_REPEATED:
                    yield diagnostics.yaml_alias(document, node, _MOST_REPEATED)
                    return
                continue
            seen.add(id(node))
            if HARMFUL.search(node.value):
                yield diagnostics.control_character(document, node)
            if len(node.value) > _MOST_DIGITS and _WHOLE.fullmatch(node.value):
                yield diagnostics.endless_number(document, node, _MOST_DIGITS)
            if not node.style:
                yield from _lost_signs(document, node, aliases)
            continue
        if id(node) in seen:
            yield diagnostics.yaml_alias(document, node)
            continue
        seen.add(id(node))
        if depth > _DEEPEST:
            yield diagnostics.too_deep(document, node, _DEEPEST)
            continue
        if isinstance(node, yaml.MappingNode):
            keys: set[str] = set()
            values: list[tuple[yaml.Node, int]] = []
            for key, value in node.value:
                if key.value.__class__ is not str:
                    yield diagnostics.bad_key(document, key)
                elif key.value in keys:
                    yield diagnostics.duplicate_key(document, key)
                else:
                    keys.add(key.value)
                    if isinstance(key, yaml.ScalarNode) and HARMFUL.search(key.value):
                        yield diagnostics.control_character(document, key)
                values.append((value, depth + 1))
            stack.extend(reversed(values))
        else:
            stack.extend((item, depth + 1) for item in reversed(node.value))


def _lost_signs(document: Document, node: yaml.ScalarNode, aliases: frozenset[str]) -> Iterator[Problem]:
    """The problem of a value without quotes that contains a tag, an anchor or a comment."""
    text, start = document.text, node.start_mark.index
    sign = text[start : start + 1]  # most values begin with a letter, and are looked at no further
    if sign == "!" and (tag := _TAG.match(text, start)):
        yield diagnostics.yaml_sign(document, start, tag[0], "a tag", QUOTE_HINT)
    elif sign == "&" and (anchor := _ANCHOR.match(text, start)) and anchor[1] not in aliases:
        yield diagnostics.yaml_sign(document, start, anchor[0], "an anchor", QUOTE_HINT)
    elif comment := _COMMENT.match(text, node.end_mark.index):
        hint = f"{QUOTE_HINT}, or a space after the # of a comment"
        yield diagnostics.yaml_sign(document, comment.start(1), comment[1], "a comment", hint)


def value_of(node: yaml.Node, depth: int = 0) -> Any:
    """The plain value of a node: str, int, float, bool, None, list or dict. Of a doubled key the first one counts."""
    if depth > _DEEPEST:
        return None
    if isinstance(node, yaml.MappingNode):
        value: dict[str, Any] = {}
        for key, item in node.value:
            if isinstance(key, yaml.ScalarNode) and (name := harmless(key.value)) not in value:
                value[name] = value_of(item, depth + 1)
        return value
    if isinstance(node, yaml.SequenceNode):
        return [value_of(item, depth + 1) for item in node.value]
    tag, text = node.tag.removeprefix(_SCALARS), node.value
    if tag == "null":
        return None
    if tag == "bool":
        return text.lower() in ("yes", "true", "on")
    try:
        if tag == "int":
            return int(text.replace("_", ""), 10)
        if tag == "float" and isfinite(number := float(text.replace("_", ""))):
            return number
    except ValueError:
        pass
    return harmless(text)


def tokens(text: str) -> Iterator[yaml.Token]:
    """The tokens of a YAML text, each with its place."""
    found: Iterator[yaml.Token] = yaml.scan(text, Loader=_LOADER)
    return found


def child(node: yaml.Node | None, key: str | int) -> yaml.Node | None:
    """The node below a mapping's key or a list's index, or None."""
    if isinstance(node, yaml.MappingNode):
        return next((value for name, value in node.value if name.value == key), None)
    if isinstance(node, yaml.SequenceNode) and isinstance(key, int) and key < len(node.value):
        found: yaml.Node = node.value[key]
        return found
    return None


def id_node(node: yaml.Node | None) -> yaml.Node | None:
    """The node of an entry's id, which a source calls its key."""
    return child(node, "id") or child(node, "key")


def id_in(node: yaml.Node | None) -> str:
    """The id of an entry; empty if it can't be read."""
    found = id_node(node)
    return harmless(found.value) if isinstance(found, yaml.ScalarNode) else ""


def has_doubled_key(node: yaml.Node) -> bool:
    """True if a mapping has a key twice, so that one of the two values is left out."""
    return isinstance(node, yaml.MappingNode) and len({key.value for key, _ in node.value}) < len(node.value)


def key_node(node: yaml.Node | None, key: str) -> yaml.Node | None:
    """The node of a mapping's key itself, or the mapping where it has no such key."""
    if isinstance(node, yaml.MappingNode):
        keys = (name for name, _ in node.value if isinstance(name, yaml.ScalarNode))
        return next((name for name in keys if key in (name.value, harmless(name.value))), node)
    return node


def descend(node: yaml.Node | None, path: tuple[str | int, ...]) -> yaml.Node | None:
    """The deepest node on a path of keys and indices that exists."""
    for step in path:
        below = child(node, step)
        if below is None:
            return node
        node = below
    return node
