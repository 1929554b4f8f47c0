"""The words of exhibits, which are YAML: questions that fit their settings, goals, what comes next, and claims."""

from pathlib import Path

import pytest

from mlsys_cli.exhibits.catalogue import CATALOGUE, load
from mlsys_cli.exhibits.exhibit import Chance, Dials, Exhibit, Frame, Number, Program, Settings
from mlsys_cli.exhibits.words import exhibit_of
from tests.support.cases import each
from tests.support.exhibits import calculators
from tests.support.program import Run

REACHED = {
    "alignment": "sequences=15",
    "attack": "network=hardened size=0.12",
    "attention": "width=3",
    "backpropagation": "data=xor rate=2 spread=1",
    "bpe": "text=messages merges=200 sentence=guaranteedguaranteedguaranteed",
    "cascade": "detection=0.98 passing=0.5",
    "dedup": "bands=20 rows=5",
    "drift": "level=2",
    "fairness": "equal=value ppv=0.9",
    "federated": "passes=5 rounds=10 seed=0",
    "feedback": "seed=7",
    "forget": "kept=20",
    "kernel": "data=ring points=100",
    "logistic": "temperature=85",
    "membership": "k=17",
    "mycin": "site=blood gram=neg morphology=rod aerobicity=anaerobic compromised-host=no burn=no",
    "neighbours": "k=10",
    "network": "do=train rate=0.2",
    "optimiser": "method=momentum rate=0.1111 momentum=0.4444",
    "peek": "looks=5 limit=2.6",
    "perceptron": "points=200 seed=3",
    "private": "epsilon=0.5",
    "quantise": "bits=5",
    "regression": "point=6 up=-20",
    "schedule": "kind=1f1b stages=8 pieces=40",
    "search": "game=tree method=alpha-beta order=good branches=4 depth=5",
    "serving": "kind=continuous",
    "shrink": "steps=prune,learn,bits",
    "spam": "threshold=0.1",
    "systolic": "side=8 rows=56",
    "tape": "expression=x*x*x",
    "tree": "order=outlook",
}
"""The goals, with settings and perhaps a seed that reach them."""


SAID = {
    "eliza": "My mother is tall.\nMy father is small.\nMy dog is old.\n",
    "student": "If z is 3, what is twice z?\n" * 3,
}
"""The goals of talks, with lines that reach them."""


@pytest.mark.slow
@each("name", CATALOGUE)
def test_a_goal_is_not_reached_at_first_but_can_be(run: Run, name: str) -> None:
    at_first = run("run", name, "--json", stdin="").json["goal"]
    assert at_first["reached"] is False
    assert at_first["outcome"].startswith("not yet")
    items = REACHED.get(name, "").split()
    changes = (f"--{item}" if item.startswith("seed=") else f"--set={item}" for item in items)
    goal = run("run", name, *changes, "--json", stdin=SAID.get(name, "")).json["goal"]
    assert (goal["reached"], goal["outcome"]) == (True, "reached")


def test_it_is_told_how_much_of_a_goal_is_missing(run: Run) -> None:
    page = " ".join(run("run", "quantise", "--set", "bits=4").out.split())
    assert "Goal: At most 450 bytes, and as many digits right as before. Not yet: right 738 of 741." in page
    assert run("run", "quantise", "--json").json["goal"]["outcome"] == "not yet: size 666, not at most 450"
    assert run("run", "quantise", "--set", "bits=5").out.count("Reached.") == 1
    assert run("run", "kernel", "--json").json["goal"]["outcome"] == "not yet: data xor, not ring; points 4 of 100"
    assert "bubble 0.4667, not less than 0.15" in run("run", "schedule/few", "--json").json["goal"]["outcome"]
    assert run("run", "jury", "--json").json["goal"] is None


@each("name", [name for name in CATALOGUE if load(name).next])
def test_what_comes_next_can_be_run(name: str) -> None:
    assert load(name).next in CATALOGUE or load(name).next in calculators()


WORDS = """
remember: Remember this.
faithful: All of it.
ours: None of it.
sources: [turing1950]
read_on: intro
next: square
given:
  side-length: {words: its side, default: 3.0, from: 1, to: 100}
  shape: {words: its shape, default: square, choices: [square, half-circle]}
  note: {words: a note, default: none}
presets:
  - {id: usual, words: As it is.}
  - {id: big, words: Large., given: {side-length: 100}}
questions:
  - {if: known(note), ask: "What is {note}?", answer: note}
  - {if: shape is half_circle and side_length > 90, ask: "Is {side_length} too large?", answer: area}
  - ask: How large is {shape}, of {side_length ^ 2 × 1000}?
    answer: area
    words: {shape: {square: "a square of {side_length}", else: another}}
goal: {if: area >= 2_000 and side_length < 50 and shape is square, words: A large one.}
claims:
  - {words: four, given: {side-length: 2}, number: area, result: 4, source: turing1950}
  - {words: five, preset: big, number: area, result: 5, source: turing1950}
  - {words: by hand, function: hand, result: 16, source: turing1950}
  - {words: draws of 1 and 9, seeds: 2, number: draw, result: 5, source: turing1950}
  - {words: odd twice, seeds: 2, if: draw = 1 or draw = 9, result: true, source: turing1950}
  - {words: not odd a third time, seeds: 3, if: draw = 1 or draw = 9, result: false, source: turing1950}
"""


def _area(settings: Settings, chance: Chance) -> Frame:
    numbers = Number("area", settings["side-length"] ** 2), Number("note", settings["note"])
    return Frame("", (*numbers, Number("draw", chance.below(10))))


def written(path: Path, words: str = WORDS) -> Exhibit:
    path.write_text(words)
    return exhibit_of(Program(Dials(_area), {"hand": lambda: 16}), path)


@each(
    "changes, asked",
    [
        ({}, "How large is a square of 3, of 9,000?"),
        ({"side-length": "1.5"}, "How large is a square of 1.5, of 2,250?"),
        ({"shape": "half-circle"}, "How large is another, of 9,000?"),
        ({"shape": "half-circle", "side-length": "91"}, "Is 91 too large?"),
        ({"note": "none"}, "How large is a square of 3, of 9,000?"),  # what it is anyway
        ({"note": "x" * 100}, f"What is {'x' * 80}?"),
    ],
)
def test_a_question_belongs_to_its_settings(tmp_path: Path, changes: dict[str, str], asked: str) -> None:
    exhibit = written(tmp_path / "words.yaml")
    question = exhibit.question(exhibit.settings(changes=changes))
    assert question
    assert question.text == asked


def test_a_claim_is_checked_by_a_run_by_several_or_by_a_function(tmp_path: Path) -> None:
    checked = written(tmp_path / "words.yaml").check()
    assert [(one.claim.label, one.here, one.same) for one in checked] == [
        ("four", 4, True),
        ("five", 10_000, False),
        ("by hand", 16, True),
        ("draws of 1 and 9", 5, True),
        ("odd twice", True, True),
        ("not odd a third time", False, True),
    ]


def test_a_preset_has_values_of_its_settings(tmp_path: Path) -> None:
    assert written(tmp_path / "words.yaml").settings("big") == {"side-length": 100.0, "shape": "square", "note": "none"}


@each("old, new", [("default: 3.0", "usual: 3"), ("function: hand", "function: foot"), ("side-length: 100", "side: 1")])
def test_a_slip_in_the_words_is_an_error(tmp_path: Path, old: str, new: str) -> None:
    with pytest.raises((TypeError, KeyError)):
        written(tmp_path / "words.yaml", WORDS.replace(old, new))
