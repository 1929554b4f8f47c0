"""Steps and the rails beside them: which lane each rail runs in, where it meets the boxes, and what room is left."""

from collections.abc import Container, Iterable, Sequence
from typing import NamedTuple

from mlsys_cli.page import Edge, Node


class Rail(NamedTuple):
    """An edge that passes other steps, by their numbers; lane 0 is the nearest to the boxes."""

    source: int
    target: int
    label: str
    lane: int
    number: int


class Flow(NamedTuple):
    """Steps and the edges between them.

    `arrows` has the label of the arrow to the next step after each step that has one, `others` all other edges
    with the numbers of their ends, and `rails` those of them that don't lead back to the same step, as `loops` do.
    """

    nodes: tuple[Node, ...]
    arrows: dict[int, str]
    rails: tuple[Rail, ...]
    others: tuple[tuple[int, int, Edge], ...]
    loops: bool


def lanes(edges: Iterable[tuple[int, int, str]]) -> tuple[Rail, ...]:
    """The edges as rails, short ones inside; two rails share a lane if there is a box between them."""
    rails: list[Rail] = []
    for number, (source, target, label) in enumerate(sorted(edges, key=lambda edge: abs(edge[0] - edge[1]))):
        low, high = sorted((source, target))
        beside = [r for r in rails if min(r.source, r.target) <= high and low <= max(r.source, r.target)]
        lane = max((r.lane + 1 for r in beside), default=0)
        rails.append(Rail(source, target, label, lane, number))
    return tuple(rails)


def ends(rails: Sequence[Rail], box: int) -> list[Rail]:
    """The rails that meet a box, in the order in which they don't cross each other there."""
    here = [rail for rail in rails if box in (rail.source, rail.target)]
    back = [rail for rail in here if rail.source + rail.target < 2 * box]
    on = [rail for rail in here if rail.source + rail.target > 2 * box]
    return [*sorted(back, key=lambda rail: rail.lane), *sorted(on, key=lambda rail: -rail.lane)]


def free_run(first: int, last: int, taken: Container[int], size: int) -> int | None:
    """The start of `size` free places in a row, as near the middle of `first` to `last` as possible."""
    middle = (first + last - size + 1) / 2
    starts = sorted(range(first, last - size + 2), key=lambda start: abs(start - middle))
    return next((s for s in starts if not any(place in taken for place in range(s, s + size))), None)
