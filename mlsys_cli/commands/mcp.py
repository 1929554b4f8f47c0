"""`mlsys mcp`: the book for assistants, by the Model Context Protocol."""

import gc
import signal
import sys

from mlsys_cli.errors import UsageError, require_extra
from mlsys_cli.session.session import Session


def mcp_command(session: Session) -> None:
    """Let an assistant look things up in the book, by the Model Context Protocol on stdin and stdout.

    Its tools search, define, read, compare, show the timeline and sources, ask and grade questions, and estimate. Each
    answer has its sources written out, and an address such as mlsys://term/backpropagation, which is a resource too.
    Nothing is written: grades aren't recorded, and your study data, notes and settings are not read.

    You don't type this: an assistant starts it. In the settings of most of them it is
    {"mcpServers": {"mlsys": {"command": "mlsys", "args": ["mcp"]}}}. It needs the extra "mcp".

    Examples:
        mlsys mcp  # the bundled book and your packs
        mlsys mcp --content my-book  # only your book
    """
    require_extra("mcp", "the MCP server", "mcp")
    from mlsys_cli.api import OpenBook
    from mlsys_cli.mcp_server import serve

    if sys.stdin is None:
        raise UsageError("an assistant must write to stdin, which is closed")
    session.books.open()  # which tells of a book that can't be read before there is a client
    gc.enable()  # this process lives long
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # Python's handler would wait for the thread that reads stdin
    serve(OpenBook(*session.options.content, packs=session.options.packs))
