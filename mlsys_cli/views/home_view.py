"""The home page."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from mlsys_cli import __version__
from mlsys_cli.index.entry_records import BookRecord, Ref
from mlsys_cli.page.blocks import Blocks, DefinitionList, Heading, Paragraph, Span, Spans, text_spans
from mlsys_cli.text.english import counted, format_share, reading_minutes, short
from mlsys_cli.views.shared_blocks import IMPRINT, books_title
from mlsys_cli.views.today_view import TodayView
from mlsys_cli.views.view import Document, document, pick

if TYPE_CHECKING:  # counted for scripts only
    from mlsys_cli.journal.statistics import Tally

_BAR = 10  # one sign for each tenth
_LONGEST_TITLE = 38  # chosen, not measured: with its bar and minutes, most rows fit into 80 columns

_LOW, _NARROW, _WIDE = 24, 50, 72
"""The rows of a screen that has room for statistics, and the columns of one with room for bars and for titles."""


class WeakSpot(NamedTuple):
    """A section with its number: so many of the last answers about it were wrong."""

    ref: Ref
    label: str
    wrong: int
    answered: int

    def spans(self, *, has_name: bool = True) -> Spans:
        """The section in words, or by its number alone, as a link."""
        words = f"{self.label} {self.ref.name}".strip() if has_name or not self.label else self.label
        name = short(words, _LONGEST_TITLE)
        return Span(name, "link", self.ref.target), Span(f", {self.wrong} of {self.answered} wrong")


class ChapterStanding(NamedTuple):
    """A chapter with its number, its words, and how many of them were read."""

    ref: Ref
    label: str
    word_count: int
    read: float

    @property
    def share(self) -> float:
        """The share of its words that was read."""
        return min(self.read / self.word_count, 1.0) if self.word_count else 0.0

    @property
    def minutes_left(self) -> int:
        """The minutes that the rest of it takes."""
        return reading_minutes(self.word_count - self.read)

    def spans(self, *, has_bar: bool = True) -> Spans:
        """The title as a link and the minutes that are left, with a bar and the share that was read or without."""
        full = round(self.share * _BAR)
        # Only what is read to its end has a full bar, and only what wasn't begun an empty one.
        full = _BAR if self.share == 1 else min(max(full, bool(self.read)), _BAR - 1)
        bar = (Span("━" * full, "bar"),) if full else ()
        title = short(self.ref.name, _LONGEST_TITLE)
        return (
            *((*bar, Span("─" * (_BAR - full) + "\u00a0", "bar.rest"), Span(" ")) if has_bar else ()),
            Span(title, "link", self.ref.target),
            Span(f", {self._remark(has_share=has_bar)}"),
        )

    def _remark(self, *, has_share: bool) -> str:
        """The share of it that was read, and the minutes that are left."""
        if self.share == 1:
            return "read"
        minutes = f"{self.minutes_left}\u00a0min{' left' if self.read else ''}"
        return f"{format_share(self.share)} read, {minutes}" if self.read and has_share else minutes


class StudyStanding(NamedTuple):
    """The answers of a learner on each day of the last week, and the sections they know least; scripts get more.

    That is the cards that they know, and `tried`, the titles of the exhibits that they have tried, the latest first.
    """

    week: Sequence[tuple[date, int]]
    weak: Sequence[WeakSpot]
    cards: "Tally | None" = None
    tried: Sequence[str] = ()


class HomeView(NamedTuple):
    """The books, what a learner may do today and how far they are, and some commands to try.

    `chapter` and `term` are examples of what to open; `chapters` are those around the section to read next. `plan` and
    `standing` are None where nothing is stored. So many `paths` are offered to those who
    have neither chosen one nor read anything.
    """

    books: Sequence[BookRecord]
    counts: Mapping[str, int]
    chapter: Ref | None
    term: Ref | None
    has_questions: bool
    chapters: Sequence[ChapterStanding]
    plan: TodayView | None = None
    standing: StudyStanding | None = None
    paths: int = 0

    def blocks(self) -> Blocks:
        """The page with commands, short enough for a small terminal."""
        rows: list[tuple[str, Spans]] = [*self.plan.tasks()] if self.plan else []
        if self._weak:
            name, wrong = self._weak[0].spans()
            spot = name._replace(style="gloss", target=""), wrong
            rows.append(("Weak spot", (Span("mlsys quiz --weak", "command"), _GAP, *spot)))
        rows += self._to_try()
        chapters = tuple((chapter.label, _unlinked(chapter.spans())) for chapter in self.chapters)
        help_line = Paragraph((Span("mlsys --help", "command"), Span(" lists every command.")))
        return (
            self._title,
            DefinitionList(tuple(rows)),
            *((DefinitionList(chapters),) if chapters else ()),
            help_line,
            *self._statistics(),
        )

    def _to_try(self) -> Iterator[tuple[str, Spans]]:
        if self.chapter and not (self.plan and self.plan.reading):
            yield "Read", text_spans(self.chapter.command, "command")
        if self.paths > 1:
            yield "Path", (Span("mlsys path", "command"), Span(f" · {self.paths} ways to read it"))
        if self.term and not self.plan:
            yield "Look up", text_spans(self.term.command, "command")
        if self.has_questions and not self.plan:
            yield "Practise", text_spans("mlsys quiz", "command")
        timeline = (Span("mlsys timeline", "command"), _GAP) if self.counts.get("event") and not self.plan else ()
        yield "Explore", (*timeline, Span("mlsys labs", "command"))
        every = (Span(f" · all {self.counts['chapter']} chapters"),) if self._has_more_chapters else ()
        yield "Contents", (Span("mlsys toc", "command"), *every)

    def dashboard(self, places: Mapping[str, Sequence[str]], asked: int, size: tuple[int, int] | None) -> Blocks:
        """The page with keys and links, for the reader: what to do, the chapters, and the `places` that have a name.

        So many questions are `asked` about the section to check. On a screen of few columns the chapters have no bars,
        and on one of few rows there are no statistics. A newcomer with a screen is told the first keys.
        """
        columns, rows = size or (_NARROW, _LOW)
        has_bars, keyed = columns >= _NARROW, self.keyed_chapters()
        tasks = tuple(self._with_keys(asked, columns >= _WIDE))
        chapters = [(one.label or key, one.spans(has_bar=has_bars)) for key, one in keyed.items()]
        if self._has_more_chapters:
            parts = sum(len(book.parts) for book in self.books)
            words = f"all {self.counts['chapter']} chapters{f' in {parts} parts' if parts > 1 else ''}"
            chapters.append(("t", (Span(words, "link", "place:contents"),)))
        links = [
            (label, tuple(span for name in names for span in (_GAP, Span(name, "link", f"place:{name}")))[1:])
            for label, names in places.items()
        ]
        tour = DefinitionList(tuple((keys, text_spans(words)) for keys, words in _TOUR))
        return (
            self._title,
            *(DefinitionList(group) for group in (tasks, tuple(chapters), tuple(links)) if group),
            *(() if self.plan or not size else (tour,)),
            *(self._statistics() if rows >= _LOW else ()),
        )

    @property
    def _has_more_chapters(self) -> bool:
        return self.counts["chapter"] > len(self.chapters)

    def keyed_chapters(self) -> Mapping[str, ChapterStanding]:
        """The chapters by the digits that open them: those at the end of their numbers, or else of their rows."""
        ends = [chapter.label[-1:] for chapter in self.chapters]
        rows = [str(row) for row in range(1, len(ends) + 1)]
        return dict(zip(ends if len(set(ends)) == len(ends) else rows, self.chapters, strict=True))

    def _with_keys(self, asked: int, has_names: bool) -> Iterator[tuple[str, Spans]]:
        """The things to do, about a line each; on a narrow screen, sections are named by their numbers."""
        plan = self.plan
        if start := self.start:
            remark = f", {plan.reading.minutes}\u00a0min" if plan and plan.reading else ""
            yield (
                "Read on" if plan and plan.share_read else "Begin",
                (Span("Enter", "command"), _GAP, start, Span(remark)),
            )
        if self.paths > 1:
            yield "Path", (Span(f"{self.paths} ways through the book", "link", "place:paths"),)
        if plan:
            yield from plan.path_task(with_keys=True)
            yield from plan.review_task(with_keys=True, in_short=True)
        if plan and plan.check:
            name = plan.check.ref.name if has_names else plan.check.label or plan.check.ref.name
            yield (
                "Check",
                (Span("Q", "command"), _GAP, Span(f"{counted(asked, 'question')} about {name}", "link", "place:quiz")),
            )
        if self._weak:
            spots = (span for spot in self._weak for span in (_GAP, *spot.spans(has_name=has_names)))
            yield "Weak spots", (Span("x", "command"), *spots)

    @property
    def start(self) -> Span | None:
        """A link to what is read next, or first; None if there is nothing to read."""
        if reading := self.plan.reading if self.plan else None:
            return Span(reading.title, "link", reading.target)
        chapter = self.chapter
        return Span(chapter.name, "link", chapter.target) if chapter else None

    @property
    def _weak(self) -> Sequence[WeakSpot]:
        return self.standing.weak if self.standing else ()

    @property
    def _title(self) -> Heading:
        return Heading(1, books_title([book.ref.name for book in self.books], "mlsys"))

    def _statistics(self) -> Blocks:
        """The statistics in a line: how much was done, or for a newcomer how much there is."""
        if self.plan:
            answers = sum(number for _, number in self.standing.week) if self.standing else 0
            week = f"{counted(answers, 'answer')} this week" if answers else ""
            words = " · ".join(filter(None, (self.plan.facts(), week)))
        else:
            words = " · ".join(f"{n}\u00a0{kind}{'s' if n != 1 else ''}" for kind, n in self.counts.items() if n)
        return (Paragraph(text_spans(words, "caption")),) if words else ()

    def document(self) -> Document:
        """The books, the number of entries of each kind, what to do next, and how far the learner is."""
        reading, standing = self.plan.reading if self.plan else None, self.standing
        cards = standing.cards if standing else None
        return document(
            "home",
            version=__version__,
            books=[pick(book, IMPRINT) for book in self.books],
            counts=dict(self.counts),
            **pick(self, "next=plan.reading.ref.slug due=plan.review.due"),
            read=reading.fields() if reading else None,
            **pick(self, "minutes=plan.review.minutes"),
            weak=[pick(spot, "id=ref.slug title=ref.name wrong answered") for spot in self._weak],
            cards={"kept": cards.retained, "learning": cards.learning, "forgotten": cards.forgotten} if cards else None,
            tried=list(standing.tried) if standing else [],
            days=[{"date": day.isoformat(), "answers": number} for day, number in standing.week] if standing else [],
            chapters=[
                pick(chapter, "id=ref.slug number=label title=ref.name share_read=share:3 minutes_left")
                for chapter in self.chapters
            ],
        )


def _unlinked(spans: Spans) -> Spans:
    return tuple(span._replace(style="", target="") if span.style == "link" else span for span in spans)


_GAP = Span(" · ")
_TOUR = (
    ("Space", "reads on. What you have read is remembered."),
    ("Tab", "chooses a link; Enter shows what it leads to, Enter again opens it."),
    ("g", "looks up a name, some words or a question; t shows the contents."),
    ("Q", "asks questions about a section; r repeats them before you forget."),
    ("?", "shows all keys. Backspace goes back, and q leaves."),
)
"""The keys to begin with, each with what it does."""
