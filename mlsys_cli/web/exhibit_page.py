"""An exhibit or calculator in a browser: its settings, its steps, or what is said, are in the address of the page."""

import math
from collections.abc import Callable, Iterator
from typing import Any

from mlsys_cli.exhibits.chance import FIRST_SEED
from mlsys_cli.exhibits.exhibit import Talk, typed
from mlsys_cli.exhibits.exhibit_run import ExhibitRun
from mlsys_cli.exhibits.player import Player, TalkPlayer
from mlsys_cli.page.blocks import Blocks
from mlsys_cli.queries.exhibits import end_run, open_run
from mlsys_cli.session.session import Session
from mlsys_cli.views import exhibit_view as shown
from mlsys_cli.web.form_fields import Fields

_MOST_SECONDS = 5.0
"""The time after which a run is shown as far as it has come: all other pages wait for it. Most take less than one."""

_MOST_LINES = 200


class ExhibitPage:
    """A run with the settings of a query. The fields are `set.NAME`, `preset`, `seed`, `step`, `guess` and `say`.

    Without a `step` it is the last one. Raises MlsysError for what doesn't fit.
    """

    def __init__(self, session: Session, name: str, fields: Fields) -> None:
        self._session = session
        self._fields = fields
        self._step = 0
        self._is_late = False
        changes = [
            f"{field.removeprefix('set.')}={value}" for field, value in fields if field.startswith("set.") and value
        ]
        preset = fields["preset"]
        seed = fields.count("seed") or FIRST_SEED
        run = open_run(session, [f"{name}/{preset}" if preset else name], changes, seed)
        self._player = self._talk(run) if isinstance(run.exhibit.engine, Talk) else self._steps(run)
        self.title = run.entry.dated_title

    def _talk(self, run: ExhibitRun) -> TalkPlayer:
        player = TalkPlayer(run)
        player.guess = self._fields["guess"]
        for line in self._fields.every("say")[:_MOST_LINES]:
            if line.strip() and not player.is_over:
                player.say(line)
        return player

    def _steps(self, run: ExhibitRun) -> Player:
        player = Player(run)
        player.guess = self._fields["guess"]
        player.begin()
        player.reveal()
        if player.has_dials_only:
            return player
        watch = self._session.environment.stopwatch
        end = watch() + _MOST_SECONDS
        last = self._fields.count("step") if self._fields["step"].isdecimal() else math.inf
        while self._step < last and player.forward():
            self._step += 1
            if watch() > end:
                self._is_late = True
                break
        return player

    def remember(self) -> None:
        """Remember that it was tried, with the guess and the goal that was reached."""
        player = self._player
        if isinstance(player, Player):
            player.has_moved = True
        end_run(self._session, player)

    def values(self, write: Callable[[Blocks], str]) -> dict[str, Any]:
        """The values for the template."""
        player = self._player
        run = player.run
        is_talk = isinstance(player, TalkPlayer)
        return {
            "title": self.title,
            "about": write(tuple(shown.heading_blocks(run))[1:]),
            "question": run.question.text if run.question else "",
            "guess": player.guess,
            "outcome": write(tuple(shown.goal_blocks(run, player.outcome))),
            "frame": write(tuple(self._turns(player)) if isinstance(player, TalkPlayer) else self._moment(player)),
            "is_talk": is_talk,
            "said": [turn.line for turn in player.turns] if isinstance(player, TalkPlayer) else [],
            "next_line": player.published_line if isinstance(player, TalkPlayer) else "",
            "step": self._step if isinstance(player, Player) and not player.has_dials_only else None,
            "is_late": self._is_late,
            "command": run.command,
            "seed": run.seed,
            "preset": run.preset,
            "presets": run.exhibit.presets,
            "dials": [(dial, typed(run.settings[dial.name])) for dial in run.exhibit.dials],
            "lesson": write((*shown.lesson_blocks(run), *shown.ways_blocks(run))),
        }

    def _moment(self, player: Player) -> Blocks:
        frame = player.frame
        return (*frame.pictures, *shown.number_blocks(frame.numbers), *shown.text_blocks(frame.text))

    def _turns(self, player: TalkPlayer) -> Iterator[Any]:
        yield from shown.text_blocks(player.greeting)
        for turn in player.turns:
            yield from shown.turn_blocks(turn.line, turn.answer, reasons=False)
