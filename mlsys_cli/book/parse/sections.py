"""The two parts of a chapter.yaml: the chapter's own fields and the tree of its sections."""

from dataclasses import replace

import yaml

from mlsys_cli.book.model import ChapterHead, Problem, Section
from mlsys_cli.book.parse import diagnostics
from mlsys_cli.book.parse.entries import read_noun, read_top
from mlsys_cli.book.parse.source_file import Document
from mlsys_cli.book.parse.type_errors import ITEMS
from mlsys_cli.book.parse.unreadable import UnreadEntry, may_stand_elsewhere
from mlsys_cli.book.parse.yaml_document import child, has_doubled_key

_KEYS = ("title", "summary", "objectives", "sections")


def read_head(document: Document, name: str) -> tuple[ChapterHead, list[UnreadEntry], list[Problem]]:
    """The chapter's own fields; where they can't be read they are empty, and `name` is the title."""
    fallback = ChapterHead(title=name, summary="")
    if document.root is None:
        return fallback, [], []
    problems = read_top(document, dict.fromkeys(_KEYS))
    flaws: list[UnreadEntry] = []
    if may_stand_elsewhere(document.root, "sections", _KEYS):
        flaws.append(UnreadEntry("sections", document.root))
    if problems and not isinstance(document.root, yaml.MappingNode):
        return fallback, flaws, problems
    bare = yaml.MappingNode(
        document.root.tag,
        [(key, value) for key, value in document.root.value if key.value in _KEYS and key.value != "sections"],
        document.root.start_mark,
        document.root.end_mark,
    )
    head, wrong = read_noun(document, bare, ChapterHead)
    if problems or wrong:
        flaws.append(UnreadEntry("chapter", document.root))
    return head or fallback, flaws, [*problems, *wrong]


class Sections:
    """The tree of sections of a chapter, with the node of each and what is wrong with them."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self.nodes: dict[str, yaml.Node] = {}
        self.flaws: list[UnreadEntry] = []
        self.problems: list[Problem] = []

    def read(self, node: yaml.Node | None) -> tuple[Section, ...]:
        """The sections of a list. One that can't be kept takes nothing with it: its subsections move up."""
        if node is None:
            return ()
        if not isinstance(node, yaml.SequenceNode):
            message = "this must be a list of sections"
            self.problems.append(diagnostics.wrong_type(self._document, node, message, ITEMS))
            self.flaws.append(UnreadEntry("sections", node))
            return ()
        sections: list[Section] = []
        for item in node.value:
            section = self._read_one(item)
            below = self.read(child(item, "sections"))
            sections += below if section is None else [replace(section, sections=below)]
        return tuple(sections)

    def _read_one(self, item: yaml.Node) -> Section | None:
        section, wrong = read_noun(self._document, item, Section, skip=("sections",))
        if section is not None and section.id in self.nodes:
            wrong.append(diagnostics.duplicate_id(self._document, child(item, "id"), section.id))
            section = None
        if section is not None:
            self.nodes[section.id] = item
        if wrong or has_doubled_key(item):
            self.flaws.append(UnreadEntry("sections", item))
        self.problems += wrong
        return section
