"""`mlsys compare`: comparison tables."""

from collections.abc import Sequence
from typing import Annotated

from mlsys_cli.arguments.declarations import entry_argument, option
from mlsys_cli.errors import MlsysError, NotFoundError, UnreadableError
from mlsys_cli.index.entry_records import TableRecord
from mlsys_cli.index.library import Library
from mlsys_cli.session.session import Session
from mlsys_cli.text.normalize import words_of
from mlsys_cli.views.table_view import TableView, choose_columns, transpose

IS_PURE = True

EXAMPLES = (
    ("mlsys compare", "the first table"),
    ("mlsys compare deployment-spectrum", "a table by its id"),
    ("mlsys compare symbolic deep", "only these columns"),
    ("mlsys compare cloud tiny --only memory --transpose", "one row, transposed"),
)


def compare_command(
    session: Session,
    names: Annotated[
        list[str] | None, entry_argument("[TABLE | NAME...]", "A table, or columns of one.", "table", "column")
    ] = None,
    only: Annotated[
        list[str] | None, option("--only", metavar="ASPECT", help="Only this row (may be repeated).")
    ] = None,
    transposed: Annotated[bool, option("--transpose", help="Swap rows and columns.")] = False,
) -> None:
    """Show a comparison table, or only some of its columns.

    Without a name, show the first table of the book; 'mlsys list tables' lists all of them.
    """
    library = session.books.library
    table = _wanted(session, names or [])
    if only:
        rows = tuple(row for row in table.rows if any(_is_aspect(words_of(row[0]), words_of(word)) for word in only))
        if not rows:
            hint = f"its rows are {', '.join(aspect for aspect, _ in table.rows)}"
            raise NotFoundError(f"{table.ref.name!r} has no row {' or '.join(only)!r}", [hint])
        table = table._replace(rows=rows)
    if transposed:
        table = transpose(table)
    session.show(TableView(table, library.sources_in(table.caption, table.remarks)))


def _is_aspect(words: Sequence[str], wanted: Sequence[str]) -> bool:
    return any(words[i : i + len(wanted)] == wanted for i in range(len(words)))


def _wanted(session: Session, names: list[str]) -> TableRecord:
    library = session.books.library
    if not names:
        tables = library.entries.refs("table")
        if not tables:
            raise UnreadableError("the book has no tables")
        return library.table(tables[0])
    whole = " ".join(names)
    if found := library.names.exact(whole, "table"):
        return library.table(session.books.announce(found))
    if chosen := _with_columns(library, names):
        return chosen
    try:
        return library.table(session.books.find(whole, "table", by_words=True))
    except MlsysError:
        respelt = []
        for name in names:
            near = None if library.names.exact(name, "column") else session.books.guess(name, "column")
            respelt.append(session.books.announce(near).slug.rpartition("/")[2] if near else name)
        if chosen := _with_columns(library, respelt):
            return chosen
        if not (found := library.names.exact(names[0], "table")):
            raise
    table = library.table(found.refs[0])
    columns = []
    for name in names[1:]:
        column = _column(table, name)
        if column is None:
            ids = ", ".join(column for column, _ in table.columns)
            raise NotFoundError(f"{table.ref.name!r} has no column {name!r}", [f"its columns are {ids}"])
        columns.append(column)
    return choose_columns(table, dict.fromkeys(columns))


def _with_columns(library: Library, names: Sequence[str]) -> TableRecord | None:
    """The first table that has a column for each of the names, reduced to these."""
    for ref in library.entries.refs("table"):
        table = library.table(ref)
        columns = [_column(table, name) for name in names]
        if all(columns):
            return choose_columns(table, dict.fromkeys(filter(None, columns)))
    return None


def _column(table: TableRecord, name: str) -> str | None:
    """The id of the column that a name means: its id or name, or a word of them."""
    wanted = words_of(name)
    for column, title in table.columns:
        if wanted and wanted in (words_of(column), words_of(title)):
            return column
    near = [column for column, title in table.columns if set(wanted) <= {*words_of(column), *words_of(title)}]
    return near[0] if wanted and len(near) == 1 else None
