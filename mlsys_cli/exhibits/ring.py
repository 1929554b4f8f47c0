"""A ring of cards that add up what each of them has: the pieces of an all-reduce travelling."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from mlsys_cli.exhibits.exhibit import Chance, Frame, Number
from mlsys_cli.page.blocks import Code


class Held(NamedTuple):
    """A piece that a card holds: a sum, and of how many cards."""

    total: int
    cards: int = 1


def all_reduce(own: Sequence[Sequence[int]]) -> Iterator[list[list[Held]]]:
    """The pieces that each card holds: at first its own numbers, then after each step, until all have all sums.

    In a step each card sends a piece to the next one, which adds it to its own, or in the second round takes it over.
    """
    cards = len(own)
    holds = [[Held(number) for number in numbers] for numbers in own]
    yield holds
    for step in range(2 * (cards - 1)):
        before, holds = holds, [list(pieces) for pieces in holds]
        for card, pieces in enumerate(before):
            piece = (card - step) % cards
            there = holds[(card + 1) % cards]
            sent, has = pieces[piece], there[piece]
            is_adding = step < cards - 1
            there[piece] = Held(sent.total + has.total, sent.cards + has.cards) if is_adding else sent
        yield holds


def frames(cards: int, chance: Chance) -> Iterator[Frame]:
    """The cards after each step."""
    own = [[chance.below(10) for _ in range(cards)] for _ in range(cards)]
    for step, holds in enumerate(all_reduce(own)):
        whole = sum(piece.cards == cards for pieces in holds for piece in pieces)
        ready = sum(all(piece.cards == cards for piece in pieces) for pieces in holds)
        numbers = (
            Number("steps", step),
            Number("cards", cards),
            Number("cards with the whole sum", ready),
            Number("finished pieces", whole, f"of {cards * cards}"),
            Number("sent by each card", round(step / cards, 4), "of its data"),
        )
        yield Frame(_words(step, cards), numbers, (_picture(holds),))


def _words(step: int, cards: int) -> str:
    if not step:
        return "Each card has a number for each piece, and wants the sum of every piece over all cards."
    if step == 2 * (cards - 1):
        return f"After {step} steps every card has every sum. Each has sent {step} pieces; its data are {cards} pieces."
    if step < cards:
        ends = "; each now has one finished sum" if step == cards - 1 else ""
        return f"Each card has sent a piece to the next one, which has added its own number{ends}."
    return "Each card has passed on a finished sum, which the next one takes over."


def _picture(holds: Sequence[Sequence[Held]]) -> Code:
    """A row for each card and a column for each piece; sums over all cards have a star."""
    cells = [[f"{piece.total}{'*' if piece.cards == len(holds) else ' '}" for piece in pieces] for pieces in holds]
    wide = max(len(cell) for row in cells for cell in row)
    lines = [f"card {n:2} {' '.join(cell.rjust(wide) for cell in row)}".rstrip() for n, row in enumerate(cells, 1)]
    return Code("\n".join(lines))
