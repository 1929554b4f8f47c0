"""`mlsys compare`: comparison tables."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

from mlsys_cli.arguments.declarations import entry_argument, option
from mlsys_cli.errors import NotFoundError, UnreadableError
from mlsys_cli.index.entry_records import TableRecord
from mlsys_cli.index.library import Library
from mlsys_cli.session.session import Session
from mlsys_cli.text.normalize import words_of
from mlsys_cli.views.table_view import TableView, choose_columns, table_of_terms, transpose

if TYPE_CHECKING:
    from mlsys_cli.index.names import NameMatch

IS_PURE = True

EXAMPLES = (
    ("mlsys compare", "the first table"),
    ("mlsys compare deployment-spectrum", "a table by its id"),
    ("mlsys compare symbolic deep", "only these columns"),
    ("mlsys compare precision recall", "two terms side by side"),
    ("mlsys compare cloud tiny --only memory --transpose", "one row, transposed"),
)


_BETWEEN = ("vs", "vs.", "versus", "and", "or", "with")
"""Words that may stand between names."""


def compare_command(
    session: Session,
    names: Annotated[
        list[str] | None,
        entry_argument("[TABLE | NAME...]", "A table, columns of one, or terms.", "table", "column", "term"),
    ] = None,
    only: Annotated[
        list[str] | None, option("--only", metavar="ASPECT", help="Only this row (may be repeated).")
    ] = None,
    transposed: Annotated[bool, option("--transpose", help="Swap rows and columns.")] = False,
) -> None:
    """Show a comparison table, only some of its columns, or two and more terms side by side.

    Without a name, show the first table of the book; 'mlsys list tables' lists all of them. Names that are columns of a
    table are looked up there; otherwise the entries of the terms are compared.
    """
    library = session.books.library
    table = _wanted(session, [name for name in names or () if name.lower() not in _BETWEEN])
    if only:
        rows = tuple(row for row in table.rows if any(_is_aspect(words_of(row[0]), words_of(word)) for word in only))
        if not rows:
            hint = f"its rows are {', '.join(aspect for aspect, _ in table.rows)}"
            raise NotFoundError(f"{table.ref.name!r} has no row {' or '.join(only)!r}", [hint])
        aspects = {aspect for aspect, _ in rows}
        remarks = tuple(remark for remark in table.cell_remarks if remark.aspect in aspects)
        table = table._replace(rows=rows, cell_remarks=remarks)
    if transposed:
        table = transpose(table)
    session.show(TableView(table, library.sources_in(table.caption, *table.qualifiers)))


def _is_aspect(words: Sequence[str], wanted: Sequence[str]) -> bool:
    return any(words[i : i + len(wanted)] == wanted for i in range(len(words)))


def _wanted(session: Session, names: list[str]) -> TableRecord:
    library, books = session.books.library, session.books
    if not names:
        tables = library.entries.refs("table")
        if not tables:
            raise UnreadableError("the book has no tables")
        return library.table(tables[0])
    whole = " ".join(names)
    if found := library.names.exact(whole, "table"):
        return library.table(books.announce(found))
    if chosen := _with_columns(library, names):
        return chosen
    inside = library.names.inside(whole)
    if len(inside.found) > 1 and not inside.has_more:
        return _with_terms(session, inside.found)
    if guess := books.guess(whole, "table", by_words=True):
        return library.table(books.announce(guess))
    near = [None if library.names.exact(name, "column") else books.guess(name, "column") for name in names]
    respelt = [
        guess.refs[0].slug.rpartition("/")[2] if guess else name for name, guess in zip(names, near, strict=True)
    ]
    if chosen := _with_columns(library, respelt):
        for guess in filter(None, near):
            books.announce(guess)
        return chosen
    terms = [library.names.exact(name, "term") or books.guess(name, "term") for name in names]
    if len(terms) > 1 and all(terms):
        return _with_terms(session, [term for term in terms if term])
    if not (found := library.names.exact(names[0], "table")):
        unknown = [name for name, term in zip(names, terms, strict=True) if not term]
        missing = books.missing(unknown[0], "term") if any(terms) and unknown else books.missing(whole, "table")
        if terms[0] and len(terms) == 1:
            missing.hints = (f"add the name of another term to compare {terms[0].refs[0].name!r} with it",)
        raise missing
    table = library.table(found.refs[0])
    columns = []
    for name in names[1:]:
        column = _column(table, name)
        if column is None:
            ids = ", ".join(column for column, _ in table.columns)
            raise NotFoundError(f"{table.ref.name!r} has no column {name!r}", [f"its columns are {ids}"])
        columns.append(column)
    return choose_columns(table, dict.fromkeys(columns))


def _with_terms(session: Session, found: "Sequence[NameMatch]") -> TableRecord:
    """A table made of some terms."""
    refs = dict.fromkeys(session.books.announce(match) for match in found)
    terms = session.books.library.terms(list(refs))
    return table_of_terms(terms, session.books.library.term_sources(*terms))


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
