"""A guess of a learner, beside what came out."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple

from mlsys_cli.exhibits.exhibit import Number, numbered
from mlsys_cli.exhibits.exhibit_run import ExhibitRun

if TYPE_CHECKING:
    from mlsys_cli.exhibits.goal import GoalOutcome

_NEAR = 0.01
"""The share of the result within which a guess is right."""


class Guess(NamedTuple):
    """The guess (empty if there is none) in answer to the question of a run, and the result so far or at its end."""

    run: ExhibitRun
    text: str = ""
    result: Number | None = None
    is_final: bool = True

    @property
    def is_right(self) -> bool | None:
        """True if the guess is the result, within 1 %; None as long as there is no result, or if it is no number."""
        if not self.is_final or self.result is None or not isinstance(self.result.value, int | float):
            return None
        from mlsys_cli.quiz.kinds.number import NumberKey

        value, near = self.result.value, _NEAR * abs(self.result.value)
        key = NumberKey(value, value - near, value + near, self.result.unit)
        return key.grade(self.text).right if self.text and not key.doubt(self.text) else None


class Guessing:
    """A learner who may guess the answer to the question of a run; `guess` is empty until they do.

    A guess is about the run that was shown: with other settings or another seed, the question is open again. `reached`
    is the first run that has reached the goal.
    """

    run: ExhibitRun
    has_begun = True
    """False until there is something to show."""

    def __init__(self) -> None:
        self.guess = ""
        self.reached: ExhibitRun | None = None
        self._answered: Guess | None = None

    @property
    def is_hidden(self) -> bool:
        """True as long as the numbers would answer the question before the learner could guess."""
        return False

    @property
    def numbers(self) -> tuple[Number, ...]:
        """The numbers so far."""
        raise NotImplementedError

    @property
    def has_ended(self) -> bool:
        """True if the numbers are final."""
        raise NotImplementedError

    def set(self, name: str, text: str) -> None:
        """Give a dial the value that a text means, and begin again. Raises UsageError."""
        value = self.run.exhibit.settings(changes={name: text})[name]
        self._change(self.run.with_setting(name, value))

    def use_preset(self, index: int) -> bool:
        """Use the preset with a number, which counts from 1, and begin again; false if there is none."""
        presets = self.run.exhibit.presets
        if not 1 <= index <= len(presets):
            return False
        self._change(self.run.with_preset(presets[index - 1].name))
        return True

    def _change(self, run: ExhibitRun) -> None:
        """Begin again with another run."""
        raise NotImplementedError

    @property
    def result(self) -> Number | None:
        """The number that is asked for, so far."""
        question = self.run.question
        return numbered(self.numbers, question.quantity) if question else None

    @property
    def outcome(self) -> "GoalOutcome | None":
        """The outcome for the goal; None if there is none, or as long as the numbers aren't final."""
        return self.run.outcome(self.numbers) if self.has_ended and not self.is_hidden else None

    def keep_reached(self) -> None:
        """Keep this run if it is the first that has reached the goal."""
        if not self.reached and (outcome := self.outcome) and outcome.reached:
            self.reached = self.run

    @property
    def current(self) -> Guess:
        """The guess of this run with what came out, so far or in the end."""
        return Guess(self.run, self.guess, self.result, self.has_ended)

    @property
    def answered(self) -> Guess:
        """The guess of this run, or else of the one before."""
        return self.current if self.guess else self._answered or self.current

    @contextmanager
    def guess_left(self) -> Iterator[None]:
        """Leave the guess behind with its run, unless the change to another run fails."""
        before = self.answered
        yield
        if before.text:
            self.guess, self._answered = "", before

    def take_guess(self, other: "Guessing") -> None:
        """Take over what was typed meanwhile where this player, a copy of the other, has gone on."""
        if self.run == other.run:
            self.guess = other.guess
        elif other.guess:
            self._answered = other.answered
