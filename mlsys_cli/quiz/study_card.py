"""A card as it is asked: its two sides, and the key that grades answers."""

from random import Random
from typing import NamedTuple

from mlsys_cli.page.blocks import Blocks
from mlsys_cli.quiz.answer_key import AnswerKey, Order


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
