"""Backward chaining as in EMYCIN: from a goal to the rules that conclude it, and from these to what they need."""

from collections.abc import Iterable, Mapping
from functools import reduce
from typing import NamedTuple, TypeAlias

from mlsys_cli.exhibits.mycin.rule_base import Condition, Parameter, ProductionRule, RuleBase, Value

CUT_OFF = 0.2
"""What is believed no more than this doesn't count as true."""


def combined(first: float, other: float) -> float:
    """Two pieces of evidence together, as in EMYCIN; sure evidence for and against cancels out."""
    if first >= 0 and other >= 0:
        return first + other - first * other
    if first <= 0 and other <= 0:
        return first + other + first * other
    weaker = min(abs(first), abs(other))
    return (first + other) / (1 - weaker) if weaker < 1 else 0.0


def of_emycin(evidence: Iterable[float]) -> float:
    """All evidence together, piece by piece."""
    return reduce(combined, evidence, 0.0)


def of_1975(evidence: Iterable[float]) -> float:
    """All evidence together as in 1975: the belief from what speaks for it, less the disbelief from the rest."""
    pieces = [*evidence]
    return of_emycin(piece for piece in pieces if piece > 0) + of_emycin(piece for piece in pieces if piece < 0)


def in_words(certainty: float) -> str:
    """The strength of evidence in MYCIN's words."""
    size = abs(certainty)
    strength = "conclusive" if size == 1 else "strongly suggestive" if size > 0.8 else "suggestive"
    strength = "no" if size == 0 else "weakly suggestive" if size <= 0.5 else strength
    return f"{strength} evidence{' against' if certainty < 0 else ''}"


Facts: TypeAlias = Mapping[str, tuple[tuple[Value, float], ...]]
"""What the user has said of each parameter: values with their certainties; none if it is unknown."""


class PremiseValue(NamedTuple):
    """A piece of evidence for or against a value: from a rule, or from what the user said."""

    rule: ProductionRule | None
    certainty: float


class _AskedError(Exception):
    """The user has to be asked."""


class Consultation:
    """The conclusions from some facts: the evidence for each value, and what is to be asked next, if anything."""

    def __init__(self, base: RuleBase, facts: Facts) -> None:
        self.base = base
        self.facts = facts
        self.evidence: dict[str, dict[Value, list[PremiseValue]]] = {name: {} for name in base.parameters}
        self.asked: Parameter | None = None
        self.path: list[ProductionRule] = []
        """The rules for which it is asked, the last of which needs it."""
        self._certainties: dict[str, dict[Value, float]] = {name: {} for name in base.parameters}
        self._settled: set[str] = set()
        try:
            for name in (*base.initial, *base.goals):
                self._find_out(name)
        except _AskedError:
            return

    def beliefs(self, name: str) -> list[tuple[Value, float]]:
        """The values of a parameter with their certainties, the most certain first."""
        return sorted(self._certainties[name].items(), key=lambda pair: -pair[1])

    def certainty(self, condition: Condition) -> float:
        """The certainty that a condition holds: that of all values for which it does."""
        certainties = self._certainties[condition.parameter]
        total = sum(certainty for value, certainty in certainties.items() if condition.holds(value))
        return max(-1.0, min(1.0, total))

    def known(self, conditions: Iterable[Condition]) -> list[Condition]:
        """Those of some conditions that are believed."""
        return [condition for condition in conditions if self.certainty(condition) > CUT_OFF]

    def _find_out(self, name: str) -> None:
        """Find out the values of a parameter: from the user, or from every rule that concludes it."""
        if name in self._settled:
            return
        self._settled.add(name)
        said = self.facts.get(name)
        for value, certainty in said or ():
            self._add(name, value, PremiseValue(None, certainty))
        parameter = self.base.parameters[name]
        if said:
            return
        if said is None and parameter.when == "first":
            self._ask(parameter)
        rules = [
            rule for rule in self.base.rules if any(conclusion.parameter == name for conclusion in rule.conclusions)
        ]
        applied = [self._apply(rule) for rule in rules]  # each, for the next one may speak against it
        if not any(applied) and said is None and parameter.when == "last":
            self._ask(parameter)

    def _ask(self, parameter: Parameter) -> None:
        self.asked = parameter
        raise _AskedError

    def _apply(self, rule: ProductionRule) -> bool:
        """Draw the conclusions of a rule if its premises hold, as certain as the least certain of them."""
        if any(self.certainty(premise) < CUT_OFF - 1 for premise in rule.premises):
            return False
        self.path.append(rule)
        certainty = 1.0
        for premise in rule.premises:
            self._find_out(premise.parameter)
            certainty = min(certainty, self.certainty(premise))
            if certainty <= CUT_OFF:
                break
        self.path.pop()
        if certainty <= CUT_OFF:
            return False
        for conclusion in rule.conclusions:
            self._add(conclusion.parameter, conclusion.value, PremiseValue(rule, certainty * rule.certainty))
        return True

    def _add(self, name: str, value: Value, piece: PremiseValue) -> None:
        self.evidence[name].setdefault(value, []).append(piece)
        certainties = self._certainties[name]
        certainties[value] = combined(certainties.get(value, 0.0), piece.certainty)
