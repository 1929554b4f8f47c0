"""Figures of bars, to scale."""

from collections.abc import Sequence
from math import ceil, isfinite, log10

from rich.cells import cell_len
from rich.text import Text

from mlsys_cli.page import Diagram, Node
from mlsys_cli.render.charts import legend
from mlsys_cli.render.diagrams.boxes import words
from mlsys_cli.render.rich_text import assembled, indented, padded, trimmed, wrap, wrap_words

_EIGHTHS = " ▏▎▍▌▋▊▉"
_LONGEST_BAR = 48
_SHORTEST_BAR = 20
_SMALLEST = 1e-6
"""The smallest value that is written without an exponent."""
_SECOND = "▒"
_STYLES = ("figure.bar", "figure.bar.second")
"""The sign of second values, and the styles of first and second ones."""


def amount(value: float | None, unit: str) -> str:
    """A value as it is read, with its unit: `28.2 %`, `1,200 W`, `0.000078 W`."""
    if value is None:
        return ""
    number = f"{int(value):,}" if isfinite(value) and value == int(value) else f"{value:,}"
    if _SMALLEST <= abs(value) < 1e-4:  # Python would write 7.8e-05
        number = f"{value:.9f}".rstrip("0")
    return f"{number} {unit}".rstrip()


def draw_bars(drawing: Diagram, width: int) -> list[Text]:
    """Bars with their names before them and their notes behind or under them where that fits, else under each other.

    A second value has a bar of its own below the first. A line says where a logarithmic scale begins, and a legend what
    the two values are.
    """
    names = max(cell_len(node.name) for node in drawing.nodes) + 2
    notes = max(cell_len(node.note) for node in drawing.nodes) + 2
    amounts = max(cell_len(amount(value, drawing.unit)) for node in drawing.nodes for value in _values(node)) + 1
    room = width - names - amounts
    below = _words_below(drawing, width)
    if room < _SHORTEST_BAR or notes > width - names:
        return [*_stacked(drawing, width, amounts), *below]
    beside = room - notes >= _SHORTEST_BAR
    length = min(room - notes if beside else room, _LONGEST_BAR)
    lines: list[Text] = []
    for node in drawing.nodes:
        name, note = Text.styled(node.name, "figure.name"), Text.styled(node.note, "figure.note")
        first, *rest = _bars(drawing, node, length)
        line = assembled(padded(name, names), first)
        if beside and note:
            line = assembled(padded(line, names + length + amounts + 2), note)
        lines.append(trimmed(line))
        lines += indented(rest, " " * names)
        if note and not beside:
            lines += indented([note], " " * names)
    return [*lines, *below]


def _values(node: Node) -> tuple[float | None, ...]:
    return (node.value,) if node.second is None else (node.value, node.second)


def _words_below(drawing: Diagram, width: int) -> list[Text]:
    """The meaning of the two kinds of bars, and the beginning of a logarithmic scale."""
    lines: list[Text] = []
    if drawing.values:
        signs = zip(("█", _SECOND), _STYLES, drawing.values, strict=False)
        lines += [Text(), *legend([*signs], width)]
    if drawing.log and (start := _decade_below(_lengths(drawing))):
        words = f"Logarithmic scale, from {_short_amount(start, drawing.unit)} on"
        lines += [*([] if lines else [Text()]), *wrap_words(words, "figure.note", width)]
    return lines


def _short_amount(value: float, unit: str) -> str:
    return amount(value, unit) if _SMALLEST <= value < 1e9 else f"{value:.0e} {unit}".strip()


def _stacked(drawing: Diagram, width: int, amounts: int) -> list[Text]:
    """The name of each bar over it, and its note under it; very long amounts have lines of their own."""
    length = width - amounts
    beside = length >= width // 2
    lines: list[Text] = []
    for node in drawing.nodes:
        lines += [Text()] if lines else []
        lines += words(node.name, "figure.name", width)
        for bar in _bars(drawing, node, min(length if beside else width, _LONGEST_BAR)):
            lines += [bar] if beside and bar else wrap(bar, width)
        lines += words(node.note, "figure.note", width)
    return lines


def _bars(drawing: Diagram, node: Node, length: int) -> list[Text]:
    """The bar of a node, and that of its second value if it has one."""
    style = "figure.bar" if drawing.values or _standing_apart(drawing.nodes) in (None, node) else "figure.bar.other"
    bars = [_bar(drawing, node.value, length, style)]
    if node.second is not None:
        bars.append(_bar(drawing, node.second, length, _STYLES[1], _SECOND))
    return bars


def _bar(drawing: Diagram, value: float | None, length: int, style: str, sign: str = "") -> Text:
    """The bar of a value and its amount, `length` columns for the greatest; the bar of a negative one is pale."""
    number = amount(value, drawing.unit)
    lengths = _lengths(drawing)
    if value is None or not isfinite(value) or not max(lengths, default=0) or (drawing.log and value <= 0):
        return Text.styled(number, "figure.label")
    share = abs(value) / max(lengths)
    if drawing.log:
        start = log10(_decade_below(lengths))
        share = (log10(value) - start) / (log10(max(lengths)) - start)
    eighths = round(share * length * 8)
    bar = "█" * (eighths // 8) + _EIGHTHS[eighths % 8].strip()
    if value < 0 or sign:
        bar = (sign or "░") * max(eighths // 8, 1)
    return assembled((bar, style), (f" {number}" if bar else number, "figure.label"))


def _lengths(drawing: Diagram) -> list[float]:
    """The lengths of all bars; on a logarithmic scale only those above 0 have one."""
    values = [value for node in drawing.nodes for value in _values(node) if value is not None and isfinite(value)]
    return [value for value in values if value > 0] if drawing.log else [*map(abs, values)]


def _decade_below(lengths: Sequence[float]) -> float:
    """The power of ten below all of them, at which a logarithmic scale begins; 0 if there are none."""
    return 10.0 ** (ceil(log10(min(lengths))) - 1) if lengths else 0.0


def _standing_apart(nodes: Sequence[Node]) -> Node | None:
    """The bar that the figure is about: the one that is farthest from the usual, if it alone is so far."""
    values = {node: node.value for node in nodes if node.value is not None and isfinite(node.value)}
    if len(values) < 3:
        return None
    amounts = sorted(values.values())
    usual = (amounts[len(amounts) // 2] + amounts[~(len(amounts) // 2)]) / 2  # the median
    far, near = sorted(values, key=lambda node: -abs(values[node] - usual))[:2]
    return far if abs(values[far] - usual) > abs(values[near] - usual) else None
