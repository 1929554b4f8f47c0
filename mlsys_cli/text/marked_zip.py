"""Zip files that the program writes: the same for the same files, and with a mark by which they are known again."""

from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo


def zip_bytes(files: Mapping[str, bytes], mark: bytes) -> bytes:
    """A zip with some files, whose comment is the mark. A file `mimetype` isn't compressed, as EPUB has it."""
    data = BytesIO()
    with ZipFile(data, "w") as archive:
        for name, content in files.items():
            archive.writestr(ZipInfo(name), content, ZIP_STORED if name == "mimetype" else ZIP_DEFLATED)
        archive.comment = mark
    return data.getvalue()


def has_mark(path: Path, mark: bytes) -> bool:
    """True if a file ends with the mark, as a zip does with its comment."""
    return path.read_bytes().endswith(mark)
