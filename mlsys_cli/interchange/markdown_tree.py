"""Foreign Markdown as a tree: GFM, and the notations of MyST, Quarto, mdBook, Sphinx, Obsidian and d2l.

Directives and boxes are nodes of it, as lists and quotes are; those whose lines aren't Markdown are blocks of code.
"""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from itertools import pairwise
from typing import Any, NamedTuple

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock, paragraph
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from markdown_it.tree import SyntaxTreeNode

from mlsys_cli.book.author.text_edits import meaning

_DIRECTIVES = {
    "box": "note tip hint important warning caution danger error attention seealso admonition abstract info success"
    " question failure bug example quote todo exercise solution theorem lemma proof definition corollary proposition"
    " remark algorithm axiom property observation conjecture criterion assumption dropdown topic exercise-start"
    " solution-start",
    "text": "margin sidebar card grid grid-item grid-item-card tab-set tab-item div container epigraph only aside"
    " toggle panel-tabset columns column column-margin column-page column-body column-screen incremental layout"
    " content-visible content-hidden fragment",
    "picture": "figure image",
    "table": "table list-table",
    "code": "code-cell code-block code sourcecode parsed-literal prompt",
    "formula": "math",
    "terms": "glossary",
    "file": "include literalinclude",
    "unknown": "eval_rst raw",
    "nothing": "index toctree tableofcontents contents bibliography toc exercise-end solution-end",
}
"""What becomes of a directive: a box is a quote with a heading; of one that only says where a text stands, the text."""

LABELLED = {
    "thm": "theorem",
    "lem": "lemma",
    "cor": "corollary",
    "prp": "proposition",
    "cnj": "conjecture",
    "def": "definition",
    "exm": "example",
    "exr": "exercise",
    "fig": "figure",
    "lst": "figure",
    "tbl": "table",
}
"""The directive that a box of Quarto's is by its label alone: `{#thm-line}`."""

_WITH_BLOCKS = ("box", "text", "picture", "table")
"""What has Markdown in it, and not lines that another program reads."""

_ROLES = {
    "reference": "ref numref doc term any eq eqref secref figref",
    "code": "code kbd samp file command program option envvar func class",
    "formula": "math",
    "citation": "cite citep citet cite:p cite:t cite:ps cite:ts footcite footcite:t",
    "text": "abbr sub sup subscript superscript guilabel",
    "nothing": "index label eqlabel width height end_tab bibliography",
}
"""What becomes of a role."""

_DIRECTIVE, _ROLE = ({n: what for what, names in t.items() for n in names.split()} for t in (_DIRECTIVES, _ROLES))

_DEEPEST = 30
"""The boxes, lists and quotes around a box that is read as one; chosen, not measured."""

_OPENING = re.compile(r"(?P<fence>:{3,}|`{3,}|~{3,})[ \t]*(?P<info>.*?)[ \t:]*$")
_INFO = re.compile(
    r"\{\s*(?P<attributes>[#.][^{}]*)\}"  # {#fig-loop .callout-note title="Mind"}
    r"|\{(?P<name>[\w:.+-]+)(?P<settings>[^{}]*)\}\s*(?P<rest>.*)"  # {note} Title, or {r fig-loop, fig.cap="A loop."}
    r"|(?P<word>[^\s,{]*)[\s,]*(?P<more>.*)",  # note Title
    re.DOTALL,
)
_ATTRIBUTE = re.compile(r"([\w.-]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|(\S+))")
_OPTION = re.compile(r"^[ \t]*:([\w-]+):[ \t]*(.*?)[ \t]*$", re.MULTILINE)
_OPTIONS = re.compile(r"(?:[ \t]*:[\w-]+:(?!`).*(?:\n|$))*")
_FRONT_MATTER = re.compile(r"---[ \t]*\n(.*?\n)(?:---|\.\.\.)[ \t]*(?:\n|$)", re.DOTALL)
_ALERT = re.compile(r"\[!(\w+)\][-+]?[ \t]*([^\n]*)\n?")  # of GitHub and Obsidian
_CAPTION = re.compile(r"(?:: ?|:?Table: )(?P<words>.*?)\s*(?:\{#(?P<label>[\w:.-]+)[^{}]*\}|\{label\}`.*)?", re.DOTALL)
"""The caption of a table; the last form is d2l's."""

_NOTE_LINK = re.compile(r"!?\[\[(?P<address>[^\[\]|\n]+)(?:\|(?P<words>[^\[\]\n]*))?\]\]")
"""Obsidian's link to a note, and its picture: `[[Heaps#Why|the reasons]]`, `![[heap.png]]`."""

_PICTURE = re.compile(r"!.*\.(?:png|jpe?g|gif|svg|webp|bmp|pdf|mp[34]|webm)\b", re.IGNORECASE)
HEADING_ATTRIBUTES = re.compile(r"\s*\{(?=[^{}]*[#.=-])([^{}]*)\}[\s#]*$")  # {#why .unnumbered}
_OF_PRINT = (
    r"(?:newpage|pagebreak|clearpage|noindent|tiny|scriptsize|footnotesize|small|normalsize)|[vh]space\*?\{[^{}]*\}"
)
"""The commands of LaTeX that only a printed page needs; books of Quarto have them in lines of their own."""

_NOTATIONS = (
    (re.compile(r"(?<![\w:`]):([a-z][\w+-]*(?::[\w+-]+)?):(?=`[^`\n]+`)"), r"{\1}"),  # :ref:`x` of Sphinx and d2l
    (re.compile(r"\\index\{(?:[^{}]|\{[^{}]*\})*\}"), ""),  # for the index of a printed book
    (re.compile(rf"^[ \t]*\\(?:{_OF_PRINT})[ \t]*$", re.MULTILINE), ""),
    (re.compile(r"(?<==)\d[\d.]*%(?=[^{}\n]*\})"), r'"\g<0>"'),  # {width=50%}, which the parser knows in quotes
    (re.compile(r"(?<![$`])\\(?:eq|auto|c)?ref\{([^{}`$]+)\}"), r"{ref}`\1`"),
    (re.compile(r"\{%-? *link +(\S+) *-?%\}"), r"/\1"),  # of Jekyll
    (re.compile(r"\\\\\(\s*(.+?)\s*\\\\\)"), r"$\1$"),  # \\(x\\) of mdBook
)

_EQUATION_LABEL = re.compile(r"\$\$[ \t]*\{#([\w:.-]+)[^{}\n]*\}[ \t]*$", re.MULTILINE)
"""Quarto's label of a formula, which is written as MyST does: the parser wouldn't find the end of the formula.

That is done before there are blocks, and so also in code that shows such a formula.
"""

_DISPLAYED = re.compile(
    r"\$\$(?:(?!\$\$|\n[ \t]*\n).)+\$\$[ \t]*(?:\([^()\n]*\)[ \t]*)?(?:$|(?P<words>\S))", re.DOTALL | re.MULTILINE
)
"""A display formula with its label, and the first sign of the words behind it."""

_SETTING = re.compile(r"^(?:#|//|%%)\| ?")  # "#| label: fig-loop"
_GRID_LINE = re.compile(r"\+(?::?[-=]+:?\+)+\s*")  # "+:====+---+"


class MarkdownTree(NamedTuple):
    """The blocks of a text, and what the parser knows of all of it: the addresses of its links, and its footnotes."""

    nodes: Sequence[SyntaxTreeNode]
    definitions: dict[str, Any]


def markdown_tree(text: str) -> MarkdownTree:
    """A text as a tree."""
    definitions: dict[str, Any] = {}
    root = SyntaxTreeNode(_parser().parse(_EQUATION_LABEL.sub(r"$$ (\1)", text), definitions))
    definitions["notes"] = {node.meta["label"]: node for node in root.walk() if node.type == "footnote_reference"}
    return MarkdownTree(root.children, definitions)


def with_labels(nodes: Iterable[SyntaxTreeNode]) -> list[SyntaxTreeNode]:
    """The blocks, but for those that are only a label or a caption: these are `labels` and `caption` of another block.

    MyST writes a label above a block, d2l below it, Quarto behind a heading. A caption is above or below its table.
    """
    kept: list[SyntaxTreeNode] = []
    labels: list[str] = []
    for node in nodes:
        if node.type == "myst_target":
            labels.append(node.content)
            continue
        if node.type in ("heading", "paragraph"):
            labels += _labels_in(node)
        if kept and node.type == "paragraph" and all(map(_is_space, node.children[0].children)):
            kept[-1].meta["labels"] += labels
        elif kept and kept[-1].type == "table" and (caption := _caption_of(node)):
            kept[-1].meta.update(caption=caption["words"], labels=[*filter(None, [caption["label"]]), *labels])
        else:
            node.meta["labels"] = [*node.meta.get("labels", ()), *labels]  # it may have been asked before
            if kept and node.type == "table" and (caption := _caption_of(kept[-1])):
                node.meta.update(caption=caption["words"], labels=[*labels, *kept.pop().meta["labels"]])
            kept.append(node)
        labels = []
    return kept


def _labels_in(node: SyntaxTreeNode) -> list[str]:
    """The labels in a heading or paragraph, from which they are taken away."""
    inline = node.children[0]
    names = {id(child): child.meta["name"] for child in inline.children if child.type == "myst_role"}
    labels = [child.content for child in inline.children if names.get(id(child)) in ("label", "eqlabel")]
    inline.children = [child for child in inline.children if role_becomes(names.get(id(child), "text")) != "nothing"]
    given = HEADING_ATTRIBUTES.search(inline.content) if node.type == "heading" else None
    return labels + (re.findall(r"#([\w:.-]+)", given[1]) if given else [])


def _is_space(node: SyntaxTreeNode) -> bool:
    return node.type == "softbreak" or (node.type == "text" and not node.content.strip())


def _caption_of(node: SyntaxTreeNode) -> re.Match[str] | None:
    return _CAPTION.fullmatch(node.children[0].content) if node.type == "paragraph" else None


def line_tree(text: str, definitions: dict[str, Any]) -> Sequence[SyntaxTreeNode]:
    """The words of a line that stands in no tree, such as a title."""
    (inline,) = SyntaxTreeNode(_parser().parseInline(text, definitions)).children
    return inline.children


@cache
def _parser() -> MarkdownIt:
    from mdit_py_plugins.admon import admon_plugin
    from mdit_py_plugins.amsmath import amsmath_plugin
    from mdit_py_plugins.attrs import attrs_plugin
    from mdit_py_plugins.deflist import deflist_plugin
    from mdit_py_plugins.dollarmath import dollarmath_plugin
    from mdit_py_plugins.footnote import footnote_plugin
    from mdit_py_plugins.myst_blocks import myst_block_plugin
    from mdit_py_plugins.myst_role import myst_role_plugin

    parser = MarkdownIt("commonmark", {"maxNesting": 40}).enable(["table", "strikethrough"])
    parser.use(dollarmath_plugin, allow_space=False, allow_digits=False, double_inline=True).use(amsmath_plugin)
    parser.use(deflist_plugin).use(myst_block_plugin).use(myst_role_plugin).use(admon_plugin)
    parser.use(footnote_plugin, move_to_end=False, always_match_refs=True).use(attrs_plugin, spans=True)
    ends = ["paragraph", "reference", "blockquote", "list"]
    parser.block.ruler.before("fence", "directive", _directive, {"alt": ends})
    parser.block.ruler.before("list", "grid_table", _grid_table)
    parser.block.ruler.before("math_block", "formula_and_words", _formula_and_words, {"alt": ends[:3]})
    parser.inline.ruler.before("link", "note_link", _note_link)
    parser.core.ruler.before("inline", "notations", _read_notations)
    return parser


def _directive(state: StateBlock, first: int, last: int, silent: bool) -> bool:
    """Take a directive or a box whose text is Markdown. Other directives are blocks of code for the parser."""
    opening = _opening(state, first)
    if opening is None or not opening["info"] or state.is_code_block(first) or state.level > _DEEPEST:
        return False
    name, argument, options = read_info(opening["info"])
    is_box, what = opening["fence"][0] == ":", directive_becomes(name)
    if not is_box and what not in _WITH_BLOCKS:
        return False
    if silent:
        return True
    end = _end(state, first, last, opening["fence"])
    text = state.getLines(first + 1, end, state.sCount[first], False)
    if is_box and what not in (*_WITH_BLOCKS, ""):
        token = state.push("fence", "", 0)
        token.info, token.content, token.map = opening["info"], text, [first, end]
    else:
        more, _, skipped = options_of(text)
        token = state.push("directive_open", "", 1)
        token.map, token.meta = [first, end], {"name": name, "argument": argument, "options": options | more}
        before, state.lineMax = state.lineMax, end
        state.md.block.tokenize(state, first + 1 + skipped, end)
        state.lineMax = before
        state.push("directive_close", "", -1)
    state.line = min(end + 1, last)
    return True


def _grid_table(state: StateBlock, first: int, last: int, silent: bool) -> bool:
    """Take a table that is drawn with lines, as Pandoc has it, for one of GFM.

    It never ends a paragraph, and so is never `silent`: looking for its end from each line of one took quadratic time.
    """
    if not _GRID_LINE.match(state.src, state.bMarks[first] + state.tShift[first]) or state.is_code_block(first):
        return False
    end = first
    while end < last and state.src.startswith(("+", "|"), state.bMarks[end] + state.tShift[end]):
        end += 1
    lines = state.getLines(first, end, state.blkIndent, False).split("\n")
    if len(lines) < 3 or not _GRID_LINE.fullmatch(lines[-1]):
        return False
    state.line = end
    if rows := _grid_rows(lines):
        head, *body = (f"| {' | '.join(row)} |" for row in rows)
        tokens: list[Token] = []
        state.md.block.parse("\n".join((head, "|---" * len(rows[0]) + "|", *body)), state.md, state.env, tokens)
    else:
        tokens = [Token("drawn_table", "", 0, content="\n".join(lines))]
    for token in tokens:
        token.map = [first, state.line]
    state.tokens += tokens
    return True


def _grid_rows(lines: Sequence[str]) -> list[list[str]]:
    """The cells of a drawn table as GFM has them; none if one is wider than the columns of the first line."""
    ends = [place for place, sign in enumerate(lines[0].rstrip()) if sign == "+"]
    rows: list[list[str]] = []
    cells: list[list[str]] = [[] for _ in ends[1:]]
    for line in lines[1:]:
        if _GRID_LINE.fullmatch(line):
            rows.append([" ".join(filter(None, cell)).replace("|", r"\|") for cell in cells])
            cells = [[] for _ in ends[1:]]
        elif line[0] == "|" and all(line[end : end + 1] == "|" for end in ends):
            for cell, (start, end) in zip(cells, pairwise(ends), strict=True):
                cell.append(line[start + 1 : end].strip())
        else:
            return []
    return rows


def _formula_and_words(state: StateBlock, first: int, last: int, silent: bool) -> bool:
    """End a paragraph before a display formula, which the parser doesn't, and take one with words behind it as words.

    The parser would look for a later line that ends in `$$`, and take all that is between for the formula.
    """
    start = state.bMarks[first] + state.tShift[first]
    formula = _DISPLAYED.match(state.src, start, state.eMarks[last - 1])
    if formula is None or state.is_code_block(first) or state.sCount[first] < state.blkIndent:
        return False
    return formula["words"] is None if silent else bool(formula["words"]) and paragraph(state, first, last, silent)


def _opening(state: StateBlock, line: int) -> re.Match[str] | None:
    return _OPENING.match(state.src, state.bMarks[line] + state.tShift[line], state.eMarks[line])


def _end(state: StateBlock, first: int, last: int, fence: str) -> int:
    """The line that closes a directive, or ends what that is in. A box ends where all boxes in it have ended."""
    depth = 1
    for line in range(first + 1, last):
        other = _opening(state, line)
        if other and other["fence"][0] == fence[0] == ":":
            depth += 1 if other["info"] else -1
        elif other and other["fence"].startswith(fence) and not other["info"]:
            depth = 0
        if depth == 0 or (state.sCount[line] < state.blkIndent and not state.isEmpty(line)):
            return line
    return last


def _note_link(state: StateInline, silent: bool) -> bool:
    link = _NOTE_LINK.match(state.src, state.pos)
    if link is None:
        return False
    if not silent:
        is_picture = _PICTURE.match(link[0])
        token = state.push("image" if is_picture else "note_link", "", 0)
        words = link["words"] or link["address"].strip("# ").replace("#", ": ")
        token.content, token.markup, token.children = words, link[0], [Token("text", "", 0, content=words)]
        token.attrs = {"src" if is_picture else "href": link["address"].strip()}
    state.pos = link.end()
    return True


def _read_notations(state: StateCore) -> None:
    """Write as MyST does what others write among words, and make directives of what others have for boxes."""
    for index, token in enumerate(state.tokens):
        if token.type == "admonition_open":
            _make_box(token, token.meta["tag"], token.content)
        elif token.type == "inline":
            for pattern, new in _NOTATIONS:
                token.content = pattern.sub(new, token.content)
            quote = state.tokens[index - 2] if index > 1 else token
            if quote.type == "blockquote_open" and (alert := _ALERT.match(token.content)):
                _make_box(quote, alert[1].lower(), alert[2])
                token.content = token.content[alert.end() :]


def _make_box(token: Token, kind: str, title: str) -> None:
    name = kind if directive_becomes(kind) == "box" else "admonition"
    token.type = "directive_open"
    token.meta = {"name": name, "argument": title or kind.capitalize(), "options": {}}


def read_info(info: str) -> tuple[str, str, dict[str, Any]]:
    """The name of a directive or of a language, what stands behind it, and its options."""
    match = _INFO.match(info.removeprefix("admonish "))  # of a plug-in for mdBook
    assert match is not None  # any text has the last form
    if attributes := match["attributes"]:
        options = {name: a or b or c for name, a, b, c in _ATTRIBUTE.findall(attributes)}
        label, name = re.search(r"#([\w:.-]+)", attributes), re.search(r"(?:^|\s)\.([\w+-]+)", attributes)
        options |= {"label": label[1]} if label else {}
        unnamed = LABELLED.get(label[1].partition("-")[0], "div") if label else "div"
        return _callout(name[1]) if name else unnamed, options.get("title", ""), options
    settings, name_or_word = match["settings"] or "", (match["name"] or match["word"] or "").lower()
    options = {name: a or b for name, a, b, _ in _ATTRIBUTE.findall(settings)}  # what has no quotes is R
    if hidden := re.search(r"\b(echo|include)\s*=\s*F", settings):
        options[hidden[1]] = False
    if label := re.match(r"[\s,]*([a-z][\w-]*)\s*(?:,|$)", settings):
        options["label"] = label[1]
    return _callout(name_or_word), match["rest"] or match["more"] or "", options


def _callout(name: str) -> str:
    """The directive of a class; a callout that a book has made itself is a box without a kind."""
    bare = name.removeprefix("callout-")
    return bare if bare == name or directive_becomes(bare) == "box" else "admonition"


def is_only_printed(name: str, options: Mapping[str, Any]) -> bool:
    """True of a box of Quarto's that a page on the web doesn't have."""
    for condition in ("when-format", "unless-format"):
        if condition in options and name in ("content-visible", "content-hidden"):
            is_for_web = str(options[condition]).startswith("html") == (condition == "when-format")
            return is_for_web == (name == "content-hidden")
    return False


def directive_becomes(name: str) -> str:
    """A word for what becomes of a directive, which may have its domain before its name; empty for an unknown one."""
    return _DIRECTIVE.get(name) or _DIRECTIVE.get(name.rpartition(":")[2], "")


def role_becomes(name: str) -> str:
    """A word for what becomes of a role; empty for an unknown one."""
    return _ROLE.get(name) or _ROLE.get(name.rpartition(":")[2], "")


def options_of(content: str) -> tuple[dict[str, Any], str, int]:
    """The options above the text of a directive, the text, and how many lines they take."""
    if match := _FRONT_MATTER.match(content):
        return mapping(match[1]), content[match.end() :], match[0].count("\n")
    match = _OPTIONS.match(content)
    above = match[0] if match else ""
    return dict(_OPTION.findall(above)), content[len(above) :], len(above.splitlines())


def cell_settings(content: str, options: Mapping[str, Any]) -> tuple[dict[str, Any], Mapping[str, Any], str]:
    """The settings of a cell by Quarto's names, those of its figure in MyST, and its code without them."""
    lines = content.split("\n")
    written = mapping("\n".join(line[found.end() :] for line in lines if (found := _SETTING.match(line))))
    settings = {str(name).replace(".", "-"): value for name, value in {**options, **written}.items()}  # `fig.cap` of R
    figure: Any = options
    for key in ("mystnb", "figure"):
        figure = figure.get(key) if isinstance(figure, Mapping) else None
    code = "\n".join(line for line in lines if not _SETTING.match(line))
    return settings, figure if isinstance(figure, Mapping) else {}, code


def is_hidden(settings: Mapping[str, Any]) -> bool:
    """True of a cell whose code isn't shown in the work: hundreds of lines may only make a picture."""
    is_off = any(settings.get(name) in (False, "false") for name in ("echo", "include"))
    return is_off or "remove-" in str(settings.get("tags", ""))


def mapping(text: str) -> dict[str, Any]:
    """The values of some YAML."""
    value = meaning(text)
    return value if isinstance(value, dict) else {}


def front_matter(text: str) -> tuple[Mapping[str, Any], str]:
    """The values above a text, and the text with as many lines as before."""
    match = _FRONT_MATTER.match(text)
    values = mapping(match[1]) if match else {}
    return (values, "\n" * match[0].count("\n") + text[match.end() :]) if match and values else ({}, text)


def notebook(text: str) -> tuple[str, list[int]]:
    """The Markdown and code of a notebook, without outputs, and the number of the cell of each line."""
    lines: list[str] = []
    numbers: list[int] = []
    try:
        read = json.loads(text)
        language = str(read.get("metadata", {}).get("kernelspec", {}).get("language", "python"))
        for number, cell in enumerate(read["cells"], 1):
            source = "".join(cell["source"]).split("\n")
            if cell["cell_type"] == "code" and any(map(str.strip, source)):
                source = [f"````{language}", *source, "````"]
            lines += [*source, ""]
            numbers += [number] * (len(source) + 1)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return "", []
    return "\n".join(lines), numbers


def bare_label(label: str) -> str:
    """A label without what says of which kind it is: `sec-why`, `tbl-ways`, `sec_linear`."""
    kind, mark, rest = label.partition("-" if "-" in label else "_" if "_" in label else ":")
    return rest if mark and kind in ("sec", "subsec", "tbl", "tab", "table", "chap", "section") else label


def target_of(content: str) -> tuple[str, str]:
    """The words and the target of a role: `words <target>`, or the target alone."""
    match = re.fullmatch(r"(.*?)\s*<([^<>]+)>\s*", content, re.DOTALL)
    return (match[1], match[2].strip()) if match else ("", content.strip().lstrip("~!"))
