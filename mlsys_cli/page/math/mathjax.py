r"""A formula for MathJax as Anki has it: written from the tree, in which there are no commands but the known ones.

The source itself isn't passed on. Signs stand apart from each other, since Anki takes `{{c1::…}}`, `[sound:…]` and
`[latex]` for its own wherever they stand.
"""

import re
from html import escape

from mlsys_cli.page.math.math_parts import (
    Accent,
    Fenced,
    Fraction,
    Gap,
    MathRow,
    Matrix,
    Node,
    Root,
    Scripts,
    Sign,
    Words,
)
from mlsys_cli.page.math.parse import parse_math
from mlsys_cli.text.sanitize import harmless

_BRACKETS = {"": ".", "{": r"\{", "}": r"\}", "‖": r"\|", "⌊": r"\lfloor", "⌋": r"\rfloor"}
_BRACKETS |= {"⌈": r"\lceil", "⌉": r"\rceil", "⟨": r"\langle", "⟩": r"\rangle"}
_SPECIAL = re.compile(r"[%$#_&]")


def for_mathjax(source: str, display: bool = False) -> str:
    r"""A formula as HTML that MathJax takes for one: `\(…\)`, or `\[…\]` in a paragraph of its own."""
    tex = escape(harmless(_row(parse_math(source).root)), quote=False)
    return rf"\[ {tex} \]" if display else rf"\( {tex} \)"


def _row(row: MathRow) -> str:
    return " ".join(map(_node, row.items))


def _words(text: str, command: str) -> str:
    # Between two signs that Anki would read together, the words end and begin again.
    pieces = re.findall(r"[{}]|[\[:]|[^\[:{}]+", text.replace("\\", ""))
    signs = {"{": r"\{", "}": r"\}"}
    return " ".join(signs.get(piece) or f"\\{command}{{{_SPECIAL.sub(_escaped, piece)}}}" for piece in pieces)


def _escaped(sign: re.Match[str]) -> str:
    return f"\\{sign[0]}"


def _node(node: Node) -> str:
    match node:
        case Sign(_, _, _, tex, _) | Gap(tex):
            return tex
        case Words(text, command):
            return _words(text, command)
        case MathRow():
            return f"{{ {_row(node)} }}"
        case Fraction(over, under):
            return rf"\frac{{ {_row(over)} }}{{ {_row(under)} }}"
        case Root(body, degree):
            return rf"\sqrt{f'[ {{ {_row(degree)} }} ]' if degree else ''}{{ {_row(body)} }}"
        case Scripts(base, below, above):
            low = f"_{{ {_row(below)} }}" if below is not None else ""
            high = f"^{{ {_row(above)} }}" if above is not None else ""
            return f"{_node(base)}{low}{high}"
        case Fenced(left, body, right):
            return rf"\left{_BRACKETS.get(left, left)} {_row(body)} \right{_BRACKETS.get(right, right)}"
        case Accent(_, command, body):
            return rf"\{command}{{ {_row(body)} }}"
        case Matrix(rows, _, _, name):
            lines = r" \\ ".join(" & ".join(map(_row, cells)) for cells in rows)
            return rf"\begin{{{name}}} {lines} \end{{{name}}}"
