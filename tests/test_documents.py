"""The record of what `--json` says: a schema a kind of document, which every command fulfils and `mlsys schema` prints.

`MLSYS_UPDATE=1 pytest -m '' tests/test_documents.py` records what is new; a key that goes is a new version of all.
"""

import json
import os
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from mlsys_cli.book.author.format_guide import EXAMPLE
from mlsys_cli.cli.command_table import COMMANDS
from mlsys_cli.views.view import SCHEMA
from tests.support.program import Run
from tests.support.recorded_documents import (
    BEFORE,
    EVERY,
    FILES,
    LINES,
    OF_ANOTHER_BOOK,
    THAT_WRITE,
    WITHOUT,
    in_short,
    kind_of,
    schemas,
    unrecorded,
)

_RECORDS = bool(os.environ.get("MLSYS_UPDATE"))
RECORD = files("mlsys_cli.views") / "documents.json"


def documents(run: Run) -> Iterator[dict[str, Any]]:
    """Documents of each kind; to record them, of every entry of some kinds, else of every fifth."""
    for change in BEFORE:
        run(*change)
    for line in LINES:
        result = run(*line, "--json")
        assert result.code in (0, 1), (line, result.err)
        yield result.json
    for line in OF_ANOTHER_BOOK:
        yield run(*line, "--json", "--content", str(EXAMPLE)).json
    for name, text in FILES.items():
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_text(text, encoding="utf-8")
    yield run("--json", XDG_DATA_HOME=Path("damaged").absolute()).json
    for line in THAT_WRITE:
        result = run(*line, "--json")
        assert result.code in (0, 1), (line, result.err)
        yield result.json
    for kind, (command, before) in EVERY.items():
        for item in run("list", kind, "--json").json["items"][:: 1 if _RECORDS else 5]:
            yield run(command, f"{before}{item['id']}", "--exact", "--json").json


@pytest.mark.slow
def test_every_document_is_as_recorded(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    made = list(documents(run))
    if _RECORDS:
        with open(str(RECORD), "w", encoding="utf-8") as file:
            file.write(f"{in_short(schemas(made))}\n")
    record = json.loads(RECORD.read_text(encoding="utf-8"))
    assert {kind_of(document) for document in made} == set(record)
    for kind, schema in record.items():
        Draft202012Validator.check_schema(schema)
        validator = Draft202012Validator(schema)
        for document in (document for document in made if kind_of(document) == kind):
            assert [error.json_path for error in validator.iter_errors(document)] == [], document
            assert [*unrecorded(schema, document)] == [], document


def test_the_documents_of_every_command_are_recorded() -> None:
    lines = (*BEFORE, *LINES, *THAT_WRITE)
    shown = {*(line[0] for line in lines if line), *(command for command, _ in EVERY.values())}
    assert {*COMMANDS} - shown == {*WITHOUT}


def test_the_command_prints_the_schema_of_a_document(run: Run) -> None:
    schema = run("schema", "term.json").out
    validator = Draft202012Validator(json.loads(schema))
    term = run("define", "eliza", "--json").json
    assert validator.is_valid(term)
    assert not validator.is_valid({key: value for key, value in term.items() if key != "definition"})
    assert not validator.is_valid(term | {"schema": SCHEMA + 1})
    assert json.loads(schema)["title"] == f"term, version {SCHEMA}"


def test_a_document_that_there_is_not(run: Run) -> None:
    result = run("schema", "tern.json")
    assert (result.code, result.out) == (2, "")
    assert "did you mean 'term.json'?" in result.err
