"""`mlsys note` and `notes`: what the learner writes down, and where it is found again."""

from pathlib import Path
from typing import Any

import pytest

from mlsys_cli.journal.days import DAY
from mlsys_cli.journal.store import Store
from tests.support.cases import each
from tests.support.program import Clock, MakeBook, Run, SharedBook
from tests.support.shell import Shell
from tests.test_marks import NOW

BOOK = """
--- gc/chapter.yaml
title: Garbage
summary: What is left over.
sections:
- {id: why, title: Why collect, body: "A [[heap]] by McCarthy [@mccarthy1960]."}
- {id: how, title: How to do it, body: So.}
--- gc/glossary.yaml
terms:
- {id: heap, name: Heap, kind: concept, definition: Where things lie., aliases: [free store]}
- {id: stack, name: Stack, kind: concept, definition: Last in.}
--- gc/tables.yaml
tables:
- {id: heap, title: Heaps, columns: [{id: a, name: A}], rows: [{aspect: Size, cells: {a: small}}]}
--- references.yaml
references:
- {key: mccarthy1960, authors: [John McCarthy], year: 1960, title: Recursive Functions, venue: CACM}
"""

pytestmark = pytest.mark.usefixtures("book")


@pytest.fixture
def book(run: Run, shared_book: SharedBook, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    """The book that every command of the test is about, each a second after the one before."""
    clock.now, clock.step = NOW, 1_000_000
    monkeypatch.setenv("MLSYS_CONTENT", str(shared_book(BOOK)))


def texts(store: Store) -> dict[str, str]:
    """What is noted about each thing."""
    return {note.subject.removeprefix("tiny:"): note.text for note in store.notes()}


# --- writing -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "subject", "text"),
    [
        ("heap it grows", "term:heap", "it grows"),
        ("free store it grows", "term:heap", "it grows"),
        ("why collect at all?", "section:gc/why", "at all?"),
        ("gc/how to do", "section:gc/how", "to do"),
        ("table:heap is small", "table:heap", "is small"),
        ("stakc last in", "term:stack", "last in"),
        ("mccarthy1960 read this", "source:mccarthy1960", "read this"),
    ],
)
def test_the_text_follows_the_longest_name(run: Run, store: Store, line: str, subject: str, text: str) -> None:
    assert run("note", *line.split()).code == 0
    assert texts(store) == {subject: text}


def test_a_text_from_a_pipe_keeps_its_lines(run: Run, store: Store) -> None:
    assert run("note", "heap", "-", stdin="\n- one  \n- two\r\n\n").err == "mlsys: note 1 written about 'Heap'\n"
    assert texts(store) == {"term:heap": "- one\n- two"}
    assert run("note", "heap", "-", stdin="\n").code == 2


def test_without_a_text_or_a_terminal_it_says_what_to_do(run: Run, store: Store) -> None:
    result = run("note", "heap", stdin="not asked for")
    assert (result.code, result.out) == (2, "")
    assert "mlsys note heap TEXT, or pipe it: mlsys note heap -" in result.err
    assert not store.path.exists()


@each("argv", [("note",), ("note", "--edit", "1", "--delete", "1"), ("note", "--delete", "1", "x")])
def test_a_command_line_that_makes_no_sense(run: Run, argv: tuple[str, ...]) -> None:
    assert run(*argv).code == 2


def test_an_unknown_name_or_number(run: Run, store: Store) -> None:
    assert run("note", "zzzz", "text").code == 1
    assert run("note", "--edit", "1", "text").code == run("note", "--delete", "1").code == 1
    assert not store.path.exists()


def test_a_note_longer_than_any_note(run: Run, store: Store) -> None:
    assert run("note", "heap", "x" * 100_001).code == 2
    assert run("note", "heap", "\x01" * 100_000).code == 0  # each is six characters in the log


def test_a_script_is_told_the_number_and_the_id(run: Run, store: Store) -> None:
    told = run("note", "heap", "mine", "--json").json
    assert told == {"kind": "note", "schema": 1, "number": 1, "id": store.notes()[0].id}


@pytest.mark.slow
@each(
    "encoding, text, command",
    [
        ("utf-8", rb"\xff\xfe", "note heap -"),
        ("ascii", rb"na\xc3\xafve", "import study -"),
        ("utf-7", rb"+x", "quiz --answer -"),
    ],
)
def test_a_text_that_is_not_in_the_encoding_of_stdin(
    cache: Path, home: Path, store: Store, make_book: MakeBook, encoding: str, text: bytes, command: str
) -> None:
    shell = Shell(cache, home / "own")
    env: dict[str, Any] = {"XDG_DATA_HOME": home / "data", "MLSYS_CONTENT": make_book(BOOK)}
    line = f"printf '{text.decode()}\\n' | PYTHONIOENCODING={encoding} mlsys {command}"
    done = shell.run(line, **env)
    assert (done.code, done.out) == (3, "")
    assert done.err.startswith(f"mlsys: stdin isn't text in {encoding}; nothing was changed")
    assert not store.path.exists()


@pytest.mark.slow
def test_a_text_is_read_in_the_encoding_of_stdin(cache: Path, home: Path, store: Store, make_book: MakeBook) -> None:
    shell = Shell(cache, home / "own")
    env: dict[str, Any] = {"XDG_DATA_HOME": home / "data", "MLSYS_CONTENT": make_book(BOOK)}
    assert shell.run(r"printf '\x82\xa0' | PYTHONIOENCODING=shift_jis mlsys note heap -", **env).code == 0
    assert texts(store) == {"term:heap": "あ"}


# --- changing ----------------------------------------------------------------------------------------------------


def test_a_note_is_changed_and_deleted_by_its_number(run: Run, store: Store) -> None:
    """And the numbers of the others stay."""
    for text in ("one", "two", "three"):
        run("note", "heap", text)
    assert run("note", "--edit", "2", "second").err == "mlsys: note 2 changed\n"
    assert run("note", "--edit", "2", "second").err == "mlsys: note 2 was not changed\n"
    assert run("note", "--delete", "1").err == "mlsys: note 1 about 'Heap' deleted\n"
    numbers = {note["number"]: note["text"] for note in run("notes", "--json").json["notes"]}
    assert numbers == {2: "second", 3: "three"}
    run("note", "stack", "four")
    assert run("notes", "stack", "--json").json["notes"][0]["number"] == 4
    assert run("note", "--delete", "1").code == 1


def test_a_note_keeps_its_number_for_good(run: Run, store: Store, clock: Clock, tmp_path: Path) -> None:
    """Whatever becomes of others, of the clock and of the store, and no other note is ever given it."""

    def numbers() -> dict[str, int]:
        return {note["text"]: note["number"] for note in run("notes", "--json").json["notes"]}

    run("note", "heap", "one")
    run("note", "heap", "two")
    clock.now -= 30 * DAY
    run("note", "stack", "earlier by the clock")
    assert numbers() == {"one": 1, "two": 2, "earlier by the clock": 3}
    run("note", "--delete", "3")
    run("note", "stack", "another")
    assert numbers() == {"one": 1, "two": 2, "another": 4}

    elsewhere: dict[str, Any] = {"XDG_DATA_HOME": tmp_path / "elsewhere"}
    run("note", "heap", "theirs", **elsewhere)
    run("export", "study", str(tmp_path / "theirs.jsonl"), **elsewhere)
    run("import", "study", str(tmp_path / "theirs.jsonl"))
    assert numbers() == {"one": 1, "two": 2, "another": 4, "theirs": 5}
    assert run("note", "--edit", "2", "second").code == 0
    assert numbers() == {"one": 1, "second": 2, "another": 4, "theirs": 5}


@pytest.fixture
def editor(tmp_path: Path) -> Path:
    """An editor that shows what it was given in `before`, and adds a line; it ends with the code in `code`."""
    path = tmp_path / "editor"
    path.write_text(
        '#!/bin/sh\nhere=$(dirname "$0")\nfor file; do :; done\n'
        'cat "$file" > "$here/before"\necho "$file" > "$here/file"\n'
        'cat "$here/line" >> "$file" 2>/dev/null\nexit $(cat "$here/code" 2>/dev/null || echo 0)\n'
    )
    path.chmod(0o755)
    return path


@pytest.mark.slow
def test_the_editor_goes_on_with_the_last_note(
    cache: Path, home: Path, store: Store, editor: Path, make_book: MakeBook
) -> None:
    shell = Shell(cache, home / "own")
    env: dict[str, Any] = {
        "XDG_DATA_HOME": home / "data",
        "EDITOR": editor,
        "MLSYS_CONTENT": make_book(BOOK),
        "TMPDIR": editor.parent,
    }

    def note() -> tuple[int, str]:
        done = shell.on_terminal("mlsys note heap", **env)
        return done.code, done.err

    line = editor.parent / "line"
    assert note() == (2, "mlsys: a note can't be empty\n")
    line.write_text("first\n")
    assert note() == (0, "mlsys: note 1 written about 'Heap'\n")
    line.write_text("\nsecond\n")
    assert note() == (0, "mlsys: note 1 changed\n")
    assert (editor.parent / "before").read_text() == "first\n"
    assert texts(store) == {"term:heap": "first\n\nsecond"}
    assert not list(editor.parent.glob("mlsys-note-*"))
    (editor.parent / "code").write_text("1")
    code, said = note()
    assert code == 1
    assert Path((editor.parent / "file").read_text().strip()).read_text() == "first\n\nsecond\n\nsecond\n"
    assert "your text is saved in " in said
    assert texts(store) == {"term:heap": "first\n\nsecond"}


# --- showing -----------------------------------------------------------------------------------------------------


def test_notes_stand_in_reading_order(run: Run, store: Store) -> None:
    for line in ("mccarthy1960 s", "stack b", "heap a", "how h", "gc g"):
        run("note", *line.split())
    store.write_note("other:term:x", "o", NOW + DAY)
    found = run("notes", "--json").json["notes"]
    assert [note["text"] for note in found] == ["g", "h", "a", "b", "s", "o"]
    out = run("notes").out
    assert out.startswith("6 notes\n")
    assert "\nGarbage\n───────\n\nGarbage\n\nchapter · mlsys read gc\n\nNote 5 · 18 November 2026\n\ng\n" in out
    assert "From books that aren't open\n───────────────────────────\n\nother:term:x\n" in out


def test_notes_of_a_place_with_all_that_is_in_it(run: Run) -> None:
    run("note", "heap", "a")
    run("note", "gc/why", "w")
    assert [note["text"] for note in run("notes", "gc", "--json").json["notes"]] == ["w", "a"]
    assert [note["text"] for note in run("notes", "gc/why", "--json").json["notes"]] == ["w"]
    missing = run("notes", "stack")
    assert (missing.code, missing.out) == (1, "")


def test_without_notes_it_says_how_to_write_one(run: Run, store: Store) -> None:
    assert run("notes").out.endswith("Add one with mlsys note NAME TEXT.\n")
    assert run("notes", "--json").json["notes"] == []
    assert not store.path.exists()


def test_notes_are_exported_as_the_markdown_that_was_written(run: Run) -> None:
    text = "See [[stack]], [them](http://q.r):\n\n- *this* `x`\n# Mine\n\n| a | b |\n|---|---|\n| 1 | 2 |"
    run("note", "gc/why", "-", stdin=text)
    assert run("notes", "--format", "markdown").out == (
        "# 1 note\n\n## Garbage\n\n### Why collect\n\nsection · `mlsys read gc/why`\n\nNote 1 · 18 November 2026\n\n"
        f"{text}\n"
    )
    assert "See stack, them (http://q.r):" in run("notes").out


def test_notes_as_rows(run: Run) -> None:
    run("note", "heap", "a, b")
    rows = run("notes", "--format", "csv").out.splitlines()
    assert rows == ["number,kind,id,title,written,text", '1,term,heap,Heap,2026-11-18T11:06:40Z,"a, b"']


def test_what_could_command_a_terminal_is_shown_harmless(run: Run, see: Run) -> None:
    run("note", "heap", "-", stdin="\x1b[2J\u202eevil [bold]no[/bold]")
    for out in (run("notes").out, run("notes", "--json").out, run("search", "evil").out, see("define", "heap").out):
        assert "\u202e" not in out
        assert "\x1b" not in out
        assert "[bold]no[/bold]" in out


@each("width", [20, 40, 80])
def test_notes_fit(run: Run, width: int) -> None:
    run("note", "gc/why", "-", stdin=f"{'word ' * 40}\n\n- {'x' * 100}")
    assert max(map(len, run("notes", COLUMNS=width).out.splitlines())) <= width


# --- beside the book ---------------------------------------------------------------------------------------------


def test_a_reader_sees_them_below_what_they_are_about(run: Run, see: Run) -> None:
    run("note", "heap", "like a [[stack]], but not")
    run("note", "gc/why", "-", stdin="two\n\nparagraphs")
    assert "\n▌ Note 1: like a stack, but not\n" in see("define", "heap").out
    chapter = see("read", "gc", "--no-pager").out
    assert "\n│ Note 2:\n│\n│ two\n│\n│ paragraphs\n" in chapter
    assert chapter.index("Why collect") < chapter.index("Note 2:") < chapter.index("How to do it")
    assert "Note" not in see("define", "stack").out + see("read", "gc/how").out


def test_a_program_is_not_shown_them(run: Run, see: Run) -> None:
    before = run("define", "heap"), run("read", "gc"), see("define", "heap", "--json").out
    run("note", "heap", "mine")
    run("note", "gc/why", "mine")
    assert (run("define", "heap"), run("read", "gc"), see("define", "heap", "--json").out) == before


# --- searching ---------------------------------------------------------------------------------------------------


def test_a_search_finds_words_in_notes_after_those_of_the_book(run: Run, store: Store) -> None:
    run("note", "gc/how", "things that lie")
    run("note", "stack", "one thing")
    result = run("search", "thing")
    assert result.out.startswith("3 hits for thing\n")
    assert (
        result.out.index("Heap · term") < result.out.index("In your notes") < result.out.index("Note 1 on How to do it")
    )
    hits = run("search", "thing", "--json").json["hits"]
    assert [hit["kind"] for hit in hits] == ["term", "note", "note"]
    assert {hit["open"] for hit in hits[1:]} == {"mlsys notes gc/how", "mlsys notes stack"}
    assert {hit["id"] for hit in hits[1:]} == {note.id for note in store.notes()}
    for hit in hits:
        assert run(*hit["open"].split()[1:]).code == 0


def test_a_search_in_notes_alone(run: Run) -> None:
    run("note", "gc/how", "things that lie")
    assert [hit["kind"] for hit in run("search", "lie", "--kind", "note", "--json").json["hits"]] == ["note"]
    assert [hit["kind"] for hit in run("search", "lie", "--kind", "term", "--json").json["hits"]] == ["term"]
    assert run("search", "lie", "--kind", "notes", "--chapter", "gc").code == 0
    assert run("search", "where", "--kind", "note").code == 1


@pytest.mark.parametrize("text", ["a word " * 140_000 + "needle", "needle " * 140_000])
def test_a_search_in_a_note_of_a_million_characters(run: Run, store: Store, text: str) -> None:
    """SQLite itself would weigh each hit against all others, for minutes."""
    store.write_note("tiny:term:heap", text, NOW)
    (hit,) = run("search", "a needle" if "word" in text else "needle", "--kind", "note", "--json").json["hits"]
    assert "needle" in hit["snippet"] or "a word" in hit["snippet"]


def test_what_stands_so_in_a_note_is_no_slip(run: Run) -> None:
    assert run("search", "thingz").err == "mlsys: showing hits for 'things'\n"
    run("note", "heap", "spelt thingz")
    result = run("search", "thingz")
    assert (result.out.splitlines()[0], result.err) == ("1 hit for thingz", "")


def test_a_search_for_a_slip_finds_notes_with_what_was_meant(run: Run) -> None:
    run("note", "stack", "other things")
    result = run("search", "thingz")
    assert "Note 1 on Stack" in result.out
    assert result.err == "mlsys: showing hits for 'things'\n"


def test_the_command_of_a_note_about_a_table_means_the_table(run: Run) -> None:
    """Where a term has the same name."""
    run("note", "table:heap", "of the table")
    run("note", "heap", "of the term")
    (hit,) = run("search", "of the table", "--kind", "note", "--json").json["hits"]
    assert hit["open"] == "mlsys notes table:heap"
    assert [note["text"] for note in run("notes", "table:heap", "--json").json["notes"]] == ["of the table"]


def test_a_note_does_not_need_the_settings(run: Run, home: Path) -> None:
    """Nor does a bookmark: a damaged file of settings stops only what depends on it."""
    (home / "config/mlsys-cli").mkdir(parents=True)
    (home / "config/mlsys-cli/config.toml").write_text("garbage = [")
    assert run("note", "heap", "a pile").code == 0
    assert run("mark", "heap").code == 0
    assert run("due").code == 3
