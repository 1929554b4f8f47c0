"""The reader line by line, for screen readers and for terminals that can't show a full screen."""

import re
from collections.abc import Callable, Sequence
from functools import partial
from time import monotonic
from typing import NamedTuple

from rich.text import Text

from mlsys_cli.errors import MlsysError, UsageError
from mlsys_cli.index.entry_records import Ref
from mlsys_cli.page.blocks import (
    Block,
    Blocks,
    DefinitionList,
    Heading,
    OptionList,
    Paragraph,
    Span,
    TimelineEvent,
    map_spans,
    text_spans,
)
from mlsys_cli.practice.practice_prompt import PracticePrompt, write_lines
from mlsys_cli.queries.exhibits import end_run, open_run
from mlsys_cli.reader.annotations import Annotations, noted_entry
from mlsys_cli.reader.browsing_history import BrowsingHistory, Visit
from mlsys_cli.reader.line_commands import command_list, number_in, read_command, short
from mlsys_cli.reader.location import FILTERED, HOME, LISTS, Location
from mlsys_cli.reader.page_actions import Practice, next_unread, practice
from mlsys_cli.reader.page_layout import LaidOutPage, PlacedBlock, lay_out_lines, same_place
from mlsys_cli.reader.pages import Pages
from mlsys_cli.reader.paragraph_marks import TextPlace, paragraph_on
from mlsys_cli.reader.reader_page import Destination
from mlsys_cli.reader.reading_memory import LONG_ENOUGH, ReadingMemory
from mlsys_cli.session.session import Session
from mlsys_cli.terminal.typed_line import ask_line


class NumberedLink(NamedTuple):
    """The words of a link, and what it leads to."""

    text: str
    target: str


def number_links(blocks: Blocks) -> tuple[Blocks, list[NumberedLink]]:
    """A page with a number behind the words of each link, such as `ELIZA #3`; and the links in order, 1 first.

    A citation has a number of its own, that of its source.
    """
    links: list[NumberedLink] = []

    def numbered(text: str, target: str) -> str:
        links.append(NumberedLink(text, target))
        return f"{text}\N{NO-BREAK SPACE}#{len(links)}"

    def changed(span: Span) -> Span:
        is_link = span.target and span.style not in ("cite", "math") and not span.target.startswith("#")
        return span._replace(text=numbered(span.text, span.target)) if is_link else span

    def number(block: Block) -> Block:
        match block:
            case DefinitionList(rows):
                return DefinitionList(tuple((label, tuple(map(changed, spans))) for label, spans in rows))
            case TimelineEvent(title=title, target=target) if target:
                block = block._replace(title=numbered(title, target))
        (block,) = map_spans((block,), changed)
        return block

    return tuple(map(number, blocks)), links


_USUAL_HEIGHT = 24
_RESERVED = 4
"""The lines of a screen that a part of a page leaves free: for a message of two lines, and for the prompt."""

_NUMBER = re.compile("\N{NO-BREAK SPACE}#([0-9]+)")
_MOST_OFFERED = 100


class LineReader:
    """A page, part after part, and after each part a line that the reader types."""

    def __init__(
        self, session: Session, location: Location, paragraph: int = 0, memory: ReadingMemory | None = None
    ) -> None:
        self._session = session
        self.pages = Pages(session, by_lines=True)
        self._memory = memory or ReadingMemory(session)
        self._history = BrowsingHistory((Visit(location),))
        self._paragraph = paragraph
        self._page = LaidOutPage((), (), ())
        self._unnumbered = self._page
        self._annotations = Annotations(session, self._say, lambda _, message: self._say(message))
        self._text_end = 0
        self._links: Sequence[NumberedLink] = ()
        self._offered: Sequence[Location | None] = ()
        self._shown = range(0)
        self._words = ""
        self._is_over = False
        self._actions = self._all_actions()

    def run(self) -> None:
        """Read until the reader leaves."""
        try:
            self._open_page()
            while not self._is_over:
                self._take(self._typed())
        finally:
            self._look()

    def _look(self) -> None:
        """Remember what was read, and make the changes that wait for the store."""
        self._memory.look(monotonic())
        try:
            self._session.learner.changes.try_again()
        except MlsysError as error:
            self._say(error.message)

    # --- what is shown

    def _open_page(self) -> None:
        """Show the current page from the line on at which it was left, and say how to go on."""
        visit = self._history.current
        self._lay_out()
        self._memory.look(monotonic())
        self._memory.open(visit.location.ref)
        line = self._page.line_at(visit.start)
        if self._paragraph:
            line, self._paragraph = self._page.paragraph_line(self._paragraph), 0
        self._show_from(line)
        self._say(self._ways())

    def _lay_out(self) -> None:
        """Lay the current page out for the terminal."""
        page = self.pages.page(self._history.current.location)
        blocks, self._links = number_links(page.blocks)
        self._page = lay_out_lines(blocks, self._session.refresh_terminal().width)
        self._text_end = self._page.text_end(blocks, page.length)
        originals = dict(zip(map(id, blocks), page.blocks, strict=True))
        parts = [PlacedBlock(line, originals[id(block)]) for line, block in self._page.parts]
        self._unnumbered = self._page._replace(parts=parts)  # marks and notes quote it without the numbers of links

    def _show_from(self, start: int) -> None:
        """Show the part of the page that begins with a line."""
        self._offered = ()
        self._shown = self._page.part_from(start, self._room)
        self._write(self._lines)
        self._memory.on_screen(self._page, self._text_end, self._shown, monotonic())

    @property
    def _lines(self) -> Sequence[Text]:
        """The lines of the part that is shown."""
        lines = self._page.lines[self._shown.start : self._shown.stop]
        return lines[:-1] if lines and not lines[-1] else lines

    @property
    def _room(self) -> int:
        """The lines that a part of a page may have."""
        _, height = self._session.environment.terminal_size() or (0, 0)
        return max((height or _USUAL_HEIGHT) - _RESERVED, 1)

    def _ways(self) -> str:
        """The most useful commands now."""
        numbers = (int(number) for line in self._lines for number in _NUMBER.findall(line.plain))
        number = next((number for number in numbers if 0 < number <= len(self._links)), 0)
        opening = f"{number} to open {short(self._links[number - 1].text)}" if number else ""
        reading = "press Enter to read on" if self._shown.stop < len(self._page.lines) else ""
        *ways, last = filter(None, (opening, "? for all commands", reading))
        return f"Type {', '.join(ways)}, or {last}." if ways else f"Type {last}."

    def _say(self, message: str) -> None:
        self._show((Paragraph(text_spans(message)),))

    def _show(self, blocks: Blocks) -> None:
        self._write(lay_out_lines(blocks, self._session.terminal.width).lines)

    def _write(self, lines: Sequence[Text]) -> None:
        write_lines(self._session, [Text(), *lines])

    # --- what is typed

    def _typed(self) -> str:
        """The line that the reader types; at the end of input, the command to leave."""
        lines = len(self._page.lines)
        line = ask_line(f"{self._shown.stop / lines if lines else 1:.0%}> ", LONG_ENOUGH, self._look)
        return "q" if line is None else line

    def _take(self, line: str) -> None:
        """Do what a line says."""
        self._look()
        try:
            command, rest = read_command(line)
            number = number_in(command)
            self._actions[command](rest) if number is None else self._follow(number)
        except MlsysError as error:
            self._say(error.message)

    # --- commands

    def _all_actions(self) -> dict[str, Callable[[str], None]]:
        """The actions by their commands."""
        return {
            "": self._read_on,
            "p": self._peek,
            "b": self._back,
            "f": self._forward,
            "]": self._next_section,
            "[": self._section_before,
            "R": self._unread,
            "t": self._contents,
            "g": self._go,
            "z": self._zoom,
            "/": self._find,
            "m": self._mark,
            "M": self._mark_page,
            "c": self._note,
            "u": self._take_back,
            "d": self._deeper,
            "s": self._sources,
            "Q": lambda _: self._practise("quiz"),
            "x": lambda _: self._practise("weak"),
            "r": lambda _: self._practise("review"),
            "h": self._home,
            "?": self._help,
            "q": self._leave,
        }

    def _read_on(self, _: str = "") -> None:
        if self._offered:
            self._show_from(self._shown.start)
        elif self._history.current.location == HOME and self._links:
            self._follow(1)
        elif self._shown.stop < len(self._page.lines):
            self._show_from(self._shown.stop)
        else:
            self._say("This is the end of the page: ] opens what comes next, b goes back.")

    def _follow(self, link_number: int) -> None:
        """Open what has a number: in the list that was offered, or else on the page."""
        self._open(self._numbered(link_number))

    def _numbered(self, link_number: int) -> Location | None:
        """The place that has a number; None if a link leads nowhere."""
        count = len(self._offered or self._links)
        if not 1 <= link_number <= count:
            raise UsageError(f"There is no number {link_number}" + (f"; the last one is {count}." if count else "."))
        if self._offered:
            return self._offered[link_number - 1]
        return self.pages.target(self._history.current.location, self._links[link_number - 1].target)

    def _peek(self, text: str) -> None:
        """Show what has a number in short, and stay on the page."""
        number = number_in(text)
        place = None if number is None else self._numbered(number)
        if place is None:
            raise UsageError("Type p followed by the number of a link.")
        peek = self.pages.peek(place)
        if peek is None:
            raise UsageError(f"This is a whole page: type {number} to open it.")
        self._show((Heading(2, peek.title), *peek.blocks))
        self._say(f"Type {number} to open it, or press Enter to read on.")

    def _open(self, location: Location | None) -> None:
        if location is None:
            raise UsageError("This link leads nowhere.")
        if location.kind == "run":
            self._visit_exhibit(location.query)
            return
        self._paragraph, location = location.paragraph, location._replace(paragraph=0)
        self._history = self._history.left_at(self._page.position(self._shown.start), -1).going_to(location)
        self._open_page()

    def _visit_exhibit(self, address: str) -> None:
        """Let the learner go through an exhibit, and show how it ended."""
        from mlsys_cli.reader.exhibit_lines import ExhibitLines

        lines = ExhibitLines(self._session, open_run(self._session, [address]))
        self._memory.open(None)
        lines.run()
        self._show_result(end_run(self._session, lines.player).page())

    def _back(self, _: str) -> None:
        self._move(-1, "This is the first page.")

    def _forward(self, _: str) -> None:
        self._move(1, "There is no page to go forward to.")

    def _move(self, step: int, at_the_end: str) -> None:
        moved = self._history.left_at(self._page.position(self._shown.start), -1).moved(step)
        if moved.here == self._history.here:
            raise UsageError(at_the_end)
        self._history = moved
        self._open_page()

    def _next_section(self, _: str, step: int = 1) -> None:
        here = self._history.current.location
        place = self.pages.neighbour(here, step)
        if place is None:
            raise UsageError(self.pages.no_neighbour(here, step))
        self._open(place)

    def _section_before(self, _: str) -> None:
        self._next_section("", -1)

    def _unread(self, _: str) -> None:
        self._open(next_unread(self._session, self._ref))

    def _home(self, _: str) -> None:
        self._open(HOME)

    def _contents(self, query: str) -> None:
        contents = self.pages.contents(self._history.current.location, query)
        if not contents:
            raise UsageError(f"No title has {short(query)!r}." if query else "There are no contents.")
        self._offer(contents, "" if query else "t and the number of a chapter for its sections")

    def _go(self, query: str) -> None:
        found = self.pages.find(query)
        if not found:
            raise UsageError(f"Nothing was found for {short(query)!r}.")
        self._offer(found)

    def _show_result(self, blocks: Blocks) -> None:
        """Show the result of questions or an exhibit, with links that have numbers until the next part of the page."""
        here = self._history.current.location
        self._memory.open(here.ref)
        blocks, links = number_links(self.pages.without_commands(blocks))
        self._show(blocks)
        if links:
            self._offered = [self.pages.target(here, link.target) for link in links]
            way = f"{len(links)} to open {short(links[-1].text)}"
            self._say(f"Type {way}, or press Enter to go back to the page.")
        else:
            self._show_from(self._shown.start)

    def _offer(self, destinations: Sequence[Destination], way: str = "") -> None:
        """List places with numbers, which until the next part of the page open them; there may be a `way` to others."""
        shown = destinations[:_MOST_OFFERED]
        self._offered = [one.location for one in shown]
        wide = len(str(len(shown)))
        titles = (f"{one.title}, {one.remark}" if one.remark else one.title for one in shown)
        rows = ((Span(f"#{n}".ljust(wide + 3)), text_spans(title)) for n, title in enumerate(titles, start=1))
        self._show((OptionList(tuple(rows)),))
        more = len(destinations) - len(shown)
        left_out = f"{more} more are left out: type t and words of a title to list those. " if more else ""
        ways = ", ".join(filter(None, (f"1 to open {destinations[0].title.strip()}", way)))
        self._say(f"{left_out}Type {ways}, or press Enter to go back to the page.")

    def _find(self, query: str) -> None:
        """Show the next part of the page with some words, or with those of the last search; filter a list."""
        if self._history.current.location.kind in FILTERED:
            self._history = self._history.in_place(self._history.current.location._replace(query=query, start=0))
            self._open_page()
            return
        self._words = query or self._words
        lines = [run.line for run in self._page.find(self._words)]
        if not lines:
            if not self._words:
                raise UsageError("Type / followed by the words to find.")
            known = short(self._words)
            raise UsageError(f"{known!r} is not on this page; type g {known} to look in all of the book.")
        first = self._shown.start + (not query)
        number = next((number for number, line in enumerate(lines) if line >= first), 0)
        self._show_from(lines[number])
        self._say(f"{number + 1} of {len(lines)}" + ("; type / for the next." if len(lines) > 1 else "."))

    def _zoom(self, years: str) -> None:
        """Show the timeline of some years, of all, in brief, or of all chapters."""
        from mlsys_cli.reader.timeline_page import timeline_in_words

        here = self._history.current.location
        place = timeline_in_words(self._session, here if here.kind == "timeline" else LISTS["timeline"], years)
        if here.kind != "timeline":
            self._open(place)
        else:
            self._history = self._history.in_place(place)
            self._open_page()

    def _sources(self, _: str) -> None:
        message = self.pages.toggle_sources()
        self._show_again()
        self._say(message)

    def _deeper(self, _: str) -> None:
        message = self.pages.toggle_deeper(self._history.current.location)
        self._show_again()
        self._say(message)

    def _show_again(self) -> None:
        """Show the page after a change to it, from the same place on."""
        before = self._page
        self._lay_out()
        self._show_from(same_place(before.parts, self._page.parts, self._shown.start))

    def _mark(self, _: str) -> None:
        self._annotations.toggle_mark(noted_entry(self._ref), self._unnumbered, self._place())

    def _mark_page(self, _: str) -> None:
        self._annotations.toggle_mark(noted_entry(self._ref), self._unnumbered, None)

    def _note(self, text: str) -> None:
        self._annotations.write_note(noted_entry(self._ref), text, self._place())

    def _take_back(self, _: str) -> None:
        self._annotations.take_back()

    @property
    def _ref(self) -> Ref | None:
        return self._history.current.location.ref

    def _place(self) -> TextPlace | None:
        """The paragraph that is meant; None if the page is that of an entry in short."""
        return paragraph_on(self._unnumbered, self._shown, self._text_end)

    def _practise(self, what: Practice) -> None:
        """Ask what there is to ask, and show the result."""
        here = self._history.current.location
        run = practice(self._session, what, self.pages.to_check if here == HOME else here.ref)
        self._memory.open(None)  # nobody reads the page while questions are asked
        if run.controller:
            PracticePrompt(
                self._session, run.controller, without_commands=partial(self.pages.without_commands, style="")
            ).run()
        self._show_result(run.result().page())

    def _help(self, _: str) -> None:
        self._show(command_list())

    def _leave(self, _: str) -> None:
        self._is_over = True
