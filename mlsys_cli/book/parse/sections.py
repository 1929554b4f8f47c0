"""A chapter.yaml read into what it says of the chapter, and its tree of sections."""

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


def read_chapter_file(
    document: Document, name: str
) -> tuple[ChapterHead, tuple[Section, ...], list[UnreadEntry], list[Problem]]:
    """Both, and what is wrong. What can't be read is as good as empty, and `name` is then the chapter's title."""
    fallback = ChapterHead(title=name, summary="")
    if document.root is None:
        return fallback, (), [], []
    problems = read_top(document, dict.fromkeys(_KEYS))
    flaws: list[UnreadEntry] = []
    if may_stand_elsewhere(document.root, "sections", _KEYS):
        flaws.append(UnreadEntry("sections", document.root))
    if problems and not isinstance(document.root, yaml.MappingNode):
        return fallback, (), flaws, problems
    bare = yaml.MappingNode(
        document.root.tag,
        [(key, value) for key, value in document.root.value if key.value in _KEYS and key.value != "sections"],
        document.root.start_mark,
        document.root.end_mark,
    )
    head, wrong = read_noun(document, bare, ChapterHead)
    if problems or wrong:
        flaws.append(UnreadEntry("chapter", document.root))
    sections, flawed, more = _read_sections(document, child(document.root, "sections"), set())
    return head or fallback, sections, flaws + flawed, [*problems, *wrong, *more]


def _read_sections(
    document: Document, node: yaml.Node | None, seen: set[str]
) -> tuple[tuple[Section, ...], list[UnreadEntry], list[Problem]]:
    """A tree of sections. One that can't be kept takes nothing with it: its subsections move up."""
    if node is None:
        return (), [], []
    if not isinstance(node, yaml.SequenceNode):
        problem = diagnostics.wrong_type(document, node, "this must be a list of sections", ITEMS)
        return (), [UnreadEntry("sections", node)], [problem]
    sections: list[Section] = []
    flaws: list[UnreadEntry] = []
    problems: list[Problem] = []
    for item in node.value:
        section, wrong = read_noun(document, item, Section, skip=("sections",))
        if section is not None and section.id in seen:
            wrong.append(diagnostics.duplicate_id(document, child(item, "id"), section.id))
            section = None
        if section is not None:
            seen.add(section.id)
        if wrong or has_doubled_key(item):
            flaws.append(UnreadEntry("sections", item))
        problems += wrong
        below, flawed, wrong = _read_sections(document, child(item, "sections"), seen)
        problems += wrong
        flaws += flawed
        if section is None:
            sections += below
            continue
        sections.append(replace(section, sections=below))
    return tuple(sections), flaws, problems
