"""A book that carries commands for the terminal, for Rich, for a browser or for Markdown: all is shown, none obeyed."""

import csv
import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from markdown_it import MarkdownIt

from tests.support.cases import each
from tests.support.program import BOOK, MakeBook, Run, SharedBook
from tests.support.shell import ESCAPE
from tests.test_formats import Page, svg_text, words

ESCAPES = "\x1b[31m \x1b]0;owned\x07 \x9b31m \x90 \u202egnp.exe\u202c \u2066x\u2069 \x00 \x7f \r \b"
"""Colours, a window's title, the same with the eight-bit signs, and marks that turn the direction of writing."""

LITERAL = "[bold red]x[/] [/] {x!r} :smile: <script>alert(1)</script> &lt; &#27; *a* _b_ `c` ~~d~~ | [e](f) ![g](h) # -"
"""What would be markup to Rich, a browser or Markdown, and is just text to the reader of a title or a cell."""

FORBIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
FORMATS = ("text", "plain", "json", "markdown", "csv", "bibtex", "svg", "html")
COMMANDS = (
    (),
    ("toc",),
    ("read", "gc"),
    ("define", "evil"),
    ("timeline",),
    ("compare", "grid"),
    ("compare", "grid", "--transpose"),
    ("cite",),
    ("cite", "paper"),
    ("search", "evil"),
    *(("list", kind) for kind in ("chapters", "sections", "terms", "events", "tables", "figures", "sources")),
    *(("figure", kind) for kind in ("flow", "cycle", "graph", "stack", "bars", "pillars", "tree", "timeline", "plot")),
)


def book_with(text: str, prose: str) -> dict[str, str]:
    """A book that has `text` wherever an author can put some, and `prose` where Markdown is read."""
    table = {
        "id": "grid",
        "title": text,
        "columns": [{"id": "a", "name": text}, {"id": "b", "name": "B"}],
        "rows": [{"aspect": text, "cells": {"a": text, "b": f"{text}\nof two lines\n"}}],
        "caption": prose,
        "sources": ["paper"],
        "disputed": prose,
    }
    nodes = [{"id": "n1", "name": text, "note": text, "value": 3}, {"id": "n2", "name": "Two", "value": 1}]
    figures: list[dict[str, Any]] = [
        {"id": kind, "kind": kind, "title": text, "alt": text, "nodes": nodes, "edges": [["n1", "n2", text]]}
        | {"unit": text, "base": text, "caption": prose}
        for kind in ("flow", "cycle", "graph", "stack", "bars", "pillars", "tree")
    ]
    figures.append({"id": "timeline", "kind": "timeline", "title": text, "alt": text})
    plot: dict[str, Any] = {"id": "plot", "kind": "plot", "title": text, "alt": text}
    plot |= {axis: {"label": text, "unit": text} for axis in "xy"}
    plot["series"] = [{"name": text, "points": [[1, 2], [2, 1]]}, {"name": text, "points": [[1, 1]]}]
    figures.append({**plot, "marks": [{"at": [1, 2], "label": text}]})
    embeds = "\n\n".join(["![[table:grid]]", *(f"![[figure:{figure['id']}]]" for figure in figures)])
    section = {"id": "why", "title": text, "remember": prose, "disputed": prose}
    section["body"] = f"{prose} [[evil]] [[section:gc/why]] [@paper]\n\n> {prose}\n\n- {prose}\n\n{embeds}\n"
    event = {"id": "bang", "year": 1990, "title": text, "body": prose, "era": "age", "terms": ["evil"]}
    event |= {"section": "gc/why", "disputed": prose}
    term = {"id": "evil", "name": text, "aliases": [f"Evil {text}"], "kind": "concept", "definition": prose}
    term |= {"explanation": prose, "example": prose, "see_also": ["evil"], "sources": ["paper"], "disputed": prose}
    source = {"key": "paper", "authors": [text], "year": 1990, "title": text, "venue": text, "url": text}
    files = {
        "book.yaml": {**yaml.safe_load(BOOK["book.yaml"]), "title": text, "credit": prose, "licence": text},
        "references.yaml": {"references": [source]},
        "gc/chapter.yaml": {"title": text, "summary": prose, "objectives": [prose], "sections": [section]},
        "gc/glossary.yaml": {"terms": [term]},
        "gc/timeline.yaml": {
            "eras": [{"id": "age", "name": text, "start": 1980, "summary": prose, "disputed": prose}],
            "events": [event],
        },
        "gc/tables.yaml": {"tables": [table]},
        "gc/figures.yaml": {"figures": figures},
    }
    # YAML holds the characters as escapes, "\e[31m", as a JSON string does.
    return {path: json.dumps(content, ensure_ascii=True) for path, content in files.items()}


@pytest.fixture
def evil(shared_book: SharedBook) -> str:
    """A book of commands for the terminal."""
    return str(shared_book(book_with(f"Evil {ESCAPES} end", f"Evil {ESCAPES} end")))


@pytest.fixture
def literal(shared_book: SharedBook) -> str:
    """A book of markup that its author meant as text; in prose, where Markdown counts, it stands as code."""
    return str(shared_book(book_with(f"Evil {LITERAL}", f"Evil `` {LITERAL} ``")))


@each("command", COMMANDS)
def test_no_format_lets_an_escape_through(answer: Run, evil: str, command: tuple[str, ...]) -> None:
    for output_format in FORMATS:
        result = answer(*command, "--content", evil, "--format", output_format)
        assert result.code == 0 or "doesn't support the format" in result.err
        assert not FORBIDDEN.search(result.out + result.err)
        if result.code == 0:
            shown = str(result.json) if output_format == "json" else result.out
            assert not FORBIDDEN.search(shown)
            assert "vil" in shown  # a triangle may break the word


@each("command", COMMANDS)
def test_colour_is_our_own(answer: Run, evil: str, command: tuple[str, ...]) -> None:
    """With colour there are escapes, but only those that set it."""
    out = answer(*command, "--content", evil, "--color", "always").out
    assert not FORBIDDEN.search(ESCAPE.sub("", out))


@pytest.mark.slow
@each("command", COMMANDS)
def test_markup_is_shown_as_it_stands(answer: Run, literal: str, command: tuple[str, ...]) -> None:
    text = answer(*command, "--content", literal, "--width", "300").out
    plain = answer(*command, "--content", literal, "--width", "300", "--plain").out
    for out in (text, plain):
        assert all(word in out for word in LITERAL.split())
    document = json.dumps(answer(*command, "--content", literal, "--json").json)
    assert "[bold red]x[/]" in document
    assert "<script>alert(1)</script>" in document


LINKS = "[a](javascript:alert(1)) [b](JavaScript://x) [c](data:text/html,x) [d](//evil.example) [e](https://example.org/?q=%22)"


@pytest.mark.parametrize("frame", [(), ("--frame",)])
def test_a_link_in_html_leads_to_the_web_or_nowhere(run: Run, make_book: MakeBook, frame: tuple[str, ...]) -> None:
    book = make_book({"gc/chapter.yaml": f"title: G\nsummary: '{LINKS}'\nsections: [{{id: a, title: A, body: B.}}]\n"})
    out = run("read", "gc", "--format", "html", *frame, "--content", str(book)).out
    assert re.findall('href="([^"]*)"', out) == ["https://example.org/?q=%22"]
    assert "javascript:alert(1)" in out, "shown as it stands"


OURS = """
div h2 h3 h4 h5 p br blockquote ul ol li dl dt dd pre code span a em strong mark details summary figure figcaption
table thead tbody tr th td svg title desc line circle text polygon path rect
"""


@pytest.mark.slow
@each("command", COMMANDS)
def test_pictures_have_no_markup_but_their_own(answer: Run, literal: str, command: tuple[str, ...]) -> None:
    text = answer(*command, "--content", literal, "--width", "300").out
    html = answer(*command, "--content", literal, "--width", "300", "--format", "html").out
    page = Page(html)
    assert set(page.tags) <= set(OURS.split())
    assert "<script>alert(1)</script>" in page.text
    svg = answer(*command, "--content", literal, "--width", "300", "--format", "svg", "--frame").out
    assert "<script" not in svg
    if command in (("read", "gc"), ("figure", "plot")):  # a plot has its words in another order
        assert words(svg_text(svg)).count("alert1") >= words(text).count("alert1")
    elif command == ("timeline",):  # its picture is the axis alone
        assert "Evilboldredxxrsmilescriptalert1script" in words(svg_text(svg))
    else:
        assert words(text) in words(svg_text(svg))


@each("command", COMMANDS)
def test_markdown_means_what_it_says(answer: Run, literal: str, command: tuple[str, ...]) -> None:
    """Read back by a parser that obeys HTML, the text is there as text, and makes no element and no link elsewhere."""
    markdown = answer(*command, "--content", literal, "--format", "markdown").out
    tokens = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).parse(markdown)
    inline = [child for token in tokens for child in token.children or []]
    kinds = {token.type for token in [*tokens, *inline]}
    assert not kinds & {"html_block", "html_inline", "image", "s_open"}
    links = [str(token.attrGet("href")) for token in inline if token.type == "link_open"]
    assert all(link.startswith("#") for link in links)
    shown = "".join(token.content for token in [*tokens, *inline] if token.type in ("text", "code_inline", "fence"))
    assert LITERAL in shown


@pytest.mark.slow
@pytest.mark.parametrize("width", [20, 40])
def test_harmless_text_still_fits(answer: Run, evil: str, literal: str, width: int) -> None:
    from rich.cells import cell_len

    for book in (evil, literal):
        for command in COMMANDS:
            if command[:1] != ("list",):
                lines = answer(*command, "--content", book, "--width", str(width)).out.splitlines()
                assert max(map(cell_len, lines)) <= width


@pytest.mark.slow
@each("escape", ["\x1b[31m", "\x9b31m", "\u202e", "\x07", "\r"])
@each("command", [("define",), ("read",), ("search",), ("cite",), ("figure",), ("compare",), ("toc",), ("list",), ()])
def test_a_query_with_escapes_is_echoed_without_them(answer: Run, command: tuple[str, ...], escape: str) -> None:
    result = answer(*command, f"nosuch{escape}thing")
    assert result.code in (1, 2)
    assert result.out == ""
    assert "nosuch" in result.err
    assert not FORBIDDEN.search(result.err)


@each("output_format", ["text", "json", "markdown", "svg", "html"])
def test_a_query_that_is_answered_is_told_without_its_escapes(answer: Run, output_format: str) -> None:
    for query in (("search", "\u202eperceptron \x1b\x9b"), ("define", "\u202eperceptron\x9b")):
        result = answer(*query, "--format", output_format)
        assert result.code == 0
        assert not FORBIDDEN.search(result.out + result.err)


def test_json_has_the_very_query_though_escaped(answer: Run) -> None:
    result = answer("search", "\u202eperceptron\x9b", "--json")
    assert result.json["query"] == "\u202eperceptron\x9b"
    assert r"\u202eperceptron\u009b" in result.out


def test_names_of_folders_and_variables_are_harmless(run: Run, make_book: MakeBook, tmp_path: Path) -> None:
    folder = make_book({}, "evil \x1b[31m")
    (folder / "book.yaml").unlink()
    (folder / "gc").rename(folder / "g\x9bc")
    for command in (("toc",), ("doctor",), ("read",), ("list", "sections")):
        result = run(*command, MLSYS_CONTENT=str(folder), TERM="\x1b[31m")
        assert result.out
        assert not FORBIDDEN.search(result.out + result.err)


def test_a_mistake_in_an_evil_book_is_told_harmlessly(run: Run, make_book: MakeBook) -> None:
    book = make_book({"gc/glossary.yaml": 'terms: [{"id": "x\\e[31m", "na\\e[31mme": "\\u202e", kind: "\\e"}]'})
    result = run("define", "x", "--content", str(book))
    assert result.code == 3
    assert "glossary.yaml:1:" in result.err
    assert not FORBIDDEN.search(result.err)


def test_a_name_of_two_lines_is_one_line_of_a_list(run: Run, make_book: MakeBook) -> None:
    book = make_book({"gc/glossary.yaml": 'terms: [{id: two, name: "a\\tb\\nc", kind: concept, definition: D.}]'})
    assert run("list", "terms", "--content", str(book)).out == "two\ta b c\n"


@each(
    "name, cell",
    [
        ("=1+1", "'=1+1"),
        ("+cmd|calc!A0", "'+cmd|calc!A0"),
        ("-1+cmd|calc!A0", "'-1+cmd|calc!A0"),
        ("@sum(a1)", "'@sum(a1)"),
        ("-5", "-5"),
        ("+1.5e-3", "+1.5e-3"),
        ("a=b", "a=b"),
    ],
)
def test_a_spreadsheet_gets_no_formula_but_numbers(run: Run, make_book: MakeBook, name: str, cell: str) -> None:
    """Where a program reads the lines, nothing is added."""
    book = make_book({"gc/glossary.yaml": f'terms: [{{id: t, name: "{name}", kind: concept, definition: D.}}]'})
    assert (
        list(csv.reader(run("list", "terms", "--content", str(book), "--format", "csv").out.splitlines()))[1][1] == cell
    )
    assert run("list", "terms", "--content", str(book)).out == f"t\t{name}\n"
