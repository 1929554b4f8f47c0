"""The place in a file of what a rule has found: looked for when it is needed, which is seldom."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

import yaml

from mlsys_cli.book import model
from mlsys_cli.book.check.rules import RULES, Finding
from mlsys_cli.book.kinds import KINDS, kinds_in
from mlsys_cli.book.model import Problem
from mlsys_cli.book.parse.book_files import read_document
from mlsys_cli.book.parse.entries import read_noun
from mlsys_cli.book.parse.source_file import Document
from mlsys_cli.book.parse.yaml_document import child, descend, key_node
from mlsys_cli.text.sanitize import harmless


class RuleFinding(NamedTuple):
    """What a rule has found, with the rule's name."""

    rule: str
    finding: Finding


def place_all(folder: Path, found: Iterable[RuleFinding]) -> Iterator[Problem]:
    """The problems that some findings are; each file is parsed once more, and only if it has any."""
    by_file: dict[str, list[RuleFinding]] = defaultdict(list)
    for one in found:
        by_file[one.finding.entry.file].append(one)
    for file, ones in by_file.items():
        document, _ = read_document(folder / file, f"{folder}/{file}")
        nodes = entry_nodes(document)
        kept = {entry: _kept(document, entry.kind, nodes[entry[1:]]) for entry in {one.finding.entry for one in ones}}
        for rule, finding in ones:
            yield _place(document, kept[finding.entry], rule, finding)


def entry_nodes(document: Document) -> dict[tuple[str, str], list[yaml.Node]]:
    """The nodes of each entry of a file by its kind and id; a section's id has its chapter's before it."""
    nodes: dict[tuple[str, str], list[yaml.Node]] = defaultdict(list)
    *_, chapter, file = ("", *document.path.split("/"))
    for kind in kinds_in(file):
        for id, node in _with_ids(child(document.root, kind.key)):
            nodes[kind.name, f"{harmless(chapter)}/{id}" if kind.name == "section" else id].append(node)
    return nodes


def _kept(document: Document, kind: str, nodes: list[yaml.Node]) -> yaml.Node | None:
    """Of several nodes with one id the one that is in the book: the first that is sound. Of none the whole file."""
    if len(nodes) < 2:
        return nodes[0] if nodes else document.root
    noun, skip = getattr(model, KINDS[kind].noun), ("sections",) if kind == "section" else ()
    return next((node for node in nodes if read_noun(document, node, noun, skip)[0] is not None), nodes[0])


def _with_ids(nodes: yaml.Node | None) -> Iterator[tuple[str, yaml.Node]]:
    """Each mapping of a list that has an id or a key, and of the lists of sections in them."""
    if not isinstance(nodes, yaml.SequenceNode):
        return
    for node in nodes.value:
        id = child(node, "id") or child(node, "key")
        if isinstance(id, yaml.ScalarNode):
            yield harmless(id.value), node
        yield from _with_ids(child(node, "sections"))


def _place(document: Document, node: yaml.Node | None, rule: str, finding: Finding) -> Problem:
    _, steps, message, hint, offset, length, at_key = finding
    target = key_node(descend(node, steps[:-1]), str(steps[-1])) if at_key else descend(node, steps)
    if length:
        problem = document.problem_within(target, offset, length, rule, message, hint)
    else:
        problem = document.problem(target, rule, message, hint)
    return problem.as_warning() if RULES[rule].warning else problem
