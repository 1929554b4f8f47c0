"""Spam filters, trees, neighbours and curves: exact on the published data, and consistent everywhere."""

from collections.abc import Mapping
from typing import Any

import pytest

from mlsys_cli.errors import UsageError
from mlsys_cli.exhibits.catalogue import load
from mlsys_cli.exhibits.chance import Chance
from mlsys_cli.exhibits.exhibit import Dials, Frame, Steps
from mlsys_cli.exhibits.spam import combined


def _frames(name: str, changes: Mapping[str, str] | None = None, preset: str = "", seed: int = 0) -> list[Frame]:
    exhibit = load(name)
    settings = exhibit.settings(preset, changes)
    if isinstance(exhibit.engine, Steps):
        return [*exhibit.engine.frames(settings, Chance(seed))]
    assert isinstance(exhibit.engine, Dials)
    return [exhibit.engine.result(settings, Chance(seed))]


def _number(name: str, number: str, changes: Mapping[str, str] | None = None, seed: int = 0) -> Any:
    return _frames(name, changes, seed=seed)[-1].number(number)


@pytest.mark.parametrize("name", ["spam", "tree", "neighbours", "logistic", "regression"])
def test_presets_run_the_question_has_an_answer_and_claims_hold(name: str) -> None:
    exhibit = load(name)
    for preset in ("", *(preset.name for preset in exhibit.presets)):
        frame = _frames(name, preset=preset)[-1]
        assert frame.words
        assert frame.pictures
    assert exhibit.question
    assert _number(name, exhibit.question.number) is not None
    assert all(checked.same for checked in exhibit.check())


def test_graham_combines_fifteen_words() -> None:
    telling = [0.99] * 3 + [0.047225013] * 2 + [0.07347802, 0.08221981] + [0.09019077] * 2
    telling += [0.9075001, 0.8921298, 0.12454646, 0.8568143, 0.14758544, 0.82347786]
    assert combined(telling) == pytest.approx(0.9027, abs=1e-4)
    assert combined([0.5, 0.5]) == 0.5


def test_a_higher_threshold_flags_less() -> None:
    recalls = [_number("spam", "recall", {"threshold": level}) for level in ("0", "0.3", "0.6", "0.9", "1")]
    assert recalls == sorted(recalls, reverse=True)
    assert recalls[0] == 1


def test_each_message_is_caught_or_missed_flagged_or_passed() -> None:
    for method in ("rules", "bayes", "graham"):
        frame = _frames("spam", {"method": method})[-1]
        parts = ("spam caught", "spam missed", "wrongly flagged", "rightly passed")
        assert sum(frame.number(part) for part in parts) == frame.number("messages") == 200  # type: ignore[misc]


def test_a_file_of_messages_takes_the_place_of_ours() -> None:
    exhibit = load("spam")
    assert exhibit.read_data
    assert isinstance(exhibit.engine, Dials)
    messages = exhibit.read_data("ham\tsee you at noon\nspam\tbuy gold now\n" * 20)
    frame = exhibit.engine.result(exhibit.settings(changes={"message": "gold"}) | {"data": messages}, Chance(0))
    assert (frame.number("messages"), frame.number("recall"), frame.number("is spam")) == (40, 1, True)
    for bad, line in (("ham\tyes\nnonsense", "line 2"), ("ham\tyes", "both kinds"), ("", "both kinds")):
        with pytest.raises(UsageError, match=line):
            exhibit.read_data(bad)


def test_a_message_without_known_words_is_judged_too() -> None:
    for method in ("rules", "bayes", "graham"):
        for message in ("", "☃", "zyxw " * 1000):
            assert 0 <= _number("spam", "probability", {"method": method, "message": message}) <= 1


def test_the_tree_of_quinlan_has_five_leaves_and_asks_for_the_outlook() -> None:
    frames = _frames("tree")
    gains = [frames[0].number(f"gain {name}") for name in ("outlook", "temperature", "humidity", "windy")]
    assert frames[0].number("entropy") == pytest.approx(0.940, abs=1e-3)
    assert gains == pytest.approx([0.246, 0.029, 0.151, 0.048], abs=1e-3)
    assert frames[-1].number("leaves") == 5


def test_questions_of_the_learner_come_first_and_a_bad_one_costs_leaves() -> None:
    assert "asking for windy" in _frames("tree", {"order": "windy, outlook"})[0].words
    assert _number("tree", "leaves", {"order": "temperature"}) > 5
    for order in ("colour", "windy windy"):
        with pytest.raises(UsageError, match="order"):
            _frames("tree", {"order": order})


@pytest.mark.parametrize(("k", "right"), [(1, 144), (15, 146), (101, 78)])
def test_flowers_are_recognised_by_their_neighbours(k: int, right: int) -> None:
    frame = _frames("neighbours", {"k": str(k)})[-1]
    assert (frame.number("right"), frame.number("of")) == (right, 150)
    assert sum(frame.number(f"votes for {kind}") for kind in ("setosa", "versicolor", "virginica")) == k  # type: ignore[misc]


def test_a_flower_that_is_known_is_its_own_nearest() -> None:
    setosa = {"k": "1", "sepal-length": "5.1", "sepal-width": "3.5", "petal-length": "1.4", "petal-width": "0.2"}
    assert _number("neighbours", "kind of the point", setosa) == "setosa"


def test_challenger_was_far_outside_what_was_known() -> None:
    frame = _frames("logistic")[-1]
    assert (frame.number("intercept"), frame.number("slope")) == (15.0429, -0.2322)
    assert frame.number("probability") == pytest.approx(0.9996, abs=5e-5)
    assert "22 degrees colder" in frame.words
    assert "colder" not in _frames("logistic", {"temperature": "60"})[-1].words


@pytest.mark.parametrize("number", range(1, 5))
def test_the_four_sets_have_one_line(number: int) -> None:
    frame = _frames("regression", {"set": str(number)})[-1]
    found = [frame.number(name) for name in ("intercept", "slope", "r")]
    assert found == pytest.approx([3.0, 0.5, 0.816], abs=3e-3)


def test_a_point_that_is_moved_moves_the_line() -> None:
    moved = {"set": "1", "point": "6", "up": "5"}
    assert _number("regression", "slope", moved) > _number("regression", "slope", {"set": "1"})
