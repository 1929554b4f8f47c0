"""A timeline is drawn to scale at any width, and loses no name on the way."""

import re
from collections.abc import Iterable
from textwrap import dedent

from hypothesis import given
from hypothesis import strategies as st
from rich.text import Text

from mlsys_cli.page.blocks import Band, Paragraph, TimeAxis, TimelineEvent, text_spans
from mlsys_cli.render.rich_blocks import lay_out
from mlsys_cli.render.time_axis import WIDEST, draw_axis
from tests.support.program import Run

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


def drawn(lines: Iterable[Text]) -> str:
    return "\n".join(line.plain for line in lines)


def text(drawing: str) -> str:
    return dedent(drawing).strip("\n")


def event(year: int, when: str, title: str, words: str = "") -> TimelineEvent:
    return TimelineEvent(year, when, title, (Paragraph(text_spans(words)),))


@given(axes, widths)
def test_a_timeline_fits_and_names_every_era(axis: TimeAxis, width: int) -> None:
    lines = draw_axis(axis, width)
    assert all(line.cell_len <= min(width, WIDEST) for line in lines)
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
    assert column("▄►", earlier, first, last, width) <= column("▄►", later, first, last, width)


@given(st.tuples(years, years, years).map(sorted), widths)
def test_an_era_begins_under_the_event_of_the_same_year(span: list[int], width: int) -> None:
    first, year, last = span
    assert column("·", year, first, last, width) == column("▄►", year, first, last, width)


def column(marks: str, year: int, first: int, last: int, width: int) -> int:
    """The column of the first of some marks in a drawing of one event and one era in a year."""
    drawing = drawn(draw_axis(TimeAxis((Band("x", year, year),), (year,), first, last), width))
    return min(line.index(mark) for line in drawing.splitlines() for mark in marks if mark in line)


def test_the_names_of_eras_have_a_column() -> None:
    assert drawn(draw_axis(AGES, 60)) == text("""
        Events            ·      ·                   •       ·●
        Symbolic AI       ▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄ 1943–1974
        First AI winter                   ░░░░ 1974–1980
        Second AI winter                        ░░░░ 1987–1993
        Shallow learning                     2000–2011 ▄▄▄▄▄▄
        Deep learning                             since 2012 ▄▄▄▄▄▄►
                          ┌────────┬─────────┬─────────┬─────────┬─┐
                          1943   1960      1980      2000       2024
    """)


def test_where_it_is_narrow_each_name_stands_beside_or_in_its_era() -> None:
    assert drawn(draw_axis(AGES, 40)) == text("""
        Events
        ·     ·                   •      · ●
        ▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄ Symbolic AI
                       ░░░░ First AI winter
            Second AI winter ░░░░
                  Shallow learning ▄▄▄▄▄▄▄
                           Deep learning ▄▄▄▄▄▄►
        ┌───────┬─────────┬────────┬─────────┬─┐
        1943  1960      1980     2000       2024
    """)
    whole = Band("Cybernetics", 1943, 2020)
    assert draw_axis(AGES._replace(bands=(whole,)), 36)[2].plain == "▄▄▄▄▄▄▄▄▄▄ Cybernetics ▄▄▄▄▄▄▄▄▄▄▄"


def test_each_era_of_the_bundled_book_takes_one_line(run: Run) -> None:
    names = {era["name"] for era in run("timeline", "--all", "--json").json["eras"]}
    chart = run("timeline", "--all", COLUMNS=80).out.splitlines()
    assert len(names) > 15
    assert not [name for name in names if not any(re.match(rf"{name}  .*[▄░]", line) for line in chart)]


def test_a_long_name_is_wrapped() -> None:
    axis = TimeAxis((Band("The years of unreasonable expectations", 1990, 1999),), (), 1980, 2010)
    assert drawn(draw_axis(axis, 60)) == text("""
        The years of
        unreasonable
        expectations                 ▄▄▄▄▄▄▄▄▄▄▄▄▄▄ 1990–1999
                      ┌──────────────┬──────────────┬──────────────┐
                      1980         1990           2000          2010
    """)
    assert drawn(draw_axis(axis, 20)) == text("""
        The years of
        unreasonable
        expectations
              ▄▄▄▄▄▄▄
        ┌────────────┬─────┐
        1980            2010
    """)


def test_arrows_lead_to_what_lies_outside() -> None:
    eras = Band("Before", 1600, 1700), Band("Across", 1900, 2100), Band("After", 2500, None)
    assert drawn(draw_axis(TimeAxis(eras, (1950, 2005), 2000, 2010), 44)) == text("""
        Events                    ·
        Before  ◄ 1600–1700
        Across  ◄▄▄▄▄▄▄▄▄▄▄▄ 1900–2100 ▄▄▄▄▄▄▄▄▄▄▄▄►
        After                           since 2500 ►
                ┌─────────────────┬────────────────┐
                2000            2005            2010
    """)


def test_a_single_year() -> None:
    axis = TimeAxis((Band("Deep learning", 2012, None),), (2012,), 2012, 2012)
    assert drawn(draw_axis(axis, 40)) == text("""
        Events
        ·
        Deep learning
        ►
        ╷
        2012
    """)


def test_a_lone_event_long_before_the_others_is_set_apart_by_a_break() -> None:
    crowd = tuple(range(1950, 1990, 2))
    *_, ruler, years = (line.plain for line in draw_axis(TimeAxis((), (1850, *crowd), 1850, 1988), 60))
    assert ruler.startswith("┌//┬──")
    assert re.findall(r"\d+", years) == ["1850", "1960", "1970", "1980", "1988"]
    for even in ((1850, 1950, 1988), (*range(1850, 1950, 5), *crowd)):
        assert "//" not in draw_axis(TimeAxis((), even, 1850, 1988), 60)[-2].plain


def test_an_axis_alone() -> None:
    assert drawn(draw_axis(TimeAxis((), (), 1600, 3000), 40)) == text("""
        ┌──────────┬─────────────┬─────────────┐
        1600     2000          2500         3000
    """)


def test_years_before_christ_have_no_year_0_between_them_and_those_after() -> None:
    axis = TimeAxis((Band("Republic", -509, -27), Band("Empire", -27, 476)), (-44, -1, 1, 410), -509, 476)
    assert drawn(draw_axis(axis, 60)) == text("""
        Events                           · •                    ·
        Republic  ▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄ 509–27 BC
        Empire               27 BC–AD 476 ▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄
                  ┌────────────────────────┬───────────────────────┐
                  509 BC                   1                     476
    """)
    years = TimeAxis((), (-2, -1, 1, 2), -2, 2)
    assert drawn(draw_axis(years, 60)).splitlines()[0] == "·       ·       ·       ·"


SUMMER = TimeAxis(
    (Band("Old regime", 1589, 1789), Band("Revolution", 1789, 1799)),
    (1789, 1789, 1789, 1789),
    1789,
    1789,
    days=((1789, 5, 5), (1789, 6, 20), (1789, 7, 14), (1789, 8, 4)),
)


def test_a_short_axis_is_one_of_days() -> None:
    assert drawn(draw_axis(SUMMER, 70)) == text("""
        Events      ·                            ·              ·            ·
        Old regime  ◄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄ 1589–1789 ▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄►
        Revolution  ◄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄ 1789–1799 ▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄►
                    ┌────────────────┬──────────────────┬──────────────────┬─┐
                    5 May 1789   Jun 1789           Jul 1789        4 Aug 1789
    """)
    assert drawn(draw_axis(SUMMER, 20)).splitlines()[-1] == "5 May     4 Aug 1789"


@given(
    st.lists(st.tuples(st.integers(-3, 3).filter(bool), st.integers(1, 12), st.integers(1, 28)), min_size=2).map(
        sorted
    ),
    widths,
)
def test_an_axis_of_days_fits(days: list[tuple[int, int, int]], width: int) -> None:
    first, last = days[0][0], days[-1][0]
    axis = TimeAxis((Band("x", first, last), Band("y", last, None)), (), first, last, days=tuple(days))
    lines = draw_axis(axis, width)
    assert all(line.cell_len <= min(width, WIDEST) for line in lines)
    assert re.search("[·•●]", drawn(lines[:2]))


def test_each_part_has_its_style() -> None:
    styles = [{span.style for span in line.spans} for line in draw_axis(AGES, 60)]
    assert styles[:2] == [{"event.mark"}, {"era.band", "era.name", "axis"}]
    assert styles[2:5] == [{"era.winter", "era.name", "axis"}] * 2 + [{"era.band.other", "era.name", "axis"}]
    assert styles[-2:] == [{"axis"}, {"axis"}]


EVENTS = (
    event(1985, "1985", "Waiting"),
    event(1997, "May 1997", "Deep Blue beats Kasparov", "A machine wins its match against the world chess champion."),
    event(1997, "Nov 1997", "Long short-term memory", "A network cell that holds on."),
    event(1997, "1997", "A book"),
    event(2004, "2004", "MapReduce"),
)


def test_events_along_a_rail() -> None:
    assert drawn(lay_out(EVENTS, 44)) == text("""
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


def test_events_on_narrow_paper() -> None:
    assert drawn(lay_out(EVENTS[1:4], 24)) == text("""
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
    run = event(1900, "1900", "Then"), event(2000, "2000", "Now")
    assert drawn(lay_out(run, 40)) == text("""
        1900 ●─ Then
             ┊
             ┊ 100 years
             ┊
             ┊
        2000 ●─ Now
    """)


whens = st.sampled_from(["1997", "September 1997", ""])


@given(st.lists(st.builds(event, years, whens, names, names), max_size=5), widths)
def test_events_fit_and_keep_every_word(events: list[TimelineEvent], width: int) -> None:
    lines = lay_out(events, width)
    assert all(line.cell_len <= width for line in lines)
    assert all(line.plain == line.plain.rstrip() for line in lines)
    words = drawn(lines).split()
    assert all(word in words for event in events for word in event.title.split())
