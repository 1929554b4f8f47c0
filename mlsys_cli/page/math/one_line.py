"""A formula in one line of text: with Unicode's signs, indices and powers, or in ASCII with words for them."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from mlsys_cli.page.math import math_parts as parts
from mlsys_cli.page.math.math_parts import MathMistake, MathRow, Node, has_limits, single
from mlsys_cli.page.math.parse import parse_math
from mlsys_cli.page.math.signs import ALIGNED, BLACKBOARD, SCRIPT, SIGNS

_ABOVE = str.maketrans(
    "0123456789+−=()abcdefghijklmnoprstuvwxyzABDEGHIJKLMNOPRTUVWβγδθφχ′⊤",
    "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻᴬᴮᴰᴱᴳᴴᴵᴶᴷᴸᴹᴺᴼᴾᴿᵀᵁⱽᵂᵝᵞᵟᶿᵠᵡ′ᵀ",
)
_BELOW = str.maketrans("0123456789+−=()aehijklmnoprstuvxβγρφχ", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓᵦᵧᵨᵩᵪ")
_WHOLE = re.compile(r"[^\W_]*\([^()]*\)|[∂∇Δ√]?\w+(?:\.\d+)?[′ᵀ]?|[^\w\s]")
"""What needs no brackets beside a stroke or below a root: a name, a number, a sign, a function's value."""

_JOINS = re.compile(r"[^\w.′ᵀ()∂∇√⁺⁻|]")
"""A sign, outside of brackets, for which what is above a stroke needs some: (a + b)/c, but 2a/b."""

_BRACKETED = re.compile(r"\([^()]*\)")
_FIRST_WORD = re.compile(r"[A-Za-z]{2}")
_LAST_WORD = re.compile(r"(?:[A-Za-z]{2}|[\^_][^\W_]+)$")
"""A word, or an index on the line such as that of x_max, at the end of a part: the next one needs a space."""

_ACCENTS = {"overline": "bar"}
_FIRST = {"operator", "relation", "open", "comma", "function", "big", ""}
"""The kinds behind which a sign such as `-` belongs to what follows it; at the beginning there is no kind."""


def read_math(source: str) -> tuple[str, tuple[MathMistake, ...]]:
    """A formula in one line, and the mistakes in it; one of them is that there is nothing to be seen."""
    shown, mistakes = in_one_line(source), parse_math(source).mistakes
    return shown, mistakes if mistakes or shown else (MathMistake(0, len(source), "a formula is empty"),)


@lru_cache(1024)
def in_one_line(source: str, ascii_only: bool = False) -> str:
    """A formula in one line; empty if there is nothing to be seen."""
    written = _LineWriter(ascii_only).row(parse_math(source).root)
    return _ascii(written) if ascii_only else written


def raised(text: str) -> str:
    """Some words as a power; empty if Unicode lacks one of the letters."""
    return _translated(text, _ABOVE)


def lowered(text: str) -> str:
    """Some words as an index; empty if Unicode lacks one of the letters."""
    return _translated(text, _BELOW)


def one_line_of(row: MathRow) -> str:
    """A row without spaces around its signs, as an index or a power is written."""
    return _LineWriter(ascii_only=False).row(row, tight=True)


def pieces_of(row: MathRow) -> Iterator[tuple[str, Node]]:
    """The parts of a row, each after its words in one line, which begin with the space before them if there is one."""
    return _LineWriter(ascii_only=False).pieces(row)


def styled(words: parts.Words) -> str:
    """Words with the letters of their style, as far as there are some that every font has."""
    letters = {"mathbb": BLACKBOARD, "mathcal": SCRIPT}.get(words.command, {})
    return "".join(letters.get(letter, letter) for letter in words.text)


def _translated(text: str, table: dict[int, int]) -> str:
    return text.translate(table) if all(ord(letter) in table for letter in text) else ""


def _outside_brackets(text: str) -> str:
    while (shorter := _BRACKETED.sub("", text)) != text:
        text = shorter
    return text


def _is_bracketed(text: str) -> bool:
    """True if one pair of brackets is around all of a text, unlike the two of (a + b)/(c + d)."""
    return text.startswith("(") and text.endswith(")") and not {"(", ")"} & {*_outside_brackets(text[1:-1])}


def _ascii(text: str) -> str:
    """A text without the letters that ASCII lacks, which may stand in the words of a formula."""
    return " ".join(text.encode("ascii", "replace").decode().split())


def kind_of(node: Node) -> str:
    """The kind of a part for its neighbours: that of its base, or `factor`."""
    if isinstance(node, parts.Scripts):
        inner = kind_of(node.base)
        return inner if inner in ("big", "function", "operator", "relation") else "factor"
    if isinstance(node, parts.Sign):
        return "factor" if node.kind in ("letter", "number") else node.kind
    if isinstance(node, parts.Styled):
        return kind_of(node.body)
    if isinstance(node, parts.Words) and node.command == "operatorname":
        return "function"
    only = single(node)
    if isinstance(node, MathRow) and only is not None and not isinstance(only, MathRow | parts.Sign):
        return kind_of(only)
    return "factor"


class _Written(NamedTuple):
    """The last part of a row that was written; after an operator that `ends_loose` there is a space."""

    text: str
    kind: str
    ends_loose: bool


def _has_gap_before(before: _Written, text: str, kind: str, *, is_loose: bool, tight: bool) -> bool:
    """True if there is a space between the part before and some text of a kind."""
    match before.kind, kind:
        case ("", _) | ("open", _):  # −x, (−x
            return False
        case ("comma", _):  # a, b; in an index i,j
            return not tight
        case (("operator" | "relation"), _):  # a + b; but a/b, and the sign of a = −b
            return before.ends_loose
        case (_, ("operator" | "relation")):  # a + b; log = x even in an index
            return is_loose or before.kind in ("function", "big")
        case (("function" | "big"), _):  # log x, but log(x)
            return kind not in ("open", "close", "comma") and not text.startswith(("(", "["))
        case (_, ("function" | "big")):  # 2 log x
            return True
        case (("factor" | "close"), "factor"):  # 2x, ab and (a)(b); but 10 10, n samples, rate t
            if not (before.text[-1:].isalnum() and text[:1].isalnum()):
                return False
            digits = before.text[-1].isdecimal() and text[0].isdecimal()
            words = _FIRST_WORD.match(text) or _LAST_WORD.search(before.text)
            return digits or bool(words)
    return False


def _is_factor(row: MathRow, index: int) -> bool:
    """True if a part has a neighbour that it would be read together with."""
    before = kind_of(row.items[index - 1]) if index else ""
    after = kind_of(row.items[index + 1]) if index + 1 < len(row.items) else ""
    return before in ("factor", "function", "close") or after in ("factor", "open", "function", "big")


class _LineWriter:
    """The writer of one formula."""

    def __init__(self, ascii_only: bool) -> None:
        self._ascii = ascii_only

    def row(self, row: MathRow, tight: bool = False) -> str:
        """The parts of a row, with spaces where readers need them."""
        return " ".join("".join(piece for piece, _ in self.pieces(row, tight)).split())

    def pieces(self, row: MathRow, tight: bool = False) -> Iterator[tuple[str, Node]]:
        """The words of each part of a row, with the space before them, and the part."""
        before = _Written("", "", ends_loose=False)
        gap = False
        for index, node in enumerate(row.items):
            if isinstance(node, parts.Gap):
                gap = gap or (node.tex != "\\!" and not tight)
                continue
            text, kind = self._node(node, tight), kind_of(node)
            if isinstance(single(node), parts.Fraction) and _is_factor(row, index):
                text = f"({text})"
            is_unary = kind == "operator" and before.kind in _FIRST
            is_loose = text != "/" and (not tight or bool(_FIRST_WORD.match(text)))
            gap |= _has_gap_before(before, text, kind, is_loose=is_loose and not is_unary, tight=tight)
            yield f" {text}" if gap else text, node
            before, gap = _Written(text, kind, ends_loose=is_loose and not is_unary), False

    def _node(self, node: Node, tight: bool) -> str:
        match node:
            case parts.Sign(text, _, words, _, _):
                return words if self._ascii else text
            case parts.Words(text, _):
                return text if self._ascii else styled(node)
            case (MathRow() as body) | parts.Styled(_, body):
                return self.row(body, tight)
            case parts.Fraction(over, under):
                return f"{self._part(over, may_be_product=True)}/{self._part(under)}"
            case parts.Root(body, degree):
                return self._root(body, degree)
            case parts.Scripts():
                return self._scripts(node)
            case parts.Fenced(left, body, right):
                return f"{self._bracket(left)}{self.row(body, tight)}{self._bracket(right)}"
            case parts.Accent(mark, command, body):
                inner = self.row(body, tight)
                if self._ascii:
                    return f"{inner}-{_ACCENTS.get(command, command)}" if inner.isalnum() else f"{command}({inner})"
                # A combining mark is for one letter; over three or more fonts show a torn line.
                return "".join(letter + mark for letter in inner) if len(inner) < 3 else f"{command}({inner})"
            case parts.Matrix(((over,), (under,)), _, _, "binom"):
                return f"({self.row(over)} choose {self.row(under)})"
            case parts.Matrix(_, _, _, name) if name in ALIGNED:
                return "; ".join(map(self.row, node.lines))
            case parts.Matrix(rows, left, right, _):
                lines = "; ".join(", ".join(self.row(cell) for cell in cells) for cells in rows)
                return f"{self._bracket(left or '[')}{lines}{self._bracket(right or (']' if not left else ''))}"
        return ""

    def _bracket(self, bracket: str) -> str:
        return SIGNS[bracket].ascii if self._ascii and bracket in SIGNS else bracket

    def _part(self, row: MathRow, may_be_product: bool = False) -> str:
        """A part of a fraction or root, in brackets unless it is one thing, or above a stroke a product."""
        text = self.row(row)
        only = single(row)
        is_whole = len(row.items) == 1 and (
            isinstance(only, parts.Sign | parts.Accent | parts.Fenced)
            or (isinstance(only, parts.Scripts | parts.Root) and " " not in text)
        )
        if is_whole or (_WHOLE.fullmatch(text) and (text.isdecimal() or "(" in text or text[0] in "∂∇Δ√")):
            return text
        return text if may_be_product and not _JOINS.search(_outside_brackets(text)) else f"({text})"

    def _root(self, body: MathRow, degree: MathRow | None) -> str:
        index = self.row(degree, tight=True) if degree else ""
        if self._ascii:
            return f"{self._part(body)}^(1/{index})" if index else f"sqrt({self.row(body)})"
        if index and not raised(index):
            return f"{self._part(body)}^(1/{index})"
        return f"{raised(index)}√{self._part(body)}"

    def _scripts(self, node: parts.Scripts) -> str:
        base = self._node(single(node.base) or MathRow(()), tight=False)
        if isinstance(single(node.base), parts.Fraction | parts.Root | MathRow) and not _is_bracketed(base):
            base = f"({base})" if base else ""
        below = self.row(node.below, tight=True) if node.below else ""
        above = self.row(node.above, tight=True) if node.above else ""
        if self._ascii:
            return base + self._limits(node, below, above)
        low, high = lowered(below), raised(above)
        if (below and not low) or (above and not high):
            # An index on the line and a power above it would look as if the index had the power.
            primes = above if above and not above.strip("′") else ""
            return f"{base}{primes}{_linear('_', below)}{_linear('^', '' if primes else above)}"
        return f"{base}{low}{high}"

    def _limits(self, node: parts.Scripts, below: str, above: str) -> str:
        primes, above = ("", above) if above.strip("'") else (above, "")
        if not has_limits(node.base):
            return f"{primes}{_linear('_', below)}{_linear('^', above)}"
        limits = f" from {below}" if above and below else f" over {below}" if below else ""
        limits += f" to {above}" if above else ""
        return f"{limits} of" if kind_of(node.base) == "big" or limits else limits


def _linear(sign: str, script: str) -> str:
    """An index or a power on the line, in brackets if it is more than a name or a number."""
    if not script:
        return ""
    return f"{sign}{script}" if re.fullmatch(r"[^\W_]+(?:\.\d+)?|\W", script) else f"{sign}({script})"
