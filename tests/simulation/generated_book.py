"""A generated book of 350 sections with 2,000 questions, of the kinds and levels that the bundled book has."""

from pathlib import Path
from random import Random
from typing import NamedTuple

CHAPTERS, SECTIONS, QUESTIONS = 20, 350, 2_000


class Book(NamedTuple):
    """A generated book: its folder, its sections in reading order, and of each question its work and its section."""

    folder: Path
    sections: list[str]
    works: list[str]
    places: list[int]


WORKS = {"recall": 96, "understand": 204, "apply": 236, "number": 138}
"""How many of the questions of the bundled book are of each work."""

_ANSWERS = {
    "recall": "kind: typed, level: recall, answers: [right]",
    "understand": "kind: true-false, level: understand, answer: true",
    "apply": "kind: choice, level: apply, choices: [{text: Right, right: true}, {text: Bad}, {text: Worse}]",
    "number": "kind: number, level: apply, answer: 42",
}


def write_book(folder: Path, chapters: int = CHAPTERS, sections: int = SECTIONS, questions: int = QUESTIONS) -> Book:
    """Write a book."""
    works = Random(1).choices(list(WORKS), list(WORKS.values()), k=questions)
    names = [f"c{place * chapters // sections}/s{place}" for place in range(sections)]
    book = Book(folder, names, works, [number * sections // questions for number in range(questions)])
    folder.mkdir(parents=True)
    listed = ", ".join(f"c{number}" for number in range(chapters))
    (folder / "book.yaml").write_text(
        f"id: half-year\ntitle: Half a year\nparts: [{{title: All, chapters: [{listed}]}}]\n", "utf-8"
    )
    for number in range(chapters):
        _write_chapter(book, f"c{number}")
    return book


def _write_chapter(book: Book, chapter: str) -> None:
    places = [place for place, section in enumerate(book.sections) if section.startswith(f"{chapter}/")]
    (book.folder / chapter).mkdir()
    sections = "\n".join(f"- {{id: s{place}, title: Section {place}, body: So.}}" for place in places)
    (book.folder / chapter / "chapter.yaml").write_text(
        f"title: Chapter {chapter}\nsummary: All of it.\nsections:\n{sections}\n", "utf-8"
    )
    questions = "\n".join(
        f"- {{id: q{number}, section: {book.sections[place]}, ask: Question {number}., explain: So.,"
        f" {_ANSWERS[book.works[number]]}}}"
        for number, place in enumerate(book.places)
        if place in places
    )
    (book.folder / chapter / "quiz.yaml").write_text(f"questions:\n{questions}\n", "utf-8")
