"""What only all chapters together can tell: links that lead nowhere, ids that stand twice, names to be told apart."""

import sqlite3
from collections.abc import Iterable
from pathlib import Path

from mlsys_cli.book.places import place_word
from mlsys_cli.model import Problem

_DANGLING = """
select source.unit, source.kind, source.slug, link.kind, link.slug, link.role
from link join entry source on source.id = link.source
join unit on unit.number = source.unit
where not exists (select 1 from entry target where target.slug = link.slug and target.kind = link.kind)
order by unit.position, source.id limit 200
"""

_DOUBLED = "select slug, kind from entry group by slug, kind having count(*) > 1"
_SAME_BOOK = """
select entry.book, unit.number, unit.folder from entry join unit on unit.number = entry.unit
where entry.slug = ? and entry.kind = ? order by unit.position
"""
_TELL_APART = """
update entry set address = book || ':' || slug where exists
(select 1 from entry other where other.slug = entry.slug and other.kind = entry.kind and other.book != entry.book)
"""


def compare_units(db: sqlite3.Connection, several_books: bool) -> None:
    """Report what is wrong between chapters, and give each entry an address that no entry of another book has."""
    _report_dangling(db)
    _report_doubled(db)
    if several_books:
        db.execute("update entry set address = slug where address != slug")
        db.execute(_TELL_APART)


def insert_problems(db: sqlite3.Connection, number: int, problems: Iterable[Problem]) -> None:
    """Store the problems of a unit."""
    db.executemany(
        "insert into problem values (?, ?, ?, ?, ?, ?, ?, ?)",
        [(number, p.path, p.line, p.column, p.rule, p.message, p.hint, p.lost) for p in problems],
    )


def _report_dangling(db: sqlite3.Connection) -> None:
    for number, kind, slug, target_kind, target, role in db.execute(_DANGLING).fetchall():
        (folder,) = db.execute("select folder from unit where number = ?", (number,)).fetchone()
        hint = _near_slug(db, target_kind, target)
        message = f"there is no {target_kind} {target!r}"
        _report(db, number, place_word(Path(folder), kind, slug, role, target, "dangling-link", message, hint))


def _report_doubled(db: sqlite3.Connection) -> None:
    """Report what has the id of something in an earlier chapter of the book: a name leads to the first one only."""
    for slug, kind in db.execute(_DOUBLED).fetchall():
        first: dict[str, str] = {}
        for book, number, folder in db.execute(_SAME_BOOK, (slug, kind)).fetchall() if kind != "column" else ():
            if book in first:
                message = f"{slug!r} stands here for the second time; the first is in {Path(first[book]).name}"
                _report(db, number, place_word(Path(folder), kind, slug, "id", slug, "duplicate-id", message, ""))
            first.setdefault(book, folder)


def _report(db: sqlite3.Connection, number: int, problem: Problem) -> None:
    """Note a problem of a unit that others have a part in, so that it must be looked for again the next time."""
    insert_problems(db, number, [problem])
    db.execute("update unit set sound = 0 where number = ?", (number,))


def _near_slug(db: sqlite3.Connection, kind: str, slug: str) -> str:
    from mlsys_cli.index.spelling import near

    slugs = [known for (known,) in db.execute("select slug from entry where kind = ? order by slug", (kind,))]
    found = near(slug, slugs, 1)
    return f"did you mean {found[0]!r}?" if found else ""
