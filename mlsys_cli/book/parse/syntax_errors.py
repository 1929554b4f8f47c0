"""The slips of authors that keep a file from being YAML, in plain words and at the place where they were made.

The parser says where it gave up; an author needs to know what they wrote, which is often further up, where a quote or
a bracket was opened. Only slips that authors really make are explained; for the rest the parser speaks for itself.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

import yaml

from mlsys_cli.book.key_help import all_keys

QUOTE_HINT = "put quotes around the text"

_AT_START = ("scanning an alias", "scanning an anchor", "tag", "scanning a directive")
_AT_OFFSET = ("undefined alias", "cannot start any token", "mapping keys are not allowed")
"""The parser's words about a text that begins with a sign such as * or @, which is where it began or gave up."""

_MISPLACED = ("did not find expected key", "did not find expected '-' indicator", "expected <block end>")
"""The parser's words about a line that belongs to nothing above it."""

_CLOSING = {"[": "]", "{": "}"}
_LEAD = r"(?P<lead> *(?:- +)*)"
_KEYED = re.compile(rf"{_LEAD}(?P<key>\w[\w-]*):(?=\s|$)(?P<value>.*)")
_BEGINNING = re.compile(rf"{_LEAD}(?P<key>\w[\w-]*)")
_BLOCK = re.compile(r"[|>][-+\d]*\s*(?:#.*)?")
_JOINED = re.compile(r"(\w[\w-]*):((?!//)\S.*)")
_SPACED = re.compile(r"(\w[\w-]*) +([^\s:][^:]*)$")
_SWALLOWED = re.compile(r"\n *(?:- +)*\{?(\w+):\s")
_EMPTY = re.compile(r"\s*(?:#.*)?")
_MOST_LINES = 1000
_SHOWN = 30


class SyntaxProblem(NamedTuple):
    """A mistake that keeps a file from being YAML: its offset, what it is, and how to mend it."""

    offset: int
    message: str
    hint: str = ""


class ParserError(NamedTuple):
    """The parser's own words, the offset at which it gave up, and the one at which it began the value."""

    text: str
    offset: int
    start: int
    said: str


class Line(NamedTuple):
    """A line of the file: the offset of its beginning, and its text."""

    start: int
    text: str

    @property
    def indent(self) -> int:
        """The number of spaces at its beginning."""
        return len(self.text) - len(self.text.lstrip(" "))

    @property
    def first(self) -> int:
        """The offset of its first character that is no space."""
        return self.start + self.indent


def explain(text: str, error: yaml.YAMLError, tokens: Iterator[yaml.Token]) -> SyntaxProblem:
    """The mistake that keeps a text from being YAML; `tokens` are those of the text, as far as they can be read."""
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    if mark is None:
        return _bad_character(text, error)
    start = getattr(error, "context_mark", None) or mark
    context, problem = getattr(error, "context", None) or "", getattr(error, "problem", None) or "this isn't YAML"
    stop = ParserError(text, mark.index, start.index, f"{context}: {problem}")
    own_words = f"{context}, {problem}" if context else str(problem)
    return _slip(stop, *_so_far(tokens, mark.index)) or SyntaxProblem(mark.index, own_words)


def _bad_character(text: str, error: yaml.YAMLError) -> SyntaxProblem:
    """A character that YAML does not allow; the C parser counts its offset in bytes."""
    bad = yaml.reader.Reader.NON_PRINTABLE.search(text)
    if bad is None:
        return SyntaxProblem(min(int(getattr(error, "position", 0) or 0), len(text)), "this isn't YAML")
    message = f"the character U+{ord(bad[0]):04X} isn't text, and with it the whole file can't be read"
    return SyntaxProblem(bad.start(), message, "delete it")


def _so_far(tokens: Iterator[yaml.Token], index: int) -> tuple[yaml.Token | None, yaml.Token | None]:
    """The last word or sign before an offset, and the innermost bracket that is open there."""
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


def _slip(stop: ParserError, before: yaml.Token | None, opened: yaml.Token | None) -> SyntaxProblem | None:
    text, offset, said = stop.text, stop.offset, stop.said
    if "quoted scalar" in said and "unexpected" in said:
        return _open_quote(text, stop.start)
    if before is not None and _swallows_keys(text, before):
        return _open_quote(text, before.start_mark.index)
    if "a tab character" in said or text[offset : offset + 1] == "\t":
        return SyntaxProblem(offset, "this line is indented with a tab", "indent with spaces")
    for words, index in ((_AT_START, stop.start), (_AT_OFFSET, offset)):
        if any(word in said for word in words) and text[index : index + 1].strip():
            sign = SyntaxProblem(index, f"a text can't begin with {text[index]}", QUOTE_HINT)
            return _too_shallow(text, index) or sign
    if "mapping values are not allowed" in said:
        return _surplus_colon(text, offset)
    if "could not find expected ':'" in said:
        return _missing_colon(text, stop.start)
    line = _line_at(text, offset)
    if before is not None and before.end_mark.index > line.first and text[before.end_mark.index - 1] in "'\"]}":
        return SyntaxProblem(offset, "the value has ended before this", "put quotes around all of it")
    if opened is not None:
        return _within_brackets(text, offset, opened.start_mark.index)
    return _wrong_indent(text, line.first) if any(words in said for words in _MISPLACED) else None


def _open_quote(text: str, index: int) -> SyntaxProblem:
    """The mistake of a quote that is never closed; the parser only notices at some later quote."""
    return SyntaxProblem(index, "this quote is never closed", f"write a {text[index]} at the end of the text")


def _swallows_keys(text: str, token: yaml.Token) -> bool:
    """True if a text in quotes has keys of the format in it, since its own closing quote is missing."""
    if not (isinstance(token, yaml.ScalarToken) and token.style in ("'", '"')):
        return False
    keys, found = all_keys(), _SWALLOWED.finditer(text, token.start_mark.index, token.end_mark.index)
    return any(key[1] in keys for key in found)


def _within_brackets(text: str, offset: int, start: int) -> SyntaxProblem | None:
    """A bracket that was never closed, or a colon in a text within brackets."""
    line, first, bracket = _line_at(text, offset), _line_at(text, start), text[start]
    lead = re.match(r" *(?:- +)*", first.text)
    goes_on = lead is not None and line.start > start and line.indent <= len(lead[0])
    if not text[offset:].strip() or (goes_on and text[line.first] not in "]}"):
        hint = f"write a {_CLOSING[bracket]} at its end, or {QUOTE_HINT}"
        return SyntaxProblem(start, f"this {bracket} is never closed", hint)
    return _colon_in_text(offset) if text[offset] == ":" else None


def _colon_in_text(index: int) -> SyntaxProblem:
    return SyntaxProblem(
        index, "this colon is part of a text", "put quotes around a text that has a colon and a space in it"
    )


def _surplus_colon(text: str, index: int) -> SyntaxProblem:
    """A colon with a space after it, where a value can't begin."""
    line = _line_at(text, index)
    beginning = _BEGINNING.fullmatch(line.text[: index - line.start])
    above = next(_above(text, line), None)
    if beginning is None or above is None:
        return _colon_in_text(index)
    column, before = len(beginning["lead"]), _BEGINNING.match(above.text)
    is_beside = before is not None and len(before["lead"]) == column and not _KEYED.match(above.text)
    # An item of a list may be a text without any colon, and then it is this line that is indented wrongly.
    if is_beside and (not above.text.lstrip().startswith("-") or _is_almost_keyed(above.text[column:])):
        return _missing_colon(text, above.start + column)
    return _wrong_indent(text, line.first)


def _missing_colon(text: str, index: int) -> SyntaxProblem:
    """A line that should be a key and a value from an offset on, and has no colon with a space after it."""
    line = _line_at(text, index)
    written = line.text[index - line.start :]
    joined, spaced = _JOINED.match(written), _SPACED.match(written)
    if not _is_almost_keyed(written) and (block := _too_shallow(text, index)):
        return block
    if joined:
        hint = f"write `{joined[1]}: {_shortened(joined[2])}`"
        return SyntaxProblem(index + len(joined[1]), "a space is missing after the colon", hint)
    if spaced and spaced[1] in all_keys():
        hint = f"write `{spaced[1]}: {_shortened(spaced[2])}`"
        return SyntaxProblem(index + len(spaced[1]), f"a colon is missing after {spaced[1]!r}", hint)
    hint = "indent it deeper if it belongs to the text above, or write a colon and a space after the key"
    return SyntaxProblem(index, "there is no `key: value` in this line", hint)


def _is_almost_keyed(written: str) -> bool:
    """True if a text begins with a key of the format, and only the colon or the space after it is missing."""
    found = _JOINED.match(written) or _SPACED.match(written)
    return found is not None and found[1] in all_keys()


def _wrong_indent(text: str, index: int) -> SyntaxProblem:
    """A line that begins below none of the keys and dashes to which it could belong."""
    keyed = _KEYED.match(_line_at(text, index).text)
    if not (keyed and keyed["key"] in all_keys()) and (block := _too_shallow(text, index)):
        return block
    hint = "begin it right below the key or dash to which it belongs"
    return SyntaxProblem(index, "the indentation of this line does not fit the lines above", hint)


def _too_shallow(text: str, index: int) -> SyntaxProblem | None:
    """The mistake that a line is if it belongs to a text below `key: |` and is indented less than that."""
    line, depth = _line_at(text, index), 0
    for above in _above(text, line) if line.first == index else ():
        keyed = _KEYED.match(above.text)
        if keyed is not None and _BLOCK.fullmatch(keyed["value"].strip()):
            column = len(keyed["lead"])
            deep = depth or column + 2
            if not column < deep > line.indent:
                return None
            message = f"this line is indented too little for the text of {keyed['key']!r} above"
            return SyntaxProblem(line.first, message, f"indent it with {deep} spaces if it belongs there")
        if above.indent <= line.indent:
            return None
        depth = min(depth or above.indent, above.indent)
    return None


def _line_at(text: str, index: int) -> Line:
    """The line of an offset."""
    start, end = text.rfind("\n", 0, index) + 1, text.find("\n", index)
    return Line(start, text[start : end if end >= 0 else None].rstrip("\r"))


def _above(text: str, line: Line) -> Iterator[Line]:
    """The lines above a line, from the nearest on, without empty ones and comments."""
    start = line.start
    for _ in range(_MOST_LINES):
        if not start:
            return
        end = start - 1
        start = text.rfind("\n", 0, end) + 1
        written = text[start:end].rstrip("\r")
        if not _EMPTY.fullmatch(written):
            yield Line(start, written)


def _shortened(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
