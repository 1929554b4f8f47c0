"""The importers by the name of their format, and what they share."""

import json
import re
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from mlsys_cli.errors import UnreadableError, UsageError, require_extra
from mlsys_cli.text.atomic_file import read_text_file

if TYPE_CHECKING:  # what reads YAML is imported with the first importer
    from mlsys_cli.interchange.imported_entries import SourceReader

IMPORTERS = {
    "csv": ("import_csv", "chapter", "kind", "columns"),
    "glossary": ("import_glossary", "chapter"),
    "bibtex": ("import_bibtex",),
    "markdown": ("import_markdown",),
    "quiz": ("import_quiz", "chapter"),
    "anki": ("import_anki", "chapter"),
}
"""The module of each format in this folder, and the fields of `ImportOptions` that it takes."""

MOST_BYTES = 64_000_000
"""A glossary of 100,000 terms has about as many; the whole file is read into memory."""


class ImportOptions(NamedTuple):
    """The options of the command that are about the source."""

    chapter: str = ""
    """The id of the chapter for what the source has in none; empty for one that is named after the source."""
    kind: str = ""
    """The kind of all entries, such as term; empty if the importer is to find out."""
    columns: str = ""
    """The columns of a table by their fields: `name=2,definition=3`."""


def read_entries(name: str, source: Path, options: ImportOptions) -> "SourceReader":
    """The entries of a file or folder in a format. Raises UnreadableError or UsageError; what is lost is no error."""
    module, *taken = IMPORTERS[name]
    for option in (option for option, value in options._asdict().items() if value and option not in taken):
        raise UsageError(f"'mlsys import {name}' doesn't take {'--as' if option == 'kind' else f'--{option}'}")
    read: Callable[[Path, ImportOptions], SourceReader] = import_module(f"mlsys_cli.interchange.{module}").read
    return read(source, options)


def read_source(path: Path) -> str:
    """The text of a source. Raises UnreadableError if it isn't text, or too large."""
    return read_text_file(path, most_bytes=MOST_BYTES).replace("\r\n", "\n").replace("\r", "\n")


def json_items(text: str, name: str, below: str, key: str) -> Iterator[tuple[Any, str]]:
    """The items of a list in JSON, which may stand below a name, each with its `file:line`. Raises UnreadableError.

    It has its number instead if not each item has the key once.
    """
    try:
        content = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise UnreadableError(f"{name} isn't valid JSON: {str(error)[:100]}") from error
    items = content.get(below) if isinstance(content, dict) else content
    items = items if isinstance(items, list) else []
    lines = [text.count("\n", 0, match.start()) + 1 for match in re.finditer(rf'"{key}"\s*:', text)]
    for number, item in enumerate(items):
        yield item, f"{name}:{lines[number]}" if len(lines) == len(items) else f"{name}, number {number + 1}"


def require_library(name: str) -> None:
    """Raise NotFoundError if a library that an importer needs isn't installed."""
    require_extra("import", f"the library {name}", name)
