"""Typed: a word or a few, in any of the accepted spellings."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Literal

from mlsys_cli.page import Blocks, Paragraph, text_spans
from mlsys_cli.page.html import escape_html, write_fragment
from mlsys_cli.quiz.answer_key import Answer, Order
from mlsys_cli.quiz.draft import Draft
from mlsys_cli.quiz.flashcard_sides import Form, Sides, line
from mlsys_cli.quiz.question import Accept, Mistake, Question
from mlsys_cli.quiz.text_answers import Accepted, grade_text
from mlsys_cli.quiz.typed_key import BLANK_LINE, TypedAnswerKey, accepted_spans, written_and_right
from mlsys_cli.quiz.verdict import WRONG, Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class TypedQuestion(Question):
    """A word or a few to be typed: any of the `answers`, of which the first is shown."""

    HELP: ClassVar = {
        "kind": "A word or a few are typed.",
        "answers": "What is accepted; the first one is shown.",
    }
    ANSWER: ClassVar = "answers: [the word, another spelling]  # the first one is shown\n"

    kind: Literal["typed"]
    answers: tuple[str, ...]

    @staticmethod
    def key(fields: Mapping[str, Any], accept: Accept) -> "TypedKey | None":
        """The accepted answers, with the other names of the terms that they name."""
        accepted = accept(fields["answers"])
        return TypedKey(accepted) if accepted else None

    def mistakes(self) -> Iterator[Mistake]:
        """No accepted answer."""
        if not self.typed_answers():
            yield Mistake(("answers",), "no answer is accepted")

    def typed_answers(self) -> tuple[str, ...]:
        """The accepted answers."""
        return tuple(answer for answer in self.answers if answer.strip())


@dataclass(frozen=True, slots=True)
class TypedKey(TypedAnswerKey):
    """Words to be typed, in any of the accepted spellings."""

    accepted: Accepted

    def answer(self, draft: Draft, order: Order) -> Answer | None:
        """The text; None if there is none."""
        return draft.typed if draft.typed.strip() else None

    def read(self, given: Any, offered: tuple[str, ...]) -> Answer:
        """The text."""
        return str(given)

    def grade(self, answer: Answer) -> Verdict:
        """Right if the words mean an accepted answer; a slip is remarked upon."""
        return grade_text(self.accepted, answer) if isinstance(answer, str) else WRONG

    def solution(self, answer: Answer, order: Order) -> Blocks:
        """The words that were typed, and those that are accepted."""
        return (written_and_right(str(answer), accepted_spans(self.accepted)),)

    def text(self, order: Order) -> str:
        """The answer that is shown."""
        return self.accepted.answers[0]

    def room(self) -> Blocks:
        """A line to write on."""
        return (Paragraph(text_spans(BLANK_LINE)),)

    def value(self) -> Any:
        """The answer that is shown."""
        return self.accepted.answers[0]

    def sides(self, ask: Blocks, order: Order) -> Sides:
        """A note that Anki lets one type, with the other spellings on the back."""
        first, *others = self.accepted.distinct
        also = (line(f"Also right: {', '.join(others)}."),) if others else ()
        return Sides(Form.TYPED, write_fragment(ask), escape_html(first), also)
