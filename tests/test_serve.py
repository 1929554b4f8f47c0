"""`mlsys serve`: who may reach the pages, and what their forms do. `test_site.py` looks at the pages themselves."""

import os
import random
import re
import signal
import socket
import webbrowser
from collections.abc import Iterator
from functools import partial
from html import unescape
from itertools import count
from pathlib import Path
from time import sleep
from typing import Any
from urllib.parse import unquote_plus, urljoin

import pytest

pytest.importorskip("uvicorn", reason="the extra [web] is not installed")

from mlsys_cli.cli.command_table import PAGES
from mlsys_cli.journal.days import DAY
from mlsys_cli.journal.store import Store
from mlsys_cli.web.access import listen, remembered_access
from mlsys_cli.web.server import open_in_browser
from tests.support.cases import each
from tests.support.program import Clock, MakeBook, Run
from tests.support.shell import Shell
from tests.support.web_server import TOKEN, Browser, serving

FORM = "application/x-www-form-urlencoded"


@pytest.fixture
def browser(quiz_book: Path, reading: None) -> Iterator[Browser]:
    """A browser at a server of the book with a question of each kind."""
    with serving(quiz_book) as browser:
        yield browser


# --- who may reach it


def test_nothing_without_the_token(browser: Browser) -> None:
    wrong = [
        TOKEN[:-1],
        f"{TOKEN}0",
        TOKEN.upper(),
        "",
        "x",
        "/",
        f"..%2f{TOKEN}",
        f"?{TOKEN}",
        "%00",
        "é".encode().hex(),
    ]
    assert browser.open().status == 200
    assert {browser.ask("GET", f"/{one}/").status for one in wrong} == {403}
    assert browser.ask("GET", "/site.css").status == 403


def test_no_other_name_of_this_machine(browser: Browser) -> None:
    """A website could reach the server under its own name, if that resolves to this machine."""
    port, page = browser.port, f"/{TOKEN}/"
    assert browser.ask("GET", page, Host=f"localhost:{port}").status == 200
    others = ["evil.example", f"evil.example:{port}", "127.0.0.1", "127.0.0.1:1", f"localhost.evil.example:{port}"]
    others += [f"[::1]:{port}", f"localhost.:{port}", f"user@127.0.0.1:{port}", f"127.0.0.1:{port}:80"]
    assert {browser.ask("GET", page, Host=host).status for host in others} <= {400, 403}
    assert browser.raw(f"GET {page} HTTP/1.1\r\n\r\n".encode()).startswith(b"HTTP/1.1 400")
    two = f"GET {page} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nHost: evil.example\r\n\r\n"
    assert browser.raw(two.encode()).startswith(b"HTTP/1.1 400")


def test_only_a_page_of_the_server_changes_something(browser: Browser, store: Store) -> None:
    own = f"http://127.0.0.1:{browser.port}"
    path, body = f"/{TOKEN}/note", "to=gc/why.html&text=mine"
    for origin in ("http://evil.example", "null", "http://127.0.0.1:1", f"https://127.0.0.1:{browser.port}"):
        assert browser.ask("POST", path, body, Origin=origin, Content_Type=FORM).status == 403
    assert browser.ask("POST", path, body, Content_Type=FORM).status == 403
    assert browser.ask("POST", path, body, Origin=own, Content_Type=FORM, Sec_Fetch_Site="cross-site").status == 403
    assert browser.ask("POST", path, body, Origin=own, Content_Type="text/plain").status == 403
    assert browser.ask("PUT", path, body, Origin=own, Content_Type=FORM).status == 405
    assert not store.notes()
    assert browser.ask("POST", path, body, Origin=own, Content_Type=FORM, Sec_Fetch_Site="same-origin").status == 303
    assert [note.text for note in store.notes()] == ["mine"]


def test_a_page_may_load_only_what_is_the_servers(browser: Browser) -> None:
    page = browser.open()
    assert "default-src 'none'" in page.headers["content-security-policy"]
    assert "frame-ancestors 'none'" in page.headers["content-security-policy"]
    assert page.headers["referrer-policy"] == "same-origin"
    assert "access-control-allow-origin" not in page.headers
    for file in ("site.css", "site.js", "live.js", "search.js"):
        assert browser.open(file).status == 200
    for path in (
        "../../../etc/passwd",
        "%2e%2e/%2e%2e/etc/passwd",
        "static/../live.js",
        "live_site.py",
        "site.css/",
        "\\",
    ):
        assert browser.open(path).status == 404
    assert 'href="../../site.css"' in browser.open("gc/none/here.html").text


def test_requests_that_are_too_much(browser: Browser) -> None:
    own = {"Origin": f"http://127.0.0.1:{browser.port}", "Content_Type": FORM}
    assert browser.ask("POST", f"/{TOKEN}/note", "text=" + "x" * 300_000, **own).status == 413
    assert browser.ask("POST", f"/{TOKEN}/note", "text=x", **own, Transfer_Encoding="chunked").status in (400, 413)
    assert browser.raw(b"GET / HTTP/1.1\r\n" + b"x: y\r\n" * 100_000).startswith(b"HTTP/1.1 400")
    assert browser.raw(b"\x16\x03\x01\x02\x00 this is no HTTP\r\n\r\n").startswith(b"HTTP/1.1 400")


def test_the_server_outlives_what_is_sent_to_it(browser: Browser, capfd: pytest.CaptureFixture[str]) -> None:
    """Two hundred requests that are right in one part and made of chance in another."""
    chance = random.Random(5)
    own = f"Host: 127.0.0.1:{browser.port}\r\nOrigin: http://127.0.0.1:{browser.port}\r\nContent-Type: {FORM}\r\n"
    forms = ("answer", "review", "quiz", "mark", "note", "read", "run", "ask", "find", "gc/why.html", "version")
    names = (
        "to",
        "do",
        "stage",
        "question",
        "answer",
        "answer.0",
        "seen",
        "paragraph",
        "text",
        "note",
        "once",
        "q",
        "about",
    )
    values = (
        "gc/why.html",
        "0",
        "-1",
        "9" * 40,
        "1-2 2-1 x-y",
        "tiny:question:cycle",
        "back",
        "advance",
        "\0",
        "é%ff",
        "'\";",
    )
    for _ in range(200):
        fields = "&".join(f"{chance.choice(names)}={chance.choice(values)}" for _ in range(chance.randrange(6)))
        method, form = chance.choice(("GET", "POST", "HEAD", "DELETE")), chance.choice(forms)
        body, query = (fields, "") if method == "POST" else ("", f"?{fields}")
        head = f"{method} /{TOKEN}/{form}{query} HTTP/1.1\r\n{own}Content-Length: {len(body.encode())}\r\n\r\n{body}"
        request = bytearray(head.encode())
        for _ in range(chance.randrange(3)):
            request[chance.randrange(len(request))] = chance.randrange(256)
        browser.raw(bytes(request), wait=False)
    while browser.open().status == 503:  # as long as too many of them are being answered
        sleep(0.05)
    assert browser.open().status == 200
    out, err = capfd.readouterr()
    assert (out, err) == ("", "")


def test_a_request_leaves_no_file_open(browser: Browser, store: Store) -> None:
    """A window asks each second, for hours, whether a file has changed."""
    store.mark("tiny:term:heap", 1)
    before = len(os.listdir("/dev/fd"))
    for path in (*["version"] * 250, *["term/heap.html"] * 250):
        assert browser.ask("GET", f"/{TOKEN}/{path}").status == 200
    assert len(os.listdir("/dev/fd")) < before + 125


def test_half_a_request_holds_no_connection(quiz_book: Path, reading: None) -> None:
    with serving(quiz_book, seconds=0.2) as browser:
        assert browser.raw(b"GET / HTTP/1.1\r\nHost: ") == b""
        with socket.create_connection(("127.0.0.1", browser.port), timeout=60) as connection:
            connection.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
            assert connection.recv(65536).startswith(b"HTTP/1.1 403")
            connection.sendall(b"GET / HTTP/1.1\r\nHost: ")
            while connection.recv(65536):  # the rest of the reply, until the server hangs up
                pass


# --- answers


_RIGHT: dict[str, dict[str, Any]] = {
    "cycle": {"answer": "0"},
    "roots": {"answer": ["0", "1"]},
    "moving": {"answer": "false"},
    "second": {"answer": "sweep"},
    "pause": {"answer": "8 %"},
    "steps": {f"answer__{n}": str(n) for n in range(4)},
    "inventors": {"answer__0": "0", "answer__1": "1"},
    "halves": {"answer__0": "halves", "answer__1": "one"},
}


@each("name", _RIGHT)
def test_an_answer_is_graded_and_kept(name: str, browser: Browser, store: Store) -> None:
    page = browser.send("answer", to="gc/why.html", question=f"tiny:question:{name}", seconds=4, **_RIGHT[name])
    assert "✓ Correct" in page.words
    assert [(step.card, step.grade) for step in store.history()][-1:] == [(f"tiny:question:{name}", 3)]


def test_a_wrong_answer_is_explained(browser: Browser, store: Store) -> None:
    page = browser.send("answer", to="gc/why.html", question="tiny:question:cycle", answer="2")
    assert "✗ Incorrect" in page.words
    assert "keep each other alive" in page.words
    assert [step.grade for step in store.history()] == [1]


def test_an_answer_names_options_by_their_words_since_a_form_has_no_letters(browser: Browser) -> None:
    choice = browser.send("answer", question="tiny:question:cycle", answer="2").words
    assert ("✓ A cycle" in choice, "✗ A tree (your choice)" in choice) == (True, True)
    true_false = browser.send("answer", question="tiny:question:moving", answer="true").words
    assert ("✗ True (your choice)" in true_false, "✓ False" in true_false) == (True, True)


def test_an_answer_that_is_not_complete(browser: Browser, store: Store) -> None:
    page = browser.send("answer", to="gc/why.html", question="tiny:question:inventors", answer__0="0")
    assert page.status == 400
    assert "The answer isn't complete" in page.words
    assert browser.send("answer", question="tiny:question:none", answer="0").status == 404
    assert not store.history()


def test_a_form_that_is_sent_twice_counts_once(browser: Browser, store: Store) -> None:
    answer = partial(browser.send, "answer", to="gc/why.html", question="tiny:question:cycle", answer="0")
    assert answer(once="a1").text == answer(once="a1").text
    answer(once="a2")
    assert len(store.events("answer")) == 2


def test_while_another_process_writes_the_form_can_be_sent_again(browser: Browser, store: Store) -> None:
    answer = partial(browser.send, "answer", to="gc/why.html", question="tiny:question:cycle", answer="0", once="a1")
    with store.database.transaction():
        page = answer()
        assert (page.status, page.headers["retry-after"]) == (503, "1")
    assert "✓ Correct" in answer().words
    assert len(store.history()) == 1


def test_the_way_back_leads_only_to_a_page(browser: Browser) -> None:
    answer = partial(browser.send, "answer", question="tiny:question:cycle", answer="0")
    assert 'href="gc/why.html#q-cycle"' in answer(to="gc/why.html").text
    for other in ("javascript:alert(1)//", "//evil.example/", ""):
        assert "Back to the questions" not in answer(to=other).text


# --- the first page


def test_a_new_learner_is_led_to_the_first_section(quiz_book: Path) -> None:
    with serving(quiz_book) as browser:
        assert re.search(r'<a href="gc/\w+\.html">Begin: ', browser.open().text)


def test_every_link_leads_somewhere(browser: Browser) -> None:
    todo, status = ["index.html"], dict[str, int]()
    while todo:
        if (path := todo.pop()) in status:
            continue
        page = browser.open(path)
        status[path] = page.status
        if "html" in page.headers["content-type"]:
            links = re.findall(r'(?:href|src)="([^"#:]+)', page.text)
            todo += [urljoin(f"/{path}", unescape(link))[1:] for link in links]
    assert {path: found for path, found in status.items() if found != 200} == {}
    assert {"gc/why.html", "site.css", "print.html", "ask?q=notes", "quiz?new=1"} <= status.keys()


def test_the_search_of_a_served_page_needs_no_script(browser: Browser) -> None:
    assert re.search(r'<form [^>]*role="search" action="../find">', browser.open("gc/why.html").text)
    page = browser.open("find", q="heap")
    assert 'href="term/heap.html"' in page.text
    assert "data-results" not in page.text
    assert "data-results" in browser.open("find", q="haep").text  # which the script of the page corrects


# --- quizzes and reviews


def test_a_quiz_asks_until_its_result(browser: Browser, store: Store) -> None:
    page = browser.open("quiz", new=1, about="gc")
    assert "<fieldset" in page.text
    assert "&lt;" not in page.text
    for _ in range(10):
        page = browser.send("quiz", stage=page.hidden("stage"), do="give_up")
        assert "You didn't know" in page.words
        page = browser.send("quiz", stage=page.hidden("stage"), do="advance")
    assert "0 of 10 correct" in page.words
    assert len(store.history()) == 10


def test_a_quiz_that_has_begun_has_an_address_of_its_own(browser: Browser) -> None:
    """Back in the browser leads to it, and doesn't begin another one."""
    page = browser.open("quiz", new=1, about="gc")
    assert page.path == "quiz"
    assert browser.open("quiz").hidden("stage") == page.hidden("stage")
    assert browser.open("quiz", new=1, about="gc").hidden("stage") != page.hidden("stage")


def test_a_review_is_one_history_with_the_terminal(browser: Browser, run: Run, quiz_book: Path, store: Store) -> None:
    book = {"MLSYS_CONTENT": quiz_book}
    run("mark", "--read", "gc", **book)
    page = browser.open("review")
    stage = page.hidden("stage")
    page = browser.send("review", stage=stage, do="give_up")
    again = browser.send("review", stage=stage, do="give_up")
    assert "wasn't the newest" in again.words
    assert (again.hidden("stage"), "wasn't the newest" in page.words) == (page.hidden("stage"), False)
    page = browser.send("review", stage=page.hidden("stage"), do="again")
    assert "Graded again" in page.words
    (step,) = store.history()
    asked = run("review", "--json", **book).json["questions"]
    assert step.card not in [question["id"] for question in asked][:1]
    page = browser.send("review", stage=page.hidden("stage"), do="back")
    assert "Undone" in page.words
    assert not store.history()


def test_a_quiz_that_is_left_at_once_has_no_result(browser: Browser) -> None:
    page = browser.open("quiz", new=1, about="gc")
    page = browser.send("quiz", stage=page.hidden("stage"), do="leave")
    assert "You have answered no question" in page.words
    assert "<form" not in page.text.partition("<main")[2].partition("</main>")[0]
    assert 'href="quiz?new=1"' in page.text


def test_the_result_of_a_day_is_not_shown_on_another(run: Run, quiz_book: Path, reading: None, clock: Clock) -> None:
    run("mark", "--read", "gc", MLSYS_CONTENT=quiz_book)
    with serving(quiz_book, clock=clock.read) as browser:
        page = browser.open("review")
        page = browser.send("review", stage=page.hidden("stage"), do="give_up")
        page = browser.send("review", stage=page.hidden("stage"), do="again")
        browser.send("review", stage=page.hidden("stage"), do="leave")
        assert "0 of 1" in browser.open("review").words
        clock.now = clock.read() + DAY
        assert "I don't know" in browser.open("review").words


def test_a_form_of_an_earlier_quiz_does_nothing(browser: Browser, store: Store) -> None:
    stage = browser.open("quiz", new=1, about="gc").hidden("stage")
    browser.open("quiz", new=1, about="gc")
    assert "You didn't know" not in browser.send("quiz", stage=stage, do="give_up").words
    assert not store.history()


def test_what_is_sent_twice_is_done_once(browser: Browser, run: Run, store: Store) -> None:
    """A double click on how sure one is, and on what takes a verdict back."""
    run("config", "confidence", "on")
    page = browser.open("quiz", new=1, about="gc")
    while "A collector has marked" not in page.words:
        page = browser.send("quiz", stage=page.hidden("stage"), do="skip")
    page = browser.send("quiz", stage=page.hidden("stage"), answer="x")
    for do, button in (("sure", "I was right"), ("overrule", "I was wrong after all")):
        stage = page.hidden("stage")
        browser.send("quiz", stage=stage, do=do)
        page = browser.send("quiz", stage=stage, do=do)
        assert button in page.words
    (answer,) = store.events("answer")  # the one that stays; the wrong one is undone
    assert answer.values["overruled"]


def test_only_what_was_read_is_reviewed(browser: Browser) -> None:
    assert "new cards are about sections that you have read" in browser.open("review").words


# --- commands


def test_a_command_in_an_answer_is_a_link(browser: Browser) -> None:
    page = browser.open("ask", q="progress")
    assert '<a class="command" href="quiz?new=1"><code>mlsys quiz</code></a>' in page.text
    assert '<a class="command" href="ask?q=read"><code>mlsys read</code></a>' in page.text
    assert '<code class="command">mlsys note NAME TEXT</code>' in page.text
    assert browser.open("ask", q="read gc").text.count("<h1") == 1


def test_what_a_search_finds_are_links(browser: Browser) -> None:
    page = browser.open("find", q="heap")
    assert '<a href="term/heap.html">Heap</a>' in page.text
    assert "mlsys define" not in page.text


def test_a_command_line_is_no_longer_than_a_person_types(browser: Browser) -> None:
    assert browser.open("ask", q=f"compare {'word ' * 2500}").status == 400


# --- marks, notes, reading


def test_notes_are_written_changed_and_deleted(browser: Browser, run: Run, store: Store) -> None:
    page = browser.send("note", to="gc/why.html", text="see [[heap]]\r\nand <b>this</b>")
    assert "see heap and <b>this</b>" in page.words
    assert "Change note 1" in page.words
    (note,) = store.notes()
    assert note.text == "see [[heap]]\nand <b>this</b>"
    assert "other words" in browser.send("note", to="gc/why.html", note=note.id, text="other words").words
    browser.send("note", to="gc/why.html", note=note.id, text="")
    assert not store.notes()
    assert browser.send("note", to="nowhere.html", text="x").status == 404


def test_a_paragraph_is_marked_and_no_longer(browser: Browser, store: Store) -> None:
    page = browser.send("mark", to="gc/why.html", paragraph=1, passage="Memory ends.")
    assert "Marked: “Memory ends.”" in page.words
    (mark,) = store.marks()
    assert (mark.subject, mark.anchor and mark.anchor.passage) == ("tiny:section:gc/why", "Memory ends.")
    browser.send("mark", to="gc/why.html", paragraph=1, passage="Memory ends.", undo=1)
    assert not store.marks()
    assert "Remove the bookmark" in browser.send("mark", to="term/heap.html").words
    browser.send("mark", to="term/heap.html", undo=1)
    assert not store.marks()
    assert browser.send("mark", to="gc/why.html", paragraph=99).status == 404


def test_words_can_be_marked_on_a_page_with_a_bookmark(browser: Browser) -> None:
    page = browser.send("mark", to="term/heap.html")
    of_words, _, of_page = page.text.partition('<form id="mark"')[2].partition("</form>")
    assert "Mark the selected words" in of_words
    assert 'name="undo"' not in of_words
    assert 'name="undo"' in of_page


def test_what_was_on_the_screen_was_read(browser: Browser, run: Run, store: Store) -> None:
    assert browser.send("read", to="gc/how.html", seen=f"1-1 x 7-9 3 {'9' * 5000}-1", follow=False).status == 303
    (position,) = store.reading_positions()
    assert (position.subject, position.done) == ("tiny:section:gc/how", True)
    run("config", "remember-reading", "off")
    browser.send("read", to="gc/why.html", seen="1-1", follow=False)
    assert len(store.reading_positions()) == 1


# --- runs and sums


def test_an_exhibit_goes_step_by_step(reading: None, store: Store) -> None:
    with serving() as browser:
        assert "Step 0" in browser.open("run/perceptron.html", step=0).words
        page = browser.open("run/perceptron.html", step=2, **{"set.data": "and"})
        assert "Step 2" in page.words
        assert '<option value="and" selected="selected">' in page.text
        assert "Hello" in browser.open("run/eliza.html", say=["Hello"]).words
        wrong = browser.open("run/perceptron.html", **{"set.data": "nonsense"})
        assert (wrong.status, "nonsense" in wrong.words) == (400, True)
        assert ">sleep (W) <" in browser.open("run/battery.html").text  # a number alone wouldn't say of what
        browser.send("run", to="run/perceptron.html", guess="3")
        assert "perceptron" in store.trials()
        assert "140 GB" in browser.open("ask", q="estimate memory 70B 16 bit").words
        (example, *_) = re.findall(r'href="ask\?q=(estimate[^"]*)"', browser.open("ask", q="estimate").text)
        assert browser.open("ask", q=unquote_plus(example)).status == 200
        assert "This is for a shell: mlsys reset" in browser.open("ask", q="reset").words
        for line in ("run eliza --data /dev/zero", "quiz intro --answer x"):
            assert f"This is for a shell: mlsys {line}" in browser.open("ask", q=line).words
        for line, address in (("quiz intro", "quiz?new=1&amp;about=intro"), ("review", "review?new=1")):
            assert f'href="{address}"' in browser.open("ask", q=line).text
        page = browser.open("ask", q="run perceptron")
        assert ("run perceptron --set data=line" in page.words, "q=run+perceptron+--set" in page.text) == (True, False)
        assert "GOOD DAY" in browser.open("ask", q="run eliza").words
        assert browser.open("ask", q="frobnicate").status == 404


@each("line", [*PAGES, "read gc", "read gc/how gc/why"])
def test_no_address_of_a_command_changes_the_study_data(browser: Browser, store: Store, line: str) -> None:
    """A browser opens one again from its history, from a bookmark, or ahead of a click."""
    assert browser.open("ask", q=line).status < 500
    assert not store.path.exists()


@each("path", ["", "gc/how.html", "term/heap.html", "quiz", "review", "find"])
def test_no_other_address_changes_the_study_data(browser: Browser, store: Store, path: str) -> None:
    for fields in ({}, {"new": "1"}, {"new": "1", "about": "gc"}, {"q": "heap", "stage": "1", "do": "give_up"}):
        assert browser.open(path, **fields).status == 200
    assert not store.path.exists()


def test_an_address_changes_no_setting_but_a_button_does(browser: Browser, run: Run) -> None:
    page = browser.open("ask", q="config theme light")
    assert run("config", "theme", "--json").json["value"] == "dark"
    assert browser.send("ask", q=page.hidden("q")).status == 200
    assert run("config", "theme", "--json").json["value"] == "light"


def test_an_address_chooses_no_path_but_a_button_does(
    run: Run, make_book: MakeBook, reading: None, store: Store
) -> None:
    book = make_book(
        {
            "book.yaml": "id: tiny\ntitle: Tiny\nparts: [{title: All, chapters: [gc]}]\n"
            "paths: [{id: short, title: In short, audience: In a hurry., places: [gc/how]}]\n"
        }
    )
    with serving(book) as browser:
        page = browser.open("ask", q="path short")
        assert (page.status, store.chosen_paths()) == (200, {})
        assert "your path is now 'In short'" in browser.send("ask", q=page.hidden("q")).words
        assert list(store.chosen_paths().values()) == ["short"]


def test_a_link_to_a_preset_runs_it(reading: None) -> None:
    with serving() as browser:
        link = re.search(r"run/perceptron\.html[^\"]*xor", browser.open("intro/symbolic-ai.html").text)
        assert link
        assert '<option value="xor" selected="selected">' in browser.open(link[0]).text


def test_a_run_that_takes_too_long_is_ended(reading: None) -> None:
    """All other pages wait for it."""
    with serving(stopwatch=count(step=10).__next__) as browser:
        page = browser.open("run/perceptron.html")
        assert "Step 1 " in page.words
        assert "takes too long for a page, and was ended here. mlsys run perceptron shows" in page.words
        assert "too long" not in browser.open("run/perceptron.html", step=0).words


def test_a_guess_leads_to_its_run_whatever_it_is(reading: None) -> None:
    with serving() as browser:
        body = "to=run/perceptron.html&guess=3\r\nX-Evil: 1\u20ac"
        own = {"Origin": f"http://127.0.0.1:{browser.port}", "Content_Type": FORM}
        page = browser.ask("POST", f"/{TOKEN}/run", body, **own)
        assert (page.status, page.headers["location"].isascii(), "x-evil" in page.headers) == (303, True, False)


# --- the command


def test_a_saved_file_shows_at_once(reading: None, make_book: MakeBook) -> None:
    book = make_book({})
    with serving(book) as browser:
        version = browser.open("version").text
        assert browser.open("version").text == version
        chapter = book / "gc/chapter.yaml"
        chapter.write_text(chapter.read_text("utf-8").replace("So.", "Another word."), "utf-8")
        assert browser.open("version").text != version
        assert "Another word." in browser.open("gc/why.html").words


@pytest.mark.slow
def test_port_and_secret_stay_the_same(shell: Shell, home: Path, quiz_book: Path) -> None:
    line, homes = f"mlsys serve --content {quiz_book}", {"XDG_DATA_HOME": home / "data"}

    def address(options: str = "", number: signal.Signals = signal.SIGINT) -> str:
        process = shell.start(f"{line} {options}", **homes)
        assert process.stdout
        printed = process.stdout.readline().decode().strip()
        process.send_signal(number)
        _, err = process.communicate(timeout=60)
        assert (process.returncode, err) == (130 if number is signal.SIGINT else -number, b"")
        return printed

    first = address()
    assert address("gc/why", signal.SIGTERM) == f"{first}gc/why.html"
    with socket.create_server(("127.0.0.1", int(first.split(":")[2].split("/")[0]))):
        assert address() != first
    assert address() == first, "a server beside another one doesn't take its place"
    assert address("--new-address").rsplit("/", 2)[1] != first.rsplit("/", 2)[1]
    file = home / "data/mlsys-cli/server.json"
    assert file.stat().st_mode & 0o777 == 0o600
    for other in ("[1, 2]", "3", "{}"):
        file.write_text(other)
        assert remembered_access(file).port == 0


@each("name", ["", "gc", "glossary"])
def test_a_port_that_is_taken(name: str, run: Run, quiz_book: Path) -> None:
    """Which is tried once the page is found, be it of an entry or one that has a name."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        result = run("serve", *name.split(), "--port", str(port), MLSYS_CONTENT=quiz_book)
    assert (result.code, result.out) == (1, "")
    assert f"port {port} can't be used: Address already in use" in result.err
    assert "without --port" in result.err


def test_a_page_is_sent_without_waiting_for_an_acknowledgement() -> None:
    """The 40 ms of a delayed one came on top of each page."""
    with listen(0) as server, socket.create_connection(server.getsockname()), server.accept()[0] as connection:
        assert connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


def test_a_page_that_is_not_there(run: Run) -> None:
    result = run("serve", "zzzz")
    assert (result.code, result.out) == (1, "")
    assert "there is no entry 'zzzz'" in result.err


@each("browser, opens", [("firefox", True), ("w3m", False), ("", False)])
def test_the_browser_of_the_user(browser: str, opens: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    visited: list[str] = []

    class Browser(webbrowser.GenericBrowser):
        def open(self, url: str, new: int = 0, autoraise: bool = True) -> bool:
            visited.append(url)
            return True

    def get() -> Browser:
        if not browser:
            raise webbrowser.Error
        return Browser(browser)

    monkeypatch.setattr(webbrowser, "get", get)
    assert open_in_browser("http://127.0.0.1/") is opens
    assert visited == ["http://127.0.0.1/"] * opens
