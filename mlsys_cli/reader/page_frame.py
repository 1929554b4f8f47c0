"""The page with what is beside it: on lists a preview, beside a text the contents and what is on the screen."""

from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.screen import Screen

from mlsys_cli.reader.location import FILTERED, Location, ReaderPage, location_of
from mlsys_cli.reader.page_layout import PANES_FROM, PREVIEW_FROM, pane_widths, preview_width
from mlsys_cli.reader.page_widget import PageWidget
from mlsys_cli.reader.reading_session import ReadingSession
from mlsys_cli.reader.row_list import SidePane

_WITH_ASIDE = ("chapter", "section", "term")
"""The kinds of entries beside which is shown what is on the screen; a table or a figure takes the room itself."""


class PageScreen(Screen[None]):
    """The screen of a page, whose panes are shown or hidden before it is laid out for another size and drawn."""

    BLANK = True  # its parts cover it

    def on_resize(self, event: events.Resize) -> None:
        """Show the panes if there is room for them."""
        for frame in self.query(PageFrame):
            frame.fit_panes(event.size.width)


class PageFrame(Horizontal):
    """The page, and panes beside it where there is room and the reader wants them."""

    BLANK = True  # its parts cover it; where a pane has no rows, nothing is to be seen
    DEFAULT_CSS = """
    PageFrame { height: 1fr; }
    PageFrame > SidePane { display: none; }
    PageFrame > #contents { border-right: vkey $panel; }
    PageFrame > #aside { border-left: vkey $panel; }
    """

    def __init__(self, reading: ReadingSession, page: PageWidget) -> None:
        super().__init__()
        self._reading, self._pages = reading, reading.pages
        self._is_wanted = True
        self._location = Location("")
        self._is_list = False
        self._contents, self.page, self._aside = SidePane("contents"), page, SidePane("aside")
        self._rooms = 0, 0
        self._seen: tuple[object, ...] | None = None

    def compose(self) -> ComposeResult:
        """The page between its panes."""
        yield from (self._contents, self.page, self._aside)

    @property
    def has_preview(self) -> bool:
        """True if the chosen row of a list is shown beside it."""
        return self._is_list and self._aside.display

    def toggle(self) -> str:
        """Show the panes or hide them; returns a message that says what was done, or that there is no room for them."""
        if not self._is_list and self._location.ref is None:
            return "This page has no side panes."
        name, needed = ("The preview", PREVIEW_FROM) if self._is_list else ("Side panes", PANES_FROM)
        if self.app.size.width < needed:
            return f"{name} need{'s' * self._is_list} a terminal of {needed} columns."
        self._is_wanted = not self._is_wanted
        self.fit_panes(self.app.size.width)
        return f"{name} {'is' if self._is_list else 'are'} {'shown' if self._is_wanted else 'hidden'}."

    def leave_pane(self) -> bool:
        """Give the keys back to the page; false if no pane has them."""
        was_in_pane = self._contents.has_focus or self._aside.has_focus
        if was_in_pane:
            self.page.focus()
        return was_in_pane

    def focus_next(self) -> str:
        """Give the keys to the next pane, or back to the page; returns a message if there is no pane."""
        around = [pane for pane in (self._contents, self._aside) if pane.display and pane.has_targets]
        if not around:
            return "There is no side pane on the screen."
        now = next((number for number, pane in enumerate(around) if pane.has_focus), -1)
        (*around, self.page)[now + 1].focus()
        return ""

    # --- what the panes show

    def open(self, location: Location, page: ReaderPage) -> None:
        """Make room for what is beside another page, before that is shown: it is laid out for the room that is left."""
        self._location = location
        self._is_list = page.is_list and location.kind in (*FILTERED, "home", "search", "result")
        self.fit_panes(self.app.size.width)

    def fit_panes(self, width: int) -> None:
        """Show the panes that there are beside the page, as far as the width of the terminal allows."""
        ref = self._location.ref
        left, right = pane_widths(width) if ref else (0, preview_width(width) if self._is_list else 0)
        if ref and ref.kind not in _WITH_ASIDE:
            right = 0
        for pane, columns in ((self._contents, left), (self._aside, right)):
            pane.styles.width, pane.display = columns, self._is_wanted and columns > 0
        if self.page.size.width:  # else it is laid out when it gets one
            self.page.room = width - sum(columns for columns in (left, right) if self._is_wanted)
        if not self._contents.display:
            self.leave_pane()
        self._rooms, self._seen = (left - 1, right - 1), None

    def follow(self) -> None:
        """Mark the section at the top of the screen, and show what was read and is on the screen.

        Of a list, the chosen row is shown.
        """
        document, shown = self.page.document, self.page.shown
        if not (self._contents.display or self._aside.display) or not document.lines:
            return
        slug = document.section_at(shown.start)
        links = [document.links[index] for index in document.links_on(shown)]
        if self._is_list:
            links = [self.page.link] if self.page.link else links[:1]
        targets = list(dict.fromkeys(link.target for link in links))
        before, self._seen = self._seen, (self._reading.memory.remembered, slug, *targets)
        if before == self._seen:  # most steps of a line change nothing beside the page
            return
        from mlsys_cli.reader.side_rows import aside_rows, contents_pane_rows, preview_rows

        section, (left, right) = self._section(slug), self._rooms
        if self._contents.display:
            if before is None or before[0] != self._reading.memory.remembered:
                self._contents.fill(contents_pane_rows(self._pages.session, self._location, left))
            self._contents.mark(section)
        if self._aside.display:
            rows_of = preview_rows if self._is_list else aside_rows
            self._aside.fill(rows_of(self._pages, section, targets, right))

    def _section(self, slug: str) -> Location:
        """A section of the page, or else the place that is open."""
        ref = self._location.ref  # a list has none, and sections that stand in it aren't open
        section = self._pages.section_at(ref, slug) if ref else None
        return location_of(section) if section else self._location
