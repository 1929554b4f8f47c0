"""The README tells the truth: its picture is made by the program, and its commands work.

After a change, `MLSYS_UPDATE=1 pytest tests/test_readme.py` draws the picture again.
"""

import os
import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest

from mlsys_cli.cli.app import load_command
from mlsys_cli.cli.command_table import COMMANDS
from mlsys_cli.session.environment import Environment, Options
from mlsys_cli.session.session import Session
from tests.support.program import Run
from tests.support.reader import picture

_ROOT = Path(__file__).parent.parent
_README = _ROOT / "README.md"
_PICTURE = _ROOT / "tests/golden/readme.svg"


def test_the_picture_is_what_the_program_draws(monkeypatch: pytest.MonkeyPatch, cache: Path, home: Path) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(cache))
    drawn = picture("intro/symbolic-ai", "/brittleness⏎", "⇥⏎")
    if os.environ.get("MLSYS_UPDATE"):
        _PICTURE.parent.mkdir(exist_ok=True)
        _PICTURE.write_text(drawn, encoding="utf-8")
    assert _words(_PICTURE.read_text(encoding="utf-8")) == _words(drawn)


def _words(svg: str) -> list[str]:
    """What stands in a picture, without the frame that another version of Rich may draw in another way."""
    return re.findall(r"<text[^>]*>(.*?)</text>", svg)


def test_every_command_in_the_readme_and_every_example_in_the_help_works(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All but those that need a book or a terminal which isn't here.

    Those of 'new' make that book, and what 'export' writes is there for 'import'.
    """
    monkeypatch.chdir(tmp_path)
    in_readme, in_help = _commands_of_readme(), _examples_of_help()
    assert len(in_readme) >= 10
    assert len(in_help) > 100
    for command in dict.fromkeys([*in_readme, *in_help]):
        assert run(*shlex.split(command)[1:]).code == (2 if _needs_terminal(command) else 0), command


def _commands_of_readme() -> list[str]:
    """The commands of its first table."""
    text = " ".join(_README.read_text(encoding="utf-8").split())
    table = text[text.index("## Commands") : text.index("Case, accents, hyphens")]
    return [c.split(r"\|")[0].strip() for c in re.findall(r"`(mlsys [^`]*)`", table) if _ends(c)]


def _examples_of_help() -> list[str]:
    """The commands, each up to a pipe, which end in this program."""
    lines = [(name, re.split(r" [|>] |  # ", line)[0]) for name, line in _lines_of_examples()]
    return [line for name, line in lines if line.startswith("mlsys ") and (name == "new" or _ends(line))]


def _lines_of_examples() -> Iterator[tuple[str, str]]:
    """Each command with a line of its examples."""
    session = Session(Options(Environment()))
    for name in COMMANDS:
        _, _, examples = (load_command(name, session).help or "").partition("Examples:\n")
        yield from ((name, line.strip()) for line in examples.splitlines())


_LONG = tuple(f"mlsys export {what}" for what in ("anki", "site", "epub", "pdf"))


def _ends(command: str) -> bool:
    """True for a command that needs no book or folder which isn't here, and doesn't go on until it is stopped.

    Those that take the whole book, all exhibits, a browser or answers of learners are run by test_content.py,
    test_anki.py, test_site.py, test_epub.py, test_paper_tests.py and tests of the exhibits.
    """
    return (
        "my-book" not in command
        and not command.startswith(
            ("mlsys serve", "mlsys sync", "mlsys mcp", "mlsys test print", "mlsys test grade", *_LONG)
        )
        and command not in ("mlsys check", "mlsys run --check")
    )


def test_examples_with_their_comments_fit_in_80_columns() -> None:
    assert [line for _, line in _lines_of_examples() if len(line) > 76] == []


def test_every_command_has_examples_each_with_a_comment() -> None:
    lines = [*_lines_of_examples()]
    assert {name for name, _ in lines} == {*COMMANDS}
    assert [line for _, line in lines if "  # " not in line] == []


def _needs_terminal(words: str) -> bool:
    asks = words.startswith("mlsys review") and "--json" not in words
    return asks or words.startswith(("mlsys edit", "mlsys open ")) or words == "mlsys reset"
