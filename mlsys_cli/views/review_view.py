"""A review: its progress, the grades to choose from, and its result."""

from collections.abc import Mapping, Sequence
from datetime import date
from math import ceil
from typing import Any, NamedTuple

from mlsys_cli.journal.scheduler import Grade
from mlsys_cli.journal.study_records import Forecast
from mlsys_cli.page.blocks import Blocks, Bullets, Heading, Paragraph, Span, Spans, text_spans
from mlsys_cli.quiz.state import QuizItem, calibration, score, sections_to_reread
from mlsys_cli.text.counted import counted
from mlsys_cli.views.calibration import calibration_blocks, calibration_fields
from mlsys_cli.views.next_reading import NextReading
from mlsys_cli.views.question_view import QuestionSheetView
from mlsys_cli.views.review_words import MORE, ReviewNumbers, review_offer
from mlsys_cli.views.score_view import reading_blocks
from mlsys_cli.views.view import Document, PageView, document

_MINUTE = 60_000_000
_UNITS = ((365 * 1440, "year"), (30 * 1440, "month"), (1440, "day"), (60, "h"), (1, "min"))
_PLURAL = ("day", "month", "year")


def wait_words(wait: int | None) -> str:
    """The time until a card comes back, from microseconds: `10 min`, `3 days`, `1.5 years`; None if it is set aside."""
    if wait is None:
        return "set aside"
    minutes = ceil(wait / _MINUTE - 0.25)  # a quarter of a minute may pass between two looks at one wait
    for size, name in _UNITS:
        if minutes >= size:
            number = f"{minutes / size:.1f}".removesuffix(".0") if name in ("month", "year") else str(minutes // size)
            return f"{number}\u00a0{name}{'s' if name in _PLURAL and number != '1' else ''}"
    return "under a minute"


def grades_line(proposed: Grade, waits: Sequence[int | None]) -> Spans:
    """The four grades, with how long it is until the card comes back; the proposed one has a sign."""
    spans: list[Span] = []
    for grade, wait in zip(Grade, waits, strict=True):
        sign = "▸" if grade is proposed else ""
        text = f"{sign}{grade.value}\u00a0{grade.name.lower()}\u00a0{wait_words(wait)}"
        spans += [Span(" · ", "trail")] if spans else []
        spans.append(Span(text, "picked" if grade is proposed else ""))
    return tuple(spans)


def grades_sentence(proposed: Grade, waits: Sequence[int | None]) -> str:
    """The four grades in words, with how long it is until the card comes back."""
    names = (f"{grade.name.lower()} ({wait_words(wait)})" for grade, wait in zip(Grade, waits, strict=True))
    return f"Type {', '.join(names)}, or press Enter for {proposed.name.lower()}."


def _day_words(day: date, today: date) -> str:
    """A day to come: `tomorrow`, `on Friday`, or its date."""
    days = (day - today).days
    if days <= 1:
        return "tomorrow" if days == 1 else "today"
    return f"on {day:%A}" if days < 7 else f"on {day.day} {day:%B %Y}"


class ReviewView(NamedTuple):
    """The result of a review, what is left of today's, and when the next cards are due.

    Of the cards, so many were `recalled`; `ended` is true if all was asked that could be. `lacks_new` is true if there
    were fewer new cards than there was time for; `reading` is the section to read for more, if there is one.
    """

    items: Sequence[QuizItem]
    titles: Mapping[str, str]
    rest: ReviewNumbers
    coming: Forecast | None
    today: date
    ended: bool
    recalled: int = 0
    lacks_new: bool = False
    reading: NextReading | None = None

    def page(self) -> Blocks:
        """The result for a reader."""
        more = self._nothing_new() if self.ended and self.lacks_new else ()
        if not self.items:
            nothing_due = self.ended and not self.rest.cards and not self.rest.waiting
            words = "" if self.rest.is_done else "No cards are due. " if nothing_due else "No cards were graded. "
            return (Paragraph((Span(words, "strong"), *self._next())), *more)
        whole = score(self.items)
        heading = Heading(1, f"{whole.right} of {whole.answered} correct")
        graded = f"You graded {self.recalled} of them hard or better. "
        return (
            heading,
            Paragraph((Span(graded), *self._next())),
            *calibration_blocks(calibration(self.items)),
            *more,
            *reading_blocks(self.items, self.titles),
        )

    def _nothing_new(self) -> Blocks:
        """The way to new cards, which come from what was read."""
        if self.reading is None:
            return (Paragraph(text_spans("There are no more new cards today.")),)
        unread = Span("mlsys review --unread", "command"), Span(" · ask about unread sections anyway")
        return (
            Paragraph(text_spans("Nothing new: new cards are about sections that you have read.")),
            Bullets(((Paragraph(self.reading.spans()),), (Paragraph(unread),))),
        )

    def _next(self) -> Spans:
        """The rest of today's review, and what is due next."""
        rest = self.rest
        if rest.cards and self.ended:
            return Span(f"{review_offer(rest)}: "), Span("mlsys review", "command"), Span(" goes on.")
        if rest.cards:
            return (Span(f"Left for today: {rest.amount()}."),)
        if rest.is_done and rest.has_more:
            return Span(f"{rest.done()} More: "), Span(MORE, "command")
        words = [rest.done()] if rest.is_done else []
        if self.coming:
            words.append(f"Next: {counted(self.coming.due, 'card')} {_day_words(self.coming.date, self.today)}.")
        elif not rest.is_done:
            words.append("No card is scheduled yet.")
        return text_spans(" ".join(words))

    def document(self) -> Document:
        """The result for a machine."""
        whole = score(self.items)
        return document(
            "reviewed",
            answered=whole.answered,
            right=whole.right,
            recalled=self.recalled,
            calibration=calibration_fields(calibration(self.items)),
            **self.rest.fields(),
            next=_upcoming_fields(self.coming),
            read_next=self.reading.fields() if self.lacks_new and self.reading else None,
            read_again=list(sections_to_reread(self.items)),
        )


def _upcoming_fields(coming: Forecast | None) -> dict[str, Any] | None:
    return {"date": coming.date.isoformat(), "due": coming.due} if coming else None


def review_sheet_view(
    sheet: QuestionSheetView, states: Sequence[str], coming: Forecast | None, reading: NextReading | None
) -> PageView:
    """The questions that a review would ask, when the next cards are due, and what to read for more new ones.

    A machine also learns the state of each card: `new`, `learning`, `review` or `relearning`.
    """
    questions = sheet.document()["questions"]
    stated = [{**fields, "state": state} for fields, state in zip(questions, states, strict=True)]
    fields = document("review", seed=sheet.seed, questions=stated, next=_upcoming_fields(coming))
    return PageView(sheet.page(), fields | {"read_next": reading.fields() if reading else None})
