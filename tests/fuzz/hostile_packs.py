"""Books that are made to do harm: zip files, folders and repositories, each of which must be refused.

`KINDS` is the table of them. `complaints(run, kind, place)` tests one of them with a function that runs the program:
`run(*argv, **env)` returns an object with `code`, `out` and `err`.
"""

import os
import stat
import struct
import subprocess
import tempfile
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

MOST_WRITTEN = MOST_BYTES
"""The bytes that may be written before a book is refused, by git too: as many as the files of a book may have."""

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


def commit_tree(folder: Path, lines: str) -> str:
    """Commit a tree as `git mktree` reads it into a repository, and return its address."""
    tree = _git(folder, "mktree", given=lines.encode())
    _git(folder, "update-ref", "HEAD", _git(folder, "commit-tree", tree, "-m", "Write"))
    return folder.as_uri()


def write_blob(folder: Path, text: str) -> str:
    """Write a file into a new repository, and return its hash."""
    folder.mkdir()
    _git(folder, "init", "--quiet")
    return _git(folder, "hash-object", "-w", "--stdin", given=text.encode())


# --- zip files -------------------------------------------------------------------------------------------------------


NAMES = {
    "/etc/glossary.yaml": "lead out",
    "C:/glossary.yaml": "lead out",
    "..\\..\\glossary.yaml": "lead out",
    "gc/../../glossary.yaml": "lead out",
    "gc//glossary.yaml": "lead out",
    "": "lead out",
    "GC/glossary.yaml": "occurs twice",
    "gc": "occurs twice",
    "gc/\x1b[31m.yaml": "control characters",
    "gc/a\nmlsys: all is well": "control characters",
    "gc/\u202elmay.yrassolg": "control characters",
    "gc/glossary.yaml\0.txt": "control characters",
    f"gc/{'a' * LONGEST_PATH}": f"more than {LONGEST_PATH} characters",
    "a/" * DEEPEST + "a": f"or {DEEPEST} folders",
}
"""Names that no file of a sound book can be joined by, and a word of each refusal."""


def _file_named(name: str) -> Make:
    return lambda place: write_zip(place / "a.zip", {name: "x"})


MODES = {stat.S_IFLNK: "a link", stat.S_IFCHR: "a device", stat.S_IFIFO: "pipe"}
"""Kinds of files that no book has, and a word of each refusal."""


def _file_of_mode(mode: int) -> Make:
    return lambda place: write_zip(place / "a.zip", {"gc/glossary.yaml": "/etc"}, {"gc/glossary.yaml": mode | 0o666})


KINDS |= {f"file_named_{ascii(name)[1:21]}": Kind(_file_named(name), word) for name, word in NAMES.items()}
KINDS |= {f"file_of_mode_{mode:o}": Kind(_file_of_mode(mode), word) for mode, word in MODES.items()}


@hostile("occurs twice")
def doubled_name(place: Path) -> str:
    with zipfile.ZipFile(write_zip(place / "a.zip"), "a") as archive, warnings.catch_warnings(action="ignore"):
        archive.writestr("book.yaml", "id: other\n")
    return str(place / "a.zip")


@hostile("isn't a valid zip")
def no_zip(place: Path) -> str:
    return write_folder(place, {"a.zip": "id: tiny\n"}) + "/a.zip"


@hostile("encrypted, or compressed by an unusual method")
def compression_that_needs_much_memory(place: Path) -> str:
    return write_zip(place / "a.zip", how=zipfile.ZIP_LZMA)


@hostile("damaged")
def wrong_checksum(place: Path) -> str:
    path = Path(write_zip(place / "a.zip", how=zipfile.ZIP_STORED))
    path.write_bytes(path.read_bytes().replace(b"Garbage", b"Rubbish"))
    return str(path)


@hostile("larger than 8 MiB")
def bomb(place: Path) -> str:
    return write_zip(place / "a.zip", {"gc/glossary.yaml": b"#" * (LARGEST_FILE + 1)})


@hostile(f"larger than {MOST_BYTES >> 20} MiB in total")
def bombs_of_which_each_is_small_enough(place: Path) -> str:
    return write_zip(place / "a.zip", {f"{number}.bin": b"#" * LARGEST_FILE for number in range(9)})


@hostile(f"more than {MOST_FILES} files")
def more_files_than_it_says(place: Path) -> str:
    path = Path(write_zip(place / "a.zip", dict.fromkeys(map(str, range(MOST_FILES)), ""), how=zipfile.ZIP_STORED))
    raw = path.read_bytes()
    path.write_bytes(raw[:-14] + struct.pack("<2H", 2, 2) + raw[-10:])
    return str(path)


# --- the book --------------------------------------------------------------------------------------------------------


@hostile("no book.yaml")
def book_too_far_down(place: Path) -> str:
    return write_zip(place / "a.zip", {f"a/b/{path}": text for path, text in SOUND.items()}, files={})


@hostile("several books")
def several_books(place: Path) -> str:
    return write_zip(place / "a.zip", {f"{n}/{path}": text for n in "ab" for path, text in SOUND.items()}, files={})


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


@hostile("a link")
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


@hostile("neither a folder nor a file")
def pipe_for_a_source(place: Path) -> str:
    os.mkfifo(place / "a.zip")
    return str(place / "a.zip")


# --- repositories ----------------------------------------------------------------------------------------------------


@hostile("a link", needs="git")
def repository_with_a_link(place: Path) -> str:
    source = place / "repository"
    write_folder(source, SOUND)
    (source / "gc/glossary.yaml").symlink_to("/etc/passwd")
    return write_repository(source)


@hostile(f"more than {MOST_FILES} files", needs="git")
def repository_of_countless_files(place: Path) -> str:
    """Twelve trees, of which each has the next one ten times, list 10 ** 12 files."""
    folder = place / "repository"
    lines = f"100644 blob {write_blob(folder, 'x')}\tx\n"
    for _ in range(DEEPEST - 1):
        tree = _git(folder, "mktree", given=lines.encode())
        lines = "".join(f"040000 tree {tree}\t{name}\n" for name in range(10))
    return commit_tree(folder, lines)


@hostile("larger than 8 MiB", needs="git")
def repository_with_a_large_file(place: Path) -> str:
    return write_repository(place / "repository", {**SOUND, "gc/glossary.yaml": b"#" * (LARGEST_FILE + 1)})


@hostile("safe.directory", needs="git")
def repository_of_another_user(place: Path) -> str:
    source = write_repository(place / "repository")
    os.chown(place / "repository/.git", 12345, -1)
    os.chown(place / "repository", 12345, -1)
    return source


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


if os.geteuid():  # only root can give a file away
    del KINDS["repository_of_another_user"]
