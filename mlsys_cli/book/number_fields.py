"""The numbers of models and machines: their names, and the units in which they are given."""

from typing import NamedTuple

from mlsys_cli.quantity.quantity import Quantity, QuantityError, UnlikeUnitsError, parse_quantity
from mlsys_cli.quantity.units import unit_of


class NumberField(NamedTuple):
    """A field that has a quantity: its label, and the unit of a number without one."""

    label: str
    unit: str


MODEL_FIELDS = {
    "params": NumberField("Parameters", "parameter"),
    "active": NumberField("Parameters a token uses", "parameter"),
    "experts": NumberField("Experts a layer", ""),
    "experts_used": NumberField("Experts a token uses", ""),
    "table": NumberField("Table of embeddings", "parameter"),
    "bits": NumberField("Bits of a weight", "bit/parameter"),
    "channels": NumberField("Channels with a scale of their own", ""),
    "layers": NumberField("Layers", ""),
    "width": NumberField("Width", ""),
    "heads": NumberField("Heads", ""),
    "kv_heads": NumberField("Heads with keys and values", ""),
    "head": NumberField("Width of a head", ""),
    "cached": NumberField("Cached numbers a layer", ""),
    "cache_layers": NumberField("Layers that cache the context", ""),
    "window": NumberField("Longest context", "token"),
    "work": NumberField("Operations an input", "FLOP"),
    "activations": NumberField("Activations of an input", "B"),
    "tokens": NumberField("Tokens in training", "token"),
    "training_time": NumberField("Training time", "GPU-hours"),
    "training_peak": NumberField("Arithmetic of an accelerator", "FLOP/s"),
}
MACHINE_FIELDS = {
    "memory": NumberField("Memory", "B"),
    "flash": NumberField("Flash", "B"),
    "bandwidth": NumberField("Bandwidth", "B/s"),
    "clock": NumberField("Clock", "Hz"),
    "peak_32": NumberField("Arithmetic, 32 bit", "FLOP/s"),
    "peak_16": NumberField("Arithmetic, 16 bit", "FLOP/s"),
    "peak_8": NumberField("Arithmetic, 8 bit", "FLOP/s"),
    "peak_4": NumberField("Arithmetic, 4 bit", "FLOP/s"),
    "reached": NumberField("Best measured, 16 bit", "FLOP/s"),
    "power": NumberField("Power", "W"),
    "price": NumberField("Price", "$/h"),
}
FIELDS = MODEL_FIELDS | MACHINE_FIELDS
"""The fields of models and machines that are quantities, in the order in which they are shown."""

SPEC_FIELDS = {"model": frozenset(MODEL_FIELDS), "machine": frozenset(MACHINE_FIELDS)}


def number_in(field: str, value: float | str) -> Quantity:
    """The quantity that a field has. QuantityError says why it can't have that one."""
    unit = FIELDS[field].unit
    quantity = parse_quantity(str(value), unit)
    wanted = unit_of(unit)
    if quantity.dimension != (wanted.dimension if wanted else ()):
        raise UnlikeUnitsError(f"{value!r} isn't {f'in {unit}' if unit else 'a plain number'}")
    if quantity.value <= 0:
        raise QuantityError(f"{value!r} isn't above 0")
    return quantity
