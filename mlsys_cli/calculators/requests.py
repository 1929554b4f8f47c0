"""Requests such as `memory llama-3-70b batch=4 on 8 h100` as values of givens and lines, a model and a machine."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from math import isclose
from typing import NamedTuple

from mlsys_cli.calculators.calculator import SPECS, CalculatorRecord
from mlsys_cli.calculators.evaluation import Spec
from mlsys_cli.calculators.typed_values import (
    Value,
    as_quantity,
    choice_in,
    format_value,
    has_unit_of,
    is_measured_in,
    joined_list,
    names_of,
    plain_name,
    quoted,
    read_result,
    read_value,
    takes,
    typed_name,
    width_in,
)
from mlsys_cli.errors import UsageError
from mlsys_cli.quantity.quantity import Quantity
from mlsys_cli.text.sanitize import harmless
from mlsys_cli.text.spelling import did_you_mean

_MOST = 1000
"""The largest number of values in a range; chosen, not measured."""

_ALIKE = 0.05
"""How far a value may be from that of a model which it names, as in `GPT-3 175B`; chosen, not measured."""

_TIMES = r"\s*[x×*]\s*"
_SEVERAL = re.compile(
    rf"(?P<count>\d[\d,_]*)(?:{_TIMES}|\s+)(?P<name>.*\S)|(?P<name_before>.*\S)(?<![A-Za-z]){_TIMES}(?P<count_behind>\d+)"
)
"""A name with the number of machines: `8 h100`, `8xh100`, `h100 x 8`, but not `rtx 4080`."""
_BEFORE_VALUES = ("at", "in", "with")
"""Words that no model or machine has in its name: `70B in 4 bit`."""
_AMOUNT = re.compile(r"[$€]?\d.*|\.\d.*")
_WITH_COMMAS = re.compile(r"[$€]?[1-9]\d{0,2}(?:,\d{3})+(?:\.\d+)?\D*")
"""A number such as `1,024`. Other commas are those of a list, as in `1,10,100` and `70B,280B`."""
_BETWEEN = re.compile(r",(?!0\d\d(?!\d))")
"""A comma of a list, but not the second of `1,1,024`."""
_BRACKETS = str.maketrans("", "", "[]")


class Range(NamedTuple):
    """A given that has several values."""

    name: str
    unit: str
    values: tuple[Value, ...]


class Request(NamedTuple):
    """Values of givens and lines that were typed, a given or line that is asked for (`NAME=?`), and a range.

    A line may be asked for in a `unit` of one's own: `cache=?GiB`.
    """

    calculator: CalculatorRecord
    typed: Mapping[str, Value]
    specs: Sequence[Spec] = ()
    open_name: str = ""
    ranged: Range | None = None
    unit: str = ""


FindSpec = Callable[[str, str, bool], Spec | None]
"""Finds the model or machine of a kind and name, perhaps by a guess; where none is allowed, it may find None."""


class FaultyRequestError(UsageError):
    """A request whose words are known, and lack something or contradict each other."""


class _Words(NamedTuple):
    """The words of a request: those that stand alone, the settings, and what follows `on`."""

    free: list[str]
    settings: dict[str, str]
    machine: list[str]


def read_request(calculator: CalculatorRecord, words: Sequence[str], find: FindSpec) -> Request:
    """The request that words make. UsageError says what can't be understood, FaultyRequestError what can't be meant."""
    parts = _split(calculator, words)
    typed, asked, ranged = _read_settings(calculator, parts.settings)
    open_name, unit = asked
    specs: list[Spec] = []
    named = {*typed}
    if parts.free:
        specs += _read_free_words(calculator, parts.free, typed, find)
    if parts.machine:
        if "machine" not in calculator.uses:
            raise UsageError(f"{calculator.id} takes no machine", [example_of(calculator)])
        name = " ".join(parts.machine)
        specs.append(_exact_machine(calculator, name, typed, find, guess=True) or _named(find, "machine", name))
    _require_no_other(calculator, specs, {name: value for name, value in typed.items() if name not in named})
    if open_name in typed:
        raise UsageError(f"{quoted(open_name)} is given twice")
    order = [*calculator.given, *dict.fromkeys(line.name for line in calculator.lines)]
    in_order = {name: typed[name] for name in order if name in typed}
    return Request(calculator, in_order, specs, open_name, ranged, unit=unit)


def _require_no_other(calculator: CalculatorRecord, specs: Sequence[Spec], bare: Mapping[str, Value]) -> None:
    """Raise FaultyRequestError if a value without a name isn't that of the model or machine."""
    for name, value in bare.items():
        # Other data for a model of the book is a fair question: what would it take to train it with these?
        for spec in specs if name != "tokens" else ():
            own = spec.values.get(calculator.given[name].field or name)
            if own and isinstance(value, Quantity) and not isclose(own.value, value.value, rel_tol=_ALIKE):
                words = calculator.given[name].words or typed_name(name)
                shown = format_value(value, calculator.given[name].unit)
                message = f"the book has another value for {words} of {spec.name} than {shown}"
                raise FaultyRequestError(message, [f"write {typed_name(name)}=… if you mean that"])


def words_of(values: Mapping[str, float | str]) -> list[str]:
    """The words that make the request of a preset or claim."""
    settings = [f"{name}={value}" for name, value in values.items() if name not in SPECS]
    model, machine = (str(values[key]).split() if key in values else [] for key in SPECS)
    return [*model, *settings, *(["on", *machine] if machine else [])]


def in_own_names(calculator: CalculatorRecord, settings: Sequence[str]) -> list[str]:
    """Settings with the names of givens and lines: `of=164` as `n=164`, and `scores=5,2,1` as three."""
    named = names_of(calculator.given, calculator.lines)
    parts = [setting.partition("=") for setting in settings if "=" in setting]
    each = [_listed(calculator, key, text) or {named.get(plain_name(key), key): text} for key, _, text in parts]
    others = [setting for setting in settings if "=" not in setting]
    return [*others, *(f"{name}={text}" for own in each for name, text in own.items())]


def _split(calculator: CalculatorRecord, words: Sequence[str]) -> _Words:
    """The parts of a request. UsageError if a setting is given twice."""
    named = names_of(calculator.given, calculator.lines)
    parts = _Words([], {}, [])
    setting, place = "", parts.free
    for index, word in enumerate(words):
        own = calculator.given.get(plain_name(word))
        is_unit = own and not setting and place is parts.free and place and has_unit_of(own, f"{place[-1]} {word}")
        if is_unit:  # `1.4T tokens`
            word = f"{word}={place.pop()}"
        key, sign, value = word.partition("=")
        joined, following = joined_list(calculator.given, word), words[index + 1 : index + 2]
        if plain_name(word) in calculator.given and not following:  # `move 350GB over`
            raise UsageError(f"a value is missing after {quoted(word)}")
        if sign and key in calculator.uses:  # `model=gpt-3`
            setting, place = "", parts.machine if key == "machine" else parts.free
            place.append(value)
        elif joined or sign or (plain_name(word) in calculator.given and _AMOUNT.match(following[0])):
            settings = joined or _listed(calculator, key, value) or {_setting(calculator, key, named): value}
            if settings.keys() & parts.settings.keys():
                raise UsageError(f"{quoted(key)} is given twice")
            parts.settings.update(settings)
            setting, place = [*settings][-1], parts.free
        elif word == "on":
            setting, place = "", parts.machine
            if not following:
                raise FaultyRequestError("a name is missing after 'on'")
        elif setting and (not parts.settings[setting] or as_quantity(f"{parts.settings[setting]} {word}")):
            parts.settings[setting] = f"{parts.settings[setting]} {word}".strip()
        else:
            setting = ""
            place.append(word)
    if empty := next((name for name, text in parts.settings.items() if not text), None):
        raise UsageError(f"a value is missing after {typed_name(empty)!r}")
    return parts


def _listed(calculator: CalculatorRecord, key: str, text: str) -> dict[str, str]:
    """The texts of the givens and lines that are items of a list, if a name is that of one: `scores=5,2,1`."""
    lists = [(name, given.item_of) for name, given in calculator.given.items()]
    lists += [(line.name, line.item_of) for line in calculator.lines]
    items = [name for name, item_of in lists if item_of and item_of == plain_name(key)]
    texts = _without_brackets(text).split(",")
    if items and len(texts) != len(items):
        names = ", ".join(typed_name(name) for name in items)
        message = f"{typed_name(plain_name(key))} has {len(items)} values, not {len(texts)}"
        raise UsageError(message, [f"these are: {names}"])
    return dict(zip(items, texts, strict=False))


def _without_brackets(text: str) -> str:
    """A list as it is typed elsewhere, too, `[5, 2, 1]`, without its brackets."""
    return text.translate(_BRACKETS) if text.startswith("[") and text.endswith("]") else text


def _setting(calculator: CalculatorRecord, key: str, named: Mapping[str, str]) -> str:
    """The given or line that a typed name means; UsageError names those that there are."""
    name = named.get(plain_name(key))
    if name is None:
        names = [typed_name(item) for item in calculator.given]
        results = [*dict.fromkeys(typed_name(line.name) for line in calculator.lines if line.solve)]
        hints = [did_you_mean(plain_name(key).replace("_", "-"), [*names, *results]), f"it has {', '.join(names)}"]
        hints += [f"a result can be given, too: {', '.join(results)}"] if results else []
        raise UsageError(f"{calculator.id} has no setting {quoted(plain_name(key))}", hints)
    return name


def _read_settings(
    calculator: CalculatorRecord, settings: Mapping[str, str]
) -> tuple[dict[str, Value], tuple[str, str], Range | None]:
    """The settings as values, the given or line that is asked for with its unit, and the given that has several."""
    typed: dict[str, Value] = {}
    open_name, unit, ranged = "", "", None
    for name, written in settings.items():
        given, text = calculator.given.get(name), _without_brackets(written)
        if text.strip().startswith("?"):
            if open_name:
                raise UsageError("only one value can be asked for", [f"leave out {typed_name(name)}=?"])
            open_name, unit = name, text.strip()[1:].strip()
            if unit and (given or not is_measured_in(calculator.line(name), unit)):
                raise UsageError(f"{typed_name(name)} can't be asked for in {quoted(unit)}")
        elif given is None:
            typed[name] = _read(calculator, name, text)
        elif ".." in text or ("," in text and not _WITH_COMMAS.fullmatch(text)):
            if ranged:
                raise UsageError("only one setting can have a range")
            read = _range if ".." in text else _list
            ranged = Range(name, given.unit, tuple(read(calculator, name, text)))
        else:
            typed[name] = _read(calculator, name, text)
    return typed, (open_name, unit), ranged


def _read(calculator: CalculatorRecord, name: str, text: str) -> Value:
    """The value that a text is for a given or line. Of another unit, UsageError names the only given that has it."""
    try:
        if name in calculator.given:
            return read_value(name, calculator.given[name], text)
        return read_result(calculator.line(name), text)
    except UsageError as error:
        takers = [other for other in calculator.given if other != name and _takes(calculator, other, text)]
        if len(takers) != 1:
            raise
        (taker,) = takers
        hint = f"did you mean {typed_name(taker)}={harmless(text)[:60]}: {calculator.given[taker].words}?"
        raise UsageError(error.message, [hint]) from None


def _takes(calculator: CalculatorRecord, name: str, text: str) -> bool:
    """True if a text is a quantity with a unit, and that of a given."""
    found = as_quantity(text)
    return found is not None and bool(found.dimension) and takes(name, calculator.given[name], text)


def _list(calculator: CalculatorRecord, name: str, text: str) -> list[Value]:
    """The values of `8,32`, or of `1,10,100GB`. Of `512,1k` the first has no k, which is no unit."""
    texts, last = _BETWEEN.split(text), as_quantity(text.rpartition(",")[2])
    return [_read(calculator, name, one) for one in (_with_last_unit(texts) if last and last.dimension else texts)]


def _with_last_unit(texts: Sequence[str]) -> list[str]:
    """Values such as those of `1..8GB`, with the unit at the end. One with a letter, such as 1k, stays as it is."""
    unit = re.sub(r"^[\d\s.,+e-]*", "", texts[-1])
    return [text if re.search(r"[^\d\s.,+-]", text) else text + unit for text in texts]


def _range(calculator: CalculatorRecord, name: str, text: str) -> list[Value]:
    """The values of `1..64`, each the double of the one before, or of `10..50..10`, whose last number is the step."""
    parts = text.split("..")
    if not 2 <= len(parts) <= 3 or calculator.given[name].choices:
        raise UsageError(f"{quoted(text)} isn't a range", ["write first..last, or first..last..step"])
    values = [value for part in _with_last_unit(parts) if not isinstance(value := _read(calculator, name, part), str)]
    first, last, *step = (value.value for value in values)
    if last < first or (step and step[0] <= 0) or not (first > 0 or step):
        raise UsageError(
            f"the range {quoted(text)} is empty or begins at 0 or below", ["it goes from a smaller to a larger value"]
        )
    found, at = [], first
    # Sums of steps may miss the last value by their rounding errors.
    while at <= last * (1 + 1e-12):
        found.append(at)
        at = at + step[0] if step else at + at
        if len(found) > _MOST:
            raise UsageError(f"the range {quoted(text)} has more than {_MOST} values")
    if not step and found[-1] < last * (1 - 1e-12):
        found.append(last)
    return [Quantity(value, values[0].dimension) for value in found]


# --- words without a name ---------------------------------------------------------------------------------------------


def _read_free_words(
    calculator: CalculatorRecord, words: Sequence[str], typed: dict[str, Value], find: FindSpec
) -> Iterator[Spec]:
    """Take out the values that need no name, which are added to those that are typed; the rest names a model."""
    uses_model = "model" in calculator.uses
    if uses_model and (exact := find("model", " ".join(words), False)):
        yield exact
        return
    words = [word for word in words if word.lower() not in _BEFORE_VALUES]
    rest, bare = [*words], dict[str, Value]()
    index = 0
    while index < len(rest):
        for length in (2, 1):
            if value := _bare(calculator, " ".join(rest[index : index + length]), {**typed, **bare}):
                bare |= value
                del rest[index : index + length]
                break
        else:
            index += 1
    name = " ".join(rest)
    if rest and "machine" in calculator.uses and (machine := _exact_machine(calculator, name, typed, find)):
        yield machine
        rest = []
    if rest and "params" in bare and not find("model", name, False):  # `lama 3 8b` is one name
        rest, bare, name = [*words], {}, " ".join(words)
    typed |= bare
    if rest and uses_model and all(_AMOUNT.fullmatch(word) and as_quantity(word) for word in words):
        raise UsageError(f"{calculator.id} can't use all of {quoted(' '.join(words))}", [example_of(calculator)])
    if rest and uses_model:
        yield _named(find, "model", name)
    elif rest:
        is_unread = bool(_AMOUNT.fullmatch(name)) and not (as_quantity(name) or all(map(as_quantity, rest)))
        for own, given in calculator.given.items():
            if given.bare and own not in typed and (given.choices or is_unread):
                read_value(own, given, name)  # UsageError says what is wrong with it, or names the words that there are
        raise UsageError(f"{calculator.id} can't use {quoted(name)}", [example_of(calculator)])


def _bare(calculator: CalculatorRecord, text: str, typed: Mapping[str, Value]) -> dict[str, Value]:
    """The first given that may be typed without its name and takes a text as its value, with that."""
    for name, given in calculator.given.items():
        if not given.bare or name in typed:
            continue
        if given.choices:
            if choice := choice_in(given, text):
                return {name: choice}
        elif (width_in(text) or _AMOUNT.fullmatch(text)) and has_unit_of(given, text):
            return {name: read_value(name, given, text)}
    return {}


def _exact_machine(
    calculator: CalculatorRecord, text: str, typed: dict[str, Value], find: FindSpec, *, guess: bool = False
) -> Spec | None:
    """The machine of a name, and how many there are, which is added to what is typed; None if none has that name."""
    if exact := find("machine", text, False):
        return exact
    several = _SEVERAL.fullmatch(text)
    if not several or "count" not in calculator.given:
        return None
    name, count = several.group(*("name", "count") if several["name"] else ("name_before", "count_behind"))
    machine = _named(find, "machine", name) if guess else find("machine", name, False)
    if machine and "count" in typed:
        raise UsageError("'count' is given twice")
    if machine:
        typed["count"] = read_value("count", calculator.given["count"], count)
    return machine


def _named(find: FindSpec, kind: str, name: str) -> Spec:
    """The model or machine of a name; with a number before it, only of exactly that one."""
    spec = find(kind, name, not re.match(r"\d+\s", name))
    if spec is None:
        raise UsageError(f"there is no {kind} {quoted(name)}", [f"'mlsys list {kind}s' lists those of the book"])
    return spec


def example_of(calculator: CalculatorRecord) -> str:
    """A hint with a request that a calculator understands."""
    example = calculator.examples[0] if calculator.examples else ""
    return f"for example '{f'mlsys estimate {calculator.id} {example}'.strip()}'"
