"""A page written as Markdown (CommonMark with tables), in which nothing of the text acts as markup."""

import re
from collections.abc import Iterable

from mlsys_cli.page import (
    Aside,
    Block,
    Bullets,
    Calendar,
    Code,
    DefinitionList,
    Diagram,
    Embed,
    Excerpt,
    Heading,
    ListEntry,
    Meters,
    OptionList,
    Outline,
    OutlineRow,
    Paragraph,
    Quote,
    Span,
    Table,
    TimeAxis,
    TimelineEvent,
)
from mlsys_cli.page.calendar_words import weeks_in_words

_SPECIAL = re.compile(r"([\\`*_\[\]<>&|~#])")
_LINE_START = re.compile(r"^(\s*)([-+=]|\d+(?=[.)]))", re.MULTILINE)
_MARKS = {"em": "*", "strong": "**", "hit": "**", "event.year": "**", "place": "**"}


def escape(text: str) -> str:
    """A text that Markdown shows as it stands."""
    return _SPECIAL.sub(r"\\\1", text)


def _one_line(text: str) -> str:
    return escape(" ".join(text.split()))


def write_markdown(blocks: Iterable[Block]) -> str:
    """The blocks as Markdown, an empty line between them."""
    return "\n\n".join(text for block in blocks if (text := _write(block)))


def write_spans(spans: Iterable[Span]) -> str:
    """Running text; a citation without a number is written as `[@key]`, other links as their words."""
    return _LINE_START.sub(lambda m: f"{m[1]}\\{m[2]}" if not m[2].isdigit() else f"{m[1]}{m[2]}\\", _inline(spans))


def _inline(spans: Iterable[Span]) -> str:
    """Running text that doesn't begin a line."""
    return " ".join("".join(map(_span, spans)).split("\n"))


def _span(span: Span) -> str:
    if span.style == "cite":
        return span.text or f"[@{span.target.partition(':')[2]}]"
    if span.style in ("code", "command"):
        fence = _fence(span.text, 1)
        gap = " " if "`" in span.text else ""
        return f"{fence}{gap}{span.text}{gap}{fence}"
    text = span.text.strip()
    mark = _MARKS.get(span.style, "") if text else ""
    if not mark:
        return escape(span.text)
    before, after = span.text[: len(span.text) - len(span.text.lstrip())], span.text[len(span.text.rstrip()) :]
    return f"{before}{mark}{escape(text)}{mark}{after}"


def _fence(text: str, least: int) -> str:
    """Backticks to stand around some code, more than it has in a row itself."""
    return "`" * max([least, *(len(run) + 1 for run in re.findall("`+", text))])


def _write(block: Block) -> str:
    match block:
        case Paragraph(spans):
            return write_spans(spans)
        case Heading(level, text):
            return f"{'#' * level} {_one_line(text)}"
        case Bullets(items, ordered):
            marks = (f"{number}. " if ordered else "- " for number in range(1, len(items) + 1))
            return "\n".join(_hang(write_markdown(item), mark) for mark, item in zip(marks, items, strict=True))
        case OptionList(items):
            return "\n".join(f"- {escape(mark.text.strip())} {_inline(spans)}" for mark, spans in items)
        case Quote(inner):
            return _prefix(write_markdown(inner), "> ")
        case Code(text):
            fence = _fence(text, 3)
            return f"{fence}\n{text.rstrip()}\n{fence}"
        case Embed(kind, name):
            return f"![[{kind}:{name}]]"
        case Aside(label, spans):
            return _prefix(f"**{escape(label)}:** {_inline(spans)}", "> ")
        case DefinitionList(rows):
            return "\n".join(_field(label, spans) for label, spans in rows)
        case ListEntry(title, text, command):
            parts = "\n\n".join(written for spans in (title, text, command) if (written := write_spans(spans)))
            return _hang(parts, "- ") if title else parts
        case Excerpt(title, _, _, _, _, hint):
            parts = "\n\n".join(written for spans in (title, hint) if (written := write_spans(spans)))
            return _hang(parts, "- ")
        case Outline(rows):
            return "\n".join(map(_title, rows))
        case Table():
            return _grid(block)
        case Meters():
            return _grid(_as_grid(block))
        case Calendar():
            return "\n".join(f"- {escape(week)}" for week in weeks_in_words(block))
        case Diagram() | TimeAxis():
            return _prefix(write_spans((Span(block.alt),)), "> ") if block.alt else ""
        case TimelineEvent(_, when, title, inner):
            return _hang("\n\n".join([f"**{escape(when)}** {_one_line(title)}", write_markdown(inner)]).strip(), "- ")
    return ""


def _title(title: OutlineRow) -> str:
    remarks = ", ".join(part for part in (title.remark, title.way) if part)
    return f"{'  ' * title.depth}- {_one_line(f'{title.number} {title.text}'.strip())} ({remarks}): `{title.command}`"


def _field(label: str, spans: Iterable[Span]) -> str:
    return f"- **{escape(label)}:** {_inline(spans)}" if label else f"  - {write_spans(spans)}"


def _as_grid(meters: Meters) -> Table:
    """Meters as the numbers that they show."""
    rows = tuple((row.name, "read" if row.done else "", *map(str, row.parts)) for row in meters.rows)
    return Table(("", "read", *meters.labels), rows)


def _grid(grid: Table) -> str:
    rows = [grid.header, ("---",) * len(grid.header), *grid.rows]
    return "\n".join(
        "| " + " | ".join(cell if cell == "---" else _one_line(cell) for cell in row) + " |" for row in rows
    )


def _prefix(text: str, mark: str) -> str:
    return "\n".join((mark + line).rstrip() for line in text.split("\n"))


def _hang(text: str, mark: str) -> str:
    first, *rest = text.split("\n")
    return "\n".join([mark + first, *((" " * len(mark) + line).rstrip() for line in rest)])
