"""`mlsys` on a terminal: colour, width, the pager, and Ctrl-C. Each test runs it on a pseudo-terminal."""

import io
import re
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from rich.cells import cell_len

from mlsys_cli.terminal.progress_bar import progress_bar
from mlsys_cli.terminal.stdout import ColorMode, Shown, Terminal, show
from tests.support.cases import each
from tests.support.program import MakeBook, Run
from tests.support.shell import ESCAPE, Shell

COLOUR = re.compile(r"\x1b\[(?:[0-9;]*;)?(?:[349][0-8]|10[0-7])[;m]")
"""A sequence that sets a colour, whatever else it sets."""

LONG = "mlsys read intro/symbolic-ai --sources"
"""A command whose answer is longer than any screen."""


@pytest.fixture
def pager(tmp_path: Path) -> Path:
    """A pager that shows nothing, and keeps its arguments, its LESS and what it was given in files beside it."""
    return write_pager(tmp_path / "pager")


def write_pager(path: Path) -> Path:
    path.parent.mkdir(exist_ok=True)
    path.write_text(
        '#!/bin/sh\nhere=$(dirname "$0")\necho "$@" > "$here/arguments"\necho "$LESS" > "$here/LESS"\n'
        'cat > "$here/text"\necho paged\n'
    )
    path.chmod(0o755)
    return path


# --- colour ------------------------------------------------------------------------------------------------------


def test_a_terminal_has_colour(shell: Shell) -> None:
    shown = shell.on_terminal("mlsys define eliza", rows=100)
    assert shown.code == 0
    assert shown.visible.startswith("  ELIZA\n")
    assert COLOUR.search(shown.out)


def test_no_color_leaves_bold(run: Run) -> None:
    shown = run("define", "eliza", size=(80, 100), TERM="xterm", NO_COLOR=1)
    assert not COLOUR.search(shown.out)
    assert "\x1b[1m" in shown.out


def test_an_empty_no_color_says_nothing(run: Run) -> None:
    assert COLOUR.search(run("define", "eliza", size=(80, 100), TERM="xterm", NO_COLOR="").out)


@each("option, coloured", [("always", True), ("never", False)])
def test_a_flag_beats_the_environment(run: Run, option: str, coloured: bool) -> None:
    against = {True: "NO_COLOR", False: "FORCE_COLOR"}[coloured]
    shown = run("define", "eliza", "--color", option, size=(80, 100), TERM="xterm", **{against: "1"})
    assert bool(COLOUR.search(shown.out)) is coloured


@each("command", [LONG, "mlsys --help"])
def test_a_dumb_terminal_gets_no_escapes_and_no_pager(run: Run, pager: Path, command: str) -> None:
    shown = run(*command.split()[1:], size=(80, 24), TERM="dumb", PAGER=pager)
    assert shown.code == 0
    assert "\x1b" not in shown.out
    assert not (pager.parent / "text").exists()


def test_links_are_underlined_also_without_colour(run: Run) -> None:
    """In a style that nothing else has."""
    coloured = run("define", "perceptron", size=(80, 100), TERM="xterm").out
    assert coloured.count("\x1b[4;94m") == len(re.findall(r"\x1b\[[0-9;]*94m", coloured)) > 1
    uncoloured = run("define", "perceptron", size=(80, 100), TERM="xterm", NO_COLOR=1).out
    assert uncoloured.count("\x1b[4m") >= coloured.count("\x1b[4;94m")


def test_web_addresses_are_hyperlinks_where_there_are_escapes(run: Run) -> None:
    """The lines of an address that is too long for one have the same id, so that a terminal knows it as one."""
    cite = ["--no-pager", "cite", "shannon1948"]
    links = re.findall(r"\x1b]8;(id=\d+;https://[^\x1b]+)\x1b\\", run(*cite, size=(20, 24), TERM="xterm").out)
    assert len(links) > 1
    assert len(set(links)) == 1
    assert "]8;" in run(*cite, size=(80, 24), TERM="xterm", NO_COLOR=1).out
    assert "]8;" in run(*cite, "--color", "always").out
    assert "]8;" not in run(*cite).out
    assert "]8;" not in run(*cite, size=(80, 24), TERM="dumb").out


# --- width -------------------------------------------------------------------------------------------------------


@pytest.mark.slow
@each("columns", [20, 100])
def test_a_page_is_as_wide_as_the_terminal(shell: Shell, columns: int) -> None:
    """It needs no COLUMNS for that; prose stays within 88 columns, what is drawn may be wider."""
    shown = shell.on_terminal("mlsys --no-pager compare", columns=columns)
    widest = max(cell_len(line) for line in shown.visible.splitlines())
    assert widest <= columns
    assert widest > 0.9 * columns


def test_prose_on_a_wide_terminal_is_a_column_of_88_in_the_middle(run: Run) -> None:
    lines = ESCAPE.sub("", run("define", "backpropagation", size=(200, 100), TERM="xterm").out).splitlines()
    assert {line[:56] for line in lines if line} == {" " * 56}
    assert 56 + 80 < max(map(cell_len, lines)) <= 56 + 88


def test_a_page_has_a_margin_and_an_answer_of_a_line_has_none(run: Run) -> None:
    for columns, margin in ((60, 0), (62, 1), (80, 2), (92, 2)):
        page = ESCAPE.sub("", run("define", "eliza", size=(columns, 100)).out).splitlines()
        assert page[0] == " " * margin + "ELIZA"
        assert max(map(cell_len, page)) <= columns - margin
    assert run("due", size=(80, 100)).out[:1].strip()


def test_help_fits_a_narrow_terminal(run: Run) -> None:
    shown = run("define", "--help", size=(20, 24), TERM="xterm")
    assert max(cell_len(line) for line in ESCAPE.sub("", shown.out).splitlines()) <= 20


# --- the pager ---------------------------------------------------------------------------------------------------


def test_a_long_page_goes_through_the_pager_in_full(shell: Shell, run: Run, pager: Path) -> None:
    assert shell.on_terminal(LONG, PAGER=pager).visible == "paged\n"
    text = ESCAPE.sub("", (pager.parent / "text").read_text())
    plain = run(*LONG.split()[1:], "--width", "76").out
    assert [line.removeprefix("  ") for line in text.splitlines()] == plain.splitlines()


@pytest.mark.slow
def test_a_page_that_fits_the_screen_is_not_paged(shell: Shell, pager: Path) -> None:
    assert shell.on_terminal("mlsys define eliza", rows=60, PAGER=pager).visible.startswith("  ELIZA\n")
    assert shell.on_terminal("mlsys define eliza", rows=8, PAGER=pager).visible == "paged\n"


@pytest.mark.parametrize(("less", "seen"), [(None, "-FIRX"), ("-S", "-S")])
def test_less_is_the_pager_unless_another_is_named(shell: Shell, tmp_path: Path, less: str | None, seen: str) -> None:
    folder = write_pager(tmp_path / "bin" / "less").parent
    shown = shell.on_terminal(LONG, PATH=f"{folder}:{shell.env['PATH']}", LESS=less)
    assert shown.visible == "paged\n"
    assert (folder / "LESS").read_text() == f"{seen}\n"


def test_a_first_page_leaves_nothing_at_home_but_the_store(shell: Shell, tmp_path: Path) -> None:
    """Also less, which keeps a history of searches unless it is told where, leaves nothing."""
    (tmp_path / "home").mkdir()
    assert shell.on_terminal("mlsys read intro --sources", keys=[(":", "q")]).code == 0
    assert [path.name for path in (tmp_path / "home").rglob("*") if path.is_file()] == ["study.sqlite"]


@pytest.mark.slow
def test_our_own_variable_beats_pager_and_takes_arguments(shell: Shell, pager: Path) -> None:
    shown = shell.on_terminal(LONG, MLSYS_PAGER=f"'{pager}' --quiet 'two words'", PAGER="/bin/false")
    assert shown.visible == "paged\n"
    assert (pager.parent / "arguments").read_text() == "--quiet two words\n"


@each("command", [LONG.replace("mlsys", "mlsys --no-pager"), f"{LONG} --no-pager"])
def test_no_pager(run: Run, pager: Path, command: str) -> None:
    shown = run(*command.split()[1:], size=(80, 24), TERM="xterm", PAGER=pager)
    assert "1.4.1 Symbolic AI: thinking with symbols\n" in ESCAPE.sub("", shown.out)
    assert not (pager.parent / "text").exists()


@each("broken", ["/nonexistent/pager", "'unclosed", "/", "sh -c 'exit 127'"])
def test_a_pager_that_cannot_start_is_one_line_and_the_text_is_printed(run: Run, broken: str) -> None:
    shown = run(*LONG.split()[1:], size=(80, 24), TERM="xterm", MLSYS_PAGER=broken)
    assert shown.code == 0
    assert shown.err.startswith("mlsys: the pager ")
    assert shown.err.count("\n") == 1
    text = ESCAPE.sub("", shown.out).rstrip()
    assert text.endswith(run(*LONG.split()[1:], "--width", "76").out.rstrip().splitlines()[-1])


def test_leaving_the_pager_early_is_no_error(shell: Shell) -> None:
    shown = shell.on_terminal(LONG, PAGER="head -1")
    assert (shown.code, shown.err) == (0, "")
    assert shown.visible.count("\n") == 1


def test_the_pager_has_the_first_screen_before_the_rest_is_made(tmp_path: Path) -> None:
    begun, pager = tmp_path / "begun", tmp_path / "pager"
    pager.write_text(f"#!/bin/sh\nread line\ntouch {begun}\ncat > {tmp_path}/text\n")
    pager.chmod(0o755)

    def pieces() -> Iterator[str]:
        yield "line\n" * 24
        deadline = time.monotonic() + 20
        while not begun.exists() and time.monotonic() < deadline:
            time.sleep(0.01)
        yield "the end\n" if begun.exists() else "too late\n"

    shown = show(pieces(), Terminal(80, 24, ColorMode.NONE, "utf-8"), {"PAGER": str(pager)}, paged=True)
    assert shown == Shown(None)
    assert (tmp_path / "text").read_text() == "line\n" * 23 + "the end\n"


def test_json_is_not_paged(run: Run, pager: Path) -> None:
    assert run(*LONG.split()[1:], "--json", size=(80, 24), TERM="xterm", PAGER=pager).out.startswith("{\n")
    assert not (pager.parent / "text").exists()


# --- the reader --------------------------------------------------------------------------------------------------

ALTERNATE_SCREEN = "\x1b[?1049h"
"""What a program writes that takes the whole terminal, and leaves nothing on it."""


def test_a_page_longer_than_the_screen_opens_in_the_reader(shell: Shell) -> None:
    chosen_and_opened = [(" keys", "\x1b[B\r"), ("min left", "q")]
    done = shell.on_terminal("mlsys toc", keys=chosen_and_opened, whole=True)
    assert done.code == 0
    assert ALTERNATE_SCREEN in done.out
    fits = shell.on_terminal("mlsys toc", rows=100, whole=True)
    assert fits.code == 0
    assert ALTERNATE_SCREEN not in fits.out


@pytest.mark.slow
@each(
    "line, has",
    [
        ("search drift", " choose"),
        ("list tables", " filter"),
        ("estimate training gpt-3 on a100", " find"),
        ("cite", " filter"),
        ("read 1.1 1.4.1", " find"),
    ],
)
def test_it_opens_there_with_its_keys(shell: Shell, line: str, has: str) -> None:
    done = shell.on_terminal(f"mlsys {line}", keys=[(" keys", "q")], whole=True)
    assert done.code == 0
    assert has in done.out[done.out.index(ALTERNATE_SCREEN) :]


@each(
    "line, env",
    [
        ("mlsys toc --pager", {}),
        ("mlsys toc --plain", {}),
        ("mlsys toc", {"MLSYS_PLAIN": 1}),
        ('bash -c "mlsys toc < /dev/null"', {}),
        ('bash -c "mlsys toc 2> /dev/null"', {}),
    ],
)
def test_the_pager_has_it_where_the_reader_is_not_wanted_or_not_possible(
    shell: Shell, pager: Path, line: str, env: dict[str, Any]
) -> None:
    done = shell.on_terminal(line, whole=True, PAGER=pager, **env)
    assert (done.code, done.visible) == (0, "paged\n")


def test_the_setting_pager_holds_for_all_pages(shell: Shell, pager: Path) -> None:
    shell.run("mlsys config reader pager")
    assert shell.on_terminal("mlsys toc", whole=True, PAGER=pager).visible == "paged\n"
    assert shell.on_terminal("mlsys define eliza", whole=True, PAGER=pager).visible == "paged\n"


def test_with_the_setting_lines_it_is_read_by_lines(run: Run) -> None:
    run("config", "reader", "lines")
    out = run("search", "drift", size=(80, 24), lines=["1", "q"]).out
    assert re.search(r"Top 20 of \d+ hits for drift", out)
    assert "Type 1 to open Data drift, " in out
    assert "Example" in out.partition("Type 1 to open Data drift, ")[2]
    contents = run("toc", size=(80, 24), lines=["2", "q"]).out.partition("Type 1 to open Introduction, ")[2]
    assert "From a good demo to a working system" in contents


def test_a_definition_longer_than_the_screen_is_shown_in_short(shell: Shell, pager: Path) -> None:
    """It stays on the terminal, as most definitions are a little longer than the screen."""
    short = shell.on_terminal("mlsys define backporp", whole=True)
    assert (short.code, ALTERNATE_SCREEN in short.out) == (0, False)
    assert short.visible.startswith("mlsys: showing 'Backpropagation' for 'backporp'\n  Backpropagation\n")
    assert re.search(
        r" · timeline 1970 to 1989 · \d+ see also · 3 sources Whole page: ", " ".join(short.visible.split())
    )
    assert "Example" not in short.visible
    assert short.visible.endswith("  Whole page: mlsys open term:backpropagation\n")
    assert "Example" in shell.on_terminal("mlsys define backprop", rows=60, whole=True).visible
    assert shell.on_terminal("mlsys define backprop --pager", whole=True, PAGER=pager).visible == "paged\n"


@pytest.mark.slow
def test_a_definition_with_its_sources_is_read_in_full(shell: Shell) -> None:
    done = shell.on_terminal(
        "mlsys define backprop --sources", rows=40, keys=[(" keys", "G"), ("doi.org", "q")], whole=True
    )
    assert done.code == 0
    assert ALTERNATE_SCREEN in done.out


def test_a_correction_stays_in_sight_in_the_reader(shell: Shell) -> None:
    done = shell.on_terminal(
        "mlsys figure ai-trangle", keys=[("for 'ai-trangle'", ""), ("for 'ai-trangle'", "q")], whole=True
    )
    assert done.code == 0
    before, _, within = done.out.partition(ALTERNATE_SCREEN)
    assert before.startswith("mlsys: showing 'Data, algorithm and infrastructure' for 'ai-trangle'")
    assert "showing 'Data, algorithm and infrastructure' for 'ai-trangle'" in within


# --- Ctrl-C ------------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_ctrl_c_that_ends_the_pager_ends_us(shell: Shell) -> None:
    shown = shell.on_terminal(LONG, keys=[("ready", "\x03")], PAGER="sh -c 'echo ready; exec sleep 20'")
    assert (shown.code, shown.err) == (130, "")


@pytest.mark.slow
def test_ctrl_c_that_the_pager_survives_loses_nothing(shell: Shell, run: Run, tmp_path: Path) -> None:
    """As less does: it stops what it was at, goes on, and still gets the rest of the text."""
    patient = tmp_path / "patient"
    patient.write_text(
        "#!/bin/sh\ntrap 'interrupted=1' INT\necho ready\n"
        'until [ "$interrupted" ]; do sleep 0.02; done\ncat > "$0.text"\necho paged\n'
    )
    patient.chmod(0o755)
    shown = shell.on_terminal(LONG, keys=[("ready", "\x03")], PAGER=patient)
    assert (shown.code, shown.err) == (0, "")
    assert shown.visible.endswith("paged\n")
    *_, last = run(*LONG.split()[1:], "--width", "76", "--color", "always").out.splitlines(keepends=True)
    assert (tmp_path / "patient.text").read_text().endswith(last)


@pytest.mark.slow
def test_an_interrupt_while_a_pipe_is_read(shell: Shell) -> None:
    process = shell.start("mlsys define -")
    assert process.stdin is not None
    process.stdin.write(b"eliza\n" * 20_000)  # more than a pipe holds: written only when the program reads it
    process.stdin.flush()
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=20)
    assert (process.returncode, out, err) == (130, b"", b"")


@pytest.mark.slow
def test_an_interrupt_while_the_book_is_compiled(shell: Shell, make_book: MakeBook, tmp_path: Path) -> None:
    """Nothing is left half-written: the next command answers, and leaves one index."""
    program = (
        "import os, signal, sys\n"
        "def interrupt(event, given):\n"
        "    if event == 'open' and str(given[0]).endswith('glossary.yaml'): os.kill(os.getpid(), signal.SIGINT)\n"
        "sys.addaudithook(interrupt)\n"
        "from mlsys_cli.cli.main import main\nsys.exit(main(['toc']))\n"
    )
    glossary = "terms:\n- {id: heap, name: Heap, kind: concept, definition: A pile.}\n"
    env = {"XDG_CACHE_HOME": tmp_path / "new-cache", "MLSYS_CONTENT": make_book({"gc/glossary.yaml": glossary})}
    (tmp_path / "program.py").write_text(program)
    assert shell.run(f"'{sys.executable}' '{tmp_path}/program.py'", "utf-8", **env) == (130, "", "")
    assert shell.run("mlsys define heap", "utf-8", **env).out.startswith("Heap\n")
    assert [path.suffix for path in (tmp_path / "new-cache/mlsys-cli").iterdir()] == [".sqlite"]


def test_plain_output_has_no_progress_bar(monkeypatch: pytest.MonkeyPatch) -> None:
    """A screen reader would read each change of it."""
    written = {}
    for is_plain in (False, True):
        terminal = io.StringIO()
        terminal.isatty = lambda: True  # type: ignore[method-assign]  # a method of this one
        monkeypatch.setattr(sys, "stderr", terminal)
        with progress_bar("Checking", is_plain=is_plain) as report:
            time.sleep(0.45)
            report(1, 2)
        written[is_plain] = terminal.getvalue()
    assert "Checking" in written[False]
    assert written[True] == ""
