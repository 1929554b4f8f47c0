"""The learner's marks and notes beside a page."""

from collections.abc import Callable
from typing import Any

from mlsys_cli.index.entry_records import Ref
from mlsys_cli.page.blocks import Blocks
from mlsys_cli.queries.notebook import note_prose
from mlsys_cli.queries.subjects import subject_of
from mlsys_cli.session.session import Session


def values(session: Session, ref: Ref, write: Callable[[Blocks], str]) -> dict[str, Any]:
    """The values for the template about the marks and notes on an entry."""
    store, subject = session.learner.read_only_store, subject_of(ref)
    notes = store.notes(subject) if store else ()
    marks = [mark for mark in store.marks() if mark.subject == subject] if store else []
    return {
        "address": ref.address,
        "is_text": ref.kind in ("chapter", "section"),
        "is_marked": any(mark.anchor is None for mark in marks),
        "marks": [mark.anchor for mark in marks if mark.anchor],
        "notes": [(note, write(note_prose(session, note, ref.book))) for note in notes],
    }
