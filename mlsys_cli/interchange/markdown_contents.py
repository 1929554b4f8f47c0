"""A folder with Markdown, and its files in order: that of mdBook, MyST, Quarto or Sphinx, or that of their names."""

import os
import posixpath
import re
import tomllib
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import unquote

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

from mlsys_cli.book.author.templates import title_from
from mlsys_cli.book.author.text_edits import meaning
from mlsys_cli.errors import MlsysError, UnreadableError
from mlsys_cli.interchange.imported_entries import Loss, slug_from
from mlsys_cli.interchange.importers import read_source

_SUFFIXES = (".md", ".markdown", ".qmd", ".ipynb", ".Rmd", ".rmd", ".myst")
_MOST_FILES = 5000
"""The files of a work; chosen, not measured."""

_MOST_BYTES = 4_000_000
"""The size of a file that is read, but for a notebook, whose pictures are left out; chosen, not measured."""

_LISTING = re.compile(
    r"^(?P<fence>`{3,}|:{3,})(?:toc|\{toctree\})[^\n]*\n(?P<body>.*?)^(?P=fence)", re.MULTILINE | re.DOTALL
)
_ANCHOR = re.compile(r"^.*ANCHOR(?:_END)?:.*\n?", re.MULTILINE)


class ContentsItem(NamedTuple):
    """An entry of a table of contents: a file, the title that it gives, and what is below it."""

    path: str
    title: str = ""
    below: "Sequence[ContentsItem]" = ()

    @property
    def paths(self) -> list[str]:
        """All files here and below."""
        return [*filter(None, [self.path]), *(path for item in self.below for path in item.paths)]


class Contents(NamedTuple):
    """The title and authors of a work, as far as they are known, and its parts, of which some have no title."""

    head: dict[str, Any]
    parts: Sequence[tuple[str, Sequence[ContentsItem]]]


def speaks_for_folder(path: str) -> bool:
    """True of a file that stands before the others of its folder."""
    return Path(path).stem.lower() in ("index", "_index", "readme", "intro")


class MarkdownFolder:
    """The files of a work, by their paths in its folder; nothing outside is read."""

    def __init__(self, source: Path) -> None:
        self.shown = source if source.is_dir() else source.parent
        self.losses: list[Loss] = []
        self._root = self.shown.resolve()
        self._only = "" if source.is_dir() else source.name

    def place(self, path: str, line: int) -> str:
        """A line of a file, as it is reported."""
        return f"{self.shown / path}:{line}"

    def lose(self, what: str, path: str, line: int, detail: str) -> None:
        """Note what can't be represented."""
        self.losses.append(Loss(what, self.place(path, line), detail))

    def find(self, path: str) -> str:
        """The path of a file that may be named without its ending, or by its folder; empty if there is none."""
        bare = posixpath.normpath(path).removesuffix(".html")
        folder = bare.removesuffix("/index")
        names = (bare, *(bare + suffix for suffix in _SUFFIXES), f"{folder}/index.md", f"{folder}/README.md")
        return next((name for name in names if name.endswith(_SUFFIXES) and self._is_inside(name)), "")

    def _is_inside(self, path: str) -> bool:
        file = (self._root / path).resolve()
        return file.is_relative_to(self._root) and file.is_file()

    def text(self, path: str) -> str | None:
        """The text of a file; None if it isn't there or can't be read."""
        file = self._root / path
        try:
            is_text = self._is_inside(path) and (path.endswith(".ipynb") or file.stat().st_size <= _MOST_BYTES)
            return read_source(file) if is_text else None
        except (MlsysError, OSError):
            return None

    def included(self, path: str, name: str) -> str | None:
        """The text that a file includes: a whole file, or of its lines those with some numbers or around an anchor."""
        address, _, part = name.partition(":")
        text = self.text(posixpath.normpath(posixpath.join(posixpath.dirname(path), address)))
        if text is None:
            return None
        if numbers := re.fullmatch(r"(\d*)(:?)(\d*)", part):
            first, last = int(numbers[1] or 1), numbers[3] or ("" if numbers[2] or not part else numbers[1])
            return _ANCHOR.sub("", "\n".join(text.split("\n")[max(first, 1) - 1 : int(last) if last else None]))
        name = rf"{re.escape(part)}\b"
        found = re.search(rf"ANCHOR: *{name}.*\n((?:.*\n)*?).*ANCHOR_END: *{name}", text)
        return _ANCHOR.sub("", found[1] if found else text)

    def paths(self, pattern: str = "*") -> list[str]:
        """The paths of all files with Markdown, in natural order, those that speak for their folders first."""
        paths: list[str] = []
        for folder, folders, names in os.walk(self._root):
            folders[:] = [name for name in folders if not name.startswith((".", "_")) and name != "node_modules"]
            inside = os.path.relpath(folder, self._root)
            paths += [posixpath.normpath(f"{inside}/{name}") for name in names if name.endswith(_SUFFIXES)]
            if len(paths) > _MOST_FILES:
                hint = "import a folder within it"
                raise UnreadableError(f"{self.shown} has more than {_MOST_FILES:,} files", [hint])
        return sorted((path for path in paths if Path(path).match(pattern)), key=_natural)

    def bibliography(self) -> set[str]:
        """The keys of the works in all files of BibTeX."""
        texts = (self.text(path.relative_to(self._root).as_posix()) or "" for path in self._root.rglob("*.bib"))
        return {key for text in texts for key in re.findall(r"^\s*@\w+\s*\{\s*([^\s,{}]+)\s*,", text, re.MULTILINE)}

    # --- tables of contents

    def contents(self) -> Contents:
        """The parts of the work: those of a table of contents, or else the folders and files by their names."""
        if self._only:
            return Contents({}, [("", [ContentsItem(self._only)])])
        for name in ("SUMMARY.md", "src/SUMMARY.md", "_toc.yml", "myst.yml", "_quarto.yml"):
            if self._is_inside(name):
                head, entries = self._of_mdbook(name) if name.endswith(".md") else self._of_yaml(name)
                items = self._items(entries)
                if parts := [("", [item]) if item.path else (item.title, item.below) for item in items]:
                    return Contents(_head(head), parts)
        return Contents({}, [("", self._of_folder(""))])

    def _of_yaml(self, name: str) -> tuple[Any, list[Any]]:
        """The description of a work for Jupyter Book, MyST or Quarto, and the entries of its table of contents."""
        value = self._yaml(name)
        if name == "_toc.yml":
            first = [value["root"]] if "root" in value else []
            return self._yaml("_config.yml"), first + _list(value.get("parts") or _below(value))
        head = _dict(value.get("project" if name == "myst.yml" else "book"))
        return head, _list(head.get("toc")) + _below(head) + _list(head.get("appendices"))

    def _of_mdbook(self, name: str) -> tuple[Any, list[Any]]:
        """The description of an mdBook, and the entries of its summary: links, in lists or not, below headings."""
        folder, parts = posixpath.dirname(name), [dict[str, Any](chapters=[])]
        nodes = SyntaxTreeNode(MarkdownIt("commonmark").parse(self.text(name) or "")).children
        for number, node in enumerate(nodes):
            if node.type == "heading" and number:  # the first one is that of the summary itself
                parts.append({"part": _words(node), "chapters": []})
            parts[-1]["chapters"] += self._linked(node, folder, name)
        try:
            return tomllib.loads(self.text("book.toml") or "").get("book"), parts
        except tomllib.TOMLDecodeError:
            return {}, parts

    def _linked(self, node: SyntaxTreeNode, folder: str, name: str) -> list[Any]:
        """The entries of a summary in a node; those of a list within an item are below the item's own."""
        entries: list[Any] = []
        for child in node.children:
            if child.type == "link":
                path = unquote(str(child.attrs.get("href", "")))
                entries.append({"file": posixpath.join(folder, path) if path else "", "title": _words(child)})
                if not path:
                    line = node.parent.map[0] + 1 if node.parent and node.parent.map else 1
                    self.lose("chapters without a text", name, line, _words(child))
            elif child.type in ("bullet_list", "ordered_list") and entries:
                entries[-1]["sections"] = self._linked(child, folder, name)
            else:
                entries += self._linked(child, folder, name)
        return entries

    def _items(self, entries: Sequence[Any]) -> Iterable[ContentsItem]:
        """The items of a list of files, some of which have a title, or others below them."""
        for entry in entries:
            one = entry if isinstance(entry, dict) else {"file": entry}
            title, below = str(one.get("part") or one.get("caption") or one.get("title") or ""), _below(one)
            if "part" in one and title.endswith(_SUFFIXES):  # Quarto may have a file that introduces a part
                title, below = title_from(Path(title).stem), [title, *below]
            items, pattern = [*self._items(below)], str(one.get("glob") or one.get("pattern") or "")
            names = self.paths(pattern) if pattern else [str(one.get("file") or one.get("href") or "")]
            yield from (ContentsItem(path, title, items) for path in names if path or items)

    def _yaml(self, name: str) -> dict[str, Any]:
        value = meaning(self.text(name) or "")
        if isinstance(value, list):  # as the first versions of Jupyter Book have it
            value = {"chapters": value}
        if self._is_inside(name) and not isinstance(value, dict):
            self.lose("files that can't be read", name, 1, name)
        return _dict(value)

    def _of_folder(self, folder: str) -> list[ContentsItem]:
        """The items that an index lists, or the files of a folder and an item for each folder within it."""
        start = f"{folder}/" if folder else ""
        paths = [path for path in self.paths() if path.startswith(start)]
        own = [path for path in paths if posixpath.dirname(path) == folder]
        index = next(filter(speaks_for_folder, own), "")
        if index and (listed := self._listed(index)):
            return [ContentsItem(index), *listed]
        below = []
        for name in dict.fromkeys(path[len(start) :].partition("/")[0] for path in paths if path not in own):
            first, *rest = self._of_folder(start + name)
            if speaks_for_folder(first.path):
                below.append(ContentsItem(first.path, "", rest))
            else:
                below.append(ContentsItem("", title_from(slug_from(name)), [first, *rest]))
        return [*map(ContentsItem, own), *below]

    def _listed(self, index: str, depth: int = 0) -> list[ContentsItem]:
        """The items of the tables of contents within a file, such as those of Sphinx and d2l."""
        items = []
        for listing in _LISTING.finditer(self.text(index) or "") if depth < 6 else ():
            for line in listing["body"].split("\n"):
                name = re.sub(r".*<([^<>]+)>\s*$", r"\1", line).strip()  # "A title <file>"
                if name and (path := self.find(posixpath.join(posixpath.dirname(index), name))):
                    items.append(ContentsItem(path, below=self._listed(path, depth + 1)))
                elif name and not name.startswith((":", "-", "maxdepth")):
                    self.lose("files that can't be read", index, 1, name)
        return items


def _head(values: Any) -> dict[str, Any]:
    """The title, the authors and the summary of a book, as far as they are given."""
    values = _dict(values)
    authors = _list(values.get("authors") or values.get("author"))
    names = [str(one.get("name", "") if isinstance(one, dict) else one) for one in authors]
    texts = {"title": values.get("title"), "summary": values.get("description")}
    fields: dict[str, Any] = {key: " ".join(str(text).split()) for key, text in texts.items() if text}
    return fields | {"authors": [name for name in names if name]}


def _below(entry: dict[str, Any]) -> list[Any]:
    """The entries below one of a table of contents, whichever program has written it."""
    return _list(entry.get("sections") or entry.get("children") or entry.get("chapters"))


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value] if value else []


def _dict(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _words(node: SyntaxTreeNode) -> str:
    return "".join(child.content for child in node.walk() if not child.children)


def _natural(path: str) -> list[list[tuple[int, str]]]:
    """A key that sorts `week-2` before `week-10`, and first what speaks for a folder."""
    folders, stem = posixpath.dirname(path).lower(), Path(path).stem.lower()
    keys = [[(int(n or 0), t) for n, t in re.findall(r"(\d+)|(\D+)", name)] for name in (folders, stem)]
    return [keys[0], [] if speaks_for_folder(path) else keys[1]]
