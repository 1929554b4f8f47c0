"""Answers that can be read instead of known."""

import re
from collections.abc import Iterable, Iterator

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
    for item in _typed(chapter):
        for steps, match in _shown(item, _pattern(item.noun.typed_answers())):
            yield _finding(item, steps, match, f"the answer {match[0]!r} stands in the question")


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
    told = {
        answer.casefold(): item for item in _typed(chapter) for answer in item.noun.typed_answers() if " " in answer
    }
    if not told:
        return
    pattern = _pattern(told)
    for item in chapter.of("question"):
        for steps, match in _shown(item, pattern):
            other = told.get(match[0].casefold(), item)
            if other is not item:
                yield _finding(item, steps, match, f"{match[0]!r} is the answer to the question {other.noun.id!r}")


def _typed(chapter: ChapterContext) -> list[Item]:
    """The questions whose answers are typed."""
    return [item for item in chapter.of("question") if item.noun.typed_answers()]


def _pattern(answers: Iterable[str]) -> re.Pattern[str]:
    """A pattern for any of some answers as whole words, the longest first."""
    parts = map(re.escape, sorted(answers, key=len, reverse=True))
    return re.compile(rf"(?<!\w)(?:{'|'.join(parts)})(?!\w)", re.IGNORECASE)


def _shown(item: Item, pattern: re.Pattern[str]) -> Iterator[tuple[Steps, re.Match[str]]]:
    """The places at which an answer stands in the texts that a question shows."""
    return ((steps, match) for steps, text in item.noun.shown_texts() for match in pattern.finditer(text))


def _finding(item: Item, steps: Steps, match: re.Match[str], message: str) -> Finding:
    return Finding(item.entry, steps, message, offset=match.start(), length=len(match[0]))
