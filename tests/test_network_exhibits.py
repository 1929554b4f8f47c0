"""The exhibits that learn weights: the perceptron and networks."""

import itertools
import math
from typing import Any

import pytest

from mlsys_cli.errors import UsageError
from mlsys_cli.exhibits import backpropagation, kernel, perceptron, quantise
from mlsys_cli.exhibits.cascade import boosting
from mlsys_cli.exhibits.cascade.detector import merge
from mlsys_cli.exhibits.cascade.drawings import Square
from mlsys_cli.exhibits.cascade.features import SHAPES, count_features, features, integral, lookups
from mlsys_cli.exhibits.catalogue import load
from mlsys_cli.exhibits.exhibit import Chance, Dials, Frame, Steps
from mlsys_cli.exhibits.network import convolution
from mlsys_cli.exhibits.network.digits import TRAINING, digits
from mlsys_cli.page.plots import Pixels, Plane
from tests.support.cases import each
from tests.support.program import Run


def frames(name: str, preset: str = "", seed: int = 0, **changes: str) -> list[Frame]:
    exhibit = load(name)
    assert isinstance(exhibit.engine, Steps)
    return list(exhibit.engine.frames(exhibit.settings(preset, changes), Chance(seed)))


def result(name: str, preset: str = "", seed: int = 0, **changes: str) -> Frame:
    exhibit = load(name)
    assert isinstance(exhibit.engine, Dials)
    return exhibit.engine.result(exhibit.settings(preset, changes), Chance(seed))


def number(name: str, frame: Frame) -> Any:
    assert any(item.name == name for item in frame.numbers)
    return frame.number(name)


@pytest.mark.parametrize(
    ("data", "weights", "mistakes", "passes"), [("and", [-4, 3, 2], 18, 9), ("or", [-1, 2, 2], 9, 6)]
)
def test_the_perceptron_learns_and_and_or(data: str, weights: list[int], mistakes: int, passes: int) -> None:
    last = frames("perceptron", data)[-1]
    assert [number(f"w{place}", last) for place in range(3)] == weights
    assert (number("mistakes", last), number("passes", last), number("learned", last)) == (mistakes, passes, True)


def test_the_perceptron_gives_up_on_xor_of_which_no_line_has_more_than_three_right() -> None:
    last = frames("perceptron", "xor", passes="20")[-1]
    assert (number("learned", last), number("passes", last), number("best possible", last)) == (False, 20, 3)
    assert last.text.startswith("It gives up after 20 passes")


def test_the_perceptron_learns_a_table_of_ones_own(run: Run) -> None:
    last = frames("perceptron", data="own", table="1101")[-1]
    assert (number("learned", last), number("best possible", last)) == (True, 4)
    assert number("best possible", frames("perceptron", data="own", table="1001")[-1]) == 3, "the opposite of XOR"
    refused = run("run", "perceptron", "--set", "data=own", "--set", "table=11x1")
    assert refused.code == 2
    assert refused.err.startswith("mlsys: table can't be '11x1'\n  it is four of 0 and 1, for 00, 01, 10 and 11\n")


@each("seed", range(20))
def test_the_perceptron_never_makes_more_mistakes_than_novikoffs_bound(seed: int) -> None:
    steps = frames("perceptron", seed=seed, points="30", passes="500")
    assert number("learned", steps[-1])
    assert number("mistakes", steps[-1]) <= number("mistakes at most", steps[-1])
    plane = steps[-2].pictures[0]
    assert isinstance(plane, Plane)
    assert sum(point.is_wrong for point in plane.points) == number("wrong", steps[-2])


def test_the_perceptron_changes_no_weight_when_it_is_right() -> None:
    examples = perceptron.gate("0001")
    states = list(perceptron.learn(examples, 50))
    for before, after in itertools.pairwise(states):
        if after.corrected is None:
            assert after.weights == before.weights
        else:
            assert after.corrected in perceptron.wrong(before.weights, examples)


def test_the_perceptron_of_1958_is_shown_a_card_an_attempt() -> None:
    steps = frames("perceptron", "cards", seed=3, attempts="60")
    assert [number("attempts", step) for step in steps] == list(range(1, 61))
    assert number("right of the last ten", steps[-1]) >= 8
    card = steps[0].pictures[0]
    assert isinstance(card, Pixels)
    columns = {column for row in card.rows for column, cell in enumerate(row) if cell}
    assert max(columns) < 10 or min(columns) >= 10
    assert steps == frames("perceptron", "cards", seed=3, attempts="60")


@pytest.mark.parametrize("is_direct", [False, True])
def test_backpropagation_works_out_the_slopes_that_small_changes_of_the_weights_show(is_direct: bool) -> None:
    network = backpropagation.random_network(6, 3, 1.0, Chance(7), is_direct=is_direct)
    patterns = backpropagation.symmetry()
    _, _, slopes = backpropagation.backward(network, patterns)
    tiny = 1e-5

    def error(layer: int, place: int, change: float) -> float:
        weights = [list(unit) for unit in (*network.hidden, network.output)]
        weights[layer][place] += change
        *hidden, output = map(tuple, weights)
        return backpropagation.backward(backpropagation.TwoLayerNetwork(tuple(hidden), output, is_direct), patterns)[1]

    for layer, unit in enumerate((*slopes.hidden, slopes.output)):
        for place, slope in enumerate(unit):
            measured = (error(layer, place, tiny) - error(layer, place, -tiny)) / (2 * tiny)
            assert slope == pytest.approx(measured, rel=1e-5, abs=1e-8)


@pytest.mark.slow
def test_hidden_units_find_the_code_of_the_symmetry_network() -> None:
    steps = frames("backpropagation", "symmetry", seed=5, every="50")
    last = steps[-1]
    assert (number("right", last), number("learned", last)) == (64, True)
    assert number("mirror gap of unit 1", last) < 2 > number("mirror gap of unit 2", last)
    for unit in (1, 2):
        assert 1.6 < number(f"second size of unit {unit}", last) < 2.2
        assert 2.8 < number(f"third size of unit {unit}", last) < 4.4
    assert [number("sweeps", step) for step in steps[:-1]] == list(range(0, number("sweeps", last), 50))
    hidden = steps[-1].pictures[0]
    assert isinstance(hidden, Pixels)
    assert all(one * other < 0 for row in hidden.rows for one, other in zip(row[:3], row[5:2:-1], strict=True))


def test_hidden_units_that_start_alike_stay_alike() -> None:
    last = frames("backpropagation", "zero", sweeps="50")[-1]
    assert number("weights of unit 1", last) == number("weights of unit 2", last)
    assert (number("learned", last), number("sweeps", last)) == (False, 50)


@pytest.mark.slow
@pytest.mark.parametrize(("preset", "right"), [("xor", 4), ("xor-two", 4), ("xor-one", 3)])
def test_a_hidden_unit_more_or_a_direct_way_learns_xor(preset: str, right: int) -> None:
    assert number("right", frames("backpropagation", preset, seed=1)[-1]) == right


def test_the_digits_are_the_test_set_of_their_source() -> None:
    labels = [digit.label for digit in digits()]
    assert [labels.count(label) for label in range(10)] == [178, 182, 177, 183, 181, 182, 181, 179, 174, 180]
    assert {len(digit.image) for digit in digits()} == {64}
    assert max(max(digit.image) for digit in digits()) == 1 > min(min(digit.image) for digit in digits()) == 0


def test_a_convolutional_network_learns_along_the_slope_of_its_error() -> None:
    network = convolution.random_network(Chance(3))
    digit = digits()[5]
    seen = convolution.windows(digit.image)

    def error(network: convolution.ConvolutionalNetwork) -> float:
        return -math.log(convolution.forward(network, seen).probabilities[digit.label])

    rate, tiny = 1e-3, 1e-6
    learned, _ = convolution.learn(network, seen, digit.label, rate)
    for filter_number, place in [(0, 0), (2, 4), (5, 8)]:
        changed = [list(weights) for weights in network.filters]
        changed[filter_number][place] += tiny
        slope = (error(network._replace(filters=tuple(map(tuple, changed)))) - error(network)) / tiny
        step = network.filters[filter_number][place] - learned.filters[filter_number][place]
        assert step == pytest.approx(rate * slope, rel=1e-3, abs=1e-9)


def test_the_trained_network_of_610_parameters_reads_more_than_720_of_797_digits() -> None:
    network = convolution.trained_network()
    assert network.parameters == 610
    assert convolution.count_right(network, digits()[TRAINING:]) > 720


@pytest.mark.slow
def test_a_network_learns_to_read_pass_by_pass() -> None:
    steps = frames("network", "train", seed=0, passes="1")
    assert [number("images", step) for step in steps[1:]] == list(range(100, 1001, 100))
    assert number("right", steps[0]) < 160
    assert number("right", steps[-1]) > 600


def test_a_digit_is_seen_from_its_points_to_the_answer() -> None:
    steps = frames("network", digit="3")
    answer = steps[-1]
    assert number("answer", answer) == number("meant", answer) == digits()[TRAINING + 3].label
    assert sum(number(f"probability of {digit}", answer) for digit in range(10)) == pytest.approx(100, abs=0.5)
    maps = [picture for picture in steps[1].pictures if isinstance(picture, Pixels) and len(picture.rows) == 6]
    assert len(maps) == 6


def test_a_drawing_of_ones_own_is_read() -> None:
    assert number("answer", frames("network", "drawn")[-1]) == 7


@pytest.mark.parametrize(("drawing", "message"), [("#" * 63, "63 signs"), ("#" * 63 + "\x1b", "can't have")])
def test_a_drawing_that_is_none_is_refused(drawing: str, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        frames("network", drawing=drawing)


def test_the_layers_of_three_networks_of_history_are_counted() -> None:
    first, lenet, alexnet = frames("network", "count")
    assert number("H1: parameters", first) == 1068
    assert number("C3: connections", lenet) == 151_600
    assert number("parameters", alexnet) == 60_965_224
    assert [number("units", one) for one in (first, alexnet)] == [1256, 659_272]
    titles = [next(n.title for n in one.numbers if n.name == "units") for one in (first, alexnet)]
    assert titles == ["units with the inputs", "units without the inputs"]
    assert "54.25" in alexnet.text


@each("bits", range(2, 13))
def test_quantising_is_never_off_by_more_than_half_a_step(bits: int) -> None:
    chance = Chance(bits)
    values = [chance.normal() for _ in range(200)]
    rounded = quantise.quantise(values, bits)
    assert max(map(abs, rounded.levels)) == 2 ** (bits - 1) - 1
    for value, near in zip(values, rounded.values, strict=True):
        assert abs(value - near) <= rounded.step / 2 * (1 + 1e-9)


def test_a_sine_of_8_bits_is_50_decibels_above_its_rounding() -> None:
    sine = [math.sin(0.1 + 0.0123 * place) for place in range(20_000)]
    assert quantise.signal_to_noise(sine, 8) == pytest.approx(49.92, abs=0.5)


@pytest.mark.slow
def test_four_bits_lose_almost_nothing_and_two_lose_everything() -> None:
    eight, four, two, rows = (result("quantise", preset) for preset in ("eight", "four", "two", "rows"))
    assert number("right before", eight) - 2 <= number("right", eight)
    assert number("right before", four) - 10 <= number("right", four)
    assert number("right", two) < number("right", rows) < 600
    assert [number("size", frame) for frame in (eight, four, two)] == [594 + 72, 297 + 72, 149 + 72]
    after = two.pictures[1]
    assert isinstance(after, Pixels)
    assert len({round(abs(weight), 2) for row in after.rows for weight in row}) == 2


def test_the_kernel_machine_solves_xor_as_textbooks_do() -> None:
    machine = kernel.fit(kernel.xor(), kernel.polynomial, 1000)
    assert machine.alphas == pytest.approx([1 / 8] * 4)
    assert machine.bias == pytest.approx(0)
    assert machine.dual == pytest.approx(1 / 4)
    for x, y in [(0.3, -0.8), (2.0, 1.5), (-1.0, 0.1)]:
        assert machine.value((x, y)) == pytest.approx(-x * y)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["polynomial", "radial"])
@pytest.mark.parametrize("seed", range(5))
def test_the_kernel_machine_keeps_the_conditions_of_the_widest_margin(name: str, seed: int) -> None:
    examples, most = kernel.ring(30, Chance(seed)), 50.0
    machine = kernel.fit(examples, kernel.KERNELS[name], most)
    assert math.fsum(a * e.side for a, e in zip(machine.alphas, examples, strict=True)) == pytest.approx(0, abs=1e-6)
    for alpha, example in zip(machine.alphas, examples, strict=True):
        margin = example.side * machine.value(example.at)
        assert -1e-9 <= alpha <= most + 1e-9
        if alpha < 1e-9:
            assert margin > 1 - 1e-6
        elif alpha < most - 1e-9:
            assert margin == pytest.approx(1, abs=1e-6)


@pytest.mark.slow
def test_a_line_through_a_ring_is_as_good_as_a_line_can_be(run: Run) -> None:
    line = ("run", "kernel", "--set", "data=ring", "--set", "kernel=linear", "--seed", "3", "--json")
    (frame,) = run(*line).json["frames"]  # scikit-learn: dual 56,638.03, 43 right
    assert frame["numbers"]["right"] == 43
    assert frame["numbers"]["dual"] == pytest.approx(56_638.03, abs=0.01)
    assert "no line divides them" in frame["words"]


@pytest.mark.slow
def test_a_machine_that_was_stopped_with_a_small_duality_gap_is_good_enough() -> None:
    examples = kernel.ring(60, Chance(6))
    early, late = (kernel.fit(examples, kernel.linear, 1000, steps) for steps in (5_000, 10_000))
    assert (early.optimal, late.optimal) == (False, True)
    assert late.gap(1000) < 1e-4 * late.dual < early.gap(1000)


@pytest.mark.slow
def test_a_machine_that_was_stopped_says_so(run: Run) -> None:
    line = ("run", "kernel", "--set", "data=ring", "--set", "kernel=linear", "--set", "points=12", "--set", "most=1e6")
    assert "Stopped after 20,000 steps, before the margin was widest" in " ".join(run(*line).out.split())


@pytest.mark.parametrize(
    ("preset", "all_right"), [("xor", True), ("flat", False), ("ring", True), ("ring-flat", False)]
)
def test_a_kernel_divides_what_a_line_cannot(preset: str, all_right: bool) -> None:
    frame = result("kernel", preset)
    assert (number("right", frame) == number("points", frame)) == all_right
    planes = [picture for picture in frame.pictures if isinstance(picture, Plane)]
    assert all(sum(p.is_wrong for p in plane.points) == len(plane.points) - number("right", frame) for plane in planes)
    assert len(planes) == (2 if all_right else 1)


@each("seed", range(5))
def test_four_look_ups_give_the_sum_of_any_rectangle(seed: int) -> None:
    chance = Chance(seed)
    picture = [[chance.below(256) for _ in range(19)] for _ in range(11)]
    table = integral(picture)
    for _ in range(100):
        x, y = chance.below(19), chance.below(11)
        width, height = chance.below(20 - x), chance.below(12 - y)
        assert table.rectangle(x, y, width, height) == sum(sum(row[x : x + width]) for row in picture[y : y + height])


@each("kind", list(SHAPES))
@pytest.mark.parametrize("scale", [1, 2])
def test_the_look_ups_of_a_feature_are_its_rectangles(kind: str, scale: int) -> None:
    chance = Chance(1)
    picture = [[chance.below(10) for _ in range(12)] for _ in range(12)]
    table = integral(picture)
    feature = chance.choice(list(features(12 // scale, kind)))
    brute = 0.0
    for down, counts in enumerate(SHAPES[kind]):
        for across, count in enumerate(counts):
            left = (feature.x + across * feature.width) * scale
            top = (feature.y + down * feature.height) * scale
            brute += count * table.rectangle(left, top, feature.width * scale, feature.height * scale)
    looked_up = sum(weight * table.sums[place] for place, weight in lookups(feature, table.stride, scale))
    assert looked_up == pytest.approx(brute / scale**2)


def test_a_window_of_24_by_24_has_162336_features() -> None:
    assert list(count_features(24).values()) == [43_200, 43_200, 27_600, 27_600, 20_736]


def test_boosting_lowers_its_error_with_each_stump() -> None:
    chance = Chance(2)
    faces, others = ([tuple(shift + chance.normal() for _ in range(8)) for _ in range(60)] for shift in (0.8, 0.0))
    errors = []
    for stumps in itertools.islice(boosting.boost(faces, others), 12):
        needed = sum(stump.vote for stump in stumps) / 2
        stage = boosting.Stage(stumps, needed)
        wrong = sum(not stage.passes(face.__getitem__) for face in faces)
        errors.append(wrong + sum(stage.passes(other.__getitem__) for other in others))
    assert errors[-1] < errors[0] / 2


@pytest.mark.slow
def test_a_cascade_darkens_the_scene_stage_by_stage_and_finds_the_faces() -> None:
    steps = frames("cascade", seed=1, stages="3")
    searching = [step for step in steps if step.number("windows left") is not None]
    left = [number("windows left", step) for step in searching]
    assert left == sorted(left, reverse=True)
    last = steps[-1]
    assert number("found", last) == number("faces", last) == 3
    assert number("features computed", last) < number("windows", last) * number("features of all stages", last)
    pictures = [picture for step in searching for picture in step.pictures if isinstance(picture, Pixels)]
    lit = [sum(grey > 0 for row in picture.rows for grey in row) for picture in pictures]
    assert len(lit) == 4
    assert lit == sorted(lit, reverse=True)


def test_windows_that_lie_on_each_other_are_one_face() -> None:
    windows = [Square(x, y, 12) for x, y in [(10, 10), (11, 10), (12, 10), (40, 5), (41, 5)]]
    assert merge(windows) == [Square(11, 10, 12)]
