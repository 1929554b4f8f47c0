"""The files of a zip, which isn't trusted.

A zip can be made so that programs disagree on what is in it. That doesn't matter here: what this reader finds is what
is checked and installed, and nothing else reads the zip.
"""

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from mlsys_cli.errors import UnreadableError
from mlsys_cli.packs.untrusted_files import (
    MOST_BYTES,
    MOST_FILES,
    Member,
    check_kind,
    check_path,
    check_paths,
    check_sizes,
    refusal,
)

MOST_RATIO = 100
"""The largest ratio of unpacked to packed size of a file over 1 MiB. Prose seldom reaches 4."""

_ENTRY = b"PK\x01\x02"
_CHUNK = 64 * 1024
_ENCRYPTED = 0x1
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    ArithmeticError,
    EOFError,
    NotImplementedError,
    RuntimeError,
    ValueError,
)
"""The errors that `zipfile` raises for a damaged file."""


@contextmanager
def zip_members(path: Path) -> Iterator[tuple[Member, ...]]:
    """The files of a zip, readable as long as the context lasts."""
    try:
        with open(path, "rb") as file:
            packed = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise UnreadableError(f"{str(path)!r} can't be read ({error.strerror})") from error
    if len(packed) > MOST_BYTES:
        raise refusal(f"the zip is larger than {MOST_BYTES >> 20} MiB")
    # Counted before they are read: `zipfile` makes an object of each, and a zip could list more than a million.
    if packed.count(_ENTRY) > MOST_FILES:
        raise refusal(f"it has more than {MOST_FILES} files")
    try:
        archive = zipfile.ZipFile(io.BytesIO(packed))
    except _BROKEN as error:
        raise refusal("this isn't a valid zip file") from error
    with archive:
        yield _members(archive)


def _members(archive: zipfile.ZipFile) -> tuple[Member, ...]:
    entries = archive.infolist()
    for entry in entries:
        _check_entry(entry)
    check_paths([entry.filename for entry in entries])
    members = tuple(
        Member(entry.filename, entry.file_size, lambda entry=entry: _read(archive, entry))  # type: ignore[misc]
        for entry in entries
        if not entry.is_dir()
    )
    check_sizes(members)
    return members


def _check_entry(entry: zipfile.ZipInfo) -> None:
    """Raise if an entry is anything but a file or folder that is packed in the usual way."""
    name = entry.orig_filename  # `filename` ends at the first zero
    check_path(name)
    check_kind(entry.external_attr >> 16, name)
    if entry.flag_bits & _ENCRYPTED:
        raise refusal("a file is encrypted", name)
    # Others need much memory: LZMA as much as the file asks for.
    if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise refusal("a file has an unknown compression", name)
    if entry.file_size > 1 << 20 and entry.file_size > MOST_RATIO * entry.compress_size:
        raise refusal(f"a file would grow to more than {MOST_RATIO} times its size", name)


def _read(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    """The bytes of a file: never more than its declared size, at which `zipfile` stops."""
    try:
        with archive.open(entry) as file:
            while chunk := file.read(_CHUNK):
                yield chunk
    except _BROKEN as error:
        raise refusal("a file of the zip is damaged", entry.filename) from error
