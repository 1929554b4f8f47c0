"""Prose as values that JSON can hold, and back: what the index stores of each text.

A text of one unmarked paragraph, as most are, is packed as the string that it is.
"""

from collections.abc import Iterable
from typing import Any

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


def unpack(packed: Any) -> Blocks:
    """The prose that `pack` was given."""
    if isinstance(packed, str):
        return (Paragraph((Span(packed),)),) if packed else ()
    return tuple(_unpack(block) for block in packed)


def _unpack(packed: Iterable[Any]) -> Block:
    tag, *rest = packed
    match tag:
        case "p":
            return Paragraph(tuple(Span(*span) for span in rest[0]))
        case "ul" | "ol":
            return Bullets(tuple(unpack(item) for item in rest[0]), tag == "ol")
        case "quote":
            return Quote(unpack(rest[0]))
        case "code":
            return Code(rest[0])
        case "embed":
            return Embed(rest[0], rest[1])
    raise ValueError(f"no block is packed as {tag!r}")
