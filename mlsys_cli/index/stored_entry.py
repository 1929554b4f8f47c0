"""Entries as they are stored in the index, and the records that are made of them."""

from collections.abc import Mapping
from typing import Any, NamedTuple, TypeVar

from mlsys_cli.book.kinds import KINDS
from mlsys_cli.index.entry_records import (
    CellRemark,
    ChapterRecord,
    EventRecord,
    Ref,
    Remarks,
    SectionRecord,
    TableRecord,
)
from mlsys_cli.index.stored_specs import numbers_from
from mlsys_cli.page.blocks import Blocks
from mlsys_cli.page.prose_links import unpack

Record = TypeVar("Record", bound=NamedTuple)


class StoredEntry(NamedTuple):
    """An entry that is read: its data, and the entries that these point to, which are `known` by `kind:id`."""

    ref: Ref
    parent: int | None
    data: Any
    known: Mapping[str, Ref]

    def prose(self, field: str) -> Blocks:
        """The prose of a field."""
        packed = self.data.get(field)
        return unpack(packed, self.known) if packed else ()

    def remarks(self) -> Remarks:
        """The remarks on the entry."""
        sources = tuple(self.address("source", key) for key in self.data.get("sources", ()))
        return Remarks(str(self.data["as_of"] or ""), self.prose("disputed"), sources)

    def address(self, kind: str, slug: str) -> str:
        """The address of the entry that a slug means in this entry's book."""
        ref = self.known.get(f"{kind}:{slug}")
        return ref.address if ref else slug

    def targets(self, kind: str, field: str) -> tuple[Ref, ...]:
        """The entries of a kind that a field names, as far as they exist."""
        return tuple(found for slug in self.data[field] if (found := self.known.get(f"{kind}:{slug}")))

    def record(self, shape: type[Record], **more: Any) -> Record:
        """The entry as a record of this shape, with `more` for the fields that its data don't have."""
        fields = {"ref": self.ref, **more}
        prose = KINDS[self.ref.kind].prose
        for field in shape._fields:
            if field in fields:
                continue
            if field == "remarks":
                fields[field] = self.remarks()
            elif field == "numbers":
                fields[field] = numbers_from(self.data[field], self.address)
            else:
                fields[field] = self.prose(field) if field in prose else _as_tuples(self.data[field])
        return shape._make([fields[field] for field in shape._fields])


def chapter_of(entry: StoredEntry, below: Mapping[int | None, list[StoredEntry]]) -> ChapterRecord:
    """A chapter with all sections below it."""
    objectives = tuple(unpack(text, entry.known) for text in entry.data["objectives"])
    sections = tuple(section_of(child, below) for child in below[entry.ref.id])
    needs = entry.targets("chapter", "needs")
    return entry.record(ChapterRecord, needs=needs, objectives=objectives, sections=sections)


def section_of(entry: StoredEntry, below: Mapping[int | None, list[StoredEntry]]) -> SectionRecord:
    """A section with all below it."""
    return entry.record(SectionRecord, sections=tuple(section_of(child, below) for child in below[entry.ref.id]))


def event_of(entry: StoredEntry) -> EventRecord:
    """An event."""
    return entry.record(EventRecord, section=entry.address("section", entry.data["section"]))


def table_of(entry: StoredEntry) -> TableRecord:
    """A comparison table."""
    remarks = (
        CellRemark(aspect, column, Remarks(as_of, (), tuple(entry.address("source", key) for key in keys)))
        for aspect, column, as_of, keys in entry.data["cell_remarks"]
    )
    return entry.record(TableRecord, cell_remarks=tuple(remarks))


def _as_tuples(value: Any) -> Any:
    """A value of JSON with tuples for lists, as records have them."""
    return tuple(map(_as_tuples, value)) if isinstance(value, list) else value
