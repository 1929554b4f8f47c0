"""The parts of an exhibit: what can be set, the chance it draws from, what is seen step by step, and what it claims."""

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from random import Random
from typing import Any, NamedTuple, TypeAlias, TypeGuard, TypeVar

from mlsys_cli.claims import Checked, Claim
from mlsys_cli.errors import UsageError
from mlsys_cli.page.blocks import Blocks
from mlsys_cli.text.spelling import did_you_mean

_Item = TypeVar("_Item")
Value: TypeAlias = int | float | str
Settings: TypeAlias = Mapping[str, Any]
"""The value of each dial by its name; under `data`, what was read from a file of the user's, if any."""


def is_number(value: object) -> TypeGuard[float]:
    """True for a number that is neither a truth value nor infinite."""
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


_LONG = 1e15
"""The numbers from which on an exponent is shorter, and no digit is lost."""


class Dial(NamedTuple):
    """A setting: one of some choices, any text, or a number from `low` to `high`, which is whole if the default is.

    `read` gives the value that a text means, if there is more to it; it raises UsageError. A dial that `is_log` is
    turned by factors, and one with a `step` by this.
    """

    name: str
    about: str
    default: Value
    choices: tuple[str, ...] = ()
    low: float = -math.inf
    high: float = math.inf
    unit: str = ""
    read: Callable[[str], Value] | None = None
    is_log: bool = False
    step: float = 0.0

    def value(self, text: str) -> Value:
        """The value that a text means. Raises UsageError, which names the choices or the range."""
        if self.read:
            return self.read(text)
        if self.choices:
            word = text.strip().lower()
            if word in self.choices:
                return word
            hints = [did_you_mean(word, self.choices), f"it is one of {', '.join(self.choices)}"]
            raise UsageError(f"{self.name} can't be {text[:40]!r}", hints)
        if isinstance(self.default, str):
            return text.strip()
        whole = isinstance(self.default, int)
        number = self._number(text.strip(), whole)
        if not self.low <= number <= self.high:
            kind = "a whole number" if whole else "a number"
            raise UsageError(f"{self.name} can't be {text[:40]!r}", [f"it is {kind}{self.range_words}"])
        return number

    def _number(self, text: str, whole: bool) -> int | float:
        """The number that a text is, perhaps `1e9`, or `95%` of a share; NaN if it is none of that kind."""
        is_share = not whole and self.high <= 1 and text.endswith("%")
        try:
            number = float(text[:-1]) / 100 if is_share else float(text)
        except ValueError:
            return math.nan
        if whole:
            return int(number) if number.is_integer() else math.nan
        return number

    @property
    def range_words(self) -> str:
        """The range of a number, in words; empty if any number will do."""
        if math.isinf(self.low) and math.isinf(self.high):
            return ""
        if math.isinf(self.high):
            return f" of at least {typed(self.low)} {self.unit}".rstrip()
        return f" from {typed(self.low)} to {typed(self.high)} {self.unit}".rstrip()


def typed(value: Value) -> str:
    """The shortest text that means a value."""
    return f"{value:.0f}" if isinstance(value, float) and value.is_integer() and abs(value) < _LONG else str(value)


class Preset(NamedTuple):
    """Settings with a name, and a sentence on what is good or bad about them."""

    name: str
    about: str
    settings: Mapping[str, Value]


class Number(NamedTuple):
    """A number of a frame, or another value, with its name.

    For people are `label`, where the name is too short, and `text`, where they write the value with a fitting prefix.
    """

    name: str
    value: int | float | str | bool | None
    unit: str = ""
    label: str = ""
    text: str = ""

    @property
    def title(self) -> str:
        """The name for people."""
        return self.label or self.name


def numbered(numbers: Iterable[Number], name: str) -> Number | None:
    """The number of that name, if there is one."""
    return next((number for number in numbers if number.name == name), None)


class Frame(NamedTuple):
    """A moment of an exhibit: one sentence on what has just happened, its numbers, and pictures of it.

    Which `step` of a run it is `Exhibit.frames` counts.
    """

    text: str
    numbers: tuple[Number, ...] = ()
    pictures: Blocks = ()
    step: int = 0

    def number(self, name: str) -> int | float | str | bool | None:
        """The value of a number by its name; None if the frame doesn't have it."""
        found = numbered(self.numbers, name)
        return found.value if found else None


class GuessQuestion(NamedTuple):
    """A question before the exhibit runs; the answer is the number of that name in the last frame or state."""

    text: str
    quantity: str


Asks: TypeAlias = Callable[[Settings], GuessQuestion | None]
"""The question that fits some settings, which need not fit each other; None if there is nothing to guess."""


FIRST_SEED = 1
"""The seed of a run for which none was chosen."""


class Chance:
    """Chance that is the same for the same seed on every version of Python.

    Its draws are made of `Random.random()` alone, whose numbers Python promises not to change.
    """

    def __init__(self, seed: int) -> None:
        self._next = Random(seed).random

    def random(self) -> float:
        """A number from 0 to below 1."""
        return self._next()

    def uniform(self, low: float, high: float) -> float:
        """A number from `low` to below `high`."""
        return low + (high - low) * self._next()

    def below(self, bound: int) -> int:
        """A whole number from 0 to below another."""
        return int(self._next() * bound)

    def choice(self, items: Sequence[_Item]) -> _Item:
        """One of some items."""
        return items[self.below(len(items))]

    def shuffled(self, items: Sequence[_Item]) -> list[_Item]:
        """The items in another order."""
        mixed = list(items)
        for last in range(len(mixed) - 1, 0, -1):
            other = self.below(last + 1)
            mixed[last], mixed[other] = mixed[other], mixed[last]
        return mixed

    def normal(self) -> float:
        """A number from the normal distribution of mean 0 and variance 1."""
        return math.sqrt(-2 * math.log(1 - self._next())) * math.cos(math.tau * self._next())


class Steps(NamedTuple):
    """An exhibit that goes on step by step: the same settings and seed give the same frames."""

    frames: Callable[[Settings, Chance], Iterator[Frame]]


class Dials(NamedTuple):
    """An exhibit that has one result for its settings and seed.

    `begin_sweep` gives what works out the results of a sweep, if these are limited together.
    """

    result: Callable[[Settings, Chance], Frame]
    begin_sweep: Callable[[], Callable[[Settings, Chance], Frame]] | None = None


class Reason(NamedTuple):
    """A step of how an answer came about: `keyword`, `FATHER`."""

    label: str
    text: str


class Answer(NamedTuple):
    """An answer of a talk, how it came about, and whether the talk is over."""

    text: str
    why: tuple[Reason, ...] = ()
    over: bool = False


class Talk(NamedTuple):
    """An exhibit that answers lines. A state is a value, so that a talk can go back.

    `replay` are the lines of the published conversation. `numbers` are those of a state, of which one answers the
    question before. `refuses` is true of a state in which something that was asked has no answer.
    """

    begin: Callable[[Settings], Any]
    greeting: Callable[[Any], str]
    answer: Callable[[Any, str], tuple[Any, Answer]]
    replay: tuple[str, ...] = ()
    numbers: Callable[[Any], tuple[Number, ...]] = lambda _: ()
    refuses: Callable[[Any], bool] = lambda _: False


class TalkTurn(NamedTuple):
    """A line of a talk with its answer, the numbers after it, and whether anything so far has no answer."""

    line: str
    answer: Answer
    numbers: tuple[Number, ...] = ()
    refused: bool = False


class Goal(NamedTuple):
    """A condition over settings and numbers of the last frame that a learner may try to meet, and what it is about."""

    condition: str
    about: str


class Program(NamedTuple):
    """The Python of an exhibit, whose words are YAML: its engine, and the `results` that claims name as functions.

    `dials` are settings whose words stand elsewhere. `read_data` reads the text of a file that takes the place of what
    is built in; it raises UsageError.
    """

    engine: Steps | Dials | Talk
    results: Mapping[str, Callable[[], Any]] = {}
    dials: tuple[Dial, ...] = ()
    read_data: Callable[[str], Any] | None = None


class Exhibit(NamedTuple):
    """A system that can be run.

    `faithful` says what is as in the original, and `ours` what is not. `read_on` is the address of a section, and
    `sources` are keys of the bundled book's references. `next` is the exhibit or calculator that goes on from here.
    `read_data` reads the text of a file that takes the place of what is built in; it raises UsageError.
    """

    engine: Steps | Dials | Talk
    question: Asks
    remember: str
    faithful: str
    ours: str
    sources: tuple[str, ...]
    read_on: str
    dials: tuple[Dial, ...] = ()
    presets: tuple[Preset, ...] = ()
    claims: tuple[Claim, ...] = ()
    read_data: Callable[[str], Any] | None = None
    goal: Goal | None = None
    next: str = ""

    def settings(self, preset: str = "", changes: Mapping[str, str] | None = None) -> dict[str, Any]:
        """The settings of a preset with some changes. Raises UsageError for an unknown preset or dial."""
        values: dict[str, Any] = {dial.name: dial.default for dial in self.dials}
        if preset:
            values |= _named(self.presets, preset, "preset").settings
        for name, text in (changes or {}).items():
            dial = self.dial(name)
            values[dial.name] = dial.value(text)
        return values

    def dial(self, name: str) -> Dial:
        """The dial of a name. Raises UsageError, which names those that there are."""
        dial: Dial = _named(self.dials, name, "setting")
        return dial

    @property
    def talk(self) -> Talk:
        """The engine of an exhibit that answers lines."""
        assert isinstance(self.engine, Talk)
        return self.engine

    def frames(self, settings: Settings, seed: int = FIRST_SEED) -> Iterator[Frame]:
        """The frames of a run; a talk has none, and dials have one."""
        match self.engine:
            case Steps(frames):
                for step, frame in enumerate(frames(settings, Chance(seed))):
                    yield frame._replace(step=step)
            case Dials(result=result):
                yield result(settings, Chance(seed))

    def numbers(self, settings: Settings, seed: int = FIRST_SEED, step: int = -1) -> tuple[Number, ...]:
        """The numbers of the last frame of a run, or of another step; those with which a talk begins."""
        if isinstance(self.engine, Talk):
            return self.engine.numbers(self.engine.begin(settings))
        return [*self.frames(settings, seed)][step].numbers

    def conversation(self, settings: Settings, lines: Iterable[str]) -> Iterator[TalkTurn]:
        """Each line of a talk with its answer, until the talk is over."""
        talk = self.talk
        state = talk.begin(settings)
        for line in lines:
            state, answer = talk.answer(state, line)
            yield TalkTurn(line, answer, talk.numbers(state), talk.refuses(state))
            if answer.over:
                return

    def check(self) -> Iterator[Checked]:
        """Each claim with what comes out here."""
        return (claim.check() for claim in self.claims)


def _named(items: Iterable[Any], name: str, noun: str) -> Any:
    known = {item.name: item for item in items}
    key = "-".join(name.lower().split())
    if key in known:
        return known[key]
    listed = f"the {noun}s are {', '.join(known)}" if known else f"this exhibit has no {noun}s"
    raise UsageError(f"there is no {noun} {name[:60]!r}", [did_you_mean(name, known), listed])
