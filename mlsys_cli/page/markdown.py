"""A page written as Markdown (CommonMark with tables), in which nothing of the text acts as markup."""

import re
from collections.abc import Callable, Iterable, Mapping

from mlsys_cli.page import blocks as page
from mlsys_cli.page.blocks import Span, format_citation, is_numbered

# A dollar sign before a digit neither begins a formula nor ends one.
_SPECIAL = re.compile(r"([\\`*_\[\]<>&|~#]|\$(?!\d))")
# At the beginning of a line these would make a list, a heading or a rule: `- a`, `+ a`, `===`, `1. a`, `1) a`.
_LINE_START = re.compile(r"^(\s*)([-+=]|\d+(?=[.)](?:\s|$)))", re.MULTILINE)
_UNSAFE = re.compile(r"[\x00-,;-@\[-^`{-}\x7f]")
"""The ASCII characters that mean more than themselves in the address of a link."""

_MARKS = {"em": "*", "strong": "**", "hit": "**", "event.year": "**", "place": "**"}


def escape(text: str) -> str:
    """A text that Markdown shows unchanged."""
    return _SPECIAL.sub(r"\\\1", text)


def _one_line(text: str) -> str:
    return escape(" ".join(text.split()))


def write_markdown(blocks: Iterable[page.Block], links: Callable[[str], str | None] | None = None) -> str:
    """Return the blocks as Markdown, an empty line between them.

    A citation without a number is written as `[@key]`. A link leads to the heading of its target where the page has
    it, else to the address that `links` gives its target; without `links`, to an anchor that is the target's id.
    """
    blocks = tuple(blocks)
    # GitHub and most other programs make the anchor of a heading like this.
    anchors = {
        block.target: re.sub(r"[^\w\- ]", "", block.text.lower()).replace(" ", "-")
        for block in blocks
        if isinstance(block, page.Heading) and block.target
    }
    return _Writer(anchors, links).blocks(blocks)


class _Writer:
    """The writer of one page, whose links lead to `anchors` by their targets, or else where `links` say."""

    def __init__(self, anchors: Mapping[str, str], links: Callable[[str], str | None] | None) -> None:
        self._anchors = anchors
        self._links = links

    def blocks(self, blocks: Iterable[page.Block]) -> str:
        return "\n\n".join(text for block in blocks if (text := self._block(block)))

    def _block(self, block: page.Block) -> str:
        match block:
            case page.Paragraph(spans):
                return self._spans(spans)
            case page.Heading(level, text):
                return f"{'#' * level} {_one_line(text)}"
            case page.Bullets(items, ordered):
                marks = (f"{number}. " if ordered else "- " for number in range(1, len(items) + 1))
                return "\n".join(hanging(self.blocks(item), mark) for mark, item in zip(marks, items, strict=True))
            case page.OptionList(items):
                return "\n".join(f"- {escape(mark.text.strip())} {self._inline(spans)}" for mark, spans in items)
            case page.Folded():
                return self.blocks(page.unfolded([block]))
            case page.Quote(inner):
                return prefixed(self.blocks(inner), "> ")
            case page.Code(text, language):
                return fenced(text, language)
            case page.Math(_, source):
                return f"$$\n{source}\n$$"
            case page.Embed(kind, name):
                return f"![[{kind}:{name}]]"
            case page.Aside(label, spans):
                return prefixed(f"**{escape(label)}:** {self._inline(spans)}", "> ")
            case page.DefinitionList(rows):
                return "\n".join(
                    f"- **{escape(label)}:** {self._inline(spans)}" if label else f"  - {self._spans(spans)}"
                    for label, spans in rows
                )
            case page.ListEntry(title, text, command):
                parts = self._paragraphs(title, text, command)
                return hanging(parts, "- ") if title else parts
            case page.Excerpt(title, _, _, _, _, hint):
                return hanging(self._paragraphs(title, hint), "- ")
            case page.Outline(rows):
                return "\n".join(map(_title, rows))
            case page.Table():
                return _table(block)
            case page.Meters(labels, meters):
                numbers = ((row.name, "read" if row.done else "", *map(str, row.parts)) for row in meters)
                return _table(page.Table(("", "read", *labels), tuple(numbers)))
            case page.Calendar():
                return "\n".join(f"- {escape(week)}" for week in page.format_weeks(block))
            case page.Diagram() | page.TimeAxis():
                return prefixed(self._spans((Span(block.alt),)), "> ") if block.alt else ""
            case page.TimelineEvent(_, when, title, inner, _):
                parts = "\n\n".join([f"**{escape(when)}** {_one_line(title)}", self.blocks(inner)])
                return hanging(parts.strip(), "- ")
            case _:
                from mlsys_cli.page.plots import remarks, tables

                written = [prefixed(self._spans((Span(block.alt),)), "> ") if block.alt else ""]
                written += [self._spans((Span(words),)) for words in remarks(block)]
                for title, header, cells in tables(block):
                    written += [self._spans((Span(title),)), _table(page.Table(header, cells))]
                return "\n\n".join(filter(None, written))

    def _paragraphs(self, *texts: Iterable[Span]) -> str:
        return "\n\n".join(written for spans in texts if (written := self._spans(spans)))

    def _spans(self, spans: Iterable[Span]) -> str:
        """Running text at the beginning of a line."""
        text = self._inline(spans)
        return _LINE_START.sub(lambda m: f"{m[1]}{m[2]}\\" if m[2].isdigit() else f"{m[1]}\\{m[2]}", text)

    def _inline(self, spans: Iterable[Span]) -> str:
        """Running text that doesn't begin a line."""
        return " ".join("".join(map(self._span, spans)).split("\n")).lstrip()

    def _span(self, span: Span) -> str:
        if not span.style:  # as most are
            return escape(span.text)
        if span.style in page.BARS:
            return ""
        if span.style == "cite":
            return span.text if is_numbered(span) else format_citation(span, f"@{span.target.partition(':')[2]}")
        if span.style == "math":
            return f"${span.target}$"
        if span.style in ("code", "command"):
            return code_span(span.text)
        text = span.text.strip()
        mark = _MARKS.get(span.style, "") if text else ""
        before, after = span.text[: len(span.text) - len(span.text.lstrip())], span.text[len(span.text.rstrip()) :]
        address = self._address(span.target) if span.style == "link" and text and span.target else None
        if address:
            return f"{before}[{escape(text)}]({address}){after}"
        return f"{before}{mark}{escape(text)}{mark}{after}" if mark else escape(span.text)

    def _address(self, target: str) -> str | None:
        """The address of a link."""
        name = self._anchors.get(target)
        if not name and self._links:
            return self._links(target)
        if not name and target.startswith("run:"):
            return None  # an exhibit has no heading on any page; its link is followed by the command that runs it
        return f"#{_UNSAFE.sub(lambda unsafe: f'%{ord(unsafe[0]):02X}', name or target.partition(':')[2])}"


def fenced(code: str, language: str = "") -> str:
    """A block of code."""
    fence = _fence(code, 3)
    return f"{fence}{language}\n{code.rstrip()}\n{fence}"


def code_span(code: str) -> str:
    """Some code among words."""
    fence = _fence(code, 1)
    gap = " " if "`" in (code[:1], code[-1:]) else ""
    return f"{fence}{gap}{code}{gap}{fence}"


def _fence(text: str, least: int) -> str:
    """The backticks to put around some code, more than it has in a row itself."""
    return "`" * max([least, *(len(run) + 1 for run in re.findall("`+", text))])


def _title(title: page.OutlineRow) -> str:
    name = f"{title.label} {title.text}".strip()
    remarks = ", ".join(part for part in (title.remark, title.way) if part)
    return f"{'  ' * title.depth}- {_one_line(name)} ({remarks}): `{title.command}`"


def _table(table: page.Table) -> str:
    header, *rows = ([_one_line(cell) for cell in row] for row in (table.header, *table.rows))
    return "\n".join(f"| {' | '.join(row)} |" for row in (header, ["---"] * len(header), *rows))


def prefixed(text: str, mark: str) -> str:
    """A text with a mark before each line, such as a quote."""
    return "\n".join((mark + line).rstrip() for line in text.split("\n"))


def hanging(text: str, mark: str) -> str:
    """A text with a mark before its first line, and as much space before the others, such as an item of a list."""
    first, *rest = text.split("\n")
    return "\n".join([mark + first, *((" " * len(mark) + line).rstrip() for line in rest)])
