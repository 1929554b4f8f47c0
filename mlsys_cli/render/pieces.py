"""Pages as pieces to paste: as SVG the drawings, as HTML all of it. Or in a frame, so that it can stand alone."""

import re
from collections.abc import Iterable, Iterator
from html import escape
from itertools import groupby
from pathlib import Path

from mlsys_cli.page import blocks as page
from mlsys_cli.page.blocks import Block, Blocks, Heading
from mlsys_cli.render.diagrams.cells import HIGH, cells_size, cells_svg
from mlsys_cli.render.html_blocks import DRAWN, WIDTHS, local_anchors, write_html
from mlsys_cli.render.rich_blocks import lay_out
from mlsys_cli.render.theme import GROUND, ink
from mlsys_cli.text.sanitize import HARMFUL

_MARGIN, _LEAST_MARGIN = 16, 4
"""The pixels around a framed drawing, and around another, where arrows at its edge end."""

_STYLES = Path(__file__).parents[1] / "site" / "static" / "site.css"
"""The style sheet of all pages, a file beside the exporter that uses most of it."""


def svg_piece(blocks: Blocks, width: int, *, is_framed: bool = False) -> str:
    """The drawings of a page as one, of so many columns, or all of a page that has none.

    If it `is_framed`, it is the page as a terminal shows it, on paper. Its colours are fixed, as not every program that
    shows SVG knows variables.
    """
    drawings = tuple(block for block in blocks if _is_drawing(block))
    parts, top, wide = list[str](), 0.0, 1.0
    for element, across, high in _parts(blocks if is_framed else drawings or blocks, width):
        top += HIGH if parts else 0
        parts.append(f'<g transform="translate(0,{top:g})">{element}</g>')
        top, wide = top + high, max(wide, across)
    margin = _MARGIN if is_framed else _LEAST_MARGIN
    ground = f'<rect width="100%" height="100%" fill="{GROUND}"/>' if is_framed else ""
    wide, high = wide + 2 * margin, top + 2 * margin
    words = f"<title>{escape(_title(blocks))}</title>"
    size = f'viewBox="0 0 {wide:g} {high:g}" width="{wide:g}" height="{high:g}"'
    head = f'<svg xmlns="http://www.w3.org/2000/svg" {size}>'
    inner = f'<g transform="translate({margin},{margin})">{"".join(parts)}</g>'
    return re.sub(HARMFUL, "\ufffd", f"{head}{words}{ground}{inner}</svg>\n")


def _is_drawing(block: Block) -> bool:
    kinds = page.Diagram | page.TimeAxis | page.Meters | page.Calendar
    return isinstance(block, kinds) or type(block).__name__ in DRAWN


def _title(blocks: Iterable[Block]) -> str:
    return next((block.text for block in blocks if isinstance(block, Heading)), "mlsys")


def _parts(blocks: Iterable[Block], width: int) -> Iterator[tuple[str, float, float]]:
    """The elements of a drawing below each other, each with its width and height."""
    for kind, group in groupby(blocks, lambda block: type(block).__name__ in DRAWN):
        members = tuple(group)
        if not kind:
            lines = lay_out(members, width)
            alt = " ".join(getattr(block, "alt", "") for block in members)
            yield cells_svg(lines, alt, ink), *cells_size(lines)
            continue
        from mlsys_cli.render.plots.vector import drawn

        for picture in drawn(members, width, ink):
            yield picture.element, picture.wide, picture.high
            if picture.below:
                yield cells_svg(picture.below, "", ink), *cells_size(picture.below)


def html_piece(blocks: Blocks, width: int, *, is_framed: bool = False) -> str:
    """A page as one element, with drawings of so many columns; a link leads to the heading of its target, if it has it.

    If it `is_framed`, it is a document with styles, which shows drawings for wide and for narrow screens.
    """
    local = local_anchors(blocks)

    def address(target: str) -> str | None:
        return f"#{local[target]}" if target in local else None

    if not is_framed:
        return f'<div class="mlsys">\n{write_html(blocks, address, level=2, widths=(width,))}\n</div>\n'
    body, styles = write_html(blocks, address, widths=WIDTHS), _STYLES.read_text(encoding="utf-8")
    title = re.sub(HARMFUL, "\ufffd", escape(_title(blocks)))
    return f"""\
<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8"/>
<meta name="viewport" content="width=device-width"/>
<title>{title}</title>
<style>
{styles}</style>
</head>
<body>
<main>
{body}
</main>
</body>
</html>
"""
