"""Imported entries written into the folder of a book, which keeps what a person has changed there.

Each entry is written with the digest of its fields. Where the fields in the book still have this digest, nobody has
changed them, and those of the source are written over them; else the entry stays as it is.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from copy import deepcopy
from pathlib import Path
from typing import Any, Literal, NamedTuple, TypeAlias

import yaml

from mlsys_cli.book.author.changed_book import copy_of, require_inside
from mlsys_cli.book.author.create import chapters_of, listed
from mlsys_cli.book.author.entry_yaml import entry_yaml
from mlsys_cli.book.author.templates import new_file, schema_line, title_from
from mlsys_cli.book.author.text_edits import Edit, edited, has_comment, is_alike, meaning, sound_document, with_items
from mlsys_cli.book.check.checker import check_book
from mlsys_cli.book.kinds import BOOK_FILES, CHAPTER_FILES, CHAPTER_MARKDOWN, IMPORTED, KINDS, KINDS_BY_FILE
from mlsys_cli.book.model import DEFAULT_KINDS
from mlsys_cli.book.parse.load import load_book
from mlsys_cli.book.parse.source_file import Document, child, entry_nodes, files_of_chapter, key_node
from mlsys_cli.book.parse.yaml_document import value_of
from mlsys_cli.errors import MlsysError, UsageError
from mlsys_cli.interchange.imported_entries import ImportedEntry, Loss, NewIds, SourceReader, digest, slug_from
from mlsys_cli.interchange.safe_prose import clean, safe_prose
from mlsys_cli.quiz.kinds.registry import QUESTION_KINDS
from mlsys_cli.text.atomic_file import read_text_file, replace_files
from mlsys_cli.text.sanitize import HARMFUL

State: TypeAlias = Literal["new", "changed", "unchanged", "edited", "conflict", "taken", "gone"]
"""What becomes of an entry. One that a person has changed in the book stays: it is `edited`, and in `conflict` if the
source has changed, too. An id is `taken` by an entry from elsewhere. One that is `gone` from the source stays as well.
"""

Fields: TypeAlias = dict[str, Any]
_Address: TypeAlias = tuple[str, str]
"""The kind and the id of an entry; a section's id has its chapter's before it."""

_NOT_COMPARED = ("id", "key", "formerly", IMPORTED, "sections")
"""What isn't of the source: the id that the entry has here, what is below it, and where it is from."""

_NO_ANSWER = ("section", "level", "ask", "explain", "hint")
"""The fields of any question; the others are those of its kind."""

_LINKS = {"see_also": "term", "sources": "source"}
"""The fields with ids of other entries, and the kind of these; the only other one is the section of an entry."""

_MAY_BE_EMPTY = ("body", "venue")
"""The fields that an entry must have, although they may be empty."""

_UNLINKED = ("question", "event")
"""The kinds to which hardly anything links: such an entry gets another id if its own is taken."""

_ALIKE = 75
"""The similarity, of 100, from which a text is another version of one that is gone; chosen, not measured."""

_MOST_PASSES = 4
"""How often entries with errors are left out: others may have errors without them."""


class Outcome(NamedTuple):
    """The fate of an entry: its kind, its id in the book, its location in the source, and its fields."""

    state: State
    kind: str
    slug: str
    location: str
    fields: Mapping[str, Any]


class MergedBook(NamedTuple):
    """The new text of each file that changes, by its path in the book; what becomes of each entry; and what is lost."""

    files: dict[str, str]
    outcomes: list[Outcome]
    losses: list[Loss]


def merge(book: Path, form: str, imported: SourceReader) -> MergedBook:
    """The book in a folder, which need not be there, with the entries of a source in a format. Nothing is written.

    An entry that would have an error is left out, and is one of the losses.
    """
    left_out: dict[int, Loss] = {}
    for _ in range(_MOST_PASSES):
        made = _Merge(book, form, imported, left_out)
        merged = made.merged()
        faults = dict(_faults(book, merged.files))
        found = {number: faults[address] for address, number in made.written.items() if address in faults}
        if not found:
            break
        for number, message in found.items():
            entry = imported.entries[number]
            left_out[number] = Loss("entries with errors", entry.location, f"{entry.kind}: {message}")
    return merged._replace(losses=[*imported.losses, *merged.losses, *left_out.values()])


def write_merged(book: Path, merged: MergedBook) -> None:
    """Write the files of a merged book: all of them, or none."""
    require_inside(book, *(book / path for path in merged.files))
    replace_files({book / path: text.encode() for path, text in merged.files.items()})


def _faults(book: Path, files: Mapping[str, str]) -> Iterator[tuple[_Address, str]]:
    """The first error of each entry that has one in the files that change."""
    with copy_of(book) as copy:
        for path, text in files.items():
            (copy / path).parent.mkdir(parents=True, exist_ok=True)
            (copy / path).write_text(text, encoding="utf-8")
        errors = [problem for problem in check_book(copy) if problem.level == "error"]
        for path, text in files.items():
            messages = {problem.line: problem.message for problem in errors if problem.path == f"{copy}/{path}"}
            for entry in entry_nodes(sound_document(f"{copy}/{path}", text)) if messages else ():
                start = entry.node.start_mark.line + 1
                lines = range(start, max(entry.node.end_mark.line, start) + 1)
                if own := [message for line, message in messages.items() if line in lines]:
                    yield (entry.kind, entry.slug), own[0]


class _BookFile:
    """A file of a book: its text, its value, which is changed, and its value as it was."""

    def __init__(self, book: Path, path: str) -> None:
        folder, _, name = path.rpartition("/")
        if (book / path).is_file():
            text = read_text_file(book / path)
        elif name == "chapter.yaml":
            text = schema_line(path)
        else:
            text = new_file(name, up="../" if folder else "")
        self.document = sound_document(f"{book}/{path}", text)
        root = self.document.root
        self.before: Fields = value_of(root) if isinstance(root, yaml.MappingNode) else {}
        self.value = deepcopy(self.before)
        self.kinds = KINDS_BY_FILE[name]
        self._indices = {
            id(item): index for kind in self.kinds for index, item in enumerate(self.value.get(kind.key) or ())
        }

    def text(self) -> str:
        """The text with the value as it is now. Raises MlsysError if the layout of the file is too unusual."""
        if self.document.path.endswith(CHAPTER_MARKDOWN):
            hints = ["'mlsys export yaml FOLDER' copies the book, with its chapters in YAML"]
            raise UsageError(f"{self.document.path} is Markdown, and no section can be imported into it", hints)
        document = self._with_head() if self.document.path.endswith("/chapter.yaml") else self.document
        for kind in self.kinds:
            replaced, added = self._changes(kind.key)
            document = sound_document(document.path, with_items(document, kind.key, replaced, added))
        if not is_alike(self.value, meaning(document.text)):
            raise MlsysError(f"the layout of {document.path} isn't supported; nothing was changed")
        return document.text

    def _with_head(self) -> Document:
        """The file with the fields of the chapter itself, which come before its sections."""
        document = self.document
        old, new = ({key: fields[key] for key in fields if key != "sections"} for fields in (self.before, self.value))
        if new == old:
            return document
        below = key_node(document.root, "sections") if "sections" in self.before else None
        start, end = (node.start_mark.index if node else len(document.text) for node in (document.root, below))
        head = Edit(start, end, entry_yaml(new) + ("\n" if below else ""))
        return sound_document(document.path, edited(document.text, [head]))

    def _changes(self, key: str) -> tuple[dict[int, str], dict[int, list[str]]]:
        """The items of a list that have changed, by their indices, and the new ones before these. None is taken out."""
        replaced: dict[int, str] = {}
        added: dict[int, list[str]] = {}
        next_index = 0
        for item in self.value.get(key) or ():
            index = self._indices.get(id(item))
            if index is None:
                added.setdefault(next_index, []).append(entry_yaml(item))
                continue
            next_index = index + 1
            if item != self.before[key][index]:
                replaced[index] = entry_yaml(item)
        return replaced, added


def _with_texts(value: Any, change: Callable[[str], str]) -> Any:
    """A value in which all texts are changed."""
    if isinstance(value, Mapping):
        return {key: _with_texts(item, change) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_with_texts(item, change) for item in value]
    return change(value) if isinstance(value, str) else value


def _hash(fields: Mapping[str, Any]) -> str:
    """The digest of the fields that are of the source. A block of YAML ends with a line end, which doesn't count."""
    compared = {key: value for key, value in fields.items() if key not in _NOT_COMPARED}
    return digest(json.dumps(_with_texts(compared, lambda text: text.rstrip("\n")), sort_keys=True))


def _answer_hash(question: Mapping[str, Any]) -> str:
    """The digest of the kind of a question and its answer."""
    return _hash({key: value for key, value in question.items() if key not in _NO_ANSWER})


class _BookEntry(NamedTuple):
    """An entry of the book: its fields, which are changed; the list that it is in; its file, and the node of it there.

    The node of a section is that of the outermost one that it is in. What is new has none.
    """

    fields: Fields
    holder: list[Fields]
    file: _BookFile
    node: yaml.Node | None

    @property
    def has_comment(self) -> bool:
        return self.node is not None and has_comment(self.file.document, self.node)


class _Merge:
    """One import into a book."""

    def __init__(self, book: Path, form: str, imported: SourceReader, left_out: Mapping[int, Loss]) -> None:
        self._book, self._form, self._source = book, form, imported.source
        self._files: dict[str, _BookFile] = {}
        self._known: dict[_Address, _BookEntry] = {}
        self._marked: dict[tuple[str, str], list[str]] = {}
        """The ids in the book of what it has from the source, by kind and origin, until an entry takes them."""
        self._slugs: dict[_Address, str] = {}
        self._ids = NewIds()
        self._last: dict[int, Fields] = {}
        self._new_chapters: dict[str, str] = {}
        self._outcomes: list[Outcome] = []
        self._losses: list[Loss] = []
        self.written: dict[_Address, int] = {}
        """The number of each entry that is written, by its address in the book."""
        head = load_book(book).book if (book / "book.yaml").is_file() else None
        self._head = head
        self._term_kinds = list(head.term_kinds if head else (kind.id for kind in DEFAULT_KINDS))
        chapters = chapters_of(book) if head else []
        files = (f"{chapter}/{file}" for chapter in chapters for file in files_of_chapter(book / chapter))
        for path in (*BOOK_FILES[1:], *files):
            if (book / path).is_file():
                self._learn_file(path)
        self._matched = self._matches(imported.entries)
        self._entries = [(number, entry) for number, entry in enumerate(imported.entries) if number not in left_out]

    # --- what the book has -------------------------------------------------------------------------------------------

    def _file(self, path: str) -> _BookFile:
        if path not in self._files:
            self._files[path] = _BookFile(self._book, path)
        return self._files[path]

    def _learn_file(self, path: str) -> None:
        file, (folder, _, name) = self._file(path), path.rpartition("/")
        if name in (CHAPTER_FILES[0], CHAPTER_MARKDOWN):
            self._learn("chapter", folder, _BookEntry(file.value, [], file, file.document.root))
        for kind in file.kinds:
            nodes, items = child(file.document.root, kind.key), file.value.get(kind.key)
            if isinstance(nodes, yaml.SequenceNode) and isinstance(items, list):
                for node, item in zip(nodes.value, items, strict=True):
                    self._learn_item(kind.name, folder, _BookEntry(item, items, file, node))

    def _learn_item(self, kind: str, chapter: str, entry: _BookEntry) -> None:
        if not isinstance(entry.fields, dict):
            return
        self._learn(kind, _slug(kind, chapter, entry.fields), entry)
        below = entry.fields.get("sections") if kind == "section" else None
        if isinstance(below, list):
            for fields in below:
                self._learn_item(kind, chapter, entry._replace(fields=fields, holder=below))

    def _learn(self, kind: str, slug: str, entry: _BookEntry) -> None:
        self._known.setdefault((kind, slug), entry)
        self._ids.taken.add((kind, slug))
        mark = entry.fields.get(IMPORTED)
        if isinstance(mark, dict) and kind == "source":
            self._slugs.setdefault((kind, str(mark.get("id"))), slug)  # a text may cite it by the key of a bibliography
        if isinstance(mark, dict) and (mark.get("format"), mark.get("from")) == (self._form, self._source):
            self._marked.setdefault((kind, str(mark.get("id"))), []).append(slug)

    # --- what the source has -----------------------------------------------------------------------------------------

    def _matches(self, entries: Sequence[ImportedEntry]) -> dict[int, str]:
        """The ids that entries have in the book if it has them from the source already, by their numbers.

        Of several with the same origin, those that the book has as they are keep theirs.
        """
        groups: dict[_Address, list[int]] = {}
        for number, entry in enumerate(entries):
            groups.setdefault((entry.kind, entry.origin), []).append(number)
        matched: dict[int, str] = {}
        for (kind, origin), numbers in groups.items():
            there = self._marked.get((kind, origin), [])
            if there and len(numbers) + len(there) > 2:
                hashes = {str(self._known[kind, slug].fields[IMPORTED].get("hash")): slug for slug in there}
                for number in numbers:
                    if slug := hashes.pop(_hash(self._final(entries[number])), ""):
                        matched[number] = slug
                        there.remove(slug)
            rest = [number for number in numbers if number not in matched]
            matched |= zip(rest, there, strict=False)
            del there[: len(rest)]
        matched |= dict(self._similar(entries, matched))
        self._losses.clear()  # those of the entries that were compared: they come again
        return matched

    def _similar(self, entries: Sequence[ImportedEntry], matched: Mapping[int, str]) -> Iterator[tuple[int, str]]:
        """The numbers and ids of questions without a name whose text, their origin, is only like that in the book.

        The answer must be the same: a question about something else may have nearly the same words.
        """
        from rapidfuzz import fuzz, process

        left: dict[str, dict[str, str]] = {}
        for kind, origin, slug in ((*address, slug) for address, there in self._marked.items() for slug in there):
            if kind == "question":
                left.setdefault(_answer_hash(self._known[kind, slug].fields), {})[slug] = origin
        for number, entry in enumerate(entries):
            if left and number not in matched and entry.origin == entry.fields.get("ask"):
                same = left.get(_answer_hash(self._final(entry)), {})
                like = process.extractOne(entry.origin, same, scorer=fuzz.ratio, score_cutoff=_ALIKE)
                if like is not None:
                    origin, _, slug = like
                    del same[slug]
                    self._marked["question", origin].remove(slug)
                    yield number, slug

    def merged(self) -> MergedBook:
        """The book with all entries of the source."""
        there = {slug for kind, slug in self._known if kind == "chapter"}
        there |= {entry.chapter for _, entry in self._entries if entry.kind == "chapter"} | {""}
        named = dict.fromkeys(entry.chapter for _, entry in self._entries)
        made = [(-1, self._plain_chapter(name)) for name in named if name not in there]
        entries = [*made, *((number, entry) for number, entry in self._entries if entry.kind != "book")]
        slugs = [self._slug_in_book(number, entry) for number, entry in entries]
        for (number, entry), slug in zip(entries, slugs, strict=True):
            self._put(number, entry, slug)
        for kind, slug in ((kind, slug) for (kind, _), there in self._marked.items() for slug in there):
            left = self._known[kind, slug]
            location = left.file.document.path.removeprefix(f"{self._book}/")
            self._outcomes.append(Outcome("gone", kind, slug, location, left.fields))
        files = {path: file.text() for path, file in self._files.items() if file.value != file.before}
        return MergedBook(files | self._book_file(), self._outcomes, self._losses)

    def _plain_chapter(self, name: str) -> ImportedEntry:
        fields = {"title": title_from(name), "summary": f"Imported from {self._source}."}
        return ImportedEntry("chapter", name, fields, "", self._source)

    def _slug_in_book(self, index: int, entry: ImportedEntry) -> str:
        """The id that an entry has or gets in the book, which links of other entries will have."""
        kind, wanted = entry.kind, _slug(entry.kind, entry.chapter, entry.fields)
        slug = self._matched.get(index, "")
        if not slug:
            slug = self._ids.free(kind, wanted) if kind in _UNLINKED else wanted
        self._ids.taken.add((kind, slug))
        self._slugs.setdefault((kind, wanted), slug)
        return slug

    def _resolve(self, kind: str, slug: str) -> str | None:
        slug = self._slugs.get((kind, slug), slug)
        return slug if (kind, slug) in self._ids.taken else None

    def _put(self, index: int, entry: ImportedEntry, slug: str) -> None:
        """Bring an entry of the book up to date, or add it."""
        fields = self._final(entry)
        known = self._known.get((entry.kind, slug))
        if known is None:
            state: State = "new" if self._add(entry, slug, fields) else "conflict"
        elif index in self._matched:
            state = self._update(entry, known, fields)
            self._last[id(known.holder)] = known.fields
        elif entry.origin:
            state = "taken"
        else:  # such as a section that is there for the questions of a source
            self._last[id(known.holder)] = known.fields
            return
        if state in ("new", "changed"):
            self.written[entry.kind, slug] = index
        if entry.origin:
            self._outcomes.append(Outcome(state, entry.kind, slug, entry.location, fields))

    def _add(self, entry: ImportedEntry, slug: str, fields: Fields) -> bool:
        """Add an entry. Returns false if it is below a section that can't be written again without losing a comment."""
        key, kind = "key" if entry.kind == "source" else "id", KINDS[entry.kind]
        mark = {IMPORTED: self._mark(entry, fields)} if entry.origin else {}
        if entry.kind == "chapter":
            file = self._file(f"{slug}/{kind.file}")
            file.value.update(fields | mark)
            self._known[entry.kind, slug] = _BookEntry(file.value, [], file, file.document.root)
            self._new_chapters[slug] = entry.parent
            return True
        parent = self._known.get(("section", self._slugs.get(("section", f"{entry.chapter}/{entry.parent}"), "")))
        if kind.name == "section" and entry.parent and parent:
            if parent.has_comment:
                return False
            holder, file, node = parent.fields.setdefault("sections", []), parent.file, parent.node
        else:
            path = kind.file
            if entry.chapter and path in CHAPTER_FILES:
                files = dict(zip(CHAPTER_FILES, files_of_chapter(self._book / entry.chapter), strict=True))
                path = f"{entry.chapter}/{files[path]}"
            file, node = self._file(path), None
            file.value[kind.key] = holder = file.value.get(kind.key) or []
        item = {key: slug.rpartition("/")[2], **fields, **mark}
        last, index = self._last.get(id(holder)), len(holder)
        while last is not None and holder[index - 1] is not last:
            index -= 1
        holder.insert(index, item)
        self._last[id(holder)] = item
        self._known[entry.kind, slug] = _BookEntry(item, holder, file, node)
        return True

    def _update(self, entry: ImportedEntry, there: _BookEntry, fields: Fields) -> State:
        """Write the fields of the source over those that nobody has changed in the book."""
        old, mark = there.fields, there.fields[IMPORTED]
        now, in_book, before = _hash(fields), _hash(old), str(mark.get("hash"))
        if in_book not in (now, before):
            return "edited" if now == before else "conflict"
        if now == in_book == before:
            return "unchanged"
        if there.has_comment:
            return "conflict"
        kept = {key: old[key] for key in _NOT_COMPARED if key in old} | {IMPORTED: self._mark(entry, fields)}
        head = {key: kept[key] for key in ("id", "key") if key in kept}
        old.clear()
        old.update(head | fields | kept)
        return "unchanged" if in_book == now else "changed"

    def _mark(self, entry: ImportedEntry, fields: Fields) -> Fields:
        return {"format": self._form, "from": self._source, "id": entry.origin, "hash": _hash(fields)}

    def _final(self, entry: ImportedEntry) -> Fields:
        """The fields of an entry as they are written: without its id, and with nothing that would be an error."""

        def lose(what: str, which: str = "") -> None:
            self._losses.append(Loss(what, entry.location, which))

        fields: Fields = {
            key: value
            for key, value in _with_texts(entry.fields, clean).items()
            if key not in ("id", "key") and (value not in ("", None, [], {}) or key in _MAY_BE_EMPTY)
        }
        if any(re.search(HARMFUL, value) for value in entry.fields.values() if isinstance(value, str)):
            lose("texts with control characters")
        if entry.kind == "term" and fields.get("kind") not in self._term_kinds:
            if "kind" in fields:
                lose("kinds of terms that the book doesn't have", fields.pop("kind"))
            fields = {"name": fields.pop("name", ""), "kind": self._term_kinds[0]} | fields
        for key, kind in _LINKS.items():
            found = {slug: self._resolve(kind, slug) for slug in fields.get(key, ())}
            for slug in (slug for slug in found if not found[slug]):
                lose("links to unknown entries", slug)
            if found:
                fields[key] = [*dict.fromkeys(filter(None, found.values()))]
        if "section" in fields:
            fields["section"] = self._resolve("section", fields["section"]) or fields["section"]
        question = QUESTION_KINDS.get(fields.get("kind", "")) if entry.kind == "question" else None
        for key in (*KINDS[entry.kind].prose, *(question.PROSE if question else ()), "objectives"):
            if key in fields:
                fields[key] = _with_texts(fields[key], lambda text: safe_prose(text, self._resolve, lose))
        return {key: value for key, value in fields.items() if value != []}

    def _book_file(self) -> dict[str, str]:
        """The text of book.yaml, if it is new or gets new chapters."""
        if self._head is None:
            parts: dict[str, list[str]] = {}
            for chapter, part in self._new_chapters.items():
                parts.setdefault(part, []).append(chapter)
            name = self._book.name
            head: Fields = {
                "id": slug_from(name),
                "title": title_from(name),
                "summary": f"Imported from {self._source}.",
            }
            for entry in (entry for _, entry in self._entries if entry.kind == "book"):
                head |= self._final(entry)
            head["parts"] = [{"title": part or head["title"], "chapters": names} for part, names in parts.items()]
            return {"book.yaml": schema_line("book.yaml") + entry_yaml(head)}
        path = self._book / "book.yaml"
        text = read_text_file(path)
        for chapter, part in self._new_chapters.items():
            text = listed(sound_document(str(path), text), chapter, part)
        return {"book.yaml": text} if self._new_chapters else {}


def _slug(kind: str, chapter: str, fields: Mapping[str, Any]) -> str:
    """The id of an entry as links have it."""
    if kind == "chapter":
        return chapter
    slug = str(fields.get("key" if kind == "source" else "id", ""))
    return f"{chapter}/{slug}" if kind == "section" else slug
