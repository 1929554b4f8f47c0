"""The blocks that a page is made of: prose, tables and diagrams, before a width or format is chosen.

Prose is parsed into these blocks when the book is compiled, and packed for the index: a text of one unmarked paragraph,
as most are, as the string that it is. A view adds the rest. The blocks are named tuples and not dataclasses because
every lookup pays for their import: a frozen dataclass costs seven times as much.
"""

import re
from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol, TypeAlias

from mlsys_cli.text.english import counted, quote

if TYPE_CHECKING:  # imported where numbers are drawn
    from mlsys_cli.page.plots import Pixels, Plane, Plot


class Span(NamedTuple):
    """A run of text in one style; `target` is what it links to, such as `term:perceptron`.

    A style is a meaning (`strong`, `code`, `term.name`), never a colour. The text of a link is empty where the
    author left it to the target's name, which is known only when the page is read. That of a citation is the place in
    the source, such as `p. 3`, until it gets its number. A `math` span is a formula in one line; its target is its
    source in LaTeX, and leads nowhere.
    """

    text: str
    style: str = ""
    target: str = ""


Spans: TypeAlias = tuple[Span, ...]

BARS = ("bar", "bar.rest")
"""The styles of spans that draw what the words beside them say: where nothing is drawn, they are left out."""

MATH = ("math", "math.block")
"""The styles of formulas: among words, and in a paragraph of their own."""


class Paragraph(NamedTuple):
    """Running text."""

    spans: Spans


class Heading(NamedTuple):
    """A title of level 1 (the page) to 4, with what it is the title of."""

    level: int
    text: str
    target: str = ""


class Bullets(NamedTuple):
    """A list, numbered or not; each item is blocks.

    In columns it is one of entries: in the first block of an item are the name as a link, a kind if there is one, more.
    What draws no columns shows it as any list. If its items are entries, such as sources, `targets` says which.
    """

    items: tuple[tuple["Block", ...], ...]
    ordered: bool = False
    in_columns: bool = False
    targets: tuple[str, ...] = ()


class Folded(NamedTuple):
    """Blocks for those who want to know more, which a page with room for it folds to their title."""

    title: str
    blocks: tuple["Block", ...]


class OptionList(NamedTuple):
    """A list whose items have marks of their own: a number to press, a sign for right or wrong."""

    items: tuple[tuple[Span, Spans], ...]


class Quote(NamedTuple):
    """Blocks that are set apart: a quotation or a definition."""

    blocks: tuple["Block", ...]


class Code(NamedTuple):
    """Text whose line breaks and spaces are preserved; its language by the name that its author gives, if any.

    The `styles` of its words, each with the places where they begin and end, are known of code that was compiled.
    """

    text: str
    language: str = ""
    styles: tuple[tuple[str, int, int], ...] = ()


class Math(NamedTuple):
    """A formula between paragraphs: in one line, and its source in LaTeX."""

    text: str
    source: str


class Embed(NamedTuple):
    """The place of a table, figure or exhibit in the prose, which is put there when the page is made."""

    kind: str
    id: str


class Aside(NamedTuple):
    """A remark with a label, such as what to remember, who disagrees, or how old a fact is."""

    label: str
    spans: Spans
    style: str = "note"


class DefinitionList(NamedTuple):
    """Short facts about an entry, each with a label and a value."""

    rows: tuple[tuple[str, Spans], ...]


class ListEntry(NamedTuple):
    """An item of a list of results: its title, the matching words, and the command that opens it."""

    title: Spans
    text: Spans
    command: Spans


class Excerpt(NamedTuple):
    """A line of a file with a mark under some of its characters (from `column` on, which counts from 1), and a hint."""

    title: Spans
    line: int
    text: str
    column: int
    length: int
    hint: Spans = ()


class OutlineRow(NamedTuple):
    """A title in an outline: its depth, a remark, the address of its text, and how far the reader is.

    If `done`, the reader has been through it.
    """

    depth: int
    text: str
    remark: str
    address: str
    way: str = ""
    done: bool = False
    label: str = ""

    @property
    def target(self) -> str:
        """The target of a link to it."""
        return f"{'section' if self.depth else 'chapter'}:{self.address}"

    @property
    def command(self) -> str:
        """The command that opens it."""
        return f"mlsys read {quote(self.address)}"


class Outline(NamedTuple):
    """A tree of titles in reading order, with the same columns as one that has the rows `beside` it, too."""

    rows: tuple[OutlineRow, ...]
    beside: tuple[OutlineRow, ...] = ()


class Table(NamedTuple):
    """A table: the name of each column, and rows of cells. The first column names the row."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


class Meter(NamedTuple):
    """The amounts of the parts of one row of a chart; `done` if the reader has finished it."""

    depth: int
    name: str
    parts: tuple[int, ...]
    done: bool = False


class Meters(NamedTuple):
    """A chart of rows, each divided into parts that the labels name."""

    labels: tuple[str, ...]
    rows: tuple[Meter, ...]


class Calendar(NamedTuple):
    """The amount of work on each day up to a last one. Days are numbers; 1 is the first of January of the year 1.

    Days on which nothing was done need not be there. `unit` is what is counted, in the singular.
    """

    days: tuple[tuple[int, int], ...]
    last: int
    unit: str


class Node(NamedTuple):
    """A part of a figure."""

    id: str
    name: str
    note: str = ""
    value: float | None = None
    second: float | None = None


class Edge(NamedTuple):
    """A connection of two parts of a figure, by their ids."""

    source: str
    target: str
    label: str = ""


class Diagram(NamedTuple):
    """A figure as data; `alt` says in words what it shows. `base` belongs to pillars.

    `unit`, `log` and `values` belong to bars, as the values of their nodes do: the unit, a logarithmic scale, and the
    names of the first and the second value.
    """

    kind: str
    alt: str
    nodes: tuple[Node, ...] = ()
    edges: tuple[Edge, ...] = ()
    unit: str = ""
    base: str = ""
    log: bool = False
    values: tuple[str, ...] = ()


class Band(NamedTuple):
    """An era on a time axis; `end` is None while it goes on, `winter` marks the cold ones."""

    name: str
    start: int
    end: int | None
    winter: bool = False


class TimeAxis(NamedTuple):
    """Eras as bands and events as marks over one axis of years, `first` to `last`, drawn to scale.

    If the `days` of the events are given, it is an axis of days from the first to the last: each is a year, a month if
    it is known, and a day if that is known.
    """

    bands: tuple[Band, ...]
    years: tuple[int, ...]
    first: int
    last: int
    alt: str = ""
    days: tuple[tuple[int, ...], ...] = ()


class TimelineEvent(NamedTuple):
    """An event beside the time axis: when (`1997`, `9 May 1997`), what, the words under it, and what it leads to."""

    year: int
    when: str
    title: str
    blocks: tuple["Block", ...]
    target: str = ""


Block: TypeAlias = (
    "Paragraph | Heading | Bullets | Folded | OptionList | Quote | Code | Math | Embed | Aside | DefinitionList"
    " | ListEntry | Excerpt | Outline | Table | Meters | Calendar | Diagram | TimeAxis | TimelineEvent"
    " | Plot | Plane | Pixels"
)
Blocks: TypeAlias = "tuple[Block, ...]"


def plain(spans: Iterable[Span]) -> str:
    """The words of some spans. A citation that has no number yet leaves no gap."""
    text = ""
    for span in spans:
        text = text.rstrip() if span.style == "cite" and not is_numbered(span) else text + span.text
    return text


def is_numbered(citation: Span) -> bool:
    """True if a citation is the words that readers see: `[3]`, or `[3, p. 196]`."""
    return citation.text.startswith("[")


def unfolded(blocks: Iterable[Block]) -> Iterator[Block]:
    """The blocks of a page that shows all: what is folded comes below its title as a heading."""
    for block in blocks:
        yield from (Heading(4, block.title), *block.blocks) if isinstance(block, Folded) else (block,)


def text_spans(text: str, style: str = "") -> Spans:
    """One span of text."""
    return (Span(text, style),)


def prose_spans(blocks: Iterable[Block]) -> list[Span]:
    """Each span of some prose, in reading order."""
    prose: list[Span] = []
    for block in blocks:
        match block:
            case Paragraph(spans):
                prose += spans
            case Bullets(items):
                prose += [span for item in items for span in prose_spans(item)]
            case Quote(inner):
                prose += prose_spans(inner)
            case Code(text):
                prose.append(Span(text, "code"))
            case Math(text, source):
                prose.append(Span(text, "math", source))
    return prose


def prose_text(blocks: Iterable[Block], has_sources: bool = False) -> str:
    """The words of some prose, a space between its paragraphs; with formulas as `$source$` if it `has_sources`."""
    texts: list[str] = []
    for block in blocks:
        match block:
            case Bullets(items):
                texts += (prose_text(item, has_sources) for item in items)
            case Quote(inner):
                texts.append(prose_text(inner, has_sources))
            case Math(_, source) if has_sources:
                texts.append(f"$${source}$$")
            case _:
                spans = prose_spans((block,))
                if has_sources:
                    spans = [Span(f"${span.target}$") if span.style == "math" else span for span in spans]
                texts.append(plain(spans))
    return " ".join(texts).strip()


def json_text(blocks: Iterable[Block]) -> str:
    """The words of some prose for other programs, with the sources of formulas."""
    return prose_text(blocks, has_sources=True)


WEEKS = 26
"""How many weeks are looked back on, where there is no room for more and no need of it."""


def monday(day: int) -> int:
    """The Monday of the week of a day, both as ordinal numbers, of which day 1 is a Monday."""
    return day - (day - 1) % 7


def format_weeks(calendar: Calendar) -> Iterator[str]:
    """Each of the last weeks in which something was done, the latest first, on how many days, and how much."""
    weeks: dict[int, list[int]] = {}
    for number, amount in calendar.days:
        if amount and monday(calendar.last) - 7 * (WEEKS - 1) <= number <= calendar.last:
            weeks.setdefault(monday(number), []).append(amount)
    for first in sorted(weeks, reverse=True):
        done, days = sum(weeks[first]), len(weeks[first])
        week = date.fromordinal(first).isoformat()
        yield f"Week of {week}: {counted(done, calendar.unit)} on {counted(days, 'day')}"


# Nothing before, or the end of a sentence, each perhaps with quotation marks or brackets: `It ends.” (`.
_SENTENCE_BEGINS = r"(?:^|[.!?…][\"”’)\]]*\s+)[\"“‘(\[]*$"
_TAGS: dict[type[Block], str] = {Paragraph: "p", Code: "code", Math: "math", Embed: "embed"}
_BLOCKS: dict[str, Callable[..., Block]] = {tag: block for block, tag in _TAGS.items()}
_new = tuple.__new__  # a chapter has thousands of spans


def pack(blocks: Blocks) -> Any:
    """Some prose as a string or as nested lists."""
    match blocks:
        case ():
            return ""
        case (Paragraph((Span(text, "", ""),)),) if text:
            return text
    return [_pack(block) for block in blocks]


def _pack(block: Block) -> list[Any]:
    match block:
        case Bullets(items, ordered):
            return ["ol" if ordered else "ul", [[_pack(inner) for inner in item] for item in items]]
        case Quote(inner):
            return ["quote", [_pack(part) for part in inner]]
    return [_TAGS[type(block)], *block]


class Target(Protocol):
    """An entry that prose may link to."""

    @property
    def plain_name(self) -> str:
        """The words of a link that has none of its own."""

    @property
    def in_text(self) -> str:
        """These words within a sentence, if they differ."""

    @property
    def address(self) -> str:
        """The id by which the entry is cited."""


Targets = Mapping[str, Target]
"""The entries that some prose points to, by `kind:id` as its author wrote it."""


def unpack(packed: Any, targets: Targets | None = None) -> Blocks:
    """The prose that `pack` was given.

    With `targets` its links are filled in: one without words gets the name of its entry, one that leads nowhere becomes
    plain text, and a citation gets the address of its source.
    """
    if isinstance(packed, str):
        return (Paragraph((Span(packed),)),) if packed else ()
    return tuple(_unpack(targets, *block) for block in packed)


def _unpack(targets: Targets | None, tag: str, content: Any, *more: Any) -> Block:
    match tag:
        case "p":
            spans = [_new(Span, span) for span in content]
            if targets is not None and any(span.style == "link" and not span.text for span in spans):
                return Paragraph(tuple(_named(spans, targets)))
            return Paragraph(tuple([_resolved(span, targets) if span.style else span for span in spans]))
        case "ul" | "ol":
            return Bullets(tuple(unpack(item, targets) for item in content), tag == "ol")
        case "quote":
            return Quote(unpack(content, targets))
        case "code":
            language, styles = more
            return Code(content, language, tuple(map(tuple, styles)))
    return _BLOCKS[tag](content, *more)


def _named(spans: Iterable[Span], targets: Targets) -> Iterator[Span]:
    """The spans of a paragraph in which a link has no words; within a sentence it says the name as that has it."""
    before = ""
    for span in spans:
        entry = targets.get(span.target) if span.style == "link" and not span.text else None
        if entry and entry.in_text and not re.search(_SENTENCE_BEGINS, before):
            span = span._replace(text=entry.in_text)
        yield (named := _resolved(span, targets))
        # The end of a sentence and the signs around it take less than twenty characters; a chapter is long.
        before = f"{before}{named.text}"[-20:] if named.style != "cite" else before


def _resolved(span: Span, targets: Targets | None) -> Span:
    if targets is None or span.style not in ("link", "cite") or span.target.startswith("run:"):
        return span  # an exhibit is no entry; its words were filled in when the text was compiled
    entry = targets.get(span.target)
    if span.style == "cite":
        return Span(span.text, "cite", f"source:{entry.address}") if entry else span
    return (
        Span(span.text or entry.plain_name, "link", span.target)
        if entry
        else Span(span.text or re.split("[:/]", span.target)[-1].replace("-", " "))
    )


def map_spans(blocks: Iterable[Block], change: Callable[[Span], Span]) -> Blocks:
    """The same blocks with each of their spans changed, in reading order.

    A formula of its own is a span of the style `math.block`; with another style it becomes a paragraph.
    """

    def changed(block: Block) -> Block:
        match block:
            case Paragraph(spans):
                return Paragraph(tuple(map(change, spans)))
            case Aside():
                return block._replace(spans=tuple(map(change, block.spans)))
            case Bullets():
                return block._replace(items=tuple(map_spans(item, change) for item in block.items))
            case Quote() | Folded() | TimelineEvent():
                return block._replace(blocks=map_spans(block.blocks, change))
            case OptionList():
                return block._replace(items=tuple((mark, tuple(map(change, words))) for mark, words in block.items))
            case DefinitionList():
                return block._replace(rows=tuple((label, tuple(map(change, words))) for label, words in block.rows))
            case ListEntry():
                return block._replace(text=tuple(map(change, block.text)), command=tuple(map(change, block.command)))
            case Math(text, source):
                span = change(Span(text, "math.block", source))
                return Math(span.text, span.target) if span.style == "math.block" else Paragraph((span,))
        return block

    return tuple(map(changed, blocks))


def word_link(span: Span) -> Span:
    """A link without words of its own with those of its id, where the name it leads to isn't known."""
    if span.style != "link" or span.text:
        return span
    return span._replace(text=span.target.partition(":")[2].rpartition("/")[2].replace("-", " "))


def targets(blocks: Iterable[Block]) -> list[str]:
    """The targets of links, citations and embeds in some prose, as `kind:id`, in reading order."""
    links: list[str] = []
    for block in blocks:
        match block:
            case Paragraph(spans) | Aside(_, spans) | ListEntry(_, spans):
                links += [span.target for span in spans if span.target and span.style != "math"]
            case Bullets(items):
                links += [target for item in items for target in targets(item)]
            case Quote(inner) | Folded(_, inner) | TimelineEvent(_, _, _, inner, _):
                links += targets(inner)
            case Embed(kind, name):
                links.append(f"{kind}:{name}")
    return links


def slugs(kind: str, links: Iterable[str]) -> list[str]:
    """The ids of those targets that are of a kind, each once."""
    return list(dict.fromkeys(target[len(kind) + 1 :] for target in links if target.startswith(f"{kind}:")))


def number_citations(blocks: Iterable[Block], source_keys: Container[str]) -> tuple[Blocks, list[str]]:
    """A page with each citation as a number, or as its key if it has no source; and the keys in order, 1 first."""
    numbers: dict[str, int] = {}

    def number(span: Span) -> Span:
        if span.style != "cite":
            return span
        key = span.target.partition(":")[2]
        label = numbers.setdefault(key, len(numbers) + 1) if key in source_keys else key
        return Span(format_citation(span, label), "cite", span.target)

    return map_spans(blocks, number), list(numbers)


def format_citation(citation: Span, label: str | int) -> str:
    """A citation as readers see it: a number or key, and the place in the source."""
    return f"[{label}, {citation.text}]" if citation.text else f"[{label}]"


def citations(keys: Iterable[str]) -> Spans:
    """A citation of each of some sources, for the end of a text."""
    return tuple(Span("", "cite", f"source:{key}") for key in keys)
