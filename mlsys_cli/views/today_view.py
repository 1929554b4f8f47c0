"""The plan of a day."""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from mlsys_cli.index.entry_records import Ref
from mlsys_cli.page.blocks import Blocks, DefinitionList, Heading, Paragraph, Span, Spans, text_spans
from mlsys_cli.text.counted import counted
from mlsys_cli.text.reading_time import share_words
from mlsys_cli.views.next_reading import NextReading
from mlsys_cli.views.review_words import MORE, ReviewNumbers
from mlsys_cli.views.shared_blocks import day_words
from mlsys_cli.views.view import Document, document

_GAP = Span(" · ")


class SectionCheck(NamedTuple):
    """A section that was read, with its number, and how many of its questions were never answered."""

    ref: Ref
    number: str
    questions: int

    @property
    def command(self) -> str:
        """The command that asks them."""
        return f"mlsys quiz {self.number or self.ref.address}"


class TodayView(NamedTuple):
    """The plan of a day: the review, a section to read and one to check; how far they are.

    `done_on` is the day on which all will be read at the present pace; None if that can't be told.
    """

    today: date
    review: ReviewNumbers
    reading: NextReading | None
    check: SectionCheck | None
    days_in_a_row: int
    share_read: float
    done_on: date | None

    def page(self) -> Blocks:
        """The commands in the order in which they help most, and how far the learner is."""
        rows = tuple(self.tasks())
        nothing = Paragraph(text_spans("Everything is read, and no cards are due."))
        return (
            Heading(1, f"Today, {self.today:%A} {day_words(self.today)}"),
            DefinitionList(rows) if rows else nothing,
            *((Paragraph(text_spans(facts, "caption")),) if (facts := self.facts()) else ()),
        )

    def page_with_keys(self) -> Blocks:
        """The same for the reader, with its keys and links instead of commands."""
        title, tasks, *facts = self.page()
        rows = tuple(self._tasks_with_keys())
        return (title, DefinitionList(rows) if rows else tasks, *facts)

    def _tasks_with_keys(self) -> Iterator[tuple[str, Spans]]:
        yield from self.review_with_key()
        if self.reading:
            link = Span(self.reading.title, "link", self.reading.target)
            yield "Read on" if self.share_read else "Read", (link, Span(f", {self.reading.remark}"))
        if self.check:
            link = Span(self.check.ref.name, "link", f"section:{self.check.ref.address}")
            yield "Check", (Span(f"{counted(self.check.questions, 'new question')} about "), link)

    def tasks(self) -> Iterator[tuple[str, Spans]]:
        """The things to do, in the order in which they help most, each with its command, about a line long."""
        if self.review.is_done:
            more = (Span(" More: "), Span(MORE, "command")) if self.review.has_more else ()
            yield "Review", (Span(self.review.done()), *more)
        elif self.review.cards:
            yield "Review", (Span("mlsys review", "command"), Span(f" · {self.review.whole()}"))
        if self.reading:
            words = _GAP, Span(self.reading.title, "gloss"), Span(f", {self.reading.remark}")
            yield "Read on" if self.share_read else "Read", (Span("mlsys read", "command"), *words)
        if self.check:
            questions = Span(f" · {counted(self.check.questions, 'new question')} about ")
            yield "Check", (Span(self.check.command, "command"), questions, Span(self.check.ref.name, "gloss"))

    def review_with_key(self) -> Iterator[tuple[str, Spans]]:
        """The review of today, with the key of the reader that begins it."""
        if self.review.is_done:
            yield "Review", (Span(self.review.done()),)
        elif self.review.cards:
            yield "Review", (Span("r", "command"), Span(f" · {self.review.whole()}"))

    def facts(self) -> str:
        """The progress of the learner in a line; empty at the beginning."""
        facts = [f"{counted(self.days_in_a_row, 'day')} in a row"] if self.days_in_a_row else []
        if self.share_read:
            facts.append(f"{share_words(self.share_read)} of the words read")
        if self.done_on:
            facts.append(f"at this pace done on {day_words(self.done_on)}")
        return " · ".join(facts)

    def document(self) -> Document:
        """The same for a machine."""
        check = self.check
        return document(
            "today",
            date=self.today.isoformat(),
            **self.review.fields(),
            read=self.reading.fields() if self.reading else None,
            check={"id": check.ref.slug, "questions": check.questions, "open": check.command} if check else None,
            days_in_a_row=self.days_in_a_row,
            share_read=round(self.share_read, 3),
            done_on=self.done_on.isoformat() if self.done_on else None,
        )
