"""Lines of styled words: wrapped by display width so that no word is lost, and painted in the colours of the theme."""

import re
from collections.abc import Iterable
from functools import cache
from zlib import crc32

from rich.cells import cell_len, chop_cells

from mlsys_cli.page import Span
from mlsys_cli.render.styled_text import Run, Text, without_controls
from mlsys_cli.render.target import ColorMode
from mlsys_cli.render.theme import CODES, STYLES

_BLANKS = re.compile("[ \n]+")
_HOLD = {0xA0: 0xFDD0, 0x202F: 0xFDD1, 0x2007: 0xFDD2}
"""Non-breaking spaces, and the noncharacters that stand for them while a text is wrapped."""


def one_line(text: str) -> str:
    """A text without line breaks and runs of spaces."""
    return " ".join(text.split())


def text_of(spans: Iterable[Span]) -> Text:
    """Some spans as one text; line breaks and runs of spaces become a single space."""
    runs: list[Run] = []
    after_blank = True
    for words, style, target in spans:
        words = _BLANKS.sub(" ", without_controls(words))
        if after_blank and words[:1] == " ":
            words = words[1:]
        if not words:
            continue
        after_blank = words[-1] == " "
        runs.append((words, style, _address(words, style, target) if target or style == "url" else ""))
    return Text(runs)


def _address(words: str, style: str, target: str) -> str:
    """The address that a span is a link to where there are hyperlinks."""
    if style == "url" and words.startswith(("https://", "http://")):
        from urllib.parse import quote

        return quote(words.strip(), safe="%/:=&?~#+!$,;'@()*[]")
    return target if style and target.startswith("#") else ""  # a place in the same web page


def wrap(text: Text, width: int) -> list[Text]:
    """The lines of a text, none wider than `width` columns (2 or more). Words longer than a line are broken."""
    plain = text.plain
    wide = cell_len(plain)
    if wide <= width:
        return [text] if plain else []
    breaks = _breaks if wide == len(plain) else _breaks_by_width
    lines = (line.trimmed() for line in text.divided(breaks(plain, max(width, 2))))
    return [line for line in lines if line]


def _breaks(plain: str, width: int) -> list[int]:
    """The places at which to break a text in which each character takes one column, as most of a book does."""
    places = []
    at, end = 0, len(plain.rstrip())
    while end - at > width:
        space = plain.rfind(" ", at, at + width + 1)
        at = space + 1 if space >= at else at + width
        places.append(at)
    return places


def _breaks_by_width(plain: str, width: int) -> list[int]:
    """The same of any text: before words, and within those that are longer than a line."""
    places: list[int] = []
    used = 0
    for match in re.finditer(r"\s*\S+\s*", plain.translate(_HOLD)):
        word, start = match[0], match.start()
        long = cell_len(word.rstrip())
        if used + long <= width:
            used += cell_len(word)
            continue
        for piece in chop_cells(word, width) if long > width else [word]:
            places.append(start + piece.startswith(" "))  # a space stays behind at the end of the line
            start += len(piece)
            used = cell_len(piece)
    return [place for place in places if place]


def wrap_spans(spans: Iterable[Span], width: int) -> list[Text]:
    """The lines of some spans."""
    return wrap(text_of(spans), width)


def wrap_words(words: str, style: str, width: int) -> list[Text]:
    """The lines of a text of one style; its line breaks and runs of spaces become single spaces."""
    return wrap(Text.styled(one_line(words), style), width)


def indented(lines: Iterable[Text], first: str, rest: str | None = None, style: str = "") -> list[Text]:
    """Lines with something before them: before the first, and before each other one."""
    rest = " " * cell_len(first) if rest is None else rest
    return [Text.assemble((rest if number else first, style), line) for number, line in enumerate(lines)]


def paint(lines: Iterable[Text], color_mode: ColorMode) -> str:
    """The lines as text, each ended by a line feed and without spaces before it."""
    if color_mode is ColorMode.NONE:
        return "".join([line.plain.rstrip() + "\n" for line in lines])
    parts = []
    for line in lines:
        for words, style, link in line.trimmed().runs:
            before, after = _escapes(style, link, color_mode) if style or link else ("", "")
            parts += [before, words, after]
        parts.append("\n")
    return "".join(parts)


@cache
def _escapes(style: str, link: str, color_mode: ColorMode) -> tuple[str, str]:
    """The escapes before and after words of a style; a style without a known meaning has none."""
    codes = [CODES[word] for word in STYLES.get(style, "").split()]
    codes = [code for code in codes if color_mode is ColorMode.COLOUR or len(code) == 1]
    before, after = (f"\x1b[{';'.join(codes)}m", "\x1b[0m") if codes else ("", "")
    if not link:
        return before, after
    # By the number a terminal joins the lines of a wrapped address.
    return f"\x1b]8;id={crc32(link.encode())};{link}\x1b\\{before}", f"{after}\x1b]8;;\x1b\\"
