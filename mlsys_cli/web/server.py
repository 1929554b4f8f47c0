"""The server: who may reach it, a page with a terminal, its files, and a socket for each window.

Only a browser on this machine that was given its address can reach it.
"""

import asyncio
import signal
import socket
import webbrowser
from collections.abc import Sequence
from hmac import compare_digest
from html import escape
from pathlib import Path
from string import Template
from threading import Thread
from typing import NamedTuple
from weakref import WeakSet

import textual_serve
from aiohttp import WSCloseCode, web
from aiohttp.typedefs import Handler

from mlsys_cli.errors import MlsysError
from mlsys_cli.web.window import PATIENCE, show_reader

LOOPBACK = "127.0.0.1"

_PORT_OF_HTTP = 80
"""The port that a browser doesn't name."""

_HEADERS = {
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
# xterm.js writes its styles into the page.
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; font-src 'self'; img-src data:; "
    "connect-src ws://{host}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


class Access(NamedTuple):
    """The port and the secret token of a server.

    The token is the first part of each path. A cookie would be sent to every other server on this machine as well,
    since cookies don't distinguish ports.
    """

    port: int
    token: str

    @property
    def address(self) -> str:
        """The address of the page."""
        return f"http://{LOOPBACK}:{self.port}/{self.token}/"

    def allows(self, request: web.Request) -> bool:
        """True if a request has the token, and names this server as its host.

        Otherwise a website could reach the server under its own name, if that name resolves to this machine.
        """
        port = "" if self.port == _PORT_OF_HTTP else f":{self.port}"
        token = request.path[1:].partition("/")[0]
        is_told = compare_digest(token.encode(), self.token.encode())
        return is_told and request.host in (f"{LOOPBACK}{port}", f"localhost{port}")


# Of textual-serve only the files for the browser are used. Its server lists their folder, offers downloads, and loads
# a font from the web; its processes are started by a shell, and stay behind if they don't end when asked to.
_THEIRS, _OURS = Path(textual_serve.__file__).parent / "static", Path(__file__).parent
_FILES = {
    "js/textual.js": _THEIRS,
    "js/focus.js": _OURS,
    "css/xterm.css": _THEIRS,
    "fonts/RobotoMono-VariableFont_wght.ttf": _THEIRS,
    "fonts/RobotoMono-Italic-VariableFont_wght.ttf": _THEIRS,
}
"""The files that the page may load, and the folders that have them."""

_PAGE = Template((_OURS / "page.html").read_text("utf-8"))

_GOODBYE = 2.0
"""The seconds that a browser has to answer when its window is closed."""

_WINDOWS = web.AppKey("windows", WeakSet[web.WebSocketResponse])


def listen(port: int) -> socket.socket:
    """A socket on this machine only, on a free port if `port` is 0. Raises MlsysError if the port can't be used."""
    try:
        return socket.create_server((LOOPBACK, port))
    except OSError as error:
        reason = error.strerror or str(error)
        raise MlsysError(f"port {port} can't be used: {reason}", ["without --port, mlsys takes a free one"]) from error


def application(access: Access, command: Sequence[str], patience: float = PATIENCE) -> web.Application:
    """The application, which runs a command for each window; a process has some seconds to end by itself.

    It refuses everything that isn't allowed, before it looks for a page.
    """

    @web.middleware
    async def guard(request: web.Request, handler: Handler) -> web.StreamResponse:
        if not access.allows(request):
            raise web.HTTPForbidden(text="This address is not complete. Use the one that mlsys has printed.\n")
        return await handler(request)

    async def page(request: web.Request) -> web.Response:
        address = f"ws://{request.host}/{access.token}/socket"
        text = _PAGE.substitute(socket=escape(address))
        return web.Response(text=text, content_type="text/html")

    async def file(request: web.Request) -> web.FileResponse:
        name = request.match_info["name"]
        if name not in _FILES:
            raise web.HTTPNotFound
        return web.FileResponse(_FILES[name] / name)

    async def window(request: web.Request) -> web.WebSocketResponse:
        if request.headers.get("Origin") != f"http://{request.host}":  # it doesn't come from the page of this server
            raise web.HTTPForbidden
        # The heartbeat finds a browser that is gone without a word, as when the computer slept; 30 seconds were chosen,
        # not measured.
        browser = web.WebSocketResponse(heartbeat=30, timeout=_GOODBYE)
        await browser.prepare(request)
        request.app[_WINDOWS].add(browser)
        columns, lines = request.query.get("width", ""), request.query.get("height", "")
        await show_reader(browser, command, columns, lines, patience)
        return browser

    async def close_windows(app: web.Application) -> None:
        closing = [browser.close(code=WSCloseCode.GOING_AWAY) for browser in app[_WINDOWS]]
        await asyncio.gather(*closing, return_exceptions=True)

    app = web.Application(middlewares=[guard])
    app.on_response_prepare.append(_harden)
    app[_WINDOWS] = WeakSet()
    app.on_shutdown.append(close_windows)
    app.router.add_get("/{token}/", page)
    app.router.add_get("/{token}/socket", window)
    app.router.add_get("/{token}/{name:.+}", file)
    return app


async def _harden(request: web.Request, response: web.StreamResponse) -> None:
    response.headers.update(_HEADERS)
    response.headers["Content-Security-Policy"] = _POLICY.format(host=request.host)


async def serve(listening: socket.socket, app: web.Application) -> signal.Signals:
    """Answer requests until a signal ends the server, and return the signal. No process of a window is left behind."""
    loop = asyncio.get_running_loop()
    ended: asyncio.Future[signal.Signals] = loop.create_future()

    def end(number: signal.Signals) -> None:
        if not ended.done():
            ended.set_result(number)

    # The loop of Windows, which has no SIGHUP, can't handle signals: Ctrl-C ends the server by KeyboardInterrupt.
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP) if hasattr(signal, "SIGHUP") else ():
        if signal.getsignal(number) is not signal.SIG_IGN:  # `nohup` relies on that
            loop.add_signal_handler(number, end, number)
    # A process that doesn't end within PATIENCE is killed, and the server must not give up before.
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=2 * PATIENCE)
    await runner.setup()
    await web.SockSite(runner, listening).start()
    try:
        return await ended
    finally:
        await runner.cleanup()


_FOR_TERMINALS = ("www-browser", "links", "elinks", "lynx", "w3m")
"""Browsers that would take over the terminal, and can't show the reader."""


def open_in_browser(address: str) -> bool:
    """Open an address in the user's browser; false if there is none that can show the reader."""
    try:
        browser = webbrowser.get()
    except webbrowser.Error:
        return False
    if getattr(browser, "basename", "") in _FOR_TERMINALS:
        return False
    # Some browsers return only when their window is closed.
    Thread(target=browser.open, args=(address,), daemon=True).start()
    return True
