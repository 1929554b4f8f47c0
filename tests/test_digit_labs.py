"""The exhibits in which the network that reads digits is shrunk, attacked and made to forget."""

import math
from typing import Any

import pytest

from mlsys_cli.exhibits import attack, shrink
from mlsys_cli.exhibits.catalogue import load
from mlsys_cli.exhibits.exhibit import Chance
from mlsys_cli.exhibits.network.convolution import (
    ConvolutionalNetwork,
    count_right,
    descend,
    forward,
    learn,
    pixel_slopes,
    random_network,
    trained_network,
    windows,
)
from mlsys_cli.exhibits.network.digits import TRAINING, digits
from mlsys_cli.exhibits.vectors import blames
from tests.support.cases import each
from tests.support.exhibits import last_of
from tests.support.program import Run

TESTS = digits()[TRAINING:]


def read_by_hand(network: ConvolutionalNetwork, pixel: Any) -> int:
    """The digit that a network reads, worked out once more from its definition: pixel(row, column) is the image."""
    means = []
    for weights, bias in zip(network.filters, network.filter_biases, strict=True):
        maps = [
            [
                max(0.0, bias + sum(weights[3 * i + j] * pixel(y + i, x + j) for i in range(3) for j in range(3)))
                for x in range(6)
            ]
            for y in range(6)
        ]
        means += [
            sum(maps[2 * y + i][2 * x + j] for i in (0, 1) for j in (0, 1)) / 4 for y in range(3) for x in range(3)
        ]
    scores = [
        sum(map(float.__mul__, row, means)) + b for row, b in zip(network.dense, network.dense_biases, strict=True)
    ]
    return scores.index(max(scores))


@pytest.mark.slow
@each("keep, right", [(0.5, 726), (0.3, 692), (0.2, 599)])
def test_the_smallest_weights_go_first(run: Run, keep: float, right: int) -> None:
    assert last_of(run, "shrink", f"keep={keep}")["right"] == right
    network = trained_network()
    ordered = sorted((abs(w) for row in (*network.filters, *network.dense) for w in row), reverse=True)
    least = ordered[round(keep * len(ordered)) - 1]
    filters, dense = (
        tuple(tuple(w if abs(w) >= least else 0.0 for w in row) for row in rows)
        for rows in (network.filters, network.dense)
    )
    cut = network._replace(filters=filters, dense=dense)
    read = [read_by_hand(cut, lambda y, x, image=digit.image: image[8 * y + x]) for digit in TESTS]
    assert sum(map(int.__eq__, read, (digit.label for digit in TESTS))) == right


@pytest.mark.slow
@each(
    "steps, right, size",
    [
        ("2:4", 713, 1475),
        ("bits 4", 738, 369),
        ("bits 3", 720, 295),
        ("drop 1", 741, 2440 - 4 * 100),
        ("drop 2", 729, 2440 - 4 * 200),
        ("drop 3", 706, 2440 - 4 * 300),
        ("drop 4", 666, 2440 - 4 * 400),
        ("prune 1", 741, 2440),
    ],
)
def test_each_way_to_shrink_has_its_bytes_and_its_price(run: Run, steps: str, right: int, size: int) -> None:
    numbers = last_of(run, "shrink", f"steps={steps}")
    assert (numbers["right"], numbers["bytes"]) == (right, size)


@pytest.mark.slow
def test_cut_then_learnt_then_rounded_is_an_eighth_and_hardly_worse(run: Run) -> None:
    reached = [last_of(run, "shrink/order", seed=seed) for seed in range(4)]
    assert {numbers["bytes"] for numbers in reached} == {math.ceil((297 * 4 + 594) / 8) + 4 * (16 + 2)}
    assert sum(numbers["right"] >= 734 for numbers in reached) >= 3
    assert last_of(run, "shrink/disorder")["bits"] == 32  # what learns after it was rounded is rounded no more


def test_what_was_lost_stays_lost_when_the_rest_learns() -> None:
    cut = shrink.two_of_four(shrink.prune(shrink.whole(trained_network()), 0.6))
    after = shrink.learn(cut, digits()[:20], 20, Chance(1))
    assert after.weights != cut.weights
    for row, kept, before in zip(after.weights, after.kept, cut.kept, strict=True):
        assert kept == before
        assert not any(weight for weight, is_kept in zip(row, kept, strict=True) if not is_kept)
    assert all(sum(kept[start : start + 4]) <= 2 for kept in after.kept[6:] for start in range(0, 54, 4))


def test_a_teacher_is_followed_down_the_slope_of_the_distance_to_its_answers() -> None:
    network, temperature, tiny = random_network(Chance(5), 2), 4.0, 1e-6
    seen = windows(TESTS[7].image)
    wanted = shrink.softened(forward(trained_network(), seen).probabilities, temperature)
    assert wanted == pytest.approx(shrink.softened(wanted, 1.0))

    def distance(network: ConvolutionalNetwork) -> float:
        softly = shrink.softened(forward(network, seen).probabilities, temperature)
        return -math.fsum(map(lambda want, have: want * math.log(have), wanted, softly))

    net = shrink.whole(network)._replace(rate=1e-3)
    taught = shrink.learn(net, TESTS[7:8], 1, Chance(1), temperature).network
    for digit, place in ((0, 0), (3, 7), (9, 17)):
        changed = [list(row) for row in network.dense]
        changed[digit][place] += tiny
        slope = (distance(network._replace(dense=tuple(map(tuple, changed)))) - distance(network)) / tiny
        step = network.dense[digit][place] - taught.dense[digit][place]
        # The distance changes by 1/T of what the sum does, and a teacher's rate is twice the usual one.
        assert step == pytest.approx(2e-3 * temperature * slope, rel=1e-3, abs=1e-9)


@pytest.mark.slow
def test_a_teacher_helps_where_there_are_few_images(run: Run) -> None:
    for seed in range(4):
        alone, taught = (last_of(run, f"shrink/{preset}", seed=seed)["right"] for preset in ("pupil", "teacher"))
        assert alone < taught


@each(
    "steps, message",
    [
        ("prun 0.5", "there is no step 'prun'"),
        ("prune 0.5 bits 4", "prune can't be '0.5 bits 4'"),
        ("bits 1", "bits can't be '1'"),
        ("new 2, drop 2", "drop 2 leaves no filter"),
        ("drop 5, drop 5", "drop 5 leaves no filter"),
        ("new 6, drop 3, prune, drop 2, drop 1", "the network has 1 filter by then"),
        ("2:4 1", "2:4 takes no number"),
        (", ".join(["prune"] * 9), "9 steps are too many"),
    ],
)
def test_a_step_that_is_none_is_refused(run: Run, steps: str, message: str) -> None:
    result = run("run", "shrink", "--set", f"steps={steps}")
    assert (result.code, result.out) == (2, "")
    assert message in result.err


@each("steps, asked", [("", "read right as it was trained?"), ("prune", "A share of 0.5 of the weights is kept")])
def test_it_is_asked_about_the_steps_that_are_made(run: Run, steps: str, asked: str) -> None:
    page = " ".join(run("run", "shrink", "--set", f"steps={steps}").out.split())
    assert asked in page


def test_the_slope_for_each_pixel_is_what_small_changes_show() -> None:
    network, digit, tiny = trained_network(), TESTS[12], 1e-6
    slopes = pixel_slopes(network, forward(network, windows(digit.image)), digit.label)

    def error(place: int, change: float) -> float:
        image = [*digit.image]
        image[place] += change
        return -math.log(forward(network, windows(image)).probabilities[digit.label])

    for place in range(64):
        measured = (error(place, tiny) - error(place, -tiny)) / (2 * tiny)
        assert slopes[place] == pytest.approx(measured, rel=1e-4, abs=1e-6)


@pytest.mark.slow
@each("size, right", [(0.02, 711), (0.05, 627), (0.1, 388), (0.2, 15)])
def test_small_changes_along_the_slopes_deceive_and_random_ones_hardly_do(run: Run, size: float, right: int) -> None:
    numbers = last_of(run, "attack", f"size={size}")
    assert numbers["right"] == right
    assert numbers["wrong"] == 797 - right
    assert numbers["right with random changes"] >= (715 if size <= 0.1 else 600)


@pytest.mark.slow
def test_attacks_travel_and_learning_from_them_helps(run: Run) -> None:
    """The network in four bits, another one, and one that has learned from attacks."""
    assert last_of(run, "attack/rounded")["right"] == 364
    assert 388 < last_of(run, "attack/travels")["right"] < 600
    assert last_of(run, "attack/small-steps")["right"] < 388
    hardened = last_of(run, "attack/hardened")
    assert (hardened["right before"], hardened["right"]) == (744, 512)


@pytest.mark.slow
def test_the_hardened_network_is_what_three_passes_over_attacks_make_of_the_trained_one() -> None:
    network, chance = trained_network(), Chance(0)
    for _ in range(3):
        for digit in chance.shuffled(digits()[:TRAINING]):
            network, _ = learn(network, windows(attack.attacked(network, digit, 0.1, 1)), digit.label, 0.05)
    stored = trained_network("hardened")
    for learned, kept in zip((*network.filters, *network.dense), (*stored.filters, *stored.dense), strict=True):
        assert learned == pytest.approx(kept, abs=0.0006)


@each("steps", [1, 4])
def test_no_attack_leaves_its_size_or_the_paper(steps: int) -> None:
    for digit in TESTS[:5]:
        changed = attack.attacked(trained_network(), digit, 0.07, steps)
        assert all(0 <= pixel <= 1 for pixel in changed)
        assert 0.04 < max(abs(a - b) for a, b in zip(changed, digit.image, strict=True)) <= 0.07 + 1e-9


@pytest.mark.slow
@each("seed", range(6))
def test_what_is_learned_later_overwrites_what_was_known(run: Run, seed: int) -> None:
    forgotten, one = last_of(run, "forget", seed=seed), last_of(run, "forget/one", seed=seed)
    assert forgotten["first half before"] >= 0.85
    assert forgotten["first half"] <= 0.1
    assert forgotten["second half"] >= 0.85
    assert one["first half"] > 0.5
    assert one["images kept"] == 5


def test_soft_answers_and_hard_ones_change_a_network_alike() -> None:
    network = random_network(Chance(2), 3)
    assert [len(network.filters), len(network.dense[0])] == [3, 27]
    seen = windows(TESTS[0].image)
    result = forward(network, seen)
    by_label, _ = learn(network, seen, TESTS[0].label, 0.1)
    assert descend(network, seen, result, blames(result.probabilities, TESTS[0].label), 0.1) == by_label
    assert count_right(network, TESTS[:50]) < 50


@each("name", ["shrink", "attack", "forget"])
def test_the_same_seed_gives_the_same_frames(name: str) -> None:
    exhibit = load(name)
    shorter = {"shrink": {"keep": "0.4"}, "attack": {"size": "0.05"}, "forget": {"passes": "1"}}[name]
    settings = exhibit.settings(changes=shorter)
    assert [*exhibit.frames(settings, 3)] == [*exhibit.frames(settings, 3)]
