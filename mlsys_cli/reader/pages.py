"""The pages of the reader's places, and the steps from one to the next."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from mlsys_cli.errors import MlsysError, UsageError
from mlsys_cli.index.entry_records import Ref, each_section
from mlsys_cli.page.blocks import Block, Blocks, Heading, Paragraph, Span, TimelineEvent
from mlsys_cli.queries.entry_page import entry_view
from mlsys_cli.queries.reading_display import shows_deeper
from mlsys_cli.queries.reading_position import where_to_go_on
from mlsys_cli.reader.location import (
    ACTIONS,
    AT_HOME,
    FILTERED,
    HOME,
    MORE,
    NAMED,
    OPENED,
    Destination,
    Location,
    ReaderPage,
    location_of,
)
from mlsys_cli.reader.page_actions import PAGE_QUESTIONS
from mlsys_cli.reader.page_layout import TOO_LONG
from mlsys_cli.reader.shell_commands import CommandReplacer
from mlsys_cli.session.session import Session
from mlsys_cli.text.english import reading_minutes
from mlsys_cli.text.sanitize import harmless
from mlsys_cli.views.reading_view import ReadingsView, ReadingView
from mlsys_cli.views.shared_blocks import fold_sources, numbered
from mlsys_cli.views.view import View

if TYPE_CHECKING:  # imported for its page, as all lists are
    from mlsys_cli.views.home_view import HomeView

LEARNER_PAGES = ("today", "progress", "config")


def learner_page(session: Session, location: Location) -> ReaderPage:
    """The page of today's work, of progress, or of the settings."""
    if location.kind == "config":
        from mlsys_cli.views.value_view import settings_view

        change = Paragraph((Span("mlsys config NAME VALUE", "command"), Span(" in a shell changes one.", "caption")))
        return ReaderPage(
            "Settings", (*settings_view(session.learner.settings_path, session.learner.settings).blocks(), change)
        )
    return ReaderPage(location.kind.capitalize(), _study_blocks(session, location.kind))


def _study_blocks(session: Session, kind: str) -> Blocks:
    if session.learner.read_only_store is None:  # which the first reading or answer begins
        words = "Nothing is stored yet. What you read is remembered, and Q asks questions on a page."
        return (Heading(1, kind.capitalize()), Paragraph((Span(words),)))
    if kind == "today":
        from mlsys_cli.queries.day_plan import day_plan

        return day_plan(session).blocks(with_keys=True)
    from mlsys_cli.queries.progress_page import progress_view

    return progress_view(session).blocks()


def _answer_page(views: Sequence[View]) -> ReaderPage:
    """The page that a command shows. Its commands stay: they can be typed here, or in the shell."""
    from mlsys_cli.views.outline_view import OutlineView
    from mlsys_cli.views.search_view import SearchView
    from mlsys_cli.views.timeline_view import TimelineView

    linked = [one._replace(is_linked=True) if isinstance(one, SearchView | TimelineView) else one for one in views]
    blocks = tuple(block for view in linked for block in view.blocks())
    title = next((block.text for block in blocks if isinstance(block, Heading)), "mlsys")
    if isinstance(views[0], ReadingsView):
        texts = [one.reading.item.ref for one in views[0].views]
        return ReaderPage(title, blocks, length=views[0].length, texts=texts)
    return ReaderPage(title, blocks, is_list=isinstance(views[0], SearchView | OutlineView))


_KEPT = 8
"""The pages that are kept for the way back: to make that of a chapter takes some 50 ms."""

_CHANGING = ("home", "notes", "marks", *LEARNER_PAGES)
"""The pages that change with whatever the learner does, and aren't kept."""

_PLACE = "place"
"""The kind of a link to a page that lists entries."""

_MOST_SECTIONS = 500
"""The sections of a chapter that are shown on one page."""

_PEEKED = 3
"""How many blocks of a page a peek shows."""

_CHAPTERS = 9
"""How many chapters the home page shows: each has a digit."""

_LOW = 24
"""The rows of a screen that has room for statistics on the home page."""

_NUMBERS = {1: "one question", 2: "two questions", 3: "three questions"}


class Pages:
    """All pages of a library."""

    def __init__(self, session: Session, *, by_lines: bool = False) -> None:
        self.session = session
        self.library = session.books.library
        self.folds_sources = not session.options.sources
        self.by_lines = by_lines
        self.rows = 0
        """The rows of the screen; 0 if the pages are read line by line."""
        self.shows_deeper = shows_deeper(session)
        self._last: dict[tuple[object, ...], ReaderPage] = {}
        self.home: HomeView | None = None
        """The home page as it was shown last."""
        self.answers: dict[Location, Sequence[View]] = {}
        """The views of commands, of which ANSWER opened the reader and the others were typed in it."""
        self.results: list[View] = []
        """The results of quizzes, reviews and exhibits, each with a page."""

    def page(self, location: Location, *, as_before: bool = False) -> ReaderPage:
        """The page of a place; `as_before`, if it is one of the last, as it was made then."""
        key = (location, self.folds_sources, self.shows_deeper)
        if as_before and key in self._last:
            return self._last[key]
        page = self._page(location)
        blocks = page.blocks if location in self.answers else self.without_commands(page.blocks, location.ref)
        page = page._replace(blocks=fold_sources(blocks, "s") if self.folds_sources else blocks)
        self._last.pop(key, None)
        if location.ref or location.kind not in _CHANGING:
            self._last[key] = page
            for oldest in [*self._last][:-_KEPT]:
                del self._last[oldest]
        return page

    def forget(self) -> None:
        """Make all pages anew, as the learner has changed what is on them."""
        self._last.clear()

    def without_commands(self, blocks: Iterable[Block], ref: Ref | None = None, style: str = "link") -> Blocks:
        """A page, that of an entry if there is one, with keys and links, in a style, instead of commands of a shell."""
        return CommandReplacer(self.library, ref.book if ref else "", style).blocks(blocks)

    def _page(self, location: Location) -> ReaderPage:
        ref = location.ref
        if ref is None:
            return self._page_of_list(location)
        view = self._view(ref)
        if not isinstance(view, ReadingView):
            return ReaderPage(ref.name, view.blocks())
        view = view._replace(shows_deeper=self.shows_deeper, deeper_key="d")
        (outline,) = self.library.outlines([self.library.entries.chapter_of(ref) or ref])
        items = (outline, *(section for _, section in outline.each_section()))
        minutes = next(reading_minutes(item.words_in_all) for item in items if item.ref == ref)
        title = numbered(ref, self.library.entries.section_numbers([ref]))
        is_cut = ref.kind == "chapter" and len(items) > _MOST_SECTIONS + 1
        rest = (Paragraph((Span(TOO_LONG, "caption"),)),) if is_cut else ()
        text = tuple(view.text())
        sourced = view.sourced(text, "s" if self.folds_sources else "")
        return ReaderPage(title, (*sourced, *rest, *self._check(ref), *view.ending("]")), minutes, len(text))

    def _check(self, ref: Ref) -> Blocks:
        """The line that offers questions on a page, if there are any."""
        number = self._questions_on(ref)
        if not number:
            return ()
        return (
            Paragraph((Span("Check: ", "label"), Span("Q", "command"), Span(f" · {_NUMBERS[number]} on this page"))),
        )

    def _questions_on(self, ref: Ref) -> int:
        """The number of questions that are asked at once on the page of an entry."""
        from mlsys_cli.queries.learner_deck import count_askable

        try:
            return count_askable(self.session, ref, PAGE_QUESTIONS)
        except MlsysError:  # the page is there without its questions
            return 0

    def _view(self, ref: Ref) -> View:
        view = entry_view(self.session, ref, _MOST_SECTIONS)
        if ref.kind != "event":
            return view
        from mlsys_cli.views.timeline_view import TimelineView

        return view._replace(is_linked=True) if isinstance(view, TimelineView) else view

    def _page_of_list(self, location: Location) -> ReaderPage:
        if location == HOME:
            from mlsys_cli.queries.home_page import home_view

            lists = [(name, f"{_PLACE}:{name}") for name in AT_HOME]
            self.home = home_view(self.session, _CHAPTERS)
            check = self.home.plan.check if self.home.plan else None
            asked = self._questions_on(check.ref) if check else 0
            blocks = self.home.dashboard(lists, asked, by_lines=self.by_lines, is_low=0 < self.rows < _LOW)
            return ReaderPage("mlsys", blocks, is_list=True)
        if answer := self.answers.get(location):
            return _answer_page(answer)
        if location.kind == "result":
            return self.result_page(self.results[int(location.query or 0)])
        if location.kind in FILTERED:
            from mlsys_cli.reader.list_pages import list_page

            return list_page(self.session, location, by_lines=self.by_lines)
        if location.kind in ("search", "compare"):
            from mlsys_cli.reader.search_pages import comparison_page, hits_page

            return (hits_page if location.kind == "search" else comparison_page)(self.session, location)
        if location.kind in LEARNER_PAGES:
            return learner_page(self.session, location)
        from mlsys_cli.reader.timeline_page import timeline_page

        return timeline_page(self.session, location, by_lines=self.by_lines)

    def result_page(self, view: View) -> ReaderPage:
        """The result of a quiz, a review or an exhibit as a page."""
        blocks = self.without_commands(view.blocks())
        titles = [block.text for block in blocks if isinstance(block, Heading) and block.level == 1]
        return ReaderPage("Result", blocks if titles else (Heading(1, "Review"), *blocks))

    def toggle_sources(self) -> str:
        """Show the list of sources, or fold it; returns a message."""
        self.folds_sources = not self.folds_sources
        return "Sources are folded." if self.folds_sources else "Sources are shown."

    def toggle_deeper(self, location: Location) -> str:
        """Open the parts that go deeper, or fold them; returns a message. Raises UsageError if a page has none."""
        is_text = location.kind in ("chapter", "section")
        reading = self.library.reading(location.ref, _MOST_SECTIONS) if location.ref and is_text else None
        if reading is None or not any(section.deeper for section in each_section(reading.item)):
            raise UsageError("Nothing on this page goes deeper.")
        self.shows_deeper = not self.shows_deeper
        return "Deeper parts are open." if self.shows_deeper else "Deeper parts are folded."

    def chapter_at_home(self, digit: int) -> Location | None:
        """The chapter with a digit on the home page as it was shown last."""
        chapter = self.home.keyed_chapters().get(str(digit)) if self.home else None
        return location_of(chapter.ref) if chapter else None

    @property
    def to_check(self) -> Ref | None:
        """The section that the home page proposes to ask about."""
        return self.home.plan.check.ref if self.home and self.home.plan and self.home.plan.check else None

    def target(self, location: Location, target: str) -> Location | None:
        """The place that a link on a page leads to; None if there is no such entry."""
        kind, _, slug = target.partition(":")
        if target == MORE:
            return self._next_rows(location, 1)
        if kind == _PLACE:
            named = ACTIONS.get(slug) if slug in ("quiz", "review") else NAMED.get(slug)
            return named[0] if named else None
        if kind in ("run", "exhibit"):
            return Location("run", query=slug)
        slug, _, paragraph = slug.partition("#")
        entries = self.library.entries
        found = entries.find(kind, slug, location.ref.book if location.ref else "") or entries.at(kind, slug)
        if found is None or kind not in OPENED:
            return None
        return location_of(found)._replace(paragraph=int(paragraph or 0), query=self._filter_of(location, found))

    def _filter_of(self, location: Location, ref: Ref) -> str:
        """The words of the filtered list that an entry is opened from."""
        if not (location.kind in FILTERED and location.query.strip()):
            return ""
        from mlsys_cli.reader.list_pages import is_row_of

        return location.query.strip() if is_row_of(location, ref) else ""

    def neighbour(self, location: Location, step: int, is_read_through: bool = False) -> Location | None:
        """The next section, entry of a list, or page of a list, or the one before; None at the ends.

        After the home page comes what it proposes to read, and after a section that `is_read_through` none of its own.
        """
        entries = self.library.entries
        if location == HOME:
            start = self.home.start if self.home and step > 0 else None
            return self.target(HOME, start.target) if start else None
        if location.kind in FILTERED:
            return self._next_rows(location, step)
        if location.ref and location.ref.kind not in ("chapter", "section"):
            from mlsys_cli.reader.list_pages import entry_beside

            beside = entry_beside(self.session, location.ref, step, location.query)
            return location_of(beside)._replace(query=location.query) if beside else None
        chapter = entries.chapter_of(location.ref) if location.ref else None
        if location.ref is None or chapter is None:
            return None
        order = [chapter, *entries.sections_of(chapter)]
        own = order if location.ref == chapter else entries.sections_of(location.ref)
        number = order.index(location.ref) + (len(own) if is_read_through and step > 0 else step)
        if 0 <= number < len(order):
            return location_of(order[number])
        chapters = entries.refs("chapter")
        number = chapters.index(chapter) + step
        if not 0 <= number < len(chapters):
            return None
        return location_of(
            chapters[number] if step > 0 else (chapters[number], *entries.sections_of(chapters[number]))[-1]
        )

    def _next_rows(self, location: Location, step: int) -> Location | None:
        from mlsys_cli.reader.list_pages import next_rows

        return next_rows(self.session, location, step)

    def no_neighbour(self, location: Location, step: int) -> str:
        """The message that `neighbour` goes nowhere from a place."""
        if location.ref is None and location.kind not in FILTERED:
            return f"No page comes {'after' if step > 0 else 'before'} this one."
        noun = (
            "page of this list" if location.ref is None else "section" if location.kind == "chapter" else location.kind
        )
        found = f" with “{harmless(location.query)}”" if location.ref and location.query else ""
        return f"This is the {'last' if step > 0 else 'first'} {noun}{found}."

    def at_end(self, location: Location) -> str:
        """The message that a page has no more lines."""
        if self.neighbour(location, 1, is_read_through=True):
            return "This is the end of the page: ] opens what comes next."
        return self.no_neighbour(location, 1)

    def where_stopped(self, location: Location) -> str:
        """The message in which section of this chapter the learner stopped; empty if they stopped elsewhere.

        It is empty, too, if the store can't be read, which the keys that need it will report.
        """
        try:
            stopped = where_to_go_on(self.session) if location.kind == "chapter" else None
        except MlsysError:
            return ""
        if stopped is None or self.library.entries.chapter_of(stopped.ref) != location.ref:
            return ""
        return f"R goes on where you stopped: {harmless(stopped.title)}."

    def peek(self, location: Location) -> ReaderPage | None:
        """A page in short, for a box over another; None if it is opened at once, as sections are."""
        if location.kind == "run":
            return self._exhibit_in_short(location.query)
        if location.ref is None or location.ref.kind in ("chapter", "section"):
            return None
        from mlsys_cli.views.term_view import TermView

        view = self._view(location.ref)
        if isinstance(view, TermView):
            return ReaderPage(location.ref.name, self.without_commands(view.in_short(), location.ref))
        blocks = [block for block in view.blocks() if not isinstance(block, Heading)]
        blocks = [block for block in blocks if isinstance(block, TimelineEvent)] or blocks
        return ReaderPage(location.ref.name, self.without_commands(blocks[:_PEEKED], location.ref))

    def _exhibit_in_short(self, address: str) -> ReaderPage | None:
        from mlsys_cli.book.book_exhibits import about_blocks, find_exhibit

        found = find_exhibit(address)
        return ReaderPage(found.title, self.without_commands(about_blocks(found))) if found else None

    def find(self, query: str) -> Sequence[Destination]:
        """The destinations that a name or some words may mean."""
        from mlsys_cli.reader.search_pages import find

        return list(find(self.session, query))
