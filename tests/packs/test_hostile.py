"""Books that mean harm."""

import os
import shutil
import zipfile
from pathlib import Path

import pytest

from mlsys_cli.errors import UnreadableError
from mlsys_cli.packs.untrusted_files import folder_members
from tests.fuzz.hostile_packs import KINDS, SOUND, Kind, complaints, write_folder, write_zip
from tests.support.program import Run


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_a_hostile_book_is_refused_and_leaves_nothing_behind(run: Run, kind: Kind, tmp_path: Path) -> None:
    if kind.needs and shutil.which(kind.needs) is None:
        pytest.skip(f"{kind.needs} isn't installed")
    assert complaints(run, kind, tmp_path / "place") == []


@pytest.mark.parametrize("become", ["link", "pipe"])
def test_a_file_that_becomes_something_else_is_not_read(tmp_path: Path, become: str) -> None:
    """Between the moment when a folder is looked through and that when a file is read."""
    folder = Path(write_folder(tmp_path / "book", SOUND))
    member = next(member for member in folder_members(folder) if member.path == "book.yaml")
    assert b"".join(member.read()) == SOUND["book.yaml"].encode()
    (folder / "book.yaml").unlink()
    if become == "link":
        (folder / "book.yaml").symlink_to("/etc/passwd")
    else:
        os.mkfifo(folder / "book.yaml")
    with pytest.raises(UnreadableError):
        list(member.read())


def test_a_sound_book_is_not_taken_for_a_hostile_one(run: Run, tmp_path: Path) -> None:
    """The table proves nothing unless what it is made from is accepted."""
    sound = Kind(lambda place: write_zip(place / "a.zip", how=zipfile.ZIP_STORED), "the book is refused")
    assert "stdout has" in " ".join(complaints(run, sound, tmp_path / "place"))
