"""Figures of bars, to scale."""

from collections.abc import Sequence
from math import ceil, isfinite, log10
from typing import NamedTuple

from rich.cells import cell_len
from rich.text import Text

from mlsys_cli.page.blocks import Diagram, Node
from mlsys_cli.render.charts import legend
from mlsys_cli.render.diagrams.boxes import words
from mlsys_cli.render.rich_text import assembled, indented, padded, trimmed, wrap, wrap_text

_EIGHTHS = " ▏▎▍▌▋▊▉"
_LONGEST_BAR, _SHORTEST_BAR = 48, 20  # chosen by looking at the figures of the book, not measured
_SMALLEST = 1e-6
"""The smallest value that is written without an exponent."""
_SECOND = "▒"
_STYLES = ("figure.bar", "figure.bar.second")
"""The sign of second values, and the styles of first and second ones."""


class _Scale(NamedTuple):
    """The scale of the bars of a figure: the longest one, and the one that the figure is about, if there is one.

    A logarithmic scale begins at the power of ten `start`, which may be too small for a number of its own.
    """

    longest: float
    start: int | None
    apart: Node | None

    def share(self, value: float | None) -> float | None:
        """The length of a value's bar, of which the longest is 1; None if it has no bar."""
        if value is None or not isfinite(value) or not self.longest or (self.start is not None and value <= 0):
            return None
        if self.start is None:
            return abs(value) / self.longest
        return (log10(value) - self.start) / (log10(self.longest) - self.start)


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
    scale = _scale(drawing)
    below = _words_below(drawing, scale, width)
    if room < _SHORTEST_BAR or notes > width - names:
        return [*_stacked(drawing, scale, width, amounts), *below]
    beside = room - notes >= _SHORTEST_BAR
    length = min(room - notes if beside else room, _LONGEST_BAR)
    lines: list[Text] = []
    for node in drawing.nodes:
        name, note = Text.styled(node.name, "figure.name"), Text.styled(node.note, "figure.note")
        first, *rest = _bars(drawing, node, scale, length)
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


def _words_below(drawing: Diagram, scale: _Scale, width: int) -> list[Text]:
    """The meaning of the two kinds of bars, and the beginning of a logarithmic scale."""
    lines: list[Text] = []
    if drawing.values:
        signs = zip(("█", _SECOND), _STYLES, drawing.values, strict=False)
        lines += [Text(), *legend([*signs], width)]
    if scale.start is not None:
        words = f"Logarithmic scale, from {_power_of_ten(scale.start, drawing.unit)} on"
        lines += [*([] if lines else [Text()]), *wrap_text(words, "figure.note", width)]
    return lines


def _power_of_ten(exponent: int, unit: str) -> str:
    return amount(10.0**exponent, unit) if -6 <= exponent < 9 else f"1e{exponent:+03} {unit}".strip()


def _stacked(drawing: Diagram, scale: _Scale, width: int, amounts: int) -> list[Text]:
    """The name of each bar over it, and its note under it; very long amounts have lines of their own."""
    length = width - amounts
    beside = length >= width // 2
    lines: list[Text] = []
    for node in drawing.nodes:
        lines += [Text()] if lines else []
        lines += words(node.name, "figure.name", width)
        for bar in _bars(drawing, node, scale, min(length if beside else width, _LONGEST_BAR)):
            lines += [bar] if beside and bar else wrap(bar, width)
        lines += words(node.note, "figure.note", width)
    return lines


def _bars(drawing: Diagram, node: Node, scale: _Scale, length: int) -> list[Text]:
    """The bar of a node, and that of its second value if it has one."""
    style = "figure.bar" if drawing.values or scale.apart in (None, node) else "figure.bar.other"
    bars = [_bar(node.value, drawing.unit, scale.share(node.value), length, style)]
    if node.second is not None:
        bars.append(_bar(node.second, drawing.unit, scale.share(node.second), length, _STYLES[1], sign=_SECOND))
    return bars


def _bar(value: float | None, unit: str, share: float | None, length: int, style: str, *, sign: str = "") -> Text:
    """The bar of a value and its amount, `length` columns for the greatest; the bar of a negative one is pale."""
    number = amount(value, unit)
    if value is None or share is None:
        return Text.styled(number, "figure.label")
    eighths = round(share * length * 8)
    bar = "█" * (eighths // 8) + _EIGHTHS[eighths % 8].strip()
    if value < 0 or sign:
        bar = (sign or "░") * max(eighths // 8, 1)
    return assembled((bar, style), (f" {number}" if bar else number, "figure.label"))


def _scale(drawing: Diagram) -> _Scale:
    """The scale of a figure, worked out once for all its bars; on a logarithmic one only those above 0 count."""
    values = [value for node in drawing.nodes for value in _values(node) if value is not None and isfinite(value)]
    lengths = [value for value in values if value > 0] if drawing.log else [*map(abs, values)]
    start = ceil(log10(min(lengths))) - 1 if drawing.log and lengths else None
    return _Scale(max(lengths, default=0.0), start, _standing_apart(drawing.nodes))


def _standing_apart(nodes: Sequence[Node]) -> Node | None:
    """The bar that the figure is about: the one that is farthest from the usual, if it alone is so far."""
    values = {node: node.value for node in nodes if node.value is not None and isfinite(node.value)}
    if len(values) < 3:
        return None
    amounts = sorted(values.values())
    usual = (amounts[len(amounts) // 2] + amounts[~(len(amounts) // 2)]) / 2  # the median
    far, near = sorted(values, key=lambda node: -abs(values[node] - usual))[:2]
    return far if abs(values[far] - usual) > abs(values[near] - usual) else None
