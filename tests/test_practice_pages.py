"""Quiz and review on the whole screen: from a page of the reader, and from a command."""

import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from mlsys_cli.journal.store import Store
from mlsys_cli.page.blocks import Paragraph, Span
from mlsys_cli.reader.shell_commands import CommandReplacer
from mlsys_cli.session.environment import Environment, Options
from mlsys_cli.session.session import Session
from tests.support.practice import quizzed, reviewed
from tests.support.program import Run
from tests.support.reader import read_along
from tests.support.shell import Shell


@pytest.fixture
def book(quiz_book: Path, reading: None) -> Path:
    return quiz_book


def answers(store: Store) -> list[tuple[str, bool]]:
    """The answers in the store that count: what they are about, and whether they were right."""
    return [(event.subject.split(":")[2], event.values["right"]) for event in store.events("answer")]


@pytest.mark.parametrize(
    ("kind", "right", "wrong", "card"),
    [
        ("choice", "ac⏎", "a⏎", "roots"),
        ("true-false", "f", "t", "moving"),
        ("typed", "sweep⏎", "weep⏎", "second"),
        ("number", "8⏎", "9⏎", "pause"),
        ("order", "bcda⏎", "abcd⏎", "steps"),
        ("match", "ba⏎", "ab⏎", "inventors"),
        ("cloze", "halves⏎1⏎", "1⏎2⏎", "halves"),
    ],
)
def test_each_kind_is_answered_by_keys(book: Path, store: Store, kind: str, right: str, wrong: str, card: str) -> None:
    *_, shown = quizzed(book, kind, right)
    assert "✓ Correct." in shown
    *_, shown = quizzed(book, kind, wrong)
    assert "✗ Incorrect" in shown
    assert answers(store) == [(card, True), (card, False)]


@pytest.mark.slow
def test_esc_throws_no_typed_answer_away(book: Path, store: Store) -> None:
    _, asked, typed, answered = quizzed(book, "typed", "swe⎋⎋", "ep", "⏎")
    assert "Your answer isn't submitted: Enter submits it, Ctrl-D quits without it." in asked
    assert "› sweep" in typed
    assert "isn't submitted" not in typed
    assert "✓ Correct." in answered
    *_, left = quizzed(book, "typed", "swe<ctrl+d>")
    assert left == ""
    assert answers(store) == [("second", True)]


def test_esc_leads_back_from_a_quiz_but_not_out_of_the_program(book: Path) -> None:
    first, still, answered, result, there, left = quizzed(book, "true-false order", "⎋", "t", "⎋", "⎋⎋", "q")
    assert still.splitlines()[-2:] == [" q leaves", first.splitlines()[-1]]
    assert "✗ Incorrect" in answered
    assert "0 of 1 correct" in result
    assert there.splitlines()[-1] == " q leaves"
    assert left == ""


def place_of(words: str, shown: str) -> str:
    """The column and line of some words on the screen."""
    line = next(number for number, line in enumerate(shown.splitlines()) if words in line)
    return f"{shown.splitlines()[line].index(words) + 1},{line}"


@pytest.mark.parametrize(
    ("kind", "arrows", "right"),
    [
        ("true-false", "<down>,<down>,⏎", True),
        ("true-false", "j,⏎", False),
        ("true-false", "<up>, ", True),
        ("choice", "<down>, ,<down>,<down>, ,⏎", True),
        ("choice", "<down>, ,⏎", False),
    ],
)
def test_an_option_is_chosen_by_arrows(book: Path, store: Store, kind: str, arrows: str, right: bool) -> None:
    """Nothing is pointed at before the first arrow, so that Enter pressed twice by mistake answers nothing."""
    first, pointed, *_, answered = quizzed(book, kind, *arrows.split(","))
    before, after = (shown.partition("\n")[2].count("▸") for shown in (first, pointed))
    assert (before, after) == (0, 1)
    assert ("✓ Correct." if right else "✗ Incorrect") in answered
    *_, asked = quizzed(book, kind, "⏎")
    assert "There is no answer yet." in asked
    assert [given for _, given in answers(store)] == [right]


@pytest.mark.slow
def test_an_option_is_chosen_by_a_click(book: Path, store: Store) -> None:
    for kind, clicked in [("true-false", "False"), ("choice", "Globals Registers"), ("match", "McCarthy Collins")]:
        (shown,) = quizzed(book, kind)
        clicks = [f"<click {place_of(option, shown)}>" for option in clicked.split()]
        _, beside, *_, answered = quizzed(book, kind, "<click 1,1>", "".join(clicks), "⏎")
        assert beside == shown
        assert "✓ Correct." in answered or kind == "true-false"
    assert answers(store) == [("moving", True), ("roots", True), ("inventors", True)]


@pytest.mark.slow
def test_a_key_of_the_foot_is_pressed_by_a_click(book: Path) -> None:
    (shown,) = quizzed(book, "typed number")
    _, skipped = quizzed(book, "typed number", f"<click {place_of('skip', shown)}>")
    assert "1 of 2" in shown
    assert "2 of 2" in skipped


def test_a_text_is_typed_and_corrected(book: Path) -> None:
    *_, typed, corrected, graded = quizzed(book, "typed", "Xwep", "<left><left>e<ctrl+a><delete>s", "⏎")
    assert "› Xwep" in typed
    assert "› sweep" in corrected
    assert "✓ Correct." in graded


def test_letters_are_text_while_one_types_and_ctrl_has_the_actions(book: Path) -> None:
    _, typed, emptied, keys, _, skipped = quizzed(book, "typed number", "gos?", "<ctrl+u>", "?", "⎋", "<ctrl+n>")
    assert "› gos?" in typed
    assert "gos?" not in emptied
    assert "Submit the answer" in keys
    assert "2 of 2" in skipped


@pytest.mark.slow
def test_what_the_list_of_keys_names_can_be_done_from_it(book: Path) -> None:
    _, listed, found, skipped = quizzed(book, "choice", "?", "skip", "⏎")
    assert "t true, f" in listed
    assert "After an answer" not in listed
    assert "Skip this question" in found
    assert "2 of 2" in skipped


def test_skip_back_hint_and_keys(book: Path) -> None:
    first, skipped, back, keys, closed = quizzed(book, "choice", "s", "p", "?", "⎋")
    assert "1 of 2" in first
    assert "2 of 2" in skipped
    assert back == first
    assert "Ctrl-G" in keys
    assert closed == back
    *_, hinted = quizzed(book, "choice", "s", "h")
    assert "It bites its own tail." in hinted


def test_i_do_not_know_takes_two_keys(book: Path, store: Store) -> None:
    *_, asked, shown = quizzed(book, "typed", "⏎", "⏎")
    assert "Press Enter again" in asked
    assert "? You didn't know." in shown
    assert answers(store) == [("second", False)]


@pytest.mark.slow
def test_a_letter_that_is_typed_twice_by_mistake_does_nothing_more(book: Path, store: Store) -> None:
    """`n` says false, and after an answer goes to the next question."""
    *_, twice, _ = quizzed(book, "true-false order", "nn", "n")
    assert "✓ Correct." in twice
    *_, digits = reviewed(book, "1", "11", "4")
    assert "8 left" not in digits
    assert answers(store) == [("moving", True)]


def test_how_sure_one_is_is_asked_before_the_answer_is_shown(book: Path, store: Store, run: Run) -> None:
    """`s` would skip a question else, so the second one of two does nothing."""
    run("config", "confidence", "on")
    *_, asked, nothing, shown = quizzed(book, "true-false order", "f", "x", "ss")
    assert "How sure are you of this answer?" in asked
    assert "s sure  u unsure  g guess  ⌫ change" in asked
    assert "Correct" not in asked
    assert "First say how sure you are" in nothing
    assert "✓ Correct." in shown
    *_, changed, typed, shown = quizzed(book, "typed", "sweep⏎", "<backspace>", "stakes", "⏎g")
    assert "› sweep" in changed
    assert "› sweepstakes" in typed
    assert "✗ Incorrect" in shown
    assert answers(store) == [("moving", True), ("second", False)]
    assert [event.values["confidence"] for event in store.events("answer")] == ["sure", "guess"]
    *_, weighed, kept = quizzed(book, "typed", "sweep⏎", "⎋")
    assert ("How sure" in weighed, "› sweep" in kept) == (True, True), "Esc is a step back"
    *_, unknown = quizzed(book, "typed", "⏎⏎")
    assert "? You didn't know." in unknown
    assert "confidence" not in store.events("answer")[-1].values


def test_overruling_and_flagging(book: Path, store: Store) -> None:
    *_, overruled, flagged, unflagged = quizzed(book, "true-false", "t", "r", "!", "!")
    assert "✓ Counted as correct." in overruled
    assert "Flagged as a bad question" in flagged
    assert "No longer flagged." in unflagged


def test_leaving_in_the_middle_keeps_the_answers(book: Path, store: Store) -> None:
    quizzed(book, "true-false order", "f", "q")
    assert answers(store) == [("moving", True)]
    (result,) = store.events("quiz")
    assert (result.values["answered"], result.values["asked"]) == (1, 2)


@pytest.mark.parametrize(("size", "keys"), [((200, 60), "q quit  ? keys"), ((40, 20), "? keys")])
def test_the_head_says_what_is_asked_and_the_foot_which_keys_work(book: Path, size: tuple[int, int], keys: str) -> None:
    first, answered = (shown.splitlines() for shown in quizzed(book, "choice", "a⏎", size=size))
    assert first[0].startswith(" Quiz · 1 Garbage")
    assert first[0].endswith("1 of 2 · ▸·" if size[0] > 50 else "1 of 2")
    assert first[-1].startswith(" a-c Space choose  Enter answer")
    assert first[-1].endswith(keys)
    assert answered[-1].startswith(" Enter next")


def test_a_message_is_above_the_keys_until_the_next_one(book: Path) -> None:
    first, told, unknown, pointed = quizzed(book, "choice", "p", "z", "<down>")
    assert told.splitlines()[-2:] == [" This is the first question.", first.splitlines()[-1]]
    assert unknown.splitlines()[-2] == " z: no such key here · ? lists them"
    assert pointed.splitlines()[-2] == ""


@pytest.mark.slow
@pytest.mark.parametrize("size", [(80, 24), (56, 24), (34, 24)])
def test_what_is_matched_keeps_its_place(book: Path, size: tuple[int, int]) -> None:
    shown, matched, all_matched = quizzed(book, "match", "b", "a", size=size)
    for side in ("Mark and sweep", "Counting", "McCarthy", "Collins"):
        assert place_of(side, shown) == place_of(side, matched) == place_of(side, all_matched)
    assert " b  Mark and sweep" in matched
    assert " a  Counting" in all_matched


@pytest.mark.parametrize("size", [(80, 24), (40, 9)])
def test_the_choices_of_a_match_stay_in_sight_below_the_items_of_which_one_is_pointed_at(
    book: Path, size: tuple[int, int]
) -> None:
    """On the small terminal there is not room for all items."""
    _, *screens, scrolled = quizzed(book, "match", "<down>", "k", "b", "<down>", "<pageup>", size=size)
    for shown in screens:
        _, head, choices = re.split("Quiz|───+", shown)
        assert "▸" in head.partition("\n")[2]
        assert "Collins" in choices
        assert "McCarthy" in choices
    assert "Join each way with who had it." in scrolled


def test_a_small_terminal_and_back(book: Path) -> None:
    first, small, back = quizzed(book, "match", "<20x5>", "<80x24>")
    assert all(len(line) <= 20 for line in small.splitlines())
    assert "? keys" in small
    assert back == first


def test_a_question_fits_every_width(book: Path) -> None:
    widths = (20, 40, 200)
    _, *screens = quizzed(book, "match", *(f"<{width}x30>" for width in widths))
    for width, shown in zip(widths, screens, strict=True):
        assert all(len(line) <= width for line in shown.splitlines())
        assert "McCarthy" in shown


def test_the_section_opens_and_comes_back_to_the_question(book: Path) -> None:
    first, opened, back, *_ = quizzed(book, "match", "o", "q")
    assert "By sweeping." in opened
    assert back == first


def test_a_section_over_a_question_offers_no_others(book: Path) -> None:
    _, opened, end, asked, typed = quizzed(book, "true-false", "o", "G", "Q", ":review⏎")
    assert "1.1.1 Deep down" in opened
    assert "Check: " not in opened + end
    assert asked.splitlines()[-1] == " Q: no such key here · ? lists them"
    assert typed.splitlines()[-1] == " No questions are asked over another screen: q goes back to it."


def test_a_link_clicked_over_a_question_leaves_the_page_below(book: Path) -> None:
    steps = ("Q", "<ctrl+g>", "heap⏎", "⏎", "<click 12,8>", "q")
    *_, term, section, back = read_along("gc/how", *steps, content=str(book))
    assert "Used in  1.1.1 Deep down" in term.lines[8]
    assert "1.1.1 Deep down" in section.lines[0]
    assert (section.page, back.page) == ("gc/how", "gc/how")


@pytest.mark.slow
def test_a_term_is_looked_up_and_counts_as_a_hint(book: Path, store: Store) -> None:
    first, box, peek, back, graded = quizzed(book, "match", "g", "heap⏎", "⎋", "ba⏎")
    assert "Look up" in box
    assert "The pile that a program takes memory from." in peek
    assert back == first
    assert "✓ Correct." in graded
    assert store.events("answer")[0].values["hinted"]
    *_, closed, _ = quizzed(book, "match", "g⎋", "ba⏎")
    assert "Look up" not in closed
    assert "hinted" not in store.events("answer")[1].values


def test_a_review_is_graded_and_undone(book: Path, store: Store) -> None:
    first, answered, graded, undone = reviewed(book, "⏎⏎", "1", "u")
    assert "Enter accept  1-4 grade" in answered
    assert "Graded again" in graded
    assert "Undone." in undone
    assert first.splitlines()[2] in undone
    assert answers(store) == []


def test_a_review_is_graded_by_the_mouse_alone(book: Path, store: Store) -> None:
    first, answered = reviewed(book, "⏎⏎")
    answer, good = (f"<click {place_of(*where)}>" for where in [("answer", first), ("good", answered)])
    *_, graded = reviewed(book, answer, answer, good)
    assert "Graded good" in graded


def test_a_card_is_suspended(book: Path, store: Store) -> None:
    first, suspended = reviewed(book, "x")
    assert "Suspended: this card won't be asked again." in suspended
    assert first.splitlines()[2] not in suspended


@pytest.mark.parametrize(
    ("key", "shown"),
    [
        ("moult2006", "Moult 2006"),
        ("dupisanie2023", "du Pisanie 2023"),
        ("acm2018", "Association for Computing Machinery 2019"),
        ("bartz2025fair", "bartz2025fair"),  # a court with a name of ten words
        ("casewestern", "casewestern"),  # without a year
    ],
)
@pytest.mark.usefixtures("reading")
def test_a_source_is_named_by_author_and_year(key: str, shown: str) -> None:
    library = Session(Options(Environment())).books.library
    (link,) = CommandReplacer(library).blocks([Paragraph((Span(f"mlsys cite {key}", "command", f"source:{key}"),))])
    assert link == Paragraph((Span(shown, "link", f"source:{key}"),))


# --- while another process writes to the store


@pytest.fixture
def other(book: Path, store: Store) -> Iterator[sqlite3.Connection]:
    """Another process that uses the store."""
    store.mark("tiny:section:gc/how", 1)
    with closing(sqlite3.connect(store.path, isolation_level=None)) as other:
        yield other


@pytest.mark.parametrize("lock", ["begin immediate"])
def test_a_quiz_waits_for_a_locked_store_and_loses_no_answer(
    book: Path, store: Store, other: sqlite3.Connection, lock: str
) -> None:
    def block() -> None:
        other.execute(lock)

    def release() -> None:
        other.execute("rollback")

    steps = (block, "t", "f", release, block, "r", release)
    *_, waiting, still, answered, _, unsure, overruled = quizzed(book, "true-false order", *steps)
    assert "Another program is writing to the store." in waiting
    assert still == waiting
    assert "✗ Incorrect" in answered
    assert "Another program" in unsure
    assert "✓ Counted as correct." in overruled
    assert answers(store) == [("moving", True)]


@pytest.mark.slow
@pytest.mark.parametrize("lock", ["begin exclusive"])
def test_a_review_waits_for_a_locked_store_and_grades_once(
    book: Path, store: Store, other: sqlite3.Connection, lock: str
) -> None:
    def block() -> None:
        other.execute(lock)

    def release() -> None:
        other.execute("rollback")

    steps = ("⏎⏎", block, "4", release, "⏎⏎1", block, "<ctrl+p>", release, block, "x", release)
    *_, graded, _, _, _, undone, _, _, suspended = reviewed(book, *steps)
    assert "1 done" in graded
    assert "Undone." in undone
    assert "Suspended" in suspended
    assert [event.values["grade"] for event in store.events("answer")] == [4]


def test_a_new_size_does_not_end_the_wait(
    book: Path, store: Store, other: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another grade would be given to the next card."""
    monkeypatch.setattr("tests.support.practice._PATIENCE", 0.2)  # in which nothing else says that it waits
    steps = ("⏎⏎", lambda: other.execute("begin exclusive"), "4", "<60x16>", "2", lambda: other.execute("rollback"))
    *_, resized, still, graded = reviewed(book, *steps)
    assert "Another program is writing to the store." in resized
    assert still == resized
    assert "Graded easy" in graded
    assert [event.values["grade"] for event in store.events("answer")] == [4]


def test_what_is_typed_while_an_answer_waits_for_the_store_is_no_answer(
    book: Path, store: Store, other: sqlite3.Connection
) -> None:
    steps = ("8", lambda: other.execute("begin immediate"), "⏎", "2", lambda: other.execute("rollback"))
    *_, waiting, typed, _ = quizzed(book, "number", *steps)
    assert "Another program is writing to the store." in waiting
    assert "Another program is writing to the store." in typed
    assert answers(store) == [("pause", True)]


def test_esc_gives_up_waiting(book: Path, store: Store, other: sqlite3.Connection) -> None:
    other.execute("begin immediate")
    quizzed(book, "true-false order", "t", "⎋", lambda: other.execute("rollback"))
    assert answers(store) == []


# --- in the reader


@pytest.mark.parametrize(("height", "gap"), [(40, 2), (24, 1)])
def test_a_card_has_air_on_a_tall_screen(book: Path, height: int, gap: int) -> None:
    shown, *_ = quizzed(book, "choice", size=(80, height))
    lines = shown.splitlines()
    first, second = (next(n for n, line in enumerate(lines) if f" {letter}  " in line) for letter in "ab")
    assert second - first == gap
    assert (lines[2].strip() == "") == (height == 40)  # which begins lower


@pytest.mark.parametrize(("size", "next_line"), [((16, 20), ""), ((16, 17), "·  Counting"), ((40, 20), "·  Counting")])
def test_items_of_several_lines_are_parted_where_all_fit(book: Path, size: tuple[int, int], next_line: str) -> None:
    shown, *_ = quizzed(book, "match", size=size)
    assert shown.partition("sweep\n")[2].splitlines()[0].strip() == next_line


@pytest.mark.slow
def test_a_quiz_on_the_page_comes_back_to_its_very_line(book: Path) -> None:
    *_, there, asked, score, back = read_along("intro/symbolic-ai", " ", "Q", "⏎⏎⎋", "q")
    assert there.top > 0
    assert "1 of 3" in asked.text
    assert "0 of 1 correct" in score.text
    assert (back.page, back.top, back.lines[0]) == (there.page, there.top, there.lines[0])


@pytest.mark.slow
def test_a_quiz_that_is_left_without_an_answer_has_no_result(book: Path) -> None:
    *_, there, _, back = read_along("intro/symbolic-ai", " ", "Q", "⎋")
    assert (back.text, back.top) == (there.text.replace("▸", " "), there.top)


@pytest.mark.slow
def test_what_to_read_opens_from_the_result(book: Path) -> None:
    *_, result, opened, back, page = read_along("gc/how", "Q", "⏎⏎⏎⎋", "⏎", "⌫", "q", content=str(book))
    assert "To read" in result.text
    assert "How it goes" in opened.lines[0]
    assert "Result" not in opened.text
    assert opened.page == "gc/how"
    assert "Result" in back.lines[0]
    assert "How it goes" in page.lines[0]


def test_a_result_names_what_was_wrong_and_shows_it_beside_on_a_wide_screen(book: Path) -> None:
    *_, result, peeked = read_along("gc/how", "Q", "⏎⏎⏎⎋", "<down>⏎", content=str(book))
    assert "• 1.2 How it goes" in result.text
    assert result.text.splitlines()[-1].endswith("q leave  ? keys")
    question = next(line for line in result.lines if "✗" in line).strip(" •✗")
    assert question in peeked.text.partition("? You didn't know.")[0]
    *_, result, beside, page = read_along("gc/how", "Q", "⏎⏎⏎⎋", "<down>", "⏎", content=str(book), size=(120, 40))
    assert "▏ ? You didn't know." not in result.text
    assert "▏ ? You didn't know." in beside.text
    assert "Question" in page.lines[0]


def test_a_result_has_a_table_of_sections_only_if_several_were_asked_about(book: Path) -> None:
    kinds = "choice true-false typed number order match cloze"
    *_, one = quizzed(book, kinds, "⏎⏎⏎⎋")
    *_, several = quizzed(book, kinds, *["⏎⏎⏎"] * 8)
    assert "section " not in one
    assert "section " in several


def test_a_right_answer_is_no_row_of_the_result(book: Path) -> None:
    *_, result = quizzed(book, "true-false", "f⏎")
    assert "1 of 1 correct" in result
    assert "To read" not in result


def test_a_review_in_the_reader(book: Path, store: Store) -> None:
    page, nothing, back = read_along("gc/how", "r", "q", content=str(book))
    assert "Result" in nothing.lines[0]
    assert back.text == page.text


def on_terminal(shell: Shell, book: Path, *keys: tuple[str, str | Callable[[], object]]) -> tuple[int, str]:
    line = f"mlsys quiz gc --kind true-false --seed 1 --no-generated --content {book}"
    done = shell.on_terminal(line, keys=keys, whole=True)
    return done.code, done.out.rpartition("\x1b[?1049l")[2]


@pytest.mark.slow
def test_the_score_is_printed_where_the_terminal_was(shell: Shell, book: Path) -> None:
    code, printed = on_terminal(shell, book, ("moves", "f"), ("Correct", "\r"), ("1 of 1 correct", "q"))
    assert code == 0
    assert "1 of 1 correct" in printed
    assert "Result" not in printed


@pytest.mark.slow
def test_an_interrupted_quiz_keeps_its_answers(shell: Shell, book: Path) -> None:
    code, printed = on_terminal(shell, book, ("moves", "f"), ("Correct", "\x03"), ("q leaves", "\x03"))
    assert code == 130
    assert "correct" not in printed
    assert "moving" in shell.run("mlsys export study -").out


@pytest.mark.slow
def test_a_pasted_answer_is_one_line(shell: Shell, book: Path) -> None:
    line = f"mlsys quiz gc --kind typed --no-generated --content {book}"
    keys = [("skip", "\x1b[200~swe\nep\x1b[201~"), ("swe ep", "\x04")]
    assert "No questions answered" in shell.on_terminal(line, keys=keys, whole=True).visible


@pytest.mark.slow
def test_after_the_end_of_a_review_space_goes_on(book: Path, home: Path) -> None:
    """The answers took less time than was planned."""
    (home / "config/mlsys-cli").mkdir(parents=True)
    (home / "config/mlsys-cli/config.toml").write_text("review-minutes = 1\n")
    seen = reviewed(book, *["⏎⏎4"] * 3, " ")
    assert "would follow, and 1 minute is left: Space goes on." in " ".join(seen[3].split())
    assert "3 done" in seen[4]
    assert "no more cards" not in seen[4]
