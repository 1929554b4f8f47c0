"""Asks servers, politely, for the addresses of a book: which of them are dead, and which have moved."""

import ssl
import time
from collections import defaultdict
from collections.abc import Callable, Collection
from contextlib import suppress
from http import HTTPStatus
from http.client import HTTPException
from queue import Empty, SimpleQueue
from socket import EAI_AGAIN, gaierror
from threading import Lock, Thread
from typing import Any, Literal, NamedTuple
from urllib.error import HTTPError, URLError
from urllib.parse import urljoin, urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from mlsys_cli import __version__
from mlsys_cli.errors import UnreadableError

_TOGETHER = 8
"""The servers that are asked at once; chosen, not measured."""

_MOST_REDIRECTS = 10
_PERMANENT = (301, 308)
_REDIRECTS = (*_PERMANENT, 302, 303, 307)
_AGENT = f"mlsys-cli/{__version__} (link checker; +https://github.com/mlsys-cli/mlsys-cli)"


class AddressState(NamedTuple):
    """The state of an address. `detail` says why it is dead or unknown, or where it has moved for good.

    `has_server` is false if its server didn't answer at all.
    """

    name: Literal["alive", "moved", "dead", "unknown"]
    detail: str = ""
    has_server: bool = True


class _Server:
    """A server that gets one request at a time, with a pause between two of them."""

    def __init__(self) -> None:
        self.lock = Lock()
        self.asked_at = 0.0


class WebClient:
    """A client that waits so many seconds before it asks a server again, and so many for an answer."""

    def __init__(self, pause: float = 1.0, timeout: float = 20.0) -> None:
        self._pause = pause
        self._timeout = timeout
        self._servers: dict[str, _Server] = {}
        self._opener = build_opener(_RedirectsShown)

    def look_up(self, addresses: Collection[str], report: Callable[[int, int], None]) -> dict[str, AddressState]:
        """The states of some addresses; `report` is called with the number of those looked up, and that of all.

        Raises UnreadableError if there are several servers, and none of them answers.
        """
        by_server: dict[str, list[str]] = defaultdict(list)
        for address in addresses:
            by_server[_server_of(address)].append(address)
        waiting: SimpleQueue[list[str]] = SimpleQueue()
        for of_server in by_server.values():
            waiting.put(of_server)
        done: SimpleQueue[tuple[str, AddressState]] = SimpleQueue()
        for _ in range(min(_TOGETHER, len(by_server))):
            # Daemons, so that Ctrl-C needn't wait for a server.
            Thread(target=self._work, args=(waiting, done), daemon=True).start()
        states: dict[str, AddressState] = {}
        while len(states) < len(addresses):
            address, state = done.get()
            states[address] = state
            report(len(states), len(addresses))
        if len(by_server) > 1 and not any(state.has_server for state in states.values()):
            raise UnreadableError("no server could be reached", ["--online needs a connection to the internet"])
        return states

    def _work(self, waiting: "SimpleQueue[list[str]]", done: "SimpleQueue[tuple[str, AddressState]]") -> None:
        """Look up the addresses of one server after another. One that doesn't answer is asked no more."""
        with suppress(Empty):
            while True:
                state = AddressState("alive")
                for address in waiting.get_nowait():
                    if state.has_server:
                        state = self._visit(address)
                    done.put((address, state))

    def _visit(self, address: str) -> AddressState:
        """The state of an address, from its page or those to which it redirects."""
        url = moved_to = address
        is_permanent = True
        for hop in range(_MOST_REDIRECTS):
            try:
                with self._server(url).lock:  # several servers may redirect to one
                    status, location = self._ask(url)
                following = urljoin(url, location)
            except (OSError, HTTPException, ValueError) as error:
                return self._failed(error)._replace(has_server=hop > 0)
            if status not in _REDIRECTS or not location:
                if status < 400:
                    return AddressState("alive") if moved_to == address else AddressState("moved", moved_to)
                is_gone = status in (HTTPStatus.NOT_FOUND, HTTPStatus.GONE)
                return AddressState("dead" if is_gone else "unknown", _status_line(status))
            url = following
            is_permanent = is_permanent and status in _PERMANENT
            moved_to = url if is_permanent else moved_to
        return AddressState("unknown", "too many redirects")

    def _ask(self, url: str) -> tuple[int, str]:
        """The status of a page, and where it redirects to; asked for again if the server fails or knows no HEAD."""
        if not url.startswith(("http://", "https://")):
            raise ValueError("it isn't an address on the web")
        for method, is_last in (("HEAD", False), ("GET", False), ("GET", True)):
            try:
                status, location = self._request(method, url)
            except (OSError, HTTPException):
                if is_last:
                    raise
            else:
                is_clear = status < 400 or status == HTTPStatus.TOO_MANY_REQUESTS or (method == "GET" and status < 500)
                if is_clear or is_last:
                    return status, location
        raise AssertionError

    def _request(self, method: str, url: str) -> tuple[int, str]:
        request = Request(url, headers={"User-Agent": _AGENT, "Accept": "*/*"}, method=method)  # noqa: S310 - http(s)
        server = self._server(url)
        time.sleep(max(0, server.asked_at + self._pause - time.monotonic()))
        try:
            with self._opener.open(request, timeout=self._timeout) as response:
                return response.status, ""
        except HTTPError as error:
            with error:
                return error.code, error.headers.get("Location", "")
        finally:
            server.asked_at = time.monotonic()

    def _server(self, url: str) -> _Server:
        return self._servers.setdefault(_server_of(url), _Server())

    def _failed(self, error: Exception) -> AddressState:
        """The state of an address whose server didn't answer."""
        reason = error.reason if isinstance(error, URLError) else error
        match reason:
            case gaierror() if reason.errno != EAI_AGAIN:
                return AddressState("dead", "there is no such server")
            case ConnectionRefusedError():
                return AddressState("dead", "the server refuses connections")
            case TimeoutError():
                return AddressState("unknown", f"no answer in {self._timeout:g} seconds")
            case ssl.SSLCertVerificationError():
                return AddressState("unknown", f"its certificate isn't valid: {reason.verify_message}")
            case _:
                return AddressState("unknown", str(reason) or type(reason).__name__)


class _RedirectsShown(HTTPRedirectHandler):
    """Leaves it to us to follow redirects, since it matters whether they are permanent."""

    def redirect_request(self, *args: Any) -> None:
        """No further request."""


def _server_of(address: str) -> str:
    """The server that an address names; empty if it is none."""
    with suppress(ValueError):
        return urlsplit(address).netloc
    return ""


def _status_line(status: int) -> str:
    """A status in numbers and words: `404 Not Found`."""
    with suppress(ValueError):
        return f"{status} {HTTPStatus(status).phrase}"
    return str(status)
