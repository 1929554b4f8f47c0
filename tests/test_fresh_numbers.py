"""Questions with fresh numbers: other values each time, and the worked solution with the reader's own.

`MODEL` has a billion parameters of which a reader is told how many, at two bytes each, and cards of a size.
"""

import json
import re
from pathlib import Path

import pytest

from tests.support.cases import each
from tests.support.program import MakeBook, Run

MODEL = """\
--- gc/chapter.yaml
title: Models
summary: Large ones.
sections:
- {id: size, title: Size, body: They are large.}
--- gc/quiz.yaml
questions:
- id: cards
  section: gc/size
  kind: number
  level: apply
  ask: A model has {n} parameters. How many cards of {card} hold them at two bytes each?
  given:
    n: {from: 20, to: 480, step: 10, unit: billion}
    card: {values: [24, 32, 48], unit: GB}
  answer: ceil(n × 2 B / card)
  unit: cards
  explain: "{n} × 2 bytes are {n × 2 B}. Divided by {card}, that is {n × 2 B / card}: {answer}."
  hint: One card holds {floor(card / 2 B)} parameters.
"""


@pytest.fixture
def book(make_book: MakeBook) -> Path:
    return make_book(MODEL)


def drawn(text: str) -> tuple[int, int, int]:
    """The billions of parameters and the gigabytes of a card in the text of a question, and its answer."""
    found = re.search(r"has (\d+) billion parameters. How many cards\s+of (\d+) GB", text)
    assert found, text
    billions, card = int(found[1]), int(found[2])
    return billions, card, -(-billions * 2 // card)


def test_each_seed_draws_other_numbers_and_the_same_seed_the_same(run: Run, book: Path) -> None:
    sheets = [
        run("quiz", "gc", "--no-generated", "--seed", seed, "--answers", "--json", "--content", str(book)).json
        for seed in ("1", "2", "3", "1")
    ]
    questions = [sheet["questions"][0] for sheet in sheets]
    assert len({question["ask"] for question in questions}) == 3
    assert questions[0] == questions[3]
    for question in questions:
        billions, card, number = drawn(question["ask"])
        assert question["key"] == number
        assert question["explain"] == (
            f"{billions} billion × 2 bytes are {billions * 2} GB. Divided by {card} GB, that is"
            f" {billions * 2 / card:.4g}: {number} cards."
        )
        assert question["hint"] == f"One card holds {card // 2} billion parameters."


def test_a_sheet_is_graded_with_the_numbers_that_are_on_it(run: Run, book: Path) -> None:
    def graded(answers: object, *options: str) -> int:
        (book.parent / "answers.json").write_text(json.dumps(answers))
        file = str(book.parent / "answers.json")
        return run("quiz", "--answer", file, *options, "--content", str(book)).code

    sheet = run("quiz", "gc", "--no-generated", "--seed", "7", "--json", "--content", str(book)).json
    (question,) = sheet["questions"]
    *_, number = drawn(question["ask"])
    question["answer"] = number
    assert graded(sheet) == 0
    assert graded([question]) == 0
    assert graded([{**question, "answer": number + 1}]) == 1
    assert graded({question["id"]: number}, "--seed", "7") == 0
    assert graded({question["id"]: number}, "--seed", "8") == 1


def test_one_answers_the_numbers_that_are_shown(run: Run, book: Path) -> None:
    seen = run("quiz", "gc", "--no-generated", "--seed", "5", "--plain", "--content", str(book)).out
    billions, card, number = drawn(seen)
    options = ("--no-generated", "--seed", "5", "--plain", "--content", str(book))
    done = run("quiz", "gc", *options, size=(80, 24), lines=["/h", str(number), ""])
    assert "✓ Correct" in done.out
    assert f"{billions} billion × 2 bytes are {billions * 2} GB" in " ".join(done.out.split())
    assert f"One card holds {card // 2} billion parameters." in done.out


def test_a_list_and_an_export_show_one_draw(run: Run, book: Path, tmp_path: Path) -> None:
    drawn(run("list", "questions", "--json", "--content", str(book)).out)
    assert "{" not in run("list", "questions", "--content", str(book)).out
    file = tmp_path / "cards.txt"
    assert run("export", "anki", str(file), "--content", str(book)).code == 0
    *_, number = drawn(file.read_text())
    assert f"\t{number}\t" in file.read_text()


CHECKED = [
    ("answer: 2 × (n", "broken-formula", "10:15", "this bracket isn't closed"),
    ("answer: ceil(k / card)", "broken-formula", "10:16", "'k' isn't given; given are n, card"),
    (
        "answer: n × 2 B + card × 1 s",
        "unlike-units",
        "10:19",
        "for n = 20 billion, card = 24 GB: a quantity in B and a",
    ),
    ("answer: n × 2 B", "unlike-units", "10:11", "the result is 40 GB, and can't be given in cards"),
    ("answer: n / (card - 24 GB)", "impossible-value", "10:13", "for n = 20 billion, card = 24 GB: a division by 0"),
    (
        "answer: n × 2 B / card",
        "impossible-value",
        "10:11",
        "for n = 20 billion, card = 24 GB: the answer is 1.6666667",
    ),
    ("card: {from: 48, to: 24, unit: GB}", "impossible-value", "9:11", "'card': the range from 48 to 24 is empty"),
    ("card: {unit: GB}", "impossible-value", "9:11", "'card': it has no value"),
    ("card: {from: 1, to: 1000000, unit: GB}", "impossible-value", "9:11", "'card': it may have 1,000 values at most"),
    ("card: {from: 0, to: 1.0e+300, step: 1.0e-300}", "impossible-value", "9:11", "'card': it may have 1,000 values"),
    ("tolerance: much", "broken-formula", "10:14", "a tolerance is a number or a share such as 2 %, not 'much'"),
    ("hint: One card holds {crad / 2 B}.", "broken-formula", "13:25", "'crad' isn't given; given are n, card"),
    ("hint: There are {answer}.", "broken-formula", "13:20", "'answer' isn't given"),
    ('explain: "{n*2} bytes."', "broken-formula", "12:13", "'{n*2}' may be taken for emphasis"),
]


@each("line, rule, place, message", CHECKED)
def test_a_mistake_in_a_template_is_reported_with_its_place(
    run: Run, make_book: MakeBook, line: str, rule: str, place: str, message: str
) -> None:
    key = line.partition(":")[0]
    changed = re.sub(rf"^( +){key}: .*$", lambda found: found[1] + line, MODEL, flags=re.MULTILINE)
    if key == "tolerance":
        changed = MODEL.replace("  answer:", f"  {line}\n  answer:")
    found = run("check", str(make_book(changed)), "--json").json["problems"]
    told = [one for one in found if one["rule"] in ("broken-formula", "unlike-units", "impossible-value")]
    assert [(one["rule"], f"{one['line']}:{one['column']}") for one in told] == [(rule, place)], told
    assert told[0]["message"].startswith(message)


def test_a_question_with_a_broken_formula_is_never_asked(run: Run, make_book: MakeBook) -> None:
    broken = make_book(MODEL.replace("ceil(n × 2 B / card)", "ceil(n × 2 B / crad)"))
    done = run("quiz", "gc", "--no-generated", "--json", "--content", str(broken))
    assert (done.code, "no questions match" in done.err) == (1, True)


def test_a_range_is_shown_in_few_digits_that_all_count(run: Run, make_book: MakeBook) -> None:
    near = MODEL.replace("answer: ceil(n × 2 B / card)", "answer: n × 2 B / card\n  tolerance: 1.7 %")
    options = ("--no-generated", "--seed", "1", "--content", str(make_book(near)))
    done = run("quiz", "gc", *options, "--plain", size=(80, 24), lines=["1", ""])
    assert "22.5 cards (from 22.12 to 22.88)" in done.out, "and not from 22.1175 to 22.8825, nor from 22.11"


def test_a_tolerance_may_be_a_share(run: Run, make_book: MakeBook) -> None:
    shared = MODEL.replace("answer: ceil(n × 2 B / card)", "answer: n × 2 B / card\n  tolerance: 2 %")
    options = ("--no-generated", "--seed", "1", "--content", str(make_book(shared)))
    billions, card, _ = drawn(run("quiz", "gc", *options, "--json").json["questions"][0]["ask"])
    for factor, right in ((1.0, True), (1.019, True), (0.981, True), (1.021, False)):
        done = run("quiz", "gc", *options, "--plain", size=(80, 24), lines=[f"{billions * 2 / card * factor:.6g}", ""])
        assert ("✓ Correct" in done.out) == right
