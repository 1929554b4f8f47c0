"""Rules for questions: those that can't be answered or give their answer away, and formulas and sums."""

import re
from collections.abc import Iterable, Iterator

from mlsys_cli.book.book_exhibits import OwnOrBundled, answer_source, exhibit_answer, find_exhibit
from mlsys_cli.book.check.context import ChapterContext, Finding, Item, style, warning
from mlsys_cli.book.kinds import Steps
from mlsys_cli.errors import NotFoundError
from mlsys_cli.quantity.quantity import QuantityError
from mlsys_cli.quiz.fresh_numbers import plain_number, tolerance_of
from mlsys_cli.quiz.kinds.choice import ChoiceQuestion
from mlsys_cli.quiz.kinds.true_false import TrueFalseQuestion
from mlsys_cli.quiz.question import Question
from mlsys_cli.text.english import normalize_name

_LETTER = re.compile(
    r"\b(?i:answer|choice|option|statement)s?\s+(\(?[A-D1-4]\)?)(?![\w'’])"  # "answer B", "options (3)"
    r"|(?<!\w)(\([A-Da-d]\))(?!\w)"  # "(b)"
    r"|(?<![\w'’.-])([A-D])(?=\s+(?:is|was)\s+(?:right|correct|wrong|true|false)\b)"  # "B is wrong", not "vitamin-B is"
    r"|\b([Tt]he\s+(?:first|second|third|fourth|last)\s+(?:answer|choice|option|statement|one))\b"
    r"|\b([Tt]his\s+section|[Tt]he\s+above|as\s+(?:said|shown|seen)\s+above)\b"
)
"""The letter or position of a choice, which is another one each time, and pointers into the text around a question."""

_ALL_ABOVE = re.compile(r"\b((?:all|none|both|any) of the above)\b", re.IGNORECASE)

_LONGEST_RIGHT = 0.35
"""The largest share of questions with four choices whose right one is the longest: by chance it is 0.25."""

_TRUE_AT_LEAST, _TRUE_AT_MOST = 0.4, 0.6
"""The share of true statements outside of which a learner does well by always saying the same."""

_GUESSED, _FEW_TRUTHS, _FEW_TOLD = 0.65, 6, 3
"""The share of statements that may be guessed by careful or sweeping words (by chance 0.5), of at least so many."""
_CAREFUL = re.compile(
    r"\b(?:can|could|may|might|sometimes|often|usually|generally|partly|possibl[ey]|likely)\b(?!['’]t)", re.IGNORECASE
)
"""Words of statements that are careful, and so usually true."""

_SWEEPING = re.compile(
    r"\b(?:all|always|never|only|both|none|every|must|cannot|entirely|completely|impossible)\b|\bcan['’]t\b",
    re.IGNORECASE,
)
"""Words of statements that claim much, and so are usually false."""

_FEW = 10
"""The number of questions below which a share is not meaningful."""


def no_right_choice(chapter: ChapterContext) -> Iterator[Finding]:
    """A choice question with no correct choice, only correct choices, fewer than two choices, or the same choice twice.

    It needs at least one correct choice and at least one wrong one. Mark each correct choice with `right: true`.

    Bad:
        # quiz.yaml
        - {id: cycle, choices: [{text: A cycle}, {text: A list}]}

    Good:
        - {id: cycle, choices: [{text: A cycle, right: true}, {text: A list}]}
    """
    return chapter.breaking("no-right-choice")


def no_accepted_answer(chapter: ChapterContext) -> Iterator[Finding]:
    """A question without a usable answer: no accepted answer, no gap, fewer than two items, or an item used twice.

    Bad:
        # quiz.yaml
        - {id: phases, ask: "First mark, then sweep.", gaps: [[sweep]]}

    Good:
        - {id: phases, ask: "First mark, then ___.", gaps: [[sweep]]}
    """
    return chapter.breaking("no-accepted-answer")


@warning
def lettered_explanation(chapter: ChapterContext) -> Iterator[Finding]:
    """A question refers to a choice by its letter or position, or says "all of the above", "this section" and the like.

    Choices are shuffled, so their letters and positions change, and explanations are shown outside the section.

    Bad:
        # quiz.yaml
        - {id: cycle, explain: "Answer A, as said above."}

    Good:
        - {id: cycle, explain: The two parts of a cycle keep each other alive.}
    """
    for item in _questions(chapter):
        explained = ((("explain",), match) for match in _LETTER.finditer(item.entry.explain))
        offered = ((steps, _ALL_ABOVE.search(text)) for steps, text in item.entry.offered_texts())
        for steps, match in (*explained, *offered):
            if match is not None:
                group = match.lastindex or 0
                text = " ".join(match[group].split())
                message = f"{text!r} is meaningless here: choices are shuffled, and the section isn't shown"
                yield item.finding(steps, message, "describe it in words instead", span=match.span(group))


@style
def longest_is_right(chapter: ChapterContext) -> Iterator[Finding]:
    """The longest choice is correct in more than 35% of a chapter's four-choice questions.

    Authors tend to write more about the correct choice, so readers can guess it by its length. Lengthen some wrong
    choices, or shorten some correct ones. Chapters with fewer than ten such questions are not checked.
    """
    fours = [item for item in _questions(chapter, ChoiceQuestion) if len(item.entry.choices) == 4]
    longest = [item for item in fours if max(item.entry.choices, key=lambda choice: len(choice.text)).right]
    if len(fours) >= _FEW and len(longest) > _LONGEST_RIGHT * len(fours):
        message = f"the longest choice is correct in {len(longest)} of {len(fours)} four-choice questions"
        hint = f"the limit is {_LONGEST_RIGHT:.0%}; see {', '.join(item.entry.id for item in longest[:8])} …"
        yield longest[0].finding(("choices",), message, hint)


@style
def lopsided_truth(chapter: ChapterContext) -> Iterator[Finding]:
    """Fewer than 40% or more than 60% of a chapter's true-false questions are true.

    Always giving the same answer should do no better than guessing. Chapters with fewer than ten such questions are
    not checked.
    """
    asked = _questions(chapter, TrueFalseQuestion)
    true = sum(item.entry.answer for item in asked)
    if len(asked) >= _FEW and not _TRUE_AT_LEAST <= true / len(asked) <= _TRUE_AT_MOST:
        message = f"{true} of {len(asked)} true-false questions are true; about half should be"
        yield asked[0].finding(("answer",), message)


@style
def truth_told_by_wording(chapter: ChapterContext) -> Iterator[Finding]:
    """The wording alone gives away more than 65% of the answers to a chapter's true-false questions.

    Statements with "can", "may" or "sometimes" are usually true, and those with "all", "never" or "only" false. Write
    some of each that are not. Chapters with fewer than six such questions are not checked.
    """
    asked = _questions(chapter, TrueFalseQuestion)
    guesses = [(item, _guess(item.entry.ask)) for item in asked]
    guessed = [item for item, guess in guesses if guess == item.entry.answer]
    points = len(guessed) + sum(guess is None for _, guess in guesses) / 2
    if len(asked) >= _FEW_TRUTHS and len(guessed) >= _FEW_TOLD and points > _GUESSED * len(asked):
        share = f"{points / len(asked):.0%}"
        message = f"words such as 'can' and 'all' tell the answers: guessing by them is right in {share}"
        hint = f"reword some of {', '.join(item.entry.id for item in guessed[:8])}"
        yield guessed[0].finding(("ask",), message, hint)


def _guess(statement: str) -> bool | None:
    """The answer that the wording of a statement suggests; None if it suggests neither, or both."""
    careful, sweeping = _CAREFUL.search(statement), _SWEEPING.search(statement)
    return None if bool(careful) == bool(sweeping) else careful is not None


@warning
def answer_given_away(chapter: ChapterContext) -> Iterator[Finding]:
    """The text of a question contains the answer to be typed.

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
            yield _finding(item, steps, match, f"the question contains its answer, {match[0]!r}")


@style
def answer_told_elsewhere(chapter: ChapterContext) -> Iterator[Finding]:
    """A question contains the answer to another question of the chapter.

    Only typed answers of two or more words are checked: a single word, such as "recall", occurs in many questions and
    gives little away.

    Bad:
        # quiz.yaml
        - {id: method, answers: [mark and sweep]}
        - {id: tracing, ask: Mark and sweep frees cycles.}

    Good:
        - {id: method, answers: [mark and sweep]}
        - {id: tracing, ask: A tracing collector frees cycles.}
    """
    answers = {
        answer.casefold(): item for item in _typed(chapter) for answer in item.entry.typed_answers() if " " in answer
    }
    if not answers:
        return
    pattern = _pattern(answers)
    for item in chapter.of("question"):
        for steps, match in _shown(item, pattern):
            other = answers.get(match[0].casefold(), item)
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
    """The places where an answer occurs in the text that a question shows."""
    return ((steps, match) for steps, text in item.entry.shown_texts() for match in pattern.finditer(text))


def _finding(item: Item, steps: Steps, match: re.Match[str], message: str) -> Finding:
    return item.finding(steps, message, span=match.span())


@warning
def repeated_question(chapter: ChapterContext) -> Iterator[Finding]:
    """Two questions of a chapter have the same text.

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
        key = normalize_name(f"{item.entry.ask} {getattr(item.entry, 'answer_from', '')}")
        if key in seen:
            yield item.finding(("ask",), f"the question {seen[key]!r} has the same text")
        seen.setdefault(key, item.entry.id)


def _questions(chapter: ChapterContext, kind: type[Question] = Question) -> list[Item]:
    return [item for item in chapter.of("question") if isinstance(item.entry, kind)]


# --- formulas and sums -----------------------------------------------------------------------------------------------


def broken_formula(chapter: ChapterContext) -> Iterator[Finding]:
    """A formula that can't be read: a sign or bracket is missing, or a name in it isn't among those in `given`.

    `+ - × * / ^`, brackets, numbers with units, and functions such as min, sqrt and floor can be used; `mlsys help
    content` lists them. In a calculator, the names of the lines before are known as well.

    Bad:
        # quiz.yaml
        - {id: sum, ask: "How much is {n} + {n}?", given: {n: {from: 1, to: 9}}, answer: 2 × m}

    Good:
        - {id: sum, ask: "How much is {n} + {n}?", given: {n: {from: 1, to: 9}}, answer: 2 × n}
    """
    return chapter.breaking("broken-formula")


def unlike_units(chapter: ChapterContext) -> Iterator[Finding]:
    """Units that don't fit together: bytes are added to seconds, or the result isn't in the unit that is wanted.

    A formula whose numbers have no units has the unit of the question; in a calculator it is a plain number.

    Bad:
        # quiz.yaml
        - {id: sum, ask: "How long do {n} take?", given: {n: {from: 1, to: 9, unit: GB}}, answer: n × 1 s, unit: s}

    Good:
        - {id: sum, ask: "How long do {n} take?", given: {n: {from: 1, to: 9, unit: GB}}, answer: n / (1 GB/s), unit: s}
    """
    return chapter.breaking("unlike-units")


def impossible_value(chapter: ChapterContext) -> Iterator[Finding]:
    """A range without a value, or with one for which there is no answer, or none that can be typed exactly.

    Bad:
        # quiz.yaml
        - {id: sum, ask: "How much is 8 / {n}?", given: {n: {values: [0, 2, 4]}}, answer: 8 / n}

    Good:
        - {id: sum, ask: "How much is 8 / {n}?", given: {n: {values: [1, 2, 4]}}, answer: 8 / n}
    """
    return chapter.breaking("impossible-value")


@warning
def constant_answer(chapter: ChapterContext) -> Iterator[Finding]:
    """The answer of a question with fresh numbers is the same whatever these numbers are.

    Readers are asked with other numbers each time, so that the answer is right for one of them only.

    Bad:
        # quiz.yaml
        - {id: sum, ask: "How much is {n} + {n}?", given: {n: {from: 1, to: 9}}, answer: 2}

    Good:
        - {id: sum, ask: "How much is {n} + {n}?", given: {n: {from: 1, to: 9}}, answer: 2 × n}
    """
    return chapter.breaking("constant-answer")


@warning
def loose_tolerance(chapter: ChapterContext) -> Iterator[Finding]:
    """The tolerance of a number question is larger than the answer itself, so that 0 is right, too.

    It is in the unit of the answer, or a share of it.

    Bad:
        # quiz.yaml
        - {id: sum, kind: number, ask: "How much is 6 × 7?", answer: 42, tolerance: 50}

    Good:
        - {id: sum, kind: number, ask: "How much is 6 × 7?", answer: 42, tolerance: 50 %}
    """
    return chapter.breaking("loose-tolerance")


def wrong_sum(chapter: ChapterContext) -> Iterator[Finding]:
    """A result in a worked example that isn't what its formula comes to.

    It may be rounded: to the last digit that is shown, or after "about" to the last one that isn't 0.

    Bad:
        # chapter.yaml
        - id: why
          examples:
            - {id: held, title: Memory, steps: [{words: In all, formula: 2 × 8 B, result: 18 B}]}

    Good:
        - id: why
          examples:
            - {id: held, title: Memory, steps: [{words: In all, formula: 2 × 8 B, result: 16 B}]}
    """
    return chapter.breaking("wrong-sum")


def wrong_result(chapter: ChapterContext) -> Iterator[Finding]:
    """An answer is taken from a number that the exhibit doesn't have, or isn't the number that it comes to.

    `mlsys run perceptron/and` shows the numbers of the last step. Without `answer`, that number is the answer.

    Bad:
        # quiz.yaml
        - {id: sum, answer_from: perceptron/and mistaks}

    Good:
        - {id: sum, answer_from: perceptron/and mistakes, answer: 18}
    """
    for item in chapter.of("question"):
        taken = getattr(item.entry, "answer_from", "")
        address, name = answer_source(taken)
        if not taken or (not name and "{question}" in item.entry.ask):  # whose answers are those of its question
            continue
        if find_exhibit(address, OwnOrBundled()) is None:  # which is another rule's
            continue
        try:
            result = exhibit_answer(taken)
        except NotFoundError as error:
            start = len(taken) - len(name) if name else 0
            yield item.finding(("answer_from",), error.message, error.hints[0], span=(start, len(taken)))
            continue
        stated = plain_number(item.entry.answer)
        if stated is not None and abs(stated - result) > _tolerance_in(item.entry.tolerance, result):
            message = f"the exhibit comes to {result:.12g}, not {stated:.12g}"
            yield item.finding(("answer",), message, "leave 'answer' out")


def _tolerance_in(tolerance: float | str, answer: float) -> float:
    """The tolerance of a question, and at least the error of a binary fraction; none if it can't be read."""
    try:
        return max(tolerance_of(tolerance, answer), 1e-9 * abs(answer))
    except QuantityError:  # which is another rule's
        return 0.0
