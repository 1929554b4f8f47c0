"""`mlsys import`: material of other formats comes into a book, stays up to date, and never stops the book."""

import json
import re
import shutil
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml

from mlsys_cli.book.author.format_guide import EXAMPLE
from tests.support.cases import each
from tests.support.program import Result, Run

TERMS = """\
Term,Meaning,Aliases,See also
Cache,A small store that is fast.,fast store;buffer,RAM
RAM,"Memory for what is in use.

It forgets everything without power.",,Cache
Disk,A store that is slow.,,
"""


@pytest.fixture(autouse=True)
def _somewhere_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def written(path: str, text: str) -> str:
    """The path of a file that has a text."""
    Path(path).write_text(text, encoding="utf-8")
    return path


def texts(book: str) -> dict[str, str]:
    """The files of a book that its author writes."""
    paths = sorted(path for path in Path(book).rglob("*.yaml") if path.is_file())
    return {str(path.relative_to(book)): path.read_text(encoding="utf-8") for path in paths}


def entries(book: str, path: str) -> list[dict[str, object]]:
    """The entries of a file of a book, without the mark of their origin."""
    (listed,) = yaml.safe_load((Path(book) / path).read_text(encoding="utf-8")).values()
    return [{key: value for key, value in entry.items() if key != "imported"} for entry in listed]


def states(result: Result) -> Counter[str]:
    """How many entries got each state."""
    return Counter(entry["state"] for entry in result.json["entries"])


def imported(run: Run, *words: str) -> Counter[str]:
    """The states of the entries that a command has written."""
    return states(run("import", *words, "--into", "book", "--write", "--json"))


# --- into a new book -------------------------------------------------------------------------------------------------


def test_without_write_nothing_is_written(run: Run) -> None:
    shown = run("import", "csv", written("terms.csv", TERMS), "--into", "book")
    assert shown.code == 0
    assert re.search(r"term +3", shown.out)
    assert "A small store that is fast." in shown.out
    assert "add --write" in shown.out
    assert not Path("book").exists()


def test_a_new_book_is_accepted_as_it_is(run: Run) -> None:
    assert imported(run, "csv", written("terms.csv", TERMS)) == {"new": 3}
    assert run("check", "book", "--level", "warning").out == ""
    assert run("pack", "add", "book").code == 0
    assert "It forgets everything without power." in run("--pack", "book", "define", "ram").out
    assert entries("book", "terms/glossary.yaml")[0] == {
        "id": "cache",
        "name": "Cache",
        "definition": "A small store that is fast.",
        "aliases": ["fast store", "buffer"],
        "see_also": ["ram"],
        "kind": "concept",
    }


def test_readers_never_see_where_an_entry_is_from(run: Run) -> None:
    imported(run, "csv", written("terms.csv", TERMS))
    for output_format in ("text", "json"):
        assert "terms.csv" not in run("define", "cache", "--content", "book", "--format", output_format).out


# --- into a book that is there ---------------------------------------------------------------------------------------


def test_a_second_import_changes_nothing(run: Run) -> None:
    imported(run, "csv", written("terms.csv", TERMS))
    before = texts("book")
    assert imported(run, "csv", "terms.csv") == {"unchanged": 3}
    assert texts("book") == before


def test_only_what_has_changed_in_the_source_changes(run: Run) -> None:
    imported(run, "csv", written("terms.csv", TERMS))
    before = texts("book")["terms/glossary.yaml"].splitlines()
    written("terms.csv", TERMS.replace("A small store", "A tiny store"))
    assert imported(run, "csv", "terms.csv") == {"changed": 1, "unchanged": 2}
    after = texts("book")["terms/glossary.yaml"].splitlines()
    changed = [line.strip() for old, line in zip(before, after, strict=True) if old != line]
    assert [line.partition(":")[0] for line in changed] == ["definition", "imported"]


def test_what_a_person_has_changed_stays(run: Run) -> None:
    imported(run, "csv", written("terms.csv", TERMS))
    path = Path("book/terms/glossary.yaml")
    mine = path.read_text().replace("A small store", "My small store").replace("is slow.", "is slow.  # really?")
    path.write_text(mine)
    assert imported(run, "csv", "terms.csv") == {"edited": 1, "unchanged": 2}
    written("terms.csv", TERMS.replace("A small store", "A tiny store").replace("is slow", "is very slow"))
    shown = run("import", "csv", "terms.csv", "--into", "book", "--write")
    assert "term cache (terms.csv:2): changed by you and in the source; yours stays" in shown.out
    assert "term disk (terms.csv:6): changed by you and in the source; yours stays" in shown.out  # for the comment
    assert path.read_text() == mine


def test_what_is_gone_from_the_source_is_reported_and_stays(run: Run) -> None:
    imported(run, "csv", written("terms.csv", TERMS))
    written("terms.csv", TERMS.replace("Disk,A store that is slow.,,\n", "Tape,A store that is slower.,,\n"))
    assert imported(run, "csv", "terms.csv") == {"new": 1, "unchanged": 2, "gone": 1}
    assert [entry["id"] for entry in entries("book", "terms/glossary.yaml")] == ["cache", "ram", "tape", "disk"]


def test_of_a_file_of_another_format_nothing_is_gone(run: Run) -> None:
    imported(run, "csv", written("same.txt", TERMS))
    imported(run, "glossary", written("same.txt", json.dumps([{"term": "Tape", "definition": "Slow."}])))
    assert imported(run, "quiz", written("same.txt", "Disks are slow.{T}")) == {"new": 1}
    assert imported(run, "csv", written("same.txt", TERMS)) == {"unchanged": 3}


def test_an_entry_from_elsewhere_keeps_its_id(run: Run) -> None:
    imported(run, "csv", written("terms.csv", TERMS))
    other = written("more.csv", "name,definition,see_also\nRAM,Another one.,Cache\nROM,Not for writing.,RAM\n")
    assert imported(run, "csv", other, "--chapter", "terms") == {"taken": 1, "new": 1}
    assert entries("book", "terms/glossary.yaml")[-1]["see_also"] == ["ram"]


def test_a_renamed_entry_is_still_known(run: Run) -> None:
    imported(run, "csv", written("terms.csv", TERMS))
    assert run("rename", "term:ram", "memory", "--content", "book").code == 0
    written("terms.csv", TERMS.replace("Memory for", "Space for"))
    assert imported(run, "csv", "terms.csv") == {"changed": 1, "unchanged": 2}
    cache, memory, _ = entries("book", "terms/glossary.yaml")
    assert (cache["see_also"], memory["id"], memory["formerly"]) == (["memory"], "memory", ["ram"])


def test_of_a_chapter_only_the_section_changes_that_has_changed(run: Run) -> None:
    Path("notes").mkdir()
    page = "# Memory\n\nIntro.\n\n## Why\n\nOne line\nand another.\n\n### How\n\nLike this.\n\n## When\n\nNow.\n"
    written("notes/memory.md", page)
    imported(run, "markdown", "notes")
    before = texts("book")["memory/chapter.yaml"]
    written("notes/memory.md", page.replace("Like this", "Like that").replace("Now.\n", "Now.\n\n## Where\n\nHere.\n"))
    assert imported(run, "markdown", "notes")["new"] == 1
    after = texts("book")["memory/chapter.yaml"]
    assert [line.strip() for line in after.splitlines() if line not in before.splitlines()][::2] == [
        "body: Like that.",
        "- id: where",
        "body: Here.",
    ]
    assert len(after.splitlines()) == len(before.splitlines()) + 5  # with the empty line above the new one


def test_a_text_may_cite_a_source_by_its_key_in_a_bibliography(run: Run) -> None:
    imported(run, "csv", written("t.csv", "name,definition\nCache,Fast [@Knuth.1968].\n"))
    assert "\\\\[@Knuth.1968]" in texts("book")["t/glossary.yaml"]
    imported(
        run, "bibtex", written("refs.bib", "@book{Knuth.1968, author = {D. Knuth}, title = {The Art}, year = 1968}")
    )
    assert imported(run, "csv", "t.csv") == {"changed": 1}
    assert "[@knuth-1968]" in texts("book")["t/glossary.yaml"]


def test_a_bibliography_beside_markdown_is_named_while_its_sources_are_missing(run: Run) -> None:
    Path("notes").mkdir()
    written("notes/memory.md", "# Memory\n\nIt forgets [@knuth].\n")
    bibliography = written("notes/refs.bib", "@book{knuth, author = {D. Knuth}, title = {The Art}, year = 1968}")
    first = run("import", "markdown", "notes", "--into", "book", "--write", "--json").json["losses"]
    assert first[-1]["what"].startswith("bibliographies: import them with 'mlsys import bibtex'")
    assert first[-1]["location"] == "refs.bib"
    imported(run, "bibtex", bibliography)
    assert run("import", "markdown", "notes", "--into", "book", "--write", "--json").json["losses"] == []
    assert "It forgets [@knuth]." in texts("book")["memory/chapter.yaml"]


def test_in_the_folder_of_a_book_it_is_the_one_that_is_meant(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    run("new", "book", "book")
    path = Path(written("terms.csv", TERMS)).absolute()
    monkeypatch.chdir("book")
    assert states(run("import", "csv", str(path), "--write", "--json")) == {"new": 3}
    assert Path("terms/glossary.yaml").is_file()


def test_terms_and_questions_come_into_a_chapter_in_markdown_but_no_sections(run: Run) -> None:
    Path("book/first").mkdir(parents=True)
    written("book/first/chapter.md", "---\ntitle: First\nsummary: All.\n---\n\n## Why {#why}\n\nSo.\n")
    written("book/book.yaml", "id: book\ntitle: Book\nsummary: It.\nparts: [{title: All, chapters: [first]}]\n")
    assert imported(run, "csv", written("terms.csv", TERMS), "--chapter", "first") == {"new": 3}
    questions = "question,answer,topic\nIs it fast?,yes,Why\n"
    assert imported(run, "csv", written("q.csv", questions), "--chapter", "first") == {"new": 1}
    result = run(
        "import", "csv", written("more.csv", questions.replace("Why", "How")), "--into", "book", "--chapter", "first"
    )
    assert (result.code, "first/chapter.md is Markdown" in result.err) == (2, True)


def test_a_chapter_is_added_to_the_book(run: Run) -> None:
    run("new", "book", "book")
    imported(run, "csv", written("terms.csv", TERMS), "--chapter", "storage")
    assert yaml.safe_load(texts("book")["book.yaml"])["parts"][0]["chapters"] == ["storage"]


def test_an_entry_of_any_kind_may_be_imported(run: Run) -> None:
    shutil.copytree(EXAMPLE, "book")
    before = run("check", "book", "--json").json["problems"]
    for path in Path("book").rglob("*.yaml"):
        if path.parent.name != "data":
            content = yaml.safe_load(path.read_text(encoding="utf-8"))
            path.write_text(json.dumps(_marked(content), default=str), encoding="utf-8")
    after = run("check", "book", "--json").json["problems"]
    assert [problem["rule"] for problem in after] == [problem["rule"] for problem in before]


def _marked(content: dict[str, Any]) -> dict[str, Any]:
    """The content of a file in which all entries have an origin: those in its lists, and the file if it is one."""
    mark = {"imported": {"format": "csv", "from": "a.csv", "id": "a", "hash": "b"}}
    is_list = all(isinstance(value, list) for value in content.values())
    lists = {key: [item | mark for item in value] for key, value in content.items() if is_list or key == "sections"}
    return content | lists | ({} if is_list else mark)


# --- what a book can't have ------------------------------------------------------------------------------------------


@each("cell, line, what", [
    ("Half of $\\frac{a}{b$ x.", 'definition: "Half of `$\\\\frac{a}{b$` x."', "formulas that can't be read"),
    ("Costs $$ open.", 'definition: "Costs \\\\$\\\\$ open."', None),
    ("See [[nowhere|that]].", "definition: See that.", "links to unknown entries"),
    ("See [[cache|that]].", 'definition: "See [[cache|that]]."', None),
    ("So [@knuth].", 'definition: "So \\\\[@knuth]."', "citations of unknown sources"),
    ("Bell\a and tab\t.", "definition: Bell and tab    .", "texts with control characters"),
])  # fmt: skip  # a case a line
def test_what_would_be_an_error_is_shown_as_text(run: Run, cell: str, line: str, what: str | None) -> None:
    path = written("terms.csv", f"name,definition\nCache,Fast.\nOther,{cell}\n")
    result = run("import", "csv", path, "--into", "book", "--write", "--json").json
    assert [(loss["what"], loss["location"]) for loss in result["losses"]] == [(what, "terms.csv:3")] * (
        what is not None
    )
    assert line in texts("book")["terms/glossary.yaml"]
    assert run("check", "book", "--level", "error").out == ""


def test_an_entry_with_an_error_is_left_out(run: Run) -> None:
    path = written("q.csv", "question,answer,choices\nWhich?,A,A\nWhich one?,A,A|B\n")
    result = run("import", "csv", path, "--into", "book", "--write", "--json").json
    assert result["losses"] == [
        {"what": "entries with errors", "location": "q.csv:2", "detail": "question: every choice is marked as correct"}
    ]
    assert run("check", "book", "--level", "warning").code == 0


def test_a_book_with_a_mistake_is_left_alone(run: Run) -> None:
    imported(run, "csv", written("terms.csv", TERMS))
    written("book/terms/glossary.yaml", "terms: [{id: a")
    result = run("import", "csv", "terms.csv", "--into", "book", "--write")
    assert (result.code, "fix this problem first" in result.err) == (3, True)


def test_a_file_outside_the_book_is_never_written(run: Run) -> None:
    imported(run, "csv", written("terms.csv", TERMS))
    outside = Path("outside.yaml")
    shutil.move("book/terms/glossary.yaml", outside)
    Path("book/terms/glossary.yaml").symlink_to(outside.absolute())
    before = outside.read_text()
    assert run("import", "csv", written("terms.csv", TERMS + "Tape,Slow.,,\n"), "--into", "book", "--write").code == 3
    assert outside.read_text() == before


# --- tables ----------------------------------------------------------------------------------------------------------


def test_a_question_gets_the_kind_that_its_answer_has(run: Run) -> None:
    rows = ["Question,Answer,Choice A,Choice B,Topic", "Which?,B,Disk,Cache,Speed", "Caches are small.,true,,,Speed"]
    rows += ["What is fast?,the cache,,,", "Why?,Since it is near to the processor.,,,"]
    imported(run, "csv", written("q.csv", "\n".join(rows)))
    questions = entries("book", "q/quiz.yaml")
    assert [(one["kind"], one["section"]) for one in questions] == [
        ("choice", "q/speed"), ("true-false", "q/speed"), ("typed", "q/questions"), ("open", "q/questions")
    ]  # fmt: skip  # a pair a question
    assert questions[0]["choices"] == [{"text": "Disk"}, {"text": "Cache", "right": True}]


@pytest.mark.parametrize("heading", ["Correct Answer", "right_answer", "Correct option"])
def test_the_right_answer_stands_under_many_headings(run: Run, heading: str) -> None:
    imported(run, "csv", written("q.csv", f"question,options,{heading}\nWhich?,Disk|Cache,Cache\n"))
    assert entries("book", "q/quiz.yaml")[0]["choices"] == [{"text": "Disk"}, {"text": "Cache", "right": True}]


def test_a_number_that_may_count_the_choices_from_0_is_reported(run: Run) -> None:
    rows = "question,options,answer\nWhich?,Disk|Cache,2\nWhich way?,Up|Down,b\nTwo and two?,3|4,4\n"
    result = run("import", "csv", written("q.csv", rows), "--into", "book", "--write", "--json")
    asked: list[Any] = entries("book", "q/quiz.yaml")
    rights = [[choice["text"] for choice in one["choices"] if "right" in choice] for one in asked]
    assert rights == [["Cache"], ["Down"], ["4"]]
    assert [(loss["what"], loss["location"]) for loss in result.json["losses"]] == [
        ("right choices given by number, which is counted from 1", "q.csv:2")
    ]


@each("first", ["0", "0;2"])
def test_choices_count_from_0_in_a_table_with_a_right_choice_0(run: Run, first: str) -> None:
    rows = f"question,A,B,C,answer\nWhich?,Disk,Cache,Tape,{first}\nWhich way?,Up,Down,Back,2\n"
    rows += "Where?,Here,There,Nowhere,3\n"
    result = run("import", "csv", written("q.csv", rows), "--into", "book", "--write", "--json")
    asked: list[Any] = entries("book", "q/quiz.yaml")
    rights = [[choice["text"] for choice in one["choices"] if "right" in choice] for one in asked]
    assert rights == [["Disk", "Tape"][: len(first.split(";"))], ["Back"]]
    assert [(loss["what"], loss["location"]) for loss in result.json["losses"]] == [
        ("right choices given by number, which is counted from 0", "q.csv:2"),
        ("right choices given by number, which is counted from 0", "q.csv:3"),
        ("rows whose answers are none of the choices", "q.csv:4"),
    ]


def test_what_a_row_has_no_column_for_is_reported(run: Run) -> None:
    rows = "Question,Answer,Level\nWhich?,this,hard\nWho, then?,nobody,recall\n"
    result = run("import", "csv", written("q.csv", rows), "--into", "book", "--json")
    assert [(loss["what"], loss["location"]) for loss in result.json["losses"]] == [
        ("tags", "q.csv:2"), ("cells behind the last column", "q.csv:3"), ("tags", "q.csv:3")
    ]  # fmt: skip  # a pair a loss


def test_sources_and_events_are_told_by_their_columns(run: Run) -> None:
    sources = "key,authors,title,year,journal\nknuth1968,Donald Knuth and Ann Other,The Art,1968,Addison-Wesley\n"
    assert imported(run, "csv", written("s.csv", sources)) == {"new": 1}
    assert entries("book", "references.yaml")[0]["authors"] == ["Donald Knuth", "Ann Other"]
    events = "date;title;description\n1956-06-18;Dartmouth;They met.\nlong ago;Nothing;It was dark.\n"
    result = run("import", "csv", written("e.csv", events), "--into", "book", "--write", "--json")
    assert [loss["detail"] for loss in result.json["losses"]] == ["no year"]
    assert [one["day"] for one in yaml.safe_load(texts("book")["e/timeline.yaml"])["events"]] == [18]


def test_columns_can_be_named(run: Run) -> None:
    path = written("cards.tsv", "Cache\tx\tA fast store.\nDisk\tx\tA slow store.\n")
    unclear = run("import", "csv", path, "--into", "book")
    assert (unclear.code, "--columns name=1,definition=2" in unclear.err) == (2, True)
    assert imported(run, "csv", path, "--as", "terms", "--columns", "name=1,definition=3") == {"new": 2}
    wrong = run("import", "csv", path, "--into", "book", "--columns", "name=1,definition=4")
    assert (wrong.code, "definition=4" in wrong.err) == (2, True)


def test_a_source_with_too_many_entries_is_refused(run: Run) -> None:
    path = written("many.csv", "name,definition\n" + "".join(f"t{number},It is one.\n" for number in range(20_001)))
    result = run("import", "csv", path, "--into", "book")
    assert (result.code, "more than 20,000 entries" in result.err) == (3, True)


@each("words, code, message", [
    (["csv", "terms.csv"], 2, "--into"),
    (["csv", "none.csv", "--into", "book"], 3, "there is no file"),
    (["csv", "broken.csv", "--into", "book"], 3, "broken.csv can't be read: line 2"),
    (["csv", "empty.csv", "--into", "book"], 3, "no rows"),
    (["csv", "terms.csv", "--into", "full"], 2, "isn't a book"),
    (["csv", "terms.csv", "--into", "book", "--mine"], 2, "--mine"),
    (["study", "terms.csv", "--into", "book"], 2, "--into is for 'mlsys import "),
])  # fmt: skip  # a case a line
def test_a_wrong_command_line_writes_nothing(run: Run, words: list[str], code: int, message: str) -> None:
    written("terms.csv", TERMS)
    written("broken.csv", 'name,definition\na,"b\n')
    written("empty.csv", "\n")
    Path("full").mkdir(exist_ok=True)
    written("full/notes.txt", "mine")
    result = run("import", *words)
    assert (result.code, message in result.err) == (code, True)
    assert not Path("book").exists()


def test_json_has_every_entry_and_every_loss(run: Run) -> None:
    path = written("terms.csv", TERMS + "Tape,,,\n")
    result = run("import", "csv", path, "--into", "book", "--json").json
    assert json.loads(json.dumps(result["entries"][0])) == {
        "state": "new", "kind": "term", "id": "cache", "location": "terms.csv:2"
    }  # fmt: skip  # as it is written
    assert result["losses"] == [
        {"what": "rows that lack something", "location": "terms.csv:7", "detail": "no definition"}
    ]
    assert (result["kind"], result["written"]) == ("imported", False)
