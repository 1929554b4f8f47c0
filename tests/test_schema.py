"""`mlsys schema`: an editor that checks with it says what `mlsys check` says."""

import json
from dataclasses import fields, is_dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from mlsys_cli.book import model
from mlsys_cli.book.author.format_guide import EXAMPLE, SCHEMA_FILES, file_schema, whole_schema
from mlsys_cli.book.author.templates import kinds_of
from mlsys_cli.book.kinds import BUNDLED_BOOK
from mlsys_cli.book.parse.diagnostics import keys_of, parts
from mlsys_cli.book.parse.load import load_book
from mlsys_cli.quiz.kinds.registry import QUESTION_KINDS
from mlsys_cli.text.own_files import book_around
from tests.support.cases import each
from tests.support.program import MakeBook, Run

FOLDERS = (BUNDLED_BOOK, BUNDLED_BOOK / "intro", EXAMPLE, EXAMPLE / "leavening")
BOOKS = [path for folder in FOLDERS for path in sorted(folder.glob("*.yaml"))]


def parsed(text: str) -> Any:
    """What a file says, which has dates and yes and no as YAML has them."""
    return yaml.load(text, Loader=yaml.CSafeLoader)


def faults(file: str, text: str, *kinds: str) -> list[str]:
    """The places, as paths of keys, at which a file's schema rejects a text of a book with these kinds of terms."""
    return ["/".join(map(str, error.path)) for error in validator(file, *kinds).iter_errors(parsed(text))]


@cache
def validator(file: str, *kinds: str) -> Draft202012Validator:
    """What tells whether a text fits the schema of a file."""
    return Draft202012Validator(file_schema(file, *kinds and [kinds]))


@cache
def whole_validator(*kinds: str) -> Draft202012Validator:
    """What tells whether a text fits the schema of all files."""
    return Draft202012Validator(whole_schema(kinds))


@cache
def kinds_in(folder: Path) -> tuple[str, ...]:
    """The kinds of terms of a book."""
    return tuple(kinds_of("term", load_book(folder).book))


@pytest.mark.slow
@each("path", BOOKS)
def test_what_is_written_is_accepted(path: Path) -> None:
    """By the schema of its file, and what the example of the guide has also by that of all files."""
    text = path.read_text(encoding="utf-8")
    kinds = kinds_in(Path(book_around(str(path)) or path))
    assert faults(path.name, text, *kinds) == []
    if path.is_relative_to(EXAMPLE):
        assert list(whole_validator(*kinds).iter_errors(parsed(text))) == []


TERM = "id: a, name: A, kind: concept, definition: X."
HEAD = "title: T, summary: S"
WHY = "id: why, title: Why, body: So."
TWO = "id: a, title: T, columns: []"
ASK = "id: a, section: c/s, level: apply, ask: Why, explain: So."


@each("file, text, where", [
        ("glossary.yaml", f"terms: [{{{TERM}}}]", None),
        ("glossary.yaml", f"terms: [{{{TERM}, alias: [b]}}]", "terms/0"),
        ("glossary.yaml", "terms: [{id: a, name: A, kind: concept}]", "terms/0"),
        ("glossary.yaml", f"terms: [{{{TERM.replace('id: a', 'id: A b')}}}]", "terms/0/id"),
        ("glossary.yaml", f"terms: [{{{TERM.replace('concept', 'idea')}}}]", "terms/0/kind"),
        ("glossary.yaml", f"terms: [{{{TERM.replace('name: A', 'name: no')}}}]", "terms/0/name"),
        ("glossary.yaml", "words: []", ""),
        ("chapter.yaml", f"{{{HEAD}, sections: [{{{WHY}, sections: [{{{WHY}}}]}}]}}", None),
        ("chapter.yaml", f"{{{HEAD}, sections: [{{{WHY}, sections: [{{id: b}}]}}]}}", "sections/0/sections/0"),
        ("timeline.yaml", "events: [{id: a, year: '1950', title: T, body: B}]", "events/0/year"),
        ("timeline.yaml", "events: [{id: a, year: 1950, month: 13, title: T, body: B}]", "events/0/month"),
        ("timeline.yaml", "events: [{id: a, year: 1950, title: T, body: B, landmark: so}]", "events/0/landmark"),
        ("glossary.yaml", f"terms: [{{{TERM}, also_asked: heap}}]", "terms/0/also_asked"),
        ("glossary.yaml", f"terms: [{{{TERM}, imported: {{format: csv, from: a.csv, id: a, hash: b}}}}]", None),
        ("glossary.yaml", f"terms: [{{{TERM}, imported: a.csv}}]", "terms/0/imported"),
        ("tables.yaml", f"tables: [{{{TWO}, rows: [{{aspect: A, cells: {{x: y}}}}]}}]", None),
        ("tables.yaml", f"tables: [{{{TWO}, rows: [{{aspect: A, cells: {{x: 1}}}}]}}]", "tables/0/rows/0/cells/x"),
        ("figures.yaml", "figures: [{id: a, kind: flow, title: T}]", "figures/0"),
        ("quiz.yaml", f"questions: [{{{ASK}, kind: true-false, answer: true}}]", None),
        ("quiz.yaml", f"questions: [{{{ASK}, kind: true-false, answers: [a]}}]", "questions/0"),
        ("quiz.yaml", f"questions: [{{{ASK}, kind: riddle}}]", "questions/0"),
        ("book.yaml", "{id: b, title: B}", ""),
        ("references.yaml", "references: [{key: a b, authors: [A], title: T, venue: V}]", "references/0/key"),
    ])  # fmt: skip  # a case a line
def test_what_is_wrong_is_rejected_where_it_stands(file: str, text: str, where: str | None) -> None:
    found = faults(file, text)
    assert found == [] if where is None else where in found


def test_the_kinds_of_terms_are_those_of_the_book(run: Run, make_book: MakeBook) -> None:
    book = make_book({"book.yaml": "id: b\ntitle: B\nparts: [{title: All, chapters: [gc]}]\nkinds: [{id: treaty}]\n"})
    schema = run("schema", str(book / "gc/glossary.yaml")).json
    assert schema["$defs"]["Term"]["properties"]["kind"]["enum"] == ["treaty"]
    assert "concept" in run("schema", "glossary.yaml").json["$defs"]["Term"]["properties"]["kind"]["enum"]


def test_the_kind_of_a_question_tells_which_one_it_is() -> None:
    items = file_schema("quiz.yaml")["properties"]["questions"]["items"]
    assert items["discriminator"]["propertyName"] == "kind"
    kinds = {ref["$ref"].rpartition("/")[2] for ref in items["oneOf"]}
    assert "ClozeQuestion" in kinds
    assert len(kinds) == len(QUESTION_KINDS)


def objects(schema: Any) -> list[Any]:
    """Every object in a schema that has keys of its own."""
    if isinstance(schema, dict):
        own = [schema] if "properties" in schema else []
        return own + [found for value in schema.values() for found in objects(value)]
    return [found for value in schema for found in objects(value)] if isinstance(schema, list) else []


def test_everything_is_described_and_nothing_else_allowed() -> None:
    found = objects(whole_schema())
    assert len(found) > 20
    for schema in found:
        assert schema["additionalProperties"] is False
        assert schema["description"]
        noun = vars(model).get(schema["title"])
        if noun is not None:
            assert schema["description"] == noun.__doc__
            assert all(value["description"] for value in schema["properties"].values())


def test_every_key_is_explained() -> None:
    for noun in (*vars(model).values(), *QUESTION_KINDS.values(), *parts().values()):
        if isinstance(noun, type) and is_dataclass(noun) and noun not in (model.Problem, model.Chapter):
            assert list(keys_of(noun)) == [field.name.rstrip("_") for field in fields(noun)]


@pytest.mark.slow
def test_the_command_prints_it(run: Run) -> None:
    for name in (*SCHEMA_FILES, "glossary", "my-book/intro/quiz.yaml"):
        file = name.rpartition("/")[2].removesuffix(".yaml") + ".yaml"
        assert json.loads(run("schema", name).out) == file_schema(file)
    assert json.loads(run("schema").out) == whole_schema()
    answer = run("schema", "quiz", "--json").json
    assert (answer["kind"], answer["schema"]) == ("schema", 1)
    assert answer.items() >= file_schema("quiz.yaml").items()


def test_a_file_without_a_schema(run: Run) -> None:
    result = run("schema", "poems.yaml")
    assert (result.code, result.out) == (2, "")
    assert "the schemas are book.yaml, references.yaml" in result.err
