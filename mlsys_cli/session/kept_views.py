"""A session for answers that nobody sees as they are made: what commands show is kept."""

import shlex

from mlsys_cli.session.environment import Environment, Options
from mlsys_cli.session.session import Session
from mlsys_cli.terminal.stdout import Shown
from mlsys_cli.views.view import View


class Unattended(Environment):
    """An environment in which nobody can be asked anything."""

    is_interactive = has_whole_terminal = False
    stdin_lines: list[str] = []  # noqa: RUF012 -- nobody changes it


class KeepingSession(Session):
    """A session whose commands show nothing: their views and messages are kept, and the target of the last view."""

    def __init__(self, options: Options) -> None:
        super().__init__(options)
        self.views: list[View] = []
        self.messages: list[str] = []
        self.target = ""

    def show(self, view: View, start: int | None = None, target: str = "") -> Shown:
        """Keep a view, and the target of the page that the reader has for it."""
        self.views.append(view)
        self.target = target
        return Shown(None, unseen=True)

    def notify(self, *lines: str) -> None:
        """Keep the message without its hints, which are for a shell."""
        self.messages += lines[:1]


def words_in(line: str) -> list[str]:
    """The words of a line as a shell takes them."""
    try:
        return shlex.split(line)
    except ValueError:  # a quotation mark is still open, or it is an apostrophe
        return line.split()
