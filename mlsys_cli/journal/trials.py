"""The exhibits that the learner has tried: what they guessed, and what came out."""

from collections.abc import Mapping
from typing import NamedTuple, TypeAlias

from mlsys_cli.journal.store import Store
from mlsys_cli.journal.writer import Writer

EXHIBIT = "@mlsys:exhibit:"
"""The beginning of the subject of an exhibit, which belongs to no book."""

Result: TypeAlias = int | float | str | bool | None


class Trial(NamedTuple):
    """A run of an exhibit by the learner; the guess and the result are empty where nothing was asked."""

    exhibit: str
    at: int
    preset: str = ""
    guess: str = ""
    result: Result = None


class Trials:
    """The trials in a store."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def last(self) -> Mapping[str, Trial]:
        """The last trial of each exhibit, the latest first."""
        found: dict[str, Trial] = {}
        for event in reversed(self._store.events("trial")):
            name = event.subject.removeprefix(EXHIBIT)
            values = {key: event.values[key] for key in ("preset", "guess", "result") if key in event.values}
            found.setdefault(name, Trial(name, event.at, **values))
        return found

    def add(self, trial: Trial) -> None:
        """Remember a trial."""
        values = {"preset": trial.preset, "guess": trial.guess, "result": trial.result}
        given = {key: value for key, value in values.items() if value not in ("", None)}
        Writer(self._store.database).append(trial.at, "trial", f"{EXHIBIT}{trial.exhibit}", given)
