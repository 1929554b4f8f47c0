"""Chapters and sections as pages to read."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from mlsys_cli.index import entry_records as records
from mlsys_cli.page import blocks as page
from mlsys_cli.page.anchors import PlacedNote, insert_at_anchors
from mlsys_cli.page.blocks import Block, Blocks, Embed, Heading, Paragraph, Span, json_text, prose_text, slugs, targets
from mlsys_cli.text.english import counted
from mlsys_cli.views import shared_blocks as shared
from mlsys_cli.views.view import REMARKS, Document, document, pick

DEEPER = "Deeper"
"""The heading of the part of a section that goes deeper."""


class ReadingView(NamedTuple):
    """A chapter or section: prose with tables and figures, points to remember, and sources.

    `own` holds the reader's notes by the id of the entry that they are about. The deeper parts of sections are folded
    to a line with the key or command that opens them, unless it `shows_deeper`. If it `is_linked`, it has links instead
    of commands, and a block for each deeper part that a page folds.
    """

    reading: records.Reading
    own: Mapping[int, Sequence[PlacedNote]] = {}
    shows_deeper: bool = False
    deeper_key: str = ""
    is_linked: bool = False

    def blocks(self) -> Blocks:
        """The page, ending with its sources and the command that opens what follows."""
        after = self.reading.next
        ending = () if self.is_linked else self.ending(after.command if after else "")
        return (*self.sourced(self.text()), *ending)

    def sourced(self, text: Iterable[Block], fold: str = "") -> Blocks:
        """The text with the list of its sources, or in place of it the key that shows them, if they are to `fold`."""
        text = list(text)
        if fold:
            return shared.with_folded_sources(text, self.reading.known_sources, fold)
        return shared.with_sources(text, self.reading.sources)

    def ending(self, way: str) -> Blocks:
        """The name of what follows with the `way` that opens it, a command or a key; nothing at the end of the book."""
        after = self.reading.next
        if after is None:
            return ()
        return (Paragraph((Span("Next: ", "label"), Span(way, "command"), Span(f" · {self._name(after)}"))),)

    @property
    def length(self) -> int:
        """The number of blocks of the page that are the text itself."""
        return sum(1 for _ in self.text())

    def text(self) -> Iterator[Block]:
        """The page without the list of its sources."""
        item = self.reading.item
        names = filter(None, [item.ref.origin, *map(self._name, self.reading.trail)])
        if trail := " › ".join(names):
            yield Paragraph((Span(trail, "trail"),))
        if isinstance(item, records.SectionRecord):
            yield from self._section(item, 1)
            return
        yield from self._with_own(self._opening(item), item.ref)
        for section in item.sections:
            yield from self._section(section, 2)

    def _opening(self, item: records.ChapterRecord) -> Iterator[Block]:
        yield Heading(1, shared.numbered_title(item.ref, self.reading.numbers), item.ref.target)
        yield from item.summary
        if item.needs:
            links = shared.entry_links(item.needs, self.reading.numbers, item.ref.book)
            ways = () if self.is_linked else shared.open_rows(item.needs, self.reading.numbers)
            yield page.DefinitionList((*shared.labelled("Read first", links), *ways))
        if item.objectives:
            yield Heading(3, "After this chapter you can")
            yield page.Bullets(item.objectives)

    def _name(self, ref: records.Ref) -> str:
        return shared.numbered(ref, self.reading.numbers)

    def _with_own(self, blocks: Iterable[Block], ref: records.Ref) -> Iterable[Block]:
        """The text of an entry with the reader's notes about it."""
        notes = self.own.get(ref.id)
        return insert_at_anchors(blocks, notes) if notes else blocks

    def _section(self, section: records.SectionRecord, level: int) -> Iterator[Block]:
        yield from self._with_own(self._own_text(section, level), section.ref)
        for below in section.sections:
            yield from self._section(below, level + 1)

    def _own_text(self, section: records.SectionRecord, level: int) -> Iterator[Block]:
        """The section without those below it."""
        yield Heading(min(level, 4), shared.numbered_title(section.ref, self.reading.numbers), section.ref.target)
        yield from self._prose(shared.cited(section.body, section.remarks.sources), section.remarks.as_of)
        yield from shared.remark_blocks(section.remarks)
        if section.remember:
            yield page.Aside("Remember", shared.flat(section.remember), "note.remember")
        if section.deeper:
            yield from self._deeper(section)
        if section.run:  # few sections have an exhibit, and hops of a chapter are counted
            yield from shared.try_it(section.run, section.body, is_linked=self.is_linked)

    def _deeper(self, section: records.SectionRecord) -> Iterator[Block]:
        """The part of a section that goes deeper, or the line that it is folded to."""
        count = len(prose_text(section.deeper).split())
        if self.is_linked:
            yield page.Folded(
                f"{DEEPER} · {counted(count, 'word')}", tuple(self._prose(section.deeper, section.remarks.as_of))
            )
            return
        if self.shows_deeper:
            yield Heading(4, DEEPER, f"deeper:{section.ref.slug}")
            yield from self._prose(section.deeper, section.remarks.as_of)
            return
        way = self.deeper_key or f"{section.ref.command} --deeper"
        yield Paragraph((Span(f"{DEEPER}: ", "label"), Span(f"{counted(count, 'word')} · "), Span(way, "command")))

    def _prose(self, blocks: Blocks, as_of: str) -> Iterator[Block]:
        """Some prose, which says how old it is, with the tables and figures that it embeds."""
        for block in blocks:
            if isinstance(block, Embed):
                yield from self._placed(block, as_of)
            else:
                yield shared.without_typing(block) if self.is_linked else block

    def _placed(self, embed: Embed, as_of: str) -> Iterator[Block]:
        """The blocks of the table or figure that the prose embeds, with its age if that is another; none if unknown."""
        placed = self.reading.placed.get(f"{embed.kind}:{embed.id}")
        if placed is None:
            return
        if placed.remarks.as_of == as_of:
            placed = placed._replace(remarks=placed.remarks._replace(as_of=""))
        if placed.ref.book != self.reading.item.ref.book:
            yield from shared.origin_line(placed.ref)
        if isinstance(placed, records.TableRecord):
            yield from shared.table_blocks(placed, 4)
        else:
            yield from shared.figure_blocks(placed, 4)

    def markdown(self) -> str:
        """The page as Markdown, with its deeper parts: a file to keep has no key that opens them."""
        from mlsys_cli.page.markdown import write_markdown  # pages for people need none

        return write_markdown(self._replace(shows_deeper=True).blocks())

    def document(self) -> Document:
        """The chapter or section, its prose as Markdown, with all below it."""
        item, after = self.reading.item, self.reading.next
        fields = _fields(item, self.reading.numbers)
        if isinstance(item, records.SectionRecord):
            fields["trail"] = [ref.slug for ref in self.reading.trail]
        return document(**fields, next=after.slug if after else None)


class ReadingsView(NamedTuple):
    """Several chapters or sections, in the order in which they were asked for."""

    views: Sequence[ReadingView]
    sources: Sequence[records.SourceRecord]
    is_linked: bool = False

    def blocks(self) -> Blocks:
        """One page under the other, with one list of sources."""
        views = [view._replace(is_linked=self.is_linked) for view in self.views]
        return shared.with_sources([block for view in views for block in view.text()], self.sources)

    def markdown(self) -> str:
        """The pages as Markdown, with their deeper parts."""
        from mlsys_cli.page.markdown import write_markdown  # pages for people need none

        return write_markdown(self._replace(views=[view._replace(shows_deeper=True) for view in self.views]).blocks())

    @property
    def length(self) -> int:
        """The number of blocks of the page that are the text itself."""
        return sum(view.length for view in self.views)

    def document(self) -> Document:
        """All of them in a list."""
        return document("readings", items=[view.document() for view in self.views])


def _fields(item: records.ChapterRecord | records.SectionRecord, numbers: Mapping[int, str]) -> Document:
    """A chapter or section with all below it; `terms` and `sources` are those of its whole text, in order."""
    found = list(_targets(item))
    if isinstance(item, records.SectionRecord):
        prose = pick(item, "body:markdown remember:text deeper:markdown examples run?")
        remarks = pick(item, REMARKS)
    else:
        objectives = list(map(json_text, item.objectives))
        prose = {**pick(item, "body=summary:markdown"), "objectives": objectives, **pick(item, "needs=needs.slug")}
        remarks = {}
    return {
        **pick(item.ref, "kind id=slug"),
        "number": numbers.get(item.ref.id),
        **pick(item.ref, "book title=name subtitle?"),
        **prose,
        "sections": [_fields(section, numbers) for section in item.sections],
        "terms": slugs("term", found),
        "exhibits": slugs("run", found),
        **remarks,
        "sources": slugs("source", found),
        "open": item.ref.command,
    }


def _targets(item: records.ChapterRecord | records.SectionRecord) -> Iterator[str]:
    if isinstance(item, records.ChapterRecord):
        yield from targets((*item.summary, *(block for objective in item.objectives for block in objective)))
    for section in records.each_section(item):
        yield from targets((*section.body, *section.remember, *section.deeper, *section.remarks.disputed))
        yield from (f"source:{key}" for key in section.remarks.sources)
