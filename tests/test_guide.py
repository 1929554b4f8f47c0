"""`mlsys help`: commands, and the guide for authors, whose example is a real book."""

import re
from dataclasses import is_dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from mlsys_cli.book import model
from mlsys_cli.book.author.format_guide import EXAMPLE, example_files
from mlsys_cli.book.parse.diagnostics import keys_of, parts
from mlsys_cli.quiz.kinds.registry import QUESTION_KINDS
from tests.support.cases import each
from tests.support.program import Run

NOT_WRITTEN = {model.Problem, model.Chapter}
"""What an author never writes: a problem is found, and a chapter is its folder."""

NOUNS: list[type[Any]] = [noun for noun in vars(model).values() if isinstance(noun, type) and is_dataclass(noun)]
NOUNS += [*QUESTION_KINDS.values(), *parts().values()]


def test_help_on_nothing_known(run: Run) -> None:
    result = run("help", "poems")
    assert (result.code, result.out) == (2, "")
    assert "there is no help topic 'poems'" in result.err
    assert "content" in result.err


@each("line", ["help --json", "help quiz --json", "--format markdown help quiz"])
def test_help_on_a_command_is_text(run: Run, line: str) -> None:
    result = run(*line.split())
    assert (result.code, result.out) == (2, "")
    assert "help doesn't support the format" in result.err
    assert run("help", "quiz", "--plain").out == run("quiz", "--help").out


# --- the guide -------------------------------------------------------------------------------------------------------


def test_the_example_is_a_sound_book(run: Run) -> None:
    result = run("check", str(EXAMPLE))
    assert (result.code, result.out, result.err) == (0, "", "")
    assert run("read", "leavening", "--content", str(EXAMPLE)).code == 0


def test_the_example_has_every_kind_of_thing(run: Run) -> None:
    for kind in ("chapters", "sections", "terms", "events", "tables", "figures", "questions", "sources"):
        assert run("list", kind, "--content", str(EXAMPLE)).out, kind
    questions = yaml.safe_load(example_files()["leavening/quiz.yaml"])["questions"]
    assert len({question["kind"] for question in questions}) == len(QUESTION_KINDS)


def test_the_guide_shows_every_file_of_the_example(run: Run) -> None:
    files = {str(path.relative_to(EXAMPLE)) for path in EXAMPLE.rglob("*") if path.is_file()}
    answer = run("help", "content", "--json").json
    assert (answer["kind"], set(answer["files"])) == ("guide", files)
    for path, text in answer["files"].items():
        assert (EXAMPLE / path).read_text(encoding="utf-8") == text


@each("output_format", ["text", "plain", "markdown"])
def test_the_example_can_be_copied_from_the_guide(run: Run, output_format: str) -> None:
    """Its indentation means something, and so it stands as it is."""
    margin = "    " if output_format == "text" else ""
    lines = run("help", "content", "--format", output_format).out.splitlines()
    for text in example_files().values():
        for line in text.splitlines():
            assert not line or f"{margin}{line}" in lines


@each("output_format", ["text", "plain", "markdown"])
def test_the_chapter_in_markdown_can_be_copied_as_well(run: Run, output_format: str) -> None:
    """Its headings aren't those of the guide."""
    lines = run("help", "content", "--format", output_format).out.splitlines()
    margin = "    " if output_format == "text" else ""
    for line in ("---", "## Gas and gluten {#holes}", "Bread rises because [[yeast]] makes gas.", "::: deeper"):
        assert f"{margin}{line}" in lines


def test_the_guide_explains_every_key(run: Run) -> None:
    text = run("help", "content", "--format", "markdown").out.replace("\\", "")
    for noun in NOUNS:
        for key, words in () if noun in NOT_WRITTEN else keys_of(noun).items():
            assert re.search(rf"\*\*{key}(: [\w-]+)?:\*\* {re.escape(words)}", text), (noun, key)


def test_the_guide_names_what_an_author_types(run: Run) -> None:
    page = run("help", "content").out
    for words in ("mlsys new", "mlsys check", "mlsys edit", "mlsys schema", "read --watch", "[[", "![[", "[@"):
        assert words in page


@pytest.mark.slow
@each("width", [20, 40, 76, 200])
def test_it_fits_any_paper(run: Run, width: int) -> None:
    out = run("help", "content", COLUMNS=width).out
    assert max(map(len, out.splitlines())) <= width
    assert "leavening/quiz.yaml" in "".join(out.split())


def test_no_line_of_the_example_is_broken_on_a_usual_terminal() -> None:
    for path, text in example_files().items():
        assert max(map(len, text.splitlines())) <= 76, path


def test_the_guide_comes_with_the_package() -> None:
    import mlsys_cli

    assert EXAMPLE.is_relative_to(Path(mlsys_cli.__file__).parent)
