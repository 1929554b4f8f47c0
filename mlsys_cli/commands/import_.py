"""`mlsys import`: study data from another computer."""

from pathlib import Path
from typing import Annotated

from mlsys_cli.arguments.declarations import argument, word_argument
from mlsys_cli.errors import UnreadableError
from mlsys_cli.journal.jsonl import read_lines
from mlsys_cli.session.session import Session
from mlsys_cli.text.counted import counted
from mlsys_cli.views.value_view import ValueView

EXAMPLES = (
    ("mlsys import study my-study.jsonl", "add new events"),
    ("ssh laptop mlsys export study - | mlsys import study -", "without a file"),
)

_SHOWN = 20


def import_command(
    session: Session,
    what: Annotated[str, word_argument("WHAT", "import", ("study",))],
    file: Annotated[str, argument(metavar="FILE", help="The exported file; - is stdin.")],
) -> None:
    """Add study data that was exported on another computer.

    You can import files repeatedly and in any order; nothing is counted twice. Computers that import each other's
    exports end up with the same data. A file with a mistake is not imported at all.
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
    try:
        imported = session.learner.store.add(events)
    except ValueError as error:
        raise UnreadableError(f"{name} can't be imported; nothing was changed", [str(error)]) from error
    told = f"{counted(imported.events, 'event')}, {imported.new} of them new"
    session.report(told, ValueView("import", told, file=name, events=imported.events, new=imported.new))
