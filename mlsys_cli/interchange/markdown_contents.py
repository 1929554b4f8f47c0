"""A folder with Markdown, and its files in order: that of mdBook, MyST, Quarto or Sphinx, or that of their names."""

import os
import posixpath
import re
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import unquote

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

_ENTRY = re.compile(r"^(?P<indent>\s*)(?:[-*+]\s+)?\[(?P<title>.*?)\]\((?P<path>[^()]*)\)\s*$")  # "- [Why](why.md)"
_LISTING = re.compile(
    r"^(?P<fence>`{3,}|:{3,})(?:toc|\{toctree\})[^\n]*\n(?P<body>.*?)^(?P=fence)", re.MULTILINE | re.DOTALL
)
_ANCHOR = re.compile(r"^.*ANCHOR(?:_END)?:.*\n?", re.MULTILINE)


class ContentsItem(NamedTuple):
    """A line of a table of contents: a file, the title that it gives, and what is below it."""

    path: str
    title: str = ""
    below: "Sequence[ContentsItem]" = ()

    @property
    def paths(self) -> list[str]:
        """All files here and below."""
        return [*filter(None, [self.path]), *(path for item in self.below for path in item.paths)]


class ContentsPart(NamedTuple):
    """A part of the work, perhaps without a title."""

    title: str
    items: Sequence[ContentsItem]


class Contents(NamedTuple):
    """The title and authors of a work, as far as they are known, and its parts."""

    head: dict[str, Any]
    parts: Sequence[ContentsPart]


def speaks_for_folder(path: str) -> bool:
    """True of a file that stands before the others of its folder."""
    return Path(path).stem.lower() in ("index", "readme", "intro")


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

    def find(self, path: str) -> str:
        """The path of a file that may be named without its ending, or by its folder; empty if there is none."""
        path = posixpath.normpath(path)
        bare = path.removesuffix(".html")
        folder = bare.removesuffix("/index")
        for name in (
            path,
            *(bare + suffix for suffix in _SUFFIXES),
            *(f"{folder}/{n}.md" for n in ("index", "README")),
        ):
            if name.endswith(_SUFFIXES) and self._is_inside(name):
                return name
        return ""

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
        first, colon, last = part.partition(":")
        if (first + last).isdigit():
            lines = text.split("\n")[max(int(first or 1), 1) - 1 :]
            text = "\n".join(lines[: int(last) - int(first or 1) + 1] if last else lines if colon else lines[:1])
        elif part:
            found = re.search(
                rf"ANCHOR: *{re.escape(part)}\b.*\n(.*?)^.*ANCHOR_END: *{re.escape(part)}\b",
                text,
                re.MULTILINE | re.DOTALL,
            )
            text = found[1] if found else text
        return _ANCHOR.sub("", text)

    def paths(self, pattern: str = "*") -> list[str]:
        """The paths of all files with Markdown, in natural order, those that speak for their folders first."""
        paths: list[str] = []
        for folder, folders, names in os.walk(self._root):
            folders[:] = [name for name in folders if not name.startswith((".", "_")) and name != "node_modules"]
            inside = os.path.relpath(folder, self._root)
            paths += [posixpath.normpath(f"{inside}/{name}") for name in names if name.endswith(_SUFFIXES)]
            if len(paths) > _MOST_FILES:
                raise UnreadableError(
                    f"{self.shown} has more than {_MOST_FILES:,} files", ["import a folder within it"]
                )
        return sorted((path for path in paths if Path(path).match(pattern)), key=_natural)

    def bibliography(self) -> set[str]:
        """The keys of the works in all files of BibTeX."""
        texts = (self.text(path.relative_to(self._root).as_posix()) or "" for path in self._root.rglob("*.bib"))
        return {key for text in texts for key in re.findall(r"^\s*@\w+\s*\{\s*([^\s,{}]+)\s*,", text, re.MULTILINE)}

    # --- tables of contents

    def contents(self) -> Contents:
        """The parts of the work: those of a table of contents, or else the folders and files by their names."""
        if self._only:
            return Contents({}, [ContentsPart("", [ContentsItem(self._only)])])
        readers = {
            **dict.fromkeys(("SUMMARY.md", "src/SUMMARY.md"), self._of_mdbook),
            "_toc.yml": self._of_jupyter,
            "myst.yml": self._of_myst,
            "_quarto.yml": self._of_quarto,
        }
        for name, reader in readers.items():
            if self._is_inside(name):
                head, parts = reader(name)
                if filled := [part for part in parts if part.items]:
                    return Contents(head, filled)
        return Contents({}, [ContentsPart("", self._of_folder(""))])

    def _of_mdbook(self, name: str) -> Contents:
        root, parts = posixpath.dirname(name), [("", list[ContentsItem]())]
        stack: list[tuple[int, list[ContentsItem]]] = []
        for number, line in enumerate((self.text(name) or "").split("\n"), 1):
            if heading := re.match(r"#\s+(.+)", line):
                parts += [(heading[1].strip(), [])] if number > 1 or len(heading[1].split()) > 1 else []
                stack = []
            elif match := _ENTRY.match(line):
                depth = len(match["indent"].expandtabs(4))
                stack = [one for one in stack if one[0] < depth]
                path, below = unquote(match["path"]).strip("<>"), list[ContentsItem]()
                if not path:
                    self.losses.append(Loss("chapters without a text", self.place(name, number), match["title"]))
                title = re.sub(r"[*`_]", "", match["title"])
                item = ContentsItem(posixpath.join(root, path) if path else "", title, below)
                (stack[-1][1] if stack else parts[-1][1]).append(item)
                stack.append((depth, below))
        try:
            book = tomllib.loads(self.text("book.toml") or "").get("book", {})
        except tomllib.TOMLDecodeError:
            book = {}
        return Contents(_head(book), [ContentsPart(title, items) for title, items in parts])

    def _of_jupyter(self, name: str) -> Contents:
        toc = self._yaml(name)
        first = [ContentsItem(str(toc["root"]))] if "root" in toc else []
        groups = _dicts(toc.get("parts")) or [toc]
        parts = [
            ContentsPart(str(g.get("caption", "")), self._items(g.get("chapters") or g.get("sections"))) for g in groups
        ]
        return Contents(_head(self._yaml("_config.yml")), [ContentsPart("", first), *parts])

    def _of_myst(self, name: str) -> Contents:
        project = self._yaml(name).get("project")
        project = project if isinstance(project, dict) else {}
        parts: list[ContentsPart] = []
        for entry in _dicts(project.get("toc")):
            is_part = "children" in entry and "file" not in entry
            items = self._items(entry["children"] if is_part else [entry])
            parts.append(ContentsPart(str(entry.get("title", "")) if is_part else "", items))
        return Contents(_head(project), parts)

    def _of_quarto(self, name: str) -> Contents:
        book = self._yaml(name).get("book")
        book = book if isinstance(book, dict) else {}
        parts: list[ContentsPart] = []
        for entry in [*_list(book.get("chapters")), *_list(book.get("appendices"))]:
            if isinstance(entry, dict) and "part" in entry:
                title = str(entry["part"])
                items = self._items(entry.get("chapters"))
                heading = re.search(r"^#\s+(.*?)\s*(?:\{[^{}]*\})?$", self.text(title) or "", re.MULTILINE)
                is_file = title.endswith(_SUFFIXES)
                parts.append(
                    ContentsPart(
                        heading[1] if heading else title, [*([ContentsItem(title)] if is_file else []), *items]
                    )
                )
            else:
                parts.append(ContentsPart("", self._items([entry])))
        return Contents(_head(book), parts)

    def _items(self, entries: Any) -> list[ContentsItem]:
        """The items of a list of files, some of which have a title, or others below them."""
        items: list[ContentsItem] = []
        for entry in _list(entries):
            one = entry if isinstance(entry, dict) else {"file": entry}
            below = self._items(one.get("sections") or one.get("children") or one.get("chapters"))
            pattern = str(one.get("glob") or one.get("pattern") or "")
            names = self.paths(pattern) if pattern else [str(one.get("file") or one.get("href") or "")]
            items += [ContentsItem(path, str(one.get("title") or ""), below) for path in names if path or below]
        return items

    def _yaml(self, name: str) -> dict[str, Any]:
        value = meaning(self.text(name) or "")
        if not isinstance(value, dict):
            self.losses.append(Loss("files that can't be read", self.place(name, 1), name))
            return {}
        return value

    def _of_folder(self, folder: str) -> list[ContentsItem]:
        """The items that an index lists, or the files of a folder and an item for each folder within it."""
        start = f"{folder}/" if folder else ""
        paths = [path for path in self.paths() if path.startswith(start)]
        own = [path for path in paths if posixpath.dirname(path) == folder]
        index = next(filter(speaks_for_folder, own), "")
        if index and (listed := self._listed(index)):
            return [ContentsItem(index), *listed]
        folders = dict.fromkeys(path[len(start) :].partition("/")[0] for path in paths if path not in own)
        below = []
        for name in sorted(folders, key=_natural):
            first, *rest = self._of_folder(start + name)
            is_head = speaks_for_folder(first.path)
            title = "" if is_head else title_from(slug_from(name))
            below.append(ContentsItem(first.path if is_head else "", title, rest if is_head else [first, *rest]))
        return [*map(ContentsItem, own), *below]

    def _listed(self, index: str, depth: int = 0) -> list[ContentsItem]:
        """The items of the tables of contents within a file, such as those of Sphinx and d2l."""
        items = []
        for listing in _LISTING.finditer(self.text(index) or "") if depth < 6 else ():
            for line in listing["body"].split("\n"):
                name = (match[1] if (match := re.search(r"<([^<>]+)>\s*$", line)) else line).strip()
                if name and not name.startswith((":", "-", "maxdepth")):
                    path = self.find(posixpath.join(posixpath.dirname(index), name))
                    items += [ContentsItem(path, below=self._listed(path, depth + 1))] if path else []
                    if not path:
                        self.losses.append(Loss("files that can't be read", self.place(index, 1), name))
        return items


def _head(values: Any) -> dict[str, Any]:
    """The title, the authors and the summary of a book, as far as they are given."""
    values = values if isinstance(values, dict) else {}
    authors = _list(values.get("authors") or values.get("author"))
    names = [str(one.get("name", "") if isinstance(one, dict) else one) for one in authors]
    texts = {"title": values.get("title"), "summary": values.get("description")}
    fields = {key: " ".join(str(text).split()) for key, text in texts.items() if text}
    return fields | ({"authors": [name for name in names if name]} if any(names) else {})


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value] if value else []


def _dicts(value: Any) -> list[dict[str, Any]]:
    return [one for one in _list(value) if isinstance(one, dict)]


def _natural(path: str) -> list[list[tuple[int, str]]]:
    """A key that sorts `week-2` before `week-10`, and first what speaks for a folder."""
    folders, stem = posixpath.dirname(path).lower(), Path(path).stem.lower()
    keys = [[(int(n or 0), t) for n, t in re.findall(r"(\d+)|(\D+)", name)] for name in (folders, stem)]
    return [keys[0], [] if speaks_for_folder(path) else keys[1]]
