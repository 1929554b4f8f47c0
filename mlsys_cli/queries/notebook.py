"""The learner's notes and marks, and the entries that they are on."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from mlsys_cli.book.kinds import NOTED
from mlsys_cli.errors import NotFoundError
from mlsys_cli.index.entry_records import Ref
from mlsys_cli.journal.card_ids import subject_parts
from mlsys_cli.journal.store import Store
from mlsys_cli.journal.study_records import Mark, Note
from mlsys_cli.page.anchors import Anchor, NumberedBlock, PlacedNote, find_anchor, number_blocks
from mlsys_cli.page.blocks import Blocks
from mlsys_cli.queries.lookup import entry_named
from mlsys_cli.queries.subjects import entry_about, report_store_errors, subject_of
from mlsys_cli.session.session import Session
from mlsys_cli.text.spelling import either

if TYPE_CHECKING:  # reading and looking up seldom meet a note, and pay for the parser of its Markdown only then
    from mlsys_cli.book.book_exhibits import OwnExhibits
    from mlsys_cli.views.notebook_view import MarksView, NotesView
    from mlsys_cli.views.search_view import NoteHit

NOTABLE = f"a {either(NOTED)}"
"""The kinds that can have a note or a mark, in words."""

_Record = TypeVar("_Record", Note, Mark)


def _within(session: Session, records: Iterable[_Record], words: Sequence[str]) -> list[_Record]:
    """The notes or marks on a named entry and on all that is in it; all of them if no name is given."""
    if not words:
        return list(records)
    ref = entry_named(session, " ".join(words), NOTED)
    inside: tuple[Ref, ...] = ()
    if ref.kind == "section":
        inside = session.books.library.entries.sections_of(ref)
    elif ref.kind == "chapter":
        inside = session.books.library.entries.in_chapter(ref, *NOTED)
    subjects = frozenset(map(subject_of, (ref, *inside)))
    return [record for record in records if record.subject in subjects]


def in_reading_order(session: Session, records: Iterable[_Record]) -> list[tuple[_Record, Ref | None, str]]:
    """Notes or marks in the order of the books, each with its entry and the name of the chapter.

    Those on an entry that no open book has come last.
    """
    entries = session.books.library.entries
    chapters = {ref.id: index for index, ref in enumerate(entries.refs("chapter"))}
    placed: list[tuple[tuple[int, int, int], tuple[_Record, Ref | None, str]]] = []
    for record in records:
        ref = entry_about(session, record.subject)
        chapter = entries.chapter_of(ref) if ref else None
        name = chapter.name if chapter else "Sources" if ref else "From books that aren't open"
        # Sources, which have no chapter, come after all chapters, and what no open book has comes last.
        place = chapters.get(chapter.id, 0) if chapter else len(chapters) + (ref is None)
        paragraph = record.anchor.paragraph if record.anchor else 0
        placed.append(((place, ref.id if ref else 0, paragraph), (record, ref, name)))
    return [shown for _, shown in sorted(placed, key=lambda item: item[0])]


def note_prose(session: Session, note: Note, book: str) -> Blocks:
    """The text of a note, with its links to a book, to exhibits and to calculators."""
    from mlsys_cli.views.notebook_view import prose_of

    return session.books.library.resolve_links(prose_of(note.text), book, partial(_exhibits, session))


def _exhibits(session: Session, addresses: Iterable[str]) -> "OwnExhibits":
    """The exhibits and calculators that some text names, by their addresses, as far as they exist."""
    from mlsys_cli.queries.exhibits import named_exhibit  # notes seldom name any

    named = {address: named_exhibit(session, address, quietly=True) for address in addresses}
    return {address: exhibit for address, exhibit in named.items() if exhibit}


def notes_on_page(session: Session, store: Store, refs: Collection[Ref]) -> Mapping[int, Sequence[PlacedNote]]:
    """The notes about some entries, with their places in these, by the ids of the entries in the index."""
    notes_by_id: dict[int, list[PlacedNote]] = {}
    with report_store_errors(session):
        names = {subject_of(ref): ref for ref in refs}
        for note in store.notes():
            if ref := names.get(note.subject):
                from mlsys_cli.views.notebook_view import note_blocks

                prose = note_prose(session, note, ref.book)
                notes_by_id.setdefault(ref.id, []).append((note.anchor, note_blocks(note.ordinal, prose)))
    return notes_by_id


def notes_below(session: Session, store: Store, refs: Collection[Ref]) -> Mapping[int, Blocks]:
    """The notes about some entries as they are shown below these, by the ids of the entries in the index."""
    placed = notes_on_page(session, store, refs).items()
    return {number: tuple(block for _, note in notes for block in note) for number, notes in placed}


def marks_on_page(session: Session, section: Ref) -> list[tuple[str, Anchor]]:
    """The marked places in a chapter or section, each with the target of the heading that it is under."""
    store = session.learner.read_only_store
    if store is None or section.kind not in ("chapter", "section"):
        return []
    sections = (section, *session.books.library.entries.sections_of(section))
    targets = {subject_of(ref): ref.target for ref in sections}
    return [(targets[mark.subject], mark.anchor) for mark in store.marks() if mark.anchor and mark.subject in targets]


class ParagraphFinder:
    """The paragraphs of marks and notes, as the texts are now. Each text is read once."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._texts: dict[int, list[NumberedBlock]] = {}

    def number(self, ref: Ref | None, anchor: Anchor | None) -> int:
        """The number of the paragraph of an entry with an anchor; 0 if it is gone, and for an entry as a whole."""
        if ref is None or anchor is None or ref.kind not in ("chapter", "section"):
            return 0
        if ref.id not in self._texts:
            self._texts[ref.id] = self._text(ref)
        index = find_anchor(self._texts[ref.id], anchor)
        return 0 if index is None else self._texts[ref.id][index].ordinal

    def _text(self, ref: Ref) -> list[NumberedBlock]:
        from mlsys_cli.views.reading_view import ReadingView

        reading = self._session.books.library.reading(ref)
        return [
            block
            for block in number_blocks(ReadingView(reading, shows_deeper=True).text())
            if block.target == ref.target
        ]


def notes_with(session: Session, store: Store, query: str, chapter: Ref | None) -> "list[NoteHit]":
    """The notes that have all the words of a query, best first; with a chapter, only those about its entries."""
    from mlsys_cli.index.text_search import search_texts
    from mlsys_cli.text.sanitize import harmless
    from mlsys_cli.views.search_view import NoteHit

    hits: list[NoteHit] = []
    with report_store_errors(session):
        notes = store.notes()
        abouts = [entry_about(session, note.subject) for note in notes]
        texts = [(ref.name if ref else "", harmless(note.text)) for note, ref in zip(notes, abouts, strict=True)]
        for place, snippet, score in search_texts(texts, query):
            note, ref = notes[place], abouts[place]
            if chapter is None or (ref is not None and session.books.library.entries.chapter_of(ref) == chapter):
                hits.append(NoteHit(note, ref, snippet, score))
    return hits


def notes_view(session: Session, words: Sequence[str] = ()) -> "NotesView":
    """The notes in reading order, each with its entry; only those within a named entry, if one is named.

    Raises NotFoundError if that has none.
    """
    from mlsys_cli.views.notebook_view import NotesView, ShownNote

    session.books.open()
    store = session.learner.read_only_store
    notes = _within(session, store.notes() if store else (), words)
    if words and not notes:
        raise NotFoundError(f"there are no notes about {' '.join(words)[:80]!r}", ["'mlsys notes' shows all notes"])
    shown_notes, paragraphs = [], ParagraphFinder(session)
    for note, ref, chapter in in_reading_order(session, notes):
        prose = note_prose(session, note, subject_parts(note.subject)[0])
        shown_notes.append(ShownNote(note, ref, chapter, prose, paragraphs.number(ref, note.anchor)))
    return NotesView(shown_notes)


def marks_view(session: Session, words: Sequence[str] = ()) -> "MarksView":
    """The marks in reading order, each with its entry; only those within a named entry, if one is named.

    Raises NotFoundError if that has none.
    """
    from mlsys_cli.views.notebook_view import MarksView, ShownMark

    session.books.open()
    store = session.learner.read_only_store
    marks = _within(session, store.marks() if store else (), words)
    if words and not marks:
        hint = "'mlsys marks' shows all bookmarks"
        raise NotFoundError(f"there are no bookmarks in {' '.join(words)[:80]!r}", [hint])
    placed, paragraphs = in_reading_order(session, marks), ParagraphFinder(session)
    return MarksView(
        [ShownMark(mark, ref, chapter, paragraphs.number(ref, mark.anchor)) for mark, ref, chapter in placed]
    )
