"""Exhibits by their names, also those that calculators are, and small ones: with dials, and one that talks."""

from collections.abc import Mapping
from functools import cache
from itertools import chain
from typing import Any

from mlsys_cli.book.calculator_mistakes import record_of
from mlsys_cli.book.calculator_results import spec_finder
from mlsys_cli.book.kinds import BUNDLED_BOOK
from mlsys_cli.book.parse.load import load_calculators
from mlsys_cli.claims import Claim
from mlsys_cli.errors import UsageError
from mlsys_cli.exhibits.calculator_exhibit import exhibit_of
from mlsys_cli.exhibits.catalogue import CATALOGUE, Entry, addresses, load
from mlsys_cli.exhibits.exhibit import (
    Answer,
    Chance,
    Dial,
    Dials,
    Exhibit,
    Frame,
    GuessQuestion,
    Number,
    Preset,
    Reason,
    Talk,
)
from mlsys_cli.exhibits.exhibit_run import ExhibitRun, new_run
from tests.support.program import Run


@cache
def calculators() -> dict[str, Exhibit]:
    """The calculators of the bundled book that ask something, as exhibits by their names."""
    items = [item for item in load_calculators(BUNDLED_BOOK) if item.ask]
    return {item.id: exhibit_of(record_of(item), spec_finder(BUNDLED_BOOK)) for item in items}


def exhibit_named(name: str) -> tuple[Entry, Exhibit]:
    """An exhibit of the program, or a calculator."""
    return (CATALOGUE[name], load(name)) if name in CATALOGUE else (Entry(name, name, None), calculators()[name])


def all_addresses() -> list[str]:
    """The names of all exhibits and calculators, each with those of its presets."""
    own = [[name, *(f"{name}/{preset.name}" for preset in one.presets)] for name, one in calculators().items()]
    return [*addresses(), *chain(*own)]


def last_of(run: Run, name: str, *settings: str, seed: int = 1) -> dict[str, Any]:
    """The numbers at the end of a run with some settings."""
    changes = [part for setting in settings for part in ("--set", setting)]
    numbers: dict[str, Any] = run("run", name, *changes, "--seed", str(seed), "--json").json["frames"][-1]["numbers"]
    return numbers


def _area(settings: Mapping[str, Any], chance: Chance) -> Frame:
    side = settings["side"]
    if settings["shape"] == "circle" and side > 90:
        raise UsageError("a circle can't be that large", ["turn it down"])
    return Frame(f"A {settings['shape']} of {side}.", (Number("area", side * side, "m²"),))


def _exhibit(engine: Dials | Talk, **more: Any) -> Exhibit:
    texts = {"remember": "Remember this.", "faithful": "All of it.", "ours": "None of it."}
    return Exhibit(
        engine, **{"question": lambda _: None, **texts, "sources": ("turing1950",), "read_on": "intro", **more}
    )


SQUARE = Entry("square", "The square", 1900, 1)
ECHO = Entry("echo", "The echo", 1901, 1)


def square() -> ExhibitRun:
    """An exhibit that works out an area."""
    exhibit = _exhibit(
        Dials(_area),
        question=lambda _: GuessQuestion("How large is it?", "area"),
        dials=(
            Dial("side", "its side", 3, low=1, high=100),
            Dial("shape", "its shape", "square", ("square", "circle")),
        ),
        presets=(Preset("big", "Large.", {"side": 100}),),
        claims=(Claim("two and two", 5, lambda: 2 + 2, "turing1950"),),
    )
    return new_run(SQUARE, exhibit, "", [], 1)


def echo() -> ExhibitRun:
    """An exhibit that repeats what it is told, until it is told to stop."""

    def answer(said: int, line: str) -> tuple[int, Answer]:
        return said + 1, Answer(line.upper(), (Reason("length", str(len(line))),), over=line == "stop")

    talk = Talk(
        begin=lambda _: 0,
        greeting=lambda _: "Say something.",
        answer=answer,
        replay=("hello", "good bye"),
        numbers=lambda said: (Number("lines", said),),
    )
    return new_run(ECHO, _exhibit(talk, question=lambda _: GuessQuestion("How many lines?", "lines")), "", [], 1)
