"""`mlsys serve`: the reader in a browser on this computer."""

import asyncio
import gc
import secrets
import signal
import sys
from collections.abc import Sequence
from importlib.util import find_spec
from typing import Annotated

from mlsys_cli.arguments.declarations import entry_argument, option
from mlsys_cli.errors import NotFoundError
from mlsys_cli.queries.lookup import entry_named
from mlsys_cli.reader.location import NAMED, OPENED
from mlsys_cli.session.session import Session
from mlsys_cli.views.value_view import LinesView


def serve_command(
    session: Session,
    name: Annotated[list[str] | None, entry_argument("[NAME]", "The page to open.", *OPENED)] = None,
    port: Annotated[
        int, option("--port", metavar="PORT", min=0, max=65535, help="The port to use, by default a free one.")
    ] = 0,
    open_: Annotated[bool, option("--open", help="Open the address in your browser.")] = False,
) -> None:
    """Serve the reader to a browser on this computer, until you press Ctrl-C.

    Only this computer can reach the address that is printed, and only with the secret in it, which is new each time.
    Each window is a separate reader; all of them share your study data.

    Examples:
        mlsys serve --open  # in your browser, until you press Ctrl-C
        mlsys serve intro/symbolic-ai  # at a section
        mlsys serve --port 8080  # for example to forward the port with ssh -L
    """
    if not find_spec("textual_serve"):
        raise NotFoundError("the reader in a browser isn't installed", ["pip install 'mlsys-cli[web]' installs it"])
    if name and " ".join(name).strip().lower() not in NAMED:
        entry_named(session, " ".join(name), OPENED)
    else:
        _ = session.books.library  # so that its problems are told before there is an address
    from mlsys_cli.terminal.stdout import write_stdout
    from mlsys_cli.web.server import Access, application, listen, open_in_browser, serve

    gc.enable()  # this process lives long
    with listen(port) as listening:
        access = Access(listening.getsockname()[1], secrets.token_hex(16))
        if session.is_text:
            write_stdout(f"{access.address}\n")  # whole, however narrow the terminal: it is to be copied
        else:
            session.show(LinesView("server", access.address, url=access.address))
        if open_ and not open_in_browser(access.address):
            session.notify("there is no browser to open; type the address into one")
        ended = asyncio.run(serve(listening, application(access, _window_command(session, name))))
    if ended is signal.SIGINT:
        raise KeyboardInterrupt
    raise SystemExit(128 + ended)


def _window_command(session: Session, name: Sequence[str] | None) -> list[str]:
    """The command of each window: the reader with the same options. It imports nothing from the current folder."""
    options = [f"--content={folder}" for folder in session.options.content]
    options += [f"--pack={pack}" for pack in session.options.packs]
    options += ["--exact"] if session.options.exact else []
    return [sys.executable, "-P", "-m", "mlsys_cli.cli.browser_window", "open", *options, "--", *(name or ())]
