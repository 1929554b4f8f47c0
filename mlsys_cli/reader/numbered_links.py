"""Links with numbers, by which they are opened where nothing can be clicked."""

from typing import NamedTuple

from mlsys_cli.page.blocks import Block, Blocks, DefinitionList, Span, TimelineEvent
from mlsys_cli.page.prose_links import map_spans


class NumberedLink(NamedTuple):
    """The words of a link, and what it leads to."""

    text: str
    target: str


def number_links(blocks: Blocks) -> tuple[Blocks, list[NumberedLink]]:
    """A page with a number behind the words of each link, such as `ELIZA #3`; and the links in order, 1 first.

    A citation has a number of its own, that of its source.
    """
    links: list[NumberedLink] = []

    def numbered(text: str, target: str) -> str:
        links.append(NumberedLink(text, target))
        return f"{text}\N{NO-BREAK SPACE}#{len(links)}"

    def changed(span: Span) -> Span:
        is_link = span.target and span.style not in ("cite", "math") and not span.target.startswith("#")
        return span._replace(text=numbered(span.text, span.target)) if is_link else span

    def number(block: Block) -> Block:
        match block:
            case DefinitionList(rows):
                return DefinitionList(tuple((label, tuple(map(changed, spans))) for label, spans in rows))
            case TimelineEvent(title=title, target=target) if target:
                block = block._replace(title=numbered(title, target))
        (block,) = map_spans((block,), changed)
        return block

    return tuple(map(number, blocks)), links
