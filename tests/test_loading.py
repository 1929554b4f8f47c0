"""Loading a book: whatever is wrong with it is a problem with a place, and what is sound can be read.

The docstring of a test is the book (see `make_book`); `problems` is what `mlsys check` prints of it. Each rule has a
hit, with the place to the column, and a miss: the nearest thing that is allowed.
"""

import codecs
import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.conftest import BOOK, CHAPTER, MakeBook, Run

HEAP = "- {id: heap, name: Heap, kind: concept, definition: A pile.}\n"

NOT_HERE = ("--ignore", "unused-term,lonely-term,uncited-source")
"""Rules that a book of a single term can't keep. They have tests of their own, in test_rules.py."""


@pytest.fixture(autouse=True)
def _in_the_folder_of_books(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Paths are shown from where the reader is."""
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def problems(request: pytest.FixtureRequest, make_book: MakeBook, run: Run) -> list[str]:
    """What `mlsys check` prints of the book in the test's docstring: each problem, and its hint if it has one."""
    make_book(request.function.__doc__)
    return run("check", "book", *NOT_HERE).out.splitlines()


@pytest.fixture
def check_bytes(make_book: MakeBook, run: Run) -> Callable[[bytes], list[str]]:
    """The problems of a book whose glossary is these bytes."""

    def check(glossary: bytes) -> list[str]:
        (make_book({}) / "gc/glossary.yaml").write_bytes(glossary)
        return run("check", "book", *NOT_HERE).out.splitlines()

    return check


# --- files ---------------------------------------------------------------------------------------------------------


def test_a_sound_book(run: Run, problems: list[str]) -> None:
    """
    --- gc/glossary.yaml
    terms:
    - {id: heap, name: Heap, kind: concept, definition: A pile.}
    """
    assert problems == []
    result = run("define", "heap", "--content", "book")
    assert (result.code, result.err) == (0, "")


def test_yaml_syntax(problems: list[str]) -> None:
    """
    --- gc/glossary.yaml
    terms:
    - id: heap
      name: Heap: a pile
    """
    assert problems == [
        "book/gc/glossary.yaml:3:13: yaml-syntax: mapping values are not allowed in this context",
        "  put quotes around a text that has a colon and a space in it",
    ]


def test_yaml_syntax_at_the_first_character(problems: list[str]) -> None:
    """
    --- gc/glossary.yaml
    terms:
    - id: heap
      name: @heap
    """
    assert problems == [
        "book/gc/glossary.yaml:3:9: yaml-syntax: found character that cannot start any token",
        "  put quotes around a text that begins with this character",
    ]


def test_yaml_syntax_at_the_end_of_the_file(problems: list[str]) -> None:
    """
    --- gc/glossary.yaml
    terms:
    - {id: heap
    """
    assert problems == ["book/gc/glossary.yaml:3:1: yaml-syntax: did not find expected ',' or '}'"]


def test_a_character_that_yaml_does_not_have(check_bytes: Callable[[bytes], list[str]]) -> None:
    assert check_bytes("terms:\n- {id: ä🙂\x07}".encode()) == [
        "book/gc/glossary.yaml:2:10: yaml-syntax: control characters are not allowed"
    ]


def test_quotes_allow_what_would_be_syntax(problems: list[str]) -> None:
    """
    --- gc/glossary.yaml
    terms:
    - {id: heap, name: "@Heap: a pile", kind: concept, definition: "A pile: big."}
    """
    assert problems == []


@pytest.mark.parametrize(
    ("glossary", "place"),
    [
        (b"terms:\n- {id: h\xe4p}\n", "2:9"),
        (b"terms:\r\n- {id: \xc3\xa4\xf0\x9f\x99\x82h\xe4p}\r\n", "2:11"),  # columns are characters, not bytes
        (codecs.BOM_UTF8 + b"\xe4", "1:1"),
        (codecs.BOM_UTF8 + b"terms:\n  \xe4", "2:3"),
        ("terms: []".encode("utf-16"), "1:1"),
    ],
)
def test_not_utf_8(check_bytes: Callable[[bytes], list[str]], glossary: bytes, place: str) -> None:
    assert check_bytes(glossary) == [
        f"book/gc/glossary.yaml:{place}: not-utf-8: this byte isn't UTF-8",
        "  save the file as UTF-8",
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_utf_8_with_and_without_its_mark(check_bytes: Callable[[bytes], list[str]], encoding: str) -> None:
    assert check_bytes(f"terms:\n{HEAP.replace('Heap', 'Häufchen 🙂')}".encode(encoding)) == []


def test_unreadable_file(make_book: MakeBook, run: Run) -> None:
    (make_book({}) / "gc/glossary.yaml").mkdir()
    assert run("check", "book", *NOT_HERE).out == (
        "book/gc/glossary.yaml:1:1: unreadable-file: can't be read: not a file\n"
    )


def test_a_file_that_is_too_large_is_not_read(make_book: MakeBook, run: Run) -> None:
    (make_book({}) / "gc/glossary.yaml").write_text("#" * (8 * 1024 * 1024 + 1))
    assert run("check", "book", *NOT_HERE).out == (
        "book/gc/glossary.yaml:1:1: unreadable-file: can't be read: larger than 8 MiB\n"
    )


def test_files_that_are_not_there_are_not_missed(make_book: MakeBook, run: Run) -> None:
    folder = make_book({})
    assert sorted(path.name for path in folder.rglob("*.yaml")) == ["book.yaml", "chapter.yaml"]
    assert run("check", "book", *NOT_HERE) == (0, "", "")


def test_a_lone_alias_is_just_a_value(problems: list[str]) -> None:
    """
    --- gc/glossary.yaml
    terms:
    - {id: heap, name: &name Heap, kind: concept, definition: *name}
    """
    assert problems == []


def test_yaml_alias(problems: list[str]) -> None:
    """
    --- gc/glossary.yaml
    terms:
    - {id: heap, name: Heap, kind: concept, definition: A pile., aliases: &names [pile]}
    - {id: hill, name: Hill, kind: concept, definition: A heap., aliases: *names}
    """
    assert problems == [
        "book/gc/glossary.yaml:2:71: yaml-alias: an alias repeats this part of the file",
        "  write it out",
    ]


def test_aliases_that_grow_without_end_are_not_followed(problems: list[str]) -> None:
    """
    --- gc/glossary.yaml
    terms: &a
    - &b [*a, *a]
    - &c [*b, *b, *b, *b, *b, *b, *b, *b]
    - &d [*c, *c, *c, *c, *c, *c, *c, *c]
    """
    assert any(": yaml-alias: " in line for line in problems)


def test_too_deep(check_bytes: Callable[[bytes], list[str]]) -> None:
    depth = 100
    problems = check_bytes(b"terms:\n- " + b"[" * depth + b"]" * depth)
    # The list of terms is the first level below the top, and each bracket one more.
    assert "book/gc/glossary.yaml:2:62: too-deep: nested more than 60 levels deep" in problems


def test_too_many_values(check_bytes: Callable[[bytes], list[str]]) -> None:
    assert check_bytes(b"terms:\n" + b"- \n" * 500_001) == [
        "book/gc/glossary.yaml:1:1: too-many-values: this file has more than 500,000 values"
    ]


def test_countless_mistakes(check_bytes: Callable[[bytes], list[str]]) -> None:
    """Four fields are missing in each; the list is read on until there are more than 10,000 problems."""
    problems = [line for line in check_bytes(b"terms:\n" + b"- {}\n" * 3000) if not line.startswith(" ")]
    assert len(problems) == 10_000 + 4 + 1 - 10_000 % 4
    assert problems[-1] == (
        "book/gc/glossary.yaml:2503:3: countless-mistakes: the list has more than 10,000 mistakes up to here,"
        " and is not read on"
    )


def test_as_deep_as_anybody_writes(make_book: MakeBook, run: Run) -> None:
    nested = "{id: s0, title: S, body: b}"
    for depth in range(1, 25):
        nested = f"{{id: s{depth}, title: S, body: b, sections: [{nested}]}}"
    make_book({"gc/chapter.yaml": f"title: Deep\nsummary: Deep.\nsections: [{nested}]\n"})
    assert run("check", "book", *NOT_HERE, "--ignore", "repeated-heading") == (0, "", "")
    assert run("read", "gc/s0", "--content", "book").code == 0


# --- keys ----------------------------------------------------------------------------------------------------------


def test_bad_key(problems: list[str]) -> None:
    """
    --- gc/glossary.yaml
    terms: []
    ? [heap]
    : A pile.
    """
    assert problems == ["book/gc/glossary.yaml:2:3: bad-key: a key must be a word"]


def test_a_number_as_a_key_is_a_word(problems: list[str]) -> None:
    """
    --- gc/tables.yaml
    tables:
    - id: years
      title: Years
      columns: [{id: "1990", name: The nineties}]
      rows: [{aspect: Chips, cells: {1990: slow}}]
    """
    assert problems == []


def test_duplicate_key(run: Run, problems: list[str]) -> None:
    """
    --- gc/glossary.yaml
    terms:
    - id: heap
      name: Heap
      kind: concept
      definition: A pile.
      name: Pile
    """
    assert problems == ["book/gc/glossary.yaml:6:3: duplicate-key: 'name' stands here for the second time"]
    assert run("define", "heap", "--json", "--content", "book").json["name"] == "Heap"


def test_duplicate_key_at_the_top(problems: list[str]) -> None:
    """
    --- gc/glossary.yaml
    terms: []
    terms: []
    """
    assert problems == ["book/gc/glossary.yaml:2:1: duplicate-key: 'terms' stands here for the second time"]


def test_the_same_key_in_two_entries(problems: list[str]) -> None:
    """
    --- gc/glossary.yaml
    terms:
    - {id: heap, name: Heap, kind: concept, definition: A pile.}
    - {id: stack, name: Stack, kind: concept, definition: A tower.}
    """
    assert problems == []


def test_unknown_key(run: Run, problems: list[str]) -> None:
    """
    --- gc/glossary.yaml
    terms:
    - id: heap
      name: Heap
      kind: concept
      definition: A pile.
      explanaton: It grows.
    """
    assert problems == [
        "book/gc/glossary.yaml:6:3: unknown-key: a term has no 'explanaton'",
        "  did you mean 'explanation'?",
    ]
    assert run("define", "heap", "--content", "book").code == 0


def test_unknown_key_at_the_top(problems: list[str]) -> None:
    """
    --- gc/timeline.yaml
    eras: []
    event: []
    """
    assert problems == [
        "book/gc/timeline.yaml:2:1: unknown-key: this file has no 'event'",
        "  did you mean 'events'?",
    ]


def test_unknown_key_without_a_near_one(problems: list[str]) -> None:
    """
    --- gc/timeline.yaml
    xyz: []
    """
    assert problems == [
        "book/gc/timeline.yaml:1:1: unknown-key: this file has no 'xyz'",
        "  the keys are eras, events",
    ]


def test_unknown_key_of_a_part_of_the_book(problems: list[str]) -> None:
    """
    --- book.yaml
    id: tiny
    title: Tiny
    parts: [{title: All, colour: red, chapters: [gc]}]
    """
    assert problems == ["book/book.yaml:3:22: unknown-key: there is no 'colour' here"]


def test_unknown_key_of_a_section_below(problems: list[str]) -> None:
    """
    --- gc/chapter.yaml
    title: Garbage
    summary: What is left over.
    sections:
    - id: why
      title: Why
      body: So.
      sections:
      - {id: how, title: How, text: Thus, body: Thus.}
    """
    assert problems[0] == "book/gc/chapter.yaml:8:27: unknown-key: a section has no 'text'"


def test_unknown_key_of_a_column_and_a_row(run: Run, problems: list[str]) -> None:
    """
    --- gc/tables.yaml
    tables:
    - id: ways
      title: Two ways
      columns:
      - {id: mark, name: Mark, colour: red}
      - {id: count, name: Count}
      rows:
      - {aspect: Cycles, cells: {mark: yes it does, count: no}, note: x}
      - aspect: Pause
        cell: {}
        cells: {mark: long, count: short}
    """
    assert problems == [
        "book/gc/tables.yaml:5:28: unknown-key: there is no 'colour' here",
        "book/gc/tables.yaml:8:56: yaml-surprise: 'rows.0.cells.count' must be a text, and YAML reads this as true or"
        " false",
        "  put it in quotes",
        "book/gc/tables.yaml:8:61: unknown-key: there is no 'note' here",
        "book/gc/tables.yaml:10:5: unknown-key: there is no 'cell' here",
    ]


def test_an_unknown_key_within_loses_nothing_but_itself(run: Run, problems: list[str]) -> None:
    """
    --- gc/figures.yaml
    figures:
    - id: loop
      kind: cycle
      title: The loop
      alt: Two boxes in a circle.
      nodes:
      - {id: mark, name: Mark, colour: red}
      - {id: sweep, name: Sweep}
    """
    assert problems == ["book/gc/figures.yaml:7:28: unknown-key: there is no 'colour' here"]
    result = run("figure", "loop", "--content", "book")
    assert result.code == 0
    assert "Mark" in result.out
    assert "Sweep" in result.out
    assert run("define", "zzzz", "--content", "book").code == 1


# --- values --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ("NO", "yaml-surprise: 'name' must be a text, and YAML reads this as true or false\n  put it in quotes"),
        ("1990", "yaml-surprise: 'name' must be a text, and YAML reads this as a number\n  put it in quotes"),
        ("1.5", "yaml-surprise: 'name' must be a text, and YAML reads this as a number\n  put it in quotes"),
        ("[heap]", "wrong-type: 'name' must be a valid string"),
        ("{}", "wrong-type: 'name' must be a valid string"),
        ("~", "wrong-type: 'name' must be a valid string"),
    ],
)
def test_wrong_type_of_a_name(make_book: MakeBook, run: Run, given: str, message: str) -> None:
    make_book({"gc/glossary.yaml": f"terms:\n{HEAP.replace('Heap', given)}"})
    assert run("check", "book", *NOT_HERE).out == f"book/gc/glossary.yaml:2:20: {message}\n"


def test_a_word_for_a_number(problems: list[str]) -> None:
    """
    --- gc/timeline.yaml
    events:
    - {id: lisp, year: yes, title: Lisp, body: It collects.}
    - {id: java, year: 1995, month: on, title: Java, body: It collects.}
    """
    assert problems == [
        "book/gc/timeline.yaml:2:20: wrong-type: 'year' must be a number",
        "  YAML reads this as true or false",
        "book/gc/timeline.yaml:3:33: wrong-type: 'month' must be a number",
        "  YAML reads this as true or false",
    ]


def test_a_word_for_a_number_beside_an_unknown_key(run: Run, problems: list[str]) -> None:
    """
    --- gc/figures.yaml
    figures:
    - id: loop
      kind: bars
      title: Loop
      alt: A bar.
      as_of: yes
      nodes: [{id: mark, name: Mark, colour: red}]
    """
    assert [line.partition(": ")[0] for line in problems if not line.startswith(" ")] == [
        "book/gc/figures.yaml:6:10",
        "book/gc/figures.yaml:7:34",
    ]


@pytest.mark.parametrize("given", ["'NO'", '"1990"', "Norway", "x1", "1990s", "2020-04-01"])
def test_right_type_of_a_name(make_book: MakeBook, run: Run, given: str) -> None:
    make_book({"gc/glossary.yaml": f"terms:\n{HEAP.replace('Heap', given)}"})
    assert run("check", "book", *NOT_HERE).out == ""
    assert run("define", "heap", "--json", "--content", "book").json["name"] == given.strip("'\"")


def test_wrong_type_in_a_list(problems: list[str]) -> None:
    """
    --- gc/glossary.yaml
    terms:
    - {id: heap, name: Heap, kind: concept, definition: A pile., aliases: [pile, 3]}
    """
    assert problems == [
        "book/gc/glossary.yaml:2:78: yaml-surprise: 'aliases.1' must be a text, and YAML reads this as a number",
        "  put it in quotes",
    ]


def test_wrong_type_of_a_kind(problems: list[str]) -> None:
    """
    --- gc/glossary.yaml
    terms:
    - {id: heap, name: Heap, kind: thing, definition: A pile.}
    """
    assert problems == [
        "book/gc/glossary.yaml:2:32: wrong-type: 'kind' must be 'concept', 'method', 'system', 'person', 'dataset',"
        " 'hardware', 'event', 'measure', 'field', 'problem' or 'product'"
    ]


def test_wrong_type_of_a_list(problems: list[str]) -> None:
    """
    --- gc/glossary.yaml
    terms:
    - {id: heap, name: Heap, kind: concept, definition: A pile., aliases: pile}
    """
    assert problems == ["book/gc/glossary.yaml:2:71: wrong-type: 'aliases' must be a valid tuple"]


def test_wrong_type_of_an_entry(run: Run, problems: list[str]) -> None:
    """
    --- gc/glossary.yaml
    terms:
    - heap
    - {id: stack, name: Stack, kind: concept, definition: A tower.}
    """
    assert problems == ["book/gc/glossary.yaml:2:3: wrong-type: this must be a mapping with the keys of a term"]
    assert run("define", "stack", "--content", "book").code == 0


def test_wrong_type_of_all_entries(problems: list[str]) -> None:
    """
    --- gc/glossary.yaml
    terms: heap
    """
    assert problems == [
        "book/gc/glossary.yaml:1:8: wrong-type: this must be a list of terms",
        "  begin each one with '- '",
    ]


def test_wrong_type_of_a_file(problems: list[str]) -> None:
    """
    --- gc/timeline.yaml
    - {id: heap}
    """
    assert problems == ["book/gc/timeline.yaml:1:1: wrong-type: this file must begin with 'eras:' and 'events:'"]


def test_wrong_type_of_the_sections(problems: list[str]) -> None:
    """
    --- gc/chapter.yaml
    title: Garbage
    summary: What is left over.
    sections: why
    """
    assert problems == ["book/gc/chapter.yaml:3:11: wrong-type: this must be a list of sections"]


def test_wrong_type_of_a_year_and_a_month(run: Run, problems: list[str]) -> None:
    """
    --- gc/timeline.yaml
    events:
    - {id: soon, year: soon, title: Soon, body: It comes.}
    - {id: late, year: 1990, month: 13, title: Late, body: It came.}
    - {id: done, year: 1990, month: 12, title: Done, body: It went.}
    """
    assert problems == [
        "book/gc/timeline.yaml:2:20: wrong-type: 'year' must be a valid integer, unable to parse string as an integer",
        "book/gc/timeline.yaml:3:33: wrong-type: 'month' must be 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11 or 12",
    ]
    result = run("timeline", "--json", "--content", "book")
    assert [event["id"] for event in result.json["events"]] == ["done"]
    assert result.code == 3


def test_a_value_of_several_types_is_wrong_once(problems: list[str]) -> None:
    """
    --- gc/glossary.yaml
    terms:
    - {id: heap, name: Heap, kind: concept, definition: A pile., as_of: [1]}
    """
    assert problems == ["book/gc/glossary.yaml:2:69: wrong-type: 'as_of' must be a valid string"]


def test_a_number_that_is_none(run: Run, problems: list[str]) -> None:
    """
    --- gc/figures.yaml
    figures:
    - {id: loop, kind: bars, title: L, alt: A., nodes: [{id: a, name: A, value: nan}]}
    - {id: bars, kind: bars, title: L, alt: A., nodes: [{id: a, name: A, value: "-inf"}]}
    """
    assert problems == [
        "book/gc/figures.yaml:2:77: wrong-type: 'nodes.0.value' must be a finite number",
        "book/gc/figures.yaml:3:77: wrong-type: 'nodes.0.value' must be a finite number",
    ]


def test_places_of_keys_that_are_called_like_types(problems: list[str]) -> None:
    """
    --- gc/tables.yaml
    tables:
    - id: ways
      title: Ways
      columns: [{id: function-a, name: A}, {id: tuples, name: B}]
      rows:
      - aspect: One
        cells:
          function-a: 3
          tuples: NO
    """
    assert [line.partition(":")[2] for line in problems if not line.startswith(" ")] == [
        "8:19: yaml-surprise: 'rows.0.cells.function-a' must be a text, and YAML reads this as a number",
        "9:15: yaml-surprise: 'rows.0.cells.tuples' must be a text, and YAML reads this as true or false",
    ]


def test_control_character_in_a_key(problems: list[str]) -> None:
    r"""
    --- gc/tables.yaml
    tables:
    - {id: ways, title: Ways, columns: [{id: a, name: A}], rows: [{aspect: B, cells: {a: x, "b\e": y}}]}
    """
    assert [problem.partition(": the")[0] for problem in problems if not problem.startswith(" ")] == [
        "book/gc/tables.yaml:2:89: stray-cell",
        "book/gc/tables.yaml:2:91: control-character",
    ]


@pytest.mark.parametrize(("file", "entry"), [("glossary", "terms"), ("timeline", "events")])
def test_an_empty_id(make_book: MakeBook, run: Run, file: str, entry: str) -> None:
    fields = {"terms": "name: A, kind: concept, definition: A.", "events": "year: 1960, title: A, body: A."}[entry]
    make_book({f"gc/{file}.yaml": f"{entry}: [{{id: '', {fields}}}]\n"})
    column = len(entry) + 9
    line = f"book/gc/{file}.yaml:1:{column}: bad-id: '' isn't lower case with hyphens"
    assert run("check", "book", *NOT_HERE).out.splitlines() == [line]


def test_a_table_that_nobody_can_read_is_left_out(make_book: MakeBook, run: Run) -> None:
    columns = ", ".join(f"{{id: c{number}, name: C}}" for number in range(400))
    rows = ", ".join(f"{{aspect: A{number}, cells: {{}}}}" for number in range(400))
    make_book({"gc/tables.yaml": f"tables: [{{id: t, title: T, columns: [{columns}], rows: [{rows}]}}]\n"})
    (line,) = run("check", "book").out.splitlines()
    assert line.endswith("wrong-type: 400 columns of 400 rows are more than 100,000 cells")


def test_hints_are_for_slips(make_book: MakeBook, run: Run) -> None:
    """Whoever has hundreds of unknown keys in one place didn't misspell them."""
    make_book({"gc/glossary.yaml": "".join(f"term{number}: x\n" for number in range(300))})
    problems = run("check", "book", "--json").json["problems"]
    assert [bool(problem["hint"]) for problem in problems] == [True] * 100 + [False] * 200


def test_missing_field(problems: list[str]) -> None:
    """
    --- gc/glossary.yaml
    terms:
    - id: heap
      name: Heap
      kind: concept
    """
    assert problems == ["book/gc/glossary.yaml:2:3: missing-field: this term 'heap' has no 'definition'"]


def test_missing_field_of_a_column(problems: list[str]) -> None:
    """
    --- gc/tables.yaml
    tables:
    - id: ways
      title: Two ways
      columns: [{name: Mark, id: mark}, {id: count}]
      rows: []
    """
    assert problems == ["book/gc/tables.yaml:4:37: missing-field: this table 'ways' has no 'name'"]


def test_every_missing_field(problems: list[str]) -> None:
    """
    --- gc/glossary.yaml
    terms:
    - {}
    """
    assert problems == [
        f"book/gc/glossary.yaml:2:3: missing-field: this term has no '{field}'"
        for field in ("definition", "id", "kind", "name")
    ]


def test_missing_fields_of_an_empty_chapter(run: Run, make_book: MakeBook) -> None:
    make_book({"gc/chapter.yaml": "# later\n"})
    assert run("check", "book", *NOT_HERE).out.splitlines() == [
        "book/gc/chapter.yaml:1:1: missing-field: this file is empty",
        "  it must at least have a 'title'",
    ]
    assert run("toc", "--content", "book").code == 3


def test_an_empty_glossary_is_no_glossary(make_book: MakeBook, run: Run) -> None:
    make_book({"gc/glossary.yaml": "# later\n", "gc/timeline.yaml": ""})
    assert run("check", "book", *NOT_HERE) == (0, "", "")


def test_missing_field_of_the_book(run: Run, problems: list[str]) -> None:
    """
    --- book.yaml
    title: Tiny
    parts: [{title: All, chapters: [gc]}]
    """
    assert problems == ["book/book.yaml:1:1: missing-field: this book has no 'id'"]
    assert "Garbage" in run("toc", "--content", "book").out


# --- ids and chapters ----------------------------------------------------------------------------------------------


def test_duplicate_id(run: Run, problems: list[str]) -> None:
    """
    --- gc/glossary.yaml
    terms:
    - {id: heap, name: Heap, kind: concept, definition: A pile.}
    - {name: Pile, id: heap, kind: concept, definition: A heap.}
    """
    assert problems == ["book/gc/glossary.yaml:3:20: duplicate-id: 'heap' stands here for the second time"]
    assert run("define", "heap", "--json", "--content", "book").json["name"] == "Heap"


def test_duplicate_id_of_a_section_below(run: Run, problems: list[str]) -> None:
    """
    --- gc/chapter.yaml
    title: Garbage
    summary: What is left over.
    sections:
    - id: why
      title: Why
      body: So.
      sections:
      - {id: why, title: Why not, body: Thus., sections: [{id: deep, title: Deep, body: Still here.}]}
    """
    assert problems == ["book/gc/chapter.yaml:8:10: duplicate-id: 'why' stands here for the second time"]
    why = run("read", "gc/why", "--json", "--content", "book").json
    assert (why["title"], [section["id"] for section in why["sections"]]) == ("Why", ["gc/deep"])


def test_duplicate_id_of_a_source(problems: list[str]) -> None:
    """
    --- references.yaml
    references:
    - {key: knuth1968, authors: [Donald Knuth], title: The Art, venue: A book}
    - {key: knuth1968, authors: [Donald Knuth], title: The Craft, venue: A book}
    """
    assert problems == ["book/references.yaml:3:9: duplicate-id: 'knuth1968' stands here for the second time"]


def test_duplicate_id_in_another_chapter(run: Run, problems: list[str]) -> None:
    """
    --- book.yaml
    id: tiny
    title: Tiny
    parts: [{title: All, chapters: [hp, gc]}]
    --- hp/chapter.yaml
    title: Heaps
    summary: Piles.
    sections: [{id: why, title: Why, body: So.}]
    --- hp/glossary.yaml
    terms:
    - {id: heap, name: Heap, kind: concept, definition: A pile.}
    --- gc/glossary.yaml
    terms:
    - {id: heap, name: Heap, kind: concept, definition: Memory.}
    """
    assert problems == [
        "book/gc/glossary.yaml:2:8: duplicate-id: 'heap' stands here for the second time; the first is in"
        " hp/glossary.yaml"
    ]
    assert run("define", "heap", "--json", "--content", "book").json["definition"] == "A pile."


def test_a_term_and_a_table_may_have_the_same_id(problems: list[str]) -> None:
    """
    --- gc/glossary.yaml
    terms:
    - {id: heap, name: Heap, kind: concept, definition: A pile.}
    --- gc/tables.yaml
    tables:
    - {id: heap, title: Heaps, columns: [{id: heap, name: Heap}], rows: []}
    """
    assert problems == []


def test_missing_chapter(run: Run, problems: list[str]) -> None:
    """
    --- book.yaml
    id: tiny
    title: Tiny
    parts:
    - {title: All, chapters: [gc]}
    - {title: More, chapters: [hp]}
    """
    assert problems[0] == "book/book.yaml:5:28: missing-chapter: there is no hp/chapter.yaml in this book"
    assert run("read", "gc", "--content", "book").out.startswith("Garbage\n")


@pytest.mark.parametrize("name", ["", ".", "..", "../gc", "/etc", "gc/..", "x" * 300])
def test_a_chapter_is_a_folder_of_the_book(make_book: MakeBook, run: Run, name: str) -> None:
    make_book({"book.yaml": f'id: tiny\ntitle: Tiny\nparts: [{{title: All, chapters: [gc, "{name}"]}}]\n'})
    assert run("check", "book", *NOT_HERE).out.startswith("book/book.yaml:3:37: missing-chapter: there is no ")
    assert run("read", "gc", "--content", "book").code in (0, 3)
    assert run("read", "gc", "--content", "book").out.startswith("Garbage\n")


def test_a_folder_without_book_yaml_has_the_chapters_that_are_there(make_book: MakeBook, run: Run) -> None:
    folder = make_book({})
    (folder / "book.yaml").unlink()
    result = run("toc", "--content", "book")
    assert "Garbage" in result.out
    assert "book/book.yaml:1:1: unreadable-file: can't be read: No such file or directory" in result.err


# --- questions -----------------------------------------------------------------------------------------------------


def test_every_kind_of_question(run: Run, problems: list[str]) -> None:
    """
    --- gc/quiz.yaml
    questions:
    - id: one
      section: gc/why
      kind: choice
      level: apply
      ask: Which is garbage?
      choices: [{text: What nothing reaches, right: true}, {text: What is old}]
      explain: Age does not matter.
    - {id: two, section: gc/why, kind: true-false, level: recall, ask: Lisp collects., answer: true, explain: So.}
    - {id: three, section: gc/why, kind: typed, level: recall, ask: Who?, answers: [McCarthy], explain: He did.}
    - {id: four, section: gc/why, kind: number, level: recall, ask: When?, answer: 1960, tolerance: 1, explain: So.}
    - {id: five, section: gc/why, kind: order, level: understand, ask: Order., items: [mark, sweep], explain: So.}
    - id: six
      section: gc/why
      kind: match
      level: recall
      ask: Join.
      pairs: [{left: a, right: b}, {left: c, right: d}]
      explain: So.
    - {id: seven, section: gc/why, kind: cloze, level: recall, ask: Mark and ___., gaps: [[sweep]], explain: So.}
    """
    assert problems == []
    listed = run("list", "questions", "--content", "book").out.splitlines()
    assert listed[:2] == ["one\tWhich is garbage?", "two\tLisp collects."]
    assert len(listed) == 7


def test_a_question_of_no_known_kind(problems: list[str]) -> None:
    """
    --- gc/quiz.yaml
    questions:
    - {id: one, section: gc/why, level: recall, ask: Who?, explain: He.}
    - {id: two, section: gc/why, kind: essay, level: recall, ask: Who?, explain: He.}
    """
    assert problems == [
        "book/gc/quiz.yaml:2:3: missing-field: this question 'one' has no 'kind'",
        "book/gc/quiz.yaml:3:36: wrong-type: 'kind' must be 'choice', 'true-false', 'typed', 'number', 'order', 'match'"
        " or 'cloze'",
    ]


def test_unknown_keys_and_wrong_values_of_a_question(problems: list[str]) -> None:
    """
    --- gc/quiz.yaml
    questions:
    - {id: one, section: gc/why, kind: typed, level: hard, ask: Who?, answers: [He], explain: He., anwers: [She]}
    - id: two
      section: gc/why
      kind: choice
      level: recall
      ask: Who?
      choices: [{text: He, right: true}, {text: I, rigt: true}]
      explain: He.
    """
    assert problems == [
        "book/gc/quiz.yaml:2:50: wrong-type: 'level' must be 'recall', 'understand' or 'apply'",
        "book/gc/quiz.yaml:2:96: unknown-key: a question has no 'anwers'",
        "  did you mean 'answers'?",
        "book/gc/quiz.yaml:8:48: unknown-key: there is no 'rigt' here",
    ]


def test_questions_are_not_searched(make_book: MakeBook, run: Run) -> None:
    """A hit would give the answer away."""
    question = "{id: q, section: gc/why, kind: typed, level: recall, ask: Whose?, answers: [Lispy], explain: Lispy.}"
    make_book({"gc/quiz.yaml": f"questions: [{question}]\n"})
    assert run("search", "lispy", "--content", "book").code == 1


# --- links ---------------------------------------------------------------------------------------------------------

SOUND = {
    "references.yaml": "references:\n- {key: knuth1968, authors: [Donald Knuth], title: The Art, venue: A book}\n",
    "gc/timeline.yaml": "eras:\n- {id: early, name: Early, start: 1958, summary: Lisp.}\n"
    "events:\n- {id: lisp, year: 1960, title: Lisp, body: It collects.}\n",
    "gc/tables.yaml": "tables:\n- {id: ways, title: Ways, columns: [], rows: []}\n",
    "gc/figures.yaml": "figures:\n- {id: loop, kind: cycle, title: Loop, alt: A ring.}\n",
}
"""Something of each kind that can be linked to."""

LINKS = {
    "[[heap]]": "term",
    "[[term:heap|a pile]]": "term",
    "[[section:gc/why]]": "section",
    "[[chapter:gc]]": "chapter",
    "[[table:ways]]": "table",
    "![[table:ways]]": "table",
    "[[figure:loop]]": "figure",
    "![[figure:loop]]": "figure",
    "[[event:lisp]]": "event",
    "[[era:early]]": "era",
    "[[source:knuth1968]]": "source",
    "[@knuth1968]": "source",
}

OWN_RULE = {kind: kind for kind in ("section", "table", "figure", "era", "source")}
"""The kinds of things of which a dangling link has a rule of its own."""


@pytest.mark.parametrize("link", LINKS)
def test_dangling_link_in_prose(make_book: MakeBook, run: Run, link: str) -> None:
    glossary = (
        f"terms:\n- id: heap\n  name: Heap\n  kind: concept\n  definition: Häufchen 🙂.\n  example: |\n    {link}\n"
    )
    make_book({**SOUND, "gc/glossary.yaml": glossary})
    assert run("check", "book", *NOT_HERE).out == ""

    kind = LINKS[link]
    target = link.strip("![]@").partition("|")[0].rpartition(":")[2]
    make_book({**SOUND, "gc/glossary.yaml": glossary.replace(link, f"🙂 é\n\n    Ä {link.replace(target, 'zzzzzz')}")})
    column = len(f"    Ä {link.partition(target)[0]}") + 1
    assert run("check", "book", *NOT_HERE).out == (
        f"book/gc/glossary.yaml:9:{column}: dangling-{OWN_RULE.get(kind, 'link')}: there is no {kind} 'zzzzzz'\n"
    )


FIELDS = {
    "glossary.yaml terms {id: a, name: A, kind: concept, definition: b, see_also: [AT]}": "term",
    "glossary.yaml terms {id: a, name: A, kind: concept, definition: b, sources: [AT]}": "source",
    "glossary.yaml terms {id: a, name: A, kind: concept, definition: 'b [[AT]]'}": "term",
    "glossary.yaml terms {id: a, name: A, kind: concept, definition: b, disputed: 'b [@AT]'}": "source",
    "timeline.yaml eras {id: a, name: A, start: 1, summary: 'b [[AT]]'}": "term",
    "timeline.yaml events {id: a, year: 1, title: A, body: b, era: AT}": "era",
    "timeline.yaml events {id: a, year: 1, title: A, body: b, section: AT}": "section",
    "timeline.yaml events {id: a, year: 1, title: A, body: b, terms: [a, AT]}": "term",
    "timeline.yaml events {id: a, year: 1, title: A, body: b, sources: [AT]}": "source",
    "timeline.yaml events {id: a, year: 1, title: A, body: 'b [[figure:AT]]'}": "figure",
    "tables.yaml tables {id: a, title: A, columns: [], rows: [], caption: 'b [[AT]]'}": "term",
    "tables.yaml tables {id: a, title: A, columns: [], rows: [], sources: [AT]}": "source",
    "figures.yaml figures {id: a, kind: flow, title: A, alt: b, caption: 'b [[table:AT]]'}": "table",
    "figures.yaml figures {id: a, kind: flow, title: A, alt: b, sources: [AT]}": "source",
    "chapter.yaml sections {id: a, title: A, body: 'b [[AT]]'}": "term",
    "chapter.yaml sections {id: a, title: A, body: b, remember: 'b [[section:AT]]'}": "section",
    "chapter.yaml sections {id: b, title: B, body: b, sections: [{id: a, title: A, body: '[@AT]'}]}": "source",
}
"""Every field that points to something, where it stands; `AT` is the place of the pointer."""


@pytest.mark.parametrize("field", FIELDS)
def test_dangling_link_in_a_field(make_book: MakeBook, run: Run, field: str) -> None:
    name, key, entry = field.split(" ", 2)
    term = "terms:\n- {id: a, name: A, kind: concept, definition: b}\n"
    top = "title: Garbage\nsummary: What is left over.\n" if name == "chapter.yaml" else ""
    make_book({"gc/glossary.yaml": term, f"gc/{name}": f"{top}{key}:\n- {entry.replace('AT', 'zzzzzz')}\n"})
    line = 4 if top else 2
    rule = "see-also" if "see_also" in field else OWN_RULE.get(FIELDS[field], "link")
    assert run("check", "book", *NOT_HERE).out == (
        f"book/gc/{name}:{line}:{entry.index('AT') + 3}: dangling-{rule}: there is no {FIELDS[field]} 'zzzzzz'\n"
    )


def test_dangling_link_in_the_summary_and_the_objectives(problems: list[str]) -> None:
    """
    --- gc/chapter.yaml
    title: Garbage
    summary: What is [[left]] over.
    objectives:
    - Tell it from [[litter]].
    sections: []
    """
    assert problems == [
        "book/gc/chapter.yaml:2:20: dangling-link: there is no term 'left'",
        "book/gc/chapter.yaml:4:18: dangling-link: there is no term 'litter'",
    ]


def test_dangling_link_is_placed_at_the_link_and_not_at_the_word(problems: list[str]) -> None:
    """
    --- gc/glossary.yaml
    terms:
    - id: heap
      name: Heap
      kind: concept
      definition: A stack, or stack-like, but no [[stacks]]; a [[ stack |pile]], [[heap|stack]].
    """
    assert problems == [
        "book/gc/glossary.yaml:5:48: dangling-link: there is no term 'stacks'",
        "book/gc/glossary.yaml:5:63: dangling-link: there is no term 'stack'",
    ]


def test_dangling_link_with_a_near_id(problems: list[str]) -> None:
    """
    --- gc/glossary.yaml
    terms:
    - {id: heap, name: Heap, kind: concept, definition: "A [[haep]]."}
    """
    assert problems == [
        "book/gc/glossary.yaml:2:58: dangling-link: there is no term 'haep'",
        "  did you mean 'heap'?",
    ]


def test_a_link_in_code_is_no_link(problems: list[str]) -> None:
    """
    --- gc/glossary.yaml
    terms:
    - {id: heap, name: Heap, kind: concept, definition: "Write `[[stack]]` or `[@stack]`."}
    """
    assert problems == []


def test_a_dangling_link_is_read_as_its_words(make_book: MakeBook, run: Run) -> None:
    make_book({"gc/glossary.yaml": "terms:\n" + HEAP.replace("A pile.", "'A [[pile]] of [[things|stuff]].'")})
    assert "A pile of stuff." in run("define", "heap", "--content", "book").out


# --- places --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_places_do_not_depend_on_the_encoding(
    check_bytes: Callable[[bytes], list[str]], end: str, encoding: str
) -> None:
    glossary = """\
terms:
- id: heap
  name: "Häufchen 🙂 e\u0301"
  kind: concept
  definition: |
    Ein 🙂 Häufchen.

    Größe: 🙂 [[stäpel]]
  example: >-
    Faltig 🙂
    und [[gefaltet]].
- {id: "🙂ä", näme: x, name: 3, kind: concept, definition: "ä"}
"""
    assert check_bytes(glossary.replace("\n", end).encode(encoding)) == [
        "book/gc/glossary.yaml:8:16: dangling-link: there is no term 'stäpel'",
        "book/gc/glossary.yaml:11:11: dangling-link: there is no term 'gefaltet'",
        "book/gc/glossary.yaml:12:14: unknown-key: a term has no 'näme'",
        "  did you mean 'name'?",
        "book/gc/glossary.yaml:12:29: yaml-surprise: 'name' must be a text, and YAML reads this as a number",
        "  put it in quotes",
    ]


def test_all_problems_are_reported_sorted_by_place(run: Run, problems: list[str]) -> None:
    """
    --- gc/timeline.yaml
    events: [3]
    --- gc/glossary.yaml
    terms:
    - {id: b, name: B, kind: concept, definition: "[[x]]"}
    - {id: c, name: C, kind: concept}
    - {id: b, name: B, kind: concept, definition: b}
    """
    places = [line.split(": ")[0] for line in problems if not line.startswith(" ")]
    assert places == [
        "book/gc/glossary.yaml:2:50",
        "book/gc/glossary.yaml:3:3",
        "book/gc/glossary.yaml:4:8",
        "book/gc/timeline.yaml:1:10",
    ]


def test_problems_as_json(run: Run, problems: list[str]) -> None:
    """
    --- gc/glossary.yaml
    terms:
    - {id: heap, name: Heap, kind: concept, definitoin: A pile.}
    """
    (missing, unknown) = run("check", "book", "--json", *NOT_HERE).json["problems"]
    assert (missing["line"], missing["column"], missing["rule"]) == (2, 3, "missing-field")
    assert (unknown["line"], unknown["column"], unknown["rule"]) == (2, 41, "unknown-key")


def test_the_bundled_book_is_sound(run: Run) -> None:
    assert run("check") == (0, "", "")


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.dictionaries(
        st.sampled_from(
            [
                "book.yaml",
                "references.yaml",
                "gc/chapter.yaml",
                "gc/glossary.yaml",
                "gc/timeline.yaml",
                "gc/tables.yaml",
            ]
        ),
        st.one_of(
            st.binary(max_size=60),
            st.text(max_size=60).map(lambda text: text.encode("utf-8", "surrogatepass")),
            st.recursive(
                st.none() | st.booleans() | st.integers() | st.text(max_size=5),
                lambda inner: (
                    st.lists(inner, max_size=3)
                    | st.dictionaries(
                        st.sampled_from(["terms", "id", "name", "sections", "events", "parts", "chapters", "rows"]),
                        inner,
                    )
                ),
            ).map(lambda value: json.dumps(value).encode()),
        ),
        min_size=1,
    )
)
def test_any_file_at_all_is_read_or_reported(make_book: MakeBook, run: Run, files: dict[str, bytes]) -> None:
    folder = make_book({})
    for path, content in files.items():
        (folder / path).write_bytes(content)
    result = run("check", "book", MLSYS_DEBUG=1)
    assert result.code in (0, 1)
    assert run("toc", "--content", "book", MLSYS_DEBUG=1).code in (0, 3)
    for path in files:
        (folder / path).unlink()


# --- what is sound stays readable ----------------------------------------------------------------------------------

TORN = {
    "gc/glossary.yaml": f"terms:\n{HEAP}- {{id: stack, name: Stack, kind: concept}}\n",
    "gc/timeline.yaml": "events: [\n",
}
"""A book with one sound term, one that lacks its definition, and a timeline that isn't YAML."""


def test_sound_parts_are_shown_with_a_warning(make_book: MakeBook, run: Run) -> None:
    make_book(TORN)
    result = run("define", "heap", "--content", "book")
    assert result.code == 0
    assert result.out.startswith("Heap\n")
    assert result.err == (
        "mlsys: the book has mistakes; the sound part is shown\n"
        "  book/gc/glossary.yaml:3:3: missing-field: this term 'stack' has no 'definition'\n"
        "  and more like it\n"
    )


def test_a_lost_part_is_not_said_to_be_missing(make_book: MakeBook, run: Run) -> None:
    make_book(TORN)
    result = run("define", "stack", "--content", "book")
    assert (result.code, result.out) == (3, "")
    assert "there is no term 'stack', but a part of the book can't be read" in result.err
    assert "book/gc/glossary.yaml:3:3: missing-field" in result.err
    assert "book/gc/timeline.yaml:2:1: yaml-syntax" in result.err
    assert run("search", "towers", "--content", "book").code == 3


def test_a_miss_in_a_book_with_harmless_mistakes(make_book: MakeBook, run: Run) -> None:
    """What has been lost nowhere can be said to be nowhere."""
    make_book({"gc/glossary.yaml": f"terms:\n{HEAP}extra: 1\n"})
    assert run("define", "heap", "--content", "book").code == 0
    assert run("define", "stack", "--content", "book").code == 1


def test_a_page_from_which_something_is_lost_says_so_with_its_exit_code(make_book: MakeBook, run: Run) -> None:
    torn = CHAPTER["gc/chapter.yaml"] + "- {id: how, title: How}\n"
    make_book({"gc/chapter.yaml": torn})
    for command in (("read", "gc"), ("toc",)):
        result = run(*command, "--content", "book")
        assert result.code == 3
        assert "Why" in result.out
    make_book({"gc/chapter.yaml": CHAPTER["gc/chapter.yaml"] + "- {id: how, title: How, body: Thus.}\n"})
    for command in (("read", "gc"), ("toc",)):
        assert run(*command, "--content", "book").code == 0


def test_a_section_that_is_lost_leaves_those_below_it(make_book: MakeBook, run: Run) -> None:
    chapter = "title: G\nsummary: s\nsections:\n- {id: a, title: A, sections: [{id: b, title: B, body: Here.}]}\n"
    make_book({"gc/chapter.yaml": chapter})
    result = run("read", "gc/b", "--content", "book")
    assert "Here." in result.out


def test_a_book_without_a_readable_chapter(make_book: MakeBook, run: Run) -> None:
    make_book({"book.yaml": "id: tiny\ntitle: Tiny\nparts: [{title: All, chapters: []}, 3]\n"})
    (Path("book/gc/chapter.yaml")).unlink()
    result = run("toc", "--content", "book")
    assert (result.code, result.out) == (3, "")
    assert result.err.startswith("mlsys: the book can't be read\n  book/book.yaml:3:37: wrong-type: ")


def test_no_book_at_all(run: Run) -> None:
    result = run("toc", "--content", "nowhere")
    assert (result.code, result.out) == (3, "")
    assert result.err.startswith(f"mlsys: there is no book at {Path.cwd() / 'nowhere'}\n")


# --- several books -------------------------------------------------------------------------------------------------


@pytest.fixture
def two_books(make_book: MakeBook) -> tuple[str, str]:
    """Two books with a term of the same id, and one term each that the other hasn't."""
    other = {"book.yaml": BOOK["book.yaml"].replace("tiny", "other").replace("Tiny", "Other")}
    own = f"terms:\n{HEAP}- {{id: stack, name: Stack, kind: concept, definition: More than a heap.}}\n"
    make_book({"gc/glossary.yaml": own}, "first")
    make_book(
        {
            **other,
            "gc/glossary.yaml": own.replace("A pile", "Memory").replace("stack", "queue").replace("Stack", "Queue"),
        },
        "second",
    )
    return "first", "second"


def test_content_several_times_or_joined_or_from_the_environment(run: Run, two_books: tuple[str, str]) -> None:
    first, second = two_books
    for options, env in (
        (("--content", first, "--content", second), {}),
        (("--content", os.pathsep.join(two_books)), {}),
        ((), {"MLSYS_CONTENT": os.pathsep.join(two_books)}),
    ):
        result = run("list", "terms", *options, **env)
        assert result.out.splitlines() == [
            "tiny:heap\tHeap\ttiny",
            "stack\tStack\ttiny",
            "other:heap\tHeap\tother",
            "queue\tQueue\tother",
        ]


def test_content_beats_the_environment(run: Run, two_books: tuple[str, str]) -> None:
    result = run("list", "terms", "--content", "second", MLSYS_CONTENT="first")
    assert result.out.splitlines() == ["heap\tHeap", "queue\tQueue"]


def test_an_empty_item_is_the_bundled_book(run: Run, two_books: tuple[str, str]) -> None:
    result = run("define", "stack", "eliza", "--json", MLSYS_CONTENT=f"first{os.pathsep}")
    assert [term["id"] for term in result.json["terms"]] == ["stack", "eliza"]
    assert run("define", "eliza", "--content", "first").code == 1
    assert run("define", "eliza", "--content", "").code == 0
    assert run("define", "eliza", MLSYS_CONTENT="").code == 0


def test_the_same_book_twice_is_one_book(run: Run, two_books: tuple[str, str]) -> None:
    result = run("define", "heap", "--content", "first", "--content", "./second/../first")
    assert (result.code, result.err) == (0, "")


def test_an_id_in_two_books_is_not_passed_over_in_silence(run: Run, two_books: tuple[str, str]) -> None:
    both = ("--content", os.pathsep.join(two_books))
    result = run("define", "heap", "--json", *both)
    assert (result.code, result.json["definition"]) == (0, "A pile.")
    assert result.err == "mlsys: showing tiny:heap; there is also other:heap\n"
    turned = run("define", "heap", "--json", "--content", os.pathsep.join(reversed(two_books)))
    assert turned.json["definition"] == "Memory."
    assert turned.err == "mlsys: showing other:heap; there is also tiny:heap\n"


@pytest.mark.parametrize(("name", "definition"), [("tiny:heap", "A pile."), ("other:heap", "Memory.")])
def test_an_id_of_a_book(run: Run, two_books: tuple[str, str], name: str, definition: str) -> None:
    result = run("define", name, "--json", "--content", os.pathsep.join(two_books))
    assert (result.code, result.json["definition"], result.err) == (0, definition, "")


def test_an_id_of_a_book_that_has_no_such_thing(run: Run, two_books: tuple[str, str]) -> None:
    assert run("define", "tiny:queue", "--content", os.pathsep.join(two_books)).code == 1


def test_links_stay_in_their_book(make_book: MakeBook, run: Run, two_books: tuple[str, str]) -> None:
    for book, name in (("first", "Pile"), ("second", "Memory")):
        path = Path(book, "gc/glossary.yaml")
        path.write_text(path.read_text().replace("Heap", name).replace("More than a heap.", "'More than a [[heap]].'"))
    both = ("--content", os.pathsep.join(two_books))
    assert "More than a Pile." in run("define", "stack", *both).out
    assert "More than a Memory." in run("define", "queue", *both).out


def test_two_books_with_the_same_id(make_book: MakeBook, run: Run) -> None:
    make_book({"gc/glossary.yaml": f"terms:\n{HEAP}"}, "first")
    make_book({"gc/glossary.yaml": f"terms:\n{HEAP}"}, "second")
    result = run("define", "heap", "--content", "first", "--content", "second")
    assert result.code == 0
    assert f"second/book.yaml:1:1: duplicate-id: the book in {Path.cwd()}/first has the id 'tiny' too" in result.err
