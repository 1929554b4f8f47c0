"""Phrases as expressions: operators in three levels, and names for what lies between them."""

from typing import NamedTuple

from mlsys_cli.exhibits.student.algebra import CannotSolve, Ratio, combined, number, unknown
from mlsys_cli.exhibits.student.units import is_unit, measured, singular
from mlsys_cli.exhibits.student.words import ARTICLES, OPERATORS, PREFIXES, is_number, value_of

_SIGNS = {"plus": "+", "minus": "-", "times": "×", "divby": "/"}
_PAIRS = {"sumof": "plus", "differenceof": "minus", "productof": "times", "quotientof": "divby"}
_MOST_NESTED = 30
"""The most expressions within each other, as each is read by recursion."""


class Expression(NamedTuple):
    """An expression with how it is written; `counted` if it is a number of something (`9 inches`)."""

    ratio: Ratio
    text: str
    is_simple: bool = True
    counted: str = ""

    @property
    def enclosed(self) -> str:
        """Its text as a part of another."""
        return self.text if self.is_simple else f"({self.text})"


class NounPhrases:
    """The names of a problem in the order in which they appear, and what is only counted (`12 cookies`).

    Of the differences those that are `flipped`, by their numbers, are read the other way round.
    """

    def __init__(self, flipped: frozenset[int] = frozenset()) -> None:
        self.flipped = flipped
        self.seen: list[str] = []
        self.shown: dict[str, str] = {}
        self.counted: list[str] = []
        self.differences: list[Ratio] = []
        self.units: list[str] = []

    def add(self, words: tuple[str, ...]) -> str:
        """The name without its articles. Raises CannotSolve if there is none, or too many."""
        name = " ".join(word for word in words if word not in ARTICLES)
        if not name:
            raise CannotSolve("I don't understand a sentence: a name or number is missing.")
        if len(name) > 200:
            raise CannotSolve("A name is longer than 200 characters; use shorter sentences.")
        if name not in self.seen:
            self.seen.append(name)
            self.shown[name] = " ".join(words[words[0] in ARTICLES :])
        return name


def operated(operator: str, a: Expression, b: Expression) -> Expression:
    """Two expressions with an operator between them."""
    text = f"{a.enclosed} {_SIGNS[operator]} {b.enclosed}"
    return Expression(combined(operator, a.ratio, b.ratio), text, is_simple=False)


class ExpressionReader:
    """Reads an expression from left to right. A sum is of terms, a term of factors, and a factor may have operands."""

    def __init__(self, words: list[str], names: NounPhrases, referred: Expression | None = None) -> None:
        self._words = words
        self._at = 0
        self._names = names
        self._referred = referred
        self._pairs = 0
        self._nested = 0

    def whole(self) -> Expression:
        """The expression that all of the words are. Raises CannotSolve."""
        found = self._sum()
        if self._at < len(self._words):
            raise CannotSolve(f"I don't understand {' '.join(self._words[self._at :])[:60]!r}.")
        return found

    def _next(self) -> str:
        return self._words[self._at] if self._at < len(self._words) else ""

    def _take(self, *expected: str) -> str:
        word = self._next()
        if word not in expected or not word:
            return ""
        self._at += 1
        return word

    def _sum(self) -> Expression:
        left = self._term()
        while operator := self._take("plus", "minus", "lessthan"):
            right = self._term()
            if right.counted == "%":
                right = operated("times", right, left)
            left = operated("minus", right, left) if operator == "lessthan" else operated(operator, left, right)
        return left

    def _term(self) -> Expression:
        left = self._factor()
        while operator := self._take("times", "divby"):
            left = operated(operator, left, self._factor())
        return left

    def _factor(self) -> Expression:
        self._nested += 1
        if self._nested > _MOST_NESTED:
            raise CannotSolve("A sentence is too deeply nested.")
        found = self._operand()
        while self._take("squared"):
            found = _power(found, 2)
        self._nested -= 1
        return found

    def _operand(self) -> Expression:
        if self._take("("):
            outside, self._pairs = self._pairs, 0
            inside = self._sum()
            self._pairs = outside
            if not self._take(")"):
                raise CannotSolve("A parenthesis isn't closed.")
            return inside
        if self._take("minus"):
            return operated("minus", Expression(number(0), "0"), self._factor())
        while self._take(*ARTICLES, "by", "of"):
            pass
        if prefix := self._take(*PREFIXES):
            return self._pair(prefix) if prefix in _PAIRS else _power(self._factor(), 2 + (prefix == "cubeof"))
        return self._amount() if is_number(self._next()) else self._name()

    def _pair(self, prefix: str) -> Expression:
        is_outermost = not self._pairs
        self._pairs += 1
        left = self._sum()
        if not self._take("and"):
            raise CannotSolve("A sum, a difference or a product needs two parts, with 'and' between them.")
        self._pairs -= not is_outermost
        right = self._term()
        if is_outermost:
            while prefix in {"sumof", "productof"} and self._take("and"):
                left, right = operated(_PAIRS[prefix], left, right), self._term()
            self._pairs -= 1
        if prefix == "differenceof":
            if len(self._names.differences) in self._names.flipped:
                left, right = right, left
            difference = operated("minus", left, right)
            self._names.differences.append(difference.ratio)
            return difference
        return operated(_PAIRS[prefix], left, right)

    def _amount(self) -> Expression:
        word = self._next()
        self._at += 1
        value, shown = value_of(word), Expression(number(value_of(word)), word)
        if percent := self._take("percent", "percentless", "percentmore"):
            factor = {"percent": value, "percentless": 100 - value, "percentmore": 100 + value}[percent] / 100
            part = Expression(
                number(factor),
                f"{word} %" if percent == "percent" else f"(100 {'-+'[percent == 'percentmore']} {word}) %",
            )
            self._take("of")
            is_share = self._next() not in {"", "and", *OPERATORS[:7]}
            return operated("times", part, self._factor()) if is_share else part._replace(counted="%")
        if self._take("of"):
            return operated("times", shown, self._factor())
        if self._take("years", "year"):
            self._take("old")
            return shown
        if is_unit(self._next()):
            return self._measured(word, shown)
        if self._next() in {"", "and", "than", *OPERATORS, *PREFIXES}:
            return shown
        name = self._read_name()
        noun = " ".join([*name.split()[:-1], singular(name.split()[-1])])
        self._names.counted.append(noun)
        return Expression(
            operated("times", shown, Expression(unknown(noun), noun)).ratio, f"{word} {name}", counted=noun
        )

    def _measured(self, word: str, shown: Expression) -> Expression:
        unit = self._next()
        self._at += 1
        size, text = measured(unit), f"{word} {unit}"
        self._names.units.append(singular(unit))
        if (
            self._next() in {"per", "an", "a"}
            and self._at + 1 < len(self._words)
            and is_unit(self._words[self._at + 1])
        ):
            below = self._words[self._at + 1]
            self._at += 2
            size, text = size.times(measured(below), -1), f"{text} per {below}"
            self._names.units.append(singular(below))
        return Expression(combined("times", shown.ratio, Ratio({(): size})), text, counted=unit)

    def _name(self) -> Expression:
        words = self._read_words()
        if self._referred and (words == ("result",) or (words[:1] == ("this",) and len(words) == 2)):
            return self._referred
        name = self._names.add(words[1:] if words[:1] == ("this",) else words)
        return Expression(unknown(name), name)

    def _read_name(self) -> str:
        return " ".join(word for word in self._read_words() if word not in ARTICLES) or "one"

    def _read_words(self) -> tuple[str, ...]:
        start = self._at
        between = False
        while (word := self._next()) and word not in OPERATORS and word not in PREFIXES:
            if word == "and" and self._pairs and not between:
                break
            between = (between or word == "between") and word != "and"
            self._at += 1
        return tuple(self._words[start : self._at])


def _power(base: Expression, exponent: int) -> Expression:
    ratio = base.ratio
    for _ in range(exponent - 1):
        ratio = combined("times", ratio, base.ratio)
    return Expression(ratio, f"{base.enclosed}{'²³'[exponent - 2]}")
