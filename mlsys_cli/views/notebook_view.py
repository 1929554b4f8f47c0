"""The learner's notes, marks, own cards and flagged questions."""

from collections.abc import Iterator, Sequence
from itertools import chain, groupby
from typing import Any, NamedTuple

from mlsys_cli.index.entry_records import Ref, target_command
from mlsys_cli.journal.card_ids import subject_parts
from mlsys_cli.journal.days import day_of
from mlsys_cli.journal.own_cards import OwnCard
from mlsys_cli.journal.study_records import Mark, Note
from mlsys_cli.page import blocks as page
from mlsys_cli.page.anchors import Anchor
from mlsys_cli.page.blocks import Block, Blocks, Heading, Paragraph, Span, prose_text, text_spans
from mlsys_cli.page.markdown import write_markdown
from mlsys_cli.quiz.study_card import Card
from mlsys_cli.text.english import counted, quote, short
from mlsys_cli.text.sanitize import harmless
from mlsys_cli.views.shared_blocks import format_day, notes_command
from mlsys_cli.views.view import Document, document, pick, rows_of

_QUOTED = 160
"""The most characters of a marked paragraph that are shown: two lines of 80 columns."""


def prose_of(text: str) -> Blocks:
    """The Markdown of a note as prose; a link has the words of its id, and a table or figure is named and not shown."""
    from mlsys_cli.book.parse.prose import parse_prose

    return tuple(
        Paragraph((Span("", "link", f"{block.kind}:{block.id}"),)) if isinstance(block, page.Embed) else block
        for block in page.map_spans(parse_prose(harmless(text)), page.word_link)
    )


def note_blocks(ordinal: int, prose: Blocks) -> Blocks:
    """A note as it is shown below the entry that it is about."""
    heading = f"Note {ordinal}"
    match prose:
        case (Paragraph(spans),):
            return (page.Aside(heading, spans, "note.own"),)
    return (page.Quote((Paragraph((Span(f"{heading}:", "note.own.label"),)), *prose)),)


class ShownNote(NamedTuple):
    """A note with the entry that it is about, if an open book has it, the name of the chapter, and its prose.

    The `paragraph` that it is about is 0 if it is about the whole entry.
    """

    note: Note
    about: Ref | None
    chapter: str
    prose: Blocks
    paragraph: int = 0

    @property
    def blocks(self) -> Blocks:
        """The note below the words that it quotes."""
        return (*_quoted(self.note.anchor), *self.prose)


def _number(listed: Sequence[object], noun: str, nothing: str, hint: str, command: str) -> Iterator[Block]:
    """The number of what is listed, or how to get the first one."""
    yield Heading(1, counted(len(listed), noun) if listed else nothing)
    if not listed:
        yield Paragraph((Span(hint), Span(command, "command"), Span(".")))


class NotesView(NamedTuple):
    """Notes, which come in reading order."""

    notes: Sequence[ShownNote]

    def blocks(self) -> Blocks:
        """The notes under the chapters and entries that they are about."""
        shown = (part.blocks if isinstance(part, ShownNote) else (part,) for part in self._parts())
        return page.number_citations(chain.from_iterable(shown), ())[0]

    def markdown(self) -> str:
        """The notes as they were written, below the entries that they are about."""
        parts = (
            (write_markdown(_quoted(part.note.anchor)), harmless(part.note.text).strip())
            if isinstance(part, ShownNote)
            else (write_markdown((part,)),)
            for part in self._parts()
        )
        return "\n\n".join(filter(None, chain.from_iterable(parts)))

    def _parts(self) -> "Iterator[Block | ShownNote]":
        yield from _number(self.notes, "note", "No notes yet", "Add one with ", "mlsys note NAME TEXT")
        for chapter, of_chapter in groupby(self.notes, lambda shown: shown.chapter):
            yield Heading(2, harmless(chapter))
            for (subject, ref), notes in groupby(of_chapter, lambda shown: (shown.note.subject, shown.about)):
                yield Heading(3, harmless(ref.name if ref else subject))
                if ref:
                    yield Paragraph((Span(ref.kind, "kind"), Span(" · "), Span(ref.command, "command")))
                for shown in notes:
                    number, written, changed = shown.note.ordinal, shown.note.at, shown.note.changed
                    time = f" · {format_day(day_of(written))}{', changed later' if changed != written else ''}"
                    way = (Span(" · "), Span(paragraph_command(ref, shown.paragraph), "command"))
                    label = Span(f"Note {number}", "note.own.label")
                    yield Paragraph((label, Span(time), *(way if shown.paragraph else ())))
                    yield shown

    def document(self) -> Document:
        """The notes; `text` is their Markdown as it was written, and `open` null if no open book has the entry."""
        notes = [
            {
                "kind": "note",
                **pick(note, "number=ordinal id"),
                "about": _entry_fields(note.subject, about),
                **_place_fields(note.anchor, paragraph),
                **pick(note, "text written=at:time changed:time"),
                "open": notes_command(about) if about else None,
            }
            for note, about, _, _, paragraph in self.notes
        ]
        return document("notes", notes=notes)

    def rows(self) -> list[list[Any]]:
        """A row for each note."""
        notes = ({**note, **note["about"]} for note in self.document()["notes"])
        return rows_of(notes, "number kind id title written text")


class ShownMark(NamedTuple):
    """A mark with its entry, if an open book has it, the name of the chapter, and the number of a marked paragraph."""

    mark: Mark
    about: Ref | None
    chapter: str
    paragraph: int = 0

    @property
    def command(self) -> str:
        """The command that opens it; empty if no open book has the entry."""
        return paragraph_command(self.about, self.paragraph)


class MarksView(NamedTuple):
    """Marks in reading order."""

    marks: Sequence[ShownMark]

    def blocks(self) -> Blocks:
        """The marks under their chapters, each with the command that opens it."""
        blocks = [*_number(self.marks, "bookmark", "No bookmarks yet", "Add one with ", "mlsys mark NAME")]
        for chapter, marks in groupby(self.marks, lambda shown: shown.chapter):
            blocks.append(Heading(2, harmless(chapter)))
            for shown in marks:
                mark, about = shown.mark, shown.about
                entry = _entry_fields(mark.subject, about)
                place = f"#{shown.paragraph}" if shown.paragraph else ""
                title = Span(harmless(entry["title"]), "entry.title", f"{about.target}{place}" if about else "")
                kind = Span(f" · {harmless(entry['kind'])}", "kind")
                words = text_spans(f"“{shortened_quote(mark.anchor)}”") if mark.anchor else ()
                command = (Span(shown.command, "command"), Span(" · ")) if about else ()
                day = Span(f"added on {format_day(day_of(mark.at))}", "caption")
                blocks.append(page.ListEntry((title, kind), words, (*command, day)))
        return tuple(blocks)

    def document(self) -> Document:
        """The marks; `open` is null if no open book has the entry, `paragraph` if it is marked as a whole."""
        marks = [
            {
                **_entry_fields(shown.mark.subject, shown.about),
                **_place_fields(shown.mark.anchor, shown.paragraph),
                **pick(shown, "marked=mark.at:time open=command?"),
            }
            for shown in self.marks
        ]
        return document("marks", marks=marks)

    def rows(self) -> list[list[Any]]:
        """A row for each mark."""
        return rows_of(self.document()["marks"], "kind id title marked open quote")


def _entry_fields(subject: str, ref: Ref | None) -> Document:
    """The entry of a note or mark, as far as its subject tells it if no open book has it."""
    book, kind, slug = subject_parts(subject)
    return {"kind": kind, "id": slug, "title": ref.name if ref else slug, "book": book}


def _place_fields(anchor: Anchor | None, paragraph: int) -> Document:
    """The place of a note or mark in its entry: its words, and the number of the paragraph unless that is gone."""
    return {"paragraph": paragraph or None, "quote": anchor.quote if anchor else None}


def shortened_quote(anchor: Anchor) -> str:
    """The words of a place, as far as a list shows them."""
    return short(harmless(anchor.quote), _QUOTED)


def _quoted(anchor: Anchor | None) -> Blocks:
    return (page.Quote((Paragraph(text_spans(harmless(anchor.quote))),)),) if anchor else ()


def paragraph_command(ref: Ref | None, paragraph: int) -> str:
    """The command that opens an entry, at a paragraph if it isn't 0; empty for no entry."""
    if ref is None:
        return ""
    return f"mlsys open {quote(ref.address)} --paragraph {paragraph}" if paragraph else ref.command


class CardsView(NamedTuple):
    """Own cards, each with the entry that it is about, if an open book has it."""

    cards: Sequence[tuple[OwnCard, Ref | None]]

    def blocks(self) -> Blocks:
        """The cards with their numbers."""
        return tuple(self._blocks())

    def _blocks(self) -> Iterator[Block]:
        yield from _number(
            self.cards, "own card", "No cards of your own yet", "Write one with ", "mlsys card FRONT BACK"
        )
        from mlsys_cli.book.parse.prose import with_formulas  # the parser of Markdown, which notes may do without

        for card, about in self.cards:
            front = (Span(f"{card.ordinal}  ", "mark"), *with_formulas(harmless(card.front)))
            command = text_spans(about.command, "command") if about else ()
            yield page.ListEntry(front, with_formulas(harmless(card.back)), command)

    def document(self) -> Document:
        """The cards; `about` is null if no open book has the entry."""
        cards = [
            {**pick(card, "number=ordinal id front back"), "about": pick(about, "kind id=slug") if about else None}
            for card, about in self.cards
        ]
        return document("cards", cards=cards)

    def rows(self) -> list[list[Any]]:
        """A row for each card."""
        cards = ([card.ordinal, card.front, card.back, about.slug if about else ""] for card, about in self.cards)
        return [["number", "front", "back", "about"], *cards]


class FlaggedQuestion(NamedTuple):
    """A flagged card, as far as an open book has it."""

    flag: Mark
    card: Card | None

    @property
    def ask(self) -> str:
        """The question in a line."""
        return " ".join(prose_text(self.card.ask).split()) if self.card else ""


class FlagsView(NamedTuple):
    """The flagged questions, the last one first."""

    flags: Sequence[FlaggedQuestion]

    def blocks(self) -> Blocks:
        """The questions with their ids, by which an author finds them."""
        return tuple(self._blocks())

    def _blocks(self) -> Iterator[Block]:
        yield from _number(
            self.flags, "flagged question", "No flagged questions", "Press ! at a bad question in ", "mlsys quiz"
        )
        for flagged in self.flags:
            words = text_spans(f"{harmless(flagged.flag.subject)} · {format_day(day_of(flagged.flag.at))}", "caption")
            opens = text_spans(target_command(flagged.card.opens), "command") if flagged.card else ()
            yield page.ListEntry(text_spans(harmless(flagged.ask or "From a book that isn't open")), words, opens)

    def document(self) -> Document:
        """The flagged questions; `ask` is null if no open book has one."""
        keys = "id=flag.subject ask? section=card.section? flagged=flag.at:time"
        return document("flags", flags=[pick(flagged, keys) for flagged in self.flags])

    def rows(self) -> list[list[Any]]:
        """A row for each flagged question."""
        return rows_of(self.document()["flags"], "id ask section flagged")
