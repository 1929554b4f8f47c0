"""Lines made into text with the escapes that a terminal understands, or without any."""

from collections.abc import Callable, Iterable
from functools import cache
from typing import TYPE_CHECKING

from mlsys_cli.page import plain
from mlsys_cli.render.target import ColorMode

if TYPE_CHECKING:  # an answer that was not laid out has no lines
    from mlsys_cli.render.wrapping import Line


def paint(lines: "Iterable[Line]", ink: ColorMode) -> str:
    """The lines as text, each ended by a line feed and without spaces before it."""
    if ink is ColorMode.NONE:
        return "".join(plain(line).rstrip() + "\n" for line in lines)
    render = _renderer(ink)
    return "".join("".join(render(span.text, span.style) for span in line) + "\n" for line in lines)


def _renderer(ink: ColorMode) -> Callable[[str, str], str]:
    # Imported here because a page in a pipe has no colours, and should not pay for them.
    from rich.color import ColorSystem
    from rich.style import Style

    from mlsys_cli.render.theme import STYLES

    @cache
    def style_of(name: str) -> Style:
        style = Style.parse(STYLES.get(name, ""))
        return style if ink is ColorMode.COLOUR else style.without_color

    def render(text: str, name: str) -> str:
        return style_of(name).render(text, color_system=ColorSystem.STANDARD) if name else text

    return render
