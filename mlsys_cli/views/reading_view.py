"""Chapters and sections as pages to read."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from mlsys_cli.index.entry_records import ChapterRecord, Reading, Ref, SectionRecord, SourceRecord, TableRecord
from mlsys_cli.page import Aside, Block, Blocks, Bullets, Embed, Heading, Paragraph, Span, prose_text
from mlsys_cli.page.markdown import write_markdown
from mlsys_cli.page.prose_links import slugs, targets
from mlsys_cli.views.shared_blocks import (
    cited,
    figure_blocks,
    flat,
    notes,
    numbered,
    open_command,
    origin_line,
    table_blocks,
    with_sources,
)
from mlsys_cli.views.view import Document, document, remark_fields


class ReadingView:
    """A chapter or section: prose with tables and figures, points to remember, and sources."""

    def __init__(self, reading: Reading, own: Mapping[int, Blocks] | None = None) -> None:
        """`own` holds the reader's notes by the id of the entry that they are about."""
        self._reading = reading
        self._own = own or {}

    @property
    def sources(self) -> tuple[SourceRecord, ...]:
        """The sources that the page cites."""
        return self._reading.sources

    def page(self) -> Blocks:
        """The page, ending with its sources and the command that opens the next section."""
        return (*with_sources(self.text(), self._reading.sources), *self.way_on())

    def text(self) -> Iterator[Block]:
        """The page without the list of its sources."""
        item, trail = self._reading.item, self._reading.trail
        names = [item.ref.origin, *(self._name(ref) for ref in trail)]
        if any(names):
            yield Paragraph((Span(" › ".join(filter(None, names)), "trail"),))
        if isinstance(item, SectionRecord):
            yield from self._section(item, 1)
            return
        yield Heading(1, self._name(item.ref), f"chapter:{item.ref.slug}")
        yield from item.summary
        if item.objectives:
            yield Heading(3, "After this chapter you can")
            yield Bullets(item.objectives)
        yield from self._own.get(item.ref.id, ())
        for section in item.sections:
            yield from self._section(section, 2)

    def _name(self, ref: Ref) -> str:
        return numbered(ref, self._reading.numbers)

    def _section(self, section: SectionRecord, level: int) -> Iterator[Block]:
        yield Heading(min(level, 4), self._name(section.ref), f"section:{section.ref.slug}")
        for block in cited(section.body, section.remarks.sources):
            yield from self._placed(block)
        yield from notes(section.remarks)
        if section.remember:
            yield Aside("Remember", flat(section.remember), "note.remember")
        yield from self._own.get(section.ref.id, ())
        for below in section.sections:
            yield from self._section(below, level + 1)

    def _placed(self, block: Block) -> Iterable[Block]:
        """A block of prose, or the table or figure that stands in its place."""
        if not isinstance(block, Embed):
            return (block,)
        placed = self._reading.placed.get(f"{block.kind}:{block.id}")
        if placed is None:
            return ()
        origin = origin_line(placed.ref) if placed.ref.book != self._reading.item.ref.book else ()
        return (*origin, *(table_blocks(placed, 4) if isinstance(placed, TableRecord) else figure_blocks(placed, 4)))

    def way_on(self) -> Blocks:
        """The line that names the next section, if there is one."""
        after = self._reading.next
        if after is None:
            return ()
        return (
            Paragraph((Span("Next: ", "label"), Span(open_command(after), "command"), Span(f" · {self._name(after)}"))),
        )

    def document(self) -> Document:
        """The chapter or section, its prose as Markdown, with all below it."""
        item = self._reading.item
        if isinstance(item, SectionRecord):
            trail = [ref.slug for ref in self._reading.trail]
            found = section_document(item, self._reading.numbers)
            return document(**found, trail=trail, next=_slug(self._reading.next))
        return document(**_chapter_document(item, self._reading.numbers))


class ReadingsView:
    """Several chapters or sections, in the order in which they were asked for."""

    def __init__(self, views: Sequence[ReadingView], sources: Sequence[SourceRecord]) -> None:
        self._views = views
        self._sources = sources

    def page(self) -> Blocks:
        """One page under the other, with one list of sources."""
        return with_sources([block for view in self._views for block in view.text()], self._sources)

    def document(self) -> Document:
        """All of them in a list."""
        return document("readings", items=[view.document() for view in self._views])


def section_document(section: SectionRecord, numbers: Mapping[int, str]) -> Document:
    """A section with its subsections; `terms` and `sources` are those of its whole text, in order."""
    found = list(_targets(section))
    remarks = remark_fields(section.remarks)
    remarks["sources"] = slugs("source", found)
    return {
        "kind": "section",
        "id": section.ref.slug,
        "number": numbers.get(section.ref.id),
        "book": section.ref.book,
        "title": section.ref.name,
        "body": write_markdown(section.body),
        "remember": prose_text(section.remember),
        "sections": [section_document(below, numbers) for below in section.sections],
        "terms": slugs("term", found),
        **remarks,
        "open": open_command(section.ref),
    }


def _chapter_document(chapter: ChapterRecord, numbers: Mapping[int, str]) -> Document:
    opening = targets((*chapter.summary, *(block for objective in chapter.objectives for block in objective)))
    found = [*opening, *(target for section in chapter.sections for target in _targets(section))]
    return {
        "kind": "chapter",
        "id": chapter.ref.slug,
        "number": numbers.get(chapter.ref.id),
        "book": chapter.ref.book,
        "title": chapter.ref.name,
        "body": write_markdown(chapter.summary),
        "objectives": [prose_text(objective) for objective in chapter.objectives],
        "sections": [section_document(section, numbers) for section in chapter.sections],
        "terms": slugs("term", found),
        "sources": slugs("source", found),
        "open": open_command(chapter.ref),
    }


def _targets(section: SectionRecord) -> Iterator[str]:
    yield from targets((*section.body, *section.remember, *section.remarks.disputed))
    yield from (f"source:{key}" for key in section.remarks.sources)
    for below in section.sections:
        yield from _targets(below)


def _slug(ref: Ref | None) -> str | None:
    return ref.slug if ref else None
