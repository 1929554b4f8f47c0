"""Questions on paper: for a class, a script or an editor, with their answers only if they are wanted."""

from collections.abc import Iterator, Sequence
from typing import Any

from mlsys_cli.page import Aside, Block, Blocks, Heading, OptionList, Paragraph, Span, prose_text, text_spans
from mlsys_cli.quiz.grade import number_text
from mlsys_cli.quiz.partial_answer import Draft, blank
from mlsys_cli.quiz.question import Choices, Gaps, Number, Ordering, Pairs, Truth, Words
from mlsys_cli.quiz.state import QuizItem
from mlsys_cli.views.open_commands import open_command
from mlsys_cli.views.question_blocks import asked_blocks
from mlsys_cli.views.view import Document, document

_LINE = "_" * 16


class QuestionSheetView:
    """Some questions, in the order in which they would be asked; with `answers` what is right, and why."""

    def __init__(self, turns: Sequence[QuizItem], seed: int, answers: bool) -> None:
        self._turns = turns
        self._seed = seed
        self._answers = answers

    def page(self) -> Blocks:
        """The questions with room for the answers; these follow at the end."""
        count = len(self._turns)
        blocks: list[Block] = [Heading(1, f"{count} questions" if count != 1 else "1 question")]
        for number, turn in enumerate(self._turns, start=1):
            blocks += [Heading(3, f"Question {number}"), *asked_blocks(turn, _untouched(turn)), *_room(turn)]
        if self._answers:
            blocks.append(Heading(2, "Answers"))
            for number, turn in enumerate(self._turns, start=1):
                blocks += _answered(number, turn)
        return tuple(blocks)

    def document(self) -> Document:
        """The questions for a machine; a file of them with an `answer` in each is what --answer takes."""
        questions = [_fields(turn, self._answers) for turn in self._turns]
        return document("quiz", seed=self._seed, questions=questions)


def _untouched(turn: QuizItem) -> Draft:
    """The draft of a question at which nobody is: no line of it is the present one."""
    return blank(turn.question)._replace(focus=-1)


def _room(turn: QuizItem) -> Iterator[Block]:
    match turn.question.key:
        case Words():
            yield Paragraph(text_spans(_LINE))
        case Number(_, _, _, unit):
            yield Paragraph(text_spans(f"{_LINE} {unit}".rstrip()))
        case Gaps(gaps) if len(gaps) > 1:
            yield OptionList(tuple((Span(f"  {n}  ", "mark"), text_spans(_LINE)) for n in range(1, len(gaps) + 1)))


def _answered(number: int, turn: QuizItem) -> Iterator[Block]:
    yield Aside(f"{number}", (Span(key_text(turn)),), "note.remember")
    yield from turn.question.explain
    yield Paragraph((Span(open_command(turn.question.opens), "command"),))


def key_text(turn: QuizItem) -> str:
    """What is right, in a line."""
    match turn.question.key:
        case Truth(truth):
            return "True" if truth else "False"
        case Choices(texts, right):
            return "; ".join(f"{n} {texts[place]}" for n, place in enumerate(turn.order, start=1) if place in right)
        case Words(answers):
            return answers[0]
        case Gaps(gaps):
            return "; ".join(words.answers[0] for words in gaps)
        case Number() as number:
            return number_text(number)
        case Ordering(items):
            return "; ".join(items)
        case Pairs(left, right):
            return "; ".join(f"{one} → {other}" for one, other in zip(left, right, strict=True))


def _fields(turn: QuizItem, answers: bool) -> dict[str, Any]:
    question = turn.question
    fields = {
        "id": question.id,
        "kind": question.kind,
        "level": question.level,
        "chapter": question.chapter,
        "section": question.section or None,
        "ask": prose_text(question.ask),
        **_offered(turn),
        "hint": prose_text(question.hint) or None,
    }
    if answers:
        fields["key"] = _key(turn)
        fields["explain"] = "\n\n".join(prose_text((block,)) for block in question.explain)
        fields["sources"] = list(question.sources)
        fields["open"] = open_command(question.opens)
    return fields


def _offered(turn: QuizItem) -> dict[str, Any]:
    """What there is to choose from, in the order in which it is shown."""
    match turn.question.key:
        case Choices(texts) as key:
            return {"choices": [texts[place] for place in turn.order], "several": key.several}
        case Ordering(items):
            return {"items": [items[place] for place in turn.order]}
        case Pairs(left, right):
            return {"left": list(left), "right": [right[place] for place in turn.order]}
        case Gaps(gaps):
            return {"gaps": len(gaps)}
        case Number(_, _, _, unit):
            return {"unit": unit or None}
    return {}


def _key(turn: QuizItem) -> Any:
    """The key as an answer would be written."""
    match turn.question.key:
        case Truth(truth):
            return truth
        case Choices(texts, right) as key:
            chosen = [texts[place] for place in sorted(right)]
            return chosen if key.several else chosen[0]
        case Words(answers):
            return answers[0]
        case Gaps(gaps):
            return [words.answers[0] for words in gaps]
        case Number(answer):
            return answer
        case Ordering(items):
            return list(items)
        case Pairs(left, right):
            return dict(zip(left, right, strict=True))
