"""Plots, planes and pixels as lines of text."""

from collections.abc import Iterable

from rich.text import Text

from mlsys_cli.page.blocks import Block
from mlsys_cli.page.plots import Pixels, Plane, Plot
from mlsys_cli.render.plots.pixels import draw_pixels
from mlsys_cli.render.plots.plane import draw_plane
from mlsys_cli.render.plots.plot import draw_plot


def draw_numbers(block: Block, width: int) -> list[Text]:
    """The lines of a block that draws numbers; none for another."""
    match block:
        case Plot():
            return draw_plot(block, width)
        case Plane():
            return draw_plane(block, width)
        case Pixels():
            return draw_pixels([block], width)
    return []


def draw_beside(blocks: Iterable[Block], width: int) -> list[Text]:
    """The lines of pixels that follow each other."""
    return draw_pixels([block for block in blocks if isinstance(block, Pixels)], width)
