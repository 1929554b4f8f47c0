"""Exhibits of training and of what runs beneath it, each compared with something that isn't it."""

import math
import operator
from collections.abc import Mapping
from random import Random
from typing import Any

import pytest

from mlsys_cli.exhibits import ring, systolic
from mlsys_cli.exhibits.catalogue import load
from mlsys_cli.exhibits.exhibit import Frame
from mlsys_cli.page.blocks import Code
from tests.support.cases import each
from tests.support.program import Run


def last_frame(name: str, changes: Mapping[str, object], seed: int = 1) -> Frame:
    exhibit = load(name)
    settings = exhibit.settings(changes={key: str(value) for key, value in changes.items()})
    *_, last = exhibit.frames(settings, seed)
    return last


def value_of(frame: Frame, name: str) -> float:
    value = frame.number(name)
    assert isinstance(value, int | float)
    return value


def last_numbers(run: Run, name: str, *settings: str) -> Mapping[str, Any]:
    """The numbers of the last frame, as another program gets them."""
    found = run("run", name, *(part for setting in settings for part in ("--set", setting)), "--json")
    numbers: Mapping[str, Any] = found.json["frames"][-1]["numbers"]
    return numbers


# --- pipelines and rings ------------------------------------------------------------------------------------------


@each("stages", [1, 2, 4, 8])
@each("pieces", [1, 8, 32])
@each("backward", [1, 2, 3])
def test_a_pipeline_is_as_idle_as_the_formulas_say(stages: int, pieces: int, backward: int) -> None:
    shape = {"stages": stages, "pieces": pieces, "backward": backward}
    for kind, most in (("gpipe", pieces), ("1f1b", min(stages, pieces))):
        last = last_frame("schedule", {"kind": kind, **shape})
        assert last.number("bubble") == pytest.approx((stages - 1) / (pieces + stages - 1), abs=5e-5)
        assert last.number("end") == (pieces + stages - 1) * (1 + backward)
        assert last.number("most held") == most
    if pieces % stages == 0:
        for chunks in (2, 4):
            last = last_frame("schedule", {"kind": "interleaved", "chunks": chunks, **shape})
            assert last.number("bubble") == pytest.approx((stages - 1) / (chunks * pieces + stages - 1), abs=5e-5)


def test_stages_hold_fewer_pieces_the_later_they_are(run: Run) -> None:
    held = [last_numbers(run, "schedule", f"kind={kind}")["pieces held by each stage"] for kind in ("gpipe", "1f1b")]
    assert held == ["8 8 8 8", "4 3 2 1"]


def test_a_chart_has_a_sign_for_each_beat_of_each_stage() -> None:
    drawn = last_frame("schedule", {"kind": "1f1b", "pieces": 6}).pictures[0]
    assert isinstance(drawn, Code)
    assert drawn.text.splitlines() == [
        "1 1234......aa5bb6cc.dd.ee.ff",
        "2 .123....aa4bb5cc6dd.ee.ff..",
        "3 ..12..aa3bb4cc5dd6ee.ff....",
        "4 ...1aa2bb3cc4dd5ee6ff......",
    ]


def test_the_interleaved_schedule_needs_whole_rounds_of_pieces(run: Run) -> None:
    refused = run("run", "schedule/interleaved", "--set", "pieces=9")
    assert (refused.code, refused.out) == (2, "")
    assert "such as pieces=12" in refused.err


@each("cards", range(1, 17))
def test_in_a_ring_all_cards_have_all_sums_and_not_a_step_earlier(cards: int) -> None:
    own = [[Random(card * 100 + piece).randrange(100) for piece in range(cards)] for card in range(cards)]
    sums = [sum(column) for column in zip(*own, strict=True)]
    steps = [[[piece.total for piece in card] == sums for card in holds] for holds in ring.all_reduce(own)]
    assert len(steps) == 2 * (cards - 1) + 1
    assert all(steps[-1])
    assert cards == 1 or not all(steps[-2])


# --- arrays -------------------------------------------------------------------------------------------------------


@each("side", range(1, 9))
def test_a_systolic_array_makes_the_plain_product_in_as_many_beats_as_the_formula_says(side: int) -> None:
    for count in (1, 3, 20):
        rows, weights = (
            tuple(tuple(Random(f"{side} {n} {at}").uniform(-9, 9) for at in range(side)) for n in range(lines))
            for lines in (count, side)
        )
        *_, last = systolic.beats(rows, weights)
        product = [[math.fsum(map(operator.mul, row, column)) for column in zip(*weights, strict=True)] for row in rows]
        for out, right in zip(zip(*last.out, strict=True), product, strict=True):
            assert list(out) == pytest.approx(right)
        assert last.step == count + 2 * side - 2


@each("brackets", [True, False])
def test_numbers_of_ones_own_go_through_the_array(run: Run, brackets: bool) -> None:
    rows, weights = "[[1,2,3],[4,5,6],[7,8,9]]", "[[1,0,2],[0,1,1],[3,1,0]]"
    if not brackets:
        rows, weights = "1 2 3; 4 5 6; 7 8 9", "1 0 2; 0 1 1; 3 1 0"
    numbers = last_numbers(run, "systolic", f"numbers={rows}", f"weights={weights}")
    assert (numbers["product"], numbers["beats"], numbers["useful"]) == ("10 5 4; 22 11 13; 34 17 22", 7, 0.4286)


@each(
    "setting, says",
    [
        ("numbers=1 two", "numbers can't be '1 two'"),
        ("numbers=1 2; 3", "all rows have as many numbers"),
        ("weights=1 2 3; 4 5 6", "these numbers don't fit"),
        (f"numbers={'1 ' * 9}", "these numbers don't fit"),
        ("weights=1e999", "numbers with spaces"),
    ],
)
def test_numbers_that_make_no_product_are_refused(run: Run, setting: str, says: str) -> None:
    refused = run("run", "systolic", "--set", setting)
    assert (refused.code, refused.out) == (2, "")
    assert says in refused.err
