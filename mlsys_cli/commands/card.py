"""`mlsys card`: cards of your own."""

from typing import Annotated

from mlsys_cli.arguments.declarations import argument, entry_option, option
from mlsys_cli.book.kinds import NOTED
from mlsys_cli.errors import UsageError
from mlsys_cli.journal.own_cards import OwnCard
from mlsys_cli.queries.lookup import entry_named
from mlsys_cli.queries.subjects import entry_about, subject_of
from mlsys_cli.session.session import Session
from mlsys_cli.views.notebook_view import CardsView

_LONGEST = 10_000
"""The most characters of a card; chosen, not measured."""


def card_command(
    session: Session,
    front: Annotated[str, argument(metavar="[FRONT", help="The question.")] = "",
    back: Annotated[str, argument(metavar="BACK]", help="The answer.")] = "",
    about: Annotated[str, entry_option("--about", "The entry that the card is about.", "term")] = "",
    edit: Annotated[int | None, option("--edit", metavar="NUMBER", help="Change this card.")] = None,
    delete: Annotated[int | None, option("--delete", metavar="NUMBER", help="Delete this card.")] = None,
) -> None:
    """Write a card of your own, or list your cards.

    'mlsys review' asks your cards before those of the book: think of the answer, press Enter to see it, and grade
    yourself. 'mlsys export anki' exports them as well.

    Examples:
        mlsys card  # list your cards
        mlsys card 'Who built ELIZA?' 'Joseph Weizenbaum' --about eliza  # write one
        mlsys card --edit 1 'Who built ELIZA?' 'J. Weizenbaum, 1966'  # change it
        mlsys card --delete 1  # delete it
    """
    own, now = session.learner.store.own, session.learner.now
    if edit is not None and delete is not None:
        raise UsageError("--edit and --delete can't be used together")
    if delete is not None:
        if front or about:
            raise UsageError("--delete takes only the number of a card")
        old = own.numbered(delete)
        own.delete(old, now)
        _report(session, old, "deleted")
    elif front or back or edit is not None:
        if not (front.strip() and back.strip()):
            raise UsageError(
                "a card needs a front and a back", ["for example: mlsys card 'Who built ELIZA?' Weizenbaum"]
            )
        if len(front) + len(back) > _LONGEST:
            raise UsageError(f"a card can't be longer than {_LONGEST:,} characters")
        changed = None if edit is None else own.numbered(edit)
        subject = subject_of(entry_named(session, about, NOTED)) if about else changed.about if changed else ""
        card = own.write(front.strip(), back.strip(), subject, now, changed.id if changed else "")
        _report(session, card, "changed" if changed else "written")
    else:
        session.show(
            CardsView([(card, entry_about(session, card.about) if card.about else None) for card in own.all()])
        )


def _report(session: Session, card: OwnCard, what: str) -> None:
    session.report(f"card {card.ordinal} {what}", "card", str(card.ordinal), number=card.ordinal, id=card.id)
