"""The results of a quiz and of a review: how sure the learner was, the score, and what comes next."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from math import ceil
from typing import NamedTuple

from mlsys_cli.journal.scheduler import Grade
from mlsys_cli.journal.study_records import Forecast
from mlsys_cli.page import blocks as page
from mlsys_cli.page.blocks import Block, Blocks, Heading, Paragraph, Span, Spans, text_spans
from mlsys_cli.quiz.option_list import sign
from mlsys_cli.quiz.state import (
    Calibration,
    Confidence,
    QuizItem,
    calibration,
    score,
    score_by_section,
    sections_to_reread,
)
from mlsys_cli.text.english import counted, quote, sentence, short
from mlsys_cli.views.question_view import QuestionSheetView
from mlsys_cli.views.report_view import ReportView, SectionTitle
from mlsys_cli.views.shared_blocks import flat
from mlsys_cli.views.today_view import MORE, NextReading, ReviewNumbers, review_offer
from mlsys_cli.views.view import Document, PageView, document, pick, to_json

_LONGEST_QUESTION = 100  # characters; chosen by eye: two lines beside a preview

_WORDS = {Confidence.SURE: "When you were sure", Confidence.UNSURE: "unsure", Confidence.GUESS: "guessing"}


def calibration_blocks(counts: Sequence[Calibration]) -> Iterator[Block]:
    """A sentence about some answers; nothing if the learner wasn't asked how sure they were."""
    if counts:
        words = "; ".join(f"{_WORDS[count.confidence]}, {count.right} of {count.answers} correct" for count in counts)
        yield Paragraph(text_spans(sentence(words)))


def calibration_section(counts: Sequence[Calibration]) -> Iterator[Block]:
    """A section about all answers; nothing if the learner was never asked."""
    if counts:
        yield Heading(2, "How sure you were")
        rows = tuple(
            (
                count.confidence.value,
                f"{count.right} of {count.answers}",
                f"{count.right / count.answers * 100:.0f}\u00a0%",
            )
            for count in counts
        )
        yield page.Table(("confidence", "correct", "share"), rows)


class ScoreView(NamedTuple):
    """The score of a quiz, as a whole and by section, and what to read; if `listed`, each question too.

    `titles` are those of the sections. A quiz before or after reading has a `report`.
    """

    items: Sequence[QuizItem]
    titles: Mapping[str, SectionTitle]
    report: ReportView | None = None
    listed: bool = False
    is_linked: bool = False

    def blocks(self) -> Blocks:
        """The score for a reader."""
        whole = score(self.items)
        headline = f"{whole.right} of {whole.answered} correct" if whole.answered else "No questions answered"
        blocks: list[Block] = [Heading(1, headline)]
        unanswered = whole.asked - whole.answered - whole.ungraded
        details = (
            f"You didn't know {whole.unknown} of them." if whole.unknown else "",
            f"{unanswered} of {whole.asked} questions were not answered." if unanswered else "",
            f"To be graded by hand: {whole.ungraded}." if whole.ungraded else "",
            f"With partial credit: {round(whole.credit, 2):g}." if whole.credit > whole.right else "",
        )
        if any(details):
            blocks.append(Paragraph(text_spans(" ".join(filter(None, details)))))
        blocks += calibration_blocks(calibration(self.items))
        if self.report:
            blocks += self.report.summary()
            if not self.report.after:
                words = "Now read the sections, and then run the same command with --after to see your gain."
                blocks.append(Paragraph(text_spans(words)))
        if self.listed:
            blocks.append(page.OptionList(tuple(map(_result, self.items))))
        blocks += reading_blocks(self.items, self.titles, self.is_linked)
        named = ((self.titles[address], part) for address, part in score_by_section(self.items).items())
        rows = tuple((str(title), f"{part.right} of {part.answered}") for title, part in named if part.answered)
        if len(rows) > 1 and not self.report:
            blocks.append(page.Table(("section", "correct"), rows))
        return tuple(blocks)

    def document(self) -> Document:
        """The score for a machine, with each answer."""
        keys = "id=card.id right=response.right unknown=response.unknown confidence=response.confidence"
        keys += " credit=response.credit:4 accepted=response.verdict.accepted? remark=response.verdict.remark?"
        return document(
            "score",
            **pick(score(self.items), "asked answered right unknown ungraded credit:4"),
            calibration=to_json(calibration(self.items)),
            sections=[
                {"id": address, "title": self.titles[address].name, **pick(section, "answered right")}
                for address, section in score_by_section(self.items).items()
            ],
            read_again=list(sections_to_reread(self.items)),
            report=self.report.document() if self.report else None,
            results=[pick(item, keys) for item in self.items],
        )


def reading_blocks(items: Sequence[QuizItem], titles: Mapping[str, SectionTitle], is_linked: bool) -> Iterator[Block]:
    """The sections in which an answer was wrong, whether they have been read before or not, and what was asked."""
    if addresses := sections_to_reread(items):
        yield Heading(2, "To read")
        yield page.Bullets(tuple(_to_read(address, titles[address], items, is_linked) for address in addresses))


def _to_read(address: str, title: SectionTitle, items: Sequence[QuizItem], is_linked: bool) -> Blocks:
    """The way to a section, and below it the questions about it that were answered wrongly."""
    link = Span(str(title), "link", f"section:{address}")
    asked = (item for item in items if item.card.section == address and item.response and item.response.right is False)
    questions = dict.fromkeys((Paragraph((sign(False), _question(item))),) for item in asked)  # a review asks again
    command = () if is_linked else (Span(f"mlsys read {quote(address)}", "command"), Span(" · "))
    return Paragraph((*command, link)), page.Bullets(tuple(questions))


def _question(item: QuizItem) -> Span:
    """The beginning of a question; the reader makes a link of it."""
    words = short(page.plain(flat(item.card.ask)), _LONGEST_QUESTION)
    return Span(words, "trail", f"question:{item.card.id}")


def _result(item: QuizItem) -> tuple[Span, Spans]:
    """A question with the sign of its answer."""
    if item.response is None:
        return Span("– ", "trail"), (Span(item.card.id),)
    remark = item.response.verdict.remark
    note = (Span(f"  ({remark})", "caption"),) if remark else ()
    right = item.response.right
    return Span("? ", "trail") if right is None else sign(right), (Span(item.card.id), *note)


_MINUTE = 60_000_000  # microseconds
_UNITS = ((365 * 1440, "year"), (30 * 1440, "month"), (1440, "day"), (60, "h"), (1, "min"))  # in minutes
_PLURAL = ("day", "month", "year")


def format_wait(wait: int | None) -> str:
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
        text = f"{sign}{grade.value}\u00a0{grade.name.lower()}\u00a0{format_wait(wait)}"
        spans += [Span(" · ", "trail")] if spans else []
        spans.append(Span(text, "picked" if grade is proposed else ""))
    return tuple(spans)


def grades_sentence(proposed: Grade, waits: Sequence[int | None]) -> str:
    """The four grades in words, with how long it is until the card comes back."""
    names = (f"{grade.name.lower()} ({format_wait(wait)})" for grade, wait in zip(Grade, waits, strict=True))
    return f"Type {', '.join(names)}, or press Enter for {proposed.name.lower()}."


def _format_coming_day(day: date, today: date) -> str:
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
    titles: Mapping[str, SectionTitle]
    rest: ReviewNumbers
    coming: Forecast | None
    today: date
    ended: bool
    recalled: int = 0
    lacks_new: bool = False
    reading: NextReading | None = None
    is_linked: bool = False

    def blocks(self) -> Blocks:
        """The result for a reader."""
        more = self._nothing_new() if self.ended and self.lacks_new else ()
        if not self.items:
            nothing_due = self.ended and not self.rest.cards and not self.rest.waiting
            words = "" if self.rest.is_done else "No cards are due. " if nothing_due else "No cards were graded. "
            return (Paragraph((Span(words, "strong"), *self._next())), *more)
        whole = score(self.items)
        graded = f"You graded {self.recalled} of them hard or better. "
        return (
            Heading(1, f"{whole.right} of {whole.answered} correct"),
            Paragraph((Span(graded), *self._next())),
            *calibration_blocks(calibration(self.items)),
            *more,
            *reading_blocks(self.items, self.titles, self.is_linked),
        )

    def _nothing_new(self) -> Blocks:
        """The way to new cards, which come from what was read."""
        if self.reading is None:
            return (Paragraph(text_spans("There are no more new cards today.")),)
        unread = Span("mlsys review --unread", "command"), Span(" · ask about unread sections anyway")
        return (
            Paragraph(text_spans("Nothing new: new cards are about sections that you have read.")),
            page.Bullets(((Paragraph(self.reading.spans()),), (Paragraph(unread),))),
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
            day = _format_coming_day(self.coming.date, self.today)
            words.append(f"Next: {counted(self.coming.due, 'card')} {day}.")
        elif not rest.is_done:
            words.append("No card is scheduled yet.")
        return text_spans(" ".join(words))

    def document(self) -> Document:
        """The result for a machine."""
        whole = score(self.items)
        return document(
            "reviewed",
            **pick(whole, "answered right"),
            recalled=self.recalled,
            calibration=to_json(calibration(self.items)),
            **self.rest.fields(),
            next=to_json(self.coming),
            read_next=self.reading.fields() if self.lacks_new and self.reading else None,
            read_again=list(sections_to_reread(self.items)),
        )


def review_sheet_view(
    sheet: QuestionSheetView, states: Sequence[str], coming: Forecast | None, reading: NextReading | None
) -> PageView:
    """The questions that a review would ask, when the next cards are due, and what to read for more new ones.

    A machine also learns the state of each card: `new`, `learning`, `review` or `relearning`.
    """
    questions = sheet.document()["questions"]
    stated = [{**fields, "state": state} for fields, state in zip(questions, states, strict=True)]
    fields = document("review", seed=sheet.seed, questions=stated, next=to_json(coming))
    return PageView(sheet.blocks(), fields | {"read_next": reading.fields() if reading else None})
