"""The links and citations in some prose: changed, collected and numbered."""

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from mlsys_cli.page import Aside, Block, Blocks, Bullets, Embed, ListEntry, Paragraph, Quote, Span, Spans, TimelineEvent


def map_spans(blocks: Iterable[Block], change: Callable[[Span], Span]) -> Blocks:
    """The same blocks with each of their spans changed, in reading order."""
    return tuple(_map_block(block, change) for block in blocks)


def _map_block(block: Block, change: Callable[[Span], Span]) -> Block:
    match block:
        case Paragraph(spans):
            return Paragraph(tuple(change(span) for span in spans))
        case Bullets(items, ordered):
            return Bullets(tuple(map_spans(item, change) for item in items), ordered)
        case Quote(inner):
            return Quote(map_spans(inner, change))
        case Aside(label, spans, style):
            return Aside(label, tuple(change(span) for span in spans), style)
        case ListEntry(title, text, command):
            return ListEntry(title, tuple(change(span) for span in text), command)
        case TimelineEvent(year, when, title, inner):
            return TimelineEvent(year, when, title, map_spans(inner, change))
    return block


def word_link(span: Span) -> Span:
    """Return a link without words of its own with those of its id, where the name it leads to isn't known."""
    if span.style != "link" or span.text:
        return span
    return span._replace(text=span.target.partition(":")[2].rpartition("/")[2].replace("-", " "))


def targets(blocks: Iterable[Block]) -> Iterator[str]:
    """The targets of links, citations and embeds in some prose, as `kind:id`, in reading order."""
    for block in blocks:
        match block:
            case Paragraph(spans) | Aside(_, spans) | ListEntry(_, spans):
                yield from (span.target for span in spans if span.target)
            case Bullets(items):
                for item in items:
                    yield from targets(item)
            case Quote(inner) | TimelineEvent(_, _, _, inner):
                yield from targets(inner)
            case Embed(kind, name):
                yield f"{kind}:{name}"


def slugs(kind: str, found: Iterable[str]) -> list[str]:
    """The ids of those targets that are of a kind, each once."""
    return list(dict.fromkeys(target[len(kind) + 1 :] for target in found if target.startswith(f"{kind}:")))


class Cited(NamedTuple):
    """A page with numbered citations, and the keys of the numbers, 1 first."""

    blocks: Blocks
    keys: tuple[str, ...]


def number_citations(blocks: Iterable[Block], known: Iterable[str]) -> Cited:
    """Turn each citation into its number; one of a source that isn't `known` keeps its key."""
    numbers: dict[str, int] = {}
    existing = set(known)

    def number(span: Span) -> Span:
        if span.style != "cite":
            return span
        key = span.target.partition(":")[2]
        if key not in existing:
            return span._replace(text=f"[{key}]")
        return span._replace(text=f"[{numbers.setdefault(key, len(numbers) + 1)}]")

    numbered = map_spans(blocks, number)
    return Cited(numbered, tuple(numbers))


def citations(keys: Iterable[str]) -> Spans:
    """A citation of each of some sources, for the end of a text."""
    return tuple(Span("", "cite", f"source:{key}") for key in keys)
