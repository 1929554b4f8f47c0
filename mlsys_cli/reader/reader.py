"""The reader as a program of Textual's: its screen, its keys, and what they do."""

from textwrap import shorten
from time import monotonic
from typing import TYPE_CHECKING, ClassVar

from textual import events
from textual.binding import BindingType
from textual.widgets import Input

from mlsys_cli.errors import MlsysError
from mlsys_cli.index.entry_records import Ref
from mlsys_cli.reader import page_actions
from mlsys_cli.reader.annotator import AnnotationAction, Annotator
from mlsys_cli.reader.browsing_history import BrowsingHistory, Visit
from mlsys_cli.reader.key_bindings import READER_KEYS, unknown_key
from mlsys_cli.reader.list_filter import ListFilter
from mlsys_cli.reader.location import FILTERED, HOME, Location
from mlsys_cli.reader.page_layout import PageLink
from mlsys_cli.reader.page_program import PageProgram
from mlsys_cli.reader.page_widget import PageWidget
from mlsys_cli.reader.pages import Pages
from mlsys_cli.reader.reading_memory import ReadingMemory
from mlsys_cli.session.session import Session
from mlsys_cli.text.english import counted

if TYPE_CHECKING:  # imported when there is room for panes
    from mlsys_cli.reader.side_pane import SidePane


class Reader(PageProgram):
    """The reader, open at a place."""

    BINDINGS: ClassVar[list[BindingType]] = list(READER_KEYS)

    def __init__(
        self, session: Session, location: Location, paragraph: int = 0, memory: ReadingMemory | None = None
    ) -> None:
        super().__init__(session)
        self.pages = Pages(session)
        self.memory = memory or ReadingMemory(session)
        self.history = BrowsingHistory((Visit(location),))
        self.annotator = Annotator(self, session, self._say, self._show_again)
        self._list_filter = ListFilter(lambda: self.frame, self._filter)
        self._shown: BrowsingHistory | None = None
        self._paragraph = paragraph
        self._number, self._missed, self._interrupted_at = 0, "", -1

    def on_mount(self) -> None:
        """Show the first page."""
        self.view.focus()
        self._show()
        place = self.history.current.location
        self.call_after_refresh(lambda: self._foot.say_if_silent(self.pages.where_stopped(place)))
        self.set_interval(1, self.look)

    def look(self) -> None:
        """Remember what was read, and make the changes that wait for the store."""
        self.memory.look(monotonic())
        with self._reporting():
            self.annotator.make_waiting_changes()

    def on_unmount(self) -> None:
        """Remember what was read last, and the note that is being typed."""
        self.annotator.keep_draft()
        self.look()

    # --- from page to page

    def _show(self, *, as_before: bool = False) -> None:
        visit = self.history.current
        try:
            page = self.pages.page(visit.location, as_before=as_before)
        except MlsysError as error:
            if self._shown is None:
                raise
            self.history = self._shown
            self._say(error.message)
            return
        self._shown = self.history
        self.title_shown, self.minutes, self.shows_share = page.title, page.minutes, visit.location != HOME
        self.memory.look(monotonic())
        self.memory.open(visit.location.ref)
        self.view.walks = page.is_list
        self.view.first_column = visit.location.start
        self.view.show(page.blocks, visit.start, visit.link, length=page.length, paragraph=self._paragraph)
        self._list_filter.show(visit.location.query if visit.location.kind in FILTERED else "")
        if not self._list_filter.is_typed:
            self.view.focus()
        self._paragraph = 0
        self._show_head()
        self.frame.open(visit.location)
        self.annotator.opened(visit.location.ref)
        self.annotator.laid_out()

    def open(self, location: Location) -> None:
        """Open a page; the way back leads to the line and link of this one. An exhibit is shown over the page."""
        if location.kind == "run":
            from mlsys_cli.reader.practice_screens import visit_exhibit

            with self._reporting():
                visit_exhibit(self, self.pages, location.query, self._come_back)
                self.memory.open(None)
            return
        self._paragraph, location = location.paragraph, location._replace(paragraph=0)
        self.history = self.history.left_at(self.view.position, self.view.chosen).going_to(location)
        self._list_filter.end()
        self._show()

    def action_move(self, steps: int) -> None:
        """Go back or forward."""
        moved = self.history.left_at(self.view.position, self.view.chosen).moved(steps)
        if moved.here == self.history.here:
            self._say("Nothing to go back to · h home" if steps < 0 else "Nothing to go forward to")
            return
        self.history = moved
        self._list_filter.end()
        self._show(as_before=True)

    def action_section(self, step: int) -> None:
        """Go to the next section of the page, or the one before; from the last and the first one, to another page."""
        if self.view.go_to_section(step):
            return
        here = self.history.current.location
        place = self.pages.neighbour(here, step, is_read_through=True)
        self.open(place) if place else self._say(self.pages.no_neighbour(here, step))

    def action_home(self) -> None:
        """Open the home page."""
        self.open(HOME)

    def action_chapter(self, digit: int) -> None:
        """Open a chapter of the home page; on another one, begin the number of the questions to ask."""
        if self.history.current.location == HOME:
            self._open_if(self.pages.chapter_at_home(digit))
            return
        self._number = (self._number * 10 + digit) % 100
        asked = counted(self._number, "question")
        self._say(f"{self._number}Q asks {asked} on this page. On the home page, digits open chapters.")

    def action_unread(self) -> None:
        """Open the next section that isn't read."""
        self.look()
        with self._reporting():
            self.open(page_actions.next_unread(self._session, self.history.current.location.ref))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool:
        """Leave Tab to what is over the page."""
        return action != "link" or len(self.screen_stack) == 1

    def action_link(self, step: int) -> None:
        """Choose a link."""
        self.frame.leave_pane()
        self.view.choose_next(step)

    def action_follow(self) -> None:
        """Peek at the chosen link."""
        if self.history.current.location == HOME and self.view.link is None:
            self.action_section(1)
        elif link := self.view.link:
            self._follow(link)

    def on_page_widget_ended(self) -> None:
        """Begin to read from the home page, or say what comes after another one."""
        here = self.history.current.location
        self.action_section(1) if here == HOME else self._say(self.pages.at_end(here))

    def on_page_widget_followed(self, message: PageWidget.Followed) -> None:
        """Peek at a link that was clicked."""
        self._follow(message.link)

    def on_page_widget_shifted(self, message: PageWidget.Shifted) -> None:
        """Keep the first column of a table for the way back."""
        self.history = self.history.in_place(self.history.current.location._replace(start=message.first))

    def on_side_pane_chosen(self, message: "SidePane.Chosen") -> None:
        """Follow a row of a pane as a link, and go back to the page."""
        self.frame.leave_pane()
        self._visit(message.place)

    def _follow(self, link: PageLink) -> None:
        place = self.pages.target(self.history.current.location, link.target)
        self._visit(place) if place else self._say("This link leads nowhere.")

    def _visit(self, location: Location) -> None:
        """Peek at a place, or open it if it is a text to read."""
        if peek := self.pages.peek(location):
            from mlsys_cli.reader.dialogs import PeekDialog

            box = PeekDialog(peek.title, peek.blocks, self.view.link_rows)
            self.push_screen(box, lambda wanted: self.open(location) if wanted else None)
        else:
            self.open(location)

    def action_hints(self) -> None:
        """Put letters on the links of the screen."""
        self.view.start_hints()
        self._say("Type the letter of a link." if self.view.hints else "There is no link on the screen.")

    def take_typed(self, event: events.Key | events.Paste) -> bool:
        """Take the letters of a link and the keys of a selection before the keys have their meanings."""
        if not isinstance(event, events.Key) or len(self.screen_stack) > 1:
            return False
        if self.view.hints:
            self._say("")
            if self.view.type_hint(event.character or ""):
                self.action_open_chosen()
            return True
        return self.annotator.take_key(event.key)

    def action_open_chosen(self) -> None:
        """Open the chosen link at once."""
        self._open_if(self.view.link and self.pages.target(self.history.current.location, self.view.link.target))

    def action_annotate(self, what: AnnotationAction) -> None:
        """Mark or note what is on the screen, select words of it, or take the last of that back."""
        with self._reporting():
            self.annotator.act(what)

    def on_page_widget_dragged(self, message: PageWidget.Dragged) -> None:
        """Select the words over which the mouse was dragged."""
        self.annotator.drag(message.start, message.end)

    def action_practise(self, what: page_actions.Practice, about: Ref | None = None) -> None:
        """Ask questions about an entry, this page, or on the home page the section that it proposes; and come back."""
        here = self.history.current.location
        about = about or (self.pages.to_check if here == HOME else here.ref)
        with self._reporting():
            run = page_actions.practice(self._session, what, about, self._number)
            from mlsys_cli.reader.practice_screens import practice_screen

            self.look()
            self.memory.open(None)  # nobody reads the page that is under a question
            self.push_screen(practice_screen(self.pages, run), self._come_back)

    def _come_back(self, end: Location | MlsysError | None) -> None:
        """Show the page again, or go to the place of a link that was followed."""
        self._show_again()
        if isinstance(end, MlsysError):
            self._say(end.message, whole=True)
        elif end:
            self.open(end)

    def action_sources(self) -> None:
        """Show the list of sources, or fold it."""
        message = self.pages.toggle_sources()
        self._show_again()
        self._say(message)

    def action_deeper(self) -> None:
        """Open the parts that go deeper, or fold them; what is on the screen stays where it is."""
        with self._reporting():
            message = self.pages.toggle_deeper(self.history.current.location)
            page = self.pages.page(self.history.current.location)
            self.view.change(page.blocks, page.length)
            self._say(message)

    def _show_again(self) -> None:
        self.pages.forget()
        self.history = self.history.left_at(self.view.position, self.view.chosen)
        self._show()

    def action_contents(self) -> None:
        """Show the contents, to choose a section."""
        from mlsys_cli.reader.contents_rows import contents_dialog

        self.push_screen(contents_dialog(self._session, self.history.current.location), self._open_if)

    def action_go(self, is_after_g: bool = False) -> None:
        """Ask for a name, words or a question, and offer what is found; or go to the top of the page at a second g."""
        from mlsys_cli.reader.search_box import SearchBox

        self.push_screen(SearchBox(self._session, self._missed, is_after_g=is_after_g), self._open_if)
        self._missed = ""

    def _open_if(self, location: Location | None) -> None:
        if location is None:
            return
        match location.kind:
            case "contents" | "keys" | "quit" as what:
                self.call_later(self.run_action, what)
            case "top":
                self.view.scroll_home(animate=False)  # the action fails where there is nothing to scroll
                self._say("The top of the page · : looks up what begins with g")
            case "quiz" | "review" as what:
                self._number = location.start
                self.action_practise(what, location.ref)
            case _:
                self.open(location)

    def action_find(self) -> None:
        """Filter a list, or ask for words to find on a page."""
        if self.history.current.location.kind in FILTERED:
            self._list_filter.begin()
            return
        from mlsys_cli.reader.dialogs import TextDialog

        self.push_screen(TextDialog("Find on this page"), self._find)

    def _filter(self, query: str) -> None:
        """Show the rows of a list that have some words, and choose the first of them."""
        place = self.history.current.location._replace(query=query, start=0)
        self.history = self.history.in_place(place, 0 if query.strip() else -1)
        self._show()

    def _find(self, query: str | None) -> None:
        if query and self.view.find(query):
            self.action_found(1)
        elif query:
            self._missed = query
            self._say(f"{shorten(query, 40, placeholder='…')!r} is not on this page · g looks in all of the book")

    def action_found(self, step: int) -> None:
        """Go to the next place that was found, or the one before."""
        number, count = self.view.show_found(step), len(self.view.matches)
        self._say(f"{number} of {count} · n next · N previous" if number else "First / finds some words.")

    def action_widen(self, step: int) -> None:
        """Make the page wider or narrower; show fewer or more years of a timeline."""
        if self.history.current.location.kind == "timeline":
            self.action_timeline("fewer" if step > 0 else "more")
        else:
            self._say(self.view.widen(step))

    def action_timeline(self, change: str) -> None:
        """Change what a timeline shows, without moving the event that the reader looks at."""
        from mlsys_cli.reader.timeline_page import changed_timeline

        with self._reporting():
            link = self.view.held_link("event:")
            place = changed_timeline(self._session, self.history.current.location, change, link.target if link else "")
            self.history = self.history.in_place(place)
            self.view.hold(link, self._show)

    def action_keys(self) -> None:
        """Show all keys, and do what is chosen from them."""
        from mlsys_cli.reader.key_palette import KeyPalette

        self.push_screen(KeyPalette())

    def action_back_out(self) -> None:
        """Go one step back: leave a pane, a link, a filter, what was found, or the page."""
        self._say("")
        if self.frame.leave_pane() or self.view.unchoose():
            return
        if self._list_filter.words:
            self._filter("")
        elif self.view.matches:
            self.view.find("")
        elif self.history.here:
            self.action_move(-1)
        else:
            self._say("q leaves")

    def action_interrupt(self) -> None:
        """Copy what is selected. With nothing selected say how to leave, and leave if it is pressed again at once."""
        from mlsys_cli.reader.dialogs import Dialog

        is_box = isinstance(self.screen, Dialog)
        here, nothing = self.view.top, f"Nothing is selected · {'Esc closes the box' if is_box else 'q leaves'}"
        if is_box and isinstance(self.focused, Input) and self.focused.selected_text:
            self.copy_to_clipboard(self.focused.selected_text)
        elif self.annotator.has_selection and not self.screen.is_modal:
            self.annotator.copy()
        elif (self._interrupted_at, self._foot.message) == (here, nothing) or (self.screen.is_modal and not is_box):
            super().action_interrupt()
        else:
            self._interrupted_at = here
            self._say(nothing)

    def on_page_widget_moved(self, _: PageWidget.Moved) -> None:
        """Show how far the reader is."""
        if not self.screen_stack:  # the program is about to end
            return
        self.frame.follow()
        self.annotator.laid_out()
        self.memory.on_screen(self.view.document, self.view.text_end, self.view.shown, monotonic())
        self._show_head()

    def on_key(self, event: events.Key) -> None:
        """Take the message away, or say that a key does nothing."""
        if event.key != "Q" and not event.key.isdecimal():
            self._number = 0
        if event.key != "g":
            self._missed = ""
        if len(self.screen_stack) == 1 and not any(key in self.screen.active_bindings for key in event.aliases):
            self._say(unknown_key(event))
        elif self._foot.message and event.key != "escape":
            self._say("")
            self.annotator.remind()
