"""Keys: unknown, missing, twice."""

from tests.support.program import Run


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
    assert problems == ["book/gc/glossary.yaml:6:3: duplicate-key: 'name' is used twice", "  delete one of them"]
    assert run("define", "heap", "--json", "--content", "book").json["name"] == "Heap"


def test_duplicate_key_at_the_top(problems: list[str]) -> None:
    """
    --- gc/glossary.yaml
    terms: []
    terms: []
    """
    assert problems == ["book/gc/glossary.yaml:2:1: duplicate-key: 'terms' is used twice", "  delete one of them"]


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
    \u00a0\u00a0events: []
    """
    assert problems == [
        "book/gc/timeline.yaml:2:1: unknown-key: this file has no 'event'",
        "  did you mean 'events'?",
        "book/gc/timeline.yaml:3:1: unknown-key: this file has no '\\xa0\\xa0events'",
        "  it begins with a space that isn't an ordinary one: indent with the spaces of the space bar",
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
    assert problems == [
        "book/book.yaml:3:22: unknown-key: part 1 has no 'colour'",
        "  the keys are chapters, subtitle, title",
    ]


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
        "book/gc/tables.yaml:5:28: unknown-key: column 1 has no 'colour'",
        "  the keys are id, name",
        "book/gc/tables.yaml:8:56: yaml-surprise: 'count' of 'cells' of row 1 must be a text, but YAML reads this as"
        " true or false",
        "  put it in quotes",
        "book/gc/tables.yaml:8:61: unknown-key: row 1 has no 'note'",
        "  the keys are as_of, aspect, cells, sources",
        "book/gc/tables.yaml:10:5: unknown-key: row 2 has no 'cell'",
        "  did you mean 'cells'?",
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
    assert problems == [
        "book/gc/figures.yaml:7:28: unknown-key: node 1 has no 'colour'",
        "  the keys are id, name, note, second, value",
    ]
    result = run("figure", "loop", "--content", "book")
    assert result.code == 0
    assert "Mark" in result.out
    assert "Sweep" in result.out
    assert run("define", "zzzz", "--content", "book").code == 1


def test_a_field_that_is_there_without_a_text(problems: list[str]) -> None:
    """
    --- gc/chapter.yaml
    title: Garbage
    summary: What is left over.
    sections:
    - {id: why, title: "", body: So.}
    - {id: how, title: How, body: So., sections: [{id: deep, title: " ", body: So.}]}
    - {id: end, title: End, body: "", sections: [{id: last, title: Last, body: So.}]}
    --- gc/glossary.yaml
    terms:
    - {id: heap, name: "\u00a0", kind: concept, definition: A pile.}
    - {id: hill, name: Hill, kind: concept, definition: ''}
    --- gc/tables.yaml
    tables:
    - id: ways
      title: Two ways
      columns: [{id: mark, name: ""}, {id: count, name: Count}]
      rows: [{aspect: "", cells: {mark: a, count: b}}]
    --- references.yaml
    references: [{key: mc, authors: [Mc], title: Mine, venue: "", year: 1960}]
    """
    assert [line.removeprefix("book/") for line in problems if "missing-field" in line] == [
        "gc/chapter.yaml:4:20: missing-field: 'title' is empty",
        "gc/chapter.yaml:5:65: missing-field: 'title' is empty",
        "gc/glossary.yaml:2:20: missing-field: 'name' is empty",
        "gc/glossary.yaml:3:53: missing-field: 'definition' is empty",
        "gc/tables.yaml:4:30: missing-field: 'name' is empty",
        "gc/tables.yaml:5:19: missing-field: 'aspect' is empty",
    ]
