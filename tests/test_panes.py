"""The panes beside the page: the contents, and what the page speaks of."""

import pytest

from tests.support.program import Run
from tests.support.reader import Screen, read_along

pytestmark = pytest.mark.usefixtures("reading")
WIDE = (160, 44)


@pytest.fixture
def reading(monkeypatch: pytest.MonkeyPatch, cache: object, home: object) -> None:
    """The reader has a learner of its own."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(cache))


def columns(screen: Screen) -> tuple[list[str], list[str], list[str]]:
    """The lines of the contents, of the page and of what it speaks of."""
    lines = [line for line in screen.lines if "▕" in line]
    cut = [(line.partition("▕")[0], *line.partition("▕")[2].rpartition("▏")[::2]) for line in lines]
    left, page, right = ([part.strip() for part in column] for column in zip(*cut, strict=True))
    return left, page, right


def test_panes_show_where_one_is_and_what_the_page_speaks_of() -> None:
    contents, page, mentions = columns(read_along("intro/symbolic-ai", size=WIDE)[0])
    assert "▌    1.4.1 Symbolic AI: thinkin…" in contents
    assert "1.13 Looking ahead" in contents
    assert page[2].startswith("1.4.1 Symbolic AI: thinking with symbols")
    assert ("Terms" in mentions, "Perceptron" in mentions) == (True, True)
    assert mentions.index("Terms") < mentions.index("Perceptron") < mentions.index("Timeline")
    dates = [line[:5] for line in mentions[mentions.index("Timeline") + 1 :] if line]
    assert len(dates) > 5
    assert dates == sorted(dates)
    _, _, mentions = columns(read_along("intro/ai-and-ml", size=WIDE)[0])
    assert "Figures and tables" in mentions


def test_they_are_there_from_140_columns_on_and_w_hides_them() -> None:
    narrow, wide, again, hidden, still = read_along(
        "intro/symbolic-ai", "<140x24>", "<139x24>", "<140x24>w", "<200x24>", size=(139, 24)
    )
    for screen in (narrow, again, hidden, still):
        assert "1.13 Looking ahead" not in screen.text
        assert "Terms" not in screen.text
    assert "Terms" in wide.text
    assert "Side panes are hidden." in hidden.lines[-1]
    assert again.lines[1:-1] == narrow.lines[1:-1]
    *_, said = read_along("intro/symbolic-ai", "w")
    assert "Side panes need a terminal of 140 columns." in said.lines[-1]


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


def test_a_chapter_follows_the_page_and_ticks_what_was_read(run: Run) -> None:
    run("mark", "--read", "intro/why")
    _, there = read_along("intro", "/Three revolutions⏎", size=WIDE)
    contents, *_ = columns(there)
    assert contents[1].endswith("✓")
    assert "▌  1.2 Three revolutions, three…" in contents


def test_a_page_in_no_chapter_has_the_contents_alone() -> None:
    home = read_along("", size=WIDE)[0]
    assert "1 Introduction  " in home.text
    assert ("▕" in home.text, "▏" in home.text) == (True, False)
