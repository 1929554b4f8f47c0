"""`mlsys` alone and `mlsys toc`: what is here, how long it takes, and what to type."""

import re

import pytest

from tests.support.program import MakeBook, Run


@pytest.mark.parametrize("width", [20, 40, 80, 200])
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
    for count in run("--json").json["counts"].items():
        assert re.search(rf"\b{count[1]}\s{count[0]}s?\b", out)


def test_all_that_the_home_page_proposes_works(run: Run) -> None:
    for line in run().out.splitlines():
        if command := re.search(r"  mlsys (.*)", line):
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


def test_the_outline_is_indented_and_has_commands(run: Run, make_book: MakeBook) -> None:
    lines = run("toc", "--content", str(make_book(OUTLINE))).out.splitlines()[3:]
    assert [re.split(r"\s{2,}", line.strip()) for line in lines] == [
        ["Garbage", "4 min", "mlsys read gc"],
        ["A long one", "4 min", "mlsys read gc/long"],
        ["Below it", "2 min", "mlsys read gc/below"],
        ["A short one", "1 min", "mlsys read gc/short"],
    ]
    assert [len(line) - len(line.lstrip()) for line in lines] == [0, 2, 4, 2]


def test_every_command_of_the_outline_works(run: Run) -> None:
    commands = re.findall(r"mlsys (read \S+)", run("toc", "--width", "200").out)
    assert len(commands) == len(run("list", "sections").out.splitlines()) + 1
    for command in commands[::5]:
        assert run(*command.split()).code == 0


@pytest.mark.parametrize("name", ["intro", "Introduction", "INTRO", "introducton"])
def test_the_outline_of_one_chapter(run: Run, name: str) -> None:
    assert [chapter["id"] for chapter in run("toc", name, "--json").json["chapters"]] == ["intro"]


def test_an_unknown_chapter(run: Run) -> None:
    result = run("toc", "zzzz")
    assert (result.code, result.out) == (1, "")


@pytest.mark.parametrize("width", [20, 40, 60, 80])
def test_the_outline_fits(run: Run, width: int) -> None:
    assert max(map(len, run("toc", "--width", str(width)).out.splitlines())) <= width
