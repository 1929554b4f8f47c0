"""Textual's driver for a terminal, with what it lacks for one that sends noise, answers late, stops or goes away.

All that is private to Textual is used here: that of the driver, and of the program that has it.
"""

import os
import re
import select
import signal
import sys
from codecs import getincrementaldecoder
from collections.abc import Iterator
from contextlib import suppress
from time import monotonic
from typing import Any, TextIO

from textual._styles_cache import StylesCache
from textual._xterm_parser import XTermParser
from textual.app import App
from textual.driver import Driver
from textual.events import Key, Paste

if sys.platform == "win32":  # where the reader runs in a browser, with a driver for that
    LinuxDriver = Driver
else:
    from textual.drivers.linux_driver import LinuxDriver

_TICK = 0.1
"""The seconds after which what has arrived of a sequence is a key of its own, such as Esc or Alt-[."""

_LATE = 1.0
"""The seconds after which the rest of an answer isn't waited for any more."""

_TYPED_AT_ONCE = 100
"""The most characters that arrive together and are keys. More of them were pasted, or somebody leans on a key."""

_MOUSE_MODES = (1000, 1003, 1006, 1015)
"""The modes of a terminal in which it reports clicks and moves, and how."""

_LARGEST = 2000
"""The most columns and lines of a screen."""

_LONGEST = 256
_PASTE, _PASTED = "\x1b[200~", "\x1b[201~"
_PART = r"""(?xs)
    \x03 | [^\x1b\x03]+                                                     # keys
    | \x1b (?:
        (?: \][0-9] | P[0-9!>$+] | _G )[^\x00-\x1f]* (?: \x07 | \x1b\\ | (?=\x1b[^\\] | [\x00-\x1a\x1c-\x1f]) )
        | \[ (?: \[. | [0-9]+\$ | [0-?]*[ -/]*[@-~] )                       # keys, the mouse and answers
        | O. | [^[O\]P_\x1b] | \](?=[^0-9]) | P(?=[^0-9!>$+]) | _(?=[^G])   # keys, most of them with Alt
        | (?=\x1b)                                                          # Esc
    )
"""
"""The parts of what a terminal sends. Answers are strings, and sequences that `_ANSWER` tells from keys.

It is compiled when something is typed: before the first screen, that would be a millisecond with the two below.
"""

_ANSWER = r"(?s)\x1b(?:[\]P_].|\[(?:[=>?](?!.*\$y\Z)|[0-9;]*n\Z|(?!48;)[0-9]+;[0-9]+;[0-9]+t\Z))"
"""An answer, such as `ESC [?62;22c` or a string, but no mode (`…$y`) and no new size (`48;…t`): Textual reads these."""
_SIZE = r"(?s)\x1b\[48;([0-9]{1,9})[0-9:]*;([0-9]{1,9})[0-9:]*;.*t"
"""The new size of the window, in lines and columns."""


class TerminalInput:
    """Tells the keys that a terminal sends from its answers, of which those that Textual doesn't know are dropped.

    Textual takes the characters of such an answer for keys, as it does with those of any sequence that it doesn't know
    (https://github.com/Textualize/textual/issues/541 led to that; that answers come as keys isn't reported). What
    follows an Esc in a pasted text is lost or comes as keys, and of a long text that isn't marked as pasted each
    character is a key, for all of which Ctrl-C has to wait (not reported either).
    """

    def __init__(self) -> None:
        self._rest = ""
        self._since = self._flood = 0.0
        self._pasted: str | None = None

    def feed(self, text: str, now: float) -> Iterator[str | Paste]:
        """The keys, single or several, and pasted texts; what is incomplete is kept for the next time."""
        text, self._rest, self._since = self._rest + text, "", now
        while text:
            if self._pasted is not None:
                inside, end, text = (self._pasted + text).partition(_PASTED)
                if not end:
                    self._pasted = inside
                    return
                yield Paste(inside.replace("\x00", ""))
                self._pasted = None
            elif text.startswith(_PASTE):
                self._pasted, text = "", text.removeprefix(_PASTE)
            elif found := re.match(_PART, text):
                text = text[found.end() :]
                is_text = found[0][0] not in "\x1b\x03"
                if is_text and (len(found[0]) > _TYPED_AT_ONCE or now < self._flood):
                    self._flood = now + _TICK / 2  # what follows at once belongs to it
                    yield Paste(found[0])
                elif not re.match(_ANSWER, found[0]) and _has_good_size(found[0]):
                    yield found[0]
            else:
                self._rest = text if len(text) <= _LONGEST else text[:3] + text[-1]
                return

    def wait(self, now: float) -> Iterator[str]:
        """The keys that are left when nothing has arrived for a moment."""
        rest = self._rest
        if rest and now - self._since >= (_TICK / 2 if len(rest) <= 2 else _LATE):
            self._rest = ""
            if len(rest) <= 2:
                yield rest


def _has_good_size(sequence: str) -> bool:
    """False for the report of a size that no screen has."""
    size = re.fullmatch(_SIZE, sequence)
    return not size or all(0 < int(number) <= _LARGEST for number in size.groups())


class _Screen:
    """The file of a terminal, to which one may write when it is gone.

    Textual's thread that writes would end at the first error. Its queue would be full then, and the program would wait
    for room in it for ever (https://github.com/Textualize/textual/issues/6692 is another way to the same wait).
    """

    def __init__(self, file: TextIO) -> None:
        self._file = file

    def write(self, text: str) -> None:
        """Write to the terminal."""
        with suppress(OSError):
            self._file.write(text)

    def flush(self) -> None:
        """Write what is buffered."""
        with suppress(OSError):
            self._file.flush()

    def fileno(self) -> int:
        """The number of the file."""
        return self._file.fileno()


class TerminalDriver(LinuxDriver):
    """A driver that ends neither by what a terminal sends nor by its end, and gives the terminal back after a stop."""

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self._file: Any = _Screen(self._file)

    def run_input_thread(self) -> None:
        """Pass on the keys until the driver is stopped or the terminal is gone, which ends the program.

        Textual's own loop ends the program at a byte that isn't UTF-8
        (https://github.com/Textualize/textual/issues/6456), and so does its parser at a key with a number that isn't a
        character's, or at one that is released (not reported).
        """
        decode = getincrementaldecoder("utf-8")(errors="replace").decode
        keys, parser = TerminalInput(), XTermParser(self._debug)
        while not self.exit_event.is_set():
            if select.select([self.fileno], [], [], _TICK)[0]:
                try:
                    data = os.read(self.fileno, 4096)
                except OSError:
                    data = b""
                if not data:
                    os.kill(os.getpid(), signal.SIGHUP)  # which the kernel sends only to whom the terminal belongs
                    return
                parts: Iterator[str | Paste] = keys.feed(decode(data), monotonic())
            else:
                parts = keys.wait(monotonic())
            for part in parts:
                if isinstance(part, Paste):
                    self.process_message(part)
                elif part == "\x1b":
                    self.process_message(Key("escape", part))
                else:
                    try:
                        for message in parser.feed(part):
                            self.process_message(message)
                    except Exception:  # noqa: BLE001 -- a key that isn't known does nothing
                        parser = XTermParser(self._debug)
            for message in parser.tick():
                self.process_message(message)

    def _sigcont_application(self, *_: object) -> None:
        """Take the terminal again. After SIGSTOP, which no program can act on, give it back before.

        Textual would take it a second time, and remember the settings of its own screen as those to go back to. The
        kernel sends the signal also when a terminal goes away (not reported; Ctrl-Z has
        https://github.com/Textualize/textual/issues/6298).
        """
        if self._auto_restart and not self._must_signal_resume:
            try:
                is_in_foreground = os.tcgetpgrp(self.fileno) == os.getpgrp()
            except OSError:
                return
            if not is_in_foreground:
                os.kill(os.getpid(), signal.SIGSTOP)
                return
            self.suspend_application_mode()
            self._must_signal_resume = True
        super()._sigcont_application()


class TerminalProgram(App[None]):
    """A program at a terminal that reports no error itself, can leave the mouse alone, and forgets what was closed."""

    error: Exception | None = None
    """What has ended it."""
    has_mouse = True
    ended_by = 0
    """The number of the signal that ends it."""

    def get_driver_class(self) -> type[Driver]:
        """The driver for a terminal, unless the variables of a window of the browser name its own."""
        chosen = super().get_driver_class()
        return TerminalDriver if chosen is LinuxDriver else chosen

    def use_mouse(self, wanted: bool) -> None:
        """Take the mouse, or leave it to the terminal.

        Textual takes it whenever it takes the terminal. It has no switch for a program that runs
        (https://github.com/Textualize/textual/issues/3898), and ignores that of the start in a browser
        (https://github.com/Textualize/textual/issues/6713).
        """
        self.has_mouse = wanted
        if self._driver is not None:
            self._driver.write("".join(f"\x1b[?{mode}{'h' if wanted else 'l'}" for mode in _MOUSE_MODES))
            self._driver.flush()

    def forget_closed_widgets(self) -> None:
        """Forget the lines of widgets that were closed.

        Textual remembers them together with their colours (https://github.com/Textualize/textual/issues/6665).
        """
        StylesCache.get_inner_outer.cache_clear()

    def _handle_exception(self, error: Exception) -> None:
        """Leave the screen at an error, which is then reported as that of any command is.

        Textual itself would print a traceback with the values of all variables
        (https://github.com/Textualize/textual/issues/5325). A box that opens while a signal ends the program isn't
        complete; such an error is none.
        """
        if self.ended_by:
            return
        self.error = error
        super()._handle_exception(error) if self.is_headless else self.exit(return_code=1)
