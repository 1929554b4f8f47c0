"""Books that are made to do harm, and what SECURITY.md promises about them."""

import os
import shutil
import struct
import zipfile
import zlib
from pathlib import Path

import pytest

from mlsys_cli.errors import UnreadableError
from mlsys_cli.packs import untrusted_files
from tests.fuzz.hostile_packs import KINDS, SOUND, Kind, complaints, write_folder, write_zip
from tests.support.program import Run


@pytest.mark.slow
@pytest.mark.parametrize("part", range(2))
def test_hostile_books_are_refused_and_leave_nothing_behind(run: Run, part: int, tmp_path: Path) -> None:
    """Every kind of them in the table, in parts that run side by side."""
    kinds = list(KINDS.items())[part::2]
    found = {
        name: complaints(run, kind, tmp_path / str(number))
        for number, (name, kind) in enumerate(kinds)
        if not kind.needs or shutil.which(kind.needs)
    }
    assert {name: complaint for name, complaint in found.items() if complaint} == {}


def test_a_sound_book_is_not_taken_for_a_hostile_one(run: Run, tmp_path: Path) -> None:
    """The table proves nothing unless what it is made from is accepted."""
    sound = Kind(lambda place: write_zip(place / "a.zip", how=zipfile.ZIP_STORED), "the book was rejected")
    assert "stdout has" in " ".join(complaints(run, sound, tmp_path / "place"))


def test_a_bomb_that_says_it_is_small_grows_no_larger_than_it_says(run: Run, packs: Path, tmp_path: Path) -> None:
    """The checksum is that of the bytes which its header admits, so that the lie isn't noticed."""
    bomb, admitted = b"#" * (20 << 20), b"#" * 100
    path = Path(write_zip(tmp_path / "a.zip", {"gc/glossary.yaml": bomb}))
    true, told = (struct.pack("<L", zlib.crc32(data)) for data in (bomb, admitted))
    raw = path.read_bytes().replace(true, told)
    path.write_bytes(raw.replace(struct.pack("<L", len(bomb)), struct.pack("<L", len(admitted))))
    run("pack", "add", str(path))
    assert (packs / "sound/gc/glossary.yaml").read_bytes() == admitted


@pytest.mark.parametrize("become", ["link", "pipe"])
def test_a_file_that_becomes_something_else_is_not_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, become: str
) -> None:
    """Between the moment when a folder is looked through and that when a file is read."""
    folder = Path(write_folder(tmp_path / "book", SOUND))
    assert untrusted_files.read_folder(folder)["book.yaml"] == SOUND["book.yaml"].encode()
    regular = (folder / "book.yaml").lstat()
    (folder / "book.yaml").unlink()
    if become == "link":
        (folder / "book.yaml").symlink_to("/etc/passwd")
    else:
        os.mkfifo(folder / "book.yaml")
    lstat = os.lstat
    monkeypatch.setattr(os, "lstat", lambda path: regular if path == f"{folder}/book.yaml" else lstat(path))
    with pytest.raises(UnreadableError):
        untrusted_files.read_folder(folder)
