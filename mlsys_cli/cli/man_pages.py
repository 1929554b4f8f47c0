"""Help pages as pages of the manual, in the language of man(7)."""

import re
from collections.abc import Iterable, Iterator
from datetime import date

from mlsys_cli import __version__
from mlsys_cli.cli.command_table import COMMANDS
from mlsys_cli.page.blocks import Block, Code, DefinitionList, Heading, Paragraph, plain

_SPECIAL = {"\\": r"\e", "-": r"\-", "'": r"\(aq", "`": r"\(ga", "^": r"\(ha", "~": r"\(ti"}
"""The characters that would be another sign, or an instruction, and how to write them."""


def man_page(command: str, blocks: Iterable[Block], day: date) -> str:
    """The help page of a command as a page of the manual; that of the program if the name is empty."""
    name = f"mlsys-{command}" if command else "mlsys"
    about = COMMANDS.get(command, "Study machine-learning systems in the terminal.").rstrip(".")
    others = sorted(COMMANDS) if not command else []
    also = ", ".join(f".BR {_line(f'mlsys-{other}')} (1)" for other in others) or ".BR mlsys (1)"
    lines = [
        f'.TH {_line(name).upper()} 1 {day} "mlsys {__version__}" "mlsys manual"',
        ".SH NAME",
        f"{_line(name)} \\- {_line(about[:1].lower() + about[1:])}",
        *_sections(blocks),
        ".SH SEE ALSO",
        *also.replace(" (1), ", " (1),\n").split("\n"),
    ]
    return "\n".join(lines) + "\n"


def _sections(blocks: Iterable[Block]) -> Iterator[str]:
    """The usage, then all else under its headings; what comes before the first of these is the description."""
    paragraphs: list[str] = []
    synopsis = ""
    rest: list[str] = []
    for block in blocks:
        match block:
            case Paragraph(spans) if spans[0].text == "Usage: ":
                synopsis = _line(plain(spans[1:]))
            case Paragraph(spans) if not rest:
                paragraphs.append(_line(plain(spans)))
            case Paragraph(spans):
                rest += [".PP", _line(plain(spans))]
            case Heading(text=title):
                rest.append(f".SH {_line(title).upper()}")
            case DefinitionList(rows):
                for term, words in rows:
                    rest += [".TP", f".B {_line(term)}", _line(plain(words))]
            case Code(text):
                rest += [".nf", *map(_line, text.splitlines()), ".fi"]
    yield from (".SH SYNOPSIS", synopsis, ".SH DESCRIPTION")
    yield "\n.PP\n".join(paragraphs)
    yield from rest


def _line(text: str) -> str:
    """A text on one line, with nothing in it that is an instruction."""
    escaped = "".join(_SPECIAL.get(sign) or (sign if sign.isascii() else f"\\[u{ord(sign):04X}]") for sign in text)
    return re.sub(r"^\.", r"\\&.", escaped)
