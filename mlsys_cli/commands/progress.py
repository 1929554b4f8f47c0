"""`mlsys progress`: the learner's reading, their cards, and how well they remember."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated

from mlsys_cli.arguments.completers import entry_argument
from mlsys_cli.deck.deck import Deck
from mlsys_cli.index.entry_records import ChapterRecord, Ref, SectionRecord
from mlsys_cli.journal.card_ids import entry_subject
from mlsys_cli.journal.statistics import streaks_of, tally
from mlsys_cli.journal.study_records import StudiedCard
from mlsys_cli.session.lookup import chapter_named
from mlsys_cli.session.session import Session
from mlsys_cli.session.subjects import entry_about, subject_of
from mlsys_cli.views.progress_view import ChapterProgress, History, ProgressView, SectionProgress

EXAMPLES = (
    ("mlsys progress", "everything"),
    ("mlsys progress intro", "a chapter"),
    ("mlsys progress --format csv", "the days on which you answered"),
    ("mlsys progress --format svg > progress.svg", "as a picture"),
)

_DAYS_AHEAD = 14


def progress_command(
    session: Session,
    chapter: Annotated[list[str] | None, entry_argument("[CHAPTER]", "A chapter.", "chapter")] = None,
) -> None:
    """Show what you have read and what you remember.

    That is how many cards you keep, are learning or have forgotten, on which days you studied, what will be due, and
    whether you remember as much as the schedule expects. A card is kept if you will still know it with a probability of
    90 % three weeks after you last saw it.
    """
    one = chapter_named(session, " ".join(chapter)) if chapter else None
    known = {card.card: card for card in session.learner.store.cards()}
    begun = [one] if one else _begun(session, known)
    chapters = _chapters(session, begun, known)
    cards = {card for chapter in chapters for card in chapter.cards}
    due = [card for card in session.learner.store.due(session.learner.today) if one is None or card.card in cards]
    session.show(
        ProgressView(
            session.learner.today.date,
            chapters,
            len(due),
            one=one,
            history=None if one else _history(session, known),
            numbers=session.books.library.section_numbers(*begun),
        )
    )


def _begun(session: Session, known: Mapping[str, StudiedCard]) -> list[Ref]:
    """The chapters that were begun, by reading or by answers; a book's only chapter always counts."""
    every = session.books.library.entries.refs("chapter")
    if len(every) == 1:
        return list(every)
    subjects = {entry_subject(card) for card in known} | {
        position.subject for position in session.learner.store.reading_positions()
    }
    refs = (ref for subject in subjects if (ref := entry_about(session, subject)))
    begun = {session.books.library.entries.chapter_of(ref) for ref in refs}
    return [chapter for chapter in every if chapter in begun]


def _chapters(session: Session, refs: Sequence[Ref], known: Mapping[str, StudiedCard]) -> list[ChapterProgress]:
    deck = Deck(session.books.library, session.local_time.year)
    done = session.learner.store.sections_read()
    return [_chapter(session.books.library.chapter(ref), deck, done, known) for ref in refs]


def _chapter(
    chapter: ChapterRecord, deck: Deck, done: frozenset[str], known: Mapping[str, StudiedCard]
) -> ChapterProgress:
    """The progress in a chapter; a card of no section counts for the chapter alone."""
    places = (chapter.ref,)
    cards: dict[str, list[str]] = {}
    for candidate in deck.candidates(places):
        cards.setdefault(candidate.section, []).append(candidate.id)
    sections = [
        SectionProgress(
            section.ref,
            depth,
            section.words,
            subject_of(section.ref) in done,
            tally(cards.get(section.ref.slug, ()), known),
        )
        for depth, section in _with_depth(chapter)
    ]
    every = frozenset(card for some in cards.values() for card in some)
    return ChapterProgress(chapter.ref, tuple(sections), tally(every, known), every)


def _with_depth(item: ChapterRecord | SectionRecord, depth: int = 0) -> Iterator[tuple[int, SectionRecord]]:
    """Each section below a chapter or section, with how deep it stands."""
    for section in item.sections:
        yield depth, section
        yield from _with_depth(section, depth + 1)


def _history(session: Session, known: Mapping[str, StudiedCard]) -> History:
    days = session.learner.store.days(session.learner.settings.day_starts)
    lost = [card for card in known if entry_about(session, entry_subject(card)) is None]
    return History(
        days=days,
        streaks=streaks_of(days, session.learner.today.date),
        forecast=session.learner.store.forecast(session.learner.today, _DAYS_AHEAD),
        retention=session.learner.store.retention(),
        suspended=sum(card.suspended for card in known.values()),
        lost=len(lost),
    )
