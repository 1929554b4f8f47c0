"""The server: a page with a terminal, its files, and a socket for each window."""

import asyncio
import signal
import socket
from collections.abc import Sequence
from html import escape
from pathlib import Path
from string import Template
from weakref import WeakSet

import textual_serve
from aiohttp import WSCloseCode, web

from mlsys_cli.errors import MlsysError
from mlsys_cli.web.access import LOOPBACK, Access, guarded
from mlsys_cli.web.window import PATIENCE, show_reader

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
    """The application, which runs a command for each window; a process has some seconds to end by itself."""

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
        if not access.allows_socket(request):
            raise web.HTTPForbidden
        browser = web.WebSocketResponse(heartbeat=30, timeout=_GOODBYE)
        await browser.prepare(request)
        request.app[_WINDOWS].add(browser)
        columns, lines = request.query.get("width", ""), request.query.get("height", "")
        await show_reader(browser, command, columns, lines, patience)
        return browser

    async def close_windows(app: web.Application) -> None:
        closing = [browser.close(code=WSCloseCode.GOING_AWAY) for browser in app[_WINDOWS]]
        await asyncio.gather(*closing, return_exceptions=True)

    app = guarded(access)
    app[_WINDOWS] = WeakSet()
    app.on_shutdown.append(close_windows)
    app.add_routes(
        [
            web.get("/{token}/", page),
            web.get("/{token}/socket", window),
            web.get("/{token}/{name:.+}", file),
        ]
    )
    return app


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
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=2 * PATIENCE)
    await runner.setup()
    await web.SockSite(runner, listening).start()
    try:
        return await ended
    finally:
        await runner.cleanup()
