"""Exhibits in a book: its own data for them, links to them in its prose, and answers that are taken from them.

The data may be a stranger's, so the files aren't trusted: they lie in the book's folder, and are of a limited size.
"""

import os
import stat
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path, PurePosixPath
from types import MappingProxyType
from typing import Annotated, Any, NamedTuple, TypeAlias

from mlsys_cli.errors import NotFoundError, UnreadableError
from mlsys_cli.exhibits.catalogue import CATALOGUE, Entry, load
from mlsys_cli.exhibits.exhibit import Number, Talk
from mlsys_cli.page.blocks import Block, Blocks, Bullets, Embed, Paragraph, Quote, Span, Spans, map_spans
from mlsys_cli.quiz.question import ID_HELP, Formerly, Sources
from mlsys_cli.text.english import quote
from mlsys_cli.text.spelling import did_you_mean

RUN = "run"
"""The kind of a link to an exhibit, which is no entry of a book."""


_LARGEST = 250_000
"""The bytes of the largest file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BookExhibit:
    """Data of the book for an exhibit of the program: a script of ELIZA, rules for MYCIN, mail for the spam filter."""

    id: Annotated[str, f"Unique in the book; `mlsys run` takes it. {ID_HELP}"]
    title: Annotated[str, "What it is called."]
    exhibit: Annotated[str, "The exhibit that reads the file: eliza, mycin or spam."]
    file: Annotated[str, "The file, by its path in the folder of the book, such as scripts/baker.txt."]
    summary: Annotated[str, "What it is, in a plain sentence."]
    licence: Annotated[str, "The licence of the file, if it isn't that of the book."] = ""
    sources: Sources = ()
    formerly: Formerly = ()

    @property
    def address(self) -> str:
        """Its name in links: `eliza/baker`."""
        return f"{self.exhibit}/{self.id}"


def engines() -> list[str]:
    """The names of the exhibits that read a file."""
    return [name for name in CATALOGUE if load(name).read_data]


def read_book_data(book: Path, file: str, exhibit: str) -> Any:
    """The data that an exhibit reads from a file in a book's folder.

    Raises UnreadableError if the file can't be read, or is no file of the book; UsageError, perhaps with the line, if
    the exhibit can't use it.
    """
    read = load(exhibit).read_data
    assert read is not None
    return read(_text(book, file))


def _text(book: Path, file: str) -> str:
    parts, path = PurePosixPath(file), book / file
    try:
        if parts.is_absolute() or ".." in parts.parts or not _is_inside(book, path):
            raise UnreadableError("it isn't in the folder of the book")
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):  # reading from a pipe would wait for ever
            raise UnreadableError("it is no file")
        if status.st_size > _LARGEST:
            raise UnreadableError(f"it is larger than {_LARGEST // 1000:,} KB")
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableError("it isn't valid UTF-8") from error
    except (OSError, ValueError) as error:  # the second for a name that no file can have
        raise UnreadableError(getattr(error, "strerror", None) or str(error)) from error


def _is_inside(book: Path, path: Path) -> bool:
    return Path(os.path.realpath(path)).is_relative_to(os.path.realpath(book))


# --- links and boxes -------------------------------------------------------------------------------------------------


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
    own: dict[str, NamedExhibit] = {}
    for item in exhibits:
        if item.exhibit in CATALOGUE:
            named = NamedExhibit(item.address, CATALOGUE[item.exhibit], item.title, item.summary)
            own |= dict.fromkeys((item.id, item.address), named)
    return own


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
        if exhibit := find_exhibit(address, own):
            return span._replace(text=span.text or exhibit.title, target=f"{RUN}:{exhibit.address}")
        return Span(span.text or address)

    return map_spans(tuple(map(placed, blocks)), linked)


def _box_blocks(address: str, exhibit: NamedExhibit | None) -> Blocks:
    """The title, year and minutes of an exhibit, a sentence on it, and the command that runs it."""
    if exhibit is None:
        lacking = f"This version of mlsys has no exhibit {address!r}; a later one may have it."
        return (Paragraph((Span("Run it: ", "run"), Span(lacking))),)
    title = (Span("Run it: ", "run"), Span(exhibit.title, "link", f"{RUN}:{exhibit.address}"))
    return about_blocks(exhibit, title)


def about_blocks(exhibit: NamedExhibit, title: Spans = ()) -> Blocks:
    """The year of an exhibit, the minutes it takes, a sentence on it, and the command, below its title."""
    minutes = f" · {exhibit.entry.minutes} min"
    return (
        Paragraph((*title, Span(f" ({exhibit.year}){minutes}" if title else f"{exhibit.year}{minutes}", "caption"))),
        Paragraph((Span(exhibit.about),)),
        Paragraph((Span(f"mlsys run {quote(exhibit.address)}", "command"),)),
    )


# --- answers taken from an exhibit -----------------------------------------------------------------------------------


def answer_source(text: str) -> tuple[str, str]:
    """The address of the exhibit, and the name of the number, from which a question takes its answer."""
    address, _, name = text.strip().partition(" ")
    return address, name.strip()


def exhibit_answer(text: str) -> float:
    """The number that an exhibit of the program, with the settings of a preset, comes to.

    Raises UsageError for an unknown preset, and NotFoundError for an unknown exhibit or number.
    """
    address, name = answer_source(text)
    if address.partition("/")[0] not in CATALOGUE:
        raise NotFoundError(f"the program has no exhibit {address[:40]!r}", ["'mlsys run' lists what can be run"])
    values = [(number.name, number.value) for number in _numbers(address)]
    numbers = {key: value for key, value in values if isinstance(value, int | float) and not isinstance(value, bool)}
    if name not in numbers:
        hint = did_you_mean(name, numbers) or f"its numbers are {', '.join(numbers)}"
        raise NotFoundError(f"the exhibit {address!r} has no number {name[:40]!r}", [hint])
    return numbers[name]


@cache
def _numbers(address: str) -> tuple[Number, ...]:
    """The numbers of the last frame of an exhibit, or those with which a talk begins."""
    from mlsys_cli.exhibits.exhibit_run import FIRST_SEED, new_run  # of which a look-up with a link needs nothing

    name, _, preset = address.partition("/")
    run = new_run(CATALOGUE[name], load(name), preset, [], FIRST_SEED)
    engine = run.exhibit.engine
    return engine.numbers(engine.begin(run.settings)) if isinstance(engine, Talk) else run.last_frame().numbers
