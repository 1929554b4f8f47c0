"""Comparisons: questions that are such, and the table that one asks for."""

import re
from collections.abc import Sequence

from mlsys_cli.book.kinds import SPECS
from mlsys_cli.errors import MlsysError, NotFoundError, UnreadableError
from mlsys_cli.index.entry_records import Ref, TableRecord
from mlsys_cli.index.library import Library
from mlsys_cli.index.names import NameMatch, is_telling
from mlsys_cli.queries.lookup import spec_named
from mlsys_cli.session.session import Session
from mlsys_cli.text.english import words_of
from mlsys_cli.views.spec_view import table_of_specs
from mlsys_cli.views.tables_and_figures import choose_columns, table_of_terms

_COMPARING = {*words_of("vs versus difference differ compare compared comparison than or")}
"""Words of which a question that compares has one, as `words_of` writes them: without a final s."""

_BETWEEN = rf"(?i),|(?<!\S)(?:{'|'.join(sorted(_COMPARING))}|and|better|between|from|the|to|with)s?[.:?]*(?!\S)"
"""What stands between the sides of a comparison; `and` alone makes none. A string, since few questions need it."""


def name_of(match: NameMatch) -> str:
    """The name by which a command finds the terms of a match: the address of a single one, or what they share."""
    return match.refs[0].address if len(match.homonyms) == 1 else match.match.query


def compared_in(library: Library, question: str) -> list[str]:
    """The terms, columns, models or machines that a question compares, by name; none if it compares none."""
    if _COMPARING.isdisjoint(words_of(question)):
        return []
    sides = [side.strip(" ?") for side in re.split(_BETWEEN, question) if any(map(is_telling, words_of(side)))]
    for names in (*_completed(sides), sides):
        inside = [library.names.inside(name) for name in names]
        matches = [one.matches[0] for one in inside if one.is_one()]
        if len({match.refs[0] for match in matches}) == len(names) > 1:
            return list(map(name_of, matches))
    for kinds in (("column",), SPECS):
        if len(sides) > 1 and all(library.names.exact(side, *kinds) for side in sides):
            return sides
    return []


def _completed(sides: Sequence[str]) -> list[list[str]]:
    """The sides with the end of the last one, which the others may leave out, the longest end first.

    `data vs model parallelism` are data parallelism and model parallelism.
    """
    *others, last = sides or [""]
    ends = [last.split()[start:] for start in range(1, len(last.split()))]
    return [[*(" ".join((side, *end)) for side in others), last] for end in ends]


def compared_table(session: Session, names: Sequence[str]) -> TableRecord:
    """The table, columns of one, or terms that some names mean; the first table of the book if there are none.

    Raises NotFoundError, with the nearest names.
    """
    library, books = session.books.library, session.books
    sides = compared_in(library, " ".join(("compare", *names)))  # which may share their end
    names = [name for name in names if not re.fullmatch(_BETWEEN, name)]
    if not names:
        tables = library.entries.refs("table")
        if not tables:
            raise UnreadableError("the book has no tables")
        return library.table(tables[0])
    specs = [spec_named(session, name, *SPECS) for name in names]
    if len(specs) > 1 and all(specs):
        return table_of_specs(library.specs([ref for ref in specs if ref]))
    whole = " ".join(names)
    if match := library.names.exact(whole, "table"):
        return library.table(books.announce(match))
    if chosen := _with_columns(library, names):
        return chosen
    inside = library.names.inside(", ".join(sides) or whole)
    if len(inside.matches) > 1 and not inside.has_more:
        return _with_terms(session, inside.matches)
    if guess := books.guess(whole, "table", by_words=True):
        return library.table(books.announce(guess))
    if chosen := _with_respelt_columns(session, names):
        return chosen
    terms = [library.names.exact(name, "term") or books.guess(name, "term") for name in names]
    if len(terms) > 1 and all(terms):
        return _with_terms(session, [term for term in terms if term])
    if match := library.names.exact(names[0], "table"):
        return _columns_of(library.table(match.refs[0]), names[1:])
    raise _missing(session, names, specs, terms)


def _missing(
    session: Session, names: Sequence[str], specs: Sequence[Ref | None], terms: Sequence[NameMatch | None]
) -> MlsysError:
    """The error for names that can't be compared, of which some may be those of models, machines or terms."""
    books = session.books
    if any(specs) and len(specs) > 1:
        return books.missing(names[specs.index(None)], *SPECS)
    unknown = [name for name, term in zip(names, terms, strict=True) if not term]
    missing = books.missing(unknown[0], "term") if any(terms) and unknown else books.missing(" ".join(names), "table")
    if len(names) == 1 and (alone := specs[0] or (terms[0] and terms[0].refs[0])):
        missing.hints = (f"add the name of another {alone.kind} to compare {alone.name!r} with it",)
    return missing


def _with_terms(session: Session, matches: Sequence[NameMatch]) -> TableRecord:
    """A table made of some terms."""
    refs = dict.fromkeys(session.books.announce(match) for match in matches)
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


def _with_respelt_columns(session: Session, names: Sequence[str]) -> TableRecord | None:
    """The first table that has columns with names like these, which are reported as guesses."""
    library, books = session.books.library, session.books
    near = [None if library.names.exact(name, "column") else books.guess(name, "column") for name in names]
    respelt = [
        guess.refs[0].slug.rpartition("/")[2] if guess else name for name, guess in zip(names, near, strict=True)
    ]
    chosen = _with_columns(library, respelt)
    for guess in filter(None, near if chosen else ()):
        books.announce(guess)
    return chosen


def _columns_of(table: TableRecord, names: Sequence[str]) -> TableRecord:
    """A table reduced to the named columns. Raises NotFoundError, with all its columns."""
    columns = {name: _column(table, name) for name in names}
    for name, column in columns.items():
        if column is None:
            ids = ", ".join(column for column, _ in table.columns)
            raise NotFoundError(f"{table.ref.name!r} has no column {name!r}", [f"its columns are {ids}"])
    return choose_columns(table, dict.fromkeys(filter(None, columns.values())))


def _column(table: TableRecord, name: str) -> str | None:
    """The id of the column that a name means: its id or name, or a word of them."""
    wanted = words_of(name)
    for column, title in table.columns:
        if wanted and wanted in (words_of(column), words_of(title)):
            return column
    near = [column for column, title in table.columns if set(wanted) <= {*words_of(column), *words_of(title)}]
    return near[0] if wanted and len(near) == 1 else None
