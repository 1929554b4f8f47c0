"""Figures of bars, to scale."""

from collections.abc import Sequence
from math import isfinite

from rich.cells import cell_len
from rich.text import Text

from mlsys_cli.page import Diagram, Node
from mlsys_cli.render.diagrams.boxes import words
from mlsys_cli.render.rich_text import assembled, indented, padded, trimmed, wrap

_EIGHTHS = " ▏▎▍▌▋▊▉"
_LONGEST_BAR = 48
_SHORTEST_BAR = 20


def amount(value: float | None, unit: str) -> str:
    """A value as it is read, with its unit: `28.2%`, `1,200 W`."""
    if value is None:
        return ""
    number = f"{int(value):,}" if isfinite(value) and value == int(value) else f"{value:,}"
    return number + ("" if unit in {"", "%"} else " ") + unit


def draw_bars(drawing: Diagram, width: int) -> list[Text]:
    """Bars with their names before them and their notes behind or under them where that fits, else under each other."""
    names = max(cell_len(node.name) for node in drawing.nodes) + 2
    notes = max(cell_len(node.note) for node in drawing.nodes) + 2
    amounts = max(cell_len(amount(node.value, drawing.unit)) for node in drawing.nodes) + 1
    room = width - names - amounts
    if room < _SHORTEST_BAR or notes > width - names:
        return _stacked(drawing, width, amounts)
    beside = room - notes >= _SHORTEST_BAR
    length = min(room - notes if beside else room, _LONGEST_BAR)
    lines: list[Text] = []
    for node in drawing.nodes:
        name, note = Text.styled(node.name, "figure.name"), Text.styled(node.note, "figure.note")
        line = assembled(padded(name, names), _bar(drawing, node, length))
        if beside and note:
            line = assembled(padded(line, names + length + amounts + 2), note)
        lines.append(trimmed(line))
        if note and not beside:
            lines += indented([note], " " * names)
    return lines


def _stacked(drawing: Diagram, width: int, amounts: int) -> list[Text]:
    """The name of each bar over it, and its note under it; very long amounts have lines of their own."""
    length = width - amounts
    beside = length >= width // 2
    lines: list[Text] = []
    for node in drawing.nodes:
        lines += [Text()] if lines else []
        lines += words(node.name, "figure.name", width)
        bar = _bar(drawing, node, min(length if beside else width, _LONGEST_BAR))
        lines += [bar] if beside and bar else wrap(bar, width)
        lines += words(node.note, "figure.note", width)
    return lines


def _bar(drawing: Diagram, node: Node, length: int) -> Text:
    """The bar of a node and its amount, `length` columns for the greatest; the bar of a negative one is pale."""
    number = amount(node.value, drawing.unit)
    values = [abs(other.value) for other in drawing.nodes if other.value is not None and isfinite(other.value)]
    if node.value is None or not isfinite(node.value) or not max(values):
        return Text.styled(number, "figure.label")
    eighths = round(abs(node.value) / max(values) * length * 8)
    bar = "█" * (eighths // 8) + _EIGHTHS[eighths % 8].strip()
    bar = bar if node.value >= 0 else "░" * max(eighths // 8, 1)
    style = "figure.bar" if _standing_apart(drawing.nodes) in (None, node) else "figure.bar.other"
    return assembled((bar, style), (f" {number}" if bar else number, "figure.label"))


def _standing_apart(nodes: Sequence[Node]) -> Node | None:
    """The bar that the figure is about: the one that is farthest from the usual, if it alone is so far."""
    values = {node: node.value for node in nodes if node.value is not None and isfinite(node.value)}
    if len(values) < 3:
        return None
    amounts = sorted(values.values())
    usual = (amounts[len(amounts) // 2] + amounts[~(len(amounts) // 2)]) / 2  # the median
    far, near = sorted(values, key=lambda node: -abs(values[node] - usual))[:2]
    return far if abs(values[far] - usual) > abs(values[near] - usual) else None
