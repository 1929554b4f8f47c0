"""The rule for files that look like a part of the book and are not read."""

import os
from collections.abc import Collection, Iterator
from pathlib import Path

from mlsys_cli.book.check.rules.rule import warning
from mlsys_cli.book.kinds import BOOK_FILES, CHAPTER_FILES
from mlsys_cli.book.model import Problem
from mlsys_cli.book.parse.source_file import Place, problem_at
from mlsys_cli.text.spelling import suggest

_LIKE_ENOUGH = 80


@warning
def ignored_file(path: Path, message: str, hint: str) -> Problem:
    """A file is ignored although its name is nearly that of a file of the book, or it belongs to a chapter.

    `glossary.yml` and `Glossary.yaml` are no glossary, so that every link to its terms leads nowhere, and a chapter
    that book.yaml does not name is in no outline. Rename the file, or name the chapter in the `chapters` of a part.
    """
    return problem_at(Place(str(path), 1, 1, 1), "", "ignored-file", message, hint=hint).as_warning()


def ignored_files(book: Path, chapters: Collection[str]) -> Iterator[Problem]:
    """The files of a book that are passed over, in its folder and in those of its chapters."""
    yield from _misnamed(book, BOOK_FILES)
    for name in (name for name in _names(book) if not name.startswith(".")):
        if name in chapters:
            yield from _misnamed(book / name, CHAPTER_FILES)
        elif (book / name / "chapter.yaml").is_file():
            hint = f"write it as [{name}] among the 'chapters' of a part"
            yield ignored_file(book / name / "chapter.yaml", "book.yaml does not name this chapter", hint)


def _misnamed(folder: Path, known: Collection[str]) -> Iterator[Problem]:
    names = _names(folder)
    for name in names:
        if name in known or not name.lower().endswith((".yaml", ".yml")):
            continue
        like = suggest(name.lower(), known, cutoff=_LIKE_ENOUGH)
        if like and like[0] not in names:
            yield ignored_file(folder / name, "a file of this name is not read", f"did you mean {like[0]!r}?")


def _names(folder: Path) -> list[str]:
    """The names in a folder; none if it can't be read, which is reported elsewhere."""
    try:
        return sorted(os.listdir(folder))
    except OSError:
        return []
