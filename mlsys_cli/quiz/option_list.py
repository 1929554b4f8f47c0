"""Options to choose from: how they are numbered, named, shuffled and marked."""

import re
from collections.abc import Sequence
from random import Random
from string import ascii_lowercase
from typing import Any

from mlsys_cli.page import Span, Spans, text_spans
from mlsys_cli.text.normalize import normalize_name

RIGHT, FALSE = "✓", "✗"
"""The signs of an answer that is right, and of one that isn't."""

LETTERS = ascii_lowercase[:7]
"""The letters that choose an option; later ones are commands."""

NOWHERE = -1
"""The place of what is none of the options."""


def shuffled(number: int, chance: Random) -> tuple[int, ...]:
    """The places of so many options in any order."""
    order = list(range(number))
    chance.shuffle(order)
    return tuple(order)


def disordered(number: int, chance: Random) -> tuple[int, ...]:
    """The places of so many options in any order but the right one."""
    order = shuffled(number, chance)
    return (*order[1:], order[0]) if number > 1 and list(order) == sorted(order) else order


def place_chosen(text: str, number: int) -> int | None:
    """The shown place that a digit or letter chooses; None if it chooses none of so many options."""
    places = "123456789" if text.isdecimal() else LETTERS
    place = places.find(text.lower()) if len(text) == 1 else NOWHERE
    return place if 0 <= place < number else None


def words_in(line: str) -> list[str]:
    """The words and digits of a line, each of which may name an option."""
    return re.findall(r"[A-Za-z]+|\d", line)


def place_given(given: Any, texts: Sequence[str], offered: Sequence[str]) -> int:
    """The place of the option that a file names by its text, or by its number among the `offered` ones."""
    keys = [normalize_name(text) for text in texts]
    if normalize_name(str(given)) in keys:
        return keys.index(normalize_name(str(given)))
    number = int(given) if str(given).isdecimal() and len(str(given)) < 4 else 0
    if isinstance(given, bool) or not 1 <= number <= len(offered) or normalize_name(offered[number - 1]) not in keys:
        return NOWHERE
    return keys.index(normalize_name(offered[number - 1]))


def as_list(given: Any) -> list[Any]:
    """A value from JSON as a list: what is no list is one of one."""
    return list(given) if isinstance(given, list | tuple) else [given]


def option(name: object, text: str, picked: bool, sign: str = "") -> tuple[Span, Spans]:
    """An option with the number or letter that chooses it."""
    return Span(f"  {name}  {sign}", "picked" if picked else "mark"), text_spans(text, "picked" if picked else "")


def marked_option(number: int, text: str, right: bool, chosen: bool) -> tuple[Span, Spans]:
    """An option of an answered question: right ones are ticked, and a wrong one is crossed if it was chosen."""
    mark = sign(right, f"{number}  ") if right or chosen else Span(f"  {number}  ", "mark")
    note = (Span("  (your choice)", "caption"),) if chosen else ()
    return mark, (Span(text, "" if right or chosen else "trail"), *note)


def sign(right: bool, words: str = "") -> Span:
    """The sign of a right or wrong answer, with words after it."""
    return Span(f"{RIGHT} {words}", "right") if right else Span(f"{FALSE} {words}", "wrong")
