"""A consultation in lines: answers with certainties, and questions about the reasons."""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from mlsys_cli.exhibits.exhibit import Answer, Number, Reason
from mlsys_cli.exhibits.mycin.consultation import Consultation, Facts, combined, in_words, of_1975
from mlsys_cli.exhibits.mycin.rule_base import (
    Condition,
    Parameter,
    ProductionRule,
    RuleBase,
    Value,
    joined,
    shown,
    value_of,
)
from mlsys_cli.text.english import sentence

_LONGEST_LINE = 2_000  # characters, so that no pasted file is parsed; chosen, not measured
_FACT = re.compile(r"(\S+?)\s*(?:=|\bis\b)\s*(.+)")  # `gram is neg`, `gram=neg`
_CERTAINTY = re.compile(r"[+-]?\d*\.?\d+")  # `.8`, `-1`, `0.25`
_HELP = """Answer with a value, such as rod; with how certain it is, from -1 to 1: rod .8, or neg .8 pos .2; or unknown.
why: what the question is for. how NAME: what a finding rests on. rule 52: a rule. facts: what you said.
NAME is VALUE: say something unasked, or change it. again: begin again. stop: end."""


class Talking(NamedTuple):
    """The state of a conversation: the rules, and what was said."""

    base: RuleBase
    facts: Facts


def greeting(state: Talking) -> str:
    """The purpose of the rules, and the first question."""
    note = f"{sentence(state.base.note)}\n" if state.base.note else ""
    return note + _next(Consultation(*state))


def answer(state: Talking, line: str) -> tuple[Talking, Answer]:
    """The answer to a line, and the state after it."""
    if len(line) > _LONGEST_LINE:
        return state, Answer(f"A line may have at most {_LONGEST_LINE:,} characters.")
    words = line.lower().strip(" .?!\t\r\n") or ("help" if "?" in line else "")
    if words in {"stop", "quit", "exit", "bye"}:
        return state, Answer("The consultation has ended.", over=True)
    if words == "again":
        state = Talking(state.base, {})
        return state, Answer(_next(Consultation(*state)))
    consultation = Consultation(*state)
    reply = _reply(consultation, words)
    if reply:
        return state, Answer(reply)
    try:
        name, said = _said(consultation, words)
    except ValueError as error:
        question = f"\n{consultation.asked.question}" if consultation.asked else ""
        return state, Answer(f"{error}. Type help for what you can answer.{question}")
    state = Talking(state.base, {**state.facts, name: said})
    consultation = Consultation(*state)
    return state, Answer(_next(consultation), tuple(_reasons(consultation)))


def read_values(parameter: Parameter, text: str) -> tuple[tuple[Value, float], ...]:
    """Values with certainties, such as `neg .8 pos .2`; none for `unknown`. Raises ValueError, which says why not."""
    words = [word for word in re.split(r"[\s(),;:]+", text.lower()) if word and word != parameter.name]
    if words in (["unknown"], ["unk"]):
        return ()
    if not words:
        raise ValueError(f"There is no value for {parameter.name}")
    values: list[tuple[Value, float]] = []
    while words:
        value = value_of(parameter, words.pop(0))
        certainty = float(words.pop(0)) if words and _CERTAINTY.fullmatch(words[0]) else 1.0
        if not -1 <= certainty <= 1:
            raise ValueError(f"A certainty is a number from -1 to 1, not {certainty:g}")
        values.append((value, certainty))
    return tuple(values)


def numbers(state: Talking) -> tuple[Number, ...]:
    """The certainty of each finding, by EMYCIN and as in 1975, and that of two rules of .6 and .4."""
    consultation = Consultation(*state)
    found = [
        Number("rules of .6 and .4", round(combined(0.6, 0.4), 6), label="rules of 0.6 and 0.4 together"),
        Number("facts", len(state.facts)),
    ]
    for goal in state.base.goals:
        for value, certainty in consultation.beliefs(goal):
            found.append(Number(f"{goal} {shown(value)}", round(certainty, 6)))
            found.append(Number(f"{goal} {shown(value)} in 1975", round(_in_1975(consultation, goal, value), 6)))
    return tuple(found)


def _next(consultation: Consultation) -> str:
    """The next question, or what was found."""
    asked = consultation.asked
    if asked is not None:
        values = ", ".join(asked.values)
        return f"{asked.question} ({values})" if values else asked.question
    note = f" ({consultation.base.note})" if consultation.base.note else ""
    return "\n".join(f"Found{note}: {_finding(consultation, goal)}" for goal in consultation.base.goals)


def _finding(consultation: Consultation, goal: str) -> str:
    found = (
        f"{shown(value)} {certainty:.3f} (1975: {_in_1975(consultation, goal, value):.3f})"
        for value, certainty in consultation.beliefs(goal)
    )
    return f"{goal} is {', '.join(found) or 'unknown'}"


def _in_1975(consultation: Consultation, name: str, value: Value) -> float:
    return of_1975(piece.certainty for piece in consultation.evidence[name][value])


def _said(consultation: Consultation, text: str) -> tuple[str, tuple[tuple[Value, float], ...]]:
    """The parameter that a line begins with, or else the one that was asked, and what the line says of it."""
    parameters = consultation.base.parameters
    fact = _FACT.fullmatch(text)
    name, rest = (fact[1], fact[2]) if fact else (text.split(" ", maxsplit=1)[0], text)
    parameter = parameters.get(name, None if fact else consultation.asked)
    if parameter is None:
        raise ValueError(
            f"There is no {name[:40]!r}, only {', '.join(parameters)}" if fact else "Nothing more is asked"
        )
    return parameter.name, read_values(parameter, rest)


def _reply(consultation: Consultation, text: str) -> str:
    """The reply to a line that asks something; empty if it says something."""
    command, _, rest = text.partition(" ")
    if text in {"help", "h"}:
        return f"{_HELP}\n{_next(consultation)}"
    if text == "why":
        return f"{_why(consultation)}\n{_next(consultation)}"
    if text == "facts":
        said = (f"{name} is {_pairs(pairs) or 'unknown'}" for name, pairs in consultation.facts.items())
        return "; ".join(said) or "Nothing was said so far."
    if command == "how":
        return _how(consultation, rest.strip())
    if command in {"rule", "rules"}:
        found = [rule for rule in consultation.base.rules if rule.name == rest.strip()]
        known = ", ".join(rule.name for rule in consultation.base.rules)
        return f"Rule {_rule(found[0], found[0].premises)}." if found else f"The rules are {known}."
    return ""


def _pairs(pairs: Iterable[tuple[Value, float]]) -> str:
    return ", ".join(shown(value) if certainty == 1 else f"{shown(value)} {certainty:g}" for value, certainty in pairs)


def _rule(rule: ProductionRule, premises: Iterable[Condition]) -> str:
    """A rule in a sentence, with some of its premises."""
    strength = f"{in_words(rule.certainty)} ({rule.certainty:g})"
    return f"{rule.name}: if {joined(premises)}, there is {strength} that {joined(rule.conclusions)}"


def _why(consultation: Consultation) -> str:
    if consultation.asked is None:
        return "Nothing is asked any more; how NAME says what a finding rests on."
    if not consultation.path:
        return f"Each consultation begins with {consultation.asked.name}."
    lines: list[str] = []
    for rule in reversed(consultation.path):
        known = consultation.known(rule.premises)
        rest = [premise for premise in rule.premises if premise not in known]
        lines.append(f"{f'As {joined(known)}, rule' if known else 'Rule'} {_rule(rule, rest)}.")
    return "\n".join(lines)


def _how(consultation: Consultation, name: str) -> str:
    """The evidence for and against the values of a parameter, one value of it, or all goals."""
    lines: list[str] = []
    for parameter in consultation.base.parameters:
        for value, certainty in consultation.beliefs(parameter):
            if name in {parameter, shown(value)} or (not name and parameter in consultation.base.goals):
                in_1975 = _in_1975(consultation, parameter, value)
                lines.append(f"{parameter} is {shown(value)}: {certainty:.3f} (1975: {in_1975:.3f})")
                for piece in consultation.evidence[parameter][value]:
                    by = f"rule {_rule(piece.rule, piece.rule.premises)}" if piece.rule else "you said so"
                    lines.append(f"  {piece.certainty:+.3f} {by}")
    return "\n".join(lines) or f"Nothing is known of {name[:40] or 'the goals'} so far."


def _reasons(consultation: Consultation) -> Iterator[Reason]:
    for rule in reversed(consultation.path):
        yield Reason("asked for rule", _rule(rule, rule.premises))
    for name, values in consultation.evidence.items():
        for value, pieces in values.items():
            for piece in pieces:
                if piece.rule is not None:
                    yield Reason(f"rule {piece.rule.name}", f"{name} is {shown(value)} {piece.certainty:+.3f}")
