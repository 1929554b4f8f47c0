"""Flashcards as a package that Anki imports: a zip with a SQLite database inside, made by genanki."""

import sqlite3
from collections.abc import Iterable
from contextlib import closing
from io import BytesIO
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile, ZipInfo

from mlsys_cli.anki.flashcard import FIELDS, Flashcard
from mlsys_cli.anki.note_types import NOTE_TYPES, STYLE, NoteType
from mlsys_cli.page.html import escape_html
from mlsys_cli.quiz.flashcard_sides import Form

MARK = b"written by 'mlsys export anki'"
"""The comment of the zip. A file that has it may be replaced."""


def package_bytes(flashcards: Iterable[Flashcard], changed: int) -> bytes:
    """The bytes of the file, the same for the same cards. `changed` is the time of the book, in seconds since 1970.

    Anki replaces a note that it has if the imported one was changed later.
    """
    file = BytesIO()
    with ZipFile(file, "w", ZIP_DEFLATED) as archive:
        # Not by genanki, which notes the time at which it writes.
        archive.writestr(_member("collection.anki2"), _collection(flashcards, changed))
        archive.writestr(_member("media"), "{}")
        archive.comment = MARK
    return file.getvalue()


def _member(name: str) -> ZipInfo:
    member = ZipInfo(name)
    member.compress_type = ZIP_DEFLATED
    return member


def _collection(flashcards: Iterable[Flashcard], changed: int) -> bytes:
    import genanki

    models = {form: _model(note_type, form) for form, note_type in NOTE_TYPES.items()}
    decks: dict[int, Any] = {}
    for place, (guid, form, deck, tags, fields) in enumerate(flashcards):  # new cards are asked in this order
        note = genanki.Note(model=models[form], fields=list(fields), tags=list(tags), guid=guid, due=place)
        decks.setdefault(deck.id, genanki.Deck(deck.id, deck.name, escape_html(deck.title))).add_note(note)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "collection.anki2"
        with closing(sqlite3.connect(path)) as db:
            genanki.Package(list(decks.values())).write_to_db(db.cursor(), changed, count(changed * 1000))
            db.commit()
        return path.read_bytes()


def _model(note_type: NoteType, form: Form) -> Any:
    import genanki

    return genanki.Model(
        note_type.id,
        note_type.name,
        fields=[{"name": name} for name in FIELDS],
        templates=[{"name": "Card", "qfmt": note_type.front, "afmt": note_type.back}],
        css=STYLE,
        model_type=genanki.Model.CLOZE if form is Form.CLOZE else genanki.Model.FRONT_BACK,
    )


def is_ours(path: Path) -> bool:
    """True if a file is such a package."""
    try:
        with ZipFile(path) as archive:
            return archive.comment == MARK
    except BadZipFile:
        return False
