"""The reader's pages that list things: filters, rows, and the way from an entry to the next of its list."""

import pytest

from tests.support.program import MakeBook, Run
from tests.support.reader import read_along

pytestmark = pytest.mark.usefixtures("reading")


def test_the_glossary_filters_as_one_types() -> None:
    *_, whole, filtered, more = read_along("perceptron", "gglossary⏎", "/neu", "r")
    assert "242 terms" in whole.text
    assert "Artificial neuron · concept · A small calculation" in filtered.text
    assert "A/B test" not in filtered.text
    assert "“neur”" in more.text
    assert more.link  # the first row, for Enter


def test_a_row_says_by_which_other_name_it_is_found() -> None:
    *_, filtered = read_along("perceptron", "gglossary⏎", "/backward")
    assert "Backpropagation · also backward pass" in filtered.text


def test_the_way_back_leads_to_the_filter_and_the_row() -> None:
    *_, chosen, peek, opened, back, cleared = read_along("perceptron", "gglossary⏎", "/neu⇥⇥", "⏎", "⏎", "⌫", "⎋⎋")
    assert "Enter opens" in peek.text
    assert chosen.link == f"term:{opened.page}"
    assert "type to filter" not in opened.text
    assert (back.text, back.link) == (chosen.text, chosen.link)
    assert "242 terms" in cleared.text
    assert cleared.page == "glossary"


def test_arrow_keys_walk_through_rows() -> None:
    *_, second, first = read_along("perceptron", "gtables⏎", "<down><down>", "<up>")
    assert (first.link, second.link) == ("table:ai-paradigms", "table:ai-and-ml")


def test_esc_in_the_filter_shows_all_rows() -> None:
    *_, none, cleared = read_along("perceptron", "gglossary⏎", "/xyzzy", "⎋")
    assert "No term has “xyzzy”" in none.text
    assert "242 terms" in cleared.text
    assert "xyzzy" not in cleared.text


def test_every_list_is_filtered(run: Run) -> None:
    run("note", "perceptron", "one straight cut")
    run("note", "eliza", "a chatbot")
    run("mark", "perceptron")
    run("mark", "eliza")
    for place, words, found, left_out in [
        ("tables", "tiny", "From the data centre to the coin cell", "Five eras of AI compared"),
        ("figures", "photograph", "The layers of AlexNet", "The AI triangle"),
        ("sources", "hinton 1986", "rumelhart1986", "krizhevsky2012"),
        ("notes", "straight", "one straight cut", "a chatbot"),
        ("marks", "eliza", "ELIZA", "Perceptron"),
    ]:
        *_, filtered = read_along("overfitting", f"g{place}⏎/{words}")
        assert found in filtered.text
        assert left_out not in filtered.text


def test_notes_and_bookmarks_lead_to_their_entries(run: Run) -> None:
    run("note", "eliza", "a chatbot")
    run("mark", "perceptron")
    *_, noted, _, marked = read_along("overfitting", "gnotes⏎", "⇥⏎⏎", "gmarks⏎", "⇥⏎⏎")
    assert (noted.page, marked.page) == ("eliza", "perceptron")


@pytest.mark.parametrize(
    ("opened", "following"),
    [("Perceptron", "perceptrons-book"), ("table:ai-paradigms", "ai-and-ml"), ("event:neuron-model", "imitation-game")],
)
def test_the_next_entry_of_its_list_is_one_key_away(opened: str, following: str) -> None:
    first, second, again = read_along(opened, "]", "[")
    assert second.page == following
    assert again.page == first.page


def test_a_list_ends() -> None:
    *_, end = read_along("A/B test", "[")
    assert "This is the first term." in end.text


def test_a_long_glossary_has_pages(make_book: MakeBook) -> None:
    terms = "".join(f"- {{id: t{n}, name: Term {n:03}, kind: concept, definition: The {n}.}}\n" for n in range(350))
    book = str(make_book({"gc/glossary.yaml": f"terms:\n{terms}"}))
    *_, first, second, found, back = read_along("t3", "gglossary⏎", "]", "[/34", "⎋", content=book)
    assert "Terms 1 to 100 of 350" in first.text
    assert "Terms 101 to 200 of 350" in second.text
    assert "14 of 350 terms with “34”" in found.text  # 034, 134, 234, 334, and 340 to 349
    assert "Terms 1 to 100" in back.text
