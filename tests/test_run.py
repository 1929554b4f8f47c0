"""`mlsys run`: the exhibits at the command line. Their screens are in test_exhibit_pages.py."""

import json
import re
from functools import cache
from pathlib import Path
from xml.etree import ElementTree

import pytest
from rich.cells import cell_len

from mlsys_cli.claims import Claim
from mlsys_cli.errors import Exit
from mlsys_cli.exhibits.catalogue import CATALOGUE, load
from mlsys_cli.exhibits.exhibit import Preset, Talk
from mlsys_cli.exhibits.exhibit_run import new_run
from mlsys_cli.queries.exhibits import show_claims
from mlsys_cli.render.formats import Format, write
from mlsys_cli.session.environment import Environment, Options
from mlsys_cli.session.session import Session
from mlsys_cli.terminal.stdout import ColorMode, Terminal
from mlsys_cli.views.exhibit_view import ClaimsView, RunView, TalkOverview, TalkView
from mlsys_cli.views.view import View
from tests.support.cases import each
from tests.support.program import Run


@cache
def begun(name: str) -> list[View]:
    """The beginning of an exhibit's run: an early frame, or what is shown of a talk."""
    exhibit = load(name)
    run = new_run(CATALOGUE[name], exhibit, "", [], 1)
    if isinstance(exhibit.engine, Talk):
        return [TalkOverview(run), TalkView(run, [*run.conversation(["Men are all alike.", "unknown"])], reasons=True)]
    return [RunView(run, [*run.frames(2)])]


def preset(name: str) -> Preset:
    """A preset of the perceptron."""
    return next(one for one in load("perceptron").presets if one.name == name)


@pytest.mark.slow
@pytest.mark.parametrize("name", CATALOGUE)
@each("width", [20, 80, 200])
def test_every_exhibit_fits_every_width_in_every_format(name: str, width: int) -> None:
    for view in begun(name):
        for form in (Format.TEXT, Format.PLAIN):
            text = "".join(write(view, form, Terminal(width, 24, ColorMode.NONE, "utf-8")))
            if not (form is Format.PLAIN and isinstance(view, TalkView)):  # an answer a line, whatever the width
                assert max(map(cell_len, text.splitlines())) <= width
            assert text.strip()
        if width == 80:
            ElementTree.fromstring("".join(write(view, Format.SVG, Terminal(width, 0, ColorMode.NONE, "utf-8"))))
            assert json.loads("".join(write(view, Format.JSON, Terminal(width, 0, ColorMode.NONE, "utf-8"))))


def ids(run: Run, kind: str) -> set[str]:
    """The ids of the entries of a kind in the bundled book."""
    return {one["id"] for one in run("list", kind, "--json").json["items"]}


@pytest.mark.slow
@each("name", CATALOGUE)
def test_every_exhibit_says_what_a_museum_would(run: Run, name: str) -> None:
    exhibit, entry = load(name), CATALOGUE[name]
    for words in (exhibit.remember, exhibit.faithful, exhibit.ours, *(one.about for one in exhibit.presets)):
        assert words.endswith(".")
    assert exhibit.sources
    assert {*exhibit.sources, *(one.source for one in exhibit.claims)} <= ids(run, "sources")
    assert exhibit.read_on in ids(run, "sections")
    assert f"{name}\t{entry.title}\n" in run("run").out
    for one in exhibit.presets:
        assert new_run(entry, exhibit, one.name, [], 1).changes == {}


def test_the_list_has_year_and_minutes_where_there_is_room(run: Run) -> None:
    rows = run("run", "--json").json["exhibits"]
    assert {"name": "perceptron", "title": "The perceptron", "year": 1958, "minutes": 4} in rows
    shown = run("run", size=(80, 200)).out
    assert "1958" in shown
    assert "4 min" in shown


def test_a_pipe_gets_the_last_frame(run: Run) -> None:
    out = run("run", "perceptron/and").out
    assert out.startswith("The perceptron (1958)\n")
    for words in (*preset("and").about.split(), "How many mistakes", "it has learned", "Remember:"):
        assert words in out
    assert re.search("^passes +9$", out, re.MULTILINE)


def test_json_has_every_frame_and_csv_a_row_for_each(run: Run) -> None:
    found = run("run", "perceptron", "--set", "data=and", "--json").json
    assert (found["kind"], found["schema"], found["id"], found["seed"]) == ("run", 1, "perceptron", 1)
    assert found["setting"]["data"] == "and"
    last = found["frames"][-1]
    assert [last["numbers"][name] for name in ("w0", "w1", "w2", "mistakes", "passes")] == [-4, 3, 2, 18, 9]
    assert last["pictures"][0]["kind"] == "plane"
    header, *rows = run("run", "perceptron/and", "--format", "csv").out.splitlines()
    assert header.startswith("step,words,mistakes,pass")
    assert len(rows) == len(found["frames"])


def test_the_same_seed_gives_the_same_bytes_and_another_seed_others(run: Run) -> None:
    first, again, other = (run("run", "perceptron", "--seed", seed, "--json").out for seed in ("7", "7", "8"))
    assert first == again
    assert first != other


def test_what_is_shown_names_the_command_that_gives_it_again(run: Run) -> None:
    first = run("run", "perceptron/xor", "--set", "passes=3", "--seed", "7", "--json")
    assert first.json["command"] == "mlsys run perceptron/xor --set passes=3 --seed 7"
    assert run(*first.json["command"].split()[1:], "--json").out == first.out


def test_a_run_stops_after_a_step(run: Run) -> None:
    frames = run("run", "perceptron/xor", "--steps", "5", "--json").json["frames"]
    assert [frame["step"] for frame in frames] == [0, 1, 2, 3, 4, 5]
    assert run("run", "eliza", "--steps", "1", stdin="Men are all alike.\nBullies.\n").out == "IN WHAT WAY\n"


@each("setting, value", [("DRIVEN=1e9", 1_000_000_000), ("confidence=99%", 0.99)])
def test_a_setting_may_be_written_as_people_do(run: Run, setting: str, value: float) -> None:
    assert value in run("run", "miles", "--set", setting, "--json").json["setting"].values()


@each(
    "swept, values",
    [
        ("points=10..14..2", [10, 12, 14]),
        ("points=2..4", [2, 3, 4]),
        ("data=and,or", ["and", "or"]),
        ("data", ["line", "and", "or", "xor", "nand", "nor"]),
    ],
)
def test_a_sweep_runs_once_for_each_value(run: Run, swept: str, values: list[object]) -> None:
    name = swept.partition("=")[0]
    rows = run("run", "perceptron", "--sweep", swept, "--json").json["rows"]
    assert [row[name] for row in rows][: len(values)] == values
    header, *lines = run("run", "perceptron", "--sweep", swept, "--format", "csv").out.splitlines()
    assert header.split(",")[:2] == [name, "mistakes"]
    assert len(lines) == len(rows)
    assert "mistakes" in run("run", "perceptron", "--sweep", swept).out


def test_a_swept_setting_may_be_named_with_a_space(run: Run) -> None:
    """As one that is set, and as numbers have theirs."""
    rows, same = (
        run("run", "dedup", "--sweep", f"{name}=3..5", "--json").json["rows"] for name in ("pieces-of", "pieces of")
    )
    assert [row["pieces-of"] for row in rows] == [3, 4, 5]
    assert rows == same


@each(
    "words, name",
    [("perceptorn", "perceptron"), ("percep", "perceptron"), ("The Perceptron", ""), ("perceptron xor", "")],
)
def test_names_are_found_by_what_is_close_to_them(run: Run, words: str, name: str) -> None:
    found = run("run", *words.split())
    assert found.code == 0
    assert found.out.startswith("The perceptron (1958)")
    assert found.err == (f"mlsys: showing {name!r} for {words!r}\n" if name else "")


@each(
    "line, code, says",
    [
        ("run banana", 1, "there is no exhibit 'banana'"),
        ("run perceptorn --exact", 1, "there is no exhibit 'perceptorn'"),
        ("run perceptron/maybe", 2, "the presets are and, or, xor"),
        ("run perceptron --set data=xnor", 2, "it is one of line, and, or, xor, nand, nor"),
        ("run perceptron --set dta=xor", 2, "did you mean 'data'?"),
        ("run perceptron --set xor", 2, "write NAME=VALUE, such as data=line"),
        ("run jury --set members=7.5", 2, "members must be a whole number, not 7.5"),
        ("run jury --set each=101%", 2, "each must be at most 1, not 1.01"),
        ("run perceptron --set points=1e999", 2, "it is a whole number from 2 to 500"),
        ("run perceptron --sweep points", 2, "points can't be ''"),
        ("run perceptron --sweep points=9..3", 2, "write the smaller one first"),
        ("run perceptron --sweep points=2..4..0", 2, "some way apart"),
        ("run perceptron --sweep data=and..xor", 2, "write data=line,and"),
        (f"run perceptron --sweep points={'2,' * 1000}2", 2, "is 1,001 values"),
        ("run tree --sweep order=1..5", 2, "write order=ONE,ANOTHER"),
        ("run perceptron --sweep width=1..3", 2, "the settings are data, points, passes"),
        ("run perceptron --data points.txt", 2, "perceptron takes no file"),
        ("run perceptron --replay", 2, "no published conversation"),
        ("run perceptron --why", 2, "perceptron is not a conversation: --why explains"),
        ("run perceptron --sweep points=2..4 --cast a.cast", 2, "--sweep and --cast can't be used together"),
        ("run jury --check --set members=3", 2, "--check and --set can't be used together"),
        ("run --check --seed 3", 2, "--check and --seed can't be used together"),
        ("run --seed 3", 2, "name the exhibit to run"),
        ("run perceptron --steps -1", 2, "steps"),
    ],
)
def test_a_wrong_line_says_what_would_be_right(run: Run, line: str, code: int, says: str) -> None:
    result = run(*line.split())
    assert (result.code, result.out) == (code, "")
    assert says in result.err


def test_claims_are_compared_and_the_sentence_tells_which_were_published(run: Run) -> None:
    assert run("run", "jury", "--check").out.endswith(
        "3 results agree: 1 published figure and 2 worked out another way.\n"
    )
    assert run("run", "tree", "--check").out.endswith("6 results agree: 6 published figures.\n")
    assert run("run", "kernel", "--check").out.endswith("5 results agree: 5 worked out another way.\n")
    assert run("run", "screening", "--check").out.startswith("Screening\n")  # it has no year
    found = run("run", "jury", "--check", "--json")
    claims = found.json["claims"]
    assert found.code == 0
    assert claims[0]["claim"] == "share in which most of 25 classifiers are wrong, each with 0.35"
    assert all(one["same"] and one["source"] for one in claims)


def test_a_claim_that_differs_is_counted_and_the_exit_code_is_1(capsys: pytest.CaptureFixture[str]) -> None:
    exhibit = load("perceptron")._replace(
        claims=(
            Claim("two and two", 5, lambda: 2 + 2, "nobody1999"),
            Claim("a third", 0.333, lambda: 1 / 3, "nobody1999", tolerance=0.001),
        )
    )
    view = ClaimsView([(CATALOGUE["perceptron"], [*exhibit.check()])])
    assert view.differing == 1
    assert view.verdict == "1 result of 2 differs."
    assert [(one["here"], one["same"]) for one in view.document()["claims"]] == [(4, False), (1 / 3, True)]
    with pytest.raises(Exit) as ended:
        show_claims(Session(Options(Environment())), view)
    assert ended.value.code == 1
    assert re.search("two and two +5 +4 +NO", capsys.readouterr().out)


@pytest.mark.slow
def test_a_recording_has_a_screen_for_each_frame_and_replaces_no_other_file(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "and.cast"
    said = run("run", "perceptron/and", "--cast", str(file))
    header, *events = map(json.loads, file.read_text(encoding="utf-8").splitlines())
    assert (header["version"], header["width"]) == (2, 80)
    assert said.err == f"mlsys: {len(events) - 1} screens written to {file}\n"
    assert [event[0] for event in events[:3]] == [0, 0.5, 1]
    assert "\x1b[2J" in events[0][2]
    assert "it has learned" in events[-2][2]
    assert run("run", "perceptron/or", "--cast", str(file)).code == 0
    assert run("run", "perceptron/or", "--cast", "-").out == file.read_text(encoding="utf-8")
    other = tmp_path / "diary.txt"
    other.write_text("Dear diary")
    assert run("run", "perceptron", "--cast", str(other)).code == 3
    assert other.read_text() == "Dear diary"
