"""What to type for an entry where another book has one of the same id, and which book it is in."""

import sqlite3

_TELL_APART = """
update entry set address = book || ':' || slug where exists
(select 1 from entry other where other.slug = entry.slug and other.kind = entry.kind and other.book != entry.book)
"""


def tell_apart(db: sqlite3.Connection) -> None:
    """Give each entry an address that no entry of another book has, and say in which book it is."""
    db.execute("update entry set address = slug where address != slug")
    db.execute(_TELL_APART)
    db.execute("update entry set origin = book where origin != book")
