"""`mlsys export moodle|qti|qti21|gift|csv`: questions for other programs, read as what they are."""

import csv
import re
from io import StringIO
from pathlib import Path
from xml.etree.ElementTree import Element, fromstring
from zipfile import ZipFile

import pytest

from tests.support.program import MakeBook, Run
from tests.support.quiz_book import QUIZ

FORMATS = ("moodle", "qti", "qti21", "gift", "csv")
IDS = ["cycle", "roots", "moving", "second", "pause", "steps", "inventors", "halves"]
MORE = r"""
- id: share
  section: gc/why
  kind: number
  level: apply
  ask: "How long do {n} pauses of {each} take together?"
  given: {n: {from: 2, to: 90}, each: {from: 3, to: 70, unit: ms}}
  answer: n × each
  unit: ms
  explain: "They take {answer}."
- id: why-collect
  section: gc/why
  kind: open
  level: understand
  ask: "Why is $x^2$ < {y} no reason?"
  answer: "Since **memory** ends."
- id: odd
  section: gc/why
  kind: typed
  level: recall
  ask: "Which signs? <script>alert(1)</script> {1:SHORTANSWER:=x} \\(z\\) ::a:: # = ~"
  answers: ["a*b~c=d#e}f{g:h -> i"]
  explain: "=cmd|' /C calc'!A0"
"""


@pytest.fixture
def book(make_book: MakeBook) -> Path:
    return make_book(QUIZ.replace("\n--- gc/glossary", f"{MORE}--- gc/glossary"))


def written(run: Run, book: Path, form: str, *more: str) -> Path:
    """The file that an export has written."""
    file = book.parent / f"questions.{form}"
    result = run("export", form, str(file), *more, "--content", str(book))
    assert (result.code, result.out) == (0, ""), result.err
    return file


def moodle(run: Run, book: Path, *more: str) -> dict[str, Element]:
    """The questions of a Moodle XML file by their names."""
    root = fromstring(written(run, book, "moodle", *more).read_text(encoding="utf-8"))
    return {name: question for question in root if (name := question.findtext("name/text"))}


def answers(question: Element) -> dict[str, str | None]:
    """The answers of a question with what each is worth."""
    return {answer.findtext("text", ""): answer.get("fraction") for answer in question.findall("answer")}


def names_in(form: str, file: Path) -> list[str]:
    """The names of the questions in a file."""
    if form.startswith("qti"):
        with ZipFile(file) as archive:
            assert archive.testzip() is None
            texts = [archive.read(name).decode() for name in archive.namelist()]
        for text in texts:
            fromstring(text)
        return re.findall(r'<(?:item|assessmentItem)\b[^>]* title="([^"]+)"', "".join(texts))
    text = file.read_text(encoding="utf-8")
    if form == "csv":
        return [row[0] for row in csv.reader(StringIO(text))][1:]
    return re.findall(r"(?:<name><text>|^::)([\w-]+)", text, re.MULTILINE)


@pytest.mark.parametrize("form", FORMATS)
def test_every_question_is_written_and_those_with_fresh_numbers_in_variants(run: Run, book: Path, form: str) -> None:
    fixed = {*IDS, "why-collect", "odd"}
    assert sorted(names_in(form, written(run, book, form))) == sorted(fixed | {"share-1", "share-2", "share-3"})
    assert sorted(names_in(form, written(run, book, form, "--variants", "1"))) == sorted(fixed | {"share-1"})


@pytest.mark.parametrize("form", FORMATS)
def test_places_kinds_and_levels_choose_among_them(run: Run, book: Path, form: str) -> None:
    assert names_in(form, written(run, book, form, "gc/how", "--kind", "order,match")) == ["steps", "inventors"]


@pytest.mark.parametrize("form", FORMATS)
def test_the_same_questions_give_the_same_bytes(run: Run, book: Path, form: str) -> None:
    assert written(run, book, form).read_bytes() == written(run, book, form).read_bytes()


@pytest.mark.parametrize("form", FORMATS)
def test_only_an_earlier_export_is_replaced(run: Run, book: Path, form: str) -> None:
    file = written(run, book, form)
    file.write_text("the work of a year")
    result = run("export", form, str(file), "--content", str(book))
    assert (result.code, file.read_text()) == (3, "the work of a year")
    assert "isn't an export" in result.err


def test_what_a_format_cannot_hold_is_reported(run: Run, book: Path) -> None:
    """Moodle XML holds everything; GIFT has neither hints nor several words for one of several gaps."""
    for form, lost in (("moodle", []), ("gift", [("cycle", "hints"), ("halves", "other words for gaps")])):
        result = run("export", form, str(book.parent / form), "--content", str(book), "--json")
        assert [(loss["question"], loss["lost"]) for loss in result.json["losses"]] == lost
    assert (
        "gift can't hold hints: left out of 1 question"
        in run("export", "gift", str(book.parent / "gift"), "--content", str(book)).err
    )


def test_a_format_that_there_is_not(run: Run, book: Path) -> None:
    result = run("export", "moodel", "x", "--content", str(book))
    assert (result.code, "moodle" in result.err) == (2, True)
    assert run("export", "study", "x", "--variants", "3", "--content", str(book)).code == 2


# --- Moodle XML --------------------------------------------------------------------------------------------------


def test_each_kind_is_a_question_type_of_moodle(run: Run, book: Path) -> None:
    types = {name: question.get("type") for name, question in moodle(run, book).items()}
    assert [types[name] for name in IDS] == [
        "multichoice",
        "multichoice",
        "truefalse",
        "shortanswer",
        "numerical",
        "ordering",
        "matching",
        "cloze",
    ]
    assert types["why-collect"] == "essay"


def test_several_right_choices_share_the_points_and_wrong_ones_cost_as_much(run: Run, book: Path) -> None:
    questions = moodle(run, book)
    assert answers(questions["cycle"]) == {"A cycle": "100", "A list": "0", "A tree": "0"}
    assert answers(questions["roots"]) == {"Globals": "50", "Registers": "50", "Comments": "-50"}
    assert [questions[name].findtext("single") for name in ("cycle", "roots")] == ["true", "false"]


def test_numbers_have_a_tolerance_and_their_unit_in_the_question(run: Run, book: Path) -> None:
    question = moodle(run, book)["pause"]
    assert (answers(question), question.findtext("answer/tolerance")) == ({"8": "100"}, "0.5")
    assert question.findtext("questiontext/text", "").endswith("<p>Answer in %.</p>")


def test_a_question_keeps_its_section_level_explanation_and_hint(run: Run, book: Path) -> None:
    file = written(run, book, "moodle")
    category, question = fromstring(file.read_text(encoding="utf-8"))[:2]
    assert category.findtext("category/text") == "$course$/top/Garbage/Why collect"
    assert category.findtext("idnumber") == "gc/why"
    assert question.findtext("tags/tag/text") == "recall"
    assert question.findtext("generalfeedback/text") == "<p>The two parts of a cycle keep each other alive.</p>"
    assert question.findtext("hint/text") == "<p>It bites its own tail.</p>"


def test_nothing_of_a_text_acts_as_a_mark(run: Run, book: Path) -> None:
    """In Moodle neither as HTML nor as a formula or gap; in GIFT and a spreadsheet not either."""
    question = moodle(run, book)["odd"]
    html = question.findtext("questiontext/text", "")
    assert "&lt;script&gt;" in html
    assert not re.search(r"<script|\{1:|\\\(", html)
    assert answers(question) == {r"a\*b~c=d#e}f{g:h -> i": "100"}
    gift = written(run, book, "gift").read_text(encoding="utf-8").split("::odd::")[1].partition("// [id")[0]
    assert len(re.findall(r"(?<!\\)[{}]", gift)) == 2
    assert r"a\\*b\~c\=d\#e\}f\{g\:h -> i" in gift
    rows = list(csv.reader(StringIO(written(run, book, "csv").read_text(encoding="utf-8"))))
    assert not [cell for row in rows for cell in row if cell.startswith("=")]
