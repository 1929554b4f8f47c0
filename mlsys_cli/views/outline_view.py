"""The outline of the book, with the time that reading takes."""

from collections.abc import Iterator, Sequence, Set
from typing import Any

from mlsys_cli.index.entry_records import ChapterRecord, SectionRecord
from mlsys_cli.page import Blocks, Heading, Outline, OutlineRow
from mlsys_cli.views.open_commands import open_command
from mlsys_cli.views.shared_blocks import origin_words
from mlsys_cli.views.view import Document, document

WORDS_A_MINUTE = 200
"""A careful reader's pace in a text that is new to them. (Adults read English prose silently at about 240 words a
minute: Brysbaert, 2019, Journal of Memory and Language 109.)"""


def words_in(sections: Sequence[SectionRecord]) -> int:
    """How many words some sections have with all that stands below them."""
    return sum(section.words + words_in(section.sections) for section in sections)


def minutes(words: int) -> int:
    """How long reading takes, in minutes, rounded up."""
    return -(-words // WORDS_A_MINUTE)


def words_read(sections: Sequence[SectionRecord], read: Set[int]) -> int:
    """How many words of some sections, and of all that stands below them, were read."""
    return sum(
        (section.words if section.ref.id in read else 0) + words_read(section.sections, read) for section in sections
    )


class OutlineView:
    """Chapters and sections, each with its command and minutes, and whether it was read.

    `read` are the sections that were, by their numbers in the index.
    """

    def __init__(self, chapters: Sequence[ChapterRecord], title: str, read: Set[int] = frozenset()) -> None:
        self._chapters = chapters
        self._title = title
        self._read = read

    def page(self) -> Blocks:
        """The outline, indented."""
        rows = tuple(
            OutlineRow(depth, _title(item, depth), f"{time} min", open_command(item.ref), *self._way(item))
            for depth, item, time in self._lines()
        )
        return (Heading(1, self._title), Outline(rows))

    def _way(self, item: ChapterRecord | SectionRecord) -> tuple[str, bool]:
        """What is said of the reader's way through a chapter or section, and whether they are through."""
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
        chapters = [_entry(chapter, self._read) for chapter in self._chapters]
        return document("toc", title=self._title, chapters=chapters)

    def rows(self) -> list[list[Any]]:
        """A row for each chapter and section."""
        lines = [[item.ref.slug, item.ref.name, depth, time, item.ref.book] for depth, item, time in self._lines()]
        return [["id", "title", "depth", "minutes", "book"], *lines]


def _below(sections: Sequence[SectionRecord], depth: int) -> Iterator[tuple[int, SectionRecord, int]]:
    for section in sections:
        yield depth, section, minutes(section.words + words_in(section.sections))
        yield from _below(section.sections, depth + 1)


def _title(item: ChapterRecord | SectionRecord, depth: int) -> str:
    """A title; that of a chapter says which book it is in."""
    return item.ref.name if depth else f"{item.ref.name}{origin_words(item.ref)}"


def _share_read(chapter: ChapterRecord, read: Set[int]) -> float:
    """The share of a chapter's words that was read; it is rounded so that it is whole only if nothing is left."""
    words, done = words_in(chapter.sections), words_read(chapter.sections, read)
    return 0.0 if not done else 1.0 if done == words else min(max(done / words, 0.01), 0.99)


def _entry(item: ChapterRecord | SectionRecord, read: Set[int]) -> Document:
    words = words_in(item.sections) + (item.words if isinstance(item, SectionRecord) else 0)
    if isinstance(item, SectionRecord):
        way: Document = {"read": item.ref.id in read}
    else:
        share = _share_read(item, read)
        way = {"read": share == 1, "share_read": round(share, 2)}
    return {
        "id": item.ref.slug,
        "book": item.ref.book,
        "title": item.ref.name,
        "minutes": minutes(words),
        "words": words,
        **way,
        "open": open_command(item.ref),
        "sections": [_entry(section, read) for section in item.sections],
    }
