"""Drawings of numbers: plots, planes and pixels, at any width, in every format, whatever the numbers are."""

import math
import os
import re
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from mlsys_cli.page.blocks import Block
from mlsys_cli.page.markdown import write_markdown
from mlsys_cli.page.plots import Axis, Pixels, Plane, PlanePoint, Plot, PlotMark, Series
from mlsys_cli.render.pieces import html_piece, svg_piece
from mlsys_cli.render.plain import lay_out_plain
from mlsys_cli.render.plots.scale import Scale, scale_of
from mlsys_cli.render.plots.sheet import Sheet
from mlsys_cli.render.rich_blocks import lay_out
from mlsys_cli.terminal.stdout import encodable
from tests.support.cases import each
from tests.support.program import Run

GOLDEN = Path(__file__).parent / "golden"
UPDATE = bool(os.environ.get("MLSYS_UPDATE"))

FLOP = Axis("Operations to train", "FLOP", is_log=True)
MODELS = ((2012, 4.7e17, "AlexNet"), (2015, 1.1e19, "ResNet"), (2018, 2.9e20, "BERT"), (2020, 3.1e23, "GPT-3"))
GROWTH = Plot(
    "Four models.",
    Axis("Year"),
    FLOP,
    (Series("", tuple((year, flop) for year, flop, _ in MODELS), joined=False),),
    tuple(PlotMark(*model) for model in MODELS),
)
CURVES = tuple(
    Series(f"1 in {odds}", tuple((n, 100 * (1 - (1 - 1 / odds) ** n)) for n in range(1, 101))) for odds in (1000, 100)
)
TAIL = Plot("Two curves.", Axis("Servers"), Axis("Slow answers", "%"), CURVES)
PLANE = Plane(
    "Five points.",
    Axis("x", low=-1, high=1),
    Axis("y", low=-1, high=1),
    ("below", "above"),
    (
        *(PlanePoint(-0.8, -0.5), PlanePoint(0.2, -0.7), PlanePoint(0.5, 0.9, is_wrong=True)),
        *(PlanePoint(0.6, 0.1, 1), PlanePoint(-0.9, -0.9, 1, is_wrong=True)),
    ),
    ((-1, 0.5, 1, -0.5),),
)
RING = Pixels(
    "A ring.",
    tuple(tuple(max(0, 1 - abs(math.hypot(r - 3.5, c - 3.5) - 2.5)) for c in range(8)) for r in range(8)),
    "0",
)
WEIGHTS = Pixels("Weights.", tuple(tuple(math.sin(r) * math.cos(c) for c in range(8)) for r in range(8)), "Weights")


def picture(*blocks: Block, width: int = 40) -> str:
    """Blocks as one reads them, between two line breaks."""
    return "\n" + "\n".join(line.plain for line in lay_out(blocks, width)) + "\n"


@pytest.mark.parametrize("width", [20, 40, 80, 200])
def test_drawings_are_as_they_were(width: int) -> None:
    drawn = picture(GROWTH, TAIL, PLANE, RING, WEIGHTS, width=width)
    golden = GOLDEN / f"plots.{width}.txt"
    if UPDATE:
        golden.write_text(drawn, encoding="utf-8")
    assert drawn == golden.read_text(encoding="utf-8")


def test_where_there_is_no_braille_a_drawing_has_the_signs_that_there_are() -> None:
    drawn = encodable(picture(GROWTH, PLANE, width=40), "ascii")
    assert "?" not in drawn
    assert "1e20+" in drawn, "a power of ten is the same number without its superscript"
    assert {"O below", "o above"} <= {part.strip() for part in drawn.replace("   ", "\n").splitlines()}
    assert "X below, on the wrong side" in drawn


def test_a_label_does_not_stand_on_a_line() -> None:
    flat = Plot("Flat.", Axis("x"), Axis("y", low=0, high=1), (Series("s", ((0, 0.5), (10, 0.5))),))
    drawing = svg_piece((flat._replace(marks=(PlotMark(5, 0.5, "here"),)),), 80)
    (label,) = (float(y) for y in re.findall(r'<text[^>]* y="([\d.]+)"[^>]*>here<', drawing))
    heights = {y for y, other in re.findall(r'y1="([\d.]+)"[^>]*y2="([\d.]+)"', drawing) if y == other}
    assert heights
    assert all(not label - 9 < float(y) < label + 3 for y in heights)


@pytest.mark.parametrize(("term", "has_braille"), [("linux", False), ("dumb", False), ("xterm-256color", True)])
def test_a_terminal_whose_font_may_lack_braille_gets_other_signs(run: Run, term: str, has_braille: bool) -> None:
    shown = run("run", "jury", TERM=term).out
    assert bool(re.search("[\u2801-\u28ff]", shown)) == has_braille
    assert "│" in shown  # which its font has


def test_a_log_axis_has_powers_of_ten_and_others_steps_of_1_2_and_5() -> None:
    assert [tick.label for tick in Scale(0, 6, is_log=True).ticks(7)[0]] == [
        "1",
        "10",
        "100",
        "1k",
        "10k",
        "100k",
        "1M",
    ]
    assert [tick.label for tick in Scale(17, 26, is_log=True).ticks(5)[0]] == ["10¹⁸", "10²⁰", "10²²", "10²⁴", "10²⁶"]
    assert [tick.label for tick in Scale(0, 1, is_log=True).ticks(5)[0]] == ["1", "2", "5", "10"]
    assert [tick.label for tick in Scale(2012, 2024).ticks(7)[0]] == [str(year) for year in range(2012, 2025, 2)]
    assert [tick.label for tick in Scale(0, 60_000).ticks(4)[0]] == ["0", "20k", "40k", "60k"]
    assert [tick.label for tick in Scale(0, 2.5e9).ticks(6)[0]] == ["0", "0.5G", "1.0G", "1.5G", "2.0G", "2.5G"]
    ticks, factor = Scale(0, 4e-6).ticks(5)
    assert ([tick.label for tick in ticks], factor) == (["0", "1", "2", "3", "4"], "10⁻⁶")
    assert "Time (10⁻⁶ s)" in picture(Plot("", Axis("n"), Axis("Time", "s"), (Series("", ((0, 0), (1, 4e-6))),)))


def test_one_point_equal_values_and_none_at_all() -> None:
    assert picture(Plot("", Axis("x"), Axis("y"), (Series("", ((3, 5),)),))).count("●") == 1
    level = Plot("", Axis("x"), Axis("y"), (Series("", ((1, 5), (2, 5)), joined=False),))
    assert picture(level).count("●") == 2
    first = picture(Plot("", Axis("pass", low=1, is_whole=True), Axis("y"), (Series("", ((1, 5),)),))).split()
    assert first[-3:] == ["1", "2", "pass"]
    for nothing in (Plot("", Axis("x"), Axis("y"), ()), Plane("", Axis("x"), Axis("y"), (), ()), Pixels("", ())):
        assert "There is nothing to draw." in picture(nothing)
        assert "There is nothing to draw." in "\n".join(line.plain for line in lay_out_plain([nothing], 40))


@each(
    "point, remark",
    [
        ((1, math.nan), "1 point is left out: not a finite number."),
        ((math.inf, 1), "1 point is left out: not a finite number."),
        ((1, 0), "1 point is left out: a log axis has no place for 0 or less."),
        ((1, -3), "1 point is left out: a log axis has no place for 0 or less."),
        ((99, 1), "1 point is outside the range of the axes."),
        ((2, 5), None),
    ],
)
def test_points_that_cannot_be_drawn_are_counted(point: tuple[float, float], remark: str | None) -> None:
    plot = Plot("", Axis("x", low=0, high=10), Axis("y", is_log=True), (Series("", ((1, 2), point)),))
    for seen in (picture(plot, width=80), "\n".join(line.plain for line in lay_out_plain([plot], 80))):
        assert (remark in seen) if remark else "point is" not in seen


def test_a_line_is_broken_where_a_number_is_missing() -> None:
    def line(*points: tuple[float, float]) -> str:
        lines = picture(Plot("", Axis("x"), Axis("y"), (Series("", points),)), width=80).splitlines()
        return next(line for line in lines if "●" in line)

    assert " " not in line((0, 0), (1, 0), (2, 0)).partition("●")[2]
    assert "     " in line((0, 0), (1, math.nan), (2, 0)).partition("●")[2]


def test_series_have_signs_and_their_names_at_their_ends_or_in_a_legend() -> None:
    wide, narrow = picture(TAIL, width=80), picture(TAIL, width=40)
    assert re.search("○ 1 in 100\n", wide)
    assert "\n● 1 in 1000   ○ 1 in 100\n" not in wide
    assert "\n● 1 in 1000   ○ 1 in 100\n" in narrow
    assert {"plot.1", "plot.2"} <= {str(span.style) for line in lay_out([TAIL], 80) for span in line.spans}


def test_of_two_lines_that_end_in_the_same_place_only_one_is_named_there() -> None:
    lines = Series("falls", ((0, 2), (9, 1))), Series("rises", ((0, 0), (9, 1)))
    drawn = picture(Plot("", Axis("x"), Axis("y"), lines), width=80)
    assert "● falls\n" in drawn
    assert re.search("^○ rises$", drawn, re.MULTILINE)


def test_a_label_without_room_has_a_letter_and_stands_below() -> None:
    marks = tuple(PlotMark(5, 5, f"Mark number {number}") for number in range(5))
    drawn = picture(Plot("", Axis("x"), Axis("y"), (Series("", ((0, 0), (10, 10))),), marks), width=30)
    assert all(mark.label in drawn for mark in marks)
    assert re.search(r"^a Mark number \d$", drawn, re.MULTILINE)


def test_negative_pixels_are_told_apart_without_colour() -> None:
    drawn = picture(Pixels("", ((1.0, -1.0),)), width=40)
    assert "│██●●│" in drawn
    assert "X-X" in picture(Pixels("", ((1.0, -1.0),)), width=20)


def test_plain_and_markdown_have_the_words_and_the_numbers() -> None:
    plain = "\n".join(line.plain for line in lay_out_plain([GROWTH, TAIL, PLANE, RING], 80))
    assert "Four models.\nPoints (Year: Operations to train (FLOP), mark):\n2012: 4.7e17, AlexNet\n" in plain
    assert "24 of 100 points" in plain
    assert "\n0.5: 0.9, below, wrong\n" in plain
    assert "\nrow 2: 0 0 0.58 0.95 0.95 0.58 0 0\n" in plain
    markdown = write_markdown([GROWTH, TAIL])
    assert (
        "> Four models.\n\n| Year | Operations to train (FLOP) | mark |\n| --- | --- | --- |\n| 2012 | 4.7e17 |"
        in markdown
    )
    assert "| Servers | 1 in 1000 | 1 in 100 |" in markdown


# --- any numbers, any width ----------------------------------------------------------------------------------------

NUMBERS = (
    st.floats(-100, 100)
    | st.floats(width=64)
    | st.sampled_from([0.0, -0.0, 1e-320, 5e-324, 1e300, -1e308, 1.7e9, 1.7e9 + 1, 1e16, 1e16 + 2])
)
WORDS = st.text("abcxyz 数据🤖", max_size=30)
AXES = st.builds(Axis, WORDS, WORDS, st.booleans(), st.none() | NUMBERS, st.none() | NUMBERS)
POINTS = st.lists(st.tuples(NUMBERS, NUMBERS), max_size=40).map(tuple)
PLOTS = st.builds(
    Plot,
    WORDS,
    AXES,
    AXES,
    st.lists(st.builds(Series, WORDS, POINTS, st.booleans()), max_size=6).map(tuple),
    st.lists(st.builds(PlotMark, NUMBERS, NUMBERS, WORDS), max_size=6).map(tuple),
)
SIDES = st.lists(st.builds(PlanePoint, NUMBERS, NUMBERS, st.integers(0, 5), st.booleans()), max_size=20).map(tuple)
PLANES = st.builds(
    Plane,
    WORDS,
    AXES,
    AXES,
    st.lists(WORDS, max_size=5).map(tuple),
    SIDES,
    st.lists(st.tuples(NUMBERS, NUMBERS, NUMBERS, NUMBERS), max_size=3).map(tuple),
)
GRIDS = st.builds(Pixels, WORDS, st.lists(st.lists(NUMBERS, max_size=40).map(tuple), max_size=12).map(tuple), WORDS)


@pytest.mark.slow
@settings(deadline=None)
@given(st.lists(PLOTS | PLANES | GRIDS, min_size=1, max_size=3), st.integers(20, 300))
@example([Plot("", Axis("", ""), Axis("", "", high=-1e-290, is_whole=True), (), ())], 20)
def test_any_numbers_are_drawn_at_any_width(blocks: list[Block], width: int) -> None:
    for lines in (lay_out(blocks, width), lay_out_plain(blocks, width)):
        assert max((line.cell_len for line in lines), default=0) <= width
    assert write_markdown(blocks).count("\n") < 1000


@settings(max_examples=5, deadline=None)
@given(PLOTS | PLANES | GRIDS, st.integers(20, 300))
def test_any_numbers_are_a_picture(block: Block, width: int) -> None:
    assert ElementTree.fromstring(svg_piece((block,), width)).findall(".//{*}svg")
    assert ElementTree.fromstring(html_piece((block,), width)).findall(".//{*}svg")


@settings(deadline=None)
@given(st.lists(NUMBERS, min_size=2, max_size=8), st.booleans(), st.integers(10, 100))
def test_a_greater_number_is_never_drawn_to_the_left(numbers: list[float], is_log: bool, columns: int) -> None:
    axis = Axis("x", is_log=is_log)
    numbers = sorted(n for n in numbers if abs(n) <= 1e300 and (n > 0 or not is_log))
    scale = scale_of(axis, numbers)
    places = [scale.place(number) for number in numbers]
    assert all(-1e-6 <= place <= 1 + 1e-6 for place in places)
    sheet = Sheet(10, columns)
    cells = [sheet.cell((place, place)) for place in places]
    assert all(left[1] <= right[1] and left[0] >= right[0] for left, right in pairwise(cells))
    ticks, _ = scale.ticks(6)
    assert 2 <= len(ticks) <= 20
    assert all(-1e-6 <= tick.position <= 1 + 1e-6 for tick in ticks)
