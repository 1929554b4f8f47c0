"""A generated book of 350 sections with 2,000 questions, of the kinds and levels that the bundled book has."""

from bisect import bisect
from itertools import accumulate
from pathlib import Path
from typing import NamedTuple

CHAPTERS, SECTIONS, QUESTIONS = 20, 350, 2_000


class Book(NamedTuple):
    """A generated book: its folder, its sections in reading order, and the work that each question is.

    Question 0 is the first of section 0, question 1 that of section 1, and so on, in the order of new cards.
    """

    folder: Path
    sections: list[str]
    works: list[str]


WORKS = {"recall": 96, "understand": 204, "apply": 236, "number": 138}
"""How many of the questions of the bundled book are of each work."""

_GOLDEN = 0.618034
"""Multiples of it are spread evenly, so that any run of questions has this mix. Random ones took 4 % longer."""

_ANSWERS = {
    "recall": "kind: typed, level: recall, answers: [right]",
    "understand": "kind: true-false, level: understand, answer: true",
    "apply": "kind: choice, level: apply, choices: [{text: Right, right: true}, {text: Bad}, {text: Worse}]",
    "number": "kind: number, level: apply, answer: 42",
}


def write_book(folder: Path, chapters: int = CHAPTERS, sections: int = SECTIONS, questions: int = QUESTIONS) -> Book:
    """Write a book."""
    limits = list(accumulate(WORKS.values()))
    works = [list(WORKS)[bisect(limits, question * _GOLDEN % 1 * limits[-1])] for question in range(questions)]
    book = Book(folder, [f"c{section * chapters // sections}/s{section}" for section in range(sections)], works)
    folder.mkdir(parents=True)
    listed = ", ".join(f"c{chapter}" for chapter in range(chapters))
    (folder / "book.yaml").write_text(
        f"id: half-year\ntitle: Half a year\nparts: [{{title: All, chapters: [{listed}]}}]\n", "utf-8"
    )
    for chapter in range(chapters):
        _write_chapter(book, f"c{chapter}")
    return book


def _write_chapter(book: Book, chapter: str) -> None:
    own = [section for section in book.sections if section.startswith(f"{chapter}/")]
    (book.folder / chapter).mkdir()
    sections = "\n".join(
        f"- {{id: {section.partition('/')[2]}, title: Section {section}, body: So.}}" for section in own
    )
    (book.folder / chapter / "chapter.yaml").write_text(
        f"title: Chapter {chapter}\nsummary: All of it.\nsections:\n{sections}\n", "utf-8"
    )
    questions = "\n".join(
        f"- {{id: q{question}, section: {section}, ask: Question {question}., explain: So., {_ANSWERS[work]}}}"
        for question, work in enumerate(book.works)
        if (section := book.sections[question % len(book.sections)]) in own
    )
    (book.folder / chapter / "quiz.yaml").write_text(f"questions:\n{questions}\n", "utf-8")
