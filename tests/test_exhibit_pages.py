"""Exhibits for a learner at a terminal: on the whole screen, line by line, and from a page of the reader."""

import asyncio
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from io import StringIO
from pathlib import Path
from threading import Event
from unittest.mock import patch

import pytest

from mlsys_cli.claims import Claim
from mlsys_cli.exhibits.catalogue import CATALOGUE, load
from mlsys_cli.exhibits.exhibit import Chance, Frame, Settings, Steps
from mlsys_cli.exhibits.exhibit_run import ExhibitRun, new_run
from mlsys_cli.journal.store import Store
from mlsys_cli.queries.exhibits import end_run
from mlsys_cli.queries.subjects import tried_exhibits
from mlsys_cli.reader.exhibit_lines import ExhibitLines
from mlsys_cli.reader.exhibit_screen import StepsScreen
from mlsys_cli.reader.location import RESULT, Location
from mlsys_cli.reader.reader import Reader
from mlsys_cli.reader.talk_screen import TalkScreen, exhibit_screen
from mlsys_cli.session.environment import Environment, Options
from mlsys_cli.session.session import Session
from tests.support.calls import calls_of
from tests.support.cases import each
from tests.support.exhibits import calculators, echo, square
from tests.support.program import Run
from tests.support.reader import lines_on, press, settle, unwatched

pytestmark = pytest.mark.usefixtures("reading")


def perceptron(preset: str = "and") -> ExhibitRun:
    return new_run(CATALOGUE["perceptron"], load("perceptron"), preset, [], 1)


def screens(
    run: ExhibitRun, *steps: str, size: tuple[int, int] = (80, 24), variables: dict[str, str] | None = None
) -> list[str]:
    """The screens of a learner at an exhibit: the first, and one after each step; the last may be the end page."""

    async def go() -> list[str]:
        session = Session(Options(Environment(variables or {}, size=size)))
        app = Reader(session, RESULT, first=exhibit_screen(session, run))
        async with unwatched(app, size) as pilot:
            await settle(pilot)
            seen = ["\n".join(lines_on(app))]
            for step in steps:
                await press(pilot, step)
                seen.append("" if app._exit else "\n".join(lines_on(app)))
            return seen

    return asyncio.run(go())


def place_of(words: str, screen: str) -> tuple[int, int]:
    """The column and line of some words."""
    lines = screen.split("\n")
    row = next(row for row, line in enumerate(lines) if words in line)
    return lines[row].index(words), row


def at(screen: str, words: str) -> str:
    """The same for a click."""
    return ",".join(map(str, place_of(words, screen)))


def typed(run: ExhibitRun, *lines: str) -> str:
    """What is written to a learner who types some lines."""
    out = StringIO()
    session = Session(Options(Environment({"TERM": "dumb"}, size=(80, 24))))
    with patch("sys.stdin", StringIO("".join(f"{line}\n" for line in lines))), patch("sys.stdout", out):
        program = ExhibitLines(session, run)
        program.run()
        session.show(end_run(session, program.player))
    return out.getvalue()


def test_nothing_moves_until_a_key_asks_for_it() -> None:
    first, still, second, back = screens(perceptron(), "<f5>", "<right>", "<left>")
    assert "The perceptron (1958)" in first
    assert "step 0" in first
    assert still.splitlines()[:-1] == first.splitlines()[:-1]
    assert still.splitlines()[-1] == " F5: no such key here · ? lists them"
    assert "step 1" in second
    assert "step 0" in back


def test_at_the_end_a_line_says_what_became_of_the_goal(run: Run) -> None:
    lines = ["", *[""] * 5, "q"]
    shown = run("run", "optimiser", "--set", "stop=2", "--plain", size=(80, 24), lines=lines).out
    _, _, beyond = shown.partition("This is the end; b goes back, q leaves.")
    assert "The goal: not yet" in beyond


@pytest.mark.slow
def test_keys_lead_to_the_end_and_the_start() -> None:
    *_, end, beyond, start = screens(perceptron(), "   ", "<end>", " ", "<home>")
    assert "step 19" in end
    assert "it has learned" in end
    assert "This is the end." in beyond
    assert "step 0" in start


class Slow:
    """An exhibit whose frames come when the test lets them."""

    def __init__(self) -> None:
        self._may_come = Event()
        self._is_awaited = False
        run = perceptron()
        self.run = run._replace(exhibit=run.exhibit._replace(engine=Steps(self._frames), question=lambda _: None))

    def _frames(self, settings: Settings, chance: Chance) -> Iterator[Frame]:
        for step in range(9):
            self._is_awaited = True
            assert self._may_come.wait(60)
            self._may_come.clear()
            yield Frame(f"This is frame {step}.")

    def screens(self, *steps: str) -> list[str]:
        """The screen that opens, and those after each step: keys, or `…`, which lets a frame come."""

        async def go() -> list[str]:
            session = Session(Options(Environment({}, size=(80, 24))))
            screen = exhibit_screen(session, self.run)
            app = Reader(session, RESULT, first=screen)
            async with unwatched(app, (80, 24)) as pilot:
                await settle(pilot)
                seen = ["\n".join(lines_on(app))]
                for step in steps:
                    if step == "…":
                        self._is_awaited = False
                        self._may_come.set()
                    else:
                        await press(pilot, step, until_idle=False)
                    while screen.is_working and not self._is_awaited:
                        await pilot.pause(0.01)
                    await settle(pilot)
                    seen.append("" if app._exit else "\n".join(lines_on(app)))
                return seen

        try:
            return asyncio.run(go())
        finally:
            self._may_come.set()


def test_keys_are_answered_while_a_step_is_worked_out() -> None:
    turns = sys.getswitchinterval()
    opened, begun, asked, keys, back, small, done = Slow().screens("…", "<right>", "?", "⎋", "<40x12>", "…")
    assert opened.endswith("working it out …")
    assert "This is frame 0." in begun
    assert "Enter step" in begun
    assert "This is frame 0." in asked
    assert asked.endswith("working it out …")
    assert "Next step" in keys
    assert back == asked
    assert small.endswith("working it out …")
    assert "This is frame 1." in done
    assert sys.getswitchinterval() == turns


def test_steps_that_are_asked_for_meanwhile_come_in_their_order() -> None:
    *_, first, second = Slow().screens("…", "<right><right>", "…", "…")
    assert "This is frame 1." in first
    assert "This is frame 2." in second


def test_who_goes_back_meanwhile_finds_the_step_later() -> None:
    *_, back, still, again = Slow().screens("…", "<right>", "…", "<right>", "<left>", "…", "<right><right>")
    assert "This is frame 0." in back
    assert "Enter step" in back
    assert "This is frame 0." in still
    assert "This is frame 2." in again


def test_leaving_waits_for_nothing() -> None:
    assert Slow().screens("…", "<right>", "q")[-1] == ""


def test_a_seed_a_preset_and_a_setting_begin_again() -> None:
    *_, seed, preset, setting = screens(perceptron(""), " ", "s", "3", "⇥<up>")
    assert "step 0 · seed 2" in seed
    assert "xor: " in preset
    assert "▸ points    ‹  70   ›" in setting


def test_a_value_can_be_typed_and_a_wrong_one_is_explained() -> None:
    *_, asked, given, wrong = screens(square(), "v", "12⏎", "v0⏎")
    assert re.search("─ its side ─.*type a value from 1 to 100", asked, re.DOTALL)
    assert "A square of 12." in given
    assert "Side can't be '0'. It is a whole number from 1 to 100" in wrong
    assert "A square of 12." in wrong


def test_dials_stop_at_their_ends_and_a_setting_that_fails_changes_nothing() -> None:
    *_, one, low, large, failed = screens(square(), "<left>", "<home><left>", "1", "⇥<up>")
    assert "A square of 2." in one
    assert "A square of 1." in low
    assert "A square of 100." in large
    assert "A circle can't be that large. Turn it down" in failed
    assert "A square of 100." in failed


def test_a_result_is_hidden_until_the_learner_could_guess_it() -> None:
    hidden, shown, turned = screens(square(), " ", " ")
    assert "Enter shows the result." in hidden
    assert "area" not in hidden
    assert "A square of 3." in shown
    assert "A square of 4." in turned
    *_, guessed, turned = screens(square(), "g", "9⏎", "<up>")
    assert "your guess: 9, which is right" in guessed
    assert "A square of 3." in guessed
    assert "your guess" not in turned  # it was about another square
    assert "your guess: 8; it is 9 m²" in screens(square(), "g", "8⏎")[-1]


def test_without_colours_a_run_shows_its_end_at_once() -> None:
    *_, end = screens(perceptron(), "r", variables={"NO_COLOR": "1"})
    assert "step 19" in end


def test_a_guess_stands_beside_the_question() -> None:
    *_, guessed = screens(perceptron(), "g", "20⏎")
    assert "your guess: 20" in " ".join(guessed.split())


@pytest.mark.slow
@each("key, words", [("c", "expected"), ("w", "As in the original"), ("?", "Type a guess")])
def test_pages_over_an_exhibit_close_again(key: str, words: str) -> None:
    first, over, back = screens(square(), key, "⎋")
    assert words in over
    assert back == first


@pytest.mark.slow
@each("run", [perceptron("xor"), square(), echo()])
def test_an_exhibit_fits_any_screen_and_follows_its_size(run: ExhibitRun) -> None:
    for screen in screens(run, "<right>", "<40x12>", "<300x60>", size=(20, 6)):
        assert run.entry.title in screen


@pytest.mark.slow
def test_from_100_columns_on_the_numbers_and_settings_are_beside_the_picture_and_stay_there() -> None:
    first, _, last = screens(perceptron(""), "<right>", "<end>", size=(200, 50))
    places = [place_of("‹ line", screen) for screen in (first, last)]
    assert places[0] == places[1]
    assert places[0][0] > 100
    _, wide, below = screens(square(), " ", "<90x30>", size=(110, 30))
    assert place_of("Settings", wide)[0] > 60
    assert place_of("area", wide)[0] > 60
    assert place_of("area", below)[0] < 20


@each("run, show", [(perceptron(), StepsScreen.show), (echo(), TalkScreen.show)])
def test_an_exhibit_is_laid_out_once_for_a_size(run: ExhibitRun, show: Callable[..., None]) -> None:
    with calls_of(show) as laid_out:
        screens(run)
    assert len(laid_out) == 1
    with calls_of(show) as laid_out:
        screens(run, "<100x30>", "<100x30>")
    assert len(laid_out) == 2


def test_what_a_step_has_changed_is_marked_and_numbers_have_three_digits() -> None:
    *_, step = screens(perceptron(""), "⏎", size=(120, 40))
    rows = [row.rpartition(" │ ")[2].split() for row in step.splitlines()]
    assert ["▴", "mistakes", "1"] in rows
    assert ["▾", "w1", "-0.528"] in rows
    assert ["examples", "60"] in rows


@each("size, used", [((120, 40), 27), ((200, 60), 44)])
def test_two_drawings_stand_side_by_side_as_high_as_the_screen_allows(size: tuple[int, int], used: int) -> None:
    *_, step = screens(perceptron(""), "⏎", size=size)
    rows = [row.partition(" │ ")[0] for row in step.splitlines()[1:-1]]
    assert rows[0].split() == ["y", "mistakes", "in", "the", "pass"]
    assert max(number for number, row in enumerate(rows) if row.strip()) >= used


def test_only_numbers_and_settings_scroll_at_80_columns() -> None:
    pages = screens(perceptron(""), "⏎", *["<pagedown>"] * 4)[1:]
    assert all("How many mistakes does it make" in page for page in pages)
    assert all("mistakes in the pass" in page for page in pages)
    assert "attempts" in pages[-1]
    assert "attempts" not in pages[0]


def test_on_a_narrow_screen_all_lines_have_the_margin_of_the_head() -> None:
    first, *_ = screens(perceptron(""), size=(40, 20))
    assert {row[:1] for row in first.splitlines()} <= {" ", ""}


def test_on_a_small_screen_the_parts_come_one_after_the_other() -> None:
    first, second, *_, last, again = screens(
        perceptron(""), "<pagedown>", "<pagedown><pagedown>", "<wheel up>", size=(40, 20)
    )
    assert "PgDn more" in first
    assert "points on two sides of a line, in at…" in first, "a question that is cut says so"
    assert "mistakes in the pass" not in first
    assert "mistakes in the pass" in second
    assert "attempts" in last
    assert "attempts" not in again


def test_a_click_stops_a_run_also_one_in_the_foot_and_the_foot_says_so() -> None:
    shown, running, *_ = screens(perceptron(), "r-")
    assert "running, 2 steps a second" in running
    *_, slowest = screens(perceptron(), "r--")
    assert "running, 1 step a second ·" in slowest
    *_, foot = screens(perceptron(), "r--", f"<click {at(slowest, 'r stop')}>")
    *_, elsewhere = screens(perceptron(), "r--", "<click 3,3>")
    assert foot.splitlines()[-1] == elsewhere.splitlines()[-1] == shown.splitlines()[-1]


@each("keys", ["v", "<up><up><up>", "<tab><click>", "<list click>"])
def test_a_known_value_is_chosen_and_not_typed(keys: str) -> None:
    shown, *_ = screens(perceptron(""), size=(120, 40))
    column, row = place_of("line  ›", shown)
    clicks = {"<tab><click>": f"<click {column + 6},{row}>" * 3}
    chosen = {"v": "v<down><down><down>⏎", "<list click>": f"<click {at(shown, 'line  ›')}>xor⏎"} | clicks
    *_, xor = screens(perceptron(""), chosen.get(keys, keys), size=(120, 40))
    assert "▸ data      ‹  xor  ›" in xor


def test_a_number_is_chosen_by_the_mouse_alone() -> None:
    (shown,) = screens(square())
    _, listed = screens(square(), click := f"<click {at(shown, '3    ›')}>")
    *_, chosen = screens(square(), click, f"<click {at(listed, ' 12 ')}>")
    assert "A square of 12." in chosen


def test_a_talk_answers_lines_and_says_why() -> None:
    first, said, why, published = screens(echo(), "hello⏎", "⇥", "<right>")
    assert "Say something." in first
    assert "HELLO" in said
    assert "length: 5" not in said
    assert "length: 5" in why
    assert "GOOD BYE" in published
    assert "lines         2" in published


def test_a_long_talk_is_scrolled_by_lines_and_by_screens() -> None:
    said = "".join(f"line {number}⏎" for number in range(1, 21))
    *_, last, line, screen, back = screens(echo(), said, "<up>", "<pageup>", "<pagedown>")
    assert "LINE 20" in last
    assert "LINE 20" in line
    assert "LINE 20" not in screen
    assert "LINE 20" in back


def test_a_talk_takes_commands_and_ends() -> None:
    *_, over, more, again, unknown = screens(echo(), "stop⏎", "more⏎", "/s⏎", "/x⏎")
    assert "STOP" in over
    assert "The conversation is over" in more
    assert "STOP" not in again
    assert "There is no command '/x'. ? lists them." in unknown


def test_q_ends_the_program_and_esc_does_not() -> None:
    _, still, left = screens(perceptron(), "⎋", "q")
    assert still.splitlines()[-1] == " q leaves"
    assert left == ""
    _, still, end, left = screens(perceptron(), "⏎⎋", "q", "q")
    assert still.splitlines()[-1] == " q leaves"
    assert "Remember" in end
    assert left == ""
    *_, still, left = screens(echo(), "hello", "⎋", "<ctrl+d>")
    assert "> hello" in still
    assert left == ""


# --- line by line


def test_an_exhibit_goes_on_line_by_line() -> None:
    out = typed(perceptron(), "20", "", "", "b", "e", "3", "q")
    assert "your guess, or Enter> " in out
    for words in ("Step 0", "Step 1", "Step 2", "Step 19", "xor: "):
        assert words in out
    assert re.search("your guess +20\nmistakes +18\n", out)
    assert "Remember" in out
    assert re.search("your guess +20\nmistakes so far +1\n", typed(perceptron(), "20", "", "q"))


def test_a_wrong_line_is_answered_and_the_end_of_input_leaves() -> None:
    out = typed(square(), "", "side=0", "nonsense", "9", "side=4", "a", "b")
    assert "It is a whole number from 1 to 100." in out
    assert "'nonsense' isn't a command; type ? to list them." in out
    assert "There is no preset 9." in out
    assert "A square of 4." in out
    assert "This is the start." in out
    assert "Remember this." in out


def test_a_talk_line_by_line() -> None:
    out = typed(echo(), "2", "hello", "/w", "", "?", "stop", "more", "/s", "/q")
    for words in ("HELLO", "length: 5", "> good bye", "GOOD BYE", "begin a new conversation", "STOP", "is over"):
        assert words in out
    assert "your guess" in out


def test_the_command_asks_line_by_line(run: Run) -> None:
    shown = run("run", "perceptron/and", "--plain", size=(80, 24), lines=["", "", "q"])
    assert shown.code == 0
    assert "next> " in shown.out
    assert "The same again: mlsys run perceptron/and" in shown.out
    assert run("run", "perceptron/and", "--steps", "1", size=(80, 24), lines=[]).out.count("next>") == 0


# --- what is remembered


def trials(store: Store) -> Sequence[tuple[str, str, dict[str, object]]]:
    return [(event.kind, event.subject, event.values) for event in store.log()]


def test_a_trial_is_remembered_and_goes_to_other_machines(run: Run, store: Store, tmp_path: Path) -> None:
    typed(perceptron(), "20", "e", "q")
    found = {"preset": "and", "guess": "20", "result": 18}
    assert trials(store) == [("trial", "@mlsys:exhibit:perceptron", found)]
    session = Session(Options(Environment()))
    assert tried_exhibits(session)["perceptron"]._replace(at=0) == ("perceptron", 0, "and", "20", 18, "")
    exported = run("export", "study", "-").out
    assert run("reset", "--yes").code == 0
    assert not tried_exhibits(Session(Options(Environment())))
    file = tmp_path / "study.jsonl"
    file.write_text(exported)
    assert "1 event" in run("import", "study", str(file)).err
    file.write_text(exported.replace("exhibit:perceptron", "term:perceptron"))
    assert "isn't an exhibit" in run("import", "study", str(file)).err


def test_who_only_looks_at_an_exhibit_has_not_tried_it(home: Path) -> None:
    typed(perceptron(), "", "q")
    assert not (home / "data").exists()


# --- from the reader


async def _visit(reader: Reader, address: str, *steps: str) -> list[str]:
    async with unwatched(reader, (80, 24)) as pilot:
        await settle(pilot)
        reader.page.action_do("open", Location("run", query=address))
        seen = []
        for step in ("", *steps):
            await press(pilot, step)
            seen.append("\n".join(lines_on(reader)))
        return seen


@pytest.mark.slow
def test_an_exhibit_over_a_page_comes_back_to_it_or_leads_on() -> None:
    reader = Reader(Session(Options(Environment(size=(80, 24)))), Location("glossary"))
    shown, moved, end, back = asyncio.run(_visit(reader, "perceptron/xor", " ", "q", "q"))
    assert "step 0" in shown
    assert "step 1" in moved
    assert "Remember" in end
    assert "Glossary" in back
    reader = Reader(Session(Options(Environment(size=(80, 24)))), Location("glossary"))
    *_, section = asyncio.run(_visit(reader, "perceptron", " q", "⏎"))
    assert "1.4.5 The long road to neural networks" in section


def test_an_exhibit_that_does_not_exist_leaves_the_page_as_it_is() -> None:
    reader = Reader(Session(Options(Environment(size=(80, 24)))), Location("glossary"))
    (shown,) = asyncio.run(_visit(reader, "banana"))
    assert "there is no exhibit 'banana'" in shown
    assert "Glossary" in shown


def test_claims_are_a_page_when_all_are_worked_out() -> None:
    may_come = Event()
    late = Claim("result 0", 1, lambda: int(may_come.wait(10)), "rosenblatt1958")
    unknown = Claim("result 1", 1, lambda: 1, "nobody1999")
    exhibit = load("perceptron")._replace(claims=(late, unknown))

    async def go() -> tuple[str, str, str, str]:
        session = Session(Options(Environment({}, size=(80, 24))))
        screen = exhibit_screen(session, new_run(CATALOGUE["perceptron"], exhibit, "and", [], 1))
        app = Reader(session, RESULT, first=screen)
        async with unwatched(app, (80, 24)) as pilot:
            await press(pilot, "c", until_idle=False)
            before = "\n".join(lines_on(app))
            may_come.set()
            await press(pilot, "")
            while screen.is_working:
                await pilot.pause(0.01)
            await settle(pilot)
            page = "\n".join(lines_on(app))
            await press(pilot, "⇥⏎")
            source = "\n".join(lines_on(app))
            await press(pilot, "⎋⎋⎋")
            return before, page, source, "\n".join(lines_on(app))

    before, page, source, after = asyncio.run(go())
    assert before.endswith("working it out …")
    assert re.search("result 0 .* Rosenblatt 1958\n +result 1 .* nobody1999", page)
    assert "Enter opens · Esc closes" in source
    assert "Enter step" in after


def test_settings_beside_a_picture_have_a_line_each() -> None:
    """The column is as wide as they are, if that leaves the picture two thirds."""
    (shown,) = screens(new_run(CATALOGUE["perceptron"], calculators()["memory"], "gpt-3", [], 1), size=(100, 30))
    rows = [line.partition("│")[2] for line in shown.split("\n")]
    assert [row.count("›") for row in rows if "‹" in row] == [1] * sum("‹" in row for row in rows)
    assert not any(row.strip() == "›" for row in rows)


def test_the_first_settings_that_reach_a_goal_are_remembered(run: Run, store: Store) -> None:
    typed(new_run(CATALOGUE["quantise"], load("quantise"), "", ["bits=3"], 1), "", "bits=4", "q")
    assert not run("progress", "--json").json["goals"]
    typed(new_run(CATALOGUE["quantise"], load("quantise"), "", [], 1), "", "bits=5", "bits=16", "q")
    typed(new_run(CATALOGUE["quantise"], load("quantise"), "rows", [], 1), "", "bits=5", "per=layer", "q")
    goal = {"title": "Quantisation", "command": "mlsys run quantise --set bits=5"}
    assert run("progress", "--json").json["goals"] == [goal]
    assert "Goals reached" in run("progress").out
    assert goal["command"] in run("progress").out


@each("size", [(80, 24), (120, 36)])
def test_a_goal_is_told_once_the_result_is_shown(size: tuple[int, int]) -> None:
    run = new_run(CATALOGUE["quantise"], load("quantise"), "", ["bits=4"], 1)
    hidden, shown, better = screens(run, " ", " ", size=size)
    assert "as many digits" in hidden
    assert "Not yet" not in hidden
    assert "Not yet" in shown
    assert "Reached." in better
