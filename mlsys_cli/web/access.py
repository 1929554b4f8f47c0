"""Who may reach the server: its port and secret, which stay the same, and what a request must have to be answered."""

import json
import re
import socket
from collections.abc import Mapping
from contextlib import suppress
from hmac import compare_digest
from pathlib import Path
from secrets import token_hex
from typing import NamedTuple

from mlsys_cli.errors import MlsysError
from mlsys_cli.text.atomic_file import replacing
from mlsys_cli.text.own_files import read_own_file

LOOPBACK = "127.0.0.1"

_FORM = "application/x-www-form-urlencoded"


class Access(NamedTuple):
    """The port and the secret token of a server.

    The token is the first part of each path. A cookie would be sent to every other server on this machine as well,
    since cookies don't distinguish ports.
    """

    port: int
    token: str

    @property
    def address(self) -> str:
        """The address of the first page."""
        return f"http://{LOOPBACK}:{self.port}/{self.token}/"

    def refusal(self, method: str, path: str, headers: Mapping[str, str]) -> str:
        """The reason why a request isn't answered; empty if it may be.

        It must name this server as its host: a website could reach the server under its own name, if that name resolves
        to this machine. What changes something must come from a page of the server: any page may send a form.
        """
        host, token = headers.get("host", ""), path[1:].partition("/")[0]
        port = "" if self.port == 80 else f":{self.port}"  # a browser doesn't name that of HTTP
        if host not in (f"{LOOPBACK}{port}", f"localhost{port}") or not compare_digest(
            token.encode("utf-8", "replace"), self.token.encode()
        ):
            return "This address is not complete. Use the one that mlsys has printed."
        if method in ("GET", "HEAD"):
            return ""
        # Older browsers don't send the second header.
        is_own = headers.get("sec-fetch-site", "same-origin") == "same-origin"
        if headers.get("origin") != f"http://{host}" or not is_own:
            return "Only a page of this server may change something."
        return "" if headers.get("content-type", "").partition(";")[0].strip() == _FORM else "This is not a form."


def listen(port: int, last: int = 0) -> socket.socket:
    """A socket on this machine only: on a port, else on the `last` one if it is free, else on any free one.

    Raises MlsysError if the port can't be used.
    """
    try:
        listening = socket.create_server((LOOPBACK, port or last))
    except OSError as error:
        if last and not port:
            return listen(0)
        reason = error.strerror or str(error)
        raise MlsysError(f"port {port} can't be used: {reason}", ["without --port, mlsys takes a free one"]) from error
    # Connections inherit it. asyncio sets it only for sockets with the number of the protocol, which these haven't, and
    # a page that is sent in two pieces then waited 40 ms for the acknowledgement of the first.
    listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listening


def remembered_access(path: Path) -> Access:
    """The port and token of the last time, so that bookmarks go on working; port 0 and a new token if there are none.

    Only this user can read the file: whoever has the token can read and change what the learner has written.
    """
    with suppress(TypeError, ValueError):
        port, token = json.loads(read_own_file(path) or b"[]")
        if isinstance(port, int) and 0 < port < 1 << 16 and re.fullmatch("[0-9a-f]{32}", token):
            return Access(port, token)
    return Access(0, token_hex(16))


def remember_access(path: Path, access: Access) -> None:
    """Keep port and token for the next time. Raises OSError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with replacing(path, mode=0o600) as temporary:
        temporary.write_text(json.dumps(access), "ascii")
