"""A card as it is asked: its two sides, and the key that grades answers."""

from dataclasses import dataclass
from random import Random
from typing import Any, ClassVar, NamedTuple

from mlsys_cli.page.blocks import Blocks, Paragraph, Spans
from mlsys_cli.quiz.answer_key import Answer, AnswerKey, Draft, Order, Sides, Verdict, two_sides
from mlsys_cli.text.english import normalize_name


class Card(NamedTuple):
    """A card. The learner's journal knows it by its `id`; `section` and `sources` are addresses.

    `opens` is the target of a link to where to read on, such as `section:intro/symbolic-ai`. `run` is the
    exhibit to try. `draw` is the number of the draw of its fresh numbers; None if it has none.
    """

    id: str
    kind: str
    level: str
    book: str
    chapter: str
    section: str
    ask: Blocks
    explain: Blocks
    key: AnswerKey
    opens: str
    hint: Blocks = ()
    sources: tuple[str, ...] = ()
    as_of: str = ""
    disputed: Blocks = ()
    run: str = ""
    draw: int | None = None


def order_of(card: Card, seed: int) -> Order:
    """The order in which the options of a card are shown; the same seed gives the same order."""
    return card.key.shuffle(Random(f"{seed}:{card.id}"))


@dataclass(frozen=True, slots=True)
class RevealKey(AnswerKey):
    """The back of a card, and how it is shown."""

    back: str
    spans: Spans
    self_graded: ClassVar[bool] = True
    expected = "Press Enter to see the answer."

    def keys(self, order: Order) -> str:
        """The key that reveals the back."""
        return "Enter show answer"

    def answer(self, draft: Draft, order: Order) -> Answer | None:
        """No text, since the answer is only thought of."""
        return ""

    def read(self, value: Any, offered: tuple[str, ...]) -> Answer:
        """The words that were given."""
        return str(value)

    def grade(self, answer: Answer) -> Verdict:
        """Right until the learner grades it; an answer in a file must have the words of the back."""
        right = not answer or normalize_name(answer) == normalize_name(self.back)
        return Verdict(right, float(right))

    def solution(self, answer: Answer, order: Order) -> Blocks:
        """The back."""
        return (Paragraph(tuple(span._replace(style=span.style or "strong") for span in self.spans)),)

    def value(self) -> Any:
        """The back."""
        return self.back

    def sides(self, ask: Blocks, order: Order) -> Sides:
        """The front and the back."""
        return two_sides(ask, [Paragraph(self.spans)])
