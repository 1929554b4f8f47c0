"""Calculators with dials: what `mlsys run` shows of them, and what holds for those of the bundled book."""

import math
import os
import re
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from mlsys_cli.cli.main import new_session
from mlsys_cli.exhibits.player import turned
from mlsys_cli.index.library import Library
from mlsys_cli.queries.exhibits import open_run
from mlsys_cli.session.books import Books
from mlsys_cli.session.environment import Environment, Options
from tests.support.calls import calls_of
from tests.support.exhibits import calculators
from tests.support.program import MakeBook, Run
from tests.support.reader import read_along
from tests.support.shell import Shell


def numbers(run: Run, *words: str) -> Any:
    """The numbers of a calculator by the names of its lines."""
    return run("run", *words, "--json").json["frames"][0]["numbers"]


def test_rare_deaths_need_many_miles(run: Run) -> None:
    found = numbers(run, "miles")
    assert found["showing"] == pytest.approx(275e6, rel=5e-3)
    assert found["years-showing"] == pytest.approx(12.5, rel=5e-3)
    assert found["measuring"] == pytest.approx(8.8e9, rel=5e-3)
    assert found["shown"] == pytest.approx(15, abs=0.1)
    assert numbers(run, "miles", "--set", "rate=2.18")["showing"] == pytest.approx(137.5e6, rel=5e-3)


def test_a_quarter_of_the_frequency_reaches_four_times_as_far(run: Run) -> None:
    found = numbers(run, "link")
    assert (found["times"], found["less"]) == (4, pytest.approx(12.04, abs=0.005))
    assert numbers(run, "link", "--set", "barn=20")["reach"] == pytest.approx(found["reach"] / 10)
    assert numbers(run, "link", "--set", f"distance={found['reach']}m")["received"] == pytest.approx(-90)


def test_a_jury_is_right_more_often_than_its_members_if_they_err_apart(run: Run) -> None:
    assert numbers(run, "jury")["together"] == pytest.approx(0.710208)
    assert numbers(run, "jury", "--set", "each=50%")["gain"] == pytest.approx(0)
    assert numbers(run, "jury/wrong")["gain"] < 0
    assert numbers(run, "jury/alike")["gain"] == 0
    four = numbers(run, "jury", "--set", "members=4")
    assert (four["together"], four["tie"]) == (pytest.approx(0.648), pytest.approx(0.3456))


def test_a_setting_is_a_quantity_and_a_dial_of_decades_turns_by_factors(run: Run) -> None:
    assert run("run", "link", "--set", "distance=5km", "--json").json["setting"]["distance"] == 5000
    assert "frequency: from 100 to 10000 MHz" in run("run", "link").out
    dial = next(dial for dial in calculators()["link"].dials if dial.name == "distance")
    assert [turned(dial, 1000.0, steps) for steps in (1, -1, 10, 100, math.inf)] == [1260, 794, 10_000, 1e5, 1e5]


def test_a_whole_dial_that_turns_by_factors_stays_at_its_end() -> None:
    *_, ended, beyond = read_along("", "grun pipeline⏎", "⏎", "⇥", "<end>", "<right>")
    assert "‹ 4,096 ›" in ended.text
    assert "‹ 4,096 ›" in beyond.text
    assert "This is the end of the setting." in beyond.text


def test_a_setting_has_the_names_that_it_has_in_estimate(run: Run) -> None:
    assert numbers(run, "error-bar", "--set", "right=0.9", "--set", "of=164")["error"] == pytest.approx(2.343, rel=1e-3)
    assert numbers(run, "psi", "--set", "now=0.22,0.21,0.2,0.19,0.18") == numbers(run, "psi/small")
    found = run("run", "error-bar", "--set", "of")
    assert (found.code, "'of' isn't a setting" in found.err) == (2, True)
    assert "now has 5 values, not 2" in run("run", "psi", "--set", "now=0.3,0.7").err


def test_a_setting_may_stand_behind_the_name_as_in_estimate(run: Run) -> None:
    typed = run("run", "pipeline/deep", "microbatches=32")
    assert (typed.code, "17.9487 %" in typed.out) == (0, True)
    assert typed.out == run("run", "pipeline/deep", "--set", "pieces=32").out
    assert "there is no preset 'microbatches 32'" in run("run", "pipeline", "microbatches", "32").err


def test_a_preset_of_a_model_has_the_numbers_that_an_estimate_of_it_has(run: Run) -> None:
    """DeepSeek-V3 is published in 8 bits, and not in the 16 of the dial's default."""
    fits = "Fits: 457 GB left."
    assert fits in run("estimate", "memory", "deepseek-v3", "on", "8", "h200").out
    for words, is_said in (((), True), (("--set", "bits=16"), False)):
        result = run("run", "memory/experts", *words, "--json").json
        assert (fits in result["frames"][-1]["words"]) == is_said
        assert (result["question"].endswith("with 8 bit each?")) == is_said


def test_a_curve_is_that_of_the_settings_and_left_out_if_nothing_in_it_changes(run: Run) -> None:
    (frame,) = run("run", "link/wifi", "--json").json["frames"]
    (plot,) = frame["pictures"]
    assert [series["name"] for series in plot["series"]] == ["2.4 GHz", "2400 MHz", "needed"]
    assert plot["marks"] == [{"x": 5000, "y": pytest.approx(-94.03, abs=0.01), "label": "here"}]
    assert run("run", "jury/alike", "--json").json["frames"][0]["pictures"] == []


def test_a_value_without_a_unit_of_its_own_is_shown_with_a_fitting_one(run: Run) -> None:
    shown, (frame,) = run("run", "training/gpt-3").out, run("run", "training/gpt-3", "--json").json["frames"]
    assert "time (days)\n" in shown
    assert re.search(r"^time +113\.7 days$", shown, re.MULTILINE)
    assert frame["numbers"]["time"] == pytest.approx(113.68 * 86400, rel=1e-3)
    assert frame["units"]["time"] == "s"


def test_one_that_needs_more_than_it_has_runs_its_first_preset(run: Run) -> None:
    assert "\ngpt-3: " in run("run", "memory").out
    assert "\nHow long does it take with 8 machines " in run("run", "training", "--set", "count=8").out
    assert "{" not in run("run", "speed/experts").out


OWN = """\
--- calculators.yaml
calculators:
- id: link
  title: A link of ours
  about: how long a letter takes
  given: {ways: {words: ways, default: 3, from: 1, to: 9, whole: true}}
  lines: [{name: days, words: days, formula: ways × 2, unit: d}]
  ask: How many days are {ways} ways?
--- gc/chapter.yaml
title: Letters
summary: S.
sections:
- {id: why, title: Why, body: "See [[calculator:link]] and [[run:jury]].\\n\\n![[run:link]]\\n", run: miles/fleet}
"""


def test_a_book_has_its_own_first_and_those_of_the_bundled_one_behind_them(run: Run, make_book: MakeBook) -> None:
    book = ("--content", str(make_book(OWN)))
    assert run("list", "calculators", *book).out == "link\tA link of ours\n"
    assert run("run", "link", *book).out.startswith("A link of ours\n")
    assert run("run", "jury/hundred", *book).out.startswith("Condorcet's jury (1785)\n")
    listed = [row.split("\t")[0] for row in run("run", *book).out.splitlines()]
    assert listed.count("link") == 1
    assert "jury" in listed


def test_letters_after_estimate_do_not_open_the_bundled_book_again(run: Run, make_book: MakeBook) -> None:
    book = str(make_book(OWN))
    run("estimate", "jury", "--content", book)
    with calls_of(Books._opened_library) as opened:
        *_, found = read_along("gc/why", "gestimate jury members=7", content=book)
    assert "estimate: jury members=7" in found.text
    assert len(opened) == 2


def test_only_those_that_are_shown_are_read(run: Run) -> None:
    run("run", "perceptron")
    with calls_of(Library.calculators) as read:
        assert run("progress").code == run("--json").code == run("run", "perceptrn").code == 0
        assert run("run", "nothing like it").code == 1
    assert not read


def test_a_text_names_them_and_has_a_box_for_one(run: Run, make_book: MakeBook) -> None:
    page = run("read", "gc/why", "--content", str(make_book(OWN)))
    assert "See A link of ours and Condorcet's jury." in page.out
    assert "Run it: A link of ours · 3 min" in page.out
    assert "mlsys run link\n" in page.out
    assert "Try it: mlsys run miles/fleet" in page.out
    assert page.err == ""


def test_the_reader_lists_them_and_runs_one(run: Run, make_book: MakeBook) -> None:
    *_, listed, opened = read_along("gc/why", "gcalculators", "⏎", "j⏎", "⏎", content=str(make_book(OWN)))
    assert "A link of ours  how long a letter takes" in listed.text
    assert "How many days are 3 ways?" in opened.text


APART = """\
--- book.yaml
id: apart
title: Apart
parts: [{title: All, chapters: [aa, bb]}]
--- aa/chapter.yaml
title: First
summary: S.
sections:
- {id: why, title: Why, body: "See [[run:post]].\\n\\n![[run:post/far]]\\n"}
--- bb/chapter.yaml
title: Second
summary: S.
sections:
- {id: how, title: How, body: So.}
--- bb/calculators.yaml
calculators:
- id: post
  title: The post of old
  about: how long a letter takes
  given: {ways: {words: ways, default: 3, from: 1, to: 9, whole: true}}
  lines: [{name: days, words: days, formula: ways × 2, unit: d}]
  presets: [{id: far, words: It is far., given: {ways: 9}}]
--- models.yaml
models:
- {id: mm, name: Mm, summary: "Sent with [[run:post]].", params: 8 billion}
"""


def test_a_text_follows_a_calculator_of_another_chapter(run: Run, make_book: MakeBook) -> None:
    folder = make_book(APART)
    book = ("--content", str(folder))
    assert "Run it: The post of old · 3 min" in run("read", "aa/why", *book).out
    assert "Sent with The post of old." in run("define", "mm", *book).out
    file = folder / "bb/calculators.yaml"
    file.write_text(file.read_text().replace("of old", "today").replace("It is far", "It is very far"))
    page = run("read", "aa/why", *book).out
    assert "See The post today." in page
    assert "It is very far." in page
    assert "Sent with The post today." in run("define", "mm", *book).out
    file.unlink()
    assert "There is no exhibit 'post/far' here" in run("read", "aa/why", *book).out
    assert "Sent with post." in run("define", "mm", *book).out


def test_a_note_has_links_to_those_of_its_book_and_of_the_bundled_one(run: Run, make_book: MakeBook) -> None:
    """It says nothing of another book that has one of the same name."""
    book = ("--content", os.pathsep.join([str(make_book(OWN)), ""]))
    run("note", "gc/why", "like [[run:link]], [[run:jury/wrong]] and [[run:eliza]], not [[run:abacus]]", *book)
    for command in (["notes"], ["read", "gc/why", "--no-pager"]):
        shown = run(*command, "--color", "always", *book, size=(80, 24))
        linked = re.findall(r"\x1b\[4[^m]*m(link|wrong|eliza|abacus)\x1b", shown.out)
        assert (linked, shown.err) == (["link", "wrong", "eliza"], "")


def test_a_note_with_one_is_shown_without_reading_yaml(shell: Shell) -> None:
    shell.run("mlsys note perceptron 'like [[run:jury]]'")
    modules = shell.imported("notes")
    assert "mlsys_cli.calculators.calculator" in modules
    assert modules.isdisjoint({"yaml", "pydantic"})


@pytest.mark.parametrize("name", ["memory", "roofline"])
def test_a_screen_works_out_presets_and_claims_in_a_thread_that_cannot_read_the_index(name: str) -> None:
    _, opened, preset = read_along("", f"grun {name}⏎", "2")
    assert "Enter" in opened.text
    assert preset.lines[1:-1] != opened.lines[1:-1]
    run = open_run(new_session(Options(Environment())), [name])
    with ThreadPoolExecutor() as threads:
        checked = threads.submit(lambda: list(run.exhibit.check())).result()
    assert all(one.same for one in checked)
    assert len(checked) > 2


def test_the_frames_of_a_sweep_have_one_budget_of_steps(run: Run, make_book: MakeBook) -> None:
    """A pack may have a sum that is quick once, and not for a thousand values."""
    formula = f"sum(k, 1, 2000, {'k + ' * 60}c)"
    calculator = "{id: slow, title: Slow, about: sums, given: {c: {words: c, default: 1, from: 0, to: 9}}"
    lines = f'lines: [{{name: total, words: total, formula: "{formula}"}}]'
    book = str(make_book({"gc/calculators.yaml": f"calculators:\n- {calculator}, {lines}}}\n"}))
    assert run("run", "slow", "--sweep", "c=1,2", "--content", book, "--json").json["rows"]
    swept = run("run", "slow", "--sweep", "c=1..9..0.01", "--content", book)
    assert (swept.code, swept.err) == (2, "mlsys: slow takes too long to work out\n")
