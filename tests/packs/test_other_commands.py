"""Packs in the answers of other commands."""

from pathlib import Path

from tests.support.cases import each
from tests.support.program import Run
from tests.support.shell import Shell


def test_doctor_shows_the_packs(run: Run, added: str, packs: Path, source: str) -> None:
    facts = run("doctor", "--json").json["facts"]
    assert facts["packs"] == str(packs)
    assert facts["pack garbage"].startswith(f"from {source}, ")


def test_help_is_the_same_for_each_action(run: Run) -> None:
    shown = run("pack", "--help")
    assert shown.code == 0
    assert run("pack", "add", "--help").out == shown.out
    for action in ("add", "list", "info", "update", "remove"):
        assert f"mlsys pack {action}" in shown.out


@each(
    "line, offered",
    [
        ("mlsys pack ", "remove"),
        ("mlsys pack remove ", "garbage"),
        ("mlsys pack info ga", "garbage"),
        ("mlsys --pack ", "garbage"),
        ("mlsys toc --pack intro-", "intro-to-mlsys"),
    ],
)
def test_names_are_completed(run: Run, added: str, line: str, offered: str) -> None:
    assert offered in _offered(run, line)


def test_no_names_are_completed_for_a_source(run: Run, added: str) -> None:
    assert "garbage" not in _offered(run, "mlsys pack add ")


def _offered(run: Run, line: str) -> list[str]:
    number = len(line.split(" ")) - 1
    done = run(_MLSYS_COMPLETE="complete_bash", COMP_WORDS=line, COMP_CWORD=number)
    assert (done.code, done.err) == (0, "")
    return done.out.split()


def test_a_lookup_imports_nothing_of_packs_where_none_is_installed(shell: Shell) -> None:
    modules = shell.imported("define eliza")
    assert "mlsys_cli.session.books" in modules
    assert not [name for name in modules if name.startswith("mlsys_cli.packs.")]


def test_nothing_is_begun_in_a_pack(run: Run, added: str, packs: Path) -> None:
    """The next update would take it away."""
    result = run("new", "term", "crumb", "--in", str(packs / added))
    assert (result.code, result.out) == (2, "")
    assert "belongs to a pack" in result.err
