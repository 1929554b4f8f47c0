"""The answers of a class: its learners, the sections, and the questions."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from mlsys_cli.page.blocks import Block, Blocks, Bullets, Heading, Paragraph, Table, text_spans
from mlsys_cli.text.sanitize import harmless
from mlsys_cli.views.view import Document, document, to_json

_MOST_CHOICES = 3  # of the wrong answers to a question; chosen by eye

_QUESTION_COLUMNS = ("question", "right", "share", "discrimination", "wrong answers", "flags")
_LEGEND = (
    "The share of right answers is what testers call the difficulty. The discrimination is the point-biserial "
    "correlation of a right answer with the share of the other questions that a learner has right, from 10 answers on: "
    "below 0.2, a question hardly tells those who know from those who don't."
)


class SectionRow(NamedTuple):
    """A section: how often the class was asked about it, how many answered, how many were right, and who is stuck."""

    address: str
    title: str
    asked: int
    answered: int
    right: int
    stuck: tuple[str, ...]


class QuestionRow(NamedTuple):
    """A question: its answers, the discrimination if there are enough, and how often each wrong one was chosen."""

    card: str
    text: str
    asked: int
    answered: int
    right: int
    discrimination: float | None
    wrong: tuple[tuple[str, int], ...]
    flags: int

    def document(self) -> Document:
        """Its fields and its difficulty."""
        difficulty = round(self.right / self.asked, 2) if self.asked else None
        wrong = [{"answer": answer, "times": times} for answer, times in self.wrong]
        return {**to_json(self), "difficulty": difficulty, "wrong": wrong}


class ClassView(NamedTuple):
    """A table of learners, whose first row has the names of the columns; the sections, and the questions.

    The first columns are `facts`; any others are points. `remarks` are for the teacher to look at.
    """

    kind: str
    title: str
    summary: str
    learners: Sequence[Sequence[Any]]
    sections: Sequence[SectionRow]
    questions: Sequence[QuestionRow]
    remarks: Sequence[str]
    facts: int = 100

    def blocks(self) -> Blocks:
        """The tables, without columns that are empty."""
        blocks: list[Block] = [Heading(1, harmless(self.title)), Paragraph(text_spans(self.summary))]
        if self.remarks:
            remarks = tuple((Paragraph(text_spans(harmless(remark))),) for remark in self.remarks)
            blocks += [Heading(2, "To look at"), Bullets(remarks)]
        blocks += _table("Learners", [row[: self.facts] for row in self.learners])
        sections = [
            (s.title, f"{s.right} of {s.asked}", share(s.right, s.asked), ", ".join(s.stuck)) for s in self.sections
        ]
        blocks += _table("Sections", [("section", "right", "share", "stuck"), *sections])
        questions = _table("Questions", [_QUESTION_COLUMNS, *map(_question, self.questions)])
        has_numbers = any(row.discrimination is not None for row in self.questions)
        legend = [Paragraph(text_spans(_LEGEND, "caption"))] if has_numbers else []
        return (*blocks, *questions, *legend)

    def document(self) -> Document:
        """The rows by their names."""
        names, *rows = self.learners
        learners = [dict(zip(names, row, strict=True)) for row in rows]
        if points := names[self.facts :]:
            learners = [row | {"answers": {name: row.pop(name) for name in points}} for row in learners]
        return document(
            self.kind,
            title=self.title,
            learners=learners,
            sections=to_json(self.sections),
            questions=[row.document() for row in self.questions],
            remarks=list(self.remarks),
        )

    def rows(self) -> list[list[Any]]:
        """The learners."""
        return [list(row) for row in self.learners]


def _table(title: str, rows: Sequence[Sequence[Any]]) -> Sequence[Block]:
    """A table below its title, without empty columns; nothing if it has no rows."""
    if len(rows) == 1:
        return ()
    columns = [["" if cell is None else harmless(str(cell)) for cell in column] for column in zip(*rows, strict=True)]
    names, *cells = zip(*(column for column in columns if any(column[1:])), strict=True)
    return Heading(2, title), Table(tuple(name.replace("_", " ") for name in names), tuple(cells))


def _question(row: QuestionRow) -> tuple[str, ...]:
    chosen = "; ".join(f"{answer} ({times})" for answer, times in row.wrong[:_MOST_CHOICES])
    discrimination = "" if row.discrimination is None else f"{row.discrimination:.2f}"
    return (
        row.text,
        f"{row.right} of {row.asked}",
        share(row.right, row.asked),
        discrimination,
        chosen,
        str(row.flags or ""),
    )


def share(part: int, whole: int) -> str:
    """A share in per cent; a dash for one of nothing."""
    return f"{part / whole:.0%}" if whole else "–"
