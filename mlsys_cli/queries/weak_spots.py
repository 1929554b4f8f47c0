"""The weak spots of a learner: the sections about which most of their last answers were wrong."""

from collections import Counter
from collections.abc import Mapping

from mlsys_cli.deck.weak_sections import weak_sections
from mlsys_cli.index.entry_records import Ref
from mlsys_cli.journal.card_ids import entry_subject
from mlsys_cli.queries.learner_deck import deck_of
from mlsys_cli.queries.subjects import entries_about
from mlsys_cli.session.session import Session
from mlsys_cli.views.home_view import WeakSpot

_CHAPTERS = 6
"""The number of chapters, those with most wrong answers, in which weak sections are looked for."""

_MOST = 3


def weak_spots(session: Session) -> tuple[WeakSpot, ...]:
    """The weakest sections, the weakest first."""
    last, entries = session.learner.store.past.last_answers(), session.books.library.entries
    chapters = missed_chapters(session, last)[:_CHAPTERS]
    if not chapters:
        return ()
    weakest = [one for one in weak_sections(last, deck_of(session).every(chapters)) if one.section]
    found = [(ref, one) for one in weakest[:_MOST] if (ref := entries.find("section", one.section))]
    numbers = entries.section_numbers(ref for ref, _ in found)
    return tuple(WeakSpot(ref, numbers.get(ref.id, ""), one.wrong, one.answered) for ref, one in found)


def missed_chapters(session: Session, last: Mapping[str, bool]) -> list[Ref]:
    """The chapters about which some of the `last` answers were wrong, those with most of them first."""
    about = {card.id: card.about for card in session.learner.store.own.all()}
    wrong = {about.get(card) or entry_subject(card) for card, right in last.items() if not right}
    entries = session.books.library.entries
    missed = Counter(filter(None, map(entries.chapter_of, entries_about(session, wrong).values())))
    return [chapter for chapter, _ in missed.most_common()]
