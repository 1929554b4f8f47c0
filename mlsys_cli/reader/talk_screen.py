"""The screen of an exhibit that answers lines."""

from operator import methodcaller
from typing import ClassVar

from rich.text import Text
from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal, VerticalScroll

from mlsys_cli.errors import UsageError
from mlsys_cli.exhibits.exhibit import Talk
from mlsys_cli.exhibits.exhibit_run import ExhibitRun
from mlsys_cli.exhibits.player import Player, TalkPlayer
from mlsys_cli.page.blocks import Block, Paragraph, text_spans
from mlsys_cli.reader.exhibit_layout import number_spans, preset_spans, question_spans
from mlsys_cli.reader.exhibit_screen import ExhibitScreen
from mlsys_cli.reader.frame import Lines
from mlsys_cli.reader.head_and_foot import FootLine, HeadLine
from mlsys_cli.reader.steps_screen import StepsScreen
from mlsys_cli.reader.typed_lines import TypedField
from mlsys_cli.render.rich_blocks import PROSE_WIDTH, lay_out, wide_margins
from mlsys_cli.render.rich_text import indented, wrap_spans
from mlsys_cli.session.session import Session
from mlsys_cli.text.sanitize import harmless
from mlsys_cli.views.exhibit_view import turn_blocks

_LONGEST = 10_000
_SCROLLING = ("up", "down", "pageup", "pagedown")
_FOR_SCREEN = {"enter", "escape", "tab", *_SCROLLING}
_FOR_SCREEN_AT_FIRST = {"question_mark", "right", "ctrl+d"}
"""The keys that aren't for the field as long as it is empty."""


def _is_for_screen(event: events.Key, typed: str) -> bool:
    return event.key in _FOR_SCREEN or (not typed and event.key in _FOR_SCREEN_AT_FIRST)


class TalkField(TypedField):
    """The line that the learner types. Keys that don't edit it are left to the screen."""

    DEFAULT_CSS = """
    TalkField { width: 1fr; height: 1; border: none; padding: 0; background: $background; color: $accent; }
    TalkField:focus { border: none; background-tint: $foreground 0%; }
    """

    def __init__(self) -> None:
        super().__init__(_LONGEST, _is_for_screen)


class TalkScreen(ExhibitScreen):
    """A conversation, and the line in which the learner types."""

    DEFAULT_CSS = """
    TalkScreen { background: $background; }
    TalkScreen VerticalScroll { height: 1fr; scrollbar-size-vertical: 1; background: $background; }
    TalkScreen Horizontal { height: 1; }
    TalkScreen #prompt { width: 2; }
    """
    _COMMANDS: ClassVar = {"c": "claims", "w": "about", "g": "guess", "q": "leave"}

    def __init__(self, session: Session, player: TalkPlayer, *, reasons: bool = False) -> None:
        super().__init__(session)
        self.player: TalkPlayer = player
        self._reasons = reasons

    def compose(self) -> ComposeResult:
        """The head line, the conversation, the line to type in, and the foot line."""
        yield HeadLine()
        with VerticalScroll(can_focus=False):
            yield Lines(id="conversation")
        with Horizontal():
            yield Lines(id="prompt")
            yield TalkField()
        yield FootLine()

    def on_mount(self) -> None:
        """Begin to type at once."""
        self.query_one("#prompt", Lines).show([Text("> ")])
        self.query_one(TalkField).focus()
        self.show()

    def show(self) -> None:
        """Show the conversation as it is now, its end first."""
        player, margin = self.player, wide_margins(self.app.size.width)
        width = min(self.width - 1, PROSE_WIDTH)  # the scroll bar takes a column
        top = [spans for spans in (question_spans(player.current, "/g"), preset_spans(player.run)) if spans]
        blocks: list[Block] = [Paragraph(spans) for spans in top]
        if player.greeting:
            blocks.append(Paragraph(text_spans(harmless(player.greeting), "strong")))
        for turn in player.turns:
            blocks += turn_blocks(turn.line, turn.answer, self._reasons)
        # One of the numbers answers the question, which the learner may want to guess before.
        numbers = number_spans(player.numbers) if player.has_moved or player.guess else ()
        lines = [*lay_out(blocks, max(width, 1)), *([Text(), *wrap_spans(numbers, width)] if numbers else [])]
        self.query_one("#conversation", Lines).show(indented(lines, " " * margin))
        self.query_one(Horizontal).styles.margin = (0, margin)
        self.show_head(player.run.preset)
        self.say("")
        self.call_after_refresh(self.query_one(VerticalScroll).scroll_end, animate=False)

    def on_key(self, event: events.Key) -> None:
        """Do what a key asks for that doesn't edit the line."""
        field = self.query_one(TalkField)
        if not _is_for_screen(event, field.value):
            return
        event.stop()
        event.prevent_default()
        if event.key == "enter":
            line, field.value = field.value.strip(), ""
            self.attempt(lambda: self._take(line))
        elif event.key == "right":
            self._say_published()
        elif event.key == "tab":
            self._reasons = not self._reasons
            self.show()
        elif event.key == "question_mark":
            self.action_keys()
        elif event.key in _SCROLLING:
            body = self.query_one(VerticalScroll)
            name = event.key.replace("page", "page_")
            getattr(body, f"scroll_{name}")(animate=False)
        else:
            self.action_leave()

    def _say_published(self) -> None:
        if line := self.player.published_line:
            self.work_out(methodcaller("say", line))
        else:
            self.say("The published conversation has no next line; /s begins a new one.")

    def _take(self, line: str) -> None:
        """Say a line, or do what it commands. Raises UsageError."""
        word = line.removeprefix("/")
        name, sign, value = word.partition("=")
        if not line:
            return
        if not line.startswith("/"):
            self.work_out(methodcaller("say", line))
        elif action := self._COMMANDS.get(word):
            self.call_later(getattr(self, f"action_{action}"))
        elif word == "s":
            self.work_out(methodcaller("begin_again"))
        elif sign:
            self.work_out(methodcaller("set", name.strip(), value.strip()))
        elif word.isdecimal() and 1 <= int(word[:9]) <= len(self.player.run.exhibit.presets):
            self.work_out(methodcaller("use_preset", int(word[:9])))
        else:
            raise UsageError(f"There is no command {line[:40]!r}", ["? lists them."])


def exhibit_screen(session: Session, run: ExhibitRun, *, reasons: bool = False) -> ExhibitScreen:
    """The screen that fits an exhibit; a talk may say the `reasons` of each answer."""
    if isinstance(run.exhibit.engine, Talk):
        return TalkScreen(session, TalkPlayer(run), reasons=reasons)
    return StepsScreen(session, Player(run))
