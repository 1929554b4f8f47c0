"""The text of new files and entries: valid, and with a comment for each optional key.

It has placeholders instead of empty values, so that a new file can be read and checked at once. The templates are in
the folder `skeletons`: `files` are those of a new book and chapter, `entries` those of an entry of each kind.
"""

from pathlib import Path
from string import Template
from textwrap import indent
from typing import get_args

import yaml

from mlsys_cli.book.author.text_edits import scalar
from mlsys_cli.book.kinds import CHAPTER_FILES, EVERYWHERE, SCHEMA_FOLDER
from mlsys_cli.book.model import DEFAULT_KINDS, ID_FORM, Book, FigureKind
from mlsys_cli.errors import UsageError
from mlsys_cli.quiz.kinds.registry import QUESTION_KINDS
from mlsys_cli.text.english import slug_of
from mlsys_cli.text.spelling import either

DATA_FOLDER = "data"
"""The folder of a book for the data of its exhibits."""

_SKELETONS = Path(__file__).parent / "skeletons"


def id_from(name: str) -> str:
    """The id that a name gives. Raises UsageError if it gives none."""
    slug = slug_of(name)
    if not name.isprintable():
        raise UsageError(f"a name can't be {name[:40]!r}", ["remove the invisible characters"])
    if not slug:
        hints = ["the name needs a letter from a to z or a digit", "or give the id with --id"]
        raise UsageError(f"no id can be derived from {name[:40]!r}", hints)
    return slug


def checked_id(slug: str) -> str:
    """An id that an author has chosen. Raises UsageError if it has other characters than an id may have."""
    if slug != slug_of(slug) or not slug:
        near = slug_of(slug)
        hints = [f"use {near!r}"] if near else []
        raise UsageError(f"{slug[:40]!r} isn't an id: {ID_FORM}", hints)
    return slug


def title_from(name: str) -> str:
    """The name as readers see it; an id is turned into words."""
    words = " ".join(name.split())
    return words.replace("-", " ").capitalize() if words == slug_of(words) else words


def exhibit_data(slug: str, engine: str) -> tuple[str, str]:
    """The file for the data of a new exhibit, in the folder for data, and its text."""
    (path,) = (_SKELETONS / "data").glob(f"{engine}.*")
    return f"{slug}{path.suffix}", path.read_text(encoding="utf-8")


def chapter_files(name: str) -> dict[str, str]:
    """The files of a new chapter, each with its text."""
    first = _filled("entries/section", id="first-section", name="The first section")
    section = indent(first, " " * 4).lstrip()
    files = [file for file in CHAPTER_FILES if file != EVERYWHERE]
    return {file: new_file(file, name=scalar(title_from(name)), section=section) for file in files}


def book_files(slug: str, name: str) -> dict[str, str]:
    """The files of a new book, each with its text."""
    values = {"id": scalar(slug), "name": scalar(title_from(name))}
    return {file: new_file(file, **values) for file in ("book.yaml", "references.yaml")}


def new_file(file: str, **values: str) -> str:
    """The text of a new file without entries. Its first line points editors to its schema."""
    return _filled(f"files/{file.removesuffix('.yaml')}", **values)


def _filled(template: str, **values: object) -> str:
    """The text of a template with words in the place of its `$names`."""
    return Template(_skeleton(f"{template}.yaml")).substitute(values)


def _skeleton(path: str) -> str:
    return (_SKELETONS / path).read_text(encoding="utf-8")


def schema_line(path: str) -> str:
    """The first line of a file of a book, which tells editors where its schema is."""
    folder, _, name = path.rpartition("/")
    return f"# yaml-language-server: $schema={'../' if folder else ''}{SCHEMA_FOLDER}/{schema_name(name)}\n"


def schema_name(file: str) -> str:
    """The name of the schema of one of a book's files."""
    return file.replace(".yaml", ".json")


def kinds_of(noun: str, book: Book | None = None) -> tuple[str, ...]:
    """The kinds of an entry that has kinds, in a book; the first one is the default for a new entry."""
    match noun:
        case "question":
            return tuple(QUESTION_KINDS)
        case "term":
            return tuple(book.term_kinds if book else (kind.id for kind in DEFAULT_KINDS))
        case "figure":
            return get_args(FigureKind)
        case "exhibit":
            return tuple(sorted(path.stem for path in (_SKELETONS / "data").iterdir()))
    return ()


def item_skeleton(
    noun: str, name: str, kind: str = "", *, slug: str, year: int = 0, section: str = "", book: Book | None = None
) -> str:
    """The YAML of a new entry, without the dash before it."""
    kinds = kinds_of(noun, book)
    title = title_from(name)
    values: dict[str, object] = {
        "id": scalar(slug),
        "name": scalar(title),
        "kind": kind,
        "kinds": either(kinds) if kinds else "",
        "year": year,
        "section": section,
    }
    if noun == "question":
        asked = Template(QUESTION_KINDS[kind].ASK).substitute(name=title[:1].lower() + title[1:])
        values |= {"ask": scalar(title if title.endswith("?") else asked), "answer": QUESTION_KINDS[kind].ANSWER}
    elif noun == "figure":
        values["parts"] = yaml.safe_load(_skeleton("figure_parts.yaml"))[kind]
    elif noun == "exhibit":
        values["file"] = f"{DATA_FOLDER}/{exhibit_data(slug, kind)[0]}"
    return _filled(f"entries/{noun}", **values)
