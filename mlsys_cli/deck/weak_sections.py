"""The sections that a learner knows least."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from mlsys_cli.deck.deck import CardCandidate


class WeakSection(NamedTuple):
    """A section by its slug, with the number of its cards that were answered, and of those last answered wrong."""

    section: str
    wrong: int
    answered: int


def weak_sections(last: Mapping[str, bool], cards: Iterable[CardCandidate]) -> list[WeakSection]:
    """The sections with wrong answers, the weakest first: the one with the largest share of wrong last answers.

    `last` tells for each card that was answered whether the last answer was right.
    """
    answered, wrong = Counter[str](), Counter[str]()
    for card in cards:
        if card.id in last:
            answered[card.section] += 1
            wrong[card.section] += not last[card.id]
    found = [WeakSection(section, number, answered[section]) for section, number in wrong.items() if number]
    return sorted(found, key=lambda one: (-one.wrong / one.answered, -one.wrong, one.section))
