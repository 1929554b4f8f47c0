"""A detector: a cascade that is trained, and that goes through all windows of a picture."""

from collections.abc import Callable, Iterator, Sequence

from mlsys_cli.exhibits.cascade.boosting import Stage, Trained, Values, train_stage
from mlsys_cli.exhibits.cascade.drawings import WINDOW, Square, face, scene
from mlsys_cli.exhibits.cascade.features import SHAPES, Feature, Picture, features, integral, lookups
from mlsys_cli.exhibits.exhibit import Chance

WIDTH, HEIGHT = 64, 40
"""The size of a scene."""
POOL = 250
"""How many features of the window the training chooses from."""
_FACES, _MORE_FACES, _OTHERS, _FEWEST_OTHERS = 150, 100, 150, 30
"""Faces to train a stage and to set its threshold; others, and the fewest of these that a stage can learn from."""
_TRIED, _TRIED_A_SCENE = 6000, 200
"""How many windows without a face are looked at to find those that the stages so far let through."""
_LEAST_SPREAD = 0.02
"""The least spread of the pixels of a window; a flatter one is no face, and dividing by its spread would be noise."""
_NEIGHBOURS = 3
"""How many windows must lie on each other to count as a face."""
_SIZES = (WINDOW, 2 * WINDOW)
"""Faces of scenes are as large as those of the training, or twice as large."""


class Detector:
    """Computes features in the windows of a picture, and counts how many it computes for a cascade."""

    def __init__(self, picture: Picture, pool: Sequence[Feature]) -> None:
        self.computed = 0
        self._table = integral(picture)
        self._pool = pool

    def _features(self, window: Square) -> Callable[[int], float]:
        """The feature of each number in a window, divided by the spread of its greys: contrast doesn't matter."""
        sums, _, stride = table = self._table
        spread = max(table.spread(window.x, window.y, window.size), _LEAST_SPREAD)
        corner = window.y * stride + window.x

        def value(feature: int) -> float:
            total = 0.0
            for place, weight in lookups(self._pool[feature], stride, window.size // WINDOW):
                total += weight * sums[corner + place]
            return total / spread

        return value

    def values(self, window: Square) -> Values:
        """The values of all features in a window."""
        return tuple(map(self._features(window), range(len(self._pool))))

    def passes(self, stage: Stage, window: Square) -> bool:
        """True if a stage lets a window through."""
        self.computed += len(stage.stumps)
        return stage.passes(self._features(window))


def all_windows(width: int, height: int) -> list[Square]:
    """Every window of a picture, at each place and scale."""
    return [Square(x, y, size) for size in _SIZES for y in range(height - size + 1) for x in range(width - size + 1)]


def feature_pool(chance: Chance) -> list[Feature]:
    """Some of the features of the window, at random; none of single pixels, which are mostly noise."""
    all_features = [f for kind in SHAPES for f in features(WINDOW, kind) if f.width * f.height >= 4]
    return [chance.choice(all_features) for _ in range(POOL)]


def train_cascade(
    pool: Sequence[Feature], stages: int, detection: float, passing: float, chance: Chance
) -> Iterator[Trained]:
    """Stage after stage: each learns from the windows without a face that those before let through."""
    whole = Square(0, 0, WINDOW)
    faces, more_faces = (
        [Detector(face(chance), pool).values(whole) for _ in range(number)] for number in (_FACES, _MORE_FACES)
    )
    cascade: list[Stage] = []
    for _ in range(stages):
        others = list(_others(cascade, pool, chance))
        if len(others) < _FEWEST_OTHERS:
            return
        trained = train_stage(faces, others, more_faces, detection, passing)
        cascade.append(trained.stage)
        yield trained


def _others(cascade: Sequence[Stage], pool: Sequence[Feature], chance: Chance) -> Iterator[Values]:
    """Windows of scenes without faces that all stages let through, as many as are needed or can be found."""
    windows = all_windows(WIDTH, HEIGHT)
    found = 0
    for tried in range(_TRIED):
        if tried % _TRIED_A_SCENE == 0:
            detector = Detector(scene(WIDTH, HEIGHT, 0, chance).picture, pool)
        window = chance.choice(windows)
        if all(detector.passes(stage, window) for stage in cascade):
            found += 1
            yield detector.values(window)
        if found == _OTHERS:
            return


def merge(windows: Sequence[Square]) -> list[Square]:
    """One place for each group of windows that lie on each other, if there are enough: the mean of the group."""
    groups: list[list[Square]] = []
    for window in windows:
        near = next((group for group in groups if is_near(window, _mean(group))), None)
        if near is None:
            groups.append([window])
        else:
            near.append(window)
    return [_mean(group) for group in groups if len(group) >= _NEIGHBOURS]


def _mean(group: Sequence[Square]) -> Square:
    return Square(*(round(sum(numbers) / len(group)) for numbers in zip(*group, strict=True)))


def is_near(square: Square, other: Square) -> bool:
    """True if the centres of two squares are nearer than a third of the larger one's width."""
    reach = max(square.size, other.size) / 3
    across = abs(square.x + square.size / 2 - other.x - other.size / 2)
    down = abs(square.y + square.size / 2 - other.y - other.size / 2)
    return across < reach and down < reach
