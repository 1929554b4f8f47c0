"""Notes: below what they are about, and all of them in reading order."""

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import chain, groupby
from typing import Any, NamedTuple

from mlsys_cli.book.parse.prose import parse_prose
from mlsys_cli.index.entry_records import Ref
from mlsys_cli.journal.card_ids import subject_parts
from mlsys_cli.page import Aside, Block, Blocks, Embed, Heading, Paragraph, Quote, Span
from mlsys_cli.page.markdown import write_markdown
from mlsys_cli.page.prose_links import number_citations
from mlsys_cli.text.sanitize import harmless
from mlsys_cli.views.shared_blocks import day_words, notes_command, open_command
from mlsys_cli.views.value_view import counted
from mlsys_cli.views.view import Document, document


class ShownNote(NamedTuple):
    """A note with the entry that it is about, if an open book has it, the name of the chapter, and its prose."""

    number: int
    id: str
    subject: str
    about: Ref | None
    chapter: str
    written: str
    changed: str
    day: date
    text: str
    prose: Blocks


def prose_of(text: str) -> Blocks:
    """The Markdown of a note as prose; a table or figure is named in it and not shown."""
    return tuple(map(_without_pictures, parse_prose(harmless(text))))


def _without_pictures(block: Block) -> Block:
    return Paragraph((Span("", "link", f"{block.kind}:{block.id}"),)) if isinstance(block, Embed) else block


def note_blocks(number: int, prose: Blocks) -> Blocks:
    """A note as it is shown below the entry that it is about."""
    label = f"Note {number}"
    match prose:
        case (Paragraph(spans),):
            return (Aside(label, spans, "note.own"),)
    return (Paragraph((Span(f"{label}:", "note.own.label"),)), Quote(prose))


class NotesView:
    """Notes, which come in reading order."""

    def __init__(self, notes: Sequence[ShownNote]) -> None:
        self._notes = notes

    def page(self) -> Blocks:
        """The notes under the chapters and entries that they are about."""
        shown = ((part,) if not isinstance(part, ShownNote) else part.prose for part in self._parts())
        return number_citations(chain.from_iterable(shown), ()).blocks

    def markdown(self) -> str:
        """The notes as they were written, below the entries that they are about."""
        return "\n\n".join(
            harmless(part.text).strip() if isinstance(part, ShownNote) else write_markdown((part,))
            for part in self._parts()
        )

    def _parts(self) -> Iterator[Block | ShownNote]:
        yield Heading(1, counted(len(self._notes), "note") if self._notes else "No notes yet")
        if not self._notes:
            yield Paragraph((Span("Write one with "), Span("mlsys note NAME TEXT", "command"), Span(".")))
        for chapter, of_chapter in groupby(self._notes, lambda note: note.chapter):
            yield Heading(2, harmless(chapter))
            for subject, notes in groupby(of_chapter, lambda note: note.subject):
                yield from _about(subject, list(notes))

    def document(self) -> Document:
        """The notes; `text` is their Markdown as it was written."""
        return document("notes", notes=[note_document(note) for note in self._notes])

    def rows(self) -> list[list[Any]]:
        """A row for each note."""
        header = ["number", "kind", "id", "title", "written", "text"]
        return [header, *([n.number, *_named(n)[:3], n.written, n.text] for n in self._notes)]


def _about(subject: str, notes: Sequence[ShownNote]) -> Iterator[Block | ShownNote]:
    ref = notes[0].about
    yield Heading(3, harmless(ref.name if ref else subject))
    if ref:
        yield Paragraph((Span(ref.kind, "kind"), Span(" · "), Span(open_command(ref), "command")))
    for note in notes:
        changed = ", changed later" if note.changed != note.written else ""
        yield Paragraph((Span(f"Note {note.number}", "note.own.label"), Span(f" · {day_words(note.day)}{changed}")))
        yield note


def _named(note: ShownNote) -> tuple[str, str, str, str]:
    """The kind, id, title and book of the entry that a note is about."""
    if note.about:
        return note.about.kind, note.about.slug, note.about.name, note.about.book
    book, kind, slug = subject_parts(note.subject)
    return kind, slug, slug, book


def note_document(note: ShownNote) -> Document:
    """A note for a program; `open` is null if no open book has the entry."""
    kind, slug, title, book = _named(note)
    return {
        "kind": "note",
        "number": note.number,
        "id": note.id,
        "about": {"kind": kind, "id": slug, "title": title, "book": book},
        "text": note.text,
        "written": note.written,
        "changed": note.changed,
        "open": notes_command(note.about) if note.about else None,
    }
