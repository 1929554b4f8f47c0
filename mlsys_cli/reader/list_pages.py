"""The pages that list entries, notes and bookmarks, as far as they have the words of a filter."""

from collections.abc import Iterator, Sequence
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
from mlsys_cli.reader.location import FILTERED, MORE, Location, ReaderPage
from mlsys_cli.session.session import Session
from mlsys_cli.text.english import counted, normalize_name, words_of
from mlsys_cli.text.sanitize import harmless
from mlsys_cli.views.notebook_view import shortened_quote
from mlsys_cli.views.shared_blocks import author_and_year, format_day, format_origin, gloss, source_spans

_WHOLE, _SOME = 300, 100
"""The most rows of a list that is shown whole, and the rows of a page of a longer one."""

_EMPTY = {"notes": " yet. On a page, c writes a note.", "marks": " yet. m marks a paragraph, and M a page."}


class _ListEntry(NamedTuple):
    """A row of a list, the entry that it is about, and words in which a filter looks besides those that it shows."""

    shown: Blocks
    ref: Ref | None = None
    searched: str = ""

    def has(self, wanted: Sequence[str]) -> bool:
        """True if it has all words of a filter."""
        text = f"{prose_text(self.shown)} {self.searched}".casefold() if wanted else ""
        return all(word in text for word in wanted)


class _Rows(NamedTuple):
    """The rows of a page, the number of all that a list has, and if there are more behind these."""

    rows: list[Blocks]
    total: int
    has_more: bool


def list_page(session: Session, location: Location) -> ReaderPage:
    """A list, or the rows of it that have the words of a place."""
    title, words, noun = location.kind.capitalize(), harmless(location.query.strip()), FILTERED[location.kind]
    rows, total, has_more = _rows(session, location)
    shown, every = f"{location.start + 1} to {location.start + len(rows)}", counted(total, noun)
    if not (has_more or location.start):
        shown = every if len(rows) == total else f"{len(rows)} of {every}"
    elif not words:  # of those with some words, only as many are counted as are shown
        shown = f"{shown} of {every}"
    in_columns = location.kind not in _EMPTY  # the learner's own have several paragraphs in a row
    blocks: list[Block] = [*([] if in_columns else [Heading(1, title)]), Bullets(tuple(rows), in_columns=in_columns)]
    if not rows:
        nothing = f"There are no {noun}s{_EMPTY.get(location.kind, '.')}"
        blocks.append(Paragraph(text_spans(f"No {noun} has “{words}”. g searches all texts." if total else nothing)))
    if has_more:
        blocks.append(Paragraph((Span("More", "link", MORE), Span(" · ] opens them as well.", "caption"))))
    title = f"{title} · {words}" if words else title
    return ReaderPage(title, tuple(blocks), is_list=True, shown=shown if rows else "")


def next_rows(session: Session, location: Location, step: int) -> Location | None:
    """The next page of a list, or the one before; None at its ends."""
    is_there = _rows(session, location).has_more if step > 0 else location.start > 0
    return location._replace(start=max(location.start + step * _SOME, 0)) if is_there else None


def entry_beside(session: Session, ref: Ref, step: int, query: str = "") -> Ref | None:
    """The next entry of the list that an entry is in, or with a step of -1 the one before; None at its ends.

    With the words of a filter, only the entries that it shows count.
    """
    refs: Sequence[Ref | None]
    if ref.kind == "term" and not query:
        return session.books.library.entries.beside(ref, step)
    if ref.kind == "term":
        refs, limit = session.books.library.names.having(query, "term", _SOME), _SOME
        while ref not in refs[:-1] and len(refs) == limit:  # of many, only some are looked for
            limit *= 4
            refs = session.books.library.names.having(query, "term", limit)
    elif query:
        refs = [row.ref for row in _entries(session, ref.kind) if row.has(query.casefold().split())]
    else:
        refs = _in_order(session, ref.kind)
    number = refs.index(ref) + step if ref in refs else -1
    return refs[number] if 0 <= number < len(refs) else None


def _in_order(session: Session, kind: str) -> list[Ref]:
    """The entries of a kind in the order of their list."""
    library = session.books.library
    if kind == "event":
        return [event.ref for event in library.events()]
    refs = list(library.entries.refs(kind))
    return sorted(refs, key=lambda ref: ref.slug) if kind == "source" else refs


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
    return _Rows(rows, total, len(found) > room)


def _names(name: str, wanted: list[str]) -> bool:
    key = normalize_name(name)
    return all(word in key for word in wanted)


def _rows(session: Session, location: Location) -> _Rows:
    """The rows of a list; but for the glossary, each is short enough to look through."""
    if location.kind == "glossary":
        return _terms(session, location)
    rows, wanted = list(_entries(session, FILTERED[location.kind])), location.query.casefold().split()
    found, room = [row.shown for row in rows if row.has(wanted)], _room(len(rows))
    return _Rows(found[location.start :][:room], len(rows), len(found) > location.start + room)


def _room(total: int) -> int:
    """The rows of a page of a list that has so many in all."""
    return total if total <= _WHOLE else _SOME


def _link(ref: Ref, paragraph: int = 0) -> Span:
    number = f"#{paragraph}" if paragraph else ""
    return Span(f"{ref.name}{format_origin(ref)}", "link", f"{ref.link}{number}")


def _row(link: Span, kind: str, text: str) -> Blocks:
    """A row with a link, what kind of entry it is, and a text about it."""
    shown = Span(f" · {kind}", "kind") if kind else None, Span(f" · {text}") if text else None
    return (Paragraph((link, *filter(None, shown))),)


def _entries(session: Session, kind: str) -> Iterator[_ListEntry]:
    """The rows of entries of a kind, or of the notes or bookmarks of the learner."""
    library = session.books.library
    match kind:
        case "note":
            yield from _notes(session)
        case "bookmark":
            yield from _marks(session)
        case "source":
            for source in library.source_records(_in_order(session, kind)):
                name = Span(author_and_year(source), "link", f"source:{source.ref.address}")
                title = ". ".join(filter(None, (source.ref.name, source.venue))) + format_origin(source.ref)
                searched = f"{source.ref.address} {plain(source_spans(source))}".casefold()
                yield _ListEntry(_row(name, "", title), source.ref, searched)
        case "exhibit":
            from mlsys_cli.exhibits.catalogue import CATALOGUE

            for ref in _in_order(session, kind):
                entry = CATALOGUE.get(ref.address)
                about = f"{entry.year} · {entry.minutes}\u00a0min" if entry else ""
                yield _ListEntry(_row(_link(ref), about, ""), ref)
        case _:
            for ref, _, data in library.entries.stored(_in_order(session, kind)):
                match kind:
                    case "table":
                        about, text = "", " | ".join(str(name) for _, name in data["columns"])
                    case "figure":
                        about, text = data["kind"], data["alt"]
                    case "calculator":
                        about, text = "", data["about"]
                    case _:  # a model or a machine
                        about, text = " · ".join(filter(None, (data["maker"], str(data["year"] or "")))), ""
                yield _ListEntry(_row(_link(ref), about, text), ref, " ".join(data.get("aliases", ())))


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
