"""Units as people write them: `GiB`, `kWh`, `GB/s`, `PF-days`, `terabytes per second`, `J/inference`."""

import re
import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple, TypeAlias

from mlsys_cli.text.english import normalize_name

Dimension: TypeAlias = tuple[tuple[str, int], ...]
"""Base units with their exponents, none of them 0, sorted by name: `(("B", 1), ("s", -1))`."""


class Unit(NamedTuple):
    """A unit: its dimension, and its worth in base units."""

    dimension: Dimension
    worth: float


LARGE = {"k": 1e3, "M": 1e6, "G": 1e9, "T": 1e12, "P": 1e15, "E": 1e18, "Z": 1e21, "Y": 1e24}
SMALL = {"m": 1e-3, "µ": 1e-6, "n": 1e-9, "p": 1e-12}
BINARY = {"Ki": 2.0**10, "Mi": 2.0**20, "Gi": 2.0**30, "Ti": 2.0**40, "Pi": 2.0**50, "Ei": 2.0**60}
_LARGE = LARGE | {"K": 1e3, "kilo": 1e3, "mega": 1e6, "giga": 1e9, "tera": 1e12, "peta": 1e15, "exa": 1e18}
_LARGE |= {"zetta": 1e21, "yotta": 1e24}
_SMALL = SMALL | {"u": 1e-6, "μ": 1e-6, "milli": 1e-3, "micro": 1e-6, "nano": 1e-9, "pico": 1e-12}
BINARY_PREFIXES = BINARY | {"kibi": 2.0**10, "mebi": 2.0**20, "gibi": 2.0**30, "tebi": 2.0**40, "pebi": 2.0**50}
PREFIXES: dict[str, dict[str, float]] = {"any": _SMALL | _LARGE, "large": _LARGE, "prefixed": _LARGE, "none": {}}
"""The prefixes that a sort of units takes; units of bytes take the binary ones as well."""

COUNTS = ("token", "parameter", "request", "inference", "image", "frame", "sample", "GPU")
"""The base units that are things which are counted. What one is called doesn't matter in an answer."""

_RATE = (("s", -1),)  # per second, as in FLOPS

LONGEST = 60  # characters of what can be a unit; chosen, not measured
# `m`, `m^2`, `s^-1`, and the power of ten of `10^6 parameters`.
FACTOR = re.compile(r"(?P<name>\D+)(?:\^(?P<power>[+-]?[1-9]))?|10(?:\^(?P<ten>[+-]?\d{1,2}))?")
# A factor, or several in brackets: `J/(token·s)`.
_PART = r"(?:\([^()]*\)|[^()*/]+)"
PARTS = re.compile(rf"{_PART}(?:[*/]{_PART})*")
PART = re.compile(rf"{_PART}|[*/]")
# `B/s`, `bytes per second`.
PER = re.compile(r"\s*(?:/|\bper\b)\s*", re.IGNORECASE)
# `W·h`, `PF-days`, `W x h`; the minus of an exponent, as in `s-1`, is no product.
PRODUCT = re.compile(r"\s*(?:[·*×]|-(?!\d))\s*|\s+x\s+")
SUPERSCRIPTS = re.compile("[⁺⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+")


@lru_cache(maxsize=500)
def unit_of(text: str) -> Unit | None:
    """The unit that a text names, if it is one that can be converted. Signs are as they are written: MW isn't mW.

    A product or quotient is read from left to right: `petaflop/s-days` are days of a petaflop per second.
    """
    text = plain_exponents(text.strip().rstrip(".").replace("per cent", "percent"))
    if not text or len(text) > LONGEST:
        return None
    if whole := _single(text):
        return whole
    text = PRODUCT.sub("*", PER.sub("/", text))
    text = f"1{text}" if text[0] == "/" else text  # `/s`
    if " " in text[2:]:  # `PF days`, but not `B tokens`, which are billions
        text = text.replace(" ", "*")
    return _product(text)


def unit_behind(text: str, dimension: Dimension) -> str:
    """The unit behind the number of a text, if it measures this: `days`; empty if not, as of `3 million`."""
    unit = text.partition(" ")[2]
    known = unit_of(unit)
    return unit if known and known.dimension == dimension else ""


def _product(text: str) -> Unit | None:
    """The unit that factors with `*` and `/` between them are. Brackets may stand around some of them."""
    if not PARTS.fullmatch(text):
        return None
    unit, sign = Unit((), 1.0), 1
    for part in PART.findall(text):
        if part in "*/":
            sign = 1 if part == "*" else -1
        elif factor := _product(part[1:-1]) if part[0] == "(" else _factor(part):
            unit = Unit(times(unit.dimension, factor.dimension, sign), unit.worth * factor.worth**sign)
        else:
            return None
    return unit


def _factor(text: str) -> Unit | None:
    """A unit, perhaps with an exponent, a power of ten, or the 1 of `1/s`."""
    if text == "1":
        return Unit((), 1.0)
    if not (match := FACTOR.fullmatch(text)):
        return None
    if not match["name"]:
        return Unit((), 10.0 ** int(match["ten"] or 1))
    power, unit = int(match["power"] or 1), _single(match["name"])
    return Unit(to_power(unit.dimension, power), unit.worth**power) if unit else None


def _single(name: str) -> Unit | None:
    """A unit without factors, by its sign, or by a name of at least three letters in any case and number."""
    if name.endswith(("FLOPS", "flops")):  # FLOPs are counted, FLOPS are per second
        unit = _single(name[:-1])
        return unit and Unit(times(unit.dimension, _RATE), unit.worth)
    # A small b is a bit, however small the letter before it is: `gbps` are gigabits.
    if unit := _signs().get(name) or _signs().get(name.capitalize() if name.endswith("bps") else ""):
        return unit
    if len(name) < 3 or not re.fullmatch(r"[^\W\d_]+(?:[ -][^\W\d_]+)*", name):
        return None
    return _words().get(name.lower()) or _words().get(normalize_name(name))


@cache
def _signs() -> dict[str, Unit]:
    """The units by their names as they are written, with each prefix that they take."""
    return dict(_all_units())


def unit_rows() -> list[tuple[str, Unit, list[str]]]:
    """The units with their names, each with the sort of its prefixes, which is a key of `PREFIXES`."""
    lines = Path(__file__).with_name("units.txt").read_text(encoding="utf-8").splitlines()
    rows = [line.split() for line in lines if line and line[0] != "#"]
    return [(sort, Unit(_dimension(of), float(worth)), names) for sort, worth, of, *names in rows]


def _all_units() -> Iterator[tuple[str, Unit]]:
    """Names with their units. Where two are alike, the later one is meant: `min` isn't a milli-inch, `cm` no prefix."""
    units = unit_rows()
    for sort, unit, names in units:
        binary = BINARY_PREFIXES if ("B", 1) in unit.dimension else {}
        for name in names:
            for prefix, factor in (PREFIXES[sort] | binary).items():
                yield prefix + name, unit._replace(worth=factor * unit.worth)
    for sort, unit, names in units:
        if sort != "prefixed":
            yield from ((name, unit) for name in names)


def _dimension(text: str) -> Dimension:
    """The dimension that is written like `J·s-1`, or `1`."""
    parts = (part.partition("-") for part in text.split("·") if text != "1")
    return tuple(sorted((base, -1 if minus else 1) for base, minus, _ in parts))


@cache
def _words() -> dict[str, Unit]:
    """The units by their names in lower case. Where case decides, the larger one is meant: `mwh` is an MWh."""
    units: dict[str, Unit] = {}
    for name, unit in _signs().items():
        word = name.lower()
        if len(word) > 2 and (word not in units or units[word].worth < unit.worth):
            units[word] = unit
    return units


def plain_exponents(text: str) -> str:
    """A text with `^` before exponents that were written as superscripts."""
    return SUPERSCRIPTS.sub(lambda match: "^" + unicodedata.normalize("NFKC", match[0]).replace("−", "-"), text)


def times(dimension: Dimension, other: Dimension, sign: int = 1) -> Dimension:
    """The dimension of a product, or with the sign -1 of a quotient."""
    powers = dict(dimension)
    for base, power in other:
        powers[base] = powers.get(base, 0) + sign * power
    return tuple(sorted((base, power) for base, power in powers.items() if power))


def to_power(dimension: Dimension, power: int) -> Dimension:
    """The dimension of a power."""
    return tuple((base, exponent * power) for base, exponent in dimension) if power else ()


def is_counted(dimension: Dimension) -> bool:
    """True for a number of things, such as tokens, and not of what is measured."""
    return len(dimension) == 1 and dimension[0] in {(name, 1) for name in COUNTS}
