"""The drawings of a book, as they are stored."""

from typing import TYPE_CHECKING, Any

from mlsys_cli.page.blocks import Diagram, Edge, Node

if TYPE_CHECKING:  # few pages have a plot
    from mlsys_cli.page.plots import Plot


def drawing_of(data: Any) -> "Diagram | Plot":
    """The drawing that a figure was compiled to; that of a timeline has no parts of its own."""
    if data["kind"] == "plot":
        return _plot(data["alt"], data["plot"])
    return Diagram(
        nodes=tuple(map(Node._make, data["nodes"])),
        edges=tuple(Edge(*edge[:3]) for edge in data["edges"] if len(edge) >= 2),
        values=tuple(data["values"]),
        **{field: data[field] for field in ("kind", "alt", "unit", "base", "log")},
    )


def _plot(alt: str, data: Any) -> "Plot":
    from mlsys_cli.page.plots import Axis, Plot, PlotMark, Series

    x, y = (Axis(*axis) for axis in data["axes"])
    series = (Series(name, tuple((x, y) for x, y in points), joined) for name, points, joined in data["series"])
    return Plot(alt, x, y, tuple(series), tuple(PlotMark(*mark) for mark in data["marks"]))
