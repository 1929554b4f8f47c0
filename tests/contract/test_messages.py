"""Exit codes, and what stands on stderr."""

import re
import shlex

import pytest

from mlsys_cli import __version__
from tests.support.cases import each
from tests.support.program import Run


def test_the_reader_in_a_pipe_is_the_home_page_or_names_the_command_to_use(run: Run) -> None:
    assert run("open") == run()
    for name, command in [("intro", "read intro"), ("model:gpt-3", "define model:gpt-3"), ("tables", "list tables")]:
        result = run("open", name)
        assert (result.code, result.out) == (2, "")
        assert f"in a pipe use 'mlsys {command}'" in result.err
        assert run(*command.split()).code == 0


@each(
    "words",
    [
        ("timeline", ""),
        ("timeline", "--era", ""),
        ("quiz", "--answer", ""),
        ("quiz", "--kind", " "),
        ("run", "--cast", ""),
        ("card", ""),
        ("export", "site", ""),
        ("class", "--folder", ""),
    ],
)
def test_an_empty_word_is_not_taken_for_one_that_was_not_typed(run: Run, words: tuple[str, ...]) -> None:
    result = run(*words)
    assert (result.code, result.out, "can't be empty" in result.err) == (2, "", True)


def test_the_home_page_is_short(run: Run) -> None:
    result = run()
    assert result.code == 0
    assert len(result.out.splitlines()) <= 24
    commands = re.findall(r"mlsys (?:read|define|timeline|toc|search)\b[^·\n]*", result.out)
    assert len(commands) >= 3
    for command in commands:
        assert run(*command.split()[1:]).code == 0


@each(
    "command",
    [
        "define zzzz",
        "search zzzz",
        "read zzzz",
        "figure zzzz",
        "compare zzzz",
        "cite zzzz",
        "timeline zzzz",
        "run zzzz",
    ],
)
@each("form", ["text", "json"])
def test_what_is_not_found(run: Run, command: str, form: str) -> None:
    result = run(*command.split(), "--format", form)
    assert (result.code, result.out) == (1, "")
    assert result.err.startswith("mlsys: ")


@each(
    "command",
    [
        "define",
        "search",
        "list",
        "list nonsense",
        "completion",
        "completion csh",
        "--nope",
        "define eliza --nope",
        "raed intro",
        "timeline --from soon",
        "timeline --from 1990 --to 1980",
        "define eliza --format pdf",
        "define eliza --format csv",
        "read intro --color sometimes",
        "search x --kind nonsense",
        "read ''",
        "search ' '",
        "quiz ''",
        "run ''",
        "list ''",
        "export '' study.jsonl",
        "completion ''",
    ],
)
def test_a_command_line_that_makes_no_sense(run: Run, command: str) -> None:
    result = run(*shlex.split(command))
    assert (result.code, result.out) == (2, "")
    assert result.err.startswith("mlsys: ")


def test_a_missing_argument_shows_the_usage(run: Run) -> None:
    assert "usage: mlsys define " in run("define").err
    assert "usage: mlsys " in run("--nope").err


@each(
    "command, message",
    [
        ("define eliza --jsn", "no such option: --jsn\n  did you mean '--json'?\n"),
        ("estimate move -5GB", "no such option: -5\n  write -- before a value that begins with a minus sign\n"),
        ("timeline --era", "option '--era' requires an argument\n"),
        ("run perceptron --seed x", "invalid value for '--seed': 'x' is not a whole number\n"),
        ("list terms events", "unexpected argument 'events'\n"),
    ],
)
def test_a_line_that_cannot_be_parsed_is_explained_in_our_words(run: Run, command: str, message: str) -> None:
    assert run(*command.split()).err.startswith(f"mlsys: {message}")


def test_a_misspelt_command_is_corrected(run: Run) -> None:
    assert "did you mean 'mlsys read'?" in run("raed", "intro").err


def test_content_that_is_not_there(run: Run) -> None:
    result = run("define", "eliza", "--content", "/nonexistent/book")
    assert (result.code, result.out) == (3, "")
    assert "/nonexistent/book" in result.err


@each("option", ["--version", "-V"])
def test_the_version_reads_no_content(run: Run, option: str) -> None:
    assert run(option, MLSYS_CONTENT="/nonexistent/book") == (0, f"mlsys {__version__}\n", "")


@each(
    "option, command",
    [
        ("--json", "define eliza"),
        ("--plain", "compare"),
        ("--format markdown", "read intro/why"),
        ("-f csv", "timeline"),
        ("--width 33", "define eliza"),
        ("--width 33", "--help"),
        ("--color always", "toc"),
        ("--exact", "define backpropagaton"),
        ("--no-pager", "toc"),
        ("--content /nonexistent/book", "toc"),
    ],
)
def test_options_stand_before_or_after_the_command(run: Run, option: str, command: str) -> None:
    before = run(*option.split(), *command.split())
    after = run(*command.split(), *option.split())
    if command != "--help":  # it is read as soon as it is met
        assert before == after
    assert before != run(*command.split()) or option == "--no-pager"


def test_an_option_given_last_wins(run: Run) -> None:
    assert run("--json", "define", "eliza", "--format", "plain").out.startswith("ELIZA\n")


def test_nothing_is_asked_when_stdin_is_no_terminal(run: Run) -> None:
    result = run("define", "-", stdin="")
    assert result.code == 2
    assert "stdin" in result.err


def test_an_unexpected_error_is_one_line(run: Run) -> None:
    def broken() -> int:
        raise RuntimeError("a bug")

    result = run("due", now=broken)
    assert result.code not in (0, 2, 130)
    assert result.out == ""
    assert result.err.count("\n") == 1
    assert "RuntimeError: a bug" in result.err
    assert "report" in result.err
    assert "mlsys doctor" in result.err
    with pytest.raises(RuntimeError):
        run("due", now=broken, MLSYS_DEBUG=1)
