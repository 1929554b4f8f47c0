"""Requests such as `memory llama-3-70b batch=4 on h100` as settings, a subject and a machine."""

import re
from collections.abc import Callable, Mapping, Sequence
from math import inf
from typing import NamedTuple

from mlsys_cli.errors import UsageError
from mlsys_cli.estimates.estimate_parts import Estimate, Input, Spec
from mlsys_cli.quantity.quantity import Quantity, QuantityError, format_quantity, parse_quantity, symbol
from mlsys_cli.quantity.units import is_counted, unit_of
from mlsys_cli.text.sanitize import harmless
from mlsys_cli.text.spelling import did_you_mean

_MOST = 1000
"""The largest number of values in a range; chosen, not measured."""

_OTHER_NAMES = {"device": "peak", "head_width": "head", "parameters": "params", "width_of_head": "head"}
"""Names that people may type, and those that settings have."""
_INFINITE = ("inf", "infinite", "infinity", "∞")


class RequestWords(NamedTuple):
    """The words of a request: what comes first, the settings as typed, and what follows `on` and `over`."""

    subject: str
    settings: Mapping[str, str]
    machine: str
    over: str


class Request(NamedTuple):
    """A request whose settings are quantities, with the model, the machine or the operation that it names."""

    estimate: Estimate
    settings: Mapping[str, Quantity]
    specs: Sequence[Spec] = ()


class Range(NamedTuple):
    """A setting that has several values."""

    setting: Input
    values: tuple[Quantity, ...]


def split_words(words: Sequence[str]) -> RequestWords:
    """The parts of a request. UsageError if a setting is given twice."""
    parts: dict[str, list[str]] = {"": [], "on": [], "over": []}
    settings: dict[str, str] = {}
    place, name = "", ""
    for word in words:
        key, sign, value = word.partition("=")
        if sign:
            name, place = _plain(key), ""
            if name in settings:
                raise UsageError(f"{_shown(key)} is given twice")
            settings[name] = value
        elif word in ("on", "over"):
            name, place = "", word
        elif name and not place:  # `size=350 GB`
            settings[name] += f" {word}"
        else:
            parts[place].append(word)
    if place and not parts[place]:
        raise UsageError(f"a name is missing after {place!r}")
    subject, machine, over = (" ".join(parts[key]) for key in ("", "on", "over"))
    return RequestWords(subject, settings, machine, over)


def _plain(name: str) -> str:
    return name.strip().lower().replace("-", "_").replace(" ", "_")


def _shown(text: str) -> str:
    return repr(harmless(text)[:60])


def read_settings(estimate: Estimate, settings: Mapping[str, str]) -> tuple[dict[str, Quantity], Range | None]:
    """The settings as quantities, and the one that is a range. UsageError says what is wrong with one."""
    quantities: dict[str, Quantity] = {}
    ranged: Range | None = None
    for name, text in settings.items():
        setting = estimate.setting(_OTHER_NAMES.get(name, name))
        if name == "bytes" and setting is None and estimate.setting("cache_bits"):  # bytes=2 in a cache
            setting, text = estimate.setting("cache_bits"), f"{text} B"
        if setting is None:
            names = [item.name.replace("_", "-") for item in estimate.settings]
            nearest = did_you_mean(name.replace("_", "-"), names)
            hints = [nearest, f"it has {', '.join(names)}"] if nearest else [f"it has {', '.join(names)}"]
            raise UsageError(f"{estimate.name} has no setting {_shown(name)}", hints)
        if ".." not in text:
            quantities[setting.name] = _read_setting(estimate, setting, text)
        elif ranged:
            raise UsageError("only one setting can have a range")
        else:
            ranged = _range(setting, text)
    return quantities, ranged


def _read_setting(estimate: Estimate, setting: Input, text: str) -> Quantity:
    """The quantity that a text is for a setting. Of another unit, UsageError names the only setting that has it."""
    try:
        return read_value(setting, text)
    except UsageError as error:
        takers = [other for other in estimate.settings if _takes(other, text)]
        if len(takers) != 1:
            raise
        hint = f"did you mean {takers[0].name.replace('_', '-')}={harmless(text)[:60]}: {takers[0].about}?"
        raise UsageError(error.message, [hint]) from None


def _takes(setting: Input, text: str) -> bool:
    """True if a text is a quantity with a unit, and that of a setting."""
    try:
        return bool(read_value(setting, text) and parse_quantity(text).dimension)
    except (UsageError, QuantityError):
        return False


def _range(setting: Input, text: str) -> Range:
    """The values of `1..64`, each the double of the one before, or of `10..50..10`, whose last number is the step."""
    parts = text.split("..")
    if not 2 <= len(parts) <= 3:
        raise UsageError(f"{_shown(text)} isn't a range", ["write first..last, or first..last..step"])
    unit = re.sub(r"^[\d\s.,+e-]*", "", parts[-1])
    # `1..8GB` has its unit at the end only. A first number with a letter, such as 1k or 1e9, is read as it is.
    values = [read_value(setting, part if re.search(r"[^\d\s.,+-]", part) else part + unit) for part in parts]
    first, last, *step = values
    if last.value < first.value or (step and step[0].value <= 0) or not first.value:
        raise UsageError(
            f"the range {_shown(text)} is empty or begins at 0", ["it goes from a smaller to a larger value"]
        )
    found, at = [], first
    # Sums of steps may miss the last value by their rounding errors.
    while at.value <= last.value * (1 + 1e-12):
        found.append(at)
        at = at + step[0] if step else at + at
        if len(found) > _MOST:
            raise UsageError(f"the range {_shown(text)} has more than {_MOST} values")
    if not step and found[-1].value < last.value * (1 - 1e-12):
        found.append(last)
    return Range(setting, tuple(found))


def read_value(setting: Input, text: str) -> Quantity:
    """The quantity that a text is for a setting. UsageError if it has another unit, or is nonsense."""
    name = setting.name.replace("_", "-")
    if setting.may_be_infinite and text.strip().lower() in _INFINITE:
        return Quantity(inf)
    if setting.binary_k and (match := re.fullmatch(r"\s*(\d+(?:\.\d+)?)\s*([kKM])(?:i)?(\s*tokens?)?\s*", text)):
        text = f"{float(match[1]) * (1024 if match[2] in 'kK' else 1024**2):.0f}"
    unit = unit_of(setting.unit)
    dimension = unit.dimension if unit else ()
    value = _read(text, setting.unit, name)
    if value.dimension != dimension and "/" in setting.unit:  # 8 bit for 8 bit/parameter
        divided = _try(f"{text}/{setting.unit.partition('/')[2]}", setting.unit)
        value = divided if divided and divided.dimension == dimension else value
    if value.dimension != dimension:
        counted = unit is not None and is_counted(unit.dimension)
        wanted = (
            f"a number of {setting.unit}s" if counted else f"in {setting.unit}" if setting.unit else "a plain number"
        )
        raise UsageError(f"{name} must be {wanted}, not {format_quantity(value)}", [f"{name}=…: {setting.about}"])
    shown = f"{value.value * 100:g}%" if setting.unit == "%" else format_quantity(value)
    if value.value < 0 or (value.value == 0 and not setting.may_be_zero):
        least = "0 or more" if setting.may_be_zero else "above 0"
        raise UsageError(f"{name} must be {least}, not {shown}", [f"{name}=…: {setting.about}"])
    if setting.unit == "%" and value.value > 1:
        is_percentage = value.value <= 100 and "%" not in text
        hint = f"did you mean {name}={value.value:g}%?" if is_percentage else f"{name}=…: {setting.about}"
        raise UsageError(f"{name} must be at most 100%, not {shown}", [hint])
    return value


def _read(text: str, unit: str, name: str) -> Quantity:
    share = re.fullmatch(r"\s*[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?\s*", text) if unit == "%" else None
    try:
        return Quantity(float(text)) if share else parse_quantity(text, unit)  # 0.95 is 95%
    except QuantityError as error:
        raise UsageError(f"{name}={harmless(text)[:60]}: {error}", _unit_hint(unit)) from error


def _try(text: str, unit: str) -> Quantity | None:
    try:
        return parse_quantity(text, unit)
    except QuantityError:
        return None


def _unit_hint(unit: str) -> list[str]:
    known_unit = unit_of(unit)
    return (
        [f"write a number and its unit, such as 8 {unit}"]
        if unit and known_unit and symbol(known_unit.dimension)
        else []
    )


FindSpec = Callable[[str, str], Spec]
"""Finds the model or machine of a name."""


def read_request(estimate: Estimate, words: RequestWords, find: FindSpec) -> tuple[Request, Range | None]:
    """The request that words make. UsageError says what can't be understood."""
    if words.over and not estimate.setting("over"):
        raise UsageError(f"{estimate.name} takes no 'over'", [f"for example 'mlsys estimate {estimate.examples[0]}'"])
    named = {"size": words.subject if estimate.subject == "size" else "", "over": words.over}
    settings = {**words.settings, **{name: text for name, text in named.items() if text}}
    quantities, ranged = read_settings(estimate, settings)
    specs: list[Spec] = []
    if words.subject and estimate.subject != "size":
        specs += _subject(estimate, words.subject, find)
    if words.machine and not estimate.machine:
        raise UsageError(f"{estimate.name} takes no machine", [f"for example 'mlsys estimate {estimate.examples[0]}'"])
    if words.machine:
        specs.append(find("machine", words.machine))
    return Request(estimate, quantities, specs), ranged


def _subject(estimate: Estimate, subject: str, find: FindSpec) -> list[Spec]:
    """The model or operation that the first words name."""
    if estimate.subject == "model":
        return [find("model", subject)]
    if estimate.subject != "operation":
        hint = f"write settings, as in 'mlsys estimate {estimate.examples[0]}'"
        raise UsageError(f"{estimate.name} can't use {_shown(subject)}", [hint])
    from mlsys_cli.estimates.roofline import OPERATIONS

    if subject.lower() not in OPERATIONS:
        raise UsageError(f"there is no operation {_shown(subject)}", [f"these are known: {', '.join(OPERATIONS)}"])
    return [Spec("operation", subject.lower(), {f"of_{subject.lower()}": Quantity(1.0)})]
