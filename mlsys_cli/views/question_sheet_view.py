"""A sheet of questions: for a class, a script or an editor, with their answers only if they are wanted."""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from mlsys_cli.page import Aside, Block, Blocks, Heading, Paragraph, Span, prose_text
from mlsys_cli.quiz.draft import Draft
from mlsys_cli.quiz.state import QuizItem
from mlsys_cli.views.question_blocks import asked_blocks
from mlsys_cli.views.shared_blocks import target_command
from mlsys_cli.views.view import Document, document


class QuestionSheetView(NamedTuple):
    """Some questions, in the order in which they would be asked; with `answers` what is right, and why."""

    items: Sequence[QuizItem]
    seed: int
    answers: bool

    def page(self) -> Blocks:
        """The questions with room for the answers; these follow at the end."""
        count = len(self.items)
        blocks: list[Block] = [Heading(1, f"{count} questions" if count != 1 else "1 question")]
        for number, item in enumerate(self.items, start=1):
            blocks += [Heading(3, f"Question {number}"), *asked_blocks(item, _untouched(item)), *item.card.key.room()]
        if self.answers:
            blocks.append(Heading(2, "Answers"))
            for number, item in enumerate(self.items, start=1):
                blocks += _answered(number, item)
        return tuple(blocks)

    def document(self) -> Document:
        """The questions for a machine; a file of them with an `answer` in each is what --answer takes."""
        questions = [_fields(item, self.answers) for item in self.items]
        return document("quiz", seed=self.seed, questions=questions)


def _untouched(item: QuizItem) -> Draft:
    """A blank draft of which no line has the focus."""
    return item.card.key.blank()._replace(focus=-1)


def _answered(number: int, item: QuizItem) -> Iterator[Block]:
    yield Aside(f"{number}", (Span(item.card.key.text(item.order)),), "note.remember")
    yield from item.card.explain
    yield Paragraph((Span(target_command(item.card.opens), "command"),))


def _fields(item: QuizItem, answers: bool) -> dict[str, Any]:
    card = item.card
    fields = {
        "id": card.id,
        "kind": card.kind,
        "level": card.level,
        "chapter": card.chapter,
        "section": card.section or None,
        "ask": prose_text(card.ask),
        **card.key.offered(item.order),
        "hint": prose_text(card.hint) or None,
    }
    if answers:
        fields["key"] = card.key.value()
        fields["explain"] = "\n\n".join(prose_text((block,)) for block in card.explain)
        fields["sources"] = list(card.sources)
        fields["open"] = target_command(card.opens)
    return fields
