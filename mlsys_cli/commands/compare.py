"""`mlsys compare`: comparison tables."""

from collections.abc import Sequence
from typing import Annotated

import typer

from mlsys_cli.arguments.completers import complete
from mlsys_cli.errors import MlsysError, NotFoundError, UnreadableError
from mlsys_cli.index.entry_records import Ref, TableRecord
from mlsys_cli.session.session import Session
from mlsys_cli.text.normalize import words_of
from mlsys_cli.views.table_view import TableView, choose_columns, transpose

EXAMPLES = (
    ("mlsys compare", "the first table"),
    ("mlsys compare deployment-spectrum", "a table by its name"),
    ("mlsys compare symbolic deep", "only these columns"),
    ("mlsys compare cloud tiny --only memory --transpose", "one aspect, turned on its side"),
)


def compare_command(
    ctx: typer.Context,
    names: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[TABLE | NAME...]", help="A table, or columns of one.", autocompletion=complete("table", "column")
        ),
    ] = None,
    only: Annotated[
        list[str] | None, typer.Option("--only", metavar="ASPECT", help="Only this row (may be repeated).")
    ] = None,
    transposed: Annotated[bool, typer.Option("--transpose", help="Columns as rows.")] = False,
) -> None:
    """Show a comparison table; with names, only the columns so called.

    Without a name it is the first table of the book; 'mlsys list tables' names them all.
    """
    session = Session(ctx.obj)
    table = _wanted(session, names or [])
    if only:
        table = table._replace(rows=tuple(row for row in table.rows if any(_is_aspect(row[0], word) for word in only)))
        if not table.rows:
            raise NotFoundError(f"{table.ref.name!r} has no aspect {' or '.join(only)!r}", [_aspects(session, table)])
    if transposed:
        table = transpose(table)
    session.show(TableView(table, session.books.library.sources_in(table.caption, table.remarks)))


def _wanted(session: Session, names: list[str]) -> TableRecord:
    library = session.books.library
    if not names:
        tables = library.refs("table")
        if not tables:
            raise UnreadableError("the book has no table")
        return library.table(tables[0])
    whole = " ".join(names)
    if found := library.exact(whole, "table"):
        return library.table(session.books.announce_match(found)[0])
    if chosen := _with_columns(session, names):
        return chosen
    try:
        return library.table(session.books.find(whole, "table", by_words=True)[0])
    except MlsysError:
        if mended := _with_columns(session, [_mended(session, name) for name in names]):
            return mended
        if found := session.books.library.exact(names[0], "table"):
            return _columns_of(session, found.refs[0], names[1:])
        raise


def _mended(session: Session, name: str) -> str:
    """The id of the column that a misspelt name means, or the name itself."""
    found = None if session.books.library.exact(name, "column") else session.books.guess(name, "column")
    return session.books.announce_match(found)[0].slug.rpartition("/")[2] if found else name


def _with_columns(session: Session, names: Sequence[str]) -> TableRecord | None:
    """The first table that has a column for each of the names, cut to these."""
    for ref in session.books.library.refs("table"):
        table = session.books.library.table(ref)
        columns = [_column(table, name) for name in names]
        if all(columns):
            return choose_columns(table, dict.fromkeys(filter(None, columns)))
    return None


def _columns_of(session: Session, ref: Ref, names: Sequence[str]) -> TableRecord:
    table = session.books.library.table(ref)
    columns = []
    for name in names:
        column = _column(table, name)
        if column is None:
            raise NotFoundError(
                f"{ref.name!r} has no column {name!r}", [f"it has {', '.join(id for id, _ in table.columns)}"]
            )
        columns.append(column)
    return choose_columns(table, dict.fromkeys(columns))


def _column(table: TableRecord, name: str) -> str | None:
    """The id of the column that a name means: by its id or name, or by a word of them."""
    wanted = words_of(name)
    for id, title in table.columns:
        if wanted and wanted in (words_of(id), words_of(title)):
            return id
    near = [id for id, title in table.columns if wanted and set(wanted) <= {*words_of(id), *words_of(title)}]
    return near[0] if len(near) == 1 else None


def _is_aspect(aspect: str, wanted: str) -> bool:
    words = words_of(aspect)
    return any(words[i : i + len(words_of(wanted))] == words_of(wanted) for i in range(len(words)))


def _aspects(session: Session, table: TableRecord) -> str:
    return "it has " + ", ".join(aspect for aspect, _ in session.books.library.table(table.ref).rows)
