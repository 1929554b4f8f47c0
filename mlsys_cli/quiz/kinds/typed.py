"""Typed: a word or a few, in any of the accepted spellings."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar, Literal

from mlsys_cli.page.blocks import Blocks
from mlsys_cli.quiz.answer_key import WRONG, Answer, Order, TypedAnswerKey, Verdict, line, written_and_right
from mlsys_cli.quiz.question import Accept, Mistake, Question
from mlsys_cli.quiz.sides import Sides, typed_sides
from mlsys_cli.quiz.text_answers import Accepted, grade_text


@dataclass(frozen=True, slots=True, kw_only=True)
class TypedQuestion(Question):
    """A word or a few words to be typed: any of the `answers`; the first one is shown."""

    ANSWER: ClassVar = "answers: [the word, another spelling]  # the first one is shown\n"

    kind: Annotated[Literal["typed"], "The reader types a word or a few words."]
    answers: Annotated[tuple[str, ...], "The accepted answers; the first one is shown."]

    @staticmethod
    def key(fields: Mapping[str, Any], accept: Accept) -> "TypedKey | None":
        accepted = accept(fields["answers"])
        return TypedKey(accepted) if accepted else None

    def mistakes(self) -> Iterator[Mistake]:
        if not self.typed_answers():
            yield Mistake(("answers",), "there is no accepted answer")

    def typed_answers(self) -> tuple[str, ...]:
        return tuple(answer for answer in self.answers if answer.strip())


@dataclass(frozen=True, slots=True)
class TypedKey(TypedAnswerKey):
    """Words to be typed, in any of the accepted spellings."""

    accepted: Accepted

    def grade(self, answer: Answer) -> Verdict:
        return grade_text(self.accepted, answer) if isinstance(answer, str) else WRONG

    def solution(self, answer: Answer, order: Order) -> Blocks:
        return (written_and_right(answer, self.accepted.spans()),)

    def value(self) -> Any:
        return self.accepted.answers[0]

    def sides(self, ask: Blocks, order: Order) -> Sides:
        """A note whose answer is typed, with the other spellings on the back."""
        first, *others = self.accepted.distinct
        also = (line(f"Also correct: {', '.join(others)}."),) if others else ()
        return typed_sides(ask, first, also)
