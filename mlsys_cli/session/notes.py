"""The learner's notes and marks beside the book: what can have one, and in which order they are shown."""

from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import TypeVar

from mlsys_cli.commands.traces import entry_of, thing_name
from mlsys_cli.errors import NotFoundError
from mlsys_cli.index.records import Ref
from mlsys_cli.journal.days import date_text
from mlsys_cli.journal.notes import NumberedNote, numbered_notes
from mlsys_cli.session.lookup import entry_named
from mlsys_cli.session.session import Session
from mlsys_cli.views.notes import ELSEWHERE, ShownNote, prose_of

NOTED = ("term", "section", "chapter", "table", "figure", "event", "era", "source")
"""The kinds of entries that can have a note or a mark; of things with the same name the first kind is taken."""

KINDS = "a term, section, chapter, table, figure, event, era or source"
"""They in words."""

_Item = TypeVar("_Item")


def note_numbered(session: Session, number: int) -> NumberedNote:
    """The note with this number. Raises NotFoundError if there is none."""
    found = next((one for one in numbered_notes(session.store) if one.number == number), None)
    if found is None:
        raise NotFoundError(f"there is no note {number}", ["'mlsys notes' lists them"])
    return found


def about_words(session: Session, subject: str) -> str:
    """What something in the store is about, in words."""
    ref = entry_of(session, subject)
    return repr(ref.name) if ref else subject


def subjects_within(session: Session, words: list[str]) -> frozenset[str] | None:
    """The names in the store of what some words name, with all that stands in it; None for no words: everything."""
    if not words:
        return None
    ref = entry_named(session, " ".join(words), NOTED)
    inside = session.library.sections_of(ref) if ref.kind == "section" else ()
    if ref.kind == "chapter":
        inside = session.library.in_chapter(ref, *NOTED)
    return frozenset(map(thing_name, (ref, *inside)))


def in_reading_order(
    session: Session, items: Iterable[_Item], subject_of: Callable[[_Item], str]
) -> list[tuple[_Item, Ref | None, str]]:
    """Some items, each with what it is about and the name of the chapter of that, as they follow in the books.

    What no open book has comes last.
    """
    chapters = {ref.id: number for number, ref in enumerate(session.library.refs("chapter"))}
    found: list[tuple[tuple[int, int], tuple[_Item, Ref | None, str]]] = []
    for item in items:
        ref = entry_of(session, subject_of(item))
        chapter = session.library.chapter_of(ref) if ref else None
        name = chapter.name if chapter else "Sources" if ref else ELSEWHERE
        place = chapters.get(chapter.id, 0) if chapter else len(chapters) + (ref is None)
        found.append(((place, ref.id if ref else 0), (item, ref, name)))
    return [shown for _, shown in sorted(found, key=lambda one: one[0])]


def shown_notes(session: Session, notes: Iterable[NumberedNote]) -> list[ShownNote]:
    """Notes made ready to be shown, in reading order."""
    shown: list[ShownNote] = []
    for one, ref, chapter in in_reading_order(session, notes, lambda one: one.note.subject):
        number, note = one
        prose = prose_of(note.text)
        prose = session.library.worded(prose, ref.book if ref else note.subject.partition(":")[0])
        times = date_text(note.at), date_text(note.changed), day_of(note.at)
        shown.append(ShownNote(number, note.id, note.subject, ref, chapter, *times, note.text, prose))
    return shown


def day_of(at: int) -> date:
    """The day of a moment, in the zone of this machine."""
    return datetime.fromtimestamp(at / 1e6).date()
