"""The screen of an exhibit that answers lines."""

from typing import ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, VerticalScroll
from textual.widgets import Input, Label

from mlsys_cli.exhibits.exhibit import Talk
from mlsys_cli.exhibits.exhibit_run import ExhibitRun
from mlsys_cli.exhibits.player import Player, TalkPlayer
from mlsys_cli.page.blocks import Paragraph, text_spans
from mlsys_cli.reader.exhibit_layout import grid, number_cells, preset_lines, question_lines
from mlsys_cli.reader.exhibit_screen import ExhibitScreen, StepsScreen
from mlsys_cli.reader.frame import KEYS_KEY
from mlsys_cli.reader.line_view import Lines
from mlsys_cli.reader.typed_lines import TypedField
from mlsys_cli.render.rich_blocks import PROSE_WIDTH, lay_out
from mlsys_cli.render.rich_text import indented
from mlsys_cli.session.session import Session
from mlsys_cli.text.sanitize import harmless
from mlsys_cli.views.exhibit_view import goal_blocks, turn_blocks

_LONGEST = 10_000  # characters of a line; chosen, not measured
_COMMANDS = {"c": "claims", "w": "about", "g": "guess", "s": "do('begin_again')", "q": "leave"}


def _command(line: str, action: str, sentence: str) -> Binding:
    """A line that does something, for the list of keys; it is typed, and has no key."""
    return Binding("", action, show=False, tooltip=sentence, key_display=line)


class TalkScreen(ExhibitScreen):
    """A conversation, and the line in which the learner types."""

    DEFAULT_CSS = """
    TalkScreen VerticalScroll { height: 1fr; scrollbar-size-vertical: 1; background: $background; }
    TalkScreen Horizontal { height: 1; }
    """
    AUTO_FOCUS = "TypedField"
    KEYS = (
        Binding("enter", "say_line", "say it", tooltip="Say the line"),
        Binding("right", "published", "next line", tooltip="Say the next line that was published", priority=True),
        Binding("tab", "reasons", "why", tooltip="Explain each answer, or stop explaining"),
        Binding("up", "scroll(-1)", show=False, tooltip="Scroll", key_display="↑ ↓ PgDn"),
        Binding("down", "scroll(1)", show=False),
        Binding("pageup", "scroll(0, -1)", show=False),
        Binding("pagedown", "scroll(0, 1)", show=False),
        _command("/s", "do('begin_again')", "Begin a new conversation"),
        _command("/1", "preset(1)", "Use the first preset, and so on"),
        _command("/NAME=VALUE", "about", "Change a setting"),
        _command("/g", "guess", "Type a guess"),
        _command("/c", "claims", "Compare with what was published"),
        _command("/w", "about", "What can be set, and how faithful this is"),
        Binding("ctrl+d", "leave", "leave", tooltip="Leave; so does /q", priority=True),
        Binding("escape", "step_back", show=False, tooltip="Leave, unless that would lose what is typed"),
        KEYS_KEY,
    )
    BINDINGS: ClassVar = [binding for binding in KEYS if binding.key]

    def __init__(self, session: Session, player: TalkPlayer, *, reasons: bool = False) -> None:
        super().__init__(session)
        self.player: TalkPlayer = player
        self._reasons = reasons

    def body(self) -> ComposeResult:
        """The conversation, and the line to type in."""
        with VerticalScroll(can_focus=False):
            yield Lines()
        with Horizontal():
            yield Label("> ")
            yield TypedField(_LONGEST)

    def show(self) -> None:
        """Show the conversation as it is now, its end first."""
        player = self.player
        width = max(min(self.width - 1, PROSE_WIDTH), 1)  # the scroll bar takes a column
        blocks = [*goal_blocks(player.run, player.outcome)]
        if player.greeting:
            blocks.append(Paragraph(text_spans(harmless(player.greeting), "strong")))
        for turn in player.turns:
            blocks += turn_blocks(turn.line, turn.answer, self._reasons)
        # One of the numbers answers the question, which the learner may want to guess before.
        numbers = grid(number_cells(player.numbers), width) if player.has_moved or player.guess else []
        asked, presets = question_lines(player.current, width, "/g"), preset_lines(player.run, width)
        groups = filter(None, (asked, presets, lay_out(blocks, width), numbers))
        lines = [line for group in groups for line in (*group, Text())][:-1]
        self.query_one(Lines).show(indented(lines, " " * self.margin))
        self.query_one(Horizontal).styles.margin = (0, self.margin)
        self.head.titles = self.trail, player.run.preset
        self.say()
        self.call_after_refresh(self.query_one(VerticalScroll).scroll_end, animate=False)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool:
        """Leave out what this conversation doesn't have, and leave to the line what edits it."""
        if action == "published":
            return bool(self.player.published_line) and not self.query_one(TypedField).value
        return super().check_action(action, parameters)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Say the line, or do what it commands."""
        line = event.value.strip()
        event.input.value = ""
        word = line.removeprefix("/")
        name, sign, value = word.partition("=")
        if not line:
            return
        if not line.startswith("/"):
            self.action_do("say", line)
        elif action := _COMMANDS.get(word):
            self.call_later(self.run_action, action)
        elif sign:
            self.action_do("set", name.strip(), value.strip())
        elif word.isdecimal():
            self.action_preset(int(word[:9]))
        else:
            self.say(f"There is no command {line[:40]!r}. ? lists them.")

    async def action_say_line(self) -> None:
        """Say the line, as Enter in it does."""
        await self.query_one(TypedField).action_submit()

    def action_published(self) -> None:
        """Say the next line of the published conversation."""
        self.action_do("say", self.player.published_line)

    def action_reasons(self) -> None:
        """Explain each answer, or stop explaining."""
        self._reasons = not self._reasons
        self.show()

    def action_scroll(self, lines: int, screens: int = 0) -> None:
        """Scroll the conversation by some lines, or by as many as are shown of it at once but one."""
        body = self.query_one(VerticalScroll)
        body.scroll_relative(y=lines + screens * (body.size.height - 1), animate=False)

    def action_step_back(self) -> None:
        """Leave, unless that would lose what is typed, or end the program."""
        if self.is_first or self.query_one(TypedField).value:
            self.say("Ctrl-D leaves")
        else:
            self.action_leave()


def exhibit_screen(session: Session, run: ExhibitRun, *, reasons: bool = False) -> ExhibitScreen:
    """The screen that fits an exhibit; a talk may say the `reasons` of each answer."""
    if isinstance(run.exhibit.engine, Talk):
        return TalkScreen(session, TalkPlayer(run), reasons=reasons)
    return StepsScreen(session, Player(run))
