"""Tic-tac-toe, searched to the end. The squares of a side are bits; square 1 is the lowest."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from mlsys_cli.errors import UsageError
from mlsys_cli.page.blocks import Code

ORDERS = {
    "board": (0, 1, 2, 3, 4, 5, 6, 7, 8),
    "good": (4, 0, 2, 6, 8, 1, 3, 5, 7),
    "bad": (1, 3, 5, 7, 0, 2, 6, 8, 4),
}
_LINES = (0o7, 0o70, 0o700, 0o111, 0o222, 0o444, 0o421, 0o124)
_FULL = 0o777
"""Squares are bits, a row to each octal digit: three rows, three columns, two diagonals, and the whole board."""


class Count:
    """The counts of a search: positions, and finished games by who won."""

    def __init__(self) -> None:
        self.nodes = self.x_wins = self.o_wins = self.draws = self.cuts = 0

    @property
    def games(self) -> int:
        """Finished games."""
        return self.x_wins + self.o_wins + self.draws


class FirstMove(NamedTuple):
    """A first move, what it is worth to who makes it, and how many positions were looked at for it.

    With cuts, the value of a move that isn't better than another is only a bound.
    """

    square: int
    value: int
    nodes: int
    is_bound: bool


def position(text: str) -> tuple[int, int]:
    """The squares of X and of O in a text such as `X...O....`. Raises UsageError."""
    board = text.strip().upper().replace("-", ".").replace("_", ".")
    x, o = (sum(1 << place for place, sign in enumerate(board) if sign == side) for side in "XO")
    if len(board) != 9 or board.strip("XO."):
        raise UsageError(f"board can't be {text[:40]!r}", ["it is nine of X, O and ., such as X...O...."])
    if x.bit_count() - o.bit_count() not in {0, 1}:
        raise UsageError(f"board can't be {text[:40]!r}", ["X begins, and the sides move in turn"])
    if has_won(x) or has_won(o) or x | o == _FULL:
        raise UsageError(f"board can't be {text[:40]!r}", ["the game is over there"])
    return x, o


def drawn(x: int, o: int) -> Code:
    """The board; empty squares have their number."""
    signs = ["X" if x >> at & 1 else "O" if o >> at & 1 else str(at + 1) for at in range(9)]
    return Code("\n---+---+---\n".join(" " + " | ".join(signs[row : row + 3]) for row in (0, 3, 6)))


def has_won(side: int) -> bool:
    """True if a side has three in a row."""
    return any(side & line == line for line in _LINES)


def root_moves(x: int, o: int, order: Sequence[int], cuts: bool, count: Count) -> Iterator[FirstMove]:
    """Each first move with its value, one after the other."""
    mine, other = (o, x) if (x | o).bit_count() % 2 else (x, o)
    count.nodes += 1
    best = -2
    for square in order:
        if (x | o) >> square & 1:
            continue
        before = count.nodes
        worth = -_value(other, mine | 1 << square, -2, -best, order=order, cuts=cuts, count=count)
        yield FirstMove(square, worth, count.nodes - before, cuts and worth <= best)
        best = max(best, worth)


def _value(mine: int, other: int, low: int, high: int, order: Sequence[int], cuts: bool, count: Count) -> int:
    """The value of a position for the side to move: 1, 0 or -1. Values up to `low` or from `high` on are bounds."""
    count.nodes += 1
    taken = mine | other
    for line in _LINES:
        if other & line == line:
            if taken.bit_count() % 2:
                count.x_wins += 1
            else:
                count.o_wins += 1
            return -1
    if taken == _FULL:
        count.draws += 1
        return 0
    best = -2
    for square in order:
        if taken >> square & 1:
            continue
        worth = -_value(other, mine | 1 << square, -high, -max(low, best), order=order, cuts=cuts, count=count)
        if worth > best:
            best = worth
            if cuts and best >= high:
                later = order[order.index(square) + 1 :]
                count.cuts += any(not taken >> left & 1 for left in later)
                break
    return best


def winner(x: int, o: int) -> int | None:
    """1 if X has won, -1 if O has, 0 for a full board, and None while the game goes on."""
    if has_won(x) or has_won(o):
        return 1 if has_won(x) else -1
    return 0 if x | o == _FULL else None
