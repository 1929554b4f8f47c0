"""`mlsys card`: cards of one's own, from writing one to the review and Anki."""

from pathlib import Path

import pytest

from mlsys_cli.journal.days import DAY
from mlsys_cli.journal.store import Store
from tests.support.cases import each
from tests.support.program import Clock, Result, Run
from tests.test_anki import notes_in

NOW = 1_795_000_000_000_000


@pytest.fixture
def book(quiz_book: Path, clock: Clock) -> str:
    clock.now, clock.step = NOW, 1000
    return str(quiz_book)


@pytest.fixture
def card(run: Run, book: str) -> Run:
    """Write, change, list or delete a card."""

    def card(*words: str) -> Result:
        return run("card", *words, "--content", book)

    return card


def test_a_card_is_written_listed_changed_and_deleted(card: Run) -> None:
    assert "No cards of your own yet" in card().out
    assert card("Who invented it?", "McCarthy", "--about", "mark phase").err == "mlsys: card 1 written\n"
    assert card("And when?", "1960").err == "mlsys: card 2 written\n"
    listed = card().out
    for text in ("2 own cards", "1 Who invented it?", "McCarthy", "mlsys define mark-phase", "2 And when?"):
        assert text in listed
    assert card("--edit", "2", "In which year?", "in 1960").err == "mlsys: card 2 changed\n"
    assert card("--delete", "1").err == "mlsys: card 1 deleted\n"
    (left,) = card("--json").json["cards"]
    assert (left["number"], left["front"], left["back"], left["about"]) == (2, "In which year?", "in 1960", None)


def test_bytes_that_are_no_text_become_question_marks(card: Run) -> None:
    """A terminal or a script gives them as lone surrogates."""
    assert card("Caf\udce9?", "a \udcff").err == "mlsys: card 1 written\n"
    (written,) = card("--json").json["cards"]
    assert (written["front"], written["back"]) == ("Caf??", "a ?")


def test_a_card_shows_its_formulas_and_no_other_mark(card: Run, run: Run, book: str) -> None:
    card("What is $x^2$ for *x* = 3?", "$\\frac{18}{2}$, or 9, for $5 or 6$")
    listed = card().out
    assert "What is x² for *x* = 3?" in listed
    assert "18/2, or 9, for $5 or 6$" in listed
    asked = run("review", "--content", book, size=(80, 24), lines=("", "q")).out
    assert "x²" in asked


@each(
    "words, code, told",
    [
        (["only a front"], 2, "a card needs a front and a back"),
        (["a", "b", "--about", "zzzz"], 1, "there is no"),
        (["--edit", "7", "a", "b"], 1, "there is no card 7"),
        (["--delete", "7"], 1, "there is no card 7"),
        (["--delete", "1", "--edit", "1"], 2, "can't be used together"),
    ],
)
def test_what_makes_no_sense_is_told(card: Run, words: list[str], code: int, told: str) -> None:
    done = card(*words)
    assert (done.code, done.out) == (code, "")
    assert told in done.err


def test_a_review_asks_it_first_and_the_learner_grades_it(run: Run, card: Run, book: str, store: Store) -> None:
    store.read("tiny:section:gc/why", NOW - DAY)
    card("Who invented it?", "McCarthy", "--about", "mark phase")
    card("And when?", "1960")
    questions = run("review", "--json", "--content", book).json["questions"]
    assert [question["kind"] for question in questions[:3]] == ["own", "own", "choice"]
    assert questions[0]["section"] == "gc/why"
    done = run("review", "--content", book, "-n", "2", size=(80, 24), lines=["", "hard", "", "again", ""])
    assert "McCarthy" in done.out
    assert "mlsys define mark-phase" in done.out
    assert "1 of 2 correct" in done.out
    assert [(event.values["grade"], event.values["right"]) for event in store.events("answer")] == [
        (2, True),
        (1, False),
    ]
    assert run("due").out == "2\n"
    card("--delete", "2")
    assert run("due").out == "1\n"
    progress = run("progress", "--json", "--content", book).json
    assert (progress["lost"], progress["due"]) == (0, 1)
    assert progress["own"] == {"kept": 0, "learning": 1, "forgotten": 0, "not_met": 0}
    assert "Own cards  0 retained, 1 learning" in run("progress", "--content", book).out


def test_only_cards_about_what_is_named_are_asked(run: Run, card: Run, book: str) -> None:
    card("Who invented it?", "McCarthy", "--about", "mark phase")
    card("Of nothing", "in the book")
    for place, number in (("gc/why", 1), ("gc", 1), ("gc/how", 0)):
        questions = run("review", place, "--json", "--content", book).json["questions"]
        assert len(questions) == number


def test_it_is_exported_to_anki_and_to_another_machine(run: Run, card: Run, book: str, tmp_path: Path) -> None:
    card("Who invented it?", "McCarthy", "--about", "mark phase")
    card("And <when>?", "1960")
    path = tmp_path / "cards.txt"
    assert run("export", "anki", str(path), "--content", book).code == 0
    notes = {
        note.fields["Answer"]: note
        for note in notes_in(path)
        if note.fields["Answer"] in ("<p>McCarthy</p>", "<p>1960</p>")
    }
    assert {answer: note.deck for answer, note in notes.items()} == {
        "<p>McCarthy</p>": "tiny::gc::why",
        "<p>1960</p>": "my-cards",
    }
    assert notes["<p>1960</p>"].fields["Question"] == "<p>And &lt;when&gt;?</p>"
    exported = run("export", "study", "-").out
    assert exported.count('"kind":"card"') == 2
