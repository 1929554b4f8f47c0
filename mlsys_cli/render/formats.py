"""Views written in each output format."""

import json
from collections.abc import Callable
from enum import StrEnum

from mlsys_cli.errors import UsageError
from mlsys_cli.render.target import ColorMode, Terminal
from mlsys_cli.text.sanitize import HARMFUL, encodable
from mlsys_cli.views.view import AnnotationsView, BibtexView, MarkdownView, RowsView, TabbedView, View


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


def write(view: View, form: Format, terminal: Terminal) -> str:
    """A view written in a format, for the terminal's width, colours and encoding."""
    if form not in possible_formats(view):
        names = ", ".join(possible.value for possible in possible_formats(view))
        raise UsageError(f"this command has no format {form.value}", [f"the formats are {names}"])
    text = _WRITERS[form](view, terminal)
    if form in (Format.SVG, Format.HTML):
        return text if _is_utf8(terminal) else text.encode("ascii", "xmlcharrefreplace").decode()
    return text if terminal.can_show(text) else encodable(text, terminal.encoding)


def possible_formats(view: View) -> list[Format]:
    """The formats in which a view can be written."""
    impossible = set()
    if not isinstance(view, RowsView):
        impossible.add(Format.CSV)
    if not isinstance(view, BibtexView):
        impossible.add(Format.BIBTEX)
    if not isinstance(view, AnnotationsView):
        impossible.add(Format.GITHUB)
    return [form for form in Format if form not in impossible]


def _is_utf8(terminal: Terminal) -> bool:
    return terminal.encoding.lower().replace("-", "") == "utf8"


def _text(view: View, terminal: Terminal) -> str:
    if isinstance(view, TabbedView) and not terminal.interactive:
        return view.tabbed()
    from mlsys_cli.render.rich_blocks import lay_out, lay_out_centred
    from mlsys_cli.render.rich_text import paint

    # In a pipe a program reads it, by lines and columns: it gets the page without a margin.
    lay = lay_out_centred if terminal.interactive else lay_out
    return paint(lay(view.page(), terminal.width), terminal.color_mode)


def _plain(view: View, terminal: Terminal) -> str:
    if isinstance(view, TabbedView):
        return view.tabbed()
    from mlsys_cli.render.plain import lay_out_plain
    from mlsys_cli.render.rich_text import paint

    return paint(lay_out_plain(view.page(), terminal.width), ColorMode.NONE)


def _json(view: View, terminal: Terminal) -> str:
    # Escapes are understood by every reader, and an encoding that isn't UTF-8 could not hold the rest.
    escape = not _is_utf8(terminal)
    text = json.dumps(view.document(), ensure_ascii=escape, indent=2)
    return HARMFUL.sub(lambda match: f"\\u{ord(match[0]):04x}", text) + "\n"


def _markdown(view: View, terminal: Terminal) -> str:
    from mlsys_cli.page.markdown import write_markdown

    return (view.markdown() if isinstance(view, MarkdownView) else write_markdown(view.page())) + "\n"


def _csv(view: View, terminal: Terminal) -> str:
    import csv
    from io import StringIO

    file = StringIO()
    assert isinstance(view, RowsView)
    csv.writer(file, lineterminator="\n").writerows(view.rows())
    return file.getvalue()


def _bibtex(view: View, terminal: Terminal) -> str:
    assert isinstance(view, BibtexView)
    return view.bibtex()


def _github(view: View, terminal: Terminal) -> str:
    assert isinstance(view, AnnotationsView)
    return view.annotations()


def _svg(view: View, terminal: Terminal) -> str:
    from mlsys_cli.render.svg_html import svg

    return svg(view.page(), terminal.width)


def _html(view: View, terminal: Terminal) -> str:
    from mlsys_cli.render.svg_html import html

    return html(view.page(), terminal.width)


_WRITERS: dict[Format, Callable[[View, Terminal], str]] = {
    Format.TEXT: _text,
    Format.PLAIN: _plain,
    Format.JSON: _json,
    Format.MARKDOWN: _markdown,
    Format.CSV: _csv,
    Format.BIBTEX: _bibtex,
    Format.GITHUB: _github,
    Format.SVG: _svg,
    Format.HTML: _html,
}
