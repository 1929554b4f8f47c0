"""The formats of an answer."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.contract.conftest import DRAWN, SHOWING
from tests.support.cases import each
from tests.support.program import Run

KEYS: dict[str, list[str]] = json.loads((Path(__file__).parents[1] / "golden" / "keys.json").read_text())
"""The keys of the documents, by their commands: scripts rely on them, so one may be added, but none is renamed."""

_OF_THE_BOOK = {"cells", "counts", "numbers", "settings"}
"""The keys whose value has names of the book, or of an exhibit, as keys."""


@each("command", SHOWING)
@each("form", ["text", "plain", "json", "markdown", "svg", "html"])
def test_every_answer_has_every_general_format(answer: Run, command: str, form: str) -> None:
    result = answer(*command.split(), "-f", form)
    assert (result.code, result.err) == (0, "")
    assert result.out.endswith("\n")
    assert "\x1b" not in result.out
    if form == "plain":
        assert re.findall(DRAWN, result.out) == []
    if form == "json":
        assert set(KEYS[command]) <= set(keys_in(result.json))


def keys_in(value: Any, path: str = "") -> Iterator[str]:
    """The path of each key of a document; those of the items of a list are alike."""
    for item in value if isinstance(value, list) else ():
        yield from keys_in(item, path)
    for key, inner in value.items() if isinstance(value, dict) else ():
        place = f"{path}.{key}" if path else key
        yield place
        if key not in _OF_THE_BOOK:
            yield from keys_in(inner, place)


@pytest.mark.slow
@each(
    "line",
    ["", *SHOWING, "due", "progress", "define", "define elize", "define xyzzy", "read", "list", "new term", "forget"],
)
def test_a_line_without_options_gives_what_it_gives_with_one(answer: Run, line: str) -> None:
    """Without options, the words go to the command as they are, and Typer parses nothing."""
    assert answer(*line.split()) == answer(*line.split(), "--no-pager")


@each("command", ["toc", "timeline", "compare", "search perceptron", "cite", "list terms"])
def test_rows_have_csv(answer: Run, command: str) -> None:
    header, *rows = answer(*command.split(), "--format", "csv").out.splitlines()
    assert "," in header
    assert rows


def test_a_format_that_makes_no_sense_lists_those_that_do(answer: Run) -> None:
    result = answer("define", "eliza", "--format", "csv")
    assert (result.code, result.out) == (2, "")
    assert "text, plain, json, markdown, svg, html" in result.err


def test_a_plain_table_is_header_and_value(answer: Run) -> None:
    table = answer("compare", "--json").json
    out = " ".join(answer("compare", "--plain").out.split())
    for row in table["rows"]:
        for column in table["columns"]:
            assert f"{column['name']}: {row['cells'][column['id']]}" in out


def test_a_flag_beats_the_variable_for_plain(answer: Run) -> None:
    assert answer("define", "eliza", "--json", MLSYS_PLAIN=1).json["id"] == "eliza"
    assert answer("define", "eliza", "--format", "text", MLSYS_PLAIN=1) == answer("define", "eliza")


SECTION = "id title body sections terms sources"
DOCUMENTS = [
    (
        "define eliza",
        "term",
        "id name term_kind aliases definition explanation see_also sections events sources match",
    ),
    ("define eliza, mycin", "terms", "terms"),
    ("read intro", "chapter", SECTION),
    ("read intro/why", "section", SECTION),
    ("toc", "toc", "chapters"),
    ("timeline", "timeline", "eras events"),
    ("compare", "table", "id title columns rows"),
    ("search perceptron", "search", "query hits"),
    ("figure ai-triangle", "figure", "id title alt"),
    ("figure", "list", "items"),
    ("list terms", "list", "items"),
    ("list questions", "list", "items"),
]


@each("command, kind, keys", DOCUMENTS)
def test_the_keys_of_the_documents(answer: Run, command: str, kind: str, keys: str) -> None:
    document = answer(*command.split(), "--json").json
    assert document["kind"] == kind
    assert document["schema"] == 1
    assert set(keys.split()) <= set(document)


def test_the_keys_inside_the_documents(answer: Run) -> None:
    def first(command: str, *path: str) -> set[str]:
        value = answer(*command.split(), "--json").json
        for step in path:
            value = value[step][0]
        return set(value)

    assert first("define eliza, mycin", "terms") >= {"id", "name", "definition", "match"}
    assert set(answer("define", "eliza", "--json").json["match"]) >= {"query", "how", "score"}
    assert first("read intro", "sections") >= {"kind", *SECTION.split()}
    assert first("toc", "chapters") >= {"id", "title", "minutes", "sections"}
    assert first("timeline", "eras") >= {"id", "name", "start", "end"}
    assert first("timeline", "events") >= {"id", "year", "title", "body", "era", "disputed", "sources"}
    assert first("compare", "columns") >= {"id", "name"}
    assert first("compare", "rows") >= {"aspect", "cells"}
    assert first("search perceptron", "hits") >= {"kind", "id", "title", "snippet", "score", "open"}
    assert first("list terms", "items") >= {"id", "name"}


def test_ids_in_a_document_can_be_asked_for(answer: Run) -> None:
    term = answer("define", "backpropagation", "--json").json
    for key, command in (("see_also", "define"), ("sections", "read"), ("events", "timeline"), ("sources", "cite")):
        assert term[key]
        for entry_id in term[key]:
            assert answer(command, entry_id).code == 0


def test_json_is_utf8_and_one_document(answer: Run) -> None:
    out = answer("cite", "--json").out
    assert "Tramèr" in out
    assert isinstance(json.loads(out), dict)
