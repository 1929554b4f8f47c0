"""Data of a book for an exhibit of the program, such as a script of ELIZA: as authors write it, and its file.

A book may be a stranger's, so its files aren't trusted: they lie in its folder, and are of a limited size.
"""

import os
import stat
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Annotated, Any

from mlsys_cli.errors import UnreadableError
from mlsys_cli.exhibits.catalogue import CATALOGUE, load
from mlsys_cli.quiz.question import ID_HELP, Formerly, Sources

_LARGEST = 250_000
"""The bytes of the largest file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BookExhibit:
    """Data of the book for an exhibit of the program: a script of ELIZA, rules for MYCIN, mail for the spam filter."""

    id: Annotated[str, f"Unique in the book; `mlsys run` takes it. {ID_HELP}"]
    title: Annotated[str, "What it is called."]
    exhibit: Annotated[str, "The exhibit that reads the file: eliza, mycin or spam."]
    file: Annotated[str, "The file, by its path in the folder of the book, such as scripts/baker.txt."]
    summary: Annotated[str, "What it is, in a plain sentence."]
    licence: Annotated[str, "The licence of the file, if it isn't that of the book."] = ""
    sources: Sources = ()
    formerly: Formerly = ()

    @property
    def address(self) -> str:
        """Its name in links: `eliza/baker`."""
        return f"{self.exhibit}/{self.id}"


def engines() -> list[str]:
    """The names of the exhibits that read a file."""
    return [name for name in CATALOGUE if load(name).read_data]


def read_book_data(book: Path, file: str, exhibit: str) -> Any:
    """The data that an exhibit reads from a file in a book's folder.

    Raises UnreadableError if the file can't be read, or is no file of the book; UsageError, perhaps with the line, if
    the exhibit can't use it.
    """
    read = load(exhibit).read_data
    assert read is not None
    return read(_text(book, file))


def _text(book: Path, file: str) -> str:
    parts, path = PurePosixPath(file), book / file
    try:
        if parts.is_absolute() or ".." in parts.parts or not _is_inside(book, path):
            raise UnreadableError("it isn't in the folder of the book")
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):  # reading from a pipe would wait for ever
            raise UnreadableError("it is no file")
        if status.st_size > _LARGEST:
            raise UnreadableError(f"it is larger than {_LARGEST // 1000:,} KB")
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableError("it isn't valid UTF-8") from error
    except (OSError, ValueError) as error:  # the second for a name that no file can have
        raise UnreadableError(getattr(error, "strerror", None) or str(error)) from error


def _is_inside(book: Path, path: Path) -> bool:
    return Path(os.path.realpath(path)).is_relative_to(os.path.realpath(book))
