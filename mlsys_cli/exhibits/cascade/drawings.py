"""Drawn scenes: clutter, and cartoon faces in it."""

from itertools import product
from typing import NamedTuple

from mlsys_cli.exhibits.exhibit import Chance

WINDOW = 12
"""The width and height of the smallest face, in pixels."""


class Square(NamedTuple):
    """A square of a picture, which may hold a face: its left upper corner, and its width and height."""

    x: int
    y: int
    size: int


class Scene(NamedTuple):
    """A picture, and the faces in it."""

    picture: tuple[tuple[float, ...], ...]
    faces: tuple[Square, ...]


def _blank(width: int, height: int, chance: Chance) -> list[list[float]]:
    base, right, down = chance.uniform(0.3, 0.7), chance.uniform(-0.2, 0.2), chance.uniform(-0.2, 0.2)
    return [[base + right * x / width + down * y / height for x in range(width)] for y in range(height)]


def _clutter(picture: list[list[float]], count: int, chance: Chance) -> None:
    """Boxes, discs, chequers, and masks: light ovals with dark blobs in the wrong places."""
    height, width = len(picture), len(picture[0])
    for _ in range(count):
        size = 4 + chance.below(14)
        place = Square(chance.below(width) - size // 2, chance.below(height) - size // 2, size)
        kind, grey = chance.choice(("box", "disc", "chequers", "mask")), chance.uniform(0, 1)
        blobs = [(chance.uniform(-0.3, 0.3), chance.uniform(0.1, 0.9)) for _ in range(chance.below(4))]
        half = chance.uniform(0.25, 0.75)
        columns, rows = _within(place, width, height)
        for (y, v), (x, u) in product(rows, columns):
            if not _is_covered(kind, half, (x, y), (u, v)):
                continue
            picture[y][x] = grey
            if kind == "mask":
                is_dark = any((u - a) ** 2 + (v - b) ** 2 < 0.012 for a, b in blobs)
                picture[y][x] = grey / 3 if is_dark else 0.4 + grey / 2


def _is_covered(kind: str, half: float, pixel: tuple[int, int], place: tuple[float, float]) -> bool:
    """True if a piece of clutter has a pixel, which is at some place of its square."""
    u, v = place
    match kind:
        case "box":
            return abs(u) < half
        case "disc":
            return u * u + (v - 0.5) ** 2 < 0.25
        case "chequers":
            return (pixel[0] // 2 + pixel[1] // 2) % 2 == 1
    return _is_in_oval(u, v)


def _is_in_oval(u: float, v: float) -> bool:
    return (u / 0.44) ** 2 + ((v - 0.5) / 0.5) ** 2 < 1


def _face(picture: list[list[float]], face: Square, chance: Chance, shift: float = 0.0) -> None:
    """A light oval with hair, two eyes and a mouth, lit from some side, and off its place by at most a share of it."""
    dark = chance.uniform(0, 0.4)
    skin, light = dark + chance.uniform(0.35, 0.55), chance.uniform(-0.3, 0.3)
    hair, apart, eyes = chance.uniform(0.05, 0.2), chance.uniform(0.16, 0.22), chance.uniform(0.36, 0.46)
    mouth, smile = chance.uniform(0.7, 0.8), chance.uniform(0.1, 0.22)
    right, down = chance.uniform(-shift, shift), chance.uniform(-shift, shift)
    columns, rows = _within(face, len(picture[0]), len(picture))
    for (y, below), (x, across) in product(rows, columns):
        u, v = across - right, below - down
        if _is_in_oval(u, v):
            is_eye = (abs(u) - apart) ** 2 + (v - eyes) ** 2 < 0.0075
            is_mouth = abs(v - mouth) < 0.05 and abs(u) < smile
            picture[y][x] = (dark if is_eye or is_mouth or v < hair else skin) + light * u


def _within(face: Square, width: int, height: int) -> tuple[list[tuple[int, float]], list[tuple[int, float]]]:
    """The columns and the rows of a square that are in the picture, each with its place in the square.

    That is from -0.5 to 0.5 for a column, and from 0 to 1 for a row.
    """
    columns = range(max(face.x, 0), min(face.x + face.size, width))
    rows = range(max(face.y, 0), min(face.y + face.size, height))
    return (
        [(x, (x - face.x + 0.5) / face.size - 0.5) for x in columns],
        [(y, (y - face.y + 0.5) / face.size) for y in rows],
    )


def _noisy(picture: list[list[float]], chance: Chance) -> tuple[tuple[float, ...], ...]:
    return tuple(tuple(_grey(grey + chance.uniform(-0.1, 0.1)) for grey in row) for row in picture)


def _grey(value: float) -> float:
    return 0.0 if value < 0 else 1.0 if value > 1 else round(value, 3)


def face(chance: Chance) -> tuple[tuple[float, ...], ...]:
    """A window with a face before some clutter, not quite in its middle, as neighbouring windows see it."""
    picture = _blank(WINDOW, WINDOW, chance)
    _clutter(picture, 3, chance)
    _face(picture, Square(0, 0, WINDOW), chance, 0.06)
    return _noisy(picture, chance)


def scene(width: int, height: int, faces: int, chance: Chance) -> Scene:
    """A scene with so many faces, of which the first is twice as large as the others; they don't overlap."""
    picture = _blank(width, height, chance)
    _clutter(picture, width * height // 60, chance)
    places: list[Square] = []
    for _ in range(100):
        if len(places) == faces:
            break
        size = WINDOW if places else 2 * WINDOW
        place = Square(chance.below(width - size + 1), chance.below(height - size + 1), size)
        if all(_apart(place, other) for other in places):
            places.append(place)
            _face(picture, place, chance)
    return Scene(_noisy(picture, chance), tuple(places))


def _apart(face: Square, other: Square) -> bool:
    pairs = ((face.x, other.x), (face.y, other.y))
    return any(max(one, two) >= min(one + face.size, two + other.size) for one, two in pairs)
