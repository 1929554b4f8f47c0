"""`mlsys search`: full text."""

from typing import Annotated

import typer

from mlsys_cli.commands.complete import complete, complete_kinds
from mlsys_cli.errors import UsageError
from mlsys_cli.session import Session
from mlsys_cli.view.hits import SearchView

EXAMPLES = (
    ("mlsys search data drift", "where both words occur"),
    ("mlsys search '\"data drift\"'", "where they stand together"),
    ("mlsys search 'quanti*'", "words that begin so"),
    ("mlsys search perceptron --kind event --json", "one kind, for a script"),
)

KINDS = ("chapter", "section", "term", "event", "table", "figure", "source")

_MOST = 10_000


def search(
    ctx: typer.Context,
    words: Annotated[list[str], typer.Argument(metavar="WORDS...", help="What to look for.")],
    kind: Annotated[
        list[str] | None,
        typer.Option("--kind", metavar="KIND", help=f"Only {', '.join(KINDS)}.", autocompletion=complete_kinds),
    ] = None,
    chapter: Annotated[
        str,
        typer.Option("--chapter", metavar="CHAPTER", help="Only in this chapter.", autocompletion=complete("chapter")),
    ] = "",
    limit: Annotated[int, typer.Option("--limit", "-n", metavar="N", help="At most so many hits.")] = 20,
) -> None:
    """Show where some words occur, best first, with the command that opens each hit.

    A word also finds its other endings; one that occurs nowhere is taken for a slip of the nearest that does.
    """
    kinds = [_kind(name) for name in kind or []]
    if limit < 1:
        raise UsageError("--limit must be at least 1")
    session = Session(ctx.obj)
    where = session.find(chapter, "chapter", by_words=True)[0] if chapter else None
    query = " ".join(words)
    result = session.library.search(query, kinds, where, min(limit, _MOST))
    if not result.hits:
        raise session.missing_words(query)
    if result.searched != query:
        session.say(f"showing hits for {result.searched!r}")
    session.show(SearchView(query, result))


def _kind(name: str) -> str:
    singular = name.lower().removesuffix("s")
    if singular not in KINDS:
        raise UsageError(f"--kind can't be {name[:40]!r}", [f"it can be {', '.join(KINDS)}"])
    return singular
