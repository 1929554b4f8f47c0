"""The environment of a command, which tests replace, and the options of every command."""

import os
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from pathlib import Path

from mlsys_cli.errors import UnreadableError
from mlsys_cli.output_cache import ALWAYS


class Evidence:
    """Everything that the output of a command depends on, noted when it is read, so that the output can be cached.

    It is cached only if the command `is_pure`: writing its output is all that it does.
    """

    def __init__(self) -> None:
        self.is_pure = False
        self.began = time.time_ns()
        self.period = ALWAYS
        self.paths: dict[str, bool] = {}
        """The files and folders that were read or looked for, and whether they existed."""
        self.index_files: list[Callable[[], Sequence[str]]] = []
        """Each returns the files of some books, as their index knows them."""

    def depends_on(self, *paths: Path) -> None:
        """Note files or folders that are about to be read, or looked for."""
        self.paths.update((str(path), os.path.exists(path)) for path in paths)


class Environment:
    """The outside world of a command.

    `clock` returns microseconds since 1970, and `stopwatch` seconds, which never go back. With a `size` (columns,
    lines) stdout counts as a terminal of that size, else the operating system is asked.
    """

    def __init__(
        self,
        variables: Mapping[str, str] | None = None,
        *,
        clock: Callable[[], int] | None = None,
        stopwatch: Callable[[], float] = time.monotonic,
        size: tuple[int, int] | None = None,
    ) -> None:
        self.variables = dict(os.environ) if variables is None else variables
        self.clock = clock or read_clock
        self.stopwatch = stopwatch
        self.evidence = Evidence()
        self._size = size
        self.messages_shown: dict[str, None] = {}  # a set that keeps its order, for the reader

    @property
    def stdout_is_terminal(self) -> bool:
        """True if a person sees what is written to stdout."""
        return self._size is not None or (sys.stdout is not None and sys.stdout.isatty())

    @property
    def is_interactive(self) -> bool:
        """True if a person at a terminal can answer questions or use another program, such as an editor."""
        return self.stdout_is_terminal and sys.stdin is not None and sys.stdin.isatty()

    @cached_property
    def can_fill_screen(self) -> bool:
        """False on Windows, whose Python has no termios, which the reader needs on the whole screen."""
        try:
            import termios  # noqa: F401 - is it there?
        except ModuleNotFoundError:
            return False
        return True

    @property
    def has_whole_terminal(self) -> bool:
        """True if a program can take over the terminal: Textual reads from stdin and writes to stderr."""
        if not self.can_fill_screen:
            return False
        return self.is_interactive and sys.stderr is not None and sys.stderr.isatty()

    def terminal_size(self) -> tuple[int, int] | None:
        """The columns and lines of stdout's terminal, 0 if it doesn't say; None if it isn't a terminal."""
        if self._size is not None or not self.stdout_is_terminal:
            return self._size
        try:
            return os.get_terminal_size(sys.stdout.fileno())
        except OSError:
            return 0, 0

    @property
    def piped_lines(self) -> list[str]:
        """The lines of stdin if it is a pipe or a file; none if a user could type them. Raises UnreadableError."""
        return [] if sys.stdin is None or sys.stdin.isatty() else self.stdin_lines

    @cached_property
    def stdin_lines(self) -> list[str]:
        """The lines of stdin in its declared encoding. Raises UnreadableError if it can't be read in that."""
        self.evidence.is_pure = False
        if sys.stdin is None:
            return []
        encoding = sys.stdin.encoding or "utf-8"
        try:
            # Read as bytes, since the text would have a stand-in for each byte that isn't valid.
            binary = getattr(sys.stdin, "buffer", None)
            text = binary.read().decode(encoding) if binary else sys.stdin.read()
        except UnicodeError as error:
            hints = ["convert it, for example with iconv, or set PYTHONIOENCODING to its encoding"]
            raise UnreadableError(f"stdin isn't text in {encoding}; nothing was changed", hints) from error
        except OSError as error:
            raise UnreadableError(f"stdin can't be read: {error.strerror}") from error
        # As in a file, and unlike for `splitlines`, a separator such as U+2028 is part of a line.
        lines = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
        return lines if lines[-1] else lines[:-1]


def read_clock() -> int:
    """The time in microseconds since 1970, limited to what can be logged. It may be wrong, and go back."""
    from mlsys_cli.journal.days import DAY, LATEST

    return min(max(time.time_ns() // 1000, 0), LATEST - 2 * DAY)


class Options:
    """The options that every command has, as they were given before or after its name.

    It is no dataclass, because importing `dataclasses` would delay each look-up by two milliseconds.
    """

    def __init__(self, environment: Environment, *, rebuild_index: bool = False) -> None:
        self.environment = environment
        self.content: tuple[str, ...] = ()
        self.packs: tuple[str, ...] = ()
        self.all_books = False
        self.format = ""
        self.width: int | None = None
        self.color = "auto"
        self.pager: bool | None = None
        self.exact = False
        self.frame = False
        self.sources = False
        self.rebuild_index = rebuild_index
        self.quiet = False

    def renewed(self, environment: Environment) -> "Options":
        """The options of another run, which reads the same books and guesses names only if this one does."""
        options = Options(environment)
        options.content, options.packs, options.all_books = self.content, self.packs, self.all_books
        options.exact = self.exact
        return options

    @property
    def is_plain(self) -> bool:
        """True for plain output: that of --plain, or of MLSYS_PLAIN where no format is given."""
        return self.format == "plain" or (not self.format and bool(self.environment.variables.get("MLSYS_PLAIN")))


_DIRECTORIES = {"cache": ".cache", "data": ".local/share", "config": ".config"}
"""The directories below the user's home, by the XDG specification."""


def own_directory(purpose: str) -> Path:
    """The program's directory for `cache`, `data` or `config`; one that can't be made if there is no home."""
    named, home = (os.environ.get(name, "") for name in (f"XDG_{purpose.upper()}_HOME", "HOME"))
    below = f"{home}/{_DIRECTORIES[purpose]}" if home.startswith("/") else ""
    base = named if named.startswith("/") else below
    if sys.platform == "linux" and base:  # what platformdirs says too, but to import it takes a tenth of a look-up
        return Path(base) / "mlsys-cli"
    import platformdirs

    try:
        path: Path = getattr(platformdirs, f"user_{purpose}_path")("mlsys-cli", appauthor=False)
        return path.absolute()
    except RuntimeError:
        return Path(os.devnull) / "mlsys-cli"


def packs_directory() -> Path:
    """The directory of the installed packs."""
    return own_directory("data") / "packs"
