"""`mlsys search`: full-text search."""

from typing import Annotated

from mlsys_cli.arguments.declarations import argument, entry_option, option, word_option
from mlsys_cli.book.kinds import KINDS
from mlsys_cli.index.full_text import Result
from mlsys_cli.session.lookup import chapter_named
from mlsys_cli.session.session import Session
from mlsys_cli.views.search_view import NoteHit, SearchView

IS_PURE = True

EXAMPLES = (
    ("mlsys search data drift", "entries with both words"),
    ("mlsys search why do rules break on new input", "a question"),
    ("mlsys search '\"data drift\"'", "the exact phrase"),
    ("mlsys search 'quanti*'", "words that begin with quanti"),
    ("mlsys search perceptron --kind event --json", "events only, for a script"),
)

_KINDS = (*(kind.name for kind in KINDS.values() if kind.is_searched), "note")
_MOST = 10_000


def search_command(
    session: Session,
    words: Annotated[list[str], argument(metavar="WORDS...", help="Words to search for.")],
    kind: Annotated[list[str] | None, word_option("--kind", "kind", _KINDS)] = None,
    chapter: Annotated[str, entry_option("--chapter", "Only in this chapter.", "chapter")] = "",
    limit: Annotated[int, option("--limit", "-n", metavar="N", min=1, help="The number of hits to show.")] = 20,
) -> None:
    """Search for words or ask a question, and show the best hits first, each with the command that opens it.

    An entry that is named comes first, then those with all the words, then those with most of them. Words such as
    "what" and "the" don't count, and other forms of a word are found too. A misspelt word is corrected if it isn't an
    English word. Sources come last, and so do your notes.
    """
    where = chapter_named(session, chapter) if chapter else None
    query, most = " ".join(words), min(limit, _MOST)
    if kind == ["note"]:
        result = Result((), 0, query)
    else:
        others = [one for one in kind or () if one != "note"]
        result = session.books.library.search(query, others, where, most)
    notes: list[NoteHit] = []
    store = session.learner.read_only_store
    if store is not None and (not kind or "note" in kind):
        from mlsys_cli.session.notebook import notes_with

        notes = notes_with(session, store, query, where)[:most]
        if notes and result.searched != query:
            result = Result((), 0, query)  # a word of a note is no misspelling
        elif result.searched != query:
            notes = notes_with(session, store, result.searched, where)[:most]
    if not (result.hits or notes):
        raise session.books.missing(query, "term", message=f"nothing found for {query[:80]!r}")
    if result.searched != query:
        session.notify(f"showing hits for {result.searched!r}")
    places = [hit.ref for hit in result.hits if hit.ref.kind in ("chapter", "section")]
    session.show(SearchView(query, result, numbers=session.books.library.entries.section_numbers(places), notes=notes))
