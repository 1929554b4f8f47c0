"""A problem: its sentences, its equations, what is asked, and how an answer is found."""

import re
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import NamedTuple

from mlsys_cli.exhibits.student.algebra import (
    CannotSolve,
    Measure,
    Polynomial,
    Ratio,
    combined,
    solved,
    substituted,
    unknown,
)
from mlsys_cli.exhibits.student.expressions import Expression, ExpressionReader, NounPhrases
from mlsys_cli.exhibits.student.sentences import simple_sentences
from mlsys_cli.exhibits.student.units import is_unit, measured, singular, written
from mlsys_cli.exhibits.student.words import content, is_number

FACTS = ("distance is speed times time", "distance is gas consumption times number of gallons of gas used")
"""What is known beforehand, and used where a problem speaks of it; so are units, such as 12 inches for a foot."""

_TOO_LITTLE = "The sentences don't say enough to find the answer."
_NOT_LINEAR = "I can solve linear equations only, and one of these isn't linear."
_ZERO = "That would divide by zero."
_MOST_EQUATIONS = 60
_MOST_TRIALS = 12
"""The largest problem, and the most names that are tried as the same one: each trial solves all equations again."""


class Asked(NamedTuple):
    """The unknown that is asked for, and its unit if the question names one."""

    text: str
    ratio: Ratio
    unit: str = ""


class WordProblem(NamedTuple):
    """A problem that was read: each equation is an expression that is zero, with how it is written."""

    sentences: Sequence[str]
    equations: Sequence[tuple[str, Ratio]]
    asked: Sequence[Asked]
    names: NounPhrases


class Found(NamedTuple):
    """The unknowns that are asked for with their answers, and the facts and assumptions that were needed."""

    answers: Sequence[tuple[str, str]]
    facts: Sequence[str]
    assumed: Sequence[tuple[str, str]]


class Insufficient(CannotSolve):
    """The equations don't determine what is asked."""


class NotLinear(Insufficient):
    """The equations might determine what is asked, but they aren't linear."""


def read(text: str, flipped: frozenset[int] = frozenset()) -> WordProblem:
    """The problem that a text poses. Raises CannotSolve."""
    sentences = simple_sentences(text)
    names = NounPhrases(flipped)
    equations: list[tuple[str, Ratio]] = []
    asked: list[Asked] = []
    referred: Expression | None = None
    for sentence in sentences:
        if len(equations) > _MOST_EQUATIONS:
            raise CannotSolve("The problem has too many sentences.")
        head, _, rest = sentence.partition(" ")
        if head == "find":
            asked += (_asked(part, names) for part in _parts(rest))
        elif head == "convert":
            asked.append(_conversion(rest, names))
        elif " is " not in sentence:
            raise CannotSolve(f"I don't understand the sentence {sentence[:80]!r}.")
        else:
            left, _, right = sentence.partition(" is ")
            if right.startswith("unequal"):
                raise CannotSolve("I understand equations only, not 'greater than' or 'less than'.")
            if right.split()[0] in {"plus", "minus", "times", "divby", "squared", "lessthan"}:
                referred = ExpressionReader(f"( {left} ) {right}".split(), names, referred).whole()
                continue
            one, other = (ExpressionReader(side.split(), names, referred).whole() for side in (left, right))
            equations.append((f"{one.text} = {other.text}", combined("minus", one.ratio, other.ratio)))
            if one.counted and other.counted:
                names.seen += (side.counted for side in (one, other) if not is_unit(side.counted))
    return _with_units(WordProblem(sentences, equations, asked, names))


def solution(text: str) -> Found:
    """The answers to what a text asks. Raises CannotSolve, or Insufficient if a relation is missing."""
    flipped: frozenset[int] = frozenset()
    for _ in range(4):
        problem = read(text, flipped)
        if not problem.asked:
            raise CannotSolve("I see no question. Ask one: 'Find the ...', or 'What is the ...?'")
        found, values = _solved(problem)
        values_of = [_constant(ratio, values) for ratio in problem.names.differences]
        negative = {at for at, difference in enumerate(values_of) if difference and difference.value < 0}
        if negative <= flipped:
            return found
        flipped |= negative
    return found


def _asked(part: str, names: NounPhrases) -> Asked:
    if (within := re.fullmatch(r"(?P<what>.+) in (?P<unit>\S+)", part)) and is_unit(within["unit"]):
        return _conversion(f"{within['what']} to {within['unit']}", names)
    found = ExpressionReader(part.split(), names).whole()
    return Asked(names.shown.get(found.text, found.text), found.ratio)


def _conversion(text: str, names: NounPhrases) -> Asked:
    amount, _, unit = text.partition(" to ")
    amount = re.sub("^in ", "", amount)
    expression = ExpressionReader(amount.split(), names).whole()
    one = Ratio({(): measured(unit)}) if is_unit(unit) else unknown(names.add(tuple(singular(unit).split())))
    names.seen += [expression.counted] if expression.counted and not is_unit(expression.counted) else []
    return Asked(names.shown.get(expression.text, expression.text), combined("divby", expression.ratio, one), unit)


def _parts(text: str) -> list[str]:
    """The things that are asked, which stand with `and` between them."""
    if not {"sumof", "differenceof", "productof", "quotientof", "between"}.isdisjoint(text.split()):
        return [text]
    return [part for part in map(str.strip, text.split(" and ")) if part]


def _with_units(problem: WordProblem) -> WordProblem:
    """The problem in which what is only counted, and is no name, is a unit of its own."""
    last_words = {noun: noun.split()[-1] for noun in problem.names.counted if noun not in problem.names.seen}
    problem.names.units += last_words.values()
    units: dict[str, Polynomial] = {noun: {(): measured(word)} for noun, word in last_words.items()}

    def with_units(ratio: Ratio) -> Ratio:
        return Ratio(substituted(ratio.top, units), substituted(ratio.bottom, units))

    return problem._replace(
        equations=[(text, with_units(ratio)) for text, ratio in problem.equations],
        asked=[asked._replace(ratio=with_units(asked.ratio)) for asked in problem.asked],
    )


def _solved(problem: WordProblem) -> tuple[Found, Mapping[str, Polynomial]]:
    """The answers, with facts and assumptions about names added one by one until they suffice."""
    failure = Insufficient(_TOO_LITTLE)
    for facts in ((), _facts(problem.names)):
        equations = [*(ratio for _, ratio in problem.equations), *(_equation(fact, problem.names) for fact in facts)]
        assumed: list[tuple[str, str]] = []
        for pair in (None, *_alike(problem.names.seen, equations)):
            trial = [*assumed, pair] if pair else []
            same = [combined("minus", unknown(a), unknown(b)) for a, b in trial]
            try:
                answers, values = _answers(problem, [*equations, *same])
                return Found(answers, facts, trial), values
            except Insufficient as reason:
                failure, assumed = reason, trial
            except CannotSolve:
                if not trial:
                    raise
    raise failure


def _answers(
    problem: WordProblem, equations: Sequence[Ratio]
) -> tuple[Sequence[tuple[str, str]], Mapping[str, Polynomial]]:
    values, left_over = solved(ratio.top for ratio in equations)
    for ratio in (*equations, *(asked.ratio for asked in problem.asked)):
        if not substituted(ratio.bottom, values):
            raise CannotSolve(_ZERO)
    answers: list[tuple[str, str]] = []
    for asked in problem.asked:
        quantity = _constant(asked.ratio, values)
        if quantity is None:
            raise NotLinear(_NOT_LINEAR) if left_over else Insufficient(_TOO_LITTLE)
        answer = written(quantity, tuple(problem.names.units))
        answers.append((asked.text, f"{answer} {asked.unit}" if asked.unit else answer))
    return answers, values


def _constant(ratio: Ratio, values: Mapping[str, Polynomial]) -> Measure | None:
    """The number that an expression is; None if it isn't known."""
    top, bottom = (substituted(part, values) for part in ratio)
    if not set(top) <= {()} or set(bottom) != {()}:
        return None
    return top.get((), Measure(Fraction(0))).times(bottom[()], -1)


def _facts(names: NounPhrases) -> tuple[str, ...]:
    """The facts that share a word with a name of the problem."""
    words = {word for name in names.seen for word in content(tuple(name.split()))}
    if words.isdisjoint({"distance", "speed"}):
        return ()
    return tuple(fact for fact in FACTS if words & ({"gas"} if "gas" in fact else {"speed", "time"}))


def _equation(fact: str, names: NounPhrases) -> Ratio:
    left, _, right = fact.partition(" is ")
    return combined("minus", *(ExpressionReader(side.split(), names).whole().ratio for side in (left, right)))


def _alike(names: Sequence[str], equations: Sequence[Ratio]) -> list[tuple[str, str]]:
    """Names that may mean the same: all words of one are in the other, and they don't meet in an equation."""
    names = [name for name in names if not any(map(is_number, name.split()))]
    meanings = {name: _meaning(name) for name in names}
    apart = [{name for product in ratio.top for name in product} for ratio in equations]
    pairs: list[tuple[str, str]] = []
    for name in names:
        fits = [
            other
            for other in names
            if other != name
            and meanings[name]
            and meanings[name] <= meanings[other]
            and not (meanings[other] - meanings[name]) & _AMOUNTS
            and not any(name in group and other in group for group in apart)
        ]
        equal = [other for other in fits if meanings[other] == meanings[name]]
        alike = equal or [other for other in fits if _first(other) == _first(name)] or fits
        if len({meanings[other] for other in alike}) == 1 and (alike[0], name) not in pairs:
            pairs.append((name, alike[0]))
    return pairs[:_MOST_TRIALS]


def _first(name: str) -> str:
    return next((singular(word) for word in name.split() if content((word,))), "")


def _meaning(name: str) -> frozenset[str]:
    words = name.split()
    is_one_number = len(words) == 2 and words[0] == "one" and words[1].startswith("number")
    return content(tuple(words)) | (frozenset({"one"}) if is_one_number else frozenset())


_AMOUNTS = frozenset(["twice", "half", "more", "less", "times", "than", "third", "quarter", "double", "plus", "minus"])
