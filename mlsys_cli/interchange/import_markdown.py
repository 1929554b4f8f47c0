"""Markdown: an mdBook, a Jupyter Book or MyST project, a Quarto book, a folder of notes or of terms, or a file."""

import posixpath
from collections import Counter
from collections.abc import Container, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from markdown_it.tree import SyntaxTreeNode

from mlsys_cli.book.author.templates import title_from
from mlsys_cli.errors import UnreadableError
from mlsys_cli.interchange.imported_entries import ImportedEntry, ImportedSource, Loss, NewIds, slug_from
from mlsys_cli.interchange.importers import ImportOptions, require_library
from mlsys_cli.interchange.markdown_contents import ContentsItem, MarkdownFolder, speaks_for_folder
from mlsys_cli.interchange.markdown_prose import ProseWriter
from mlsys_cli.interchange.markdown_source import front_matter, notebook, parsed, prepared, slug_of

OPTIONS = ()

_TERM_KEYS = {"related_terms", "see_also", "synonyms", "definition"}
"""Keys of front matter that only the entries of a glossary have."""

_LONGEST_SUMMARY = 500
"""The characters of a first paragraph that can be the summary of a chapter; chosen, not measured."""


class _Section:
    """A heading, the blocks below it, and the sections of lower levels; a file is one, too, at level 0."""

    def __init__(self, title: str, level: int, file: "_MarkdownFile", line: int, labels: Sequence[str] = ()) -> None:
        self.title = title
        self.level = level
        self.file = file
        self.line = line
        self.labels = [*labels]
        self.nodes: list[SyntaxTreeNode] = []
        self.below: list[_Section] = []
        self.slug = ""
        self.target = ""

    def all_below(self) -> "Iterator[_Section]":
        """The section itself, and all sections below it."""
        yield self
        for below in self.below:
            yield from below.all_below()


class _MarkdownFile:
    """A file of the work: its front matter, and its sections below one for the whole file."""

    def __init__(self, path: str, front: Mapping[str, Any], writer: ProseWriter) -> None:
        self.path = path
        self.front = front
        self.writer = writer
        label = front.get("label")
        self.top = _Section(str(front.get("title") or ""), 0, self, 0, [str(label)] if label else [])

    def divide(self, nodes: Sequence[SyntaxTreeNode], ids: Mapping[int, str]) -> None:
        """Put the blocks under their headings. The heading that names the file is no section."""
        given, labels, stack = self.top.title, list[str](), [self.top]
        is_named = at_heading = False
        for node in nodes:
            line = node.map[0] if node.map else 0
            if node.type == "heading":
                title = self.writer.title_of(node)
                level, labels = int(node.tag[1]), [*labels, *([ids[line]] if line in ids else [])]
                names_file = level == 1 and not is_named and len(stack) == 1 and slug_of(given) in ("", slug_of(title))
                if names_file:
                    self.top.title, self.top.line, is_named = title, line, True
                    self.top.labels += labels
                else:
                    while stack[-1].level >= level:
                        stack.pop()
                    section = _Section(title, level, self, line, labels)
                    stack[-1].below.append(section)
                    stack.append(section)
                labels, at_heading = [], True
                continue
            if node.type == "myst_target":
                labels.append(node.content)
            elif node.type == "paragraph" and at_heading:
                stack[-1].labels += self.writer.labels_in(node)  # as d2l writes them, below a heading
            at_heading = False
            stack[-1].nodes.append(node)


def read(source: Path, options: ImportOptions) -> ImportedSource:
    """The chapters, sections, tables and terms of a work, in the order of its table of contents."""
    require_library("mdit_py_plugins")
    if not source.exists():
        raise UnreadableError(f"there is no file or folder {source}")
    work = _Work(source)
    for _ in range(2):  # the second time, texts find the tables, terms and numbers that come further down
        work.write()
    if not any(entry.kind in ("section", "term") for entry in work.entries):
        raise UnreadableError(f"{source} has no Markdown files that can be read")
    return ImportedSource(source.resolve().name, work.entries, work.losses)


class _Work:
    """All files of a work, and the entries that are made of them. It is the `Links` of its prose."""

    def __init__(self, source: Path) -> None:
        self._name = source.resolve().stem
        self._folder = MarkdownFolder(source)
        self._files: dict[str, _MarkdownFile | None] = {}
        self._anchors: dict[tuple[str, str], str] = {}
        self._labels: dict[str, str] = {}
        self._chapters: list[tuple[str, str, _Section]] = []
        self._glossaries: list[tuple[str, str, list[_MarkdownFile]]] = []
        self._ids = NewIds()
        self._numbers: Counter[str] = Counter()
        self._chapter = ""
        self.keys: Container[str] = self._folder.bibliography()
        self.entries: list[ImportedEntry] = []
        self.losses: list[Loss] = []
        contents = self._folder.contents()
        self._head = contents.head
        for part in contents.parts:
            for item in part.items:
                self._arrange(part.title, item)
        if self._chapters and self._are_terms([top.file for *_, top in self._chapters]):
            self._glossaries.append(("", slug_from(self._name), [top.file for *_, top in self._chapters]))
            self._chapters.clear()
        for _, _, files in self._glossaries:
            for file in files:
                self._anchors[file.path, ""] = f"term:{_term_id(file)}"

    # --- files, chapters and sections

    def _file(self, path: str) -> _MarkdownFile | None:
        """A file by the path that a table of contents gives it; None if it can't be read."""
        path = self._folder.find(path) or path
        if path not in self._files:
            text = self._folder.text(path)
            if text is None:
                self._folder.losses.append(Loss("files that can't be read", self._folder.place(path, 1), path))
            self._files[path] = None if text is None else self._parsed(path, text)
        return self._files[path]

    def _parsed(self, path: str, text: str) -> _MarkdownFile:
        def place(line: int) -> str:
            if line < len(cells):
                return f"{self._folder.shown / path}:cell {cells[line]}"
            return self._folder.place(path, line + 1)

        text, cells = notebook(text) if path.endswith(".ipynb") else (text, [])
        front, text = front_matter(text)
        text, ids, notes = prepared(text)
        references: dict[str, Any] = {}
        nodes = parsed(text, references)
        file = _MarkdownFile(path, front, ProseWriter(self, path, place, notes, references.get("references", {})))
        file.divide(nodes, ids)
        return file

    def _arrange(self, part: str, item: ContentsItem) -> None:
        """Make a chapter of an item, or a glossary, and give its sections their ids."""
        files = [file for path in item.paths if (file := self._file(path))]
        if item.below and self._are_terms(files):
            self._glossaries.append((part, self._ids.take("chapter", item.title or self._name), files))
        elif top := self._tree(item):
            path = Path(top.file.path)
            name = (
                path.parent.name if speaks_for_folder(path.name) and path.parent.name not in ("", "src") else path.stem
            )
            chapter = self._ids.take("chapter", top.title if item.path == "" else name)
            self._chapters.append((part, chapter, top))
            ids = NewIds()
            ids.take("section", "introduction")
            for section in top.all_below():
                if section is top:
                    section.target = f"chapter:{chapter}"
                else:
                    section.slug = ids.take("section", _bare(section.labels[-1]) if section.labels else section.title)
                    section.target = f"section:{chapter}/{section.slug}"
                self._labels |= dict.fromkeys(section.labels, section.target)
                for name in ("" if section is section.file.top else section.slug, section.title, *section.labels):
                    self._anchors.setdefault((section.file.path, slug_of(name)), section.target)

    def _are_terms(self, files: Sequence[_MarkdownFile]) -> bool:
        """True of the entries of a glossary: most have front matter with a title, and some what only a term has."""
        titled = [file.front for file in files if file.front.keys() & {"title", "term", "name"}]
        return len(titled) * 5 >= len(files) * 4 > 0 and any(front.keys() & _TERM_KEYS for front in titled)

    def _tree(self, item: ContentsItem) -> _Section | None:
        """The sections of a file, and those of the files below it."""
        below = [section for one in item.below if (section := self._tree(one))]
        file = self._file(item.path) if item.path else None
        if file is None and not below:
            return None
        top = file.top if file else _Section(item.title, 0, below[0].file, 0)
        top.title = top.title or item.title or title_from(slug_from(Path(top.file.path).stem))
        top.below += [section for section in below if section is not top and section not in top.below]
        return top

    # --- what texts refer to

    def linked(self, path: str, address: str) -> str | None:
        """The target of an address within the work."""
        name, _, anchor = unquote(address).partition("#")
        name = name.partition("?")[0]
        folder = "" if name.startswith("/") else posixpath.dirname(path)
        file = self._folder.find(posixpath.join(folder, name.strip("/"))) if name else path
        target = self._anchors.get((file, slug_of(anchor))) or (file and self._anchors.get((file, "")))
        return target or (self._labels.get(anchor or name) if "/" not in address else None)

    def labelled(self, label: str) -> str | None:
        """The target that has a label: a section, table, term, or the words of a number."""
        return self._labels.get(label) or self._labels.get(label.lower()) or self._labels.get(f"term {slug_of(label)}")

    def number(self, kind: str, label: str) -> int:
        """The number of what has a label, among those of its kind in the chapter."""
        self._numbers[kind] += 1
        self._labels[label] = f"={kind} {self._numbers[kind]}" if kind else f"=({self._numbers[kind]})"
        return self._numbers[kind]

    def included(self, path: str, name: str) -> str | None:
        """The text of another file of the work, which a file names."""
        return self._folder.included(path, name)

    def lose(self, what: str, location: str, detail: str) -> None:
        """Note what can't be represented."""
        self.losses.append(Loss(what, location, detail))

    def add_table(self, table: dict[str, Any], label: str, location: str) -> str:
        """The id of a new table."""
        slug = self._ids.take("table", _bare(label) or table["title"])
        self._labels |= {label: f"table:{slug}"} if label else {}
        self.entries.append(ImportedEntry("table", self._chapter, {"id": slug, **table}, f"table {slug}", location))
        return slug

    def add_term(self, name: str, definition: str, explanation: str, location: str) -> str:
        """The id of a new term, or of the one that has this name."""
        slug = slug_of(name)
        if any(entry.kind == "term" and entry.fields["id"] == slug for entry in self.entries):
            self.lose("second definitions of a term", location, name)
            return slug
        self._labels[f"term {slug}"] = f"term:{slug}"
        fields = {"id": slug, "name": name, "kind": "concept", "definition": definition, "explanation": explanation}
        self.entries.append(ImportedEntry("term", self._chapter, fields, f"term {slug}", location))
        return slug

    # --- entries

    def write(self) -> None:
        """Make the entries, and note what is lost."""
        self.entries, self.losses, self._ids = [], [*self._folder.losses], NewIds()
        if self._head:
            self.entries.append(ImportedEntry("book", "", self._head, "book", self._folder.place("", 1)))
        for part, chapter, top in self._chapters:
            self._chapter, self._numbers = chapter, Counter()
            self._write_chapter(part, top)
        for part, chapter, files in self._glossaries:
            self._chapter = chapter
            self._write_glossary(part, files)

    def _write_chapter(self, part: str, top: _Section) -> None:
        front, place = top.file.front, top.file.writer.place(top.line)
        at = len(self.entries)
        body = self._prose(top) if top is top.file.top else ""
        first, _, rest = body.partition("\n\n")
        summary = " ".join(str(front.get("description") or front.get("abstract") or "").split())
        if not summary and first[:1].isalpha() and len(first) <= _LONGEST_SUMMARY and (rest or top.below):
            summary, body = first, rest
        fields: dict[str, Any] = {
            "title": top.title,
            "summary": summary or f"{top.title}.",
            "subtitle": str(front.get("subtitle") or ""),
        }
        fields["objectives"] = _words_in(front, "objectives", "learning_objectives")
        chapter = [ImportedEntry("chapter", self._chapter, fields, top.file.path, place, parent=part)]
        if body.strip() or not top.below:
            title = "Introduction" if top.below else top.title
            opening = {"id": "introduction", "title": title, "body": body or summary}
            chapter.append(ImportedEntry("section", self._chapter, opening, f"{top.file.path}#", place))
        self.entries[at:at] = chapter
        for section in top.below:
            self._write_section(section, "")

    def _write_section(self, section: _Section, parent: str) -> None:
        at = len(self.entries)
        fields = {"id": section.slug, "title": section.title, "body": self._prose(section)}
        origin, place = f"{section.file.path}#{section.slug}", section.file.writer.place(section.line)
        self.entries.insert(at, ImportedEntry("section", self._chapter, fields, origin, place, parent=parent))
        for below in section.below:
            self._write_section(below, section.slug)

    def _prose(self, section: _Section) -> str:
        section.file.writer.title = section.title
        return section.file.writer.prose(section.nodes)

    def _write_glossary(self, part: str, files: Sequence[_MarkdownFile]) -> None:
        fields = {"title": title_from(self._chapter), "summary": f"The terms of {self._name}."}
        place = self._folder.place(files[0].path, 1)
        self.entries.append(ImportedEntry("chapter", self._chapter, fields, f"{self._chapter}/", place, parent=part))
        for file in files:
            front, place = file.front, self._folder.place(file.path, 1)
            name = str(front.get("title") or front.get("term") or front.get("name") or file.top.title)
            texts = [str(front.get("definition") or ""), *map(self._prose, file.top.all_below())]
            definition, _, explanation = "\n\n".join(filter(None, texts)).partition("\n\n")
            if not definition:
                self.lose("terms without a text", place, name)
                continue
            if front.get("references"):
                self.lose("lists of references", place, name)
            term: dict[str, Any] = {"id": _term_id(file), "name": name, "kind": "concept", "definition": definition}
            aliases = _words_in(front, "synonyms", "aliases", "abbreviations")
            related = [slug_of(one) for one in _words_in(front, "related_terms", "see_also", "related")]
            term |= {"aliases": aliases, "explanation": explanation, "see_also": related}
            self.entries.append(ImportedEntry("term", self._chapter, term, file.path, place))


def _bare(label: str) -> str:
    """A label without what says of which kind it is: `sec-why`, `tbl-ways`, `sec_linear`."""
    kind, mark, rest = label.partition("-" if "-" in label else "_" if "_" in label else ":")
    return rest if mark and kind in ("sec", "subsec", "tbl", "tab", "table", "chap", "section") else label


def _term_id(file: _MarkdownFile) -> str:
    return slug_of(Path(file.path).stem) or slug_from(file.top.title)


def _words_in(front: Mapping[str, Any], *keys: str) -> list[str]:
    found = [front[key] for key in keys if front.get(key)]
    return [str(one) for value in found for one in (value if isinstance(value, list) else [value])]
