"""`mlsys export anki`: the files are opened as what they are, and their cards are read back."""

import csv
import json
import os
import re
import sqlite3
from collections import Counter
from contextlib import closing
from html import unescape
from pathlib import Path
from typing import NamedTuple
from zipfile import ZipFile

import pytest

from tests.support.cases import each
from tests.support.program import MakeBook, Run
from tests.support.quiz_book import QUIZ
from tests.support.shell import ONLY_ITS_OWN_FILES, Shell

FIELDS = ("Question", "Answer", "Explanation", "Source", "Open", "Hint")
EVIL = r"""
<script>alert(1)</script> <img src=x onerror=y> [sound:/etc/passwd] [latex]\input{a}[/latex] [$]z[/$]
{{Question}} {{c1::shown}} \(x\) \[y\] \begin{equation}z\end{equation} &lt;b&gt;
"""


class Note(NamedTuple):
    """A note of a file; `cards` is how many are made of it, which only a package says."""

    guid: str
    kind: str
    deck: str
    tags: list[str]
    fields: dict[str, str]
    cards: int = 1


def notes_in(file: Path) -> list[Note]:
    """The notes of an export, in the order in which Anki asks them."""
    return _in_text(file) if file.suffix == ".txt" else _in_package(file)


def _in_text(file: Path) -> list[Note]:
    lines = file.read_text(encoding="utf-8").split("\n")
    rows = list(csv.reader([f"{line}\n" for line in lines if not line.startswith("#")], delimiter="\t"))
    return [
        Note(guid, kind, deck, tags.split(), dict(zip(FIELDS, fields, strict=True)))
        for guid, kind, deck, tags, *fields in filter(None, rows)
    ]


def _in_package(file: Path) -> list[Note]:
    with ZipFile(file) as archive:
        assert archive.testzip() is None
        assert json.loads(archive.read("media")) == {}
        archive.extract("collection.anki2", file.parent)
    with closing(sqlite3.connect(file.parent / "collection.anki2")) as db:
        assert db.execute("pragma integrity_check").fetchone() == ("ok",)
        models, decks = map(json.loads, db.execute("select models, decks from col").fetchone())
        rows = db.execute(
            "select guid, mid, did, tags, flds, count(*), due from notes join cards on cards.nid = notes.id"
            " group by notes.id order by due"
        ).fetchall()
    notes = []
    for place, (guid, model, deck, tags, fields, cards, due) in enumerate(rows):
        assert due == place
        kind = models[str(model)]
        names = [field["name"] for field in kind["flds"]]
        by_name = dict(zip(names, fields.split("\x1f"), strict=True))
        notes.append(Note(guid, kind["name"], decks[str(deck)]["name"], tags.split(), by_name, cards))
    return notes


def words(html: str) -> str:
    """What a reader sees of some HTML."""
    return unescape(re.sub(r"<[^>]+>", " ", html.replace("<span>", "").replace("</span>", "")))


@pytest.fixture
def book(make_book: MakeBook) -> Path:
    return make_book(QUIZ)


def exported(run: Run, book: Path, name: str = "cards.apkg", *more: str) -> list[Note]:
    """The notes that are read back of an export, with those of dates and tables."""
    file = book.parent / name
    result = run("export", "anki", str(file), "--generated", *more, "--content", str(book))
    assert (result.code, result.out) == (0, "")
    return notes_in(file)


def asking(notes: list[Note], text: str) -> Note:
    """The only note whose question has a text."""
    (found,) = [note for note in notes if text in note.fields["Question"]]
    return found


# --- the cards ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["cards.apkg", "cards.txt"])
def test_every_card_becomes_a_note(run: Run, book: Path, name: str) -> None:
    """Eight questions, four terms from two sides, two events, and a row of a table."""
    notes = exported(run, book, name)
    assert len({note.guid for note in notes}) == len(notes) == 8 + 8 + 2 + 1
    assert {tuple(note.fields) for note in notes} == {FIELDS}
    assert {note.deck for note in notes} == {"tiny::gc", "tiny::gc::why", "tiny::gc::deep", "tiny::gc::how"}
    assert Counter(note.kind for note in notes) == {"mlsys": 10, "mlsys (type the answer)": 8, "mlsys (cloze)": 1}
    assert {note.cards for note in notes} == {1}
    assert all(note.fields["Question"] and note.fields["Open"].startswith("mlsys ") for note in notes)


def test_both_files_have_the_same_notes(run: Run, book: Path) -> None:
    assert exported(run, book) == exported(run, book, "cards.txt")


def test_a_note_has_what_its_question_has(run: Run, book: Path) -> None:
    note = asking(exported(run, book), "never freed")
    assert note.kind == "mlsys"
    assert note.tags == ["gc", "gc/why"]
    assert note.fields["Question"].startswith("<p>What is never freed by counting?</p><ol><li>")
    assert sorted(re.findall("<li>(.*?)</li>", note.fields["Question"])) == ["A cycle", "A list", "A tree"]
    right = re.findall("<li>(.*?)</li>", note.fields["Question"]).index("A cycle") + 1
    assert note.fields["Answer"] == f"<p>{right}. A cycle</p>"
    assert note.fields["Explanation"] == "<p>The two parts of a cycle keep each other alive.</p>"
    assert (note.fields["Open"], note.fields["Source"]) == ("mlsys read gc/why", "")
    assert note.fields["Hint"] == "<p>It bites its own tail.</p>"


@pytest.mark.parametrize(
    ("text", "asked", "answer"),
    [
        ("Which are roots?", "Choose all correct answers.", "Globals"),
        ("Which are roots?", "Choose all correct answers.", "Registers"),
        ("Every collector", "True or false?", "<p>False</p>"),
        ("Put the steps", "In which order?", "<ol><li>Stop</li><li>Mark</li><li>Sweep</li><li>Go on</li></ol>"),
        ("Join each way", "<ol><li>Mark and sweep</li><li>Counting</li></ol>", "<li>Counting → Collins</li>"),
        ("describes <strong>Root", "Which of these", "A place where marking begins."),
        ("What does this describe", "From the table: Two ways", ". Marking</p>"),
    ],
)
def test_what_is_asked_from_two_sides(run: Run, book: Path, text: str, asked: str, answer: str) -> None:
    note = asking(exported(run, book), text)
    assert note.kind == "mlsys"
    assert asked in note.fields["Question"]
    assert answer in note.fields["Answer"]


def test_what_is_to_be_ordered_never_stands_in_order(run: Run, book: Path) -> None:
    asked = asking(exported(run, book), "Put the steps").fields["Question"]
    assert sorted(re.findall("<li>(.*?)</li>", asked)) == ["Go on", "Mark", "Stop", "Sweep"]
    assert "<li>Stop</li><li>Mark</li><li>Sweep</li>" not in asked


@pytest.mark.parametrize(
    ("text", "asked", "answer", "explained"),
    [
        ("What does it do next?", "", "sweep", "Also correct: sweeping."),
        ("milliseconds", "<small>In %.</small>", "8", "From 7.5 to 8.5 counts as correct."),
        ("Lisp collects", "In which year?", "1960", "to 1963 counts as correct."),
        ("</p><p>The pile that", "What is this concept called?", "Heap", "Also correct: free store."),
    ],
)
def test_what_is_to_be_typed(run: Run, book: Path, text: str, asked: str, answer: str, explained: str) -> None:
    """The answer is bare, since Anki compares it with what is typed; what else is right stands beside it."""
    note = asking(exported(run, book), text)
    assert note.kind == "mlsys (type the answer)"
    assert asked in note.fields["Question"]
    assert note.fields["Answer"] == answer
    assert explained in note.fields["Explanation"]


def test_gaps_are_those_of_anki_and_are_hidden_at_once(run: Run, book: Path) -> None:
    note = asking(exported(run, book), "copying collector")
    assert note.kind == "mlsys (cloze)"
    assert note.fields["Question"] == (
        "<p>A copying collector has two {{c1::halves}} and uses {{c1::one}} at a time.</p>"
    )
    assert note.fields["Answer"] == "<p>halves or semispaces; one or 1</p>"


def test_gaps_that_the_text_has_not_are_no_cloze(run: Run, make_book: MakeBook) -> None:
    note = asking(exported(run, make_book(QUIZ.replace("and uses ___ at", "and uses one at"))), "copying collector")
    assert (note.kind, note.fields["Question"].count("___"), note.cards) == ("mlsys", 1, 1)


def test_sources_and_doubts_are_told(run: Run, make_book: MakeBook) -> None:
    told = (
        "  explain: Both are of 1960. [@mccarthy1960]\n"
        '  as_of: "2024-05"\n  disputed: "Some say *earlier*."\n  sources: [mccarthy1960]\n'
    )
    source = "references:\n- {key: mccarthy1960, authors: [John McCarthy], year: 1960, title: Recursive, venue: CACM}\n"
    text = f"{QUIZ.replace('  explain: Both are of 1960.', told.rstrip())}--- references.yaml\n{source}"
    note = asking(exported(run, make_book(text)), "Join each way")
    assert note.fields["Source"] == "<p>John McCarthy (1960). <em>Recursive</em>. CACM.</p>"
    assert note.fields["Explanation"] == (
        "<p>Both are of 1960.</p><p><strong>As of May 2024:</strong> newer figures may exist.</p>"
        "<p><strong>Disputed:</strong> Some say <em>earlier</em>.</p>"
    )


def test_cards_of_one_thing_lie_apart(run: Run, book: Path) -> None:
    """The meaning of a term tells its name, so that all meanings come before all names."""
    asked = [words(note.fields["Question"]) for note in exported(run, book)]
    meanings = [place for place, text in enumerate(asked) if "Which of these" in text]
    names = [place for place, text in enumerate(asked) if "called?" in text]
    assert len(meanings) == len(names) == 4
    assert max(meanings) < min(names)


# --- imported again ----------------------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize("name", ["cards.apkg", "cards.txt"])
def test_the_same_book_gives_the_same_file(run: Run, book: Path, name: str) -> None:
    exported(run, book, name)
    first = (book.parent / name).read_bytes()
    (book.parent / name).unlink()
    os.utime(book / "gc", (2_000_000_000, 2_000_000_000))  # as where an editor has kept a copy for a while
    exported(run, book, name)
    assert (book.parent / name).read_bytes() == first


def test_a_corrected_text_keeps_the_notes_and_makes_them_newer(run: Run, book: Path) -> None:
    """Anki knows a note by its guid, and replaces it if the imported one was changed later."""
    before, was = exported(run, book), _state(book.parent)
    quiz = book / "gc/quiz.yaml"
    quiz.write_text(quiz.read_text().replace("What is never freed", "What is not freed"))
    os.utime(quiz, (2_000_000_000, 2_000_000_000))
    after, now = exported(run, book), _state(book.parent)
    assert [note.guid for note in after] == [note.guid for note in before]
    assert [one for one, other in zip(after, before, strict=True) if one != other] == [asking(after, "is not freed")]
    assert max(was.changed) < 2_000_000_000 == min(now.changed)
    assert (now.decks, now.models) == (was.decks, was.models)


def test_a_changed_title_keeps_the_decks_and_notes(run: Run, book: Path) -> None:
    """Anki finds a deck by its name: one of another name would be a new deck, and empty, since its notes are known."""
    before, was = exported(run, book), _state(book.parent)
    for file in ("gc/chapter.yaml", "book.yaml"):
        path = book / file
        path.write_text(
            path.read_text().replace("title: Garbage", "title: Rubbish").replace("title: Tiny", "title: Big")
        )
    after, now = exported(run, book), _state(book.parent)
    assert now.decks == was.decks
    assert [(note.guid, note.deck) for note in after] == [(note.guid, note.deck) for note in before]


def test_another_book_changes_nothing(run: Run, make_book: MakeBook) -> None:
    """Even one with the same chapters, which are told apart by their books where they are read."""
    book = make_book(QUIZ)
    other = make_book(f"{QUIZ}--- book.yaml\nid: other\ntitle: Other\nparts: [{{title: All, chapters: [gc]}}]\n", "two")
    alone, was = exported(run, book), _state(book.parent)
    both, now = exported(run, book, "both.apkg", "--content", str(other)), _state(book.parent)
    assert was.decks < now.decks
    assert [note[:4] for note in both if note.deck.startswith("tiny::")] == [note[:4] for note in alone]
    assert len({note.guid for note in both}) == 2 * len(alone)


class State(NamedTuple):
    """When the notes of a package were changed, and the ids of its decks and kinds of notes."""

    changed: set[int]
    decks: set[str]
    models: set[str]


def _state(folder: Path) -> State:
    """That of the package that was read last."""
    with closing(sqlite3.connect(folder / "collection.anki2")) as db:
        models, decks = map(json.loads, db.execute("select models, decks from col").fetchone())
        return State({mod for (mod,) in db.execute("select mod from notes")}, set(decks), set(models))


def test_ids_are_those_that_were_given_at_first(run: Run, book: Path) -> None:
    """Whoever changes them doubles every note that anybody has."""
    notes = exported(run, book)
    assert asking(notes, "never freed").guid == "d70d5342156c8fa9"
    state = _state(book.parent)
    assert state.decks >= {"1", "2146549951"}
    assert len(state.decks) == 5
    assert state.models >= {"1427306419", "1589073642", "1893127754"}


# --- what is exported --------------------------------------------------------------------------------------------


@pytest.mark.slow
@each(
    "options, count",
    [
        (["gc"], 19),
        (["gc/how"], 6),
        (["gc/why", "gc/deep", "--no-generated"], 4),
        (["--no-generated"], 8),
        (["--kind", "cloze", "--kind", "order"], 2),
        (["--kind", "number"], 3),
        (["--level", "apply"], 1),
    ],
)
def test_a_part_can_be_exported(run: Run, book: Path, options: list[str], count: int) -> None:
    everything = exported(run, book)
    part = exported(run, book, "part.txt", *options)
    assert len(part) == count
    assert {note.guid for note in part} <= {note.guid for note in everything}


@pytest.mark.slow
@pytest.mark.parametrize(("choice", "count"), [("written", 8), ("+terms", 16), ("all", 19)])
def test_the_learner_chooses_what_is_exported(run: Run, book: Path, choice: str, count: int) -> None:
    assert run("config", "cards", choice).code == 0
    told = run("export", "anki", str(book.parent / "cards.txt"), "--content", str(book)).err
    assert f"{count} cards written" in told


def test_what_is_suspended_is_left_out(run: Run, book: Path) -> None:
    assert run("suspend", "heap", "--content", str(book)).code == 0
    notes = exported(run, book)
    assert len(notes) == 17
    assert not [note for note in notes if note.fields["Answer"] == "Heap"]


def test_sections_are_decks_below_their_chapters(run: Run, make_book: MakeBook) -> None:
    """A card that belongs to no section is in the deck of its chapter."""
    text = QUIZ
    other = "--- two/chapter.yaml\ntitle: Two\nsummary: S.\nsections:\n- {id: so, title: So, body: So.}\n"
    question = (
        "--- two/quiz.yaml\nquestions:\n"
        "- {id: so, section: two/so, kind: true-false, level: recall, ask: Yes?, answer: true, explain: Yes.}\n"
    )
    head = "--- book.yaml\nid: tiny\ntitle: Tiny\nparts: [{title: All, chapters: [gc, two]}]\n"
    notes = exported(run, make_book(text + other + question + head))
    assert Counter(note.deck for note in notes) == {
        "tiny::gc": 3,
        "tiny::gc::why": 6,
        "tiny::gc::deep": 4,
        "tiny::gc::how": 6,
        "tiny::two::so": 1,
    }
    assert asking(notes, "Yes?").tags == ["two", "two/so"]


@pytest.mark.slow
def test_the_bundled_book(run: Run, tmp_path: Path) -> None:
    """Its first chapter, which has one of everything."""
    result = run("export", "anki", str(tmp_path / "all.apkg"), "intro", "--generated", "--json")
    notes = notes_in(tmp_path / "all.apkg")
    assert result.json["notes"] == len(notes) > 500
    assert "intro-to-mlsys::intro::symbolic-ai" in result.json["decks"]
    assert all(deck.startswith("intro-to-mlsys::") for deck in result.json["decks"])
    assert len({note.guid for note in notes}) == len(notes)
    assert {note.cards for note in notes} == {1}
    assert sum("intro/symbolic-ai" in note.tags for note in notes) > 5


# --- what can't do harm ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["cards.apkg", "cards.txt"])
def test_nothing_of_a_text_acts_in_anki(run: Run, make_book: MakeBook, name: str) -> None:
    """It is shown as it stands; only tags that are ours are there, and no sound, LaTeX or cloze begins."""
    evil = json.dumps(" ".join(EVIL.split()))
    text = QUIZ.replace("ask: What is never freed by counting?", f"ask: {evil}")
    text = text.replace("{text: A list}", f"{{text: {evil}}}").replace("A copying collector", "A {{c2::copying}} one")
    text = text.replace("answers: [sweep, sweeping]", f"answers: [{evil}]").replace("[halves,", "['a}}b::c {{c3::d}}',")
    notes = exported(run, make_book(text), name)
    for note in notes:
        for field in note.fields.values():
            assert set(re.findall(r"<[^>]*>", field)) <= {
                f"<{slash}{tag}>" for tag in ("p", "ol", "ul", "li", "strong", "small", "span") for slash in ("", "/")
            }
            assert not re.search(r"\\[(\[a-z]|\[(?:sound|latex|/latex|\$)", field)
    choice, typed, cloze = (asking(notes, found) for found in ("alert", "do next", "c1::a"))
    for field in (choice.fields["Question"], typed.fields["Answer"]):
        assert "{{" not in field
        assert r"[sound:/etc/passwd] [latex]\input{a}[/latex] [$]z[/$] {{Question}} {{c1::shown}} \(x\)" in words(field)
    gap, other = re.findall(r"\{\{.*?\}\}", cloze.fields["Question"])
    assert (words(gap), gap.count("::"), other) == ("{{c1::a}}b::c {{c3::d}}}}", 1, "{{c1::one}}")
    assert re.findall(r"\{\{c\d+::", cloze.fields["Question"]) == ["{{c1::"] * 2
    assert words(cloze.fields["Question"]) == (
        " A {{c2::copying}} one has two {{c1::a}}b::c {{c3::d}}}} and uses {{c1::one}} at a time. "
    )


def test_text_with_quotes_tabs_and_lines(run: Run, make_book: MakeBook) -> None:
    code = '"Say \\"so\\":\\n\\n    one\\ttwo\\n    three"'
    text = QUIZ.replace("explain: Marking begins at both.", f"explain: {code}")
    (package, plain) = (
        asking(exported(run, make_book(text), name), "Which are roots?") for name in ("cards.apkg", "cards.txt")
    )
    assert package == plain
    assert re.fullmatch(r'<p>Say "so":</p><pre><code>one +two\nthree</code></pre>', plain.fields["Explanation"])


def test_the_headers_of_the_text(run: Run, book: Path) -> None:
    exported(run, book, "cards.txt")
    lines = (book.parent / "cards.txt").read_text(encoding="utf-8").split("\n")
    assert [line for line in lines if line.startswith("#")][1:] == [
        *("#separator:tab", "#html:true", "#guid column:1", "#notetype column:2", "#deck column:3", "#tags column:4")
    ]


# --- the file ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["-", "cards", "cards.csv", ".apkg"])
def test_a_file_of_another_ending_is_a_usage_error(run: Run, book: Path, name: str) -> None:
    result = run("export", "anki", name, "--content", str(book))
    assert (result.code, result.out) == (2, "")
    assert "use a file name that ends with .apkg or .txt" in result.err


@pytest.mark.parametrize("name", ["cards.apkg", "cards.txt"])
def test_an_export_is_replaced_and_nothing_else(run: Run, book: Path, name: str) -> None:
    count = len(exported(run, book, name))
    assert len(exported(run, book, name, "--no-generated")) == 8 < count
    for other in (b"my diary", b"", b"#separator:tab\n"):
        (book.parent / name).write_bytes(other)
        result = run("export", "anki", str(book.parent / name), "--content", str(book))
        assert (result.code, result.out) == (3, "")
        assert "isn't an export" in result.err
        assert (book.parent / name).read_bytes() == other
    assert [path.name for path in book.parent.glob("cards*")] == [name]


def test_a_package_of_somebody_else_is_not_replaced(run: Run, book: Path) -> None:
    file = book.parent / "cards.apkg"
    with ZipFile(file, "w") as archive:
        archive.writestr("collection.anki2", b"years of work")
    assert run("export", "anki", str(file), "--content", str(book)).code == 3
    with ZipFile(file) as archive:
        assert archive.read("collection.anki2") == b"years of work"


@pytest.mark.slow
@pytest.mark.parametrize("name", ["cards.apkg", "cards.txt"])
def test_a_disk_that_is_full(shell: Shell, run: Run, book: Path, name: str) -> None:
    run("toc", MLSYS_CONTENT=book)  # so that the index is there
    file = book.parent / name
    line = f"ulimit -f 2; trap '' XFSZ; mlsys export anki {file}"
    done = shell.run(line, **ONLY_ITS_OWN_FILES, TMPDIR=book.parent, MLSYS_CONTENT=book)
    assert (done.code, done.out) == (3, "")
    assert f"{file} can't be written: " in done.err
    assert "Traceback" not in done.err
    assert list(book.parent.glob("cards*")) == []


def test_where_there_is_no_folder(run: Run, book: Path) -> None:
    result = run("export", "anki", "/nowhere/at/all.apkg", "--content", str(book))
    assert (result.code, result.out) == (3, "")
    assert "/nowhere/at/all.apkg can't be written: No such file" in result.err


@each(
    "options, code, told",
    [
        (["anki", "x.apkg", "nowhere"], 1, "there is no chapter or section 'nowhere'"),
        (["anki", "x.apkg", "--kind", "essay"], 2, "there is no kind 'essay'"),
        (["anki", "x.apkg", "gc/how", "--kind", "true-false"], 1, "no questions match"),
        (["study", "x.jsonl", "gc"], 2, "chapters are for 'export anki'"),
        (["study", "x.jsonl", "--no-generated"], 2, "--no-generated is for 'mlsys export anki', "),
    ],
)
def test_what_cannot_be_exported(
    run: Run, book: Path, monkeypatch: pytest.MonkeyPatch, options: list[str], code: int, told: str
) -> None:
    monkeypatch.chdir(book.parent)
    result = run("export", *options, "--content", str(book))
    assert (result.code, result.out) == (code, "")
    assert told in result.err
    assert list(book.parent.glob("x*")) == []


@pytest.mark.slow
def test_only_a_package_needs_genanki(shell: Shell, book: Path) -> None:
    for name, needs_it in (("cards.txt", False), ("cards.apkg", True)):
        modules = shell.imported(f"export anki {book.parent / name} --content {book}")
        assert ((book.parent / name).exists(), "genanki" in modules) == (True, needs_it)
