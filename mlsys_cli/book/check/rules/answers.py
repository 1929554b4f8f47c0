"""Answers that can be read instead of known."""

import re
from collections.abc import Iterator

from mlsys_cli.book.check.context import ChapterContext, Item
from mlsys_cli.book.check.rules.rule import Finding
from mlsys_cli.book.kinds import Steps


def answer_given_away(chapter: ChapterContext) -> Iterator[Finding]:
    """A question's own text has the answer that is to be typed.

    Bad:
        # quiz.yaml
        questions:
        - id: phases
          section: gc/why
          kind: typed
          level: recall
          ask: What does mark and sweep do after it marks?
          answers: [sweep]
          explain: What is marked is kept.

    Good:
        # quiz.yaml
        questions:
        - id: phases
          section: gc/why
          kind: typed
          level: recall
          ask: A collector has marked what it can reach. What does it do next?
          answers: [sweep]
          explain: What is marked is kept.
    """
    for item in _to_be_typed(chapter):
        shown = {("ask",): item.noun.ask, ("hint",): item.noun.hint}
        for steps, text in shown.items():
            for answer in _accepted(item):
                if match := _found(answer, text):
                    message = f"the answer {answer!r} stands in the question"
                    yield Finding(item.entry, steps, message, "", match.start(), len(answer))


def answer_told_elsewhere(chapter: ChapterContext) -> Iterator[Finding]:
    """A question shows the answer that is to be typed in another one of the chapter.

    Only answers of two words or more count: one word, such as recall, stands in many a question and gives none away.

    Bad:
        # quiz.yaml
        questions:
        - id: method
          section: gc/why
          kind: typed
          level: recall
          ask: What is McCarthy's method of 1960 called?
          answers: [mark and sweep]
          explain: It marks, and then it sweeps.
        - id: cycles
          section: gc/why
          kind: true-false
          level: understand
          ask: Mark and sweep frees cycles.
          answer: true
          explain: What nothing reaches is never marked.

    Good:
        # quiz.yaml
        questions:
        - id: method
          section: gc/why
          kind: typed
          level: recall
          ask: What is McCarthy's method of 1960 called?
          answers: [mark and sweep]
          explain: It marks, and then it sweeps.
        - id: cycles
          section: gc/why
          kind: true-false
          level: understand
          ask: A tracing collector frees cycles.
          answer: true
          explain: What nothing reaches is never marked.
    """
    told = {answer.casefold(): item for item in _to_be_typed(chapter) for answer in _accepted(item) if " " in answer}
    if not told:
        return
    longest_first = sorted(told, key=len, reverse=True)
    pattern = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first))})(?!\w)", re.IGNORECASE)
    for item in chapter.of("question"):
        for steps, text in _shown(item):
            for match in pattern.finditer(text):
                other = told.get(match[0].casefold(), item)
                if other is not item:
                    message = f"{match[0]!r} is the answer to the question {other.noun.id!r}"
                    yield Finding(item.entry, steps, message, "", match.start(), len(match[0]))


def _to_be_typed(chapter: ChapterContext) -> list[Item]:
    return [item for item in chapter.of("question") if item.noun.kind in ("typed", "cloze")]


def _accepted(item: Item) -> list[str]:
    gaps = [item.noun.answers] if item.noun.kind == "typed" else item.noun.gaps
    return [answer for gap in gaps for answer in gap if answer.strip()]


def _found(answer: str, text: str) -> re.Match[str] | None:
    return re.search(rf"(?<!\w){re.escape(answer)}(?!\w)", text, re.IGNORECASE)


def _shown(item: Item) -> Iterator[tuple[Steps, str]]:
    """The texts of a question that are seen before it is answered, each with the way to it."""
    yield ("ask",), item.noun.ask
    yield ("hint",), item.noun.hint
    for number, choice in enumerate(getattr(item.noun, "choices", ())):
        yield ("choices", number, "text"), choice.text
    for number, text in enumerate(getattr(item.noun, "items", ())):
        yield ("items", number), text
    for number, pair in enumerate(getattr(item.noun, "pairs", ())):
        yield ("pairs", number, "left"), pair.left
        yield ("pairs", number, "right"), pair.right
