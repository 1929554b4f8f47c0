"""STUDENT: a word problem becomes simple sentences, these become equations, and these an answer."""

import re
from typing import NamedTuple

from mlsys_cli.exhibits.exhibit import Answer, Number, Program, Reason, Settings, Talk
from mlsys_cli.exhibits.student.algebra import CannotSolve
from mlsys_cli.exhibits.student.problem import Insufficient, NotLinear, read, solution
from mlsys_cli.exhibits.student.words import ARTICLES, spoken

_LONGEST = 2_000  # characters, so that no pasted file is parsed; chosen, not measured


class Talked(NamedTuple):
    """The greeting, the number of solved problems, and the problem that waits for another relation, if any.

    `refused` is true once there was one that can't be solved.
    """

    greeting: str
    solved: int = 0
    waiting: str = ""
    refused: bool = False


def _answer(state: Talked, line: str) -> tuple[Talked, Answer]:
    """The answer to a problem, or to a relation that was asked for."""
    line = " ".join(line.split())
    before = state.waiting
    refused = state._replace(waiting="", refused=True)
    state = refused if before and _asks(line) else state._replace(waiting="")  # it went on to another problem
    if not line:
        return state._replace(waiting=before), Answer(
            "Type a problem: sentences that say what is what, and a question."
        )
    if len(line) + len(before) > _LONGEST:
        return refused, Answer(f"A problem has at most {_LONGEST:,} characters.")
    if before and line.lower().strip(" .!") in {"no", "none"}:
        return refused, Answer("Then I can't solve this problem.")
    text = f"{before} {line}" if before and not _asks(line) else line
    try:
        return state._replace(solved=state.solved + 1), _worked_out(text)
    except NotLinear as reason:
        return refused, Answer(str(reason), _steps(text))
    except Insufficient as reason:
        return state._replace(waiting=text if text[-1] in ".?" else f"{text}."), _missing(text, reason)
    except CannotSolve as reason:
        return refused, Answer(spoken(str(reason)), _steps(text))


def _missing(text: str, reason: Insufficient) -> Answer:
    """A question for another relation."""
    names = [_cased(name, text) for name in read(text).names.shown.values() if len(name) < 60][:6]
    known = f" I know of {_listed(names)}." if names else ""
    return Answer(f"{reason}{known} Tell me another relation between them, or type 'no'.", _steps(text))


def _listed(names: list[str]) -> str:
    return f"{', '.join(names[:-1])} and {names[-1]}" if len(names) > 1 else names[0]


def _asks(line: str) -> bool:
    return "?" in line or re.search(r"\b(find|what|how)\b", line.lower()) is not None


def _worked_out(text: str) -> Answer:
    found = solution(text)
    sentences = " ".join(f"{_named(asked, text)} is {answer}." for asked, answer in found.answers)
    used = [
        *(Reason("known fact", fact) for fact in found.facts),
        *(Reason("assuming", f"{_cased(a, text)} is the same as {_cased(b, text)}") for a, b in found.assumed),
    ]
    return Answer(sentences, (*_steps(text), *used))


def _steps(text: str) -> tuple[Reason, ...]:
    """The simple sentences and the equations, as far as the text can be read."""
    try:
        problem = read(text)
    except CannotSolve:
        return ()
    sentences = (Reason("sentence", _cased(sentence, text)) for sentence in problem.sentences)
    return (*sentences, *(Reason("equation", _cased(equation, text)) for equation, _ in problem.equations))


def _named(name: str, text: str) -> str:
    """A name at the start of a sentence, with its article."""
    cased = _cased(name, text)
    first = cased.split()[0]
    if len(first) > 1 and first[0].islower() and "'s" not in first and first not in ARTICLES:
        return f"The {cased}"
    return cased[0].upper() + cased[1:]


def _cased(phrase: str, text: str) -> str:
    """Words with the capitals that they always have in the text, other than at the start of a sentence."""
    capitals = {word.lower(): word for word in re.findall(r"(?<![.?!] )(?<!^)\b[A-Z][a-z']*", text)}
    typed = text.split()
    if "has" not in typed and "have" in typed:
        phrase = phrase.replace(" has", " have")
    return " ".join(
        capitals[word] if word in capitals and word not in text.replace(capitals[word], "").split() else word
        for word in spoken(phrase).split()
    )


def _begin(settings: Settings) -> Talked:
    if not settings["problem"]:
        return Talked("I solve word problems in algebra. Type one on a line, such as: If z is 3, what is twice z?")
    state, answer = _answer(Talked(""), settings["problem"])
    return state._replace(greeting=f"Problem: {settings['problem']} Answer: {answer.text}")


PROGRAM = Program(
    Talk(
        _begin,
        lambda state: state.greeting,
        _answer,
        numbers=lambda state: (Number("solved", state.solved),),
        refuses=lambda state: state.refused or bool(state.waiting),
    )
)
