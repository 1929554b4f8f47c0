"""Messages about values, in an author's words: what is wanted, and how it is written."""

import re
from dataclasses import fields
from typing import Any, get_args, get_type_hints

import pytest
import yaml

from mlsys_cli.book import model
from mlsys_cli.book.kinds import KINDS
from mlsys_cli.book.parse.load import read_entry
from mlsys_cli.book.parse.yaml_document import parse
from tests.loading.conftest import NOT_HERE
from tests.support.cases import each
from tests.support.program import MakeBook, Run

TERM = "glossary.yaml terms {{id: heap, name: Heap, kind: concept, definition: A pile., {}}}"
BARE = "glossary.yaml terms {{id: heap, {}}}"
SOURCE = "../references.yaml references {{key: knuth1968, title: Art, venue: A book, {}}}"
EVENT = "timeline.yaml events {{id: lisp, title: Lisp, body: It collects., {}}}"
ROW = (
    "tables.yaml tables {{id: a, title: A, columns: [{{id: b, name: B}}], rows: [{{aspect: C, cells: {{b: d}}}}, {}]}}"
)
FIGURE = "figures.yaml figures {{id: a, kind: bars, title: A, alt: A., {}}}"
QUIZ = "quiz.yaml questions {{id: a, section: gc/why, level: recall, ask: Why ___?, explain: So., {}}}"

COMPLAINTS = [
    (TERM, "see_also: moon", "'see_also' must be a list | write [moon]"),
    (TERM, "see_also: 3", "'see_also' must be a list | write [\"3\"]"),
    (TERM, 'see_also: "a: b"', "'see_also' must be a list | begin each item with '- '"),
    (TERM, "see_also: {a: b}", "'see_also' must be a list | begin each item with '- '"),
    (TERM, "see_also: ", "'see_also' is empty"),
    (
        TERM,
        "see_also: [[moon]]",
        "item 1 of 'see_also' must be a text | remove the extra pair of brackets, or put quotes",
    ),
    (TERM, "example: ", "'example' is empty"),
    (TERM, "example: [[moon]]", "'example' must be a text | put it in quotes: in YAML, a text can't begin with ["),
    (BARE, "name: A, definition: B, kind: ", "'kind' is empty"),
    (SOURCE, "authors: Donald Knuth", "'authors' must be a list | write [Donald Knuth]"),
    (SOURCE, 'authors: "Knuth, Donald"', "'authors' must be a list | begin each item with '- '"),
    (QUIZ, 'kind: typed, answers: "1956"', "'answers' must be a list | write [\"1956\"]"),
    (TERM, 'see_also: "moon, sun"', "'see_also' must be a list | write [moon, sun]"),
    (SOURCE, "authors: [Donald Knuth], year: 1.5", "'year' must be a whole number"),
    (EVENT, "year: soon", "'year' must be a whole number"),
    (EVENT, "year: [1990]", "'year' must be a whole number"),
    (EVENT, "year: ", "'year' is empty"),
    (EVENT, "year: 1990, month: May", "'month' must be a number from 1 to 12 | write 5"),
    (EVENT, "year: 1990, month: Sept.", " | write 9"),
    (EVENT, "year: 1990, month: Ma", "'month' must be a number from 1 to 12 | "),
    (EVENT, "year: 1990, month: 5, day: 32", "'day' must be a number from 1 to 31"),
    (
        ROW,
        "{aspect: E, cells: fast}",
        "'cells' of row 2 must be keys with values (`key: value`) | use the ids of the",
    ),
    (ROW, "{aspect: E, cells: {b: [3]}}", "'b' of 'cells' of row 2 must be a text | put it in quotes: "),
    (ROW, "fast", "row 2 must be keys with values (`key: value`) | the keys are as_of, aspect, cells, sources"),
    (FIGURE, "nodes: [{id: b, name: B, value: much}]", "'value' of node 1 must be a number"),
    (FIGURE, "edges: [b -> c]", "edge 1 must be a list | write the edges as a list: [[from, to],"),
    (
        FIGURE,
        "series: [{name: B, points: 5}]",
        "'points' of series 1 must be a list | write the points as a list: [[1, 2],",
    ),
    (FIGURE, 'y: {label: B, range: "2, 4.5"}', "'range' of 'y' must be a list | write [2, 4.5]"),
    (FIGURE, 'series: [{name: B, points: ["2, 4.5"]}]', "point 1 of series 1 must be a list | write [2, 4.5]"),
    (FIGURE, "y: {label: B, range: 5}", "'range' of 'y' must be a list | write [5]"),
    (QUIZ, "kind: chioce, choices: []", "'cloze' or 'open' | did you mean 'choice'?"),
    (QUIZ, "kind: , choices: []", "'kind' is empty; it must be 'choice', 'true-false', "),
    (
        QUIZ,
        "kind: choice, choices: [{text: A}, b]",
        "choice 2 must be keys with values (`key: value`) | the keys are right, text",
    ),
    (QUIZ, "kind: choice, choices: b", "'choices' must be a list | begin each item with '- '"),
    (QUIZ, "kind: choice, choices: [{text: A, right: maybe}]", "'right' of choice 1 must be true or false"),
    (QUIZ, "kind: choice, choices: [{text: A, right: [b]}]", "'right' of choice 1 must be true or false"),
    (QUIZ, "kind: cloze, gaps: tide", "'gaps' must be a list | write [[tide]]"),
    (QUIZ, "kind: cloze, gaps: [tide]", "gap 1 must be a list | write [tide]"),
    (
        QUIZ,
        "kind: cloze, gaps: [[tide, [flood]]]",
        "item 2 of gap 1 must be a text | remove the extra pair of brackets, or put ",
    ),
    (QUIZ, "kind: number, answer: much", "'answer' must be a number"),
    (QUIZ, "kind: number, answer: [3]", "'answer' must be a number"),
    (QUIZ, "kind: number, answer: .inf", "'answer' must be a"),
]
"""An entry with a blank, what stands in it, and how the message begins or ends, with the hint behind a bar."""


@pytest.mark.parametrize(("entry", "given", "expected"), COMPLAINTS)
def test_a_value_of_the_wrong_type(make_book: MakeBook, run: Run, entry: str, given: str, expected: str) -> None:
    file, key, mapping = entry.format(given).split(" ", 2)
    make_book({file.removeprefix("../") if ".." in file else f"gc/{file}": f"{key}:\n- {mapping}\n"})
    problems = run("check", "book", *NOT_HERE, "--json").json["problems"]
    (problem,) = (problem for problem in problems if problem["rule"] == "wrong-type")
    assert expected in f"{problem['message']} | {problem['hint']}"


def test_a_text_on_the_line_below_its_key(make_book: MakeBook, run: Run) -> None:
    make_book({"gc/chapter.yaml": "title: G\nsummary:\n  The sea moves: it does.\nsections: []\n"})
    (problem,) = run("check", "book", "--json").json["problems"]
    assert problem["message"] == "'summary' must be a text"
    assert problem["hint"] == "write `summary: |` if the lines below it are its text"


VALUES: tuple[Any, ...] = (
    None,
    "x",
    "",
    3,
    1.5,
    -1e300,
    True,
    [],
    {},
    [3],
    [None],
    ["x"],
    [["x"]],
    [[3]],
    [[[3]]],
    {"a": "b"},
    [{}],
)
PARTS = [{"id": 3}, {"text": []}, {"cells": "x"}, {"cells": {"a": 1, "b": [], "c": None}}, {"value": "x"}, {"x": "y"}]
NOUNS = tuple(getattr(model, kind.model) for kind in KINDS.values())


@pytest.mark.slow
@each("noun", NOUNS)
def test_no_message_speaks_of_the_types_of_python(noun: Any) -> None:
    spoken = re.compile(
        r"\b(tuple|dict|dictionary|mapping|string|instance|integer|bool|boolean|valid|parse|input)\b", re.IGNORECASE
    )
    for one in get_args(noun) or (noun,):
        kinds = get_args(get_type_hints(one).get("kind"))
        for field in fields(one):
            for value in (*VALUES, *([part] for part in PARTS)):
                text = yaml.dump({"kind": kinds[0] if kinds else None, field.name: value}, Dumper=yaml.CSafeDumper)
                document, _ = parse("book.yaml", text)
                assert document.root is not None
                _, problems = read_entry(document, document.root, noun)
                assert not [problem for problem in problems if spoken.search(problem.message)]


def test_a_text_with_a_comma_in_braces(problems: list[str]) -> None:
    """
    --- gc/quiz.yaml
    questions:
    - id: tides
      section: gc/why
      kind: choice
      level: recall
      ask: Why?
      explain: So.
      choices:
      - {text: The wind, and rain}
      - {text: The moon, right: true}
    """
    assert problems[:2] == [
        "book/gc/quiz.yaml:9:22: unknown-key: choice 1 has no 'and rain'",
        "  if it belongs to the text before the comma, put quotes around that text",
    ]


def test_a_text_with_a_comma_in_the_braces_of_an_entry(problems: list[str]) -> None:
    """
    --- gc/glossary.yaml
    terms:
    - {id: heap, name: Heap, kind: concept, definition: A pile, or more.}
    """
    assert problems == [
        "book/gc/glossary.yaml:2:61: unknown-key: a term has no 'or more.'",
        "  if it belongs to the text before the comma, put quotes around that text",
    ]


def test_a_key_without_a_value_is_no_text_with_a_comma(problems: list[str]) -> None:
    """
    --- gc/glossary.yaml
    terms:
    - {id: heap, name: Heap, kind: concept, definition: A pile., exampel: }
    """
    assert problems[1] == "  did you mean 'example'?"


def test_a_number_with_its_thousands_set_apart(problems: list[str]) -> None:
    """
    --- gc/timeline.yaml
    events:
    - {id: lisp, year: "1,960", title: Lisp, body: So.}
    """
    assert problems == [
        "book/gc/timeline.yaml:2:20: wrong-type: 'year' must be a whole number",
        "  write 1960",
    ]


def test_a_paragraph_that_is_not_deep_enough(problems: list[str]) -> None:
    """
    --- gc/chapter.yaml
    title: Garbage
    summary: What is left over.
    sections:
    - id: why
      title: Why
      body: |
        One.

      Two groups: one and another.
    """
    assert problems == [
        "book/gc/chapter.yaml:9:3: unknown-key: a section has no 'Two groups'",
        "  if it belongs to the text above, indent it as deep as that",
    ]


def test_an_event_is_no_a_event(problems: list[str]) -> None:
    """
    --- gc/timeline.yaml
    events:
    - {id: lisp, year: 1960, title: Lisp, body: It collects., boddy: So.}
    """
    assert problems[0] == "book/gc/timeline.yaml:2:59: unknown-key: an event has no 'boddy'"


def test_an_entry_without_a_space_after_its_colon(problems: list[str]) -> None:
    """
    --- gc/glossary.yaml
    terms:
    - id:heap
    -
    """
    assert problems == [
        "book/gc/glossary.yaml:2:3: wrong-type: this must be a term, written as keys and values (`key: value`)",
        "  a space is missing after the colon: write `id: heap`",
        "book/gc/glossary.yaml:3:2: wrong-type: this entry is empty; write the keys of a term",
    ]
