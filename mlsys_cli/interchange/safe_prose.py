"""Prose of other programs as that of a book, in which nothing is an error."""

import re
from collections.abc import Callable, Iterator

from mlsys_cli.book.author.text_edits import Edit, edited
from mlsys_cli.book.check.rules.texts import RAW_MARK, UNCLOSED_MATH, open_fence
from mlsys_cli.book.parse.prose import Piece, ProseText
from mlsys_cli.text.sanitize import HARMFUL

UNKNOWN_SOURCES = "citations of unknown sources"
"""What is lost of a text that cites what the book doesn't have."""

Resolve = Callable[[str, str], str | None]
"""The id that an entry of a kind has in the book, by the one that a text gives it; None if there is none."""


def clean(text: str) -> str:
    """A text as a file of a book may have it: without control characters, tabs and spaces at the ends of lines."""
    text = re.sub(HARMFUL, "", text.replace("\r\n", "\n").replace("\r", "\n")).expandtabs(4)
    return re.sub(r" +$", "", text, flags=re.MULTILINE).strip("\n")


def safe_prose(text: str, resolve: Resolve, lose: Callable[[str], None]) -> str:
    """Some Markdown that has no errors for `mlsys check`; what is only shown as text for that is lost."""
    passage = ProseText(text)
    edits: list[Edit] = []
    for piece in passage.pieces:
        if any(not mistake.is_unknown for mistake in piece.mistakes):
            lose("formulas that can't be read")
            edits.append(Edit(piece.start, piece.end, _as_code(text[piece.start : piece.end])))
        elif piece.mistakes:
            lose("formulas with unknown commands")
        elif all(resolve(mark.kind, mark.slug) for mark in piece.marks):
            edits += _renamed(text, piece, resolve)
        else:
            lose(UNKNOWN_SOURCES if piece.kind == "cite" else "links to unknown entries")
            edits.append(Edit(piece.start, piece.end, _as_words(text[piece.start : piece.end])))
    for match in RAW_MARK.finditer(passage.words):
        edits.append(Edit(*match.span(), match[0].replace("[", "\\[")))
    for match in UNCLOSED_MATH.finditer(passage.without_code):
        edits.append(Edit(*match.span(), "\\$\\$"))
    fence = open_fence(text)
    return edited(text, edits) + (f"\n{fence[1]}" if fence else "")


def _as_code(formula: str) -> str:
    return f"`` {' '.join(formula.split())} ``" if "`" in formula else f"`{' '.join(formula.split())}`"


def _as_words(mark: str) -> str:
    if mark.startswith("[[") and "\n" not in mark:
        return mark[2:-2].rpartition("|")[2].strip()
    return mark.replace("[", "\\[")


def _renamed(text: str, piece: Piece, resolve: Resolve) -> Iterator[Edit]:
    for mark in piece.marks:
        slug = resolve(mark.kind, mark.slug)
        if slug and slug != mark.slug and text.startswith(mark.slug, mark.offset):
            yield Edit(mark.offset, mark.offset + len(mark.slug), slug)
