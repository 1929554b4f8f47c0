"""The lines of a book's files on which its entries begin."""

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import yaml

from mlsys_cli.book.kinds import KINDS, KINDS_BY_FILE
from mlsys_cli.book.parse.source_file import Document
from mlsys_cli.book.parse.yaml_document import child, id_in, read_document
from mlsys_cli.text.sanitize import harmless


class Position(NamedTuple):
    """A line of a file, counted from 1."""

    path: Path
    line: int


def position(folder: Path, kind: str, slug: str) -> Position:
    """The place of an entry in the folder of its chapter or book; the top of the file if it isn't found."""
    path = folder / KINDS[kind].file
    document, _ = read_document(path, str(path))
    nodes = entry_nodes(document)[kind, slug]
    return Position(path, document.place(nodes[0] if nodes else None).line)


def entry_nodes(document: Document) -> dict[tuple[str, str], list[yaml.Node]]:
    """The nodes of each entry of a file by its kind and id; a section's id has its chapter's before it."""
    nodes: dict[tuple[str, str], list[yaml.Node]] = defaultdict(list)
    *_, chapter, file = ("", *document.path.split("/"))
    for kind in KINDS_BY_FILE.get(file, ()):
        for slug, node in _with_ids(child(document.root, kind.key)):
            nodes[kind.name, f"{harmless(chapter)}/{slug}" if kind.name == "section" else slug].append(node)
    return nodes


def _with_ids(nodes: yaml.Node | None) -> Iterator[tuple[str, yaml.Node]]:
    """Each mapping of a list that has an id or a key, and of the lists of sections in them."""
    if not isinstance(nodes, yaml.SequenceNode):
        return
    for node in nodes.value:
        if slug := id_in(node):
            yield slug, node
        yield from _with_ids(child(node, "sections"))
