"""Values as people type them for a given or a line, and as they are shown: `350GB`, `25%`, `32k`, `matmul`."""

import re
from collections.abc import Mapping
from math import floor, inf, isfinite, log10
from typing import Any

from mlsys_cli.calculators.calculator import GivenRecord, LineRecord
from mlsys_cli.errors import UsageError
from mlsys_cli.quantity.quantity import Quantity, QuantityError, format_quantity, parse_quantity, symbol
from mlsys_cli.quantity.units import Dimension, is_counted, unit_of
from mlsys_cli.text.sanitize import harmless

_NEAR = 1e-12
_INFINITE = ("inf", "infinite", "infinity", "∞")
_SHARE = re.compile(r"\s*[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?\s*")
_BINARY = re.compile(r"\s*(\d+(?:\.\d+)?)\s*([kKM])(?:i)?(\s*tokens?)?\s*")
_WIDTH = re.compile(r"(?P<bits>\d+(?:\.\d+)?)[\s-]?bits?|(?:u?int|fp|[bn]?f)(?P<format>\d+)", re.IGNORECASE)
"""A width: `4 bit`, `1.58-bit`, `8bits`, or a format that is named after it: `int4`, `bf16`, `nf4`."""

_JOINED = re.compile(r"\d+(?:\.\d+)?(?:[x×]\d+(?:\.\d+)?)+|\d+(?:-\d+){2,}")
_BILLIONS = re.compile(r"[\d.,]+B")
"""`7B`, which people write for seven billion, and hardly for seven bytes."""

Value = Quantity | str
"""A quantity, or a word of a given with choices."""


def typed_name(name: str) -> str:
    """A name as people type it: `kv-heads`."""
    return name.replace("_", "-")


def plain_name(text: str) -> str:
    """A typed name as the names of givens and lines are written: `kv_heads`."""
    return text.strip().lower().replace("-", "_").replace(" ", "_")


def quoted(text: str) -> str:
    """A typed text in quotes, for a message."""
    return repr(harmless(text)[:60])


def dimension_of(unit: str) -> Dimension:
    """The dimension of a unit; that of a plain number, if it is only a word for what is counted."""
    known_unit = unit_of(unit) if unit else None
    return known_unit.dimension if known_unit else ()


def is_measured_in(line: LineRecord, unit: str) -> bool:
    """True if the value of a line can be shown in a unit."""
    return unit_of(unit) is not None and dimension_of(unit) == dimension_of(line.dimension)


def read_value(name: str, given: GivenRecord, text: str | float) -> Value:
    """The value that a text is for a given. UsageError if it has another unit, is out of range, or is nonsense."""
    about = [f"{typed_name(name)}=…: {given.words}"] if given.words else []
    named = {plain_name(word): value for word, value in given.named.items()}
    text = str(named.get(plain_name(str(text)), text))
    if given.choices:
        word = choice_in(given, text)
        if not word:
            known = f"these are: {', '.join(given.choices)}"
            raise UsageError(f"there is no {typed_name(name)} {quoted(text)}", [known])
        return word
    if given.infinite and text.strip().lower() in _INFINITE:
        return Quantity(inf, dimension_of(given.unit))
    if given.binary_k and (match := _BINARY.fullmatch(text)):
        text = f"{float(match[1]) * (1024 if match[2] in 'kK' else 1024**2):.0f}"
    if takes_widths(given):
        text = width_in(text) or text
    value = _read(name, text, given.unit, about)
    if given.whole and abs(value.value - round(value.value)) > 1e-9 * abs(value.value):
        raise UsageError(f"{typed_name(name)} must be a whole number, not {format_quantity(value)}", about)
    if fault := out_of_range(given, value.value):
        is_percentage = given.unit == "%" and 1 < value.value <= 100 and "%" not in text
        hint = [f"did you mean {typed_name(name)}={value.value:g}%?"] if is_percentage else about
        raise UsageError(f"{typed_name(name)} must be {fault}, not {format_value(value, given.unit)}", hint)
    return value


_SHORTEST_CHOICE = 3  # letters of one that is cut short; chosen, not measured


def choice_in(given: GivenRecord, text: str) -> str:
    """The choice that a word is, or the only one that begins with it: `conv` for `convolution`; empty if there is none.

    A name with a number is never completed.
    """
    word = plain_name(text)
    begun = [choice for choice in given.choices if choice.startswith(word) and choice.isalpha()]
    is_clear = len(begun) == 1 and len(word) >= _SHORTEST_CHOICE
    return word if word in given.choices else begun[0] if is_clear else ""


def read_result(line: LineRecord, text: str | float) -> Quantity:
    """The value that a text is for a line, which may be any. UsageError if it has another unit, or is nonsense."""
    about = [f"{typed_name(line.name)}=…: {line.words}"] if line.words else []
    return _read(line.name, str(text), line.unit or line.dimension, about, line.dimension)


def _read(name: str, text: str, unit: str, about: list[str], measured_in: str | None = None) -> Quantity:
    known_unit = unit_of(unit) if unit else None
    dimension = dimension_of(unit if measured_in is None else measured_in)
    typed = typed_name(name)
    if unit and not known_unit:  # a word behind the number, which may be typed as well
        text = text.strip().removesuffix(unit)
    if unit.startswith("B/") and text.endswith("B"):  # 2 B for 2 B/parameter, and not two billions
        text += unit[1:]
    elif not dimension and _BILLIONS.fullmatch(text):  # a plain number has no bytes
        text = f"{text[:-1]} billion"
    try:
        value = Quantity(float(text)) if unit == "%" and _SHARE.fullmatch(text) else parse_quantity(text, unit)
    except QuantityError as error:
        has_unit = known_unit and symbol(known_unit.dimension)
        hint = [f"write a number and its unit, such as 8 {unit}"] if has_unit else []
        raise UsageError(f"{typed}={harmless(text)[:60]}: {error}", hint) from error
    if value.dimension != dimension and "/" in unit:  # 8 bit for 8 bit/parameter, and $0.02/GB for $0.02/GB/month
        divided = as_quantity(f"{text}/{unit.rpartition('/')[2]}", unit)
        value = divided if divided and divided.dimension == dimension else value
    if value.dimension != dimension and not (is_counted(dimension) and not value.dimension):
        wanted = f"a number of {unit}s" if is_counted(dimension) else f"in {unit}" if dimension else "a plain number"
        raise UsageError(f"{typed} must be {wanted}, not {format_quantity(value)}", about)
    return Quantity(value.value, dimension)


def as_quantity(text: str, unit: str = "") -> Quantity | None:
    """The quantity that a text is, if it can be in a unit then in that; None if it is none."""
    try:
        return parse_quantity(text, unit)
    except QuantityError:
        return None


def takes(name: str, given: GivenRecord, text: str) -> bool:
    """True if a text is a value of a given."""
    try:
        read_value(name, given, text)
    except UsageError:
        return False
    return True


def are_billions(given: GivenRecord, text: str) -> bool:
    """True if a text such as `7B` is a number of billions, and a given is none of what is counted."""
    dimension = dimension_of(given.unit)
    return bool(dimension) and not is_counted(dimension) and _BILLIONS.fullmatch(text) is not None


def width_in(text: str) -> str:
    """The width of a number that a text says, as in `4-bit` and `int4`: `4 bit`; empty if it says none."""
    found = _WIDTH.fullmatch(text)
    return f"{found['bits'] or found['format']} bit" if found else ""


def takes_widths(given: GivenRecord) -> bool:
    """True for a given such as the bits of a weight. No memory has four bits, and no link four a second."""
    return given.unit in ("bit", "bit/parameter")


def has_unit_of(given: GivenRecord, text: str) -> bool:
    """True if a text is a number with a unit that a given is in, or of what is counted with a scale, such as `7B`."""
    if width_in(text):
        return takes_widths(given)
    dimension, own = dimension_of(given.unit), as_quantity(text)
    is_plain = own is not None and not own.dimension
    if are_billions(given, text) or (is_plain and dimension and not is_counted(dimension)):
        return False
    is_price = 0 < text.count("/") < given.unit.count("/")  # `$0.02/GB` for $0.02/GB/month
    read = as_quantity(f"{text}/{given.unit.rpartition('/')[2]}" if is_price else text, given.unit)
    is_like = read is not None and read.dimension == dimension
    is_bare_number = given.bare and not given.unit
    return is_like and (is_bare_number or not text[-1].isdigit()) and not given.choices


def out_of_range(given: GivenRecord, value: float) -> str:
    """The range of a given if a value in base units isn't in it, in words; empty if it is."""
    low, high = (bound_of(given, bound) for bound in (given.from_, given.to))
    if high is None and given.unit == "%":
        high = 1.0
    if low is None and value <= 0:
        return "above 0"
    if low is not None and value < low - _NEAR * abs(low):  # 0.0001% isn't 1e-6 to the last bit
        return f"{_bound(given, low)} or more"
    if high is not None and value > high + _NEAR * abs(high) and not given.infinite:
        return f"at most {_bound(given, high)}"
    return ""


def bound_of(given: GivenRecord, bound: float | str | None) -> float | None:
    """A bound of a given in base units."""
    if bound is None:
        return None
    return _read("", str(bound), given.unit, []).value


def dial_ends(given: GivenRecord) -> tuple[float, float]:
    """The ends of the dial of a given in base units; the upper one may be infinite."""
    low, high = given.dial or (given.from_, given.to)
    ends = bound_of(given, low), bound_of(given, high)
    return 0.0 if ends[0] is None else ends[0], (1.0 if given.unit == "%" else inf) if ends[1] is None else ends[1]


def _bound(given: GivenRecord, value: float) -> str:
    return "0" if not value else format_value(Quantity(value, dimension_of(given.unit)), given.unit)


_AS_THEY_ARE = {"%", "PF-days", "GPU-years", "GPU-days", "GPU-hours", "ms", "TFLOP/s", "Wh", "kg/kWh"}
"""The units in which people write a quantity, and not with a fitting prefix."""


def format_value(value: Value, unit: str = "", *, exactly: bool = False, digits: int = 4) -> str:
    """A value for people, with a fitting prefix; `exactly` in its unit, if it has one."""
    if isinstance(value, str):
        return value
    known_unit, is_price = unit_of(unit) if unit else None, unit.startswith("$/")
    if known_unit and known_unit.dimension != value.dimension:  # `mlsys check` reports it
        return format_quantity(value, digits)
    if unit and not known_unit:
        return f"{format_quantity(value, digits)} {unit}"
    if unit.startswith("bit/parameter") or unit == "bit":
        return f"{value.within(unit):.{max(digits, 6)}g} bit"
    if unit not in ("", "$") and (is_price or unit in _AS_THEY_ARE or (exactly and unit != symbol(value.dimension))):
        return format_in(value, unit, digits)
    return format_quantity(value, digits)


def format_in(value: Quantity, unit: str, digits: int = 4) -> str:
    """A value for people in just this unit."""
    measured = value.within(unit)
    if unit == "%" and 99.9 < measured < 100:  # of 99.988%, what is left is the answer
        digits = max(digits, 3 - floor(log10(100 - measured)))
    whole_digits = len(f"{abs(measured):.0f}")
    number = f"{measured:,.{max(digits, whole_digits) if whole_digits < 13 else digits}g}"
    return f"${number}{unit[1:]}" if unit.startswith("$/") else f"{number}{'' if unit == '%' else ' '}{unit}"


def si(value: Value) -> dict[str, Any]:
    """A value for programs, in SI units; JSON has no infinity."""
    if isinstance(value, str):
        return {"value": value, "unit": ""}
    fields = value.document()
    return fields if isfinite(value.value) else {**fields, "value": None}


def joined_list(givens: Mapping[str, GivenRecord], text: str) -> dict[str, str]:
    """The items of the only list of so many that numbers with signs between them can be: `4096x512`, `784-300-10`."""
    if not _JOINED.fullmatch(text):
        return {}
    numbers = re.findall(r"[\d.]+", text)
    lists = [[name for name in givens if givens[name].item_of == of] for of in {one.item_of for one in givens.values()}]
    fitting = [names for names in lists if len(names) == len(numbers) and givens[names[0]].item_of]
    return dict(zip(fitting[0], numbers, strict=True)) if len(fitting) == 1 else {}


def names_of(given: Mapping[str, GivenRecord], lines: tuple[LineRecord, ...]) -> dict[str, str]:
    """All names by which givens and lines can be typed, each with that in formulas; earlier ones count."""
    named: dict[str, str] = {}
    for own in (*given, *(line.name for line in lines)):
        named.setdefault(plain_name(own), own)
    others = [(line.name, (*line.asked, line.words)) for line in lines]
    others += [(name, (*item.asked, item.words)) for name, item in given.items()]
    for own, texts in others:
        for other in texts:
            named.setdefault(plain_name(other), own)
    return named
