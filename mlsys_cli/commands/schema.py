"""`mlsys schema`: print the JSON Schema with which editors check a book's files."""

import json
import os
from pathlib import Path
from typing import Annotated

from mlsys_cli.arguments.declarations import argument, one_of
from mlsys_cli.book.author.format_guide import SCHEMA_FILES, file_schema, whole_schema
from mlsys_cli.book.author.templates import kinds_of
from mlsys_cli.book.parse.load import load_book
from mlsys_cli.session.session import Session
from mlsys_cli.text.own_files import book_around, working_book
from mlsys_cli.views.value_view import LinesView


def schema_command(
    session: Session,
    file: Annotated[
        str,
        argument(
            metavar="[FILE]", help="A file's name, such as glossary.yaml.", autocompletion=lambda: list(SCHEMA_FILES)
        ),
    ] = "",
) -> None:
    """Print the JSON Schema of one file of a book, or one schema for all files.

    The kinds of terms are those of the book around the file or the current folder, if it has its own.

    The first line of each file created by 'mlsys new' points to its schema, so that editors with a YAML language server
    can complete keys.

    Examples:
        mlsys schema glossary.yaml  # of one file
        mlsys schema > book.schema.json  # of all files, for an editor's settings
    """
    book = book_around(os.path.dirname(os.path.abspath(file))) if file else working_book()
    kinds = kinds_of("term", load_book(Path(book)).book if book else None)
    if file:
        name = Path(file).name.removesuffix(".yml").removesuffix(".yaml")
        schema = file_schema(one_of("schema", f"{name}.yaml", tuple(SCHEMA_FILES)), kinds)
    else:
        schema = whole_schema(kinds)
    # A validator ignores the keys that every document of this program has.
    session.show(LinesView("schema", json.dumps(schema, indent=2) + "\n", **schema))
