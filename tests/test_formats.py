"""Every answer in every format: golden files of a small book, the keys of the JSON, and words that no format loses.

The golden files in `tests/golden` are of the book in `tests/golden/book.txt`. After a change that is meant,
`MLSYS_UPDATE=1 pytest tests/test_formats.py` writes them anew; look at the difference before you commit it.
"""

import csv
import io
import os
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from tests.support.cases import each, some_of
from tests.support.program import MakeBook, Run, SharedBook
from tests.support.shell import ESCAPE

GOLDEN = Path(__file__).parent / "golden"
UPDATE = bool(os.environ.get("MLSYS_UPDATE"))

COMMANDS = {
    "home": (),
    "toc": ("toc",),
    "read": ("read", "gc"),
    "define": ("define", "counting"),
    "timeline": ("timeline",),
    "compare": ("compare", "two-ways"),
    "figure": ("figure", "loop"),
    "search": ("search", "collector"),
    "cite": ("cite",),
    "source": ("cite", "collins1960"),
    "list": ("list", "terms"),
}
FORMATS = {
    "text": ("txt", ()),
    "narrow text": ("40.txt", ("--width", "40")),
    "coloured text": ("ansi", ("--color", "always")),
    "plain": ("plain.txt", ("--plain",)),
    "json": ("json", ("--json",)),
    "markdown": ("md", ("--format", "markdown")),
    "csv": ("csv", ("--format", "csv")),
    "bibtex": ("bib", ("--format", "bibtex")),
}
"""The end of a golden file's name, and the options that make it."""

ROWS = {"toc", "timeline", "compare", "search", "cite", "list"}
SOURCES = {"cite", "source"}


@pytest.fixture
def book(shared_book: SharedBook) -> str:
    """The small book that the golden files show."""
    return str(shared_book((GOLDEN / "book.txt").read_text(encoding="utf-8")))


def makes_sense(command: str, output_format: str) -> bool:
    return {"csv": command in ROWS, "bibtex": command in SOURCES}.get(output_format, True)


SENSIBLE = [
    (command, output_format) for command in COMMANDS for output_format in FORMATS if makes_sense(command, output_format)
]


@each("command, output_format", SENSIBLE)
def test_an_answer_is_as_it_was(answer: Run, book: str, command: str, output_format: str) -> None:
    ending, options = FORMATS[output_format]
    result = answer(*COMMANDS[command], *options, "--content", book)
    assert (result.code, result.err) == (0, "")
    out = re.sub(r"\b\d+\.\d+\.\d+\b(?=[\".])", "X.Y.Z", result.out) if command == "home" else result.out
    golden = GOLDEN / f"{command}.{ending}"
    if UPDATE:
        golden.write_text(out, encoding="utf-8")
    assert out == golden.read_text(encoding="utf-8")


# --- formats that make no sense ------------------------------------------------------------------------------------


@each("command", COMMANDS)
def test_a_format_that_makes_no_sense_is_a_usage_error_that_lists_those_that_do(
    answer: Run, book: str, command: str
) -> None:
    formats = ("text", "plain", "json", "markdown", "csv", "bibtex", "svg", "html")
    possible = [output_format for output_format in formats if makes_sense(command, output_format)]
    for output_format in {"csv", "bibtex"} - set(possible):
        result = answer(*COMMANDS[command], "--content", book, "--format", output_format)
        assert (result.code, result.out) == (2, "")
        assert f"this command doesn't support the format {output_format}" in result.err
        assert f"it supports {', '.join(possible)}\n" in result.err


def test_a_format_that_nobody_knows_is_a_usage_error(answer: Run) -> None:
    result = answer("toc", "--format", "pdf")
    assert (result.code, result.out) == (2, "")
    assert "text, plain, json, markdown, csv" in result.err


def test_the_environment_asks_for_plain_and_a_flag_beats_it(answer: Run, book: str) -> None:
    plain = answer("compare", "--plain", "--content", book).out
    assert answer("compare", "--content", book, MLSYS_PLAIN=1).out == plain
    text = answer("compare", "--content", book).out
    assert text != plain
    assert answer("compare", "--format", "text", "--content", book, MLSYS_PLAIN=1).out == text


# --- the JSON contract ---------------------------------------------------------------------------------------------


def document(answer: Run, book: str, *command: str) -> Any:
    result = answer(*command, "--json", "--content", book)
    assert result.code == 0
    assert result.json["schema"] == 1
    return result.json


def test_define_as_json(answer: Run, book: str) -> None:
    term = document(answer, book, "define", "refcounting")
    expected = {
        "kind": "term",
        "id": "counting",
        "name": "Reference counting",
        "term_kind": "method",
        "aliases": ["refcounting", "ARC"],
        "see_also": ["collector", "leak"],
        "sections": ["gc/why", "gc/how"],
        "events": ["counts"],
        "sources": ["collins1960"],
        "match": {"query": "refcounting", "how": "alias", "score": 100.0},
    }
    assert expected.items() <= term.items()
    assert term["definition"].startswith("Keeping with every value")
    assert "pays on every assignment" in term["explanation"]


def test_define_several_as_json(answer: Run, book: str) -> None:
    terms = document(answer, book, "define", "leak, collector")
    assert terms["kind"] == "terms"
    assert [(term["kind"], term["id"]) for term in terms["terms"]] == [("term", "leak"), ("term", "collector")]


def test_read_as_json(answer: Run, book: str) -> None:
    chapter = document(answer, book, "read", "gc")
    assert {"kind": "chapter", "id": "gc", "title": "Garbage collection"}.items() <= chapter.items()
    assert chapter["body"].startswith("How a program gives back")
    why = document(answer, book, "read", "gc/why")
    assert {"kind": "section", "id": "gc/why", "title": "Why collect at all"}.items() <= why.items()
    assert [section["id"] for section in why["sections"]] == ["gc/how"]
    assert why["terms"] == ["collector", "counting"]
    assert why["sources"] == ["mccarthy1960", "jones2011", "undated"]
    assert chapter["sections"][0].items() <= why.items()


def test_links_in_markdown_and_html_lead_to_the_headings_of_the_page(answer: Run, make_book: MakeBook) -> None:
    """What isn't on the page has its id for an anchor, so that pages that are put together fit."""
    sections = "{id: a, title: 'First: a start', body: 'On to [[section:gc/b|the end]] and a [[heap]].'}"
    chapter = f"title: G\nsummary: S.\nsections: [{sections}, {{id: b, title: Last, body: So.}}]\n"
    terms = "terms: [{id: heap, name: Heap, kind: concept, definition: D.}]"
    book = str(make_book({"gc/chapter.yaml": chapter, "gc/glossary.yaml": terms}))
    out = answer("read", "gc", "--format", "markdown", "--content", book).out
    assert "## 1.1 First: a start\n\nOn to [the end](#12-last) and a [heap](#heap).\n" in out
    page = answer("read", "gc", "--format", "html", "--content", book).out
    assert '<h3 id="section-gc-b">1.2 Last</h3>' in page
    assert '<a href="#section-gc-b">the end</a>' in page
    assert "heap" in page
    assert "term:heap" not in page
    assert "[1.1 First: a start](#gc/a)" in answer("define", "heap", "--format", "markdown", "--content", book).out


def test_the_body_of_a_section_is_markdown(answer: Run, book: str) -> None:
    body = document(answer, book, "read", "gc/why")["body"]
    for markdown in ("[@mccarthy1960]", "**not needed**", "`del a`", "```\na = []", "> A value", "![[table:two-ways]]"):
        assert markdown in body


def test_toc_as_json(answer: Run, book: str) -> None:
    toc = document(answer, book, "toc")
    assert toc["kind"] == "toc"
    (chapter,) = toc["chapters"]
    assert {"id": "gc", "title": "Garbage collection", "minutes": 1}.items() <= chapter.items()
    assert [section["id"] for section in chapter["sections"]] == ["gc/why", "gc/end"]
    assert [section["id"] for section in chapter["sections"][0]["sections"]] == ["gc/how"]


def test_timeline_as_json(answer: Run, book: str) -> None:
    timeline = document(answer, book, "timeline")
    assert timeline["kind"] == "timeline"
    eras = [(era["id"], era["name"], era["start"], era["end"]) for era in timeline["eras"]]
    assert eras == [
        ("batch", "Stop the world", 1958, 1978),
        ("doubt", "Winter of doubt", 1975, 1982),
        ("live", "Side by side", 1978, None),
    ]
    lisp = {
        "id": "lisp",
        "year": 1959,
        "title": "Lisp collects its own garbage",
        "body": "The first garbage collector runs on an IBM 704.",
        "era": "batch",
        "disputed": "Built in 1958 to 1959; the paper is of 1960.",
        "sources": ["mccarthy1960"],
    }
    assert lisp.items() <= timeline["events"][0].items()
    assert [(e["year"], e["era"], e["disputed"]) for e in timeline["events"][-1:]] == [(2001, None, None)]


def test_compare_as_json(answer: Run, book: str) -> None:
    table = document(answer, book, "compare")
    assert {"kind": "table", "id": "two-ways", "title": "Two ways to find garbage"}.items() <= table.items()
    assert table["columns"] == [
        {"id": "counting", "name": "Reference counting"},
        {"id": "tracing", "name": "Tracing"},
    ]
    cycles = {"aspect": "Cycles", "cells": {"counting": "never freed", "tracing": "freed"}}
    assert cycles.items() <= table["rows"][1].items()


def test_search_as_json(answer: Run, book: str) -> None:
    search = document(answer, book, "search", "frees")
    assert {"kind": "search", "query": "frees"}.items() <= search.items()
    best = search["hits"][0]
    assert {"kind": "term", "id": "collector", "title": "Garbage collector"}.items() <= best.items()
    assert best["open"] == "mlsys define collector"
    assert "and frees it" in best["snippet"]
    scores = [hit["score"] for hit in search["hits"]]
    assert scores == sorted(scores, reverse=True)
    assert scores[0] > 0


def test_figure_as_json(answer: Run, book: str) -> None:
    figure = document(answer, book, "figure", "loop")
    assert {"kind": "figure", "id": "loop", "title": "Mark and sweep"}.items() <= figure.items()
    assert figure["alt"].startswith("A loop of three steps.")


def test_list_as_json(answer: Run, book: str) -> None:
    listing = document(answer, book, "list", "terms")
    assert listing["kind"] == "list"
    items = [(item["id"], item["name"]) for item in listing["items"]]
    assert items[0] == ("counting", "Reference counting")
    assert len(items) == 3


def test_sources_as_json(answer: Run, book: str) -> None:
    source = document(answer, book, "cite", "collins1960")
    assert source["kind"] == "source"
    assert source["cited_by"] == {"terms": ["counting"], "events": ["counts"], "tables": ["two-ways"]}
    assert len(document(answer, book, "cite")["sources"]) == 4


# --- all formats tell the same -------------------------------------------------------------------------------------


def words(text: str) -> str:
    """The letters and digits of a text: what is left when lines are broken anywhere."""
    return "".join(c for c in text if c.isalnum())


@pytest.mark.slow
def test_every_cell_of_the_bundled_tables_is_there_in_every_format(answer: Run) -> None:
    for table in some_of(answer("list", "tables").out.splitlines(), 8):
        name = table.split("\t")[0]
        rows = list(csv.reader(io.StringIO(answer("compare", name, "--format", "csv").out)))
        cells = [cell for row in rows[1:] for cell in row] + rows[0][1:]
        for width in (20, 80):
            # Side by side, the lines of a cell stand apart; each of its words is there.
            out = words(answer("compare", name, "--width", str(width)).out)
            assert all(words(word) in out for cell in cells for word in cell.split())
        for options in (("--plain",), ("--format", "markdown")):
            out = words(answer("compare", name, *options).out)
            assert all(words(cell) in out for cell in cells)
        document = answer("compare", name, "--json").json
        assert [[row["aspect"], *row["cells"].values()] for row in document["rows"]] == rows[1:]


class Page(HTMLParser):
    """The elements of a web page, and what a reader sees of it."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.text = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)

    def handle_data(self, data: str) -> None:
        if self.tags[-1:] != ["style"]:
            self.text += data


def svg_text(picture: str) -> str:
    return "".join("".join(e.itertext()) for e in ElementTree.fromstring(picture).iter() if e.tag.endswith("}text"))


@each("command", COMMANDS)
def test_pictures_show_what_the_text_says(answer: Run, book: str, command: str) -> None:
    text = answer(*COMMANDS[command], "--content", book).out
    picture = answer(*COMMANDS[command], "--content", book, "--format", "svg", "--frame")
    shown = text.partition("2001\n")[0] if command == "timeline" else text  # of a timeline only the axis
    assert words(shown) in words(svg_text(picture.out))


@each("command", COMMANDS)
def test_html_says_what_the_text_says_with_links_in_place_of_commands(answer: Run, book: str, command: str) -> None:
    text = answer(*COMMANDS[command], "--content", book, "--width", "300").out
    page = answer(*COMMANDS[command], "--content", book, "--width", "300", "--format", "html").out
    shown = {*re.findall(r"\w+", " ".join(ElementTree.fromstring(page).itertext()))}
    lost = [line for line in text.splitlines() if not {*re.findall(r"\w+", line)} <= shown]
    assert [line for line in lost if "mlsys " not in line] == []
    assert "mlsys " not in page or command == "home", "whose rows are commands"


@each("command", COMMANDS)
def test_html_is_a_piece_to_paste_or_a_whole_page_and_xml_both_times(answer: Run, book: str, command: str) -> None:
    piece = ElementTree.fromstring(answer(*COMMANDS[command], "--content", book, "--format", "html").out)
    assert (piece.tag, piece.get("class")) == ("div", "mlsys")
    assert not piece.findall(".//h1"), "the page into which it is pasted has a title"
    whole = answer(*COMMANDS[command], "--content", book, "--format", "html", "--frame").out
    assert whole.startswith('<!DOCTYPE html>\n<html lang="en">')
    page = ElementTree.fromstring(whole)
    assert page.findtext("head/title") == page.findtext("body/main/h1", "mlsys")


@each("command", COMMANDS)
def test_no_text_of_a_picture_begins_with_spaces(answer: Run, book: str, command: str) -> None:
    """Not everything that shows SVG shows them, and then what is indented is not, and columns move."""
    picture = answer(*COMMANDS[command], "--content", book, "--format", "svg").out
    assert "<text" in picture
    assert not re.search(r"<text[^>]*>\s", picture)


def test_a_picture_is_as_wide_as_its_longest_line(run: Run, book: str) -> None:
    text = run("figure", "loop", "--content", book).out
    drawing = ElementTree.fromstring(run("figure", "loop", "--content", book, "--format", "svg", "--frame").out)
    columns, rows = max(map(len, text.splitlines())), text.count("\n")
    assert drawing.get("viewBox") == f"0 0 {columns * 8 + 32} {rows * 18 + 32}", "16 pixels on each side"


@pytest.mark.parametrize("form", ["svg", "html"])
def test_a_picture_fetches_nothing(answer: Run, book: str, form: str) -> None:
    """No font, style or image is loaded from anywhere; where a source can be read is a link, or just text."""
    picture = answer("read", "gc", "--content", book, "--format", form).out
    assert not re.search(r"url\((?!#)|@import|@font-face|\bsrc=|<link|<script|<image", picture)
    assert 'font-family="ui-monospace, Menlo, Consolas, monospace"' in picture
    assert ('href="https://gchandbook.org"' in picture) is (form == "html")


@each("command", COMMANDS)
def test_colour_changes_no_word(answer: Run, book: str, command: str) -> None:
    coloured = answer(*COMMANDS[command], "--content", book, "--color", "always").out
    uncoloured = "".join(f"{line.rstrip()}\n" for line in ESCAPE.sub("", coloured).splitlines())
    assert uncoloured == answer(*COMMANDS[command], "--content", book, "--color", "never").out


@each("command", COMMANDS)
def test_plain_has_no_drawing(answer: Run, book: str, command: str) -> None:
    out = answer(*COMMANDS[command], "--plain", "--content", book).out
    assert not re.search("[\u2190-\u21ff\u2500-\u25ff]", out)


def test_search_finds_and_shows_the_words_of_a_link_that_has_none_of_its_own(answer: Run, book: str) -> None:
    hits = document(answer, book, "search", "question", "away", "collector")["hits"]
    (why,) = (hit for hit in hits if hit["id"] == "gc/why")
    assert "took the question away: the collector finds out" in why["snippet"]
