"""Open: a question whose answer is compared with a model answer and graded by the learner."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar, Literal

from mlsys_cli.page.blocks import Blocks, Paragraph, Quote, json_text, prose_text, text_spans
from mlsys_cli.quiz.answer_key import BLANK_LINE, Answer, AnswerKey, Draft, Order, Verdict
from mlsys_cli.quiz.question import Accept, Question
from mlsys_cli.quiz.sides import Sides, two_sides
from mlsys_cli.text.english import normalize_name

_LINES = 4  # to write on; chosen, not measured
_BY_HAND = Verdict(None, 0.0, remark="to be graded by hand")


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenQuestion(Question):
    """A question that is answered in one's own words; the reader compares them with the model `answer`."""

    ANSWER: ClassVar = "answer: Write a model answer in a sentence or two.\n"
    PROSE: ClassVar = ("answer",)

    kind: Annotated[Literal["open"], "The reader answers in words, and grades themselves."]
    answer: Annotated[str, "A model answer, as prose. With it, `explain` may be left out."]
    explain: Annotated[str, "More on the answer, if it needs any."] = ""

    @staticmethod
    def key(fields: Mapping[str, Any], accept: Accept) -> "OpenKey":
        return OpenKey(fields["answer"])


@dataclass(frozen=True, slots=True)
class OpenKey(AnswerKey):
    """A model answer, or the back of a learner's own card."""

    model_answer: Blocks
    self_graded: ClassVar[bool] = True
    expected = "Think of your answer, then press Enter to see the model answer."

    def keys(self, order: Order) -> str:
        return "Enter show answer"

    def answer(self, draft: Draft, order: Order) -> Answer | None:
        """No text, since the answer is only thought of."""
        return ""

    def read(self, value: Any, offered: tuple[str, ...]) -> Answer:
        return str(value)

    def grade(self, answer: Answer) -> Verdict:
        """No verdict until somebody has compared the answer, unless it has the very words of the model answer."""
        same = normalize_name(answer) == normalize_name(self.value()) if answer else False
        return Verdict(True, 1.0) if same else _BY_HAND

    def solution(self, answer: Answer, order: Order) -> Blocks:
        return (Quote(self.model_answer),)

    def text(self, order: Order) -> str:
        return prose_text(self.model_answer)

    def room(self) -> Blocks:
        return (Paragraph(text_spans(BLANK_LINE * 2)),) * _LINES

    def value(self) -> Any:
        return json_text(self.model_answer)

    def sides(self, ask: Blocks, order: Order) -> Sides:
        return two_sides(ask, self.model_answer)
