"""The parts of a formula that was parsed, and the mistakes in one."""

from typing import NamedTuple

from mlsys_cli.quantity.quantity import Quantity


class FormulaError(ValueError):
    """A mistake in a formula: what is wrong, and where in the text.

    `in_result` if it only shows with some values; `of_units` if units don't fit together.
    """

    def __init__(
        self, message: str, offset: int, length: int = 1, *, in_result: bool = False, of_units: bool = False
    ) -> None:
        super().__init__(message)
        self.offset, self.length = offset, length
        self.in_result, self.of_units = in_result, of_units


class NotGivenError(FormulaError):
    """A name in a formula that has no value."""


class Constant(NamedTuple):
    """A number with its unit."""

    value: Quantity


class Name(NamedTuple):
    """A name of a quantity, at an offset in the text."""

    name: str
    offset: int


class Known(NamedTuple):
    """The condition that something of a name has a value; with a `word`, that it is this word."""

    name: str
    offset: int
    word: str = ""


class Sum(NamedTuple):
    """The sum of a formula over the whole values of a name, from a first to a last one."""

    name: str
    first: "Node"
    last: "Node"
    term: "Node"
    offset: int


class Call(NamedTuple):
    """A function or a sign with what it is applied to; `length` characters of the text from `offset` are its name."""

    function: str
    arguments: "tuple[Node, ...]"
    offset: int
    length: int = 1


Node = Constant | Name | Known | Sum | Call


def each_node(node: Node) -> list[Node]:
    """A node and all below it, in the order of the text. In a sum, those with the name of its terms are left out."""
    found = [node]
    if isinstance(node, Sum):
        found += [*each_node(node.first), *each_node(node.last)]
        found += [inner for inner in each_node(node.term) if getattr(inner, "name", "") != node.name]
    elif isinstance(node, Call):
        for argument in node.arguments:
            found += each_node(argument)
    return found
