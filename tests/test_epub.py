"""`mlsys export epub` and `mlsys export pdf`: a book as one file, for e-readers and for paper."""

import os
import re
import shutil
import subprocess
from pathlib import Path
from xml.etree import ElementTree
from zipfile import ZIP_STORED, ZipFile

import pytest

from mlsys_cli.book.author.format_guide import EXAMPLE
from mlsys_cli.site.pdf import printed_page
from tests.support.crawler import find_problems
from tests.support.program import BOOK, CHAPTER, MakeBook, Run

needs_epubcheck = pytest.mark.skipif(not shutil.which("epubcheck"), reason="epubcheck isn't installed")
needs_browser = pytest.mark.skipif(not shutil.which("chromium"), reason="Chromium isn't installed")

OPEN = {
    "book.yaml": (
        "id: tiny\ntitle: Tiny\nauthors: [Ada Lovelace, Grace Hopper]\nlanguage: en-GB\nversion: '2'\n"
        "parts: [{title: All, chapters: [gc, moving]}]\n"
    ),
    "gc/chapter.yaml": (
        "title: Garbage\nsummary: 'What is left, before [[section:moving/how]].'\nsections:\n"
        "- id: why\n  title: Why\n  body: 'A [[heap]] is full [@jones1996]. So $x^2$, as [[machine:m1]] has it.'\n"
        "  deeper: Counting fails.\n"
    ),
    "gc/glossary.yaml": "terms:\n- {id: heap, name: Heap, kind: concept, definition: 'A place, see [[stack]].'}\n",
    "machines.yaml": "machines:\n- {id: m1, name: M1, summary: A machine.}\n",
    "moving/chapter.yaml": (
        "title: Moving\nsummary: Elsewhere.\nsections:\n- {id: how, title: How, body: '![[figure:two]]'}\n"
    ),
    "moving/figures.yaml": (
        "figures:\n- {id: two, title: Two steps, kind: flow, alt: One leads to two., "
        "nodes: [{id: a, name: One}, {id: b, name: Two}], edges: [[a, b]]}\n"
    ),
    "moving/glossary.yaml": "terms:\n- {id: stack, name: Stack, kind: concept, definition: Another place.}\n",
    "references.yaml": "references:\n- {key: jones1996, authors: [Jones], year: 1996, title: GC, venue: Wiley}\n",
}

EVIL = "<script>alert(1)</script> ]]> & \\x02"
HOSTILE = {
    "book.yaml": (
        f'id: tiny\ntitle: "{EVIL}"\nlanguage: "{EVIL}"\nsummary: "{EVIL}"\n'
        f'parts: [{{title: "{EVIL}", chapters: [gc]}}]\n'
    ),
    "gc/chapter.yaml": (
        f'title: "{EVIL}"\nsummary: "{EVIL}"\nsections:\n- id: why\n  title: "{EVIL}"\n'
        "  body: '[go](javascript://example.org/%0aalert(1)) [x](data:text/html,x) `</code><script>` $</math>$'\n"
    ),
    "gc/glossary.yaml": f'terms:\n- {{id: x, name: "{EVIL}", kind: concept, definition: "{EVIL}"}}\n',
}


def unpacked(file: Path) -> Path:
    """The folder with the files of an EPUB, all of which are well-formed XML but the style sheet."""
    folder = file.with_suffix("")
    with ZipFile(file) as archive:
        first = archive.infolist()[0]
        assert (first.filename, first.compress_type) == ("mimetype", ZIP_STORED)
        archive.extractall(folder)
    for path in folder.glob("**/*.*"):
        if path.suffix not in ("", ".css") and path.is_file():
            ElementTree.parse(path)
    return folder / "EPUB"


def texts(folder: Path) -> str:
    return "".join(path.read_text("utf-8") for path in sorted(folder.glob("part-*.xhtml")))


@pytest.fixture
def opened(run: Run, make_book: MakeBook, tmp_path: Path) -> Path:
    assert run("export", "epub", str(tmp_path / "tiny.epub"), "--content", str(make_book(OPEN))).code == 0
    return unpacked(tmp_path / "tiny.epub")


def test_a_book_is_chapters_glossary_and_sources(opened: Path) -> None:
    contents = (opened / "nav.xhtml").read_text()
    assert re.findall("<a href=.*?>(.*?)</a>", contents) == [
        *("About this book", "1 Garbage", "1.1 Why", "2 Moving", "2.1 How", "Glossary", "H", "S", "Sources"),
    ]
    assert contents.count("<ol>") == 4  # what is in two chapters and in the glossary is below them
    assert [*find_problems(opened, "nav.xhtml")] == []
    # What has a page in the book is a link to it; a machine has none, and is a word.
    assert '<a href="part-3-1.xhtml#term-heap">heap</a>' in texts(opened)
    assert '<a class="cite" href="part-4-1.xhtml#source-jones1996">[1]</a>' in texts(opened)
    assert "as M1 has it" in texts(opened)


def test_nothing_is_folded_and_nothing_needs_a_program(opened: Path) -> None:
    assert re.findall("<details[^>]*>", texts(opened)) == ['<details open="open">']
    assert not re.search("<(script|form|input|button)|style=|var\\(--", texts(opened))


def test_readers_are_told_what_the_pages_need(opened: Path) -> None:
    package = (opened / "package.opf").read_text()
    properties = dict(re.findall('href="(part-.*?)" media-type="application/xhtml.xml" properties="(.*?)"', package))
    assert properties == {"part-1-1.xhtml": "mathml", "part-2-1.xhtml": "svg"}
    assert '<meta property="schema:accessibilityFeature">MathML</meta>' in package
    assert "<dc:creator>Ada Lovelace</dc:creator>\n<dc:creator>Grace Hopper</dc:creator>" in package
    assert ("<dc:language>en-GB<" in package, '"schema:version">2<' in package) == (True, True)
    assert "Ada Lovelace, Grace Hopper" in (opened / "title.xhtml").read_text()


def test_some_chapters_are_a_whole_book(run: Run, make_book: MakeBook, tmp_path: Path) -> None:
    book = str(make_book(OPEN))
    ids = set()
    for names in ((), ("moving",), ("gc",)):
        assert run("export", "epub", str(tmp_path / "tiny.epub"), *names, "--content", book).code == 0
        part = unpacked(tmp_path / "tiny.epub")
        ids.add(re.findall("urn:uuid:.*?<", (part / "package.opf").read_text())[0])
    assert len(ids) == 3
    assert "before How." in texts(part).replace("2.1 ", "")  # what is left out is a word, and no link
    assert "part of the book" in (part / "title.xhtml").read_text()


def test_questions_come_before_their_answers(run: Run, quiz_book: Path, tmp_path: Path) -> None:
    for options, count in (((), 8), (("--no-answers",), 0)):
        run("export", "epub", str(tmp_path / "quiz.epub"), *options, "--content", str(quiz_book))
        words = texts(unpacked(tmp_path / "quiz.epub"))
        assert len(re.findall("<h3[^>]*>Question ", words)) == count
        assert len(re.findall("<h4[^>]*>Answer ", words)) == count
        assert ("Questions on this chapter" in words) is bool(count)
        shutil.rmtree(tmp_path / "quiz")
    assert words.index("Question 8") < words.index("Answer 1") if count else True


def test_two_exports_are_the_same(run: Run, make_book: MakeBook, tmp_path: Path) -> None:
    book = str(make_book(OPEN))
    for name in ("one", "other"):
        run("export", "epub", str(tmp_path / f"{name}.epub"), "--content", book, SOURCE_DATE_EPOCH=86_400)
    assert (tmp_path / "one.epub").read_bytes() == (tmp_path / "other.epub").read_bytes()
    assert ">1970-01-02T00:00:00Z<" in (unpacked(tmp_path / "one.epub") / "package.opf").read_text()
    result = run("export", "epub", str(tmp_path / "one.epub"), "--content", book, SOURCE_DATE_EPOCH="today")
    assert (result.code, "SOURCE_DATE_EPOCH can't be 'today'" in result.err) == (2, True)


def test_nothing_of_a_hostile_book_is_markup(run: Run, make_book: MakeBook, tmp_path: Path) -> None:
    run("export", "epub", str(tmp_path / "evil.epub"), "--content", str(make_book(HOSTILE)))
    folder = unpacked(tmp_path / "evil.epub")
    assert [*find_problems(folder, "nav.xhtml")] == []
    assert not any("<script" in path.read_text() for path in folder.iterdir())


@pytest.mark.parametrize("what", ["epub", "pdf"])
def test_a_file_has_one_book(run: Run, make_book: MakeBook, tmp_path: Path, what: str) -> None:
    both = f"{make_book(OPEN)}:{EXAMPLE}"
    result = run("export", what, str(tmp_path / "x"), "--content", both)
    assert (result.code, "a file holds one book, and 2 are open" in result.err) == (2, True)
    if what == "epub":
        assert run("export", what, str(tmp_path / "x"), "gc", "--content", both).code == 0


def test_only_an_earlier_export_is_replaced(run: Run, make_book: MakeBook, tmp_path: Path) -> None:
    book, file = str(make_book(BOOK | CHAPTER)), tmp_path / "x.epub"
    assert [run("export", "epub", str(file), "--content", book).code for _ in range(2)] == [0, 0]
    file.write_bytes(b"mine")
    assert run("export", "epub", str(file), "--content", book).code == 3
    assert file.read_bytes() == b"mine"


def browser_that(does: str, folder: Path) -> str:
    """A PATH on which a browser is a script that knows its last argument as `$page`, and the PDF to write as `$pdf`."""
    folder.mkdir()
    script = folder / "chromium"
    find = "for page; do case $page in --print-to-pdf=*) pdf=${page#*=};; esac; done; page=${page#file://}"
    script.write_text(f"#!/bin/sh\n{find}\n{does}\n")
    script.chmod(0o755)
    return f"{folder}:{os.environ['PATH']}"


def test_a_browser_prints_the_whole_book(run: Run, make_book: MakeBook, tmp_path: Path) -> None:
    path, file = browser_that('cp "$page" "$pdf"', tmp_path / "bin"), tmp_path / "tiny.pdf"
    for _ in range(2):  # an earlier export is replaced
        result = run("export", "pdf", str(file), "--content", str(make_book(OPEN)), PATH=path)
        assert result.code == 0, result.err
    page = file.read_text()
    assert [word in page for word in ("1.1 Why", "2.1 How", 'href="#term-heap"', '<details open="open">')] == [True] * 4
    assert sorted(one.name for one in tmp_path.iterdir() if one.name.startswith("mlsys-pdf")) == []
    file.write_bytes(b"%PDF of somebody else")
    assert run("export", "pdf", str(file), "--content", str(make_book(OPEN)), PATH=path).code == 3


def test_only_a_page_of_some_chapters_gets_an_outline(tmp_path: Path) -> None:
    env = {"PATH": browser_that('echo "$*" >"$pdf"', tmp_path / "bin")}
    small, large = (printed_page("chromium", {"print.html": "x" * size}, tmp_path, env) for size in (10, 3_000_000))
    assert (b"outline" in small, b"outline" in large) == (True, False)


@pytest.mark.parametrize(
    ("does", "told"),
    [
        ("echo no display >&2; exit 4", ["made no PDF: its exit code is 4", "no display"]),
        ("exit 0", ["a PDF can't be made in"]),
    ],
)
def test_a_browser_that_fails(run: Run, make_book: MakeBook, tmp_path: Path, does: str, told: list[str]) -> None:
    path = browser_that(does, tmp_path / "bin")
    result = run("export", "pdf", str(tmp_path / "x.pdf"), "--content", str(make_book(BOOK | CHAPTER)), PATH=path)
    assert (result.code, [word for word in told if word not in result.err]) == (3, [])
    assert not (tmp_path / "x.pdf").exists()


def test_without_a_browser_there_is_another_way(run: Run, make_book: MakeBook, tmp_path: Path) -> None:
    book = str(make_book(BOOK | CHAPTER))
    result = run("export", "pdf", str(tmp_path / "x.pdf"), "--content", book, PATH=str(tmp_path))
    assert (result.code, result.err.count("\n")) == (3, 2)
    assert "open print.html of 'mlsys export site' in any browser" in result.err


@pytest.mark.web
@pytest.mark.slow
@needs_epubcheck
@pytest.mark.parametrize("name", ["open", "hostile", "questions", "bread"])
def test_epubcheck_has_nothing_to_say(
    run: Run, make_book: MakeBook, quiz_book: Path, tmp_path: Path, name: str
) -> None:
    book = {"questions": quiz_book, "bread": EXAMPLE}.get(name) or make_book(OPEN if name == "open" else HOSTILE)
    file = tmp_path / "book.epub"
    run("export", "epub", str(file), "--content", str(book))
    done = subprocess.run(["epubcheck", file], capture_output=True, text=True, check=False)
    said = done.stdout + done.stderr  # of warnings the exit code says nothing
    assert (done.returncode, re.findall("FATAL|ERROR|WARNING", said), file.is_file()) == (0, [], True), said


@pytest.mark.web
@pytest.mark.slow
@needs_browser
def test_chromium_prints_it(run: Run, make_book: MakeBook, tmp_path: Path) -> None:
    result = run("export", "pdf", str(tmp_path / "x.pdf"), "--content", str(make_book(OPEN)))
    assert (result.code, (tmp_path / "x.pdf").read_bytes()[:5]) == (0, b"%PDF-"), result.err
