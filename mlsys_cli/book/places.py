"""The place in a file of what a rule has found: looked for when it is needed, which is seldom."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

import yaml

from mlsys_cli.book.document import Document, child, descend, key_node
from mlsys_cli.book.load import read_document
from mlsys_cli.book.rules import RULES, Finding
from mlsys_cli.book.survey import FILES
from mlsys_cli.model import Problem


class Found(NamedTuple):
    """What a rule has found, with the rule's name."""

    rule: str
    finding: Finding


def place_all(folder: Path, found: Iterable[Found]) -> Iterator[Problem]:
    """The problems that some findings are; each file is parsed once more, and only if it has any."""
    by_file: dict[str, list[Found]] = defaultdict(list)
    for one in found:
        by_file[one.finding.entry.file].append(one)
    for file, ones in by_file.items():
        document, _ = read_document(folder / file, f"{folder}/{file}")
        nodes = entry_nodes(document)
        for rule, finding in ones:
            yield _place(document, nodes.get(finding.entry[1:], document.root), rule, finding)


def entry_nodes(document: Document) -> dict[tuple[str, str], yaml.Node]:
    """The first node of each entry of a file by its kind and id; a section's id has its chapter's before it."""
    nodes: dict[tuple[str, str], yaml.Node] = {}
    file = document.path.rpartition("/")[2]
    chapter = document.path.split("/")[-2] if "/" in document.path else ""
    for kind, (name, key) in FILES.items():
        if name == file and key:
            for id, node in _with_ids(child(document.root, key)):
                nodes.setdefault((kind, f"{chapter}/{id}" if kind == "section" else id), node)
    return nodes


def _with_ids(nodes: yaml.Node | None) -> Iterator[tuple[str, yaml.Node]]:
    """Each mapping of a list that has an id or a key, and of the lists of sections in them."""
    if not isinstance(nodes, yaml.SequenceNode):
        return
    for node in nodes.value:
        id = child(node, "id") or child(node, "key")
        if isinstance(id, yaml.ScalarNode):
            yield id.value, node
        yield from _with_ids(child(node, "sections"))


def _place(document: Document, node: yaml.Node | None, rule: str, finding: Finding) -> Problem:
    _, steps, message, hint, offset, length, at_key = finding
    target = key_node(descend(node, steps[:-1]), str(steps[-1])) if at_key else descend(node, steps)
    if length:
        problem = document.problem_within(target, offset, length, rule, message, hint)
    else:
        problem = document.problem(target, rule, message, hint)
    return problem.as_warning() if RULES[rule].warning else problem
