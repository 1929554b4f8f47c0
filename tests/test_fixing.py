"""`mlsys check --fix`: what can be corrected in one way only is, and no other character of a file changes."""

from itertools import count
from pathlib import Path

import pytest

from tests.support.failing_steps import failure_at
from tests.support.program import MakeBook, Run

REFERENCES = """\
references:
- {key: mccarthy1960, authors: [Mc], title: Lists, venue: CACM, doi: "https://doi.org/10.1145/367177"}  # a DOI
- key: moore1965
  authors: [Moore]
  title: Cramming
  venue: Electronics
  arxiv: 'arXiv:1706.03762'   # kept
"""

CHAPTER = """\
title: Garbage
summary: >-   # folded
  What the
  the is left over [@macarthy1960].
sections:
  - id: why-collect
    title: Why
    body: |
      The the [[heapp|the heap]] of "memory", see [[section:why-collect|here]] and and
      and [[stacks]] [@mccarthy1960; @mooore1965]. [[stck]] isn't clear.

      ```
      [[heapp]] the the
      ```
"""

GLOSSARY = """\
terms:
  # first
  - id: heaps   # the pile
    name: Heap
    kind: concept
    definition: |
      A pile.

    see_also:
      - stack-frame
      - garbage
    # example: none

  # second
  - {id: stack-frame, name: Frame, kind: concept, definition: "A tower, see [[heaps]]"}
  - id: garbage
    name: Garbage
    kind: concept
    definition: >-
      What is left.

    # sources: [x]
  - id: stacks
    name: Stack
    kind: concept
    definition: More.
    see_also: [garbage,
      heaps]  # two
"""

TIMELINE = """\
events:
  # the second one
  - id: second
    year: 1970
    title: B
    body: |
      b

  - {id: fourth, year: 1990, title: D, body: d}  # the last

  # the first
  # of all
  - id: first
    year: 1960
    title: A
    body: a
  - id: third
    year: 1980
    title: C
    body: c [[heapss]]
"""

BEFORE = {
    "references.yaml": REFERENCES,
    "gc/chapter.yaml": CHAPTER,
    "gc/glossary.yaml": GLOSSARY,
    "gc/timeline.yaml": TIMELINE,
}

AFTER = {
    "references.yaml": REFERENCES.replace("https://doi.org/", "").replace("arXiv:", ""),
    "gc/chapter.yaml": CHAPTER.replace("  the is", "  is")
    .replace("[@macarthy", "[@mccarthy")
    .replace("The the [[heapp|the heap]]", "The [[heaps|heap]]")
    .replace("section:why", "section:gc/why")
    .replace("and and\n      and ", "and\n      ")
    .replace("mooore", "moore"),
    "gc/glossary.yaml": GLOSSARY.replace("      - garbage\n", "      - garbage\n      - stacks\n")
    .replace('[[heaps]]"}', '[[heaps]]", see_also: [heaps]}')
    .replace("    # sources: [x]\n", "    # sources: [x]\n    see_also: [heaps, stacks]\n"),
    "gc/timeline.yaml": """\
events:
  # the first
  # of all
  - id: first
    year: 1960
    title: A
    body: a

  # the second one
  - id: second
    year: 1970
    title: B
    body: |
      b

  - id: third
    year: 1980
    title: C
    body: c [[heaps]]
  - {id: fourth, year: 1990, title: D, body: d}  # the last
""",
}


@pytest.fixture(autouse=True)
def _in_the_folder_of_books(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def texts(book: Path, files: dict[str, str]) -> dict[str, str]:
    """The text of some files of a book, with their line ends."""
    return {path: (book / path).read_bytes().decode() for path in files}


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_what_has_one_fix_is_fixed_and_all_else_stays(run: Run, make_book: MakeBook, end: str, mark: str) -> None:
    book = make_book(BEFORE)
    for path, text in BEFORE.items():
        (book / path).write_bytes((mark + text.replace("\n", end)).encode())
    result = run("check", "book", "--fix")
    assert texts(book, AFTER) == {path: mark + text.replace("\n", end) for path, text in AFTER.items()}
    assert result.code == 1
    assert "there is no term 'stck'" in result.out
    assert result.err.startswith("mlsys: corrected 18 problems in 4 files\n")
    assert "  book/gc/chapter.yaml:9:17: dangling-link: 'heapp' is now 'heaps'\n" in result.err
    assert "  book/gc/chapter.yaml:4:3: doubled-word: a second 'the' is deleted\n" in result.err
    assert "  book/gc/glossary.yaml:11:9: one-way-see-also: the see_also of 'garbage' has 'heaps' too\n" in result.err
    assert "  book/gc/timeline.yaml: years-out-of-order: put in order\n" in result.err
    assert not list(book.rglob("*.tmp"))
    again = run("check", "book", "--fix")
    assert (again.out, again.err) == (result.out, "")
    assert texts(book, AFTER) == {path: mark + text.replace("\n", end) for path, text in AFTER.items()}


def test_only_what_was_asked_for_is_fixed(run: Run, make_book: MakeBook) -> None:
    """By rules, by levels, by the settings of the book, and by a part of it."""
    book = make_book(
        {**BEFORE, "book.yaml": "id: t\ntitle: T\nparts: [{title: A, chapters: [gc]}]\ncheck: {level: error}\n"}
    )
    fixed = run("check", "book/gc/timeline.yaml", "--fix", "--json").json
    assert [(problem["rule"], problem["line"]) for problem in fixed["mended"]] == [("dangling-link", 20)]
    assert texts(book, BEFORE) == {**BEFORE, "gc/timeline.yaml": TIMELINE.replace("heapss", "heaps")}
    run("check", "book", "--fix", "--select", "bad-address,doubled-word", "--ignore", "doubled-word")
    assert texts(book, BEFORE)["references.yaml"] == AFTER["references.yaml"]
    assert texts(book, BEFORE)["gc/chapter.yaml"] == CHAPTER


def test_what_a_mend_would_break_stays(run: Run, make_book: MakeBook) -> None:
    """An id that YAML reads as a number, a name that is in the list already, and a word written with an escape."""
    terms = "- {id: '12345', name: N, kind: concept, definition: N., see_also: [heaps]}\n"
    terms += "- {id: heaps, name: H, kind: concept, definition: H., see_also: [stacks, '12345', heeps]}\n"
    terms += "- {id: stacks, name: S, kind: concept, definition: S., see_also: [heaps, l2345, heapss]}\n"
    files = {
        "gc/glossary.yaml": f"terms:\n{terms}",
        "gc/chapter.yaml": 'title: T\nsummary: "A [[st\\x61ckss]]."\nsections: [{id: why, title: W, body: So.}]\n',
    }
    book = make_book(files)
    run("check", "book", "--fix", "--level", "error")
    assert texts(book, files) == {
        **files,
        "gc/glossary.yaml": files["gc/glossary.yaml"].replace("heeps", "heaps"),
    }


def test_a_word_that_is_the_target_of_a_link_stays(run: Run, make_book: MakeBook) -> None:
    """Without it the link would lead nowhere. The kind of a target is no word."""
    terms = "- {id: stack, name: Stack, kind: concept, definition: The the stack., see_also: [stack]}\n"
    chapter = "title: T\nsummary: S\nsections:\n- {id: why, title: W, body: 'A stack [[stack]] in the section"
    book = make_book({"gc/glossary.yaml": f"terms:\n{terms}", "gc/chapter.yaml": chapter + " [[section:gc/why]].'}\n"})
    fixed = run("check", "book", "--fix", "--select", "doubled-word", "--json").json
    assert [problem["message"] for problem in fixed["mended"]] == ["'the' is repeated"]
    assert [problem["message"] for problem in fixed["problems"]] == ["'stack' is repeated"]
    assert "A stack [[stack]] in" in (book / "gc/chapter.yaml").read_text(encoding="utf-8")


def test_a_list_in_a_shorter_file_of_another_chapter_is_completed(run: Run, make_book: MakeBook) -> None:
    heap = "terms:\n- {id: heap, name: H, kind: concept, definition: H.}\n"
    files = {
        "book.yaml": "id: t\ntitle: T\nparts: [{title: A, chapters: [gc, memory]}]\n",
        "gc/glossary.yaml": "\n" * 9
        + "terms:\n- {id: mark, name: M, kind: concept, definition: M., see_also: [heap]}\n",
        "memory/chapter.yaml": "title: M\nsummary: M.\nsections: []\n",
        "memory/glossary.yaml": heap,
    }
    book = make_book(files)
    run("check", "book", "--fix")
    assert texts(book, files)["memory/glossary.yaml"] == heap.replace("H.}", "H., see_also: [mark]}")


def test_books_of_others_are_not_changed(run: Run, make_book: MakeBook, monkeypatch: pytest.MonkeyPatch) -> None:
    make_book({**BEFORE, "gc/chapter.yaml": "title: T\nsummary: What the the.\nsections: []\n", "gc/timeline.yaml": ""})
    make_book({"references.yaml": "references: []\n", "gc/glossary.yaml": "terms: []\n"})
    assert run("pack", "add", "book", "--name", "theirs").code == 0
    refused = run("check", "--pack", "theirs", "--fix")
    assert (refused.code, refused.out) == (2, "")
    assert "belongs to a pack" in refused.err
    assert "give the folder of the book to fix" in run("check", "--fix").err


def test_a_link_to_a_file_outside_is_not_followed(run: Run, make_book: MakeBook, tmp_path: Path) -> None:
    book = make_book(BEFORE)
    (tmp_path / "elsewhere.yaml").write_text(GLOSSARY)
    (book / "gc/glossary.yaml").unlink()
    (book / "gc/glossary.yaml").symlink_to(tmp_path / "elsewhere.yaml")
    assert run("check", "book", "--fix").code == 3
    assert (tmp_path / "elsewhere.yaml").read_text() == GLOSSARY
    assert (book / "references.yaml").read_text() == REFERENCES


def test_all_files_are_written_or_none(run: Run, make_book: MakeBook) -> None:
    """Whichever file can't be opened, made or renamed."""
    for step in count():
        book = make_book(BEFORE)
        with failure_at(step, book, OSError(28, "No space left on device", "book")) as failure:
            result = run("check", "book", "--fix")
        if not failure.happened:
            break
        assert texts(book, BEFORE) in (BEFORE, AFTER)
        assert texts(book, BEFORE) == BEFORE or result.code == 1  # it failed when the result was checked
        assert "unexpected" not in result.err
        assert not list(book.rglob("*.tmp"))
    assert step > len(BEFORE)
    assert texts(book, AFTER) == AFTER
