"""A tape: what was computed, in its order, and walked back from the end to find every slope at once."""

import ast
import math
import operator
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import compress
from typing import NamedTuple, TypeAlias

from mlsys_cli.errors import UsageError
from mlsys_cli.exhibits.exhibit import Chance, Frame, Number, Program, Settings, Steps
from mlsys_cli.page.blocks import Table
from mlsys_cli.page.plots import format_number
from mlsys_cli.text.english import counted

VARIABLES = ("a", "b", "c", "x")
_MOST_LETTERS = 200
_MOST_PATHS = 200
"""The paths that are walked one by one."""


Operands: TypeAlias = tuple[tuple[int, float], ...]
"""Entries of the tape by their index, each with a slope."""


class TapeEntry(NamedTuple):
    """An entry of the tape: a label, such as `v1 × v2`, its value, and with which slopes it depends on others."""

    label: str
    value: float
    operands: Operands = ()
    variable: str = ""


_SIGNS = {ast.Add: "+", ast.Sub: "-", ast.Mult: "×", ast.Div: "/"}
_OPERATIONS: dict[str, tuple[Callable[..., float], Callable[..., tuple[float, ...]]]] = {
    "+": (operator.add, lambda *_: (1.0, 1.0)),
    "-": (operator.sub, lambda *_: (1.0, -1.0)),
    "×": (operator.mul, lambda x, y: (y, x)),
    "/": (operator.truediv, lambda x, y: (1 / y, -x / y / y)),
    "sin": (math.sin, lambda x: (math.cos(x),)),
    "exp": (math.exp, lambda x: (math.exp(x),)),
    "log": (math.log, lambda x: (1 / x,)),
    "relu": (lambda x: max(x, 0.0), lambda x: (float(x > 0),)),
}
"""What a sign or a function works out of its operands, and the slopes of the result for each of them."""


class Tape:
    """The entries of an expression in the order in which they were computed; a variable has one entry."""

    def __init__(self, values: Settings) -> None:
        self.entries: list[TapeEntry] = []
        self._values = values
        self._places: dict[str, int] = {}

    def write(self, tree: ast.expr) -> int:
        """The place of an expression, of which the parts are written before it. Raises UsageError."""
        match tree:
            case ast.Constant(value=float() as number) if math.isinf(number):
                raise UsageError("the expression has a number that is too large", ["the largest is about 1.8e308"])
            case ast.Constant(value=int() | float() as number):
                return self._add(TapeEntry(format_number(number), float(number)))
            case ast.Name(id=name) if name in VARIABLES:
                if name not in self._places:
                    self._places[name] = self._add(TapeEntry(name, self._values[name], variable=name))
                return self._places[name]
            case ast.UnaryOp(op=ast.USub(), operand=inner):
                return self.apply("-", self._add(TapeEntry("0", 0.0)), self.write(inner))
            case ast.BinOp(left=left, op=sign, right=right) if type(sign) in _SIGNS:
                return self.apply(_SIGNS[type(sign)], self.write(left), self.write(right))
            case ast.Call(func=ast.Name(id=name), args=[inner], keywords=[]) if name in _OPERATIONS:
                return self.apply(name, self.write(inner))
        raise UsageError(
            f"the tape doesn't know {ast.unparse(tree)[:40]!r}",
            [f"it knows + - * /, numbers, {', '.join(VARIABLES)}, and sin, exp, log and relu of something"],
        )

    def apply(self, name: str, *places: int) -> int:
        """The place of what a sign or a function makes of some entries. Raises UsageError."""
        values, names = [self.entries[place].value for place in places], [f"v{place + 1}" for place in places]
        words = f" {name} ".join(names) if len(names) > 1 else f"{name}({names[0]})"
        function, slopes = _OPERATIONS[name]
        try:
            value, found = function(*values), slopes(*values)
        except OverflowError:
            value, found = math.inf, ()
        except (ValueError, ZeroDivisionError):
            value, found = math.nan, ()
        if not all(map(math.isfinite, (value, *found))):
            if math.isnan(value):
                wrong = "has no value"
            else:
                wrong = "is too large" if math.isinf(value) else "has too large a slope"
            raise UsageError(f"{words} {wrong} where {names[-1]} is {values[-1]:g}", ["try other values"])
        varying = (self.entries[place].operands or self.entries[place].variable for place in places)
        return self._add(TapeEntry(words, value, tuple(compress(zip(places, found, strict=True), varying))))

    def _add(self, entry: TapeEntry) -> int:
        self.entries.append(entry)
        return len(self.entries) - 1


def written(settings: Settings) -> list[TapeEntry]:
    """The tape of the expression, whose result is multiplied by itself `squarings` times. Raises UsageError."""
    text = settings["expression"].strip().translate(str.maketrans("×·÷−", "**/-"))
    try:
        tree = ast.parse(text if len(text) <= _MOST_LETTERS else "", mode="eval").body
    except (SyntaxError, ValueError, MemoryError) as error:
        hint = f"write it as a*b + sin(a), in at most {_MOST_LETTERS} letters"
        raise UsageError(f"the expression {text[:40]!r} can't be read", [hint]) from error
    tape = Tape(settings)
    place = tape.write(tree)
    for _ in range(settings["squarings"]):
        place = tape.apply("×", place, place)
    return tape.entries


def back(entries: Sequence[TapeEntry], slopes: list[float]) -> Iterator[tuple[int, Operands]]:
    """Each entry of a walk back, and what it adds to the slope of which other one; nothing at the start.

    Slopes of values in between are set back to 0 first; those of variables are kept.
    """
    for place, entry in enumerate(entries):
        if not entry.variable:
            slopes[place] = 0.0
    slopes[-1] += 1.0
    yield len(entries) - 1, ()
    for place in reversed(range(len(entries))):
        added = tuple((operand, by * slopes[place]) for operand, by in entries[place].operands)
        for operand, amount in added:
            slopes[operand] += amount
        if added:
            yield place, added


def forward(entries: Sequence[TapeEntry], variable: str) -> list[float]:
    """The slope of each entry for a variable, from the beginning of the tape to its end."""
    slopes: list[float] = []
    for entry in entries:
        slopes.append(float(entry.variable == variable) + math.fsum(by * slopes[at] for at, by in entry.operands))
    return slopes


def paths(entries: Sequence[TapeEntry], index: int) -> Iterator[tuple[tuple[int, ...], float]]:
    """Each way from an entry back to a variable, with the product of the slopes along it."""
    if entries[index].variable:
        yield (index,), 1.0
    for operand, by in entries[index].operands:
        for way, product in paths(entries, operand):
            yield (index, *way), by * product


def count_steps(entries: Sequence[TapeEntry]) -> dict[str, int]:
    """The number of steps that each mode takes for all slopes of the result, and of paths."""
    ways: list[int] = []
    lengths: list[int] = []
    for entry in entries:
        ways.append(1 if entry.variable else sum(ways[at] for at, _ in entry.operands))
        lengths.append(sum(lengths[at] + ways[at] for at, _ in entry.operands))
    edges = sum(len(entry.operands) for entry in entries)
    variables = sum(bool(entry.variable) for entry in entries)
    return {"reverse": edges, "forward": edges * variables, "path by path": lengths[-1], "paths": ways[-1]}


def _frames(settings: Settings, chance: Chance) -> Iterator[Frame]:
    entries = written(settings)
    variables = {entry.variable: place for place, entry in enumerate(entries) if entry.variable}
    if not variables:
        raise UsageError("the expression has no variable", [f"it may have {', '.join(VARIABLES)}"])
    count = count_steps(entries)
    if settings["mode"] == "paths" and count["paths"] > _MOST_PATHS:
        raise UsageError(f"{count['paths']:,} paths are too many to walk", ["mode=reverse needs none of them"])
    slopes = [0.0] * len(entries)

    def frame(text: str, taken: int = 0, length: int = len(entries), more: tuple[Number, ...] = ()) -> Frame:
        shown = (format_number(slope) if slope else "" for slope in slopes)
        rows = tuple(
            (f"v{place + 1}", entry.label, format_number(entry.value), slope)
            for place, (entry, slope) in enumerate(zip(entries[:length], shown, strict=False))
        )
        numbers = (
            *((Number("value", entries[-1].value),) if length == len(entries) else ()),
            *(Number(f"slope of {name}", slopes[place]) for name, place in variables.items()),
            Number("steps taken", taken),
            *more,
        )
        table = Table(("entry", "is", "value", "slope"), rows)
        return Frame(text, numbers, (table, *(_modes(count) if more else ())))

    for length, entry in enumerate(entries, 1):
        yield frame(f"v{length} is {entry.label}: {format_number(entry.value)}.", length=length)
    for words, taken in _walk(settings, entries, variables, slopes):
        yield frame(words, taken)
    answers = (
        Number("steps back", count["reverse"], label="steps back in a pass"),
        Number("paths", count["paths"]),
        Number("signs", len("".join(settings["expression"].split())), "in the expression"),
    )
    yield frame(f"All slopes are found, in {counted(taken, 'step')}.", taken, more=answers)


def _walk(
    settings: Settings, entries: Sequence[TapeEntry], variables: Mapping[str, int], slopes: list[float]
) -> Iterator[tuple[str, int]]:
    """Each step in words and the number of steps so far, while the slopes change."""
    taken = 0
    if settings["mode"] == "reverse":
        for number in range(settings["passes"]):
            again = f"Pass {number + 1}: "
            for place, added in back(entries, slopes):
                taken += len(added)
                words = " and ".join(f"{format_number(amount)} to v{operand + 1}" for operand, amount in added)
                begins = f"the walk back begins at v{place + 1}, whose own slope is 1."
                yield f"{again}{f'v{place + 1} adds {words}.' if added else begins}", taken
    elif settings["mode"] == "forward":
        for name, place in variables.items():
            moved = forward(entries, name)
            taken += sum(len(entry.operands) for entry in entries)
            slopes[place] = moved[-1]
            words = f"Once through the tape for {name} alone: the slope of the result is {format_number(moved[-1])}."
            yield words, taken
    else:
        for way, product in paths(entries, len(entries) - 1):
            taken += len(way) - 1
            slopes[way[-1]] += product
            names = " ← ".join(f"v{place + 1}" for place in way)
            yield f"{names}: the product of the slopes along it is {format_number(product)}.", taken


def _modes(count: Mapping[str, int]) -> Iterator[Table]:
    """The steps of the three modes."""
    yield Table(("mode", "steps"), tuple((name, f"{steps:,}") for name, steps in count.items() if name != "paths"))


PROGRAM = Program(Steps(_frames))
