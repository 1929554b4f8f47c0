"""A systolic array: weights that stay, rows that enter aslant, and sums that fall through."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple, TypeAlias

from mlsys_cli.errors import UsageError
from mlsys_cli.exhibits.exhibit import Chance, Frame, Number, Program, Settings, Steps
from mlsys_cli.exhibits.vectors import read_vector
from mlsys_cli.page.blocks import Blocks, Code
from mlsys_cli.page.plots import Axis, Plot, Series, format_number
from mlsys_cli.text.english import counted

Matrix: TypeAlias = tuple[tuple[float, ...], ...]

_WAITING = 2
"""The numbers before the array that are shown."""
_MOST_ROWS = 12
"""The rows of the product that are shown."""


class Beat(NamedTuple):
    """The array after so many beats: the input in each cell, if any, and the product so far (column by column)."""

    step: int
    cells: tuple[tuple[float | None, ...], ...]
    out: tuple[tuple[float, ...], ...]

    @property
    def busy(self) -> int:
        """The cells that multiply in this beat."""
        return sum(cell is not None for row in self.cells for cell in row)


def beats(rows: Matrix, weights: Matrix) -> Iterator[Beat]:
    """The array before the first beat, and after each one until the last sum is out.

    In a beat each cell multiplies the number from its left by its weight, adds the sum from above, and passes both on.
    Number k of a row enters line k of the array, k beats after the first.
    """
    side = range(len(weights))
    cells: list[list[float | None]] = [[None for _ in side] for _ in side]
    sums: list[list[float]] = [[0.0 for _ in side] for _ in side]
    out: list[list[float]] = [[] for _ in side]
    number = 0
    while True:
        yield Beat(number, tuple(map(tuple, cells)), tuple(map(tuple, out)))
        if len(out[-1]) == len(rows):
            return
        entering = [rows[number - k][k] if 0 <= number - k < len(rows) else None for k in side]
        cells = [[entering[k], *cells[k][:-1]] for k in side]
        above = [[0.0 for _ in side], *sums[:-1]]
        sums = [[above[k][j] + (cells[k][j] or 0.0) * weights[k][j] for j in side] for k in side]
        for j in side:
            if cells[-1][j] is not None:
                out[j].append(sums[-1][j])
        number += 1


def read_matrix(name: str, text: str) -> Matrix:
    """The rows of numbers in a text such as `1 2; 3 4`, which may have brackets and a last `;`. Raises UsageError."""
    rows = tuple(read_vector(name, row) for row in text.replace("],", ";").strip().removesuffix(";").split(";"))
    if len({len(row) for row in rows}) > 1:
        raise UsageError(f"{name} can't be {text[:40]!r}", ["all rows have as many numbers"])
    return rows


def _matrices(settings: Settings, chance: Chance) -> tuple[Matrix, Matrix]:
    """The rows and the weights: those that were given, else digits at random."""
    given = [read_matrix(name, settings[name]) if settings[name] else () for name in ("numbers", "weights")]
    side = next((len(matrix[0]) for matrix in given if matrix), settings["side"])
    rows, weights = (
        matrix or tuple(tuple(float(chance.below(10)) for _ in range(side)) for _ in range(count))
        for matrix, count in zip(given, (settings["rows"], side), strict=True)
    )
    if not (len(rows[0]) == len(weights) == len(weights[0]) <= 8 and len(rows) <= 64):
        hint = "weights need as many rows as columns, at most 8; each row of numbers needs as many"
        raise UsageError("these numbers don't fit", [f"{hint}, and there may be 64 rows"])
    return rows, weights


def _frames(settings: Settings, chance: Chance) -> Iterator[Frame]:
    rows, weights = _matrices(settings, chance)
    side = len(weights)
    busy: list[tuple[float, float]] = []
    useful = 0
    for beat in beats(rows, weights):
        if beat.step:
            useful += beat.busy
            busy.append((beat.step, beat.busy))
        done = len(beat.out[-1])
        product = tuple(zip(*(column[:done] for column in beat.out), strict=True))
        cells = max(beat.step, 1) * side * side
        numbers = (
            Number("beats", beat.step),
            Number("rows", len(rows)),
            Number("rows done", done),
            Number("busy cells", beat.busy, f"of {side * side}"),
            Number("useful", round(useful / cells, 4), text=f"{useful / cells:.1%}"),
            Number("product", "; ".join(map(_row, product)), text=f"{done} of {len(rows)} rows"),
        )
        pictures: Blocks = (_array(beat, rows, weights), *_curve(busy, side))
        yield Frame(_words(beat, len(rows), useful / cells), numbers, pictures)


def _words(beat: Beat, rows: int, useful: float) -> str:
    cells = len(beat.cells) ** 2
    places, after = counted(cells, "cell"), counted(beat.step, "beat")
    if not beat.step:
        return f"The weights are in their {places}. The rows wait on the left, each number a beat after the last."
    if len(beat.out[-1]) == rows:
        return f"The last sum is out after {after}, in which {useful:.1%} of the cells' time was used."
    if not beat.out[0]:
        return f"The array fills: {beat.busy} of {cells} cells at work, and no sum is ready yet."
    return f"{beat.busy} of {cells} cells at work; {counted(len(beat.out[0]), 'sum')} out of the first column."


def _row(numbers: Sequence[float]) -> str:
    return " ".join(map(format_number, numbers))


def _array(beat: Beat, rows: Matrix, weights: Matrix) -> Code:
    """The inputs that wait on the left, input × weight in each cell, and the rows of the product that have come out."""
    waiting = [
        [
            format_number(rows[at][k]) if 0 <= (at := beat.step - k + ahead) < len(rows) else ""
            for ahead in reversed(range(_WAITING))
        ]
        for k in range(len(weights))
    ]
    cells = [
        [f"{'·' if x is None else format_number(x)}×{format_number(w)}" for x, w in zip(line, row, strict=True)]
        for line, row in zip(beat.cells, weights, strict=True)
    ]
    done = range(max(map(len, beat.out)))[-_MOST_ROWS:]
    out = [[format_number(column[at]) if at < len(column) else "" for column in beat.out] for at in done]
    before, wide = (max(len(word) for line in lines for word in line) for lines in (waiting, [*cells, *out]))

    def drawn(left: Sequence[str], sign: str, right: Sequence[str]) -> str:
        return f"{' '.join(w.rjust(before) for w in left)}{sign} {' '.join(w.rjust(wide) for w in right)}".rstrip()

    lines = [drawn(left, "→", right) for left, right in zip(waiting, cells, strict=True)]
    lines += [drawn([""] * _WAITING, " ", row) for row in (["↓"] * len(weights), *out)]
    return Code("\n".join(lines))


def _curve(busy: Sequence[tuple[float, float]], side: int) -> Blocks:
    """The number of cells that multiply in each beat."""
    if not busy:
        return ()
    alt = f"The cells that multiply, by beat: {busy[-1][1]:g} of {side * side} in beat {busy[-1][0]:g}."
    axes = Axis("beat", low=0, is_whole=True), Axis("busy cells", low=0, high=side * side, is_whole=True)
    return (Plot(alt, *axes, (Series("busy cells", tuple(busy)),)),)


PROGRAM = Program(Steps(_frames))
