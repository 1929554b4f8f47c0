"""Exhibits in the prose of a book: the words of links to them, and the boxes that say how to run them."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import NamedTuple, TypeAlias

from mlsys_cli.book.exhibit_data import BookExhibit
from mlsys_cli.exhibits.catalogue import CATALOGUE, Entry, load
from mlsys_cli.page.blocks import Block, Blocks, Bullets, Embed, Paragraph, Quote, Span, Spans
from mlsys_cli.page.prose_links import map_spans
from mlsys_cli.text.wording import quote

RUN = "run"
"""The kind of a link to an exhibit, which is no entry of a book."""


class NamedExhibit(NamedTuple):
    """An exhibit as a book names it (`perceptron/xor`), its title or that of the book's data, and a sentence on it."""

    address: str
    entry: Entry
    title: str
    about: str

    @property
    def year(self) -> str:
        """The year of the exhibit; of a book's data also what reads them: `ELIZA, 1966`."""
        of = "" if self.title == self.entry.title else f"{self.entry.title}, "
        return f"{of}{self.entry.year}"


OwnExhibits: TypeAlias = Mapping[str, NamedExhibit]
"""What a book has for exhibits, by its id and by its address."""

NO_EXHIBITS: OwnExhibits = MappingProxyType({})


def own_exhibits(exhibits: Iterable[BookExhibit]) -> OwnExhibits:
    """The data of a book as its texts may name them: `baker`, or `eliza/baker`."""
    found: dict[str, NamedExhibit] = {}
    for one in exhibits:
        if one.exhibit in CATALOGUE:
            named = NamedExhibit(one.address, CATALOGUE[one.exhibit], one.title, one.summary)
            found |= dict.fromkeys((one.id, one.address), named)
    return found


def find_exhibit(address: str, own: OwnExhibits = NO_EXHIBITS) -> NamedExhibit | None:
    """The exhibit and preset with this address, or else what the book has of its own; None if there is none."""
    name, slash, wanted = address.partition("/")
    if name not in CATALOGUE:
        return own.get(address)
    exhibit, entry = load(name), CATALOGUE[name]
    if slash:
        preset = next((preset for preset in exhibit.presets if preset.name == wanted), None)
        return NamedExhibit(address, entry, entry.title, preset.about) if preset else own.get(address)
    question = exhibit.question(exhibit.settings())
    about = question.text if question else exhibit.remember
    return NamedExhibit(address, entry, entry.title, about)


def with_exhibits(blocks: Blocks, own: OwnExhibits = NO_EXHIBITS) -> Blocks:
    """Some prose with words for the links to exhibits, and with boxes in the places where it embeds them."""

    def placed(block: Block) -> Block:
        match block:
            case Embed(kind, address) if kind == RUN:
                return Quote(_box_blocks(address, find_exhibit(address, own)))
            case Bullets(items):
                return block._replace(items=tuple(tuple(map(placed, item)) for item in items))
            case Quote(inner):
                return Quote(tuple(map(placed, inner)))
        return block

    def linked(span: Span) -> Span:
        """A link to an exhibit with words; those of a link to one that isn't there become plain text."""
        kind, _, address = span.target.partition(":")
        if kind != RUN or span.style != "link":
            return span
        if found := find_exhibit(address, own):
            return span._replace(text=span.text or found.title, target=f"{RUN}:{found.address}")
        return Span(span.text or address)

    return map_spans(tuple(map(placed, blocks)), linked)


def _box_blocks(address: str, found: NamedExhibit | None) -> Blocks:
    """The title, year and minutes of an exhibit, a sentence on it, and the command that runs it."""
    if found is None:
        lacking = f"This version of mlsys has no exhibit {address!r}; a later one may have it."
        return (Paragraph((Span("Run it: ", "label"), Span(lacking))),)
    title = (Span("Run it: ", "label"), Span(found.title, "link", f"{RUN}:{found.address}"))
    return about_blocks(found, title)


def about_blocks(found: NamedExhibit, title: Spans = ()) -> Blocks:
    """The year of an exhibit, the minutes it takes, a sentence on it, and the command, below its title."""
    minutes = f" · {found.entry.minutes} min"
    return (
        Paragraph((*title, Span(f" ({found.year}){minutes}" if title else f"{found.year}{minutes}", "caption"))),
        Paragraph((Span(found.about),)),
        Paragraph((Span(f"mlsys run {quote(found.address)}", "command"),)),
    )
