"""The importers by the name of their format, and what they share."""

import json
import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol, cast

from mlsys_cli.errors import UnreadableError, require_extra
from mlsys_cli.text.atomic_file import read_text_file

if TYPE_CHECKING:  # what reads YAML is imported with the first importer
    from mlsys_cli.interchange.imported_entries import SourceReader

IMPORTERS = {
    "csv": "import_csv",
    "glossary": "import_glossary",
    "bibtex": "import_bibtex",
    "markdown": "import_markdown",
    "quiz": "import_quiz",
    "anki": "import_anki",
}
"""The module of each format in this folder."""

MOST_BYTES = 64_000_000
"""A glossary of 100,000 terms has about as many; the whole file is read into memory."""


class ImportOptions(NamedTuple):
    """The options of the command that are about the source; each importer names those that it takes."""

    chapter: str = ""
    """The id of the chapter for what the source has in none; empty for one that is named after the source."""
    kind: str = ""
    """The kind of all entries, such as term; empty if the importer is to find out."""
    columns: str = ""
    """The columns of a table by their fields: `name=2,definition=3`."""


class Importer(Protocol):
    """A module of this folder that reads a format."""

    OPTIONS: tuple[str, ...]
    """The fields of `ImportOptions` that it takes."""

    @staticmethod
    def read(source: Path, options: ImportOptions) -> "SourceReader":
        """The entries of a file or folder. Raises UnreadableError or UsageError; what is lost is no error."""


def importer(name: str) -> Importer:
    """The importer of a format."""
    return cast(Importer, import_module(f"mlsys_cli.interchange.{IMPORTERS[name]}"))


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
