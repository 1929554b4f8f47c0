"""The place in a file where a link stands that leads nowhere: found again when it is needed, which is seldom."""

import re
from pathlib import Path

import yaml

from mlsys_cli.book.document import child
from mlsys_cli.book.load import read_document
from mlsys_cli.model import Problem

_FILES = {
    "section": ("chapter.yaml", "sections"),
    "term": ("glossary.yaml", "terms"),
    "era": ("timeline.yaml", "eras"),
    "event": ("timeline.yaml", "events"),
    "table": ("tables.yaml", "tables"),
    "figure": ("figures.yaml", "figures"),
}


def place_link(folder: Path, kind: str, slug: str, role: str, message: str, target: str, hint: str) -> Problem:
    """The problem `message` of a link to `target` in the field `role` of a chapter's entry, at its very word."""
    name, key = _FILES.get(kind, ("chapter.yaml", ""))
    document, _ = read_document(folder / name, f"{folder}/{name}")
    node = document.root
    if key:
        node = _find(child(node, key), slug.rpartition("/")[2] if kind == "section" else slug) or node
    field = child(node, role) or node
    if field is None:
        return document.problem(None, "dangling-link", message, hint)
    return document.problem_at(
        field, re.compile(rf"(?<![\w-]){re.escape(target)}(?![\w-])"), "dangling-link", message, hint
    )


def _find(nodes: yaml.Node | None, name: str) -> yaml.Node | None:
    """The item of a list of mappings, or of the lists of sections in them, that has this id."""
    if not isinstance(nodes, yaml.SequenceNode):
        return None
    for node in nodes.value:
        id = child(node, "id")
        if isinstance(id, yaml.ScalarNode) and id.value == name:
            found: yaml.Node = node
            return found
        below = _find(child(node, "sections"), name)
        if below is not None:
            return below
    return None
