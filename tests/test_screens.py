"""Space: each screen goes on where the last one ended, and nothing that fits on a screen is seen only in halves."""

from collections.abc import Iterator

import pytest

from mlsys_cli.page.blocks import Aside, Bullets, DefinitionList, Heading, Paragraph, Quote, text_spans
from mlsys_cli.reader.location import location_of
from mlsys_cli.reader.page_layout import LaidOutPage, lay_out
from mlsys_cli.reader.pages import Pages
from mlsys_cli.session.environment import Environment, Options
from mlsys_cli.session.session import Session
from tests.support.program import MakeBook
from tests.support.reader import read_along

SIZES = ((80, 22), (40, 18), (120, 38))
PROSE = (Aside, Bullets, DefinitionList, Paragraph, Quote)


def screens(page: LaidOutPage, height: int) -> Iterator[range]:
    """The lines of each screen of somebody who presses Space to the end."""
    top, last = 0, max(len(page.lines) - height, 0)
    yield range(top, top + height)
    while top < last:
        following = page.next_screen(range(top, top + height))
        skipped = page.lines[top + height : following]
        assert top < following, "goes on"
        assert not any(line.plain.strip() for line in skipped), "without skipping anything"
        top = min(following, last)
        yield range(top, top + height)


@pytest.mark.slow
@pytest.mark.usefixtures("reading")
@pytest.mark.parametrize("number", range(len(SIZES)))
def test_what_fits_on_a_screen_is_whole_on_one(number: int) -> None:
    """Of prose as much as half a screen, of formulas, code, figures and tables two thirds."""
    width, height = SIZES[number]
    pages = Pages(Session(Options(Environment(size=(width, height + 2)))))
    checked = cut = 0
    for section in pages.library.entries.refs("section")[number :: len(SIZES)]:
        page = lay_out(pages.page(location_of(section)).blocks, width - 1)
        seen = list(screens(page, height))
        ends = [part.line - 1 for part in page.parts[1:]] + [len(page.lines)]
        for (start, block), end in zip(page.parts, ends, strict=True):
            if end - start <= height // (2 if isinstance(block, PROSE) else 1.5):
                checked += 1
                cut += not any(start >= screen.start and end <= screen.stop for screen in seen)
    assert checked > 500
    assert cut == 0


BOOK = {
    "gc/chapter.yaml": "title: Garbage\nsummary: S.\nsections:\n- id: w\n  title: Why\n  body: |\n    {body}\n",
}


def code(lines: int) -> str:
    """A listing of so many lines."""
    return "\n".join(("```", *(f"line {number}" for number in range(1, lines + 1)), "```"))


def opened(make_book: MakeBook, body: str, *steps: str) -> list[str]:
    """The screens of a page of 20 lines with a text, first and after each step."""
    text = BOOK["gc/chapter.yaml"].replace("{body}", body.replace("\n", "\n    "))
    book = make_book({"gc/chapter.yaml": text})
    return [screen.text for screen in read_along("gc/w", *steps, content=str(book), size=(80, 22))]


PARAGRAPHS = "\n\n".join(f"Paragraph {number}." for number in range(1, 6))


def test_a_listing_begins_the_next_screen_if_it_would_be_cut(make_book: MakeBook) -> None:
    first, second = opened(make_book, f"{PARAGRAPHS}\n\n{code(10)}\n\n{PARAGRAPHS}\n\n{PARAGRAPHS}", " ")
    assert "line 1\n" in first
    assert "line 10" not in first
    assert second.splitlines()[1].strip() == "line 1"
    assert "line 10" in second
    assert "▸" in second, "where the first screen ended"


def test_of_a_listing_that_is_too_long_two_lines_are_shown_again(make_book: MakeBook) -> None:
    first, second = opened(make_book, code(40), " ")
    last = first.splitlines()[-2].strip()
    assert [line.strip("▸ ") for line in second.splitlines()][2] == last
    assert second.splitlines()[3].startswith("▸")


def test_a_heading_stays_with_its_text() -> None:
    text = Paragraph(text_spans("long " * 60))
    page = lay_out((text, Heading(3, "Ways"), text), 40)
    assert page.lines[9].plain.strip() == "Ways"
    assert page.next_screen(range(16)) == 9
    assert page.next_screen(range(9, 16)) == 14, "not if it is on top, and the text doesn't fit below it"
