r"""HTML of other programs as Markdown or as plain text; its formulas, `\(…\)` and such, become those of a book."""

import re
from collections.abc import Callable
from html import unescape
from html.parser import HTMLParser
from typing import Any

from mlsys_cli.page.blocks import Blocks, Bullets, Code, Math, Paragraph, Quote, Span, prose_text
from mlsys_cli.page.markdown import write_markdown
from mlsys_cli.page.math.one_line import in_one_line, lowered, raised

Lose = Callable[[str, str], None]
"""Reports a loss: what it is, in the plural, and which."""

_FORMULA = re.compile(
    r"\\\[(?P<display>.{1,3000}?)\\\]|\$\$(?P<also_display>.{1,3000}?)\$\$|\[\$\$\](?P<anki_display>.{1,3000}?)\[/\$\$\]"
    r"|\\\((?P<inline>.{1,3000}?)\\\)|\[\$\](?P<anki>.{1,3000}?)\[/\$\]|<anki-mathjax[^>]*>(?P<mathjax>.{1,3000}?)</anki-mathjax>"
    r"|\[latex\](?P<latex>.{1,3000}?)\[/latex\]",
    re.DOTALL,
)
_LATEX_FORMULA = re.compile(
    r"\$\$?(.{1,3000}?)\$\$?|\\begin\{(?:math|displaymath|equation)\*?\}(.{1,3000}?)\\end\{\w+\*?\}|\\[(\[](.{1,3000}?)\\[)\]]",
    re.DOTALL,
)
"""A formula in a text of LaTeX."""

_SOUND = re.compile(r"\[sound:([^\]]{0,300})\]")
_HELD = re.compile("\0(\\d+)\0")
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_BLOCKS = {"p", "div", "table", "tr", "hr", "dl", "dt", "dd", "center", "prompt", "section", "br", *_HEADINGS}
_NESTED = ("ul", "ol", "li", "blockquote")
_STYLES = {"b": "strong", "strong": "strong", "i": "em", "em": "em", "code": "code", "sub": "sub", "sup": "sup"}
_STYLES |= dict.fromkeys((*_HEADINGS, "th"), "strong")
_MEDIA = {"img": "image", "svg": "image", "object": "object", "audio": "sound", "video": "video"}
_ADDRESS = re.compile(r"https?://[^\s<>()]+")
_DEEPEST = 8  # more lists in lists are an attack on what writes them; chosen, not measured


def markdown_of(html: str, lose: Lose) -> str:
    """Some HTML as Markdown."""
    return write_markdown(_HtmlReader(html, lose).blocks(), links=lambda address: address)


def plain_of(html: str, lose: Lose) -> str:
    """Some HTML as a line of plain text, with formulas in one line."""
    return " ".join(prose_text(_HtmlReader(html, lose).blocks()).split())


class _HtmlReader(HTMLParser):
    """Makes blocks of HTML. `open` are the lists, items and quotes that aren't closed, each with what is in it."""

    def __init__(self, html: str, lose: Lose) -> None:
        super().__init__(convert_charrefs=True)
        self._lose = lose
        self._formulas: list[tuple[str, bool]] = []
        self._open: list[tuple[str, list[Any]]] = [("", [])]
        self._spans: list[Span] = []
        self._styles: list[str] = []
        self._code: str | None = None
        self._address = ""
        self._hidden = 0
        for sound in _SOUND.findall(html):
            lose("sounds", sound[:80])
        # A section such as `<![if IE]>` isn't HTML, and the parser of the standard library ends at an unknown one.
        self.feed(_FORMULA.sub(self._hold, _SOUND.sub("", html.replace("\0", "").replace("<![", "&lt;!["))))
        self.close()

    def blocks(self) -> Blocks:
        """All that was read."""
        self._flush()
        while len(self._open) > 1:
            self._shut()
        return tuple(self._open[0][1])

    def _hold(self, match: re.Match[str]) -> str:
        """Placeholders for formulas, in which neither tags nor entities are read."""
        if match.lastgroup == "latex":
            text = re.sub("<[^>]*>", " ", match[match.lastgroup])
            return _LATEX_FORMULA.sub(lambda inner: self._held(next(filter(None, inner.groups()))), text)
        return self._held(match[match.lastgroup or 0], is_display="display" in (match.lastgroup or ""))

    def _held(self, source: str, *, is_display: bool = False) -> str:
        self._formulas.append((" ".join(unescape(re.sub("<[^>]*>", " ", source)).split()), is_display))
        return f"\0{len(self._formulas) - 1}\0"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag in ("style", "script"):
            self._hidden += 1
        elif formula := values.get("data-equation-content"):  # of the picture that Canvas shows
            self._add_formula(formula, is_display=False)
        elif tag in _MEDIA:
            source = values.get("src") or values.get("data") or tag
            self._lose(f"{_MEDIA[tag]}s", source[:80])
            self.handle_data(f"({_MEDIA[tag]}: {values.get('alt') or source.rpartition('/')[2][:80]})")
        elif tag == "pre":
            self._flush()
            self._code = ""
        elif tag in _NESTED and len(self._open) < _DEEPEST:
            self._flush()
            self._open.append((tag, []))
        elif tag in _BLOCKS or tag in _NESTED:
            self._line()
        elif tag in ("td", "th") and self._spans:
            self._spans.append(Span(" | "))
        elif tag == "a" and _ADDRESS.fullmatch(values.get("href", "")):
            self._address = values["href"]
        if tag == "table":
            self._lose("tables", "")
        if tag in _STYLES:
            self._styles.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in ("style", "script"):
            self._hidden = max(self._hidden - 1, 0)
        elif tag == "pre" and self._code is not None:
            code, self._code = self._code, None
            self._open[-1][1].append(Code(code.strip("\n")))
        elif tag in _NESTED:
            self._flush()
            if any(name == tag for name, _ in self._open):
                while self._open[-1][0] != tag:
                    self._shut()
                self._shut()
        elif tag in _BLOCKS:
            self._line()
        elif tag == "a":
            self._address = ""
        if tag in self._styles:
            self._styles.remove(tag)

    def handle_data(self, data: str) -> None:
        for n, part in enumerate(_HELD.split(data)):
            if self._hidden or not part:
                continue
            if n % 2:
                self._add_formula(*self._formulas[int(part)])
            elif self._code is not None:
                self._code += part
            else:
                self._add_text(re.sub(r"\s+", " ", part))

    def _add_text(self, text: str) -> None:
        style = _STYLES[self._styles[-1]] if self._styles else ""
        if style in ("sub", "sup"):
            moved = lowered(text) if style == "sub" else raised(text)
            text, style = moved or f"{'_' if style == 'sub' else '^'}{text}", ""
        style, target = ("link", self._address) if self._address else (style, "")
        if self._spans and self._spans[-1][1:] == (style, target):
            self._spans.append(Span(self._spans.pop().text + text, style, target))
        elif text.strip() or self._spans:
            self._spans.append(Span(text, style, target))

    def _add_formula(self, source: str, is_display: bool) -> None:
        shown = in_one_line(source) or source
        if is_display and self._code is None:
            self._flush()
            self._open[-1][1].append(Math(shown, source))
        else:
            self._spans.append(Span(shown, "math", source))

    def _line(self) -> None:
        """End a line, also of code."""
        if self._code is None:
            self._flush()
        else:
            self._code += "\n"

    def _flush(self) -> None:
        """End a paragraph."""
        if any(span.text.strip() for span in self._spans):
            self._open[-1][1].append(Paragraph(tuple(self._spans)))
        self._spans = []

    def _shut(self) -> None:
        """Put the innermost list, item or quote into what it is in."""
        tag, inner = self._open.pop()
        holder, inside = self._open[-1][1], self._open[-1][0] in ("ul", "ol")
        if tag == "li" and inside:
            holder += [tuple(inner)] if inner else []
        elif tag in ("ul", "ol") and inner:
            items = tuple(item if type(item) is tuple else (item,) for item in inner)
            holder.append((Bullets(items, tag == "ol"),) if inside else Bullets(items, tag == "ol"))
        elif tag == "blockquote" and inner:
            holder.append(Quote(tuple(inner)))
        else:
            holder += inner
