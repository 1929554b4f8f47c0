"""`mlsys` alone and `mlsys toc`: what is here, how long it takes, and what to type."""

import re

from tests.support.cases import each
from tests.support.program import MakeBook, Run


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
    assert hint == "mlsys read 1.1 opens section 1.1."


def test_what_an_outline_names_can_be_opened_by_its_number_and_by_its_command(run: Run) -> None:
    (chapter,) = run("toc", "--json").json["chapters"]
    for section in chapter["sections"][::5]:
        assert run("read", section["number"], "--json").json["id"] == section["id"]
        assert run(*section["open"].split()[1:], "--json").json["number"] == section["number"]
    assert run("read", chapter["number"], "--json").json["kind"] == "chapter"


def test_a_number_beyond_the_book_is_not_found(run: Run) -> None:
    for number in ("1.99", "7", "0.1", "1.", "1.1.1.1"):
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


@each("name", ["intro", "Introduction", "INTRO", "introducton"])
def test_the_outline_of_one_chapter(run: Run, name: str) -> None:
    assert [chapter["id"] for chapter in run("toc", name, "--json").json["chapters"]] == ["intro"]


def test_an_unknown_chapter(run: Run) -> None:
    result = run("toc", "zzzz")
    assert (result.code, result.out) == (1, "")


@each("width", [20, 40, 60, 80])
def test_the_outline_fits(run: Run, width: int) -> None:
    assert max(map(len, run("toc", "--width", str(width)).out.splitlines())) <= width
