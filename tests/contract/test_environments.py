"""Homes, caches and encodings of all kinds."""

import re
import shutil
import sqlite3
import sys
from pathlib import Path
from typing import Any

import pytest

from mlsys_cli import __version__
from tests.contract.conftest import SHOWING
from tests.support.cases import each
from tests.support.program import MakeBook, Run
from tests.support.shell import ONLY_ITS_OWN_FILES, Shell


def test_an_empty_environment(shell: Shell) -> None:
    done = shell.run('env -i PATH="$PATH" XDG_CACHE_HOME="$XDG_CACHE_HOME" XDG_DATA_HOME=/none mlsys cite shannon1948')
    assert (done.code, done.err) == (0, "")
    assert "Shannon" in done.out


def test_help_without_docstrings(shell: Shell) -> None:
    """Python leaves them out with -OO."""
    for command in ("mlsys help", "mlsys define --help"):
        done = shell.run(command, PYTHONOPTIMIZE=2)
        assert (done.code, done.err) == (0, "")
        assert "Usage: mlsys" in done.out


TERM = "--- gc/glossary.yaml\nterms:\n- {id: heap, name: Heap, kind: concept, definition: Where things lie.}\n"


@pytest.mark.slow
@each("home", ["/dev/null/home", "/proc/1/nothing"])
def test_a_home_where_nothing_can_be_written(shell: Shell, make_book: MakeBook, home: str) -> None:
    done = shell.run("mlsys define heap", HOME=home, XDG_CACHE_HOME=None, MLSYS_CONTENT=make_book(TERM))
    assert done.code == 0
    assert done.out.startswith("Heap\n")
    assert done.err.startswith("mlsys: the cache can't be written")
    assert done.err.count("\n") == 1


@pytest.mark.slow
def test_a_full_disk(shell: Shell, make_book: MakeBook, tmp_path: Path) -> None:
    env = {**ONLY_ITS_OWN_FILES, "XDG_CACHE_HOME": tmp_path / "new", "MLSYS_CONTENT": make_book(TERM)}
    done = shell.run("ulimit -f 10; mlsys define heap", **env)
    assert done.code == 0
    assert done.out.startswith("Heap\n")
    assert done.err.count("\n") == 1
    assert [path for path in (tmp_path / "new").rglob("*") if path.is_file()] == []


@pytest.mark.slow
def test_no_network_is_needed(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def unreachable(*given: object, **named: object) -> None:
        raise OSError("no network")

    monkeypatch.setattr("socket.socket", unreachable)
    for command in SHOWING:
        assert run(*command.split()).code == 0


def test_a_new_user_is_given_a_cache_and_nothing_else(shell: Shell, make_book: MakeBook, tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    line = "cd; mlsys && mlsys define heap && mlsys search heap && mlsys doctor"
    assert shell.run(line, XDG_CACHE_HOME=None, MLSYS_NO_CACHE=None, MLSYS_CONTENT=make_book(TERM)).code == 0
    written = [path for path in home.rglob("*") if path.is_file()]
    cache = home / ".cache" / "mlsys-cli"
    assert [path.suffix for path in written if path.parent == cache] == [".sqlite"]
    assert {path.parent for path in written} == {cache, cache / "output"}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("command", "library", "extra"),
    [
        ("serve", "uvicorn", "web"),
        ("mcp", "mcp", "mcp"),
        ("import bibtex refs.bib --into book", "bibtexparser", "import"),
    ],
)
def test_a_library_that_is_missing_is_not_found_and_its_extra_is_named(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str, library: str, extra: str
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("refs.bib").write_text("@misc{a, title={A}}")
    monkeypatch.setitem(sys.modules, library, None)
    result = run(*command.split())
    assert (result.code, result.out) == (1, "")
    assert f"isn't installed\n  pip install 'mlsys-cli[{extra}]' installs it" in result.err


def test_a_folder_that_was_deleted(shell: Shell, tmp_path: Path) -> None:
    """What needs no folder works there."""
    gone = f"mkdir {tmp_path}/gone; cd {tmp_path}/gone; rmdir {tmp_path}/gone"
    for line in ("mlsys check", "mlsys --content x toc", "mlsys new book y"):
        done = shell.run(f"{gone}; {line}")
        assert (done.code, done.err) == (3, "mlsys: the current folder was deleted; change to another one\n")
    assert shell.run(f"{gone}; mlsys define overfitting").code == 0


@pytest.mark.slow
@pytest.mark.parametrize("line", ["toc --content", "check", "new book", "export study", "import study", "read --watch"])
def test_a_name_that_is_too_long(run: Run, line: str, tmp_path: Path) -> None:
    result = run(*line.split(), f"{tmp_path}/{'x' * 300}")
    assert (result.code, result.out) == (3, "")
    assert "File name too long" in result.err
    assert "bug" not in result.err


@pytest.mark.slow
def test_a_screen_of_a_size_that_no_screen_has(shell: Shell, make_book: MakeBook) -> None:
    size = "9" * 30
    keys = [("Why", "q")]
    book = make_book({})
    done = shell.on_terminal("mlsys read gc", keys=keys, whole=True, COLUMNS=size, LINES=size, MLSYS_CONTENT=book)
    assert done.code == 0


def test_the_cache_directory_is_respected_and_shown(run: Run, make_book: MakeBook, tmp_path: Path) -> None:
    place = tmp_path / "my cache"
    shown = run("doctor", "--json", "--content", str(make_book({})), XDG_CACHE_HOME=place)
    assert shown.code == 0
    assert str(place) in shown.out
    assert list(place.rglob("*.sqlite"))


def test_doctor_tells_what_a_report_needs(run: Run) -> None:
    out = run("doctor").out
    for needed in (
        f"mlsys +{__version__}",
        "python +3",
        "typer +[0-9]",
        "rich +[0-9]",
        "sqlite +3",
        "cache +/",
        "store +/",
        "settings +/",
        "book 1 +/",
    ):
        assert re.search(f"^{needed}", out, re.MULTILINE)
    assert re.search("^terminal .*80 columns", out, re.MULTILINE)


def _no_file(path: Path) -> None:
    path.unlink()


def _empty(path: Path) -> None:
    path.write_bytes(b"")


def _garbage(path: Path) -> None:
    path.write_bytes(b"not a database " * 1000)


def _half(path: Path) -> None:
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])


def _scribbled(path: Path) -> None:
    whole = path.read_bytes()
    path.write_bytes(whole[:100] + b"\xff" * (len(whole) - 100))


def _of_another_program(path: Path) -> None:
    path.unlink()
    db = sqlite3.connect(path)
    db.execute("create table meta (version)")
    db.execute("insert into meta values ('1')")
    db.commit()
    db.close()


@pytest.mark.parametrize("harm", [_no_file, _empty, _garbage, _half, _scribbled, _of_another_program])
def test_a_harmed_cache_is_rebuilt(run: Run, make_book: MakeBook, tmp_path: Path, harm: Any) -> None:
    command = ["define", "heap", "--content", str(make_book(TERM))]
    place = tmp_path / "cache"
    before = run(*command, XDG_CACHE_HOME=place)
    assert before.out.startswith("Heap\n")
    (index,) = place.rglob("*.sqlite")
    harm(index)
    assert run(*command, XDG_CACHE_HOME=place) == before
    assert run(*command, XDG_CACHE_HOME=place) == before
    assert [path.name for path in index.parent.iterdir()] == [index.name]


def test_a_removed_cache_directory_is_made_again(run: Run, make_book: MakeBook, tmp_path: Path) -> None:
    command = ["define", "heap", "--content", str(make_book(TERM))]
    before = run(*command, XDG_CACHE_HOME=tmp_path / "cache")
    shutil.rmtree(tmp_path / "cache")
    assert run(*command, XDG_CACHE_HOME=tmp_path / "cache") == before


def test_a_cache_that_is_a_file_costs_one_line(run: Run, make_book: MakeBook, tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("not a directory")
    result = run("define", "heap", "--content", str(make_book(TERM)), XDG_CACHE_HOME=tmp_path / "cache")
    assert result.out.startswith("Heap\n")
    assert result.err.count("\n") == 1


POOR = {
    "ascii": {"PYTHONIOENCODING": "ascii"},
    "latin-1": {"PYTHONIOENCODING": "latin-1"},
    "C": {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
}


@pytest.mark.slow
@each(
    "poor, command",
    [
        *(("ascii", "read intro/why"), ("ascii", "define eliza -f svg"), ("ascii", "toc --json")),
        *(("latin-1", "timeline"), ("C", "timeline")),
    ],
)
def test_an_encoding_without_our_letters_gets_stand_ins(shell: Shell, run: Run, poor: str, command: str) -> None:
    """Columns stay where they are, and only what has nothing like it becomes a question mark."""
    done = shell.run(f"mlsys {command}", "latin-1" if poor == "latin-1" else "ascii", **POOR[poor])
    assert (done.code, done.err) == (0, "")
    usual = run(*command.split()).out
    assert len(done.out.splitlines()) == len(usual.splitlines())
    assert done.out.count("?") - usual.count("?") <= len(re.findall("[£€√≠]", usual))


def test_talk_in_a_poor_encoding(shell: Shell) -> None:
    done = shell.run("mlsys define 'zzz\u2014\U0001f642'", "ascii", PYTHONIOENCODING="ascii")
    assert (done.code, done.out) == (1, "")
    assert "Traceback" not in done.err
