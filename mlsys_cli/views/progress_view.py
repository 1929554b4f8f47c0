"""The learner's progress, and the cards that rest or are set aside."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import groupby
from typing import Any, NamedTuple

from mlsys_cli.index.entry_records import Ref
from mlsys_cli.journal.days import day_of
from mlsys_cli.journal.statistics import ENOUGH, LEAST, RETAINED_DAYS, Streaks, Tally, margin, total
from mlsys_cli.journal.study_records import DayCount, Forecast, Rest, Retention
from mlsys_cli.page import blocks as page
from mlsys_cli.page.blocks import Block, Blocks, Heading, Paragraph, Span, Spans, text_spans
from mlsys_cli.quiz.state import Calibration
from mlsys_cli.text.english import counted, format_reading
from mlsys_cli.text.sanitize import harmless
from mlsys_cli.views.path_view import PathStanding
from mlsys_cli.views.result_view import calibration_section
from mlsys_cli.views.shared_blocks import format_day, numbered, tried_spans
from mlsys_cli.views.view import Document, document, pick


class RestingCard(NamedTuple):
    """A card that rests or is set aside, with its question in a line, and its section with its number."""

    rest: Rest
    ask: str
    section: str

    @property
    def state(self) -> str:
        """Until when it rests, or since when it is set aside."""
        if self.rest.until is None:
            return f"set aside on {format_day(day_of(self.rest.since))}"
        return f"rests until {format_day(day_of(self.rest.until))}"


def resting_blocks(cards: Sequence[RestingCard]) -> Iterator[Block]:
    """A section of the page about progress; nothing if there are no such cards."""
    if not cards:
        return
    yield Heading(2, "Resting and set aside")
    for card in cards:
        words = " · ".join(filter(None, (card.section, card.state, harmless(card.rest.card))))
        ask = text_spans(harmless(card.ask or "From a book that isn't open"))
        yield page.ListEntry(ask, text_spans(words, "caption"), ())
    forgotten, command = Span("They were forgotten again and again. "), Span("mlsys suspend --undo ID", "command")
    yield Paragraph((forgotten, command, Span(" asks one again now; reading its section helps more.")))


_KEYS = ("kept", "learning", "forgotten", "not_met")
"""The keys of the numbers of a tally in a document, on which scripts rely."""

_MOST_IN_DETAIL = 3
"""The largest number of chapters that are shown by section; otherwise, each chapter is one row. Chosen, not
measured: three chapters have some forty rows."""


class SectionProgress(NamedTuple):
    """A section without those below it: its words, how much of it was read (None if nothing), and its cards."""

    ref: Ref
    depth: int
    word_count: int
    share: float | None
    tally: Tally

    @property
    def read(self) -> bool:
        """True if it was read to its end."""
        return self.share == 1

    @property
    def share_read(self) -> float:
        """The share of it that was read; 0 also if it was never opened."""
        return self.share or 0.0

    def named(self, numbers: Mapping[int, str]) -> str:
        """Its name, and how much of it was read if it was only begun."""
        name, way = numbered(self.ref, numbers), "" if self.read else format_reading(self.share)
        return f"{name} · {way}" if way else name


class ChapterProgress(NamedTuple):
    """A chapter with its sections, and with all of its cards."""

    ref: Ref
    sections: tuple[SectionProgress, ...]
    tally: Tally
    cards: frozenset[str]


class History(NamedTuple):
    """The progress that belongs to no chapter: days, forecast, retention, and the learner's own cards.

    `lost` cards are in no open book. `tried` are the titles of exhibits, the latest first, each with the command that
    first reached its goal, if any did.
    """

    days: tuple[DayCount, ...]
    streaks: Streaks
    forecast: tuple[Forecast, ...]
    retention: Retention
    suspended: int
    own: Tally
    lost: int
    calibration: tuple[Calibration, ...] = ()
    tried: Mapping[str, str] = {}
    resting: tuple[RestingCard, ...] = ()


class ProgressView(NamedTuple):
    """The progress in all chapters that were begun, or in `chapter`, which has no history of its own.

    `due` is the number of cards, `every` that of the chapters. By entry id are `numbers`, those of the chapters and
    sections, and `parts`, the title of the part of each chapter, of a book that has several. `path` is the one that the
    learner has chosen.
    """

    today: date
    chapters: Sequence[ChapterProgress]
    due: int
    chapter: Ref | None
    history: History | None
    numbers: Mapping[int, str]
    every: int
    path: PathStanding | None = None
    parts: Mapping[int, str] = {}

    @property
    def _sections(self) -> list[SectionProgress]:
        return [section for chapter in self.chapters for section in chapter.sections]

    @property
    def _tally(self) -> Tally:
        return total(chapter.tally for chapter in self.chapters)

    def blocks(self) -> Blocks:
        """The numbers, the sections, the days, the forecast and the retention."""
        title, history = Heading(1, f"Progress in {self.chapter.name}" if self.chapter else "Progress"), self.history
        answered = history is not None and bool(history.days or history.lost or history.tried)
        if not (answered or self._tally.seen or any(section.share is not None for section in self._sections)):
            return (title, *_BEGINNING)
        blocks = [title, page.DefinitionList(tuple(self._facts())), *self._meters()]
        if history:
            blocks += (*_days(history, self.today), *_forecast(history), *_retention(history.retention))
            blocks += (*calibration_section(history.calibration), *_goals(history.tried))
            blocks += resting_blocks(history.resting)
        return tuple(blocks)

    def _facts(self) -> Iterator[tuple[str, Spans]]:
        sections, history = self._sections, self.history
        read = sum(section.read for section in sections)
        share = _share_read(sections)
        words = f", {_percent(share)} of the words" if share else ""
        is_part = history is not None and len(self.chapters) < self.every
        if is_part:
            yield "Begun", text_spans(f"{len(self.chapters)} of {counted(self.every, 'chapter')}")
        yield (
            "Read",
            text_spans(f"{read} of {counted(len(sections), 'section')}{' in these' if is_part else ''}{words}"),
        )
        if self.path:
            yield "Path", (Span("mlsys path", "command"), Span(f" · {self.path.path.title}: {self.path.amount}"))
        yield "Cards", text_spans(_numbers(self._tally))
        if history and any(history.own):
            yield "Own cards", text_spans(_numbers(history.own))
        if history and history.suspended:
            yield "Suspended", text_spans(counted(history.suspended, "card"))
        if history and history.lost:
            yield "Elsewhere", text_spans(f"{counted(history.lost, 'card')} from books that aren't open")
        if history and history.tried:
            yield "Tried", tried_spans([*history.tried])
        command = (Span(" · "), Span("mlsys review", "command")) if self.due else ()
        yield "Due today", (Span(counted(self.due, "card")), *command)

    def _meters(self) -> Iterator[Block]:
        """A bar for each section under its chapter; of many chapters, a bar for each under that of its part."""
        detailed, several = len(self.chapters) <= _MOST_IN_DETAIL, len(self.chapters) > 1
        yield Heading(2, "Sections" if detailed else "Chapters")
        rows: list[page.Meter] = []
        for title, group in groupby(
            self.chapters, lambda chapter: "" if detailed else self.parts.get(chapter.ref.id, "")
        ):
            chapters = list(group)
            if title:
                rows.append(page.Meter(0, title, total(chapter.tally for chapter in chapters), False))
            for chapter in chapters:
                if several:
                    done = bool(chapter.sections) and all(section.read for section in chapter.sections)
                    rows.append(page.Meter(bool(title), numbered(chapter.ref, self.numbers), chapter.tally, done))
                rows += (
                    page.Meter(section.depth + several, section.named(self.numbers), section.tally, section.read)
                    for section in (chapter.sections if detailed else ())
                )
        yield page.Meters(Tally._fields, tuple(rows))
        words = (
            f"A card is retained if the probability that you recall it {RETAINED_DAYS} days after its last review is at"
            " least 90\u00a0%. It is forgotten if you failed it after learning it, and have not retained it again yet."
        )
        yield Paragraph(text_spans(words, "caption"))

    def document(self) -> Document:
        """All the numbers; those of no chapter are missing where one chapter is asked for."""
        sections = self._sections
        return document(
            "progress",
            **pick(self, "date=today chapter=chapter.slug"),
            sections=len(sections),
            sections_read=sum(section.read for section in sections),
            share_read=round(_share_read(sections), 3),
            due=self.due,
            path=pick(self.path, "id=path.slug minutes sections sections_read share_read:3") if self.path else None,
            cards=_card_fields(self._tally),
            chapters=list(map(_chapter_fields, self.chapters)),
            **(_history_fields(self.history) if self.history else {}),
        )

    def rows(self) -> list[list[Any]]:
        """A row for each day with answers; of one chapter, a row for each section."""
        if self.history:
            days = ([day.date.isoformat(), day.answers, day.right] for day in self.history.days)
            return [["date", "answers", "right"], *days]
        sections = ([s.ref.slug, s.ref.name, s.read, *s.tally] for s in self._sections)
        return [["id", "title", "read", *_KEYS], *sections]


_BEGINNING: Blocks = (
    Paragraph(text_spans("You haven't started yet. Try one of these:")),
    page.DefinitionList(
        (
            ("Read", (Span("mlsys read", "command"), Span(" · mlsys remembers where you stopped"))),
            ("Answer", (Span("mlsys quiz", "command"), Span(" · questions on what you have read"))),
            ("Remember", (Span("mlsys review", "command"), Span(" · cards, each shortly before you would forget it"))),
            ("Note", (Span("mlsys note NAME TEXT", "command"), Span(" · your own notes on an entry"))),
        )
    ),
)
"""The page of a learner who hasn't started yet."""


def _days(history: History, today: date) -> Iterator[Block]:
    days, (current, longest) = history.days, history.streaks
    if not days:
        return
    yield Heading(2, "Days")
    yield page.Calendar(tuple((day.date.toordinal(), day.answers) for day in days), today.toordinal(), "answer")
    answers = counted(sum(day.answers for day in days), "answer")
    words = f"{answers} on {counted(len(days), 'day')} since {format_day(days[0].date)}."
    if current > 1:
        others = "" if current == longest else f"; the longest streak was {longest} days"
        words += f" {current} days in a row now{others}."
    elif longest > 1:
        words += f" The longest streak was {longest} days; the last day was {format_day(days[-1].date)}."
    yield Paragraph(text_spans(words))


def _forecast(history: History) -> Iterator[Block]:
    today, *coming = history.forecast
    yield Heading(2, f"The next {len(history.forecast)} days")
    if not any(day.due for day in history.forecast):
        yield Paragraph(text_spans("No cards that you have seen will be due."))
        return
    dues = [("today", today.due), *((f"{day.date:%a} {day.date.day} {day.date:%b}", day.due) for day in coming)]
    told = ", ".join(f"{name} {due}" for name, due in dues if due)
    nodes = tuple(page.Node(str(index), name, "", due) for index, (name, due) in enumerate(dues))
    yield page.Diagram("bars", f"Cards due: {told}", nodes)


def _retention(retention: Retention) -> Iterator[Block]:
    yield Heading(2, "What you remember")
    right, predicted = retention.measured_share, retention.predicted_share
    if retention.reviews < ENOUGH or right is None or predicted is None:
        words = f"{counted(retention.reviews, 'review')} of learned cards so far. After {ENOUGH} reviews, this section"
        yield Paragraph(text_spans(f"{words} compares what you recall with what the schedule predicts."))
        return
    off = margin(retention)
    spans = [
        Span(_percent(right), "strong"),
        Span(f" of {retention.reviews} learned cards were recalled (graded hard or better); the schedule predicted "),
        Span(_percent(predicted), "strong"),
        Span(f", plus or minus {max(round(off * 100), 1)}."),
    ]
    if abs(right - predicted) > off:
        command = Span("mlsys config --optimise", "command")
        fits = [Span("; "), command, Span(" fits the schedule to your answers.")]
        words = f" You remember {'more' if right > predicted else 'less'} than predicted"
        spans += [Span(words), *([Span(".")] if retention.reviews < LEAST else fits)]
    if retention.answers:
        share = _percent(retention.answers_right / retention.answers)
        spans += [Span(" The answers were correct in "), Span(share, "strong"), Span(".")]
    yield Paragraph(tuple(spans))


def _numbers(tally: Tally) -> str:
    """The numbers of cards in each state as text."""
    return ", ".join(f"{number} {label}" for number, label in zip(tally, Tally._fields, strict=True))


def _chapter_fields(chapter: ChapterProgress) -> Document:
    """The numbers of a chapter and its sections."""
    return {
        **pick(chapter.ref, "id=slug title=name book"),
        "share_read": round(_share_read(chapter.sections), 3),
        "cards": _card_fields(chapter.tally),
        "sections": [
            {
                # A share of one section in hundredths, since what was on the screen isn't known better. Of a chapter or
                # a book they are thousandths: a section may be less than a hundredth of it.
                **pick(section, "id=ref.slug title=ref.name read share_read:2"),
                "cards": _card_fields(section.tally),
            }
            for section in chapter.sections
        ],
    }


def _goals(tried: Mapping[str, str]) -> Iterator[Block]:
    """The exhibits whose goals were reached, with the settings that did."""
    reached = tuple((title, (Span(command, "command"),)) for title, command in tried.items() if command)
    if reached:
        yield Heading(2, "Goals reached")
        yield page.DefinitionList(reached)


def _history_fields(history: History) -> Document:
    """The numbers that belong to no chapter."""
    shares = "reviews right measured=measured_share predicted=predicted_share answers answers_right"
    resting = "id=rest.card section? since=rest.since:time until=rest.until:time"
    return {
        "suspended": history.suspended,
        "own": _card_fields(history.own),
        **pick(history, "lost days days_in_a_row=streaks.current longest_run=streaks.longest forecast"),
        "retention": pick(history.retention, shares),
        **pick(history, "calibration"),
        "tried": [*history.tried],
        "goals": [{"title": title, "command": command} for title, command in history.tried.items() if command],
        "resting": [pick(card, resting) for card in history.resting],
    }


def _card_fields(tally: Tally) -> Document:
    """The numbers of cards in each state."""
    return dict(zip(_KEYS, tally, strict=True))


def _share_read(sections: Sequence[SectionProgress]) -> float:
    """The share of the words of some sections that was read."""
    words = sum(section.word_count for section in sections)
    return sum(section.word_count * section.share_read for section in sections) / words if words else 0.0


def _percent(share: float) -> str:
    return f"{share * 100:.0f}\u00a0%"
