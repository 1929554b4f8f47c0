"""Pages of the manual, which are the help pages: mandoc finds nothing to say of them, and nothing in them is obeyed."""

import shutil
import subprocess
from datetime import date
from pathlib import Path

import pytest

from mlsys_cli.cli.command_table import COMMANDS
from mlsys_cli.cli.man_pages import man_page
from mlsys_cli.page.blocks import Code, Paragraph, text_spans
from tests.support.program import Run

needs_mandoc = pytest.mark.skipif(not shutil.which("mandoc"), reason="mandoc isn't installed")


def read(page: str) -> str:
    """A page as mandoc shows it, without its overstruck letters."""
    return subprocess.run(
        ["mandoc", "-Tutf8", "-Owidth=80"], input=page, capture_output=True, text=True, check=True
    ).stdout.replace("\b", "")


@needs_mandoc
@pytest.mark.slow
def test_mandoc_finds_nothing_to_say(run: Run, tmp_path: Path) -> None:
    for command in ("", *COMMANDS):
        page = run("help", *filter(None, [command]), "--format", "man")
        assert page.code == 0
        path = tmp_path / f"mlsys-{command}.1"
        path.write_text(page.out, encoding="utf-8")
        lint = subprocess.run(["mandoc", "-Tlint", "-Wwarning", str(path)], capture_output=True, text=True, check=False)
        assert (lint.stdout, lint.returncode) == ("", 0), command


def test_a_page_has_what_the_help_says(run: Run) -> None:
    page = run("help", "define", "--format", "man").out
    assert page.startswith(".TH MLSYS\\-DEFINE 1 2")
    assert "\nmlsys\\-define \\- look up terms in the glossary\n" in page
    assert ".SH SYNOPSIS\nmlsys define [OPTIONS] TERM...\n" in page
    assert ".TP\n.B \\-\\-json\nSame as \\-\\-format json.\n" in page
    assert ".BR mlsys\\-define (1)" in run("help", "--format", "man").out


@needs_mandoc
def test_signs_are_shown_as_they_are(run: Run) -> None:
    text = "'quoted' .dot \\back ~x^ `code` -- 東京 →"
    lines = ["Usage: mlsys", ".TH is no instruction", "'nor is this", text]
    page = man_page("define", [*(Paragraph(text_spans(line)) for line in lines), Code(text)], date(2026, 1, 2))
    shown = read(page)
    for line in lines[1:]:
        assert line in shown


def test_nothing_else_has_this_format(run: Run) -> None:
    result = run("define", "eliza", "--format", "man")
    assert (result.code, result.out) == (2, "")
    assert "doesn't support the format man" in result.err
