"""`mlsys read --watch`: a page that is shown again at each save, with what is wrong below it."""

import os
import select
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from mlsys_cli.index.build import build_in_memory
from mlsys_cli.queries.live_preview import draft_named
from mlsys_cli.session.environment import Environment, Options
from mlsys_cli.session.session import Session
from tests.support.program import MakeBook, Run
from tests.support.shell import Keys, Shell

PATIENCE = 60.0

CHAPTER = "title: Garbage\nsummary: What is left over.\nsections:\n- id: why\n  title: Why\n  body: |\n    Version 1.\n"


@pytest.fixture
def shell(cache: Path, tmp_path: Path) -> Shell:
    return Shell(cache, tmp_path)


@contextmanager
def watching(shell: Shell, file: Path) -> "Iterator[subprocess.Popen[bytes]]":
    """A process that watches a file; it is killed if a test fails before it ends."""
    with shell.start(f"mlsys read --watch {file}") as process:
        try:
            yield process
        finally:
            process.kill()


def read_until(process: "subprocess.Popen[bytes]", words: str) -> str:
    """What a process writes until these words have come."""
    assert process.stdout is not None
    seen = b""
    while words.encode() not in seen:
        ready, _, _ = select.select([process.stdout], [], [], PATIENCE)
        assert ready, f"nothing more came; seen: {seen.decode()!r}"
        piece = os.read(process.stdout.fileno(), 65536)
        assert piece, f"it ended; seen: {seen.decode()!r}"
        seen += piece
    return seen.decode()


def save(file: Path, text: str) -> None:
    """Write a file at once, as most editors do: one that is empty for a moment is a page as well, with its problems."""
    new = file.parents[2] / "new"
    new.write_text(text)
    os.replace(new, file)


def test_a_save_shows_the_page_again_and_ctrl_c_ends_it(shell: Shell, make_book: MakeBook) -> None:
    file = make_book({"gc/chapter.yaml": CHAPTER}) / "gc/chapter.yaml"
    with watching(shell, file) as process:
        assert "Garbage" in read_until(process, "Version 1.")
        save(file, CHAPTER.replace("Version 1.", "Version 2, of a [[heap]]."))
        seen = read_until(process, "dangling-link")
        assert "Version 2, of a heap." in seen
        save(file, CHAPTER.replace("Version 1.", "Version 3."))
        assert "dangling-link" not in read_until(process, "Version 3.")
        process.send_signal(signal.SIGINT)
        assert process.wait(PATIENCE) == 130


@pytest.mark.slow
def test_a_file_that_cannot_be_parsed_for_a_moment(shell: Shell, make_book: MakeBook) -> None:
    file = make_book({"gc/chapter.yaml": CHAPTER}) / "gc/chapter.yaml"
    with watching(shell, file) as process:
        read_until(process, "Version 1.")
        file.write_text("title: [")
        read_until(process, "yaml-syntax")
        os.replace(file, file.with_suffix(".old"))
        read_until(process, "missing-chapter")
        file.write_text(CHAPTER.replace("1.", "2."))
        read_until(process, "Version 2.")
        process.send_signal(signal.SIGINT)
        assert process.wait(PATIENCE) == 130


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("references.yaml", "references:\n- {key: mc, authors: [Mc], title: On piles, venue: V}\n", "On piles"),
        ("gc/glossary.yaml", "terms:\n- {id: heap, name: Heap, kind: concept, definition: A pile.}\n", "A pile."),
        (
            "gc/quiz.yaml",
            "questions:\n- {id: q, section: gc/why, kind: typed, level: recall, ask: Who?, answers: [I], explain: I}\n",
            "1: I",
        ),
    ],
)
def test_any_file_of_a_book(shell: Shell, make_book: MakeBook, name: str, text: str, words: str) -> None:
    file = make_book({name: text}) / name
    with watching(shell, file) as process:
        read_until(process, words)
        process.send_signal(signal.SIGINT)
        assert process.wait(PATIENCE) == 130


@pytest.mark.slow
def test_a_long_page_is_shown_where_it_has_changed(shell: Shell, make_book: MakeBook) -> None:
    """The terminal has 24 lines, and the page many more. On a narrow one, the problem below it has more lines."""
    paragraphs = "\n\n".join(f"    Paragraph {number}." for number in range(60))
    file = make_book({"gc/chapter.yaml": CHAPTER + "\n" + paragraphs}) / "gc/chapter.yaml"
    changed = file.read_text().replace("Paragraph 40.", "Paragraph forty, of a [[heap]].")
    leave = [("1 error", "\x1b"), ("q leaves", "q")]
    keys: Keys = [("no problems", lambda: save(file, changed)), ("1 error", (50, 30)), *leave]
    seen = shell.on_terminal(f"mlsys read --watch {file}", keys=keys, whole=True)
    assert seen.code == 0
    first, second, *_ = seen.visible.split("Paragraph forty")
    assert "Version 1." in first
    assert "Paragraph 30." not in first
    assert "Paragraph 41." in second
    assert "Paragraph 0." not in second


def test_what_can_be_watched(run: Run, make_book: MakeBook) -> None:
    for names in ([], ["a", "b"]):
        assert run("read", "--watch", *names).code == 2
    assert run("read", "--watch", "nowhere-at-all").code == 1


def test_only_what_was_changed_and_saved_is_compiled_again(make_book: MakeBook) -> None:
    book = make_book(
        {
            "book.yaml": "id: tiny\ntitle: Tiny\nparts: [{title: All, chapters: [gc, stack]}]\n",
            "gc/chapter.yaml": CHAPTER,
            "stack/chapter.yaml": CHAPTER.replace("Garbage", "Stacks"),
        }
    )
    index = build_in_memory((book,))
    units = index.execute("select chapter, number from unit").fetchall()
    (book / "gc/chapter.yaml").write_text(CHAPTER.replace("Version 1.", "Another version."))
    assert build_in_memory((book,), before=index) is index
    assert index.execute("select chapter, number from unit").fetchall() == units
    (text,) = index.execute("select data from entry where slug = 'gc/why'").fetchone()
    assert "Another version." in text


def test_a_check_stops_when_the_draft_is_saved(make_book: MakeBook) -> None:
    file = make_book({"gc/chapter.yaml": CHAPTER}) / "gc/chapter.yaml"
    draft = draft_named(Session(Options(Environment())), [str(file)])
    assert [draft.is_saved(), draft.is_saved()] == [False, True]
    assert draft.problems() is not None
    file.write_text(CHAPTER.replace("Version 1.", "Another version."))
    assert draft.problems() is None
    assert [draft.is_saved(), draft.is_saved()] == [False, True]
