"""The bounds of a page in the reader, in which every page that was made for people stays.

A page beyond them, such as one with a table of ten thousand columns, would keep the learner waiting at each key. It is
cut and says so; the commands show all of it.
"""

from operator import itemgetter
from typing import TypeVar

from mlsys_cli.page.blocks import (
    Aside,
    Block,
    Blocks,
    Bullets,
    Code,
    DefinitionList,
    Diagram,
    ListEntry,
    Paragraph,
    Quote,
    Span,
    Spans,
    Table,
    TimelineEvent,
)

MOST_SECTIONS = 500
"""The sections of a chapter that are shown on one page."""

TOO_LONG = "The rest of this page is too long for the reader. The sections have pages of their own: t lists them."
_MOST_CHARACTERS = 500_000
_MOST_OF_A_BLOCK = 100_000
_MOST_ROWS, _MOST_COLUMNS, _MOST_NODES = 1000, 100, 100

ALL_COLUMNS = 100_000
"""As many columns as a table of a book can have."""

_Item = TypeVar("_Item")


def most_lines(width: int) -> int:
    """The lines of a page of this width, in columns, that the reader shows."""
    return _MOST_CHARACTERS // width


def limited(blocks: Blocks, columns: int = _MOST_COLUMNS) -> Blocks:
    """The same blocks, each with as many rows, columns and nodes as the reader shows, and the number of the others.

    More columns can be shown where a table is fitted to the screen.
    """
    return tuple(_limited_table(one, columns) if isinstance(one, Table) else _limited(one) for one in blocks)


def _limited(block: Block) -> Block:
    match block:
        case Bullets(items) if len(items) > _MOST_ROWS:
            return block._replace(items=(*items[:_MOST_ROWS], (Paragraph((_others(items, _MOST_ROWS),)),)))
        case DefinitionList(rows) if len(rows) > _MOST_ROWS:
            return DefinitionList((*rows[:_MOST_ROWS], ("", (_others(rows, _MOST_ROWS),))))
        case Diagram(nodes=nodes) if len(nodes) > _MOST_NODES:
            return Paragraph((Span(block.alt), Span(f" ({len(nodes):,} parts)", "caption")))
        case Paragraph() | Aside() if _length(block.spans) > _MOST_OF_A_BLOCK:
            return block._replace(spans=_limited_spans(block.spans))
        case ListEntry(text=spans) if _length(spans) > _MOST_OF_A_BLOCK:
            return block._replace(text=_limited_spans(spans))
        case Code(text) if len(text) > _MOST_OF_A_BLOCK:
            return Code(f"{text[:_MOST_OF_A_BLOCK]}…")
        case Quote() | TimelineEvent():
            return block._replace(blocks=limited(block.blocks))
    return block


def _length(spans: Spans) -> int:
    return sum(map(len, map(itemgetter(0), spans)))


def _limited_spans(spans: Spans) -> Spans:
    shown: list[Span] = []
    room = _MOST_OF_A_BLOCK
    for span in spans:
        shown.append(span._replace(text=span.text[:room]))
        room -= len(span.text)
        if room <= 0:
            break
    return (*shown, Span("…", "caption"))


def _limited_table(table: Table, columns: int) -> Table:
    if len(table.header) <= columns and len(table.rows) <= _MOST_ROWS:
        return table
    header, rows = table.header[:columns], [row[:columns] for row in table.rows[:_MOST_ROWS]]
    if len(table.header) > columns:
        header = (*header, _others(table.header, columns).text)
        rows = [(*row, "") for row in rows]
    if len(table.rows) > _MOST_ROWS:
        rows.append((_others(table.rows, _MOST_ROWS).text, *[""] * (len(header) - 1)))
    return Table(header, tuple(rows))


def _others(all_of_them: tuple[_Item, ...], shown: int) -> Span:
    return Span(f"… and {len(all_of_them) - shown:,} more", "caption")
