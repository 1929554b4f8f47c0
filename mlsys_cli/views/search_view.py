"""The results of a search."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from mlsys_cli.index.entry_records import Ref
from mlsys_cli.index.full_text import Hit, Result
from mlsys_cli.index.query import signs_in
from mlsys_cli.page.blocks import Block, Blocks, Heading, ListEntry, Paragraph, Span
from mlsys_cli.text.english import STOP_WORDS, counted, short
from mlsys_cli.text.sanitize import harmless
from mlsys_cli.text.spelling import either
from mlsys_cli.views.shared_blocks import flat, format_origin, notes_command, numbered_title
from mlsys_cli.views.view import Document, document, pick, rows_of

if TYPE_CHECKING:  # a search without notes does without the records of a store
    from mlsys_cli.journal.study_records import Note


LACKING = " · without "
"""What stands before the words that a hit lacks."""


_LONGEST = 200  # characters of a question above its hits, which are to be on the first screen; chosen, not measured


class NoteHit(NamedTuple):
    """A note with the words; `about` is None if no open book has the entry that it is about.

    The `paragraph` of the entry that it is on is 0 for the entry as a whole.
    """

    note: "Note"
    about: Ref | None
    snippet: Blocks
    score: float
    paragraph: int = 0

    @property
    def title(self) -> str:
        """The title of the note in a list."""
        return f"Note {self.note.ordinal} on {self.about.name if self.about else self.note.subject}"

    @property
    def open(self) -> str:
        """The command that shows the note."""
        return notes_command(self.about) if self.about else "mlsys notes"


class SearchView(NamedTuple):
    """Ranked hits, each with the words around it and the command that opens it; the reader's notes come last.

    `numbers` are those of the chapters and sections that were found, by entry id. If it `is_linked`, it has links
    instead of commands.
    """

    query: str
    result: Result
    numbers: Mapping[int, str]
    notes: Sequence[NoteHit] = ()
    is_linked: bool = False

    @property
    def missing(self) -> tuple[str, ...]:
        """The words that are in no hit; notes have all of them."""
        return () if self.notes else self.result.missing

    def remarks(self) -> Iterator[str]:
        """Sentences on what all the hits or the first one lack, so that none is taken for an answer to all words."""
        if not self.result.fits and not self.notes:
            yield "Nothing fits well; these are the nearest."
        unknown = self.result.unknown if self.missing else ()
        if unknown:
            yield f"No page has {_quoted(unknown)}."
        if absent := [word for word in self.missing if word not in unknown]:
            yield f"None of these has {_quoted(absent)}."
        if self.result.hits and (lacks := [word for word in self.result.hits[0].lacks if word not in self.missing]):
            yield f"The first doesn't have {_quoted(lacks)}."
        for word, means in dict.fromkeys(pair for hit in self.result.hits for pair in hit.reads):
            yield f"'{harmless(word)}' is read as '{harmless(means)}'."
        if self.result.apart and not self.notes:
            yield "No page has these words together."
        if signs := signs_in(self.query):
            yield f"A search leaves out signs such as {_quoted(signs)}."
        if all(word in STOP_WORDS for word in self.query.casefold().strip(" ?!").split()):
            yield "All of these are common words; add one that says what it is about."

    def lacking(self, hit: Hit, *, without_missing: bool = False) -> str:
        """The words that a hit lacks, all of them or those that others have, as they are put behind its name."""
        lacks = [word for word in hit.lacks if not (without_missing and word in self.missing)]
        return f"{LACKING}{harmless(', '.join(lacks))}" if lacks else ""

    def blocks(self) -> Blocks:
        """The hits, best first, each with the command that opens it, or as a link."""
        shown, total = len(self.result.hits) + len(self.notes), self.result.total + len(self.notes)
        count = counted(total, "hit") if shown == total else f"Top {shown} of {total} hits"
        blocks: list[Block] = [Heading(1, f"{count} for {short(harmless(self.result.searched), _LONGEST)}")]
        if remarks := tuple(self.remarks()):
            blocks.append(Paragraph((Span(" ".join(remarks)),)))
        for hit in self.result.hits:
            name, origin = numbered_title(hit.ref, self.numbers), format_origin(hit.ref)
            reason = self.lacking(hit, without_missing=True)  # the remarks tell these
            trail = (Span(origin + reason, "trail"),) if origin or reason else ()
            title = (_title(name, hit.ref if self.is_linked else None), Span(f" · {hit.ref.kind}", "kind"), *trail)
            command = () if self.is_linked else (Span(hit.ref.command, "command"),)
            blocks.append(ListEntry(title, flat(hit.snippet), command))
        if self.notes:
            blocks.append(Heading(2, "In your notes"))
        for note in self.notes:
            link = _title(harmless(note.title), note.about if self.is_linked else None, note.paragraph)
            title = (link, Span(" · note", "kind"))
            command = () if self.is_linked else (Span(note.open, "command"),)
            blocks.append(ListEntry(title, flat(note.snippet), command))
        return tuple(blocks)

    def document(self) -> Document:
        """The hits with their scores."""
        names = "book=ref.book title=ref.name subtitle=ref.subtitle?"
        keys = f"{names} snippet:words score open=ref.command named=is_named lacks"
        hits = [
            {
                **pick(hit, "kind=ref.kind id=ref.slug"),
                "number": self.numbers.get(hit.ref.id),
                **pick(hit, keys),
                "reads": dict(hit.reads),
            }
            for hit in self.result.hits
        ]
        of_notes = "id=note.id title snippet:words score open"
        notes = [
            {"kind": "note", **pick(hit, of_notes), "book": hit.note.subject.partition(":")[0]} for hit in self.notes
        ]
        total = self.result.total + len(notes)
        words = pick(self, "query searched=result.searched")
        return document("search", **words, total=total, **pick(self, "missing fits=result.fits"), hits=[*hits, *notes])

    def rows(self) -> list[list[Any]]:
        """One row per hit."""
        return rows_of(self.document()["hits"], "kind id title score open book")


def _quoted(words: Sequence[str]) -> str:
    return either(f"'{harmless(word)}'" for word in words)


def _title(name: str, leads_to: Ref | None, paragraph: int = 0) -> Span:
    number = f"#{paragraph}" if paragraph else ""
    return Span(name, "link", f"{leads_to.link}{number}") if leads_to else Span(name, "entry.title")
