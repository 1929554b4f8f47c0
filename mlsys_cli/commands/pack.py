"""`mlsys pack`: other people's books."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from mlsys_cli.arguments.declarations import argument, complete_pack_names, option, require_place, word_argument
from mlsys_cli.errors import Exit, MlsysError, UsageError
from mlsys_cli.packs.installed import find_pack, scan_packs
from mlsys_cli.session.environment import packs_directory
from mlsys_cli.session.session import Session
from mlsys_cli.terminal.progress_bar import progress_bar
from mlsys_cli.terminal.typed_line import ended_by_signals
from mlsys_cli.text.english import counted
from mlsys_cli.views.pack_view import PacksView, PackView

if TYPE_CHECKING:  # imported by the actions that change packs
    from mlsys_cli.book.check.checker import Progress
    from mlsys_cli.packs.install import InstallContext
    from mlsys_cli.packs.installed import Pack

_OPTIONS = {"add": ("--name", "--chapters"), "list": (), "info": (), "update": (), "remove": ()}
"""The actions, each with the options that it takes."""


def pack_command(
    session: Session,
    action: Annotated[str, word_argument("[ACTION]", "action", _OPTIONS)] = "list",
    names: Annotated[
        list[str] | None,
        argument(
            metavar="[SOURCE | NAME]...",
            help="For add: a folder, a zip file or the URL of a git repository. Otherwise: names of packs.",
            autocompletion=complete_pack_names,
        ),
    ] = None,
    name: Annotated[str, option("--name", metavar="NAME", help="For add: the name of the pack.")] = "",
    chapters: Annotated[
        str, option("--chapters", metavar="LIST", help="For add: only these chapters, with commas between them.")
    ] = "",
) -> None:
    """Add and manage books by other authors; they are read together with the bundled book.

    A book is checked before it is added or updated, and rejected if it has errors or unsafe files. 'info' shows the
    source and state of a pack. 'update' fetches all packs again, or only those that you name, and says which entries
    are new; if a new version is rejected, the old one stays, and if you changed the installed files, a copy of them is
    kept. Only the files of the
    book are copied, and none of them is ever executed. With --chapters a book is read without its other chapters; links
    to these become plain text, and an update keeps the choice.

    Examples:
        mlsys pack add my-book  # a folder
        mlsys pack add my-book.zip --name second  # a zip file, under another name
        mlsys pack add https://example.org/my-book.git  # a repository
        mlsys pack add my-book --chapters first,third  # only two chapters
        mlsys pack list  # all packs
        mlsys pack info my-book  # its source and state
        mlsys pack update  # update all packs
        mlsys pack remove my-book  # remove it
        mlsys --pack my-book toc  # read only this pack
    """
    arguments, directory = names or [], packs_directory()
    require_place("pack", action, {"--name": name, "--chapters": chapters}, _OPTIONS)
    only = [word.strip() for word in chapters.split(",") if word.strip()]
    if chapters and not only:
        raise UsageError("--chapters needs the names of chapters, with commas between them")
    if action == "list":
        if arguments:
            raise UsageError("'mlsys pack list' takes no name", ["'mlsys pack info NAME' shows one pack"])
        session.show(PacksView([_state(directory, name) for name in scan_packs(directory).names]))
    elif action in ("add", "info"):
        if len(arguments) != 1:
            expected = "one folder, zip file or URL" if action == "add" else "the name of one pack"
            raise UsageError(f"'mlsys pack {action}' needs {expected}")
        session.show(_add(session, arguments[0], name, only) if action == "add" else _state(directory, arguments[0]))
    elif action == "remove" and not arguments:
        raise UsageError("'mlsys pack remove' needs the name of a pack")
    else:
        chosen = list(dict.fromkeys(arguments or scan_packs(directory).names))
        for pack in chosen:
            find_pack(directory, pack)
        if action == "update":
            _update(session, chosen)
        else:
            from mlsys_cli.packs.install import remove

            with ended_by_signals():
                removed = [remove(_context(session), pack) for pack in chosen]
            session.show(PacksView([PackView(pack, "removed") for pack in removed]))


def _state(directory: Path, name: str) -> PackView:
    return PackView(find_pack(directory, name), "damaged" if name in scan_packs(directory).damaged else "")


def _context(session: Session, report: "Progress | None" = None) -> "InstallContext":
    from mlsys_cli.packs.install import InstallContext

    return InstallContext(packs_directory(), session.local_time, session.env, report)


def _add(session: Session, source: str, name: str, only: Sequence[str]) -> PackView:
    from mlsys_cli.packs.install import add

    with ended_by_signals(), progress_bar("Checking the book", is_plain=session.options.is_plain) as report:
        pack = add(_context(session, report), source, name, only)
    _tell_warnings(session, pack)
    return PackView(pack, "added")


def _tell_warnings(session: Session, pack: "Pack") -> None:
    if pack.warnings:
        warnings = counted(pack.warnings, "warning")
        session.notify(f"{pack.name}: the book has {warnings}", f"'mlsys check --pack {pack.name}' lists them")


def _update(session: Session, names: Sequence[str]) -> None:
    from mlsys_cli.packs.install import update

    done: list[PackView] = []
    failures: list[MlsysError] = []
    for name in names:
        try:
            with ended_by_signals(), progress_bar(f"Checking {name}", is_plain=session.options.is_plain) as report:
                made = update(_context(session, report), name)
            done.append(PackView(made.pack, "updated" if made.is_new else "unchanged", made.changes))
            if made.kept:
                session.notify(f"{name}: its files had been changed here; your copy is kept at {made.kept}")
        except MlsysError as error:
            error.message = f"{name}: {error.message}"
            failures.append(error)
    if failures and not done:
        raise failures[0]
    session.show(PacksView(done))
    for view in done:
        if view.state == "updated":
            _tell_warnings(session, view.pack)
    for failure in failures:
        session.notify(failure.message, *failure.hints)
    if failures:
        raise Exit(failures[0].exit_code)
