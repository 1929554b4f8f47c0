"""Blocks as pieces of a web page: HTML that is XML as well, for pages, books and whatever it is pasted into.

Nothing of a text acts as markup, and nothing needs a script or an inline style: what a style means is a class.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from html import escape
from itertools import chain, groupby, pairwise, takewhile
from typing import TYPE_CHECKING

from rich.text import Text

from mlsys_cli.page import blocks as page
from mlsys_cli.page.anchors import number_blocks
from mlsys_cli.page.blocks import Block, Blocks, Span
from mlsys_cli.render.rich_text import LEADS_TO
from mlsys_cli.render.theme import page_ink
from mlsys_cli.text.sanitize import HARMFUL

if TYPE_CHECKING:  # few pages have a plot
    from mlsys_cli.render.plots.vector import Picture

Links = Callable[[str], str | None]
"""The address that a target such as `term:perceptron` has on a page; None if it has none, and the words stay alone."""

WIDTHS = (76, 40)
"""The columns of a drawing on a wide and on a narrow page; a style sheet shows one of them."""

_ELEMENTS = {"em": "em", "strong": "strong", "hit": "mark", "code": "code", "command": "code"}
_WITHIN = {"", *_ELEMENTS, *page.BARS, "url", "cite"}
"""The styles that a whole paragraph doesn't have for those of its words."""
_CODE = {"code.keyword": "k", "code.comment": "c", "code.string": "s", "code.number": "m"}
"""The classes of words of code, which are those of Pygments."""

_OUTER = re.compile(r"https?://[^\s]+", re.IGNORECASE)
_INNER = re.compile(r"(?!//)[^:\s]*(?:[#?][^\s]*)?")
"""The addresses that a link may have: those of the web, and relative ones. No other scheme leads anywhere."""

_LONG_FORMULA = 32
"""From so many signs on a formula may be wider than a phone, and can be scrolled; chosen, not measured."""


def write_html(
    blocks: Iterable[Block],
    links: Links,
    *,
    level: int = 1,
    anchors: bool = False,
    widths: Sequence[int] = WIDTHS,
    ink: Callable[[str], str] = page_ink,
    unfolded: bool = False,
) -> str:
    """Some blocks as a fragment of XHTML whose first heading has this level.

    With `anchors` the paragraphs under the first title have ids, `p-1` and so on, as marks count them. Drawings are as
    wide as each of some `widths` in columns; `ink` gives their colours by style. On paper, what is folded is to be
    `unfolded`.
    """
    blocks = tuple(blocks)
    writer = _PageWriter(
        links,
        first=level,
        last=level - 1,
        widths=tuple(widths),
        ink=ink,
        anchors=_anchors(blocks) if anchors else {},
        fold='<details open="open"' if unfolded else "<details",
    )
    # At the end, as the words of a drawing come from many places.
    return re.sub(HARMFUL, "\ufffd", writer.blocks(blocks))


def anchor_id(target: str) -> str:
    """The id that a heading or item about a target has on its page: `term-perceptron`."""
    return re.sub(r"[^\w.-]", "-", target)


def local_anchors(blocks: Iterable[Block]) -> dict[str, str]:
    """The targets of the headings and items of a page, each with its id."""
    targets: list[str] = []
    for block in blocks:
        match block:
            case page.Heading() | page.TimelineEvent():
                targets.append(block.target)
            case page.Bullets():
                targets += block.targets
    return {target: anchor_id(target) for target in targets if target}


def _anchors(blocks: Blocks) -> dict[int, str]:
    """The ids of the paragraphs under the first title, also of folded ones, by the identities of their blocks."""
    numbered = [*number_blocks(page.unfolded(blocks))]
    first = next((item.target for item in numbered if item.target), "")
    return {id(item.block): f"p-{item.ordinal}" for item in numbered if item.is_paragraph and item.target == first}


def _class(style: str) -> str:
    """The attribute for a style: `term.name` is the class `term-name`."""
    return f' class="{style.replace(".", "-")}"' if style else ""


@dataclass(slots=True)
class _PageWriter:
    """The writer of one page, with what all of it needs.

    `fold` begins what can be folded. `last` is the level of the last heading, `title` its text, by which the next table
    is called, and `shift` how far headings are from their own levels. `ids` were used.
    """

    links: Links
    first: int
    widths: tuple[int, ...]
    ink: Callable[[str], str]
    anchors: Mapping[int, str]
    fold: str
    last: int
    shift: int | None = None
    title: str = ""
    ids: set[str] = field(default_factory=set)

    def blocks(self, blocks: Iterable[Block]) -> str:
        """Blocks below each other."""
        written: list[str] = []
        for kind, group in groupby(blocks, _joined_kind):
            members = [*group]
            match kind:
                case "ListEntry":
                    entries = "".join(f"<li>{self._block(entry)}</li>" for entry in members)
                    written.append(f'<ul class="entries">{entries}</ul>')
                case "TimelineEvent":
                    written.append(f'<ol class="events">{"".join(map(self._event, members))}</ol>')
                case "drawn":
                    written += self._pictures(members)
                case _:
                    written += map(self._anchored, members)
        return "\n".join(filter(None, written))

    def _anchored(self, block: Block) -> str:
        """A block, whose element has an id if marks need one."""
        written = self._block(block)
        name = self.anchors.get(id(block), "")
        return re.sub(r"^<\w+", rf'\g<0> id="{name}"', written) if name and self._is_new(name) else written

    def _block(self, block: Block) -> str:
        match block:
            case page.Paragraph(spans):
                return self._paragraph(spans)
            case page.Heading():
                return self._heading(block)
            case page.Bullets(items, ordered):
                tag = "ol" if ordered else "ul"
                kind = _class("rows" if block.in_columns else "")
                targets = block.targets or ("",) * len(items)
                rows = (
                    f"<li{self._id(target)}>{self._item(item)}</li>"
                    for item, target in zip(items, targets, strict=True)
                )
                return f"<{tag}{kind}>{''.join(rows)}</{tag}>"
            case page.OptionList(items):
                rows = (f"<li>{self._span(mark)}{self._spans(spans)}</li>" for mark, spans in items)
                return f'<ul class="options">{"".join(rows)}</ul>'
            # Something to do, or a note of the reader, and no quotation.
            case page.Quote((page.Paragraph((Span(_, "run" | "note.own.label" as style), *_)), *_) as inner):
                kind = "run" if style == "run" else "note note-own"
                return f'<div class="{kind}" role="note">{self.blocks(inner)}</div>'
            case page.Quote(inner):
                return f"<blockquote>{self.blocks(inner)}</blockquote>"
            case page.Code():
                return self._code(block)
            case page.Math(text, source):
                formula = _formula(source, text, display=True)
                if len(text) > _LONG_FORMULA:
                    return _scrolled(formula, "Formula", "math")
                return f'<div class="math">{formula}</div>'
            case page.Embed():
                return ""
            case page.Aside(label, spans, style):
                kinds = " ".join(dict.fromkeys(("note", style.replace(".", "-"))))
                words = f"<p>{self._span(Span(f'{label}:', f'{style}.label'))} {self._spans(spans)}</p>"
                return f'<div class="{kinds}" role="note">{words}</div>'
            case page.ListEntry():
                return "".join(map(self._paragraph, block))
            case page.DefinitionList(rows):
                return self._definitions(rows)
            case page.Excerpt():
                return self._excerpt(block)
            case page.Outline(rows):
                return self._outline(rows)
            case page.Table(header, rows):
                return self._table(header, rows)
            case page.Meters():
                return self._meters(block)
            case page.Calendar():
                weeks = "".join(f"<li>{escape(week)}</li>" for week in page.format_weeks(block))
                words = f"{self.fold}><summary>Week by week</summary><ul>{weeks}</ul></details>" if weeks else ""
                return self._figure(block, f"The {block.unit}s of each day", words)
            case page.Diagram() | page.TimeAxis():
                return self._figure(block, block.alt)
            case page.Folded(title, inner):
                return f"{self.fold}><summary>{escape(title)}</summary>{self.blocks(inner)}</details>"
        raise TypeError(f"not a block: {block!r}")

    def _heading(self, heading: page.Heading) -> str:
        """A heading one level below the last one at most; the first has the level of the page."""
        if self.shift is None:
            self.shift = self.first - heading.level
        level = min(max(heading.level + self.shift, self.first), self.last + 1, 6)
        self.last, self.title = level, heading.text
        return f"<h{level}{self._id(heading.target)}>{escape(heading.text)}</h{level}>"

    def _id(self, target: str) -> str:
        """The attribute that names the place of a target, the first time that it comes."""
        name = anchor_id(target)
        return f' id="{name}"' if name and self._is_new(name) else ""

    def _is_new(self, name: str) -> bool:
        is_new = name not in self.ids
        self.ids.add(name)
        return is_new

    def _paragraph(self, spans: Iterable[Span]) -> str:
        """A paragraph, which has the style of its words if they have one; nothing if it has no words."""
        kind, spans = "", [*spans]
        styles = {span.style for span in spans}
        if len(styles) == 1 and styles.isdisjoint(_WITHIN) and not any(span.target for span in spans):
            kind, spans = _class(styles.pop()), [Span(span.text) for span in spans]
        words = self._spans(spans)
        return f"<p{kind}>{words}</p>" if words.strip() else ""

    def _item(self, item: Blocks) -> str:
        """The content of an item of a list; a paragraph alone, or before a list, needs no element of its own."""
        match item:
            case (page.Paragraph(spans), *rest) if all(isinstance(block, page.Bullets) for block in rest):
                return self._spans(spans) + self.blocks(rest)
        return self.blocks(item)

    def _spans(self, spans: Iterable[Span]) -> str:
        return "".join(map(self._span, spans))

    def _span(self, span: Span) -> str:
        text, style, target = span
        if not (style or target):  # as most are
            return escape(text)
        if style in page.BARS:
            return ""
        if style == "math":
            return _formula(target, text)
        if style == "cite" and not page.is_numbered(span):
            text = page.format_citation(span, target.partition(":")[2])
        words = escape(text)
        address = self._address(target or (text.strip() if style == "url" else ""))
        if address and text.strip():
            outer = ' rel="noreferrer"' if _OUTER.match(address) else ""
            inner = f"<code>{words}</code>" if _ELEMENTS.get(style) == "code" else words
            return f'<a{_class("" if style == "link" else style)} href="{escape(address)}"{outer}>{inner}</a>'
        if not style or style in ("link", "url") or not text.strip():
            return words
        tag = _ELEMENTS.get(style, "strong" if style.endswith(".label") else "span")
        return f"<{tag}{_class('' if tag == style else style)}>{words}</{tag}>"

    def _address(self, target: str) -> str | None:
        """The address of a target, if it is one that a link may have."""
        if not target or _OUTER.fullmatch(target):
            return target
        address = self.links(target)
        return address if address and (_OUTER.fullmatch(address) or _INNER.fullmatch(address)) else None

    def _code(self, code: page.Code) -> str:
        parts, reached = list[str](), 0
        for style, start, end in code.styles:
            words = escape(code.text[start:end])
            parts += [escape(code.text[reached:start]), f'<span class="{_CODE[style]}">{words}</span>']
            reached = end
        parts.append(escape(code.text[reached:].rstrip()))
        language = re.sub(r"[^\w+#-]", "", code.language)
        named = f' class="language-{language}"' if language else ""
        return f'<pre tabindex="0" role="group" aria-label="Code"><code{named}>{"".join(parts)}</code></pre>'

    def _definitions(self, rows: Iterable[tuple[str, Sequence[Span]]]) -> str:
        """Labels and their values; those of a label that comes again stand with the first."""
        values: dict[str, list[str]] = {}
        last = ""
        for label, spans in rows:
            last = label or last
            values.setdefault(last, []).append(f"<dd>{self._spans(spans)}</dd>")
        groups = (f"<div><dt>{escape(label)}</dt>{''.join(written)}</div>" for label, written in values.items())
        return f"<dl>{''.join(groups)}</dl>" if values else ""

    def _event(self, event: Block) -> str:
        assert isinstance(event, page.TimelineEvent)
        title = self._span(Span(event.title, "event.title", event.target))
        when = f'<span class="event-year">{escape(event.when)}</span>'
        return f"<li{self._id(event.target)}><p>{when} {title}</p>{self.blocks(event.blocks)}</li>"

    def _excerpt(self, excerpt: page.Excerpt) -> str:
        start, end = excerpt.column - 1, excerpt.column - 1 + excerpt.length
        before, marked, after = map(escape, (excerpt.text[:start], excerpt.text[start:end], excerpt.text[end:]))
        line = f'<span class="rule">{excerpt.line}</span> {before}<mark>{marked}</mark>{after}'
        shown = f'<pre tabindex="0" role="group" aria-label="Line {excerpt.line}"><code>{line}</code></pre>'
        parts = (self._paragraph(excerpt.title), shown if excerpt.text.strip() else "", self._paragraph(excerpt.hint))
        return f'<div class="excerpt">{"".join(parts)}</div>'

    def _outline(self, rows: Sequence[page.OutlineRow]) -> str:
        """The titles as lists in lists."""
        if not rows:
            return ""
        least = min(row.depth for row in rows)
        items: list[str] = []
        while rows:
            row, *rest = rows
            below = [*takewhile(lambda other: other.depth > row.depth, rest)]  # noqa: B023  # used up at once
            rows = rest[len(below) :]
            title = self._span(Span(f"{row.label} {row.text}".strip(), "link", row.target))
            remarks = [row.remark, row.way] if not row.done else [row.remark, "read"]
            remark = self._span(Span(", ".join(filter(None, remarks)), "caption"))
            items.append(f"<li{_class('done' if row.done else '')}>{title} {remark}{self._outline(below)}</li>")
        return f'<ul class="outline depth-{least}">{"".join(items)}</ul>'

    def _table(self, header: Sequence[str], rows: Sequence[Sequence[str]], name: str = "") -> str:
        """A table that can be scrolled, called like the heading before it."""
        from mlsys_cli.render.table import is_numeric

        numeric = [is_numeric(column) for column in zip(header, *rows, strict=True)]
        ends = [_class("number" if number else "") for number in numeric]
        head = "".join(
            f'<th scope="col"{end}>{escape(cell)}</th>' if cell.strip() else "<td></td>"
            for cell, end in zip(header, ends, strict=True)
        )
        lines = (
            f'<tr><th scope="row">{escape(first)}</th>'
            + "".join(f"<td{end}>{escape(cell)}</td>" for cell, end in zip(cells, ends[1:], strict=True))
            + "</tr>"
            for first, *cells in rows
        )
        table = f"<table><thead><tr>{head}</tr></thead><tbody>{''.join(lines)}</tbody></table>"
        return _scrolled(table, name or self.title or "Table", "scroll")

    def _meters(self, meters: page.Meters) -> str:
        """A table of the parts of each row, of which the last is what is missing; a bar shows what the numbers say."""
        head = "".join(f'<th scope="col" class="number">{escape(label)}</th>' for label in meters.labels)
        lines = []
        for row in meters.rows:
            done = " ✓" if row.done else ""
            name = f'<th scope="row" class="depth-{row.depth}">{escape(row.name)}{done}</th>'
            cells = "".join(f'<td class="number">{part}</td>' for part in row.parts)
            bar = f'<meter aria-hidden="true" max="{sum(row.parts)}" value="{sum(row.parts[:-1])}"></meter>'
            lines.append(f"<tr>{name}{cells}<td>{bar if any(row.parts) else ''}</td></tr>")
        table = f"<table><thead><tr><td></td>{head}<td></td></tr></thead><tbody>{''.join(lines)}</tbody></table>"
        return _scrolled(table, self.title or "Progress", "scroll meters")

    def _figure(self, block: Block, alt: str, below: str = "") -> str:
        """A drawing with what stands below it, or its words if there is nothing to draw."""
        drawing = _drawing(block, " ".join(alt.split()), self.widths, self.ink)
        if not drawing:
            return f"<p>{escape(alt)}</p>" if alt else ""
        return f"<figure>{drawing}{below}</figure>"

    def _pictures(self, blocks: Sequence[Block]) -> Iterable[str]:
        """Plots, planes and pixels that follow each other; below them what their signs mean, and their numbers."""
        from mlsys_cli.page.plots import Pixels, tables

        for kind, picture in _drawn(tuple(blocks), self.widths, self.ink):
            below = "<br/>".join(map(self._line, picture.below))
            words = f"<figcaption>{below}</figcaption>" if below else ""
            yield f"<figure{_class(kind)}>{picture.element}{words}</figure>"
        numbers = [
            f"<p>{escape(title)}</p>{self._table(header, rows, title)}" if title else self._table(header, rows)
            for block in blocks
            if not isinstance(block, Pixels)
            for title, header, rows in tables(block)  # type: ignore[arg-type]  # the blocks of drawings
        ]
        if numbers:
            yield f'{self.fold} class="numbers"><summary>Numbers</summary>{"".join(numbers)}</details>'

    def _line(self, line: Text) -> str:
        """A line of signs and words in their styles."""
        places = sorted({0, len(line), *chain.from_iterable((part.start, part.end) for part in line.spans)})
        words = []
        for start, end in pairwise(places):
            style = next((str(part.style) for part in line.spans if part.start <= start < part.end), "")
            words.append(self._span(Span(line.plain[start:end], style.partition(LEADS_TO)[0])))
        return "".join(words)


DRAWN = ("Plot", "Plane", "Pixels")
"""The blocks of numbers that are drawn, by name: few pages import them."""


@lru_cache(256, typed=True)  # a site shows a figure on four pages; named tuples of two types may be equal
def _drawing(block: Block, alt: str, widths: tuple[int, ...], ink: Callable[[str], str]) -> str:
    """A drawing at each width, once if it is the same at all; nothing if there is nothing to draw."""
    from mlsys_cli.render.diagrams.cells import cells_svg
    from mlsys_cli.render.rich_blocks import block_lines

    drawn = [block_lines(block, width) for width in widths]
    shapes = {tuple(line.plain for line in lines) for lines in drawn}
    if shapes == {()}:
        return ""
    drawn = drawn[:1] if len(shapes) == 1 else drawn
    return "".join(cells_svg(lines, alt, ink, kind) for kind, lines in zip(_kinds(len(drawn)), drawn, strict=True))


@lru_cache(256)
def _drawn(blocks: Blocks, widths: tuple[int, ...], ink: Callable[[str], str]) -> "Sequence[tuple[str, Picture]]":
    """The pictures of some numbers at each width, each with the class of its width."""
    from mlsys_cli.render.plots.vector import drawn

    return [
        (kind, it) for kind, width in zip(_kinds(len(widths)), widths, strict=True) for it in drawn(blocks, width, ink)
    ]


def _kinds(count: int) -> Sequence[str]:
    """The classes of so many drawings of different widths."""
    return ("wide", "narrow")[:count] if count > 1 else ("",)


def _joined_kind(block: Block) -> str:
    """The kind of a block that is one element together with others of it."""
    name = type(block).__name__
    if name in DRAWN:
        return "drawn"
    is_item = isinstance(block, page.TimelineEvent) or (isinstance(block, page.ListEntry) and bool(block.title))
    return name if is_item else ""


def _formula(source: str, text: str, display: bool = False) -> str:
    from mlsys_cli.page.math.mathml import in_mathml  # few pages have formulas

    return in_mathml(source, display=display, alt=text)


def _scrolled(element: str, name: str, kind: str) -> str:
    """An element that may be wider than its page: it is reached by the keyboard, and says what it is."""
    return f'<div class="{kind}" tabindex="0" role="group" aria-label="{escape(name)}">{element}</div>'
