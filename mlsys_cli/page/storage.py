"""Prose as values that JSON can hold, for the index, and back.

A text of one unmarked paragraph, as most are, is packed as the string that it is.
"""

from collections.abc import Iterable, Mapping
from typing import Any, Protocol

from mlsys_cli.page import Block, Blocks, Bullets, Code, Embed, Paragraph, Quote, Span


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
        case Paragraph(spans):
            return ["p", spans]
        case Bullets(items, ordered):
            return ["ol" if ordered else "ul", [[_pack(inner) for inner in item] for item in items]]
        case Quote(inner):
            return ["quote", [_pack(one) for one in inner]]
        case Code(text):
            return ["code", text]
        case Embed(kind, name):
            return ["embed", kind, name]
    raise TypeError(f"not prose: {block!r}")


class Target(Protocol):
    """An entry that prose may link to."""

    @property
    def name(self) -> str:
        """The words of a link that has none of its own."""

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
    return tuple(_unpack(block, targets) for block in packed)


def _unpack(packed: Iterable[Any], targets: Targets | None) -> Block:
    tag, *rest = packed
    match tag:
        case "p":
            return Paragraph(tuple(_unpack_span(Span(*span), targets) for span in rest[0]))
        case "ul" | "ol":
            return Bullets(tuple(unpack(item, targets) for item in rest[0]), tag == "ol")
        case "quote":
            return Quote(unpack(rest[0], targets))
        case "code":
            return Code(rest[0])
        case "embed":
            return Embed(rest[0], rest[1])
    raise ValueError(f"no block is packed as {tag!r}")


def _unpack_span(span: Span, targets: Targets | None) -> Span:
    if targets is None or span.style not in ("link", "cite"):
        return span
    entry = targets.get(span.target)
    if span.style == "cite":
        return span._replace(target=f"source:{entry.address}") if entry else span
    if entry is None:
        return Span(span.text or span.target.partition(":")[2])
    return span if span.text else span._replace(text=entry.name)
