"""What scripts do with lists and several names."""

import re

import pytest

from tests.contract.conftest import ids
from tests.support.cases import each, some_of
from tests.support.program import Run
from tests.support.shell import Shell


@each("kind", ["chapters", "sections", "terms", "events", "tables", "figures", "questions", "sources"])
def test_a_list_is_an_id_a_tab_and_a_name_a_line(run: Run, kind: str) -> None:
    result = run("list", kind, COLUMNS=20)
    assert result.code == 0
    lines = [line.split("\t") for line in result.out.splitlines()]
    assert lines == [[item["id"], item["name"]] for item in run("list", kind, "--json").json["items"]]


@pytest.mark.slow
def test_every_listed_id_opens(run: Run) -> None:
    commands = {"sections": "read", "terms": "define", "tables": "compare", "figures": "figure", "sources": "cite"}
    for kind, command in commands.items():
        for entry_id in some_of(ids(run, kind), 15):
            result = run(command, entry_id, "--json")
            assert (result.code, result.err) == (0, "")
            assert result.json["id"] == entry_id


def test_the_pipe_of_ids_through_xargs(shell: Shell) -> None:
    done = shell.run("mlsys list terms | head -2 | cut -f1 | xargs -n1 mlsys define --json")
    assert (done.code, done.err) == (0, "")
    assert len(re.findall(r"^{$", done.out, re.MULTILINE)) == 2


@pytest.mark.slow
def test_names_from_printf(shell: Shell) -> None:
    done = shell.run("printf 'eliza\\nmycin\\n' | mlsys define -")
    assert (done.code, done.err) == (0, "")
    assert re.findall(r"^(ELIZA|MYCIN)$", done.out, re.MULTILINE) == ["ELIZA", "MYCIN"]


HEAVY = ["yaml", "pydantic", "fsrs", "markdown_it", "pygments", "rich.markdown", "rich.console", "rapidfuzz", "typer"]


LOOKUPS = ["define backpropagation", "read intro/symbolic-ai", "search perceptron", "compare", "due", "toc"]


def test_a_lookup_in_a_pipe_imports_nothing_heavy(shell: Shell) -> None:
    """All of them in one process: what one imports, the next ones have."""
    modules = shell.imported(*LOOKUPS)
    assert "mlsys_cli.session.books" in modules
    assert modules.isdisjoint(HEAVY)
