"""Units of measurement: what a word means, and how a quantity is written."""

from fractions import Fraction

from mlsys_cli.exhibits.student.algebra import CannotSolve, Measure

_FAMILIES = {
    "inch": {"inch": 1, "foot": 12, "yard": 36, "mile": 63_360},
    "centimeter": {"centimeter": 1, "meter": 100, "kilometer": 100_000},
    "second": {"second": 1, "minute": 60, "hour": 3_600, "day": 86_400, "week": 604_800},
    "ounce": {"ounce": 1, "pound": 16, "ton": 32_000},
    "cent": {"cent": 1, "dollar": 100},
    "gallon": {"gallon": 1},
}
_PLURALS = {"foot": "feet", "inch": "inches"}
_SINGULARS = {"feet": "foot", "inches": "inch", "people": "person"}
_SIZES = {unit: (base, size) for base, family in _FAMILIES.items() for unit, size in family.items()}


def singular(word: str) -> str:
    """A noun in the singular, as far as the letters tell."""
    if word in _SINGULARS:
        return _SINGULARS[word]
    return word[:-1] if word.endswith("s") and not word.endswith("ss") and len(word) > 3 else word


def plural(word: str) -> str:
    """A noun in the plural."""
    return _PLURALS.get(word, word if word.endswith("s") else f"{word}s")


def is_unit(word: str) -> bool:
    """True for a word that is a unit: `feet`, `dollars`, `hour`."""
    return singular(word) in _SIZES


def measured(word: str) -> Measure:
    """One of a unit; a word that isn't known as a unit is one of its own."""
    base, size = _SIZES.get(singular(word), (singular(word), 1))
    return Measure(Fraction(size), ((base, 1),))


def written(quantity: Measure, mentioned: tuple[str, ...]) -> str:
    """A quantity in the units that the problem mentions: `5 hours`, `1.50 dollars`."""
    value, above, below = quantity.value, "", []
    for base, power in quantity.unit:
        name = next((unit for unit in mentioned if _SIZES.get(unit, (unit, 1))[0] == base), base)
        value /= Fraction(_SIZES.get(name, (name, 1))[1]) ** power
        if power == 1 and not above:
            above = name
        elif power == -1:
            below.append(name)
        else:
            raise CannotSolve("The units of the problem don't agree.")
    if above == "dollar" and value.denominator != 1 and 100 % value.denominator == 0:
        shown = fixed(value, 2)
    else:
        shown = decimal(value)
    named = above if value == 1 else plural(above) if above else ""
    return " ".join([shown, *([named] if named else []), *(f"per {unit}" for unit in below)])


def decimal(value: Fraction) -> str:
    """A number with at most six digits after the point; one that has more is `about` that."""
    if value.denominator == 1:
        text = str(value.numerator)
    elif 10**6 % value.denominator == 0:
        text = fixed(value, 6).rstrip("0")
    elif abs(value) < Fraction(1, 1000):
        text = f"about {float(value):.3g}"
    else:
        text = f"about {fixed(value, 4).rstrip('0').rstrip('.')}"
    if len(text) > 40:
        raise CannotSolve("The numbers become too large.")
    return text


def fixed(value: Fraction, digits: int) -> str:
    """A number with so many digits after the point."""
    whole, part = divmod(abs(round(value * 10**digits)), 10**digits)
    return f"{'-' if value < 0 else ''}{whole}.{part:0{digits}}"
