"""The home page of a learner."""

from datetime import timedelta

from mlsys_cli.book.kinds import KINDS
from mlsys_cli.index.entry_records import Ref
from mlsys_cli.queries.reading_path import chosen_paths, path_sections, reading_order
from mlsys_cli.queries.subjects import report_store_errors, shares_read, subject_of
from mlsys_cli.session.session import Session
from mlsys_cli.views.home_view import ChapterStanding, HomeView, StudyStanding

CHAPTERS = 7
"""How many chapters the page shows as text, so that it fits a small terminal."""

_WEEK = 7  # days
_WEAK_SPOTS = 2  # which leave room for the chapters


def home_view(session: Session, chapters: int = CHAPTERS, *, for_scripts: bool = False) -> HomeView:
    """The books with some of their chapters, and for a learner the plan of today and how far they are.

    It has all that scripts get, or only what is on a page: to count the states of all cards takes a while.
    """
    library = session.books.library
    plan, standing = None, None
    if session.learner.read_only_store:
        from mlsys_cli.queries.day_plan import day_plan

        with report_store_errors(session):
            plan, standing = day_plan(session), _standing(session, for_scripts)
    counts = {kind.name: library.entries.count(kind.name) for kind in KINDS.values() if kind.is_searched}
    reading, books = plan.reading if plan else None, library.books()
    is_offered = not ((plan and plan.share_read) or chosen_paths(session))
    paths = sum(len(book.paths) for book in books) if is_offered else 0
    return HomeView(
        books,
        counts,
        chapter=library.entries.first("chapter"),
        term=library.entries.find("term", "backpropagation") or library.entries.first("term"),
        has_questions=library.entries.first("question") is not None,
        chapters=_chapters(session, reading.ref if reading else None, chapters - (paths > 1)),
        plan=plan,
        standing=standing,
        paths=paths,
    )


def _standing(session: Session, for_scripts: bool) -> StudyStanding:
    from mlsys_cli.journal.days import start_of
    from mlsys_cli.queries.day_plan import weak_spots

    learner, store = session.learner, session.learner.store
    week = [learner.today.date - timedelta(days=ago) for ago in reversed(range(_WEEK))]
    starts = learner.settings.day_starts
    answers = {day.date: day.answers for day in store.past.days(starts, start_of(week[0], starts))}
    standing = StudyStanding(tuple((day, answers.get(day, 0)) for day in week), weak_spots(session)[:_WEAK_SPOTS])
    if not for_scripts:
        return standing
    from mlsys_cli.journal.statistics import tally
    from mlsys_cli.queries.exhibits import tried_titles

    books = [book.book for book in session.books.library.entries.refs("book")]
    cards = {card.card: card for card in store.cards(books)}
    return standing._replace(cards=tally(cards, cards), tried=[*tried_titles(session)])


def _chapters(session: Session, reading: Ref | None, most: int) -> tuple[ChapterStanding, ...]:
    """The chapters around the one that is read next, or those of the chosen path, with how much of each was read."""
    library, shares, paths = session.books.library, shares_read(session), path_sections(session)
    every, numbers = library.entries.refs("chapter"), library.entries.chapter_numbers
    if paths:
        every = tuple(dict.fromkeys(filter(None, map(library.entries.chapter_of, reading_order(session)))))
    here = library.entries.chapter_of(reading) if reading else None
    first = every.index(here) - 1 if here in every else 0
    first = max(min(first, len(every) - most), 0)
    standings = []
    for outline in library.outlines(every[first : first + most]):
        path = paths.get(outline.ref.book)
        sections = [section for _, section in outline.each_section() if path is None or section.ref in path]
        read = sum(section.word_count * shares.get(subject_of(section.ref), 0.0) for section in sections)
        words = sum(section.word_count for section in sections)
        standings.append(ChapterStanding(outline.ref, numbers[outline.ref.id], words, read))
    return tuple(standings)
