"""What a command is given: the books, the terminal, and the way to show an answer. The outside world is read here."""

import os
import sys
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from mlsys_cli.errors import UnreadableError, UsageError
from mlsys_cli.session.finder import PROBLEMS_SHOWN, Finder
from mlsys_cli.session.learner import Learner, own_directory
from mlsys_cli.session.options import Options

if TYPE_CHECKING:  # imported where they are needed, so that `mlsys --version` doesn't pay for a library
    from datetime import datetime

    from mlsys_cli.index.library import Library
    from mlsys_cli.render.formats import Format
    from mlsys_cli.render.target import Terminal
    from mlsys_cli.terminal.stdout import Shown
    from mlsys_cli.views.view import View


class Session(Finder, Learner):
    """One run of one command."""

    def __init__(self, options: Options) -> None:
        self.options = options
        self.env = options.env

    @cached_property
    def terminal(self) -> "Terminal":
        """What stdout is."""
        return terminal_of(self.options)

    def look_again(self) -> "Terminal":
        """What stdout is now: a terminal may have another size than when the command began."""
        del self.terminal
        return self.terminal

    @cached_property
    def format(self) -> "Format":
        """The format to write in; plain instead of text if the environment says so."""
        from mlsys_cli.render.formats import Format

        if self.options.format:
            return Format(self.options.format)
        return Format.PLAIN if self.env.get("MLSYS_PLAIN") else Format.TEXT

    @cached_property
    def folders(self) -> tuple[Path, ...]:
        """The books' folders, from `--content`, else from `MLSYS_CONTENT`, else the bundled one and every pack.

        Each is a list separated like PATH. As in MANPATH, an empty item stands for the bundled book.
        """
        if self.options.content and self.options.packs:
            raise UsageError("--content and --pack can't be given together")
        given = self.options.content or ((self.env["MLSYS_CONTENT"],) if self.env.get("MLSYS_CONTENT") else ())
        if self.options.packs or not given:
            return self._with_packs()
        items = [item for paths in given for item in paths.split(os.pathsep)]
        return tuple(dict.fromkeys(Path(os.path.abspath(item)) if item else bundled_book() for item in items))

    def _with_packs(self) -> tuple[Path, ...]:
        """The bundled book and the packs, or those of them that `--pack` names; a broken one is left out."""
        from mlsys_cli.packs.installed import choose, look

        shelf = look(self.packs)
        if shelf.damaged and not self.options.packs:
            names = ", ".join(shelf.damaged)
            self.say(f"left out, since it is damaged: pack {names} ('mlsys pack update' mends it, 'remove' removes it)")
        return choose(self.options.packs, bundled_book(), shelf)

    @cached_property
    def packs(self) -> Path:
        """The directory of the packs."""
        from mlsys_cli.packs.installed import packs_directory

        return packs_directory()

    def keeper(self, path: Path) -> str:
        """Whose a file or folder is that its next version overwrites: `the program`, `a pack`, or nobody's."""
        place = path.resolve()
        if place.is_relative_to(Path(__file__).resolve().parents[1]):
            return "the program"
        return "a pack" if place.is_relative_to(self.packs.resolve()) else ""

    @property
    def piped(self) -> list[str]:
        """The lines of stdin. It can be read only once, so that they are kept for a second try."""
        if self.options.piped is None:
            self.options.piped = sys.stdin.read().splitlines() if sys.stdin is not None else []
        return self.options.piped

    @cached_property
    def local_time(self) -> "datetime":
        """The time at which the command was given, as clocks here show it."""
        from datetime import datetime

        return datetime.fromtimestamp(self.now / 1e6).astimezone()

    @cached_property
    def attended(self) -> bool:
        """Whether a person sits at a terminal, who can be asked or be left with another program."""
        return all(stream is not None and stream.isatty() for stream in (sys.stdin, sys.stdout))

    @property
    def has_reader(self) -> bool:
        """Whether a person looks at the answer, and not a program."""
        from mlsys_cli.render.formats import Format

        return self.format in (Format.TEXT, Format.PLAIN) and sys.stdout.isatty()

    @cached_property
    def cache(self) -> Path:
        """The directory of the indexes."""
        return cache_directory()

    @cached_property
    def library(self) -> "Library":
        """The books. Opening them says on stderr, once, what is wrong with them."""
        from mlsys_cli.index.library import Library
        from mlsys_cli.index.open import open_index
        from mlsys_cli.terminal.progress_bar import Bar

        with Bar("Reading the book") as bar:
            opened = open_index(self.folders, self.cache, bar, self.options.anew)
        if opened.note:
            self.say(opened.note)
        library = Library(opened.db)
        self._warn(library)
        return library

    def read_anew(self, folder: Path) -> "Library":
        """A book compiled for this one command, whatever the cache knows of it."""
        from mlsys_cli.index.build import build_in_memory
        from mlsys_cli.index.library import Library

        return Library(build_in_memory((folder,), None))

    def _warn(self, library: "Library") -> None:
        problems = library.problems(limit=PROBLEMS_SHOWN + 1)
        if not problems:
            return
        from mlsys_cli.views.problems import problem_lines

        if not library.count("chapter"):
            raise UnreadableError(
                "the book can't be read", [line for p in problems for line in problem_lines(p, os.getcwd())]
            )
        more = ["and more like it"] if len(problems) > 1 else []
        self.say("the book has mistakes; the sound part is shown", *problem_lines(problems[0], os.getcwd()), *more)

    def written(self, view: "View") -> str:
        """An answer in the chosen format."""
        from mlsys_cli.render.formats import write

        return write(view, self.format, self.terminal)

    def show(self, view: "View") -> "Shown":
        """Write an answer to stdout in the chosen format; returns how much of it was seen."""
        from mlsys_cli.render.formats import Format
        from mlsys_cli.terminal.stdout import show

        text = self.written(view)
        paged = self.options.pager and self.format in (Format.TEXT, Format.PLAIN)
        return show(text, self.terminal, self.env, paged)

    def confirm(self, question: str, option: str) -> bool:
        """Ask for a yes. Where nobody can be asked it is a usage error that names the option to use instead."""
        from mlsys_cli.terminal.stdout import ask

        if sys.stdin is None or not sys.stdin.isatty():
            raise UsageError(f"{question} Nobody can be asked here", [f"say {option} if that is what you want"])
        return ask(f"{question} [y/N] ").strip().lower() in ("y", "yes")

    def say(self, *lines: str) -> None:
        """Tell the user something, once."""
        from mlsys_cli.terminal.stdout import say

        if not self.options.quiet and lines[0] not in self.options.said:
            self.options.said.add(lines[0])
            say(*lines)


def terminal_of(options: Options) -> "Terminal":
    """The terminal that stdout is, as far as flags and environment don't say otherwise."""
    from mlsys_cli.render.target import look

    tty = sys.stdout.fileno() if sys.stdout.isatty() else None
    return look(options.env, tty, sys.stdout.encoding or "utf-8", options.width, options.color)


def bundled_book() -> Path:
    """The folder of the book that comes with the program: inside the package, or beside it in a checkout."""
    package = Path(__file__).parents[1]
    inside = package / "content"
    return inside if inside.is_dir() else package.parent / "content"


def cache_directory() -> Path:
    """The directory of what may be deleted at any time."""
    return own_directory("cache")
