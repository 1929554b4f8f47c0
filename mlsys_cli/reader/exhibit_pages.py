"""The screens of an exhibit: step by step, or with dials; and the pages that are opened from it."""

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from time import monotonic
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.screen import ModalScreen
from textual.timer import Timer

from mlsys_cli.errors import MlsysError
from mlsys_cli.exhibits.exhibit import Checked
from mlsys_cli.exhibits.player import Player, TalkPlayer
from mlsys_cli.page import Blocks, Heading
from mlsys_cli.reader.dialogs import TextDialog
from mlsys_cli.reader.exhibit_layout import key_rows, keys_line, lay_out_exhibit
from mlsys_cli.reader.head_and_foot import FootLine, HeadLine
from mlsys_cli.reader.page_widget import PageWidget
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
_WORKING = "working it out …"

_SLICE = 0.04
"""The seconds for which steps are worked out before the screen is drawn again."""


class InfoPage(ModalScreen[None]):
    """A page over an exhibit. Each of the `later` blocks takes its place as soon as it is worked out."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("q,escape,backspace,enter,c,w,question_mark", "close", show=False)]

    def __init__(self, title: str, blocks: Blocks, later: Iterator[Blocks] | None = None) -> None:
        super().__init__()
        self._title, self._blocks, self._later = title, blocks, later

    def compose(self) -> ComposeResult:
        """The head line, the page, and the foot line."""
        yield HeadLine(markup=False)
        yield PageWidget()
        yield FootLine(markup=False)

    def on_mount(self) -> None:
        """Show the page, and begin to work out the rest."""
        self.query_one(PageWidget).focus()
        self.query_one(PageWidget).show(self._blocks)
        self._go_on()

    def _go_on(self) -> None:
        if self._later is not None and self.is_attached:
            if blocks := next(self._later, None):
                self.query_one(PageWidget).show(blocks)
                self.set_timer(_TICK, self._go_on)
            else:
                self._later = None
        self.on_page_widget_moved()

    def on_page_widget_moved(self) -> None:
        """Show how far the reader is."""
        self.query_one(HeadLine).show(self._title, self.query_one(PageWidget).share_shown, 0)
        self.query_one(FootLine).say(_WORKING if self._later is not None else "q back")

    def action_close(self) -> None:
        """Go back."""
        self.dismiss(None)


class ExhibitScreen(ModalScreen[None]):
    """The base of the screens of exhibits: head line, keys, a guess, and pages over them. It closes when left.

    `player` then knows what they have done.
    """

    AUTO_FOCUS = ""
    player: Player | TalkPlayer

    @property
    def width(self) -> int:
        """The columns inside the margins."""
        return max(self.app.size.width - 2 * wide_margins(self.app.size.width), 1)

    def show(self) -> None:
        """Show the exhibit as it is now."""
        raise NotImplementedError

    def say(self, message: str) -> None:
        """Show a message in place of the keys; with none the keys."""
        self.query_one(FootLine).say(message or keys_line(self.player, self.app.size.width - 2))

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

    def attempt(self, act: Callable[[], object]) -> bool:
        """Do something, and show an error of it in the foot line; true if there was none."""
        try:
            act()
        except MlsysError as error:
            self.show()
            message = f"{error.message[:1].upper()}{error.message[1:].rstrip('.')}."
            self.say(" ".join((message, *error.hints)))
            return False
        self.show()
        return True


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
        self.show()

    def show(self) -> None:
        """Show the frame as it is now."""
        player, margin = self.player, wide_margins(self.app.size.width)
        parts = lay_out_exhibit(player, self.width, max(self.app.size.height - 2, 1))
        for name in ("above", "picture", "below"):
            self.query_one(f"#{name}", Lines).show(indented(getattr(parts, name), " " * margin))
        where = "" if player.has_dials_only else f"step {player.frame.step}"
        self.show_head(f"{where} · seed {player.run.seed}".removeprefix(" · "))
        self.say(f"running, {_SPEEDS[self._speed]} steps a second · r stop · + − speed" if self._timer else "")

    # --- keys

    @property
    def _keys(self) -> Mapping[str, Callable[[], object]]:
        player = self.player
        return {
            "right": self._forward,
            "space": self._forward,
            "left": player.back,
            "home": player.to_start,
            "end": partial(self._run, to_end=True),
            "r": self._run,
            "plus": partial(self._change_speed, 1),
            "minus": partial(self._change_speed, -1),
            "s": player.reseed,
            "tab": partial(player.choose_dial, 1),
            "shift+tab": partial(player.choose_dial, -1),
            "up": partial(player.turn, 1),
            "down": partial(player.turn, -1),
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
            self._act(act)
        else:
            if was_running:
                self.show()
            if open_page := self._pages.get(event.key):
                open_page()

    def _use_preset(self, number: int) -> None:
        found = False

        def use() -> None:
            nonlocal found
            found = self.player.use_preset(number)

        self._act(use, lambda: None if found else self.say(f"There is no preset {number}."))

    def _forward(self) -> None:
        if not self.player.forward():
            self.call_after_refresh(self.say, self._at_end)

    @property
    def _at_end(self) -> str:
        if self.player.has_dials_only:
            return "This is the end of the setting. Tab chooses another one."
        return "This is the end. ← goes back, s begins again with another seed, q leaves."

    def _type_value(self) -> None:
        dial = self.player.dial
        if dial is None:
            self.attempt(self._forward)
            return

        def take(text: str | None) -> None:
            if text:
                self._act(lambda: self.player.set(dial.name, text))

        self.app.push_screen(TextDialog(f"{dial.name}: {dial_words(dial)}"), take)

    def _act(self, act: Callable[[], object], then: Callable[[], object] = lambda: None) -> None:
        """Do what a key asks for, if there was no error also what follows; what may take long is announced before."""

        def do() -> None:
            if self.is_attached and self.attempt(act):
                then()

        if self.player.run.exhibit.is_slow:
            self.say(_WORKING)
            self.set_timer(_TICK, do)  # until then the message is drawn
        else:
            do()

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

    def _tick(self) -> None:
        """Take the steps that are due; what takes longer is drawn in between."""
        if self._timer is None:
            return
        start = monotonic()
        if self._to_end:
            has_ended = self.player.to_end(lambda: monotonic() - start > _SLICE)
        else:
            self._due += _SPEEDS[self._speed] * _TICK
            has_ended = False
            while self._due >= 1 and not has_ended:
                self._due -= 1
                has_ended = not self.player.forward()
                if monotonic() - start > _SLICE:
                    self._due = 0.0
        if has_ended:
            self._stop()
        if has_ended or not self.app.no_color:
            self.show()
        if has_ended:
            self.call_after_refresh(self.say, self._at_end)
        elif self._to_end:
            self.say(f"working it out … step {self.player.frame.step}; any key stops")
