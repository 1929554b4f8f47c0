"""The styles of the theme as Rich's, and lines of text with the escapes that show them."""

from collections.abc import Callable, Iterable
from functools import cache
from io import StringIO
from typing import TYPE_CHECKING, cast
from zlib import crc32

from mlsys_cli.render.target import ColorMode
from mlsys_cli.render.theme import STYLES

if TYPE_CHECKING:
    from rich.console import Console, RenderableType
    from rich.style import Style
    from rich.text import Text


def paint(lines: "Iterable[Text]", color_mode: ColorMode) -> str:
    """The lines as text, each ended by a line feed and without spaces before it."""
    if color_mode is ColorMode.NONE:
        return "".join(line.plain.rstrip() + "\n" for line in lines)
    render = _renderer(color_mode)
    return "".join(render(line) + "\n" for line in lines)


def console_of_width(width: int) -> "Console":
    """A console that renders for pages of this many columns, whatever the environment says, and prints nowhere."""
    from rich.console import Console
    from rich.theme import Theme

    return Console(
        file=StringIO(),
        record=True,
        width=width,
        height=25,
        theme=Theme(STYLES),
        color_system="standard",
        force_terminal=True,
        legacy_windows=False,
        highlight=False,
        emoji=False,
        markup=False,
        _environ={},
    )


def rendered_lines(renderable: "RenderableType", width: int) -> "list[Text]":
    """The lines of something that Rich draws, without spaces at their ends."""
    from rich.text import Text

    from mlsys_cli.render.rich_text import trimmed

    lines = console_of_width(width).render_lines(renderable, pad=False, new_lines=False)
    return [trimmed(Text.assemble(*((part.text, part.style or "") for part in line))) for line in lines]


class _Theme:
    """The one ability of a console that `Text.render` needs. (A console is dear: it takes longer to import than a
    page to write.)"""

    @staticmethod
    @cache
    def get_style(name: "str | Style", **_: object) -> "Style":
        """A style by the name of its meaning; text without a known meaning has none."""
        from rich.style import Style

        return Style.parse(STYLES.get(name, "")) if isinstance(name, str) else name


@cache
def _renderer(color_mode: ColorMode) -> "Callable[[Text], str]":
    from rich.color import ColorSystem

    from mlsys_cli.render.rich_text import trimmed

    theme = cast("Console", _Theme())

    @cache
    def escapes(style: "Style") -> tuple[str, str]:
        shown = style if color_mode is ColorMode.COLOUR else style.without_color
        # Rich numbers hyperlinks at random. By a number of its own a terminal joins the lines of a wrapped address.
        before, after = shown.update_link(None).render("\0", color_system=ColorSystem.STANDARD).split("\0")
        if not style.link:
            return before, after
        return f"\x1b]8;id={crc32(style.link.encode())};{style.link}\x1b\\{before}", f"{after}\x1b]8;;\x1b\\"

    def render(line: "Text") -> str:
        parts = []
        for text, style, _ in trimmed(line).render(theme):
            before, after = escapes(style) if style else ("", "")
            parts += [before, text, after]
        return "".join(parts)

    return render
