"""`mlsys export`: what the learner has, as a file."""

import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Annotated

import typer

from mlsys_cli.commands.complete import complete_exports
from mlsys_cli.errors import OutputError, UsageError
from mlsys_cli.session import Session
from mlsys_cli.view.log import LogView
from mlsys_cli.view.value import ValueView, counted

EXAMPLES = (
    ("mlsys export study my-study.jsonl", "all that you did, to be imported on another machine"),
    ("mlsys export study - | ssh laptop mlsys import study -", "without a file"),
)


def exporting(
    ctx: typer.Context,
    what: Annotated[str, typer.Argument(metavar="WHAT", help="study.", autocompletion=complete_exports)],
    file: Annotated[str, typer.Argument(metavar="FILE", help="Where to write it; - is stdout.")],
) -> None:
    """Write all that you did: every answer, note, mark and what was read, a line of JSON each.

    An export that is already there is replaced, any other file is not.
    """
    if what not in EXPORTS:
        raise UsageError(f"there is no export of {what[:40]!r}", [f"there is {', '.join(EXPORTS)}"])
    EXPORTS[what](Session(ctx.obj), file)


def _export_study(session: Session, file: str) -> None:
    from mlsys_cli.study.exchange import is_header, written_lines

    events = session.store.log()
    if file == "-":
        session.show(LogView(events))
        return
    text = "".join(f"{line}\n" for line in written_lines(events))
    _replace(Path(file), text, is_header)
    if session.options.format:
        session.show(ValueView("export", file, file=file, events=len(events)))
    else:
        session.say(f"{counted(len(events), 'event')} written to {file}")


EXPORTS: dict[str, Callable[[Session, str], None]] = {"study": _export_study}
"""What can be exported."""


def _replace(path: Path, text: str, ours: Callable[[str], bool]) -> None:
    """Write a file so that it is either the old or the new one; an old one must be an export as well."""
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        if path.exists() and not path.is_file():  # such as /dev/stdout, which is written and not replaced
            path.write_text(text, encoding="ascii")
            return
        if path.exists() and not ours(path.open(encoding="utf-8", errors="replace").readline(200)):
            raise OutputError(f"{path} is there, and is no export", ["remove it first, or choose another name"])
        part.write_text(text, encoding="ascii")
        part.replace(path)
    except OSError as error:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        raise OutputError(f"{path} can't be written: {error.strerror}") from error
