"""Damaged packs."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.fuzz.hostile_packs import write_folder
from tests.packs.conftest import BOOK
from tests.support.program import Run


def _without_book(pack: Path) -> None:
    (pack / "book.yaml").unlink()


def _a_file(pack: Path) -> None:
    shutil.rmtree(pack)
    pack.write_text("no folder")


def _a_link(pack: Path) -> None:
    pack.rename(pack.parent.parent / "elsewhere")
    pack.symlink_to(pack.parent.parent / "elsewhere")


def _a_linked_book(pack: Path) -> None:
    (pack / "book.yaml").rename(pack.parent.parent / "book.yaml")
    (pack / "book.yaml").symlink_to(pack.parent.parent / "book.yaml")


@pytest.mark.parametrize("damage", [_without_book, _a_file, _a_link, _a_linked_book])
def test_a_damaged_pack_costs_one_line(run: Run, added: str, packs: Path, damage: Callable[[Path], None]) -> None:
    damage(packs / added)
    result = run("define", "eliza")
    assert result.code == 0
    assert result.out.startswith("ELIZA\n")
    assert result.err.startswith("mlsys: damaged pack left out: garbage")
    assert result.err.count("\n") == 1
    assert run("pack", "list", "--json").json["packs"][0]["state"] == "damaged"
    assert run("--pack", added, "toc").code == 3
    assert run("doctor").code == 0
    assert run("pack", "remove", added).code == 0
    assert run("define", "eliza").err == ""


@pytest.mark.parametrize("missing", ["book.yaml", "gc/glossary.yaml"])
def test_a_damaged_pack_is_mended_by_an_update(run: Run, added: str, packs: Path, missing: str) -> None:
    (packs / added / missing).unlink()
    assert run("pack", "update", added, "--json").json["packs"][0]["state"] == "updated"
    assert run("define", "heap").err == ""


def test_a_pack_that_was_removed_by_hand_is_not_missed(run: Run, added: str, packs: Path) -> None:
    shutil.rmtree(packs / added)
    result = run("define", "eliza")
    assert (result.code, result.err) == (0, "")


@pytest.mark.slow
@pytest.mark.parametrize("manifest", [None, "", "{", "[]", '{"source": 1, "chapters": 2}', "[" * 100_000, "\x00\xff"])
def test_a_manifest_may_contain_anything(run: Run, added: str, packs: Path, manifest: str | None) -> None:
    (packs / added / "pack.json").unlink()
    if manifest is not None:
        (packs / added / "pack.json").write_text(manifest)
    assert run("pack", "list", "--json").json["packs"][0]["source"] == ""
    assert run("define", "heap").code == 0
    assert run("pack", "update", added).code == 3
    assert run("doctor").code == 0


def test_a_manifest_is_shown_harmlessly(run: Run, added: str, packs: Path) -> None:
    manifest = json.loads((packs / added / "pack.json").read_text())
    (packs / added / "pack.json").write_text(
        json.dumps({**manifest, "title": "\x1b[31mred\u202e\nx", "source": "\x9b"})
    )
    for command in ("pack list", "pack info garbage", "doctor", "pack list --json", "pack list -f csv"):
        out = run(*command.split()).out
        assert not {"\x1b", "\u202e", "\x9b"} & set(out)


@pytest.mark.parametrize("linked", ["gc/glossary.yaml", "gc"])
def test_a_link_in_a_pack_is_not_followed(run: Run, added: str, packs: Path, tmp_path: Path, linked: str) -> None:
    """Neither when it is installed, nor when a reader opens its folder."""
    away = tmp_path / "away"
    shutil.move(packs / added / linked, away)
    (packs / added / linked).symlink_to(away)
    for options in (("--pack", added), ("--content", str(packs / added))):
        result = run("define", "heap", *options)
        assert (result.code, result.out) == (3, "")
        assert "it is a link to a file outside the book" in result.err


def test_a_link_within_a_book_is_followed(run: Run, tmp_path: Path) -> None:
    book = Path(write_folder(tmp_path / "book", BOOK))
    (book / "gc").rename(book / "old")
    (book / "gc").symlink_to("old")
    assert run("define", "heap", "--content", str(book)).code == 0
