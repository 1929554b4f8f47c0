"""Adding a book, and refusing one."""

import json
import os
import shutil
from pathlib import Path

import pytest

from mlsys_cli.book.check.checker import check_book
from mlsys_cli.book.kinds import BUNDLED_BOOK
from mlsys_cli.packs.installed import BUNDLED
from mlsys_cli.packs.untrusted_files import read_folder
from tests.fuzz.hostile_packs import SOUND, states, write_folder, write_zip
from tests.packs.conftest import BROKEN, WARNED
from tests.support.program import Run


def test_a_folder_is_added(run: Run, packs: Path, tmp_path: Path) -> None:
    book = write_folder(tmp_path / "book", {**SOUND, "README.md": "Read me.", "run.sh": "rm -rf /", ".env": "SECRET"})
    os.chmod(f"{book}/book.yaml", 0o777)
    shown = run("pack", "add", book, "--json").json
    assert (shown["kind"], shown["id"], shown["title"], shown["state"]) == ("pack", "sound", "Sound", "added")
    assert (shown["source"], shown["source_kind"], shown["chapters"]) == (book, "folder", ["gc"])
    kept = sorted(str(path.relative_to(packs)) for path in packs.rglob("*") if path.is_file())
    assert kept == ["sound/README.md", "sound/book.yaml", "sound/gc/chapter.yaml", "sound/pack.json"]
    assert not any(path.stat().st_mode & 0o111 for path in packs.rglob("*") if path.is_file())
    assert json.loads((packs / "sound/pack.json").read_text())["digest"] == shown["digest"]


@pytest.mark.parametrize("top", ["", "their-book-main/"])
def test_a_zip_is_added_with_or_without_a_folder_around_it(run: Run, packs: Path, tmp_path: Path, top: str) -> None:
    files = {f"{top}{path}": text for path, text in SOUND.items()}
    path = write_zip(tmp_path / "book.zip", {f"{top}notes/plan.txt": "none of the book's"}, files=files)
    assert run("pack", "add", path).code == 0
    assert sorted(file.name for file in (packs / "sound").rglob("*.*")) == ["book.yaml", "chapter.yaml", "pack.json"]
    assert run("--pack", "sound", "read", "gc/why").out.endswith("\nSo.\n")


def test_a_zip_made_with_the_usual_tools_is_added(run: Run, tmp_path: Path) -> None:
    write_folder(tmp_path / "book", SOUND)
    assert run("pack", "add", shutil.make_archive(str(tmp_path / "one"), "zip", tmp_path, "book")).code == 0


def test_the_bundled_book_could_be_a_pack() -> None:
    """What comes with the program is no larger than what others may write; test_content.py checks it as they are."""
    assert {"book.yaml", "intro/glossary.yaml"} <= read_folder(BUNDLED_BOOK).keys()


def test_a_name_of_ones_own(run: Run, source: str, packs: Path) -> None:
    assert run("pack", "add", source, "--name", "rubbish").code == 0
    assert os.listdir(packs) == ["rubbish"]
    assert run("define", "heap", "--json").json["book"] == "rubbish"


@pytest.mark.parametrize("name", ["Up", "../x", "-x", "a b", ".x", "x" * 61, "é", BUNDLED])
def test_a_name_that_none_can_have(run: Run, source: str, packs: Path, name: str) -> None:
    result = run("pack", "add", source, f"--name={name}")
    assert (result.code, result.out) == (2, "")
    assert repr(name[:60])[:-1] in result.err
    assert not packs.exists()


def test_what_is_called_bundled_is_the_bundled_book() -> None:
    assert f"id: {BUNDLED}\n" in (BUNDLED_BOOK / "book.yaml").read_text(encoding="utf-8")


def test_a_pack_is_not_added_twice(run: Run, source: str, added: str, packs: Path) -> None:
    before = states(packs)
    result = run("pack", "add", source)
    assert (result.code, result.out) == (1, "")
    assert "the pack 'garbage' already exists" in result.err
    assert "mlsys pack update garbage" in result.err
    assert states(packs) == before


def test_a_source_that_is_not_there(run: Run, packs: Path) -> None:
    result = run("pack", "add", "nosuch")
    assert (result.code, result.out) == (1, "")
    assert result.err == "mlsys: there is no folder, zip file or git repository 'nosuch'\n"
    assert not packs.exists()


def test_errors_refuse_a_book(run: Run, packs: Path, tmp_path: Path) -> None:
    book = write_folder(tmp_path / "book", BROKEN)
    result = run("pack", "add", book)
    assert (result.code, result.out) == (1, "")
    assert result.err.startswith("mlsys: the book has 1 error and isn't accepted\n  gc/chapter.yaml:4:")
    assert "dangling-link: " in result.err
    assert not packs.exists()


def test_a_book_that_cannot_be_read_is_refused(run: Run, packs: Path, tmp_path: Path) -> None:
    result = run("pack", "add", write_folder(tmp_path / "book", {**SOUND, "gc/chapter.yaml": "title: [\n"}))
    assert (result.code, result.out) == (3, "")
    assert "  gc/chapter.yaml:1:8: yaml-syntax: " in result.err
    assert not packs.exists()


def test_twenty_errors_are_shown(run: Run, tmp_path: Path) -> None:
    terms = "".join(f"- {{id: t{n}, name: T{n}}}\n" for n in range(30))
    result = run("pack", "add", write_folder(tmp_path / "book", {**SOUND, "gc/glossary.yaml": f"terms:\n{terms}"}))
    lines = result.err.splitlines()
    assert len(lines) == 22
    assert lines[-1].startswith("  and ")


def test_warnings_are_counted_and_style_is_the_authors(run: Run, tmp_path: Path) -> None:
    book = write_folder(tmp_path / "book", WARNED)
    assert {problem.level for problem in check_book(Path(book))} == {"warning", "style"}
    result = run("pack", "add", book, "--json")
    assert (result.code, result.json["warnings"]) == (0, 1)
    assert result.err == "mlsys: sound: the book has 1 warning\n  'mlsys check --pack sound' lists them\n"
    assert "foreign-markdown" in run("check", "--pack", "sound").out
    assert "Warnings" in run("pack", "info", "sound").out
    write_folder(tmp_path / "book", {"gc/chapter.yaml": WARNED["gc/chapter.yaml"].replace("<b>", "<b><i>")})
    updated = run("pack", "update", "--json")
    assert (updated.json["packs"][0]["warnings"], updated.code) == (2, 0)
    assert "2 warnings" in updated.err
    assert run("pack", "update").err == ""
