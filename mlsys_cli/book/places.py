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
    "question": ("quiz.yaml", "questions"),
    "book": ("book.yaml", ""),
    "source": ("references.yaml", "references"),
}


def place_word(
    folder: Path, kind: str, slug: str, role: str, target: str, rule: str, message: str, hint: str
) -> Problem:
    """A problem of the word `target` in the field `role` of a chapter's entry, at a link to it if there is one."""
    name, key = _FILES.get(kind, ("chapter.yaml", ""))
    document, _ = read_document(folder / name, f"{folder}/{name}")
    node = document.root
    if key:
        node = _find(child(node, key), slug.rpartition("/")[2] if kind == "section" else slug) or node
    field = child(node, role) or node
    if field is None:
        return document.problem(None, rule, message, hint)
    word = rf"(?P<word>{re.escape(target)})(?![\w-])"
    at = document.find_in(field, re.compile(rf"(?:\[\[(?:[a-z]+:)?\s*|@){word}"), re.compile(rf"(?<![\w-]){word}"))
    return document.problem(field, rule, message, hint) if at is None else document.problem_at(at, rule, message, hint)


def _find(nodes: yaml.Node | None, name: str) -> yaml.Node | None:
    """The item of a list of mappings, or of the lists of sections in them, that has this id."""
    if not isinstance(nodes, yaml.SequenceNode):
        return None
    for node in nodes.value:
        id = child(node, "id") or child(node, "key")
        if isinstance(id, yaml.ScalarNode) and id.value == name:
            found: yaml.Node = node
            return found
        below = _find(child(node, "sections"), name)
        if below is not None:
            return below
    return None
