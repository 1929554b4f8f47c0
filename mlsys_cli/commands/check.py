"""`mlsys check`: find the mistakes in a book."""

from collections.abc import Collection, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Annotated, cast

from mlsys_cli.arguments.declarations import argument, one_of, option, word_option
from mlsys_cli.book.check.checker import RULES, check_book, choose_rules
from mlsys_cli.book.kinds import SCHEMA_FOLDER
from mlsys_cli.book.model import LEVELS, Level, Problem
from mlsys_cli.book.parse.source_file import is_chapter
from mlsys_cli.errors import Exit, ExitCode, UnreadableError, UsageError
from mlsys_cli.session.session import Session
from mlsys_cli.terminal.progress_bar import progress_bar
from mlsys_cli.text.english import counted
from mlsys_cli.views.problems_view import ProblemsView, RulesView, fix_line, rule_view

_NAMES = sorted(RULES)


def check_command(
    session: Session,
    path: Annotated[str, argument(metavar="[FOLDER]", help="A book, or a chapter or file in it.")] = "",
    select: Annotated[list[str] | None, word_option("--select", "rule", _NAMES, "Only these rules.")] = None,
    ignore: Annotated[list[str] | None, word_option("--ignore", "rule", _NAMES, "All rules except these.")] = None,
    level: Annotated[
        str,
        option(metavar="LEVEL", help="The lowest level: error, warning or style.", autocompletion=lambda: LEVELS),
    ] = "",
    fix: Annotated[bool, option("--fix", help="Correct the problems that have only one solution.")] = False,
    stale: Annotated[
        int | None,
        option("--stale", metavar="MONTHS", min=1, max=1200, help="List facts that are older than so many months."),
    ] = None,
    online: Annotated[bool, option("--online", help="List addresses on the web that are dead or have moved.")] = False,
    rules: Annotated[bool, option("--rules", help="List the rules.")] = False,
    explain: Annotated[str, option(metavar="RULE", help="Explain a rule.", autocompletion=lambda: _NAMES)] = "",
) -> None:
    """List the problems of a book with their places; print nothing if there are none.

    An error is shown wrongly or not at all, a warning is probably a mistake, and style is a matter of taste; --level
    and the settings of the book can leave out the less serious ones. In a pipe, each problem is one line,
    path:line:column: rule: message [level], and a hint may follow on the next line. The exit code is 0 if nothing is
    listed, 1 if something is, and 3 if there is no book.

    --fix corrects misspelt links with one clear nearest name, a see_also that isn't mutual, events out of order,
    repeated words, and DOIs with an address before them. Nothing else in the files changes, and each correction is
    reported. The schemas of editors in the folder .schema, if there is one, follow the kinds in book.yaml.

    --stale and --online look for what goes out of date instead of mistakes: facts with an old as_of, oldest first, and
    addresses that are dead or, as a matter of style, have moved for good. Addresses that couldn't be checked, because
    their server is too slow or turns programs away, are listed on stderr. Each server is asked at most once a second,
    so a large book takes minutes.

    Examples:
        mlsys check  # the book in the current folder, or the open books
        mlsys check my-book  # a book, chapter or file
        mlsys check my-book --ignore unused-term,long-sentence  # without two rules
        mlsys check my-book --level warning  # without matters of style
        mlsys check my-book --select spelling  # words that it doesn't know
        mlsys check my-book --fix  # correct what has only one solution
        mlsys check my-book --stale 12  # facts that are older than a year
        mlsys check my-book --online --level warning  # dead addresses only
        mlsys check --rules  # the rules, each with its level
        mlsys check --explain dangling-link  # the explanation of a rule
        mlsys check my-book --format github  # for pull requests
    """
    if rules:
        session.show(RulesView(tuple(RULES[name] for name in _NAMES)))
        return
    if explain:
        session.show(rule_view(RULES[one_of("rule", explain, _NAMES)]))
        return
    if path:
        locations = [Path(path).absolute()]
    else:
        if fix and not session.books.are_chosen:
            raise UsageError("give the folder of the book to fix")
        locations = list(session.books.folders)
    if (stale or online) and (fix or select or ignore):
        raise UsageError(
            "--fix, --select and --ignore can't be used with --stale and --online, which don't look for mistakes"
        )
    here = str(Path.cwd())  # asked now, as checking a whole book only to find that the folder was deleted takes seconds
    # `one_of` has made sure that it is one of them, which the type of a list can't say.
    lowest = cast(Level, one_of("level", level, LEVELS)) if level else None
    problems: list[Problem] = []
    hiding: list[Problem] = []
    fixed: list[Problem] = []
    for location in locations:
        book = _book_at(location)
        if stale or online:
            outdated = _outdated(session, book, location, stale, online=online)
            problems += (
                problem for problem in outdated if LEVELS.index(problem.level) <= LEVELS.index(lowest or "style")
            )
            continue
        if (book / SCHEMA_FOLDER).is_dir() and not session.books.owner_of(book):
            from mlsys_cli.book.author.create import update_schemas  # of which a book without schemas needs nothing

            update_schemas(book)
        chosen = choose_rules(book, select or (), ignore or (), lowest)
        if fix:
            fixed += _fix(session, book, location, chosen)
        for problem in _problems(session, book, location, chosen):
            (problems if problem.rule in chosen else hiding).append(problem)
    session.show(ProblemsView(problems, here, fixed if fix else None))
    if hiding:
        session.notify(
            "part of the book can't be read because of problems with other rules; there may be more problems"
        )
    if problems:
        raise Exit(ExitCode.NOT_FOUND)


def _outdated(session: Session, book: Path, part: Path, months: int | None, *, online: bool) -> Iterator[Problem]:
    """The facts in a book or a part of it that are older than some months, and the addresses that are dead or moved."""
    from mlsys_cli.book.check import upkeep

    if months:
        today = session.local_time.date()
        years, month = divmod(today.year * 12 + today.month - 1 - months, 12)
        before = f"{years:04}-{month + 1:02}-{today.day:02}"
        yield from (problem for problem in upkeep.stale_facts(book, before) if Path(problem.path).is_relative_to(part))
    if online:
        from mlsys_cli.book.check.web_addresses import WebClient

        mentioned = [mention for mention in upkeep.mentions(book) if Path(mention.place.path).is_relative_to(part)]
        addresses = dict.fromkeys(mention.address for mention in mentioned)
        with progress_bar("Looking up addresses", is_plain=session.options.is_plain) as report:
            states = WebClient().look_up(addresses, report)
        if unknown := [f"{url}: {state.detail}" for url, state in states.items() if state.name == "unknown"]:
            session.notify(f"{counted(len(unknown), 'address', 'addresses')} couldn't be checked", *sorted(unknown))
        yield from upkeep.address_problems(mentioned, states)


def _fix(session: Session, book: Path, path: Path, rules: Collection[str]) -> Sequence[Problem]:
    """Correct the problems of a book or a part of it, report the changes, and return the problems that are gone."""
    from mlsys_cli.book.author.changed_book import fix_book
    from mlsys_cli.text.atomic_file import replace_files

    session.books.require_own(book)
    made = fix_book(book, lambda copy: _problems(session, copy, copy / path.relative_to(book), rules))
    replace_files(made.files)
    if made.fixed:
        lines = dict.fromkeys(fix_line(problem, str(Path.cwd())) for problem in made.fixed)
        problems, files = counted(len(made.fixed), "problem"), counted(len(made.files), "file")
        session.notify(f"corrected {problems} in {files}", *lines)
    return made.fixed


def _book_at(path: Path) -> Path:
    """The folder of the book that a place belongs to."""
    if not path.exists():
        raise UnreadableError(f"there is no folder {str(path)!r}")
    for folder in (path, *path.parents[:2]):  # a file of a chapter is two levels below the book
        if (folder / "book.yaml").is_file():
            return folder
    if path.is_dir() and any(map(is_chapter, path.glob("*/"))):  # the check then says that book.yaml is missing
        return path
    raise UnreadableError(f"there is no book at {str(path)!r}", ["a book is a folder with a book.yaml"])


def _problems(session: Session, book: Path, part: Path, rules: Collection[str]) -> Sequence[Problem]:
    """The problems of a book, or of one chapter or file of it: those of some rules, and all that hide others."""
    is_below = cache(lambda path: Path(path).is_relative_to(part))
    with progress_bar("Checking", is_plain=session.options.is_plain) as report:
        return check_book(
            book,
            report,
            lambda problem: (problem.rule in rules or problem.fatal) and is_below(problem.path),
            spells="spelling" in rules,
        )
