"""What the rules look at: each thing in a chapter with its texts, and what the chapters have of each other."""

from collections import defaultdict
from collections.abc import Iterator
from functools import cached_property
from typing import Any, NamedTuple

from mlsys_cli.book.kinds import CHAPTER_FILES, KINDS, Steps, kinds_in
from mlsys_cli.book.model import Book, Chapter, Section, Source
from mlsys_cli.book.parse.prose_positions import ProseText, prose_text_of
from mlsys_cli.book.parse.unreadable import UnreadEntries, UnreadEntry
from mlsys_cli.text.normalize import normalize_name

_BY_KEY = {kind.key or kind.name: kind.name for kind in KINDS.values()}


class EntryAddress(NamedTuple):
    """Where something stands: its file in the book's folder, its kind, and its id as links name it."""

    file: str
    kind: str
    slug: str


class Link(NamedTuple):
    """What points to something else: from which entry and value, at which offset of a text, to what."""

    entry: EntryAddress
    steps: Steps
    offset: int
    kind: str
    slug: str


class Item:
    """A noun of a chapter with its place and its texts."""

    def __init__(self, entry: EntryAddress, noun: Any) -> None:
        self.entry = entry
        self.noun = noun

    @cached_property
    def passages(self) -> tuple[tuple[Steps, ProseText], ...]:
        """The texts in Markdown, each with the way to it."""
        texts: list[tuple[Steps, str]] = [
            ((field,), getattr(self.noun, field, "")) for field in KINDS[self.entry.kind].prose
        ]
        texts += [(("objectives", number), text) for number, text in enumerate(getattr(self.noun, "objectives", ()))]
        return tuple((steps, prose_text_of(text)) for steps, text in texts if text)

    @property
    def links(self) -> Iterator[Link]:
        """All that the item points to: in its texts, and by its fields."""
        for steps, passage in self.passages:
            for mark in passage.marks:
                yield Link(self.entry, steps, mark.offset, mark.kind, mark.slug)
        for field, kind in (("see_also", "term"), ("terms", "term"), ("sources", "source")):
            for number, slug in enumerate(getattr(self.noun, field, ())):
                yield Link(self.entry, (field, number), 0, kind, slug)
        for field in ("era", "section"):
            if slug := getattr(self.noun, field, None):
                yield Link(self.entry, (field,), 0, field, slug)


class ChapterContext:
    """A chapter for the rules that need no other one. Its folder's name may have signs that its id can't show."""

    def __init__(self, chapter: Chapter, folder: str, flaws: tuple[UnreadEntry, ...] = ()) -> None:
        self.id = chapter.id
        self.items = tuple(_items(chapter, folder))
        self.flaws = tuple(_with_kinds(flaws))

    def of(self, *kinds: str) -> Iterator[Item]:
        """The items of some kinds, in the order in which they stand."""
        return (item for item in self.items if item.entry.kind in kinds)


def _with_kinds(flaws: tuple[UnreadEntry, ...]) -> Iterator[tuple[str, UnreadEntry]]:
    return ((_BY_KEY[flaw.key], flaw) for flaw in flaws)


def _items(chapter: Chapter, folder: str) -> Iterator[Item]:
    def item(kind: str, slug: str, noun: Any) -> Item:
        return Item(EntryAddress(f"{folder}/{KINDS[kind].file}", kind, slug), noun)

    yield item("chapter", chapter.id, chapter.head)
    for section in _flat(chapter.sections):
        yield item("section", f"{chapter.id}/{section.id}", section)
    for file in CHAPTER_FILES[1:]:
        for kind in kinds_in(file):
            for noun in getattr(chapter, kind.key):
                yield item(kind.name, noun.id, noun)


def _flat(sections: tuple[Section, ...]) -> Iterator[Section]:
    for section in sections:
        yield section
        yield from _flat(section.sections)


class Spelling(NamedTuple):
    """A name or alias of a term."""

    entry: EntryAddress
    steps: Steps
    text: str


class Dates(NamedTuple):
    """The era that an event says it belongs to, and its years."""

    entry: EntryAddress
    era: str
    first: int
    last: int


class BookContext:
    """What the chapters of a book have of each other. It keeps no nouns, so that a large library fits the memory."""

    def __init__(self, book: Book, sources: tuple[Source, ...], flaws: tuple[UnreadEntry, ...] = ()) -> None:
        self.entries: dict[str, dict[str, list[EntryAddress]]] = defaultdict(lambda: defaultdict(list))
        self.links: list[Link] = []
        self.spellings: dict[str, list[Spelling]] = defaultdict(list)
        self.eras: dict[str, tuple[int, int | None]] = {}
        self.dates: list[Dates] = []
        self.gaps = UnreadEntries()
        self.gaps.add(_with_kinds(flaws))
        if "book" not in self.gaps.unread:  # else it is called after its folder, which nobody has called so
            self._add(EntryAddress("book.yaml", "book", book.id))
        for source in sources:
            self._add(EntryAddress("references.yaml", "source", source.key))

    def _add(self, entry: EntryAddress) -> None:
        self.entries[entry.kind][entry.slug].append(entry)

    def add(self, survey: ChapterContext) -> None:
        """Take note of a chapter."""
        for item in survey.items:
            self._add(item.entry)
            self.links += item.links
        self.gaps.add(survey.flaws, survey.id)
        for item in survey.of("term"):
            texts = [(("name",), item.noun.name), *((("aliases", n), a) for n, a in enumerate(item.noun.aliases))]
            for steps, text in texts:
                self.spellings[normalize_name(text)].append(Spelling(item.entry, steps, text))
        for item in survey.of("era"):
            self.eras.setdefault(item.noun.id, (item.noun.start, item.noun.end))
        for item in survey.of("event"):
            if item.noun.era:
                last = item.noun.end or item.noun.year
                self.dates.append(Dates(item.entry, item.noun.era, item.noun.year, last))
