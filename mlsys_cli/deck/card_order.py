"""The order in which cards are asked."""

from collections import deque
from collections.abc import Sequence
from random import Random

from mlsys_cli.journal.card_ids import entry_subject
from mlsys_cli.journal.days import DAY
from mlsys_cli.journal.scheduler import State
from mlsys_cli.journal.study_records import DueCard

APART = 5
"""The number of cards between two siblings, where there are enough others: one gives the other away."""

_SEEDS = 1_000_000

AT_ONCE = 300
"""The number of longest due cards with which a session begins, so that it begins at once however many are due."""


def seed_or_now(seed: int | None, now: int) -> int:
    """The seed that was given, or one that the time decides."""
    return now // 1000 % _SEEDS if seed is None else seed


def in_order(cards: Sequence[DueCard], now: int, seed: int) -> tuple[str, ...]:
    """The cards of a session: the longest due first, those of one day mixed, siblings apart.

    What is learned in steps and not ready yet comes last, the soonest first.
    """
    ready = [card for card in cards if card.due <= now or card.state == State.REVIEW]
    waiting = [card for card in cards if card.due > now and card.state != State.REVIEW]
    chance = Random(seed)
    mixed = sorted(sorted(ready), key=lambda card: (card.due // DAY, chance.random()))
    soonest = sorted(waiting, key=lambda card: (card.due, card.card))
    return (*siblings_apart([card.card for card in mixed]), *(card.card for card in soonest))


def siblings_apart(cards: Sequence[str], apart: int = APART) -> list[str]:
    """The same cards in nearly the same order, siblings as far from each other as there are others."""
    coming, held = deque(cards), deque[str]()
    placed: list[str] = []
    recent: deque[str] = deque(maxlen=apart)
    while coming or held:
        card = _next(coming, held, recent)
        placed.append(card)
        recent.append(entry_subject(card))
    return placed


def _next(coming: deque[str], held: deque[str], recent: deque[str]) -> str:
    for number, card in enumerate(held):
        if entry_subject(card) not in recent:
            del held[number]
            return card
    while coming:
        card = coming.popleft()
        if entry_subject(card) not in recent:
            return card
        held.append(card)
    # Only siblings are left: first the one whose last sibling is longest ago.
    card = min(held, key=lambda card: _last_place(recent, entry_subject(card)))
    held.remove(card)
    return card


def _last_place(recent: deque[str], subject: str) -> int:
    return max(number for number, other in enumerate(recent) if other == subject)
