"""`mlsys check`: find the mistakes in a book."""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from mlsys_cli.arguments.choices import separated
from mlsys_cli.errors import ExitCode, UnreadableError, UsageError
from mlsys_cli.session.session import Session
from mlsys_cli.text.spelling import did_you_mean
from mlsys_cli.views.problems_view import ProblemsView, rule_view

if TYPE_CHECKING:
    from mlsys_cli.book.check.rules.rule import Rule
    from mlsys_cli.book.model import Problem

EXAMPLES = (
    ("mlsys check", "the book in this folder, or the one you read"),
    ("mlsys check my-book", "a book, chapter or file"),
    ("mlsys check my-book --ignore unused-term,long-sentence", "skip two rules"),
    ("mlsys check --explain dangling-link", "the explanation of a rule"),
    ("mlsys check my-book --format github", "for pull requests"),
)


def _rules() -> "dict[str, Rule]":
    from mlsys_cli.book.check.rules import RULES

    return RULES


def _rule_names() -> list[str]:
    return sorted(_rules())


def check_command(
    session: Session,
    path: Annotated[str, typer.Argument(metavar="[FOLDER]", help="A book's folder, or a chapter or file in it.")] = "",
    select: Annotated[
        list[str] | None, typer.Option(metavar="RULES", help="Only these rules.", autocompletion=_rule_names)
    ] = None,
    ignore: Annotated[
        list[str] | None, typer.Option(metavar="RULES", help="All rules but these.", autocompletion=_rule_names)
    ] = None,
    explain: Annotated[str, typer.Option(metavar="RULE", help="Explain a rule.", autocompletion=_rule_names)] = "",
) -> None:
    """List the problems of a book, each with its place; print nothing if there are none.

    In a pipe each problem is a line, path:line:column: rule: message, with a hint below some of them. The exit code is
    0 if the book is sound, 1 if it has problems, 3 if there is no book.
    """
    if explain:
        rule = _rule(explain)
        session.show(rule_view(rule.name, rule.explanation, rule.warning))
        return
    chosen = (_names(select) or set(_rules())) - _names(ignore)
    places = [Path(path).absolute()] if path else _books(session)
    every = [problem for place in places for problem in _problems(place)]
    found = [problem for problem in every if problem.rule in chosen]
    session.show(ProblemsView(found, str(Path.cwd())))
    if any(problem.fatal for problem in every if problem.rule not in chosen):
        session.notify(
            "part of the book can't be read, which breaks none of the selected rules; there may be more problems"
        )
    if found:
        raise typer.Exit(ExitCode.NOT_FOUND)


def _books(session: Session) -> list[Path]:
    """The books given by options, else the one around the current folder, else all that are read."""
    from mlsys_cli.book.author.create import book_around

    asked = session.options.content or session.options.packs or session.env.get("MLSYS_CONTENT")
    around = None if asked else book_around(Path.cwd())
    return [around] if around else list(session.books.folders)


def _problems(place: Path) -> "list[Problem]":
    """The problems of a book, or of one chapter or file of it."""
    from mlsys_cli.book.check.checker import check_book
    from mlsys_cli.terminal.progress_bar import progress_bar

    book = _book_of(place)
    with progress_bar("Checking") as report:
        problems = check_book(book, report)
    below = f"{place}{os.sep}"
    return [problem for problem in problems if problem.path == str(place) or problem.path.startswith(below)]


def _book_of(place: Path) -> Path:
    """The folder of the book that a folder or file belongs to."""
    if not place.exists():
        raise UnreadableError(f"there is no folder {str(place)!r}")
    for folder in (place, *place.parents[:2]):
        if (folder / "book.yaml").is_file():
            return folder
    if place.is_dir() and any(place.glob("*/chapter.yaml")):
        return place
    raise UnreadableError(f"there is no book at {str(place)!r}", ["a book is a folder with a book.yaml"])


def _names(given: list[str] | None) -> set[str]:
    """The rules that are named by options, which may have several with commas between them."""
    return {_rule(name).name for name in separated(given)}


def _rule(name: str) -> "Rule":
    """The rule of this name. Raises UsageError if there is none."""
    rules = _rules()
    if name not in rules:
        names = sorted(rules)
        hint = did_you_mean(name, names) or f"the rules are {', '.join(names)}"
        raise UsageError(f"there is no rule {name[:60]!r}", [hint])
    return rules[name]
