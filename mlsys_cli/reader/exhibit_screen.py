"""The screens of exhibits: one that goes on step by step, or has settings, and what it has in common with talks."""

import math
import sys
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from copy import copy
from functools import partial
from operator import methodcaller
from threading import Thread
from time import monotonic
from typing import Any, ClassVar

from rich.text import Text
from textual import events
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.timer import Timer

from mlsys_cli.errors import MlsysError
from mlsys_cli.exhibits.exhibit import Frame, Number, typed
from mlsys_cli.exhibits.player import Player, TalkPlayer, values_of
from mlsys_cli.queries.exhibits import end_run, named_claims
from mlsys_cli.reader.exhibit_layout import lay_out_exhibit
from mlsys_cli.reader.frame import LAST_KEYS, FramedScreen
from mlsys_cli.reader.key_bindings import in_foot
from mlsys_cli.reader.line_view import Lines
from mlsys_cli.reader.list_dialogs import ChoiceDialog
from mlsys_cli.reader.location import Location
from mlsys_cli.render.rich_blocks import screen_margins
from mlsys_cli.render.rich_text import indented
from mlsys_cli.session.session import Session
from mlsys_cli.text.english import counted, sentence
from mlsys_cli.views.exhibit_view import about_blocks
from mlsys_cli.views.view import PageView, View

_TICK = 0.05  # seconds
_SPEEDS = (1, 2, 5, 10, 20, 50, 100, 1000)
"""The steps a second of a run."""

_FIRST_SPEED = 2  # the third of them

_SLICE = 0.04
"""The seconds for which steps are worked out before they are shown."""

_WORKING = "working it out …"
"""The message as long as there is no result."""

_AT_ONCE, _WAIT = 0.03, 0.02
"""The seconds in which most work is done, so that nothing need be shown meanwhile; and those until the next look."""

_TURN, _USUAL_TURN = 0.0001, sys.getswitchinterval()
"""The seconds after which a thread at work lets others go on: a key passes several queues, and waits for each."""


class ExhibitScreen(FramedScreen[View]):
    """The base of the screens of exhibits: a guess, pages over them, and work that takes long.

    It closes with what to remember, if the learner has done anything.
    """

    player: Player | TalkPlayer

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self.end: View | None = None
        self._is_busy = False
        self._acts: deque[tuple[Callable[[Any], object], Callable[[Any], object]]] = deque()
        self._ahead: Player | TalkPlayer | None = None

    @property
    def width(self) -> int:
        """The columns inside the margins."""
        return max(self.app.size.width - 2 * self.margin, 1)

    @property
    def trail(self) -> str:
        """The way to the exhibit, for the head."""
        return f"Labs › {self.player.run.entry.dated_title}"

    @property
    def margin(self) -> int:
        """The columns on each side."""
        return screen_margins(self.app.size.width)

    def show(self) -> None:
        """Show the exhibit as it is now."""
        raise NotImplementedError

    def say(self, message: str = "") -> None:
        """Show a message; with none what is under way, or else the keys."""
        super().say(message or self.progress)

    @property
    def progress(self) -> str:
        """The work that is under way, in words; empty for none."""
        return _WORKING if self.is_working else ""

    def fit(self) -> None:
        """Lay everything out for the new size."""
        self.show()

    # --- pages and boxes over it

    def action_claims(self) -> None:
        """Compare with what was published."""
        run = self.player.run
        self.work_out(
            lambda _: (*run.exhibit.check(),),
            lambda checked: self._show_page(named_claims(self._session, run, checked)),
        )

    def action_about(self) -> None:
        """Show what can be set, and how faithful the exhibit is."""
        self._show_page(PageView(about_blocks(self.player.run), {}))

    def _show_page(self, page: View) -> None:
        self.say()
        self.post_message(self.Opens(page=page))

    def action_guess(self) -> None:
        """Ask for a guess."""

        def take(guess: Location | str | None) -> None:
            self.player.guess = str(guess or self.player.guess)
            self.show()

        self.app.push_screen(ChoiceDialog("Your guess", (), "", "type a guess"), take)

    def action_do(self, name: str, *arguments: object) -> None:
        """Have the player do something, which is shown when it is done."""
        self.work_out(methodcaller(name, *arguments))

    def action_preset(self, index: int) -> None:
        """Use a preset, which counts from 1, and say what is good or bad about it."""

        def tell(is_there: bool) -> None:
            self.show()
            preset = self.player.run.chosen_preset
            self.say(f"{preset.name}: {preset.about}" if is_there and preset else f"There is no preset {index}.")

        self.work_out(methodcaller("use_preset", index), tell)

    def action_leave(self) -> None:
        """Leave the exhibit."""
        if self.player.has_moved:
            self.end = end_run(self._session, self.player)
        self.dismiss(self.end)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool:
        """Leave out what this exhibit doesn't have."""
        return action != "guess" or self.player.run.question is not None

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
        if not self._is_busy:
            self._do_next()
        if self.is_working:
            self.say()

    def _do_next(self) -> None:
        """Begin the next act in a thread of its own. For a worker of Textual, the program would wait when it ends."""
        self._is_busy = bool(self._acts)
        if not self._acts:
            return
        act, then = self._acts.popleft()
        ahead = self._ahead = copy(self.player)
        done: Future[object] = Future()
        Thread(target=_work, args=(partial(act, ahead), done), daemon=True).start()
        self._wait(ahead, done, then, _AT_ONCE)

    def _wait(
        self, ahead: Player | TalkPlayer, done: "Future[object]", then: Callable[[Any], object], patience: float = 0
    ) -> None:
        """Go on with the result: at once if it takes hardly any time, or else later."""
        try:
            done.exception(patience)
        except TimeoutError:
            self.set_timer(_WAIT, lambda: self._wait(ahead, done, then))
            return
        if not self.is_attached:
            return
        if self._ahead is ahead:
            self._ahead = None
            self._take_over(ahead, done, then)
        self._do_next()

    def _take_over(self, ahead: Player | TalkPlayer, done: "Future[object]", then: Callable[[Any], object]) -> None:
        """Go on from what the copy has done, or show its error; one in the settings at first ends the program."""
        try:
            result = done.result()
        except MlsysError as error:
            if not self.player.has_begun:
                raise
            self.show()
            self.say(" ".join(map(sentence, (error.message, *error.hints))))
            return
        ahead.take_guess(self.player)
        self.player = ahead
        then(result)


class StepsScreen(ExhibitScreen):
    """An exhibit with steps or settings. Nothing moves until a key asks for it."""

    KEYS = (
        in_foot("enter,space,right", "forward('step')", "step", "Next step", "Enter →"),
        in_foot("enter,space,right", "forward('result')", "result", "Show the result", "Enter →"),
        in_foot("enter,space,right", "forward('more')", "more", "Turn the chosen setting up", "Enter →"),
        in_foot("left", "return('back')", "back", "Step back; without steps, turn the setting down"),
        in_foot("pagedown", "part(1)", "more", "The next part of a small screen", "PgDn"),
        in_foot("pageup", "part(-1)", "", "The part before"),
        in_foot("tab", "dial_by(1)", "setting", "Choose the next setting"),
        in_foot("shift+tab", "dial_by(-1)", "", "Choose the setting before"),
        in_foot("up,k", "turn(1)", "change", "Change the chosen setting", "↑ ↓"),
        in_foot("down,j", "turn(-1)", "", ""),
        in_foot("v", "value", "value", "Choose its value from a list, or type it"),
        in_foot("r", "run", "run", "Run, and stop; without steps, through the values of the setting"),
        in_foot("plus", "speed(1)", "", "Faster", "+"),
        in_foot("minus", "speed(-1)", "", "Slower", "−"),
        in_foot("home", "return('to_start')", "", "First step, or lowest value"),
        in_foot("end", "to_end", "", "Last step, or highest value"),
        in_foot("g", "guess", "guess", "Type a guess, which is shown beside the result"),
        in_foot("s", "do('reseed')", "seed", "Begin again with another seed"),
        in_foot("1", "preset(1)", "", "Use a preset", "1 … 9"),
        *(Binding(f"{number}", f"preset({number})", show=False) for number in range(2, 10)),
        in_foot("c", "claims", "claims", "Compare with what was published"),
        in_foot("w", "about", "about", "What can be set, and how faithful this is"),
        *LAST_KEYS,
    )
    BINDINGS: ClassVar = list(KEYS)

    def __init__(self, session: Session, player: Player) -> None:
        super().__init__(session)
        self.player: Player = player
        self._speed = _FIRST_SPEED
        self._timer: Timer | None = None
        self._due = 0.0
        self._to_end = False
        self._tallest = self._part = 0
        self._parts: Sequence[Sequence[Text]] = ()
        self._frame: Frame | None = None
        self._before: tuple[Number, ...] = ()

    def body(self) -> ComposeResult:
        """The lines of the exhibit, with the foot at the end of the screen."""
        with Vertical():
            yield Lines()

    def on_mount(self) -> None:
        """Work out the first frame. It is shown when the screen is laid out, or later if it takes long."""
        self.work_out(methodcaller("begin"), lambda _: self.show() if self._fitted else None)

    def fit(self) -> None:
        """Forget how tall pictures were, and lay everything out."""
        self._tallest = self._part = 0
        self.show()

    def show(self) -> None:
        """Show the frame as it is now, with what has changed since the one before."""
        player, height = self.player, max(self.app.size.height - 2, 1)
        if player.frame is not self._frame:
            self._before = self._frame.numbers if self._frame else ()
            self._frame = player.frame
        self._parts, self._tallest = lay_out_exhibit(player, self.width, height, self._before, self._tallest)
        self._part = min(self._part, len(self._parts) - 1)
        self.query_one(Lines).show(indented(self._parts[self._part], " " * self.margin))
        where = "" if player.has_dials_only else f"step {player.frame.step}"
        self.head.titles = self.trail, f"{where} · seed {player.run.seed}".removeprefix(" · ")
        self.say()

    @property
    def is_working(self) -> bool:
        """True also between two parts of the way to the end."""
        return super().is_working or (self._to_end and self._timer is not None)

    @property
    def progress(self) -> str:
        """The work that is under way, and the keys that change it."""
        if self._timer is None:
            return super().progress
        if self._to_end:
            return f"{_WORKING} step {self.player.frame.step}; any key stops"
        return f"running, {self._pace} · r stop · + − speed"

    @property
    def _pace(self) -> str:
        return f"{counted(_SPEEDS[self._speed], 'step')} a second"

    # --- keys

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool:
        """Leave out what this exhibit, or this screen, doesn't have."""
        player = self.player
        match action:
            case "forward":
                return parameters == ("result" if player.is_hidden else "more" if player.has_dials_only else "step",)
            case "part":
                return len(self._parts) > 1
            case "dial_by" | "turn" | "value":
                return player.dial is not None
        return super().check_action(action, parameters)

    def on_key(self, event: events.Key) -> None:
        """Stop a run by any key but those of its speed, and r, which stops it itself."""
        if event.key not in ("plus", "minus", "r"):
            self._stop()

    def on_click(self, event: events.Click) -> None:
        """Stop a run; a click in the foot presses a key, which does it."""
        if event.widget is not self.foot:
            self._stop()

    def on_mouse_scroll_down(self) -> None:
        """Show the next part of a small screen."""
        self.action_part(1)

    def on_mouse_scroll_up(self) -> None:
        """Show the part before."""
        self.action_part(-1)

    def action_part(self, step: int) -> None:
        """Show another part of a small screen."""
        self._part = min(max(self._part + step, 0), len(self._parts) - 1)
        self.show()

    def action_forward(self, _: str) -> None:
        """Show the next step, or the result, or turn the setting up."""
        self.work_out(methodcaller("forward"), self._show_on)

    def _show_on(self, is_on: bool) -> None:
        """Show how far a step or a run went, and say so at the end; without colours nothing moves before that."""
        if is_on and self._timer and self._to_end and self.app.no_color:
            self.say()
        elif is_on or not self._stop():
            self.show()
        if not is_on:
            self.say(self._at_end)

    def action_return(self, way: str) -> None:
        """Show an earlier frame, also while the next is worked out; a setting that is turned gives a new one."""
        if self.player.has_dials_only:
            self.action_do(way)
        else:
            self._ahead = None  # what is under way is worked out, but not shown before it is asked for again
            self._acts.clear()
            getattr(self.player, way)()
            self.show()

    @property
    def _at_end(self) -> str:
        if self.player.has_dials_only:
            return "This is the end of the setting. Tab chooses another one."
        return "This is the end. ← goes back, s begins again with another seed, q leaves."

    # --- settings

    def action_dial_by(self, step: int) -> None:
        """Choose another setting."""
        self.action_dial(self.player.dial_index + step)

    def action_dial(self, index: int) -> None:
        """Choose a setting by its number."""
        self.player.choose_dial(index)
        self.show()

    def action_turn(self, step: int, index: int | None = None) -> None:
        """Change the chosen setting, or one whose sign was clicked."""
        if index is not None:
            self.action_dial(index)
        self.action_do("turn", step)

    def action_value(self, index: int | None = None) -> None:
        """Choose the value of a setting from a list, or type it."""
        if index is not None:
            self.action_dial(index)
        dial = self.player.dial
        assert dial
        name, now = dial.name, self.player.run.settings[dial.name]
        prompt = "" if dial.choices else f"type a value{dial.range_words}"
        box = ChoiceDialog(dial.about, values_of(dial, now), typed(now), prompt)
        self.app.push_screen(box, lambda value: self.action_do("set", name, value) if value else None)

    # --- running

    def action_run(self) -> None:
        """Go on by itself, or stop; where nothing may move, only the end is shown."""
        if self._stop():
            return
        if self.app.no_color:
            self.action_to_end()
        else:
            self._run()

    def action_to_end(self) -> None:
        """Go to the end as fast as it goes; a setting is turned up at once."""
        if self.player.has_dials_only:
            self.work_out(methodcaller("to_end"), lambda _: self._show_on(False))
        else:
            self._run(to_end=True)

    def _run(self, *, to_end: bool = False) -> None:
        self._to_end = to_end
        self._due = 0.0
        self._timer = self.set_interval(_TICK, self._tick)
        self._tick()

    def _stop(self) -> bool:
        """Stop a run, and show where it is; false if there is none."""
        if self._timer is None:
            return False
        self._timer.stop()
        self._timer = None
        self.show()
        return True

    def action_speed(self, step: int) -> None:
        """Run faster, or slower."""
        self._speed = min(max(self._speed + step, 0), len(_SPEEDS) - 1)
        self.say("" if self._timer else f"{self._pace} · r runs")

    def _tick(self) -> None:
        """Take the steps that are due; what takes longer is drawn in between."""
        if self._timer is None or super().is_working:
            return
        self._due += _SPEEDS[self._speed] * _TICK
        steps, self._due = divmod(self._due, 1)
        if steps or self._to_end:
            self.work_out(partial(_go_on, steps=math.inf if self._to_end else steps), self._show_on)


def _work(act: Callable[[], object], done: "Future[object]") -> None:
    sys.setswitchinterval(_TURN)
    try:
        done.set_result(act())
    except Exception as error:  # noqa: BLE001 -- raised again by whoever asks for the result
        done.set_exception(error)
    finally:
        sys.setswitchinterval(_USUAL_TURN)


def _go_on(player: Player, steps: float) -> bool:
    """Go on some steps, or fewer if they take long; false at the end."""
    start = monotonic()
    while steps and monotonic() - start < _SLICE:
        if not player.forward():
            return False
        steps -= 1
    return True
