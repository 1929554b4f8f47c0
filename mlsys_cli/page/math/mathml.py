r"""Formulas for programs that draw them: as MathML for browsers, and as LaTeX for MathJax as Anki has it.

What MathJax gets is written from the tree, in which there are no commands but the known ones; the source itself isn't
passed on. Signs stand apart from each other, since Anki takes `{{c1::…}}`, `[sound:…]` and `[latex]` for its own
wherever they stand.
"""

import re
from functools import lru_cache
from html import escape
from unicodedata import normalize

from mlsys_cli.page.math import math_parts as parts
from mlsys_cli.page.math.math_parts import MathRow, Node, has_limits
from mlsys_cli.page.math.one_line import styled
from mlsys_cli.page.math.parse import parse_math
from mlsys_cli.page.math.signs import ALIGNED, BRACKETS
from mlsys_cli.text.sanitize import harmless

_TAGS = {"letter": "mi", "number": "mn", "function": "mi"}
_SHAPES = {"mathbf": "math-bold", "boldsymbol": "math-bold", "textbf": "math-bold", "textit": "math-italic"}
"""The classes of words; a policy of web pages may forbid styles in attributes."""

_ACCENTS = {
    "\u20d6": "←",
    "\u0308": "¨",
    "\u030c": "ˇ",
    "\u0302": "^",
    "\u0304": "‾",
    "\u0303": "~",
    "\u20d7": "→",
    "\u0307": "˙",
    "\u0305": "‾",
}


@lru_cache(256)
def in_mathml(source: str, display: bool = False, alt: str = "") -> str:
    """A formula as an element `math`; in `display` with limits above and below. `alt` is the same in one line."""
    block = ' display="block"' if display else ""
    words = f' alttext="{escape(normalize("NFC", harmless(alt)))}"' if alt else ""
    formula = _row(parse_math(source).root, display)
    return f'<math xmlns="http://www.w3.org/1998/Math/MathML"{block}{words}>{formula}</math>'


def _row(row: MathRow | None, display: bool) -> str:
    return f"<mrow>{''.join(_node(node, display) for node in row.items)}</mrow>" if row else "<mrow></mrow>"


def _text(text: str) -> str:
    return escape(harmless(text), quote=False)


def _stretched(bracket: str) -> str:
    return f'<mo stretchy="true">{_text(bracket)}</mo>' if bracket else ""


def _node(node: Node, display: bool) -> str:
    match node:
        case parts.Sign(text, kind):
            tag = _TAGS.get(kind, "mo")
            fixed = ' stretchy="false"' if kind in ("open", "close") else ""
            return f"<{tag}{fixed}>{_text(text)}</{tag}>"
        case parts.Gap(tex):
            return "" if tex == "\\!" else f'<mspace width="{"1em" if "quad" in tex else "0.2em"}"></mspace>'
        case parts.Words(text, command):
            shape = f' class="{_SHAPES[command]}"' if command in _SHAPES else ""
            tag = "mtext" if command.startswith("text") else "mi"
            inner = _text(styled(node)).replace(" ", "\u00a0")
            return f"<{tag}{shape}>{inner}</{tag}>"
        case parts.Styled(command, body):
            shape = f' class="{_SHAPES[command]}"' if command in _SHAPES else ""
            return f"<mrow{shape}>{_row(body, display)}</mrow>"
        case MathRow():
            return _row(node, display)
        case parts.Fraction(over, under):
            return f"<mfrac>{_row(over, display)}{_row(under, display)}</mfrac>"
        case parts.Root(body, None):
            return f"<msqrt>{_row(body, display)}</msqrt>"
        case parts.Root(body, degree):
            return f"<mroot>{_row(body, display)}{_row(degree, display)}</mroot>"
        case parts.Scripts(base, below, above):
            inner = _node(base, display)
            low, high = ("under", "over") if display and has_limits(base) else ("sub", "sup")
            scripts = [_row(part, display) for part in (below, above) if part is not None]
            tag = f"m{low if below is not None else ''}{high if above is not None else ''}"
            return f"<{tag}>{inner}{''.join(scripts)}</{tag}>"
        case parts.Fenced(left, body, right):
            return f"<mrow>{_stretched(left)}{_row(body, display)}{_stretched(right)}</mrow>"
        case parts.Accent(mark, _, body):
            return f'<mover accent="true">{_row(body, display)}<mo>{_ACCENTS[mark]}</mo></mover>'
        case parts.Matrix(rows, left, right, name):
            cells = ("".join(f"<mtd>{_row(cell, display)}</mtd>" for cell in row) for row in rows)
            table = "".join(f"<mtr>{row}</mtr>" for row in cells)
            form = ' class="math-aligned" columnalign="right left" displaystyle="true"' if name in ALIGNED else ""
            return f"<mrow>{_stretched(left)}<mtable{form}>{table}</mtable>{_stretched(right)}</mrow>"


_BRACKETS = {sign: tex for tex, sign in reversed(BRACKETS.items())}
_SPECIAL, _ESCAPED = re.compile(r"[%$#_&]"), r"\\\g<0>"  # as TeX reads them in words


def for_mathjax(source: str, display: bool = False) -> str:
    r"""A formula as HTML that MathJax takes for one: `\(…\)`, or `\[…\]` in a paragraph of its own."""
    tex = escape(harmless(_tex_row(parse_math(source).root)), quote=False)
    return rf"\[ {tex} \]" if display else rf"\( {tex} \)"


def _tex_row(row: MathRow) -> str:
    return " ".join(map(_tex_node, row.items))


def _tex_words(text: str, command: str) -> str:
    # Between two signs that Anki would read together, the words end and begin again.
    pieces = re.findall(r"[{}]|[\[:]|[^\[:{}]+", text.replace("\\", ""))
    signs = {"{": r"\{", "}": r"\}"}
    return " ".join(signs.get(piece) or f"\\{command}{{{_SPECIAL.sub(_ESCAPED, piece)}}}" for piece in pieces)


def _tex_node(node: Node) -> str:
    match node:
        case parts.Sign(_, _, _, tex, _) | parts.Gap(tex):
            return tex
        case parts.Words(text, command):
            return _tex_words(text, command)
        case MathRow():
            return f"{{ {_tex_row(node)} }}"
        case parts.Fraction(over, under):
            return rf"\frac{{ {_tex_row(over)} }}{{ {_tex_row(under)} }}"
        case parts.Root(body, degree):
            return rf"\sqrt{f'[ {{ {_tex_row(degree)} }} ]' if degree else ''}{{ {_tex_row(body)} }}"
        case parts.Scripts(base, below, above):
            low = f"_{{ {_tex_row(below)} }}" if below is not None else ""
            high = f"^{{ {_tex_row(above)} }}" if above is not None else ""
            return f"{_tex_node(base)}{low}{high}"
        case parts.Fenced(left, body, right):
            return rf"\left{_BRACKETS[left]} {_tex_row(body)} \right{_BRACKETS[right]}"
        case parts.Accent(_, command, body):
            return rf"\{command}{{ {_tex_row(body)} }}"
        case parts.Styled(command, body):
            return rf"\{command}{{ {_tex_row(body)} }}"
        case parts.Matrix(((over,), (under,)), _, _, "binom"):
            return rf"\binom{{ {_tex_row(over)} }}{{ {_tex_row(under)} }}"
        case parts.Matrix(rows, _, _, name):
            name = "aligned" if name in ALIGNED else "matrix" if name == "array" else name
            lines = r" \\ ".join(" & ".join(map(_tex_row, cells)) for cells in rows)
            return rf"\begin{{{name}}} {lines} \end{{{name}}}"
