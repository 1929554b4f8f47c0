"""The options that every command has, before or after its name."""

import os
from typing import Annotated, Any

import typer

from mlsys_cli.errors import UsageError
from mlsys_cli.session.environment import Options

COMPLETING = "_MLSYS_COMPLETE"
"""The environment variable by which a shell asks for the completions of an unfinished line."""


def with_flags(command: Any, ctx: Any) -> list[Any]:
    """Return the parameters of a command, those that all commands share, and `--help`."""
    help_option = command.get_help_option(ctx)
    help_option.callback = _show_help
    parameters = [*command.params, *_flags(), help_option]
    if COMPLETING in os.environ:
        for parameter in parameters:  # Typer's script for zsh loses straight apostrophes
            parameter.help = (getattr(parameter, "help", None) or "").replace("'", "’")
    return parameters


def _offer_packs(ctx: typer.Context, incomplete: str) -> list[tuple[str, str]]:
    from mlsys_cli.arguments.completers import complete_packs

    return complete_packs(ctx, incomplete)


def _every_command(
    content: Annotated[
        list[str] | None,
        typer.Option("--content", metavar="FOLDER", help="Read this book (several: joined as in PATH)."),
    ] = None,
    pack: Annotated[
        list[str] | None,
        typer.Option(
            "--pack", metavar="NAME", help="Read only this pack (may be repeated).", autocompletion=_offer_packs
        ),
    ] = None,
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
    width: Annotated[int | None, typer.Option("--width", metavar="COLUMNS", help="Width of the output.")] = None,
    color: Annotated[str, typer.Option("--color", metavar="WHEN", help="auto, always or never.")] = "",
    sources: Annotated[bool, typer.Option("--sources", help="List the sources on a terminal too.")] = False,
    no_pager: Annotated[bool, typer.Option("--no-pager", help="Never use a pager.")] = False,
    exact: Annotated[bool, typer.Option("--exact", help="Accept exact names only, no near misses.")] = False,
) -> None:
    """Declare the options of every command."""


_parameters: list[Any] = []


def _flags() -> list[Any]:
    """Return the shared options as parameters."""
    if not _parameters:
        one = typer.Typer(add_completion=False, rich_markup_mode=None)
        one.command()(_every_command)
        for parameter in typer.main.get_command(one).params:
            parameter.is_eager = True  # so that what is given before `--help` holds for it
            _parameters.append(parameter)
    return _parameters


def _show_help(ctx: Any, parameter: Any, value: bool) -> None:
    """Write the help like any answer, so that a closed pipe or a full disk is handled in the same way."""
    if value and not ctx.resilient_parsing:
        store_options(ctx)
        from mlsys_cli.terminal.stdout import write_stdout

        write_stdout(ctx.get_help() + "\n")
        raise typer.Exit


def store_options(ctx: Any) -> None:
    """Move the values of the shared options from what was parsed to the options of the session."""
    options = ctx.find_root().obj
    for parameter in _flags():
        value = ctx.params.pop(parameter.name, None)
        if isinstance(options, Options) and value is not False and value not in (None, "", (), []):
            _set(options, parameter.name, value)


def _set(options: Options, name: str, value: Any) -> None:
    from mlsys_cli.arguments.choices import one_of

    match name:
        case "as_json" | "as_plain":
            options.format = name.removeprefix("as_")
        case "no_pager":
            options.pager = False
        case "content":
            options.content += tuple(value)
        case "pack":
            options.packs += tuple(value)
        case "output_format":
            from mlsys_cli.render.formats import Format

            options.format = one_of("--format", value, tuple(Format))
        case "color":
            options.color = one_of("--color", value, ("auto", "always", "never"))
        case "width" if value < 1:
            raise UsageError("--width must be at least 1")
        case _:
            setattr(options, name, value)
