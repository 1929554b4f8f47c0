"""`mlsys doctor`: facts for a bug report."""

import os
import platform
import sqlite3
import sys
from contextlib import closing
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import typer

from mlsys_cli import __version__
from mlsys_cli.errors import ExitCode, MlsysError
from mlsys_cli.session.session import Session
from mlsys_cli.views.value_view import facts_view

EXAMPLES = (("mlsys doctor", "to paste into a bug report"), ("mlsys doctor --json", "for a script"))

_VARIABLES = ("TERM", "COLUMNS", "NO_COLOR", "FORCE_COLOR", "LANG", "LC_ALL", "PAGER")
_OWN_VARIABLES = ("MLSYS_PAGER", "MLSYS_PLAIN", "MLSYS_CONTENT")
_DEPENDENCIES = ("typer", "rich", "PyYAML", "markdown-it-py", "pydantic", "rapidfuzz", "platformdirs", "fsrs")


def doctor_command(session: Session) -> None:
    """Show versions, directories, terminal and books, and check that books and study data can be read."""
    books_are_sound, books = _books(session)
    study_is_sound, study = _study(session)
    facts = {
        "mlsys": __version__,
        "python": f"{platform.python_version()} at {sys.executable}",
        "system": platform.platform(),
        "sqlite": sqlite3.sqlite_version,
        **{name: _version(name) for name in _DEPENDENCIES},
        **_terminal(session),
        **study,
        **_packs(session),
        **books,
    }
    session.show(facts_view("doctor", "mlsys doctor", facts))
    if not (books_are_sound and study_is_sound):
        raise typer.Exit(ExitCode.UNREADABLE)


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "not installed"


def _terminal(session: Session) -> dict[str, str]:
    terminal = session.terminal
    size = f"{terminal.width} columns" + (f", {terminal.height} rows" if terminal.height else ", not interactive")
    given = " ".join(f"{name}={session.env[name]}" for name in (*_VARIABLES, *_OWN_VARIABLES) if name in session.env)
    return {
        "terminal": size,
        "colour": terminal.color_mode.value,
        "encoding": terminal.encoding,
        "environment": given or "none set",
    }


def _study(session: Session) -> tuple[bool, dict[str, str]]:
    """Return whether the learner's own files can be read, and the facts about them."""
    from mlsys_cli.journal.settings import read_settings
    from mlsys_cli.journal.store import Store

    def check_store(path: Path) -> None:
        with closing(Store(path)) as store:
            store.check()

    checks = {
        "store": (session.learner.store_path, check_store),
        "settings": (session.learner.settings_path, read_settings),
    }
    facts = {
        name: str(path) if os.path.exists(path) else f"{path}, not created yet" for name, (path, _) in checks.items()
    }
    for name, (path, check) in checks.items():
        try:
            check(path)
        except MlsysError as error:
            facts[f"{name} problem"] = error.message
    return len(facts) == len(checks), facts


def _packs(session: Session) -> dict[str, str]:
    """Return the directory of the packs, and the origin of each of them."""
    from mlsys_cli.packs.installed import read_manifest, scan_packs

    installed = scan_packs(session.books.packs_directory)
    facts = {"packs": str(session.books.packs_directory)}
    for name in installed.names:
        pack = read_manifest(session.books.packs_directory / name)
        words = [f"from {pack.source}" if pack.source else "", pack.commit[:12], pack.added[:10]]
        words += ["damaged"] if name in installed.damaged else []
        facts[f"pack {name}"] = ", ".join(filter(None, words)) or "without a manifest"
    return facts


def _books(session: Session) -> tuple[bool, dict[str, str]]:
    """Return whether every book can be read, and the facts about them."""
    from mlsys_cli.index.open import index_path

    path = index_path(session.books.folders, session.books.cache_directory)
    facts = {f"book {number}": str(folder) for number, folder in enumerate(session.books.folders, start=1)}
    try:
        library = session.books.library
    except MlsysError as error:
        return False, {**facts, "cache": str(session.books.cache_directory), "books": error.message}
    problems = library.problems(limit=1000)
    size = f"{path.stat().st_size // 1024} KiB" if path.exists() else "not written"
    facts |= {"cache": str(session.books.cache_directory), "index": f"{path.name}, {size}"}
    facts["terms"] = str(library.entries.count("term"))
    facts["problems"] = str(len(problems))
    return not any(problem.fatal for problem in problems), facts
