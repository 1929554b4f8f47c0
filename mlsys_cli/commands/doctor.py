"""`mlsys doctor`: facts for a bug report."""

import os
import platform
import sqlite3
import sys
from contextlib import closing
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from mlsys_cli import __version__
from mlsys_cli.errors import Exit, ExitCode, MlsysError
from mlsys_cli.index.library import index_path
from mlsys_cli.journal.settings import read_settings
from mlsys_cli.journal.store import Store
from mlsys_cli.packs.installed import read_manifest, scan_packs
from mlsys_cli.session.environment import own_directory, packs_directory
from mlsys_cli.session.session import Session
from mlsys_cli.views.value_view import facts_view

_VARIABLES = ("TERM", "COLUMNS", "NO_COLOR", "FORCE_COLOR", "COLORTERM", "LANG", "LC_ALL", "LC_CTYPE", "PAGER")
_OWN_VARIABLES = ("MLSYS_PAGER", "MLSYS_PLAIN", "MLSYS_CONTENT", "MLSYS_NO_CACHE")
_DEPENDENCIES = (
    *("typer", "rich", "pygments", "textual", "PyYAML", "markdown-it-py", "pydantic", "rapidfuzz", "platformdirs"),
    *("tomlkit", "fsrs", "genanki", "jinja2"),
)


def doctor_command(session: Session) -> None:
    """Show versions, directories, terminal and books, and check that books and study data can be read.

    Examples:
        mlsys doctor  # to paste into a bug report
        mlsys doctor --json  # for a script
    """
    books_are_sound, books = _books(session)
    study_is_sound, study = _study(session)
    terminal = session.terminal
    size = f"{terminal.width} columns" + (f", {terminal.height} rows" if terminal.height else ", not interactive")
    variables = " ".join(
        f"{name}={session.env[name]}" for name in (*_VARIABLES, *_OWN_VARIABLES) if name in session.env
    )
    facts = {
        "mlsys": __version__,
        "python": f"{platform.python_version()} at {sys.executable}",
        "system": platform.platform(),
        "sqlite": sqlite3.sqlite_version,
        **{name: _version(name) for name in _DEPENDENCIES},
        "terminal": size,
        "colour": terminal.color_mode.value,
        "encoding": terminal.encoding,
        "environment": variables or "none set",
        **study,
        **_packs(),
        **books,
    }
    session.show(facts_view("doctor", "mlsys doctor", facts))
    if not (books_are_sound and study_is_sound):
        raise Exit(ExitCode.UNREADABLE)


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "not installed"


def _study(session: Session) -> tuple[bool, dict[str, str]]:
    """True if the learner's own files can be read, and the facts about them."""

    def check_store(path: Path) -> None:
        with closing(Store(path)) as store:
            store.check()

    learner = session.learner
    checks = {"store": (learner.store_path, check_store), "settings": (learner.settings_path, read_settings)}
    facts = {
        name: f"{path}" if os.path.exists(path) else f"{path}, not created yet" for name, (path, _) in checks.items()
    }
    for name, (path, check) in checks.items():
        try:
            check(path)
        except MlsysError as error:
            facts[f"{name} problem"] = error.message
    return len(facts) == len(checks), facts


def _packs() -> dict[str, str]:
    """The directory of the packs, and the origin of each of them."""
    directory = packs_directory()
    installed = scan_packs(directory)
    facts = {"packs": str(directory)}
    for name in installed.names:
        pack = read_manifest(directory / name)
        words = [f"from {pack.source}" if pack.source else "", pack.commit[:12], pack.added[:10]]
        words += ["damaged"] if name in installed.damaged else []
        facts[f"pack {name}"] = ", ".join(filter(None, words)) or "without a manifest"
    return facts


def _books(session: Session) -> tuple[bool, dict[str, str]]:
    """True if every book can be read, and the facts about them."""
    cache = own_directory("cache")
    facts = {f"book {number}": str(folder) for number, folder in enumerate(session.books.folders, start=1)}
    outputs = [file.lstat().st_size for file in cache.glob("output/*")]
    facts["cache"] = str(cache)
    facts["kept answers"] = f"{len(outputs)} files, {sum(outputs) // 1024} KiB"
    try:
        library = session.books.library
    except MlsysError as error:
        return False, {**facts, "books": error.message}
    problems = library.problems(limit=1000)  # more would only be counted
    path = index_path(session.books.folders, cache)
    size = f"{path.stat().st_size // 1024} KiB" if path.exists() else "not written"
    for number, book in enumerate(library.books(), start=1):
        if book.version:
            facts[f"book {number}"] += f", version {book.version}"
    facts |= {"index": f"{path.name}, {size}", "terms": str(library.entries.count("term"))}
    facts["problems"] = str(len(problems))
    return not any(problem.fatal for problem in problems), facts
