"""The home page."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from mlsys_cli import __version__
from mlsys_cli.index.entry_records import BookRecord, Ref
from mlsys_cli.journal.statistics import Tally
from mlsys_cli.page import Blocks, DefinitionList, Heading, Paragraph, Span, Spans, text_spans
from mlsys_cli.views.shared_blocks import books_title, open_command
from mlsys_cli.views.today_view import TodayView
from mlsys_cli.views.value_view import counted
from mlsys_cli.views.view import Document, document


class StudyStanding(NamedTuple):
    """The cards that a learner knows, and the days and answers of the last week."""

    cards: Tally
    days: int
    answers: int


class HomeView(NamedTuple):
    """The books, what a learner may do today and how far they are, and some commands to try.

    `chapter` and `term` are examples of what to open; `plan` and `standing` are None where nothing is stored.
    """

    books: Sequence[BookRecord]
    counts: Mapping[str, int]
    chapter: Ref | None
    term: Ref | None
    plan: TodayView | None = None
    standing: StudyStanding | None = None

    def page(self) -> Blocks:
        """The page with commands, short enough for a small terminal."""
        rows: list[tuple[str, Spans]] = [*self.plan.tasks()] if self.plan else []
        if self.chapter and not (self.plan and self.plan.reading):
            rows.append(("Read", text_spans(open_command(self.chapter), "command")))
        if self.term:
            rows.append(("Look up", text_spans(open_command(self.term), "command")))
        if self.counts.get("event"):
            rows.append(("Timeline", text_spans("mlsys timeline", "command")))
        rows.append(("Contents", text_spans("mlsys toc", "command")))
        help_line = Paragraph((Span("mlsys --help", "command"), Span(" lists every command.")))
        return (self._title, self._counts, DefinitionList((*rows, *self._standing())), help_line)

    def dashboard(self, lists: Sequence[tuple[str, str]]) -> Blocks:
        """The page with keys and links, for the reader; `lists` are names of lists with the targets of their links."""
        plan, rows = self.plan, list[tuple[str, Spans]]()
        if start := plan.reading.ref if plan and plan.reading else self.chapter:
            words = plan.reading.words if plan and plan.reading else start.name
            link = Span(words, "link", f"{start.kind}:{start.slug}")
            rows.append(("Read on" if plan and plan.share_read else "Begin", (Span("Enter", "command"), _GAP, link)))
        if plan and (plan.due or plan.new):
            rows.append(("Review", (Span("r", "command"), _GAP, Span(plan.review_words))))
        if plan and plan.check:
            link = Span(plan.check.ref.name, "link", f"section:{plan.check.ref.slug}")
            questions = Span(f"{counted(plan.check.questions, 'question')} about ")
            rows.append(("Check", (Span("k", "command"), _GAP, questions, link)))
        rows.append(("Look up", (Span("g", "command"), _GAP, Span("a name, some words or a question"))))
        rows.append(("Contents", (Span("t", "command"), _GAP, Span(f"{counted(self.counts['section'], 'section')}"))))
        shown = [span for name, target in lists for span in (Span(" · "), Span(name, "link", target))]
        rows.append(("Lists", tuple(shown[1:])))
        tour = () if plan else (Paragraph(text_spans(_TOUR)),)
        keys = Paragraph((Span("?", "command"), Span(" shows all keys.", "caption")))
        return (self._title, self._counts, DefinitionList((*rows, *self._standing())), *tour, keys)

    @property
    def _title(self) -> Heading:
        return Heading(1, books_title([book.ref.name for book in self.books], "mlsys"))

    @property
    def _counts(self) -> Paragraph:
        counts = " · ".join(f"{n}\u00a0{kind}{'s' if n != 1 else ''}" for kind, n in self.counts.items() if n)
        return Paragraph(text_spans(counts, "caption"))

    def _standing(self) -> Iterator[tuple[str, Spans]]:
        if self.standing and self.standing.cards.seen:
            kept, learning, forgotten, _ = self.standing.cards
            yield "Cards", text_spans(f"{kept} retained, {learning} learning, {forgotten} forgotten")
        if self.standing and self.standing.answers:
            week = f"{counted(self.standing.answers, 'answer')} on {counted(self.standing.days, 'day')}"
            yield "This week", text_spans(week)
        if self.plan and (facts := self.plan.facts()):
            yield "So far", text_spans(facts)

    def document(self) -> Document:
        """The books, the number of entries of each kind, and what to do next."""
        reading = self.plan.reading if self.plan else None
        return document(
            "home",
            version=__version__,
            books=[{"id": book.ref.slug, "title": book.ref.name, "licence": book.licence} for book in self.books],
            counts=dict(self.counts),
            next=reading.ref.slug if reading else None,
            due=self.plan.due if self.plan else None,
        )


_GAP = Span(" · ")
_TOUR = (
    "Space reads on. Tab goes from link to link; Enter shows in short what a link leads to, and Enter again opens it."
    " Backspace goes back to the very line, and ] on to the next section. What you have read is remembered. After a"
    " section, k asks three questions about it, which come back in a review before you forget the answers."
)
