"""MYCIN: what grows in the blood, by rules with certainties."""

import json
from functools import cache
from pathlib import Path

from mlsys_cli.claims import Claim
from mlsys_cli.errors import UsageError
from mlsys_cli.exhibits.exhibit import Dial, Exhibit, GuessQuestion, Preset, Settings, Talk
from mlsys_cli.exhibits.mycin.consultation import Consultation, Facts, combined
from mlsys_cli.exhibits.mycin.dialogue import Talking, answer, greeting, numbers, read_values
from mlsys_cli.exhibits.mycin.rule_base import RuleBase, Value, read_rule_base, rule_base

_FISCHER = {
    "site": "blood",
    "gram": "neg",
    "morphology": "rod",
    "aerobicity": "aerobic",
    "compromised-host": "yes",
    "burn": "serious",
}
"""The first consultation of Norvig's chapter; in the second, the stain is unsure and the organism anaerobic."""
_UNSURE = {**_FISCHER, "gram": "neg .8 pos .2", "aerobicity": "anaerobic"}
_REPLAY = ("blood", "neg", "rod", "why", "aerobic", "yes", "why", "serious", "how pseudomonas")
_AGAINST = {
    "site": "unknown",
    "identity": " ".join(f"pseudomonas {item}" for item in (0.4, 0.4, 0.5, 0.5, 0.6, 0.6, 0.7, 0.8, -0.8)),
}


@cache
def _shipped() -> RuleBase:
    return rule_base(json.loads((Path(__file__).parent / "rules.json").read_text(encoding="utf-8")))


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


def found(answers: dict[str, str], goal: str = "identity") -> dict[Value, float]:
    """The findings of the rules in some facts, with certainties to three places."""
    beliefs = Consultation(_shipped(), _facts(_shipped(), answers)).beliefs(goal)
    return {value: round(certainty, 3) for value, certainty in beliefs}


def _newspapers() -> int:
    count, certainty = 1, 0.01
    while certainty <= 0.95:
        count, certainty = count + 1, combined(certainty, 0.01)
    return count


def _question(settings: Settings) -> GuessQuestion | None:
    """None where so much is known that it begins with its finding."""
    words = "Two rules speak for the same finding, with 0.6 and 0.4. How certain is it by both together?"
    is_open = Consultation(*_begin(settings)).asked is not None
    return GuessQuestion(words, "rules of .6 and .4") if is_open else None


EXHIBIT = Exhibit(
    engine=Talk(_begin, greeting, answer, _REPLAY, numbers),
    question=_question,
    remember=(
        "Knowledge as rules, apart from the program that uses them: it works back from the goal, adds up uncertain "
        "evidence, and can say why it asks and how it concluded. But experts have to write the rules."
    ),
    faithful=(
        "Chaining, the cut-off at 0.2 and the sum of certainties are EMYCIN's, beside them the certainties of 1975. "
        "Six rules are MYCIN's, as Norvig took them from Shortliffe's book; he wrote rules 1 to 3."
    ),
    ours=(
        "Nine rules of about 500, one organism instead of patients with several cultures, and neither drugs nor "
        "therapy. It is history, not medicine."
    ),
    sources=("shortliffe1976", "shortliffe1975", "norvig1992"),
    read_on="intro/expert-systems",
    dials=(
        Dial("facts", "what is known from the start, such as 'gram is neg .8 pos .2; burn is serious'", ""),
        *(Dial(word.name, word.question or word.name, "") for word in _shipped().parameters.values()),
    ),
    presets=(
        Preset("fischer", "All answers are certain, and two rules agree on pseudomonas.", _FISCHER),
        Preset("against", "Eight pieces of evidence for it, one against: 0.2 in 1975, 0.996 in EMYCIN.", _AGAINST),
        Preset("unsure", "The stain is read as negative with 0.8 only, and each finding is weaker.", _UNSURE),
    ),
    claims=(
        Claim(
            "the first consultation",
            {"enterobacteriaceae": 0.8, "pseudomonas": 0.76},
            lambda: found(_FISCHER),
            "norvig1992",
        ),
        Claim(
            "the second, with an unsure stain",
            {"bacteroides": 0.72, "pseudomonas": 0.646},
            lambda: found(_UNSURE),
            "norvig1992",
        ),
        Claim("rules of .6 and .4 together", 0.76, lambda: combined(0.6, 0.4), "norvig1992", 1e-9),
        Claim("newspapers of .01 until Elvis lives with .95", 299, _newspapers, "norvig1992"),
    ),
    read_data=read_rule_base,
)
