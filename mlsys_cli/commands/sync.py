"""`mlsys sync`: the same study data on several computers."""

from itertools import chain
from pathlib import Path
from typing import Annotated

from mlsys_cli.arguments.declarations import argument, option
from mlsys_cli.errors import MlsysError, UsageError
from mlsys_cli.journal.jsonl import learner_ids
from mlsys_cli.journal.sync_folder import SyncFile, learners, read_folder, synchronize
from mlsys_cli.queries.study_exchange import require_own
from mlsys_cli.session.session import Session
from mlsys_cli.text.english import counted, first_few, quote

_SHOWN = 20
"""The most files that are listed as left alone; chosen, not measured."""


def sync_command(
    session: Session,
    folder_name: Annotated[str, argument(metavar="FOLDER", help="The folder that your computers share.")],
    mine: Annotated[
        bool, option("--mine", help="All files are yours, though some have the id of another learner.")
    ] = False,
) -> None:
    """Exchange study data with your other computers through a folder.

    Any program may carry the folder from one computer to another: Syncthing, Dropbox, rsync, git or a USB stick. Run
    this command on each of them, as often as you like and in any order, also at the same time: it takes in the events
    of the others, and adds a file with your own. No file is ever changed, so there are no conflicts.

    Answers, notes, bookmarks, cards and reading positions are synced; books are not, nor are settings, some of which
    depend on a computer's screen: 'mlsys config' names their file, which you can copy. The files are not encrypted:
    that is up to the program that carries them.

    Examples:
        mlsys sync ~/Dropbox/study  # receive and send
        mlsys sync /media/usb-stick --json  # for a script
        mlsys sync ~/Sync/study --mine  # join computers that have different ids
    """
    if not folder_name:  # as of a variable that isn't set; the folder of the shell isn't meant
        raise UsageError("the name of the folder is empty")
    folder = Path(folder_name)
    files, ignored = read_folder(folder)
    if not mine:
        _require_own(session, folder, files)
    result = synchronize(session.learner.store, folder, files, session.learner.now)
    ignored += result.ignored
    received = counted(len(result.received), "event")
    source = f" from {counted(result.devices, 'device')}" if result.received else ""
    text = f"{received} received{source}, {result.sent} sent"
    session.report(
        text,
        "sync",
        text,
        folder=str(folder),
        received=len(result.received),
        devices=result.devices,
        sent=result.sent,
        file=result.file,
        ignored=[file._asdict() for file in ignored],
    )
    if ignored:
        lines = [f"{file.name}: {file.reason}" for file in ignored]
        session.notify(f"{counted(len(ignored), 'file')} ignored", *first_few(lines, _SHOWN))


def _require_own(session: Session, folder: Path, files: list[SyncFile]) -> None:
    """Raise an error if a file is another learner's, and ask a person if that isn't known."""
    command = f"mlsys sync {quote(str(folder))} --mine"
    known = [(ids, of_learner) for ids, of_learner in learners(files) if ids]
    if len(known) > 1 and not learner_ids(session.learner.store.database):
        hints = [*(of_learner[0].name for _, of_learner in known), f"if all are yours, use '{command}'"]
        raise MlsysError(f"{folder} has the study data of several learners; nothing was changed", hints)
    for ids, of_learner in known:
        events = chain.from_iterable(file.events.values() for file in of_learner)
        require_own(session, f"{folder / of_learner[0].name}", ids, events, command)
