"""Books reduced to some of their chapters: links to the others are plain text, and no mistake."""

import shutil
from pathlib import Path

import pytest

from mlsys_cli.book.check.checker import check_book
from mlsys_cli.book.kinds import BUNDLED_BOOK
from mlsys_cli.packs.install import reduce_book
from tests.support.cases import each
from tests.support.dead_links import dead_links
from tests.support.program import MakeBook, Run

TIDES = """\
--- book.yaml
id: tides
title: Tides
parts:
- {title: The sea, chapters: [waves, moon]}
- {title: The land, chapters: [gc]}
paths:
- {id: all, title: All, audience: You have time.}
- {id: short, title: Short, audience: You have none., places: [waves/why, moon]}
- {id: port, title: Port, audience: You arrive., places: [gc]}
--- references.yaml
references:
- {key: kelvin1867, title: Tides, authors: [W. Thomson], year: 1867, venue: BAAS}
--- synonyms.yaml
synonyms:
- {say: [dock], book: [quay]}
--- waves/chapter.yaml
title: Waves
summary: What moves.
needs: [moon]
sections:
- id: why
  title: Why it moves
  body: |
    The [[high-tide]] comes from the [[moon-phase|moon]], see [[section:moon/far]] and [[calculator:height]].

    ![[table:phases]]

    ![[run:height]]
--- waves/glossary.yaml
terms:
- {id: high-tide, name: High tide, kind: concept, definition: "Not a [[low-tide]].", see_also: [moon-phase]}
--- waves/timeline.yaml
events:
- {id: kelvin, year: 1867, title: Kelvin, body: He counts., era: early, section: moon/far}
--- moon/chapter.yaml
title: The moon
summary: What pulls.
sections:
- {id: far, title: How far, body: "It is far [@kelvin1867]; it makes the [[high-tide]] and the [[low-tide]]."}
--- moon/glossary.yaml
terms:
- {id: low-tide, name: Low tide, kind: concept, definition: When it is gone., see_also: [moon-phase]}
- {id: moon-phase, name: Moon phase, kind: concept, definition: How full it is., see_also: [high-tide, low-tide]}
--- moon/timeline.yaml
eras:
- {id: early, name: Early days, start: 1800, end: 1900, summary: Few machines.}
--- moon/tables.yaml
tables:
- {id: phases, title: Phases, columns: [{id: n, name: New}, {id: f, name: Full}],
   rows: [{aspect: Pull, cells: {n: strong, f: so too}}]}
--- moon/calculators.yaml
calculators:
- {id: height, title: Height, about: how high it rises, given: {days: {words: days, default: 3, from: 1, to: 9}},
   lines: [{name: high, words: the height, formula: days * 2}]}
--- gc/chapter.yaml
title: Harbours
summary: Where one waits.
sections:
- {id: wait, title: Waiting, body: "At the quay, the [[section:waves/why|waves]] count."}
"""


@pytest.fixture
def tides(make_book: MakeBook) -> Path:
    return make_book(TIDES, "tides")


def reduced(book: Path, chapters: str) -> str:
    """The book with a list of `chapters` in its book.yaml."""
    path = book / "book.yaml"
    path.write_text(path.read_text() + f"chapters: [{chapters}]\n")
    return str(book)


def test_a_book_is_read_without_the_chapters_that_it_leaves_out(run: Run, tides: Path) -> None:
    assert run("check", str(tides), "--level", "warning") == (0, "", "")
    book = reduced(tides, "waves, gc")
    listed = run("toc", "--content", book).out
    assert "Waves" in listed
    assert "moon" not in listed.lower()
    page = run("read", "waves", "--content", book).out
    assert "The high tide comes from the moon, see far and height." in page
    assert "Pull" not in page
    assert run("read", "gc", "--content", book).code == 0
    assert run("define", "low tide", "--content", book, "--exact").code == 1
    assert list(dead_links(tides)) == []


def test_a_path_leads_to_what_is_left_of_it(run: Run, tides: Path) -> None:
    paths = run("path", "--content", reduced(tides, "waves"), "--json").json["paths"]
    assert {path["id"]: path["places"] for path in paths} == {"all": [], "short": ["waves/why"]}


def test_one_problem_of_style_counts_the_links_to_them(run: Run, tides: Path) -> None:
    book = reduced(tides, "waves, gc")
    assert run("check", book, "--level", "warning") == (0, "", "")
    problems = run("check", book, "--json").json["problems"]
    (told,) = (problem for problem in problems if problem["rule"] == "left-out-link")
    assert (told["severity"], told["line"]) == ("style", 10)
    assert told["message"] == "10 links lead to chapters that the book leaves out, and are shown as text"


def test_a_new_id_is_written_into_what_is_left_out_as_well(run: Run, tides: Path) -> None:
    assert run("rename", "term:high-tide", "flood", "--content", reduced(tides, "waves")).code == 0
    assert "see_also: [flood, low-tide]" in (tides / "moon/glossary.yaml").read_text()


@each(
    "chapters, place, message",
    [("waves, mon", "10:19", "the parts of the book have no chapter 'mon'"), ("waves", "", "")],
)
def test_a_chapter_that_no_part_has(run: Run, make_book: MakeBook, chapters: str, place: str, message: str) -> None:
    shown = run("check", reduced(make_book(TIDES, "tides"), chapters), "--level", "error").out
    assert (f"book.yaml:{place}: missing-chapter: {message}" in shown) is bool(message)


def test_a_link_to_nothing_is_an_error_still(run: Run, tides: Path) -> None:
    glossary = tides / "waves/glossary.yaml"
    glossary.write_text(glossary.read_text().replace("[[low-tide]]", "[[lowest-tide]]"))
    assert "there is no term 'lowest-tide'" in run("check", reduced(tides, "waves")).out


def test_a_pack_is_added_and_updated_with_some_of_its_chapters(run: Run, tides: Path, packs: Path) -> None:
    shown = run("pack", "add", str(tides), "--chapters", "waves,gc", "--json").json
    assert shown["chapters"] == ["waves", "gc"]
    assert "moon" not in run("--pack", "tides", "toc").out.lower()
    assert run("pack", "update", "--json").json["packs"][0]["state"] == "unchanged"
    chapter = tides / "gc/chapter.yaml"
    chapter.write_text(chapter.read_text().replace("Waiting", "A long wait"))
    assert run("pack", "update", "--json").json["packs"][0]["state"] == "updated"
    listed = run("--pack", "tides", "toc").out
    assert "A long wait" in listed
    assert "moon" not in listed.lower()


def test_a_pack_can_only_be_added_with_chapters_that_it_has(run: Run, tides: Path, packs: Path) -> None:
    result = run("pack", "add", str(tides), "--chapters", "waves,mon")
    assert (result.code, result.out) == (2, "")
    assert result.err == "mlsys: the book has no chapter 'mon'\n  did you mean 'moon'?\n"
    assert run("pack", "add", str(tides), "--chapters", ",").err.startswith("mlsys: --chapters needs the names of")
    assert run("pack", "list", "--chapters", "waves").err.startswith("mlsys: --chapters is for 'mlsys pack add'\n")
    assert not packs.exists()


@each("head", ["# A book\n---\n", "\ufeff", "chapters: [waves,\n  moon]  # two\n"])
def test_whatever_its_book_yaml_looks_like(run: Run, make_book: MakeBook, head: str) -> None:
    book = make_book(TIDES, "tides")
    path = book / "book.yaml"
    path.write_text(head + path.read_text())
    reduce_book(book, ["waves"])
    assert [chapter["id"] for chapter in run("toc", "--content", str(book), "--json").json["chapters"]] == ["waves"]
    flow = make_book({"book.yaml": "{id: b, title: B, parts: [{title: A, chapters: [gc]}]}"}, "flow")
    reduce_book(flow, ["gc"])
    assert [chapter["id"] for chapter in run("toc", "--content", str(flow), "--json").json["chapters"]] == ["gc"]


@each(
    "head, rule",
    [(b"id: caf\xe9", "not-utf-8"), (b"", "missing-field"), (b"[1]", "wrong-type"), (b"a: [", "yaml-syntax")],
)
def test_a_book_yaml_that_cant_be_read_is_rejected(run: Run, tides: Path, packs: Path, head: bytes, rule: str) -> None:
    (tides / "book.yaml").write_bytes(head)
    result = run("pack", "add", str(tides), "--chapters", "waves")
    assert (result.code, result.out) == (3, "")
    assert result.err.startswith("mlsys: the book has 1 error and isn't accepted\n  book.yaml:1:")
    assert f": {rule}: " in result.err


@pytest.mark.slow
@pytest.mark.parametrize(
    "chapters", [("intro", "outlook"), ("dl-primer", "acceleration"), ("ai-workflow", "security"), ("good", "robust")]
)
def test_any_two_chapters_of_the_bundled_book_are_a_sound_book(
    run: Run, tmp_path: Path, chapters: tuple[str, str]
) -> None:
    book = tmp_path / "book"
    shutil.copytree(BUNDLED_BOOK, book)
    reduce_book(book, chapters)
    assert [problem.rule for problem in check_book(book)] == ["left-out-link"]
    assert list(dead_links(book)) == []
