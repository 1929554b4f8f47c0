"""`mlsys help`: the help of the program or of a command, and the guides for authors and teachers."""

from typing import Annotated, Any

import typer

from mlsys_cli.arguments.declarations import one_of
from mlsys_cli.errors import UsageError
from mlsys_cli.session.session import Session


def _topics(ctx: typer.Context) -> list[str]:
    group: Any = ctx.find_root().command
    return [*group.list_commands(ctx), *_GUIDES]


_GUIDES = {"content": "guide.md", "publishing": "publishing.md", "programs": "programs.md"}
"""The guides by their topics."""


def help_command(
    session: Session,
    ctx: typer.Context,
    topic: Annotated[
        str,
        typer.Argument(
            metavar="[COMMAND|content|publishing|programs]",
            help="A command, or a guide: 'content', 'publishing' or 'programs'.",
            autocompletion=_topics,
        ),
    ] = "",
) -> None:
    """Show help for the program or a command; 'mlsys help content' explains how to write a book.

    'mlsys help publishing' explains how to hand a book out: as web pages, as an EPUB, on paper, and
    'mlsys help programs' how other programs ask the book: scripts, Python, assistants.

    Examples:
        mlsys help  # every command
        mlsys help define  # one command, like 'mlsys define --help'
        mlsys help define --format man | man -l -  # as a page of the manual
        mlsys help content  # the guide for authors
        mlsys help publishing  # the guide for teachers
        mlsys help programs  # the guide for programmers
    """
    chosen = one_of("help topic", topic, _topics(ctx)) if topic else ""
    if chosen in _GUIDES:
        from mlsys_cli.book.author.format_guide import example_files, guide
        from mlsys_cli.page.markdown import write_markdown
        from mlsys_cli.views.view import PageView, document

        page = tuple(guide(_GUIDES[chosen]))
        files = example_files() if chosen == "content" else {}
        session.show(PageView(page, document("guide", text=write_markdown(page), files=files)))
        return
    if session.options.format not in ("", "text", "plain", "man"):
        raise UsageError(f"help doesn't support the format {session.options.format}", ["it supports text, plain, man"])
    line = [topic.strip().lower(), "--help"] if topic else ["--help"]
    program: Any = ctx.find_root().command
    program.main(line, prog_name="mlsys", obj=session, standalone_mode=False)
