"""Addresses of entries whose id or name another book has as well: `book:id`."""

import sqlite3
from collections.abc import Iterator

from mlsys_cli.book.model import Problem
from mlsys_cli.text.normalize import normalize_name

_TELL_APART = """
update entry set address = book || ':' || slug where exists
(select 1 from entry other where other.slug = entry.slug and other.kind = entry.kind and other.book != entry.book)
"""


_SHARED = """
select entry.id, entry.slug, mine.key from name mine join entry on entry.id = mine.entry
where exists (select 1 from name their join entry other on other.id = their.entry
  where their.key = mine.key and their.kind = mine.kind and other.book != entry.book)
"""


def disambiguate_books(db: sqlite3.Connection) -> None:
    """Give each entry an address that no other book's entry has, and note the book that it is from."""
    db.execute("update entry set address = slug where address != slug")
    db.execute(_TELL_APART)
    # The id of an entry may be an alias of one in another book, which would be taken for it.
    shared = [(entry_id,) for entry_id, slug, key in db.execute(_SHARED) if normalize_name(slug) == key]
    db.executemany("update entry set address = book || ':' || slug where id = ?", shared)
    db.execute("update entry set origin = book where origin != book")


def doubled_books(db: sqlite3.Connection) -> Iterator[tuple[int, Problem]]:
    """The units of books that have the same id as an earlier one, each with a problem: `book:name` means the first."""
    first: dict[str, str] = {}
    for number, book, folder in db.execute(
        "select number, book, folder from unit where chapter = '' order by position"
    ).fetchall():
        if book in first:
            message = f"the book in {first[book]} has the id {book!r} too"
            yield number, Problem(f"{folder}/book.yaml", 1, 1, "duplicate-id", message)
        first.setdefault(book, folder)
