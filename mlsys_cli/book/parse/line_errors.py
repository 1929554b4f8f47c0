"""Slips in the lines of a file that YAML can't read: colons, spaces and indentation, told from the lines around them.

The parser only knows at which character it stopped. What an author did is seen in the shape of the lines.
"""

import re
from collections.abc import Iterator

from mlsys_cli.book.key_help import ALL_KEYS
from mlsys_cli.book.parse.syntax_slip import COLON, COLON_HINT, Line, SyntaxProblem, line_at

_DEEPER = "indent it deeper if it belongs to the text above, or write a colon and a space after the key"
_LOOK = "look at the indentation and the quotes of this line and of those above"

_LEAD = r"(?P<lead> *(?:- +)*)"
_DASHES = re.compile(_LEAD)
_KEYED = re.compile(rf"{_LEAD}(?P<key>\w[\w-]*):(?=\s|$)(?P<value>.*)")
_BEGINNING = re.compile(rf"{_LEAD}(?P<key>\w[\w-]*)")
_BLOCK = re.compile(r"[|>][-+\d]*\s*(?:#.*)?")
_JOINED = re.compile(r"(\w[\w-]*):((?!//)\S.*)")
_SPACED = re.compile(r"(\w[\w-]*) +([^\s:][^:]*)$")
_DASHED = re.compile(r"-(\w.*)")
_EMPTY = re.compile(r"\s*(?:#.*)?")
_CURLY = re.compile("[“”„‘’]")
_MOST_LINES = 1000
_SHOWN = 30


def _above(text: str, line: Line) -> Iterator[Line]:
    """The lines above a line, from the nearest on, without those that say nothing."""
    start, number = line.start, line.number
    for _ in range(_MOST_LINES):
        if not start:
            return
        end, number = start - 1, number - 1
        start = text.rfind("\n", 0, end) + 1
        written = text[start:end].rstrip("\r")
        if not _EMPTY.fullmatch(written):
            yield Line(number, start, written)


def surplus_colon(text: str, index: int) -> SyntaxProblem:
    """A colon with a space after it, where a value can't begin."""
    line = line_at(text, index)
    beginning = _BEGINNING.fullmatch(line.text[: index - line.start])
    above = next(_above(text, line), None)
    if beginning is None or above is None:
        if _CURLY.search(line.text[: index - line.start]):
            return SyntaxProblem(index, COLON, "only \" and ' are quotes in YAML, and no curly ones")
        return SyntaxProblem(index, COLON, COLON_HINT)
    column, before = len(beginning["lead"]), _BEGINNING.match(above.text)
    is_beside = before is not None and len(before["lead"]) == column and not _KEYED.match(above.text)
    # An item of a list may be a text without any colon, and then it is this line that stands wrong.
    if is_beside and (not above.text.lstrip().startswith("-") or _almost_keyed(above.text[column:])):
        return missing_colon(text, above.start + column)
    return strange_indent(text, line.first)


def missing_colon(text: str, index: int) -> SyntaxProblem:
    """A line of which the text from an offset on should be a key and a value, and has no colon and space."""
    line = line_at(text, index)
    written = line.text[index - line.start :]
    joined, spaced, dashed = _JOINED.match(written), _SPACED.match(written), _DASHED.match(written)
    if not _almost_keyed(written):
        block = too_shallow(text, line)
        if block is not None:
            return block
    if joined:
        hint = f"write `{joined[1]}: {_shortened(joined[2])}`"
        return SyntaxProblem(index + len(joined[1]), "a space is missing after the colon", hint)
    if spaced and spaced[1] in ALL_KEYS:
        hint = f"write `{spaced[1]}: {_shortened(spaced[2])}`"
        return SyntaxProblem(index + len(spaced[1]), f"a colon is missing after {spaced[1]!r}", hint)
    if dashed:
        return SyntaxProblem(index, "a space is missing after the dash", f"write `- {_shortened(dashed[1])}`")
    return SyntaxProblem(index, "there is no `key: value` in this line", _DEEPER)


def _almost_keyed(written: str) -> bool:
    """Whether a text begins with a key of the format, and only the colon or the space after it is missing."""
    found = _JOINED.match(written) or _SPACED.match(written)
    return found is not None and found[1] in ALL_KEYS


def strange_indent(text: str, index: int, message: str = "") -> SyntaxProblem:
    """A line whose first character stands below none of those that it could belong to."""
    line = line_at(text, index)
    keyed = _KEYED.match(line.text)
    block = None if keyed and keyed["key"] in ALL_KEYS else too_shallow(text, line)
    if block is not None:
        return block
    message = message or "the indentation of this line does not fit the lines above"
    return SyntaxProblem(index, message, _neighbour(text, line) or _LOOK)


def _neighbour(text: str, line: Line) -> str:
    """A hint at the key, or for an item of a list the dash, below which a line was most likely meant to stand."""
    is_item = line.text.lstrip().startswith("- ")
    places = [place for place in _open_places(text, line) if (place[1] == "-") == is_item]
    if not places:
        return "begin a list below a key that has nothing behind its colon" if is_item else ""
    column, word, number = min(places, key=lambda place: (abs(place[0] - line.indent), -place[0]))
    return f"begin it right below {word!r} of line {number}" if column != line.indent else ""


def _open_places(text: str, line: Line) -> Iterator[tuple[int, str, int]]:
    """The dashes and keys above a line that have something of their own still open: column, word, and line number."""
    limit = 10**6
    for above in _above(text, line):
        keyed, lead = _KEYED.match(above.text), _DASHES.match(above.text)
        words = [(keyed.start("key"), keyed["key"])] if keyed else []
        words += [(found.start(), "-") for found in re.finditer("-", lead[0])] if lead else []
        if not words:
            continue
        yield from ((column, word, above.number) for column, word in words if column < limit)
        limit = min(limit, *(column for column, _ in words))
        if limit == 0:
            return


def too_shallow(text: str, line: Line) -> SyntaxProblem | None:
    """The slip that a line is if it belongs to a text below `key: |`, and is indented less than that."""
    depth = 0
    for above in _above(text, line):
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


def _shortened(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
