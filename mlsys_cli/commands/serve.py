"""`mlsys serve`: the pages of the books in a browser on this computer."""

import gc
from functools import partial
from secrets import token_hex
from typing import Annotated

from mlsys_cli.arguments.declarations import entry_argument, option
from mlsys_cli.errors import require_extra
from mlsys_cli.queries.lookup import entry_named
from mlsys_cli.session.environment import own_directory
from mlsys_cli.session.session import Session
from mlsys_cli.views.value_view import LinesView

_OPENED = ("chapter", "section", "term", "table", "figure", "model", "machine", "event", "source")


def serve_command(
    session: Session,
    name: Annotated[list[str] | None, entry_argument("[NAME]", "The page to open.", *_OPENED)] = None,
    port: Annotated[
        int, option("--port", metavar="PORT", min=0, max=65535, help="The port to use, by default that of last time.")
    ] = 0,
    open_: Annotated[bool, option("--open", help="Open the address in your browser.")] = False,
    new_address: Annotated[bool, option("--new-address", help="Make a new secret: the old address ends.")] = False,
) -> None:
    """Show the book as web pages in a browser on this computer, until you press Ctrl-C.

    The pages are those of 'mlsys export site', and more: what you answer, review, mark, note and read goes into your
    study data, as in the terminal, and exhibits and calculators run. A file of the book that is saved shows at once.

    Only this computer can reach the address that is printed, and only with the secret in it. Port and secret stay the
    same, so that bookmarks go on working; --new-address makes another secret, if somebody has seen it.

    Examples:
        mlsys serve --open  # in your browser, until you press Ctrl-C
        mlsys serve intro/symbolic-ai  # print the address of a section
        mlsys serve --port 8080  # for example to forward the port with ssh -L
    """
    require_extra("web", "the web server", "starlette", "uvicorn")
    from mlsys_cli.site.addresses import LISTS, Addresses
    from mlsys_cli.web.access import Access, listen, remember_access, remembered_access
    from mlsys_cli.web.live_site import LiveSite
    from mlsys_cli.web.server import Server

    addresses = Addresses(session.books.library)  # which tells of problems before there is an address
    wanted = " ".join(name or ()).strip()
    if wanted.lower() in LISTS:
        page = f"{addresses.folders[session.books.library.books()[0].ref.slug]}{wanted.lower()}.html"
    else:
        page = addresses.of(entry_named(session, wanted, _OPENED)) if wanted else ""
    gc.enable()  # this process lives long
    path = own_directory("data") / "server.json"
    last = remembered_access(path)
    with listen(port, last.port) as listening:
        access = Access(listening.getsockname()[1], token_hex(16) if new_address else last.token)
        remember_access(path, access if port else access._replace(port=last.port or access.port))
        address = f"{access.address}{page}"
        Server(access, LiveSite(session).handle).run(listening, partial(_tell, session, address, open_))


def _tell(session: Session, address: str, opens: bool) -> None:
    """Print the address, and open it if that is wanted."""
    from mlsys_cli.terminal.stdout import write_stdout
    from mlsys_cli.web.server import open_in_browser

    if session.is_text:
        write_stdout(f"{address}\n")  # whole, however narrow the terminal: it is to be copied
    else:
        session.show(LinesView("server", address, url=address))
    if opens and not open_in_browser(address):
        session.notify("there is no browser to open; type the address into one")
