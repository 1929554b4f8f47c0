"""STUDENT: a word problem becomes simple sentences, these become equations, and these an answer."""

import re
from typing import NamedTuple

from mlsys_cli.claims import Claim
from mlsys_cli.exhibits.exhibit import Answer, Dial, Exhibit, GuessQuestion, Number, Preset, Reason, Settings, Talk
from mlsys_cli.exhibits.student.algebra import CannotSolve
from mlsys_cli.exhibits.student.problem import Insufficient, NotLinear, read, solution
from mlsys_cli.exhibits.student.words import ARTICLES, spoken

_LONGEST = 2_000  # characters, so that no pasted file is parsed; chosen, not measured
_PROBLEMS = {
    "customers": (
        "If the number of customers Tom gets is twice the square of 20 per cent of the number of advertisements he"
        " runs, and the number of advertisements he runs is 45, what is the number of customers Tom gets?"
    ),
    "guns": (
        "The number of soldiers the Russians have is one half of the number of guns they have. They have 7000 guns."
        " How many soldiers do they have?"
    ),
    "jet": (
        "The distance from New York to Los Angeles is 3000 miles. If the average speed of a jet plane is 600 miles per"
        " hour, find the time it takes to travel from New York to Los Angeles by jet."
    ),
    "number": ("A number is multiplied by 6. This product is increased by 44. This result is 68. Find the number."),
    "radio": (
        "The price of a radio is $69.70. If this price is 15 percent less than the marked price, find the marked price."
    ),
    "ann": (
        "Mary is twice as old as Ann was when Mary was as old as Ann is now. If Mary is 24 years old, how old is Ann?"
    ),
    "shares": (
        "The sum of Sally's share of some money and Frank's share is $4.50. Sally's share is twice Frank's."
        " Find Frank's and Sally's share."
    ),
    "ship": (
        "The gross weight of a ship is 20000 tons. If its net weight is 15000 tons, what is the weight of the ship's"
        " cargo?"
    ),
}
_ABOUT = {
    "customers": "The best known of the problems, with a square and a percentage.",
    "guns": "'They' is never looked up: STUDENT assumes that two similar names mean the same.",
    "jet": "Needs a fact that the text doesn't give: distance is speed times time.",
    "number": "Three sentences, and 'this' stands for what the one before described.",
    "radio": "A percentage that is taken off, in dollars.",
    "ann": "Ages at three times: a riddle for people, two equations for STUDENT.",
    "shares": "Two questions at once, and a noun that is left out after 'Frank's'.",
    "ship": "It asks; answer: The weight of the ship's cargo is the gross weight minus the net weight.",
}


class Talked(NamedTuple):
    """The greeting, the number of solved problems, and the problem that waits for another relation, if any.

    `refused` is true once there was one that can't be solved.
    """

    greeting: str
    solved: int = 0
    waiting: str = ""
    refused: bool = False


def answers(text: str) -> tuple[str, ...]:
    """The answers to what a problem asks. Raises CannotSolve."""
    return tuple(answer for _, answer in solution(text).answers)


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


def _solves(name: str, published: str, label: str) -> Claim:
    return Claim(label, published, lambda: "; ".join(answers(_PROBLEMS[name])), "bobrow1964")


def _question(settings: Settings) -> GuessQuestion | None:
    """None where it begins with the answer to a problem."""
    return None if settings["problem"] else GuessQuestion("How many of your problems will it solve?", "solved")


EXHIBIT = Exhibit(
    engine=Talk(
        _begin,
        lambda state: state.greeting,
        _answer,
        replay=tuple(_PROBLEMS.values()),
        numbers=lambda state: (Number("solved", state.solved),),
        refuses=lambda state: state.refused or bool(state.waiting),
    ),
    question=_question,
    remember=(
        "Patterns turn sentences into equations as long as the sentences fit. STUDENT doesn't know what a customer is:"
        " change one word, and it may be lost."
    ),
    faithful=(
        "The way from text to answer is Bobrow's: fixed substitutions, operators that are looked for in an order, names"
        " for whatever lies between them, stored facts, guesses about similar names, and a question if a relation is"
        " missing. The problems are his."
    ),
    ours=(
        "The patterns were written anew from the published problems and answers, so other texts may break in other"
        " places. Units are converted, fractions are exact, and equations that aren't linear are refused."
    ),
    sources=("bobrow1964",),
    read_on="intro/symbolic-ai",
    dials=(Dial("problem", "the problem with which it begins", ""),),
    presets=tuple(Preset(name, _ABOUT[name], {"problem": problem}) for name, problem in _PROBLEMS.items()),
    claims=(
        _solves("customers", "162", "customers that Tom gets"),
        _solves("guns", "3500", "soldiers that the Russians have"),
        _solves("jet", "5 hours", "time by jet from New York to Los Angeles"),
        _solves("number", "4", "the number that was multiplied and increased"),
        _solves("radio", "82 dollars", "the marked price of the radio"),
        _solves("ann", "18", "Ann's age"),
        _solves("shares", "1.50 dollars; 3 dollars", "the shares of Frank and Sally"),
    ),
)
