"""`mlsys test`: a test is made, printed, and graded; the results are those that an independent judge computes."""

import csv
import json
import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from mlsys_cli.journal.event import new_event
from mlsys_cli.journal.jsonl import written_lines
from tests.support.cases import each
from tests.support.class_judge import (
    QUESTIONS,
    TEST_QUIZ,
    code_of,
    expected_results,
    read_sheet,
    table_of,
    thirty_pupils,
)
from tests.support.program import MakeBook, Result, Run, SharedBook

Graded = Callable[..., Result]


@pytest.fixture
def test(run: Run, shared_book: SharedBook, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run `mlsys test` in an empty folder, for a book with a question of each kind, and without a browser."""
    folder = tmp_path / "teacher"
    folder.mkdir()
    monkeypatch.chdir(folder)
    monkeypatch.setenv("PATH", "")
    book = str(shared_book(TEST_QUIZ))
    return lambda *words, **more: run("test", *words, "--content", book, **more)


@pytest.fixture
def exam(test: Run) -> Run:
    """The same, with the test `exam` in versions A and B, which is printed in `out`."""
    assert test("new", "exam", "-n", "10", "--versions", "A,B", "--seed", "3").code == 0
    assert test("print", "exam", "out").code == 0
    return test


def graded(test: Run, *rows: str, head: str = "", **more: object) -> Any:
    """The document of the results of a table with these rows."""
    head = head or "name,version," + ",".join(f"q{number}" for number in range(1, 11))
    Path("typed.csv").write_text("\n".join((head, *rows)) + "\n", encoding="utf-8")
    return test("grade", "exam", "typed.csv", "--json", **more).json


# --- new ---------------------------------------------------------------------------------------------------------


@each("name", ["../..", "-", "a\nb", "a/.hidden"])
def test_a_name_that_makes_an_odd_file_is_refused(test: Run, name: str) -> None:
    result = test("new", name)
    assert (result.code, "use letters and digits" in result.err) == (2, True)
    assert not list(Path().parent.rglob("*.yaml"))


def test_a_test_in_a_folder_is_printed_by_the_command_that_is_shown(test: Run) -> None:
    Path("spring").mkdir()
    assert "'mlsys test print spring/mid FOLDER'" in test("new", "spring/mid").err


def test_a_new_test_has_as_many_questions_of_a_level_as_are_wanted(test: Run) -> None:
    result = test("new", "quiz-1", "--chapters", "gc", "-n", "5", "--level", "apply=2,understand=1", "--seed", "7")
    assert (result.code, result.err.splitlines()[0].split(" · ")[0]) == (0, "mlsys: quiz-1.yaml written")
    written = Path("quiz-1.yaml").read_text()
    assert re.findall(r"# [\w-]+, (\w+):", written).count("apply") == 2
    assert re.findall(r"# [\w-]+, (\w+):", written).count("understand") == 1
    assert written.count("- {id:") == 5
    assert "title: 'Quiz 1'" in written
    assert "book: 'tiny'" in written


def test_without_a_number_a_small_book_gives_what_it_has(test: Run) -> None:
    assert test("new", "exam").code == 0
    assert Path("exam.yaml").read_text().count("- {id:") == 10


def test_the_same_seed_makes_the_same_test_and_nothing_is_overwritten(test: Run) -> None:
    for name in ("one", "two"):
        test("new", name, "-n", "4", "--seed", "7")
    assert Path("one.yaml").read_text() == Path("two.yaml").read_text().replace("'Two'", "'One'")
    assert test("new", "one").code == 3


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("-n", "99"), "there are 10 questions, not 99"),
        (("-n", "5", "--level", "apply=4"), "there are 2 questions of level apply, not 4"),
        (("-n", "2", "--level", "apply=3"), "more questions are asked of the levels than -n 2"),
        (("--level", "apply=many"), "--level can't be 'apply=many'"),
        (("--level", "easy=1"), "there is no level 'easy'"),
        (("--versions", "A,key"), "a version can't be called 'key'"),
        (("--paper", "a4"), "--paper is for 'mlsys test print'"),
    ],
)
def test_what_a_new_test_cannot_be(test: Run, words: tuple[str, ...], said: str) -> None:
    result = test("new", "exam", *words)
    assert result.code in (1, 2)
    assert said in result.err
    assert not Path("exam.yaml").exists()


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("points: 1", "points: one", "'points' of question 1 must be a number"),
        ("title: 'Exam'", "titel: Exam", "'titel'"),
        ("'A': 3", "'Version A': 3", "a version is one or two capital letters or digits"),
        ("id: 'cycle'", "id: 'roots'", "a question comes twice"),
        ("id: 'cycle'", "id: 'no-such'", "the book has no question 'no-such'"),
        ("book: 'tiny'", "book: 'huge'", "which isn't open"),
        ("# due: 2026-12-24 10:30", "due: tomorrow", "'due' must be a date"),
        ("points: 1", "points: -1", "points can't be below zero"),
    ],
)
def test_a_mistake_in_an_edited_test_is_reported(exam: Run, old: str, new: str, said: str) -> None:
    path = Path("exam.yaml")
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))
    result = exam("print", "exam", "out")
    assert result.code in (1, 3)
    assert said in result.err


# --- print -------------------------------------------------------------------------------------------------------


def test_each_version_is_a_sheet_with_room_and_points_and_there_is_a_key(exam: Run) -> None:
    assert sorted(path.name for path in Path("out").iterdir()) == [
        *("A.html", "A.json", "B.html", "B.json", "answer-sheet.html", "key.html"),
    ]
    sheets = {version: read_sheet(Path(f"out/{version}.html").read_text()) for version in "AB"}
    orders = {version: [item.id for item in sheet] for version, sheet in sheets.items()}
    assert sorted(orders["A"]) == sorted(orders["B"]) == sorted(QUESTIONS)
    assert orders["A"] != orders["B"]
    page = Path("out/A.html").read_text()
    for words in ("Name", "Date", "of 17", "Version A", "3 points", "Letters in order", "@page { size: A4"):
        assert words in page
    assert "so there is most to free" not in page  # the model answer
    key = Path("out/key.html").read_text()
    rate = next(item for item in sheets["B"] if item.id == "rate")
    assert f"{rate.numbers[0] * rate.numbers[1]} MB" in key
    assert "so there is most to free" in key


def test_a_test_is_printed_again_but_the_files_of_others_stay(exam: Run) -> None:
    before = Path("out/A.html").read_bytes()
    assert exam("print", "exam", "out").code == 0
    assert Path("out/A.html").read_bytes() == before
    Path("out/key.html").write_text("mine")
    assert exam("print", "exam", "out").code == 3
    assert Path("out/key.html").read_text() == "mine"


def test_a_text_of_a_teacher_is_no_markup_on_a_sheet(exam: Run) -> None:
    path = Path("exam.yaml")
    path.write_text(path.read_text().replace("title: 'Exam'", "title: '<script>x</script>'"))
    exam("print", "exam", "out")
    assert "<script" not in Path("out/A.html").read_text()


@pytest.mark.slow
def test_where_a_browser_is_installed_there_are_pdfs(exam: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/usr/bin:/usr/local/bin")
    from mlsys_cli.site.pdf import installed_browser

    if not installed_browser({"PATH": "/usr/bin:/usr/local/bin"}):
        pytest.skip("needs Chromium, Chrome or Edge")
    assert exam("print", "exam", "out", "--paper", "letter").code == 0
    data = Path("out/A.pdf").read_bytes()
    assert data.startswith(b"%PDF")
    assert re.search(rb"/MediaBox\s*\[0 0 612 792", data)


# --- grade -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(3))
def test_the_results_of_a_class_of_thirty_are_those_of_an_independent_judge(exam: Run, seed: int) -> None:
    path = Path("exam.yaml")
    path.write_text(path.read_text().replace("# due: 2026-12-24 10:30", "due: 2026-12-01 10:30"))
    pages = {version: Path(f"out/{version}.html").read_text() for version in "AB"}
    sheets = {version: read_sheet(page) for version, page in pages.items()}
    pupils = thirty_pupils(sheets, seed)
    codes = {version: code_of(page) for version, page in pages.items()}
    Path("typed.csv").write_text(table_of(pupils, sheets, codes))
    result = exam("grade", "exam", "typed.csv", "--json")
    assert result.code == 1  # one sheet is of another version of the book
    expected, document = expected_results(pupils, sheets), result.json

    counting = {row["name"]: row for row in document["learners"] if row["points"] is not None}
    assert {name: row["answers"] for name, row in counting.items()} == expected["points"]
    totals = {name: round(sum(filter(None, points.values())), 2) for name, points in expected["points"].items()}
    assert {name: row["points"] for name, row in counting.items()} == totals
    remarks = {(row["name"], row["remark"]) for row in document["learners"] if row["remark"]}
    assert {name for name, remark in remarks if remark == "late"} == {"Pupil 04", "Pupil 11", "Pupil 23"}
    assert ("Pupil 08", "replaced by a later sheet") in remarks
    assert len([name for name, remark in remarks if name == "Pupil 17" and "0badc0de" in remark]) == 1
    assert len(remarks) == 5

    sections = {
        row["address"].partition(":")[2] or row["address"]: {name: row[name] for name in ("asked", "right", "stuck")}
        for row in document["sections"]
    }
    assert sections == expected["sections"]
    for row in document["questions"]:
        wanted = expected["questions"][row["card"].rpartition(":")[2]]
        wrong = {choice["answer"]: choice["times"] for choice in row["wrong"]}
        facts = {name: row[name] for name in ("asked", "answered", "right", "discrimination")}
        assert {**facts, "wrong": wrong} == wanted

    with Path("exam-results.csv").open() as file:
        rows = list(csv.DictReader(file))
    assert {row["name"]: float(row["points"]) for row in rows if row["points"]} == totals
    assert "Pupil 17" in Path("exam-results.html").read_text()


def test_a_sheet_with_another_code_is_graded_when_asked(exam: Run) -> None:
    head = "name,version,code,q1"
    assert graded(exam, "Ann,A,0badc0de,c", head=head)["learners"][0]["points"] is None
    assert exam("grade", "exam", "typed.csv", "--any-code").code == 0


def test_a_question_that_has_changed_in_the_book_is_named(run: Run, make_book: MakeBook, tmp_path: Path) -> None:
    book, name = make_book(TEST_QUIZ), str(tmp_path / "exam")
    run("test", "new", name, "-n", "10", "--content", str(book))
    quiz = book / "gc/quiz.yaml"
    quiz.write_text(quiz.read_text().replace("The two parts", "The parts"))  # an explanation asks nothing else
    assert run("test", "print", name, str(tmp_path / "out"), "--content", str(book)).code == 0
    quiz.write_text(quiz.read_text().replace("text: A tree}", "text: A bush}"))
    result = run("test", "print", name, str(tmp_path / "out"), "--content", str(book))
    assert (result.code, "since the test was made: cycle" in result.err) == (1, True)
    assert run("test", "print", name, str(tmp_path / "out"), "--any-code", "--content", str(book)).code == 0


def test_points_given_by_hand_count_and_what_waits_for_them_is_listed(exam: Run) -> None:
    position = [item.id for item in read_sheet(Path("out/A.html").read_text())].index("why-young") + 1
    head = f"name,version,q{position},q{position} points"
    document = graded(exam, "Ann,A,,1.5", "Ben,A,so much,", head=head)
    ann, ben = document["learners"]
    assert (ann["answers"]["why-young"], ann["by_hand"]) == (1.5, None)
    assert (ben["answers"]["why-young"], ben["by_hand"]) == (None, 1)
    assert "to be graded by hand: why-young, 1 answer" in document["remarks"]


def test_without_partial_credit_half_an_answer_has_no_points(exam: Run) -> None:
    position = [item.id for item in read_sheet(Path("out/A.html").read_text())].index("halves") + 1
    head = f"name,version,q{position}"
    assert graded(exam, "Ann,A,halves; both", head=head)["learners"][0]["points"] == 1
    path = Path("exam.yaml")
    path.write_text(path.read_text().replace("partial_credit: true ", "partial_credit: false"))
    assert graded(exam, "Ann,A,halves; both", head=head)["learners"][0]["points"] == 0


def test_a_letter_that_no_option_has_is_reported_and_wrong(exam: Run) -> None:
    position = [item.id for item in read_sheet(Path("out/A.html").read_text())].index("cycle") + 1
    document = graded(exam, "Ann,A,z", "Ben,A,A cycle", head=f"name,version,q{position}")
    assert document["remarks"][0] == f"Ann, question {position}: 'z' can't be read as an answer"
    assert [row["answers"]["cycle"] for row in document["learners"]] == [0, 1]


def test_two_letters_where_one_choice_is_right_are_wrong_in_any_order(exam: Run) -> None:
    sheet = read_sheet(Path("out/A.html").read_text())
    position, letters = next((n, item.letters) for n, item in enumerate(sheet, start=1) if item.id == "cycle")
    right, wrong = letters["A cycle"], letters["A tree"]
    rows = [f"Ann,A,{right}", f"Ben,A,{wrong} {right}", f"Cleo,A,{right} {wrong}"]
    document = graded(exam, *rows, head=f"name,version,q{position}")
    assert [row["answers"]["cycle"] for row in document["learners"]] == [1, 0, 0]


def test_an_order_that_lacks_an_item_is_reported(exam: Run) -> None:
    position = [item.id for item in read_sheet(Path("out/A.html").read_text())].index("steps") + 1
    remarks = graded(exam, "Ann,A,b a", "Ben,A,b a a c", head=f"name,version,q{position}")["remarks"]
    assert sum("can't be read as an answer" in remark for remark in remarks) == 2


def test_more_words_than_there_are_gaps_are_reported_and_wrong(exam: Run) -> None:
    position = [item.id for item in read_sheet(Path("out/A.html").read_text())].index("halves") + 1
    document = graded(exam, "Ann,A,halves; one; two", "Ben,A,halves; one;", head=f"name,version,q{position}")
    assert document["remarks"][0] == f"Ann, question {position}: 'halves; one; two' can't be read as an answer"
    assert [row["answers"]["halves"] for row in document["learners"]] == [0, 2]


def test_a_name_is_the_same_however_its_accents_are_stored(exam: Run) -> None:
    document = graded(exam, "Jose\u0301,A,a", "Jos\u00e9,A,b", head="name,version,q1")
    assert [(row["name"], row["remark"]) for row in document["learners"]] == [
        *(("Jos\u00e9", "replaced by a later sheet"), ("Jos\u00e9", "")),
    ]


def test_answers_to_no_question_of_the_test_are_no_hand_in(exam: Run) -> None:
    Path("files").mkdir()
    for name, card in (("Ann", "tiny:question:elsewhere"), ("Ben", "tiny:question:cycle")):
        events = [new_event("answer", card, {"grade": 3, "right": True}, at=1, device="")]
        Path(f"files/{name}.jsonl").write_text("\n".join(written_lines(events)))
    Path("files/Max.json").write_text('{"version": "A", "questions": [{"id": "elsewhere", "answer": "so"}]}')
    result = exam("grade", "exam", "files", "--json")
    assert result.code == 1
    assert {row["name"]: row["remark"] for row in result.json["learners"]} == {
        "Ann": "none of its answers is to a question of this test",
        "Ben": "",
        "Max": "none of its answers is to a question of this test",
    }


def test_answers_filled_in_on_a_computer_are_graded_by_the_names_in_them_or_of_their_files(exam: Run) -> None:
    sheet = json.loads(Path("out/B.json").read_text())
    for question in sheet["questions"]:
        name = question["id"].rpartition(":")[2]
        question["answer"] = {"cycle": "A cycle", "moving": False, "pause": 8}.get(name)
    Path("files").mkdir()
    Path("files/ben.json").write_text(json.dumps(sheet))
    Path("files/x.json").write_text(json.dumps(sheet | {"name": "Ann", "handed_in": "2026-12-01T09:00:00"}))
    document = exam("grade", "exam", "files", "--json").json
    assert [(row["name"], row["version"], row["points"]) for row in document["learners"]] == [
        *(("ben", "B", 5), ("Ann", "B", 5)),
    ]
    assert [row["by_hand"] for row in document["learners"]] == [None, None]  # nothing was written there


def test_sheets_as_they_were_printed_are_nobodys(exam: Run) -> None:
    assert exam("grade", "exam", "out").code == 3
    sheet = json.loads(Path("out/A.json").read_text())
    Path("out/ann.json").write_text(json.dumps(sheet))
    Path("out/._ann.json").write_bytes(b"\x00\x05")  # as macOS writes on disks of others
    assert [row["name"] for row in exam("grade", "exam", "out", "--json").json["learners"]] == ["ann"]


def test_study_data_is_graded_by_the_first_answer_to_each_question(exam: Run) -> None:
    answers = [("cycle", False), ("cycle", True), ("rate", True)]  # whatever numbers the learner had
    events = [
        new_event("answer", f"tiny:question:{name}", {"grade": 3, "right": right}, at=number, device="")
        for number, (name, right) in enumerate(answers)
    ]
    Path("files").mkdir()
    Path("files/Ann.jsonl").write_text("\n".join(written_lines(events)))
    (row,) = exam("grade", "exam", "files", "--json").json["learners"]
    assert (row["name"], row["points"], row["answers"]["cycle"], row["answers"]["rate"]) == ("Ann", 3, 0, 3)
    Path("files/Ann.jsonl").write_text("\n".join([*written_lines(events)][:-1]))
    refused = exam("grade", "exam", "files")
    assert (refused.code, "part of it is missing" in refused.err) == (3, True)


def test_more_points_than_a_question_has_are_listed(exam: Run) -> None:
    document = graded(exam, "Ann,A,20", head="name,version,q1 points")
    assert document["remarks"][0].startswith("Ann, question 1: 20 of ")


def test_a_damaged_file_is_reported_and_the_others_are_graded(exam: Run) -> None:
    Path("files").mkdir()
    Path("files/ann.csv").write_text("name,version,q1\nAnn,A,a\n")
    Path("files/ben.json").write_text('{"cycle": ')
    Path("files/cleo.csv").write_text("name,version,q1\nCleo,A,b\nDan,A,b,c\n")
    Path("files/eve.csv").write_bytes(b"\xff\xfe\x00")
    result = exam("grade", "exam", "files", "--json")
    assert (result.code, [row["name"] for row in result.json["learners"]]) == (1, ["Ann"])
    unread = [remark for remark in result.json["remarks"] if remark.startswith("files")]
    assert [re.split("[ :]", remark)[0] for remark in unread] == ["files/ben.json", "files/cleo.csv", "files/eve.csv"]
    Path("files/ann.csv").unlink()
    refused = exam("grade", "exam", "files")
    assert (refused.code, "files/cleo.csv can't be read: line 3: it has no name" in refused.err) == (3, True)


def test_a_link_or_a_pipe_among_the_files_is_left_alone(exam: Run, tmp_path: Path) -> None:
    Path("files").mkdir()
    (tmp_path / "secret.json").write_text('{"cycle": "A cycle"}')
    Path("files/link.json").symlink_to(tmp_path / "secret.json")
    os.mkfifo("files/pipe.json")
    assert exam("grade", "exam", "files").code == 3


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("who,q1\nAnn,a\n", "its first line must be name,version,q1,q2"),
        ("name,version,q1,q1\nAnn,A,a,b\n", "its first line must be name,version,q1,q2"),
        ("name,version,colour\nAnn,A,red\n", "'colour' is no column"),
        ("name,version,q1\n,A,a\n", "line 2: it has no name"),
        ("name,version,q1\nAnn,A,a,b\n", "more cells than the first line"),
        ("name,version,q1 points\nAnn,A,much\n", "line 2: points must be a number, not 'much'"),
        ("name,version,handed in\nAnn,A,noon\n", "'noon' is no date"),
        ('name,version,q1\n"Ann,A,a\n', "line"),
    ],
)
def test_a_table_that_cannot_be_read_is_refused(exam: Run, text: str, said: str) -> None:
    Path("typed.csv").write_text(text)
    result = exam("grade", "exam", "typed.csv")
    assert result.code in (1, 3)
    assert said in result.err
    assert not Path("exam-results.csv").exists()


@pytest.mark.parametrize("text", ["\ufeffName;Version;q1\nAnn;a;c\n", "Name,Version,q1\rAnn,a,c\r"])
def test_a_table_is_read_as_any_program_for_tables_writes_it(exam: Run, text: str) -> None:
    Path("typed.csv").write_bytes(text.encode())
    assert exam("grade", "exam", "typed.csv", "--json").json["learners"][0]["name"] == "Ann"


def test_a_sheet_without_a_version_is_not_graded_and_a_name_runs_nothing(exam: Run) -> None:
    document = graded(exam, "=cmd(),,c", "Ann,C,c", "Ben,B,c,a", head="name,version,q1,q11")
    assert [row["remark"] for row in document["learners"]] == [
        *("its version is missing", "there is no version 'C'", "the test has no question 11"),
    ]
    assert "'=cmd()" in Path("exam-results.csv").read_text()


# --- export ------------------------------------------------------------------------------------------------------


def test_each_version_is_exported_with_its_points_and_numbers(exam: Run) -> None:
    assert exam("export", "exam", "--to", "csv").code == 0
    for version in "AB":
        page, table = Path(f"out/{version}.html").read_text(), Path(f"exam-{version}.csv").read_text()
        rate = next(item for item in read_sheet(page) if item.id == "rate")
        assert f"A program takes {rate.numbers[0]} MB" in table
        assert len([*csv.DictReader(table.splitlines())]) == len(QUESTIONS)
    points = {row["id"]: row["points"] for row in csv.DictReader(Path("exam-A.csv").read_text().splitlines())}
    assert (points["cycle"], points["rate"]) == ("1", "3")
    assert exam("export", "exam", "--to", "word").code == 2


@pytest.mark.parametrize(("points", "of_a_gap", "lost"), [(6, 3, ""), (5, 2, "its points: 5 for 2 gaps of 2 each")])
def test_the_gaps_of_a_question_share_its_points_in_moodle(exam: Run, points: int, of_a_gap: int, lost: str) -> None:
    path = Path("exam.yaml")
    path.write_text(path.read_text().replace("{id: 'halves', points: 2", f"{{id: 'halves', points: {points}"))
    said = exam("export", "exam", "--to", "moodle").err
    assert Path("exam-A.xml").read_text().count(f"{{{of_a_gap}:SHORTANSWER:") == 2
    assert ("exam-A.xml: halves: moodle has no place for" in said, lost in said) == (bool(lost), True)
    assert "all questions: gift has no place for their points" in exam("export", "exam", "--to", "gift").err


def test_a_test_gives_no_hints(exam: Run) -> None:
    hint = "It bites its own tail"
    assert exam("export", "exam", "--to", "moodle").code == 0
    made = [*Path("out").iterdir(), Path("exam-A.xml"), Path("exam-B.xml")]
    assert [path.name for path in made if hint in path.read_text()] == []
    assert hint in TEST_QUIZ


def test_an_export_asks_for_a_format(exam: Run) -> None:
    assert "give it with --to: moodle" in exam("export", "exam").err
