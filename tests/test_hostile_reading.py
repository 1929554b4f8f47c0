"""A book that is made to harm the reader: it is shown as text, and what would be too much for a screen is cut."""

import json
import re

import pytest

from tests.support.program import MakeBook
from tests.support.reader import read_along
from tests.support.shell import Shell
from tests.test_harmless import ESCAPES, FORBIDDEN, book_with

pytestmark = pytest.mark.usefixtures("reading")


@pytest.mark.slow
def test_what_is_too_much_for_a_screen_is_cut_and_says_so(make_book: MakeBook) -> None:
    columns = [{"id": f"c{number}", "name": f"C{number}"} for number in range(150)]
    row = {"aspect": "Speed", "cells": {column["id"]: "fast" for column in columns}}
    table = {"id": "wide", "title": "Wide", "columns": columns, "rows": [row]}
    long = {"id": "long", "title": "Long", "body": "so " * 300_000}
    files = {
        "gc/chapter.yaml": {"title": "GC", "summary": "So.", "sections": [long]},
        "gc/tables.yaml": {"tables": [table]},
    }
    book = str(make_book({path: json.dumps(content) for path, content in files.items()}))
    (of_table,) = read_along("wide", content=book)
    assert "of 150 ·" in of_table.text
    *_, end = read_along("gc/long", "<end>", content=book)
    assert "The rest of this page is too long for the reader." in end.text


@pytest.mark.slow
def test_a_chapter_of_many_sections_shows_the_first_and_the_contents_have_all(make_book: MakeBook) -> None:
    sections = [{"id": f"s{number}", "title": f"Section {number}", "body": "So."} for number in range(510)]
    book = str(make_book({"gc/chapter.yaml": json.dumps({"title": "GC", "summary": "So.", "sections": sections})}))
    *_, end, listed = read_along("gc", "<end>", "tsection 509", content=book)
    assert "1.500 Section 499" in end.text
    assert "t lists them" in end.text
    assert "1.510 Section 509" in listed.text


def test_names_with_markup_are_titles_of_boxes(make_book: MakeBook) -> None:
    book = str(make_book(book_with("[/] [bold]x[/bold] [@click=app.exit]y[/]", "So."), "markup"))
    *_, peek = read_along("gc/why", "⇥⏎", content=book)
    assert "[/] [bold]x[/bold] [@click=app.exit]y[/]" in peek.text.partition("╭")[2].partition("╮")[0]


@pytest.mark.slow
def test_no_escape_of_a_book_or_of_what_is_pasted_reaches_the_terminal(shell: Shell, make_book: MakeBook) -> None:
    evil = f"Evil {ESCAPES} \x1b]52;c;aGFoYQ==\x07 \x1b]8;;https://evil.example\x1b\\here\x1b]8;;\x1b\\"
    book = make_book(book_with(evil, evil), "evil")
    pasted = "\x1b[200~Evil\x1b]0;owned\x07 \u202e\x9b31m\x1b[201~"
    steps = [("Evil", "/"), ("Enter stays", f"{pasted}\r"), ("not on this page", "c"), ("Note on", f"{pasted}\r")]
    steps += [("Note 1 written", "g"), ("Go to", "notes\r"), ("Notes", ":"), ("Go to", "glossary\r")]
    steps += [("Glossary", "\x03"), ("q leaves", "\x03")]
    done = shell.on_terminal("mlsys open gc", keys=steps, whole=True, MLSYS_CONTENT=book, columns=100)
    assert done.code == 130
    ours = r"\x1b\[[0-?]*[ -/]*[@-~]|\x1b[=>78]|\x1b\]8;[^\x1b]*\x1b\\|\x1b\]22;[a-z-]*\x07"  # 22: the pointer's shape
    written = re.sub(ours, "", done.out)
    assert "evil.example" not in "".join(re.findall(r"\x1b\]8;[^\x1b]*", done.out))
    assert FORBIDDEN.findall(written.replace("\r", "")) == []
