"""Prose written as pieces of HTML, in which nothing of the text acts as markup: not in a browser, and not in Anki.

Formulas are written for MathJax, which Anki runs.
"""

import re
from collections.abc import Iterable

from mlsys_cli.page import blocks as page
from mlsys_cli.page.blocks import Block, Span, format_citation, is_numbered
from mlsys_cli.text.sanitize import harmless

_ACTIVE = re.compile(r"[\\\[{}]|:(?=:)")  # the first sign of what MathJax or Anki obeys, see `escape_html`
_TAGS = {"em": "em", "strong": "strong", "code": "code", "command": "code", "caption": "small"}


def escape_html(text: str) -> str:
    r"""A text as HTML that shows it, and is copied and compared, as it stands.

    Of `\(`, `\begin`, `[latex]`, `[sound:…]` and `{{c1::…}}` the first sign gets a tag of its own. An entity would not
    do: MathJax reads the page after the browser has read the entities, and Anki's editor writes them as plain signs.
    """
    from html import escape  # with all entities that there are

    return _ACTIVE.sub(r"<span>\g<0></span>", escape(harmless(text), quote=False))


def write_fragment(blocks: Iterable[Block]) -> str:
    """The blocks of some prose as HTML."""
    return "".join(map(_write, blocks))


def _write(block: Block) -> str:
    match block:
        case page.Paragraph(spans):
            return f"<p>{_inline(spans)}</p>"
        case page.Bullets(items, ordered):
            tag = "ol" if ordered else "ul"
            return f"<{tag}>{''.join(f'<li>{_item(item)}</li>' for item in items)}</{tag}>"
        case page.Quote(inner):
            return f"<blockquote>{write_fragment(inner)}</blockquote>"
        case page.Code(text):
            lines = "\n".join(map(escape_html, text.rstrip().split("\n")))
            return f"<pre><code>{lines}</code></pre>"
        case page.Math(_, source):
            return f"<p>{_mathjax(source, display=True)}</p>"
        case page.Embed(kind, name):
            return f"<p>(See the {escape_html(kind)} <em>{escape_html(name)}</em>.)</p>"
        case page.Aside(label, spans):
            return f"<p><strong>{escape_html(label)}:</strong> {_inline(spans)}</p>"
    raise TypeError(f"not prose: {block!r}")


def _item(item: tuple[Block, ...]) -> str:
    """The content of an item of a list; a single paragraph needs no tag."""
    match item:
        case (page.Paragraph(spans),):
            return _inline(spans)
    return write_fragment(item)


def _inline(spans: Iterable[Span]) -> str:
    return " ".join("".join(map(_span, spans)).split("\n"))


def _span(span: Span) -> str:
    if span.style == "cite":
        return escape_html(span.text if is_numbered(span) else format_citation(span, span.target.partition(":")[2]))
    if span.style == "math":
        return _mathjax(span.target)
    tag = _TAGS.get(span.style) if span.text.strip() else None
    return f"<{tag}>{escape_html(span.text)}</{tag}>" if tag else escape_html(span.text)


def _mathjax(source: str, display: bool = False) -> str:
    from mlsys_cli.page.math.mathml import for_mathjax  # few cards have formulas

    return for_mathjax(source, display)
