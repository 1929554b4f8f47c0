"""The entries of a book as authors write them, one class a kind.

They are checked against these types when the book is loaded, and the JSON Schema for editors is made from
them. Each key has its explanation beside its type, for editors and the guide for authors.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Annotated, Any, ClassVar, Literal, NamedTuple, TypeAlias, get_args

from mlsys_cli.book.number_fields import FIELDS
from mlsys_cli.calculators.calculator import CalculatorRecord
from mlsys_cli.quantity.given import Given
from mlsys_cli.quiz.question import ID_HELP, STRICT, AsOf, Disputed, Formerly, Question, Run, Sources
from mlsys_cli.text.english import slug_of

Id: TypeAlias = Annotated[str, ID_HELP]
Caption: TypeAlias = Annotated[str, "A caption, shown below it."]
Subtitle: TypeAlias = Annotated[str, "A plain subtitle, shown behind the title: what it is about, in common words."]
AlsoAsked: TypeAlias = Annotated[
    tuple[str, ...], "Words and phrases that learners search for when they don't know its name; they are never shown."
]

ID_PATTERN = "[a-z0-9]+(-[a-z0-9]+)*"
"""The form of an id, as a regular expression."""
ID_FORM = "lower-case letters and digits, with single hyphens between them"
"""The same in words."""

FigureKind: TypeAlias = Literal["flow", "cycle", "graph", "stack", "bars", "pillars", "tree", "timeline", "plot"]

Level: TypeAlias = Literal["error", "warning", "style"]
"""How much a problem matters: it is shown wrongly, it is probably a mistake, or it is a matter of taste."""

LEVELS: tuple[Level, ...] = get_args(Level)
"""The levels, the gravest first."""

Month: TypeAlias = Literal[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]
Day: TypeAlias = Literal[
    1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31
]  # fmt: skip  # a line of each ten would be longer


class _Part:
    """A part of an entry, in which Pydantic would overlook unknown keys; those of entries are found without it."""

    __slots__ = ()
    __pydantic_config__: ClassVar = STRICT


Calculator = CalculatorRecord


@dataclass(frozen=True, slots=True, kw_only=True)
class BookExhibit:
    """Data of the book for an exhibit of the program: a script of ELIZA, rules for MYCIN, mail for the spam filter."""

    id: Annotated[str, f"Unique in the book; `mlsys run` takes it. {ID_HELP}"]
    title: Annotated[str, "What it is called."]
    exhibit: Annotated[str, "The exhibit that reads the file: eliza, mycin, spam or bpe."]
    file: Annotated[str, "The file, by its path in the folder of the book, such as scripts/baker.txt."]
    summary: Annotated[str, "What it is, in a plain sentence."]
    licence: Annotated[str, "The licence of the file, if it isn't that of the book."] = ""
    sources: Sources = ()
    formerly: Formerly = ()

    @property
    def address(self) -> str:
        """Its name in links: `eliza/baker`."""
        return f"{self.exhibit}/{self.id}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Synonyms:
    """Words that a search takes for words of the book."""

    say: Annotated[tuple[str, ...], "What learners type: words in any form, or phrases of up to four words."]
    book: Annotated[tuple[str, ...], "The words or phrases of the book that are searched as well."]

    @property
    def id(self) -> str:
        """The words of both sides as an id, by which problems tell lines apart."""
        return slug_of(" ".join((*self.say, *self.book))) or "synonyms"


class Replacement(NamedTuple):
    """A text instead of an old one, which is what a problem is about."""

    old: str
    text: str


class WordDeletion(NamedTuple):
    """No word where the problem is, and no gap either."""

    word: str


class Addition(NamedTuple):
    """An id more in a list of an entry, which is in a file of the book."""

    file: str
    kind: str
    slug: str
    field: str
    item: str


class Reordering(NamedTuple):
    """Another order for the entries of a list of the file, by their ids."""

    key: str
    ids: tuple[str, ...]


Fix: TypeAlias = Replacement | WordDeletion | Addition | Reordering


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A publication that the book cites. `year` is None if the source is undated."""

    key: Annotated[str, "The key that texts cite, such as lovelace1843."]
    authors: Annotated[tuple[str, ...], "The authors, people or institutions, as printed."]
    title: Annotated[str, "The title."]
    venue: Annotated[str, "The journal, conference or publisher."]
    year: Annotated[int | None, "The year of publication; leave it out if unknown."] = None
    doi: Annotated[str | None, "The DOI, without https://doi.org/ before it."] = None
    arxiv: Annotated[str | None, "Its arXiv identifier."] = None
    url: Annotated[str | None, "The web address where it can be read."] = None
    accessed: Annotated[str, "The day on which the address was looked up, such as 2026-03-14."] = ""
    editors: Annotated[tuple[str, ...], "The editors, as printed."] = ()
    translators: Annotated[tuple[str, ...], "The translators, as printed."] = ()
    edition: Annotated[str | int, "The edition, as a number or a word: 2 or revised."] = ""
    pages: Annotated[str | int, "The pages in the journal or book, such as 117-124."] = ""
    language: Annotated[str, "The language, if readers may not expect it."] = ""
    isbn: Annotated[str, "The ISBN of a book, in quotes."] = ""
    formerly: Formerly = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """A glossary entry. `aliases` are abbreviations, irregular plurals, other spellings, old and new names."""

    id: Annotated[str, f"Unique in the whole book. {ID_HELP}"]
    name: Annotated[str, "The name, written as in a heading: Low tide."]
    kind: Annotated[str, "The kind of term: one of the book's `kinds`."]
    definition: Annotated[str, "What it is, in one or two sentences."]
    aliases: Annotated[tuple[str, ...], "Other names: abbreviations, irregular plurals, old and new names."] = ()
    sense: Annotated[str, "A word or two that tell it from another term of the same name, such as: of an SVM."] = ""
    also_asked: AlsoAsked = ()
    explanation: Annotated[str, "How it works and why it matters, as prose."] = ""
    example: Annotated[str, "A concrete example."] = ""
    see_also: Annotated[tuple[str, ...], "The ids of terms to read next."] = ()
    run: Run = ""
    sources: Sources = ()
    as_of: AsOf = None
    disputed: Disputed = ""
    formerly: Formerly = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ExampleStep(_Part):
    """A step of a worked example: a sum in words, as a formula, and with its result."""

    words: Annotated[str, "What is calculated, in a few words."]
    formula: Annotated[str, "The formula, over what is given and the steps before it that have a name."]
    result: Annotated[str | int | float, "What it comes to, with its unit; it may be rounded."]
    name: Annotated[str, "Its name in the formulas of later steps, which have its exact value."] = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkedExample(_Part):
    """A calculation whose steps are checked, placed in its section by `![[example:id]]`, or else at its end."""

    id: Annotated[str, f"Unique in the section. {ID_HELP}"]
    title: Annotated[str, "What is calculated."]
    steps: Annotated[tuple[ExampleStep, ...], "The sums, one after the other."]
    given: Annotated[dict[str, Given], "The values to begin with, by their names in the formulas."] = field(
        default_factory=dict
    )
    result: Annotated[str | int | float, "The result of the last step once more, if it should stand out."] = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A piece of prose with its subsections; `remember` is its main point, and `deeper` is folded at first."""

    id: Annotated[str, f"Unique in the chapter; others link to it as chapter/section. {ID_HELP}"]
    title: Annotated[str, "The heading."]
    body: Annotated[str, "The prose, as Markdown with links, embeds, citations and formulas."]
    subtitle: Subtitle = ""
    remember: Annotated[str, "The main point, in one sentence."] = ""
    deeper: Annotated[
        str, "A part for those who want to know more: a derivation, code, a failure. It is folded to one line."
    ] = ""
    examples: Annotated[tuple[WorkedExample, ...], "Calculations that are checked; ![[example:id]] places one."] = ()
    run: Run = ""
    also_asked: AlsoAsked = ()
    as_of: AsOf = None
    disputed: Disputed = ""
    formerly: Formerly = ()
    sections: Annotated[tuple["Section", ...], "The sections below it, written in the same way."] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Era:
    """A named period; one without `end` continues. A winter is a period of lost funding and interest."""

    id: Id
    name: Annotated[str, "The name of the era."]
    start: Annotated[int, "Its first year; -27 is 27 BC."]
    summary: Annotated[str, "What marked these years."]
    end: Annotated[int | None, "Its last year; leave it out if the era continues."] = None
    kind: Annotated[Literal["era", "winter"], "An era, or a winter: a period of lost funding and interest."] = "era"
    disputed: Disputed = ""
    formerly: Formerly = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """A historical event on a day, or in a month or year, or from that year to its `end`; `section` covers it."""

    id: Id
    year: Annotated[int, "The year in which it happened or began; -44 is 44 BC."]
    title: Annotated[str, "The event in a few words."]
    body: Annotated[str, "The event in two or three sentences, as prose."]
    month: Annotated[Month | None, "The month, from 1 to 12."] = None
    day: Annotated[Day | None, "The day of the month."] = None
    circa: Annotated[bool, "True if the date is approximate; it is shown as c. 1789."] = False
    end: Annotated[int | None, "The year in which it ended, if it lasted."] = None
    era: Annotated[str | None, "The id of the era that it belongs to."] = None
    terms: Annotated[tuple[str, ...], "The ids of related terms."] = ()
    section: Annotated[str | None, "The section that covers it, as chapter/section."] = None
    landmark: Annotated[bool, "True for an event whose date is worth knowing: learners are asked for it."] = False
    sources: Sources = ()
    as_of: AsOf = None
    disputed: Disputed = ""
    formerly: Formerly = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Column(_Part):
    """A column of a table, which is one of the subjects that it compares."""

    id: Annotated[str, f"Unique in the table. {ID_HELP}"]
    name: Annotated[str, "The heading of the column."]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell(_Part):
    """A cell of a table with sources of its own, or with the date of its fact."""

    text: Annotated[str, "The text."]
    sources: Sources = ()
    as_of: AsOf = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Row(_Part):
    """One aspect of a comparison: a cell for each column, by the column's id."""

    aspect: Annotated[str, "The heading of the row."]
    cells: Annotated[dict[str, str | Cell], "A text for each column, by the column's id, or a text with its sources."]
    sources: Sources = ()
    as_of: AsOf = None

    @property
    def texts(self) -> dict[str, str]:
        """The text of each cell."""
        return {column: cell if isinstance(cell, str) else cell.text for column, cell in self.cells.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A comparison: the subjects are its columns, and the aspects are its rows."""

    id: Id
    title: Annotated[str, "The title of the table."]
    columns: Annotated[tuple[Column, ...], "The subjects that are compared."]
    rows: Annotated[tuple[Row, ...], "The aspects that are compared."]
    caption: Caption = ""
    sources: Sources = ()
    as_of: AsOf = None
    disputed: Disputed = ""
    formerly: Formerly = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Part(_Part):
    """A box, layer, bar, pillar or branch of a figure. `value` and `second` are lengths of bars."""

    id: Annotated[str, f"Unique in the figure. {ID_HELP}"]
    name: Annotated[str, "The text of the node."]
    note: Annotated[str, "A note below the name."] = ""
    value: Annotated[float | int | None, "The length of a bar."] = None
    second: Annotated[float | int | None, "The length of a second bar, such as what was measured."] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureAxis(_Part):
    """An axis of a plot, linear or logarithmic. `range` is [from, to]; without it the axis is as long as the data."""

    label: Annotated[str, "What is measured along it."]
    unit: Annotated[str, "The unit of its numbers."] = ""
    log: Annotated[bool, "True for a logarithmic axis, which has no place for 0 or less."] = False
    range: Annotated[
        tuple[float | int, ...], "Its ends, [from, to]; without them it is as long as the points need."
    ] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureSeries(_Part):
    """A series of a plot; each point is [x, y]."""

    points: Annotated[tuple[tuple[float | int, ...], ...], "Its points, each [x, y]."]
    name: Annotated[str, "Its name in the legend; a plot of one series needs none."] = ""
    draw: Annotated[Literal["line", "points"], "A line from point to point, or points alone."] = "line"


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureMark(_Part):
    """A place of a plot that has a label, such as a point of a series."""

    at: Annotated[tuple[float | int, ...], "The place, [x, y]."]
    label: Annotated[str, "The words beside it."]


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A drawing as data. An edge is `[from, to]` or `[from, to, label]`; `alt` describes it in words."""

    id: Id
    kind: Annotated[FigureKind, "The kind of drawing."]
    title: Annotated[str, "The title of the figure."]
    alt: Annotated[str, "A description for readers who can't see it."]
    nodes: Annotated[tuple[Part, ...], "Its boxes, layers, bars, pillars or branches."] = ()
    edges: Annotated[
        tuple[tuple[str, ...], ...], "Its arrows: [from, to] or [from, to, label], by the ids of nodes."
    ] = ()
    caption: Caption = ""
    unit: Annotated[str, "The unit of the values of bars."] = ""
    log: Annotated[bool, "True for bars on a logarithmic scale."] = False
    values: Annotated[tuple[str, ...], "The names of both values of bars, such as [promised, measured]."] = ()
    base: Annotated[str, "The base under the pillars."] = ""
    x: Annotated[FigureAxis | None, "The horizontal axis of a plot."] = None
    y: Annotated[FigureAxis | None, "The vertical axis of a plot."] = None
    series: Annotated[tuple[FigureSeries, ...], "Up to four series of a plot."] = ()
    marks: Annotated[tuple[FigureMark, ...], "Places of a plot with labels."] = ()
    sources: Sources = ()
    as_of: AsOf = None
    formerly: Formerly = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ChapterHead:
    """The fields of chapter.yaml that are about the chapter itself."""

    title: Annotated[str, "The chapter's title."]
    summary: Annotated[str, "What the chapter is about, in two or three sentences."]
    subtitle: Subtitle = ""
    objectives: Annotated[tuple[str, ...], "The abilities that readers gain, each beginning with a verb."] = ()
    needs: Annotated[tuple[str, ...], "The ids of the chapters that readers should know first."] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Chapter:
    """A chapter with the contents of all its files."""

    id: str
    head: ChapterHead
    sections: tuple[Section, ...] = ()
    terms: tuple[Term, ...] = ()
    eras: tuple[Era, ...] = ()
    events: tuple[Event, ...] = ()
    tables: tuple[Table, ...] = ()
    figures: tuple[Figure, ...] = ()
    questions: tuple[Question, ...] = ()
    calculators: tuple[Calculator, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class BookPart(_Part):
    """Chapters that belong together, in reading order."""

    title: Annotated[str, "The part's title."]
    chapters: Annotated[tuple[str, ...], "The folders of its chapters, in reading order."]
    subtitle: Subtitle = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class BookPath(_Part):
    """A way through the book for some readers. One without `places` is the whole book."""

    id: Annotated[str, f"Unique among the paths; `mlsys path` takes it. {ID_HELP}"]
    title: Annotated[str, "What it is called."]
    audience: Annotated[str, "Whom it is for, in one sentence."]
    places: Annotated[
        tuple[str, ...],
        "Its chapters, and sections as chapter/section, in reading order; left out, it is the whole book.",
    ] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckSettings(_Part):
    """A book's settings for `mlsys check`. Errors can't be left out."""

    ignore: Annotated[tuple[str, ...], "Rules that find warnings or matters of style, and are skipped."] = ()
    level: Annotated[Level, "The lowest level of problems that are listed."] = "style"


@dataclass(frozen=True, slots=True, kw_only=True)
class TermKind(_Part):
    """A kind of terms, such as person or treaty, and the question word of its cards."""

    id: Annotated[str, f"Unique in the book; the `kind` of its terms. {ID_HELP}"]
    name: Annotated[str, "The name that readers see; without it the words of the id."] = ""
    asks: Annotated[
        Literal["what", "who", "where", "when"],
        "The question word of its cards: what, who (Who is this?), where or when. The default is what.",
    ] = "what"


DEFAULT_KINDS = tuple(
    TermKind(id=name, asks="who" if name == "person" else "what")
    for name in (
        *("concept", "method", "system", "person", "dataset", "hardware"),
        *("event", "measure", "field", "problem", "product"),
    )
)
"""The kinds of terms in a book that names none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """The fields of book.yaml: title, credits and the order of the chapters."""

    id: Annotated[str, f"Unique among all books. {ID_HELP}"]
    title: Annotated[str, "The book's title."]
    parts: Annotated[tuple[BookPart, ...], "The parts of the book, in reading order."]
    chapters: Annotated[
        tuple[str, ...],
        "The only chapters to be read, if others of its parts are left out; links to these become plain text.",
    ] = ()
    paths: Annotated[tuple[BookPath, ...], "Ways through the book, from which a reader chooses one."] = ()
    summary: Annotated[str, "What the book is about, in a few sentences."] = ""
    authors: Annotated[tuple[str, ...], "Its authors, as Given Name Surname."] = ()
    version: Annotated[str, 'Its version or edition, in quotes if it looks like a number: "1.0".'] = ""
    language: Annotated[str, "The language of its texts, as a tag of BCP 47 such as en or de-CH."] = "en"
    homepage: Annotated[str, "The web address of the book."] = ""
    credit: Annotated[str, "The work that the book is based on."] = ""
    licence: Annotated[str, "The licence of the texts."] = ""
    check: Annotated[CheckSettings, "What `mlsys check` leaves out."] = CheckSettings()
    kinds: Annotated[
        tuple[TermKind, ...],
        f"The kinds of its terms. A book that names none has {', '.join(kind.id for kind in DEFAULT_KINDS)}.",
    ] = ()

    @property
    def term_kinds(self) -> dict[str, TermKind]:
        """The kinds of terms that the book has, by id."""
        return {kind.id: kind for kind in self.kinds or DEFAULT_KINDS}


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """A mistake in the content; its line and column count from 1. `fatal` if an entry is left out.

    `excerpt` is the line; `length` characters of it are wrong. `fix` is what puts it right, where that is clear.
    """

    path: str
    line: int
    column: int
    rule: str
    message: str
    hint: str = field(default="", compare=False)
    fatal: bool = field(default=False, compare=False)
    level: Level = field(default="error", compare=False)
    excerpt: str = field(default="", compare=False, repr=False)
    length: int = field(default=1, compare=False, repr=False)
    fix: Fix | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stated(_Part):
    """A number with sources of its own, or with the date of its fact."""

    value: Annotated[int | float | str, "The number, with its unit."]
    sources: Sources = ()
    as_of: AsOf = None


Number: TypeAlias = int | float | str | Stated | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """A trained model: its size, its shape, and what its training took."""

    id: Annotated[str, ID_HELP]
    name: Annotated[str, "The name of the model."]
    aliases: Annotated[tuple[str, ...], "Other names."] = ()
    maker: Annotated[str, "Who made it."] = ""
    year: Annotated[int | None, "The year in which it was published."] = None
    summary: Annotated[str, "What it is, in a sentence or two."] = ""
    params: Annotated[Number, "Its parameters, such as 70.6B."] = None
    active: Annotated[Number, "The parameters that a token uses, of a mixture of experts."] = None
    experts: Annotated[Number, "Its experts a layer, without those that every token uses."] = None
    experts_used: Annotated[Number, "How many of these a token uses."] = None
    table: Annotated[Number, "The parameters of the input's table of embeddings, if the output has another one."] = None
    bits: Annotated[Number, "The bits of a weight as it is published, if not 16; the mean of all weights."] = None
    channels: Annotated[Number, "Of a model with 8-bit weights, the channels that have a scale of their own."] = None
    layers: Annotated[Number, "Its layers."] = None
    width: Annotated[Number, "The width of a layer."] = None
    heads: Annotated[Number, "Its attention heads."] = None
    kv_heads: Annotated[Number, "The heads that have keys and values of their own, if fewer."] = None
    head: Annotated[Number, "The width of a head, if it isn't width / heads."] = None
    cached: Annotated[Number, "The numbers that its cache keeps a token and layer, if not 2 × kv_heads × head."] = None
    cache_layers: Annotated[Number, "The layers whose cache keeps the whole context, if not all."] = None
    window: Annotated[Number, "The tokens of its longest context."] = None
    work: Annotated[Number, "The operations for one input, such as 8.2 GFLOP; a multiply-add is 2."] = None
    activations: Annotated[Number, "The most memory that the activations of one input take, such as 16 kB."] = None
    tokens: Annotated[Number, "The tokens of its training data."] = None
    training_time: Annotated[Number, "The time of training on these tokens, of all accelerators together."] = None
    training_peak: Annotated[
        Number, "The arithmetic of an accelerator that it was trained on, such as 989 TFLOP/s."
    ] = None
    sources: Sources = ()
    as_of: AsOf = None
    disputed: Disputed = ""
    formerly: Formerly = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Machine:
    """A chip or board that runs models: its memory, its arithmetic and its power."""

    id: Annotated[str, ID_HELP]
    name: Annotated[str, "The name of the machine."]
    aliases: Annotated[tuple[str, ...], "Other names."] = ()
    maker: Annotated[str, "Who makes it."] = ""
    year: Annotated[int | None, "The year in which it came out."] = None
    summary: Annotated[str, "What it is, in a sentence or two."] = ""
    memory: Annotated[Number, "Its memory for weights and activations, such as 80 GB."] = None
    flash: Annotated[Number, "The flash memory of a microcontroller, which holds the weights."] = None
    bandwidth: Annotated[Number, "The bandwidth of its memory, such as 3.35 TB/s."] = None
    clock: Annotated[Number, "Its highest clock, such as 64 MHz."] = None
    peak_32: Annotated[Number, "Its arithmetic with 32-bit numbers, dense, such as 67 TFLOP/s."] = None
    peak_16: Annotated[Number, "Its arithmetic with 16-bit numbers, dense."] = None
    peak_8: Annotated[Number, "Its arithmetic with 8-bit numbers, dense."] = None
    peak_4: Annotated[Number, "Its arithmetic with 4-bit numbers, dense."] = None
    reached: Annotated[Number, "The most that was measured with 16-bit numbers, in products of matrices."] = None
    power: Annotated[Number, "The power that it may draw, such as 700 W."] = None
    price: Annotated[Number, "The price of an hour, such as $2/h."] = None
    sources: Sources = ()
    as_of: AsOf = None
    disputed: Disputed = ""
    formerly: Formerly = ()


def numbers_of(spec: Any) -> Iterator[tuple[str, Stated]]:
    """The fields of a model or machine that have a number, each as one with sources."""
    for name in FIELDS:
        value = getattr(spec, name, None)
        if value is not None:
            yield name, value if isinstance(value, Stated) else Stated(value=value)
