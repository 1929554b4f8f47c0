"""Questions as forms, which the page or the program grades; without a script, the answer can be opened.

The fields of a form, which have the values of an `Answer` (an index counts the options in the book, from 0):

| kind | fields | value |
|---|---|---|
| choice | `answer`, several where several are correct | the index of a choice |
| true-false | `answer` | `true` or `false` |
| typed, number | `answer` | the text |
| cloze | `answer.0`, `answer.1` … one for each gap | the text |
| match | `answer.0` … one for each left side | the index of its right side |
| order | `answer.0` … one for each item | the place where it was put, from 0 |

A kind that only the learner can grade has no fields. What is hidden until a script takes over has `hidden`: the buttons
of type `submit` (to be graded) and `reset` (to try again). `<output>` is the place of the verdict.

`data-key` is what the page grades with, as JSON: `grade` is the way in which it is done.

| `grade` | other keys |
|---|---|
| `chosen` | `right`: the values of the right options; each wrong one cancels a right one |
| `parts` | `right`: the right value of each field |
| `texts` | `gaps`: for each field its `answers`, and `others`, the normalized names that are no slips of these |
| `number` | `low` and `high`, between which it is right, in `unit`; the field takes a number without one |

An answer of a gap is `[quoted, words, signs, number]`: as a remark quotes it, its normalized words, the signs that it
must have (C++, C#), and the number that it is, or null. `credited` ends a sentence on what part of the answer is right.
"""

import json
from collections.abc import Callable, Sequence
from typing import Any, TypeAlias

from markupsafe import Markup

from mlsys_cli.index.entry_records import Remarks
from mlsys_cli.journal.card_ids import parse_card
from mlsys_cli.page.blocks import Blocks, DefinitionList, Paragraph, Span, text_spans
from mlsys_cli.quiz.answer_key import AnswerKey, Draft, Order, line, listed
from mlsys_cli.quiz.kinds.choice import ChoiceKey
from mlsys_cli.quiz.kinds.cloze import GAP, ClozeKey
from mlsys_cli.quiz.kinds.match import EMPTY, MatchKey
from mlsys_cli.quiz.kinds.number import NumberKey
from mlsys_cli.quiz.kinds.order import OrderKey
from mlsys_cli.quiz.kinds.true_false import TrueFalseKey
from mlsys_cli.quiz.kinds.typed import TypedKey
from mlsys_cli.quiz.study_card import Card
from mlsys_cli.quiz.text_answers import Accepted, compared
from mlsys_cli.render.html_blocks import anchor_id
from mlsys_cli.site.page_templates import fill, written
from mlsys_cli.views.shared_blocks import remark_blocks, try_it

TYPED_NUMBER = r"[+\-]?(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)(?:[eE][+\-]?[0-9]+)?"
"""The numbers that the field of a page takes, as a pattern: `0.5`, `2e9`. The program and a browser read them alike."""

Write: TypeAlias = Callable[[Blocks], Markup]
"""Writes blocks as XHTML."""


def question_form(card: Card, order: Order, write: Write, action: str = "", **hidden: str) -> str:
    """A question as a form with the id `q-ID`; its options are shown in this order.

    With an `action`, the program grades the answer, which comes with the card and some more `hidden` fields.
    """
    key = grading_key(card.key)
    return fill(
        "site/question.html",
        **_asked(card, order, write, "" if action else TYPED_NUMBER),
        key=json.dumps(key, ensure_ascii=False, separators=(",", ":")) if key else "",
        action=action if key else "",
        hidden={"question": card.id, **hidden} if action else {},
        hint=write(card.hint),
        answer=write(_explained(card)),
    )


def asked_question(card: Card, order: Order, write: Write) -> Markup:
    """The question itself, with the fields for the answer."""
    return written(fill("site/asked.html", **_asked(card, order, write, "")))


def _asked(card: Card, order: Order, write: Write, pattern: str) -> dict[str, Any]:
    """The values for the template of a question and its fields; with a `pattern` for what is typed as a number."""
    key, pieces = card.key, write(card.ask).split(GAP)
    shape, options, choices = _fields(key, order)
    return {
        "card": card,
        "name": anchor_id(parse_card(card.id).entry),  # a book with mistakes may have anything for the id of a question
        "pieces": pieces,
        "mark": GAP,
        "is_gapped": isinstance(key, ClozeKey) and len(pieces) == len(key.gaps) + 1,
        "shape": shape,
        "options": options,
        "choices": choices,
        "pattern": pattern if shape == "number" else "",
        "instruction": "Choose the place of each item." if shape == "order" else key.instruction,
    }


Option: TypeAlias = tuple[object, str]
"""The value of an option or the number of a field, and the text beside it."""


def _fields(key: AnswerKey, order: Order) -> tuple[str, Sequence[Option], Sequence[Option]]:
    """The shape of the fields, the options or fields with their texts, and what can be chosen in each field."""
    match key:
        case ChoiceKey(texts):
            return "checkbox" if key.several else "radio", [(index, texts[index]) for index in order], ()
        case TrueFalseKey():
            return "radio", (("true", "True"), ("false", "False")), ()
        case MatchKey(left, right):
            return "match", [*enumerate(left)], [(index, right[index]) for index in order]
        case OrderKey(items):
            places = [(place, str(place + 1)) for place in range(len(items))]
            return "order", [(index, items[index]) for index in order], places
        case ClozeKey():
            return "gaps", (), ()
        case NumberKey():
            return "number", (), ()
    return "text" if key.typed else "", (), ()


def draft_in(sent: Callable[[str], Sequence[str]], key: AnswerKey, order: Order) -> Draft:
    """The draft of an answer of which the values of each field were `sent`; what no form of ours sends is left out."""
    shown = {str(index): place for place, index in enumerate(order)}
    one, *each = (next(reversed(sent(name)), "") for name in ("answer", *(f"answer.{n}" for n in range(key.fields()))))
    match key:
        case ChoiceKey():
            return Draft(tuple(dict.fromkeys(shown[value] for value in sent("answer") if value in shown)))
        case TrueFalseKey():
            return Draft(tuple(place for place, value in enumerate(("true", "false")) if value == one))
        case MatchKey():
            return Draft(tuple(shown.get(value, EMPTY) for value in each))
        case OrderKey():
            items = {value: shown[str(n)] for n, value in enumerate(each)}
            return Draft(tuple(items[str(place)] for place in range(len(each)) if str(place) in items))
        case ClozeKey():
            return Draft(texts=tuple(each))
    return Draft(texts=(one,)) if key.typed else key.blank()


def grading_key(key: AnswerKey) -> dict[str, Any]:
    """The data that a page grades answers with, all of it normalized; empty if only the learner can grade them."""
    grading: dict[str, Any]
    match key:
        case ChoiceKey(_, right):
            grading = {"grade": "chosen", "right": [str(index) for index in sorted(right)]}
        case TrueFalseKey(truth):
            grading = {"grade": "chosen", "right": ["true" if truth else "false"]}
        case MatchKey(sides) | OrderKey(sides):
            grading = {"grade": "parts", "right": [str(index) for index in range(len(sides))]}
        case TypedKey(accepted):
            grading = {"grade": "texts", "gaps": [_gap_key(accepted)]}
        case ClozeKey(gaps):
            grading = {"grade": "texts", "gaps": [_gap_key(accepted) for accepted in gaps]}
        case NumberKey():
            low, high = key.bounds
            return {"grade": "number", "low": low, "high": high, "unit": key.unit}
        case _:
            return {}
    return {**grading, "credited": key.credited}


def _gap_key(accepted: Accepted) -> dict[str, Any]:
    answers: dict[Any, list[Any]] = {}
    for answer in accepted.answers:
        number, signs, words = parts = compared(answer)
        answers.setdefault(parts, [repr(answer), " ".join(words), signs, number])
    return {"answers": list(answers.values()), "others": sorted(accepted.others)}


def _explained(card: Card) -> Blocks:
    """The right answer, the reason, and links to what can be tried and to the sources."""
    keys = [Span(f" · {key}" if number else key, "link", f"source:{key}") for number, key in enumerate(card.sources)]
    sources = (Paragraph((Span("Sources: ", "caption"), *keys)),) if keys else ()
    return (*answer_blocks(card), *try_it(card.run, is_linked=True), *sources)


def answer_blocks(card: Card) -> Blocks:
    """The right answer, the reason, and remarks on both."""
    return (*_solution(card.key), *card.explain, *remark_blocks(Remarks(card.as_of, card.disputed)))


def _solution(key: AnswerKey) -> Blocks:
    """The right answer, without the letters of options that a page doesn't have."""
    match key:
        case ChoiceKey(texts, right):
            rows = [texts[index] for index in sorted(right)]
            return (listed(rows),) if key.several else (line(rows[0], "strong"),)
        case TrueFalseKey(truth):
            return (line("True." if truth else "False.", "strong"),)
        case MatchKey(left, right_sides):
            return (DefinitionList(tuple(zip(left, map(text_spans, right_sides), strict=True))),)
        case OrderKey(items):
            return (listed(items, ordered=True),)
    return key.solution(key.nothing, ())
