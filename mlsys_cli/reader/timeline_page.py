"""The timeline of the reader: its years, which zoom and shift, and the ways to show it."""

from collections.abc import Sequence
from math import ceil, floor

from mlsys_cli.errors import NotFoundError, UsageError
from mlsys_cli.index.entry_records import EventRecord, Ref
from mlsys_cli.page.blocks import Block, Heading, Paragraph, TimeAxis, text_spans
from mlsys_cli.queries.timeline_query import TimelineQuery, chapter_shown, find_timeline, years_in
from mlsys_cli.reader.location import Location, ReaderPage
from mlsys_cli.session.session import Session
from mlsys_cli.text.english import format_year
from mlsys_cli.views.view import linked

_FACTORS = {"fewer": 1 / 2, "more": 2.0}
_SHIFTS = {"earlier": -1 / 2, "later": 1 / 2}


def timeline_page(session: Session, location: Location) -> ReaderPage:
    """The timeline for the years of a place."""
    first, last = location.years or (None, None)
    chapter, is_brief = _chapter(session, location), location.is_brief
    query = TimelineQuery(first=first, last=last, chapter=chapter, every=True, brief=is_brief)
    try:
        blocks = linked(find_timeline(session, query)).blocks()
    except NotFoundError:
        return ReaderPage("Timeline", (Heading(1, "Timeline"), Paragraph(text_spans("The book has no events."))))
    shown = tuple(_within(block, location.years) for block in blocks) if location.years else blocks
    return ReaderPage(next(block.text for block in shown if isinstance(block, Heading)), shown)


def _within(block: Block, years: tuple[int, int]) -> Block:
    """The title with a first and last year, and the axis from one to the other; one of days stays as it is."""
    if isinstance(block, Heading) and block.level == 1:
        return block._replace(text="{}, {} to {}".format(block.text, *map(format_year, years)))
    return block._replace(first=years[0], last=years[1]) if isinstance(block, TimeAxis) and not block.days else block


def changed_timeline(session: Session, location: Location, change: str, around: str) -> Location:
    """The timeline with `fewer` or `more` years, `earlier` or `later` ones, `brief`, or of `all` chapters or one.

    Those of an event, given by its target `around`, stay where they are on the axis. Raises UsageError if there is
    nothing to show, or nothing changes.
    """
    if change == "brief":
        return location._replace(is_brief=not location.is_brief)
    if change == "all":
        if _chapter(session, location._replace(shows_all=False)) is None:
            raise UsageError("Only one chapter has events.")
        return location._replace(shows_all=not location.shows_all, years=None)
    events = _events(session, location)
    years = [event.year for event in events]
    first, last = location.years or (min(years), max(years))
    anchor = next((event.year for event in events if f"event:{event.ref.slug}" == around), (first + last) / 2)
    factor, shift = _FACTORS.get(change, 1.0), _SHIFTS.get(change, 0.0) * max(last - first, 1)
    start = max(floor(anchor - max((anchor - first) * factor, 1) + shift), min(years))
    end = min(ceil(anchor + max((last - anchor) * factor, 1) + shift), max(years))
    if (start, end) == (first, last):
        raise UsageError(f"The timeline can't show {change} years.")
    return _between(location, years, start, end)


def timeline_in_words(session: Session, location: Location, typed: str) -> Location:
    """The timeline that some words ask for: of some years, such as `1980 1990`, of all, `brief`, or `all` chapters.

    Raises UsageError for other words, and if there is nothing to show.
    """
    if typed in ("brief", "all"):
        return changed_timeline(session, location, typed, "")
    wanted, rest = years_in(typed.split())
    if typed and (wanted is None or rest):
        raise UsageError("Type z followed by years, such as 1980 1990 or 1980s, or brief, or all.")
    if wanted is None:
        return location._replace(years=None)
    years = [event.year for event in _events(session, location)]
    return _between(location, years, max(wanted[0], min(years)), min(wanted[1], max(years)))


def _events(session: Session, location: Location) -> list[EventRecord]:
    """The events of a timeline, of all years. Raises UsageError if there are none."""
    chapter = _chapter(session, location)
    entries = session.books.library.entries
    events = [event for event in session.books.library.events() if chapter in (None, entries.chapter_of(event.ref))]
    if not events:
        raise UsageError("There are no events.")
    return events


def _between(location: Location, years: Sequence[int], start: int, end: int) -> Location:
    """The timeline from a first to a last year, if some of its events are between them."""
    if not any(start <= year <= end for year in years):
        raise UsageError("There are no events in these years.")
    return location._replace(years=None if (start, end) == (min(years), max(years)) else (start, end))


def _chapter(session: Session, location: Location) -> Ref | None:
    """The only chapter that is shown, if several have events and not all of them are wanted."""
    return None if location.shows_all else chapter_shown(session)
