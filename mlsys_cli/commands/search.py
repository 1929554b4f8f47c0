"""`mlsys search`: full-text search."""

from typing import Annotated

from mlsys_cli.arguments.declarations import argument, entry_option, option, word_option
from mlsys_cli.book.kinds import KINDS
from mlsys_cli.errors import UsageError
from mlsys_cli.queries.lookup import chapter_named
from mlsys_cli.queries.search_query import find_hits
from mlsys_cli.session.session import Session

IS_PURE = True

_KINDS = (*(kind.name for kind in KINDS.values() if kind.is_searched), "note")
_MOST = 10_000
"""The most hits, whatever the limit that is asked for; chosen, not measured."""


def search_command(
    session: Session,
    words: Annotated[list[str], argument(metavar="WORDS...", help="Words to search for.")],
    kind: Annotated[list[str] | None, word_option("--kind", "kind", _KINDS)] = None,
    chapter: Annotated[str, entry_option("--chapter", "Only in this chapter.", "chapter")] = "",
    limit: Annotated[int, option("--limit", "-n", metavar="N", min=1, help="The number of hits to show.")] = 20,
) -> None:
    """Search for words or ask a question, and show the best hits first, each with the command that opens it.

    What the question names comes first, unless the name is only a small part of it, then what has all the words, then
    what has most of them. In a sentence, words such as "what" and "use" don't count, and other forms of a word are
    found too. A misspelt word is corrected if one word is nearest and it isn't an English word. Sources and your notes
    come last.

    Examples:
        mlsys search data drift  # entries with both words
        mlsys search why do rules break on new input  # a question
        mlsys search '"data drift"'  # the exact phrase
        mlsys search 'quanti*'  # words that begin with quanti
        mlsys search perceptron --kind event --json  # events only, for a script
    """
    where = chapter_named(session, chapter) if chapter else None
    query = " ".join(words)
    if not query.strip():
        raise UsageError("a search can't be empty")
    hits = find_hits(session, query, min(limit, _MOST), kind or (), where)
    if not (hits.result.hits or hits.notes):
        raise session.books.missing(query, "term", message=f"nothing found for {query[:80]!r}")
    if hits.result.searched != query:
        session.notify(f"showing hits for {hits.result.searched!r}")
    session.show(hits)
