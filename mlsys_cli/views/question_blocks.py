"""A question as it is asked."""

from collections.abc import Iterator
from string import ascii_lowercase

from mlsys_cli.page import Aside, Block, Blocks, OptionList, Paragraph, Span, Spans, text_spans
from mlsys_cli.quiz.partial_answer import EMPTY, Draft
from mlsys_cli.quiz.question import Choices, Ordering, Pairs, Question, Truth
from mlsys_cli.quiz.state import QuizItem
from mlsys_cli.views.shared_blocks import flat


def asked_blocks(turn: QuizItem, draft: Draft) -> Blocks:
    """A question that waits for its answer, with what was chosen so far; typed words stand elsewhere."""
    blocks = [*question_blocks(turn.question), *_instruction(turn), *_options(turn, draft)]
    if turn.hinted:
        blocks.append(Aside("Hint", flat(turn.question.hint)))
    return tuple(blocks)


def question_blocks(question: Question) -> Iterator[Block]:
    for block in question.ask:
        if isinstance(block, Paragraph):
            yield Paragraph(tuple(span._replace(style=span.style or "question") for span in block.spans))
        else:
            yield block


def _instruction(turn: QuizItem) -> Iterator[Block]:
    """What to do, where the question alone doesn't make it plain."""
    match turn.question.key:
        case Choices() as key if key.several:
            yield Paragraph(text_spans("Choose all that are right.", "caption"))
        case Ordering():
            yield Paragraph(text_spans("Choose them one after the other, in the right order.", "caption"))
        case Pairs():
            yield Paragraph(text_spans("Choose for each the number of what belongs to it.", "caption"))


def _options(turn: QuizItem, draft: Draft) -> Iterator[Block]:
    match turn.question.key:
        case Choices(texts) as key:
            yield OptionList(
                tuple(
                    (_number(n, n in draft.picks, key.several), _picked(texts[place], n in draft.picks))
                    for n, place in enumerate(turn.order)
                )
            )
        case Truth():
            yield OptionList(
                tuple(
                    (_number(n, n in draft.picks), _picked(word, n in draft.picks))
                    for n, word in enumerate(("True", "False"))
                )
            )
        case Ordering(items):
            yield OptionList(tuple(_ranked(n, items[place], draft) for n, place in enumerate(turn.order)))
        case Pairs(left, right):
            shown = tuple(right[place] for place in turn.order)
            yield OptionList(tuple(_joined(n, text, shown, draft) for n, text in enumerate(left)))
            yield OptionList(
                tuple(
                    (_number(n, False), text_spans(text, "trail" * (n in draft.picks))) for n, text in enumerate(shown)
                )
            )


def _number(place: int, picked: bool, several: bool = False) -> Span:
    """The number to press for a choice, with what shows whether it was chosen."""
    sign = ("● " if picked else "○ ") if several else ""
    return Span(f"  {place + 1}  {sign}", "picked" if picked else "mark")


def _picked(text: str, picked: bool) -> Spans:
    return text_spans(text, "picked" if picked else "")


def _ranked(place: int, text: str, draft: Draft) -> tuple[Span, Spans]:
    rank = f"{draft.picks.index(place) + 1}." if place in draft.picks else "  "
    picked = place in draft.picks
    return Span(f"  {ascii_lowercase[place % 26]}  {rank} ", "picked" if picked else "mark"), _picked(text, picked)


def _joined(place: int, text: str, shown: tuple[str, ...], draft: Draft) -> tuple[Span, Spans]:
    chosen = draft.picks[place]
    mark = Span("▸ " if place == draft.focus else "  ", "picked")
    if chosen == EMPTY:
        return mark, text_spans(text)
    return mark, (Span(f"{text} "), Span(f"→ {chosen + 1} {shown[chosen]}", "picked"))
