"""The server: it hands requests to the pages, one after the other, and limits what a request may cost.

The pages have an index and a store, whose connections belong to the thread that opened them: one thread does all the
work, and the event loop only reads and writes sockets.
"""

import asyncio
import logging
import socket
import webbrowser
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from http import HTTPStatus
from threading import Thread
from typing import TYPE_CHECKING, Any

import uvicorn
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response
from uvicorn.protocols.http.h11_impl import H11Protocol

from mlsys_cli.site.frames import POLICY
from mlsys_cli.web.access import Access
from mlsys_cli.web.form_fields import Reply

if TYPE_CHECKING:
    from starlette.types import Receive, Scope, Send

_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": f"{POLICY}; frame-ancestors 'none'",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    # With `no-referrer`, Chromium sends `Origin: null` with a form, also with one of ours.
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}

_MOST_BYTES = 200_000
"""The size of the largest form: a note has up to 100,000 characters, which become more bytes on their way."""

_MOST_HEADERS = 16_384
"""The bytes of the longest head of a request; a browser sends less than one kilobyte."""

_MOST_CONNECTIONS = 64
"""The connections at the same time. A browser opens six, and each window keeps one that waits for changes."""

_WAIT = 25.0
"""The seconds after which a window that waits for changes is told that there are none; chosen, not measured."""

Handler = Callable[[str, str, str, bytes], Reply]
"""Answers a request with a method, a path after the token, a query and a body."""


class TimedConnection(H11Protocol):
    """A connection that is closed unless a whole head arrives in time: uvicorn would wait for it for ever."""

    seconds = 10.0
    """The time that a request may take to arrive; chosen, not measured."""

    def connection_made(self, transport: Any) -> None:
        """Begin to wait."""
        super().connection_made(transport)
        self.loop.call_later(self.seconds, self._close_idle, None)

    def on_response_complete(self) -> None:
        """Begin to wait for the next head."""
        answered = self.cycle
        super().on_response_complete()
        self.loop.call_later(self.seconds, self._close_idle, answered)

    def _close_idle(self, answered: Any) -> None:
        """Close the connection unless another request has come since the one that was answered."""
        if self.cycle is answered:
            self.transport.close()


class _Uvicorn(uvicorn.Server):
    """A server that tells when it has started: from then on, signals end it in order."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.tell: Callable[[], None] = lambda: None

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, and tell so."""
        await super().startup(sockets)
        self.tell()


class Server:
    """The server of some pages. `version` tells the state of the books; a window that waits is told when it changes."""

    def __init__(
        self,
        access: Access,
        handle: Handler,
        version: Callable[[], str],
        connection: type[TimedConnection] = TimedConnection,
    ) -> None:
        self._connection = connection
        self._access = access
        self._handle = handle
        self._version = version
        self._worker = ThreadPoolExecutor(1)
        config = uvicorn.Config(
            self,
            http=connection,
            ws="none",
            lifespan="off",
            interface="asgi3",
            log_config=None,
            access_log=False,
            server_header=False,
            proxy_headers=False,
            limit_concurrency=_MOST_CONNECTIONS,
            h11_max_incomplete_event_size=_MOST_HEADERS,
            timeout_graceful_shutdown=1,
        )
        logging.getLogger("uvicorn.error").disabled = True  # it writes a traceback for a request that isn't HTTP
        self._uvicorn = _Uvicorn(config)

    def run(self, listening: socket.socket, started: Callable[[], None] = lambda: None) -> None:
        """Call `started`, and answer requests until a signal ends the server: Ctrl-C raises KeyboardInterrupt."""
        self._uvicorn.tell = started
        try:
            self._uvicorn.run([listening])
        finally:
            self._worker.shutdown()

    def end(self) -> None:
        """End the server from another thread."""
        self._uvicorn.should_exit = True

    async def __call__(self, scope: "Scope", receive: "Receive", send: "Send") -> None:
        """Answer a request, as ASGI has it."""
        request = Request(scope, receive)
        response = await self._respond(request)
        response.headers.update(_HEADERS)
        await response(scope, receive, send)

    async def _respond(self, request: Request) -> Response:
        method, path = request.method, request.url.path
        if refusal := self._access.refusal(method, path, request.headers):
            return PlainTextResponse(f"{refusal}\n", 403)
        if method not in ("GET", "HEAD", "POST"):
            return PlainTextResponse("This server has only pages and forms.\n", 405)
        name, query = path[1:].partition("/")[2], request.url.query
        if name == "changes" and method == "GET":
            return await self._changes(query)
        try:
            body = await asyncio.wait_for(_body(request), self._connection.seconds)
        except (TimeoutError, ClientDisconnect):
            return PlainTextResponse("The request took too long.\n", 408)
        except ValueError:
            return PlainTextResponse("The form is too long.\n", 413)
        answer = await self._work(self._handle, "GET" if method == "HEAD" else method, name, query, body)
        headers = {"Location": answer.location} if answer.location else {}
        if answer.status == HTTPStatus.SERVICE_UNAVAILABLE:  # another process writes to the store
            headers["Retry-After"] = "1"
        return Response(answer.body, answer.status, headers, answer.type)

    async def _work(self, job: Callable[..., Any], *arguments: Any) -> Any:
        return await asyncio.get_running_loop().run_in_executor(self._worker, job, *arguments)

    async def _changes(self, since: str) -> Response:
        """The version of the books, as soon as it isn't the one that a window has."""
        for _ in range(int(_WAIT / _PAUSE)):
            version = await self._work(self._version)
            if version != since or self._uvicorn.should_exit:
                break
            await asyncio.sleep(_PAUSE)
        return PlainTextResponse(version)


_PAUSE = 0.25
"""Seconds between two looks at the files of the books; nobody notices so short a wait."""


async def _body(request: Request) -> bytes:
    """The body of a request. Raises ValueError if it is too long."""
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > _MOST_BYTES:
            raise ValueError
    return body


_FOR_TERMINALS = ("www-browser", "links", "elinks", "lynx", "w3m")
"""Browsers that would take over the terminal, in which the server goes on."""


def open_in_browser(address: str) -> bool:
    """Open an address in the user's browser; false if there is none that has a window."""
    try:
        browser = webbrowser.get()
    except webbrowser.Error:
        return False
    if getattr(browser, "basename", "") in _FOR_TERMINALS:
        return False
    # Some browsers return only when their window is closed.
    Thread(target=browser.open, args=(address,), daemon=True).start()
    return True
