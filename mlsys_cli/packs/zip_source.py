"""A zip file, read as one that was made to do harm: nothing that it says of itself is believed."""

import copy
import os
import struct
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from mlsys_cli.errors import UnreadableError
from mlsys_cli.packs.untrusted_files import (
    LARGEST_FILE,
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
"""How much smaller than its text a file may be that is larger than 1 MiB. Prose is seldom more than 4 times smaller."""

_ENDS = b"PK\x05\x06"
_ENDS_IN_ZIP64 = b"PK\x06\x07"
_END = struct.Struct("<4s4H2LH")
_LONGEST_COMMENT = 65535
_LARGEST_DIRECTORY = MOST_FILES * 512
_CHUNK = 64 * 1024
_ENCRYPTED = 0x1 | 0x40 | 0x2000
_UTF8 = 0x800
_UNIX_EXTRA = 0x000D
_UNIX_EXTRA_FIXED = 12
_LOCAL_HEADER = 30
_BROKEN = (zipfile.BadZipFile, zlib.error, struct.error, EOFError, ValueError, NotImplementedError, RuntimeError)
"""What the library raises for a file that isn't as it should be."""


@contextmanager
def zip_members(path: Path) -> Iterator[tuple[Member, ...]]:
    """The files of a zip, to be read as long as the context lasts."""
    try:
        with open(path, "rb") as file:
            start = _check_end(file.fileno())
            try:
                archive = zipfile.ZipFile(file)
            except _BROKEN as error:
                raise refusal("this isn't a sound zip file") from error
            with archive:
                yield _members(archive, start)
    except OSError as error:
        raise UnreadableError(f"{str(path)!r} can't be read ({error.strerror})") from error


def _check_end(file: int) -> int:
    """Where the directory of a zip begins. Raise unless its end can be understood in one way only.

    The end is looked for by its signature, so that one in the comment could show each program another directory.
    """
    size = os.fstat(file).st_size
    if size > MOST_BYTES:
        raise refusal(f"the zip is larger than {MOST_BYTES >> 20} MiB")
    length = min(size, _END.size + _LONGEST_COMMENT)
    tail = os.pread(file, length, size - length)
    at = tail.find(_ENDS)
    if at < 0 or len(tail) - at < _END.size:
        raise refusal("this isn't a zip file, or its end is missing")
    _, disk, first_disk, here, entries, directory, start, comment = _END.unpack_from(tail, at)
    if tail.find(_ENDS, at + 1) >= 0 or at + _END.size + comment != len(tail):
        raise refusal("the zip has more than one end")
    if disk or first_disk or here != entries or _ENDS_IN_ZIP64 in tail[max(0, at - 20) : at]:
        raise refusal("the zip is in several parts, or in a form for larger files than a book has")
    if entries > MOST_FILES or directory > _LARGEST_DIRECTORY:
        raise refusal(f"it has more than {MOST_FILES} files")
    if start + directory != size - len(tail) + at:
        raise refusal("the zip has something before or behind its files")
    return int(start)


def _members(archive: zipfile.ZipFile, start: int) -> tuple[Member, ...]:
    entries = archive.infolist()
    if len(entries) > MOST_FILES:
        raise refusal(f"it has more than {MOST_FILES} files")
    for entry in entries:
        _check_entry(entry)
    _check_overlaps(entries, start)
    check_paths([entry.filename for entry in entries])
    members = tuple(
        Member(entry.filename, entry.file_size, lambda entry=entry: _read(archive, entry))  # type: ignore[misc]
        for entry in entries
        if not entry.is_dir()
    )
    check_sizes(members)
    return members


def _check_entry(entry: zipfile.ZipInfo) -> None:
    """Raise if an entry is anything but a plain file or folder, packed in a plain way."""
    name = entry.orig_filename
    if name != entry.filename:  # it ends at a zero for some programs, or has another name in an extra field
        raise refusal("a name has control characters" if "\0" in name else "a file has two names", name)
    check_path(name)
    check_kind(entry.external_attr >> 16, name)
    if _is_unix_link(entry.extra):
        raise refusal("it has a link", name)
    if entry.flag_bits & _ENCRYPTED:
        raise refusal("a file is encrypted", name)
    if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise refusal("a file is packed with an unknown compression", name)
    if entry.is_dir() and (entry.file_size or entry.compress_size):
        raise refusal("a folder has the bytes of a file", name)
    if entry.file_size > LARGEST_FILE:
        raise refusal(f"a file is larger than {LARGEST_FILE >> 20} MiB", name)
    if _is_bomb(entry.file_size, entry.compress_size):
        raise refusal(f"a file would grow to more than {MOST_RATIO} times its size", name)


def _is_bomb(size: int, packed: int) -> bool:
    return size > 1 << 20 and size > MOST_RATIO * packed


def _is_unix_link(extra: bytes) -> bool:
    """Whether an extra field of Unix says where a link leads (APPNOTE.TXT, 4.5.7: data after twelve fixed bytes)."""
    while len(extra) >= 4:
        kind, length = struct.unpack_from("<HH", extra)
        if kind == _UNIX_EXTRA and length > _UNIX_EXTRA_FIXED:
            return True
        extra = extra[4 + length :]
    return False


def _check_overlaps(entries: Sequence[zipfile.ZipInfo], start: int) -> None:
    """Raise if two files share bytes, by which few bytes would make many files."""
    ends = 0
    for entry in sorted(entries, key=lambda entry: entry.header_offset):
        if entry.header_offset < ends:
            raise refusal("two files of the zip overlap", entry.filename)
        name = entry.orig_filename.encode("utf-8" if entry.flag_bits & _UTF8 else "cp437", "replace")
        ends = entry.header_offset + _LOCAL_HEADER + len(name) + entry.compress_size
    if ends > start:
        raise refusal("two files of the zip overlap", "the directory")


def _read(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    """The bytes of a file, unpacked to their real end whatever size the zip gives, and counted."""
    honest = copy.copy(entry)
    honest.file_size = LARGEST_FILE + 1
    size = 0
    try:
        with archive.open(honest) as file:
            while chunk := file.read(_CHUNK):
                size += len(chunk)
                if size > entry.file_size:
                    raise refusal("a file is larger than the zip says", entry.filename)
                yield chunk
    except _BROKEN as error:
        raise refusal("a file of the zip is damaged", entry.filename) from error
    if size != entry.file_size:
        raise refusal("a file is smaller than the zip says", entry.filename)
