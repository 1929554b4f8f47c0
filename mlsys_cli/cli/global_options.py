"""The options that every command has, before its name or after it."""

from typing import Annotated, Any

import typer

from mlsys_cli.errors import UsageError
from mlsys_cli.session.options import Options


def with_flags(command: Any, ctx: Any) -> list[Any]:
    """The parameters of a command, those that all commands share, and `--help`."""
    help_option = command.get_help_option(ctx)
    help_option.callback = _show_help
    return [*command.params, *_flags(), help_option]


def _offer_packs(ctx: typer.Context, incomplete: str) -> list[tuple[str, str]]:
    from mlsys_cli.arguments.completers import complete_packs

    return complete_packs(ctx, incomplete)


def _every_command(
    content: Annotated[
        list[str] | None, typer.Option(metavar="FOLDER", help="Read this book (several: joined as in PATH).")
    ] = None,
    pack: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help="Read only this pack (may be repeated).", autocompletion=_offer_packs),
    ] = None,
    format: Annotated[
        str,
        typer.Option(
            "--format", "-f", metavar="FORMAT", help="text, plain, json, markdown, csv, bibtex, github, svg, html."
        ),
    ] = "",
    json: Annotated[bool, typer.Option("--json", help="The same as --format json.")] = False,
    plain: Annotated[
        bool, typer.Option("--plain", help="The same as --format plain, for screen readers and grep.")
    ] = False,
    width: Annotated[int | None, typer.Option(metavar="COLUMNS", help="Columns to write in.")] = None,
    color: Annotated[str, typer.Option(metavar="WHEN", help="auto, always or never.")] = "",
    no_pager: Annotated[bool, typer.Option("--no-pager", help="Don't page what is longer than the screen.")] = False,
    exact: Annotated[bool, typer.Option("--exact", help="Don't guess what a misspelt name means.")] = False,
) -> None:
    """What every command understands, before its name or after it."""


_parameters: list[Any] = []


def _flags() -> list[Any]:
    """The shared options as parameters that note their values in the options of the session."""
    if not _parameters:
        one = typer.Typer(add_completion=False, rich_markup_mode=None)
        one.command()(_every_command)
        for parameter in typer.main.get_command(one).params:
            parameter.expose_value = False
            parameter.callback = _note
            parameter.is_eager = True  # so that what is given before `--help` holds for it
            _parameters.append(parameter)
    return _parameters


def _show_help(ctx: Any, parameter: Any, value: bool) -> None:
    """Write the help as any answer is written, so that a closed pipe or a full disk is no surprise either."""
    if value and not ctx.resilient_parsing:
        from mlsys_cli.terminal.stdout import write_stdout

        write_stdout(ctx.get_help() + "\n")
        raise typer.Exit


def _note(ctx: Any, parameter: Any, value: Any) -> Any:
    """Note the value of a shared option, if it was given."""
    options = ctx.find_root().obj
    if isinstance(options, Options) and value is not False and value not in (None, "", (), []):
        _set(options, parameter.name, value)
    return value


def _set(options: Options, name: str, value: Any) -> None:
    from mlsys_cli.arguments.choices import one_of

    match name:
        case "json" | "plain":
            options.format = name
        case "no_pager":
            options.pager = False
        case "content":
            options.content += tuple(value)
        case "pack":
            options.packs += tuple(value)
        case "format":
            from mlsys_cli.render.formats import Format

            options.format = one_of("--format", value, tuple(Format))
        case "color":
            options.color = one_of("--color", value, ("auto", "always", "never"))
        case "width" if value < 1:
            raise UsageError("--width must be a number of columns")
        case _:
            setattr(options, name, value)
