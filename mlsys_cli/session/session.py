"""The session of a command: books, learner, terminal, and the way to show a view."""

import sys
from functools import cached_property, partial
from importlib import import_module
from keyword import iskeyword
from typing import TYPE_CHECKING, Any

from mlsys_cli.session.environment import Environment, Options

if TYPE_CHECKING:  # imported where they are needed, so that `mlsys --version` doesn't pay for a library
    from collections.abc import Callable, Iterable
    from datetime import datetime

    from mlsys_cli.index.library import Library
    from mlsys_cli.journal.store import Store
    from mlsys_cli.render.formats import Format
    from mlsys_cli.session.books import Books
    from mlsys_cli.session.learner import Learner
    from mlsys_cli.session.typed_command import TypedCommand
    from mlsys_cli.terminal.stdout import Shown, Terminal
    from mlsys_cli.views.view import View


class Session:
    """One run of one command."""

    ask: "Callable[[Any], None] | None" = None
    """Asks the questions of a course, if the command was typed in a reader."""

    def __init__(
        self,
        options: Options,
        read: "Callable[[Session, View, str], None] | None" = None,
        find_command: "Callable[[Session, str], TypedCommand | None]" = lambda _, __: None,
    ) -> None:
        """Begin a run of a command; `read` opens the reader at a view, or at the target of a link if there is one.

        `find_command` is how the reader finds the command of a line that is typed there; None if it is none.
        """
        self.options = options
        self._read = read
        self._find_command = find_command
        self.environment = options.environment
        self.env = options.environment.variables
        self._library: Library | None = None

    def renewed(self, environment: Environment) -> "Session":
        """Another run with the same books, as they are by then, and with the settings and the day; it tells nothing."""
        options = self.options.renewed(environment)
        options.quiet = True
        return Session(options, find_command=self._find_command)

    @cached_property
    def books(self) -> "Books":
        """The books that the command reads."""
        from mlsys_cli.session.books import Books

        return Books(self.options, self.notify, self.follow_books)

    @cached_property
    def learner(self) -> "Learner":
        """The learner: their store, settings and time."""
        from mlsys_cli.session.learner import Learner

        return Learner(self.environment.clock, self.environment.evidence, self._library)

    def import_command(self, name: str) -> "Callable[..., None]":
        """The function of a command, `<name>_command` in the module of that name, which is imported only now."""
        module = import_module(f"mlsys_cli.commands.{name}{'_' if iskeyword(name) else ''}")
        self.environment.evidence.is_pure |= hasattr(module, "IS_PURE")
        function: Callable[..., None] = getattr(module, f"{name}_command")
        return function

    def find_command(self, line: str) -> "TypedCommand | None":
        """The command that a line begins with, or the estimate that it asks for; None if there is neither."""
        return self._find_command(self, line)

    def follow_books(self, library: "Library") -> None:
        """Let the learner's store count by the ids of the books that were opened; a later one does so by itself."""
        self._library = library
        if "learner" in self.__dict__:
            self.learner.follow(library)

    @cached_property
    def terminal(self) -> "Terminal":
        """The terminal that stdout is, unless options and environment say otherwise."""
        from mlsys_cli.terminal.stdout import ColorMode, detect_terminal

        terminal = detect_terminal(
            self.env,
            self.environment.terminal_size(),
            encoding=sys.stdout.encoding or "utf-8",
            width=self.options.width,
            color=self.options.color,
        )
        if terminal.color_mode is ColorMode.COLOUR and self._wants_contrast:
            return terminal._replace(color_mode=ColorMode.CONTRAST)
        return terminal

    @property
    def _wants_contrast(self) -> bool:
        """True if the learner has chosen the theme with the highest contrast."""
        from mlsys_cli.errors import MlsysError

        try:
            return self.learner.settings.theme == "high-contrast"
        except MlsysError:  # reported by the commands that depend on a setting
            return False

    def refresh_terminal(self) -> "Terminal":
        """The terminal as it is now: its size may have changed since the command began."""
        self.__dict__.pop("terminal", None)
        return self.terminal

    @cached_property
    def format(self) -> "Format":
        """The format to write in; plain instead of text if the environment says so."""
        from mlsys_cli.render.formats import Format

        return Format.PLAIN if self.options.is_plain else Format(self.options.format or "text")

    @cached_property
    def local_time(self) -> "datetime":
        """The local time at which the command was given."""
        from datetime import datetime

        return datetime.fromtimestamp(self.learner.now / 1e6).astimezone()

    @property
    def is_text(self) -> bool:
        """True if the format is text or plain, which people read."""
        return self.format in ("text", "plain")

    @property
    def output_is_for_human(self) -> bool:
        """True if a person looks at the output, false for a program."""
        return self.is_text and self.environment.stdout_is_terminal

    @property
    def opens_reader(self) -> bool:
        """True if a person wants a long text in the reader, as they do unless they have said otherwise.

        They get it line by line only if their settings say so: a text for a terminal without a screen is printed.
        """
        if self.options.pager is not None or self.env.get("MLSYS_PAGER"):
            return False
        return self.uses_screen or (self.uses_lines and self.learner.settings.reader == "lines")

    @property
    def uses_lines(self) -> bool:
        """True if a person reads and answers line by line: in plain text, without a screen, or by their settings."""
        if not (self.environment.is_interactive and self.is_text):
            return False
        if self.format == "plain" or not (self.terminal.interactive and self.environment.can_fill_screen):
            return True
        return self.learner.settings.reader == "lines"

    @property
    def can_ask(self) -> bool:
        """True if there is a person who can be asked questions."""
        return self.ask is not None or self.environment.is_interactive

    @property
    def has_screen(self) -> bool:
        """True if a program can have the whole screen of the terminal."""
        return self.environment.has_whole_terminal and self.terminal.interactive and self.format == "text"

    @property
    def uses_screen(self) -> bool:
        """True if a program can have the whole screen, and the learner hasn't said otherwise."""
        return self.has_screen and self.learner.settings.reader == "screen"

    @property
    def reader_store(self) -> "Store | None":
        """The store of a person who looks at the output; None for a program, and if there is no store."""
        return self.learner.read_only_store if self.output_is_for_human else None

    def render(self, view: "View") -> str:
        """A view in the chosen format; on a terminal its sources are folded."""
        return "".join(self._written(view))

    def show(self, view: "View", start: int | None = None, target: str = "") -> "Shown":
        """Write a view to stdout in the chosen format; returns how it was shown.

        What is longer than a person's screen opens in the reader, at the `target` of a link if the reader has that
        page; of a view with a short form, this is written instead. With a `start`, the view is written through a pager
        that begins at that line, and what was on the screen is noted.
        """
        from mlsys_cli.terminal.stdout import show

        paged = self.options.pager is not False and self.is_text
        instead = partial(self._show_long, view, target) if start is None else None
        return show(self._written(view), self.terminal, self.env, paged=paged, start=start, instead=instead)

    def _show_long(self, view: "View", target: str) -> bool:
        """Show a view that is longer than the screen in another way than through a pager; false if there is none."""
        from mlsys_cli.errors import MlsysError
        from mlsys_cli.terminal.stdout import write_stdout
        from mlsys_cli.views.view import PageView, ShortView

        try:
            if not (self.terminal.interactive and self.format == "text" and self.opens_reader):
                return False
        except MlsysError:  # as the settings can't be read: the commands that depend on one report it
            return False
        if isinstance(view, ShortView) and not self.options.sources:
            write_stdout(self.render(PageView(view.in_short_with_way(), {})))
        elif self._read:
            self._read(self, view, target)
            self.refresh_terminal()
        else:
            return False
        return True

    def _written(self, view: "View") -> "Iterable[str]":
        from mlsys_cli.render.formats import Format, write

        if self.format is Format.TEXT and self.terminal.interactive and not self.options.sources:
            from mlsys_cli.views.shared_blocks import fold_sources
            from mlsys_cli.views.view import PageView

            view = PageView(fold_sources(view.blocks()), {})
        return write(view, self.format, self.terminal, is_framed=self.options.frame)

    def report(self, message: str, kind: str, text: str, **fields: object) -> None:
        """Report what a command has done: by a message on stderr, or if a format was asked for as a view."""
        if self.options.format:
            from mlsys_cli.views.value_view import ValueView

            self.show(ValueView(kind, text, **fields))
        else:
            self.notify(message)

    def notify(self, *lines: str) -> None:
        """Write a message to stderr, unless it has been shown before."""
        from mlsys_cli.terminal.stdout import write_stderr

        if not self.options.quiet and lines[0] not in self.environment.messages_shown:
            self.environment.messages_shown[lines[0]] = None
            write_stderr(*lines)
