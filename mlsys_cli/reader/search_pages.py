"""Results of the reader's search box: places, actions, comparisons and hits; and their pages."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress

from mlsys_cli.errors import MlsysError, UsageError
from mlsys_cli.index.entry_records import Ref
from mlsys_cli.page.blocks import Heading, Paragraph, Span, text_spans
from mlsys_cli.queries.comparison import compared_in
from mlsys_cli.queries.notebook import ParagraphFinder
from mlsys_cli.queries.search_query import find_hits
from mlsys_cli.reader.location import (
    ACTIONS,
    NAMED,
    OPENED,
    TIMELINE,
    Destination,
    Location,
    ReaderPage,
    location_of,
)
from mlsys_cli.session.session import Session
from mlsys_cli.session.typed_command import TypedCommand
from mlsys_cli.text.sanitize import harmless
from mlsys_cli.views.search_view import LACKING, SearchView
from mlsys_cli.views.shared_blocks import flat, format_origin, numbered
from mlsys_cli.views.tables_and_figures import TableView
from mlsys_cli.views.view import linked

_MOST_OFFERED, _MOST_NAMED, _MOST_HITS = 20, 10, 100
_NAMED_KINDS = ("term", "section", "chapter")
"""The kinds of entries that are offered when only the beginning of a name is typed."""

_SHORTEST_BEGINNING = 2
"""The letters from which on the beginning of a command is taken for it."""


def find(session: Session, query: str, with_actions: bool = False) -> Sequence[Destination]:
    """The places and actions so called, a comparison, and the hits of a search in its order; each place once."""
    rows: dict[Location, Destination] = {}
    for row in _found(session, query.strip(), with_actions):
        rows.setdefault(row.location, row)
    return [*rows.values()]


def place_of_command(session: Session, line: str) -> Location | None:
    """The place that a command of the shell has only here: a page with a name, years of the timeline, or an exhibit."""
    wanted = line.removeprefix("mlsys ").strip()
    command, _, name = wanted.partition(" ")
    wanted = name if command == "open" else wanted
    if wanted != "help" and wanted in (places := NAMED | ACTIONS):  # `help` has a page, and ? the keys
        return places[wanted][0]
    if command == "timeline" and name:
        from mlsys_cli.reader.timeline_page import timeline_in_words

        with suppress(UsageError):  # words may also be those of events
            return timeline_in_words(session, TIMELINE, name)
    if command == "run" and name and " -" not in name:
        return Location("run", query=name)
    exact = session.books.library.names.exact(name, *OPENED) if command == "open" else None
    return location_of(exact.refs[0]) if exact else None


def _found(session: Session, wanted: str, with_actions: bool) -> Iterator[Destination]:
    if not wanted:
        return
    yield from _named(wanted, with_actions)
    command = session.find_command(wanted) if with_actions and wanted not in NAMED | ACTIONS else None
    row = [_row(command, wanted)] if command else []
    is_first = command and (command.is_page or wanted.startswith("mlsys ") or " --" in wanted)
    if is_first and not session.books.library.names.exact(wanted, *OPENED):
        yield from row
    if compared_in(session.books.library, wanted):
        yield Destination(f"{harmless(wanted)} · comparison", Location("compare", query=wanted))
    hits = [*_hits(session, wanted)]
    if " " in wanted and all(LACKING in hit.title for hit in hits):  # such as `config theme dark`
        yield from row
    yield from hits
    yield from row


def _row(command: TypedCommand, line: str) -> Destination:
    place, result = Location("command", query=line), f"= {command.result}" if command.result else ""
    return Destination(command.title, place, (Span(command.about),), result)


def _named(wanted: str, with_actions: bool) -> Iterator[Destination]:
    for name, (place, about) in {**NAMED, **(ACTIONS if with_actions else {})}.items():
        if len(wanted) >= _SHORTEST_BEGINNING and name.startswith(wanted.casefold()):
            yield Destination(f"{name} · {about}", place)


def _titled(session: Session, refs: Iterable[Ref]) -> Iterator[tuple[Ref, str]]:
    """Entries, each with its number, name and kind."""
    refs = list(refs)
    sections = [ref for ref in refs if ref.kind in ("chapter", "section")]
    numbers = session.books.library.entries.section_numbers(sections)
    for ref in refs:
        yield ref, f"{numbered(ref, numbers)} · {ref.kind}{format_origin(ref)}"


def _hits(session: Session, wanted: str) -> Iterator[Destination]:
    """Entries of that name that are no hits, such as a section by its number; then the hits of a search, notes last."""
    library, found = session.books.library, _find_hits(session, wanted, _MOST_OFFERED)
    is_word = library.has_word(wanted.rsplit(maxsplit=1)[-1])  # if not, it is still being typed
    begun: list[Ref] = []
    if not is_word or len(found.result.hits) < _MOST_NAMED:  # "pipe" is a word, and the beginning of another
        begun = [ref for kind in _NAMED_KINDS for ref in library.names.having(wanted, kind, _MOST_NAMED)]
    if not (is_word or begun or found.result.hits or found.notes):  # not at once: a large library has many such words
        found = _find_hits(session, f"{wanted}*", _MOST_OFFERED)
    hits = {hit.ref: flat(hit.snippet) for hit in found.result.hits if hit.ref.kind in OPENED}
    exact = library.names.exact(wanted, *OPENED)
    others = [ref for ref in exact.refs if ref not in hits] if exact else []
    lacks = {hit.ref: found.lacking(hit) for hit in found.result.hits if hit.ref not in begun}
    # "sys" is a word, but "expert sys" is the beginning of a name.
    refs = [*others, *hits, *begun] if is_word and not all(lacks.values()) else [*begun, *others, *hits]
    for ref, title in _titled(session, dict.fromkeys(refs)):
        yield Destination(f"{title}{lacks.get(ref, '')}", location_of(ref), hits.get(ref, ()))
    for note in found.notes:
        if note.about:
            place = location_of(note.about)._replace(paragraph=note.paragraph)
            yield Destination(f"{harmless(note.title)} · note", place, flat(note.snippet))


def _find_hits(session: Session, query: str, limit: int) -> SearchView:
    """The hits for some words, each note with the paragraph that it is on."""
    found, paragraphs = find_hits(session, query, limit), ParagraphFinder(session)
    notes = [note._replace(paragraph=paragraphs.number(note.about, note.note.anchor)) for note in found.notes]
    return found._replace(notes=notes)


def has_hits(session: Session, query: str) -> bool:
    """True if the page of all hits for some words has any."""
    found = _find_hits(session, query, _MOST_HITS)
    return bool(found.result.hits or found.notes)


def hits_page(session: Session, location: Location) -> ReaderPage:
    """All hits for the words of a place."""
    found, words = _find_hits(session, location.query, _MOST_HITS), harmless(location.query)
    if found.result.hits or found.notes:
        return ReaderPage(f"Search · {words}", linked(found).blocks(), is_list=True)
    nothing = Paragraph(text_spans(f"Nothing found for “{words}”."))
    return ReaderPage(f"Search · {words}", (Heading(1, "Search"), nothing))


def comparison_page(session: Session, location: Location) -> ReaderPage:
    """The table for a comparison."""
    from mlsys_cli.queries.comparison import compared_table

    with suppress(MlsysError):
        table = compared_table(session, compared_in(session.books.library, location.query))
        sources = session.books.library.sources_in(table.caption, *table.all_remarks)
        return ReaderPage(table.ref.name, TableView(table, sources).blocks())
    return hits_page(session, location)
