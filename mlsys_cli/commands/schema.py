"""`mlsys schema`: print the JSON Schema with which editors check a book's files, or that of a document of --json."""

import json
import os
from importlib.resources import files
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
            metavar="[FILE]",
            help="A file's name, such as glossary.yaml, or the kind of a document, such as term.json.",
            autocompletion=lambda: list(SCHEMA_FILES),
        ),
    ] = "",
) -> None:
    """Print the JSON Schema of one file of a book, one for all files, or that of an answer with --json.

    The kinds of terms are those of the book around the file or the current folder, if it has its own.

    The first line of each file created by 'mlsys new' points to its schema, so that editors with a YAML language server
    can complete keys.

    term.json is the schema of what --json prints for a term, and so for every "kind" of document. Keys that it requires
    stay as long as "schema" is 1; others may be added.

    Examples:
        mlsys schema glossary.yaml  # of one file
        mlsys schema term.json  # of what 'mlsys define eliza --json' prints
        mlsys schema > book.schema.json  # of all files, for an editor's settings
    """
    if file.endswith(".json"):
        recorded = json.loads((files("mlsys_cli.views") / "documents.json").read_text("utf-8"))
        name = one_of("schema", Path(file).name, [f"{kind}.json" for kind in recorded])
        schema = recorded[name.removesuffix(".json")]
        session.show(LinesView("schema", json.dumps(schema, indent=2) + "\n", **schema))
        return
    book = book_around(os.path.dirname(os.path.abspath(file))) if file else working_book()
    kinds = kinds_of("term", load_book(Path(book)).book if book else None)
    if file:
        name = Path(file).name.removesuffix(".yml").removesuffix(".yaml")
        schema = file_schema(one_of("schema", f"{name}.yaml", tuple(SCHEMA_FILES)), kinds)
    else:
        schema = whole_schema(kinds)
    # A validator ignores the keys that every document of this program has.
    session.show(LinesView("schema", json.dumps(schema, indent=2) + "\n", **schema))
