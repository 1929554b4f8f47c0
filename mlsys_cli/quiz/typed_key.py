"""A key whose answer is typed into one field or several."""

import re
from typing import Any, ClassVar

from mlsys_cli.page import Blocks, DefinitionList, Paragraph, Span, Spans, text_spans
from mlsys_cli.quiz.answer_key import Answer, AnswerKey, Order
from mlsys_cli.quiz.draft import Draft
from mlsys_cli.quiz.text_answers import Accepted
from mlsys_cli.text.sanitize import harmless

_MOST_SHOWN = 5

BLANK_LINE = "_" * 16
"""Room for an answer on paper."""


class TypedAnswerKey(AnswerKey):
    """The key of a kind that is answered in words or figures; the defaults are those of one text to be typed."""

    typed: ClassVar[bool] = True

    def blank(self) -> Draft:
        """A draft with an empty text for each field."""
        return Draft(texts=("",) * self.fields())

    def answer(self, draft: Draft, order: Order) -> Answer | None:
        """The text; None if there is none."""
        return draft.typed if draft.typed.strip() else None

    def read(self, given: Any, offered: tuple[str, ...]) -> Answer:
        """The text."""
        return str(given)

    def room(self) -> Blocks:
        """A line to write on."""
        return (Paragraph(text_spans(f"{BLANK_LINE} {self.label}".rstrip())),)

    def read_line(self, line: str, order: Order) -> Draft:
        """The draft that a line is, with `;` between the texts for several fields."""
        number = self.fields()
        texts = [line] if number == 1 else re.split(r"\s*;\s*", line)[:number]
        return Draft(texts=(*texts, *("",) * (number - len(texts))), focus=len(texts) - 1)

    @property
    def expected(self) -> str:
        """A sentence that says what kind of line is expected."""
        number = self.fields()
        return "Type the answer." if number == 1 else f"Type {number} answers with ; between them."


def written_and_right(written: str, right: Spans) -> DefinitionList:
    """The answer that was typed, above the right one."""
    return DefinitionList((("You wrote", text_spans(harmless(written))), ("Answer", right)))


def accepted_spans(accepted: Accepted) -> Spans:
    """The answer that is shown, and some others that are accepted as well."""
    first, *others = accepted.distinct
    also = f" (also: {', '.join(others[:_MOST_SHOWN])})" if others else ""
    return Span(first), Span(also, "caption")
