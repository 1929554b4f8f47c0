"""`mlsys pack`: other people's books."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from mlsys_cli.arguments.choices import PACK_ACTIONS
from mlsys_cli.arguments.completers import complete_pack_names, word_argument
from mlsys_cli.errors import MlsysError, UsageError
from mlsys_cli.packs.installed import find_pack, read_manifest, scan_packs
from mlsys_cli.session.session import Session
from mlsys_cli.terminal.progress_bar import progress_bar
from mlsys_cli.views.pack_view import PacksView, PackView

if TYPE_CHECKING:  # imported by the actions that change packs
    from mlsys_cli.book.check.checker import Progress
    from mlsys_cli.packs.install import InstallContext

EXAMPLES = (
    ("mlsys pack add my-book", "a folder"),
    ("mlsys pack add my-book.zip --name second", "a zip file, under another name"),
    ("mlsys pack add https://example.org/my-book.git", "a repository"),
    ("mlsys pack list", "which packs there are"),
    ("mlsys pack info my-book", "where it came from"),
    ("mlsys pack update", "fetch all of them again"),
    ("mlsys pack remove my-book", "remove it"),
    ("mlsys --pack my-book toc", "read it alone"),
)


def pack_command(
    session: Session,
    action: Annotated[str, word_argument("[ACTION]", PACK_ACTIONS)] = "list",
    names: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[SOURCE | NAME]...",
            help="For add: a folder, a zip file or the address of a git repository. Otherwise: names of packs.",
            autocompletion=complete_pack_names,
        ),
    ] = None,
    name: Annotated[str, typer.Option("--name", metavar="NAME", help="For add: the name of the pack.")] = "",
    force: Annotated[
        bool, typer.Option("--force", help="For add and update: accept a book that has warnings.")
    ] = False,
) -> None:
    """Add and manage books by other people, which are read together with the bundled one.

    A book is checked before it is added or updated, and refused if it has mistakes or could do harm. info shows the
    source and state of a pack. update fetches the named packs again, or all of them; a new version that can't be
    accepted leaves the old one in place. Only the book's own files are copied, and none of them is ever run.
    """
    given = names or []
    if action not in PACK_ACTIONS:
        raise UsageError(f"there is no action {action[:40]!r}", [f"the actions are {', '.join(PACK_ACTIONS)}"])
    if action != "add" and name:
        raise UsageError("--name is for 'mlsys pack add'")
    if action not in ("add", "update") and force:
        raise UsageError("--force is for 'mlsys pack add' and 'mlsys pack update'")
    match action:
        case "add":
            _add(session, _only(given, "a folder, a zip file or an address"), name, force)
        case "list":
            _list(session, given)
        case "info":
            (known,) = _known(session, [_only(given, "the name of a pack")])
            session.show(_state(session, known))
        case "update":
            _update(session, given, force)
        case "remove":
            _remove(session, given)


def _only(given: Sequence[str], expected: str) -> str:
    if len(given) != 1:
        raise UsageError(f"expected {expected}, and only one")
    return given[0]


def _known(session: Session, names: Sequence[str]) -> list[str]:
    """The names, each once. Raises NotFoundError if one of them is not that of a pack."""
    for name in names:
        find_pack(session.books.packs_directory, name)
    return list(dict.fromkeys(names))


def _state(session: Session, name: str) -> PackView:
    directory = session.books.packs_directory
    return PackView(read_manifest(directory / name), "damaged" if name in scan_packs(directory).damaged else "")


def _context(session: Session, report: "Progress | None" = None) -> "InstallContext":
    from mlsys_cli.packs.install import InstallContext

    return InstallContext(session.books.packs_directory, session.local_time, session.env, report)


def _add(session: Session, source: str, name: str, force: bool) -> None:
    from mlsys_cli.packs.install import add

    with progress_bar("Checking the book") as report:
        added = add(_context(session, report), source, name, force)
    session.show(PackView(added, "added"))


def _list(session: Session, given: Sequence[str]) -> None:
    if given:
        raise UsageError("'mlsys pack list' needs no name", ["'mlsys pack info' shows one pack"])
    session.show(PacksView([_state(session, name) for name in scan_packs(session.books.packs_directory).names]))


def _update(session: Session, names: Sequence[str], force: bool) -> None:
    from mlsys_cli.packs.install import update

    done: list[PackView] = []
    failures: list[MlsysError] = []
    for name in _known(session, names or scan_packs(session.books.packs_directory).names):
        try:
            with progress_bar(f"Checking {name}") as report:
                pack, changed = update(_context(session, report), name, force)
            done.append(PackView(pack, "updated" if changed else "unchanged"))
        except MlsysError as error:
            error.message = f"{name}: {error.message}"
            failures.append(error)
    if failures and not done:
        raise failures[0]
    session.show(PacksView(done))
    for failure in failures:
        session.notify(failure.message, *failure.hints)
    if failures:
        raise typer.Exit(failures[0].exit_code)


def _remove(session: Session, names: Sequence[str]) -> None:
    from mlsys_cli.packs.install import remove

    if not names:
        raise UsageError("expected the name of a pack")
    removed = [PackView(remove(_context(session), name), "removed") for name in _known(session, names)]
    session.show(PacksView(removed))
