"""The page with its side panes: the contents on the left, and on the right what the page mentions."""

from typing import TYPE_CHECKING

from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.screen import Screen

from mlsys_cli.reader.location import Location, location_of
from mlsys_cli.reader.page_layout import LaidOutPage
from mlsys_cli.reader.page_widget import PageWidget
from mlsys_cli.session.session import Session

if TYPE_CHECKING:  # few terminals are wide enough for panes
    from mlsys_cli.reader.side_pane import SidePane

WIDE_ENOUGH = 140
"""The columns of a terminal that has room for panes beside the page."""

_PAGE = 92
"""The columns that are left for the page, which are those of its longest lines and its margins."""

_NARROWEST, _WIDEST = 26, 40
"""The least and most columns of a pane."""


class PageScreen(Screen[None]):
    """The screen of a page, whose panes are shown or hidden before it is laid out for another size and drawn."""

    BLANK = True  # its parts cover it

    async def on_resize(self, event: events.Resize) -> None:
        """Show the panes if there is room for them."""
        for frame in self.query(PageFrame):
            await frame.fit_panes(event.size.width)


class PageFrame(Horizontal):
    """The page, and panes beside it where there is room and the reader wants them."""

    BLANK = True  # its parts cover it; where a pane has no rows, nothing is to be seen
    DEFAULT_CSS = """
    PageFrame { height: 1fr; }
    PageFrame > #contents { border-right: vkey $panel; }
    PageFrame > #mentions { border-left: vkey $panel; }
    """

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._wanted = True
        self._location: Location | None = None
        self._document: LaidOutPage | None = None
        self._sides: tuple[SidePane, ...] = ()

    def compose(self) -> ComposeResult:
        """The page; its panes are made when there is room for them."""
        yield PageWidget()

    async def on_mount(self) -> None:
        """Show the panes from the beginning."""
        await self.fit_panes(self.app.size.width)

    @property
    def panes(self) -> "list[SidePane]":
        """The panes on the screen."""
        return [pane for pane in self._sides if pane.display]

    @property
    def page(self) -> PageWidget:
        """The page."""
        return self.query_one(PageWidget)

    async def toggle(self) -> str:
        """Show the panes or hide them; returns a message that says what was done, or that there is no room for them."""
        if self.app.size.width < WIDE_ENOUGH:
            return f"Side panes need a terminal of {WIDE_ENOUGH} columns."
        self._wanted = not self._wanted
        await self.fit_panes(self.app.size.width)
        return f"Side panes are {'shown' if self._wanted else 'hidden'}."

    async def fit_panes(self, width: int) -> None:
        """Show or hide the panes as the width of the terminal allows."""
        shown = self._wanted and width >= WIDE_ENOUGH
        if shown and not self._sides:
            from mlsys_cli.reader.side_pane import SidePane

            self._sides = SidePane("contents"), SidePane("mentions")
            await self.mount(self._sides[0], before=self.page)
            await self.mount(self._sides[1])
        wide = min(max((width - _PAGE) // 2, _NARROWEST), _WIDEST)
        for pane in self._sides:
            pane.styles.width = wide
            pane.display = shown
        if not shown:
            self.leave_pane()
        self._fill()

    def leave_pane(self) -> bool:
        """Give the keys back to the page; false if no pane has them."""
        was_in_pane = any(pane.has_focus for pane in self._sides)
        if was_in_pane:
            self.page.focus()
        return was_in_pane

    def focus_next(self) -> str:
        """Give the keys to the next pane, or back to the page; returns a message if there is no pane."""
        around = [*(pane for pane in self.panes if pane.rows), self.page]
        if len(around) == 1:
            return "There is no side pane on the screen."
        now = next((number for number, pane in enumerate(around) if pane.has_focus), -1)
        around[(now + 1) % len(around)].focus()
        return ""

    # --- what the panes show

    def open(self, location: Location) -> None:
        """Fill the panes for another page."""
        self._location, self._document = location, None
        self._fill()

    def follow(self) -> None:
        """Mark the section at the top of the screen, and show what the page mentions."""
        document = self.page.document
        if self._location is None or not self.panes or not document.lines:
            return
        contents, mentions = self._sides
        if document is not self._document:
            from mlsys_cli.reader.side_rows import mention_rows

            self._document = document
            ref = self._location.ref
            rows = mention_rows(self._session.books.library, document, ref) if ref else []
            mentions.fill(rows)
            mentions.visible = bool(rows)
        contents.mark(self._here())

    def _fill(self) -> None:
        if self._location is None or not self.panes:
            return
        from mlsys_cli.reader.side_rows import contents_pane_rows

        library, ref = self._session.books.library, self._location.ref
        chapter = library.entries.chapter_of(ref) if ref else None
        self._sides[0].fill(contents_pane_rows(self._session, chapter), self._here())
        self.follow()

    def _here(self) -> Location | None:
        """The section at the top of the screen, or else the place that is open."""
        place = self._location
        if place is None or place.ref is None or place.ref.kind not in ("chapter", "section"):
            return place
        slug = self.page.document.section_at(self.page.top)
        found = self._session.books.library.entries.find("section", slug, place.ref.book) if slug else None
        return location_of(found) if found else location_of(place.ref)
