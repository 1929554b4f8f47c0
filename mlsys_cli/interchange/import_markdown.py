"""Markdown: an mdBook, a Jupyter Book or MyST project, a Quarto book, a folder of notes or of terms, or a file."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from markdown_it.tree import SyntaxTreeNode

from mlsys_cli.book.author.templates import title_from
from mlsys_cli.errors import UnreadableError
from mlsys_cli.interchange.imported_entries import Loss, NewIds, SourceReader, slug_from
from mlsys_cli.interchange.importers import ImportOptions, require_library
from mlsys_cli.interchange.markdown_contents import ContentsItem, MarkdownFolder, speaks_for_folder
from mlsys_cli.interchange.markdown_prose import ProseWriter, Targets
from mlsys_cli.interchange.markdown_tree import bare_label, front_matter, markdown_tree, notebook, with_labels
from mlsys_cli.text.english import slug_of

_TERM_KEYS = {"related_terms", "see_also", "synonyms", "definition", "short_description"}
"""Keys of front matter that only the entries of a glossary have."""

_LONGEST_SUMMARY = 500
"""The characters of a first paragraph that can be the summary of a chapter; chosen, not measured."""


def read(source: Path, options: ImportOptions) -> SourceReader:
    """The chapters, sections, tables and terms of a work, in the order of its table of contents."""
    require_library("mdit_py_plugins")
    if not source.exists():
        raise UnreadableError(f"there is no file or folder {source}")
    work = _Work(source)
    for _ in range(2):  # the second time, texts find the tables, terms and numbers that come further down
        work.write()
    if not any(entry.kind in ("section", "term") for entry in work.targets.entries):
        raise UnreadableError(f"{source} has no Markdown files that can be read")
    return work.targets


class _Section:
    """A heading, the blocks below it, and the sections of lower levels; a file is one, too, at level 0."""

    def __init__(self, title: str, level: int, file: "_MarkdownFile", line: int, labels: Sequence[str] = ()) -> None:
        self.title, self.level, self.file, self.line, self.labels = title, level, file, line, [*labels]
        self.nodes: list[SyntaxTreeNode] = []
        self.below: list[_Section] = []
        self.slug = ""

    def all_below(self) -> "Iterator[_Section]":
        """The section itself, and all sections below it."""
        yield self
        for below in self.below:
            yield from below.all_below()


class _MarkdownFile:
    """A file of the work: its front matter, and its sections below one for the whole file."""

    def __init__(self, path: str, text: str, targets: Targets) -> None:
        text, cells = notebook(text) if path.endswith(".ipynb") else (text, [])
        self.path = path
        self.front, text = front_matter(text)
        self._cells = cells
        self._folder = targets.folder
        nodes, definitions = markdown_tree(text)
        self.writer = ProseWriter(targets, path, self.place, definitions)
        label = self.front.get("label")
        self.top = _Section(str(self.front.get("title") or ""), 0, self, 0, [str(label)] if label else [])
        self._divide(nodes)

    def place(self, line: int) -> str:
        """A line of the file, or a cell, as it is reported."""
        if line < len(self._cells):
            return f"{self._folder.shown / self.path}:cell {self._cells[line]}"
        return self._folder.place(self.path, line + 1)

    def _divide(self, nodes: Sequence[SyntaxTreeNode]) -> None:
        """Put the blocks under their headings. The heading that names the file is no section."""
        top, stack, is_named = self.top, [self.top], False
        for node in with_labels(nodes):
            if node.type != "heading":
                stack[-1].nodes.append(node)
                continue
            title, level, line = self.writer.title_of(node), int(node.tag[1]), node.map[0] if node.map else 0
            for link in (child for child in node.walk() if child.type == "link"):
                self._folder.losses.append(Loss("links in headings", self.place(line), str(link.attrs.get("href"))))
            if level == 1 and not is_named and len(stack) == 1 and slug_of(top.title) in ("", slug_of(title)):
                top.title, top.line, is_named = title, line, True
                top.labels += node.meta["labels"]
                continue
            while stack[-1].level >= level:
                stack.pop()
            section = _Section(title, level, self, line, node.meta["labels"])
            stack[-1].below.append(section)
            stack.append(section)

    def prose(self, section: _Section) -> str:
        """The text of one of its sections."""
        self.writer.title = section.title
        return self.writer.prose(section.nodes)

    def words_in_front(self, *keys: str) -> list[str]:
        """The words that some keys of the front matter have."""
        values = (self.front[key] for key in keys if self.front.get(key))
        return [str(one) for value in values for one in (value if isinstance(value, list) else [value])]


class _Work:
    """The files of a work as chapters and glossaries, and the entries that are made of them."""

    def __init__(self, source: Path) -> None:
        self._name = source.resolve().stem
        self._folder = MarkdownFolder(source)
        contents = self._folder.contents()
        self._head = contents.head
        self.targets = Targets(source.resolve().name, self._folder)
        self._files: dict[str, _MarkdownFile | None] = {}
        self._chapters: list[tuple[str, str, _Section]] = []
        self._glossaries: list[tuple[str, str, list[_MarkdownFile]]] = []
        ids = NewIds()
        for part, items in contents.parts:
            for item in items:
                self._arrange(part, item, ids)
        files = [top.file for *_, top in self._chapters]
        if _are_terms(files):
            self._glossaries.append(("", slug_from(self._name), files))
            self._chapters.clear()
        for *_, files in self._glossaries:
            self.targets.anchors |= {(file.path, ""): f"term:{_term_id(file)}" for file in files}

    def _file(self, path: str) -> _MarkdownFile | None:
        """A file by the path that a table of contents gives it; None if it can't be read."""
        path = self._folder.find(path) or path
        if path not in self._files:
            text = self._folder.text(path)
            if text is None:
                self._folder.lose("files that can't be read", path, 1, path)
            self._files[path] = None if text is None else _MarkdownFile(path, text, self.targets)
        return self._files[path]

    def _arrange(self, part: str, item: ContentsItem, ids: NewIds) -> None:
        """Make a chapter of an item, or a glossary, and give its sections their ids."""
        files = [file for path in item.paths if (file := self._file(path))]
        if item.below and _are_terms(files):
            self._glossaries.append((part, ids.take("chapter", item.title or self._name), files))
        elif top := self._tree(item):
            chapter = ids.take("chapter", _name_of(top.file.path) if item.path else top.title)
            self._chapters.append((part, chapter, top))
            of_sections = NewIds()
            of_sections.take("section", "introduction")
            for section in top.all_below():
                target = f"chapter:{chapter}"
                if section is not top:
                    section.slug = of_sections.take("section", bare_label([section.title, *section.labels][-1]))
                    target = f"section:{chapter}/{section.slug}"
                labels = [*section.labels, *(label for node in section.nodes for label in node.meta["labels"])]
                self.targets.labels |= dict.fromkeys(labels, target)  # until what stands below a label has a number
                for name in ("" if section is section.file.top else section.slug, section.title, *section.labels):
                    self.targets.anchors.setdefault((section.file.path, slug_of(name)), target)

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

    def write(self) -> None:
        """Make the entries, and note what is lost."""
        self.targets.begin()
        if self._head:
            self.targets.location = self._folder.place("", 1)
            self.targets.keep("book", "", self._head, "book")
        for part, chapter, top in self._chapters:
            self.targets.enter(chapter)
            self._write_chapter(part, top)
        for part, chapter, files in self._glossaries:
            self.targets.enter(chapter)
            self._write_glossary(part, files)

    def _write_chapter(self, part: str, top: _Section) -> None:
        """Add a chapter and its sections. The first paragraph of its text is its summary, if that fits."""
        file, front = top.file, top.file.front
        self.targets.location = place = file.place(top.line)
        objectives = file.words_in_front("objectives", "learning_objectives")
        fields = {"title": top.title, "subtitle": str(front.get("subtitle") or ""), "objectives": objectives}
        self.targets.add("chapter", fields, file.path, part)
        body = file.prose(top) if top is file.top else ""
        first, _, rest = body.partition("\n\n")
        summary = " ".join(str(front.get("description") or front.get("abstract") or "").split())
        if not summary and first[:1].isalpha() and len(first) <= _LONGEST_SUMMARY and (rest or top.below):
            summary, body = first, rest
        fields["summary"] = summary or f"{top.title}."
        if body.strip() or not top.below:
            title = "Introduction" if top.below else top.title
            self.targets.location = place
            opening = {"id": "introduction", "title": title, "body": body or summary}
            self.targets.add("section", opening, f"{file.path}#")
        for section in top.below:
            self._write_section(section, "")

    def _write_section(self, section: _Section, parent: str) -> None:
        file, fields = section.file, {"id": section.slug, "title": section.title}
        self.targets.location = file.place(section.line)
        self.targets.add("section", fields, f"{file.path}#{section.slug}", parent)
        fields["body"] = file.prose(section)
        for below in section.below:
            self._write_section(below, section.slug)

    def _write_glossary(self, part: str, files: Sequence[_MarkdownFile]) -> None:
        chapter, add = self.targets.chapter, self.targets.add
        self.targets.location = files[0].place(0)
        add("chapter", {"title": title_from(chapter), "summary": f"The terms of {self._name}."}, f"{chapter}/", part)
        for file in files:
            name = _term_name(file)
            texts = [str(file.front.get("definition") or ""), file.prose(file.top)]
            for below in [*file.top.all_below()][1:]:
                texts += [f"**{below.title}**" if any(texts) else "", file.prose(below)]
            definition, _, explanation = "\n\n".join(filter(None, texts)).partition("\n\n")
            self.targets.location = file.place(0)
            if not definition or speaks_for_folder(file.path):
                self.targets.lose("pages about the glossary" if definition else "terms without a text", name)
                continue
            if file.front.get("references"):
                self.targets.lose("lists of references", name)
            term = {
                "id": _term_id(file),
                "name": name,
                "definition": definition,
                "aliases": file.words_in_front("synonyms", "aliases", "abbreviations", "aka"),
                "explanation": explanation,
                "see_also": [*map(slug_of, file.words_in_front("related_terms", "see_also", "related"))],
            }
            add("term", term, file.path)


def _are_terms(files: Sequence[_MarkdownFile]) -> bool:
    """True of the entries of a glossary: most have front matter with a title, and some what only a term has.

    A page that stands before them may call them a glossary, too.
    """
    titled = [file for file in files if file.front.keys() & {"title", "term", "name"}]
    named = any(speaks_for_folder(one.path) and "glossary" in _term_name(one).lower() for one in titled)
    is_glossary = named or any(one.front.keys() & _TERM_KEYS for one in titled)
    return len(titled) * 5 >= len(files) * 4 > 0 and is_glossary


def _term_name(file: _MarkdownFile) -> str:
    return next(iter(file.words_in_front("title", "term", "name")), file.top.title)


def _term_id(file: _MarkdownFile) -> str:
    return slug_of(Path(file.path).stem) or slug_from(file.top.title)


def _name_of(path: str) -> str:
    """The name of a chapter: that of its file, or of the folder that the file speaks for."""
    folder = Path(path).parent.name
    return folder if speaks_for_folder(path) and folder not in ("", "src") else Path(path).stem
