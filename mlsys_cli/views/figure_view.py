"""Figures."""

from collections.abc import Sequence

from mlsys_cli.index.entry_records import FigureRecord, SourceRecord
from mlsys_cli.page import Blocks, Diagram, TimeAxis, prose_text
from mlsys_cli.views.shared_blocks import figure_blocks, origin_line, with_sources
from mlsys_cli.views.view import Document, document, remark_fields


class FigureView:
    """One figure."""

    def __init__(self, figure: FigureRecord, sources: Sequence[SourceRecord]) -> None:
        self._figure = figure
        self._sources = sources

    def page(self) -> Blocks:
        """The drawing with its caption and sources."""
        return with_sources((*origin_line(self._figure.ref), *figure_blocks(self._figure, 1)), self._sources)

    def document(self) -> Document:
        """The figure as data, and its description in words."""
        figure = self._figure
        return document(
            "figure",
            id=figure.ref.slug,
            book=figure.ref.book,
            title=figure.ref.name,
            alt=figure.alt,
            figure_kind=figure.kind,
            caption=prose_text(figure.caption),
            **_parts(figure.drawing),
            **remark_fields(figure.remarks),
        )


def _parts(drawing: Diagram | TimeAxis) -> Document:
    if isinstance(drawing, TimeAxis):
        return {"eras": [band._asdict() for band in drawing.bands], "years": list(drawing.years)}
    nodes = [node._asdict() for node in drawing.nodes]
    return {"nodes": nodes, "edges": [edge._asdict() for edge in drawing.edges], "unit": drawing.unit or None}
