"""A page as a picture of the terminal: SVG or HTML, made by Rich."""

from collections.abc import Mapping
from io import StringIO

from rich.console import Console
from rich.segment import Segment, Segments
from rich.style import Style
from rich.terminal_theme import TerminalTheme
from rich.theme import Theme

from mlsys_cli.page import Blocks, Heading
from mlsys_cli.render.layout import lay_out
from mlsys_cli.render.theme import STYLES
from mlsys_cli.render.wrapping import Line

_PAPER = TerminalTheme(
    (252, 252, 250),
    (40, 42, 46),
    [
        (60, 60, 60),
        (176, 52, 48),
        (56, 118, 29),
        (150, 110, 0),
        (40, 90, 170),
        (135, 60, 140),
        (0, 110, 125),
        (220, 220, 215),
    ],
)
_UNSTYLED = Style()
_NOTHING = Segment("")
"""What the spaces at the beginning of a line are put behind: of another style than all that follows them."""


def svg(blocks: Blocks, width: int) -> str:
    """A drawing of a terminal window of this width with the page in it."""
    # The default id is made from the whole picture; a fixed one keeps the file the same where the page is the same.
    return _recorded(blocks, width).export_svg(title=_title(blocks), theme=_PAPER, unique_id="mlsys") + "\n"


def html(blocks: Blocks, width: int) -> str:
    """A web page of this many columns."""
    return _recorded(blocks, width).export_html(theme=_PAPER, inline_styles=True) + "\n"


def _title(blocks: Blocks) -> str:
    heading = next((block.text for block in blocks if isinstance(block, Heading)), "")
    return f"mlsys · {heading}" if heading else "mlsys"


def _recorded(blocks: Blocks, width: int) -> Console:
    console = Console(
        file=StringIO(),
        record=True,
        width=width,
        theme=Theme(STYLES),
        color_system="standard",
        force_terminal=True,
        legacy_windows=False,
        highlight=False,
        emoji=False,
        markup=False,
    )
    styles = {name: console.get_style(name) for name in STYLES}
    segments: list[Segment] = []
    for line in lay_out(blocks, width):
        segments += [*_pieces(line, styles), Segment.line()]
    console.print(Segments(segments), soft_wrap=True, end="")  # printed line by line it would take ten times as long
    return console


def _pieces(line: Line, styles: Mapping[str, Style]) -> list[Segment]:
    """The spans of a line with spaces at their ends: some programs that show SVG leave out those at a beginning."""
    pieces: list[Segment] = []
    for span in line:
        words = span.text.lstrip(" ")
        if blank := span.text[: len(span.text) - len(words)]:
            before = pieces.pop() if pieces else _NOTHING
            pieces.append(Segment(before.text + blank, before.style))
        if words:
            pieces.append(Segment(words, styles.get(span.style, _UNSTYLED)))
    return list(Segment.simplify(pieces))
