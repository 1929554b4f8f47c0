"""MYCIN: what grows in the blood, by rules with certainties."""

from functools import cache
from pathlib import Path

from mlsys_cli.errors import UsageError
from mlsys_cli.exhibits.exhibit import Dial, Program, Settings, Talk
from mlsys_cli.exhibits.mycin.consultation import Facts, combined
from mlsys_cli.exhibits.mycin.dialogue import Talking, answer, greeting, numbers, read_values
from mlsys_cli.exhibits.mycin.rule_base import RuleBase, read_rule_base


@cache
def _shipped() -> RuleBase:
    return read_rule_base((Path(__file__).parent / "rules.json").read_text(encoding="utf-8"))


def _begin(settings: Settings) -> Talking:
    base: RuleBase = settings.get("data") or _shipped()
    said = {name: str(settings.get(name, "")) for name in _shipped().parameters} if base is _shipped() else {}
    for fact in filter(str.strip, str(settings.get("facts", "")).split(";")):
        name, _, value = fact.strip().partition(" ")
        said[name.lower()] = value.strip().removeprefix("is ").removeprefix("= ")
    return Talking(base, _facts(base, said))


def _facts(base: RuleBase, answers: dict[str, str]) -> Facts:
    facts = {}
    for name, text in answers.items():
        if name not in base.parameters:
            raise UsageError(f"there is no {name[:40]!r} in the rules", [f"the names are {', '.join(base.parameters)}"])
        try:
            if text:
                facts[name] = read_values(base.parameters[name], text)
        except ValueError as error:
            raise UsageError(f"{name} can't be {text[:40]!r}", [str(error)]) from None
    return facts


def _newspapers() -> int:
    count, certainty = 1, 0.01
    while certainty <= 0.95:
        count, certainty = count + 1, combined(certainty, 0.01)
    return count


PROGRAM = Program(
    Talk(_begin, greeting, answer, numbers=numbers),
    {"newspapers": _newspapers},
    dials=tuple(Dial(word.name, word.question or word.name, "") for word in _shipped().parameters.values()),
    read_data=read_rule_base,
)
