"""Where something stands in the text of its book."""

from pathlib import Path
from typing import NamedTuple

from mlsys_cli.book.check.locate import entry_nodes
from mlsys_cli.book.kinds import KINDS
from mlsys_cli.book.parse.book_files import read_document


class Position(NamedTuple):
    """A line of a file, counted from 1."""

    path: Path
    line: int


def position(folder: Path, kind: str, slug: str) -> Position:
    """The place of an entry in the folder of its chapter or book; the top of the file if it isn't found."""
    path = folder / KINDS[kind].file
    document, _ = read_document(path, str(path))
    nodes = entry_nodes(document)[kind, slug]
    return Position(path, document.problem(nodes[0] if nodes else None, "", "").line)
