"""Events one under the other along a rail, with when they happened to the left of it."""

from collections.abc import Callable, Sequence
from itertools import pairwise

from rich.cells import cell_len
from rich.text import Text

from mlsys_cli.page import Blocks, TimelineEvent
from mlsys_cli.render.rich_text import indented, joined, line_of, wrap_words

_NARROW = 30
_NARROWEST_TEXT = 16
_RAIL_WIDTH = 3


def draw_events(
    events: Sequence[TimelineEvent], width: int, lay_out: Callable[[Blocks, int], list[Text]]
) -> list[Text]:
    """The lines of some events in the order given along a rail.

    `lay_out` makes lines of the blocks under a title. Where there is little room, each `when` has a line of its
    own. A year is not repeated, and where years go by without an event the rail is broken, longer for more.
    """
    before = [None, *(event.year for event in events)]
    whens = [_when(event, year) for event, year in zip(events, before, strict=False)]
    gutter = max(map(cell_len, whens), default=0) + 1
    beside = width >= _NARROW and width - gutter - _RAIL_WIDTH >= _NARROWEST_TEXT
    margin = gutter if beside else 0
    gaps = [[], *(_gap(later.year - earlier.year) for earlier, later in pairwise(events))]
    lines: list[Text] = []
    for event, when, gap in zip(events, whens, gaps, strict=False):
        text = [
            *wrap_words(event.title, "event.title", width - margin - _RAIL_WIDTH),
            *lay_out(event.blocks, width - margin - _RAIL_WIDTH),
        ]
        if not beside:
            text = [*wrap_words(when, "event.year", width - _RAIL_WIDTH), *text]
        lines += [*indented(gap, " " * margin), *_beside_rail(when if beside else "", text, margin)]
    return lines


def _when(event: TimelineEvent, year_before: int | None) -> str:
    """When an event was, blanks in place of a year that stands above it already, so that months stay aligned."""
    if event.year != year_before:
        return event.when
    year = str(event.year)
    return " ".join(" " * len(word) if word == year else word for word in event.when.split())


def _gap(years: int) -> list[Text]:
    """The rail between two events: whole, or broken with a line for each five years, and named if they are many."""
    lines = [line_of("┊", "axis") for _ in range(min(years // 5, 4))]
    if years > 10:
        lines[(len(lines) - 1) // 2] = line_of(f"┊ {years} years", "axis")
    return lines or [line_of("│", "axis")]


def _beside_rail(when: str, text: Sequence[Text], margin: int) -> list[Text]:
    """Lines along the rail, which has its mark at the first of them."""
    blank = " " * (margin - cell_len(when) - 1)
    first = (blank, ""), (when, "event.year"), (" " if margin else "", ""), ("●─ ", "axis")
    lines = [joined(*first, *text[:1])]
    below = (joined((" " * margin, ""), ("│  " if line else "│", "axis"), line) for line in text[1:])
    return [*lines, *below]
