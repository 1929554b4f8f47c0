"""Numbers of chapters and sections, counted in the order of each book: 1.5 is the fifth section of chapter 1."""

import re
import sqlite3
from collections import Counter
from collections.abc import Collection, Sequence

from mlsys_cli.index.entry_records import REF, Ref
from mlsys_cli.index.index_schema import UNIT_BITS

_NUMBER = re.compile(r"[1-9]\d{0,5}(\.[1-9]\d{0,5})*", re.ASCII)
_CHAPTERS = (
    "(select number as unit, row_number() over (partition by book order by position) as place"
    " from unit where chapter != '') chapter"
)


def section_numbers(db: sqlite3.Connection, refs: Collection[Ref]) -> dict[int, str]:
    """Return the number of every chapter and section in the chapters that some entries stand in, by entry id."""
    units = {ref.id >> UNIT_BITS for ref in refs}
    if not units:
        return {}
    rows = db.execute(
        f"select id, parent, place from entry join {_CHAPTERS} using (unit) where kind in ('chapter', 'section')"
        f" and unit in ({','.join('?' * len(units))}) order by id",
        tuple(units),
    )
    numbers: dict[int, str] = {}
    sections: Counter[int] = Counter()
    for entry, parent, place in rows:
        sections[parent] += 1
        numbers[entry] = f"{numbers[parent]}.{sections[parent]}" if parent in numbers else str(place)
    return numbers


def find_numbered(db: sqlite3.Connection, number: str, kinds: Sequence[str], book: str = "") -> tuple[Ref, ...]:
    """Return the chapter or section with a number such as 1.5, of each book that has one, or of one book."""
    kind = "section" if "." in number else "chapter"
    if kind not in kinds or not _NUMBER.fullmatch(number):
        return ()
    rows = db.execute(
        f"select {REF} from entry join {_CHAPTERS} using (unit) join unit on unit.number = entry.unit"
        " where entry.kind = 'chapter' and place = ? and ? in ('', entry.book) order by unit.position",
        (int(number.partition(".")[0]), book),
    ).fetchall()
    chapters = [Ref(*row) for row in rows]
    wanted = [entry for entry, found in section_numbers(db, chapters).items() if found == number]
    rows = db.execute(f"select {REF} from entry where id in ({','.join('?' * len(wanted))})", wanted).fetchall()
    refs = {ref.book: ref for ref in (Ref(*row) for row in rows)}
    return tuple(refs[chapter.book] for chapter in chapters if chapter.book in refs)
