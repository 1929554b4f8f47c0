"""The paths through the open books: the one that a learner has chosen, and how far they are on each."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, groupby
from typing import TYPE_CHECKING, TypeVar

from mlsys_cli.errors import NotFoundError
from mlsys_cli.index.entry_records import BookRecord, PathRecord, Ref
from mlsys_cli.queries.subjects import report_store_errors, shares_read, subject_of
from mlsys_cli.session.session import Session
from mlsys_cli.text.english import normalize_name
from mlsys_cli.text.spelling import suggest

if TYPE_CHECKING:  # imported where paths are listed
    from mlsys_cli.views.path_view import PathStanding

_Named = TypeVar("_Named")


def chosen_paths(session: Session) -> dict[str, PathRecord]:
    """The path that was chosen last in each open book, by the book's id, as far as the book has it."""
    store, chosen = session.learner.read_only_store, dict[str, str]()
    if store is not None:
        with report_store_errors(session):
            chosen = store.chosen_paths()
    if not chosen:
        return {}
    return {
        book.ref.slug: path
        for book in session.books.library.books()
        for path in book.paths
        if path.slug == chosen.get(subject_of(book.ref))
    }


def places_on(session: Session, book: str, path: PathRecord) -> Sequence[Ref]:
    """The chapters and sections of a path in their order, as far as the book has them."""
    entries = session.books.library.entries
    if not path.places:
        return [chapter for chapter in entries.refs("chapter") if chapter.book == book]
    targets = [f"{'section' if '/' in place else 'chapter'}:{place}" for place in path.places]
    found = entries.find_all(targets, book)
    return [found[target] for target in targets if target in found]


def sections_on(session: Session, book: str, path: PathRecord) -> tuple[Ref, ...]:
    """The sections of a path in reading order."""
    sections = map(session.books.library.entries.sections_of, places_on(session, book, path))
    return tuple(dict.fromkeys(chain.from_iterable(sections)))


def path_sections(session: Session) -> dict[str, tuple[Ref, ...]]:
    """The sections of the paths that were chosen, by book; a book that is read as a whole isn't there."""
    chosen = chosen_paths(session).items()
    return {book: sections_on(session, book, path) for book, path in chosen if path.places}


def reading_order(session: Session) -> Iterator[Ref]:
    """The sections in the order in which they are to be read: of each book those of the chosen path, or all."""
    entries, paths = session.books.library.entries, path_sections(session)
    for book, chapters in groupby(entries.refs("chapter"), lambda chapter: chapter.book):
        yield from paths.get(book) or chain.from_iterable(map(entries.sections_of, chapters))


def along_path(session: Session, ref: Ref, step: int = 1) -> Sequence[Ref] | None:
    """The sections of the chosen path that follow a chapter or section with all below it, or lead to it, nearest first.

    None if no path with any of it was chosen.
    """
    path = path_sections(session).get(ref.book, ())
    here = [path.index(section) for section in session.books.library.entries.sections_of(ref) if section in path]
    if not here:
        return None
    return path[max(here) + 1 :] if step > 0 else path[: min(here)][::-1]


def path_standings(session: Session) -> "list[PathStanding]":
    """Every path of the open books, with how long it takes and how much of it was read."""
    from mlsys_cli.views.path_view import PathStanding

    chosen, shares = chosen_paths(session), shares_read(session)
    standings = []
    for book in session.books.library.books():
        for path in book.paths:
            sections = sections_on(session, book.ref.slug, path)
            words = session.books.library.entries.words_of_sections(sections)
            share = {ref.id: shares.get(subject_of(ref), 0.0) for ref in sections}
            standings.append(
                PathStanding(
                    path,
                    book.ref,
                    sections=len(sections),
                    sections_read=sum(one == 1 for one in share.values()),
                    word_count=sum(words.values()),
                    words_read=sum(words[section] * one for section, one in share.items()),
                    is_chosen=chosen.get(book.ref.slug) == path,
                )
            )
    return standings


def path_named(session: Session, name: str) -> tuple[BookRecord, PathRecord]:
    """The path that a name means, by its id or title; a guess is reported. Raises NotFoundError, with the names."""
    paths = [(book, path) for book in session.books.library.books() for path in book.paths]
    keys = (
        (key, pair) for pair in paths for key in (pair[1].slug, pair[1].title, f"{pair[0].ref.slug}:{pair[1].slug}")
    )
    return _named(session, "path", name, keys, [path.slug for _, path in paths])


def part_named(session: Session, name: str) -> tuple[str, list[Ref]]:
    """The title and the chapters of the part that a number or title means. Raises NotFoundError, with the titles."""
    parts = [(book, *part) for book in session.books.library.books() for part in book.parts]
    keys = ((key, part) for number, part in enumerate(parts, start=1) for key in (str(number), part[1]))
    book, title, _, slugs = _named(session, "part", name, keys, [part[1] for part in parts])
    chapters = session.books.library.entries.refs("chapter")
    return title, [chapter for chapter in chapters if chapter.book == book.ref.slug and chapter.slug in slugs]


def _named(session: Session, noun: str, name: str, keys: Iterable[tuple[str, _Named]], listed: Sequence[str]) -> _Named:
    """The first value whose key is a name, or like it; a guess is reported."""
    named: dict[str, tuple[str, _Named]] = {}
    for key, value in keys:
        named.setdefault(normalize_name(key), (key, value))
    wanted = normalize_name(name)
    if wanted in named:
        return named[wanted][1]
    near = [] if session.options.exact else suggest(wanted, named)
    if not near:
        hints = [f"the {noun}s are {', '.join(listed)}"] if listed else [f"this book has no {noun}s"]
        raise NotFoundError(f"there is no {noun} {name[:80]!r}", hints)
    key, value = named[near[0]]
    session.notify(f"taking {key!r} for {name[:80]!r}")
    return value


def choose_path(session: Session, book: BookRecord, path: PathRecord) -> None:
    """Remember the path that a learner has chosen."""
    session.learner.store.choose_path(subject_of(book.ref), path.slug, session.learner.clock())
