"""Books from a git repository."""

import os
import shutil
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest

from mlsys_cli.errors import UnreadableError
from mlsys_cli.packs.install import InstallContext, add
from tests.fuzz.hostile_packs import SOUND, write_repository
from tests.packs.conftest import BROKEN, SAYS
from tests.support.program import Run
from tests.support.shell import Shell


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """The folder of a repository with a stranger's book."""
    if shutil.which("git") is None:
        pytest.skip("git isn't installed")
    write_repository(tmp_path / "repository", SOUND)
    return tmp_path / "repository"


@pytest.mark.slow
def test_a_repository_is_added_and_updated(run: Run, repository: Path, packs: Path) -> None:
    address = repository.as_uri()
    first = run("pack", "add", address, "--json").json
    assert (first["id"], first["source_kind"], first["source"], len(first["commit"])) == ("sound", "git", address, 40)
    assert sorted(os.listdir(packs / "sound")) == ["book.yaml", "gc", "pack.json"]
    write_repository(repository, {"gc/chapter.yaml": SOUND["gc/chapter.yaml"].replace("So.", "Because.")})
    second = run("pack", "update", "sound", "--json").json["packs"][0]
    assert second["state"] == "updated"
    assert second["commit"] != first["commit"]
    assert "Because." in run("--pack", "sound", "read").out
    write_repository(repository, BROKEN)
    assert run("pack", "update", "sound").code == 1
    assert run("pack", "info", "sound", "--json").json["commit"] == second["commit"]


def test_a_bare_repository_is_one_without_file(run: Run, repository: Path, tmp_path: Path) -> None:
    bare = tmp_path / "my book.git"
    subprocess.run(["git", "clone", "-q", "--bare", repository, bare], check=True)
    assert run("pack", "add", str(bare), "--json").json["source"] == bare.as_uri()


def test_nothing_of_a_repository_runs(run: Run, repository: Path, tmp_path: Path) -> None:
    """Neither a filter that the user's configuration knows, nor a hook of a template, nor what a submodule brings."""
    ran = tmp_path / "ran"
    (tmp_path / "template/hooks").mkdir(parents=True)
    for name in ("post-checkout", "post-merge", "reference-transaction"):
        (tmp_path / f"template/hooks/{name}").write_text(f"#!/bin/sh\ntouch {ran}\n")
        (tmp_path / f"template/hooks/{name}").chmod(0o755)
    (tmp_path / ".gitconfig").write_text(
        f"[init]\ntemplateDir = {tmp_path}/template\n[core]\nhooksPath = {tmp_path}/template/hooks\n"
        f'[filter "evil"]\nsmudge = touch {ran}\nclean = cat\n[submodule]\nrecurse = true\n'
    )
    write_repository(
        repository,
        {
            ".gitattributes": "* filter=evil\n",
            ".gitmodules": f'[submodule "x"]\npath = x\nurl = ext::touch {ran}\n',
        },
    )
    assert run("pack", "add", repository.as_uri(), HOME=tmp_path).code == 0
    assert not ran.exists()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("number", "code"),
    [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)],
    ids=str,
)
def test_a_signal_ends_git_and_all_that_it_started(
    shell: Shell, repository: Path, packs: Path, tmp_path: Path, number: signal.Signals, code: int
) -> None:
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    started = tmp_path / "started"
    process = shell.start(
        "mlsys pack add ssh://example.org/book",
        TMPDIR=temporary,
        GIT_SSH_COMMAND=f"echo $$ > {started}; sleep 60; #",
    )
    _wait_until(lambda: started.exists() and bool(started.read_text().strip()))
    process.send_signal(number)
    out, err = process.communicate(timeout=20)
    assert (process.returncode, out, err) == (code, b"", b"")
    assert list(temporary.iterdir()) == []
    assert not packs.exists()
    # The kernel has been told to kill the group, and may take a moment for all of it.
    _wait_until(lambda: not _runs(int(started.read_text())))


def _wait_until(is_so: Callable[[], bool], seconds: float = 20.0) -> None:
    deadline = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def _runs(number: int) -> bool:
    """True if a process still runs. One that has ended may stay in the list of processes as a zombie."""
    state = subprocess.run(["ps", "-o", "stat=", "-p", str(number)], capture_output=True, check=False).stdout
    return state.strip()[:1] not in (b"", b"Z")


@pytest.fixture
def server() -> Iterator[socket.socket]:
    """A server on this machine that accepts connections, and says nothing by itself."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield listener


def _list_branches_for_ever(server: socket.socket) -> None:
    """Answer a git that asks for a repository with one branch after the other, until it hangs up."""
    connection, _ = server.accept()
    with connection, suppress(OSError):
        first = f"{'1' * 40} refs/heads/main\0side-band-64k shallow\n".encode()
        connection.sendall(b"%04x%s" % (len(first) + 4, first))
        for number in range(10**9):
            branch = f"{'1' * 40} refs/heads/{number:09}\n".encode()
            connection.sendall(b"%04x%s" % (len(branch) + 4, branch))
            time.sleep(0.001)


@pytest.mark.parametrize("behaviour", ["is silent", "lists branches for ever"])
def test_a_server_that_sends_no_book_is_given_up(
    server: socket.socket, repository: Path, packs: Path, tmp_path: Path, behaviour: str
) -> None:
    if behaviour == "lists branches for ever":
        threading.Thread(target=_list_branches_for_ever, args=(server,), daemon=True).start()
    context = InstallContext(packs, datetime.now(UTC), os.environ, silence=0.3)
    with pytest.raises(UnreadableError, match=r"'git://127.0.0.1:\d+/book' has sent nothing"):
        add(context, f"git://127.0.0.1:{server.getsockname()[1]}/book")
    assert not packs.exists()


def test_without_git_a_repository_cannot_be_added(run: Run, packs: Path, tmp_path: Path) -> None:
    result = run("pack", "add", f"{SAYS}book.git", PATH=tmp_path)
    assert (result.code, result.out) == (3, "")
    assert result.err.startswith("mlsys: git isn't installed\n")
    assert not packs.exists()


def test_a_password_is_neither_kept_nor_shown(run: Run, repository: Path, packs: Path, tmp_path: Path) -> None:
    (tmp_path / ".gitconfig").write_text(
        f'[url "{repository.as_uri()}"]\ninsteadOf = https://me:secret@example.org/book\n'
    )
    shown = run("pack", "add", "https://me:secret@example.org/book", "--json", HOME=tmp_path)
    assert shown.json["source"] == "https://example.org/book"
    assert "secret" not in (packs / "sound/pack.json").read_text()
