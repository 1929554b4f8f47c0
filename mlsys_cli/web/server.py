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
from threading import Thread
from typing import Any

import uvicorn
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol

from mlsys_cli.site.frames import POLICY
from mlsys_cli.web.access import Access

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
"""The connections at the same time; a browser opens six."""

Handler = Callable[[str, str, str, bytes], Response]
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

    tell: Callable[[], None]

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, and tell so."""
        await super().startup(sockets)
        self.tell()


class Server:
    """The server of some pages."""

    def __init__(self, access: Access, handle: Handler, connection: type[TimedConnection] = TimedConnection) -> None:
        self._connection = connection
        self._access = access
        self._handle = handle
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
            headers=[*_HEADERS.items()],
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

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, as ASGI has it."""
        response = await self._respond(Request(scope, receive))
        await response(scope, receive, send)

    async def _respond(self, request: Request) -> Response:
        method, path, headers = request.method, request.url.path, request.headers
        if refusal := self._access.refusal(method, path, headers):
            return PlainTextResponse(f"{refusal}\n", 403)
        if method not in ("GET", "HEAD", "POST"):
            return PlainTextResponse("This server has only pages and forms.\n", 405)
        # uvicorn holds a request to the length that it gives; a browser gives that of each form.
        if "transfer-encoding" in headers or int(headers.get("content-length", 0)) > _MOST_BYTES:
            return PlainTextResponse("The form is too long.\n", 413)
        try:
            body = await asyncio.wait_for(request.body(), self._connection.seconds)
        except (TimeoutError, ClientDisconnect):
            return PlainTextResponse("The request took too long.\n", 408)
        asked = ("GET" if method == "HEAD" else method, path[1:].partition("/")[2], request.url.query, body)
        return await asyncio.get_running_loop().run_in_executor(self._worker, self._handle, *asked)


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
