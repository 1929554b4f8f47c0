"""The outline of the book, with the time that reading takes."""

from collections.abc import Iterator, Sequence
from typing import Any

from mlsys_cli.index.entries import Chapter, Section
from mlsys_cli.page import Blocks, Heading, Outline
from mlsys_cli.view.answer import Document, document
from mlsys_cli.view.commands import open_command
from mlsys_cli.view.parts import origin_words

WORDS_A_MINUTE = 200
"""A careful reader's pace in a text that is new to them. (Adults read English prose silently at about 240 words a
minute: Brysbaert, 2019, Journal of Memory and Language 109.)"""


def words_in(sections: Sequence[Section]) -> int:
    """How many words some sections have with all that stands below them."""
    return sum(section.words + words_in(section.sections) for section in sections)


def minutes(words: int) -> int:
    """How long reading takes, in minutes, rounded up."""
    return -(-words // WORDS_A_MINUTE)


class OutlineView:
    """Chapters and sections, each with its command and minutes."""

    def __init__(self, chapters: Sequence[Chapter], title: str) -> None:
        self._chapters = chapters
        self._title = title

    def page(self) -> Blocks:
        """The outline, indented."""
        rows = tuple(
            (depth, _title(item, depth), f"{time} min", open_command(item.ref)) for depth, item, time in self._lines()
        )
        return (Heading(1, self._title), Outline(rows))

    def _lines(self) -> Iterator[tuple[int, Chapter | Section, int]]:
        for chapter in self._chapters:
            yield 0, chapter, minutes(words_in(chapter.sections))
            yield from _below(chapter.sections, 1)

    def document(self) -> Document:
        """The chapters with their sections, as a tree."""
        return document("toc", title=self._title, chapters=[_entry(chapter) for chapter in self._chapters])

    def rows(self) -> list[list[Any]]:
        """A row for each chapter and section."""
        lines = [[item.ref.slug, item.ref.name, depth, time, item.ref.book] for depth, item, time in self._lines()]
        return [["id", "title", "depth", "minutes", "book"], *lines]


def _below(sections: Sequence[Section], depth: int) -> Iterator[tuple[int, Section, int]]:
    for section in sections:
        yield depth, section, minutes(section.words + words_in(section.sections))
        yield from _below(section.sections, depth + 1)


def _title(item: Chapter | Section, depth: int) -> str:
    """A title; that of a chapter says which book it is in."""
    return item.ref.name if depth else f"{item.ref.name}{origin_words(item.ref)}"


def _entry(item: Chapter | Section) -> Document:
    words = words_in(item.sections) + (item.words if isinstance(item, Section) else 0)
    return {
        "id": item.ref.slug,
        "book": item.ref.book,
        "title": item.ref.name,
        "minutes": minutes(words),
        "words": words,
        "open": open_command(item.ref),
        "sections": [_entry(section) for section in item.sections],
    }
