"""Quantities: values with a dimension, read as people type them, and written for people and programs.

Numbers are read as they are typed: `175B`, `175 billion`, `1.75e11`, `1,000`, `1 000`, `1/2`, `50 %`, `twelve`.
"""

import math
import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

from mlsys_cli.quantity import units
from mlsys_cli.quantity.units import COUNTS, Dimension, Unit, unit_of
from mlsys_cli.text.english import normalize_name

LONGEST = 100  # characters of what can be a quantity; chosen, not measured
_MINUTE = Unit((("s", 1),), 60.0)
_POWERS = {2: "hundred", 3: "k thousand", 6: "m mn mio million", 9: "b g bn billion", 12: "t tn trillion"}
SCALES = {name: 10.0**power for power, names in _POWERS.items() for name in names.split()}
_ONES = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_TEENS = ("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen")
TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
WORDS = {word: number for number, word in enumerate(_ONES + _TEENS)} | {
    word: number for number, word in zip(range(20, 100, 10), TENS, strict=True)
}
# `about 5`, `~5`, `c. 5`: an answer is as right with it.
ABOUT = re.compile(
    r"^(?:about|around|roughly|approximately|approx\.?|circa|ca\.?|c\.|~|≈|=|some|nearly|almost)\s*", re.IGNORECASE
)
# `1,000`, `1 000`, `1'000`, `0,5`, `1.000,5`, `.5`; which sign is the decimal one is decided in `_decimal`.
_PLAIN = r"\d+(?:[ '_,.]\d+)*|[.,]\d+"
# `-5`, `3 x 10^5`, `3·10**5`, `1.75e11`.
NUMBER = re.compile(
    rf"(?P<sign>[+-]?)\s*(?P<digits>{_PLAIN})"
    r"(?:\s*(?:[x*·]|times)\s*10\s*(?:\^|\*\*)?\s*(?P<power>[+-]?\d+)|[eE](?P<exponent>[+-]?\d+))?"
)
# Digits in groups of three with one sign between them all, or in none: `1,000,000`, not `1,00`.
GROUPED = re.compile(r"\d*|\d{1,3}([ '_,.])\d{3}(?:\1\d{3})*")
# `2^10`, `10**-3`.
POWER = re.compile(r"(?P<sign>[+-]?)(?P<base>\d+)\s*(?:\^|\*\*)\s*(?P<power>[+-]?\d+)")
# `1/2`, `1 1/2`, `1+1/2`.
FRACTION = re.compile(r"(?P<sign>[+-]?)(?:(?P<whole>\d+)[ +])?\s*(?P<top>\d+)\s*/\s*(?P<below>\d+)")
# `3 out of 4`, `3 in 4`.
OUT_OF = re.compile(r"(\d{1,9}) (?:out of|of|in) ([1-9]\d{0,8})", re.IGNORECASE)
_DAY = r"\d{1,2}(?:st|nd|rd|th|\.)?"
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
DATE = re.compile(
    rf"^(?:(?:in|on) )?(?:the )?(?:year )?(?:(?:{_DAY} )?{_MONTH}(?: {_DAY})?,? )?(?:a\.?d\.? |ce )?(?=[12]\d{{3}}\b)",
    re.IGNORECASE,
)
"""The words that people write before a year: `in 1997`, `14 July 1789`, `AD 1066`."""

# `3½`.
MIXED = re.compile(r"(\d)([½⅓⅔¼¾⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞])")
# A unit without anything above its line isn't the top of a fraction: `8 1/s` is 8/s, and `3 1/2` remains.
RECIPROCAL = re.compile(r"(?<=\d) 1/(?=[^\W\d]|[$€])")
# The sign of a currency stands before its number, and that of any other unit behind it: $5/h is 5 $/h.
CURRENCY = re.compile(r"^([+-]?)([$€])\s*(.*?)(\s*(?:/|\bper\b)\s*[^\d\s].*)?$")
# `half`, `a quarter`, `thirty-five`.
HALF = re.compile(r"(?:a |one )?(half|quarter)\b", re.IGNORECASE)
# `5 million-parameter`.
HYPHENED = re.compile(r"^([a-zA-Z]+)-")
TWO_WORDS = re.compile(r"([a-z]+)(?:[- ]([a-z]+))?", re.IGNORECASE)

SIGNS = str.maketrans("−–‐‑⁄×⋅’‘", "----/xx''")


class Amount(NamedTuple):
    """A number with the unit that was typed with it, if any; `measured` is the unit, if it can be converted."""

    value: float
    unit: str = ""
    measured: Unit | None = None


@lru_cache(1024)  # a question with fresh numbers asks for the same ones many times; the size isn't measured
def amounts_of(text: str, unit: str = "") -> tuple[Amount, ...]:
    """The amounts that a text can mean in this unit: none, one, or several where it is ambiguous."""
    # Each kind of space, minus and superscript is written in one way.
    text = units.plain_exponents(text)
    text = unicodedata.normalize("NFKC", MIXED.sub(r"\1 \2", text))
    text = " ".join(text.translate(SIGNS).split())
    text = DATE.sub("", ABOUT.sub("", text).strip())
    if not text or len(text) > LONGEST:
        return ()
    text = CURRENCY.sub(r"\1\3 \2\4", RECIPROCAL.sub("/", text))
    amounts = _with_rest(*_leading_number(text), unit)
    if share := OUT_OF.fullmatch(text):
        amounts.append(Amount(int(share[1]) / int(share[2])))
    return tuple(dict.fromkeys(amount for amount in amounts if math.isfinite(amount.value)))


def number_of(text: str) -> float | None:
    """The number that a text is, without a unit; None if it isn't one."""
    return next((amount.value for amount in amounts_of(text) if not amount.unit), None)


def _leading_number(text: str) -> tuple[float, str]:
    """The value of the number that a text begins with, which is NaN if there is none, and the rest of the text."""
    if match := FRACTION.match(text):
        below = int(match["below"])
        value = int(match["whole"] or 0) + int(match["top"]) / below if below else math.nan
    elif match := POWER.match(text):
        value = _power(float(match["base"]), match["power"])
    elif match := NUMBER.match(text):
        value = _decimal(match["digits"]) * _power(10.0, match["power"] or match["exponent"] or "0")
    else:
        return _spelled_out(text)
    return -value if match["sign"] == "-" else value, text[match.end() :]


def _power(base: float, exponent: str) -> float:
    try:
        # Python would work a million digits out before it finds that a float can't hold them.
        return float(base ** int(exponent)) if len(exponent) < 6 else math.inf
    except (OverflowError, ZeroDivisionError):
        return math.inf


def _decimal(digits: str) -> float:
    """The value of digits with commas, points and spaces between them; NaN if they are grouped in no known way."""
    signs = [c for c in digits if c in ".,"]
    whole, part = digits, "0"
    is_thousands = signs == [","] and digits[0] != "0" and GROUPED.fullmatch(digits)  # 1,000
    if signs and signs.count(signs[-1]) == 1 and not is_thousands:  # 0,5 and 1,000.5 and 1.000,5
        whole, _, part = digits.rpartition(signs[-1])
    if not GROUPED.fullmatch(whole) or not part.isdigit():
        return math.nan
    return float("".join(c for c in whole if c.isdigit()) + f".{part}")


def _spelled_out(text: str) -> tuple[float, str]:
    """A number up to 99 in words: `twelve`, `thirty-five`, or `half`, `a` and what is one of a scale: `hundred`."""
    if match := HALF.match(text):
        return 0.5 if match[1].lower() == "half" else 0.25, text[match.end() :]
    words = TWO_WORDS.match(text)
    if not words:
        return math.nan, text
    first, second = words[1].lower(), (words[2] or "").lower()
    if first in TENS and WORDS.get(second, 99) in range(1, 10):
        return float(WORDS[first] + WORDS[second]), text[words.end() :]
    if first in WORDS:
        return float(WORDS[first]), text[words.end(1) :]
    if first in SCALES and len(first) > 3:  # `hundred tokens`; a single `m` or `mio` is no number
        return 1.0, text
    rest = text[words.end(1) :]
    return (1.0, rest) if first in ("a", "an") and rest else (math.nan, text)


def _with_rest(value: float, rest: str, unit: str) -> list[Amount]:
    """The amounts of a value with the words after it, which scale it or are its unit. `B` is byte and billion."""
    rest = rest.strip()
    if not rest:
        return [Amount(value)]
    amounts: list[Amount] = []
    wanted, typed = unit_of(unit), unit_of(rest)
    if wanted == _MINUTE and rest == "m":  # else metres
        typed = _MINUTE
    if typed or (unit and normalize_name(rest) == normalize_name(unit)):
        amounts.append(Amount(value, rest, typed))
    if typed and wanted and typed.dimension == wanted.dimension:
        return amounts
    first, _, more = HYPHENED.sub(r"\1 ", rest).partition(" ")
    if (scale := SCALES.get(first.rstrip(".").lower())) is not None:
        amounts += _with_rest(value * scale, more, unit)
    return amounts or [Amount(value, rest)]


_LARGE_NAMES = {1e12: "trillion", 1e9: "billion", 1e6: "million"}
_YEAR, _DAY_LENGTH = 31557600.0, 86400.0  # a year of 365.25 days
_TIMES = ((2 * _YEAR, _YEAR, "years"), (2 * _DAY_LENGTH, _DAY_LENGTH, "days"), (3600, 3600, "h"), (60, 60, "min"))
"""The least value for which a time is given in a unit, with that unit, in seconds, and its name.

Days and years begin at two, since 36 h and 400 days are easier to grasp than 1.5 days and 1.1 years; chosen by eye.
"""

_OTHER_UNITS: dict[Dimension, tuple[float, str, float]] = {
    (("J", 1),): (3.6e6, "Wh", 3600.0),
    (("kg", 1),): (1000.0, "t", 1000.0),
    (("A", 1), ("s", 1)): (0.0, "Ah", 3600.0),
    (("GPU", 1), ("s", 1)): (3600.0, "GPU-hours", 3600.0),
    (("$", 1), ("s", -1)): (0.0, "$/h", 1 / 3600),
    (("s", -1), ("€", 1)): (0.0, "€/h", 1 / 3600),
    (("J", -1), ("kg", 1)): (0.0, "g/kWh", 1e-3 / 3.6e6),
}
"""The unit in which people give a quantity from a certain value, with its worth."""

_LARGEST = {"m": 1e3, "g": 1e3, "FLOP": 1e18, "MAC": 1e18}
"""The largest prefix that people use with a unit; beyond it they write a power of ten: 3.14e23 FLOP."""

_SHOWN: dict[Dimension, str] = {(("J", 1), ("s", -1)): "W", (("s", -1),): "Hz"}
_SHOWN |= {(("A", -1), ("J", 1), ("s", -1)): "V"}
_ORDER = {
    name: place for place, name in enumerate(("$", "€", "kg", "MAC", "FLOP", "J", "B", *COUNTS, "A", "L", "m", "s"))
}


class QuantityError(ValueError):
    """A text that is no quantity, or a calculation that has no meaning; the message says why."""


class UnlikeUnitsError(QuantityError):
    """Units that don't fit together."""


@dataclass(frozen=True, slots=True)
class Quantity:
    """A value in base units (bytes, operations, seconds, joules, metres, kilograms, dollars …) with its dimension.

    It isn't calculated with: formulas do that.
    """

    value: float
    dimension: Dimension = ()

    def within(self, unit: str) -> float:
        """The value in a unit; QuantityError if the unit measures something else or is unknown."""
        known_unit = _unit_named(unit)
        if known_unit.dimension != self.dimension:
            raise UnlikeUnitsError(f"{format_quantity(self)} can't be given in {unit or 'a plain number'}")
        return self.value / known_unit.worth

    def document(self) -> dict[str, Any]:
        """The quantity for JSON, in SI units: `{"value": 3.5e11, "unit": "B"}`; without a unit, it is ``""``."""
        return {"value": self.plain, "unit": symbol(self.dimension)}

    @property
    def plain(self) -> int | float:
        """The value in SI units without the error of binary fractions; a whole number if it is one below 1e15."""
        value = rounded(self.value)
        # A whole number below 1e15 is exact in a float.
        return int(value) if abs(value) < 1e15 and value == int(value) else value


def rounded(value: float) -> float:
    """A value without the error of binary fractions: 0.1 + 0.2 is 0.3.

    Twelve digits: a float has fifteen to seventeen, of which a calculation may spoil the last ones.
    """
    return float(f"{value:.12g}")


def quantity(value: float, unit: str = "") -> Quantity:
    """So many of a unit; QuantityError if it can't be converted."""
    known_unit = _unit_named(unit)
    return Quantity(value * known_unit.worth, known_unit.dimension)


def _unit_named(name: str) -> Unit:
    """The unit of a name, without one that of a plain number; QuantityError if it can't be converted."""
    unit = unit_of(name) if name else Unit((), 1.0)
    if unit is None:
        raise QuantityError(_unknown(name))
    return unit


def parse_quantity(text: str, unit: str = "") -> Quantity:
    """The quantity that a text is: `350 GB`, `3640 PF-days`, `$2.50/h`, `175 billion parameters`, `32k`.

    A number without a unit is one of `unit`, which also decides where a text is ambiguous: `175B` in parameters are
    billions, else bytes. QuantityError says why a text isn't a quantity.
    """
    wanted = unit_of(unit) or Unit((), 1.0)
    amounts = amounts_of(text, unit)
    read = [(amount.value, amount.measured if amount.unit else wanted) for amount in amounts]
    quantities = [Quantity(value * item.worth, item.dimension) for value, item in read if item]
    if not quantities:
        raise QuantityError(_unknown(amounts[0].unit) if amounts else f"{text[:40]!r} isn't a number")
    return next((item for item in quantities if unit and item.dimension == wanted.dimension), quantities[0])


def _unknown(unit: str) -> str:
    message = f"{unit[:40]!r} isn't a unit that can be converted"
    near = [name for name in (unit.upper(), unit.capitalize()) if unit_of(name)]
    return f"{message}; did you mean {' or '.join(map(repr, dict.fromkeys(near)))}?" if near else message


def format_quantity(measured: Quantity, digits: int = 4, *, binary: bool = False) -> str:
    """A quantity for people, with so many digits and a prefix that keeps the number short; `binary`: Gi and not G."""
    value, dimension = measured.value, measured.dimension
    name = symbol(dimension)
    if dimension == (("s", 1),) and 60 <= abs(value) < math.inf:
        return _duration(value, digits)
    least, other, worth = _OTHER_UNITS.get(dimension, (math.inf, "", 1.0))
    if least <= abs(value):
        value, name = value / worth, other
    if name.startswith("kg"):  # the one base unit that has a prefix
        value, name = value * 1e3, name[1:]
    first = re.split("[-/·]", name)[0]
    if not name or first in (*COUNTS, "$", "€", "1"):
        return _in_words(value, name, digits)
    if "^" in first:
        return f"{_digits(value, digits)} {name}"
    decimal = units.LARGE if first in ("B", "FLOP", "MAC") else units.SMALL | units.LARGE
    prefixes = units.BINARY if binary and first == "B" else decimal
    prefixes = {prefix: factor for prefix, factor in prefixes.items() if factor <= _LARGEST.get(first, math.inf)}
    prefix, factor = _prefix(abs(value), prefixes, digits)
    return f"{_digits(value / factor, digits)} {prefix}{name}"


def symbol(dimension: Dimension) -> str:
    """The sign of the base unit of a dimension: `B/s`, `W`, `token/s`; empty for a plain number."""
    if dimension in _SHOWN:
        return _SHOWN[dimension]
    ordered = sorted(dimension, key=lambda item: (_ORDER[item[0]], item))
    above = "·".join(_factor(base, power) for base, power in ordered if power > 0)
    below = "".join(f"/{_factor(base, -power)}" for base, power in ordered if power < 0)
    return f"{above or '1'}{below}" if dimension else ""


def _factor(base: str, power: int) -> str:
    return base if power == 1 else f"{base}^{power}"


def measure(dimension: Dimension) -> str:
    """Something of a dimension in words: `a quantity in B/s`, `a plain number`."""
    name = symbol(dimension)
    return f"a quantity in {name}" if name else "a plain number"


def _duration(value: float, digits: int) -> str:
    """A time of at least a minute: hours up to two days, days up to two years."""
    step, name = next((step, name) for least, step, name in _TIMES if least <= abs(value))
    return f"{_digits(value / step, digits)} {name}"


def _prefix(value: float, prefixes: dict[str, float], digits: int) -> tuple[str, float]:
    """The largest prefix that leaves at least 1 of a value after rounding; none if even that leaves a long number."""
    rounded = float(f"{value:.{digits}g}")
    steps = sorted({(1.0, ""), *((factor, prefix) for prefix, factor in prefixes.items())})
    factor, prefix = max((step for step in steps if step[0] <= rounded), default=steps[0])
    return (prefix, factor) if 0 < rounded < 1000 * steps[-1][0] else ("", 1.0)


def _digits(value: float, digits: int) -> str:
    """A number with so many digits, but a whole one below a million with all; a power of ten where it is long."""
    rounded = float(f"{value:.{digits}g}")
    if not math.isfinite(value) or (rounded and not 1e-4 <= abs(rounded) < 1e6):
        mantissa, _, exponent = f"{value:.{digits - 1}e}".partition("e")
        return f"{float(mantissa):.{digits}g}e{int(exponent)}" if exponent else mantissa
    places = digits - 1 - math.floor(math.log10(abs(rounded))) if rounded else 0
    text = f"{value if places < 0 else rounded:,.{max(0, places)}f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return text if abs(rounded) >= 10_000 else text.replace(",", "")  # `9999`, but `10,000`


def _in_words(value: float, name: str, digits: int) -> str:
    """A number of things, or of dollars: `175 billion tokens`, `$4.6 million`."""
    rounded = abs(float(f"{value:.{digits}g}"))
    step = next((step for step in _LARGE_NAMES if step <= rounded < 1e15), 1.0)  # no `3.14e11 trillion`
    text = f"{_digits(value / step, digits)} {_LARGE_NAMES.get(step, '')}".strip()
    if name.startswith(("$", "€")):
        sign = "-" if text.startswith("-") else ""
        return f"{sign}{name[0]}{text.lstrip('-')}{name[1:]}"
    if name.startswith("1/"):
        return f"{text} {name[1:]}"
    first, slash, rest = name.partition("/")
    plural = "s" if first in COUNTS and text != "1" else ""
    return f"{text} {first}{plural}{slash}{rest}".strip()
