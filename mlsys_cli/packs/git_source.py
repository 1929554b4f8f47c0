"""A book fetched with the installed git. Nothing is checked out and nothing in it runs: git packs it as a zip file."""

import os
import re
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path

from mlsys_cli.errors import UnreadableError
from mlsys_cli.packs.untrusted_files import LONGEST_PATH, MOST_BYTES, MOST_FILES, TOO_LARGE, TOO_MANY, read_zip, refusal

URL = re.compile(
    r"(?:https?|ssh|git)://[\w\[][^\s\x00-\x1f]*|file:///[^\s\x00-\x1f]*"  # https://example.org/book.git, ssh://[::1]/x
    r"|(?:\w[\w.-]*@)?\w[\w.-]+:[\w~/.][^\s\x00-\x1f]*"  # git@example.org:me/book
)
"""The addresses that git is asked for: of kinds that only fetch, or `host:path`. None can be taken for an option."""

MOST_FETCHED = 256 * 1024 * 1024
"""The largest repository in bytes, packed, including whatever isn't part of the book."""

_SECRET = re.compile(r"(?<=://)[^/@\s]*@")
"""A user name and password in a URL: `me:secret@`."""

_SAFE = (
    *("-c", "core.hooksPath=/dev/null"),  # hooks that the user has for all repositories
    *("-c", "transfer.bundleURI=false"),  # or else the server could name other addresses to fetch from
    *("-c", "core.bigFileThreshold=1m"),  # larger files are streamed into the zip, and take no memory
)
_OURS = {
    "GIT_ALLOW_PROTOCOL": "file:git:http:https:ssh",  # not `ext`, which runs a command
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_ASKPASS": "false",
    "GCM_INTERACTIVE": "never",  # the windows of Git Credential Manager
    "SSH_ASKPASS_REQUIRE": "never",
    "LC_ALL": "C",  # `_last_lines` knows git's messages in English
}
_WITHOUT_SETTINGS = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
"""So that git knows no filter: `git archive` applies those that a repository asks for and the user has."""

_THEIRS = ("GIT_SSH", "GIT_SSH_COMMAND", "GIT_SSL_CAINFO", "GIT_SSL_CAPATH", "GIT_PROXY_COMMAND", "GIT_EXEC_PATH")
"""The variables of git that the user may need to reach a server; the others could lead git to another repository."""

_BATCH_SSH = "ssh -o BatchMode=yes"  # else it might wait for a password
_IS_POSIX = hasattr(signal, "SIGHUP")
"""False on Windows, where signals can't be held back, and processes have no groups."""

_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP) if _IS_POSIX else ()
_MOST_READ = 64 * 1024
"""The bytes of git's messages that are looked at."""


SILENCE = 25.0
"""The seconds without data from the server after which a fetch is stopped; chosen, not measured."""


def without_secret(url: str) -> str:
    """A URL of the web without the user name and password that it may contain, which are neither stored nor shown.

    The `git@` of an `ssh://` address is no secret, and needed.
    """
    return _SECRET.sub("", url) if url.startswith(("http://", "https://")) else url


def read_repository(url: str, env: Mapping[str, str], silence: float) -> tuple[dict[str, bytes], str]:
    """The files of the book in a repository's newest commit by their paths, and the hash of the commit."""
    if shutil.which("git", path=env.get("PATH")) is None:
        raise UnreadableError("git isn't installed", ["install it, or add the book as a folder or a zip file"])
    kept = {name: value for name, value in env.items() if not name.startswith("GIT_") or name in _THEIRS} | _OURS
    ssh = {} if {"GIT_SSH", "GIT_SSH_COMMAND"} & kept.keys() else {"GIT_SSH_COMMAND": _BATCH_SSH}
    name = repr(without_secret(url)[:200])
    with tempfile.TemporaryDirectory(prefix="mlsys-git-", ignore_cleanup_errors=True) as directory:
        run = partial(_run, Path(directory), name, silence)
        repository, archive = f"{directory}/repository", f"{directory}/book.zip"
        # Bare, since a filter or a link could do harm in a working tree; without a template, which could have hooks.
        clone = ("clone", "--bare", "--depth=1", "--single-branch", "--no-tags", "--progress", "--template=")
        too_much = f"the repository is larger than {MOST_FETCHED >> 20} MiB"
        code, messages = run((*clone, "--", url, repository), kept | ssh, MOST_FETCHED, too_much)
        if code:
            raise UnreadableError(f"git can't fetch {name}", _last_lines(messages))
        # Counted first: a tree of a few bytes may list millions of files, all of which `git archive` keeps in memory.
        tree = (f"--git-dir={repository}", "ls-tree", "-r", "-z", "--name-only", "HEAD")
        code, names = run(tree, kept, MOST_FILES * (LONGEST_PATH + 1), TOO_MANY)
        if code:
            raise UnreadableError("the repository has no readable commit")
        if names.count(b"\0") > MOST_FILES:
            raise refusal(TOO_MANY)
        # Not compressed (-0), since the zip is read at once and deleted.
        pack = (f"--git-dir={repository}", "archive", "--format=zip", "-0", f"--output={archive}", "HEAD")
        code, messages = run(pack, kept | _WITHOUT_SETTINGS, MOST_BYTES, TOO_LARGE)
        if code:
            raise UnreadableError("git can't read the files of the repository", _last_lines(messages))
        return read_zip(Path(archive))  # git writes the hash of the commit as the comment of a zip


def _last_lines(messages: bytes) -> list[str]:
    """The last messages of git, without its progress, of which a server could send any amount.

    Progress is overwritten from the start of the line. That five lines are kept was chosen, not measured.
    """
    lines = messages[-_MOST_READ:].decode("utf-8", "replace").split("\n")
    kept = (line for line in lines if line.strip() and "\r" not in line and not line.startswith("Cloning into"))
    return [_SECRET.sub("", line) for line in kept][-5:]


def _run(
    folder: Path, name: str, silence: float, arguments: Sequence[str], env: Mapping[str, str], most: int, reason: str
) -> tuple[int, bytes]:
    """Run git until it ends; returns its exit code and output.

    Raises a refusal for this reason if it writes more bytes than `most` into the folder. It is alive while the folder
    grows, in which is its output too. A list of branches doesn't count: git keeps that in memory, and it may have no
    end. Git and all that it has started, such as ssh, are killed together.
    """
    command = ["git", *_SAFE, *arguments]
    before = _size_of(folder)
    process: subprocess.Popen[bytes] | None = None
    # A signal that came after git was started and before Python knows of it would leave it running.
    if _IS_POSIX:
        signal.pthread_sigmask(signal.SIG_BLOCK, _SIGNALS)
    try:
        with open(folder / "output", "wb") as out:
            process = subprocess.Popen(
                command,
                env=env,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=out,
                start_new_session=True,
                preexec_fn=_take_signals if _IS_POSIX else None,  # git would inherit the mask
            )
        _take_signals()
        size, last_growth = 0, time.monotonic()
        while True:
            with suppress(subprocess.TimeoutExpired):
                return process.wait(timeout=0.1), (folder / "output").read_bytes()
            now = time.monotonic()
            if (size_now := _size_of(folder)) != size:
                size, last_growth = size_now, now
            if size - before > most:
                raise refusal(reason)
            if now - last_growth > silence:
                hint = "check the URL, or try again later"
                raise UnreadableError(f"{name} has sent nothing for {silence:g} seconds", [hint])
    finally:
        if process is not None and process.poll() is None:
            with suppress(OSError):
                os.killpg(process.pid, signal.SIGKILL) if _IS_POSIX else process.kill()
            process.wait()
        _take_signals()


def _take_signals() -> None:
    if _IS_POSIX:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _SIGNALS)


def _size_of(folder: Path) -> int:
    """The size in bytes of all files below a folder, some of which may be deleted meanwhile."""
    total = 0
    for parent, _, names in os.walk(folder):
        for name in names:
            with suppress(OSError):
                total += os.lstat(os.path.join(parent, name)).st_size
    return total
