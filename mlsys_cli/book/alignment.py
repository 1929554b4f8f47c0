"""Where a character of a YAML value stands in the file: the two differ by indentation, folding, quotes and escapes."""

import re
from collections.abc import Iterator

import yaml

_PROPERTIES = re.compile(r"(?:[&!]\S*\s+)*")
"""An anchor and a tag may stand before a value."""

_SPACE = " \t\r\n"
_ESCAPE = re.compile(r"\\(?:x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[^\r\n]|\r?\n)")
_SPACE_ESCAPES = {"\\n", "\\t", "\\r", "\\ ", "\\\t", "\\\n", "\\\r\n", "\\x20", "\\x09", "\\x0a", "\\x0d"}


def source_index(text: str, node: yaml.ScalarNode, offset: int) -> int:
    """The offset in a file's text of the character at an offset in a scalar's value.

    Only spaces and line ends are added or lost between the two, so that the same number of other characters stands
    before both. Of a space the place is that of the next character that isn't one.
    """
    solid = sum(character not in _SPACE for character in node.value[:offset])
    for position, index in enumerate(_solid_characters(text, node)):
        if position == solid:
            return index
    return node.start_mark.index


def _solid_characters(text: str, node: yaml.ScalarNode) -> Iterator[int]:
    """Where each character of a scalar that isn't a space stands in the text."""
    found = _PROPERTIES.match(text, node.start_mark.index, node.end_mark.index)
    start, end = found.end() if found else node.start_mark.index, node.end_mark.index
    if node.style == '"':
        return _unescaped(text, start + 1, end - 1)
    if node.style == "'":
        return _unquoted(text, start + 1, end - 1)
    if node.style in ("|", ">"):  # the first line has the indicator, and perhaps a comment
        start = text.find("\n", start, end) + 1 or end
    return (index for index in range(start, end) if text[index] not in _SPACE)


def _unquoted(text: str, start: int, end: int) -> Iterator[int]:
    index = start
    while index < end:
        if text[index] not in _SPACE:
            yield index
        index += 2 if text.startswith("''", index) else 1


def _unescaped(text: str, start: int, end: int) -> Iterator[int]:
    index = start
    while index < end:
        escape = _ESCAPE.match(text, index, end)
        if text[index] not in _SPACE and (escape is None or escape[0].lower() not in _SPACE_ESCAPES):
            yield index
        index = escape.end() if escape else index + 1
