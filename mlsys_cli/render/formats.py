"""Views written in each output format, and pages one after the other as a recording that asciinema plays."""

import re
from collections.abc import Iterable, Iterator
from enum import StrEnum

from mlsys_cli.errors import UsageError
from mlsys_cli.page.blocks import Blocks
from mlsys_cli.terminal.stdout import ColorMode, Terminal, encodable
from mlsys_cli.text.sanitize import HARMFUL
from mlsys_cli.views import view as views


class Format(StrEnum):
    """An output format."""

    TEXT = "text"
    PLAIN = "plain"
    JSON = "json"
    MARKDOWN = "markdown"
    CSV = "csv"
    BIBTEX = "bibtex"
    GITHUB = "github"
    SVG = "svg"
    HTML = "html"
    MAN = "man"


_ONLY_OF: dict[Format, type] = {
    Format.CSV: views.RowsView,
    Format.BIBTEX: views.BibtexView,
    Format.GITHUB: views.AnnotationsView,
    Format.MAN: type(None),  # no view: only the help of commands is written so
}
"""The views that a format is only for."""


def write(view: views.View, form: Format, terminal: Terminal, *, is_framed: bool = False) -> Iterable[str]:
    """A view written in a format, for the terminal's width, colours and encoding; for a screen in parts.

    As SVG or HTML it is something to paste, or if it `is_framed` something that stands alone.
    """
    possible = [other for other in Format if other not in _ONLY_OF or isinstance(view, _ONLY_OF[other])]
    if form not in possible:
        names = ", ".join(other.value for other in possible)
        raise UsageError(f"this command doesn't support the format {form.value}", [f"it supports {names}"])
    pieces = _written(view, form, terminal, is_framed)
    if form in (Format.SVG, Format.HTML) and not _is_utf8(terminal):
        return [piece.encode("ascii", "xmlcharrefreplace").decode() for piece in pieces]
    has_braille = terminal.has_braille or form is not Format.TEXT
    return (encodable(piece, terminal.encoding, has_braille=has_braille) for piece in pieces)


def block_heights(blocks: Blocks, form: Format, terminal: Terminal) -> Iterator[int]:
    """The lines that each block of a page takes on a terminal, with the blank line before it."""
    if form is Format.PLAIN:
        from mlsys_cli.render.plain import plain_heights

        return plain_heights(blocks, terminal.width)
    from mlsys_cli.render.rich_blocks import heights

    return heights(blocks, terminal.width)


def _is_utf8(terminal: Terminal) -> bool:
    return terminal.encoding.lower().replace("-", "") == "utf8"


def _written(view: views.View, form: Format, terminal: Terminal, is_framed: bool) -> Iterable[str]:
    if isinstance(view, views.TabbedView) and (
        form is Format.PLAIN or (form is Format.TEXT and not terminal.interactive)
    ):
        return [view.tabbed()]
    match form:
        case Format.TEXT:
            from mlsys_cli.render.rich_blocks import lay_out, parts_centred
            from mlsys_cli.render.rich_text import paint

            blocks = view.blocks()
            if not _is_utf8(terminal):
                from mlsys_cli.render.plain import with_math_in_words

                blocks = with_math_in_words(blocks)
            # In a pipe a program reads it, by lines and columns: it gets the page without a margin.
            if not terminal.interactive:
                return [paint(lay_out(blocks, terminal.width), terminal.color_mode)]
            return (paint(part, terminal.color_mode) for _, part in parts_centred(blocks, terminal.width))
        case Format.PLAIN:
            from mlsys_cli.render.plain import lay_out_plain
            from mlsys_cli.render.rich_text import paint

            return [paint(lay_out_plain(view.blocks(), terminal.width), ColorMode.NONE)]
        case Format.JSON:
            import json

            # Escapes are understood by every reader, and an encoding that isn't UTF-8 could not hold the rest.
            text = json.dumps(view.document(), ensure_ascii=not _is_utf8(terminal), indent=2)
            return [re.sub(HARMFUL, lambda match: f"\\u{ord(match[0]):04x}", text), "\n"]
        case Format.MARKDOWN:
            from mlsys_cli.page.markdown import write_markdown

            return [view.markdown() if isinstance(view, views.MarkdownView) else write_markdown(view.blocks()), "\n"]
        case Format.CSV:
            from mlsys_cli.text.csv_text import written_csv

            assert isinstance(view, views.RowsView)
            return [written_csv(view.rows())]
        case Format.BIBTEX:
            assert isinstance(view, views.BibtexView)
            return [view.bibtex()]
        case Format.GITHUB:
            assert isinstance(view, views.AnnotationsView)
            return [view.annotations()]
        case Format.SVG:
            from mlsys_cli.render.pieces import svg_piece

            blocks = view.picture() if isinstance(view, views.PictureView) else view.blocks()
            return [svg_piece(blocks, terminal.width, is_framed=is_framed)]
        case Format.HTML:
            from mlsys_cli.render.pieces import html_piece

            return [html_piece(views.linked(view).blocks(), terminal.width, is_framed=is_framed)]
        case Format.MAN:
            raise NotImplementedError


_CLEAR_SCREEN = "\x1b[H\x1b[2J"
_LOWEST_SCREEN = 10  # lines of a recording; chosen, not measured
CAST_HEAD = '{"version": 2, '
"""The beginning of a recording."""


def write_cast(pages: Iterable[Blocks], width: int, title: str, seconds: float) -> Iterator[str]:
    """The lines of a recording in asciicast's version 2, in which each page stays for so many seconds."""
    import json

    from mlsys_cli.render.rich_blocks import lay_out
    from mlsys_cli.render.rich_text import paint

    screens = [paint(lay_out(page, width), ColorMode.COLOUR).rstrip("\n") for page in pages]
    height = max([_LOWEST_SCREEN, *(screen.count("\n") + 2 for screen in screens)])  # one more than it has lines
    yield json.dumps({"version": 2, "width": width, "height": height, "title": title}) + "\n"
    for index, screen in enumerate([*screens, ""]):  # the last event writes nothing: until then the last screen stays
        output = _CLEAR_SCREEN + screen.replace("\n", "\r\n") if index < len(screens) else ""
        yield json.dumps([round(index * seconds, 3), "o", output]) + "\n"
