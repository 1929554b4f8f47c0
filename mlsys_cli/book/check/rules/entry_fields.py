"""Rules for the fields of entries: ids and names, years and eras, addresses of sources, numbers of models."""

import re
from collections.abc import Iterator
from operator import mul
from typing import Any

from mlsys_cli.book.check.context import BookContext, ChapterContext, Finding, Item, Spelling, style, warning
from mlsys_cli.book.kinds import CHAPTER_MARKDOWN, KINDS, Steps
from mlsys_cli.book.model import ID_FORM, ID_PATTERN, Reordering, Replacement, Stated, numbers_of
from mlsys_cli.book.number_fields import FIELDS, number_in
from mlsys_cli.book.parse.prose import MATH
from mlsys_cli.quantity.quantity import QuantityError
from mlsys_cli.text.english import (
    days_in_month,
    format_date,
    format_year,
    is_impossible,
    is_iso_date,
    normalize_name,
    slug_of,
)
from mlsys_cli.text.spelling import did_you_mean

_ID = re.compile(ID_PATTERN)
_MARK = re.compile(r"\[\[[^\[\]]+\]\]|\[@[\w:.-]+[^\[\]]*\]|(?<![\w*])(\*\*?)[^\s*][^*\n]*\1(?![\w*])|`[^`\n]+`")
"""A link, a citation, emphasis or code."""

_TELL_APART = "if they mean different things, give each a different 'sense'"


def bad_id(book: BookContext) -> Iterator[Finding]:
    """An id isn't lower-case letters and digits, with single hyphens between them.

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
                yield Finding(ids[0].place, *_bad(own))


def sound_id(slug: str) -> str:
    """The id without the characters that an id can't have; that of a section has its chapter before a slash."""
    parts = slug.split("/")
    return slug if all(map(_ID.fullmatch, parts)) else "/".join(map(slug_of, parts))


def _bad(slug: str) -> tuple[str, str]:
    better = sound_id(slug)
    return f"{slug!r} isn't an id: {ID_FORM}", f"use {better!r}" if better else ""


@warning
def bad_part_id(chapter: ChapterContext) -> Iterator[Finding]:
    """The id of a column, node, preset or path isn't lower-case letters and digits, with single hyphens between them.

    Bad:
        # tables.yaml
        - {id: ways, columns: [{id: By Counting, name: Counting}]}

    Good:
        - {id: ways, columns: [{id: counting, name: Counting}]}
    """
    for item in chapter.of(*_PARTS):
        for steps, slug in _parts(item):
            if not _ID.fullmatch(slug):
                yield item.finding(steps, *_bad(slug))


def doubled_part_id(chapter: ChapterContext) -> Iterator[Finding]:
    """Two columns of a table, nodes of a figure, presets of a calculator or paths of a book have the same id.

    A cell, an edge or a command would refer to both of them.

    Bad:
        # tables.yaml
        - {id: ways, columns: [{id: count, name: Counting}, {id: count, name: Tracing}]}

    Good:
        - {id: ways, columns: [{id: count, name: Counting}, {id: trace, name: Tracing}]}
    """
    for item in chapter.of(*_PARTS):
        seen: set[str] = set()
        for steps, slug in _parts(item):
            if slug in seen:
                yield item.finding(steps, f"{slug!r} is used twice in this {item.address.kind}")
            seen.add(slug)


def _parts(item: Item) -> Iterator[tuple[Steps, str]]:
    field = _PARTS[item.address.kind]
    for index, part in enumerate(getattr(item.entry, field)):
        yield (field, index, "id"), part.id


_PARTS = {"table": "columns", "figure": "nodes", "calculator": "presets", "book": "paths"}
"""The parts that have ids, by the kind of entry."""


@warning
def no_whole_book(chapter: ChapterContext) -> Iterator[Finding]:
    """The book has paths, but none of them is the whole book.

    A reader who has chosen one couldn't go back to reading everything. Add a path without `places`.

    Bad:
        # ../book.yaml
        paths: [{id: short, title: In short, audience: You are in a hurry., places: [gc]}]

    Good:
        paths:
        - {id: whole, title: All of it, audience: You have time.}
        - {id: short, title: In short, audience: You are in a hurry., places: [gc]}
    """
    for item in chapter.of("book"):
        paths = item.entry.paths
        if paths and all(path.places for path in paths):
            yield item.finding(("paths",), "no path is the whole book", "add one without 'places'", at_key=True)


def duplicate_id(book: BookContext) -> Iterator[Finding]:
    """An id is already used in an earlier chapter; `diagnostics.duplicate_id` explains it."""
    for entries in book.entries.values():
        for slug, ids in entries.items():
            for entry in ids[1:]:
                yield Finding(entry.place, f"{slug!r} is used twice; first in {ids[0].file}")


@warning
def reused_id(book: BookContext) -> Iterator[Finding]:
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
        for index, (slug, place) in enumerate(owners):
            if old in book.entries.get(kind, {}):
                whose = f"another {kind}" if old != slug else f"this {kind}"
                yield Finding(place, f"{old!r} is the id of {whose} now")
            elif index:
                yield Finding(place, f"{old!r} was the id of the {kind} {owners[0][0]!r} as well as of {slug!r}")


@warning
def duplicate_alias(book: BookContext) -> Iterator[Finding]:
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
        exact: set[tuple[Any, str]] = set()
        owners: dict[str, Spelling] = {}
        for spelling in spellings:
            first = next((owner for owner in owners.values() if _is_taken(spelling, owner)), None)
            if first is not None:
                owner = f"the term {first.address.slug!r} in {first.address.file}"
                yield Finding(spelling.place, f"{owner} already has the name {spelling.text!r}", _TELL_APART)
            elif (spelling.address, spelling.text) in exact:
                yield Finding(spelling.place, f"{spelling.text!r} is used twice in this term")
            exact.add((spelling.address, spelling.text))
            owners.setdefault(spelling.address.slug, spelling)


def _is_taken(spelling: Spelling, by: Spelling) -> bool:
    """True if another term has a name already, and no sense tells the two apart."""
    return spelling.address.slug != by.address.slug and (
        not spelling.sense or not by.sense or spelling.sense == by.sense
    )


def unknown_kind(book: BookContext) -> Iterator[Finding]:
    """A term is of a kind that the book doesn't have.

    The kinds of a book are those under `kinds` in book.yaml. A book that names none has concept, method, system,
    person, dataset, hardware, event, measure, field, problem and product.

    Bad:
        # glossary.yaml
        - {id: heap, kind: idea}

    Good:
        - {id: heap, kind: concept}
    """
    for place, kind in book.kinds_used if "book" not in book.gaps.unread else ():
        if kind not in book.kinds:
            message = f"the book has no kind {kind!r} of terms"
            hint = did_you_mean(kind, book.kinds) or f"its kinds are {', '.join(book.kinds)}"
            yield Finding(place, message, hint)


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
    for item in (item for item in chapter.of("term", "section") if item.entry.also_asked):
        entry = item.entry
        names = (entry.name, *entry.aliases) if item.address.kind == "term" else (entry.title, entry.subtitle)
        seen = set(map(normalize_name, names))
        for index, phrase in enumerate(entry.also_asked):
            if (key := normalize_name(phrase)) in seen:
                yield item.finding(("also_asked", index), f"{phrase!r} is searched anyway", "remove it")
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
            yield item.finding(("title",), f"the section {seen[title]!r} has the same title")
        seen.setdefault(title, item.address.slug)


@style
def skipped_level(chapter: ChapterContext) -> Iterator[Finding]:
    """A heading of a chapter.md has two signs `#` more than the one above it, or still more.

    Its section is shown one level below, as with one sign more.
    """
    level = 6
    for item in chapter.of("section"):
        if item.node is not None and item.document.path.endswith(CHAPTER_MARKDOWN):
            above, text = level, item.document.text[item.node.start_mark.index :]
            level = len(text) - len(text.lstrip("#"))
            if level > above + 1:
                yield item.finding((), "this heading skips a level", f"write {'#' * (above + 1)}")


@warning
def mark_in_plain_text(chapter: ChapterContext) -> Iterator[Finding]:
    """A title, a name, a choice or another plain text has a link, a citation, a formula, code or emphasis.

    Readers see the signs, since only prose is Markdown.

    Bad:
        # glossary.yaml
        - {id: heap, name: "[[stack|Stack]] or heap"}

    Good:
        - {id: heap, name: Heap}
    """
    flawed = {id(node) for _, node, _ in chapter.flaws}
    for item, steps, text in chapter.plain_texts:
        match = _MARK.search(text) or MATH.search(text)
        if match and id(item.node) not in flawed:
            yield item.finding(steps, f"{match[0]!r} is shown as is", "write the words alone", span=match.span())


# --- years and eras --------------------------------------------------------------------------------------------------


_ISO = "write a year, month or day: 2026, 2026-03 or 2026-03-14"

_LAST_YEAR = 9999
"""The last year with four digits; more are a typo."""


@warning
def event_outside_era(book: BookContext) -> Iterator[Finding]:
    """An event's year is outside its era.

    Correct the event's year, its era, or the years of the era.

    Bad:
        # timeline.yaml
        - {id: early, start: 1950, end: 1970}
        - {id: lisp, year: 1980, era: early}

    Good:
        - {id: early, start: 1950, end: 1970}
        - {id: lisp, year: 1960, era: early}
    """
    for dates in book.dates:
        start, end = book.eras.get(dates.era, (None, None))
        if start is not None and (dates.first < start or (end is not None and dates.first > end)):
            years = f"{format_year(start)} {'onwards' if end is None else f'to {format_year(end)}'}"
            yield Finding(dates.place, f"{format_year(dates.first)} is outside the era {dates.era!r} ({years})")


def end_before_start(chapter: ChapterContext) -> Iterator[Finding]:
    """An era or event ends before it begins.

    It can't be drawn on the time axis. Correct one of the two years.

    Bad:
        # timeline.yaml
        - {id: lisp, year: 1960, end: 1950}

    Good:
        - {id: lisp, year: 1960, end: 1962}
    """
    for item in chapter.of("era", "event"):
        start = item.entry.year if item.address.kind == "event" else item.entry.start
        if item.entry.end is not None and item.entry.end < start:
            message = f"the end, {format_year(item.entry.end)}, is before the start, {format_year(start)}"
            yield item.finding(("end",), message)


def impossible_date(chapter: ChapterContext) -> Iterator[Finding]:
    """A day that no calendar has: the year 0 or 20244, a 31 June, 2026-13, or a day without its month.

    The year before 1 is 1 BC, which is written as -1.

    Bad:
        # timeline.yaml
        - {id: lisp, year: 1960, day: 14}

    Good:
        - {id: lisp, year: 1960, month: 3, day: 14}
    """
    for item in chapter.of(*KINDS):
        for field in ("year", "start", "end"):
            year = getattr(item.entry, field, None)
            if year == 0:
                yield item.finding((field,), "there is no year 0", "the year before 1 is 1 BC: write -1")
            elif isinstance(year, int) and year > _LAST_YEAR:
                yield item.finding((field,), f"the year {year} has too many digits")
    for item, steps, text in _dates(chapter):
        if is_impossible(text):
            yield item.finding(steps, f"no calendar has {text}", _ISO)
    for item in chapter.of("event"):
        year, month, day = item.entry.year, item.entry.month, item.entry.day
        if day and not month:
            yield item.finding(("day",), "a day needs its 'month'")
        elif day and day > (days := days_in_month(year, month)):
            yield item.finding(("day",), f"{format_date(year, month)} has only {days} days")


@warning
def unreadable_date(chapter: ChapterContext) -> Iterator[Finding]:
    """An `as_of` or `accessed` that isn't a year, month or day such as 2026, 2026-03 or 2026-03-14.

    It is shown as it is written, and `mlsys check --stale` can't tell how old it is.

    Bad:
        # glossary.yaml
        - {id: heap, as_of: March 2026}

    Good:
        - {id: heap, as_of: 2026-03}
    """
    for item, steps, text in _dates(chapter):
        if not is_impossible(text) and not is_iso_date(text):
            yield item.finding(steps, f"{text!r} can't be read as a date", _ISO)


def _dates(chapter: ChapterContext) -> Iterator[tuple[Item, Steps, str]]:
    """The dates that are texts, each with its item and the path to it."""
    return (found for found in chapter.plain_texts if found[1][-1] in ("as_of", "accessed") and found[2].strip())


@style
def years_out_of_order(chapter: ChapterContext) -> Iterator[Finding]:
    """Events are out of chronological order.

    The timeline is drawn in the right order anyway, but in a file in order it is clear where to add the next event.

    Bad:
        # timeline.yaml
        - {id: lisp, year: 1960}
        - {id: java, year: 1955}

    Good:
        - {id: lisp, year: 1960}
        - {id: java, year: 1995}
    """
    latest, before = (-1_000_000_000, 0, 0), ""
    dates: dict[str, tuple[int, int, int]] = {}
    early: list[tuple[Item, str]] = []
    for item in chapter.of("event"):
        year, month, day = item.entry.year, item.entry.month, item.entry.day
        # An event whose month or day isn't known may stand anywhere in the year or month.
        month = month or latest[1] * (year == latest[0])
        date = (year, month, day or latest[2] * ((year, month) == latest[:2]))
        dates[item.address.slug] = date
        if date < latest:
            early.append((item, before))
        else:
            latest, before = date, item.address.slug
    fix = Reordering("events", tuple(sorted(dates, key=dates.__getitem__)))
    for item, before in early:
        message = f"{item.address.slug!r} is earlier than {before!r}, which is listed above it"
        yield item.finding(("year",), message, fix=fix)


# --- addresses of sources --------------------------------------------------------------------------------------------


ADDRESS_PREFIXES = {
    "doi": re.compile(r"(?:(?:https?://)?(?:dx\.)?doi\.org/|doi:)\s*(?=10\.)", re.IGNORECASE),
    "arxiv": re.compile(r"(?:(?:https?://)?(?:www\.)?arxiv\.org/(?:abs|pdf)/|arxiv:)\s*(?=[\w-])", re.IGNORECASE),
}
"""What is often written before an identifier, and is added by the program."""

UNFIT_SIGNS = {
    "doi": ("a DOI", re.compile(r"[\s\\{}^%]")),
    "arxiv": ("an arXiv identifier", re.compile(r"[\s\\{}^%#]")),
    "url": ("a web address", re.compile(r"[\s\\{}^]|%(?![0-9a-f]{2})", re.IGNORECASE)),
}
"""Signs that can't be in an identifier or an address, and would mean something else in a bibliography for LaTeX."""

_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:(?!\d)", re.IGNORECASE)  # mailto:, but not the port of localhost:8000
WEB_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]*://\S", re.IGNORECASE)  # https://x


def bad_address(chapter: ChapterContext) -> Iterator[Finding]:
    """The web address of a source or a book has no https:// before it, or a DOI or arXiv identifier has one.

    Readers can't open the link. A `url` is a whole address; `doi` and `arxiv` are only the identifier, to which the
    program adds the rest. None of them contains spaces, backslashes, braces or carets: an address has %20 for a space.

    Bad:
        # ../references.yaml
        - {key: knuth1968, url: www.example.org, doi: "https://doi.org/10.1000/182"}
        - {key: dec1966, arxiv: "2001.00001}", url: "https://www.example.org/a b"}

    Good:
        - {key: knuth1968, url: "https://www.example.org", doi: 10.1000/182}
        - {key: dec1966, arxiv: "2001.00001", url: "https://www.example.org/a%20b"}
    """
    for item in chapter.of("book"):
        if item.entry.homepage and not WEB_ADDRESS.match(item.entry.homepage):
            yield item.finding(("homepage",), *_no_address(item.entry.homepage))
    for item in chapter.of("source"):
        for field, (noun, strange) in UNFIT_SIGNS.items():
            value = getattr(item.entry, field) or ""
            if field in ADDRESS_PREFIXES and (match := ADDRESS_PREFIXES[field].match(value)):
                hint = f"write {value[match.end() :]!r}"
                message = f"{match[0]!r} doesn't belong to {field!r}"
                yield item.finding((field,), message, hint, span=match.span(), fix=Replacement(match[0], ""))
            elif field == "url" and value and not WEB_ADDRESS.match(value):
                yield item.finding(("url",), *_no_address(value))
            elif match := strange.search(value.rstrip()):
                yield item.finding((field,), f"{match[0]!r} can't be part of {noun}", span=match.span())


def _no_address(text: str) -> tuple[str, str]:
    """The message about what isn't a web address, and a hint: whatever has another scheme can't be made one."""
    rest = re.sub(r"(https?(?=[:/]))?[:/]*", "", text, count=1, flags=re.IGNORECASE)
    hint = "write one that begins with https://" if _SCHEME.match(rest) else f"write 'https://{rest}'"
    return "this isn't a web address", hint


@warning
def bad_language(chapter: ChapterContext) -> Iterator[Finding]:
    """The language of a book isn't a tag such as `en`, `de-CH` or `zh-Hant`.

    Browsers, screen readers and readers of EPUB choose hyphenation and a voice by it.

    Bad:
        # ../book.yaml
        language: English

    Good:
        language: en
    """
    for item in chapter.of("book"):
        if not re.fullmatch(r"[a-z]{2,3}(-[a-z0-9]{1,8})*", item.entry.language, re.IGNORECASE | re.ASCII):
            hint = "write a tag: en for English, de-CH for German in Switzerland"
            yield item.finding(("language",), f"{item.entry.language!r} isn't the tag of a language", hint)


@warning
def bad_isbn(chapter: ChapterContext) -> Iterator[Finding]:
    """The ISBN of a source has a wrong number of digits, or its check digit shows that one of them is wrong.

    A library or shop can't find the book by it. An ISBN has 13 digits, or 10, of which the last may be an X.

    Bad:
        # ../references.yaml
        - {key: knuth1968, isbn: 978-0-201-89683-4}

    Good:
        - {key: knuth1968, isbn: 978-0-201-89683-1}
    """
    for item in chapter.of("source"):
        digits = re.sub("[ -]", "", item.entry.isbn).upper()
        if digits and not re.fullmatch(r"\d{13}|\d{9}[\dX]", digits, re.ASCII):
            yield item.finding(("isbn",), "an ISBN has 13 digits, or 10")
        elif digits:
            values = [10 if digit == "X" else int(digit) for digit in digits]
            weights, modulus = ((1, 3) * 7, 10) if len(values) == 13 else (range(10, 0, -1), 11)
            if sum(map(mul, values, weights)) % modulus:
                message = "one of these digits is wrong: the check digit doesn't fit the others"
                yield item.finding(("isbn",), message, "copy it again from the book")


# --- numbers of models and machines ----------------------------------------------------------------------------------


def bad_number(chapter: ChapterContext) -> Iterator[Finding]:
    """A number of a model or machine can't be read, has another unit, or isn't above 0.

    Estimates can't use it. Write a number and its unit, such as 80 GB, 3.35 TB/s or 700 W.

    Bad:
        # ../machines.yaml
        - {id: pdp-10, memory: 1 W}

    Good:
        - {id: pdp-10, memory: 1 MB}
    """
    for item in chapter.of("model", "machine"):
        for name, stated in numbers_of(item.entry):
            try:
                number_in(name, stated.value)
            except QuantityError as error:
                steps = (name, "value") if isinstance(getattr(item.entry, name), Stated) else (name,)
                unit = FIELDS[name].unit
                hint = f"write a number and its unit, such as 8 {unit}" if unit else "write a plain number"
                yield item.finding(steps, f"{name!r}: {error}", hint)


@warning
def number_without_source(chapter: ChapterContext) -> Iterator[Finding]:
    """A number of a model or machine has no source.

    Readers can't tell whether it is right, or how old it is. Name a source of the whole entry, or of the number.

    Bad:
        # ../machines.yaml
        - {id: pdp-10, memory: 1 MB, sources: []}

    Good:
        - {id: pdp-10, memory: {value: 1 MB, sources: [dec1966]}, sources: []}
    """
    for item in chapter.of("model", "machine"):
        if not item.entry.sources:
            for name, stated in numbers_of(item.entry):
                if not stated.sources:
                    yield item.finding((name,), f"{name!r} has no source", "add 'sources'", at_key=True)
