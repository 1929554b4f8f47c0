"""`mlsys pack`: other people's books."""

from collections.abc import Sequence
from typing import Annotated

import typer

from mlsys_cli.arguments.choices import PACK_ACTIONS
from mlsys_cli.arguments.completers import complete_actions, complete_pack_names
from mlsys_cli.errors import MlsysError, UsageError
from mlsys_cli.session.session import Session

EXAMPLES = (
    ("mlsys pack add my-book", "a folder"),
    ("mlsys pack add my-book.zip --name second", "a zip file, under another name"),
    ("mlsys pack add https://example.org/my-book.git", "a repository"),
    ("mlsys pack list", "which packs there are"),
    ("mlsys pack info my-book", "where one came from"),
    ("mlsys pack update", "fetch all of them anew"),
    ("mlsys pack remove my-book", "take one away"),
    ("mlsys --pack my-book toc", "read one alone"),
)


def pack_command(
    ctx: typer.Context,
    action: Annotated[
        str,
        typer.Argument(metavar="[ACTION]", help=", ".join(PACK_ACTIONS) + ".", autocompletion=complete_actions),
    ] = "list",
    names: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[SOURCE | NAME]...",
            help="For add a folder, a zip file or the address of a git repository; else the names of packs.",
            autocompletion=complete_pack_names,
        ),
    ] = None,
    name: Annotated[str, typer.Option("--name", metavar="NAME", help="For add: what to call it.")] = "",
    force: Annotated[
        bool, typer.Option("--force", help="For add and update: accept a book that has warnings.")
    ] = False,
) -> None:
    """Keep books of other people, which are then read together with the one that comes with the program.

    A book is checked before it is added or updated, and refused if it has mistakes or could do harm. What is known
    of a pack is shown by info, and update fetches all packs anew or those that are named: if the new state of one
    can't be accepted, the old one stays. Only the book's own files are kept, and none of them is ever run.
    """
    given = names or []
    if action not in PACK_ACTIONS:
        raise UsageError(f"there is no action {action[:40]!r}", [f"there are {', '.join(PACK_ACTIONS)}"])
    if action != "add" and name:
        raise UsageError("--name is for 'mlsys pack add'")
    if action not in ("add", "update") and force:
        raise UsageError("--force is for 'mlsys pack add' and 'mlsys pack update'")
    session = Session(ctx.obj)
    match action:
        case "add":
            _add(session, _only(given, "a folder, a zip file or an address"), name, force)
        case "list":
            _list(session, given)
        case "info":
            _info(session, _only(given, "the name of a pack"))
        case "update":
            _update(session, given, force)
        case "remove":
            _remove(session, given)


def _only(given: Sequence[str], what: str) -> str:
    if len(given) != 1:
        raise UsageError(f"this needs {what}, and only one")
    return given[0]


def _add(session: Session, source: str, name: str, force: bool) -> None:
    from mlsys_cli.packs.install import InstallContext, add
    from mlsys_cli.terminal.progress_bar import Bar
    from mlsys_cli.views.pack_view import Listed, PackView

    with Bar("Checking the book") as bar:
        added = add(
            InstallContext(session.books.packs_directory, session.local_time, session.env, bar), source, name, force
        )
    session.show(PackView(Listed(added, "added")))


def _list(session: Session, given: Sequence[str]) -> None:
    from mlsys_cli.packs.installed import scan_packs
    from mlsys_cli.packs.manifest import read_note
    from mlsys_cli.views.pack_view import Listed, PacksView

    if given:
        raise UsageError("'mlsys pack list' needs no name", ["'mlsys pack info' shows one pack"])
    shelf = scan_packs(session.books.packs_directory)
    damaged = dict.fromkeys(shelf.damaged, "damaged")
    session.show(
        PacksView(
            [Listed(read_note(session.books.packs_directory / name), damaged.get(name, "")) for name in shelf.names]
        )
    )


def _info(session: Session, name: str) -> None:
    from mlsys_cli.packs.installed import scan_packs
    from mlsys_cli.packs.manifest import find
    from mlsys_cli.views.pack_view import Listed, PackView

    found = find(session.books.packs_directory, name)
    session.show(
        PackView(Listed(found, "damaged" if name in scan_packs(session.books.packs_directory).damaged else ""))
    )


def _update(session: Session, names: Sequence[str], force: bool) -> None:
    from mlsys_cli.packs.install import InstallContext, update
    from mlsys_cli.packs.installed import scan_packs
    from mlsys_cli.packs.manifest import find
    from mlsys_cli.terminal.progress_bar import Bar
    from mlsys_cli.views.pack_view import Listed, PacksView

    for name in names:
        find(session.books.packs_directory, name)
    done: list[Listed] = []
    missed: list[MlsysError] = []
    for name in dict.fromkeys(names or scan_packs(session.books.packs_directory).names):
        try:
            with Bar(f"Checking {name}") as bar:
                around = InstallContext(session.books.packs_directory, session.local_time, session.env, bar)
                renewed, changed = update(around, name, force)
            done.append(Listed(renewed, "updated" if changed else "unchanged"))
        except MlsysError as error:
            error.message = f"{name}: {error.message}"
            missed.append(error)
    if missed and not done:
        raise missed[0]
    session.show(PacksView(done))
    for miss in missed:
        session.notify(miss.message, *miss.hints)
    if missed:
        raise typer.Exit(missed[0].exit_code)


def _remove(session: Session, names: Sequence[str]) -> None:
    from mlsys_cli.packs.install import remove
    from mlsys_cli.packs.manifest import find
    from mlsys_cli.views.pack_view import Listed, PacksView

    if not names:
        raise UsageError("this needs the name of a pack")
    for name in names:
        find(session.books.packs_directory, name)
    removed = [Listed(remove(session.books.packs_directory, name), "removed") for name in dict.fromkeys(names)]
    session.show(PacksView(removed))
