"""The effect of an import on a book, before and after it is done."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from mlsys_cli.book.parse.prose import LINK, parse_prose
from mlsys_cli.page import blocks as page
from mlsys_cli.page.blocks import Block, Blocks, Heading, Paragraph, text_spans
from mlsys_cli.text.english import first_few
from mlsys_cli.text.sanitize import harmless
from mlsys_cli.views.view import Document, document, pick, rows_of

_MOST_PLACES = 5
_MOST_REMARKS = 20
"""The most places of a loss, and entries that stay as they are, that a page lists; JSON has them all."""

_LONGEST = 300
"""The characters of a text that are shown."""

STATES = {
    "new": "new",
    "changed": "changed in the source",
    "unchanged": "unchanged",
    "edited": "changed by you; yours stays",
    "conflict": "changed by you and in the source; yours stays",
    "taken": "not imported: the book has another one of this id",
    "gone": "no longer in the source; it stays",
}
"""What becomes of entries, in words."""


class ImportView(NamedTuple):
    """An import: its entries, the first ones as the files have them, what is lost, and the problems of the book.

    An entry has a state, kind, id and location; a loss what it is, its location and a detail.
    """

    source: str
    book: str
    written: bool
    entries: Sequence[Mapping[str, str]]
    samples: Sequence[tuple[str, Mapping[str, Any]]]
    losses: Sequence[Mapping[str, str]]
    files: Sequence[str]
    problems: Mapping[str, int]

    def blocks(self) -> Blocks:
        """Counts by kind; then samples if nothing is written yet; then what stays as it is, and what is lost."""
        done = "Imported" if self.written else "Would be imported"
        blocks: list[Block] = [Heading(1, harmless(f"{done} from {self.source} into {self.book}"))]
        states = [state for state in STATES if any(row["state"] == state for row in self.entries)]
        kinds = dict.fromkeys(row["kind"] for row in self.entries)
        counts = tuple((kind, *(str(self._count(kind, state)) for state in states)) for kind in kinds)
        blocks.append(page.Table(("kind", *states), counts) if counts else Paragraph(text_spans("Nothing.")))
        if self.samples and not self.written:
            blocks.append(Heading(2, "The first entries"))
            for title, fields in self.samples:
                rows = tuple((key, text_spans(_shown(value))) for key, value in fields.items())
                blocks += [Heading(3, harmless(title)), page.DefinitionList(rows)]
        remarks = [row for row in self.entries if row["state"] in ("edited", "conflict", "taken", "gone")]
        if remarks:
            lines = [f"{row['kind']} {row['id']} ({row['location']}): {STATES[row['state']]}" for row in remarks]
            blocks += [Heading(2, "What stays as it is"), _listed(first_few(lines, _MOST_REMARKS))]
        if self.losses:
            blocks += [Heading(2, "What is lost"), _listed(self._lost())]
        if not self.written:
            blocks.append(Paragraph(text_spans("Nothing is written yet: add --write.")))
        return tuple(blocks)

    def _count(self, kind: str, state: str) -> int:
        return sum(row["kind"] == kind and row["state"] == state for row in self.entries)

    def _lost(self) -> Sequence[str]:
        by_name: dict[str, list[Mapping[str, str]]] = {}
        for loss in self.losses:
            by_name.setdefault(loss["what"], []).append(loss)
        return [f"{what} ({len(rows)}): {_locations(rows)}" for what, rows in by_name.items()]

    def document(self) -> Document:
        """Every entry and every loss."""
        return document("imported", **pick(self, "source book written files entries losses problems"))

    def rows(self) -> list[list[Any]]:
        """A row for each entry."""
        return rows_of(self.entries, "state kind id location")


def _shown(value: Any) -> str:
    """A value as readers see it, or the beginning of a long one."""
    if isinstance(value, list):
        text = "; ".join(map(_shown, value))
    elif isinstance(value, Mapping):
        text = ", ".join(f"{key}: {_shown(item)}" if item is not True else key for key, item in value.items())
    else:
        text = str(value)
        if isinstance(value, str):
            text = page.prose_text(parse_prose(LINK.sub(lambda link: link[3] or link[2], value)))
    return harmless(text if len(text) <= _LONGEST else f"{text[:_LONGEST].rpartition(' ')[0]} …")


def _locations(losses: Sequence[Mapping[str, str]]) -> str:
    shown = [
        f"{loss['location']} ({loss['detail']})" if loss["detail"] else loss["location"]
        for loss in losses[:_MOST_PLACES]
    ]
    return ", ".join(shown) + (" …" if len(losses) > _MOST_PLACES else "")


def _listed(lines: Sequence[str]) -> page.Bullets:
    return page.Bullets(tuple((Paragraph(text_spans(harmless(line))),) for line in lines))
