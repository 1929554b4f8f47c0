"""The words of foreign Markdown files as those of a book: links, references, citations, footnotes, roles and HTML."""

import re
from collections.abc import Callable, Container, Iterable, Mapping
from html import unescape
from typing import Any, Protocol

from markdown_it.tree import SyntaxTreeNode

from mlsys_cli.book.parse.prose import MATH
from mlsys_cli.interchange.markdown_marks import citations, code_span, escaped, formula, link
from mlsys_cli.page.math.one_line import read_math
from mlsys_cli.text.sanitize import harmless

SILENT = {
    *("index", "toctree", "tableofcontents", "contents", "bibliography", "toc"),
    *("label", "eqlabel", "width", "height", "end_tab"),
}
"""The directives and roles that show no text, or one that the book makes itself."""

_CODE_ROLES = {"code", "kbd", "samp", "file", "command", "program", "option", "envvar", "func", "class"}
_REFERENCES = {"ref", "numref", "doc", "term", "any", "prf:ref", "eq", "eqref", "secref", "figref"}
_QUARTO_LABEL = re.compile(r"(?:sec|fig|tbl|eq|lst|thm|exr|exm)-")
_MARKS = re.compile(
    r"\[\^(?P<note>[^\[\]\s]+)\]|\[(?P<cites>[^\[\]@]*@[^\[\]]+)\]|(?<![\w./@])@(?P<key>\w(?:[\w:.-]*\w)?)"
    r"|(?P<template>\{\{.*?\}\}|\{%.*?%\})",
    re.DOTALL,
)
_CITED = re.compile(r"(?P<before>[^@]*?)-?@\{?(?P<key>[\w:./-]*\w)\}?[ \t]*,?(?P<after>[^@]*)")
_TAG = re.compile(r"<(?P<end>/?)(?P<name>[a-zA-Z][\w-]*)(?P<rest>[^<>]*)>|<!--.*?(?:-->|$)|<[!?][^<>]*>", re.DOTALL)
_UNSEEN = re.compile(r"<(script|style)\b.*?(?:</\1\s*>|$)", re.DOTALL | re.IGNORECASE)
_GAPS = {"p", "div", "li", "tr", "br", "h1", "h2", "h3", "h4", "ul", "ol", "table", "summary", "figcaption"}
_ATTRIBUTE = re.compile(r"([\w-]+)=(?:\"([^\"]*)\"|'([^']*)'|(\S+))")


class Links(Protocol):
    """The targets of what a text refers to, and the place for what is an entry of its own.

    A target is written as in a link, such as `section:heap/why`; with `=` before it, it is the words of a reference.
    """

    keys: Container[str]
    """The keys in the bibliographies of the work."""

    def linked(self, path: str, address: str) -> str | None:
        """The target of an address within the work."""

    def labelled(self, label: str) -> str | None:
        """The target that has a label."""

    def number(self, kind: str, label: str) -> int:
        """The number of what has a label, among those of its kind in the chapter."""

    def included(self, path: str, name: str) -> str | None:
        """The text of another file of the work, which a file names."""

    def add_table(self, table: dict[str, Any], label: str, location: str) -> str:
        """The id of a new table."""

    def add_term(self, name: str, definition: str, explanation: str, location: str) -> str:
        """The id of a new term, or of the one that has this name."""

    def lose(self, what: str, location: str, detail: str) -> None:
        """Note what can't be represented."""


class WordWriter:
    """The words of a file. `place` gives the place of one of its lines, which count from 0."""

    def __init__(
        self, links: Links, path: str, place: Callable[[int], str], notes: Mapping[str, str], references: Any
    ) -> None:
        self.place = place
        self.title = ""
        """The title of the section, which is that of a table without a caption."""
        self._links = links
        self._path = path
        self._notes = notes
        self._references = references
        self._first = self._depth = self._line = 0
        self._label = ""
        self._is_included = False

    def _nested(self, text: str, first: int = 0) -> str:
        raise NotImplementedError

    def _lose(self, what: str, detail: str = "") -> None:
        self._links.lose(what, self.place(self._line), harmless(" ".join(detail.split()))[:80])

    def _html(self, html: str) -> str:
        """The text of some HTML, and the names of its images."""
        parts, end, html = [], 0, _UNSEEN.sub("", html)
        for tag in _TAG.finditer(html):
            parts.append(escaped(unescape(html[end : tag.start()])))
            end, name = tag.end(), (tag["name"] or "").lower()
            if name == "img" and not tag["end"]:
                attributes = attributes_of(tag["rest"])
                self._lose("images", attributes.get("src", ""))
                words = attributes.get("alt") or attributes.get("src", "").rpartition("/")[2]
                parts.append(f"**Image:** {escaped(words)}\n")
            elif name and not tag["end"] and name not in ("br", "a", "hr"):
                self._lose("HTML tags", f"<{name}>")
            parts.append("\n\n" if name in _GAPS else " " if name in ("td", "th") else "")
        parts.append(escaped(unescape(html[end:])))
        return re.sub(r"\s*\n\s*\n\s*", "\n\n", re.sub(r"[ \t]*\n[ \t]*", "\n", "".join(parts)))

    def _plain(self, nodes: Iterable[SyntaxTreeNode], *, with_formulas: bool = False) -> str:
        """The words of a line without marks, such as a title or a cell; formulas in one line if wanted."""
        parts = []
        for node in nodes:
            if node.type in ("math_inline", "math_inline_double"):
                shown, mistakes = read_math(formula(node.content))
                parts.append(shown if with_formulas and not mistakes else f"${node.content}$")
            elif node.type == "myst_role":
                parts.append("" if is_silent(node) else _target(node.content)[0] or node.content)
            elif node.type in ("softbreak", "hardbreak", "html_inline"):
                parts.append(" " if not node.content.startswith(("</", "<!")) else "")
            else:
                parts.append(self._plain(node.children, with_formulas=with_formulas) if node.children else node.content)
        return harmless(" ".join("".join(parts).split()))

    def _inline(self, nodes: Iterable[SyntaxTreeNode]) -> str:
        """Some words with their marks."""
        made = ""
        for node in nodes:
            part = getattr(self, f"_inline_{node.type}", self._inline_other)(node)
            touches = (made[-1:] == "$" and part[:1].isalnum()) or (part[:1] == "$" and made[-1:].isalnum())
            made += f" {part}" if touches else part  # beside a letter, `$` begins or ends no formula
        return made

    def _inline_other(self, node: SyntaxTreeNode) -> str:
        return self._inline(node.children) if node.children else escaped(node.content)

    def _inline_softbreak(self, node: SyntaxTreeNode) -> str:
        return "\n"

    _inline_hardbreak = _inline_softbreak

    def _inline_em(self, node: SyntaxTreeNode) -> str:
        mark, words = ("*" if node.type == "em" else "**"), self._inline(node.children).strip()
        return f"{mark}{words}{mark}" if words else ""

    _inline_strong = _inline_em

    def _inline_s(self, node: SyntaxTreeNode) -> str:
        self._lose("struck out words", self._plain(node.children))
        return self._inline(node.children)

    def _inline_code_inline(self, node: SyntaxTreeNode) -> str:
        return code_span(node.content)

    def _inline_math_inline(self, node: SyntaxTreeNode) -> str:
        source = formula(node.content).replace("\n", " ")
        return f"${source}$" if MATH.fullmatch(f"${source}$") else code_span(source)

    _inline_math_inline_double = _inline_math_inline

    def _inline_image(self, node: SyntaxTreeNode) -> str:
        self._lose("images", str(node.attrs.get("src", "")))
        return escaped(self._plain(node.children))

    def _inline_html_inline(self, node: SyntaxTreeNode) -> str:
        text = self._html(node.content)
        return text.strip() or ("\n" if "\n" in text else "")

    def _inline_link(self, node: SyntaxTreeNode) -> str:
        address = str(node.attrs.get("href", ""))
        words = self._inline(node.children).strip()
        if re.match(r"(?:https?|mailto):", address, re.IGNORECASE):
            if node.markup == "autolink" or not words:
                return f"<{address}>"
            return f"[{words}]({address.replace('(', '%28').replace(')', '%29')})"
        return self._reference(
            "links", address, self._links.linked(self._path, address), words, self._plain(node.children)
        )

    def _reference(self, what: str, label: str, target: str | None, text: str, plain: str) -> str:
        """A link to what has a label, or the words of it."""
        if target is None:
            self._lose(what, label)
            return text or escaped(label)
        if target.startswith("="):
            return text if text and "%s" not in text and "{" not in text else target[1:]
        return link(target, plain)

    def _inline_myst_role(self, node: SyntaxTreeNode) -> str:
        name, content = str(node.meta.get("name", "")), node.content
        words, label = _target(content)
        bare = name.rpartition(":")[2]
        if is_silent(node):
            return ""
        if name.startswith(("cite", "footcite")):
            return citations((key.strip(), "", "") for key in re.split(r"[,;]", content))
        if name == "math":
            return self._inline_math_inline(node)
        if bare in _CODE_ROLES:
            return code_span(content)
        if name in _REFERENCES:
            words = words or (label if name == "term" else "")
            target = self._links.linked(self._path, label) if name == "doc" else None
            return self._reference("references", label, target or self._links.labelled(label), escaped(words), words)
        if name not in ("abbr", "sub", "sup", "subscript", "superscript", "guilabel"):
            self._lose("roles", name)
        return escaped(words or content)

    def _inline_text(self, node: SyntaxTreeNode) -> str:
        parts, end = list[str](), 0
        for mark in _MARKS.finditer(node.content):
            parts += [escaped(node.content[end : mark.start()]), self._mark(mark)]
            end = mark.end()
        return "".join([*parts, escaped(node.content[end:])])

    def _mark(self, mark: re.Match[str]) -> str:
        """A footnote, a citation, a reference of Quarto's, or a command of a template engine."""
        if mark["note"]:
            return self._note(mark["note"])
        cited = [_CITED.fullmatch(part.strip()) for part in (mark["cites"] or f"@{mark['key']}").split(";")]
        found = [(one["key"], one["before"].strip(), one["after"].strip(" ,")) for one in cited if one]
        targets = [self._links.labelled(key) for key, *_ in found]
        if mark["template"]:
            self._lose("template commands", mark[0])
        elif len(found) == len(cited) and all(targets):
            return ", ".join(self._reference("", "", target, "", "") for target in targets)
        elif len(found) == len(cited) and any(_QUARTO_LABEL.match(key) for key, *_ in found):
            self._lose("references", mark[0])
        elif len(found) == len(cited) and (mark["cites"] or mark["key"] in self._links.keys):
            return citations(found)
        return escaped(mark[0])

    def _note(self, label: str) -> str:
        """A footnote in brackets."""
        line, text = self._line, self._notes.get(label)
        self._lose("footnotes", "shown in brackets" if text else label)
        if not text or self._depth > 2:
            return escaped(f" ({text or label})")
        made = self._nested(text.strip())
        self._line = line
        return (
            f" ({' '.join(made.split()).rstrip('.')})"
            if not re.search(r"```|\$\$|^[->]", made)
            else f" ({escaped(text)})"
        )


def is_silent(node: SyntaxTreeNode) -> bool:
    """True of what shows no words: spaces, labels and sizes."""
    if node.type == "myst_role":
        return str(node.meta.get("name", "")) in SILENT
    return node.type == "softbreak" or (node.type == "text" and not node.content.strip())


def _target(content: str) -> tuple[str, str]:
    """The words and the target of a role: `words <target>`, or the target alone."""
    match = re.fullmatch(r"(.*?)\s*<([^<>]+)>\s*", content, re.DOTALL)
    return (match[1], match[2].strip()) if match else ("", content.strip().lstrip("~!"))


def attributes_of(text: str) -> dict[str, str]:
    """The values of attributes, as HTML and Pandoc write them."""
    return {name: a or b or c for name, a, b, c in _ATTRIBUTE.findall(text)}
