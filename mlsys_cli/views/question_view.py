"""Questions as they are asked, as they are explained once they are answered, and as a sheet."""

from collections.abc import Sequence
from typing import NamedTuple

from mlsys_cli.index.entry_records import Remarks, target_command
from mlsys_cli.page.blocks import Aside, Block, Blocks, Heading, Paragraph, Span, Spans, json_text, text_spans
from mlsys_cli.quiz.answer_key import Draft
from mlsys_cli.quiz.option_list import FALSE, RIGHT, without_letters
from mlsys_cli.quiz.state import QuizItem, Response
from mlsys_cli.text.english import counted, quote
from mlsys_cli.views.shared_blocks import flat, remark_blocks, try_it
from mlsys_cli.views.view import Document, document, pick


def item_blocks(item: QuizItem, draft: Draft) -> Blocks:
    """A question that waits for its answer, with what was chosen so far, or its answer once that is given.

    What is typed is shown elsewhere.
    """
    question = tuple(
        Paragraph(tuple(span._replace(style=span.style or "question") for span in block.spans))
        if isinstance(block, Paragraph)
        else block
        for block in item.card.ask
    )
    if item.response:
        return (*question, *explained_blocks(item))
    key = item.card.key
    todo = (Paragraph(text_spans(key.instruction, "caption")),) if key.instruction else ()
    hint = (Aside("Hint", flat(item.card.hint)),) if item.hinted and item.card.hint else ()
    return (*question, *todo, *key.options(item.order, draft), *hint)


def explained_blocks(item: QuizItem, *, is_linked: bool = False) -> Blocks:
    """The answer that was given, the right one, the reason, and the ways to the section and the sources.

    These are commands, or if it `is_linked` words: on a page, whose form has no letters beside the options.
    """
    given, card = item.response, item.card
    assert given is not None
    links = []
    if card.opens:
        way, style = ("Read the section", "link") if is_linked else (target_command(card.opens), "command")
        links.append(Span(way, style, card.opens))
    for key in card.sources:
        cite = (
            Span(key, "link", f"source:{key}")
            if is_linked
            else Span(f"mlsys cite {quote(key)}", "trail", f"source:{key}")
        )
        links += [Span(" · ", "trail"), cite]
    solution = card.key.solution(given.answer, item.order)
    return (
        *(without_letters(solution) if is_linked else solution),
        *(() if given.right is None else (Paragraph(_verdict(given, card.key.credited)),)),
        *card.explain,
        *remark_blocks(Remarks(as_of=card.as_of, disputed=card.disputed)),
        *((Paragraph(tuple(links)),) if links else ()),
        *(() if given.verdict.right and not given.unknown else try_it(card.run, is_linked=is_linked)),
    )


def _verdict(response: Response, credited: str) -> Spans:
    """The verdict in words, with a sign."""
    _, credit, _, remark = response.verdict
    if response.unknown:
        return text_spans("? You didn't know.", "wrong")
    if response.overruled:
        return text_spans(f"{RIGHT} Counted as correct.", "right")
    if response.verdict.right:
        return text_spans(f"{RIGHT} Correct, but {remark}." if remark else f"{RIGHT} Correct.", "right")
    if 0 < credit < 1:
        return text_spans(f"{FALSE} Incorrect, but {credit:.0%} {credited}.", "wrong")
    return text_spans(f"{FALSE} Incorrect: {remark}." if remark else f"{FALSE} Incorrect.", "wrong")


class QuestionSheetView(NamedTuple):
    """Some questions, in the order in which they would be asked; with `answers` what is right, and why.

    It is for a class, a script or an editor.
    """

    items: Sequence[QuizItem]
    seed: int
    answers: bool

    def blocks(self) -> Blocks:
        """The questions with room for the answers; these follow at the end."""
        blocks: list[Block] = [Heading(1, counted(len(self.items), "question"))]
        for number, item in enumerate(self.items, start=1):
            key = item.card.key
            untouched = key.blank()._replace(focus=-1)  # on paper no line is pointed at
            # A heading of level 2 has a rule below it, which would part the question from its number.
            blocks += [Heading(3, f"Question {number}"), *item_blocks(item, untouched), *key.room()]
        if self.answers:
            blocks.append(Heading(2, "Answers"))
            for number, item in enumerate(self.items, start=1):
                key = item.card.key
                first, *rest = key.model_answer or (Paragraph(text_spans(key.text(item.order))),)
                answer = (Aside(f"{number}", flat((first,)), "note.remember"), *rest)
                opens = Paragraph((Span(target_command(item.card.opens), "command"),)) if item.card.opens else None
                blocks += [*answer, *item.card.explain, *([opens] if opens else [])]
        return tuple(blocks)

    def document(self) -> Document:
        """The questions for a machine; a file of them with an `answer` in each is what --answer takes."""
        questions = []
        for item in self.items:
            card = item.card
            fields = {
                **pick(card, "id kind level chapter section?"),
                "ask": json_text(card.ask),
                **card.key.offered(item.order),
                **({"draw": card.draw} if card.draw is not None else {}),
                "hint": json_text(card.hint) or None,
            }
            if self.answers:
                fields |= {
                    "key": card.key.value(),
                    "explain": "\n\n".join(json_text((block,)) for block in card.explain),
                    **pick(card, "sources run?"),
                    "open": target_command(card.opens) if card.opens else None,
                }
            questions.append(fields)
        return document("quiz", seed=self.seed, questions=questions)
