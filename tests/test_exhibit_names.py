"""Exhibits, models and machines where names are looked for: questions, the search, completion and the reader."""

from collections.abc import Callable

import pytest

from mlsys_cli.exhibits.catalogue import CATALOGUE
from mlsys_cli.journal.store import Store
from mlsys_cli.journal.study_records import Trial
from tests.support.cases import each
from tests.support.program import MakeBook, Run
from tests.support.reader import read_along


def test_a_name_without_a_command_runs_the_exhibit_if_no_entry_of_the_book_has_it(run: Run) -> None:
    assert run("jury").out.startswith("Condorcet's jury (1785)\n")
    assert run("Condorcet's", "jury").out.startswith("Condorcet's jury (1785)\n")
    eliza = run("eliza").out
    assert eliza.startswith("ELIZA\n━")  # the term
    assert "Try it: mlsys run eliza" in eliza


def test_a_search_finds_exhibits(run: Run) -> None:
    hits = run("search", "cascade", "--json").json["hits"]
    assert {"exhibit", "term", "section"} <= {hit["kind"] for hit in hits}
    (exhibit,) = (hit for hit in hits if hit["kind"] == "exhibit")
    assert (exhibit["title"], exhibit["open"]) == ("Faces in a cascade", "mlsys run cascade")
    (jury,) = run("search", "judge alike", "--kind", "calculator", "--json").json["hits"]
    assert (jury["id"], jury["open"]) == ("jury", "mlsys run jury")
    assert "eliza\tELIZA\n" in run("list", "exhibits").out


def test_labs_lists_what_can_be_run_by_chapter(run: Run, store: Store) -> None:
    labs = run("labs", "--json").json["labs"]
    by_id = {lab["id"]: lab for lab in labs}
    assert {*CATALOGUE, "coin-cell", "jury"} <= by_id.keys()
    assert (by_id["eliza"]["chapter"], by_id["eliza"]["number"]) == ("intro", "1")
    assert by_id["eliza"]["about"] == "To how many words does its script respond?"
    assert (by_id["coin-cell"]["chapter"], by_id["coin-cell"]["open"]) == ("ml-systems", "mlsys run coin-cell")
    assert all(lab["chapter"] for lab in labs)  # each has a page of the book that it belongs to
    assert [lab["chapter"] for lab in labs] == sorted([lab["chapter"] for lab in labs], key=_place(labs))
    page = run("labs", "ml-systems").out
    assert "mlsys run coin-cell" in page
    assert "ELIZA" not in page
    assert "✓" not in page
    store.try_exhibit(Trial("eliza", 1_800_000_000_000_000, reached="mlsys run eliza"))
    assert "mlsys run eliza · ELIZA ✓ · To how many words does its script respond?" in " ".join(
        run("labs", "intro").out.split()
    )
    assert run("labs", "ml-systms").out == page  # a slip in the name of a chapter
    assert run("labs", "nothing", "--exact").code == 1


def _place(labs: list[dict[str, str]]) -> Callable[[str], int]:
    """The place of a chapter among those of the labs, so that each is in one piece."""
    return list(dict.fromkeys(lab["chapter"] for lab in labs)).index


def test_another_book_has_nothing_of_them(run: Run, make_book: MakeBook) -> None:
    book = str(make_book({}))
    assert run("list", "exhibits", "--content", book).out == ""
    assert run("jury", "--content", book).code == 1
    assert run("run", "jury", "--content", book).code == 0


@pytest.mark.slow
@each(
    "typed, row, words",
    [
        ("gjury", "Condorcet's jury · calculator", "Condorcet's jury (1785)"),
        ("gh100", "NVIDIA H100 SXM · machine", "machine · NVIDIA · 2022"),
    ],
)
def test_the_reader_goes_to_them(typed: str, row: str, words: str) -> None:
    _, box, opened = read_along("perceptron", typed, "⏎")
    assert row in box.text
    assert words in opened.text


@pytest.mark.slow
def test_a_link_to_a_model_opens_its_page_in_the_reader_and_there_is_a_way_back() -> None:
    *_, hits, peek, sheet, after, _, back = read_along("perceptron", "gh100⇥", "⇥⏎", "⏎", "]", "⌫", "⌫")
    assert hits.page == "search"
    assert "Bandwidth" in peek.text
    assert "machine · NVIDIA · 2022" in sheet.text
    assert after.page != sheet.page
    assert back.page == "search"


def test_a_term_names_the_sheet_of_the_model_and_the_sheet_the_term(run: Run) -> None:
    term, sheet = run("define", "gpt-3"), run("define", "model:gpt-3")
    assert "Numbers   mlsys define model:gpt-3\n" in term.out
    assert "mlsys define gpt-3\n" in sheet.out
    assert run("define", "gpt-3", "--json").json["spec"] == "model:gpt-3"
    assert run("define", "model:gpt-3", "--json").json["term"] == "gpt-3"
    assert run("define", "perceptron", "--json").json["spec"] is None
    assert run("define", "h100", "--json").json["term"] is None
