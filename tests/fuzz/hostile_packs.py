"""Books that were made to do harm: archives, folders and repositories, each of which must be refused.

`KINDS` is the table of them. `refused(run, kind, place)` tells whether one is refused as it should be, by whatever runs
the program: `run(*argv, **env)` returns an object with `code`, `out` and `err`.
"""

import os
import socket
import stat
import struct
import subprocess
import tempfile
import unicodedata
import warnings
import zipfile
import zlib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NamedTuple
from unittest.mock import patch

from mlsys_cli.packs.untrusted_files import DEEPEST, LARGEST_FILE, LONGEST_PATH, MOST_BYTES, MOST_FILES

SOUND = {
    "book.yaml": "id: sound\ntitle: Sound\nparts: [{title: All, chapters: [gc]}]\n",
    "gc/chapter.yaml": "title: Garbage\nsummary: What is left over.\nsections:\n- {id: why, title: Why, body: So.}\n",
}
"""A small book in which nothing is wrong."""

MOST_WRITTEN = LARGEST_FILE + (1 << 20)
"""The bytes that may be written before a book is refused: hardly more than one file."""

_CENTRAL, _LOCAL = b"PK\x01\x02", b"PK\x03\x04"

Make = Callable[[Path], str]


class Kind(NamedTuple):
    """A way to do harm: what makes such a source in a folder and returns its name, and a word of the refusal."""

    make: Make
    word: str
    needs: str = ""


KINDS: dict[str, Kind] = {}


def hostile(word: str, needs: str = "") -> Callable[[Make], Make]:
    """Put a maker into the table."""

    def register(make: Make) -> Make:
        KINDS[make.__name__] = Kind(make, word, needs)
        return make

    return register


def refused(run: Callable[..., Any], kind: Kind, place: Path) -> bool:
    """Whether a hostile source is refused cleanly, and nothing of it is left behind."""
    return not complaints(run, kind, place)


def complaints(run: Callable[..., Any], kind: Kind, place: Path) -> list[str]:
    """What is wrong with how a hostile source, which is made in the empty folder `place`, is refused."""
    temporary, data, made = place / "temporary", place / "data", place / "made"
    for folder in (temporary, data, made):
        folder.mkdir(parents=True)
    source = kind.make(made)
    run("pack", "add", write_folder(place / "kept", SOUND), "--name", "kept", XDG_DATA_HOME=data)
    before = states(data)
    written = _written()
    with patch.object(tempfile, "tempdir", str(temporary)):
        done = run("pack", "add", "--", source, XDG_DATA_HOME=data)
    checks = {
        f"the exit code is {done.code}": done.code in (1, 2, 3),
        f"stdout has {done.out[:80]!r}": done.out == "",
        f"the message is {done.err[:300]!r}": done.err.startswith("mlsys: ") and kind.word in done.err,
        "it isn't clean": "Traceback" not in done.err and "unexpected" not in done.err.split("\n")[0],
        "the data directory has changed": states(data) == before,
        "something is left in the temporary directory": not any(temporary.iterdir()),
        f"{_written() - written} bytes were written": _written() - written <= MOST_WRITTEN,
    }
    return [complaint for complaint, well in checks.items() if not well]


def states(folder: Path) -> dict[str, tuple[int, int]]:
    """The mode of everything below a folder, and the time of each file in it."""
    paths = ((path, path.lstat()) for path in sorted(folder.rglob("*")))
    return {str(path): (status.st_mode, 0 if path.is_dir() else status.st_mtime_ns) for path, status in paths}


def _written() -> int:
    """The bytes that this process has written so far, where the system tells."""
    try:
        text = Path("/proc/self/io").read_text(encoding="ascii")
    except OSError:
        return 0
    return int(text.partition("wchar: ")[2].split()[0])


# --- what sources are made of ----------------------------------------------------------------------------------------


def write_folder(folder: Path, files: Mapping[str, str | bytes]) -> str:
    """Write files into a folder, and return its name."""
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(text.encode() if isinstance(text, str) else text)
    return str(folder)


def write_zip(
    path: Path,
    more: Mapping[str, str | bytes] | None = None,
    modes: Mapping[str, int] | None = None,
    how: int = zipfile.ZIP_DEFLATED,
    files: Mapping[str, str] | None = None,
) -> str:
    """Write a zip of a sound book and some more files, with these Unix modes, and return its name."""
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in [*(SOUND if files is None else files).items(), *(more or {}).items()]:
            entry = zipfile.ZipInfo("x")
            entry.filename = name
            entry.compress_type = how
            entry.external_attr = (modes or {}).get(name, stat.S_IFREG | 0o644) << 16
            archive.writestr(entry, text)
    return str(path)


def _patch(path: str, name: str, central: Mapping[int, bytes], local: Mapping[int, bytes] | None = None) -> str:
    """Overwrite bytes of the headers of a file in a zip, at offsets from their beginnings."""
    raw = bytearray(Path(path).read_bytes())
    for signature, fixed, changes in ((_CENTRAL, 46, central), (_LOCAL, 30, local or {})):
        at = raw.find(signature)
        while raw[at + fixed : at + fixed + len(name)] != name.encode():
            at = raw.find(signature, at + 1)
        for offset, new in changes.items():
            raw[at + offset : at + offset + len(new)] = new
    Path(path).write_bytes(raw)
    return path


def _git(folder: Path, *words: str, given: bytes = b"") -> str:
    """What git says."""
    env = {
        "PATH": os.environ["PATH"],
        "HOME": str(folder),
        "GIT_CONFIG_NOSYSTEM": "1",
        **{f"GIT_{who}_{what}": "a@b" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")},
    }
    done = subprocess.run(["git", *words], cwd=folder, env=env, input=given, capture_output=True, check=True)
    return done.stdout.decode().strip()


def write_repository(folder: Path, files: Mapping[str, str | bytes] = SOUND) -> str:
    """Commit files into a repository, new or old, and return its address."""
    write_folder(folder, files)
    _git(folder, "init", "--quiet")
    _git(folder, "add", "--all")
    _git(folder, "commit", "--quiet", "--message", "Write")
    return folder.as_uri()


def commit_tree(folder: Path, tree: str) -> str:
    """Commit a tree as `git mktree` reads it into a new repository, and return its address."""
    _git(folder, "init", "--quiet")
    number = _git(folder, "mktree", given=tree.encode())
    _git(folder, "update-ref", "HEAD", _git(folder, "commit-tree", number, "-m", "Write"))
    return folder.as_uri()


def write_blob(folder: Path, text: str) -> str:
    """Write a file into a repository, and return its number."""
    folder.mkdir(exist_ok=True)
    _git(folder, "init", "--quiet")
    return _git(folder, "hash-object", "-w", "--stdin", given=text.encode())


# --- names -----------------------------------------------------------------------------------------------------------


@hostile("absolute")
def absolute_path(place: Path) -> str:
    return write_zip(place / "a.zip", {"/etc/glossary.yaml": "x"})


@hostile("drive letter")
def drive_letter(place: Path) -> str:
    return write_zip(place / "a.zip", {"C:/glossary.yaml": "x"})


@hostile("backslash")
def backslash(place: Path) -> str:
    return write_zip(place / "a.zip", {"..\\..\\glossary.yaml": "x"})


@hostile("upwards")
def path_upwards(place: Path) -> str:
    return write_zip(place / "a.zip", {"../glossary.yaml": "x"})


@hostile("upwards")
def path_down_and_upwards(place: Path) -> str:
    return write_zip(place / "a.zip", {"gc/../../glossary.yaml": "x"})


@hostile("dot")
def dot_for_a_name(place: Path) -> str:
    return write_zip(place / "a.zip", {"gc/./glossary.yaml": "x"})


@hostile("empty name")
def empty_name(place: Path) -> str:
    return write_zip(place / "a.zip", {"gc//glossary.yaml": "x"})


@hostile("empty name")
def no_name(place: Path) -> str:
    return write_zip(place / "a.zip", {"": "x"})


@hostile("occurs twice")
def doubled_name(place: Path) -> str:
    with warnings.catch_warnings(action="ignore"):
        return write_zip(place / "a.zip", {"book.yaml": "id: other\n"})


@hostile("differ only")
def names_that_differ_in_case(place: Path) -> str:
    return write_zip(place / "a.zip", {"gc/Chapter.yaml": "x"})


@hostile("differ only")
def folders_that_differ_in_case(place: Path) -> str:
    return write_zip(place / "a.zip", {"GC/glossary.yaml": "x"})


@hostile("differ only")
def names_that_differ_in_composition(place: Path) -> str:
    names = [unicodedata.normalize(form, "gc/é.yaml") for form in ("NFC", "NFD")]
    return write_zip(place / "a.zip", dict.fromkeys(names, "x"))


@hostile("of a file and of a folder")
def file_and_folder_of_one_name(place: Path) -> str:
    return write_zip(place / "a.zip", {"gc": "x"})


@hostile("control characters")
def escape_in_a_name(place: Path) -> str:
    return write_zip(place / "a.zip", {"gc/\x1b[31m.yaml": "x"})


@hostile("control characters")
def line_feed_in_a_name(place: Path) -> str:
    return write_zip(place / "a.zip", {"gc/a\nmlsys: all is well": "x"})


@hostile("control characters")
def direction_override_in_a_name(place: Path) -> str:
    return write_zip(place / "a.zip", {"gc/\u202elmay.yrassolg": "x"})


@hostile("control characters")
def zero_in_a_name(place: Path) -> str:
    return write_zip(place / "a.zip", {"gc/glossary.yaml\0.txt": "x"})


@hostile(f"more than {LONGEST_PATH} characters")
def long_path(place: Path) -> str:
    return write_zip(place / "a.zip", {f"gc/{'a' * LONGEST_PATH}": "x"})


@hostile("deep")
def deep_folders(place: Path) -> str:
    return write_zip(place / "a.zip", {"a/" * DEEPEST + "a": "x"})


@hostile("damaged")
def name_that_its_header_denies(place: Path) -> str:
    return _patch(write_zip(place / "a.zip"), "gc/chapter.yaml", {}, {30: b"gc/glossary.yam"})


# --- links and devices -----------------------------------------------------------------------------------------------


@hostile("link")
def symbolic_link(place: Path) -> str:
    return write_zip(place / "a.zip", {"gc/glossary.yaml": "/etc/passwd"}, {"gc/glossary.yaml": stat.S_IFLNK | 0o777})


@hostile("link")
def linked_folder_with_a_file_in_it(place: Path) -> str:
    return write_zip(place / "a.zip", {"etc": "/etc", "etc/glossary.yaml": "x"}, {"etc": stat.S_IFLNK | 0o777})


@hostile("link")
def hard_link(place: Path) -> str:
    """The extra field of Unix (APPNOTE.TXT, 4.5.7) has the name of another file after its twelve fixed bytes."""
    path = write_zip(place / "a.zip")
    with zipfile.ZipFile(path, "a") as archive:
        entry = zipfile.ZipInfo("gc/glossary.yaml")
        target = b"/etc/passwd"
        entry.extra = struct.pack("<HHLLHH", 0x000D, 12 + len(target), 0, 0, 0, 0) + target
        archive.writestr(entry, "")
    return path


@hostile("device")
def character_device(place: Path) -> str:
    return write_zip(place / "a.zip", {"gc/glossary.yaml": ""}, {"gc/glossary.yaml": stat.S_IFCHR | 0o666})


@hostile("device")
def block_device(place: Path) -> str:
    return write_zip(place / "a.zip", {"gc/glossary.yaml": ""}, {"gc/glossary.yaml": stat.S_IFBLK | 0o666})


@hostile("pipe")
def named_pipe(place: Path) -> str:
    return write_zip(place / "a.zip", {"gc/glossary.yaml": ""}, {"gc/glossary.yaml": stat.S_IFIFO | 0o666})


@hostile("socket")
def socket_file(place: Path) -> str:
    return write_zip(place / "a.zip", {"gc/glossary.yaml": ""}, {"gc/glossary.yaml": stat.S_IFSOCK | 0o666})


@hostile("bytes of a file")
def folder_with_bytes(place: Path) -> str:
    return _patch(write_zip(place / "a.zip", {"gd/": "", "gd/x": "1"}), "gd/", {24: struct.pack("<L", 9)})


# --- the zip itself --------------------------------------------------------------------------------------------------


@hostile("encrypted")
def encrypted_file(place: Path) -> str:
    return _patch(write_zip(place / "a.zip"), "book.yaml", {8: b"\1\0"}, {6: b"\1\0"})


@hostile("unknown compression")
def unknown_compression(place: Path) -> str:
    return _patch(write_zip(place / "a.zip"), "book.yaml", {10: b"\x63\0"}, {8: b"\x63\0"})


@hostile("unknown compression")
def compression_that_needs_much_memory(place: Path) -> str:
    return write_zip(place / "a.zip", how=zipfile.ZIP_LZMA)


@hostile("isn't a zip file")
def no_zip(place: Path) -> str:
    return str(Path(write_folder(place, {"a.zip": "id: tiny\n"})) / "a.zip")


@hostile("isn't a zip file")
def empty_file(place: Path) -> str:
    return str(Path(write_folder(place, {"a.zip": ""})) / "a.zip")


@hostile("its end is missing")
def zip_without_its_end(place: Path) -> str:
    path = Path(write_zip(place / "a.zip"))
    path.write_bytes(path.read_bytes()[:-30])
    return str(path)


@hostile("before or behind")
def zip_without_its_beginning(place: Path) -> str:
    path = Path(write_zip(place / "a.zip"))
    path.write_bytes(path.read_bytes()[50:])
    return str(path)


@hostile("before or behind")
def zip_behind_something_else(place: Path) -> str:
    path = Path(write_zip(place / "a.zip"))
    path.write_bytes(b"#!/bin/sh\n" + path.read_bytes())
    return str(path)


@hostile("more than one end")
def zip_before_something_else(place: Path) -> str:
    path = Path(write_zip(place / "a.zip"))
    path.write_bytes(path.read_bytes() + b"more")
    return str(path)


@hostile("more than one end")
def comment_with_another_end(place: Path) -> str:
    path = write_zip(place / "a.zip")
    with zipfile.ZipFile(path, "a") as archive:
        archive.comment = b"PK\x05\x06" + bytes(18)
    return path


@hostile("in a form for larger files")
def end_of_another_form(place: Path) -> str:
    path = Path(write_zip(place / "a.zip"))
    raw = path.read_bytes()
    path.write_bytes(raw[:-22] + struct.pack("<4sLQL", b"PK\x06\x07", 0, 0, 1) + raw[-22:])
    return str(path)


@hostile("in several parts")
def zip_in_parts(place: Path) -> str:
    path = Path(write_zip(place / "a.zip"))
    raw = path.read_bytes()
    path.write_bytes(raw[:-18] + b"\1\0" + raw[-16:])
    return str(path)


@hostile("overlap")
def overlapping_files(place: Path) -> str:
    path = write_zip(place / "a.zip", {"gc/glossary.yaml": "x"})
    return _patch(path, "gc/glossary.yaml", {42: struct.pack("<L", 0)})


@hostile("damaged")
def wrong_checksum(place: Path) -> str:
    path = Path(write_zip(place / "a.zip", how=zipfile.ZIP_STORED))
    path.write_bytes(path.read_bytes().replace(b"Garbage", b"Rubbish"))
    return str(path)


@hostile("damaged")
def damaged_bytes(place: Path) -> str:
    path = Path(write_zip(place / "a.zip"))
    raw = path.read_bytes()
    path.write_bytes(raw[:45] + b"\xff" * 20 + raw[65:])
    return str(path)


# --- size ------------------------------------------------------------------------------------------------------------


@hostile("damaged")
def file_larger_than_it_says(place: Path) -> str:
    """The checksum is that of the bytes which the header admits, so that who stops there sees nothing wrong."""
    text = b"terms: []\n" * 1000
    return _lie(write_zip(place / "a.zip", {"gc/glossary.yaml": text}), "gc/glossary.yaml", text[:10])


@hostile("larger than the zip says")
def bomb_that_says_it_is_small(place: Path) -> str:
    text = b"#" * (20 << 20)
    return _lie(write_zip(place / "a.zip", {"gc/glossary.yaml": text}), "gc/glossary.yaml", text[:100])


@hostile("smaller than the zip says")
def file_smaller_than_it_says(place: Path) -> str:
    path = write_zip(place / "a.zip", {"gc/glossary.yaml": "terms: []\n"})
    return _patch(path, "gc/glossary.yaml", {24: struct.pack("<L", 99)}, {22: struct.pack("<L", 99)})


def _lie(path: str, name: str, admitted: bytes) -> str:
    checksum, size = struct.pack("<L", zlib.crc32(admitted)), struct.pack("<L", len(admitted))
    return _patch(path, name, {16: checksum, 24: size}, {14: checksum, 22: size})


@hostile("times its size")
def bomb(place: Path) -> str:
    return write_zip(place / "a.zip", {"gc/glossary.yaml": b"#" * (7 << 20)})


@hostile("times its size")
def bomb_beside_the_book(place: Path) -> str:
    return write_zip(place / "a.zip", {"picture.bin": b"#" * (7 << 20)})


@hostile("larger than 8 MiB")
def large_file(place: Path) -> str:
    return write_zip(place / "a.zip", {"gc/glossary.yaml": b"#" * (LARGEST_FILE + 1)})


@hostile(f"larger than {MOST_BYTES >> 20} MiB together")
def many_large_files(place: Path) -> str:
    """None of them is suspicious in itself."""
    text = os.urandom(100 << 10) + b"#" * (LARGEST_FILE - (100 << 10))
    return write_zip(place / "a.zip", {f"{number}.bin": text for number in range(9)})


@hostile(f"more than {MOST_FILES} files")
def many_files(place: Path) -> str:
    return write_zip(place / "a.zip", dict.fromkeys(map(str, range(MOST_FILES)), ""), how=zipfile.ZIP_STORED)


@hostile(f"more than {MOST_FILES} files")
def more_files_than_it_says(place: Path) -> str:
    path = Path(write_zip(place / "a.zip", dict.fromkeys(map(str, range(MOST_FILES)), ""), how=zipfile.ZIP_STORED))
    raw = path.read_bytes()
    path.write_bytes(raw[:-14] + struct.pack("<2H", 2, 2) + raw[-10:])
    return str(path)


# --- the book --------------------------------------------------------------------------------------------------------


@hostile("no book.yaml")
def no_book(place: Path) -> str:
    return write_zip(place / "a.zip", {"README.md": "A book."}, files={})


@hostile("no book.yaml")
def book_too_far_down(place: Path) -> str:
    return write_zip(place / "a.zip", {f"a/b/{path}": text for path, text in SOUND.items()}, files={})


@hostile("several books")
def several_books(place: Path) -> str:
    return write_zip(place / "a.zip", {f"{n}/{path}": text for n in "ab" for path, text in SOUND.items()}, files={})


@hostile("yaml-alias")
def aliases_that_blow_up(place: Path) -> str:
    lines = ["a0: &a0 [x, x]", *(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 10))]
    return write_zip(place / "a.zip", {"gc/glossary.yaml": "\n".join(lines)})


@hostile("too-deep")
def nesting_without_end(place: Path) -> str:
    return write_zip(place / "a.zip", {"gc/glossary.yaml": f"terms: {'[' * 500}{']' * 500}"})


@hostile("missing-chapter")
def chapter_outside_the_book(place: Path) -> str:
    return write_zip(place / "a.zip", files={**SOUND, "book.yaml": SOUND["book.yaml"].replace("[gc]", "[gc, ../../x]")})


@hostile("can't be called")
def name_that_leads_upwards(place: Path) -> str:
    return write_zip(place / "a.zip", files={**SOUND, "book.yaml": SOUND["book.yaml"].replace("sound", "../../x")})


@hostile("comes with the program")
def name_of_the_bundled_book(place: Path) -> str:
    book = SOUND["book.yaml"].replace("sound", "intro-to-mlsys")
    return write_zip(place / "a.zip", files={**SOUND, "book.yaml": book})


# --- folders ---------------------------------------------------------------------------------------------------------


@hostile("link")
def folder_with_a_link(place: Path) -> str:
    source = write_folder(place / "book", SOUND)
    Path(source, "gc/glossary.yaml").symlink_to("/etc/passwd")
    return source


@hostile("link")
def folder_with_a_linked_chapter(place: Path) -> str:
    write_folder(place / "elsewhere", {"chapter.yaml": SOUND["gc/chapter.yaml"]})
    source = write_folder(place / "book", {"book.yaml": SOUND["book.yaml"]})
    Path(source, "gc").symlink_to(place / "elsewhere")
    return source


@hostile("pipe")
def folder_with_a_pipe(place: Path) -> str:
    source = write_folder(place / "book", SOUND)
    os.mkfifo(f"{source}/gc/glossary.yaml")
    return source


@hostile("socket")
def folder_with_a_socket(place: Path) -> str:
    source = write_folder(place / "book", SOUND)
    here = os.getcwd()
    os.chdir(source)  # the name of a socket can't be long
    try:
        with socket.socket(socket.AF_UNIX) as listener:
            listener.bind("gc/s")
    finally:
        os.chdir(here)
    return source


@hostile("larger than 8 MiB")
def folder_with_a_large_file(place: Path) -> str:
    source = write_folder(place / "book", SOUND)
    with open(f"{source}/gc/glossary.yaml", "wb") as file:
        file.truncate(1 << 40)
    return source


@hostile("control characters")
def folder_with_a_name_that_is_no_text(place: Path) -> str:
    source = write_folder(place / "book", SOUND)
    Path(os.fsdecode(os.fsencode(source) + b"/\xff.yaml")).touch()
    return source


@hostile("differ only")
def folder_with_names_that_differ_in_case(place: Path) -> str:
    return write_folder(place / "book", {**SOUND, "README": "a", "readme": "b"})


@hostile("deep")
def folder_of_folders(place: Path) -> str:
    return write_folder(place / "book", {**SOUND, "a/" * DEEPEST + "a": "x"})


@hostile("neither a folder nor a file")
def pipe_for_a_source(place: Path) -> str:
    os.mkfifo(place / "a.zip")
    return str(place / "a.zip")


# --- repositories ----------------------------------------------------------------------------------------------------


@hostile("link", needs="git")
def repository_with_a_link(place: Path) -> str:
    source = place / "repository"
    write_folder(source, SOUND)
    (source / "gc/glossary.yaml").symlink_to("/etc/passwd")
    return write_repository(source)


@hostile("differ only", needs="git")
def repository_with_names_that_differ_in_case(place: Path) -> str:
    number = write_blob(place / "repository", "x")
    return commit_tree(place / "repository", f"100644 blob {number}\tREADME\n100644 blob {number}\treadme\n")


@hostile("more than", needs="git")
def repository_of_countless_files(place: Path) -> str:
    """Twelve trees, of which each has the next one ten times, list 10 ** 12 files."""
    folder = place / "repository"
    tree = f"100644 blob {write_blob(folder, 'x')}\tx\n"
    for _ in range(DEEPEST - 1):
        number = _git(folder, "mktree", given=tree.encode())
        tree = "".join(f"040000 tree {number}\t{name}\n" for name in range(10))
    return commit_tree(folder, tree)


@hostile("larger than 8 MiB", needs="git")
def repository_with_a_large_file(place: Path) -> str:
    return write_repository(place / "repository", {**SOUND, "gc/glossary.yaml": b"#" * (LARGEST_FILE + 1)})


@hostile("no commit", needs="git")
def repository_without_a_commit(place: Path) -> str:
    write_blob(place / "repository", "x")
    return (place / "repository").as_uri()


@hostile("git can't fetch", needs="git")
def repository_that_is_none(place: Path) -> str:
    return place.as_uri()


@hostile("can't be fetched from")
def transport_that_runs_a_command(place: Path) -> str:
    return f"ext::sh -c touch% {place}/temporary/run"


@hostile("can't begin with '-'")
def option_for_a_source(place: Path) -> str:
    return f"--upload-pack=touch {place}/run"


@hostile("can't be fetched from")
def option_for_a_host(place: Path) -> str:
    return f"ssh://-oProxyCommand=touch {place}/run"
