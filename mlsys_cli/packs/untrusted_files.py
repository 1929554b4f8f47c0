"""Checks of the names, kinds and sizes of files that come from outside, before any of them is copied."""

import os
import re
import stat
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import accumulate
from pathlib import Path
from typing import NamedTuple

from mlsys_cli.book.kinds import BOOK_FILES, CHAPTER_FILES, KINDS, PACK_FILE
from mlsys_cli.errors import UnreadableError
from mlsys_cli.text.sanitize import HARMFUL

LARGEST_FILE = 8 * 1024 * 1024
MOST_BYTES = 64 * 1024 * 1024
MOST_FILES = 10_000
LONGEST_PATH = 240
DEEPEST = 12

_DRIVE = re.compile(r"[A-Za-z]:")
_CHAPTER = re.compile(r"[\w-][^/\\:]*")
_ABOUT = re.compile(r"(readme|licen[cs]e|copying|notice|credits)(\.(md|txt|rst))?", re.IGNORECASE)
_CHUNK = 64 * 1024
_HARMFUL_KINDS = {
    stat.S_IFLNK: "a link",
    stat.S_IFIFO: "a pipe",
    stat.S_IFSOCK: "a socket",
    stat.S_IFCHR: "a device",
    stat.S_IFBLK: "a device",
}


class Member(NamedTuple):
    """A file or folder of a source: its path, which ends with `/` for a folder, its Unix mode and its declared size.

    `read` is a reader of a file's bytes.
    """

    path: str
    mode: int
    size: int
    read: Callable[[], Iterator[bytes]]


def refusal(reason: str, path: str = "") -> UnreadableError:
    """The error for a source that could do harm."""
    return UnreadableError(f"the book was rejected: {reason}" + (f": {path[:120]!r}" if path else ""))


TOO_MANY = f"it has more than {MOST_FILES} files"


def checked_files(members: Sequence[Member]) -> tuple[Member, ...]:
    """The files among the members of a source.

    Raises if one of them could do harm, if two of them are the same file on some file system, or if they are larger
    than those of a book can be.
    """
    if len(members) > MOST_FILES:
        raise refusal(TOO_MANY)
    known: dict[str, str] = {}
    folders: set[str] = set()
    listed: set[str] = set()
    for path, mode, _, _ in members:
        check_path(path)
        check_kind(mode, path)
        *parents, name = accumulate(path.removesuffix("/").split("/"), "{}/{}".format)
        for each in (*parents, name):
            # Some file systems ignore case and compose accents.
            folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", each).casefold())
            if known.setdefault(folded, each) != each:
                raise refusal("two names differ only in case or composition", path)
        if name in listed:
            raise refusal("a name occurs twice", path)
        listed.add(name)
        folders.update(parents)
    files = tuple(member for member in members if not member.path.endswith("/"))
    for file in files:
        if file.path in folders:
            raise refusal("a file and a folder have the same name", file.path)
        if file.size > LARGEST_FILE:
            raise refusal(f"a file is larger than {LARGEST_FILE >> 20} MiB", file.path)
    if sum(file.size for file in files) > MOST_BYTES:
        raise refusal(f"its files are larger than {MOST_BYTES >> 20} MiB in total")
    return files


def check_path(path: str) -> None:
    """Raise if a path could lead out of its folder, or could be misread when it is shown."""
    names = path.removesuffix("/").split("/")
    faults = {
        "a name has control characters": HARMFUL.search(path) or "\n" in path or "\t" in path,
        "a path has a backslash": "\\" in path,
        "a path is absolute": path.startswith("/"),
        "a path has a drive letter": _DRIVE.match(path),
        "a path leads upwards with '..'": ".." in names,
        "a path has an empty name, or a dot for a name": "" in names or "." in names,
        f"a path has more than {LONGEST_PATH} characters": len(path) > LONGEST_PATH,
        f"folders are nested more than {DEEPEST} deep": len(names) > DEEPEST,
    }
    for fault, found in faults.items():
        if found:
            raise refusal(fault, path)


def check_kind(mode: int, path: str) -> None:
    """Raise if the mode of a member isn't that of a file or folder, but of a link or a device, for example."""
    if stat.S_IFMT(mode) not in (0, stat.S_IFREG, stat.S_IFDIR):
        raise refusal(f"it has {_HARMFUL_KINDS.get(stat.S_IFMT(mode), 'a file of an unknown kind')}", path)


def folder_members(folder: Path) -> tuple[Member, ...]:
    """The files of a folder and of all folders in it, except hidden ones, which don't belong to a book."""
    members: list[Member] = []
    waiting = [""]
    try:
        while waiting:
            prefix = waiting.pop()
            with os.scandir(folder / prefix) as entries:
                shown = sorted((entry for entry in entries if not entry.name.startswith(".")), key=lambda one: one.name)
            for entry in shown:
                status = entry.stat(follow_symlinks=False)
                path = f"{prefix}{entry.name}"
                check_path(path)  # which ends a descent that is too deep
                if stat.S_ISDIR(status.st_mode):
                    path += "/"
                    waiting.append(path)
                members.append(Member(path, status.st_mode, status.st_size, partial(_read, folder / path)))
            if len(members) > MOST_FILES:
                raise refusal(TOO_MANY)
    except OSError as error:
        raise UnreadableError(f"{error.filename!r} can't be read ({error.strerror})") from error
    return checked_files(members)


def _read(path: Path) -> Iterator[bytes]:
    """The bytes of a file, which may have been replaced since it was listed."""
    try:
        with open(os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK), "rb") as file:
            check_kind(os.fstat(file.fileno()).st_mode, path.name)
            while chunk := file.read(_CHUNK):
                yield chunk
    except OSError as error:
        raise UnreadableError(f"{str(path)!r} can't be read ({error.strerror})") from error


def choose_files(members: Sequence[Member]) -> dict[str, Member]:
    """The files of the book by their paths in it, without other files of the source.

    The book is the folder of the book.yaml that is nearest to the top: the top itself, or a single folder there.
    """
    members = [member for member in members if not any(name.startswith(".") for name in member.path.split("/"))]
    tops = [member.path for member in members if member.path.rpartition("/")[2] == "book.yaml"]
    least = min((path.count("/") for path in tops), default=2)
    roots = [path.removesuffix("book.yaml") for path in tops if path.count("/") == least]
    if least > 1:
        raise refusal("it has no book.yaml at the top level or in a single folder there")
    if len(roots) > 1:
        raise refusal(f"it has several books, such as {roots[0]!r} and {roots[1]!r}; add one of them")
    inside = {m.path.removeprefix(roots[0]): m for m in members if m.path.startswith(roots[0])}
    chapters = {path.removesuffix("/chapter.yaml") for path in inside if path.endswith("/chapter.yaml")}
    named = _files_named(inside.get(KINDS["exhibit"].file))

    def belongs(path: str) -> bool:
        if path in named:
            return True
        folder, slash, name = path.rpartition("/")
        if slash:
            return name in CHAPTER_FILES and folder in chapters and _CHAPTER.fullmatch(folder) is not None
        return name in BOOK_FILES or _ABOUT.fullmatch(name) is not None

    return {path: member for path, member in sorted(inside.items()) if belongs(path)}


def _files_named(exhibits: Member | None) -> set[str]:
    """The files that a book's exhibits name. What is wrong with them is found when the book is checked."""
    if exhibits is None:
        return set()
    import yaml

    from mlsys_cli.book.parse.yaml_document import child, parse

    data = bytearray()
    for chunk in exhibits.read():
        data += chunk
        if len(data) > LARGEST_FILE:
            return set()
    document, _ = parse(exhibits.path, data.decode("utf-8-sig", "replace"))
    items = child(document.root, KINDS["exhibit"].key)
    files = [child(item, "file") for item in items.value] if isinstance(items, yaml.SequenceNode) else []
    return {node.value for node in files if isinstance(node, yaml.ScalarNode)} - {PACK_FILE}
