"""`mlsys timeline`: eras and events."""

import re
from collections.abc import Sequence
from typing import Annotated

from mlsys_cli.arguments.declarations import entry_argument, entry_option, option
from mlsys_cli.errors import NotFoundError, UsageError
from mlsys_cli.index.entry_records import EraRecord, EventRecord, Ref
from mlsys_cli.page import prose_text
from mlsys_cli.session.lookup import chapter_named
from mlsys_cli.session.session import Session
from mlsys_cli.text.dates import date_words
from mlsys_cli.text.normalize import normalize_name, words_of
from mlsys_cli.views.timeline_view import TimelineView

IS_PURE = True

EXAMPLES = (
    ("mlsys timeline", "all events, or those of a chapter where several have any"),
    ("mlsys timeline --all --brief", "all events of all chapters, a line each"),
    ("mlsys timeline perceptron", "events that mention a word"),
    ("mlsys timeline 1980s", "a decade; also a year, or 1950-1974"),
    ("mlsys timeline --from 1980 --to 1999", "a span of years"),
    ("mlsys timeline --era expert", "one era"),
)


_YEARS = re.compile(r"(?:in )?(?:the )?(\d{4})(s)?(?: ?(?:-|to|until) ?(\d{4}))?(?: (.*))?", re.ASCII)
"""A year, a decade or a range of years, and other words."""


def timeline_command(
    session: Session,
    words: Annotated[list[str] | None, entry_argument("[WORDS]...", "Words, or the id of an event.", "event")] = None,
    from_: Annotated[int | None, option("--from", metavar="YEAR", help="The first year to show.")] = None,
    to: Annotated[int | None, option("--to", metavar="YEAR", help="The last year to show.")] = None,
    era: Annotated[str, entry_option("--era", "Only this era.", "era")] = "",
    chapter: Annotated[str, entry_option("--chapter", "Only this chapter.", "chapter")] = "",
    every: Annotated[bool, option("--all", help="All chapters.")] = False,
    brief: Annotated[bool, option("--brief", help="One line for each event.")] = False,
) -> None:
    """Show eras and events on a timeline, then each event with the section that covers it.

    A word may be a year, a decade or a range of years. Without words, years or an era, the events are those of one
    chapter where several have any: the one that you are reading, else the first.
    """
    if every and chapter:
        raise UsageError("--all and --chapter can't be used together")
    asks_for_some = bool(words or era or from_ is not None or to is not None)
    years, words = _years_in(words or [])
    if years:
        from_, to = max(from_ or years[0], years[0]), min(to or years[1], years[1])
    if from_ is not None and to is not None and from_ > to:
        raise UsageError(f"{from_} is later than {to}" if years else f"--from {from_} is later than --to {to}")
    library = session.books.library
    eras = library.eras()
    events = [event for event in library.events() if _between(event, from_, to)]
    refs = [*(event.ref for event in events), *(one.ref for one in eras)]
    dated = list(dict.fromkeys(filter(None, map(library.entries.chapter_of, refs))))
    here = None
    if chapter:
        here = chapter_named(session, chapter)
    elif len(dated) > 1 and not asks_for_some and not every:
        here = _chapter_being_read(session, dated)
    if here:
        events = [event for event in events if library.entries.chapter_of(event.ref) == here]
    if era:
        chosen = session.books.find(era, "era", by_words=True)
        eras = tuple(one for one in eras if one.ref == chosen)
        events = [event for event in events if event.era == chosen.slug and event.ref.book == chosen.book]
    if query := " ".join(words).strip():
        named = library.names.exact(query, "event")
        events = [event for event in events if named and event.ref in named.refs] or [
            event for event in events if _mentions(event, words_of(query), normalize_name(query))
        ]
    if not events:
        raise NotFoundError(
            "no events found", ["'mlsys timeline --all' shows all of them; 'mlsys search' searches the whole book"]
        )
    if not era:  # those of the events, and those that overlap the years between them
        used = {(event.ref.book, event.era) for event in events}
        start = events[0].year if from_ is None else from_
        end = events[-1].year if to is None else to
        eras = tuple(
            one
            for one in eras
            if (one.ref.book, one.ref.slug) in used
            or (_between(one, start, end) and (here is None or library.entries.chapter_of(one.ref) == here))
        )
    texts = [event.body for event in events] + [text for one in eras for text in (one.summary, one.disputed)]
    prose = (block for text in texts for block in text)
    sources = library.sources_in(prose, *(event.remarks for event in events))
    numbers = library.entries.section_numbers([here] if here else [])
    view = TimelineView(eras, events, sources, here, numbers, brief=brief, is_part=here is not None and not chapter)
    session.show(view)
    session.books.require_complete("timeline.yaml")


def _chapter_being_read(session: Session, dated: Sequence[Ref]) -> Ref:
    """The chapter in which a person goes on reading, if it is one of these, else the first of them."""
    if session.reader_store is not None:
        from mlsys_cli.session.reading_position import where_to_go_on

        found = where_to_go_on(session)
        here = session.books.library.entries.chapter_of(found.ref) if found else None
        if here is not None and here in dated:
            return here
    return dated[0]


def _years_in(words: list[str]) -> tuple[tuple[int, int] | None, list[str]]:
    """The first and last year that some words name, and the other words: 2012, 1980s, 1950-1974, or 1950 to 1974."""
    if found := _YEARS.fullmatch(" ".join(words).replace("–", "-")):
        first, decade, last, rest = found.groups(default="")
        start = int(first)
        return (start, int(last) if last else start + 9 if decade else start), rest.split()
    return None, words


def _between(span: EraRecord | EventRecord, first: int | None, last: int | None) -> bool:
    start = span.start if isinstance(span, EraRecord) else span.year
    return (first is None or (span.end or start) >= first) and (last is None or start <= last)


def _mentions(event: EventRecord, wanted: Sequence[str], key: str) -> bool:
    date = date_words(event.year, event.month, event.day)
    text = " ".join([event.ref.slug, event.ref.name, date, prose_text(event.body), *event.terms, event.era])
    words = words_of(text)
    return bool(wanted) and (all(any(word.startswith(want) for word in words) for want in wanted) or key in words)
