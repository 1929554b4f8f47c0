"""Exhibits in the prose of a book: the words of links to them, and the boxes that say how to run them."""

from typing import NamedTuple

from mlsys_cli.exhibits.catalogue import CATALOGUE, Entry, load
from mlsys_cli.page import Block, Blocks, Bullets, Embed, Paragraph, Quote, Span, Spans
from mlsys_cli.page.prose_links import map_spans
from mlsys_cli.text.shell_words import quote

RUN = "run"
"""The kind of a link to an exhibit, which is no entry of a book."""


class NamedExhibit(NamedTuple):
    """An exhibit as a book names it (`perceptron/xor`), and a sentence on it or on its preset."""

    address: str
    entry: Entry
    about: str


def find_exhibit(address: str) -> NamedExhibit | None:
    """The exhibit and preset with this address; None if the program has none."""
    name, slash, wanted = address.partition("/")
    if name not in CATALOGUE:
        return None
    exhibit = load(name)
    if slash:
        preset = next((preset for preset in exhibit.presets if preset.name == wanted), None)
        return NamedExhibit(address, CATALOGUE[name], preset.about) if preset else None
    question = exhibit.question
    return NamedExhibit(address, CATALOGUE[name], question.words if question else exhibit.remember)


def with_exhibits(blocks: Blocks) -> Blocks:
    """Some prose with words for the links to exhibits, and with boxes in the places where it embeds them."""
    return map_spans(tuple(map(_placed, blocks)), _linked)


def _placed(block: Block) -> Block:
    match block:
        case Embed(kind, address) if kind == RUN:
            return Quote(box_blocks(address))
        case Bullets(items):
            return block._replace(items=tuple(tuple(map(_placed, item)) for item in items))
        case Quote(inner):
            return Quote(tuple(map(_placed, inner)))
    return block


def _linked(span: Span) -> Span:
    """A link to an exhibit with words; those of a link to one that the program doesn't have become plain text."""
    kind, _, address = span.target.partition(":")
    if kind != RUN or span.style != "link":
        return span
    found = find_exhibit(address)
    return span._replace(text=span.text or found.entry.title) if found else Span(span.text or address)


def box_blocks(address: str) -> Blocks:
    """The title, year and minutes of an exhibit, a sentence on it, and the command that runs it."""
    found = find_exhibit(address)
    if found is None:
        lacking = f"This version of mlsys has no exhibit {address!r}; a later one may have it."
        return (Paragraph((Span("Run it: ", "label"), Span(lacking))),)
    title = (Span("Run it: ", "label"), Span(found.entry.title, "link", f"{RUN}:{address}"))
    return about_blocks(found, title)


def about_blocks(found: NamedExhibit, title: Spans = ()) -> Blocks:
    """The year of an exhibit, the minutes it takes, a sentence on it, and the command, below its title."""
    year, minutes = f"({found.entry.year})", f" · {found.entry.minutes} min"
    return (
        Paragraph((*title, Span(f" {year}{minutes}" if title else f"{found.entry.year}{minutes}", "caption"))),
        Paragraph((Span(found.about),)),
        Paragraph((Span(f"mlsys run {quote(found.address)}", "command"),)),
    )
