"""Rule bases: what can be asked, and what follows from it. They are data, perhaps of a stranger."""

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from graphlib import CycleError, TopologicalSorter
from typing import Any, NamedTuple, TypeAlias

from mlsys_cli.errors import UsageError
from mlsys_cli.text.spelling import did_you_mean

Value: TypeAlias = str | float
Steps: TypeAlias = tuple[str | int, ...]
"""The keys and numbers that lead to a part of a rule base."""

_MOST_BYTES = 65_536
_MOST_RULES = 500
_MOST_PARAMETERS = 200
_MOST_CONDITIONS = 20
_LONGEST_CHAIN = 50
_LONGEST_TEXT = 300
"""The limits of rules by another author, of which a book may bring any: a chain of rules is followed by recursion."""
_CONDITION = re.compile(r"\s*(\S+)\s+(is|<=|>=|<|>)\s+(\S+)\s*")  # `wbc < 2.5`
_CANT = "the rule base can't be used: "
_EXAMPLE = "such as {rule: 3, if: [wbc < 2.5], then: leukopenia is yes, cf: 0.9}"


class Parameter(NamedTuple):
    """A parameter of the rules: its question, its values if listed, and when it is asked: first, last or never."""

    name: str
    question: str
    values: tuple[str, ...]
    is_number: bool
    when: str


class Condition(NamedTuple):
    """A premise or a conclusion: `gram is neg`, `wbc < 2.5`."""

    parameter: str
    operator: str
    value: Value

    @property
    def text(self) -> str:
        """The condition as it is written."""
        return f"{self.parameter} {self.operator} {shown(self.value)}"

    def holds(self, value: Value) -> bool:
        """True if it holds for a value."""
        if self.operator == "is" or isinstance(value, str) or isinstance(self.value, str):
            return self.operator == "is" and value == self.value
        if "=" in self.operator and value == self.value:
            return True
        return value < self.value if "<" in self.operator else value > self.value


class ProductionRule(NamedTuple):
    """If all premises hold, the conclusions do with this certainty."""

    name: str
    premises: tuple[Condition, ...]
    conclusions: tuple[Condition, ...]
    certainty: float


class RuleBase(NamedTuple):
    """Rules and their parameters; `initial` are asked at once, and `goals` are to be found out."""

    note: str
    initial: tuple[str, ...]
    goals: tuple[str, ...]
    parameters: dict[str, Parameter]
    rules: tuple[ProductionRule, ...]


def joined(conditions: Iterable[Condition]) -> str:
    """Conditions in a sentence."""
    return " and ".join(condition.text for condition in conditions)


def shown(value: Value) -> str:
    """A value as text."""
    return value if isinstance(value, str) else f"{value:g}"


def read_rule_base(text: str) -> RuleBase:
    """A rule base from YAML. Raises UsageError, which says what is wrong with which rule."""
    import yaml

    if len(text.encode("utf-8", "replace")) > _MOST_BYTES:
        raise _wrong(f"it is larger than {_MOST_BYTES // 1024} KB")
    try:
        loader_class = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # both are safe
        for event in yaml.parse(text, Loader=loader_class):
            if isinstance(event, yaml.AliasEvent):  # a few aliases of aliases would fill the memory
                mark: Any = event.start_mark
                problem = f"write the content out instead of the alias *{event.anchor}"
                raise yaml.MarkedYAMLError(problem=problem, problem_mark=mark)
        loader = loader_class(text)
        node = loader.get_single_node()
        data = loader.construct_document(node) if node else None
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        problem = getattr(error, "problem", None) or "this is no YAML that can be read"
        line = mark.line + 1 if mark else 0
        raise _wrong(f"line {line}: {problem}" if line else problem, line=line) from None
    return _rule_base(data, dict(_lines(node)))


def _lines(top: Any) -> Iterator[tuple[Steps, int]]:
    """The lines of the fields of a rule base, and of what is in them, by their keys and numbers."""
    for name, begin, node in _parts(top):
        yield (name,), begin.start_mark.line + 1
        yield from (((name, step), part.start_mark.line + 1) for step, part, _ in _parts(node))


def _parts(node: Any) -> Iterator[tuple[str | int, Any, Any]]:
    """The key or number of each part of a node, the node with which it begins, and the one of its value."""
    if node and node.id == "mapping":
        yield from ((key.value, key, value) for key, value in node.value if key.id == "scalar")
    elif node and node.id == "sequence":
        yield from ((index, item, item) for index, item in enumerate(node.value))


def _rule_base(data: Any, lines: Mapping[Steps, int]) -> RuleBase:
    """A rule base from its data, whose parts are in these lines. Raises UsageError, which says what is wrong where."""
    data = _fields(data, "it", {"title", "note", "source", "licence", "initial", "goals", "parameters", "rules"})
    given = data.get("parameters")
    with _in_line(lines, "parameters"):
        if not isinstance(given, Mapping) or not 1 <= len(given) <= _MOST_PARAMETERS:
            raise _wrong(f"parameters has to name 1 to {_MOST_PARAMETERS} of them, each with what is asked")
    parameters: dict[str, Parameter] = {}
    for name, fields in given.items():
        with _in_line(lines, "parameters", name):
            parameter = _parameter(name, fields)
            parameters[parameter.name] = parameter
    rules: dict[str, ProductionRule] = {}
    with _in_line(lines, "rules"):
        items = _several(data.get("rules"), "rules", _MOST_RULES)
    for index, item in enumerate(items):
        with _in_line(lines, "rules", index):
            rule = _rule(parameters, item)
            if rule.name in rules:
                raise _wrong(f"rule {rule.name} is there twice")
            rules[rule.name] = rule
    with _in_line(lines, "initial"):
        initial = [_known(parameters, name, "initial") for name in _several(data.get("initial", []), "initial", 20, 0)]
    with _in_line(lines, "goals"):
        goals = [_known(parameters, name, "goals") for name in _several(data.get("goals"), "goals", 20)]
    note = _text(data.get("note", ""), "note")
    base = RuleBase(note, tuple(initial), tuple(goals), parameters, tuple(rules.values()))
    _check_chains(base)
    return base


@contextmanager
def _in_line(lines: Mapping[Steps, int], *steps: str | int) -> Iterator[None]:
    """Let an error say the line of a part, if that is known."""
    try:
        yield
    except UsageError as error:
        line = lines.get(steps, 0)
        if error.line or not line:
            raise
        what = error.message.removeprefix(_CANT)
        raise UsageError(f"{_CANT}line {line}: {what}", error.hints, line) from None


def _wrong(what: str, hint: str = "", line: int = 0) -> UsageError:
    return UsageError(f"{_CANT}{what}", [hint], line)


def _fields(item: Any, location: str, names: set[str]) -> Mapping[str, Any]:
    if not isinstance(item, Mapping):
        raise _wrong(f"{location} has to be a list of names with values", f"the names are {', '.join(sorted(names))}")
    for name in item:
        if name not in names:
            word = name[:40] if isinstance(name, str) else "this"
            nearest = did_you_mean(word, names)
            raise _wrong(f"{location} can't have {word!r}", nearest or f"the names are {', '.join(sorted(names))}")
    return item


def _several(items: Any, name: str, most: int, least: int = 1) -> list[Any]:
    if isinstance(items, str):
        items = [items]
    if not isinstance(items, list) or not least <= len(items) <= most:
        raise _wrong(f"{name} has to be a list of {least} to {most}")
    return items


def _text(item: Any, location: str) -> str:
    """The text of a field; YAML reads `yes` and `no` as true and false."""
    if isinstance(item, bool):
        item = "yes" if item else "no"
    if isinstance(item, int | float) and abs(item) < 1e15:
        item = str(item) if isinstance(item, int) else f"{item:g}"
    if not isinstance(item, str) or len(item) > _LONGEST_TEXT:
        raise _wrong(f"{location} has to be a text of at most {_LONGEST_TEXT} characters")
    return " ".join(item.split())


def _one_word(item: Any, location: str) -> str:
    word = _text(item, location).lower()
    if not re.fullmatch(r"[\w.+-]{1,40}", word):
        raise _wrong(f"{location} has to be one word, not {word[:40]!r}", "words may be joined by hyphens")
    return word


def _parameter(name: Any, fields: Any) -> Parameter:
    word = _one_word(name, "the name of a parameter")
    fields = _fields(fields or {}, word, {"ask", "values", "number", "when"})
    when = fields.get("when", "last")
    if when not in ("first", "last", "never"):
        raise _wrong(f"{word}: when has to be first, last or never")
    values = [_one_word(value, f"{word}: a value") for value in _several(fields.get("values", []), word, 50, 0)]
    question = _text(fields.get("ask", f"What is the value of {word}?"), f"{word}: ask")
    return Parameter(word, question, tuple(values), bool(fields.get("number")), when)


def _known(parameters: Mapping[str, Parameter], name: Any, location: str) -> str:
    word = _text(name, location).lower()
    if word not in parameters:
        nearest = did_you_mean(word, parameters)
        raise _wrong(f"{location}: there is no parameter {word[:40]!r}", nearest or "name it under parameters")
    return word


def _rule(parameters: Mapping[str, Parameter], item: Any) -> ProductionRule:
    item = _fields(item, "a rule", {"rule", "if", "then", "cf"})
    name = _text(item.get("rule", ""), "the name of a rule")
    if not name:
        raise _wrong("a rule has no name or number", _EXAMPLE)
    place = f"rule {name[:40]}"
    certainty = item.get("cf", 1)
    if isinstance(certainty, bool) or not isinstance(certainty, int | float) or not -1 <= certainty <= 1:
        raise _wrong(f"{place}: cf has to be a number from -1 to 1")
    parts = [
        tuple(
            _condition(parameters, condition, place)
            for condition in _several(item.get(key), f"{place}: {key}", _MOST_CONDITIONS)
        )
        for key in ("if", "then")
    ]
    if any(conclusion.operator != "is" for conclusion in parts[1]):
        raise _wrong(f"{place}: a conclusion has to be of the form NAME is VALUE", _EXAMPLE)
    return ProductionRule(name.lower(), parts[0], parts[1], float(certainty))


def _condition(parameters: Mapping[str, Parameter], item: Any, location: str) -> Condition:
    match = _CONDITION.fullmatch(_text(item, location))
    if match is None:
        raise _wrong(f"{location}: a condition has to be of the form NAME is VALUE", _EXAMPLE)
    name, operator, word = match.groups()
    parameter = parameters[_known(parameters, name, location)]
    try:
        return Condition(parameter.name, operator, value_of(parameter, word))
    except ValueError as error:
        raise _wrong(f"{location}: {str(error)[0].lower()}{str(error)[1:]}") from None


def value_of(parameter: Parameter, word: str) -> Value:
    """The value that a word means for a parameter; its beginning is enough. Raises ValueError, which says why not."""
    if parameter.is_number:
        try:
            number = float(word)
        except ValueError:
            number = float("nan")
        if not abs(number) < 1e15:
            raise ValueError(f"The {parameter.name} has to be a number, not {word[:40]!r}")
        return number
    word = word.lower().strip("'\"")
    begun = [value for value in parameter.values if value.startswith(word)] if word else []
    if not parameter.values or word in parameter.values:
        return word
    if len(begun) == 1:
        return begun[0]
    raise ValueError(f"The {parameter.name} has to be one of {', '.join(parameter.values)}, not {word[:40]!r}")


def _check_chains(base: RuleBase) -> None:
    """Raise UsageError if a parameter is needed to find out itself, or a chain of rules is too long."""
    needs: dict[str, set[str]] = {name: set() for name in base.parameters}
    for rule in base.rules:
        for conclusion in rule.conclusions:
            needs[conclusion.parameter].update(premise.parameter for premise in rule.premises)
    try:
        order = [*TopologicalSorter({name: sorted(needed) for name, needed in needs.items()}).static_order()]
    except CycleError as error:
        raise _wrong(f"the rules go in a circle: {' needs '.join(reversed(error.args[1]))}") from None
    lengths: dict[str, int] = {}
    for name in order:
        lengths[name] = 1 + max((lengths[needed] for needed in needs[name]), default=0)
        if lengths[name] > _LONGEST_CHAIN + 1:
            raise _wrong(f"a chain of rules is longer than {_LONGEST_CHAIN}")
