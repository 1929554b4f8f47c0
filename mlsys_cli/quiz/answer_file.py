"""Answers from a file: as JSON that was printed and filled in, as one object, or a line each."""

import json
from collections.abc import Iterator
from typing import Any, NamedTuple

from mlsys_cli.quiz.grade import Answer
from mlsys_cli.quiz.question import Choices, Gaps, Number, Ordering, Pairs, Question, Truth, Words
from mlsys_cli.text.normalize import normalize_name


class SubmittedAnswer(NamedTuple):
    """An answer to a question. `offered` is what stood there to choose from, if the file says so."""

    id: str
    answer: Any
    offered: tuple[str, ...] = ()


def filled_in(text: str) -> tuple[SubmittedAnswer, ...]:
    """The answers of a file; ValueError says what is wrong with it.

    It is the document of `mlsys quiz --json` with an `answer` in each question, an object of answers by their ids, or
    lines of JSON, each an object with `id` and `answer`.
    """
    try:
        documents = [json.loads(text)]
    except json.JSONDecodeError:
        documents = list(_lines(text))
    except RecursionError as error:
        raise ValueError("it is nested too deep") from error
    found = tuple(filled for document in documents for filled in _answers(document))
    if not found:
        raise ValueError("it has no answers")
    return found


def _lines(text: str) -> Iterator[Any]:
    for number, line in enumerate(text.splitlines(), start=1):
        if line.strip():
            try:
                yield json.loads(line)
            except (json.JSONDecodeError, RecursionError) as error:
                raise ValueError(f"line {number} is no JSON") from error


def _answers(document: Any) -> Iterator[SubmittedAnswer]:
    if isinstance(document, list):
        for item in document:
            yield from _answers(item)
    elif not isinstance(document, dict):
        raise ValueError("it has a value that isn't an answer with its id")
    elif isinstance(document.get("questions"), list):
        yield from _answers(document["questions"])
    elif isinstance(document.get("id"), str):
        offered = document.get("choices") or document.get("items") or document.get("right") or ()
        texts = tuple(map(str, offered)) if isinstance(offered, list) else ()
        yield SubmittedAnswer(document["id"], document.get("answer"), texts)
    else:
        for id, answer in document.items():
            yield SubmittedAnswer(id, answer)


def answer_in(filled: SubmittedAnswer, question: Question) -> Answer | None:
    """The answer in written places; None where there is none. What fits nothing is a place that is wrong.

    A choice, an item or a right side is named by its text, or by its number in what was offered, from 1.
    """
    given = filled.answer
    if given is None or given == "":
        return None
    match question.key:
        case Truth():
            return _truth(given)
        case Words() | Number():
            return str(given)
        case Gaps():
            return tuple(map(str, _listed(given)))
        case Choices(texts):
            return tuple(sorted({_place(one, texts, filled.offered) for one in _listed(given)}))
        case Ordering(items):
            return tuple(_place(one, items, filled.offered) for one in _listed(given))
        case Pairs(left, right):
            return _joined(given, left, right, filled.offered)


def _listed(given: Any) -> list[Any]:
    return list(given) if isinstance(given, list | tuple) else [given]


def _truth(given: Any) -> Answer:
    if isinstance(given, bool):
        return given
    return {"true": True, "t": True, "yes": True, "false": False, "f": False, "no": False}.get(
        str(given).strip().casefold(), str(given)
    )


def _place(given: Any, texts: tuple[str, ...], offered: tuple[str, ...]) -> int:
    """The written place of what is given; -1 if it is nowhere."""
    keys = [normalize_name(text) for text in texts]
    if normalize_name(str(given)) in keys:
        return keys.index(normalize_name(str(given)))
    number = int(given) if str(given).isdecimal() and len(str(given)) < 4 else 0
    if isinstance(given, bool) or not 1 <= number <= len(offered) or normalize_name(offered[number - 1]) not in keys:
        return -1
    return keys.index(normalize_name(offered[number - 1]))


def _joined(given: Any, left: tuple[str, ...], right: tuple[str, ...], offered: tuple[str, ...]) -> Answer:
    """The right side of each left one, from an object by left sides, or a list in their order."""
    if not isinstance(given, dict):
        return tuple(_place(one, right, offered) for one in _listed(given))
    by_key = {normalize_name(str(name)): value for name, value in given.items()}
    return tuple(_place(by_key.get(normalize_name(text)), right, offered) for text in left)
