"""The books that a command reads, and finding an entry in them by its name."""

import os
from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from mlsys_cli.errors import NotFoundError, UnreadableError, UsageError
from mlsys_cli.session.environment import Options, own_directory, packs_directory

if TYPE_CHECKING:  # imported where they are needed, so that `mlsys --version` doesn't pay for a library
    from sqlite3 import Connection

    from mlsys_cli.index.entry_queries import NameMatch
    from mlsys_cli.index.entry_records import Match, Ref
    from mlsys_cli.index.library import Library

PROBLEMS_SHOWN = 20
"""The number of a book's problems that a reader is shown."""


class Books:
    """The open books: where they are, their index, and their entries by name.

    `notify` writes a message to the user.
    """

    def __init__(self, options: Options, notify: Callable[..., None]) -> None:
        self._options = options
        self._notify = notify

    @cached_property
    def folders(self) -> tuple[Path, ...]:
        """The books' folders, from `--content`, else from `MLSYS_CONTENT`, else the bundled one and every pack.

        Each is a list separated like PATH. As in MANPATH, an empty item stands for the bundled book.
        """
        if self._options.content and self._options.packs:
            raise UsageError("--content and --pack can't be given together")
        variable = self._options.environment.variables.get("MLSYS_CONTENT")
        given = self._options.content or ((variable,) if variable else ())
        if self._options.packs or not given:
            return self._with_packs()
        items = os.pathsep.join(given).split(os.pathsep)
        return tuple(dict.fromkeys(Path(os.path.abspath(item)) if item else bundled_book() for item in items))

    def _with_packs(self) -> tuple[Path, ...]:
        """The bundled book and the packs, or those that `--pack` names; damaged ones are skipped."""
        if not self._options.packs and not os.path.isdir(self.packs_directory):
            return (bundled_book(),)
        from mlsys_cli.packs.installed import choose_packs, scan_packs

        installed = scan_packs(self.packs_directory)
        if installed.damaged and not self._options.packs:
            names = ", ".join(installed.damaged)
            self._notify(
                f"damaged pack left out: {names} ('mlsys pack update' repairs it, 'mlsys pack remove' removes it)"
            )
        return choose_packs(self._options.packs, bundled_book(), installed)

    @cached_property
    def packs_directory(self) -> Path:
        """The directory of the packs."""
        return packs_directory()

    @cached_property
    def cache_directory(self) -> Path:
        """The directory of the indexes."""
        return cache_directory()

    @cached_property
    def library(self) -> "Library":
        """The open books. Opening them tells the user of their mistakes, once."""
        from mlsys_cli.index.library import Library
        from mlsys_cli.index.open import open_current

        current = None if self._options.rebuild_index else open_current(self.folders, self.cache_directory)
        library = Library(current or self._build_index())
        self._warn(library)
        return library

    def _build_index(self) -> "Connection":
        from mlsys_cli.index.build import build_index
        from mlsys_cli.terminal.progress_bar import progress_bar

        with progress_bar("Reading the book") as report:
            built = build_index(self.folders, self.cache_directory, report, from_scratch=self._options.rebuild_index)
        if built.note:
            self._notify(built.note)
        return built.db

    def _warn(self, library: "Library") -> None:
        problems = library.problems(limit=PROBLEMS_SHOWN + 1)
        if not problems:
            return
        from mlsys_cli.views.problems_view import problem_lines

        if not library.entries.count("chapter"):
            raise UnreadableError(
                "the book can't be read", [line for p in problems for line in problem_lines(p, os.getcwd())]
            )
        more = ["and more"] if len(problems) > 1 else []
        self._notify("the book has mistakes; everything else is shown", *problem_lines(problems[0], os.getcwd()), *more)

    def compile_uncached(self, folder: Path) -> "Library":
        """A book compiled for this one command, whatever the cache knows of it."""
        from mlsys_cli.index.build import build_in_memory
        from mlsys_cli.index.library import Library

        return Library(build_in_memory((folder,), None))

    def owner_of(self, path: Path) -> str:
        """The owner whose next version overwrites a file or folder: `the program`, `a pack`, or none."""
        place = path.resolve()
        if place.is_relative_to(Path(__file__).resolve().parents[1]):
            return "the program"
        return "a pack" if place.is_relative_to(self.packs_directory.resolve()) else ""

    def find(self, query: str, *kinds: str, by_words: bool = False) -> "tuple[Ref, Match]":
        """The entry that a query names; the user is told of a guess. Raises NotFoundError, with the nearest names."""
        found = self.library.names.exact(query, *kinds) or self.guess(query, *kinds, by_words=by_words)
        if found is None:
            raise self.missing(query, *kinds)
        return self.announce_match(found)

    def guess(self, query: str, *kinds: str, by_words: bool = False) -> "NameMatch | None":
        """The entry whose name is clearly closest to a query, unless guessing is turned off."""
        if self._options.exact:
            return None
        found = self.library.names.by_words(query, *kinds) if by_words else None
        return found or self.library.names.fuzzy(query, *kinds)

    def announce_match(self, found: "NameMatch") -> "tuple[Ref, Match]":
        """The first of the entries found; the user is told if it is a guess, or if another book has one too."""
        first, *others = found.refs
        if found.match.how == "fuzzy":
            self._notify(f"showing {first.name!r} for {found.match.query!r}")
        elsewhere = [f"{ref.book}:{ref.slug}" for ref in others if ref.kind == first.kind and ref.book != first.book]
        if elsewhere:
            self._notify(f"showing {first.book}:{first.slug}; there is also {', '.join(elsewhere)}")
        return first, found.match

    def missing(self, query: str, *kinds: str) -> NotFoundError | UnreadableError:
        """The error for a name that no entry has."""
        what = " or ".join(kinds) if len(kinds) < 4 else "entry"
        message = f"there is no {what} {query[:80]!r}"
        near = [] if self._options.exact else self.library.names.suggestions(query, *kinds)
        hints = [f"did you mean {_or([ref.name for ref in near])}?"] if near else []
        if fatal := self.library.problems(PROBLEMS_SHOWN, fatal=True):
            from mlsys_cli.views.problems_view import problem_lines

            lines = [line for problem in fatal for line in problem_lines(problem, os.getcwd())]
            return UnreadableError(f"{message}, but part of the book can't be read", [*hints, *lines])
        return NotFoundError(message, hints)

    def missing_words(self, query: str) -> NotFoundError | UnreadableError:
        """The error for words that don't occur."""
        error = self.missing(query, "term")
        if isinstance(error, UnreadableError):
            return error
        return NotFoundError(f"nothing found for {query[:80]!r}", error.hints)

    def incomplete(self, file: str, within: "Ref | None" = None) -> bool:
        """True if a part of a file, of all chapters or of one, could not be read."""
        return any(problem.path.endswith(file) for problem in self.library.problems(1000, fatal=True, within=within))


def _or(names: list[str]) -> str:
    quoted = [f"'{name}'" for name in dict.fromkeys(names)]
    return " or ".join([", ".join(quoted[:-1]), quoted[-1]] if len(quoted) > 1 else quoted)


def bundled_book() -> Path:
    """The folder of the book that comes with the program: inside the package, or beside it in a checkout."""
    package = Path(__file__).parents[1]
    inside = package / "content"
    return inside if inside.is_dir() else package.parent / "content"


def cache_directory() -> Path:
    """The directory of files that may be deleted at any time."""
    return own_directory("cache")
