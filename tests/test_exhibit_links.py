"""Exhibits in the text of a book: links, boxes, and names that the program doesn't know."""

import json
import re

from mlsys_cli.exhibits.catalogue import CATALOGUE, load
from mlsys_cli.journal.store import Store
from mlsys_cli.journal.study_records import Trial
from tests.support.cases import each
from tests.support.program import MakeBook, Run
from tests.support.reader import read_along

BOOK = """\
--- gc/chapter.yaml
title: Machines
summary: Old ones.
sections:
- id: old
  title: Old ones
  body: |
    Before there was [[run:eliza]], and [[run:perceptron/and|a line]].

    ![[run:perceptron/xor]]

    Afterwards.
"""

LATER = BOOK.replace("perceptron/xor", "telepathy/far")


def words(text: str) -> str:
    """A text without marks, signs of quotes and line ends."""
    return " ".join(re.sub(r"<[^>]+>|[*`\\│>]|&gt;", "", text).replace("\u00a0", " ").split())


@each(
    "options",
    [
        ("--width", "80"),
        ("--width", "20"),
        ("--plain",),
        ("--format", "markdown"),
        ("--format", "html"),
        (),
    ],
)
def test_a_box_says_what_an_exhibit_is_and_what_to_type(
    run: Run, make_book: MakeBook, options: tuple[str, ...]
) -> None:
    done = run("read", "gc/old", *options, "--content", str(make_book(BOOK)))
    shown = words(done.out).replace("&#160;", " ")
    assert done.code == 0
    place = [shown.index(word) for word in ("there was ELIZA, and a line.", "Run it: The perceptron (1958)", "4 min")]
    command = () if "html" in options else ("mlsys run perceptron/xor",)  # on a page its title is a link
    place += [shown.index(word) for word in ("no line divides", *command, "Afterwards.")]
    assert place == sorted(place)
    assert command or "mlsys run" not in shown


def test_a_box_looks_unlike_a_quotation_which_is_only_to_be_read(run: Run, make_book: MakeBook) -> None:
    quoted = BOOK.replace("Afterwards.", "> Afterwards.")
    shown = run("read", "gc/old", "--content", str(make_book(quoted))).out
    assert re.search(r"\n▶ Run it: The perceptron \(1958\).*\n  \S", shown), "the question stands under the button"
    assert "\n  mlsys run perceptron/xor\n" in shown
    assert "\n│ Afterwards.\n" in shown


def test_the_exhibits_of_a_section_are_in_json(run: Run, make_book: MakeBook) -> None:
    section = run("read", "gc/old", "--json", "--content", str(make_book(BOOK))).json
    assert section["exhibits"] == ["eliza", "perceptron/and", "perceptron/xor"]
    assert "> `mlsys run perceptron/xor`" in section["body"]


def test_a_link_in_the_reader_peeks_then_runs_and_comes_back(make_book: MakeBook) -> None:
    book = str(make_book(BOOK))
    page, peek, opened, *_, back = read_along("gc/old", "⇥", "⏎", "⏎", "⎋", "⎋", content=book)[1:]
    assert page.link == "run:eliza"
    assert "1966 · 6 min" in peek.text
    assert "mlsys run" not in peek.text, "Enter runs it"
    assert "ELIZA (1966)" in opened.text
    assert "Before there was ELIZA" in back.text


@each(
    "written, column, message, hint",
    [
        ("[[run:elisa]]", 16, "there is no exhibit 'elisa'", "did you mean 'eliza'?"),
        ("![[run:perceptorn/xor]]", 17, "there is no exhibit 'perceptorn'", "did you mean 'perceptron/xor'?"),
        (
            "[[run:perceptron/xro|it]]",
            16,
            "the exhibit 'perceptron' has no preset 'xro'",
            "did you mean 'perceptron/xor'?",
        ),
        ("[[run:telepathy]]", 16, "there is no exhibit 'telepathy'", "'mlsys run' lists what can be run"),
        ("[[run:tree/]]", 16, "the exhibit 'tree' has no preset ''", "its presets are temperature, humidity, all"),
    ],
)
def test_an_unknown_exhibit_is_an_error_with_its_place_and_the_nearest_name(
    run: Run, make_book: MakeBook, written: str, column: int, message: str, hint: str
) -> None:
    book = make_book(
        f'--- gc/chapter.yaml\ntitle: A\nsummary: B.\nsections:\n- id: old\n  title: C\n  body: "{written}"\n'
    )
    (problem,) = run("check", str(book), "--select", "dangling-run", "--json").json["problems"]
    assert (problem["line"], problem["column"], problem["severity"]) == (6, column, "error")
    assert (problem["message"], problem["hint"]) == (message, hint)


TRIED = """\
--- gc/chapter.yaml
title: Machines
summary: Old ones.
sections:
- {id: old, title: Old ones, body: "The [[weigher]].", run: perceptron/and}
--- gc/glossary.yaml
terms:
- {id: weigher, name: Weigher, kind: concept, definition: It weighs., run: perceptron}
--- gc/quiz.yaml
questions:
- {id: q, section: gc/old, kind: typed, level: recall, ask: Which?, answers: [weigher], explain: That.,
   run: perceptron/xor}
"""


def test_a_term_a_section_and_a_wrong_answer_end_with_the_exhibit_to_try(run: Run, make_book: MakeBook) -> None:
    book = ("--content", str(make_book(TRIED)))
    assert run("define", "weigher", *book).out.endswith("Try it: mlsys run perceptron\n")
    assert "Try it: mlsys run perceptron/and" in run("read", "gc/old", *book).out
    assert run("define", "weigher", "--json", *book).json["run"] == "perceptron"
    assert run("read", "gc/old", "--json", *book).json["run"] == "perceptron/and"
    (question,) = run("quiz", "gc", "--json", "--answers", *book).json["questions"]
    assert question["run"] == "perceptron/xor"
    offers = "Try it: mlsys run perceptron/xor"
    quiz = ("quiz", "gc", "--plain", *book)
    assert offers in run(*quiz, size=(80, 24), lines=("scale", "")).out
    assert offers not in run(*quiz, size=(80, 24), lines=("weigher", "")).out


def test_an_exhibit_that_is_placed_in_the_text_is_not_offered_again(run: Run, make_book: MakeBook) -> None:
    placed = TRIED.replace('body: "The [[weigher]]."', 'body: "The [[weigher]].\\n\\n![[run:perceptron/and]]"')
    shown = run("read", "gc/old", "--content", str(make_book(placed))).out
    assert shown.count("mlsys run perceptron/and") == 1
    other = placed.replace("run: perceptron/and}", "run: perceptron/xor}")
    assert "Try it: mlsys run perceptron/xor" in run("read", "gc/old", "--content", str(make_book(other))).out


@each("of", ["perceptron", "perceptron/and", "perceptron/xor"])
def test_an_unknown_exhibit_to_try_is_a_problem_and_is_not_offered(run: Run, make_book: MakeBook, of: str) -> None:
    book = make_book(TRIED.replace(f"run: {of}}}", "run: abacus}"))
    (problem,) = run("check", str(book), "--select", "dangling-run", "--json").json["problems"]
    assert problem["message"] == "there is no exhibit 'abacus'"
    assert "abacus" not in run("define", "weigher", "--content", str(book)).out


def test_what_was_tried_is_marked_in_the_contents_and_told_in_the_progress(
    run: Run, make_book: MakeBook, store: Store
) -> None:
    book = ("--content", str(make_book(BOOK)))
    assert "▶" not in run("toc", *book).out
    store.try_exhibit(Trial("perceptron", 1_800_000_000_000_000))
    store.try_exhibit(Trial("jury", 1_800_000_001_000_000))
    assert "1.1  Old ones ▶" in run("toc", *book).out
    assert run("toc", "--json", *book).json["chapters"][0]["sections"][0]["tried"] == ["perceptron"]
    assert "▶ Condorcet's jury, The perceptron" in run("progress", *book).out
    for command in ([], ["progress"]):
        assert run(*command, "--json", *book).json["tried"] == ["Condorcet's jury", "The perceptron"]


def test_a_pack_for_a_later_program_is_taken_with_a_warning_and_its_box_says_so(run: Run, make_book: MakeBook) -> None:
    added = run("pack", "add", str(make_book(LATER)), "--json")
    assert added.code == 0
    assert added.json["warnings"] == 1
    assert "There is no exhibit 'telepathy/far' here" in words(run("read", "gc/old", "--width", "80").out)


def test_every_exhibit_of_the_book_leads_back_to_a_section_of_it(run: Run) -> None:
    listed = {place["id"] for place in json.loads(run("list", "sections", "--json").out)["items"]}
    assert {load(name).read_on for name in CATALOGUE} <= listed
