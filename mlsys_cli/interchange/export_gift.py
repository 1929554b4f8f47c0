"""Questions as GIFT, a text that people can read and Moodle imports.

It has no items to be put in order and no text with several gaps: both become pairs of a number and what belongs there.
"""

import re
from collections.abc import Iterable, Sequence
from itertools import groupby

from mlsys_cli.interchange.exporters import MARK, ExportedQuestion, category_of, literal
from mlsys_cli.page.html import escape_html, write_fragment
from mlsys_cli.quiz.kinds.choice import ChoiceKey
from mlsys_cli.quiz.kinds.cloze import ClozeKey
from mlsys_cli.quiz.kinds.match import MatchKey
from mlsys_cli.quiz.kinds.order import OrderKey
from mlsys_cli.quiz.kinds.true_false import TrueFalseKey
from mlsys_cli.quiz.kinds.typed import TypedKey

_SIGNS = re.compile(r"[\\~=#{}:]")


def write(title: str, questions: Sequence[ExportedQuestion]) -> bytes:
    """The file, with a category for each section."""
    parts = [f"// {MARK}"]
    for category, group in groupby(questions, category_of):
        parts += (f"$CATEGORY: {category}", *map(_question, group))
    return ("\n\n".join(parts) + "\n").encode()


def _question(question: ExportedQuestion) -> str:
    explain = (*question.model, *question.explain) if question.kind == "open" else question.explain
    answer = f"{{{_answer(question)}{f'####{_escape(write_fragment(explain))}' if explain else ''}}}"
    pieces = [_escape(piece) for piece in question.pieces]
    # A single gap is a missing word: its answers stand in the text.
    text = answer.join(pieces) if len(pieces) == 2 else "___".join(pieces) + answer
    return f"// [id:{question.name}] [tag:{question.level}]\n::{_escape(question.name)}::[html]{text}"


def _answer(question: ExportedQuestion) -> str:
    match question.key:
        case ChoiceKey(texts, right, several=several):
            signs = (f"~%-{question.share:.7g}%", f"~%{question.share:.7g}%") if several else ("~", "=")
            return _lines(f"{signs[n in right]}{_escape(escape_html(texts[n]))}" for n in question.order)
        case TrueFalseKey(truth):
            return str(truth).upper()
        case TypedKey(accepted) | ClozeKey((accepted,)):
            return _lines(f"={_escape(literal(text))}" for text in accepted.answers)
        case MatchKey(left, right):
            return _pairs(left, right)
        case OrderKey(items):
            return _pairs(map(str, range(1, len(items) + 1)), items)
        case ClozeKey(gaps) if question.kind == "cloze":
            return _pairs(map(str, range(1, len(gaps) + 1)), [gap.answers[0] for gap in gaps])
    return f"#{question.middle:.12g}:{question.tolerance:.12g}" if question.kind == "number" else ""


def _pairs(left: Iterable[str], right: Iterable[str]) -> str:
    """Pairs. The arrow between them can't be escaped, so one in a text becomes another sign."""
    sides = zip(left, right, strict=True)
    return _lines(f"={_escape(escape_html(first))} -> {_escape(second.replace('->', '→'))}" for first, second in sides)


def _lines(answers: Iterable[str]) -> str:
    return "".join(f"\n  {answer}" for answer in answers) + "\n"


def _escape(text: str) -> str:
    """A text in which nothing acts as a sign of GIFT. A line that is empty would end a question."""
    return _SIGNS.sub(r"\\\g<0>", text).replace("\n", r"\n")
