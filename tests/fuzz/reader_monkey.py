"""Random keys, clicks and sizes for the reader: `python -m tests.fuzz.reader_monkey [--keys 10000] [--seed 1]`.

What is typed comes without pauses, twenty keys at a time. Then `_complaint` says what is wrong.
"""

import argparse
import asyncio
import math
import os
import random
import re
import sqlite3
import sys
import tempfile
import time
from collections import Counter
from contextlib import suppress
from pathlib import Path

from textual.app import App
from textual.events import Key
from textual.pilot import Pilot
from textual.widgets import Input, TextArea

from mlsys_cli.cli.main import new_session
from mlsys_cli.errors import MlsysError, StoreBusyError
from mlsys_cli.queries.subjects import subject_of
from mlsys_cli.reader.head_and_foot import FootLine, HeadLine
from mlsys_cli.reader.key_bindings import PROGRAM_KEYS, READER_KEYS, key_at
from mlsys_cli.reader.location import FILTERED, HOME
from mlsys_cli.reader.paragraph_marks import noted_entry
from mlsys_cli.reader.reader import Reader, ReaderScreen
from mlsys_cli.session.environment import Environment, Options
from mlsys_cli.session.session import Session
from tests.fuzz.hostile_reading import write_hostile_book
from tests.support.reader import events_of, lines_on, post_event, settle, unwatched

_BOUND = [key for binding in (*READER_KEYS, *PROGRAM_KEYS) for key in binding.key.split(",") if key != "ctrl+z"]
_OTHERS = """enter tab escape space pageup pagedown up down home end left right delete
ctrl+a ctrl+g ctrl+j ctrl+n ctrl+p a d e o u x z 1 2 3 exclamation_mark é 中"""
_KEYS = [*_BOUND, *_OTHERS.split()]
_LEAVING = ("q", "ctrl+c", "ctrl+q")
"""Keys that are pressed less often, since the reader must be opened again after them."""
_ENDS = {*_LEAVING, "enter"}
"""The keys that may end the reader, as Enter does in the list of keys."""
_NAMES = """gpu tpu cloud drift 1956 evil today progress config search_batch_size run_perceptron run_eliza run_mycin
run_logistic run_regression run_tree quiz_intro estimate_move_350GB_over_10Gbit/s timeline_1950-1970 define_gpu"""
_OPENED = [f":{name.replace('_', ' ')}⏎" for name in (*_NAMES.split(), "timeline", *FILTERED)]
_EXCURSIONS = ["h", "t⏎", "Q", "5Q", "r", "x", "ca note⏎", "/the⏎nN", "]", "⇥⇥⏎", "⇥⏎⏎", "fa", "gg", "v↓", "R", "?⏎"]
_TYPED = ("drift", "gq?/ tH1", "42 G", "é 中")
_WAYS_OUT_OF_A_NOTE = ("⎋", "<30x9>⎋", "<click 0,0>⎋", "<ctrl+c><ctrl+c>", "<ctrl+q>", "⏎")
_WIDTHS, _HEIGHTS = (12, 300), (3, 80)
_AT_ONCE = 20
"""The most keys that are pressed without a pause."""

_PATIENCE = 0.02
"""The seconds for which a key waits while another process writes to the store."""

_WAITING = 10.0
"""The most seconds for which keys may wait for one another."""

_REFUSALS = "no such key here|Nothing to go (back|forward) to|There is no link on"
"""What no key that the foot names may lead to."""

_STEPS = {"keys": 50, "size": 10, "mouse": 10, "excursion": 25, "foot": 10, "out": 3, "type": 3, "note": 3, "other": 3}
"""How often each kind of step is taken."""


class Monkey:
    """Presses keys in one session, whose reader is opened again whenever it ends. `been` counts what was there."""

    _app: Reader
    _pilot: "Pilot[None]"

    def __init__(self, session: Session, seed: int) -> None:
        self.been: Counter[str] = Counter()
        self._session, self._chance = session, random.Random(seed)
        self._done: list[str] = []
        self._draft = ("", "")
        session.learner.let_changes_wait(_PATIENCE)
        self._other: sqlite3.Connection | None = None

    async def press(self, keys: int) -> None:
        """Press so many keys. An error of the reader, or what is wrong with it, is raised with what was done before."""
        while self.been["keys"] < keys:
            self._done, self.been["opened"] = [], self.been["opened"] + 1
            app = self._app = Reader(self._session, HOME)
            try:
                async with unwatched(app, (80, 24)) as pilot:
                    self._pilot = pilot
                    await settle(pilot)
                    while self.been["keys"] < keys and _is_on(app):
                        await self._step()
                self._check_draft()
            except BaseException as error:
                error.add_note(f"after {' '.join(self._done)[-2000:]}")
                raise

    async def _step(self) -> None:
        app, chance = self._app, self._chance
        is_page = len(app.screen_stack) == 1
        self.been[app.page.reading.location.kind if is_page else type(app.screen).__name__] += 1
        match chance.choices([*_STEPS], [*_STEPS.values()])[0]:
            case "size":
                await self._press(f"<{self._length(_WIDTHS)}x{self._length(_HEIGHTS)}>")
            case "mouse":
                await self._press(self._mouse())
            case "excursion" if is_page:
                await self._press(chance.choice((*_EXCURSIONS, *_OPENED)))
            case "foot":
                await self._press_named()
            case "out":
                await self._go_out()
            case "type" if is_page:
                await self._type()
            case "note" if is_page:
                await self._leave_note()
            case "other":
                self._write_as_another()
            case _:
                weights = [1 if key in _LEAVING else 20 for key in _KEYS]
                keys = chance.choices(_KEYS, weights, k=chance.randint(1, _AT_ONCE))
                await self._press("".join(f"<{key}>" for key in keys))

    def _write_as_another(self) -> None:
        """Begin to write to the store as another process does, or end it."""
        path = self._session.learner.store_path
        if self._other is None and path.exists():
            self._other = sqlite3.connect(path, isolation_level=None)
        if self._other is not None:
            step = "rollback" if self._other.in_transaction else "begin exclusive"
            self._done.append(f"[{step}]")
            self._other.execute(step)
            self.been["another process"] += 1

    async def _press(self, step: str, *, may_end: bool = False) -> None:
        """Press keys without a pause, and say what is wrong then, such as that one of them has ended the reader."""
        app, events = self._app, [*events_of(self._app, step)]
        self._done.append(step)
        self.been["keys"] += len(events)
        for event in events:
            post_event(app, event)
        await settle(self._pilot)
        begun = time.monotonic()
        while _is_on(app) and app._typed:
            assert time.monotonic() - begun < _WAITING, "the keys go on waiting"
            await self._pilot.pause(0.01)
            await settle(self._pilot)
        if _is_on(app):
            assert not (complaint := _complaint(app)), complaint
        elif app._exception is None:
            ends = {event.key for event in events if isinstance(event, Key)} & _ENDS
            assert may_end or ends or "click" in step, f"{step} has ended the reader"

    def _length(self, bounds: tuple[int, int]) -> int:
        """A number between two, more often a small one."""
        least, most = bounds
        return round(math.exp(self._chance.uniform(math.log(least), math.log(most))))

    def _mouse(self) -> str:
        """Turn the wheel, click, drag from one place to another, or let the button go where nobody sees it."""
        chance, (width, height) = self._chance, self._app.size
        start, end = (f"{chance.randrange(width)},{chance.randrange(height)}" for _ in range(2))
        wheel = chance.choice(("down", "up", "left", "right", "shift+down"))
        return chance.choice((f"<wheel {wheel}>", f"<click {start}>", f"<press {start}>", f"<drag {start} {end}>"))

    async def _press_named(self) -> None:
        """Press a key that the foot names: it does something."""
        app, screen = self._app, self._app.screen
        feet = screen.query(FootLine)
        if not feet or feet.first().message:
            return
        item = self._chance.choice(feet.first().keys or ("",))
        if key := key_at(item, 0):
            await self._press(f"<{key.key}>", may_end=True)
            message = feet.first().message if _is_on(app) and app.screen is screen else ""
            assert not re.search(_REFUSALS, message), f"the foot names {item!r}, which leads to {message!r}"

    async def _go_out(self) -> None:
        """Esc leads out of everything but the reader and an answer that is typed, which Ctrl-D gives up."""
        app = self._app
        pages = [screen for screen in app.screen_stack[1:] if isinstance(screen, ReaderScreen)]
        steps = 10 + sum(page.reading.history.here for page in pages)
        for key in ("⎋" * steps, "<ctrl+d>", "⎋" * 10):
            await self._press(key)
        assert len(app.screen_stack) == 1, f"Esc doesn't lead out of {app.screen}"
        if (
            self._other is not None and self._other.in_transaction
        ):  # a page such as that of marks can't be made meanwhile
            self._write_as_another()
        await self._press("H" * (app.page.reading.history.here + 1))
        assert app.page.reading.location == HOME, f"the way back ends at {app.page.reading.location}"

    async def _type(self) -> None:
        """Words that are typed at once after the key of a box are in the box."""
        await self._press("⎋⎋⎋")
        if len(self._app.screen_stack) > 1:
            return
        words = self._chance.choice(_TYPED)
        await self._press(f"{self._chance.choice(':/')}{words}")
        assert (typed := _typed(self._app)) == words, f"{typed!r} is there of {words!r}"

    async def _leave_note(self) -> None:
        """A note that was begun is kept, whatever ends it."""
        app = self._app
        await self._press("⎋⎋⎋")
        try:
            subject = subject_of(noted_entry(app.page.reading.location.ref))
        except MlsysError:
            return
        await self._press("c")
        if len(app.screen_stack) == 1:  # a heading has no notes
            return
        await self._press(self._chance.choice(_TYPED))
        way = self._chance.choice(_WAYS_OUT_OF_A_NOTE)
        self._draft = (subject, _typed(self._app) if way != "⏎" else "")
        await self._press(way, may_end=True)
        if _is_on(app):
            self._check_draft()

    def _check_draft(self) -> None:
        """Raise an error unless the note that was left is there as a draft, or as a note."""
        (subject, text), self._draft = self._draft, ("", "")
        draft = self._session.learner.drafts.of(subject)
        assert not subject or (draft.text if draft else "") == text, f"{draft} is there of {text!r} on {subject}"


def _is_on(app: App[None]) -> bool:
    return app.is_running and not app._exit


def _typed(app: App[None]) -> str:
    """The text in the field that is typed in."""
    match app.focused:
        case Input(value=text) | TextArea(text=text):
            return text
    return ""


def _complaint(app: App[None]) -> str:
    """The first fault of the screen; empty for none."""
    lines, screen = lines_on(app), app.screen
    if controls := sorted({character for line in lines for character in line if ord(character) < 32}):
        return f"there is {controls} on the screen"
    heads, feet = screen.query(HeadLine), screen.query(FootLine)
    if heads and not lines[0].strip():
        return "the head is empty"
    if isinstance(screen, ReaderScreen):
        place, view = screen.reading.location, screen.view
        title = screen.reading.trail(view.document.section_at(view.top))
        with suppress(StoreBusyError):  # which such a page as that of today is made of
            title = title or screen.reading.pages.page(place).title
        if title and heads.first().titles[0] != title:
            return f"the head has {heads.first().titles[0]!r} on the page {title!r}"
        keys = [(item, key) for item in feet.first().keys if (key := key_at(item, 0))]
        if app.focused is None:
            return "nothing takes the keys"
        if not (isinstance(app.focused, Input) or view.selection) and (  # which takes its keys itself
            dead := [item for item, key in keys if key.key not in screen.active_bindings]
        ):
            return f"the foot names {dead}"
    return ""


def press_at_random(keys: int, seed: int, content: Path | None = None) -> Counter[str]:
    """Press so many keys as a learner; returns how often each screen and page was there.

    Raises what is wrong with the reader, with the steps that led to it.
    """
    options = Options(Environment(size=(80, 24)))
    options.content = (str(content),) if content else ()
    monkey = Monkey(new_session(options), seed)
    asyncio.run(monkey.press(keys))
    return monkey.been


def main() -> int:
    """Press the keys as a new learner; an error of the reader ends it with a traceback."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--keys", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--content", type=Path, help="another book")
    parser.add_argument("--hostile", action="store_true", help="a book that is made to harm the reader")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="mlsys-monkey-") as directory:
        os.environ |= {f"XDG_{name}_HOME": f"{directory}/{name}" for name in ("CACHE", "DATA", "CONFIG")}
        content = write_hostile_book(Path(directory, "book")) if arguments.hostile else arguments.content
        begun, before = time.monotonic(), _megabytes()
        been = press_at_random(arguments.keys, arguments.seed, content)
    keys, seconds = been.pop("keys"), time.monotonic() - begun
    print(", ".join(f"{name} {number:,}" for name, number in been.most_common()))
    print(
        f"{keys:,} keys, clicks and sizes without an error, in {seconds:,.0f} s;"
        f" memory {before:.0f} MB at the start, {_megabytes():.0f} MB at the end"
    )
    return 0


def _megabytes() -> float:
    """The memory that this process has now."""
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6


if __name__ == "__main__":
    sys.exit(main())
