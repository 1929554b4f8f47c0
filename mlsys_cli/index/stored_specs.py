"""The numbers of models and machines, read from the index."""

from collections.abc import Callable, Iterable
from typing import Any

from mlsys_cli.index.entry_records import NumberRecord


def numbers_from(stored: Iterable[Any], address: Callable[[str, str], str]) -> tuple[NumberRecord, ...]:
    """The numbers that can be read; `address` gives that of a source by its key."""
    from mlsys_cli.book.number_fields import FIELDS, number_in
    from mlsys_cli.quantity.quantity import QuantityError, written

    found: list[NumberRecord] = []
    for name, value, as_of, keys in stored:
        try:
            one = number_in(name, value)
        except QuantityError:
            continue
        sources = tuple(address("source", key) for key in keys)
        unit = FIELDS[name].unit
        text = f"{one.within(unit):g} bit" if unit == "bit/parameter" else written(one, binary="iB" in value)
        found.append(NumberRecord(name, FIELDS[name].words, one, text=text, as_of=as_of, sources=sources))
    return tuple(found)
