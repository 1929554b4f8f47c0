"""The words of an exhibit of the program: YAML beside its Python, with all that isn't computed or drawn."""

import re
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from math import fsum
from pathlib import Path
from typing import Any, NamedTuple

from mlsys_cli.calculators.evaluation import SLOT, holds
from mlsys_cli.claims import Claim
from mlsys_cli.exhibits.exhibit import (
    FIRST_SEED,
    Asks,
    Dial,
    Exhibit,
    Goal,
    GuessQuestion,
    Number,
    Preset,
    Program,
    Settings,
    Talk,
    Value,
    numbered,
)
from mlsys_cli.exhibits.goal import formula_name, formula_values, shown
from mlsys_cli.quantity.formula import parse_formula
from mlsys_cli.quantity.formula_values import Values

_KEYS = {"words": "about", "from": "low", "to": "high", "log": "is_log"}
"""The keys of a dial in YAML that Python calls something else."""

_LONGEST = 80
"""The most characters of a text of the user's in a question."""


class _AskedIf(NamedTuple):
    """A question, the number that answers it, and the condition under which it is asked.

    `words` are what stands in the place of a setting, by its values; `else` is for all others.
    """

    ask: str
    answer: str
    condition: str = ""
    words: Mapping[str, Mapping[Value, str]] = {}

    def filled(self, settings: Settings) -> str:
        """The question for some settings."""
        named = {formula_name(name): value for name, value in settings.items()}

        def plain(slot: re.Match[str]) -> str:
            name = slot["formula"]
            value = named[name] if name in named else parse_formula(name).number(Values(named))
            return shown(value)[:_LONGEST]

        def worded(slot: re.Match[str]) -> str:
            name = slot["formula"]
            if name not in self.words:
                return plain(slot)
            texts = self.words[name]
            return SLOT.sub(plain, texts[named[name]] if named[name] in texts else texts["else"])

        return SLOT.sub(worded, self.ask)


def exhibit_of(program: Program, path: Path) -> Exhibit:
    """The exhibit that a program and the words of a file make."""
    import yaml  # few commands run an exhibit

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    words = yaml.load(path.read_text("utf-8"), loader)  # noqa: S506 - both are safe
    dials = tuple(_dial(name, **item) for name, item in words.pop("given", {}).items())
    dials += program.dials
    usual = {dial.name: dial.default for dial in dials}
    presets = [Preset(item["id"], item["words"], _typed(item.get("given", {}), usual)) for item in words.pop("presets")]
    goal, claims, engine = words.pop("goal"), words.pop("claims"), program.engine
    if isinstance(engine, Talk):
        engine = engine._replace(replay=tuple(words.pop("replay")))
    exhibit = Exhibit(
        engine=engine,
        question=_asks(dials, [_AskedIf(condition=item.pop("if", ""), **item) for item in words.pop("questions")]),
        sources=tuple(words.pop("sources")),
        dials=dials,
        presets=tuple(presets),
        read_data=program.read_data,
        goal=Goal(goal["if"], goal["words"]),
        **words,
    )

    def answers(lines: Sequence[str]) -> list[str]:
        return [turn.answer.text for turn in exhibit.conversation(exhibit.settings(), lines)]

    @cache
    def numbers(preset: str, given: tuple[tuple[str, Any], ...], seed: int, step: int) -> tuple[Number, ...]:
        """The numbers of a run, about which several claims may be."""
        return exhibit.numbers({**exhibit.settings(preset), **_typed(dict(given), usual)}, seed, step)

    made = (_claim(numbers, answers, program.results, condition=item.pop("if", ""), **item) for item in claims)
    return exhibit._replace(claims=tuple(made))


def _dial(name: str, choices: Sequence[str] = (), **item: Any) -> Dial:
    return Dial(name, choices=tuple(choices), **{_KEYS.get(key, key): value for key, value in item.items()})


def _typed(given: Mapping[str, Any], usual: Mapping[str, Value]) -> dict[str, Value]:
    """Settings of YAML, where 1 may stand for 1.0."""
    return {name: type(usual[name])(value) for name, value in given.items()}


def _asks(dials: Sequence[Dial], questions: Sequence[_AskedIf]) -> Asks:
    """The first question whose condition is met."""

    def ask(settings: Settings) -> GuessQuestion | None:
        values = formula_values(dials, settings)
        for item in questions:
            if not item.condition or holds(parse_formula(item.condition), values):
                return GuessQuestion(item.filled(settings), item.answer)
        return None

    return ask


def _claim(
    numbers: Callable[..., tuple[Number, ...]],
    answers: Callable[[Sequence[str]], list[str]],
    results: Mapping[str, Any],
    *,
    words: str,
    result: Any,
    source: str,
    locator: str = "",
    tolerance: float = 0.0,
    function: str = "",
    number: str = "",
    lines: Sequence[str] = (),
    preset: str = "",
    given: Mapping[str, Any] = {},
    seed: int = FIRST_SEED,
    seeds: int = 1,
    step: int = -1,
    condition: str = "",
) -> Claim:
    """A claim: a number of the last frame or of a step, the answers to some lines, or what a function works out.

    Of the runs with several `seeds` it is the mean of the number. A condition is true if it holds in each of them.
    """

    def ours() -> Any:
        if lines:
            return answers(lines)
        runs = [numbers(preset, tuple(given.items()), chosen, step) for chosen in range(seed, seed + seeds)]
        if condition:
            return all(holds(parse_formula(condition), formula_values((), {}, run)) for run in runs)
        values: list[Any] = [(found := numbered(run, number)) and found.value for run in runs]
        return fsum(values) / seeds if seeds > 1 else values[0]

    return Claim(words, result, results[function] if function else ours, source, tolerance, locator=locator)
