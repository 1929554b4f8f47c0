"""`mlsys new`: create a book, a chapter or an entry."""

import os
import re
from pathlib import Path
from typing import Annotated

from mlsys_cli.arguments.declarations import argument, one_of, option, require_place, word_argument
from mlsys_cli.book.author.create import (
    EntrySpec,
    chapters_of,
    make_book,
    make_chapter,
    make_example,
    make_item,
    make_part,
)
from mlsys_cli.book.author.templates import checked_id, id_from, kinds_of
from mlsys_cli.book.kinds import BOOK_FILES, CHAPTER_FILES, KINDS
from mlsys_cli.book.parse.load import load_book
from mlsys_cli.errors import UsageError
from mlsys_cli.session.session import Session
from mlsys_cli.text.own_files import book_around
from mlsys_cli.views.value_view import LocationView

_OPTIONS = {
    "part": (),
    **{kind.name: (*kind.new_options, "--id") for kind in KINDS.values() if kind.new_options is not None},
}
_OPTIONS["example"] = ("--chapter", "--section", "--id")
"""What can be made, and the options that each takes."""


def new_command(
    session: Session,
    noun: Annotated[str, word_argument("WHAT", "template", _OPTIONS)],
    name: Annotated[
        list[str], argument(metavar="NAME...", help="The name; the id is derived from it, if --id doesn't give one.")
    ],
    folder: Annotated[
        str, option("--in", metavar="FOLDER", help="The folder of the book or chapter; default: the current one.")
    ] = "",
    chapter: Annotated[str, option("--chapter", metavar="CHAPTER", help="The chapter to add it to.")] = "",
    part: Annotated[str, option("--part", metavar="TITLE", help="The part to add a chapter to.")] = "",
    kind: Annotated[
        str, option("--kind", metavar="KIND", help="The kind of a term, figure, question or exhibit.")
    ] = "",
    year: Annotated[
        int | None, option("--year", metavar="YEAR", help="The year of an event or source, or the first one of an era.")
    ] = None,
    section: Annotated[
        str, option("--section", metavar="SECTION", help="The section of a question or worked example.")
    ] = "",
    slug: Annotated[str, option("--id", metavar="ID", help="The id, if it isn't to be derived from the name.")] = "",
) -> None:
    """Create a book, a chapter or an entry with placeholder text, and print its place as path:line.

    An entry is added to the file for its kind; the rest of the file doesn't change. Nothing is overwritten.

    Examples:
        mlsys new book my-book  # a folder with a book.yaml
        mlsys new chapter basics --in my-book  # a chapter in it
        mlsys new term "Moore's law" --in my-book  # a term, in alphabetical order
        mlsys new term 東京 --id tokyo --in my-book  # with an id of your own
        mlsys new question cold-start --kind typed --in my-book  # a typed answer
        code --goto "$(mlsys new table two-ways --in my-book)"  # open it
    """
    given = {"--chapter": chapter, "--part": part, "--kind": kind, "--section": section, "--id": slug}
    require_place("new", noun, given | {"--year": year is not None}, _OPTIONS)
    words, slug = " ".join(name), checked_id(slug) if slug else ""
    where = Path(os.path.abspath(folder or "."))
    if not os.path.isdir(where):
        raise UsageError(f"there is no folder {folder!r}")
    if noun == "book":
        made = make_book(where, words, slug)
    elif noun == "chapter":
        made = make_chapter(_book(session, where), words, part, slug)
    elif noun == "part":
        made = make_part(_book(session, where), words)
    elif noun == "example":
        book = _book(session, where)
        in_chapter = _chapter(book, where, chapter or section.rpartition("/")[0])
        made = make_example(book, in_chapter, EntrySpec(noun, words, section=section, id=slug))
    else:
        book = _book(session, where)
        kinds = kinds_of(noun, load_book(book).book)
        kind = one_of("kind", kind, kinds) if kind else next(iter(kinds), "")
        if year is None:  # the one at the end of a key such as lovelace1843 or moore1965b, else this year
            year_at_end = re.search(r"(?<!\d)([12]\d{3})[a-z]?$", words, re.ASCII)
            year = int(year_at_end[1]) if year_at_end else session.local_time.year
        may_be_top = KINDS[noun].file in BOOK_FILES and not chapter
        is_top = may_be_top and (KINDS[noun].file not in CHAPTER_FILES or where == book)
        in_chapter = "" if is_top else _chapter(book, where, chapter or section.rpartition("/")[0])
        made = make_item(book, in_chapter, EntrySpec(noun, words, kind, year=year, section=section, id=slug))
    path, *files = (
        os.path.relpath(path) if path.is_relative_to(Path.cwd()) else str(path) for path in (made.path, *made.files)
    )
    fields = {"made": noun, "id": made.id, "path": path, "line": made.line, "files": files}
    session.show(LocationView("made", f"{path}:{made.line}", [["path", "line"], [path, made.line]], **fields))


def _book(session: Session, where: Path) -> Path:
    """The book that a folder belongs to. Raises UsageError if there is none that may be changed."""
    around = book_around(str(where))
    if around is None:
        hints = ["change to the folder of a book, or give it with --in", "'mlsys new book NAME' creates one"]
        raise UsageError(f"there is no book.yaml in {where} or above it", hints)
    book = Path(around)
    session.books.require_own(book)
    return book


def _chapter(book: Path, where: Path, wanted: str) -> str:
    """The named chapter, else that of the current folder, else the only one."""
    chapters = chapters_of(book)
    here = where.relative_to(book).parts[:1]
    name = wanted or (here[0] if here else chapters[0] if len(chapters) == 1 else "")
    for chapter in chapters:
        if name and chapter in (name, id_from(name)):
            return chapter
    listed = [f"the chapters are {', '.join(chapters)}"] if chapters else ["'mlsys new chapter NAME' creates one"]
    if name:
        raise UsageError(f"the book has no chapter {name[:60]!r}", listed)
    raise UsageError("give the chapter with --chapter", listed)
