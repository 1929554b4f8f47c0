"""The reader's box for everything, and what it opens: hits, comparisons, commands and named places."""

import re

import pytest

from tests.support.program import Run
from tests.support.reader import picture, read_along
from tests.support.shell import Shell

pytestmark = pytest.mark.usefixtures("reading")

_THIRD_HIT = "gtpu<down><down>⏎"


def test_the_third_search_hit_takes_seven_keys(run: Run) -> None:
    hits = run("search", "tpu", "--json").json["hits"]
    *_, opened = read_along("perceptron", _THIRD_HIT)
    assert opened.page == hits[2]["id"]


@pytest.mark.slow
def test_hits_come_in_the_order_of_a_search_each_with_its_words(run: Run) -> None:
    hits = run("search", "kasparov", "--json").json["hits"]
    *_, box, page = read_along("perceptron", "gkasparov", "⇥", size=(120, 90))
    for screen in (box, page):
        places = [screen.text.index(f"{hit['title']} · {hit['kind']}") for hit in hits]
        assert len(places) > 1
        assert places == sorted(places)
    assert "mlsys" not in page.text  # links, and no commands


@pytest.mark.slow
@pytest.mark.parametrize("steps", [["g", "why do networks"], ["gwhy do networks", "<100x24>", "<70x24>"]])
def test_a_hit_takes_no_more_than_two_lines(steps: list[str]) -> None:
    """Its title, and below it the beginning of what it says."""
    *_, box = read_along("perceptron", *steps, size=(70, 24))
    rows = [line.partition("│ ")[2] for line in box.lines if line.count("│") == 2][1:]
    assert [row[:2] == "  " for row in rows] == [False, True] * (len(rows) // 2)
    assert all(len(line) <= 70 for line in box.lines)


@pytest.mark.slow
def test_each_hit_says_which_words_it_lacks() -> None:
    """Also those that no page has, since the box has no line for what is true of all of its hits."""
    *_, box, page = read_along("perceptron", "gquokka attention", "⇥")
    assert "Attention · term · without quokka" in box.text
    assert "No page has 'quokka'." in page.text
    assert "without quokka" not in page.text


def test_a_command_that_fails_can_be_typed_on() -> None:
    *_, wrong, again = read_along("eliza", "gestimate move 350GB over⏎", "g 10Gbit/s⏎")
    assert wrong.lines[-1] == " a value is missing after 'over' · g goes on with it"
    assert "4.667 min" in again.text


def test_a_sum_is_asked_for_in_ones_own_words() -> None:
    """The first row says what is calculated, and its result. What asks for no sum is only searched for."""
    *_, box, page, other = read_along("eliza", "ghow much memory does a 7B model need", "⏎", "ghow big is an h100")
    assert re.search(r"estimate: memory params=7B together=\? += 14 GB \(at least\)", box.text)
    assert "together (at least)  weights = 14 GB" in page.text
    assert "estimate:" not in other.text


@pytest.mark.slow
def test_all_hits_are_a_page_that_one_comes_back_to() -> None:
    *_, page, opened, back = read_along("perceptron", "gpeppercorns⇥", "<down>⏎", "⌫")
    assert "1 hit for peppercorns" in page.text
    assert opened.page == "intro/shallow-learning"
    assert (back.page, back.link) == ("search", "section:intro/shallow-learning")


@pytest.mark.slow
def test_notes_are_found_as_well(run: Run) -> None:
    run("note", "perceptron", "umbrellas of Königsberg")
    *_, box, opened = read_along("eliza", "gkönigsberg", "⏎")
    assert "Note 1 on Perceptron · note" in box.text
    assert opened.page == "perceptron"


@pytest.mark.slow
def test_nothing_found() -> None:
    _, empty, box, page = read_along("eliza", "g", "xyzzyx", "⇥")
    assert "· term" not in box.text
    assert [n for n, line in enumerate(empty.lines) if "─ Go to ─" in line] == [1]
    assert "─ Go to ─" in box.lines[1], "the box stays where it is"
    assert "Nothing found for “xyzzyx”." in page.text


@pytest.mark.slow
def test_a_comparison_is_a_place() -> None:
    *_, box, opened, term, back, models = read_along(
        "eliza", "gGPU vs TPU", "⏎", "geliza⏎", "⌫", "gcompare resnet-50 vgg-16⏎"
    )
    assert models.lines[0].startswith(" ResNet-50 · VGG-16")
    assert "GPU vs TPU · comparison" in box.text
    assert opened.lines[0].startswith(" GPU · Tensor processing unit")
    assert "matrix multiplications" in opened.text
    assert term.page == "eliza"
    assert back.text == opened.text


def test_enter_in_a_box_does_nothing_to_the_page_below() -> None:
    *_, found = read_along("", "/look⏎")
    assert found.page == "home"


@pytest.mark.slow
def test_two_columns_of_a_table_are_compared() -> None:
    *_, opened = read_along("eliza", "gcloud vs tiny⏎")
    assert "Cloud" in opened.text
    assert "Mobile" not in opened.text


@pytest.mark.slow
def test_commands_are_run() -> None:
    *_, contents, review, settings, keys = read_along(
        "intro/symbolic-ai", "gcontents⏎", "⎋greview⏎", "qgconfig⏎", "ghelp⏎"
    )
    assert "1.4.2 Expert systems" in contents.text
    assert "─ Keys ─" in keys.text
    assert "No cards are due" in review.text
    assert "new-per-day" in settings.text


def test_the_settings_say_how_one_is_changed() -> None:
    (settings,) = read_along("config", size=(80, 40))
    assert "g config NAME VALUE changes one." in settings.text


def test_a_setting_of_few_values_is_changed_by_a_click_on_another_one(run: Run) -> None:
    settings, chosen, clicked = read_along("config", "⇥⇥⏎", "<click 28,14>", size=(80, 40))
    assert "deeper             off or on · open the parts of sections" in settings.lines[13]
    assert "new-per-day        20 · the most new cards per day" in settings.text, "a number is typed"
    assert chosen.lines[-1] == " Done: config cards written"
    assert "cards              written or +terms, all · what you are asked" in chosen.text
    assert "(yours)" in clicked.text
    assert clicked.lines[-1] == " Done: config deeper on"
    assert run("config", "deeper", "--json").json["value"] == "on"


@pytest.mark.slow
def test_today_and_progress_are_places(run: Run) -> None:
    *_, nothing = read_along("eliza", "gtoday⏎")
    assert "Nothing is stored yet." in nothing.text
    run("note", "eliza", "begin")
    *_, today, progress, section = read_along("eliza", "gtoday⏎", "gprogress⏎", "⌫⇥⏎")
    assert "Today, " in today.text
    assert "mlsys" not in today.text
    assert "Progress" in progress.lines[0]
    assert section.page.startswith("intro/")


@pytest.mark.slow
def test_a_section_is_found_by_its_number() -> None:
    *_, opened = read_along("eliza", "g1.4.2⏎")
    assert opened.page == "intro/expert-systems"


def test_a_place_is_opened_by_its_name(shell: Shell) -> None:
    done = shell.on_terminal("mlsys open Glossary", keys=[("A/B test", "q")], whole=True)
    assert done.code == 0


@pytest.mark.slow
def test_a_word_that_is_still_being_typed_finds_names_that_have_it() -> None:
    _, one, two, three, section = read_along("eliza", "gpercep", "⎋gdata dri", "⎋gexpert sys", "⎋gfive er")
    assert one.text.index("Perceptron · term") < one.text.index("Perceptrons (book) · term")
    assert two.text.index("Data drift · term") < two.text.index("· section")
    assert three.text.index("Expert system · term") < three.text.index("· without expert"), "sys is a word as well"
    assert section.lines[3].startswith(" │  1.4 Five eras and two winters · section")


def test_a_line_with_an_option_is_a_command_and_no_search() -> None:
    *_, report, refused, begun = read_along("eliza", "gquiz --report⏎", "gquiz --answer x⏎", "g")
    assert "What you know" in report.text
    assert "This is for a shell: mlsys quiz --answer x · g goes on with it" in refused.text
    assert "│ quiz --answer x " in begun.text


def test_a_setting_that_is_changed_has_its_effect_at_once(run: Run) -> None:
    _, changed, wrong = read_along("eliza", "gconfig theme light⏎", "gconfig theme mauve⏎")
    assert changed.lines[-1] == " Done: config theme light"
    assert "theme can't be 'mauve' · use dark, light, high-contrast or terminal" in wrong.text
    assert run("config", "theme", "--json").json["value"] == "light"
    assert 'fill="#fcfcfa"' in picture("eliza", "gconfig theme dark⏎gconfig theme light⏎"), "the light background"


def test_questions_of_a_command_are_asked_in_the_reader() -> None:
    _, before, back, more = read_along("eliza", "gquiz --before intro⏎", "q", "greview --unread⏎")
    assert before.lines[0].startswith(" Quiz · 1 Introduction")
    assert back.page == "eliza"
    assert more.lines[0].startswith(" Review")


@pytest.mark.slow
def test_a_quiz_may_have_the_number_of_its_questions() -> None:
    *_, asked = read_along("eliza", "gquiz 1.1 -n 5⏎")
    assert "1 of 5" in asked.lines[0]


@pytest.mark.slow
def test_a_command_of_the_shell_finds_its_entry_and_a_word_the_longer_one_that_it_begins() -> None:
    *_, section, term, runs, quiz, pipe, unfinished, about_a_term = read_along(
        "eliza",
        "gread 1.1⏎",
        "gmlsys define adam⏎",
        "grun perceptron⏎",
        "qgquiz 1.1⏎",
        "qgdata pipe",
        "⎋gtail lat",
        "⎋Q",
    )
    assert "1.1 From a good demo to a working system" in section.lines[0]
    assert term.lines[0].startswith(" Adam")
    assert runs.lines[0].startswith(" Labs › The perceptron (1958)")
    assert "Quiz · 1 Introduction" in quiz.lines[0]
    assert "Data pipeline · term  " in pipe.text
    assert "Tail latency · term  " in unfinished.text, "and not 'without lat'"
    assert "1 of" in about_a_term.lines[0], "a term has questions too"
