"""`mlsys note`: write a note about an entry of the book."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

from mlsys_cli.arguments.declarations import entry_argument, option
from mlsys_cli.book.kinds import NOTED
from mlsys_cli.errors import MlsysError, NotFoundError, UsageError
from mlsys_cli.journal.store import Store
from mlsys_cli.journal.study_records import Note
from mlsys_cli.queries.lookup import name_and_rest
from mlsys_cli.queries.notebook import NOTABLE
from mlsys_cli.queries.subjects import entry_about, subject_of
from mlsys_cli.session.session import Session

_LONGEST = 100_000
"""The most characters of a note; chosen, not measured."""


def note_command(
    session: Session,
    words: Annotated[
        list[str] | None,
        entry_argument(
            "[NAME [TEXT...]]",
            f"The subject ({NOTABLE}) and the text of the note; - reads the text from stdin.",
            *NOTED,
        ),
    ] = None,
    edit: Annotated[
        int | None, option("--edit", metavar="NUMBER", help="Change this note; 'mlsys notes' shows its number.")
    ] = None,
    delete: Annotated[int | None, option("--delete", metavar="NUMBER", help="Delete this note.")] = None,
) -> None:
    """Write a note about a term, a section or any other entry. The note is shown below that entry.

    Without a text, your editor (VISUAL or EDITOR) opens with your last note about the entry, if there is one. Notes are
    Markdown, with links as in the book: [[data-drift]].

    On this computer, the number of a note never changes and is never reused.

    Examples:
        mlsys note perceptron it only draws straight lines  # about a term
        mlsys note intro/why 'ask about [[data-drift]]'  # about a section
        EDITOR=nano mlsys note intro/why  # in your editor
        date | mlsys note perceptron -  # from a pipe
        mlsys note --edit 1 it draws one straight line  # replace the text of note 1
        mlsys note --delete 1  # delete note 1
    """
    tokens, store = words or [], session.learner.store
    if edit is not None and delete is not None:
        raise UsageError("--edit and --delete can't be used together")
    if edit is not None:
        _change(session, _numbered(store, edit), tokens, f"--edit {edit}")
    elif delete is not None:
        if tokens:
            raise UsageError("--delete takes only the number of a note")
        old = _numbered(store, delete)
        store.change_note(old, "", session.learner.now)
        about = entry_about(session, old.subject)
        _report(session, old, f"about {repr(about.name) if about else old.subject} deleted")
    elif tokens:
        ref, text_words = name_and_rest(session, tokens, NOTED)
        earlier = store.notes(subject_of(ref))
        if not text_words and earlier:
            _change(session, earlier[-1], [], ref.address)
            return
        with _text(session, text_words, "", ref.address) as text:
            if not text:
                raise UsageError("a note can't be empty")
            note = store.write_note(subject_of(ref), text, session.learner.now)
        _report(session, note, f"written about {ref.name!r}")
    else:
        raise UsageError("a note needs a subject", [f"give {NOTABLE}, for example: mlsys note perceptron"])


def _numbered(store: Store, ordinal: int) -> Note:
    for note in store.notes():
        if note.ordinal == ordinal:
            return note
    raise NotFoundError(f"there is no note {ordinal}", ["'mlsys notes' lists them"])


def _change(session: Session, old: Note, words: list[str], name: str) -> None:
    with _text(session, words, old.text, name) as text:
        if not text:
            hint = f"'mlsys note --delete {old.ordinal}' deletes it"
            raise UsageError(f"a note can't be empty; note {old.ordinal} was not changed", [hint])
        if text != old.text:
            session.learner.store.change_note(old, text, session.learner.now)
    _report(session, old, "was not changed" if text == old.text else "changed")


def _report(session: Session, note: Note, what: str) -> None:
    session.report(f"note {note.ordinal} {what}", "note", str(note.ordinal), number=note.ordinal, id=note.id)


@contextmanager
def _text(session: Session, words: list[str], old: str, name: str) -> Iterator[str]:
    """The text of a note, from the words, a pipe or the learner's editor.

    A file that was edited is deleted once its text is stored, or if it is empty; an error names the file, which stays.
    """
    draft = None
    if words == ["-"]:
        text = "\n".join(session.environment.stdin_lines)
    elif words:
        text = " ".join(words)
    elif session.environment.is_interactive:
        draft = _edited(session, old)
        text = draft.read_text(encoding="utf-8", errors="replace")
    else:
        hint = f"write the text in the command: mlsys note {name} TEXT, or pipe it: mlsys note {name} -"
        raise UsageError("an editor needs a terminal", [hint])
    text = "\n".join(line.rstrip() for line in text.splitlines()).strip("\n")
    if draft and not text:
        draft.unlink(missing_ok=True)
        draft = None
    try:
        if len(text) > _LONGEST:
            raise UsageError(f"a note can't be longer than {_LONGEST:,} characters")
        yield text
    except MlsysError as error:
        if draft is None:
            raise
        raise type(error)(error.message, [*error.hints, f"your text is saved in {draft}"]) from error
    if draft is not None:
        draft.unlink(missing_ok=True)


def _edited(session: Session, old: str) -> Path:
    """The path of a file in which the learner has edited a text."""
    from tempfile import mkstemp

    from mlsys_cli.terminal.editor_and_pager import editing, editor_of, run_editor

    editor = editor_of(session.env)
    handle, name = mkstemp(prefix="mlsys-note-", suffix=".md")
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(f"{old}\n" if old else "")
    path = Path(name)
    try:
        code = run_editor(editing(editor, path, 1))
    except UsageError:
        path.unlink(missing_ok=True)
        raise
    if code:
        raise NotFoundError(f"the editor {editor[0]!r} exited with an error", [f"your text is saved in {path}"])
    return path
