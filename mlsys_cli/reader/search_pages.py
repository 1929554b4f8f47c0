"""Results of the reader's search box: places, actions, comparisons and hits; and their pages."""

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress

from mlsys_cli.book.kinds import KINDS
from mlsys_cli.errors import MlsysError, UsageError
from mlsys_cli.index.entry_records import Ref
from mlsys_cli.page.blocks import Heading, Paragraph, Span, text_spans
from mlsys_cli.queries.comparison import compared_in
from mlsys_cli.queries.exhibits import named_exhibit
from mlsys_cli.queries.notebook import ParagraphFinder
from mlsys_cli.queries.search_query import find_hits
from mlsys_cli.reader.location import (
    ACTIONS,
    ASKED,
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
from mlsys_cli.text.english import counted
from mlsys_cli.text.sanitize import harmless
from mlsys_cli.views.search_view import LACKING, SearchView
from mlsys_cli.views.shared_blocks import flat, format_origin, numbered
from mlsys_cli.views.tables_and_figures import TableView
from mlsys_cli.views.view import linked

_MOST_OFFERED, _MOST_NAMED, _MOST_HITS = 20, 10, 100
_NAMED_KINDS = ("term", "section", "chapter")
"""The kinds of entries that are offered when only the beginning of a name is typed."""

_COMMANDS, _QUIZ = ("read", "open", "define", "figure", "cite", "run"), "quiz"
"""The commands of the shell after which the name of any entry opens it here, and the one that asks questions."""
_WITH_NUMBER = re.compile(r"(.*?) +(?:-n|--number)[ =]?([1-9][0-9]{0,2})")
"""What follows `quiz`: a name, and how many questions."""

_SHORTEST_BEGINNING = 2
"""The letters from which on the beginning of a command is taken for it."""


def find(session: Session, query: str, with_actions: bool = False) -> Sequence[Destination]:
    """The places and actions so called, a comparison, and the hits of a search in its order; each place once."""
    rows: dict[Location, Destination] = {}
    for row in _found(session, query.strip(), with_actions):
        rows.setdefault(row.location, row)
    return [*rows.values()]


def place_of_command(session: Session, line: str) -> Location | None:
    """The place of the reader that a command of the shell is for, such as `read 3.2`; None if it has none."""
    wanted = line.removeprefix("mlsys ").strip()
    if wanted != "help" and wanted in (places := NAMED | ACTIONS):  # `help` has a page, and ? the keys
        return places[wanted][0]
    if wanted.startswith("timeline "):
        from mlsys_cli.reader.timeline_page import timeline_in_words

        with suppress(UsageError):  # words may also be those of events
            return timeline_in_words(session, TIMELINE, wanted.removeprefix("timeline "))
    return next((one.location for one in _commanded(session, wanted, with_actions=True)), None)


def _found(session: Session, wanted: str, with_actions: bool) -> Iterator[Destination]:
    if not wanted:
        return
    yield from _named(wanted, with_actions)
    yield from _commanded(session, wanted, with_actions)
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


def _commanded(session: Session, wanted: str, with_actions: bool) -> Iterator[Destination]:
    """The page that a command opens, such as `read 3.2`, or the questions that it asks: `quiz 3.2`."""
    command, _, name = wanted.removeprefix("mlsys ").partition(" ")
    number = 0
    if command == _QUIZ and (counted_quiz := _WITH_NUMBER.fullmatch(name)):
        name, number = counted_quiz[1], int(counted_quiz[2])
    own = [kind for kind in OPENED if KINDS[kind].command == command]
    opens_all = command in _COMMANDS or (command == _QUIZ and with_actions)
    if not name.strip() or not (own or opens_all):
        return
    if command == "open" and name in NAMED:
        yield Destination(name, NAMED[name][0])
    if command == "run" and "/" in name and named_exhibit(session, name):
        yield Destination(name, Location("run", query=name))
    names = session.books.library.names
    exact = (own and names.exact(name.strip(), *own)) or (opens_all and names.exact(name.strip(), *OPENED))
    for ref, title in _titled(session, exact.refs if exact else ()):
        if command != _QUIZ:
            yield Destination(title, location_of(ref))
        elif ref.kind in ASKED:
            asked = counted(number, "question") if number else "three questions"
            yield Destination(f"{_QUIZ} · {asked} on {title}", Location(_QUIZ, ref, start=number))


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
