"""The properties of stdout: width, height, colours and encoding, from the environment that is passed in."""

from collections.abc import Mapping
from enum import Enum
from typing import NamedTuple

NARROWEST = 20
WIDEST = 99_999
"""The columns of the widest output; no terminal has as many, and far more could not be laid out."""
_WIDTH_IN_A_PIPE = 80
_USUAL_HEIGHT = 24
_WITHOUT_BRAILLE = ("dumb", "linux")
"""The types of terminals that may lack it: those that say nothing of themselves, and the console of Linux."""


class ColorMode(Enum):
    """The escapes that may be written: none, bold and underline (dim as well, or not), or colours as well."""

    NONE = "none"
    CONTRAST = "contrast"
    STYLES = "styles"
    COLOUR = "colour"


class Terminal(NamedTuple):
    """The output of the program. `height` is 0 where there are no screens, as in a pipe.

    The fonts of some terminals have no braille, in which plots are drawn.
    """

    width: int
    height: int
    color_mode: ColorMode
    encoding: str
    has_braille: bool = True

    @property
    def interactive(self) -> bool:
        """True if a person looks at it, on a screen that a pager can scroll."""
        return self.height > 0


def detect_terminal(
    env: Mapping[str, str], size: tuple[int, int] | None, *, encoding: str, width: int | None, color: str
) -> Terminal:
    """The terminal that stdout is. `size` is its columns and lines, or None for a pipe; flags beat the environment."""
    columns, rows = (size[0] or _WIDTH_IN_A_PIPE, size[1] or _USUAL_HEIGHT) if size else (_WIDTH_IN_A_PIPE, 0)
    # fzf tells the width of its preview, which is a pipe, only in this variable.
    for name in ("COLUMNS",) if size else ("COLUMNS", "FZF_PREVIEW_COLUMNS"):
        value = env.get(name, "")
        if value.isdecimal() and len(value) < 7 and 0 < int(value) <= WIDEST:
            columns = int(value)
    dumb = env.get("TERM") == "dumb"
    has_braille = env.get("TERM") not in _WITHOUT_BRAILLE
    mode = ColorMode.STYLES if env.get("NO_COLOR") else ColorMode.COLOUR
    if dumb if size else not env.get("FORCE_COLOR"):
        mode = ColorMode.NONE
    mode = {"always": ColorMode.COLOUR, "never": ColorMode.NONE}.get(color, mode)
    return Terminal(max(width or columns, NARROWEST), 0 if dumb else rows, mode, encoding, has_braille)
