"""The progress of the learner in each chapter, as numbers."""

from collections.abc import Sequence
from typing import NamedTuple

from mlsys_cli.index.entry_records import Ref
from mlsys_cli.journal.statistics import Streaks, Tally
from mlsys_cli.journal.study_records import DayCount, Forecast, Retention
from mlsys_cli.views.view import Document

LABELS = ("kept", "learning", "forgotten", "not met")
"""The names of the parts of a tally."""


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
