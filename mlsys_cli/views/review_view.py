"""A review: its progress, the grades to choose from, and its result."""

from collections.abc import Mapping, Sequence
from datetime import date
from math import ceil
from typing import Any, NamedTuple

from mlsys_cli.deck.review_queue import Upcoming
from mlsys_cli.journal.scheduler import Grade
from mlsys_cli.page import Blocks, Heading, Paragraph, Span, Spans, text_spans
from mlsys_cli.quiz.state import QuizItem, score, sections_to_reread
from mlsys_cli.views.question_sheet_view import QuestionSheetView
from mlsys_cli.views.quiz_keys import key_blocks, key_line
from mlsys_cli.views.score_view import reading_blocks
from mlsys_cli.views.value_view import counted
from mlsys_cli.views.view import Document, document

_MINUTE = 60_000_000
_UNITS = ((365 * 1440, "year"), (30 * 1440, "month"), (1440, "day"), (60, "h"), (1, "min"))
_PLURAL = ("day", "month", "year")


def wait_words(wait: int) -> str:
    """The time until a card comes back, from microseconds: `10 min`, `3 days`, `1.5 years`."""
    minutes = ceil(wait / _MINUTE - 0.25)  # a quarter of a minute may pass between two looks at one wait
    for size, name in _UNITS:
        if minutes >= size:
            number = f"{minutes / size:.1f}".removesuffix(".0") if name in ("month", "year") else str(minutes // size)
            return f"{number}\u00a0{name}{'s' if name in _PLURAL and number != '1' else ''}"
    return "a moment"


def grades_line(proposed: Grade, waits: Sequence[int]) -> Spans:
    """The four grades, with how long it is until the card comes back; the proposed one has a sign."""
    spans: list[Span] = []
    for grade, wait in zip(Grade, waits, strict=True):
        sign = "▸" if grade is proposed else ""
        text = f"{sign}{grade.value}\u00a0{grade.name.lower()}\u00a0{wait_words(wait)}"
        spans += [Span(" · ", "trail")] if spans else []
        spans.append(Span(text, "picked" if grade is proposed else ""))
    return tuple(spans)


def graded_words(grade: Grade, wait: int) -> str:
    """The grade that was recorded, in a line."""
    return f"Remembered as {grade.name.lower()}: again in {wait_words(wait)}."


def progress_words(done: int, right: int, left: int, new_follow: bool = False) -> str:
    """The progress of a review, in a line; `new_follow` if new cards may come after those that are left."""
    new = ", then new ones" if new_follow else ""
    return f"{done} done · {right} right · {left} after this{new}" if done else f"{left + 1} to ask{new}"


def review_keys(item: QuizItem, short: bool) -> str:
    """The keys that matter now, in a line."""
    if short:
        return "Enter · 1-4 · ? keys" if item.given else "? keys"
    if item.given:
        wrong = "" if item.given.verdict.right else " · r I was right"
        return f"Enter or 1-4 grade{wrong} · u undo · o open · q end · ? keys"
    if item.card.key.typed:
        return key_line(item, short).replace("^P back", "^P undo")
    return key_line(item, short).replace("p back", "u undo · x suspend")


def review_help() -> Blocks:
    """All keys."""
    rows = (
        ("1 2 3 …, a b c …", "choose; press again to take it back"),
        ("t, f", "true, false"),
        ("Enter", "give the answer; then take the grade that is proposed"),
        ("1 2 3 4", "after an answer: again, hard, good, easy"),
        ("r", "I was right: count my answer as right"),
        ("u, p, Ctrl-P", "take back the last grade, and answer that again"),
        ("h, Tab", "a hint"),
        ("s, →, Ctrl-N", "skip this card; it stays due"),
        ("x", "suspend this card: stop asking it"),
        ("o", "open the section"),
        ("↑ ↓, Page ↑ ↓", "scroll a long page; move to another line"),
        ("q, Esc, Ctrl-D", "end; your grades are kept"),
        ("Ctrl-C", "end at once; your grades are kept"),
    )
    return key_blocks(rows)


def coming_day_words(day: date, today: date) -> str:
    """A day to come: `tomorrow`, `on Friday`, or its date."""
    days = (day - today).days
    if days <= 1:
        return "tomorrow" if days == 1 else "today"
    return f"on {day:%A}" if days < 7 else f"on {day.day} {day:%B %Y}"


class ReviewView(NamedTuple):
    """The result of a review, and when the next cards are due.

    `left` cards are still due today; `ended` is true if all was asked that could be.
    """

    items: Sequence[QuizItem]
    titles: Mapping[str, str]
    left: int
    coming: Upcoming | None
    today: date
    new_today: int
    ended: bool

    def page(self) -> Blocks:
        """The result for a reader."""
        if not self.items:
            words = "Nothing is due." if self.ended and not self.left else "Nothing was graded."
            return (Paragraph((Span(words, "strong"), *text_spans(f" {self._next()}"))), *self._way_on())
        whole = score(self.items)
        heading = Heading(1, f"{whole.right} of {whole.answered} right")
        return heading, Paragraph(text_spans(self._next())), *reading_blocks(self.items, self.titles)

    def _next(self) -> str:
        """The numbers of cards that are still due, and due next."""
        words = [f"Still due today: {counted(self.left, 'card')}."] if self.left else []
        if self.coming:
            words.append(f"Next: {counted(self.coming.due, 'card')} {coming_day_words(self.coming.date, self.today)}.")
        elif not self.left:
            words.append("No card is scheduled yet.")
        return " ".join(words)

    def _way_on(self) -> Blocks:
        """The command that asks more new cards, where nothing is due."""
        if self.left or not self.ended:
            return ()
        command = f"mlsys review --new {self.new_today + 10}"
        return (Paragraph((Span(command, "command"), Span(" asks up to ten more that are new."))),)

    def document(self) -> Document:
        """The result for a machine."""
        whole = score(self.items)
        return document(
            "reviewed",
            answered=whole.answered,
            right=whole.right,
            due=self.left,
            next=_upcoming_fields(self.coming),
            read_again=list(sections_to_reread(self.items)),
        )


def _upcoming_fields(coming: Upcoming | None) -> dict[str, Any] | None:
    return {"date": coming.date.isoformat(), "due": coming.due} if coming else None


class ReviewQuestionsView(NamedTuple):
    """The questions that a review would ask, with the state of each card, and when the next cards are due."""

    sheet: QuestionSheetView
    states: Sequence[str]
    coming: Upcoming | None

    def page(self) -> Blocks:
        """The questions as on any sheet."""
        return self.sheet.page()

    def document(self) -> Document:
        """The questions for a machine, each with its `state`: `new`, `learning`, `review` or `relearning`."""
        questions = self.sheet.document()["questions"]
        stated = [{**fields, "state": state} for fields, state in zip(questions, self.states, strict=True)]
        return document("review", seed=self.sheet.seed, questions=stated, next=_upcoming_fields(self.coming))
