"""Answers of questions that are taken from an exhibit: `perceptron/and mistakes` is a number of its last frame."""

from functools import cache
from typing import NamedTuple

from mlsys_cli.exhibits.catalogue import CATALOGUE, load
from mlsys_cli.exhibits.exhibit import Number, Talk
from mlsys_cli.exhibits.exhibit_run import FIRST_SEED, new_run
from mlsys_cli.text.spelling import did_you_mean


class AnswerSource(NamedTuple):
    """The source of an answer: the address of an exhibit, and the name of a number."""

    address: str
    number: str


class NoSuchNumberError(Exception):
    """An exhibit has no number of a name; `hint` says which it has."""

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.hint = hint


def answer_source(text: str) -> AnswerSource:
    """The exhibit and the number that a question names."""
    address, _, number = text.strip().partition(" ")
    return AnswerSource(address, number.strip())


def exhibit_answer(text: str) -> float:
    """The number that an exhibit of the program, with the settings of a preset, comes to.

    Raises UsageError for an unknown preset, and NoSuchNumberError for an unknown exhibit or number.
    """
    address, name = answer_source(text)
    if address.partition("/")[0] not in CATALOGUE:
        raise NoSuchNumberError(f"the program has no exhibit {address[:40]!r}", "'mlsys run' lists what can be run")
    numbers = {one.name: one.value for one in _numbers(address) if _is_plain(one)}
    if name not in numbers:
        hint = did_you_mean(name, numbers) or f"its numbers are {', '.join(numbers)}"
        raise NoSuchNumberError(f"the exhibit {address!r} has no number {name[:40]!r}", hint)
    value = numbers[name]
    assert isinstance(value, int | float)
    return value


def _is_plain(number: Number) -> bool:
    return isinstance(number.value, int | float) and not isinstance(number.value, bool)


@cache
def _numbers(address: str) -> tuple[Number, ...]:
    """The numbers of the last frame of an exhibit, or those with which a talk begins."""
    name, _, preset = address.partition("/")
    run = new_run(CATALOGUE[name], load(name), preset, [], FIRST_SEED)
    engine = run.exhibit.engine
    return engine.numbers(engine.begin(run.settings)) if isinstance(engine, Talk) else run.last_frame().numbers
