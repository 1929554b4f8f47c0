"""The exhibits of a translator with attention and of a server, beside what theory says."""

import math
from itertools import chain

import pytest

from mlsys_cli.exhibits import attention, serving
from mlsys_cli.exhibits.catalogue import load
from mlsys_cli.exhibits.exhibit import Chance
from mlsys_cli.page.blocks import Table
from tests.support.cases import each
from tests.support.exhibits import last_of
from tests.support.program import Run


@each("attends", [True, False])
def test_the_slopes_of_the_translator_are_those_that_small_changes_show(attends: bool) -> None:
    net = attention.random_translator(4, Chance(3))
    sentence = max(attention.sentences(), key=lambda one: len(one.source))
    back, _ = attention.slopes(net, sentence, attends=attends)
    tiny = 1e-5
    for rows, slopes in zip(net, back, strict=True):
        for row, slope in zip(rows, slopes, strict=True):
            for place, before in enumerate(row[:4]):
                losses = []
                for change in (tiny, -tiny):
                    row[place] = before + change
                    losses.append(attention.slopes(net, sentence, attends=attends)[1])
                row[place] = before
                assert slope[place] == pytest.approx((losses[0] - losses[1]) / (2 * tiny), abs=1e-8)


def test_the_272_sentences_have_their_adjectives_behind_the_noun() -> None:
    made = attention.sentences()
    assert [sum(len(one.source) == length for one in made) for length in (3, 4, 5)] == [16, 64, 192]
    assert len({*made}) == 272
    one = next(one for one in made if len(one.source) == 5)
    words = [attention.SOURCE[word] for word in one.source], [attention.TARGET[word] for word in one.target]
    assert words == (["the", "very", "red", "house", "."], ["le", "logis", "très", "rouge", "."])


@pytest.mark.slow
@each("seed", range(4))
def test_attention_learns_word_order_that_equal_weights_cannot(run: Run, seed: int) -> None:
    learned = last_of(run, "attention", "sentences=1000", seed=seed)
    assert (learned["right"], learned["of"]) == (152, 152)
    assert learned["crossing"] > 0.9  # the second word of the answer is the noun, the fourth of the question
    assert last_of(run, "attention/off", seed=seed)["right"] == 0
    assert last_of(run, "attention/natural", seed=seed)["short ones wrong"] > 0


def test_a_word_is_worked_out_at_the_end() -> None:
    exhibit = load("attention")
    *_, end = exhibit.frames(exhibit.settings(changes={"sentences": "150"}))
    table = end.pictures[0]
    assert isinstance(table, Table)
    words, products, scores, weights = zip(*table.rows, strict=True)
    assert words == ("the", "very", "red", "knife", ".")
    powers = [math.exp(float(score)) for score in scores]
    for product, score, power, weight in zip(products, scores, powers, weights, strict=True):
        assert float(product) / math.sqrt(6) == pytest.approx(float(score), abs=0.01)
        assert power / sum(powers) == pytest.approx(float(weight), abs=0.01)


@each("seed", range(3))
def test_a_static_batch_waits_for_its_longest_answer(run: Run, seed: int) -> None:
    """The longest of n exponential lengths is 1 + 1/2 + … + 1/n times their mean."""
    harmonic = sum(1 / number for number in range(1, 9))
    static = last_of(run, "serving/full", "requests=4000", seed=seed)
    assert static["slots busy"] == pytest.approx(1 / harmonic, abs=0.015)
    continuous = last_of(run, "serving/full-continuous", "requests=4000", seed=seed)
    assert continuous["slots busy"] > 0.98
    assert continuous["tokens a second"] > 2 * static["tokens a second"]


@each("seed", range(3))
def test_one_place_is_the_simplest_queue(run: Run, seed: int) -> None:
    """M/M/1: the time in the system is exponential, with a rate that is that of serving less that of coming."""
    numbers = last_of(run, "serving/queue", "requests=20000", seed=seed)
    tokens = 1 / (1 - math.exp(-1 / 20))  # an answer has a whole number of them
    left = 1 / (tokens * 0.0132) - 0.8
    assert numbers["p50"] == pytest.approx(math.log(2) / left, rel=0.1)
    assert numbers["p99"] == pytest.approx(math.log(100) / left, rel=0.15)


def test_the_same_load_is_too_much_for_one_server_and_easy_for_the_other(run: Run) -> None:
    static, continuous = (last_of(run, f"serving{preset}") for preset in ("", "/continuous"))
    assert continuous["p99"] < 10
    assert static["p99"] > 100
    assert static["requests a second"] < 2.5 < continuous["requests a second"]
    assert continuous["longest queue"] < 20 < static["longest queue"]


@each("settings", [("mean=1", "requests=10"), ("base=1",), ("kind=continuous", "requests=10")])
def test_the_goal_is_about_the_same_load(run: Run, settings: tuple[str, ...]) -> None:
    changes = [part for setting in settings for part in ("--set", setting)]
    goal = run("run", "serving", *changes, "--json").json["goal"]
    assert goal["reached"] is False
    assert "13 ms" in goal["words"]


@each("is_static", [True, False])
@each("seed", range(5))
def test_each_request_gets_its_tokens_in_one_place_and_in_turn(seed: int, is_static: bool) -> None:
    requests = [*serving.drawn(40, 3.0, 9, Chance(seed))]
    stretches = [*serving.serve(requests, 3, 0.01, 0.001, is_static=is_static)]
    tokens = [0] * len(requests)
    for stretch in stretches:
        working = [number for number in stretch.places if number is not None]
        assert len(working) == len({*working})
        for number in working:
            tokens[number] += stretch.steps
    assert tokens == [request.tokens for request in requests]
    first_seen = [*dict.fromkeys(n for stretch in stretches for n in stretch.places if n is not None)]
    assert first_seen == sorted(first_seen)
    assert len([*chain.from_iterable(stretch.latencies for stretch in stretches)]) == len(requests)
    steps = sum(stretch.steps * (0.01 + 0.001 * (3 - stretch.places.count(None))) for stretch in stretches)
    assert stretches[-1].end >= steps * 0.999
