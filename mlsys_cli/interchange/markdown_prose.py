"""The prose of foreign Markdown files as that of a book. What a book has no form for is text there, and reported."""

import re
from collections.abc import Iterable, Iterator, Mapping
from textwrap import indent
from typing import Any

from markdown_it.tree import SyntaxTreeNode

from mlsys_cli.interchange.markdown_marks import at_line_starts, escaped, fenced, formula, link, quoted
from mlsys_cli.interchange.markdown_source import cell_of, options_of, parsed, prepared, slug_of
from mlsys_cli.interchange.markdown_words import SILENT, WordWriter, attributes_of, is_silent

_DEEPEST = 12
"""The boxes within each other that are read; chosen, not measured."""

_BOXES = {
    "note", "tip", "hint", "important", "warning", "caution", "danger", "error", "attention", "seealso", "admonition",
    "abstract", "info", "success", "question", "failure", "bug", "example", "quote", "todo", "exercise", "solution",
    "theorem", "lemma", "proof", "definition", "corollary", "proposition", "remark", "algorithm", "axiom", "property",
    "observation", "conjecture", "criterion", "assumption", "dropdown", "topic", "admonish",
}  # fmt: skip  # several words a line
"""The directives whose text stands in a box, which becomes a quote with a heading."""

_OPEN = {
    "margin", "sidebar", "card", "grid", "grid-item", "grid-item-card", "tab-set", "tab-item", "div", "container",
    "epigraph", "only", "aside", "toggle", "panel-tabset", "column-margin", "incremental", "layout",
}  # fmt: skip  # several words a line
"""The directives that only say where or how their text is shown."""


_CODE = {"code-cell", "code-block", "code", "sourcecode", "parsed-literal", "prompt"}
_LANGUAGE_CELLS = {"python", "r", "julia", "bash", "sql", "mermaid", "dot", "ojs"}
_LANGUAGES = {"python3": "python", "ipython": "python", "ipython3": "python", "py": "python", "sh": "bash"}
_ATTRIBUTES = re.compile(r"\{\s*(?P<words>[#.][^{}]*)\}")  # {#fig-loop .callout-note title="Mind"}
_DIRECTIVE = re.compile(r"\{(?P<name>[\w:.+-]+)[^{}]*\}\s*(?P<rest>.*)", re.DOTALL)  # {note} Title
_INCLUDE = re.compile(r"\{\{\s*[#<]\s*(?:\w+_)?include\s+(\S+?)\s*>?\}\}")
_CAPTION = re.compile(r"^(?:: ?|:?Table: )(?P<words>.*?)(?:\s*\{#(?P<id>[\w:.-]+)[^{}]*\})?$", re.DOTALL)


class ProseWriter(WordWriter):
    """The prose of a file."""

    def prose(self, nodes: Iterable[SyntaxTreeNode]) -> str:
        """Some blocks as prose of the book."""
        return "\n\n".join(self._blocks([*nodes]))

    def title_of(self, heading: SyntaxTreeNode) -> str:
        """The words of a heading."""
        return self._plain(heading.children[0].children) or "–"

    def labels_in(self, paragraph: SyntaxTreeNode) -> list[str]:
        """The label of what stands above a paragraph, if it begins with one."""
        return [*filter(None, [_label_in(paragraph.children[0].children[:1])])]

    def _included(self, name: str) -> str | None:
        """The text of another file; what that would include is left out, since it may be the file itself."""
        return None if self._is_included else self._links.included(self._path, name)

    def _nested_file(self, text: str) -> str:
        self._is_included = True
        made = self._nested(text)
        self._is_included = False
        return made

    def _nested(self, text: str, first: int = 0) -> str:
        """The prose of a text that stands within another one, some lines below its beginning."""
        if self._depth >= _DEEPEST:
            self._lose("boxes within too many others")
            return fenced(text)
        before, label = self._first, self._label
        self._first, self._depth, self._label = before + first, self._depth + 1, ""
        made = self.prose(parsed(prepared(text).text, {"references": dict(self._references)}))
        self._first, self._depth, self._label = before, self._depth - 1, label
        return made

    # --- blocks

    def _blocks(self, nodes: list[SyntaxTreeNode]) -> Iterator[str]:
        for index, node in enumerate(nodes):
            if node.map and not self._is_included:
                self._line = self._first + node.map[0]
            if node.type == "myst_target":
                self._label = node.content
                continue
            near = [*nodes[index + 1 : index + 2], *nodes[max(index - 1, 0) : index]]
            if node.type == "table":
                made = self._table(node, near)
            elif _caption_of(node) and any(other.type == "table" for other in near):
                made = ""
            else:
                self._label = self._label or _label_below(near[:1])
                made = getattr(self, f"_{node.type}", _nothing)(node)
            if made:
                yield made
            self._label = ""

    def _paragraph(self, node: SyntaxTreeNode) -> str:
        if found := _INCLUDE.fullmatch(_source(node).strip()):
            text = self._included(found[1])
            if text is not None:
                return self._nested_file(text)
        inline = node.children[0].children if node.children else []
        solid = [child for child in inline if not is_silent(child)]
        if solid and all(child.type == "image" for child in solid):
            self._label = str(solid[0].attrs.get("id", self._label or _label_in(inline)))
            return "\n\n".join(self._picture(str(i.attrs.get("src", "")), self._plain(i.children)) for i in solid)
        return at_line_starts(self._inline(inline)).strip()

    def _picture(self, source: str, caption: str) -> str:
        self._lose("images", source)
        number = f" {self._links.number('Image', self._label)}" if self._label else ""
        return quoted(f"**Image{number}:** {caption or escaped(source.rpartition('/')[2])}")

    def _heading(self, node: SyntaxTreeNode) -> str:
        self._lose("headings within lists or boxes", self.title_of(node))
        return f"**{self.title_of(node)}**"

    def _code_block(self, node: SyntaxTreeNode) -> str:
        return fenced(node.content)

    def _math_block(self, node: SyntaxTreeNode) -> str:
        label = node.info or (found[1] if (found := re.search(r"\\label\{([^{}]*)\}", node.content)) else self._label)
        return self._display(node.content, label)

    _math_block_label = _amsmath = _math_block

    def _display(self, content: str, label: str) -> str:
        source = formula(content)
        if "$" in source.replace("\\$", ""):
            self._lose("formulas that can't be read", source)
            return fenced(source, "latex")
        number = f" \\qquad ({self._links.number('', label)})" if label else ""
        return f"$$\n{source}{number}\n$$" if source else ""

    def _blockquote(self, node: SyntaxTreeNode) -> str:
        first = node.children[0] if node.children else node
        if box := re.match(r"\[!(\w+)\][-+]?[ \t]*([^\n]*)\n?", _source(first) if first.type == "paragraph" else ""):
            rest = self._nested(_source(first)[box.end() :])  # of GitHub and Obsidian
            return self._box(
                box[1], escaped(box[2]), "\n\n".join([*filter(None, [rest]), *self._blocks(node.children[1:])])
            )
        return quoted(self.prose(node.children))

    def _admonition(self, node: SyntaxTreeNode) -> str:
        title = next((self._plain(child.children) for child in node.children if child.type == "admonition_title"), "")
        body = self.prose(child for child in node.children if child.type != "admonition_title")
        return self._box(str(node.meta.get("tag", "note")), title, body)

    def _box(self, kind: str, title: str, body: str) -> str:
        """A quote with a heading: its kind, its number if it has a label, and its title."""
        word = "" if kind in ("admonition", "dropdown", "topic") else kind.replace("seealso", "see also").capitalize()
        number = f" {self._links.number(word or 'Box', self._label)}" if self._label else ""
        title = "" if slug_of(title) == slug_of(word) else title.strip()
        head = ": ".join(filter(None, (f"{word}{number}".strip(), title))).rstrip(".") or "Note"
        begins_with_words = re.match(r"[\w\"“‘(*\[$](?!\$)", body) and not re.match(r"\d+[.)]\s", body)
        return quoted(f"**{head}.**{' ' if begins_with_words else chr(10) * 2}{body}")

    def _bullet_list(self, node: SyntaxTreeNode) -> str:
        first = int(node.attrs.get("start", 1))
        items = []
        for number, item in enumerate(node.children, first):
            paragraphs = [child for child in item.children if child.type == "paragraph"]
            gap = "\n" if all(child.hidden for child in paragraphs) else "\n\n"
            text = re.sub(
                r"^\[([ xX])\](?=\s)", lambda box: "☐" if box[1] == " " else "☑", gap.join(self._blocks(item.children))
            )
            mark = f"{number}. " if node.type == "ordered_list" else "- "
            items.append(mark + indent(text, " " * len(mark)).lstrip())
        return ("\n\n" if any("\n\n" in item for item in items) else "\n").join(items)

    _ordered_list = _bullet_list

    def _html_block(self, node: SyntaxTreeNode) -> str:
        return at_line_starts(self._html(node.content)).strip()

    def _dl(self, node: SyntaxTreeNode) -> str:
        items, names = [], list[str]()
        for child in node.children:
            if child.type == "dt":
                names.append(self._plain(child.children[0].children))
            else:
                blocks = [*self._blocks(child.children)]
                text = indent("\n\n".join(blocks), "  ").lstrip()
                items += [f"- {self._term(name, blocks)}: {text}" for name in names]
                names = []
        return "\n".join(items)

    def _term(self, name: str, blocks: list[str]) -> str:
        """The link to a term that a list defines."""
        if not (blocks and slug_of(name)):
            return f"**{escaped(name)}**"
        slug = self._links.add_term(name, blocks[0], "\n\n".join(blocks[1:]), self.place(self._line))
        return link(slug, name)

    def _table(self, node: SyntaxTreeNode, near: list[SyntaxTreeNode]) -> str:
        caption = next(filter(None, map(_caption_of, near)), None)
        label = (caption and caption["id"]) or self._label or _label_below(near[:1])
        rows = [[self._words_of_cell(cell) for cell in row.children] for part in node.children for row in part.children]
        return self._tabled(
            rows, " ".join(re.sub(r"\s*\{\w+\}`.*", "", caption["words"]).split()) if caption else "", label
        )

    def _words_of_cell(self, cell: SyntaxTreeNode) -> str:
        return self._plain(cell.children[0].children if cell.children else [], with_formulas=True)

    def _tabled(self, rows: list[list[str]], caption: str, label: str) -> str:
        """A table of the book, placed here; one without a column to compare, or without rows, is a list."""
        head, *body = rows or [[]]
        if len(head) < 2 or not body:
            return "\n".join(f"- {escaped(' – '.join(filter(None, row)))}" for row in rows if any(row))
        ids: list[str] = []
        for number, name in enumerate(head[1:], 1):
            slug = slug_of(name) or f"column-{number}"
            ids.append(slug if slug not in ids else f"{slug}-{number}")
        columns = [{"id": slug, "name": name or "–"} for slug, name in zip(ids, head[1:], strict=True)]
        lines = [(row[0] or "–", dict(zip(ids, [*row[1:], *[""] * len(ids)], strict=False))) for row in body if row]
        table = {
            "title": caption.rstrip(".") or self.title,
            "columns": columns,
            "rows": [
                {"aspect": name, "cells": {slug: cell or "–" for slug, cell in cells.items()}} for name, cells in lines
            ],
        }
        return f"![[table:{self._links.add_table(table, label, self.place(self._line))}]]"

    # --- code and directives

    def _fence(self, node: SyntaxTreeNode) -> str:
        info, content, is_box = node.info.strip(), node.content, node.type == "colon_fence"
        options, body, skipped = options_of(content)
        self._label = str(options.get("name") or options.get("label") or self._label)
        first = (node.map[0] if node.map else 0) + 1 + skipped
        if attributes := _ATTRIBUTES.match(info):  # of Pandoc, Quarto and d2l
            words = attributes["words"]
            name = found[1] if (found := re.search(r"\.([\w+-]+)", words)) else ""
            if not is_box:
                return self._code(content, name)
            self._label = found[1] if (found := re.search(r"#([\w:.-]+)", words)) else self._label
            options |= attributes_of(words)
            return self._directive(name.removeprefix("callout-"), options.get("title", ""), options, (body, first))
        directive = _DIRECTIVE.match(info)
        if directive is None and not is_box and not re.match(r"(?:toc|eval_rst|admonish)\b", info):
            return self._code(content, re.split(r"[\s,{]", info, maxsplit=1)[0])
        name, rest = (directive["name"], directive["rest"]) if directive else info.partition(" ")[::2]
        name = name.lower().removeprefix("callout-")
        if not is_box and (
            name in _LANGUAGE_CELLS or self._path.endswith((".qmd", ".Rmd")) or "\n#|" in f"\n{content}"
        ):
            return self._cell(content, name, {})
        return self._directive(name, rest.strip(), options, (body, first), is_box=is_box)

    _colon_fence = _fence

    def _cell(self, content: str, language: str, options: Mapping[str, Any]) -> str:
        """The code of a cell, and the caption of the figure that it draws."""
        code, self._label, caption = cell_of(content, options)
        picture = self._picture(self._label, " ".join(self._nested(caption).split())) if caption else ""
        return "\n\n".join(filter(None, (self._code(code, language), picture)))

    def _code(self, content: str, language: str) -> str:
        def included(match: re.Match[str]) -> str:
            text = self._included(match[1])
            if text is None:
                self._lose("included files", match[1])
            return match[0] if text is None else text.rstrip("\n")

        language = language.lower().strip(".")
        return fenced(_INCLUDE.sub(included, content).strip("\n"), _LANGUAGES.get(language, language))

    def _directive(
        self, name: str, rest: str, options: Mapping[str, Any], text: tuple[str, int], *, is_box: bool = True
    ) -> str:
        """A directive of MyST or a div of Pandoc, by the text in it and the line at which that begins."""
        body, _ = text
        bare = name.rpartition(":")[2]
        if name in SILENT or bare.removesuffix("-end") in _BOXES - {bare}:
            return ""
        if name in _CODE:
            return self._cell(body, rest.partition(" ")[0], options)
        if name == "math":
            return self._display(body, self._label)
        if name in ("figure", "image"):
            words = self._nested(*text) if body.strip() else escaped(options.get("alt", ""))
            return self._picture(rest, words)
        if name in ("table", "list-table"):
            return self._table_directive(rest, *text)
        if name == "glossary":
            return self._glossary(*text)
        if name in ("include", "literalinclude"):
            included = self._included(rest)
            if included is not None:
                return (
                    self._nested_file(included) if name == "include" else fenced(included, options.get("language", ""))
                )
        if name == "raw" and "html" in rest:
            return self._html(body).strip()
        if bare.removesuffix("-start") in _BOXES:
            kind, _, title = rest.partition(" ") if bare == "admonish" else (bare.removesuffix("-start"), "", rest)
            title = "" if kind == "solution" else " ".join(self._nested(options.get("title", title)).split())
            return self._box(kind or "note", title, self._nested(*text))
        if name in _OPEN:
            return self._nested(*text)
        self._lose("directives", name)
        if is_box:
            return self._nested(*text)
        return fenced("\n".join(filter(None, (rest, body)))) if rest or body.strip() else ""

    def _table_directive(self, title: str, body: str, first: int) -> str:
        nodes, label = parsed(prepared(body).text, {"references": dict(self._references)}), self._label
        if len(nodes) == 1 and nodes[0].type == "table":
            return self._tabled(
                [[*map(self._words_of_cell, row.children)] for part in nodes[0].children for row in part.children],
                title,
                label,
            )
        if len(nodes) == 1 and nodes[0].type == "bullet_list":
            rows = [item.children[0].children for item in nodes[0].children if item.children]
            return self._tabled(
                [["".join(map(self._words_of_cell, cell.children[:1])) for cell in row] for row in rows], title, label
            )
        return self._nested(body, first)

    def _glossary(self, body: str, first: int) -> str:
        """The names of a glossary; what they mean stands in their terms."""
        entries: list[tuple[list[str], list[str]]] = []
        for line in body.split("\n"):
            if line.strip() and not line.startswith((" ", "\t", ": ")):
                if not entries or entries[-1][1]:
                    entries.append(([], []))
                entries[-1][0].append(line.partition(" : ")[0].strip())
            elif entries:
                entries[-1][1].append(line.removeprefix(":").strip())
        texts = [(names, self._nested("\n".join(lines), first).split("\n\n")) for names, lines in entries]
        return "\n".join(f"- {self._term(name, [*filter(None, blocks)])}" for names, blocks in texts for name in names)


def _nothing(node: SyntaxTreeNode) -> str:
    return ""  # rules between parts, comments, and the ends of blocks show nothing


def _source(node: SyntaxTreeNode) -> str:
    return "\n".join(child.content for child in node.children)


def _caption_of(node: SyntaxTreeNode) -> re.Match[str] | None:
    return _CAPTION.match(_source(node)) if node.type == "paragraph" else None


def _label_in(nodes: Iterable[SyntaxTreeNode]) -> str:
    roles = (node for node in nodes if node.type == "myst_role" and node.meta.get("name") in ("label", "eqlabel"))
    return next((node.content for node in roles), "")


def _label_below(nodes: list[SyntaxTreeNode]) -> str:
    """The label in a paragraph that has nothing else, as d2l writes it below a formula, figure or table."""
    inline = nodes[0].children[0].children if nodes and nodes[0].type == "paragraph" and nodes[0].children else []
    return _label_in(inline) if all(map(is_silent, inline)) else ""
