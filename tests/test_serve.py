"""`mlsys serve`: who may reach the reader, and what runs in a window. `test_browser.py` looks at it in a browser."""

import asyncio
import os
import signal
import socket
import subprocess
import sys
import webbrowser
from pathlib import Path

import pytest

pytest.importorskip("textual_serve", reason="the extra [web] is not installed")

from mlsys_cli.journal.store import Store
from mlsys_cli.web.server import Access, application, listen, open_in_browser, serve
from tests.support.browser import TOKEN, Served, ask, served, serving, windows
from tests.support.cases import each
from tests.support.program import MakeBook, Run
from tests.support.shell import Shell

# --- who may reach it


def test_the_page_loads_nothing_from_elsewhere() -> None:
    page = ask(f"/{TOKEN}/")
    assert page.status == 200
    assert "ws://127.0.0.1:" in page.body
    assert page.body.count("://") == 1
    assert "default-src 'none'" in page.head
    assert "Referrer-Policy: no-referrer" in page.head


@each("name", ["js/textual.js", "js/focus.js", "css/xterm.css", "fonts/RobotoMono-VariableFont_wght.ttf"])
def test_its_files_need_the_token_too(name: str) -> None:
    assert ask(f"/{TOKEN}/{name}").status == 200
    assert ask(f"/{name}").status == 403
    assert ask(f"/static/{name}").status == 403


@each("path", ["/", "//", "/x/", f"/{TOKEN}x/", f"/{TOKEN[:-1]}/", f"/{TOKEN.upper()}/", "/socket", f"/?token={TOKEN}"])
def test_nothing_without_the_token(path: str) -> None:
    assert ask(path).status == 403


@each("host", ["evil.example", "evil.example:PORT", "127.0.0.1", "127.0.0.1:1", "localhost.evil.example:PORT", ""])
def test_no_other_name_of_this_machine(host: str) -> None:
    assert ask(f"/{TOKEN}/", host).status in (400, 403)


def test_localhost() -> None:
    page = ask(f"/{TOKEN}/", "localhost:PORT")
    assert page.status == 200
    assert "ws://localhost:" in page.body


_OTHERS = ["../../../etc/passwd", "%2e%2e/%2e%2e/etc/passwd", "js/../../server.py", "/etc/passwd", "js/", "js"]
_OTHERS += ["js/textual.js%00", "images/background.png", "page.html", "download/x"]


@each("path", _OTHERS)
def test_no_other_file_of_this_machine(path: str) -> None:
    assert ask(f"/{TOKEN}/{path}").status in (400, 403, 404)


_SOCKET = {
    "Connection": "Upgrade",
    "Upgrade": "websocket",
    "Sec_WebSocket_Version": "13",
    "Sec_WebSocket_Key": "x" * 22 + "==",
}


@each(
    "origin", ["http://evil.example", "http://127.0.0.1:1", "null", "https://127.0.0.1:PORT", "http://localhost:PORT"]
)
def test_no_window_for_another_page(origin: str) -> None:
    assert ask(f"/{TOKEN}/socket", Origin=origin, **_SOCKET).status == 403
    assert ask(f"/{TOKEN}/socket", **_SOCKET).status == 403


# --- what runs in a window

_ECHO = """
import os
os.write(1, b"__GANGLION__\\n")
while data := os.read(0, 999):
    text = repr(data).encode()
    os.write(1, b"D" + len(text).to_bytes(4, "big") + text + b"M" + bytes(4))
"""


def test_only_messages_with_a_meaning_reach_the_process() -> None:
    async def look() -> None:
        async with serving(sys.executable, "-c", _ECHO) as access, windows(access.address) as (window,):
            await window.send("garbage", "[", [], ["stdin"], ["stdin", 5], ["stdin", "\ud800"], ["resize", 1], ["quit"])
            await window.send(["resize", {"width": 10**8, "height": -5}], ["focus"], ["deliver_chunk_request", {}])
            await window.type("é")
            await window.see("\\xc3\\xa9")
            assert '{"type": "resize", "width": 1000, "height": 24}' in window.shown
            assert '{"type": "focus"}' in window.shown
            assert "garbage" not in window.shown
            assert "deliver" not in window.shown

    asyncio.run(look())


def test_an_error_is_shown_in_the_window() -> None:
    async def look() -> None:
        async with serving(sys.executable, "-c", "import sys; sys.exit('mlsys: oh no')") as access:
            async with windows(access.address) as (window,):
                await window.see_the_end()
            assert "mlsys: oh no" in window.shown

    asyncio.run(look())


def test_a_process_that_goes_on_is_killed_with_its_window() -> None:
    program = "import os, time; print('__GANGLION__\\nD\\0\\0\\0\\x0a%10d' % os.getpid(), flush=True); time.sleep(60)"

    async def look() -> int:
        async with (
            serving(sys.executable, "-c", program, patience=0.1) as access,
            windows(access.address) as (window,),
        ):
            await window.see(" ")
            return int(window.shown)

    with pytest.raises(ProcessLookupError):
        os.kill(asyncio.run(look()), 0)


@pytest.mark.slow
def test_a_reader_stays_while_its_server_is_there(shell: Shell, make_book: MakeBook) -> None:
    """Its input is no terminal. A reader looks every second whether its terminal is gone."""
    command = [sys.executable, "-m", "mlsys_cli.cli.browser_window", "open", f"--content={make_book({})}"]
    driver = {"TEXTUAL_DRIVER": "mlsys_cli.web.window_driver:WindowDriver", "COLUMNS": "80", "ROWS": "24"}
    pipe = subprocess.PIPE
    with subprocess.Popen(command, env=shell.env | driver, stdin=pipe, stdout=pipe, stderr=pipe) as reader:
        assert reader.stdout is not None
        reader.stdout.readline()
        with pytest.raises(subprocess.TimeoutExpired):
            reader.wait(1.5)
        _, errors = reader.communicate(timeout=20)
    assert (reader.returncode, errors) == (0, b"")


# --- the command


def processes_of(process: int) -> list[int]:
    """The processes that a process has started."""
    return [int(one) for one in Path(f"/proc/{process}/task/{process}/children").read_text().split()]


BOOK = """
--- gc/chapter.yaml
title: Garbage
summary: What is left over.
sections:
- {id: why, title: Why, body: So.}
- {id: how, title: How, body: Thus.}
--- gc/quiz.yaml
questions:
- {id: ends, section: gc/why, kind: true-false, level: recall, ask: Memory ends., answer: true, explain: It does.}
- {id: moves, section: gc/how, kind: true-false, level: recall, ask: All of it moves., answer: false, explain: No.}
"""


@pytest.mark.slow
def test_two_windows_share_the_study_data(
    shell: Shell, make_book: MakeBook, run: Run, store: Store, home: Path
) -> None:
    async def study(server: Served) -> list[int]:
        async with windows(server.address, 2) as (one, other):
            await asyncio.gather(one.see("1.1 Why"), other.see("1.1 Why"))
            await other.type("]")
            await other.see("1.2 How")
            for keys, in_one, in_other in (
                ("m", "Marked · u takes it back · “So.”", "Marked · u takes it back · “Thus.”"),
                ("Q", "Memory ends.", "All of it moves."),
                ("t", "It does.", "No."),
            ):  # one after the other: a window that finds the store busy keeps what it is told, and says that instead
                await one.type(keys)
                await one.see(in_one)
                await other.type(keys)
                await other.see(in_other)
            await other.type("\x03qqq")  # in a browser, Ctrl-C is a key for copying
            await other.see_the_end()
            readers = processes_of(server.process.pid)
            server.process.send_signal(signal.SIGINT)
            await one.see_the_end()
            return readers

    run("config", "remember-reading", "off")  # while one window saves what was read, the other may refuse to ask
    homes = {"XDG_DATA_HOME": home / "data", "XDG_CONFIG_HOME": home / "config"}
    with served(shell, f"mlsys serve --content {make_book(BOOK)} gc/why", **homes) as server:
        (reader,) = asyncio.run(study(server))
        out, err = server.process.communicate(timeout=20)
    assert (server.process.returncode, out, err) == (130, b"", b"")
    with pytest.raises(ProcessLookupError):
        os.kill(reader, 0)
    assert {mark.subject for mark in store.marks()} == {"tiny:section:gc/why", "tiny:section:gc/how"}
    assert {step.card: step.grade for step in store.history()} == {"tiny:question:ends": 3, "tiny:question:moves": 1}


@each("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_the_server(number: signal.Signals) -> None:
    async def end() -> signal.Signals:
        with listen(0) as listening:
            server = asyncio.create_task(serve(listening, application(Access(1, TOKEN), ["false"])))
            await asyncio.sleep(0)
            os.kill(os.getpid(), number)
            return await server

    before = signal.signal(number, signal.SIG_DFL)  # the server lets be what is ignored, as all is below `nohup`
    try:
        assert asyncio.run(end()) is number
    finally:
        signal.signal(number, before)


@pytest.mark.parametrize("name", ["", "intro", "h100", "glossary"])
def test_a_port_that_is_taken(run: Run, name: str) -> None:
    """Which is tried once the page is found, be it of an entry or one that has a name."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        result = run("serve", *name.split(), "--port", str(port))
    assert (result.code, result.out) == (1, "")
    assert f"port {port} can't be used: Address already in use" in result.err
    assert "without --port" in result.err


def test_a_page_that_is_not_there(run: Run) -> None:
    result = run("serve", "zzzz")
    assert (result.code, result.out) == (1, "")
    assert "there is no entry 'zzzz'" in result.err


def test_the_extra_is_not_installed(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "textual_serve", None)
    result = run("serve")
    assert (result.code, result.out) == (1, "")
    assert "pip install 'mlsys-cli[web]'" in result.err


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
