"""Handwritten digits: 1,797 images of 8 by 8 pixels.

Optical Recognition of Handwritten Digits by E. Alpaydin and C. Kaynak (1998), UCI Machine Learning Repository,
doi:10.24432/C50P49, licence CC BY 4.0. These are the images of its test set, in its order, as scikit-learn has them.
"""

import zlib
from functools import cache
from pathlib import Path
from typing import NamedTuple, TypeAlias

from mlsys_cli.errors import UsageError

SIDE = 8
TRAINING = 1000
"""The number of images that a network learns from; it is tested with the others."""

Image: TypeAlias = tuple[float, ...]
"""64 pixels from 0 (paper) to 1 (ink), row by row."""

_NUMBER = 1797
_DARKEST = 16
"""The images of the data set, and the greatest number of inked pixels of the original that became one of its pixels."""
_INK = {".": 0, " ": 0, "#": 9, **{str(number): number for number in range(10)}}


class Digit(NamedTuple):
    """An image, and the digit that the writer meant."""

    image: Image
    label: int


@cache
def digits() -> tuple[Digit, ...]:
    """All images. After a line on its origin, the file has the first point of each, the second, … and the labels."""
    packed = (Path(__file__).parent / "digits.bin").read_bytes().split(b"\n", 1)[1]
    values = zlib.decompress(packed)
    columns = [values[start : start + _NUMBER] for start in range(0, len(values), _NUMBER)]
    *pixels, labels = columns
    images = zip(*pixels, strict=True)
    return tuple(Digit(tuple(p / _DARKEST for p in i), label) for i, label in zip(images, labels, strict=True))


def drawn(text: str) -> Image:
    """The image that 64 signs draw, row by row: `.` or 0 for paper, up to 9 or `#` for ink; `/` may end a row.

    Raises UsageError where there are other signs, or too few or many.
    """
    signs = text.replace("/", "").replace("\n", "")
    wrong = next((sign for sign in signs if sign not in _INK), None)
    if wrong is not None:
        raise UsageError(f"a drawing can't have {wrong!r}", ["it has signs from . (paper) to # (ink), or from 0 to 9"])
    if len(signs) != SIDE * SIDE:
        hint = f"it has {SIDE} rows of {SIDE} signs, such as ..####../.#....#./…"
        raise UsageError(f"a drawing of {len(signs)} signs isn't an image", [hint])
    return tuple(_INK[sign] / 9 for sign in signs)
