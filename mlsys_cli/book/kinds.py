"""The kinds of entries in a book: one row a kind says where its entries are and what the program does with them.

Every list of kinds in the program is made from this table. Nothing heavy is imported here, since lookups need it.
"""

from pathlib import Path
from typing import NamedTuple, TypeAlias

Steps: TypeAlias = tuple[str | int, ...]
"""The keys and indices that lead from an entry to one of its values."""


class EntryKind(NamedTuple):
    """A kind of entry: its place in a book's files, its class in `book.model`, and the commands that take it."""

    name: str
    file: str
    key: str = ""
    """The key of the list in the file; in the table below only where it isn't the plural. It is empty for a kind with a
    file of its name, which is a single entry."""

    model: str = ""
    """Its class in `book.model`; in the table below only where it isn't called like the kind."""

    prose: tuple[str, ...] = ()
    """The fields that are Markdown."""

    command: str = ""
    """The command that shows an entry."""

    sorted_by: str = ""
    """The field by which `mlsys new` keeps the list in order."""

    new_options: tuple[str, ...] | None = None
    """The options of `mlsys new` for this kind; None if it makes none."""

    sides: tuple[str, ...] = ()
    """The cards of an entry. A question is its own card; those of a table are named after its rows."""

    has_cards: bool = False
    has_notes: bool = True
    is_listed: bool = True
    is_searched: bool = True

    @property
    def plural(self) -> str:
        """The word for several of them."""
        return f"{self.name}s"


_ROWS = (
    EntryKind(
        "book", "book.yaml", prose=("credit",), new_options=(), has_notes=False, is_listed=False, is_searched=False
    ),
    EntryKind(
        "chapter", "chapter.yaml", model="ChapterHead", prose=("summary",), command="read", new_options=("--part",)
    ),
    EntryKind(
        "section",
        "chapter.yaml",
        prose=("body", "remember", "deeper", "disputed"),
        command="read",
        new_options=("--chapter",),
    ),
    EntryKind(
        "term",
        "glossary.yaml",
        prose=("definition", "explanation", "example", "disputed"),
        command="define",
        sorted_by="id",
        new_options=("--chapter", "--kind"),
        sides=("meaning", "name"),
        has_cards=True,
    ),
    EntryKind(
        "era",
        "timeline.yaml",
        prose=("summary", "disputed"),
        command="timeline --era",
        new_options=("--chapter", "--year"),
        is_listed=False,
        is_searched=False,
    ),
    EntryKind(
        "event",
        "timeline.yaml",
        prose=("body", "disputed"),
        command="timeline",
        sorted_by="year",
        new_options=("--chapter", "--year"),
        sides=("year",),
        has_cards=True,
    ),
    EntryKind(
        "table",
        "tables.yaml",
        prose=("caption", "disputed"),
        command="compare",
        new_options=("--chapter",),
        has_cards=True,
    ),
    EntryKind("figure", "figures.yaml", prose=("caption",), command="figure", new_options=("--chapter", "--kind")),
    EntryKind(
        "question",
        "quiz.yaml",
        prose=("ask", "explain", "hint", "disputed"),
        new_options=("--chapter", "--kind", "--section"),
        sides=("",),
        has_cards=True,
        has_notes=False,
        is_searched=False,
    ),
    EntryKind("source", "references.yaml", key="references", command="cite", sorted_by="key", new_options=("--year",)),
    EntryKind(
        "model",
        "models.yaml",
        prose=("summary", "disputed"),
        command="define",
        sorted_by="id",
        new_options=(),
        has_notes=False,
    ),
    EntryKind(
        "machine",
        "machines.yaml",
        prose=("summary", "disputed"),
        command="define",
        sorted_by="id",
        new_options=(),
        has_notes=False,
    ),
    EntryKind("calculator", "calculators.yaml", command="run", new_options=("--chapter",), has_notes=False),
    EntryKind("exhibit", "exhibits.yaml", model="BookExhibit", command="run", new_options=("--kind",), has_notes=False),
    EntryKind("synonym", "synonyms.yaml", model="Synonyms", has_notes=False, is_listed=False, is_searched=False),
)

KINDS = {
    row.name: row._replace(
        key="" if row.file == f"{row.name}.yaml" else row.key or row.plural, model=row.model or row.name.capitalize()
    )
    for row in _ROWS
}
"""Every kind by its name, in the order in which help and lists name them."""

IMPORTED = "imported"
"""The key under which an entry of any kind says where `mlsys import` has it from: `{format, from, id, hash}`."""

PRECEDENCE = (
    *("term", "section", "chapter", "table", "figure", "model", "machine", "calculator", "exhibit"),
    *("event", "era", "source", "question", "book"),
)
"""The kinds in the order in which a name is looked up."""

NOTED = tuple(name for name in PRECEDENCE if KINDS[name].has_notes)
"""The kinds that can have a note or a mark."""

CARDED = tuple(name for name in PRECEDENCE if KINDS[name].has_cards)
"""The kinds of entries that have cards."""

SPECS = ("model", "machine")
"""The kinds of entries whose numbers estimates use."""

LONGEST_SYNONYM = 4
"""The most words of a phrase that is said for something. It is here since a lookup imports this file anyway."""

EVERYWHERE = KINDS["calculator"].file
"""The file that a book may have beside its book.yaml and in each chapter."""

_BOOK_ONLY = ("book.yaml", "references.yaml", "models.yaml", "machines.yaml", "exhibits.yaml", "synonyms.yaml")
BOOK_FILES = (*_BOOK_ONLY, EVERYWHERE)
CHAPTER_FILES = tuple(dict.fromkeys(row.file for row in _ROWS if row.file not in _BOOK_ONLY))

CHAPTER_MARKDOWN = "chapter.md"
"""The file that a chapter may have instead of its chapter.yaml, with its prose as Markdown."""

PACK_FILE = "pack.json"
"""The file that marks an installed book, whose id is the name of its folder."""

SCHEMA_FOLDER = ".schema"
"""The folder of a book for the schemas of editors; the first line of each file points there."""

KINDS_BY_FILE = {
    file: tuple(kind for kind in KINDS.values() if kind.file == file and kind.key)
    for file in (*BOOK_FILES, *CHAPTER_FILES)
}
"""The kinds whose lists are in each file."""

KINDS_BY_FILE[CHAPTER_MARKDOWN] = KINDS_BY_FILE[CHAPTER_FILES[0]]

BOOK_KINDS = tuple(kind for file in BOOK_FILES[1:] for kind in KINDS_BY_FILE[file])
"""The kinds whose lists belong to the whole book, and not to a chapter."""

_PACKAGE = Path(__file__).parents[1]

BUNDLED_BOOK = _PACKAGE / "content" if (_PACKAGE / "content").is_dir() else _PACKAGE.parent / "content"
"""The folder of the bundled book: inside the package, or next to it in a checkout."""
