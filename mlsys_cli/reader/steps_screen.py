"""The screen of an exhibit that goes on step by step, or has dials."""

from collections.abc import Callable, Mapping
from functools import partial
from operator import methodcaller
from time import monotonic

from textual import events
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.timer import Timer

from mlsys_cli.exhibits.player import Player
from mlsys_cli.reader.background_work import WORKING
from mlsys_cli.reader.dialogs import TextDialog
from mlsys_cli.reader.exhibit_layout import lay_out_exhibit
from mlsys_cli.reader.exhibit_screen import ExhibitScreen
from mlsys_cli.reader.frame import Lines
from mlsys_cli.reader.head_and_foot import FootLine, HeadLine
from mlsys_cli.reader.key_bindings import unknown_key
from mlsys_cli.render.rich_blocks import wide_margins
from mlsys_cli.render.rich_text import indented
from mlsys_cli.session.session import Session
from mlsys_cli.views.exhibit_view import format_dial

_TICK = 0.05
_SPEEDS = (1, 2, 5, 10, 20, 50, 100, 1000)
"""The steps a second of a run."""

_FIRST_SPEED = 2  # the third of them

_SLICE = 0.04
"""The seconds for which steps are worked out before they are shown."""


class StepsScreen(ExhibitScreen):
    """An exhibit with steps or dials. Nothing moves until a key asks for it."""

    DEFAULT_CSS = """
    StepsScreen { background: $background; }
    StepsScreen VerticalScroll { height: 1fr; scrollbar-size-vertical: 1; background: $background; }
    """

    def __init__(self, session: Session, player: Player) -> None:
        super().__init__(session)
        self.player: Player = player
        self._speed = _FIRST_SPEED
        self._timer: Timer | None = None
        self._due = 0.0
        self._to_end = False
        self._tallest = 0

    def compose(self) -> ComposeResult:
        """The head line, the parts of the exhibit, and the foot line."""
        yield HeadLine()
        yield Lines(id="above")
        with VerticalScroll(can_focus=False):
            yield Lines(id="picture")
        yield Lines(id="below")
        yield FootLine()

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

    def on_resize(self) -> None:
        """Lay everything out for the new size, and forget how tall pictures were."""
        self._tallest = 0
        super().on_resize()

    def show(self) -> None:
        """Show the frame as it is now."""
        player, margin = self.player, wide_margins(self.app.size.width)
        parts = lay_out_exhibit(player, self.width, max(self.app.size.height - 2, 1), self._tallest)
        self._tallest = max(self._tallest, len(parts.picture))
        for name in ("above", "picture", "below"):
            self.query_one(f"#{name}", Lines).show(indented(getattr(parts, name), " " * margin))
        where = "" if player.has_dials_only else f"step {player.frame.step}"
        self.show_head(f"{where} · seed {player.run.seed}".removeprefix(" · "))
        self.say("")

    @property
    def progress(self) -> str:
        """The work that is under way, and the keys that change it."""
        if self._timer is None:
            return super().progress
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
        event.prevent_default()
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
            elif not was_running:
                self.say(unknown_key(event))

    def _use_preset(self, index: int) -> None:
        if index <= len(self.player.run.exhibit.presets):
            self.work_out(methodcaller("use_preset", index))
        else:
            self.say(f"There is no preset {index}.")

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
            words = "This is the end of the setting. Tab chooses another one."
        else:
            words = "This is the end. ← goes back, s begins again with another seed, q leaves."
        return words if len(words) <= self.width else words.partition(".")[0] + "."

    def _type_value(self) -> None:
        dial = self.player.dial
        if dial is None:
            self._forward()
            return

        def take(text: str | None) -> None:
            if text:
                self.work_out(methodcaller("set", dial.name, text))

        self.app.push_screen(TextDialog(f"{dial.name}: {format_dial(dial)}"), take)

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
