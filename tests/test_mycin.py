"""MYCIN: certainties, chaining, its explanations, and rule bases of others."""

from collections.abc import Mapping, Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlsys_cli.errors import UsageError
from mlsys_cli.exhibits.catalogue import load
from mlsys_cli.exhibits.exhibit import Talk
from mlsys_cli.exhibits.mycin.consultation import combined, of_1975, of_emycin
from mlsys_cli.exhibits.mycin.rule_base import read_rule_base
from tests.support.cases import each

PETS = """
goals: [pet]
parameters:
  pet: {when: never}
  fur: {ask: Does it have fur?, values: [yes, no]}
  legs: {number: true}
rules:
  - {rule: 1, if: [fur is yes, legs >= 4], then: pet is dog, cf: 0.7}
  - {rule: 2, if: fur is no, then: pet is fish, cf: .6}
"""


def talk(lines: Sequence[str], preset: str = "", data: str = "", changes: Mapping[str, str] | None = None) -> list[str]:
    """The greeting, and the answers to some lines."""
    exhibit = load("mycin")
    engine = exhibit.engine
    assert isinstance(engine, Talk)
    settings: dict[str, Any] = exhibit.settings(preset, changes)
    state = engine.begin({**settings, **({"data": read_rule_base(data)} if data else {})})
    said = [engine.greeting(state)]
    for line in lines:
        state, answer = engine.answer(state, line)
        said.append(answer.text)
    return said


COMBINED = [
    ((0.6, 0.4), 0.76, 0.76),
    ((0.76, 0.36), 0.8464, 0.8464),
    ((-0.6, -0.4), -0.76, -0.76),
    ((0.4, 0.4, 0.5, 0.5, 0.6, 0.6, 0.7, 0.8, -0.8), 0.99568, 0.199136),
    ((1, -1), 0, 0),
    ((), 0, 0),
]


@each("evidence, emycin, in_1975", COMBINED)
def test_evidence_adds_up_as_in_emycin_and_as_in_1975(
    evidence: tuple[float, ...], emycin: float, in_1975: float
) -> None:
    assert of_emycin(evidence) == pytest.approx(emycin, abs=1e-9)
    assert of_1975(evidence) == pytest.approx(in_1975, abs=1e-9)


@given(st.floats(-1, 1), st.floats(-1, 1))
def test_two_pieces_of_evidence_in_either_order_stay_between_surely_not_and_surely(one: float, other: float) -> None:
    assert -1 <= combined(one, other) <= 1
    assert combined(one, other) == combined(other, one)


def test_the_published_consultation_asks_in_its_order_and_all_claims_hold() -> None:
    exhibit = load("mycin")
    assert isinstance(exhibit.engine, Talk)
    first, *said = talk(exhibit.engine.replay)
    assert first.startswith("History, not medicine.\nFrom what site")
    assert "identity is enterobacteriaceae 0.800 (1975: 0.800), pseudomonas 0.760 (1975: 0.760)" in said[-2]
    assert all(checked.same for checked in exhibit.check())


def test_unknown_leads_to_the_rules_behind_a_question_and_why_tells_the_chain() -> None:
    said = talk(["blood", "neg", "rod", "aerobic", "unknown", "why", "2", "serious", "how compromised-host"])
    assert said[5].startswith("How many thousand white blood cells")
    assert [line.split(":")[0] for line in said[6].splitlines()[:4]] == [
        "Rule 3", "Rule 2", "Rule 1", "As gram is neg and morphology is rod, rule 75",
    ]  # fmt: skip  # as they are said
    assert "pseudomonas 0.724" in said[8]
    assert said[9].startswith("compromised-host is yes: 0.900 (1975: 0.900)\n  +0.900 rule 1: ")


def test_certainties_are_said_in_plain_words_and_every_answer_can_be_changed() -> None:
    *_, first, changed, told = talk(["burn is mild", "gram (neg .8, pos .2)", "facts"], preset="fischer")
    assert first.endswith("enterobacteriaceae 0.800 (1975: 0.800), pseudomonas 0.600 (1975: 0.600)")
    assert changed.endswith("enterobacteriaceae 0.640 (1975: 0.640), pseudomonas 0.480 (1975: 0.480)")
    assert "gram is neg 0.8, pos 0.2; " in told


def test_what_is_believed_no_more_than_the_cut_off_draws_no_conclusion() -> None:
    (weak,) = talk([], "fischer", changes={"gram": "neg .2"})
    (just,) = talk([], "fischer", changes={"gram": "neg .21"})
    assert weak.endswith("identity is unknown")
    assert "pseudomonas 0.199" in just


def test_facts_can_be_set_for_any_rules() -> None:
    (said,) = talk([], data=PETS, changes={"facts": "fur is yes .9; legs 4"})
    assert said == "Found: pet is dog 0.630 (1975: 0.630)"
    with pytest.raises(UsageError, match="there is no 'tail' in the rules"):
        talk([], data=PETS, changes={"facts": "tail is long"})
    with pytest.raises(UsageError, match="gram can't be 'blue'"):
        talk([], changes={"gram": "blue"})


def test_a_rule_base_of_the_users_is_asked_in_its_own_words() -> None:
    assert talk(["y", "3 .9", "legs is 4 .9", "rule 1", "again"], data=PETS) == [
        "Does it have fur? (yes, no)",
        "What is the value of legs?",
        "Found: pet is unknown",
        "Found: pet is dog 0.630 (1975: 0.630)",
        "Rule 1: if fur is yes and legs >= 4, there is suggestive evidence (0.7) that pet is dog.",
        "Does it have fur? (yes, no)",
    ]


REJECTED = [
    ("a: [\n", "line "),
    ("a: \ud800", "this is no YAML that can be read"),
    (PETS.replace("cf: 0.7", "cf: 7"), "line "),
    ("[" * 60_000, ""),
    ("!!python/object/apply:os.system [id]", "could not determine a constructor"),
    ("- 1", "it has to be a list of names with values"),
    ("goals: [a]", "parameters has to name 1 to 200"),
    (PETS.replace("fur is yes", "furr is yes"), "rule 1: there is no parameter 'furr'"),
    (PETS.replace("fur is yes", "fur is blue"), "rule 1: the fur has to be one of yes, no, not 'blue'"),
    (PETS.replace("legs >= 4", "legs >= many"), "rule 1: the legs has to be a number"),
    (PETS.replace("fur is yes", "fur"), "rule 1: a condition has to be of the form NAME is VALUE"),
    (PETS.replace("pet is dog", "legs > 4"), "rule 1: a conclusion has to be"),
    (PETS.replace("cf: 0.7", "cf: 7"), "rule 1: cf has to be a number from -1 to 1"),
    (PETS.replace("cf: 0.7", "fc: 0.7"), "a rule can't have 'fc'"),
    (PETS.replace("rule: 2", "rule: 1"), "rule 1 is there twice"),
    (PETS.replace("[pet]", "[cat]"), "goals: there is no parameter 'cat'"),
    (PETS.replace("fur is no", "pet is cat"), "the rules go in a circle: pet needs pet"),
    (PETS.replace("values: [yes, no]", "values: [a lot]"), "fur: a value has to be one word, not 'a lot'"),
    (PETS.replace("rule: 1", "rule: [1]"), "the name of a rule has to be a text"),
    (PETS.replace("rule: 1", "rule: 0x" + "f" * 9_000), "the name of a rule has to be a text"),
    (PETS + " " * 65_536, "it is larger than 64 KB"),
    (
        PETS.replace("[yes, no]", "&both [yes, no]", 1) + "other: *both\n",
        "line 10: write the content out instead of the alias *both",
    ),
]


@each("text, message", REJECTED)
def test_a_rule_base_with_a_mistake_says_which_rule_and_what_is_wrong(text: str, message: str) -> None:
    with pytest.raises(UsageError) as error:
        read_rule_base(text)
    assert error.value.message.startswith("the rule base can't be used: ")
    assert message in error.value.message


def test_a_long_chain_of_rules_is_refused() -> None:
    names = ", ".join(f"p{n}: {{}}" for n in range(70))
    rules = ", ".join(f"{{rule: {n}, if: p{n + 1} is x, then: p{n} is x}}" for n in range(69))
    with pytest.raises(UsageError, match="a chain of rules is longer than 50"):
        read_rule_base(f"goals: [p0]\nparameters: {{{names}}}\nrules: [{rules}]")


SIGNS = "abgramneg is=.0189-+(),;?\t\0\x1b[2J\ufeff\u202eé"


@given(
    st.lists(st.text(SIGNS, max_size=40) | st.sampled_from(["why", "how", "rule", "unknown", "neg .8", "x" * 9_999]))
)
def test_any_line_has_an_answer(lines: list[str]) -> None:
    assert all(talk(lines))
