"""A question as it is asked."""

from collections.abc import Iterator

from mlsys_cli.page import Aside, Block, Blocks, Paragraph, text_spans
from mlsys_cli.quiz.card import Card
from mlsys_cli.quiz.draft import Draft
from mlsys_cli.quiz.state import QuizItem
from mlsys_cli.views.shared_blocks import flat


def asked_blocks(item: QuizItem, draft: Draft) -> Blocks:
    """A question that waits for its answer, with what was chosen so far; what is typed is shown elsewhere."""
    key = item.card.key
    blocks = [*question_blocks(item.card)]
    if key.instruction:
        blocks.append(Paragraph(text_spans(key.instruction, "caption")))
    blocks += key.options(item.order, draft)
    if item.hinted:
        blocks.append(Aside("Hint", flat(item.card.hint)))
    return tuple(blocks)


def question_blocks(card: Card) -> Iterator[Block]:
    """The question alone."""
    for block in card.ask:
        if isinstance(block, Paragraph):
            yield Paragraph(tuple(span._replace(style=span.style or "question") for span in block.spans))
        else:
            yield block
