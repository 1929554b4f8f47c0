"""The store as tests look into it and work on it."""

from mlsys_cli.journal.projections import rebuild
from mlsys_cli.journal.store import Store


def rebuild_projections(store: Store) -> None:
    """Work out from the log again all that follows from it."""
    with store.database.transaction() as db:
        rebuild(db)


def is_suspended(store: Store, card: str) -> bool:
    """True if a card is not to be asked, be it new or not."""
    return card in store.suspended_among([card])


def undo_last_answer(store: Store, now: int) -> None:
    """Take back the answer that was logged last."""
    store.undo(store.events("answer")[-1].id, now)
