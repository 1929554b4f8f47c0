"""The named values that a formula is about: as authors write them, and as they are drawn for a reader."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import methodcaller
from random import Random
from typing import Annotated, Any, ClassVar, NamedTuple

from mlsys_cli.quantity.formula import is_name
from mlsys_cli.quantity.quantity import Quantity, QuantityError, parse_quantity, rounded

_MOST_VALUES, _MOST_NAMES = 1_000, 20
"""The most values of a name, and names of a formula; chosen, not measured."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """A named value: a fixed one, one of a range, or one of some values."""

    __pydantic_config__: ClassVar[dict[str, Any]] = {
        "extra": "forbid",
        "allow_inf_nan": False,
        "alias_generator": methodcaller("rstrip", "_"),  # `from` can't be a name in Python
    }

    value: Annotated[int | float | str | None, "A fixed value, such as 350 or 175 billion."] = None
    from_: Annotated[int | float | None, "The least value of a range."] = None
    to: Annotated[int | float | None, "The largest value of a range."] = None
    step: Annotated[int | float, "The distance between the values of a range."] = 1
    values: Annotated[tuple[int | float | str, ...], "The values of which one is drawn."] = ()
    unit: Annotated[str, "Its unit, such as GB or dishes."] = ""
    words: Annotated[str, "What it is, in a few words."] = ""


class NamedValue(NamedTuple):
    """A value as a quantity, and in words with its unit: `8 GB`, `6 dishes`."""

    quantity: Quantity
    text: str


def choices(named: Given) -> "Choices":
    """All values that a name can have. QuantityError says why it has none."""
    return Choices(_as_written(named), named.unit)


class Choices:
    """The values that a name can have, each read when it is asked for. QuantityError if a text among them isn't one."""

    def __init__(self, values: Sequence[float | str], unit: str) -> None:
        self._values, self._unit = values, unit
        for value in values:
            if isinstance(value, str):
                self._read(value)

    def __len__(self) -> int:
        return len(self._values)

    def __getitem__(self, index: int) -> NamedValue:
        return self._read(self._values[index])

    def __iter__(self) -> Iterator[NamedValue]:
        return map(self._read, self._values)

    def drawn(self, chance: Random) -> NamedValue:
        """One of them."""
        return self[int(chance.random() * len(self))]

    def _read(self, value: float | str) -> NamedValue:
        """A value with its unit. Where that can't be converted, it is only a word for what is counted."""
        number = value if isinstance(value, str) else f"{value:.12g}" if abs(value) < 10_000 else f"{value:,.12g}"
        text = f"{number} {self._unit}".strip()
        try:
            return NamedValue(parse_quantity(text), text)
        except QuantityError:
            return NamedValue(parse_quantity(number), text)


def _as_written(named: Given) -> list[float | str]:
    """The values of a name as its author wrote them, or as they follow from a range."""
    values: list[float | str] = [*named.values, *([] if named.value is None else [named.value])]
    if named.from_ is not None or named.to is not None:
        values += _range(named)
    if not values:
        raise QuantityError("it has no value: write 'value', 'values', or 'from' and 'to'")
    if len(values) > _MOST_VALUES:
        raise QuantityError(f"it may have {_MOST_VALUES:,} values at most")
    return values


def _range(named: Given) -> list[float]:
    first, last, step = named.from_, named.to, named.step
    if first is None or last is None:
        raise QuantityError("a range needs both 'from' and 'to'")
    if step <= 0:
        raise QuantityError("a step must be above 0")
    if last < first:
        raise QuantityError(f"the range from {first:g} to {last:g} is empty")
    if (last - first) / step >= _MOST_VALUES:
        raise QuantityError(f"it may have {_MOST_VALUES:,} values at most")
    # With steps of 0.1, 0.3 is 0.30000000000000004 and (0.3 - 0) / 0.1 less than 3.
    count = int((last - first) / step + 1e-9) + 1
    return [rounded(first + index * step) for index in range(count)]


def draw(named: Mapping[str, Given], chance: Random) -> dict[str, NamedValue]:
    """A value for each name. QuantityError if one has none, or if what should be a name can't be one."""
    require_few(named)
    values = {}
    for name, choice in named.items():
        if not is_name(name):
            raise QuantityError(f"{name!r} can't be a name in a formula")
        values[name] = choices(choice).drawn(chance)
    return values


def require_few(named: Mapping[str, Given]) -> None:
    """Raise QuantityError if there are more values than people can follow."""
    if len(named) > _MOST_NAMES:
        raise QuantityError(f"at most {_MOST_NAMES} values can be given")
