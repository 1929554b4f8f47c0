"""`mlsys help`: the help of the program or of a command, and the guide for authors."""

from typing import Annotated, Any

import typer

from mlsys_cli.arguments.declarations import one_of
from mlsys_cli.errors import UsageError
from mlsys_cli.session.session import Session


def _topics(ctx: typer.Context) -> list[str]:
    group: Any = ctx.find_root().command
    return [*group.list_commands(ctx), "content"]


def help_command(
    session: Session,
    ctx: typer.Context,
    topic: Annotated[
        str,
        typer.Argument(
            metavar="[COMMAND|content]",
            help="A command, or 'content' for the guide for authors.",
            autocompletion=_topics,
        ),
    ] = "",
) -> None:
    """Show help for the program or a command; 'mlsys help content' explains how to write a book.

    Examples:
        mlsys help  # every command
        mlsys help define  # one command, like 'mlsys define --help'
        mlsys help content  # the guide for authors
    """
    if topic and one_of("help topic", topic, _topics(ctx)) == "content":
        from mlsys_cli.book.author.format_guide import example_files, guide
        from mlsys_cli.page.markdown import write_markdown
        from mlsys_cli.views.view import PageView, document

        page = tuple(guide())
        session.show(PageView(page, document("guide", text=write_markdown(page), files=example_files())))
        return
    if session.options.format not in ("", "text", "plain"):
        raise UsageError(f"help doesn't support the format {session.options.format}", ["it supports text, plain"])
    line = [topic.strip().lower(), "--help"] if topic else ["--help"]
    program: Any = ctx.find_root().command
    program.main(line, prog_name="mlsys", obj=session, standalone_mode=False)
