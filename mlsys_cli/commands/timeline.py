"""`mlsys timeline`: eras and events."""

from typing import Annotated

from mlsys_cli.arguments.declarations import entry_argument, entry_option, option
from mlsys_cli.errors import UsageError
from mlsys_cli.queries.lookup import chapter_named
from mlsys_cli.queries.timeline_query import TimelineQuery, find_timeline, years_in
from mlsys_cli.session.session import Session

IS_PURE = True


def timeline_command(
    session: Session,
    words: Annotated[list[str] | None, entry_argument("[WORDS]...", "Words, or the id of an event.", "event")] = None,
    from_: Annotated[int | None, option("--from", metavar="YEAR", help="The first year to show.")] = None,
    to: Annotated[int | None, option("--to", metavar="YEAR", help="The last year to show.")] = None,
    era: Annotated[str, entry_option("--era", "Only this era.", "era")] = "",
    chapter: Annotated[str, entry_option("--chapter", "Only this chapter.", "chapter")] = "",
    every: Annotated[bool, option("--all", help="All chapters.")] = False,
    brief: Annotated[bool, option("--brief", help="One line for each event.")] = False,
) -> None:
    """Show eras and events on a timeline, then each event with the section that covers it.

    A word may be a year, a decade or a range of years. Without words, years or an era, if several chapters have events,
    you see those of one: the chapter that you are reading, or else the first.

    Examples:
        mlsys timeline  # all events, or those of one chapter
        mlsys timeline --all --brief  # all events of all chapters, a line each
        mlsys timeline perceptron  # events that mention a word
        mlsys timeline 1980s  # a decade; also a year, or 1950-1974
        mlsys timeline --from 1980 --to 1999  # a span of years
        mlsys timeline --era expert  # one era
    """
    if every and chapter:
        raise UsageError("--all and --chapter can't be used together")
    years, words = years_in(words or [])
    if years:
        from_, to = max(from_ or years[0], years[0]), min(to or years[1], years[1])
    if from_ is not None and to is not None and from_ > to:
        raise UsageError(f"{from_} is later than {to}" if years else f"--from {from_} is later than --to {to}")
    where = chapter_named(session, chapter) if chapter else None
    query = TimelineQuery(" ".join(words).strip(), from_, to, era=era, chapter=where, every=every, brief=brief)
    session.show(find_timeline(session, query), target="place:timeline" if query == TimelineQuery() else "")
    session.books.require_complete("timeline.yaml")
