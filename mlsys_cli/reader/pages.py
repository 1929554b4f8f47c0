"""The pages of the reader's places, and the steps from one to the next."""

from collections.abc import Iterable, Sequence
from contextlib import suppress
from itertools import accumulate
from typing import TYPE_CHECKING

from mlsys_cli.errors import MlsysError, UsageError
from mlsys_cli.index.entry_records import Ref, each_section
from mlsys_cli.page.blocks import Block, Blocks, Heading, Paragraph, Span, TimelineEvent, prose_text, text_spans
from mlsys_cli.queries.entry_page import entry_view
from mlsys_cli.queries.reading_display import shows_deeper
from mlsys_cli.queries.reading_path import along_path
from mlsys_cli.queries.reading_position import where_to_go_on
from mlsys_cli.reader.location import (
    ACTIONS,
    AT_HOME,
    FILTERED,
    HOME,
    MORE,
    NAMED,
    OPENED,
    PAGE_QUESTIONS,
    PLACE,
    Location,
    ReaderPage,
    location_of,
)
from mlsys_cli.reader.page_layout import TOO_LONG, preview_width
from mlsys_cli.reader.shell_commands import CommandReplacer
from mlsys_cli.render.rich_blocks import PROSE_WIDTH
from mlsys_cli.session.session import Session
from mlsys_cli.text.english import counted, reading_minutes
from mlsys_cli.text.sanitize import harmless
from mlsys_cli.views.reading_view import ReadingsView, ReadingView
from mlsys_cli.views.shared_blocks import fold_sources, numbered
from mlsys_cli.views.view import View, linked

if TYPE_CHECKING:  # imported for its page, as all lists are
    from mlsys_cli.quiz.state import QuizItem
    from mlsys_cli.views.home_view import HomeView

_LEARNERS = ("today", "progress", "paths", "config")

_KEPT = 8
"""The pages that are kept for the way back: to make that of a chapter takes some 50 ms."""

_CHANGING = ("home", "labs", "notes", "marks", *_LEARNERS)
"""The pages that change with whatever the learner does, and aren't kept."""

_MOST_SECTIONS = 500
"""The sections of a chapter that are shown on one page."""

_SHORT_WORD = 3
"""The columns that a word takes at least on the average of a text, with the space after it."""

_PEEKED = 3
"""How many blocks of a page a peek shows."""

_PREVIEWED = 12
"""How many blocks of a text are shown beside the hits of a search."""

_CHAPTERS = 9
"""How many chapters the home page shows: each has a digit."""


class Pages:
    """All pages of a library."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.library = session.books.library
        self.folds_sources = not session.options.sources
        self.asks_questions = True
        """False over a question: then no page offers others."""
        self.size: tuple[int, int] | None = None
        """The columns and rows of the screen; None if the pages are read line by line."""
        self.begins = False
        """True as long as only so many sections of a chapter are read as fill the screen."""
        self.shows_deeper = shows_deeper(session)
        self._last: dict[Location, ReaderPage] = {}
        self.home: HomeView | None = None
        """The home page as it was shown last."""
        self.answers: dict[Location, Sequence[View]] = {}
        """The views of commands, of which ANSWER opened the reader and the others were typed in it; and of results."""

    def page(self, location: Location, *, as_before: bool = False) -> ReaderPage:
        """The page of a place; `as_before`, if it is one of the last, as it was made then."""
        if as_before and location in self._last:
            return self._last[location]
        page = self._text_page(location.ref) if location.ref else self._page_of_list(location)
        blocks = page.blocks
        if location.kind not in ("answer", "command"):  # whose commands can be typed here, or in the shell
            blocks = self.without_commands(blocks, location.ref)
        page = page._replace(blocks=fold_sources(blocks, "s") if self.folds_sources else blocks)
        self._last.pop(location, None)
        if location.ref or location.kind not in _CHANGING:
            self._last[location] = page
            for oldest in [*self._last][:-_KEPT]:
                del self._last[oldest]
        return page

    def forget(self) -> None:
        """Make all pages anew, as the learner has changed what is on them."""
        self._last.clear()

    def without_commands(self, blocks: Iterable[Block], ref: Ref | None = None, style: str = "link") -> Blocks:
        """A page, that of an entry if there is one, with keys and links, in a style, instead of commands of a shell."""
        return CommandReplacer(self.library, ref.book if ref else "", style).blocks(blocks)

    def section_at(self, ref: Ref | None, slug: str) -> Ref | None:
        """A section of the page of an entry, by default the chapter or section itself; None where there is none.

        The page of several texts is of no entry.
        """
        if ref is not None and ref.kind not in ("chapter", "section"):
            return None
        return (self.library.entries.find("section", slug, ref.book if ref else "") if slug else None) or ref

    def _text_page(self, ref: Ref) -> ReaderPage:
        """The page of an entry."""
        is_begun = self.begins and ref.kind == "chapter"
        view = entry_view(self.session, ref, self._first_sections(ref) if is_begun else _MOST_SECTIONS)
        if not isinstance(view, ReadingView):
            return ReaderPage(ref.name, linked(view).blocks())
        view = view._replace(shows_deeper=self.shows_deeper, deeper_key="d")
        (outline,) = self.library.outlines([self.library.entries.chapter_of(ref) or ref])
        items = (outline, *(section for _, section in outline.each_section()))
        minutes = next(reading_minutes(item.words_in_all) for item in items if item.ref == ref)
        is_cut = ref.kind == "chapter" and len(items) > _MOST_SECTIONS + 1
        rest = (Paragraph(text_spans(TOO_LONG, "caption")),) if is_cut else ()
        text = tuple(view.text())
        sourced = view.sourced(text, "s" if self.folds_sources else "")
        blocks = (*sourced, *rest, *self._check(ref), *view.ending("]"))
        return ReaderPage(numbered(ref, self.library.entries.section_numbers([ref])), blocks, minutes, len(text))

    def _first_sections(self, chapter: Ref) -> int:
        """The number of sections of a chapter that fill the screen with their words, however short these are."""
        columns, rows = self.size or (0, 0)
        sections = self.library.entries.sections_of(chapter)[:_MOST_SECTIONS]
        words = self.library.entries.words_of_sections(sections)
        room = min(columns, PROSE_WIDTH) * rows // _SHORT_WORD
        return 1 + sum(so_far < room for so_far in accumulate(words[section.id] for section in sections))

    def _check(self, ref: Ref) -> Blocks:
        """The line that offers questions on a page, if there are any."""
        number = self._questions_on(ref) if self.asks_questions else 0
        asked = Span(f" · {counted(number, 'question')} on this page")
        return (Paragraph((Span("Check: ", "label"), Span("Q", "command"), asked)),) if number else ()

    def _questions_on(self, ref: Ref) -> int:
        """The number of questions that are asked at once on the page of an entry."""
        from mlsys_cli.queries.learner_deck import count_askable

        with suppress(MlsysError):  # the page is there without its questions
            return count_askable(self.session, ref, PAGE_QUESTIONS)
        return 0

    def _page_of_list(self, location: Location) -> ReaderPage:
        """The page of a place that is no entry; of each kind, the function that makes it is imported here."""
        if views := self.answers.get(location):
            return self.result_page(views[0]) if location.kind == "result" else _answer_page(views)
        if location == HOME:
            return self._home_page()
        if location.kind in FILTERED:
            from mlsys_cli.reader.list_pages import list_page as make
        elif location.kind == "search":
            from mlsys_cli.reader.search_pages import hits_page as make
        elif location.kind == "question":
            return self._titled(self._question_page(location.query))
        elif location.kind == "compare":
            from mlsys_cli.reader.search_pages import comparison_page as make
        elif location.kind in _LEARNERS:
            make = _learner_page
        elif location.kind == "labs":
            from mlsys_cli.queries.lab_list import labs_view

            return ReaderPage("Labs", labs_view(self.session).blocks(), is_list=True)
        elif location.kind == "timeline":
            from mlsys_cli.reader.timeline_page import timeline_page as make
        else:
            raise ValueError(f"no page is called {location.kind!r}")
        return make(self.session, location)

    def _home_page(self) -> ReaderPage:
        from mlsys_cli.queries.home_page import home_view

        self.home = home_view(self.session, _CHAPTERS)
        asked = self._questions_on(self.to_check) if self.to_check else 0
        size = (self.size[0] - preview_width(self.size[0]), self.size[1]) if self.size else None
        return ReaderPage("mlsys", self.home.dashboard(AT_HOME, asked, size), is_list=True)

    def result_page(self, view: View) -> ReaderPage:
        """The result of a quiz, a review or an exhibit as a page."""
        blocks = self.without_commands(view.blocks())
        titles = [block.text for block in blocks if isinstance(block, Heading) and block.level == 1]
        blocks = blocks if titles else (Heading(1, "Review"), *blocks)
        return ReaderPage("Result", blocks, is_list=any(self._asked_in(view)))

    def _asked_in(self, view: View) -> "Iterable[QuizItem]":
        """The answered questions of a result, of which the wrong ones are on its page."""
        return (item for item in getattr(view, "items", ()) if item.response and item.response.right is False)

    def _titled(self, page: ReaderPage) -> ReaderPage:
        """A page in short, with its title above it."""
        return page._replace(blocks=(Heading(1, page.title), *page.blocks))

    def _question_page(self, question: str) -> ReaderPage:
        """A question of a result, with its answer: the number of the page among the answers, and the card."""
        from mlsys_cli.views.question_view import item_blocks

        number, _, card = question.partition(" ")
        asked = (item for view in [*self.answers.values()][int(number)] for item in self._asked_in(view))
        item = next(item for item in asked if item.card.id == card)
        return ReaderPage("Question", self.without_commands(item_blocks(item, item.card.key.blank())))

    def toggle_sources(self) -> str:
        """Show the list of sources, or fold it; returns a message."""
        self.folds_sources = not self.folds_sources
        return "Sources are folded." if self.folds_sources else "Sources are shown."

    def toggle_deeper(self, location: Location) -> str:
        """Open the parts that go deeper, or fold them; returns a message. Raises UsageError if a page has none."""
        if not self._deeper_parts(location):
            raise UsageError("Nothing on this page goes deeper.")
        self.shows_deeper = not self.shows_deeper
        return "Deeper parts are open." if self.shows_deeper else "Deeper parts are folded."

    def is_folded(self, location: Location, query: str) -> bool:
        """True if some words are in a part of a page that goes deeper and is folded."""
        wanted = query.casefold()
        parts = () if self.shows_deeper else self._deeper_parts(location)
        return any(wanted in prose_text(part).casefold() for part in parts)

    def _deeper_parts(self, location: Location) -> Sequence[Blocks]:
        is_text = location.kind in ("chapter", "section")
        reading = self.library.reading(location.ref, _MOST_SECTIONS) if location.ref and is_text else None
        return [section.deeper for section in each_section(reading.item) if section.deeper] if reading else ()

    def chapter_at_home(self, digit: int) -> Location | None:
        """The chapter with a digit on the home page as it was shown last."""
        chapter = self.home.keyed_chapters().get(str(digit)) if self.home else None
        return location_of(chapter.ref) if chapter else None

    @property
    def to_check(self) -> Ref | None:
        """The section that the home page proposes to ask about."""
        return self.home.plan.check.ref if self.home and self.home.plan and self.home.plan.check else None

    # --- the steps from one to the next

    def target(self, location: Location, target: str) -> Location | None:
        """The place that a link on a page leads to; None if there is no such entry."""
        kind, _, slug = target.partition(":")
        if target == MORE:
            return self._next_rows(location, 1)
        if kind == PLACE:
            named = ACTIONS.get(slug) if slug in ("quiz", "review") else NAMED.get(slug)
            return named[0] if named else None
        if kind in ("run", "exhibit", "calculator"):
            return Location("run", query=slug)
        if kind in ("path", "command"):
            return Location(kind, query=slug)
        if kind == "question" and location in self.answers:
            return Location(kind, query=f"{[*self.answers].index(location)} {slug}")
        slug, _, paragraph = slug.partition("#")
        entries = self.library.entries
        found = entries.find(kind, slug, location.ref.book if location.ref else "") or entries.at(kind, slug)
        if found is None or kind not in OPENED:
            return None
        # An entry that is opened from a filtered list has its words, for the next one.
        is_row = FILTERED.get(location.kind) == found.kind
        return location_of(found)._replace(
            paragraph=int(paragraph or 0), query=location.query.strip() if is_row else ""
        )

    def neighbour(self, location: Location, step: int, is_read_through: bool = False) -> Location | None:
        """The next section, entry of a list, or page of a list, or the one before; None at the ends.

        After the home page comes what it proposes to read, and after a section that `is_read_through` none of its own.
        """
        entries, ref = self.library.entries, location.ref
        if location == HOME:
            start = self.home.start if self.home and step > 0 else None
            return self.target(HOME, start.target) if start else None
        if location.kind in FILTERED:
            return self._next_rows(location, step)
        if ref and ref.kind not in ("chapter", "section"):
            from mlsys_cli.reader.list_pages import entry_beside

            beside = entry_beside(self.session, ref, step, location.query)
            return location_of(beside)._replace(query=location.query) if beside else None
        chapter = entries.chapter_of(ref) if ref else None
        if ref is None or chapter is None:
            return None
        if (is_read_through or step < 0) and (along := along_path(self.session, ref, step)) is not None:
            return location_of(along[0]) if along else None
        order = [chapter, *entries.sections_of(chapter)]
        own = order if ref == chapter else entries.sections_of(ref)
        number = order.index(ref) + (len(own) if is_read_through and step > 0 else step)
        if not 0 <= number < len(order):
            chapters = entries.refs("chapter")
            number = chapters.index(chapter) + step
            if not 0 <= number < len(chapters):
                return None
            order = [chapters[number], *(entries.sections_of(chapters[number]) if step < 0 else ())]
            number = 0 if step > 0 else -1
        return location_of(order[number])

    def _next_rows(self, location: Location, step: int) -> Location | None:
        from mlsys_cli.reader.list_pages import next_rows

        return next_rows(self.session, location, step)

    def no_neighbour(self, location: Location, step: int) -> str:
        """The message that `neighbour` goes nowhere from a place."""
        if location.ref is None and location.kind not in FILTERED:
            return f"No page comes {'after' if step > 0 else 'before'} this one."
        noun = "section" if location.kind == "chapter" else location.kind if location.ref else "page of this list"
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
        with suppress(MlsysError):
            stopped = where_to_go_on(self.session) if location.kind == "chapter" else None
            if stopped and self.library.entries.chapter_of(stopped.ref) == location.ref:
                return f"R goes on where you stopped: {harmless(stopped.title)}."
        return ""

    def peek(self, location: Location) -> ReaderPage | None:
        """A page in short, for a box over another; None if it is opened at once, as sections are."""
        if location.kind == "run":
            from mlsys_cli.book.book_exhibits import about_blocks
            from mlsys_cli.queries.exhibits import named_exhibit

            found = named_exhibit(self.session, location.query)
            return ReaderPage(found.title, self.without_commands(about_blocks(found))) if found else None
        if location.kind == "question":
            return self._question_page(location.query)
        ref = location.ref
        if ref is None or ref.kind in ("chapter", "section"):
            return None
        from mlsys_cli.views.term_view import TermView

        view = linked(entry_view(self.session, ref))
        if isinstance(view, TermView):
            return ReaderPage(ref.name, self.without_commands(view.in_short(), ref))
        blocks = [block for block in view.blocks() if not isinstance(block, Heading)]
        blocks = [block for block in blocks if isinstance(block, TimelineEvent)] or blocks
        return ReaderPage(ref.name, self.without_commands(blocks[:_PEEKED], ref))

    def preview(self, location: Location) -> ReaderPage | None:
        """A page in short with its title, or the beginning of a text, to be shown beside a list."""
        page, ref = self.peek(location), location.ref
        if location.kind in NAMED:
            page = ReaderPage(location.kind.capitalize(), (Paragraph(text_spans(NAMED[location.kind][1])),))
        if page:
            return self._titled(page)
        view = entry_view(self.session, ref, 0) if ref else None
        if ref is None or not isinstance(view, ReadingView):
            return None
        blocks = view.sourced(tuple(view.text()), "s")  # so that citations have their numbers
        return ReaderPage(ref.name, self.without_commands(blocks[:_PREVIEWED], ref))


def _learner_page(session: Session, location: Location) -> ReaderPage:
    """The page of today's work, of progress, or of the settings."""
    title = location.kind.capitalize()
    if location.kind == "config":
        from mlsys_cli.views.value_view import settings_view

        change = Paragraph((Span("g config NAME VALUE", "command"), Span(" changes one.", "caption")))
        settings = settings_view(session.learner.settings_path, session.learner.settings)
        return ReaderPage("Settings", (*linked(settings).blocks(), change))
    if location.kind == "paths":
        from mlsys_cli.queries.reading_path import path_standings
        from mlsys_cli.views.path_view import PathsView

        way = text_spans("Open one to choose it: what you read next, and how far you are, follow it.", "caption")
        return ReaderPage(title, (*PathsView(path_standings(session)).blocks(), Paragraph(way)), is_list=True)
    if session.learner.read_only_store is None:  # which the first reading or answer begins
        words = "Nothing is stored yet. What you read is remembered, and Q asks questions on a page."
        return ReaderPage(title, (Heading(1, title), Paragraph(text_spans(words))))
    if location.kind == "today":
        from mlsys_cli.queries.day_plan import day_plan

        return ReaderPage(title, day_plan(session).blocks(with_keys=True))
    from mlsys_cli.queries.progress_page import progress_view

    return ReaderPage(title, progress_view(session).blocks())


def _answer_page(views: Sequence[View]) -> ReaderPage:
    """The page that a command shows."""
    from mlsys_cli.views.outline_view import OutlineView
    from mlsys_cli.views.search_view import SearchView

    blocks = tuple(block for view in views for block in linked(view).blocks())
    title = next((block.text for block in blocks if isinstance(block, Heading)), "mlsys")
    if isinstance(views[0], ReadingsView):
        texts = [one.reading.item.ref for one in views[0].views]
        return ReaderPage(title, blocks, length=views[0].length, texts=texts)
    return ReaderPage(title, blocks, is_list=isinstance(views[0], SearchView | OutlineView))
