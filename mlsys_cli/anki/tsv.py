"""Flashcards as text that Anki imports: headers, then a line each with tabs between its parts."""

import csv
from collections.abc import Iterable
from io import StringIO

from mlsys_cli.anki.flashcard import Flashcard
from mlsys_cli.anki.note_types import NOTE_TYPES

MARK = "# written by 'mlsys export anki'"
"""The first line, which is a comment to Anki."""

_HEADERS = (
    MARK,
    "#separator:tab",
    "#html:true",
    "#guid column:1",
    "#notetype column:2",
    "#deck column:3",
    "#tags column:4",
)


def tsv_text(flashcards: Iterable[Flashcard]) -> str:
    """The text of the file. A field with a tab, a quote or a line break stands in quotes, as in CSV."""
    lines = StringIO()
    lines.writelines(f"{header}\n" for header in _HEADERS)
    writer = csv.writer(lines, delimiter="\t", lineterminator="\n")
    for guid, form, deck, tags, fields in flashcards:
        writer.writerow((guid, NOTE_TYPES[form].name, deck.name, " ".join(tags), *fields))
    return lines.getvalue()


def is_ours(line: str) -> bool:
    """True if a line is the first one of such a file."""
    return line.startswith(MARK)
