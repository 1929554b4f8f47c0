"""Rules for what is calculated: the formulas of questions with fresh numbers, and the sums of worked examples."""

from collections.abc import Iterator

from mlsys_cli.book.check.context import ChapterContext
from mlsys_cli.book.check.rules.rule import Finding, warning
from mlsys_cli.book.exhibit_answers import NoSuchNumberError, answer_source, exhibit_answer
from mlsys_cli.book.exhibit_links import find_exhibit
from mlsys_cli.quantity.quantity import QuantityError
from mlsys_cli.quiz.fresh_numbers import plain_number, tolerance_of
from mlsys_cli.text.spelling import did_you_mean


def broken_formula(chapter: ChapterContext) -> Iterator[Finding]:
    """A formula that can't be read: a sign or bracket is missing, or a name in it isn't among those in `given`.

    `+ - × * / ^`, brackets, numbers with units, and the functions min, max, sqrt, log, log2, log10, exp, ceil, floor,
    round and abs can be used.

    Bad:
        # quiz.yaml
        - {id: sum, ask: "How much is {n} + {n}?", given: {n: {from: 1, to: 9}}, answer: 2 × m}

    Good:
        - {id: sum, ask: "How much is {n} + {n}?", given: {n: {from: 1, to: 9}}, answer: 2 × n}
    """
    yield from _mistakes(chapter, "broken-formula")


def unlike_units(chapter: ChapterContext) -> Iterator[Finding]:
    """Units that don't fit together: bytes are added to seconds, or the result isn't in the unit of the question.

    A formula whose numbers have no units has the unit of the question.

    Bad:
        # quiz.yaml
        - {id: sum, ask: "How long do {n} take?", given: {n: {from: 1, to: 9, unit: GB}}, answer: n × 1 s, unit: s}

    Good:
        - {id: sum, ask: "How long do {n} take?", given: {n: {from: 1, to: 9, unit: GB}}, answer: n / (1 GB/s), unit: s}
    """
    yield from _mistakes(chapter, "unlike-units")


def impossible_value(chapter: ChapterContext) -> Iterator[Finding]:
    """A range without a value, or with one for which there is no answer, or none that can be typed exactly.

    Bad:
        # quiz.yaml
        - {id: sum, ask: "How much is 8 / {n}?", given: {n: {values: [0, 2, 4]}}, answer: 8 / n}

    Good:
        - {id: sum, ask: "How much is 8 / {n}?", given: {n: {values: [1, 2, 4]}}, answer: 8 / n}
    """
    yield from _mistakes(chapter, "impossible-value")


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
    yield from _mistakes(chapter, "constant-answer")


def wrong_sum(chapter: ChapterContext) -> Iterator[Finding]:
    """A result in a worked example that isn't what its formula comes to.

    It may be rounded: to the last digit that is written, or after "about" to the last one that isn't 0.

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
    yield from _mistakes(chapter, "wrong-sum")


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
        if not taken or find_exhibit(address) is None:  # which is another rule's
            continue
        try:
            found = exhibit_answer(taken)
        except NoSuchNumberError as error:
            place = len(taken) - len(name) if name else 0
            yield Finding(item, ("answer_from",), str(error), error.hint, offset=place, length=len(name or taken))
            continue
        stated = plain_number(item.entry.answer)
        if stated is not None and abs(stated - found) > _tolerance_in(item.entry.tolerance, found):
            yield Finding(
                item, ("answer",), f"the exhibit comes to {found:.12g}, not {stated:.12g}", "leave 'answer' out"
            )


def _tolerance_in(tolerance: float | str, answer: float) -> float:
    """The tolerance of a question, and at least the error of a binary fraction; none if it can't be read."""
    try:
        return max(tolerance_of(tolerance, answer), 1e-9 * abs(answer))
    except QuantityError:  # which is another rule's
        return 0.0


def dangling_example(chapter: ChapterContext) -> Iterator[Finding]:
    """A text places an example that its section doesn't have.

    The examples of a section are in its `examples`. Those that its text doesn't place come at its end.

    Bad:
        # chapter.yaml
        - id: why
          body: "See:\\n\\n![[example:hold]]"
          examples:
            - {id: held, title: Memory, steps: [{words: In all, formula: 2 × 8 B, result: 16 B}]}

    Good:
        - id: why
          body: "See:\\n\\n![[example:held]]"
          examples:
            - {id: held, title: Memory, steps: [{words: In all, formula: 2 × 8 B, result: 16 B}]}
    """
    for item, steps, prose in chapter.passages:
        known = [example.id for example in getattr(item.entry, "examples", ())]
        for mark in prose.marks:
            if mark.kind == "example" and (mark.slug not in known or not mark.is_embed):
                told = f"this section has no example {mark.slug!r}"
                hint = did_you_mean(mark.slug, known)
                if mark.slug in known:
                    told, hint = "an example can't be linked to", f"place it: ![[example:{mark.slug}]]"
                yield Finding(item, steps, told, hint, offset=mark.offset, length=len(mark.slug))


def _mistakes(chapter: ChapterContext, rule: str) -> Iterator[Finding]:
    """The mistakes that break a rule."""
    for item, one in chapter.mistakes:
        if one.rule == rule:
            yield Finding(item, one.steps, one.message, one.hint, offset=one.offset, length=one.length)
