"""Parsing of the book's Markdown into blocks: paragraphs, lists, quotes, code, and the book's own links.

Beside what CommonMark has for running text there are five marks: `[[id]]` and `[[kind:id|words]]` link,
`![[kind:id]]` alone in a paragraph places a table, figure or exhibit and links to it among words,
`[@key; @key, p. 3]` cites, and `$x^2$` is a formula, as is `$$x^2$$` with lines of its own. The address of `[words][x]`
may stand below, in a line `[x]: https://…`.
Headings, HTML and images are not in the format; they are shown as plain text.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, cached_property, lru_cache, partial
from itertools import accumulate, pairwise
from typing import Any, NamedTuple

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock, reference
from markdown_it.rules_inline import StateInline, backtick, emphasis
from markdown_it.token import Token

from mlsys_cli.page.blocks import Block, Blocks, Bullets, Code, Embed, Math, Paragraph, Quote, Span, Spans, text_spans
from mlsys_cli.page.math.math_parts import MathMistake
from mlsys_cli.page.math.one_line import read_math
from mlsys_cli.text.spelling import did_you_mean

# A link, such as "[[heap]]" or "[[section:gc/why|the reason]]".
LINK = re.compile(r"\[\[(?:([a-z]+):)?([^\[\]|:]+)(?:\|([^\[\]]+))?\]\]")
# A table, figure or exhibit, such as "![[figure:loop]]".
EMBED = re.compile(r"!\[\[([a-z]+):([^\[\]|]+)\]\]")
# A cited source, such as "@knuth1968" or "@knuth1968, p. 3"; after the comma must be more than spaces.
_CITED = r"@[\w:.-]+(?:,[^\[\];@]*[^\[\];@\s][^\[\];@]*)?"
# A citation, such as "[@knuth1968, p. 3; @mc]".
CITE = re.compile(rf"\[({_CITED}(?:\s*;\s*{_CITED})*)\]")
# No plugin: dollarmath takes the text between `$5` and another price for a formula, and notes no offsets.
_IN_MATH = r"(?P<source>(?:[^$\\`]|\\.)++)"
_PRICE = r"\d[\d.,]*[ -][A-Za-z]{2}"
MATH = re.compile(rf"(?<![\w$])(\$\$?)(?![\s$\]]|{_PRICE}){_IN_MATH}(?<!\s)\1(?![\d$A-Z_])", re.DOTALL)
"""A formula among words; `$5 for one, or 8$` is none, and a `$` that begins a price or a variable's name ends none.

No formula begins with the bracket of `[$]`, which is a mark of Anki's.
"""

PLACED = ("table", "figure", "example", "run")
"""The kinds of what a paragraph of its own can place; of other entries, it is a link."""

_MARKS = {"math": MATH, "embed": EMBED, "book_link": LINK, "cite": CITE}
"""The book's own marks among words."""

_SOLID = re.compile(r"[\w\"“(\[$`]")  # what may be emphasized
_LOST_LINK = re.compile(r"(?<![\w\])!])\[(?!\d+\])[^\[\]\n@^]+\]\[[^\[\]\n]*\]")
"""A link such as `[words][name]`, if no line gives `[name]` an address; `[i][j]` behind a letter is an index."""

_MATH_BLOCK = re.compile(rf"\$\${_IN_MATH}\$\$", re.DOTALL)  # `$$x = 1$$`, on several lines too
# A text that may have Markdown: a mark, the beginning of a list or of code, a line below a heading, or an address.
_MARKED = re.compile(
    r"[\\`*_\[\]<>&!#|~$]|^[ \t]*(?:[-+]|\d+[.)])(?:\s|$)|^ {4}|^ *\t|^[ \t]*(?:=+|-+)[ \t]*$|https?:", re.MULTILINE
)
# The beginning of a line that gives a link its address, such as "[x]: https://example.org".
_DEFINITION = re.compile(r"\[[^\[\]\n^@][^\[\]\n]*\]:[ \t]*<?https?://", re.IGNORECASE)
# The gaps between words; not a space that doesn't break.
_GAP = re.compile(r"[ \t\n]+")
_HIGHLIGHTED = ("bash", "c", "console", "cpp", "cuda", "json", "python", "sql", "toml", "yaml")
"""Pygments knows hundreds, but searches all installed packages for one that it doesn't know."""

_LONGEST_CODE = 5000
"""Characters; on hostile code the lexers of console and TOML take the square of its length: 4 s for 20,000."""

_STYLES = {"em_open": "em", "strong_open": "strong"}


@lru_cache(4096)  # the texts of some chapters; chosen, not measured
def parse_prose(text: str) -> Blocks:
    """The blocks of some Markdown. An author's texts are asked for again after each change of one of them."""
    if not text.strip():
        return ()
    if not _MARKED.search(text):
        # It has no Markdown, as most glossary texts, and parsing is expensive.
        # A space that doesn't break is no gap for Markdown, though it is one for `str.split`.
        parts = (part.strip() for part in re.split(r"\n[ \t]*(?:\n[ \t]*)+", text))
        return tuple(Paragraph((Span(" ".join(_GAP.split(part))),)) for part in parts if part)
    return tuple(_blocks(iter(tokens_of(text)), None))


def tokens_of(text: str, addresses: dict[str, Any] | None = None) -> list[Token]:
    """Some Markdown as the parser's tokens; marks and code have their offsets in the paragraph in `at`.

    The addresses of links that stand below are put into `addresses`, each with its lines.
    """
    return _parser().parse(text, addresses)


@cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark")
    # What prose has no block for would vanish (`---`), and `&lt;` would not be shown as written.
    parser.disable(["heading", "lheading", "hr", "html_block", "html_inline", "image", "entity"])
    parser.block.ruler.at("reference", _address_below)
    parser.inline.ruler.at("backticks", _own_marks)
    # The rule above finds the signs of emphasis as well; how they pair is still decided afterwards.
    parser.inline.ruler.disable("emphasis")
    parser.inline.ruler2.after("emphasis", "lone_signs", _lone_signs)
    # Within the blocks of `alt` a formula needs no empty line before it.
    parser.block.ruler.before("fence", "math_block", _math_block, {"alt": ["paragraph", "blockquote", "list"]})
    parser.inline.ruler.after("link", "lost_link", partial(_mark, patterns={"lost_link": _LOST_LINK}))
    return parser


def _own_marks(state: StateInline, silent: bool) -> bool:
    """Take code, signs of emphasis or one of the book's own marks at the parser's position, if there are any.

    They share a rule, as the parser calls each of its rules at every sign.
    """
    match state.src[state.pos]:
        case "`":
            return _code(state, silent)
        case "*" | "_":
            return _emphasis_signs(state, silent)
        case _:
            return _mark(state, silent, _MARKS)


def _code(state: StateInline, silent: bool) -> bool:
    """Take some code as the parser itself does, and note its offsets."""
    start, before = state.pos, len(state.tokens)
    taken = backtick(state, silent)
    if len(state.tokens) > before and state.tokens[-1].type == "code_inline":
        state.tokens[-1].meta = {"at": (start, state.pos)}
    return taken


def _emphasis_signs(state: StateInline, silent: bool) -> bool:
    """Take `*` and `_` as the parser itself does, and note where those stand that need others."""
    start, known = state.pos, len(state.delimiters)
    taken = emphasis.tokenize(state, silent)
    opens = _SOLID.match(state.src, state.pos) is not None
    for offset, sign in enumerate(state.delimiters[known:], start):
        # `2*3`, `a_b` and `A*` have signs of their own, and `___` is a gap to be filled.
        if (sign.open and not sign.close and opens and sign.length < 3) or (
            sign.close and not sign.open and sign.length == 2
        ):
            state.tokens[sign.token].meta = {"sign": (offset, offset + 1)}
    return taken


def _lone_signs(state: StateInline) -> None:
    """Tell the signs of emphasis that have no second one from the words around them; `**` is one sign."""
    for before, token in pairwise([Token("", "", 0), *state.tokens]):
        if token.type == "text" and token.content and "sign" in token.meta:
            start, end = token.meta["sign"]
            if before.type == "lone_sign" and before.meta["at"][1] == start:
                start, token.content = before.meta["at"][0], before.content + token.content
                before.type, before.content, before.meta = "text", "", {}
            token.type, token.meta = "lone_sign", {"at": (start, end)}


def _address_below(state: StateBlock, first: int, end: int, silent: bool) -> bool:
    """Take a line that gives a link its address on the web; `[1]: a remark` stays, as it would vanish."""
    begins = _DEFINITION.match(state.src, state.bMarks[first] + state.tShift[first])
    return begins is not None and reference(state, first, end, silent)


def _mark(state: StateInline, silent: bool, patterns: Mapping[str, re.Pattern[str]]) -> bool:
    """Take the first mark of some kinds at the parser's position, if there is one."""
    for kind, pattern in patterns.items():
        if match := pattern.match(state.src, state.pos):
            if not silent:
                token = state.push(kind, "", 0)
                token.meta = {"match": match, "at": match.span()}
                token.content = match.group()
            state.pos = match.end()
            return True
    return False


def _math_block(state: StateBlock, first: int, end: int, silent: bool) -> bool:
    """Take the lines of a formula from `$$` at the beginning of one to `$$` at the end of one, if no line is empty."""
    lines: list[str] = []
    for index in range(first, end):
        line = state.src[state.bMarks[index] + state.tShift[index] : state.eMarks[index]].rstrip()
        if not line or (not lines and not line.startswith("$$")) or state.sCount[index] < state.blkIndent:
            return False
        lines.append(line)
        if line.endswith("$$") and (len(lines) > 1 or line != "$$"):
            break
    match = _MATH_BLOCK.fullmatch("\n".join(lines))
    if match is None or not match["source"].strip() or state.is_code_block(first):
        return False
    if not silent:
        token = state.push("math_block", "", 0)
        token.content, token.map = match[0], [first, first + len(lines)]
        token.meta = {"match": match, "at": match.span()}
        state.line = first + len(lines)
    return True


def _math(match: re.Match[str]) -> Span:
    """A formula as it is shown, or its source as text if there is a mistake in it."""
    source = " ".join(match["source"].split())
    shown, mistakes = read_math(source)
    return Span(" ".join(match[0].split())) if mistakes else Span(shown, "math", source)


def with_formulas(text: str) -> Spans:
    """A plain text, such as that of a learner's card, with its formulas; all other marks stay as they are."""
    spans, end = [], 0
    for match in MATH.finditer(text):
        spans += [*text_spans(text[end : match.start()]), _math(match)]
        end = match.end()
    return (*spans, *text_spans(text[end:]))


def _blocks(tokens: Iterator[Token], until: str | None) -> Iterator[Block]:
    for token in tokens:
        if token.type == until:
            return
        if token.type == "inline":
            yield from _paragraph(token.children or [])
        elif token.type in ("fence", "code_block"):
            code = token.content.rstrip("\n")
            language = re.split(r"[^\w+#-]", token.info.strip().lower(), maxsplit=1)[0]
            yield Code(code, language, _code_styles(code, language))
        elif token.type == "math_block":
            span = _math(token.meta["match"])
            yield Math(span.text, span.target) if span.target else Paragraph((span,))
        elif token.type == "blockquote_open":
            yield Quote(tuple(_blocks(tokens, "blockquote_close")))
        elif token.type in ("bullet_list_open", "ordered_list_open"):
            ordered = token.type == "ordered_list_open"
            yield Bullets(tuple(_items(tokens, token.type.replace("open", "close"))), ordered)


def _items(tokens: Iterator[Token], until: str) -> Iterator[Blocks]:
    for token in tokens:
        if token.type == until:
            return
        if token.type == "list_item_open":
            yield tuple(_blocks(tokens, "list_item_close"))


def is_placement(children: Sequence[Token]) -> bool:
    """True if the tokens of a paragraph are only tables, figures and such, which are then placed there."""
    solid = [
        child for child in children if child.type != "softbreak" and (child.type != "text" or child.content.strip())
    ]
    return bool(solid) and all(child.type == "embed" and child.meta["match"][1] in PLACED for child in solid)


def _paragraph(children: Sequence[Token]) -> Iterator[Block]:
    """A paragraph, or the tables and figures that are placed in it when there is nothing else."""
    if is_placement(children):
        for child in children:
            if child.type == "embed":
                kind, name = child.meta["match"].groups()
                yield Embed(kind, name.strip())
        return
    yield Paragraph(tuple(_spans(children)))


def _spans(children: Sequence[Token]) -> Iterator[Span]:
    style, address = [""], ""
    for child in children:
        match child.type:
            case "text":
                if child.content:
                    yield Span(child.content, style[-1])
            case "softbreak" | "hardbreak":
                yield Span(" ", style[-1])
            case "code_inline":
                yield Span(child.content, "code")
            case "em_open" | "strong_open":
                style.append(_STYLES[child.type])
            case "em_close" | "strong_close":
                style.pop()
            case "link_open":
                address = "" if child.markup == "autolink" else str(child.attrGet("href"))
            case "link_close":  # what is on paper, or on a terminal, can't be followed: the address is shown
                yield from (Span(" ("), Span(address, "url"), Span(")")) if address else ()
            case "book_link":
                kind, name, words = child.meta["match"].groups()
                yield Span(" ".join((words or "").split()), "link", f"{kind or 'term'}:{' '.join(name.split())}")
            case "embed":  # among words there is no room for a table or figure
                kind, name = child.meta["match"].groups()
                yield Span("", "link", f"{kind}:{name.strip()}")
            case "math":
                yield _math(child.meta["match"])
            case "cite":
                for cited in child.meta["match"][1].split(";"):
                    key, _, place = cited.partition(",")
                    yield Span(" ".join(place.split()), "cite", f"source:{key.strip().lstrip('@')}")
            case _:
                yield Span(child.content, style[-1])


# --- positions in a text ---------------------------------------------------------------------------------------------


_MARKED_PIECE = re.compile(r"[\[`~$]|^ {4}|^\t|\*\S|\S\*|(?<!\w)_|__", re.MULTILINE)
"""A text that may have links, formulas, code or emphasis; most have none, and aren't parsed."""

_CODE_BLOCKS = ("fence", "code_block")
_KEY = re.compile(r"@([\w:.-]+)")  # "@knuth1968" in a citation
_URL = re.compile(r"\]\([^()\s]*\)")  # "](https://x)", the end of a link to the web


class ProseMark(NamedTuple):
    """A link, citation or embed: its target, and the offset of the target in the text."""

    kind: str
    slug: str
    offset: int
    is_embed: bool = False


class Piece(NamedTuple):
    """A part of the text that isn't plain words: `code`, `address`, or a mark by the name of its token, with that.

    An embed among words, where there is no room for a table or figure, or of what can't be placed, is a `lost_embed`; a
    link whose address is nowhere is a `lost_link`, and a sign of emphasis without a second one a `lone_sign`. A formula
    is `math`, with its mistakes, whose offsets are those in the text.
    """

    kind: str
    start: int
    end: int
    marks: tuple[ProseMark, ...] = ()
    mistakes: tuple[MathMistake, ...] = ()


class ProseText:
    """A text in Markdown, parsed when it is first asked about."""

    def __init__(self, text: str) -> None:
        self.text = text

    @cached_property
    def pieces(self) -> tuple[Piece, ...]:
        """Its parts that aren't plain words, in order."""
        return tuple(_pieces(self.text)) if _MARKED_PIECE.search(self.text) else ()

    @cached_property
    def marks(self) -> tuple[ProseMark, ...]:
        """The book's own marks, in order; one in code is none."""
        return tuple(mark for piece in self.pieces for mark in piece.marks)

    @property
    def lost_embeds(self) -> Iterator[Piece]:
        """The embeds that are among words, so that only a link is shown."""
        return (piece for piece in self.pieces if piece.kind == "lost_embed")

    @property
    def math_mistakes(self) -> Iterator[MathMistake]:
        """The mistakes in its formulas."""
        return (mistake for piece in self.pieces for mistake in piece.mistakes)

    @cached_property
    def without_code(self) -> str:
        """The text, as long as it is, with a zero for each character of code, formulas and addresses: no words."""
        blotted = (piece for piece in self.pieces if piece.kind in ("code", "math", "address"))
        return _blanked(self.text, ((piece.start, piece.end, "0") for piece in blotted))

    @cached_property
    def words(self) -> str:
        """The text, as long as it is, with spaces in the place of marks: a link says its words, a citation none."""
        gaps: list[tuple[int, int, str]] = []
        for kind, start, end, marks, _ in self.pieces:
            if kind in ("cite", "embed", "lost_embed", "address"):
                gaps.append((start, end, " "))
            elif kind == "book_link":
                bar = self.text.find("|", start, end)
                first = bar + 1 if bar >= 0 else marks[0].offset
                gaps += [(start, first, " "), (end - 2, end, " ")]
        text = _blanked(self.without_code, gaps)
        text = _URL.sub(lambda match: " " * len(match[0]), text)
        return re.sub(r"[*_>]", " ", text)


prose_text_of = lru_cache(4096)(ProseText)
"""The passage of a text; that of a text that is looked at again, after a change of others, has been parsed."""


def _blanked(text: str, parts: Iterable[tuple[int, int, str]]) -> str:
    """The text with other characters in some parts of it; line ends stay."""
    letters = list(text)
    for start, end, letter in parts:
        letters[start:end] = [letter if old != "\n" else old for old in letters[start:end]]
    return "".join(letters)


def _pieces(text: str) -> Iterator[Piece]:
    """Each mark and piece of code with its place."""
    lines = text.split("\n")
    starts = [0, *accumulate(len(line) + 1 for line in lines)]
    addresses: dict[str, Any] = {}
    tokens = tokens_of(text, addresses)
    for one in (*addresses.get("references", {}).values(), *addresses.get("duplicate_refs", ())):
        first, last = one["map"]
        yield Piece("address", starts[first], min(starts[last], len(text)))
    for token in tokens:
        first, last = token.map or (0, 0)
        if token.type in _CODE_BLOCKS:
            yield Piece("code", starts[first], min(starts[last], len(text)))
        elif token.type == "math_block":
            yield _piece(token, _places(token.content, lines, starts, first))
        elif token.type == "inline":
            places = _places(token.content, lines, starts, first)
            children = token.children or []
            pieces = (_piece(child, places) for child in children if "at" in child.meta)
            if is_placement(children):
                yield from pieces
            else:
                yield from (p._replace(kind="lost_embed") if p.kind == "embed" else p for p in pieces)


def _places(paragraph: str, lines: list[str], starts: list[int], index: int) -> list[int]:
    """The offset in the text of each character of a paragraph, which begins on some line of it.

    The parser has taken away what is before a line: spaces, bullets, signs of quotes. What is left is the line's end.
    """
    offsets: list[int] = []
    for line in paragraph.split("\n"):
        left = line.rstrip()
        while not lines[index].rstrip().endswith(left):
            index += 1  # a line of spaces that the parser has dropped
        offset = starts[index] + len(lines[index].rstrip()) - len(left)
        offsets.extend(range(offset, offset + len(line) + 1))
        index += 1
    return offsets


def _piece(token: Token, offsets: list[int]) -> Piece:
    first, last = token.meta["at"]
    start, end = offsets[first], offsets[last - 1] + 1
    if token.type in ("lone_sign", "lost_link"):
        return Piece(token.type, start, end)
    if token.type == "code_inline":
        return Piece("code", start, end)
    if token.type in ("math", "math_block"):
        formula: re.Match[str] = token.meta["match"]
        begin = formula.start("source")
        return Piece("math", start, end, mistakes=tuple(_placed(formula["source"], begin, offsets)))
    if token.type == "cite":
        keys = (ProseMark("source", key[1], offsets[first + key.start(1)]) for key in _KEY.finditer(token.content))
        return Piece("cite", start, end, tuple(keys))
    match: re.Match[str] = token.meta["match"]
    kind, slug = match[1] or "term", match[2]
    offset = match.start(2) + len(slug) - len(slug.lstrip())
    mark = ProseMark(kind, " ".join(slug.split()), offsets[offset], token.type == "embed")
    return Piece(token.type, start, end, (mark,))


def _placed(source: str, begin: int, offsets: list[int]) -> Iterator[MathMistake]:
    """The mistakes in a formula that begins at a character of a paragraph, with their offsets in the text."""
    for mistake in read_math(source)[1]:
        yield mistake._replace(offset=offsets[begin + min(mistake.offset, len(source) - 1)])


def language_hint(language: str) -> str:
    """The language that the name of one was meant to be, if no language has the name; empty otherwise."""
    hint = "" if language in _HIGHLIGHTED else did_you_mean(language, _HIGHLIGHTED)
    if hint:
        from pygments.lexers import get_all_lexers

        return "" if any(language in names for _, names, *_ in get_all_lexers(plugins=False)) else hint
    return hint


def _code_styles(code: str, language: str) -> tuple[tuple[str, int, int], ...]:
    """The style of each word with the places where it begins and ends, if books on systems have such a language.

    Code that is too long has none. To import the lexer of a language takes as long as to lay out a chapter: prose is
    highlighted when a book is compiled.
    """
    if language not in _HIGHLIGHTED or len(code) > _LONGEST_CODE:
        return ()
    from pygments.lexers import get_lexer_by_name
    from pygments.token import Comment, Keyword, Name, Number, Operator, String

    styles = {
        Comment: "code.comment",
        Keyword: "code.keyword",
        Name.Tag: "code.keyword",  # a key in YAML and JSON
        Operator.Word: "code.keyword",
        String: "code.string",
        Number: "code.number",
    }
    tokens = get_lexer_by_name(language).get_tokens_unprocessed(code)
    return tuple(
        (style, start, start + len(words))
        for start, kind, words in tokens
        for meant, style in styles.items()
        if kind in meant
    )
