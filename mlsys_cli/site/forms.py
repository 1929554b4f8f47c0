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
| `number` | `low` and `high`, between which it is right, in `unit` |

An answer of a gap is `[quoted, words, signs, number]`: as a remark quotes it, its normalized words, the signs that it
must have (C++, C#), and the number that it is, or null. `credited` ends a sentence on what part of the answer is right.
"""

import json
from collections.abc import Callable, Iterable
from html import escape
from typing import Any, TypeAlias

from mlsys_cli.index.entry_records import Remarks
from mlsys_cli.journal.card_ids import parse_card
from mlsys_cli.page.blocks import Blocks, DefinitionList, Paragraph, Span, text_spans
from mlsys_cli.quiz.answer_key import AnswerKey, Order, line, listed
from mlsys_cli.quiz.kinds.choice import ChoiceKey
from mlsys_cli.quiz.kinds.cloze import GAP, ClozeKey
from mlsys_cli.quiz.kinds.match import MatchKey
from mlsys_cli.quiz.kinds.number import NumberKey
from mlsys_cli.quiz.kinds.order import OrderKey
from mlsys_cli.quiz.kinds.true_false import TrueFalseKey
from mlsys_cli.quiz.kinds.typed import TypedKey
from mlsys_cli.quiz.study_card import Card
from mlsys_cli.quiz.text_answers import Accepted, compared
from mlsys_cli.render.html_blocks import anchor_id
from mlsys_cli.text.sanitize import harmless
from mlsys_cli.views.shared_blocks import remark_blocks

Write: TypeAlias = Callable[[Blocks], str]
"""Writes blocks as XHTML."""

_PLACES = "Choose the place of each item."
_TYPED = 'type="text" required="required" autocomplete="off" autocapitalize="off" spellcheck="false"'


def question_form(card: Card, order: Order, write: Write, action: str = "", **hidden: str) -> str:
    """A question as a form with the id `q-ID`; its options are shown in this order.

    With an `action`, the program grades the answer, which comes with the card and some more `hidden` fields.
    """
    asked, data = asked_question(card, order, write), ""
    if key := grading_key(card.key):
        if action:
            data = f' method="post" action="{escape(action)}"'
            fields = {"question": card.id, **hidden}.items()
            asked += "".join(f'<input type="hidden" name="{field}" value="{escape(text)}"/>' for field, text in fields)
            asked += '<p class="buttons"><button type="submit">Answer</button></p>'
        else:
            data = f' data-key="{escape(json.dumps(key, ensure_ascii=False, separators=(",", ":")))}"'
            asked += (
                '<p class="buttons"><button type="submit" hidden="hidden">Answer</button>'
                ' <button type="reset" hidden="hidden">Try again</button></p>'
            )
        asked += '<output class="verdict"></output>'
    hint = _folded("hint", "Hint", write(card.hint)) if card.hint else ""
    answer = _folded("answer", "Show the answer", write(_explained(card)))
    head = f'<form class="question" id="q-{_name(card)}" data-card="{escape(card.id)}"{data}>'
    return f"{head}{asked}{hint}{answer}</form>"


def asked_question(card: Card, order: Order, write: Write) -> str:
    """The question itself, with the fields for the answer."""
    name = _name(card)
    ask = write(card.ask)
    fields = _fields(card.key, order)
    pieces = ask.split(GAP)
    if isinstance(card.key, ClozeKey) and len(pieces) == len(card.key.gaps) + 1:
        gaps = (_gap(place) for place in range(len(card.key.gaps)))
        ask, fields = pieces[0] + "".join(gap + piece for gap, piece in zip(gaps, pieces[1:], strict=True)), ""
    ask = f'<div class="ask" id="ask-{name}">{ask}</div>'
    if not grading_key(card.key):
        return ask
    instruction = _PLACES if isinstance(card.key, OrderKey) else card.key.instruction
    todo = f'<p class="caption">{instruction}</p>' if instruction else ""
    return f'<fieldset class="kind-{card.kind}" aria-labelledby="ask-{name}">{ask}{todo}{fields}</fieldset>'


def _name(card: Card) -> str:
    """The end of the ids of a form: a book with mistakes may have anything for the id of a question."""
    return anchor_id(parse_card(card.id).entry)


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


def _fields(key: AnswerKey, order: Order) -> str:
    """The fields for an answer, each with its label."""
    match key:
        case ChoiceKey():
            kind = "checkbox" if key.several else "radio"
            return "".join(_option(kind, str(index), key.texts[index]) for index in order)
        case TrueFalseKey():
            return _option("radio", "true", "True") + _option("radio", "false", "False")
        case MatchKey():
            sides = [(str(index), key.right[index]) for index in order]
            return "".join(f"<label>{_text(left)} {_select(n, sides)}</label>" for n, left in enumerate(key.left))
        case OrderKey():
            places = [(str(place), str(place + 1)) for place in range(len(key.items))]
            return "".join(f"<label>{_select(index, places)} {_text(key.items[index])}</label>" for index in order)
        case TypedKey() | NumberKey():
            return f'<label>Your answer <input name="answer" {_TYPED}/> {_text(key.label)}</label>'
        case ClozeKey():
            return "".join(f"<label>Gap {place + 1} {_gap(place)}</label>" for place in range(len(key.gaps)))
    return ""


def _option(kind: str, value: str, text: str) -> str:
    required = ' required="required"' if kind == "radio" else ""  # of checkboxes it would ask for each
    return f'<label><input type="{kind}" name="answer" value="{value}"{required}/> {_text(text)}</label>'


def _select(index: int, options: Iterable[tuple[str, str]]) -> str:
    choices = "".join(f'<option value="{value}">{_text(text)}</option>' for value, text in options)
    return f'<select name="answer.{index}" required="required"><option value="">choose</option>{choices}</select>'


def _gap(index: int) -> str:
    return f'<input name="answer.{index}" aria-label="Gap {index + 1}" {_TYPED}/>'


def _folded(name: str, summary: str, content: str) -> str:
    return f'<details class="{name}"><summary>{summary}</summary>{content}</details>'


def _text(text: str) -> str:
    return escape(harmless(text))


def _explained(card: Card) -> Blocks:
    """The right answer, the reason, and links to what can be tried and to the sources."""
    tried = (Paragraph((Span("Try it: "), Span(card.run, "link", f"run:{card.run}"))),) if card.run else ()
    keys = [Span(f" · {key}" if number else key, "link", f"source:{key}") for number, key in enumerate(card.sources)]
    sources = (Paragraph((Span("Sources: ", "caption"), *keys)),) if keys else ()
    remarks = remark_blocks(Remarks(card.as_of, card.disputed))
    return (*solution(card.key), *card.explain, *remarks, *tried, *sources)


def solution(key: AnswerKey) -> Blocks:
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
