"""Reading of a YAML file into nodes and plain values, safe for untrusted books, and what is wrong with its syntax.

`yaml.compose` makes a tree of nodes with their places; the values are made from it here, because the library's own
constructor hides duplicate keys and forgets the places.
"""

import re
import stat
import time
from collections.abc import Iterator
from contextlib import suppress
from functools import lru_cache
from itertools import islice
from math import isfinite
from pathlib import Path
from typing import Any, TypeAlias
from zlib import crc32

import yaml

from mlsys_cli.book.kinds import BOOK_FILES, EVERYWHERE, KINDS
from mlsys_cli.book.model import Problem
from mlsys_cli.book.parse import diagnostics
from mlsys_cli.book.parse.diagnostics import all_keys
from mlsys_cli.book.parse.markdown_chapter import ChapterSlip, compose_chapter
from mlsys_cli.book.parse.source_file import Document, entry_nodes, files_of_chapter
from mlsys_cli.text.own_files import is_inside
from mlsys_cli.text.sanitize import HARMFUL, harmless

_HARMFUL = re.compile(HARMFUL)  # which each value is searched for
_SCALARS = "tag:yaml.org,2002:"
_LOADER: type[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_DEEPEST = 60
"""The levels of nesting. `value_of` calls itself for each, and Python allows a thousand calls."""

_MOST_DIGITS = 300
"""The digits of the largest whole numbers; some more, and they could no longer be calculated with."""

_LONG = 500_000
"""The characters of a file from which its values are counted first; a shorter one can't have too many."""

_MOST_VALUES = 500_000  # a hundred times as many as a large chapter has
_MOST_REPEATED = 100_000
"""The characters that aliases of texts may repeat in all: a long text with many aliases would fill the memory."""

_MOST_PROBLEMS = 10_000  # they are usually one mistake, repeated; chosen, not measured
_WHOLE = re.compile(r"\s*[+-]?[\d_]+(\.0*)?\s*")  # "1_000", "-7", "3.00"
_TAG = re.compile(r"!(?!!(?:str|int|float|bool|null)\b)\S*")  # "!Important", but not "!!str", which is meant
_ANCHOR = re.compile(r"&(\S+)")  # "&zebra"
_ALIAS = re.compile(r"\*([^\s,\]}]+)")
"""A word that may be an alias; after the sign comes the name of an anchor."""

_COMMENT = re.compile(r"[ \t]+(#[^\s#]\S*)")  # "The #1 rule"; a comment that is meant has a space after its sign
_LARGEST = 8 * 1024 * 1024  # bytes; chosen, not measured
_TICK = 100_000_000
"""The nanoseconds within which a file may change again and keep its time of change."""


def read_document(path: Path, display_path: str) -> tuple[Document, list[Problem]]:
    """Parse one file; `display_path` is its path as the reader should see it."""
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
        document, problems = parsed(path, display_path, status.st_size, status.st_mtime_ns)
    except OSError as error:
        document = Document(display_path, "", None)
        return document, [diagnostics.unreadable_file(document, str(error.strerror))]
    return document, list(problems)


def position(folder: Path, kind: str, slug: str) -> tuple[Path, int]:
    """The file of an entry in the folder of its chapter or book, and its line; the first one if it isn't found."""
    file = KINDS[kind].file
    path = folder / (files_of_chapter(folder)[0] if file == "chapter.yaml" else file)
    document, _ = read_document(path, str(path))
    node = next((entry.node for entry in entry_nodes(document) if (entry.kind, entry.slug) == (kind, slug)), None)
    return path, document.place(node).line


@lru_cache(16)  # a book has six files, and a chapter as many
def _parsed(path: Path, display_path: str, size: int, changed: int) -> tuple[Document, tuple[Problem, ...]]:
    """A file's document. Its size and time of change are asked for only to know one that was parsed before."""
    raw = path.read_bytes()
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = error.object[: error.start].decode("utf-8-sig")
        rest = error.object[error.start :].split(b"\n")[0].decode("utf-8", "replace")
        document = Document(display_path, before + rest, None)
        return document, (diagnostics.not_utf_8(document, len(before)),)
    document, problems = parse(display_path, text)
    return document, tuple(problems)


def _leads_out(path: Path) -> bool:
    """True if links lead out of the folder of the book. An untrusted book must not read other files."""
    is_top = path.name in BOOK_FILES and (path.name != EVERYWHERE or not (path.parent.parent / BOOK_FILES[0]).exists())
    book = path.parent if is_top else path.parent.parent
    if not (path.is_symlink() or (path.parent != book and path.parent.is_symlink())):
        return False
    return not is_inside(book, path)


def parse(path: str, text: str) -> tuple[Document, list[Problem]]:
    """Parse the text of a file; a syntax error is a problem, and the document then has no root."""
    unread = Document(path, text, None)
    try:
        root = _compose(text) if not path.endswith(".md") else compose_chapter(text, _compose)
    except _TooManyValuesError:
        return unread, [diagnostics.too_many_values(unread, _MOST_VALUES)]
    except yaml.YAMLError as error:
        return unread, [diagnostics.yaml_syntax(unread, *explain(text, error, tokens(text)))]
    except ChapterSlip as slip:
        part = slip.yaml_text
        place = explain(part, slip.error, tokens(part)) if part else (slip.offset, slip.message, slip.hint)
        return unread, [diagnostics.yaml_syntax(unread, *place)]
    document = Document(path, text, root)
    problems = list(islice(_structure_problems(document, root), _MOST_PROBLEMS)) if root is not None else []
    if len(problems) == _MOST_PROBLEMS:
        problems.append(diagnostics.countless_mistakes(document, None))
    # Nothing is made of a file with a fatal one: a few aliases of aliases would fill the memory.
    return unread if any(problem.fatal for problem in problems) else document, problems


class _TooManyValuesError(Exception):
    """A text has more values than fit into the memory."""


def _compose(text: str) -> yaml.Node | None:
    if len(text) > _LONG:
        values = (1 for event in yaml.parse(text, Loader=_LOADER) if isinstance(event, yaml.NodeEvent))
        if sum(islice(values, _MOST_VALUES + 1)) > _MOST_VALUES:  # each takes hundreds of bytes in memory
            raise _TooManyValuesError
    root: yaml.Node | None = yaml.compose(text, Loader=_LOADER)
    return root


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
            if _HARMFUL.search(node.value):
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
            for key, _ in node.value:
                if key.value.__class__ is not str:
                    yield diagnostics.bad_key(document, key)
                elif key.value in keys:
                    yield diagnostics.duplicate_key(document, key)
                else:
                    keys.add(key.value)
                    if isinstance(key, yaml.ScalarNode) and _HARMFUL.search(key.value):
                        yield diagnostics.control_character(document, key)
        below = (item[1] if isinstance(node, yaml.MappingNode) else item for item in reversed(node.value))
        stack.extend((item, depth + 1) for item in below)


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
        if tag == "int":  # as authors mean it, without YAML's other bases: `010` is 10, and `1:30` and `0x1F` are texts
            return int(text.replace("_", ""))
        if tag == "float" and isfinite(number := float(text.replace("_", ""))):
            return number
    except ValueError:
        pass
    return harmless(text)


def digest_of(node: yaml.Node) -> int:
    """A number that is another one if anything in a node has another value. Comments and spaces don't count."""
    text = repr(value_of(node)).encode("utf-8", "surrogatepass")
    return crc32(text) << 31 | len(text)  # 63 bits, since SQLite's integers have 64 with the sign


def tokens(text: str) -> Iterator[yaml.Token]:
    """The tokens of a YAML text, each with its place."""
    scanned: Iterator[yaml.Token] = yaml.scan(text, Loader=_LOADER)
    return scanned


# --- syntax errors ---------------------------------------------------------------------------------------------------
# PyYAML reports the place where it gave up, but a quote or bracket was opened further up. Only the slips that authors
# make are explained: quotes, signs, colons, tabs, indentation, brackets. For others, PyYAML's own message is shown.


Slip: TypeAlias = tuple[int, str, str]
"""A syntax error: its offset, a message and a hint."""

QUOTE_HINT = "put quotes around the text"
_BAR_HINT = "and write `|` after that text's key"

# What PyYAML says of a text that begins with a sign such as * or @: at its beginning, or where it gave up.
_AT_START = ("scanning an alias", "scanning an anchor", "tag", "scanning a directive")
_AT_OFFSET = ("undefined alias", "cannot start any token", "mapping keys are not allowed")

_MISPLACED = ("expected key", "expected '-' indicator", "expected <block end>", "expected <document start>")
"""What PyYAML says of a line that doesn't fit the lines above it."""

_KEYED = re.compile(r"(?P<lead> *(?:- +)*)(?P<key>\w[\w-]*)(?P<colon>:(?=\s|$))?")
"""The beginning of a line with a key, perhaps without its colon: `  - id: heap`, `title Heap`."""
_ALMOST_KEYED = re.compile(r"(?P<key>\w[\w-]*)(?:(?P<colon>:)(?!//)(?=\S)| +(?=[^\s:][^:]*$))(?P<value>.*)")
"""A key and a value without the space or the colon between them (`id:heap`, `title Heap`); no address with `://`."""
_SWALLOWED = re.compile(r"\n *(?:- +)*\{?(\w+):\s")
"""A key at the beginning of a line, in a text that began at a quote further up."""
_CURLY = re.compile(r"[:-] +([“”„«»‘‚])")
"""A text in quotes that YAML takes for letters: `title: “Tides: a book”`."""
_SHOWN = 30  # characters of a value in a hint


def explain(text: str, error: yaml.YAMLError, tokens: Iterator[yaml.Token]) -> Slip:
    """The mistake that keeps a text from being YAML; `tokens` are those of the text, as far as they can be read."""
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    if conflict := re.search("^<{7} ", text, re.MULTILINE):
        return conflict.start(), "this is one of the marks of a merge conflict", "keep one of the two versions"
    if mark is not None:
        start = (getattr(error, "context_mark", None) or mark).index
        message = ", ".join(filter(None, (getattr(error, "context", ""), getattr(error, "problem", ""))))
        return _slip(text, mark.index, start, message, tokens) or (mark.index, message or "this isn't valid YAML", "")
    bad = yaml.reader.Reader.NON_PRINTABLE.search(text)
    if bad is None:  # the offset that the C parser gives is one of bytes
        return min(int(getattr(error, "position", 0) or 0), len(text)), "this isn't valid YAML", ""
    message = f"YAML doesn't allow the character U+{ord(bad[0]):04X}, so the file can't be read"
    return bad.start(), message, "delete it"


def _slip(text: str, offset: int, start: int, message: str, tokens: Iterator[yaml.Token]) -> Slip | None:
    """The slip behind PyYAML's message; PyYAML began a value at `start` and gave up at `offset`."""
    if "quoted scalar" in message and "unexpected" in message:
        return _open_quote(text, start)
    before, opened = _so_far(tokens, offset)
    if isinstance(before, yaml.ScalarToken) and before.style in ("'", '"'):
        keys = (key[1] for key in _SWALLOWED.finditer(text, before.start_mark.index, before.end_mark.index))
        if not all_keys().isdisjoint(keys):  # the quote that ends it is the first one of another text
            return _open_quote(text, before.start_mark.index)
    if "a tab character" in message or text[offset : offset + 1] == "\t":
        return offset, "this line is indented with a tab", "indent with spaces"
    if "block sequence entries" in message:
        hint = f"{QUOTE_HINT}, or begin each item of a list on a line of its own"
        return offset, "a value can't begin with - and a space", hint
    for phrases, index in ((_AT_START, start), (_AT_OFFSET, offset)):
        if any(phrase in message for phrase in phrases) and text[index : index + 1].strip():
            return index, f"a text can't begin with {text[index]}", QUOTE_HINT
    if "mapping values are not allowed" in message:
        return _surplus_colon(text, offset)
    if "could not find expected ':'" in message:
        return _missing_colon(text, start)
    first = offset - len(text[_line_start(text, offset) : offset].lstrip(" "))
    if before is not None and before.end_mark.index > first and text[before.end_mark.index - 1] in "'\"]}":
        return offset, "there is text after the end of the value", "put quotes around the whole value"
    if opened is not None:
        return _within_brackets(text, offset, opened.start_mark.index)
    return _wrong_indent(text, offset) if any(phrase in message for phrase in _MISPLACED) else None


def _so_far(tokens: Iterator[yaml.Token], offset: int) -> tuple[yaml.Token | None, yaml.Token | None]:
    """The last token that ends before an offset, and the innermost bracket that is open there."""
    last: yaml.Token | None = None
    opened: list[yaml.Token] = []
    with suppress(yaml.YAMLError):  # the scanner may give up before the parser
        for token in tokens:
            if token.end_mark.index > offset:
                break
            if isinstance(token, yaml.FlowSequenceStartToken | yaml.FlowMappingStartToken):
                opened.append(token)
            elif isinstance(token, yaml.FlowSequenceEndToken | yaml.FlowMappingEndToken) and opened:
                opened.pop()
            if token.end_mark.index > token.start_mark.index:
                last = token
    return last, opened[-1] if opened else None


def _open_quote(text: str, index: int) -> Slip:
    return index, "this quote is never closed", f"add a {text[index]} at the end of the text"


def _within_brackets(text: str, offset: int, start: int) -> Slip | None:
    """A bracket that is never closed, or a colon in a text within brackets."""
    opening = re.match(r" *(?:- +)*", text[_line_start(text, start) :])
    line = text[_line_start(text, offset) :]
    column = len(line) - len(line.lstrip(" "))
    # A line that begins where the one with the bracket does, or further left, is the next item or key.
    is_next = "\n" in text[start:offset] and opening is not None and column <= len(opening[0])
    if not text[offset:].strip() or (is_next and line[column] not in "]}"):
        closing = "]" if text[start] == "[" else "}"
        return start, f"this {text[start]} is never closed", f"add a {closing} at the end, or {QUOTE_HINT}"
    return _colon_in_text(text, offset) if text[offset] == ":" else None


def _colon_in_text(text: str, index: int) -> Slip:
    start = _line_start(text, index)
    if curly := _CURLY.search(text, start, index):
        return curly.start(1), f"{curly[1]} isn't one of YAML's quotes", 'put " at the beginning and end of the text'
    keyed, hint = _KEYED.match(text, start, index), QUOTE_HINT
    if keyed and any(keyed["key"] in kind.prose for kind in KINDS.values()):
        hint += f", or write `{keyed['key']}: |` and the text below it, indented further"
    return index, "a text can't contain a colon followed by a space", hint


def _surplus_colon(text: str, index: int) -> Slip:
    """A colon with a space after it, where a value can't begin: in a text, or after a line that lacks its own."""
    start = _line_start(text, index)
    line = text[start : _line_end(text, index)]
    keyed, above_start = _KEYED.match(line), _line_start(text, max(start - 1, 0))
    if not start or keyed is None or start + keyed.end("key") != index:
        return _colon_in_text(text, index)
    above = text[above_start : start - 1].rstrip("\r")
    before = _KEYED.match(above)
    if before is not None and before.end("lead") == keyed.end("lead") and not before["colon"]:
        # An item of a list may be a text without any colon, and then it is this line that is indented wrongly.
        almost = _ALMOST_KEYED.match(above, keyed.end("lead"))
        if not above.lstrip().startswith("-") or (almost and almost["key"] in all_keys()):
            return _missing_colon(text, above_start + keyed.end("lead"))
    return _wrong_indent(text, index)


def _missing_colon(text: str, index: int) -> Slip:
    """A line that should be a key and a value from an offset on, and has no colon with a space after it."""
    almost = _ALMOST_KEYED.match(text[index : _line_end(text, index)].rstrip("\r"))
    if almost and (almost["colon"] or almost["key"] in all_keys()):
        key, value = almost["key"], almost["value"]
        missing = "a space is missing after the colon" if almost["colon"] else f"a colon is missing after {key!r}"
        return index + len(key), missing, f"write `{key}: {value[:_SHOWN]}{'…' * (len(value) > _SHOWN)}`"
    hint = "if it is a key, add a colon and a space after it; if it belongs to the text above, indent it further"
    return index, "this line isn't `key: value`", f"{hint}, {_BAR_HINT}"


def _wrong_indent(text: str, index: int) -> Slip:
    """A line that isn't aligned with any key or dash above it."""
    start = _line_start(text, index)
    first = start + len(text[start:]) - len(text[start:].lstrip(" "))
    hint = "align it with the key or dash that it belongs to; if it belongs to a text, indent it further"
    return first, "the indentation of this line doesn't match the lines above", f"{hint}, {_BAR_HINT}"


def _line_start(text: str, index: int) -> int:
    return text.rfind("\n", 0, index) + 1


def _line_end(text: str, index: int) -> int:
    end = text.find("\n", index)
    return end if end >= 0 else len(text)
