"""Access to the server: only for a browser on this machine that was given its address."""

import secrets
from hmac import compare_digest
from typing import NamedTuple

from aiohttp import web
from aiohttp.typedefs import Handler

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

    def allows_socket(self, request: web.Request) -> bool:
        """True if a request to open a socket comes from the page of this server."""
        return request.headers.get("Origin") == f"http://{request.host}"


def new_access(port: int) -> Access:
    """The access to a server with a new token."""
    return Access(port, secrets.token_hex(16))


def guarded(access: Access) -> web.Application:
    """An application that refuses everything that isn't allowed, before it looks for a page."""

    @web.middleware
    async def guard(request: web.Request, handler: Handler) -> web.StreamResponse:
        if not access.allows(request):
            raise web.HTTPForbidden(text="This address is not complete. Use the one that mlsys has printed.\n")
        return await handler(request)

    async def harden(request: web.Request, response: web.StreamResponse) -> None:
        response.headers.update(_HEADERS)
        response.headers["Content-Security-Policy"] = _POLICY.format(host=request.host)

    application = web.Application(middlewares=[guard])
    application.on_response_prepare.append(harden)
    return application
