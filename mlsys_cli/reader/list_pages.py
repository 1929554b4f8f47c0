"""The pages that list entries, notes and bookmarks, as far as they have the words of a filter."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from textwrap import shorten
from typing import NamedTuple

from mlsys_cli.book.kinds import KINDS
from mlsys_cli.index.entry_records import Ref
from mlsys_cli.journal.days import day_of
from mlsys_cli.page.blocks import (
    Block,
    Blocks,
    Bullets,
    Heading,
    Paragraph,
    Span,
    number_citations,
    plain,
    prose_text,
    text_spans,
)
from mlsys_cli.queries.notebook import marks_view, notes_view
from mlsys_cli.reader.location import MORE, Location, ReaderPage
from mlsys_cli.session.session import Session
from mlsys_cli.text.english import counted, normalize_name, words_of
from mlsys_cli.text.sanitize import harmless
from mlsys_cli.views.notebook_view import shortened_quote
from mlsys_cli.views.shared_blocks import format_day, format_origin, gloss, source_spans

_WHOLE, _SOME = 300, 100
"""The most rows of a list that is shown whole, and the rows of a page of a longer one."""

_ROW_WIDTH = 72
"""The columns of a row, so that it takes a line on most screens, and two on narrow ones."""

_SHORTEST_TEXT = 12
"""The columns of a row that must be left for a text to be in it."""

_KINDS = {
    "glossary": "term",
    "tables": "table",
    "figures": "figure",
    "sources": "source",
    "models": "model",
    "machines": "machine",
    "exhibits": "exhibit",
}
_NOUNS = {**_KINDS, "notes": "note", "marks": "bookmark"}
_EMPTY = {"notes": "On a page, c writes a note.", "marks": "On a page, m adds a bookmark."}


class _ListEntry(NamedTuple):
    """A row of a list, and the words in which a filter looks if they are more than the row shows."""

    shown: Blocks
    searched: str = ""


class _Rows(NamedTuple):
    """The rows of a page, the number of all that a list has, if there are more behind these, and how many fit."""

    rows: list[Blocks]
    total: int
    has_more: bool
    room: int


def list_page(session: Session, location: Location, *, by_lines: bool = False) -> ReaderPage:
    """A list, or the rows of it that have the words of a place; `by_lines`, with the command that shows all again."""
    title, words = location.kind.capitalize(), harmless(location.query.strip())
    rows, total, has_more, _ = _terms(session, location) if location.kind == "glossary" else _others(session, location)
    in_columns = location.kind in _KINDS and not by_lines
    blocks: list[Block] = [] if in_columns else [Heading(1, title)]  # the head line has it
    first, last = location.start + 1, location.start + len(rows)
    shown = f"{first} to {last}" if has_more or location.start else f"{last} of {total:,}"
    if by_lines or not (words and rows):  # the line of the filter has it as well
        blocks.append(Paragraph(tuple(_count(location, len(rows), total, has_more, "/" if by_lines else "Esc"))))
    blocks.append(Bullets(tuple(rows if in_columns else map(_in_brief, rows)), in_columns=in_columns))
    if has_more:
        blocks.append(Paragraph((Span("More", "link", MORE), Span(" · ] opens them as well.", "caption"))))
    return ReaderPage(f"{title} · {words}" if words else title, tuple(blocks), is_list=True, shown=shown)


def next_rows(session: Session, location: Location, step: int) -> Location | None:
    """The next page of a list, or the one before; None at its ends."""
    rows = (_terms if location.kind == "glossary" else _others)(session, location)
    start = location.start + step * rows.room
    return location._replace(start=max(start, 0)) if (rows.has_more if step > 0 else location.start) else None


def is_row_of(location: Location, ref: Ref) -> bool:
    """True if an entry can be a row of a list."""
    return _KINDS.get(location.kind) == ref.kind


def entry_beside(session: Session, ref: Ref, step: int, query: str = "") -> Ref | None:
    """The next entry of the list that an entry is in, or with a step of -1 the one before; None at its ends.

    With the words of a filter, only the entries that it shows count.
    """
    if ref.kind == "term" and not query:
        return session.books.library.entries.beside(ref, step)
    refs = _found_terms(session, query, ref) if ref.kind == "term" else _in_order(session, ref.kind, query)
    number = refs.index(ref) + step if ref in refs else -1
    return refs[number] if 0 <= number < len(refs) else None


def _found_terms(session: Session, query: str, ref: Ref) -> Sequence[Ref]:
    """The terms that a filter shows, at least as far as the one behind a term. Of many, only some are looked for."""
    limit = _SOME
    while True:
        refs = session.books.library.names.having(query, "term", limit)
        if ref in refs[:-1] or len(refs) < limit:
            return refs
        limit *= 4


def _in_order(session: Session, kind: str, query: str = "") -> list[Ref]:
    """The entries of a kind in the order of their list, as far as they have the words of a filter."""
    if query:
        (name,) = (name for name, one in _KINDS.items() if one == kind)
        rows, wanted = _ROWS[name](session), query.casefold().split()
        return [ref for ref, row in zip(_in_order(session, kind), rows, strict=True) if _has(row, wanted)]
    library = session.books.library
    if kind == "event":
        return [event.ref for event in library.events()]
    refs = list(library.entries.refs(kind))
    return sorted(refs, key=lambda ref: ref.slug) if kind == "source" else refs


def _count(location: Location, shown: int, total: int, has_more: bool, all_again: str) -> Iterator[Span]:
    """The number of rows in words, and the key of the filter, or the one that takes it away."""
    noun, words = _NOUNS[location.kind], harmless(location.query.strip())
    if not total:
        yield Span(f"There are no {noun}s{'.' if location.kind in _KINDS else ' yet.'} {_EMPTY.get(location.kind, '')}")
        return
    if not shown:
        yield Span(f"No {noun} has “{words}”. {all_again} shows all, and g searches all texts.")
        return
    first, last = location.start + 1, location.start + shown
    if not words:
        yield Span(counted(total, noun) if shown == total else f"{noun.capitalize()}s {first} to {last} of {total:,}")
    elif has_more or location.start:
        yield Span(f"{noun.capitalize()}s {first} to {last} with “{words}”")
    else:
        yield Span(f"{shown} of {counted(total, noun)} with “{words}”")
    yield from (Span(" · "), Span("/", "command"), Span(" filters", "caption"))


# --- rows


def _terms(session: Session, location: Location) -> _Rows:
    """Terms by name. Of many thousands, only the names are looked at that begin with the words or have them."""
    library = session.books.library
    room = _room(total := library.entries.count("term"))
    if words := location.query.strip():
        found = library.names.having(words, "term", location.start + room + 1)[location.start :]
    else:
        found = library.entries.by_name("term", room + 1, location.start)
    rows, wanted = list[Blocks](), words_of(words)
    for term in library.in_short(found[:room]):
        named = next((f"also {name}" for name in term.aliases if _names(name, wanted)), "")
        also = "" if not wanted or _names(term.ref.name, wanted) else named
        text = " · ".join(filter(None, (also, plain(gloss(term.definition)[1:]))))
        rows.append(_row(_link(term.ref), term.kind, text))
    return _Rows(rows, total, len(found) > room, room)


def _names(name: str, wanted: list[str]) -> bool:
    key = normalize_name(name)
    return all(word in key for word in wanted)


def _others(session: Session, location: Location) -> _Rows:
    """The rows of a list that is short enough to look through."""
    rows = list(_ROWS[location.kind](session))
    wanted = location.query.casefold().split()
    found = [row.shown for row in rows if _has(row, wanted)]
    room = _room(len(rows))
    return _Rows(found[location.start :][:room], len(rows), len(found) > location.start + room, room)


def _room(total: int) -> int:
    """The rows of a page of a list that has so many in all."""
    return total if total <= _WHOLE else _SOME


def _has(row: _ListEntry, wanted: list[str]) -> bool:
    text = f"{prose_text(row.shown)} {row.searched}".casefold() if wanted else ""
    return all(word in text for word in wanted)


def _link(ref: Ref, paragraph: int = 0) -> Span:
    number = f"#{paragraph}" if paragraph else ""
    return Span(f"{ref.name}{format_origin(ref)}", "link", f"{ref.link}{number}")


def _row(link: Span, kind: str, text: str) -> Blocks:
    """A row with a link, what kind of entry it is, and a text about it."""
    shown = Span(f" · {kind}", "kind") if kind else None, Span(f" · {text}") if text else None
    return (Paragraph((link, *filter(None, shown))),)


def _in_brief(row: Blocks) -> Blocks:
    """A row of three parts with as much of its text as fits into a line."""
    match row:
        case (Paragraph((link, *kind, Span(text, "", ""))),) if link.target and text.startswith(" · "):
            room = _ROW_WIDTH - len(plain((link, *kind, Span(" · "))))
            end = (Span(f" · {shorten(text[3:], room, placeholder='…')}"),) if room >= _SHORTEST_TEXT else ()
            return (Paragraph((link, *kind, *end)),)
    return row


def _tables(session: Session) -> Iterator[_ListEntry]:
    for ref, _, data in session.books.library.entries.stored(_in_order(session, "table")):
        columns = " | ".join(str(name) for _, name in data["columns"])
        yield _ListEntry(_row(_link(ref), "", columns), columns)


def _figures(session: Session) -> Iterator[_ListEntry]:
    for ref, _, data in session.books.library.entries.stored(_in_order(session, "figure")):
        yield _ListEntry(_row(_link(ref), data["kind"], data["alt"]), data["alt"])


def _sources(session: Session) -> Iterator[_ListEntry]:
    for source in session.books.library.source_records(_in_order(session, "source")):
        key = Span(source.ref.address, "link", f"source:{source.ref.address}")
        yield _ListEntry((Paragraph((key, Span(f"{format_origin(source.ref)} · "), *source_spans(source))),))


def _specs(session: Session, kind: str) -> Iterator[_ListEntry]:
    for ref, _, data in session.books.library.entries.stored(_in_order(session, kind)):
        made = " · ".join(filter(None, (data["maker"], str(data["year"] or ""))))
        yield _ListEntry(_row(_link(ref), made, ""), " ".join(data["aliases"]))


def _exhibits(session: Session) -> Iterator[_ListEntry]:
    from mlsys_cli.exhibits.catalogue import CATALOGUE

    for ref in _in_order(session, "exhibit"):
        entry = CATALOGUE.get(ref.address)
        yield _ListEntry(_row(_link(ref), f"{entry.year} · {entry.minutes}\u00a0min" if entry else "", ""))


def _notes(session: Session) -> Iterator[_ListEntry]:
    for shown in notes_view(session).notes:
        words = f" · note {shown.note.ordinal} · {format_day(day_of(shown.note.at))}"
        about = _link(shown.about, shown.paragraph) if shown.about else Span(harmless(shown.note.subject))
        prose, _ = number_citations(shown.blocks, ())
        yield _ListEntry((Paragraph((about, Span(words, "caption"))), *prose))


def _marks(session: Session) -> Iterator[_ListEntry]:
    for mark, ref, chapter, paragraph in marks_view(session).marks:
        about = _link(ref, paragraph) if ref else Span(harmless(mark.subject))
        kind = f" · {KINDS[ref.kind].name}" if ref else ""
        words = (Paragraph(text_spans(f"“{shortened_quote(mark.anchor)}”")),) if mark.anchor else ()
        yield _ListEntry((Paragraph((about, Span(kind, "kind"), Span(f" · {harmless(chapter)}", "caption"))), *words))


_ROWS: dict[str, Callable[[Session], Iterator[_ListEntry]]] = {
    "tables": _tables,
    "figures": _figures,
    "sources": _sources,
    "models": partial(_specs, kind="model"),
    "machines": partial(_specs, kind="machine"),
    "exhibits": _exhibits,
    "notes": _notes,
    "marks": _marks,
}
