"""Entries that have another id now: what is known of the old one counts for the new one. The log stays as it is."""

import json
from collections.abc import Mapping
from typing import NamedTuple

from mlsys_cli.journal.card_ids import subject_parts
from mlsys_cli.journal.database import Database

_WITH_EVENTS = """
select value from json_each(:subjects) where exists (
  select 1 from event where subject = value or (subject > value || ':' and subject < value || ';')
)
"""
"""Those of some entries about which, or about whose cards, there are events."""


class Renaming(NamedTuple):
    """The subjects that entries of some books had before, and those that they have now."""

    subjects: Mapping[str, str]
    books: frozenset[str]


def renamed_subjects(database: Database) -> dict[str, str]:
    """The former and present subjects by which the store counts."""
    return dict(database.rows("select old, new from renaming"))


def follow_books(database: Database, renaming: Renaming) -> None:
    """Let the store count by the ids that the entries of some books have now."""
    subjects, books = renaming
    followed = {old: new for old, new in renamed_subjects(database).items() if subject_parts(old)[0] in books}
    rows = database.rows(_WITH_EVENTS, subjects=json.dumps(list(subjects))) if subjects else []
    needed = {old: subjects[old] for (old,) in rows}
    if followed != needed:
        from mlsys_cli.journal.projections import follow_renaming

        database.derive(lambda db: follow_renaming(db, needed, books))
