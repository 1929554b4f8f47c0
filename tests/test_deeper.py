"""Parts of sections that go deeper: folded to a line, in every format, and opened in the reader by `d`."""

import re

import pytest

from tests.support.program import MakeBook, Run, SharedBook
from tests.support.reader import read_along

BOOK = {
    "gc/chapter.yaml": """
title: Garbage
summary: What is left over.
objectives: [Say what is left.]
sections:
- id: why
  title: Why collect
  body: Memory is finite [@knuth1968].
  remember: Free it.
  deeper: |
    Count the [[heap|heap]] in pages [@mccarthy1960]:

        4096 * 25 = 102400

    ![[table:pages]]
- id: how
  title: How
  body: |
    Mark.

    Sweep.

    Compact.

    Again.
""",
    "gc/glossary.yaml": "terms: [{id: heap, name: Heap, kind: concept, definition: A pile.}]",
    "gc/tables.yaml": """
tables:
- id: pages
  title: Pages by machine
  columns: [{id: vax, name: VAX}]
  rows: [{aspect: Page, cells: {vax: 512 bytes}}]
""",
    "references.yaml": """
references:
- {key: knuth1968, authors: [Donald Knuth], year: 1968, title: The Art, venue: Addison-Wesley}
- {key: mccarthy1960, authors: [John McCarthy], year: 1960, title: Recursive Functions, venue: CACM}
""",
}

pytestmark = pytest.mark.usefixtures("reading")

LINE = "Deeper: 10 words · mlsys read gc/why --deeper"


@pytest.fixture
def book(shared_book: SharedBook) -> tuple[str, str]:
    """A book with one deeper part."""
    return ("--content", str(shared_book(BOOK)))


@pytest.mark.parametrize("form", ["text", "plain", "svg"])
def test_a_page_has_one_line_of_it(run: Run, book: tuple[str, str], form: str) -> None:
    folded, opened = (
        re.sub("<[^>]+>", "", run("read", "gc/why", *options, *book, "--format", form).out.replace("&#160;", " "))
        for options in ((), ("--deeper",))
    )
    assert LINE in folded or form == "svg"
    assert "102400" not in folded
    assert "Recursive Functions" not in folded
    assert "10 words" not in opened
    for words in ("102400", "512 bytes", "Recursive Functions"):
        assert words in opened


def test_html_folds_it(run: Run, book: tuple[str, str]) -> None:
    page = run("read", "gc/why", *book, "--format", "html").out
    folded = page.partition("<details><summary>Deeper · 10 words</summary>")[2].partition("</details>")[0]
    assert "512 bytes" in folded
    assert "Recursive Functions" in page, "a source of what can be opened is listed"
    assert "mlsys read" not in page


def test_files_to_keep_have_all_of_it(run: Run, book: tuple[str, str]) -> None:
    markdown = run("read", "gc", *book, "--format", "markdown").out
    assert "#### Deeper\n\nCount the [heap](#heap) in pages \\[2\\]:" in markdown.replace("[2]", "\\[2\\]")
    sections = run("read", "gc", *book, "--json").json["sections"]
    assert sections[0]["deeper"] == (
        "Count the [heap](#heap) in pages [@mccarthy1960]:\n\n```\n4096 * 25 = 102400\n```\n\n![[table:pages]]"
    )
    assert (sections[0]["terms"], sections[0]["sources"]) == (["heap"], ["knuth1968", "mccarthy1960"])
    assert sections[1]["deeper"] == ""


def test_it_is_searched_but_takes_no_reading_time(run: Run, book: tuple[str, str]) -> None:
    assert [hit["id"] for hit in run("search", "pages", "--kind", "section", *book, "--json").json["hits"]] == [
        "gc/why"
    ]
    assert [one["words"] for one in run("toc", *book, "--json").json["chapters"][0]["sections"]] == [5, 4]


def test_it_is_checked_as_all_prose_is(run: Run, make_book: MakeBook) -> None:
    text = BOOK["gc/chapter.yaml"].replace("[[heap|", "[[hepa|").replace("in pages", "in in pages")
    found = run("check", str(make_book({**BOOK, "gc/chapter.yaml": text}))).out
    assert "chapter.yaml:11:17: dangling-link: there is no term 'hepa'" in found
    assert "chapter.yaml:11:32: doubled-word" in found


def test_it_opens_and_folds_in_the_reader_without_losing_the_place(book: tuple[str, str]) -> None:
    folded, opened, again = read_along("gc/why", "d", "d", content=book[1])
    assert "Deeper: 10 words · d" in folded.text
    assert "102400" not in folded.text
    assert "102400" in opened.text
    assert "Deeper parts are open." in opened.text
    assert again.lines[:-1] == folded.lines[:-1]


def test_words_in_a_folded_part_are_named_as_such(book: tuple[str, str]) -> None:
    _, typed, missed, opened, nowhere = read_along("gc/why", "/4096", "⏎", "dn", "/4097⏎", content=book[1])
    assert "in a part that goes deeper" in typed.lines[-1]
    assert missed.lines[-1] == " “4096” is in a part that goes deeper · d opens it, and n goes there"
    assert "1 of 1" in opened.lines[-1]
    assert "“4097” is not on this page" in nowhere.lines[-1]


def test_folding_keeps_the_place(book: tuple[str, str]) -> None:
    *_, below, opened, folded = read_along("gc", "/sweep⏎", "d", "d", content=book[1], size=(60, 8))
    assert below.lines[1] == " Sweep."
    assert [screen.lines[1:4] for screen in (opened, folded)] == [below.lines[1:4]] * 2
    assert opened.top > below.top
    *_, inside, out = read_along("gc", "d/4096⏎", "d", content=book[1], size=(60, 8))
    assert "4096" in inside.lines[1]
    assert "Deeper: 10 words" in out.lines[1]


def test_a_learner_may_want_all_of_them_open(run: Run, book: tuple[str, str]) -> None:
    run("config", "deeper", "on")
    assert LINE in run("read", "gc/why", *book).out  # a pipe has the same output for everyone
    (opened,) = read_along("gc/why", content=book[1])
    assert "102400" in opened.text


def test_a_page_without_any_says_so() -> None:
    *_, said = read_along("perceptron", "d")
    assert "Nothing on this page goes deeper." in said.text
