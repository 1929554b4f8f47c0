"""The outline of the book, with reading times."""

from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import Any

from mlsys_cli.index.entry_records import ChapterRecord, SectionRecord
from mlsys_cli.page import Blocks, Heading, Outline, OutlineRow, Paragraph, Span
from mlsys_cli.views.shared_blocks import open_by_number, open_command, origin_words
from mlsys_cli.views.view import Document, document

WORDS_A_MINUTE = 200
"""The pace of a careful reader in an unfamiliar text. (Adults read English prose silently at about 240 words a minute:
Brysbaert, 2019, Journal of Memory and Language 109.)"""


def words_in(sections: Sequence[SectionRecord]) -> int:
    """The number of words in some sections and their subsections."""
    return sum(section.words + words_in(section.sections) for section in sections)


def minutes(words: int) -> int:
    """The reading time of some words in minutes, rounded up."""
    return -(-words // WORDS_A_MINUTE)


def words_read(sections: Sequence[SectionRecord], read: AbstractSet[int]) -> int:
    """The number of words that were read in some sections and their subsections."""
    return sum(
        (section.words if section.ref.id in read else 0) + words_read(section.sections, read) for section in sections
    )


class OutlineView:
    """Chapters and sections, each with its number and reading time, and whether it was read.

    `numbers` is by entry id, and `read` the ids of the sections that were read.
    """

    def __init__(
        self,
        chapters: Sequence[ChapterRecord],
        title: str,
        *,
        numbers: Mapping[int, str],
        read: AbstractSet[int] = frozenset(),
    ) -> None:
        self._chapters = chapters
        self._title = title
        self._numbers = numbers
        self._read = read

    def page(self) -> Blocks:
        """The outline, and an example of how to open a section."""
        rows = tuple(self._row(*line) for line in self._lines())
        return (Heading(1, self._title), Outline(rows), *self._hint())

    def _row(self, depth: int, item: ChapterRecord | SectionRecord, time: int) -> OutlineRow:
        progress, done = self._progress(item)
        return OutlineRow(
            depth=depth,
            text=_title(item, depth),
            remark=f"{time} min",
            command=open_command(item.ref),
            way=progress,
            done=done,
            number=self._numbers.get(item.ref.id, ""),
        )

    def _hint(self) -> Blocks:
        refs = [item.ref for _, item, _ in self._lines()]
        if not refs:
            return ()
        example = next((ref for ref in refs if ref.kind == "section"), refs[0])
        number = self._numbers.get(example.id, "")
        words = Span(f" opens {example.kind} {number}.")
        return (Paragraph((Span(open_by_number(example, number), "command"), words)),)

    def _progress(self, item: ChapterRecord | SectionRecord) -> tuple[str, bool]:
        """The remark on how far the reader is in a chapter or section, and whether they have read all of it."""
        if isinstance(item, SectionRecord):
            done = item.ref.id in self._read
            return "read" if done else "", done
        share = _share_read(item, self._read)
        return (f"{share * 100:.0f}\u00a0% read" if 0 < share < 1 else "read" if share else ""), share == 1

    def _lines(self) -> Iterator[tuple[int, ChapterRecord | SectionRecord, int]]:
        for chapter in self._chapters:
            yield 0, chapter, minutes(words_in(chapter.sections))
            yield from _below(chapter.sections, 1)

    def document(self) -> Document:
        """The chapters with their sections, as a tree."""
        return document("toc", title=self._title, chapters=[self._entry(chapter) for chapter in self._chapters])

    def _entry(self, item: ChapterRecord | SectionRecord) -> Document:
        words = words_in(item.sections) + (item.words if isinstance(item, SectionRecord) else 0)
        if isinstance(item, SectionRecord):
            progress: Document = {"read": item.ref.id in self._read}
        else:
            share = _share_read(item, self._read)
            progress = {"read": share == 1, "share_read": round(share, 2)}
        return {
            "id": item.ref.slug,
            "number": self._numbers.get(item.ref.id),
            "book": item.ref.book,
            "title": item.ref.name,
            "minutes": minutes(words),
            "words": words,
            **progress,
            "open": open_command(item.ref),
            "sections": [self._entry(section) for section in item.sections],
        }

    def rows(self) -> list[list[Any]]:
        """One row per chapter and section."""
        lines = [[item.ref.slug, item.ref.name, depth, time, item.ref.book] for depth, item, time in self._lines()]
        return [["id", "title", "depth", "minutes", "book"], *lines]


def _below(sections: Sequence[SectionRecord], depth: int) -> Iterator[tuple[int, SectionRecord, int]]:
    for section in sections:
        yield depth, section, minutes(section.words + words_in(section.sections))
        yield from _below(section.sections, depth + 1)


def _title(item: ChapterRecord | SectionRecord, depth: int) -> str:
    """The title of a chapter or section; that of a chapter says which book it is in."""
    return item.ref.name if depth else f"{item.ref.name}{origin_words(item.ref)}"


def _share_read(chapter: ChapterRecord, read: AbstractSet[int]) -> float:
    """The share of a chapter's words that was read, rounded so that it is 1 only if nothing is left."""
    words, done = words_in(chapter.sections), words_read(chapter.sections, read)
    return 0.0 if not done else 1.0 if done == words else min(max(done / words, 0.01), 0.99)
