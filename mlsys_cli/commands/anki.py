"""`mlsys export anki`: cards for Anki."""

from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

from mlsys_cli.anki.flashcard import Flashcard, FlashcardMaker
from mlsys_cli.commands.read import places_named
from mlsys_cli.errors import OutputError, UsageError
from mlsys_cli.practice.quiz_plan import Wish, fitting, nothing_to_ask
from mlsys_cli.quiz.deck import Deck
from mlsys_cli.quiz.question import Question
from mlsys_cli.session.session import Session
from mlsys_cli.text.atomic_file import first_line, replace
from mlsys_cli.views.value import ValueView, counted


def export_anki(session: Session, file: str, wish: Wish) -> None:
    """Write the cards of some chapters and sections, or of all, as a package or as text."""
    path = Path(file)
    write = _WRITERS.get(path.suffix.lower())
    if write is None or file == "-":
        raise UsageError(f"cards for Anki can't be written to {file[:80]!r}", ["name a FILE.apkg or a FILE.txt"])
    make = FlashcardMaker(session.library)
    flashcards = [make.flashcard(question) for question in _questions(session, wish)]
    if not flashcards:
        raise nothing_to_ask(wish)
    write(session, path, flashcards)
    if session.options.format:
        decks = sorted({flashcard.deck.name for flashcard in flashcards})
        session.show(ValueView("export", file, file=file, notes=len(flashcards), decks=decks))
    else:
        session.say(f"{counted(len(flashcards), 'card')} written to {file}")


def _questions(session: Session, wish: Wish) -> Iterator[Question]:
    """The cards that are wanted: of each thing the first one, in reading order, then of each the second, and so on.

    Anki asks new cards in the order of the file, and one card of a thing soon after another gives it away.
    """
    library = session.library
    places = places_named(session, list(wish.names)) if wish.names else library.refs("chapter")
    deck = Deck(library, session.today.date.year)
    written, made = deck.written(places), deck.made(places) if wish.generated is not False else ()
    met: Counter[str] = Counter()
    turns: dict[str, int] = {}
    for one in fitting(session, (*written, *made), wish):
        turns[one.id] = met[one.thing]
        met[one.thing] += 1
    return deck.questions(sorted(turns, key=turns.__getitem__))


def _write_package(session: Session, path: Path, flashcards: list[Flashcard]) -> None:
    import sqlite3

    from mlsys_cli.anki.package import is_ours, written_package

    try:
        data = written_package(flashcards, session.library.changed())
    except (sqlite3.Error, OSError) as error:  # where there is no room for temporary files
        raise OutputError(f"{path} can't be written: {getattr(error, 'strerror', None) or error}") from error
    replace(path, data, is_ours)


def _write_text(session: Session, path: Path, flashcards: list[Flashcard]) -> None:
    from mlsys_cli.anki.tsv import is_ours, written_text

    replace(path, written_text(flashcards).encode(), lambda old: is_ours(first_line(old)))
    session.say("Anki knows the kinds of notes in a .txt once you have imported an .apkg")


_WRITERS: dict[str, Callable[[Session, Path, list[Flashcard]], None]] = {".apkg": _write_package, ".txt": _write_text}
"""What writes a file of each ending."""
