"""Single keys, read from a terminal whose state is always restored."""

import codecs
import os
import re
import select
import signal
import termios
from collections.abc import Callable
from contextlib import suppress
from types import FrameType
from typing import NamedTuple, Self

from mlsys_cli.terminal.stdout import write_stdout

_ESCAPE_WAIT = 0.05
"""Seconds to wait for the rest of an escape sequence."""

_SEQUENCE = re.compile("\x1b(?:\\[[0-9;?]*[ -/]*[@-~]|O[ -~])")
_BEGUN = re.compile("\x1b(?:\\[[0-9;?]*[ -/]*|O)?")
_PASTE, _PASTE_END = "\x1b[200~", "\x1b[201~"
_PASTE_ON, _PASTE_OFF = "\x1b[?2004h", "\x1b[?2004l"
_SEQUENCES = {
    "A": "up", "B": "down", "C": "right", "D": "left", "H": "home", "F": "end", "Z": "back-tab",
    "1~": "home", "7~": "home", "3~": "delete", "4~": "end", "8~": "end", "5~": "page-up", "6~": "page-down",
}  # fmt: skip
_CONTROLS = {
    "\r": "enter", "\n": "enter", "\t": "tab", "\x7f": "backspace", "\b": "backspace", "\x01": "home", "\x05": "end",
    "\x02": "left", "\x06": "right", "\x04": "end-of-input", "\x0b": "cut-rest", "\x15": "cut-all", "\x17": "cut-word",
    "\x0e": "next", "\x10": "previous", "\x0c": "redraw", "\x07": "look-up",
}  # fmt: skip

_ENDS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Key(NamedTuple):
    """A key by its name. `text` is the character that it types, or the whole text that was pasted."""

    name: str
    text: str = ""


def paste(text: str) -> Key:
    """A text that was pasted, as one line."""
    line = " ".join(text.split())
    return Key("text", "".join(c for c in line if c.isprintable()))


def control_key(letter: str) -> Key:
    """The key that Ctrl makes of a letter."""
    return Key(_CONTROLS.get(chr(ord(letter) & 0x1F), "unknown"))


def keys_in(text: str, more: bool = False) -> tuple[list[Key], str]:
    """The keys in some input, and the rest of it: with `more`, a sequence that may be incomplete."""
    keys: list[Key] = []
    while text:
        if text.startswith(_PASTE):
            pasted, ended, rest = text[len(_PASTE) :].partition(_PASTE_END)
            if not ended and more:
                break
            keys.append(paste(pasted))
            text = rest
        elif found := _SEQUENCE.match(text):
            keys.append(Key(_SEQUENCES.get(found[0][2:], "unknown")))
            text = text[found.end() :]
        elif text[0] == "\x1b":
            if more and _BEGUN.fullmatch(text):
                break
            keys.append(Key("escape" if len(text) == 1 else "unknown"))
            text = text[2:]
        elif text[0].isprintable():
            keys.append(Key("text", text[0]))
            text = text[1:]
        else:
            keys.append(Key(_CONTROLS.get(text[0], "unknown")))
            text = text[1:]
    return keys, text


class Keyboard:
    """The keys of a terminal, as a context manager. `opening` and `closing` are written when it is taken and left.

    A resize, and the return from Ctrl-Z, are keys too: `redraw`. While `read` waits, Ctrl-C raises KeyboardInterrupt,
    and SIGTERM and SIGHUP raise SystemExit, so that the caller can clean up.
    """

    def __init__(self, terminal: int, opening: str = "", closing: str = "") -> None:
        self._terminal = terminal
        self._opening, self._closing = opening + _PASTE_ON, _PASTE_OFF + closing
        self._keys: list[Key] = []
        self._rest = ""
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._handlers: dict[int, Callable[[int, FrameType | None], object] | int | None] = {}
        self._taken = False
        self._noticed: set[int] = set()

    def __enter__(self) -> Self:
        self._before = termios.tcgetattr(self._terminal)
        self._wake, self._waker = os.pipe()
        os.set_blocking(self._waker, False)
        # A signal just before `select` would be seen only after the next key; the wakeup pipe makes `select` return.
        self._waker_before = signal.set_wakeup_fd(self._waker, warn_on_full_buffer=False)
        for number in (signal.SIGWINCH, signal.SIGTSTP, signal.SIGCONT, *_ENDS):
            self._handlers[number] = signal.signal(number, self._notice)
        try:
            self._take()
        except BaseException:  # Ctrl-C may come as early as here
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        try:
            self._release()
        finally:
            for number, handler in self._handlers.items():
                signal.signal(number, handler)
            signal.set_wakeup_fd(self._waker_before)
            os.close(self._wake)
            os.close(self._waker)

    def read(self) -> Key:
        """The next key; waits for it. The key `hang-up` is the last one."""
        while not self._keys:
            wait = _ESCAPE_WAIT if self._rest.startswith("\x1b") and not self._rest.startswith(_PASTE) else None
            ready, _, _ = select.select([self._terminal, self._wake], [], [], wait)
            if self._wake in ready:
                self._obey(os.read(self._wake, 1024))
                return Key("redraw")
            data = b""
            if ready:
                with suppress(OSError):
                    data = os.read(self._terminal, 4096)
                if not data:
                    return Key("hang-up")
            self._keys, self._rest = keys_in(self._rest + self._decoder.decode(data), more=bool(ready))
        return self._keys.pop(0)

    def _take(self) -> None:
        """Switch off line editing and echo; Ctrl-C and Ctrl-Z keep their meaning."""
        self._taken = True
        attributes = termios.tcgetattr(self._terminal)
        attributes[0] &= ~termios.IXON
        attributes[3] &= ~(termios.ICANON | termios.ECHO | termios.IEXTEN)
        attributes[6][termios.VMIN], attributes[6][termios.VTIME] = 1, 0
        termios.tcsetattr(self._terminal, termios.TCSADRAIN, attributes)
        write_stdout(self._opening)

    def _release(self) -> None:
        if self._taken:
            self._taken = False
            try:
                write_stdout(self._closing)
            finally:
                termios.tcsetattr(self._terminal, termios.TCSADRAIN, self._before)

    def _notice(self, number: int, frame: FrameType | None) -> None:
        """Note a signal for `read`, so that no write to the screen or the store is cut short.

        A second request to end takes effect at once.
        """
        if number in _ENDS and number in self._noticed:
            raise _end(number)
        self._noticed.add(number)

    def _obey(self, signals: bytes) -> None:
        """Act on the signals: a stop restores the terminal, and takes it again when the process continues.

        Without a shell that could wake the process, the system ignores the stop, and it continues at once.
        """
        for number in _ENDS:
            if number in signals:
                raise _end(number)
        if signal.SIGTSTP in signals:
            self._release()
            signal.signal(signal.SIGTSTP, signal.SIG_DFL)
            os.kill(os.getpid(), signal.SIGTSTP)
            signal.signal(signal.SIGTSTP, self._notice)
        if signal.SIGTSTP in signals or signal.SIGCONT in signals:
            self._take()


def _end(number: int) -> BaseException:
    return KeyboardInterrupt() if number == signal.SIGINT else SystemExit(128 + number)
