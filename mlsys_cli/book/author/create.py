"""Creation of books, chapters and entries. Nothing that exists is overwritten."""

import json
import os
import shlex
from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

import yaml

from mlsys_cli.book.author import templates, text_edits
from mlsys_cli.book.author.changed_book import require_inside
from mlsys_cli.book.author.format_guide import SCHEMA_FILES, file_schema
from mlsys_cli.book.kinds import BOOK_FILES, CHAPTER_FILES, CHAPTER_MARKDOWN, KINDS, SCHEMA_FOLDER, EntryKind, Steps
from mlsys_cli.book.parse.load import load_book
from mlsys_cli.book.parse.source_file import Document, child, descend, entry_nodes, files_of_chapter, id_in
from mlsys_cli.book.parse.yaml_document import parse
from mlsys_cli.errors import MlsysError, OutputError, UsageError
from mlsys_cli.text.atomic_file import encoded_like, read_text_file, write_file
from mlsys_cli.text.spelling import did_you_mean


class Made(NamedTuple):
    """A new book, chapter or entry: its id, the line at which to go on writing, and every file that was changed."""

    id: str
    path: Path
    line: int
    files: tuple[Path, ...]


class EntrySpec(NamedTuple):
    """The entry to be created: its kind, its name, and its required fields."""

    noun: str
    name: str
    kind: str = ""
    year: int = 0
    section: str = ""
    id: str = ""
    """Derived from the name, if it isn't given."""

    @property
    def slug(self) -> str:
        """Its id."""
        return self.id or templates.id_from(self.name)


def chapters_of(book: Path) -> list[str]:
    """The chapters of a book that have a folder, in its order."""
    names = (name for part in load_book(book).book.parts for name in part.chapters)
    return [name for name in dict.fromkeys(names) if (book / name).is_dir()]


def make_book(parent: Path, name: str, slug: str = "") -> Made:
    """Make the folder of a book, with the schemas for editors."""
    folder = parent / Path(name).parent / (slug or templates.id_from(Path(name).name))
    if os.path.lexists(folder):
        raise UsageError(f"{folder.name!r} already exists, at {folder}")
    schemas = {f"{SCHEMA_FOLDER}/{name}": text for name, text in _schemas(templates.kinds_of("term")).items()}
    files = {**templates.book_files(folder.name, Path(name).name), **schemas}
    _make_folder(folder, files)
    return Made(folder.name, folder / "book.yaml", 1, tuple(folder / file for file in files))


def make_chapter(book: Path, name: str, part: str = "", slug: str = "") -> Made:
    """Make the folder of a chapter, and name it in the book's last part, or in the one with the title `part`."""
    slug = slug or templates.id_from(name)
    folder, listing = book / slug, book / "book.yaml"
    if os.path.lexists(folder):
        raise UsageError(f"{slug!r} already exists, at {folder}")
    _require_inside(book, listing)
    old = read_text_file(listing)
    document = text_edits.sound_document(str(listing), old)
    titles = _titles(_items(child(document.root, "parts")))
    if part and part not in titles:
        raise UsageError(
            f"the book has no part {part!r}",
            [f"its parts are {', '.join(map(repr, titles))}", f"'mlsys new part {shlex.quote(part)}' adds one"],
        )
    text = listed(document, slug, part)
    files = templates.chapter_files(name)
    _make_folder(folder, files)
    if text != old:
        _write(listing, text)
    written = (*(folder / file for file in files), listing, *refresh_schemas(book))
    return Made(slug, folder / "chapter.yaml", 1, written)


def make_part(book: Path, title: str) -> Made:
    """Write a part without chapters at the end of the book's list of them."""
    listing = book / "book.yaml"
    _require_inside(book, listing)
    document = text_edits.sound_document(str(listing), read_text_file(listing))
    if title in _titles(_items(child(document.root, "parts"))):
        raise UsageError(f"the book already has a part {title!r}")
    made = text_edits.insert_item(
        document.path, document.text, "parts", f"title: {text_edits.scalar(title)}\nchapters: []"
    )
    _write(listing, made.text)
    return Made(title, listing, made.line, (listing,))


def _titles(parts: Sequence[yaml.Node]) -> list[str]:
    titles = (child(part, "title") for part in parts)
    return [title.value if isinstance(title, yaml.ScalarNode) else "" for title in titles]


def listed(document: Document, slug: str, part: str) -> str:
    """The text of book.yaml with a chapter in the part of a title, which may be new, or in the last one."""
    nodes = _items(child(document.root, "parts"))
    titles = _titles(nodes)
    if any(slug == name.value for node in nodes for name in _items(child(node, "chapters"))):
        return document.text
    if not nodes or part not in ("", *titles):
        first = f"title: {text_edits.scalar(part or 'The first part')}\nchapters: [{slug}]"
        return text_edits.insert_item(document.path, document.text, "parts", first).text
    index = titles.index(part) if part else len(nodes) - 1
    return text_edits.insert_into(document, ("parts", index, "chapters"), text_edits.scalar(slug)).text


def make_item(book: Path, chapter: str, wish: EntrySpec) -> Made:
    """Write a skeleton where it belongs in the file of its kind, which is made if it isn't there.

    What belongs to the whole book, such as a source, has no chapter. An exhibit gets a file with data as well, unless
    it is there already.
    """
    kind = KINDS[wish.noun]
    slug = wish.slug
    folders = [book] if kind.file in BOOK_FILES else []
    folders += [book / name for name in chapters_of(book)] if kind.file in CHAPTER_FILES else []
    for file in (_file_of(folder, kind) for folder in folders if _file_of(folder, kind).exists()):
        document, _ = parse(str(file), read_text_file(file))
        address = f"{chapter}/{slug}" if wish.noun == "section" else slug
        for entry in entry_nodes(document):
            if (entry.kind, entry.slug) == (wish.noun, address):
                line = entry.node.start_mark.line + 1
                raise UsageError(f"the {wish.noun} {slug!r} already exists, at {file}:{line}")
    path = _file_of(book / chapter, kind)
    _require_inside(book, path, book / templates.DATA_FOLDER)
    section = _section(book, chapter, wish.section) if wish.noun == "question" else ""
    head = load_book(book).book
    item = templates.item_skeleton(
        wish.noun, wish.name, wish.kind, slug=slug, year=wish.year, section=section, book=head
    )
    is_new = not path.exists()
    old = templates.new_file(kind.file, up="../" if chapter else "") if is_new else read_text_file(path)
    if path.name == CHAPTER_MARKDOWN:
        made = _with_heading(str(path), old, slug, wish.name, str(text_edits.meaning(item)["body"]))
    else:
        made = text_edits.insert_item(str(path), old, kind.key, item, _order(kind))
    _write(path, made.text)
    data = _make_data(book, wish) if wish.noun == "exhibit" else ()
    schemas = refresh_schemas(book) if is_new or (book / SCHEMA_FOLDER).is_dir() else ()
    return Made(slug, path, made.line, (path, *data, *schemas))


def make_example(book: Path, chapter: str, wish: EntrySpec) -> Made:
    """Write the skeleton of a worked example into a section, the first one of the chapter if none is named."""
    path = _file_of(book / chapter, KINDS["section"])
    _require_inside(book, path)
    if path.name == CHAPTER_MARKDOWN:
        hint = "write it under 'examples' in a comment below the heading of its section"
        raise UsageError(f"{chapter} is written in Markdown, into which no example can be put", [hint])
    document = text_edits.sound_document(str(path), read_text_file(path))
    section = _section(book, chapter, wish.section).partition("/")[2]
    steps = _path_to(child(document.root, "sections"), section)
    holder = descend(document.root, ("sections", *steps))
    if any(id_in(node) == wish.slug for node in _items(child(holder, "examples"))):
        raise UsageError(f"the section {section!r} already has an example {wish.slug!r}")
    document = text_edits.sound_document(str(path), text_edits.with_list(document, holder, "examples"))
    item = templates.item_skeleton("example", wish.name, slug=wish.slug)
    made = text_edits.insert_into(document, ("sections", *steps, "examples"), item)
    _write(path, made.text)
    return Made(wish.slug, path, made.line, (path,))


def _path_to(sections: yaml.Node | None, slug: str) -> Steps:
    """The indices and keys that lead from a list of sections to the one with an id; none if it isn't there."""
    for index, node in enumerate(_items(sections)):
        if id_in(node) == slug:
            return (index,)
        if below := _path_to(child(node, "sections"), slug):
            return (index, "sections", *below)
    return ()


def _file_of(folder: Path, kind: EntryKind) -> Path:
    return folder / (files_of_chapter(folder)[0] if kind.name == "section" else kind.file)


def _with_heading(path: str, text: str, slug: str, title: str, body: str) -> text_edits.Inserted:
    """The text of a chapter in Markdown with a section at its end."""
    text = text_edits.sound_document(path, text).text.rstrip("\n") + "\n\n"
    return text_edits.Inserted(f"{text}## {title} {{#{slug}}}\n\n{body.rstrip()}\n", text.count("\n") + 1)


def _make_data(book: Path, wish: EntrySpec) -> tuple[Path, ...]:
    """Write the file with the data of a new exhibit, unless it is there."""
    file, text = templates.exhibit_data(wish.slug, wish.kind)
    folder = book / templates.DATA_FOLDER
    return () if os.path.lexists(folder / file) else _refresh(folder, {file: text})


def _order(kind: EntryKind) -> text_edits.Order | None:
    """The key by which a list is sorted; items without the field come first."""

    def field(item: Any) -> Any:
        value = item.get(kind.sorted_by) if isinstance(item, dict) else None
        if value is None:
            return (0, 0)
        return (1, value if kind.sorted_by == "year" else str(value).casefold())

    return field if kind.sorted_by else None


def _section(book: Path, chapter: str, wanted: str) -> str:
    """The section that a question is about: the first one of the chapter, if none is named."""
    path = _file_of(book / chapter, KINDS["section"])
    document = text_edits.sound_document(str(path), read_text_file(path))
    ids = [id_in(entry.node) for entry in entry_nodes(document) if entry.kind == "section" and id_in(entry.node)]
    slug = wanted.removeprefix(f"{chapter}/") or (ids[0] if ids else "")
    if slug not in ids:
        message = f"the chapter {chapter!r} has no section{f' {slug!r}' if slug else ''}"
        raise UsageError(
            message, [did_you_mean(slug, ids) or f"its sections are {', '.join(map(repr, ids))}"] if ids else []
        )
    return f"{chapter}/{slug}"


def _items(node: yaml.Node | None) -> list[yaml.Node]:
    return node.value if isinstance(node, yaml.SequenceNode) else []


def _require_inside(book: Path, *paths: Path) -> None:
    """Raise UnreadableError if a file to be written, or a schema, is outside the book, before anything is written."""
    schemas = (book / SCHEMA_FOLDER / templates.schema_name(file) for file in SCHEMA_FILES)
    require_inside(book, *paths, *schemas)


def refresh_schemas(book: Path) -> tuple[Path, ...]:
    """Write the schemas that the files of a book point to, unless they are up to date."""
    return _refresh(book / SCHEMA_FOLDER, _schemas(templates.kinds_of("term", load_book(book).book)))


def _refresh(folder: Path, files: Mapping[str, str]) -> tuple[Path, ...]:
    """Write the files of a folder that aren't up to date, and return them."""
    try:
        folder.mkdir(exist_ok=True)
    except OSError as error:
        raise OutputError(f"{folder} can't be created: {error.strerror}") from error
    written = []
    for path, text in ((folder / name, text) for name, text in files.items()):
        if not path.exists() or read_text_file(path) != text:
            write_file(path, text.encode())
            written.append(path)
    return tuple(written)


def update_schemas(book: Path) -> None:
    """Bring the schemas that a book has up to date: its `kinds` may have changed, or the program."""
    with suppress(MlsysError):  # a folder that can't be written to is no problem of the book
        if not any(problem.fatal for problem in load_book(book).problems):
            _require_inside(book)
            refresh_schemas(book)


@cache
def _schemas(term_kinds: tuple[str, ...]) -> Mapping[str, str]:
    """The text of each schema by its file name."""
    texts = {file: json.dumps(file_schema(file, term_kinds), indent=2) + "\n" for file in SCHEMA_FILES}
    return {templates.schema_name(file): text for file, text in texts.items()}


def _write(path: Path, text: str) -> None:
    """Write a file. A byte order mark stays."""
    write_file(path, encoded_like(path.read_bytes() if path.exists() else b"", text))


def _make_folder(folder: Path, files: Mapping[str, str]) -> None:
    """Make a folder with some files, in one step. Raises OutputError, also if the folder exists."""
    try:
        if not folder.parent.exists():
            folder.parent.mkdir(parents=True)
        with TemporaryDirectory(prefix=f".{folder.name}.", dir=folder.parent) as temporary:
            made = Path(temporary) / folder.name  # within, since only the user may enter the temporary one
            for name, text in files.items():
                (made / name).parent.mkdir(parents=True, exist_ok=True)
                (made / name).write_bytes(text.encode())
            os.rename(made, folder)
    except OSError as error:
        raise OutputError(f"{folder} can't be created: {error.strerror}") from error
