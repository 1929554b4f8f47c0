"""An answered question: the right answer, why it is right, and where to read on."""

from collections.abc import Iterator

from mlsys_cli.page import Aside, Block, Blocks, Paragraph, Span, Spans
from mlsys_cli.quiz.card import Card
from mlsys_cli.quiz.option_list import FALSE, RIGHT
from mlsys_cli.quiz.state import QuizItem, Response
from mlsys_cli.views.open_commands import quote, target_command
from mlsys_cli.views.question_blocks import question_blocks
from mlsys_cli.views.shared_blocks import date_words, flat


def explained_blocks(item: QuizItem) -> Blocks:
    """A question with the answer that was given, the right one, the reason, and where to read on."""
    given, card = item.given, item.card
    assert given is not None
    return (
        *question_blocks(card),
        *card.key.solution(given.answer, item.order),
        Paragraph(_verdict(given)),
        *card.explain,
        *_remarks(card),
        Paragraph(_further_commands(card)),
    )


def _verdict(given: Response) -> Spans:
    """The verdict in words, with a sign."""
    if given.overruled:
        return (Span(f"{RIGHT} Counted as right, as you say.", "right"),)
    if given.verdict.right:
        words = f" Right, but {given.verdict.remark}." if given.verdict.remark else " Right."
        return (Span(f"{RIGHT}{words}", "right"),)
    remark = given.verdict.remark
    if 0 < given.verdict.credit < 1:
        remark = f"{given.verdict.credit:.0%} of it is"
    return (Span(f"{FALSE} Not right{f': {remark}' if remark else ''}.", "wrong"),)


def _remarks(card: Card) -> Iterator[Block]:
    if card.as_of:
        yield Aside("As of", (Span(f"{date_words(card.as_of)}. Newer figures may differ."),), "note.aging")
    if card.disputed:
        yield Aside("Disputed", flat(card.disputed), "note.disputed")


def _further_commands(card: Card) -> Spans:
    """The commands that open the section and the sources."""
    commands = [target_command(card.opens), *(f"mlsys cite {quote(key)}" for key in card.sources)]
    spans: list[Span] = []
    for command in commands:
        spans += [Span(" · ", "trail")] if spans else []
        spans.append(Span(command, "command" if command == commands[0] else "trail"))
    return tuple(spans)
