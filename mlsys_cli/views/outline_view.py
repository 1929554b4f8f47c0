"""The contents of a book: the outline with reading times, and lists of ids and names for scripts."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import chain, groupby, islice
from typing import Any, NamedTuple

from mlsys_cli.index.entry_records import BookRecord, OutlineRecord, Ref
from mlsys_cli.page import blocks as page
from mlsys_cli.page.blocks import Block, Blocks, Heading, OutlineRow, Paragraph, Span, text_spans
from mlsys_cli.text.english import format_reading, reading_minutes
from mlsys_cli.views.shared_blocks import format_origin, open_by_number
from mlsys_cli.views.view import Document, document, pick, rows_of


class OutlineView(NamedTuple):
    """Chapters and sections, each with its number and reading time, and how much of it was read.

    `numbers` are those of the chapters by entry id. By the same are `read`, how much was read of the sections that were
    begun, `needs`, the ids of the chapters to know first, and `tried`, the exhibits of a section that the
    learner has tried. The parts of the `books` are shown where there are several. A page shows the sections of all
    chapters, or of the `unfolded` one; `here` is the section to read on in. If it `is_linked`, no command is shown, and
    if it is `in_short`, no subtitle.
    """

    chapters: Sequence[OutlineRecord]
    title: str
    numbers: Mapping[int, str]
    read: Mapping[int, float] = {}
    books: Sequence[BookRecord] = ()
    needs: Mapping[int, Sequence[str]] = {}
    tried: Mapping[int, Sequence[str]] = {}
    unfolded: Ref | None = None
    here: Ref | None = None
    is_linked: bool = False
    in_short: bool = False

    @property
    def number_of_lines(self) -> int:
        """The number of chapters and sections."""
        return sum(1 for _ in self._items(self.chapters))

    def blocks(self) -> Blocks:
        """The outline, and an example of how to open a section."""
        outline = (Heading(1, self.title), *self._outlines())
        if not self.chapters or self.is_linked:
            return outline
        chapter = next((chapter for chapter in self.chapters if chapter.ref == self.unfolded), self.chapters[0])
        items = [(item.ref, number) for _, number, item in self._items([chapter])]
        example, number = next(((ref, number) for ref, number in items if ref.kind == "section"), items[0])
        hint = [Span(open_by_number(example, number), "command"), Span(f" opens {example.kind} {number}.")]
        if self.unfolded:
            hint += [Span(" "), Span("mlsys toc --all", "command"), Span(" lists the sections of every chapter.")]
        return (
            *outline,
            Paragraph((*hint, Span(" "), Span("mlsys labs", "command"), Span(" lists what you can run."))),
        )

    def _outlines(self) -> Iterator[Block]:
        """The outline in one, or that of each part below its title."""
        titles = {
            (book.ref.slug, chapter): f"{title} · {subtitle}" if subtitle else title
            for book in self.books
            if len(book.parts) > 1 or any(subtitle for _, subtitle, _ in book.parts)
            for title, subtitle, chapters in book.parts
            for chapter in chapters
        }
        grouped = groupby(self.chapters, lambda item: titles.get((item.ref.book, item.ref.slug), ""))
        parts = [
            (title, tuple([self._row(*item) for chapter in chapters for item in self._shown(chapter)]))
            for title, chapters in grouped
        ]
        beside = _widest(chain.from_iterable(rows for _, rows in parts))
        for title, rows in parts:
            if title:
                yield Heading(2, title)
            yield page.Outline(rows, beside)

    def rows_of(self, chapter: OutlineRecord) -> Iterator[tuple[Ref, OutlineRow]]:
        """The row of a chapter, and those of its sections, each with its entry."""
        return ((item[2].ref, self._row(*item)) for item in self._items([chapter]))

    def _shown(self, chapter: OutlineRecord) -> Iterator[tuple[int, str, OutlineRecord]]:
        """The lines of a chapter: only its title, if another chapter is unfolded."""
        return islice(self._items([chapter]), 1 if self.unfolded not in (None, chapter.ref) else None)

    def _items(self, chapters: Iterable[OutlineRecord]) -> Iterator[tuple[int, str, OutlineRecord]]:
        """Some chapters with their sections in reading order, each with its depth and number."""
        for chapter in chapters:
            yield from _with_depth(chapter, self.numbers.get(chapter.ref.id, ""), 0)

    def _row(self, depth: int, label: str, item: OutlineRecord) -> OutlineRow:
        ref, share = item.ref, self._share_read(item) if self.read else None
        title = ref.name if self.in_short else ref.title
        text = (title if depth else f"{title}{format_origin(ref)}") + (" ▶" if ref.id in self.tried else "")
        return OutlineRow(
            depth=depth,
            text=f"{text} ← you are here" if ref == self.here else text,
            remark=_remark(item.words_in_all),
            address=ref.address,
            way=format_reading(share),
            done=share == 1,
            label=label,
        )

    def _share_read(self, item: OutlineRecord) -> float | None:
        """The share of the words that was read, of a chapter rounded so that it is 1 only if nothing is left.

        None if it wasn't begun. That of a section is its own, whatever is below it.
        """
        if item.ref.kind == "section":
            return self.read.get(item.ref.id)
        sections = [section for _, section in item.each_section()]
        if not any(section.ref.id in self.read for section in sections):
            return None
        shares = [self.read.get(section.ref.id, 0.0) for section in sections]
        if all(share == 1 for share in shares):
            return 1.0
        done = sum(share * section.word_count for share, section in zip(shares, sections, strict=True))
        return min(max(done / max(item.words_in_all, 1), 0.01), 0.99) if done else 0.0

    def document(self) -> Document:
        """The chapters with their sections, as a tree."""
        parts = [
            {"title": title, "subtitle": subtitle or None, "chapters": list(chapters), "book": book.ref.slug}
            for book in self.books
            for title, subtitle, chapters in book.parts
        ]
        chapters = [self._entry(chapter, self.numbers.get(chapter.ref.id, "")) for chapter in self.chapters]
        return document("toc", title=self.title, parts=parts, chapters=chapters)

    def _entry(self, item: OutlineRecord, label: str) -> Document:
        share = self._share_read(item)
        return {
            "id": item.ref.slug,
            "number": label or None,
            **pick(item.ref, "book title=name subtitle?"),
            "minutes": _minutes(item),
            "words": item.words_in_all,
            "read": share == 1,
            "share_read": round(share or 0.0, 2),
            "tried": list(self.tried.get(item.ref.id, ())),
            **({"needs": list(self.needs.get(item.ref.id, ()))} if item.ref.kind == "chapter" else {}),
            "open": item.ref.command,
            "sections": [
                self._entry(section, _below(label, index)) for index, section in enumerate(item.sections, start=1)
            ],
        }

    def rows(self) -> list[list[Any]]:
        """One row per chapter and section."""
        items = self._items(self.chapters)
        rows = ([item.ref.slug, item.ref.name, depth, _minutes(item), item.ref.book] for depth, _, item in items)
        return [["id", "title", "depth", "minutes", "book"], *rows]


def _with_depth(item: OutlineRecord, label: str, depth: int) -> Iterator[tuple[int, str, OutlineRecord]]:
    yield depth, label, item
    for index, section in enumerate(item.sections, start=1):
        if section.sections:
            yield from _with_depth(section, _below(label, index), depth + 1)
        else:  # as most are, and a large library has many
            yield depth + 1, _below(label, index), section


def _below(label: str, index: int) -> str:
    return f"{label}.{index}" if label else ""


def _widest(rows: Iterable[OutlineRow]) -> tuple[OutlineRow, ...]:
    """A few of some rows that need as much room in each column as all of them."""
    return tuple({(row.depth, len(row.label), len(row.remark), len(row.way), row.done): row for row in rows}.values())


@cache
def _remark(word_count: int) -> str:
    """The reading time of so many words; thousands of rows have few different ones."""
    return f"{reading_minutes(word_count)} min"


def _minutes(item: OutlineRecord) -> int:
    return reading_minutes(item.words_in_all)


class ListView(NamedTuple):
    """Entries, each on a line of its id, name and (if several books are open) book, separated by tabs.

    Lines are neither wrapped nor coloured, so that `cut` and `fzf` can rely on them. The id is what
    commands take, with its book before it if another book has the same id.
    """

    refs: Sequence[Ref]

    def blocks(self) -> Blocks:
        """The ids with their names."""
        return (
            page.DefinitionList(tuple((ref.address, text_spans(ref.name + format_origin(ref))) for ref in self.refs)),
        )

    def tabbed(self) -> str:
        """The lines, each ended by a line feed."""
        lines = ((ref.address, " ".join(ref.name.split()), ref.origin) for ref in self.refs)
        return "".join("\t".join(filter(None, line)) + "\n" for line in lines)

    def document(self) -> Document:
        """The ids and names."""
        return document("list", items=[pick(ref, "id=slug name book") for ref in self.refs])

    def rows(self) -> list[list[Any]]:
        """One row per entry."""
        return rows_of(self.document()["items"], "id name book")
