"""Parts of a whole as bars of four signs, which can be told apart without colour."""

from collections.abc import Sequence

from rich.cells import cell_len
from rich.text import Text

from mlsys_cli.page import Meter, Meters
from mlsys_cli.render.rich_text import indented, joined, padded, wrap, wrap_words

_SIGNS = "█▒░·"
_STYLES = ("meter.1", "meter.2", "meter.3", "meter.4")
_BAR = 20
_WIDEST_NAME = 48
_NARROWEST_NAME = 16


def draw_meters(meters: Meters, width: int) -> list[Text]:
    """A row for each thing: its name, a bar, and how much there is of all parts but the last; then what signs mean.

    On a narrow page the bar stands below the name.
    """
    counts = [_count(row) for row in meters.rows]
    tail = _BAR + 2 + max(map(cell_len, counts), default=0)
    names = max((cell_len(row.name) + 2 * row.depth for row in meters.rows), default=0) + _tick_width(meters)
    room = min(names, _WIDEST_NAME, width - tail - 2)
    lines: list[Text] = []
    for row, count in zip(meters.rows, counts, strict=True):
        bar = Text()
        if any(row.parts):
            amount = f"  {count.rjust(tail - _BAR - 2)}"
            bar = joined(_bar(row.parts, min(_BAR, width - 4)), (amount, "figure.label"))
        if room >= _NARROWEST_NAME:
            first, *rest = _name(row, meters, room)
            lines += [joined(padded(first, room + 2), bar) if bar else first, *rest]
        else:
            lines += _name(row, meters, width)
            lines += indented(wrap(bar, width - 4), "    ")
    return [*lines, Text(), *_legend(meters.labels, width)]


def _tick_width(meters: Meters) -> int:
    return 2 if any(row.done for row in meters.rows) else 0


def _name(row: Meter, meters: Meters, width: int) -> list[Text]:
    margin = " " * min(2 * row.depth, width // 3)
    tick = ("✓ " if row.done else "  ") if _tick_width(meters) else ""
    names = wrap_words(row.name, "heading.2" if row.depth == 0 else "", width - len(margin) - len(tick))
    return indented(indented(names, margin), tick, None, "done")


def _count(row: Meter) -> str:
    """All parts but the last, of all: `12/20`."""
    return f"{sum(row.parts[:-1])}/{sum(row.parts)}" if any(row.parts) else ""


def _bar(parts: Sequence[int], length: int) -> Text:
    """A bar of a length in which each part has its share, and none that there is goes without a sign."""
    cells = shares(parts, length)
    return joined(*((sign * cell, style) for sign, cell, style in zip(_SIGNS, cells, _STYLES, strict=False)))


def shares(parts: Sequence[int], length: int) -> list[int]:
    """So many whole cells for each part that they are `length` together; at least one for each that isn't nothing."""
    whole = sum(parts)
    cells = [max(round(part / whole * length), 1) if part else 0 for part in parts]
    while sum(cells) != length:
        step = 1 if sum(cells) < length else -1
        off = [cell - part / whole * length for cell, part in zip(cells, parts, strict=True)]
        able = [n for n, part in enumerate(parts) if part and (step > 0 or cells[n] > 1)]
        chosen = max(able, key=lambda n: -step * off[n])
        cells[chosen] += step
    return cells


def _legend(labels: Sequence[str], width: int) -> list[Text]:
    return side_by_side(list(zip(_SIGNS, _STYLES, labels, strict=False)), width)


def side_by_side(signs: Sequence[tuple[str, str, str]], width: int) -> list[Text]:
    """A legend: each sign in its style and its label, as many in a line as there is room for."""
    lines: list[Text] = []
    for sign, style, label in signs:
        item = joined((f"{sign} ", style), (label, "caption"))
        if lines and lines[-1].cell_len + 3 + item.cell_len <= width:
            lines[-1] = joined(lines[-1], ("   ", ""), item)
        else:
            lines += wrap(item, width)
    return lines
