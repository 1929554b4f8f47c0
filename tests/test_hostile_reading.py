"""A book that is made to harm the reader: it is shown as text, and what would be too much for a screen is cut."""

import json

import pytest

from tests.support.program import MakeBook
from tests.support.reader import read_along

pytestmark = pytest.mark.usefixtures("reading")


def test_what_is_too_much_for_a_screen_is_cut_and_says_so(make_book: MakeBook) -> None:
    columns = [{"id": f"c{number}", "name": f"C{number}"} for number in range(150)]
    row = {"aspect": "Speed", "cells": {column["id"]: "fast" for column in columns}}
    table = {"id": "wide", "title": "Wide", "columns": columns, "rows": [row]}
    long = {"id": "long", "title": "Long", "body": "so " * 40_000}
    files = {
        "gc/chapter.yaml": {"title": "GC", "summary": "So.", "sections": [long]},
        "gc/tables.yaml": {"tables": [table]},
    }
    book = str(make_book({path: json.dumps(content) for path, content in files.items()}))
    *_, of_table = read_along("wide", "<end>", content=book)
    assert "… and 51 more" in of_table.text
    *_, of_text = read_along("gc/long", "/…⏎", content=book)
    assert "1 of 1" in of_text.lines[-1]


def test_a_chapter_of_many_sections_shows_the_first_and_the_contents_have_all(make_book: MakeBook) -> None:
    sections = [{"id": f"s{number}", "title": f"Section {number}", "body": "So."} for number in range(510)]
    book = str(make_book({"gc/chapter.yaml": json.dumps({"title": "GC", "summary": "So.", "sections": sections})}))
    *_, end, listed = read_along("gc", "<end>", "tsection 509", content=book)
    assert "1.500 Section 499" in end.text
    assert "t lists them" in end.text
    assert "1.510 Section 509" in listed.text
