"""A book fetched with the machine's git. Nothing is checked out, and nothing of it runs: only its objects are read."""

import os
import re
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import IO, NamedTuple

from mlsys_cli.errors import UnreadableError
from mlsys_cli.packs.untrusted_files import MOST_FILES, Member, check_kind, check_paths, check_sizes, refusal

URL = re.compile(
    r"(?:https?|ssh|git)://[\w\[][^\s\x00-\x1f]*|file:///[^\s\x00-\x1f]*"
    r"|(?:\w[\w.-]*@)?\w[\w.-]+:[\w~/.][^\s\x00-\x1f]*"
)
"""What git is asked for: an address of a kind that only fetches, or `host:path`. None can be taken for an option."""

MOST_FETCHED = 256 * 1024 * 1024
"""The bytes that a repository may bring, packed, with all that isn't the book's."""

_SECRET = re.compile(r"(?<=://)[^/@\s]*@")

_SAFE = (
    *("-c", "core.hooksPath=/dev/null"),
    *("-c", "core.fsmonitor=false"),
    *("-c", "protocol.ext.allow=never"),
    *("-c", "submodule.recurse=false"),
    *("-c", "transfer.bundleURI=false"),
)
_OURS = {
    "GIT_ALLOW_PROTOCOL": "file:git:http:https:ssh",
    "GIT_ASKPASS": "false",
    "GIT_LFS_SKIP_SMUDGE": "1",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_TERMINAL_PROMPT": "0",
    "GCM_INTERACTIVE": "never",
    "SSH_ASKPASS_REQUIRE": "never",
    "LC_ALL": "C",
}
_BATCH_SSH = "ssh -o BatchMode=yes"
_THEIRS = ("GIT_SSH", "GIT_SSH_COMMAND", "GIT_SSL_CAINFO", "GIT_SSL_CAPATH", "GIT_PROXY_COMMAND", "GIT_EXEC_PATH")
_LINE = re.compile(rb"(\d{6}) (blob|tree|commit) ([0-9a-f]{40,64}) +(\d+|-)\t(.+)", re.DOTALL)
_LONGEST_LINE = 8192
_SUBMODULE = 0o160000
_CHUNK = 64 * 1024


class Clone(NamedTuple):
    """The files of a repository's newest commit, and its number."""

    members: tuple[Member, ...]
    commit: str


def without_secret(url: str) -> str:
    """An address without the name and password that may stand in it, which are nothing to be kept or shown."""
    return _SECRET.sub("", url) if url.startswith(("http://", "https://")) else url


@contextmanager
def cloned(url: str, env: Mapping[str, str]) -> Iterator[Clone]:
    """The newest commit of a repository, to be read as long as the context lasts."""
    if shutil.which("git", path=env.get("PATH")) is None:
        raise UnreadableError("git isn't installed", ["install it, or add the book as a folder or a zip file"])
    folder = Path(tempfile.mkdtemp(prefix="mlsys-git-"))
    try:
        git = _Git(folder / "repository", env)
        git.clone(url)
        members = tuple(git.members())
        check_sizes(members)
        yield Clone(members, git.commit())
    finally:
        shutil.rmtree(folder, ignore_errors=True)


class _Git:
    """The machine's git on one repository."""

    def __init__(self, folder: Path, env: Mapping[str, str]) -> None:
        self._folder = folder
        kept = {name: value for name, value in env.items() if not name.startswith("GIT_") or name in _THEIRS}
        ssh = {} if {"GIT_SSH", "GIT_SSH_COMMAND"} & kept.keys() else {"GIT_SSH_COMMAND": _BATCH_SSH}
        self._env = kept | ssh | _OURS

    def clone(self, url: str) -> None:
        """Fetch the newest commit, and no working tree, in which a filter or a link could do harm."""
        how = ("--bare", "--depth=1", "--single-branch", "--no-tags", "--quiet", "--template=")
        with tempfile.TemporaryFile() as said:
            command = ["git", *_SAFE, "clone", *how, "--", url, str(self._folder)]
            with _running(command, self._env, subprocess.DEVNULL, said) as process:
                while _still_runs(process):
                    if _size_of(self._folder.parent) > MOST_FETCHED:
                        raise refusal(f"the repository is larger than {MOST_FETCHED >> 20} MiB")
                code = process.wait()
            said.seek(0)
            words = said.read(4096).decode("utf-8", "replace").splitlines()
        if code:
            raise UnreadableError(
                f"git can't fetch {without_secret(url)[:200]!r}", [line for line in words if line.strip()][:5]
            )

    def commit(self) -> str:
        """The number of the newest commit."""
        done = self._output("rev-parse", "--verify", "--quiet", "HEAD^{commit}")
        return done.decode("ascii", "replace").strip()[:64]

    def members(self) -> Iterator[Member]:
        """The files of the newest commit. What a submodule would bring is not there."""
        lines = list(self._lines())
        check_paths([path for _, path, _, _ in lines])
        for mode, path, number, size in lines:
            check_kind(mode, path)
            yield Member(path, size, partial(self._read, number))

    def _lines(self) -> Iterator[tuple[int, str, str, int]]:
        """The mode, path, number and size of each file, as many as a book can have: a small tree may list millions."""
        for count, line in enumerate(self._records("ls-tree", "-r", "-l", "-z", "--full-tree", "HEAD")):
            if count > MOST_FILES:
                raise refusal(f"it has more than {MOST_FILES} files")
            parts = _LINE.fullmatch(line)
            if parts is None:
                raise refusal("git lists a file that can't be understood")
            mode, path = int(parts[1], 8), parts[5].decode("utf-8", "surrogateescape")
            if mode != _SUBMODULE:
                yield mode, path, parts[3].decode("ascii"), int(parts[4])

    def _records(self, *words: str) -> Iterator[bytes]:
        """What git says, parted at zeros."""
        with self._speaking(*words) as process:
            assert process.stdout is not None
            rest = b""
            while chunk := process.stdout.read(_CHUNK):
                *whole, rest = (rest + chunk).split(b"\0")
                yield from whole
                if len(rest) > _LONGEST_LINE:
                    raise refusal("a path has more characters than it may")
            if process.wait():
                raise UnreadableError("the repository has no commit that can be read")

    def _read(self, number: str) -> Iterator[bytes]:
        """The bytes of a file."""
        with self._speaking("cat-file", "blob", number) as process:
            assert process.stdout is not None
            while chunk := process.stdout.read(_CHUNK):
                yield chunk
            if process.wait():
                raise UnreadableError("a file of the repository can't be read")

    def _output(self, *words: str) -> bytes:
        with self._speaking(*words) as process:
            assert process.stdout is not None
            return process.stdout.read(_CHUNK)

    def _speaking(self, *words: str) -> AbstractContextManager["subprocess.Popen[bytes]"]:
        command = ["git", *_SAFE, f"--git-dir={self._folder}", *words]
        return _running(command, self._env, subprocess.PIPE, subprocess.DEVNULL)


@contextmanager
def _running(
    command: Sequence[str], env: Mapping[str, str], out: int | IO[bytes], err: int | IO[bytes]
) -> Iterator["subprocess.Popen[bytes]"]:
    """A process in a group of its own, ended with all that it started when the context is left too early."""
    process = subprocess.Popen(
        command, env=env, stdin=subprocess.DEVNULL, stdout=out, stderr=err, start_new_session=True
    )
    try:
        yield process
    finally:
        if process.poll() is None:
            with suppress(OSError):
                os.killpg(process.pid, signal.SIGKILL)
        if process.stdout is not None:
            process.stdout.close()
        process.wait()


def _still_runs(process: "subprocess.Popen[bytes]") -> bool:
    """Whether a process goes on for another moment."""
    try:
        process.wait(timeout=0.1)
    except subprocess.TimeoutExpired:
        return True
    return False


def _size_of(folder: Path) -> int:
    """The bytes of all files below a folder, some of which may go while they are counted."""
    total = 0
    for parent, _, names in os.walk(folder):
        for name in names:
            with suppress(OSError):
                total += os.lstat(os.path.join(parent, name)).st_size
    return total
