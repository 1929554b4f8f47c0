"""The Python API: what a program is told is what the command line tells a person, and nothing is read of the learner.

That programs type-check is seen with `tests/api_example.py`, which mypy checks strictly with everything else.
"""

import doctest
from collections.abc import Callable
from dataclasses import FrozenInstanceError
from pathlib import Path
from typing import Any

import pytest

import mlsys_cli.api as mlsys
from mlsys_cli.journal.store import Store
from tests.api_example import described
from tests.support.cases import each
from tests.support.program import MakeBook, Run


@pytest.fixture(autouse=True)
def _at_home(reading: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No test reads the packs and settings of whoever runs it."""
    monkeypatch.chdir(tmp_path)


def test_its_examples_are_right() -> None:
    failed, tried = doctest.testmod(mlsys)
    assert (failed, tried > 8) == (0, True)


def test_a_program_of_somebody_else() -> None:
    first, second = described(mlsys.open(), "eliza", "perceptrn and banana")
    assert first.startswith("ELIZA: A program of 1966")
    assert first.endswith("(weizenbaum1966, mlsys://term/eliza)")
    assert second == "there is no term 'perceptrn and banana'; did you mean 'Perceptron'?"


@each(
    "line, ask",
    [
        (["define", "eliza"], lambda book: book.define("eliza")),
        (["read", "intro/why"], lambda book: book.read("intro/why")),
        (["compare", "symbolic", "deep"], lambda book: book.compare("symbolic", "deep")),
        (["timeline", "perceptron", "--to", "1960", "--all"], lambda book: book.timeline("perceptron", last=1960)),
        (["cite", "shannon1948"], lambda book: book.cite("shannon1948")),
        (["estimate", "memory", "params=7B"], lambda book: book.estimate("memory params=7B")),
    ],
)
def test_an_answer_is_that_of_the_command(run: Run, line: list[str], ask: Callable[[mlsys.OpenBook], Any]) -> None:
    answer = ask(mlsys.open())
    assert answer.document == run(*line, "--json").json
    assert answer.text == run(*line, "--format", "markdown").out
    assert answer.sources
    for source in answer.sources:
        assert source.text.split()[0] in run("cite", source.key).out


def test_a_guess_is_said() -> None:
    assert mlsys.open().define("backpropagaton").messages == ("showing 'Backpropagation' for 'backpropagaton'",)


@each(
    "ask, error, hint",
    [
        (lambda book: book.define("elizza9"), mlsys.NotFoundError, "did you mean 'ELIZA'?"),
        (lambda book: book.search("gpu", kind="trem"), mlsys.UsageError, "did you mean 'term'?"),
        (lambda book: book.search("gpu", limit=-1), mlsys.UsageError, ""),
        (lambda book: book.questions("intro", count=-3), mlsys.UsageError, ""),
        (lambda book: book.define(" "), mlsys.UsageError, ""),
        (lambda book: book.define("-"), mlsys.UsageError, ""),
        (lambda book: book.grade("zzzz", True), mlsys.NotFoundError, ""),
    ],
)
def test_what_cant_be_answered_is_an_error(
    ask: Callable[[mlsys.OpenBook], Any], error: type[Exception], hint: str
) -> None:
    with pytest.raises(error) as raised:
        ask(mlsys.open())
    assert hint in " ".join(getattr(raised.value, "hints", ()))


def test_nothing_that_is_found_is_no_error() -> None:
    assert mlsys.open().search("xyzzyplugh") == ()


def test_an_answer_cant_be_changed() -> None:
    with pytest.raises(FrozenInstanceError):
        mlsys.open().define("eliza").title = "Alice"  # type: ignore[misc]  # mypy says so as well


def test_a_grade_is_recorded_nowhere(store: Store, home: Path) -> None:
    book = mlsys.open()
    (question,) = book.questions("good-why-two-years", count=1).document["questions"]
    assert "key" not in question
    right, wrong = book.grade(question["id"], True), book.grade(question["id"], False)
    assert (right.right, right.credit, wrong.right, wrong.credit) == (True, 1.0, False, 0.0)
    assert "They appear between two screenings." in wrong.text
    assert not (home / "data").exists()


def test_notes_and_settings_of_the_learner_are_not_read(run: Run, home: Path) -> None:
    run("note", "eliza", "zebra crossing")
    assert "zebra" in run("search", "zebra crossing").out
    assert "zebra" not in mlsys.open().define("eliza").text
    assert not [hit for hit in mlsys.open().search("zebra crossing") if "zebra crossing" in hit.snippet]
    (home / "config/mlsys-cli").mkdir(parents=True, exist_ok=True)
    (home / "config/mlsys-cli/config.toml").write_text("cards = 1\n")
    assert run("quiz", "intro", "-n", "1", "--json").code == 3
    assert mlsys.open().questions("intro", count=1).document["questions"]


def test_books_are_read_again_when_they_change(make_book: MakeBook) -> None:
    folder = make_book({"gc/glossary.yaml": "terms: [{id: heap, name: Heap, kind: concept, definition: A pile.}]"})
    book = mlsys.open(folder)
    assert book.define("heap").definition == "A pile."
    (folder / "gc/glossary.yaml").write_text("terms: [{id: heap, name: Heap, kind: concept, definition: A heap!}]")
    assert book.define("heap").definition == "A heap!"


def test_of_several_books_an_address_names_one(make_book: MakeBook) -> None:
    term = "terms: [{{id: heap, name: Heap, kind: concept, definition: {}}}]"
    one = make_book({"book.yaml": "{id: one, title: One, parts: []}", "gc/glossary.yaml": term.format("A.")}, "one")
    two = make_book({"gc/glossary.yaml": term.format("B.")}, "two")
    both = mlsys.open(two, one)
    address = both.define("heap").address
    assert address.startswith("mlsys://term/")
    assert both.define(address.removeprefix("mlsys://term/")).address == address
