"""The commands, each imported when it is called, and command lines that need no parser."""

from collections.abc import Callable, Sequence
from functools import partial
from importlib import import_module
from keyword import iskeyword
from typing import get_args

from mlsys_cli.session.session import Session

COMPLETING = "_MLSYS_COMPLETE"
"""The environment variable that a shell sets to request completions."""

COMMANDS = {
    "toc": "Show the table of contents with reading times.",
    "open": "Open the reader, full-screen.",
    "serve": "Open the reader in a browser on this computer.",
    "read": "Read a chapter or section.",
    "define": "Look up terms in the glossary.",
    "timeline": "Show eras and events on a timeline.",
    "compare": "Show a comparison table, or some of its columns.",
    "figure": "Show a figure.",
    "run": "Run a small version of a system that the book is about.",
    "estimate": "Estimate memory, time, energy or money, with the working shown.",
    "search": "Search the book and your notes.",
    "cite": "Show a source and the entries that cite it.",
    "list": "List ids and names, one per line, for scripts.",
    "quiz": "Answer questions on what you have read.",
    "review": "Review cards that are due, and learn new ones.",
    "card": "Write a card of your own, or list your cards.",
    "note": "Write a note on a term, section or other entry.",
    "notes": "Show your notes.",
    "mark": "Bookmark an entry.",
    "marks": "Show your bookmarks.",
    "progress": "Show your progress.",
    "today": "Show what to do now.",
    "due": "Print the number of cards due today, for a status line.",
    "forget": "Reset cards to new.",
    "suspend": "Suspend the cards of an entry.",
    "reset": "Delete all your study data.",
    "export": "Export your study data, or cards for Anki.",
    "import": "Import study data from another computer.",
    "config": "Show or change study settings.",
    "new": "Create a book, a chapter or an entry.",
    "edit": "Open an entry in your editor.",
    "check": "Check a book for mistakes.",
    "rename": "Change the id of an entry everywhere in a book.",
    "schema": "Print the JSON Schema of book files, for editors.",
    "pack": "Add and manage books by other authors.",
    "doctor": "Show versions, paths and terminal settings, for a bug report.",
    "help": "Show help for a command, or the guide for authors.",
    "completion": "Print a completion script for your shell.",
}
"""Each command with its summary, without apostrophes, which get lost in completions by zsh."""


_ANY_WORDS = ((list[str],), (list[str] | None,))
"""The types of a parameter that takes any number of words as they are."""


def import_command(name: str, session: Session) -> Callable[..., None]:
    """Return the function of a command, `<name>_command` in the module of that name."""
    module = import_module(f"mlsys_cli.commands.{name}{'_' if iskeyword(name) else ''}")
    session.environment.evidence.is_pure |= hasattr(module, "IS_PURE")
    function: Callable[..., None] = getattr(module, f"{name}_command")
    return function


def find_call(argv: Sequence[str], session: Session) -> Callable[[], None] | None:
    """Return the call that a command line without options stands for.

    It is None where Typer has to parse the line: for a command that takes no list of words, or if a word is missing.
    Typer takes longer to import than most commands take.
    """
    name, *words = argv or ["home"]
    function = import_command(name, session)
    code, defaults = function.__code__, function.__defaults__ or ()
    required = code.co_varnames[1 : code.co_argcount - len(defaults)]
    if not words:
        return None if required else partial(function, session)
    first = code.co_varnames[1] if code.co_argcount > 1 else ""
    if set(required) <= {first} and get_args(function.__annotations__.get(first))[:1] in _ANY_WORDS:
        return partial(function, session, words)
    return None
