"""`mlsys export`: what the learner has, or the cards of the book, as a file."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from mlsys_cli.arguments.choices import KINDS, LEVELS, Kinds, Levels, chosen
from mlsys_cli.arguments.completers import complete, complete_exports
from mlsys_cli.errors import UsageError
from mlsys_cli.session.session import Session
from mlsys_cli.text.atomic_file import first_line, replace
from mlsys_cli.views.study_log import LogView
from mlsys_cli.views.value import ValueView, counted

if TYPE_CHECKING:
    from mlsys_cli.practice.quiz_plan import Wish

EXAMPLES = (
    ("mlsys export study my-study.jsonl", "all that you did, to be imported on another machine"),
    ("mlsys export study - | ssh laptop mlsys import study -", "without a file"),
    ("mlsys export anki intro.apkg intro", "the cards of a chapter, for Anki"),
    ("mlsys export anki questions.txt --no-generated", "as text"),
)


def exporting(
    ctx: typer.Context,
    what: Annotated[str, typer.Argument(metavar="WHAT", help="study or anki.", autocompletion=complete_exports)],
    file: Annotated[str, typer.Argument(metavar="FILE", help="Where to write it; - is stdout, for study.")],
    names: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[CHAPTER|SECTION]...", help="Whose cards, for anki.", autocompletion=complete("chapter", "section")
        ),
    ] = None,
    kind: Kinds = None,
    level: Levels = None,
    generated: Annotated[
        bool | None,
        typer.Option("--generated/--no-generated", help="With cards made of terms, dates and tables, or without."),
    ] = None,
) -> None:
    """Write all that you did, or cards for Anki.

    study is every answer, note, mark and what was read, a line of JSON each. anki is the cards of the book that you
    haven't suspended: a FILE.apkg, or a FILE.txt for the kinds of notes that such a package has brought. Imported
    again after the book has changed they are updated, and keep what Anki knows of you.

    An export that is already there is replaced, any other file is not.
    """
    if what not in EXPORTS:
        raise UsageError(f"there is no export of {what[:40]!r}", [f"there is {', '.join(EXPORTS)}"])
    from mlsys_cli.practice.quiz_plan import Wish

    kinds, levels = chosen("--kind", kind, KINDS), chosen("--level", level, LEVELS)
    wish = Wish(tuple(names or ()), kinds=kinds, levels=levels, generated=generated)
    EXPORTS[what](Session(ctx.obj), file, wish)


def _export_study(session: Session, file: str, wish: "Wish") -> None:
    from mlsys_cli.journal.jsonl import is_header, written_lines
    from mlsys_cli.practice.quiz_plan import Wish

    if wish != Wish():
        raise UsageError("all of your study is exported, and no part of it", ["chapters and options are for anki"])
    events = session.store.log()
    if file == "-":
        session.show(LogView(events))
        return
    text = "".join(f"{line}\n" for line in written_lines(events))
    replace(Path(file), text.encode("ascii"), lambda old: is_header(first_line(old)))
    if session.options.format:
        session.show(ValueView("export", file, file=file, events=len(events)))
    else:
        session.say(f"{counted(len(events), 'event')} written to {file}")


def _export_anki(session: Session, file: str, wish: "Wish") -> None:
    from mlsys_cli.commands.anki import export_anki

    export_anki(session, file, wish)


EXPORTS: dict[str, Callable[[Session, str, "Wish"], None]] = {"study": _export_study, "anki": _export_anki}
"""What can be exported."""
