"""Values: of the wrong type, out of bounds, not what YAML makes of them."""

import pytest

from tests.loading.conftest import HEAP, NOT_HERE
from tests.support.cases import each
from tests.support.program import MakeBook, Run


@each(
    "given, message",
    [
        ("NO", "yaml-surprise: 'name' must be a text, but YAML reads this as true or false\n  put it in quotes"),
        ("1990", "yaml-surprise: 'name' must be a text, but YAML reads this as a number\n  put it in quotes"),
        ("1.5", "yaml-surprise: 'name' must be a text, but YAML reads this as a number\n  put it in quotes"),
        (
            "[heap]",
            "wrong-type: 'name' must be a text\n  put it in quotes: in YAML, a text can't begin with [",
        ),
        ("{}", "wrong-type: 'name' must be a text\n  put it in quotes: in YAML, a text can't begin with {"),
        ("~", "wrong-type: 'name' is empty"),
        ("", "wrong-type: 'name' is empty"),
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


@each("given", ["'NO'", '"1990"', "Norway", "x1", "1990s", "2020-04-01"])
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
        "book/gc/glossary.yaml:2:78: yaml-surprise: alias 2 must be a text, but YAML reads this as a number",
        "  put it in quotes",
    ]


def test_wrong_type_of_a_list(problems: list[str]) -> None:
    """
    --- gc/glossary.yaml
    terms:
    - {id: heap, name: Heap, kind: concept, definition: A pile., aliases: pile}
    """
    assert problems == [
        "book/gc/glossary.yaml:2:71: wrong-type: 'aliases' must be a list",
        "  write [pile]",
    ]


def test_wrong_type_of_an_entry(run: Run, problems: list[str]) -> None:
    """
    --- gc/glossary.yaml
    terms:
    - heap
    - {id: stack, name: Stack, kind: concept, definition: A tower.}
    """
    assert problems == [
        "book/gc/glossary.yaml:2:3: wrong-type: this must be a term, written as keys and values (`key: value`)"
    ]
    assert run("define", "stack", "--content", "book").code == 0


def test_wrong_type_of_all_entries(problems: list[str]) -> None:
    """
    --- gc/glossary.yaml
    terms: heap
    """
    assert problems == [
        "book/gc/glossary.yaml:1:8: wrong-type: this must be a list of terms",
        "  begin each item with '- '",
    ]


def test_wrong_type_of_a_file(problems: list[str]) -> None:
    """
    --- gc/timeline.yaml
    - {id: heap}
    """
    assert problems == [
        "book/gc/timeline.yaml:1:1: wrong-type: this file must have 'eras:' and 'events:' at the top level"
    ]


def test_wrong_type_of_the_sections(problems: list[str]) -> None:
    """
    --- gc/chapter.yaml
    title: Garbage
    summary: What is left over.
    sections: why
    """
    assert problems == [
        "book/gc/chapter.yaml:3:11: wrong-type: this must be a list of sections",
        "  begin each item with '- '",
    ]


def test_wrong_type_of_a_year_and_a_month(run: Run, problems: list[str]) -> None:
    """
    --- gc/timeline.yaml
    events:
    - {id: soon, year: soon, title: Soon, body: It comes.}
    - {id: late, year: 1990, month: 13, title: Late, body: It came.}
    - {id: done, year: 1990, month: 12, title: Done, body: It went.}
    """
    assert problems == [
        "book/gc/timeline.yaml:2:20: wrong-type: 'year' must be a whole number",
        "book/gc/timeline.yaml:3:33: wrong-type: 'month' must be a number from 1 to 12",
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
    assert problems == [
        "book/gc/glossary.yaml:2:69: wrong-type: 'as_of' must be a text",
        "  put it in quotes: in YAML, a text can't begin with [",
    ]


def test_a_number_that_is_none(run: Run, problems: list[str]) -> None:
    """
    --- gc/figures.yaml
    figures:
    - {id: loop, kind: bars, title: L, alt: A., nodes: [{id: a, name: A, value: nan}]}
    - {id: bars, kind: bars, title: L, alt: A., nodes: [{id: a, name: A, value: "-inf"}]}
    """
    assert problems == [
        "book/gc/figures.yaml:2:77: wrong-type: 'value' of node 1 must be a finite number",
        "book/gc/figures.yaml:3:77: wrong-type: 'value' of node 1 must be a finite number",
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
        "8:19: yaml-surprise: 'function-a' of 'cells' of row 1 must be a text, but YAML reads this as a number",
        "9:15: yaml-surprise: 'tuples' of 'cells' of row 1 must be a text, but YAML reads this as true or false",
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
    line = f"book/gc/{file}.yaml:1:{column}: bad-id: '' isn't an id: lower-case letters and digits"
    assert run("check", "book", *NOT_HERE).out.splitlines() == [f"{line}, with single hyphens between them"]


def test_a_table_that_nobody_can_read_is_left_out(make_book: MakeBook, run: Run) -> None:
    columns = ", ".join(f"{{id: c{number}, name: C}}" for number in range(400))
    rows = ", ".join(f"{{aspect: A{number}, cells: {{}}}}" for number in range(400))
    make_book({"gc/tables.yaml": f"tables: [{{id: t, title: T, columns: [{columns}], rows: [{rows}]}}]\n"})
    (line,) = run("check", "book").out.splitlines()
    assert line.endswith("wrong-type: 400 columns × 400 rows is more than 100,000 cells")


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
    assert problems == ["book/gc/tables.yaml:4:37: missing-field: column 2 of this table 'ways' has no 'name'"]


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
        "  it needs at least a 'title'",
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
