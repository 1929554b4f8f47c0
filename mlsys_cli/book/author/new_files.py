"""Reading of an author's files as text, and creation of new folders."""

import os
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from mlsys_cli.errors import OutputError, UnreadableError

_BOM = b"\xef\xbb\xbf"


class FileText(NamedTuple):
    """The text of a file; `marked` if it begins with a byte order mark."""

    text: str
    marked: bool = False

    @property
    def data(self) -> bytes:
        """The bytes of the file."""
        return (_BOM if self.marked else b"") + self.text.encode()


def read_file(path: Path) -> FileText:
    """The text of a file. Raises UnreadableError."""
    try:
        raw = path.read_bytes()
        return FileText(raw.decode("utf-8-sig"), raw.startswith(_BOM))
    except UnicodeDecodeError as error:
        raise UnreadableError(f"{path} isn't UTF-8", ["save the file as UTF-8"]) from error
    except OSError as error:
        raise UnreadableError(f"{path} can't be read: {error.strerror}") from error


def make_folder(folder: Path, files: Mapping[str, str]) -> None:
    """Make a folder with some files, in one step. Raises OutputError, also if the folder exists."""
    temporary = folder.with_name(f".{folder.name}.{os.getpid()}.tmp")
    try:
        temporary.mkdir(parents=True)
        try:
            for name, text in files.items():
                (temporary / name).parent.mkdir(exist_ok=True)
                (temporary / name).write_bytes(text.encode())
            os.rename(temporary, folder)
        finally:
            shutil.rmtree(temporary, ignore_errors=True)
    except OSError as error:
        raise OutputError(f"{folder} can't be made: {error.strerror}") from error
