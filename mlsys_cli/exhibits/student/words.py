"""The words of a problem: read, and put into the few forms that the patterns know."""

import re
from fractions import Fraction
from pathlib import Path

from mlsys_cli.exhibits.student.algebra import CannotSolve
from mlsys_cli.exhibits.student.units import is_unit, singular
from mlsys_cli.quantity.quantity import WORDS

OPERATORS = (
    *("plus", "minus", "times", "divby", "lessthan", "percentless", "percentmore"),
    *("percent", "(", ")", "squared"),
)
PREFIXES = ("squareof", "cubeof", "sumof", "differenceof", "productof", "quotientof")
ARTICLES = ("a", "an", "the")
_NUMBERS = {word: str(number) for word, number in (WORDS | {"hundred": 100}).items()}
_DIGITS = r"\d+(?:,\d{3})+(?:\.\d+)?|\d*\.?\d+"  # `1,200` or `.5`
_TOKEN = re.compile(rf"{_DIGITS}|[a-z]+(?:'[a-z]+)*'?|[.,;:?!$%+*/=()^-]")  # a number, a word (tom's), or a sign
_DOLLARS = re.compile(rf"\$\s*({_DIGITS})")
_SQUARED = re.compile(r"\^\s*2(?!\.?\d|,\d{3})")
_NUMBER = re.compile(r"\d*\.?\d+(?:/\d+)?")  # `12`, `.5`, `1/3`
_SIGNS = {"%": "percent", "+": "plus", "*": "times", "/": "divby", "-": "minus", "=": "is"}
_, *_ROWS = Path(__file__).with_name("forms.tsv").read_text("utf-8").splitlines()
_FORMS = [(re.compile(rf"(?<!\S){pattern}(?!\S)"), meaning) for pattern, meaning in (row.split("\t") for row in _ROWS)]


def tokens(text: str) -> list[str]:
    """The words, numbers and signs of a text, in small letters. Raises CannotSolve for other signs."""
    text = text.lower().replace("’", "'").replace("×", "*").replace("÷", "/").replace("−", "-").replace('"', " ")
    text = re.sub(r"(?<=[a-z])-(?=[a-z])", " ", text)
    text = _SQUARED.sub(" squared ", _DOLLARS.sub(r" \1 dollars ", text))
    rest = _TOKEN.sub("", text).strip()
    if rest:
        raise CannotSolve(f"I can't read {rest.split()[0][:10]!r}.")
    tokens = [_SIGNS.get(token, token) for token in _TOKEN.findall(text)]
    if any(len(token) > 40 and token[-1].isdigit() for token in tokens):
        raise CannotSolve("A number is too long.")
    return [token.replace(",", "") if token[-1].isdigit() else token for token in tokens]


def simplified(words: list[str]) -> str:
    """The words in the forms that the patterns know, with a space between two of them."""
    text = " ".join(_NUMBERS[word] if _counts(words, at) else word for at, word in enumerate(words))
    for pattern, meaning in _FORMS:
        text = pattern.sub(meaning, text)
    return " ".join(text.split())


def spoken(text: str) -> str:
    """The text with the operators as they are spoken."""
    return " ".join(_SPOKEN.get(word, word) for word in text.split())


def is_number(word: str) -> bool:
    """True for a number in digits: `45`, `4.50`, `1/2`."""
    return _NUMBER.fullmatch(word) is not None


def value_of(word: str) -> Fraction:
    """The number that the digits mean. Raises CannotSolve for a division by zero."""
    try:
        return Fraction(word if word[0] != "." else f"0{word}")
    except ZeroDivisionError:
        raise CannotSolve("That would divide by zero.") from None


def _counts(words: list[str], at: int) -> bool:
    """True for a number in letters that counts: `three times`, but not `one number`."""
    if words[at] not in _NUMBERS:
        return False
    after = words[at + 1] if at + 1 < len(words) else "."
    if after in {"number", "numbers", "of", "half", "third", "quarter", "fourth", "thirds", "quarters", "fourths"}:
        return False
    before = words[at - 1] if at else ""
    if words[at] == "one" and before not in {"is", "has", "have", "equals"}:
        return is_unit(after) or after in {"more", "less", "times", "year", "percent"}
    return before not in {"first", "last", "the"}


def content(words: tuple[str, ...]) -> frozenset[str]:
    """The words of a name that are not small: two names that share it may mean the same."""
    return frozenset(singular(word.removesuffix("'s").rstrip("'")) for word in words if word not in _SMALL_WORDS)


_SPOKEN = {
    **{f"{word}of": f"the {word} of" for word in ("square", "cube", "sum", "product", "quotient")},
    "differenceof": "the difference between",
    "divby": "divided by",
    "lessthan": "less than",
    "percentless": "percent less than",
    "percentmore": "percent more than",
}
_SMALL = """
a an the this that some each one latter former my and between of for in to from on at by do does is
it its he his him she her they their them
"""
_SMALL_WORDS = frozenset(_SMALL.split())
