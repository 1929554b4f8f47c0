"""The exhibits that learn weights: the perceptron and networks."""

import itertools
from typing import Any

import pytest

from mlsys_cli.exhibits import perceptron
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


@pytest.mark.parametrize("name", ["perceptron"])
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
