"""The base of every program on the whole screen: its appearance, its keys one by one, and how it ends."""

import gc
import signal
from asyncio import AbstractEventLoop, get_running_loop
from collections import deque
from types import FrameType
from typing import Any, ClassVar

from textual import events
from textual.app import App
from textual.binding import BindingType
from textual.filter import LineFilter
from textual.message import Message
from textual.screen import Screen
from textual.widget import Widget

from mlsys_cli.errors import Exit, ExitCode
from mlsys_cli.journal.settings import THEMES
from mlsys_cli.reader.frame import FramedScreen
from mlsys_cli.reader.head_and_foot import FootLine
from mlsys_cli.reader.key_bindings import PROGRAM_KEYS
from mlsys_cli.reader.terminal_driver import TerminalProgram
from mlsys_cli.reader.themes import filters_of, textual_theme
from mlsys_cli.session.session import Session
from mlsys_cli.text.english import counted

_AT_ONCE = tuple(binding.key for binding in PROGRAM_KEYS)
"""The keys that wait for no other."""

_ROUNDS = 2
"""How often all queues are passed after a key: for what it does, and for what follows from that."""

_PATIENCE = 0.3
"""The seconds after which another message follows a key for which others wait: a box that closes may lose one."""

_ENDS = tuple(signal.Signals[name] for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name))
_TEXTUALS = tuple(signal.Signals[name] for name in ("SIGTSTP", "SIGCONT", "SIGWINCH") if hasattr(signal, name))
"""The signals whose handlers Textual would leave behind. Windows, where the reader runs in a browser, lacks most."""

_GARBAGE = 200_000
"""The number of new objects after which garbage is collected."""


class FullScreenProgram(TerminalProgram):
    """A program that has the terminal for itself until it ends, and gives it back however it ends."""

    ENABLE_COMMAND_PALETTE = False
    AUTO_FOCUS = ""  # each screen chooses what has the focus
    CSS = """
    Screen { layout: vertical; }
    HeadLine, FootLine { height: 1; width: 100%; background: $panel; color: $foreground; }
    HeadLine { text-style: bold; }
    Input:ansi > .input--cursor { background: ansi_default; color: ansi_default; text-style: reverse; }
    HeadLine:ansi { text-style: bold reverse; }
    FootLine:ansi { text-style: reverse; }
    PageWidget { height: 1fr; width: 1fr; overflow-x: auto; background: $background; }
    """
    BINDINGS: ClassVar[list[BindingType]] = list(PROGRAM_KEYS)

    class Passed(Message):
        """A message that follows a key through the queues of all that the key may have an effect on."""

        def __init__(self, typed: events.Event, rounds: int, screen: Screen[object], focused: Widget | None) -> None:
            super().__init__()
            self.typed = typed
            self.rounds = rounds
            self.where = (screen, focused)

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._typed: deque[Any] = deque()
        """The keys and pastes that wait, of which the first is under way."""
        self._interrupted: FootLine | None = None
        """The foot that says how to leave, after Ctrl-C was pressed."""
        for name in THEMES:
            self.register_theme(textual_theme(name))
        self.no_color = bool(session.env.get("NO_COLOR"))
        self._has_braille = session.terminal.has_braille  # asked before Textual takes stdout
        self._settings = session.learner.settings
        self._begin_in_theme("terminal" if self.no_color else self._settings.theme)
        self.animation_level = "none"
        self._session = session
        self.has_mouse = self._settings.mouse
        self._was_quiet = session.options.quiet
        session.options.quiet = True  # there is no place on the screen for what is written to stderr
        self._running_loop: AbstractEventLoop | None = None

    def _begin_in_theme(self, name: str) -> None:
        """Use a theme from the first screen on. To set it, as `action_theme` does, has the styles worked out twice."""
        self._colours = filters_of(name, no_color=self.no_color, has_braille=self._has_braille)
        self.set_reactive(App.theme, name)
        self.stylesheet.set_variables(self.get_css_variables())

    def get_css_variables(self) -> dict[str, str]:
        """The colours of the theme. Textual asks for those of its own theme first, in which nothing is shown."""
        return super().get_css_variables() if self.theme in THEMES else {}

    def get_line_filters(self) -> list[LineFilter]:
        """The filters that give a line the colours of the theme. Textual knows one mapping for all dark themes."""
        return self._colours

    def action_theme(self, name: str = "") -> None:
        """Show everything in a theme, or in the one that follows the present one, until the program ends."""
        if self.no_color:
            self.framed.tell("NO_COLOR is set: there are no colours.")
            return
        name = name or THEMES[(THEMES.index(self.theme) + 1) % len(THEMES)]
        self._use_theme(name)
        self.framed.tell(f"Theme: {name}. 'mlsys config theme {name}' keeps it.")

    def _use_theme(self, name: str) -> None:
        self._colours = filters_of(name, no_color=self.no_color, has_braille=self._has_braille)
        self.theme = name

    def obey_settings(self) -> None:
        """Change the theme and the mouse as the settings say, if a command has changed these."""
        before, self._settings = self._settings, self._session.learner.settings
        if self._settings.theme != before.theme and not self.no_color:
            self._use_theme(self._settings.theme)
        if self._settings.mouse != before.mouse:
            self.use_mouse(self._settings.mouse)

    def action_mouse(self) -> None:
        """Leave the mouse to the terminal, or take it back."""
        self.use_mouse(not self.has_mouse)
        state, selects = ("on", "") if self.has_mouse else ("off", ": the terminal selects text")
        self.framed.tell(f"Mouse {state}{selects}. 'mlsys config mouse {state}' keeps it {state}.")

    # --- keys, one after the other

    @property
    def framed(self) -> FramedScreen[Any]:
        """The screen with a head and a foot that is on top, perhaps under a box."""
        return next(screen for screen in reversed(self.screen_stack) if isinstance(screen, FramedScreen))

    async def on_event(self, event: events.Event) -> None:
        """Let each key have its effect before the next one, so that what is typed at once reaches a box it opens."""
        is_moved = isinstance(event, events.MouseMove) or getattr(event, "key", "") == "ctrl+c"
        if self._interrupted and isinstance(event, events.InputEvent | events.Paste) and not is_moved:
            self._interrupted.say("")
            self._interrupted = None
        is_typed = isinstance(event, (events.Key, events.Paste)) and not event.is_forwarded
        if not is_typed or getattr(event, "key", "") in _AT_ONCE:
            await super().on_event(event)
            return
        self._typed.append(event)
        if len(self._typed) == 1:
            await self._hand_on()

    async def _hand_on(self) -> None:
        """Give the next key to what has the focus."""
        if self._typed:
            typed = event = self._typed[0]
            if isinstance(event, events.Key) and event.key == "ctrl+j" and "ctrl+j" not in self.screen.active_bindings:
                # The terminal makes it of an Enter that is pressed before the program has begun.
                event = events.Key("enter", "\r")
            elif isinstance(event, events.Key) and event.key.startswith("alt+"):
                event = events.Key(event.key, None)  # else its letter would be typed
            screen = self.screen
            if not (isinstance(screen, FramedScreen) and screen.take_typed(event)):
                await super().on_event(event)
            self._send_after(typed)

    def _insist(self) -> None:
        """Send another message after the key that others wait for."""
        if len(self._typed) > 1:
            self._send_after(self._typed[0])

    def _send_after(self, typed: events.Event, rounds: int = _ROUNDS) -> None:
        """Send a message after a key that is under way."""
        if self._is_under_way(typed) and self.screen_stack:
            target = self.focused or self.screen
            target.post_message(self.Passed(typed, rounds, self.screen, self.focused))

    def _is_under_way(self, typed: events.Event) -> bool:
        return bool(self._typed) and self._typed[0] is typed

    async def on_full_screen_program_passed(self, message: Passed) -> None:
        """Wait for a screen that is new, or else hand on the next key."""
        if message.where != (self.screen, self.focused):
            self._send_after(message.typed)
        elif message.rounds > 1:
            self._send_after(message.typed, message.rounds - 1)
        elif self._is_under_way(message.typed):
            self._typed.popleft()
            await self._hand_on()

    def on_mount(self) -> None:
        """Obey the settings and the signals. Textual calls this as well as the `on_mount` of a subclass."""
        if not self.has_mouse:
            self.use_mouse(False)
        self.app_resume_signal.subscribe(self, self._resume)
        self.set_interval(1, self.collect_garbage)
        self.set_interval(_PATIENCE, self._insist)
        self._running_loop = get_running_loop()
        if self.ended_by:
            self._end_by(self.ended_by, None)

    def collect_garbage(self) -> None:
        """Collect garbage between two keys: in the middle of one, the learner would wait a fifth of a second for it."""
        self.forget_closed_widgets()
        if not gc.isenabled() and gc.get_count()[0] > _GARBAGE:
            gc.collect()

    def _resume(self, _: object) -> None:
        """Draw everything again after Ctrl-Z; Textual may draw only what has changed, on a screen that is empty."""
        if not self.has_mouse:
            self.use_mouse(False)
        for widget in self.screen.walk_children():
            widget.refresh()

    def _end_by(self, signal_number: int, _: FrameType | None) -> None:
        """End because of a signal, but only when the terminal can be given back: it is taken before `on_mount`."""
        self.ended_by = signal_number
        if self._running_loop is not None and not self._running_loop.is_closed():
            self._running_loop.call_soon_threadsafe(self.exit, None, 128 + signal_number)

    def action_interrupt(self) -> None:
        """Copy what is selected. With nothing selected say how to leave, and leave if it is pressed again at once.

        Not in a browser, where one closes the window.
        """
        framed, is_box = self.framed, self.screen is not self.framed
        if typed := getattr(self.focused, "selected_text", ""):
            self.copy_to_clipboard(typed)
        elif framed.copy_selected(self.screen):
            pass
        elif self._interrupted is not framed.foot:
            self._interrupted = framed.foot
            framed.foot.say(f"Nothing is selected · {'Esc closes the box' if is_box else 'q leaves'}")
        elif not self.is_web:
            self.exit(return_code=ExitCode.INTERRUPTED)

    def copy_to_clipboard(self, text: str) -> None:
        """Hand a text to the clipboard of the terminal, which may not take it, and say so."""
        super().copy_to_clipboard(text)
        doubt = ", if the terminal allows it (OSC 52)" if self._may_ignore_copies else ""
        self.framed.tell(f"{counted(len(text.split()), 'word')} copied{doubt}")

    @property
    def _may_ignore_copies(self) -> bool:
        """True for a terminal that takes no text for the clipboard, or only if it was told to."""
        env = self._session.env
        is_old = env.get("TERM_PROGRAM") == "Apple_Terminal" or "VTE_VERSION" in env
        return not self.is_web and (is_old or env.get("TERM", "").startswith(("linux", "screen", "tmux")))

    def run_to_end(self) -> None:
        """Run until the program ends. Raises its error, or Exit if it was interrupted."""
        if self.console.color_system == "standard":
            self._begin_in_theme("terminal")  # of the colours of the others, sixteen would leave a few greys
        gc.freeze()  # what is imported stays: to look through it would take longer than to draw the first screen
        handlers = {number: signal.getsignal(number) for number in (*_ENDS, *_TEXTUALS)}
        for number in _ENDS:
            signal.signal(number, self._end_by)
        try:
            self.run()
        finally:
            self._running_loop = None
            for number, handler in handlers.items():
                signal.signal(number, handler)
        self._session.options.quiet = self._was_quiet
        if self.error is not None:
            raise self.error
        if self.return_code:
            raise Exit(self.return_code)
