"""Books that are made to do harm: zip files, folders and repositories, each of which must be refused.

`KINDS` is the table of them. `refused(run, kind, place)` tests one of them with a function that runs the program:
`run(*argv, **env)` returns an object with `code`, `out` and `err`.
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
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NamedTuple
from unittest.mock import patch

from mlsys_cli.packs.untrusted_files import DEEPEST, LARGEST_FILE, LONGEST_PATH, MOST_BYTES, MOST_FILES

SOUND = {
    "book.yaml": "id: sound\ntitle: Sound\nparts: [{title: All, chapters: [gc]}]\n",
    "gc/chapter.yaml": "title: Garbage\nsummary: What is left over.\nsections:\n- {id: why, title: Why, body: So.}\n",
}
"""A small book without mistakes."""

MOST_WRITTEN = LARGEST_FILE + (1 << 20)
"""The bytes that may be written before a book is refused: little more than one file."""

_CENTRAL, _LOCAL = b"PK\x01\x02", b"PK\x03\x04"

Make = Callable[[Path], str]


class Kind(NamedTuple):
    """A way to do harm: a maker of such a source in a folder, which returns its name, and a word of the refusal."""

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
    """True if a hostile source is refused cleanly, and nothing of it is left behind."""
    return not complaints(run, kind, place)


def complaints(run: Callable[..., Any], kind: Kind, place: Path) -> list[str]:
    """The faults in the refusal of a hostile source, which is made in the empty folder `place`."""
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
    """The bytes that this process has written so far; 0 where the system doesn't tell."""
    try:
        text = Path("/proc/self/io").read_text(encoding="ascii")
    except OSError:
        return 0
    return int(text.partition("wchar: ")[2].split()[0])


# --- parts of sources ----------------------------------------------------------------------------------------


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
    """The output of a git command."""
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
    """Write a file into a repository, and return its hash."""
    folder.mkdir(exist_ok=True)
    _git(folder, "init", "--quiet")
    return _git(folder, "hash-object", "-w", "--stdin", given=text.encode())


# --- names -----------------------------------------------------------------------------------------------------------


NAMES = {
    "/etc/glossary.yaml": "absolute",
    "C:/glossary.yaml": "drive letter",
    "..\\..\\glossary.yaml": "backslash",
    "../glossary.yaml": "upwards",
    "gc/../../glossary.yaml": "upwards",
    "gc/./glossary.yaml": "dot",
    "gc//glossary.yaml": "empty name",
    "": "empty name",
    "gc/Chapter.yaml": "differ only",
    "GC/glossary.yaml": "differ only",
    "gc": "have the same name",
    "gc/\x1b[31m.yaml": "control characters",
    "gc/a\nmlsys: all is well": "control characters",
    "gc/\u202elmay.yrassolg": "control characters",
    "gc/glossary.yaml\0.txt": "control characters",
    f"gc/{'a' * LONGEST_PATH}": f"more than {LONGEST_PATH} characters",
    "a/" * DEEPEST + "a": "deep",
}
"""Names that no file of a sound book can be joined by, and a word of each refusal."""


def _file_named(name: str) -> Make:
    return lambda place: write_zip(place / "a.zip", {name: "x"})


KINDS |= {f"file_named_{ascii(name)[1:21]}": Kind(_file_named(name), word) for name, word in NAMES.items()}


@hostile("occurs twice")
def doubled_name(place: Path) -> str:
    with warnings.catch_warnings(action="ignore"):
        return write_zip(place / "a.zip", {"book.yaml": "id: other\n"})


@hostile("differ only")
def names_that_differ_in_composition(place: Path) -> str:
    names = [unicodedata.normalize(form, "gc/é.yaml") for form in ("NFC", "NFD")]
    return write_zip(place / "a.zip", dict.fromkeys(names, "x"))


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


MODES = {stat.S_IFCHR: "device", stat.S_IFBLK: "device", stat.S_IFIFO: "pipe", stat.S_IFSOCK: "socket"}
"""Kinds of files that no book has, and a word of each refusal."""


def _file_of_mode(mode: int) -> Make:
    return lambda place: write_zip(place / "a.zip", {"gc/glossary.yaml": ""}, {"gc/glossary.yaml": mode | 0o666})


KINDS |= {f"{word}_{mode:o}": Kind(_file_of_mode(mode), word) for mode, word in MODES.items()}


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


@hostile("isn't a valid zip")
def no_zip(place: Path) -> str:
    return str(Path(write_folder(place, {"a.zip": "id: tiny\n"})) / "a.zip")


@hostile("isn't a valid zip")
def empty_file(place: Path) -> str:
    return str(Path(write_folder(place, {"a.zip": ""})) / "a.zip")


@hostile("isn't a valid zip")
def zip_without_its_end(place: Path) -> str:
    path = Path(write_zip(place / "a.zip"))
    path.write_bytes(path.read_bytes()[:-30])
    return str(path)


@hostile("damaged")
def zip_without_its_beginning(place: Path) -> str:
    path = Path(write_zip(place / "a.zip"))
    path.write_bytes(path.read_bytes()[50:])
    return str(path)


@hostile("no book.yaml")
def comment_with_another_end(place: Path) -> str:
    path = write_zip(place / "a.zip")
    with zipfile.ZipFile(path, "a") as archive:
        archive.comment = b"PK\x05\x06" + bytes(18)
    return path


@hostile("valid zip")
def end_of_another_form(place: Path) -> str:
    path = Path(write_zip(place / "a.zip"))
    raw = path.read_bytes()
    path.write_bytes(raw[:-22] + struct.pack("<4sLQL", b"PK\x06\x07", 0, 0, 1) + raw[-22:])
    return str(path)


@hostile("damaged")
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


@hostile("times its size")
def bomb(place: Path) -> str:
    return write_zip(place / "a.zip", {"gc/glossary.yaml": b"#" * (7 << 20)})


@hostile("times its size")
def bomb_beside_the_book(place: Path) -> str:
    return write_zip(place / "a.zip", {"picture.bin": b"#" * (7 << 20)})


@hostile("larger than 8 MiB")
def large_file(place: Path) -> str:
    return write_zip(place / "a.zip", {"gc/glossary.yaml": b"#" * (LARGEST_FILE + 1)}, how=zipfile.ZIP_STORED)


@hostile(f"larger than {MOST_BYTES >> 20} MiB in total")
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


@hostile("name of the bundled book")
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


@hostile("no readable commit", needs="git")
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
