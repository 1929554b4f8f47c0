"""A page of the reader as a value, and a row of a list that leads to one."""

from collections.abc import Callable, Sequence
from typing import NamedTuple, TypeAlias

from mlsys_cli.page.blocks import Blocks, Spans
from mlsys_cli.reader.location import Location


class Destination(NamedTuple):
    """A row of a list to choose from, the place that it opens, words of it to show below, and a remark at its end."""

    title: str
    location: Location
    excerpt: Spans = ()
    remark: str = ""


Finder: TypeAlias = Callable[[str], Sequence[Destination]]
"""Finds the destinations that some words mean."""


class ReaderPage(NamedTuple):
    """A page, with its title for the head line.

    Of a text to read, `minutes` is the time that it takes, and `length` the number of blocks before the sources. On a
    list, the arrow keys go from row to row; `shown` says how many rows there are.
    """

    title: str
    blocks: Blocks
    minutes: int = 0
    length: int = 0
    is_list: bool = False
    shown: str = ""
