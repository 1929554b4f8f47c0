"""Packs: one as a page of facts, or all of them as a list."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from mlsys_cli.packs.manifest import Pack
from mlsys_cli.page import Blocks, DefinitionList, Heading, ListEntry, Paragraph, Span, text_spans
from mlsys_cli.text.sanitize import harmless
from mlsys_cli.views.view import Document, document

_COMMIT = 12


class Listed(NamedTuple):
    """A pack, and its state: what a command did with it, or that it is damaged."""

    pack: Pack
    state: str = ""


class PackView:
    """One pack."""

    def __init__(self, listed: Listed) -> None:
        self._listed = listed

    def page(self) -> Blocks:
        """What it is, where it came from, and how to read it."""
        pack, state = self._listed
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
        if way := _way(self._listed):
            rows.append(("Read", text_spans(way, "command")))
        return (Heading(1, _clean(pack.title or pack.name)), DefinitionList(tuple(rows)))

    def document(self) -> Document:
        """The pack's note."""
        return document("pack", **_fields(self._listed))


class PacksView:
    """Several packs."""

    def __init__(self, packs: Sequence[Listed]) -> None:
        self._packs = packs

    def page(self) -> Blocks:
        """An entry for each."""
        if not self._packs:
            way = (Span("There is no pack yet. "), Span("mlsys pack add", "command"), Span(" adds one."))
            return (Heading(1, "Packs"), Paragraph(way))
        return (Heading(1, "Packs"), *map(_entry, self._packs))

    def document(self) -> Document:
        """The note of each."""
        return document("packs", packs=[_fields(listed) for listed in self._packs])

    def rows(self) -> list[list[Any]]:
        """A row for each."""
        rows = [
            [p.name, _clean(p.title), p.kind, _clean(p.source), p.added, p.commit, state] for p, state in self._packs
        ]
        return [["id", "title", "kind", "source", "added", "commit", "state"], *rows]


def _entry(listed: Listed) -> ListEntry:
    pack, state = listed
    title = [Span(pack.name, "entry.title"), *([Span(f" · {_clean(pack.title)}")] if pack.title else [])]
    if state:
        title.append(Span(f" · {state}", "kind"))
    commit = f" at {pack.commit[:_COMMIT]}" if pack.commit else ""
    origin = f"from {pack.source}{commit}" if pack.source else ""
    words = ", ".join(filter(None, (origin, (pack.updated or pack.added)[:10])))
    command = text_spans(_way(listed), "command") if _way(listed) else ()
    return ListEntry(tuple(title), text_spans(_clean(words)), command)


def _way(listed: Listed) -> str:
    """What to type to read a pack, if it can be read."""
    return "" if listed.state in ("removed", "damaged") else f"mlsys --pack {listed.pack.name} read"


def _clean(text: str) -> str:
    """A text from a note, which stood in nobody's book when it was read, on one line."""
    return " ".join(harmless(text).split())


def _fields(listed: Listed) -> Document:
    pack = listed.pack
    return {
        "id": pack.name,
        "title": pack.title,
        "state": listed.state or None,
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
