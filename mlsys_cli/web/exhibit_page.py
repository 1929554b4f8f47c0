"""An exhibit or calculator that runs on a page: all that it needs to know stands in the address of the page."""

import math
from collections.abc import Callable
from typing import Any, NamedTuple

from mlsys_cli.exhibits.exhibit import FIRST_SEED, Talk, typed
from mlsys_cli.exhibits.player import Player, TalkPlayer
from mlsys_cli.page.blocks import Blocks
from mlsys_cli.queries.exhibits import end_run, open_run
from mlsys_cli.session.session import Session
from mlsys_cli.views import exhibit_view as shown
from mlsys_cli.web.form_fields import Fields

_MOST_SECONDS = 5.0
"""The time after which a run is shown as far as it has come: all other pages wait for it. Most take less than one."""

_MOST_LINES = 200


class ExhibitPage(NamedTuple):
    """A run as far as a page shows it: after which step, if it has any, and if it was ended since it took too long."""

    player: Player | TalkPlayer
    step: int | None = None
    is_late: bool = False

    def remember(self, session: Session) -> None:
        """Remember that it was tried, with the guess and the goal that was reached."""
        if isinstance(self.player, Player):
            self.player.has_moved = True
        end_run(session, self.player)

    def values(self, write: Callable[[Blocks], str]) -> dict[str, Any]:
        """The values for the template."""
        player, run = self.player, self.player.run
        if isinstance(player, TalkPlayer):
            turns = (shown.turn_blocks(turn.line, turn.answer, reasons=False) for turn in player.turns)
            frame = (*shown.text_blocks(player.greeting), *(block for turn in turns for block in turn))
        else:
            text, numbers, pictures, _ = player.frame
            frame = (*pictures, *shown.number_blocks(numbers), *shown.text_blocks(text))
        return {
            **self._asdict(),
            "run": run,
            "is_talk": isinstance(player, TalkPlayer),
            "dials": [(dial, typed(run.settings[dial.name])) for dial in run.exhibit.dials],
            "about": write(tuple(shown.heading_blocks(run))[1:]),
            "frame": write(frame),
            "outcome": write(tuple(shown.goal_blocks(run, player.outcome))),
            "lesson": write((*shown.lesson_blocks(run), *shown.ways_blocks(run))),
        }


def exhibit_page(session: Session, name: str, fields: Fields) -> ExhibitPage:
    """A run with the settings of a query. The fields are `set.NAME`, `preset`, `seed`, `step`, `guess` and `say`.

    Without a `step` it is the last one. Raises MlsysError for what doesn't fit.
    """
    settings = ((field, value) for field, value in fields.items() if field.startswith("set.") and value)
    changes = [f"{field.removeprefix('set.')}={value}" for field, value in settings]
    address = f"{name}/{fields['preset']}" if fields["preset"] else name
    run = open_run(session, [address], changes, fields.count("seed") or FIRST_SEED)
    if isinstance(run.exhibit.engine, Talk):
        talk = TalkPlayer(run)
        talk.guess = fields["guess"]
        for line in filter(str.strip, fields.getlist("say")[:_MOST_LINES]):
            if not talk.is_over:
                talk.say(line)
        return ExhibitPage(talk)
    player = Player(run)
    player.guess = fields["guess"]
    player.begin()
    player.reveal()
    if player.has_dials_only:
        return ExhibitPage(player)
    watch, step, is_late = session.environment.stopwatch, 0, False
    end = watch() + _MOST_SECONDS
    last = fields.count("step") if fields["step"].isdecimal() else math.inf
    while step < last and not is_late and player.forward():
        step, is_late = step + 1, watch() > end
    return ExhibitPage(player, step, is_late)
