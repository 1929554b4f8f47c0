"""Questions that can't be answered, or can be answered without knowing."""

import re
from collections.abc import Iterable, Iterator

from mlsys_cli.book.check.context import ChapterContext, Item
from mlsys_cli.book.check.rules.rule import Finding
from mlsys_cli.book.kinds import Steps
from mlsys_cli.quiz.kinds.choice import ChoiceQuestion
from mlsys_cli.quiz.kinds.true_false import TrueFalseQuestion
from mlsys_cli.quiz.question import Question
from mlsys_cli.text.normalize import normalize_name

_LETTER = re.compile(
    r"\b(?i:answer|choice|option|statement)s?\s+(\(?[A-D1-4]\)?)(?![\w'’])"
    r"|(?<!\w)(\([A-Da-d]\))(?!\w)"
    r"|\b([Tt]he\s+(?:first|second|third|fourth|last)\s+(?:answer|choice|option|statement|one))\b"
    r"|\b([Tt]his\s+section|[Tt]he\s+above|as\s+(?:said|shown|seen)\s+above)\b"
)
_LONGEST_RIGHT = 0.35
_TRUE_AT_LEAST, _TRUE_AT_MOST = 0.4, 0.6
_FEW = 10
"""Below so many questions a share says nothing."""


def no_right_choice(chapter: ChapterContext) -> Iterator[Finding]:
    """A choice question of which no choice is right, or every one, or that offers less than two, or one twice.

    Its key must be among the choices, and something else beside it.

    Bad:
        # quiz.yaml
        - {id: cycle, choices: [{text: A cycle}, {text: A list}]}

    Good:
        - {id: cycle, choices: [{text: A cycle, right: true}, {text: A list}]}
    """
    yield from _mistakes(chapter, "no-right-choice")


def no_accepted_answer(chapter: ChapterContext) -> Iterator[Finding]:
    """A question that nothing can answer: no accepted answer, no gap, less than two items, a side that fits twice.

    Bad:
        # quiz.yaml
        - {id: phases, ask: "First mark, then sweep.", gaps: [[sweep]]}

    Good:
        - {id: phases, ask: "First mark, then ___.", gaps: [[sweep]]}
    """
    yield from _mistakes(chapter, "no-accepted-answer")


def lettered_explanation(chapter: ChapterContext) -> Iterator[Finding]:
    """An explanation that names a choice by its letter or place, or the section by "this section".

    Choices are shuffled when they are asked, and the explanation is read far from the section.

    Bad:
        # quiz.yaml
        - {id: cycle, explain: "Answer A, as said above."}

    Good:
        - {id: cycle, explain: The two parts of a cycle keep each other alive.}
    """
    for item in _questions(chapter):
        for match in _LETTER.finditer(item.entry.explain):
            group = match.lastindex or 0
            words = " ".join(match[group].split())
            message = f"{words!r} means nothing where the choices are shuffled and the section is far"
            place = match.start(group)
            yield Finding(item, ("explain",), message, "say it in words", offset=place, length=len(match[group]))


def longest_is_right(chapter: ChapterContext) -> Iterator[Finding]:
    """The longest choice is the right one in more than 35 % of a chapter's choice questions of four.

    Authors explain what is right and are brief about the rest; who sees through that need not know anything. Lengthen
    some wrong choices, or shorten right ones. Fewer than ten such questions are not counted.
    """
    fours = [item for item in _questions(chapter, ChoiceQuestion) if len(item.entry.choices) == 4]
    told = [item for item in fours if max(item.entry.choices, key=lambda choice: len(choice.text)).right]
    if len(fours) >= _FEW and len(told) > _LONGEST_RIGHT * len(fours):
        message = f"the longest choice is right in {len(told)} of {len(fours)} choice questions of four"
        hint = f"at most {_LONGEST_RIGHT:.0%} may be: {', '.join(item.entry.id for item in told[:8])} …"
        yield Finding(told[0], ("choices",), message, hint)


def lopsided_truth(chapter: ChapterContext) -> Iterator[Finding]:
    """Less than 40 % or more than 60 % of a chapter's true-false questions are true.

    Always giving the same answer should do no better than a coin. Fewer than ten such questions aren't counted.
    """
    asked = _questions(chapter, TrueFalseQuestion)
    true = sum(item.entry.answer for item in asked)
    if len(asked) >= _FEW and not _TRUE_AT_LEAST <= true / len(asked) <= _TRUE_AT_MOST:
        message = f"{true} of {len(asked)} true-false questions are true; it should be about half"
        yield Finding(asked[0], ("answer",), message)


def answer_given_away(chapter: ChapterContext) -> Iterator[Finding]:
    """A question's own text has the answer that is to be typed.

    Bad:
        # quiz.yaml
        - id: second
          ask: What does mark and sweep do after it marks?
          answers: [sweep]

    Good:
        - id: second
          ask: A collector has marked what it can reach. What does it do next?
          answers: [sweep]
    """
    for item in _typed(chapter):
        for steps, match in _shown(item, _pattern(item.entry.typed_answers())):
            yield _finding(item, steps, match, f"the answer {match[0]!r} stands in the question")


def answer_told_elsewhere(chapter: ChapterContext) -> Iterator[Finding]:
    """A question shows the answer that is to be typed in another one of the chapter.

    Only answers of two words or more count: a single word, such as recall, occurs in many questions and tells little.

    Bad:
        # quiz.yaml
        - {id: method, answers: [mark and sweep]}
        - {id: tracing, ask: Mark and sweep frees cycles.}

    Good:
        - {id: method, answers: [mark and sweep]}
        - {id: tracing, ask: A tracing collector frees cycles.}
    """
    told = {
        answer.casefold(): item for item in _typed(chapter) for answer in item.entry.typed_answers() if " " in answer
    }
    if not told:
        return
    pattern = _pattern(told)
    for item in chapter.of("question"):
        for steps, match in _shown(item, pattern):
            other = told.get(match[0].casefold(), item)
            if other is not item:
                yield _finding(item, steps, match, f"{match[0]!r} is the answer to the question {other.entry.id!r}")


def _typed(chapter: ChapterContext) -> list[Item]:
    """The questions whose answers are typed."""
    return [item for item in chapter.of("question") if item.entry.typed_answers()]


def _pattern(answers: Iterable[str]) -> re.Pattern[str]:
    """A pattern for any of some answers as whole words, the longest first."""
    parts = map(re.escape, sorted(answers, key=len, reverse=True))
    return re.compile(rf"(?<!\w)(?:{'|'.join(parts)})(?!\w)", re.IGNORECASE)


def _shown(item: Item, pattern: re.Pattern[str]) -> Iterator[tuple[Steps, re.Match[str]]]:
    """The places at which an answer stands in the texts that a question shows."""
    return ((steps, match) for steps, text in item.entry.shown_texts() for match in pattern.finditer(text))


def _finding(item: Item, steps: Steps, match: re.Match[str], message: str) -> Finding:
    return Finding(item, steps, message, offset=match.start(), length=len(match[0]))


def repeated_question(chapter: ChapterContext) -> Iterator[Finding]:
    """Two questions of a chapter ask the same in the same words.

    Bad:
        # quiz.yaml
        - {id: method, ask: "Who?"}
        - {id: second, ask: "Who?"}

    Good:
        - {id: method, ask: "Who made it?"}
        - {id: second, ask: "Who used it?"}
    """
    seen: dict[str, str] = {}
    for item in _questions(chapter):
        key = normalize_name(item.entry.ask)
        if key in seen:
            yield Finding(item, ("ask",), f"the question {seen[key]!r} asks the same")
        seen.setdefault(key, item.entry.id)


def _mistakes(chapter: ChapterContext, rule: str) -> Iterator[Finding]:
    """The errors that the kinds of questions find in themselves, as findings of a rule."""
    for item in _questions(chapter):
        for mistake in item.entry.mistakes():
            if mistake.rule == rule:
                yield Finding(item, mistake.steps, mistake.message, mistake.hint)


def _questions(chapter: ChapterContext, kind: type[Question] = Question) -> list[Item]:
    return [item for item in chapter.of("question") if isinstance(item.entry, kind)]
