"""The books that a command reads, and finding an entry in them by its name."""

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from mlsys_cli.book.kinds import BUNDLED_BOOK
from mlsys_cli.errors import Exit, ExitCode, NotFoundError, UnreadableError, UsageError
from mlsys_cli.session.environment import Options, own_directory, packs_directory
from mlsys_cli.text.english import quote
from mlsys_cli.text.own_files import working_book
from mlsys_cli.text.spelling import either

if TYPE_CHECKING:  # imported where they are needed, so that `mlsys --version` doesn't pay for a library
    from mlsys_cli.calculators.calculator import CalculatorRecord
    from mlsys_cli.index.entry_records import Ref
    from mlsys_cli.index.full_text import Hit
    from mlsys_cli.index.library import Library
    from mlsys_cli.index.names import NameMatch

FoundCalculator: TypeAlias = "tuple[Ref, CalculatorRecord]"
"""A calculator with the entry that it is."""

_PROBLEMS_SHOWN = 20  # as many as fit a screen


class Books:
    """The open books: where they are, their index, and their entries by name.

    `notify` writes a message to the user, and `opened` is called with the books once they are open. Of `shared` books
    the libraries are taken, so that none is opened again.
    """

    def __init__(
        self,
        options: Options,
        notify: Callable[..., None],
        opened: "Callable[[Library], None]",
        shared: "Books | None" = None,
    ) -> None:
        self._options = options
        self._notify = notify
        self._opened = opened
        self._shared = shared

    @cached_property
    def folders(self) -> tuple[Path, ...]:
        """The books' folders: of `--content`, else `MLSYS_CONTENT`, else the working directory, else the shelf.

        The first two are a list separated like PATH. As in MANPATH, an empty item stands for the bundled book.
        On the shelf it is the current book, else all of them; `--all-books` reads all from anywhere. Damaged packs are
        left out.
        """
        packs = self._options.packs
        if self._options.content and packs:
            raise UsageError("--content and --pack can't be used together")
        if self._options.all_books and (packs or self._options.content):
            raise UsageError("--all-books can't be used with --content or --pack")
        variable = self._options.environment.variables.get("MLSYS_CONTENT")
        given = self._options.content or ((variable,) if variable else ())
        if given and not packs and not self._options.all_books:
            items = os.pathsep.join(given).split(os.pathsep)
            return tuple(dict.fromkeys(Path(os.path.abspath(item)) if item else BUNDLED_BOOK for item in items))
        if not packs and not self._options.all_books and (around := working_book()):
            return (Path(around),)
        directory = packs_directory()
        self._options.environment.evidence.depends_on(directory)
        if not packs and not os.path.isdir(directory):
            return (BUNDLED_BOOK,)
        from mlsys_cli.packs.installed import CURRENT_FILE, choose_packs, current_book, scan_packs

        installed = scan_packs(directory)
        if not packs and not self._options.all_books:
            self._options.environment.evidence.depends_on(directory / CURRENT_FILE)
            packs = current_book(directory, installed)
        if installed.damaged and not packs:
            names = ", ".join(installed.damaged)
            self._notify(
                f"damaged pack left out: {names} ('mlsys pack update' repairs it, 'mlsys pack remove' removes it)"
            )
        return choose_packs(packs, BUNDLED_BOOK, installed)

    @property
    def are_chosen(self) -> bool:
        """True if the user named the books, or works in the folder of one."""
        named = self._options.content or self._options.packs or self._options.environment.variables.get("MLSYS_CONTENT")
        return bool(named or working_book())

    @cached_property
    def library(self) -> "Library":
        """The open books. Opening them tells the user of their mistakes, once."""
        if self._shared:
            self._opened(self._shared.library)
            return self._shared.library
        library = self._opened_library(self.folders)
        if problems := library.problems(limit=_PROBLEMS_SHOWN + 1):
            from mlsys_cli.views.problems_view import problem_lines

            lines = [problem_lines(problem, os.getcwd()) for problem in problems]
            if not library.entries.count("chapter"):
                raise UnreadableError("the book can't be read", [*chain.from_iterable(lines)])
            more = ["and more"] if len(problems) > 1 else []
            self._notify("the book has mistakes; everything else is shown", *lines[0], *more)
        self._opened(library)
        return library

    @cached_property
    def bundled(self) -> "Library":
        """The bundled book, whose calculators can be asked whatever book is open."""
        if self._shared:
            return self._shared.bundled
        return self.library if BUNDLED_BOOK in self.folders else self._opened_library((BUNDLED_BOOK,))

    @property
    def with_calculators(self) -> "Iterator[Library]":
        """The open books, then the bundled one, which isn't opened for what an open book has."""
        yield self.library
        if self.bundled is not self.library:
            yield self.bundled

    def calculators(self) -> "list[FoundCalculator]":
        """The calculators that can be asked: those of the open books, and behind them those of the bundled book."""
        by_address: dict[str, FoundCalculator] = {}
        for library in self.with_calculators:
            refs = library.entries.refs("calculator")
            for ref, calculator in zip(refs, library.calculators(refs), strict=True):
                by_address.setdefault(ref.address, (ref, calculator))
        return list(by_address.values())

    def calculator_titles(self) -> dict[str, str]:
        """The titles of the same calculators by their addresses; none of them is read."""
        titles: dict[str, str] = {}
        for library in self.with_calculators:
            for ref in library.entries.refs("calculator"):
                titles.setdefault(ref.address, ref.name)
        return titles

    def calculator(self, name: str, *, guess: bool = False, quietly: bool = False) -> "FoundCalculator | None":
        """The calculator of a name, of an open book or else of the bundled one; with `guess` the clearly nearest.

        A message says if it is a guess, or if other books have one of the name, too, unless it is found `quietly`.
        """
        for library in self.with_calculators:
            names = library.names
            match = names.fuzzy(name, "calculator") if guess else names.exact(name, "calculator")
            if match and not (guess and self._options.exact):
                ref = match.refs[0] if quietly else self.announce(match)
                return ref, library.calculators([ref])[0]
        return None

    def _opened_library(self, folders: tuple[Path, ...]) -> "Library":
        """The library of some books, whose index is brought up to date."""
        from mlsys_cli.index.library import Library, open_current, open_shipped

        cache, rebuild = own_directory("cache"), self._options.rebuild_index
        db = None if rebuild else open_current(folders, cache)
        if db is None and not rebuild and folders == (BUNDLED_BOOK,):
            db = open_shipped(folders, cache)
        if db is None:
            from mlsys_cli.index.build import build_index
            from mlsys_cli.terminal.progress_bar import progress_bar

            with progress_bar("Reading the book", is_plain=self._options.is_plain) as report:
                db, note = build_index(folders, cache, report, from_scratch=rebuild)
            if note:
                self._notify(note)
        library = Library(db)
        self._options.environment.evidence.index_files.append(library.files)
        return library

    def open(self) -> None:
        """Open the books, which know what entries were called before, so that the store gives them by their new ids."""
        _ = self.library

    def owner_of(self, path: Path) -> str:
        """The owner whose next version overwrites a file or folder: `the program`, `a pack`, or none."""
        place = path.resolve()
        if place.is_relative_to(Path(__file__).resolve().parents[1]):
            return "the program"
        return "a pack" if place.is_relative_to(packs_directory().resolve()) else ""

    def require_own(self, book: Path) -> None:
        """Raise UsageError if the changes to a book would be overwritten by its next version."""
        if keeper := self.owner_of(book):
            instead = self._source_of(book) or "copy the folder, and open your copy with --content"
            hints = [f"an update would overwrite your changes; {instead}"]
            raise UsageError(f"the book at {book} belongs to {keeper}", hints)

    def _source_of(self, book: Path) -> str:
        """A hint at the source of a pack, where it can be changed; empty if the book isn't one, or that isn't known."""
        from mlsys_cli.packs.installed import read_manifest

        packs = packs_directory().resolve()
        if packs not in book.resolve().parents:
            return ""
        pack = read_manifest(packs / book.resolve().relative_to(packs).parts[0])
        return f"change its source, {pack.source}, then run 'mlsys pack update {pack.name}'" if pack.source else ""

    def find(self, query: str, *kinds: str, by_words: bool = False) -> "Ref":
        """The entry that a query names; a guess is reported. Raises NotFoundError, with the nearest names."""
        return self.announce(self.match(query, *kinds, by_words=by_words))

    def match(self, query: str, *kinds: str, by_words: bool = False) -> "NameMatch":
        """The entries with the name or the closest name. Raises NotFoundError, with the nearest names."""
        found = self.library.names.exact(query, *kinds) or self.guess(query, *kinds, by_words=by_words)
        if found is None:
            raise self.missing(query, *kinds)
        return found

    def guess(self, query: str, *kinds: str, by_words: bool = False) -> "NameMatch | None":
        """The entry whose name is clearly closest to a query, unless guessing is turned off."""
        if self._options.exact:
            return None
        found = self.library.names.by_words(query, *kinds) if by_words else None
        return found or self.library.names.fuzzy(query, *kinds)

    def asked(self, query: str, hits: "Sequence[Hit] | None" = None) -> "NameMatch | None":
        """The only term that people look for by just these words, which aren't its name, unless guessing is off.

        The best hits of the words are searched if they aren't given.
        """
        if self._options.exact:
            return None
        from mlsys_cli.index.entry_records import Match
        from mlsys_cli.index.names import NameMatch

        hits = self.library.search(query, (), None, 3).hits if hits is None else hits
        first, *others = hits or (None,)
        if not first or first.ref.kind != "term" or not first.is_asked or any(hit.is_asked for hit in others):
            return None
        return NameMatch((first.ref,), Match(query, "fuzzy", 100.0))

    def announce(self, match: "NameMatch") -> "Ref":
        """The first of the entries found; a message says if it is a guess, or if there is another of the name."""
        first, *others = self.announce_homonyms(match)
        if others:
            self._notify(f"showing {first.name!r}; there is also {', '.join(ref.address for ref in others)}")
        return first

    def announce_homonyms(self, match: "NameMatch") -> "tuple[Ref, ...]":
        """The first of the entries found and its homonyms; a message says if it is a guess, or in other books too."""
        first, *others = match.refs
        if match.match.how == "fuzzy":
            self._notify(f"showing {first.name!r} for {match.match.query!r}")
        elsewhere = [f"{ref.book}:{ref.slug}" for ref in others if ref.kind == first.kind and ref.book != first.book]
        if elsewhere:
            self._notify(f"showing {first.book}:{first.slug}; there is also {', '.join(elsewhere)}")
        return match.homonyms

    def missing(self, query: str, *kinds: str, message: str = "") -> NotFoundError | UnreadableError | UsageError:
        """The error for a name that no entry has, with the names that may have been meant."""
        if not query.strip():
            return UsageError("a name can't be empty")
        # Five kinds and more would make a long line; chosen, not measured.
        elsewhere = [] if message else [*self._mentions(query, kinds), *_where_to_look(kinds)][:1]
        message = message or f"there is no {either(kinds) if len(kinds) < 5 else 'entry'} {query[:80]!r}"
        near = [] if self._options.exact else self._suggestions(query, *kinds)
        names = dict.fromkeys(f"'{ref.slug if ref.kind == 'question' else ref.name}'" for ref in near)
        hints = self._other_command(query) or ([f"did you mean {either(names)}?"] if names else elsewhere)
        if fatal := self.library.problems(_PROBLEMS_SHOWN, fatal=True):
            from mlsys_cli.views.problems_view import problem_lines

            lines = [line for problem in fatal for line in problem_lines(problem, os.getcwd())]
            return UnreadableError(f"{message}, but part of the book can't be read", [*hints, *lines])
        return NotFoundError(message, hints)

    def _suggestions(self, query: str, *kinds: str) -> "list[Ref]":
        """The entries with the nearest names; for `the cloud`, which is like no name, those for `cloud`."""
        from mlsys_cli.index.names import telling_words

        suggestions = self.library.names.suggestions
        return suggestions(query, *kinds) or suggestions(" ".join(telling_words(query)), *kinds)

    def _mentions(self, query: str, kinds: "Sequence[str]") -> list[str]:
        """A hint at the search for what is no term but has all its words in some text, unless guessing is off."""
        if kinds != ("term",) or self._options.exact:
            return []
        from mlsys_cli.index.query import signs_in

        if signs_in(query):
            return []
        result = self.library.search(query, (), None, 1)
        mentioned = result.searched == query and any(not hit.lacks and not hit.reads for hit in result.hits)
        words = " ".join(map(quote, query.split()))
        return [f"the book mentions it: 'mlsys search {words}' finds where"] if mentioned else []

    def _other_command(self, query: str) -> list[str]:
        """A hint at the command for a query that names a kind which this command doesn't show: `section:intro/why`."""
        from mlsys_cli.book.kinds import KINDS

        kind, colon, _ = query.partition(":")
        kind = kind.strip().lower()
        found = self.library.names.exact(query, kind) if colon and kind in KINDS and KINDS[kind].command else None
        return [f"'{found.refs[0].command}' shows this {kind}"] if found else []

    def require_complete(self, file: str, places: "Iterable[Ref] | None" = None) -> None:
        """End the command with its exit code if a part of a file, of all chapters or of some, could not be read."""
        if not self.library.is_complete(file, places):
            raise Exit(ExitCode.UNREADABLE)


def _where_to_look(kinds: "Sequence[str]") -> list[str]:
    """A hint at the command that shows what there is, for a name that is like no other."""
    from mlsys_cli.book.kinds import KINDS

    if "section" in kinds:
        return ["'mlsys toc' shows the contents"]
    return [f"'mlsys list {KINDS[kinds[0]].plural}' lists them"] if len(kinds) == 1 else []
