"""Lines of Rich's `Text`: wrapped by display width so that no word is lost, and written with the escapes of the theme.

`rich.console` is not imported here: a page of text needs none of it, and every lookup would pay for it.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from itertools import chain, pairwise, repeat
from typing import TYPE_CHECKING, cast
from zlib import crc32

from rich.cells import cell_len
from rich.style import Style
from rich.text import Span as StyledRange
from rich.text import Text

from mlsys_cli.page.blocks import Span
from mlsys_cli.render.theme import GROUNDS, STYLES
from mlsys_cli.terminal.stdout import ColorMode

if TYPE_CHECKING:
    from rich.console import Console

LEADS_TO = " -> "
"""The sign between the style of a link and its target, by which the reader finds links."""

NARROWEST = 8
"""The fewest columns in which a text is wrapped, however narrow the page."""

_BLANKS = re.compile("[ \n]+")
_HOLD = {0xA0: 0xFDD0, 0x202F: 0xFDD1, 0x2007: 0xFDD2}
"""Non-breaking spaces, and the noncharacters that stand for them while a text is wrapped."""
_BEFORE_SIGN = re.compile(r"(?<=\d) (?=[%°€$])")
"""The space between a number and its sign, at which a text isn't broken: a line that begins with "%" looks torn."""
_HELD_SPACE = "\ufdd3"
_RELEASE = {sign: space for space, sign in _HOLD.items()} | {ord(_HELD_SPACE): " "}
_UNSTYLED = Style()
_NO_CONSOLE = cast("Console", None)
"""`Text.wrap` takes a console, but uses it only to justify lines."""


def one_line(text: str) -> str:
    """A text without line breaks and runs of spaces."""
    return " ".join(text.split())


def text_of(spans: Iterable[Span]) -> Text:
    """Some spans as one text; line breaks and runs of spaces become a single space."""
    parts: list[str] = []
    ranges: list[StyledRange] = []
    length = 0
    after_blank = True
    for words, style, target in spans:
        if "  " in words or "\n" in words:
            words = _BLANKS.sub(" ", words)
        if after_blank and words[:1] == " ":
            words = words[1:]
        if not words:
            continue
        after_blank = words[-1] == " "
        parts.append(words)
        start, length = length, length + len(words)
        if style:
            leads = target and not target.startswith("#") and style != "math"
            ranges.append(StyledRange(start, length, f"{style}{LEADS_TO}{target}" if leads else style))
            if style == "url" and words.startswith(("https://", "http://")):
                from urllib.parse import quote

                address = quote(words.strip(), safe="%/:=&?~#+!$,;'@()*[]")
                ranges.append(StyledRange(start, length, Style(link=address)))
            elif target.startswith("#") and style != "math":  # a place in the same web page
                ranges.append(StyledRange(start, length, Style(link=target)))
    return Text("".join(parts), spans=ranges)


def wrap(text: Text, width: int) -> list[Text]:
    """The lines of a text, none wider than `width` columns (2 or more). Words longer than a line are broken."""
    plain = text.plain
    # Rich measures each character, but most words are ASCII.
    wide = len(plain) if plain.isascii() and plain.isprintable() else cell_len(plain)
    if wide <= width:
        return [text] if plain else []
    held = _BEFORE_SIGN.sub(_HELD_SPACE, plain)
    if wide == len(plain):
        places = pairwise([0, *_breaks(held, max(width, 2)), len(plain)])
        return [_part(text, start, end) for start, end in places if plain[start:end].strip(" ")]
    held = held.translate(_HOLD)
    if held != plain:
        text = text.copy()
        text.plain = held
    lines = []
    for line in text.wrap(_NO_CONSOLE, max(width, 2), overflow="fold"):
        # A broken word may leave the space behind it at the beginning of a line.
        line = line[1:] if line.plain[:1] == " " else line
        if line.plain[-1:].isspace():
            line.rstrip()
        if held != plain:
            line.plain = line.plain.translate(_RELEASE)
        if line.plain:
            lines.append(line)
    return lines


def _breaks(plain: str, width: int) -> list[int]:
    """The places at which to break a text in which each character takes one column, as most of a book does.

    They are those of `Text.wrap`, which measures every word and takes most of the time of a chapter.
    """
    places = []
    at, end = 0, len(plain.rstrip())
    while end - at > width:
        space = plain.rfind(" ", at, at + width + 1)
        at = space + 1 if space >= at else at + width
        places.append(at)
    return places


def wrap_spans(spans: Iterable[Span], width: int) -> list[Text]:
    """The lines of some spans."""
    return wrap(text_of(spans), width)


def wrap_text(text: str, style: str, width: int) -> list[Text]:
    """The lines of a text of one style; its line breaks and runs of spaces become single spaces."""
    text = one_line(text)
    return wrap(Text(text, spans=[StyledRange(0, len(text), style)] if style and text else []), width)


def assembled(*parts: str | tuple[str, str] | Text) -> Text:
    """One text of several: texts, words, and words with a style.

    `Text.assemble` makes the same, but searches each part for control characters, of which there are none here.
    """
    words: list[str] = []
    ranges: list[StyledRange] = []
    at = 0
    for part in parts:
        if isinstance(part, Text):
            text = part.plain
            ranges += [StyledRange(start + at, end + at, style) for start, end, style in part.spans]
        elif isinstance(part, str):
            text = part
        else:
            text, style = part
            if text and style:
                ranges.append(StyledRange(at, at + len(text), style))
        words.append(text)
        at += len(text)
    return Text("".join(words), spans=ranges)


def padded(line: Text, width: int) -> Text:
    """A line filled with spaces up to a width."""
    return assembled(line, " " * (width - line.cell_len))


def trimmed(line: Text) -> Text:
    """A line without spaces at its end."""
    return _part(line, 0, len(line)) if line.plain[-1:].isspace() else line


def _part(text: Text, start: int, end: int) -> Text:
    """The text between two places, without spaces at its end."""
    plain = text.plain[start:end].rstrip()
    end = start + len(plain)
    ranges = [
        StyledRange(max(first, start) - start, min(last, end) - start, style)
        for first, last, style in text.spans
        if first < end and last > start
    ]
    return Text(plain, spans=ranges)


def wrap_sum(spans: Sequence[Span], width: int) -> list[Text]:
    """A sum in a line, or broken before the signs of equality if it must be; other spans as they are.

    The signs stand below each other, after a short name or else at the beginning of a line.
    """
    lines = wrap_spans(spans, width)
    signs = [place for place, span in enumerate(spans) if span.style == "equals"]
    if len(lines) < 2 or not signs:
        return lines
    first = spans[0]
    is_short = cell_len(first.text) < width // 4
    room = max(width - (cell_len(first.text) + 1 if is_short else 2) - 2, NARROWEST)
    rows: list[Text] = []
    for start, end in pairwise([*signs, len(spans)]):
        rows += indented(wrap_spans(spans[start + 1 : end], room), f"{spans[start].text.strip()} ")
    if is_short:
        return indented(rows, f"{first.text} ", None, first.style)
    return [*wrap_spans([first], width), *indented(rows, "  ")]


def beside_labels(rows: Iterable[tuple[str, Sequence[Span]]], style: str, column: int, width: int) -> list[Text]:
    """The lines of several rows, each of some spans, or a sum, to the right of its label."""
    return [line for label, spans in rows for line in beside(label, style, column, spans, width)]


def beside(label: str, style: str, column: int, spans: Sequence[Span], width: int) -> list[Text]:
    """The lines of some spans to the right of a label, which has a column of its own; at least one."""
    first, *rest = wrap_sum(spans, width - column) or [Text()]
    return [assembled((label, style), " " * (column - cell_len(label)), first), *indented(rest, " " * column)]


def indented(lines: Iterable[Text], first: str, rest: str | None = None, style: str = "") -> list[Text]:
    """Lines with something before them: before the first, and before each other one."""
    rest = " " * cell_len(first) if rest is None else rest
    return [_after(before, style, line) for before, line in zip(chain([first], repeat(rest)), lines, strict=False)]


def _after(before: str, style: str, line: Text) -> Text:
    """A line with something of a style before it. Rich's `append_text` does this in four times the time."""
    ranges = [StyledRange(0, len(before), style)] if style and before else []
    move = len(before)
    ranges += [StyledRange(start + move, end + move, styled) for start, end, styled in line.spans]
    return Text(before + line.plain, spans=ranges)


def paint(lines: Iterable[Text], color_mode: ColorMode) -> str:
    """The lines as text, each ended by a line feed and without spaces before it."""
    if color_mode is ColorMode.NONE:
        return "".join([line.plain.rstrip() + "\n" for line in lines])
    render = _renderer(color_mode)
    return "".join(render(line) + "\n" for line in lines)


def segments(line: Text) -> list[tuple[str, Style]]:
    """The parts of a line, each with its style and its ground."""
    theme = cast("Console", _ThemeWithGrounds())
    return [(text, style or _UNSTYLED) for text, style, _ in line.render(theme)]


@cache
def style_named(name: str | Style, **_: object) -> Style:
    """A style by the name of its meaning; text without a known meaning has none."""
    return Style.parse(STYLES.get(name.partition(LEADS_TO)[0], "")) if isinstance(name, str) else name


class _Theme:
    """The one ability of a console that `Text.render` needs; importing a console takes longer than writing a page."""

    get_style = staticmethod(style_named)


class _ThemeWithGrounds:
    """The same with grounds."""

    @staticmethod
    @cache
    def get_style(name: str | Style, **_: object) -> Style:
        return style_named(name) + Style.parse(GROUNDS.get(str(name), ""))


@cache
def _renderer(color_mode: ColorMode) -> Callable[[Text], str]:
    from rich.color import ColorSystem

    theme = cast("Console", _Theme())

    @cache
    def escapes(style: Style) -> tuple[str, str]:
        shown = style if color_mode is ColorMode.COLOUR else style.without_color
        if color_mode is ColorMode.CONTRAST:
            shown += Style(dim=False)
        # Rich numbers hyperlinks at random. By a number of its own a terminal joins the lines of a wrapped address.
        before, after = shown.update_link(None).render("\0", color_system=ColorSystem.STANDARD).split("\0")
        if not style.link:
            return before, after
        return f"\x1b]8;id={crc32(style.link.encode())};{style.link}\x1b\\{before}", f"{after}\x1b]8;;\x1b\\"

    def render(line: Text) -> str:
        parts = []
        for text, style, _ in trimmed(line).render(theme):
            before, after = escapes(style) if style else ("", "")
            parts += [before, text, after]
        return "".join(parts)

    return render
