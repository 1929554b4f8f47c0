"""A page as a picture of the terminal: SVG or HTML, made by Rich. Plots are vector graphics in it."""

import re
from collections.abc import Iterable
from html import escape
from io import StringIO
from itertools import groupby, pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.segment import Segment, Segments
from rich.style import Style
from rich.terminal_theme import TerminalTheme
from rich.text import Text

from mlsys_cli.page.blocks import MATH, Block, Blocks, Heading, Span, map_spans
from mlsys_cli.render.rich_blocks import lay_out
from mlsys_cli.render.rich_text import segments, trimmed
from mlsys_cli.render.theme import GROUNDS, STYLES

if TYPE_CHECKING:  # few pages have a picture
    from mlsys_cli.render.plots.vector import Picture

# The eight colours of a terminal as ink: dark enough to be read on white, which the usual ones aren't.
_PAPER = TerminalTheme(
    (252, 252, 250),
    (40, 42, 46),
    [
        (241, 241, 236),  # the ground of code
        (176, 52, 48),
        (56, 118, 29),
        (150, 110, 0),
        (40, 90, 170),
        (135, 60, 140),
        (0, 110, 125),
        (220, 220, 215),
    ],
)
_PICTURE = Path(__file__).with_name("picture.svg")
"""The drawing to be filled. Rich's own loads a font from the web, and has the frame of a window around it."""

_COLUMN, _LINE, _MARGIN = 12.2, 24.4, 16
"""The width of a column and the height of a line in Rich's SVG, and the margin around it, in pixels."""

_LINE_CLIP = re.compile(r' clip-path="url\(#mlsys-line-\d+\)"')
"""What cuts each line off a little below the top of its signs, so that vertical strokes have gaps."""

_DRAWN = ("Plot", "Plane", "Pixels")
"""The blocks that are pictures, by name: few pages import them."""

_HEADING = "heading:"
"""The beginning of an address that stands for the name of a heading: Rich writes links, but not their targets."""

_ELEMENT = "#element:"
"""The beginning of an address that stands for a picture or formula, which takes the place of the link."""

_ELEMENT_LINK = re.compile(rf'(?:<span[^<>]*>)?<a href="{_ELEMENT}(\d+)">[^<>]*</a>(?:</span>)?')
"""Such a link, with the span that Rich puts around one in a colour."""


def svg(blocks: Blocks, width: int) -> str:
    """A drawing of a page of this width, or narrower if no line is so long."""
    title = next((block.text for block in blocks if isinstance(block, Heading)), "mlsys")
    lines, pictures = _with_pictures(blocks, width)
    across = width if pictures else max([1, *(_shown(line).cell_len for line in lines)])
    parts = {
        "size": f"{across * _COLUMN + 2 * _MARGIN:g} {len(lines) * _LINE + 2 * _MARGIN:g}",
        "title": escape(title),
        "paper": _PAPER.background_color.hex,
        "margin": str(_MARGIN),
        "pictures": "".join(
            f'\n    <g transform="translate(0,{place * _LINE:g})">{picture.element}</g>' for place, picture in pictures
        ),
    }
    # At once, as a title may have the name of another part in braces.
    named = re.compile(f"{{({'|'.join(parts)})}}")
    drawn = _PICTURE.read_text(encoding="utf-8")
    code = named.sub(lambda part: parts[part[1]].replace("{", "{{").replace("}", "}}"), drawn)
    # The default id is made from the whole picture; a fixed one keeps the file the same where the page is the same.
    drawing = _recorded(lines, across).export_svg(theme=_PAPER, code_format=code, unique_id="mlsys")
    return _LINE_CLIP.sub("", drawing)


def _with_pictures(blocks: Iterable[Block], width: int) -> "tuple[list[Text], list[tuple[int, Picture]]]":
    """The lines of a page, and its pictures with the lines on which they begin; these lines are empty."""
    lines: list[Text] = []
    pictures: list[tuple[int, Picture]] = []
    for name, group in groupby(blocks, lambda block: type(block).__name__ in _DRAWN):
        if not name:
            part = lay_out(group, width)
            lines += [*([Text()] if lines and part else []), *part]
            continue
        from mlsys_cli.render.plots.vector import drawn

        for picture in drawn(group, width, _ink):
            lines += [Text()] if lines else []
            pictures.append((len(lines), picture))
            lines += [*[Text()] * picture.lines, *picture.below]
    return lines, pictures


def _ink(style: str) -> str:
    """The colour of a style on the paper."""
    parsed = Style.parse(STYLES.get(style, ""))
    if parsed.color is None:
        return "#6f7377" if parsed.dim else _PAPER.foreground_color.hex
    return parsed.color.get_truecolor(_PAPER).hex


def html(blocks: Blocks, width: int) -> str:
    """A web page of this many columns. A link leads to the heading of its target, if the page has it."""
    headings = (block for block in blocks if isinstance(block, Heading) and block.target)
    names = {heading.target: re.sub(r"[^\w/:-]", "-", heading.target) for heading in headings}
    elements: list[str] = []

    def linked(span: Span) -> Span:
        if span.style in MATH:
            from mlsys_cli.page.math.mathml import in_mathml  # few pages have formulas

            elements.append(in_mathml(span.target, display=span.style == "math.block"))
            return Span(span.text, "link", f"{_ELEMENT}{len(elements) - 1}")
        name = names.get(span.target) if span.style == "link" else None
        return span._replace(target=f"#{name}") if name else span

    blocks = map_spans(blocks, linked)
    starts = [index for index, block in enumerate(blocks) if isinstance(block, Heading)]
    lines: list[Text] = []
    for start, end in pairwise(dict.fromkeys((0, *starts, len(blocks)))):
        part, pictures = _with_pictures(blocks[start:end], width)
        for place, picture in reversed(pictures):
            stand_in = Text("▒")
            stand_in.stylize(Style(link=f"{_ELEMENT}{len(elements)}"))
            part[place : place + picture.lines] = [stand_in]
            elements.append(picture.element)
        heading = blocks[start]
        if part and isinstance(heading, Heading) and heading.target:
            part[0] = part[0].copy()  # the lines of a block are kept for the next page that has it
            part[0].stylize(Style(link=_HEADING + names[heading.target]))
        lines += [*([Text()] if start and part else []), *part]
    page = _recorded(lines, width).export_html(theme=_PAPER, inline_styles=True)
    page = page.replace(f'<a href="{_HEADING}', '<a id="') + "\n"

    def drawn(link: re.Match[str]) -> str:
        element, elements[int(link[1])] = elements[int(link[1])], ""  # of a link over several lines, only the first
        return element

    return _ELEMENT_LINK.sub(drawn, page)


def _recorded(lines: Iterable[Text], width: int) -> Console:
    """A console that has printed these lines, nowhere and whatever the environment says."""
    console = Console(
        file=StringIO(), record=True, width=width, height=25, color_system="standard", force_terminal=True, _environ={}
    )
    pieces = (piece for line in lines for piece in (*_pieces(segments(_shown(line))), Segment.line()))
    console.print(Segments(pieces), soft_wrap=True, end="")  # printed line by line it would take ten times as long
    return console


def _shown(line: Text) -> Text:
    """A line without the spaces at its end, if they don't have a ground."""
    return line if any(part.style in GROUNDS for part in line.spans) else trimmed(line)


def _pieces(line: Iterable[tuple[str, Style]]) -> Iterable[Segment]:
    """The parts of a line, with spaces as parts of their own at the beginning of others.

    Some programs that show SVG leave them out there, and after a link they must not be underlined.
    """
    pieces: list[Segment] = []
    for text, style in line:
        words, ground = text.lstrip(" "), Style(bgcolor=style.bgcolor) if style.bgcolor else None
        pieces += [Segment(" " * (len(text) - len(words)), ground), Segment(words, style)]
    return Segment.simplify(piece for piece in pieces if piece.text)
