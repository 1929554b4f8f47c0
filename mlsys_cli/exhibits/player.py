"""An exhibit as a learner goes through it: on and back, with other settings, or line by line in a talk."""

import math
from collections.abc import Iterator

from mlsys_cli.errors import UsageError
from mlsys_cli.exhibits.exhibit import Dial, Dials, Frame, Number, TalkTurn, Value, typed
from mlsys_cli.exhibits.exhibit_run import ExhibitRun
from mlsys_cli.exhibits.guess import Guessing

_STEPS_OF_A_DIAL = 40
"""About how many steps a dial has from one end to the other."""

_STEPS_OF_A_DECADE = 10

_MOST_VALUES = 200
"""The values on each side of the present one of a dial that are listed."""


class Player(Guessing):
    """The frames of a run so far, and the one that is shown. With dials, going on turns the chosen one.

    `has_moved` is true once the learner has done anything. A copy may go on in another thread: what
    it has worked out is not lost if the copy is.
    """

    def __init__(self, run: ExhibitRun) -> None:
        super().__init__()
        self.run = run
        self.has_moved = False
        self.has_begun = False
        self._is_shown = False
        self.dial_index = 0
        self._rest: Iterator[Frame] = iter(())
        self._frames = [Frame("")]
        self._at = 0
        self._ended = False

    def begin(self) -> None:
        """Work out the first frame; until then there is an empty one. Raises UsageError for settings that don't fit."""
        self._begin(self.run)
        self.has_begun = True

    def _begin(self, run: ExhibitRun) -> None:
        """Begin again; a run that fails at once leaves everything as it was."""
        rest = run.frames()
        first = next(rest)
        self.run, self._rest, self._frames, self._at = run, rest, [first], 0
        self._ended = False
        self.keep_reached()

    @property
    def has_dials_only(self) -> bool:
        """True if there are no steps, but a result for each setting."""
        return isinstance(self.run.exhibit.engine, Dials)

    @property
    def is_hidden(self) -> bool:
        """True as long as a result would answer the question before the learner could guess."""
        return self.has_dials_only and self.run.question is not None and not (self.guess or self._is_shown)

    def reveal(self) -> None:
        """Show the result from now on."""
        self._is_shown = True

    @property
    def frame(self) -> Frame:
        """The frame that is shown."""
        return self._frames[self._at]

    @property
    def dial(self) -> Dial | None:
        """The chosen dial."""
        dials = self.run.exhibit.dials
        return dials[self.dial_index] if dials else None

    @property
    def has_ended(self) -> bool:
        """True if the last frame of the run was reached."""
        return self._ended or self.has_dials_only

    @property
    def numbers(self) -> tuple[Number, ...]:
        """The numbers of the last frame so far."""
        return self._frames[-1].numbers

    def forward(self) -> bool:
        """Show the next frame, or a hidden result, or turn the dial up; false at the end."""
        self.has_moved = True
        if self.is_hidden:
            self.reveal()
            self.keep_reached()
            return True
        if self.has_dials_only:
            return self.turn(1)
        if self._at + 1 == len(self._frames):
            if (frame := next(self._rest, None)) is None:
                self._ended = True
                self.keep_reached()
                return False
            self._frames.append(frame)
        self._at += 1
        return True

    def back(self) -> bool:
        """Show the frame before, or turn the dial down; false at the beginning."""
        if self.has_dials_only:
            return self.turn(-1)
        self._at = max(self._at - 1, 0)
        return self._at > 0

    def to_start(self) -> None:
        """Show the first frame, or turn the dial all the way down."""
        if self.has_dials_only:
            self.turn(-math.inf)
        self._at = 0

    def to_end(self) -> None:
        """Show the last frame, or turn the dial all the way up."""
        if self.has_dials_only:
            self.turn(math.inf)
        else:
            while self.forward():
                pass

    def choose_dial(self, index: int) -> None:
        """Choose a dial by its number; after the last one comes the first."""
        self.dial_index = index % len(self.run.exhibit.dials)

    def turn(self, steps: float) -> bool:
        """Turn the chosen dial, and begin again; false if it is at its end."""
        dial = self.dial
        if dial is None:
            return False
        now = self.run.settings[dial.name]
        value = turned(dial, now, steps)
        if value == now:
            return False
        self._change(self.run.with_setting(dial.name, value))
        return True

    def reseed(self) -> None:
        """Begin again with the next seed."""
        self._change(self.run._replace(seed=self.run.seed + 1))

    def _change(self, run: ExhibitRun) -> None:
        self.has_moved = True
        self.reveal()
        with self.guess_left():
            self._begin(run)


def turned(dial: Dial, value: Value, steps: float) -> Value:
    """A value of a dial so many steps up or down; at its ends it stays. Infinity is a turn to an end."""
    if dial.choices:
        place = dial.choices.index(str(value)) + steps
        return dial.choices[int(min(max(place, 0), len(dial.choices) - 1))]
    if isinstance(value, str):
        return value
    if math.isinf(steps):
        end = dial.high if steps > 0 else dial.low
        return value if math.isinf(end) else type(value)(end)
    if dial.is_log:
        factor = 10 ** (steps / _STEPS_OF_A_DECADE)
        wanted = min(max(float(f"{value * factor:.3g}"), dial.low), dial.high)
        if isinstance(dial.default, int) and steps > 0:
            wanted = min(max(round(wanted), value + 1), dial.high)
        return type(value)(wanted)
    grain = dial.step or _grain(dial)
    # From a value between two steps it goes to the nearer one on its way.
    place = math.floor(value / grain + 1e-9) if steps > 0 else math.ceil(value / grain - 1e-9)
    wanted = min(max((place + steps) * grain, dial.low), dial.high)
    return round(wanted) if isinstance(dial.default, int) else round(wanted, 9)


def values_of(dial: Dial, now: Value) -> list[str]:
    """The values to which a dial is turned, in order, with the present one; of one without an end, some on each side.

    Of a dial that is any text, it is this alone.
    """
    sides: list[list[Value]] = []
    for step in (-1, 1):
        values = [now]
        while (value := turned(dial, values[-1], step)) != values[-1] and len(values) <= _MOST_VALUES:
            values.append(value)
        sides.append(values[1:])
    return [typed(value) for value in (*reversed(sides[0]), now, *sides[1]) if value != ""]


def _grain(dial: Dial) -> float:
    """The size of a step of a dial: 1, 2 or 5 times a power of ten."""
    span = dial.high - dial.low
    if math.isinf(span):
        span = 10 * (abs(float(dial.default)) or 1)
    rough = span / _STEPS_OF_A_DIAL or 1
    power = 10.0 ** math.floor(math.log10(rough))
    grain = next(times * power for times in (5, 2, 1) if times * power <= rough * (1 + 1e-9))
    return max(round(grain), 1) if isinstance(dial.default, int) else grain


class TalkPlayer(Guessing):
    """A talk so far."""

    def __init__(self, run: ExhibitRun) -> None:
        super().__init__()
        self.run = run
        self.turns: list[TalkTurn] = []
        self._begin(run)

    def _begin(self, run: ExhibitRun) -> None:
        talk = run.exhibit.talk
        state = talk.begin(run.settings)
        self.run, self._talk, self._state, self.turns = run, talk, state, []
        self.greeting = talk.greeting(state)

    @property
    def has_moved(self) -> bool:
        """True once the learner has said anything."""
        return bool(self.turns)

    @property
    def numbers(self) -> tuple[Number, ...]:
        """The numbers of the state."""
        return self._talk.numbers(self._state)

    @property
    def has_ended(self) -> bool:
        """True: whatever was said so far is all that there is."""
        return True

    @property
    def is_over(self) -> bool:
        """True if there is no answer any more."""
        return bool(self.turns) and self.turns[-1].answer.over

    @property
    def published_line(self) -> str:
        """The line that the published conversation goes on with, if all so far were of it; else empty."""
        said = [turn.line for turn in self.turns]
        lines = self._talk.replay
        return lines[len(said)] if len(said) < len(lines) and said == list(lines[: len(said)]) else ""

    def say(self, line: str) -> TalkTurn:
        """Say a line. Raises UsageError once the talk is over."""
        if self.is_over:
            raise UsageError("The conversation is over; /s begins a new one.")
        self._state, answer = self._talk.answer(self._state, line)
        self.turns = [*self.turns, TalkTurn(line, answer, self.numbers)]
        self.keep_reached()
        return self.turns[-1]

    def begin_again(self) -> None:
        """Begin a new conversation."""
        self._begin(self.run)

    def _change(self, run: ExhibitRun) -> None:
        with self.guess_left():
            self._begin(run)
