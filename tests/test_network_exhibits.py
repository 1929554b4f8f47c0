"""The exhibits that learn weights: the perceptron and networks."""

import itertools
from typing import Any

import pytest

from mlsys_cli.exhibits import backpropagation, perceptron
from mlsys_cli.exhibits.catalogue import load
from mlsys_cli.exhibits.chance import Chance
from mlsys_cli.exhibits.exhibit import Frame, Steps
from mlsys_cli.page.plots import Pixels, Plane


def frames(name: str, preset: str = "", seed: int = 0, **changes: str) -> list[Frame]:
    exhibit = load(name)
    assert isinstance(exhibit.engine, Steps)
    return list(exhibit.engine.frames(exhibit.settings(preset, changes), Chance(seed)))


def number(name: str, frame: Frame) -> Any:
    assert any(item.name == name for item in frame.numbers)
    return frame.number(name)


@pytest.mark.parametrize("name", ["perceptron", "backpropagation"])
def test_what_an_exhibit_claims_comes_out(name: str) -> None:
    exhibit = load(name)
    assert [checked for checked in exhibit.check() if not checked.same] == []
    assert exhibit.question is not None


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
    assert last.words.startswith("It gives up after 20 passes")


@pytest.mark.parametrize("seed", range(20))
def test_the_perceptron_never_makes_more_mistakes_than_novikoffs_bound(seed: int) -> None:
    steps = frames("perceptron", seed=seed, points="30", passes="500")
    assert number("learned", steps[-1])
    assert number("mistakes", steps[-1]) <= number("mistakes at most", steps[-1])
    plane = steps[-2].pictures[0]
    assert isinstance(plane, Plane)
    assert sum(point.is_wrong for point in plane.points) == number("wrong", steps[-2])


def test_the_perceptron_changes_no_weight_when_it_is_right() -> None:
    examples = perceptron.gate("and")
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
        return backpropagation.backward(backpropagation.Network(tuple(hidden), output, is_direct), patterns)[1]

    for layer, unit in enumerate((*slopes.hidden, slopes.output)):
        for place, slope in enumerate(unit):
            measured = (error(layer, place, tiny) - error(layer, place, -tiny)) / (2 * tiny)
            assert slope == pytest.approx(measured, rel=1e-5, abs=1e-8)


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


@pytest.mark.parametrize(("preset", "right"), [("xor", 4), ("xor-two", 4), ("xor-one", 3)])
def test_a_hidden_unit_more_or_a_direct_way_learns_xor(preset: str, right: int) -> None:
    assert number("right", frames("backpropagation", preset, seed=1)[-1]) == right
