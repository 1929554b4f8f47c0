"""Books that go out of date: `mlsys check --stale` and `--online`. The servers are on this machine."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Event, Lock, Thread
from typing import Any

import pytest

from mlsys_cli.book.check.upkeep import address_problems, mentions
from mlsys_cli.book.check.web_addresses import WebClient
from mlsys_cli.errors import UnreadableError
from tests.support.cases import each
from tests.support.program import MakeBook, Run


@pytest.fixture(autouse=True)
def _in_the_folder_of_books(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Paths are shown from where the reader is."""
    monkeypatch.chdir(tmp_path)


# --- facts with an old date ------------------------------------------------------------------------------------------

NOW = int(datetime(2026, 11, 30, 12).timestamp() * 1e6)
FACTS = """
--- models.yaml
models:
- {id: small, name: Small, params: {value: 1B, as_of: 2025-02}, as_of: "2026-01"}
--- gc/glossary.yaml
terms:
- {id: heap, name: Heap, kind: concept, definition: A pile., as_of: 2024}
- {id: pile, name: Pile, kind: concept, definition: A heap., as_of: 2025-11-29}
- {id: lump, name: Lump, kind: concept, definition: Neither., as_of: 2025-11-30}
--- gc/tables.yaml
tables:
- {id: both, title: Both, columns: [{id: a, name: A}], rows: [{aspect: S, cells: {a: {text: Big, as_of: "2025-10"}}}]}
"""


def test_facts_that_are_older_than_a_year_the_oldest_first(run: Run, make_book: MakeBook) -> None:
    make_book(FACTS)
    result = run("check", "book", "--stale", "12", now=NOW)
    assert (result.code, result.err) == (1, "")
    assert result.out.splitlines() == [
        "book/gc/glossary.yaml:2:69: stale: term 'heap' is as of 2024 [warning]",
        "book/models.yaml:2:55: stale: model 'small' is as of February 2025 [warning]",
        "book/gc/tables.yaml:2:105: stale: table 'both' is as of October 2025 [warning]",
        "book/gc/glossary.yaml:3:69: stale: term 'pile' is as of 29 November 2025 [warning]",
    ]


def test_a_year_counts_as_its_last_day(run: Run, make_book: MakeBook) -> None:
    make_book(FACTS)
    assert "'heap'" in run("check", "book", "--stale", "22", now=NOW).out
    assert run("check", "book", "--stale", "23", now=NOW) == (0, "", "")


def test_stale_facts_of_one_file_as_json(run: Run, make_book: MakeBook) -> None:
    make_book(FACTS)
    (problem,) = run("check", "book/gc/tables.yaml", "--stale", "12", "--json", now=NOW).json["problems"]
    assert (problem["rule"], problem["line"], problem["severity"]) == ("stale", 2, "warning")


# --- addresses on the web --------------------------------------------------------------------------------------------

PAGES: dict[str, tuple[int, str]] = {
    "/here": (200, ""),
    "/gone": (404, ""),
    "/moved": (301, "/here"),
    "/moved-twice": (308, "/moved"),
    "/for-now": (302, "/here"),
    "/for-ever": (302, "/for-ever"),
    "/to-a-file": (302, "file:///etc/hosts"),
    "/lost": (301, "/gone"),
    "/no-programs": (403, ""),
    "/too-many": (429, ""),
    "/broken": (500, ""),
}
"""The pages of a server, each with its status and where it leads."""


class Site(ThreadingHTTPServer):
    """A server that remembers what it was asked, and for how many pages at once."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Page)
        self.url = f"http://127.0.0.1:{self.server_port}"
        self.asked: list[str] = []
        self.agents: set[str] = set()
        self.most = 0
        self.is_closed = Event()
        self._now = 0
        self._lock = Lock()

    @contextmanager
    def counted(self) -> Iterator[None]:
        """Count a request as long as it lasts."""
        with self._lock:
            self._now += 1
            self.most = max(self.most, self._now)
        yield
        with self._lock:
            self._now -= 1


class Page(BaseHTTPRequestHandler):
    """A request for one of `PAGES`."""

    server: Site

    def do_HEAD(self) -> None:
        with self.server.counted():
            self.server.asked.append(f"{self.command} {self.path}")
            self.server.agents.add(self.headers["User-Agent"])
            if self.path == "/slow":
                self.server.is_closed.wait(5)
            self.server.is_closed.wait(0.002)  # so that two requests at once would be seen
            knows_head = self.path != "/get-only" or self.command == "GET"
            status, location = PAGES.get(self.path, (200, "")) if knows_head else (405, "")
            if self.path.startswith("/to?"):
                status, location = 302, self.path.removeprefix("/to?")
        self.send_response(status)
        if location:
            self.send_header("Location", location)
        self.send_header("Content-Length", "0")
        self.end_headers()

    do_GET = do_HEAD  # noqa: N815 - the name that the library asks for

    def log_message(self, *args: Any) -> None:
        """Nothing is written."""


@contextmanager
def serving() -> Iterator[Site]:
    """A server at a port of its own."""
    with Site() as site:
        Thread(target=partial(site.serve_forever, poll_interval=0.01), daemon=True).start()
        yield site
        site.is_closed.set()
        site.shutdown()


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as site:
        yield site


def cites(*addresses: str) -> dict[str, str]:
    """A book whose sources are at some addresses."""
    sources = [
        f"- {{key: s{number}, authors: [A], title: T, venue: V, url: '{address}'}}\n"
        for number, address in enumerate(addresses)
    ]
    return {"references.yaml": f"references:\n{''.join(sources)}"}


def outdated(book: Path, site: Site) -> list[str]:
    """The state of each address of a book that isn't alive, by a client that waits for nobody."""
    mentioned = list(mentions(book))
    states = WebClient(pause=0, timeout=0.2).look_up(dict.fromkeys(mention.address for mention in mentioned), print)
    listed = [problem.message.removeprefix(site.url) for problem in address_problems(mentioned, states)]
    unknown = [(url.removeprefix(site.url), state.detail) for url, state in states.items() if state.name == "unknown"]
    return [*listed, *map(": unknown: ".join, unknown)]


@pytest.mark.slow
def test_a_dead_address_is_a_warning(run: Run, make_book: MakeBook, site: Site) -> None:
    make_book(cites(site.url + "/gone"))
    result = run("check", "book", "--online")
    assert result == (1, f"book/references.yaml:2:52: dead-address: {site.url}/gone: 404 Not Found [warning]\n", "")


@pytest.mark.slow
def test_an_address_that_has_moved_for_good_is_a_matter_of_style(run: Run, make_book: MakeBook, site: Site) -> None:
    make_book(cites(site.url + "/moved"))
    assert run("check", "book", "--online").out.splitlines() == [
        f"book/references.yaml:2:52: moved-address: {site.url}/moved has moved [style]",
        f"  it is now at {site.url}/here",
    ]
    assert run("check", "book", "--online", "--level", "warning") == (0, "", "")


def test_an_address_that_cannot_be_checked_is_named(run: Run, make_book: MakeBook, site: Site) -> None:
    make_book(cites(site.url + "/here", site.url + "/too-many"))
    code, out, err = run("check", "book", "--online")
    assert (code, out) == (0, "")
    assert err == f"mlsys: 1 address couldn't be checked\n  {site.url}/too-many: 429 Too Many Requests\n"


@each(
    "page, state",
    [
        ("/here", None),
        ("/get-only", None),
        ("/for-now", None),
        ("/moved-twice", " has moved"),
        ("/gone", ": 404 Not Found"),
        ("/lost", ": 404 Not Found"),
        ("/no-programs", ": unknown: 403 Forbidden"),
        ("/broken", ": unknown: 500 Internal Server Error"),
        ("/slow", ": unknown: no answer in 0.2 seconds"),
        ("/for-ever", ": unknown: too many redirects"),
        ("/to-a-file", ": unknown: it isn't an address on the web"),
    ],
)
def test_the_state_of_an_address(make_book: MakeBook, site: Site, page: str, state: str | None) -> None:
    book = make_book(cites(site.url + page))
    assert outdated(book, site) == ([f"{page}{state}"] if state else [])


def refusing() -> str:
    """An address where nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return f"http://127.0.0.1:{server.getsockname()[1]}/"


def test_a_server_that_refuses_connections(make_book: MakeBook, site: Site) -> None:
    address = refusing()
    assert outdated(make_book(cites(address, site.url + "/here")), site) == [
        f"{address}: the server refuses connections"
    ]


def test_without_a_network_nothing_is_called_dead(make_book: MakeBook, site: Site) -> None:
    with pytest.raises(UnreadableError, match="no server could be reached"):
        outdated(make_book(cites(refusing(), refusing())), site)


def test_a_server_gets_one_request_at_a_time_from_a_program_that_gives_its_name(
    make_book: MakeBook, site: Site
) -> None:
    with serving() as other:
        pages = [f"{site.url}/{number}" for number in range(9)]
        book = make_book(cites(*pages, *(f"{other.url}/to?{page}" for page in pages)))
        assert outdated(book, site) == []
    assert sorted(site.asked) == sorted(f"HEAD /{number}" for number in range(9) for _ in range(2))
    assert (site.most, other.most) == (1, 1)
    assert {agent.partition("/")[0] for agent in site.agents} == {"mlsys-cli"}


def test_identifiers_and_links_are_addresses_too(make_book: MakeBook) -> None:
    book = make_book(
        """
--- references.yaml
references:
- {key: a, authors: [A], title: T, venue: V, doi: 10.1000/a<b, arxiv: "1706.03762"}
--- gc/chapter.yaml
title: Garbage
summary: What is left over.
sections:
- {id: why, title: Why, body: "See [it](https://a.example/b), `http://code.example`, http://c.example/d?e=f."}
"""
    )
    assert [mention.address for mention in mentions(book)] == [
        "https://doi.org/10.1000/a%3Cb",
        "https://arxiv.org/abs/1706.03762",
        "https://a.example/b",
        "http://c.example/d?e=f",
    ]


def test_what_is_out_of_date_is_no_mistake(run: Run, make_book: MakeBook) -> None:
    make_book({})
    assert run("check", "book", "--stale", "12", "--fix").code == 2
    assert run("check", "book", "--stale", "0").code == 2, "which would look for mistakes"
