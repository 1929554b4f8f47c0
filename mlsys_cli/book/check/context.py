"""The chapters as the rules need them: entries with their texts and links, and what a rule is."""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import cached_property, lru_cache
from inspect import cleandoc
from pathlib import Path
from types import SimpleNamespace
from typing import Any, NamedTuple, TypeVar

import yaml

from mlsys_cli.book.book_exhibits import answer_source
from mlsys_cli.book.calculator_mistakes import calculator_mistakes
from mlsys_cli.book.calculator_results import result_mistakes
from mlsys_cli.book.kinds import BOOK_KINDS, CHAPTER_FILES, IMPORTED, KINDS, KINDS_BY_FILE, SPECS, Steps
from mlsys_cli.book.model import Calculator, Cell, Chapter, Fix, Level, Section, numbers_of
from mlsys_cli.book.parse.load import LoadedBook, LoadedChapter, Origins, UnreadEntry, id_of
from mlsys_cli.book.parse.prose import ProseText, prose_text_of
from mlsys_cli.book.parse.source_file import Document, Place, descend, id_in, key_node
from mlsys_cli.book.parse.yaml_document import value_of
from mlsys_cli.book.worked_examples import example_mistakes
from mlsys_cli.quantity.formula_values import Budget
from mlsys_cli.quiz.question import Mistake
from mlsys_cli.text.english import STOP_WORDS, english_words, normalize_name, split_words, word_stem
from mlsys_cli.text.sanitize import harmless

_LISTED = tuple(kind for file in CHAPTER_FILES[1:] for kind in KINDS_BY_FILE[file])


class EntryAddress(NamedTuple):
    """The address of an entry: its file in the book's folder, its kind, and its id as links name it."""

    file: str
    kind: str
    slug: str


class EntryId(NamedTuple):
    """The place of an entry's id, and its file in the book's folder."""

    file: str
    place: Place


_STEPS = 2_500_000
"""The most steps in which the calculators of a chapter are worked out; they take one to two seconds.

The introduction takes two million, nearly all of them for the members of a jury, which are tried one by one; the other
chapters of the bundled book take at most a tenth of that.
"""

_NAMES = ("id", "key", "name", "title", "aliases", "also_asked", "authors", "venue")
"""The fields whose words are spelt as the author means them."""

_LOWER_CASE = re.compile(r"(?<![\w.@/])[a-z]{4,}(?![\w@/]|\.\w)")
"""A word that isn't a name, an abbreviation, or part of an address or of a number."""

_SURELY_MEANT = 3
"""A word that is written so often is one of the author's; chosen, not measured."""

_LISTS = ("see_also", "terms", "sources", "needs")
"""The fields that list ids of other entries."""


class Link(NamedTuple):
    """A reference from a field of an entry to another entry, which has a kind and a slug."""

    address: EntryAddress
    field: str
    place: Place
    kind: str
    slug: str
    is_embed: bool = False


class Finding(NamedTuple):
    """A mistake in a book. `fix` is what puts it right, where that is clear."""

    place: Place
    message: str
    hint: str = ""
    fix: Fix | None = None


@dataclass(frozen=True, eq=False)
class Item:
    """An entry of a chapter with its texts and the node that it was read from."""

    address: EntryAddress
    entry: Any
    document: Document
    node: yaml.Node | None

    def place(self, steps: Steps, offset: int = 0, length: int = 0, at_key: bool = False) -> Place:
        """The place of a value, of `length` characters of it, or of its key; found while the file's nodes are there."""
        if at_key:
            return self.document.place(key_node(descend(self.node, steps[:-1]), str(steps[-1])))
        return self.document.place_within(descend(self.node, steps), offset, length)

    def finding(
        self,
        steps: Steps,
        message: str,
        hint: str = "",
        *,
        span: tuple[int, int] = (0, 0),
        at_key: bool = False,
        fix: Fix | None = None,
    ) -> Finding:
        """A mistake in a value: in the characters from the start to the end of `span`, or else in all of it."""
        start, end = span
        return Finding(self.place(steps, start, end - start, at_key), message, hint, fix)

    @property
    def texts(self) -> Iterator[tuple[Steps, str]]:
        """Every word and text but those of subsections, with the path to it. Code in prose is blanked out."""
        passages = dict(self.passages)
        for steps, node in _scalars(self.node, ()):
            yield steps, passages[steps].without_code if steps in passages else harmless(node.value)

    @property
    def plain_texts(self) -> list[tuple[Steps, str]]:
        """The words and texts that aren't Markdown, but for those of subsections."""
        prose = (*KINDS[self.address.kind].prose, *getattr(self.entry, "PROSE", ()), "objectives")
        return [(steps, node.value) for steps, node in _scalars(self.node, ()) if steps and steps[0] not in prose]

    @cached_property
    def passages(self) -> tuple[tuple[Steps, ProseText], ...]:
        """The texts in Markdown, each with the path to it."""
        fields = (*KINDS[self.address.kind].prose, *getattr(self.entry, "PROSE", ()))
        texts: list[tuple[Steps, str]] = [((field,), getattr(self.entry, field, "")) for field in fields]
        texts += [(("objectives", index), text) for index, text in enumerate(getattr(self.entry, "objectives", ()))]
        return tuple((steps, prose_text_of(text)) for steps, text in texts if text)

    def is_folded(self, steps: Steps) -> bool:
        """True if YAML joins the lines of a text, as it is written below a >."""
        return getattr(descend(self.node, steps), "style", "") == ">"

    @property
    def links(self) -> Iterator[Link]:
        """All links of the item, in its texts and its fields."""
        for steps, passage in self.passages:
            for mark in passage.marks:
                place = self.place(steps, mark.offset, len(mark.slug))
                yield Link(self.address, str(steps[0]), place, mark.kind, mark.slug, is_embed=mark.is_embed)
        for field, kind, steps, slug in _named_entries(self):
            yield Link(self.address, field, self.place(steps, 0, len(slug)), kind, slug)


def _named_entries(item: Item) -> Iterator[tuple[str, str, Steps, str]]:
    """The entries that the fields of an item name: each with the field, its kind, the path to it, and its id."""
    entry = item.entry
    for field, kind in (("see_also", "term"), ("terms", "term"), ("sources", "source"), ("needs", "chapter")):
        for index, slug in enumerate(getattr(entry, field, ())):
            yield field, kind, (field, index), slug
    numbers = numbers_of(entry) if item.address.kind in SPECS else ()
    holders: list[tuple[Steps, Any]] = [((field,), stated) for field, stated in numbers]
    for index, row in enumerate(getattr(entry, "rows", ())):
        holders.append((("rows", index), row))
        cells = row.cells.items()
        holders += [(("rows", index, "cells", column), cell) for column, cell in cells if isinstance(cell, Cell)]
    for steps, holder in holders:
        for index, slug in enumerate(holder.sources):
            yield "sources", "source", (*steps, "sources", index), slug
    for index, claim in enumerate(getattr(entry, "claims", ())):
        yield "sources", "source", ("claims", index, "source"), claim.source
    for number, path in enumerate(getattr(entry, "paths", ())):
        for index, slug in enumerate(path.places):
            yield "paths", "section" if "/" in slug else "chapter", ("paths", number, "places", index), slug
    if taken := getattr(entry, "answer_from", ""):
        yield "answer_from", "run", ("answer_from",), answer_source(taken)[0]
    for field, kind in (("era", "era"), ("section", "section"), ("read_on", "section"), ("run", "run")):
        if slug := getattr(entry, field, None):
            yield field, kind, (field,), slug


_key = lru_cache(harmless)  # the same few hundred keys, thousands of times


def _scalars(node: yaml.Node | None, steps: Steps) -> Iterator[tuple[Steps, yaml.ScalarNode]]:
    """The words and texts below a node, but for subsections and the origin of an import, with the paths to them."""
    if isinstance(node, yaml.ScalarNode):
        yield steps, node
    elif isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if isinstance(key, yaml.ScalarNode) and key.value not in ("sections", IMPORTED):
                yield from _scalars(value, (*steps, _key(key.value)))
    elif isinstance(node, yaml.SequenceNode):
        for index, value in enumerate(node.value):
            yield from _scalars(value, (*steps, index))


@dataclass(frozen=True, eq=False)
class ChapterContext:
    """The entries of a chapter, or of the book's own files, for rules that need no others."""

    id: str
    items: tuple[Item, ...]
    flaws: tuple[UnreadEntry, ...]
    lost: tuple[Item, ...] = ()
    """The entries that the book doesn't have because of a mistake in them, as far as they can be read."""

    def of(self, *kinds: str) -> Iterator[Item]:
        """The items of some kinds, in the order of the files."""
        return (item for item in self.items if item.address.kind in kinds)

    @cached_property
    def mistakes(self) -> tuple[tuple[Item, Mistake], ...]:
        """The mistakes in questions, worked examples and calculators, each found once for all rules."""
        pairs = [(item, mistake) for item in self.of("question") for mistake in item.entry.mistakes()]
        for item in self.of("section"):
            for index, example in enumerate(item.entry.examples):
                start = ("examples", index)
                pairs += (
                    (item, mistake._replace(steps=(*start, *mistake.steps))) for mistake in example_mistakes(example)
                )
        budget = Budget(_STEPS)
        for item in self.of("calculator"):
            found = [*calculator_mistakes(item.entry)]
            book = Path(item.document.path).parents[1 if self.id else 0]
            pairs += ((item, mistake) for mistake in found or result_mistakes(item.entry, book, budget))
        return tuple(pairs)

    def breaking(self, rule: str) -> Iterator[Finding]:
        """The mistakes that break a rule."""
        for item, (steps, message, hint, broken, offset, length) in self.mistakes:
            if broken == rule:
                is_key = item.address.kind == "calculator" and len(steps) > 1 and steps[-2] in ("given", "with")
                yield item.finding(steps, message, hint, span=(offset, offset + length), at_key=is_key)

    @cached_property  # a dozen rules go through them
    def passages(self) -> tuple[tuple[Item, Steps, ProseText], ...]:
        """The texts in Markdown of all items, each with its item and the path to it."""
        return tuple((item, steps, passage) for item in self.items for steps, passage in item.passages)

    @property
    def plain_texts(self) -> list[tuple[Item, Steps, str]]:
        """The words and texts of all items that aren't Markdown, each with its item and the path to it."""
        return [(item, steps, text) for item in self.items for steps, text in item.plain_texts]

    @property
    def named_entries(self) -> list[tuple[Item, str, str, Steps, str]]:
        """The entries that fields name: each with the item, the field, its kind, the path to it, and its id."""
        return [(item, *named) for item in self.items for named in _named_entries(item)]


def chapter_context(loaded: LoadedChapter, folder: str) -> ChapterContext:
    """The context of a chapter. The name of its folder may have characters that its id can't show."""
    chapter = loaded.chapter
    items, lost = _items(chapter, folder, loaded.origins), _lost_items(chapter.id, folder, loaded)
    return ChapterContext(chapter.id, tuple(items), loaded.flaws, tuple(lost))


def top_context(loaded: LoadedBook) -> ChapterContext:
    """The context of the files of the book itself."""
    entries: list[tuple[str, Any]] = [(kind.name, entry) for kind in BOOK_KINDS for entry in getattr(loaded, kind.key)]
    if not any(flaw.kind == "book" for flaw in loaded.flaws):  # else its id is only the name of its folder
        entries.append(("book", loaded.book))
    items = (
        Item(EntryAddress(KINDS[kind].file, kind, id_of(entry)), entry, *loaded.origins[kind, id_of(entry)])
        for kind, entry in entries
    )
    return ChapterContext("", tuple(items), loaded.flaws)


def _lost_items(chapter: str, folder: str, loaded: LoadedChapter) -> Iterator[Item]:
    """The entries of a chapter that could not be kept, with those of their texts and lists that links may be in."""
    kept = {id(origin.node) for origin in loaded.origins.values()}
    for kind, node, document in loaded.flaws:
        if document is None or not isinstance(node, yaml.MappingNode) or id(node) in kept:
            continue
        slug = f"{chapter}/{id_in(node)}" if kind == "section" else id_in(node)
        values = value_of(node)
        found = {
            key: values[key]
            for key in (*KINDS[kind].prose, "era", "section", "run")
            if isinstance(values.get(key), str)
        }
        for key in ("see_also", "terms", "sources"):
            given = values.get(key)
            if isinstance(given, list) and all(isinstance(word, str) for word in given):
                found[key] = given
        address = EntryAddress(f"{folder}/{KINDS[kind].file}", kind, slug)
        yield Item(address, SimpleNamespace(**found), document, node)


def _items(chapter: Chapter, folder: str, origins: Origins) -> Iterator[Item]:
    def item(kind: str, slug: str, entry: Any) -> Item:
        origin = origins[kind, slug]
        return Item(EntryAddress(f"{folder}/{Path(origin.document.path).name}", kind, slug), entry, *origin)

    yield item("chapter", chapter.id, chapter.head)
    for section in _flat(chapter.sections):
        yield item("section", f"{chapter.id}/{section.id}", section)
    for kind in _LISTED:
        for entry in getattr(chapter, kind.key):
            yield item(kind.name, entry.id, entry)


def _flat(sections: tuple[Section, ...]) -> list[Section]:
    return [below for section in sections for below in (section, *_flat(section.sections))]


class Spelling(NamedTuple):
    """A name or alias of a term, and its sense."""

    address: EntryAddress
    place: Place
    text: str
    sense: str


class Dates(NamedTuple):
    """The place, the years and the era of an event."""

    place: Place
    era: str
    first: int
    last: int


class UnreadEntries:
    """The entries and links that a book may have in its unread parts."""

    def __init__(self) -> None:
        self.flawed: dict[str, set[str]] = defaultdict(set)
        """The ids of flawed entries, and of all that is in them, by kind."""
        self.mentioned: dict[str, set[str]] = defaultdict(set)
        """The ids to which flawed entries may link, by the kind of the entries."""
        self.unread: set[str] = set()
        """The kinds of entries with a whole file that can't be read."""
        self._nameless: set[tuple[str, str]] = set()

    def add(self, flaws: Iterable[UnreadEntry], chapter: str = "") -> None:
        """Take note of a chapter's flaws. A section is known by its chapter and its id."""
        seen: dict[str, set[int]] = defaultdict(set)
        for kind, flawed, _ in flaws:
            before = f"{chapter}/" if kind == "section" else ""
            if flawed is None:
                self.unread.add(kind)
            named = kind != "chapter"  # which has its folder's name, whatever is wrong with it
            if named and not id_in(flawed):
                self._nameless.add((kind, before))
            for node in _nodes(flawed, seen[kind]):
                if named and (slug := id_in(node)):
                    self.flawed[kind].add(before + slug)
                if isinstance(node, yaml.ScalarNode):
                    text = harmless(node.value)
                    self.mentioned[kind].update(mark.slug for mark in prose_text_of(text).marks)
                    if " " not in text:  # it may be an item of a list of ids
                        self.mentioned[kind].add(text)

    def may_have(self, kind: str, slug: str) -> bool:
        """True if the target of a link may be among the unread entries."""
        chapter, slash, _ = slug.rpartition("/")
        return slug in self.flawed[kind] or (kind, chapter + slash) in self._nameless


def _nodes(node: yaml.Node | None, seen: set[int]) -> Iterator[yaml.Node]:
    """A node and all values below it that were not seen: flawed sections may be nested, sixty deep."""
    if node is None or id(node) in seen:
        return
    seen.add(id(node))
    yield node
    if not isinstance(node, yaml.ScalarNode):
        for below in node.value:
            yield from _nodes(below[1] if isinstance(node, yaml.MappingNode) else below, seen)


class BookContext:
    """The names, links and dates of all chapters. It keeps no entries, so that a large library fits the memory."""

    def __init__(self, top: ChapterContext, kinds: Iterable[str], *, spells: bool = False) -> None:
        self.entries: dict[str, dict[str, list[EntryId]]] = defaultdict(lambda: defaultdict(list))
        self.links: list[Link] = []
        self.spellings: dict[str, list[Spelling]] = defaultdict(list)
        self.former: dict[tuple[str, str], list[tuple[str, Place]]] = defaultdict(list)
        """The entries that had an id before, by their kind and that id, each with the place where it says so."""
        self.eras: dict[str, tuple[int, int | None]] = {}
        self.dates: list[Dates] = []
        self.kinds = tuple(kinds)
        """The kinds that its terms may have."""
        self.kinds_used: list[tuple[Place, str]] = []
        self.exhibits: dict[str, str] = {}
        """The calculators and data for exhibits that it has: the address of each by its id, and by its address."""
        self.gaps = UnreadEntries()
        for item in top.of("exhibit"):
            self.exhibits |= dict.fromkeys((item.entry.id, item.entry.address), item.entry.address)
        self.synonyms = tuple(top.of("synonym"))
        words = (word for item in self.synonyms for word in (*item.entry.say, *item.entry.book))
        self._sought = frozenset(word_stem(part) for word in words for part in split_words(word.casefold()))
        self.pages, self.pages_with = 0, Counter[str]()
        """The number of entries that are searched, and of those that have each word of a synonym, by its stem."""
        self.book = next(top.of("book"), None)
        self._usual = STOP_WORDS.union(english_words().split()) if spells else None
        self.unknown_words: dict[str, list[Place]] = defaultdict(list)
        """The words that are neither common English nor in a name of the book; none if spelling isn't checked."""
        self._words_of_names = set[str]()
        self.left_out: dict[str, set[str]] = defaultdict(set)
        """The ids of the entries in chapters that the book leaves out, by their kind."""
        self.left_out_links: list[Link] = []
        """The links in these chapters, which show what the book has its entries for."""
        self.add(top)

    @cached_property  # the rules of a book run when all its chapters have been added
    def listed(self) -> set[tuple[EntryAddress, str, str]]:
        """The ids in lists: of each the address of the entry, its field, and the id."""
        return {(link.address, link.field, link.slug) for link in self.links if link.field in _LISTS}

    def _add_id(self, item: Item) -> None:
        file, kind, slug = item.address
        self.entries[kind][slug].append(EntryId(file, item.place(("key" if kind == "source" else "id",))))
        chapter, slash, _ = slug.rpartition("/")
        for index, old in enumerate(getattr(item.entry, "formerly", ())):
            self.former[kind, chapter + slash + old].append((slug, item.place(("formerly", index))))

    def _count_words(self, item: Item) -> None:
        if self._sought and KINDS[item.address.kind].is_searched:
            words = {word for _, text in item.texts for word in split_words(text.casefold())}
            self.pages += 1
            self.pages_with.update(self._sought.intersection(map(word_stem, words)))

    def _note_words(self, item: Item, usual: AbstractSet[str]) -> None:
        for steps, text in item.texts:
            if steps[0] in _NAMES:
                self._words_of_names.update(map(word_stem, split_words(text.casefold())))
        for steps, passage in item.passages:
            for found in _LOWER_CASE.finditer(passage.words):
                if found[0] not in usual:
                    self.unknown_words[found[0]].append(item.place(steps, found.start(), len(found[0])))

    @property
    def misspelt(self) -> Iterator[tuple[str, Place]]:
        """The rare words that are neither English nor part of a name, each with its first place."""
        for word, places in self.unknown_words.items():
            if len(places) < _SURELY_MEANT and word_stem(word) not in self._words_of_names:
                yield word, places[0]

    def leave_out(self, chapter: ChapterContext) -> None:
        """Take note of a chapter that the book leaves out: links to it are no mistakes, nor is anything in it."""
        for item in chapter.items:
            self.left_out[item.address.kind].add(item.address.slug)
            self.left_out_links += item.links
            self._count_words(item)
            if item.address.kind == "calculator":
                self.left_out["run"].update(_addresses(item.entry))
        self.gaps.add(chapter.flaws, chapter.id)

    def is_left_out(self, link: Link) -> bool:
        """True if a link leads to a chapter that the book leaves out."""
        return link.slug in self.left_out.get(link.kind, ()) and link.slug not in self.entries[link.kind]

    def add(self, chapter: ChapterContext) -> None:
        """Take note of a chapter, or of the book's own files."""
        for item in chapter.items:
            self._add_id(item)
            self._count_words(item)
            if self._usual is not None:
                self._note_words(item, self._usual)
        for item in (*chapter.items, *chapter.lost):
            self.links += item.links
        self.gaps.add(chapter.flaws, chapter.id)
        for item in chapter.of("term"):
            texts = [(("name",), item.entry.name), *((("aliases", n), a) for n, a in enumerate(item.entry.aliases))]
            self.kinds_used.append((item.place(("kind",)), item.entry.kind))
            for steps, text in texts:
                self.spellings[normalize_name(text)].append(
                    Spelling(item.address, item.place(steps), text, normalize_name(item.entry.sense))
                )
        for item in chapter.of("calculator"):
            self.exhibits |= {address: address for address in _addresses(item.entry)}
        for item in chapter.of("era"):
            self.eras.setdefault(item.entry.id, (item.entry.start, item.entry.end))
        for item in chapter.of("event"):
            if item.entry.era:
                last = item.entry.end or item.entry.year
                self.dates.append(Dates(item.place(("year",)), item.entry.era, item.entry.year, last))


def _addresses(calculator: Calculator) -> tuple[str, ...]:
    """The addresses by which a calculator and its presets are run."""
    return calculator.id, *(f"{calculator.id}/{preset.id}" for preset in calculator.presets)


# --- rules -----------------------------------------------------------------------------------------------------------


class Rule(NamedTuple):
    """A rule of the checker, with its explanation for authors, and the level of the problems that it finds."""

    name: str
    explanation: str
    level: Level


_Function = TypeVar("_Function", bound=Callable[..., Any])

_LEVELS: dict[str, Level] = {}
"""The levels of the rules that don't find errors, by the names of their functions."""


def warning(function: _Function) -> _Function:
    """Make the findings of a rule warnings: readers see what was written, but probably not what was meant."""
    _LEVELS[function.__name__] = "warning"
    return function


def style(function: _Function) -> _Function:
    """Mark the findings of a rule as a matter of taste."""
    _LEVELS[function.__name__] = "style"
    return function


def rule_of(function: Callable[..., Any]) -> Rule:
    """The rule that a function implements."""
    return Rule(name_of(function), cleandoc(function.__doc__ or ""), _LEVELS.get(function.__name__, "error"))


def name_of(function: Callable[..., Any]) -> str:
    """The name of a rule, taken from its function."""
    return function.__name__.replace("_", "-")
