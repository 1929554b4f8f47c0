"""Exhibits line by line, for screen readers and for terminals that can't show a full screen."""

from collections.abc import Callable
from functools import partial

from mlsys_cli.errors import MlsysError, UsageError
from mlsys_cli.exhibits.exhibit import Talk
from mlsys_cli.exhibits.exhibit_run import ExhibitRun
from mlsys_cli.exhibits.player import Player, TalkPlayer
from mlsys_cli.page.blocks import Blocks, Heading
from mlsys_cli.practice.practice_prompt import write_blocks, write_message
from mlsys_cli.queries.exhibits import named_claims
from mlsys_cli.session.session import Session
from mlsys_cli.terminal.typed_line import ask_line
from mlsys_cli.text.english import sentence
from mlsys_cli.views.exhibit_view import (
    about_blocks,
    answer_blocks,
    goal_blocks,
    heading_blocks,
    number_blocks,
    reason_blocks,
    text_blocks,
)
from mlsys_cli.views.shared_blocks import command_blocks

_STEPS_HELP = (
    ("Enter", "go on"),
    ("b", "go back"),
    ("e", "go to the end"),
    ("a", "go to the start"),
    ("s", "begin again with another seed"),
    ("1", "use the first preset, and so on"),
    ("NAME=VALUE", "change a setting"),
    ("c", "compare with what was published"),
    ("w", "say what can be set, and how faithful this is"),
    ("q", "quit"),
)
_AT_ENDS = {"": "This is the end; b goes back, q leaves.", "b": "This is the start."}
_TALK_HELP = (
    ("Enter", "say the next line of the published conversation, if there is one"),
    ("/w", "say how the last answer came about"),
    ("/s", "begin a new conversation"),
    ("/1", "use the first preset, and so on"),
    ("/NAME=VALUE", "change a setting"),
    ("/c", "compare with what was published"),
    ("/a", "say what can be set, and how faithful this is"),
    ("/q", "quit"),
)


class ExhibitLines:
    """A learner who goes through an exhibit a line at a time."""

    def __init__(self, session: Session, run: ExhibitRun, *, reasons: bool = False) -> None:
        self._session = session
        self._reasons = reasons
        self.player: Player | TalkPlayer = TalkPlayer(run) if isinstance(run.exhibit.engine, Talk) else Player(run)
        self._is_over = False

    def run(self) -> None:
        """Show the exhibit until the learner leaves. Raises UsageError for settings that don't fit each other."""
        player = self.player
        if isinstance(player, Player):
            player.begin()
        self._write(tuple(heading_blocks(player.run)))
        self._ask_guess()
        if isinstance(player, Player):
            self._say("Type ? for all commands, q to quit.")
            player.reveal()
            self._show(player)
            self._take_lines("next> ", partial(self._take, player), leave="q")
        else:
            self._say("Type ? for all commands, /q to quit.")
            self._say(player.greeting)
            self._take_lines("> ", partial(self._take_said, player), leave="/q")

    def _ask_guess(self) -> None:
        if question := self.player.run.question:
            self._say(question.text)
            self.player.guess = ask_line("your guess, or Enter> ") or ""
        self._write(tuple(goal_blocks(self.player.run, None)))

    def _take_lines(self, prompt: str, take: Callable[[str], None], leave: str) -> None:
        """Do what each line says, until one of them, or the end of input, leaves the exhibit."""
        while not self._is_over:
            line = ask_line(prompt)
            try:
                take(leave if line is None else line)
            except MlsysError as error:
                self._say(" ".join(map(sentence, (error.message, *error.hints))))

    # --- steps and dials

    def _show(self, player: Player) -> None:
        frame = player.frame
        name = "" if player.has_dials_only else f"Step {frame.step}"
        title = (Heading(3, name),) if name else ()
        self._write((*title, *text_blocks(frame.text), *number_blocks(frame.numbers), *frame.pictures))
        if outcome := player.outcome:
            self._say(f"The goal: {outcome.text}.")

    def _take(self, player: Player, line: str) -> None:
        ways = {"": player.forward, "b": player.back, "e": player.to_end, "a": player.to_start, "s": player.reseed}
        word = line.lower()
        if way := ways.get(word):
            if way() is False:
                self._say(_AT_ENDS[word])
        elif not self._take_other(line, _STEPS_HELP):
            return
        if word == "s":
            self._say(f"Seed {player.run.seed}.")
        self._show(player)

    # --- talks

    def _take_said(self, player: TalkPlayer, line: str) -> None:
        line = line or player.published_line
        command = line.removeprefix("/")
        word = command.lower()
        if line and line == command != "?":
            self._answer(player, line)
        elif word == "w":
            if not player.turns:
                raise UsageError("Nothing was said yet")
            self._write(tuple(reason_blocks(player.turns[-1].answer)))
        elif word == "s":
            player.begin_again()
            self._say(player.greeting or "A new conversation.")
        elif word == "a":
            self._write(about_blocks(player.run))
        elif line and self._take_other(command, _TALK_HELP):
            self._say(player.greeting or "A new conversation.")

    def _answer(self, player: TalkPlayer, line: str) -> None:
        if player.published_line == line:
            self._say(f"> {line}")
        turn = player.say(line)
        self._write((*answer_blocks(turn.answer), *(reason_blocks(turn.answer) if self._reasons else ())))
        if player.is_over:
            self._say("The conversation is over: /s begins a new one, /q leaves.")

    # --- both

    def _take_other(self, line: str, commands: tuple[tuple[str, str], ...]) -> bool:
        """Do what a line says that means the same everywhere; true if the exhibit has begun again."""
        word, player = line.lower(), self.player
        name, sign, value = line.partition("=")
        if word in ("q", "quit", "exit"):
            self._is_over = True
        elif word == "?":
            self._write(command_blocks(commands))
        elif word == "c":
            run = player.run
            self._write(named_claims(self._session, run, [*run.exhibit.check()]).blocks())
        elif word == "w":
            self._write(about_blocks(player.run))
        elif sign:
            player.set(name.strip(), value.strip())
            return True
        elif word.isdecimal():
            if not player.use_preset(int(word)):
                raise UsageError(f"There is no preset {word[:9]}")
            self._write(tuple(heading_blocks(player.run)))
            return True
        else:
            raise UsageError(f"{line[:40]!r} isn't a command; type ? to list them")
        return False

    def _say(self, message: str) -> None:
        self._session.refresh_terminal()
        write_message(self._session, message)

    def _write(self, blocks: Blocks) -> None:
        self._session.refresh_terminal()
        write_blocks(self._session, blocks)
