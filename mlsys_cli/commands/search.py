"""`mlsys search`: full text."""

from typing import Annotated

import typer

from mlsys_cli.arguments.choices import SEARCHED, chosen
from mlsys_cli.arguments.completers import complete, complete_kinds
from mlsys_cli.errors import UsageError
from mlsys_cli.index.ranking import Result
from mlsys_cli.session.lookup import chapter_named
from mlsys_cli.session.session import Session
from mlsys_cli.views.search_view import NoteHit, SearchView

EXAMPLES = (
    ("mlsys search data drift", "where both words occur"),
    ("mlsys search '\"data drift\"'", "where they stand together"),
    ("mlsys search 'quanti*'", "words that begin so"),
    ("mlsys search perceptron --kind event --json", "one kind, for a script"),
)

_MOST = 10_000


def search_command(
    ctx: typer.Context,
    words: Annotated[list[str], typer.Argument(metavar="WORDS...", help="What to look for.")],
    kind: Annotated[
        list[str] | None,
        typer.Option("--kind", metavar="KIND", help=f"Only {', '.join(SEARCHED)}.", autocompletion=complete_kinds),
    ] = None,
    chapter: Annotated[
        str,
        typer.Option("--chapter", metavar="CHAPTER", help="Only in this chapter.", autocompletion=complete("chapter")),
    ] = "",
    limit: Annotated[int, typer.Option("--limit", "-n", metavar="N", help="At most so many hits.")] = 20,
) -> None:
    """Show where some words occur, best first, with the command that opens each hit.

    A word also finds its other endings; one that occurs nowhere is taken for a slip of the nearest that does. Your
    notes are searched as well, and come last.
    """
    kinds = chosen("--kind", kind, SEARCHED)
    if limit < 1:
        raise UsageError("--limit must be at least 1")
    session = Session(ctx.obj)
    where = chapter_named(session, chapter) if chapter else None
    query, most = " ".join(words), min(limit, _MOST)
    others = [one for one in kinds if one != "note"]
    result = Result((), 0, query) if kinds and not others else session.books.library.search(query, others, where, most)
    notes: list[NoteHit] = []
    if session.learner.read_only_store is not None and (not kinds or "note" in kinds):
        from mlsys_cli.session.notebook import notes_with

        notes = notes_with(session, query, where)[:most]
        if notes and result.searched != query:
            result = Result((), 0, query)  # what stands so in a note is no slip
        elif result.searched != query:
            notes = notes_with(session, result.searched, where)[:most]
    if not (result.hits or notes):
        raise session.books.missing_words(query)
    if result.searched != query:
        session.notify(f"showing hits for {result.searched!r}")
    places = [hit.ref for hit in result.hits if hit.ref.kind in ("chapter", "section")]
    session.show(SearchView(query, result, numbers=session.books.library.section_numbers(*places), notes=notes))
