"""`mlsys quiz` on a terminal: what is seen, what the keys do, and that the terminal is given back as it was.

`Shell.on_terminal` itself asserts the last of these after each run.
"""

import json
import os
import pty
import re
import signal
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.text import Text

from mlsys_cli.render.target import ColorMode, Terminal
from mlsys_cli.terminal.full_screen import ScreenBuffer, ScreenContent, fitted
from mlsys_cli.terminal.keyboard import Key, Keyboard, keys_in
from mlsys_cli.terminal.text_field import Field, edited, field_line
from tests.support.program import MakeBook, Run
from tests.support.quiz_book import QUIZ
from tests.support.shell import Finished, Shell

CTRL_C, CTRL_N, CTRL_P, ESCAPE, ENTER, LEFT = "\x03", "\x0e", "\x10", "\x1b", "\r", "\x1b[D"
NEXT, TYPING = "Enter next", "Enter answer"


@pytest.fixture
def book(make_book: MakeBook) -> Path:
    return make_book(QUIZ)


def answers(tmp_path: Path) -> list[tuple[str, Any]]:
    """The answers that are in the store: what they are about, and whether they were right."""
    path = tmp_path / "home/.local/share/mlsys-cli/study.sqlite"
    if not path.exists():
        return []
    with sqlite3.connect(path) as db:
        rows = db.execute("select subject, data from effective_event where kind = 'answer' order by at, id").fetchall()
    return [(subject.split(":")[2], json.loads(data).get("right")) for subject, data in rows]


def asked(shell: Shell, book: Path, what: str, *keys: tuple[str, str], **more: Any) -> Finished:
    return shell.on_terminal(f"mlsys quiz {what} --no-generated --seed 1 --content {book}", keys=keys, **more)


def test_a_choice_is_explained_at_once_with_the_way_to_its_section(shell: Shell, book: Path, tmp_path: Path) -> None:
    done = asked(shell, book, "gc --kind true-false", ("false", "f"), ("next", ENTER))
    assert done.code == 0
    for text in ("✓ Correct.", "Mark and sweep leaves it where it is.", "mlsys read gc/deep", "1 of 1 correct"):
        assert text in done.visible
    assert answers(tmp_path) == [("moving", True)]


def test_the_score_stays_on_the_screen_that_was_there_before(shell: Shell, book: Path) -> None:
    done = asked(shell, book, "gc --kind true-false", ("false", "t"), (NEXT, ENTER))
    page, _, rest = done.out.partition("\x1b[?1049l")
    assert "✗" in page
    assert "To read" in rest
    assert "again" not in rest  # it may never have been read
    assert "mlsys read gc/deep" in rest


def test_typing_with_corrections(shell: Shell, book: Path, tmp_path: Path) -> None:
    keys = ("Xwep", LEFT, LEFT, "e", "\x01", "\x1b[3~", "s", "\x05", "漢", "\x7f")
    done = asked(shell, book, "gc --kind typed", (TYPING, "".join(keys)), ("sweep", ENTER), (NEXT, ENTER))
    assert "✓ Correct." in done.visible
    assert answers(tmp_path) == [("second", True)]


def test_a_paste_is_one_line(shell: Shell, book: Path) -> None:
    done = asked(shell, book, "gc --kind typed", (TYPING, "\x1b[200~sweep\nup\x1b[201~"), ("sweep up", ESCAPE))
    assert "No questions answered" in done.visible


def test_an_order_a_match_and_gaps(shell: Shell, book: Path) -> None:
    done = asked(shell, book, "gc --kind order", ("put next", "abcd\x7f"), ("4.", "d" + ENTER), (NEXT, "q"))
    assert re.search(r"✗ 4\. .*\(here belongs: Go on\)|✓ 4\. Go on", done.visible)
    assert re.search(r"Incorrect(, but \d+% of the places are right)?\.", done.visible)
    done = asked(shell, book, "gc --kind match", ("match ·", "b"), ("→", "a" + ENTER), (NEXT, "q"))
    assert "✓ Correct." in done.visible
    assert "    → b " in done.visible  # on a line of its own
    done = asked(shell, book, "gc --kind cloze", ("1 ›", "halves\r"), ("halves", "one\r"), (NEXT, "q"))
    assert "✓ Correct." in done.visible


def test_a_hint_comes_only_when_asked_for(shell: Shell, book: Path) -> None:
    done = asked(shell, book, "gc --kind choice --level recall", ("h hint", "h"), ("bites", "q"))
    before, _, after = done.visible.partition("h hint")
    assert "It bites its own tail." in after
    assert "bites" not in before


def test_skipping_and_going_back(shell: Shell, book: Path, tmp_path: Path) -> None:
    keys = (("1 of 2", "s"), ("Skipped.", "p"), ("1 of 2", "p"), ("This is the first question.", "s"), ("2 of 2", "s"))
    done = asked(shell, book, "gc/why --kind choice", *keys)
    assert "2 of 2 questions were not answered." in done.visible
    assert answers(tmp_path) == []
    done = asked(shell, book, "gc/deep", ("1 of 2", "f"), (NEXT, "s"), ("Next question.", ESCAPE))
    assert "1 of 2 questions were not answered." in done.visible


def test_i_was_right(shell: Shell, book: Path, tmp_path: Path) -> None:
    done = asked(
        shell, book, "gc --kind typed", (TYPING, "erase\r"), ("I was right", "r"), ("Counted as correct", ENTER)
    )
    assert "1 of 1 correct" in done.visible
    assert answers(tmp_path) == [("second", True)]


@pytest.mark.parametrize("key", ["q", ESCAPE, "\x04"])
def test_quitting_shows_the_score(shell: Shell, book: Path, key: str) -> None:
    done = asked(shell, book, "gc --kind true-false", ("false", key))
    assert done.code == 0
    assert "No questions answered" in done.visible


def test_a_signal_just_before_the_wait_for_a_key_ends_that_wait() -> None:
    """Python would run a handler only after the wait; so the system itself must write to what is waited for."""
    ours, theirs = pty.openpty()
    try:
        with Keyboard(theirs):
            waker = signal.set_wakeup_fd(-1)
            signal.set_wakeup_fd(waker)
            assert os.get_blocking(waker) is False
        assert signal.set_wakeup_fd(-1) == -1
    finally:
        os.close(ours)
        os.close(theirs)


def test_ctrl_c_keeps_what_was_answered_and_shows_no_more(shell: Shell, book: Path, tmp_path: Path) -> None:
    done = asked(shell, book, "gc/deep", ("of 2", "t"), ("", "f"), ("", "\x7f"), ("next", CTRL_C), columns=100)
    assert done.code == 130
    assert done.err == ""
    assert "\x1b[?1049l" in done.out
    assert "right\n━" not in done.visible


def test_being_ended_gives_the_terminal_back(shell: Shell, book: Path, tmp_path: Path) -> None:
    store = tmp_path / "home/.local/share/mlsys-cli/study.sqlite"
    ends = f"(until [ -s {store} ]; do sleep 0.05; done; kill -TERM $$) &"
    quiz = f"exec mlsys quiz gc --kind true-false --no-generated --content {book}"
    done = shell.on_terminal(f"bash -c '{ends} {quiz}'", keys=[("false", "f")])
    assert done.code == 143
    assert done.out.endswith("\x1b[?1049l")
    assert answers(tmp_path) == [("moving", True)]


def test_ctrl_z_gives_the_terminal_back_and_coming_back_draws_all_again(shell: Shell, book: Path) -> None:
    quiz = f"mlsys quiz gc --kind true-false --no-generated --content {book}"
    keys = [("bash-", f"{quiz}\n"), ("f false", "\x1a"), ("Stopped", "fg\n"), ("Every collector", "f"), (NEXT, ENTER)]
    done = shell.on_terminal(
        "bash -c 'exec bash --norc --noediting -i 2>&1'", keys=[*keys, ("1 of 1 correct", "exit\n")], PS1="$ "
    )
    page, _, again = done.out.partition("Stopped")
    assert "\x1b[?1049l" in page
    assert "\x1b[?1049h" in again
    assert done.code == 0


def test_ctrl_z_where_nothing_could_wake_it_does_not_stop(shell: Shell, book: Path) -> None:
    done = asked(shell, book, "gc --kind true-false", ("false", "\x1a"), ("Every collector", "f"), (NEXT, ENTER))
    assert "1 of 1 correct" in done.visible


def test_another_size_draws_all_again(shell: Shell, book: Path, tmp_path: Path) -> None:
    store = tmp_path / "home/.local/share/mlsys-cli/study.sqlite"
    resizes = f"(until [ -s {store} ]; do sleep 0.05; done; stty columns 30 rows 12 </dev/tty) &"
    quiz = f"mlsys quiz gc --kind true-false --no-generated --content {book}"
    keys = [("false", "f"), ("? keys", ""), ("\x1b[2J", ""), ("12;1H", ENTER)]
    done = shell.on_terminal(f"bash -c '{resizes} {quiz}'", keys=keys)
    narrow = done.visible.partition("To read")[0].splitlines()[-1]
    assert done.code == 0
    assert "leaves it where\n" not in narrow


def test_the_keys_are_shown_and_hidden(shell: Shell, book: Path) -> None:
    done = asked(shell, book, "gc --kind typed", (TYPING, "?"), ("press any key to go back", "x"), (TYPING, ESCAPE))
    assert "count my answer as correct" in done.visible


@pytest.mark.parametrize(("columns", "rows"), [(20, 10), (33, 24), (80, 24), (200, 50)])
def test_no_line_is_wider_than_the_terminal(shell: Shell, book: Path, columns: int, rows: int) -> None:
    keys = (("1 of", "\x1b[6~?"), ("any key", "x" + ESCAPE))
    done = asked(shell, book, "gc", *keys, columns=columns, rows=rows)
    parts = re.split(r"\x1b\[\d+;\d+H|\x1b\[\?1049l|\n", done.out)
    placed = [re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", part) for part in parts]
    assert max(map(cell_len, placed)) <= columns
    assert done.code == 0


def test_without_colour_and_without_escapes(shell: Shell, book: Path) -> None:
    plain = asked(shell, book, "gc --kind true-false", ("false", "f"), (NEXT, ENTER), NO_COLOR=1)
    assert not re.search(r"\x1b\[(?:\d+;)*3[1-7]m", plain.out)
    dumb = asked(shell, book, "gc --kind true-false", ("answer>", "f\n"), ("next>", "\n"), TERM="dumb")
    assert "\x1b" not in dumb.out
    assert "✓ Correct." in dumb.out
    assert "1 of 1 correct" in dumb.out


def test_line_by_line(shell: Shell, book: Path, tmp_path: Path) -> None:
    keys = [("answer>", "/h\n"), ("no hint", "?\n"), ("/q", "nonsense\n"), ("next>", "/r\n"), ("Counted", "hm\n")]
    keys += [("Press Enter to continue", "/p\n"), ("next>", "\n")]
    done = asked(shell, book, "gc --kind typed --plain", *keys)
    assert "1 of 1 correct" in done.out
    assert answers(tmp_path) == [("second", True)]


@pytest.mark.parametrize(
    ("kind", "line", "wanted"),
    [
        ("order", "a b", "Type the letters"),
        ("match", "b", "Type a letter for each line"),
        ("cloze", "halves", "Type 2 answers"),
        ("true-false", "maybe", "Type true or false"),
        ("choice", "9", "Type the letter"),
    ],
)
def test_a_line_that_is_no_answer_is_told_what_one_is(
    shell: Shell, book: Path, kind: str, line: str, wanted: str
) -> None:
    done = asked(shell, book, f"gc --kind {kind} --plain", ("answer>", f"{line}\n"), (wanted, "/q\n"))
    assert done.code == 0


def test_a_quiz_by_lines_suspends_no_card(run: Run, book: Path) -> None:
    done = run("quiz", "gc", "-n", "1", "--plain", "--content", str(book), size=(80, 40), keys="", stdin="/x\n/q\n")
    assert "No questions answered" in done.out
    assert "undo this" not in done.out


def test_the_end_of_input_ends_a_quiz_by_lines(shell: Shell, book: Path) -> None:
    assert asked(shell, book, "gc --plain", ("answer>", "\x04")).code == 0


def test_nobody_can_be_asked_where_stdin_is_no_terminal(shell: Shell, book: Path) -> None:
    for closed in ("</dev/null", "<&-"):
        done = shell.on_terminal(f"bash -c 'mlsys quiz --content {book} {closed} || echo code $?'")
        assert "code 2" in done.out
        assert "--answer FILE" in done.err


def test_the_gain_between_before_and_after(shell: Shell, book: Path, tmp_path: Path) -> None:
    line = f"mlsys quiz gc -n 2 --kind typed,number --no-generated --content {book}"
    before = shell.on_terminal(f"{line} --before", keys=[("1 of 1", "0\r"), (NEXT, ENTER)])
    assert "--after" in before.visible
    [(first, right)] = answers(tmp_path)
    assert right is False
    typed = {"second": "8 %\r", "pause": "sweep\r"}[first]
    after = shell.on_terminal(f"mlsys quiz gc --content {book} --after", keys=[("1 of 1", typed), (NEXT, ENTER)])
    assert "Before: 0 of 1. After: 1 of 1. Gain: +100 points." in after.visible
    assert len({name for name, _ in answers(tmp_path)}) == 2


def test_what_is_no_number_is_doubted_once(shell: Shell, book: Path, tmp_path: Path) -> None:
    line = "gc -n 1 --kind number --no-generated --seed 1"
    done = asked(shell, book, line, ("1 of 1", "many\r"), ("That isn't a number", "\r"), (NEXT, ENTER))
    assert done.code == 0
    assert [right for _, right in answers(tmp_path)] == [False]


def test_after_without_before_says_so(shell: Shell, book: Path) -> None:
    done = shell.on_terminal(f"mlsys quiz gc --content {book} --after")
    assert (done.code, done.out) == (1, "")
    assert "there is no earlier quiz with --before" in done.err


@pytest.mark.parametrize("side", ["--before", "--after"])
def test_no_gain_is_told_where_nothing_was_answered(shell: Shell, book: Path, side: str) -> None:
    line = f"mlsys quiz gc --content {book}"
    if side == "--after":
        shell.on_terminal(f"{line} -n 1 --kind typed,number --before", keys=[("1 of 1", "0\r"), (NEXT, ENTER)])
    done = shell.on_terminal(f"{line} -n 1 {side}", keys=[("1 of 1", ESCAPE)])
    assert "No questions answered" in done.visible
    assert "Gain" not in done.visible
    assert "--after" not in done.visible


def test_a_store_that_cannot_be_written_does_not_end_the_quiz(shell: Shell, book: Path, tmp_path: Path) -> None:
    (tmp_path / "home/.local").mkdir(parents=True)
    (tmp_path / "home/.local/share").write_text("in the way")
    done = asked(shell, book, "gc --kind true-false", ("false", "f"), ("can't be saved", ENTER))
    assert "1 of 1 correct" in done.visible
    assert done.code == 3
    assert "your answers can't be saved" in done.err


# --- keys, fields and frames, without a terminal -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("a", ["text"]),
        ("\r", ["enter"]),
        ("\x1b[A\x1bOB\x1b[3~\x1b[5~", ["up", "down", "delete", "page-up"]),
        ("\x1b", ["escape"]),
        ("\x1bx", ["unknown"]),
        ("\x1b[1;5C", ["unknown"]),
        ("\x00", ["unknown"]),
        ("é漢", ["text", "text"]),
    ],
)
def test_keys(text: str, names: list[str]) -> None:
    keys, rest = keys_in(text)
    assert ([key.name for key in keys], rest) == (names, "")


def test_the_beginning_of_a_key_waits_for_its_end() -> None:
    assert keys_in("a\x1b[", more=True) == ([Key("text", "a")], "\x1b[")
    assert keys_in("\x1b[200~half", more=True) == ([], "\x1b[200~half")
    assert keys_in("\x1b[200~a\tb\x07\x1b[201~", more=True) == ([Key("text", "a b")], "")


@given(st.text(max_size=30))
def test_any_input_is_read_to_its_end(text: str) -> None:
    keys, rest = keys_in(text)
    assert rest == ""
    assert all(key.text.isprintable() for key in keys)


@given(
    st.lists(
        st.sampled_from(["a", "漢", "é", "👩‍🔬", "left", "right", "home", "end", "backspace", "delete", "cut-word"])
    )
)
def test_the_cursor_of_a_field_is_always_in_it_and_in_sight(names: list[str]) -> None:
    field = Field()
    for name in names:
        field = edited(field, Key(name) if len(name) > 3 and name.isascii() else Key("text", name))
        assert 0 <= field.cursor <= len(field.text)
        line, column = field_line(field, 9)
        assert line.cell_len <= 9
        assert 0 <= column <= 9


def test_a_character_goes_with_its_marks() -> None:
    assert edited(Field("ae\u0301", 3), Key("backspace")) == Field("a", 1)
    assert edited(Field("👩‍🔬x", 0), Key("delete")) == Field("x", 0)


def test_only_lines_that_changed_are_written(capsys: pytest.CaptureFixture[str]) -> None:
    terminal = Terminal(20, 6, ColorMode.NONE, "utf-8")
    frame = ScreenBuffer()

    def draw(*middle: str) -> str:
        scene = ScreenContent([Text("top")], [Text(text) for text in middle], [Text("keys")])
        frame.draw(fitted(scene, 20, 6), terminal)
        return capsys.readouterr().out

    assert "\x1b[2J" in draw("one", "two")
    again = draw("one", "three")
    assert "three" in again
    assert "one" not in again
    assert "top" not in again
    assert "\x1b[2J" not in again
    assert draw("one", "three") == "\x1b[?25l"


def test_what_does_not_fit_can_be_scrolled() -> None:
    scene = ScreenContent([Text("top")], [Text(f"line {n}") for n in range(20)], [Text("keys")])
    assert "↓ more below" in [line.plain for line in fitted(scene, 20, 6).lines]
    end = fitted(scene, 20, 6, scroll=99)
    shown = [line.plain for line in end.lines]
    assert "line 19" in shown
    assert "↑ more above" in shown
    assert end.scroll == 16
