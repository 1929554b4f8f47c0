"""Units of measurement as people write them, and their worth in each other."""

from typing import NamedTuple

from mlsys_cli.text.normalize import normalize_name


class Unit(NamedTuple):
    """A unit: the quantity that it measures, and its worth in the base unit of that quantity."""

    measure: str
    worth: float


_TABLE = {
    "share": {0.01: "% percent percentage pct"},
    "length": {
        1e-3: "mm millimetre millimeter",
        1e-2: "cm centimetre centimeter",
        1.0: "m metre meter",
        1e3: "km kilometre kilometer",
    },
    "time": {
        1e-9: "ns nanosecond",
        1e-6: "µs μs us microsecond",
        1e-3: "ms msec millisecond",
        1.0: "s sec second",
        60.0: "min minute",
        3600.0: "h hr hrs hour",
        86400.0: "d day",
        604800.0: "w wk wks week",
    },
    "years": {1.0: "y yr yrs year"},
    "data": {
        1 / 8: "bit",
        125.0: "kbit kilobit",
        125e3: "Mbit megabit",
        125e6: "Gbit gigabit",
        1.0: "B byte",
        1e3: "kB KB kilobyte",
        1e6: "MB megabyte",
        1e9: "GB gigabyte",
        1e12: "TB terabyte",
        1e15: "PB petabyte",
    },
    "power": {1e-6: "µW microwatt", 1e-3: "mW milliwatt", 1.0: "W watt", 1e3: "kW kilowatt", 1e6: "MW megawatt"},
    "energy": {1e-3: "mWh milliwatt-hour", 1.0: "Wh watt-hour", 1e3: "kWh kilowatt-hour", 1e6: "MWh megawatt-hour"},
    "mass": {1e-3: "mg milligram", 1.0: "g gram", 1e3: "kg kilogram kilo", 1e6: "t tonne"},
    "frequency": {1.0: "Hz hertz", 1e3: "kHz kilohertz", 1e6: "MHz megahertz", 1e9: "GHz gigahertz"},
    "dollars": {1.0: "$ USD dollar"},
    "euros": {1.0: "€ EUR euro"},
}

_SIGNS: dict[str, Unit] = {}
_WORDS: dict[str, Unit] = {}
for _measure, _units in _TABLE.items():
    for _worth, _names in _units.items():
        for _name in _names.split():
            _SIGNS[_name] = Unit(_measure, _worth)
            if len(_name) > 2:
                _WORDS[normalize_name(_name)] = Unit(_measure, _worth)


def unit_of(text: str) -> Unit | None:
    """The unit that a text names, if it is one that can be converted. Signs are as they are written: MW isn't mW."""
    word = text.strip().rstrip(".")
    return _SIGNS.get(word) or _WORDS.get(normalize_name(word.replace("per cent", "percent")))
