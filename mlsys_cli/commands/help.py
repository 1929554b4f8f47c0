"""`mlsys help`: the help of the program or of a command, and the guide for authors."""

from typing import Annotated, Any

import typer

from mlsys_cli.errors import UsageError
from mlsys_cli.session.session import Session

EXAMPLES = (
    ("mlsys help", "every command"),
    ("mlsys help define", "one command, like 'mlsys define --help'"),
    ("mlsys help content", "the guide for authors"),
)

CONTENT = "content"
"""The topic that isn't a command: the guide for authors."""


def _topics(ctx: typer.Context) -> list[str]:
    group: Any = ctx.find_root().command
    return [*group.list_commands(ctx), CONTENT]


def help_command(
    session: Session,
    ctx: typer.Context,
    topic: Annotated[
        str,
        typer.Argument(
            metavar="[COMMAND|content]", help="A command, or content for the guide for authors.", autocompletion=_topics
        ),
    ] = "",
) -> None:
    """Show help on the program or a command; 'mlsys help content' explains how to write a book."""
    if topic == CONTENT:
        from mlsys_cli.book.author.format_guide import example_files, guide
        from mlsys_cli.page.markdown import write_markdown
        from mlsys_cli.views.view import PageView, document

        page = tuple(guide())
        session.show(PageView(page, document("guide", text=write_markdown(page), files=example_files())))
        return
    from mlsys_cli.terminal.stdout import write_stdout

    write_stdout(_help(ctx, topic) + "\n")


def _help(ctx: typer.Context, topic: str) -> str:
    """Return the help of the program or of a command."""
    root = ctx.find_root()
    group: Any = root.command
    if not topic:
        return str(group.get_help(root))
    command = group.get_command(root, topic)
    if command is None:
        raise UsageError(f"there is no help on {topic[:60]!r}", [f"the topics are {', '.join(_topics(ctx))}"])
    return str(command.get_help(command.make_context(topic, [], parent=root, resilient_parsing=True)))
