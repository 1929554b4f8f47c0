"""A browser as the server sees it: requests, byte by byte, and windows in which a test types."""

import asyncio
import re
import subprocess
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager, suppress
from typing import Any, NamedTuple

from aiohttp import ClientSession, ClientWebSocketResponse, WSMsgType

from mlsys_cli.web.server import Access, application, listen, serve
from tests.support.shell import ESCAPE, Shell

TOKEN = "0123456789abcdef"  # noqa: S105 - of a server that only this test reaches
_SECONDS = 60.0


class Answer(NamedTuple):
    """The answer to a request: its status, its head and its body."""

    status: int
    head: str
    body: str


@asynccontextmanager
async def serving(*command: str, patience: float = 1.0) -> AsyncIterator[Access]:
    """A server on a free port with a known token, which runs a command for each window."""
    with listen(0) as listening:
        access = Access(listening.getsockname()[1], TOKEN)
        server = asyncio.create_task(serve(listening, application(access, command, patience)))
        try:
            yield access
        finally:
            server.cancel()
            with suppress(asyncio.CancelledError):
                await server


class Served(NamedTuple):
    """`mlsys serve` as a process, and the address that it printed."""

    process: "subprocess.Popen[bytes]"
    address: str


@contextmanager
def served(shell: Shell, line: str, **env: object) -> Iterator[Served]:
    """The server that a command starts; it ends with the test at the latest."""
    process = shell.start(line, **env)
    assert process.stdout
    try:
        yield Served(process, process.stdout.readline().decode().strip())
    finally:
        process.terminate()
        process.communicate(timeout=_SECONDS)


def ask(path: str, host: str = "127.0.0.1:PORT", **headers: str) -> Answer:
    """The answer to a request for a path. `PORT` in it stands for the port of the server, and no `host` for none."""
    return asyncio.run(_ask(path, {"Host": host} if host else {}, headers))


async def _ask(path: str, host: dict[str, str], headers: dict[str, str]) -> Answer:
    async with serving("false") as access:
        lines = [f"{name.replace('_', '-')}: {value}\r\n" for name, value in (host | headers).items()]
        request = f"GET {path} HTTP/1.1\r\n{''.join(lines)}Connection: close\r\n\r\n"
        reader, writer = await asyncio.open_connection("127.0.0.1", access.port)
        writer.write(request.replace("PORT", str(access.port)).encode())
        head = (await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), _SECONDS)).decode()
        status = int(head.split()[1])
        body = b"" if status == 101 else await asyncio.wait_for(reader.read(), _SECONDS)
        writer.close()
        return Answer(status, head, body.decode(errors="replace"))


class Window:
    """A window of a browser, and all that was shown in it."""

    def __init__(self, socket: ClientWebSocketResponse) -> None:
        self._socket = socket
        self.shown = ""

    async def send(self, *messages: Any) -> None:
        """Send messages as the page does."""
        for message in messages:
            await (self._socket.send_str(message) if isinstance(message, str) else self._socket.send_json(message))

    async def type(self, keys: str) -> None:
        """Type some keys."""
        await self.send(["stdin", keys])

    async def see(self, awaited: str) -> None:
        """Wait until a text is shown."""
        async with asyncio.timeout(_SECONDS):
            while awaited not in self.shown:
                message = await self._socket.receive()
                assert message.type is WSMsgType.BINARY, f"closed before {awaited!r} was shown: {self.shown[-2000:]}"
                self.shown += ESCAPE.sub("", message.data.decode())

    async def close(self) -> None:
        """Close the window."""
        await self._socket.close()

    async def see_the_end(self) -> None:
        """Wait until the window is closed by the server."""
        async with asyncio.timeout(_SECONDS):
            while (message := await self._socket.receive()).type is WSMsgType.BINARY:
                self.shown += ESCAPE.sub("", message.data.decode())
        assert message.type in (WSMsgType.CLOSE, WSMsgType.CLOSING, WSMsgType.CLOSED)


@asynccontextmanager
async def windows(address: str, number: int = 1) -> AsyncIterator[Sequence[Window]]:
    """Some windows at an address."""
    origin = re.match("http://[^/]+", address)
    assert origin
    socket = f"{address.replace('http', 'ws', 1)}socket?width=80&height=24"
    async with ClientSession() as client:
        opened = [await client.ws_connect(socket, headers={"Origin": origin[0]}) for _ in range(number)]
        try:
            yield [Window(one) for one in opened]
        finally:
            for one in opened:
                await one.close()
