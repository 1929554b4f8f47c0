"""Figures."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from mlsys_cli.index.entry_records import FigureRecord, SourceRecord
from mlsys_cli.page.blocks import Blocks, Diagram, TimeAxis, json_text
from mlsys_cli.views.shared_blocks import figure_blocks, origin_line, with_sources
from mlsys_cli.views.view import Document, document, remark_fields

if TYPE_CHECKING:  # few figures are plots
    from mlsys_cli.page.plots import Axis


class FigureView(NamedTuple):
    """One figure."""

    figure: FigureRecord
    sources: Sequence[SourceRecord]

    def page(self) -> Blocks:
        """The drawing with its caption and sources."""
        return with_sources((*origin_line(self.figure.ref), *figure_blocks(self.figure, 1)), self.sources)

    def document(self) -> Document:
        """The figure as data, and its text description."""
        figure, drawing = self.figure, self.figure.drawing
        parts: Document
        if isinstance(drawing, TimeAxis):
            parts = {"eras": [band._asdict() for band in drawing.bands], "years": list(drawing.years)}
        elif isinstance(drawing, Diagram):
            nodes, edges = ([part._asdict() for part in kind] for kind in (drawing.nodes, drawing.edges))
            if not drawing.values:
                nodes = [{key: value for key, value in node.items() if key != "second"} for node in nodes]
            parts = {"nodes": nodes, "edges": edges, "unit": drawing.unit or None}
            if figure.kind == "bars":
                parts |= {"log": drawing.log, "values": list(drawing.values)}
        else:
            axes = {"x": _axis(drawing.x), "y": _axis(drawing.y)}
            series = [
                {
                    "name": one.name or None,
                    "points": [*map(list, one.points)],
                    "draw": "line" if one.joined else "points",
                }
                for one in drawing.series
            ]
            parts = {**axes, "series": series, "marks": [mark._asdict() for mark in drawing.marks]}
        return document(
            "figure",
            id=figure.ref.slug,
            book=figure.ref.book,
            title=figure.ref.name,
            alt=figure.alt,
            figure_kind=figure.kind,
            caption=json_text(figure.caption),
            **parts,
            **remark_fields(figure.remarks),
        )


def _axis(axis: "Axis") -> Document:
    ends = None if axis.low is None else [axis.low, axis.high]
    return {"label": axis.name, "unit": axis.unit or None, "log": axis.is_log, "range": ends}
