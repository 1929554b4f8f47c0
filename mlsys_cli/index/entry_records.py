"""Records read from the index: the entries of a book with the entries that they refer to.

They are named tuples, because a look-up would have to wait for the dataclasses of `mlsys_cli.book.model`. `StoredEntry`
is an entry as the index has it, of which the records are made.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias, TypeVar

from mlsys_cli.book.kinds import KINDS
from mlsys_cli.page.blocks import Band, Blocks, Diagram, Edge, Node, TimeAxis, unpack
from mlsys_cli.text.english import day_index, quote

if TYPE_CHECKING:  # imported where there is a plot
    from mlsys_cli.page.plots import Plot
    from mlsys_cli.quantity.quantity import Quantity


class Ref(NamedTuple):
    """A reference to an entry. `id` is its number in the index, `slug` its id in the book.

    `address` is what to type for it: its slug, with its book before it where another book has one of the same slug.
    `origin` is the name of its book where several are open, else nothing. The name of a term ends with its `sense`, if
    it has one: Kernel (of an SVM). Chapters and sections may have a `subtitle`. `in_text` is the plain name as a
    sentence has it, if that differs.
    """

    id: int
    kind: str
    slug: str
    name: str
    book: str
    address: str
    origin: str
    sense: str
    subtitle: str = ""
    in_text: str = ""

    @property
    def title(self) -> str:
        """The name with the subtitle of a chapter or section behind it."""
        return f"{self.name} · {self.subtitle}" if self.subtitle else self.name

    @property
    def plain_name(self) -> str:
        """The name without the sense."""
        return self.name.removesuffix(f" ({self.sense})") if self.sense else self.name

    @property
    def target(self) -> str:
        """The target of a link to it from its own book."""
        return f"{self.kind}:{self.slug}"

    @property
    def link(self) -> str:
        """The target of a link to it from anywhere."""
        return f"{self.kind}:{self.address}"

    @property
    def command(self) -> str:
        """The command that shows it."""
        return target_command(self.link)


REF = ", ".join(f"entry.{column}" for column in Ref._fields)
"""The columns of the index from which a `Ref` is made."""


def target_command(target: str) -> str:
    """The command that opens the target of a link, such as `section:intro/symbolic-ai`."""
    kind, _, address = target.partition(":")
    # The command for a term may show a model of the same name.
    return f"mlsys {KINDS[kind].command} {quote(target if kind in ('model', 'machine') else address)}"


class Match(NamedTuple):
    """The way in which a query matched a name: `exact`, `alias` or `fuzzy`, with a score up to 100."""

    query: str
    how: str
    score: float


class Remarks(NamedTuple):
    """Remarks on a fact: its date, who disagrees, and the addresses of its sources."""

    as_of: str = ""
    disputed: Blocks = ()
    sources: tuple[str, ...] = ()


class SourceRecord(NamedTuple):
    """A publication."""

    ref: Ref
    authors: tuple[str, ...]
    editors: tuple[str, ...]
    translators: tuple[str, ...]
    year: int | None
    edition: str
    venue: str
    pages: str
    language: str
    isbn: str
    doi: str
    arxiv: str
    url: str
    accessed: str


class NumberRecord(NamedTuple):
    """A number of a model or machine: its field with a label, its value, and the addresses of its sources."""

    field: str
    label: str
    quantity: "Quantity"
    text: str
    as_of: str
    sources: tuple[str, ...]


class SpecRecord(NamedTuple):
    """A model or a machine with its numbers, and the term of its id."""

    ref: Ref
    aliases: tuple[str, ...]
    maker: str
    year: int | None
    summary: Blocks
    remarks: Remarks
    numbers: tuple[NumberRecord, ...]
    term: Ref | None

    @property
    def source_keys(self) -> tuple[str, ...]:
        """The addresses of the sources of single numbers."""
        return tuple(dict.fromkeys(key for number in self.numbers for key in number.sources))


class EventRecord(NamedTuple):
    """A dated event, with the address of the section to read next. Learners are asked for the date of a `landmark`."""

    ref: Ref
    year: int
    month: int | None
    day: int | None
    circa: bool
    end: int | None
    era: str
    body: Blocks
    terms: tuple[str, ...]
    section: str
    landmark: bool
    remarks: Remarks


class EraRecord(NamedTuple):
    """A period of years; `winter` marks one of cuts and doubts."""

    ref: Ref
    start: int
    end: int | None
    winter: bool
    summary: Blocks
    disputed: Blocks


class KindRecord(NamedTuple):
    """A kind of terms: its id and name in the book, and the question word of its cards: what, who, where or when."""

    id: str
    name: str
    asks: str


class TermRecord(NamedTuple):
    """A glossary entry with all that points to it.

    `run` is the exhibit to try, and `spec` the model or machine of its id. `closest` are the terms in `see_also`, that
    with the most of them in common first. `glosses` are their definitions as text, and `numbers` those of the sections,
    by entry id.
    """

    ref: Ref
    kind: KindRecord
    aliases: tuple[str, ...]
    definition: Blocks
    explanation: Blocks
    example: Blocks
    run: str
    remarks: Remarks
    see_also: tuple[Ref, ...]
    closest: tuple[Ref, ...]
    sections: tuple[Ref, ...]
    events: tuple[EventRecord, ...]
    glosses: dict[int, str]
    numbers: dict[int, str]
    spec: Ref | None


class OutlineRecord(NamedTuple):
    """A chapter or section without its text.

    `word_count` is that of its own prose, and `words_in_all` that of the sections below it as well.
    """

    ref: Ref
    word_count: int
    words_in_all: int
    sections: tuple["OutlineRecord", ...]

    def each_section(self, depth: int = 0) -> Iterator[tuple[int, "OutlineRecord"]]:
        """The sections below it in reading order, each with its depth."""
        for section in self.sections:
            yield depth, section
            if section.sections:  # most have none, and a large library has many
                yield from section.each_section(depth + 1)


class SectionRecord(NamedTuple):
    """A section with its subsections; `deeper` is the part that is folded until it is opened.

    Its worked examples stand in the text; `examples` has them as data for JSON.
    """

    ref: Ref
    body: Blocks
    remember: Blocks
    deeper: Blocks
    examples: tuple[Mapping[str, Any], ...]
    run: str
    remarks: Remarks
    sections: tuple["SectionRecord", ...]


class ChapterRecord(NamedTuple):
    """A chapter with its sections."""

    ref: Ref
    summary: Blocks
    needs: tuple[Ref, ...]
    objectives: tuple[Blocks, ...]
    sections: tuple[SectionRecord, ...]


class CellRemark(NamedTuple):
    """The date and sources of a cell, or of a whole row or column, whose `column` or `aspect` is empty."""

    aspect: str
    column: str
    remarks: Remarks


class TableRecord(NamedTuple):
    """A comparison: `columns` are pairs of id and name; a row is its aspect and a cell for each column."""

    ref: Ref
    columns: tuple[tuple[str, str], ...]
    rows: tuple[tuple[str, tuple[str, ...]], ...]
    caption: Blocks
    remarks: Remarks
    cell_remarks: tuple[CellRemark, ...] = ()

    @property
    def all_remarks(self) -> tuple[Remarks, ...]:
        """The remarks on the whole table, and those on its cells."""
        return (self.remarks, *(remark.remarks for remark in self.cell_remarks))


class FigureRecord(NamedTuple):
    """A drawing with its caption; that of a timeline is the axis of all eras and events."""

    ref: Ref
    drawing: "Diagram | TimeAxis | Plot"
    kind: str
    alt: str
    caption: Blocks
    remarks: Remarks


class StoredQuestion(NamedTuple):
    """A question as its author wrote it, with the address of its section; `fields` are those of its kind alone."""

    ref: Ref
    section: str
    kind: str
    level: str
    ask: Blocks
    explain: Blocks
    hint: Blocks
    run: str
    remarks: Remarks
    fields: dict[str, Any]


class TermInShort(NamedTuple):
    """A row of a glossary: a term, the name of its kind, its definition without links, and its other names."""

    ref: Ref
    kind: str
    definition: str
    aliases: tuple[str, ...]


class TermDefinition(NamedTuple):
    """As much of a term as a card needs: its kind, its name with its aliases, and its definition."""

    ref: Ref
    kind: KindRecord
    spellings: tuple[str, ...]
    definition: Blocks
    run: str
    remarks: Remarks


class ExhibitRecord(NamedTuple):
    """Data of a book for an exhibit: the exhibit, and the file by its path in the folder of the book."""

    ref: Ref
    exhibit: str
    file: str
    folder: Path
    summary: str
    licence: str
    sources: tuple[str, ...]

    @property
    def address(self) -> str:
        """Its name for `mlsys run`: `eliza/baker`."""
        return f"{self.exhibit}/{self.ref.address}"


class PathRecord(NamedTuple):
    """A way through a book: whom it is for, and its chapters and sections in order; none for the whole book."""

    slug: str
    title: str
    audience: str
    places: tuple[str, ...]


class BookRecord(NamedTuple):
    """A book with its imprint. Each of its parts has a title, a subtitle and the slugs of its chapters."""

    ref: Ref
    summary: str
    authors: tuple[str, ...]
    version: str
    language: str
    homepage: str
    credit: Blocks
    licence: str
    parts: tuple[tuple[str, str, tuple[str, ...]], ...]
    paths: tuple[PathRecord, ...]


class Reading(NamedTuple):
    """A chapter or section with the tables and figures `placed` in it, by `kind:id`, and every source that it cites.

    `numbers` are those of the chapters and sections of its chapter, by entry id. The sources are read when they are
    asked for, as most pages have their list folded; the addresses of those that it may cite are known.
    """

    item: ChapterRecord | SectionRecord
    trail: tuple[Ref, ...]
    placed: dict[str, TableRecord | FigureRecord]
    known_sources: frozenset[str]
    read_sources: Callable[[], tuple[SourceRecord, ...]]
    next: Ref | None
    numbers: dict[int, str]

    @property
    def sources(self) -> tuple[SourceRecord, ...]:
        """Every source that it cites."""
        return self.read_sources()


def each_section(item: ChapterRecord | SectionRecord) -> Iterator[SectionRecord]:
    """A section and all below it, or all of a chapter, in reading order."""
    if isinstance(item, SectionRecord):
        yield item
    for section in item.sections:
        yield from each_section(section)


def drawing_of(data: Any) -> "Diagram | Plot":
    """The drawing that a figure was compiled to; that of a timeline has no parts of its own."""
    if data["kind"] == "plot":
        return _plot(data["alt"], data["plot"])
    return Diagram(
        nodes=tuple(map(Node._make, data["nodes"])),
        edges=tuple(Edge(*edge[:3]) for edge in data["edges"] if len(edge) >= 2),
        values=tuple(data["values"]),
        **{field: data[field] for field in ("kind", "alt", "unit", "base", "log")},
    )


def _plot(alt: str, data: Any) -> "Plot":
    from mlsys_cli.page.plots import Axis, Plot, PlotMark, Series

    x, y = (Axis(*axis) for axis in data["axes"])
    series = (Series(name, tuple((x, y) for x, y in points), joined) for name, points, joined in data["series"])
    return Plot(alt, x, y, tuple(series), tuple(PlotMark(*mark) for mark in data["marks"]))


def numbers_from(stored: Iterable[Any], address: Callable[[str, str], str]) -> tuple[NumberRecord, ...]:
    """The numbers that can be read; `address` gives that of a source by its key."""
    from mlsys_cli.book.number_fields import FIELDS, number_in
    from mlsys_cli.quantity.quantity import QuantityError, format_quantity

    records: list[NumberRecord] = []
    for name, value, as_of, keys in stored:
        try:
            one = number_in(name, value)
        except QuantityError:
            continue
        sources = tuple(address("source", key) for key in keys)
        unit = FIELDS[name].unit
        text = f"{one.within(unit):g} bit" if unit == "bit/parameter" else format_quantity(one, binary="iB" in value)
        records.append(NumberRecord(name, FIELDS[name].label, one, text=text, as_of=as_of, sources=sources))
    return tuple(records)


Record = TypeVar("Record", bound=NamedTuple)


class StoredEntry(NamedTuple):
    """An entry that is read: its data, and the entries that these point to, `refs` by `kind:id`."""

    ref: Ref
    parent: int | None
    data: Any
    refs: Mapping[str, Ref]

    def prose(self, field: str) -> Blocks:
        """The prose of a field."""
        packed = self.data.get(field)
        return unpack(packed, self.refs) if packed else ()

    def remarks(self) -> Remarks:
        """The remarks on the entry."""
        sources = tuple(self.address("source", key) for key in self.data.get("sources", ()))
        return Remarks(str(self.data["as_of"] or ""), self.prose("disputed"), sources)

    def address(self, kind: str, slug: str) -> str:
        """The address of the entry that a slug means in this entry's book."""
        ref = self.refs.get(f"{kind}:{slug}")
        return ref.address if ref else slug

    def targets(self, kind: str, field: str) -> tuple[Ref, ...]:
        """The entries of a kind that a field names, as far as they exist."""
        return tuple(found for slug in self.data[field] if (found := self.refs.get(f"{kind}:{slug}")))

    def record(self, shape: type[Record], **more: Any) -> Record:
        """The entry as a record of this shape, with `more` for the fields that its data don't have."""
        fields = {"ref": self.ref, **more}
        prose = KINDS[self.ref.kind].prose
        for field in shape._fields:
            if field in fields:
                continue
            if field == "remarks":
                fields[field] = self.remarks()
            elif field == "numbers":
                fields[field] = numbers_from(self.data[field], self.address)
            else:
                fields[field] = self.prose(field) if field in prose else _as_tuples(self.data[field])
        return shape._make([fields[field] for field in shape._fields])


def chapter_of(entry: StoredEntry, below: Mapping[int | None, list[StoredEntry]]) -> ChapterRecord:
    """A chapter with all sections below it."""
    objectives = tuple(unpack(text, entry.refs) for text in entry.data["objectives"])
    sections = tuple(section_of(child, below) for child in below[entry.ref.id])
    needs = entry.targets("chapter", "needs")
    return entry.record(ChapterRecord, needs=needs, objectives=objectives, sections=sections)


def section_of(entry: StoredEntry, below: Mapping[int | None, list[StoredEntry]]) -> SectionRecord:
    """A section with all below it."""
    return entry.record(SectionRecord, sections=tuple(section_of(child, below) for child in below[entry.ref.id]))


def event_of(entry: StoredEntry) -> EventRecord:
    """An event."""
    section, terms = entry.address("section", entry.data["section"]), tuple(entry.data["terms"])
    return entry.record(EventRecord, section=section, terms=terms)


def table_of(entry: StoredEntry) -> TableRecord:
    """A comparison table."""
    remarks = (
        CellRemark(aspect, column, Remarks(as_of, (), tuple(entry.address("source", key) for key in keys)))
        for aspect, column, as_of, keys in entry.data["cell_remarks"]
    )
    return entry.record(TableRecord, cell_remarks=tuple(remarks))


def _as_tuples(value: Any) -> Any:
    """A value of JSON with tuples for lists, as records have them."""
    return tuple(map(_as_tuples, value)) if isinstance(value, list) else value


EventDate: TypeAlias = tuple[int, int | None, int | None]
"""When an event was: its year, month and day."""

_MOST_DAYS = 12 * 366
"""The length of a time axis up to which days are told apart."""


def axis_of(eras: Sequence[EraRecord], dates: Iterable[EventDate], alt: str = "") -> TimeAxis:
    """The time axis of some eras and the dates of some events; an era that goes on ends with the last event.

    It is one of days if it is short and the events have months, and then only as long as the events.
    """
    days = sorted((year, *filter(None, (month, month and day))) for year, month, day in dates)
    years = [year for year, *_ in days]
    ends = years + [era.start for era in eras] + [era.end for era in eras if era.end is not None]
    bands = tuple(Band(era.ref.name, era.start, era.end, era.winter) for era in eras)
    axis = TimeAxis(bands, tuple(years), min(ends, default=0), max(ends, default=0), alt)
    if max(map(len, days), default=0) < 2 or not 0 < day_index(*days[-1]) - day_index(*days[0]) < _MOST_DAYS:
        return axis
    return axis._replace(days=tuple(days), first=years[0], last=years[-1])
