"""A change to a pack is a transaction, whatever happens meanwhile."""

import os
import shutil
import threading
from pathlib import Path

import pytest

from mlsys_cli.packs.install import transaction
from tests.fuzz.hostile_packs import SOUND, states, write_folder
from tests.support.failing_steps import failure_at
from tests.support.program import Run
from tests.support.shell import Shell


@pytest.mark.parametrize("error", [KeyboardInterrupt(), OSError(28, "No space left on device")], ids=repr)
@pytest.mark.parametrize("action", ["add", "update"])
def test_a_change_that_fails_at_any_step_is_done_completely_or_not_at_all(
    run: Run, packs: Path, tmp_path: Path, error: BaseException, action: str
) -> None:
    home, backup = tmp_path / "home", tmp_path / "backup"
    book = write_folder(tmp_path / "book", SOUND)
    home.mkdir()
    if action == "update":
        assert run("pack", "add", book).code == 0
        write_folder(tmp_path / "book", {"gc/chapter.yaml": SOUND["gc/chapter.yaml"].replace("So.", "Because.")})
    shutil.copytree(home, backup)
    before = states(packs)
    failed = 0
    for step in range(100):
        with failure_at(step, home, error) as failure:
            result = run("pack", action, book if action == "add" else "sound")
        if result.code:
            assert (result.code, result.out) == (130 if isinstance(error, KeyboardInterrupt) else 3, "")
            assert states(packs) == before
            failed += 1
        else:
            assert os.listdir(packs) == ["sound"]
            assert run("--pack", "sound", "read").code == 0
            shutil.rmtree(home)
            shutil.copytree(backup, home)
        if not failure.happened:
            break
    assert result.code == 0
    assert failed > 8


@pytest.mark.parametrize("left", [".new-abc", ".gone-sound", ".old-sound"])
def test_what_a_killed_change_has_left_is_taken_away_by_the_next(
    run: Run, added: str, packs: Path, tmp_path: Path, left: str
) -> None:
    """An old pack whose new one never came is put back."""
    write_folder(packs / left, SOUND)
    assert run("pack", "list", "--json").json["packs"][0]["id"] == "garbage"
    run("pack", "update", added)
    assert sorted(os.listdir(packs)) == (["garbage", "sound"] if left == ".old-sound" else ["garbage"])


@pytest.mark.slow
def test_of_several_that_add_the_same_one_wins(shell: Shell, packs: Path, tmp_path: Path) -> None:
    book = write_folder(tmp_path / "book", SOUND)
    processes = [shell.start(f"mlsys pack add {book} --json") for _ in range(3)]
    done = [process.communicate() for process in processes]
    assert sorted(process.returncode for process in processes) == [0, 1, 1]
    losers = [err.decode() for out, err in done if not out]
    assert all(err.startswith("mlsys: the pack 'sound' already exists\n") for err in losers)
    assert os.listdir(packs) == ["sound"]


def test_who_waits_for_another_gets_their_turn(run: Run, added: str, packs: Path) -> None:
    held, gone = threading.Event(), threading.Event()

    def hold() -> None:
        with transaction(packs):
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
