"""Which entry of the books a name means, and what to say where there is none."""

import os
from abc import abstractmethod
from typing import TYPE_CHECKING

from mlsys_cli.errors import NotFoundError, UnreadableError
from mlsys_cli.session.options import Options

if TYPE_CHECKING:  # imported where they are needed
    from mlsys_cli.index.library import Library
    from mlsys_cli.index.names import Found
    from mlsys_cli.index.records import Match, Ref

PROBLEMS_SHOWN = 20
"""How many problems of a book a reader is told of."""


class Finder:
    """The part of a session that finds things by their names, as forgivingly as the options allow."""

    options: Options

    @property
    @abstractmethod
    def library(self) -> "Library":
        """The books."""

    @abstractmethod
    def say(self, *lines: str) -> None:
        """Tell the user something, once."""

    def find(self, query: str, *kinds: str, by_words: bool = False) -> "tuple[Ref, Match]":
        """The entry that a query names; a guess is told on stderr. Raises NotFoundError, with the nearest names."""
        found = self.library.exact(query, *kinds) or self.guess(query, *kinds, by_words=by_words)
        if found is None:
            raise self.missing(query, *kinds)
        return self.chosen(found)

    def guess(self, query: str, *kinds: str, by_words: bool = False) -> "Found | None":
        """The entry whose name is clearly closest to a query, unless guessing is turned off."""
        if self.options.exact:
            return None
        found = self.library.by_words(query, *kinds) if by_words else None
        return found or self.library.fuzzy(query, *kinds)

    def chosen(self, found: "Found") -> "tuple[Ref, Match]":
        """The first of the entries found; says so if it was guessed, or if another book has one of this name."""
        first, *others = found.refs
        if found.match.how == "fuzzy":
            self.say(f"showing {first.name!r} for {found.match.query!r}")
        elsewhere = [f"{ref.book}:{ref.slug}" for ref in others if ref.kind == first.kind and ref.book != first.book]
        if elsewhere:
            self.say(f"showing {first.book}:{first.slug}; there is also {', '.join(elsewhere)}")
        return first, found.match

    def missing(self, query: str, *kinds: str) -> NotFoundError | UnreadableError:
        """The error for a name that nothing has."""
        what = " or ".join(kinds) if len(kinds) < 4 else "entry"
        message = f"there is no {what} {query[:80]!r}"
        near = [] if self.options.exact else self.library.suggestions(query, *kinds)
        hints = [f"did you mean {_or([ref.name for ref in near])}?"] if near else []
        if lost := self.library.problems(PROBLEMS_SHOWN, lost=True):
            from mlsys_cli.views.problems import problem_lines

            lines = [line for problem in lost for line in problem_lines(problem, os.getcwd())]
            return UnreadableError(f"{message}, but a part of the book can't be read", [*hints, *lines])
        return NotFoundError(message, hints)

    def missing_words(self, query: str) -> NotFoundError | UnreadableError:
        """The error for words that occur nowhere."""
        error = self.missing(query, "term")
        if isinstance(error, UnreadableError):
            return error
        return NotFoundError(f"nothing has the words {query[:80]!r}", error.hints)

    def incomplete(self, file: str, within: "Ref | None" = None) -> bool:
        """Whether something of a file, of all chapters or of one, could not be read, so that it doesn't tell all."""
        return any(problem.path.endswith(file) for problem in self.library.problems(1000, lost=True, within=within))


def _or(names: list[str]) -> str:
    quoted = [f"'{name}'" for name in dict.fromkeys(names)]
    return " or ".join([", ".join(quoted[:-1]), quoted[-1]] if len(quoted) > 1 else quoted)
