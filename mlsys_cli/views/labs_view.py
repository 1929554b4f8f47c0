"""The page of exhibits and calculators by chapter."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from mlsys_cli.index.entry_records import Ref
from mlsys_cli.page.blocks import Block, Blocks, Bullets, Heading, Paragraph, Span
from mlsys_cli.text.english import quote
from mlsys_cli.views.view import Document, document, pick, rows_of


class Lab(NamedTuple):
    """An exhibit or a calculator, a sentence on it, and whether the learner has reached its goal."""

    ref: Ref
    about: str
    reached: bool

    @property
    def command(self) -> str:
        """The command that runs it."""
        return f"mlsys run {quote(self.ref.address)}"

    @property
    def paragraph(self) -> Paragraph:
        """The command, its title and the sentence; a command at the end would be broken between two lines."""
        title = Span(self.ref.name, "link", f"run:{self.ref.address}")
        mark = (Span(" ✓", "right"),) if self.reached else ()
        return Paragraph((Span(self.command, "command"), Span(" · "), title, *mark, Span(f" · {self.about}")))


class ChapterLabs(NamedTuple):
    """The labs of a chapter, whose label is its number; or those that belong to no chapter."""

    chapter: Ref | None
    label: str
    labs: Sequence[Lab]


class LabsView(NamedTuple):
    """The exhibits and calculators, by chapter."""

    parts: Sequence[ChapterLabs]

    def blocks(self) -> Blocks:
        """A list for each chapter, and how to run one."""
        go_on = (Span("mlsys run NAME", "command"), Span(" runs one, and "), Span("mlsys run NAME --check", "command"))
        blocks: list[Block] = [Heading(1, "Labs")]
        for part in self.parts:
            blocks += [Heading(2, _title(part)), Bullets(tuple((lab.paragraph,) for lab in part.labs))]
        return (*blocks, Paragraph((*go_on, Span(" compares it with what was published."))))

    def document(self) -> Document:
        """Each with its chapter."""
        keys = "id=ref.address kind=ref.kind title=ref.name about reached open=command"
        labs = [
            {"chapter": part.chapter.slug if part.chapter else None, "number": part.label or None, **pick(lab, keys)}
            for part in self.parts
            for lab in part.labs
        ]
        return document("labs", labs=labs)

    def rows(self) -> list[list[Any]]:
        """A row for each."""
        return rows_of(self.document()["labs"], "chapter id kind title about reached")


def _title(part: ChapterLabs) -> str:
    return f"{part.label} {part.chapter.name}".strip() if part.chapter else "In no chapter"
