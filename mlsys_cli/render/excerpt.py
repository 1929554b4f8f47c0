"""A line of a file with a mark under what is wrong, as a compiler shows it."""

from rich.cells import cell_len, chop_cells
from rich.text import Text

from mlsys_cli.page import Excerpt
from mlsys_cli.render.rich_text import indented, joined, wrap_spans

_BEFORE = 0.6
"""The share of the width that is kept for the text before the mark, if the line doesn't fit."""


def draw_excerpt(excerpt: Excerpt, width: int) -> list[Text]:
    """The title, the line with a mark below it, and the hint. Of a line that is too long a part is shown."""
    number = str(excerpt.line)
    margin = f" {number} │ "
    blank = " " * (len(number) + 2) + "│ "
    lines = list(wrap_spans(excerpt.title, width))
    if excerpt.text.strip():
        text, column = _part(excerpt.text, excerpt.column - 1, width - len(margin))
        room = max(width - len(margin) - column, 1)
        length = max(1, min(cell_len(excerpt.text[excerpt.column - 1 :][: excerpt.length]), room))
        lines.append(joined((margin, "rule"), (text, "")))
        lines.append(joined((blank, "rule"), (" " * column, ""), ("^" * length, "pointer")))
    if excerpt.hint:
        hint = wrap_spans(excerpt.hint, max(width - len(blank) - 2, 8))
        lines += indented(hint, blank.replace("│", "="), " " * len(blank), "rule")
    return lines


def _part(text: str, index: int, room: int) -> tuple[str, int]:
    """As much of a line as there is room for around the character at an index, and the column of that character."""
    before = text[:index]
    if cell_len(text[: index + room]) > room:
        before = before[-max(int(room * _BEFORE), 1) :]
        while cell_len(before) > room * _BEFORE:
            before = before[1:]
    if len(before) < index:
        before = f"…{before[1:]}"
    pieces = chop_cells(before + text[index : index + room + 1], room)
    return (f"{pieces[0][:-1]}…" if len(pieces) > 1 else pieces[0]), cell_len(before)
