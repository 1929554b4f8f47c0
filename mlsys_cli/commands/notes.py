"""`mlsys notes`: the learner's notes."""

from typing import Annotated

from mlsys_cli.arguments.declarations import option
from mlsys_cli.arguments.entry_names import WithinName
from mlsys_cli.queries.notebook import notes_view
from mlsys_cli.session.session import Session


def notes_command(
    session: Session,
    name: WithinName = None,
    flags: Annotated[bool, option("--flags", help="Show the questions that you flagged with ! instead.")] = False,
) -> None:
    """Show your notes in reading order, each with its number and the command that opens its entry.

    A chapter or section includes everything in it. Use the number with 'mlsys note --edit' or 'mlsys note --delete'.
    --flags shows the bad questions that you flagged in a quiz or review, for example to report them to the author.

    Examples:
        mlsys notes  # all of them, in reading order
        mlsys notes intro  # those on a chapter and everything in it
        mlsys notes --format markdown > notes.md  # as Markdown
        mlsys notes --flags  # the questions that you flagged as bad
    """
    if flags:
        _show_flags(session, " ".join(name or []))
        return
    session.show(notes_view(session, name or ()), target="" if name else "place:notes")


def _show_flags(session: Session, name: str) -> None:
    from mlsys_cli.queries.learner_deck import deck_of
    from mlsys_cli.queries.lookup import places_named
    from mlsys_cli.views.notebook_view import FlaggedQuestion, FlagsView

    deck, store = deck_of(session), session.learner.read_only_store
    wanted = {item.id for item in deck.every(places_named(session, [name]))} if name else None
    flags = [flag for flag in (store.flags() if store else ()) if wanted is None or flag.subject in wanted]
    session.show(FlagsView([FlaggedQuestion(flag, deck.card(flag.subject)) for flag in flags]))
