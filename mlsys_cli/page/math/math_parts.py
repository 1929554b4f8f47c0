"""The parts of a formula, which make a tree."""

from typing import Literal, NamedTuple, TypeAlias

Kind: TypeAlias = Literal["letter", "number", "operator", "relation", "open", "close", "comma", "function", "big"]
"""What a sign is to its neighbours. A `big` sign, such as a sum, and some functions have limits."""


class Sign(NamedTuple):
    """A letter, number or sign: as Unicode, its kind, its words in ASCII, and as LaTeX."""

    text: str
    kind: Kind
    ascii: str
    tex: str
    has_limits: bool = False


class Gap(NamedTuple):
    """A space that the author asks for."""

    tex: str


class Words(NamedTuple):
    r"""Words within a formula, `\text{for all}`, or a name, `\mathrm{softmax}`; `command` is the one without `\`."""

    text: str
    command: str


class Styled(NamedTuple):
    r"""A formula in letters of a style, such as `\boldsymbol{\theta}`; `command` is the one without `\`."""

    command: str
    body: "MathRow"


class MathRow(NamedTuple):
    """Parts that follow each other."""

    items: tuple["Node", ...]


class Fraction(NamedTuple):
    """One part over another."""

    over: MathRow
    under: MathRow


class Root(NamedTuple):
    """A root; the square root has no degree."""

    body: MathRow
    degree: MathRow | None = None


class Scripts(NamedTuple):
    """A part with an index or lower limit, a power or upper limit, or both."""

    base: "Node"
    below: MathRow | None
    above: MathRow | None


class Fenced(NamedTuple):
    r"""A row between brackets that are as tall as it is; either may be empty (`\left.`)."""

    left: str
    body: MathRow
    right: str


class Accent(NamedTuple):
    r"""A letter with a mark over it, such as `\hat x`: the combining character and the command without `\`."""

    mark: str
    command: str
    body: MathRow


class Matrix(NamedTuple):
    """Rows of cells between brackets, either of which may be empty; `name` is that of the environment.

    In `aligned` the cells of a row are one formula, which is broken where the rows are to be aligned. A `binom` has two
    rows of one cell.
    """

    rows: tuple[tuple[MathRow, ...], ...]
    left: str
    right: str
    name: str

    @property
    def lines(self) -> tuple[MathRow, ...]:
        """Each row as one formula."""
        return tuple(MathRow(tuple(item for cell in row for item in cell.items)) for row in self.rows)


Node: TypeAlias = Sign | Gap | Words | Styled | MathRow | Fraction | Root | Scripts | Fenced | Accent | Matrix


class MathMistake(NamedTuple):
    """A mistake in a formula: `length` characters of its text from an offset on, and a hint.

    What `is_unknown` may well be LaTeX, but not of the part that is read here.
    """

    offset: int
    length: int
    message: str
    hint: str = ""
    is_unknown: bool = False


class ParsedMath(NamedTuple):
    """A formula that was read; with mistakes the tree is what could be read of it."""

    root: MathRow
    mistakes: tuple[MathMistake, ...]


def single(node: "Node | None") -> "Node | None":
    """A row of one part as that part."""
    while isinstance(node, MathRow) and len(node.items) == 1:
        node = node.items[0]
    return node


def has_limits(base: Node) -> bool:
    """True if what stands below and above a part are its limits, such as those of a sum."""
    return isinstance(base, Sign) and base.has_limits
