"""The plan of a day: what a learner may do now, and how far they are."""

from datetime import date, timedelta
from itertools import islice
from math import ceil

from mlsys_cli.index.entry_records import Ref
from mlsys_cli.journal.days import DAY
from mlsys_cli.journal.statistics import streaks_of
from mlsys_cli.queries.learner_deck import deck_of
from mlsys_cli.queries.reading_position import next_reading
from mlsys_cli.queries.review_plan import review_numbers
from mlsys_cli.queries.subjects import entries_about, entry_about, shares_read, subject_of
from mlsys_cli.session.session import Session
from mlsys_cli.views.today_view import SectionCheck, TodayView

_LATELY = 12
"""The number of sections, the last that were read, among which one to check is looked for."""


def day_plan(session: Session) -> TodayView:
    """The plan of today."""
    session.books.open()
    learner, store = session.learner, session.learner.store
    read, words = _words_read(session)
    return TodayView(
        today=learner.today.date,
        review=review_numbers(session),
        reading=next_reading(session),
        check=_check(session),
        days_in_a_row=streaks_of(store.past.days(learner.settings.day_starts), learner.today.date).current,
        share_read=read / words if words else 0.0,
        done_on=_done_on(session, read, words),
    )


def _words_read(session: Session) -> tuple[float, int]:
    """The words of the open books that were read, and how many there are."""
    entries, shares = session.books.library.entries, shares_read(session)
    begun = set(entries_about(session, shares).values())
    words = entries.words_of_sections(begun)
    return sum(words.get(ref.id, 0) * shares.get(subject_of(ref), 0.0) for ref in begun), entries.all_words


def _done_on(session: Session, read: float, words: int) -> date | None:
    """The day on which all will be read at the pace since the first reading; None without a day before to go by."""
    begun, today = session.learner.store.past.first_reading(), session.learner.today
    if begun is None or today.end - begun <= DAY or not 0 < read < words:
        return None
    days = (today.end - DAY / 2 - begun) / DAY  # until noon, so that it is the same all day long
    left = (words - read) / read * days
    return today.date + timedelta(days=ceil(left)) if left < 3650 else None


def _check(session: Session) -> SectionCheck | None:
    """The section that was read last, of those with questions that were never answered."""
    done = (position for position in session.learner.store.reading_positions() if position.done)
    for position in islice(done, _LATELY):
        ref = entry_about(session, position.subject)
        if ref and (number := len(unanswered(session, ref))):
            return SectionCheck(ref, session.books.library.entries.section_numbers([ref])[ref.id], number)
    return None


def unanswered(session: Session, section: Ref) -> list[str]:
    """The questions of a section, without those below it, that were never answered."""
    asked = [one.id for one in deck_of(session).authored((section,)) if one.section == section.slug]
    return session.learner.store.new_among(asked, session.learner.today) if asked else []
