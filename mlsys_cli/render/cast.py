"""Pages one after the other as a recording that asciinema plays."""

import json
from collections.abc import Iterable, Iterator

from mlsys_cli.page.blocks import Blocks
from mlsys_cli.render.rich_blocks import lay_out
from mlsys_cli.render.rich_text import paint
from mlsys_cli.render.target import ColorMode

_CLEAR = "\x1b[H\x1b[2J"
_LOWEST = 10
HEAD = '{"version": 2, '
"""The beginning of a recording."""


def written_cast(pages: Iterable[Blocks], width: int, title: str, seconds: float) -> Iterator[str]:
    """The lines of a recording in asciicast's version 2, in which each page stays for so many seconds."""
    screens = [paint(lay_out(page, width), ColorMode.COLOUR).rstrip("\n") for page in pages]
    height = max([_LOWEST, *(screen.count("\n") + 2 for screen in screens)])
    yield json.dumps({"version": 2, "width": width, "height": height, "title": title}) + "\n"
    for number, screen in enumerate([*screens, ""]):
        shown = _CLEAR + screen.replace("\n", "\r\n") if number < len(screens) else ""
        yield json.dumps([round(number * seconds, 3), "o", shown]) + "\n"
