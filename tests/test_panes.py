"""What is beside the page on a wide screen: the contents and what is on the screen, or a preview of a row."""

import pytest

from mlsys_cli.page.blocks import Heading, Paragraph, Table, text_spans
from mlsys_cli.reader.page_layout import lay_out
from tests.support.calls import calls_of
from tests.support.program import Run
from tests.support.reader import Screen, picture, read_along

pytestmark = pytest.mark.usefixtures("reading")
WIDE = (200, 36)


def columns(screen: Screen) -> tuple[list[str], list[str], list[str]]:
    """The lines of the contents, of the page and of what is on the screen, there without the empty ones."""
    lines = [line for line in screen.lines if "▕" in line]
    cut = [(line.partition("▕")[0], *line.partition("▕")[2].rpartition("▏")[::2]) for line in lines]
    left, page, right = ([part.strip() for part in column] for column in zip(*cut, strict=True))
    return left, page, list(filter(None, right))


def preview(screen: Screen) -> list[str]:
    """The lines beside a list."""
    return [line.partition("▏")[2].strip() for line in screen.lines if "▏" in line]


def test_panes_show_where_one_is_and_what_is_on_the_screen() -> None:
    first, second = read_along("intro/symbolic-ai", " ", size=WIDE)
    contents, page, aside = columns(first)
    (here,) = [line for line in contents if line.startswith("▌")]
    assert here.startswith("▌    1.4.1   Symbolic AI: thinking with ")
    assert here.endswith("min"), "the time to read it"
    assert any(line.startswith("1.5   Engineering machine learning ") for line in contents)
    assert page[2].startswith("1.4.1 Symbolic AI: thinking with symbols")
    assert aside[:2] == ["On this screen", "Daniel Bobrow"]
    assert aside[2].startswith("American computer scientist")
    assert "Perceptron" not in aside
    dates = [line[:4] for line in aside[aside.index("Timeline") + 1 :] if line[:4].isdigit()]
    assert len(dates) > 3
    assert dates == sorted(dates)
    *_, aside = columns(second)
    assert ("Daniel Bobrow" in aside, "Perceptron" in aside) == (False, True)


def test_the_line_under_a_name_is_no_longer_than_the_name() -> None:
    shown = picture("intro/symbolic-ai", size=(160, 20))
    assert ("Bobrow" in shown, "Bobrow&#160;&#160;" in shown) == (True, False)


def test_a_page_is_laid_out_once_for_the_room_that_its_panes_leave() -> None:
    with calls_of(lay_out) as calls:
        read_along("", "2", "⌫", size=(160, 45))
    beside = 4  # of home twice a preview, and the two panes of the chapter
    assert len(calls) == 3 + beside


def test_a_title_that_is_too_long_for_the_contents_has_two_lines() -> None:
    contents, *_ = columns(read_along("intro/symbolic-ai", size=(150, 44))[0])
    first, *_ = (number for number, line in enumerate(contents) if line.startswith("1.1   From a good"))
    assert contents[first + 1].endswith("system")


def test_the_contents_have_no_subtitles() -> None:
    contents, page, _ = columns(read_along("robust", size=WIDE)[0])
    assert any(line.startswith("▌15  Robust AI  ") for line in contents)
    assert page[0] == "15 Robust AI · when the machine, the input or the world isn't as it was"


def test_they_are_there_from_150_columns_on_and_w_hides_them() -> None:
    narrow, wide, again, hidden, still = read_along(
        "intro/symbolic-ai", "<150x24>", "<149x24>", "<150x24>w", "<200x24>", size=(149, 24)
    )
    for screen in (narrow, again, hidden, still):
        assert "1.13  Looking ahead" not in screen.text
        assert "On this screen" not in screen.text
    assert "On this screen" in wide.text
    assert "Side panes are hidden." in hidden.lines[-1]
    assert again.lines[1:-1] == narrow.lines[1:-1]
    *_, said = read_along("intro/symbolic-ai", "w")
    assert "Side panes need a terminal of 150 columns." in said.lines[-1]


def test_keys_walk_the_panes_and_enter_opens_what_is_chosen() -> None:
    _, opened, back = read_along("intro/symbolic-ai", "W<down>⏎", "⌫", size=WIDE)
    assert (opened.page, back.page) == ("intro/expert-systems", "intro/symbolic-ai")
    _, peek, opened = read_along("intro/symbolic-ai", "WW<down>⏎", "⏎", size=WIDE)
    assert "Enter opens" in peek.text
    assert opened.page == "student"
    _, _, link = read_along("intro/symbolic-ai", "WW", "⎋⇥", size=WIDE)
    assert link.link == "term:daniel-bobrow"
    *_, said = read_along("intro/symbolic-ai", "W")
    assert "There is no side pane on the screen." in said.lines[-1]


def test_the_foot_names_the_keys_of_the_pane_that_has_them() -> None:
    page, pane, other, back = read_along("intro/symbolic-ai", "W", "W", "⎋", size=WIDE)
    assert pane.lines[-1] == " ↓ ↑ choose  Enter open  W next pane  Esc to the page  ? keys"
    assert other.lines[-1] == pane.lines[-1]
    assert back.lines[-1] == page.lines[-1]


def test_a_chapter_follows_the_page_and_ticks_what_was_read(run: Run) -> None:
    run("mark", "--read", "intro/why")
    _, there = read_along("intro", "/Three revolutions⏎", size=WIDE)
    contents, *_ = columns(there)
    assert contents[1].startswith("✓   1.1   From a good demo")
    assert [line for line in contents if line.startswith("▌    1.2   Three revolutions, three kinds")]


def test_what_is_read_of_a_section_is_said_while_one_reads() -> None:
    before, after = read_along("intro/why", "G", size=WIDE, long_enough=0)
    here, there = (next(line for line in columns(screen)[0] if line.startswith("▌")) for screen in (before, after))
    assert here.endswith(" min")
    assert there.endswith(("% read", "✓"))


def test_a_list_has_a_preview_of_the_chosen_row_from_110_columns_on() -> None:
    steps = ("<down><down>", "<109x30>", "<110x30>", "⏎")
    first, second, narrow, _, opened = read_along("glossary", *steps, size=(110, 30))
    assert preview(first)[0] == "1 × 1 convolution"
    assert preview(second)[0] == "3D parallelism"
    assert preview(narrow) == []
    assert opened.page == "three-d-parallelism", "without a peek, which would show the same"
    *_, hidden, said = read_along("glossary", "w", "<80x24>w", size=(110, 30))
    assert preview(hidden) == []
    assert "The preview is hidden." in hidden.lines[-1]
    assert "The preview needs a terminal of 110 columns." in said.lines[-1]


def test_a_hit_that_is_a_section_is_previewed_by_its_beginning() -> None:
    *_, hits, later = read_along("", "gthe XOR problem<tab>", "<down>" * 8, size=(120, 30))
    assert any("▏" in line for line in hits.lines)
    assert preview(hits)[0]
    assert preview(later)[0]


def test_the_home_page_shows_what_enter_opens_and_what_a_chosen_row_is() -> None:
    home, chapter, place, narrow = read_along("", "<down>" * 4, "<down>" * 8, "<100x40>", size=(120, 40))
    assert preview(home)[0] == "1 Introduction"
    assert preview(chapter)[0].startswith("2 ML Systems")
    assert preview(place)[0] == "Timeline"
    assert "all events on a line of years" in preview(place)
    assert preview(narrow) == []


def test_a_citation_in_a_preview_has_its_number() -> None:
    read_along("intro/symbolic-ai", " ", long_enough=0)
    (home,) = read_along("", size=(120, 40))
    assert "1964 [1]. Our" in " ".join(preview(home))


@pytest.mark.parametrize("page", ["timeline", "progress"])
def test_a_page_that_is_no_text_has_all_columns(page: str) -> None:
    screen = read_along(page, size=WIDE)[0]
    assert ("▕" in screen.text, "▏" in screen.text) == (False, False)


def test_a_table_in_a_text_is_wider_than_prose_only_if_it_needs_to_be() -> None:
    text = Heading(1, "Ways"), Paragraph(text_spans("long " * 60))
    few = Table(("", "one", "two"), (("a", "b", "c"),))
    many = Table(("", "one", "two"), (("a", "long " * 20, "long " * 20),))
    page = lay_out((*text, few, many), 140)
    starts = [len(line.plain) - len(line.plain.lstrip()) for line in page.lines]
    ends = [len(line.plain) for line in page.lines]
    title, _, of_few, of_many = [range(part.line, part.line + 2) for part in page.parts]
    assert starts[title[0]] == starts[of_few[1]] == 26
    assert max(ends[of_few[0] : of_many[0]]) < 114
    assert (min(starts[line] for line in of_many), max(ends[of_many[0] :])) < (26, 140)
    assert max(ends[of_many[0] :]) > 114


def test_a_page_about_a_table_that_is_wider_than_prose_begins_where_the_table_does() -> None:
    (screen,) = read_along("ai-paradigms", size=(120, 40))
    below = screen.lines[1:]
    title, rule = (next(line for line in below if sign in line) for sign in ("Five eras of AI c", "──────"))
    assert (title.index("F"), rule.index("─")) == (2, 2)
