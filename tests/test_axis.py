"""A timeline is drawn to scale at any width, and loses no name on the way."""

from collections.abc import Iterable
from textwrap import dedent

from hypothesis import given
from hypothesis import strategies as st

from mlsys_cli.page import Band, Block, Paragraph, TimeAxis, TimelineEvent, plain, prose_text, text_spans
from mlsys_cli.render.time_axis import WIDEST, draw_axis, draw_moments
from mlsys_cli.render.wrapping import Line, line_width, wrap

ERAS = (
    Band("Symbolic AI", 1943, 1974),
    Band("First AI winter", 1974, 1980, winter=True),
    Band("Second AI winter", 1987, 1993, winter=True),
    Band("Shallow learning", 2000, 2011),
    Band("Deep learning", 2012, None),
)
AGES = TimeAxis(ERAS, (1943, 1956, 1997, 1997, 2012, 2015, 2015, 2015), 1943, 2024)

widths = st.integers(20, 300)
years = st.integers(1600, 3000)
names = st.lists(st.text("abcdeXYZ深度", min_size=1, max_size=10), min_size=1, max_size=6).map(" ".join)
bands = st.builds(
    lambda name, start, length, winter: Band(name, start, None if length is None else start + length, winter),
    names,
    years,
    st.none() | st.integers(0, 200),
    st.booleans(),
)
axes = st.builds(
    lambda eras, events, first, length: TimeAxis(tuple(eras), tuple(events), first, first + length),
    st.lists(bands, max_size=6),
    st.lists(years, max_size=30),
    years,
    st.integers(0, 100) | st.integers(0, 1400),
)


def drawn(lines: Iterable[Line]) -> str:
    return "\n".join(plain(line) for line in lines)


def text(drawing: str) -> str:
    return dedent(drawing).strip("\n")


def lay_out(blocks: Iterable[Block], width: int) -> list[Line]:
    return wrap(text_spans(prose_text(blocks)), width)


def moment(year: int, when: str, title: str, words: str = "") -> TimelineEvent:
    return TimelineEvent(year, when, title, (Paragraph(text_spans(words)),))


@given(axes, widths)
def test_a_timeline_fits_and_names_every_era(axis: TimeAxis, width: int) -> None:
    lines = draw_axis(axis, width)
    assert all(line_width(line) <= min(width, WIDEST) for line in lines)
    drawing = drawn(lines)
    assert all(line == line.rstrip() != "" for line in drawing.splitlines())
    words = " ".join(drawing.split())
    assert all(band.name in words for band in axis.bands)


@given(axes, widths)
def test_the_years_under_the_axis_do_not_collide(axis: TimeAxis, width: int) -> None:
    labels = [int(label) for label in drawn(draw_axis(axis, width)[-1:]).split()]
    assert (labels[0], labels[-1]) == (axis.first, axis.last)
    assert labels == sorted(set(labels))


@given(st.tuples(years, years, years, years).map(sorted), widths)
def test_a_later_year_is_never_left_of_an_earlier_one(span: list[int], width: int) -> None:
    first, earlier, later, last = span
    assert column("●·", earlier, first, last, width) <= column("●·", later, first, last, width)
    assert column("█►", earlier, first, last, width) <= column("█►", later, first, last, width)


@given(st.tuples(years, years, years).map(sorted), widths)
def test_an_era_begins_under_the_event_of_the_same_year(span: list[int], width: int) -> None:
    first, year, last = span
    assert column("·", year, first, last, width) == column("█►", year, first, last, width)


def column(marks: str, year: int, first: int, last: int, width: int) -> int:
    """Where the first of some marks is in a drawing of one event and one era in a year."""
    drawing = drawn(draw_axis(TimeAxis((Band("x", year, year),), (year,), first, last), width))
    return min(line.index(mark) for line in drawing.splitlines() for mark in marks if mark in line)


def test_a_timeline_of_sixty_columns() -> None:
    assert drawn(draw_axis(AGES, 60)) == text("""
        ·        ·                             •          · ●
        █████ Symbolic AI ██████
                               ░░░░░ First AI winter
                                        ░░░░░ Second AI winter
                                 Shallow learning █████████
                                            Deep learning █████████►
        ┌───────────┬──────────────┬──────────────┬─────────────┬──┐
        1943      1960           1980           2000            2024
    """)


def test_a_name_without_room_beside_its_era_stands_above_it() -> None:
    axis = TimeAxis((Band("The second winter", 1990, 1999, winter=True),), (), 1980, 2010)
    assert drawn(draw_axis(axis, 20)) == text("""
           The second winter
              ░░░░░░░
        ┌────────────┬─────┐
        1980       2000 2010
    """)


def test_a_name_longer_than_the_paper_is_wrapped() -> None:
    axis = TimeAxis((Band("The years of unreasonable expectations", 1990, 1999),), (), 1980, 2010)
    assert drawn(draw_axis(axis, 20)) == text("""
              The years of
              unreasonable
              expectations
              ███████
        ┌────────────┬─────┐
        1980       2000 2010
    """)


def test_eras_that_follow_each_other_share_a_row() -> None:
    eras = Band("One", 2000, 2004), Band("Two", 2005, 2009), Band("Ice", 2010, None, winter=True)
    assert drawn(draw_axis(TimeAxis(eras, (), 2000, 2014), 60)) == text("""
        ██████ One ███████   ██████ Two ███████   ░░░░░░ Ice ░░░░░░►
        ┌───────┬────────┬───────┬────────┬───────┬────────┬───────┐
        2000  2002     2004    2006     2008    2010     2012   2014
    """)


def test_arrows_lead_to_what_lies_outside() -> None:
    eras = Band("Before", 1600, 1700), Band("Across", 1900, 2100), Band("After", 2500, None)
    assert drawn(draw_axis(TimeAxis(eras, (1950, 2005), 2000, 2010), 44)) == text("""
                              ·
        ◄ Before
        ◄█████████████████ Across █████████████████►
                                             After ►
        ┌────────┬───────┬────────┬───────┬────────┐
        2000   2002    2004     2006    2008    2010
    """)


def test_a_single_year() -> None:
    axis = TimeAxis((Band("Deep learning", 2012, None),), (2012,), 2012, 2012)
    assert drawn(draw_axis(axis, 40)) == text("""
        ·
        ► Deep learning
        ╷
        2012
    """)


def test_an_axis_alone() -> None:
    assert drawn(draw_axis(TimeAxis((), (), 1600, 3000), 40)) == text("""
        ┌──────────┬─────────────┬─────────────┐
        1600     2000          2500         3000
    """)


def test_each_part_has_its_style() -> None:
    styles = [{span.style for span in line if span.style} for line in draw_axis(AGES, 60)]
    assert styles[:3] == [{"event.mark"}, {"era.band", "era.name"}, {"era.winter", "era.name"}]
    assert styles[-2:] == [{"axis"}, {"axis"}]


MOMENTS = (
    moment(1985, "1985", "Waiting"),
    moment(1997, "May 1997", "Deep Blue beats Kasparov", "A machine wins its match against the world chess champion."),
    moment(1997, "Nov 1997", "Long short-term memory", "A network cell that holds on."),
    moment(1997, "1997", "A book"),
    moment(2004, "2004", "MapReduce"),
)


def test_moments_along_a_rail() -> None:
    assert drawn(draw_moments(MOMENTS, 44, lay_out)) == text("""
            1985 ●─ Waiting
                 ┊ 12 years
                 ┊
        May 1997 ●─ Deep Blue beats Kasparov
                 │  A machine wins its match against
                 │  the world chess champion.
                 │
        Nov      ●─ Long short-term memory
                 │  A network cell that holds on.
                 │
                 ●─ A book
                 ┊
            2004 ●─ MapReduce
    """)


def test_moments_on_narrow_paper() -> None:
    assert drawn(draw_moments(MOMENTS[1:4], 24, lay_out)) == text("""
        ●─ May 1997
        │  Deep Blue beats
        │  Kasparov
        │  A machine wins its
        │  match against the
        │  world chess champion.
        │
        ●─ Nov
        │  Long short-term
        │  memory
        │  A network cell that
        │  holds on.
        │
        ●─ A book
    """)


def test_a_long_gap_has_four_lines_and_its_length() -> None:
    run = moment(1900, "1900", "Then"), moment(2000, "2000", "Now")
    assert drawn(draw_moments(run, 40, lay_out)) == text("""
        1900 ●─ Then
             ┊
             ┊ 100 years
             ┊
             ┊
        2000 ●─ Now
    """)


whens = st.sampled_from(["1997", "September 1997", ""])


@given(st.lists(st.builds(moment, years, whens, names, names), max_size=5), widths)
def test_moments_fit_and_keep_every_word(moments: list[TimelineEvent], width: int) -> None:
    lines = draw_moments(moments, width, lay_out)
    assert all(line_width(line) <= width for line in lines)
    assert all(plain(line) == plain(line).rstrip() for line in lines)
    words = drawn(lines).split()
    assert all(word in words for moment in moments for word in moment.title.split())
