"""A pack as a page of facts, packs as a list, and the shelf."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from mlsys_cli.packs.changes import Changes
from mlsys_cli.packs.installed import Pack
from mlsys_cli.page.blocks import Block, Blocks, DefinitionList, Heading, ListEntry, Paragraph, Span, text_spans
from mlsys_cli.text.sanitize import harmless
from mlsys_cli.views.view import Document, document, pick

_COMMIT = 12
"""The digits of a commit that are shown: git's seven are ambiguous in large repositories, and Linux asks for twelve."""


_NAMED = 5
"""The entries that are named of those that an update has changed."""


class PackView(NamedTuple):
    """A pack and its state: the result of a command, or `damaged`."""

    pack: Pack
    state: str = ""
    changes: Changes = Changes()

    def blocks(self) -> Blocks:
        """The facts of its manifest, and the command that reads it."""
        pack = self.pack
        facts = {
            "Name": pack.name,
            "Version": pack.version,
            "State": self.state,
            "From": pack.source,
            "Commit": pack.commit[:_COMMIT],
            "Added": pack.added,
            "Updated": pack.updated,
            "Chapters": ", ".join(pack.chapters),
            "Size": f"{pack.files} files, {-(-pack.bytes // 1024)} KiB" if pack.files else "",
            "Digest": pack.digest,
            "Warnings": str(pack.warnings or ""),
        }
        rows = [(label, text_spans(_clean(value))) for label, value in facts.items() if value]
        if self.command:
            rows.append(("Read", text_spans(self.command, "command")))
        return (Heading(1, _clean(pack.title or pack.name)), DefinitionList(tuple(rows)))

    @property
    def command(self) -> str:
        """The command that reads the pack; empty if it can't be read."""
        return "" if self.state in ("removed", "damaged") else f"mlsys --pack {self.pack.name} read"

    def document(self) -> Document:
        """The pack's manifest and state."""
        return document("pack", **self.fields())

    def fields(self) -> Document:
        """The pack's manifest and state, as in a list of packs."""
        facts = "version? source source_kind=kind added updated? commit? digest chapters files bytes warnings"
        # Under a key of their own, since a pack has been `added` at a time.
        new = {"entries": self.changes._asdict()} if any(self.changes) else {}
        return {**pick(self, "id=pack.name title=pack.title state?"), **pick(self.pack, facts), **new}


class PacksView(NamedTuple):
    """Several packs."""

    packs: Sequence[PackView]

    def blocks(self) -> Blocks:
        """An entry for each."""
        if not self.packs:
            hint = (Span("No packs yet. "), Span("mlsys pack add", "command"), Span(" SOURCE adds one."))
            return (Heading(1, "Packs"), Paragraph(hint))
        blocks: list[Block] = [Heading(1, "Packs")]
        for shown in self.packs:
            pack, state, changes = shown
            commit = f" at {pack.commit[:_COMMIT]}" if pack.commit else ""
            words = [f"from {pack.source}{commit}" if pack.source else "", (pack.updated or pack.added)[:10]]
            lines = [", ".join(filter(None, words))]
            lines += [f"{what} {_listed(names)}" for what, names in changes._asdict().items() if names]
            text = _clean("; ".join(filter(None, lines)))
            blocks.append(_entry(pack.name, _clean(pack.title), state, text, shown.command))
        return tuple(blocks)

    def document(self) -> Document:
        """The manifest and state of each."""
        return document("packs", packs=[shown.fields() for shown in self.packs])

    def rows(self) -> list[list[Any]]:
        """A row for each."""
        rows = [
            [p.name, _clean(p.title), p.kind, _clean(p.source), p.added, p.commit, state] for p, state, _ in self.packs
        ]
        return [["id", "title", "kind", "source", "added", "commit", "state"], *rows]


class ShelfBook(NamedTuple):
    """A book: where it is from, and whether it `is_read` where none is named. One without a name isn't on the shelf."""

    name: str
    title: str
    source: str
    is_read: bool
    is_damaged: bool = False


class ShelfView(NamedTuple):
    """All books; `are_named` if others than the chosen one are read: those named, or that of the folder."""

    books: tuple[ShelfBook, ...]
    are_named: bool

    def blocks(self) -> Blocks:
        """An entry for each, and how to choose."""
        return (Heading(1, "Shelf"), *map(self._entry, self.books), Paragraph(self._hint()))

    def _entry(self, book: ShelfBook) -> Block:
        name, title, source = map(_clean, book[:3])
        state = "damaged" if book.is_damaged else "current" if book.is_read and not self._are_all_read else ""
        command = f"mlsys shelf use {name}" if name and not (book.is_read or book.is_damaged) else ""
        return _entry(name or title, title if name else "", state, source, command)

    @property
    def _are_all_read(self) -> bool:
        return all(book.is_read or book.is_damaged for book in self.books)

    def _hint(self) -> tuple[Span, ...]:
        if len(self.books) == 1:
            return (Span("mlsys pack add", "command"), Span(" SOURCE adds a book."))
        if self.are_named:
            return (Span("You are in the folder of a book, or have named one, which is read here."),)
        if self._are_all_read:
            return (Span("All are read together. "), Span("mlsys shelf use", "command"), Span(" NAME chooses one."))
        return (Span("mlsys shelf all", "command"), Span(" reads all books together."))

    def document(self) -> Document:
        """The fields of each."""
        return document("shelf", books=[book._asdict() for book in self.books])

    def rows(self) -> list[list[Any]]:
        """A row for each."""
        return [[*ShelfBook._fields], *(list(book) for book in self.books)]


def _entry(name: str, title: str, state: str, text: str, command: str) -> Block:
    """A book in a list, with its state and the command for it, as far as it has them."""
    more = (*([Span(f" · {title}")] if title else []), *([Span(f" · {state}", "kind")] if state else []))
    ways = text_spans(command, "command") if command else ()
    return ListEntry((Span(name, "entry.title"), *more), text_spans(text), ways)


def _listed(names: Sequence[str]) -> str:
    """The first names, and how many there are more."""
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return f"{', '.join(names[:_NAMED])}{more}"


def _clean(text: str) -> str:
    """A text of a manifest, which isn't trusted, on one line without control characters."""
    return " ".join(harmless(text).split())
