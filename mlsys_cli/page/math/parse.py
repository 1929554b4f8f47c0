r"""A recursive-descent parser for the subset of LaTeX that formulas are written in.

Of the libraries latex2mathml yields no places of mistakes and passes unknown commands on; pylatexenc has places, but
knows text and arguments, not what an index, a limit or a bracket is, so that most of this would still be needed.
"""

import re
from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple, TypeVar
from unicodedata import normalize

from mlsys_cli.page.math import math_parts as parts
from mlsys_cli.page.math.math_parts import MathMistake, MathRow, Node, ParsedMath
from mlsys_cli.page.math.signs import (
    ACCENTS,
    BOLD,
    BRACKETS,
    COMMANDS,
    GAPS,
    MATRICES,
    NO_SIGNS,
    SIGNS,
    STYLES,
    WRAPPERS,
)
from mlsys_cli.text.spelling import suggest

LONGEST = 1000
"""The most characters of a formula."""

DEEPEST = 12
"""How deep its braces, brackets, indices and powers may be nested."""

# A command (\frac, or \ and a sign), a number, spaces, or any other sign.
_TOKEN = re.compile(r"\\(?:[A-Za-z]+|.)|\d+(?:\.\d+)?|\s+|.", re.DOTALL)
# What may stand among words with a backslash: \%, \{, \_ and the like.
_IN_WORDS = re.compile(r"\\([%$#_&{} ])")
_COMMAND = re.compile(r"\\[A-Za-z]")
_ENDS = {"", "}", "\\right", "\\end", "&", "\\\\"}
_Part = TypeVar("_Part")


@lru_cache(1024)
def parse_math(text: str) -> ParsedMath:
    """A formula and the mistakes in it; never raises."""
    if len(text) > LONGEST:
        return ParsedMath(MathRow(()), (MathMistake(0, 1, f"a formula may have {LONGEST} characters at most"),))
    parser = _LatexParser(text)
    try:
        root = parser.whole()
    except _TooDeepError:
        root = MathRow(())
    # What follows an unknown command may be its arguments: only what is unknown is told, until it is mended.
    unknown = [mistake for mistake in parser.mistakes if mistake.is_unknown]
    return ParsedMath(root, tuple(sorted(unknown or parser.mistakes)))


def _binomial(over: MathRow, under: MathRow) -> parts.Matrix:
    return parts.Matrix(((over,), (under,)), "(", ")", "binom")


class _TooDeepError(Exception):
    """A formula is nested too deeply; the rest of its text isn't read."""


class _LatexToken(NamedTuple):
    """A piece of the text that is read as a whole, with its offset; at the end of the text it is empty."""

    text: str
    offset: int


class _LatexParser:
    """A parser of one text, which goes through its tokens once."""

    def __init__(self, text: str) -> None:
        self.mistakes: list[MathMistake] = []
        self._text = text
        self._tokens = [
            *(_LatexToken(match[0], match.start()) for match in _TOKEN.finditer(text) if not match[0].isspace()),
            _LatexToken("", len(text)),
        ]
        self._at = 0
        self._depth = 0

    def whole(self) -> MathRow:
        """The whole formula. What closes nothing is a mistake."""
        items = list(self._row().items)
        while (token := self._next()).text:
            names = {"}": "no { is open here", "\\right": "no \\left is open here", "\\end": "no \\begin is open here"}
            self._wrong(token, names.get(token.text, f"{token.text} belongs in a matrix"))
            items += self._row().items
        return MathRow(tuple(items))

    @property
    def _coming(self) -> str:
        return self._tokens[self._at].text

    def _next(self) -> _LatexToken:
        token = self._tokens[self._at]
        self._at = min(self._at + 1, len(self._tokens) - 1)
        return token

    def _wrong(self, token: _LatexToken, message: str, hint: str = "", is_unknown: bool = False) -> None:
        self.mistakes.append(MathMistake(token.offset, len(token.text), message, hint, is_unknown))

    def _deeper(self, token: _LatexToken, read: Callable[[], _Part]) -> _Part:
        """The part that is read one level below the braces, bracket, index … that a token begins."""
        if self._depth == DEEPEST:
            self._wrong(token, f"a formula may be nested {DEEPEST} levels deep at most")
            raise _TooDeepError
        self._depth += 1
        part = read()
        self._depth -= 1
        return part

    def _closed(self, start: _LatexToken, sign: str, hint: str) -> _LatexToken | None:
        """The sign that closes what was opened; None if it is missing, which is a mistake."""
        if self._coming == sign:
            return self._next()
        self._wrong(start, f"this {start.text} isn't closed", hint)
        return None

    def _row(self, until: str = "") -> MathRow:
        items: list[Node] = []
        while self._coming not in _ENDS and self._coming != until:
            if self._coming in ("\\choose", "\\over"):  # all before it in the braces, over all that follows
                token = self._next()
                over, under = MathRow(tuple(items)), self._deeper(token, lambda: self._row(until))
                items = [parts.Fraction(over, under) if token.text == "\\over" else _binomial(over, under)]
            else:
                items += self._scripted()
        return MathRow(tuple(items))

    def _scripted(self) -> list[Node]:
        """The next part, with what stands below and above it."""
        start = self._tokens[self._at]
        base: list[Node] = [MathRow(())] if start.text in "^_" else self._part()
        scripts: dict[str, MathRow] = {}
        while self._coming in ("\\limits", "\\nolimits"):
            self._next()
        while self._coming in ("^", "_", "'"):
            token = self._next()
            if token.text == "'":
                before = scripts.get("^", MathRow(()))
                scripts["^"] = MathRow((*before.items, SIGNS["'"]))
                continue
            if token.text in scripts and any(item != SIGNS["'"] for item in scripts[token.text].items):
                self._wrong(token, f"a second {token.text} for the same part", "group the first with braces: {x^2}^3")
            scripts[token.text] = MathRow((*scripts.get(token.text, MathRow(())).items, *self._argument(token).items))
        if scripts and base:
            base[-1] = parts.Scripts(base[-1], scripts.get("_"), scripts.get("^"))
        return base

    def _argument(self, owner: _LatexToken) -> MathRow:
        """The group or the part that a command or an index applies to."""
        if self._coming in _ENDS or self._coming in "^_":
            self._wrong(owner, f"nothing follows {owner.text}", f"write {owner.text}{{…}}")
            return MathRow(())
        part = self._deeper(owner, self._part)
        if owner.text in ("^", "_") and self._tokens[self._at - 1].text == "-" and self._coming[:1].isdigit():
            part += self._part()  # `10^-3`: TeX would raise only the minus, which nobody means
        return part[0] if len(part) == 1 and isinstance(part[0], MathRow) else MathRow(tuple(part))

    def _part(self) -> list[Node]:
        """The next part without its scripts; none if it is a mistake."""
        token = self._next()
        text = token.text
        if text == "{":
            return [self._group(token)]
        if text in GAPS:
            return [parts.Gap(text)]
        if text in SIGNS:
            return [SIGNS[text]]
        if text.startswith("\\"):
            return self._command(token)
        if text[0].isdigit():
            return [parts.Sign(text, "number", text, text)]
        if text.isalpha():
            return [parts.Sign(text, "letter", text, text)]
        self._wrong(token, f"{text} has no meaning in a formula", "put words into \\text{…}" if text in "}&^_" else "")
        return []

    def _command(self, token: _LatexToken) -> list[Node]:
        name = token.text[1:]
        if name in ("frac", "dfrac", "tfrac"):
            return [parts.Fraction(self._argument(token), self._argument(token))]
        if name == "sqrt":
            return [parts.Root(degree=self._degree(), body=self._argument(token))]
        if name == "binom":
            return [_binomial(self._argument(token), self._argument(token))]
        if name in BOLD or (name in STYLES and name.startswith("math") and self._has_formula):
            return [parts.Styled("boldsymbol" if name in BOLD else name, self._argument(token))]
        if name in STYLES:
            return [self._words(token)]
        if name in ACCENTS:
            return [parts.Accent(ACCENTS[name], name, self._argument(token))]
        if name == "left":
            return [self._fenced(token)]
        if name == "begin":
            return [self._matrix(token)]
        if name in ("stackrel", "overset", "underset"):
            script, base = self._argument(token), self._argument(token)
            below, above = (script, None) if name == "underset" else (None, script)
            return [parts.Scripts(parts.single(base) or base, below, above)]
        if name in NO_SIGNS:
            return []
        if name in WRAPPERS:
            return [self._argument(token)]
        if name == "not":
            return self._negated(token)
        if name == "label":
            self._name()
            return []
        near = suggest(token.text, COMMANDS) if len(name) > 1 else []
        hint = f"did you mean {near[0]}?" if near else ""
        self._wrong(token, f"the command {token.text} is unknown", hint, is_unknown=True)
        return []

    def _negated(self, token: _LatexToken) -> list[Node]:
        r"""The sign after `\not` with a stroke through it."""
        part = self._argument(token)
        negated = parts.single(part)
        if not isinstance(negated, parts.Sign):
            self._wrong(token, f"no sign follows {token.text}")
            return [part]
        crossed = normalize("NFC", f"{negated.text}\u0338")
        return [negated._replace(text=crossed, ascii=f"not {negated.ascii}", tex=rf"\not {negated.tex}")]

    @property
    def _has_formula(self) -> bool:
        """True if the braces that begin here have a command or other braces in them."""
        inside = self._tokens[self._at + 1 :] if self._coming == "{" else []
        first = next((token.text for token in inside if token.text in "{}" or _COMMAND.match(token.text)), "}")
        return first != "}"

    def _degree(self) -> MathRow | None:
        if self._coming != "[":
            return None
        start, degree = self._next(), self._row("]")
        self._closed(start, "]", "write ] behind the degree of the root")
        return degree

    def _group(self, start: _LatexToken) -> MathRow:
        row = self._deeper(start, self._row)
        self._closed(start, "}", "write } behind what belongs together")
        return row

    def _words(self, token: _LatexToken) -> parts.Words:
        """The words in the braces of a command, with their spaces."""
        if token.text == "\\operatorname" and self._coming == "*":
            self._next()
        if self._coming.isalnum():  # `\mathbf x`
            return parts.Words(self._next().text, token.text[1:])
        if self._coming != "{":
            self._wrong(token, f"no {{ follows {token.text}", f"write {token.text}{{…}}")
            return parts.Words("", token.text[1:])
        start = self._next()
        first, depth = start.offset + 1, 1
        while depth and (part := self._next()).text:
            depth += {"{": 1, "}": -1}.get(part.text, 0)
        if depth:
            self._wrong(start, "this { isn't closed", "write } behind the words")
            return parts.Words("", token.text[1:])
        words = self._text[first : part.offset].replace("\n", " ")
        for sign in re.finditer(r"\\[A-Za-z]+|[{}$]", _IN_WORDS.sub("  ", words)):
            at = _LatexToken(sign[0], first + sign.start())
            self._wrong(at, f"{sign[0]} has no meaning among words", f"close the braces of {token.text} before it")
        return parts.Words(_IN_WORDS.sub(r"\1", words), token.text[1:])

    def _bracket(self, token: _LatexToken) -> str:
        if self._coming in BRACKETS:
            return BRACKETS[self._next().text]
        self._wrong(token, f"no bracket follows {token.text}", f"write {token.text}(, or {token.text}. for none")
        return ""

    def _fenced(self, token: _LatexToken) -> parts.Fenced:
        left, body = self._bracket(token), self._deeper(token, self._row)
        end = self._closed(token, "\\right", "write \\right) behind what is in the brackets")
        return parts.Fenced(left, body, self._bracket(end) if end else "")

    def _name(self) -> str:
        """The name in braces behind `\\begin` or `\\end`."""
        if self._coming != "{":
            return ""
        self._next()
        letters = []
        while self._coming not in ("", "}"):
            letters.append(self._next().text)
        self._next()
        return "".join(letters)

    def _matrix(self, token: _LatexToken) -> parts.Matrix:
        name = self._name()
        if name not in MATRICES:
            near = suggest(name, MATRICES)
            hint = f"did you mean {near[0]}?" if near else f"these are known: {', '.join(MATRICES)}"
            self._wrong(token, f"the environment {name or 'without a name'} is unknown", hint, is_unknown=True)
        if name == "array" and self._coming == "{":
            self._name()  # how its columns are aligned
        rows = [[self._deeper(token, self._row)]]
        while self._coming in ("&", "\\\\"):
            if self._next().text == "\\\\":
                rows.append([])
            rows[-1].append(self._deeper(token, self._row))
        if self._coming != "\\end":
            self._wrong(token, f"this \\begin{{{name}}} isn't closed", f"write \\end{{{name}}} behind the last row")
        else:
            end, closed = self._next(), self._name()
            if closed != name:
                self._wrong(end, f"\\end{{{closed}}} closes \\begin{{{name}}}", f"write \\end{{{name}}}")
        if rows[-1] == [MathRow(())]:
            rows.pop()  # a line break behind the last row
        left, right = MATRICES.get(name, ("", ""))
        return parts.Matrix(tuple(map(tuple, rows)), left, right, name if name in MATRICES else "matrix")
