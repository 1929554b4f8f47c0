"""Results of the reader's search box: places, actions, comparisons and hits; and their pages."""

from collections.abc import Iterator
from contextlib import suppress

from mlsys_cli.errors import MlsysError
from mlsys_cli.index.entry_records import Ref
from mlsys_cli.page import Heading, Paragraph, Span
from mlsys_cli.reader.location import ACTIONS, NAMED, OPENED, Location, location_of
from mlsys_cli.reader.reader_page import Destination, ReaderPage
from mlsys_cli.session.comparing_questions import compared_in
from mlsys_cli.session.notebook import ParagraphFinder
from mlsys_cli.session.search_query import find_hits
from mlsys_cli.session.session import Session
from mlsys_cli.text.sanitize import harmless
from mlsys_cli.views.search_view import SearchView
from mlsys_cli.views.shared_blocks import flat, numbered, origin_words
from mlsys_cli.views.table_view import TableView

_MOST_OFFERED, _MOST_NAMED, _MOST_HITS = 20, 10, 100
_SHORTEST_BEGINNING = 2
"""The letters from which on the beginning of a command is taken for it."""


def find(session: Session, words: str, with_actions: bool = False) -> Iterator[Destination]:
    """The places and actions so called, a comparison, and the hits of a search in its order."""
    if wanted := words.strip():
        yield from _named(wanted, with_actions)
        if compared_names(session, wanted):
            yield Destination(f"{harmless(wanted)} · comparison", Location("compare", words=wanted))
        yield from _hits(session, wanted)


def _named(wanted: str, with_actions: bool) -> Iterator[Destination]:
    for name, (place, about) in {**NAMED, **(ACTIONS if with_actions else {})}.items():
        if len(wanted) >= _SHORTEST_BEGINNING and name.startswith(wanted.casefold()):
            yield Destination(f"{name} · {about}", place)


def _hits(session: Session, wanted: str) -> Iterator[Destination]:
    """Entries of that name that are no hits, such as a section by its number; then the hits of a search, notes last."""
    library, found = session.books.library, _find_hits(session, wanted, _MOST_OFFERED)
    begun: tuple[Ref, ...] = ()
    if not library.has_word(wanted.rsplit(maxsplit=1)[-1]):  # it is still being typed
        begun = library.names.having(wanted, "term", _MOST_NAMED)
        if not (begun or found.result.hits or found.notes):  # not at once: a large library has many such words
            found = _find_hits(session, f"{wanted}*", _MOST_OFFERED)
    hits = {hit.ref: flat(hit.snippet) for hit in found.result.hits if hit.ref.kind in OPENED}
    exact = library.names.exact(wanted, *OPENED)
    others = [ref for ref in exact.refs if ref not in hits] if exact else []
    refs = list(dict.fromkeys([*begun, *others, *hits]))
    numbers = library.entries.section_numbers([ref for ref in refs if ref.kind in ("chapter", "section")])
    for ref in refs:
        title = f"{numbered(ref, numbers)} · {ref.kind}{origin_words(ref)}"
        yield Destination(title, location_of(ref), hits.get(ref, ()))
    for note in found.notes:
        if note.about:
            place = location_of(note.about)._replace(paragraph=note.paragraph)
            yield Destination(f"{harmless(note.title)} · note", place, flat(note.snippet))


def _find_hits(session: Session, words: str, limit: int) -> SearchView:
    """The hits for some words, each note with the paragraph that it is on."""
    found, paragraphs = find_hits(session, words, limit), ParagraphFinder(session)
    notes = [note._replace(paragraph=paragraphs.number(note.about, note.note.anchor)) for note in found.notes]
    return found._replace(notes=notes)


def compared_names(session: Session, words: str) -> list[str]:
    """The names that some words compare; none if they are no comparison."""
    library = session.books.library
    return compared_in(library, words.split(), library.names.inside(words))


def hits_page(session: Session, place: Location) -> ReaderPage:
    """All hits for the words of a place."""
    found = _find_hits(session, place.words, _MOST_HITS)
    title = f"Search · {harmless(place.words)}"
    if found.result.hits or found.notes:
        return ReaderPage(title, found.linked_page(), is_list=True)
    nothing = Paragraph((Span(f"Nothing found for “{harmless(place.words)}”."),))
    return ReaderPage(title, (Heading(1, "Search"), nothing))


def comparison_page(session: Session, place: Location) -> ReaderPage:
    """The table for a comparison."""
    from mlsys_cli.session.comparison import compared_table

    with suppress(MlsysError):
        table = compared_table(session, compared_names(session, place.words))
        sources = session.books.library.sources_in(table.caption, *table.qualifiers)
        return ReaderPage(table.ref.name, TableView(table, sources).page())
    return hits_page(session, place)
