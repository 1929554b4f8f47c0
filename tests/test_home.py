"""`mlsys` alone and `mlsys toc`: what is here, how long it takes, and what to type."""

import re

import pytest

from mlsys_cli.journal.days import DAY
from mlsys_cli.journal.store import Store
from tests.support.cases import each
from tests.support.program import Clock, MakeBook, Run
from tests.test_marks import NOW


@each("width", [20, 40, 80, 200])
def test_the_home_page_fits_a_small_screen(run: Run, width: int) -> None:
    result = run(COLUMNS=width)
    assert (result.code, result.err) == (0, "")
    lines = result.out.splitlines()
    assert max(map(len, lines)) <= width
    if width >= 40:
        assert len(lines) <= 24


def test_the_home_page_says_what_is_here(run: Run) -> None:
    out = run().out
    assert out.startswith("Introduction to Machine Learning Systems\n━")
    assert out.index("mlsys read intro") < out.index("\N{NO-BREAK SPACE}sections"), "what to do comes before statistics"
    for count in run("--json").json["counts"].items():
        assert (count[1] > 0) == bool(re.search(rf"\b{count[1]}\s{count[0]}s?\b", out))


@pytest.mark.slow
def test_all_that_the_home_page_proposes_works(run: Run) -> None:
    for line in run().out.splitlines():
        if command := re.search(r"  mlsys ([^·]*)", line):
            assert run(*command[1].split()).code == 0


def test_the_home_page_of_another_book_proposes_what_that_book_has(run: Run, make_book: MakeBook) -> None:
    book = make_book({"gc/glossary.yaml": "terms: [{id: x-1, name: X, kind: concept, definition: D.}]"})
    out = run("--content", str(book)).out
    assert "mlsys read gc\n" in out
    assert "mlsys define x-1\n" in out
    assert "1\u00a0term\n" in out
    bare = run("--content", str(make_book({}, "bare"))).out
    assert "mlsys define" not in bare
    assert "mlsys timeline" not in bare


def test_two_books_share_the_home_page(run: Run, make_book: MakeBook) -> None:
    other = {"book.yaml": "id: b\ntitle: Second\nparts: [{title: All, chapters: [two]}]\n"}
    other["two/chapter.yaml"] = "title: Two\nsummary: S.\nsections: []\n"
    books = f"{make_book({}, 'first')}:{make_book(other, 'second')}"
    assert run(MLSYS_CONTENT=books).out.startswith("Tiny + Second\n")


# --- the outline ---------------------------------------------------------------------------------------------------

OUTLINE = {
    "gc/chapter.yaml": "title: Garbage\nsummary: S.\nsections:\n"
    f"- id: long\n  title: A long one\n  body: {'word ' * 399}\n  remember: one\n"
    f"  sections: [{{id: below, title: Below it, body: {'word ' * 201}}}]\n"
    "- {id: short, title: A short one, body: Word.}\n"
}


def test_minutes_are_of_a_section_with_all_below_it_and_rounded_up(run: Run, make_book: MakeBook) -> None:
    """400 words are two minutes at 200 a minute, 601 are four, 602 are four too."""
    out = run("toc", "--content", str(make_book(OUTLINE)), "--format", "csv").out
    assert out.splitlines() == [
        "id,title,depth,minutes,book",
        "gc,Garbage,0,4,tiny",
        "gc/long,A long one,1,4,tiny",
        "gc/below,Below it,2,2,tiny",
        "gc/short,A short one,1,1,tiny",
    ]


def test_the_outline_is_indented_and_numbered_and_says_once_how_to_open_a_section(
    run: Run, make_book: MakeBook
) -> None:
    *lines, _, hint = run("toc", "--content", str(make_book(OUTLINE))).out.splitlines()[3:]
    assert [re.split(r"\s{2,}", line.strip()) for line in lines] == [
        ["1", "Garbage", "4 min"],
        ["1.1", "A long one", "4 min"],
        ["1.1.1", "Below it", "2 min"],
        ["1.2", "A short one", "1 min"],
    ]
    assert [len(line) - len(line.lstrip()) for line in lines] == [0, 2, 4, 2]
    assert hint == "mlsys read 1.1 opens section 1.1. mlsys labs lists what you can run."
    narrow = run("toc", "--content", str(make_book(OUTLINE)), "--width", "34").out
    assert "  1.1  A long one            4 min\n" in narrow, "also on a small screen the times have a column"


def test_what_an_outline_names_can_be_opened_by_its_number_and_by_its_command(run: Run) -> None:
    *_, chapter = run("toc", "--json").json["chapters"]
    for section in chapter["sections"][::5]:
        assert run("read", section["number"], "--json").json["id"] == section["id"]
        assert run(*section["open"].split()[1:], "--json").json["number"] == section["number"]
    assert run("read", chapter["number"], "--json").json["kind"] == "chapter"


def test_a_number_beyond_the_book_is_not_found(run: Run) -> None:
    for number in ("1.99", "99", "0.1", "1.", "1.1.1.1"):
        assert run("read", number).code == 1, number


def test_chapters_are_numbered_in_the_order_of_their_book_and_found_in_each(run: Run, make_book: MakeBook) -> None:
    other = {"book.yaml": "id: b\ntitle: Second\nparts: [{title: All, chapters: [two, one]}]\n"}
    other["one/chapter.yaml"] = "title: One\nsummary: S.\nsections: [{id: x, title: X, body: B.}]\n"
    other["two/chapter.yaml"] = "title: Two\nsummary: S.\nsections: []\n"
    books = f"{make_book({}, 'first')}:{make_book(other, 'second')}"
    assert run("read", "2.1", "--json", MLSYS_CONTENT=books).json["id"] == "one/x"
    found = run("toc", "1", "--json", MLSYS_CONTENT=books)
    assert [chapter["title"] for chapter in found.json["chapters"]] == ["Garbage"]
    assert "there is also b:two" in found.err
    assert run("read", "b:1", "--json", MLSYS_CONTENT=books).json["title"] == "Two"


@pytest.fixture
def long_book(make_book: MakeBook) -> str:
    """A book of two chapters, `one` and `two`, with forty sections each."""
    sections = "".join(f"- {{id: s{number}, title: Section {number}, body: Word.}}\n" for number in range(1, 41))
    chapter = f"summary: S.\nsections:\n{sections}"
    book = {"book.yaml": "id: long\ntitle: Long\nparts: [{title: All, chapters: [one, two]}]\n"}
    return str(make_book({**book, **{f"{name}/chapter.yaml": f"title: {name}\n{chapter}" for name in ("one", "two")}}))


def test_a_long_outline_shows_the_sections_of_the_chapter_that_is_read(run: Run, see: Run, long_book: str) -> None:
    book = ("--content", long_book)
    out = run("toc", *book).out
    assert re.findall(r"(?m)^ *(\d\S*)", out) == ["1", *(f"1.{number}" for number in range(1, 41)), "2"]
    assert "mlsys toc --all lists the sections" in out
    see("read", "two/s1", *book)
    assert re.findall(r"(?m)^ *(\d\S*)", see("toc", "--no-pager", *book).out)[:3] == ["1", "2", "2.2"]  # 2.1 has a ✓
    assert run("toc", "--all", *book).out.count("Section") == run("toc", *book, "--json").out.count('"Section') == 80
    assert run("toc", "two", *book).out.count("Section") == 40
    assert run("toc", "two", "--all", *book).err.startswith("mlsys: --all and a chapter can't be used together")


def test_the_numbers_of_all_parts_are_in_one_column(run: Run, make_book: MakeBook) -> None:
    parts = "[{title: A, chapters: [c1, c2]}, {title: B, chapters: [" + ", ".join(CHAPTERS[2:]) + "]}]"
    book = str(make_book({**LIBRARY, "book.yaml": f"id: tiny\ntitle: Tiny\nparts: {parts}\n"}))
    chapters = re.findall(r"(?m)^ *\d+ +(?=Chapter c)", run("toc", "--content", book, "--width", "120").out)
    assert len(chapters) == 20
    assert {len(number) for number in chapters} == {4}


@each("name", ["intro", "Introduction", "INTRO", "introducton"])
def test_the_outline_of_one_chapter(run: Run, name: str) -> None:
    assert [chapter["id"] for chapter in run("toc", name, "--json").json["chapters"]] == ["intro"]


def test_an_unknown_chapter(run: Run) -> None:
    result = run("toc", "zzzz")
    assert (result.code, result.out) == (1, "")


@each("width", [20, 40, 60, 80])
def test_the_outline_fits(run: Run, width: int) -> None:
    assert max(map(len, run("toc", "--width", str(width)).out.splitlines())) <= width


# --- a learner's dashboard -----------------------------------------------------------------------------------------

CHAPTERS = [f"c{number}" for number in range(1, 21)]
LIBRARY = {
    "book.yaml": f"id: tiny\ntitle: Tiny\nparts: [{{title: All, chapters: [{', '.join(CHAPTERS)}]}}]\n",
    "c3/quiz.yaml": "questions:\n"
    + "".join(
        f"- {{id: q{n}, section: c3/{place}, kind: typed, level: recall, ask: Who {n}?, answers: [Y], explain: So.}}\n"
        for n, place in enumerate("aabb")
    ),
} | {
    f"{name}/chapter.yaml": f"title: Chapter {name} with a title that is too long for a line of a small terminal\n"
    f"summary: S.\nsections:\n- {{id: a, title: First, body: {'word ' * 400}}}\n"
    "- {id: b, title: Second, body: W.}\n"
    for name in CHAPTERS
}


@pytest.fixture
def learner(run: Run, make_book: MakeBook, store: Store, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> Store:
    """Someone who has read half of a section in the third of twenty chapters, and answered questions in this week."""
    clock.now = NOW
    monkeypatch.setenv("MLSYS_CONTENT", str(make_book(LIBRARY)))
    store.read("tiny:section:c1/a", NOW - 9 * DAY)
    store.read("tiny:section:c3/a", NOW - DAY, {"done": False, "parts": [[0, 0.5]]})
    for card, days_ago, grade in (("q0", 8, 3), ("q0", 2, 3), ("q1", 1, 1), ("q2", 1, 1), ("q3", 0, 1)):
        store.answer(f"tiny:question:{card}", grade, NOW - days_ago * DAY, right=grade > 1)
    return store


def test_the_home_page_of_a_learner_is_a_dashboard(run: Run, learner: Store) -> None:
    out = run().out.replace("\u00a0", " ")
    assert re.search(r"Read on +mlsys read · 3.1 First, 50 % read, 1 min left\n", out)
    assert re.search(r"Review +mlsys review · \d due, about \d min · nothing new: read on \(3.1\)\n", out)
    assert re.search(r"Weak spot +mlsys quiz --weak · 3.2 Second, 2 of 2 wrong\n", out)
    statistics = " ".join(out.split("\n\n")[-1].split())
    assert re.fullmatch("3 days in a row · 7 % of the words read · .* · 4 answers this week", statistics)
    chapters = re.findall(r"^(\d) +([━─]+)  Chapter c\d [^,]*, (.*)$", out, re.MULTILINE)
    assert chapters[0] == ("2", "─" * 10, "3 min")
    assert chapters[1] == ("3", "━━━━━─────", "50 % read, 2 min left")
    assert [number for number, _, _ in chapters] == list("2345678"), "the one before, and what comes next"
    assert "mlsys toc · all 20 chapters" in out
    assert len(out.splitlines()) <= 24


def test_bars_are_left_out_where_nothing_is_drawn(run: Run, learner: Store) -> None:
    plain, markdown = run("--plain").out.replace("\u00a0", " "), run("--format", "markdown").out
    assert re.search(r"^3: Chapter c3 .*, 50 % read, 2 min left$", plain, re.MULTILINE)
    assert not re.search("[━─]{2}", (plain + markdown).split("\n", 2)[2])


def test_the_dashboard_for_a_machine(run: Run, learner: Store) -> None:
    found = run("--json").json
    assert found["next"] == found["read"]["id"] == "c3/a"
    assert found["weak"] == [
        {"id": "c3/b", "title": "Second", "wrong": 2, "answered": 2},
        {"id": "c3/a", "title": "First", "wrong": 1, "answered": 2},
    ]
    assert [day["answers"] for day in found["days"]] == [0, 0, 0, 0, 1, 2, 1]
    assert [chapter["share_read"] for chapter in found["chapters"]] == [0.0, 0.499, *[0.0] * 5]


def test_who_has_answered_nothing_wrong_has_no_weak_spot(run: Run, learner: Store) -> None:
    for card in ("q1", "q2", "q3"):
        learner.answer(f"tiny:question:{card}", 3, NOW, right=True)
    assert "Weak" not in run().out
    assert run("--json").json["weak"] == []
