"""A copy of a book reduced to some of its chapters."""

import codecs
from collections.abc import Sequence
from pathlib import Path

import yaml

from mlsys_cli.book.author.text_edits import Edit, edited, end_of_value, scalar, sound_document
from mlsys_cli.book.parse.load import load_book
from mlsys_cli.book.parse.source_file import child
from mlsys_cli.errors import UsageError
from mlsys_cli.text.spelling import did_you_mean


def reduce_book(folder: Path, chapters: Sequence[str]) -> None:
    """Write into the book.yaml of a folder that the book has only some of its chapters; their files stay.

    Raises UsageError if it hasn't a chapter of that name, and UnreadableError if book.yaml can't be read.
    """
    path = folder / "book.yaml"
    document = sound_document(str(path), path.read_bytes().removeprefix(codecs.BOM_UTF8).decode())
    known = [name for part in load_book(folder).book.parts for name in part.chapters]
    for name in chapters:
        if name not in known:
            hint = did_you_mean(name, known) or f"its chapters are {', '.join(known)}"
            raise UsageError(f"the book has no chapter {name[:80]!r}", [hint])
    text, root, node = document.text, document.root, child(document.root, "chapters")
    names = f"[{', '.join(map(scalar, dict.fromkeys(chapters)))}]"
    if node is not None:
        edit = Edit(node.start_mark.index, end_of_value(text, node), names)
    else:
        assert isinstance(root, yaml.MappingNode)  # else the book would have no chapters
        start = root.start_mark.index
        first = f"chapters: {names}"
        is_flow = bool(root.flow_style)
        edit = Edit(start, start + is_flow, f"{{{first}, " if is_flow else f"{first}\n{' ' * root.start_mark.column}")
    path.write_text(edited(text, [edit]), encoding="utf-8")
