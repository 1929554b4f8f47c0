"""The differences between two versions of a book."""

from pathlib import Path
from typing import Any, NamedTuple

from mlsys_cli.book.kinds import BOOK_FILES
from mlsys_cli.book.parse.source_file import entry_nodes, files_of_chapter, is_chapter
from mlsys_cli.book.parse.yaml_document import read_document, value_of


class Changes(NamedTuple):
    """The entries that are new, different or gone, each as its kind and id: `term heap`, `section gc/why`."""

    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()


def changes(old: Path, new: Path) -> Changes:
    """The differences from a book to its new version, in the order of the new one."""
    before, after = _entries(old), _entries(new)
    return Changes(
        tuple(name for name in after if name not in before),
        tuple(name for name, value in after.items() if name in before and before[name] != value),
        tuple(name for name in before if name not in after),
    )


def _entries(book: Path) -> dict[str, Any]:
    """The values of each entry; a section's are those of its own, not of its subsections."""
    files = [book / file for file in BOOK_FILES]
    folders = filter(is_chapter, sorted(book.glob("*/")))
    files += [folder / file for folder in folders for file in files_of_chapter(folder)]
    entries: dict[str, Any] = {}
    for path in filter(Path.is_file, files):
        document, _ = read_document(path, str(path))
        for kind, slug, _, node in entry_nodes(document):
            value = value_of(node)
            if isinstance(value, dict):
                value.pop("sections", None)
            entries[f"{kind} {slug}"] = value
    return entries
