"""The checker: every problem of a book, sorted by place."""

import os
from collections import defaultdict
from collections.abc import Callable, Collection, Container, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice
from operator import attrgetter
from pathlib import Path
from typing import TypeVar

from mlsys_cli.book.check.context import BookContext, ChapterContext, chapter_context, top_context
from mlsys_cli.book.check.rules.all_rules import BOOK_RULES, CHAPTER_RULES, RULES
from mlsys_cli.book.check.rules.ignored_files import ignored_files
from mlsys_cli.book.check.rules.rule import BookFinding, name_of
from mlsys_cli.book.check.rules.runs import dangling_run, unknown_engine
from mlsys_cli.book.kinds import PACK_FILE
from mlsys_cli.book.model import LEVELS, Level, Problem
from mlsys_cli.book.parse.diagnostics import countless_mistakes
from mlsys_cli.book.parse.load import load_book, load_chapter
from mlsys_cli.book.parse.source_file import excerpt_of, problem_at

_Rule = TypeVar("_Rule")

Progress = Callable[[int, int], None]
"""Called with the number of checked chapters and that of all."""


_LATER = (name_of(dangling_run), name_of(unknown_engine))
"""The rules that find what a later version of the program may have."""

_MOST = 20_000
"""The problems after which checking stops, so that no book takes all of the memory."""


def check_book(
    folder: Path,
    progress: Progress | None = None,
    wanted: Callable[[Problem], bool] | None = None,
    *,
    is_pack: bool = False,
) -> tuple[Problem, ...]:
    """Every problem of the book in a folder that is `wanted`, until there are too many.

    Chapters are checked one by one, and none of them stays in memory. What a pack, or a book that becomes one, may need
    from a later version of the program is only a warning.
    """
    loaded_top = load_book(folder, with_sources=True)
    top = top_context(loaded_top)
    problems = set(filter(wanted, [*loaded_top.problems, *_problems(_chapter_findings(top))]))
    book = BookContext(top, loaded_top.book.term_kinds)
    listed = dict.fromkeys(name for part in loaded_top.book.parts for name in part.chapters)
    ignored = tuple(ignored_files(folder, listed))
    problems.update(filter(wanted, (file.problem for file in ignored)))
    for file in ignored:
        book.gaps.add(file.flaws)
    chapters = [name for name in listed if os.path.isfile(folder / name / "chapter.yaml")]
    for number, name in enumerate(chapters):
        loaded = load_chapter(folder / name)
        chapter = chapter_context(loaded, name)
        problems.update(filter(wanted, [*loaded.problems, *_problems(_chapter_findings(chapter))]))
        book.add(chapter)
        if progress is not None:
            progress(number + 1, len(chapters))
        if len(problems) > _MOST:
            problems.add(countless_mistakes(loaded_top.origins["book", loaded_top.book.id].document, None, _MOST))
            break
    else:
        rules = _rules_for(book.entries.keys(), BOOK_RULES)
        found = ((name_of(rule), finding) for rule in rules for finding in rule(book))
        problems.update(filter(wanted, _problems(islice(found, _MOST))))
    # This is the order of the class itself, which takes ten times as long to compare.
    ordered = sorted(problems, key=attrgetter("path", "line", "column", "rule", "message"))
    if is_pack or os.path.lexists(folder / PACK_FILE):
        ordered = [replace(one, level="warning") if one.rule in _LATER else one for one in ordered]
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
        chosen -= {name for name in settings.ignore if name in RULES and RULES[name].level != "error"}
    return frozenset(chosen.difference(ignore))


def _chapter_findings(chapter: ChapterContext) -> Iterator[tuple[str, BookFinding]]:
    """The findings of the rules for one chapter, with their places; they are looked up while its nodes are there."""
    present = {item.address.kind for item in chapter.items}
    for rule in _rules_for(present, CHAPTER_RULES):
        for item, steps, message, hint, offset, length, at_key, fix, elsewhere in rule(chapter):
            place = elsewhere or item.place(steps, offset, length, at_key)
            yield name_of(rule), BookFinding(place, message, hint, fix)


def _rules_for(present: Container[str], rules: Sequence[tuple[tuple[str, ...], Sequence[_Rule]]]) -> Iterator[_Rule]:
    """The rules that are about the kinds of entries that are present."""
    return (rule for kinds, some in rules if any(kind in present for kind in kinds) for rule in some)


def _problems(found: Iterable[tuple[str, BookFinding]]) -> Iterator[Problem]:
    """The problems made from findings, each with the line that it is about."""
    by_file: dict[str, list[tuple[str, BookFinding]]] = defaultdict(list)
    for rule, finding in found:
        by_file[finding.place.path].append((rule, finding))
    for path, findings in by_file.items():
        try:
            lines = Path(path).read_bytes().decode("utf-8-sig", "replace").split("\n")
        except OSError:  # it was there a moment ago
            lines = []
        for rule, (place, message, hint, fix) in findings:
            excerpt = excerpt_of(lines[place.line - 1]) if place.line <= len(lines) else ""
            yield problem_at(place, excerpt, rule, message, hint=hint, level=RULES[rule].level, fix=fix)
