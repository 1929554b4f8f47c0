"""The question of an exhibit is that of its settings, and a right guess is told right."""

import math
import re
from functools import cache

import pytest

from mlsys_cli.exhibits.catalogue import CATALOGUE, load
from mlsys_cli.exhibits.exhibit import Dials, Number, Talk, numbered, typed
from mlsys_cli.exhibits.exhibit_run import ExhibitRun, new_run
from mlsys_cli.exhibits.guess import Guess
from mlsys_cli.exhibits.player import Player
from mlsys_cli.views.exhibit_view import format_value
from tests.support.cases import each
from tests.support.exhibits import all_addresses, calculators, exhibit_named
from tests.support.program import Run

_SHORTER = {"backpropagation": "sweeps=20", "cascade": "stages=1", "network": "passes=1"}
"""Settings with which an exhibit that takes long asks the same."""

_NOTHING_TO_GUESS = {
    "logistic/damaged",  # of which nothing can be learned
    *(f"student/{preset.name}" for preset in load("student").presets),  # which begin with the answer
    *(f"mycin/{preset.name}" for preset in load("mycin").presets),
}


def run_of(address: str, *changes: str) -> ExhibitRun:
    name, _, preset = address.partition("/")
    return new_run(*exhibit_named(name), preset, changes, 1)


@cache
def _numbers(name: str, settings: tuple[tuple[str, object], ...]) -> tuple[Number, ...]:
    run = ExhibitRun(*exhibit_named(name), dict(settings))
    talk = run.exhibit.engine
    return talk.numbers(talk.begin(run.settings)) if isinstance(talk, Talk) else run.last_frame().numbers


def last_numbers(run: ExhibitRun) -> tuple[Number, ...]:
    """The numbers of the last frame of a run, or those with which a talk begins."""
    return _numbers(run.entry.name, tuple(run.settings.items()))


def figures(words: str) -> set[str]:
    """The numbers in some words, but for a range from 0 to 1."""
    return {*re.findall(r"\d+(?:,\d{3})*(?:\.\d+)?", words.replace("from 0 to 1", ""))}


def known_figures(run: ExhibitRun) -> set[str]:
    """The numbers that a question may have: of the settings, also as shares in per cent, and of the last frame."""
    values = [value for value in run.settings.values() if isinstance(value, int | float)]
    known = [*values, *(100 * value for value in values)]
    texts = [value for value in run.settings.values() if isinstance(value, str)]
    shown = [part for one in last_numbers(run) for part in (one.title, format_value(one.value))]
    return {
        figure
        for text in (*(f"{value:{form}}" for value in known for form in (",.9g", ".9g")), *texts, *shown)
        for figure in figures(text)
    }


@pytest.mark.slow
@each("address", all_addresses())
def test_what_is_asked_is_answered_at_the_end_and_names_no_other_setting(address: str) -> None:
    name = address.partition("/")[0]
    run = run_of(address, *([_SHORTER[name]] if name in _SHORTER else []))
    question = run.question
    assert (question is None) == (address in _NOTHING_TO_GUESS) or name not in CATALOGUE
    if question is None:
        return
    answer = numbered(last_numbers(run), question.quantity)
    assert answer
    assert isinstance(answer.value, int | float)
    if name in CATALOGUE:  # in the question of a calculator, values can only stand in their places
        assert figures(question.text) <= known_figures(run)
    other_choices = {word for dial in run.exhibit.dials for word in dial.choices if word != run.settings[dial.name]}
    assert not {word for word in other_choices if re.search(rf"\b{word.upper()}\b", question.text)}
    assert format_value(answer.value) not in figures(run.chosen_preset.about if run.chosen_preset else "")
    assert Guess(run, format_value(answer.value, answer.unit), answer).is_right
    assert Guess(run, str(answer.value * 1.2 + 0.2), answer).is_right is False


@pytest.mark.slow
@each("name", [*(name for name in CATALOGUE if isinstance(load(name).engine, Dials)), *calculators()])
def test_each_end_of_each_dial_has_its_question_or_none(name: str) -> None:
    for dial in exhibit_named(name)[1].dials:
        ends = dial.choices or [typed(type(dial.default)(end)) for end in (dial.low, dial.high) if math.isfinite(end)]
        for end in ends:
            run = run_of(name, f"{dial.name}={end}")
            if run.question:
                answer = numbered(last_numbers(run), run.question.quantity)
                assert answer
                assert isinstance(answer.value, int | float)
                assert name not in CATALOGUE or figures(run.question.text) <= known_figures(run)


@pytest.mark.slow
@each(
    "line, asked",
    [
        ("run logistic", "at 31 °F"),
        ("run logistic --set temperature=72", "at 72 °F"),
        ("run drift/long", "of 3,000 examples"),
        ("run search/tree", "of the 27 leaves does alpha–beta look at, the best moves first"),
        ("run search --set game=tree", "of the 27 leaves does minimax"),
        ("run regression/repaired", "through set 3, once point 3 is moved by -4.24"),
        ("run jury/alike", "judge alike in a share of 1 of the cases"),
        ("run miles/fleet", "10,000 cars"),
        ("run jury --sweep shared=0,1", None),  # each row has its own
        ("run link/barn --sweep barn=0,1", None),
        ("run jury --sweep members=3..5 --set each=0.7", None),
        ("run alignment --sweep coupling=0.1,0.2", "four planted pairs"),
    ],
)
def test_settings_and_sweeps_ask_for_what_they_show(run: Run, line: str, asked: str | None) -> None:
    question = run(*line.split(), "--json").json["question"]
    assert asked in question if asked else question is None


def typed_at(run: Run, address: str, *lines: str) -> str:
    """What is written to a learner at a terminal."""
    return " ".join(run("run", address, "--plain", size=(80, 24), lines=[*lines, "q"]).out.split())


@each(
    "guess, is_right", [("0.0855", True), ("8.6 %", True), ("about .085", True), ("0.99", False), ("improbable", False)]
)
def test_a_right_guess_is_told_right(run: Run, guess: str, is_right: bool) -> None:
    out = typed_at(run, "logistic/warm", guess)
    assert f"your guess: {guess}{', which is right' if is_right else ''} probability: 0.0855" in out


def test_nothing_is_asked_where_nothing_can_be_known(run: Run) -> None:
    assert "your guess" not in typed_at(run, "logistic/damaged", "")


def test_a_guess_is_compared_with_the_run_for_which_it_was_made(run: Run) -> None:
    out = typed_at(run, "logistic", "0.9996", "temperature=75")
    assert (
        "How probable was damage at 31 °F, from 0 to 1? your guess: 0.9996, which is right probability: 0.9996" in out
    )
    assert "The same again: mlsys run logistic --set temperature=75" in out


def test_a_guess_that_was_typed_while_another_run_was_worked_out_stays_with_the_first() -> None:
    player = Player(run_of("jury"))
    player.begin()
    ahead = Player(run_of("jury", "each=0.4"))
    ahead.begin()
    player.guess = "0.71"
    ahead.take_guess(player)
    assert (ahead.guess, ahead.answered.is_right) == ("", True)
