"""`mlsys new`: what an author begins is valid from the first moment, and nothing that was there is changed."""

import json
import os
import re
from pathlib import Path

import pytest
import yaml

from mlsys_cli.book.author.format_guide import SCHEMA_FILES
from mlsys_cli.book.author.templates import kinds_of
from tests.support.cases import each
from tests.support.program import MakeBook, Run

ITEMS = ("term", "era", "event", "table", "figure", "question", "source", "calculator")


@pytest.fixture(autouse=True)
def _somewhere_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def book(run: Run) -> Path:
    """A new book with a new chapter, `basics`, in the current folder."""
    assert run("new", "book", "my-book").out == "my-book/book.yaml:1\n"
    assert run("new", "chapter", "Basics", "--in", "my-book").out == "my-book/basics/chapter.yaml:1\n"
    return Path("my-book")


def line_at(place: str) -> str:
    """The line of a file that `path:line` means."""
    path, _, number = place.strip().rpartition(":")
    return Path(path).read_text(encoding="utf-8").splitlines()[int(number) - 1]


def mistakes(run: Run, book: str) -> list[str]:
    """The problems of a book, but for what a text has to say first of what was just begun."""
    later = ("lonely-term", "unused-term", "uncited-source", "unplaced-table", "unplaced-figure", "unfinished-text")
    problems = [line for line in run("check", book).out.splitlines() if not line.startswith(" ")]
    return [problem for problem in problems if not any(f": {rule}: " in problem for rule in later)]


# --- what is made ----------------------------------------------------------------------------------------------------


def test_a_new_book_with_one_of_each_is_sound(run: Run, book: Path) -> None:
    for noun in ITEMS:
        place = run("new", noun, f"first {noun}", "--in", "my-book").out
        assert line_at(place).strip() == (f"- key: first-{noun}" if noun == "source" else f"- id: first-{noun}")
    for noun in ("term", "figure", "question"):
        for kind in kinds_of(noun):
            assert run("new", noun, f"of kind {kind} {noun}", "--kind", kind, "--in", "my-book").code == 0
    assert mistakes(run, "my-book") == []
    assert run("list", "questions", "--content", "my-book").out.count("\n") == len(kinds_of("question")) + 1


def test_a_part_gets_its_chapters_afterwards(run: Run, book: Path) -> None:
    assert line_at(run("new", "part", "On", "the", "shore", "--in", "my-book").out).strip() == "- title: On the shore"
    run("new", "chapter", "Tides", "--part", "On the shore", "--in", "my-book")
    parts = yaml.safe_load((book / "book.yaml").read_text())["parts"]
    assert parts[-1] == {"title": "On the shore", "chapters": ["tides"]}
    again = run("new", "part", "On the shore", "--in", "my-book")
    assert (again.code, again.err) == (2, "mlsys: the book already has a part 'On the shore'\n")


def test_a_section_may_have_the_id_of_one_in_another_chapter(run: Run, book: Path) -> None:
    run("new", "chapter", "tides", "--in", "my-book")
    for chapter in ("basics", "tides"):
        assert run("new", "section", "why", "--chapter", chapter, "--in", "my-book").code == 0
    assert run("new", "section", "why", "--in", "my-book/tides").code == 2


def test_a_book_with_kinds_of_its_own_has_terms_of_these(run: Run, book: Path) -> None:
    listing = book / "book.yaml"
    listing.write_text(f"{listing.read_text()}kinds: [{{id: treaty}}, {{id: ruler, asks: who}}]\n")
    run("new", "term", "Peace of Westphalia", "--in", "my-book")
    run("new", "term", "Sun King", "--kind", "ruler", "--in", "my-book")
    text = (book / "basics/glossary.yaml").read_text()
    assert "kind: treaty  # treaty or ruler\n" in text
    assert "kind: ruler  # treaty or ruler\n" in text
    assert '"enum": [\n' in (book / ".schema/glossary.json").read_text()
    assert "treaty" in (book / ".schema/glossary.json").read_text()
    assert run("new", "term", "X", "--kind", "person", "--in", "my-book").code == 2
    assert mistakes(run, "my-book") == []


@pytest.mark.slow
def test_it_is_reported_until_it_is_written(run: Run, book: Path) -> None:
    """The sentences of all templates, those of optional keys as well, are known to the checker."""
    for noun in ITEMS:
        run("new", noun, f"first {noun}", "--in", "my-book")
    for noun in ("figure", "question"):
        for kind in kinds_of(noun):
            run("new", noun, f"of kind {kind} {noun}", "--kind", kind, "--in", "my-book")
    wanted = set()
    for path in book.rglob("*.yaml"):
        text = re.sub(r"^( *)# (\w+: [A-Z][^\[\n]*\.)$", r"\1\2", path.read_text(), flags=re.MULTILINE)  # optional keys
        path.write_text(text)
        sentence = re.compile(r" *(- )?(\w+: )?(Say|Give|Help|Describe|Begin|Name the|Given|Make|Ask|Write a) ")
        wanted |= {f"{path}:{number}" for number, line in enumerate(text.splitlines(), 1) if sentence.match(line)}
    told = run("check", "my-book", "--select", "unfinished-text").out.splitlines()
    assert wanted - {":".join(line.split(":")[:2]) for line in told} == set()


def test_it_can_be_read_at_once(run: Run, book: Path) -> None:
    run("new", "term", "Moore's law", "--in", "my-book")
    assert "Say in one sentence what it is." in run("define", "moores law", "--content", "my-book").out
    assert "Begin with a person" in run("read", "basics", "--content", "my-book").out


def test_words_need_no_quotes_and_an_id_becomes_words(run: Run, book: Path) -> None:
    run("new", "term", "Über", "Größe:", "no", "--in", "my-book")
    run("new", "term", "moving-average", "--in", "my-book")
    terms = yaml.safe_load((book / "basics/glossary.yaml").read_text(encoding="utf-8"))["terms"]
    assert [(term["id"], term["name"]) for term in terms] == [
        ("moving-average", "Moving average"),
        ("uber-grosse-no", "Über Größe: no"),
    ]


@pytest.mark.parametrize("name", ["1984", "no", "null", "1e3", "0x10", "2020-04-01"])
def test_a_name_that_yaml_takes_for_something_else_stays_a_text(run: Run, book: Path, name: str) -> None:
    run("new", "term", name, "--in", "my-book")
    assert run("define", name, "--content", "my-book", "--json").json["id"] == name
    assert mistakes(run, "my-book") == []


def test_json_names_every_file(run: Run, book: Path) -> None:
    (book / "basics/quiz.yaml").unlink()
    made = run("new", "question", "cold-start", "--in", "my-book", "--json").json
    assert (made["kind"], made["made"], made["id"]) == ("made", "question", "cold-start")
    assert f"{made['path']}:{made['line']}" == "my-book/basics/quiz.yaml:5"
    assert made["files"] == ["my-book/basics/quiz.yaml"]


def test_an_example_is_written_into_its_section(run: Run, book: Path) -> None:
    run("new", "section", "Later on", "--in", "my-book")
    first = run("new", "example", "Dough", "for", "a", "day", "--in", "my-book").out
    assert line_at(first).strip() == "- id: dough-for-a-day"
    later = ("--section", "basics/later-on", "--in", "my-book")
    for name in ("Water", "Salt"):
        assert line_at(run("new", "example", name, *later).out).strip() == f"- id: {name.lower()}"
    sections = yaml.safe_load((book / "basics/chapter.yaml").read_text(encoding="utf-8"))["sections"]
    ids = [[example["id"] for example in section["examples"]] for section in sections]
    assert ids == [["dough-for-a-day"], ["water", "salt"]]
    assert mistakes(run, "my-book") == []
    again = run("new", "example", "Salt", *later)
    assert (again.code, again.err) == (2, "mlsys: the section 'later-on' already has an example 'salt'\n")


def test_an_id_may_be_chosen(run: Run, book: Path) -> None:
    """A name in another script gives none."""
    assert "or give the id with --id" in run("new", "term", "東京", "--in", "my-book").err
    run("new", "term", "東京", "--id", "tokyo", "--in", "my-book")
    term = yaml.safe_load((book / "basics/glossary.yaml").read_text(encoding="utf-8"))["terms"][0]
    assert (term["id"], term["name"]) == ("tokyo", "東京")
    assert run("new", "chapter", "東京", "--id", "tokyo", "--in", "my-book").out == "my-book/tokyo/chapter.yaml:1\n"
    assert run("new", "book", "東京", "--id", "tokyo").out == "tokyo/book.yaml:1\n"
    assert "use 'to-kyo'" in run("new", "term", "x", "--id", "To kyo", "--in", "my-book").err


def test_a_question_may_be_its_own_name(run: Run, book: Path) -> None:
    run("new", "question", "Why is it cold?", "--in", "my-book")
    question = yaml.safe_load((book / "basics/quiz.yaml").read_text(encoding="utf-8"))["questions"][0]
    assert (question["id"], question["ask"]) == ("why-is-it-cold", "Why is it cold?")


def test_bars_have_a_length(run: Run, book: Path) -> None:
    run("new", "figure", "prices", "--kind", "bars", "--in", "my-book")
    assert "█" in run("figure", "prices", "--content", "my-book").out


def test_the_fields_that_matter_can_be_given(run: Run, book: Path) -> None:
    run("new", "event", "A war", "--year", "1914", "--in", "my-book")
    run("new", "source", "lovelace1843", "--in", "my-book")
    run("new", "source", "moore1965b", "--in", "my-book")
    run("new", "question", "why", "--kind", "number", "--section", "first-section", "--in", "my-book")
    assert run("timeline", "--content", "my-book", "--json").json["events"][0]["year"] == 1914
    for key, year in (("lovelace1843", 1843), ("moore1965b", 1965)):
        assert f"({year})" in run("cite", key, "--content", "my-book").out
    question = yaml.safe_load((book / "basics/quiz.yaml").read_text(encoding="utf-8"))["questions"][0]
    assert (question["kind"], question["section"]) == ("number", "basics/first-section")


# --- where it is put -------------------------------------------------------------------------------------------------


def test_a_term_stands_in_the_alphabet_an_event_in_its_year_a_source_by_its_key(run: Run, book: Path) -> None:
    for name in ("b", "d", "c", "a"):
        run("new", "term", name, "--in", "my-book")
        run("new", "source", name, "--in", "my-book")
    for year in ("1950", "1970", "1960", "1960"):
        run("new", "event", f"of {year} {os.urandom(2).hex()}", "--year", year, "--in", "my-book")
    assert run("list", "terms", "--content", "my-book").out.split()[::2] == list("abcd")
    assert run("list", "sources", "--content", "my-book").out.split("\t")[0] == "a"
    events = yaml.safe_load((book / "basics/timeline.yaml").read_text(encoding="utf-8"))["events"]
    assert [event["year"] for event in events] == [1950, 1960, 1960, 1970]


def test_a_file_keeps_every_byte_but_the_new_lines(run: Run, make_book: MakeBook) -> None:
    glossary = make_book({}) / "gc/glossary.yaml"
    before = (
        b"\xef\xbb\xbf# Mine.\r\nterms:\r\n- {id: a, name: A, kind: concept,\r\n   definition: X.}\r\n# \xc3\xa9\r\n"
    )
    glossary.write_bytes(before)
    glossary.chmod(0o640)
    run("new", "term", "b", "--in", "book")
    lines = glossary.read_bytes().splitlines(keepends=True)
    assert [line for line in lines if line in before.splitlines(keepends=True)] == before.splitlines(keepends=True)
    assert all(line.endswith(b"\r\n") for line in lines)
    assert glossary.stat().st_mode & 0o777 == 0o640
    assert mistakes(run, "book") == []


def test_a_file_that_is_not_there_is_made(run: Run, make_book: MakeBook) -> None:
    book = make_book({})
    assert run("new", "term", "heap", "--in", "book").out == "book/gc/glossary.yaml:5\n"
    first = (book / "gc/glossary.yaml").read_text(encoding="utf-8").splitlines()[0]
    assert first == "# yaml-language-server: $schema=../.schema/glossary.json"
    assert (book / ".schema/glossary.json").exists()


def test_a_chapter_is_added_to_the_last_part_or_to_a_named_one(run: Run, make_book: MakeBook) -> None:
    parts = (
        "id: b\ntitle: B\nparts:\n- title: One\n  chapters: [gc]  # first\n- title: Two\n  chapters:\n  - x\n# End.\n"
    )
    book = make_book({"book.yaml": parts, "x/chapter.yaml": "title: X\nsummary: X.\nsections: []\n"})
    run("new", "chapter", "Y", "--in", "book")
    run("new", "chapter", "Z", "--in", "book", "--part", "One")
    assert (book / "book.yaml").read_text(encoding="utf-8") == (
        "id: b\ntitle: B\nparts:\n- title: One\n  chapters: [gc, z]  # first\n"
        "- title: Two\n  chapters:\n  - x\n  - y\n# End.\n"
    )
    assert mistakes(run, "book") == []
    missing = run("new", "chapter", "Q", "--in", "book", "--part", "Three")
    assert (missing.code, missing.err) == (
        2,
        "mlsys: the book has no part 'Three'\n  its parts are 'One', 'Two'\n  'mlsys new part Three' adds one\n",
    )
    assert not (book / "q").exists()


# --- which book and chapter ------------------------------------------------------------------------------------------


def test_the_book_and_chapter_are_those_where_one_stands(run: Run, book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run("new", "chapter", "More", "--in", "my-book")
    monkeypatch.chdir("my-book/more")
    assert run("new", "term", "a").out == "glossary.yaml:5\n"
    monkeypatch.chdir("..")
    assert run("new", "term", "b", "--chapter", "basics").out == "basics/glossary.yaml:5\n"
    assert run("new", "question", "c", "--section", "more/first-section").out == "more/quiz.yaml:5\n"
    asked = run("new", "term", "d")
    assert (asked.code, asked.out) == (2, "")
    assert "the chapters are basics, more" in asked.err


def test_in_the_folder_of_a_book_every_command_uses_that_book(
    run: Run, book: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("new", "term", "Neap", "--in", "my-book")
    assert run("pack", "add", "my-book", "--name", "theirs").code == 0
    assert "No chapter" not in run("define", "backpropagation").err
    for folder in ("my-book/basics", ".."):  # in it, and in a chapter of it
        monkeypatch.chdir(folder)
        assert run("define", "neap", "--json").json["book"] == "my-book"
        assert run("define", "backpropagation").code == 1
        assert [chapter["id"] for chapter in run("toc", "--json").json["chapters"]] == ["basics"]
        assert "an editor needs a terminal; the entry is at " in run("edit", "neap").err
        assert run("define", "backpropagation", "--content", "").code == 0  # the bundled book
        assert run("toc", "--pack", "theirs").code == 0


def test_a_chapter_may_be_named_by_its_title(run: Run, book: Path) -> None:
    run("new", "chapter", "Why it's cold", "--in", "my-book")
    assert run("new", "term", "a", "--in", "my-book", "--chapter", "Why it's cold").out.startswith(
        "my-book/why-its-cold/"
    )


def test_a_folder_that_is_not_there_is_not_searched_for_above(run: Run, book: Path) -> None:
    result = run("new", "chapter", "More", "--in", "my-book/nowhere")
    assert (result.code, result.err) == (2, "mlsys: there is no folder 'my-book/nowhere'\n")
    assert not (book / "more").exists()


def test_outside_of_a_book_there_is_nothing_to_add_to(run: Run) -> None:
    result = run("new", "term", "a")
    assert (result.code, result.out) == (2, "")
    assert "there is no book.yaml" in result.err


def test_the_book_that_belongs_to_the_program_is_left_alone(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """The example of the guide is a part of the package, as the bundled book is when it is installed."""
    from mlsys_cli.book.author.format_guide import EXAMPLE

    before = (EXAMPLE / "leavening/glossary.yaml").read_bytes()
    monkeypatch.chdir(EXAMPLE / "leavening")
    for place in ((), ("--in", str(EXAMPLE))):
        result = run("new", "term", "crumb", *place)
        assert (result.code, result.out) == (2, "")
        assert "belongs to the program" in result.err
    assert (EXAMPLE / "leavening/glossary.yaml").read_bytes() == before


# --- what it refuses -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("noun", ["chapter", *ITEMS])
def test_nothing_is_overwritten(run: Run, book: Path, noun: str) -> None:
    assert run("new", noun, "twice", "--in", "my-book").code == 0
    before = {path: path.read_bytes() for path in book.rglob("*") if path.is_file()}
    result = run("new", noun, "twice", "--in", "my-book")
    assert (result.code, result.out) == (2, "")
    assert "'twice' already exists, at" in result.err
    assert {path: path.read_bytes() for path in book.rglob("*") if path.is_file()} == before


def test_an_id_in_another_chapter_is_taken_too(run: Run, book: Path) -> None:
    run("new", "term", "heap", "--in", "my-book")
    run("new", "chapter", "More", "--in", "my-book")
    result = run("new", "term", "heap", "--in", "my-book/more")
    assert result.code == 2
    assert "the term 'heap' already exists" in result.err
    assert "basics/glossary.yaml:5" in result.err


def test_a_folder_that_exists_is_no_new_book(run: Run, book: Path) -> None:
    result = run("new", "book", "my-book")
    assert (result.code, result.out) == (2, "")
    assert "'my-book' already exists" in result.err


@each(
    "arguments, message",
    [
        ("new poem x", "there is no template 'poem'"),
        ("new term !!!", "no id can be derived from '!!!'"),
        ("new term a\x1b[31m", "remove the invisible characters"),
        ("new term x --kind thing", "there is no kind 'thing'"),
        ("new term x --year 1990", "--year is for 'mlsys new era', 'mlsys new event' or 'mlsys new source'"),
        ("new term x --chapter nope", "the book has no chapter 'nope'"),
        ("new question x --section basics/frist-section", "did you mean 'first-section'?"),
    ],
)
def test_a_wish_that_makes_no_sense(run: Run, book: Path, arguments: str, message: str) -> None:
    result = run(*arguments.split(), "--in", "my-book")
    assert (result.code, result.out) == (2, "")
    assert message in result.err


@pytest.mark.parametrize(
    ("text", "code", "message"),
    [
        ("terms: [{id: a, name: A, kind: concept, definition: X.}]\n", 1, "glossary.yaml:1:8"),
        ("terms: [\n", 3, "glossary.yaml:1:8"),
        (b"\xff", 3, "isn't valid UTF-8"),
    ],
)
def test_a_file_with_no_place_for_it_stays_as_it_is(
    run: Run, make_book: MakeBook, text: str | bytes, code: int, message: str
) -> None:
    glossary = make_book({}) / "gc/glossary.yaml"
    glossary.write_bytes(text if isinstance(text, bytes) else text.encode())
    before = glossary.read_bytes()
    result = run("new", "term", "b", "--in", "book")
    assert (result.code, result.out) == (code, "")
    assert message in result.err
    assert glossary.read_bytes() == before
    assert [path.name for path in glossary.parent.iterdir() if path.name.endswith(".tmp")] == []


@pytest.mark.parametrize(
    ("link", "arguments"),
    [
        ("basics/glossary.yaml", "term heap"),
        ("basics", "term heap"),
        ("references.yaml", "source knuth1968"),
        ("machines.yaml", "machine pdp11"),
        ("data", "exhibit a-machine"),
        ("book.yaml", "chapter more"),
        (".schema/book.json", "chapter more"),
        (".schema", "term heap"),
    ],
)
def test_nothing_is_written_through_a_link_out_of_the_book(run: Run, book: Path, link: str, arguments: str) -> None:
    """A book that was copied from somewhere may contain links, to files that exist and to others."""
    outside = Path("outside").absolute()
    if (book / link).exists():
        (book / link).rename(outside)
    elif link == "data":
        outside.mkdir()
    (book / link).symlink_to(outside)
    before = {path: path.is_file() and path.read_bytes() for path in Path().rglob("*")}
    result = run("new", *arguments.split(), "--in", "my-book")
    assert (result.code, result.out) == (3, "")
    assert "is a link to a file outside the book\n  nothing was changed" in result.err
    assert {path: path.is_file() and path.read_bytes() for path in Path().rglob("*")} == before


def test_a_link_within_the_book_stays_a_link(run: Run, book: Path) -> None:
    (book / "shared").mkdir()
    (book / "basics/glossary.yaml").rename(book / "shared/terms.yaml")
    (book / "basics/glossary.yaml").symlink_to("../shared/terms.yaml")
    run("new", "term", "heap", "--in", "my-book")
    assert (book / "basics/glossary.yaml").is_symlink()
    assert "id: heap" in (book / "shared/terms.yaml").read_text(encoding="utf-8")


# --- schemas ---------------------------------------------------------------------------------------------------------


def test_every_file_points_to_its_schema(run: Run, book: Path) -> None:
    paths = list(book.rglob("*.yaml"))
    assert sorted(path.name for path in paths) == sorted(
        {*SCHEMA_FILES} - {"models.yaml", "machines.yaml", "exhibits.yaml", "synonyms.yaml", "calculators.yaml"}
    )
    for path in paths:
        first = path.read_text(encoding="utf-8").splitlines()[0]
        schema = path.parent / first.removeprefix("# yaml-language-server: $schema=")
        assert json.loads(schema.read_text(encoding="utf-8"))["title"] == path.name


def test_the_schemas_follow_the_kinds_of_the_book(run: Run, book: Path) -> None:
    listing, schema = book / "book.yaml", book / ".schema/glossary.json"
    listing.write_text(f"{listing.read_text()}kinds: [{{id: treaty}}]\n")
    assert "treaty" not in schema.read_text()
    run("check", "my-book")
    assert "treaty" in schema.read_text()
    listing.write_text(f"{listing.read_text()}: [")
    run("check", "my-book")
    assert "treaty" in schema.read_text()
    schema.unlink()
    schema.symlink_to("../../elsewhere.json")
    run("check", "my-book")
    assert not Path("elsewhere.json").exists()


def test_a_schema_of_another_version_is_made_anew(run: Run, book: Path) -> None:
    old = book / ".schema/glossary.json"
    now = old.read_text(encoding="utf-8")
    old.write_text("{}", encoding="utf-8")
    (book / ".schema/quiz.json").unlink()
    made = run("new", "term", "heap", "--in", "my-book", "--json").json
    assert old.read_text(encoding="utf-8") == now
    assert [Path(file).name for file in made["files"]] == ["glossary.yaml", "glossary.json", "quiz.json"]
