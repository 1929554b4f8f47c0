"""The themes of the programs on the whole screen: the colours behind the sixteen that pages are written in."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from rich.segment import Segment
from rich.style import Style
from rich.terminal_theme import TerminalTheme
from textual.color import Color
from textual.filter import ANSIToTruecolor, LineFilter
from textual.theme import BUILTIN_THEMES, Theme

from mlsys_cli.terminal.stdout import without_braille


class Palette(NamedTuple):
    """The colours of a theme as #rrggbb: eight, and eight bright ones. `black` is the ground of code.

    The `panel` is behind the lines above and below the page, the `surface` behind boxes, and `chosen` behind the chosen
    row of a list.
    """

    background: str
    foreground: str
    surface: str
    panel: str
    chosen: str
    colors: Sequence[str]
    bright: Sequence[str]

    def terminal_theme(self) -> TerminalTheme:
        """The same for Rich."""
        parts = [Color.parse(color).rgb for color in (self.background, self.foreground, *self.colors, *self.bright)]
        return TerminalTheme(parts[0], parts[1], list(parts[2:10]), list(parts[10:]))


PALETTES: Mapping[str, Palette] = {
    "dark": Palette(
        *("#14161b", "#e3e3e3", "#1f232b", "#262b35", "#27395a"),
        colors=("#1f232b", "#ff8078", "#83d98a", "#e0b35c", "#7fb4ff", "#d6a6f5", "#6fd0dd", "#e3e3e3"),
        bright=("#8b93a1", "#ff9c95", "#a3e6a8", "#f0cd86", "#9cc6ff", "#e4c1fa", "#96e2ec", "#ffffff"),
    ),
    "light": Palette(
        *("#fcfcfa", "#26282c", "#f1f1ec", "#e4e4de", "#dde8fa"),
        colors=("#f1f1ec", "#a82a26", "#2a6314", "#715200", "#24509c", "#7b3480", "#005c6b", "#5a5d63"),
        bright=("#5a5d63", "#b5322d", "#2f6d18", "#7a5a00", "#0a4bb8", "#8a3b90", "#006779", "#26282c"),
    ),
    "high-contrast": Palette(
        *("#000000", "#ffffff", "#000000", "#1c1c1c", "#062a52"),
        colors=("#1c1c1c", "#ffa8a3", "#8dff9e", "#ffe96b", "#b0d2ff", "#f3bcff", "#7ff4ff", "#ffffff"),
        bright=("#ffffff", "#ffa8a3", "#8dff9e", "#ffe96b", "#c2dcff", "#f3bcff", "#7ff4ff", "#ffffff"),
    ),
}
"""The colours of each theme, but for that of the terminal's own colours."""

_SCROLLBAR = ("scrollbar", "scrollbar-hover", "scrollbar-active")
_BEHIND_SCROLLBAR = ("scrollbar-background", "scrollbar-background-hover", "scrollbar-background-active")
_OWN = ("block-cursor-foreground", "border-blurred", "scrollbar-corner-color", *_SCROLLBAR, *_BEHIND_SCROLLBAR)
"""The parts of Textual's widgets that have the terminal's own colours. What has a background is shown in reverse."""


def textual_theme(name: str) -> Theme:
    """A theme for Textual's widgets."""
    palette = PALETTES.get(name)
    if palette is None:
        base, own = BUILTIN_THEMES["ansi-dark"], "ansi_default"
        variables = base.variables | dict.fromkeys(_OWN, own) | {"block-cursor-background": "ansi_white"}
        return replace(base, name=name, primary=own, secondary=own, accent="ansi_cyan", variables=variables)
    chosen = {
        "block-cursor-background": palette.chosen,
        "block-cursor-foreground": palette.foreground,
        "block-cursor-text-style": "bold",
        "text-disabled": palette.bright[0],  # what a line to type in says while it is empty
    }
    return Theme(
        name,
        primary=palette.colors[4],
        accent=palette.colors[6],
        foreground=palette.foreground,
        background=palette.background,
        surface=palette.surface,
        panel=palette.panel,
        boost=palette.panel,
        dark=name != "light",
        text_alpha=1.0,
        variables=chosen
        | dict.fromkeys(_SCROLLBAR, palette.bright[0])
        | dict.fromkeys(_BEHIND_SCROLLBAR, palette.panel),
    )


class _Restyled(LineFilter):
    """Shows each part of a line as a function has it."""

    def __init__(self, part: Callable[[str, Style | None], tuple[str, Style | None]]) -> None:
        super().__init__()
        self._part = part

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """The parts of a line."""
        return [Segment(*self._part(text, style), control) for text, style, control in segments]


def filters_of(name: str, *, no_color: bool, has_braille: bool) -> list[LineFilter]:
    """The filters that turn the colours of a line into those of a theme; with `no_color` into none.

    Where the font of the terminal lacks braille, the signs that look most like it are shown.
    """
    palette = PALETTES.get(name)
    filters: list[LineFilter] = []
    if no_color or palette is None:
        own = _colourless if no_color else _in_reverse
        filters.append(_Restyled(lambda text, style: (text, style and own(style))))
    else:
        if name == "high-contrast":
            filters.append(_Restyled(lambda text, style: (text, style and style + _UNDIMMED)))
        filters.append(ANSIToTruecolor(palette.terminal_theme()))
    if not has_braille:
        filters.append(_Restyled(lambda text, style: (without_braille(text), style)))
    return filters


_GROUND = Style.parse("on black").bgcolor
"""The ground of code, which a terminal's own black may make illegible."""

_COLOURLESS = Style(color="default", bgcolor="default")
_REVERSED = _COLOURLESS + Style(reverse=True)
_UNDIMMED = Style(dim=False)


def _in_reverse(style: Style) -> Style:
    """A style in the terminal's own colours: what has a background is shown in reverse, without any other colour."""
    if style.bgcolor == _GROUND:
        style += Style(bgcolor="default")
    has_ground = style.bgcolor is not None and not style.bgcolor.is_default
    return style + _REVERSED if has_ground or style.reverse else style


def _colourless(style: Style) -> Style:
    """The same without any colour."""
    return _in_reverse(style) + _COLOURLESS
