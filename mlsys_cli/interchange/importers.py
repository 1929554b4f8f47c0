"""The importers by the name of their format, and what they share."""

from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, Protocol, cast

from mlsys_cli.errors import require_extra
from mlsys_cli.text.atomic_file import read_text_file

if TYPE_CHECKING:  # what reads YAML is imported with the first importer
    from mlsys_cli.interchange.imported_entries import ImportedSource

IMPORTERS = {
    "csv": "import_csv",
    "glossary": "import_glossary",
    "bibtex": "import_bibtex",
    "markdown": "import_markdown",
    "quiz": "import_quiz",
    "anki": "import_anki",
}
"""The module of each format in this folder."""

_MOST_BYTES = 64_000_000
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
    def read(source: Path, options: ImportOptions) -> "ImportedSource":
        """The entries of a file or folder. Raises UnreadableError or UsageError; what is lost is no error."""


def importer(name: str) -> Importer:
    """The importer of a format."""
    return cast(Importer, import_module(f"mlsys_cli.interchange.{IMPORTERS[name]}"))


def read_source(path: Path) -> str:
    """The text of a source. Raises UnreadableError if it isn't text, or too large."""
    return read_text_file(path, most_bytes=_MOST_BYTES).replace("\r\n", "\n").replace("\r", "\n")


def require_library(name: str) -> None:
    """Raise NotFoundError if a library that an importer needs isn't installed."""
    require_extra("import", f"the library {name}", name)
