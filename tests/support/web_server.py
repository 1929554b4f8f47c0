"""A server in a thread, and a browser without JavaScript, as far as the server sees one."""

import re
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from html import unescape
from http import HTTPStatus
from http.client import HTTPConnection
from pathlib import Path
from threading import Thread
from time import monotonic
from typing import NamedTuple
from urllib.parse import urlencode, urljoin

from mlsys_cli.cli.main import find_command
from mlsys_cli.session.environment import Environment, Options, read_clock
from mlsys_cli.session.session import Session
from mlsys_cli.web.access import Access, listen
from mlsys_cli.web.live_site import LiveSite
from mlsys_cli.web.server import Server, TimedConnection

TOKEN = "0123456789abcdef0123456789abcdef"  # noqa: S105 - of a server that only this test reaches
_FORM = "application/x-www-form-urlencoded"
_SECONDS = 60


class Page(NamedTuple):
    """The answer to a request: its status, its path below the token, its headers by lower-case name, and its text."""

    status: int
    path: str
    headers: dict[str, str]
    text: str

    @property
    def words(self) -> str:
        """The words of the page's main part, without its markup."""
        main = self.text.partition("<main")[2].partition("</main>")[0]
        return " ".join(unescape(re.sub(r"<[^>]+>", " ", main.partition(">")[2])).split())

    def hidden(self, name: str) -> str:
        """The value of a hidden field."""
        found = re.search(f'name="{re.escape(name)}" value="([^"]*)"', self.text)
        assert found, f"no field {name!r}"
        return unescape(found[1])


class Browser:
    """Asks for pages, and sends forms as a page of the server does."""

    def __init__(self, access: Access) -> None:
        self.port = access.port
        self._origin = f"http://127.0.0.1:{access.port}"

    def ask(self, method: str, path: str, body: str = "", **headers: str) -> Page:
        """The answer to a request with a whole path and some headers, of which `_` stands for `-`."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=_SECONDS)
        connection.request(
            method, path, body.encode(), {name.replace("_", "-"): text for name, text in headers.items()}
        )
        answer = connection.getresponse()
        text = answer.read().decode("utf-8", "replace")
        connection.close()
        headers = {name.lower(): value for name, value in answer.getheaders()}
        return Page(answer.status, path.removeprefix(f"/{TOKEN}/"), headers, text)

    def open(self, path: str = "", **query: object) -> Page:
        """A page below the token, or the one that it leads to."""
        line = f"?{urlencode(query, doseq=True)}" if query else ""
        return self._follow(self.ask("GET", f"/{TOKEN}/{path}{line}"))

    def send(self, form: str, follow: bool = True, **fields: object) -> Page:
        """The page that a form leads to; `__` in the name of a field stands for a point."""
        body = urlencode({name.replace("__", "."): value for name, value in fields.items()}, doseq=True)
        page = self.ask("POST", f"/{TOKEN}/{form}", body, Origin=self._origin, Content_Type=_FORM)
        return self._follow(page) if follow else page

    def _follow(self, page: Page) -> Page:
        if page.status != HTTPStatus.SEE_OTHER:
            return page
        return self.ask("GET", urljoin(f"/{TOKEN}/{page.path}", page.headers["location"]).partition("#")[0])

    def raw(self, request: bytes, *, wait: bool = True) -> bytes:
        """The answer to some bytes."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=_SECONDS) as connection:
            connection.sendall(request)
            return connection.recv(65536) if wait else b""


@contextmanager
def serving(
    book: Path | None = None,
    seconds: float = TimedConnection.seconds,
    stopwatch: Callable[[], float] = monotonic,
    clock: Callable[[], int] = read_clock,
) -> Iterator[Browser]:
    """A server of a book, or of the bundled one, to which a request may take some seconds, and a browser at it."""
    options = Options(Environment(clock=clock, stopwatch=stopwatch))
    options.content = (str(book),) if book else ()
    with listen(0) as listening:
        access = Access(listening.getsockname()[1], TOKEN)
        live = LiveSite(Session(options, find_command=find_command))
        server = Server(access, live.handle, type("Connection", (TimedConnection,), {"seconds": seconds}))
        thread = Thread(target=server.run, args=(listening,))
        thread.start()
        try:
            yield Browser(access)
        finally:
            server.end()
            thread.join(_SECONDS)
