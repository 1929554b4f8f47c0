"""`mlsys import`: study data from another computer."""

from pathlib import Path
from typing import Annotated

from mlsys_cli.arguments.declarations import argument, option, word_argument
from mlsys_cli.errors import Exit, ExitCode, MlsysError, UnreadableError
from mlsys_cli.journal.event import JournalEvent
from mlsys_cli.journal.jsonl import add_ids, has_any, learner_ids, learner_of, read_lines
from mlsys_cli.session.session import Session
from mlsys_cli.terminal.stdout import ask_user
from mlsys_cli.text.english import counted

_SHOWN = 20
"""The most mistakes of a file that are listed; chosen, not measured."""


def import_command(
    session: Session,
    what: Annotated[str, word_argument("WHAT", "import", ("study",))],
    file: Annotated[str, argument(metavar="FILE", help="The exported file; - is stdin.")],
    mine: Annotated[bool, option("--mine", help="The file is yours, though it has the id of another learner.")] = False,
) -> None:
    """Add study data that was exported on another computer.

    You can import files repeatedly and in any order; nothing is counted twice. Computers that import each other's
    exports end up with the same data. A file with a mistake is not imported at all, and neither is that of another
    learner: exports carry an id, which your computers share once one has imported from another.

    Examples:
        mlsys import study my-study.jsonl  # add new events
        mlsys import study my-study.jsonl --mine  # although it has another id
        ssh laptop mlsys export study - | mlsys import study -  # without a file
    """
    name = "stdin" if file == "-" else file
    try:
        lines = (
            session.environment.stdin_lines if file == "-" else Path(file).read_bytes().decode("utf-8-sig").split("\n")
        )
    except UnicodeDecodeError as error:
        number = error.object[: error.start].count(b"\n") + 1
        raise UnreadableError(f"{file}:{number}: this isn't valid UTF-8; nothing was changed") from error
    except OSError as error:
        raise UnreadableError(f"{file} can't be read: {error.strerror}") from error
    events, bad = read_lines(lines)
    if bad:
        more = [f"and {len(bad) - _SHOWN} more"] if len(bad) > _SHOWN else []
        places = [f"{name}:{line}: {reason}" for line, reason in bad[:_SHOWN]]
        raise UnreadableError(f"{name} can't be imported; nothing was changed", [*places, *more])
    learner = learner_of(lines)
    if not mine:
        _require_own(session, name, learner, events)
    try:
        imported = session.learner.store.add(events)
        add_ids(session.learner.store.database, learner)
    except ValueError as error:
        raise UnreadableError(f"{name} can't be imported; nothing was changed", [str(error)]) from error
    result = f"{counted(imported.events, 'event')}, {imported.new} of them new"
    session.report(result, "import", result, file=name, events=imported.events, new=imported.new)


def _require_own(session: Session, name: str, learner: tuple[str, ...], events: list[JournalEvent]) -> None:
    """Raise an error if a file is another learner's, and ask a person if that isn't known: nothing can be taken out.

    It is their own if both have an id or an event in common. Where nothing was exported or imported yet, a script's
    file is taken for the learner's own, so that a second computer needs no option.
    """
    store = session.learner.store
    own_ids = learner_ids(store.database)
    if not learner or {*learner} & {*own_ids} or has_any(store.database, events):
        return
    hint = f"if it is yours, from another computer, use 'mlsys import study {name} --mine'"
    if own_ids:
        raise MlsysError(f"{name} has the study data of another learner; nothing was changed", [hint])
    if session.environment.is_interactive and not store.is_empty:
        question = f"Is {name} yours, from another computer? Its data can't be taken out again. [y/N] "
        if ask_user(question).strip().lower() not in ("y", "yes"):
            session.notify("nothing was imported")
            raise Exit(ExitCode.NOT_FOUND)
