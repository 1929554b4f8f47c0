"""What is wrong with a book."""

from collections.abc import Sequence
from typing import Any

from mlsys_cli.index.entries import Trouble
from mlsys_cli.page import Blocks, Code
from mlsys_cli.view.answer import Document, document


class TroublesView:
    """Problems sorted by place, a line each and their hints below them; paths are relative to `base`."""

    def __init__(self, problems: Sequence[Trouble], base: str) -> None:
        self._problems = problems
        self._base = base

    def page(self) -> Blocks:
        """The problems as a compiler prints them."""
        return (Code(self.tabbed()),) if self._problems else ()

    def tabbed(self) -> str:
        """The problems as lines, which nothing may wrap."""
        return "".join(f"{line}\n" for problem in self._problems for line in problem.lines(self._base))

    def document(self) -> Document:
        """The problems with their places."""
        return document("problems", problems=[problem._asdict() for problem in self._problems])

    def rows(self) -> list[list[Any]]:
        """A row for each problem."""
        header = ["path", "line", "column", "rule", "message", "hint"]
        return [header, *(list(problem[:6]) for problem in self._problems)]
