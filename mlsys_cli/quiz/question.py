"""A card as it is asked: what stands on its two sides, and the key that says which answers are right."""

from typing import NamedTuple, TypeAlias

from mlsys_cli.index.entry_records import Ref
from mlsys_cli.page import Blocks

KINDS = ("choice", "true-false", "typed", "number", "order", "match", "cloze")
"""How a question is answered."""

LEVELS = ("recall", "understand", "apply")
"""What a question asks for."""


class Choices(NamedTuple):
    """Some choices as they were written, and the places of those that are right."""

    texts: tuple[str, ...]
    right: frozenset[int]

    @property
    def several(self) -> bool:
        """Whether more than one is to be chosen."""
        return len(self.right) > 1


class Truth(NamedTuple):
    """Whether what is stated holds."""

    answer: bool


class Words(NamedTuple):
    """Words to be typed: any of the `answers`, of which the first is shown. Names of `others` are never slips of them.

    `others` are keys of names, as `book.folding` makes them.
    """

    answers: tuple[str, ...]
    others: frozenset[str] = frozenset()


class Number(NamedTuple):
    """A number to be typed that lies between `low` and `high`; `answer` is shown."""

    answer: float
    low: float
    high: float
    unit: str = ""


class Ordering(NamedTuple):
    """Items in their right order."""

    items: tuple[str, ...]


class Pairs(NamedTuple):
    """Things that belong together: each of `left` with that of the same place in `right`."""

    left: tuple[str, ...]
    right: tuple[str, ...]


class Gaps(NamedTuple):
    """Words to be typed into each of some gaps."""

    gaps: tuple[Words, ...]


Key: TypeAlias = Choices | Truth | Words | Number | Ordering | Pairs | Gaps


class Question(NamedTuple):
    """A card. `id` is what the store knows it by; `section` and `sources` are addresses, `opens` is where to read.

    `kind` and `level` are some of `KINDS` and `LEVELS`. A card that is made of another entry has `made`.
    """

    id: str
    kind: str
    level: str
    book: str
    chapter: str
    section: str
    ask: Blocks
    explain: Blocks
    key: Key
    opens: Ref
    hint: Blocks = ()
    sources: tuple[str, ...] = ()
    as_of: str = ""
    disputed: Blocks = ()
    made: bool = False
