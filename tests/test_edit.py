"""`mlsys edit`: the author's editor, at the line of what is meant."""

import re
from pathlib import Path

import pytest

from mlsys_cli.book.author.format_guide import EXAMPLE
from mlsys_cli.errors import UsageError
from mlsys_cli.terminal.editor_and_pager import editing, editor_of
from tests.support.cases import each
from tests.support.program import CHAPTER, MakeBook, Run
from tests.support.shell import Shell

HEAP = {"gc/glossary.yaml": "terms:\n- {id: heap, name: Heap, kind: concept, definition: A pile.}\n"}


@pytest.fixture
def editor(tmp_path: Path) -> Path:
    """An editor called vim that keeps its arguments in a file beside it, and ends as the file `code` says."""
    path = tmp_path / "vim"
    path.write_text(
        '#!/bin/sh\nhere=$(dirname "$0")\necho "$@" > "$here/arguments"\nexit $(cat "$here/code" || echo 0)\n'
    )
    path.chmod(0o755)
    (tmp_path / "code").write_text("0")
    return path


# --- the place -------------------------------------------------------------------------------------------------------


@each(
    "name, file, line",
    [
        ("yeast", "leavening/glossary.yaml", "  - id: yeast"),
        ("sourdough starter", "leavening/glossary.yaml", "  - id: leaven"),
        ("leavening", "leavening/chapter.yaml", "title: Why bread rises"),
        ("leavening/holes", "leavening/chapter.yaml", "  - id: holes"),
        ("who brings", "leavening/chapter.yaml", "      - id: who-brings-the-yeast"),
        ("section:leavening/who-brings-the-yeast", "leavening/chapter.yaml", "      - id: who-brings-the-yeast"),
        ("two-ways", "leavening/tables.yaml", "  - id: two-ways"),
        ("loaf", "leavening/figures.yaml", "  - id: loaf"),
        ("without-cells", "leavening/timeline.yaml", "  - id: without-cells"),
        ("microscope", "leavening/timeline.yaml", "  - id: microscope"),
        ("schwann1837", "references.yaml", "  - key: schwann1837"),
        ("jar", "leavening/quiz.yaml", "  - id: jar"),
        ("book:bread", "book.yaml", "id: bread"),
    ],
)
def test_without_a_terminal_it_says_where_a_thing_stands(
    run: Run, monkeypatch: pytest.MonkeyPatch, name: str, file: str, line: str
) -> None:
    monkeypatch.chdir(EXAMPLE)
    result = run("edit", *name.split(), "--content", ".")
    assert (result.code, result.out) == (2, "")
    found = re.search(r"an editor needs a terminal; the entry is at (.+):(\d+)\n", result.err)
    assert found is not None
    assert found[1] == file
    assert (EXAMPLE / file).read_text(encoding="utf-8").splitlines()[int(found[2]) - 1] == line


def test_a_misspelt_name_is_guessed_and_an_unknown_one_is_not_there(run: Run) -> None:
    guessed = run("edit", "yaest", "--content", str(EXAMPLE))
    assert "showing 'Yeast' for 'yaest'" in guessed.err
    missing = run("edit", "zzzz", "--content", str(EXAMPLE))
    assert (missing.code, missing.err) == (1, "mlsys: there is no entry 'zzzz'\n  'mlsys toc' shows the contents\n")


# --- the command -----------------------------------------------------------------------------------------------------


@each(
    "editor, command",
    [
        ("vim", "vim +7 a.yaml"),
        ("/usr/bin/nvim -u NONE", "/usr/bin/nvim -u NONE +7 a.yaml"),
        ("emacs -nw", "emacs -nw +7 a.yaml"),
        ("nano", "nano +7 a.yaml"),
        ("kak", "kak +7 a.yaml"),
        ("code --wait", "code --wait --goto a.yaml:7"),
        ("codium", "codium --goto a.yaml:7"),
        ("subl -w", "subl -w a.yaml:7"),
        ("zed", "zed a.yaml:7"),
        ("hx", "hx a.yaml:7"),
        ("ed", "ed a.yaml"),
    ],
)
def test_each_editor_is_told_the_line_in_its_own_way(editor: str, command: str) -> None:
    assert editing(editor.split(), Path("a.yaml"), 7) == command.split()


def test_the_editor_is_the_one_that_the_author_chose() -> None:
    assert editor_of({"VISUAL": "code -w", "EDITOR": "vi", "PATH": ""}) == ["code", "-w"]
    assert editor_of({"VISUAL": " ", "EDITOR": "'my editor' -x", "PATH": ""}) == ["my editor", "-x"]


def test_without_one_it_is_vi_or_nano(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no editor was found"):
        editor_of({"PATH": str(tmp_path)})
    for name in ("nano", "vi"):
        (tmp_path / name).write_text("#!/bin/sh\n")
        (tmp_path / name).chmod(0o755)
        assert editor_of({"PATH": str(tmp_path)}) == [name]


def test_a_setting_that_is_no_command(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="EDITOR isn't a valid command: no closing quotation"):
        editor_of({"EDITOR": "'vim"})


# --- on a terminal ---------------------------------------------------------------------------------------------------


def test_it_opens_the_editor(shell: Shell, editor: Path, make_book: MakeBook) -> None:
    book = make_book(HEAP)
    done = shell.on_terminal(f"mlsys edit heap --content {book}", EDITOR=f"{editor} -R")
    assert (done.code, done.visible, done.err) == (0, "", "")
    assert (editor.parent / "arguments").read_text() == f"-R +2 {book}/gc/glossary.yaml\n"
    (editor.parent / "code").write_text("1")
    failed = shell.on_terminal(f"mlsys edit heap --content {book}", EDITOR=editor)
    assert (failed.code, failed.err) == (1, f"mlsys: the editor '{editor}' exited with an error\n")


@pytest.mark.slow
def test_an_editor_that_is_not_there(shell: Shell, make_book: MakeBook) -> None:
    done = shell.on_terminal(f"mlsys edit gc --content {make_book({})}", EDITOR="/nonexistent/vim")
    assert done.code == 2
    assert done.err == "mlsys: the editor '/nonexistent/vim' can't be started: No such file or directory\n"


@pytest.mark.slow
def test_what_an_update_would_overwrite_is_not_opened(shell: Shell, editor: Path, make_book: MakeBook) -> None:
    book = make_book(HEAP)
    assert shell.run(f"mlsys pack add {book} --name theirs").code == 0
    there = f"change its source, {book}, then run 'mlsys pack update theirs'"
    for line, keeper, instead in (
        (f"yeast --content {EXAMPLE}", "the program", "copy the folder"),
        ("heap", "a pack", there),
    ):
        done = shell.on_terminal(f"mlsys edit {line}", EDITOR=editor)
        assert done.code == 2
        assert f"belongs to {keeper}" in done.err
        assert f"an update would overwrite your changes; {instead}" in done.err
    assert not (editor.parent / "arguments").exists()


def test_a_file_that_cannot_be_written_is_not_opened(
    run: Run, make_book: MakeBook, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("os.access", lambda *_: False)
    result = run("edit", "gc", "--content", str(make_book({})), EDITOR="false", size=(80, 24), lines=())
    assert result.code == 3
    assert "gc/chapter.yaml:1 can't be changed: it is read-only" in result.err


def test_where_a_file_is_broken_nothing_else_is_opened_for_what_it_may_have(run: Run, make_book: MakeBook) -> None:
    book = make_book(
        {"gc/chapter.yaml": CHAPTER["gc/chapter.yaml"].replace("Why", "Why the heap"), "gc/glossary.yaml": "terms: ["}
    )
    result = run("edit", "heap", "--content", str(book))
    assert (result.code, result.out) == (3, "")
    assert "gc/glossary.yaml:1:" in result.err
