"""`mlsys quiz --before`, `--after` and `--report`: what is known of a book, a path or a part, and what isn't."""

import json
import os
from collections import Counter
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlsys_cli.journal.store import Store
from mlsys_cli.views.report_view import Share, difference
from tests.support.program import MakeBook, Result, Run

Mlsys = Callable[..., Result]

BOOK = {
    "book.yaml": """
id: tiny
title: Tiny
parts: [{title: First steps, chapters: [one, two]}, {title: The end, chapters: [three]}]
paths:
- {id: whole, title: The whole book, audience: You have time.}
- {id: short, title: In short, audience: You are in a hurry., places: [three, one/b]}
""",
}
for chapter in ("one", "two", "three"):
    sections = [f"- {{id: {name}, title: {name.upper()}, body: So.}}\n" for name in "ab"]
    BOOK[f"{chapter}/chapter.yaml"] = f"title: {chapter.title()}\nsummary: S.\nsections:\n{''.join(sections)}"
    BOOK[f"{chapter}/quiz.yaml"] = "questions:\n" + "".join(
        f"- {{id: {chapter}-{section}-{number}, section: {chapter}/{section}, kind: true-false, level: recall,"
        f" ask: Is it {number}?, answer: true, explain: It is.}}\n"
        for section in "ab"
        for number in range(6)
    )


@pytest.fixture
def mlsys(run: Run, make_book: MakeBook, store: Store) -> Mlsys:
    book = str(make_book(BOOK))
    return lambda *line, **env: run(*line, "--content", book, **env)


def take(mlsys: Mlsys, side: str, *about: str, right: str = "") -> list[str]:
    """Answer a quiz from a script, rightly if the section is among some; returns the sections."""
    questions = mlsys("quiz", f"--{side}", *about, "--json").json["questions"]
    sections = [question["section"] for question in questions]
    answers = [{"id": one["id"], "answer": one["section"] in right.split()} for one in questions]
    mlsys("quiz", f"--{side}", *about, "--answer", "-", stdin="\n".join(map(json.dumps, answers)))
    return sections


@pytest.mark.parametrize(
    ("about", "asked"),
    [
        ([], {"one": 3, "two": 3, "three": 4}),
        (["--part", "1"], {"one": 5, "two": 5}),
        (["--part", "frist steps"], {"one": 5, "two": 5}),
        (["--path", "in short"], {"one": 3, "three": 5}),
        (["one"], {"one": 6}),
    ],
)
def test_it_asks_on_each_chapter_of_the_book_a_part_or_a_path(
    mlsys: Mlsys, about: list[str], asked: dict[str, int]
) -> None:
    before, after = ([one["id"] for one in mlsys("quiz", side, *about, "--json").json["questions"]] for side in SIDES)
    assert Counter(name.split(":")[2].split("-")[0] for name in before) == asked
    assert len(after) == len(before)
    assert not set(before) & set(after)


SIDES = ("--before", "--after")


def test_without_a_name_it_is_about_the_chosen_path(mlsys: Mlsys) -> None:
    mlsys("path", "short")
    assert set(take(mlsys, "before")) == {"three/a", "three/b", "one/b"}
    assert mlsys("quiz", "--report", "--json").json["scope"] == "In short"
    mlsys("path", "whole")
    nothing = mlsys("quiz", "--report").out
    assert nothing.startswith("What you know: Tiny\n"), "about the whole book"
    assert "You haven't been tested on this yet. To be tested, use --before" in nothing


def test_the_whole_book_of_a_path_is_one_book_of_several(run: Run, make_book: MakeBook, store: Store) -> None:
    other = {"book.yaml": "id: other\ntitle: Other\nparts: [{title: P, chapters: [four]}]\n"}
    other |= {f"four/{file}.yaml": BOOK[f"one/{file}.yaml"].replace("one", "four") for file in ("chapter", "quiz")}
    both = f"{make_book(BOOK)}{os.pathsep}{make_book(other, 'other')}"
    asked = run("quiz", "--before", "--path", "whole", "--content", both, "--json").json["questions"]
    assert {one["id"].partition(":")[0] for one in asked} == {"tiny"}
    assert run("quiz", "--report", "--path", "whole", "--content", both, "--json").json["scope"] == "Tiny"


def test_the_report_says_what_is_known_and_what_to_read_again(mlsys: Mlsys) -> None:
    take(mlsys, "before", "--path", "whole", "-n", "12", right="one/a")
    take(mlsys, "after", "--path", "whole", right="one/a one/b two/a two/b three/a")
    report = mlsys("quiz", "--report")
    page = report.out.replace("\u00a0", " ")
    assert page.startswith("What you know: Tiny\n")
    assert "Before: 2 of 12, so 5–45 % of all such questions. After: 10 of 12, so 55–95 %." in " ".join(page.split())
    assert "1 One    2/4 → 4/4          51–100 %" in page
    assert "2 Two    0/4 → 4/4, better  51–100 %" in page
    assert "3 Three  0/4 → 2/4          15–85 %" in page
    assert page.endswith("• mlsys read three/b · 3.2 B · 2 of 2 wrong\n")
    document = mlsys("quiz", "--report", "--json").json
    assert [chapter["after"]["right"] for chapter in document["chapters"]] == [4, 4, 2]
    assert document["read_again"] == [{"id": "three/b", "title": "B", "open": "mlsys read three/b"}]
    assert document["before"] == {"right": 2, "answered": 12, "share": 0.167, "interval": [0.047, 0.448]}


def test_of_one_chapter_it_is_by_section_and_before_reading_it_has_one_side(mlsys: Mlsys) -> None:
    take(mlsys, "before", "one", right="one/a")
    page = mlsys("quiz", "--report", "one").out
    assert [line.split() for line in page.splitlines()[7:9]] == [
        ["1.1", "A", "3/3", "44–100", "%"],
        ["1.2", "B", "0/3", "0–56", "%"],
    ]
    assert "After:" not in page


def test_a_new_test_before_reading_begins_another_report(mlsys: Mlsys) -> None:
    take(mlsys, "before", "one")
    take(mlsys, "after", "one")
    assert mlsys("quiz", "--report", "one", "--json").json["after"]
    take(mlsys, "before", "one")
    assert mlsys("quiz", "--report", "one", "--json").json["after"] is None


def test_what_was_asked_at_a_terminal_is_in_it(mlsys: Mlsys) -> None:
    done = mlsys("quiz", "--before", "--part", "The end", "-n", "2", size=(80, 40), lines=["t", "", "f", ""]).out
    assert "3 Three" not in done, "one chapter is shown by section"
    assert "run the same command with --after" in done
    report = mlsys("quiz", "--report", "--part", "2", "--json").json
    assert (report["scope"], report["before"]["right"], report["before"]["answered"]) == ("The end", 1, 2)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (["--before", "--part", "7"], "the parts are First steps, The end"),
        (["--before", "--path", "xyz"], "the paths are whole, short"),
        (["one", "--part", "1"], "only one of a name, --path and --part"),
        (["--report", "--after"], "only one of --missed"),
    ],
)
def test_what_cant_be_asked_is_said(mlsys: Mlsys, line: list[str], words: str) -> None:
    done = mlsys("quiz", *line)
    assert done.code > 0
    assert words in done.err


@pytest.mark.parametrize(
    ("right", "answered", "interval"),
    [
        (0, 1, (0.0, 0.793)),
        (2, 2, (0.342, 1.0)),
        (5, 10, (0.237, 0.763)),
        (81, 263, (0.255, 0.366)),
        (0, 0, (0.0, 1.0)),
    ],
)
def test_an_interval_is_wilsons(right: int, answered: int, interval: tuple[float, float]) -> None:
    """The fourth is an example of Newcombe's (1998)."""
    assert Share(right, answered).interval == pytest.approx(interval, abs=0.0006)


def test_a_change_is_newcombes() -> None:
    """The first example of his paper on differences (1998), 56 of 70 and 48 of 80."""
    assert difference(Share(48, 80), Share(56, 70)) == pytest.approx((0.0524, 0.3339), abs=0.0001)


@given(st.integers(0, 50), st.integers(0, 50), st.integers(0, 50), st.integers(0, 50))
def test_an_interval_holds_its_share_and_a_change_turned_round_is_its_opposite(a: int, b: int, c: int, d: int) -> None:
    before, after = Share(min(a, b), max(a, b)), Share(min(c, d), max(c, d))
    low, high = after.interval
    assert 0 <= low <= after.value + 1e-9
    assert after.value - 1e-9 <= high <= 1
    (down, up), (back, forth) = difference(before, after), difference(after, before)
    assert (down, up) == pytest.approx((-forth, -back))
