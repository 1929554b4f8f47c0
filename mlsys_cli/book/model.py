"""The entries of a book as authors write them, one class a kind.

They are checked against these types when the book is loaded, and the JSON Schema for editors is made from
them. Prose fields are Markdown with `[[links]]`; an id is lower case, hyphenated and stable for ever.
"""

from dataclasses import dataclass, field, replace
from typing import Literal, TypeAlias

from mlsys_cli.quiz.question import Question

AsOf: TypeAlias = str | int | None
"""When an ageing fact was true: a year (2020), or a year and month ("2020-04")."""

ID_PATTERN = "[a-z0-9]+(-[a-z0-9]+)*"
"""The form of an id, as a regular expression."""

TermKind: TypeAlias = Literal[
    "concept", "method", "system", "person", "dataset", "hardware", "event", "measure", "field", "problem", "product"
]
FigureKind: TypeAlias = Literal["flow", "cycle", "graph", "stack", "bars", "pillars", "tree", "timeline"]

Month: TypeAlias = Literal[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A publication that the book rests on. `year` is absent where the source is undated."""

    key: str
    authors: tuple[str, ...]
    title: str
    venue: str
    year: int | None = None
    doi: str | None = None
    arxiv: str | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """A glossary entry. `aliases` are abbreviations, irregular plurals, other spellings, old and new names."""

    id: str
    name: str
    kind: TermKind
    definition: str
    aliases: tuple[str, ...] = ()
    explanation: str = ""
    example: str = ""
    see_also: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    as_of: AsOf = None
    disputed: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A stretch of prose with its subsections; `remember` is what to keep of it."""

    id: str
    title: str
    body: str
    remember: str = ""
    as_of: AsOf = None
    disputed: str = ""
    sections: tuple["Section", ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Era:
    """A stretch of years with a name; one without `end` goes on. A winter is an era of cuts and doubts."""

    id: str
    name: str
    start: int
    summary: str
    end: int | None = None
    kind: Literal["era", "winter"] = "era"
    disputed: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """An occurrence in a `year` (and `month`), or from it to `end`. `section` says where to read on."""

    id: str
    year: int
    title: str
    body: str
    month: Month | None = None
    end: int | None = None
    era: str | None = None
    terms: tuple[str, ...] = ()
    section: str | None = None
    sources: tuple[str, ...] = ()
    as_of: AsOf = None
    disputed: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column of a table, which is one of the subjects that it compares."""

    id: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One aspect of a comparison: a cell for each column, by the column's id."""

    aspect: str
    cells: dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A comparison of subjects, which are columns, in aspects, which are rows."""

    id: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    caption: str = ""
    sources: tuple[str, ...] = ()
    as_of: AsOf = None
    disputed: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A box, layer, bar, pillar or branch of a figure. `value` is the length of a bar."""

    id: str
    name: str
    note: str = ""
    value: float | int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A drawing as data. An edge is `[from, to]` or `[from, to, label]`; `alt` describes it in words."""

    id: str
    kind: FigureKind
    title: str
    alt: str
    nodes: tuple[Part, ...] = ()
    edges: tuple[tuple[str, ...], ...] = ()
    caption: str = ""
    unit: str = ""
    base: str = ""
    sources: tuple[str, ...] = ()
    as_of: AsOf = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChapterHead:
    """The fields of chapter.yaml that are about the chapter itself."""

    title: str
    summary: str
    objectives: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Chapter:
    """A chapter with all that its files hold."""

    id: str
    head: ChapterHead
    sections: tuple[Section, ...] = ()
    terms: tuple[Term, ...] = ()
    eras: tuple[Era, ...] = ()
    events: tuple[Event, ...] = ()
    tables: tuple[Table, ...] = ()
    figures: tuple[Figure, ...] = ()
    questions: tuple[Question, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class BookPart:
    """Chapters that belong together, in reading order."""

    title: str
    chapters: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """The fields of book.yaml: title, credits and the order of the chapters."""

    id: str
    title: str
    parts: tuple[BookPart, ...]
    summary: str = ""
    credit: str = ""
    licence: str = ""


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """A mistake in the content, at a place that counts from 1. `fatal` if a part is left out.

    A `warning` is a matter of taste, or may be meant. `excerpt` is the line; `length` characters of it are wrong.
    """

    path: str
    line: int
    column: int
    rule: str
    message: str
    hint: str = field(default="", compare=False)
    fatal: bool = field(default=False, compare=False)
    warning: bool = field(default=False, compare=False)
    excerpt: str = field(default="", compare=False, repr=False)
    length: int = field(default=1, compare=False, repr=False)

    def as_warning(self) -> "Problem":
        """The same problem as a warning."""
        return replace(self, warning=True)
