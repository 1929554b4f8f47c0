"""`mlsys quiz` line by line, as on a terminal that can't show a full screen, or with a screen reader."""

import re
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from threading import Timer

import pytest

from mlsys_cli.journal.store import Store
from tests.support.practice import reviewed_by_lines
from tests.support.program import Clock, Result, Run, ScriptedLines
from tests.support.shell import Shell

Type = Callable[..., Result]


@pytest.fixture
def book(quiz_book: Path) -> Path:
    return quiz_book


@pytest.fixture
def asked(run: Run, book: Path) -> Type:
    """A quiz on what is named, at which a user types some lines: `asked("gc --kind typed", "sweep", "")`."""

    def asked(what: str, *lines: str, seed: str = "1") -> Result:
        options = ("--no-generated", "--seed", seed, "--plain", "--content", str(book))
        return run("quiz", *what.split(), *options, size=(80, 24), lines=lines)

    return asked


def answers(store: Store) -> list[tuple[str, bool]]:
    """The answers in the store that count: what they are about, and whether they were right."""
    return [(event.subject.split(":")[2], event.values["right"]) for event in store.events("answer")]


def test_an_answer_is_explained_at_once_with_the_way_to_its_section(asked: Type, store: Store) -> None:
    done = asked("gc --kind true-false", "f", "")
    for text in ("✓ Correct.", "Mark and sweep leaves it where it is.", "mlsys read gc/deep", "1 of 1 correct"):
        assert text in done.out
    assert answers(store) == [("moving", True)]


def test_what_is_no_number_is_only_graded_if_it_is_typed_again(asked: Type, store: Store) -> None:
    done = asked("gc --kind number", "x", "/q")
    assert "That isn't a number. Type it again to submit it anyway." in done.out
    assert answers(store) == []
    done = asked("gc --kind number", "x", "x", "/q")
    assert "✗" in done.out
    assert [right for _, right in answers(store)] == [False]


def test_options_are_numbered_and_a_number_or_a_letter_chooses(asked: Type) -> None:
    done = asked("gc --kind choice --level recall", "/q")
    numbers = {number for number in "123" for line in done.out.splitlines() if line.startswith(f"  {number}. A ")}
    assert numbers == set("123")
    right = next(number for number in "123" if f"  {number}. A cycle" in done.out)
    assert f"✓ {right}. A cycle (your choice)" in asked("gc --kind choice --level recall", right, "").out
    assert "✓ Correct." in asked("gc --kind choice --level recall", "abc"[int(right) - 1], "").out
    for steps in ("2 3 4 1", "2341", "b c d a"):
        assert "✓ Correct." in asked("gc --kind order", steps, "").out


@pytest.mark.parametrize(
    ("kind", "line", "wanted"),
    [
        ("order", "1 2", "Type the numbers of all items"),
        ("match", "2", "Type a number for each line"),
        ("cloze", "halves", "Type 2 answers"),
        ("true-false", "maybe", "Type true or false"),
        ("choice --level recall", "9", "Type the number of the correct choice."),
        ("choice --level recall", "0", "Type the number of the correct choice."),
        ("choice --level understand", "x", "Type the numbers of all correct choices"),
    ],
)
def test_a_line_that_is_no_answer_is_told_what_one_is(
    asked: Type, store: Store, kind: str, line: str, wanted: str
) -> None:
    assert asked(f"gc --kind {kind}", line, "/q").out.count(wanted) == 2  # with the question, and again
    assert answers(store) == []


def test_the_commands_of_a_quiz(asked: Type, store: Store) -> None:
    done = asked("gc --kind typed", "/h", "?", "nonsense", "/r", "/d", "/x", "hm", "/p", "/!", "")
    for text in ("no hint", "count my answer as correct", "Counted as correct.", "Press Enter to continue"):
        assert text in done.out
    assert "You have already answered." in done.out
    assert "A card can be suspended only in a review." in done.out
    assert "This is the first question." in done.out
    assert "Flagged as a bad question" in done.out
    assert "1 of 1 correct" in done.out
    assert answers(store) == [("second", True)]


def test_skipping_and_going_back(asked: Type, store: Store) -> None:
    done = asked("gc/why --kind choice", "/s", "/p", "/p", "/s", "/s")
    assert [line for line in done.out.splitlines() if line.startswith("Question")] == [
        f"Question {number} of 2, 0 correct" for number in (1, 2, 1, 2)
    ]
    assert "This is the first question." in done.out
    assert "2 of 2 questions were not answered." in done.out
    assert answers(store) == []


def test_a_term_is_looked_up_and_counts_as_a_hint(asked: Type, store: Store) -> None:
    done = asked("gc --kind typed", "/g", "/g zzzz", "/g free stores", "sweep", "")
    assert "for example: /g perceptron" in done.out
    assert "there is no term 'zzzz'" in done.out
    assert "The pile that a program takes memory from." in done.out
    assert store.events("answer")[0].values["hinted"]


@pytest.mark.parametrize(("word", "right"), [("yes", False), ("y", False), ("no", True), ("FALSE", True)])
def test_a_statement_is_judged_by_any_word_for_it(asked: Type, store: Store, word: str, right: bool) -> None:
    asked("gc --kind true-false", word, "")
    assert [event.values["right"] for event in store.events("answer")] == [right]


def test_how_sure_one_is_is_asked_kept_and_counted(
    run: Run, asked: Type, book: Path, store: Store, tmp_path: Path
) -> None:
    run("config", "confidence", "on")
    store.answer("tiny:question:steps", 3, 1, right=True)  # before anybody asked
    done = asked("gc --kind true-false,typed", "f", "yes", "S", "", "erase", "unsure", "/r", "")
    assert done.out.count("How sure are you of this answer?") == 2
    assert "Type sure, unsure or guess" in done.out
    assert "When you were sure, 1 of 1 correct; unsure, 1 of 1 correct." in done.out
    assert "When you were sure" not in asked("gc --kind typed", "/q").out
    asked("gc --kind typed", "erase", "u", "")
    wanted = [("sure", 1, 1), ("unsure", 2, 1)]
    progress = run("progress", "--json").json["calibration"]
    assert [tuple(one.values()) for one in progress] == wanted
    assert "unsure      1 of 2   50 %" in run("progress", "--content", str(book)).out.replace("\xa0", " ")
    exported = run("export", "study", "-").out
    other = {"XDG_DATA_HOME": tmp_path / "other"}
    assert run("import", "study", "-", stdin=exported, **other).code == 0
    assert run("progress", "--json", **other).json["calibration"] == progress


def test_a_quiz_suspends_no_card(asked: Type) -> None:
    done = asked("gc -n 1", "/x", "/r", "/d", "/r", "/q")
    assert "A card can be suspended only in a review." in done.out
    assert "There is no answer yet." in done.out
    assert "You said that you don't know." in done.out
    assert "undo this" not in done.out


def test_the_gain_between_before_and_after(run: Run, book: Path, store: Store) -> None:
    def ask(*words: str) -> str:
        *options, line = words
        return run("quiz", "gc", *options, "--content", str(book), size=(80, 24), lines=[line, ""]).out

    assert "--after" in ask("-n", "2", "--kind", "typed,number", "--no-generated", "--before", "0")
    [(first, right)] = answers(store)
    assert right is False
    after = ask("--after", {"second": "8 %", "pause": "sweep"}[first])
    words = " ".join(re.sub("\x1b\\[[0-9;]*m", "", after).split())
    assert "Before: 0 of 1, so 0–79 % of all such questions. After: 1 of 1, so 21–100 %" in words
    assert "Gain: +100 points, between -12 and +100 for all such questions." in words
    assert len({name for name, _ in answers(store)}) == 2
    nothing = run("quiz", "gc", "--content", str(book), "--after", size=(80, 24), lines=["/q"]).out
    assert "No questions answered" in nothing
    assert "Gain" not in nothing


def test_after_without_before_says_so(run: Run, book: Path) -> None:
    done = run("quiz", "gc", "--content", str(book), "--after", size=(80, 24), lines=())
    assert (done.code, done.out) == (1, "")
    assert "there is no earlier quiz with --before" in done.err


def test_a_locked_store_is_waited_for(
    book: Path, store: Store, cache: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(cache))
    store.mark("tiny:section:gc/how", 1)
    with closing(sqlite3.connect(store.path, isolation_level=None, check_same_thread=False)) as other:
        release = Timer(0.2, other.execute, ["rollback"])

        def lock() -> None:
            other.execute("begin immediate")
            release.start()

        monkeypatch.setattr("sys.stdin", ScriptedLines(["1", lock, "easy", "/q"], Clock()))
        reviewed_by_lines(book)
        release.join()
    assert capsys.readouterr().out.count("Another program is writing to the store. Waiting for it") == 1
    assert [event.values["grade"] for event in store.events("answer")] == [4]


# --- on a terminal -----------------------------------------------------------------------------------------------


def test_a_dumb_terminal_and_plain_get_lines_without_escapes(shell: Shell, book: Path) -> None:
    line = f"mlsys quiz gc --kind true-false --no-generated --content {book}"
    keys = [("answer>", "f\n"), ("next>", "\n")]
    dumb = shell.on_terminal(line, keys=keys, whole=True, TERM="dumb")
    plain = shell.on_terminal(f"{line} --plain", keys=[("answer>", "\x04")], whole=True)
    assert "\x1b" not in dumb.out + plain.out
    assert "✓ Correct." in dumb.out
    assert "1 of 1 correct" in dumb.out
    assert (dumb.code, plain.code) == (0, 0)  # the end of input ends a quiz


@pytest.mark.slow
def test_nobody_can_be_asked_where_stdin_is_no_terminal(shell: Shell, book: Path) -> None:
    for closed in ("</dev/null", "<&-"):
        done = shell.on_terminal(f"bash -c 'mlsys quiz --content {book} {closed} || echo code $?'")
        assert "code 2" in done.out
        assert "--answer FILE" in done.err
