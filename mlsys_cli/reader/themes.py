"""The themes of the programs on the whole screen: the colours behind the sixteen that pages are written in."""

from collections.abc import Mapping, Sequence
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
        background="#14161b",
        foreground="#e3e3e3",
        surface="#1f232b",
        panel="#262b35",
        chosen="#27395a",
        colors=("#1f232b", "#ff8078", "#83d98a", "#e0b35c", "#7fb4ff", "#d6a6f5", "#6fd0dd", "#e3e3e3"),
        bright=("#8b93a1", "#ff9c95", "#a3e6a8", "#f0cd86", "#9cc6ff", "#e4c1fa", "#96e2ec", "#ffffff"),
    ),
    "light": Palette(
        background="#fcfcfa",
        foreground="#26282c",
        surface="#f1f1ec",
        panel="#e4e4de",
        chosen="#dde8fa",
        colors=("#f1f1ec", "#a82a26", "#2a6314", "#715200", "#24509c", "#7b3480", "#005c6b", "#5a5d63"),
        bright=("#5a5d63", "#b5322d", "#2f6d18", "#7a5a00", "#0a4bb8", "#8a3b90", "#006779", "#26282c"),
    ),
    "high-contrast": Palette(
        background="#000000",
        foreground="#ffffff",
        surface="#000000",
        panel="#1c1c1c",
        chosen="#062a52",
        colors=("#1c1c1c", "#ffa8a3", "#8dff9e", "#ffe96b", "#b0d2ff", "#f3bcff", "#7ff4ff", "#ffffff"),
        bright=("#ffffff", "#ffa8a3", "#8dff9e", "#ffe96b", "#c2dcff", "#f3bcff", "#7ff4ff", "#ffffff"),
    ),
}
"""The colours of each theme, but for that of the terminal's own colours."""


_BEHIND_SCROLLBAR = ("scrollbar-background", "scrollbar-background-hover", "scrollbar-background-active")
_OWN = (
    *("block-cursor-foreground", "border-blurred"),
    *("scrollbar", "scrollbar-hover", "scrollbar-active", "scrollbar-corner-color"),
    *_BEHIND_SCROLLBAR,
)
"""The parts of Textual's widgets that have the terminal's own colours. What has a background is shown in reverse."""


def textual_theme(name: str) -> Theme:
    """A theme for Textual's widgets."""
    palette = PALETTES.get(name)
    if palette is None:
        own = "ansi_default"
        return Theme(
            name,
            primary=own,
            secondary=own,
            accent="ansi_cyan",
            foreground=own,
            background=own,
            surface=own,
            panel=own,
            boost=own,
            ansi=True,
            variables=BUILTIN_THEMES["ansi-dark"].variables
            | dict.fromkeys(_OWN, own)
            | {"block-cursor-background": "ansi_white"},
        )
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
        variables={
            "block-cursor-background": palette.chosen,
            "block-cursor-foreground": palette.foreground,
            "block-cursor-text-style": "bold",
        }
        | dict.fromkeys(("scrollbar", "scrollbar-hover", "scrollbar-active"), palette.bright[0])
        | dict.fromkeys(_BEHIND_SCROLLBAR, palette.panel),
    )


def filters_of(name: str, *, no_color: bool) -> list[LineFilter]:
    """The filters that turn the colours of a line into those of a theme; with `no_color` into none."""
    palette = PALETTES.get(name)
    if no_color or palette is None:
        return [_Own(no_color)]
    full = [_Undimmed()] if name == "high-contrast" else []
    return [*full, ANSIToTruecolor(palette.terminal_theme())]


class _Own(LineFilter):
    """Shows what has a background in reverse, in the colours that the terminal has itself; or without any colour."""

    def __init__(self, no_color: bool) -> None:
        super().__init__()
        self._no_color = no_color

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """The parts of a line."""
        return [Segment(text, style and self._own(style), control) for text, style, control in segments]

    def _own(self, style: Style) -> Style:
        if style.bgcolor == _GROUND:
            style += Style(bgcolor="default")
        if style.bgcolor is not None and not style.bgcolor.is_default:
            return style + _REVERSED
        return style + _COLOURLESS if self._no_color else style


class _Undimmed(LineFilter):
    """Shows dim text like any other."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """The parts of a line."""
        return [Segment(text, style and style + _UNDIMMED, control) for text, style, control in segments]


class BrailleFilter(LineFilter):
    """Shows the signs that look most like braille, which the font of the terminal lacks."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """The parts of a line."""
        return [Segment(without_braille(text), style, control) for text, style, control in segments]


_GROUND = Style.parse("on black").bgcolor
"""The ground of code, which a terminal's own black may make illegible."""

_COLOURLESS = Style(color="default", bgcolor="default")
_REVERSED = _COLOURLESS + Style(reverse=True)
_UNDIMMED = Style(dim=False)
