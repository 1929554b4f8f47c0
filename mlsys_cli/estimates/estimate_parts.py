"""The parts of an estimate: settings with units, and lines that are each worked out by a formula."""

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from mlsys_cli.claims import Claim
from mlsys_cli.quantity.quantity import Quantity, format_quantity, parse_quantity


class Input(NamedTuple):
    """A quantity that a line needs, with the unit of a number that is given without one.

    `default` is a formula over other settings. Of a setting with `binary_k`, 32k is 32,768. One that is `typed` is
    never a number of a model or machine.
    """

    name: str
    unit: str
    about: str
    default: str = ""
    binary_k: bool = False
    may_be_zero: bool = False
    may_be_infinite: bool = False
    typed: bool = False


class Line(NamedTuple):
    """A line: a name, and a formula over settings and the keys of lines before it.

    A line is left out if it can't be worked out from what is known, if its key is known already, and, of a line that
    `must_be_positive`, if it isn't. `bound` is `at least` or `at most`. `unit` is that in which it is shown.
    """

    key: str
    name: str
    formula: str
    unit: str = ""
    bound: str = ""
    must_be_positive: bool = False


Known = Mapping[str, Quantity]


class Assumption(NamedTuple):
    """An assumption in words, made if all the keys are known and none of `unless` is."""

    text: str
    keys: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()


class Fit(NamedTuple):
    """A judgement whether something fits, in words."""

    fits: bool
    text: str


class Estimate(NamedTuple):
    """A kind of estimate. `lines` may depend on what is known; `curves` are the keys of those worth a curve.

    `one_is_enough` if one good verdict makes all good. `subject` is what its first words name: a model, an operation, a
    size, or nothing.
    """

    name: str
    title: str
    about: str
    settings: tuple[Input, ...]
    lines: Callable[[Known], Sequence[Line]]
    curves: tuple[str, ...] = ()
    subject: str = ""
    machine: bool = False
    notes: tuple[Assumption, ...] = ()
    verdicts: Callable[[Known], Sequence[Fit]] = lambda _: ()
    one_is_enough: bool = False
    sources: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()
    claims: tuple[Claim, ...] = ()

    def setting(self, name: str) -> Input | None:
        """The setting of that name, if there is one."""
        return next((setting for setting in self.settings if setting.name == name), None)


class Spec(NamedTuple):
    """A model or machine with its quantities by the names of settings; `peaks` are those of arithmetic by its bits.

    `sources` and `as_of` are those of all its quantities, `own_sources` and `own_ages` those of single ones.
    """

    kind: str
    name: str
    values: Known
    peaks: Mapping[int, Quantity] = {}
    sources: tuple[str, ...] = ()
    as_of: str = ""
    own_sources: Mapping[str, tuple[str, ...]] = {}
    own_ages: Mapping[str, str] = {}


def format_in_unit(value: Quantity, unit: str = "") -> str:
    """A quantity for people: in its unit if that is one in which people write it, else with a fitting prefix."""
    if unit.startswith("bit/parameter") or unit == "bit":
        return f"{value.within(unit):g} bit"
    if unit in ("%", "PF-days", "GPU-years", "GPU-days", "GPU-hours", "ms", "TFLOP/s", "Wh", "kg/kWh"):
        number = f"{value.within(unit):,.4g}" if abs(value.within(unit)) < 1e4 else f"{value.within(unit):,.0f}"
        return f"{number}{'' if unit == '%' else ' '}{unit}"
    return format_quantity(value)


def format_binary(value: Quantity) -> str:
    """An amount of bytes also in GiB and the like; empty for anything else and for small amounts."""
    return (
        format_quantity(value, binary=True)
        if value.dimension == parse_quantity("1 B").dimension and value.value >= 1e9
        else ""
    )
