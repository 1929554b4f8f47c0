"""The reader on the whole screen: shows the outcomes of a reading session, and gives its actions keys."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import Screen

from mlsys_cli.errors import MlsysError
from mlsys_cli.reader.frame import FramedScreen
from mlsys_cli.reader.full_screen_program import FullScreenProgram
from mlsys_cli.reader.key_bindings import KEYS, READER_KEYS, foot_sign
from mlsys_cli.reader.location import FILTERED, HOME, MORE, RESULT, Location, ReaderPage
from mlsys_cli.reader.outcomes import Asks, Leaves, Offers, Outcome, Peeks, Plays, Says, Shows, Writes
from mlsys_cli.reader.page_frame import PANE_KEYS, PageFrame
from mlsys_cli.reader.page_widget import PageWidget
from mlsys_cli.reader.reading_memory import ReadingMemory
from mlsys_cli.reader.reading_session import Practice, ReadingSession, Sight
from mlsys_cli.reader.selection import SELECTION_KEYS, selected_text
from mlsys_cli.session.session import Session
from mlsys_cli.text.english import counted, short
from mlsys_cli.views.view import View

if TYPE_CHECKING:  # imported when something is typed
    from mlsys_cli.reader.note_dialog import NoteDialog
    from mlsys_cli.reader.typed_lines import FindLine


class Reader(FullScreenProgram):
    """The program: the reader, open at a place, and whatever is opened over it."""

    def __init__(
        self,
        session: Session,
        location: Location,
        paragraph: int = 0,
        memory: ReadingMemory | None = None,
        first: FramedScreen[Any] | None = None,
    ) -> None:
        super().__init__(session)
        self.page = ReaderScreen(ReadingSession(session, location, paragraph, memory=memory), first)

    def get_default_screen(self) -> "ReaderScreen":
        """The screen of the page."""
        return self.page

    def on_framed_screen_opens(self, message: FramedScreen.Opens) -> None:
        """Open a place over a screen, which says why if that can't be done."""
        location, first = message.location, None
        try:
            if location.kind == "run":
                from mlsys_cli.queries.exhibits import open_run
                from mlsys_cli.reader.talk_screen import exhibit_screen

                first, location = exhibit_screen(self._session, open_run(self._session, [location.query])), RESULT
            reading = ReadingSession(self._session, location)
            if message.page:
                reading.pages.answers[location] = (message.page,)
            if first is None:
                reading.start()  # the screen of a page that can't be made would be empty
        except MlsysError as error:
            self.framed.tell(error.message)
        else:
            self.push_screen(ReaderScreen(reading, first))


class ReaderScreen(FramedScreen[None]):
    """The reader, open at a place, or with a `first` screen over what will be the page of its result.

    Over another screen, it asks no questions.
    """

    BLANK = True  # its parts cover it
    BINDINGS: ClassVar[list[BindingType]] = list(READER_KEYS)

    def __init__(self, reading: ReadingSession, first: FramedScreen[Any] | None = None) -> None:
        super().__init__()
        self.reading, self._session, self._first = reading, reading.session, first
        self.view = PageWidget(self.show_place)
        self.frame = PageFrame(reading, self.view)
        self._find_line: FindLine | None = None
        """The line that finds words, which takes the place of the foot; it is made when it is first needed."""
        self._page: ReaderPage | None = None
        self._trail: tuple[ReaderPage | None, str, str] = (None, "", "")
        self._note: NoteDialog | None = None
        self._number, self._missed = 0, ""

    def on_mount(self) -> None:
        """Show the first page."""
        self.view.focus()
        self.is_first = self.app.screen_stack[0] is self
        self.reading.pages.size, self.reading.pages.asks_questions = self.app.size, self.is_first
        self.set_interval(1, self.look)
        self.on_resize()  # while there is no page, which would be made anew for the size that it was made for
        if self._first:
            self._first.is_first = self.is_first
            self.app.push_screen(self._first, self._come_back)
            return
        self.view.draws_first = self.reading.location.ref is not None
        self._take(self.reading.start(begins=True))
        self.call_after_refresh(self._complete)
        if self.is_first:
            self.call_after_refresh(self._greet)

    def _complete(self) -> None:
        """Show all of the first page, of which only the beginning was made: once that is drawn, or before a key."""
        if self.reading.pages.begins:
            self._take(self._outcome("complete"))

    def _greet(self) -> None:
        """Say what was said on stderr, where the reader now is, or else where the learner stopped; keys come first."""
        if not self.foot.message:
            said = " · ".join(self._session.environment.messages_shown)
            self.foot.say(said or self.reading.pages.where_stopped(self.reading.location))

    def look(self) -> None:
        """Remember what was read, and make the changes that wait for the store."""
        if self.view.is_attached:  # it isn't when the program ends
            self._take(self._outcome("look"))
            self.frame.follow()

    def on_unmount(self) -> None:
        """Remember what was read last, and the note that is being typed."""
        if self._note:
            self.reading.act("draft", self._note.typed)
        self.reading.act("look")

    # --- its parts

    def body(self) -> ComposeResult:
        """The page with its panes."""
        yield self.frame

    def fit(self) -> None:
        """Show the panes if there is room for them, before the page is laid out for another size and drawn."""
        self.frame.fit_panes(self.app.size.width)
        if self._page and self.reading.location == HOME:  # on which there is as much as there is room for
            self._take(self._outcome("resume"))

    def action_panes(self) -> None:
        """Show the side panes or the preview, or hide them."""
        self.say(self.frame.toggle())

    def action_pane(self) -> None:
        """Give the keys to the next side pane, and after the last one to the page."""
        self.say(self.frame.focus_next())

    def _show_head(self) -> None:
        page, view = self._page, self.view
        if page is None:
            return
        slug = view.document.section_at(view.top)
        if (page, slug) != self._trail[:2]:
            self._trail = page, slug, self.reading.trail(slug) or page.title
        is_short = not (page.minutes or view.max_scroll_y)  # there is no way to go on it
        share = None if page.is_list or is_short else view.share_shown
        self.head.show(self._trail[2], share, page.minutes, page.shown)

    def foot_keys(self) -> Iterator[str]:
        """The keys that work here, or those of a selection, or of a pane that has them, also under a box."""
        if self.view.selection:
            yield from SELECTION_KEYS
            return
        if self.frame.pane:
            yield from PANE_KEYS
            return
        others = ("read_on", "link(1)") if self.view.walks else ()  # a list has better ones
        for binding in (one for group in KEYS.values() for one in group if one.show and self.works(one)):
            is_filter = binding.action == "find" and self.reading.location.kind in FILTERED
            if binding.action not in others:
                yield f"{foot_sign(binding)} {'filter' if is_filter else binding.description}"

    key_groups = KEYS

    def works(self, binding: Binding) -> bool:
        """True if a key does something on this page."""
        location = self.reading.location
        match binding.action.partition("(")[0]:
            case "choose":
                return self.view.walks and self.view.has_links
            case "link" | "follow" | "hints":
                return self.view.has_links
            case "read_on":
                return self.view.share_shown != 1 or location == HOME or self.reading.is_at_result
            case "widen":
                return location.kind != "timeline"
        if binding.action == "do('section', 1)":
            return bool(location.ref) or location == HOME or any(one.target == MORE for one in self.view.document.links)
        return super().works(binding) and (binding.action != "do('back')" or self.reading.history.here > 0)

    def say(self, message: str = "") -> None:
        """Show a message in the line that is typed in, or else in the foot."""
        if self._find_line and self._find_line.is_typed:
            self._find_line.say(message)
        elif self.foot.is_attached:  # it isn't when the program ends
            super().say(message)

    # --- actions of the session, and their outcomes

    def action_do(self, name: str, *arguments: object) -> None:
        """Do what an action of the session is called."""
        outcome = self._outcome(name, *arguments)
        if isinstance(outcome, Shows) and not outcome.is_same and self._find_line:
            self._find_line.leave()
        if name in ("mark", "note") and not (isinstance(outcome, Says) and outcome.is_error):
            self.view.select(None)
        self._take(outcome)

    def _outcome(self, name: str, *arguments: object) -> Outcome | None:
        self.reading.sight, self.reading.pages.size = self._sight, self.app.size
        return self.reading.act(name, *arguments)

    @property
    def _sight(self) -> Sight:
        view = self.view
        return Sight(view.document, view.shown, view.chosen, view.selection, view.first_column)

    def _take(self, outcome: Outcome | None) -> None:
        """Show what an action has led to."""
        match outcome:
            case Shows():
                self._show(outcome)
            case Peeks(page, location):
                from mlsys_cli.reader.dialogs import PeekDialog

                box = PeekDialog(page.title, page.blocks, self.view.link_rows)
                self.app.push_screen(box, lambda wanted: self.action_do("open", location) if wanted else None)
            case Offers():
                self._offer(outcome)
            case Writes():
                self._write(outcome)
            case Asks(course):
                from mlsys_cli.reader.question_screen import QuestionScreen

                if course.controller:
                    self.app.push_screen(QuestionScreen(self._session, course), self._come_back)
                else:
                    self.action_do("show_result", course.result())
            case Plays(run):
                from mlsys_cli.reader.talk_screen import exhibit_screen

                self.app.push_screen(exhibit_screen(self._session, run), self._come_back)
            case Says(message, line=line):
                self._missed = line
                self.view.show_marks(self.reading.marks)
                self.say(f"{message} · g goes on with it" if line else message)
            case Leaves():
                self.action_leave()

    def _show(self, shown: Shows) -> None:
        page, visit, view = shown.page, shown.visit, self.view
        is_there, self._page = page is self._page, page
        assert isinstance(self.app, Reader)
        self.app.obey_settings()
        if not is_there:
            self.frame.open(visit.location, page)
        if is_there:
            view.go_to(visit.start, visit.link)
        elif shown.is_same:
            view.change(page.blocks, page.length, visit.link)
        else:
            view.walks, view.first_column = page.is_list, visit.location.start
            view.show(page.blocks, visit.start, visit.link, length=page.length, paragraph=shown.paragraph)
        words = visit.location.query if visit.location.kind in FILTERED else ""
        if words or not (is_there or shown.is_same):
            view.light(words.split())
        if not (self._find_line and self._find_line.is_typed):
            view.focus()
        self._show_head()
        view.show_marks(self.reading.marks)
        if shown.message:
            self.say(shown.message)

    def _write(self, writes: Writes) -> None:
        from mlsys_cli.reader.note_dialog import NoteDialog

        def written(text: str | None) -> None:
            self._note = None
            self.view.point_at(range(0))
            if text and text.strip():
                self.action_do("note", text)
            else:
                self.action_do("draft", box.typed)

        self.view.point_at(writes.lines)
        self._note = box = NoteDialog(f"Note on “{short(writes.quote, 50)}”", writes.begun)
        self.app.push_screen(box, written)

    def _come_back(self, end: "View | MlsysError | None") -> None:
        """Show the result of questions or of an exhibit, or else the page again; end if there is none."""
        error = end if isinstance(end, MlsysError) else None
        if end and end is not error:
            self.action_do("show_result", end)
        elif self._first:
            self.action_leave(error)
        else:
            self.action_do("resume")
            self.say(error.message if error else "")

    def action_leave(self, error: MlsysError | None = None) -> None:
        """Go back to the screen below, or end the program, perhaps with an error."""
        if not self.is_first:
            self.dismiss(None)
            return
        assert isinstance(self.app, Reader)
        self.app.error = error
        self.app.exit()

    def do_chosen(self, chosen: Location | str | None) -> None:
        """Open the place that was chosen in a box, or do the action, if anything was chosen."""
        match chosen:
            case Location("keys"):
                self.call_later(self.action_keys)
            case Location("top"):
                self.view.scroll_home(animate=False)  # the action fails where there is nothing to scroll
                self.say("The top of the page · : looks up what begins with g")
            case Location():
                self.action_do("open", chosen)
            case _:
                super().do_chosen(chosen)

    # --- actions that need the screen

    def action_chapter(self, digit: int) -> None:
        """Open a chapter of the home page; on another one, begin the number of the questions to ask."""
        if self.reading.location == HOME:
            self.do_chosen(self.reading.pages.chapter_at_home(digit))
            return
        if self.reading.asked_about is None:
            self.say("There are no questions on this page. On the home page, digits open chapters.")
            return
        self._number = (self._number * 10 + digit) % 100
        asked = counted(self._number, "question") if self._number else "a few questions"
        self.say(f"{self._number or ''}Q asks {asked} on this page. On the home page, digits open chapters.")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool:
        """Leave + and - on the timeline to its years, and ask no questions over another screen."""
        if action in ("practise", "chapter") and not self.is_first:
            return False
        return action != "timeline" or self.reading.location.kind == "timeline"

    def action_link(self, step: int) -> None:
        """Choose a link."""
        self.frame.leave_pane()
        self.view.action_choose(step)

    def action_follow(self) -> None:
        """Peek at the chosen link, or at that of a pane, and go back to the page."""
        if pane := self.frame.pane:
            if pane.link:
                pane.post_message(PageWidget.Followed(pane.link))
        elif (link := self.view.link) and self.frame.has_preview:
            self.action_do("open", self.reading.pages.target(self.reading.location, link.target))
        elif link:
            self.action_do("follow", link.target)
        elif self.reading.location == HOME:
            self.action_do("read_on")
        elif self.view.walks and self.view.document.links:
            self.say("↓ ↑ choose a row to open.")
        elif self.view.matches and not self.view.walks:
            self.action_found(1)
        else:
            self.say("Tab chooses a link to open." if self.view.document.links else "There is no link on this page.")

    def on_page_widget_ended(self) -> None:
        """Begin to read from the home page, or say what comes after another one."""
        self.action_do("read_on")

    def on_page_widget_followed(self, message: PageWidget.Followed) -> None:
        """Peek at a link that was clicked, or chosen in a pane; then the keys are the page's."""
        self.frame.leave_pane()
        self.action_do("follow", message.link.target)

    def on_descendant_focus(self) -> None:
        """Name the keys of what has them."""
        self.show_keys()

    def on_click(self, event: events.Click) -> None:
        """Take the message away, unless a key that it names was clicked."""
        if self.foot.message and event.widget is not self.foot:
            self.say("")

    def action_hints(self) -> None:
        """Put letters on the links of the screen."""
        self.view.start_hints()
        self.say("Type the letter of a link." if self.view.hints else "There is no link on the screen.")

    def take_typed(self, event: events.Key | events.Paste) -> bool:
        """Take the message away, and the letters of a link and the keys of a selection before they mean anything."""
        self._complete()
        if not isinstance(event, events.Key):
            return False
        if event.key != "Q" and not event.key.isdecimal():
            self._number = 0
        if event.key not in ("g", "colon"):
            self._missed = ""
        if self.foot.message:
            self.say("")
        if self.view.hints:
            if self.view.type_hint(event.character or "") and self.view.link:
                self.do_chosen(self.reading.pages.target(self.reading.location, self.view.link.target))
            return True
        return self.view.selection is not None and self._take_selecting(event.key)

    def _take_selecting(self, key: str) -> bool:
        """Take a key while something is selected; false if the key has its usual meaning."""
        match key:
            case "m" | "c" | "question_mark" | "ctrl+c" | "ctrl+z":
                return False
            case "escape" | "v" | "q":
                self.view.select(None)
            case "y" | "enter":
                self._copy_selection()
            case _ if not self.view.move_selection(key):
                self.say("Esc ends the selection.")
        return True

    def copy_selected(self, screen: Screen[object]) -> bool:
        """Copy the words that are selected on the page, or else what Textual knows of; end what is being found."""
        if screen is self and self._find_line and self._find_line.is_typed:
            self._find_line.action_end()
            return True
        if screen is self and self.view.selection:
            self._copy_selection()
            return True
        return super().copy_selected(screen)

    def _copy_selection(self) -> None:
        """Copy the selected words, and select nothing any longer."""
        if selection := self.view.selection:
            self.app.copy_to_clipboard(selected_text(self.view.document, selection))
            self.view.select(None)

    def action_select(self) -> None:
        """Select this paragraph."""
        if not self.view.select_paragraph():
            self.say("There is nothing to select.")

    def action_practise(self, what: Practice) -> None:
        """Ask questions, as many as the number before the key says."""
        number, self._number = self._number, 0
        self.action_do("practise", what, number)

    def action_go(self, is_after_g: bool = False) -> None:
        """Ask for a name, words or a question, and offer what is found; or go to the top of the page at a second g."""
        begun, self._missed = self._missed, ""
        self._offer(self.reading.go(), begun, is_after_g)

    def _offer(self, offer: Offers, begun: str = "", is_after_g: bool = False) -> None:
        from mlsys_cli.reader.list_dialogs import OfferDialog

        self.app.push_screen(OfferDialog(offer, begun, is_after_g=is_after_g), self.do_chosen)

    async def action_find(self) -> None:
        """Type what to find on the page, or what to filter the list by."""
        if self._find_line is None:
            from mlsys_cli.reader.typed_lines import FindLine

            self._find_line = FindLine(self.view, self.filter_rows, self.is_folded)
            await self.mount(self._find_line, before=self.foot)
        self._find_line.begin(self.reading.location.query if self.reading.location.kind in FILTERED else None)

    def filter_rows(self, query: str) -> None:
        """Show the rows of a list that have some words."""
        self._take(self._outcome("filter", query))

    def is_folded(self, query: str) -> bool:
        """True if only a part of the page that is folded has some words."""
        return self.reading.pages.is_folded(self.reading.location, query)

    def action_found(self, step: int, query: str = "") -> None:
        """Go to the next place that was found, the one before, or stay; without any, say so."""
        number, count = self.view.show_found(step), len(self.view.matches)
        if number:
            self.say(f"{number} of {count} · n next · N previous · Esc goes back")
        elif query:
            missed = f"“{short(query)}”"
            if self.is_folded(query):
                self.say(f"{missed} is in a part that goes deeper · d opens it, and n goes there")
            else:
                self._missed = query
                self.say(f"{missed} is not on this page · g looks in all of the book")
        else:
            self.say("Type / and words to find first.")

    def action_widen(self, step: int) -> None:
        """Make the page wider or narrower."""
        self.say(self.view.widen(step))

    def action_timeline(self, change: str) -> None:
        """Change what a timeline shows, without moving the event that the reader looks at."""
        link = self.view.held_link("event:")
        outcome = self._outcome("timeline", change, link.target if link else "")
        self.view.hold(link, lambda: self._take(outcome))

    def action_back_out(self) -> None:
        """Go one step back: leave a pane, a link, a filter, what was found, or the page."""
        if self.frame.leave_pane() or self.view.unchoose():
            return
        if self.reading.location.kind in FILTERED and self.reading.location.query:
            self.filter_rows("")
        elif self.view.matches and self._find_line:
            self._find_line.action_end()
        elif self.reading.history.here:
            self.action_do("back")
        else:
            self.action_step_back()

    def show_place(self) -> None:
        """Show how far the reader is."""
        if not self.view.is_attached:  # the program is about to end
            return
        if self.view.share_shown is not None:  # all of the page is laid out
            self.reading.seen(self._sight)
        self.frame.follow()
        self._show_head()
        self.show_keys()
