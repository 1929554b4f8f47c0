"""The page of a table in the reader: it scrolls sideways and down, and its heads stay."""

import json

import pytest

from tests.support.program import MakeBook
from tests.support.reader import read_along

pytestmark = pytest.mark.usefixtures("reading")


def book_with(make_book: MakeBook, columns: int, rows: int) -> str:
    """A book with a table of made-up cells, which a section embeds and links to."""
    table = {
        "id": "big",
        "title": "Big",
        "columns": [{"id": f"c{number}", "name": f"Machine {number}"} for number in range(1, columns + 1)],
        "rows": [
            {
                "aspect": f"Aspect {row}",
                "cells": {f"c{number}": f"cell {row}.{number} of many" for number in range(1, columns + 1)},
            }
            for row in range(1, rows + 1)
        ],
    }
    why = {"id": "why", "title": "Why", "body": "See [[table:big|it]].\n\n![[table:big]]\n\nThe end."}
    head = {"title": "Garbage", "summary": "Left over.", "objectives": ["Say it."], "sections": [why]}
    files = {"gc/chapter.yaml": json.dumps(head), "gc/tables.yaml": json.dumps({"tables": [table]})}
    return str(make_book(files))


def test_columns_stand_side_by_side_as_far_as_they_fit(make_book: MakeBook) -> None:
    book = book_with(make_book, 12, 3)
    first, second, last, back = read_along("table:big", "<right>", "<right>" * 20, "<left>", content=book)
    assert "Columns 1–3 of 12 · ← →" in first.text
    assert all(name in first.text for name in ("Aspect 1", "Machine 1", "Machine 3", "cell 1.3"))
    assert "Machine 4" not in first.text
    assert "Columns 2–4 of 12" in second.text
    assert ("Machine 1 " in second.text, "Machine 4" in second.text, "Aspect 3" in second.text) == (False, True, True)
    assert "Columns 10–12 of 12" in last.text
    assert "Columns 9–11 of 12" in back.text
    way = f"{first.lines[4].index('← →') + 2},4"
    turns = ("<wheel shift+down><wheel shift+down>", "<wheel left>", f"<click {way}>")
    *_, wheel, tilted, clicked = read_along("table:big", *turns, content=book)
    assert "Columns 3–5 of 12" in wheel.text
    assert "Columns 2–4 of 12" in tilted.text
    assert "Columns 3–5 of 12" in clicked.text
    (wide,) = read_along("table:big", content=book, size=(139, 24))
    assert "Columns 1–7 of 12" in wide.text


def test_a_table_that_fits_is_whole(make_book: MakeBook) -> None:
    first, pressed = read_along("table:big", "<right>", content=book_with(make_book, 3, 3))
    assert "Machine 3" in first.text
    assert "Columns" not in first.text
    assert pressed.lines == first.lines


def test_the_head_stays_while_rows_scroll(make_book: MakeBook) -> None:
    book = book_with(make_book, 12, 60)
    _, down, page, right, top = read_along("table:big", "<down>" * 9, " ", "<right>", "<home>", content=book)
    for screen in (down, page, right):
        assert "Machine 2" in screen.lines[1]
        assert set(screen.lines[2].rstrip("▁▂▃▄▅▆▇").strip()) == {"─"}
    assert page.lines[3].split()[:2] == ["Aspect", str(int(down.lines[22].split()[1]) - 1)]  # two rows again
    assert right.lines[3].split()[:2] == page.lines[3].split()[:2]
    assert "Big" in top.lines[1]


def test_what_is_found_in_a_row_is_not_under_the_head(make_book: MakeBook) -> None:
    *_, found = read_along("table:big", "/cell 30.1⏎", content=book_with(make_book, 12, 60))
    assert any("cell 30.1" in line for line in found.lines[3:])


def test_the_way_back_leads_to_the_column(make_book: MakeBook) -> None:
    *_, there, home, back = read_along("table:big", "<right><right>", "h", "⌫", content=book_with(make_book, 12, 3))
    assert home.page == "home"
    assert back.lines == there.lines


@pytest.mark.slow
def test_a_table_of_a_thousand_columns(make_book: MakeBook) -> None:
    """Only what is on the screen is laid out, also where a section embeds it and in a peek."""
    book = book_with(make_book, 1000, 3)
    *_, end = read_along("table:big", "<right>", content=book)
    assert "Columns 2–4 of 1,000" in end.text
    section, still, peek = read_along("gc/why", "<right>", "⇥⏎", content=book, size=(80, 40))
    assert "Columns 1–3 of 1,000 · Big" in section.text
    assert "The end." in section.text
    assert still.lines == section.lines
    assert "Columns 1–3 of 1,000 · Enter shows the others" in peek.text


def test_a_narrow_screen_shows_one_column(make_book: MakeBook) -> None:
    first, second = read_along("table:big", "<right>", content=book_with(make_book, 4, 2), size=(30, 16))
    assert "Column 1 of 4" in first.text
    assert "cell 1.2" in second.text
