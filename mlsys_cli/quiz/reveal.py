"""The key of a card that the learner wrote: its back is revealed, and only they know if they knew it."""

from dataclasses import dataclass
from typing import Any, ClassVar

from mlsys_cli.page.blocks import Blocks, Paragraph, Spans
from mlsys_cli.quiz.answer_key import Answer, AnswerKey, Draft, Order, Verdict
from mlsys_cli.quiz.flashcard_sides import Sides, two_sides
from mlsys_cli.text.normalize import normalize_name


@dataclass(frozen=True, slots=True)
class RevealKey(AnswerKey):
    """The back of a card, and how it is shown."""

    back: str
    shown: Spans
    self_graded: ClassVar[bool] = True
    expected = "Press Enter to see the answer."

    def keys(self, order: Order) -> str:
        """The key that reveals the back."""
        return "Enter show answer"

    def answer(self, draft: Draft, order: Order) -> Answer | None:
        """No text, since the answer is only thought of."""
        return ""

    def read(self, given: Any, offered: tuple[str, ...]) -> Answer:
        """The words that were given."""
        return str(given)

    def grade(self, answer: Answer) -> Verdict:
        """Right until the learner grades it; an answer in a file must have the words of the back."""
        right = not answer or normalize_name(answer) == normalize_name(self.back)
        return Verdict(right, float(right))

    def solution(self, answer: Answer, order: Order) -> Blocks:
        """The back."""
        return (Paragraph(tuple(span._replace(style=span.style or "strong") for span in self.shown)),)

    def value(self) -> Any:
        """The back."""
        return self.back

    def sides(self, ask: Blocks, order: Order) -> Sides:
        """The front and the back."""
        return two_sides(ask, [Paragraph(self.shown)])
