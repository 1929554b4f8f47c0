"""A run of an exhibit: its settings, its seed, and what comes of them."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import takewhile
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from mlsys_cli.errors import UsageError
from mlsys_cli.exhibits.catalogue import Entry
from mlsys_cli.exhibits.exhibit import (
    FIRST_SEED,
    Dial,
    Dials,
    Exhibit,
    Frame,
    GuessQuestion,
    Number,
    Preset,
    Talk,
    TalkTurn,
    Value,
    typed,
)
from mlsys_cli.text.english import quote
from mlsys_cli.text.sanitize import harmless

if TYPE_CHECKING:  # imported when an exhibit with a goal was run
    from mlsys_cli.exhibits.goal import GoalOutcome

_MOST_VALUES = 1000
"""The most values of a sweep: a typing error such as 1..1e9 would go on for days."""
_USUAL_VALUES = 20
"""The values that a sweep over fractions has, unless it says how far apart they are."""


Progress: TypeAlias = Callable[[int, int], None]
"""Called with the number of values that were run, and of all."""


class ExhibitRun(NamedTuple):
    """An exhibit with the settings and the seed that it runs with; `file` is the name of the user's data."""

    entry: Entry
    exhibit: Exhibit
    settings: Mapping[str, Any]
    preset: str = ""
    seed: int = FIRST_SEED
    file: str = ""

    @property
    def address(self) -> str:
        """The name of the exhibit, and of its preset: `perceptron/xor`."""
        return f"{self.entry.name}/{self.preset}" if self.preset else self.entry.name

    @property
    def question(self) -> GuessQuestion | None:
        """The question that fits the settings; None if there is nothing to guess."""
        question = self.exhibit.question(self.settings)
        return question and question._replace(text=harmless(question.text))  # it may have settings that were typed

    @property
    def chosen_preset(self) -> Preset | None:
        """The preset, if one was chosen."""
        return next((preset for preset in self.exhibit.presets if preset.name == self.preset), None)

    @property
    def setting(self) -> dict[str, Value]:
        """The settings as values that can be shown: of the user's data the name of the file."""
        dials = {dial.name: self.settings[dial.name] for dial in self.exhibit.dials}
        return {**dials, **({"data": self.file} if self.file else {})}

    @property
    def changes(self) -> dict[str, Value]:
        """The settings that are not those of the preset."""
        usual = self.exhibit.settings(self.preset)
        return {dial.name: now for dial in self.exhibit.dials if (now := self.settings[dial.name]) != usual[dial.name]}

    @property
    def command(self) -> str:
        """The command that gives the same again."""
        options = [f"--set {quote(f'{name}={typed(value)}')}" for name, value in self.changes.items()]
        options += [f"--data {quote(self.file)}"] if self.file else []
        options += [f"--seed {self.seed}"] if self.seed != FIRST_SEED else []
        return " ".join(["mlsys run", self.address, *options])

    def with_setting(self, name: str, value: Value) -> "ExhibitRun":
        """The run with another value of a dial."""
        return self._replace(settings={**self.settings, name: value})

    def with_preset(self, name: str) -> "ExhibitRun":
        """The run with the settings of a preset."""
        data = {"data": self.settings["data"]} if self.file else {}
        return self._replace(preset=name, settings={**self.exhibit.settings(name), **data})

    def frames(self, last_step: int | None = None) -> Iterator[Frame]:
        """The frames of the run until a step; a talk has none, and dials have one."""
        frames = self.exhibit.frames(self.settings, self.seed)
        return frames if last_step is None else takewhile(lambda frame: frame.step <= last_step, frames)

    def last_frame(self) -> Frame:
        """The frame at which a run without a talk ends."""
        *_, last = self.frames()
        return last

    def outcome(self, numbers: Sequence[Number]) -> "GoalOutcome | None":
        """The outcome for the goal with the numbers of the last frame; None if there is no goal."""
        from mlsys_cli.exhibits.goal import outcome_of

        goal = self.exhibit.goal
        return outcome_of(goal, self.exhibit.dials, self.settings, numbers) if goal else None

    def conversation(self, lines: Iterable[str]) -> Iterator[TalkTurn]:
        """Each line of a talk with its answer, until the talk is over."""
        return self.exhibit.conversation(self.settings, lines)


def new_run(entry: Entry, exhibit: Exhibit, preset: str, changes: Sequence[str], seed: int) -> ExhibitRun:
    """The run of an exhibit with changes such as `data=xor`. Raises UsageError."""
    texts: dict[str, str] = {}
    for change in changes:
        name, sign, value = change.partition("=")
        if not (sign and name.strip()):
            example = f", such as {exhibit.dials[0].name}={typed(exhibit.dials[0].default)}" if exhibit.dials else ""
            raise UsageError(f"{change[:60]!r} isn't a setting", [f"write NAME=VALUE{example}"])
        texts[name.strip()] = value.strip()
    return ExhibitRun(entry, exhibit, exhibit.settings(preset, texts), preset, seed)


class Sweep(NamedTuple):
    """The last frame of a run for each value of one of its dials."""

    run: ExhibitRun
    dial: Dial
    frames: tuple[tuple[Value, Frame], ...]


def sweep(run: ExhibitRun, wanted: str, report: Progress) -> Sweep:
    """The sweep that a text such as `k=1..61`, `k=1..61..2` or `data=and,xor` asks for. Raises UsageError."""
    if isinstance(run.exhibit.engine, Talk):
        raise UsageError(f"{run.entry.name} is a conversation, which has no settings to go through")
    name, _, values = wanted.partition("=")
    dial = run.exhibit.dial(name.strip().lower())
    chosen = _values(dial, values.strip())
    exhibit, engine = run.exhibit, run.exhibit.engine
    if isinstance(engine, Dials) and engine.begin_sweep:
        exhibit = exhibit._replace(engine=Dials(engine.begin_sweep()))
    frames = []
    for number, value in enumerate(chosen, 1):
        frames.append((value, run._replace(exhibit=exhibit).with_setting(dial.name, value).last_frame()))
        report(number, len(chosen))
    return Sweep(run, dial, tuple(frames))


def _values(dial: Dial, text: str) -> list[Value]:
    if dial.choices and not text:
        return list(dial.choices)
    if ".." not in text:
        listed = text.split(",")
        _require_few(dial, text, len(listed))
        return [dial.value(word) for word in listed]
    first, last, *more = text.split("..")
    if isinstance(dial.default, str) or len(more) > 1:
        raise UsageError(f"{dial.name} can't be {text[:40]!r}", [f"write {_example(dial)}"])
    low, high = _number(dial, first), _number(dial, last)
    if high < low:
        raise UsageError(f"{first} is more than {last}", [f"write the smaller one first: {dial.name}={last}..{first}"])
    whole = isinstance(dial.default, int)
    step = _number(dial._replace(low=0), more[0]) if more else 1 if whole else (high - low) / _USUAL_VALUES
    if step <= 0:
        if low < high:
            raise UsageError("the values of a sweep must be some way apart", [f"write {_example(dial)}"])
        return [low]
    count = int((high - low) / step + 1e-9) + 1
    _require_few(dial, text, count)
    return [low + number * step if whole else round(low + number * step, 9) for number in range(count)]


def _require_few(dial: Dial, text: str, count: int) -> None:
    if count > _MOST_VALUES:
        raise UsageError(f"{dial.name}={text[:40]} is {count:,} values", [f"a sweep has at most {_MOST_VALUES:,}"])


def _number(dial: Dial, text: str) -> int | float:
    value = dial.value(text)
    assert not isinstance(value, str)
    return value


def _example(dial: Dial) -> str:
    if isinstance(dial.default, str):
        return f"{dial.name}={','.join(dial.choices[:2]) or 'ONE,ANOTHER'}"
    return f"{dial.name}=FIRST..LAST..STEP"
