"""A pack is changed in one step, whatever happens meanwhile."""

import os
import threading
from pathlib import Path

import pytest

from mlsys_cli.packs import transaction
from tests.fuzz.hostile_packs import SOUND, states, write_folder
from tests.packs.conftest import GLOSSARY
from tests.support.program import Run
from tests.support.shell import Shell

_MOMENTS = [
    "staging._write",
    "staging.check_book",
    "staging._digest",
    "transaction.write_note",
    "transaction.os.rename",
]
"""What is called in the course of a change."""


@pytest.mark.parametrize("error", [KeyboardInterrupt, OSError(28, "No space left on device")])
@pytest.mark.parametrize("where", _MOMENTS)
@pytest.mark.parametrize("action", ["add", "update"])
def test_a_change_that_ends_in_the_middle_leaves_nothing_behind(
    run: Run,
    packs: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    error: type[KeyboardInterrupt] | OSError,
    where: str,
    action: str,
) -> None:
    book = write_folder(tmp_path / "book", SOUND)
    if action == "update":
        assert run("pack", "add", book).code == 0
        write_folder(tmp_path / "book", {"gc/chapter.yaml": SOUND["gc/chapter.yaml"].replace("So.", "Because.")})
    before = states(tmp_path / "home/data")

    def end(*given: object) -> None:
        raise error

    with monkeypatch.context() as patch:
        patch.setattr(f"mlsys_cli.packs.{where}", end)
        result = run("pack", action, book if action == "add" else "sound")
    assert result.code == (130 if error is KeyboardInterrupt else 3)
    assert result.out == ""
    assert result.err.count("\n") == (0 if error is KeyboardInterrupt else 1)
    assert states(tmp_path / "home/data") == before
    assert run("pack", action, book if action == "add" else "sound").code == 0
    assert os.listdir(packs) == ["sound"]


def test_an_update_that_is_interrupted_between_its_two_steps_puts_the_old_one_back(
    run: Run, added: str, source: str, packs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = states(packs)
    Path(source, "gc/glossary.yaml").write_text(GLOSSARY.replace("A place", "A pile"), encoding="utf-8")
    rename = os.rename
    calls: list[str] = []

    def interrupted(old: Path, new: Path) -> None:
        calls.append(str(new))
        if len(calls) == 2:
            raise KeyboardInterrupt
        rename(old, new)

    with monkeypatch.context() as patch:
        patch.setattr("mlsys_cli.packs.transaction.os.rename", interrupted)
        assert run("pack", "update", added).code == 130
    assert states(packs) == before


@pytest.mark.parametrize("left", [".new-abc", ".gone-sound", ".old-sound"])
def test_what_a_killed_change_has_left_is_taken_away_by_the_next(
    run: Run, added: str, packs: Path, tmp_path: Path, left: str
) -> None:
    """An old pack whose new one never came is put back."""
    write_folder(packs / left, SOUND)
    assert run("pack", "list", "--json").json["packs"][0]["id"] == "garbage"
    run("pack", "update", added)
    assert sorted(os.listdir(packs)) == (["garbage", "sound"] if left == ".old-sound" else ["garbage"])


def test_of_several_that_add_the_same_one_wins(shell: Shell, packs: Path, tmp_path: Path) -> None:
    book = write_folder(tmp_path / "book", SOUND)
    processes = [shell.start(f"mlsys pack add {book} --json") for _ in range(4)]
    done = [process.communicate() for process in processes]
    assert sorted(process.returncode for process in processes) == [0, 1, 1, 1]
    losers = [err.decode() for out, err in done if not out]
    assert all(err.startswith("mlsys: there is a pack 'sound' already\n") for err in losers)
    assert os.listdir(packs) == ["sound"]


def test_who_waits_for_one_that_fails_finds_the_directory_gone_and_makes_it_anew(
    run: Run, packs: Path, tmp_path: Path
) -> None:
    """The other one has made the directory, and takes it away again since no pack came into it."""
    held, gone = threading.Event(), threading.Event()

    def fail() -> None:
        with transaction.changing(packs):
            held.set()
            gone.wait(0.2)

    other = threading.Thread(target=fail)
    other.start()
    held.wait()
    assert run("pack", "add", write_folder(tmp_path / "book", SOUND)).code == 0
    other.join()
    assert os.listdir(packs) == ["sound"]


def test_who_waits_too_long_for_another_is_told(
    run: Run, added: str, packs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transaction, "_PATIENCE", 0.0)
    before = states(packs)
    with transaction.locked(packs):
        result = run("pack", "remove", added)
    assert (result.code, result.out) == (1, "")
    assert result.err.startswith("mlsys: another mlsys is changing the packs\n")
    assert states(packs) == before


def test_who_waits_for_another_gets_their_turn(run: Run, added: str, packs: Path) -> None:
    held, gone = threading.Event(), threading.Event()

    def hold() -> None:
        with transaction.locked(packs):
            held.set()
            gone.wait(0.2)

    holder = threading.Thread(target=hold)
    holder.start()
    held.wait()
    assert run("pack", "remove", added).code == 0
    holder.join()


def test_a_data_directory_that_cannot_be_written(run: Run, source: str, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for place in (tmp_path / "file", Path("/proc/1/nothing")):
        result = run("pack", "add", source, XDG_DATA_HOME=place)
        assert (result.code, result.out) == (3, "")
        assert result.err.startswith("mlsys: the packs in ")
        assert result.err.count("\n") == 1
        assert run("define", "eliza", XDG_DATA_HOME=place).code == 0
