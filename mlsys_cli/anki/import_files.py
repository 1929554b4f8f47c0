"""Flashcards as files that Anki imports: a package, which is a zip with a database that genanki makes, or text.

Names and ids of note types stay the same for ever, or else an import would bring a second note type beside the one that
is there. So do the names of the fields.
"""

import csv
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from io import StringIO
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

from mlsys_cli.anki.flashcard import FIELDS, Flashcard
from mlsys_cli.page.html import escape_html
from mlsys_cli.quiz.sides import Form
from mlsys_cli.text.marked_zip import has_mark, zip_bytes


class _NoteType(NamedTuple):
    """A note type, with the templates of the two sides of its one card."""

    id: int
    name: str
    front: str
    back: str


_HINT = "{{#Hint}}<div>{{hint:Hint}}</div>{{/Hint}}"
_FOOT = (
    '<div class="explanation">{{Explanation}}</div>'
    '<div class="foot">{{Source}}{{#Open}}<p><code>{{Open}}</code></p>{{/Open}}</div>'
)
_ANSWER = '<hr id="answer"><div class="answer">{{Answer}}</div>'

# The ids were drawn at random once, as Anki asks of programs that make note types.
_NOTE_TYPES = {
    Form.SIDES: _NoteType(1_427_306_419, "mlsys", "{{Question}}" + _HINT, "{{Question}}" + _ANSWER + _FOOT),
    Form.TYPED: _NoteType(
        1_589_073_642,
        "mlsys (type the answer)",
        "{{Question}}" + _HINT + "{{type:Answer}}",
        '{{Question}}<hr id="answer">{{type:Answer}}' + _FOOT,
    ),
    Form.CLOZE: _NoteType(
        1_893_127_754,
        "mlsys (cloze)",
        "{{cloze:Question}}" + _HINT,
        "{{cloze:Question}}" + _ANSWER + _FOOT,
    ),
}
_PACKAGE_MARK = b"written by 'mlsys export anki'"
"""The comment of a zip, and of a text in its first line. A file that has it may be replaced."""
_TEXT_MARK = f"# {_PACKAGE_MARK.decode()}"
_HEADERS = (
    _TEXT_MARK,
    "#separator:tab",
    "#html:true",
    "#guid column:1",
    "#notetype column:2",
    "#deck column:3",
    "#tags column:4",
)


def package_bytes(flashcards: Iterable[Flashcard], changed: int) -> bytes:
    """A package, the same for the same cards. `changed` is the time of the book, in seconds since 1970.

    Anki replaces a note that it has if the imported one was changed later.
    """
    import genanki

    style = (Path(__file__).parent / "style.css").read_text(encoding="utf-8")
    models = {
        form: genanki.Model(
            note_type.id,
            note_type.name,
            fields=[{"name": name} for name in FIELDS],
            templates=[{"name": "Card", "qfmt": note_type.front, "afmt": note_type.back}],
            css=style,
            model_type=genanki.Model.CLOZE if form is Form.CLOZE else genanki.Model.FRONT_BACK,
        )
        for form, note_type in _NOTE_TYPES.items()
    }
    decks: dict[int, Any] = {}
    for place, (guid, form, deck, tags, fields) in enumerate(flashcards):  # new cards are asked in this order
        note = genanki.Note(model=models[form], fields=list(fields), tags=list(tags), guid=guid, due=place)
        decks.setdefault(deck.id, genanki.Deck(deck.id, deck.name, escape_html(deck.title))).add_note(note)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "collection.anki2"
        with closing(sqlite3.connect(path)) as db:
            # Anki's ids of notes and cards are the milliseconds at which they were made.
            genanki.Package(list(decks.values())).write_to_db(db.cursor(), changed, count(changed * 1000))
            db.commit()
        # Not by genanki, which notes the time at which it writes.
        return zip_bytes({path.name: path.read_bytes(), "media": b"{}"}, _PACKAGE_MARK)


def is_our_package(path: Path) -> bool:
    """True if a file is such a package."""
    return has_mark(path, _PACKAGE_MARK)


def tsv_text(flashcards: Iterable[Flashcard]) -> str:
    """Headers, then a line of tab-separated parts for each card, in quotes as in CSV where they need it."""
    lines = StringIO()
    lines.writelines(f"{header}\n" for header in _HEADERS)
    writer = csv.writer(lines, delimiter="\t", lineterminator="\n")
    for guid, form, deck, tags, fields in flashcards:
        writer.writerow((guid, _NOTE_TYPES[form].name, deck.name, " ".join(tags), *fields))
    return lines.getvalue()


def is_our_text(line: str) -> bool:
    """True if a line is the first one of such a text."""
    return line.startswith(_TEXT_MARK)
