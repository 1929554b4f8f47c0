"""The command line: the program and its commands, each imported when it is called."""

import os
from collections.abc import Callable
from importlib import import_module
from keyword import iskeyword
from typing import Annotated, Any, ClassVar

import typer
from typer.core import TyperCommand, TyperGroup

from mlsys_cli import __version__
from mlsys_cli.cli.global_options import with_flags
from mlsys_cli.errors import UsageError
from mlsys_cli.session.session import Session
from mlsys_cli.text.spelling import suggest

COMMANDS = {
    "toc": "The outline, with reading time.",
    "read": "A chapter or section, with its tables and figures.",
    "define": "A glossary entry, or several.",
    "timeline": "Eras and events, drawn to scale.",
    "compare": "A comparison table, or some of its columns.",
    "figure": "A figure of the book.",
    "search": "Where some words occur.",
    "cite": "A source, and who cites it.",
    "list": "The ids of a kind, one a line, for scripts.",
    "quiz": "Questions about what you have read.",
    "review": "What is due today, and some that is new.",
    "note": "Write something down about a term or section.",
    "notes": "What you wrote down.",
    "mark": "Mark something, to find it again.",
    "marks": "What you marked.",
    "progress": "What you have read, and what you remember.",
    "due": "How many cards are due, for a prompt.",
    "forget": "Ask something as if it were new.",
    "suspend": "Ask something no more.",
    "reset": "Forget everything that you did.",
    "export": "What you did, for another machine.",
    "import": "What you did on another machine.",
    "config": "How you want to study.",
    "new": "Begin a book, a chapter, a term, a question ...",
    "edit": "Your editor, where a term or section stands.",
    "check": "What is wrong with a book.",
    "schema": "The JSON Schema of a book's files, for editors.",
    "pack": "Other people's books, read together with this one.",
    "doctor": "Paths, versions and terminal, for a bug report.",
    "help": "This page, a command's, or how to write a book.",
    "completion": "A script that completes commands in your shell.",
}
"""Each command, and one line of help about it."""

COMPLETING = "_MLSYS_COMPLETE"
"""The variable by which a shell asks what it can offer for a line that isn't finished."""


class _Command(TyperCommand):
    """A command that also takes the shared options, and explains itself in our own pages."""

    examples: tuple[tuple[str, str], ...] = ()

    def get_params(self, ctx: Any) -> list[Any]:
        return with_flags(self, ctx)

    def get_help(self, ctx: Any) -> str:
        from mlsys_cli.cli.help_pages import help_text

        return help_text(self, ctx)


class _Group(TyperGroup):
    """The program: its commands are known by name, and imported when one is asked for."""

    summaries: ClassVar = COMMANDS

    def get_params(self, ctx: Any) -> list[Any]:
        return with_flags(self, ctx)

    def list_commands(self, ctx: Any) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        return load_command(cmd_name) if cmd_name in COMMANDS else None

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        name = args[0]
        if name not in COMMANDS and not ctx.resilient_parsing:
            near = suggest(name, COMMANDS)
            hint = f"did you mean 'mlsys {near[0]}'?" if near else f"the commands are {', '.join(COMMANDS)}"
            raise UsageError(f"there is no command {name[:60]!r}", [hint])
        return name, self.get_command(ctx, name), args[1:]

    def get_help(self, ctx: Any) -> str:
        from mlsys_cli.cli.help_pages import home_help_text

        return home_help_text(self, ctx)


def load_command(name: str) -> _Command:
    """A command, made from the function `<name>_command` of the module of its name."""
    module = import_module(f"mlsys_cli.commands.{name}{'_' if iskeyword(name) else ''}")
    function: Callable[..., None] = getattr(module, f"{name}_command")
    one = typer.Typer(add_completion=False, rich_markup_mode=None)
    one.command(name, cls=_Command, context_settings={"help_option_names": ["-h", "--help"]})(function)
    command = typer.main.get_command(one)
    assert isinstance(command, _Command)
    command.examples = module.EXAMPLES
    return command


def _show_version(value: bool) -> None:
    if value:
        from mlsys_cli.terminal.stdout import write_stdout

        write_stdout(f"mlsys {__version__}\n")
        raise typer.Exit


def _program(
    ctx: typer.Context,
    version: Annotated[
        bool, typer.Option("--version", "-V", is_eager=True, callback=_show_version, help="The version of the program.")
    ] = False,
) -> None:
    """Read, look up, search and compare what there is to know about machine-learning systems."""
    if ctx.invoked_subcommand is None:
        from mlsys_cli.commands.home import home_command

        home_command(Session(ctx.obj))


def program() -> Any:
    """The whole command line."""
    app = typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)
    app.callback(cls=_Group, invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})(
        _program
    )
    if COMPLETING in os.environ:
        from typer._completion_classes import completion_init

        completion_init()  # Typer does so itself only where it adds its own --show-completion
    return typer.main.get_command(app)
