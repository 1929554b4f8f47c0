"""Entries as rows of the index: found by kind and id, with their data and with their prose made ready to be shown."""

import json
import sqlite3
from array import array
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

from mlsys_cli.index.entry_records import REF, Qualifiers, Ref
from mlsys_cli.index.index_schema import UNIT_BITS
from mlsys_cli.page import Blocks, Span, prose_text
from mlsys_cli.page.citations import map_spans, word_link
from mlsys_cli.page.storage import unpack

_IN_ORDER = "from entry join unit on unit.number = entry.unit"


class Rows:
    """What every question to the index is answered from."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def refs(self, kind: str) -> tuple[Ref, ...]:
        """All entries of a kind, in reading order."""
        rows = self._db.execute(f"select {REF} {_IN_ORDER} where kind = ? order by position, id", (kind,))
        return tuple(Ref(*row) for row in rows)

    def within(self, kind: str, chapter: str) -> tuple[Ref, ...]:
        """All entries of a kind in the chapters of this id, in reading order."""
        rows = self._db.execute(
            f"select {REF} {_IN_ORDER} where kind = ? and unit.chapter = ? order by position, id", (kind, chapter)
        )
        return tuple(Ref(*row) for row in rows)

    def first(self, kind: str) -> Ref | None:
        """The first entry of a kind, in reading order."""
        row = self._db.execute(
            f"select {REF} {_IN_ORDER} where kind = ? order by position, id limit 1", (kind,)
        ).fetchone()
        return Ref(*row) if row else None

    def count(self, kind: str) -> int:
        """How many entries of a kind there are."""
        (number,) = self._db.execute("select count(*) from entry where kind = ?", (kind,)).fetchone()
        return int(number)

    def find(self, kind: str, slug: str, book: str = "") -> Ref | None:
        """The entry with this id, of this book if it has one so called, else of the first that does."""
        row = self._db.execute(
            f"select {REF} {_IN_ORDER} where slug = ? and kind = ? order by entry.book != ?, position, id limit 1",
            (slug, kind, book),
        ).fetchone()
        return Ref(*row) if row else None

    def at(self, kind: str, address: str) -> Ref | None:
        """The entry with this address, which is like that of no entry in another book."""
        row = self._db.execute(
            f"select {REF} from entry where slug in (?, ?) and kind = ? and address = ? limit 1",
            (address, address.partition(":")[2], kind, address),
        ).fetchone()
        return Ref(*row) if row else None

    def in_chapter(self, chapter: Ref, *kinds: str) -> tuple[Ref, ...]:
        """The entries of some kinds in a chapter."""
        rows = self._db.execute(
            f"select {REF} from entry where unit = ? and kind in ({','.join('?' * len(kinds))}) order by id",
            (chapter.id >> UNIT_BITS, *kinds),
        )
        return tuple(Ref(*row) for row in rows)

    def questions_on(self, section: Ref) -> tuple[Ref, ...]:
        """The questions of a section, but not of those below it."""
        rows = self._db.execute(
            f"select {REF} from link join entry on entry.id = link.source where link.slug = ? and link.kind = 'section'"
            " and role = 'section' and entry.kind = 'question' and entry.book = ? order by entry.id",
            (section.slug, section.book),
        )
        return tuple(Ref(*row) for row in rows)

    def changed(self) -> int:
        """When the newest file of the books was changed, in seconds since 1970."""
        states = array("q", self._db.execute("select stamps from meta").fetchone()[0])
        # Folders, and files that aren't there, have a size below nothing.
        found = (time for size, time in zip(states[::2], states[1::2], strict=True) if size >= 0)
        return max(found, default=0) // 1_000_000_000

    def folder(self, ref: Ref) -> Path:
        """The folder in which the files stand that an entry was read from: its chapter's, or its book's."""
        row = self._db.execute("select folder from unit where number = ?", (ref.id >> UNIT_BITS,)).fetchone()
        return Path(row[0])

    def _address(self, kind: str, slug: str, book: str) -> str:
        """The address of what a slug means in a book. Where only one book is open, it is the slug."""
        if self._alone or (ref := self.find(kind, slug, book)) is None:
            return slug
        return ref.address

    @cached_property
    def _alone(self) -> bool:
        return self.count("book") < 2

    def _pointing(self, ref: Ref, *kinds: str) -> tuple[Ref, ...]:
        """The entries of some kinds that link to this one."""
        rows = self._db.execute(
            f"select distinct {REF} from link join entry on entry.id = link.source"
            " join unit on unit.number = entry.unit where link.slug = ? and link.kind = ?"
            " and (entry.book = ? or not exists (select 1 from entry own where own.slug = link.slug"
            " and own.kind = link.kind and own.book = entry.book))"
            f" and entry.kind in ({','.join('?' * len(kinds))}) order by position, entry.id",
            (ref.slug, ref.kind, ref.book, *kinds),
        )
        return tuple(Ref(*row) for row in rows.fetchall())

    def _data(self, ref: Ref) -> Any:
        return json.loads(self._db.execute("select data from entry where id = ?", (ref.id,)).fetchone()[0])

    def _remarks(self, data: Any, book: str) -> Qualifiers:
        sources = tuple(self._address("source", key, book) for key in data["sources"])
        return Qualifiers(data["as_of"], self._prose(data["disputed"], book), sources)

    def _glosses(self, terms: Sequence[Ref]) -> dict[int, str]:
        """The definitions of some terms as text, by entry id."""
        marks = ",".join("?" * len(terms))
        rows = self._db.execute(f"select id, data from entry where id in ({marks})", [term.id for term in terms])
        packed = {entry: json.loads(data)["definition"] for entry, data in rows}
        return {entry: prose_text(map_spans(unpack(text), word_link)) for entry, text in packed.items()}

    def _prose(self, packed: Any, book: str) -> Blocks:
        """Prose as it is shown: a link without words says the name of what it leads to, a citation has an address."""
        blocks = unpack(packed)
        if isinstance(packed, str):
            return blocks
        return map_spans(blocks, lambda span: self._named(span, book))

    def resolve_links(self, blocks: Blocks, book: str) -> Blocks:
        """Prose that isn't the book's own, with its links to the book as the book's own are shown."""
        return map_spans(blocks, lambda span: self._named(span, book))

    def _named(self, span: Span, book: str) -> Span:
        kind, _, slug = span.target.partition(":")
        if span.style == "cite":
            return span._replace(target=f"{kind}:{self._address(kind, slug, book)}")
        if span.style != "link":
            return span
        ref = self.find(kind, slug, book)
        if ref is None:
            return Span(span.text or slug)
        return span if span.text else span._replace(text=ref.name)
