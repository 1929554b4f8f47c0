"""The hits of a search in the open books and in the learner's notes."""

from collections.abc import Collection

from mlsys_cli.index.entry_records import Ref
from mlsys_cli.index.full_text import Result
from mlsys_cli.session.session import Session
from mlsys_cli.views.search_view import NoteHit, SearchView


def find_hits(
    session: Session, query: str, limit: int, kinds: Collection[str] = (), chapter: Ref | None = None
) -> SearchView:
    """The best hits of some kinds and in a chapter, in all of them if none is given; notes come last.

    There may be none. A misspelt word is corrected only if no note has it.
    """
    library = session.books.library
    result = Result((), 0, query)
    if (others := [kind for kind in kinds if kind != "note"]) or not kinds:
        result = library.search(query, others, chapter, limit)
    notes: list[NoteHit] = []
    store = session.learner.read_only_store
    if store is not None and (not kinds or "note" in kinds):
        from mlsys_cli.queries.notebook import notes_with

        notes = notes_with(session, store, query, chapter)[:limit]
        if notes and result.searched != query:
            result = Result((), 0, query)
        elif result.searched != query:
            notes = notes_with(session, store, result.searched, chapter)[:limit]
    places = [hit.ref for hit in result.hits if hit.ref.kind in ("chapter", "section")]
    return SearchView(query, result, library.entries.section_numbers(places), notes)
