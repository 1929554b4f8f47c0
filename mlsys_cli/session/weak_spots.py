"""The weak spots of a learner: the sections about which most of their last answers were wrong."""

from collections import Counter

from mlsys_cli.deck.weak_sections import weak_sections
from mlsys_cli.journal.card_ids import entry_subject
from mlsys_cli.session.learner_deck import deck_of
from mlsys_cli.session.session import Session
from mlsys_cli.session.subjects import entries_about
from mlsys_cli.views.home_view import WeakSpot

_CHAPTERS = 6
"""The number of chapters, those with most wrong answers, in which weak sections are looked for."""

_MOST = 3


def weak_spots(session: Session) -> tuple[WeakSpot, ...]:
    """The weakest sections, the weakest first."""
    last, entries = session.learner.store.past.last_answers(), session.books.library.entries
    wrong = {entry_subject(card) for card, right in last.items() if not right}
    if not wrong:
        return ()
    missed = Counter(filter(None, map(entries.chapter_of, entries_about(session, wrong).values())))
    chapters = [chapter for chapter, _ in missed.most_common(_CHAPTERS)]
    weakest = [one for one in weak_sections(last, deck_of(session).every(chapters)) if one.section]
    found = [(ref, one) for one in weakest[:_MOST] if (ref := entries.find("section", one.section))]
    numbers = entries.section_numbers(ref for ref, _ in found)
    return tuple(WeakSpot(ref, numbers.get(ref.id, ""), one.wrong, one.answered) for ref, one in found)
