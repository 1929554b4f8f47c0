"""The rule for files that aren't read, and the entries that are missing because of it."""

import os
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import NamedTuple

import yaml

from mlsys_cli.book.check.rules.rule import warning
from mlsys_cli.book.kinds import BOOK_FILES, CHAPTER_FILES, KINDS, KINDS_BY_FILE
from mlsys_cli.book.model import Problem
from mlsys_cli.book.parse.load import UnreadEntry
from mlsys_cli.book.parse.source_file import Place, problem_at
from mlsys_cli.book.parse.yaml_document import child, read_document
from mlsys_cli.text.spelling import suggest

_LIKE_ENOUGH = 80


class IgnoredFile(NamedTuple):
    """A file that isn't read, and the entries in it, which others may link to."""

    problem: Problem
    flaws: tuple[UnreadEntry, ...] = ()


@warning
def ignored_file(path: Path, message: str, hint: str) -> Problem:
    """A file is ignored because of its name, or because book.yaml doesn't list its chapter.

    `glossary.yml` and `terms.yaml` are not read as a glossary, and neither is a `glossary.yaml` beside book.yaml. A
    chapter that book.yaml doesn't list is not part of the book. Rename or move the file, or add the chapter to the
    `chapters` of a part. Links to entries in a misnamed file are not reported.
    """
    return problem_at(Place(str(path), 1, 1, 1), "", "ignored-file", message, hint=hint, level="warning")


def ignored_files(book: Path, chapters: Collection[str]) -> Iterator[IgnoredFile]:
    """The files that are ignored in the folders of a book and its chapters."""
    yield from _misnamed(book, BOOK_FILES)
    for name in (name for name in _names(book) if not name.startswith(".")):
        if name in chapters:
            yield from _misnamed(book / name, CHAPTER_FILES)
        elif (book / name / "chapter.yaml").is_file():
            hint = f"add {name} to the 'chapters' of a part"
            yield IgnoredFile(ignored_file(book / name / "chapter.yaml", "book.yaml doesn't list this chapter", hint))


def _misnamed(folder: Path, known: Collection[str]) -> Iterator[IgnoredFile]:
    """The files with a name like that of a known one, or with the contents of one."""
    names = _names(folder)
    for name in names:
        if name in known or name.startswith(".") or not name.lower().endswith((".yaml", ".yml")):
            continue
        document, _ = read_document(folder / name, f"{folder}/{name}")
        like = suggest(name.lower(), known, cutoff=_LIKE_ENOUGH) or _files_with_lists_of(document.root)
        if not like or (like[0] in known and like[0] in names):
            continue
        hint = f"did you mean {like[0]!r}?"
        if like[0] not in known:
            where = "next to book.yaml" if like[0] in BOOK_FILES else "in the folder of a chapter"
            hint = f"{like[0]} belongs {where}"
        kinds = KINDS_BY_FILE[like[0]]
        flaws = [UnreadEntry(kind.name, item) for kind in kinds for item in _items(document.root, kind.key)]
        if document.root is None:
            flaws = [UnreadEntry(kind.name, None) for kind in kinds]
        yield IgnoredFile(ignored_file(folder / name, "this file is ignored because of its name", hint), tuple(flaws))


def _files_with_lists_of(root: yaml.Node | None) -> list[str]:
    """The files that may have the lists of this one."""
    return [kind.file for kind in KINDS.values() if kind.key and _items(root, kind.key)]


def _items(root: yaml.Node | None, key: str) -> list[yaml.Node]:
    """The items of the list under a key of a file."""
    node = child(root, key)
    return node.value if isinstance(node, yaml.SequenceNode) else []


def _names(folder: Path) -> list[str]:
    """The names in a folder; none if it can't be read, which is reported elsewhere."""
    try:
        return sorted(os.listdir(folder))
    except OSError:
        return []
