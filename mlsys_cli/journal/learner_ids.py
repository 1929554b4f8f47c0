"""The ids by which a learner is known in exports, so that those of several people don't melt into one log."""

import json
import os
from collections.abc import Sequence
from contextlib import suppress

from mlsys_cli.errors import OutputError
from mlsys_cli.journal.database import Database
from mlsys_cli.journal.event import JournalEvent


def learner_ids(store: Database) -> tuple[str, ...]:
    """The ids of a store's learner; none as long as nothing was exported or imported."""
    return tuple(name for (name,) in store.rows("select id from learner order by id"))


def identify(store: Database) -> tuple[str, ...]:
    """The ids of a store's learner, of which one is made for the first export of any event."""
    if not learner_ids(store) and store.rows("select 1 from event limit 1"):
        with suppress(OutputError), store.transaction() as db:  # a store that can't be written is exported without
            # Unless another process was faster.
            db.execute("insert into learner select ? where not exists (select 1 from learner)", (os.urandom(8).hex(),))
    return learner_ids(store)


def add_ids(store: Database, ids: Sequence[str]) -> None:
    """Know the learner by some more ids from now on, if there is a store."""
    if not {*ids} <= {*learner_ids(store)} and store.rows("select 1 from event limit 1"):
        with store.transaction() as db:
            db.executemany("insert or ignore into learner values (?)", [(name,) for name in ids])


def has_any(store: Database, events: Sequence[JournalEvent]) -> bool:
    """True if one of these events of another machine is in a store already."""
    ids = json.dumps([event.id for event in events])
    return bool(store.rows("select 1 from event where id in (select value from json_each(:ids))", ids=ids))
