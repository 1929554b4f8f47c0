"""Rules for ids and names."""

import re
from collections.abc import Iterator

from mlsys_cli.book.check.context import BookContext, ChapterContext, EntryAddress, Item, Spelling
from mlsys_cli.book.check.rules.rule import BookFinding, Finding, style, warning
from mlsys_cli.book.kinds import Steps
from mlsys_cli.book.model import ID_PATTERN
from mlsys_cli.text.normalize import normalize_name, without_accents

_ID = re.compile(ID_PATTERN)
_TELL_APART = "if they mean different things, give each a different 'sense'"
_PARTS = {"table": ("columns",), "figure": ("nodes",)}


def bad_id(book: BookContext) -> Iterator[BookFinding]:
    """An id has characters other than lower-case letters, digits and hyphens.

    Ids are typed in a shell and used in links, where capitals, spaces and punctuation cause mistakes.

    Bad:
        # glossary.yaml
        - {id: The Heap, name: Heap}

    Good:
        - {id: the-heap, name: Heap}
    """
    for entries in book.entries.values():
        for slug, ids in entries.items():
            own = slug.rpartition("/")[2]
            if not _ID.fullmatch(own):
                yield BookFinding(ids[0].place, *_bad(own))


def sound_id(slug: str) -> str:
    """The id without the characters that an id can't have; that of a section has its chapter before a slash."""
    parts = ("-".join(re.findall(r"[a-z0-9]+", without_accents(part))) for part in slug.split("/"))
    return slug if all(map(_ID.fullmatch, slug.split("/"))) else "/".join(parts)


def _bad(slug: str) -> tuple[str, str]:
    better = sound_id(slug)
    message = f"{slug!r} may only have lower-case letters, digits and hyphens"
    return message, f"use {better!r}" if better else ""


@warning
def bad_part_id(chapter: ChapterContext) -> Iterator[Finding]:
    """The id of a table's column or a figure's node has characters other than lower-case letters, digits and hyphens.

    Bad:
        # tables.yaml
        - {id: ways, columns: [{id: By Counting, name: Counting}]}

    Good:
        - {id: ways, columns: [{id: counting, name: Counting}]}
    """
    for item in chapter.of("table", "figure"):
        for steps, slug in _parts(item):
            if not _ID.fullmatch(slug):
                yield Finding(item, steps, *_bad(slug))


def doubled_part_id(chapter: ChapterContext) -> Iterator[Finding]:
    """Two columns of a table, or two nodes of a figure, have the same id.

    A cell or an edge would refer to both of them.

    Bad:
        # tables.yaml
        - {id: ways, columns: [{id: count, name: Counting}, {id: count, name: Tracing}]}

    Good:
        - {id: ways, columns: [{id: count, name: Counting}, {id: trace, name: Tracing}]}
    """
    for item in chapter.of("table", "figure"):
        seen: set[str] = set()
        for steps, slug in _parts(item):
            if slug in seen:
                yield Finding(item, steps, f"{slug!r} is used twice in this {item.address.kind}")
            seen.add(slug)


def _parts(item: Item) -> Iterator[tuple[Steps, str]]:
    for field in _PARTS[item.address.kind]:
        for number, part in enumerate(getattr(item.entry, field)):
            yield (field, number, "id"), part.id


def duplicate_id(book: BookContext) -> Iterator[BookFinding]:
    """An id is already used in an earlier chapter; `diagnostics.duplicate_id` explains it."""
    for entries in book.entries.values():
        for slug, ids in entries.items():
            for entry in ids[1:]:
                yield BookFinding(entry.place, f"{slug!r} is used twice; first in {ids[0].file}")


@warning
def reused_id(book: BookContext) -> Iterator[BookFinding]:
    """An id that an entry had before is that of another one now, or two entries had it.

    What learners know of the old entry would count for the wrong one. Choose another id for the new entry, or delete
    the old one from `formerly`.

    Bad:
        # glossary.yaml
        - {id: heap, formerly: [stack]}

    Good:
        - {id: heap, formerly: [pile]}
    """
    for (kind, old), owners in book.former.items():
        for number, (slug, place) in enumerate(owners):
            if old in book.entries.get(kind, {}):
                whose = f"another {kind}" if old != slug else f"this {kind}"
                yield BookFinding(place, f"{old!r} is the id of {whose} now")
            elif number:
                yield BookFinding(place, f"{old!r} was the id of the {kind} {owners[0][0]!r} as well as of {slug!r}")


@warning
def duplicate_alias(book: BookContext) -> Iterator[BookFinding]:
    """Two terms share a name or alias without a `sense` that tells them apart, or a term has the same alias twice.

    Readers who look it up see only one of them. Case, accents, hyphens and a plural "s" are ignored. If one name has
    several meanings, give each term a `sense` of a word or two, such as `of an SVM` and `a GPU program`.

    Bad:
        # glossary.yaml
        - {id: heap, aliases: [store]}
        - {id: stack, aliases: [Stores]}

    Good:
        - {id: heap, aliases: [free store]}
        - {id: stack, aliases: [store]}
    """
    for spellings in book.spellings.values():
        exact: set[tuple[EntryAddress, str]] = set()
        owners: dict[str, Spelling] = {}
        for one in spellings:
            first = next((owner for owner in owners.values() if _is_taken(one, owner)), None)
            if first is not None:
                owner = f"the term {first.address.slug!r} in {first.address.file}"
                yield BookFinding(one.place, f"{owner} already has the name {one.text!r}", _TELL_APART)
            elif (one.address, one.text) in exact:
                yield BookFinding(one.place, f"{one.text!r} is used twice in this term")
            exact.add((one.address, one.text))
            owners.setdefault(one.address.slug, one)


def _is_taken(one: Spelling, by: Spelling) -> bool:
    """True if another term has a name already, and no sense tells the two apart."""
    return one.address.slug != by.address.slug and (not one.sense or not by.sense or one.sense == by.sense)


@style
def needless_also_asked(chapter: ChapterContext) -> Iterator[Finding]:
    """A phrase in also_asked is a name that the entry has anyway, or is there twice.

    Names and aliases are found anyway. Write what learners type who don't know the name.

    Bad:
        # glossary.yaml
        - {id: heap, also_asked: [heaps]}

    Good:
        - {id: heap, also_asked: [where objects live]}
    """
    for item in chapter.of("term", "section"):
        entry = item.entry
        names = (entry.name, *entry.aliases) if item.address.kind == "term" else (entry.title, entry.subtitle)
        seen = set(map(normalize_name, names))
        for number, phrase in enumerate(entry.also_asked):
            if (key := normalize_name(phrase)) in seen:
                yield Finding(item, ("also_asked", number), f"{phrase!r} is searched anyway", "remove it")
            seen.add(key)


@style
def repeated_heading(chapter: ChapterContext) -> Iterator[Finding]:
    """Two sections of a chapter have the same title.

    Readers can't tell them apart in the outline and in search results.

    Bad:
        # chapter.yaml
        - {id: why, title: Why collect}
        - {id: how, title: Why collect}

    Good:
        - {id: why, title: Why collect}
        - {id: how, title: How to collect}
    """
    seen: dict[str, str] = {}
    for item in chapter.of("section"):
        title = " ".join(item.entry.title.casefold().split())
        if title in seen:
            yield Finding(item, ("title",), f"the section {seen[title]!r} has the same title")
        seen.setdefault(title, item.address.slug)
