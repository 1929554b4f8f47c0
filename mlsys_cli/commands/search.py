"""`mlsys search`: full-text search."""

from typing import Annotated

import typer

from mlsys_cli.arguments.choices import SEARCHED, chosen
from mlsys_cli.arguments.completers import entry_option, word_option
from mlsys_cli.errors import UsageError
from mlsys_cli.index.full_text import Result
from mlsys_cli.session.lookup import chapter_named
from mlsys_cli.session.session import Session
from mlsys_cli.views.search_view import NoteHit, SearchView

EXAMPLES = (
    ("mlsys search data drift", "entries with both words"),
    ("mlsys search '\"data drift\"'", "the exact phrase"),
    ("mlsys search 'quanti*'", "words that begin with quanti"),
    ("mlsys search perceptron --kind event --json", "events only, for a script"),
)

_MOST = 10_000


def search_command(
    session: Session,
    words: Annotated[list[str], typer.Argument(metavar="WORDS...", help="Words to search for.")],
    kind: Annotated[list[str] | None, word_option("--kind", "KIND", SEARCHED)] = None,
    chapter: Annotated[str, entry_option("--chapter", "Only in this chapter.", "chapter")] = "",
    limit: Annotated[int, typer.Option("--limit", "-n", metavar="N", help="The number of hits to show.")] = 20,
) -> None:
    """Search for words, and show the best hits first, each with the command that opens it.

    Other endings of a word are found too, and a word that occurs nowhere is taken for a misspelling of the nearest one
    that does. Your notes are searched as well, and come last.
    """
    kinds = chosen("--kind", kind, SEARCHED)
    if limit < 1:
        raise UsageError("--limit must be at least 1")
    where = chapter_named(session, chapter) if chapter else None
    query, most = " ".join(words), min(limit, _MOST)
    others = [one for one in kinds if one != "note"]
    result = Result((), 0, query) if kinds and not others else session.books.library.search(query, others, where, most)
    notes: list[NoteHit] = []
    store = session.learner.read_only_store
    if store is not None and (not kinds or "note" in kinds):
        from mlsys_cli.session.notebook import notes_with

        notes = notes_with(session, store, query, where)[:most]
        if notes and result.searched != query:
            result = Result((), 0, query)  # a word of a note is no misspelling
        elif result.searched != query:
            notes = notes_with(session, store, result.searched, where)[:most]
    if not (result.hits or notes):
        raise session.books.missing_words(query)
    if result.searched != query:
        session.notify(f"showing hits for {result.searched!r}")
    places = [hit.ref for hit in result.hits if hit.ref.kind in ("chapter", "section")]
    session.show(SearchView(query, result, numbers=session.books.library.section_numbers(*places), notes=notes))
