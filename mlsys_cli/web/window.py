"""A window of the browser: the process that runs in it, and what goes to and fro.

The packets are those of Textual's driver for the web: a letter, the length of the data in four bytes, and the data.
"""

import asyncio
import json
import os
from asyncio.subprocess import PIPE, Process
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from aiohttp import WSMessage, WSMsgType, web

_DATA, _META = b"D", b"M"
_OPENING = b"__GANGLION__\n"
"""The line that Textual writes before the first packet."""

_RESET = b"\x1bc"
"""The escape that clears the terminal, whatever was on it."""

_LARGEST = 1000
"""The most columns and lines of a window."""

PATIENCE = 3.0
"""The seconds that a process has to end by itself when its window was closed."""


async def show_reader(
    browser: web.WebSocketResponse, command: Sequence[str], columns: str, lines: str, patience: float = PATIENCE
) -> None:
    """Run a command in a window until one of them ends; the process has ended then."""
    process = await asyncio.create_subprocess_exec(
        *command, stdin=PIPE, stdout=PIPE, stderr=PIPE, env=_variables(_size(columns, 80), _size(lines, 24))
    )
    assert process.stdin is not None
    output = asyncio.create_task(_show_output(process, browser))
    try:
        async for message in browser:
            if packet := _packet(message):
                process.stdin.write(packet)
                await process.stdin.drain()
    except ConnectionError:
        await output  # it has ended, and the window still shows what it said
    finally:
        await _cancel(output)
        await _end(process, patience)


async def _show_output(process: Process, browser: web.WebSocketResponse) -> None:
    """Show what a process writes, and close the window when it ends; an error message stays in sight."""
    assert process.stdout is not None
    assert process.stderr is not None
    errors = asyncio.create_task(process.stderr.read())
    try:
        with suppress(asyncio.IncompleteReadError):
            await process.stdout.readuntil(_OPENING)
            while True:
                head = await process.stdout.readexactly(5)
                data = await process.stdout.readexactly(int.from_bytes(head[1:], "big"))
                if head.startswith(_DATA):  # the others offer files and addresses, which the reader has none of
                    await browser.send_bytes(data)
        said = await errors
        if await process.wait() and said:
            await browser.send_bytes(_RESET + said.replace(b"\n", b"\r\n"))
        await browser.close()
    except ConnectionError:  # the browser is gone
        return
    finally:
        await _cancel(errors)


def _packet(message: WSMessage) -> bytes:
    """The packet for the process that a message of the browser stands for; empty if it has no meaning."""
    if message.type is not WSMsgType.TEXT:
        return b""
    with suppress(ValueError):
        match json.loads(message.data):
            case ["stdin", str(keys)]:
                return _framed(_DATA, keys.encode())
            case ["resize", {"width": width, "height": height}]:
                return _meta("resize", width=_size(width, 80), height=_size(height, 24))
            case ["focus" | "blur" as name]:
                return _meta(name)
    return b""


def _meta(name: str, **fields: int) -> bytes:
    return _framed(_META, json.dumps({"type": name, **fields}).encode())


def _framed(kind: bytes, data: bytes) -> bytes:
    return kind + len(data).to_bytes(4, "big") + data


def _size(value: Any, usual: int) -> int:
    """The columns or lines that a browser asks for; the usual ones if that is no number of a few digits."""
    text = str(value)
    return min(max(int(text), 1), _LARGEST) if text.isascii() and text.isdecimal() and len(text) < 10 else usual


def _variables(columns: int, lines: int) -> dict[str, str]:
    """The variables of a process, whose terminal is the window."""
    return {
        **os.environ,
        "COLUMNS": str(columns),
        "ROWS": str(lines),
        "PYTHONIOENCODING": "utf-8",
        "TERM": "xterm-256color",
        "TEXTUAL_COLOR_SYSTEM": "truecolor",
        "TEXTUAL_DRIVER": "mlsys_cli.web.window_driver:WindowDriver",
    }


async def _end(process: Process, patience: float) -> None:
    """End a process. At the end of its input it remembers what was read last, and ends by itself."""
    try:
        with suppress(TimeoutError):
            await asyncio.wait_for(process.communicate(b""), patience)
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


async def _cancel(task: asyncio.Task[Any]) -> None:
    """Cancel a task, and wait until it has let go of what it uses."""
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
