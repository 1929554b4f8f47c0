"""What the Tab key offers."""

import re
import shutil
from pathlib import Path

import pytest

from tests.support.cases import each
from tests.support.program import MakeBook, Run
from tests.support.shell import Shell


def offered(run: Run, line: str, kind: str) -> list[str]:
    """What a shell is offered for the last word of a line that begins with `mlsys`."""
    words = line.split(" ")
    env: dict[str, object] = {"_MLSYS_COMPLETE": f"complete_{kind}"}
    if kind == "bash":
        env |= {"COMP_WORDS": line, "COMP_CWORD": str(len(words) - 1)}
    else:
        env |= {"_TYPER_COMPLETE_ARGS": line, "_TYPER_COMPLETE_FISH_ACTION": "get-args"}
    done = run(**env)
    assert (done.code, done.err) == (0, "")
    if kind == "zsh":
        return re.findall(r'"([^"]+)"(?::"[^"]*")?\n?', done.out)
    return [item.split("\t")[0] for item in done.out.split("\n") if item]


@each(
    "line, word",
    [
        ("mlsys def", "define"),
        ("mlsys define backp", "backpropagation"),
        ("mlsys backp", "backpropagation"),
        ("mlsys what is backp", "backpropagation"),
        ("mlsys --json define backp", "backpropagation"),
        ("mlsys --width 40 define backp", "backpropagation"),
        ("mlsys define eliza --width 40 backp", "backpropagation"),
        ("mlsys define --js", "--json"),
        ("mlsys run percep", "perceptron"),
        ("mlsys casca", "cascade"),
        ("mlsys open h10", "h100"),
        ("mlsys run perceptron/x", "perceptron/xor"),
        ("mlsys run perceptron --set da", "data="),
        ("mlsys run perceptron --set data=x", "data=xor"),
        ("mlsys run jury/w", "jury/wrong"),
        ("mlsys run jury --set mem", "members="),
        ("mlsys read intr", "intro"),
        ("mlsys open glos", "glossary"),
        ("mlsys read intro/symb", "intro/symbolic-ai"),
        ("mlsys compare deploy", "deployment-spectrum"),
        ("mlsys search --kind ta", "table"),
        ("mlsys config new", "new-per-day"),
        ("mlsys export st", "study"),
        ("mlsys import st", "study"),
        ("mlsys suspend backp", "backpropagation"),
    ],
)
def test_what_tab_offers(run: Run, line: str, word: str) -> None:
    assert word in offered(run, line, "bash")


@each("kind", ["zsh", "fish"])
def test_what_tab_offers_in_other_shells(run: Run, kind: str) -> None:
    assert "define" in offered(run, "mlsys def", kind)
    assert "backpropagation" in offered(run, "mlsys --width 40 define backp", kind)


@each("line", ["mlsys ", "mlsys define moore", "mlsys schema --", "mlsys new --"])
def test_no_description_in_zsh_loses_an_apostrophe(run: Run, line: str) -> None:
    """Typer doubles each, and zsh takes two of them for nothing."""
    done = run(_MLSYS_COMPLETE="complete_zsh", _TYPER_COMPLETE_ARGS=line)
    assert ":" in done.out
    assert "''" not in done.out


def test_the_title_of_a_pack_keeps_its_apostrophe_in_zsh(run: Run, make_book: MakeBook) -> None:
    run("pack", "add", str(make_book("--- book.yaml\nid: bob\ntitle: Bob's book\nparts: []\n")))
    for line in ("mlsys pack info ", "mlsys toc --pack "):
        assert "Bob’s book" in run(_MLSYS_COMPLETE="complete_zsh", _TYPER_COMPLETE_ARGS=line).out


def test_commands_are_offered_with_a_short_description(run: Run) -> None:
    line = {"_TYPER_COMPLETE_FISH_ACTION": "get-args", "_TYPER_COMPLETE_ARGS": "mlsys rea"}
    assert run(_MLSYS_COMPLETE="complete_fish", **line).out == "read\tRead a chapter or section.\n"


def test_tab_offers_nothing_where_there_is_no_book(run: Run) -> None:
    assert offered(run, "mlsys --content /nonexistent define backp", "bash") == []


@pytest.mark.parametrize("kind", ["bash", "zsh", "fish"])
def test_the_completion_script_is_valid(run: Run, shell: Shell, kind: str, tmp_path: Path) -> None:
    script = run("completion", kind)
    assert (script.code, script.err) == (0, "")
    if shutil.which(kind) is None:
        pytest.skip(f"{kind} is not installed")
    (tmp_path / "script").write_text(script.out)
    assert shell.run(f"{kind} -n '{tmp_path}/script'") == (0, "", "")
    assert not (tmp_path / "home").exists()


def test_bash_completes_through_the_script(shell: Shell) -> None:
    line = 'eval "$(mlsys completion bash)"; COMP_WORDS=(mlsys --width 40 define eliz); COMP_CWORD=4; '
    assert shell.run(
        f'{line} $(complete -p mlsys | sed "s/.*-F \\([^ ]*\\).*/\\1/") mlsys; echo "${{COMPREPLY[@]}}"'
    ).out == ("eliza\n")


@pytest.mark.skipif(not shutil.which("fish"), reason="fish is not installed")
def test_fish_completes_through_the_script(shell: Shell) -> None:
    done = shell.run("fish -c 'mlsys completion fish | source; complete -C \"mlsys define eliz\"'")
    assert done.out == "eliza\tELIZA\n"


def test_a_script_in_a_document(run: Run) -> None:
    found = run("completion", "bash", "--json").json
    assert (found["kind"], found["shell"]) == ("completion", "bash")
    assert f"{found['script']}\n" == run("completion", "bash").out
