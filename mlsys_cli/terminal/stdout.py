"""The only writer of stdout and of messages on stderr, the terminal there, and what its encoding can hold."""

import os
import re
import sys
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from enum import Enum
from typing import NamedTuple, TextIO

from mlsys_cli.errors import OutputError, UsageError
from mlsys_cli.text.sanitize import harmless

NARROWEST = 20  # chosen: the narrowest output that is laid out, whatever width is asked for
WIDEST = 99_999
"""The columns of the widest output; no terminal has as many, and far more could not be laid out."""
_WIDTH_IN_A_PIPE = 80
_USUAL_HEIGHT = 24  # of a terminal that doesn't tell, as the VT100 had
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


class Shown(NamedTuple):
    """The ranges of lines of a text that were on the screen, None if that isn't known; and if nothing may have been."""

    screens: tuple[range, ...] | None
    unseen: bool = False

    @property
    def at_once(self) -> bool:
        """True if all of it was on the screen at once."""
        return self == _AT_ONCE


_AT_ONCE = Shown((range(sys.maxsize),))


def write_stdout(text: str) -> None:
    """Write a text to stdout; a pipe that its reader has closed is no error. Raises OutputError for others."""
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except BrokenPipeError:
        _silence(sys.stdout)  # as `head` closes it
    except OSError as error:
        _silence(sys.stdout)
        raise OutputError(f"output can't be written: {error.strerror}") from error


def _silence(stream: TextIO) -> None:
    """Discard the rest of a stream: Python would flush it again at exit, and fail with a traceback."""
    try:
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, stream.fileno())
        os.close(null)
    except (OSError, ValueError):
        return


def show(
    pieces: Iterable[str],
    terminal: Terminal,
    env: Mapping[str, str],
    paged: bool,
    start: int | None = None,
    instead: Callable[[], bool] | None = None,
) -> Shown:
    """Write a text that is made piece by piece, through the pager if it is longer than the screen.

    The pager gets the first screen before the rest is made. With a `start`, it begins at that line, and what was
    on the screen is noted. A longer text may be shown in another way `instead`, which returns whether it was.
    """
    rest = iter(pieces)
    made: list[str] = []
    missing = terminal.height
    while missing > 0 and (piece := next(rest, None)) is not None:
        made.append(piece)
        missing -= piece.count("\n")
    is_longer = terminal.interactive and missing <= 0
    if is_longer and instead and instead():
        return Shown(None)
    if paged and is_longer:
        from mlsys_cli.terminal.editor_and_pager import page_through

        try:
            code, screens = page_through(
                made, rest, env, encoding=terminal.encoding, height=terminal.height, start=start
            )
            return Shown(screens, unseen=code != 0)
        except UsageError as error:
            write_stderr(error.message)
    write_stdout("".join([*made, *rest]))
    return _AT_ONCE if missing > 0 else Shown(None)


def ask_user(question: str) -> str:
    """The line that the user types in answer to a question; empty at the end of input."""
    sys.stderr.write(encodable(harmless(question), sys.stderr.encoding or "utf-8"))
    sys.stderr.flush()
    answer = sys.stdin.readline()
    if not answer:
        sys.stderr.write("\n")
    return answer


def write_stderr(*lines: str) -> None:
    """Write a message to stderr; its first line begins with the name of the program."""
    text = "".join(f"{'mlsys: ' if index == 0 else '  '}{line}\n" for index, line in enumerate(lines))
    if sys.stderr is None:  # closed by the shell: `2>&-`
        return
    try:
        sys.stderr.write(encodable(harmless(text), sys.stderr.encoding or "utf-8"))
        sys.stderr.flush()
    except OSError:
        _silence(sys.stderr)


_STAND_INS = """
-─━═–—‐‑− |│┃║▏▎▍┊╵╷ +┌┐└┘├┤┬┴┼╭╮╰╯ ^▲↑ v▼↓✓ <◄←‹ >►→› _▁▂▃ #█▓▊▉▋▇■ =▒▌▄▅▆ :░ *•◆ O● o○ D□ X✖ x×✕ t✚✛ .·… '‘’‚ "“”„ ~≈
"""
"""Of each group, the first character stands for the others."""
_SUPERSCRIPTS = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")
_POWER = r"(?:(?<![\d.,])(?P<ten>10)|(?<=[\w)]))(?P<power>[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)"
_ROOT = r"√(\w[\w.,]*)"
"""The root of a number or a name: `√2`. That of a longer part is in brackets already."""
_BRAILLE = 0x2800  # the cell without dots
_DOTTED = "[\u2800-\u28ff]"
_UPPER, _LOWER, _LEFT, _RIGHT = 0x1B, 0xE4, 0x47, 0xB8
"""The dots in the upper and lower half of a braille cell, and in its left and right column."""

_TABLE = {character: group[0] for group in _STAND_INS.split() for character in group[1:]}


def without_braille(text: str) -> str:
    """The text for a terminal whose font has no braille, in which plots are drawn. Columns stay where they are."""
    return re.sub(_DOTTED, lambda match: _dots(ord(match[0]) - _BRAILLE), text)


def encodable(text: str, encoding: str, *, has_braille: bool = True) -> str:
    """The text as this encoding can hold it, and perhaps without braille.

    Columns stay where they are, but for roots and for powers of other numbers than ten.
    """
    text = text if has_braille else without_braille(text)
    if _holds(encoding, text):
        return text
    # Without its superscripts a power would be another number. For those of ten there is a way that is as wide.
    text = re.sub(_POWER, lambda x: ("1e" if x["ten"] else "^") + x["power"].translate(_SUPERSCRIPTS), text)
    text = re.sub(_ROOT, r"sqrt(\1)", text).replace("√", "sqrt")
    return "".join(c if _holds(encoding, c) else _stand_in(c, encoding) for c in text)


def _stand_in(character: str, encoding: str) -> str:
    from rich.cells import cell_len  # only a poor encoding has to measure

    if 0 <= ord(character) - _BRAILLE < 0x100:
        return _dots(ord(character) - _BRAILLE)
    stand_in = _TABLE.get(character)
    if stand_in is None:
        base = unicodedata.normalize("NFKD", character)[:1]
        stand_in = base if base != character and _holds(encoding, base) else "?"
    width = cell_len(character)
    return stand_in.ljust(width, "?")[:width]


def _dots(dots: int) -> str:
    """The character that looks most like the dots of a braille cell, which are parts of lines."""
    left, right = dots & _LEFT, dots & _RIGHT
    if not dots:
        return " "
    if dots.bit_count() > 5:
        return "#"
    if not (left and right):
        return "|" if dots & _UPPER and dots & _LOWER else "'" if dots & _UPPER else "."
    if not dots & _LOWER:
        return '"' if dots & 0x12 == 0 else "-"  # two in the first row, or one of the second, which is in the middle
    if not dots & _UPPER:
        return "_" if dots & 0x24 == 0 else "-"  # the last row, or one of the third
    rises = left & _UPPER == 0 and right & _LOWER == 0
    falls = left & _LOWER == 0 and right & _UPPER == 0
    return "/" if rises else "\\" if falls else "+"


def _holds(encoding: str, text: str) -> bool:
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True
