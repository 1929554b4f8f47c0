"""Exhibits of training and of what runs beneath it, each compared with something that isn't it."""

import math
import operator
from collections.abc import Mapping
from pathlib import Path
from random import Random
from typing import Any

import pytest

from mlsys_cli.exhibits import bpe, dedup, peek, ring, systolic
from mlsys_cli.exhibits.catalogue import load
from mlsys_cli.exhibits.exhibit import Chance, Frame
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


_NAMES = ("tape", "schedule", "systolic", "optimiser", "peek", "dedup", "bpe")


@each("name", _NAMES)
def test_the_first_step_does_not_give_the_answer_away(name: str) -> None:
    exhibit = load(name)
    for preset in ("", *(one.name for one in exhibit.presets)):
        settings = exhibit.settings(preset)
        first, *_, last = exhibit.frames(settings)
        question = exhibit.question(settings)
        assert question
        assert first.number(question.quantity) != last.number(question.quantity)
        assert last.number(question.quantity) is not None


# --- the tape -----------------------------------------------------------------------------------------------------

_PYTHON = {"sin": math.sin, "exp": math.exp, "log": math.log, "relu": lambda x: max(x, 0.0)}


def random_expression(chance: Random, depth: int = 4) -> str:
    """An expression whose values stay within bounds, so that differences of it are exact enough."""
    if depth == 0 or chance.random() < 0.15:
        return chance.choice(["a", "b", "x", "1.5"])
    one, other = (random_expression(chance, depth - 1) for _ in range(2))
    forms = ["({0} + {1})", "({0} - {1})", "sin({0} * {1})", "{0} / (2 + sin({1}))", "log(3 + sin({0}))", "-relu({0})"]
    return chance.choice([*forms, "exp(sin({0}))"]).format(one, other)


def central_difference(expression: str, values: Mapping[str, float], name: str) -> float:
    def value(at: float) -> float:
        return float(eval(expression, {}, {**_PYTHON, **values, name: at}))  # noqa: S307 - made above

    return (value(values[name] + 1e-5) - value(values[name] - 1e-5)) / 2e-5


@each("mode", ["reverse", "forward", "paths"])
def test_slopes_of_a_tape_are_those_of_central_differences(mode: str) -> None:
    chance = Random(5)
    compared = 0
    while compared < 100:
        expression = random_expression(chance)
        values = {name: chance.uniform(0.5, 2) for name in "abx"}
        if len(expression) > 200 or not set("abx") & set(expression.replace("exp", "")):
            continue
        last = last_frame("tape", {"expression": expression, "mode": mode, **values})
        for name in "abx":
            if (slope := last.number(f"slope of {name}")) is not None:
                assert slope == pytest.approx(central_difference(expression, values, name), abs=1e-7), expression
                compared += 1


def test_a_second_walk_back_adds_to_the_first(run: Run) -> None:
    once, twice = (last_numbers(run, "tape", "a=2", "b=5", f"passes={passes}") for passes in (1, 2))
    assert once["value"] == pytest.approx(10.9092974)
    assert [once["slope of a"], once["slope of b"]] == pytest.approx([4.58385316, 2])
    assert [twice["slope of a"], twice["slope of b"]] == pytest.approx([9.16770633, 4])


def test_a_walk_back_takes_two_steps_for_each_squaring_and_there_are_twice_as_many_paths(run: Run) -> None:
    numbers = last_numbers(run, "tape", "expression=x", "x=1", "squarings=20")
    assert [numbers[name] for name in ("steps taken", "paths", "slope of x")] == [40, 2**20, 2**20]


@each(
    "setting, says",
    [
        ("expression=a*", "can't be read"),
        ("expression=tan(a)", "the tape doesn't know 'tan(a)'"),
        ("expression=d + 1", "numbers, a, b, c, x"),
        ("expression=2 + 3", "has no variable"),
        ("expression=1e999*a", "a number that is too large"),
        ("expression=exp(a*400)", "exp(v3) is too large where v3 is 800"),
        ("expression=a/1e-200", "v1 / v2 has too large a slope where v2 is 1e-200"),
        ("expression=a*1e200*1e200", "v3 × v4 is too large where v4 is 1e+200"),
        ("expression=log(a - 2)", "log(v3) has no value where v3 is 0"),
        ("expression=1/(a - 2)", "v1 / v4 has no value where v4 is 0"),
        ("expression=().__class__", "the tape doesn't know"),
        (f"expression={'(' * 300}a{')' * 300}", "can't be read"),
        ("expression=a ^ 2", "the tape doesn't know 'a ^ 2'"),
        (f"expression=a{' + 0' * 100}", "in at most 200 letters"),
    ],
)
def test_an_expression_that_has_no_value_is_refused(run: Run, setting: str, says: str) -> None:
    refused = run("run", "tape", "--set", setting)
    assert (refused.code, refused.out) == (2, "")
    assert says in refused.err


def test_a_number_that_is_large_enough_to_be_squared_no_more_still_divides(run: Run) -> None:
    assert last_numbers(run, "tape", "expression=a/1e200")["value"] == 2e-200


def test_squared_once_is_said_in_words(run: Run) -> None:
    assert "a*b + sin(a) is squared once. How" in run("run", "tape", "--set", "squarings=1").out


@each(
    "name, settings",
    [("shrink", ["steps=drop 5, drop 5"]), ("tape", ["mode=paths", "squarings=7"])],
)
def test_what_cannot_end_does_not_begin(run: Run, name: str, settings: list[str]) -> None:
    changes = [part for setting in settings for part in ("--set", setting)]
    refused = run("run", name, *changes, "--plain", size=(80, 24), lines=[])
    assert refused.code == 2
    assert "Step" not in refused.out
    assert "goal:" not in refused.out


def test_too_many_paths_are_counted_and_not_walked(run: Run) -> None:
    assert "384 paths are too many to walk" in run("run", "tape", "--set", "mode=paths", "--set", "squarings=7").err
    assert last_numbers(run, "tape", "mode=paths", "squarings=6")["steps taken"] == 2**6 * (6 + 3 * 6)


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


# --- optimisers ---------------------------------------------------------------------------------------------------


@each("rate, steps", [("0.079", 182), (str(1 / 13), 84)])
def test_descent_is_the_geometric_series_of_its_two_directions(run: Run, rate: str, steps: int) -> None:
    numbers = last_numbers(run, "optimiser", f"rate={rate}")
    places = [8 * (1 - float(rate)) ** steps, (1 - 25 * float(rate)) ** steps]
    assert (numbers["steps"], numbers["arrived"]) == (steps, True)
    assert [numbers["x now"], numbers["y now"]] == pytest.approx(places, abs=1e-6)


@each("method, momentum, limit", [("descent", 0.0, 2 / 25), ("momentum", 0.9, 2 * 1.9 / 25), ("momentum", 0.5, 0.12)])
def test_a_ball_stays_in_the_valley_just_below_the_limit_and_not_just_above(
    method: str, momentum: float, limit: float
) -> None:
    for rate, stays in ((limit * 0.98, True), (limit * 1.02, False)):
        last = last_frame("optimiser", {"method": method, "momentum": momentum, "rate": rate, "stop": 300})
        assert (value_of(last, "distance") < 8) is stays
        assert last.number("largest rate") == pytest.approx(limit)


def test_the_best_momentum_of_theory_is_that_quick(run: Run) -> None:
    numbers = last_numbers(run, "optimiser", "method=momentum", f"rate={1 / 9}", f"momentum={4 / 9}")
    assert (numbers["steps"], numbers["arrived"]) == (23, True)


def test_a_ball_at_the_bottom_makes_no_step(run: Run) -> None:
    numbers = last_numbers(run, "optimiser", "x=0", "y=0")
    assert (numbers["steps"], numbers["arrived"]) == (0, True)


def test_the_first_step_of_adam_is_the_rate_whatever_the_slope(run: Run) -> None:
    slopes = ("rate=0.001", "gradient=0.3, -20, 0.0001")
    adam, descent = (last_numbers(run, "optimiser", f"method={name}", *slopes) for name in ("adam", "descent"))
    assert [adam[f"step {n}"] for n in (1, 2, 3)] == pytest.approx([-0.001, 0.001, -0.001], abs=1e-6)
    assert [descent[f"step {n}"] for n in (1, 2, 3)] == pytest.approx([-0.0003, 0.02, -1e-7])
    assert "gradient can't be 'steep'" in run("run", "optimiser", "--set", "gradient=steep").err


# --- tests that are looked at -------------------------------------------------------------------------------------


def false_winners(looks: int, limit: float = 1.96, cells: int = 400) -> float:
    """The probability to be beyond the limit at one of the looks, by integrating the density of the sum."""
    reach = limit * math.sqrt(looks)
    width = 2 * reach / cells
    at = [-reach + (cell + 0.5) * width for cell in range(cells)]
    bell = [math.exp(-((step * width) ** 2) / 2) / math.sqrt(2 * math.pi) for step in range(cells)]
    density = [math.exp(-x * x / 2) / math.sqrt(2 * math.pi) if abs(x) <= limit else 0.0 for x in at]
    for look in range(2, looks + 1):
        inside = [abs(x) <= limit * math.sqrt(look) for x in at]
        density = [
            width * math.fsum(bell[abs(i - j)] * density[j] for j in range(cells)) if inside[i] else 0.0
            for i in range(cells)
        ]
    return 1 - width * math.fsum(density)


@pytest.mark.slow
@each("looks, published", [(1, 0.05), (2, 0.083), (5, 0.142), (10, 0.193)])
def test_looking_again_finds_as_many_false_winners_as_the_integral(looks: int, published: float) -> None:
    expected = false_winners(looks)
    assert expected == pytest.approx(published, abs=0.006)
    found = [value_of(last_frame("peek", {"looks": looks}, seed), "false winners") for seed in range(5)]
    assert sum(found) / 5 == pytest.approx(expected, abs=0.008)


def test_a_stricter_limit_or_a_single_look_keeps_the_promise(run: Run) -> None:
    strict = last_numbers(run, "peek", "looks=5", "limit=2.413", "trials=10000")
    assert strict["false winners"] == pytest.approx(false_winners(5, 2.413), abs=0.008)
    often = last_numbers(run, "peek")
    assert often["at the last look alone"] == pytest.approx(0.05, abs=0.01)
    assert often["false winners"] > 3 * often["at the last look alone"]


def test_a_version_that_is_better_is_found_as_often_as_its_mean_says(run: Run) -> None:
    numbers = last_numbers(run, "peek", "looks=1", "difference=0.02", "visitors=2000")
    mean = peek.drift_of(0.02, 2000)
    assert mean == pytest.approx(0.02 / math.sqrt(2 * 0.1 * 0.9 / 2000))
    beyond = (math.erfc((1.96 - mean) / math.sqrt(2)) + math.erfc((1.96 + mean) / math.sqrt(2))) / 2
    assert numbers["winners"] == pytest.approx(beyond, abs=0.02)


# --- near copies --------------------------------------------------------------------------------------------------


def test_the_likeness_of_two_texts_is_that_of_their_pieces(run: Run) -> None:
    numbers = last_numbers(run, "dedup", "one=abcabd", "other=abcabe", "pieces-of=3")
    assert numbers["likeness"] == 0.6  # abc, bca and cab of those and abd and abe
    assert last_numbers(run, "dedup", "pieces of=5")["likeness"] == 0.7941


def test_a_text_may_have_bytes_that_are_no_letters(run: Run) -> None:
    assert last_numbers(run, "dedup", "one=caf\udce9 au lait", "other=caf\udce9 au lait")["likeness"] == 1


def test_the_share_of_equal_minima_estimates_the_likeness() -> None:
    found = [value_of(last_frame("dedup", {}, seed), "estimate") for seed in range(20)]
    assert sum(found) / 20 == pytest.approx(0.7941, abs=0.03)
    assert max(abs(one - 0.7941) for one in found) < 0.107 + 0.01


@each("bands, rows", [(20, 5), (5, 20), (50, 2)])
def test_bands_meet_as_often_as_the_formula_says(bands: int, rows: int) -> None:
    one, other = ({str(piece) for piece in range(first, first + 18)} for first in (0, 2))
    chance, met = Chance(3), 0
    for _ in range(200):
        same = [a.value == b.value for a, b in dedup.signatures((one, other), 100, chance)]
        met += any(dedup.meeting(same, bands, rows))
    expected = 1 - (1 - 0.8**rows) ** bands
    assert met / 200 == pytest.approx(expected, abs=3 * math.sqrt(expected * (1 - expected) / 200) + 0.01)


def test_bands_can_have_no_more_numbers_than_there_are(run: Run) -> None:
    assert "16 bands of 9 need 144 numbers" in run("run", "dedup", "--set", "rows=9").err


# --- pieces of words ----------------------------------------------------------------------------------------------

_WORDS = "words=low 5, lower 2, newest 6, widest 3"
_PAPER = ["e s", "es t", "est _", "l o", "lo w", "n e", "ne w", "new est_", "low _", "w i"]
_PROGRAM = ["s t_", "e st_", "l o", "w est_", "n e", "ne west_", "lo w_", "w i", "wi d", "wid est_"]
"""The merges of algorithm 1, and those that `subword-nmt learn-bpe -s 10 --min-frequency 1` printed."""


@each("settings, merges", [([], _PAPER), (["end-of-word=joined", "ties=last"], _PROGRAM)])
def test_pairs_are_joined_as_in_the_paper_or_as_in_its_program(
    run: Run, settings: list[str], merges: list[str]
) -> None:
    options = [part for setting in (_WORDS, *settings) for part in ("--set", setting)]
    frames = run("run", "bpe", *options, "--json").json["frames"]
    assert [frame["numbers"]["joined"] for frame in frames[1:]] == merges


def test_a_word_that_was_never_seen_is_made_of_known_pieces(run: Run) -> None:
    numbers = last_numbers(run, "bpe", "words=low, lowest, newer, wider", "merges=4", "sentence=lower")
    assert (numbers["sentence"], numbers["pieces"]) == ("low er_", 2)


@each("is_apart", [True, False])
@each("ties", ["first", "last"])
def test_pieces_always_join_to_the_text(is_apart: bool, ties: str) -> None:
    words = bpe.messages()
    *_, (_, split) = bpe.learn(words, 60, is_apart, ties)
    assert all("".join(pieces) == f"{word}_" for word, pieces in split.items())
    end = "apart" if is_apart else "joined"
    text = "Never seen: zxqj, tokenisers & free gifts!"
    changes = {"text": "messages", "merges": 60, "sentence": text, "end-of-word": end, "ties": ties}
    pieces = str(last_frame("bpe", changes).number("sentence"))
    assert pieces.replace(" ", "").replace("_", " ").strip() == text
    assert len(pieces.split()) < len(text)


def test_a_file_takes_the_place_of_the_words(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "words.txt"
    file.write_text("low low low low low lower lower\nnewest Newest newest newest newest newest widest widest widest")
    frames = run("run", "bpe", "--data", str(file), "--json").json["frames"]
    assert [frame["numbers"]["joined"] for frame in frames[1:]] == _PAPER
    file.write_text(" \n")
    assert "it needs words" in run("run", "bpe", "--data", str(file)).err
    assert "words can't be '5'" in run("run", "bpe", "--set", "words=5").err


def refusal(run: Run, name: str, *settings: str) -> str:
    result = run("run", name, *(part for setting in settings for part in ("--set", setting)))
    assert (result.code, result.out) == (2, "")
    return " ".join(result.err.split())


def said(run: Run, name: str, *settings: str) -> str:
    """The question, and the words of all steps."""
    changes = (part for setting in settings for part in ("--set", setting))
    found = run("run", name, *changes, "--json").json
    return " ".join([found["question"], *(frame["words"] for frame in found["frames"])])


@each("words", ["low 0", "low 0, new 0", "low 00"])
def test_words_that_never_stand_are_no_words(run: Run, words: str) -> None:
    assert "words can't be" in refusal(run, "bpe", f"words={words}")


def test_a_word_with_no_count_is_left_out_and_one_with_too_many_is_refused(run: Run) -> None:
    with_none = last_numbers(run, "bpe", "words=low 5, lower 2, newest 6, widest 3, zebra 0")
    assert with_none == last_numbers(run, "bpe")
    assert "low can't stand 9999" in refusal(run, "bpe", f"words=low {'9' * 400}")


def test_rows_may_end_with_a_semicolon_and_it_is_said_what_fits(run: Run) -> None:
    given = ("numbers=1 2; 3 4;", "weights=1 0; 0 1 ; ")
    assert last_numbers(run, "systolic", *given)["product"] == "1 2; 3 4"
    assert "each row of numbers needs as many, and there may be 64 rows" in refusal(
        run, "systolic", "weights=1 2; 3 4", "numbers=1"
    )


def test_a_ring_says_what_each_card_has_sent(run: Run) -> None:
    assert "Each has sent 6 pieces; its data are 4 pieces." in said(run, "schedule/ring")


@each(
    "name, settings, words",
    [
        ("optimiser", ("stop=1",), "Stopped after 1 step,"),
        ("serving", ("slots=1", "rate=1", "mean=1"), "One place, 1 request a second, 1 token in the mean."),
        ("serving", ("slots=1", "rate=4"), "1 of 1 places at work"),
        ("schedule", ("stages=1", "pieces=1"), "1 stage, 1 piece,"),
        ("schedule/ring", ("stages=1",), "One card in a ring"),
        ("systolic", ("numbers=2", "weights=3"), "after 1 beat,"),
        ("bpe", ("words=ab 1",), "stand side by side once,"),
    ],
)
def test_one_is_no_plural(run: Run, name: str, settings: tuple[str, ...], words: str) -> None:
    assert words in said(run, name, *settings)
