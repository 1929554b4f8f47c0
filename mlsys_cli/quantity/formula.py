"""Formulas over named quantities: `ceil(n × 2 GB / card)`. They are parsed here, and never run as Python.

    formula = value with signs between them: ^ holds most strongly, then × and /, + and -, comparisons, not, and, or
    value   = number [scale] [unit] | name | function "(" formula ("," formula)* ")" | "(" formula ")"

A condition compares (`a <= b`), or asks for a value (`known(a)`) or a word (`a is fast`). A unit stands behind a
number, and is written without spaces: `10 Gbit/s`. No word is reserved: `sum` is a function only before a bracket.
"""

import math
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import NamedTuple

from mlsys_cli.quantity.formula_tree import Call, Constant, FormulaError, Known, Name, Node, Sum, each_node
from mlsys_cli.quantity.formula_values import CONDITION, FUNCTIONS, Number, Values, compiled, not_given, unit_of_node
from mlsys_cli.quantity.quantity import SCALES, Quantity
from mlsys_cli.quantity.units import Dimension, unit_of
from mlsys_cli.text.english import superscript

LONGEST, _DEEPEST = 400, 40
"""The most characters, and brackets or exponents in each other.

The parser calls itself six to eight times for each of these, and Python stops it at a thousand calls. No formula of the
book has half as many characters.
"""

# A word that doesn't begin with a digit; the digits of an exponent, as in n², aren't part of it.
_NAME = r"(?!\d)(?:(?![⁰¹²³⁴⁵⁶⁷⁸⁹])\w)+"
_TOKEN = re.compile(
    r"(?P<number>(?:\d+(?:_\d+)*(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d+)?)"
    rf"|(?P<name>{_NAME})|(?P<sign>\*\*|[<>!=]=|[-+*/^(),×·⋅÷−–<>=≤≥≠])|(?P<raised>[⁺⁻]?[⁰¹²³⁴⁵⁶⁷⁸⁹]+)"
)
_SIGNS = {"**": "^", "÷": "/", "==": "=", "≤": "<=", "≥": ">=", "≠": "!="}
_SIGNS |= dict.fromkeys("×·⋅", "*") | dict.fromkeys("−–", "-")
_RAISED = str.maketrans("⁺⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "+-0123456789")
_ROOT = re.compile(r"\bsqrt(?P<part>\((?:(?P<word>[\w.,]+)|(?:[^()]|\([^()]*\))*)\))(?!\s*\^)")
"""A square root that isn't raised to a power, which would look like a power under the root."""
_WHOLE_POWER = re.compile(r"\^(-?\d+)(?![\w.^])")
_SCALE = re.compile(r"\s*(thousand|million|billion|trillion)\b")
# `GB`, `$`, `m^2`; and behind it `/s`, `·h`, `-days`.
_UNIT_PART = r"(?:[^\W\d_⁰¹²³⁴⁵⁶⁷⁸⁹]+|[$€%‰])(?:\^-?[1-9])?"
_UNIT = re.compile(rf"\s*({_UNIT_PART}(?:[/·-]{_UNIT_PART})*)")


_PRECEDENCE = {"or": 1, "and": 2, **dict.fromkeys(("<", ">", "<=", ">=", "=", "!=", "is"), 3)}
_PRECEDENCE |= {"+": 4, "-": 4, "*": 5, "/": 5}
_TESTS = 3
"""How strongly signs hold what is beside them; of a `not`, as strongly as signs that compare."""


@dataclass(frozen=True)
class Formula:
    """A formula that was parsed, or a condition."""

    text: str
    root: Node

    @cached_property
    def names(self) -> tuple[Name, ...]:
        """The names in it of which the value is needed, in the order in which they stand there."""
        return tuple(node for node in each_node(self.root) if isinstance(node, Name) and node.name != "pi")

    @cached_property
    def asked_names(self) -> tuple[Known, ...]:
        """The names of which it only asks whether they have a value, or which word they are."""
        return tuple(node for node in each_node(self.root) if isinstance(node, Known))

    @cached_property
    def used_names(self) -> frozenset[str]:
        """All names on which its result may depend."""
        return frozenset(node.name for node in each_node(self.root) if isinstance(node, Name | Known)) - {"pi"}

    @property
    def has_units(self) -> bool:
        """True if one of its numbers has a unit."""
        return any(isinstance(node, Constant) and node.value.dimension for node in each_node(self.root))

    @cached_property
    def number(self) -> Number:
        """The function that works it out with floats in base units, when its units are known to fit together."""
        return compiled(self.root)

    def unit(self, units: Mapping[str, Dimension], values: Mapping[str, float] | None = None) -> Dimension:
        """The unit of its result for those of its names. FormulaError says where they don't fit together.

        The values of names are needed only in exponents of what has a unit.
        """
        dimension = unit_of_node(self.root, units, values or {})
        if dimension == CONDITION:
            raise FormulaError("a condition can't be used as a number; write if(…, …, …)", 0, len(self.text))
        return dimension

    def value(self, values: Mapping[str, Quantity]) -> Quantity:
        """The result for some quantities. FormulaError says where it has none, or what isn't given."""
        floats = {name: quantity.value for name, quantity in values.items()}
        dimension = self.unit({name: quantity.dimension for name, quantity in values.items()}, floats)
        return Quantity(float(self.number(Values(floats))), dimension)

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
    if names is None:
        return formula
    nodes: tuple[Name | Known, ...] = (*formula.names, *formula.asked_names)
    for node in nodes:
        if node.name not in names:
            raise FormulaError(not_given(node.name, [*names]), node.offset, len(node.name))
    return formula


@lru_cache(1024)  # many more than a page has; chosen, not measured
def _parsed(text: str) -> Formula:
    """The formula that a text is, which is asked for again to show it, with its numbers and without."""
    return Formula(text, _FormulaParser(text).formula())


def is_name(text: str) -> bool:
    """True if a text can be the name of a quantity in a formula."""
    return bool(re.fullmatch(_NAME, text))


def printed(formula: str) -> str:
    """A formula with the signs for powers and square roots: `√(2 × n²)` for `sqrt(2 × n^2)`."""
    rooted = _ROOT.sub(lambda root: f"√{root['word'] or root['part']}", formula)
    return _WHOLE_POWER.sub(lambda power: superscript(power[1]), rooted)


def _shown(text: str) -> str:
    return re.sub(r"\s*(?<!\*)\*(?!\*)\s*", " × ", text).replace("**", "^")


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
        node = self._expression()
        if token := self._next():
            hint = "; write × between two values" if token.sort in ("name", "number") or token.text == "(" else ""
            hint = "; write 1000 and 0.5, without commas" if token.text == "," else hint
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
        """Take one of some signs, or of some words that stand between values, if it is next."""
        token = self._next()
        if token is None or token.sort not in ("sign", "name") or _SIGNS.get(token.text, token.text) not in wanted:
            return None
        self._take(token)
        return token._replace(text=_SIGNS.get(token.text, token.text))

    def _expression(self, least: int = 0) -> Node:
        """Values with signs between them that hold at least so strongly."""
        token = self._next()
        if token and token.text == "not" and self._is_before_value(token):
            self._take(token)
            node: Node = Call("not", (self._expression(_TESTS),), token.offset, 3)
        else:
            node = self._signed()
        signs = [sign for sign, precedence in _PRECEDENCE.items() if precedence >= least]
        while sign := self._sign(*signs):
            if sign.text == "is":
                node = self._word(node, sign)
            else:
                right = self._expression(_PRECEDENCE[sign.text] + 1)
                node = Call(sign.text, (node, right), sign.offset, len(sign.text))
        return node

    def _is_before_value(self, token: _FormulaToken) -> bool:
        """True if a value follows a word, so that this is no value itself."""
        before, self._at = self._at, token.offset + len(token.text)
        after, self._at = self._next(), before
        return after is not None and (after.sort in ("name", "number") or after.text == "(")

    def _word(self, node: Node, sign: _FormulaToken) -> Node:
        """The condition that what has a name is the word that follows."""
        token = self._next()
        if not isinstance(node, Name) or token is None or token.sort != "name":
            raise FormulaError("'is' stands between a name and a word", sign.offset, 2)
        self._take(token)
        return Known(node.name, node.offset, token.text)

    def _signed(self) -> Node:
        signs = []  # a loop, as hundreds of signs may stand before a value, and each call counts for Python's limit
        while sign := self._sign("+", "-"):
            signs.append(sign)
        node = self._power()
        if sum(sign.text == "-" for sign in signs) % 2:
            return Call("negative", (node,), signs[0].offset)
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
        if token.sort == "name":
            after = self._next()
            return self._call(token) if after and after.text == "(" else Name(token.text, token.offset)
        if token.text == "(":
            node = self._expression()
            self._close(token)
            return node
        raise FormulaError(f"a value is missing before {token.text!r}", token.offset, len(token.text))

    def _close(self, opened: _FormulaToken) -> None:
        if not self._sign(")"):
            raise FormulaError("this bracket isn't closed", opened.offset)

    def _call(self, token: _FormulaToken) -> Node:
        """A function before its bracket; a word is one only there, so that it may also be a name."""
        if token.text not in FUNCTIONS:
            message = f"{token.text!r} isn't a function; these are {', '.join(FUNCTIONS)}"
            raise FormulaError(message, token.offset, len(token.text))
        opened = self._sign("(")
        assert opened
        arguments = [self._expression()]
        while self._sign(","):
            arguments.append(self._expression())
        self._close(opened)
        least, most = FUNCTIONS[token.text].least, FUNCTIONS[token.text].most
        if not least <= len(arguments) <= most:
            count = "one value" if most == 1 else f"{most} values"
            raise FormulaError(f"{token.text} takes {count}", token.offset, len(token.text))
        first = arguments[0]
        if token.text not in ("known", "sum"):
            return Call(token.text, tuple(arguments), token.offset, len(token.text))
        if not isinstance(first, Name):
            raise FormulaError(f"the first value of {token.text} must be a name", token.offset, len(token.text))
        if token.text == "known":
            return Known(first.name, first.offset)
        if any(isinstance(node, Sum) for argument in arguments for node in each_node(argument)):
            raise FormulaError("a sum can't stand in another", token.offset, len(token.text))
        return Sum(first.name, arguments[1], arguments[2], arguments[3], token.offset)

    def _constant(self, token: _FormulaToken) -> Node:
        quantity = self._number_with_unit(float(token.text.replace("_", "")))
        if math.isinf(quantity.value):
            raise FormulaError("this number is too large", token.offset, len(token.text))
        return Constant(quantity)

    def _number_with_unit(self, value: float) -> Quantity:
        """A number with the scale and unit behind it. Of `2 B/n`, where n is no unit, `/n` is a division."""
        if scale := _SCALE.match(self._text, self._at):
            value *= SCALES[scale[1]]
            self._at = scale.end()
        match = _UNIT.match(self._text, self._at)
        if not match or match[1] in _PRECEDENCE:  # of `x < 5 and y`, `and` is no unit
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
