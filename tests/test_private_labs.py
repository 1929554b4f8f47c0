"""The exhibits in which ten sums of pixels are learned on many phones, and in private."""

import itertools
import math

import pytest

from mlsys_cli.exhibits import federated, private
from mlsys_cli.exhibits.exhibit import Chance
from mlsys_cli.exhibits.network import sums
from mlsys_cli.exhibits.network.digits import TRAINING, digits
from tests.support.cases import each
from tests.support.exhibits import last_of
from tests.support.program import Run


def loss(model: sums.Sums, number: int) -> float:
    """The error of a model for a training image, from the image itself."""
    image, label = digits()[number]
    scores = [math.fsum(w * x for w, x in zip(row, (*image, 1), strict=True)) for row in model]
    return math.log(math.fsum(math.exp(score - scores[label]) for score in scores))


def slope_by_small_changes(model: sums.Sums, number: int, digit: int, place: int) -> float:
    """The slope of the error of an image for one weight."""
    tiny, before = 1e-5, model[digit][place]
    losses = []
    for change in (tiny, -tiny):
        model[digit][place] = before + change
        losses.append(loss(model, number))
    model[digit][place] = before
    return (losses[0] - losses[1]) / (2 * tiny)


def some_model(seed: int) -> sums.Sums:
    chance = Chance(seed)
    return [[chance.uniform(-0.3, 0.3) for _ in range(65)] for _ in range(10)]


@each("number", [0, 7, 19])
def test_one_step_on_a_phone_is_a_step_down_the_slope(number: int) -> None:
    model = some_model(number)
    after = federated.taught(model, [sums.cases()[0][number]], 1, Chance(1))
    for digit, place in itertools.product((0, 4, 9), (2, 10, 36, 64)):
        slope = slope_by_small_changes(model, number, digit, place)
        assert model[digit][place] - after[digit][place] == pytest.approx(0.1 * slope, abs=1e-7)


@pytest.mark.slow
def test_one_phone_with_all_images_is_plain_learning(run: Run) -> None:
    numbers = last_of(run, "federated/one", "rounds=3")
    chance = Chance(1)
    mixed = federated.dealt(sums.cases()[0], 1, "two-digits", chance)[0]
    chance.shuffled(range(1))
    model = [[0.0] * 65 for _ in range(10)]
    for _ in range(3):
        for case in chance.shuffled(mixed):
            dense = dict(case.pixels)
            scores = [math.fsum(row[place] * value for place, value in dense.items()) for row in model]
            total = math.fsum(map(math.exp, scores))
            for digit, row in enumerate(model):
                blame = math.exp(scores[digit]) / total - (digit == case.label)
                row[:] = [weight - 0.1 * blame * dense.get(place, 0.0) for place, weight in enumerate(row)]
        chance.shuffled(range(1))
    tests = digits()[TRAINING:]
    scored = ([sum(w * x for w, x in zip(row, (*image, 1), strict=True)) for row in model] for image, _ in tests)
    right = sum(scores.index(max(scores)) == digit.label for scores, digit in zip(scored, tests, strict=True))
    assert abs(right - numbers["right"]) <= 1
    assert numbers["right"] > 715


def test_a_phone_counts_as_often_as_it_has_images() -> None:
    models = [[[float(number)] * 65 for _ in range(10)] for number in (3, 7)]
    assert federated.mean(models, [30, 10]) == [[4.0] * 65 for _ in range(10)]


@each("data, most", [("like", 10), ("two-digits", 4)])
def test_each_image_is_dealt_to_one_phone(data: str, most: int) -> None:
    images = sums.cases()[0]
    phones = federated.dealt(images, 10, data, Chance(4))
    assert sorted(case for phone in phones for case in phone) == sorted(images)
    assert {len(phone) for phone in phones} == {100}
    assert max(len({case.label for case in phone}) for phone in phones) <= most
    assert min(len({case.label for case in phone}) for phone in phones) >= (10 if data == "like" else 1)


@pytest.mark.slow
@each("seed", range(3))
def test_a_mean_of_phones_with_two_digits_knows_less(run: Run, seed: int) -> None:
    alike = last_of(run, "federated", "data=like", "passes=5", "rounds=10", seed=seed)
    unlike = last_of(run, "federated/five", seed=seed)
    assert alike["right"] >= 730
    assert unlike["right"] <= 720
    assert unlike["best alone"] <= 300 < unlike["right"]
    assert unlike["numbers sent"] == 650 * 10 * 10


@each("epsilon, steps, noise", [(8, 20, 2.4287), (2, 20, 7.7563), (1, 20, 14.2469), (0.5, 20, 26.3578)])
def test_the_noise_is_that_of_the_exact_gaussian_mechanism(run: Run, epsilon: float, steps: int, noise: float) -> None:
    """The noise, found by the roots of another program, and δ by adding up where one outcome is too much likelier."""
    assert private.noise_for(epsilon, 1e-4, steps) == pytest.approx(noise, abs=1e-4)
    mu, step = math.sqrt(steps) / noise, 1e-4

    def density(x: float, mean: float) -> float:
        return math.exp(-((x - mean) ** 2) / 2) / math.sqrt(2 * math.pi)

    places = (step * number - 12 for number in range(round((24 + mu) / step)))
    excess = math.fsum(max(0.0, density(x, mu) - math.exp(epsilon) * density(x, 0.0)) * step for x in places)
    assert excess == pytest.approx(1e-4, rel=2e-3)
    assert private.spent(noise, 1e-4, steps) == pytest.approx(epsilon, rel=1e-4)
    assert private.spent(noise, 1e-4, steps // 2) < epsilon


@each("clip", [0.5, 3.0, 1e9])
def test_no_slope_is_longer_than_the_clip(clip: float) -> None:
    model = some_model(2)
    for number in (3, 8):
        total, clipped = private.slope(model, [sums.cases()[0][number]], clip)
        length = math.sqrt(math.fsum(part * part for row in total for part in row))
        whole, _ = private.slope(model, [sums.cases()[0][number]], math.inf)
        full = math.sqrt(math.fsum(part * part for row in whole for part in row))
        assert length == pytest.approx(min(clip, full))
        assert clipped == (full > clip)
        assert whole[4][20] == pytest.approx(slope_by_small_changes(model, number, 4, 20), abs=1e-6)


def test_an_image_without_a_slope_has_no_length_to_clip(run: Run) -> None:
    settings = ("images=50", "clip=20", "epsilon=0.25", "delta=1e-9", "steps=5")
    assert last_of(run, "private", *settings)["step"] == 5


@pytest.mark.slow
def test_privacy_costs_more_the_less_is_spent_and_the_fewer_there_are(run: Run) -> None:
    rights = [last_of(run, f"private{preset}")["right"] for preset in ("/open", "/loose", "", "/strict")]
    assert rights[0] >= 700
    assert rights[1] >= 695
    assert 640 <= rights[2] < rights[1]
    assert rights[3] < 560
    few, few_open = (last_of(run, f"private/{preset}")["right"] for preset in ("few", "few-open"))
    assert few < 350
    assert few_open > 600
    frames = run("run", "private", "--set", "steps=5", "--json").json["frames"]
    spent = [frame["numbers"]["epsilon spent"] for frame in frames]
    assert spent == sorted(spent)
    assert spent[-1] == 1
    assert frames[-1]["numbers"]["noise over clip"] == pytest.approx(private.noise_for(1, 1e-4, 5), abs=1e-4)
