"""Numbers as people type them: `175B`, `175 billion`, `1.75e11`, `1,000`, `1 000`, `1/2`, `50 %`, `twelve`."""

import math
import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

from mlsys_cli.quantity.units import Unit, plain_exponents, unit_of
from mlsys_cli.text.normalize import normalize_name

_LONGEST = 100
_MINUTE = unit_of("minute")
_POWERS = {2: "hundred", 3: "k thousand", 6: "m mn mio million", 9: "b g bn billion", 12: "t tn trillion"}
_SCALES = {name: 10.0**power for power, names in _POWERS.items() for name in names.split()}
_ONES = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_TEENS = ("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen")
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_WORDS = {word: number for number, word in enumerate(_ONES + _TEENS)} | {
    word: number for number, word in zip(range(20, 100, 10), _TENS, strict=True)
}
_ABOUT = re.compile(
    r"^(?:about|around|roughly|approximately|approx\.?|circa|ca\.?|c\.|~|≈|=|some|nearly|almost)\s*", re.IGNORECASE
)
_PLAIN = r"\d+(?:[ '_,.]\d+)*|[.,]\d+"
_NUMBER = re.compile(
    rf"(?P<sign>[+-]?)\s*(?P<digits>{_PLAIN})"
    r"(?:\s*(?:[x*·]|times)\s*10\s*(?:\^|\*\*)?\s*(?P<power>[+-]?\d+)|[eE](?P<exponent>[+-]?\d+))?"
)
_GROUPED = re.compile(r"\d*|\d{1,3}([ '_,.])\d{3}(?:\1\d{3})*")
_POWER = re.compile(r"(?P<sign>[+-]?)(?P<base>\d+)\s*(?:\^|\*\*)\s*(?P<power>[+-]?\d+)")
_FRACTION = re.compile(r"(?P<sign>[+-]?)(?:(?P<whole>\d+)[ +])?\s*(?P<top>\d+)\s*/\s*(?P<below>\d+)")
_OUT_OF = re.compile(r"(\d{1,9}) (?:out of|of|in) ([1-9]\d{0,8})", re.IGNORECASE)
_DAY = r"\d{1,2}(?:st|nd|rd|th|\.)?"
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
_DATE = re.compile(
    rf"^(?:(?:in|on) )?(?:the )?(?:year )?(?:(?:{_DAY} )?{_MONTH}(?: {_DAY})?,? )?(?:a\.?d\.? |ce )?(?=[12]\d{{3}}\b)",
    re.IGNORECASE,
)
"""The words that people write before a year."""

_SIGNS = str.maketrans("−–‐‑⁄×⋅’‘", "----/xx''")


class Amount(NamedTuple):
    """A number with the unit that was typed with it, if any; `measured` is the unit, if it can be converted."""

    value: float
    unit: str = ""
    measured: Unit | None = None


@lru_cache(1024)
def amounts_of(text: str, unit: str = "") -> tuple[Amount, ...]:
    """The amounts that a text can mean in this unit: none, one, or several where it is ambiguous."""
    # Each kind of space, minus and superscript is written in one way.
    text = plain_exponents(text)
    text = unicodedata.normalize("NFKC", re.sub(r"(\d)([½⅓⅔¼¾⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞])", r"\1 \2", text))
    text = " ".join(text.translate(_SIGNS).split())
    text = _DATE.sub("", _ABOUT.sub("", text).strip())
    if not text or len(text) > _LONGEST:
        return ()
    text = re.sub(r"^([+-]?)([$€])\s*(.*?)(\s*(?:/|\bper\b)\s*[^\d\s].*)?$", r"\1\3 \2\4", text)
    found = _with_rest(*_leading_number(text), unit)
    if share := _OUT_OF.fullmatch(text):
        found.append(Amount(int(share[1]) / int(share[2])))
    return tuple(dict.fromkeys(amount for amount in found if math.isfinite(amount.value)))


def number_of(text: str) -> float | None:
    """The number that a text is, without a unit; None if it isn't one."""
    return next((amount.value for amount in amounts_of(text) if not amount.unit), None)


def _leading_number(text: str) -> tuple[float, str]:
    """The value of the number that a text begins with, which is NaN if there is none, and the rest of the text."""
    if found := _FRACTION.match(text):
        below = int(found["below"])
        value = int(found["whole"] or 0) + int(found["top"]) / below if below else math.nan
    elif found := _POWER.match(text):
        value = _power(float(found["base"]), found["power"])
    elif found := _NUMBER.match(text):
        value = _decimal(found["digits"]) * _power(10.0, found["power"] or found["exponent"] or "0")
    else:
        return _in_words(text)
    return -value if found["sign"] == "-" else value, text[found.end() :]


def _power(base: float, exponent: str) -> float:
    try:
        return float(base ** int(exponent)) if len(exponent) < 6 else math.inf
    except (OverflowError, ZeroDivisionError):
        return math.inf


def _decimal(digits: str) -> float:
    """The value of digits with commas, points and spaces between them; NaN if they are grouped in no known way."""
    signs = [c for c in digits if c in ".,"]
    whole, part = digits, "0"
    is_thousands = signs == [","] and digits[0] != "0" and _GROUPED.fullmatch(digits)  # 1,000
    if signs and signs.count(signs[-1]) == 1 and not is_thousands:  # 0,5 and 1,000.5 and 1.000,5
        whole, _, part = digits.rpartition(signs[-1])
    if not _GROUPED.fullmatch(whole) or not part.isdigit():
        return math.nan
    return float("".join(c for c in whole if c.isdigit()) + f".{part}")


def _in_words(text: str) -> tuple[float, str]:
    """A number up to 99 in words: `twelve`, `thirty-five`, or `half`, `a` and what is one of a scale: `hundred`."""
    if found := re.match(r"(?:a |one )?(half|quarter)\b", text, re.IGNORECASE):
        return 0.5 if found[1].lower() == "half" else 0.25, text[found.end() :]
    words = re.match(r"([a-z]+)(?:[- ]([a-z]+))?", text, re.IGNORECASE)
    if not words:
        return math.nan, text
    first, second = words[1].lower(), (words[2] or "").lower()
    if first in _TENS and _WORDS.get(second, 99) in range(1, 10):
        return float(_WORDS[first] + _WORDS[second]), text[words.end() :]
    if first in _WORDS:
        return float(_WORDS[first]), text[words.end(1) :]
    if first in _SCALES and len(first) > 3:
        return 1.0, text
    return (1.0, text[words.end(1) :]) if first in ("a", "an") else (math.nan, text)


def _with_rest(value: float, rest: str, unit: str) -> list[Amount]:
    """The amounts of a value with the words after it, which scale it or are its unit. `B` is byte and billion."""
    rest = rest.strip()
    if not rest:
        return [Amount(value)]
    found: list[Amount] = []
    wanted, typed = unit_of(unit), unit_of(rest)
    if wanted == _MINUTE and rest == "m":
        typed = _MINUTE
    if typed or (unit and normalize_name(rest) == normalize_name(unit)):
        found.append(Amount(value, rest, typed))
    if typed and wanted and typed.dimension == wanted.dimension:
        return found
    first, _, more = re.sub(r"^([a-zA-Z]+)-", r"\1 ", rest).partition(" ")
    if (scale := _SCALES.get(first.rstrip(".").lower())) is not None:
        found += _with_rest(value * scale, more, unit)
    return found or [Amount(value, rest)]
