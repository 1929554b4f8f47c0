"""The commands of the reader line by line: what is typed, and what it does."""

from collections.abc import Mapping
from typing import NamedTuple

from mlsys_cli.errors import UsageError
from mlsys_cli.page.blocks import Blocks, Heading, Paragraph, text_spans
from mlsys_cli.text.english import short
from mlsys_cli.views.shared_blocks import command_blocks

SHELL = "mlsys"
"""The word before a command of the shell, which may be left out."""


class LineCommand(NamedTuple):
    """A command: its effect, the words that follow it, in brackets if they may be left out, and its long name.

    It does an action of the reading session, with some arguments; without one, what only lines have.
    """

    does: str
    takes: str = ""
    name: str = ""
    action: tuple[object, ...] = ()


COMMANDS: Mapping[str, LineCommand] = {
    "p": LineCommand("peek at the link with this number", "NUMBER", "peek"),
    "b": LineCommand("go back", name="back", action=("back",)),
    "f": LineCommand("go forward again", name="forward", action=("forward",)),
    "]": LineCommand("open the next section", action=("section", 1)),
    "[": LineCommand("open the previous section", action=("section", -1)),
    "R": LineCommand("open the next unread section", action=("unread",)),
    "t": LineCommand(
        "list the contents, those of a chapter, or the titles with some words", "[WORDS]", action=("contents",)
    ),
    "g": LineCommand("find pages by a name, some words or a question, or type a command", "WORDS", action=("go",)),
    "z": LineCommand(
        "show some years of the timeline, such as 1980s; each event in brief; or all chapters",
        "[YEARS|brief|all]",
        "zoom",
        action=("timeline",),
    ),
    "/": LineCommand("find words on the page, or the last ones again; filter a list", "[WORDS]"),
    "m": LineCommand("mark this paragraph, or remove the mark", action=("mark",)),
    "M": LineCommand("bookmark this page, or remove the bookmark", action=("mark", True)),
    "c": LineCommand("write a note on this paragraph", "TEXT", action=("note",)),
    "u": LineCommand("take back the last mark or note", action=("take_back",)),
    "d": LineCommand("open or fold the parts that go deeper", action=("deeper",)),
    "s": LineCommand("show or fold the list of sources", action=("sources",)),
    "Q": LineCommand("answer up to three questions on this page", action=("practise", "quiz")),
    "x": LineCommand("answer questions on your weak spots", action=("practise", "weak")),
    "r": LineCommand("review what is due", action=("practise", "review")),
    "h": LineCommand("open the home page", action=("home",)),
    SHELL: LineCommand(
        "show the answer of a command of the shell, such as timeline 1980s", "COMMAND", action=("command",)
    ),
    "?": LineCommand("list these commands", name="help"),
    "q": LineCommand("quit", name="quit", action=("leave",)),
}
_WANTED = {"NUMBER": "the number of a link", "TEXT": "your note", "WORDS": "what to find", "COMMAND": "a command"}
_NAMES = {command.name: sign for sign, command in COMMANDS.items() if command.name}


def read_command(line: str) -> tuple[str, str]:
    """The sign of the command that a line begins with, and the words after it; of an empty line two empty texts.

    A number alone is a command as well. Raises UsageError if there is no such command, or if it takes other words.
    """
    word, _, rest = ("/", "", line[1:]) if line.startswith("/") else line.partition(" ")
    word, rest = _NAMES.get(word, word), rest.strip()
    if not line or (not rest and number_in(word) is not None):
        return word, rest
    command = COMMANDS.get(word)
    if command is None or (rest and not command.takes):
        raise UsageError(f"{short(line)!r} is no command; type ? for all of them.")
    if command.takes and not rest and "[" not in command.takes:
        raise UsageError(f"Type {word} followed by {_WANTED[command.takes]}.")
    return word, rest


def number_in(word: str) -> int | None:
    """The number of a link as it is typed, with or without its sign; None if it is no number."""
    digits = word.lstrip("#")
    return int(digits) if digits.isdecimal() else None


def command_list() -> Blocks:
    """All commands, with what they do."""
    rows = [("Enter", "read on"), ("3", "open the link or the row with this number")]
    rows += [(f"{sign} {one.takes}".strip(), one.does) for sign, one in COMMANDS.items()]
    *names, last = _NAMES
    written_out = f"These can be written out: {', '.join(names)} and {last}."
    return (Heading(2, "Commands"), *command_blocks(rows), Paragraph(text_spans(written_out)))
