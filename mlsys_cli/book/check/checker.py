"""All that is wrong with a book, sorted by place."""

import os
from collections.abc import Callable
from pathlib import Path

from mlsys_cli.book.check.context import BookContext, ChapterContext
from mlsys_cli.book.check.locate import RuleFinding, place_all
from mlsys_cli.book.check.rules import BOOK_RULES, CHAPTER_RULES
from mlsys_cli.book.check.rules.rule import name_of
from mlsys_cli.book.check.rules.stray_files import ignored_files
from mlsys_cli.book.model import Problem
from mlsys_cli.book.parse.load import load_book, load_chapter

Progress = Callable[[int, int], None]
"""Told how many chapters of how many are checked."""


def check_book(folder: Path, progress: Progress | None = None) -> tuple[Problem, ...]:
    """Every problem of the book in a folder. Chapters are looked at one by one; none of them stays in memory."""
    top = load_book(folder, with_sources=True)
    problems = list(top.problems)
    found: list[RuleFinding] = []
    crossings = BookContext(top.book, top.sources, top.flaws)
    listed = dict.fromkeys(name for part in top.book.parts for name in part.chapters)
    chapters = [name for name in listed if os.path.isfile(folder / name / "chapter.yaml")]
    for number, name in enumerate(chapters):
        loaded = load_chapter(folder / name)
        problems += loaded.problems
        survey = ChapterContext(loaded.chapter, name, loaded.flaws)
        for rule in CHAPTER_RULES:
            found += (RuleFinding(name_of(rule), finding) for finding in rule(survey))
        crossings.add(survey)
        if progress is not None:
            progress(number + 1, len(chapters))
    for crossing in BOOK_RULES:
        found += (RuleFinding(name_of(crossing), finding) for finding in crossing(crossings))
    problems += place_all(folder, found)
    problems += ignored_files(folder, listed)
    return tuple(sorted(set(problems), key=_place))


def _place(problem: Problem) -> tuple[str, int, int, str, str]:
    # The order of the class itself, which takes ten times as long to compare.
    return problem.path, problem.line, problem.column, problem.rule, problem.message
