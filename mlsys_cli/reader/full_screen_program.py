"""The base of every program on the whole screen: its looks, the way it ends, and the report of an error."""

import gc
from asyncio import get_running_loop
from contextlib import suppress
from signal import SIGHUP, SIGTERM
from typing import ClassVar

from textual.app import App
from textual.binding import BindingType

from mlsys_cli.errors import Exit, ExitCode
from mlsys_cli.reader.key_bindings import PROGRAM_KEYS
from mlsys_cli.session.session import Session


class FullScreenProgram(App[None]):
    """A program that has the terminal for itself until it ends, and gives it back however it ends."""

    ENABLE_COMMAND_PALETTE = False
    CSS = """
    Screen { layout: vertical; }
    HeadLine, FootLine { height: 1; width: 100%; padding: 0 1; background: $panel; color: $text-muted; }
    HeadLine { text-style: bold; color: $text; }
    PageWidget { height: 1fr; width: 1fr; scrollbar-size-vertical: 1; overflow-x: auto; background: $background; }
    """
    BINDINGS: ClassVar[list[BindingType]] = list(PROGRAM_KEYS)

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.animation_level = "none"
        self._session = session
        self._was_quiet = session.options.quiet
        session.options.quiet = True  # there is no place on the screen for what is written to stderr
        self.error: Exception | None = None

    def _handle_exception(self, error: Exception) -> None:
        """Leave the screen at an error, which is then reported as that of any command is.

        Textual itself would print a traceback with the values of all variables.
        """
        self.error = error
        super()._handle_exception(error) if self.is_headless else self.exit(return_code=ExitCode.NOT_FOUND)

    def on_mount(self) -> None:
        """End when the system asks for it. Textual calls this as well as the `on_mount` of a subclass."""
        for number in (SIGTERM, SIGHUP):
            with suppress(NotImplementedError, RuntimeError):  # not every system and thread has signals
                get_running_loop().add_signal_handler(number, self.exit, None, 128 + number)

    def action_interrupt(self) -> None:
        """Leave as an interrupted command does."""
        self.exit(return_code=ExitCode.INTERRUPTED)

    def run_to_end(self) -> None:
        """Run until the program ends. Raises its error, or Exit if it was interrupted."""
        gc.enable()  # unlike most commands this one may run for hours
        self.run()
        self._session.options.quiet = self._was_quiet
        if self.error is not None:
            raise self.error
        if self.return_code:
            raise Exit(self.return_code)
