"""Prose as the index stores it, and its links and citations: resolved, changed, collected and numbered.

A text of one unmarked paragraph, as most are, is stored as the string that it is.
"""

import re
from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from typing import Any, Protocol

from mlsys_cli.page import blocks as page
from mlsys_cli.page.blocks import Block, Blocks, Span, Spans

# Nothing before, or the end of a sentence, each perhaps with quotation marks or brackets: `It ends.” (`.
_SENTENCE_BEGINS = re.compile(r"(?:^|[.!?…][\"”’)\]]*\s+)[\"“‘(\[]*$")
_new = tuple.__new__  # a chapter has thousands of spans


def pack(blocks: Blocks) -> Any:
    """Some prose as a string or as nested lists."""
    match blocks:
        case ():
            return ""
        case (page.Paragraph((Span(text, "", ""),)),) if text:
            return text
    return [_pack(block) for block in blocks]


def _pack(block: Block) -> list[Any]:
    match block:
        case page.Paragraph(spans):
            return ["p", spans]
        case page.Bullets(items, ordered):
            return ["ol" if ordered else "ul", [[_pack(inner) for inner in item] for item in items]]
        case page.Quote(inner):
            return ["quote", [_pack(one) for one in inner]]
        case page.Code(text):
            return ["code", text]
        case page.Math(text, source):
            return ["math", text, source]
        case page.Embed(kind, name):
            return ["embed", kind, name]
    raise TypeError(f"not prose: {block!r}")


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
        return (page.Paragraph((Span(packed),)),) if packed else ()
    return tuple(_unpack(targets, *block) for block in packed)


def _unpack(targets: Targets | None, tag: str, content: Any, name: str = "") -> Block:
    match tag:
        case "p":
            spans = [_new(Span, span) for span in content]
            if targets is not None and any(span.style == "link" and not span.text for span in spans):
                return page.Paragraph(tuple(_named(spans, targets)))
            return page.Paragraph(tuple([_resolved(span, targets) if span.style else span for span in spans]))
        case "ul" | "ol":
            return page.Bullets(tuple(unpack(item, targets) for item in content), tag == "ol")
        case "quote":
            return page.Quote(unpack(content, targets))
        case "code":
            return page.Code(content)
        case "math":
            return page.Math(content, name)
        case "embed":
            return page.Embed(content, name)
    raise ValueError(f"no block is packed as {tag!r}")


def _named(spans: Iterable[Span], targets: Targets) -> Iterator[Span]:
    """The spans of a paragraph in which a link has no words; within a sentence it says the name as that has it."""
    before = ""
    for span in spans:
        entry = targets.get(span.target) if span.style == "link" and not span.text else None
        if entry and entry.in_text and not _SENTENCE_BEGINS.search(before):
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
        else Span(span.text or span.target.partition(":")[2])
    )


def map_spans(blocks: Iterable[Block], change: Callable[[Span], Span]) -> Blocks:
    """The same blocks with each of their spans changed, in reading order.

    A formula of its own is a span of the style `math.block`; with another style it becomes a paragraph.
    """

    def changed(block: Block) -> Block:
        match block:
            case page.Paragraph() | page.Aside():
                return block._replace(spans=tuple(map(change, block.spans)))
            case page.Bullets():
                return block._replace(items=tuple(map_spans(item, change) for item in block.items))
            case page.Quote() | page.TimelineEvent():
                return block._replace(blocks=map_spans(block.blocks, change))
            case page.OptionList():
                return block._replace(items=tuple((mark, tuple(map(change, words))) for mark, words in block.items))
            case page.DefinitionList():
                return block._replace(rows=tuple((label, tuple(map(change, words))) for label, words in block.rows))
            case page.ListEntry():
                return block._replace(text=tuple(map(change, block.text)), command=tuple(map(change, block.command)))
            case page.Math(text, source):
                span = change(Span(text, "math.block", source))
                return page.Math(span.text, span.target) if span.style == "math.block" else page.Paragraph((span,))
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
            case page.Paragraph(spans) | page.Aside(_, spans) | page.ListEntry(_, spans):
                links += [span.target for span in spans if span.target and span.style != "math"]
            case page.Bullets(items):
                links += [target for item in items for target in targets(item)]
            case page.Quote(inner) | page.TimelineEvent(_, _, _, inner, _):
                links += targets(inner)
            case page.Embed(kind, name):
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
