"""`mlsys class` keeps the answers of learners apart, and says where it is stuck; its files hold answers alone."""

import json
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Any
from unicodedata import normalize

import pytest

from mlsys_cli.journal.days import DAY
from mlsys_cli.journal.event import JournalEvent, new_event
from mlsys_cli.journal.jsonl import written_lines
from mlsys_cli.journal.scheduler import Grade
from mlsys_cli.journal.store import Store
from tests.support.class_judge import TEST_QUIZ
from tests.support.program import Result, Run, SharedBook

NOW = 1_795_000_000_000_000
"""A moment on 18 November 2026, at 09:46:40 in UTC."""

HOUR = 3_600_000_000
CYCLE, MOVING, SECOND = "tiny:question:cycle", "tiny:question:moving", "tiny:question:second"


def answer(subject: str, right: bool, at: int = NOW, **values: Any) -> JournalEvent:
    """An answer to a question."""
    return new_event("answer", subject, {"grade": 3 if right else 1, "right": right} | values, at=at, device="laptop")


def study_file(path: Path, events: Sequence[JournalEvent], learner: str = "") -> str:
    """The file of a learner with some events, and its path."""
    path.parent.mkdir(exist_ok=True)
    ids = [f"{int(learner):016x}"] if learner else []
    path.write_text("".join(f"{line}\n" for line in written_lines(sorted(events, key=lambda e: e.at), ids)))
    return str(path)


@pytest.fixture
def of_class(run: Run, shared_book: SharedBook) -> Run:
    """Run `mlsys class` for a book with a question of each kind."""
    book = str(shared_book(TEST_QUIZ))

    def of_class(*words: str, **more: object) -> Result:
        return run("class", *words, "--content", book, **more)

    return of_class


# --- add and forget ----------------------------------------------------------------------------------------------


def test_learners_have_pseudonyms_unless_they_are_given_names(of_class: Run, tmp_path: Path) -> None:
    files = [
        study_file(tmp_path / f"in/{name}.jsonl", [answer(CYCLE, True)], str(number))
        for number, name in enumerate(("anna", "ben", "cleo"), start=1)
    ]
    of_class("add", *files[:2])
    of_class("add", files[2], "--as", "Cleopatra")
    names = [row["name"] for row in of_class("--json").json["learners"]]
    assert names == ["Cleopatra", "Learner 1", "Learner 2"]
    folder = str(tmp_path / "other")
    of_class("add", *files, "--folder", folder, "--file-names")
    assert [row["name"] for row in of_class("--json", "--folder", folder).json["learners"]] == ["anna", "ben", "cleo"]


@pytest.mark.parametrize("learner", ["7", ""])
def test_a_later_file_of_the_same_learner_is_added_to_the_first(of_class: Run, tmp_path: Path, learner: str) -> None:
    first, second = answer(CYCLE, True), answer(MOVING, False, NOW + DAY)
    of_class("add", study_file(tmp_path / "one.jsonl", [first], learner), "--as", "Ann")
    later = study_file(tmp_path / "two.jsonl", [first, second], learner)
    added = of_class("add", later, later, "--as", "Ben") if learner else of_class("add", later)
    assert added.code == (2 if learner else 0)  # --as is for one file
    assert of_class("add", later, "--json").json["added"][0]["name"] == "Ann"
    assert of_class("--json").json["learners"] == [
        {"name": "Ann", "answers": 2, "questions": 2, "right": 1, "share": "50%"},
    ]


def test_two_learners_cannot_have_one_name(of_class: Run, tmp_path: Path) -> None:
    of_class("add", study_file(tmp_path / "one.jsonl", [answer(CYCLE, True)], "1"), "--as", "Ann")
    other = study_file(tmp_path / "two.jsonl", [answer(CYCLE, False)], "2")
    refused = of_class("add", other, "--as", "ann")
    assert (refused.code, "the class has another ann" in refused.err) == (1, True)
    for name in ("../ann", ".ann", "a" * 61):
        assert of_class("add", other, "--as", name).code == 2
    assert len(of_class("--json").json["learners"]) == 1


@pytest.mark.parametrize("name", ["\u0928\u0947\u0939\u093e", "Jose\u0301", "5b #3"])
def test_a_learner_can_have_any_name_that_a_file_can_have(of_class: Run, tmp_path: Path, name: str) -> None:
    file = study_file(tmp_path / f"{name}.jsonl", [answer(CYCLE, True)], "1")
    assert of_class("add", file, "--file-names").code == 0
    assert [row["name"] for row in of_class("--json").json["learners"]] == [normalize("NFC", name)]
    assert of_class("forget", name).code == 0


def test_forgetting_a_learner_deletes_all_about_them(of_class: Run, home: Path, tmp_path: Path) -> None:
    for name, learner in (("Ann", "1"), ("Ben", "2")):
        of_class("add", study_file(tmp_path / f"{name}.jsonl", [answer(CYCLE, True)], learner), "--as", name)
    assert of_class("forget", "Zoe").code == 1
    assert of_class("forget", "ann").code == 0
    assert [path.name for path in (home / "data/mlsys-cli/class").iterdir()] == ["Ben.jsonl"]
    of_class("forget", "Ben")
    assert not (home / "data/mlsys-cli/class").exists()
    assert "No learners yet" in of_class().out


def test_the_pseudonym_of_a_forgotten_learner_is_not_given_to_another(of_class: Run, tmp_path: Path) -> None:
    files = [study_file(tmp_path / f"{number}.jsonl", [answer(CYCLE, True)], str(number)) for number in range(1, 4)]
    of_class("add", *files[:2])
    assert of_class("forget", "Learner 2", "Learner 2", "Learner 1").code == 0
    of_class("add", files[2])
    assert [row["name"] for row in of_class("--json").json["learners"]] == ["Learner 3"]


def test_of_several_files_or_names_all_are_taken_or_none(of_class: Run, tmp_path: Path) -> None:
    good = study_file(tmp_path / "good.jsonl", [answer(CYCLE, True)], "1")
    (tmp_path / "bad.jsonl").write_text("no study data\n")
    assert of_class("add", good, str(tmp_path / "bad.jsonl")).code == 3
    assert "No learners yet" in of_class().out
    of_class("add", good, "--as", "Anna")
    refused = of_class("forget", "Anna", "Anne")
    assert (refused.code, "the class has no 'Anne'; nobody was forgotten" in refused.err) == (1, True)
    assert [row["name"] for row in of_class("--json").json["learners"]] == ["Anna"]


def test_a_learner_who_has_a_name_keeps_it_and_that_is_said(of_class: Run, tmp_path: Path) -> None:
    file = study_file(tmp_path / "one.jsonl", [answer(CYCLE, True)], "1")
    of_class("add", file)
    assert "the class knows this learner as Learner 1, and not as Ann" in of_class("add", file, "--as", "Ann").err


def test_a_folder_that_is_not_there_is_no_empty_class(of_class: Run, tmp_path: Path) -> None:
    for words in ((), ("forget", "Ann")):
        refused = of_class(*words, "--folder", str(tmp_path / "clas-c"))
        assert (refused.code, "there is no folder" in refused.err) == (3, True)


def test_hidden_files_in_the_folder_of_a_class_are_left_alone(of_class: Run, tmp_path: Path) -> None:
    folder = tmp_path / "class-c"
    of_class("add", study_file(tmp_path / "one.jsonl", [answer(CYCLE, True)]), "--folder", str(folder))
    (folder / "._Learner 1.jsonl").write_bytes(b"\x00\x05\x16")  # as macOS writes on disks of others
    assert len(of_class("--folder", str(folder), "--json").json["learners"]) == 1


def test_a_class_never_reaches_the_journal_of_its_teacher(of_class: Run, run: Run, tmp_path: Path) -> None:
    of_class("add", study_file(tmp_path / "one.jsonl", [answer(CYCLE, True)], "1"))
    of_class()
    assert run("export", "study", "-", "--json").json["events"] == []


@pytest.mark.parametrize("text", ["", "[]\n", '{"format": "mlsys-study", "version": 1, "events": 3}\n'])
def test_a_damaged_file_is_refused(of_class: Run, home: Path, tmp_path: Path, text: str) -> None:
    path = tmp_path / "bad.jsonl"
    path.write_text(text)
    assert of_class("add", str(path)).code == 3
    assert not (home / "data/mlsys-cli/class").exists()


# --- the page of a class -----------------------------------------------------------------------------------------


@pytest.fixture
def classes(of_class: Run, tmp_path: Path) -> Run:
    """Twelve learners: those below six know the first question, and two of them have learned the second since."""
    for number in range(12):
        knows = number < 6
        events = [
            answer(CYCLE, knows, answer=[0] if knows else [1 + number % 2]),
            answer(MOVING, knows, NOW + 1, answer=not knows),
            answer(SECOND, number < 5, NOW + 2, typed="sweep" if number < 5 else "Halting "),
        ]
        if number in (6, 7):
            events.append(answer(MOVING, True, NOW + DAY, answer=False))
        if number == 0:
            events += [new_event("flag", CYCLE, at=NOW + 9, device="x"), new_event("flag", SECOND, at=NOW, device="x")]
            events.append(new_event("unflag", SECOND, at=NOW + 9, device="x"))
        of_class("add", study_file(tmp_path / "s.jsonl", events, str(number + 1)), "--as", f"P{number:02}")
    return of_class


def test_a_question_is_as_hard_as_it_was_at_first_and_says_which_wrong_answers_were_chosen(classes: Run) -> None:
    rows = {row["card"]: row for row in classes("--json").json["questions"]}
    assert {card: (row["asked"], row["right"], row["difficulty"]) for card, row in rows.items()} == {
        CYCLE: (12, 6, 0.5),
        MOVING: (12, 6, 0.5),
        SECOND: (12, 5, 0.42),
    }
    assert rows[CYCLE]["wrong"] == [{"answer": "A list", "times": 3}, {"answer": "A tree", "times": 3}]
    assert rows[MOVING]["wrong"] == [{"answer": "true", "times": 6}]
    assert rows[SECOND]["wrong"] == [{"answer": "Halting", "times": 7}]
    assert (rows[CYCLE]["flags"], rows[SECOND]["flags"]) == (1, 0)
    # The other two answers of the six who know are right (2/2), but of one (1/2); of those who don't, none is:
    # M1 = 11/12 and M0 = 0; s = 0.4769 of five times 1, 1/2 and six times 0; so r = 0.9167 / 0.4769 × 0.5.
    assert rows[CYCLE]["discrimination"] == 0.96


def test_a_section_is_as_each_learner_knows_it_now(classes: Run) -> None:
    sections = {row["address"].rpartition(":")[2]: row for row in classes("--json").json["sections"]}
    assert (sections["gc/deep"]["asked"], sections["gc/deep"]["right"]) == (12, 8)
    assert sections["gc/deep"]["stuck"] == []  # one wrong answer is no more than a slip


def test_whoever_has_most_answers_in_a_section_wrong_is_stuck(of_class: Run, tmp_path: Path) -> None:
    for name, learner in (("Ann", "1"), ("Ben", "2")):
        results = {"second": False, "steps": False, "pause": True} | ({"inventors": True} if name == "Ben" else {})
        events = [answer(f"tiny:question:{question}", right) for question, right in results.items()]
        of_class("add", study_file(tmp_path / f"{name}.jsonl", events, learner), "--as", name)
    (section,) = of_class("--json").json["sections"]
    assert (section["asked"], section["right"]) == (7, 3)
    assert section["stuck"] == ["Ann"]


def test_few_answers_have_no_discrimination_and_unknown_questions_are_counted(of_class: Run, tmp_path: Path) -> None:
    events = [answer(CYCLE, True), answer("tiny:question:gone", True)]
    of_class("add", study_file(tmp_path / "one.jsonl", events, "1"))
    document = of_class("--json").json
    assert [row["discrimination"] for row in document["questions"]] == [None]
    assert document["remarks"] == ["1 question not in the books that are open"]


# --- files with only answers -------------------------------------------------------------------------------------


@pytest.fixture
def learned(home: Path) -> None:
    """A learner who has answered, noted, undone, flagged, and written a card of their own."""
    with closing(Store(home / "data/mlsys-cli/study.sqlite")) as store:
        store.answer(CYCLE, Grade.GOOD, NOW, right=True, seconds=3.0, retention=0.9, more={"answer": [0]})
        store.answer(MOVING, Grade.AGAIN, NOW + 2 * HOUR, right=False, seconds=3.0, retention=0.9)
        own = store.own.write("my secret", "back", "", NOW)
        store.answer(own.id, Grade.GOOD, NOW + HOUR, right=True, seconds=3.0, retention=0.9)
        store.write_note("tiny:section:gc/why", "a secret thought", NOW)
        store.flag(CYCLE, NOW)


def test_a_file_for_a_teacher_has_answers_and_days_and_nothing_else(run: Run, learned: None, tmp_path: Path) -> None:
    path = tmp_path / "mine.jsonl"
    assert run("export", "study", str(path), "--answers-only").code == 0
    header, *events = map(json.loads, path.read_text().splitlines())
    assert header["only"] == "answers"
    assert {event["kind"] for event in events} == {"answer", "flag"}
    assert "secret" not in path.read_text()
    assert "@own" not in path.read_text()
    assert {event["at"] // DAY for event in events} == {NOW // DAY}
    assert all(event["at"] % DAY < len(events) for event in events)  # the order within a day, and no time
    stamps = {f"{(NOW + hours * HOUR) // 1000:012x}" for hours in range(3)}
    assert not any(event["id"].startswith(tuple(stamps)) for event in events)
    assert {event["device"] for event in events} == {""}


def test_a_class_keeps_no_more_of_a_whole_file_than_of_answers_only(
    of_class: Run, run: Run, learned: None, home: Path, tmp_path: Path
) -> None:
    whole, answers = str(tmp_path / "whole.jsonl"), str(tmp_path / "answers.jsonl")
    run("export", "study", whole)
    run("export", "study", answers, "--answers-only")
    of_class("add", whole, "--as", "Ann")
    kept = (home / "data/mlsys-cli/class/Ann.jsonl").read_text()
    assert kept == Path(answers).read_text()
    assert "0 new events" in of_class("add", answers).err  # the same learner, and the same answers


def test_a_file_of_answers_is_not_taken_for_the_study_data_of_a_computer(
    run: Run, learned: None, tmp_path: Path
) -> None:
    path = str(tmp_path / "mine.jsonl")
    run("export", "study", path, "--answers-only")
    refused = run("import", "study", path)
    assert (refused.code, "'mlsys class add'" in refused.err) == (3, True)
    assert run("export", "anki", str(tmp_path / "x.apkg"), "--answers-only").code == 2


def test_whoever_imports_the_file_of_another_learner_is_told_of_classes(
    run: Run, learned: None, tmp_path: Path
) -> None:
    run("export", "study", str(tmp_path / "mine.jsonl"))
    other = study_file(tmp_path / "other.jsonl", [answer(CYCLE, True)], "9")
    refused = run("import", "study", other)
    assert (refused.code, f"'mlsys class add {other}'" in refused.err) == (1, True)


def test_what_was_undone_or_reset_is_no_answer(of_class: Run, tmp_path: Path) -> None:
    undone, before = answer(CYCLE, False, NOW + 5), answer(SECOND, True, NOW)
    undo = new_event("undo", undone.id, at=NOW + 6, device="x")
    reset = new_event("reset", "", at=NOW + 1, device="x")
    events = [before, reset, undone, undo, answer(MOVING, True, NOW + 7)]
    of_class("add", study_file(tmp_path / "one.jsonl", events, "1"))
    assert [row["card"] for row in of_class("--json").json["questions"]] == [MOVING]
