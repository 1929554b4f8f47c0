"""The learner's progress."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from mlsys_cli.index.entry_records import Ref
from mlsys_cli.journal.fit_parameters import LEAST
from mlsys_cli.journal.statistics import ENOUGH, KEPT_DAYS, Streaks, Tally, margin, total
from mlsys_cli.journal.study_records import DayCount, Forecast, Retention
from mlsys_cli.page import (
    Block,
    Blocks,
    Calendar,
    DefinitionList,
    Diagram,
    Heading,
    Meter,
    Meters,
    Node,
    Paragraph,
    Span,
    Spans,
    text_spans,
)
from mlsys_cli.views.shared_blocks import day_words, numbered
from mlsys_cli.views.value_view import counted
from mlsys_cli.views.view import Document, document

LABELS = ("kept", "learning", "forgotten", "not met")
"""The names of the parts of a tally."""

_MOST_IN_DETAIL = 3
"""How many chapters are shown by their sections; of more each is one row."""


class SectionProgress(NamedTuple):
    """A section without those below it: its words, whether it was read, and its cards."""

    ref: Ref
    depth: int
    words: int
    read: bool
    tally: Tally


class ChapterProgress(NamedTuple):
    """A chapter with its sections, and with all of its cards."""

    ref: Ref
    sections: tuple[SectionProgress, ...]
    tally: Tally
    cards: frozenset[str]

    @property
    def sections_read(self) -> int:
        """The number of sections that were read."""
        return sum(section.read for section in self.sections)

    @property
    def share_read(self) -> float:
        """The share of the words that were read."""
        return share(self.sections)


class History(NamedTuple):
    """The progress that belongs to no chapter: days, forecast and retention; `lost` cards are in no open book."""

    days: tuple[DayCount, ...]
    streaks: Streaks
    forecast: tuple[Forecast, ...]
    retention: Retention
    suspended: int
    lost: int


def share(sections: Sequence[SectionProgress]) -> float:
    """The share of the words of some sections that was read."""
    words = sum(section.words for section in sections)
    return sum(section.words for section in sections if section.read) / words if words else 0.0


class ProgressView:
    """The progress in all chapters that were begun, or in `one`, which has no history of its own.

    `numbers` are those of the chapters and sections, by entry id.
    """

    def __init__(
        self,
        today: date,
        chapters: Sequence[ChapterProgress],
        due: int,
        *,
        one: Ref | None,
        history: History | None,
        numbers: Mapping[int, str],
    ) -> None:
        self._today = today
        self._chapters = chapters
        self._due = due
        self._one = one
        self._history = history
        self._numbers = numbers
        self._tally = total(chapter.tally for chapter in chapters)

    def page(self) -> Blocks:
        """The numbers, the sections, the days, the forecast and the retention."""
        return tuple(self._blocks())

    def _blocks(self) -> Iterator[Block]:
        yield Heading(1, f"Progress in {self._one.name}" if self._one else "Progress")
        if not self._is_begun:
            yield from _beginning()
            return
        yield DefinitionList(tuple(self._facts()))
        yield from self._meters()
        if self._history:
            yield from self._days(self._history)
            yield from _forecast(self._history.forecast)
            yield from _retention(self._history.retention)

    @property
    def _is_begun(self) -> bool:
        answered = bool(self._history and (self._history.days or self._history.lost))
        return bool(answered or self._tally.seen or any(chapter.sections_read for chapter in self._chapters))

    def _facts(self) -> Iterator[tuple[str, Spans]]:
        sections = [section for chapter in self._chapters for section in chapter.sections]
        read = sum(section.read for section in sections)
        words = f", {_percent(share(sections))} of the words" if read else ""
        yield "Read", text_spans(f"{read} of {counted(len(sections), 'section')}{words}")
        yield "Cards", text_spans(", ".join(f"{n} {label}" for n, label in zip(self._tally, LABELS, strict=True)))
        if self._history and self._history.suspended:
            yield "Suspended", text_spans(counted(self._history.suspended, "card"))
        if self._history and self._history.lost:
            yield (
                "Elsewhere",
                text_spans(f"{counted(self._history.lost, 'card')} on entries that aren't in an open book"),
            )
        command = (Span(" · "), Span("mlsys review", "command")) if self._due else ()
        yield "Due today", (Span(counted(self._due, "card")), *command)

    def _meters(self) -> Iterator[Block]:
        detailed = len(self._chapters) <= _MOST_IN_DETAIL
        yield Heading(2, "Sections" if detailed else "Chapters")
        rows: list[Meter] = []
        for chapter in self._chapters:
            if len(self._chapters) > 1:
                done = chapter.sections_read == len(chapter.sections) > 0
                rows.append(Meter(0, numbered(chapter.ref, self._numbers), chapter.tally, done))
            if detailed:
                depth = int(len(self._chapters) > 1)
                rows += [
                    Meter(s.depth + depth, numbered(s.ref, self._numbers), s.tally, s.read) for s in chapter.sections
                ]
        yield Meters(LABELS, tuple(rows))
        words = (
            f"A card is kept when you will still know it {KEPT_DAYS} days after you last saw it, with a probability of"
            " 90\u00a0%. It is forgotten when you missed it after it was learned, and don't keep it again yet."
        )
        yield Paragraph(text_spans(words, "caption"))

    def _days(self, history: History) -> Iterator[Block]:
        if not history.days:
            return
        yield Heading(2, "Days")
        yield Calendar(
            tuple((day.date.toordinal(), day.answers) for day in history.days), self._today.toordinal(), "answer"
        )
        yield Paragraph(text_spans(_days_in_words(history)))

    def document(self) -> Document:
        """All the numbers; those of no chapter are missing where one chapter is asked for."""
        sections = [section for chapter in self._chapters for section in chapter.sections]
        return document(
            "progress",
            date=self._today.isoformat(),
            chapter=self._one.slug if self._one else None,
            sections=len(sections),
            sections_read=sum(section.read for section in sections),
            share_read=round(share(sections), 3),
            due=self._due,
            cards=cards_document(self._tally),
            chapters=[chapter_document(chapter) for chapter in self._chapters],
            **(history_document(self._history) if self._history else {}),
        )

    def rows(self) -> list[list[Any]]:
        """A row for each day with answers; of one chapter, a row for each section."""
        if self._history:
            header = ["date", "answers", "right"]
            return [header, *([day.date.isoformat(), day.answers, day.right] for day in self._history.days)]
        sections = [section for chapter in self._chapters for section in chapter.sections]
        header = ["id", "title", "read", *cards_document(Tally())]
        return [header, *([s.ref.slug, s.ref.name, s.read, *cards_document(s.tally).values()] for s in sections)]


def _beginning() -> Iterator[Block]:
    """The page of a learner who hasn't begun."""
    yield Paragraph(text_spans("Nothing yet. Start with one of these:"))
    yield DefinitionList(
        (
            ("Read", (Span("mlsys read", "command"), Span(" · keeps your place and what you have read"))),
            ("Answer", (Span("mlsys quiz", "command"), Span(" · questions about what you have read"))),
            ("Remember", (Span("mlsys review", "command"), Span(" · cards, each just before you would forget it"))),
            ("Note", (Span("mlsys note NAME TEXT", "command"), Span(" · your own notes on an entry"))),
        )
    )


def _days_in_words(history: History) -> str:
    days, (current, longest) = history.days, history.streaks
    answers = counted(sum(day.answers for day in days), "answer")
    words = f"{answers} on {counted(len(days), 'day')} since {day_words(days[0].date)}."
    if current > 1:
        words += f" {current} days in a row now" + ("." if current == longest else f", {longest} at most.")
    elif longest > 1:
        words += f" {longest} days in a row at most; the last day was {day_words(days[-1].date)}."
    return words


def _forecast(forecast: Sequence[Forecast]) -> Iterator[Block]:
    yield Heading(2, f"The next {len(forecast)} days")
    if not any(day.due for day in forecast):
        yield Paragraph(text_spans("No card that you have seen falls due."))
        return
    names = ["today", *(f"{day.date:%a} {day.date.day} {day.date:%b}" for day in forecast[1:])]
    told = ", ".join(f"{name} {day.due}" for name, day in zip(names, forecast, strict=True) if day.due)
    nodes = tuple(Node(str(n), name, "", day.due) for n, (name, day) in enumerate(zip(names, forecast, strict=True)))
    yield Diagram("bars", f"Cards that fall due: {told}", nodes)


def _retention(retention: Retention) -> Iterator[Block]:
    yield Heading(2, "What you remember")
    right, predicted = retention.measured_share, retention.predicted_share
    if retention.reviews < ENOUGH or right is None or predicted is None:
        words = (
            f"{counted(retention.reviews, 'review')} of learned cards so far. From {ENOUGH} reviews on, this section"
        )
        yield Paragraph(text_spans(f"{words} compares what you recall with what the schedule expects."))
        return
    off = margin(retention)
    spans = [
        Span(_percent(right), "strong"),
        Span(f" of {retention.reviews} learned cards were recalled (graded better than again); the schedule expected "),
        Span(_percent(predicted), "strong"),
        Span(f", give or take {max(round(off * 100), 1)}."),
    ]
    if abs(right - predicted) > off:
        more = "more" if right > predicted else "less"
        spans.append(Span(f" You remember {more} than that"))
        if retention.reviews < LEAST:
            spans.append(Span("."))
        else:
            spans += [Span("; "), Span("mlsys config --optimise", "command")]
            spans.append(Span(" fits the schedule to your answers."))
    if retention.answers:
        share = _percent(retention.answers_right / retention.answers)
        spans += [Span(" The answers themselves were right in "), Span(share, "strong"), Span(".")]
    yield Paragraph(tuple(spans))


def _percent(share: float) -> str:
    return f"{share * 100:.0f}\u00a0%"


def cards_document(tally: Tally) -> Document:
    """The numbers of cards in each state."""
    return {label.replace(" ", "_"): number for label, number in zip(LABELS, tally, strict=True)}


def chapter_document(chapter: ChapterProgress) -> Document:
    """A chapter with its sections."""
    return {
        "id": chapter.ref.slug,
        "title": chapter.ref.name,
        "book": chapter.ref.book,
        "share_read": round(chapter.share_read, 3),
        "cards": cards_document(chapter.tally),
        "sections": [
            {"id": s.ref.slug, "title": s.ref.name, "read": s.read, "cards": cards_document(s.tally)}
            for s in chapter.sections
        ],
    }


def history_document(history: History) -> Document:
    """The progress that belongs to no chapter."""
    retention = history.retention
    return {
        "suspended": history.suspended,
        "lost": history.lost,
        "days": [{"date": d.date.isoformat(), "answers": d.answers, "right": d.right} for d in history.days],
        "days_in_a_row": history.streaks.current,
        "longest_run": history.streaks.longest,
        "forecast": [{"date": day.date.isoformat(), "due": day.due} for day in history.forecast],
        "retention": {
            "reviews": retention.reviews,
            "right": retention.right,
            "measured": retention.measured_share,
            "predicted": retention.predicted_share,
            "answers": retention.answers,
            "answers_right": retention.answers_right,
        },
    }
