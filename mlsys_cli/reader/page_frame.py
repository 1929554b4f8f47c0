"""The page with what is beside it: on lists a preview, beside a text the contents and what is on the screen."""

from collections.abc import Sequence
from functools import lru_cache

from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal

from mlsys_cli.index.entry_records import Ref
from mlsys_cli.index.library import Library
from mlsys_cli.page.blocks import Blocks, DefinitionList, Heading, ListEntry, Outline, Span, text_spans
from mlsys_cli.reader.location import FILTERED, Location, ReaderPage
from mlsys_cli.reader.page_layout import PANES_FROM, PREVIEW_FROM, pane_widths, preview_width
from mlsys_cli.reader.page_widget import PageWidget
from mlsys_cli.reader.pages import Pages
from mlsys_cli.reader.reading_session import ReadingSession
from mlsys_cli.text.english import format_year, short

_WITH_ASIDE = ("chapter", "section", "term")
"""The kinds of entries beside which is shown what is on the screen; a table or a figure takes the room itself."""

_HERE = "▌"
"""The sign before the row of the contents in which the reader is."""

_ROOM_FOR_MINUTES = 40
"""The columns of the contents that have the minutes of a section beside its title, or what was read of it."""

_MOST_SAID = 80
"""The characters of what is said of a term on the screen: about two lines."""

PANE_KEYS = ("↓ ↑ choose", "Enter open", "W next pane", "Esc to the page", "? keys")
"""The keys that the foot names while a pane has them."""


class SidePane(PageWidget):
    """A page beside another. It may have a sign at one of its links, which says where the reader is."""

    FOCUS_ON_CLICK = False

    def __init__(self, name: str) -> None:
        super().__init__()
        self.id, self.walks = name, True
        self._place = ""

    def fill(self, blocks: Blocks, here: str = "") -> None:
        """Show a page, if it is another one than before, with a sign at the link to a target."""
        was_here, self._place = self._place, here
        if blocks != self.blocks:
            self.change(blocks, 0, self.chosen)
        elif here != was_here:
            self.mark()

    def signs(self) -> dict[int, str]:
        """The sign beside the link to the place where the reader is."""
        return {link.line: _HERE for link in self.document.links if link.target == self._place}

    def mark(self) -> None:
        """Draw the sign, and bring it to the screen."""
        super().mark()
        self._show_sign()

    def on_resize(self, _: events.Resize) -> None:
        """Keep the sign on the screen. Textual calls that of the page next, which lays it out for another width."""
        self._show_sign()

    def _show_sign(self) -> None:
        for row in self.signs() if self.size.height else ():
            self.bring_to_screen(row)

    def on_focus(self) -> None:
        """Begin at the place where the reader is, or at the first link on the screen."""
        links = enumerate(self.document.links)
        self.chosen = next((number for number, link in links if link.target == self._place), -1)
        self.action_choose(0 if self.link else 1)

    def on_blur(self) -> None:
        """Choose nothing any longer."""
        self.unchoose()

    def action_read_on(self) -> None:
        """Scroll by what is on the screen."""
        self.action_page(1)


class PageFrame(Horizontal):
    """The page, and panes beside it where there is room and the reader wants them."""

    BLANK = True  # its parts cover it; where a pane has no rows, nothing is to be seen
    DEFAULT_CSS = """
    PageFrame { height: 1fr; }
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
        self._seen: tuple[object, ...] | None = None

    def compose(self) -> ComposeResult:
        """The page; its panes come beside it when there is room for them."""
        yield self.page

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
        pane = self.pane
        if pane:
            self.page.focus()
        return pane is not None

    @property
    def pane(self) -> SidePane | None:
        """The pane that has the keys."""
        return next((pane for pane in (self._contents, self._aside) if pane.has_focus), None)

    def focus_next(self) -> str:
        """Give the keys to the next pane, or back to the page; returns a message if there is no pane."""
        around = [pane for pane in (self._contents, self._aside) if pane.display and pane.document.links]
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
            pane.display = self._is_wanted and columns > 0
            if pane.display:
                pane.styles.width, pane.room = columns, columns - 1  # beside the border
            if pane.display and not pane.is_attached:
                self.mount(pane, before=self.page if pane is self._contents else None)
        self.page.room = width - sum(columns for columns in (left, right) if self._is_wanted)
        if not self._contents.display:
            self.leave_pane()
        self._seen = None

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
        ref = self._section(slug)
        if self._contents.display and ref:
            is_new = before is None or before[0] != self._reading.memory.remembered
            contents = _contents(self._pages, ref, self._contents.room) if is_new else self._contents.blocks
            self._contents.fill(contents, ref.link)
        if self._aside.display:
            pages = self._pages
            self._aside.fill(_aside(pages, ref, targets) if ref else _preview(pages, self._location, targets))

    def _section(self, slug: str) -> Ref | None:
        """A section of the page, or else the entry that is open; a list has none, and sections in it aren't open."""
        ref = self._location.ref
        return (ref and self._pages.section_at(ref, slug)) or ref


def _contents(pages: Pages, ref: Ref, width: int) -> Blocks:
    """Every chapter, with the sections of the one that the reader is in, and what was read of each."""
    from mlsys_cli.queries.contents import MOST_AT_ONCE, contents_view, unfolded_at

    entries = pages.library.entries
    chapter = entries.chapter_of(ref)
    is_large = chapter and entries.count("section") > MOST_AT_ONCE
    view = contents_view(pages.session, [chapter] if chapter and is_large else entries.refs("chapter"))
    _, *outlines = unfolded_at(view, chapter)._replace(books=(), here=None, is_linked=True, in_short=True).blocks()
    if width >= _ROOM_FOR_MINUTES:
        return tuple(outlines)
    rows = (
        row._replace(remark="", way="") for outline in outlines if isinstance(outline, Outline) for row in outline.rows
    )
    return (Outline(tuple(rows)),)


def _aside(pages: Pages, ref: Ref, targets: Sequence[str]) -> Blocks:
    """The entries that are linked on the screen, terms with what they are, and the events about a place."""
    library = pages.library
    known = library.entries.find_all(targets, ref.book)
    linked = [one for target in targets if (one := known.get(target)) and one != ref]
    about = {term.ref: term.definition for term in library.in_short([one for one in linked if one.kind == "term"])}
    here = [one for one in linked if one.kind in ("term", "table", "figure")]
    rows = [ListEntry((_link(one),), text_spans(short(about.get(one, ""), _MOST_SAID), "caption"), ()) for one in here]
    events = [*(one for one in linked if one.kind == "event"), *_events_about(library, ref)]
    stored = library.entries.stored(dict.fromkeys(events))
    dated = sorted((data["year"], data["month"] or 0, data["day"] or 0, one) for one, _, data in stored)
    timeline = DefinitionList(tuple((format_year(year), (_link(one),)) for year, _, _, one in dated))
    return (*_under("On this screen", rows), *_under("Timeline", [timeline] if dated else ()))


def _under(title: str, blocks: Sequence[ListEntry | DefinitionList]) -> Blocks:
    return (Heading(3, title), *blocks) if blocks else ()


def _link(ref: Ref) -> Span:
    return Span(ref.name, "link", ref.link)


@lru_cache(1)
def _events_about(library: Library, ref: Ref) -> Sequence[Ref]:
    """The events that a section or chapter covers, or that name another entry."""
    refs = library.entries.sections_of(ref) if ref.kind in ("chapter", "section") else (ref,)
    return [event for events in library.entries.pointing_to(refs, "event").values() for event in events]


def _preview(pages: Pages, location: Location, targets: Sequence[str]) -> Blocks:
    """The entry that a row of a list leads to, in short."""
    places = (pages.target(location, target) for target in targets)
    page = next((pages.preview(place) for place in places if place), None)
    return page.blocks if page else ()
