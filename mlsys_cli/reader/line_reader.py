"""The reader line by line, for screen readers and for terminals that can't show a full screen."""

import re
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import NamedTuple

from rich.text import Text

from mlsys_cli.errors import MlsysError, UsageError
from mlsys_cli.page.blocks import (
    Block,
    Blocks,
    Heading,
    ListEntry,
    OptionList,
    Outline,
    Paragraph,
    Span,
    TimelineEvent,
    map_spans,
    text_spans,
)
from mlsys_cli.practice.practice_prompt import PracticePrompt, write_lines
from mlsys_cli.queries.exhibits import end_run
from mlsys_cli.reader.line_commands import COMMANDS, SHELL, command_list, number_in, read_command
from mlsys_cli.reader.location import FILTERED, HOME, Destination, Location, ReaderPage
from mlsys_cli.reader.outcomes import Asks, Leaves, Offers, Outcome, Peeks, Plays, Says, Shows
from mlsys_cli.reader.page_layout import LaidOutPage, PlacedBlock, lay_out_lines, same_place
from mlsys_cli.reader.reading_memory import LONG_ENOUGH, ReadingMemory
from mlsys_cli.reader.reading_session import SAVED, WAITS, ReadingSession, Sight
from mlsys_cli.session.session import Session
from mlsys_cli.terminal.typed_line import ask_line
from mlsys_cli.text.english import short


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
            case TimelineEvent(title=title, target=target) if target:
                block = block._replace(title=numbered(title, target))
            case ListEntry(title=words):
                block = block._replace(title=tuple(map(changed, words)))
            case Outline(rows):
                block = block._replace(rows=tuple(row._replace(text=numbered(row.text, row.target)) for row in rows))
        (block,) = map_spans((block,), changed)
        return block

    return tuple(map(number, blocks)), links


_USUAL_HEIGHT = 24
_RESERVED = 4
"""The lines of a screen that a part of a page leaves free: for a message of two lines, and for the prompt."""

_NUMBER = re.compile("\N{NO-BREAK SPACE}#([0-9]+)")  # behind a paragraph, its number
_MOST_OFFERED = 100  # lines, in four screens; chosen, not measured

_WAYS = {"timeline": "z 1980 1990 for some years"} | dict.fromkeys(FILTERED, "/ and words to filter")
"""What only some pages have."""


class LineReader:
    """Shows the outcomes of a reading session part after part, and after each part reads a line that is typed."""

    def __init__(
        self, session: Session, location: Location, paragraph: int = 0, memory: ReadingMemory | None = None
    ) -> None:
        self.reading = ReadingSession(session, location, paragraph, by_lines=True, memory=memory)
        self._session = session
        self._page = LaidOutPage((), (), ())
        self._unnumbered = self._page
        self._links: Sequence[NumberedLink] = ()
        self._offered: Sequence[Location | None] = ()
        self._shown = range(0)
        self._words = ""
        self._is_over = False

    def run(self) -> None:
        """Read until the reader leaves."""
        try:
            self._take(self.reading.start())
            while not self._is_over:
                self._obey(self._typed())
        finally:
            self.reading.act("look")

    # --- what is typed

    def _typed(self) -> str:
        """The line that the reader types; at the end of input, the command to leave."""
        lines = len(self._page.lines)
        line = ask_line(f"{self._shown.stop / lines if lines else 1:.0%}> ", LONG_ENOUGH, self._look)
        return "q" if line is None else line

    def _look(self) -> None:
        """Remember what was read, and make the changes that wait for the store."""
        outcome = self.reading.act("look")
        if outcome not in (WAITS, SAVED):
            self._take(outcome)

    def _obey(self, line: str) -> None:
        """Do what a line says."""
        self._look()
        try:
            command, rest = self._read(line)
            number = number_in(command)
            if number is not None:
                self._open(self._numbered(number))
            elif command in COMMANDS and (action := COMMANDS[command].action):
                name, *arguments = action
                self._act(str(name), *arguments, *([rest] if COMMANDS[command].takes else []))
            else:
                self._own_commands[command](rest)
        except MlsysError as error:
            self._say(error.message)

    def _read(self, line: str) -> tuple[str, str]:
        """The command of a line, which may be one of the shell."""
        try:
            return read_command(line)
        except UsageError:
            if self._session.find_command(line):
                return SHELL, line
            raise

    @property
    def _own_commands(self) -> Mapping[str, Callable[[str], None]]:
        """The commands that only lines have."""
        return {"": self._read_on, "p": self._peek, "/": self._find, "?": lambda _: self._show(command_list())}

    def _act(self, name: str, *arguments: object) -> None:
        self.reading.sight = self._sight
        self._take(self.reading.act(name, *arguments))

    @property
    def _sight(self) -> Sight:
        return Sight(self._unnumbered, self._shown)

    # --- outcomes

    def _take(self, outcome: Outcome | None) -> None:
        """Show what an action has led to."""
        match outcome:
            case Shows():
                self._show_page(outcome)
            case Peeks(page, _):
                self._show((Heading(2, page.title), *page.blocks))
            case Offers(rows=rows, way=way):
                self._offer(rows, way)
            case Asks(course):
                if course.controller:
                    without = partial(self.reading.pages.without_commands, style="")
                    PracticePrompt(self._session, course.controller, without_commands=without).run()
                self._act("show_result", course.result())
            case Plays(run):
                from mlsys_cli.reader.exhibit_lines import ExhibitLines

                lines = ExhibitLines(self._session, run)
                lines.run()
                self._act("show_result", end_run(self._session, lines.player))
            case Says(message):
                self._say(message)
            case Leaves():
                self._is_over = True

    def _show_page(self, shown: Shows) -> None:
        """Show a page, and say how to go on; after a change to it, from the same place on."""
        before = self._page
        self._lay_out(shown.page.headed())
        if shown.is_same:
            line = same_place(before.parts, self._page.parts, self._shown.start)
        else:
            start, paragraph = shown.visit.start, shown.paragraph
            line = self._page.paragraph_line(paragraph) if paragraph else self._page.line_at(start)
        self._show_from(line)
        if not shown.is_same:
            self._say(self._ways())
        elif shown.message:
            self._say(shown.message)

    def _lay_out(self, page: ReaderPage) -> None:
        """Lay a page out for the terminal."""
        blocks, self._links = number_links(page.blocks)
        self._page = lay_out_lines(
            blocks, self._session.refresh_terminal().width, next(iter(blocks[page.length :]), None)
        )
        originals = dict(zip(map(id, blocks), page.blocks, strict=True))
        parts = [PlacedBlock(line, originals[id(block)]) for line, block in self._page.parts]
        self._unnumbered = self._page._replace(parts=parts)  # marks and notes quote it without the numbers of links

    def _show_from(self, start: int) -> None:
        """Show the part of the page that begins with a line."""
        self._offered = ()
        self._shown = self._page.part_from(start, self._room)
        self._write(self._lines)
        self.reading.seen(self._sight)

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
        if self.reading.is_at_result:
            reading = reading or "press Enter to go back"
        own = _WAYS.get(self.reading.location.kind)
        *ways, last = filter(None, (opening, own, "? for all commands", reading))
        return f"Type {', '.join(ways)}, or {last}." if ways else f"Type {last}."

    def _offer(self, destinations: Sequence[Destination], way: str) -> None:
        """List places with numbers, which until the next part of the page open them; there may be a `way` to others."""
        shown = destinations[:_MOST_OFFERED]
        self._offered = [one.location for one in shown]
        wide = len(str(len(shown)))
        titles = (one.title + _remark(one.remark) for one in shown)
        rows = ((Span(f"#{n}".ljust(wide + 3)), text_spans(title)) for n, title in enumerate(titles, start=1))
        self._show((OptionList(tuple(rows)),))
        more = len(destinations) - len(shown)
        left_out = f"{more} more are left out: type t and words of a title to list them. " if more else ""
        ways = ", ".join(filter(None, (f"1 to open {destinations[0].title.strip()}", way)))
        self._say(f"{left_out}Type {ways}, or press Enter to go back to the page.")

    def _say(self, message: str) -> None:
        self._show((Paragraph(text_spans(message)),))

    def _show(self, blocks: Blocks) -> None:
        self._write(lay_out_lines(blocks, self._session.terminal.width).lines)

    def _write(self, lines: Sequence[Text]) -> None:
        write_lines(self._session, [Text(), *lines])

    # --- what only lines have

    def _read_on(self, _: str) -> None:
        if self._offered:
            self._show_from(self._shown.start)
        elif self.reading.location != HOME and self._shown.stop < len(self._page.lines):
            self._show_from(self._shown.stop)
        else:
            self._act("read_on")

    def _numbered(self, link_number: int) -> Location | None:
        """The place of a number in the list that was offered, or else on the page; None if a link leads nowhere."""
        count = len(self._offered or self._links)
        if not 1 <= link_number <= count:
            raise UsageError(f"There is no number {link_number}" + (f"; the last one is {count}." if count else "."))
        if self._offered:
            return self._offered[link_number - 1]
        return self.reading.pages.target(self.reading.location, self._links[link_number - 1].target)

    def _open(self, location: Location | None) -> None:
        if location and location.kind == "keys":
            self._show(command_list())
        else:
            self._act("open", location)

    def _peek(self, text: str) -> None:
        """Show the page with a number in short, and stay on this one."""
        number = number_in(text)
        location = None if number is None else self._numbered(number)
        if location is None:
            raise UsageError("Type p followed by the number of a link.")
        page = self.reading.pages.peek(location)
        if page is None:
            raise UsageError(f"This is a whole page: type {number} to open it.")
        self._take(Peeks(page, location))
        self._say(f"Type {number} to open it, or press Enter to read on.")

    def _find(self, query: str) -> None:
        """Show the next part of the page with some words, or with those of the last search; filter a list."""
        if self.reading.location.kind in FILTERED:
            self._act("filter", query)
            return
        self._words = query or self._words
        lines = [run.line for run in self._page.find(self._words)]
        if not lines:
            if not self._words:
                raise UsageError("Type / followed by the words to find.")
            known = short(self._words)
            if self.reading.pages.is_folded(self.reading.location, self._words):
                raise UsageError(f"“{known}” is in a part that goes deeper; type d to open it.")
            raise UsageError(f"“{known}” is not on this page; type g {known} to look in all of the book.")
        first = self._shown.start + (not query)
        number = next((number for number, line in enumerate(lines) if line >= first), 0)
        self._show_from(lines[number])
        self._say(f"{number + 1} of {len(lines)}" + ("; type / for the next." if len(lines) > 1 else "."))


def _remark(remark: str) -> str:
    """A remark behind the title of a row; that on an estimate is its result: `= 4.667 min`."""
    return f" {remark}" if remark.startswith("=") else f", {remark}" if remark else ""
