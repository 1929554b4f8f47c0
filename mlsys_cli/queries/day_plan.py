"""The plan of a day: the review, what to read and check, how far a learner is, and where they are weak."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import date, timedelta
from itertools import islice
from math import ceil
from typing import NamedTuple

from mlsys_cli.deck.deck import Deck
from mlsys_cli.deck.plan import Plan, PlannedCard, cost, plan_cards, seconds_by_work, seconds_counted, work_of
from mlsys_cli.index.entry_records import Ref
from mlsys_cli.journal.card_ids import OWN, entry_subject
from mlsys_cli.journal.days import DAY, Today
from mlsys_cli.journal.scheduler import whole_days
from mlsys_cli.queries.learner_deck import deck_of, new_cards
from mlsys_cli.queries.reading_path import chosen_paths, path_sections, reading_order
from mlsys_cli.queries.reading_position import next_reading
from mlsys_cli.queries.subjects import entries_about, entry_about, shares_read, subject_of
from mlsys_cli.session.session import Session
from mlsys_cli.views.home_view import WeakSpot
from mlsys_cli.views.today_view import ReviewNumbers, SectionCheck, TodayView


class TodaysReview(NamedTuple):
    """The plan of today's review, after so many cards were `asked` and seconds `spent` today.

    It may go on until `until` seconds were spent. `sections` are those of its new cards, in their order, and `gone` is
    the number of due cards that no open book has.
    """

    plan: Plan
    asked: int
    spent: float
    until: float
    sections: tuple[str, ...]
    gone: int


def plan_review(
    session: Session,
    deck: Deck,
    places: Sequence[Ref] = (),
    *,
    wanted: AbstractSet[str] | None = None,
    passed: AbstractSet[str] = frozenset(),
    new: int | None = None,
    unread: bool = False,
    most: int | None = None,
    more: int = 0,
) -> TodaysReview:
    """The review of today: in some places, of which it asks the `wanted` cards, or in all; without those `passed` over.

    `new` is the most new cards of today if it isn't that of the settings; with `unread`, they need not be about what
    was read. `most` limits the number of cards in place of the minutes, to which `more` are added.
    """
    learner, store = session.learner, session.learner.store
    today, settings = learner.today_now(), learner.settings
    books = [OWN, *(book.book for book in session.books.library.entries.refs("book"))]
    counts, every = store.counts(today), store.due(today)
    due = [item for item in every if item.card.partition(":")[0] in books and (wanted is None or item.card in wanted)]
    works, schedule = deck.works(item.card for item in due), store.schedule()
    usual = seconds_by_work(store.past.last_taken())
    spent = spent_today(session, today)
    left = max(settings.review_minutes * 60 - spent, 0.0) + more * 60
    waiting = [
        PlannedCard(
            item.card,
            cost(usual[works[item.card]], schedule.recall(item.stability, whole_days(item.last, today.end - DAY // 2))),
            max(today.end - item.due - 1, 0) // DAY,
        )
        for item in due
        if item.card in works and item.card not in passed
    ]
    sections: dict[str, str] = {}

    def fresh() -> Iterator[PlannedCard]:
        for card in new_cards(session, deck, places, unread):
            if card.id not in passed:
                sections[card.id] = card.section
                yield PlannedCard(card.id, cost(usual[work_of(card.kind, card.level)], None))

    plan = plan_cards(
        today.date,
        waiting,
        fresh(),
        seconds=left,
        most_new=max((settings.new_per_day if new is None else new) - counts.new, 0),
        most=most,
        asked=(max(counts.asked - counts.new, 0), counts.new),
    )
    gone = len(every) - len(due) if wanted is None else 0
    return TodaysReview(
        plan,
        asked=counts.asked,
        spent=spent,
        until=spent + left,
        sections=tuple(dict.fromkeys(sections[item.card] for item in plan.new)),
        gone=gone + sum(item.card not in works for item in due),
    )


def spent_today(session: Session, today: Today) -> float:
    """The seconds of today's answers, as far as they count."""
    return sum(seconds_counted(*answer) for answer in session.learner.store.past.taken_today(today))


_AWAY = 7
"""The days without an answer after which a learner is welcomed back; chosen, not measured."""


def review_numbers(session: Session, review: TodaysReview | None = None) -> ReviewNumbers:
    """The review of today in numbers: of all cards, or of a plan."""
    todays = review or plan_review(session, deck_of(session))
    plan, entries, store = todays.plan, session.books.library.entries, session.learner.store
    refs = [ref for slug in todays.sections if (ref := entries.find("section", slug))]
    numbers = entries.section_numbers(refs)
    reading = next_reading(session) if plan.lacks_new else None
    allowed = session.learner.settings.review_minutes
    today = session.learner.today_now()
    last = store.past.last_answer_before(today.start) if plan.waiting else None
    days = 0
    if last is not None and today.start - last >= (_AWAY - 1) * DAY:
        coming = sum(day.due for day in store.past.forecast(today, _AWAY + 1)[1:]) / _AWAY
        # Each day as many of the heap are done as the minutes allow, less those that come due on that day.
        days = ceil((len(plan.due) + plan.waiting) / max(len(plan.due) - coming, 1))
    return ReviewNumbers(
        due=len(plan.due),
        new=len(plan.new),
        minutes=max(round(plan.seconds / 60), 1) if plan.queue else 0,
        waiting=plan.waiting,
        asked=todays.asked,
        spent=ceil(todays.spent / 60 - 0.5) or 1 if todays.spent else 0,  # to the nearest minute, and at least one
        allowed=allowed,
        fills=plan.left <= 0,
        lacks_new=plan.lacks_new,
        sections=tuple(f"{numbers.get(ref.id, '')} {ref.name}".strip() for ref in refs),
        reading=reading.label if reading else "",
        days=days,
    )


_LATELY = 12
"""The number of sections, the last that were read, among which one to check is looked for: each takes some queries."""


def day_plan(session: Session) -> TodayView:
    """The plan of today."""
    session.books.open()
    learner, store = session.learner, session.learner.store
    read, words = _words_read(session)
    chosen = chosen_paths(session) if learner.read_only_store else {}
    return TodayView(
        today=learner.today.date,
        review=review_numbers(session),
        reading=next_reading(session),
        check=_check(session),
        days_in_a_row=store.past.days_in_a_row(learner.today),
        share_read=read / words if words else 0.0,
        done_on=_done_on(session, read, words),
        path=next((path for path in chosen.values() if path.places), None),
    )


def _words_read(session: Session) -> tuple[float, int]:
    """The words of the open books, or of the chosen path, that were read, and how many there are."""
    entries, shares = session.books.library.entries, shares_read(session)
    begun, paths = set(entries_about(session, shares).values()), path_sections(session) if shares else {}
    words = entries.words_of_sections(reading_order(session) if paths else begun)
    read = sum(words.get(ref.id, 0) * shares.get(subject_of(ref), 0.0) for ref in begun)
    return read, sum(words.values()) if paths else entries.all_words


def _done_on(session: Session, read: float, word_count: int) -> date | None:
    """The day on which all will be read at the pace since the first reading; None without a day before to go by."""
    begun, today = session.learner.store.past.first_reading(), session.learner.today
    if begun is None or today.end - begun <= DAY or not 0 < read < word_count:
        return None
    days = (today.end - DAY / 2 - begun) / DAY  # until noon, so that it is the same all day long
    left = (word_count - read) / read * days
    return today.date + timedelta(days=ceil(left)) if left < 3650 else None  # ten years say nothing


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
    asked = [item.id for item in deck_of(session).authored((section,)) if item.section == section.slug]
    return session.learner.store.new_among(asked, session.learner.today) if asked else []


_CHAPTERS = 6
"""The number of chapters, those with most wrong answers, in which weak sections are looked for."""

_MOST = 3
"""The number of weak sections; chosen, not measured."""

_LAST_ANSWERED = 1000
"""The cards, those that were answered last, among which wrong answers are counted: to look up each takes 3 µs."""


def weak_spots(session: Session) -> tuple[WeakSpot, ...]:
    """The weakest sections, the weakest first."""
    last, entries = session.learner.store.past.last_answers(_LAST_ANSWERED), session.books.library.entries
    chapters = missed_chapters(session, last)[:_CHAPTERS]
    if not chapters:
        return ()
    from mlsys_cli.deck.select import weak_sections

    weakest = [section for section in weak_sections(last, deck_of(session).every(chapters)) if section.section]
    located = [(ref, item) for item in weakest[:_MOST] if (ref := entries.find("section", item.section))]
    numbers = entries.section_numbers(ref for ref, _ in located)
    return tuple(WeakSpot(ref, numbers.get(ref.id, ""), item.wrong, item.answered) for ref, item in located)


def missed_chapters(session: Session, last: Mapping[str, bool]) -> list[Ref]:
    """The chapters about which some of the `last` answers were wrong, those with most of them first."""
    about = {card.id: card.about for card in session.learner.store.own.all()}
    wrong = {about.get(card) or entry_subject(card) for card, right in last.items() if not right}
    entries = session.books.library.entries
    missed = Counter(filter(None, map(entries.chapter_of, entries_about(session, wrong).values())))
    return [chapter for chapter, _ in missed.most_common()]
