"""Offsets in a YAML value and in its file, which differ by indentation, folding, quotes and escapes."""

import re
from array import array
from bisect import bisect_right
from collections.abc import Iterable, Iterator

import yaml

_PROPERTIES = re.compile(r"(?:[&!]\S*\s+)*")
"""An anchor and a tag may come before a value."""

_BREAKS = "\r\n\x85\u2028\u2029"
_SPACE = f" \t{_BREAKS}"
_LINE_END = re.compile(f"\r\n|[{_BREAKS}]")
_PLAIN = re.compile(f"[^{_SPACE}]+")
_SINGLE = re.compile(f"''|[^'{_SPACE}]+|'")
_DOUBLE = re.compile(
    rf"\\(?:x[0-9a-fA-F]{{2}}|u[0-9a-fA-F]{{4}}|U[0-9a-fA-F]{{8}}|\r\n|.)|[^\\{_SPACE}]+|\\", re.DOTALL
)
_SPACE_ESCAPES = f"ntrNLP{_SPACE}"

Run = tuple[int, int]
"""The offset of some characters without a space between them, and how many of the value they are."""


class Alignment:
    """A scalar's value against the text that it was read from.

    Only spaces and line ends are added or lost between the two, so the same number of other characters comes before
    both. It is made in the time that it takes to read the scalar once, and asked about any number of problems.
    """

    def __init__(self, text: str, node: yaml.ScalarNode) -> None:
        self._start = node.start_mark.index
        self._value, self._before_value, _ = _arrays(_words(_PLAIN, node.value, 0, len(node.value)))
        self._source, self._before_source, self._count = _arrays(_source_runs(text, node))

    def index(self, offset: int) -> int:
        """The offset in the text of a character of the value. Of a space it is that of the next other character."""
        solid = self._solids_before(offset)
        if solid >= self._count:
            return self._start
        run = bisect_right(self._before_source, solid) - 1
        return self._source[run] + solid - self._before_source[run]

    def _solids_before(self, offset: int) -> int:
        run = bisect_right(self._value, offset) - 1
        if run < 0:
            return 0
        following = self._before_value[run + 1] if run + 1 < len(self._before_value) else offset
        return min(self._before_value[run] + offset - self._value[run], following)


def _arrays(runs: Iterable[Run]) -> "tuple[array[int], array[int], int]":
    """The offsets of runs, the number of characters before each, and that of all."""
    starts, before, total = array("q"), array("q"), 0
    for start, count in runs:
        if count:
            starts.append(start)
            before.append(total)
            total += count
    return starts, before, total


def _words(pattern: re.Pattern[str], text: str, start: int, end: int) -> Iterator[Run]:
    return ((found.start(), found.end() - found.start()) for found in pattern.finditer(text, start, end))


def _source_runs(text: str, node: yaml.ScalarNode) -> Iterator[Run]:
    """The characters of a scalar that aren't spaces, as runs of the text."""
    found = _PROPERTIES.match(text, node.start_mark.index, node.end_mark.index)
    start, end = found.end() if found else node.start_mark.index, node.end_mark.index
    if node.style == '"':
        return (_unescaped(match) for match in _DOUBLE.finditer(text, start + 1, end - 1))
    if node.style == "'":
        return (
            (match.start(), 1 if match[0] == "''" else len(match[0]))
            for match in _SINGLE.finditer(text, start + 1, end - 1)
        )
    if node.style in ("|", ">"):  # the first line has the indicator, and perhaps a comment
        first = _LINE_END.search(text, start, end)
        start = first.end() if first else end
    return _words(_PLAIN, text, start, end)


def _unescaped(match: re.Match[str]) -> Run:
    """A run of characters in double quotes, or an escape, which is one character or a space."""
    written = match[0]
    if written[0] != "\\":
        return match.start(), len(written)
    if len(written) > 3:
        return match.start(), int(chr(int(written[2:], 16)) not in _SPACE)
    return match.start(), int(written[1:2] not in _SPACE_ESCAPES)
