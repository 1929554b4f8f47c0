"""The two sides of an Anki note, as HTML."""

from collections.abc import Iterable
from enum import Enum
from typing import NamedTuple

from mlsys_cli.page.blocks import Block, Blocks, Bullets, Paragraph, text_spans
from mlsys_cli.page.html import write_fragment


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


def line(text: str, style: str = "") -> Block:
    """A line of text."""
    return Paragraph(text_spans(text, style))


def listed(texts: Iterable[str], ordered: bool = False) -> Block:
    """A list of texts, numbered if `ordered`."""
    return Bullets(tuple((line(text),) for text in texts), ordered)
