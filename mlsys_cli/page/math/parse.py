r"""A recursive-descent parser for the subset of LaTeX that formulas are written in.

Of the libraries latex2mathml yields no places of mistakes and passes unknown commands on; pylatexenc has places, but
knows text and arguments, not what an index, a limit or a bracket is, so that most of this would still be needed.
"""

import re
from functools import lru_cache

from mlsys_cli.page.math import math_parts as parts
from mlsys_cli.page.math.math_parts import MathMistake, MathRow, Node, ParsedMath
from mlsys_cli.page.math.signs import ACCENTS, BRACKETS, COMMANDS, GAPS, MATRICES, SIGNS, STYLES
from mlsys_cli.text.spelling import suggest

LONGEST = 1000
"""The most characters of a formula."""

DEEPEST = 12
"""How deep its braces, brackets, indices and powers may be nested."""

# A command (\frac, or \ and a sign), a number, spaces, or any other sign.
_TOKEN = re.compile(r"\\(?:[A-Za-z]+|.)|\d+(?:\.\d+)?|\s+|.", re.DOTALL)
# What may stand among words with a backslash: \%, \{, \_ and the like.
_IN_WORDS = re.compile(r"\\([%$#_&{} ])")
_ENDS = {"}", "\\right", "\\end", "&", "\\\\"}


@lru_cache(1024)
def parse_math(text: str) -> ParsedMath:
    """A formula and the mistakes in it; never raises."""
    if len(text) > LONGEST:
        return ParsedMath(MathRow(()), (MathMistake(0, 1, f"a formula may have {LONGEST} characters at most"),))
    parser = _LatexParser(text)
    root = parser.whole()
    return ParsedMath(root, tuple(sorted(parser.mistakes)))


class _LatexToken:
    """A piece of the text that is read as a whole, with its offset."""

    __slots__ = ("offset", "text")

    def __init__(self, text: str, offset: int) -> None:
        self.text = text
        self.offset = offset


class _LatexParser:
    """A parser of one text, which goes through its tokens once."""

    def __init__(self, text: str) -> None:
        self.mistakes: list[MathMistake] = []
        self._text = text
        self._tokens = [
            _LatexToken(match[0], match.start()) for match in _TOKEN.finditer(text) if not match[0].isspace()
        ]
        self._at = 0
        self._depth = 0

    def whole(self) -> MathRow:
        """The whole formula. What closes nothing is a mistake."""
        items = list(self._row().items)
        while token := self._next():
            names = {"}": "no { is open here", "\\right": "no \\left is open here", "\\end": "no \\begin is open here"}
            self._wrong(token, names.get(token.text, f"{token.text} belongs in a matrix"))
            items += self._row().items
        return MathRow(tuple(items))

    @property
    def _coming(self) -> str:
        return self._tokens[self._at].text if self._at < len(self._tokens) else ""

    def _next(self) -> _LatexToken | None:
        if self._at == len(self._tokens):
            return None
        self._at += 1
        return self._tokens[self._at - 1]

    def _wrong(self, token: _LatexToken | None, message: str, hint: str = "") -> None:
        offset, length = (token.offset, len(token.text)) if token else (len(self._text), 0)
        self.mistakes.append(MathMistake(offset, length, message, hint))

    def _row(self, until: str = "") -> MathRow:
        items: list[Node] = []
        while self._coming and self._coming not in _ENDS and self._coming != until:
            items += self._scripted()
        return MathRow(tuple(items))

    def _scripted(self) -> list[Node]:
        """The next part, with what stands below and above it."""
        start = self._tokens[self._at]
        base: list[Node] = [MathRow(())] if start.text in "^_" else self._part()
        scripts: dict[str, MathRow] = {}
        while self._coming in ("^", "_", "'"):
            token = self._next()
            assert token is not None
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
        if not self._coming or self._coming in _ENDS or self._coming in "^_":
            self._wrong(owner, f"nothing follows {owner.text}", f"write {owner.text}{{…}}")
            return MathRow(())
        self._depth += 1
        if self._depth > DEEPEST:
            return self._too_deep(owner)
        part = self._part()
        self._depth -= 1
        return part[0] if len(part) == 1 and isinstance(part[0], MathRow) else MathRow(tuple(part))

    def _too_deep(self, token: _LatexToken) -> MathRow:
        """Nothing; the rest of the text isn't read."""
        self._wrong(token, f"a formula may be nested {DEEPEST} levels deep at most")
        self._at = len(self._tokens)
        self._depth -= 1
        return MathRow(())

    def _part(self) -> list[Node]:
        """The next part without its scripts; none if it is a mistake."""
        token = self._next()
        assert token is not None
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
        if name in STYLES:
            return [self._words(token)]
        if name in ACCENTS:
            return [parts.Accent(ACCENTS[name], name, self._argument(token))]
        if name == "left":
            return [self._fenced(token)]
        if name == "begin":
            return [self._matrix(token)]
        near = suggest(token.text, COMMANDS) if len(name) > 1 else []
        self._wrong(token, f"the command {token.text} is unknown", f"did you mean {near[0]}?" if near else "")
        return []

    def _degree(self) -> MathRow | None:
        if self._coming != "[":
            return None
        start = self._next()
        degree = self._row("]")
        if self._coming == "]":
            self._next()
        else:
            self._wrong(start, "this [ isn't closed", "write ] behind the degree of the root")
        return degree

    def _group(self, start: _LatexToken) -> MathRow:
        self._depth += 1
        if self._depth > DEEPEST:
            return self._too_deep(start)
        row = self._row()
        self._depth -= 1
        if self._coming == "}":
            self._next()
        else:
            self._wrong(start, "this { isn't closed", "write } behind what belongs together")
        return row

    def _words(self, token: _LatexToken) -> parts.Words:
        """The words in the braces of a command, with their spaces."""
        start = self._next()
        if start is None or start.text != "{":
            if start and start.text.isalnum():  # `\mathbf x`
                return parts.Words(start.text, token.text[1:])
            self._at -= 1 if start else 0
            self._wrong(token, f"no {{ follows {token.text}", f"write {token.text}{{…}}")
            return parts.Words("", token.text[1:])
        first, depth = start.offset + 1, 1
        while depth and (part := self._next()):
            depth += {"{": 1, "}": -1}.get(part.text, 0)
        if depth:
            self._wrong(start, "this { isn't closed", "write } behind the words")
            return parts.Words("", token.text[1:])
        end = self._tokens[self._at - 1].offset
        words = self._text[first:end].replace("\n", " ")
        for sign in re.finditer(r"\\[A-Za-z]+|[{}$]", _IN_WORDS.sub("  ", words)):
            at = _LatexToken(sign[0], first + sign.start())
            self._wrong(at, f"{sign[0]} has no meaning among words", f"close the braces of {token.text} before it")
        return parts.Words(_IN_WORDS.sub(r"\1", words), token.text[1:])

    def _bracket(self, token: _LatexToken) -> str:
        sign = self._next()
        if sign is None or sign.text not in BRACKETS:
            self._at -= 1 if sign else 0
            self._wrong(token, f"no bracket follows {token.text}", f"write {token.text}(, or {token.text}. for none")
            return ""
        return BRACKETS[sign.text]

    def _fenced(self, token: _LatexToken) -> parts.Fenced:
        self._depth += 1
        if self._depth > DEEPEST:
            return parts.Fenced("", self._too_deep(token), "")
        left, body = self._bracket(token), self._row()
        self._depth -= 1
        if self._coming == "\\right":
            end = self._next()
            assert end is not None
            return parts.Fenced(left, body, self._bracket(end))
        self._wrong(token, "this \\left isn't closed", "write \\right) behind what is in the brackets")
        return parts.Fenced(left, body, "")

    def _name(self) -> str:
        """The name in braces behind `\\begin` or `\\end`."""
        if self._coming != "{":
            return ""
        self._next()
        letters = []
        while self._coming and self._coming != "}":
            part = self._next()
            letters.append(part.text if part else "")
        self._next()
        return "".join(letters)

    def _matrix(self, token: _LatexToken) -> parts.Matrix:
        self._depth += 1
        if self._depth > DEEPEST:
            self._too_deep(token)
            return parts.Matrix((), "", "", "matrix")
        name = self._name()
        if name not in MATRICES:
            near = suggest(name, MATRICES)
            hint = f"did you mean {near[0]}?" if near else f"these are known: {', '.join(MATRICES)}"
            self._wrong(token, f"the environment {name or 'without a name'} is unknown", hint)
        rows: list[list[MathRow]] = [[self._row()]]
        while self._coming in ("&", "\\\\"):
            sign = self._next()
            assert sign is not None
            if sign.text == "&":
                rows[-1].append(self._row())
            else:
                rows.append([self._row()])
        self._depth -= 1
        end = self._tokens[self._at] if self._coming == "\\end" else None
        if end is None:
            self._wrong(token, f"this \\begin{{{name}}} isn't closed", f"write \\end{{{name}}} behind the last row")
        else:
            self._next()
            if (closed := self._name()) != name:
                self._wrong(end, f"\\end{{{closed}}} closes \\begin{{{name}}}", f"write \\end{{{name}}}")
        if rows[-1] == [MathRow(())]:
            rows.pop()  # a line break behind the last row
        left, right = MATRICES.get(name, ("", ""))
        return parts.Matrix(tuple(map(tuple, rows)), left, right, name if name in MATRICES else "matrix")
