"""A cascade of classifiers that looks for faces in a drawn scene, and says no early."""

from collections.abc import Iterator, Sequence

from mlsys_cli.exhibits.cascade.boosting import Stage, Trained
from mlsys_cli.exhibits.cascade.detector import (
    HEIGHT,
    WIDTH,
    Detector,
    all_windows,
    feature_pool,
    is_near,
    merge,
    train_cascade,
)
from mlsys_cli.exhibits.cascade.drawings import WINDOW, Scene, Square, scene
from mlsys_cli.exhibits.cascade.features import SHAPES, Feature, Picture, count_features, features, integral, lookups
from mlsys_cli.exhibits.exhibit import Chance, Frame, Number, Program, Settings, Steps
from mlsys_cli.page.plots import Pixels
from mlsys_cli.text.english import counted


def _frames(settings: Settings, chance: Chance) -> Iterator[Frame]:
    drawn = scene(WIDTH, HEIGHT, settings["faces"], chance)
    pool = feature_pool(chance)
    words = f"A drawn scene of {WIDTH} by {HEIGHT} pixels with {len(drawn.faces)} cartoon faces."
    yield Frame(words, (Number("faces", len(drawn.faces)),), (Pixels(words, drawn.picture, "the scene"),))
    stages: list[Stage] = []
    for trained in train_cascade(pool, settings["stages"], settings["detection"], settings["passing"], chance):
        stages.append(trained.stage)
        yield _training_frame(len(stages), trained, pool)
    yield from _search(drawn, stages, pool)


def _training_frame(index: int, trained: Trained, pool: Sequence[Feature]) -> Frame:
    stumps = trained.stage.stumps
    numbers = (
        Number("stage", index),
        Number("features", len(stumps)),
        Number("faces let through", round(100 * trained.faces, 1), "%"),
        Number("others let through", round(100 * trained.others, 1), "%"),
    )
    words = (
        f"Stage {index} learns to ask {counted(len(stumps), 'question')}: {trained.faces:.0%} of the "
        f"faces pass, and {trained.others:.0%} of the windows without a face that got so far."
    )
    return Frame(words, numbers, tuple(_feature_picture(pool[stump.feature]) for stump in stumps[:4]))


def _search(drawn: Scene, stages: Sequence[Stage], pool: Sequence[Feature]) -> Iterator[Frame]:
    detector = Detector(drawn.picture, pool)
    windows = all_windows(WIDTH, HEIGHT)
    left = windows
    total = sum(len(stage.stumps) for stage in stages)
    for number, stage in enumerate(stages, 1):
        left = [window for window in left if detector.passes(stage, window)]
        words = f"Stage {number} leaves {len(left)} of {len(windows)} windows; the rest of the scene goes dark."
        numbers = _counts(detector.computed, len(windows), len(left), total)
        yield Frame(words, numbers, (_lit(drawn.picture, left, words),))
    found = merge(left)
    hits = sum(any(is_near(place, real) for place in found) for real in drawn.faces)
    false = sum(not any(is_near(place, real) for real in drawn.faces) for place in found)
    numbers = (
        *_counts(detector.computed, len(windows), len(left), total),
        Number("faces", len(drawn.faces)),
        Number("found", hits),
        Number("false alarms", false),
    )
    words = (
        f"It finds {hits} of {len(drawn.faces)} faces, with {counted(false, 'false alarm')}, and computed "
        f"{detector.computed / len(windows):.1f} of {total} features for a window."
    )
    yield Frame(words, numbers, (_lit(drawn.picture, found, words),))


def _counts(computed: int, windows: int, left: int, total: int) -> tuple[Number, ...]:
    return (
        Number("windows", windows),
        Number("windows left", left),
        Number("features computed", computed),
        Number("features per window", round(computed / windows, 2)),
        Number("features of all stages", total),
    )


def _lit(picture: Picture, places: Sequence[Square], alt: str) -> Pixels:
    """The scene where a window is left, and darkness elsewhere."""
    lit = [[0.0] * len(row) for row in picture]
    for x, y, size in ((place.x, place.y, place.size) for place in places):
        for row, greys in zip(lit[y : y + size], picture[y : y + size], strict=True):
            row[x : x + size] = greys[x : x + size]
    return Pixels(alt, tuple(map(tuple, lit)), "what is left")


def _feature_picture(feature: Feature) -> Pixels:
    """A feature in its window: what is added as 1, and what is taken away as -1."""
    rows = [[0.0] * WINDOW for _ in range(WINDOW)]
    for down, counts in enumerate(SHAPES[feature.kind]):
        for across, count in enumerate(counts):
            top, left = feature.y + down * feature.height, feature.x + across * feature.width
            for row in rows[top : top + feature.height]:
                row[left : left + feature.width] = [float((count > 0) - (count < 0))] * feature.width
    alt = f"A feature of {feature.kind}: {feature.width} by {feature.height} pixels at {feature.x}, {feature.y}."
    return Pixels(alt, tuple(map(tuple, rows)), feature.kind)


def _sums_agree() -> bool:
    """True if the integral image gives the sums of 500 random rectangles."""
    chance = Chance(1)
    picture = [[chance.below(256) for _ in range(23)] for _ in range(17)]
    table = integral(picture)
    for _ in range(500):
        x, y = chance.below(23), chance.below(17)
        width, height = chance.below(24 - x), chance.below(18 - y)
        if table.rectangle(x, y, width, height) != sum(sum(row[x : x + width]) for row in picture[y : y + height]):
            return False
    return True


def _look_ups() -> list[int]:
    """The look-ups for a feature in a picture 24 pixels wide, for two, three and four rectangles."""
    of_kinds = [next(iter(features(24, kind))) for kind in ("two beside", "three beside", "four")]
    return [len(list(lookups(feature, 25, 1))) for feature in of_kinds]


PROGRAM = Program(
    Steps(_frames),
    {
        "features of a window": lambda: sum(count_features(24).values()),
        "sums agree": _sums_agree,
        "look-ups": _look_ups,
    },
)
