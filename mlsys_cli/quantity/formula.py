"""Formulas over named quantities: `ceil(n × 2 GB / card)`. They are parsed here, and never run as Python.

    sum     = product (("+" | "-") product)*
    product = signed (("×" | "*" | "·" | "/" | "÷") signed)*
    signed  = ("-" | "+") signed | value ("^" signed)?
    value   = number [scale] [unit] | name | function "(" sum ("," sum)* ")" | "(" sum ")"

A unit stands behind a number, and is written without spaces: `10 Gbit/s`.
"""

import math
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from operator import add, mul, truediv
from typing import NamedTuple

from mlsys_cli.quantity.quantity import Quantity, QuantityError, UnlikeUnitsError, format_quantity
from mlsys_cli.quantity.units import is_counted, unit_of

_LARGEST_POWER = 10_000
"""A larger one overflows for any base that is written down, but Python may take minutes to find that out."""


def _power(base: Quantity, exponent: Quantity) -> Quantity:
    power = _plain("an exponent", exponent)
    if abs(power) > _LARGEST_POWER:
        raise QuantityError("an exponent that is too large")
    if power.is_integer():
        return base ** int(power)
    if base.dimension:
        raise UnlikeUnitsError(f"{format_quantity(base)} can only be raised to a whole number")
    if base.value < 0:
        raise QuantityError("a root of a negative number")
    return Quantity(base.value**power)


def _plain(what: str, operand: Quantity) -> float:
    if operand.dimension:
        raise UnlikeUnitsError(f"{what} must be a plain number, not {format_quantity(operand)}")
    return operand.value


def _sqrt(operand: Quantity) -> Quantity:
    if operand.value < 0:
        raise QuantityError("a root of a negative number")
    if any(power % 2 for _, power in operand.dimension):
        raise UnlikeUnitsError(f"{format_quantity(operand)} has no square root")
    return Quantity(math.sqrt(operand.value), tuple((base, power // 2) for base, power in operand.dimension))


def _logarithm(function: Callable[[float], float]) -> Callable[[Quantity], Quantity]:
    def logarithm(operand: Quantity) -> Quantity:
        value = _plain("what has a logarithm", operand)
        if value <= 0:
            raise QuantityError("a logarithm of a number that isn't above 0")
        return Quantity(function(value))

    return logarithm


def _rounded(function: Callable[[float], int]) -> Callable[[Quantity], Quantity]:
    """A function that rounds plain numbers, and things that are counted; 3.0000000000001 is taken for 3.

    Twelve digits: a float has fifteen to seventeen, of which a calculation may spoil the last ones.
    """

    def rounded(operand: Quantity) -> Quantity:
        if not is_counted(operand.dimension):
            _plain("what is rounded", operand)
        return Quantity(float(function(float(f"{operand.value:.12g}"))), operand.dimension)

    return rounded


def _extreme(function: Callable[..., Quantity]) -> Callable[..., Quantity]:
    def extreme(*operands: Quantity) -> Quantity:
        first = operands[0]
        # QuantityError if they can't be compared
        return function(operands, key=lambda operand: (operand - first).value)

    return extreme


def _minus(first: Quantity, *others: Quantity) -> Quantity:
    """A difference, or with one value its negative."""
    return first - others[0] if others else -first


FUNCTIONS: dict[str, Callable[..., Quantity]] = {
    "min": _extreme(min),
    "max": _extreme(max),
    "sqrt": _sqrt,
    "log": _logarithm(math.log),
    "log2": _logarithm(math.log2),
    "log10": _logarithm(math.log10),
    "exp": lambda operand: Quantity(math.exp(_plain("an exponent", operand))),
    "ceil": _rounded(math.ceil),
    "floor": _rounded(math.floor),
    "round": _rounded(round),
    "abs": lambda operand: Quantity(abs(operand.value), operand.dimension),
}
"""The functions of formulas; `log` is the natural logarithm."""

_OPERATIONS = FUNCTIONS | {"+": add, "-": _minus, "*": mul, "/": truediv, "^": _power}

OF_SEVERAL = ("min", "max")
"""The functions that take several values."""


LONGEST, _DEEPEST = 400, 40
"""The most characters, and brackets or exponents in each other.

The parser calls itself six to eight times for each of these, and Python stops it at a thousand calls. No formula of the
book has half as many characters.
"""

# A word that doesn't begin with a digit; the digits of an exponent, as in n², aren't part of it.
_NAME = r"(?!\d)(?:(?![⁰¹²³⁴⁵⁶⁷⁸⁹])\w)+"
_TOKEN = re.compile(
    r"(?P<number>(?:\d+(?:_\d+)*(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d+)?)"
    rf"|(?P<name>{_NAME})|(?P<sign>\*\*|[-+*/^(),×·⋅÷−–])|(?P<raised>[⁺⁻]?[⁰¹²³⁴⁵⁶⁷⁸⁹]+)"
)
_SIGNS = {"**": "^", "×": "*", "·": "*", "⋅": "*", "÷": "/", "−": "-", "–": "-"}
_RAISED = str.maketrans("⁺⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "+-0123456789")
_ABOVE = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
_ROOT = re.compile(r"\bsqrt(?P<part>\((?:(?P<word>[\w.,]+)|(?:[^()]|\([^()]*\))*)\))(?!\s*\^)")
"""A square root that isn't raised to a power, which would look like a power under the root."""
_WHOLE_POWER = re.compile(r"\^(-?\d+)(?![\w.^])")
_SCALE = re.compile(r"\s*(thousand|million|billion|trillion)\b")
_SCALES = {"thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12}
# `GB`, `$`, `m^2`; and behind it `/s`, `·h`, `-days`.
_UNIT_PART = r"(?:[^\W\d_⁰¹²³⁴⁵⁶⁷⁸⁹]+|[$€%‰])(?:\^-?[1-9])?"
_UNIT = re.compile(rf"\s*({_UNIT_PART}(?:[/·-]{_UNIT_PART})*)")


class FormulaError(ValueError):
    """A mistake in a formula: what is wrong, and where in the text.

    `in_result` if it only shows with some values; `of_units` if units don't fit together.
    """

    def __init__(
        self, message: str, offset: int, length: int = 1, *, in_result: bool = False, of_units: bool = False
    ) -> None:
        super().__init__(message)
        self.offset, self.length = offset, length
        self.in_result, self.of_units = in_result, of_units


@dataclass(frozen=True, slots=True)
class Constant:
    """A number with its unit."""

    value: Quantity


@dataclass(frozen=True, slots=True)
class Name:
    """A name of a quantity, at an offset in the text."""

    name: str
    offset: int


@dataclass(frozen=True, slots=True)
class Call:
    """A function or a sign with what it is applied to; `length` characters of the text from `offset` are its name."""

    function: str
    arguments: "tuple[Node, ...]"
    offset: int
    length: int = 1


Node = Constant | Name | Call


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula that was parsed."""

    text: str
    root: Node

    @property
    def names(self) -> tuple[Name, ...]:
        """The names in it, in the order in which they stand there."""
        return tuple(node for node in _each_node(self.root) if isinstance(node, Name))

    @property
    def has_units(self) -> bool:
        """True if one of its numbers has a unit."""
        return any(isinstance(node, Constant) and node.value.dimension for node in _each_node(self.root))

    def value(self, values: Mapping[str, Quantity]) -> Quantity:
        """The result for some quantities. FormulaError says where it has none, or what isn't given."""
        return _value(self.root, values)

    def with_numbers(self, texts: Mapping[str, str]) -> str:
        """The formula as people read it, with the words for some of its names in their places."""
        parts, end = [], 0
        for name in self.names:
            words, before = texts.get(name.name, name.name), _shown(self.text[end : name.offset])
            after = self.text[name.offset + len(name.name) :].lstrip()
            if words.startswith("-") or (" " in words and after.startswith(("^", "**"))):
                words = f"({words})"
            if " " in words and before.endswith("/"):
                before = f"{before[:-1]} / "
            parts += [before, words]
            end = name.offset + len(name.name)
        return " ".join("".join([*parts, _shown(self.text[end:])]).split())


def parse_formula(text: str, names: Collection[str] | None = None) -> Formula:
    """The formula that a text is. FormulaError says what is wrong in it, and where.

    With `names`, its names must be among these.
    """
    if len(text) > LONGEST:
        raise FormulaError(f"a formula may have {LONGEST} characters at most", LONGEST)
    formula = _parsed(text)
    for name in formula.names:
        if names is not None and name.name not in names:
            raise FormulaError(_not_given(name.name, names), name.offset, len(name.name))
    return formula


@lru_cache(1024)  # many more than a page has; chosen, not measured
def _parsed(text: str) -> Formula:
    """The formula that a text is, which is asked for again to show it, with its numbers and without."""
    return Formula(text, _FormulaParser(text).formula())


def is_name(text: str) -> bool:
    """True if a text can be the name of a quantity in a formula."""
    return bool(re.fullmatch(_NAME, text)) and text not in FUNCTIONS


def printed(formula: str) -> str:
    """A formula with the signs for powers and square roots: `√(2 × n²)` for `sqrt(2 × n^2)`."""
    rooted = _ROOT.sub(lambda root: f"√{root['word'] or root['part']}", formula)
    return _WHOLE_POWER.sub(lambda power: power[1].translate(_ABOVE), rooted)


def _shown(text: str) -> str:
    return re.sub(r"\s*(?<!\*)\*(?!\*)\s*", " × ", text).replace("**", "^")


def _each_node(node: Node) -> Iterator[Node]:
    yield node
    if isinstance(node, Call):
        for argument in node.arguments:
            yield from _each_node(argument)


def _not_given(name: str, names: Collection[str]) -> str:
    return f"{name!r} isn't given" + (f"; given are {', '.join(names)}" if names else "")


class _FormulaToken(NamedTuple):
    sort: str
    text: str
    offset: int


class _FormulaParser:
    """Reads a formula from left to right."""

    def __init__(self, text: str) -> None:
        self._text, self._at, self._depth = text, 0, 0

    def formula(self) -> Node:
        """The whole formula."""
        node = self._sum()
        if token := self._next():
            hint = "; write × between two values" if token.sort in ("name", "number") or token.text == "(" else ""
            raise FormulaError(f"{token.text!r} can't stand here{hint}", token.offset, len(token.text))
        return node

    def _next(self) -> _FormulaToken | None:
        """The token at the place that is reached; None at the end."""
        start = len(self._text) - len(self._text[self._at :].lstrip())
        if start == len(self._text):
            return None
        match = _TOKEN.match(self._text, start)
        if match is None:
            raise FormulaError(f"{self._text[start]!r} has no meaning in a formula", start)
        return _FormulaToken(str(match.lastgroup), match[0], start)

    def _take(self, token: _FormulaToken) -> None:
        self._at = token.offset + len(token.text)

    def _sign(self, *wanted: str) -> _FormulaToken | None:
        """Take one of some signs, if it is next."""
        token = self._next()
        if token is None or token.sort != "sign" or _SIGNS.get(token.text, token.text) not in wanted:
            return None
        self._take(token)
        return token._replace(text=_SIGNS.get(token.text, token.text))

    def _sum(self) -> Node:
        return self._chain(self._product, "+", "-")

    def _product(self) -> Node:
        return self._chain(self._signed, "*", "/")

    def _chain(self, part: Callable[[], Node], *signs: str) -> Node:
        """Parts with signs between them, from left to right."""
        node = part()
        while sign := self._sign(*signs):
            node = Call(sign.text, (node, part()), sign.offset)
        return node

    def _signed(self) -> Node:
        signs = []  # a loop, as hundreds of signs may stand before a value, and each call counts for Python's limit
        while sign := self._sign("+", "-"):
            signs.append(sign)
        node = self._power()
        if sum(sign.text == "-" for sign in signs) % 2:
            return Call("-", (node,), signs[0].offset)
        return node

    def _power(self) -> Node:
        """A value with its exponent. Brackets and exponents all come through here again, so here they are counted."""
        self._depth += 1
        if self._depth > _DEEPEST:
            raise FormulaError("this formula is nested too deeply", self._at)
        node, token = self._value(), self._next()
        if token and token.sort == "raised":
            self._take(token)
            node = Call("^", (node, Constant(Quantity(float(token.text.translate(_RAISED))))), token.offset)
        elif sign := self._sign("^"):
            node = Call("^", (node, self._signed()), sign.offset)
        self._depth -= 1
        return node

    def _value(self) -> Node:
        token = self._next()
        if token is None:
            raise FormulaError("a value is missing at the end", max(0, len(self._text.rstrip()) - 1))
        self._take(token)
        if token.sort == "number":
            return self._constant(token)
        if token.sort == "name" and token.text in FUNCTIONS:
            return self._call(token)
        if token.sort == "name":
            after = self._next()
            if after and after.text == "(":
                known = ", ".join(FUNCTIONS)
                raise FormulaError(f"{token.text!r} isn't a function; these are {known}", token.offset, len(token.text))
            return Name(token.text, token.offset)
        if token.text == "(":
            node = self._sum()
            self._close(token)
            return node
        raise FormulaError(f"a value is missing before {token.text!r}", token.offset, len(token.text))

    def _close(self, opened: _FormulaToken) -> None:
        if not self._sign(")"):
            raise FormulaError("this bracket isn't closed", opened.offset)

    def _call(self, token: _FormulaToken) -> Node:
        opened = self._sign("(")
        if opened is None:
            raise FormulaError(f"write {token.text}(…)", token.offset, len(token.text))
        arguments = [self._sum()]
        while self._sign(","):
            arguments.append(self._sum())
        self._close(opened)
        if len(arguments) > 1 and token.text not in OF_SEVERAL:
            raise FormulaError(f"{token.text} takes one value", token.offset, len(token.text))
        return Call(token.text, tuple(arguments), token.offset, len(token.text))

    def _constant(self, token: _FormulaToken) -> Node:
        quantity = self._number_with_unit(float(token.text.replace("_", "")))
        if math.isinf(quantity.value):
            raise FormulaError("this number is too large", token.offset, len(token.text))
        return Constant(quantity)

    def _number_with_unit(self, value: float) -> Quantity:
        """A number with the scale and unit behind it. Of `2 B/n`, where n is no unit, `/n` is a division."""
        if scale := _SCALE.match(self._text, self._at):
            value *= _SCALES[scale[1]]
            self._at = scale.end()
        if not (match := _UNIT.match(self._text, self._at)):
            return Quantity(value)
        name = match[1]
        while name and (unit := unit_of(name)) is None:
            name = name[: max(map(name.rfind, "/·-"))] if re.search("[/·-]", name) else ""
        if not name or unit is None:
            first = re.split("[/·-]", match[1])[0]
            hint = "; write × between a number and a name" if is_name(first) else ""
            raise FormulaError(f"{first!r} isn't a unit{hint}", match.start(1), len(first))
        self._at = match.start(1) + len(name)
        return Quantity(value * unit.worth, unit.dimension)


def _value(node: Node, known_values: Mapping[str, Quantity]) -> Quantity:
    match node:
        case Constant(value=value):
            result = value
        case Name(name=name, offset=offset):
            if name not in known_values:
                raise FormulaError(_not_given(name, known_values), offset, len(name))
            return known_values[name]
        case Call(function=function, arguments=arguments, offset=offset, length=length):
            values = [_value(argument, known_values) for argument in arguments]
            try:
                result = _OPERATIONS[function](*values)
            except UnlikeUnitsError as error:
                raise FormulaError(str(error), offset, length, of_units=True) from error
            except QuantityError as error:
                raise FormulaError(str(error), offset, length, in_result=True) from error
            except (OverflowError, ValueError) as error:
                raise FormulaError("the result is too large", offset, length, in_result=True) from error
            if not math.isfinite(result.value):
                raise FormulaError("the result is too large", offset, length, in_result=True)
    return result
