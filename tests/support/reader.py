"""The reader in a terminal of its own, at which a test presses keys."""

import asyncio
import re
from collections.abc import AsyncIterator, Callable, Iterator, Sequence, Sized
from contextlib import asynccontextmanager
from io import StringIO
from typing import Any, NamedTuple, TypeAlias, cast
from unittest.mock import patch

from textual._compositor import Compositor  # which draws each change, whether a test looks or not
from textual._context import visible_screen_stack  # as in pictures.py
from textual.app import App
from textual.css.model import RuleSet
from textual.css.stylesheet import Stylesheet
from textual.drivers.headless_driver import HeadlessDriver
from textual.events import (
    Event,
    Key,
    MouseDown,
    MouseMove,
    MouseScrollDown,
    MouseScrollLeft,
    MouseScrollRight,
    MouseScrollUp,
    MouseUp,
    Paste,
    Resize,
)
from textual.geometry import Size
from textual.keys import key_to_character
from textual.pilot import Pilot

from mlsys_cli.cli.main import new_session
from mlsys_cli.queries.lookup import entry_named
from mlsys_cli.reader.exhibit_screen import ExhibitScreen
from mlsys_cli.reader.key_bindings import NAMED_SIGNS
from mlsys_cli.reader.line_reader import LineReader
from mlsys_cli.reader.location import NAMED, Location, location_of
from mlsys_cli.reader.reader import Reader
from mlsys_cli.reader.reading_memory import ReadingMemory
from mlsys_cli.session.environment import Environment, Options
from mlsys_cli.session.session import Session
from tests.support.pictures import svg_of

_KINDS = ("section", "chapter", "term", "table", "figure", "event", "source")
_NAMES = {**NAMED_SIGNS, " ": "space", "⏎": "enter", "⇥": "tab", "⎋": "escape"}

_WHEEL = {"down": MouseScrollDown, "up": MouseScrollUp, "left": MouseScrollLeft, "right": MouseScrollRight}


_MOST_FRAMES = 100
"""How often the screen may be drawn until nothing on it changes any more."""


class Screen(NamedTuple):
    """The view of a person: the lines of the screen, the name of the page, its first line, and the chosen link."""

    lines: list[str]
    page: str
    top: int
    link: str

    @property
    def text(self) -> str:
        """All lines."""
        return "\n".join(self.lines)


Press: TypeAlias = Callable[..., Screen]


def read_along(
    opened: str, *steps: str, content: str = "", size: tuple[int, int] = (80, 24), long_enough: float = 60
) -> list[Screen]:
    """The screens of a reader who opens an entry, or a page by its name, and takes some steps; the first before these.

    A step is keys, each a character: `⏎` is Enter, `⇥` Tab, `⌫` Backspace, `⎋` Esc; or a key of Textual's in angle
    brackets, such as `<pagedown>`; `<20x5>` is another size of the terminal, `<drag 3,5 20,6>` the mouse, dragged
    from a column and line to others, `<click 3,5>` a click at one of them, `<press 3,5>` one whose end never comes,
    `<paste a|b>` two lines that are pasted, and `<wheel down>` or `<wheel shift+down>` the wheel of the mouse.
    """
    options = Options(Environment(size=size))
    options.content = (content,) if content else ()
    session = new_session(options)
    memory = ReadingMemory(session, long_enough)
    return asyncio.run(_read_along(Reader(session, _place(session, opened), memory=memory), steps, size))


def _place(session: Session, opened: str) -> Location:
    return NAMED[opened or "home"][0] if opened in ("", *NAMED) else location_of(entry_named(session, opened, _KINDS))


async def _read_along(app: Reader, steps: Sequence[str], size: tuple[int, int]) -> list[Screen]:
    async with unwatched(app, size) as pilot:
        await settle(pilot)
        screens = [_screen(app)]
        for step in steps:
            await press(pilot, step)
            screens.append(_screen(app))
    return screens


def picture(opened: str, *steps: str, size: tuple[int, int] = (88, 28)) -> str:
    """The last screen of a reader as SVG, in the frame of a window."""

    async def draw() -> str:
        session = new_session(Options(Environment(size=size)))
        app = Reader(session, _place(session, opened))
        async with unwatched(app, size) as pilot:
            await settle(pilot)
            for step in steps:
                await press(pilot, step)
            return svg_of(app)

    return asyncio.run(draw())


@asynccontextmanager
async def unwatched(app: App[None], size: tuple[int, int]) -> AsyncIterator["Pilot[None]"]:
    """A program that draws its screen only when a test looks at it, which takes a quarter less than at each change.

    What a style sheet says is kept for the programs after it.
    """

    def draw_nothing(compositor: Compositor, **_: object) -> None:
        compositor._dirty_regions.clear()

    def kept_rules(sheet: Stylesheet, css: str, **more: Any) -> list[RuleSet]:
        key = (css, *more.items(), *sheet._variables.items())
        if key not in _RULES:
            _RULES[key] = _parse_rules(sheet, css, **more)
        return _RULES[key]

    with (
        patch.object(Compositor, "render_update", draw_nothing),
        patch.object(Stylesheet, "_parse_rules", kept_rules),
    ):
        async with app.run_test(size=size) as pilot:
            yield pilot


_RULES: dict[object, list[RuleSet]] = {}
_parse_rules = Stylesheet._parse_rules


async def press(pilot: "Pilot[None]", step: str, *, until_idle: bool = True) -> None:
    """Take a step, as `read_along` says, and wait for all that it does; `until_idle`, also for what an exhibit does."""
    for event in events_of(pilot.app, step):
        await press_event(pilot, event)
    await settle(pilot)
    while until_idle and isinstance(pilot.app.screen, ExhibitScreen) and pilot.app.screen.is_working:
        await pilot.pause(0.01)
        await settle(pilot)


def events_of(app: App[None], step: str) -> Iterator[Event]:
    """The reports of the terminal at a step, as `read_along` says; the wheel is turned in the middle."""
    for name, character in re.findall("<([^>]+)>|(.)", step):
        if size := re.fullmatch("([0-9]+)x([0-9]+)", name):
            new = Size(int(size[1]), int(size[2]))
            yield Resize(new, new)
        elif name.startswith("drag "):
            start, end = (tuple(map(int, place.split(","))) for place in name.split()[1:])
            for kind, (x, y) in ((MouseDown, start), (MouseMove, end), (MouseUp, end)):
                yield kind(None, x, y, 0, 0, 1, False, False, False, x, y)
        elif name.startswith("paste "):
            yield Paste(name.removeprefix("paste ").replace("|", "\n"))
        elif name.startswith(("click ", "press ")):
            x, y = map(int, name.split()[1].split(","))
            for click in (MouseDown, MouseUp)[: 1 if name.startswith("press") else 2]:
                yield click(None, x, y, 0, 0, 1, False, False, False, x, y)
        elif name.startswith("wheel "):
            turned = _WHEEL[name.rpartition("+")[2].removeprefix("wheel ")]
            x, y = app.size.width // 2, min(10, app.size.height // 2)
            yield turned(None, x, y, 0, 0, 0, "shift+" in name, False, False, x, y)
        else:
            key = name or _NAMES.get(character, character)
            yield Key(key, key_to_character(key) if name else None if character in "⏎⇥⌫⎋" else character)


async def settle(pilot: "Pilot[None]") -> None:
    """Wait until the program has done all that waits for no clock, thread or process, and draw its screen.

    Textual's own pilot waits a fiftieth of a second or more, and sends each widget a message.
    """
    app = pilot.app
    for _ in range(_MOST_FRAMES):
        await _run_ready()
        if app._exit or not _is_changing(app):
            return
        app.animator()
        app._check_resize()
        for screen in app.screen_stack:  # a page behind a box is drawn with it
            screen._on_timer_update()
    raise AssertionError("the screen goes on changing")


def _is_changing(app: App[None]) -> bool:
    """True if there is something that Textual would do the next time it draws the screen, some milliseconds later."""
    screens = [screen for screen in app.screen_stack if screen.is_current]
    return bool(
        app.animator._animations
        or app._resize_event
        or app.screen._repaint_required  # it stays true of a page behind a box
        or any(screen._layout_required or screen._scroll_required or screen._recompose_required for screen in screens)
        or any(screen._dirty_widgets or screen._callbacks for screen in screens)
    )


async def _run_ready() -> None:
    """Let the event loop run all that is ready, and what gets ready by that."""
    # asyncio has no public way to ask what is ready.
    ready: Sized = asyncio.get_running_loop()._ready  # type: ignore[attr-defined]
    await asyncio.sleep(0)
    while ready:  # noqa: ASYNC110 -- this goes on after all that is ready now
        await asyncio.sleep(0)


async def press_event(pilot: "Pilot[None]", event: Event) -> None:
    """Send a key, an action of the mouse or a new size to the program, and wait until it has had its effect.

    Textual's own pilot sleeps several times after each key.
    """
    post_event(pilot.app, event)
    await _run_ready()


def post_event(app: App[None], event: Event) -> None:
    """Send a key, an action of the mouse or a new size to the program."""
    if isinstance(event, Resize):
        cast("HeadlessDriver", app._driver)._size = event.size
    app.post_message(event)


def lines_on(app: App[None]) -> list[str]:
    """The lines of the screen."""
    visible_screen_stack.set(app._background_screens)
    lines = ["".join(segment.text for segment in strip) for strip in app.screen._compositor.render_strips()]
    return [line.rstrip() for line in lines]


def _screen(app: Reader) -> Screen:
    link = app.page.view.link
    place = app.page.reading.location
    return Screen(
        lines_on(app),
        place.ref.address if place.ref else place.kind,
        app.page.view.top,
        link.target if link else "",
    )


def read_lines(opened: str, *lines: str, long_enough: float = 60) -> None:
    """Open an entry line by line, and type some lines."""
    session = Session(Options(Environment(size=(80, 24), variables={"TERM": "dumb"})))
    with patch("sys.stdin", StringIO("".join(f"{line}\n" for line in lines))):
        LineReader(session, _place(session, opened), memory=ReadingMemory(session, long_enough)).run()
