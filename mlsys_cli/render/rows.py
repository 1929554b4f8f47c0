"""Draws the rows of a list of entries in columns: name, kind, and as much of the rest as there is room for."""

from collections.abc import Iterable

from rich.cells import cell_len, set_cell_size
from rich.text import Text

from mlsys_cli.page.blocks import Blocks, plain, prose_spans
from mlsys_cli.render.rich_text import LEADS_TO, assembled, one_line

_GAP = 2
"""The columns between two cells."""

_NARROWEST_NAME, _NARROWEST_REST, _COMFORTABLE_REST = 22, 20, 60
"""The columns of a name that are kept; those without which the rest is left out, and with which no name is cut."""


def draw_rows(items: Iterable[Blocks], width: int) -> list[Text]:
    """A line for each row, of which the whole is the link."""
    rows = []
    for first, *_ in items:
        link, *others = prose_spans([first])
        kind = next((span.text for span in others if span.style == "kind"), "")
        rest = plain(span for span in others if span.style != "kind")
        name = one_line(link.text)
        rows.append((name, link.target, one_line(kind).lstrip("· "), one_line(rest).strip("· ")))
    lengths = sorted(cell_len(name) + _GAP for name, *_ in rows) or [0]
    longest, most = lengths[-1], lengths[len(lengths) * 9 // 10]  # a few long names don't take the room of the rest
    kinds = max((cell_len(kind) + _GAP for *_, kind, _ in rows if kind), default=0)
    has_rest = any(rest for *_, rest in rows)
    most = longest if width - longest - kinds >= _COMFORTABLE_REST else max(most, min(longest, _NARROWEST_NAME))
    names = min(most, max(width * 3 // 5, _NARROWEST_NAME)) if has_rest else longest
    kinds = min(kinds, width // 3 if has_rest else width // 2)
    room = width - names - kinds
    if not has_rest or (kinds and room < _NARROWEST_REST):  # without kinds, names alone would say too little
        names, room = min(longest, width - kinds), 0
    lines = []
    for name, target, kind, rest in rows:
        cell = _cell(name, names)
        line = assembled(cell, (_cell(kind, kinds), "kind"), _cell(rest, room + _GAP))
        line.truncate(width, pad=True)
        line.stylize("link", 0, len(cell.rstrip()))
        line.stylize(f"{LEADS_TO}{target}")
        lines.append(line)
    return lines


def _cell(text: str, width: int) -> str:
    """A text filled or cut to a width, with a gap at its end; nothing where there is no room for it."""
    room = width - _GAP
    shown = text if cell_len(text) <= room else f"{set_cell_size(text, room - 1).rstrip()}…"
    return set_cell_size(shown, width) if room > 0 else ""
