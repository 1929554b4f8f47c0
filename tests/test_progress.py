"""`mlsys progress`: what was read and is retained, days, what falls due, and retention."""

import re
from datetime import date, timedelta
from pathlib import Path
from xml.etree import ElementTree

import pytest
from rich.cells import cell_len

from mlsys_cli.journal.days import DAY
from mlsys_cli.journal.event import checked_event
from mlsys_cli.journal.statistics import LEAST, Streaks, Tally, margin, streaks_of, tally
from mlsys_cli.journal.store import Store
from mlsys_cli.journal.study_records import DayCount, Retention, StudiedCard
from mlsys_cli.page.blocks import Calendar, Meter, Meters
from mlsys_cli.render.charts import draw_calendar, draw_meters, shares
from tests.support.cases import each
from tests.support.program import Clock, MakeBook, Run, SharedBook
from tests.test_marks import NOW

BOOK = """
--- gc/chapter.yaml
title: Garbage
summary: What is left over.
sections:
- id: why
  title: Why collect
  body: "A [[heap]]."
  sections: [{id: cost, title: What it costs, body: Time.}]
- {id: how, title: How to do it, body: So.}
--- gc/glossary.yaml
terms:
- {id: heap, name: Heap, kind: concept, definition: Where things lie.}
- {id: stack, name: Stack, kind: concept, definition: Last in.}
--- gc/quiz.yaml
questions:
- {id: one, section: gc/how, kind: typed, level: recall, ask: Who?, answers: [McCarthy], explain: He did.}
- {id: two, section: gc/how, kind: typed, level: recall, ask: How?, answers: [Mark], explain: So.}
"""

pytestmark = pytest.mark.usefixtures("book")


@pytest.fixture
def book(run: Run, shared_book: SharedBook, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    """The book that every command of the test is about, at a time that stands still: 18 November 2026, 11:06 UTC."""
    clock.now = NOW
    monkeypatch.setenv("MLSYS_CONTENT", str(shared_book(BOOK)))


def learn(store: Store, card: str, *days_ago: int, grade: int = 3) -> None:
    """Answer a card on some days."""
    for days in days_ago:
        store.answer(card, grade, NOW - days * DAY)


@pytest.fixture
def learner(store: Store) -> Store:
    """Someone who keeps one card, learns one, and has forgotten one that they knew."""
    learn(store, "tiny:question:one", 90, 87, 70, 40)
    learn(store, "tiny:question:two", 1)
    learn(store, "tiny:term:heap:meaning", 30, 27, 20)
    learn(store, "tiny:term:heap:meaning", 5, grade=1)
    store.read("tiny:section:gc/cost", NOW - DAY)
    return store


# --- numbers -----------------------------------------------------------------------------------------------------


def test_cards_are_counted_by_how_well_they_are_known(run: Run, learner: Store) -> None:
    """The cards of a term belong to the first section that links to it; those of none belong to the chapter alone."""
    found = run("progress", "--json").json
    assert found["cards"] == {"kept": 1, "learning": 1, "forgotten": 1, "not_met": 3}
    (chapter,) = found["chapters"]
    assert chapter["cards"] == found["cards"]
    cards = {section["id"]: tuple(section["cards"].values()) for section in chapter["sections"]}
    assert cards == {"gc/why": (0, 0, 1, 1), "gc/cost": (0, 0, 0, 0), "gc/how": (1, 1, 0, 0)}


def test_what_was_read_is_told_in_sections_and_words(run: Run, learner: Store) -> None:
    found = run("progress", "--json").json
    assert (found["sections"], found["sections_read"]) == (3, 1)
    assert found["share_read"] == 0.25  # 'A heap', 'Time' and 'So' are four words
    assert [section["read"] for section in found["chapters"][0]["sections"]] == [False, True, False]
    assert "Read       1 of 3 sections, 25\u00a0% of the words\n" in run("progress").out


def test_a_card_that_was_forgotten_on_purpose_is_new(run: Run, learner: Store) -> None:
    learner.forget(["tiny:question:one"], NOW - 1)
    assert run("progress", "--json").json["cards"] == {"kept": 0, "learning": 1, "forgotten": 1, "not_met": 4}


def test_a_card_that_is_in_no_open_book_is_told_apart(run: Run, learner: Store) -> None:
    learn(learner, "other:question:x", 1)
    learner.suspend(["tiny:question:two"], NOW - 1)
    found = run("progress", "--json").json
    assert (found["lost"], found["suspended"]) == (1, 1)
    assert sum(found["cards"].values()) == 6
    out = run("progress").out
    assert "Elsewhere  1 card from books that aren't open\n" in out
    assert "Suspended  1 card\n" in out


def card(stability: float, lapses: int = 0, state: int = 2) -> StudiedCard:
    return StudiedCard("c", None, NOW, state, NOW, 1, lapses, stability, 5.0, False)


@each(
    "known, expected",
    [
        (card(21.0), Tally(retained=1)),
        (card(20.9), Tally(learning=1)),
        (card(20.9, lapses=1), Tally(forgotten=1)),
        (card(21.0, lapses=3), Tally(retained=1)),
        (card(99.0, state=0), Tally(new=1)),
    ],
)
def test_what_counts_as_retained(known: StudiedCard, expected: Tally) -> None:
    assert tally(["c"], {"c": known}) == expected
    assert tally(["d"], {"c": known}) == Tally(new=1)


# --- days --------------------------------------------------------------------------------------------------------


@each(
    "days, expected",
    [
        ([], Streaks(0, 0)),
        ([18], Streaks(1, 1)),
        ([17], Streaks(1, 1)),  # today isn't over
        ([16], Streaks(0, 1)),
        ([1, 2, 3, 5, 17, 18], Streaks(2, 3)),
        ([1, 3, 5], Streaks(0, 1)),
    ],
)
def test_days_in_a_row(days: list[int], expected: Streaks) -> None:
    counts = [DayCount(date(2026, 11, day), 1, 1) for day in days]
    assert streaks_of(counts, date(2026, 11, 18)) == expected


def test_days_are_told_and_drawn(run: Run, learner: Store) -> None:
    found = run("progress", "--json").json
    assert found["days"][-2:] == [
        {"date": "2026-11-13", "answers": 1, "right": 0},
        {"date": "2026-11-17", "answers": 1, "right": 1},
    ]
    assert (found["days_in_a_row"], found["longest_run"]) == (1, 1)
    out = run("progress").out
    assert "9 answers on 9 days since 20 August 2026." in out
    (friday,) = (line for line in out.splitlines() if line.startswith("Fri ·"))
    assert friday.rstrip().endswith("· █")  # the 13th; the week of the 18th has had no Friday yet
    assert run("progress", "--format", "csv").out.splitlines()[0::9] == ["date,answers,right", "2026-11-17,1,1"]


def test_plain_and_markdown_tell_weeks_in_words(run: Run, learner: Store) -> None:
    for form in ("plain", "markdown"):
        out = run("progress", "--format", form).out
        assert "Week of 2026-11-16: 1 answer on 1 day\n" in out
        assert "░" not in out


def calendar(width: int, *days: tuple[int, int], last: date = date(2026, 11, 18)) -> list[str]:
    """The lines of a map with some answers so many days before the last."""
    amounts = tuple((last.toordinal() - ago, amount) for ago, amount in days)
    return [line.plain for line in draw_calendar(Calendar(amounts, last.toordinal(), "answer"), width)]


def test_the_signs_of_the_map_are_of_this_learner_and_need_no_colour() -> None:
    """The last day is a Wednesday; the rest of its week isn't there yet."""
    lines = calendar(80, (0, 1), (1, 20), (2, 50), (7, 19), (8, 49), (9, 3))
    assert [line.rstrip()[-3:] for line in lines[1:5]] == ["░ █", "█ ▒", "▒ ░", "· ·"]
    assert "· none   ░ 1–18   ▒ 19–48   █ 49 or more answers" in lines
    few = calendar(80, (0, 1), (1, 2), (2, 3))
    assert [line.rstrip()[-1] for line in few[1:4]] == ["█", "▒", "░"]
    assert calendar(80, (0, 4), (1, 4))[-1] == "· none   █ 1 or more answers"


LONG_AGO = (400, 1)


@each("width, weeks", [(20, 8), (40, 18), (80, 26), (107, 26), (108, 52), (200, 52)])
def test_the_map_has_as_many_weeks_as_there_is_room_for(width: int, weeks: int) -> None:
    lines = calendar(width, LONG_AGO)
    assert lines[1].count("·") == weeks
    assert max(map(cell_len, lines)) <= width


@each("ago, weeks", [(0, 4), (16, 4), (44, 7)])
def test_the_map_begins_with_the_first_day_but_is_never_less_than_a_month(ago: int, weeks: int) -> None:
    assert len(re.findall("[·█]", calendar(80, (ago, 1))[1])) == weeks


def test_months_stand_over_the_first_week_that_begins_in_them() -> None:
    lines = calendar(80, LONG_AGO)
    month = lines[0].index("Nov")
    monday = date(2026, 11, 16) - timedelta(weeks=25 - (month - 4) // 2)
    assert monday == date(2026, 11, 2)


@each("first, last", [(date(2026, 6, 1), date(2026, 6, 30)), (date(2026, 6, 1), date(2026, 7, 7))])
def test_the_first_month_is_named_if_no_other_begins_before_the_last_week(first: date, last: date) -> None:
    assert calendar(80, ((last - first).days, 1), last=last)[0].strip() == "Jun"


# --- bars --------------------------------------------------------------------------------------------------------


@each(
    "parts, cells",
    [
        ((1, 0, 0, 0), [20, 0, 0, 0]),
        ((1, 1, 1, 1), [5, 5, 5, 5]),
        ((1, 0, 0, 999), [1, 0, 0, 19]),
        ((1, 1, 1, 9999), [1, 1, 1, 17]),
        ((3, 3, 3, 0), [7, 7, 6, 0]),
    ],
)
def test_no_part_of_a_bar_is_lost(parts: tuple[int, ...], cells: list[int]) -> None:
    assert sorted(shares(parts, 20)) == sorted(cells)
    assert [bool(cell) for cell in shares(parts, 20)] == [bool(part) for part in parts]


def test_sections_have_a_row_each(run: Run, learner: Store) -> None:
    lines = run("progress").out.splitlines()
    start = lines.index("Sections") + 3
    assert lines[start : start + 3] == [
        "  1.1 Why collect        ░░░░░░░░░░··········  1/2",
        "✓   1.1.1 What it costs",
        "  1.2 How to do it       ██████████▒▒▒▒▒▒▒▒▒▒  2/2",
    ]
    wide = "  1.2 How to do it       ██████████████████████████████▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒  2/2"
    assert wide in run("progress", COLUMNS="170").out.splitlines()
    assert "1.1.1 What it costs, read: no cards\n" in run("progress", "--plain").out
    assert "| 1.1 Why collect |  | 0 | 0 | 1 | 1 |" in run("progress", "--format", "markdown").out


def test_a_title_is_wrapped_only_where_there_is_no_room_for_it() -> None:
    title = "1.9 How the place of deployment shapes the lifecycle of a model"
    meters = Meters(("known", "new"), (Meter(0, title, (1, 3)),))
    assert draw_meters(meters, 100)[0].plain == f"{title}  ████████▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒  1/4"
    assert [line.plain for line in draw_meters(meters, 60)][:2] == [
        "1.9 How the place of deployment    █████▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒  1/4",
        "  shapes the lifecycle of a model",
    ]


# --- what is to come ---------------------------------------------------------------------------------------------


def test_what_falls_due(run: Run, learner: Store) -> None:
    """Each card that is known is there once, if it falls due in these days."""
    found = run("progress", "--json").json
    assert [day["date"] for day in found["forecast"]] == [
        (date(2026, 11, 18) + timedelta(days=ahead)).isoformat() for ahead in range(14)
    ]
    assert found["due"] == found["forecast"][0]["due"] == int(run("due").out) > 0
    out = run("progress").out
    assert f"\ntoday       {'█' * 48} {found['due']}\n" in out
    assert "\nFri 20 Nov  0\n" in out
    assert f"Cards due: today {found['due']}" in run("progress", "--plain").out


def test_nothing_falls_due_of_what_is_suspended(run: Run, learner: Store) -> None:
    learner.suspend(["tiny:question:one", "tiny:question:two", "tiny:term:heap"], NOW - 1)
    assert "No cards that you have seen will be due.\n" in run("progress").out


# --- retention ---------------------------------------------------------------------------------------------------


def reviews(store: Store, number: int, wrong: int = 0) -> None:
    """Learn so many cards, and review each after three days: the first ones wrong."""
    for n in range(number):
        learn(store, f"tiny:question:q{n}", 30, 28)
        learn(store, f"tiny:question:q{n}", 20, grade=1 if n < wrong else 3)


def test_a_section_stands_for_its_chapter(run: Run) -> None:
    assert run("progress", "gc/why") == run("progress", "gc")
    assert run("toc", "gc/why") == run("toc", "gc")
    assert run("progress", "zzzz").err.startswith("mlsys: there is no chapter or section 'zzzz'\n")


def test_nothing_is_claimed_of_few_reviews(run: Run, store: Store) -> None:
    reviews(store, 9)
    found = run("progress", "--json").json["retention"]
    assert found["reviews"] < 20
    out = " ".join(run("progress").out.split())
    assert f"{found['reviews']} reviews of learned cards so far. After 20 reviews, this section compares" in out


@pytest.mark.slow
@pytest.mark.parametrize(("wrong", "says"), [(0, ""), (30, "less")])
def test_retention_is_held_against_what_was_predicted(run: Run, store: Store, wrong: int, says: str) -> None:
    reviews(store, 40, wrong)
    found = run("progress", "--json").json["retention"]
    assert found["measured"] == pytest.approx(found["right"] / found["reviews"])
    out = " ".join(run("progress").out.split())
    assert f"of {found['reviews']} learned cards were recalled (graded hard or better); the schedule predicted" in out
    assert (f"You remember {says} than predicted." in out) == bool(says)


def test_an_answer_that_is_right_is_another_matter_than_a_card_that_is_recalled(run: Run, store: Store) -> None:
    """A learner may grade a wrong answer as good."""
    for n in range(20):
        learn(store, f"tiny:question:q{n}", 28)
        store.answer(f"tiny:question:q{n}", 3, NOW - 20 * DAY, right=n < 5)
    found = run("progress", "--json").json["retention"]
    assert (found["reviews"], found["right"], found["answers"], found["answers_right"]) == (20, 20, 20, 5)
    out = " ".join(run("progress").out.replace("\u00a0", " ").split())
    assert "100 % of 20 learned cards were recalled (graded hard or better)" in out
    assert "The answers were correct in 25 %." in out


@pytest.mark.slow
def test_the_schedule_is_to_be_fitted_where_there_is_enough_to_learn_from(run: Run, store: Store) -> None:
    answers = [(n, days, grade) for n in range(LEAST) for days, grade in ((30, 3), (28, 3), (20, 1))]
    store.add(
        [
            checked_event((f"{number:032x}", NOW - days * DAY, "", "answer", f"tiny:question:q{n}", {"grade": grade}))
            for number, (n, days, grade) in enumerate(answers)
        ]
    )
    out = " ".join(run("progress").out.split())
    assert "You remember less than predicted; mlsys config --optimise fits the schedule to your answers." in out


def test_the_margin_is_that_of_a_proportion() -> None:
    """1.96 times the square root of p (1 - p) / n."""
    assert margin(Retention(100, 90, 90.0)) == pytest.approx(0.0588)
    assert margin(Retention(0, 0, 0.0)) == 1.0


# --- the whole page ----------------------------------------------------------------------------------------------


def test_who_has_done_nothing_is_told_how_to_begin(run: Run, store: Store) -> None:
    result = run("progress")
    assert (result.code, result.err) == (0, "")
    assert "You haven't started yet." in result.out
    found = run("progress", "--json").json
    assert (found["due"], found["days"], found["sections_read"]) == (0, [], 0)
    assert found["cards"]["not_met"] == 6
    assert run("progress", "--format", "csv").out == "date,answers,right\n"
    assert not store.path.exists()


def test_one_chapter_has_no_history_of_its_own(run: Run, learner: Store) -> None:
    out = run("progress", "garbage").out
    assert out.startswith("Progress in Garbage\n")
    assert "\nSections\n" in out
    assert "\nDays\n" not in out
    found = run("progress", "gc", "--json").json
    assert found["chapter"] == "gc"
    assert "days" not in found
    rows = run("progress", "gc", "--format", "csv").out.splitlines()
    assert rows[0::3] == ["id,title,read,kept,learning,forgotten,not_met", "gc/how,How to do it,False,1,1,0,0"]
    assert run("progress", "zzzz").code == 1


def test_of_several_chapters_those_that_were_begun_are_shown(run: Run, learner: Store, make_book: MakeBook) -> None:
    book = {"book.yaml": "id: many\ntitle: Many\nparts: [{title: All, chapters: [a, b, c, d, e]}]\n"}
    for name in "abcde":
        section = f"{{id: only, title: Only {name}, body: Word.}}"
        book[f"{name}/chapter.yaml"] = f"title: Chapter {name}\nsummary: S.\nsections: [{section}]\n"
    folder = str(make_book(book, "many"))

    def rows() -> list[str]:
        chapters = run("progress", "--content", folder, "--json").json["chapters"]
        return [chapter["id"] for chapter in chapters]

    assert rows() == []
    learner.read("many:section:b/only", NOW)
    assert rows() == ["b"]
    out = run("progress", "--content", folder).out
    assert "Only b" in out
    assert "Begun      1 of 5 chapters\nRead       1 of 1 section in these" in out
    for name in "acd":
        learner.read(f"many:section:{name}/only", NOW)
    assert rows() == ["a", "b", "c", "d"]
    out = run("progress", "--content", folder).out
    assert "\nChapters\n" in out
    assert "Only b" not in out
    assert "✓ 2 Chapter b" in out
    learner.read("many:section:e/only", NOW)
    assert "Begun" not in run("progress", "--content", folder).out
    parts = "parts: [{title: First steps, chapters: [a, b]}, {title: The end, chapters: [c, d, e]}]"
    (Path(folder) / "book.yaml").write_text(f"id: many\ntitle: Many\n{parts}\n", encoding="utf-8")
    chapters = run("progress", "--content", folder).out.partition("Chapters\n")[2].partition("\n█")[0]
    titles = [" ".join(re.findall("[A-Za-z]+", line)) for line in chapters.splitlines()[2:] if line]
    assert titles == ["First steps", "Chapter a", "Chapter b", "The end", "Chapter c", "Chapter d", "Chapter e"]


@each("width", [20, 27, 40, 80, 200])
def test_progress_fits(run: Run, learner: Store, width: int) -> None:
    out = run("progress", COLUMNS=width).out
    assert max(map(cell_len, out.splitlines())) <= width
    for word in ("retained", "learning", "forgotten", "today", "Sun"):
        assert word in out


def test_progress_is_a_picture_too(run: Run, learner: Store) -> None:
    svg = run("progress", "--format", "svg").out
    assert ElementTree.fromstring(svg).tag.endswith("svg")
    assert 'fill-opacity="0.3"' in svg, "which is ░ on a terminal"


def test_a_poor_encoding_tells_the_signs_apart(run: Run, learner: Store) -> None:
    from mlsys_cli.terminal.stdout import encodable

    assert encodable("█▒░·✓", "ascii") == "#=:.v"
