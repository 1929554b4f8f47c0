"""`mlsys compare`: comparison tables."""

from typing import Annotated

from mlsys_cli.arguments.declarations import entry_argument, option
from mlsys_cli.errors import NotFoundError
from mlsys_cli.queries.comparison import compared_table
from mlsys_cli.session.session import Session
from mlsys_cli.text.english import words_of
from mlsys_cli.views.tables_and_figures import TableView, transpose

IS_PURE = True

_COMPARED = ("table", "column", "term", "model", "machine")


def compare_command(
    session: Session,
    names: Annotated[
        list[str] | None,
        entry_argument("[TABLE | NAME...]", "A table, columns of one, terms, models or machines.", *_COMPARED),
    ] = None,
    only: Annotated[
        list[str] | None, option("--only", metavar="ASPECT", help="Only this row (may be repeated).")
    ] = None,
    transposed: Annotated[bool, option("--transpose", help="Swap rows and columns.")] = False,
) -> None:
    """Show a comparison table, only some of its columns, or terms, models or machines side by side.

    Without a name, show the first table of the book; 'mlsys list tables' lists all of them. Names that are columns of a
    table are looked up there; otherwise the entries of that name are compared.

    Examples:
        mlsys compare  # the first table
        mlsys compare deployment-spectrum  # a table by its id
        mlsys compare symbolic deep  # only these columns
        mlsys compare precision recall  # two terms side by side
        mlsys compare cloud tiny --only memory --transpose  # one row, transposed
    """
    library = session.books.library
    table = compared_table(session, names or ())
    if only:
        aspects: set[str] = set()
        for name in only:
            wanted = f" {' '.join(words_of(name))} "
            named = {aspect for aspect, _ in table.rows if wanted in f" {' '.join(words_of(aspect))} "}
            if not named:
                hint = f"its rows are {', '.join(aspect for aspect, _ in table.rows)}"
                raise NotFoundError(f"{table.ref.name!r} has no row {name!r}", [hint])
            aspects |= named
        rows = tuple(row for row in table.rows if row[0] in aspects)
        remarks = tuple(remark for remark in table.cell_remarks if remark.aspect in aspects)
        table = table._replace(rows=rows, cell_remarks=remarks)
    if transposed:
        table = transpose(table)
    session.show(TableView(table, library.sources_in(table.caption, *table.all_remarks)))
