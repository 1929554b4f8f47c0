"""The files of an untrusted zip file.

A zip can be made so that programs disagree on what is in it. That doesn't matter here: what this reader finds is what
is checked and installed, and nothing else reads the zip.
"""

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from mlsys_cli.errors import UnreadableError
from mlsys_cli.packs.untrusted_files import MOST_BYTES, MOST_FILES, TOO_MANY, Member, checked_files, refusal

MOST_RATIO = 100
"""The largest ratio of unpacked to packed size of a file over 1 MiB. Prose seldom reaches 4."""

_ENTRY = b"PK\x01\x02"
_CHUNK = 64 * 1024
_ENCRYPTED = 0x1
_BROKEN = (zipfile.BadZipFile, zlib.error, struct.error, ArithmeticError, EOFError, RuntimeError, ValueError)
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
        raise refusal(TOO_MANY)
    try:
        archive = zipfile.ZipFile(io.BytesIO(packed))
    except _BROKEN as error:
        raise refusal("this isn't a valid zip file") from error
    with archive:
        yield checked_files([_member(archive, entry) for entry in archive.infolist()])


def _member(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Member:
    """A file or folder of a zip. Raises if it isn't packed in the usual way."""
    name = entry.orig_filename  # `filename` ends at the first zero
    if entry.flag_bits & _ENCRYPTED:
        raise refusal("a file is encrypted", name)
    # Others need much memory: LZMA as much as the file asks for.
    if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise refusal("a file uses an unknown compression method", name)
    if entry.file_size > 1 << 20 and entry.file_size > MOST_RATIO * entry.compress_size:
        raise refusal(f"a file would be unpacked to more than {MOST_RATIO} times its size", name)
    return Member(name, entry.external_attr >> 16, entry.file_size, partial(_read, archive, entry))


def _read(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    """The bytes of a file: never more than its declared size, at which `zipfile` stops."""
    try:
        with archive.open(entry) as file:
            while chunk := file.read(_CHUNK):
                yield chunk
    except _BROKEN as error:
        raise refusal("a file in the zip is damaged", entry.filename) from error
