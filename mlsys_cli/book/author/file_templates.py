"""Templates of a new book's and chapter's files: valid, and with words that say what belongs there."""

from string import Template

from mlsys_cli.book.author.new_ids import id_from, scalar, title_from
from mlsys_cli.book.kinds import BOOK_FILES, CHAPTER_FILES, kinds_in

SCHEMA_FOLDER = ".schema"
"""The folder of a book for the schemas of editors; the first line of each file points there."""

_CHAPTER = """\
title: $name
summary: Say in two or three sentences what this chapter is about.
objectives:
  - Say what the reader can do after this chapter, beginning with a verb.
sections:
  - id: first-section
    title: The first section
    body: |
      Begin with a person, a year or a picture from life, and define afterwards. An empty line ends a paragraph.

      Write `[[term-id]]` to link to a term, `[@source-key]` to cite, and `![[table:table-id]]` on a line of its own to
      place a table.
    remember: Say the main point of this section in one sentence.
    # sections:  # more of them, below this one
"""

_BOOK = """\
id: $id
title: $name
summary: Say in a few sentences what this book is about.
# credit: Name the work that the book is based on.
# licence: CC BY 4.0
parts:
  - title: The first part
    chapters: []
"""

_ABOUT = {
    "references.yaml": "Every source of the book. 'mlsys new source KEY' adds one; a text cites it as [@key].",
    "glossary.yaml": "The terms of this chapter. 'mlsys new term NAME' adds one; a text links to it as [[id]].",
    "timeline.yaml": "What happened when. 'mlsys new event NAME --year YEAR' adds an event.",
    "tables.yaml": "Comparison tables. 'mlsys new table NAME' adds one; ![[table:id]] places it in a section.",
    "figures.yaml": "Figures as data. 'mlsys new figure NAME' adds one; ![[figure:id]] places it in a section.",
    "quiz.yaml": "Questions. 'mlsys new question NAME --kind KIND' adds one.",
}


def chapter_files(name: str) -> dict[str, str]:
    """The files of a new chapter, each with its text."""
    head = _modeline("chapter.yaml", 1) + Template(_CHAPTER).substitute(name=scalar(title_from(name)))
    return {"chapter.yaml": head, **{file: empty_file(file) for file in CHAPTER_FILES[1:]}}


def book_files(name: str) -> dict[str, str]:
    """The files of a new book, each with its text."""
    about = Template(_BOOK).substitute(id=scalar(id_from(name)), name=scalar(title_from(name)))
    return {"book.yaml": _modeline("book.yaml", 0) + about, "references.yaml": empty_file("references.yaml")}


def empty_file(file: str) -> str:
    """One of the files that are lists, with nothing in it yet."""
    lists = "".join(f"{kind.key}: []\n" for kind in kinds_in(file))
    return f"{_modeline(file, 0 if file in BOOK_FILES else 1)}# {_ABOUT[file]}\n\n{lists}"


def schema_name(file: str) -> str:
    """The name of the schema of one of a book's files."""
    return file.replace(".yaml", ".json")


def _modeline(file: str, depth: int) -> str:
    """The first line of a file, which points editors to its schema; `depth` counts the folders above it in the book."""
    return f"# yaml-language-server: $schema={'../' * depth}{SCHEMA_FOLDER}/{schema_name(file)}\n"
