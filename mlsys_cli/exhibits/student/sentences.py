"""A problem as simple sentences: each an equation or a question."""

import re
from collections.abc import Iterator
from pathlib import Path

from mlsys_cli.exhibits.student.ages import Ages
from mlsys_cli.exhibits.student.words import simplified, tokens

_QUESTION = r"(?:what is|how many|how much|how old|how tall|how long|how far|find|what percent)(?!\S)"
_HAS = r"(?:has|have|had|gets|get|owns|own|buys|bought|sells|sold|runs|run|collects|collected)"
_ABOUT_AGES = re.compile(r"(?<!\S)(?:old|older|younger|age|ages)(?!\S)")  # and not `gold`
# Words that begin a sentence and say nothing about its numbers: "if", "and then suppose".
_OPENERS = re.compile(r"^(?:(?:if|and|then|but|suppose|assume|given|let|that|now|also|so|therefore|please) )+")
_NUMBER_NAMES = {
    "two": ("one number", "the other number"),
    "three": ("the first number", "the second number", "the third number"),
}


def simple_sentences(text: str) -> list[str]:
    """The simple sentences of a problem, all in the forms that the patterns know. Raises CannotSolve."""
    text = _two_numbers(simplified(tokens(text)))
    sentences = [clause for part in re.split(r"(?<!\S)[.?;:!](?!\S)", text) for clause in _clauses(part)]
    if _ABOUT_AGES.search(text):
        ages = Ages()
        sentences = [new for sentence in sentences for new in ages.rewritten(sentence)]
        sentences = [ages.gathered(sentence) for sentence in sentences]
    return [_completed(_idiom(_present(sentence))) for sentence in sentences]


def is_question(sentence: str) -> bool:
    """True for a sentence that asks for something."""
    return re.match(_QUESTION, sentence) is not None


def _clauses(part: str) -> Iterator[str]:
    pieces: list[str] = []
    kept = ""
    for piece in part.replace(" if ", " , if ").split(","):
        clause = _OPENERS.sub("", " ".join(f"{kept} {piece}".split()))
        kept = ""
        if not re.search(rf"(?<!\S)(?:is|was|were|will be|weighs|costs|cost|{_HAS}|{_QUESTION})", clause):
            kept = clause
        elif clause:
            pieces.append(clause)
    if kept and pieces:
        pieces[-1] += f" and {kept}" if is_question(pieces[-1]) else f" {kept}"
    elif kept:
        pieces.append(kept)
    for piece in pieces:
        for clause in re.split(rf" (?:and |then )?(?={_QUESTION})", piece):
            yield from _at_and(clause)


def _at_and(clause: str) -> Iterator[str]:
    """A clause in two where an `and` joins two equations."""
    words = clause.split()
    for at, word in enumerate(words):
        left, right = words[:at], words[at + 1 :]
        verbs = {"is", "was", "were", "has", "have"}
        if word == "and" and _is_statement(left) and not is_question(clause) and verbs.intersection(right):
            yield " ".join(left)
            yield from _at_and(_OPENERS.sub("", " ".join(right)))
            return
    clause = _OPENERS.sub("", clause)
    if clause:
        yield clause


def _is_statement(words: list[str]) -> bool:
    """True if the words say how much something is: `x is 3`, `Mary has 5 apples`."""
    return "is" in words or re.search(rf"(?<!\S){_HAS} \d", " ".join(words)) is not None


def _two_numbers(text: str) -> str:
    if "one number" in text and "another number" in text:
        text = text.replace("another number", "the other number")
        text = re.sub(r"(?<=find |umof )the numbers", "one number and the other number", text)
    for word, (*names, last) in _NUMBER_NAMES.items():
        if f"{word} numbers" not in text:
            continue
        if "second number" in text:
            names, last = (["the first number"], "the second number") if word == "two" else (names, last)
        elif "larger number" in text or "smaller number" in text:
            names, last = ["the larger number"], "the smaller number"
        together = " and ".join([*names, last])
        text = re.sub(rf"(?:the )?{word} numbers", together, text)
        text = re.sub(r"their (sum|difference|product)(?!\S)", rf"\1of {together}", text)
        text = re.sub(r"find (?:the numbers|them)(?!\S)", f"find {together}", text)
        text = re.sub(r"what is (?:the numbers|they)(?!\S)", f"what is {together}", text)
    return text


def _present(sentence: str) -> str:
    sentence = re.sub(r"(?<!\S)(?:was|were|will be|equal)(?!\S)", "is", sentence)
    sentence = re.sub(r"(?<!\S)(?:have|had)(?!\S)", "has", sentence)
    return re.sub(r"(?<!\S)get(?!\S)", "gets", sentence)


_, *_ROWS = Path(__file__).with_suffix(".tsv").read_text("utf-8").splitlines()
_PATTERNS = [
    (re.compile(pattern.replace("{HAS}", _HAS)), meaning) for pattern, meaning in (row.split("\t") for row in _ROWS)
]
"""Forms of sentences, the first that fits is taken, and what they mean with the words that their groups have.

`tom has 2 times as many fish as mary` is of the second form, with x tom, v has, k 2 times, y fish and z mary.
"""

_NOT_WITH_IS = ("number of", "cost of", "weight of", "many", "than")


def _idiom(sentence: str) -> str:
    """The sentence in one of the forms `X is Y`, `find X` and `convert X to Y`."""
    for pattern, meaning in _PATTERNS:
        match = pattern.fullmatch(sentence)
        if not match or (meaning in {"many", "than"} and is_question(sentence)):
            continue
        if " is " in sentence and meaning.startswith(_NOT_WITH_IS) and not sentence.startswith("there is "):
            continue
        if meaning not in {"many", "than"}:
            return meaning.format(**{name: part or "" for name, part in match.groupdict().items()})
        parts = match.groupdict()
        x, y, z, v = (re.sub("^the ", "", parts[name].strip()) for name in "xyzv")
        y = re.sub(r"^(?:of )", "", y)
        other = f"number of {(parts.get('w') or '').strip() or y} {z} {v}"
        if meaning == "many":
            return f"number of {y} {x} {v} is {parts['k'].strip() or '1 times'} {other}"
        return f"number of {y} {x} {v} is {other} {'plus' if parts['c'] == 'more' else 'minus'} {parts['k']}"
    return sentence


def _completed(sentence: str) -> str:
    """The sentence with the noun that `Frank's` leaves out."""
    nouns = re.findall(r"\S+'s ((?!is |and |age )[a-z]+)", sentence)
    if not nouns:
        return sentence
    return re.sub(r"(\S+'s)(?=$| and | is )", rf"\1 {nouns[-1]}", sentence)
