"""The options that every command has, before or after its name."""

from typing import Annotated, Any

import typer

from mlsys_cli.errors import UsageError
from mlsys_cli.session.environment import Options


def _offer_packs() -> list[tuple[str, str]]:
    from mlsys_cli.arguments.completers import complete_packs

    return complete_packs()


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


def _declared() -> list[Any]:
    app = typer.Typer(add_completion=False, rich_markup_mode=None)
    app.command()(_every_command)
    parameters = typer.main.get_command(app).params
    for parameter in parameters:
        parameter.is_eager = True  # so that those before `--help` hold for it
    return parameters


GLOBAL_OPTIONS = _declared()
"""The options as Typer's parameters."""


def set_option(options: Options, name: str, value: Any) -> None:
    """Store the value of a global option. Raises UsageError if it can't have it."""
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
