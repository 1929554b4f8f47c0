"""The screens of a quiz and of a review: the question, and the pages that are opened from it."""

from collections.abc import Callable
from functools import partial
from typing import ClassVar

from textual import events
from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.events import Key
from textual.screen import ModalScreen

from mlsys_cli.errors import MlsysError, StoreBusyError
from mlsys_cli.exhibits.exhibit_run import ExhibitRun
from mlsys_cli.page.blocks import Heading
from mlsys_cli.practice.controller import Controller
from mlsys_cli.practice.quiz_course import QuizCourse
from mlsys_cli.practice.review_course import ReviewCourse
from mlsys_cli.queries.exhibits import end_run, open_run
from mlsys_cli.reader.dialogs import PeekDialog
from mlsys_cli.reader.head_and_foot import FootLine, HeadLine
from mlsys_cli.reader.key_bindings import unknown_key
from mlsys_cli.reader.list_dialogs import FindDialog
from mlsys_cli.reader.location import HOME, Location, ReaderPage, location_of
from mlsys_cli.reader.page_layout import PageLink
from mlsys_cli.reader.page_widget import PageWidget
from mlsys_cli.reader.pages import Pages
from mlsys_cli.reader.practice_card import PracticeCard, is_for_screen
from mlsys_cli.reader.practice_keystrokes import SCROLLING, Keystrokes
from mlsys_cli.session.learner import READER_PATIENCE
from mlsys_cli.views.practice_keys import CONFIDENCE_KEYS
from mlsys_cli.views.result_view import ReviewView, ScoreView
from mlsys_cli.views.shared_blocks import numbered
from mlsys_cli.views.view import View


class QuestionScreen(ModalScreen[Location | MlsysError]):
    """Asks what a controller has to ask, and at the end shows the result, if it is to be shown here.

    It closes with the place to go to if a link of the result was followed, or with the error of a store that failed.
    """

    DEFAULT_CSS = "QuestionScreen, QuestionScreen:ansi { background: $background; }"
    AUTO_FOCUS = ""

    def __init__(
        self,
        pages: Pages,
        controller: Controller,
        result: Callable[[], ScoreView | ReviewView] | None = None,
        patience: float = READER_PATIENCE,
    ) -> None:
        super().__init__()
        self._pages = pages
        self._controller = controller
        self._store = pages.session.learner.store.database
        self._keystrokes = Keystrokes(controller)
        self._result = result
        self._patience = self._usual_patience = patience
        self._busy: StoreBusyError | None = None

    def compose(self) -> ComposeResult:
        """The head line, the card, and the foot line."""
        yield HeadLine()
        yield PracticeCard(self._controller, self._keystrokes, partial(self._pages.without_commands, style="trail"))
        yield FootLine()

    @property
    def _card(self) -> PracticeCard:
        return self.query_one(PracticeCard)

    def on_mount(self) -> None:
        """Don't let the screen stand still for as long as a command would wait."""
        self._usual_patience = self._store.patience
        self._store.wait_at_most(self._patience)
        self._do(self._show)

    def on_unmount(self) -> None:
        """Let the store wait as before."""
        self._store.wait_at_most(self._usual_patience)

    def on_resize(self, _: events.Resize) -> None:
        """Lay the card out for the new size."""
        self._do(self._show)

    def _show(self) -> None:
        """Show the card as it is now, what is asked and how far the learner is, and the keys or a message."""
        controller, course, item, foot = self._controller, self._controller.course, self._controller.item, self._foot
        chapter = self._pages.library.entries.at("chapter", item.card.chapter)
        numbers = self._pages.library.entries.section_numbers([chapter]) if chapter else {}
        title = " · ".join((course.title, *([numbered(chapter, numbers)] if chapter else [])))
        self.query_one(HeadLine).titles = title, course.progress(item)
        if self._keystrokes.helping:
            keys = "q back"
        elif controller.finished:
            keys = "Space go on · Enter quit · u undo" if course.offer else "Enter quit · u undo"
        else:
            keys = CONFIDENCE_KEYS if controller.weighed else course.keys(item)
        foot.keys = tuple(keys.split(" · "))
        foot.say(self._keystrokes.message, whole=True)
        self._card.show(self.size.height - 1 - foot.rows)

    @property
    def _foot(self) -> FootLine:
        return self.query_one(FootLine)

    # --- keys

    def on_key(self, event: events.Key) -> None:
        """Do what a key asks for; one that edits what is typed is left to the field."""
        if self._card.is_typing and not is_for_screen(event, self._card.typed):
            return
        event.stop()
        if self._busy is not None:
            if event.key in ("escape", "q"):
                self.dismiss(self._busy)
        elif not self._controller.over:
            self._card.take_typed()
            character = event.character or "" if event.is_printable else ""
            self._do(partial(self._press, event.key, character), self._follow)

    def on_input_changed(self) -> None:
        """Keep what is typed, and take the message away."""
        self._card.take_typed()
        if self._keystrokes.message and self._busy is None:
            self._keystrokes.message = ""
            self._do(self._show)

    def on_practice_card_chosen(self, message: PracticeCard.Chosen) -> None:
        """Choose an option that was clicked."""
        if self._busy is None and not self._controller.over:
            self._do(partial(self._keystrokes.choose, message.place), self._follow)

    def on_mouse_scroll_down(self) -> None:
        """Scroll down."""
        self._card.scroll("down")

    def on_mouse_scroll_up(self) -> None:
        """Scroll up."""
        self._card.scroll("up")

    def _press(self, key: str, character: str) -> None:
        if not self._keystrokes.press(key, character):
            scrolling = self._keystrokes.arrow(key)
            if scrolling in SCROLLING:
                self._card.scroll(scrolling)
            else:
                self._keystrokes.message = unknown_key(Key(key, character or None))

    # --- what follows

    def _do(self, act: Callable[[], None], then: Callable[[], None] | None = None) -> None:
        """Do something that needs the store, and something then.

        As long as another process writes to the store, it is tried again and again, and keys are ignored.
        """
        if not self.is_attached:
            return
        try:
            act()
        except StoreBusyError as error:
            self._busy = error
            self._foot.say("Another program is writing to the store. Waiting for it … Esc gives up.", whole=True)
            self.set_timer(self._patience, partial(self._do, act, then))
            return
        except MlsysError as error:
            self.dismiss(error)
            return
        self._busy = None
        if then is not None:
            then()

    def _follow(self) -> None:
        """Show the card, the end, or what the learner wants to see in between."""
        if self._controller.over:
            self._do(self._end)
            return
        self._do(self._show)
        if ref := self._controller.reading:
            self._controller.reading = None
            place = location_of(ref)
            self.app.push_screen(OpenedPage(self._pages, self._pages.page(place), place))
        elif self._controller.looking_up:
            self._controller.looking_up = False
            self.app.push_screen(FindDialog("Look up", self._pages.find), self._look_up)

    def _look_up(self, location: Location | str | None) -> None:
        if isinstance(location, Location):
            self._controller.look_up()
            self._do(self._show)
            open_or_peek(self, self._pages, location)

    def _end(self) -> None:
        if self._result is None:
            self.dismiss(None)
            return
        view = self._result()
        if any(item.response for item in view.items):
            page = result_page(self._pages, view)
            self.app.push_screen(OpenedPage(self._pages, page, leads_away=True), self._close)
        else:  # there is nothing to show
            self.dismiss(None)

    def _close(self, location: Location | None) -> None:
        self.dismiss(location)


class OpenedPage(ModalScreen[Location]):
    """A page over a question; reading it here isn't noted. If it `leads_away`, it closes with the place of a link."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab", "link(1)", show=False),
        Binding("shift+tab", "link(-1)", show=False),
        Binding("enter", "follow", show=False),
        Binding("q,escape,backspace,o", "close", show=False),
    ]

    def __init__(self, pages: Pages, page: ReaderPage, location: Location = HOME, *, leads_away: bool = False) -> None:
        super().__init__()
        self._pages = pages
        self._page = page
        self._place = location
        self._leads_away = leads_away

    def compose(self) -> ComposeResult:
        """The head line, the page, and the foot line."""
        yield HeadLine()
        yield PageWidget()
        yield FootLine()

    def on_mount(self) -> None:
        """Show the page."""
        view = self.query_one(PageWidget)
        view.focus()
        view.show(self._page.blocks)

    def on_page_widget_moved(self, _: PageWidget.Moved) -> None:
        """Show how far the reader is."""
        view = self.query_one(PageWidget)
        self.query_one(HeadLine).show(self._page.title, view.share_shown, 0)
        self.query_one(FootLine).keys = (*(["Tab links", "Enter open"] if view.document.links else []), "q back")

    def action_link(self, step: int) -> None:
        """Choose a link."""
        self.query_one(PageWidget).choose_next(step)

    def action_follow(self) -> None:
        """Follow the chosen link; from a result, go back if none is chosen."""
        if link := self.query_one(PageWidget).link:
            self._follow(link)
        elif self._leads_away:
            self.dismiss(None)

    def on_page_widget_followed(self, message: PageWidget.Followed) -> None:
        """Peek at a link that was clicked."""
        self._follow(message.link)

    def _follow(self, link: PageLink) -> None:
        place = self._pages.target(self._place, link.target)
        if place and self._leads_away:
            self.dismiss(place)
        elif place:
            open_or_peek(self, self._pages, place)

    def action_close(self) -> None:
        """Go back."""
        self.dismiss(None)


def practice_screen(pages: Pages, course: QuizCourse | ReviewCourse) -> QuestionScreen | OpenedPage:
    """The screen that asks what there is to ask, or else says that there is nothing."""
    if course.controller:
        return QuestionScreen(pages, course.controller, course.result)
    return OpenedPage(pages, result_page(pages, course.result()), leads_away=True)


def result_page(pages: Pages, view: View) -> ReaderPage:
    """The result of a quiz or a review as a page."""
    blocks = pages.without_commands(view.blocks())
    has_title = any(isinstance(block, Heading) and block.level == 1 for block in blocks)
    return ReaderPage("Result", blocks if has_title else (Heading(1, "Review"), *blocks))


def open_or_peek(screen: QuestionScreen | OpenedPage, pages: Pages, location: Location) -> None:
    """Show a place in short in a box from which it can be opened; a section at once."""

    def open_page(wanted: bool | None = True) -> None:
        if wanted and location.kind == "run":
            visit_exhibit(screen.app, pages, open_run(pages.session, [location.query]), open_chosen)
        elif wanted:
            screen.app.push_screen(OpenedPage(pages, pages.page(location), location))

    def open_chosen(chosen: Location | None) -> None:
        if chosen:
            open_or_peek(screen, pages, chosen)

    if peek := pages.peek(location):
        views = screen.query(PageWidget)
        link = views.first().link_rows if views else range(0)
        screen.app.push_screen(PeekDialog(peek.title, peek.blocks, link), open_page)
    else:
        open_page()


def visit_exhibit(app: App[None], pages: Pages, run: ExhibitRun, then: Callable[[Location | None], None]) -> None:
    """Show an exhibit over the page of a program, and what to remember; `then` gets the place of a link in that."""
    from mlsys_cli.reader.exhibit_program import exhibit_screen

    screen = exhibit_screen(run)

    def show_end(_: None) -> None:
        end = end_run(pages.session, screen.player)
        app.push_screen(
            OpenedPage(pages, ReaderPage(end.run.entry.title, pages.without_commands(end.blocks())), leads_away=True),
            then,
        )

    app.push_screen(screen, show_end)
