"""The questions that the learner flagged as bad ones."""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from mlsys_cli.journal.days import date_text, day_of
from mlsys_cli.journal.study_records import Mark
from mlsys_cli.page.blocks import Block, Blocks, Heading, ListEntry, Paragraph, Span, prose_text, text_spans
from mlsys_cli.quiz.study_card import Card
from mlsys_cli.text.counted import counted
from mlsys_cli.text.sanitize import harmless
from mlsys_cli.views.shared_blocks import day_words, target_command
from mlsys_cli.views.view import Document, document


class FlaggedQuestion(NamedTuple):
    """A flagged card, as far as an open book has it."""

    flag: Mark
    card: Card | None

    @property
    def ask(self) -> str:
        """The question in a line."""
        return " ".join(prose_text(self.card.ask).split()) if self.card else ""


class FlagsView(NamedTuple):
    """The flagged questions, the last one first."""

    flags: Sequence[FlaggedQuestion]

    def page(self) -> Blocks:
        """The questions with their ids, by which an author finds them."""
        return tuple(self._blocks())

    def _blocks(self) -> Iterator[Block]:
        yield Heading(1, counted(len(self.flags), "flagged question") if self.flags else "No flagged questions")
        if not self.flags:
            yield Paragraph((Span("Press ! at a bad question in "), Span("mlsys quiz", "command"), Span(".")))
        for flagged in self.flags:
            words = text_spans(f"{harmless(flagged.flag.subject)} · {day_words(day_of(flagged.flag.at))}", "caption")
            opens = text_spans(target_command(flagged.card.opens), "command") if flagged.card else ()
            yield ListEntry(text_spans(harmless(flagged.ask or "From a book that isn't open")), words, opens)

    def document(self) -> Document:
        """The flagged questions; `ask` is null if no open book has one."""
        flags = [
            {
                "id": flagged.flag.subject,
                "ask": flagged.ask or None,
                "section": flagged.card.section or None if flagged.card else None,
                "flagged": date_text(flagged.flag.at),
            }
            for flagged in self.flags
        ]
        return document("flags", flags=flags)

    def rows(self) -> list[list[Any]]:
        """A row for each flagged question."""
        return [["id", "ask", "section", "flagged"], *(list(flag.values()) for flag in self.document()["flags"])]
