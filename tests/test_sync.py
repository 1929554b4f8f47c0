"""`mlsys sync`: devices that share a folder end up with the same study data, whatever happens in between."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mlsys_cli.journal.days import DAY
from tests.fuzz.lost_events import NOW, Trial
from tests.support.program import Clock, Result, Run

Device = Callable[..., Result]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The folder that the devices share."""
    folder = tmp_path / "shared"
    folder.mkdir()
    return folder


@pytest.fixture
def desk(run: Run, tmp_path: Path) -> Device:
    """Run a command on the device at the desk."""
    return lambda *argv, **more: run(*argv, XDG_DATA_HOME=tmp_path / "desk", **more)


@pytest.fixture
def laptop(run: Run, tmp_path: Path) -> Device:
    """Run a command on the laptop."""
    return lambda *argv, **more: run(*argv, XDG_DATA_HOME=tmp_path / "laptop", **more)


def notes_of(device: Device) -> list[str]:
    """The texts of the notes that a device knows."""
    shown = device("notes", "--json").json
    return sorted(note["text"] for note in shown["notes"])


def log_of(device: Device) -> list[str]:
    """The lines of a device's log."""
    return device("export", "study", "-").out.splitlines()[1:]


def files_in(folder: Path) -> list[Path]:
    """The files of a folder, the hidden ones too."""
    return sorted(folder.iterdir())


def sync(device: Device, folder: Path, *options: str) -> str:
    """Sync a device; returns the message."""
    result = device("sync", str(folder), *options)
    assert (result.code, result.out) == (0, "")
    return result.err.removeprefix("mlsys: ").rstrip("\n")


def test_devices_that_sync_end_up_with_the_same(desk: Device, laptop: Device, folder: Path) -> None:
    desk("note", "eliza", "At the desk.")
    assert sync(desk, folder) == "0 events received, 1 sent"
    laptop("note", "mycin", "On the train.")
    assert sync(laptop, folder) == "1 event received from 1 device, 1 sent"
    assert sync(desk, folder) == "1 event received from 1 device, 0 sent"
    assert notes_of(desk) == notes_of(laptop) == ["At the desk.", "On the train."]
    assert log_of(desk) == log_of(laptop)
    before = files_in(folder)
    assert sync(desk, folder) == sync(laptop, folder) == "0 events received, 0 sent"
    assert files_in(folder) == before


def test_a_script_gets_the_numbers_and_the_files_left_alone(desk: Device, folder: Path) -> None:
    desk("note", "eliza", "Hello.")
    (folder / "todo.txt").write_text("milk")
    shown = desk("sync", str(folder), "--json").json
    (file,) = folder.glob("*.jsonl")
    assert shown == {
        "kind": "sync",
        "schema": 1,
        "folder": str(folder),
        "received": 0,
        "devices": 0,
        "sent": 1,
        "file": file.name,
        "ignored": [{"name": "todo.txt", "reason": "it isn't a file of events"}],
    }
    assert file.stat().st_mode & 0o077 == 0  # notes are private


def test_a_learner_without_data_writes_nothing(desk: Device, folder: Path) -> None:
    assert sync(desk, folder) == "0 events received, 0 sent"
    assert files_in(folder) == []


def test_what_another_device_had_imported_is_sent_too(desk: Device, laptop: Device, folder: Path) -> None:
    desk("note", "eliza", "Hello.")
    laptop("import", "study", "-", stdin=desk("export", "study", "-").out)
    assert sync(laptop, folder) == "0 events received, 1 sent"


def test_a_file_counts_once_it_has_arrived_as_a_whole(desk: Device, laptop: Device, folder: Path) -> None:
    desk("note", "eliza", "One.")
    desk("note", "eliza", "Two.")
    sync(desk, folder)
    (file,) = files_in(folder)
    data = file.read_bytes()
    for length in (0, 20, len(data) // 2, len(data) - 1):
        file.write_bytes(data[:length])
        ignored = f"mlsys: 1 file ignored\n  {file.name}: it has not arrived completely, or is damaged"
        assert sync(laptop, folder) == f"0 events received, 0 sent\n{ignored}"
    file.write_bytes(data)
    assert sync(laptop, folder) == "2 events received from 1 device, 0 sent"


def test_a_damaged_file_is_left_alone_and_written_again_by_its_device(
    desk: Device, laptop: Device, folder: Path
) -> None:
    desk("note", "eliza", "One.")
    sync(desk, folder)
    (file,) = files_in(folder)
    data = file.read_bytes()
    file.write_bytes(data.replace(b"One.", b"Ode."))
    assert sync(laptop, folder).startswith("0 events received")
    assert sync(desk, folder).startswith("0 events received, 1 sent")
    assert file.read_bytes() == data
    assert sync(laptop, folder) == "1 event received from 1 device, 0 sent"


def test_a_device_restored_from_a_backup_takes_its_events_back(
    desk: Device, laptop: Device, folder: Path, tmp_path: Path
) -> None:
    store = tmp_path / "desk/mlsys-cli/study.sqlite"
    desk("note", "eliza", "One.")
    sync(desk, folder)
    backup = store.read_bytes()
    desk("note", "eliza", "Two.")
    desk("note", "eliza", "Three.")
    sync(desk, folder)
    files = {file: file.read_bytes() for file in files_in(folder)}
    store.write_bytes(backup)
    desk("note", "eliza", "Four.")
    assert sync(desk, folder) == "2 events received from 1 device, 1 sent"
    assert notes_of(desk) == ["Four.", "One.", "Three.", "Two."]
    assert sync(laptop, folder) == "4 events received from 1 device, 0 sent"
    assert all(file.read_bytes() == data for file, data in files.items() if file.exists())


def test_a_folder_restored_from_a_backup_hides_nothing(desk: Device, laptop: Device, folder: Path) -> None:
    desk("note", "eliza", "One.")
    sync(desk, folder)
    sync(laptop, folder)
    for file in files_in(folder):
        file.unlink()
    assert sync(laptop, folder) == "0 events received, 1 sent"


@pytest.mark.parametrize(
    "name",
    [
        "mlsys-{}.sync-conflict-20261118-101530-ABCDEFG.jsonl",
        "mlsys-{} (Anna's conflicted copy 2026-11-18).jsonl",
        "mlsys-{} (1).jsonl",
        "study.jsonl",
    ],
)
def test_conflict_copies_and_exports_are_read_like_any_other(
    desk: Device, laptop: Device, folder: Path, name: str
) -> None:
    desk("note", "eliza", "Hello.")
    sync(desk, folder)
    (file,) = files_in(folder)
    file.rename(folder / name.format(file.stem.removeprefix("mlsys-")))
    assert sync(laptop, folder) == "1 event received from 1 device, 0 sent"


def test_conflict_copies_do_not_stay(desk: Device, folder: Path) -> None:
    desk("note", "eliza", "Hello.")
    sync(desk, folder)
    (file,) = files_in(folder)
    file.with_suffix(".sync-conflict-20261118-101530-ABCDEFG.jsonl").write_bytes(file.read_bytes())
    assert sync(desk, folder) == "0 events received, 0 sent"
    assert files_in(folder) == [file]


def test_files_of_the_carrier_are_passed_over_in_silence(desk: Device, folder: Path) -> None:
    (folder / ".stfolder").mkdir()
    (folder / ".syncthing.mlsys-1.jsonl.tmp").write_text("half")
    assert sync(desk, folder) == "0 events received, 0 sent"


@pytest.mark.parametrize(
    "make",
    [lambda file, target: file.symlink_to(target), lambda file, _: os.mkfifo(file), lambda file, _: file.mkdir()],
)
def test_only_regular_files_are_read(
    desk: Device, laptop: Device, folder: Path, tmp_path: Path, make: Callable[[Path, Path], None]
) -> None:
    desk("note", "eliza", "Hello.")
    desk("export", "study", str(tmp_path / "desk.jsonl"))
    make(folder / "desk.jsonl", tmp_path / "desk.jsonl")
    message = sync(laptop, folder)
    assert message.startswith("0 events received, 0 sent\nmlsys: 1 file ignored\n  desk.jsonl: ")


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file away")
def test_the_file_of_another_user_is_not_read(desk: Device, laptop: Device, folder: Path) -> None:
    desk("note", "eliza", "Hello.")
    sync(desk, folder)
    (file,) = files_in(folder)
    os.chown(file, 12345, -1)
    assert sync(laptop, folder).endswith(f"{file.name}: it belongs to another user")


def test_an_event_that_differs_from_the_known_one_is_not_taken(desk: Device, folder: Path) -> None:
    desk("note", "eliza", "Mine.")
    text = desk("export", "study", "-").out
    (folder / "other.jsonl").write_text(text.replace("Mine.", "Yours."))
    event = json.loads(text.splitlines()[1])["id"]
    assert sync(desk, folder).endswith(f"other.jsonl: its event {event} differs from the one known with this id")
    assert notes_of(desk) == ["Mine."]


def test_a_file_of_a_newer_version_is_named(desk: Device, laptop: Device, folder: Path) -> None:
    desk("note", "eliza", "Hello.")
    text = desk("export", "study", "-").out
    (folder / "new.jsonl").write_text(text.replace('"version": 1', '"version": 2'))
    message = "new.jsonl: line 1: it was written by a newer mlsys (version 2); upgrade mlsys"
    assert sync(laptop, folder).endswith(message)


def test_the_data_of_another_learner_is_refused_until_it_is_said_to_be_mine(
    desk: Device, laptop: Device, folder: Path
) -> None:
    desk("note", "eliza", "At the desk.")
    laptop("note", "mycin", "On the train.")
    laptop("export", "study", "-")  # which gives it an id
    sync(desk, folder)
    refused = laptop("sync", str(folder))
    (file,) = files_in(folder)
    assert (refused.code, refused.err) == (
        1,
        f"mlsys: {file} has the study data of another learner; nothing was changed\n"
        f"  if it is yours, from another computer, use 'mlsys sync {folder} --mine'\n",
    )
    assert files_in(folder) == [file]
    assert sync(laptop, folder, "--mine") == "1 event received from 1 device, 1 sent"
    assert sync(desk, folder) == "1 event received from 1 device, 0 sent"
    before = files_in(folder)
    assert sync(laptop, folder) == sync(desk, folder) == "0 events received, 0 sent"
    assert files_in(folder) == before  # also the one that has no events, and says that both ids are one learner


def test_a_new_device_does_not_mix_two_learners(desk: Device, laptop: Device, run: Run, folder: Path) -> None:
    for device, name in ((desk, "desk.jsonl"), (laptop, "laptop.jsonl")):
        device("note", "eliza", "Hello.")
        (folder / name).write_text(device("export", "study", "-").out)
    refused = run("sync", str(folder))
    assert refused.code == 1
    assert "has the study data of several learners; nothing was changed" in refused.err
    assert run("notes", "--json").json["notes"] == []


def test_a_person_is_asked_before_their_data_is_mixed_with_that_of_a_folder(
    desk: Device, laptop: Device, folder: Path
) -> None:
    desk("note", "eliza", "At the desk.")
    sync(desk, folder)
    laptop("note", "mycin", "On the train.")
    declined = laptop("sync", str(folder), size=(80, 24), lines=["n"])
    assert declined.code == 1
    assert notes_of(laptop) == ["On the train."]
    assert laptop("sync", str(folder), size=(80, 24), lines=["y"]).code == 0
    assert notes_of(laptop) == ["At the desk.", "On the train."]


def test_what_was_reset_does_not_come_back_and_leaves_the_folder(desk: Device, laptop: Device, folder: Path) -> None:
    desk("note", "eliza", "Secret.")
    sync(desk, folder)
    sync(laptop, folder)
    desk("reset", "--yes")
    desk("note", "eliza", "New.")
    assert sync(desk, folder) == "0 events received, 2 sent"
    assert sync(laptop, folder) == "2 events received from 1 device, 0 sent"
    assert sync(desk, folder) == "0 events received, 0 sent"
    assert notes_of(desk) == notes_of(laptop) == ["New."]
    assert all(b"Secret" not in file.read_bytes() for file in files_in(folder))
    assert not any("Secret" in line for line in log_of(desk))


@pytest.mark.parametrize("_", range(5))  # as ids are random
def test_devices_agree_after_a_reset_by_a_clock_that_is_ahead(
    desk: Device, laptop: Device, folder: Path, clock: Clock, _: int
) -> None:
    clock.now = NOW + 5 * DAY
    laptop("note", "mycin", "On the train.")
    laptop("reset", "--yes")
    sync(laptop, folder)
    clock.now = NOW
    sync(desk, folder)
    desk("note", "eliza", "At the desk.")  # makes the reset one of now, as nothing would count before its time
    sync(desk, folder)
    clock.now = NOW + 5 * DAY
    sync(laptop, folder)
    assert notes_of(laptop) == notes_of(desk) == ["At the desk."]


def test_the_files_of_a_device_stay_few(desk: Device, laptop: Device, folder: Path) -> None:
    for number in range(20):
        desk("note", "eliza", f"Note {number}.")
        before = {file: file.read_bytes() for file in files_in(folder)}
        assert sync(desk, folder) == "0 events received, 1 sent"
        assert all(file.read_bytes() == data for file, data in before.items() if file.exists())
    assert len(files_in(folder)) <= 6
    assert sync(laptop, folder) == "20 events received from 1 device, 0 sent"


def test_a_file_stays_until_the_one_that_replaces_it_has_had_the_time_to_be_carried(desk: Device, folder: Path) -> None:
    desk("note", "eliza", "One.")
    sync(desk, folder)
    (first,) = files_in(folder)
    desk("note", "eliza", "Two.")
    sync(desk, folder)
    both = files_in(folder)
    assert (first in both, len(both)) == (True, 2)
    sync(desk, folder)
    assert files_in(folder) == [file for file in both if file != first]


def test_a_file_that_this_device_has_not_written_stays(desk: Device, folder: Path) -> None:
    desk("note", "eliza", "One.")
    desk("export", "study", str(folder / "mine.jsonl"))
    desk("note", "eliza", "Two.")
    for _ in range(3):
        sync(desk, folder)
    assert folder / "mine.jsonl" in files_in(folder)


def test_the_only_file_that_has_all_ids_of_a_learner_stays(desk: Device, folder: Path) -> None:
    desk("note", "eliza", "One.")
    sync(desk, folder)
    text = desk("export", "study", "-").out
    (own,) = json.loads(text.splitlines()[0])["learner"]
    desk("import", "study", "-", "--mine", stdin=text.replace(own, "f" * 16))
    sync(desk, folder)
    before = files_in(folder)
    assert sync(desk, folder) == "0 events received, 0 sent"
    assert (len(before), files_in(folder)) == (2, before)


def test_an_empty_name_is_not_the_folder_of_the_shell(
    desk: Device, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    desk("note", "eliza", "A secret.")
    assert desk("sync", "").code == 2
    assert [*tmp_path.glob("*.jsonl")] == []
    assert desk("sync", ".").code == 0


def test_a_folder_that_is_not_there_is_not_made(desk: Device, folder: Path) -> None:
    missing = folder / "usb"
    result = desk("sync", str(missing))
    assert (result.code, missing.exists()) == (3, False)
    assert f"the folder {missing} can't be read: No such file or directory" in result.err


@pytest.mark.slow
@settings(max_examples=4, deadline=None)
@given(st.integers(0, 1_000_000))
def test_ten_devices_lose_nothing_in_any_order(seed: int) -> None:
    with tempfile.TemporaryDirectory() as place:
        trial = Trial(Path(place), Random(seed))
        for _ in range(80):
            trial.act()
        trial.settle()
        assert trial.mistakes() == []


@pytest.mark.slow
def test_fifty_kills_lose_nothing() -> None:
    trial = [sys.executable, "-m", "tests.fuzz.lost_events", "50"]  # in a process without threads, which can fork
    done = subprocess.run(trial, check=True, capture_output=True, text=True, cwd=Path(__file__).parents[1], timeout=600)
    assert done.stdout.endswith("\nnothing was lost, and all devices have the same\n")
