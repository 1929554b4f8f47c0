"""The sides of an Anki note that asks a question."""

from collections.abc import Iterable
from enum import Enum
from typing import NamedTuple

from mlsys_cli.page.blocks import Block, Blocks
from mlsys_cli.page.html import escape_html, write_fragment


class Form(Enum):
    """The note types: two sides, an answer to be typed, or gaps."""

    SIDES = "sides"
    TYPED = "typed"
    CLOZE = "cloze"


class Sides(NamedTuple):
    """The question and the answer of a note, as HTML, and remarks on the answer."""

    form: Form
    ask: str
    answer: str
    more: Blocks = ()


def two_sides(ask: Iterable[Block], answer: Iterable[Block]) -> Sides:
    """A note that shows a question, and then its answer."""
    return Sides(Form.SIDES, write_fragment(ask), write_fragment(answer))


def typed_sides(ask: Iterable[Block], answer: str, more: Blocks) -> Sides:
    """A note whose answer is typed, with remarks on the back."""
    return Sides(Form.TYPED, write_fragment(ask), escape_html(answer), more)
