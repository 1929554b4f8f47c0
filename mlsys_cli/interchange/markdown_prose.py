"""The prose of foreign Markdown as that of a book. What a book has no form for is text there, and reported.

`ProseWriter` has a method for each type of node of a tree, by its name.
"""

import posixpath
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import zip_longest
from pathlib import PurePath
from typing import Any
from urllib.parse import unquote

from markdown_it.tree import SyntaxTreeNode

from mlsys_cli.book.parse.prose import MATH
from mlsys_cli.interchange import markdown_tree as tree
from mlsys_cli.interchange.html_prose import markdown_of
from mlsys_cli.interchange.imported_entries import NewIds, SourceReader
from mlsys_cli.interchange.markdown_contents import MarkdownFolder
from mlsys_cli.page.markdown import code_span, fenced, hanging, prefixed
from mlsys_cli.page.math.one_line import read_math
from mlsys_cli.text.english import slug_of
from mlsys_cli.text.sanitize import harmless

_LANGUAGES = {"python3": "python", "ipython": "python", "ipython3": "python", "py": "python", "sh": "bash"}
_CELLS = {"python", "r", "julia", "bash", "sql", "mermaid", "dot", "ojs"}
_WITH_CELLS = (".qmd", ".Rmd", ".rmd")
_COMPUTED = re.compile(r"(?:\{(?:python|r|julia|ojs)\}|r) ")  # `{python} 6 * 7`
_INCLUDE = re.compile(r"\{\{\s*[#<]\s*(?:\w+_)?include\s+(\S+?)\s*>?\}\}")
_QUARTO_LABEL = re.compile(rf"(?:sec|eq|{'|'.join(tree.LABELLED)})-", re.IGNORECASE)
_MARKS = re.compile(
    r"\[(?P<cites>[^\[\]@]*@[^\[\]]+)\]|(?<![\w./@])@(?P<key>\w(?:[\w:.-]*\w)?)|(?P<template>\{\{.*?\}\}|\{%.*?%\})",
    re.DOTALL,
)
_CITED = re.compile(r"(?P<before>[^@]*?)-?@\{?(?P<key>[\w:./-]*\w)\}?[ \t]*,?(?P<after>[^@]*)")


# --- words, formulas and code as a book writes them -------------------------------------------------------------------

_SIGNS = re.compile(r"[`*$]|\\(?=[!-/:-@\[-`{-~])|(?<!\w)_|_(?!\w)|\[(?=[\[@^])|\](?=[(\[])")
_LINE_START = re.compile(r"^([ \t]*)(?:([-+>#|:])(?=[\s>#:|-]|$)|(\d+)(?=[.)](?:\s|$)))", re.MULTILINE)
_LABELS = re.compile(r"\\(?:label|tag)\*?\{[^{}]*\}|\\(?:nonumber|notag)\b")
_FORMULA_IN_TEXT = re.compile(r"\\(?:text|mbox)\{([^{}$]*)\$([^$]*)\$([^{}$]*)\}")
_ALIGNED = re.compile(r"\\(begin|end)\{(?:align(?:ed|at)?|eqnarray|gather|multline|equation|flalign)\*?\}")


def _formula(source: str) -> str:
    """A formula as the book reads it: without labels, without empty lines, and without formulas in its words."""
    source = _FORMULA_IN_TEXT.sub(r"\\text{\1}\2\\text{\3}", source)
    source = _ALIGNED.sub(r"\\\1{aligned}", _LABELS.sub("", source))
    return "\n".join(filter(str.strip, source.strip().split("\n"))).strip()


def _escaped(text: str) -> str:
    """A text without signs that the book would take for marks."""
    return _SIGNS.sub(r"\\\g<0>", harmless(text.replace("\xa0", " ")))


def _at_line_starts(text: str) -> str:
    """A text in which no line begins a list, a quote or a heading."""
    return _LINE_START.sub(lambda m: f"{m[1]}\\{m[2]}" if m[2] else f"{m[1]}{m[3]}\\", text)


def _fenced(code: str, language: str = "") -> str:
    return fenced("\n".join(map(harmless, code.expandtabs(4).split("\n"))), language)


def _code_span(content: str) -> str:
    return code_span(" ".join(harmless(content).split())) if content.strip() else ""


def _link(target: str, text: str) -> str:
    """A link to an entry with some words; without words it says the name of the entry."""
    text = " ".join(re.sub(r"[\[\]|]", " ", text).split())
    return f"[[{target.removeprefix('term:')}{f'|{text}' if text else ''}]]"


def _quoted(text: str) -> str:
    return prefixed(text.strip(), "> ") if text.strip() else ""


# --- the writer ------------------------------------------------------------------------------------------------------


class Targets(SourceReader):
    """The targets in a work of what its texts refer to, and what these give the book: tables, terms and losses.

    A target is written as in a link, such as `section:heap/why`; with `=` before it, it is the words of a reference.
    """

    def __init__(self, source: str, folder: MarkdownFolder) -> None:
        super().__init__(source)
        self.folder = folder
        self.keys = folder.bibliography()
        self.anchors: dict[tuple[str, str], str] = {}
        """The targets by file and anchor; a file itself has an empty one."""
        self.labels: dict[str, str] = {}

    def begin(self) -> None:
        """Forget what the texts have given. The second time, they find what comes further down."""
        self.entries.clear()
        self.losses[:] = self.folder.losses
        self.ids = NewIds()

    def enter(self, chapter: str) -> None:
        """Begin a chapter, in which pictures and formulas are counted anew."""
        self.chapter, self._numbers = chapter, Counter[str]()

    def add(self, kind: str, fields: dict[str, Any], origin: str, parent: str = "") -> None:
        """Add an entry to the chapter."""
        self.keep(kind, self.chapter, fields, origin, parent)

    def linked(self, path: str, address: str) -> str | None:
        """The target of an address in a file."""
        name, _, anchor = unquote(address).partition("#")
        name = name.partition("?")[0]
        folder = "" if name.startswith("/") else posixpath.dirname(path)
        file = self.folder.find(posixpath.join(folder, name.strip("/"))) if name else path
        target = self.anchors.get((file, slug_of(anchor))) or (file and self.anchors.get((file, "")))
        return target or (self.labels.get(anchor or name) if "/" not in address else None)

    def note(self, path: str, address: str) -> str | None:
        """The target of a link of Obsidian's, which may name a file without its folder."""
        name, mark, anchor = address.partition("#")
        stem = posixpath.basename(name)
        file = next((file for file, within in self.anchors if not within and stem == PurePath(file).stem), "")
        return self.linked(path, f"/{file}{mark}{anchor}" if file else address)

    def labelled(self, label: str) -> str | None:
        """The target that has a label: a section, table, term, or the words of a number."""
        return self.labels.get(label) or self.labels.get(label.lower()) or self.labels.get(f"term {slug_of(label)}")

    def number(self, kind: str, label: str) -> str:
        """The number of what has a label, among those of its kind in the chapter."""
        if not label:
            return ""
        self._numbers[kind] += 1
        self.labels[label] = f"={kind} {self._numbers[kind]}" if kind else f"=({self._numbers[kind]})"
        return f" {self._numbers[kind]}" if kind else f" \\qquad ({self._numbers[kind]})"

    def add_table(self, table: dict[str, Any], label: str) -> str:
        """The id of a new table."""
        slug = self.ids.take("table", tree.bare_label(label) or table["title"])
        self.labels |= {label: f"table:{slug}"} if label else {}
        self.add("table", {"id": slug, **table}, f"table {slug}")
        return slug

    def add_term(self, name: str, definition: str, explanation: str) -> str:
        """The id of a new term, or of the one that has this name."""
        slug = slug_of(name)
        if any(entry.kind == "term" and entry.fields["id"] == slug for entry in self.entries):
            self.lose("second definitions of a term", name)
            return slug
        self.labels[f"term {slug}"] = f"term:{slug}"
        fields = {"id": slug, "name": name, "definition": definition, "explanation": explanation}
        self.add("term", fields, f"term {slug}")
        return slug


class ProseWriter:
    """The prose of a file. `place` gives the place of one of its lines, which count from 0."""

    def __init__(self, targets: Targets, path: str, place: Callable[[int], str], definitions: dict[str, Any]) -> None:
        self.place = place
        self.title = ""
        """The title of the section, which is that of a table without a caption."""
        self._targets = targets
        self._path = path
        self._definitions = definitions
        self._label = ""
        self._is_elsewhere = False

    def prose(self, nodes: Iterable[SyntaxTreeNode]) -> str:
        """Some blocks as prose of the book."""
        return "\n\n".join(self._blocks([*nodes]))

    def title_of(self, heading: SyntaxTreeNode) -> str:
        """The words of a heading, without the id that it gives itself."""
        return tree.HEADING_ATTRIBUTES.sub("", self._plain(heading.children[0].children)) or "–"

    def _lose(self, what: str, detail: str = "") -> None:
        self._targets.lose(what, harmless(" ".join(detail.split()))[:80])

    def _elsewhere(self, text: str) -> str:
        """The prose of a text that isn't in the tree, at the place where it is asked for."""
        before, definitions, self._is_elsewhere = self._is_elsewhere, self._definitions, True
        nodes, self._definitions = tree.markdown_tree(text)
        made = self.prose(nodes)
        self._is_elsewhere, self._definitions = before, definitions
        return made

    def _included(self, name: str) -> str | None:
        """The text of another file; what that would include is left out, since it may be the file itself."""
        return None if self._is_elsewhere else self._targets.folder.included(self._path, name)

    # --- blocks

    def _blocks(self, nodes: Iterable[SyntaxTreeNode]) -> Iterator[str]:
        for node in tree.with_labels(nodes):
            if node.map and not self._is_elsewhere:
                self._targets.location = self.place(node.map[0])
            self._label = next(iter(node.meta["labels"]), "")
            if made := getattr(self, f"_{node.type}", _nothing)(node):
                yield made

    def _paragraph(self, node: SyntaxTreeNode) -> str:
        inline = node.children[0]
        if (found := _INCLUDE.fullmatch(inline.content.strip())) and (text := self._included(found[1])) is not None:
            return self._elsewhere(text)
        solid = [child for child in inline.children if child.type != "softbreak"]
        if solid and all(child.type == "image" for child in solid):
            self._label = str(solid[0].attrs.get("id", self._label))
            pictures = ((image.attrs, self._plain(image.children) or image.attrs.get("fig-alt", "")) for image in solid)
            return "\n\n".join(self._picture(str(about.get("src", "")), str(text)) for about, text in pictures)
        return _at_line_starts(self._inline(inline.children)).strip()

    def _picture(self, source: str, caption: str, kind: str = "Image") -> str:
        """The caption of a picture, or of a table that a program makes."""
        self._lose(f"{kind.lower()}s", source)
        number = self._targets.number(kind, self._label)
        return _quoted(f"**{kind}{number}:** {caption or _escaped(source.rpartition('/')[2])}")

    def _heading(self, node: SyntaxTreeNode) -> str:
        self._lose("headings within lists or boxes", self.title_of(node))
        return f"**{_escaped(self.title_of(node))}**"

    def _code_block(self, node: SyntaxTreeNode) -> str:
        return _fenced(node.content)

    def _html_block(self, node: SyntaxTreeNode) -> str:
        return self._html(node.content)

    def _html(self, html: str) -> str:
        for tag in re.findall(r"<(?!(?:br|a|hr|img)\b)[a-zA-Z][\w-]*", html):
            self._lose("HTML tags", f"{tag}>")
        return markdown_of(html, self._lose).strip()

    def _math_block(self, node: SyntaxTreeNode) -> str:
        label = re.search(r"\\label\{([^{}]*)\}", node.content)
        return self._display(node.content, node.info or (label[1] if label else self._label))

    _math_block_label = _amsmath = _math_block

    def _display(self, content: str, label: str) -> str:
        source = _formula(content)
        if "$" in source.replace("\\$", ""):
            self._lose("formulas that can't be read", source)
            return _fenced(source, "latex")
        return f"$$\n{source}{self._targets.number('', label)}\n$$" if source else ""

    def _blockquote(self, node: SyntaxTreeNode) -> str:
        return _quoted(self.prose(node.children))

    def _box(self, kind: str, title: str, body: str) -> str:
        """A quote with a heading: its kind, its number if it has a label, and its title."""
        kind = kind.rpartition(":")[2].removesuffix("-start").replace("seealso", "see also")
        word = "" if kind in ("admonition", "dropdown", "topic") else kind.capitalize()
        number = self._targets.number(word or "Box", self._label)
        title = "" if slug_of(title) == slug_of(word) or kind == "solution" else title.strip()
        head = ": ".join(filter(None, (f"{word or 'Box'}{number}" if number else word, title))).rstrip(".") or "Note"
        begins_with_words = re.match(r"[\w\"“‘(*\[$](?!\$)", body) and not re.match(r"\d+[.)]\s", body)
        head += "" if head.endswith(("?", "!")) else "."
        return _quoted(f"**{head}**{' ' if begins_with_words else chr(10) * 2}{body}")

    def _bullet_list(self, node: SyntaxTreeNode) -> str:
        items = []
        for number, item in enumerate(node.children, int(node.attrs.get("start", 1))):
            is_tight = all(child.hidden for child in item.children if child.type == "paragraph")
            text = ("\n" if is_tight else "\n\n").join(self._blocks(item.children))
            text = re.sub(r"^\[([ xX])\](?=\s)", lambda box: "☐" if box[1] == " " else "☑", text)
            items.append(hanging(text, f"{number}. " if node.type == "ordered_list" else "- "))
        return ("\n\n" if any("\n\n" in item for item in items) else "\n").join(items)

    _ordered_list = _bullet_list

    def _dl(self, node: SyntaxTreeNode) -> str:
        """A list of terms and what they mean; each becomes an entry as well."""
        entries: list[tuple[list[str], list[str]]] = []
        for child in node.children:
            if child.type == "dt":
                if not entries or entries[-1][1]:
                    entries.append(([], []))
                entries[-1][0].append(self._plain(child.children[0].children))
            else:
                entries[-1][1].extend(self._blocks(child.children))
        items = []
        for names, blocks in entries:
            text = "\n\n".join(blocks)
            for name in names:
                linked = f"**{_escaped(name)}**"
                if blocks and slug_of(name):
                    linked = _link(self._targets.add_term(name, blocks[0], "\n\n".join(blocks[1:])), name)
                items.append(hanging(f"{linked}: {text}", "- "))
        return "\n".join(items)

    def _footnote_reference(self, node: SyntaxTreeNode) -> str:
        """A footnote to which nothing refers; others are shown where they are referred to."""
        label = str(node.meta["label"])
        if self._definitions["footnotes"]["refs"][f":{label}"] >= 0:
            return ""
        self._lose("footnotes", label)
        return self.prose(node.children)

    def _table(self, node: SyntaxTreeNode) -> str:
        """A table of GFM."""
        return self._table_of([row for part in node.children for row in part.children], node.meta.get("caption", ""))

    def _drawn_table(self, node: SyntaxTreeNode) -> str:
        self._lose("tables", node.content.partition("\n")[2])
        return _fenced(node.content)

    def _table_in(self, directive: SyntaxTreeNode, caption: str, label: str) -> str:
        """The table of a directive with a caption: one of GFM, or a list of rows, each of which is a list of cells."""
        blocks = list(directive.children)
        if not caption and len(blocks) == 2 and blocks[1].type == "paragraph":
            caption = blocks.pop().children[0].content
        if len(blocks) == 1 and blocks[0].type == "table":
            blocks[0].meta.update(caption=caption, labels=[*filter(None, [label])])
            return self.prose(blocks)
        rows = [row for block in blocks for item in block.children for row in item.children]
        has_head = str(directive.meta["options"].get("header-rows", 0)) != "0"
        if len(blocks) == 1 and has_head and rows and all(row.type == "bullet_list" for row in rows):
            self._label = label
            return self._table_of(rows, caption)
        return "\n\n".join(filter(None, (self._words(caption), self.prose(blocks))))

    def _table_of(self, rows: Sequence[SyntaxTreeNode], caption: str) -> str:
        """A table of the book, placed here; one without a column to compare, or without rows, is a list."""
        (head, *body) = words = [[self._cell_words(cell) for cell in row.children] for row in rows]
        if len(head) < 2 or not body:
            return "\n".join(f"- {_escaped(' – '.join(row))}" for row in words)
        title, ids = self._plain(tree.line_tree(caption, self._definitions), with_formulas=True), NewIds()
        slugs = [ids.take("column", name) for name in head[1:]]
        table = {
            "title": title.rstrip(".") or self.title,
            "columns": [{"id": slug, "name": name} for slug, name in zip(slugs, head[1:], strict=True)],
            "rows": [
                {"aspect": first, "cells": dict(zip_longest(slugs, cells[: len(slugs)], fillvalue="–"))}
                for first, *cells in body
            ],
        }
        return f"![[table:{self._targets.add_table(table, self._label)}]]"

    def _cell_words(self, cell: SyntaxTreeNode) -> str:
        """The words of a cell, in which there is no room for pictures, links and footnotes."""
        for node in cell.walk():
            if node.type in ("image", "link", "note_link", "footnote_ref"):
                which = node.attrs.get("src") or node.attrs.get("href") or node.meta.get("label", "")
                self._lose(f"{node.type.removesuffix('_ref').removeprefix('note_')}s", str(which))
        lines = (self._plain(node.children, with_formulas=True) for node in cell.walk() if node.type == "inline")
        return " ".join(filter(None, lines)) or "–"

    # --- code and directives

    def _directive(self, node: SyntaxTreeNode) -> str:
        """A directive or a box with blocks in it."""
        name, argument, options = node.meta["name"], node.meta["argument"], node.meta["options"]
        what, nodes = tree.directive_becomes(name), [*node.children]
        label = str(options.get("name") or options.get("label") or self._label)
        if tree.is_only_printed(name, options):
            self._lose("blocks for print only", name)
            return ""
        if what == "table":
            return self._table_in(node, argument, label)
        if what == "box" and not argument and nodes and nodes[0].type == "heading":
            argument = nodes.pop(0).children[0].content
        if what == "picture" and not argument:
            return self._captioned(nodes, label, str(options.get("fig-cap") or options.get("lst-cap") or ""))
        body, self._label = self.prose(nodes), label
        if what == "box":
            return self._box(name, self._words(str(options.get("title", argument))), body)
        if what == "picture":
            return self._picture(argument, body or _escaped(str(options.get("alt", ""))))
        if not what:
            self._lose("directives", name)
        return body

    def _captioned(self, nodes: list[SyntaxTreeNode], label: str, caption: str) -> str:
        """Pictures or code of Quarto's, with the caption below them, which may be their last paragraph."""
        words = self._words(caption)
        if not words and len(nodes) > 1 and nodes[-1].type == "paragraph":
            words = self.prose([nodes.pop()])
        kind, shown = "Listing" if label.startswith("lst-") else "Image", self.prose(nodes)
        return f"{shown}\n\n{_quoted(f'**{kind}{self._targets.number(kind, label)}:** {words}')}".strip()

    def _fence(self, node: SyntaxTreeNode) -> str:
        """Code, or a directive whose lines aren't Markdown."""
        info, content = node.info.strip(), node.content
        name, argument, options = tree.read_info(info)
        what, is_directive = tree.directive_becomes(name), re.match(r"\{\w", info)
        if name == "tikz":  # a picture that is drawn by LaTeX
            self._lose("images", self._label or name)
            return ""
        if is_directive and (name in _CELLS or self._path.endswith(_WITH_CELLS) or "\n#|" in f"\n{content}"):
            return self._cell(content, name, options)
        if not is_directive and not what:
            return self._code(content, name)
        more, body, _ = tree.options_of(content)
        label = str(options.get("label") or more.get("name") or more.get("label") or self._label)
        if what == "code":
            return self._cell(body, argument.partition(" ")[0], more)
        if what == "formula":
            return self._display(body, label)
        if what == "terms":  # a definition is indented there, and has a colon in other lists
            return self._elsewhere(re.sub(r"^(\S.*)\n[ \t]+(?=\S)", r"\n\1\n: ", body, flags=re.MULTILINE))
        text = self._included(argument) if what == "file" else None
        if text is not None:
            return self._elsewhere(text) if name == "include" else _fenced(text, more.get("language", ""))
        if what == "nothing":
            return ""
        self._lose("directives", name)
        return _fenced("\n".join(filter(None, (argument, body)))) if argument or body.strip() else ""

    def _cell(self, content: str, language: str, options: Mapping[str, Any] | None = None) -> str:
        """The code of a cell without its settings, and the caption of the figure or table that it makes."""
        settings, figure, code = tree.cell_settings(content, options or {})
        if tree.is_hidden(settings):
            self._lose("hidden code", code.strip())
        code = "" if tree.is_hidden(settings) else self._code(code, language)
        self._label = str(settings.get("label") or figure.get("name") or "")
        images = (settings.get("fig-cap"), settings.get("fig-alt"), figure.get("caption"))
        captions = {"Image": next(filter(None, images), ""), "Table": settings.get("tbl-cap")}
        made = (self._picture(self._label, self._words(str(text)), kind) for kind, text in captions.items() if text)
        return "\n\n".join(filter(None, (code, *made)))

    def _code(self, content: str, language: str) -> str:
        def included(match: re.Match[str]) -> str:
            text = self._included(match[1])
            if text is None:
                self._lose("included files", match[1])
            return match[0] if text is None else text.rstrip("\n")

        language = language.lower().strip(".")
        return _fenced(_INCLUDE.sub(included, content).strip("\n"), _LANGUAGES.get(language, language))

    # --- words

    def _words(self, text: str) -> str:
        """The words of a line that isn't in the tree, with their marks."""
        return " ".join(self._inline(tree.line_tree(text, self._definitions)).split())

    def _plain(self, nodes: Iterable[SyntaxTreeNode], *, with_formulas: bool = False) -> str:
        """The words of a line without marks, such as a title or a cell; formulas in one line if wanted."""
        parts = []
        for node in nodes:
            if node.type in ("math_inline", "math_inline_double"):
                shown, mistakes = read_math(_formula(node.content))
                parts.append(shown if with_formulas and not mistakes else f"${node.content}$")
            elif node.type == "myst_role":
                shown = tree.target_of(node.content)[0] or node.content
                parts.append("" if tree.role_becomes(node.meta["name"]) == "nothing" else shown)
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
        return self._inline(node.children) if node.children else _escaped(node.content)

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
        if self._path.endswith(_WITH_CELLS) and _COMPUTED.match(node.content):
            self._lose("computed values", node.content)
        return _code_span(node.content)

    def _inline_math_inline(self, node: SyntaxTreeNode) -> str:
        source = _formula(node.content).replace("\n", " ")
        return f"${source}$" if MATH.fullmatch(f"${source}$") else _code_span(source)

    _inline_math_inline_double = _inline_math_inline

    def _inline_image(self, node: SyntaxTreeNode) -> str:
        self._lose("images", str(node.attrs.get("src", "")))
        return _escaped(self._plain(node.children))

    def _inline_html_inline(self, node: SyntaxTreeNode) -> str:
        return self._html(node.content) or ("\n" if node.content.startswith("<br") else "")

    def _inline_link(self, node: SyntaxTreeNode) -> str:
        address, words = str(node.attrs.get("href", "")), self._inline(node.children).strip()
        if re.match(r"(?:https?|mailto):", address, re.IGNORECASE):
            if node.markup == "autolink" or not words:
                return f"<{address}>"
            return f"[{words}]({address.replace('(', '%28').replace(')', '%29')})"
        target = self._targets.linked(self._path, address)
        return self._reference("links", address, target, words, self._plain(node.children))

    def _inline_note_link(self, node: SyntaxTreeNode) -> str:
        target = self._targets.note(self._path, str(node.attrs["href"]))
        if target is None:  # it may be no link, but a matrix
            self._lose("links", node.markup)
        return _escaped(node.markup) if target is None else _link(target, node.content)

    def _reference(self, what: str, label: str, target: str | None, text: str, plain: str) -> str:
        """A link to what has a label, or the words of it."""
        if target is None:
            self._lose(what, label)
            return text or _escaped(label)
        if target.startswith("="):
            return text if text and "%s" not in text and "{" not in text else target[1:]
        return _link(target, plain)

    def _inline_myst_role(self, node: SyntaxTreeNode) -> str:
        name, content = str(node.meta["name"]), node.content
        words, label = tree.target_of(content)
        match tree.role_becomes(name):
            case "nothing":
                return ""
            case "citation":
                return _citations((key.strip(), "", "") for key in re.split(r"[,;]", content))
            case "formula":
                return self._inline_math_inline(node)
            case "code":
                return _code_span(content)
            case "reference":
                words = words or (label if name == "term" else "")
                target = self._targets.linked(self._path, label) if name == "doc" else None
                target = target or self._targets.labelled(label)
                return self._reference("references", label, target, _escaped(words), words)
            case "":
                self._lose("roles", name)
        return _escaped(words or content)

    def _inline_text(self, node: SyntaxTreeNode) -> str:
        parts, end = list[str](), 0
        for mark in _MARKS.finditer(node.content):
            parts += [_escaped(node.content[end : mark.start()]), self._mark(mark)]
            end = mark.end()
        return "".join([*parts, _escaped(node.content[end:])])

    def _mark(self, mark: re.Match[str]) -> str:
        """A citation, a reference of Quarto's, or a command of a template engine."""
        if mark["template"]:
            self._lose("template commands", mark[0])
            return _escaped(mark[0])
        cited = [_CITED.fullmatch(part.strip()) for part in (mark["cites"] or f"@{mark['key']}").split(";")]
        found = [(one["key"], one["before"].strip(), one["after"].strip(" ,")) for one in cited if one]
        if len(found) < len(cited):
            return _escaped(mark[0])
        targets = [self._targets.labelled(key) for key, *_ in found]
        if all(targets):
            return ", ".join(self._reference("", "", target, "", "") for target in targets)
        if any(_QUARTO_LABEL.match(key) for key, *_ in found):
            self._lose("references", mark[0])
        elif mark["cites"] or mark["key"] in self._targets.keys:
            return _citations(found)
        return _escaped(mark[0])

    def _inline_footnote_ref(self, node: SyntaxTreeNode) -> str:
        """A footnote in brackets; one that is in itself is only its name there."""
        label, location = str(node.meta.get("label", "")), self._targets.location
        if label:
            note = self._definitions["notes"].pop(label, None)
            text = self.prose(note.children) if note else _escaped(label)
            self._definitions["notes"] |= {label: note} if note else {}
        else:
            text = self._words(self._definitions["footnotes"]["list"][node.meta["id"]]["content"])
        self._targets.location = location
        self._lose("footnotes", "shown in brackets" if text != label else label)
        return f" ({' '.join(text.split()).rstrip('.')})"


def _nothing(node: SyntaxTreeNode) -> str:
    return ""  # rules between parts, and comments


def _citations(cited: Iterable[tuple[str, str, str]]) -> str:
    """Citations of keys, each with the words before and after it."""
    parts: list[str] = []
    for key, before, after in cited:
        place = re.sub(r"[\[\];@]", "", after).strip()
        parts += [*filter(None, [_escaped(before)]), f"[@{key}{f', {place}' if place else ''}]"]
    return " ".join(parts)
