"""Rules for ids and names."""

import re
from collections.abc import Iterator

from mlsys_cli.book.check.context import BookContext, ChapterContext, EntryAddress, Item
from mlsys_cli.book.check.rules.rule import BookFinding, Finding
from mlsys_cli.book.kinds import Steps
from mlsys_cli.book.model import ID_PATTERN

_ID = re.compile(ID_PATTERN)
_PARTS = {"table": ("columns",), "figure": ("nodes",)}


def bad_id(book: BookContext) -> Iterator[BookFinding]:
    """An id has other characters than lower-case letters, digits and hyphens.

    Ids are typed in a shell and used in links, where capitals, spaces and other signs make mistakes likely.

    Bad:
        # glossary.yaml
        terms:
        - {id: The Heap, name: Heap, kind: concept, definition: A pile.}

    Good:
        # glossary.yaml
        terms:
        - {id: the-heap, name: Heap, kind: concept, definition: A pile.}
    """
    for entries in book.entries.values():
        for slug, ids in entries.items():
            own = slug.rpartition("/")[2]
            if not _ID.fullmatch(own):
                yield BookFinding(ids[0].place, *_bad(own))


def _bad(slug: str) -> tuple[str, str]:
    better = re.sub(r"[^a-z0-9]+", "-", slug.lower()).strip("-")
    return f"{slug!r} isn't lower case with hyphens", f"{better!r} would be" if better else ""


def bad_part_id(chapter: ChapterContext) -> Iterator[Finding]:
    """The id of a column or of a figure's node has other characters than lower-case letters, digits and hyphens.

    Bad:
        # tables.yaml
        tables:
        - id: ways
          title: Two ways
          columns: [{id: By Counting, name: Counting}]
          rows: []

    Good:
        # tables.yaml
        tables:
        - id: ways
          title: Two ways
          columns: [{id: counting, name: Counting}]
          rows: []
    """
    for item in chapter.of("table", "figure"):
        for steps, slug in _parts(item):
            if not _ID.fullmatch(slug):
                yield Finding(item.entry, steps, *_bad(slug))


def doubled_part_id(chapter: ChapterContext) -> Iterator[Finding]:
    """Two columns of a table, or two nodes of a figure, have the same id.

    A cell, or an edge, can only belong to one of them.

    Bad:
        # tables.yaml
        tables:
        - id: ways
          title: Ways
          columns: [{id: count, name: Counting}, {id: count, name: Tracing}]
          rows: []

    Good:
        # tables.yaml
        tables:
        - id: ways
          title: Ways
          columns: [{id: count, name: Counting}, {id: trace, name: Tracing}]
          rows: []
    """
    for item in chapter.of("table", "figure"):
        seen: set[str] = set()
        for steps, slug in _parts(item):
            if slug in seen:
                yield Finding(item.entry, steps, f"{slug!r} is used twice in this {item.entry.kind}")
            seen.add(slug)


def _parts(item: Item) -> Iterator[tuple[Steps, str]]:
    for field in _PARTS[item.entry.kind]:
        for number, part in enumerate(getattr(item.noun, field)):
            yield (field, number, "id"), part.id


def duplicate_id(book: BookContext) -> Iterator[BookFinding]:
    """An id is used in an earlier chapter; `diagnostics.duplicate_id` explains it."""
    for entries in book.entries.values():
        for slug, ids in entries.items():
            for entry in ids[1:]:
                yield BookFinding(entry.place, f"{slug!r} is used twice; first in {ids[0].file}")


def duplicate_alias(book: BookContext) -> Iterator[BookFinding]:
    """Two terms have the same name or alias, or a term has an alias twice.

    Readers who look it up are shown only one of them. Case, accents, hyphens and a plural s don't make a difference.

    Bad:
        # glossary.yaml
        terms:
        - id: heap
          name: Heap
          kind: concept
          definition: A pile.
          aliases: [store]
        - id: disk
          name: Disk
          kind: concept
          definition: A plate.
          aliases: [Stores]

    Good:
        # glossary.yaml
        terms:
        - id: heap
          name: Heap
          kind: concept
          definition: A pile.
          aliases: [free store]
        - id: disk
          name: Disk
          kind: concept
          definition: A plate.
          aliases: [store]
    """
    for spellings in book.spellings.values():
        first, *others = spellings
        exact = {(first.entry, first.text)}
        for other in others:
            if other.entry.slug != first.entry.slug:
                yield BookFinding(other.place, f"{_owner(first.entry)} already has the name {other.text!r}")
            elif (other.entry, other.text) in exact:
                yield BookFinding(other.place, f"{other.text!r} is used twice in this term")
            exact.add((other.entry, other.text))


def _owner(entry: EntryAddress) -> str:
    return f"the term {entry.slug!r} in {entry.file}"


def repeated_heading(chapter: ChapterContext) -> Iterator[Finding]:
    """Two sections of a chapter have the same title.

    They can't be told apart in the outline and among search results.

    Bad:
        # chapter.yaml
        title: Garbage
        summary: What is left over.
        sections:
        - {id: why, title: Why collect, body: Because.}
        - {id: how, title: Why collect, body: So.}

    Good:
        # chapter.yaml
        title: Garbage
        summary: What is left over.
        sections:
        - {id: why, title: Why collect, body: Because.}
        - {id: how, title: How to collect, body: So.}
    """
    seen: dict[str, str] = {}
    for item in chapter.of("section"):
        title = " ".join(item.noun.title.casefold().split())
        if title in seen:
            yield Finding(item.entry, ("title",), f"the section {seen[title]!r} has the same title")
        seen.setdefault(title, item.entry.slug)
