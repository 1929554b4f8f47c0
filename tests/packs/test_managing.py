"""Listing, updating and removing."""

import shutil
from pathlib import Path

import pytest

from tests.fuzz.hostile_packs import SOUND, states, write_folder
from tests.packs.conftest import GLOSSARY
from tests.support.cases import each
from tests.support.program import Run


def test_packs_are_listed(run: Run, added: str, source: str) -> None:
    shown = run("pack", "list", "--json").json
    assert [(pack["id"], pack["source"]) for pack in shown["packs"]] == [("garbage", source)]
    assert run("pack").out == run("pack", "list").out
    assert "The Book of Garbage" in run("pack", "list", "--width", "200").out
    assert run("pack", "list", "--format", "csv").out.splitlines()[1].startswith("garbage,The Book of Garbage,folder,")
    assert "garbage" in run("pack", "list", "--format", "markdown").out
    assert "garbage" in run("pack", "list", "--plain").out


def test_no_packs_are_listed(run: Run, packs: Path) -> None:
    assert "No packs yet" in run("pack", "list").out
    assert run("pack", "list", "--json").json == {"kind": "packs", "schema": 1, "packs": []}
    assert not packs.exists()


def test_what_is_known_of_a_pack(run: Run, added: str, source: str) -> None:
    shown = run("pack", "info", added, "--json").json
    assert (shown["id"], shown["source"], shown["files"]) == ("garbage", source, 7)
    assert "mlsys --pack garbage read" in run("pack", "info", added).out


@pytest.mark.parametrize("action", ["info", "update", "remove"])
def test_a_name_that_no_pack_has(run: Run, added: str, packs: Path, action: str) -> None:
    before = states(packs)
    result = run("pack", action, "garbag")
    assert (result.code, result.out) == (1, "")
    assert result.err == "mlsys: there is no pack 'garbag'\n  did you mean 'garbage'?\n"
    assert run("pack", action, "unlike").err.endswith("\n  'mlsys pack list' lists the packs\n")
    assert states(packs) == before


def test_a_pack_is_removed(run: Run, added: str, packs: Path) -> None:
    assert run("define", "heap").code == 0
    assert run("pack", "remove", added, "--json").json["packs"][0]["state"] == "removed"
    assert run("define", "heap", "--exact").code == 1
    assert not packs.exists()


def test_a_pack_is_updated_when_its_source_has_changed(run: Run, added: str, source: str) -> None:
    assert run("pack", "update", added, "--json").json["packs"][0]["state"] == "unchanged"
    Path(source, "gc/glossary.yaml").write_text(GLOSSARY.replace("A place", "A pile"), encoding="utf-8")
    added_at = run("pack", "info", added, "--json").json["added"]
    updated = run("pack", "update", "--json").json["packs"][0]
    assert (updated["state"], updated["added"]) == ("updated", added_at)
    assert updated["updated"] >= added_at
    assert "A pile" in run("define", "heap").out


def test_an_update_says_which_entries_are_new(run: Run, added: str, source: str) -> None:
    text = GLOSSARY.replace("A place", "A pile") + "- {id: pile, name: Pile, kind: concept, definition: A heap.}\n"
    Path(source, "gc/glossary.yaml").write_text(text, encoding="utf-8")
    assert "added term pile; changed term heap\n" in run("pack", "update").out
    assert "added term" not in run("pack", "update").out
    Path(source, "gc/glossary.yaml").write_text(GLOSSARY, encoding="utf-8")
    entries = run("pack", "update", "--json").json["packs"][0]["entries"]
    assert entries == {"added": [], "changed": ["term heap"], "removed": ["term pile"]}


def test_what_somebody_changed_in_a_pack_is_kept_when_it_is_updated(
    run: Run, added: str, source: str, packs: Path
) -> None:
    installed, ours = packs / added / "gc/glossary.yaml", GLOSSARY.replace("A place", "Our place")
    installed.write_text(ours, encoding="utf-8")
    Path(source, "gc/glossary.yaml").write_text(GLOSSARY.replace("A place", "A pile"), encoding="utf-8")
    updated = run("pack", "update", added)
    (kept,) = packs.glob(f"{added}.changed-*")
    assert f"its files had been changed here; your copy is kept at {kept}" in updated.err
    assert (kept / "gc/glossary.yaml").read_text(encoding="utf-8") == ours
    assert "A pile" in run("define", "heap").out
    assert [pack["id"] for pack in run("pack", "list", "--json").json["packs"]] == [added]


def test_an_update_that_fails_keeps_the_old_one(run: Run, added: str, source: str, packs: Path) -> None:
    before = states(packs)
    Path(source, "gc/glossary.yaml").write_text(
        GLOSSARY.replace("see_also: [backpropagation, back]", "see_also: [nothing]")
    )
    result = run("pack", "update", added)
    assert (result.code, result.out) == (1, "")
    assert result.err.startswith("mlsys: garbage: the book has 1 error")
    shutil.rmtree(source)
    assert run("pack", "update", added).code == 1
    assert states(packs) == before


def test_one_update_that_fails_is_no_harm_to_the_others(run: Run, added: str, source: str, tmp_path: Path) -> None:
    assert run("pack", "add", write_folder(tmp_path / "sound", SOUND)).code == 0
    shutil.rmtree(source)
    result = run("pack", "update", "--json")
    assert result.code == 1
    assert [pack["id"] for pack in result.json["packs"]] == ["sound"]
    assert result.err.startswith("mlsys: garbage: there is no folder")


@each(
    "line",
    ["pack nosuch", "pack add", "pack add a b", "pack info", "pack remove", "pack list x", "pack list --name x"],
)
def test_a_command_line_that_makes_no_sense(run: Run, packs: Path, line: str) -> None:
    result = run(*line.split())
    assert (result.code, result.out) == (2, "")
    assert result.err.startswith("mlsys: ")
    assert not packs.exists()
