"""The command line as Typer parses it."""

import os
from collections.abc import Mapping
from functools import cache, wraps
from inspect import Parameter, Signature, signature
from typing import Annotated, Any

import typer
from typer.core import TyperCommand, TyperGroup

from mlsys_cli import __version__
from mlsys_cli.arguments.declarations import complete_packs, for_shells, for_typer, one_of
from mlsys_cli.cli.command_table import COMMANDS, COMPLETING
from mlsys_cli.errors import UsageError
from mlsys_cli.session.session import Session
from mlsys_cli.terminal.stdout import WIDEST

_MANY_BEGIN_SO = 4
"""The letters from which on the first word of a line may be completed to a term: `perc` leaves some, `pe` too many."""


class _Group(TyperGroup):
    """The program: its commands are known by name, and imported when they are called."""

    def list_commands(self, ctx: Any) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        return load_command(cmd_name, ctx.find_root().obj) if cmd_name in COMMANDS else None

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        name = args[0]
        if name in COMMANDS:
            return name, self.get_command(ctx, name), args[1:]
        return "question", load_question(), args

    def shell_complete(self, ctx: Any, incomplete: str) -> Any:
        """Offer the commands, and the names of terms once these are no longer many."""
        offered = super().shell_complete(ctx, incomplete)
        if len(incomplete) >= _MANY_BEGIN_SO and not incomplete.startswith("-"):
            offered += load_question().params[0].shell_complete(ctx, incomplete)
        return offered


def load_command(name: str, session: Session) -> TyperCommand:
    """Return a command as Typer knows it."""
    function = session.import_command(name)
    return _declared_command(name, COMMANDS[name], function, is_completing=COMPLETING in os.environ)


def load_question() -> TyperCommand:
    """Return what Typer takes for the command if the first word is none."""
    from mlsys_cli.cli.question_line import SUMMARY, ask_command

    return _declared_command("", SUMMARY, ask_command, is_completing=COMPLETING in os.environ)


@cache
def _declared_command(name: str, summary: str, function: Any, *, is_completing: bool) -> TyperCommand:
    app = typer.Typer(add_completion=False, rich_markup_mode=None)
    app.command(name, short_help=summary, add_help_option=False)(_with_session(for_typer(function)))
    command: TyperCommand = _with_global_options(app, is_completing)
    command.name = name
    return command


def _with_session(function: Any) -> Any:
    """The function of a command with Typer's context as a parameter, in which the session is, in place of this."""
    _, *parameters = signature(function).parameters.values()
    takes_context = "ctx" in function.__annotations__

    @wraps(function)
    def call(ctx: typer.Context, **values: Any) -> None:
        _require_no_blank(ctx, values)
        function(ctx.find_root().obj, **values, **({"ctx": ctx} if takes_context else {}))

    context = [] if takes_context else [Parameter("ctx", Parameter.KEYWORD_ONLY, annotation=typer.Context)]
    call.__signature__ = Signature([*parameters, *context])  # type: ignore[attr-defined]  # where `inspect` looks first
    return call


def _require_no_blank(ctx: Any, values: Mapping[str, Any]) -> None:
    """Raise UsageError if a text of the command line is empty, as commands would take it for one that wasn't typed."""
    # An option that a function of its own reads, such as --kind, is None for a blank.
    for parameter in (one for one in ctx.command.params if one.name in values):
        value, name = values[parameter.name], parameter.opts[0]
        is_blank = value is None or (isinstance(value, str | list) and not "".join(map(str, value)).strip())
        if is_blank and ctx.get_parameter_source(parameter.name).name == "COMMANDLINE":
            name = name if name.startswith("-") else parameter.metavar.strip("[].").partition("|")[0].strip()
            raise UsageError(f"{name} can't be empty")


def _with_global_options(app: typer.Typer, is_completing: bool) -> Any:
    command = typer.main.get_command(app)
    command.params.extend(GLOBAL_OPTIONS)
    if is_completing:
        for parameter in command.params:  # Typer's script for zsh loses straight apostrophes
            # Options and arguments have one.
            parameter.help = (getattr(parameter, "help", None) or "").replace("'", "’")  # type: ignore[attr-defined]
    return command


# --- the options of every command --------------------------------------------------------------------------------


def _every_command(
    content: Annotated[
        list[str] | None,
        typer.Option("--content", metavar="FOLDER", help="Read this book (to read several, separate them as in PATH)."),
    ] = None,
    packs: Annotated[
        list[str] | None,
        typer.Option(
            "--pack",
            metavar="NAME",
            help="Read only this pack (may be repeated).",
            autocompletion=for_shells(complete_packs),
        ),
    ] = None,
    all_books: Annotated[bool, typer.Option("--all-books", help="Read all books of the shelf together.")] = False,
    output_format: Annotated[
        str,
        typer.Option(
            "--format", "-f", metavar="FORMAT", help="text, plain, json, markdown, csv, bibtex, github, svg or html."
        ),
    ] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Same as --format json.")] = False,
    as_plain: Annotated[
        bool, typer.Option("--plain", help="Same as --format plain, for screen readers and grep.")
    ] = False,
    width: Annotated[
        int | None, typer.Option("--width", metavar="COLUMNS", min=1, max=WIDEST, help="Width of the output.")
    ] = None,
    color: Annotated[str, typer.Option("--color", metavar="WHEN", help="auto, always or never.")] = "",
    sources: Annotated[bool, typer.Option("--sources", help="Also list the sources on a terminal.")] = False,
    pager: Annotated[
        bool | None, typer.Option("--pager/--no-pager", help="Use a pager, not the reader; or neither.")
    ] = None,
    exact: Annotated[bool, typer.Option("--exact", help="Accept only exact names; don't guess misspelt ones.")] = False,
    frame: Annotated[
        bool, typer.Option("--frame", help="With svg or html: not a piece to paste, but a whole picture or page.")
    ] = False,
    show_help: Annotated[bool, typer.Option("--help", "-h", help="Show this message and exit.")] = False,
) -> None:
    """Declare the options of every command."""


def _store(ctx: Any, parameter: Any, value: Any) -> None:
    """Store the value of an option in the session, if it was given; `--help` ends the command."""
    options = ctx.find_root().obj.options
    match parameter.name:
        case "pager":
            options.pager = options.pager if value is None else value  # false is `--no-pager`
        case _ if not value:
            return
        case "as_json" | "as_plain":
            options.format = parameter.name.removeprefix("as_")
        case "content" | "packs":
            setattr(options, parameter.name, (*getattr(options, parameter.name), *value))
        case "output_format":
            from mlsys_cli.render.formats import Format

            options.format = one_of("format", value, tuple(Format))
        case "color":
            options.color = one_of("colour mode", value, ("auto", "always", "never"))
        case "show_help":
            if not ctx.resilient_parsing:
                from mlsys_cli.cli.help_pages import help_text
                from mlsys_cli.terminal.stdout import write_stdout

                write_stdout(help_text(ctx) + "\n")
                raise typer.Exit
        case _:
            setattr(options, parameter.name, value)


def _declared() -> list[Any]:
    app = typer.Typer(add_completion=False, rich_markup_mode=None)
    app.command(add_help_option=False)(_every_command)  # `--help` is one of these, with a page of our own
    parameters = typer.main.get_command(app).params
    for parameter in parameters:
        parameter.callback = _store
        parameter.expose_value = False
        parameter.is_eager = True  # so that those before `--help` hold for it
    return parameters


GLOBAL_OPTIONS = _declared()
"""The options as Typer's parameters, which store their values in the session."""


# --- the program ---------------------------------------------------------------------------------------------------


def _show_version(ctx: typer.Context, value: bool) -> None:
    if value:
        ctx.obj.environment.evidence.is_pure = True
        from mlsys_cli.terminal.stdout import write_stdout

        write_stdout(f"mlsys {__version__}\n")
        raise typer.Exit


def _program(
    ctx: typer.Context,
    version: Annotated[
        bool, typer.Option("--version", "-V", is_eager=True, callback=_show_version, help="Show the version and exit.")
    ] = False,
) -> None:
    """Study machine-learning systems: read, look up, search, compare and test yourself."""
    if ctx.invoked_subcommand is None:
        ctx.obj.import_command("home")(ctx.obj)


def program() -> Any:
    """Return the whole command line."""
    return _whole_program(is_completing=COMPLETING in os.environ)


@cache
def _whole_program(*, is_completing: bool) -> Any:
    app = typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)
    app.callback(cls=_Group, invoke_without_command=True, add_help_option=False)(_program)
    if is_completing:
        # It registers the shells; the two options that it returns, which edit rc files, are not ours.
        typer.main.get_install_completion_arguments()
    return _with_global_options(app, is_completing)
