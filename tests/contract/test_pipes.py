"""Pipes and colour."""

import pytest

from tests.contract.conftest import widest
from tests.support.cases import each
from tests.support.program import Run
from tests.support.shell import ESCAPE, Shell


@each("command", ["read intro/symbolic-ai", "define eliza", "compare", "--help", "define --help"])
def test_colour_can_be_asked_for_in_a_pipe(answer: Run, command: str) -> None:
    argv = command.split()
    plain = answer(*argv).out
    for coloured in (answer("--color", "always", *argv).out, answer(*argv, FORCE_COLOR=1).out):
        assert "\x1b[" in coloured
        assert [line.rstrip() for line in ESCAPE.sub("", coloured).splitlines()] == plain.splitlines()


def test_a_flag_for_colour_beats_the_variables(answer: Run) -> None:
    assert "\x1b" not in answer("read", "intro", "--color", "never", FORCE_COLOR=1).out
    assert "\x1b" in answer("read", "intro", "--color", "always", NO_COLOR=1).out


@each("command", ["read intro", "list sources", "--help"])
def test_a_reader_who_has_seen_enough(shell: Shell, command: str) -> None:
    done = shell.run(f"mlsys {command} | head -1 > /dev/null; exit ${{PIPESTATUS[0]}}")
    assert done.code in (0, 141)
    assert done.err == ""


@pytest.mark.slow
def test_a_reader_who_looked_at_nothing(shell: Shell) -> None:
    done = shell.run("mlsys read intro | true; exit ${PIPESTATUS[0]}")
    assert done.code in (0, 141)
    assert done.err == ""


@pytest.mark.slow
@each(
    "command, nowhere",
    [
        *(("read intro", "/dev/full"), ("list terms", "/dev/full"), ("--version", "/dev/full")),
        *(("define eliza", "&-"), ("--help", "&-"), ("completion zsh", "&-")),
    ],
)
def test_an_answer_that_cannot_be_written(shell: Shell, command: str, nowhere: str) -> None:
    done = shell.run(f"mlsys {command} >{nowhere}")
    assert done.code == 3
    assert done.err.startswith("mlsys: output can't be written: ")
    assert done.err.count("\n") == 1


def test_closed_stdin_and_stderr(shell: Shell) -> None:
    """A daemon has none of them; nothing is asked and nothing can be told."""
    assert shell.run("mlsys define eliza <&- 2>&-").out.startswith("ELIZA\n")
    assert shell.run("mlsys define zzzz 2>&-") == (1, "", "")
    assert shell.run("mlsys define - <&-").code == 2


def test_the_output_options_of_fzf(run: Run) -> None:
    """`fzf --preview 'mlsys define {1} --color always'`: colour, as wide as the preview, never paged."""
    out = run("define", "backpropagation", "--color", "always", FZF_PREVIEW_COLUMNS=50).out
    assert "\x1b[" in out
    assert 45 < widest(ESCAPE.sub("", out)) <= 50
