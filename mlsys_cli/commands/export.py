"""`mlsys export`: study data, or cards for Anki, as a file."""

from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from mlsys_cli.arguments.card_options import LEVELS, Kinds, Levels
from mlsys_cli.arguments.choices import EXPORTS, chosen
from mlsys_cli.arguments.completers import entry_argument, word_argument
from mlsys_cli.deck.deck import Deck
from mlsys_cli.errors import OutputError, UnreadableError, UsageError
from mlsys_cli.practice.quiz_plan import QuizRequest, fitting, nothing_to_ask
from mlsys_cli.quiz.card import Card
from mlsys_cli.quiz.kinds.registry import question_kinds
from mlsys_cli.session.lookup import places_named
from mlsys_cli.session.session import Session
from mlsys_cli.text.atomic_file import first_line, write_file
from mlsys_cli.views.value_view import LinesView, ValueView, counted
from mlsys_cli.views.view import document

if TYPE_CHECKING:
    from mlsys_cli.anki.flashcard import Flashcard

EXAMPLES = (
    ("mlsys export study my-study.jsonl", "for another computer"),
    ("mlsys export study - | ssh laptop mlsys import study -", "without a file"),
    ("mlsys export anki intro.apkg intro", "the cards of a chapter, for Anki"),
    ("mlsys export anki questions.txt --no-generated", "as text"),
)


def export_command(
    session: Session,
    what: Annotated[str, word_argument("WHAT", EXPORTS)],
    file: Annotated[str, typer.Argument(metavar="FILE", help="The file to write; for study, - is stdout.")],
    names: Annotated[
        list[str] | None,
        entry_argument("[CHAPTER|SECTION]...", "For anki: the chapters and sections.", "chapter", "section"),
    ] = None,
    kind: Kinds = None,
    level: Levels = None,
    generated: Annotated[
        bool | None,
        typer.Option(
            "--generated/--no-generated", help="Include or leave out cards made from terms, dates and tables."
        ),
    ] = None,
) -> None:
    """Write your study data, or cards for Anki, to a file.

    study is everything that you answered, noted, marked and read, as lines of JSON. anki is the cards of the book that
    you haven't suspended: a FILE.apkg, or a FILE.txt, which uses the note types that such a package has added to Anki.
    If you import cards again after the book has changed, Anki updates them and keeps your progress.

    An earlier export is replaced; any other file is left alone.
    """
    if what not in EXPORTS:
        raise UsageError(f"there is no export of {what[:40]!r}", [f"the exports are {', '.join(EXPORTS)}"])
    kinds, levels = chosen("--kind", kind, tuple(question_kinds())), chosen("--level", level, LEVELS)
    request = QuizRequest(tuple(names or ()), kinds=kinds, levels=levels, generated=generated)
    _EXPORTERS[what](session, file, request)


def _export_study(session: Session, file: str, request: QuizRequest) -> None:
    from mlsys_cli.journal.jsonl import VERSION, is_header, written_lines

    if request != QuizRequest():
        raise UsageError("'export study' always exports everything", ["chapters and options are for 'export anki'"])
    events = session.learner.store.log()
    text = "".join(f"{line}\n" for line in written_lines(events))
    if file == "-":
        fields = [event.fields() for event in events]
        session.show(LinesView(text, document("study", version=VERSION, events=fields)))
    else:
        write_file(Path(file), text.encode("ascii"), is_ours=lambda old: is_header(first_line(old)))
        view = ValueView("export", file, file=file, events=len(events))
        session.report(f"{counted(len(events), 'event')} written to {file}", view)
    if invalid := session.learner.store.invalid_events():
        were = "event that can't be read was" if len(invalid) == 1 else "events that can't be read were"
        raise UnreadableError(f"{len(invalid)} {were} left out", [f"{name}: {reason}" for name, reason in invalid[:20]])


def _export_anki(session: Session, file: str, request: QuizRequest) -> None:
    """Write the cards of some chapters and sections, or of all, as a package or as text."""
    from mlsys_cli.anki.flashcard import flashcards

    path = Path(file)
    write = _WRITERS.get(path.suffix.lower())
    if write is None or file == "-":
        raise UsageError(f"cards for Anki can't be written to {file[:80]!r}", ["name a FILE.apkg or a FILE.txt"])
    notes = list(flashcards(session.books.library, _cards(session, request)))
    if not notes:
        raise nothing_to_ask(request)
    write(session, path, notes)
    decks = sorted({note.deck.name for note in notes})
    view = ValueView("export", file, file=file, notes=len(notes), decks=decks)
    session.report(f"{counted(len(notes), 'card')} written to {file}", view)


def _cards(session: Session, request: QuizRequest) -> Iterator[Card]:
    """The selected cards: the first one of each entry, in reading order, then the second of each, and so on.

    Anki asks new cards in the order of the file, and one that comes soon after another of its entry is given away.
    """
    library = session.books.library
    places = places_named(session, list(request.names)) if request.names else library.entries.refs("chapter")
    deck = Deck(library, session.learner.today.date.year)
    authored, generated = deck.authored(places), deck.generated(places) if request.generated is not False else ()
    siblings: Counter[str] = Counter()
    turns: dict[str, int] = {}
    for one in fitting(session, (*authored, *generated), request):
        turns[one.id] = siblings[one.subject]
        siblings[one.subject] += 1
    return deck.cards(sorted(turns, key=turns.__getitem__))


def _write_package(session: Session, path: Path, flashcards: "list[Flashcard]") -> None:
    import sqlite3

    from mlsys_cli.anki.import_files import is_our_package, package_bytes

    try:
        data = package_bytes(flashcards, session.books.library.entries.changed())
    except (sqlite3.Error, OSError) as error:  # where there is no room for temporary files
        raise OutputError(f"{path} can't be written: {getattr(error, 'strerror', None) or error}") from error
    write_file(path, data, is_ours=is_our_package)


def _write_text(session: Session, path: Path, flashcards: "list[Flashcard]") -> None:
    from mlsys_cli.anki.import_files import is_our_text, tsv_text

    write_file(path, tsv_text(flashcards).encode(), is_ours=lambda old: is_our_text(first_line(old)))
    session.notify("before you import a .txt, import an .apkg once: it adds the note types to Anki")


_WRITERS: dict[str, Callable[[Session, Path, "list[Flashcard]"], None]] = {".apkg": _write_package, ".txt": _write_text}
"""The writers by the ending of the file."""

_EXPORTERS: dict[str, Callable[[Session, str, QuizRequest], None]] = {"study": _export_study, "anki": _export_anki}
