"""Parts that several pages share: tables, figures, facts, sources, and links to entries with their commands."""

import re
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from datetime import date

from mlsys_cli.index.entry_records import BookRecord, EventRecord, FigureRecord, Ref, Remarks, SourceRecord, TableRecord
from mlsys_cli.page import blocks as page
from mlsys_cli.page.blocks import Block, Blocks, Heading, Paragraph, Span, Spans, text_spans
from mlsys_cli.text.english import (
    format_date,
    format_iso_date,
    format_year,
    format_years,
    month_name,
    normalize_name,
    quote,
)

SOURCES = "sources"
"""The target of the heading over a page's list of sources."""

_MOST_TITLES = 3  # chosen, not measured: more of them make a heading or a row of two lines


def with_sources(
    blocks: Iterable[Block], sources: Sequence[SourceRecord] | Mapping[str, SourceRecord], level: int = 2
) -> Blocks:
    """A page with numbered citations and the list of their sources at its end; `sources` may be by their addresses."""
    by_key = sources if isinstance(sources, Mapping) else {source.ref.address: source for source in sources}
    numbered, keys = page.number_citations(blocks, by_key)
    if not keys:
        return numbered
    items = tuple((Paragraph(source_spans(by_key[key])),) for key in keys)
    targets = tuple(f"source:{key}" for key in keys)
    return (*numbered, Heading(level, "Sources", SOURCES), page.Bullets(items, ordered=True, targets=targets))


def fold_sources(blocks: Blocks, way: str = "--sources") -> Blocks:
    """A page with one line in place of its list of sources; the `way` is the option or key that shows them."""
    for place, block in enumerate(blocks):
        if isinstance(block, Heading) and block.target == SOURCES:
            listed = blocks[place + 1]
            assert isinstance(listed, page.Bullets)
            return (*blocks[:place], _folded(len(listed.items), way), *blocks[place + 2 :])
    return blocks


def with_folded_sources(blocks: Iterable[Block], source_keys: Container[str], way: str) -> Blocks:
    """A page with numbered citations of the sources with these keys, and one line in place of their list."""
    numbered, keys = page.number_citations(blocks, source_keys)
    return (*numbered, _folded(len(keys), way)) if keys else numbered


def _folded(count: int, way: str) -> Block:
    number, shows = ("1 source: ", " shows it") if count == 1 else (f"{count} sources: ", " shows them")
    return Paragraph((Span(number, "caption"), Span(way, "command"), Span(shows, "caption")))


def books_title(titles: Sequence[str], otherwise: str) -> str:
    """The titles of the open books, the first few if there are many."""
    if len(titles) > _MOST_TITLES:
        titles = [*titles[: _MOST_TITLES - 1], f"{len(titles) - _MOST_TITLES + 1} more books"]
    return " + ".join(titles) or otherwise


def origin_line(ref: Ref) -> Blocks:
    """The book of an entry as the first line of its page; nothing if only one book is open."""
    return (Paragraph((Span(ref.origin, "trail"),)),) if ref.origin else ()


def format_origin(ref: Ref, home: str = "") -> str:
    """The book of an entry, to be put after its name, unless it is the book of the page."""
    return f" · {ref.origin}" if ref.origin and ref.book != home else ""


def source_spans(source: SourceRecord) -> Spans:
    """A source in one line: authors, year, title, edition, venue, pages, ISBN and address."""
    people = source.authors or source.editors
    who = ", ".join(people[:3]) + (" and others" if len(people) > 3 else "")
    if source.editors and not source.authors:
        who += " (editors)" if len(source.editors) > 1 else " (editor)"
    year = f" ({format_year(source.year)})" if source.year is not None else ""
    spans = [Span(f"{who}{year}. " if who or year else ""), Span(source.ref.name, "em")]
    more = "; ".join(_version(source))
    stop = "." if more or not source.ref.name.endswith(("?", "!", ".")) else ""
    place = ", ".join(filter(None, (source.venue, source.pages)))
    words = [
        f"{f' ({more})' if more else ''}{stop}",
        *(f"{part}." for part in (place, source.isbn and f"ISBN {source.isbn}") if part),
    ]
    spans.append(Span(" ".join(words)))
    if source_link(source):
        spans += [Span(" "), Span(source_link(source), "url")]
        if source.accessed:
            spans.append(Span(f" (accessed {format_iso_date(source.accessed)})"))
    return tuple(spans)


_WORDS_OF_A_NAME = 4
"""The most words of a name that stands for a source."""


def author_and_year(source: SourceRecord) -> str:
    """A source in short: `Moult 2006`.

    The family name is the end of the first author's name with which the key of the source begins. Without one, as for
    a committee, it is the whole name, unless that is long; then, or without an author or a year, it is the key.
    """
    people = source.authors or source.editors
    if not people or source.year is None:
        return source.ref.slug
    words, key = people[0].split(), normalize_name(source.ref.slug)
    ends = (words[start:] for start in range(len(words)))
    name = next((end for end in ends if key.startswith(normalize_name("".join(end)))), words)
    return f"{' '.join(name)} {format_year(source.year)}" if len(name) <= _WORDS_OF_A_NAME else source.ref.slug


def _version(source: SourceRecord) -> Iterator[str]:
    """The words that tell a version of a work from others: its edition, editors, translators and language."""
    if source.edition:
        yield f"{_ordinal(source.edition) if source.edition.isdecimal() else source.edition} edition"
    if source.editors and source.authors:
        yield f"edited by {' and '.join(source.editors)}"
    if source.translators:
        yield f"translated by {' and '.join(source.translators)}"
    if source.language:
        yield f"in {source.language}"


def _ordinal(digits: str) -> str:
    """A number in digits as one that counts: `2nd`."""
    ending = {"1": "st", "2": "nd", "3": "rd"}.get(digits[-1], "th")
    return f"{digits}th" if digits[-2:-1] == "1" else f"{digits}{ending}"


def source_link(source: SourceRecord) -> str:
    """The address of a source, the most permanent one that is known."""
    if source.doi:
        return f"https://doi.org/{source.doi}"
    return f"https://arxiv.org/abs/{source.arxiv}" if source.arxiv else source.url


def remark_blocks(remarks: Remarks) -> list[Block]:
    """The age of a fact, and who disputes it."""
    blocks: list[Block] = []
    if remarks.as_of:
        blocks.append(
            page.Aside(f"As of {format_iso_date(remarks.as_of)}", (Span("newer figures may exist."),), "note.aging")
        )
    if remarks.disputed:
        blocks.append(page.Aside("Disputed", flat(remarks.disputed), "note.disputed"))
    return blocks


def format_day(day: date) -> str:
    """A day as words: 3 July 2026."""
    return f"{day.day} {month_name(day.month)} {day.year}"


IMPRINT = "id=ref.slug title=ref.name authors version? language licence homepage?"
"""The fields of a book in JSON."""


def imprint(book: BookRecord) -> Spans:
    """The authors, version, licence and homepage of a book in one line; none if it names none of them."""
    facts = [", ".join(book.authors), f"version {book.version}" if book.version else "", book.licence]
    spans = text_spans(" · ".join(filter(None, facts)), "caption") if any(facts) else ()
    address = (Span(" · ", "caption") if spans else Span(""), Span(book.homepage, "url"))
    return (*spans, *address) if book.homepage else spans


def flat(blocks: Blocks) -> Spans:
    """Some prose as one run of text."""
    spans: list[Span] = []
    for block in blocks:
        spans += [Span(" ")] if spans else []
        spans += page.prose_spans((block,))
    return tuple(spans)


def table_blocks(table: TableRecord, level: int) -> list[Block]:
    """A table with its title, caption and remarks."""
    rows = tuple((aspect, *cells) for aspect, cells in table.rows)
    return [
        Heading(level, table.ref.name, table.ref.target),
        page.Table(("", *(name for _, name in table.columns)), rows),
        *_cell_notes(table),
        *_caption(table.caption, table.remarks),
    ]


def _cell_notes(table: TableRecord) -> Iterator[Block]:
    """A line for the cells with the same date and sources: `Memory, Copying: as of 2024 [3]`."""
    names = dict(table.columns)
    noted: dict[Remarks, list[str]] = {}
    for aspect, column, remarks in table.cell_remarks:
        noted.setdefault(remarks, []).append(", ".join(filter(None, (aspect, names.get(column, "")))))
    for remarks, cells in noted.items():
        when = f" as of {format_iso_date(remarks.as_of)}" if remarks.as_of else ""
        gap = " " if remarks.sources else ""
        yield Paragraph((Span(f"{'; '.join(cells)}:{when}{gap}", "caption"), *page.citations(remarks.sources)))


def figure_blocks(figure: FigureRecord, level: int) -> list[Block]:
    """A figure with its title, caption and remarks."""
    heading = Heading(level, figure.ref.name, figure.ref.target)
    return [heading, figure.drawing, *_caption(figure.caption, figure.remarks)]


def _caption(caption: Blocks, remarks: Remarks) -> Iterator[Block]:
    marks = page.citations(remarks.sources)
    if caption:
        words = tuple(span._replace(style=span.style or "caption") for span in flat(caption))
        yield Paragraph(_cite_at_end(words, marks))
    elif marks:
        yield Paragraph((Span("Sources: "), *marks))
    yield from remark_blocks(remarks)


def cited(blocks: Blocks, keys: Sequence[str]) -> Blocks:
    """Some prose with citations at its end of the sources that it doesn't cite itself."""
    own = set(page.targets(blocks)) if keys else ()
    missing = [key for key in keys if f"source:{key}" not in own]
    if not missing:
        return blocks
    marks = page.citations(missing)
    if blocks and isinstance(blocks[-1], Paragraph):
        return (*blocks[:-1], Paragraph(_cite_at_end(blocks[-1].spans, marks)))
    return (*blocks, Paragraph(marks))


def _cite_at_end(spans: Spans, marks: Spans) -> Spans:
    """Some running text with citations at its end, inside its full stop as everywhere in the prose of a book."""
    if not marks:
        return spans
    # `It learns.` becomes `It learns [1].`, and `It learns [1].` becomes `It learns [1][2].`; an ellipsis, code or a
    # link at the end is left whole, and the citations follow it.
    *before, last = spans
    text = last.text.rstrip()
    if not text.endswith(".") or text.endswith("..") or last.style not in ("", "caption"):
        return (*spans, Span(" "), *marks)
    follows = text == "." and bool(before) and before[-1].style == "cite"
    gap = () if follows else (Span(" "),)
    return (*before, last._replace(text=text[:-1]), *gap, *marks, last._replace(text="."))


def when(event: EventRecord) -> str:
    """The date of an event in words, as precisely as it is known: `14 Jul 1789`, `c. 44 BC`, `1940–1952`."""
    words = format_date(event.year, event.month, event.day, short=True)
    if event.end is not None and event.end != event.year:
        words = format_years(event.year, event.end)
    return f"c. {words}" if event.circa else words


def labelled(label: str, values: Iterable[Spans]) -> list[tuple[str, Spans]]:
    """Rows of a definition list for several values of one label, which only the first row shows."""
    return [("" if index else label, spans) for index, spans in enumerate(values)]


def command_blocks(rows: Iterable[tuple[str, str]]) -> Blocks:
    """Keys or typed commands, and what they do."""
    return (page.DefinitionList(tuple((command, page.text_spans(words)) for command, words in rows)),)


def entry_link(ref: Ref, numbers: Mapping[int, str], home: str, words: Spans = ()) -> Spans:
    """The numbered name of an entry as a link, some words about it, and what tells it from those of other books."""
    address = f" · {ref.address}" if ref.address != ref.slug else ""
    other = address + format_origin(ref, home)
    target = f"{ref.kind}:{ref.slug}"  # not `ref.target`: this is called for every link of a page
    return (Span(numbered(ref, numbers), "link", target), *words, *((Span(other),) if other else ()))


def entry_links(
    refs: Iterable[Ref], numbers: Mapping[int, str], home: str, definitions: Mapping[int, str] = {}
) -> list[Spans]:
    """The links to some entries, each with the first clause of its definition where that is known."""
    return [entry_link(ref, numbers, home, gloss(definitions.get(ref.id, ""))) for ref in refs]


def open_rows(refs: Iterable[Ref], numbers: Mapping[int, str]) -> list[tuple[str, Spans]]:
    """Rows of a definition list with a command that opens an entry, for the first of each kind."""
    examples: dict[str, Ref] = {}
    for ref in refs:
        examples.setdefault(ref.kind, ref)
    commands = [open_by_number(ref, numbers.get(ref.id, "")) for ref in examples.values()]
    return labelled("Open", [(Span(command, "command"),) for command in commands])


def gloss(definition: str) -> Spans:
    """The first clause of a definition, to be put after a name; a narrow page shortens it.

    Remarks in brackets are left out, but not a bracket that belongs to a formula, as in 1 / (1 + x).
    """
    clause = re.split(r"[.:;] ", re.sub(r"(?<=\w) \([^()]*\)", "", definition), maxsplit=1)[0].rstrip(".")
    return (Span(" · "), Span(clause, "gloss")) if clause else ()


def opening(ref: Ref) -> Spans:
    """The command that shows an entry, as a link to it."""
    return (Span(ref.command, "command", ref.target),)


def try_it(exhibit: str, text: Iterable[Block] = (), *, is_linked: bool = False) -> Blocks:
    """The command that runs an exhibit, or a link to it, if there is one to try and the text has no box with it.

    The command is a link as well. It stays for a calculator, whose name only the library knows.
    """
    boxes = (block.blocks for block in text if isinstance(block, page.Quote))
    if not exhibit or any(f"run:{exhibit}" in page.targets(box) for box in boxes):
        return ()
    way = Span(f"mlsys run {quote(exhibit)}", "command", f"run:{exhibit}")
    if is_linked:
        from mlsys_cli.exhibits.catalogue import CATALOGUE  # few pages have an exhibit

        known = CATALOGUE.get(exhibit.partition("/")[0])
        way = Span(known.title, "link", way.target) if known else way
    return (Paragraph((Span("Try it: ", "label"), way)),)


def without_typing(box: Block) -> Block:
    """A box that invites to run something without the command that does it: its title is the link."""
    match box:
        case page.Quote((Paragraph((Span(_, "run"), *_)), *_)):
            kept = (part for part in box.blocks if not _is_to_be_typed(part))
            return box._replace(blocks=tuple(kept))
    return box


def _is_to_be_typed(block: Block) -> bool:
    return isinstance(block, Paragraph) and all(span.style == "command" for span in block.spans)


def tried_spans(titles: Sequence[str]) -> Spans:
    """The exhibits that a learner has tried, the latest few of them."""
    more = f" and {len(titles) - _MOST_TITLES} more" if len(titles) > _MOST_TITLES else ""
    return (Span(f"▶ {', '.join(titles[:_MOST_TITLES])}{more}"),)


def open_by_number(ref: Ref, label: str) -> str:
    """The command that shows a chapter or section by its number; by its id where several books are open."""
    return f"mlsys read {label}" if label and not ref.origin else ref.command


def numbered(ref: Ref, numbers: Mapping[int, str]) -> str:
    """The name of an entry with its number before it, if it has one."""
    number = numbers.get(ref.id)
    return f"{number} {ref.name}" if number else ref.name


def numbered_title(ref: Ref, numbers: Mapping[int, str]) -> str:
    """The name of an entry with its number before it and its subtitle behind it."""
    return numbered(ref._replace(name=ref.title), numbers)


def notes_command(ref: Ref) -> str:
    """The command that shows the notes about an entry."""
    kind = "" if ref.kind in ("term", "section") else f"{ref.kind}:"
    return f"mlsys notes {quote(kind + ref.address)}"
