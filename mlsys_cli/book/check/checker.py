"""The checker: every problem of a book, sorted by place, and the table of its rules."""

import os
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import replace
from inspect import isfunction
from itertools import chain, islice
from operator import attrgetter
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple, TypeAlias

import yaml

from mlsys_cli.book.check.context import (
    BookContext,
    ChapterContext,
    Finding,
    chapter_context,
    name_of,
    rule_of,
    top_context,
    warning,
)
from mlsys_cli.book.check.rules import calculator_parts, entry_fields, links, questions, structure, texts
from mlsys_cli.book.kinds import BOOK_FILES, CHAPTER_FILES, CHAPTER_MARKDOWN, KINDS, KINDS_BY_FILE, PACK_FILE
from mlsys_cli.book.model import LEVELS, Level, Problem
from mlsys_cli.book.parse import diagnostics
from mlsys_cli.book.parse.diagnostics import countless_mistakes
from mlsys_cli.book.parse.load import UnreadEntry, load_book, load_chapter
from mlsys_cli.book.parse.source_file import Place, child, excerpt_of, files_of_chapter, is_chapter, problem_at
from mlsys_cli.book.parse.yaml_document import read_document
from mlsys_cli.text.spelling import did_you_mean, suggest

_Function: TypeAlias = Callable[..., Any]
Progress = Callable[[int, int], None]
"""Called with the number of checked chapters and that of all."""

ON_REQUEST = frozenset({"spelling"})
"""The rules that only find something if they are selected: they find too much that is right."""

_LATER = ("dangling-run", "unknown-engine")
"""The rules that find what a later version of the program may have."""

_MOST = 20_000
"""The problems after which checking stops, so that no book takes all of the memory."""


def check_book(
    folder: Path,
    progress: Progress | None = None,
    wanted: Callable[[Problem], bool] | None = None,
    *,
    is_pack: bool = False,
    spells: bool = False,
) -> tuple[Problem, ...]:
    """Every problem of the book in a folder that is `wanted`, until there are too many.

    Chapters are checked one by one, and none of them stays in memory. What a pack, or a book that becomes one, may need
    from a later version of the program is only a warning.
    """
    loaded_top = load_book(folder, with_sources=True)
    top = top_context(loaded_top)
    problems = set(filter(wanted, [*loaded_top.problems, *_problems(_findings(top, _rules_for(top)))]))
    book = BookContext(top, loaded_top.book.term_kinds, spells=spells)
    listed = dict.fromkeys(name for part in loaded_top.book.parts for name in part.chapters)
    ignored = tuple(ignored_files(folder, listed, loaded_top.left_out))
    problems.update(filter(wanted, (file.problem for file in ignored)))
    for file in ignored:
        book.gaps.add(file.flaws)
    for name in loaded_top.left_out:
        book.leave_out(chapter_context(load_chapter(folder / name), name))
    chapters = [name for name in listed if is_chapter(folder / name)]
    for index, name in enumerate(chapters):
        loaded = load_chapter(folder / name)
        chapter = chapter_context(loaded, name)
        problems.update(filter(wanted, [*loaded.problems, *_problems(_findings(chapter, _rules_for(chapter)))]))
        book.add(chapter)
        if progress is not None:
            progress(index + 1, len(chapters))
        if len(problems) > _MOST:
            problems.add(countless_mistakes(loaded_top.origins["book", loaded_top.book.id].document, None, _MOST))
            break
    else:
        problems.update(filter(wanted, _problems(islice(_findings(book, _BOOK_RULES), _MOST))))
    # This is the order of the class itself, which takes ten times as long to compare.
    ordered = sorted(problems, key=attrgetter("path", "line", "column", "rule", "message"))
    if is_pack or os.path.lexists(folder / PACK_FILE):
        ordered = [replace(problem, level="warning") if problem.rule in _LATER else problem for problem in ordered]
    first = {file.problem for file in ignored if file.flaws}  # the wrong name of a file explains what is missing
    return tuple(sorted(ordered, key=lambda problem: problem not in first) if first else ordered)


def choose_rules(
    folder: Path, select: Collection[str] = (), ignore: Collection[str] = (), level: Level | None = None
) -> frozenset[str]:
    """The rules whose problems are to be listed: the selected ones, or all of them, from a level on.

    What isn't given is taken from the settings of the book, which can't ignore errors.
    """
    settings = load_book(folder).book.check
    lowest = LEVELS.index(level or ("style" if select else settings.level))
    chosen = {name for name in select or RULES if LEVELS.index(RULES[name].level) <= lowest}
    if not select:
        chosen -= ON_REQUEST
        chosen -= {name for name in settings.ignore if name in RULES and RULES[name].level != "error"}
    return frozenset(chosen.difference(ignore))


def _rules_for(chapter: ChapterContext) -> Iterator[_Function]:
    """The rules for what a chapter has."""
    present = {item.address.kind for item in chapter.items}
    if any(item.entry.examples for item in chapter.of("section")):
        present.add("example")
    return (rule for file, rules in _CHAPTER_RULES.items() if present & _ABOUT.get(file, present) for rule in rules)


def _findings(context: ChapterContext | BookContext, rules: Iterable[_Function]) -> Iterator[tuple[str, Finding]]:
    return ((name_of(rule), finding) for rule in rules for finding in rule(context))


def _problems(findings_by_rule: Iterable[tuple[str, Finding]]) -> Iterator[Problem]:
    """The problems made from findings, each with the line that it is about."""
    by_file: dict[str, list[tuple[str, Finding]]] = defaultdict(list)
    for rule, finding in findings_by_rule:
        by_file[finding.place.path].append((rule, finding))
    for path, findings in by_file.items():
        try:
            lines = Path(path).read_bytes().decode("utf-8-sig", "replace").split("\n")
        except OSError:  # it was there a moment ago
            lines = []
        for rule, (place, message, hint, fix) in findings:
            excerpt = excerpt_of(lines[place.line - 1]) if place.line <= len(lines) else ""
            yield problem_at(place, excerpt, rule, message, hint=hint, level=RULES[rule].level, fix=fix)


# --- files that are not read -----------------------------------------------------------------------------------------

_LIKE_ENOUGH = 80
"""The likeness, of 100, of a file's name to one that is read: `glossery.yaml` is one, `notes.yaml` isn't."""


class IgnoredFile(NamedTuple):
    """A file that isn't read, and the entries in it, which others may link to."""

    problem: Problem
    flaws: tuple[UnreadEntry, ...] = ()


@warning
def ignored_file(path: Path, message: str, hint: str) -> Problem:
    """A file is ignored because of its name, or because book.yaml doesn't list its chapter.

    `glossary.yml` and `terms.yaml` are not read as a glossary, and neither is a `glossary.yaml` beside book.yaml. A
    chapter that book.yaml doesn't list is not part of the book. Rename or move the file, or add the chapter to the
    `chapters` of a part. Links to entries in a misnamed file are not reported.
    """
    return problem_at(Place(str(path), 1, 1, 1), "", "ignored-file", message, hint=hint, level="warning")


def ignored_files(book: Path, chapters: Collection[str], left_out: Collection[str]) -> Iterator[IgnoredFile]:
    """The files that are ignored in the folders of a book and its chapters, if these aren't left out on purpose."""
    yield from _misnamed(book, BOOK_FILES)
    for name in (name for name in _names(book) if not name.startswith(".") and name not in left_out):
        if name in chapters:
            yield from _misnamed(book / name, CHAPTER_FILES)
            if (second := book / name / CHAPTER_MARKDOWN).exists() and files_of_chapter(book / name)[0] != second.name:
                hint = "delete one of the two"
                yield IgnoredFile(ignored_file(second, "chapter.yaml is read, and this file isn't", hint))
        elif is_chapter(book / name):
            file = book / name / files_of_chapter(book / name)[0]
            hint = f"add {name} to the 'chapters' of a part"
            yield IgnoredFile(ignored_file(file, "book.yaml doesn't list this chapter", hint))


def _misnamed(folder: Path, expected: Collection[str]) -> Iterator[IgnoredFile]:
    """The files with a name like that of a known one, or with the contents of one."""
    names = _names(folder)
    for name in names:
        if name in expected or name.startswith(".") or not name.lower().endswith((".yaml", ".yml")):
            continue
        document, _ = read_document(folder / name, f"{folder}/{name}")
        like = suggest(name.lower(), expected, cutoff=_LIKE_ENOUGH) or _files_with_lists_of(document.root)
        if not like or (like[0] in expected and like[0] in names):
            continue
        hint = f"did you mean {like[0]!r}?"
        if like[0] not in expected:
            where = "next to book.yaml" if like[0] in BOOK_FILES else "in the folder of a chapter"
            hint = f"{like[0]} belongs {where}"
        kinds = KINDS_BY_FILE[like[0]]
        flaws = [UnreadEntry(kind.name, item) for kind in kinds for item in _items(document.root, kind.key)]
        if document.root is None:
            flaws = [UnreadEntry(kind.name, None) for kind in kinds]
        yield IgnoredFile(ignored_file(folder / name, "this file is ignored because of its name", hint), tuple(flaws))


def _files_with_lists_of(root: yaml.Node | None) -> list[str]:
    """The files that may have the lists of this one."""
    return [kind.file for kind in KINDS.values() if kind.key and _items(root, kind.key)]


def _items(root: yaml.Node | None, key: str) -> list[yaml.Node]:
    """The items of the list under a key of a file."""
    node = child(root, key)
    return node.value if isinstance(node, yaml.SequenceNode) else []


def _names(folder: Path) -> list[str]:
    """The names in a folder; none if it can't be read, which is reported elsewhere."""
    try:
        return sorted(os.listdir(folder))
    except OSError:
        return []


# --- the table of rules ----------------------------------------------------------------------------------------------


@warning
def useless_ignore(chapter: ChapterContext) -> Iterator[Finding]:
    """The settings in book.yaml ignore a rule that doesn't exist, or one that finds errors.

    Errors are always listed, since readers can't be shown what is meant. `mlsys check --ignore` leaves them out once.

    Bad:
        # ../book.yaml
        check: {ignore: [lonely-trem]}

    Good:
        check: {ignore: [lonely-term]}
    """
    for item in chapter.of("book"):
        for index, name in enumerate(item.entry.check.ignore):
            steps = ("check", "ignore", index)
            if name not in RULES:
                yield item.finding(steps, f"there is no rule {name!r}", did_you_mean(name, RULES))
            elif RULES[name].level == "error":
                yield item.finding(steps, f"{name!r} finds errors, which can't be ignored", "delete it")


def _functions_of(file: ModuleType, annotation: object) -> list[_Function]:
    """The public functions of a file that take or return something; those that take a context are rules."""
    functions = [function for function in vars(file).values() if isfunction(function)]
    return [f for f in functions if annotation in f.__annotations__.values() and not f.__name__.startswith("_")]


_FILES = (calculator_parts, entry_fields, links, questions, structure, texts)
_ABOUT = {
    calculator_parts: {"calculator"},
    questions: {"question", "example", "calculator"},
    structure: {"table", "figure"},
}
"""What all rules of a file are about, if it isn't every kind of entry. A chapter without it needs none of them.

It saves no time, but a mistake in a glossary then leads nobody through the rules of questions. The examples of a rule
about another kind, which its test checks, would not be found wrong.
"""

_CHAPTER_RULES = {file: _functions_of(file, ChapterContext) for file in _FILES}
_CHAPTER_RULES[entry_fields].append(useless_ignore)
_BOOK_RULES = [rule for file in _FILES for rule in _functions_of(file, BookContext)]
_FILE_RULES = [*_functions_of(diagnostics, Problem), ignored_file]

RULES = {rule.name: rule for rule in map(rule_of, (*chain(*_CHAPTER_RULES.values()), *_BOOK_RULES, *_FILE_RULES))}
"""Every rule by its name. Those for single files come last, since they also explain `duplicate-id`."""
