"""Figures."""

from collections.abc import Sequence
from typing import NamedTuple

from mlsys_cli.index.entry_records import FigureRecord, SourceRecord
from mlsys_cli.page import Blocks, TimeAxis, prose_text
from mlsys_cli.views.shared_blocks import figure_blocks, origin_line, with_sources
from mlsys_cli.views.view import Document, document, remark_fields


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
        else:
            nodes, edges = ([part._asdict() for part in kind] for kind in (drawing.nodes, drawing.edges))
            parts = {"nodes": nodes, "edges": edges, "unit": drawing.unit or None}
        return document(
            "figure",
            id=figure.ref.slug,
            book=figure.ref.book,
            title=figure.ref.name,
            alt=figure.alt,
            figure_kind=figure.kind,
            caption=prose_text(figure.caption),
            **parts,
            **remark_fields(figure.remarks),
        )
