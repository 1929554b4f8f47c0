"""Turning a calculator round: the given with which a line has a wanted value.

First the formulas are turned round exactly, as long as the given stands on one side of each sign, and the result is
worked out as a proof. Else its range is searched at some places, and each change of sides is narrowed down.
"""

import math
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from mlsys_cli.calculators.calculator import GivenRecord
from mlsys_cli.calculators.evaluation import Evaluation, Typed, spread
from mlsys_cli.calculators.typed_values import bound_of, dial_ends, out_of_range, typed_name
from mlsys_cli.errors import UsageError
from mlsys_cli.quantity.formula_tree import Call, FormulaError, Name, Node, each_node
from mlsys_cli.quantity.formula_values import Values, compiled

_PLACES = 65
_HALVINGS = 200
_NEAR = 1e-9
_TURN = 100  # steps for which turning a part of a formula round takes as long, about
_WIDE = 1e-3
"""The share of a place beside it at which the line has another value, unless it is the same on a stretch; chosen."""


class Solution(NamedTuple):
    """A given that was found, for a line.

    `around` has a whole number and the one beside it, each with the line; `instead` says why another isn't found.
    """

    name: str
    value: float
    line: str
    wanted: float
    is_exact: bool
    around: tuple[tuple[float, float], ...] = ()
    instead: str = ""


class NoInfluenceError(UsageError):
    """A line is the same whatever the value of a given."""


class Search:
    """The search for one given, with which a line has a wanted value, while all else is as typed."""

    def __init__(
        self, evaluation: Evaluation, name: str, line: str, typed: Typed, within: Sequence[float] = ()
    ) -> None:
        self._evaluation, self._name, self._line = evaluation, name, line
        self._wanted = float(typed[line])
        self._typed = {key: value for key, value in typed.items() if key not in (name, line)}
        self._given: GivenRecord = evaluation.calculator.given[name]
        self._better = next(
            (rule.better for rule in evaluation.calculator.lines if rule.name == line and rule.better), ""
        )
        self._typed_range = within
        self._range = within or self._own_range()

    def solution(self) -> Solution:
        """The only one. UsageError says why there is none, or not one."""
        exact = [self._within(value) for value in self._turned_round() if self._is_wanted(self._at(value))]
        inside = self._different([value for value in exact if self._is_inside(value)])
        if len(inside) > 1:
            raise self._several([(value, value) for value in inside])
        if inside and not self._is_level(inside[0]):
            around = [float(math.floor(inside[0])), float(math.ceil(inside[0]))]
            if self._given.whole and not _is_whole(inside[0]):
                return self._on_better_side([one for one in around if self._is_inside(one)])
            return Solution(self._name, inside[0], self._line, self._wanted, is_exact=True)
        points = self._points(inside if self._range else exact[:1])
        values = [value for _, value in points]
        if max(values) - min(values) <= 1e-12 * max(map(abs, values)):
            raise NoInfluenceError(f"{typed_name(self._line)} doesn't depend on {typed_name(self._name)} here")
        if exact and not inside and not self._is_level(exact[0]):
            raise self._none(f": it would be {self._value_beyond(exact[0])}", points)
        if not self._range:
            hint = f"write a range: {typed_name(self._name)}=FIRST..LAST"
            raise UsageError(f"nothing says where {typed_name(self._name)} is to be looked for", [hint])
        return self._searched(points)

    # --- exactly

    def _turned_round(self) -> Iterator[float]:
        """The values that would give the wanted one if nothing else changed; they must still be tried."""
        try:
            found = self._evaluation.run(self._typed, without=self._name).values
            # A line may have a value from a formula that counts only as long as the given has none.
            known = Values({name: found[name] for name in found if not self._is_made(name)}, self._evaluation.budget)
            for formula in self._evaluation.alternatives(self._line):
                yield from self._inverted(formula.root, self._wanted, known)
        except (FormulaError, ArithmeticError, ValueError):
            return

    def _is_made(self, name: str) -> bool:
        """True for a line or default that depends on the given."""
        return self._name in self._evaluation.uses(name) and bool(self._evaluation.alternatives(name))

    def _inverted(self, node: Node, wanted: float, values: Values) -> Iterator[float]:
        """The values of the given with which a part of a formula has a wanted value."""
        self._evaluation.budget.spend(_TURN)  # of two parts of `max` that are made of two such, each is tried
        if isinstance(node, Name):
            if node.name == self._name:
                yield wanted
            elif node.name not in values:
                for formula in self._evaluation.alternatives(node.name):
                    yield from self._inverted(formula.root, wanted, values)
        elif isinstance(node, Call) and not (node.function in _LEVEL and self._range and self._given.whole):
            open_ones = [index for index, part in enumerate(node.arguments) if self._is_open(part, values)]
            if node.function in ("if", "min", "max"):
                for index in open_ones:
                    if node.function != "if" or index:
                        yield from self._inverted(node.arguments[index], wanted, values)
            elif len(open_ones) == 1:
                (at,) = open_ones
                others = [compiled(part)(values) for index, part in enumerate(node.arguments) if index != at]
                for part in _inverses(node.function, at, wanted, *others):
                    yield from self._inverted(node.arguments[at], part, values)

    def _is_open(self, node: Node, values: Values) -> bool:
        names = (part.name for part in each_node(node) if isinstance(part, Name))
        return any(name not in values and name != "pi" for name in names)

    # --- by search

    def _within(self, value: float) -> float:
        """A value without the rounding error by which it is beyond an end of the range."""
        ends = [bound_of(self._given, end) for end in (self._given.from_, self._given.to)]
        near = _NEAR * (self._range[1] - self._range[0]) if self._range else 0.0
        # Nothing but 0 itself is relatively near to it; at another end, the width would take in what is beyond it.
        for end in ends:
            if end is not None and math.isclose(value, end, rel_tol=_NEAR, abs_tol=0.0 if end else near):
                return end
        if self._given.whole and self._is_wanted(self._at(round(value))):
            return float(round(value))
        return value

    def _own_range(self) -> Sequence[float]:
        given = self._given
        low, high = dial_ends(given)
        has_start = given.dial or given.from_ is not None or given.unit == "%"
        return (low, high) if has_start and high < math.inf else ()

    def _points(self, more: Sequence[float]) -> list[tuple[float, float]]:
        """Places of the range with the line there, where it has a value: also the ends of that, and its extremes."""
        near = more[0] if more else 1.0
        own = _places(*self._range, whole=self._given.whole) if self._range else (near / 2, near, near * 2)
        found = {place: self._at(place) for place in sorted({*own, *more})}
        for (first, before), (second, after) in pairwise([*found.items()]):
            if (before is None) != (after is None):
                ends = (second, first) if before is None else (first, second)
                edge = self._turn(*ends, lambda place: self._at(place) is not None)
                found[edge] = self._at(edge)
        points = sorted((place, value) for place, value in found.items() if value is not None)
        if not points:
            raise self._none()
        return points if self._given.whole else sorted({*points, *(self._extreme(points, sign) for sign in (1, -1))})

    def _searched(self, points: Sequence[tuple[float, float]]) -> Solution:
        solutions = [place for place, value in points if self._is_wanted(value)]
        good = [self._is_good(value) for _, value in points]
        if self._given.whole and self._better and len(solutions) != 1 and good[0] != good[-1]:
            return self._least_that_is_good(points, good)
        pairs = []
        for (first, before), (second, after) in pairwise(points):
            if (before - self._wanted) * (after - self._wanted) < 0 and not {first, second} & {*solutions}:
                found = self._narrowed(first, second, is_rising=after > before)
                pairs += [found] if len(found) > 1 else []
                solutions += [place for place in found if self._is_wanted(self._at(place))]
        levels = self._levels(solutions)
        if not levels and len(pairs) == 1:
            return self._on_better_side(pairs[0])
        if not levels and not pairs:
            raise self._none(points=points)
        if len(levels) != 1:
            raise self._several(levels or [(low, low) for low, _ in pairs])
        ((first, last),) = levels
        if first != last:
            ends, (wanted,) = " to ".join(self._evaluation.told_apart(self._name, first, last)), self._wanted_line()
            raise UsageError(f"any {typed_name(self._name)} from {ends} gives {wanted}", [self._choose(first)])
        return Solution(self._name, first, self._line, self._wanted, is_exact=False)

    def _levels(self, solutions: Sequence[float]) -> list[tuple[float, float]]:
        """The places of solutions, each from the first to the last place of a stretch on which all are solutions."""
        levels: list[tuple[float, float]] = []
        for place in self._different(solutions):
            if not levels or place > levels[-1][1]:
                ends = [self._end_of_level(place, sign) for sign in (-1, 1)]
                is_wide = ends[1] - ends[0] > (0.5 if self._given.whole else self._beside(place))
                if levels and ends[0] <= levels[-1][1]:
                    levels.pop()  # of this stretch, too: near to 0 it seemed narrow
                levels.append((ends[0], ends[1]) if is_wide else (place, place))
        return levels

    def _is_level(self, value: float) -> bool:
        """True if a solution is one of many beside each other."""
        return any(self._is_wanted(self._at(value + sign * self._beside(value))) for sign in (-1, 1))

    def _beside(self, value: float) -> float:
        """The distance at which the line is another, unless on a stretch: near to an extreme, it hardly changes."""
        if self._given.whole:
            return 1.0
        width = self._range[1] - self._range[0] if self._range else 1.0
        return (abs(value) or width) * _WIDE

    def _end_of_level(self, value: float, sign: int) -> float:
        """The last value, in one direction, on a stretch on which all are solutions."""
        end, step = value, sign * self._beside(value)
        limit = min(value, self._range[0]) if sign < 0 else max(value, self._range[1])
        while end != limit:
            beyond = max(end + step, limit) if sign < 0 else min(end + step, limit)
            if not self._is_wanted(self._at(beyond)):
                return self._turn(end, beyond, lambda place: self._is_wanted(self._at(place)))
            end, step = beyond, 2 * step
        return end

    def _turn(self, inside: float, outside: float, holds: Callable[[float], bool]) -> float:
        """The last place on the way from one that holds to one that doesn't."""
        for _ in range(_HALVINGS):
            middle = (inside + outside) / 2
            middle = float(math.floor(middle)) if self._given.whole else middle
            if middle in (inside, outside):
                break
            inside, outside = (middle, outside) if holds(middle) else (inside, middle)
        return inside

    def _extreme(self, points: Sequence[tuple[float, float]], sign: int) -> tuple[float, float]:
        """The place near which the line is least, or with the sign -1 most, and what it is there."""
        index = min(range(len(points)), key=lambda at: sign * points[at][1])
        (low, _), (high, _) = points[max(0, index - 1)], points[min(len(points) - 1, index + 1)]
        best = points[index]
        for _ in range(_HALVINGS):
            thirds = [low + (high - low) * part / 3 for part in (1, 2)]
            found = [(place, value) for place in thirds if (value := self._at(place)) is not None]
            if len(found) < 2 or math.isclose(low, high, rel_tol=_NEAR):
                break
            best = min(best, *found, key=lambda point: sign * point[1])
            low, high = (low, thirds[1]) if sign * found[0][1] <= sign * found[1][1] else (thirds[0], high)
        return best

    def _narrowed(self, first: float, second: float, *, is_rising: bool) -> list[float]:
        """The places beside each other between which the line passes the wanted value; none if it jumps over it."""

        def is_before(value: float) -> bool:
            result = self._at(value)
            return result is not None and (result < self._wanted) == is_rising

        low = self._turn(first, second, is_before)
        if self._given.whole:
            return [low, low + 1]
        return [place for place in (math.nextafter(low, second), low) if self._is_wanted(self._at(place))][:1]

    def _least_that_is_good(self, points: Sequence[tuple[float, float]], good: Sequence[bool]) -> Solution:
        """The least whole number with which a line is at least as good as wanted; the largest, if the least one is."""
        turn = next(index for index, is_good in enumerate(good) if is_good != good[0])
        low = self._turn(points[turn - 1][0], points[turn][0], lambda place: self._is_good_at(place) == good[0])
        high = low + 1
        # It needn't be smooth: of a jury, odd numbers are better than even ones.
        while not good[0] and (nearer := [place for place in (high - 1, high - 2) if self._is_good_at(place)]):
            high, low = nearer[0], nearer[0] - 1
        return self._on_better_side([low, high])

    def _on_better_side(self, around: Sequence[float]) -> Solution:
        """Of two neighbouring whole numbers the one with which the line is at least as good, or else nearer.

        But if only the other gives the wanted value as it is shown, that was rounded: whoever types a result that was
        shown means the number that it was shown for.
        """
        points = [(one, value) for one in around if (value := self._at(one)) is not None]
        if not points:
            raise self._none()
        shown, wanted = self._evaluation.shown, self._evaluation.shown(self._line, self._wanted)

        def worse(point: tuple[float, float]) -> tuple[bool, bool, float]:
            is_good = bool(self._better) and self._is_good(point[1])
            return shown(self._line, point[1]) != wanted, not is_good, abs(point[1] - self._wanted)

        points.sort(key=worse)
        return Solution(self._name, points[0][0], self._line, self._wanted, is_exact=False, around=tuple(points))

    # --- the line with a value of the given

    def _at(self, value: float) -> float | None:
        """The value of the line; None if it has none."""
        found = self._evaluation.run({**self._typed, self._name: value}, self._line).values.get(self._line)
        if self._evaluation.budget.is_spent:
            raise UsageError(f"{typed_name(self._name)} takes too long to look for")
        return None if found is None or isinstance(found, str) else float(found)

    def _is_wanted(self, value: float | None) -> bool:
        return value is not None and math.isclose(value, self._wanted, rel_tol=_NEAR, abs_tol=1e-300)

    def _is_good(self, value: float) -> bool:
        return self._is_wanted(value) or (value > self._wanted) == (self._better == "more")

    def _is_good_at(self, value: float) -> bool:
        result = self._at(value) if value >= self._range[0] else None
        return result is not None and self._is_good(result)

    def _is_inside(self, value: float) -> bool:
        low, high = self._typed_range or (() if self._given.dial else self._range) or (-math.inf, math.inf)
        is_within = low - _NEAR * abs(low) <= value <= high + _NEAR * abs(high)
        return is_within and not out_of_range(self._given, value)

    def _different(self, values: Sequence[float]) -> list[float]:
        different: list[float] = []
        for value in sorted(values):
            if not different or not math.isclose(value, different[-1], rel_tol=1e-7):
                different.append(value)
        return different

    # --- messages

    def _shown(self, value: float) -> str:
        return self._evaluation.shown(self._name, value)

    def _value_beyond(self, value: float) -> str:
        """A value that the given can't have, and what it must be, with so many digits that they differ."""
        given, shown = self._given, self._shown(value)
        if fault := out_of_range(given, value):
            bounds = (bound_of(given, given.from_), bound_of(given, given.to), 1.0 if given.unit == "%" else None)
            near = sorted((end for end in bounds if end is not None), key=lambda end: abs(end - value))[:1]
        else:
            near = [*self._range]
        ends = exact = [self._shown(end) for end in near]
        if shown in ends:
            shown, *exact = self._evaluation.told_apart(self._name, value, *near)
        for before, after in zip(ends, exact, strict=True):
            fault = fault.replace(before, after)
        return f"{shown}, and must be {fault or 'from {} to {}'.format(*exact)}"

    def _choose(self, value: float) -> str:
        return f"choose one of them: {typed_name(self._name)}={self._shown(value)}"

    def _wanted_line(self, *others: float) -> list[str]:
        """The line with the wanted value, and other values of it, with so many digits that they differ."""
        line = self._evaluation.line(self._line, self._typed)
        wanted, *shown = self._evaluation.told_apart(self._line, self._wanted, *others)
        return [f"{line.words or typed_name(line.name)} {wanted}", *shown]

    def _none(self, more: str = "", points: Sequence[tuple[float, float]] = ()) -> UsageError:
        name, where = typed_name(self._name), "" if more or not self._range else " from {} to {}"
        where = where.format(*map(self._shown, self._range))
        ends = [pick(points, key=lambda point: point[1]) for pick in (min, max)] if points else []
        wanted, *results = self._wanted_line(*(value for _, value in ends))
        texts = [f"{result} with {name}={self._shown(place)}" for result, (place, _) in zip(results, ends, strict=True)]
        hints = [f"it goes from {' to '.join(texts)}"] if texts else []
        return UsageError(f"no {name}{where} gives {wanted}{more}", hints)

    def _several(self, levels: Sequence[tuple[float, float]]) -> UsageError:
        (wanted,) = self._wanted_line()
        texts = [" to ".join(dict.fromkeys(map(self._shown, ends))) for ends in levels[:4]]
        message = f"several {typed_name(self._name)} give {wanted}: {' and '.join(texts)}"
        return UsageError(message, [self._choose(levels[0][0])])


def _is_whole(value: float) -> bool:
    return math.isclose(value, round(value), rel_tol=_NEAR)


def _places(low: float, high: float, *, whole: bool) -> list[float]:
    """Places of a range: by factors, if it has more than two decades; of whole numbers all, if they are few."""
    if whole and high - low <= 2 * _PLACES:
        return [float(place) for place in range(math.ceil(low), math.floor(high) + 1)]
    return spread(low, high, _PLACES, is_log=low > 0 and high > 100 * low, is_whole=whole)


def _power_inverses(at: int, wanted: float, other: float) -> list[float]:
    if at:
        return [math.log(wanted) / math.log(other)]
    root = math.copysign(abs(wanted) ** (1 / other), wanted) if other % 2 == 1 else wanted ** (1 / other)
    return [root, -root] if other % 2 == 0 else [root]


_LEVEL = ("min", "max", "ceil", "floor", "round")
"""Functions with stretches on which the result is the same; a search finds these, if there is a range."""

_INVERSES: dict[str, Callable[..., list[float]]] = {
    "+": lambda _, wanted, other: [wanted - other],
    "-": lambda at, wanted, other: [other - wanted if at else wanted + other],
    "negative": lambda _, wanted: [-wanted],
    "*": lambda _, wanted, other: [wanted / other],
    "/": lambda at, wanted, other: [other / wanted if at else wanted * other],
    "^": _power_inverses,
    "sqrt": lambda _, wanted: [wanted**2],
    "abs": lambda _, wanted: [wanted, -wanted],
    "log": lambda _, wanted: [math.exp(wanted)],
    "log2": lambda _, wanted: [2.0**wanted],
    "log10": lambda _, wanted: [10.0**wanted],
    "exp": lambda _, wanted: [math.log(wanted)],
    **dict.fromkeys(_LEVEL, lambda _, wanted: [wanted]),
    "deviations": lambda _, wanted: [math.erf(wanted / math.sqrt(2))],
}
"""What a part of a formula must be, so that a sign or function with it and other values gives a wanted value."""


def _inverses(function: str, at: int, wanted: float, *others: float) -> list[float]:
    inverse = _INVERSES.get(function)
    return [value for value in inverse(at, wanted, *others) if isinstance(value, float)] if inverse else []
