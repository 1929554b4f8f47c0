"""The reader's pages that list things: filters, rows, and the way from an entry to the next of its list."""

import re

import pytest

from mlsys_cli.page.blocks import Bullets, Paragraph, Quote, Span
from mlsys_cli.render.rich_blocks import block_lines
from mlsys_cli.render.rows import draw_rows
from tests.support.cases import each
from tests.support.program import MakeBook, Run
from tests.support.reader import picture, read_along

pytestmark = pytest.mark.usefixtures("reading")


def test_the_glossary_filters_as_one_types() -> None:
    *_, whole, begun, filtered, more = read_along("glossary", "/", "neu", "r")
    assert re.fullmatch(" / +↓ ↑ choose · Enter opens · Esc shows all", begun.lines[-1])
    assert re.fullmatch(r" Glossary +1 to 100 of \d+ terms", whole.lines[0])
    assert re.search(r"^  Artificial neuron +concept  ", filtered.text, re.MULTILINE)
    assert "A/B test" not in filtered.text
    assert more.lines[-1].startswith(" /neur ")
    assert re.fullmatch(r" Glossary · neur +\d+ of \d+ terms", more.lines[0])
    assert more.link  # the first row, for Enter


def test_a_row_says_by_which_other_name_it_is_found() -> None:
    *_, filtered = read_along("glossary", "/graphics card")
    assert re.search(r"GPU +\w+ +also graphics card · ", filtered.text)


def test_the_row_that_is_chosen_has_one_ground() -> None:
    whole, chosen = (set(re.findall(r'<rect fill="(#\w+)"', picture("glossary", keys))) for keys in ("", "jj"))
    assert len(chosen - whole) == 1


@pytest.mark.slow
def test_the_way_back_leads_to_the_filter_and_the_row() -> None:
    *_, chosen, peek, opened, back, cleared = read_along("glossary", "/neu⇥⇥", "⏎", "⏎", "⌫", "⎋⎋")
    assert "Enter opens" in peek.text
    assert chosen.link == f"term:{opened.page}"
    assert "Esc shows all" not in opened.text
    assert (back.lines[:-1], back.link) == (chosen.lines[:-1], chosen.link)
    assert " 1 to 100 of " in cleared.text
    assert cleared.page == "glossary"


def test_a_list_without_rows_names_no_keys_for_them() -> None:
    (notes,) = read_along("notes")
    assert "There are no notes yet." in notes.text
    assert notes.lines[-1] == " t contents  g go  / filter  q leave  ? keys"
    assert "] next" not in read_along("exhibits")[-1].lines[-1], "a list of one page"


def test_arrow_keys_walk_through_rows() -> None:
    *_, second, first = read_along("tables", "<down><down>", "<up>")
    assert (first.link, second.link) == ("table:ai-paradigms", "table:ai-and-ml")


def test_esc_in_the_filter_shows_all_rows() -> None:
    *_, none, entered, cleared = read_along("glossary", "/xyzzy", "⏎", "⎋")
    assert "n next" not in entered.lines[-1], "the words of the message are no match"
    assert "No term has “xyzzy”" in none.text
    assert " 1 to 100 of " in cleared.text
    assert "xyzzy" not in cleared.text


@pytest.mark.slow
def test_every_list_is_filtered(run: Run) -> None:
    run("note", "perceptron", "one straight cut")
    run("note", "eliza", "a chatbot")
    run("mark", "perceptron")
    run("mark", "eliza")
    lists = [
        ("tables", "tiny", "From the data centre to the coin cell", "Five eras of AI compared"),
        ("figures", "photograph", "The layers of AlexNet", "The AI triangle"),
        ("sources", "hinton 1986", "Rumelhart 1986", "Krizhevsky 2012"),
        ("sources", "rumelhart1986", "Rumelhart 1986", "Krizhevsky 2012"),
        ("notes", "straight", "one straight cut", "a chatbot"),
        ("marks", "eliza", "ELIZA", "Perceptron"),
    ]
    for name, words, found, left_out in lists:
        _, filtered = read_along(name, f"/{words}")
        assert found in filtered.text
        assert left_out not in filtered.text


@each("width", [40, 80])
def test_a_source_is_listed_by_author_and_year_with_its_title(width: int) -> None:
    (sources,) = read_along("sources", size=(width, 15))
    assert re.search("^ +Abadi 2016 +TensorFlow: A", sources.text, re.MULTILINE)


def test_a_row_of_figures_takes_a_line() -> None:
    *_, figures = read_along("figures", size=(80, 60))
    rows = [line.rstrip(" ▄▁▂▃▅▆▇█") for line in figures.lines[1:-1]]
    assert any(re.fullmatch("  The layers of AlexNet +stack +A stack of.*…", row) for row in rows)
    assert len({row.index(kind) for row in rows for kind in (" stack ", " timeline ", " bars ") if kind in row}) == 1


@pytest.mark.parametrize("width", [22, 38, 60, 76, 196])
def test_the_columns_of_a_list_have_the_width_of_the_screen(width: int) -> None:
    texts = (
        ("Heap", "data", "word " * 60),
        ("A name of many words and letters", "", "A"),
        ("Mark", "method", "word " * 60),
    )
    rows = [(Paragraph((Span(name, "link"), Span(kind, "kind"), Span(f" · {text}"))),) for name, kind, text in texts]
    heap, long_name, mark = (line.plain for line in draw_rows(rows, width))
    assert len(heap) == len(mark) == len(long_name) == width
    assert heap.index("dat") == mark.index("met")
    assert long_name.startswith("A name of")
    assert (heap[-1] == "…", mark[-1] == "…") == (width > 60, width > 60), "where there is room for some words of it"


def test_the_whole_row_is_chosen_and_the_words_of_the_filter_are_lit() -> None:
    (row,) = draw_rows([(Paragraph((Span("Heap", "link", "term:heap"), Span(" · data", "kind"), Span(" · M"))),)], 40)
    (link,) = [span for span in row.spans if "term:heap" in str(span.style)]
    assert (link.start, link.end) == (0, len(row.plain))
    assert ">Backprop</text>" in picture("glossary", "/backprop")
    assert ">Backprop</text>" not in picture("glossary", "/backpropagation")
    assert ">A/B</text>" in picture("glossary", "/a/b", "<100x28>"), "also on a screen of another size"
    assert ">A/B&#160;test</text>" in picture("glossary", "/a/b", "⎋", "<100x28>"), "but not without the filter"


def test_a_name_of_two_lines_is_shown_on_one() -> None:
    (row,) = draw_rows([(Paragraph((Span("Binary\nheap", "link", "term:heap"), Span(" · data", "kind"))),)], 40)
    assert row.plain.startswith("Binary heap  data")


def test_a_long_name_is_whole_where_there_is_room_beside_it() -> None:
    names = *[f"Heap {number}" for number in range(19)], "Activation (the stored value)"
    rows = [(Paragraph((Span(name, "link", "term:x"), Span(" · A word about it."))),) for name in names]
    assert draw_rows(rows, 100)[-1].plain.startswith("Activation (the stored value)  A word")
    assert draw_rows(rows, 60)[-1].plain.startswith("Activation (the sto…  A word"), (
        "one name doesn't take the room of all"
    )


def test_the_same_items_are_drawn_in_columns_and_as_a_list() -> None:
    items = ((Paragraph((Span("Heap", "link", "term:heap"), Span(" · data", "kind"))),),)
    listed, in_columns = Quote((Bullets(items),)), Quote((Bullets(items, in_columns=True),))
    assert [line.plain.rstrip() for line in block_lines(listed, 40)] == ["│ • Heap · data"]
    assert [line.plain.rstrip() for line in block_lines(in_columns, 40)] == ["│ Heap  data"]


@pytest.mark.slow
def test_notes_and_bookmarks_lead_to_their_entries(run: Run) -> None:
    run("note", "eliza", "a chatbot")
    run("note", "perceptron", "a straight line")
    run("mark", "perceptron")
    notes, noted, _, marked = read_along("notes", "⇥⏎⏎", "gmarks⏎", "⇥⏎⏎")
    assert re.search(r"^  • ELIZA.*\n\n    a chatbot\n\n  • Perceptron", notes.text, re.MULTILINE)
    assert (noted.page, marked.page) == ("eliza", "perceptron")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("opened", "following"),
    [("Perceptron", "perceptrons-book"), ("table:ai-paradigms", "ai-and-ml"), ("event:neuron-model", "hamming-1950")],
)
def test_the_next_entry_of_its_list_is_one_key_away(opened: str, following: str) -> None:
    first, second, again = read_along(opened, "]", "[")
    assert second.page == following
    assert again.page == first.page


@pytest.mark.slow
def test_the_entries_of_a_filtered_list_follow_each_other(make_book: MakeBook) -> None:
    names = ("Red ant", "Blue bee", "Red cat")
    terms = "".join(f"- {{id: t{n}, name: {name}, kind: concept, definition: D.}}\n" for n, name in enumerate(names))
    tables = "".join(
        f"- {{id: c{n}, title: {name}, columns: [{{id: i, name: I}}], rows: [{{aspect: A, cells: {{i: B}}}}]}}\n"
        for n, name in enumerate(names)
    )
    book = make_book({"gc/glossary.yaml": f"terms:\n{terms}", "gc/tables.yaml": f"tables:\n{tables}"})
    for opened, slug, unfiltered in [("glossary", "t", "t0"), ("tables", "c", "c1")]:
        *_, first, second, end, back = read_along(opened, "/red", "⏎⏎", "]", "]", "[", content=str(book))
        assert (first.page, second.page, back.page) == (f"{slug}0", f"{slug}2", f"{slug}0")
        assert "with “red”" in end.lines[-1]
        *_, every = read_along(opened, "/red", "⎋", "⇥⏎⏎", "]", content=str(book))
        assert every.page == unfiltered


def test_a_list_ends() -> None:
    *_, end = read_along("A/B test", "[" * 9)
    assert "This is the first term." in end.text


@pytest.mark.slow
def test_a_long_glossary_has_pages(make_book: MakeBook) -> None:
    terms = "".join(f"- {{id: t{n}, name: Term {n:03}, kind: concept, definition: The {n}.}}\n" for n in range(350))
    book = str(make_book({"gc/glossary.yaml": f"terms:\n{terms}"}))
    *_, first, second, found, back = read_along("glossary", "]", "[/34", "⎋", content=book)
    assert " 1 to 100 of 350 terms" in first.text
    assert " 101 to 200 of 350 terms" in second.text
    assert found.lines[0].endswith(" 14 of 350 terms")  # 034, 134, 234, 334, and 340 to 349
    assert " 1 to 100 of 350" in back.text


@pytest.mark.slow
def test_the_axis_has_the_years_that_are_shown() -> None:
    whole, no_more, closer, later, earlier = read_along("timeline", "-", "++", ">", "<click 11,23>")  # on the sign <
    assert no_more.lines[-1] == " The timeline can't show more years."
    assert re.search("1943 .*2024", whole.text)
    assert re.search("1973 .*1994", closer.text)
    assert "1943 " not in closer.text
    assert later.lines[0].startswith(" Timeline · 1 Introduction, 1983 to 2005")
    assert earlier.lines[0].startswith(" Timeline · 1 Introduction, 1972 to 1994")


def test_the_axis_takes_the_width_of_the_screen_and_prose_stands_in_the_middle() -> None:
    *_, timeline = read_along("timeline", size=(120, 40))
    axis, prose = (next(line for line in timeline.lines if words in line) for words in ("┌──", "Not one of the five"))
    assert len(axis.rstrip()) > 110
    assert len(prose.strip()) <= 88
    assert prose.index("Not") == 15


@pytest.mark.slow
def test_the_event_that_one_looks_at_stays_while_zooming() -> None:
    *_, before, after, chosen, closer = read_along("timeline", "  ", "+", "⇥", "+", size=(80, 40))
    assert before.top > after.top > 0
    row = next(number for number, line in enumerate(before.lines) if "●─" in line)
    assert after.lines[row][:78].rstrip() == before.lines[row][:78].rstrip(), "but for the scroll bar"
    assert chosen.link == closer.link != ""


@pytest.mark.slow
def test_the_timeline_in_brief_opens_events_as_well() -> None:
    *_, brief, peek, opened, section = read_along("timeline", "z", "⇥⏎", "⏎", "⇥⏎")
    assert "1943" in brief.text
    assert "┌──" not in brief.text
    assert "mlsys" not in peek.text
    assert opened.page == "neuron-model"
    assert section.page == "intro/neural-roots"


def test_the_timeline_of_one_chapter_or_of_all(make_book: MakeBook) -> None:
    book = make_book(
        {
            "book.yaml": "id: b\ntitle: B\nparts: [{title: P, chapters: [gc, two]}]\n",
            "gc/timeline.yaml": "events: [{id: e1, year: 1950, title: Early, body: B.}]\n",
            "two/chapter.yaml": "title: Two\nsummary: S.\nsections: [{id: s, title: S, body: T.}]\n",
            "two/timeline.yaml": "events: [{id: e2, year: 2000, title: Late, body: B.}]\n",
        }
    )
    *_, one, every, again = read_along("timeline", "a", "a", content=str(book))
    assert "Early" in one.text
    assert "Late" not in one.text
    assert "Late" in every.text
    assert again.text == one.text


def test_a_book_without_events_says_so(make_book: MakeBook) -> None:
    *_, timeline, zoomed = read_along("timeline", "+", content=str(make_book({})))
    assert "The book has no events." in timeline.text
    assert "There are no events." in zoomed.lines[-1]


def test_the_remark_of_a_row_keeps_away_from_the_scroll_bar() -> None:
    *_, contents = read_along("home", "t")
    assert re.search("min {3}│", contents.text), "a space, the bar and the padding of the box"


def test_the_contents_show_what_is_read() -> None:
    read_along("intro/symbolic-ai", " ", long_enough=0)
    *_, contents = read_along("intro/scale", "]", "t", long_enough=0, size=(100, 200))
    assert re.search("1.4.1 Symbolic AI: thinking with symbols +[0-9]+.% read", contents.text)
    assert re.search("1.4.7 The age of scale +✓", contents.text)
    assert re.search("1 Introduction +[0-9]+.% read", contents.text)


@pytest.mark.slow
def test_models_machines_and_exhibits_are_lists_too() -> None:
    _, models, model, beside, machines, exhibits, run = read_along(
        "perceptron", "gmodels⏎", "/bert⏎⏎", "]", "gmachines⏎", "gexhibits⏎/eliza", "⏎⏎"
    )
    assert re.search("AlexNet +University of Toronto · 2012", models.text)
    assert (model.page, beside.page) == ("bert-base", "bert-large")
    assert re.search("NVIDIA H100 SXM +NVIDIA · 2022", machines.text)
    assert re.search("ELIZA +1966 · 6", exhibits.text)
    assert "ELIZA" in run.lines[0]


def test_home_and_the_contents_lead_to_the_labs_which_open_what_they_list() -> None:
    home, *_, contents = read_along("home", "tlabs")
    assert "labs · exhibits" in home.text
    assert re.search("Labs +what you can run", contents.text)
    labs, *_, eliza = read_along("labs", "j", "⏎", "⏎")
    assert "• ELIZA · To how many words does its script respond?\n" in labs.text
    assert eliza.lines[0].startswith(" Labs › ELIZA (1966)")
