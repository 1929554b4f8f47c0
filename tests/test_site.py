"""`mlsys export site`: a book as a folder of web pages."""

import json
import re
import shutil
import subprocess
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from signal import SIGINT
from time import monotonic, sleep

import pytest

from mlsys_cli.book.author.format_guide import EXAMPLE
from tests.support.crawler import find_problems
from tests.support.program import BOOK, CHAPTER, MakeBook, Run
from tests.support.shell import Shell

TWO = {
    "book.yaml": (
        "id: tiny\ntitle: Tiny\nauthors: [Ada Byron]\nlanguage: en-GB\nversion: '2.1'\nhomepage: https://example.org/tiny\n"
        "parts: [{title: All, chapters: [gc, all]}]\n"
    ),
    **CHAPTER,
    "gc/glossary.yaml": (
        "terms:\n- {id: heap, name: Heap, kind: concept, definition: 'A place, see [[stack]].', formerly: [pile]}\n"
    ),
    "all/chapter.yaml": (
        "title: Everything\nsummary: 'After [[section:gc/why]].'\nsections:\n"
        "- {id: index, title: First, body: 'A [[heap]].', formerly: [zero]}\n"
        "- {id: all, title: Last, body: 'See [[section:all/index]].'}\n"
    ),
    "all/glossary.yaml": "terms:\n- {id: stack, name: Stack, kind: concept, definition: Another place.}\n",
    "all/quiz.yaml": (
        "questions:\n"
        "- {id: so, kind: true-false, section: all/index, level: recall, ask: So?, answer: true, explain: Yes.}\n"
    ),
}


@pytest.fixture(scope="session")
def bread(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the site of the example book in the guide is written, once."""
    return tmp_path_factory.mktemp("bread") / "site"


def test_all_links_of_the_example_lead_somewhere(run: Run, bread: Path) -> None:
    result = run("export", "site", str(bread), "--content", str(EXAMPLE))
    assert (result.code, result.out) == (0, "")
    assert result.err.startswith(f"mlsys: {len([*bread.rglob('*.html')])} pages in {bread}")
    assert [*find_problems(bread)] == []
    assert [path for path in bread.rglob("*.html") if re.search(r"\[\d+, \[|<code>mlsys read", path.read_text())] == []


def test_the_crawler_finds_what_is_broken(tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text(
        "<title>A</title><h1>A</h1><h1 id=x>B</h1><h3 id=x>C</h3><a href='no.html'>1</a><a href='#no'>2</a>"
        "<a href='javascript:alert(1)'>3</a><script src='https://example.org/a.js'></script><p onclick='a()' style=''>"
    )
    (tmp_path / "orphan.html").write_text("<h1>A</h1>")
    assert [problem.partition(": ")[2] for problem in find_problems(tmp_path)] == [
        *("2 times id x", "p onclick", "p style", "2 headings of level 1", "h3 after h1", "there is no no.html"),
        *("no place #no", "javascript:alert(1) is another host's", "https://example.org/a.js is another host's"),
        "no page leads here",
    ]


def test_addresses_are_ids_and_former_ones_lead_to_the_present_ones(
    run: Run, make_book: MakeBook, tmp_path: Path
) -> None:
    site = tmp_path / "site"
    run("export", "site", str(site), "--content", str(make_book(TWO)))
    assert [*find_problems(site)] == []
    assert '<html lang="en-GB"' in (site / "gc/why.html").read_text()
    assert "Ada Byron · version 2.1" in (site / "index.html").read_text()
    assert 'href="https://example.org/tiny"' in (site / "index.html").read_text()
    assert 'content="0; url=../term/heap.html"' in (site / "term/pile.html").read_text()
    assert (site / "gc/why.html").is_file()
    # The contents of a chapter and its whole text have the names that its sections would have.
    assert "Everything" in (site / "all/index.html").read_text()
    assert 'href="../all/index-2.html"' in (site / "all/all-2.html").read_text()
    assert 'url=../all/index-2.html"' in (site / "all/zero.html").read_text()


def test_some_chapters_are_a_whole_site(run: Run, make_book: MakeBook, tmp_path: Path) -> None:
    site = tmp_path / "site"
    result = run("export", "site", str(site), "gc", "--content", str(make_book(TWO)))
    assert result.code == 0
    assert [*find_problems(site)] == []
    assert not (site / "all").exists()
    assert "see stack" in (site / "term/heap.html").read_text()  # what is left out is a word, and no link
    assert "part of the book" in (site / "index.html").read_text()
    assert run("export", "site", str(site), "nothing", "--content", str(make_book(TWO))).code == 1


def test_two_exports_are_the_same(run: Run, make_book: MakeBook, tmp_path: Path) -> None:
    book = str(make_book(TWO))
    for name in ("one", "other"):
        run("export", "site", str(tmp_path / name), "--content", book, "--base-url", "https://example.org/tiny")
    files = {path.relative_to(tmp_path / "one"): path.read_bytes() for path in (tmp_path / "one").rglob("*.*")}
    assert files == {
        path.relative_to(tmp_path / "other"): path.read_bytes() for path in (tmp_path / "other").rglob("*.*")
    }
    assert b"<loc>https://example.org/tiny/gc/why.html</loc>" in files[Path("sitemap.xml")]
    assert b'rel="canonical" href="https://example.org/tiny/gc/why.html"' in files[Path("gc/why.html")]
    assert b"- [1.1 Why](gc/why.md): So." in files[Path("llms.txt")]
    assert files[Path("all/index-2.md")].startswith(b"# 2.1 First\n\nA [heap](../term/heap.md).")


def test_questions_are_left_out_if_asked(run: Run, make_book: MakeBook, tmp_path: Path) -> None:
    book = str(make_book(TWO))
    for options, has_form in (((), True), (("--no-answers",), False)):
        run("export", "site", str(tmp_path / "site"), *options, "--content", book)
        assert ('<form class="question"' in (tmp_path / "site/all/index-2.html").read_text()) is has_form


def test_only_an_earlier_site_is_replaced(run: Run, make_book: MakeBook, tmp_path: Path) -> None:
    book, site = str(make_book(TWO)), tmp_path / "site"
    site.mkdir()
    assert run("export", "site", str(site), "--content", book).code == 0  # it was empty
    (site / "CNAME").write_text("example.org")
    before = (site / "site.css").stat()
    assert run("export", "site", str(site), "gc", "--content", book).code == 0
    assert (site / "CNAME").is_file()
    assert not (site / "all").exists()
    assert (site / "site.css").stat().st_mtime_ns == before.st_mtime_ns  # what hasn't changed stays
    # A file of somebody else in a place that is needed, and a list that names what lies outside.
    kept = tmp_path / "kept.html"
    kept.write_text("mine")
    (site / "site.json").write_text(json.dumps({"files": ["../kept.html", str(kept), "index.html"]}))
    result = run("export", "site", str(site), "--content", book)
    assert (result.code, kept.read_text()) == (3, "mine")
    assert "wasn't written by mlsys" in result.err
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_the_current_folder_can_be_the_site(
    run: Run, make_book: MakeBook, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = tmp_path / "site"
    site.mkdir()
    monkeypatch.chdir(site)
    for _ in range(2):
        assert run("export", "site", ".", "--content", str(make_book(TWO))).code == 0
        assert [*find_problems(site)] == []
        assert [path for path in site.iterdir() if path.name.startswith("..")] == []


def test_an_interrupted_export_can_be_repeated(
    run: Run, make_book: MakeBook, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site, book = tmp_path / "site", str(make_book(TWO))
    run("export", "site", str(site), "gc", "--content", book)
    write = Path.write_bytes

    def fail_late(path: Path, data: bytes) -> int:
        if path.name == "print.html":
            raise OSError(28, "No space left on device")
        return write(path, data)

    with monkeypatch.context() as patched:
        patched.setattr(Path, "write_bytes", fail_late)
        assert run("export", "site", str(site), "--content", book).code == 3
    assert (site / "all/index.html").is_file()
    assert run("export", "site", str(site), "--content", book).code == 0
    assert [*find_problems(site)] == []


def test_an_export_that_fails_waits_for_no_more_exhibits(
    run: Run, make_book: MakeBook, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cancelled: list[bool] = []
    shut_down = ProcessPoolExecutor.shutdown

    def shutdown(pool: ProcessPoolExecutor, wait: bool = True, *, cancel_futures: bool = False) -> None:
        cancelled.append(cancel_futures)
        shut_down(pool, wait, cancel_futures=cancel_futures)

    def fail(*_: object) -> int:
        raise OSError(28, "No space left on device")

    book = str(make_book(TWO))
    run("check", book)  # its index is made
    monkeypatch.setattr(ProcessPoolExecutor, "shutdown", shutdown)
    monkeypatch.setattr(Path, "write_bytes", fail)
    result = run("export", "site", str(tmp_path / "site"), "--content", book)
    assert (result.code, "No space left on device" in result.err) == (3, True)
    assert cancelled == [True]


def test_signs_of_markup_are_kept_where_a_page_is_described(run: Run, make_book: MakeBook, tmp_path: Path) -> None:
    book = make_book(
        TWO | {"gc/chapter.yaml": CHAPTER["gc/chapter.yaml"].replace("So.", "'If a < b, then c > b & d.'")}
    )
    run("export", "site", str(tmp_path / "site"), "--content", str(book), "--base-url", "https://example.org/?a&b=")
    described = '<meta name="description" content="If a &lt; b, then c &gt; b &amp; d."/>'
    assert described in (tmp_path / "site/gc/why.html").read_text()
    assert "<loc>https://example.org/?a&amp;b=/gc/why.html</loc>" in (tmp_path / "site/sitemap.xml").read_text()


@pytest.mark.parametrize("name", ["notes.txt", "site.json"])
def test_no_other_folder_is_touched(run: Run, make_book: MakeBook, tmp_path: Path, name: str) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / name).write_text("[]")
    result = run("export", "site", str(tmp_path / "mine"), "--content", str(make_book(BOOK | CHAPTER)))
    assert (result.code, result.err.splitlines()[0]) == (
        3,
        f"mlsys: {tmp_path / 'mine'} isn't empty, and isn't a site by mlsys",
    )
    assert [path.name for path in (tmp_path / "mine").iterdir()] == [name]
    result = run("export", "site", str(tmp_path / "mine" / name), "--content", str(make_book(BOOK | CHAPTER)))
    assert (result.code, f"{name} isn't a folder" in result.err) == (3, True)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("site", "x", "--kind", "choice"), "--kind is for 'mlsys export anki', "),
        (("anki", "x.txt", "--base-url", "https://example.org"), "--base-url is for 'mlsys export site'\n"),
        (("epub", "x", "--base-url", "https://example.org"), "--base-url is for 'mlsys export site'\n"),
        (("study", "x", "--no-answers"), "is for 'mlsys export site', 'mlsys export epub' or 'mlsys export pdf'\n"),
        (("site", "x", "--base-url", "javascript:alert(1)"), "--base-url can't be"),
    ],
)
def test_options_that_do_not_fit(run: Run, quiz_book: Path, words: tuple[str, ...], told: str) -> None:
    result = run("export", *words, "--content", str(quiz_book))
    assert (result.code, result.out, told in result.err) == (2, "", True), result.err


def test_nothing_of_a_hostile_book_runs(run: Run, make_book: MakeBook, tmp_path: Path) -> None:
    evil = "<script>alert(1)</script>"
    book = make_book(
        {
            "book.yaml": (
                f"id: tiny\ntitle: '{evil}'\nsummary: '{evil}'\nlicence: '\" onload=\"a()'\n"
                f"parts: [{{title: '{evil}', chapters: [gc]}}]\n"
            ),
            "gc/chapter.yaml": (
                f"title: '{evil}'\nsummary: '{evil}'\nsections:\n"
                "- id: why\n  title: '\"><img src=x onerror=alert(1)>'\n"
                "  body: '[go](javascript://example.org/%0aalert(1)) [x](data:text/html,x) `</code><script>`'\n"
            ),
            "gc/glossary.yaml": (
                f"terms:\n- {{id: x, name: '{evil}', kind: concept, definition: '{evil}', aliases: ['{evil} y']}}\n"
            ),
            "references.yaml": f"references:\n- {{key: a, title: '{evil}', url: 'javascript:alert(1)'}}\n",
            "gc/quiz.yaml": (
                "questions:\n- {id: '\"><script>', kind: true-false, section: gc/why, level: recall, ask: So?,"
                " answer: true, explain: Yes.}\n"
            ),
        }
    )
    run("export", "site", str(tmp_path / "site"), "--content", str(book))
    assert [*find_problems(tmp_path / "site")] == []
    for path in (tmp_path / "site").rglob("*.html"):
        text = path.read_text()
        (script,) = re.findall("<script[^>]*>", text)
        assert re.fullmatch('<script src="[./]*site.js">', script)
        assert "Content-Security-Policy" in text


def test_several_books_have_a_folder_each(run: Run, make_book: MakeBook, tmp_path: Path) -> None:
    site = tmp_path / "site"
    run("export", "site", str(site), "--content", f"{make_book(TWO)}:{EXAMPLE}")
    assert [*find_problems(site)] == []
    assert 'href="tiny/index.html"' in (site / "index.html").read_text()
    assert (site / "tiny/term/heap.html").is_file()


@pytest.mark.slow
def test_only_pages_need_templates(shell: Shell, make_book: MakeBook, tmp_path: Path) -> None:
    book = make_book(BOOK | CHAPTER)
    for line, needs_them in ((f"export site {tmp_path / 'site'} --content {book}", True), ("define backprop", False)):
        assert ("jinja2" in shell.imported(line)) is needs_them


@pytest.mark.slow
def test_a_watched_book_is_written_again_after_each_change(shell: Shell, make_book: MakeBook, tmp_path: Path) -> None:
    book, page = make_book(BOOK | CHAPTER), tmp_path / "site/gc/why.html"
    chapter = book / "gc/chapter.yaml"
    with shell.start(f"mlsys export site {tmp_path / 'site'} --watch --content {book}") as process:
        for words in ("So.", "Because.", "Therefore."):
            chapter.write_text(CHAPTER["gc/chapter.yaml"].replace("So.", words))
            give_up = monotonic() + 60
            while not (page.is_file() and f">{words}</p>" in page.read_text()):
                assert monotonic() < give_up
                sleep(0.05)
            chapter.write_text("[")  # a book that can't be read is no end
        process.send_signal(SIGINT)
        assert process.wait(60) == 130


@pytest.mark.web
@pytest.mark.slow
@pytest.mark.skipif(not shutil.which("vnu"), reason="vnu, the validator of the W3C, isn't installed")
def test_the_pages_are_valid_html(run: Run, bread: Path) -> None:
    run("export", "site", str(bread), "--content", str(EXAMPLE))
    done = subprocess.run(
        ["vnu", "--errors-only", "--skip-non-html", bread], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.slow
def test_two_chapters_of_the_bundled_book_have_no_broken_link(run: Run, tmp_path: Path) -> None:
    for name in ("one", "other"):
        assert run("export", "site", str(tmp_path / name), "intro", "dl-primer").code == 0
    assert [*find_problems(tmp_path / "one")] == []
    for path in (tmp_path / "one").rglob("*.*"):
        assert path.read_bytes() == (tmp_path / "other" / path.relative_to(tmp_path / "one")).read_bytes()
    sizes = sorted(path.stat().st_size for path in (tmp_path / "one").rglob("*.html"))
    assert sizes[len(sizes) // 2] < 40_000
    assert all(path.stat().st_size < 160_000 for path in (tmp_path / "one/run").iterdir())


def test_pages_can_search_what_the_site_has(run: Run, make_book: MakeBook, tmp_path: Path) -> None:
    site = tmp_path / "site"
    run("export", "site", str(site), "gc", "--content", str(make_book(TWO)))
    index, previews = ((site / name).read_text() for name in ("search.js", "terms.js"))
    assert "term/heap.html" in previews
    assert '["term","term/heap.html","",""]' in index
    assert "Stack" not in index + previews  # of a chapter that is left out
