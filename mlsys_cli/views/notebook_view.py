"""The learner's notes and marks: below what they are about, and all of them in reading order."""

from collections.abc import Iterator, Sequence
from itertools import chain, groupby
from typing import Any, NamedTuple

from mlsys_cli.book.parse.prose import parse_prose
from mlsys_cli.index.entry_records import Ref
from mlsys_cli.journal.card_ids import subject_parts
from mlsys_cli.journal.days import date_text, day_of
from mlsys_cli.journal.study_records import Mark, Note
from mlsys_cli.page import Aside, Block, Blocks, Embed, Heading, ListEntry, Paragraph, Quote, Span
from mlsys_cli.page.markdown import write_markdown
from mlsys_cli.page.prose_links import number_citations
from mlsys_cli.text.sanitize import harmless
from mlsys_cli.views.shared_blocks import day_words, notes_command, open_command
from mlsys_cli.views.value_view import counted
from mlsys_cli.views.view import Document, document


def prose_of(text: str) -> Blocks:
    """The Markdown of a note as prose; a table or figure is named in it and not shown."""
    return tuple(
        Paragraph((Span("", "link", f"{block.kind}:{block.id}"),)) if isinstance(block, Embed) else block
        for block in parse_prose(harmless(text))
    )


def note_blocks(number: int, prose: Blocks) -> Blocks:
    """A note as it is shown below the entry that it is about."""
    label = f"Note {number}"
    match prose:
        case (Paragraph(spans),):
            return (Aside(label, spans, "note.own"),)
    return (Paragraph((Span(f"{label}:", "note.own.label"),)), Quote(prose))


class ShownNote(NamedTuple):
    """A note with the entry that it is about, if an open book has it, the name of the chapter, and its prose."""

    note: Note
    about: Ref | None
    chapter: str
    prose: Blocks


class NotesView(NamedTuple):
    """Notes, which come in reading order."""

    notes: Sequence[ShownNote]

    def page(self) -> Blocks:
        """The notes under the chapters and entries that they are about."""
        shown = (part.prose if isinstance(part, ShownNote) else (part,) for part in self._parts())
        return number_citations(chain.from_iterable(shown), ())[0]

    def markdown(self) -> str:
        """The notes as they were written, below the entries that they are about."""
        return "\n\n".join(
            harmless(part.note.text).strip() if isinstance(part, ShownNote) else write_markdown((part,))
            for part in self._parts()
        )

    def _parts(self) -> Iterator[Block | ShownNote]:
        yield Heading(1, counted(len(self.notes), "note") if self.notes else "No notes yet")
        if not self.notes:
            yield Paragraph((Span("Add one with "), Span("mlsys note NAME TEXT", "command"), Span(".")))
        for chapter, of_chapter in groupby(self.notes, lambda shown: shown.chapter):
            yield Heading(2, harmless(chapter))
            for (subject, ref), notes in groupby(of_chapter, lambda shown: (shown.note.subject, shown.about)):
                yield Heading(3, harmless(ref.name if ref else subject))
                if ref:
                    yield Paragraph((Span(ref.kind, "kind"), Span(" · "), Span(open_command(ref), "command")))
                for shown in notes:
                    number, written, changed = shown.note.number, shown.note.at, shown.note.changed
                    time = f" · {day_words(day_of(written))}{', changed later' if changed != written else ''}"
                    yield Paragraph((Span(f"Note {number}", "note.own.label"), Span(time)))
                    yield shown

    def document(self) -> Document:
        """The notes; `text` is their Markdown as it was written, and `open` null if no open book has the entry."""
        notes = [
            {
                "kind": "note",
                "number": note.number,
                "id": note.id,
                "about": _entry_fields(note.subject, about),
                "text": note.text,
                "written": date_text(note.at),
                "changed": date_text(note.changed),
                "open": notes_command(about) if about else None,
            }
            for note, about, _, _ in self.notes
        ]
        return document("notes", notes=notes)

    def rows(self) -> list[list[Any]]:
        """A row for each note."""
        entry = ("kind", "id", "title")
        notes = [
            [note["number"], *(note["about"][column] for column in entry), note["written"], note["text"]]
            for note in self.document()["notes"]
        ]
        return [["number", *entry, "written", "text"], *notes]


class MarksView(NamedTuple):
    """Marks in reading order, each with its entry, if an open book has it, and the name of the chapter."""

    marks: Sequence[tuple[Mark, Ref | None, str]]

    def page(self) -> Blocks:
        """The marks under their chapters, each with the command that opens it."""
        if not self.marks:
            hint = (Span("Add one with "), Span("mlsys mark NAME", "command"), Span("."))
            return (Heading(1, "No bookmarks yet"), Paragraph(hint))
        blocks: list[Block] = [Heading(1, counted(len(self.marks), "bookmark"))]
        for chapter, marks in groupby(self.marks, lambda shown: shown[2]):
            blocks.append(Heading(2, harmless(chapter)))
            for mark, about, _ in marks:
                entry = _entry_fields(mark.subject, about)
                title = Span(harmless(entry["title"]), "entry.title"), Span(f" · {harmless(entry['kind'])}", "kind")
                command = (Span(open_command(about), "command"), Span(" · ")) if about else ()
                day = Span(f"added on {day_words(day_of(mark.at))}", "caption")
                blocks.append(ListEntry(title, (), (*command, day)))
        return tuple(blocks)

    def document(self) -> Document:
        """The marks; `open` is null if no open book has the entry."""
        marks = [
            {
                **_entry_fields(mark.subject, about),
                "marked": date_text(mark.at),
                "open": open_command(about) if about else None,
            }
            for mark, about, _ in self.marks
        ]
        return document("marks", marks=marks)

    def rows(self) -> list[list[Any]]:
        """A row for each mark."""
        header = ["kind", "id", "title", "marked", "open"]
        return [header, *([mark[column] for column in header] for mark in self.document()["marks"])]


def _entry_fields(subject: str, ref: Ref | None) -> Document:
    """The entry of a note or mark, as far as its subject tells it if no open book has it."""
    book, kind, slug = subject_parts(subject)
    return {"kind": kind, "id": slug, "title": ref.name if ref else slug, "book": book}
