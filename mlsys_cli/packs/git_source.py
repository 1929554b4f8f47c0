"""A book fetched with the installed git. Nothing is checked out and nothing in it runs: only its objects are read."""

import os
import re
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import IO, NamedTuple

from mlsys_cli.errors import UnreadableError
from mlsys_cli.packs.untrusted_files import MOST_FILES, TOO_MANY, Member, checked_files, refusal

URL = re.compile(
    r"(?:https?|ssh|git)://[\w\[][^\s\x00-\x1f]*|file:///[^\s\x00-\x1f]*"
    r"|(?:\w[\w.-]*@)?\w[\w.-]+:[\w~/.][^\s\x00-\x1f]*"
)
"""The addresses that git is asked for: of kinds that only fetch, or `host:path`. None can be taken for an option."""

MOST_FETCHED = 256 * 1024 * 1024
"""The largest repository in bytes, packed, including whatever isn't part of the book."""

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
_CHECK_ADDRESS = "check the URL, or try again later"


class FetchLimits(NamedTuple):
    """The seconds after which a fetch is stopped: without data from the server, and in total."""

    silence: float = 25.0
    total: float = 15 * 60.0


def without_secret(url: str) -> str:
    """A URL without the user name and password that it may contain, which are neither stored nor shown."""
    return _SECRET.sub("", url) if url.startswith(("http://", "https://")) else url


@contextmanager
def clone_repository(url: str, env: Mapping[str, str], limits: FetchLimits) -> Iterator[tuple[tuple[Member, ...], str]]:
    """The files and the hash of a repository's newest commit, readable as long as the context lasts."""
    if shutil.which("git", path=env.get("PATH")) is None:
        raise UnreadableError("git isn't installed", ["install it, or add the book as a folder or a zip file"])
    folder = Path(tempfile.mkdtemp(prefix="mlsys-git-"))
    try:
        git = _Git(folder / "repository", env)
        git.clone(url, limits)
        files = checked_files(list(git.members()))
        commit = b"".join(git.output("rev-parse --verify --quiet HEAD^{commit}"))
        yield files, commit.decode("ascii", "replace").strip()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


class _Git:
    """The installed git, applied to one repository."""

    def __init__(self, folder: Path, env: Mapping[str, str]) -> None:
        self._folder = folder
        kept = {name: value for name, value in env.items() if not name.startswith("GIT_") or name in _THEIRS}
        ssh = {} if {"GIT_SSH", "GIT_SSH_COMMAND"} & kept.keys() else {"GIT_SSH_COMMAND": _BATCH_SSH}
        self._env = kept | ssh | _OURS

    def clone(self, url: str, limits: FetchLimits) -> None:
        """Fetch the newest commit, and no working tree, in which a filter or a link could do harm."""
        how = ("--bare", "--depth=1", "--single-branch", "--no-tags", "--progress", "--template=")
        command = ["git", *_SAFE, "clone", *how, "--", url, str(self._folder)]
        name = repr(without_secret(url)[:200])
        with open(self._folder.with_name("messages"), "w+b") as messages:
            with _running(command, self._env, subprocess.DEVNULL, messages) as process:
                code = _wait(process, self._folder.parent, name, limits)
            messages.seek(-min(messages.seek(0, os.SEEK_END), _CHUNK), os.SEEK_END)
            lines = messages.read().decode("utf-8", "replace").split("\n")
        if code:
            told = [line for line in lines if line.strip() and "\r" not in line and not line.startswith("Cloning into")]
            raise UnreadableError(f"git can't fetch {name}", [_SECRET.sub("", line) for line in told[-5:]])

    def members(self) -> Iterator[Member]:
        """The files of the newest commit, without those of submodules, up to as many as a book can have.

        A tree of a few bytes may list millions.
        """
        lines: list[bytes] = []
        rest = b""
        with closing(self.output("ls-tree -r -l -z --full-tree HEAD")) as chunks:
            for chunk in chunks:
                *whole, rest = (rest + chunk).split(b"\0")
                lines += whole
                if len(lines) > MOST_FILES:
                    raise refusal(TOO_MANY)
                if len(rest) > _LONGEST_LINE:
                    raise refusal("a path is too long")
        for line in lines:
            parts = _LINE.fullmatch(line)
            if parts is None:
                raise refusal("git lists a file in an unknown format")
            mode, path = int(parts[1], 8), parts[5].decode("utf-8", "surrogateescape")
            if mode != _SUBMODULE:
                yield Member(path, mode, int(parts[4]), partial(self.output, f"cat-file blob {parts[3].decode()}"))

    def output(self, words: str) -> Generator[bytes]:
        """The output of a git command, piece by piece."""
        command = ["git", *_SAFE, f"--git-dir={self._folder}", *words.split()]
        with _running(command, self._env, subprocess.PIPE, subprocess.DEVNULL) as process:
            assert process.stdout is not None
            while chunk := process.stdout.read(_CHUNK):
                yield chunk
            if process.wait():
                raise UnreadableError("the repository has no readable commit")


@contextmanager
def _running(
    command: Sequence[str], env: Mapping[str, str], out: int | IO[bytes], err: int | IO[bytes]
) -> Iterator["subprocess.Popen[bytes]"]:
    """A process in a group of its own, which is killed as a whole if the context is left before it has ended."""
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


def _wait(process: "subprocess.Popen[bytes]", folder: Path, name: str, limits: FetchLimits) -> int:
    """Wait until a fetch into a folder ends; returns git's exit code, and raises if it takes too much or too long.

    The server counts as alive while the folder grows, in which are git's messages too. A list of branches doesn't
    count: git keeps it in memory, and it may have no end.
    """
    started = last_growth = time.monotonic()
    size = 0
    while True:
        try:
            return process.wait(timeout=0.1)
        except subprocess.TimeoutExpired:
            now = time.monotonic()
        if (size_now := _size_of(folder)) != size:
            size, last_growth = size_now, now
        if size > MOST_FETCHED:
            raise refusal(f"the repository is larger than {MOST_FETCHED >> 20} MiB")
        if now - last_growth > limits.silence:
            raise UnreadableError(f"{name} has sent nothing for {limits.silence:g} seconds", [_CHECK_ADDRESS])
        if now - started > limits.total:
            raise UnreadableError(f"fetching {name} takes longer than {limits.total / 60:g} minutes", [_CHECK_ADDRESS])


def _size_of(folder: Path) -> int:
    """The size in bytes of all files below a folder, some of which may be deleted meanwhile."""
    total = 0
    for parent, _, names in os.walk(folder):
        for name in names:
            with suppress(OSError):
                total += os.lstat(os.path.join(parent, name)).st_size
    return total
