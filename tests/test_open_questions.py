"""Open questions: a model answer is shown, and the learner says how good their own was."""

import json
from pathlib import Path

import pytest

from mlsys_cli.journal.store import Store
from tests.support.practice import quizzed
from tests.support.program import Clock, MakeBook, Result, Run
from tests.test_anki import notes_in

NOW = 1_700_000_000_000_000

OPEN = """\
--- gc/quiz.yaml
questions:
- id: young
  section: gc/why
  kind: open
  level: understand
  ask: Why are young objects looked at most often?
  answer: |
    Most die young, so there is most to free:

    - a look at $n$ of them costs little
    - it frees much [@knuth1968]
- id: moving
  section: gc/why
  kind: true-false
  level: recall
  ask: Every collector moves what it keeps.
  answer: false
  explain: Mark and sweep leaves it where it is.
--- references.yaml
references:
- {key: knuth1968, title: The Art, authors: [Donald E. Knuth], year: 1968, venue: Addison-Wesley}
"""


@pytest.fixture
def book(make_book: MakeBook, clock: Clock) -> str:
    clock.now = NOW
    return str(make_book(OPEN))


@pytest.fixture
def quiz(run: Run, book: str) -> Run:
    def quiz(*words: str, **more: object) -> Result:
        return run("quiz", *words, "--kind", "open", "--no-generated", "--content", book, **more)

    return quiz


def verdicts(store: Store) -> list[tuple[bool, int]]:
    """The verdict and the grade of each answer."""
    return [(event.values["right"], event.values["grade"]) for event in store.events("answer")]


@pytest.mark.parametrize(
    ("word", "right", "grade", "score"),
    [
        ("right", True, 3, "1 of 1 correct"),
        ("partly", False, 1, "With partial credit: 0.5."),
        ("wrong", False, 1, "0 of 1 correct"),
    ],
)
def test_the_learner_says_how_good_the_answer_was(
    quiz: Run, store: Store, word: str, right: bool, grade: int, score: str
) -> None:
    asked = quiz("--plain", size=(80, 40), lines=["It saves time", "", "good", word]).out
    assert "press Enter to see the model answer" in asked
    assert asked.index("Most die young") < asked.index("type right, partly or wrong")
    assert "Compare it with the model answer first" in asked  # an empty line gives no verdict
    assert score in asked
    assert verdicts(store) == [(right, grade)]


def test_whoever_leaves_without_a_verdict_has_not_answered(quiz: Run, store: Store) -> None:
    asked = quiz("--plain", size=(80, 40), lines=["", "/q"]).out
    assert "No questions answered" in asked
    assert verdicts(store) == []


def test_i_dont_know_needs_no_verdict(quiz: Run, store: Store) -> None:
    asked = quiz("--plain", size=(80, 40), lines=["/d", ""]).out
    assert "? You didn't know." in asked
    assert verdicts(store) == [(False, 1)]


@pytest.mark.usefixtures("reading")
def test_a_key_gives_the_verdict_on_the_screen(book: str, store: Store) -> None:
    asked, shown, still, _ = quizzed(Path(book), "open", "⏎", "⏎", "2")
    assert "Enter show answer" in asked
    assert "Most die young" not in asked
    assert "Most die young" in shown
    assert "1 wrong · 2 partly · 3 right" in shown.replace("\u00a0", " ")
    assert "Compare it with the model answer first" in still
    assert verdicts(store) == [(False, 1)]


def test_a_review_asks_for_one_of_four_grades(run: Run, book: str, store: Store) -> None:
    options = ("--new", "1", "-n", "1", "--unread", "--content", book)
    asked = run("review", *options, size=(80, 40), lines=["", "hard", ""]).out
    assert "1 of 1 correct" in asked
    assert verdicts(store) == [(True, 2)]


def test_a_file_of_answers_leaves_it_to_a_person(run: Run, book: str, tmp_path: Path) -> None:
    path = tmp_path / "answers.json"
    path.write_text(json.dumps({"young": "It saves time.", "moving": False}))
    graded = run("quiz", "--answer", str(path), "--content", book)
    assert (graded.code, "To be graded by hand: 1." in graded.out) == (1, True)
    assert "1 of 1 correct" in graded.out
    assert "young (to be graded by hand)" in graded.out
    answer = run("quiz", "--answer", str(path), "--content", book, "--json").json
    assert (answer["asked"], answer["answered"], answer["right"], answer["ungraded"]) == (2, 1, 1, 1)
    assert {result["id"].rpartition(":")[2]: result["right"] for result in answer["results"]} == {
        "young": None,
        "moving": True,
    }


def test_a_sheet_has_lines_to_write_on_and_the_whole_answer_behind(quiz: Run) -> None:
    for more in ((), ("--format", "markdown")):
        asked, _, answers = quiz("--answers", *more).out.replace("\\_", "_").partition("Answers")
        assert asked.count("_" * 30) == 4
        assert "Most die young" not in asked
        for text in ("Most die young", "costs little", "it frees much"):
            assert text in answers
    (question,) = quiz("--json", "--answers").json["questions"]
    assert question["key"].startswith("Most die young, so there is most to free: a look at $n$ of them")
    assert question["sources"] == ["knuth1968"]


def test_in_anki_it_has_a_front_and_a_back(run: Run, book: str, tmp_path: Path) -> None:
    path = tmp_path / "cards.apkg"
    assert run("export", "anki", str(path), "--kind", "open", "--no-generated", "--content", book).code == 0
    (note,) = notes_in(path)
    assert "looked at most often" in note.fields["Question"]
    assert "<li>" in note.fields["Answer"]
    assert "\\( n \\)" in note.fields["Answer"]


def test_a_new_one_is_sound_but_for_its_words(run: Run, book: str) -> None:
    assert run("new", "question", "why free memory", "--kind", "open", "--in", book).code == 0
    assert "answer: Write a model answer" in Path(book, "gc/quiz.yaml").read_text()
    assert run("check", book).out.count("unfinished-text") == 3
    assert run("check", book, "--ignore", "unfinished-text").code == 0


def test_links_in_the_answer_are_checked(run: Run, make_book: MakeBook) -> None:
    broken = run("check", str(make_book(OPEN.replace("Most die", "Most [[objects]] die"), "broken")))
    assert "gc/quiz.yaml:8:12" in broken.out
    assert "'objects'" in broken.out
