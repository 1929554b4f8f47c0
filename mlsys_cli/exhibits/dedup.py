"""Near copies: how alike two texts are, estimated from the least hashes of their pieces, and found by bands of them."""

from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from math import sqrt
from typing import NamedTuple

from mlsys_cli.errors import UsageError
from mlsys_cli.exhibits.exhibit import FIRST_SEED, Chance, Frame, Number, Program, Settings, Steps
from mlsys_cli.page.blocks import Blocks, Code, Table
from mlsys_cli.page.plots import Axis, Plot, PlotMark, Series

_PRIME = 2**61 - 1
_NEAR, _OTHER = 0.8, 0.3
"""How alike near copies are, and texts that shouldn't be compared."""
_PLACES = 21
"""The places of the curve of what is found."""
_WIDTH = 36  # of a line of bands, which fits a screen of 40 columns


class Least(NamedTuple):
    """The least hash of a set of pieces, and the piece that has it."""

    value: int
    piece: str


def pieces(text: str, length: int) -> set[str]:
    """All runs of so many letters of a text; a shorter text is one piece."""
    return {text[at : at + length] for at in range(max(len(text) - length, 0) + 1)}


def likeness(left: AbstractSet[str], right: AbstractSet[str]) -> float:
    """The share of the pieces of two sets that are in both (Jaccard's index)."""
    return len(left & right) / len(left | right)


def signatures(sets: Sequence[AbstractSet[str]], count: int, chance: Chance) -> Iterator[list[Least]]:
    """For each of so many hash functions, drawn at random, the least hash of each set."""
    codes = (((int.from_bytes(p.encode(errors="surrogatepass"), "big"), p) for p in sorted(one)) for one in sets)
    coded = [[(code % _PRIME, piece) for code, piece in one] for one in codes]
    for _ in range(count):
        a, b = 1 + chance.below(_PRIME - 1), chance.below(_PRIME)
        yield [min(Least((a * code + b) % _PRIME, piece) for code, piece in one) for one in coded]


def chance_to_meet(alike: float, bands: int, rows: int) -> float:
    """The probability that two texts agree in all rows of at least one band."""
    return 1 - (1 - alike**rows) ** bands


def meeting(same: Sequence[bool], bands: int, rows: int) -> list[bool]:
    """Of each band whether two texts agree in all of its rows."""
    return [all(same[band * rows : (band + 1) * rows]) for band in range(bands)]


def _frames(settings: Settings, chance: Chance) -> Iterator[Frame]:
    count, bands, rows = settings["numbers"], settings["bands"], settings["rows"]
    if bands * rows > count:
        raise UsageError(f"{bands} bands of {rows} need {bands * rows} numbers", [f"there are {count}"])
    sets = [pieces(settings[name], settings["pieces-of"]) for name in ("one", "other")]
    alike = likeness(*sets)
    both, *alone = sets[0] & sets[1], sets[0] - sets[1], sets[1] - sets[0]
    every = len(sets[0] | sets[1])
    words = f"Each text is cut into all its runs of {settings['pieces-of']} letters."
    yield Frame(words, (Number("pieces", every),), (_examples({"one": sets[0], "other": sets[1]}),))
    known = (Number("pieces", every), Number("likeness", round(alike, 4)))
    parts = _examples({"in both": both, "only in one": alone[0], "only in the other": alone[1]})
    yield Frame(f"{len(both)} of {every} pieces are in both texts: their likeness is {alike:.3f}.", known, (parts,))
    same: list[bool] = []
    estimates: list[tuple[float, float]] = []
    for number, (one, other) in enumerate(signatures(sets, count, chance), 1):
        same.append(one.value == other.value)
        estimate = sum(same) / number
        estimates.append((number, round(estimate, 4)))
        numbers = (*known, Number("estimate", round(estimate, 4)), Number("numbers", number))
        agree = f"is that of '{one.piece}' in both texts" if same[-1] else f"differs: '{one.piece}' and '{other.piece}'"
        yield Frame(f"Hash {number}: the least {agree}.", numbers, _running(estimates, alike, count))
    meets = meeting(same, bands, rows)
    found = (
        *known,
        Number("estimate", round(estimate, 4)),
        Number("error", round(estimate - alike, 4)),
        Number("expected error", round(sqrt(alike * (1 - alike) / count), 4)),
        Number("numbers", count),
        Number("bands that meet", sum(meets), f"of {bands}"),
        Number("found", any(meets)),
        Number("near copies found", round(chance_to_meet(_NEAR, bands, rows), 4), f"of those that are {_NEAR} alike"),
        Number("others found", round(chance_to_meet(_OTHER, bands, rows), 4), f"of those that are {_OTHER} alike"),
    )
    words = (
        f"With {count} numbers the likeness is estimated as {estimate:.3f}. "
        f"{f'{sum(meets)} of {bands} bands meet, so the two are compared' if any(meets) else 'No band meets: a miss'}."
    )
    curve = _found(bands, rows, alike)
    yield Frame(words, found, (*_running(estimates, alike, count), _bands(same, meets, rows), curve))


def _examples(sets: Mapping[str, AbstractSet[str]]) -> Table:
    """The number of pieces in each set, and some of them."""
    rows = (
        (name, str(len(some)), "  ".join(f"'{piece}'" for piece in sorted(some)[:3])) for name, some in sets.items()
    )
    return Table(("pieces", "count", "such as"), tuple(rows))


def _running(estimates: Sequence[tuple[float, float]], alike: float, count: int) -> Blocks:
    """The estimate after each hash, beside the likeness itself."""
    alt = f"The estimate after {len(estimates)} hashes is {estimates[-1][1]:.3f}; the likeness is {alike:.3f}."
    series = (
        Series("estimate", tuple(estimates)),
        Series("likeness", ((0.0, round(alike, 4)), (count, round(alike, 4)))),
    )
    return (Plot(alt, Axis("hashes", low=0, high=count, is_whole=True), Axis("alike", low=0, high=1), series),)


def _bands(same: Sequence[bool], meets: Sequence[bool], rows: int) -> Code:
    """Each band as its rows, in which the texts agree (=) or not (.); those that meet are in brackets."""
    drawn = []
    for band, is_meeting in enumerate(meets):
        signs = "".join("=" if one else "." for one in same[band * rows : (band + 1) * rows])
        drawn.append(f"[{signs}]" if is_meeting else f" {signs} ")
    a_line = max(_WIDTH // (rows + 2), 1)
    return Code("\n".join("".join(drawn[at : at + a_line]).rstrip() for at in range(0, len(drawn), a_line)))


def _found(bands: int, rows: int, alike: float) -> Plot:
    """The probability to be found by the likeness."""
    places = [place / (_PLACES - 1) for place in range(_PLACES)]
    points = tuple((at, round(chance_to_meet(at, bands, rows), 4)) for at in places)
    here = chance_to_meet(alike, bands, rows)
    alt = f"The probability to be found by the likeness, with {bands} bands of {rows}: {here:.4f} for these two texts."
    axes = Axis("alike", low=0, high=1), Axis("found", low=0, high=1)
    return Plot(alt, *axes, (Series("found", points),), (PlotMark(round(alike, 4), round(here, 4), "these two"),))


def _half_alike() -> float:
    """The share of 400 pairs, half of whose 20 pieces are in both, that meet in 20 bands of 5."""
    chance = Chance(FIRST_SEED)
    one, other = ({str(piece) for piece in range(first, first + 15)} for first in (0, 5))
    hits = 0
    for _ in range(400):
        same = [a.value == b.value for a, b in signatures((one, other), 100, chance)]
        hits += any(meeting(same, 20, 5))
    return hits / 400


PROGRAM = Program(Steps(_frames), {"half alike": _half_alike})
