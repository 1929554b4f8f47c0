"""Explanations of common YAML syntax errors, at the place where the mistake was made.

The parser reports the place where it gave up, but the mistake is often further up, where a quote or a bracket was
opened. Only common mistakes are explained; for others, the parser's own message is shown.
"""

import re
from collections.abc import Iterator
from itertools import takewhile
from operator import itemgetter
from typing import TypeAlias

import yaml

from mlsys_cli.book.kinds import KINDS
from mlsys_cli.book.parse.diagnostics import all_keys

Slip: TypeAlias = tuple[int, str, str]
"""A syntax error: its offset, a message and a hint."""

QUOTE_HINT = "put quotes around the text"

_AT_START = ("scanning an alias", "scanning an anchor", "tag", "scanning a directive")
_AT_OFFSET = ("undefined alias", "cannot start any token", "mapping keys are not allowed")
"""The parser's messages about a text that begins with a character such as * or @."""

_MISPLACED = ("did not find expected key", "did not find expected '-' indicator", "expected <block end>")
"""The parser's messages about a line that doesn't fit the lines above it."""

_KEYED = re.compile(r"(?P<lead> *(?:- +)*)(?P<key>\w[\w-]*)(?P<colon>:(?=\s|$))?(?P<value>.*)")
_ALMOST_KEYED = re.compile(r"(?P<key>\w[\w-]*)(?:(?P<colon>:)(?!//)(?=\S)| +(?=[^\s:][^:]*$))(?P<value>.*)")
_BLOCK = re.compile(r"\s*[|>][-+\d]*\s*(?:#.*)?")
_SWALLOWED = re.compile(r"\n *(?:- +)*\{?(\w+):\s")
_ODD_SPACE = re.compile(r" *[\u00a0\u2000-\u200b\u202f\u3000]")
_CURLY = re.compile(r"[:-] +(?P<first>[“”„«»‘‚])(?:(?P<text>[^\"]*)[“”«»’‘]\s*$)?")
"""A text in quotes that YAML takes for letters."""

_EMPTY = re.compile(r"\s*(?:#.*)?")
_MOST_LINES = 1000
_SHOWN = 30


def explain(text: str, error: yaml.YAMLError, tokens: Iterator[yaml.Token]) -> Slip:
    """The mistake that keeps a text from being YAML; `tokens` are those of the text, as far as they can be read."""
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    if mark is not None:
        start = (getattr(error, "context_mark", None) or mark).index
        said = ", ".join(words for words in (getattr(error, "context", ""), getattr(error, "problem", "")) if words)
        return _slip(text, mark.index, start, said, tokens) or (mark.index, said or "this isn't valid YAML", "")
    bad = yaml.reader.Reader.NON_PRINTABLE.search(text)
    if bad is None:  # the offset that the C parser gives is one of bytes
        return min(int(getattr(error, "position", 0) or 0), len(text)), "this isn't valid YAML", ""
    message = f"YAML doesn't allow the character U+{ord(bad[0]):04X}, so the file can't be read"
    return bad.start(), message, "delete it"


def _slip(text: str, offset: int, start: int, said: str, tokens: Iterator[yaml.Token]) -> Slip | None:
    """The common mistake behind the parser's message; it began a value at `start` and gave up at `offset`."""
    if "quoted scalar" in said and "unexpected" in said:
        return _open_quote(text, start)
    if "another document" in said:
        return offset, "another YAML document begins here", "delete the line ---: a file has only one document"
    before, opened = _so_far(tokens, offset)
    if isinstance(before, yaml.ScalarToken) and before.style in ("'", '"'):
        keys = (found[1] for found in _SWALLOWED.finditer(text, before.start_mark.index, before.end_mark.index))
        if not all_keys().isdisjoint(keys):
            return _open_quote(text, before.start_mark.index)
    if "a tab character" in said or text[offset : offset + 1] == "\t":
        return offset, "this line is indented with a tab", "indent with spaces"
    for index in (start, offset):
        if odd := _odd_spaces(text, index):
            return odd[-1], "this space isn't an ordinary one", "indent with the spaces of the space bar"
        if bare := _text_without_bar(text, index):
            return bare
    for words, index in ((_AT_START, start), (_AT_OFFSET, offset)):
        if any(word in said for word in words) and text[index : index + 1].strip():
            return _too_shallow(text, index) or (index, f"a text can't begin with {text[index]}", QUOTE_HINT)
    if "mapping values are not allowed" in said:
        return _surplus_colon(text, offset)
    if "could not find expected ':'" in said:
        return _missing_colon(text, start)
    first = _first(*next(_lines_up(text, offset)))
    if before is not None and before.end_mark.index > first and text[before.end_mark.index - 1] in "'\"]}":
        return offset, "there is text after the end of the value", "put quotes around the whole value"
    if opened is not None:
        return _within_brackets(text, offset, opened.start_mark.index)
    return _wrong_indent(text, first) if any(words in said for words in _MISPLACED) else None


def _text_without_bar(text: str, index: int) -> Slip | None:
    """The mistake that a line is in if it belongs to a text that begins on the line below its key."""
    prose = {field for kind in KINDS.values() for field in kind.prose}
    indent, first = 0, ""  # of the line below, and all further ones down to the offset
    for start, line in _lines_up(text, index):
        keyed = _KEYED.match(line)
        is_above = keyed and keyed["colon"] and _EMPTY.fullmatch(keyed["value"]) and keyed.end("lead") < indent
        if keyed and is_above and keyed["key"] in prose and first[0] not in "'\"[{":
            message = f"the text of {keyed['key']!r} begins on the line below it"
            return start + keyed.start("key"), message, f"write `{keyed['key']}: |`"
        column, left = _first(start, line) - start, line.lstrip(" ")
        indent, first = min(indent, column) if first else column, left
    return None


def _odd_spaces(text: str, offset: int) -> list[int]:
    """The offsets of spaces of other kinds, as web pages have, that a line and those above it are indented with."""
    odd = ((start, _ODD_SPACE.match(line)) for start, line in _lines_up(text, offset))
    return [start + found.end() - 1 for start, found in takewhile(itemgetter(1), odd) if found]


def _so_far(tokens: Iterator[yaml.Token], index: int) -> tuple[yaml.Token | None, yaml.Token | None]:
    """The last token before an offset, and the innermost bracket that is open there."""
    last: yaml.Token | None = None
    opened: list[yaml.Token] = []
    try:
        for token in tokens:
            if token.end_mark.index > index:
                break
            if isinstance(token, yaml.FlowSequenceStartToken | yaml.FlowMappingStartToken):
                opened.append(token)
            elif isinstance(token, yaml.FlowSequenceEndToken | yaml.FlowMappingEndToken) and opened:
                opened.pop()
            if token.end_mark.index > token.start_mark.index:
                last = token
    except yaml.YAMLError:
        pass
    return last, opened[-1] if opened else None


def _open_quote(text: str, index: int) -> Slip:
    """A quote that is never closed; the parser only notices at some later quote."""
    return index, "this quote is never closed", f"add a {text[index]} at the end of the text"


def _within_brackets(text: str, offset: int, start: int) -> Slip | None:
    """A bracket that was never closed, or a colon in a text within brackets."""
    line, opening = next(_lines_up(text, offset)), next(_lines_up(text, start))
    lead = re.match(r" *(?:- +)*", opening[1])
    goes_on = lead is not None and line[0] > start and _first(*line) - line[0] <= len(lead[0])
    if not text[offset:].strip() or (goes_on and text[_first(*line)] not in "]}"):
        closing = "]" if text[start] == "[" else "}"
        return start, f"this {text[start]} is never closed", f"add a {closing} at the end, or {QUOTE_HINT}"
    return _colon_in_text(text, offset) if text[offset] == ":" else None


def _colon_in_text(text: str, index: int) -> Slip:
    start, line = next(_lines_up(text, index))
    if curly := _CURLY.search(line):
        hint = f'write "{curly["text"]}"' if curly["text"] else 'put " at the beginning and end of the text'
        return start + curly.start("first"), f"{curly['first']} isn't one of YAML's quotes", hint
    return index, "a text can't contain a colon followed by a space", QUOTE_HINT


def _surplus_colon(text: str, index: int) -> Slip:
    """A colon with a space after it, where a value can't begin."""
    lines = _lines_up(text, index)
    start, line = next(lines)
    keyed, (above_start, above) = _KEYED.match(line), next(lines, (0, ""))
    if not above or keyed is None or start + keyed.end("key") != index:
        return _colon_in_text(text, index)
    column, before = keyed.end("lead"), _KEYED.match(above)
    if before is not None and before.end("lead") == column and not before["colon"]:
        # An item of a list may be a text without any colon, and then it is this line that is indented wrongly.
        almost = _ALMOST_KEYED.match(above, column)
        if not above.lstrip().startswith("-") or (almost and almost["key"] in all_keys()):
            return _missing_colon(text, above_start + column)
    return _wrong_indent(text, _first(start, line))


def _missing_colon(text: str, index: int) -> Slip:
    """A line that should be a key and a value from an offset on, and has no colon with a space after it."""
    start, line = next(_lines_up(text, index))
    almost = _ALMOST_KEYED.match(line, index - start)
    known = almost is not None and almost["key"] in all_keys()
    if not known and (block := _too_shallow(text, index)):
        return block
    if almost and (almost["colon"] or known):
        key, value = almost["key"], almost["value"]
        missing = "a space is missing after the colon" if almost["colon"] else f"a colon is missing after {key!r}"
        return index + len(key), missing, f"write `{key}: {value[:_SHOWN]}{'…' * (len(value) > _SHOWN)}`"
    hint = "if it belongs to the text above, indent it further; if it is a key, add a colon and a space after it"
    return index, "this line isn't `key: value`", hint


def _wrong_indent(text: str, index: int) -> Slip:
    """A line that isn't aligned with any key or dash above it."""
    keyed = _KEYED.match(next(_lines_up(text, index))[1])
    if not (keyed and keyed["colon"] and keyed["key"] in all_keys()) and (block := _too_shallow(text, index)):
        return block
    hint = "align it with the key or dash that it belongs to"
    return index, "the indentation of this line doesn't match the lines above", hint


def _too_shallow(text: str, index: int) -> Slip | None:
    """The mistake that a line is if it belongs to a text below `key: |` and is indented less than that."""
    lines = _lines_up(text, index)
    start, line = next(lines)
    indent, depth = _first(start, line) - start, 0
    for above_start, above in lines if start + indent == index else ():
        keyed = _KEYED.match(above)
        if keyed and keyed["colon"] and _BLOCK.fullmatch(keyed["value"]):
            column = keyed.end("lead")
            deep = depth or column + 2
            if not column < deep > indent:
                return None
            message = f"this line isn't indented far enough to belong to the text of {keyed['key']!r} above"
            return index, message, f"if it belongs there, indent it with {deep} spaces"
        above_indent = _first(above_start, above) - above_start
        if above_indent <= indent:
            return None
        depth = min(depth or above_indent, above_indent)
    return None


def _lines_up(text: str, index: int) -> Iterator[tuple[int, str]]:
    """The line of an offset and those above it, each after its own offset, without empty ones and comments."""
    end = found if (found := text.find("\n", index)) >= 0 else len(text)
    for number in range(_MOST_LINES):
        start = text.rfind("\n", 0, end) + 1
        line = text[start:end].rstrip("\r")
        if not (number and _EMPTY.fullmatch(line)):
            yield start, line
        if not start:
            return
        end = start - 1


def _first(start: int, line: str) -> int:
    """The offset of the first character of a line that isn't a space."""
    return start + len(line) - len(line.lstrip(" "))
