"""Cloze: words to be typed into the gaps of a text."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar, Literal

from mlsys_cli.page.blocks import Blocks, DefinitionList, OptionList, Span, text_spans
from mlsys_cli.page.html import escape_html, write_fragment
from mlsys_cli.quiz.answer_key import (
    BLANK_LINE,
    WRONG,
    Answer,
    Draft,
    Order,
    TypedAnswerKey,
    Verdict,
    grade_parts,
    line,
    written_and_right,
)
from mlsys_cli.quiz.question import Accept, Mistake, Question
from mlsys_cli.quiz.sides import Form, Sides
from mlsys_cli.quiz.text_answers import Accepted, grade_text

GAP = "___"
"""The mark of a gap in a text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClozeQuestion(Question):
    """`ask` has a gap `___` for each of `gaps`, which lists the accepted answers; the first one is shown."""

    ASK: ClassVar = "Write a sentence about $name, with ___ for each gap."
    ANSWER: ClassVar = "gaps:\n  - [the word, another spelling]  # the first one is shown\n"

    kind: Annotated[Literal["cloze"], "The reader fills the gaps in a sentence."]
    gaps: Annotated[
        tuple[tuple[str, ...], ...],
        "The accepted answers for each gap ___ in the question; the first one is shown.",
    ]

    @staticmethod
    def key(fields: Mapping[str, Any], accept: Accept) -> "ClozeKey | None":
        gaps = [accept(answers) for answers in fields["gaps"]]
        accepted = tuple(gap for gap in gaps if gap is not None)
        return ClozeKey(accepted) if accepted and len(accepted) == len(gaps) else None

    def mistakes(self) -> Iterator[Mistake]:
        gaps = self.ask.count(GAP)
        if gaps != len(self.gaps) or not gaps or not all(self.gaps):
            yield Mistake(
                ("gaps",),
                f"the number of gaps in 'ask' ('{GAP}') is {gaps}, but 'gaps' has answers for {len(self.gaps)}",
            )

    def typed_answers(self) -> tuple[str, ...]:
        return tuple(answer for gap in self.gaps for answer in gap if answer.strip())


@dataclass(frozen=True, slots=True)
class ClozeKey(TypedAnswerKey):
    """The accepted answers of each gap."""

    gaps: tuple[Accepted, ...]
    credited = "of the gaps are right"

    def fields(self) -> int:
        return len(self.gaps)

    @property
    def nothing(self) -> Answer:
        return ("",) * len(self.gaps)

    def answer(self, draft: Draft, order: Order) -> Answer | None:
        return draft.texts if all(text.strip() for text in draft.texts) else None

    def read(self, value: Any, offered: tuple[str, ...]) -> Answer:
        return tuple(map(str, value if isinstance(value, list) else [value]))

    def grade(self, answer: Answer) -> Verdict:
        if any(answer[len(self.gaps) :]):  # words for more gaps than there are
            return WRONG
        verdicts = [grade_text(gap, text) for gap, text in zip(self.gaps, answer, strict=False)]
        remarks = [verdict.remark for verdict in verdicts if verdict.remark]
        whole = grade_parts([verdict.right is True for verdict in verdicts], len(self.gaps))
        return whole._replace(accepted=", ".join(verdict.accepted for verdict in verdicts), remark="; ".join(remarks))

    def solution(self, answer: Answer, order: Order) -> Blocks:
        parts = (written_and_right(text, gap.spans()) for text, gap in zip(answer, self.gaps, strict=False))
        return (DefinitionList(tuple(row for part in parts for row in part.rows)),)

    def room(self) -> Blocks:
        """A line to write on for each gap; a single one is filled in the text."""
        if len(self.gaps) == 1:
            return ()
        numbers = range(1, len(self.gaps) + 1)
        return (OptionList(tuple((Span(f"  {n}  ", "mark"), text_spans(BLANK_LINE)) for n in numbers)),)

    def offered(self, order: Order) -> dict[str, Any]:
        return {"gaps": len(self.gaps)}

    def value(self) -> Any:
        return [gap.answers[0] for gap in self.gaps]

    def sides(self, ask: Blocks, order: Order) -> Sides:
        """A text with gaps, which Anki hides all at once."""
        pieces = write_fragment(ask).split(GAP)
        answer = write_fragment([line("; ".join(" or ".join(gap.distinct) for gap in self.gaps))])
        if len(pieces) != len(self.gaps) + 1:
            return Sides(Form.SIDES, GAP.join(pieces), answer)
        hidden = [
            f"{{{{c1::{escape_html(gap.answers[0])}}}}}{piece}"
            for gap, piece in zip(self.gaps, pieces[1:], strict=True)
        ]
        return Sides(Form.CLOZE, "".join((pieces[0], *hidden)), answer)
