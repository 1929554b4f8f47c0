"""Spam filters, trees, neighbours and curves: exact on the published data, and consistent everywhere."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from mlsys_cli.errors import UsageError
from mlsys_cli.exhibits.catalogue import load
from mlsys_cli.exhibits.exhibit import Chance, Dials, Frame, Steps
from mlsys_cli.exhibits.spam import combined
from mlsys_cli.page.blocks import Table
from tests.support.cases import each
from tests.support.program import Run


def _frames(name: str, changes: Mapping[str, str] | None = None, preset: str = "", seed: int = 0) -> list[Frame]:
    exhibit = load(name)
    settings = exhibit.settings(preset, changes)
    if isinstance(exhibit.engine, Steps):
        return [*exhibit.engine.frames(settings, Chance(seed))]
    assert isinstance(exhibit.engine, Dials)
    return [exhibit.engine.result(settings, Chance(seed))]


def _number(name: str, number: str, changes: Mapping[str, str] | None = None, seed: int = 0) -> Any:
    return _frames(name, changes, seed=seed)[-1].number(number)


_NAMES = (
    *("spam", "tree", "neighbours", "logistic", "drift", "membership", "fairness"),
    *("regression", "feedback", "alignment"),
)


def test_graham_combines_fifteen_words() -> None:
    telling = [0.99] * 3 + [0.047225013] * 2 + [0.07347802, 0.08221981] + [0.09019077] * 2
    telling += [0.9075001, 0.8921298, 0.12454646, 0.8568143, 0.14758544, 0.82347786]
    assert combined(telling) == pytest.approx(0.9027, abs=1e-4)
    assert combined([0.5, 0.5]) == 0.5


def test_a_higher_threshold_flags_less() -> None:
    recalls = [_number("spam", "recall", {"threshold": level}) for level in ("0", "0.4", "0.9", "1")]
    assert recalls == sorted(recalls, reverse=True)
    assert recalls[0] == 1


def test_each_message_is_caught_or_missed_flagged_or_passed() -> None:
    for method in ("rules", "bayes", "multinomial", "graham"):
        frame = _frames("spam", {"method": method})[-1]
        parts = ("spam caught", "spam missed", "wrongly flagged", "rightly passed")
        # `number` may be a text, which these are not.
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


def test_multinomial_words_count_as_often_as_they_stand_there(run: Run, tmp_path: Path) -> None:
    """Four words are known; spam has four words in all and other mail two, so a word is seen 4 + 4 and 2 + 4 times."""
    mail = tmp_path / "mail.txt"
    mail.write_text("spam\tgold gold buy now\nham\tsee now\n")
    options = ["--set", "method=multinomial", "--set", "message=gold gold now unknown", "--data", str(mail), "--json"]
    (frame,) = run("run", "spam", *options).json["frames"]
    spam, ham = (3 / 8) ** 2 * (2 / 8), (1 / 6) ** 2 * (2 / 6)
    assert frame["numbers"]["probability"] == pytest.approx(spam / (spam + ham), abs=1e-6)


def test_a_message_without_known_words_is_judged_too() -> None:
    for method in ("rules", "bayes", "multinomial", "graham"):
        for message in ("", "☃ " * 1000):
            assert 0 <= _number("spam", "probability", {"method": method, "message": message}) <= 1


def test_the_tree_of_quinlan_has_five_leaves_and_asks_for_the_outlook() -> None:
    frames = _frames("tree")
    gains = [frames[0].number(f"gain {name}") for name in ("outlook", "temperature", "humidity", "windy")]
    assert frames[0].number("entropy") == pytest.approx(0.940, abs=1e-3)
    assert gains == pytest.approx([0.246, 0.029, 0.151, 0.048], abs=1e-3)
    assert frames[-1].number("leaves") == 5


def test_questions_of_the_learner_come_first_and_a_bad_one_costs_leaves() -> None:
    assert "asking for windy" in _frames("tree", {"order": "windy, outlook"})[0].text
    assert _number("tree", "leaves", {"order": "temperature"}) > 5
    for order in ("colour", "windy windy"):
        with pytest.raises(UsageError, match="order"):
            _frames("tree", {"order": order})


@pytest.mark.parametrize(("k", "right"), [(1, 144), (15, 146), (101, 78)])
def test_flowers_are_recognised_by_their_neighbours(k: int, right: int) -> None:
    frame = _frames("neighbours", {"k": str(k)})[-1]
    assert (frame.number("right"), frame.number("of")) == (right, 150)
    # `number` may be a text, which these are not.
    assert sum(frame.number(f"votes for {kind}") for kind in ("setosa", "versicolor", "virginica")) == k  # type: ignore[misc]


def test_a_flower_that_is_known_is_its_own_nearest() -> None:
    setosa = {"k": "1", "sepal-length": "5.1", "sepal-width": "3.5", "petal-length": "1.4", "petal-width": "0.2"}
    assert _number("neighbours", "kind of the point", setosa) == "setosa"


def test_challenger_was_far_outside_what_was_known() -> None:
    frame = _frames("logistic")[-1]
    assert (frame.number("intercept"), frame.number("slope")) == (15.0429, -0.2322)
    assert frame.number("probability") == pytest.approx(0.9996, abs=5e-5)
    assert "22 degrees colder" in frame.text
    assert "colder" not in _frames("logistic", {"temperature": "60"})[-1].text


@each("number", range(1, 5))
def test_the_four_sets_have_one_line(number: int) -> None:
    frame = _frames("regression", {"set": str(number)})[-1]
    found = [frame.number(name) for name in ("intercept", "slope", "r")]
    assert found == pytest.approx([3.0, 0.5, 0.816], abs=3e-3)


def test_a_point_that_is_moved_moves_the_line() -> None:
    moved = {"set": "1", "point": "6", "up": "5"}
    assert _number("regression", "slope", moved) > _number("regression", "slope", {"set": "1"})


def test_a_stream_has_the_three_concepts_of_stagger() -> None:
    frames = _frames("drift")
    assert sorted({(f.number("concept"), f.number("true of 27")) for f in frames}) == [(1, 3), (2, 15), (3, 18)]
    assert {f.number("agree with the one before") for f in frames} == {27, 11, 14}


def test_an_alarm_saves_errors_whatever_the_seed() -> None:
    ends = [_frames("drift", seed=seed)[-1] for seed in range(8)]
    # `number` may be a text, which these are not.
    saved = [f.number("errors without") - f.number("errors with the alarm") for f in ends]  # type: ignore[operator]
    assert sum(saved) / len(saved) > 60


@pytest.mark.parametrize("k", [1, 4, 5, 31])
def test_the_attack_gains_exactly_the_gap(k: int) -> None:
    for seed in range(3):
        frame = _frames("membership", {"k": str(k), "people": "60"}, seed=seed)[-1]
        assert frame.number("advantage") == frame.number("gap")
        assert k > 1 or frame.number("right on members") == 1
        table = frame.pictures[0]
        assert isinstance(table, Table)
        shares = [int(right) / (int(right) + int(wrong)) for _, right, wrong in table.rows]
        assert shares == pytest.approx([frame.number(f"right on {group}") for group in ("members", "others")], abs=1e-4)


def test_the_rates_are_those_of_propublica() -> None:
    frame = _frames("fairness")[-1]
    assert [frame.number(f"black {rate}") for rate in ("FPR", "FNR", "PPV")] == [0.4485, 0.2799, 0.6297]
    assert [frame.number(f"white {rate}") for rate in ("FPR", "FNR", "PPV")] == [0.2345, 0.4772, 0.5913]


def test_what_is_made_equal_makes_something_else_unequal() -> None:
    value, errors = (_frames("fairness", preset=preset)[-1] for preset in ("value", "errors"))
    assert value.number("black PPV") == value.number("white PPV")
    assert value.number("black FPR") != value.number("white FPR")
    assert errors.number("black FPR") == errors.number("white FPR")
    assert errors.number("black PPV") != errors.number("white PPV")
    assert _number("fairness", "difference of FPR", {"equal": "value", "ppv": "1", "fnr": "0"}) == 0
    assert "No score" in _frames("fairness", {"equal": "value", "ppv": "0.1", "fnr": "0"})[-1].text


@each(
    "name, changes, text",
    [
        ("fairness", {"equal": "value", "ppv": "1", "fnr": "0.2"}, "A flag that is always right: here all three rules"),
        ("fairness", {"equal": "errors", "fpr": "1", "fnr": "1"}, "A flag that is never right: here all three rules"),
        ("fairness", {"equal": "errors", "fpr": "1", "fnr": "0"}, "the PPV must differ"),
        ("backpropagation", {"sweeps": "1", "spread": "0"}, "It gives up after 1 sweep with 56 of 64 right."),
        ("peek", {"limit": "5", "trials": "100"}, "Of 100 tests 0 found a winner at one of 10 looks."),
        ("federated", {"rounds": "1", "part": "0.05"}, "the mean of 1 phone reads"),
    ],
)
def test_words_are_true_at_the_ends_of_the_settings(name: str, changes: dict[str, str], text: str) -> None:
    assert text in _frames(name, changes)[-1].text


def test_weights_near_to_0_have_no_sign_and_an_error_that_grows_is_not_said_to_fall() -> None:
    frame = _frames("backpropagation", {"spread": "0", "rate": "10", "sweeps": "1"})[-1]
    assert not any("-0.00" in str(number.value) for number in frame.numbers)
    assert "fell" not in str(frame.pictures)


def test_a_loop_ends_anywhere_and_the_correction_ends_at_the_truth() -> None:
    ends = [_number("feedback", "share of A", {"days": "500"}, seed) for seed in range(20)]
    assert min(ends) < 0.25
    assert max(ends) > 0.75
    fair = {"days": "5000", "rate-a": "0.6", "rate-b": "0.3", "correction": "yes"}
    assert _number("feedback", "share of A", fair) == pytest.approx(2 / 3, abs=0.06)
    assert len(_frames("feedback", {"days": "9"})) == 9


def test_pairs_that_change_together_stand_out_if_there_are_relatives() -> None:
    assert [_number("alignment", "found", seed=seed) for seed in range(5)] == [4] * 5
    assert _number("alignment", "found", {"coupling": "0"}) < 4


@each("name", _NAMES)
def test_the_same_seed_gives_the_same_frames(name: str) -> None:
    changes = {"feedback": {"days": "50"}, "spam": {"method": "rules"}}.get(name)
    assert _frames(name, changes, seed=3) == _frames(name, changes, seed=3)
