"""`mlsys define`: glossary entries."""

from collections.abc import Mapping
from typing import Annotated

import typer

from mlsys_cli.arguments.completers import complete
from mlsys_cli.errors import ExitCode, MlsysError, UsageError
from mlsys_cli.index.entry_records import Match, Ref, SourceRecord
from mlsys_cli.page import Blocks
from mlsys_cli.session.session import Session

EXAMPLES = (
    ("mlsys define backpropagation", "one term"),
    ("mlsys define moores law", "no quotes needed"),
    ("mlsys define eliza mycin", "several terms"),
    ("mlsys list terms | cut -f1 | mlsys define -", "names from a pipe, one per line"),
)


def define_command(
    ctx: typer.Context,
    terms: Annotated[
        list[str], typer.Argument(metavar="TERM...", help="Names or aliases.", autocompletion=complete("term"))
    ],
) -> None:
    """Show the meaning of a term, an example, related terms, the sections that use it, and its sources.

    Case, accents, hyphens and a plural s don't matter. A misspelt name is understood if one name is clearly closest.
    """
    session = Session(ctx.obj)
    found: list[tuple[Ref, Match]] = []
    missed: list[MlsysError] = []
    for query in _queries(terms, session):
        try:
            found.append(session.books.find(query, "term"))
        except MlsysError as error:
            missed.append(error)
    if missed and (not found or terms != ["-"]):
        raise missed[0]
    _show(session, found)
    if missed:
        for miss in missed:
            session.notify(miss.message, *miss.hints)
        raise typer.Exit(ExitCode.NOT_FOUND)


def _show(session: Session, found: list[tuple[Ref, Match]]) -> None:
    from mlsys_cli.views.term_view import TermsView, TermView

    own = _own_notes(session, [ref for ref, _ in found])
    views: list[TermView] = []
    keys: list[SourceRecord] = []
    for ref, match in found:
        term = session.books.library.term(ref)
        sources = session.books.library.term_sources(term)
        views.append(TermView(term, match, sources, own.get(ref.id, ())))
        keys += sources
    session.show(views[0] if len(views) == 1 else TermsView(views, keys))


def _own_notes(session: Session, refs: list[Ref]) -> Mapping[int, Blocks]:
    """Return the reader's notes on some terms. Scripts neither see them nor pay for looking them up."""
    if not session.output_is_for_human or session.learner.read_only_store is None:
        return {}
    from mlsys_cli.session.notebook import notes_on_page

    return notes_on_page(session, refs)


def _queries(words: list[str], session: Session) -> list[str]:
    """Return the names in some words: lines of stdin, parts between commas, or names one after the other."""
    if words == ["-"]:
        names = [line.strip() for line in session.stdin_lines if line.strip()]
        if not names:
            raise UsageError("stdin has no names", ["write one on each line"])
        return names
    whole = " ".join(words)
    if not whole.strip():
        raise UsageError("a name can't be empty")
    if "," in whole and session.books.library.exact(whole, "term") is None:
        return [part.strip() for part in whole.split(",") if part.strip()] or [whole]
    return _names(words, session)


def _names(words: list[str], session: Session) -> list[str]:
    """Return the words cut into as few names as possible if all are names, or else as one misspelt name."""
    names: list[str] = []
    rest = words
    while rest:
        for length in range(len(rest), 0, -1):
            name = " ".join(rest[:length])
            if session.books.library.exact(name, "term"):
                break
        else:
            whole = " ".join(words)
            # If some of the words are names, the reader meant several, and learns which one is unknown.
            return [whole] if session.books.guess(whole, "term") or not _any_known(words, session) else words
        names.append(name)
        rest = rest[length:]
    return names


def _any_known(words: list[str], session: Session) -> bool:
    return any(session.books.library.exact(word, "term") or session.books.guess(word, "term") for word in words)
