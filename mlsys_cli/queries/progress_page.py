"""The progress of the learner."""

from collections.abc import Iterable, Mapping

from mlsys_cli.deck.deck import Deck
from mlsys_cli.index.entry_queries import Entries
from mlsys_cli.index.entry_records import OutlineRecord, Ref
from mlsys_cli.journal.card_ids import OWN, entry_subject, is_own
from mlsys_cli.journal.statistics import streaks_of, tally
from mlsys_cli.journal.study_records import StudiedCard
from mlsys_cli.page.blocks import prose_text
from mlsys_cli.queries.exhibits import tried_titles
from mlsys_cli.queries.learner_deck import deck_of
from mlsys_cli.queries.reading_path import path_standings
from mlsys_cli.queries.subjects import entries_about, subject_of
from mlsys_cli.session.session import Session
from mlsys_cli.views.progress_view import ChapterProgress, History, ProgressView, RestingCard, SectionProgress

_DAYS_AHEAD = 14
"""The days of the forecast; chosen, not measured."""


def progress_view(session: Session, chapter: Ref | None = None) -> ProgressView:
    """The progress in a chapter, or else in all chapters that were begun, with its history."""
    library, store, today = session.books.library, session.learner.store, session.learner.today
    places = store.reading_positions()
    studied = {card.card: card for card in store.cards([OWN, *(book.book for book in library.entries.refs("book"))])}
    about = entries_about(session, {*map(entry_subject, studied), *(place.subject for place in places)})
    begun = [chapter] if chapter else _begun(library.entries, about.values())
    shares = {place.subject: 1.0 if place.done else place.share for place in places}
    deck = deck_of(session)
    chapters = [_progress(outline, deck, shares, studied) for outline in library.outlines(begun)]
    history = None
    if chapter:
        due = sum(card.card in chapters[0].cards for card in store.due(today))
    else:
        days, (answered, suspended) = store.past.days(session.learner.settings.day_starts), store.totals()
        forecast = store.past.forecast(today, _DAYS_AHEAD)
        due = forecast[0].due
        history = History(
            days=days,
            streaks=streaks_of(days, today.date),
            forecast=forecast,
            retention=store.past.retention(),
            suspended=suspended,
            own=tally([card.id for card in store.own.all()], studied),
            calibration=store.past.calibration(),
            tried=tried_titles(session),
            resting=_resting(session, deck),
            lost=answered - sum(entry_subject(card) in about or is_own(card) for card in studied),
        )
    numbers = library.entries.section_numbers(begun)
    every = len(library.entries.refs("chapter"))
    path = next((one for one in path_standings(session) if one.is_chosen), None) if history else None
    parts = {
        chapter.id: title
        for book in library.books()
        for title, _, slugs in (book.parts if len(book.parts) > 1 else ())
        for chapter in begun
        if (chapter.book, chapter.slug) in {(book.ref.slug, slug) for slug in slugs}
    }
    return ProgressView(
        today.date,
        chapters,
        due,
        chapter=chapter,
        history=history,
        numbers=numbers,
        every=every,
        path=path,
        parts=parts,
    )


def _resting(session: Session, deck: Deck) -> tuple[RestingCard, ...]:
    """The cards that rest or are set aside, those forgotten first first."""
    entries, resting = session.books.library.entries, []
    for rest in session.learner.store.cards_at_rest(session.learner.now):
        card = deck.card(rest.card)
        section = entries.at("section", card.section) if card and card.section else None
        title = f"{entries.section_numbers([section]).get(section.id, '')} {section.name}".strip() if section else ""
        resting.append(RestingCard(rest, " ".join(prose_text(card.ask).split()) if card else "", title))
    return tuple(resting)


def _begun(entries: Entries, seen: Iterable[Ref]) -> list[Ref]:
    """The chapters of the entries that were read or asked about; a book's only chapter always counts."""
    every = entries.refs("chapter")
    begun = {entries.chapter_of(ref) for ref in seen}
    return [chapter for chapter in every if chapter in begun or len(every) == 1]


def _progress(
    chapter: OutlineRecord, deck: Deck, shares: Mapping[str, float], studied: Mapping[str, StudiedCard]
) -> ChapterProgress:
    """The progress in a chapter; a card of no section counts for the chapter alone."""
    cards: dict[str, list[str]] = {}
    for candidate in deck.every((chapter.ref,)):
        if not is_own(candidate.id) and (candidate.is_chosen or candidate.id in studied):
            cards.setdefault(candidate.section, []).append(candidate.id)

    sections = tuple(
        SectionProgress(
            section.ref,
            depth,
            section.word_count,
            shares.get(subject_of(section.ref)),
            tally(cards.get(section.ref.slug, ()), studied),
        )
        for depth, section in chapter.each_section()
    )
    every = frozenset(card for some in cards.values() for card in some)
    return ChapterProgress(chapter.ref, sections, tally(every, studied), every)
