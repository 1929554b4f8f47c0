"""The options that every command has, before or after its name."""

from typing import Annotated, Any

import typer


def _offer_packs() -> list[tuple[str, str]]:
    from mlsys_cli.arguments.declarations import complete_packs

    return complete_packs()


def _every_command(
    content: Annotated[
        list[str] | None,
        typer.Option("--content", metavar="FOLDER", help="Read this book (several: joined as in PATH)."),
    ] = None,
    packs: Annotated[
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
    width: Annotated[int | None, typer.Option("--width", metavar="COLUMNS", min=1, help="Width of the output.")] = None,
    color: Annotated[str, typer.Option("--color", metavar="WHEN", help="auto, always or never.")] = "",
    sources: Annotated[bool, typer.Option("--sources", help="List the sources on a terminal too.")] = False,
    no_pager: Annotated[bool, typer.Option("--no-pager", help="Never use a pager.")] = False,
    exact: Annotated[bool, typer.Option("--exact", help="Accept exact names only, no near misses.")] = False,
    show_help: Annotated[bool, typer.Option("--help", "-h", help="Show this message and exit.")] = False,
) -> None:
    """Declare the options of every command."""


def _store(ctx: Any, parameter: Any, value: Any) -> None:
    """Store the value of an option in the session, if it was given; `--help` ends the command."""
    from mlsys_cli.arguments.declarations import one_of

    options = ctx.find_root().obj.options
    match parameter.name:
        case _ if not value:
            return
        case "as_json" | "as_plain":
            options.format = parameter.name.removeprefix("as_")
        case "no_pager":
            options.pager = False
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
    app.command(add_help_option=False)(_every_command)
    parameters = typer.main.get_command(app).params
    for parameter in parameters:
        parameter.callback = _store
        parameter.expose_value = False
        parameter.is_eager = True  # so that those before `--help` hold for it
    return parameters


GLOBAL_OPTIONS = _declared()
"""The options as Typer's parameters, which store their values in the session."""
