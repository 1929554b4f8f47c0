"""Exhibits in a book: its own data for them, links to them in its prose, and answers that are taken from them.

The data may be a stranger's, so the files aren't trusted: they lie in the book's folder, and are of a limited size.
"""

import stat
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path, PurePosixPath
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from mlsys_cli.book.kinds import BUNDLED_BOOK
from mlsys_cli.errors import NotFoundError, UnreadableError
from mlsys_cli.exhibits.catalogue import CATALOGUE, Entry, load
from mlsys_cli.exhibits.exhibit import Exhibit, Number, is_number, numbered
from mlsys_cli.page.blocks import Block, Blocks, Bullets, Embed, Paragraph, Quote, Span, Spans, map_spans
from mlsys_cli.quantity.quantity import quantity
from mlsys_cli.quantity.units import unit_behind, unit_of
from mlsys_cli.text.english import quote
from mlsys_cli.text.own_files import is_inside
from mlsys_cli.text.spelling import did_you_mean

if TYPE_CHECKING:
    from mlsys_cli.book.model import BookExhibit, Calculator
    from mlsys_cli.calculators.calculator import CalculatorRecord

RUN = "run"
"""The kind of a link to an exhibit, which is no entry of a book."""


_LARGEST = 250_000
"""The bytes of the largest file."""


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
        if parts.is_absolute() or ".." in parts.parts or not is_inside(book, path):
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
        of = "" if self.title == self.entry.title else self.entry.title
        return ", ".join(filter(None, (of, str(self.entry.year or ""))))


OwnExhibits: TypeAlias = Mapping[str, NamedExhibit]
"""What a book has for exhibits, by its id and by its address."""

NO_EXHIBITS: OwnExhibits = MappingProxyType({})


def own_exhibits(
    exhibits: "Iterable[BookExhibit]", calculators: "Iterable[Calculator | CalculatorRecord]" = ()
) -> OwnExhibits:
    """The data and calculators of a book by their addresses: `baker`, `eliza/baker`, `link`, `link/wifi`."""
    own: dict[str, NamedExhibit] = {}
    for item in calculators:
        entry = Entry(item.id, item.title, item.year)
        about = {item.id: item.remember or item.about}
        about |= {f"{item.id}/{preset.id}": preset.words or item.about for preset in item.presets}
        own |= {address: NamedExhibit(address, entry, item.title, words) for address, words in about.items()}
    for data in exhibits:
        if data.exhibit in CATALOGUE:
            named = NamedExhibit(data.address, CATALOGUE[data.exhibit], data.title, data.summary)
            own |= dict.fromkeys((data.id, data.address), named)
    return own


class OwnOrBundled(dict[str, NamedExhibit]):
    """The data and calculators of a book, and behind them those of the bundled book, which every book may name."""

    def get(self, address: str, default: Any = None) -> Any:
        """The exhibit of an address."""
        return super().get(address) or bundled_exhibits().get(address, default)


@cache
def bundled_exhibits() -> OwnExhibits:
    """The calculators of the bundled book and their presets, by their addresses."""
    return own_exhibits((), _bundled_calculators())


@cache
def _bundled_calculators() -> "tuple[Calculator, ...]":
    from mlsys_cli.book.parse.load import load_calculators  # the reader imports this file, and needs no YAML

    return load_calculators(BUNDLED_BOOK)


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
        lacking = f"There is no exhibit {address!r} here; another version of mlsys, or of the book, may have it."
        return (Paragraph((Span("Run it: ", "run"), Span(lacking))),)
    title = (Span("Run it: ", "run"), Span(exhibit.title, "link", f"{RUN}:{exhibit.address}"))
    return about_blocks(exhibit, title)


def about_blocks(exhibit: NamedExhibit, title: Spans = ()) -> Blocks:
    """The year of an exhibit, the minutes it takes, a sentence on it, and the command, below its title."""
    year = f" ({exhibit.year})" if title and exhibit.year else exhibit.year
    facts = " · ".join(filter(None, (year, f"{exhibit.entry.minutes} min")))
    return (
        Paragraph((*title, Span(f" · {facts}" if title and not year else facts, "caption"))),
        Paragraph((Span(exhibit.about),)),
        Paragraph((Span(f"mlsys run {quote(exhibit.address)}", "command"),)),
    )


# --- answers taken from an exhibit -----------------------------------------------------------------------------------


def answer_source(text: str) -> tuple[str, str]:
    """The address of the exhibit, and the name of the number, from which a question takes its answer."""
    address, _, name = text.strip().partition(" ")
    return address, name.strip()


def exhibit_answer(text: str) -> float:
    """The number that an exhibit or a calculator of the bundled book, with the settings of a preset, comes to.

    Raises UsageError for an unknown preset, and NotFoundError for an unknown exhibit or number.
    """
    address, name = answer_source(text)
    values = [(name, number.value) for number in _numbers(address) for name in (number.name, number.title)]
    numbers = {key: value for key, value in values if is_number(value)}
    if name not in numbers:
        hint = did_you_mean(name, numbers) or f"its numbers are {', '.join(numbers)}"
        raise NotFoundError(f"the exhibit {address!r} has no number {name[:40]!r}", [hint])
    return numbers[name]


class LabCase(NamedTuple):
    """The question of an exhibit or calculator with some settings, the answer with its unit, and the main point."""

    question: str
    answer: float
    unit: str
    remember: str


def lab_cases(name: str) -> list[LabCase]:
    """The questions of an exhibit or a calculator of the bundled book: the usual one, and that of each preset.

    A preset whose question has no number for an answer is left out. Raises NotFoundError for an unknown name.
    """
    exhibit, cases = _exhibit(name), []
    for preset in ("", *(preset.name for preset in exhibit.presets)):
        question = exhibit.question(exhibit.settings(preset))
        found = numbered(_numbers(f"{name}/{preset}"), question.quantity) if question else None
        if question and found and is_number(found.value):
            cases.append(LabCase(question.text, *_as_people_write(found, found.value), exhibit.remember))
    return list({case.question: case for case in cases}.values())


def _as_people_write(number: Number, value: float) -> tuple[float, str]:
    """The value of a number, and its unit; those of the text for people, if that has a unit."""
    own = unit_of(number.unit)
    unit = unit_behind(number.text, own.dimension) if own else ""
    return (quantity(value, number.unit).within(unit), unit) if unit else (value, number.unit)


@cache
def _numbers(address: str) -> tuple[Number, ...]:
    """The numbers of the last frame of an exhibit, or those with which a talk begins."""
    name, _, preset = address.partition("/")
    exhibit = _exhibit(name)
    return exhibit.numbers(exhibit.settings(preset))


@cache
def _exhibit(name: str) -> Exhibit:
    """An exhibit, or the one that a calculator of the bundled book is. Raises NotFoundError for an unknown name."""
    if name in CATALOGUE:
        return load(name)
    from mlsys_cli.book.calculator_mistakes import record_of
    from mlsys_cli.exhibits.calculator_exhibit import exhibit_of

    found = next((item for item in _bundled_calculators() if item.id == name), None)
    if found is None:
        raise NotFoundError(f"the program has no exhibit {name[:40]!r}", ["'mlsys run' lists what can be run"])
    return exhibit_of(record_of(found), lambda *_: None)
