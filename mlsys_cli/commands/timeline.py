"""`mlsys timeline`: eras and events."""

from collections.abc import Sequence
from typing import Annotated

import typer

from mlsys_cli.arguments.completers import entry_argument, entry_option
from mlsys_cli.errors import ExitCode, NotFoundError, UsageError
from mlsys_cli.index.entry_records import EraRecord, EventRecord
from mlsys_cli.page import prose_text
from mlsys_cli.session.session import Session
from mlsys_cli.text.normalize import normalize_name, words_of
from mlsys_cli.views.timeline_view import TimelineView

EXAMPLES = (
    ("mlsys timeline", "all events"),
    ("mlsys timeline perceptron", "events that mention a word"),
    ("mlsys timeline --from 1980 --to 1999", "a span of years"),
    ("mlsys timeline --era expert", "one era"),
)


def timeline_command(
    session: Session,
    words: Annotated[list[str] | None, entry_argument("[WORDS]...", "Words, or the id of an event.", "event")] = None,
    from_: Annotated[int | None, typer.Option("--from", metavar="YEAR", help="The first year to show.")] = None,
    to: Annotated[int | None, typer.Option("--to", metavar="YEAR", help="The last year to show.")] = None,
    era: Annotated[str, entry_option("--era", "Only this era.", "era")] = "",
) -> None:
    """Show eras and events on a scale of years, then each event with the section about it."""
    if from_ is not None and to is not None and from_ > to:
        raise UsageError(f"--from {from_} is later than --to {to}")
    library = session.books.library
    eras = library.eras()
    events = [e for e in library.events() if _between(e.year, e.end or e.year, from_, to)]
    if era:
        chosen, _ = session.books.find(era, "era", by_words=True)
        eras = tuple(one for one in eras if one.ref == chosen)
        events = [event for event in events if event.era == chosen.slug and event.ref.book == chosen.book]
    events = _with_words(session, events, " ".join(words or []))
    if not events:
        raise NotFoundError(
            "no events found", ["'mlsys timeline' shows all of them; 'mlsys search' searches the whole book"]
        )
    shown = eras if era else _eras_of(eras, events, from_, to)
    texts = [event.body for event in events] + [text for one in shown for text in (one.summary, one.disputed)]
    prose = (block for text in texts for block in text)
    sources = library.sources_in(prose, *(event.remarks for event in events))
    session.show(TimelineView(shown, events, sources))
    if session.books.incomplete("timeline.yaml"):
        raise typer.Exit(ExitCode.UNREADABLE)


def _between(start: int, end: int, first: int | None, last: int | None) -> bool:
    return (first is None or end >= first) and (last is None or start <= last)


def _eras_of(
    eras: Sequence[EraRecord], events: Sequence[EventRecord], first: int | None, last: int | None
) -> list[EraRecord]:
    """Return the eras of the events, and those that overlap the years between them."""
    used = {(event.ref.book, event.era) for event in events}
    start = first if first is not None else events[0].year
    end = last if last is not None else events[-1].year
    return [
        era
        for era in eras
        if (era.ref.book, era.ref.slug) in used or _between(era.start, era.end or era.start, start, end)
    ]


def _with_words(session: Session, events: list[EventRecord], query: str) -> list[EventRecord]:
    """Return the events that mention all the words, or that the query names."""
    if not query.strip():
        return events
    named = session.books.library.names.exact(query, "event")
    if named and (chosen := [event for event in events if event.ref in named.refs]):
        return chosen
    return [event for event in events if _mentions(event, words_of(query), normalize_name(query))]


def _mentions(event: EventRecord, wanted: Sequence[str], key: str) -> bool:
    text = " ".join([event.ref.slug, event.ref.name, prose_text(event.body), *event.terms, event.era])
    words = words_of(text)
    return bool(wanted) and (all(any(word.startswith(want) for word in words) for want in wanted) or key in words)
