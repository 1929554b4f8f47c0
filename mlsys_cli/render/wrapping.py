"""Lines of styled text, measured in the columns that a terminal gives them."""

from collections.abc import Iterable, Iterator, Sequence
from typing import TypeAlias

from rich.cells import cell_len

from mlsys_cli.page import Span, Spans

Line: TypeAlias = Spans
"""One line on the screen: runs of text in their styles, without a line break."""


_SIGNS = 4
"""How many characters a column is expected to hold, of which some add nothing to the width of others."""


def width_of(text: str) -> int:
    """How many columns a text takes."""
    return len(text) if text.isascii() else cell_len(text)


def line_width(line: Iterable[Span]) -> int:
    """How many columns a line takes."""
    return sum(width_of(span.text) for span in line)


def cut(text: str, width: int) -> tuple[str, str]:
    """A text in two: as much of it as goes into `width` columns, at least one character, and the rest."""
    if text.isascii():
        return text[: max(width, 1)], text[max(width, 1) :]
    # A sign can change the width of the one before it (skin tones, joiners), so that beginnings are measured whole.
    position = 1
    while position < len(text) and cell_len(text[: position + 1]) <= width:
        position += 1
    return text[:position], text[position:]


def wrap(spans: Iterable[Span], width: int) -> list[Line]:
    """Running text in lines of at most `width` columns. Words longer than a line are broken, nothing is lost."""
    width = max(width, 1)
    lines: list[Line] = []
    line: list[Span] = []
    used = 0
    for gap, word, length in _words(spans):
        if line and used + 1 + length > width:
            lines.append(join(line))
            line, used = [], 0
        if line and gap is not None:
            line.append(gap)
            used += 1
        if length > width:
            *full, word = _break(word, width)
            lines += map(join, full)
            length = line_width(word)
        line += word
        used += length
    return [*lines, join(line)] if line else lines


def _break(word: Iterable[Span], width: int) -> Iterator[list[Span]]:
    """A word in pieces of at most `width` columns, in the time that it takes to read it once."""
    piece: list[Span] = []
    room = width
    for text, style, target in word:
        start = 0
        while start < len(text):
            rest = text[start : start + _SIGNS * width]
            fits = width_of(rest) <= room
            head = rest if fits else cut(rest, room)[0] if room > 0 or not piece else ""
            piece.append(Span(head, style, target))
            start += len(head)
            room -= width_of(head)
            if not fits:
                yield piece
                piece, room = [], width
    yield piece


def split_line(line: Sequence[Span], width: int) -> tuple[list[Span], list[Span]]:
    """A line in two after `width` columns."""
    head: list[Span] = []
    room = width
    for number, span in enumerate(line):
        length = width_of(span.text)
        if length > room:
            first, rest = cut(span.text, room) if room > 0 or not head else ("", span.text)
            return [*head, span._replace(text=first)], [span._replace(text=rest), *line[number + 1 :]]
        head.append(span)
        room -= length
    return head, []


def _words(spans: Iterable[Span]) -> Iterator[tuple[Span | None, list[Span], int]]:
    """The words of some spans, each perhaps of several styles, with the space before it and its columns."""
    word: list[Span] = []
    length = 0
    gap: Span | None = None
    for text, style, target in spans:
        for number, piece in enumerate(text.replace("\n", " ").split(" ")):
            if number:
                if word:
                    yield gap, word, length
                    word, length = [], 0
                gap = Span(" ", style, target)
            if piece:
                word.append(Span(piece, style, target))
                length += width_of(piece)
    if word:
        yield gap, word, length


def join(line: Iterable[Span]) -> Line:
    """The same line with neighbours of one style made one."""
    joined: list[Span] = []
    texts: list[str] = []
    look: tuple[str, str] | None = None
    for text, style, target in line:
        if not text:
            continue
        if look != (style, target):
            if look is not None:
                joined.append(Span("".join(texts), *look))
            look, texts = (style, target), []
        texts.append(text)
    return (*joined, Span("".join(texts), *look)) if look is not None else ()


def pad(line: Line, width: int) -> Line:
    """A line filled with spaces up to a width."""
    missing = width - line_width(line)
    return (*line, Span(" " * missing)) if missing > 0 else line


def indent(lines: Iterable[Line], first: str, rest: str | None = None, style: str = "") -> list[Line]:
    """Lines with something before them: before the first, and before each other one."""
    rest = " " * width_of(first) if rest is None else rest
    return [join((Span(rest if number else first, style), *line)) for number, line in enumerate(lines)]


def text_line(text: str, style: str = "") -> Line:
    """A line of one style."""
    return (Span(text, style),) if text else ()
