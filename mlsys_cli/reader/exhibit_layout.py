"""The lines of an exhibit on the whole screen: the question, the picture, the numbers, the settings, the sentence."""

from collections.abc import Sequence
from itertools import zip_longest
from typing import NamedTuple

from rich.text import Text

from mlsys_cli.exhibits.exhibit import Dial, Frame, Number
from mlsys_cli.exhibits.exhibit_run import ExhibitRun
from mlsys_cli.exhibits.guess import Guess, Guessing
from mlsys_cli.exhibits.player import Player
from mlsys_cli.page.blocks import Blocks, Span, Spans
from mlsys_cli.page.plots import Pixels, Plane, Plot
from mlsys_cli.reader.line_view import clickable
from mlsys_cli.render.plots.plot import draw_numbers
from mlsys_cli.render.rich_blocks import PROSE_WIDTH, lay_out
from mlsys_cli.render.rich_text import assembled, padded, wrap, wrap_spans
from mlsys_cli.text.english import sentence
from mlsys_cli.text.sanitize import harmless
from mlsys_cli.views.exhibit_view import format_value

_WIDE = 96
"""The columns from which on the numbers and settings stand beside the picture."""
_NARROWEST_SIDE, _WIDEST_SIDE = 32, 48
_SENTENCE = 3
"""The lines that are kept for the sentence below a picture, so that nothing moves when it changes."""
_ROOMY = 30
"""The height from which there is a blank line above the sentence, and another one is kept for it."""

_DRAWINGS = (Plot, Plane, Pixels)
"""The blocks that may be drawn at any size."""
_NARROWEST, _LOWEST = 26, 4
"""The columns that a drawing needs so that others stand beside it, and the rows that each gets."""
_GAP = 3

_LEAST_REST = 2
"""The lines of numbers and settings below a picture, through which one can page."""

_FIRST_LINES = 3
"""The most lines that a small screen has above the picture; all of what they are from is on its last part."""

_LONGEST_NAME, _LONGEST_VALUE, _LONGEST_CELL = 24, 16, 46
_USUAL_VALUE = 8
_DIGITS = 3

_HIDDEN = Frame("Enter shows the result.")
"""The frame in place of one that would answer the question."""


class ExhibitParts(NamedTuple):
    """The lines of an exhibit, in parts that each fit on the screen, and how many of them the tallest picture took."""

    parts: Sequence[Sequence[Text]]
    tallest: int = 0


def lay_out_exhibit(
    player: Player, width: int, height: int, before: Sequence[Number] = (), tallest: int = 0
) -> ExhibitParts:
    """The lines for so many columns and lines; one part if there is room for all.

    What has changed since the numbers `before` is marked. `tallest` are the lines that a picture took before: what is
    below stays where it was.
    """
    frame = _HIDDEN if player.is_hidden else player.frame
    numbers, dials = number_cells(frame.numbers, before), _dial_cells(player)
    longest = max((cell.cell_len for cell in (*numbers, *dials)), default=0)
    beside = min(max(width // 3, longest, _NARROWEST_SIDE), _WIDEST_SIDE) if width >= _WIDE else 0
    sides = width - beside - _GAP, beside
    if beside and (both := _in_two_columns(player, frame, (numbers, dials), sides, height=height, tallest=tallest)):
        return both
    asked, words = question_lines(player.current, width), _sentence(frame, width, height)
    rest = [*grid(numbers, width), *goal_lines(player, width), *grid(dials, width), *preset_lines(player.run, width)]
    lowest, room = len(fit_pictures(frame.pictures, width, 0)), height - len(asked) - len(words)
    if lowest + len(rest) <= room:
        picture, tallest = _kept_high(frame, width, room - len(rest), tallest)
        gap = [Text()] if len(picture) + len(rest) + 2 <= room else []
        return ExhibitParts([[*asked, *gap, *picture, *words, *gap, *rest]], tallest)
    drawn = zip(player.run.exhibit.dials, dials, strict=True)
    chosen = [line for dial, cell in drawn if dial is player.dial for line in wrap(cell, width)]
    room -= len(chosen)
    if lowest + _LEAST_REST <= room:
        picture = fit_pictures(frame.pictures, width, room - _LEAST_REST)
        above = [*asked, *picture, *words, *chosen]
        return ExhibitParts([[*above, *some] for some in _screens(rest, height - len(above))], tallest)
    # A learner looks at the question first, and at the numbers once there is something to see.
    first = [*chosen, *(grid(numbers, width) if player.has_moved else asked)][:_FIRST_LINES]
    if asked and asked[-1] is not first[-1] and not player.has_moved:  # the rest of the question is on the last part
        first[-1] = assembled(first[-1][: width - 1], "…")
    room = height - len(first) - len(words)
    drawings = [fit_pictures((picture,), width, room) for picture in frame.pictures] or [[]]
    parts = [part for one in drawings for part in _screens([*first, *one, *words], height)]
    return ExhibitParts([*parts, *_screens([*asked, *rest], height)])


def _in_two_columns(
    player: Player,
    frame: Frame,
    cells: tuple[Sequence[Text], Sequence[Text]],
    sides: tuple[int, int],
    *,
    height: int,
    tallest: int,
) -> ExhibitParts | None:
    """The picture with the sentence below it, and the rest in a column beside them; None if there is no room."""
    (numbers, dials), (left, right) = cells, sides
    groups = {
        "": question_lines(player.current, right),
        "Now": [line for cell in numbers for line in wrap(cell, right)],
        "Settings": [line for cell in dials for line in wrap(cell, right)],
        "Preset" if player.run.preset else "Presets": preset_lines(player.run, right),
        "Goal": goal_lines(player, right, ""),
    }
    side: list[Text] = []
    for name, lines in groups.items():
        if lines:
            side += [*([Text()] if side else []), *([Text(name, "heading.4")] if name else []), *lines]
    words = _sentence(frame, left, height)
    room = height - len(words)
    picture, tallest = _kept_high(frame, left, room, tallest)
    if len(picture) > room or len(side) > height:
        return None
    rule = assembled(" ", ("│", "rule"), " ")
    rows = (row[:2] for row in zip_longest([*picture, *words], side, range(height), fillvalue=Text()))
    return ExhibitParts([[assembled(padded(one, left), rule, other) for one, other in rows]], tallest)


def _sentence(frame: Frame, width: int, height: int) -> list[Text]:
    """The words on what has just happened, with the lines that are kept for more, and one above if there is room."""
    words = wrap_spans((Span(harmless(frame.text), "strong"),), min(width, PROSE_WIDTH))
    kept = _SENTENCE if height >= _ROOMY else _SENTENCE - 1
    spare = [Text()] * (kept - len(words)) if frame.pictures else []
    return [*([Text()] if height >= _ROOMY and frame.pictures else []), *words, *spare]


def _kept_high(frame: Frame, width: int, room: int, tallest: int) -> tuple[list[Text], int]:
    """The picture with the lines that another has taken before, and how many these are."""
    picture = fit_pictures(frame.pictures, width, room)
    tallest = max(len(picture), min(tallest, room))
    return [*picture, *[Text()] * (tallest - len(picture))], tallest


def _screens(lines: Sequence[Text], height: int) -> list[list[Text]]:
    return [list(lines[start : start + height]) for start in range(0, len(lines), height)]


def fit_pictures(pictures: Blocks, width: int, room: int) -> list[Text]:
    """Pictures side by side where there is room, and as high as they may be so that they take no more lines than that.

    If they are too high at any size, they are as low as they get.
    """
    drawings = [picture for picture in pictures if isinstance(picture, _DRAWINGS)]
    grids = sum(isinstance(picture, Pixels) for picture in drawings)  # which may be small, and many
    across = len(drawings) - grids + bool(grids)
    columns = max(min(across, (width + _GAP) // (_NARROWEST + _GAP)), 1)
    wide = (width + _GAP) // columns - _GAP
    rows = max(min(wide * 3 // 5, room), _LOWEST)
    while True:
        lines = _in_columns(pictures, wide, width, rows)
        if len(lines) <= room or rows == _LOWEST:
            return lines
        rows = max(rows - max((len(lines) - room) // max(len(drawings), 1), 1), _LOWEST)


def _in_columns(pictures: Blocks, wide: int, width: int, rows: int) -> list[Text]:
    """Pictures side by side as far as there is room: drawings with so many columns and rows, others as they are."""
    lines: list[Text] = []
    row: list[tuple[int, list[Text]]] = []
    for picture in pictures:
        is_drawing = isinstance(picture, _DRAWINGS)
        drawn = draw_numbers(picture, wide, rows) if is_drawing else lay_out((picture,), width)
        taken = max((line.cell_len for line in drawn), default=0)
        if row and sum(column + _GAP for column, _ in row) + taken > width:
            lines += [*_beside(row), Text()]
            row = []
        row.append((taken, drawn))
    return [*lines, *_beside(row)]


def _beside(row: Sequence[tuple[int, Sequence[Text]]]) -> list[Text]:
    """Columns of lines, each with its width, as one."""
    columns = zip_longest(*(lines for _, lines in row), fillvalue=Text())
    widths = [wide + _GAP for wide, _ in row[:-1]]
    return [assembled(*map(padded, parts, widths), parts[-1]) for parts in columns]


# --- what stands beside or below a picture


def question_lines(guess: Guess, width: int, key: str = "g") -> list[Text]:
    """The question, and the guess or the key by which it is typed; a click does the same."""
    question = guess.run.question
    if question is None:
        return []
    right: Spans = (Span(", which is right", "right"),) if guess.is_right else ()
    if guess.is_right is False and guess.result:
        shown = guess.result.text or format_value(guess.result.value, guess.result.unit)
        right = (Span(f"; it is {shown}", "caption"),)
    own: Spans = (Span(key, "command"), Span("\N{NO-BREAK SPACE}types a guess", "caption"))
    if guess.text:
        own = (Span("your guess: ", "caption"), Span(harmless(guess.text), "strong"), *right)
    return [clickable(line, "guess") for line in wrap_spans((Span(f"{question.text} ", "question"), *own), width)]


def preset_lines(run: ExhibitRun, width: int) -> list[Text]:
    """The remark on the preset, or else the presets with their keys."""
    if preset := run.chosen_preset:
        return wrap_spans((Span(f"{preset.name}: ", "label"), Span(preset.about, "caption")), width)
    presets = enumerate(run.exhibit.presets[:9], start=1)
    cells = [(assembled((f"{n}", "command"), (f" {one.name}", "caption")), n) for n, one in presets]
    return grid([clickable(cell, f"preset({n})") for cell, n in cells], width)


def goal_lines(player: Guessing, width: int, label: str = "Goal: ") -> list[Text]:
    """The goal, and whether it was reached."""
    goal, outcome = player.run.exhibit.goal, player.outcome
    told = (Span(f" {sentence(outcome.text)}", "right" if outcome.reached else "strong"),) if outcome else ()
    return wrap_spans((Span(label, "label"), Span(goal.about, "caption"), *told), width) if goal else []


def number_cells(numbers: Sequence[Number], before: Sequence[Number] = ()) -> list[Text]:
    """Numbers, each after its name, with a sign if it is more or less than before, or another."""
    was = {one.name: one.value for one in before}
    rows = [(_change(one, was), one.title, one.text or format_value(one.value, one.unit, _DIGITS)) for one in numbers]
    name, value = _widths([(title, words) for _, title, words in rows])
    value = max(value, _USUAL_VALUE)  # so that the column stays where it is
    return [
        assembled((f"{sign} ", "picked"), (f"{title:<{name}}  ", "caption"), (f"{words:>{value}}", "strong"))
        for sign, title, words in rows
    ]


def _change(number: Number, was: dict[str, float | str | bool | None]) -> str:
    now, then = number.value, was.get(number.name, number.value)
    if now == then:
        return " "
    if isinstance(now, int | float) and isinstance(then, int | float):
        return "▴" if now > then else "▾"
    return "•"


def _dial_cells(player: Player) -> list[Text]:
    """The settings with their values, between signs that change them; the chosen one is pointed at."""
    settings = player.run.settings
    rows = [(dial, _value(dial, settings[dial.name])) for dial in player.run.exhibit.dials]
    longest = [max([words, *dial.choices], key=len) for dial, words in rows]  # so that a sign stays under the mouse
    name, value = _widths([(dial.name, words) for (dial, _), words in zip(rows, longest, strict=True)])
    cells = []
    for index, (dial, words) in enumerate(rows):
        is_chosen = dial is player.dial
        label = assembled((f"{'▸' if is_chosen else ' '} {dial.name:<{name}}", "picked" if is_chosen else "caption"))
        shown = assembled((f" {words:^{value}} ", "picked" if is_chosen else "strong"))
        arrows = [
            clickable(assembled((sign, "mark")), f"turn({step}, {index})") for sign, step in (("‹", -1), ("›", 1))
        ]
        parts = (arrows[0], clickable(shown, f"value({index})"), arrows[1])
        if isinstance(dial.default, str) and not dial.choices:
            parts = (Text(" "), parts[1], Text(" "))
        cells.append(assembled(clickable(label, f"dial({index})"), "  ", *parts))
    return cells


def _value(dial: Dial, now: float | str) -> str:
    return format_value(now, dial.unit) if not isinstance(now, str) else harmless(now) or "–"


def _widths(rows: Sequence[tuple[str, str]]) -> tuple[int, int]:
    """The columns of the names and of the values of some rows; a long one sticks out."""
    names, values = ([len(one[side]) for one in rows] for side in (0, 1))
    return (
        max((size for size in names if size <= _LONGEST_NAME), default=0),
        max((size for size in values if size <= _LONGEST_VALUE), default=0),
    )


def grid(cells: Sequence[Text], width: int) -> list[Text]:
    """Cells in as many columns as there is room for; each that is longer than most has lines of its own below."""
    usual = [cell for cell in cells if cell.cell_len <= min(_LONGEST_CELL, width)]
    wide = max((cell.cell_len for cell in usual), default=0)
    count = max((width + _GAP) // (wide + _GAP), 1)
    rows = (usual[start : start + count] for start in range(0, len(usual), count))
    lines = [line for row in rows for line in _beside([(wide, (cell,)) for cell in row])]
    return [*lines, *(line for cell in cells if cell not in usual for line in wrap(cell, width))]
