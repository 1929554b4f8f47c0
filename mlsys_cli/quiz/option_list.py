"""Options to choose from: how they are shuffled, named in a file, and marked."""

from collections.abc import Sequence
from random import Random
from string import ascii_lowercase
from typing import Any

from mlsys_cli.page.blocks import Blocks, OptionList, Span, Spans, text_spans
from mlsys_cli.text.english import normalize_name

RIGHT, FALSE = "✓", "✗"
"""The signs of a correct and of a wrong answer."""

LETTERS = "".join(sorted(set(ascii_lowercase) - set("hopqsux")))
"""The letters that choose an option; the others are commands. Digits are left to grades."""

_LABEL = f"{LETTERS} "


def shuffled(count: int, chance: Random) -> tuple[int, ...]:
    """The indices of some options in random order."""
    order = list(range(count))
    chance.shuffle(order)
    return tuple(order)


def disordered(count: int, chance: Random) -> tuple[int, ...]:
    """The indices of two or more options in random order, but never in the right one."""
    order = shuffled(count, chance)
    return (*order[1:], order[0]) if list(order) == sorted(order) else order


def indices_of(value: Any, texts: Sequence[str], offered: Sequence[str]) -> tuple[int, ...]:
    """The indices of the options that a file names, each by its text or by its number among the `offered` ones.

    The value is from JSON: a list, or the only one. What names no option has the index -1. The very text counts
    first, since some differ only in their signs: (1, 0, 1) and (1, 0, -1).
    """
    keys = [normalize_name(text) for text in texts]
    indices = []
    for item in value if isinstance(value, list) else [value]:
        if item in texts:
            indices.append(texts.index(item))
            continue
        names = [normalize_name(str(item))]
        if str(item).isdecimal() and len(str(item)) < 4 and 1 <= int(item) <= len(offered):
            names.append(normalize_name(offered[int(item) - 1]))
        indices.append(next((keys.index(name) for name in names if name in keys), -1))
    return tuple(indices)


def letter_of(index: int) -> str:
    """The letter beside an option. They begin again after the last: the arrows reach every option."""
    return LETTERS[index % len(LETTERS)]


def letters_to(count: int) -> str:
    """The letters of so many options: `a-d`."""
    return f"{LETTERS[0]}-{LETTERS[min(count, len(LETTERS)) - 1]}"


def option(name: str, text: str, picked: bool, sign: str = "", *, pointed: bool = False) -> tuple[Span, Spans]:
    """An option with the letter that chooses it, and the cursor if it is pointed at."""
    label = Span(f"{'▸' if pointed else ' '} {name}  {sign}", "picked" if picked or pointed else "mark")
    return label, text_spans(text, "picked" if picked else "")


def marked_option(letter: str, text: str, right: bool, chosen: bool) -> tuple[Span, Spans]:
    """An option of an answered question: right ones are ticked, and a wrong one is crossed if it was chosen."""
    mark = sign(right, f"{letter}  ") if right or chosen else Span(f"  {letter}  ", "mark")
    note = (Span("  (your choice)", "caption"),) if chosen else ()
    return mark, (Span(text, "" if right or chosen else "trail"), *note)


def without_letters(solution: Blocks) -> Blocks:
    """The options of an answered question with no more than their signs, for a page, whose form has no letters."""
    return tuple(
        OptionList(tuple((mark._replace(text=f"{mark.text.rstrip(_LABEL)} "), text) for mark, text in block.items))
        if isinstance(block, OptionList)
        else block
        for block in solution
    )


def sign(right: bool, label: str = "") -> Span:
    """The sign of a right or wrong answer, with a label after it."""
    return Span(f"{RIGHT} {label}", "right") if right else Span(f"{FALSE} {label}", "wrong")
