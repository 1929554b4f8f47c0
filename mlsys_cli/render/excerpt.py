"""A line of a file with a mark under what is wrong, as a compiler shows it."""

from mlsys_cli.page import Excerpt, Span
from mlsys_cli.render.wrapping import Line, cut, indent, width_of, wrap

_BEFORE = 0.6
"""How much of the room is left for what stands before the mark, where the line doesn't fit."""


def draw_excerpt(excerpt: Excerpt, width: int) -> list[Line]:
    """The title, the line with a mark below it, and the hint. Of a line that is too long a part is shown."""
    number = str(excerpt.line)
    margin = f" {number} │ "
    blank = " " * (len(number) + 2) + "│ "
    lines = wrap(excerpt.title, width)
    if excerpt.text.strip():
        text, column = _part(excerpt.text, excerpt.column - 1, width - len(margin))
        room = max(width - len(margin) - column, 1)
        length = max(1, min(width_of(excerpt.text[excerpt.column - 1 :][: excerpt.length]), room))
        lines.append((Span(margin, "rule"), Span(text)))
        lines.append((Span(blank, "rule"), Span(" " * column), Span("^" * length, "pointer")))
    if excerpt.hint:
        lines += indent(
            wrap(excerpt.hint, max(width - len(blank) - 2, 8)), blank.replace("│", "="), " " * len(blank), "rule"
        )
    return lines


def _part(text: str, index: int, room: int) -> tuple[str, int]:
    """As much of a line as there is room for around the character at an index, and the column of that character."""
    before = text[:index]
    if width_of(text[: index + room]) > room:
        before = before[-max(int(room * _BEFORE), 1) :]
        while width_of(before) > room * _BEFORE:
            before = before[1:]
    if len(before) < index:
        before = f"…{before[1:]}"
    shown, rest = cut(before + text[index : index + room + 1], room)
    return (f"{shown[:-1]}…" if rest else shown), width_of(before)
