"""The sections of a page, and what follows about them from the lines that were on the screen."""

import pytest

from mlsys_cli.page.anchors import Passage, Seen, merged, passages, seen_sections, share_of
from mlsys_cli.page.blocks import Block, Heading, Paragraph, text_spans
from tests.support.cases import each

PROSE = Paragraph(text_spans("So."))
ONE, TWO = Passage("gc/one", (2, 4, 6), 12), Passage("gc/two", (12, 14), 22)


def test_a_section_ends_where_the_next_one_begins() -> None:
    """A heading of a table belongs to its section; what comes before the first section belongs to none."""
    blocks: list[Block] = [Heading(1, "Garbage", "chapter:gc"), Heading(2, "One", "section:gc/one"), PROSE]
    blocks += [Heading(4, "Ways", "table:ways"), Heading(2, "Two", "section:gc/two"), PROSE]
    assert list(passages(blocks, (2, 2, 2, 6, 2, 8))) == [ONE, TWO]
    assert list(passages(blocks[:1], (2,))) == []


@each(
    "screens, seen",
    [
        ([], []),
        ([range(2)], []),
        ([range(7)], [Seen("gc/one", ((0.0, 0.5),), 0)]),
        ([range(7), range(5, 12)], [Seen("gc/one", ((0.0, 1.0),), 1)]),
        ([range(7), range(7, 17)], [Seen("gc/one", ((0.0, 1.0),), 2), Seen("gc/two", ((0.0, 0.5),), 0)]),
        ([range(7, 17)], [Seen("gc/two", ((0.0, 0.5),), 0), Seen("gc/one", ((0.5, 1.0),), 2)]),
        ([range(99)], [Seen("gc/one", ((0.0, 1.0),), 0), Seen("gc/two", ((0.0, 1.0),), 0)]),
        ([range(2, 4), range(16, 22)], [Seen("gc/one", ((0.0, 0.2),), 0), Seen("gc/two", ((0.4, 1.0),), 1)]),
    ],
)
def test_the_last_of_what_was_seen_is_where_the_reader_stopped(screens: list[range], seen: list[Seen]) -> None:
    """It is the first section on the last screen that isn't complete."""
    assert seen_sections([ONE, TWO], screens) == seen


def test_parts_add_up() -> None:
    assert merged([(0.5, 1.0), (0.0, 0.25), (0.2, 0.4)]) == ((0.0, 0.4), (0.5, 1.0))
    assert share_of([(0.5, 1.0), (0.0, 0.25), (0.2, 0.4)]) == pytest.approx(0.9)
