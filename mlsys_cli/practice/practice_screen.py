"""Questions asked on a terminal that this program draws itself."""

from collections.abc import Callable
from typing import TypeAlias

from mlsys_cli.practice.controller import Controller
from mlsys_cli.practice.keyed_practice import KeyedPractice
from mlsys_cli.session.session import Session
from mlsys_cli.terminal.full_screen import CLOSING, OPENING, ScreenBuffer
from mlsys_cli.terminal.keyboard import Key
from mlsys_cli.terminal.stdout import write_stdout

FrontEnd: TypeAlias = Callable[[Session, Controller], None]
"""Lets a learner answer until nothing is left or they leave."""


def run_front_end(session: Session, controller: Controller) -> None:
    """Let the learner answer, on the whole screen or line by line, until nothing is left or they leave."""
    if session.uses_lines:
        from mlsys_cli.practice.practice_prompt import PracticePrompt

        PracticePrompt(session, controller).run()
    else:
        PracticeScreen(session, controller).run()


class PracticeScreen:
    """A learner who is asked on the whole screen."""

    def __init__(self, session: Session, controller: Controller) -> None:
        self._session = session
        self._controller = controller
        self._keyed = KeyedPractice(controller)
        self._frame = ScreenBuffer()
        self._terminal = session.terminal

    def run(self) -> None:
        """Ask until nothing is left or the learner leaves; a section that they want to read is shown between."""
        while not self._controller.over:
            with self._session.environment.open_keyboard(OPENING, CLOSING) as keyboard:
                while not self._controller.over and not self._controller.reading:
                    self._frame.draw(self._keyed.scene(self._terminal.width, self._terminal.height), self._terminal)
                    self._press(keyboard.read())
            if self._controller.reading:
                from mlsys_cli.session.reading_position import show_places

                shown = show_places(self._session, [self._controller.reading], remembered=False)
                if shown.at_once or shown.failed:  # a pager has been left by a key
                    self._wait_for_key()
                self._controller.reading = None
                self._frame.forget()

    def _press(self, key: Key) -> None:
        if key.name == "redraw":
            self._terminal = self._session.refresh_terminal()
            self._frame.forget()
            self._keyed.say("")
            return
        self._keyed.press(key)
        if self._controller.looking_up:
            self._controller.looking_up = False
            self._keyed.say("Look-ups need the full-screen reader.")

    def _wait_for_key(self) -> None:
        write_stdout("\nPress any key to go back. ")
        with self._session.environment.open_keyboard("", "\n") as keyboard:
            keyboard.read()
