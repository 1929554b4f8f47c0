"""A pack as a page of facts, and packs as a list."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from mlsys_cli.packs.manifest import Pack
from mlsys_cli.page import Blocks, DefinitionList, Heading, ListEntry, Paragraph, Span, text_spans
from mlsys_cli.text.sanitize import harmless
from mlsys_cli.views.view import Document, document

_COMMIT = 12


class PackState(NamedTuple):
    """A pack and its state: the result of a command, or `damaged`."""

    pack: Pack
    state: str = ""


class PackView:
    """One pack."""

    def __init__(self, shown: PackState) -> None:
        self._shown = shown

    def page(self) -> Blocks:
        """The facts of its manifest, and the command that reads it."""
        pack, state = self._shown
        facts = {
            "Name": pack.name,
            "State": state,
            "From": pack.source,
            "Commit": pack.commit[:_COMMIT],
            "Added": pack.added,
            "Updated": pack.updated,
            "Chapters": ", ".join(pack.chapters),
            "Size": f"{pack.files} files, {-(-pack.bytes // 1024)} KiB" if pack.files else "",
            "Digest": pack.digest,
            "Warnings": "accepted" if pack.forced else "",
        }
        rows = [(label, text_spans(_clean(value))) for label, value in facts.items() if value]
        if command := _read_command(self._shown):
            rows.append(("Read", text_spans(command, "command")))
        return (Heading(1, _clean(pack.title or pack.name)), DefinitionList(tuple(rows)))

    def document(self) -> Document:
        """The pack's manifest and state."""
        return document("pack", **_fields(self._shown))


class PacksView:
    """Several packs."""

    def __init__(self, packs: Sequence[PackState]) -> None:
        self._packs = packs

    def page(self) -> Blocks:
        """An entry for each."""
        if not self._packs:
            hint = (Span("No packs yet. "), Span("mlsys pack add", "command"), Span(" adds one."))
            return (Heading(1, "Packs"), Paragraph(hint))
        return (Heading(1, "Packs"), *map(_entry, self._packs))

    def document(self) -> Document:
        """The manifest and state of each."""
        return document("packs", packs=[_fields(shown) for shown in self._packs])

    def rows(self) -> list[list[Any]]:
        """A row for each."""
        rows = [
            [p.name, _clean(p.title), p.kind, _clean(p.source), p.added, p.commit, state] for p, state in self._packs
        ]
        return [["id", "title", "kind", "source", "added", "commit", "state"], *rows]


def _entry(shown: PackState) -> ListEntry:
    pack, state = shown
    title = [Span(pack.name, "entry.title"), *([Span(f" · {_clean(pack.title)}")] if pack.title else [])]
    if state:
        title.append(Span(f" · {state}", "kind"))
    commit = f" at {pack.commit[:_COMMIT]}" if pack.commit else ""
    origin = f"from {pack.source}{commit}" if pack.source else ""
    words = ", ".join(filter(None, (origin, (pack.updated or pack.added)[:10])))
    command = _read_command(shown)
    return ListEntry(tuple(title), text_spans(_clean(words)), text_spans(command, "command") if command else ())


def _read_command(shown: PackState) -> str:
    """The command that reads a pack; empty if it can't be read."""
    return "" if shown.state in ("removed", "damaged") else f"mlsys --pack {shown.pack.name} read"


def _clean(text: str) -> str:
    """A text of a manifest, which isn't trusted, on one line without control characters."""
    return " ".join(harmless(text).split())


def _fields(shown: PackState) -> Document:
    pack = shown.pack
    return {
        "id": pack.name,
        "title": pack.title,
        "state": shown.state or None,
        "source": pack.source,
        "source_kind": pack.kind,
        "added": pack.added,
        "updated": pack.updated or None,
        "commit": pack.commit or None,
        "digest": pack.digest,
        "chapters": list(pack.chapters),
        "files": pack.files,
        "bytes": pack.bytes,
        "forced": pack.forced,
    }
