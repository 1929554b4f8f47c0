"""The events that a timeline is asked for, with the eras that they fall into."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from mlsys_cli.errors import NotFoundError
from mlsys_cli.index.entry_records import EraRecord, EventRecord, Ref
from mlsys_cli.page.blocks import prose_text
from mlsys_cli.queries.reading_position import chapter_being_read
from mlsys_cli.session.session import Session
from mlsys_cli.text.english import format_date, normalize_name, words_of
from mlsys_cli.views.timeline_view import TimelineView

_YEARS = re.compile(r"(?:in )?(?:the )?(\d{4})(s)?(?: ?(?:-|to|until| ) ?(\d{4}))?(?: (.*))?", re.ASCII)
"""A year, a decade or a range of years, and other words."""


class TimelineQuery(NamedTuple):
    """The events that are asked for: with some words, from a first to a last year, of an era, of a chapter.

    Without any of these, if several chapters have events, they are those of the chapter that the reader is in, unless
    `every` chapter is asked for.
    """

    text: str = ""
    first: int | None = None
    last: int | None = None
    era: str = ""
    chapter: Ref | None = None
    every: bool = False
    brief: bool = False

    @property
    def asks_for_some(self) -> bool:
        """True if words, years or an era are given."""
        return bool(self.text or self.era or self.first is not None or self.last is not None)


def years_in(words: list[str]) -> tuple[tuple[int, int] | None, list[str]]:
    """The first and last year that some words name, and the other words: 2012, 1980s, 1950-1974 or 1950 to 1974."""
    if match := _YEARS.fullmatch(" ".join(words).replace("–", "-")):
        first, decade, last, rest = match.groups(default="")
        start = int(first)
        return (start, int(last) if last else start + 9 if decade else start), rest.split()
    return None, words


def find_timeline(session: Session, query: TimelineQuery) -> TimelineView:
    """The timeline that a query asks for. Raises NotFoundError if it has no events."""
    library = session.books.library
    eras = library.eras()
    events = [event for event in library.events() if _between(event, query.first, query.last)]
    here = query.chapter
    if here is None and not query.asks_for_some and not query.every:
        here = chapter_shown(session)
    if here:
        events = [event for event in events if library.entries.chapter_of(event.ref) == here]
    if query.era:
        chosen = session.books.find(query.era, "era", by_words=True)
        eras = tuple(era for era in eras if era.ref == chosen)
        events = [event for event in events if event.era == chosen.slug and event.ref.book == chosen.book]
    if query.text:
        named = library.names.exact(query.text, "event")
        events = [event for event in events if named and event.ref in named.refs] or [
            event for event in events if _mentions(event, words_of(query.text), normalize_name(query.text))
        ]
    if not events:
        raise NotFoundError(
            f"no events found{f' for {query.text[:80]!r}' if query.text else ''}",
            ["'mlsys timeline --all' shows all of them; 'mlsys search WORDS' searches the whole book"],
        )
    if not query.era:  # those of the events, and those that overlap the years between them
        used = {(event.ref.book, event.era) for event in events}
        start = events[0].year if query.first is None else query.first
        end = events[-1].year if query.last is None else query.last
        eras = tuple(
            era
            for era in eras
            if (era.ref.book, era.ref.slug) in used
            or (_between(era, start, end) and (here is None or library.entries.chapter_of(era.ref) == here))
        )
    texts = [event.body for event in events] + [text for era in eras for text in (era.summary, era.disputed)]
    prose = (block for text in texts for block in text)
    sources = library.sources_in(prose, *(event.remarks for event in events))
    numbers = library.entries.section_numbers([here] if here else [])
    is_part = here is not None and query.chapter is None
    return TimelineView(eras, events, sources, here, numbers, brief=query.brief, is_part=is_part)


def chapter_shown(session: Session) -> Ref | None:
    """The chapter whose events are shown if no others are asked for; None if there is only one that has any."""
    entries = session.books.library.entries
    refs = [*(event.ref for event in session.books.library.events()), *entries.refs("era")]
    dated = set(map(entries.chapter_of, refs))
    chapters = [chapter for chapter in entries.refs("chapter") if chapter in dated]
    return chapter_being_read(session, chapters) if len(chapters) > 1 else None


def _between(span: EraRecord | EventRecord, first: int | None, last: int | None) -> bool:
    start = span.start if isinstance(span, EraRecord) else span.year
    return (first is None or (span.end or start) >= first) and (last is None or start <= last)


def _mentions(event: EventRecord, wanted: Sequence[str], key: str) -> bool:
    date = format_date(event.year, event.month, event.day)
    text = " ".join([event.ref.slug, event.ref.name, date, prose_text(event.body), *event.terms, event.era])
    words = words_of(text)
    # All the words, or all of them written as one: `alex net`.
    return bool(wanted) and (all(any(word.startswith(want) for word in words) for want in wanted) or key in words)
