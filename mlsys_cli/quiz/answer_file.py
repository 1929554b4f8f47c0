"""A file of answers: a document of `mlsys quiz --json` that was filled in, one object, or a line for each answer."""

import json
from collections.abc import Iterator
from typing import Any, NamedTuple

from mlsys_cli.quiz.answer_key import Answer, AnswerKey


class SubmittedAnswer(NamedTuple):
    """An answer to the card with an id. `offered` is what there was to choose from, if the file says so."""

    card: str
    answer: Any
    offered: tuple[str, ...] = ()


def read_answers(text: str) -> tuple[SubmittedAnswer, ...]:
    """The answers in a file; ValueError says what is wrong with it.

    It is the document of `mlsys quiz --json` with an `answer` in each question, an object of answers by their ids, or
    lines of JSON, each an object with `id` and `answer`.
    """
    try:
        documents = [json.loads(text)]
    except json.JSONDecodeError:
        documents = list(_lines(text))
    except RecursionError as error:
        raise ValueError("it is too deeply nested") from error
    found = tuple(answer for document in documents for answer in _answers(document))
    if not found:
        raise ValueError("it has no answers")
    return found


def _lines(text: str) -> Iterator[Any]:
    for number, line in enumerate(text.splitlines(), start=1):
        if line.strip():
            try:
                yield json.loads(line)
            except (json.JSONDecodeError, RecursionError) as error:
                raise ValueError(f"line {number} isn't JSON") from error


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
        for card, answer in document.items():
            yield SubmittedAnswer(card, answer)


def answer_in(submitted: SubmittedAnswer, key: AnswerKey) -> Answer | None:
    """The answer that was submitted, in the terms of a key; None if the place for it was left empty."""
    given = submitted.answer
    return None if given is None or given == "" else key.read(given, submitted.offered)
