"""A book with all fixes of its problems, or with another id for an entry, in memory: what changes, and why."""

import re
import shutil
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import yaml

from mlsys_cli.book.author.text_edits import (
    Edit,
    edited,
    end_of_value,
    in_order,
    lines_at,
    next_line,
    scalar,
    with_additions,
    with_replacements,
)
from mlsys_cli.book.book_exhibits import RUN
from mlsys_cli.book.check.context import Item, chapter_context, top_context
from mlsys_cli.book.kinds import CHAPTER_MARKDOWN
from mlsys_cli.book.model import ID_FORM, ID_PATTERN, Addition, Problem
from mlsys_cli.book.parse.load import load_book, load_chapter
from mlsys_cli.book.parse.markdown_chapter import MARKDOWN
from mlsys_cli.book.parse.source_file import Place, child, id_node, is_chapter
from mlsys_cli.book.parse.yaml_document import parse
from mlsys_cli.errors import MlsysError, NotFoundError, UnreadableError, UsageError
from mlsys_cli.text.atomic_file import encoded_like
from mlsys_cli.text.english import slug_of
from mlsys_cli.text.own_files import is_inside
from mlsys_cli.text.spelling import did_you_mean, either

Check = Callable[[Path], Sequence[Problem]]
"""The problems of the book in a folder."""

_MOST_ROUNDS = 20
"""A fix may lay open another mistake. Two or three rounds are usual; two fixes that undo each other must not go on."""


class FixedBook(NamedTuple):
    """The new contents of the files that change, and the problems that are fixed by that."""

    files: dict[Path, bytes]
    fixed: tuple[Problem, ...]


def fix_book(book: Path, check: Check) -> FixedBook:
    """Apply all fixes to a copy of a book until nothing changes. Raises MlsysError if that made new mistakes."""
    with unchanged_on_error(), copy_of(book) as copy:
        problems = before = check(copy)
        fixed: list[Problem] = []
        for _ in range(_MOST_ROUNDS):
            done = list(_fix_files(copy, problems))
            if not done:
                break
            fixed += done
            problems = check(copy)
        if _errors(problems) > _errors(before):
            raise MlsysError("this would make new mistakes, so nothing was changed")
        files = {
            book / path.relative_to(copy): data
            for path in sorted((*copy.rglob("*.y*ml"), *copy.glob(f"*/{CHAPTER_MARKDOWN}")))
            if (data := path.read_bytes()) != (book / path.relative_to(copy)).read_bytes()
        }
    return FixedBook(files, tuple(replace(p, path=f"{book}{p.path.removeprefix(str(copy))}") for p in fixed))


@contextmanager
def unchanged_on_error() -> Iterator[None]:
    """Raise UnreadableError for a file that can't be read or copied; nothing was changed by then."""
    try:
        yield
    except OSError as error:
        raise UnreadableError(f"{error.filename} can't be read: {error.strerror}", ["nothing was changed"]) from error


def require_inside(book: Path, *paths: Path) -> None:
    """Raise UnreadableError if a path leads out of a book: a book that was copied from somewhere may contain links."""
    for path in paths:
        if not is_inside(book, path):
            raise UnreadableError(f"{path} is a link to a file outside the book", ["nothing was changed"])


@contextmanager
def copy_of(book: Path) -> Iterator[Path]:
    """A copy of the files of a book, in a folder of the same name."""
    with tempfile.TemporaryDirectory(prefix="mlsys-fix-") as place:
        copy = Path(place) / book.name
        for path in (*book.glob("*.y*ml"), *book.glob("*/*.y*ml"), *book.glob(f"*/{CHAPTER_MARKDOWN}")):
            require_inside(book, path)
            if path.is_file():
                (copy / path.relative_to(book)).parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(path, copy / path.relative_to(book))
        yield copy


def _fix_files(book: Path, problems: Sequence[Problem]) -> Iterator[Problem]:
    """Apply the fixes that can be applied together, and return the problems that are fixed.

    First misspelt ids, since what is missing in a list may only be misspelt there; the order of entries comes last.
    """
    for step in (with_replacements, with_additions, in_order):
        done = False
        for path, ours in _by_file(book, problems).items():
            raw = path.read_bytes()
            old = raw.decode("utf-8-sig")
            text, fixed = step(parse(str(path), old)[0], ours)
            if text != old:
                done = True
                path.write_bytes(encoded_like(raw, text))
                yield from sorted(fixed)
        if done:
            return


def _by_file(book: Path, problems: Sequence[Problem]) -> dict[Path, list[Problem]]:
    """The problems that have a fix, by the file that it changes."""
    by_file: dict[Path, list[Problem]] = defaultdict(list)
    for problem in problems:
        if problem.fix is not None:
            path = book / problem.fix.file if isinstance(problem.fix, Addition) else Path(problem.path)
            by_file[path].append(problem)
    return by_file


def _errors(problems: Sequence[Problem]) -> int:
    return sum(problem.level == "error" for problem in problems)


# --- another id for an entry -----------------------------------------------------------------------------------------


RENAMED = (
    *("term", "section", "era", "event", "table", "figure", "question", "source"),
    *("model", "machine", "calculator", "exhibit"),
)
"""The kinds of entries whose id is in a file; a chapter has the name of its folder."""


class RenamedBook(NamedTuple):
    """The entry's kind and new id, the new contents of the files that change, and the places of the old id in them.

    The first place is that of the entry.
    """

    kind: str
    slug: str
    files: dict[Path, bytes]
    places: tuple[Place, ...]


def rename_entry(book: Path, name: str, new: str) -> RenamedBook:
    """Give an entry another id, wherever it is named; `name` is `kind:id`, or an id that only one kind has.

    Raises if there is no such entry, if the new id is taken or invalid, or if a part of the book can't be read.
    """
    items = _readable_items(book)
    entry = _entry_named(items, name)
    kind, old = entry.address.kind, entry.address.slug
    slug = _checked_id(items, entry, new.removeprefix(f"{kind}:"))
    names = {(kind, old)} if kind != "exhibit" else {(RUN, old), (RUN, entry.entry.address)}
    edits: dict[Path, list[Edit]] = defaultdict(list)
    places: list[Place] = []
    for item in items:
        for place, named in ((link.place, link.slug) for link in item.links if (link.kind, link.slug) in names):
            start = item.document.offset(place.line, place.column)
            if not item.document.text.startswith(named, start):  # such as one with an escape in it
                raise MlsysError(f"{_format_place(place)}: write {named!r} in one piece first")
            start += len(named) - len(old)  # an exhibit may be named with its engine: eliza/gardener
            edits[Path(place.path)].append(Edit(start, start + len(old), slug))
            places.append(place)
    edits[Path(entry.document.path)] += _edits_of_entry(entry, slug.rpartition("/")[2])
    files: dict[Path, bytes] = {}
    with unchanged_on_error():
        for path, changes in edits.items():
            raw = path.read_bytes()
            files[path] = encoded_like(raw, edited(raw.decode("utf-8-sig"), changes))
        _prove(book, files, kind, slug)
    return RenamedBook(kind, slug, files, (entry.place((_id_key(entry),)), *places))


def _readable_items(book: Path) -> list[Item]:
    """All entries of a book. Raises UnreadableError if there may be others, which may have links."""
    top = load_book(book, with_sources=True)
    problems, items = list(top.problems), list(top_context(top).items)
    for name in dict.fromkeys((*(name for part in top.book.parts for name in part.chapters), *top.left_out)):
        if is_chapter(book / name):
            loaded = load_chapter(book / name)
            problems += loaded.problems
            items += chapter_context(loaded, name).items
    for problem in problems:
        if problem.fatal:
            where = f"{problem.path}:{problem.line}:{problem.column}: {problem.rule}: {problem.message}"
            raise UnreadableError(where, ["nothing was renamed; fix this first, since links may be missed"])
    return items


_BY_HAND = {
    "chapter": (
        "a chapter is called like its folder; by hand, rename the folder, and the name in 'chapters' of book.yaml,",
        "in 'needs' of other chapters, and in links such as [[section:{name}/…]] and 'section: {name}/…'",
        "what learners have read of it and marked in it is stored under the old name; 'mlsys check' finds lost links",
    ),
    "book": (
        "its id is in book.yaml; what learners have answered and read is stored under it, and would begin anew",
        "the title may be changed at any time",
    ),
}


def _entry_named(items: Sequence[Item], query: str) -> Item:
    kind, _, name = query.rpartition(":")
    if kind and kind not in RENAMED:
        by_hand = _BY_HAND.get(kind, (did_you_mean(kind, RENAMED) or f"it can be {either(RENAMED)}",))
        raise UsageError(f"a {kind[:40]} can't be renamed", [line.format(name=name[:80]) for line in by_hand])
    kinds = [kind] if kind else RENAMED
    candidates = [item for item in items if item.address.kind in kinds]
    matches = [item for item in candidates if name in (item.address.slug, item.address.slug.rpartition("/")[2])]
    if not matches:
        now = [
            item.address.slug for item in candidates if name.rpartition("/")[2] in getattr(item.entry, "formerly", ())
        ]
        near = f"it is now {now[0]!r}" if now else did_you_mean(name, [item.address.slug for item in candidates])
        raise NotFoundError(f"there is no {kind or 'entry'} {name[:80]!r}", [near])
    if len({item.address for item in matches}) > 1:
        names = [f"{item.address.kind}:{item.address.slug}" for item in matches]
        raise UsageError(f"{name[:80]!r} isn't clear", [f"it can be {either(names)}"])
    return matches[0]


def _checked_id(items: Sequence[Item], entry: Item, new: str) -> str:
    """The whole new id. Raises UsageError if the entry can't have it."""
    kind, old = entry.address.kind, entry.address.slug
    chapter, slash, _ = old.rpartition("/")
    own = new.removeprefix(chapter + slash) if chapter else new
    if not re.fullmatch(ID_PATTERN, own):
        better = slug_of(own)
        is_other = better and chapter + slash + better != old
        hints = [f"did you mean {better!r}?"] if is_other else []
        raise UsageError(f"{own[:80]!r} isn't an id: {ID_FORM}", hints)
    slug = chapter + slash + own
    for item in (item for item in items if item.address.kind == kind):
        taken = item.address.slug
        if taken == slug:
            raise UsageError(f"the {kind} {slug!r} already exists, at {_format_place(item.place((_id_key(item),)))}")
        if taken != old and taken.rpartition("/")[0] == chapter and own in item.entry.formerly:
            raise UsageError(f"{slug!r} is a former id of the {kind} {taken!r}", ["choose another id"])
    return slug


def _edits_of_entry(entry: Item, new: str) -> Iterator[Edit]:
    """The edits of the id itself, and of the list of former ids."""
    text, node = entry.document.text, entry.node
    slug = id_node(node)
    if not isinstance(slug, yaml.ScalarNode) or not isinstance(node, yaml.MappingNode):
        raise MlsysError(f"{_format_place(entry.place(()))}: this entry has no id that can be changed")
    if slug.style == MARKDOWN:
        yield from _edits_of_heading(entry, slug, new)
        return
    quote = slug.style if slug.style in ("'", '"') else ""
    yield Edit(slug.start_mark.index, slug.end_mark.index, f"{quote}{new}{quote}" if quote else scalar(new))
    former = [*(slug_before for slug_before in entry.entry.formerly if slug_before != new), slug.value]
    ids = f"[{', '.join(map(scalar, former))}]"
    listed = child(node, "formerly")
    if isinstance(listed, yaml.SequenceNode):
        end = listed.end_mark.index if listed.flow_style else end_of_value(text, listed)
        yield Edit(listed.start_mark.index, end, ids)
    elif node.flow_style:
        yield Edit(slug.end_mark.index, slug.end_mark.index, f", formerly: {ids}")
    else:
        yield lines_at(text, next_line(text, slug.end_mark.index), f"{' ' * node.start_mark.column}formerly: {ids}\n")


def _edits_of_heading(entry: Item, slug: yaml.ScalarNode, new: str) -> Iterator[Edit]:
    """The edits of the id in a heading of Markdown, and of the list of former ids in a comment below it."""
    text, has_id = entry.document.text, slug.start_mark.index < slug.end_mark.index
    yield Edit(slug.start_mark.index, slug.end_mark.index, new if has_id else f" {{#{new}}}")
    former = [*(before for before in entry.entry.formerly if before != new), slug.value]
    listed = child(entry.node, "formerly")
    if isinstance(listed, yaml.SequenceNode):
        start, end = listed.start_mark.index, listed.end_mark.index
        yield Edit(start, end, f"[{', '.join(former)}]" + "\n" * text[start:end].endswith("\n"))
    else:
        yield lines_at(text, next_line(text, slug.end_mark.index), f"<!-- formerly: [{', '.join(former)}] -->\n")


def _prove(book: Path, files: dict[Path, bytes], kind: str, slug: str) -> None:
    """Raise MlsysError unless a copy of the book with the new files has the entry, and no new mistakes."""
    from mlsys_cli.book.check.checker import check_book  # with all rules, of which `mlsys new` needs none

    with copy_of(book) as copy:
        before = _error_texts(check_book(copy))
        for path, data in files.items():
            (copy / path.relative_to(book)).write_bytes(data)
        after = _error_texts(check_book(copy))
        entries = {(item.address.kind, item.address.slug) for item in _readable_items(copy)}
    if after - before or (kind, slug) not in entries:
        raise MlsysError("this would make new mistakes, so nothing was renamed", sorted(map(" ".join, after - before)))


def _error_texts(problems: Sequence[Problem]) -> set[tuple[str, str]]:
    return {(problem.rule, problem.message) for problem in problems if problem.level == "error"}


def _id_key(item: Item) -> str:
    return "key" if item.address.kind == "source" else "id"


def _format_place(place: Place) -> str:
    return f"{place.path}:{place.line}:{place.column}"
