"""The files of a book from a folder or a zip file that isn't trusted.

Names, types and sizes of all files are checked before any content is read; then only the files of the book are read,
and everything else in the source is left where it is.
"""

import io
import os
import re
import stat
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Callable, Collection, Sequence
from functools import partial
from itertools import accumulate
from pathlib import Path
from typing import NamedTuple

from mlsys_cli.book.kinds import BOOK_FILES, CHAPTER_FILES, CHAPTER_MARKDOWN, KINDS, PACK_FILE
from mlsys_cli.errors import UnreadableError
from mlsys_cli.text.own_files import NO_LINK_OR_PIPE
from mlsys_cli.text.sanitize import HARMFUL

# The bundled book has 47 files and 2.7 MB; a pack may be many times as large, and still fits into memory.
LARGEST_FILE = 8 * 1024 * 1024
MOST_BYTES = 64 * 1024 * 1024
MOST_FILES = 10_000
# Some file systems take no path over 255 bytes, and the folder of the packs comes before it.
LONGEST_PATH = 240
DEEPEST = 12  # a book has two levels; more is an attack on programs that descend

_DRIVE = re.compile(r"[A-Za-z]:")
"""The beginning of an absolute path on Windows, such as `C:/x` or `c:x`."""
_CHAPTER = re.compile(r"[\w-][^/\\:]*")
"""The name of a chapter's folder, which isn't hidden: `gc`, `03-trees`."""
_ABOUT = re.compile(r"(readme|licen[cs]e|copying|notice|credits)(\.(md|txt|rst))?", re.IGNORECASE)
"""Files that come with a book for legal reasons: `README.md`, `LICENSE`."""
_ZIP_ENTRY = b"PK\x01\x02"
_ENCRYPTED = 0x1  # a bit of an entry's flags
BROKEN_ZIP = (zipfile.BadZipFile, zlib.error, struct.error, ArithmeticError, EOFError, RuntimeError, ValueError)
"""The errors that `zipfile` raises for a damaged file: one is documented, the fuzzer has found the others."""


class Member(NamedTuple):
    """A file or folder of a source: its path, which ends with `/` for a folder, its Unix mode, its size and content."""

    path: str
    mode: int
    size: int
    read: Callable[[], bytes]


def refusal(reason: str, path: str = "", source: str | None = None) -> UnreadableError:
    """The error for a source that could do harm."""
    return UnreadableError(f"{source or 'the book'} was rejected: {reason}" + (f": {path[:120]!r}" if path else ""))


TOO_MANY = f"it has more than {MOST_FILES} files"
TOO_LARGE = f"its files are larger than {MOST_BYTES >> 20} MiB in total"


def read_folder(folder: Path) -> dict[str, bytes]:
    """The files of the book in a folder by their paths. Hidden ones don't belong to a book, and are passed over."""
    members: list[Member] = []
    try:
        for parent, folders, files in os.walk(folder, onerror=_raise):
            folders[:] = sorted(name for name in folders if not name.startswith("."))
            for name in (*folders, *files):
                path = os.path.relpath(os.path.join(parent, name), folder)
                status = os.lstat(os.path.join(parent, name))
                if name.startswith("."):
                    continue
                _check_path(path)  # now, so that a descent without end is ended
                end = "/" if stat.S_ISDIR(status.st_mode) else ""
                read = partial(_read_regular, folder / path, status.st_size)
                members.append(Member(path + end, status.st_mode, status.st_size, read))
            if len(members) > MOST_FILES:
                raise refusal(TOO_MANY)
        return _read_book(members)
    except OSError as error:
        raise UnreadableError(f"{error.filename!r} can't be read ({error.strerror})") from error


def _raise(error: OSError) -> None:
    raise error


def _read_regular(path: Path, size: int) -> bytes:
    """The bytes of a file, which may have become a link or a pipe since it was listed, or may be growing."""
    with open(os.open(path, os.O_RDONLY | NO_LINK_OR_PIPE), "rb") as file:
        _check_type(os.fstat(file.fileno()).st_mode, path.name)
        return file.read(size)


def read_zip(path: Path) -> tuple[dict[str, bytes], str]:
    """The files of the book in a zip file by their paths, and the zip's comment.

    A zip can be made so that programs disagree on what is in it. That doesn't matter here: what `zipfile` finds is what
    is checked and installed, and nothing else reads the zip.
    """
    try:
        with open(path, "rb") as file:
            packed = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise UnreadableError(f"{str(path)!r} can't be read ({error.strerror})") from error
    if len(packed) > MOST_BYTES:
        raise refusal(TOO_LARGE)
    # Counted before they are read: `zipfile` makes an object of each, and a zip could list more than a million.
    if packed.count(_ZIP_ENTRY) > MOST_FILES:
        raise refusal(TOO_MANY)
    try:
        archive = zipfile.ZipFile(io.BytesIO(packed))
    except BROKEN_ZIP as error:
        raise refusal("this isn't a valid zip file") from error
    with archive:
        files = _read_book([zip_member(archive, entry) for entry in archive.infolist()])
        return files, archive.comment.decode("ascii", "replace")


def zip_member(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Member:
    """A file or folder of a zip. Raises if it isn't packed in the usual way."""
    name = entry.orig_filename  # `filename` ends at the first zero
    # Other methods need much memory: LZMA as much as the file asks for.
    if entry.flag_bits & _ENCRYPTED or entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise refusal("a file is encrypted, or compressed by an unusual method", name, archive.filename)
    return Member(name, entry.external_attr >> 16, entry.file_size, partial(_unpack, archive, entry))


def _unpack(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    """The bytes of a file. They are asked for by number: `read()` would unpack a bomb before it notices the lie."""
    try:
        with archive.open(entry) as file:
            return file.read(entry.file_size)
    except (*BROKEN_ZIP, OSError) as error:
        raise refusal("a file in the zip is damaged", entry.filename, archive.filename) from error


# --- checks ----------------------------------------------------------------------------------------------------------


def _read_book(members: Sequence[Member]) -> dict[str, bytes]:
    """The files of the book among the members of a source by their paths in it; raises if one of them could do harm."""
    book = _choose(_checked(members))
    exhibits = book.get(KINDS["exhibit"].file)
    named = _files_named(exhibits.read()) if exhibits else set()
    return {path: member.read() for path, member in book.items() if _belongs(path, book, named)}


def _checked(members: Sequence[Member]) -> list[Member]:
    """The files among the members of a source, of which none could do harm or be taken for another one."""
    if len(members) > MOST_FILES:
        raise refusal(TOO_MANY)
    names: dict[str, str] = {}
    paths: set[str] = set()
    for path, mode, size, _ in members:
        _check_path(path)
        _check_type(mode, path)
        *parents, _ = accumulate(path.split("/"), "{}/{}".format)
        for name in (*(f"{parent}/" for parent in parents), path):
            # Some file systems ignore case and compose accents; folding can make a text decomposed again.
            folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name.removesuffix("/")).casefold())
            if names.setdefault(folded, name) != name or (name == path and path in paths):
                raise refusal("a name occurs twice, or would on some file systems", path)
        if not path.endswith("/"):
            paths.add(path)
            if size > LARGEST_FILE:
                raise refusal(f"a file is larger than {LARGEST_FILE >> 20} MiB", path)
    files = [member for member in members if member.path in paths]
    if sum(file.size for file in files) > MOST_BYTES:
        raise refusal(TOO_LARGE)
    return files


def _check_path(path: str) -> None:
    """Raise if a path could lead out of its folder, or could be misread when it is shown."""
    names = path.removesuffix("/").split("/")
    if re.search(HARMFUL, path) or "\n" in path or "\t" in path:
        raise refusal("a name has control characters", path)
    # "/x" and "a//x" have an empty name; on Windows "c:x" and "a\\x" are paths too.
    if not {"", ".", ".."}.isdisjoint(names) or "\\" in path or _DRIVE.match(path):
        raise refusal("a path could lead out of the book", path)
    if len(path) > LONGEST_PATH or len(names) > DEEPEST:
        raise refusal(f"a path has more than {LONGEST_PATH} characters or {DEEPEST} folders", path)


def _check_type(mode: int, path: str) -> None:
    """Raise if a mode isn't that of a file or folder, but of a link or a device, for example; a zip may give none."""
    if stat.S_IFMT(mode) not in (0, stat.S_IFREG, stat.S_IFDIR):
        raise refusal(f"it has {'a link' if stat.S_ISLNK(mode) else 'a device, pipe or socket'}", path)


def _choose(members: Sequence[Member]) -> dict[str, Member]:
    """The files below the book.yaml that is nearest to the top, which is there or in a single folder there."""
    members = [member for member in members if not any(name.startswith(".") for name in member.path.split("/"))]
    tops = [member.path for member in members if member.path.rpartition("/")[2] == "book.yaml"]
    least = min((path.count("/") for path in tops), default=2)
    roots = [path.removesuffix("book.yaml") for path in tops if path.count("/") == least]
    if least > 1:
        raise refusal("it has no book.yaml at the top level or in a single folder there")
    if len(roots) > 1:
        raise refusal(f"it has several books, such as {roots[0]!r} and {roots[1]!r}; add one of them")
    return {m.path.removeprefix(roots[0]): m for m in sorted(members) if m.path.startswith(roots[0])}


def _belongs(path: str, paths: Collection[str], named: Collection[str]) -> bool:
    """True for a file that a book has; `named` are those that its exhibits name."""
    if path in named:
        return True
    folder, slash, name = path.rpartition("/")
    if slash:
        heads = (f"{folder}/chapter.yaml", f"{folder}/{CHAPTER_MARKDOWN}")
        is_chapter = any(head in paths for head in heads) and _CHAPTER.fullmatch(folder) is not None
        return is_chapter and name in (*CHAPTER_FILES, CHAPTER_MARKDOWN)
    return name in BOOK_FILES or _ABOUT.fullmatch(name) is not None


def _files_named(exhibits: bytes) -> set[str]:
    """The files that a book's exhibits name. What is wrong with them is found when the book is checked."""
    import yaml

    from mlsys_cli.book.parse.source_file import child
    from mlsys_cli.book.parse.yaml_document import parse

    document, _ = parse("exhibits.yaml", exhibits.decode("utf-8-sig", "replace"))
    items = child(document.root, KINDS["exhibit"].key)
    files = [child(item, "file") for item in items.value] if isinstance(items, yaml.SequenceNode) else []
    # The manifest is ours to write.
    return {node.value for node in files if isinstance(node, yaml.ScalarNode)} - {PACK_FILE}
