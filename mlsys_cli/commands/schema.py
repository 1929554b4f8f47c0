"""`mlsys schema`: print the JSON Schema with which editors check a book's files."""

import json
from pathlib import Path
from typing import Annotated

import typer

from mlsys_cli.errors import UsageError
from mlsys_cli.session.session import Session

EXAMPLES = (
    ("mlsys schema glossary.yaml", "of one file"),
    ("mlsys schema > book.schema.json", "of all files, for an editor's settings"),
)


def _files() -> list[str]:
    from mlsys_cli.book.author.json_schema import SCHEMA_FILES

    return list(SCHEMA_FILES)


def schema_command(
    session: Session,
    file: Annotated[
        str,
        typer.Argument(metavar="[FILE]", help="A file's name, such as glossary.yaml.", autocompletion=_files),
    ] = "",
) -> None:
    """Print the JSON Schema of one file of a book, or one schema for all files.

    Files made by 'mlsys new' name it in their first line, so editors with a YAML language server can complete keys.
    """
    from mlsys_cli.book.author.json_schema import file_schema, whole_schema
    from mlsys_cli.views.value_view import LinesView
    from mlsys_cli.views.view import document

    name = Path(file).name.removesuffix(".yml").removesuffix(".yaml")
    if file and f"{name}.yaml" not in _files():
        raise UsageError(f"there is no schema of {file[:60]!r}", [f"the files are {', '.join(_files())}"])
    schema = file_schema(f"{name}.yaml") if file else whole_schema()
    # A validator ignores the keys that every document of this program has.
    session.show(LinesView(json.dumps(schema, indent=2) + "\n", {**document("schema"), **schema}))
