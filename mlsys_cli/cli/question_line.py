"""`mlsys WORDS`: a question to the book, which is answered by the command that fits it."""

import os
import re
from collections.abc import Callable, Sequence
from functools import partial
from typing import Annotated

from mlsys_cli.arguments.declarations import entry_argument
from mlsys_cli.book.kinds import KINDS, PRECEDENCE
from mlsys_cli.cli.command_table import COMMANDS, COMPLETING, import_command
from mlsys_cli.errors import NotFoundError, UsageError
from mlsys_cli.session.comparing_questions import compared_in, name_of
from mlsys_cli.session.session import Session

SUMMARY = "Answer a question."

EXAMPLES = (
    ("mlsys perceptron", "what has this name"),
    ("mlsys what is a perceptron", "the same"),
    ("mlsys gpu vs tpu", "two terms side by side"),
    ("mlsys why do rules break on new input", "the best three hits"),
)

_SEARCHED = tuple(kind for kind in PRECEDENCE if KINDS[kind].is_searched)
_PLACE = re.compile(r"\b(section|chapter) (\d+(?:\.\d+)*)\b(?!\.\d)", re.IGNORECASE)
_COMPLETED = ("term", "model", "machine", "exhibit")
_HITS = 3


def find_question(argv: Sequence[str], session: Session) -> Callable[[], None] | None:
    """Return the call that a command line without a command stands for; None where it has options to be parsed."""
    if COMPLETING in os.environ or any(word.startswith("-") for word in argv):
        return None
    return partial(ask_command, session, list(argv))


def ask_command(
    session: Session,
    words: Annotated[list[str], entry_argument("WORDS...", "A name, or a question.", *_COMPLETED)],
) -> None:
    """Answer a question: show the entry that it names, two terms side by side, or else the best three hits.

    The name of a command, or of a misspelt one, doesn't begin a question; 'mlsys search' looks up such words as well.
    """
    question = " ".join(words)
    if not question.strip():
        raise UsageError("a question can't be empty")
    names = session.books.library.names
    for kind in _SEARCHED:
        if names.exact(question, kind):
            _run(session, KINDS[kind].command, [question])
            return
    if (place := _PLACE.search(question)) and names.exact(place[2], place[1].lower()):
        _run(session, "read", [place[2]])
        return
    inside = names.inside(question)
    if not inside.begins:
        _require_no_command(session, words)
    if sides := compared_in(session.books.library, words, inside):
        _run(session, "compare", sides)
    elif inside.found and not inside.has_more:
        _run(session, "define", list(map(name_of, inside.found)))
    elif not all(map(session.books.library.has_word, words)) and session.books.guess(question, "term"):
        _run(session, "define", [question])
    else:
        _answer(session, question)


def _answer(session: Session, question: str) -> None:
    """Show the only term that is named in a question that has other words, too, or else the best hits.

    A misspelt question may turn out to be a comparison.
    """
    library = session.books.library
    result = library.search(question, (), None, _HITS)
    corrected = result.searched if result.searched != question and not session.options.exact else ""
    if sides := compared_in(library, corrected.split(), library.names.inside(corrected)):
        session.notify(f"showing {' and '.join(sides)!r} for {question[:80]!r}")
        _run(session, "compare", sides)
        return
    named = dict.fromkeys(hit.ref.plain_name for hit in result.hits if hit.is_named and hit.ref.kind == "term")
    if len(named) == 1 and not (session.options.exact and result.searched != question):
        (name,) = named
        if result.searched != question:
            session.notify(f"showing {name!r} for {question[:80]!r}")
        _run(session, "define", [name])
        return
    try:
        _run(session, "search", [question], limit=_HITS)
    except NotFoundError as error:
        error.hints = (*error.hints, "'mlsys --help' lists the commands")
        raise


def _run(session: Session, name: str, words: list[str], **options: object) -> None:
    _, command = import_command(name, session)
    command(session, words, **options)


def _require_no_command(session: Session, words: Sequence[str]) -> None:
    """Raise UsageError if the first word is a misspelt command rather than the beginning of a question.

    A single word is, if it is like one; of several words the first is, if it isn't a word of the books or of English.
    """
    first = words[0].lower()
    if len(first) < 3 or (len(words) > 1 and session.books.library.has_word(first)):
        return
    from mlsys_cli.text.spelling import edit_distance

    slips = 1 if len(first) < 7 else 2
    near = [name for name in COMMANDS if name.startswith(first) or edit_distance(first, name) <= slips]
    if near:
        best = min(near, key=lambda name: edit_distance(first, name))
        question = " ".join(words)[:60]
        hints = [f"did you mean 'mlsys {best}'?", f"to look it up in the book, use 'mlsys search {question}'"]
        raise UsageError(f"there is no command {words[0][:60]!r}", hints)
