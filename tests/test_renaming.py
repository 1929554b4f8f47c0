"""`mlsys rename`: an entry's id changes everywhere in its book, and the old one still leads to it."""

from itertools import count
from pathlib import Path

import pytest

from mlsys_cli.journal.store import Store
from tests.support.cases import each
from tests.support.failing_steps import failure_at
from tests.support.journal import is_suspended, rebuild_projections
from tests.support.program import MakeBook, Run

BOOK = {
    "book.yaml": "id: tiny\ntitle: Tiny\ncredit: After [@mc].\nparts: [{title: All, chapters: [gc, hp]}]\n",
    "references.yaml": "references:\n- {key: mc, authors: [Mc], title: Lists, venue: CACM}  # kept\n",
    "gc/chapter.yaml": """\
title: Garbage
summary: The [[heap]], which isn't a heap.
objectives: ["Tell a [[heap|pile]] from a stack."]
sections:
  - id: why   # first
    title: Why
    body: |
      A [[heap]] and a [[term:heap|heap]] of `[[heap]]`, see [[section:gc/why]] [@mc; @mc].

      ![[table:ways]]

      ```
      [[heap]]
      ```
    sections:
      - {id: "deep", title: Deep, body: "See [[section:gc/why|above]]."}
""",
    "gc/glossary.yaml": """\
terms:
  # the pile
  - id: heap
    name: Heap
    kind: concept
    definition: A pile.
    see_also:
      - heaps   # more
  - {id: heaps, name: Piles, kind: concept, definition: "More than one [[heap]].", see_also: [heap]}
""",
    "gc/tables.yaml": "tables:\n- id: ways\n  title: Ways\n  columns: [{id: heap, name: Heap}]\n"
    "  rows: [{aspect: One, cells: {heap: x}}]\n  sources: [mc]\n",
    "gc/timeline.yaml": "eras: [{id: early, name: Early, start: 1950, summary: Few.}]\n"
    "events:\n- {id: lisp, year: 1960, title: Lisp, body: So., era: early, terms: [heap], section: gc/why}\n",
    "gc/quiz.yaml": "questions:\n- {id: q, section: gc/why, kind: true-false, level: recall, ask: 'Is it a [[heap]]?',"
    " answer: true, explain: So.}\n",
    "hp/chapter.yaml": "title: Heaps\nsummary: Of [[heap]].\nsections:\n- {id: why, title: Also why, body: So.}\n",
}


@pytest.fixture
def book(make_book: MakeBook, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The book, in whose folder the user is."""
    folder = make_book(BOOK)
    monkeypatch.chdir(folder)
    return folder


def texts(book: Path) -> dict[str, str]:
    """The text of each file of the book."""
    return {path: (book / path).read_bytes().decode() for path in BOOK}


def with_changes(*changes: tuple[str, str, str]) -> dict[str, str]:
    """The files of the book with something else in some of them."""
    files = dict(BOOK)
    for path, old, new in changes:
        assert old in files[path]
        files[path] = files[path].replace(old, new)
    return files


def test_every_link_to_a_term_changes_and_no_other_word(run: Run, book: Path) -> None:
    result = run("rename", "term:heap", "free-store")
    assert result.out == "gc/glossary.yaml:3:9\n"
    assert result.err.startswith("mlsys: term:heap is now term:free-store; changed 9 links in 5 files\n")
    assert "\n  gc/chapter.yaml:8:11\n" in result.err
    assert texts(book) == with_changes(
        ("gc/chapter.yaml", "The [[heap]]", "The [[free-store]]"),
        ("gc/chapter.yaml", "[[heap|pile]]", "[[free-store|pile]]"),
        ("gc/chapter.yaml", "A [[heap]] and a [[term:heap|", "A [[free-store]] and a [[term:free-store|"),
        ("gc/glossary.yaml", "  - id: heap\n", "  - id: free-store\n    formerly: [heap]\n"),
        ("gc/glossary.yaml", '[[heap]].", see_also: [heap]', '[[free-store]].", see_also: [free-store]'),
        ("gc/timeline.yaml", "terms: [heap]", "terms: [free-store]"),
        ("gc/quiz.yaml", "[[heap]]", "[[free-store]]"),
        ("hp/chapter.yaml", "[[heap]]", "[[free-store]]"),
    )
    assert run("check", "--level", "warning").out == ""
    assert run("define", "heap", "--json", "--content", str(book)).json["id"] == "free-store"
    assert run("rename", "term:free-store", "heap").code == 0
    assert texts(book) == with_changes(("gc/glossary.yaml", "id: heap\n", "id: heap\n    formerly: [free-store]\n"))


@pytest.mark.parametrize(
    ("entry", "new", "changes"),
    [
        (
            "section:gc/why",
            "reasons",
            [
                ("gc/chapter.yaml", "  - id: why   # first\n", "  - id: reasons   # first\n    formerly: [why]\n"),
                ("gc/chapter.yaml", "gc/why", "gc/reasons"),
                ("gc/timeline.yaml", "gc/why", "gc/reasons"),
                ("gc/quiz.yaml", "gc/why", "gc/reasons"),
            ],
        ),
        ("deep", "deeper", [("gc/chapter.yaml", 'id: "deep"', 'id: "deeper", formerly: [deep]')]),
        (
            "source:mc",
            "mccarthy1960",
            [
                ("references.yaml", "key: mc", "key: mccarthy1960, formerly: [mc]"),
                ("book.yaml", "@mc", "@mccarthy1960"),
                ("gc/chapter.yaml", "@mc", "@mccarthy1960"),
                ("gc/tables.yaml", "[mc]", "[mccarthy1960]"),
            ],
        ),
        (
            "table:ways",
            "table:no",
            [
                ("gc/tables.yaml", "id: ways\n", 'id: "no"\n  formerly: [ways]\n'),
                ("gc/chapter.yaml", "table:ways", "table:no"),
            ],
        ),
        (
            "era:early",
            "first",
            [
                ("gc/timeline.yaml", "id: early", "id: first, formerly: [early]"),
                ("gc/timeline.yaml", "era: early", "era: first"),
            ],
        ),
        ("question:q", "is-it", [("gc/quiz.yaml", "id: q", "id: is-it, formerly: [q]")]),
    ],
)
def test_every_kind_with_an_id_can_be_renamed(
    run: Run, book: Path, entry: str, new: str, changes: list[tuple[str, str, str]]
) -> None:
    before = run("check").out.count("\n")
    assert run("rename", entry, new).code == 0
    assert texts(book) == with_changes(*changes)
    assert run("check").out.count("\n") == before


def test_the_old_id_of_a_section_is_read(run: Run, book: Path) -> None:
    run("rename", "gc/why", "reasons")
    run("rename", "section:reasons", "causes")
    for name in ("gc/why", "gc/reasons", "reasons"):
        assert run("read", name, "--json", "--content", str(book)).json["id"] == "gc/causes"
    assert run("read", "hp/why", "--json", "--content", str(book)).json["id"] == "hp/why"


@each(
    "entry, new, code, words",
    [
        ("term:heap", "heaps", 2, "the term 'heaps' already exists, at"),
        ("term:heap", "Free Store", 2, "did you mean 'free-store'?"),
        ("term:heap", "", 2, "NEW can't be empty"),
        ("term:heap", "heap-", 2, "lower-case letters and digits, with single hyphens between them\n"),  # and no hint
        ("term:hepas", "x", 1, "did you mean 'heaps'?"),
        ("section:why", "x", 2, "it can be section:gc/why or section:hp/why"),
        ("chapter:gc", "x", 2, "and in links such as [[section:gc/…]]"),
        ("book:tiny", "x", 2, "its id is in book.yaml; what learners have answered and read is stored under it"),
        ("trem:heap", "x", 2, "did you mean 'term'?"),
    ],
)
def test_what_cannot_be_renamed(run: Run, book: Path, entry: str, new: str, code: int, words: str) -> None:
    result = run("rename", entry, new)
    assert (result.code, result.out) == (code, "")
    assert words in result.err
    assert texts(book) == BOOK


def test_a_former_id_is_not_given_to_another(run: Run, book: Path) -> None:
    run("rename", "term:heap", "free-store")
    assert "'heap' is a former id of the term 'free-store'" in run("rename", "term:heaps", "heap").err
    assert "it is now 'free-store'" in run("rename", "term:heap", "pile").err
    assert run("new", "term", "heap", "--chapter", "gc").code == 0
    reused = run("check", "--select", "reused-id").out
    assert reused == "gc/glossary.yaml:4:16: reused-id: 'heap' is the id of another term now [warning]\n"


def test_a_book_that_cannot_be_read_in_full_is_not_changed(run: Run, book: Path) -> None:
    (book / "gc/quiz.yaml").write_text("questions: [")
    result = run("rename", "term:heap", "free-store")
    assert (result.code, result.out) == (3, "")
    assert "links may be missed" in result.err
    assert (book / "gc/glossary.yaml").read_text() == BOOK["gc/glossary.yaml"]


def test_it_works_from_anywhere_and_leaves_books_of_others_alone(
    run: Run, book: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    assert "there is no book.yaml here" in run("rename", "term:heap", "free-store").err
    renamed = run("rename", "term:heap", "free-store", "--json", "--content", str(book)).json
    assert (renamed["id"], renamed["place"], len(renamed["links"])) == ("free-store", "book/gc/glossary.yaml:3:9", 9)
    assert run("pack", "add", str(book)).code == 0
    assert "belongs to a pack" in run("rename", "term:heaps", "piles", "--pack", "tiny").err


def test_all_files_are_changed_or_none(run: Run, make_book: MakeBook, monkeypatch: pytest.MonkeyPatch) -> None:
    for step in count():
        book = make_book(BOOK)
        monkeypatch.chdir(book)
        with failure_at(step, book, OSError(28, "No space left on device", "book")) as failure:
            result = run("rename", "term:heap", "free-store")
        changed = [path for path, text in texts(book).items() if text != BOOK[path]]
        assert len(changed) in (0, 5)
        assert not list(book.rglob("*.tmp"))
        if not failure.happened:
            break
        assert result.code == 3
        assert changed == []
    assert step > len(BOOK)


# --- what a learner knows ------------------------------------------------------------------------------------------

MINUTE = 60_000_000
NOW = 1_795_000_000_000_000


def learn(store: Store, run: Run, book: Path) -> None:
    """Answer, note, mark, read and suspend something of the book, whose ids have the names of their first day."""
    for number, grade in enumerate((3, 3, 1)):
        store.answer("tiny:term:heap:meaning", grade, NOW + number * 10 * MINUTE)
    store.answer("tiny:question:q", 3, NOW)
    store.suspend(["tiny:term:heaps"], NOW)
    store.flag("tiny:question:q", NOW)
    for command in ("note term:heap It_grows.", "mark heap", "mark gc/why"):
        words = [word.replace("_", " ") for word in command.replace("term:", "").split()]
        assert run(*words, "--content", str(book), now=NOW).code == 0
    store.read("tiny:section:gc/why", NOW)


def known(run: Run, book: Path) -> dict[str, object]:
    """What commands show of what a learner knows, by the ids that the book has now."""
    where = ("--content", str(book))
    toc = run("toc", *where, "--json", size=(80, 24), now=NOW + 60 * MINUTE).json
    return {
        "notes": [note["about"]["id"] for note in run("notes", *where, "--json").json["notes"]],
        "marks": sorted(mark["id"] for mark in run("marks", *where, "--json").json["marks"]),
        "flags": [flag["id"] for flag in run("notes", "--flags", *where, "--json").json["flags"]],
        "due": run("due", *where, now=NOW + 60 * MINUTE).out,
        "read": [section["read"] for chapter in toc["chapters"] for section in chapter["sections"]],
    }


def test_what_was_learned_under_the_old_id_is_known_of_the_new_one(run: Run, book: Path, store: Store) -> None:
    learn(store, run, book)
    before, log = known(run, book), store.log()
    heap = store.history("tiny:term:heap:meaning")
    assert (before["notes"], before["marks"]) == (["heap"], ["gc/why", "heap"])
    for old, new in (
        ("term:heap", "free-store"),
        ("section:gc/why", "reasons"),
        ("question:q", "is-it"),
        ("term:heaps", "piles"),
    ):
        assert run("rename", old, new, "--content", str(book)).code == 0
    after = known(run, book)
    assert (after["notes"], after["marks"]) == (["free-store"], ["free-store", "gc/reasons"])
    assert (after["due"], after["read"]) == (before["due"], before["read"])
    assert (before["flags"], after["flags"]) == (["tiny:question:q"], ["tiny:question:is-it"])
    run("progress", "--content", str(book))
    assert [step._replace(card="") for step in store.history("tiny:term:free-store:meaning")] == [
        step._replace(card="") for step in heap
    ]
    assert sorted(card.card for card in store.cards()) == ["tiny:question:is-it", "tiny:term:free-store:meaning"]
    assert is_suspended(store, "tiny:term:piles:name")
    assert store.log() == log


def test_answers_under_both_ids_are_one_history(run: Run, book: Path, store: Store) -> None:
    """Also if those under the old id come later, from a machine whose book is older; and if the book takes it back."""
    run("rename", "term:heap", "free-store", "--content", str(book))
    store.answer("tiny:term:free-store:meaning", 3, NOW)
    store.answer("tiny:term:heap:meaning", 1, NOW + 10 * MINUTE)
    store.mark("tiny:term:heap", NOW)
    run("progress", "--content", str(book))
    assert store.answer("tiny:term:heap:meaning", 3, NOW + 12 * MINUTE).card == "tiny:term:free-store:meaning"
    (card,) = store.cards()
    assert (card.card, card.reps) == ("tiny:term:free-store:meaning", 3)
    rebuild_projections(store)
    assert store.cards() == (card,)
    assert [mark.subject for mark in store.marks()] == ["tiny:term:free-store"]
    store.forget(["tiny:term:free-store"], NOW + 20 * MINUTE)
    assert store.unforget(["tiny:term:free-store"], NOW + 21 * MINUTE) == 1
    run("rename", "term:free-store", "pile", "--content", str(book))
    run("progress", "--content", str(book))
    assert [card.card for card in store.cards()] == ["tiny:term:pile:meaning"]
    text = (book / "gc/glossary.yaml").read_text()
    (book / "gc/glossary.yaml").write_text(text.replace("    formerly: [heap, free-store]\n", ""))
    run("progress", "--content", str(book))
    assert sorted(card.card for card in store.cards()) == ["tiny:term:free-store:meaning", "tiny:term:heap:meaning"]


def test_a_store_that_only_is_looked_at_is_not_written(run: Run, book: Path, store: Store) -> None:
    learn(store, run, book)
    run("rename", "term:heap", "free-store", "--content", str(book))
    store.close()
    before = store.path.read_bytes()
    shown = run("define", "heap", "--content", str(book), size=(80, 24), MLSYS_PAGER="cat").out
    assert "It grows." in shown
    assert store.path.read_bytes() == before
