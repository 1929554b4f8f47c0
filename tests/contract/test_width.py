"""No line is wider than the terminal, and nothing is cut."""

import re
from collections.abc import Iterator
from typing import Any

import pytest

from mlsys_cli.cli.command_table import COMMANDS
from tests.contract.conftest import SHOWING, WIDTHS, ids, run_together, widest
from tests.support.cases import each, some_of
from tests.support.program import Run


def test_a_pipe_is_80_columns_wide_unless_told(answer: Run) -> None:
    assert 70 < widest(answer("read", "intro").out) <= 80
    assert 50 < widest(answer("read", "intro", COLUMNS=60).out) <= 60
    assert 50 < widest(answer("read", "intro", "--width", "60").out) <= 60
    assert 50 < widest(answer("--width", "60", "read", "intro", COLUMNS=200).out) <= 60


@each("columns", ["0", "-5", "many", "", "9" * 6, "9" * 30])
def test_nonsense_in_columns_is_ignored(answer: Run, columns: str) -> None:
    assert answer("define", "eliza", COLUMNS=columns).out == answer("define", "eliza").out


@each("width", ["0", "-5", "many", "9" * 6, "9" * 30])
def test_nonsense_in_width_is_a_usage_error(answer: Run, width: str) -> None:
    assert answer("define", "eliza", "--width", width).code == 2


@pytest.mark.parametrize("command", ["", "toc", "search perceptron", "cite", "cite shannon1948", "define -", "--help"])
def test_no_letter_is_lost_at_any_width(answer: Run, command: str) -> None:
    """`define -` is given some terms of the book."""
    names = "\n".join(some_of(ids(answer, "terms")))

    def letters(text: str) -> list[str]:
        return sorted(c for c in text if c.isalnum())

    wide = answer(*command.split(), COLUMNS=300, stdin=names).out
    for width in WIDTHS:
        out = answer(*command.split(), COLUMNS=width, stdin=names).out
        assert widest(out) <= width
        assert letters(out) == letters(wide), width


@pytest.mark.slow
@each("command", [command for command in SHOWING if command not in ("figure", "list terms")])
@each("form", ["text", "plain"])
def test_every_answer_fits_any_width(answer: Run, command: str, form: str) -> None:
    """But for a list, whose lines are for programs."""
    for width in WIDTHS:
        assert widest(answer(*command.split(), "--format", form, COLUMNS=width).out) <= width


@pytest.mark.slow
def test_every_word_of_the_chapter_is_there_at_any_width(answer: Run) -> None:
    words = set(re.findall(r"[^\W_]+", " ".join(_prose(answer("read", "intro", "--json").json))))
    assert len(words) > 1500
    for width in WIDTHS:
        out = answer("read", "intro", COLUMNS=width).out
        assert widest(out) <= width
        text = run_together(out)
        assert [word for word in words if word not in text] == []


def _prose(document: dict[str, Any]) -> Iterator[str]:
    """The text of a chapter or section, with the words of links and not their targets, and no languages of code."""
    body = re.sub(r"```\w+|!\[\[[^\]]*\]\]|\[@[^\]]*\]|\]\([^)]*\)", " ", document["body"])
    yield re.sub(r"\[\[(?:[^\]|]*\|)?([^\]|]*)\]\]", r"\1", body)
    yield document["title"]
    for section in document["sections"]:
        yield from _prose(section)


@pytest.mark.slow
def test_every_event_is_there_at_any_width(answer: Run) -> None:
    timeline = answer("timeline", "--json").json
    for width in WIDTHS:
        out = answer("timeline", COLUMNS=width).out
        assert widest(out) <= width
        text = run_together(out)
        for event in timeline["events"]:
            assert run_together(event["title"]) in text
            assert [word for word in event["body"].rstrip(".").split() if word not in text] == []


@pytest.mark.slow
@pytest.mark.parametrize("transposed", [[], ["--transpose"]])
def test_every_cell_of_every_table_is_there_at_any_width(answer: Run, transposed: list[str]) -> None:
    for name in some_of(ids(answer, "tables"), 10):
        rows = answer("compare", name, *transposed, "--json").json["rows"]
        for width in WIDTHS:
            out = answer("compare", name, *transposed, COLUMNS=width).out
            assert widest(out) <= width
            text = run_together(out)
            for row in rows:
                for part in (row["aspect"], *row["cells"].values()):
                    assert [word for word in part.split() if word not in text] == [], (name, width)


@pytest.mark.parametrize("width", [20, 40])
def test_a_table_that_does_not_fit_becomes_records(answer: Run, width: int) -> None:
    """A record names a column, then each aspect with its cell, whole."""
    table = answer("compare", "--json").json
    lines = answer("compare", COLUMNS=width).out.splitlines()
    for column in table["columns"]:
        record = run_together("".join(lines[lines.index(column["name"]) :]))
        for row in table["rows"]:
            found = record.index(run_together(row["aspect"] + row["cells"][column["id"]]))
            assert found >= 0


@pytest.mark.slow
def test_every_figure_fits_at_any_width(answer: Run) -> None:
    for name in some_of(ids(answer, "figures"), 10):
        figure = answer("figure", name, "--json").json
        for width in WIDTHS:
            out = answer("figure", name, COLUMNS=width).out
            assert widest(out) <= width
            text = run_together(out)
            for node in figure.get("nodes", ()):
                assert [word for word in node["name"].split() if word not in text] == [], (name, width)


@pytest.mark.slow
@pytest.mark.parametrize("width", [20, 80])
@each("command", ["", *COMMANDS])
def test_help_is_the_same_by_each_name_and_has_examples(answer: Run, command: str, width: int) -> None:
    long, short = answer(*command.split(), "--help", COLUMNS=width), answer(*command.split(), "-h", COLUMNS=width)
    assert long == short == answer("help", *command.split(), COLUMNS=width)
    assert (long.code, long.err) == (0, "")
    assert widest(long.out) <= width
    examples = long.out[long.out.index("\nExamples\n") :]
    assert run_together(f"mlsys {command}") in run_together(examples)


def test_the_exit_codes_stand_in_the_help(answer: Run) -> None:
    text = answer("--help").out
    for code in ("0", "1", "2", "3", "130"):
        assert re.search(rf"^{code} +\w", text, re.MULTILINE)
