"""`mlsys shelf`: each book with its own contents, timeline and deck, or all books together."""

from pathlib import Path

import pytest

from mlsys_cli.book.author.format_guide import EXAMPLE
from mlsys_cli.journal.days import DAY
from mlsys_cli.journal.store import Store
from mlsys_cli.packs.installed import BUNDLED
from tests.support.cases import each
from tests.support.program import Run

NOW = 1_795_000_000_000_000
"""A moment on 18 November 2026."""


@pytest.fixture
def bread(run: Run) -> str:
    """The name of the small book about bread, which has been added."""
    assert run("pack", "add", str(EXAMPLE)).code == 0
    return "bread"


def current(run: Run) -> list[str]:
    """The names of the books that are read."""
    return [book["name"] for book in run("shelf", "--json").json["books"] if book["is_read"]]


def test_without_packs_the_shelf_has_the_bundled_book(run: Run, home: Path) -> None:
    assert current(run) == [BUNDLED]
    assert "mlsys pack add SOURCE adds a book." in run("shelf").out
    assert run("shelf", "use", BUNDLED).code == 0
    assert not (home / "data").exists()


def test_all_books_are_read_together_until_one_is_chosen(run: Run, bread: str) -> None:
    assert current(run) == [BUNDLED, bread]
    assert "All are read together. mlsys shelf use NAME chooses one." in run("shelf").out
    assert run("shelf", "use", bread).err == "mlsys: bread is the current book\n"
    assert current(run) == [bread]
    shown = run("shelf").out
    assert "bread · A small book of bread · current\n" in shown
    assert "mlsys shelf use intro-to-mlsys\n" in shown
    assert run("shelf", "all").err == "mlsys: all books are read together\n"
    assert current(run) == [BUNDLED, bread]


def test_the_current_book_has_its_own_contents_timeline_and_deck(run: Run, bread: str) -> None:
    run("shelf", "use", bread)
    assert run("toc", "--json").json["title"] == "A small book of bread"
    assert {event["book"] for event in run("timeline", "--json").json["events"]} == {bread}
    questions = run("quiz", "--json").json["questions"]
    assert questions
    assert {question["id"].split(":")[0] for question in questions} == {bread}
    assert "1.1 The holes" in run("today").out
    assert run("define", "eliza").code == 1


def test_a_review_asks_only_the_cards_of_the_current_book(run: Run, bread: str, store: Store) -> None:
    cards = {bread: "bread:term:yeast:name", BUNDLED: "intro-to-mlsys:term:eliza:name"}
    for card in cards.values():
        store.answer(card, 1, NOW - 10 * DAY)
    assert run("due", now=NOW).out == "2\n"
    for book, card in cards.items():
        run("shelf", "use", book)
        assert run("due", now=NOW).out == "1\n"
        assert [question["id"] for question in run("review", "--json", now=NOW).json["questions"]] == [card]


@each("options", [("--all-books",), ("--pack", BUNDLED), ("--pack", BUNDLED, "--pack", "bread")])
def test_another_choice_for_one_command(run: Run, bread: str, options: tuple[str, ...]) -> None:
    run("shelf", "use", bread)
    assert run("define", "eliza", *options).code == 0
    assert run("define", "eliza").code == 1


def test_books_that_are_named_are_not_all_books(run: Run) -> None:
    refused = run("toc", "--all-books", "--pack", BUNDLED)
    assert (refused.code, refused.err) == (2, "mlsys: --all-books can't be used with --content or --pack\n")


def test_in_the_folder_of_a_book_that_book_is_read(
    run: Run, bread: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine/book.yaml").write_text("id: mine\ntitle: Mine\nparts: []\n")
    monkeypatch.chdir(tmp_path / "mine")
    chosen = run("shelf", "use", bread)
    assert "here another one is read: you are in its folder" in chosen.err
    shown = run("shelf").out
    assert "Mine · current\n" in shown
    assert "You are in the folder of a book, or have named one, which is read here." in shown
    assert run("toc", "--json").json["title"] == "Mine"
    monkeypatch.chdir(tmp_path)
    assert "or have named one, which is read here." in run("shelf", MLSYS_CONTENT=tmp_path / "mine").out
    assert run("define", "yeast", "--all-books").code == 0


def test_a_name_that_no_book_has(run: Run, bread: str) -> None:
    missing = run("shelf", "use", "bred")
    assert (missing.code, missing.out) == (1, "")
    assert "there is no pack 'bred'\n  did you mean 'bread'?" in missing.err
    assert current(run) == [BUNDLED, bread]


@each("line", ["shelf use", "shelf all bread", "shelf list bread", "shelf burn"])
def test_a_command_line_that_makes_no_sense(run: Run, line: str) -> None:
    assert run(*line.split()).code == 2


def test_a_current_book_that_was_removed_leaves_the_others(run: Run, bread: str) -> None:
    run("shelf", "use", bread)
    run("pack", "remove", bread)
    assert current(run) == [BUNDLED]
    assert run("define", "eliza").code == 0


def test_the_choice_holds_for_cached_output(run: Run, bread: str) -> None:
    assert "intro-to-mlsys" in run("toc").out
    run("shelf", "use", bread)
    assert "intro-to-mlsys" not in run("toc").out


def test_a_pack_is_edited_at_its_source(run: Run, bread: str) -> None:
    refused = run("edit", "yeast")
    assert (refused.code, refused.out) == (2, "")
    assert "belongs to a pack" in refused.err
    assert f"change its source, {EXAMPLE}, then run 'mlsys pack update bread'" in refused.err
    assert "an editor needs a terminal" in run("edit", "yeast", "--content", str(EXAMPLE)).err
