"""A question as it is asked, and once it is answered: the right answer, why it is right, and where to read on."""

from collections.abc import Iterator

from mlsys_cli.index.entry_records import Qualifiers
from mlsys_cli.page import Aside, Block, Blocks, Paragraph, Span, Spans, text_spans
from mlsys_cli.quiz.card import Card
from mlsys_cli.quiz.draft import Draft
from mlsys_cli.quiz.option_list import FALSE, RIGHT
from mlsys_cli.quiz.state import QuizItem, Response
from mlsys_cli.views.shared_blocks import flat, notes, quote, target_command


def item_blocks(item: QuizItem, draft: Draft) -> Blocks:
    """A question that is asked, or its answer once that is given."""
    return (*_question(item.card), *explained_blocks(item)) if item.given else asked_blocks(item, draft)


def asked_blocks(item: QuizItem, draft: Draft) -> Blocks:
    """A question that waits for its answer, with what was chosen so far; what is typed is shown elsewhere."""
    key = item.card.key
    todo = (Paragraph(text_spans(key.instruction, "caption")),) if key.instruction else ()
    hint = (Aside("Hint", flat(item.card.hint)),) if item.hinted else ()
    return (*_question(item.card), *todo, *key.options(item.order, draft), *hint)


def explained_blocks(item: QuizItem) -> Blocks:
    """The answer that was given, the right one, the reason, and where to read on."""
    given, card = item.given, item.card
    assert given is not None
    return (
        *card.key.solution(given.answer, item.order),
        Paragraph(_verdict(given, card.key.credited)),
        *card.explain,
        *notes(Qualifiers(as_of=card.as_of, disputed=card.disputed, sources=())),
        Paragraph(_further_commands(card)),
    )


def _question(card: Card) -> Iterator[Block]:
    for block in card.ask:
        if isinstance(block, Paragraph):
            yield Paragraph(tuple(span._replace(style=span.style or "question") for span in block.spans))
        else:
            yield block


def _verdict(given: Response, credited: str) -> Spans:
    """The verdict in words, with a sign."""
    _, credit, _, remark = given.verdict
    if given.overruled:
        return (Span(f"{RIGHT} Counted as right, as you say.", "right"),)
    if given.verdict.right:
        return (Span(f"{RIGHT} Right, but {remark}." if remark else f"{RIGHT} Right.", "right"),)
    if 0 < credit < 1:
        return (Span(f"{FALSE} Not right, but {credit:.0%} {credited}.", "wrong"),)
    return (Span(f"{FALSE} Not right: {remark}." if remark else f"{FALSE} Not right.", "wrong"),)


def _further_commands(card: Card) -> Spans:
    """The commands that open the section and the sources."""
    spans = [Span(target_command(card.opens), "command")]
    for key in card.sources:
        spans += [Span(" · ", "trail"), Span(f"mlsys cite {quote(key)}", "trail")]
    return tuple(spans)
