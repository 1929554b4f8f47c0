"""Other people's books: added, listed, updated, removed, read beside the bundled one, and trusted in nothing."""

import json
import os
import shutil
import signal
import subprocess
import threading
import time
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from mlsys_cli.book.check import check_book
from mlsys_cli.errors import UnreadableError
from mlsys_cli.packs import change, install
from mlsys_cli.packs.shelf import BUNDLED
from mlsys_cli.packs.tree import folder_members
from mlsys_cli.session import bundled_book
from tests.archives import KINDS, SOUND, Kind, complaints, states, write_folder, write_repository, write_zip
from tests.conftest import Run
from tests.process import Shell

SAYS = "https://example.org/"

GLOSSARY = """\
terms:
- {id: heap, name: Heap, kind: concept, definition: A place for what lives long., see_also: [backpropagation, back]}
- id: backpropagation
  name: Backpropagation
  kind: concept
  definition: What a stranger says it is.
  see_also: [heap]
- {id: back, name: Backprop, kind: concept, definition: Called as an alias of the bundled book., see_also: [heap]}
"""

BOOK = {
    "book.yaml": "id: garbage\ntitle: The Book of Garbage\nparts: [{title: All, chapters: [gc]}]\n",
    "references.yaml": "references:\n- {key: mc, authors: [A. Mc], title: Lists, venue: Paper, year: 1960}\n",
    "gc/chapter.yaml": (
        "title: Garbage collection\nsummary: What is left over.\nsections:\n"
        "- id: why\n  title: Why memory fills\n"
        "  body: |\n    A [[heap]] fills, says [[backpropagation]] and [[back|another]] [@mc].\n\n"
        "    ![[table:ways]]\n\n    ![[figure:loop]]\n"
    ),
    "gc/glossary.yaml": GLOSSARY,
    "gc/timeline.yaml": (
        "eras:\n- {id: batch, name: Batch, start: 1950, end: 1970, summary: It waits.}\n"
        "events:\n- {id: lisp, year: 1960, title: Lisp collects, body: It does., era: batch, sources: [mc]}\n"
    ),
    "gc/tables.yaml": (
        "tables:\n- id: ways\n  title: Ways to collect\n  columns: [{id: mark, name: Mark}, {id: count, name: Count}]\n"
        "  rows: [{aspect: Speed, cells: {mark: Slow, count: Fast}}]\n"
    ),
    "gc/figures.yaml": (
        "figures:\n- {id: loop, kind: flow, title: The loop, alt: Two steps., "
        "nodes: [{id: a, name: A}, {id: b, name: B}], edges: [[a, b]]}\n"
    ),
}
"""A stranger's book: one of everything, a term that the bundled book has too, and one called as an alias of it."""

WARNED = {**SOUND, "gc/chapter.yaml": SOUND["gc/chapter.yaml"].replace("So.", "A word " * 25 + "here.")}
"""A book with a sentence that may be too long."""

BROKEN = {**SOUND, "gc/chapter.yaml": SOUND["gc/chapter.yaml"].replace("So.", "'[[nothing]] here'")}
"""A book with a link that leads nowhere."""


@pytest.fixture
def packs(tmp_path: Path) -> Path:
    """The directory of the packs, which isn't there yet."""
    return tmp_path / "home/data" / "mlsys-cli" / "packs"


@pytest.fixture
def shell(cache: Path, tmp_path: Path) -> Shell:
    """A shell whose data directory is that of the other commands."""
    shell = Shell(cache, tmp_path / "home")
    shell.env["XDG_DATA_HOME"] = str(tmp_path / "home/data")
    return shell


@pytest.fixture
def source(tmp_path: Path) -> str:
    """The folder of a stranger's book."""
    return write_folder(tmp_path / "their-book", BOOK)


@pytest.fixture
def added(run: Run, source: str) -> str:
    """The name of the stranger's book, which has been added."""
    assert run("pack", "add", source).code == 0
    return "garbage"


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data directory with the stranger's book, which nobody changes, so that it is compiled once."""
    place = tmp_path_factory.mktemp("shared")
    around = install.Circumstances(place / "data/mlsys-cli/packs", datetime(2026, 1, 2, tzinfo=UTC), {})
    assert install.add(around, write_folder(place / "their-book", BOOK)).name == "garbage"
    return place / "data"


@pytest.fixture
def read(run: Run, shared: Path) -> Run:
    """Run a command where the stranger's book is installed."""
    return lambda *argv, **env: run(*argv, XDG_DATA_HOME=shared, **env)


# --- adding ----------------------------------------------------------------------------------------------------------


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


def test_the_bundled_book_could_be_a_pack(run: Run) -> None:
    """So that what comes with the program is no better than what others can write."""
    assert run("pack", "add", str(bundled_book()), "--name", "copy").code == 0
    assert run("--pack", "copy", "define", "eliza", "--json").json["book"] == "copy"


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
    assert f"id: {BUNDLED}\n" in (bundled_book() / "book.yaml").read_text(encoding="utf-8")


def test_a_pack_is_not_added_twice(run: Run, source: str, added: str, packs: Path) -> None:
    before = states(packs)
    result = run("pack", "add", source)
    assert (result.code, result.out) == (1, "")
    assert "there is a pack 'garbage' already" in result.err
    assert "mlsys pack update garbage" in result.err
    assert states(packs) == before


def test_a_source_that_is_not_there(run: Run, packs: Path) -> None:
    result = run("pack", "add", "nosuch")
    assert (result.code, result.out) == (1, "")
    assert result.err == "mlsys: there is no folder, zip file or git repository 'nosuch'\n"
    assert not packs.exists()


def test_mistakes_refuse_a_book_whatever_is_forced(run: Run, packs: Path, tmp_path: Path) -> None:
    book = write_folder(tmp_path / "book", BROKEN)
    for force in ((), ("--force",)):
        result = run("pack", "add", book, *force)
        assert (result.code, result.out) == (1, "")
        assert result.err.startswith("mlsys: the book has 1 mistake and isn't accepted\n  gc/chapter.yaml:4:")
        assert "dangling-link: " in result.err
    assert not packs.exists()


def test_a_book_that_cannot_be_read_is_refused(run: Run, packs: Path, tmp_path: Path) -> None:
    result = run("pack", "add", write_folder(tmp_path / "book", {**SOUND, "gc/chapter.yaml": "title: [\n"}))
    assert (result.code, result.out) == (3, "")
    assert "  gc/chapter.yaml:2:1: yaml-syntax: " in result.err
    assert not packs.exists()


def test_twenty_mistakes_are_shown(run: Run, tmp_path: Path) -> None:
    terms = "".join(f"- {{id: t{n}, name: T{n}}}\n" for n in range(30))
    result = run("pack", "add", write_folder(tmp_path / "book", {**SOUND, "gc/glossary.yaml": f"terms:\n{terms}"}))
    lines = result.err.splitlines()
    assert len(lines) == 22
    assert lines[-1].startswith("  and ")


def test_warnings_refuse_a_book_unless_they_are_forced(run: Run, packs: Path, tmp_path: Path) -> None:
    book = write_folder(tmp_path / "book", WARNED)
    assert all(problem.warning for problem in check_book(Path(book)))
    result = run("pack", "add", book)
    assert (result.code, result.out) == (1, "")
    assert "warning" in result.err
    assert "--force" in result.err
    assert not packs.exists()
    assert run("pack", "add", book, "--force", "--json").json["forced"]
    write_folder(tmp_path / "book", {"gc/chapter.yaml": WARNED["gc/chapter.yaml"].replace("here", "there")})
    assert run("pack", "update", "--json").json["packs"][0]["state"] == "updated"


def test_who_forced_what_needed_no_force_is_asked_again(run: Run, tmp_path: Path) -> None:
    book = write_folder(tmp_path / "book", SOUND)
    assert not run("pack", "add", book, "--force", "--json").json["forced"]
    write_folder(tmp_path / "book", WARNED)
    assert run("pack", "update").code == 1
    assert run("pack", "update", "--force", "--json").json["packs"][0]["forced"]


# --- the others ------------------------------------------------------------------------------------------------------


def test_packs_are_listed(run: Run, added: str, source: str) -> None:
    shown = run("pack", "list", "--json").json
    assert [(pack["id"], pack["source"]) for pack in shown["packs"]] == [("garbage", source)]
    assert run("pack").out == run("pack", "list").out
    assert "The Book of Garbage" in run("pack", "list", "--width", "200").out
    assert run("pack", "list", "--format", "csv").out.splitlines()[1].startswith("garbage,The Book of Garbage,folder,")
    assert "garbage" in run("pack", "list", "--format", "markdown").out
    assert "garbage" in run("pack", "list", "--plain").out


def test_no_packs_are_listed(run: Run, packs: Path) -> None:
    assert "no pack" in run("pack", "list").out
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
    assert states(packs) == before


def test_a_pack_is_removed(run: Run, added: str, packs: Path) -> None:
    assert run("define", "heap").code == 0
    assert run("pack", "remove", added, "--json").json["packs"][0]["state"] == "removed"
    assert run("define", "heap", "--exact").code == 1
    assert os.listdir(packs) == []


def test_a_pack_is_updated_when_its_source_has_changed(run: Run, added: str, source: str) -> None:
    assert run("pack", "update", added, "--json").json["packs"][0]["state"] == "unchanged"
    Path(source, "gc/glossary.yaml").write_text(GLOSSARY.replace("A place", "A pile"), encoding="utf-8")
    added_at = run("pack", "info", added, "--json").json["added"]
    updated = run("pack", "update", "--json").json["packs"][0]
    assert (updated["state"], updated["added"]) == ("updated", added_at)
    assert updated["updated"] >= added_at
    assert "A pile" in run("define", "heap").out


def test_an_update_that_fails_keeps_the_old_one(run: Run, added: str, source: str, packs: Path) -> None:
    before = states(packs)
    Path(source, "gc/glossary.yaml").write_text(
        GLOSSARY.replace("see_also: [backpropagation, back]", "see_also: [nothing]")
    )
    result = run("pack", "update", added)
    assert (result.code, result.out) == (1, "")
    assert result.err.startswith("mlsys: garbage: the book has 1 mistake")
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


@pytest.mark.parametrize(
    "line",
    ["pack nosuch", "pack add", "pack add a b", "pack info", "pack remove", "pack list x", "pack list --name x"],
)
def test_a_command_line_that_makes_no_sense(run: Run, packs: Path, line: str) -> None:
    result = run(*line.split())
    assert (result.code, result.out) == (2, "")
    assert result.err.startswith("mlsys: ")
    assert not packs.exists()


def test_force_is_for_what_is_checked(run: Run, added: str) -> None:
    assert run("pack", "remove", added, "--force").code == 2
    assert run("pack", "info", added).code == 0


# --- git -------------------------------------------------------------------------------------------------------------


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """The folder of a repository with a stranger's book."""
    if shutil.which("git") is None:
        pytest.skip("git isn't installed")
    write_repository(tmp_path / "repository", SOUND)
    return tmp_path / "repository"


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


def test_ctrl_c_ends_git_and_all_that_it_started(shell: Shell, repository: Path, packs: Path, tmp_path: Path) -> None:
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    started = tmp_path / "started"
    process = shell.start(
        "mlsys pack add ssh://example.org/book",
        TMPDIR=temporary,
        GIT_SSH_COMMAND=f"echo $$ > {started}; sleep 60; #",
    )
    while not (started.exists() and started.read_text().strip()):
        assert process.poll() is None
        time.sleep(0.01)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=20)
    assert (process.returncode, out, err) == (130, b"", b"")
    assert list(temporary.iterdir()) == []
    assert not packs.exists()
    assert not _runs(int(started.read_text()))


def _runs(number: int) -> bool:
    """Whether a process does anything. What was ended stays in the list where nobody asks how it ended."""
    state = subprocess.run(["ps", "-o", "stat=", "-p", str(number)], capture_output=True, check=False).stdout
    return state.strip()[:1] not in (b"", b"Z")


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


# --- one step --------------------------------------------------------------------------------------------------------


_MOMENTS = ["stage._write", "stage.check_book", "stage._digest", "change.write_note", "change.os.rename"]
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
        patch.setattr("mlsys_cli.packs.change.os.rename", interrupted)
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
        with change.changing(packs):
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
    monkeypatch.setattr(change, "_PATIENCE", 0.0)
    before = states(packs)
    with change.locked(packs):
        result = run("pack", "remove", added)
    assert (result.code, result.out) == (1, "")
    assert result.err.startswith("mlsys: another mlsys is changing the packs\n")
    assert states(packs) == before


def test_who_waits_for_another_gets_their_turn(run: Run, added: str, packs: Path) -> None:
    held, gone = threading.Event(), threading.Event()

    def hold() -> None:
        with change.locked(packs):
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


# --- reading ---------------------------------------------------------------------------------------------------------


def test_a_pack_is_read_beside_the_bundled_book(read: Run) -> None:
    assert "concept · garbage" in read("define", "heap").out
    assert "· intro-to-mlsys" in read("define", "eliza").out
    assert "eliza\tELIZA\tintro-to-mlsys" in read("list", "terms").out


def test_without_packs_no_book_is_named(run: Run) -> None:
    assert "intro-to-mlsys" not in run("define", "eliza").out
    assert "eliza\tELIZA\n" in run("list", "terms").out


@pytest.mark.parametrize(
    ("command", "words"),
    [
        ("define heap", "concept · garbage"),
        ("read gc", "garbage\n"),
        ("read gc/why", "garbage › Garbage collection\n"),
        ("compare ways", "garbage\n"),
        ("figure loop", "garbage\n"),
        ("cite mc", "garbage\n"),
        ("cite", "mc · garbage · A. Mc (1960)"),
        ("timeline", "Lisp collects · garbage"),
        ("timeline", "Batch, 1950–1970 · garbage"),
        ("search memory fills", "Why memory fills · section · garbage"),
        ("toc", "Garbage collection · garbage"),
        ("list tables", "ways\tWays to collect\tgarbage"),
    ],
)
def test_each_answer_says_which_book_it_is_from(read: Run, command: str, words: str) -> None:
    assert words in read(*command.split(), "--width", "200").out
    assert words not in read("--pack", "garbage", *command.split(), "--width", "200").out


@pytest.mark.parametrize(
    ("command", "find"),
    [
        ("define heap", lambda shown: shown),
        ("read gc", lambda shown: shown),
        ("read gc/why", lambda shown: shown),
        ("compare ways", lambda shown: shown),
        ("figure loop", lambda shown: shown),
        ("cite mc", lambda shown: shown),
        ("cite", lambda shown: shown["sources"][-1]),
        ("timeline --from 1960 --to 1960", lambda shown: next(e for e in shown["events"] if e["id"] == "lisp")),
        ("search fills", lambda shown: shown["hits"][0]),
        ("toc", lambda shown: shown["chapters"][-1]),
        ("list tables", lambda shown: shown["items"][-1]),
    ],
)
def test_json_has_the_book_always(read: Run, command: str, find: Callable[..., object]) -> None:
    for options in ((), ("--pack", "garbage")):
        assert find(read(*options, *command.split(), "--json").json)["book"] == "garbage"  # type: ignore[index]


def test_a_pack_cannot_take_the_place_of_a_bundled_term(read: Run) -> None:
    """Not even with a name for what is an alias in the bundled book."""
    for query in ("backpropagation", "backprop"):
        result = read("define", query, "--json")
        assert result.json["book"] == "intro-to-mlsys"
        assert result.json["id"] == "backpropagation"
        assert result.err.startswith("mlsys: showing intro-to-mlsys:backpropagation; there is also garbage:")
    assert read("define", "garbage:backpropagation", "--json").json["book"] == "garbage"
    assert read("define", "garbage:backprop", "--json").json["id"] == "back"


def test_a_pack_cannot_make_the_words_of_a_bundled_section_ambiguous(run: Run) -> None:
    assert run("pack", "add", str(bundled_book()), "--name", "copy").code == 0
    result = run("read", "intro", "symbolic", "--json")
    assert (result.code, result.json["book"]) == (0, "intro-to-mlsys")
    assert "there is also copy:intro/symbolic-ai" in result.err


def test_ids_of_a_list_lead_to_the_very_entries(read: Run) -> None:
    ids = [line.split("\t")[0] for line in read("list", "terms").out.splitlines() if "ackpropagation" in line]
    assert ids == ["intro-to-mlsys:backpropagation", "garbage:backpropagation"]
    assert [read("define", id, "--json").json["book"] for id in ids] == ["intro-to-mlsys", "garbage"]


def test_one_pack_is_chosen(read: Run) -> None:
    assert read("--pack", "garbage", "toc", "--json").json["title"] == "The Book of Garbage"
    assert read("toc", "--pack", BUNDLED, "--json").json["chapters"][0]["book"] == BUNDLED
    assert len(read("toc", "--pack", "garbage", "--pack", BUNDLED, "--json").json["chapters"]) == 2
    assert read("--pack", "garbage", "toc", MLSYS_CONTENT="nosuch").code == 0


def test_a_pack_that_is_not_there_cannot_be_chosen(read: Run) -> None:
    result = read("--pack", "garbag", "toc")
    assert (result.code, result.out) == (1, "")
    assert result.err == "mlsys: there is no pack 'garbag'\n  did you mean 'garbage'?\n"
    assert read("--pack", "garbage", "--content", "x", "toc").code == 2


def test_content_that_is_given_is_read_alone(read: Run, tmp_path: Path) -> None:
    book = write_folder(tmp_path / "sound", SOUND)
    assert read("list", "chapters", "--content", book).out == "gc\tGarbage\n"
    assert read("list", "chapters", MLSYS_CONTENT=book).out == "gc\tGarbage\n"


def test_a_timeline_drawn_as_a_figure_is_that_of_its_own_book(run: Run, read: Run) -> None:
    """The stranger's one has the year 1960, and none of the bundled book's eras."""
    assert "garbage" in read("timeline", "lisp", "--json").json["events"][0]["book"]
    alone, beside = (command("figure", "ai-timeline", "--json").json for command in (run, read))
    assert alone == beside


def test_titles_of_many_books_are_cut_short(run: Run, tmp_path: Path) -> None:
    for number, title in enumerate(("One", "Two", "Three")):
        assert f"+ {title}" not in run("toc").out
        book = {**SOUND, "book.yaml": SOUND["book.yaml"].replace("Sound", title).replace("sound", f"b{number}")}
        assert run("pack", "add", write_folder(tmp_path / title, book)).code == 0
        if title == "Two":
            assert run("toc", "--json").json["title"].endswith(" + One + Two")
    assert run("toc", "--json").json["title"].endswith(" + One + 2 more books")


# --- damage ----------------------------------------------------------------------------------------------------------


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
    assert result.err.startswith("mlsys: left out, since it is damaged: pack garbage")
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


def test_a_pack_that_was_removed_by_hand_is_missed_by_nobody(run: Run, added: str, packs: Path) -> None:
    shutil.rmtree(packs / added)
    result = run("define", "eliza")
    assert (result.code, result.err) == (0, "")


@pytest.mark.parametrize("note", [None, "", "{", "[]", '{"source": 1, "chapters": 2}', "[" * 100_000, "\x00\xff"])
def test_a_note_may_say_anything(run: Run, added: str, packs: Path, note: str | None) -> None:
    (packs / added / "pack.json").unlink()
    if note is not None:
        (packs / added / "pack.json").write_text(note)
    assert run("pack", "list", "--json").json["packs"][0]["source"] == ""
    assert run("define", "heap").code == 0
    assert run("pack", "update", added).code == 3
    assert run("doctor").code == 0


def test_a_note_is_shown_harmlessly(run: Run, added: str, packs: Path) -> None:
    note = json.loads((packs / added / "pack.json").read_text())
    (packs / added / "pack.json").write_text(json.dumps({**note, "title": "\x1b[31mred\u202e\nx", "source": "\x9b"}))
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
        assert "a link that leads out of the book" in result.err


def test_a_link_within_a_book_is_followed(run: Run, tmp_path: Path) -> None:
    book = Path(write_folder(tmp_path / "book", BOOK))
    (book / "gc").rename(book / "old")
    (book / "gc").symlink_to("old")
    assert run("define", "heap", "--content", str(book)).code == 0


# --- hostile books ---------------------------------------------------------------------------------------------------


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


# --- around them -----------------------------------------------------------------------------------------------------


def test_doctor_shows_the_packs(run: Run, added: str, packs: Path, source: str) -> None:
    facts = run("doctor", "--json").json["facts"]
    assert facts["packs"] == str(packs)
    assert facts["pack garbage"].startswith(f"from {source}, ")


def test_help_is_the_same_for_each_action(run: Run) -> None:
    shown = run("pack", "--help")
    assert shown.code == 0
    assert run("pack", "add", "--help").out == shown.out
    for action in ("add", "list", "info", "update", "remove"):
        assert f"mlsys pack {action}" in shown.out


@pytest.mark.parametrize(
    ("line", "offered"),
    [
        ("mlsys pack ", "remove"),
        ("mlsys pack remove ", "garbage"),
        ("mlsys pack info ga", "garbage"),
        ("mlsys --pack ", "garbage"),
        ("mlsys toc --pack intro-", "intro-to-mlsys"),
    ],
)
def test_names_are_completed(run: Run, shell: Shell, added: str, line: str, offered: str) -> None:
    assert offered in _offered(shell, line)


def test_no_names_are_completed_for_a_source(run: Run, shell: Shell, added: str) -> None:
    assert "garbage" not in _offered(shell, "mlsys pack add ")


def _offered(shell: Shell, line: str) -> list[str]:
    number = len(line.split(" ")) - 1
    done = shell.run("mlsys", _MLSYS_COMPLETE="complete_bash", COMP_WORDS=line, COMP_CWORD=number)
    assert (done.code, done.err) == (0, "")
    return done.out.split()


def test_a_lookup_imports_no_more_of_packs_than_it_needs(shell: Shell) -> None:
    shell.run("mlsys toc")  # so that the index is there
    program = "import sys; from mlsys_cli.__main__ import main; main(['define', 'eliza'])"
    done = shell.run(f'python -c "{program}; print(*sys.modules, file=sys.stderr)"')
    modules = [name for name in done.err.split() if name.startswith("mlsys_cli.packs.")]
    assert modules == ["mlsys_cli.packs.shelf"]


def test_nothing_is_begun_in_a_pack(run: Run, added: str, packs: Path) -> None:
    """The next update would take it away."""
    result = run("new", "term", "crumb", "--in", str(packs / added))
    assert (result.code, result.out) == (2, "")
    assert "belongs to a pack" in result.err
