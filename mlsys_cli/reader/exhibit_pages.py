"""The screens of an exhibit: step by step, or with dials; and the pages that are opened from it."""

from collections import deque
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future
from copy import copy
from functools import partial
from operator import methodcaller
from time import monotonic
from typing import Any

from textual import events
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.screen import ModalScreen
from textual.timer import Timer

from mlsys_cli.errors import MlsysError
from mlsys_cli.exhibits.exhibit import Checked
from mlsys_cli.exhibits.player import Player, TalkPlayer
from mlsys_cli.page import Blocks, Heading
from mlsys_cli.reader.background_work import WORKING, BackgroundWork
from mlsys_cli.reader.dialogs import TextDialog
from mlsys_cli.reader.exhibit_layout import key_rows, keys_line, lay_out_exhibit
from mlsys_cli.reader.head_and_foot import FootLine, HeadLine
from mlsys_cli.reader.info_page import InfoPage
from mlsys_cli.reader.practice_card import Lines
from mlsys_cli.render.rich_blocks import wide_margins
from mlsys_cli.render.rich_text import indented
from mlsys_cli.views.claims_view import ClaimsView
from mlsys_cli.views.exhibit_ending import about_blocks
from mlsys_cli.views.exhibit_view import dial_words
from mlsys_cli.views.practice_keys import command_blocks

_TICK = 0.05
_SPEEDS = (1, 2, 5, 10, 20, 50, 100, 1000)
"""The steps a second of a run."""

_FIRST_SPEED = 2

_SLICE = 0.04
"""The seconds for which steps are worked out before they are shown."""


class ExhibitScreen(ModalScreen[None]):
    """The base of the screens of exhibits: head line, keys, a guess, and pages over them. It closes when left.

    `player` then knows what they have done.
    """

    AUTO_FOCUS = ""
    player: Player | TalkPlayer

    def __init__(self) -> None:
        super().__init__()
        self._work = BackgroundWork(self)
        self._acts: deque[tuple[Callable[[Any], object], Callable[[Any], object]]] = deque()
        self._ahead: Player | TalkPlayer | None = None

    @property
    def width(self) -> int:
        """The columns inside the margins."""
        return max(self.app.size.width - 2 * wide_margins(self.app.size.width), 1)

    def show(self) -> None:
        """Show the exhibit as it is now."""
        raise NotImplementedError

    def say(self, message: str) -> None:
        """Show a message; with none what is under way, or else the keys."""
        self.query_one(FootLine).say(message or self.foot)

    @property
    def foot(self) -> str:
        """The foot line where there is no message."""
        return WORKING if self.is_working else keys_line(self.player, self.app.size.width - 2)

    def on_resize(self) -> None:
        """Lay everything out for the new size."""
        self.show()

    def show_head(self, right: str) -> None:
        """Show the title and the year, and on the right where the run is."""
        entry, room = self.player.run.entry, self.app.size.width - 2
        title = f"{entry.title} ({entry.year})"
        if len(title) + len(right) + 2 > room:
            right = ""
        if len(title) > room:
            title = entry.title[:room]
        self.query_one(HeadLine).update(f"{title.ljust(room - len(right))}{right}")

    # --- pages over it

    def action_claims(self) -> None:
        """Compare with what was published, claim by claim."""
        run = self.player.run

        def pages() -> Iterator[Blocks]:
            checked: list[Checked] = []
            for one in run.exhibit.check():
                checked.append(one)
                yield ClaimsView([(run.entry, tuple(checked))]).page()

        title = (Heading(1, f"{run.entry.title} ({run.entry.year})"),)
        self.app.push_screen(InfoPage("Claims", title, pages()))

    def action_about(self) -> None:
        """Show what can be set, and how faithful the exhibit is."""
        self.app.push_screen(InfoPage("About", about_blocks(self.player.run)))

    def action_keys(self) -> None:
        """Show all keys."""
        self.app.push_screen(InfoPage("Keys", (Heading(1, "Keys"), *command_blocks(key_rows(self.player)))))

    def action_guess(self) -> None:
        """Ask for a guess."""
        if self.player.run.exhibit.question is None:
            self.say("There is nothing to guess here.")
            return

        def take(guess: str | None) -> None:
            self.player.guess = (guess or "").strip() or self.player.guess
            self.show()

        self.app.push_screen(TextDialog("Your guess"), take)

    def action_leave(self) -> None:
        """Leave the exhibit."""
        self.dismiss(None)

    # --- what may take long

    @property
    def is_working(self) -> bool:
        """True as long as something is worked out that will be shown."""
        return self._ahead is not None or bool(self._acts)

    def work_out(self, act: Callable[[Any], object], then: Callable[[Any], object] | None = None) -> None:
        """Have the player do something, then show it, or go on with the result; acts are done one after the other.

        A copy of the player does it in another thread, and takes its place if nothing goes wrong.
        """
        self._acts.append((act, then or (lambda _: self.show())))
        if not self._work.is_under_way:
            self._do_next()
        if self.is_working:
            self.say("")

    def _do_next(self) -> None:
        if not self._acts:
            return
        act, then = self._acts.popleft()
        ahead = self._ahead = copy(self.player)

        def finish(done: "Future[object]") -> None:
            if not self.is_attached:
                return
            if self._ahead is ahead:
                self._ahead = None
                self.attempt(lambda: self._take_over(ahead, done.result(), then))
            self._do_next()

        self._work.start(partial(act, ahead), finish)

    def _take_over(self, ahead: Player | TalkPlayer, result: object, then: Callable[[Any], object]) -> None:
        ahead.guess = self.player.guess  # it may have been typed meanwhile
        self.player = ahead
        then(result)

    def stop_working(self) -> None:
        """Stay with what is shown; what is under way is worked out, but not shown before it is asked for again."""
        self._ahead = None
        self._acts.clear()

    def attempt(self, act: Callable[[], object]) -> None:
        """Do something, or show its error in the foot line."""
        try:
            act()
        except MlsysError as error:
            self.show()
            message = f"{error.message[:1].upper()}{error.message[1:].rstrip('.')}."
            self.say(" ".join((message, *error.hints)))


class StepsScreen(ExhibitScreen):
    """An exhibit with steps or dials. Nothing moves until a key asks for it."""

    DEFAULT_CSS = """
    StepsScreen { background: $background; }
    StepsScreen VerticalScroll { height: 1fr; scrollbar-size-vertical: 1; background: $background; }
    """

    def __init__(self, player: Player) -> None:
        super().__init__()
        self.player: Player = player
        self._speed = _FIRST_SPEED
        self._timer: Timer | None = None
        self._due = 0.0
        self._to_end = False

    def compose(self) -> ComposeResult:
        """The head line, the parts of the exhibit, and the foot line."""
        yield HeadLine(markup=False)
        yield Lines(id="above")
        with VerticalScroll(can_focus=False):
            yield Lines(id="picture")
        yield Lines(id="below")
        yield FootLine(markup=False)

    def on_mount(self) -> None:
        """Show the first frame."""
        self.work_out(methodcaller("begin"))
        if self.is_working:
            self.show()

    def attempt(self, act: Callable[[], object]) -> None:
        """Do something, or show its error; one of the settings with which the exhibit is opened is raised."""
        if self.player.has_begun:
            super().attempt(act)
        else:
            act()

    def show(self) -> None:
        """Show the frame as it is now."""
        player, margin = self.player, wide_margins(self.app.size.width)
        parts = lay_out_exhibit(player, self.width, max(self.app.size.height - 2, 1))
        for name in ("above", "picture", "below"):
            self.query_one(f"#{name}", Lines).show(indented(getattr(parts, name), " " * margin))
        where = "" if player.has_dials_only else f"step {player.frame.step}"
        self.show_head(f"{where} · seed {player.run.seed}".removeprefix(" · "))
        self.say("")

    @property
    def foot(self) -> str:
        """The work that is under way, or else the keys."""
        if self._timer is None:
            return super().foot
        if self._to_end:
            return f"{WORKING} step {self.player.frame.step}; any key stops"
        return f"running, {_SPEEDS[self._speed]} steps a second · r stop · + − speed"

    # --- keys

    @property
    def _keys(self) -> Mapping[str, Callable[[], object]]:
        return {
            "right": self._forward,
            "space": self._forward,
            "left": partial(self._return, methodcaller("back")),
            "home": partial(self._return, methodcaller("to_start")),
            "end": partial(self._run, to_end=True),
            "r": self._run,
            "plus": partial(self._change_speed, 1),
            "minus": partial(self._change_speed, -1),
            "s": partial(self.work_out, methodcaller("reseed")),
            "tab": partial(self._choose_dial, 1),
            "shift+tab": partial(self._choose_dial, -1),
            "up": partial(self.work_out, methodcaller("turn", 1)),
            "down": partial(self.work_out, methodcaller("turn", -1)),
        }

    @property
    def _pages(self) -> Mapping[str, Callable[[], object]]:
        return {
            "enter": self._type_value,
            "g": self.action_guess,
            "c": self.action_claims,
            "w": self.action_about,
            "question_mark": self.action_keys,
            "q": self.action_leave,
            "escape": self.action_leave,
            "pagedown": partial(self.query_one(VerticalScroll).scroll_page_down, animate=False),
            "pageup": partial(self.query_one(VerticalScroll).scroll_page_up, animate=False),
        }

    def on_key(self, event: events.Key) -> None:
        """Do what a key asks for; any key but those of the speed stops a run."""
        event.stop()
        was_running = self._stop() if event.key not in ("plus", "minus") else False
        if was_running and event.key == "r":
            self.show()
        elif event.key.isdecimal() and event.key != "0":
            self._use_preset(int(event.key))
        elif act := self._keys.get(event.key):
            act()
        else:
            if was_running:
                self.show()
            if open_page := self._pages.get(event.key):
                open_page()

    def _use_preset(self, number: int) -> None:
        if number <= len(self.player.run.exhibit.presets):
            self.work_out(methodcaller("use_preset", number))
        else:
            self.say(f"There is no preset {number}.")

    def _forward(self) -> None:
        self.work_out(methodcaller("forward"), self._show_end_of)

    def _show_end_of(self, is_on: bool) -> None:
        """Show the exhibit after a step, and say so if there was none any more."""
        self.show()
        if not is_on:
            self.say(self._at_end)

    def _return(self, act: Callable[[Player], object]) -> None:
        """Show an earlier frame, also while the next is worked out; a dial that is turned gives a new one."""
        if self.player.has_dials_only:
            self.work_out(act)
        else:
            self.stop_working()
            act(self.player)
            self.show()

    def _choose_dial(self, step: int) -> None:
        self.player.choose_dial(step)
        self.show()

    @property
    def _at_end(self) -> str:
        if self.player.has_dials_only:
            return "This is the end of the setting. Tab chooses another one."
        return "This is the end. ← goes back, s begins again with another seed, q leaves."

    def _type_value(self) -> None:
        dial = self.player.dial
        if dial is None:
            self._forward()
            return

        def take(text: str | None) -> None:
            if text:
                self.work_out(methodcaller("set", dial.name, text))

        self.app.push_screen(TextDialog(f"{dial.name}: {dial_words(dial)}"), take)

    # --- running

    def _run(self, *, to_end: bool = False) -> None:
        """Go on by itself, or as fast as it goes to the end; where nothing may move, only the end is shown."""
        self._to_end = to_end or self.app.no_color
        self._due = 0.0
        self._timer = self.set_interval(_TICK, self._tick)
        self._tick()

    def _stop(self) -> bool:
        """Stop a run; false if there is none."""
        if self._timer is None:
            return False
        self._timer.stop()
        self._timer = None
        return True

    def _change_speed(self, step: int) -> None:
        self._speed = min(max(self._speed + step, 0), len(_SPEEDS) - 1)
        self.say("")

    def _tick(self) -> None:
        """Take the steps that are due; what takes longer is drawn in between."""
        if self._timer is None or self.is_working:
            return
        if self._to_end:
            self.work_out(_go_to_end, self._show_run)
            return
        self._due += _SPEEDS[self._speed] * _TICK
        steps, self._due = divmod(self._due, 1)
        if steps:
            self.work_out(partial(_go_on, steps=int(steps)), self._show_run)

    def _show_run(self, is_on: bool) -> None:
        """Show how far a run is; without colours nothing moves before its end."""
        if not is_on:
            self._stop()
            self.show()
            self.say(self._at_end)
        elif self.app.no_color and self._to_end:
            self.say("")
        else:
            self.show()


def _go_to_end(player: Player) -> bool:
    """Go towards the end for a moment; false if it was reached."""
    start = monotonic()
    return not player.to_end(lambda: monotonic() - start > _SLICE)


def _go_on(player: Player, steps: int) -> bool:
    """Go on some steps, or fewer if they take long; false at the end."""
    start = monotonic()
    for _ in range(steps):
        if not player.forward():
            return False
        if monotonic() - start > _SLICE:
            break
    return True
